"""Days made up from a seed: sixty candidates, asymmetric travel, windows, appointments, sometimes lunch."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from routing.domain.ids import CustomerId, ManagerId, PlaceId, ShiftId, VisitId
from routing.domain.visit import Category, Cause, VisitLength
from routing.request import (
    Because,
    LunchTerms,
    Opening,
    PlanRequest,
    ShiftRequest,
    VisitRequest,
    Wish,
)
from routing.rules import Rule
from routing.travel.matrix import TravelMatrix
from routing.units import HOUR_S, MINUTE_S

__all__ = ["Day", "generated_day"]

DATE = date(2026, 3, 11)
MANAGER = ManagerId("m1")
START = PlaceId("s:m1")

CAUSES = (
    *[(Category.MANDATORY, Cause.APPOINTMENT)] * 2,
    *[(Category.MANDATORY, Cause.ANOMALY)] * 2,
    *[(Category.MANDATORY, Cause.NEW_CUSTOMER)] * 1,
    *[(Category.MANDATORY, Cause.LATE)] * 5,
    *[(Category.DUE, Cause.CADENCE)] * 40,
    *[(Category.FILLER, Cause.FILLER)] * 10,
)
SHIFT = (8 * HOUR_S + 30 * MINUTE_S, 17 * HOUR_S + 30 * MINUTE_S)
LUNCH = LunchTerms(
    earliest_s=11 * HOUR_S + 30 * MINUTE_S, latest_s=13 * HOUR_S, length_s=45 * MINUTE_S
)
LUNCH_SHARE = 0.5
FLOOR = 15
LENGTHS_MIN = ((20, 25, 30), (15, 20, 25), (10, 15, 20), (10, 10, 30))
WINDOW_SHARE = 0.4
SPLIT_SHARE = 0.25
WISH_SHARE = 0.3
WISH_PRICE_S = 5 * MINUTE_S
TOWN_SPREAD_M = 2_000.0
VILLAGE_SHARE = 0.6
DETOUR = (1.2, 1.6)
PARKING_S = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """What a day's surroundings are like: how far villages lie from the town, and how fast the roads are."""

    name: str
    village_spread_m: float
    kmh: float


REGIONS = (
    Region(name="town", village_spread_m=TOWN_SPREAD_M, kmh=22.0),
    Region(name="country", village_spread_m=9_000.0, kmh=40.0),
    Region(name="remote", village_spread_m=22_000.0, kmh=45.0),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day to plan."""

    name: str
    request: PlanRequest
    matrix: TravelMatrix


def generated_day(seed: int) -> Day:
    """Return a day of one account manager; equal seeds give equal days.

    Of three days one lies in town, one has villages around it, and one has them far away, so that the floor of visits
    is hard to reach. Ten visits are mandatory (two of them appointments), forty due with weights of 100 to 1000, ten
    only fill the day. Four in ten have windows, a quarter of these two; half of the days owe a lunch.
    """
    chance = random.Random(f"generated day {seed}")
    region = REGIONS[seed % len(REGIONS)]
    appointments_s = iter(sorted(chance.sample(range(9, 17), 2)))
    visits = []
    for number, (category, cause) in enumerate(CAUSES, start=1):
        appointment_s = next(appointments_s) * HOUR_S if cause is Cause.APPOINTMENT else None
        visits.append(
            _visit(chance, number, category=category, cause=cause, appointment_s=appointment_s)
        )
    shift = ShiftRequest(
        id=ShiftId(f"{MANAGER}@{DATE.isoformat()}"),
        manager_id=MANAGER,
        day=DATE,
        start_place_id=START,
        end_place_id=START,
        start_s=SHIFT[0],
        end_s=SHIFT[1],
        lunch=LUNCH if chance.random() < LUNCH_SHARE else None,
        floor=FLOOR,
    )
    points = [(0.0, 0.0), *(_point(chance, region) for _ in visits)]
    distance_m = _distances(chance, points)
    metres_s = region.kmh / 3.6
    duration_s = np.rint(distance_m / metres_s).astype(np.int64) + PARKING_S
    np.fill_diagonal(duration_s, 0)
    return Day(
        name=f"{region.name} {seed}",
        request=PlanRequest(
            territory_id=f"generated-{seed}", shifts=(shift,), visits=tuple(visits)
        ),
        matrix=TravelMatrix(
            place_ids=(START, *(visit.place_id for visit in visits)),
            duration_s=duration_s,
            distance_m=distance_m,
            reachable=np.ones(distance_m.shape, dtype=np.bool_),
            source=f"generated({seed})",
        ),
    )


def _visit(
    chance: random.Random,
    number: int,
    *,
    category: Category,
    cause: Cause,
    appointment_s: int | None,
) -> VisitRequest:
    customer_id = CustomerId(f"g{number:02d}")
    least, target, most = (minutes * MINUTE_S for minutes in chance.choice(LENGTHS_MIN))
    if appointment_s is None:
        windows = _windows(chance)
    else:
        windows = ((appointment_s - 10 * MINUTE_S, appointment_s + 10 * MINUTE_S),)
    return VisitRequest(
        id=VisitId(f"{customer_id}@{DATE.isoformat()}"),
        customer_id=customer_id,
        place_id=PlaceId(f"c:{customer_id}"),
        category=category,
        cause=cause,
        weight=chance.randint(100, 1000) if category is Category.DUE else 1,
        length=VisitLength(min_s=least, target_s=target, max_s=most),
        openings=tuple(Opening(day=DATE, start_s=a, end_s=b) for a, b in windows),
        because=Because(standard="", text="made up", text_zh="虚构"),
        appointment_s=None if appointment_s is None else appointment_s - 5 * MINUTE_S,
        wishes=(Wish(rule=Rule.ORDER_DAY, price_s=WISH_PRICE_S),)
        if chance.random() < WISH_SHARE
        else (),
    )


def _windows(chance: random.Random) -> tuple[tuple[int, int], ...]:
    opens_s, closes_s = SHIFT
    if chance.random() >= WINDOW_SHARE:
        return (SHIFT,)
    if chance.random() < SPLIT_SHARE:
        return ((opens_s, 11 * HOUR_S), (14 * HOUR_S, closes_s))
    length_s = chance.randint(90, 240) * MINUTE_S
    from_s = chance.randrange(opens_s, closes_s - length_s, 15 * MINUTE_S)
    return ((from_s, from_s + length_s),)


def _point(chance: random.Random, region: Region) -> tuple[float, float]:
    is_village = chance.random() < VILLAGE_SHARE
    spread_m = region.village_spread_m if is_village else TOWN_SPREAD_M
    return chance.gauss(0, spread_m), chance.gauss(0, spread_m)


def _distances(chance: random.Random, points: list[tuple[float, float]]) -> NDArray[np.int64]:
    """Return metres with detours over the crow's flight that differ between the two directions."""
    distance_m = np.zeros((len(points), len(points)), dtype=np.int64)
    for a, (x, y) in enumerate(points):
        for b, (u, v) in enumerate(points):
            if a != b:
                distance_m[a, b] = round(float(np.hypot(x - u, y - v)) * chance.uniform(*DETOUR))
    return distance_m
