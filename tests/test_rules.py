"""The vocabulary of rules is whole, and its page says what it says."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from routing.repair.repair import LETS_GO
from routing.rules import MEANINGS, Rule
from routing.status import Level

ROOT = Path(__file__).resolve().parent.parent
SOURCE, TESTS = ROOT / "src" / "routing", ROOT / "tests"
RULES = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
REASONS = (ROOT / "docs" / "reasons.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in re.findall(r"^\| R\d+ \|.*$", RULES, flags=re.MULTILINE)
]


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
def test_the_page_of_reasons_says_what_a_rule_means(rule: Rule) -> None:
    """Each code has its row: its very words in both languages, when it is told, which repair lets go of it."""
    meaning = MEANINGS[rule]
    (row,) = re.findall(rf"^\| `{rule}` \| (.*) \|$", REASONS, flags=re.MULTILINE)
    standard, english, chinese, told, remedy, remedy_zh, repair = row.split(" | ")
    assert standard.strip() == meaning.standard
    assert (english, chinese) == (meaning.english, meaning.chinese)
    assert (remedy, remedy_zh) == (meaning.remedy, meaning.remedy_zh)
    assert re.fullmatch(r"[A-Z].*\.", told)
    kinds = [f"`{kind}`" for kind, lets_go in LETS_GO.items() if lets_go is rule]
    assert repair.strip() == ", ".join(kinds)


def test_the_page_lists_no_code_that_is_gone() -> None:
    """Every row of the lists of codes is a code."""
    assert re.findall(r"^\| `([A-Z_]+)` \|", REASONS, flags=re.MULTILINE) == list(Rule)


def test_the_page_lists_every_rule_of_the_standard() -> None:
    """R1 to R24 each have one row, in order, with nothing left open."""
    assert [row[0] for row in ROWS] == [f"R{number}" for number in range(1, 25)]
    assert all(len(row) == 5 and all(row) for row in ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_rule_lives_and_is_watched_where_the_page_says(row: list[str]) -> None:
    """Modules exist, policy tables are those of the preset, functions are the checker's, levels and codes exist."""
    _, _, lives, watched, _ = row
    preset = tomllib.loads(
        (SOURCE / "domain" / "presets" / "classified.toml").read_text(encoding="utf-8")
    )
    assert [
        name
        for name in re.findall(r"`([a-z_/-]+\.(?:py|toml))`", lives)
        if not (SOURCE / name).is_file()
    ] == []
    assert [
        name for name in re.findall(r"`Level\.([A-Z_]+)`", lives) if name not in Level.__members__
    ] == []
    for names in re.findall(r"policy ((?:`[^`]+`(?:, )?)+)", lives):
        assert [name for name in re.findall(r"`([a-z]+)", names) if name not in preset] == []
    for name in re.findall(r"`([a-z_/]+\.py)`", watched):
        places = (SOURCE / name, SOURCE / "checker" / name, SOURCE / "simulation" / "count" / name)
        assert any(place.is_file() for place in places), name


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_rule_is_proved_where_the_page_says(row: list[str]) -> None:
    """Each test that the page names is there."""
    named = re.findall(r"`([a-z_/]+\.py)(?:::(test_[a-z0-9_]+))?`", row[-1])
    assert named
    for name, function in named:
        text = (TESTS / name).read_text(encoding="utf-8")
        assert not function or f"\ndef {function}(" in text, f"{name}::{function}"


def test_checks_that_the_page_names_are_run() -> None:
    """What the page names of the checker are functions that it runs."""
    from routing.checker import _RULES

    run = {f"{one.__module__.rsplit('.', maxsplit=1)[-1]}.{one.__name__}" for one in _RULES}
    named = {
        one
        for row in ROWS
        for one in re.findall(r"`([a-z_]+\.[a-z_]+)`", row[3])
        if not one.endswith(".py")
    }
    assert named
    assert named - run == set()
