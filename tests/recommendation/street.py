"""A street: the base at its end, customers along it, so that every leg is a difference of house numbers, in minutes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np

from routing.domain.ids import CustomerId, ManagerId, PlaceId, ShiftId, VisitId
from routing.domain.visit import Because, Category, Cause, VisitLength
from routing.encode import encode
from routing.plan import Plan
from routing.request import CadenceTerms, Opening, PlanRequest, ShiftRequest, VisitRequest
from routing.request_planner import finished_plan, provenance_of
from routing.solve.backend import Limits, verified_outcome
from routing.status import Status, StoppedBy
from routing.travel.matrix import TravelMatrix

MONDAY = date(2026, 3, 2)
BECAUSE = Because(standard="R3", text="worked by hand", text_zh="手工算例")


def on(number: int) -> date:
    """Return a day counted from the first of the horizon, day 0."""
    return MONDAY + timedelta(days=number)


def at(clock: str) -> int:
    """Return a clock time such as ``"08:30"`` in seconds after midnight."""
    hours, minutes = clock.split(":")
    return 3600 * int(hours) + 60 * int(minutes)


def shift(number: int, manager: str = "m", **fields: object) -> ShiftRequest:
    """Return a shift from 08:00 to 12:00 without lunch, from and to the base."""
    given: dict[str, object] = {
        "id": ShiftId(f"{manager}@{on(number)}"),
        "manager_id": ManagerId(manager),
        "day": on(number),
        "start_place_id": PlaceId("s:m"),
        "end_place_id": PlaceId("s:m"),
        "start_s": at("08:00"),
        "end_s": at("12:00"),
    }
    return ShiftRequest(**(given | fields))  # type: ignore[arg-type]


def visit(
    name: str,
    days: Sequence[int],
    *,
    since: int | None = -31,
    interval: int = 60,
    until: int = 10,
    minutes: int = 30,
    window: tuple[str, str] = ("00:00", "24:00"),
    **fields: object,
) -> VisitRequest:
    """Return a recurring visit of half an hour, open on some days; day 0 is past its gap, and it is due from day 11."""
    last = None if since is None else on(since)
    given: dict[str, object] = {
        "id": VisitId(name),
        "customer_id": CustomerId(name),
        "place_id": PlaceId(f"c:{name}"),
        "category": Category.FILLER,
        "cause": Cause.FILLER,
        "weight": 1,
        "length": VisitLength(min_s=60 * minutes, target_s=60 * minutes, max_s=60 * minutes),
        "openings": tuple(
            Opening(day=on(n), start_s=at(window[0]), end_s=at(window[1])) for n in days
        ),
        "because": BECAUSE,
        "cadence": CadenceTerms(
            since=last,
            seen=last,
            starts=MONDAY,
            until=on(until),
            gap_days=-(-interval // 2),
            due_days=-(-interval * 7 // 10),
            interval_days=interval,
            coverage_months=6,
        ),
    }
    return VisitRequest(**(given | fields))  # type: ignore[arg-type]


def street(houses: dict[str, int]) -> TravelMatrix:
    """Return the ways between the base, house number 0, and customers by their house numbers."""
    numbers = np.array([0, *houses.values()], np.int64)
    duration_s = 60 * np.abs(numbers[:, None] - numbers[None, :])
    return TravelMatrix(
        place_ids=(PlaceId("s:m"), *(PlaceId(f"c:{name}") for name in houses)),
        duration_s=duration_s,
        distance_m=10 * duration_s,
        reachable=np.ones(duration_s.shape, bool),
        source="worked by hand",
    )


def planned(
    request: PlanRequest,
    matrix: TravelMatrix,
    sequences: Sequence[Sequence[int]],
    contacts: Sequence[tuple[int, int]] = (),
) -> Plan:
    """Return the checked plan that makes these visits on each shift, in their order."""
    problem, limits = encode(request, matrix), Limits(iterations=1)
    outcome = verified_outcome(
        problem,
        [tuple(sequence) for sequence in sequences],
        solver="by hand",
        status=Status.FEASIBLE,
        stopped_by=StoppedBy.ITERATIONS,
        seed=0,
        iterations=0,
        contacts=contacts,
    )
    provenance = provenance_of(request, matrix, problem, outcome, limits, 0.0)
    return finished_plan(request, matrix, problem, outcome, provenance)


def ask(shifts: Sequence[ShiftRequest], visits: Sequence[VisitRequest]) -> PlanRequest:
    """Return the request of these shifts and visits."""
    return PlanRequest(territory_id="t", shifts=tuple(shifts), visits=tuple(visits))
