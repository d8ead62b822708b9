"""Visits that recur: the search finds the proven best of tiny horizons, and keeps what the graphs of days allow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import permutations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.day_graph import DayGraph, pattern_graph
from routing.errors import BackendFault
from routing.feasibility import is_feasible
from routing.problem import Problem, Shift, Visit
from routing.solve import Limits, horizon_backend
from routing.solve.backend import feasible_start, verified_outcome
from routing.solve.day_by_day import DayByDay
from routing.solve.ortools_routing import OrToolsRouting
from routing.solve.ruin_recreate import RuinRecreate, Settings
from routing.status import NUM_LEVELS, Level, Status, StoppedBy

DAY_END = 100
LAPSE = 30
"""One weight for all: the search weighs levels against each other and is exact within a level only by its best."""


@st.composite
def spacings(draw: st.DrawFn, num_days: int) -> DayGraph:
    """Return the graph of a spacing: too close is forbidden, too far counts, as from the visit before the horizon."""
    before = draw(st.integers(-4, -1))
    gap = draw(st.integers(1, 2))
    longest = draw(st.integers(gap, 4))
    days = [before, *range(num_days), num_days]
    arcs = []
    for tail, start in enumerate(days[:-1]):
        for head, end in enumerate(days[1:], start=1):
            is_last = head == len(days) - 1
            if end > start and (end - start >= gap or is_last or tail == 0):
                late = LAPSE if end - start > longest else 0
                early = draw(st.integers(0, 3)) if not is_last else 0
                cost = [0] * NUM_LEVELS
                cost[Level.LATE], cost[Level.COST] = late, early
                arcs.append((tail, head, tuple(cost)))
    return DayGraph.of([(day, True) for day in range(num_days)], arcs)


@st.composite
def horizons(draw: st.DrawFn) -> Problem:
    """Return a horizon of two or three days, one or two shifts a day, and up to three visits."""
    num_days = draw(st.integers(2, 3))
    day_of = [day for day in range(num_days) for _ in range(draw(st.integers(1, 2)))]
    day_of = day_of[:4]
    num_days = max(day_of) + 1
    num_places = draw(st.integers(2, 4))
    legs = draw(
        st.lists(
            st.integers(0, 40), min_size=num_places * num_places, max_size=num_places * num_places
        )
    )
    travel = np.array(legs, np.int64).reshape(num_places, num_places)
    np.fill_diagonal(travel, 0)
    for middle in range(num_places):
        # Ways round are no short cuts, so visits that fit together fit one after the other.
        travel = np.minimum(travel, travel[:, [middle]] + travel[middle])
    shifts = tuple(
        Shift(
            start_place=0,
            end_place=0,
            start_s=0,
            end_s=DAY_END,
            day=day,
            floor=draw(st.integers(0, 2)),
            max_visits=draw(st.integers(1, 3)),
            capacity=draw(st.none() | st.integers(1, 4)),
            is_extra=number == 0 and draw(st.booleans()),
            fair_visits=1,
            over_price_s=draw(st.integers(0, 5)),
        )
        for number, day in enumerate(day_of)
    )
    patterns = st.lists(
        st.sets(st.integers(0, num_days - 1), min_size=1).map(sorted), min_size=1, max_size=3
    )
    visits = []
    for _ in range(draw(st.integers(1, 3))):
        graph = draw(
            st.one_of(
                spacings(num_days),
                patterns.map(lambda found: pattern_graph(found, Level.LATE, LAPSE)),
                st.none(),
            )
        )
        visits.append(
            Visit(
                place=draw(st.integers(1, num_places - 1)),
                min_s=5,
                target_s=5,
                max_s=5,
                windows=tuple(((0, DAY_END),) if draw(st.integers(0, 4)) else () for _ in shifts),
                skip_level=draw(st.sampled_from([None, Level.LATE, Level.DUE])),
                skip_weight=LAPSE,
                serve_cost_s=tuple(draw(st.integers(0, 9)) for _ in shifts),
                load=draw(st.integers(0, 2)),
                days=graph,
            )
        )
    return Problem(travel_s=travel, shifts=shifts, visits=tuple(visits))


def best_by_hand(problem: Problem) -> tuple[int, ...]:
    """Return the objective of the best of all answers, each way to spread the visits tried in each order."""
    num_days = max(shift.day for shift in problem.shifts) + 1

    def placements(visit: Visit) -> Iterator[tuple[int, ...]]:
        """Yield the sets of shifts that may make a visit, one a day at most."""
        choices = [
            [
                -1,
                *(
                    k
                    for k, shift in enumerate(problem.shifts)
                    if shift.day == day and visit.windows[k]
                ),
            ]
            for day in range(num_days)
        ]
        for picked in product(*choices):
            made = tuple(k for k in picked if k >= 0)
            if visit.days is None and len(made) > 1:
                continue
            events = [(problem.shifts[k].day, True) for k in made]
            if visit.days is None or visit.days.cost_of(events) is not None:
                yield made

    best: tuple[int, ...] | None = None
    for spread in product(*(list(placements(visit)) for visit in problem.visits)):
        routes = []
        for k in range(len(problem.shifts)):
            made = [v for v, shifts in enumerate(spread) if k in shifts]
            orders = [order for order in permutations(made) if is_feasible(problem, k, order)]
            if not orders:
                break
            routes.append(min(orders, key=lambda order: problem.route_travel_s(k, order)))
        else:
            objective = problem.objective(routes)
            best = objective if best is None else min(best, objective)
    assert best is not None
    return best


@settings(deadline=None, max_examples=100)
@given(problem=horizons())
def test_finds_the_proven_best_of_tiny_horizons(problem: Problem) -> None:
    """Spacings, patterns, capacity, floors, extra days, balance: nothing tried by hand is better than the search."""
    # So few stops leave little to draw from: passing over places more often makes up for it.
    search = RuinRecreate(Settings(blink=0.1))
    outcome = search.solve(problem, Limits(iterations=5_000))
    assert outcome.objective == best_by_hand(problem)


@settings(deadline=None, max_examples=40)
@given(problem=horizons(), seed=st.integers(0, 3))
def test_same_seed_and_iterations_same_answer(problem: Problem, seed: int) -> None:
    """Two workers and a limit of iterations: run twice, the same calendar."""
    limits = Limits(iterations=700, seed=seed, workers=2)
    first, second = (horizon_backend().solve(problem, limits) for _ in range(2))
    assert first.sequences == second.sequences
    assert first.contacts == second.contacts


def call_or_visit(*, closes_s: int = DAY_END) -> Problem:
    """Return two days with one visit, far away: in person it costs 80 s, by phone 10 s at the end of the day."""
    graph = DayGraph.of(
        [(0, False), (0, True), (1, True)],
        [
            (0, 1, (0,) * NUM_LEVELS),
            (0, 2, (0,) * NUM_LEVELS),
            (0, 3, (0,) * NUM_LEVELS),
            (0, 4, tuple(7 if level is Level.LATE else 0 for level in Level)),
            *((node, 4, (0,) * NUM_LEVELS) for node in (1, 2, 3)),
        ],
    )
    shift = Shift(start_place=0, end_place=0, start_s=0, end_s=DAY_END)
    return Problem(
        travel_s=np.array([[0, 40], [40, 0]], np.int64),
        shifts=(shift, replace(shift, day=1)),
        visits=(
            Visit(
                place=1,
                min_s=5,
                target_s=5,
                max_s=5,
                windows=(((0, closes_s),),) * 2,
                skip_level=None,
                skip_weight=0,
                serve_cost_s=(0, 0),
                contact_s=10,
                days=graph,
            ),
        ),
    )


def test_a_contact_spares_the_way() -> None:
    """A call on the first day costs nothing, a visit 2 x 40 s: the call is made, and nothing is late."""
    outcome = RuinRecreate().solve(call_or_visit(), Limits(iterations=200))
    assert outcome.contacts == ((0, 0),)
    assert outcome.objective == (0,) * NUM_LEVELS


def test_a_contact_keeps_the_hours() -> None:
    """Calls are made at 90 s, the end of the day less 10 s; open until 80 s the customer is visited instead."""
    outcome = RuinRecreate().solve(call_or_visit(closes_s=80), Limits(iterations=200))
    assert outcome.contacts == ()
    assert outcome.objective == (*(0,) * 7, 80)


@pytest.mark.parametrize(
    ("sequences", "days"),
    [(((0,), (0,)), "the pattern has one of the two days"), (((), (0,), (0,)), "twice on a day")],
)
def test_days_that_do_not_go_together_are_no_answer(
    sequences: tuple[tuple[int, ...], ...], days: str
) -> None:
    """An answer is refused, and a start loses the visit."""
    shift = Shift(start_place=0, end_place=0, start_s=0, end_s=DAY_END)
    shifts = (shift, replace(shift, day=1), replace(shift, day=1))[: len(sequences)]
    problem = replace(
        call_or_visit(),
        shifts=shifts,
        visits=(
            replace(
                call_or_visit().visits[0],
                windows=(((0, DAY_END),),) * len(shifts),
                serve_cost_s=(0,) * len(shifts),
                days=pattern_graph([[0], [1]], Level.LATE, 9),
            ),
        ),
    )
    assert feasible_start(problem, sequences) == ((),) * len(shifts), days
    with pytest.raises(BackendFault):
        verified_outcome(
            problem,
            sequences,
            solver="by hand",
            status=Status.FEASIBLE,
            stopped_by=StoppedBy.TIME,
            seed=0,
            iterations=0,
        )


@settings(deadline=None, max_examples=40)
@given(problem=horizons())
def test_day_by_day_never_makes_a_calendar_worse(problem: Problem) -> None:
    """Who is visited when stays, and the objective does not rise."""
    start = RuinRecreate().solve(problem, Limits(iterations=20))
    outcome = DayByDay(OrToolsRouting()).solve(
        problem, Limits(iterations=100), start=start.sequences
    )
    assert outcome.objective <= problem.objective(start.sequences)
    assert [set(one) for one in outcome.sequences] == [set(one) for one in start.sequences]
