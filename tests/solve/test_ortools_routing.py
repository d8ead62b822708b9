"""The OR-Tools model says the same as the exact clock, and what its adapter promises beyond the contract."""

from __future__ import annotations

import gc
import sys
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.errors import BackendMissing
from routing.feasibility import is_feasible
from routing.problem import Problem
from routing.solve import Limits
from routing.solve.ortools_model import Model, nodes_of
from routing.solve.ortools_routing import OrToolsRouting
from routing.solve.prices import level_prices
from routing.status import Level, StoppedBy
from tests.solve.problem_strategies import days, problems, scaled


@settings(deadline=None, max_examples=300)
@given(
    problem=problems(min_visits=2, min_shifts=1), factor=st.sampled_from([1, 60]), data=st.data()
)
def test_the_model_holds_exactly_what_the_clock_accepts(
    problem: Problem, factor: int, data: st.DataObject
) -> None:
    """A plan can be read into the model if and only if every route of it is feasible."""
    problem = scaled(problem, factor)
    nodes = nodes_of(problem)
    known = sorted({node.visit for node in nodes})
    order = list(data.draw(st.permutations(known)))[: data.draw(st.integers(1, 4))]
    if not nodes:
        return
    cut = data.draw(st.integers(0, len(order)))
    sequences = [order[:cut], order[cut:]] if len(problem.shifts) == 2 else [order]
    has_node = all(
        any(node.visit == v and k in node.shifts for node in nodes)
        for k, sequence in enumerate(sequences)
        for v in sequence
    )
    expected = all(is_feasible(problem, k, sequence) for k, sequence in enumerate(sequences))
    if not has_node:
        assert not expected
        return
    model = Model(problem, nodes, level_prices(problem, 10.0))
    model.routing.CloseModel()
    assert (model.read(sequences) is not None) is expected


@pytest.mark.parametrize("seed", [5, 14, 16])
def test_mandatory_visits_are_not_shut_out_by_others(seed: int) -> None:
    """Days on which insertion among all visits at once leaves a mandatory one out, though all of them fit."""
    outcome = OrToolsRouting().solve(days(seed, 60), Limits(iterations=400))
    assert not any(outcome.objective[: Level.FLOOR])


def test_a_visit_with_other_windows_on_each_shift_is_made_where_it_can_be() -> None:
    """Open in the morning on the first shift and in the afternoon on the second: nobody is seen twice."""
    base = days(1, 2, num_shifts=2, floor=0)
    morning, afternoon = ((31_000, 40_000),), ((50_000, 58_000),)
    visits = (
        replace(base.visits[0], windows=(morning, ()), skip_level=Level.PROMISE, skip_weight=1),
        replace(base.visits[1], windows=((), afternoon), skip_level=Level.PROMISE, skip_weight=1),
    )
    outcome = OrToolsRouting().solve(replace(base, visits=visits), Limits(iterations=200))
    assert outcome.sequences == ((0,), (1,))
    both = replace(visits[0], windows=(morning, afternoon))
    outcome = OrToolsRouting().solve(replace(base, visits=(both, both)), Limits(iterations=200))
    assert sorted(v for sequence in outcome.sequences for v in sequence) == [0, 1]


def test_a_search_that_goes_in_circles_ends() -> None:
    """Where nothing can be visited guided local search meets no second plan; with iterations alone it still ends."""
    problem = days(1, 3)
    short = replace(problem.shifts[0], end_s=problem.shifts[0].start_s + 1, lunch=None)
    visits = tuple(replace(visit, windows=(((30_600, 61_200),),)) for visit in problem.visits)
    problem = replace(problem, shifts=(short,), visits=visits)
    outcome = OrToolsRouting().solve(problem, Limits(iterations=10**6))
    assert outcome.sequences == ((),)
    assert outcome.stopped_by is StoppedBy.STAGNATION


def test_huge_weights_and_costs_stay_within_64_bits() -> None:
    """Sums are capped by construction, so that weights and wishes beyond all measure do not turn negative."""
    problem = days(1, 20)
    visits = tuple(
        replace(visit, skip_level=Level.COST, skip_weight=2**62, serve_cost_s=(2**61,))
        for visit in problem.visits
    )
    outcome = OrToolsRouting().solve(replace(problem, visits=visits), Limits(iterations=50))
    assert outcome.objective <= problem.objective([()])


def test_nothing_of_the_solver_outlives_a_search() -> None:
    """Model and callbacks hold each other inside OR-Tools; they are freed after each search nevertheless."""
    OrToolsRouting().solve(days(1, 10), Limits(iterations=10))
    gc.collect()
    kinds = ("RoutingModel", "RoutingIndexManager", "Model")
    alive = [type(thing).__name__ for thing in gc.get_objects() if type(thing).__name__ in kinds]
    assert alive == []


def test_without_the_package_the_install_line_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has no OR-Tools is told how to get it."""
    monkeypatch.setitem(sys.modules, "ortools.constraint_solver", None)
    with pytest.raises(BackendMissing, match="pip install ortools"):
        OrToolsRouting().solve(days(1, 10), Limits(iterations=10))
