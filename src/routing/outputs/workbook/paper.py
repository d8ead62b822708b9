"""Sheets as people read and print them: titles, tables with repeated headers, widths, colours; cells never compute."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from math import ceil
from typing import TYPE_CHECKING

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from routing.outputs.text import one_line

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.workbook.workbook import Workbook

__all__ = ["Field", "Paper", "Tone", "Value"]

Value = str | int | float | date | None
"""What a cell may hold: never a formula."""

_LONGEST_TEXT = 32_767
_LONGEST_TITLE = 31
_NOT_IN_A_TITLE = re.compile(r"[\[\]:*?/\\]")
_RESERVED_TITLE = "history"
_FORMULA_STARTS = tuple("=+-@")
_LINE_POINTS, _MARGIN_POINTS = 13.5, 5
_TALLEST_POINTS = 400
_A4 = 9
_MARGIN_INCHES = 0.4

_LINE = Side(style="thin", color="FFB0B0B0")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_HEADER_FILL = PatternFill("solid", fgColor="FFDCE6F1")
_HAND_FILL = PatternFill("solid", fgColor="FFFFF9E5")


class Tone(Enum):
    """How a text stands out: its colour, and whether it is bold."""

    PLAIN = ("FF000000", False)
    STRONG = ("FF000000", True)
    WARNING = ("FFB00020", True)
    QUIET = ("FF707070", False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One column of a table.

    Parameters
    ----------
    header, width
        What stands above it, and how wide it is, in digits.
    is_centred
        Whether its cells stand in the middle.
    is_by_hand
        Whether it is filled in by hand.
    number_format
        How its numbers are shown, those typed in later too; ``"@"``: as text.
    """

    header: str
    width: float
    is_centred: bool = False
    is_by_hand: bool = False
    number_format: str = "General"


class Paper:
    """One sheet, written from top to bottom.

    Parameters
    ----------
    workbook, title
        Where it goes, and the title it should have; another one where that is taken.
    fields
        The columns of its table.
    is_landscape
        Which way round it is printed.
    row_points
        Least height of a row of the table.
    """

    def __init__(
        self,
        workbook: Workbook,
        title: str,
        fields: Sequence[Field],
        *,
        is_landscape: bool,
        row_points: float = 16,
    ) -> None:
        self.worksheet = workbook.create_sheet(_free_title(title, workbook.sheetnames))
        self.fields = fields
        self.next_row = 1
        self._row_points = row_points
        self._set_up_page(is_landscape=is_landscape)
        for number, field in enumerate(fields, start=1):
            self.worksheet.column_dimensions[get_column_letter(number)].width = field.width

    def _set_up_page(self, *, is_landscape: bool) -> None:
        sheet = self.worksheet
        sheet.page_setup.paperSize = _A4
        sheet.page_setup.orientation = "landscape" if is_landscape else "portrait"
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.page_margins.left = sheet.page_margins.right = _MARGIN_INCHES
        sheet.page_margins.top = sheet.page_margins.bottom = _MARGIN_INCHES + 0.2
        sheet.page_margins.header = sheet.page_margins.footer = _MARGIN_INCHES / 2

    def line(self, *values: Value, tone: Tone = Tone.PLAIN, size: float = 10) -> None:
        """Write a line of text above or between tables; what does not fit into its cell runs on to the right."""
        for number, value in enumerate(values, start=1):
            if value not in (None, ""):
                cell = self._put(number, value, tone, size)
                cell.alignment = Alignment(vertical="center", horizontal="left")
        self.worksheet.row_dimensions[self.next_row].height = size * 1.35 + _MARGIN_POINTS
        self.next_row += 1

    def text(self, text: str) -> None:
        """Write a text as wide as the table, on as many lines as it takes."""
        cell = self._put(1, text, Tone.PLAIN, 10)
        cell.alignment = Alignment(vertical="top", wrap_text=True)
        self.worksheet.merge_cells(
            start_row=self.next_row,
            end_row=self.next_row,
            start_column=1,
            end_column=len(self.fields),
        )
        whole = Field(header="", width=sum(field.width for field in self.fields))
        self.worksheet.row_dimensions[self.next_row].height = self._height([text], [whole])
        self.next_row += 1

    def header(self, *, frozen_columns: int | None = None, footer: str = "") -> None:
        """Write the headers; given a number of columns, they stay in sight and are printed on every page.

        Parameters
        ----------
        frozen_columns
            Columns that stay in sight, too.
        footer
            What stands below every page, beside its number.
        """
        for number, field in enumerate(self.fields, start=1):
            cell = self._put(number, field.header, Tone.STRONG, 10)
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
            cell.fill = _HEADER_FILL
            cell.border = _BOX
        height = self._height([field.header for field in self.fields], self.fields)
        self.worksheet.row_dimensions[self.next_row].height = height
        if frozen_columns is not None:
            below = self.worksheet.cell(self.next_row + 1, frozen_columns + 1)
            self.worksheet.freeze_panes = below.coordinate
            self.worksheet.print_title_rows = f"1:{self.next_row}"
            # An ampersand begins a code in headers and footers, and two of them are one.
            self.worksheet.oddFooter.left.text = one_line(footer).replace("&", "&&")
            self.worksheet.oddFooter.right.text = "&P / &N"
        self.next_row += 1

    def row(self, values: Sequence[Value], tone: Tone = Tone.PLAIN) -> None:
        """Write a row of the table."""
        for number, (field, value) in enumerate(zip(self.fields, values, strict=True), start=1):
            cell = self._put(number, value, tone, 10)
            horizontal = "center" if field.is_centred else None
            cell.alignment = Alignment(horizontal=horizontal, vertical="center", wrap_text=True)
            cell.border = _BOX
            cell.number_format = field.number_format
            if field.is_by_hand:
                cell.fill = _HAND_FILL
        self.worksheet.row_dimensions[self.next_row].height = self._height(values, self.fields)
        self.next_row += 1

    def _put(self, number: int, value: Value, tone: Tone, size: float) -> Cell:
        cell: Cell = self.worksheet.cell(self.next_row, number)
        if isinstance(value, str):
            text = "\n".join(map(one_line, value.split("\n")))[:_LONGEST_TEXT]
            # A text stays one whatever it looks like, and whoever edits it gets no formula either.
            cell.value = text or None
            if text:
                cell.data_type = "s"
                cell.quotePrefix = text.startswith(_FORMULA_STARTS)
        else:
            cell.value = value
        colour, is_bold = tone.value
        cell.font = Font(name="Calibri", size=size, bold=is_bold, color=colour)
        return cell

    def _height(self, values: Sequence[Value], fields: Sequence[Field]) -> float:
        """Return the height at which the fullest cell shows all of its text."""
        lines = max(
            (
                sum(max(1, ceil(_width(line) / (field.width - 1))) for line in value.split("\n"))
                for field, value in zip(fields, values, strict=True)
                if isinstance(value, str)
            ),
            default=1,
        )
        return min(_TALLEST_POINTS, max(self._row_points, lines * _LINE_POINTS + _MARGIN_POINTS))


def _width(text: str) -> int:
    """Return how many digits wide a text is."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in text)


def _free_title(wanted: str, taken: Sequence[str]) -> str:
    """Return a title of a sheet like the one wanted, which spreadsheets accept and no other sheet has."""
    plain = _NOT_IN_A_TITLE.sub("-", one_line(wanted))[:_LONGEST_TITLE].strip("' ") or "-"
    known = {title.casefold() for title in taken} | {_RESERVED_TITLE}
    title, number = plain, 1
    while title.casefold() in known:
        number += 1
        end = f" ({number})"
        title = plain[: _LONGEST_TITLE - len(end)] + end
    return title
