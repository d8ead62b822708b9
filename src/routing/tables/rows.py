"""Rows of a sheet as values by column, with every fault noted where it stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from routing.errors import Issue, Severity, shown_value
from routing.tables.cells import Cell, CellFault, comparable, is_blank, plain_text
from routing.tables.columns import Column, Table
from routing.tables.sheets import Sheet

__all__ = ["Ledger", "Row", "bind", "positions"]

Value = TypeVar("Value")


class Ledger:
    """The issues of one reading, at most one error a cell.

    A cell at fault stands in with a neutral value, so that the rest of its row can still be held against other rows;
    what is then found wrong with the neutral value is no news.
    """

    def __init__(self) -> None:
        self.issues: list[Issue] = []
        self._faulted: set[str] = set()

    def add(self, issues: Iterable[Issue]) -> None:
        """Note issues, but for those that stand where an error stands already."""
        for issue in issues:
            if issue.place not in self._faulted:
                self.issues.append(issue)
                if issue.severity is Severity.ERROR:
                    self._faulted.add(issue.place)

    @property
    def has_errors(self) -> bool:
        """Whether anything found forbids to go on."""
        return bool(self._faulted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row, ready to be read column by column.

    Parameters
    ----------
    number, cells
        Its number in the sheet, and what stands in it.
    place
        File and sheet.
    headers, position
        Headers of the sheet, and the index of each column among them by the column's name.
    ledger
        Where faults go.
    """

    number: int
    cells: tuple[Cell, ...]
    place: str
    headers: tuple[str, ...]
    position: Mapping[str, int]
    ledger: Ledger

    def has(self, column: Column[Value]) -> bool:
        """Return whether something stands in the column."""
        position = self.position.get(column.name)
        return position is not None and not is_blank(self.cells[position])

    def get(self, column: Column[Value], default: Value) -> Value:
        """Return the value in the column; the default where it is empty, absent or at fault, the fault noted."""
        position = self.position.get(column.name)
        if position is None:
            return default
        cell = self.cells[position]
        try:
            if not is_blank(cell):
                return column.read(cell)
            if column.required:
                self._note(
                    column, CellFault("cell-empty", "This must not be empty.", "Fill it in.")
                )
        except CellFault as fault:
            self._note(column, fault, shown_value(plain_text(cell)))
        return default

    def _note(self, column: Column[Value], fault: CellFault, value: str = "") -> None:
        issue = Issue(
            code=fault.code,
            place=self.at(column),
            value=value,
            message=fault.message,
            remedy=fault.remedy,
        )
        self.ledger.add([issue])

    def at(self, *columns: Column[object]) -> str:
        """Return where the row, or what it has of the columns, stands."""
        headers = [self.headers[self.position[c.name]] for c in columns if c.name in self.position]
        return f"{self.place}, row {self.number}" + (
            f", column {' / '.join(headers)}" if headers else ""
        )


def bind(table: Table, sheet: Sheet, overrides: Mapping[str, str], ledger: Ledger) -> list[Row]:
    """Return the sheet's rows with the table's columns found among its headers.

    Parameters
    ----------
    table, sheet
        What is read, and from where.
    overrides
        Header to take for a column, by the column's name, in place of all that are accepted.
    ledger
        Where faults go.
    """
    position = positions(table, sheet, overrides, ledger)
    return [
        Row(
            number=number,
            cells=cells,
            place=sheet.place,
            headers=sheet.headers,
            position=position,
            ledger=ledger,
        )
        for number, cells in sheet.rows
    ]


def positions(
    table: Table, sheet: Sheet, overrides: Mapping[str, str], ledger: Ledger
) -> dict[str, int]:
    """Return the index of each column among the sheet's headers, by the column's name; parameters as of `bind`."""
    at: defaultdict[str, list[int]] = defaultdict(list)
    for index, header in enumerate(sheet.headers):
        at[comparable(header)].append(index)
    claimed = {comparable(header) for header in overrides.values()}
    position: dict[str, int] = {}
    used: set[int] = set()
    missing = False
    for column in table.columns:
        accepted = [header for header in column.accepted if comparable(header) not in claimed]
        if column.name in overrides:
            accepted = [overrides[column.name]]
        found = sorted({index for header in accepted for index in at[comparable(header)]})
        used.update(found)
        if len(found) == 1:
            position[column.name] = found[0]
        if len(found) > 1:
            ledger.add([_repeated(column, sheet, found)])
        if not found and (column.required or column.name in overrides):
            ledger.add([_missing(column, sheet, accepted)])
            missing = True
    unused = [header for index, header in enumerate(sheet.headers) if index not in used and header]
    if unused and not missing:
        # Where columns are missing, the first row may be no header at all but somebody's name and address.
        ledger.add([_unused(sheet, unused)])
    return position


def _missing(column: Column[object], sheet: Sheet, accepted: list[str]) -> Issue:
    return Issue(
        code="column-missing",
        place=f"{sheet.header_place}, column {accepted[0]}",
        message=f"The column {column.name!r} is missing.",
        remedy=f"Name a column one of: {', '.join(accepted)}.",
    )


def _repeated(column: Column[object], sheet: Sheet, found: list[int]) -> Issue:
    shown = " / ".join(sheet.headers[index] for index in found)
    return Issue(
        code="column-repeated",
        place=f"{sheet.header_place}, column {shown}",
        message=f"More than one column says {column.name!r}.",
        remedy="Keep one of them, or rename the others.",
    )


def _unused(sheet: Sheet, headers: list[str]) -> Issue:
    return Issue(
        code="column-unused",
        place=sheet.header_place,
        message=f"Columns that were not read: {', '.join(headers)}.",
        remedy="Rename those that belong to the territory; the others do no harm.",
        severity=Severity.WARNING,
    )
