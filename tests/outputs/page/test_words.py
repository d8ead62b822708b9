"""Every word of the page has its Chinese, and every Chinese word is shown."""

from __future__ import annotations

import re
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from routing.outputs import page
from routing.outputs.page.words import PageWords
from routing.plan_chain import ChangeKind, PlanKind, PlanState
from routing.rules import MEANINGS, Rule
from routing.status import Status
from routing.terms import Language

CHINESE, ENGLISH = PageWords(Language.ZH), PageWords(Language.EN)
FOLDER = Path(str(files(page)))
FROM_VALUES = {
    *ChangeKind,
    *PlanState,
    *Status,
    *(f"{kind} plan" for kind in PlanKind),
    *("travel", "floor", "opened"),
}
SOURCE = "\n".join(
    path.read_text(encoding="utf-8")
    for path in sorted(FOLDER.rglob("*"))
    if path.suffix in {".py", ".html"} and path.name != "words.py"
)


@pytest.mark.parametrize("word", sorted(FROM_VALUES))
def test_value_has_its_chinese(word: str) -> None:
    """Each state, kind and term that a plan may hold reads as Chinese."""
    assert re.fullmatch("[\u4e00-\u9fff]+", CHINESE(word))
    assert ENGLISH(word) == word


def test_words_are_there_and_shown() -> None:
    """What templates and modules call for has its Chinese, and nothing stands in the list for nobody."""
    called = set(re.findall(r"""words\(["']([^"']+)["']\)""", SOURCE))
    for word in called:
        assert CHINESE(word)
    listed = (
        (FOLDER / "words.py").read_text(encoding="utf-8").split("_CHINESE = {")[1].split("}")[0]
    )
    words = re.findall(r'^    "([^"]+)": ', listed, re.MULTILINE)
    shown = {word for word in words if f'"{word}"' in SOURCE or f"'{word}'" in SOURCE}
    # Durations are told by the words themselves.
    assert set(words) - shown - FROM_VALUES == {"h", "min", "km"}


def test_terms_of_the_objective() -> None:
    """A wish is called as its rule is, a cause as on every other view, and a strange term by itself."""
    assert CHINESE.term("EARLY") == MEANINGS[Rule.EARLY].chinese
    assert ENGLISH.term("EARLY") == MEANINGS[Rule.EARLY].english
    assert CHINESE.term("anomaly") == "异常"
    assert CHINESE.term("nobody knows it") == "nobody knows it"


def test_days_and_durations() -> None:
    """9 November 2026 is a Monday; 7,290 s are two hours and a minute and a half; 90 s round to 2 minutes."""
    day = date(2026, 11, 9)
    assert (CHINESE.day(day), ENGLISH.day(day)) == ("11-09 周一", "11-09 Mon")
    assert (CHINESE.duration(7290), ENGLISH.duration(7290)) == ("2 小时 01 分", "2 h 01 min")
    assert CHINESE.minutes(90) == "2 分"
    assert ENGLISH.kilometres(12_340) == "12.3 km"
