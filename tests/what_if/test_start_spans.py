"""When a visit could begin between the stops of a route: worked by hand, and agreement with trying it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.feasibility import is_feasible
from routing.problem import Lunch, Problem, Shift, Visit, Window
from routing.what_if.start_spans import start_spans
from tests.solve.problem_strategies import problems


def _visit(place: int, *windows: Window) -> Visit:
    return Visit(
        place=place,
        min_s=20,
        target_s=20,
        max_s=20,
        windows=(windows,),
        skip_level=None,
        skip_weight=0,
        serve_cost_s=(0,),
    )


def _problem(shift: Shift) -> Problem:
    """A stop with a window from 150 to 200 and a visit without; every leg takes 10 seconds, every visit 20."""
    travel_s = np.full((3, 3), 10, dtype=np.int64)
    np.fill_diagonal(travel_s, 0)
    return Problem(
        travel_s=travel_s, shifts=(shift,), visits=(_visit(1, (150, 200)), _visit(2, (0, 999)))
    )


SHIFT = Shift(start_place=0, end_place=0, start_s=100, end_s=300)


def test_between_the_arrival_and_what_comes_after() -> None:
    """Before the stop from the first arrival until its window is missed, after it until the way home is too late."""
    spans = start_spans(_problem(SHIFT), 0, (0,), 1)
    # Before: 100 + 10 = 110 until 200 - 10 - 20 = 170. After: 150 + 20 + 10 = 180 until 300 - 10 - 20 = 270.
    assert spans == [((110, 170),), ((180, 270),)]


def test_lunch_may_come_before_or_after() -> None:
    """With lunch still owed the visit ends in time for it, with lunch had it begins no sooner than lunch is over."""
    lunch = Lunch(earliest_s=140, latest_s=160, length_s=30)
    spans = start_spans(_problem(replace(SHIFT, lunch=lunch)), 0, (), 1)
    # Lunch after it: from 110 on, left by 160, so begun by 140. Lunch before it: 140 + 30 = 170, home by 300.
    assert spans == [((110, 140), (170, 270))]


def test_a_full_shift_takes_nobody_in() -> None:
    """The most visits of a shift, and what it can carry, hold here too."""
    few = _problem(replace(SHIFT, max_visits=1))
    assert start_spans(few, 0, (0,), 1) == [(), ()]
    light = _problem(replace(SHIFT, capacity=1))
    loaded = replace(light, visits=tuple(replace(one, load=1) for one in light.visits))
    assert start_spans(loaded, 0, (0,), 1) == [(), ()]


@settings(max_examples=300)
@given(
    problems(min_visits=1, min_shifts=1, max_shifts=1),
    st.data(),
    st.integers(0, 60),
    st.integers(0, 20),
)
def test_spans_are_what_trying_every_window_finds(
    problem: Problem, data: st.DataObject, opens_s: int, length_s: int
) -> None:
    """A window meets a span exactly where the route with the visit in this window can be kept."""
    last = len(problem.visits) - 1
    route = tuple(data.draw(st.permutations(range(last))))
    window = (opens_s, opens_s + length_s)
    narrowed = replace(problem.visits[last], windows=(((window),),))
    changed = replace(problem, visits=(*problem.visits[:last], narrowed))
    fits = [
        any(first <= window[1] and window[0] <= until for first, until in spans)
        for spans in start_spans(problem, 0, route, last)
    ]
    tried = [
        is_feasible(changed, 0, (*route[:position], last, *route[position:]))
        for position in range(len(route) + 1)
    ]
    assert fits == tried
