"""What single changes of a standing plan come to: a visit had on another shift, at another position, or no longer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from routing.feasibility import is_feasible
from routing.problem import Problem
from routing.what_if.choices import FORBIDDEN
from routing.what_if.standing_plan import Event, Route, StandingPlan, lapsing

__all__ = ["Change", "Changes"]

_Levels = tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A changed plan that was computed.

    Parameters
    ----------
    cost
        Change of the objective, level by level.
    routes
        Of each shift that changes the visits in order.
    events
        Of each visit that is made otherwise: day, whether in person, and shift, ascending.
    position
        Which stop of its new route the visit is, from 1; 0 for a contact, or where it is made no longer.
    given_up
        Shift on which it is no longer made, or None.
    gives_way
        Visit that loses its place for it, or None.
    """

    cost: _Levels
    routes: Mapping[int, Route]
    events: Mapping[int, tuple[Event, ...]]
    position: int = 0
    given_up: int | None = None
    gives_way: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Room:
    """How a shift takes a visit in: its changed route, if it goes there, and the visit that gives way."""

    routes: Mapping[int, Route]
    position: int = 0
    gives_way: int | None = None


class Changes:
    """The single changes of one standing plan, each part of them computed once."""

    def __init__(self, standing: StandingPlan) -> None:
        self._standing = standing
        self._rooms: dict[tuple[int, int], _Room | None] = {}
        self._lapsing: dict[tuple[int, tuple[Event, ...]], _Levels | None] = {}
        self._kept: dict[tuple[int, tuple[Event, ...]], bool] = {}
        self._outs: dict[tuple[int, int], Route | None] = {}

    def without(self, v: int, event: Event) -> Change | None:
        """Return the plan that makes a visit once less, or None where it cannot do without."""
        change = self._change(v, _Room(routes={}), event, None)
        return change if change is not None and self._keeps(v, change) else None

    def had_on(
        self, v: int, k: int, given_up: Sequence[Event | None], *, in_person: bool = True
    ) -> Change | None:
        """Return the cheapest plan that has a visit on a shift, others giving way if they must, or None.

        Parameters
        ----------
        given_up
            The events of which one is given up for it; None stands for none of them.
        """
        room = self._room(v, k) if in_person else self._call(v, k)
        if room is None:
            return None
        new = (self._standing.problem.shifts[k].day, in_person, k)
        found = [
            change for old in given_up if (change := self._change(v, room, old, new)) is not None
        ]
        in_turn = sorted(found, key=lambda change: change.cost)
        return next((change for change in in_turn if self._keeps(v, change)), None)

    def has_room(self, v: int, k: int, *, in_person: bool) -> bool:
        """Return whether a shift takes a visit in, or one of its stops can give way, whatever else hangs on it."""
        return (self._room(v, k) if in_person else self._call(v, k)) is not None

    def elsewhere(self, v: int, k: int) -> Change | None:
        """Return the cheapest plan with a visit at another position of its route, or None where there is none."""
        standing = self._standing
        problem, old = standing.problem, standing.sequences[k]
        rest = tuple(other for other in old if other != v)
        others = [
            (problem.route_travel_s(k, route), position, route)
            for position in range(len(old))
            if old[position] != v
            for route in [(*rest[:position], v, *rest[position:])]
        ]
        for _, position, route in sorted(others):
            if is_feasible(problem, k, route) and standing.keeps_contacts({k: route}, {}):
                cost = tuple(standing.route_change({k: route}))
                return Change(
                    cost=cost, routes={k: route}, events={}, position=position + 1, given_up=k
                )
        return None

    def _room(self, v: int, k: int) -> _Room | None:
        """Return the cheapest way for a route to take a visit in, in place of a stop only where it must."""
        if (v, k) not in self._rooms:
            standing = self._standing
            option = standing.taken_in(v, k)
            room = None
            if option is not None and standing.keeps_contacts(option.routes, {v: ()}):
                room = _Room(routes=option.routes, position=option.routes[k].index(v) + 1)
            self._rooms[v, k] = room or self._exchange(v, k)
        return self._rooms[v, k]

    def _exchange(self, v: int, k: int) -> _Room | None:
        """Return the cheapest exchange of one stop of a route for a visit, or None where none makes room."""
        standing = self._standing
        if (
            not standing.problem.visits[v].windows[k]
            or not standing.sequences[k]
            or v in standing.sequences[k]
        ):
            return None
        # In the order of what each exchange adds at least, so that most need not be tried.
        added_s = _least_added_s(standing.problem, k, standing.sequences[k], v)
        in_turn = sorted(
            (standing.loss(other, k) + added_s[position], position, other)
            for position, other in enumerate(standing.sequences[k])
        )
        best: tuple[int, _Room] | None = None
        for least, _, other in in_turn:
            if least > FORBIDDEN // 2 or (best is not None and least >= best[0]):
                break
            option = standing.exchanged(v, other, k)
            if option is None or not standing.keeps_contacts(option.routes, {v: (), other: ()}):
                continue
            worth = option.worth + standing.loss(other, k)
            if best is None or worth < best[0]:
                position = option.routes[k].index(v) + 1
                best = worth, _Room(routes=option.routes, position=position, gives_way=other)
        return None if best is None else best[1]

    def _call(self, v: int, k: int) -> _Room | None:
        return _Room(routes={}) if self._standing.phones(v, k) else None

    def _change(self, v: int, room: _Room, old: Event | None, new: Event | None) -> Change | None:
        """Return the plan that makes a visit at a new event for an old one, or None where it cannot be had."""
        standing = self._standing
        events = {one for one in standing.events(v) if one != old}
        made = {v: tuple(sorted(events if new is None else {*events, new}))}
        routes = dict(room.routes)
        if old is not None and old[1] and old[2] not in routes:
            shorter = self._without(v, old[2])
            if shorter is None:
                return None
            routes[old[2]] = shorter
        if room.gives_way is not None and new is not None:
            other = room.gives_way
            made[other] = tuple(one for one in standing.events(other) if one[2] != new[2])
        lapses = [self._lapses(one, days) for one, days in made.items()]
        before = [self._lapses(one, standing.events(one)) for one in made]
        if None in lapses:
            return None
        cost = standing.route_change(routes)
        for lost, kept in zip(lapses, before, strict=True):
            cost = [c + a - b for c, a, b in zip(cost, lost or (), kept or (), strict=True)]
        return Change(
            cost=tuple(cost),
            routes=routes,
            events=made,
            position=room.position,
            given_up=None if old is None else old[2],
            gives_way=room.gives_way,
        )

    def _keeps(self, v: int, change: Change) -> bool:
        """Return whether the timetables of a changed plan hold its contacts."""
        made = v, change.events[v]
        if made not in self._kept:
            self._kept[made] = self._standing.keeps_contacts(change.routes, change.events)
        return self._kept[made]

    def _lapses(self, v: int, events: tuple[Event, ...]) -> _Levels | None:
        """Return what a visit made at these events adds to each level apart from routes; None if it must not be."""
        if (v, events) not in self._lapsing:
            try:
                found = tuple(lapsing(self._standing.problem, v, events))
            except ValueError:
                found = None
            self._lapsing[v, events] = found
        return self._lapsing[v, events]

    def _without(self, v: int, k: int) -> Route | None:
        if (v, k) not in self._outs:
            out = self._standing.taken_out(v, k)
            self._outs[v, k] = None if out is None else out[1]
        return self._outs[v, k]


def _least_added_s(problem: Problem, k: int, route: Route, v: int) -> list[int]:
    """Return for each stop of a route what a visit in its place, anywhere on the route, adds to its cost at least."""
    shift, travel_s = problem.shifts[k], problem.travel_s
    there = problem.visits[v].place
    stops = [problem.visits[other].place for other in route]
    places = np.array([shift.start_place, *stops, shift.end_place])
    legs_s = travel_s[places[:-1], places[1:]]
    to_s, from_s = travel_s[places[:-1], there], travel_s[there, places[1:]]
    past_s = travel_s[places[:-2], places[2:]] - legs_s[:-1] - legs_s[1:]
    # One row a stop: what the visit adds at each position once that stop is left out.
    added_s = (to_s + from_s - legs_s)[None, :] + past_s[:, None]
    rows = np.arange(len(route))
    added_s[rows, rows] = added_s[rows, rows + 1] = (
        to_s[:-1] + from_s[1:] - legs_s[:-1] - legs_s[1:]
    )
    prices_s = np.array([problem.visits[other].serve_cost_s[k] for other in route])
    least_s = added_s.min(axis=1) + problem.visits[v].serve_cost_s[k] - prices_s
    return [int(one) for one in least_s]
