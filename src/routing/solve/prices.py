"""What the levels of the objective are worth while searching, in seconds of travel on the scale of the instance.

Answers are compared level by level. Folded into one sum with huge weights the same levels freeze a search: no penalty
on an arc is ever worth a visit. So a search sums them at modest prices, a few typical legs a visit, low ones first or
by turns with high ones, and keeps what is best by the exact comparison.
"""

from __future__ import annotations

import numpy as np

from routing.problem import FAR_S, Problem, Visit
from routing.status import Level

__all__ = ["level_prices", "strict_due_legs", "strict_prices", "typical_leg_s"]

NEAR_NEIGHBOURS = 8
"""Among which a leg counts as typical: a good route goes from neighbour to neighbour."""

PRICE_RATIOS = {
    Level.PROMISE: 240.0,
    Level.ANOMALY: 120.0,
    Level.NEW_CUSTOMER: 60.0,
    Level.LATE: 30.0,
    Level.OPENED: 10.0,
    Level.FLOOR: 3.0,
    Level.DUE: 1.0,
}
"""Price of one visit of average weight in due visits. A day holds fifteen to thirty visits."""


def typical_leg_s(problem: Problem) -> float:
    """Return the median leg between visits that are near neighbours, in seconds, at least 1."""
    places = [visit.place for visit in problem.visits]
    legs_s = np.sort(problem.travel_s[np.ix_(places, places)], axis=1)
    # The first of each row is the visit's own place.
    near_s = legs_s[:, 1 : 1 + NEAR_NEIGHBOURS]
    near_s = near_s[near_s < FAR_S]
    return max(1.0, float(np.median(near_s))) if near_s.size else 1.0


def level_prices(problem: Problem, due_legs: float) -> dict[Level, float]:
    """Return the price of one unit of each level, in seconds of travel.

    Parameters
    ----------
    problem
        Gives the typical leg and the average weights.
    due_legs
        How many typical legs a due visit of average weight is worth.
    """
    leg_s = typical_leg_s(problem)
    prices = dict.fromkeys(Level, 1.0)
    for level, ratio in PRICE_RATIOS.items():
        weights = [weight for visit in problem.visits for weight in _weights(visit, level)]
        # Opened days and the floor are counted; every other level sums weights.
        counted = level in (Level.OPENED, Level.FLOOR)
        typical = 1.0 if counted else max(1.0, float(np.mean(weights or [1])))
        prices[level] = ratio * due_legs * leg_s / typical
    return prices


def strict_prices(problem: Problem, due_legs: float) -> dict[Level, float]:
    """Return prices at which the least difference on a mandatory level is worth more than a unit of the level below.

    A visit late by a day less is worth a visit missing from a floor: at prices by the visit, of which a day is the
    thousandth part, it would not be.
    """
    prices = level_prices(problem, due_legs)
    for level in reversed(Level):
        if level < Level.FLOOR:
            below = prices[Level(level + 1)]
            prices[level] = max(prices[level], 2.0 * below / _least_difference(problem, level))
    return prices


def _least_difference(problem: Problem, level: Level) -> int:
    """Return by how little what is left out can differ on a level; opened days are counted."""
    weights = [weight for visit in problem.visits for weight in _weights(visit, level)]
    if level is Level.OPENED or not weights:
        return 1
    distinct = np.unique([0, *weights])
    return int(np.diff(distinct).min()) if len(distinct) > 1 else 1


def _weights(visit: Visit, level: Level) -> list[int]:
    """Return what leaving a visit out counts on a level, each lapse apart where it recurs."""
    if visit.days is not None:
        costs = visit.days.cost[:, level]
        return [int(cost) for cost in costs[costs > 0]]
    return [visit.skip_weight] if visit.skip_level is level else []


def strict_due_legs(problem: Problem) -> float:
    """Return how many typical legs a due visit must be worth so that none is too far away to be visited.

    The dearest trip out and back for one visit alone, on its nearest shift, bounds what any insertion costs in a matrix
    that keeps the triangle inequality; a visit of the lowest weight must be worth that much.
    """
    trips_s = [0.0]
    for visit in problem.visits:
        lone_s = [
            int(problem.travel_s[shift.start_place, visit.place])
            + int(problem.travel_s[visit.place, shift.end_place])
            + visit.serve_cost_s[k]
            for k, shift in enumerate(problem.shifts)
            if visit.windows[k]
        ]
        trips_s.extend(trip_s for trip_s in lone_s if trip_s < FAR_S)
    weights = [weight for v in problem.visits for weight in _weights(v, Level.DUE)] or [1]
    spread = float(np.mean(weights)) / max(1, min(weights))
    # One second more, so that the dearest trip still pays.
    return spread * (max(trips_s) + 1.0) / typical_leg_s(problem)
