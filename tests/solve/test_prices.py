"""Prices of the levels on the scale of the instance, worked by hand."""

from __future__ import annotations

import numpy as np

from routing.problem import FAR_S, Problem, Shift, Visit
from routing.solve.prices import level_prices, strict_due_legs, typical_leg_s
from routing.status import Level


def _problem(travel_s: list[list[int]], skips: list[tuple[Level | None, int]]) -> Problem:
    """Visits at places 1, 2, ... of a matrix whose place 0 is the base."""
    return Problem(
        travel_s=np.array(travel_s, dtype=np.int64),
        shifts=(Shift(start_place=0, end_place=0, start_s=0, end_s=1000),),
        visits=tuple(
            Visit(
                place=number,
                min_s=1,
                target_s=1,
                max_s=1,
                windows=(((0, 1000),),),
                skip_level=level,
                skip_weight=weight,
                serve_cost_s=(0,),
            )
            for number, (level, weight) in enumerate(skips, start=1)
        ),
    )


MATRIX = [[0, 900, 900, 900], [900, 0, 10, 20], [900, 10, 0, 60], [900, 20, 60, 0]]


def test_the_typical_leg_is_the_median_between_visits() -> None:
    """The base does not count: 10, 20, 10, 60, 20, 60 have the median 20."""
    assert typical_leg_s(_problem(MATRIX, [(None, 0)] * 3)) == 20.0


def test_the_typical_leg_is_at_least_a_second() -> None:
    """Neighbours in one house, a single visit, none, and only places without a way give 1."""
    assert typical_leg_s(_problem([[0] * 3] * 3, [(None, 0)] * 2)) == 1.0
    assert typical_leg_s(_problem(MATRIX, [(None, 0)])) == 1.0
    assert typical_leg_s(_problem(MATRIX, [])) == 1.0
    cut_off = [[0, 9, 9], [9, 0, FAR_S], [9, FAR_S, 0]]
    assert typical_leg_s(_problem(cut_off, [(None, 0)] * 2)) == 1.0


def test_a_due_visit_of_average_weight_is_worth_the_legs_asked_for() -> None:
    """Weights 100 and 300 average 200: at 10 legs of 20 s a unit is worth 10 * 20 / 200 = 1 s."""
    problem = _problem(MATRIX, [(Level.DUE, 100), (Level.DUE, 300), (Level.LATE, 2)])
    prices = level_prices(problem, 10.0)
    assert prices[Level.DUE] == 1.0
    # A late visit of weight 2 is worth 30 due ones: 30 * 10 * 20 / 2 = 3000 s a unit.
    assert prices[Level.LATE] == 3000.0
    # A visit missing from the floor is worth 3 due ones, whatever their weights: 3 * 10 * 20.
    assert prices[Level.FLOOR] == 600.0
    assert prices[Level.COST] == 1.0


def test_higher_levels_are_dearer() -> None:
    """With equal weights the prices fall from level to level."""
    prices = level_prices(_problem(MATRIX, [(None, 0)] * 3), 3.0)
    in_order = [prices[level] for level in Level]
    assert in_order == sorted(in_order, reverse=True)


def test_strict_price_covers_the_dearest_lone_trip_at_the_lowest_weight() -> None:
    """Out and back 2 * 40 s for the far visit; weights 100 and 300 average twice the lowest: 2 * (80 + 1) / 20."""
    matrix = [[0, 20, 40], [20, 0, 20], [40, 20, 0]]
    problem = _problem(matrix, [(Level.DUE, 100), (Level.DUE, 300)])
    assert strict_due_legs(problem) == 2 * 81 / typical_leg_s(problem)
