"""What a plan's workbook says of itself: whose it is, and on each day sheet the day, the account manager, the columns.

A day sheet is a table of visits made (`HistoryColumns`) whose day and account manager stand in its head.
`routing.outputs.workbook` writes such sheets, `routing.tables.results` reads them.
"""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from routing.tables.cells import Cell, comparable, is_blank, plain_text, yes_or_no
from routing.tables.columns import Column, HistoryColumns, Table
from routing.tables.words import chinese_word

__all__ = [
    "FORMAT",
    "HEAD",
    "IDENTITY",
    "IDENTITY_SHEET",
    "RESULTS",
    "ResultColumns",
    "display_word",
    "head_label",
    "says_nothing",
]

FORMAT = "routing-workbook/1"
"""Version of the sheets; a change that old readers would misread counts it up."""

IDENTITY_SHEET = "routing"
"""Title of the hidden sheet that says whose workbook it is."""

IDENTITY = ("format", "territory", "plan")
"""What it says, one a row: the name in the first column, the value in the second."""

HEAD = {"day": ("day:", "日期："), "manager_id": ("manager:", "客户经理：")}
"""What stands before the values in the head of a day sheet, in English and Chinese."""

_HEAD_OF = {comparable(label): name for name, labels in HEAD.items() for label in labels}


def head_label(cell: Cell) -> str | None:
    """Return for which value of the head a cell is the label."""
    return _HEAD_OF.get(comparable(plain_text(cell)))


_STRUCK_OUT = frozenset("-–—/\\")


def says_nothing(cell: Cell) -> bool:
    """Return whether a cell is blank or struck out."""
    return is_blank(cell) or plain_text(cell) in _STRUCK_OUT


def _was_made(cell: Cell) -> bool:
    # Beside ticks an x is a no; in other tables it may be the tick itself.
    return comparable(plain_text(cell)) != "x" and yes_or_no(cell)


class ResultColumns:
    """Columns of a day sheet that are read, under every header of the history's column; none of them may be missing."""

    customer_id = HistoryColumns.customer_id
    mode = replace(HistoryColumns.mode, required=True)
    done = replace(HistoryColumns.done, read=_was_made, required=True)
    start = replace(HistoryColumns.start, required=True)
    length_minutes = replace(HistoryColumns.length_minutes, required=True)
    because = replace(HistoryColumns.because, required=True)


RESULTS = Table(
    "results",
    "",
    tuple(value for value in vars(ResultColumns).values() if isinstance(value, Column)),
)


def display_word(choice: StrEnum, *, is_chinese: bool) -> str:
    """Return the word for a choice that people are shown and may type: it is read back as the choice.

    Examples
    --------
    >>> from routing.domain.customer import Mode
    >>> display_word(Mode.IN_PERSON, is_chinese=True), display_word(Mode.IN_PERSON, is_chinese=False)
    ('实地', 'in-person')
    """
    return chinese_word(choice) if is_chinese else choice.value
