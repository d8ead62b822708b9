"""Days worked by hand: half an hour a visit, twenty minutes between any two places, 08:30 to 17:30."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from routing.domain.ids import CustomerId, ManagerId, PlaceId, ShiftId, VisitId
from routing.domain.visit import Because, Category, Cause, VisitLength
from routing.request import (
    CadenceTerms,
    LunchTerms,
    Obligation,
    Opening,
    PlanRequest,
    ShiftRequest,
    VisitRequest,
)
from routing.travel.matrix import TravelMatrix

MONDAY = date(2026, 3, 2)
NAMES = "abcdefgh"
LEG_S = 1200
ANY_TIME = (0, 86_400)
LUNCH = LunchTerms(earliest_s=41_400, latest_s=46_800, length_s=3600)
"""An hour, beginning between 11:30 and 13:00."""

BECAUSE = Because(standard="R16", text="worked by hand", text_zh="手工算例")


def at(clock: str) -> int:
    """Return a clock time such as ``"08:30"`` in seconds after midnight."""
    hours, minutes = clock.split(":")
    return 3600 * int(hours) + 60 * int(minutes)


def on(number: int) -> date:
    """Return a day counted from Monday, day 0."""
    return MONDAY + timedelta(days=number)


def shift(manager: str = "m", number: int = 0, **fields: object) -> ShiftRequest:
    """Return a shift from and to the base, without lunch and reserve unless told otherwise."""
    given: dict[str, object] = {
        "id": ShiftId(f"{manager}@{on(number)}"),
        "manager_id": ManagerId(manager),
        "day": on(number),
        "start_place_id": PlaceId("s:m"),
        "end_place_id": PlaceId("s:m"),
        "start_s": at("08:30"),
        "end_s": at("17:30"),
    }
    return ShiftRequest(**(given | fields))  # type: ignore[arg-type]


def visit(
    name: str,
    *windows: tuple[int, int],
    cause: Cause = Cause.PINNED,
    category: Category = Category.MANDATORY,
    minutes: int = 30,
    **fields: object,
) -> VisitRequest:
    """Return a visit of half an hour, pinned to these windows of Monday."""
    given: dict[str, object] = {
        "id": VisitId(f"{name}@{MONDAY}"),
        "customer_id": CustomerId(name),
        "place_id": PlaceId(f"c:{name}"),
        "category": category,
        "cause": cause,
        "weight": 1,
        "length": VisitLength(min_s=60 * minutes, target_s=60 * minutes, max_s=60 * minutes),
        "openings": tuple(Opening(day=MONDAY, start_s=a, end_s=b) for a, b in windows),
        "because": BECAUSE,
    }
    return VisitRequest(**(given | fields))  # type: ignore[arg-type]


def pin(name: str, first: str, last: str, **fields: object) -> VisitRequest:
    """Return a visit pinned to begin between two clock times."""
    return visit(name, (at(first), at(last)), **fields)  # type: ignore[arg-type]


def anomaly(name: str, **fields: object) -> VisitRequest:
    """Return a visit to an anomalous customer, at any time of Monday."""
    return visit(name, ANY_TIME, cause=Cause.ANOMALY, **fields)  # type: ignore[arg-type]


def appointment(name: str, clock: str, **fields: object) -> VisitRequest:
    """Return an appointment: from ten minutes before to ten minutes after, aimed at five minutes before."""
    window = (at(clock) - 600, at(clock) + 600)
    agreed = {"cause": Cause.APPOINTMENT, "appointment_s": at(clock) - 300}
    return visit(name, window, **(agreed | fields))  # type: ignore[arg-type]


def recurring(
    name: str, days: Mapping[int, tuple[int, int]], *owed: tuple[Cause, int, int], until: int = 4
) -> VisitRequest:
    """Return a recurring visit, open in a window of some days, with visits owed from one day to another."""
    return replace(
        visit(name),
        id=VisitId(name),
        category=Category.FILLER,
        cause=Cause.FILLER,
        openings=tuple(
            Opening(day=on(day), start_s=window[0], end_s=window[1]) for day, window in days.items()
        ),
        cadence=CadenceTerms(
            since=on(-5),
            seen=on(-5),
            starts=on(0),
            until=on(until),
            gap_days=7,
            due_days=20,
            interval_days=28,
            coverage_months=2,
        ),
        obligations=tuple(
            Obligation(cause=cause, first=on(first), last=on(last), because=BECAUSE)
            for cause, first, last in owed
        ),
    )


def asked(*visits: VisitRequest, shifts: tuple[ShiftRequest, ...] = ()) -> PlanRequest:
    """Return a request for these visits, by default on one shift."""
    return PlanRequest(territory_id="t", shifts=shifts or (shift(),), visits=visits)


def matrix(legs_s: Mapping[tuple[str, str], int] | None = None) -> TravelMatrix:
    """Return travel of 20 minutes between any two places, but for legs given by the names of their ends."""
    places = ["s:m", *(f"c:{name}" for name in NAMES)]
    apart = 1 - np.eye(len(places), dtype=np.int64)
    duration_s = LEG_S * apart
    for (a, b), leg_s in (legs_s or {}).items():
        duration_s[places.index(f"c:{a}"), places.index(f"c:{b}")] = leg_s
    return TravelMatrix(
        place_ids=tuple(PlaceId(place) for place in places),
        duration_s=duration_s,
        distance_m=10_000 * apart,
        reachable=np.ones(apart.shape, dtype=np.bool_),
        source="by hand",
    )
