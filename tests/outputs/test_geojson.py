"""Plans as GeoJSON: what RFC 7946 asks for, and what a map needs."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from routing.domain.customer import Mode, Point
from routing.domain.ids import CustomerId, ManagerId, PlaceId, ShiftId, VisitId
from routing.domain.visit import Category, Cause
from routing.outputs.geojson import plan_geojson
from routing.plan import (
    Contact,
    Kpis,
    Lunch,
    Objective,
    Plan,
    Provenance,
    Reason,
    ReasonKind,
    Route,
    Stop,
    UnassignedVisit,
)
from routing.rules import Rule
from routing.status import Status, StoppedBy
from tests.strategies import POINTS, plans
from tests.worked_month import worked_month

BASE, A, B, C, D = (PlaceId(place) for place in ("s:M", "c:A", "c:B", "c:C", "c:D"))
POINTS_OF = {
    BASE: Point(lat=41.80, lon=123.40),
    A: Point(lat=41.81, lon=123.42),
    B: Point(lat=41.79, lon=123.38),
    C: Point(lat=41.82, lon=123.41),
    D: Point(lat=41.77, lon=123.45),
}


def _stop(customer: str, start_s: int) -> Stop:
    return Stop(
        visit_id=VisitId(f"{customer}@2026-10-12"),
        customer_id=CustomerId(customer),
        place_id=PlaceId(f"c:{customer}"),
        category=Category.DUE,
        cause=Cause.CADENCE,
        travel_s=600,
        distance_m=3000,
        arrival_s=start_s - 60,
        start_s=start_s,
        length_s=900,
    )


# 08:30 away, A at 09:00 for 15 minutes, lunch, B at 13:00, back at 13:30; C by phone at 16:00; D left out.
PLAN = Plan(
    territory_id="T",
    routes=(
        Route(
            shift_id=ShiftId("M@2026-10-12"),
            manager_id=ManagerId("M"),
            day=date(2026, 10, 12),
            start_place_id=BASE,
            end_place_id=BASE,
            start_s=30_600,
            end_s=48_600,
            stops=(_stop("A", 32_400), _stop("B", 46_800)),
            lunch=Lunch(start_s=42_300, end_s=45_900),
            contacts=(
                Contact(
                    visit_id=VisitId("C@2026-10-12"),
                    customer_id=CustomerId("C"),
                    category=Category.DUE,
                    cause=Cause.CADENCE,
                    mode=Mode.PHONE,
                    start_s=57_600,
                    length_s=600,
                ),
            ),
            return_travel_s=900,
            return_distance_m=4000,
        ),
    ),
    unassigned=(
        UnassignedVisit(
            visit_id=VisitId("D@2026-10-12"),
            customer_id=CustomerId("D"),
            category=Category.MANDATORY,
            cause=Cause.ANOMALY,
            reasons=(
                Reason(
                    kind=ReasonKind.IMPOSSIBLE,
                    rule=Rule.CLOSED_DAY,
                    text="Closed on 2026-10-12.",
                    text_zh="2026-10-12歇业。",
                    verified=True,
                ),
            ),
        ),
    ),
    objective=Objective(levels=(0, 1, 0, 0, 13, 0, 2100), terms=()),
    kpis=Kpis(
        num_visits=2,
        num_contacts=1,
        num_mandatory=0,
        num_due=2,
        num_filler=0,
        num_unassigned_mandatory=1,
        num_unassigned_due=0,
        floor_missed=13,
        travel_s=2100,
        distance_m=10_000,
        visiting_s=1800,
        waiting_s=120,
        contact_s=600,
        working_s=18_000,
    ),
    provenance=Provenance(
        solver="by hand",
        versions=(),
        seed=0,
        time_limit_s=None,
        iteration_limit=None,
        iterations=0,
        status=Status.FEASIBLE,
        stopped_by=StoppedBy.STAGNATION,
        bound=None,
        request_digest="",
        problem_digest="",
        travel_source="by hand",
        policy="classified",
        runtime_s=0.0,
    ),
)


def _features(**options: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - plain JSON
    collection: dict[str, Any] = plan_geojson(PLAN, POINTS_OF, **options)
    features: list[dict[str, Any]] = collection["features"]
    return features


def test_route_is_a_line_from_base_to_base_longitude_first() -> None:
    """The line starts and ends at the base and passes the stops in order, each position [lon, lat]."""
    route = _features()[0]
    assert route["id"] == "M@2026-10-12"
    assert route["geometry"] == {
        "type": "LineString",
        "coordinates": [[123.40, 41.80], [123.42, 41.81], [123.38, 41.79], [123.40, 41.80]],
    }
    assert route["properties"] == {
        "kind": "route",
        "shift_id": "M@2026-10-12",
        "manager_id": "M",
        "day": "2026-10-12",
        "start": "08:30",
        "end": "13:30",
        "lunch": "11:45-12:45",
        "num_visits": 2,
        "num_contacts": 1,
        "travel_s": 600 + 600 + 900,
        "distance_m": 3000 + 3000 + 4000,
    }


def test_stops_are_numbered_with_their_times() -> None:
    """A stop says which one it is, why it is made, and its times as people read them."""
    first, second = (f for f in _features() if f["properties"]["kind"] == "stop")
    assert first["geometry"] == {"type": "Point", "coordinates": [123.42, 41.81]}
    properties = first["properties"]
    assert (properties["sequence"], second["properties"]["sequence"]) == (1, 2)
    # 32,400 s is 09:00; 60 s earlier is 08:59, 900 s later 09:15.
    assert (properties["arrival"], properties["start"], properties["departure"]) == (
        "08:59",
        "09:00",
        "09:15",
    )
    assert (properties["category"], properties["cause"]) == ("due", "cadence")


def test_contacts_and_visits_left_out_stand_at_their_customers() -> None:
    """A phone call and a visit left out are points at the shop, the latter with its reason codes."""
    (contact,) = (f for f in _features() if f["properties"]["kind"] == "contact")
    (left_out,) = (f for f in _features() if f["properties"]["kind"] == "unassigned")
    assert contact["geometry"]["coordinates"] == [123.41, 41.82]
    assert (contact["properties"]["mode"], contact["properties"]["start"]) == ("phone", "16:00")
    assert left_out["geometry"]["coordinates"] == [123.45, 41.77]
    assert left_out["properties"]["reasons"] == ["CLOSED_DAY"]


def test_days_of_a_month_can_be_told_apart() -> None:
    """In a plan of many days every feature has an id of its own; all but lapses have a day and a manager."""
    month = worked_month()
    features: Any = plan_geojson(month.plan, {})["features"]
    ids = [feature["id"] for feature in features]
    assert len(set(ids)) == len(ids)
    days = [
        (f["properties"]["kind"], f["properties"]["day"], f["properties"]["manager_id"])
        for f in features
        if f["properties"].get("customer_id") in {"A", "C"} and "day" in f["properties"]
    ]
    assert days == [
        ("stop", "2026-10-08", "m1"),
        ("contact", "2026-10-14", "m1"),
        ("stop", "2026-10-19", "m1"),
    ]
    lapsed = [f["properties"] for f in features if f["properties"]["kind"] == "unassigned"]
    assert [(one["customer_id"], one["deadline"]) for one in lapsed] == [
        ("A", "2026-11-02"),
        ("B", "2026-10-19"),
        ("D", "2026-09-24"),
        ("F", "2026-09-13"),
        ("F", "2026-09-30"),
        ("G", None),
    ]


def test_names_are_shown_only_when_given() -> None:
    """Without names ids stand alone (R24); with them the customers named carry theirs."""
    assert all("name" not in feature["properties"] for feature in _features())
    named = _features(names={CustomerId("A"): "东门店"})
    assert [f["properties"].get("name") for f in named] == [None, "东门店", None, None, None]


def test_way_between_places_can_follow_the_road() -> None:
    """With a way for each leg the line bends where the road does, and no position is doubled at the stops."""
    corner = Point(lat=41.90, lon=123.50)

    def by_corner(origin: PlaceId, target: PlaceId) -> tuple[Point, ...]:
        return (POINTS_OF[origin], corner, POINTS_OF[target])

    (line,) = (
        f["geometry"]["coordinates"]
        for f in _features(leg_geometry=by_corner)
        if f["properties"]["kind"] == "route"
    )
    # 3 legs with a corner each: 4 places and 3 corners.
    assert len(line) == 7
    assert line[1::2] == [[123.50, 41.90]] * 3


def test_place_without_coordinates_has_no_geometry() -> None:
    """A feature that nobody can locate stays in the collection, unlocated (RFC 7946, section 3.2)."""
    known = {place: point for place, point in POINTS_OF.items() if place != D}
    features: Any = plan_geojson(PLAN, known)["features"]
    assert [f["geometry"] is None for f in features] == [False, False, False, False, True]
    unbased: Any = plan_geojson(PLAN, {A: POINTS_OF[A]})["features"]
    assert unbased[0]["geometry"] is None


@given(plans(), st.data())
def test_any_plan_conforms_to_rfc_7946(plan: Plan, data: st.DataObject) -> None:
    """Every feature has type, geometry and properties; lines have two positions or more; all is plain JSON."""
    places = sorted(
        {
            place
            for route in plan.routes
            for place in (
                route.start_place_id,
                route.end_place_id,
                *(stop.place_id for stop in route.stops),
            )
        }
    )
    points = {place: data.draw(POINTS) for place in places if data.draw(st.booleans())}
    collection = json.loads(json.dumps(plan_geojson(plan, points), allow_nan=False))
    assert collection.keys() == {"type", "features"}
    assert collection["type"] == "FeatureCollection"
    expected = len(plan.unassigned) + sum(
        1 + len(route.stops) + len(route.contacts) for route in plan.routes
    )
    assert len(collection["features"]) == expected
    for feature in collection["features"]:
        assert feature.keys() == {"type", "id", "geometry", "properties"}
        assert feature["type"] == "Feature"
        assert isinstance(feature["id"], str)
        geometry = feature["geometry"]
        if geometry is None:
            continue
        assert geometry.keys() == {"type", "coordinates"}
        is_line = geometry["type"] == "LineString"
        positions = geometry["coordinates"] if is_line else [geometry["coordinates"]]
        assert len(positions) >= (2 if is_line else 1)
        assert all(-180 <= lon <= 180 and -90 <= lat <= 90 for lon, lat in positions)
        assert is_line == (feature["properties"]["kind"] == "route")
