"""A plan's routes as GPX 1.1, for navigation on the road."""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree import ElementTree as ET

from routing.build_request import places
from routing.domain.customer import Point
from routing.domain.ids import PlaceId
from routing.domain.territory import Territory
from routing.errors import InputError, Issue
from routing.outputs.people import People
from routing.outputs.text import one_line
from routing.plan import Plan, Route, Stop
from routing.terms import Language, Words
from routing.units import clock_text

__all__ = ["plan_gpx"]

_NAMESPACE = "http://www.topografix.com/GPX/1/1"
_DECIMALS = 6
_WORDS = {"start": "出发", "end": "返回"}


def plan_gpx(
    plan: Plan,
    territory: Territory,
    *,
    names: bool = True,
    language: Language = Language.ZH,
) -> str:
    """Return a route for each account manager's day: from the start by the stops in their order to the end.

    Days without stops have no route. A start or end that nobody can locate, such as that of somebody who is on the road
    already, is left out; contacts need no way. Elements stand in the order that the schema of GPX 1.1 asks for.

    Parameters
    ----------
    plan
        The plan.
    territory
        Where everything is, and what it is called.
    names
        Whether names stand beside the ids (R24).
    language
        Of the few words.

    Raises
    ------
    InputError
        If the territory does not know the place of a stop.
    """
    points = places(territory)
    routes = [route for route in plan.routes if route.stops]
    _refuse_unknown(routes, points)
    writer = _Writer(points, People.of(territory, names=names), Words(language, _WORDS))
    gpx = ET.Element("gpx", {"version": "1.1", "creator": "routing", "xmlns": _NAMESPACE})
    metadata = ET.SubElement(gpx, "metadata")
    _text(metadata, "name", one_line(plan.territory_id))
    for number, route in enumerate(routes, start=1):
        writer.route(gpx, number, route)
    ET.indent(gpx)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(gpx, encoding="unicode")}\n'


def _refuse_unknown(routes: list[Route], points: Mapping[PlaceId, Point]) -> None:
    unknown = {
        stop.place_id: Issue(
            code="unknown-place",
            place=f"plan, route {route.shift_id}",
            value=stop.place_id,
            message="Nobody knows where this stop is.",
            remedy="Give the territory that the plan was made for.",
        )
        for route in routes
        for stop in route.stops
        if stop.place_id not in points
    }
    if unknown:
        raise InputError(unknown.values())


class _Writer:
    def __init__(self, points: Mapping[PlaceId, Point], people: People, words: Words) -> None:
        self._points = points
        self._people = people
        self._words = words

    def route(self, parent: ET.Element, number: int, route: Route) -> None:
        """Write a route; its number tells it from the others of the file."""
        element = ET.SubElement(parent, "rte")
        _text(element, "name", f"{route.day} {self._people.manager(route.manager_id)}")
        _text(element, "number", str(number))
        self._end(element, route.start_place_id, "start", route.start_s)
        for sequence, stop in enumerate(route.stops, start=1):
            self._stop(element, sequence, stop)
        self._end(element, route.end_place_id, "end", route.end_s)

    def _end(self, parent: ET.Element, place_id: PlaceId, what: str, clock_s: int) -> None:
        if place_id in self._points:
            point = self._point(parent, place_id)
            _text(point, "name", self._words(what))
            _text(point, "desc", clock_text(clock_s))

    def _stop(self, parent: ET.Element, sequence: int, stop: Stop) -> None:
        point = self._point(parent, stop.place_id)
        _text(point, "name", f"{sequence} {self._people.customer(stop.customer_id)}")
        labels = map(self._words, dict.fromkeys((stop.category.value, stop.cause.value)))
        times = f"{clock_text(stop.start_s)}-{clock_text(stop.departure_s)}"
        _text(point, "desc", " ".join((times, *labels)))

    def _point(self, parent: ET.Element, place_id: PlaceId) -> ET.Element:
        point = self._points[place_id]
        lon = round(point.lon, _DECIMALS)
        # The schema knows no 180 degrees east.
        return ET.SubElement(
            parent,
            "rtept",
            {"lat": f"{point.lat:.6f}", "lon": f"{lon if lon < 180 else -lon:.6f}"},  # noqa: PLR2004 - half a circle
        )


def _text(parent: ET.Element, tag: str, text: str) -> None:
    ET.SubElement(parent, tag).text = text
