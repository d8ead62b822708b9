"""Seasons made by hand, whose figures can be worked out on paper.

2 November 2026 is a Monday. Every Monday to Friday is worked from 08:30 to 17:30, with lunch of an hour between 11:30
and 14:00. Visit days are Monday, Wednesday and Thursday. Intervals: core 14 days (minimum gap 7), potential 30 (15),
regular 60 (30), assisted 14. Nothing is locked, and every way takes as long as every other, unless a test says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

import numpy as np

from routing.domain.calendar import weekday_calendar
from routing.domain.customer import Customer, CustomerClass, DateRange, Mode, Point
from routing.domain.events import Anomaly, AnomalyKind, Appointment, UndoneReason, VisitRecord
from routing.domain.ids import CustomerId, ManagerId, PlaceId
from routing.domain.manager import Absence, AccountManager
from routing.domain.policy_document import load_policy
from routing.domain.territory import Territory
from routing.simulation.count import Count, counted
from routing.simulation.count.reach import Reach
from routing.simulation.count.record import Record
from routing.simulation.season import Season
from routing.simulation.world import REALISTIC
from routing.travel.matrix import TravelMatrix

POLICY = load_policy("classified")
CALENDAR = weekday_calendar(2026, 2027)
MONDAY = date(2026, 11, 2)
TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = (
    MONDAY + timedelta(days=n) for n in range(1, 7)
)
NEXT_SUNDAY = SUNDAY + timedelta(days=7)
A, B = CustomerId("a"), CustomerId("b")
M1, M2 = ManagerId("m1"), ManagerId("m2")
CENTRE = Point(lat=41.8, lon=123.4)
MANAGER = AccountManager(id=M1, start=CENTRE)
SECOND = AccountManager(id=M2, start=CENTRE)


def customer(
    customer_id: str = A,
    customer_class: CustomerClass = CustomerClass.CORE,
    *,
    joined_on: date | None = None,
    first_order_on: date | None = None,
    closed: Iterable[tuple[date, date]] = (),
) -> Customer:
    """Return a customer of the first account manager."""
    return Customer(
        id=CustomerId(customer_id),
        point=CENTRE,
        customer_class=customer_class,
        manager_id=M1,
        joined_on=joined_on,
        first_order_on=first_order_on,
        closed=tuple(DateRange(first=first, last=last) for first, last in closed),
    )


def visit(
    day: date,
    start: str | None = "10:00",
    customer_id: str = A,
    *,
    mode: Mode = Mode.IN_PERSON,
    manager_id: ManagerId = M1,
) -> VisitRecord:
    """Return a visit or contact that took place."""
    return VisitRecord(
        customer_id=CustomerId(customer_id),
        day=day,
        start=None if start is None else time.fromisoformat(start),
        mode=mode,
        manager_id=manager_id,
        length_minutes=15,
    )


def in_vain(
    day: date,
    start: str | None = "10:00",
    customer_id: str = A,
    because: UndoneReason = UndoneReason.KEEPER_AWAY,
) -> VisitRecord:
    """Return a visit that was tried, or one without a start that was called off."""
    return VisitRecord(
        customer_id=CustomerId(customer_id),
        day=day,
        start=None if start is None else time.fromisoformat(start),
        done=False,
        manager_id=M1,
        because=because,
    )


def complaint(reported_at: str, customer_id: str = A) -> Anomaly:
    """Return a complaint."""
    return Anomaly(
        customer_id=CustomerId(customer_id),
        kind=AnomalyKind.COMPLAINT,
        reported_at=datetime.fromisoformat(reported_at),
    )


def agreed(at: str, customer_id: str = A, manager_id: ManagerId | None = None) -> Appointment:
    """Return an appointment."""
    return Appointment(
        customer_id=CustomerId(customer_id),
        at=datetime.fromisoformat(at),
        manager_id=manager_id,
    )


def away(
    first: date, last: date, hours: tuple[str, str] | None = None, manager_id: ManagerId = M1
) -> Absence:
    """Return an absence, of whole days or of some hours of each."""
    start, end = (None, None) if hours is None else map(time.fromisoformat, hours)
    return Absence(manager_id=manager_id, first=first, last=last, start=start, end=end)


NOWHERE = Territory(id="t", managers=(MANAGER,), customers=())
SEASON = Season(
    territory=NOWHERE,
    policy=POLICY,
    calendar=CALENDAR,
    start=MONDAY,
    end=NEXT_SUNDAY,
    world=REALISTIC,
    seed=1,
    strategy="by hand",
    news=(),
    days=(),
)
"""Two weeks in which there is nobody."""


@dataclass(frozen=True, kw_only=True)
class Locked:
    """Doors that are locked from one moment to another, the second one excluded."""

    doors: tuple[tuple[str, str, str], ...] = ()

    def is_locked(self, customer_id: CustomerId, at: datetime) -> bool:
        """Return whether a door is locked."""
        return any(
            customer_id == whose
            and datetime.fromisoformat(first) <= at < datetime.fromisoformat(end)
            for whose, first, end in self.doors
        )


OPEN = Locked()


@dataclass(frozen=True, kw_only=True)
class AllAlike:
    """Travel of one length between any two places, but for some legs."""

    leg_s: int = 120
    legs: Mapping[tuple[str, str], int] = field(default_factory=dict)

    def matrix(self, places: Mapping[PlaceId, Point]) -> TravelMatrix:
        """Return the travel between the places."""
        ids = tuple(places)
        legs = [[self.legs.get((one, other), self.leg_s) for other in ids] for one in ids]
        duration_s = np.array(legs, dtype=np.int64)
        np.fill_diagonal(duration_s, 0)
        return TravelMatrix(
            place_ids=ids,
            duration_s=duration_s,
            distance_m=10 * duration_s,
            reachable=np.ones_like(duration_s, dtype=np.bool_),
            source="all alike",
        )


def count_of(season: Season, *, doors: Locked = OPEN, leg_s: int = 120) -> Count:
    """Return the count of a season with doors and ways made by hand."""
    return counted(season, travel=AllAlike(leg_s=leg_s), doors=doors)


def reach_of(season: Season, doors: Locked = OPEN) -> Reach:
    """Return when customers of a season could be visited."""
    return Reach(Record(season), doors)
