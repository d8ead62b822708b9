"""Where a visit fits into the routes of one day of a plan, what each place costs, and the plan that it leads to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from routing.problem import Problem, Window
from routing.status import Level
from routing.what_if import (
    Event,
    Route,
    Span,
    StandingPlan,
    best_around,
    lapsing,
    start_spans,
)
from routing.what_if.choices import worth_of

__all__ = ["Fitting", "Place", "Settled"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A position on a route at which a visit fits in.

    Parameters
    ----------
    shift
        Whose route.
    position
        Which stop the visit would be, from 0.
    spans
        When it could begin there, its own windows aside.
    displaces
        Stops that give way.
    route
        The route with the visit.
    worth
        What the whole change costs, the visit's other days included, as one number.
    """

    shift: int
    position: int
    spans: tuple[Span, ...]
    displaces: tuple[int, ...]
    route: Route
    worth: int

    @property
    def rank(self) -> tuple[int, int, int, int, tuple[int, ...]]:
        """What places are ranked by: the fewer give way, and then the less it costs, the better."""
        return len(self.displaces), self.worth, self.shift, self.position, self.displaces

    def first_start(self, windows: tuple[Window, ...]) -> int | None:
        """Return when the visit could begin at the earliest within windows, or None."""
        starts = [
            max(first_s, opens_s)
            for first_s, last_s in self.spans
            for opens_s, closes_s in windows
            if max(first_s, opens_s) <= min(last_s, closes_s)
        ]
        return min(starts, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """A changed plan that was computed.

    Parameters
    ----------
    start_s
        When the visit begins, by the timetable.
    cost
        Change of the objective, level by level.
    routes
        Of each shift that changes the visits in order.
    events
        When the visit is made: day, whether in person, shift.
    called
        Visits made once that are made by phone now and were not before.
    contacts
        Shift and visit of every contact.
    """

    start_s: int
    cost: tuple[int, ...]
    routes: Mapping[int, Route]
    events: tuple[Event, ...]
    called: tuple[int, ...]
    contacts: tuple[tuple[int, int], ...]


class Fitting:
    """The ways to make a visit in person on a day of a plan, all others of that day in their order.

    The visit's other days are chosen as is best then; nothing of them depends on where on the day it is made.

    Parameters
    ----------
    standing
        The plan.
    visit
        Index of the visit.
    asked
        The question with the visit asked for as it is to be made.
    day
        The day.
    none_from
        From this day on the visit is not made in person before it.
    """

    def __init__(
        self,
        standing: StandingPlan,
        visit: int,
        asked: Problem,
        day: int,
        *,
        none_from: int | None = None,
    ) -> None:
        self._standing = standing
        self._visit = visit
        self._asked = asked
        self._day = day
        self._around = best_around(standing, visit, asked.visits[visit], day, none_from=none_from)
        here = (k for at, in_person, k in standing.events(visit) if in_person and at == day)
        self._here = next(here, None)

    @property
    def lapsing_change(self) -> tuple[int, ...] | None:
        """What the visit itself adds to each level apart from routes; None where it may not be made on the day."""
        if self._around is None:
            return None
        made = sorted((*self._around.events, (self._day, True, -1)))
        new = lapsing(self._asked, self._visit, made)
        return tuple(a - b for a, b in zip(new, self._lapsing_now(self._visit), strict=True))

    def has_another_within(self, days: int) -> bool:
        """Return whether the visit is made in person, too, on a day nearer to this one than so many days."""
        events = () if self._around is None else self._around.events
        return any(in_person and abs(at - self._day) < days for at, in_person, _ in events)

    def places(self, k: int, num_displaced: int) -> Iterator[Place]:
        """Yield where a route takes the visit in if so many of its stops give way, nobody of them a mandatory visit."""
        left = self._left(k)
        if self._around is None or left is None:
            return
        worth = self._around.worth + left[0]
        others = [stop for stop in self._standing.sequences[k] if stop != self._visit]
        losses = {stop: self._loss(stop, k) for stop in others} if num_displaced else {}
        can_go = [stop for stop in others if losses.get(stop) is not None]
        for gone in combinations(can_go, num_displaced):
            route = tuple(stop for stop in others if stop not in gone)
            yield from self._along(k, route, gone, worth + sum(losses[stop] or 0 for stop in gone))

    def _left(self, k: int) -> tuple[int, dict[int, Route]] | None:
        """Return what is changed by the route that the visit leaves for another one of its day, and that route."""
        if self._here is None or self._here == k:
            return 0, {}
        out = self._standing.taken_out(self._visit, self._here)
        return None if out is None else (out[0], {self._here: out[1]})

    def _along(self, k: int, route: Route, gone: tuple[int, ...], worth: int) -> Iterator[Place]:
        """Yield the places along a route."""
        asked, v = self._asked, self._visit
        travel_s, there = asked.travel_s, asked.visits[v].place
        stops = [asked.visits[stop].place for stop in route]
        legs = list(pairwise([asked.shifts[k].start_place, *stops, asked.shifts[k].end_place]))
        detours = [
            int(travel_s[a, there] + travel_s[there, b]) - (int(travel_s[a, b]) if route else 0)
            for a, b in legs
        ]
        # Nobody drives, visits or lunches during a call.
        spare_s = self._standing.spare_s(k, route) - self._standing.calls_s(v, k)
        spare_s -= asked.visits[v].min_s
        if min(detours) > spare_s:
            return
        found = [
            (position, spans)
            for position, spans in enumerate(start_spans(asked, k, route, v))
            if spans and detours[position] <= spare_s
        ]
        if not found:
            return
        # Positions along one route differ in travel alone, which the worth counts second by second.
        first = found[0][0]
        with_it = asked.route_levels(k, (*route[:first], v, *route[first:]))
        worth += worth_of(with_it) - worth_of(self._route_now(k)) - detours[first]
        for position, spans in found:
            yield Place(
                shift=k,
                position=position,
                spans=spans,
                displaces=gone,
                route=(*route[:position], v, *route[position:]),
                worth=worth + detours[position],
            )

    def _loss(self, stop: int, k: int) -> int | None:
        """Return what another visit loses with a stop, were it made on no other day; None where it is mandatory."""
        left = [event for event in self._standing.events(stop) if event[2] != k]
        try:
            new = lapsing(self._standing.problem, stop, left)
        except ValueError:
            # A contact in person's place has nothing to follow (R22).
            return None
        change = [a - b for a, b in zip(new, self._lapsing_now(stop), strict=True)]
        return None if any(one > 0 for one in change[: Level.OPENED]) else worth_of(change)

    def _lapsing_now(self, v: int) -> list[int]:
        return lapsing(self._standing.problem, v, self._standing.events(v))

    def settled(self, place: Place, asked: Problem) -> Settled | None:
        """Return the plan that a place leads to, or None where a contact finds no time in it.

        Parameters
        ----------
        asked
            The question with the visit asked for in full: at the time agreed.
        """
        standing, v, k = self._standing, self._visit, place.shift
        left = self._left(k)
        if self._around is None or left is None:
            return None
        routes = {**self._around.routes, **left[1], k: place.route}
        made: dict[int, tuple[Event, ...]] = {
            v: tuple(sorted((*self._around.events, (self._day, True, k))))
        }
        for stop in place.displaces:
            made[stop] = tuple(event for event in standing.events(stop) if event[2] != k)
        changed = standing.asked_otherwise(asked)
        called = changed.called_besides(routes, made, self._waiting(place.displaces))
        made.update({one: ((asked.shifts[n].day, False, n),) for n, one in called})
        starts = changed.starts(routes, made)
        if starts is None:
            return None
        changes: list[tuple[Sequence[int], Sequence[int]]] = [
            (asked.route_levels(n, route), self._route_now(n)) for n, route in routes.items()
        ]
        changes += [(lapsing(asked, n, days), self._lapsing_now(n)) for n, days in made.items()]
        contacts = [one for one in standing.contacts if one[1] not in made]
        contacts += [(n, v) for v, days in made.items() for _, there, n in days if not there]
        return Settled(
            start_s=starts[k][place.position],
            cost=tuple(sum(new[level] - old[level] for new, old in changes) for level in Level),
            routes=dict(sorted(routes.items())),
            events=made[self._visit],
            called=tuple(sorted(v for _, v in called)),
            contacts=tuple(sorted(contacts)),
        )

    def _waiting(self, displaced: Iterable[int]) -> list[int]:
        """Return who is made once at most, is not visited, and would be called if there were time."""
        absent = {v for v in range(len(self._asked.visits)) if not self._standing.events(v)}
        return [
            v
            for v in sorted(absent.union(displaced) - {self._visit})
            for one in [self._asked.visits[v]]
            if one.days is None and one.contact_s is not None and one.skip_level is not None
        ]

    def _route_now(self, k: int) -> tuple[int, ...]:
        return self._standing.problem.route_levels(k, self._standing.sequences[k])
