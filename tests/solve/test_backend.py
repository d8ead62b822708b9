"""Limits are checked whole, and what stops a search is named rightly."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import pytest

from routing.errors import BackendFault, InputError, SolveError
from routing.problem import Problem
from routing.solve import Limits, Progress
from routing.solve.backend import REPORT_EVERY_S, Watch, feasible_start, verified_outcome
from routing.status import Status, StoppedBy
from tests.solve.problem_strategies import days

GOOD, BETTER = (0, 5), (0, 3)


def _ticking(*moments: float) -> Callable[[], float]:
    """A clock that shows these moments, one each time it is read, and then stands still."""
    ahead: Iterator[float] = iter(moments)
    shown = [0.0]

    def clock() -> float:
        shown[0] = next(ahead, shown[0])
        return shown[0]

    return clock


def test_every_bad_limit_is_told_at_once() -> None:
    """All faults of the limits stand in one error, each with its place."""
    with pytest.raises(InputError) as caught:
        Limits(time_s=-1, iterations=-1, stagnation=0, seed=-1, workers=0)
    assert [issue.place for issue in caught.value.issues] == [
        "limits, time_s",
        "limits, iterations",
        "limits, stagnation",
        "limits, seed",
        "limits, workers",
    ]


@pytest.mark.parametrize("time_s", [math.inf, math.nan])
def test_time_must_be_finite(time_s: float) -> None:
    """For ever is no limit, and neither is what is no number."""
    with pytest.raises(InputError, match="time_s"):
        Limits(time_s=time_s)


def test_something_must_end_the_search() -> None:
    """Without any limit the search would never end, so it does not begin."""
    with pytest.raises(InputError, match="Nothing ends the search"):
        Limits(seed=1)


def test_iterations_stop() -> None:
    """The search ends at the limit of iterations, not before."""
    watch = Watch(Limits(iterations=2))
    assert watch.stop(1, GOOD) is None
    assert watch.stop(2, GOOD) is StoppedBy.ITERATIONS


def test_time_stops() -> None:
    """The search ends when the clock has run the limit's seconds since the watch was made, and remains ended."""
    watch = Watch(Limits(time_s=2), clock=_ticking(10.0, 11.9, 12.0, 11.0))
    assert watch.stop(1, GOOD) is None
    assert watch.stop(2, GOOD) is StoppedBy.TIME
    assert watch.stop(3, GOOD) is StoppedBy.TIME


def test_stagnation_counts_from_the_last_better_answer() -> None:
    """A better answer starts the count anew; an equal one does not."""
    watch = Watch(Limits(stagnation=3))
    assert watch.stop(0, GOOD) is None
    assert watch.stop(2, BETTER) is None
    assert watch.stop(4, BETTER) is None
    assert watch.stop(5, BETTER) is StoppedBy.STAGNATION


def test_remaining_time() -> None:
    """What is left of the time is never negative, and infinite without a limit."""
    watch = Watch(Limits(time_s=2), clock=_ticking(10.0, 11.5, 13.0))
    assert watch.remaining_s == 0.5
    assert watch.remaining_s == 0.0
    assert Watch(Limits(iterations=1)).remaining_s == math.inf


def test_progress_is_told_of_better_answers_and_now_and_then() -> None:
    """Each better answer is told at once, and without one a sign of life comes after a tenth of a second."""
    told: list[Progress] = []
    moments = (0.0, 0.01, 0.02, 0.03, 0.03 + REPORT_EVERY_S)
    watch = Watch(Limits(iterations=100), told.append, _ticking(*moments))
    for iterations, objective in enumerate((GOOD, GOOD, BETTER, BETTER)):
        watch.stop(iterations, objective)
    # Told of: the first answer, the better one at iteration 2, and iteration 3 because enough time had passed.
    assert [progress.iterations for progress in told] == [0, 2, 3]
    assert [progress.objective for progress in told] == [GOOD, BETTER, BETTER]


def test_cancelling_goes_before_the_other_limits() -> None:
    """Who cancels is told so, even when a limit is reached at the same moment."""
    watch = Watch(Limits(iterations=1), lambda _: True)
    assert watch.stop(1, GOOD) is StoppedBy.CANCELLED


def _outcome(problem: Problem, sequences: list[list[int]]) -> None:
    verified_outcome(
        problem,
        sequences,
        solver="test",
        status=Status.FEASIBLE,
        stopped_by=StoppedBy.TIME,
        seed=0,
        iterations=0,
    )


@pytest.mark.parametrize(
    ("sequences", "fault"),
    [
        ([[0]], "1 route"),
        ([[0], [0]], "twice"),
        ([list(range(60)), []], "shift 0 that is late"),
        ([[], list(range(60))], "shift 1 that is late"),
    ],
)
def test_an_answer_that_contradicts_the_problem_is_a_fault(
    sequences: list[list[int]], fault: str
) -> None:
    """No backend's nonsense passes: the number of routes, visits made twice, routes that are late."""
    with pytest.raises(BackendFault, match=fault):
        _outcome(days(1, 60, num_shifts=2), sequences)


def test_a_start_keeps_what_is_feasible() -> None:
    """A feasible route is kept whole; of another the stops that fit are; a visit already made is not made again."""
    problem = days(1, 60, num_shifts=2)
    kept = feasible_start(problem, [list(range(60)), [0, 1]])
    assert kept[0]
    assert kept[0] == tuple(sorted(kept[0]))
    # Visit 0 comes first of all and fits, so only visit 1 may be left for the second shift.
    assert 0 in kept[0]
    assert set(kept[1]) <= {1} - set(kept[0])
    assert feasible_start(problem, [[0], [1]]) == ((0,), (1,))
    assert feasible_start(problem, None) == ((), ())


def test_a_start_of_another_problem_is_refused() -> None:
    """Unknown visits are named."""
    with pytest.raises(SolveError, match=r"do not exist: \[-1, 60\]"):
        feasible_start(days(1, 60), [[0, 60, -1]])
