"""The map of a plan: roads, routes with their direction, customers by class and state."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from routing.domain.customer import Point
from routing.domain.ids import CustomerId, PlaceId, customer_place
from routing.domain.visit import Category
from routing.outputs.page.day_tables import row_key
from routing.outputs.page.plane import Arrow, Plane, Spot, arrow_on, line_path
from routing.outputs.page.roads import road_paths
from routing.outputs.page.shown import NUM_COLOURS, Shown
from routing.outputs.reason_text import reason_texts
from routing.plan import Contact, Route, Stop, UnassignedVisit
from routing.travel.road_graph import RoadGraph
from routing.travel.road_network import RoadNetwork
from routing.units import clock_text

__all__ = ["AreaMap", "Base", "CustomerMark", "DrawnRoute", "StopMark", "area_map"]

_ROUND_M = (50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000)
_LONGEST_SCALE = 0.15
"""Length of the scale at most, as a share of the drawing's width."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerMark:
    """A customer with what the whole plan says of him; `shift` counts those drawn at the same spot before."""

    x: int
    y: int
    shift: int
    customer: str
    customer_class: str
    state: str
    tip: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StopMark:
    """A visit or contact of one route, `number` that in the order of the day."""

    x: int
    y: int
    shift: int
    key: str
    customer: str
    customer_class: str
    category: str
    kind: str
    number: str
    is_done: bool
    tip: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnRoute:
    """The way of one account manager on one day; `path` is empty where a place of it is unknown."""

    key: str
    day: str
    manager: str
    colour: int
    path: str
    arrows: tuple[Arrow, ...]
    marks: tuple[StopMark, ...]
    tip: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """Where days start and end."""

    x: int
    y: int
    tip: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaMap:
    """All that the map shows, from the bottom up; the scale is drawn so many units long."""

    width: int
    height: int
    minor_roads: str
    main_roads: str
    customers: tuple[CustomerMark, ...]
    routes: tuple[DrawnRoute, ...]
    bases: tuple[Base, ...]
    metres_per_unit: float
    scale_units: int
    scale_text: str
    num_unknown: int


def area_map(
    shown: Shown, points: Mapping[PlaceId, Point], network: RoadNetwork | None
) -> AreaMap | None:
    """Return the map of a plan, None if no place is known.

    Parameters
    ----------
    shown
        The plan.
    points
        Where the places are; what stands at an unknown place is not drawn, and counted.
    network
        The roads; routes follow them, and run straight where they lead nowhere or there are none.
    """
    if not points:
        return None
    plane = Plane.around(points.values())
    spots = dict(zip(points, plane.way(tuple(points.values())), strict=True))
    drawing = _Drawing(shown, plane, points, spots, network)
    minor, main = ("", "") if network is None else road_paths(network, plane)
    longest_m = _LONGEST_SCALE * plane.width * plane.metres_per_unit
    scale_m = max((one for one in _ROUND_M if one <= longest_m), default=_ROUND_M[0])
    return AreaMap(
        width=plane.width,
        height=plane.height,
        minor_roads=minor,
        main_roads=main,
        customers=tuple(drawing.customers()),
        routes=tuple(drawing.route(number, one) for number, one in enumerate(shown.routes)),
        bases=tuple(drawing.bases()),
        metres_per_unit=plane.metres_per_unit,
        scale_units=round(scale_m / plane.metres_per_unit),
        scale_text=f"{scale_m / 1000:g} km",
        num_unknown=drawing.num_unknown(),
    )


class _Drawing:
    def __init__(
        self,
        shown: Shown,
        plane: Plane,
        points: Mapping[PlaceId, Point],
        spots: Mapping[PlaceId, Spot],
        network: RoadNetwork | None,
    ) -> None:
        self._shown = shown
        self._plane = plane
        self._points = points
        self._spots = spots
        self._graph = None if network is None else RoadGraph(network=network)
        taken: Counter[Spot] = Counter()
        self._shifts: dict[CustomerId, int] = {}
        for customer_id in shown.people.customers:
            spot = spots[customer_place(customer_id)]
            self._shifts[customer_id] = taken[spot]
            taken[spot] += 1

    # ------------------------------------------------------------------ customers

    def customers(self) -> Iterator[CustomerMark]:
        """Yield all customers of the territory, those first of whom the plan says least."""
        days = {route.day for route in self._shown.routes}
        visited = {customer_id for customer_id, day in self._shown.done if day in days}
        visits: dict[CustomerId, list[tuple[Route, Stop | Contact]]] = {}
        for route in self._shown.routes:
            for entry in route.entries:
                visits.setdefault(entry.customer_id, []).append((route, entry))
        left_out: dict[CustomerId, list[UnassignedVisit]] = {}
        for one in self._shown.plan.unassigned:
            left_out.setdefault(one.customer_id, []).append(one)
        marks = []
        for customer_id in self._shown.people.customers:
            made, left = visits.get(customer_id, []), left_out.get(customer_id, [])
            x, y = self._spots[customer_place(customer_id)]
            mark = CustomerMark(
                x=x,
                y=y,
                shift=self._shifts[customer_id],
                customer=customer_id,
                customer_class=self._shown.customer_class(customer_id),
                state=_state(
                    [entry for route, entry in made if not self._shown.is_done(entry, route)],
                    left,
                    is_visited=customer_id in visited,
                ),
                tip=self._tip(customer_id, made, left, is_visited=customer_id in visited),
            )
            marks.append(mark)
        yield from sorted(marks, key=lambda mark: _STATES.index(mark.state))

    def _tip(
        self,
        customer_id: CustomerId,
        made: Sequence[tuple[Route, Stop | Contact]],
        left: Sequence[UnassignedVisit],
        *,
        is_visited: bool,
    ) -> str:
        shown, words = self._shown, self._shown.words
        lines = [shown.people.customer(customer_id), shown.class_name(customer_id)]
        for route, entry in sorted(made, key=lambda one: (one[0].day, one[1].start_s)):
            mark = "✓ " if shown.is_done(entry, route) else ""
            mode = f" {words(entry.mode)}" if isinstance(entry, Contact) else ""
            lines.append(
                f"{mark}{words.day(route.day)} {clock_text(entry.start_s)}{mode} {words(entry.category)}"
            )
        for one in left:
            owed = "" if one.deadline is None else f" ({words('owed by')} {one.deadline})"
            lines.append(f"✗ {words(one.category)}{owed}")
            lines += reason_texts(one, words)
        if not made and not left:
            lines.append(words("visited already" if is_visited else "not planned, not owed"))
        return "\n".join(lines)

    # ------------------------------------------------------------------ routes

    def route(self, number: int, route: Route) -> DrawnRoute:
        """Return a route with its stops; the ends of an unknown place are left away."""
        shown = self._shown
        legs = [self._leg(one, other) for one, other in pairwise(self._known(route))]
        path = [spot for leg in legs for spot in leg]
        facts = (
            f"{shown.hours(route.start_s, route.end_s)} {shown.words.kilometres(route.distance_m)}"
        )
        return DrawnRoute(
            key=f"r{number}",
            day=route.day.isoformat(),
            manager=route.manager_id,
            colour=number % NUM_COLOURS,
            path=line_path(path) if path else "",
            arrows=tuple(arrow for arrow in map(arrow_on, legs) if arrow is not None),
            marks=tuple(self._marks(number, route)),
            tip=f"{shown.route_name(route)}\n{facts}",
        )

    def _known(self, route: Route) -> list[PlaceId]:
        """Return the places of a route in order, as far as they are known."""
        if not route.stops:
            return []
        stops = (stop.place_id for stop in route.stops)
        places = (route.start_place_id, *stops, route.end_place_id)
        return [place for place in places if place in self._spots]

    def _leg(self, origin: PlaceId, target: PlaceId) -> list[Spot]:
        ends = self._points[origin], self._points[target]
        way = self._graph.leg_geometry(*ends) if self._graph is not None else ()
        return self._plane.way(way or ends)

    def _marks(self, route_number: int, route: Route) -> Iterator[StopMark]:
        shown = self._shown
        entries: list[tuple[str, int, PlaceId, Stop | Contact]] = [
            ("contact", number, customer_place(contact.customer_id), contact)
            for number, contact in enumerate(route.contacts, start=1)
        ]
        entries += [
            ("stop", number, stop.place_id, stop)
            for number, stop in enumerate(route.stops, start=1)
        ]
        for kind, number, place_id, entry in entries:
            if place_id not in self._spots:
                continue
            x, y = self._spots[place_id]
            yield StopMark(
                x=x,
                y=y,
                shift=self._shifts.get(entry.customer_id, 0),
                key=row_key(route_number, kind, number),
                customer=entry.customer_id,
                customer_class=shown.customer_class(entry.customer_id),
                category=entry.category.value,
                kind=kind,
                number=str(number) if kind == "stop" else "",
                is_done=shown.is_done(entry, route),
                tip=shown.tip(number if kind == "stop" else None, entry, route),
            )

    # ------------------------------------------------------------------ bases

    def bases(self) -> Iterator[Base]:
        """Yield where the days of the plan start and end, each place once."""
        whose: dict[PlaceId, set[str]] = {}
        for route in self._shown.routes:
            for place_id in (route.start_place_id, route.end_place_id):
                if place_id in self._spots:
                    whose.setdefault(place_id, set()).add(
                        self._shown.people.manager(route.manager_id)
                    )
        for place_id in sorted(whose):
            x, y = self._spots[place_id]
            names = ", ".join(sorted(whose[place_id]))
            yield Base(x=x, y=y, tip=f"{self._shown.words('start and end')}\n{names}")

    def num_unknown(self) -> int:
        """Return how many places of the plan have no known coordinates."""
        plan = self._shown.plan
        places = {
            place_id
            for route in self._shown.routes
            for place_id in (
                route.start_place_id,
                route.end_place_id,
                *(stop.place_id for stop in route.stops),
                *(customer_place(contact.customer_id) for contact in route.contacts),
            )
        }
        places |= {customer_place(one.customer_id) for one in plan.unassigned}
        return len(places - self._spots.keys())


_STATES = ("rest", "visited", "left-due", "filler", "due", "mandatory", "missed")
"""What a plan says of a customer, the gravest last."""


def _state(
    ahead: Sequence[Stop | Contact], left: Sequence[UnassignedVisit], *, is_visited: bool
) -> str:
    """Return the gravest that is still to say of a customer."""
    states = ["visited" if is_visited else "rest", *(entry.category.value for entry in ahead)]
    if any(one.category is Category.MANDATORY for one in left):
        states.append("missed")
    if any(one.category is Category.DUE for one in left):
        states.append("left-due")
    return max(states, key=_STATES.index)
