"""A street for hand-worked tours: house number n lies n times 100 s from the base; 23 November 2026 is a Monday."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

import numpy as np

from routing.domain.calendar import weekday_calendar
from routing.domain.customer import Customer, CustomerClass, OpeningHours, Point, Weekday
from routing.domain.events import VisitRecord
from routing.domain.ids import CustomerId, ManagerId, PlaceId
from routing.domain.manager import AccountManager
from routing.domain.policy import Policy
from routing.domain.policy_document import load_policy
from routing.domain.territory import Territory
from routing.simulation.strategy import Known, Planned
from routing.travel.matrix import TravelMatrix

WEEKDAYS = weekday_calendar(2025, 2028)
CLASSIFIED = load_policy("classified")
MONDAY = date(2026, 11, 23)
TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY = (MONDAY + timedelta(days=n) for n in range(1, 6))
BASE = Point(lat=30.0, lon=114.0)
M1, M2 = ManagerId("m1"), ManagerId("m2")
_HOUSE = 0.001
_LEG_S = 100


@dataclass(frozen=True, slots=True)
class Street:
    """Travel along the street: 100 s from house to house."""

    def matrix(self, places: Mapping[PlaceId, Point]) -> TravelMatrix:
        """Return the travel between houses."""
        houses = np.array([round((one.lat - BASE.lat) / _HOUSE) for one in places.values()])
        apart = np.abs(houses[:, None] - houses[None, :]).astype(np.int64)
        return TravelMatrix(
            place_ids=tuple(places),
            duration_s=apart * _LEG_S,
            distance_m=apart * _LEG_S * 10,
            reachable=np.ones(apart.shape, dtype=np.bool_),
            source="street",
        )


def at(text: str) -> datetime:
    """Return a local time, as ``"2026-11-23 14:00"`` says it."""
    return datetime.fromisoformat(text)


def house(number: int) -> Point:
    """Return where a house stands."""
    return Point(lat=BASE.lat + number * _HOUSE, lon=BASE.lon)


def shop(
    name: str, number: int, customer_class: CustomerClass = CustomerClass.REGULAR, **fields: object
) -> Customer:
    """Return a customer in a house, of the first account manager unless told otherwise."""
    given: dict[str, object] = {
        "id": CustomerId(name),
        "point": house(number),
        "customer_class": customer_class,
        "manager_id": M1,
    }
    return Customer(**(given | fields))  # type: ignore[arg-type]


def hours(start: time, end: time, *weekdays: Weekday) -> tuple[OpeningHours, ...]:
    """Return opening hours on some weekdays, or on all of them."""
    days = frozenset(weekdays or Weekday)
    return (OpeningHours(weekdays=days, start=start, end=end),)


def visited(name: str, day: date, **fields: object) -> VisitRecord:
    """Return a visit that somebody had."""
    given: dict[str, object] = {"customer_id": CustomerId(name), "day": day, "manager_id": M1}
    return VisitRecord(**(given | fields))  # type: ignore[arg-type]


def territory(
    *customers: Customer, ago: Mapping[str, int] | None = None, **more: object
) -> Territory:
    """Return a territory; the last visit was a week before Monday, or so many days as `ago` says."""
    days_ago = {str(one.id): 7 for one in customers} | dict(ago or {})
    given: dict[str, object] = {
        "id": "street",
        "managers": (AccountManager(id=M1, start=BASE),),
        "customers": customers,
        "history": tuple(visited(name, MONDAY - timedelta(days=n)) for name, n in days_ago.items()),
    }
    return Territory(**(given | more))  # type: ignore[arg-type]


def evening_before(of: Territory, day: date, policy: Policy = CLASSIFIED) -> Known:
    """Return what is known at half past five on the evening before a day."""
    return Known(
        now=datetime.combine(day - timedelta(days=1), policy.day.end),
        territory=of,
        policy=policy,
        calendar=WEEKDAYS,
        travel=Street(),
    )


def floor_of(number: int) -> Policy:
    """Return the policy with another floor."""
    return CLASSIFIED.derive({"visits.floor": number})


def names(planned: Planned) -> list[list[str]]:
    """Return for each tour whom it visits, in order."""
    return [[str(errand.customer_id) for errand in tour.errands] for tour in planned.tours]


def with_visits(of: Territory, planned: Planned, day: date) -> Territory:
    """Return the territory after a day on which every errand is done."""
    made = tuple(
        VisitRecord(
            customer_id=errand.customer_id,
            day=day,
            start=time(10),
            mode=errand.mode,
            manager_id=tour.manager_id,
        )
        for tour in planned.tours
        for errand in tour.errands
    )
    return replace(of, history=(*of.history, *made))
