"""The OR-Tools model says the same as the exact clock, and what its adapter promises beyond the contract."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from routing.feasibility import is_feasible
from routing.problem import Problem
from routing.solve.ortools_model import Model, nodes_of
from routing.solve.prices import level_prices
from tests.solve.problem_strategies import problems, scaled


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
