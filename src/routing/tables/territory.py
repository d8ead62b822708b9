"""A territory from its tables: every row becomes a value, and every fault of every row one report."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TypeVar

from routing.domain.events import VisitRecord
from routing.domain.faults import territory_faults
from routing.domain.territory import Territory
from routing.domain.time_faults import is_day, no_day
from routing.errors import InputError, Issue, Severity
from routing.tables import elements
from routing.tables.columns import (
    ABSENCES,
    ANOMALIES,
    APPOINTMENTS,
    CUSTOMERS,
    HISTORY,
    MANAGERS,
    PINS,
    TABLES,
    TASKS,
    Column,
    CustomerColumns,
    Table,
)
from routing.tables.rows import Ledger, Row, bind
from routing.tables.sheets import read_sheets

__all__ = ["TerritoryReading", "inspect_territory", "read_territory"]

Element = TypeVar("Element")


@dataclass(frozen=True, slots=True, kw_only=True)
class TerritoryReading:
    """What came of reading tables.

    Parameters
    ----------
    territory
        The territory, or None when an error was found: nothing is half-read.
    issues
        Every fault and warning, file by file, top to bottom.
    """

    territory: Territory | None
    issues: tuple[Issue, ...]


def read_territory(
    source: Path | str | Mapping[str, Path | str],
    *,
    territory_id: str | None = None,
    columns: Mapping[str, Mapping[str, str]] | None = None,
    today: date | None = None,
) -> tuple[Territory, tuple[Issue, ...]]:
    """Return the territory that tables describe, with the warnings found.

    Parameters
    ----------
    source
        A folder of CSV files or workbooks named for their tables (``customers.csv``, ``客户.csv``), one workbook with
        sheets so named, or a file for each table: ``{"customers": ..., "managers": ...}``.
    territory_id
        Identifier of the territory; by default the name of the folder or workbook.
    columns
        Own headers, by table and column: ``{"customers": {"id": "licence no"}}``. Such a column is read from that
        header alone.
    today
        Day of reading, for faults such as visits in the future; None leaves the future unchecked.

    Returns
    -------
    territory : Territory
        All that the tables hold.
    warnings : tuple of Issue
        What is odd and stops nothing, file by file, top to bottom.

    Raises
    ------
    InputError
        When anything is wrong; carries every fault and warning, each with file, row, column and what to do.
    ExtraMissing
        When a workbook is to be read and openpyxl is not installed.

    Notes
    -----
    `routing.tables.inspect_territory` reads the same and hands back faults instead of raising.

    Examples
    --------
    >>> from routing import InputError, read_territory
    >>> territory, warnings = read_territory("data/country-80")
    >>> territory.id, len(territory.customers), len(territory.history), warnings
    ('country-80', 80, 1034, ())

    The licence number as the id, which these tables do not have:

    >>> try:
    ...     read_territory("data/country-80", columns={"customers": {"id": "许可证号"}})
    ... except InputError as error:
    ...     print(error.issues[0].place, error.issues[0].code)
    customers.csv, row 1, column 许可证号 column-missing
    """
    reading = inspect_territory(source, territory_id=territory_id, columns=columns, today=today)
    if reading.territory is None:
        raise InputError(reading.issues)
    return reading.territory, reading.issues


def inspect_territory(
    source: Path | str | Mapping[str, Path | str],
    *,
    territory_id: str | None = None,
    columns: Mapping[str, Mapping[str, str]] | None = None,
    today: date | None = None,
) -> TerritoryReading:
    """Return what came of reading tables, broken or not.

    Parameters
    ----------
    source
        A folder of CSV files or workbooks named for their tables (``customers.csv``, ``客户.csv``), one workbook with
        sheets so named, or a file for each table: ``{"customers": ..., "managers": ...}``.
    territory_id
        Identifier of the territory; by default the name of the folder or workbook.
    columns
        Own headers, by table and column: ``{"customers": {"id": "licence no"}}``. Such a column is read from that
        header alone.
    today
        Day of reading, for faults such as visits in the future; None leaves the future unchecked.

    Raises
    ------
    ExtraMissing
        When a workbook is to be read and openpyxl is not installed.
    """
    if today is not None and not is_day(today):
        raise InputError([no_day("today", today)])
    reader = _Reader(columns or {})
    if isinstance(source, Mapping):
        name = "territory"
        reader.find_tables({table: Path(path) for table, path in source.items()})
    else:
        path = Path(source).resolve()
        name = path.name if path.is_dir() else path.stem
        reader.find_tables(path)
    whole = not reader.ledger.has_errors
    territory = reader.territory(territory_id or name)
    if whole:
        reader.ledger.add(territory_faults(territory, today=today, locate=reader.locate))
    return TerritoryReading(
        territory=None if reader.ledger.has_errors else territory, issues=reader.issues()
    )


class _Reader:
    """Builds the elements of a territory and remembers the row of each."""

    def __init__(self, overrides: Mapping[str, Mapping[str, str]]) -> None:
        self.overrides = overrides
        self.ledger = Ledger()
        self.headers: dict[str, str] = {}
        self.rows: dict[str, list[Row]] = {table.name: [] for table in TABLES}
        self.origins: dict[str, list[tuple[Row, tuple[Column[object], ...]]]] = {
            table.name: [] for table in TABLES
        }

    def find_tables(self, source: Path | Mapping[str, Path]) -> None:
        """Find tables and columns; whatever is missing there is noted before any row is read."""
        self.ledger.add(self._unknown_overrides())
        sheets, issues = read_sheets(source)
        self.ledger.add(issues)
        for table in TABLES:
            if table.name in sheets:
                sheet = sheets[table.name]
                overrides = self.overrides.get(table.name, {})
                self.headers[table.name] = sheet.header_place
                self.rows[table.name] = bind(table, sheet, overrides, self.ledger)

    def _unknown_overrides(self) -> Iterator[Issue]:
        known = {table.name: [column.name for column in table.columns] for table in TABLES}
        for table, overrides in self.overrides.items():
            for name in overrides:
                if name not in known.get(table, ()):
                    yield Issue(
                        code="column-unknown",
                        place=f"argument columns, {table}.{name}",
                        message="There is no such table or column to give a header to.",
                        remedy=f"Use one of: {', '.join(known.get(table, known))}.",
                    )

    def territory(self, territory_id: str) -> Territory:
        """Return the territory of all rows; sound only if the ledger has no errors afterwards."""
        managers = self._elements(MANAGERS, elements.manager)
        customers = self._elements(CUSTOMERS, elements.customer)
        history = self._elements(HISTORY, elements.visit)
        return Territory(
            id=territory_id,
            managers=managers,
            customers=customers,
            history=(*history, *self._last_visits(history)),
            anomalies=self._elements(ANOMALIES, elements.anomaly),
            appointments=self._elements(APPOINTMENTS, elements.appointment),
            pins=self._elements(PINS, elements.pin),
            absences=self._elements(ABSENCES, elements.absence),
            tasks=self._elements(TASKS, elements.task),
        )

    def _elements(self, table: Table, element_of: Callable[[Row], Element]) -> tuple[Element, ...]:
        """Return one element a row; a row that repeats another in all that is read is left out with a warning."""
        built: list[Element] = []
        origins: list[tuple[Row, tuple[Column[object], ...]]] = []
        sound: dict[Element, Row] = {}
        for row in self.rows[table.name]:
            faults = len(self.ledger.issues)
            element = element_of(row)
            if len(self.ledger.issues) == faults and sound.setdefault(element, row) is not row:
                self.ledger.add([_repeated(row, sound[element])])
            else:
                built.append(element)
                origins.append((row, table.columns))
        self.origins[table.name] = origins
        return tuple(built)

    def _last_visits(self, history: Collection[VisitRecord]) -> Iterator[VisitRecord]:
        """Yield the visits known from the customers' own column alone."""
        recorded = {(record.customer_id, record.day) for record in history}
        columns = (
            replace(CustomerColumns.last_visit, attribute="day"),
            replace(CustomerColumns.id, attribute="customer_id"),
        )
        for row, _ in self.origins[CUSTOMERS.name]:
            record = elements.last_visit(row)
            if record is not None and (record.customer_id, record.day) not in recorded:
                self.origins[HISTORY.name].append((row, columns))
                yield record

    def locate(self, collection: str, index: int | None, attribute: str) -> str:
        """Return file, row and column of an element's attribute."""
        if index is None:
            return f"table {collection}"
        row, columns = self.origins[collection][index]
        return row.at(
            *(
                column
                for column in columns
                if column.path == attribute or column.path.startswith(f"{attribute}.")
            )
        )

    def issues(self) -> tuple[Issue, ...]:
        """Return all issues, whole files first, then table by table and top to bottom."""
        rank: dict[str, tuple[int, int]] = {}
        for number, table in enumerate(TABLES):
            if table.name in self.headers:
                rank[self.headers[table.name]] = (number, 0)
            rank.update((row.at(), (number, row.number)) for row in self.rows[table.name])

        def order(issue: Issue) -> tuple[int, int]:
            return rank.get(issue.place.split(", column ")[0], (-1, 0))

        return tuple(sorted(self.ledger.issues, key=order))


def _repeated(row: Row, first: Row) -> Issue:
    return Issue(
        code="row-repeated",
        place=row.at(),
        message=f"The row says the same as row {first.number} and was left out.",
        remedy="Remove one of the two.",
        severity=Severity.WARNING,
    )
