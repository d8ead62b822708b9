"""What every backend owes: the same tests for all of them.

A new backend is added to `BACKENDS`. How good the answers are is a matter of the benchmarks; here they must be right.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.errors import SolveError
from routing.feasibility import is_feasible
from routing.problem import FAR_S, Outcome, Problem, Shift
from routing.solve import Backend, Limits, Progress
from routing.solve.backend import Clock, ProgressCallback, refuse
from routing.solve.exhaustive import exhaustive
from routing.solve.isolated import Isolated
from routing.solve.ortools_routing import OrToolsRouting
from routing.solve.reference import Reference
from routing.solve.ruin_recreate import RuinRecreate
from routing.status import Level, Status, StoppedBy
from tests.solve.problem_strategies import days, problems, scaled

IN_PROCESS: tuple[Backend, ...] = (Reference(), OrToolsRouting(), RuinRecreate())
BACKENDS: tuple[Backend, ...] = (*IN_PROCESS, Isolated(Reference()))

every_backend = pytest.mark.parametrize("backend", BACKENDS, ids=lambda backend: backend.name)
# Starting a process for each of a hundred random problems would take minutes.
every_backend_in_process = pytest.mark.parametrize(
    "backend", IN_PROCESS, ids=lambda backend: backend.name
)


def _accept(problem: Problem, outcome: Outcome, backend: Backend) -> None:
    """Fail unless the outcome is an answer to the problem that says the truth about itself."""
    assert len(outcome.sequences) == len(problem.shifts)
    made = [visit for sequence in outcome.sequences for visit in sequence]
    assert len(set(made)) == len(made)
    for shift_index, sequence in enumerate(outcome.sequences):
        assert is_feasible(problem, shift_index, sequence)
    assert outcome.objective == problem.objective(outcome.sequences)
    assert outcome.solver == backend.name
    assert outcome.status in (Status.FEASIBLE, Status.OPTIMAL)
    if outcome.status is Status.OPTIMAL:
        assert outcome.bound == outcome.objective


@every_backend_in_process
@settings(deadline=None, max_examples=150)
@given(problem=problems(), factor=st.sampled_from([1, 60]), seed=st.integers(0, 3))
def test_answers_any_problem_rightly(
    backend: Backend, problem: Problem, factor: int, seed: int
) -> None:
    """On problems of every odd shape: a true answer, no worse than staying at home, no better than the proven best."""
    problem = scaled(problem, factor)
    assert problem.features <= backend.features
    before = problem.digest
    outcome = backend.solve(problem, Limits(iterations=300, seed=seed))
    _accept(problem, outcome, backend)
    assert outcome.objective <= problem.objective([()] * len(problem.shifts))
    assert outcome.objective >= exhaustive(problem).objective
    assert problem.digest == before


@every_backend_in_process
@settings(deadline=None, max_examples=75)
@given(problem=problems(min_shifts=1), data=st.data())
def test_is_never_worse_than_its_start(
    backend: Backend, problem: Problem, data: st.DataObject
) -> None:
    """A feasible start is a floor under the answer, and is left as it was; of an infeasible one the rest is used."""
    order = data.draw(st.permutations(range(len(problem.visits))))
    cuts = sorted(
        data.draw(st.lists(st.integers(0, len(order)), min_size=2, max_size=2))[
            : len(problem.shifts) - 1
        ]
    )
    start = [list(order[a:b]) for a, b in zip([0, *cuts], [*cuts, len(order)], strict=True)]
    handed = copy.deepcopy(start)
    outcome = backend.solve(problem, Limits(iterations=50), start=handed)
    _accept(problem, outcome, backend)
    assert handed == start
    if all(is_feasible(problem, k, sequence) for k, sequence in enumerate(start)):
        assert outcome.objective <= problem.objective(start)


@every_backend_in_process
@settings(deadline=None, max_examples=25)
@given(problem=problems(max_visits=7), seed=st.integers(0, 5))
def test_repeats_itself(backend: Backend, problem: Problem, seed: int) -> None:
    """The same problem, seed and limit of iterations give the same answer."""
    limits = Limits(iterations=200, seed=seed)
    assert backend.solve(problem, limits) == backend.solve(problem, limits)


@every_backend
def test_repeats_itself_on_a_day(backend: Backend) -> None:
    """Also on a day of 60 visits."""
    problem, limits = days(1, 60), Limits(iterations=150, seed=3)
    assert backend.solve(problem, limits) == backend.solve(problem, limits)


@every_backend
def test_answers_a_day_of_a_team(backend: Backend) -> None:
    """With some iterations a day of two managers and 40 visits is better than staying at home."""
    problem = days(2, 40, num_shifts=2)
    outcome = backend.solve(problem, Limits(iterations=500, seed=1))
    _accept(problem, outcome, backend)
    assert outcome.objective < problem.objective([(), ()])
    assert outcome.stopped_by in (StoppedBy.ITERATIONS, StoppedBy.STAGNATION)


@every_backend
@pytest.mark.parametrize("num_shifts", [0, 1, 2])
def test_nothing_to_do(backend: Backend, num_shifts: int) -> None:
    """Without visits the shifts stay empty, and without shifts there is nothing at all."""
    full = days(1, 3, num_shifts=num_shifts)
    for problem in (replace(full, visits=()), full if num_shifts == 0 else None):
        if problem is not None:
            outcome = backend.solve(problem, Limits(iterations=20))
            _accept(problem, outcome, backend)
            assert outcome.sequences == ((),) * num_shifts


@every_backend
def test_impossible_visits_are_left_out(backend: Backend) -> None:
    """Whom no way leads to, or who is never open, is left out; the others are visited."""
    problem = days(1, 6)
    travel_s = problem.travel_s.copy()
    travel_s[1, :] = travel_s[:, 1] = FAR_S
    visits = tuple(
        replace(
            visit,
            windows=(((30_600, 61_200),) if index != 1 else (),),
            skip_level=Level.DUE,
            skip_weight=5,
        )
        for index, visit in enumerate(problem.visits)
    )
    problem = replace(problem, travel_s=travel_s, visits=visits)
    outcome = backend.solve(problem, Limits(iterations=1000))
    _accept(problem, outcome, backend)
    # Visit 0 is at place 1; visits 2 to 5 easily fit into a day.
    assert sorted(outcome.sequences[0]) == [2, 3, 4, 5]


@every_backend
def test_a_shift_shorter_than_the_way_is_not_driven(backend: Backend) -> None:
    """Whoever cannot be back in time stays at home, and the floor's shortfall is told."""
    problem = days(1, 6, floor=4)
    problem = replace(
        problem, shifts=(replace(problem.shifts[0], end_s=problem.shifts[0].start_s + 60),)
    )
    outcome = backend.solve(problem, Limits(iterations=100))
    _accept(problem, outcome, backend)
    assert outcome.sequences == ((),)
    assert outcome.objective[Level.FLOOR] == 4


@every_backend
def test_a_shift_whose_time_is_all_reserved_is_not_driven(backend: Backend) -> None:
    """Asked for at 17:10 with the last half hour reserved: that shift ends before it begins, the other is driven."""
    problem = days(1, 6, num_shifts=2, floor=4)
    first, second = problem.shifts
    late = replace(first, start_s=61_800, end_s=61_200, lunch=None)
    alone = replace(problem, shifts=(late,), visits=days(1, 6).visits)
    outcome = backend.solve(alone, Limits(iterations=100))
    _accept(alone, outcome, backend)
    assert outcome.sequences == ((),)
    team = replace(problem, shifts=(late, second))
    outcome = backend.solve(team, Limits(iterations=100))
    _accept(team, outcome, backend)
    assert outcome.sequences[0] == ()
    assert outcome.sequences[1]


@every_backend
def test_no_time_at_all(backend: Backend) -> None:
    """With 0 s an answer is still given, and it is said that time ran out."""
    problem = days(1, 60)
    outcome = backend.solve(problem, Limits(time_s=0))
    _accept(problem, outcome, backend)
    assert outcome.stopped_by is StoppedBy.TIME


@every_backend
def test_no_time_keeps_the_start(backend: Backend) -> None:
    """With 0 s a start comes back no worse."""
    problem = days(1, 12)
    start = exhaustive(replace(problem, visits=problem.visits[:5])).sequences
    outcome = backend.solve(problem, Limits(time_s=0), start=start)
    _accept(problem, outcome, backend)
    assert outcome.objective <= problem.objective(start)


@every_backend
def test_five_hundred_visits(backend: Backend) -> None:
    """500 visits in one problem are answered when the time is over."""
    problem = days(1, 500)
    outcome = backend.solve(problem, Limits(time_s=2))
    _accept(problem, outcome, backend)
    assert outcome.stopped_by is StoppedBy.TIME
    assert outcome.objective < problem.objective([()])


@every_backend
def test_cancel(backend: Backend) -> None:
    """When the callback says so the search ends, and the best answer so far is kept."""
    told: list[Progress] = []

    def cancel_at_third(progress: Progress) -> bool:
        told.append(progress)
        return len(told) >= 3

    problem = days(1, 60)
    outcome = backend.solve(problem, Limits(time_s=60), progress=cancel_at_third)
    _accept(problem, outcome, backend)
    assert outcome.stopped_by is StoppedBy.CANCELLED
    assert outcome.objective <= told[-1].objective


@every_backend
def test_progress(backend: Backend) -> None:
    """Progress counts up, its objective only gets better, and the outcome is no worse than the last told."""
    told: list[Progress] = []
    outcome = backend.solve(days(1, 30), Limits(iterations=500), progress=told.append)
    assert told
    for earlier, later in pairwise(told):
        assert earlier.iterations <= later.iterations
        assert earlier.elapsed_s <= later.elapsed_s
        assert earlier.objective >= later.objective
    assert outcome.objective <= told[-1].objective
    assert outcome.iterations >= told[-1].iterations


@every_backend
def test_stagnation(backend: Backend) -> None:
    """Without a better answer for a while the search ends by itself."""
    outcome = backend.solve(days(1, 5), Limits(stagnation=1500))
    assert outcome.stopped_by is StoppedBy.STAGNATION


@every_backend
@pytest.mark.parametrize("start", [[], [[0], [1]], [[99]], [[-1]]])
def test_a_start_of_another_problem_is_refused(
    backend: Backend, start: Sequence[Sequence[int]]
) -> None:
    """A start with too few or too many shifts, or with unknown visits, is a fault of the caller."""
    with pytest.raises(SolveError, match="start"):
        backend.solve(days(1, 5), Limits(iterations=5), start=start)


@every_backend_in_process
def test_an_error_in_the_callback_comes_out(backend: Backend) -> None:
    """What the callback raises is raised, not lost in the solver."""

    def broken(progress: Progress) -> bool:
        raise ZeroDivisionError(progress.iterations)

    with pytest.raises(ZeroDivisionError):
        backend.solve(days(1, 20), Limits(iterations=500), progress=broken)


class _OneShift:
    """A stand-in for a backend that can do little."""

    name = "one-shift"
    features = frozenset({"skipping"})

    def solve(
        self,
        problem: Problem,
        limits: Limits,
        *,
        start: Sequence[Sequence[int]] | None = None,
        progress: ProgressCallback | None = None,
        clock: Clock = float,
    ) -> Outcome:
        raise NotImplementedError


def test_a_problem_beyond_a_backend_is_refused_with_a_hint() -> None:
    """The refusal names what is lacking and who has it."""
    shift = Shift(start_place=0, end_place=0, start_s=0, end_s=10, floor=2)
    problem = Problem(travel_s=np.zeros((1, 1), np.int64), shifts=(shift, shift), visits=())
    with pytest.raises(SolveError, match=r"one-shift.*floor, several-shifts.*Use reference\."):
        refuse(_OneShift(), problem, [_OneShift(), Reference()])
    refuse(Reference(), problem)
