"""Ruin and recreate: its compiled clock against the plain one, its answers against proven and published ones."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import toptw, tsptw
from routing.errors import InputError
from routing.feasibility import is_feasible
from routing.problem import Problem, Shift, Visit
from routing.solve import clock_kernel
from routing.solve.backend import Limits
from routing.solve.clock_kernel import fits, update_times
from routing.solve.exhaustive import exhaustive
from routing.solve.flattening import chain_of, flattened
from routing.solve.ruin_recreate import RuinRecreate, Settings
from routing.status import Level
from tests.solve.problem_strategies import days, problems

MOST_NODES = 61
"""Of the published tours that the figures in `docs/benchmarks.md` are about: 60 customers and the depot."""


@settings(deadline=None, max_examples=300)
@given(problem=problems(min_visits=1, min_shifts=1), data=st.data())
def test_compiled_clock_agrees_with_the_plain_one(problem: Problem, data: st.DataObject) -> None:
    """A route is kept exactly if `is_feasible` says so; a visit fits exactly if the longer route is kept."""
    sequence = data.draw(st.permutations(range(len(problem.visits))).map(tuple))
    length = data.draw(st.integers(0, len(sequence) - 1))
    route, absent = sequence[:length], sequence[length]
    for k in range(len(problem.shifts)):
        if not all(problem.visits[v].windows[k] for v in route):
            continue  # A chain holds visits on days on which they may be made.
        routes = tuple(route if other == k else () for other in range(len(problem.shifts)))
        arrays = flattened(problem)
        chain = chain_of(problem, arrays, routes, seed=0)
        # The most visits of a shift are kept by the search itself, not by the clock.
        within = len(route) <= problem.shifts[k].max_visits
        kept = bool(update_times(arrays, chain, k))
        if within:
            assert kept == is_feasible(problem, k, route)
        if not kept or len(route) + 1 > problem.shifts[k].max_visits:
            continue
        n = len(problem.visits)
        for position in range(1, length + 2):
            before = n + 2 * k if position == 1 else route[position - 2]
            after = n + 2 * k + 1 if position == length + 1 else route[position - 1]
            to_s, from_s = arrays.travel_s[before, absent], arrays.travel_s[absent, after]
            longer = (*route[: position - 1], absent, *route[position - 1 :])
            assert fits(arrays, chain, k, absent, position, to_s, from_s) == is_feasible(
                problem, k, longer
            )


@settings(deadline=None, max_examples=150)
@given(problem=problems(max_visits=4))
def test_finds_the_proven_best_of_tiny_problems(problem: Problem) -> None:
    """Two thousand iterations on four visits leave nothing to find, where no way round is a short cut.

    Where one is, two visits may fit only together, and putting them in one by one finds neither.
    """
    shortest_s = problem.travel_s.copy()
    for via in range(len(shortest_s)):
        shortest_s = np.minimum(shortest_s, shortest_s[:, [via]] + shortest_s[[via], :])
    problem = replace(problem, travel_s=shortest_s)
    found = RuinRecreate().solve(problem, Limits(iterations=2_000, seed=1))
    assert found.objective == exhaustive(problem).objective


def test_no_due_visit_is_too_far() -> None:
    """A due visit two hours away among neighbours a minute apart is made, because the day has room for it.

    Legs of 60 s between neighbours make a due visit worth 6 to 20 minutes while searching freely; the far one costs
    four hours of travel, and yet leaving it out is worse on a higher level than any travel.
    """
    num_near = 6
    n = num_near + 2
    travel_s = np.full((n, n), 60, np.int64)
    travel_s[-1, :] = travel_s[:, -1] = 7_200
    np.fill_diagonal(travel_s, 0)
    visits = tuple(
        Visit(
            place=place,
            min_s=600,
            target_s=600,
            max_s=600,
            windows=(((0, 36_000),),),
            skip_level=Level.DUE,
            skip_weight=1_000 if place <= num_near else 700,
            serve_cost_s=(0,),
        )
        for place in range(1, n)
    )
    shift = Shift(start_place=0, end_place=0, start_s=0, end_s=36_000)
    problem = Problem(travel_s=travel_s, shifts=(shift,), visits=visits)
    found = RuinRecreate().solve(problem, Limits(iterations=1_000))
    assert found.objective[Level.DUE] == 0
    # Out to the first neighbour, five legs between them, out to the far one and home: 6 * 60 + 2 * 7200.
    assert found.objective[Level.COST] == 14_760


def test_two_workers_repeat_themselves_and_share_their_best() -> None:
    """Threads finish in any order; seed, iterations and workers alone decide the answer."""
    problem = days(1, 40, num_shifts=2)
    limits = Limits(iterations=3_000, seed=5, workers=2)
    first, second = (RuinRecreate().solve(problem, limits) for _ in range(2))
    assert first == second


def test_published_tours(shared_data: Path) -> None:
    """A tenth of the published tours of up to 60 customers equal the best known after 20,000 iterations."""
    instances = [
        instance
        for instance in tsptw.read_all(shared_data / "bench" / "tsptw")
        if len(instance.windows) <= MOST_NODES
    ][::10]
    assert instances
    for instance in instances:
        found = RuinRecreate().solve(tsptw.problem_of(instance), Limits(iterations=20_000, seed=1))
        length = tsptw.tour_length(instance, [v + 1 for v in found.sequences[0]])
        assert length is not None, instance.name
        assert tsptw.excess(instance, length) <= 0, instance.name


def test_published_selections(shared_data: Path) -> None:
    """On a sixth of the orienteering instances the score is within 1 % of the optimum after 60,000 iterations."""
    instances = toptw.read_all(shared_data / "bench" / "toptw")[::6]
    assert instances
    for instance in instances:
        found = RuinRecreate().solve(toptw.problem_of(instance), Limits(iterations=60_000, seed=1))
        reached = toptw.score(instance, [v + 1 for v in found.sequences[0]]).score
        assert reached is not None, instance.name
        assert 0.99 * instance.optimum <= reached <= instance.optimum, instance.name


def test_a_visit_that_pays_by_itself_is_made() -> None:
    """Nobody misses it and no floor is short, but serving it on the second shift saves a second."""
    visit = Visit(
        place=0,
        min_s=0,
        target_s=0,
        max_s=0,
        windows=((), ((0, 60),)),
        skip_level=None,
        skip_weight=1,
        serve_cost_s=(0, -1),
    )
    shift = Shift(start_place=0, end_place=0, start_s=0, end_s=60)
    problem = Problem(travel_s=np.zeros((1, 1), np.int64), shifts=(shift, shift), visits=(visit,))
    found = RuinRecreate().solve(problem, Limits(iterations=10))
    assert found.sequences == ((), (0,))


def test_settings_without_a_search_are_refused_together() -> None:
    """No iterations, no heat, a chance above 1: three faults in one report."""
    with pytest.raises(InputError) as caught:
        Settings(cycle=0, hot=0.0, near=1.5)
    assert [issue.place for issue in caught.value.issues] == [
        "settings, cycle",
        "settings, hot",
        "settings, near",
    ]


def test_compiles_where_nothing_can_be_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Numba refuses to keep code where no folder can be written; the function is compiled all the same."""

    def refusing(*, nogil: bool, _nrt: bool, cache: bool = False) -> object:
        if cache:
            raise RuntimeError("cannot cache function: no locator available")
        return numba.njit(nogil=nogil)

    monkeypatch.setattr(clock_kernel, "njit", refusing)

    def double(number: int) -> int:
        return 2 * number

    assert clock_kernel.compiled(double)(21) == 42
