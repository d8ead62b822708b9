"""What the duels over four weeks add up to, and that no answer is believed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import isnan

import numpy as np
import pytest

from benchmarks.generated_horizons import horizon_problem
from benchmarks.horizons import Duel, Judged, judge, ratio, unserved
from routing.problem import Problem, Shift, Visit
from routing.status import Level

OPEN = ((0, 10_000),)


def visit(place: int, *windows: tuple[tuple[int, int], ...]) -> Visit:
    """Return a visit of 100 s with windows on each of two shifts."""
    return Visit(
        place=place,
        min_s=100,
        target_s=100,
        max_s=100,
        windows=windows or (OPEN, OPEN),
        skip_level=Level.LATE,
        skip_weight=1000,
        serve_cost_s=(0, 0),
    )


def line(*visits: Visit, end_s: int = 10_000, most: int = 10) -> Problem:
    """Return two shifts from place 0 and back, on a line of places 100 s apart."""
    positions = np.arange(6, dtype=np.int64) * 100
    shift = Shift(start_place=0, end_place=0, start_s=0, end_s=end_s, max_visits=most)
    return Problem(
        travel_s=np.abs(positions[:, None] - positions[None, :]),
        shifts=(shift, replace(shift, day=1)),
        visits=visits,
    )


THREE = line(visit(1), visit(3), visit(2))


def test_an_answer_is_driven() -> None:
    """To 1 and 3 and home are 100 + 200 + 300 = 600 s, to 2 and back 400 s; leaving 2 out saves its way."""
    assert judge(THREE, ((0, 1), (2,))) == Judged(unserved=0, travel_s=1000)
    assert judge(THREE, ((0, 1), ())) == Judged(unserved=1, travel_s=600)
    assert judge(THREE, ((), ())) == Judged(unserved=3, travel_s=0)


@pytest.mark.parametrize(
    ("problem", "sequences", "fault"),
    [
        (THREE, ((0, 1), (2, 0)), "visit 0 is made 2 times"),
        (THREE, ((0, 0), ()), "visit 0 is made 2 times"),
        (THREE, ((3,), ()), "there is no visit 3"),
        (THREE, ((-1,), ()), "there is no visit -1"),
        (THREE, ((0, 1, 2),), "1 routes for 2 shifts"),
        (replace(THREE, shifts=line(most=2).shifts), ((0, 1, 2), ()), "shift 0 makes 3 visits"),
        # 100 + 100 + 200 + 100 + 300 s.
        (replace(THREE, shifts=line(end_s=799).shifts), ((0, 1), (2,)), "shift 0 ends at 800 s"),
        (line(visit(1, (), OPEN)), ((0,), ()), "visit 0 cannot be made on shift 0 at 100 s"),
        (line(visit(2, ((0, 199),), OPEN)), ((0,), ()), "cannot be made on shift 0 at 200 s"),
    ],
)
def test_an_answer_that_breaks_a_rule_serves_nobody(
    problem: Problem, sequences: Sequence[Sequence[int]], fault: str
) -> None:
    """Each rule broken alone is told and costs the whole answer."""
    judged = judge(problem, sequences)
    assert judged.unserved == len(problem.visits)
    assert [fault in told for told in judged.faults] == [True]


def test_waiting_for_a_window_takes_its_time() -> None:
    """From 500 s on at place 1: home at 500 + 100 + 100 = 700 s."""
    waiting = visit(1, ((500, 600),), OPEN)
    assert judge(line(waiting, end_s=700), ((0,), ())).faults == ()
    assert judge(line(waiting, end_s=699), ((0,), ())).faults == ("shift 0 ends at 700 s",)


def test_a_generated_horizon_is_judged_as_the_library_counts_it() -> None:
    """One visit a shift, on the first free one that may make it: the same travel and the same number left out."""
    problem = horizon_problem("country", 1)
    routes: list[tuple[int, ...]] = [()] * len(problem.shifts)
    for index, one in enumerate(problem.visits):
        free = [k for k, windows in enumerate(one.windows) if windows and not routes[k]]
        if free:
            routes[free[0]] = (index,)
    judged = judge(problem, routes)
    levels = problem.objective(routes)
    assert judged.faults == ()
    assert (judged.unserved * 1000, judged.travel_s) == (levels[Level.LATE], levels[Level.COST])


def duel(
    ours: tuple[int, int], theirs: tuple[int, int], *, peer: str = "pyvrp", horizon: str = "a"
) -> Duel:
    """Return a duel of 10 s; answers are given as visits left out and travel."""
    return Duel(
        horizon=horizon,
        peer=peer,
        time_s=10.0,
        theirs=Judged(unserved=theirs[0], travel_s=theirs[1]),
        ours=Judged(unserved=ours[0], travel_s=ours[1]),
        their_elapsed_s=10.0,
        our_elapsed_s=10.0,
    )


def test_travel_is_compared_where_both_serve_everybody() -> None:
    """90/100 and 110/100 make 1.0; less travel for a visit left out, by whomever, compares with nothing."""
    duels = [
        duel((0, 90), (0, 100)),
        duel((0, 110), (0, 100)),
        duel((1, 10), (0, 100)),
        duel((0, 500), (1, 100)),
        duel((2, 10), (2, 100)),
    ]
    assert ratio(duels) == pytest.approx(1.0)
    assert isnan(ratio(duels[2:]))


def test_unserved_counts_against_the_best_peer() -> None:
    """Six left out against four and five are two beyond the best; fewer elsewhere make up for nothing."""
    duels = [
        duel((6, 1), (5, 1), peer="pyvrp"),
        duel((6, 1), (4, 1), peer="ortools"),
        duel((1, 1), (9, 1), horizon="b"),
    ]
    assert unserved(duels) == 2
    assert unserved(replace(one, time_s=time_s) for one in duels for time_s in (10.0, None)) == 4
    assert unserved(duels[2:]) == 0
