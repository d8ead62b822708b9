"""The day sheets of a plan's workbook, wherever people have moved things: their heads, and the rows with results."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import TYPE_CHECKING

from openpyxl.cell.cell import TYPE_FORMULA, MergedCell

from routing.errors import Issue
from routing.tables.cells import Cell, comparable, is_blank, plain_text
from routing.tables.day_sheets import HEAD, IDENTITY_SHEET, RESULTS, head_label, says_nothing
from routing.tables.rows import Ledger, positions
from routing.tables.sheets import Sheet

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell as OpenpyxlCell
    from openpyxl.workbook.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["ResultCell", "ResultRow", "ResultSheet", "result_sheets"]

_TOP = 30
"""Rows in which head and headers are looked for."""
_NUM_HEADERS = 3
"""Headers of results by which a table is known as one of results, whatever the others have become."""
_MAX_ROWS, _MAX_COLUMNS = 5000, 200
_HEADERS = frozenset(comparable(header) for column in RESULTS.columns for header in column.accepted)
_TRUTHS: Mapping[Cell, bool] = {"=TRUE()": True, "=FALSE()": False}
"""How LibreOffice keeps what was typed as true or false in another program."""
_TOLD = ("done", "start", "length_minutes", "because")
"""Columns that are blank until somebody tells how a visit went."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultCell:
    """A cell, and where it stands."""

    place: str
    value: Cell
    is_formula: bool = False

    @property
    def says_nothing(self) -> bool:
        """Whether nothing was written into it, or it was struck out."""
        return not self.is_formula and says_nothing(self.value)


ResultRow = Mapping[str, ResultCell]
"""The cells of a row, by the names of `ResultColumns`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultSheet:
    """A day sheet: the values of its head, and the rows that tell something."""

    head: Mapping[str, ResultCell]
    rows: tuple[ResultRow, ...]


def result_sheets(name: str, workbook: Workbook, ledger: Ledger) -> Iterator[ResultSheet]:
    """Yield the day sheets of a workbook on which results stand; what is wrong with a sheet as a whole is noted.

    Parameters
    ----------
    name
        What the file is called.
    workbook
        The workbook, with its formulas.
    ledger
        Where faults go.
    """
    for worksheet in workbook.worksheets:
        if worksheet.title == IDENTITY_SHEET:
            continue
        place = f"{name}, sheet {worksheet.title}"
        top = _top(worksheet)
        found = next((n for n, row in enumerate(top) if _is_header(row)), None)
        head = _head(place, top[:found])
        if found is None and not head:
            continue
        faults = list(_faults(place, worksheet, head, has_headers=found is not None))
        ledger.add(faults)
        if faults or found is None:
            continue
        sheet = Sheet(
            place=place, header_row=found + 1, headers=tuple(map(_text, top[found])), rows=()
        )
        position = positions(RESULTS, sheet, {}, ledger)
        ledger.add(_merged(place, worksheet, found + 1, position))
        if len(position) == len(RESULTS.columns):
            rows = tuple(_rows(place, worksheet, found + 1, position))
            if rows:
                yield ResultSheet(head=head, rows=rows)


_Row = tuple["OpenpyxlCell | MergedCell", ...]


def _top(worksheet: Worksheet) -> list[_Row]:
    return list(
        worksheet.iter_rows(
            max_row=min(worksheet.max_row, _TOP), max_col=min(worksheet.max_column, _MAX_COLUMNS)
        )
    )


def _text(cell: OpenpyxlCell | MergedCell) -> str:
    return plain_text(_value(cell))


def _value(cell: OpenpyxlCell | MergedCell) -> Cell:
    value = cell.value
    if value is None or isinstance(value, str | int | float | date | time | timedelta):
        return value
    return str(value)


def _cell(place: str, cell: OpenpyxlCell | MergedCell) -> ResultCell:
    value = _value(cell)
    is_formula = cell.data_type == TYPE_FORMULA
    if is_formula and value in _TRUTHS:
        value, is_formula = _TRUTHS[value], False
    return ResultCell(place=f"{place}, cell {cell.coordinate}", value=value, is_formula=is_formula)


def _is_header(row: _Row) -> bool:
    return len({comparable(_text(cell)) for cell in row} & _HEADERS) >= _NUM_HEADERS


def _head(place: str, top: list[_Row]) -> dict[str, ResultCell]:
    """Return the values of the head by name: what stands behind each label, the first cell there if none is filled."""
    found: dict[str, ResultCell] = {}
    for row in top:
        for index, label in enumerate(row[:-1]):
            name = head_label(_value(label))
            if name is None or name in found:
                continue
            behind = next((cell for cell in row[index + 1 :] if not is_blank(_value(cell))), None)
            if behind is None or head_label(_value(behind)) is not None:
                behind = row[index + 1]
            found[name] = _cell(place, behind)
    return found


def _faults(
    place: str, worksheet: Worksheet, head: Mapping[str, ResultCell], *, has_headers: bool
) -> Iterator[Issue]:
    if not has_headers:
        yield Issue(
            code="column-missing",
            place=place,
            message="The row of headers above the results is gone.",
            remedy="Put it back as on the other days' sheets, or delete the sheet.",
        )
    missing = [" ".join(labels) for name, labels in HEAD.items() if name not in head]
    if missing:
        yield Issue(
            code="sheet-without-day",
            place=place,
            message="Results stand here, and nothing above them says of which day and whom.",
            remedy=f"Write into a row above the headers: {', '.join(missing)}; the value in the cell behind.",
        )
    if worksheet.max_row > _MAX_ROWS or worksheet.max_column > _MAX_COLUMNS:
        yield Issue(
            code="sheet-too-large",
            place=place,
            message=f"Cells are in use down to row {worksheet.max_row}, column {worksheet.max_column}.",
            remedy="Delete the empty rows and columns beyond the table.",
        )


def _merged(
    place: str, worksheet: Worksheet, header_row: int, position: Mapping[str, int]
) -> Iterator[Issue]:
    """Yield where one filled cell covers cells of results: only one of them would be read."""
    columns = {index + 1 for index in position.values()}
    for merged in worksheet.merged_cells.ranges:
        first = worksheet.cell(merged.min_row, merged.min_col)
        covers = columns.intersection(range(merged.min_col, merged.max_col + 1))
        if merged.min_row > header_row and covers and not is_blank(_value(first)):
            yield Issue(
                code="cells-merged",
                place=f"{place}, cells {merged.coord}",
                message="Merged cells do not say of which visit they tell.",
                remedy="Split them, and fill in every row.",
            )


def _rows(
    place: str, worksheet: Worksheet, header_row: int, position: Mapping[str, int]
) -> Iterator[ResultRow]:
    for cells in worksheet.iter_rows(min_row=header_row + 1):
        row = {name: _cell(place, cells[index]) for name, index in position.items()}
        if not all(row[name].says_nothing for name in _TOLD):
            yield row
