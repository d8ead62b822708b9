"""Four-week horizons made up from a seed: one account manager's territory, and its necessary visits as a problem.

The territory is planned by all rules. The problem is the part of the same work that every peer can express: each visit
that cannot wait is one of its own, between the days that its customer's interval sets, and none recurs.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from functools import cache
from random import Random

import numpy as np

from routing.build_request import places
from routing.demand.working_time import visit_days
from routing.domain.calendar import WorkCalendar, china_calendar
from routing.domain.customer import (
    Area,
    Customer,
    CustomerClass,
    OpeningHours,
    Point,
    Trait,
    Weekday,
)
from routing.domain.events import VisitRecord
from routing.domain.ids import CustomerId, ManagerId, PlaceId, customer_place
from routing.domain.manager import AccountManager
from routing.domain.policy import Policy
from routing.domain.policy_document import load_policy
from routing.domain.territory import Territory
from routing.problem import Problem, Shift, Visit, Window
from routing.status import Level
from routing.travel.geodesic import Geodesic
from routing.travel.matrix import TravelMatrix, TravelSource
from routing.units import MINUTE_S, seconds_after_midnight

__all__ = ["KINDS", "Horizon", "generated_horizon", "horizon_problem", "necessary_visits"]

MANAGER = ManagerId("m1")
LENGTH, YEAR = timedelta(weeks=4), timedelta(weeks=52)
MOST_A_DAY = 18
SHARES = {CustomerClass.CORE: 0.05, CustomerClass.POTENTIAL: 0.25, CustomerClass.ASSISTED: 0.07}
WINDOW_SHARE = 0.3
STEADY_SHARE = 0.1
TOWN_SPREAD_M = 1_800.0
VILLAGE_SPREAD_M = 600.0
MIDDLE = Point(lat=30.0, lon=114.0)
METRES_A_DEGREE = 111_195.0
STRETCH = (1.0, 1.25)
LATE_WEIGHT = 1000
_ONE_DAY = timedelta(days=1)

Spot = tuple[float, float]
"""Metres east and north of the middle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What a horizon's surroundings are like.

    Parameters
    ----------
    customers, village_share, reach_m
        How many customers, how many of them live in villages, and how far the furthest village lies.
    first
        The Monday on which the four weeks start.
    day_end
        When the account manager's days end, or None for the policy's hours.
    """

    customers: int
    village_share: float
    reach_m: float
    first: date = date(2026, 3, 2)
    day_end: time | None = None


KINDS = {
    "town": Kind(customers=160, village_share=0.1, reach_m=6_000.0),
    "country": Kind(customers=120, village_share=0.8, reach_m=22_000.0),
    "mixed": Kind(customers=180, village_share=0.4, reach_m=14_000.0),
    "overloaded": Kind(customers=200, village_share=0.5, reach_m=14_000.0, day_end=time(14)),
    # The National Day leaves the second week two days and a Saturday, the Spring Festival the second week none.
    "october": Kind(customers=170, village_share=0.4, reach_m=14_000.0, first=date(2026, 9, 28)),
    "spring": Kind(customers=125, village_share=0.4, reach_m=14_000.0, first=date(2026, 2, 9)),
}
"""Kinds of horizons by name; the last two lie around holidays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CrookedRoads:
    """A travel source whose ways there and back differ: an estimate of roads, each way stretched by its own draw."""

    seed: int

    def matrix(self, places: Mapping[PlaceId, Point]) -> TravelMatrix:
        """Return the travel between all the places; the same places in the same order give the same travel."""
        straight = Geodesic().matrix(places)
        chance = np.random.default_rng(self.seed)
        stretch = chance.uniform(*STRETCH, straight.duration_s.shape)
        return replace(
            straight,
            duration_s=np.rint(straight.duration_s * stretch).astype(np.int64),
            distance_m=np.rint(straight.distance_m * stretch).astype(np.int64),
            source=f"crooked({self.seed})",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Horizon:
    """Four weeks to plan."""

    name: str
    territory: Territory
    calendar: WorkCalendar
    travel: TravelSource
    first: date
    last: date


def generated_horizon(kind: str, seed: int) -> Horizon:
    """Return four weeks of one account manager; equal kinds and seeds give equal horizons.

    Classes are drawn in the standard's shares. Each customer was last visited some time within the interval before the
    horizon, evenly drawn, so that every visit can still be in time; a year of visits lies before. One in ten is steady.
    Where the seed is even, three in ten have a window for the start of a visit.
    """
    terms = KINDS[kind]
    chance = Random(f"generated horizon {kind} {seed}")
    policy, calendar = _policy(), _calendar()
    villages = [_around(chance, (0.0, 0.0), terms.reach_m / 2) for _ in range(terms.customers // 6)]
    customers = []
    for number, customer_class in enumerate(_classes(chance, terms.customers), start=1):
        in_village = chance.random() < terms.village_share
        spot = (
            _around(chance, chance.choice(villages), VILLAGE_SPREAD_M)
            if in_village
            else _around(chance, (0.0, 0.0), TOWN_SPREAD_M)
        )
        customers.append(
            Customer(
                id=CustomerId(f"g{number:03d}"),
                point=_point(spot),
                customer_class=customer_class,
                area=Area.RURAL if in_village else Area.URBAN,
                traits=frozenset({Trait.STEADY} if chance.random() < STEADY_SHARE else ()),
                order_weekdays=frozenset({Weekday(chance.randint(1, 5))}),
                opening_hours=_opening_hours(chance) if seed % 2 == 0 else (),
                manager_id=MANAGER,
            )
        )
    past_days = _visit_days(calendar, terms.first - YEAR, terms.first - _ONE_DAY)
    history = [
        record
        for customer in customers
        for record in _history(chance, customer, policy, terms.first, past_days)
    ]
    manager = AccountManager(
        id=MANAGER, start=_point((0.0, 0.0)), day_end=terms.day_end, max_visits=MOST_A_DAY
    )
    return Horizon(
        name=f"{kind} {seed}",
        territory=Territory(
            id=f"{kind}-{seed}",
            managers=(manager,),
            customers=tuple(customers),
            history=tuple(history),
        ),
        calendar=calendar,
        travel=CrookedRoads(seed=seed),
        first=terms.first,
        last=terms.first + LENGTH - _ONE_DAY,
    )


def horizon_problem(kind: str, seed: int) -> Problem:
    """Return the necessary visits of a generated horizon; equal kinds and seeds give equal problems."""
    return necessary_visits(generated_horizon(kind, seed))


def necessary_visits(horizon: Horizon) -> Problem:
    """Return the visits of a horizon that its customers' intervals ask for, each as a visit of its own.

    The visits to a customer are due an interval apart from the last one on, and each may be made in the last half of
    its interval; one that is due after the horizon is not asked for. Where holidays leave no visit day in that half,
    the last one before it in the same interval is left. A shift is a visit day without lunch and floor; leaving a
    visit out counts on `Level.LATE`.
    """
    policy = _policy()
    [manager] = horizon.territory.managers
    matrix = horizon.travel.matrix(places(horizon.territory))
    days = _visit_days(horizon.calendar, horizon.first, horizon.last)
    end_s = seconds_after_midnight(manager.day_end or policy.day.end)
    shift = Shift(
        start_place=0,  # the account manager's start is the first of the territory's places
        end_place=0,
        start_s=seconds_after_midnight(policy.day.start),
        end_s=end_s - policy.day.reserve_minutes * MINUTE_S,
        max_visits=MOST_A_DAY,
    )
    oldest_first = sorted(horizon.territory.history, key=lambda record: record.day)
    seen = {record.customer_id: record.day for record in oldest_first}
    visits = []
    for customer in horizon.territory.customers:
        length, window = policy.terms(customer).length, _window(customer, shift)
        interval_days, _ = policy.interval(customer)
        visits += [
            Visit(
                place=matrix.index[customer_place(customer.id)],
                min_s=length.min_s,
                target_s=length.target_s,
                max_s=length.max_s,
                windows=tuple((window,) if day in allowed else () for day in days),
                skip_level=Level.LATE,
                skip_weight=LATE_WEIGHT,
                serve_cost_s=(0,) * len(days),
            )
            for allowed in _allowed_days(days, seen[customer.id], interval_days, horizon.last)
        ]
    return Problem(
        travel_s=matrix.duration_s.copy(),
        shifts=tuple(replace(shift, day=number) for number, _ in enumerate(days)),
        visits=tuple(visits),
    )


def _allowed_days(
    days: tuple[date, ...], seen: date, interval_days: int, last: date
) -> Iterator[tuple[date, ...]]:
    """Yield for each visit that is due by the last day the visit days on which it may be made."""
    interval = timedelta(days=interval_days)
    before, due = seen, seen + interval
    while due <= last:
        in_interval = [day for day in days if before < day <= due]
        in_half = tuple(day for day in in_interval if day >= due - interval / 2)
        yield in_half or tuple(in_interval[-1:])
        before, due = due, due + interval


def _visit_days(calendar: WorkCalendar, first: date, last: date) -> tuple[date, ...]:
    weeks = (first + timedelta(weeks=n) for n in range((last - first).days // 7 + 1))
    return tuple(
        day
        for week in weeks
        for day in visit_days(week, _policy(), calendar)
        if first <= day <= last
    )


def _window(customer: Customer, shift: Shift) -> Window:
    """Return the window for the start of a visit, the same on every weekday."""
    for hours in customer.opening_hours:
        return (
            max(seconds_after_midnight(hours.start), shift.start_s),
            min(seconds_after_midnight(hours.end), shift.end_s),
        )
    return shift.start_s, shift.end_s


def _classes(chance: Random, count: int) -> list[CustomerClass]:
    """Return classes in the shares of the standard, in the order of a draw."""
    classes = [name for name, share in SHARES.items() for _ in range(round(share * count))]
    classes += [CustomerClass.REGULAR] * (count - len(classes))
    return chance.sample(classes, count)


def _opening_hours(chance: Random) -> tuple[OpeningHours, ...]:
    if chance.random() >= WINDOW_SHARE:
        return ()
    opens = chance.choice((time(8), time(9), time(9, 30), time(10)))
    closes = time(opens.hour + chance.randint(2, 6), chance.choice((0, 30)))
    return (OpeningHours(weekdays=frozenset(Weekday), start=opens, end=closes),)


def _history(
    chance: Random, customer: Customer, policy: Policy, first: date, past_days: tuple[date, ...]
) -> Iterator[VisitRecord]:
    """Yield the visits of a year, the youngest first, each on the first free visit day from its draw on."""
    interval_days, _ = policy.interval(customer)
    wanted = first - timedelta(days=chance.randint(1, interval_days))
    number = len(past_days)
    while wanted >= past_days[0]:
        number = min(bisect_left(past_days, wanted), number - 1)
        yield VisitRecord(customer_id=customer.id, day=past_days[number], manager_id=MANAGER)
        wanted -= timedelta(days=round(chance.uniform(0.8, 1.0) * interval_days))


def _around(chance: Random, middle: Spot, spread_m: float) -> Spot:
    return chance.gauss(middle[0], spread_m), chance.gauss(middle[1], spread_m)


def _point(spot: Spot) -> Point:
    east_m, north_m = spot
    east_scale = math.cos(math.radians(MIDDLE.lat))
    return Point(
        lat=MIDDLE.lat + north_m / METRES_A_DEGREE,
        lon=MIDDLE.lon + east_m / (METRES_A_DEGREE * east_scale),
    )


@cache
def _policy() -> Policy:
    return load_policy("classified")


@cache
def _calendar() -> WorkCalendar:
    return china_calendar(2025, 2027)
