"""A plan as it stands, and what a single change of one of its routes adds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from routing.day_graph import DayGraph
from routing.feasibility import NEVER_S, earliest_return, is_feasible
from routing.problem import Problem
from routing.status import NUM_LEVELS, Level
from routing.timetable import ShiftTimetable, timetables
from routing.what_if.choices import FORBIDDEN, Choices, worth_of

__all__ = ["Event", "Option", "Route", "StandingPlan", "lapsing"]

Event = tuple[int, bool, int]
"""Day, whether in person, and shift of a visit made."""

Route = tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One way to have a visit on a day: its worth, its shift, and the routes and other visits that change for it."""

    worth: int
    shift: int
    routes: Mapping[int, Route] = field(default_factory=dict)
    others: Mapping[int, tuple[Event, ...]] = field(default_factory=dict)
    gives_way: int | None = None


class StandingPlan:
    """A plan as it stands: its routes and contacts, and what a single change of a route adds.

    Parameters
    ----------
    problem
        What was asked.
    sequences, contacts
        For each shift the visits in order; shift and visit of the contacts that recurring visits rely on.
    """

    def __init__(
        self,
        problem: Problem,
        sequences: Sequence[Sequence[int]],
        contacts: Iterable[tuple[int, int]],
    ) -> None:
        self.problem = problem
        self.sequences = tuple(map(tuple, sequences))
        self._contacts: list[list[int]] = [[] for _ in sequences]
        events: dict[int, list[Event]] = {}
        for k, v in contacts:
            self._contacts[k].append(v)
            events.setdefault(v, []).append((problem.shifts[k].day, False, k))
        for k, sequence in enumerate(self.sequences):
            for v in sequence:
                events.setdefault(v, []).append((problem.shifts[k].day, True, k))
        self._events = {v: tuple(sorted(found)) for v, found in events.items()}
        self._shifts_of_day: dict[int, list[int]] = {}
        for k, shift in enumerate(problem.shifts):
            self._shifts_of_day.setdefault(shift.day, []).append(k)
        self._route_worth = [
            worth_of(problem.route_levels(k, sequence)) for k, sequence in enumerate(self.sequences)
        ]
        self._spare_s = [self.spare_s(k) for k in range(len(self.sequences))]
        self._alone: dict[tuple[int, int], bool] = {}
        self._taken_in: dict[tuple[int, int], Option | None] = {}
        self._phoned: dict[tuple[int, int], bool] = {}
        self._choices: dict[int, Choices] = {}
        self._losses: dict[tuple[int, int], int] = {}

    @property
    def contacts(self) -> tuple[tuple[int, int], ...]:
        """Shift and visit of every contact."""
        return tuple((k, v) for k, found in enumerate(self._contacts) for v in found)

    def asked_otherwise(self, problem: Problem) -> StandingPlan:
        """Return the same routes and contacts as the answer to a varied question."""
        return StandingPlan(problem, self.sequences, self.contacts)

    def events(self, v: int) -> tuple[Event, ...]:
        """Return when a visit is made: day, whether in person, shift."""
        return self._events.get(v, ())

    def choices(self, v: int, graph: DayGraph) -> Choices:
        """Return all choices of days that a visit has by its graph."""
        if v not in self._choices:
            self._choices[v] = Choices.of_graph(graph)
        return self._choices[v]

    def shifts_of(self, day: int) -> Sequence[int]:
        """Return the shifts of a day."""
        return self._shifts_of_day.get(day, ())

    def makes_alone(self, v: int, k: int) -> bool:
        """Return whether a shift could make a visit if it made nothing else."""
        if (v, k) not in self._alone:
            self._alone[v, k] = is_feasible(self.problem, k, (v,))
        return self._alone[v, k]

    def phones(self, v: int, k: int) -> bool:
        """Return whether a shift finds time to make a visit without going there, beside all that it holds."""
        if (v, k) not in self._phoned:
            self._phoned[v, k] = bool(
                self.problem.visits[v].contact_s is not None
                and self.problem.visits[v].windows[k]
                and self._holds(k, self.sequences[k], (v,))
            )
        return self._phoned[v, k]

    def taken_in(self, v: int, k: int) -> Option | None:
        """Return the cheapest way to put a visit into a route, or None where it fits nowhere."""
        if (v, k) not in self._taken_in:
            # Whoever is not made alone may be on the way to somebody else: ways need not keep the triangle inequality.
            self._taken_in[v, k] = (
                self._put_in(v, k, self.sequences[k], self._spare_s[k])
                if self.problem.visits[v].windows[k]
                else None
            )
        return self._taken_in[v, k]

    def taken_out(self, v: int, k: int) -> tuple[int, Route] | None:
        """Return what a route without a visit adds to what it adds now, and the route; None if it cannot be driven."""
        route = tuple(other for other in self.sequences[k] if other != v)
        # Where the triangle inequality is broken, the way past a stop may be longer than the way through it.
        return (self._added(k, route), route) if self._holds(k, route) else None

    def exchanged(self, v: int, other: int, k: int) -> Option | None:
        """Return the cheapest way to have a visit in a route for another one, which it loses."""
        route = tuple(stop for stop in self.sequences[k] if stop != other)
        return self._put_in(v, k, route, self.spare_s(k, route))

    def loss(self, v: int, k: int) -> int:
        """Return what a visit loses with a shift, were it made on no other day instead, as one number."""
        if (v, k) not in self._losses:
            left = [one for one in self.events(v) if one[2] != k]
            try:
                worth = worth_of(lapsing(self.problem, v, left))
            except ValueError:
                # A contact in person's place has nothing to follow (R22).
                worth = FORBIDDEN
            self._losses[v, k] = worth - self.lapsing_worth(v)
        return self._losses[v, k]

    def lapsing_worth(self, v: int) -> int:
        """Return what a visit as it is made adds apart from routes, as one number."""
        return worth_of(lapsing(self.problem, v, self.events(v)))

    def missing_s(self, v: int, k: int) -> int | None:
        """Return by how much a route overruns with a visit at its best position; None if a window is missed anyway.

        Where the route alone does not, its calls at the end of the day do.
        """
        if len(self.sequences[k]) >= self.problem.shifts[k].max_visits:
            return None
        back_s = min(
            earliest_return(self.problem, k, route)
            for _, route in self._positions(v, k, self.sequences[k])
        )
        if back_s >= NEVER_S:
            return None
        over_s = back_s - self.problem.shifts[k].end_s
        return over_s if over_s > 0 else max(0, over_s + self.calls_s(v, k))

    def route_change(self, routes: Mapping[int, Route]) -> list[int]:
        """Return what changed routes add to each level."""
        total = [0] * NUM_LEVELS
        for k, route in sorted(routes.items()):
            new = self.problem.route_levels(k, route)
            old = self.problem.route_levels(k, self.sequences[k])
            total = [t + a - b for t, a, b in zip(total, new, old, strict=True)]
        return total

    def _added(self, k: int, route: Route) -> int:
        return worth_of(self.problem.route_levels(k, route)) - self._route_worth[k]

    def spare_s(self, k: int, route: Route | None = None) -> int:
        """Return at most how much longer a route could take; calls take of it."""
        route = self.sequences[k] if route is None else route
        shift = self.problem.shifts[k]
        return (
            shift.end_s
            - shift.start_s
            - (shift.lunch.length_s if shift.lunch else 0)
            - self.problem.route_travel_s(k, route)
            - sum(self.problem.visits[v].min_s for v in route)
        )

    def calls_s(self, v: int, k: int) -> int:
        """Return how long the calls of a shift take but for one: the manager neither drives nor visits meanwhile."""
        return sum(self.problem.visits[c].contact_s or 0 for c in self._contacts[k] if c != v)

    def _positions(self, v: int, k: int, route: Route) -> Iterator[tuple[int, Route]]:
        """Yield the travel that a visit adds at each position of a route, and the route with it."""
        travel_s = self.problem.travel_s
        shift, there = self.problem.shifts[k], self.problem.visits[v].place
        places = [
            shift.start_place,
            *(self.problem.visits[other].place for other in route),
            shift.end_place,
        ]
        for position in range(len(route) + 1):
            before, after = places[position], places[position + 1]
            added_s = int(travel_s[before, there]) + int(travel_s[there, after])
            if route:
                added_s -= int(travel_s[before, after])
            yield added_s, (*route[:position], v, *route[position:])

    def _put_in(self, v: int, k: int, route: Route, spare_s: int) -> Option | None:
        if len(route) >= self.problem.shifts[k].max_visits:
            return None
        calls_s = self.calls_s(v, k)
        for added_s, longer in sorted(self._positions(v, k, route)):
            if added_s + self.problem.visits[v].min_s + calls_s > spare_s:
                return None
            if self._holds(k, longer):
                return Option(worth=self._added(k, longer), shift=k, routes={k: longer})
        return None

    def _holds(self, k: int, route: Route, more: Sequence[int] = ()) -> bool:
        """Return whether a shift can make these visits, if in haste, with its contacts and some more besides."""
        wanted = [v for v in self._contacts[k] if v not in route] + list(more)
        return is_feasible(self.problem, k, route) and self._finds_time(
            k, route, wanted, in_haste=True
        )

    def keeps_contacts(
        self, routes: Mapping[int, Route], events: Mapping[int, Sequence[Event]]
    ) -> bool:
        """Return whether the timetables of a changed plan hold its contacts.

        Parameters
        ----------
        routes
            Changed routes.
        events
            Days of the visits that are made on other days than before.
        """
        return all(
            self._finds_time(k, routes.get(k, self.sequences[k]), contacts, in_haste=False)
            for k, contacts in self._wanted(routes, events).items()
        )

    def starts(
        self, routes: Mapping[int, Route], events: Mapping[int, Sequence[Event]]
    ) -> dict[int, tuple[int, ...]] | None:
        """Return when the visits of changed routes start, or None where `keeps_contacts` is False."""
        found = {}
        for k, contacts in self._wanted(routes, events).items():
            table = self._timetable(k, routes.get(k, self.sequences[k]), contacts, in_haste=False)
            if table is None:
                return None
            found[k] = tuple(stop.start_s for stop in table.stops)
        return found

    def called_besides(
        self,
        routes: Mapping[int, Route],
        events: Mapping[int, Sequence[Event]],
        waiting: Iterable[int],
    ) -> list[tuple[int, int]]:
        """Return shift and visit of those made once at most who are called, too, where a change leaves time for it.

        Parameters
        ----------
        routes, events
            The change, as of `keeps_contacts`.
        waiting
            Who would be called if there were time.
        """
        found: list[tuple[int, int]] = []
        left = sorted(waiting)
        wanted = self._wanted(routes, events) if left else {}
        for k, contacts in sorted(wanted.items()):
            route = routes.get(k, self.sequences[k])
            table = self._timetable(k, route, contacts, in_haste=False, waiting=left)
            if table is not None:
                first = len(route) + len(contacts)
                called = {left[one.visit - first] for one in table.contacts if one.visit >= first}
                found += [(k, v) for v in sorted(called)]
                left = [v for v in left if v not in called]
        return found

    def _wanted(
        self, routes: Mapping[int, Route], events: Mapping[int, Sequence[Event]]
    ) -> dict[int, list[int]]:
        """Return the contacts of the shifts that a change touches."""
        wanted: dict[int, list[int]] = {}
        for k in routes:
            wanted[k] = [v for v in self._contacts[k] if v not in events]
        for v, days in events.items():
            for _, in_person, k in days:
                if not in_person:
                    of_shift = [one for one in self._contacts[k] if one not in events]
                    wanted.setdefault(k, of_shift).append(v)
        return wanted

    def _finds_time(self, k: int, route: Route, contacts: Sequence[int], *, in_haste: bool) -> bool:
        return (
            not contacts
            or self._ends_early(k, route, contacts)
            or self._timetable(k, route, contacts, in_haste=in_haste) is not None
        )

    def _ends_early(self, k: int, route: Route, contacts: Sequence[int]) -> bool:
        """Return whether all contacts could be made at the end of a day: then its timetable holds them somewhere."""
        shift, calls = self.problem.shifts[k], [self.problem.visits[v] for v in contacts]
        end_s = shift.end_s - sum(one.contact_s or 0 for one in calls)
        back_s = earliest_return(self.problem, k, route) if route else shift.start_s
        return back_s <= end_s and all(
            any(
                opens_s <= end_s and shift.end_s - (one.contact_s or 0) <= closes_s
                for opens_s, closes_s in one.windows[k]
            )
            for one in calls
        )

    def _timetable(
        self,
        k: int,
        route: Route,
        contacts: Sequence[int],
        *,
        in_haste: bool,
        waiting: Sequence[int] = (),
    ) -> ShiftTimetable | None:
        """Return the timetable of a shift, or None if a contact finds no time.

        Visits are numbered along the route, then the contacts ascending, then those who wait for a call.
        """
        # Calls find their times one after another, in the order of the visits as in the timetables of the whole plan.
        stops = [self.problem.visits[v] for v in (*route, *sorted(contacts), *waiting)]
        visits = tuple(
            replace(
                stop,
                windows=(stop.windows[k],),
                serve_cost_s=(stop.serve_cost_s[k],),
                target_s=stop.min_s if in_haste else stop.target_s,
            )
            for stop in stops
        )
        single = replace(self.problem, shifts=(self.problem.shifts[k],), visits=visits)
        numbers = range(len(route), len(route) + len(contacts))
        (table,) = timetables(single, [range(len(route))], [(0, number) for number in numbers])
        return table if {one.visit for one in table.contacts}.issuperset(numbers) else None


def lapsing(problem: Problem, v: int, events: Sequence[Event]) -> list[int]:
    """Return what a visit made on these days adds to each level apart from routes.

    Raises
    ------
    ValueError
        If its graph does not allow these days.
    """
    visit = problem.visits[v]
    if visit.days is None:
        return [
            visit.skip_weight if level is visit.skip_level and not events else 0 for level in Level
        ]
    cost = visit.days.cost_of([(day, in_person) for day, in_person, _ in events])
    if cost is None:
        raise ValueError(f"visit {v} recurs on days that its graph does not allow")
    return [int(amount) for amount in cost]
