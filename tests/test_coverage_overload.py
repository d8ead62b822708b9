"""Overloads planted on full horizons: the certificate must find them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from routing.coverage import SpanKind, WayOutKind, certificate
from routing.domain.ids import CustomerId, ManagerId, PlaceId, ShiftId, VisitId
from routing.domain.visit import Because, Category, Cause, VisitLength
from routing.request import (
    CadenceTerms,
    LunchTerms,
    Opening,
    PlanRequest,
    ShiftRequest,
    VisitRequest,
)
from routing.travel.matrix import TravelMatrix

STARTS = date(2026, 11, 2)  # a Monday
HOUR = 3600


def visit_days(weeks: int) -> list[date]:
    """Mondays, Wednesdays and Thursdays."""
    return [STARTS + timedelta(days=7 * week + day) for week in range(weeks) for day in (0, 2, 3)]


def shift_on(day: date) -> ShiftRequest:
    """A working day of 7.5 hours for travel and visits."""
    return ShiftRequest(
        id=ShiftId(f"m@{day}"),
        manager_id=ManagerId("m"),
        day=day,
        start_place_id=PlaceId("s:m"),
        end_place_id=PlaceId("s:m"),
        start_s=8 * HOUR + 1800,
        end_s=17 * HOUR + 1800,
        lunch=LunchTerms(earliest_s=41_400, latest_s=46_800, length_s=HOUR),
        reserve_s=1800,
        floor=15,
        max_visits=30,
    )


ROOM_S = 27_000  # 9 h less an hour of lunch and half an hour of reserve


def tour_s(order: list[int], leg: NDArray[np.int64]) -> int:
    """Travel of a tour from the depot (0) through these places."""
    stops = [0, *order, 0]
    return sum(int(leg[one]) for one in pairwise(stops))


def improved(order: list[int], leg: NDArray[np.int64]) -> list[int]:
    """A tour that neither turning a part round nor moving one stop shortens."""
    best, best_s = order, tour_s(order, leg)
    while True:
        size = len(best)
        options = [
            best[:a] + best[a:b][::-1] + best[b:]
            for a in range(size)
            for b in range(a + 2, size + 1)
        ]
        for a in range(size):
            rest = best[:a] + best[a + 1 :]
            options += [[*rest[:b], best[a], *rest[b:]] for b in range(size)]
        found = min(options, key=lambda one: tour_s(one, leg), default=best)
        if tour_s(found, leg) >= best_s:
            return best
        best, best_s = found, tour_s(found, leg)


def places(kind: str, number: int, random: np.random.Generator) -> NDArray[np.float64]:
    """The depot and the customers on a map in kilometres: a town, or villages far apart."""
    if kind == "town":
        spots = random.uniform(-4, 4, (number, 2))
    else:
        reach = {"country": 22, "remote": 45}[kind]
        villages = random.uniform(-reach, reach, (12, 2))
        spots = villages[random.integers(0, 12, number)] + random.normal(0, 0.8, (number, 2))
    return np.concatenate([np.zeros((1, 2)), spots])


def travel(
    points: NDArray[np.float64], speed_kmh: float, skew: float, random: np.random.Generator
) -> NDArray[np.int64]:
    """Seconds from place to place, two minutes of parking included; one direction may take longer than the other."""
    apart = np.linalg.norm(points[:, None] - points[None], axis=2)
    seconds = apart * 1.3 / speed_kmh * HOUR + 120
    seconds *= 1 + skew * random.uniform(-1, 1, seconds.shape)
    np.fill_diagonal(seconds, 0)
    return np.asarray(seconds.round(), np.int64)


def full_horizon(
    kind: str, seed: int, *, days: int = 12, skew: float = 0.0
) -> tuple[list[list[int]], NDArray[np.int64], NDArray[np.int64]]:
    """Stops of each day, travel, and lengths of visits that leave no second of any day free (but for rounding).

    Days are made of customers who lie together, in tours that small changes do not shorten.
    """
    random = np.random.default_rng(seed)
    per_day = {"town": 14, "country": 9, "remote": 6}[kind]
    points = places(kind, per_day * days, random)
    leg = travel(points, {"town": 20.0}.get(kind, 40.0), skew, random)
    todo = set(range(1, len(points)))
    clusters: list[list[int]] = []
    while todo:
        # From the farthest one on, the day takes who lies nearest to it.
        far = max(todo, key=lambda one: (leg[0, one], one))
        members = sorted(todo, key=lambda one: (leg[far, one], one))[:per_day]
        todo -= set(members)
        clusters.append(improved(members, leg))
    length = np.zeros(len(points), np.int64)
    for cluster in clusters:
        length[cluster] = (ROOM_S - tour_s(cluster, leg)) // len(cluster)
    return clusters, leg, length


def longer(
    length: NDArray[np.int64], clusters: list[list[int]], overload: float
) -> NDArray[np.int64]:
    """Lengths with which the work of these days, travel included, exceeds their room by a share."""
    more = length.copy()
    for cluster in clusters:
        more[cluster] += -int(-overload * ROOM_S // len(cluster))
    return more


@dataclass(frozen=True)
class Owed:
    """When one customer is to be visited."""

    first: date
    last: date
    weekday: int | None = None
    interval_days: int = 60


def request_of(length: NDArray[np.int64], owed: list[Owed], days: list[date]) -> PlanRequest:
    """A request in which every customer is owed a visit between two days, and again after each interval."""
    visits = []
    for number, one in enumerate(owed, start=1):
        customer = CustomerId(f"c{number}")
        seconds = int(length[number])
        open_days = [
            day for day in days if one.first <= day and one.weekday in {None, day.isoweekday()}
        ]
        visits.append(
            VisitRequest(
                id=VisitId(customer),
                customer_id=customer,
                place_id=PlaceId(f"c:{customer}"),
                category=Category.MANDATORY,
                cause=Cause.CADENCE,
                weight=1000,
                length=VisitLength(min_s=seconds, target_s=seconds, max_s=seconds),
                openings=tuple(Opening(day=day, start_s=0, end_s=86_400) for day in open_days),
                because=Because(standard="R3", text="", text_zh=""),
                cadence=CadenceTerms(
                    since=one.last - timedelta(days=one.interval_days),
                    seen=None,
                    starts=STARTS,
                    until=days[-1] + timedelta(days=3),
                    gap_days=one.interval_days // 2,
                    due_days=one.interval_days * 7 // 10,
                    interval_days=one.interval_days,
                    coverage_months=2,
                ),
            )
        )
    return PlanRequest(
        territory_id="t", shifts=tuple(shift_on(day) for day in days), visits=tuple(visits)
    )


def matrix_of(leg: NDArray[np.int64]) -> TravelMatrix:
    """The matrix of the depot and the customers."""
    return TravelMatrix(
        place_ids=(PlaceId("s:m"), *(PlaceId(f"c:c{n}") for n in range(1, len(leg)))),
        duration_s=leg.copy(),
        distance_m=leg.copy(),
        reachable=np.ones(leg.shape, np.bool_),
        source="test",
    )


DAYS = visit_days(4)
AT_ANY_TIME = Owed(first=DAYS[0], last=DAYS[-1])


def whole(kind: str, seed: int, skew: float, overload: float) -> tuple[PlanRequest, TravelMatrix]:
    """Four full weeks, each customer once at any time; all visits longer."""
    clusters, leg, length = full_horizon(kind, seed, skew=skew)
    owed = [AT_ANY_TIME] * (len(leg) - 1)
    return request_of(longer(length, clusters, overload), owed, DAYS), matrix_of(leg)


def one_week(
    kind: str, seed: int, skew: float, overload: float
) -> tuple[PlanRequest, TravelMatrix]:
    """Four full weeks, each customer within a week of its own; visits of the second one longer."""
    clusters, leg, length = full_horizon(kind, seed, skew=skew)
    owed = [AT_ANY_TIME] * (len(leg) - 1)
    for number, cluster in enumerate(clusters):
        week = number // 3
        for customer in cluster:
            owed[customer - 1] = Owed(first=DAYS[3 * week], last=DAYS[3 * week + 2])
    return request_of(longer(length, clusters[3:6], overload), owed, DAYS), matrix_of(leg)


def one_day(kind: str, seed: int, skew: float, overload: float) -> tuple[PlanRequest, TravelMatrix]:
    """Four full weeks, each customer on a day of its own; visits of the last day but one longer."""
    clusters, leg, length = full_horizon(kind, seed, skew=skew)
    owed = [AT_ANY_TIME] * (len(leg) - 1)
    for cluster, day in zip(clusters, DAYS, strict=True):
        for customer in cluster:
            owed[customer - 1] = Owed(first=day, last=day)
    return request_of(longer(length, clusters[10:11], overload), owed, DAYS), matrix_of(leg)


def weekday(kind: str, seed: int, skew: float, overload: float) -> tuple[PlanRequest, TravelMatrix]:
    """Four full weeks, each customer open on one weekday only; visits on Wednesdays longer."""
    clusters, leg, length = full_horizon(kind, seed, skew=skew)
    owed = [AT_ANY_TIME] * (len(leg) - 1)
    for cluster, day in zip(clusters, DAYS, strict=True):
        for customer in cluster:
            owed[customer - 1] = replace(AT_ANY_TIME, weekday=day.isoweekday())
    return request_of(longer(length, clusters[1::3], overload), owed, DAYS), matrix_of(leg)


def fortnight(
    kind: str, seed: int, skew: float, overload: float
) -> tuple[PlanRequest, TravelMatrix]:
    """Two full weeks that are owed again in the next two: each customer every 14 days; all visits longer."""
    clusters, leg, length = full_horizon(kind, seed, days=6, skew=skew)
    owed = [AT_ANY_TIME] * (len(leg) - 1)
    for cluster, day in zip(clusters, DAYS, strict=False):
        for customer in cluster:
            owed[customer - 1] = Owed(first=DAYS[0], last=day, interval_days=14)
    return request_of(longer(length, clusters, overload), owed, DAYS), matrix_of(leg)


def more_customers(
    kind: str, seed: int, skew: float, overload: float
) -> tuple[PlanRequest, TravelMatrix]:
    """Four full weeks, and more customers at the doors of others, whose visits and ways there make the overload."""
    clusters, leg, length = full_horizon(kind, seed, skew=skew)
    random = np.random.default_rng(seed)
    more_s, doors = overload * ROOM_S * len(clusters), []
    while more_s > 0:
        doors.append(int(random.integers(1, len(leg))))
        # Two minutes of parking are the way from door to door.
        more_s -= length[doors[-1]] + 120
    rows = np.array([*range(len(leg)), *doors])
    wider = leg[np.ix_(rows, rows)]
    wider[(wider == 0) & ~np.eye(len(rows), dtype=np.bool_)] = 120
    owed = [AT_ANY_TIME] * (len(rows) - 1)
    return request_of(length[rows], owed, DAYS), matrix_of(wider)


PLANTED = [whole, one_week, one_day, weekday, fortnight, more_customers]
KINDS = [
    pytest.param(kind, seed, skew, id=f"{kind}-{seed}-{skew}")
    for seed, (kind, skew) in enumerate(
        [(kind, skew) for kind in ("town", "country", "remote") for skew in (0.0, 0.15)]
    )
]


@pytest.mark.parametrize("plant", PLANTED)
@pytest.mark.parametrize(("kind", "seed", "skew"), KINDS)
def test_a_full_plan_is_possible(
    plant: Callable[[str, int, float, float], tuple[PlanRequest, TravelMatrix]],
    kind: str,
    seed: int,
    skew: float,
) -> None:
    """Days that are full to the second are a plan, so the certificate must not refuse them."""
    assert certificate(*plant(kind, seed, skew, 0.0)).possible


@pytest.mark.parametrize("plant", PLANTED)
@pytest.mark.parametrize(("kind", "seed", "skew"), KINDS)
def test_a_tenth_too_much_is_found(
    plant: Callable[[str, int, float, float], tuple[PlanRequest, TravelMatrix]],
    kind: str,
    seed: int,
    skew: float,
) -> None:
    """A tenth more work than full days hold is refused, and no customer is to blame alone."""
    found = certificate(*plant(kind, seed, skew, 0.1))
    assert not found.possible
    assert not found.stuck
    assert found.short_days >= 1
    assert found.falls_on


def test_the_week_that_is_overloaded_is_told() -> None:
    """An overload of the second week alone is told of that week, and a visit day in it is a way out."""
    found = certificate(*one_week("town", 7, 0.0, 0.1))
    weeks = [span for span in found.spans if span.kind is SpanKind.WEEK]
    assert [bool(week.short_shifts) for week in weeks] == [False, True, False, False]
    days = next(way for way in found.ways_out if way.kind is WayOutKind.VISIT_DAYS)
    assert all(DAYS[3] <= day <= DAYS[5] for _, day in days.shifts)


def test_too_many_visits_are_found() -> None:
    """With room for 13 visits a day, 14 visits on each of 12 days are 12 too many: one day short at the least."""
    request, matrix = whole("town", 3, 0.0, 0.0)
    shifts = tuple(replace(shift, max_visits=13) for shift in request.shifts)
    found = certificate(replace(request, shifts=shifts), matrix)
    # 168 visits, 12 * 13 = 156 places: 12 / 13 of a shift is missing.
    assert not found.possible
    assert found.short_days == 1
    assert len(found.falls_on) == 12
