"""The oracle of the other tests, held to a plainer one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

import pytest
from hypothesis import given, settings

from routing.errors import SolveError
from routing.feasibility import is_feasible
from routing.problem import Problem
from routing.solve.exhaustive import MOST_VISITS, exhaustive
from routing.status import Status, StoppedBy
from tests.solve.problem_strategies import days, problems


def _all_plans(num_visits: int, num_shifts: int) -> Iterator[list[tuple[int, ...]]]:
    """Every way to order some of the visits and cut the order into one piece for each shift."""
    for size in range(num_visits + 1):
        for order in permutations(range(num_visits), size):
            for cut in range(size + 1) if num_shifts == 2 else [size]:
                yield [order[:cut], order[cut:]][:num_shifts]


@settings(deadline=None, max_examples=60)
@given(problem=problems(max_visits=4, min_shifts=1))
def test_no_plan_is_better(problem: Problem) -> None:
    """Of all plans that the clock accepts none is better than the one that is said to be best."""
    best = min(
        problem.objective(plan)
        for plan in _all_plans(len(problem.visits), len(problem.shifts))
        if all(is_feasible(problem, k, sequence) for k, sequence in enumerate(plan))
    )
    outcome = exhaustive(problem)
    assert outcome.objective == outcome.bound == best
    assert problem.objective(outcome.sequences) == best
    assert (outcome.status, outcome.stopped_by) == (Status.OPTIMAL, StoppedBy.PROOF)


def test_too_many_visits_are_refused() -> None:
    """Trying every sequence is for tiny problems only, and says so."""
    with pytest.raises(SolveError, match=f"{MOST_VISITS + 1} visits are too many"):
        exhaustive(days(1, MOST_VISITS + 1))
