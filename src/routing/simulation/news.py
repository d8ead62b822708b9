"""What becomes known while time goes by, and what it makes of a territory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from routing.domain.customer import Customer, DateRange
from routing.domain.events import Anomaly, Appointment, Task
from routing.domain.ids import CustomerId
from routing.domain.manager import Absence
from routing.domain.territory import Territory

__all__ = ["AppointmentCancelled", "ClosureAnnounced", "News", "learned"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentCancelled:
    """A customer calls an appointment off."""

    appointment: Appointment


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosureAnnounced:
    """A customer says that the shop will be shut on some days."""

    customer_id: CustomerId
    closed: DateRange


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """Something that becomes known at a time, in local time."""

    at: datetime
    what: (
        Anomaly | Appointment | AppointmentCancelled | Customer | Task | Absence | ClosureAnnounced
    )


_COLLECTIONS: Mapping[type, str] = {
    Anomaly: "anomalies",
    Appointment: "appointments",
    Customer: "customers",
    Task: "tasks",
    Absence: "absences",
}
"""Where a territory keeps what becomes known."""


def learned(territory: Territory, news: News) -> Territory:
    """Return a territory in which something has become known."""
    what = news.what
    match what:
        case AppointmentCancelled():
            left = tuple(one for one in territory.appointments if one != what.appointment)
            return replace(territory, appointments=left)
        case ClosureAnnounced():
            customers = tuple(
                replace(one, closed=(*one.closed, what.closed))
                if one.id == what.customer_id
                else one
                for one in territory.customers
            )
            return replace(territory, customers=customers)
    name = _COLLECTIONS[type(what)]
    longer: dict[str, Any] = {name: (*getattr(territory, name), what)}
    return replace(territory, **longer)
