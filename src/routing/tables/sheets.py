"""Files as sheets of cells: CSV in its encodings and separators, Excel workbooks, folders of either."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from routing.errors import InputError, Issue, Severity
from routing.tables.cells import Cell, comparable, is_blank
from routing.tables.columns import REQUIRED, TABLES, Table
from routing.tables.open_workbook import file_content, open_workbook

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell as OpenpyxlCell
    from openpyxl.cell.cell import MergedCell

__all__ = ["Sheet", "read_sheets"]

_WORKBOOKS = {".xlsx", ".xlsm"}
_DELIMITERS = ",;\t"
_TEXTS = {".csv", ".tsv", ".txt"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The cells of one table.

    Parameters
    ----------
    place
        File, and sheet where there are several, as its author would look for it.
    header_row
        Number of the row that holds the headers, counted as spreadsheets count.
    headers
        The headers as they stand.
    rows
        Row number and cells of every row that is not blank, no shorter than the headers.
    """

    place: str
    header_row: int
    headers: tuple[str, ...]
    rows: tuple[tuple[int, tuple[Cell, ...]], ...]

    @property
    def header_place(self) -> str:
        """Where the headers stand."""
        return f"{self.place}, row {self.header_row}"


def read_sheets(
    source: Path | Mapping[str, Path],
) -> tuple[dict[str, Sheet], list[Issue]]:
    """Return the sheet of each table found, by the table's name, and what is wrong with the files.

    Parameters
    ----------
    source
        A folder of CSV files or workbooks named for their tables, one workbook with sheets so named, or a file for
        each table.

    Raises
    ------
    ExtraMissing
        When there is a workbook and openpyxl is not installed.
    """
    found: dict[str, Sheet] = {}
    tried: set[str] = set()
    issues: list[Issue] = []
    for table, place, rows in _tables_of(source, tried, issues):
        if table.name in found:
            issues.append(
                _fault(
                    "table-repeated",
                    place,
                    f"The table {table.name!r} is already given by {found[table.name].place}.",
                    "Keep one of the two.",
                )
            )
            continue
        tried.add(table.name)
        try:
            found[table.name] = _sheet(place, rows)
        except InputError as error:
            issues.extend(error.issues)
    unread = isinstance(source, Path) and not source.is_dir() and not found and bool(issues)
    issues.extend(_missing(table) for table in REQUIRED if not (unread or table.name in tried))
    return found, issues


def _tables_of(
    source: Path | Mapping[str, Path], tried: set[str], issues: list[Issue]
) -> Iterator[tuple[Table, str, Iterable[Sequence[Cell]]]]:
    """Yield table, place and raw rows of everything that is a table; what is at fault goes to `tried` and `issues`."""
    for wanted, path in _files(source, issues):
        try:
            if path.suffix.lower() in _WORKBOOKS:
                yield from _workbook_tables(wanted, path, issues)
            elif wanted is not None:
                yield wanted, path.name, _csv_rows(path)
            else:
                found = "is neither a folder nor a workbook" if path.exists() else "is not there"
                issues.append(
                    _fault(
                        "source-unreadable",
                        path.name,
                        f"This {found}.",
                        "Give the folder of the CSV files, an .xlsx workbook, or a file for each table.",
                    )
                )
        except InputError as error:
            issues.extend(error.issues)
            if wanted is not None:
                tried.add(wanted.name)


def _files(
    source: Path | Mapping[str, Path], issues: list[Issue]
) -> Iterator[tuple[Table | None, Path]]:
    if isinstance(source, Mapping):
        for name, path in source.items():
            if (table := _table_titled(name)) is None:
                known = ", ".join(table.name for table in TABLES)
                issues.append(
                    _fault("table-unknown", name, "There is no such table.", f"Use {known}.")
                )
            else:
                yield table, path
    elif not source.is_dir():
        yield None, source
    else:
        for path in sorted(source.iterdir()):
            table = _table_titled(path.stem)
            if path.name.startswith((".", "~")) or path.is_dir():
                continue
            if table is not None and path.suffix.lower() in _WORKBOOKS | _TEXTS:
                yield table, path
            elif table is not None or path.suffix.lower() in _WORKBOOKS | {".csv", ".tsv"}:
                issues.append(_unused(path.name))


def _missing(table: Table) -> Issue:
    return _fault(
        "table-missing",
        f"table {table.name}",
        "This table is required and was not found.",
        f"Add a file or sheet named one of: {', '.join((table.name, *table.titles.split()))}.",
    )


def _table_titled(title: str) -> Table | None:
    return next((table for table in TABLES if comparable(title) in table.accepted), None)


def _unused(place: str) -> Issue:
    titles = ", ".join(f"{table.name} ({table.titles.split()[-1]})" for table in TABLES)
    return _fault(
        "table-unused",
        place,
        "Its name or format is that of no table, so it was not read.",
        f"If it belongs to the territory, save it as .csv or .xlsx under the name of its table: {titles}.",
        severity=Severity.WARNING,
    )


def _fault(
    code: str, place: str, message: str, remedy: str, *, severity: Severity = Severity.ERROR
) -> Issue:
    return Issue(code=code, place=place, message=message, remedy=remedy, severity=severity)


def _csv_rows(path: Path) -> list[list[str]]:
    content = file_content(path)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("gb18030")
        except UnicodeDecodeError:
            text = "\0"
    if "\0" in text:
        fault = _fault(
            "encoding-unknown",
            path.name,
            "The file is neither UTF-8 nor GB18030 text.",
            "Save it as CSV UTF-8; a workbook keeps its ending .xlsx, an old .xls is saved anew.",
        )
        raise InputError([fault])
    lines = text.splitlines()
    headers = next((line for line in lines if any(sign in line for sign in _DELIMITERS)), "")
    delimiter = max(_DELIMITERS, key=headers.count)
    rows: list[list[str]] = []
    try:
        rows.extend(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        fault = _fault(
            "csv-broken",
            f"{path.name}, after row {len(rows)}",
            "A quotation mark is opened and never closed, or stands inside a cell.",
            "Correct the quotation marks there.",
        )
        raise InputError([fault]) from None
    return rows


def _workbook_tables(
    wanted: Table | None, path: Path, issues: list[Issue]
) -> Iterator[tuple[Table, str, Iterable[Sequence[Cell]]]]:
    workbook = open_workbook(path.name, file_content(path))
    worksheets = workbook.worksheets
    for worksheet in worksheets:
        place = f"{path.name}, sheet {worksheet.title}"
        table = wanted if len(worksheets) == 1 and wanted else _table_titled(worksheet.title)
        if table is not None and wanted in (None, table):
            yield table, place, [tuple(map(_cell, row)) for row in worksheet.iter_rows()]
        else:
            issues.append(_unused(place))


def _cell(cell: OpenpyxlCell | MergedCell) -> Cell:
    value = cell.value
    if value is None or isinstance(value, str | int | float | date | time | timedelta):
        return value
    return str(value)


def _sheet(place: str, rows: Iterable[Sequence[Cell]]) -> Sheet:
    """Return the rows as a sheet: headers are the first row with two cells filled, a title above has one."""
    table = list(map(tuple, rows))
    top = next((n for n, row in enumerate(table) if sum(not is_blank(c) for c in row) > 1), None)
    if top is None:
        fault = _fault(
            "table-blank",
            place,
            "There is no row of headers.",
            "Put the names of the columns into the first row.",
        )
        raise InputError([fault])
    headers = tuple("" if is_blank(cell) else str(cell).strip() for cell in table[top])
    blanks = (None,) * len(headers)
    filled = [
        (number, row + blanks[len(row) :])
        for number, row in enumerate(table[top + 1 :], start=top + 2)
        if not all(map(is_blank, row))
    ]
    too_long = [
        _fault(
            "row-too-long",
            f"{place}, row {number}",
            "The row has more cells than there are headers.",
            "Put text that holds the separator between quotation marks, or name the column.",
        )
        for number, row in filled
        if not all(map(is_blank, row[len(headers) :]))
    ]
    if too_long:
        raise InputError(too_long)
    return Sheet(place=place, header_row=top + 1, headers=headers, rows=tuple(filled))
