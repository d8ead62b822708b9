"""A plan as GeoJSON (RFC 7946), for maps and geographic information systems."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import TypedDict

from routing.domain.customer import Point
from routing.domain.ids import CustomerId, PlaceId, customer_place
from routing.plan import Contact, Plan, Route, Stop, UnassignedVisit
from routing.units import clock_text

__all__ = ["LegGeometry", "plan_geojson"]

LegGeometry = Callable[[PlaceId, PlaceId], Sequence[Point]]
"""Tells the way from one place to another as points, both ends included."""

_DECIMALS = 6
"""A millionth of a degree is a tenth of a metre; RFC 7946, section 11.2, asks for no more."""


def plan_geojson(
    plan: Plan,
    points: Mapping[PlaceId, Point],
    *,
    names: Mapping[CustomerId, str] | None = None,
    leg_geometry: LegGeometry | None = None,
) -> dict[str, object]:
    """Return a plan as a feature collection: routes as lines; stops, contacts and visits left out as points.

    Every feature says in its property ``kind`` what it is; all but those of visits left out carry ``day`` and
    ``manager_id``, so that a map can show one day of many. Routes come first, each followed by its stops and contacts
    in the order of the day. Ids are unique. A feature without known coordinates has no geometry.

    Parameters
    ----------
    plan
        The plan.
    points
        Where the places are.
    names
        Names to show beside the ids; by default ids stand alone (R24).
    leg_geometry
        The way between two places; by default straight lines.

    References
    ----------
    RFC 7946: longitude first, WGS-84, six decimals. R24: names only where they are given.

    Examples
    --------
    >>> from collections import Counter
    >>> from datetime import date
    >>> from routing import Geodesic, Limits, china_calendar, load_policy, plan_day, read_territory
    >>> from routing.build_request import places
    >>> from routing.outputs.geojson import plan_geojson
    >>> territory, _ = read_territory("data/country-80")
    >>> policy, calendar = load_policy("classified"), china_calendar(2026, 2027)
    >>> monday, limits = date(2026, 11, 2), Limits(iterations=100)
    >>> plan = plan_day(territory, policy, calendar, Geodesic(), monday, limits=limits)
    >>> layer = plan_geojson(plan, places(territory))
    >>> kinds = Counter(feature["properties"]["kind"] for feature in layer["features"])
    >>> kinds["route"], kinds["stop"] == plan.kpis.num_visits, kinds["unassigned"] == len(plan.unassigned)
    (1, True, True)
    >>> layer["features"][0]["id"], layer["features"][0]["geometry"]["type"]
    ('M02@2026-11-02', 'LineString')
    """
    features: list[_Feature] = []
    for route in plan.routes:
        features.append(_route(route, points, leg_geometry))
        features.extend(
            _stop(route, sequence, stop, points)
            for sequence, stop in enumerate(route.stops, start=1)
        )
        features.extend(_contact(route, contact, points) for contact in route.contacts)
    features.extend(
        _left_out(number, visit, points) for number, visit in enumerate(plan.unassigned, start=1)
    )
    if names is not None:
        features = [_named(feature, names) for feature in features]
    return {"type": "FeatureCollection", "features": [dict(feature) for feature in features]}


class _Feature(TypedDict):
    type: str
    id: str
    geometry: dict[str, object] | None
    properties: dict[str, object]


def _named(feature: _Feature, names: Mapping[CustomerId, str]) -> _Feature:
    properties = feature["properties"]
    name = names.get(CustomerId(str(properties.get("customer_id", ""))))
    if name is None:
        return feature
    return {**feature, "properties": {**properties, "name": name}}


def _position(point: Point) -> list[float]:
    # GeoJSON puts longitude first (RFC 7946, section 3.1.1); this is the one place that turns it round.
    return [round(point.lon, _DECIMALS), round(point.lat, _DECIMALS)]


def _feature(
    identifier: str, geometry: dict[str, object] | None, properties: dict[str, object]
) -> _Feature:
    return {"type": "Feature", "id": identifier, "geometry": geometry, "properties": properties}


def _at(place_id: PlaceId, points: Mapping[PlaceId, Point]) -> dict[str, object] | None:
    if place_id not in points:
        return None
    return {"type": "Point", "coordinates": _position(points[place_id])}


def _route(
    route: Route, points: Mapping[PlaceId, Point], leg_geometry: LegGeometry | None
) -> _Feature:
    lunch = route.lunch
    return _feature(
        route.shift_id,
        _line(route, points, leg_geometry),
        {
            "kind": "route",
            **_whose(route),
            "start": clock_text(route.start_s),
            "end": clock_text(route.end_s),
            "lunch": f"{clock_text(lunch.start_s)}-{clock_text(lunch.end_s)}" if lunch else None,
            "num_visits": len(route.stops),
            "num_contacts": len(route.contacts),
            "travel_s": route.travel_s,
            "distance_m": route.distance_m,
        },
    )


def _whose(route: Route) -> dict[str, object]:
    """Return which day of whom a feature belongs to."""
    return {
        "shift_id": route.shift_id,
        "manager_id": route.manager_id,
        "day": route.day.isoformat(),
    }


def _line(
    route: Route, points: Mapping[PlaceId, Point], leg_geometry: LegGeometry | None
) -> dict[str, object] | None:
    if not route.stops:
        return None
    places = (
        route.start_place_id,
        *(stop.place_id for stop in route.stops),
        route.end_place_id,
    )
    if any(place not in points for place in places):
        return None
    line = [_position(points[places[0]])]
    for origin, target in pairwise(places):
        way = leg_geometry(origin, target) if leg_geometry else (points[origin], points[target])
        positions = [_position(point) for point in way]
        line.extend(positions[1:] if positions[:1] == line[-1:] else positions)
    return {"type": "LineString", "coordinates": line}


def _stop(route: Route, sequence: int, stop: Stop, points: Mapping[PlaceId, Point]) -> _Feature:
    return _feature(
        f"{route.shift_id}/{stop.visit_id}",
        _at(stop.place_id, points),
        {
            "kind": "stop",
            **_whose(route),
            "sequence": sequence,
            "visit_id": stop.visit_id,
            "customer_id": stop.customer_id,
            "category": stop.category.value,
            "cause": stop.cause.value,
            "arrival": clock_text(stop.arrival_s),
            "start": clock_text(stop.start_s),
            "departure": clock_text(stop.departure_s),
            "length_s": stop.length_s,
            "travel_s": stop.travel_s,
            "distance_m": stop.distance_m,
        },
    )


def _contact(route: Route, contact: Contact, points: Mapping[PlaceId, Point]) -> _Feature:
    return _feature(
        f"{route.shift_id}/{contact.visit_id}",
        _at(customer_place(contact.customer_id), points),
        {
            "kind": "contact",
            **_whose(route),
            "visit_id": contact.visit_id,
            "customer_id": contact.customer_id,
            "category": contact.category.value,
            "cause": contact.cause.value,
            "mode": contact.mode.value,
            "start": clock_text(contact.start_s),
            "length_s": contact.length_s,
        },
    )


def _left_out(number: int, visit: UnassignedVisit, points: Mapping[PlaceId, Point]) -> _Feature:
    return _feature(
        # A visit that recurs may stand outside the plan more than once.
        f"unassigned/{number}/{visit.visit_id}",
        _at(customer_place(visit.customer_id), points),
        {
            "kind": "unassigned",
            "visit_id": visit.visit_id,
            "customer_id": visit.customer_id,
            "category": visit.category.value,
            "cause": visit.cause.value,
            "deadline": visit.deadline.isoformat() if visit.deadline else None,
            "reasons": [reason.rule.value for reason in visit.reasons],
            "reason_texts": [reason.text for reason in visit.reasons],
            "reason_texts_zh": [reason.text_zh for reason in visit.reasons],
        },
    )
