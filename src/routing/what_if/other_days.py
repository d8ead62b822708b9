"""What it takes to make a recurring visit on other days of a plan, all else as it stands.

Every day on which the plan could take the visit in has a price: what its route adds, or what is lost by a stop that
gives way. The best other days are then a shortest path through the visit's graph of days, with the prices on the
nodes, among the paths that let no more lapse than asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

from routing.day_graph import Node
from routing.problem import Visit
from routing.status import NUM_LEVELS
from routing.what_if.choices import FORBIDDEN, Choices, cheapest_path
from routing.what_if.standing_plan import Event, Option, Route, StandingPlan, lapsing

__all__ = ["Around", "OtherDays", "Way", "best_around"]

# A visit that is made once: no day before it and none after it.
_ONCE = [(0, 1, 0, (0,) * NUM_LEVELS), (1, 2, 0, (0,) * NUM_LEVELS)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A changed plan that makes a visit on other days.

    Parameters
    ----------
    routes
        Of each shift that changes the visits in order.
    events
        Of each visit that is made on other days than before: day, whether in person, and shift, ascending.
    gives_way
        Visits that lose a day to it.
    cost
        Change of the objective, level by level.
    """

    routes: Mapping[int, Route]
    events: Mapping[int, tuple[Event, ...]]
    gives_way: tuple[int, ...]
    cost: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """The best days found, what they are worth, and the changes that they take."""

    worth: int
    events: tuple[Event, ...]
    options: tuple[Option, ...]


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
        self._exchanges: dict[int, Option] = {}

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
        routes: dict[int, Route] = {}
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
            new, old = (lapsing(standing.problem, v, one) for one in (days, standing.events(v)))
            cost = [c + a - b for c, a, b in zip(cost, new, old, strict=True)]
        return Way(routes=routes, events=events, gives_way=tuple(gives_way), cost=tuple(cost))

    def _option(self, node: Node) -> Option | None:
        day, in_person = node
        option = _had_on(self._standing, self._visit, node)
        found = (option, self._exchanges.get(day) if in_person else None)
        return min(
            (option for option in found if option is not None),
            key=lambda option: option.worth,
            default=None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What becomes of a visit on the other days of a plan once it is made on a given one.

    Parameters
    ----------
    events
        When it is made besides: day, whether in person, and shift, ascending.
    routes
        Of each shift of these days that changes the visits in order.
    worth
        What all of this changes, as one number; the routes of the given day aside.
    """

    events: tuple[Event, ...]
    routes: Mapping[int, Route]
    worth: int


def best_around(
    standing: StandingPlan, v: int, asked: Visit, day: int, *, none_from: int | None = None
) -> Around | None:
    """Return the best other days of a visit that is made in person on a given day, or None if it cannot be.

    Parameters
    ----------
    asked
        The visit on the terms to plan it on; those of the standing plan may be others.
    none_from
        From this day on it is not made in person before the given day.
    """
    here = next((k for there, _, k in standing.events(v) if there == day), None)
    if asked.days is None:
        choices = Choices.of([(day - 1, True), (day, True), (day + 1, True)], _ONCE)
    else:
        choices = Choices.of_graph(asked.days).through(day, none_from=none_from)

    def option_of(node: Node) -> Option | None:
        return Option(worth=0, shift=-1) if node == (day, True) else _had_on(standing, v, node)

    found = _best(standing, v, choices, 0, option_of, here)
    if found is None:
        return None
    return Around(
        events=tuple(event for event in found.events if event[0] != day),
        routes={k: route for option in found.options for k, route in option.routes.items()},
        worth=found.worth - standing.lapsing_worth(v),
    )


def _had_on(standing: StandingPlan, v: int, node: Node) -> Option | None:
    """Return the cheapest way to have a visit on a day on which it is not made now, nobody giving way."""
    day, in_person = node
    if not in_person:
        phoning = (k for k in standing.shifts_of(day) if standing.phones(v, k))
        return next((Option(worth=0, shift=k) for k in phoning), None)
    options = [standing.taken_in(v, k) for k in standing.shifts_of(day)]
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
    option_of: Callable[[Node], Option | None],
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
    taken_out: dict[int, Option] = {}
    for day, in_person, k in standing.events(v):
        if k != lost:
            kept[day, in_person] = k
            out = standing.taken_out(v, k) if in_person else (0, None)
            worth, route = (FORBIDDEN, None) if out is None else out
            taken_out[k] = Option(worth=worth, shift=k, routes={} if route is None else {k: route})
    options: dict[Node, Option | None] = {}

    def price(node: Node) -> int | None:
        if node in kept:
            return -taken_out[kept[node]].worth
        if node not in options:
            options[node] = option_of(node)
        option = options[node]
        return None if option is None else option.worth

    label = cheapest_path(choices, most, price)
    if label is None:
        return None
    worth = label.worth + sum(option.worth for option in taken_out.values())
    if worth > FORBIDDEN // 2:
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


def _shift(option: Option | None) -> int:
    if option is None:
        raise AssertionError("a path leads over days that can be had")  # pragma: no cover
    return option.shift


def _moved_away(
    standing: StandingPlan, v: int, lost: int, barred: Collection[int]
) -> Option | None:
    """Return the least loss of a visit that loses a shift, made on other days where that is better.

    Parameters
    ----------
    barred
        Shifts whose routes are not to be changed for it.
    """
    problem = standing.problem
    graph = problem.visits[v].days
    if graph is None:
        return Option(worth=standing.loss(v, lost), shift=lost, others={v: ()})

    def option_of(node: Node) -> Option | None:
        day, in_person = node
        if not in_person or day == problem.shifts[lost].day:
            return None
        options = [standing.taken_in(v, k) for k in standing.shifts_of(day) if k not in barred]
        return min(
            (option for option in options if option is not None),
            key=lambda option: option.worth,
            default=None,
        )

    found = _best(standing, v, standing.choices(v, graph), 0, option_of, lost)
    routes: dict[int, Route] = {}
    for option in found.options if found else ():
        routes |= option.routes
    if found is None or routes.keys() & set(barred):
        # What is best changes a route that is not to be changed: it only loses the shift.
        worth = standing.loss(v, lost)
        left = tuple(one for one in standing.events(v) if one[2] != lost)
        return Option(worth=worth, shift=lost, others={v: left}) if worth < FORBIDDEN // 2 else None
    return Option(
        worth=found.worth - standing.lapsing_worth(v),
        shift=lost,
        routes=routes,
        others={v: found.events},
    )
