"""Offers against trying it all: every time, every place, and every choice of the visit's other days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.domain.ids import CustomerId, PlaceId
from routing.domain.policy_document import load_policy
from routing.domain.visit import Cause
from routing.encode import encode
from routing.feasibility import is_feasible
from routing.plan import Plan
from routing.problem import Problem
from routing.recommendation import DayOffer, TimeOffer, recommend_days, recommend_times, take
from routing.recommendation.asked import agreed, called_for
from routing.request import LunchTerms, Obligation, PlanRequest, VisitRequest
from routing.status import Level
from routing.travel.matrix import TravelMatrix
from routing.what_if import answer_of
from tests.recommendation.street import BECAUSE, ask, at, on, planned, shift, visit

X = CustomerId("x")
TERMS = load_policy("classified").appointment
STEP_S = 1800
DAYS = (0, 3, 7)

Levels = tuple[int, ...]
Case = tuple[PlanRequest, TravelMatrix, Plan]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Two account managers on three days of two hours, up to three customers in a plan that can be driven, and x."""
    lunch = LunchTerms(earliest_s=at("09:00"), latest_s=at("09:15"), length_s=900)
    shifts = [
        shift(
            number,
            manager,
            id=f"{manager}@{on(number)}",
            end_s=at("10:00"),
            lunch=draw(st.sampled_from([None, lunch])),
            floor=draw(st.integers(0, 2)),
            is_extra=draw(st.booleans()),
            max_visits=draw(st.sampled_from([2, 9])),
        )
        for number in DAYS
        for manager in ("m", "n")[: draw(st.integers(1, 2))]
    ]
    names = ["a", "b", "c"][: draw(st.integers(0, 3))]
    visits = [*(draw(_visits(name)) for name in names), draw(_visits("x"))]
    size = len(visits) + 1
    minutes = draw(st.lists(st.integers(0, 30), min_size=size * size, max_size=size * size))
    duration_s = 60 * np.array(minutes, np.int64).reshape(size, size)
    np.fill_diagonal(duration_s, 0)
    matrix = TravelMatrix(
        place_ids=(PlaceId("s:m"), *(one.place_id for one in visits)),
        duration_s=duration_s,
        distance_m=duration_s,
        reachable=np.ones((size, size), bool),
        source="drawn",
    )
    request = ask(shifts, visits)
    return request, matrix, planned(request, matrix, draw(_sequences(encode(request, matrix))))


@st.composite
def _visits(draw: st.DrawFn, name: str) -> VisitRequest:
    """Any interval and last visit, some days, some hours, and sometimes a promise."""
    days = draw(st.lists(st.sampled_from(DAYS), unique=True, min_size=1).map(sorted))
    interval = draw(st.sampled_from([6, 8, 14, 60]))
    hours = draw(st.sampled_from([("00:00", "24:00"), ("08:20", "09:10"), ("09:00", "09:50")]))
    promised = draw(st.sampled_from([None, None, *days]))
    owed = [] if promised is None else [on(promised)]
    return visit(
        name,
        days,
        since=draw(st.sampled_from([None, -1, -5, -9, -50])),
        interval=interval,
        until=draw(st.integers(7, 12)),
        minutes=draw(st.integers(5, 30)),
        window=hours,
        obligations=tuple(
            Obligation(cause=Cause.PINNED, first=day, last=day, because=BECAUSE) for day in owed
        ),
    )


@st.composite
def _sequences(draw: st.DrawFn, problem: Problem) -> list[tuple[int, ...]]:
    """Routes that can be driven, on days that go together: visits are put where they happen to fit."""
    sequences: list[tuple[int, ...]] = [() for _ in problem.shifts]
    for v, k in draw(
        st.lists(
            st.tuples(
                st.integers(0, len(problem.visits) - 1), st.integers(0, len(problem.shifts) - 1)
            ),
            max_size=10,
        )
    ):
        longer = (*sequences[k], v)
        trial = [longer if n == k else one for n, one in enumerate(sequences)]
        if is_feasible(problem, k, longer) and _levels(problem, trial) is not None:
            sequences = trial
    return sequences


def _levels(problem: Problem, sequences: Sequence[Sequence[int]]) -> Levels | None:
    """Return the objective of routes, None where somebody is visited on days that do not go together."""
    days = [(problem.shifts[k].day, v) for k, sequence in enumerate(sequences) for v in sequence]
    if len(days) > len(set(days)):
        return None
    try:
        return problem.objective(sequences)
    except ValueError:
        return None


def _with_x(
    problem: Problem, sequences: Sequence[Sequence[int]], x: int, day: int
) -> Iterator[tuple[tuple[int, ...], ...]]:
    """Yield the plans that make a visit on a day, everybody else in his order.

    On other days it is made where it is made now, or not at all, or anywhere on a day on which it is not made now.
    """
    without = [tuple(v for v in sequence if v != x) for sequence in sequences]
    ways: list[list[tuple[int, int] | None]] = []
    for other in sorted({one.day for one in problem.shifts}):
        shifts = [k for k, one in enumerate(problem.shifts) if one.day == other]
        now = [(k, sequences[k].index(x)) for k in shifts if x in sequences[k]]
        anywhere = [
            (k, position)
            for k in shifts
            if problem.visits[x].windows[k]
            for position in range(len(without[k]) + 1)
        ]
        ways.append([*anywhere] if other == day else [None, *(now or anywhere)])
    for choice in product(*ways):
        changed = list(without)
        for place in choice:
            if place is not None:
                k, position = place
                changed[k] = (*without[k][:position], x, *without[k][position:])
        yield tuple(changed)


def _best(
    problem: Problem, sequences: Sequence[Sequence[int]], x: int, day: int, k: int | None = None
) -> Levels | None:
    """Return the objective of the best plan with the last visit on a day, and on a shift of it if one is named."""
    found = [
        levels
        for changed in _with_x(problem, sequences, x, day)
        if k is None or x in changed[k]
        if all(is_feasible(problem, n, route) for n, route in enumerate(changed))
        for levels in [_levels(problem, changed)]
        if levels is not None
    ]
    return min(found, default=None)


def _apart(new: Levels, old: Levels) -> Levels:
    return tuple(a - b for a, b in zip(new, old, strict=True))


@settings(max_examples=60, deadline=None)
@given(cases())
def test_times_cost_what_trying_them_all_finds(case: Case) -> None:
    """Every time that can be kept with everybody else in his place is offered, at the least that it can cost."""
    request, matrix, plan = case
    x = len(request.visits) - 1
    sequences, _ = answer_of(request, plan)
    offers = recommend_times(request, matrix, plan, X, step_s=STEP_S, most=10_000)
    offered = {(one.day, one.at_s): one.cost for one in offers if not one.displaces}
    tried: dict[object, Levels] = {}
    openings = request.visits[x].openings
    for opening in openings:
        for at_s in range(0, 86_400, STEP_S):
            if opening.start_s <= at_s <= opening.end_s:
                asked = agreed(request.visits[x], opening.day, at_s, TERMS)
                changed = replace(request, visits=(*request.visits[:x], asked))
                best = _best(encode(changed, matrix), sequences, x, opening.day.toordinal())
                if best is not None:
                    cost = _apart(best, plan.objective.levels)
                    if cost[: Level.OPENED] <= (0,) * Level.OPENED:
                        tried[opening.day, at_s] = cost
    assert offered == tried
    ranks = [(len(one.displaces), bool(one.nearby), one.cost, one.day, one.at_s) for one in offers]
    assert ranks == sorted(ranks)
    _hold(matrix, plan, offers)


def _hold(
    matrix: TravelMatrix, plan: Plan, offers: Sequence[TimeOffer] | Sequence[DayOffer]
) -> None:
    """Hold some offers to the plans that they lead to."""
    for offer in [*offers[:2], *offers[-1:]]:
        made = take(matrix, plan, offer)
        assert _apart(made.objective.levels, plan.objective.levels) == offer.cost
        (start_s,) = (
            stop.start_s
            for route in made.routes
            if route.shift_id == offer.shift_id
            for stop in route.stops
            if stop.visit_id == offer.visit_id
        )
        assert start_s == offer.start_s
        assert set(offer.displaces) <= {
            stop.visit_id for route in plan.routes for stop in route.stops
        }


@settings(max_examples=60, deadline=None)
@given(cases(), st.integers(0, 7))
def test_days_cost_what_trying_them_all_finds(case: Case, by: int) -> None:
    """Every shift in time that takes the visit in is offered, at the least that it can cost, if with a stop less."""
    request, matrix, plan = case
    x = len(request.visits) - 1
    sequences, _ = answer_of(request, plan)
    offers = recommend_days(request, matrix, plan, X, by=on(by), most=100)
    asked = called_for(request.visits[x], on(0), on(by))
    problem = encode(replace(request, visits=(*request.visits[:x], asked)), matrix)
    tried: dict[str, tuple[int, Levels]] = {}
    for k, one in enumerate(request.shifts):
        day = one.day.toordinal()
        alone = _closed(problem, x, [n for n, s in enumerate(request.shifts) if s.day < one.day])
        found = {0: [_best(alone, sequences, x, day, k)], 1: []}
        for stop in sequences[k]:
            fewer = [
                tuple(v for v in route if (n, v) != (k, stop)) for n, route in enumerate(sequences)
            ]
            if stop != x and _may_go(problem, sequences, fewer, stop):
                found[1].append(_best(alone, fewer, x, day, k))
        for number, levels in found.items():
            kept = [one for one in levels if one is not None]
            if kept and one.day <= on(by) and one.id not in tried:
                tried[one.id] = number, _apart(min(kept), plan.objective.levels)
    offered = {
        one.shift_id: (len(one.displaces), one.cost)
        for one in offers
        if one.in_time and len(one.displaces) <= 1
    }
    assert offered == tried
    _hold(matrix, plan, offers)


def _may_go(
    problem: Problem,
    sequences: Sequence[Sequence[int]],
    fewer: Sequence[Sequence[int]],
    stop: int,
) -> bool:
    """Return whether a visit may lose a stop: nothing mandatory of it lapses more."""
    graph = problem.visits[stop].days
    assert graph is not None
    old, new = (graph.cost_of(problem.events(one).get(stop, [])) for one in (sequences, fewer))
    assert old is not None
    return new is not None and not (new - old)[: Level.OPENED].max() > 0


def _closed(problem: Problem, x: int, shifts: Sequence[int]) -> Problem:
    """Return the problem with the last visit barred from some shifts."""
    windows = tuple(() if k in shifts else one for k, one in enumerate(problem.visits[x].windows))
    barred = replace(problem.visits[x], windows=windows)
    return replace(problem, visits=(*problem.visits[:x], barred))
