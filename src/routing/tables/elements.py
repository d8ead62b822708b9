"""One row of a table as the value that it describes."""

from __future__ import annotations

import math
from datetime import date, datetime

from routing.domain.customer import Area, Customer, CustomerClass, Mode, Point
from routing.domain.events import Anomaly, AnomalyKind, Appointment, Pin, Task, VisitRecord
from routing.domain.ids import CustomerId, ManagerId
from routing.domain.manager import Absence, AccountManager
from routing.tables.columns import (
    TRAITS,
    AbsenceColumns,
    AnomalyColumns,
    AppointmentColumns,
    Column,
    CustomerColumns,
    HistoryColumns,
    ManagerColumns,
    PinColumns,
    TaskColumns,
)
from routing.tables.rows import Row

__all__ = [
    "absence",
    "anomaly",
    "appointment",
    "customer",
    "last_visit",
    "manager",
    "pin",
    "task",
    "visit",
]

# Stand in for cells at fault; the reading then ends in an error, so none of them is ever returned.
_NO_ID = ""
_NO_DEGREES = math.nan
_NO_DAY = date.min
_NO_MOMENT = datetime.combine(date.min, datetime.min.time())


def _manager_id(row: Row, column: Column[str]) -> ManagerId | None:
    return ManagerId(row.get(column, _NO_ID)) if row.has(column) else None


def manager(row: Row) -> AccountManager:
    """Return the account manager that a row describes."""
    column = ManagerColumns
    end = None
    if row.has(column.end_lat) or row.has(column.end_lon):
        end = Point(
            lat=row.get(column.end_lat, _NO_DEGREES), lon=row.get(column.end_lon, _NO_DEGREES)
        )
    return AccountManager(
        id=ManagerId(row.get(column.id, _NO_ID)),
        start=Point(lat=row.get(column.lat, _NO_DEGREES), lon=row.get(column.lon, _NO_DEGREES)),
        end=end,
        name=row.get(column.name, ""),
        day_start=row.get(column.day_start, None),
        day_end=row.get(column.day_end, None),
        max_visits=row.get(column.max_visits, None),
    )


def customer(row: Row) -> Customer:
    """Return the customer that a row describes."""
    column = CustomerColumns
    flagged = {trait for trait, flag in TRAITS.items() if row.get(flag, default=False)}
    return Customer(
        id=CustomerId(row.get(column.id, _NO_ID)),
        point=Point(lat=row.get(column.lat, _NO_DEGREES), lon=row.get(column.lon, _NO_DEGREES)),
        name=row.get(column.name, ""),
        customer_class=row.get(column.customer_class, CustomerClass.REGULAR),
        tier=row.get(column.tier, None),
        area=row.get(column.area, Area.URBAN),
        store_format=row.get(column.store_format, None),
        traits=row.get(column.traits, frozenset()) | flagged,
        order_weekdays=row.get(column.order_weekdays, frozenset()),
        opening_hours=row.get(column.opening_hours, ()),
        closed=row.get(column.closed, ()),
        modes=row.get(column.modes, frozenset(Mode)),
        manager_id=_manager_id(row, column.manager_id),
        joined_on=row.get(column.joined_on, None),
        first_order_on=row.get(column.first_order_on, None),
    )


def visit(row: Row) -> VisitRecord:
    """Return the visit made that a row describes."""
    column = HistoryColumns
    return VisitRecord(
        customer_id=CustomerId(row.get(column.customer_id, _NO_ID)),
        day=row.get(column.day, _NO_DAY),
        start=row.get(column.start, None),
        mode=row.get(column.mode, Mode.IN_PERSON),
        done=row.get(column.done, default=True),
        manager_id=_manager_id(row, column.manager_id),
        length_minutes=row.get(column.length_minutes, None),
        because=row.get(column.because, None),
    )


def anomaly(row: Row) -> Anomaly:
    """Return the anomaly that a row describes."""
    column = AnomalyColumns
    return Anomaly(
        customer_id=CustomerId(row.get(column.customer_id, _NO_ID)),
        kind=row.get(column.kind, AnomalyKind.COMPLAINT),
        reported_at=row.get(column.reported_at, _NO_MOMENT),
    )


def appointment(row: Row) -> Appointment:
    """Return the appointment that a row describes."""
    column = AppointmentColumns
    return Appointment(
        customer_id=CustomerId(row.get(column.customer_id, _NO_ID)),
        at=row.get(column.at, _NO_MOMENT),
        manager_id=_manager_id(row, column.manager_id),
    )


def pin(row: Row) -> Pin:
    """Return the pin that a row describes."""
    column = PinColumns
    return Pin(
        customer_id=CustomerId(row.get(column.customer_id, _NO_ID)),
        day=row.get(column.day, _NO_DAY),
        forbidden=row.get(column.forbidden, default=False),
        manager_id=_manager_id(row, column.manager_id),
        start=row.get(column.start, None),
        end=row.get(column.end, None),
    )


def absence(row: Row) -> Absence:
    """Return the absence that a row describes."""
    column = AbsenceColumns
    first = row.get(column.first, _NO_DAY)
    return Absence(
        manager_id=ManagerId(row.get(column.manager_id, _NO_ID)),
        first=first,
        last=row.get(column.last, first),
        start=row.get(column.start, None),
        end=row.get(column.end, None),
    )


def task(row: Row) -> Task:
    """Return the ad-hoc task that a row describes."""
    column = TaskColumns
    return Task(
        manager_id=ManagerId(row.get(column.manager_id, _NO_ID)),
        day=row.get(column.day, _NO_DAY),
        minutes=row.get(column.minutes, 1),
        name=row.get(column.name, ""),
    )


def last_visit(row: Row) -> VisitRecord | None:
    """Return the visit that a customer's row tells of, None when it tells of none."""
    column = CustomerColumns
    if not row.has(column.last_visit):
        return None
    return VisitRecord(
        customer_id=CustomerId(row.get(column.id, _NO_ID)), day=row.get(column.last_visit, _NO_DAY)
    )
