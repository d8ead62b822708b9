"""Days of a few visits, worked by hand: every leg takes 10 minutes, a visit 30, a shift is from 08:00 to 10:00."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from routing.domain.ids import CustomerId, ManagerId, PlaceId, ShiftId, VisitId
from routing.domain.visit import Because, Category, Cause, VisitLength
from routing.encode import encode
from routing.plan import Plan
from routing.problem import Outcome
from routing.request import Opening, PlanRequest, ShiftRequest, VisitRequest
from routing.request_planner import finished_plan, provenance_of
from routing.solve.backend import Limits, verified_outcome
from routing.status import NUM_LEVELS, Level, Status, StoppedBy
from routing.travel.matrix import TravelMatrix

MONDAY = date(2026, 3, 2)
LEG_S = 600
BECAUSE = Because(standard="R3", text="worked by hand", text_zh="手工算例")
MANDATORY, DUE, FILLER = Category.MANDATORY, Category.DUE, Category.FILLER


def clock(hours: int, minutes: int = 0) -> int:
    """Return a clock time in seconds."""
    return hours * 3600 + minutes * 60


def shift(day: date = MONDAY, manager: str = "m", **fields: object) -> ShiftRequest:
    """Return a shift from and to the base."""
    given: dict[str, object] = {
        "id": ShiftId(f"{manager}@{day}"),
        "manager_id": ManagerId(manager),
        "day": day,
        "start_place_id": PlaceId("s:m"),
        "end_place_id": PlaceId("s:m"),
        "start_s": clock(8),
        "end_s": clock(10),
    }
    return ShiftRequest(**(given | fields))  # type: ignore[arg-type]


def visit(
    name: str, category: Category = DUE, cause: Cause = Cause.CADENCE, **fields: object
) -> VisitRequest:
    """Return a visit of 30 minutes, open all Monday."""
    given: dict[str, object] = {
        "id": VisitId(name),
        "customer_id": CustomerId(name),
        "place_id": PlaceId(f"c:{name}"),
        "category": category,
        "cause": cause,
        "weight": 100,
        "length": VisitLength(min_s=1800, target_s=1800, max_s=1800),
        "openings": (Opening(day=MONDAY, start_s=0, end_s=86_400),),
        "because": BECAUSE,
    }
    return VisitRequest(**(given | fields))  # type: ignore[arg-type]


def late(name: str, **fields: object) -> VisitRequest:
    """Return a mandatory visit that is late."""
    return visit(name, MANDATORY, Cause.LATE, **fields)


def between(first: int, last: int, day: date = MONDAY) -> tuple[Opening, ...]:
    """Return one window for the start of a visit."""
    return (Opening(day=day, start_s=first, end_s=last),)


def agreed(name: str, at_s: int) -> VisitRequest:
    """Return an appointment: ten minutes early or late, aimed at five minutes early (R16)."""
    window = between(at_s - 600, at_s + 600)
    return visit(name, MANDATORY, Cause.APPOINTMENT, openings=window, appointment_s=at_s - 300)


def asked(shifts: Sequence[ShiftRequest], *visits: VisitRequest, **fields: object) -> PlanRequest:
    """Return the request of these shifts and visits."""
    given: dict[str, object] = {"territory_id": "t", "shifts": tuple(shifts), "visits": visits}
    return PlanRequest(**(given | fields))  # type: ignore[arg-type]


def travel(request: PlanRequest) -> TravelMatrix:
    """Return legs of 10 minutes between all places of a request."""
    places = tuple(dict.fromkeys([PlaceId("s:m"), *(one.place_id for one in request.visits)]))
    duration_s = np.full((len(places), len(places)), LEG_S, np.int64)
    np.fill_diagonal(duration_s, 0)
    return TravelMatrix(
        place_ids=places,
        duration_s=duration_s,
        distance_m=duration_s,
        reachable=np.ones(duration_s.shape, np.bool_),
        source="worked by hand",
    )


def planned(
    request: PlanRequest,
    *names: str,
    matrix: TravelMatrix | None = None,
    more: Sequence[str] = (),
    contacts: Sequence[tuple[int, int]] = (),
) -> Plan:
    """Return the plan in which each shift makes the visits that its word names, a letter each."""
    matrix = travel(request) if matrix is None else matrix
    problem = encode(request, matrix)
    index = {one.id: v for v, one in enumerate(request.visits)}
    words = [*names, *more, *[""] * len(request.shifts)][: len(request.shifts)]
    sequences = [[index[VisitId(letter)] for letter in word] for word in words]
    outcome: Outcome = verified_outcome(
        problem,
        sequences,
        solver="hand",
        status=Status.FEASIBLE,
        stopped_by=StoppedBy.ITERATIONS,
        seed=0,
        iterations=0,
        contacts=contacts,
    )
    limits = Limits(iterations=0)
    return finished_plan(
        request,
        matrix,
        problem,
        outcome,
        provenance_of(request, matrix, problem, outcome, limits, 0.0),
    )


def levels(**changes: int) -> tuple[int, ...]:
    """Return a change of the objective from the levels that change."""
    found = [0] * NUM_LEVELS
    for name, amount in changes.items():
        found[Level[name]] = amount
    return tuple(found)


def of_day(request: PlanRequest, day: date) -> PlanRequest:
    """Return the same request of another day, its visits named as before."""
    return replace(
        request,
        shifts=tuple(
            replace(one, day=day, id=ShiftId(f"{one.manager_id}@{day}")) for one in request.shifts
        ),
        visits=tuple(
            replace(one, openings=tuple(replace(o, day=day) for o in one.openings))
            for one in request.visits
        ),
    )
