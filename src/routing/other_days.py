"""What it takes to make a recurring visit on other days of a plan, all else as it stands.

Every day on which the plan could take the visit in has a price: what its route adds, or what is lost by a stop that
gives way. The best other days are then a shortest path through the visit's graph of days, with the prices on the
nodes, among the paths that let no more lapse than asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from routing.day_graph import DayGraph, Node
from routing.feasibility import NEVER_S, earliest_return, is_feasible
from routing.problem import Problem
from routing.status import NUM_LEVELS, Level
from routing.timetable import timetables

__all__ = ["Choices", "OtherDays", "StandingPlan", "Way", "least_lapsing"]

_Event = tuple[int, bool, int]
"""Day, whether in person, and shift of a visit made."""

_Route = tuple[int, ...]

# Levels are compared by one number: a change on a level outweighs any sum of changes below it.
_LEVEL_STEP = 1 << 44
_FORBIDDEN = _LEVEL_STEP ** (NUM_LEVELS + 1)


def _worth(levels: Iterable[int]) -> int:
    total = 0
    for amount in levels:
        total = total * _LEVEL_STEP + amount
    return total


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """The choices of days of a visit, and what each lets lapse of what is asked about.

    Parameters
    ----------
    nodes
        Of each node its day and whether the visit is made in person; the first stands before the horizon, the last
        after it.
    arcs
        Tail, head, what lapses in between, and the worth of what is added to the levels; sorted by head.
    """

    nodes: tuple[Node, ...]
    arcs: tuple[tuple[int, int, int, int], ...]

    @classmethod
    def of(
        cls, nodes: Sequence[Node], arcs: Iterable[tuple[int, int, int, Sequence[int]]]
    ) -> Choices:
        """Return the choices among nodes, the first and the last of them beside the horizon.

        Parameters
        ----------
        nodes
            Days ascending.
        arcs
            Tail, head, what lapses in between, and what is added to each level; in any order.
        """
        ordered = sorted(arcs, key=lambda arc: arc[:2])
        return cls(
            nodes=tuple(nodes),
            arcs=tuple(
                (tail, head, lapsing, _worth(levels)) for tail, head, lapsing, levels in ordered
            ),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Option:
    """One way to have a visit on a day: its worth, its shift, and the routes and other visits that change for it."""

    worth: int
    shift: int
    routes: Mapping[int, _Route] = field(default_factory=dict)
    others: Mapping[int, tuple[_Event, ...]] = field(default_factory=dict)
    gives_way: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A changed plan that makes a visit on other days.

    Parameters
    ----------
    events
        Of each visit that is made on other days than before: day, whether in person, and shift, ascending.
    gives_way
        Visits that lose a day to it.
    cost
        Change of the objective, level by level.
    """

    events: Mapping[int, tuple[_Event, ...]]
    gives_way: tuple[int, ...]
    cost: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """The best days found, what they are worth, and the changes that they take."""

    worth: int
    events: tuple[_Event, ...]
    options: tuple[_Option, ...]


class _Label(NamedTuple):
    lapsing: int
    worth: int
    node: int
    before: _Label | None


def least_lapsing(choices: Choices, can_be: Callable[[Node], bool]) -> int:
    """Return the least that a choice among the days that can be lets lapse, of what is asked about."""
    least: list[int | None] = [None] * len(choices.nodes)
    least[0] = 0
    for tail, head, lapsing, _ in choices.arcs:
        before = least[tail]
        if before is None or (head < len(choices.nodes) - 1 and not can_be(choices.nodes[head])):
            continue
        found = least[head]
        least[head] = before + lapsing if found is None else min(found, before + lapsing)
    end = least[-1]
    if end is None:
        raise AssertionError("the end of a horizon can always be reached")  # pragma: no cover
    return end


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
        events: dict[int, list[_Event]] = {}
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
            _worth(problem.route_levels(k, sequence)) for k, sequence in enumerate(self.sequences)
        ]
        self._spare_s = [self._spare(k) for k in range(len(self.sequences))]
        self._alone: dict[tuple[int, int], bool] = {}
        self._taken_in: dict[tuple[int, int], _Option | None] = {}
        self._phoned: dict[tuple[int, int], bool] = {}
        self._choices: dict[int, Choices] = {}
        self._losses: dict[tuple[int, int], int] = {}

    def events(self, v: int) -> tuple[_Event, ...]:
        """Return when a visit is made: day, whether in person, shift."""
        return self._events.get(v, ())

    def choices(self, v: int, graph: DayGraph) -> Choices:
        """Return all choices of days that a visit has by its graph."""
        if v not in self._choices:
            self._choices[v] = Choices.of(
                list(zip(graph.day.tolist(), graph.in_person.tolist(), strict=True)),
                [
                    (tail, head, 0, levels)
                    for tail, head, levels in zip(
                        graph.tail.tolist(), graph.head.tolist(), graph.cost.tolist(), strict=True
                    )
                ],
            )
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

    def taken_in(self, v: int, k: int) -> _Option | None:
        """Return the cheapest way to put a visit into a route, or None where it fits nowhere."""
        if (v, k) not in self._taken_in:
            self._taken_in[v, k] = (
                self._put_in(v, k, self.sequences[k], self._spare_s[k])
                if self.makes_alone(v, k)
                else None
            )
        return self._taken_in[v, k]

    def taken_out(self, v: int, k: int) -> tuple[int, _Route] | None:
        """Return what a route without a visit adds to what it adds now, and the route; None if it cannot be driven."""
        route = tuple(other for other in self.sequences[k] if other != v)
        # Where the triangle inequality is broken, the way past a stop may be longer than the way through it.
        return (self._added(k, route), route) if self._holds(k, route) else None

    def exchanged(self, v: int, other: int, k: int) -> _Option | None:
        """Return the cheapest way to have a visit in a route for another one, which it loses."""
        route = tuple(stop for stop in self.sequences[k] if stop != other)
        return self._put_in(v, k, route, self._spare(k, route))

    def loss(self, v: int, k: int) -> int:
        """Return what a visit loses with a shift, were it made on no other day instead, as one number."""
        if (v, k) not in self._losses:
            left = [one for one in self.events(v) if one[2] != k]
            try:
                worth = _worth(_lapsing(self.problem, v, left))
            except ValueError:
                # A contact in person's place has nothing to follow (R22).
                worth = _FORBIDDEN
            self._losses[v, k] = worth - self.lapsing_worth(v)
        return self._losses[v, k]

    def lapsing_worth(self, v: int) -> int:
        """Return what a visit as it is made adds apart from routes, as one number."""
        return _worth(_lapsing(self.problem, v, self.events(v)))

    def missing_s(self, v: int, k: int) -> int | None:
        """Return by how much a route overruns with a visit at its best position; None if a window is missed anyway."""
        if len(self.sequences[k]) >= self.problem.shifts[k].max_visits:
            return None
        back_s = min(
            earliest_return(self.problem, k, route)
            for _, route in self._positions(v, k, self.sequences[k])
        )
        return None if back_s >= NEVER_S else max(0, back_s - self.problem.shifts[k].end_s)

    def route_change(self, routes: Mapping[int, _Route]) -> list[int]:
        """Return what changed routes add to each level."""
        total = [0] * NUM_LEVELS
        for k, route in sorted(routes.items()):
            new = self.problem.route_levels(k, route)
            old = self.problem.route_levels(k, self.sequences[k])
            total = [t + a - b for t, a, b in zip(total, new, old, strict=True)]
        return total

    def _added(self, k: int, route: _Route) -> int:
        return _worth(self.problem.route_levels(k, route)) - self._route_worth[k]

    def _spare(self, k: int, route: _Route | None = None) -> int:
        """Return at most how much longer a route could take."""
        route = self.sequences[k] if route is None else route
        shift = self.problem.shifts[k]
        return (
            shift.end_s
            - shift.start_s
            - (shift.lunch.length_s if shift.lunch else 0)
            - self.problem.route_travel_s(k, route)
            - sum(self.problem.visits[v].min_s for v in route)
        )

    def _positions(self, v: int, k: int, route: _Route) -> Iterator[tuple[int, _Route]]:
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

    def _put_in(self, v: int, k: int, route: _Route, spare_s: int) -> _Option | None:
        if len(route) >= self.problem.shifts[k].max_visits:
            return None
        for added_s, longer in sorted(self._positions(v, k, route)):
            if added_s + self.problem.visits[v].min_s > spare_s:
                return None
            if self._holds(k, longer):
                return _Option(worth=self._added(k, longer), shift=k, routes={k: longer})
        return None

    def _holds(self, k: int, route: _Route, more: Sequence[int] = ()) -> bool:
        """Return whether a shift can make these visits, if in haste, with its contacts and some more besides."""
        wanted = [v for v in self._contacts[k] if v not in route] + list(more)
        return is_feasible(self.problem, k, route) and self._finds_time(
            k, route, wanted, in_haste=True
        )

    def keeps_contacts(
        self, routes: Mapping[int, _Route], events: Mapping[int, Sequence[_Event]]
    ) -> bool:
        """Return whether the timetables of a changed plan hold its contacts.

        Parameters
        ----------
        routes
            Changed routes.
        events
            Days of the visits that are made on other days than before.
        """
        wanted: dict[int, list[int]] = {}
        for k in routes:
            wanted[k] = [v for v in self._contacts[k] if v not in events]
        for v, days in events.items():
            for _, in_person, k in days:
                if not in_person:
                    of_shift = [one for one in self._contacts[k] if one not in events]
                    wanted.setdefault(k, of_shift).append(v)
        return all(
            self._finds_time(k, routes.get(k, self.sequences[k]), contacts, in_haste=False)
            for k, contacts in wanted.items()
        )

    def _finds_time(
        self, k: int, route: _Route, contacts: Sequence[int], *, in_haste: bool
    ) -> bool:
        if not contacts:
            return True
        stops = [self.problem.visits[v] for v in (*route, *contacts)]
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
        numbers = range(len(route), len(visits))
        (table,) = timetables(single, [range(len(route))], [(0, number) for number in numbers])
        return {entry.visit for entry in table.contacts}.issuperset(numbers)


class OtherDays:
    """The search for other days of one visit in a standing plan.

    Parameters
    ----------
    standing
        The plan.
    visit
        Index of the visit.
    choices
        Its days to choose from.
    """

    def __init__(self, standing: StandingPlan, visit: int, choices: Choices) -> None:
        self._standing = standing
        self._visit = visit
        self._choices = choices
        self._shifts = {k for _, _, k in standing.events(visit)}
        self._exchanges: dict[int, _Option] = {}

    def offer_exchange(self, other: int, k: int) -> bool:
        """Return whether a route can make the visit in place of another one, which may be made on other days itself.

        The exchange is then offered to `best` if it is the cheapest of its day.
        """
        standing = self._standing
        option = standing.exchanged(self._visit, other, k)
        if option is None:
            return False
        moved = _moved_away(standing, other, k, self._shifts | {k})
        if moved is None:
            return False
        day = standing.problem.shifts[k].day
        whole = replace(
            option,
            worth=option.worth + moved.worth,
            routes={**moved.routes, **option.routes},
            others=moved.others,
            gives_way=other,
        )
        found = self._exchanges.get(day)
        if found is None or whole.worth < found.worth:
            self._exchanges[day] = whole
        return True

    def best(self, most: int) -> Way | None:
        """Return the best plan with the visit on other days that lets at most so much lapse, or None."""
        standing, visit = self._standing, self._visit
        found = _best(standing, visit, self._choices, most, self._option)
        if found is None:
            return None
        routes: dict[int, _Route] = {}
        events = {visit: found.events}
        gives_way = []
        for option in found.options:
            more = {**option.routes}
            if more.keys() & routes.keys() or option.others.keys() & events.keys():
                # Two changes of one route, each made as if it were the only one.
                return None
            routes |= more
            events |= option.others
            if option.gives_way is not None:
                gives_way.append(option.gives_way)
        if not standing.keeps_contacts(routes, events):
            return None
        cost = standing.route_change(routes)
        for v, days in events.items():
            new, old = (_lapsing(standing.problem, v, one) for one in (days, standing.events(v)))
            cost = [c + a - b for c, a, b in zip(cost, new, old, strict=True)]
        return Way(events=events, gives_way=tuple(gives_way), cost=tuple(cost))

    def _option(self, node: Node) -> _Option | None:
        day, in_person = node
        standing, visit = self._standing, self._visit
        if not in_person:
            return next(
                (
                    _Option(worth=0, shift=k)
                    for k in standing.shifts_of(day)
                    if standing.phones(visit, k)
                ),
                None,
            )
        options = [standing.taken_in(visit, k) for k in standing.shifts_of(day)]
        options.append(self._exchanges.get(day))
        return min(
            (option for option in options if option is not None),
            key=lambda option: option.worth,
            default=None,
        )


def _best(
    standing: StandingPlan,
    v: int,
    choices: Choices,
    most: int,
    option_of: Callable[[Node], _Option | None],
    lost: int | None = None,
) -> _Found | None:
    """Return the best days of a visit that let at most so much lapse.

    Parameters
    ----------
    option_of
        How to have the visit on a day on which it is not made now.
    lost
        The shift that it has lost already.
    """
    kept: dict[Node, int] = {}
    taken_out: dict[int, _Option] = {}
    for day, in_person, k in standing.events(v):
        if k != lost:
            kept[day, in_person] = k
            out = standing.taken_out(v, k) if in_person else (0, None)
            worth, route = (_FORBIDDEN, None) if out is None else out
            taken_out[k] = _Option(worth=worth, shift=k, routes={} if route is None else {k: route})
    lost_day = None if lost is None else standing.problem.shifts[lost].day
    options: dict[Node, _Option | None] = {}

    def price(node: Node) -> int | None:
        if node in kept:
            return -taken_out[kept[node]].worth
        if node == (lost_day, True):
            return None
        if node not in options:
            options[node] = option_of(node)
        option = options[node]
        return None if option is None else option.worth

    label = _cheapest(choices, most, price)
    if label is None:
        return None
    worth = label.worth + sum(option.worth for option in taken_out.values())
    if worth > _FORBIDDEN // 2:
        return None
    nodes = []
    while label.before is not None:
        label = label.before
        nodes.append(choices.nodes[label.node])
    made = sorted(nodes[:-1])
    new = {node: options[node] for node in made if node not in kept}
    chosen = [option for option in new.values() if option is not None]
    gone = [taken_out[k] for node, k in kept.items() if node not in made]
    return _Found(
        worth=worth,
        events=tuple(
            (day, in_person, kept[day, in_person])
            if (day, in_person) in kept
            else (day, in_person, _shift(new[day, in_person]))
            for day, in_person in made
        ),
        options=tuple(chosen + gone),
    )


def _shift(option: _Option | None) -> int:
    if option is None:
        raise AssertionError("a path leads over days that can be had")  # pragma: no cover
    return option.shift


def _cheapest(choices: Choices, most: int, price: Callable[[Node], int | None]) -> _Label | None:
    """Return the end of the cheapest path that lets at most so much lapse: labels of which none beats another."""
    last = len(choices.nodes) - 1
    labels: list[list[_Label]] = [[] for _ in choices.nodes]
    labels[0].append(_Label(0, 0, 0, None))
    for tail, head, lapsing, worth in choices.arcs:
        if not labels[tail]:
            continue
        paid = 0 if head == last else price(choices.nodes[head])
        if paid is None:
            continue
        for before in labels[tail]:
            one = _Label(before.lapsing + lapsing, before.worth + worth + paid, head, before)
            rivals = labels[head]
            if one.lapsing > most or any(
                other.lapsing <= one.lapsing and other.worth <= one.worth for other in rivals
            ):
                continue
            labels[head] = [
                other for other in rivals if other.lapsing < one.lapsing or other.worth < one.worth
            ]
            labels[head].append(one)
    return min(labels[last], key=lambda label: label.worth, default=None)


def _moved_away(
    standing: StandingPlan, v: int, lost: int, barred: Collection[int]
) -> _Option | None:
    """Return the least loss of a visit that loses a shift, made on other days where that is better.

    Parameters
    ----------
    barred
        Shifts whose routes are not to be changed for it.
    """
    problem = standing.problem
    graph = problem.visits[v].days
    if graph is None:
        return _Option(worth=standing.loss(v, lost), shift=lost, others={v: ()})

    def option_of(node: Node) -> _Option | None:
        day, in_person = node
        if not in_person:
            return None
        options = [standing.taken_in(v, k) for k in standing.shifts_of(day) if k not in barred]
        return min(
            (option for option in options if option is not None),
            key=lambda option: option.worth,
            default=None,
        )

    found = _best(standing, v, standing.choices(v, graph), 0, option_of, lost)
    if found is None:
        return None
    routes: dict[int, _Route] = {}
    for option in found.options:
        routes |= option.routes
    if routes.keys() & set(barred):
        return None
    return _Option(
        worth=found.worth - standing.lapsing_worth(v),
        shift=lost,
        routes=routes,
        others={v: found.events},
    )


def _lapsing(problem: Problem, v: int, events: Sequence[_Event]) -> list[int]:
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
