"""The results that people typed into a plan's workbook, read back as visits made and not made (R23)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from routing.domain.customer import Mode
from routing.domain.events import VisitRecord
from routing.domain.ids import CustomerId, ManagerId
from routing.domain.territory import Territory
from routing.domain.time_faults import is_day, no_day
from routing.errors import InputError, Issue, Severity, shown_value
from routing.tables.cells import Cell, CellFault, identifier, plain_text
from routing.tables.dates import clock_time, moment
from routing.tables.dates import day as day_of
from routing.tables.day_sheets import FORMAT, IDENTITY_SHEET, ResultColumns
from routing.tables.open_workbook import file_content, open_workbook
from routing.tables.rows import Ledger
from routing.tables.told_visits import can_both_be, is_same_visit

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook

    from routing.tables.result_sheets import ResultCell, ResultRow, ResultSheet

__all__ = ["read_results"]

Value = TypeVar("Value")

_CustomerDay = tuple[CustomerId, date]

_DAY_MINUTES = 24 * 60


def read_results(
    source: Path | str | bytes, territory: Territory, *, today: date | None = None
) -> tuple[VisitRecord, ...]:
    """Return the visits that people noted in a plan's workbook as made or not made, sheet by sheet.

    A row without a result is no visit. Columns may stand in any order and be hidden, rows be deleted or added; headers
    and words may be English or Chinese. Formulas are not computed, macros not run.

    Parameters
    ----------
    source
        A workbook that `routing.outputs.workbook.plan_workbook` wrote and somebody filled in: its path, or its bytes.
    territory
        Whose plan it is; its history is held against the results.
    today
        Day of reading: results of later days are errors. None leaves the future unchecked.

    Raises
    ------
    InputError
        With every fault found, by sheet and cell: what is no such workbook, is open, protected or damaged; another
        territory; missing columns; unknown customers and account managers; what cannot be read; formulas; results
        that contradict each other or the history.
    ExtraMissing
        When openpyxl is not installed.
    """
    if isinstance(source, bytes):
        name, content = "workbook", source
    else:
        name, content = Path(source).name, _closed_file(Path(source))
    workbook = open_workbook(name, content, values_only=False, allows_macros=False)
    faults = list(_identity_faults(name, workbook, territory))
    if faults:
        # Of another workbook every row is at fault, and none of that is news.
        raise InputError(faults)
    from routing.tables.result_sheets import result_sheets

    if today is not None and not is_day(today):
        raise InputError([no_day("today", today)])
    reader = _Reader(territory, today)
    for sheet in result_sheets(name, workbook, reader.ledger):
        reader.read(sheet)
    reader.ledger.add(_contradictions(reader.results, territory))
    if reader.ledger.has_errors:
        raise InputError(one for one in reader.ledger.issues if one.severity is Severity.ERROR)
    return tuple(dict.fromkeys(result.record for result in reader.results))


def _closed_file(path: Path) -> bytes:
    """Return what stands in a file that no spreadsheet program has open: it may hold what was not saved yet."""
    own_mark = path.name.startswith(("~$", ".~lock."))
    marks = (path.with_name(f"~${path.name}"), path.with_name(f".~lock.{path.name}#"))
    mark = next((mark for mark in marks if mark.exists()), None)
    if own_mark or mark is not None:
        remedy = (
            "Name the workbook itself."
            if mark is None
            else f"Save and close it; if nobody has it open, delete {mark.name} beside it."
        )
        fault = Issue(
            code="workbook-open",
            place=path.name,
            message="A spreadsheet program has the workbook open, and may hold what is not saved yet.",
            remedy=remedy,
        )
        raise InputError([fault])
    return file_content(path)


def _identity_faults(name: str, workbook: Workbook, territory: Territory) -> Iterator[Issue]:
    if IDENTITY_SHEET not in workbook.sheetnames:
        yield Issue(
            code="workbook-unknown",
            place=name,
            message=f"It does not say which plan it belongs to: the hidden sheet {IDENTITY_SHEET!r} is not there.",
            remedy="Type the results into the whole workbook of a plan, not into a copy of single sheets.",
        )
        return
    rows = workbook[IDENTITY_SHEET].iter_rows(max_row=10, min_col=1, max_col=2, values_only=True)
    said = {str(key): str(value) for key, value in rows if value is not None}
    if said.get("format") != FORMAT:
        yield Issue(
            code="format-unknown",
            place=f"{name}, sheet {IDENTITY_SHEET}",
            value=shown_value(said.get("format", "")),
            message=f"This reader knows workbooks of format {FORMAT}.",
            remedy="Write the plan's workbook anew with this version, and copy the results into it.",
        )
    elif said.get("territory") != territory.id:
        yield Issue(
            code="territory-wrong",
            place=f"{name}, sheet {IDENTITY_SHEET}",
            value=shown_value(said.get("territory", "")),
            message=f"The workbook is of another territory than {territory.id!r}.",
            remedy="Give the workbook of this territory's plan, or the territory that it is of.",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Result:
    """A visit made or not made, and the cell that says so."""

    record: VisitRecord
    place: str


class _Reader:
    """Reads sheet after sheet; results at fault are noted and left out."""

    def __init__(self, territory: Territory, today: date | None) -> None:
        self.ledger = Ledger()
        self.results: list[_Result] = []
        self._today = today
        self._customers = {customer.id for customer in territory.customers}
        self._managers = {manager.id for manager in territory.managers}

    def read(self, sheet: ResultSheet) -> None:
        """Read the results of one sheet."""
        day = self._value(sheet.head["day"], self._past_day)
        manager_id = self._value(sheet.head["manager_id"], self._manager)
        for row in sheet.rows:
            known = len(self.ledger.issues)
            record = self._record(row, day, manager_id)
            if len(self.ledger.issues) == known and None not in (day, manager_id):
                self.results.append(_Result(record=record, place=row["done"].place))

    def _record(
        self, row: ResultRow, day: date | None, manager_id: ManagerId | None
    ) -> VisitRecord:
        column = ResultColumns
        if row["done"].says_nothing:
            fault = CellFault(
                "result-missing",
                "The row tells of a visit, but not whether it was made.",
                "Write yes/no or 是/否 here.",
            )
            self._note(row["done"], fault)
        record = VisitRecord(
            customer_id=self._value(row["customer_id"], self._customer) or CustomerId(""),
            day=day or date.min,
            start=self._told(row["start"], lambda cell: _start(cell, day)),
            mode=self._told(row["mode"], column.mode.read) or Mode.IN_PERSON,
            done=self._told(row["done"], column.done.read) is not False,
            manager_id=manager_id,
            length_minutes=self._told(row["length_minutes"], _minutes),
            because=self._told(row["because"], column.because.read),
        )
        if record.done and record.because is not None:
            fault = CellFault(
                "reason-of-visit-made",
                "A visit that was made has no reason for not being made (R23).",
                "Remove the reason, or mark the visit as not made.",
            )
            self._note(row["because"], fault)
        return record

    def _told(self, cell: ResultCell, read: Callable[[Cell], Value]) -> Value | None:
        return None if cell.says_nothing else self._value(cell, read)

    def _value(self, cell: ResultCell, read: Callable[[Cell], Value]) -> Value | None:
        """Return the value in a cell that must be filled; None where it is at fault, the fault noted."""
        try:
            return read(_typed(cell))
        except CellFault as fault:
            self._note(cell, fault)
            return None

    def _note(self, cell: ResultCell, fault: CellFault) -> None:
        issue = Issue(
            code=fault.code,
            place=cell.place,
            value="" if cell.is_formula else shown_value(plain_text(cell.value)),
            message=fault.message,
            remedy=fault.remedy,
        )
        self.ledger.add([issue])

    def _past_day(self, cell: Cell) -> date:
        day = day_of(cell)
        if self._today is not None and day > self._today:
            raise CellFault(
                "date-in-future",
                f"Results of a day after {self._today}, the day of reading.",
                "Correct the date, or remove the results.",
            )
        return day

    def _customer(self, cell: Cell) -> CustomerId:
        # An id that is known as it stands is no number that a spreadsheet has damaged.
        text = plain_text(cell)
        known = CustomerId(text if text in self._customers else identifier(cell))
        if known not in self._customers:
            raise CellFault(
                "customer-unknown",
                "The territory has no customer of this id.",
                "Correct the id, or add the customer to the territory.",
            )
        return known

    def _manager(self, cell: Cell) -> ManagerId:
        text = plain_text(cell)
        known = ManagerId(text if text in self._managers else identifier(cell))
        if known not in self._managers:
            raise CellFault(
                "manager-unknown",
                "The territory has no account manager of this id.",
                "Write the id of the account manager alone.",
            )
        return known


def _typed(cell: ResultCell) -> Cell:
    """Return what somebody typed into a cell."""
    if cell.is_formula:
        raise CellFault(
            "formula-in-cell",
            "A formula stands here, and formulas are not computed.",
            "Type in the value itself.",
        )
    if cell.says_nothing:
        raise CellFault("cell-empty", "This must not be empty.", "Fill it in.")
    return cell.value


def _minutes(cell: Cell) -> int:
    minutes = ResultColumns.length_minutes.read(cell)
    if not 1 <= minutes <= _DAY_MINUTES:
        raise CellFault(
            "number-out-of-range",
            f"A visit takes 1 to {_DAY_MINUTES} minutes.",
            "Correct the number, or leave it empty.",
        )
    return minutes


def _start(cell: Cell, day: date | None) -> time:
    """Return when a visit of a day began; a spreadsheet's date and time may stand there whole."""
    try:
        # A negative time of a spreadsheet comes as a date before all others.
        if not isinstance(cell, datetime):
            return clock_time(cell)
        when = cell
    except CellFault as fault:
        try:
            when = moment(cell)
        except CellFault:
            raise fault from None
    if day is not None and when.date() != day:
        raise CellFault(
            "start-on-other-day",
            "The visit would begin on another day than the sheet's.",
            "Write the time alone, such as 09:05; a visit of another day belongs on that day's sheet.",
        )
    return when.time().replace(microsecond=0)


def _contradictions(results: list[_Result], territory: Territory) -> Iterator[Issue]:
    """Yield where a result and another one, or the history, cannot both be true of one customer's day."""
    history: dict[_CustomerDay, list[VisitRecord]] = {}
    for record in territory.history:
        history.setdefault((record.customer_id, record.day), []).append(record)
    told: dict[_CustomerDay, list[_Result]] = {}
    for result in results:
        new = result.record
        key = new.customer_id, new.day
        before = told.setdefault(key, [])
        for one in before:
            if one.record != new and not can_both_be(one.record, new):
                yield _contradiction(result, one.place.partition(", ")[2])
        for record in history.get(key, ()):
            if not (is_same_visit(record, new) or can_both_be(record, new)):
                yield _contradiction(result, "the territory's history")
        before.append(result)


def _contradiction(result: _Result, other: str) -> Issue:
    return Issue(
        code="results-contradict",
        place=result.place,
        value=result.record.customer_id,
        message=f"This and {other} tell differently of the same customer on {result.record.day}.",
        remedy="Correct one of the two; of a second try or a call besides both need a start.",
    )
