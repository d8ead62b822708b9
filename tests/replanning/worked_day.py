"""Days on one street that can be worked out on paper: a minute of travel from number to number.

Wednesday, 4 November 2026, planned on Tuesday evening. Nobody has to be visited today, everybody is due: a regular
customer (12 min, no notice) was last visited on 15 September, a potential one (18 min, told at 08:30) on 10 October.
The account manager starts from number 0 at 08:30 and is to be back by 17:00, half an hour of the day in reserve.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

import numpy as np

from routing.build_request import day_request, places
from routing.checker import check
from routing.domain.calendar import china_calendar
from routing.domain.customer import Customer, CustomerClass, OpeningHours, Point, Weekday
from routing.domain.events import VisitRecord
from routing.domain.ids import CustomerId, ManagerId, PlaceId
from routing.domain.manager import AccountManager
from routing.domain.policy import Policy
from routing.domain.policy_document import load_policy
from routing.domain.territory import Territory
from routing.plan import Plan
from routing.plan_chain import PlanKind, PlanRecord, draft, publish
from routing.replanning import Replan, replan
from routing.request_planner import changed_plan, plan_request
from routing.solve.backend import Limits
from routing.solve.ruin_recreate import RuinRecreate
from routing.travel.matrix import TravelMatrix
from routing.units import clock_text

CHINA = china_calendar(2025, 2027)
POLICY = load_policy("classified").derive({"visits.floor": 0})
WEDNESDAY, THURSDAY = date(2026, 11, 4), date(2026, 11, 5)
EVENING = datetime.combine(date(2026, 11, 3), time(17, 30))
M1, M2 = ManagerId("m1"), ManagerId("m2")
A_MINUTE = 0.001
LAST_VISIT = {
    CustomerClass.REGULAR: date(2026, 9, 15),
    CustomerClass.POTENTIAL: date(2026, 10, 10),
    CustomerClass.CORE: date(2026, 10, 25),
    CustomerClass.ASSISTED: date(2026, 10, 25),
}


@dataclass(frozen=True)
class Street:
    """Travel along the street: a minute from number to number, a kilometre each."""

    def matrix(self, places: Mapping[PlaceId, Point]) -> TravelMatrix:
        """Return the travel between numbers."""
        number = np.array([round(point.lon / A_MINUTE) for point in places.values()])
        minutes = np.abs(number[:, None] - number[None, :])
        return TravelMatrix(
            place_ids=tuple(places),
            duration_s=(minutes * 60).astype(np.int64),
            distance_m=(minutes * 1000).astype(np.int64),
            reachable=np.ones(minutes.shape, dtype=np.bool_),
            source="street",
        )


STREET = Street()


def at(text: str) -> datetime:
    """Return a time of the Wednesday, as ``"10:20"`` says it."""
    return datetime.combine(WEDNESDAY, time.fromisoformat(text))


def number(where: int) -> Point:
    """Return the place of a number of the street."""
    return Point(lat=30.0, lon=where * A_MINUTE)


def shop(customer_id: str, where: int, *, told: bool = False, **fields: object) -> Customer:
    """Return a customer at a number: regular, or potential where he gets notice."""
    given: dict[str, object] = {
        "id": CustomerId(customer_id),
        "point": number(where),
        "customer_class": CustomerClass.POTENTIAL if told else CustomerClass.REGULAR,
        "manager_id": M1,
    }
    return Customer(**(given | fields))  # type: ignore[arg-type]


def hours(start: str, end: str) -> tuple[OpeningHours, ...]:
    """Return opening hours of every day."""
    return (
        OpeningHours(
            weekdays=frozenset(Weekday),
            start=time.fromisoformat(start),
            end=time.fromisoformat(end),
        ),
    )


def street(
    *shops: Customer,
    managers: Iterable[ManagerId] = (M1,),
    begins: str = "08:30",
    **fields: object,
) -> Territory:
    """Return a territory of these customers, all of them last visited so long ago that they are due."""
    given: dict[str, object] = {
        "id": "street",
        "managers": tuple(
            AccountManager(id=one, start=number(0), day_start=clock(begins)) for one in managers
        ),
        "customers": shops,
        "history": tuple(
            VisitRecord(
                customer_id=one.id, day=LAST_VISIT[one.customer_class or CustomerClass.REGULAR]
            )
            for one in shops
        ),
    }
    return Territory(**(given | fields))  # type: ignore[arg-type]


def morning(
    of: Territory,
    orders: Mapping[ManagerId, str],
    *,
    policy: Policy = POLICY,
    calls: Iterable[tuple[ManagerId, str]] = (),
    day: date = WEDNESDAY,
    published_at: datetime | None = EVENING,
    manager_ids: Iterable[ManagerId] | None = None,
) -> PlanRecord:
    """Return a day's plan that makes the visits of each account manager in an order, such as ``"a b c"``."""
    ids = tuple(orders) if manager_ids is None else tuple(manager_ids)
    request = day_request(of, policy, CHINA, day, EVENING, manager_ids=ids)
    matrix = STREET.matrix(places(of))
    any_plan = plan_request(request, matrix, limits=Limits(iterations=1), backend=RuinRecreate())
    visit_of = {visit.customer_id: visit.id for visit in request.visits}
    shift_of = {shift.manager_id: shift.id for shift in request.shifts}
    plan = changed_plan(
        request,
        matrix,
        any_plan,
        [
            (shift_of[one], tuple(visit_of[CustomerId(name)] for name in order.split()))
            for one, order in orders.items()
        ],
        [(shift_of[one], visit_of[CustomerId(name)]) for one, name in calls],
    )
    record = draft(
        plan, plan_kind=PlanKind.DAY, first=day, last=day, made_at=EVENING, manager_ids=ids
    )
    return record if published_at is None else publish(record, published_at)


def on_the_road(
    of: Territory, record: PlanRecord, now: str, *, policy: Policy = POLICY, **fields: object
) -> Replan:
    """Return the replanning of a day, with its plan found clean by the checker."""
    found = replan(of, policy, CHINA, STREET, record, now=at(now), **fields)  # type: ignore[arg-type]
    assert check(found.request, found.matrix, found.plan).violations == ()
    return found


def made(*names: str, **fields: object) -> tuple[VisitRecord, ...]:
    """Return today's visits to these customers, as planned or as told."""
    return tuple(
        VisitRecord(customer_id=CustomerId(name), day=WEDNESDAY, **fields)  # type: ignore[arg-type]
        for name in names
    )


def clock(text: str) -> time:
    """Return a clock time."""
    return time.fromisoformat(text)


def times(plan: Plan, manager_id: ManagerId = M1) -> str:
    """Return the stops of an account manager with their starts, such as ``"a 08:35 b 08:58"``."""
    stops = [
        stop for route in plan.routes if route.manager_id == manager_id for stop in route.stops
    ]
    return " ".join(f"{stop.customer_id} {clock_text(stop.start_s)}" for stop in stops)


def told(found: Replan) -> dict[str, str]:
    """Return the messages by customer."""
    return {one.customer_id: one.text.partition(": ")[2] for one in found.messages}


def kinds(found: Replan) -> dict[str, tuple[str, ...]]:
    """Return the kinds of change by customer."""
    changed: dict[str, tuple[str, ...]] = {}
    for one in found.changes:
        changed[one.customer_id] = (*changed.get(one.customer_id, ()), one.kind.value)
    return changed


def later(found: Replan) -> dict[str, str]:
    """Return the visits that are handed on with deadline, next day, and whether that is in time."""
    return {
        one.customer_id: f"{one.deadline:%m-%d} {one.next_day:%m-%d} {'in time' if one.is_in_time else 'late'}"
        for one in found.handed_on
        if one.deadline is not None and one.next_day is not None
    }
