"""Cutting a problem down to what a peer can express."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.generated_days import generated_day
from benchmarks.reduction import NotExpressible, crowded, layout, priced, reduced, skip_prices_s
from routing.domain.visit import Category
from routing.problem import Feature, Problem, Shift, Visit
from routing.status import Level

VISIT = Visit(
    place=1,
    min_s=60,
    target_s=60,
    max_s=60,
    windows=(((0, 100),), ((0, 100),)),
    skip_level=Level.DUE,
    skip_weight=4,
    serve_cost_s=(0, 7),
)
SHIFT = Shift(start_place=0, end_place=2, start_s=0, end_s=500)
PROBLEM = Problem(
    travel_s=np.array([[9, 10, 20], [30, 9, 40], [50, 60, 9]], dtype=np.int64),
    shifts=(SHIFT, SHIFT),
    visits=(
        VISIT,
        replace(VISIT, windows=((), ())),
        replace(VISIT, place=0, windows=((), ((0, 100),)), skip_level=Level.LATE, skip_weight=1),
    ),
)


def test_pricing_moves_due_visits_only() -> None:
    """A weight of 4 at 25 s becomes 100 s of cost; mandatory visits stay where they are."""
    visits = priced(PROBLEM, price_s=25).visits
    assert (visits[0].skip_level, visits[0].skip_weight) == (Level.COST, 100)
    assert (visits[2].skip_level, visits[2].skip_weight) == (Level.LATE, 1)


def test_a_mandatory_visit_outweighs_everything_else() -> None:
    """Two prices of 100, serving for 7 each of three visits, two shifts of 500: 200 + 21 + 1000 + 1 for a late one."""
    problem = priced(PROBLEM, price_s=25)
    assert skip_prices_s(problem) == (100, 100, 1222)
    promise = replace(problem, visits=(replace(VISIT, skip_level=Level.PROMISE),))
    assert skip_prices_s(promise) == (4 * (7 + 1000 + 1),)
    assert skip_prices_s(replace(promise, visits=(replace(VISIT, skip_level=None),))) == (0,)


def test_in_a_crowded_problem_all_but_mandatory_visits_are_alike() -> None:
    """Fillers and due visits count one each; what is mandatory stays mandatory."""
    filler = replace(VISIT, skip_level=None, skip_weight=0)
    crowd = crowded(replace(PROBLEM, visits=(VISIT, filler, PROBLEM.visits[2]))).visits
    assert [(v.skip_level, v.skip_weight) for v in crowd] == [
        (Level.COST, 1),
        (Level.COST, 1),
        (Level.LATE, 1),
    ]


def test_layout_has_two_ends_a_shift_and_one_node_a_visit() -> None:
    """Visits that no shift may make have no node; serving is paid on the way in."""
    nodes = layout(priced(PROBLEM, price_s=25))
    assert nodes.visits == (0, 2)
    assert nodes.allowed == ((0, 1), (1,))
    # Nodes: start, end, start, end, visit 0 at place 1, visit 2 at place 0.
    assert nodes.travel_s[0].tolist() == [0, 20, 9, 20, 10, 9]
    assert nodes.cost_s[0][0].tolist() == [0, 20, 9, 20, 10, 9]
    assert nodes.cost_s[1][0].tolist() == [0, 20, 9, 20, 17, 16]


def test_layout_asks_for_prices_and_common_windows() -> None:
    """What a peer cannot express is refused, not dropped."""
    with pytest.raises(NotExpressible, match="Price"):
        layout(PROBLEM)
    differing = replace(VISIT, windows=(((0, 100),), ((0, 90),)))
    with pytest.raises(NotExpressible, match="windows"):
        layout(priced(replace(PROBLEM, visits=(differing,)), price_s=1))


def test_reduced_request_keeps_what_is_expressible() -> None:
    """Without features lunch, floor, fillers and second windows go; with all of them nothing changes."""
    request = next(
        day.request
        for day in map(generated_day, range(20))
        if day.request.shifts[0].lunch and any(len(v.openings) > 1 for v in day.request.visits)
    )
    every = frozenset({Feature.LUNCH, Feature.FLOOR, Feature.SEVERAL_WINDOWS})
    assert reduced(request, every) == request
    plain = reduced(request, frozenset())
    assert plain.shifts[0].lunch is None
    assert plain.shifts[0].floor == 0
    assert all(visit.category is not Category.FILLER for visit in plain.visits)
    openings = {visit.id: visit.openings for visit in request.visits}
    for visit in plain.visits:
        [kept] = visit.openings
        assert kept.end_s - kept.start_s == max(o.end_s - o.start_s for o in openings[visit.id])
