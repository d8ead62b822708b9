"""A territory for hand-worked dates: 23 November 2026 is a Monday; visit days are Monday, Wednesday, Thursday."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from routing.demand.needs import DayNeeds, Need, Rest, day_needs
from routing.domain.calendar import china_calendar
from routing.domain.customer import Customer, CustomerClass, Mode, OpeningHours, Point, Weekday
from routing.domain.events import Anomaly, AnomalyKind, Appointment, Pin, VisitRecord
from routing.domain.ids import CustomerId, ManagerId
from routing.domain.manager import AccountManager
from routing.domain.policy import Policy
from routing.domain.policy_document import load_policy
from routing.domain.territory import Territory

CHINA = china_calendar(2024, 2027)
CLASSIFIED = load_policy("classified")
ROUTE_STANDARD = load_policy("route-standard")
MONDAY = date(2026, 11, 23)
TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY = (MONDAY + timedelta(days=n) for n in range(1, 6))
POINT = Point(lat=30.0, lon=114.0)
SOLE = AccountManager(id=ManagerId("m1"), start=POINT)
PAIR = (SOLE, AccountManager(id=ManagerId("m2"), start=POINT))
C1 = CustomerId("c1")
NOT_ON_MONDAY = (
    OpeningHours(weekdays=frozenset(Weekday) - {Weekday.MONDAY}, start=time(8), end=time(18)),
)


def at(text: str) -> datetime:
    """Return a local time, as ``"2026-11-23 14:00"`` says it."""
    return datetime.fromisoformat(text)


def shop(customer_class: CustomerClass = CustomerClass.REGULAR, **fields: object) -> Customer:
    """Return a customer, named c1 unless told otherwise."""
    given: dict[str, object] = {"id": C1, "point": POINT, "customer_class": customer_class}
    return Customer(**(given | fields))  # type: ignore[arg-type]


def visited(day: date, *, mode: Mode = Mode.IN_PERSON, at: time | None = None) -> VisitRecord:
    """Return a visit that c1 had."""
    return VisitRecord(customer_id=C1, day=day, mode=mode, start=at)


def complaint(reported_at: datetime) -> Anomaly:
    """Return a complaint of c1."""
    return Anomaly(customer_id=C1, kind=AnomalyKind.COMPLAINT, reported_at=reported_at)


def appointment(at: datetime, manager_id: str | None = None) -> Appointment:
    """Return an appointment with c1."""
    return Appointment(
        customer_id=C1, at=at, manager_id=None if manager_id is None else ManagerId(manager_id)
    )


def pin(day: date, **fields: object) -> Pin:
    """Return a pin of c1."""
    given: dict[str, object] = {"customer_id": C1, "day": day}
    return Pin(**(given | fields))  # type: ignore[arg-type]


def territory(customer: Customer, *events: object, **fields: object) -> Territory:
    """Return a territory of one customer with everything that happened to it."""
    kinds = {
        "history": VisitRecord,
        "anomalies": Anomaly,
        "appointments": Appointment,
        "pins": Pin,
    }
    given: dict[str, object] = {"id": "t", "managers": (SOLE,), "customers": (customer,)}
    for name, kind in kinds.items():
        given[name] = tuple(event for event in events if isinstance(event, kind))
    return Territory(**(given | fields))  # type: ignore[arg-type]


def needs_on(
    day: date,
    of: Territory,
    policy: Policy = CLASSIFIED,
    *,
    asked_at: datetime | None = None,
    noticed: tuple[CustomerId, ...] = (),
) -> DayNeeds:
    """Return the needs of a day, asked for at 20:00 on the evening before unless told otherwise."""
    evening = datetime.combine(day - timedelta(days=1), time(20))
    return day_needs(of, policy, CHINA, day, asked_at or evening, noticed=noticed)


def need_on(day: date, of: Territory, policy: Policy = CLASSIFIED, **asked: object) -> Need:
    """Return the one need of a day."""
    (need,) = needs_on(day, of, policy, **asked).needs  # type: ignore[arg-type]
    return need


def rest_on(day: date, of: Territory, policy: Policy = CLASSIFIED, **asked: object) -> Rest:
    """Return the one customer at rest on a day."""
    found = needs_on(day, of, policy, **asked)  # type: ignore[arg-type]
    assert found.needs == ()
    (rest,) = found.resting
    return rest
