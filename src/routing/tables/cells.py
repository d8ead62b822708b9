"""One cell of a table, and the plain values that people write into cells: texts, ids, numbers, yes and no."""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import date, datetime, time, timedelta

__all__ = [
    "Cell",
    "CellFault",
    "comparable",
    "identifier",
    "is_blank",
    "minutes",
    "number",
    "pieces",
    "plain_text",
    "whole_number",
    "written",
    "yes_or_no",
]

Cell = str | int | float | bool | date | datetime | time | timedelta | None
"""What a cell holds: text in a CSV file, text or a native value in a workbook, None when empty."""


class CellFault(Exception):
    """A cell cannot be read; says why and what to do, never what stands there.

    Parameters
    ----------
    code
        Short stable name of the fault.
    message, remedy
        As in `routing.errors.Issue`.
    """

    def __init__(self, code: str, message: str, remedy: str) -> None:
        super().__init__(code, message, remedy)
        self.code = code
        self.message = message
        self.remedy = remedy


def is_blank(cell: Cell) -> bool:
    """Return whether nothing stands in the cell."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def plain_text(cell: Cell) -> str:
    """Return the cell as its author typed it, without blanks at the ends."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def written(cell: Cell) -> str:
    """Return the cell with full-width digits and signs made plain, for reading figures, dates and words."""
    return unicodedata.normalize("NFKC", plain_text(cell)).strip()


def comparable(text: str) -> str:
    """Return a word stripped of what people write differently: case, width, blanks, underscores, hyphens.

    Examples
    --------
    >>> comparable("Customer_ID "), comparable("经度（°）")
    ('customerid', '经度')
    """
    text = re.sub(r"\(.*?\)", "", unicodedata.normalize("NFKC", text))
    return re.sub(r"[\s_\-*.]", "", text).casefold()


def pieces(text: str) -> list[str]:
    """Return the parts of a list written with semicolons, commas, enumeration commas, slashes or bars."""
    return [part.strip() for part in re.split(r"[;,、/|\n]", text) if part.strip()]


def identifier(cell: Cell) -> str:
    """Return the id in a cell, as text.

    Raises
    ------
    CellFault
        When a spreadsheet has damaged it: digits lost or written as a power of ten.
    """
    too_long = isinstance(cell, int | float) and abs(cell) >= 10**15
    text = plain_text(cell)
    powers = isinstance(cell, str) and re.fullmatch(r"\d(\.\d+)?[eE]\+?\d+", text)
    if isinstance(cell, bool | date | time | timedelta) or too_long or powers:
        raise CellFault(
            "id-damaged",
            "A spreadsheet has changed this id into something else.",
            "Format the column as text and enter the id again.",
        )
    if isinstance(cell, float) and not cell.is_integer():
        raise CellFault("id-damaged", "An id has no decimals.", "Format the column as text.")
    return text


_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")


def number(cell: Cell) -> float:
    """Return the finite number in a cell.

    Raises
    ------
    CellFault
        When no finite number stands there.
    """
    text = written(cell)
    if isinstance(cell, bool | date | time | timedelta) or not _NUMBER.fullmatch(text):
        raise CellFault(
            "number-unreadable",
            "This is no number.",
            "Write digits with a decimal point, without units, degree signs or thousands separators.",
        )
    value = float(text)
    if not math.isfinite(value):
        raise CellFault("number-unreadable", "This number is too large.", "Correct it.")
    return value


def whole_number(cell: Cell) -> int:
    """Return the whole number in a cell.

    Raises
    ------
    CellFault
        When no whole number stands there.
    """
    value = number(cell)
    if not value.is_integer():
        raise CellFault(
            "number-not-whole", "This must be a whole number.", "Write it without decimals."
        )
    return int(value)


_MINUTES = re.compile(r"(?P<figure>[^a-z分]*)(分钟?|min(utes?|s?)\.?|m)?", re.IGNORECASE)


def minutes(cell: Cell) -> int:
    """Return the whole number of minutes in a cell, the unit written or not: 15, 15分, 15 min.

    Raises
    ------
    CellFault
        When no whole number stands there.
    """
    match = _MINUTES.fullmatch(written(cell)) if isinstance(cell, str) else None
    return whole_number(cell if match is None else match["figure"])


_YES = frozenset(
    [
        *("yes", "y", "true", "1", "是", "有", "对", "√", "✓", "✔", "☑", "v"),
        *("完成", "已完成", "成功", "已拜访"),
    ]
)
_NO = frozenset(
    ["no", "n", "false", "0", "否", "无", "×", "✗", "✘", "☒", "未完成", "失败", "未拜访"]
)
_SHOWN_AS_PICTURE = "\ufe0f"
"""Telephones put it behind a tick."""


def yes_or_no(cell: Cell) -> bool:
    """Return whether the cell says yes.

    Raises
    ------
    CellFault
        When it says neither yes nor no.
    """
    word = written(cell).casefold().removesuffix(_SHOWN_AS_PICTURE)
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise CellFault("yes-no-unreadable", "This says neither yes nor no.", "Write yes/no or 是/否.")
