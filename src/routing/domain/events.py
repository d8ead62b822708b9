"""What happened and what was agreed: visits made, anomalies, appointments, pins, ad-hoc tasks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from routing.domain.customer import Mode
from routing.domain.ids import CustomerId, ManagerId

__all__ = [
    "ANOMALY_NAMES_ZH",
    "Anomaly",
    "AnomalyKind",
    "Appointment",
    "Pin",
    "Task",
    "UndoneReason",
    "VisitRecord",
]


class AnomalyKind(StrEnum):
    """The five kinds of anomaly that call for a visit in person within two working days (R13)."""

    ORDERS_FAILED = "orders-failed"
    COMPLAINT = "complaint"
    UNUSUAL_ORDER = "unusual-order"
    IRREGULAR_TRADING = "irregular-trading"
    VISIT_REQUESTED = "visit-requested"


ANOMALY_NAMES_ZH = {
    AnomalyKind.ORDERS_FAILED: "订货失败",
    AnomalyKind.COMPLAINT: "投诉",
    AnomalyKind.UNUSUAL_ORDER: "订单异常",
    AnomalyKind.IRREGULAR_TRADING: "经营异常",
    AnomalyKind.VISIT_REQUESTED: "客户要求拜访",
}
"""What each kind of anomaly is called in Chinese."""


class UndoneReason(StrEnum):
    """Why a visit was not made, as it was written down (R23)."""

    CLOSED = "closed"
    KEEPER_AWAY = "keeper-away"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    NO_TIME = "no-time"
    ILL = "ill"
    WEATHER = "weather"
    OTHER = "other-reason"


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitRecord:
    """A visit or contact that took place, or did not (`done` False).

    Parameters
    ----------
    start, length_minutes
        When it began and how long it took, where somebody noted it.
    done
        Whether it took place; a door found locked and a visit that nobody set out for did not.
    manager_id
        Who made it, or None where nobody noted it.
    because
        Why it did not take place, where somebody noted it (R23).
    """

    customer_id: CustomerId
    day: date
    start: time | None = None
    mode: Mode = Mode.IN_PERSON
    done: bool = True
    manager_id: ManagerId | None = None
    length_minutes: int | None = None
    because: UndoneReason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Anomaly:
    """A customer who must be visited in person soon (R13).

    It is answered by the first in-person visit after `reported_at`; on the day of the report only by a visit
    whose recorded start lies after it.
    """

    customer_id: CustomerId
    kind: AnomalyKind
    reported_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """A time agreed with a customer (R16): the visit starts within ten minutes of it."""

    customer_id: CustomerId
    at: datetime
    manager_id: ManagerId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """A planner's fixed wish: this customer on this day (or, where `forbidden`, not on this day).

    `manager_id` and `start`/`end` (a window for the start of the visit) narrow it further.
    """

    customer_id: CustomerId
    day: date
    forbidden: bool = False
    manager_id: ManagerId | None = None
    start: time | None = None
    end: time | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Ad-hoc work of an account manager on a day (R20): it takes the reserve first, then time of visits.

    `name` is for people's eyes only; never logged.
    """

    manager_id: ManagerId
    day: date
    minutes: int
    name: str = ""
