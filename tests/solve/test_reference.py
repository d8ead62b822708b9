"""What the plain backend promises beyond the contract."""

from __future__ import annotations

import pytest

from routing.problem import Problem
from routing.solve import Limits
from routing.solve.exhaustive import exhaustive
from routing.solve.reference import Reference
from routing.status import StoppedBy
from tests.solve.problem_strategies import days


def _solve(problem: Problem) -> tuple[int, ...]:
    outcome = Reference().solve(problem, Limits(iterations=1_000_000))
    assert outcome.stopped_by is StoppedBy.STAGNATION
    return outcome.objective


@pytest.mark.parametrize("seed", range(4))
def test_small_days_that_hold_everybody_lose_nobody(seed: int) -> None:
    """Where one manager can make all six visits, all are made, as in the proven best answer."""
    problem = days(seed, 6, floor=0)
    found, best = _solve(problem), exhaustive(problem).objective
    assert found[:-1] == best[:-1]


def test_it_ends_by_itself_where_no_small_change_helps() -> None:
    """Started from its own answer it changes nothing."""
    problem = days(3, 15)
    first = Reference().solve(problem, Limits(iterations=1_000_000))
    again = Reference().solve(problem, Limits(iterations=1_000_000), start=first.sequences)
    assert again.sequences == first.sequences
