"""Small plans to explain: worked by hand, and generated, with the plan that a search of a moment makes of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st
from numpy.typing import NDArray

from routing.domain.customer import Mode
from routing.domain.ids import CustomerId, ManagerId, PlaceId, ShiftId, VisitId
from routing.domain.visit import Because, Category, Cause, VisitLength
from routing.encode import decode, encode, left_out
from routing.feasibility import is_feasible
from routing.plan import Plan, Provenance, Reason, ReasonKind
from routing.problem import Problem
from routing.request import (
    CadenceTerms,
    ContactTerms,
    LunchTerms,
    Obligation,
    Opening,
    PlanRequest,
    ShiftRequest,
    VisitRequest,
    Wish,
)
from routing.rules import Rule
from routing.status import Status, StoppedBy
from routing.timetable import timetables
from routing.travel.matrix import TravelMatrix

MONDAY = date(2026, 3, 2)
LEG_S = 600
BECAUSE = Because(standard="R1", text="worked by hand", text_zh="手工算例")
TOLD = Reason(
    kind=ReasonKind.NOT_FOUND,
    rule=Rule.SEARCH_LIMIT,
    text="told before",
    text_zh="已说明",
    verified=True,
)

Case = tuple[PlanRequest, TravelMatrix, Plan]


def on(number: int) -> date:
    """Return a day counted from the first, day 0."""
    return MONDAY + timedelta(days=number)


def shift(number: int = 0, manager: str = "m", **fields: object) -> ShiftRequest:
    """Return a shift of two hours, 08:00 to 10:00, from and to the base of its account manager."""
    given: dict[str, object] = {
        "id": ShiftId(f"{manager}@{on(number)}"),
        "manager_id": ManagerId(manager),
        "day": on(number),
        "start_place_id": PlaceId("base"),
        "end_place_id": PlaceId("base"),
        "start_s": 8 * 3600,
        "end_s": 10 * 3600,
    }
    return ShiftRequest(**(given | fields))  # type: ignore[arg-type]


def visit(
    name: str, days: Sequence[int] = (0,), *, minutes: int = 30, **fields: object
) -> VisitRequest:
    """Return a due visit that is made once at most, open all day on some days."""
    given: dict[str, object] = {
        "id": VisitId(name),
        "customer_id": CustomerId(name),
        "place_id": PlaceId(name),
        "category": Category.DUE,
        "cause": Cause.CADENCE,
        "weight": 1000,
        "length": VisitLength(min_s=60 * minutes, target_s=60 * minutes, max_s=60 * minutes),
        "openings": tuple(Opening(day=on(n), start_s=0, end_s=86_400) for n in days),
        "because": BECAUSE,
    }
    return VisitRequest(**(given | fields))  # type: ignore[arg-type]


def recurring(
    name: str, days: Sequence[int], *, since: int | None, interval: int = 14, **fields: object
) -> VisitRequest:
    """Return a recurring visit, open all day on some days, last made on day `since`; months of R8 are far away."""
    last = None if since is None else on(since)
    terms = CadenceTerms(
        since=last,
        seen=last,
        starts=MONDAY,
        until=on(13),
        gap_days=-(-interval // 2),
        due_days=-(-interval * 7 // 10),
        interval_days=interval,
        coverage_months=2,
        in_person_every=2 if "contact" in fields else 1,
        early_price_s=300,
    )
    given: dict[str, object] = {
        "category": Category.FILLER,
        "cause": Cause.FILLER,
        "weight": 1,
        "cadence": terms,
    }
    return visit(name, days, **(given | fields))  # type: ignore[arg-type]


def matrix(
    visits: Sequence[VisitRequest], travel_s: NDArray[np.int64] | None = None
) -> TravelMatrix:
    """Return travel between the base and all places: ten minutes each way unless given; what is negative is no way."""
    places = ("base", *(one.place_id for one in visits))
    size = len(places)
    if travel_s is None:
        travel_s = np.full((size, size), LEG_S, np.int64)
        np.fill_diagonal(travel_s, 0)
    return TravelMatrix(
        place_ids=tuple(map(PlaceId, places)),
        duration_s=np.maximum(travel_s, 0),
        distance_m=np.maximum(travel_s, 0),
        reachable=travel_s >= 0,
        source="worked by hand",
    )


def planned(
    shifts: Sequence[ShiftRequest],
    visits: Sequence[VisitRequest],
    sequences: Sequence[Sequence[int]],
    contacts: Sequence[tuple[int, int]] = (),
    travel_s: NDArray[np.int64] | None = None,
) -> Case:
    """Return the plan that makes these visits, with a reason for all that it leaves out."""
    request = PlanRequest(territory_id="t", shifts=tuple(shifts), visits=tuple(visits))
    travel = matrix(visits, travel_s)
    problem = encode(request, travel)
    tables = timetables(problem, sequences, contacts)
    missing = left_out(request, tables)
    provenance = Provenance(
        solver="by hand",
        versions=(),
        seed=0,
        time_limit_s=None,
        iteration_limit=None,
        iterations=0,
        status=Status.FEASIBLE,
        stopped_by=StoppedBy.ITERATIONS,
        bound=None,
        request_digest=request.digest,
        problem_digest=problem.digest,
        travel_source=travel.source,
        policy="",
        runtime_s=0.0,
    )
    reasons = [(TOLD,) for _ in missing]
    return request, travel, decode(request, travel, problem, tables, reasons, provenance)


@st.composite
def cases(draw: st.DrawFn, *, has_calls: bool = False) -> Case:
    """A plan of up to three days and two account managers, made by putting visits in wherever they fit, now and then.

    Ways may be shorter over a third place, and some places cannot be reached from others.
    """
    num_days = draw(st.integers(1, 3))
    shifts = [
        draw(_shifts(number, manager))
        for number in range(num_days)
        for manager in ("m", "n")[: draw(st.integers(1, 2))]
    ]
    visits = [
        draw(_visits(f"v{n}", num_days, has_calls=has_calls))
        for n in range(draw(st.integers(2, 6)))
    ]
    travel_s = draw(_travel(len(visits) + 1))
    request = PlanRequest(territory_id="t", shifts=tuple(shifts), visits=tuple(visits))
    problem = encode(request, matrix(visits, travel_s))
    sequences: list[tuple[int, ...]] = [() for _ in shifts]
    contacts: list[tuple[int, int]] = []
    tries = st.tuples(
        st.integers(0, len(visits) - 1), st.integers(0, len(shifts) - 1), st.integers(0, 4)
    )
    for v, k, position in draw(st.lists(tries, min_size=6, max_size=20)):
        made = [k for k, route in enumerate(sequences) if v in route]
        if made and visits[v].cadence is None:
            continue
        route = (*sequences[k][:position], v, *sequences[k][position:])
        longer = [*sequences[:k], route, *sequences[k + 1 :]]
        if is_feasible(problem, k, route) and _is_allowed(problem, longer, contacts, v):
            sequences = longer
        elif problem.visits[v].days is not None and problem.visits[v].contact_s is not None:
            called = [*contacts, (k, v)]
            if problem.visits[v].windows[k] and _is_allowed(problem, sequences, called, v):
                contacts = called
    held = [
        (k, entry.visit)
        for k, table in enumerate(timetables(problem, sequences, contacts))
        for entry in table.contacts
    ]
    assume(set(contacts) <= set(held))
    return planned(shifts, visits, sequences, held, travel_s)


def _is_allowed(
    problem: Problem,
    sequences: Sequence[Sequence[int]],
    contacts: Sequence[tuple[int, int]],
    v: int,
) -> bool:
    graph = problem.visits[v].days
    return graph is None or graph.cost_of(problem.events(sequences, contacts)[v]) is not None


@st.composite
def _shifts(draw: st.DrawFn, number: int, manager: str) -> ShiftRequest:
    lunch = LunchTerms(earliest_s=8 * 3600, latest_s=9 * 3600, length_s=900)
    return shift(
        number,
        manager,
        end_s=8 * 3600 + draw(st.sampled_from([3600, 7200, 10_800])),
        lunch=draw(st.sampled_from([None, lunch])),
        reserve_s=draw(st.sampled_from([0, 600])),
        floor=draw(st.integers(0, 2)),
        max_visits=draw(st.sampled_from([10, 10, 10, 10, 2, 0])),
        is_extra=draw(st.sampled_from([False, False, True])),
        fair_visits=draw(st.integers(0, 2)),
        over_price_s=draw(st.sampled_from([0, 100])),
    )


@st.composite
def _visits(draw: st.DrawFn, name: str, num_days: int, *, has_calls: bool) -> VisitRequest:
    shut = draw(st.sampled_from([None, None, 0, 1]))
    days = [n for n in range(num_days) if n != shut] or [0]
    opens_s = 8 * 3600 + draw(st.sampled_from([0, 0, 0, 1800, 4000]))
    openings = tuple(
        Opening(
            day=on(n),
            start_s=opens_s,
            end_s=opens_s + draw(st.sampled_from([0, 3600, 20_000, 20_000])),
        )
        for n in days
    )
    minutes = draw(st.sampled_from([5, 15, 30]))
    wish = Wish(rule=Rule.ORDER_DAY, price_s=200, day=on(0))
    fields: dict[str, object] = {
        "openings": openings,
        "minutes": minutes,
        "wishes": draw(st.sampled_from([(), (wish,)])),
        "manager_ids": draw(st.sampled_from([None, None, None, frozenset({ManagerId("m")})])),
    }
    if has_calls and draw(st.booleans()):
        fields["contact"] = ContactTerms(modes=(Mode.PHONE,), length_s=300)
    if draw(st.booleans()):
        category = draw(st.sampled_from(Category))
        cause = Cause.FILLER if category is Category.FILLER else draw(st.sampled_from(_CAUSES))
        return visit(name, days, category=category, cause=cause, **fields)  # type: ignore[arg-type]
    if draw(st.booleans()):
        first = draw(st.integers(0, num_days - 1))
        fields["obligations"] = (
            Obligation(cause=Cause.ANOMALY, first=on(first), last=on(first), because=BECAUSE),
        )
    since = draw(st.sampled_from([None, -1, -2, -10, -14, -20]))
    interval = draw(st.sampled_from([2, 14]))
    return recurring(name, days, since=since, interval=interval, **fields)


_CAUSES = (Cause.APPOINTMENT, Cause.ANOMALY, Cause.LATE, Cause.CADENCE)


@st.composite
def _travel(draw: st.DrawFn, size: int) -> NDArray[np.int64]:
    numbers = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    travel_s = numbers.integers(60, 1200, (size, size))
    np.fill_diagonal(travel_s, 0)
    return np.where(
        numbers.random((size, size)) < draw(st.sampled_from([0.0, 0.1])), -1, travel_s
    ) * (1 - np.eye(size, dtype=np.int64))
