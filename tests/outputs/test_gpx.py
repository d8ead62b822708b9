"""Plans as GPX: what the schema of version 1.1 asks for, and what a driver needs."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.domain.customer import Mode, Point
from routing.domain.ids import CustomerId, PlaceId, customer_place
from routing.domain.manager import AccountManager
from routing.domain.territory import Territory
from routing.errors import InputError
from routing.outputs.gpx import plan_gpx
from routing.outputs.text import one_line
from routing.plan import Plan
from routing.terms import Language
from tests.outputs.test_text import ANY_TEXT
from tests.plan_chain.hand_made import (
    CHINA,
    CORE,
    FRIDAY,
    M1,
    MONDAY,
    POINT,
    POTENTIAL,
    Entry,
    plan,
    shop,
    territory,
)
from tests.strategies import POINTS, plans
from tests.worked_month import worked_month

SPACE = "{http://www.topografix.com/GPX/1/1}"
ORDER = {
    "gpx": ["metadata", "wpt", "rte", "trk", "extensions"],
    "metadata": [
        "name",
        "desc",
        "author",
        "copyright",
        "link",
        "time",
        "keywords",
        "bounds",
        "extensions",
    ],
    "rte": ["name", "cmt", "desc", "src", "link", "number", "type", "extensions", "rtept"],
    "rtept": [
        "ele",
        "time",
        "magvar",
        "geoidheight",
        "name",
        "cmt",
        "desc",
        "src",
        "link",
        "sym",
        "type",
        "fix",
        "sat",
        "hdop",
        "vdop",
        "pdop",
    ],
}
"""The children of each element in the order of the schema; ours have none beyond these."""


def routes_of(text: str) -> list[ET.Element]:
    """Return the routes of a file that keeps to the schema."""
    root = ET.fromstring(text)  # noqa: S314 - we have written it
    assert root.attrib == {"version": "1.1", "creator": "routing"}
    _in_order(root)
    return root.findall(f"{SPACE}rte")


def _in_order(element: ET.Element) -> None:
    """Hold that children stand in the schema's order and coordinates in its ranges."""
    name = element.tag.removeprefix(SPACE)
    children = [child.tag.removeprefix(SPACE) for child in element]
    order = ORDER.get(name, [])
    assert children == sorted(children, key=order.index)
    if name == "rtept":
        assert -90 <= float(element.attrib["lat"]) <= 90
        assert -180 <= float(element.attrib["lon"]) < 180
    else:
        assert name == "gpx" or not element.attrib
    if name == "number":
        assert int(element.text or "") >= 0
    for child in element:
        _in_order(child)


def texts(parent: ET.Element, tag: str) -> list[str]:
    """Return what stands in some elements below another."""
    return [one.text or "" for one in parent.iter(f"{SPACE}{tag}")]


def test_day_is_a_route_from_base_to_base() -> None:
    """8 October: from the base at 08:30 to A at 08:40 for 15 minutes, and back 20 minutes later at 09:15."""
    month = worked_month()
    first = routes_of(plan_gpx(month.plan, month.territory))[0]
    assert texts(first, "name") == ["2026-10-08 m1 李文博", "出发", "1 A 商店A", "返回"]
    assert texts(first, "desc") == ["08:30", "08:40-08:55 必访 周期", "09:15"]
    points = [one.attrib for one in first.iter(f"{SPACE}rtept")]
    base = {"lat": "30.000000", "lon": "114.000000"}
    assert points == [base, {"lat": "30.010000", "lon": "114.000000"}, base]


def test_days_without_stops_have_no_route() -> None:
    """Of the nine working days of the month four have a visit; the call of the 14th needs no way."""
    month = worked_month()
    routes = routes_of(plan_gpx(month.plan, month.territory, language=Language.EN))
    assert [texts(one, "name")[0][:10] for one in routes] == [
        "2026-10-08",
        "2026-10-19",
        "2026-10-20",
        "2026-10-22",
    ]
    assert [texts(one, "number")[0] for one in routes] == ["1", "2", "3", "4"]


def test_names_can_be_left_out() -> None:
    """With names=False ids stand alone (R24)."""
    month = worked_month()
    text = plan_gpx(month.plan, month.territory, names=False)
    assert "商店" not in text
    assert "李文博" not in text


def test_start_on_the_road_is_left_out() -> None:
    """Where somebody is when the rest of a day is planned no territory knows: the route begins at the first stop."""
    month = worked_month()
    route = next(one for one in month.plan.routes if one.stops)
    moved = replace(route, start_place_id=PlaceId("now:m1"))
    (found,) = routes_of(plan_gpx(replace(month.plan, routes=(moved,)), month.territory))
    assert texts(found, "name")[1:] == ["1 A 商店A", "返回"]


def test_stop_that_nobody_knows_is_told() -> None:
    """A customer who is not in the territory any more cannot be driven to."""
    made = plan([Entry(CORE, MONDAY), Entry(POTENTIAL, MONDAY)], MONDAY, MONDAY)
    place = territory(shop("core"))
    with pytest.raises(InputError) as caught:
        plan_gpx(made, place)
    assert [(one.code, one.value) for one in caught.value.issues] == [
        ("unknown-place", "c:potential")
    ]


def test_call_to_somebody_unknown_is_none_of_its_business() -> None:
    """Contacts have no point."""
    made = plan([Entry(POTENTIAL, MONDAY, mode=Mode.PHONE)], MONDAY, MONDAY)
    assert routes_of(plan_gpx(made, territory(shop("core")))) == []


def test_plan_of_no_day_is_a_file_without_routes() -> None:
    """A valid file all the same."""
    month = worked_month()
    assert routes_of(plan_gpx(replace(month.plan, routes=()), month.territory)) == []


def test_thousand_stops_stand_in_their_order() -> None:
    """Every stop has its point."""
    entries = [Entry(CustomerId(f"C{n}"), FRIDAY, clock_s=30_600 + n * 10) for n in range(1000)]
    place = territory(*(shop(one.customer_id) for one in entries))
    (route,) = routes_of(plan_gpx(plan(entries, FRIDAY, FRIDAY), place))
    assert texts(route, "name")[1:] == [f"{n + 1} C{n}" for n in range(1000)]


def test_date_line_is_written_as_the_schema_has_it() -> None:
    """180 degrees east is 180 degrees west."""
    far = territory(shop("core", point=Point(lat=-90.0, lon=179.99999999)))
    (route,) = routes_of(plan_gpx(plan([Entry(CORE, MONDAY)], MONDAY, MONDAY), far))
    assert [one.attrib for one in route.iter(f"{SPACE}rtept")] == [
        {"lat": "-90.000000", "lon": "-180.000000"}
    ]


@given(name=ANY_TEXT, manager=ANY_TEXT)
def test_any_name_survives(name: str, manager: str) -> None:
    """Markup, emoji, controls: the file can be read, and the name comes back on one line."""
    place = territory(
        shop("core", name=name), managers=(AccountManager(id=M1, name=manager, start=POINT),)
    )
    made = plan([Entry(CORE, MONDAY)], MONDAY, MONDAY)
    (route,) = routes_of(plan_gpx(made, place).encode().decode())
    assert texts(route, "name") == [
        f"2026-11-02 {one_line(f'm1 {one_line(manager)}')}",
        f"1 {one_line(f'core {one_line(name)}')}",
    ]


@given(plans(), st.data())
def test_any_plan_keeps_to_the_schema(made: Plan, data: st.DataObject) -> None:
    """Whatever a plan holds: a route for each of its routes with stops, a point for each stop."""
    made = replace(
        made,
        routes=tuple(
            replace(
                route,
                stops=tuple(
                    replace(stop, place_id=customer_place(stop.customer_id)) for stop in route.stops
                ),
            )
            for route in made.routes
        ),
    )
    called = sorted({stop.customer_id for route in made.routes for stop in route.stops})
    place = Territory(
        id="t",
        managers=(AccountManager(id=M1, start=POINT),),
        customers=tuple(shop(one, point=data.draw(POINTS)) for one in called),
    )
    driven = [route for route in made.routes if route.stops]
    routes = routes_of(plan_gpx(made, place))
    for route, element in zip(driven, routes, strict=True):
        points = list(element.iter(f"{SPACE}rtept"))
        assert len(points) - 2 <= len(route.stops) <= len(points)


def test_working_days_have_a_route_each() -> None:
    """One route a day and account manager, in the order of the plan."""
    days = CHINA.working_days(MONDAY, FRIDAY)
    made = plan([Entry(CORE, day) for day in days], MONDAY, FRIDAY)
    routes = routes_of(plan_gpx(made, territory()))
    assert [texts(one, "name")[0] for one in routes] == [f"{day} m1" for day in days]
