"""A backend that dies, hangs or raises in its child process cannot take the caller with it."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable

import pytest

from routing.errors import BackendFault
from routing.solve import Limits, Progress
from routing.solve.isolated import Isolated
from routing.solve.reference import Reference
from routing.status import StoppedBy
from tests.solve.broken_backends import Broken, die, divide, hang, leave
from tests.solve.problem_strategies import days


@pytest.mark.parametrize(("deed", "exit_code"), [(die, "-9"), (leave, "134")])
def test_a_killed_child_is_a_fault_with_its_exit_code(
    deed: Callable[[], None], exit_code: str
) -> None:
    """The caller lives on and is told how the child ended."""
    with pytest.raises(BackendFault, match=rf"isolated-broken died with exit code {exit_code}\."):
        Isolated(Broken(deed)).solve(days(1, 5), Limits(iterations=10))
    assert not multiprocessing.active_children()


def test_a_child_killed_after_progress_is_a_fault() -> None:
    """Having told of progress makes no difference."""
    told: list[Progress] = []
    with pytest.raises(BackendFault, match="died"):
        Isolated(Broken(die)).solve(days(1, 5), Limits(iterations=10), progress=told.append)


def test_an_unexpected_error_in_the_child_is_a_fault_that_names_it() -> None:
    """What is raised in the child is told in the parent, as a fault of the backend."""
    with pytest.raises(BackendFault, match=r"broken broke .*ZeroDivisionError\('one by zero'\)"):
        Isolated(Broken(divide)).solve(days(1, 5), Limits(iterations=10))


def test_a_hanging_child_is_killed_and_the_start_stands() -> None:
    """A child that overruns its time is ended from outside; with a start there is still an answer."""
    problem = days(1, 5)
    backend = Isolated(Broken(hang), grace_s=0.2)
    outcome = backend.solve(problem, Limits(time_s=0.1), start=[[0]])
    assert outcome.sequences == ((0,),)
    assert outcome.stopped_by is StoppedBy.TIME
    assert not multiprocessing.active_children()


def test_a_hanging_child_without_a_start_is_a_fault() -> None:
    """Without anything to fall back on, an empty plan is not passed off as an answer."""
    with pytest.raises(BackendFault, match=r"killed 0\.2 s after its time limit of 0\.1 s"):
        Isolated(Broken(hang), grace_s=0.2).solve(days(1, 5), Limits(time_s=0.1))
    assert not multiprocessing.active_children()


def test_an_error_in_the_callback_comes_out_and_ends_the_child() -> None:
    """What the caller's own callback raises reaches the caller."""

    def broken(progress: Progress) -> bool:
        raise ZeroDivisionError(progress.iterations)

    with pytest.raises(ZeroDivisionError):
        Isolated(Reference()).solve(days(1, 20), Limits(time_s=60), progress=broken)
    assert not multiprocessing.active_children()


def test_the_answer_is_that_of_the_backend_inside() -> None:
    """Nothing but the name changes on the way through the process border."""
    problem, limits = days(1, 10), Limits(iterations=500, seed=4)
    inside = Reference().solve(problem, limits)
    outside = Isolated(Reference()).solve(problem, limits)
    assert outside.sequences == inside.sequences
    assert outside.objective == inside.objective
    assert (outside.seed, outside.iterations) == (inside.seed, inside.iterations)
    assert outside.solver == "isolated-reference"
