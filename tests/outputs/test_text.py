"""Texts of users, made fit for every format."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from routing.outputs.text import one_line

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=40)


@given(ANY_TEXT)
def test_any_text_becomes_one_line_that_can_be_written(text: str) -> None:
    """No line end of any kind, nothing that cannot be encoded; doing it again changes nothing."""
    line = one_line(text)
    assert line.splitlines() in ([line], [])
    assert line.encode().decode() == line
    assert one_line(line) == line


def test_what_people_see_stays() -> None:
    """Emoji of several characters, full-width blanks, markup and formulas are the user's own."""
    for text in (
        "👨‍👩‍👧 家庭商店",
        "王记　烟酒店",
        "<script>x</script>",
        '=cmd|"/c calc"!A1',
        "a,b;c\\d",
    ):
        assert one_line(text) == text


def test_a_text_turns_nothing_around_it() -> None:
    """Overrides, embeddings and isolates reach past the end of a name; a name written from right to left needs none."""
    for sign in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069":
        assert one_line(f"a{sign}gpj.exe") == "a gpj.exe"
    assert one_line("متجر الشرق") == "متجر الشرق"
