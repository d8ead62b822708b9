"""A problem cut down to what a peer can express, so that both sides solve the very same one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from routing.domain.visit import Category
from routing.problem import Feature, Problem, Visit, Window
from routing.request import Opening, PlanRequest
from routing.status import Level

__all__ = ["Layout", "NotExpressible", "crowded", "layout", "priced", "reduced", "skip_prices_s"]


class NotExpressible(ValueError):
    """The peer cannot express this problem: reduce it first."""


def priced(problem: Problem, *, price_s: float) -> Problem:
    """Return the problem with due visits priced in seconds of travel: a weight of one is worth `price_s`."""
    return replace(
        problem,
        visits=tuple(
            replace(visit, skip_level=Level.COST, skip_weight=round(visit.skip_weight * price_s))
            if visit.skip_level is Level.DUE
            else visit
            for visit in problem.visits
        ),
    )


def reduced(request: PlanRequest, expresses: frozenset[str]) -> PlanRequest:
    """Return the request without the rules that a peer cannot express.

    Lunch and floor are dropped; of several windows on a day the longest stays. Without a floor nothing calls for a
    filler, so fillers go with it.
    """
    has_lunch, has_floor = Feature.LUNCH in expresses, Feature.FLOOR in expresses
    return replace(
        request,
        shifts=tuple(
            replace(
                shift,
                lunch=shift.lunch if has_lunch else None,
                floor=shift.floor if has_floor else 0,
            )
            for shift in request.shifts
        ),
        visits=tuple(
            visit
            if Feature.SEVERAL_WINDOWS in expresses
            else replace(visit, openings=_longest_each_day(visit.openings))
            for visit in request.visits
            if has_floor or visit.category is not Category.FILLER
        ),
    )


def _longest_each_day(openings: tuple[Opening, ...]) -> tuple[Opening, ...]:
    longest: dict[date, Opening] = {}
    for opening in openings:
        kept = longest.get(opening.day, opening)
        if kept.end_s - kept.start_s <= opening.end_s - opening.start_s:
            longest[opening.day] = opening
    return tuple(longest.values())


def crowded(problem: Problem) -> Problem:
    """Return the problem with all visits that are not mandatory alike, so that the most visits are the best."""
    return replace(
        problem,
        visits=tuple(
            visit
            if visit.skip_level is not None and visit.skip_level < Level.FLOOR
            else replace(visit, skip_level=Level.COST, skip_weight=1)
            for visit in problem.visits
        ),
    )


def skip_prices_s(problem: Problem) -> tuple[int, ...]:
    """Return for each visit what leaving it out costs a peer that knows one sum only.

    A mandatory visit outweighs all prices and all travel together, and a promise counts four times as much as a visit
    that turns late: more would freeze a search in one sum.
    """
    prices = sum(v.skip_weight for v in problem.visits if v.skip_level is Level.COST)
    serving = sum(max(v.serve_cost_s, default=0) for v in problem.visits)
    travel = sum(shift.end_s - shift.start_s for shift in problem.shifts)
    dominant_s = prices + serving + travel + 1
    return tuple(
        0
        if visit.skip_level is None
        else visit.skip_weight
        if visit.skip_level is Level.COST
        else dominant_s * (Level.OPENED - visit.skip_level)
        for visit in problem.visits
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Layout:
    """A problem as peers like it: one node for each visit that can be made, after two for each shift's ends.

    Parameters
    ----------
    visits
        Index of the visit behind each node from number ``2 * shifts`` on; the nodes of shift `k` are ``2 * k`` (start)
        and ``2 * k + 1`` (end).
    travel_s
        Shape (nodes, nodes): travel.
    cost_s
        For each shift, shape (nodes, nodes): travel and what serving the visit at its end costs.
    allowed
        For each visit node the shifts that may make it.
    windows
        For each visit node its windows, the same on every shift that may make it.
    """

    visits: tuple[int, ...]
    travel_s: NDArray[np.int64]
    cost_s: tuple[NDArray[np.int64], ...]
    allowed: tuple[tuple[int, ...], ...]
    windows: tuple[tuple[Window, ...], ...]


def layout(problem: Problem) -> Layout:
    """Return the nodes of a problem.

    Raises
    ------
    NotExpressible
        If a due visit has no price, or a visit's windows differ between shifts.
    """
    if any(visit.skip_level in {Level.DUE, Level.FLOOR} for visit in problem.visits):
        raise NotExpressible("Price due visits in seconds of travel first.")
    shift_indices = range(len(problem.shifts))
    kept = [i for i, visit in enumerate(problem.visits) if any(visit.windows)]
    places = [p for s in problem.shifts for p in (s.start_place, s.end_place)]
    places += [problem.visits[i].place for i in kept]
    travel_s = problem.travel_s[np.ix_(places, places)].copy()
    np.fill_diagonal(travel_s, 0)
    serving = [
        np.array([0] * 2 * len(problem.shifts) + [problem.visits[i].serve_cost_s[k] for i in kept])
        for k in shift_indices
    ]
    allowed = [tuple(k for k in shift_indices if problem.visits[i].windows[k]) for i in kept]
    cost_s = tuple(travel_s + costs[np.newaxis, :] for costs in serving)
    for costs in cost_s:
        np.fill_diagonal(costs, 0)
    return Layout(
        visits=tuple(kept),
        travel_s=travel_s,
        cost_s=cost_s,
        allowed=tuple(allowed),
        windows=tuple(_common_windows(problem.visits[i]) for i in kept),
    )


def _common_windows(visit: Visit) -> tuple[Window, ...]:
    distinct = {windows for windows in visit.windows if windows}
    if len(distinct) > 1:
        raise NotExpressible("A visit's windows differ between shifts.")
    return distinct.pop()
