"""The documented headers, titles and words: each says one thing."""

from __future__ import annotations

import re
from collections import Counter
from enum import StrEnum
from pathlib import Path

import pytest

from routing.domain.customer import Area, CustomerClass, Mode, StoreFormat, Trait
from routing.domain.events import AnomalyKind, UndoneReason
from routing.tables.cells import CellFault, comparable
from routing.tables.columns import TABLES, Table
from routing.tables.words import WORDS, word, words

PAGE = Path(__file__).resolve().parents[2] / "docs" / "tables.md"
CHOICES: tuple[type[StrEnum], ...] = (
    CustomerClass,
    Area,
    StoreFormat,
    Trait,
    Mode,
    AnomalyKind,
    UndoneReason,
)


def _said_twice(texts: list[str]) -> list[str]:
    return [text for text, count in Counter(map(comparable, texts)).items() if count > 1]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_no_header_means_two_columns(table: Table) -> None:
    """Within a table every accepted header leads to one column."""
    assert _said_twice([header for column in table.columns for header in column.accepted]) == []


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_column_has_an_english_and_a_chinese_header(table: Table) -> None:
    """Each column can be headed in either language."""
    for column in table.columns:
        assert column.name.isascii()
        assert any(not header.isascii() for header in column.accepted), column.name


def test_no_title_means_two_tables() -> None:
    """Every accepted file or sheet name leads to one table."""
    assert _said_twice([title for table in TABLES for title in table.accepted]) == []


@pytest.mark.parametrize("kind", CHOICES)
def test_every_choice_is_read_in_both_languages(kind: type[StrEnum]) -> None:
    """Each choice is known by its own value and by all of its other words, one of them Chinese, none ambiguous."""
    for choice in kind:
        accepted = [choice.value, *WORDS[choice].split()]
        assert any(not text.isascii() for text in accepted)
        for text in accepted:
            assert word(kind, f" {text.upper()} ") is choice


def test_page_of_tables_lists_every_header_title_and_word() -> None:
    """What people look up in docs/tables.md is what the reader accepts, line by line."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    for table in TABLES:
        rows = lines[lines.index(f"## {table.name}") :]
        titles = next(line for line in rows if line.startswith("Also named"))
        assert set(re.findall(r"`([^`]+)`", titles)) == set(table.titles.split())
        for column in table.columns:
            row = next(line for line in rows if line.startswith(f"| `{column.name}`"))
            assert re.findall(r"`([^`]+)`", row) == list(column.accepted)
            assert ("(required)" in row) == column.required
    for choice, texts in WORDS.items():
        row = next(
            line for line in lines if line.startswith(f"| {type(choice).__name__}: `{choice}`")
        )
        assert re.findall(r"`([^`]+)`", row) == [choice.value, *texts.split()]


def test_lists_of_words() -> None:
    """Several traits in one cell are listed with any of the usual separators, in either language."""
    assert words(Trait, "现代终端、remote；Big Retailer") == {
        Trait.MODERN_TERMINAL,
        Trait.REMOTE,
        Trait.BIG_RETAILER,
    }


def test_unknown_word_is_refused_with_the_nearest_known() -> None:
    """A slip of the pen is not guessed at, but the likely word is named."""
    with pytest.raises(CellFault, match="核心客户"):
        word(CustomerClass, "核心客")
