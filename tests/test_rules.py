"""The vocabulary of rules is whole, and its page says what it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from routing.rules import MEANINGS, Rule

PAGE = (Path(__file__).resolve().parent.parent / "docs" / "rules.md").read_text(encoding="utf-8")


def test_every_rule_has_a_meaning_in_order() -> None:
    """No code is without a meaning, and people see them in the order of the codes."""
    assert list(MEANINGS) == list(Rule)


@pytest.mark.parametrize("rule", Rule)
def test_a_meaning_speaks_both_languages_and_says_what_to_do(rule: Rule) -> None:
    """Names fit into a table cell, the Chinese one is Chinese, the remedy is a sentence."""
    meaning = MEANINGS[rule]
    assert meaning.english[0].islower()
    assert len(meaning.english) <= 50
    assert re.fullmatch(r"[\u4e00-\u9fff]+", meaning.chinese)
    assert re.fullmatch(r"[A-Z].*\.", meaning.remedy)
    assert re.fullmatch(r"[\u4e00-\u9fff]+([,:、][\u4e00-\u9fff]+)*。", meaning.remedy_zh)


@pytest.mark.parametrize("rule", Rule)
def test_a_meaning_cites_rules_of_the_standard(rule: Rule) -> None:
    """Numbers are those of the standard, R1 to R24, alone, as a list or as a range."""
    numbers = [int(number) for number in re.findall(r"\d+", MEANINGS[rule].standard)]
    assert all(1 <= number <= 24 for number in numbers)
    assert re.fullmatch(r"(R\d+(-R\d+)?(, R\d+)*)?", MEANINGS[rule].standard)


@pytest.mark.parametrize("rule", Rule)
def test_the_page_says_what_a_rule_means(rule: Rule) -> None:
    """Each code has its row, with the very words of the code."""
    meaning = MEANINGS[rule]
    cells = (f"`{rule}`", meaning.standard, meaning.english, meaning.chinese, meaning.remedy)
    assert f"| {' | '.join(cells)} |" in PAGE


def test_the_page_lists_no_code_that_is_gone() -> None:
    """Every row of the lists of codes is a code."""
    assert re.findall(r"^\| `([A-Z_]+)` \|", PAGE, flags=re.MULTILINE) == list(Rule)


def test_the_page_lists_every_rule_of_the_standard() -> None:
    """R1 to R24 each have one row, in order."""
    rows = re.findall(r"^\| R(\d+) \|", PAGE, flags=re.MULTILINE)
    assert rows == [str(number) for number in range(1, 25)]


def test_paths_on_the_page_exist() -> None:
    """Modules that the page sends a reader to are there."""
    source = Path(__file__).resolve().parent.parent / "src" / "routing"
    modules = set(re.findall(r"`([a-z_/]+\.py)`", PAGE))
    assert modules
    found = {path.relative_to(source).as_posix() for path in source.rglob("*.py")}
    tests = {
        path.relative_to(Path(__file__).parent).as_posix()
        for path in Path(__file__).parent.rglob("*.py")
    }
    assert modules - found - tests == set()
