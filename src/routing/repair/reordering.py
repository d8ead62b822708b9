"""A standing plan that may drive a route in another order to take a visit in, or drop stops worth less for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from routing.feasibility import is_feasible
from routing.problem import Problem, Shift, Visit, Window
from routing.solve.backend import Limits
from routing.solve.ruin_recreate import RuinRecreate, Settings
from routing.status import Level
from routing.what_if import Option, Route, StandingPlan

__all__ = ["ReorderingPlan", "RouteKey"]

# Enough to order the stops of a day, and a visit asks for many orders: for 112 visits left out of crowded days the
# longer days found are 28.6 min in the mean, with 1000 iterations 28.3.
_ITERATIONS = 120


RouteKey = tuple[Shift, tuple[Window, ...], Route, bool]
"""What a route is searched for: a shift, when the visit may start on it, its stops, and whether some may be dropped."""


class ReorderingPlan(StandingPlan):
    """A plan as it stands, with a search for the order of a route where a visit cannot just be put in.

    Parameters
    ----------
    problem, sequences, contacts
        As of `StandingPlan`.
    visit
        The one visit for which routes may be driven in another order.
    may_drop
        Whether stops that are made once and worth less may be dropped for it.
    known
        Routes searched for before in the same plan, to which new ones are added: most changes leave most shifts as
        they are, and some come to the same.
    """

    def __init__(
        self,
        problem: Problem,
        sequences: Sequence[Sequence[int]],
        contacts: Iterable[tuple[int, int]],
        *,
        visit: int,
        may_drop: bool,
        known: dict[RouteKey, Route],
    ) -> None:
        super().__init__(problem, sequences, contacts)
        self._visit = visit
        self._may_drop = may_drop
        self._known = known

    def taken_in(self, v: int, k: int) -> Option | None:
        """Return the cheapest way found to have a visit in a route, or None."""
        option = super().taken_in(v, k)
        if option is not None or v != self._visit or not self.makes_alone(v, k):
            return option
        stops = (*self.sequences[k], v)
        may_drop = self._may_drop and all(self.problem.visits[one].days is None for one in stops)
        if not may_drop and len(stops) > self.problem.shifts[k].max_visits:
            return None
        key = (self.problem.shifts[k], self.problem.visits[v].windows[k], stops, may_drop)
        if key not in self._known:
            search = self._with_others_dropped if may_drop else self._in_other_order
            self._known[key] = search(v, k)
        return self._option(k, self._known[key], may_drop=may_drop)

    def _in_other_order(self, v: int, k: int) -> Route:
        """Return a route that keeps as many of its stops as could be found."""
        route = self.sequences[k]
        stops = (*route, v)
        visits = [
            replace(self.problem.visits[stop], skip_level=Level.PROMISE, skip_weight=2)
            for stop in stops
        ]
        visits[-1] = replace(visits[-1], skip_weight=1)
        return _ordered(self.problem, k, stops, visits, route)

    def _with_others_dropped(self, v: int, k: int) -> Route:
        """Return a route without some stops, all made once, that are worth less."""
        route = self.sequences[k]
        stops = (*route, v)
        visits = [self.problem.visits[stop] for stop in stops]
        everything = 1 + sum(visit.skip_weight for visit in visits)
        visits[-1] = replace(visits[-1], skip_weight=everything)
        return _ordered(self.problem, k, stops, visits, self._with_room(v, k))

    def _with_room(self, v: int, k: int) -> Route:
        """Return a route that makes the visit without the stops that are missed least."""
        left = self.sequences[k]
        for stop in sorted(left, key=lambda one: (self.loss(one, k), one)):
            left = tuple(one for one in left if one != stop)
            longer = [(*left[:n], v, *left[n:]) for n in range(len(left) + 1)]
            fitting = [route for route in longer if is_feasible(self.problem, k, route)]
            if fitting:
                return min(fitting, key=lambda one: self.problem.route_travel_s(k, one))
        return (v,)

    def _option(self, k: int, route: Route, *, may_drop: bool) -> Option | None:
        dropped = [stop for stop in self.sequences[k] if stop not in route]
        if self._visit not in route or (dropped and not may_drop) or not self._holds(k, route):
            return None
        if dropped and self._loses_more(k, route, dropped):
            return None
        return Option(
            worth=self._added(k, route) + sum(self.loss(stop, k) for stop in dropped),
            shift=k,
            routes={k: route},
            others=dict.fromkeys(dropped, ()),
        )

    def _loses_more(self, k: int, route: Route, dropped: Sequence[int]) -> bool:
        """Return whether something is lost on a higher level than the visit's."""
        lost = self.route_change({k: route})
        for stop in dropped:
            visit = self.problem.visits[stop]
            if visit.skip_level is not None:
                lost[visit.skip_level] += visit.skip_weight
        return any(one > 0 for one in lost[: self.problem.visits[self._visit].skip_level])


def _ordered(
    problem: Problem, k: int, stops: Route, visits: Sequence[Visit], start: Route
) -> Route:
    """Return the best route found of a shift that makes some of these stops, all else aside."""
    shift = problem.shifts[k]
    places = [shift.start_place, *(visit.place for visit in visits), shift.end_place]
    single = Problem(
        travel_s=problem.travel_s[np.ix_(places, places)],
        shifts=(replace(shift, start_place=0, end_place=len(stops) + 1),),
        visits=tuple(
            replace(
                visit,
                place=number,
                windows=(visit.windows[k],),
                serve_cost_s=(visit.serve_cost_s[k],),
                contact_s=None,
                days=None,
            )
            for number, visit in enumerate(visits, start=1)
        ),
    )
    # One strict cycle from a cool start: all of the few iterations make one annealing.
    search = RuinRecreate(Settings(strict_cycle=_ITERATIONS))
    limits = Limits(iterations=_ITERATIONS, seed=0)
    found = search.solve(single, limits, start=[[stops.index(stop) for stop in start]])
    return tuple(stops[number] for number in found.sequences[0])
