"""Faults of coordinates, found by holding each against the bulk of all."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.domain.customer import Point
from routing.domain.faults import attribute_path
from routing.domain.point_faults import Place, point_faults
from routing.errors import Severity

CITY = [
    Point(lat=41.8 + north / 100, lon=123.4 + east / 100) for north in range(3) for east in range(3)
]
DOWNTOWN = st.builds(Point, lat=st.floats(41.75, 41.85), lon=st.floats(123.35, 123.45))
NOTHING: list[tuple[str, str]] = []


def _found(points: list[Point], base: Point | None = None) -> list[tuple[str, str]]:
    places = [
        Place(point=point, collection="customers", index=index, attribute="point")
        for index, point in enumerate(points)
    ]
    bases = [Place(point=base, collection="managers", index=0, attribute="start")] if base else []
    issues = point_faults(customers=places, bases=bases, locate=attribute_path)
    return [(issue.code, issue.place.removeprefix("territory.")) for issue in issues]


def test_city_is_sound() -> None:
    """Nine places within 3 km have no fault."""
    assert _found(CITY, base=CITY[4]) == NOTHING


@pytest.mark.parametrize(
    ("point", "expected"),
    [
        (Point(lat=math.nan, lon=123.4), [("coordinate-missing", "customers[9].point.lat")]),
        (Point(lat=41.8, lon=math.inf), [("coordinate-missing", "customers[9].point.lon")]),
        (Point(lat=0, lon=0), [("coordinate-zero", "customers[9].point")]),
        (Point(lat=41.8, lon=0), [("coordinate-zero", "customers[9].point")]),
        (Point(lat=123.4, lon=41.8), [("coordinate-swapped", "customers[9].point")]),
        (Point(lat=123.4, lon=11.8), [("coordinate-off-globe", "customers[9].point.lat")]),
        (
            Point(lat=-91, lon=181),
            [
                ("coordinate-off-globe", "customers[9].point.lat"),
                ("coordinate-off-globe", "customers[9].point.lon"),
            ],
        ),
        (Point(lat=0, lon=1234), [("coordinate-off-globe", "customers[9].point.lon")]),
        # 0.5 degrees of latitude are 56 km; the floor of the bulk is 30 km.
        (Point(lat=42.3, lon=123.4), [("coordinate-outlying", "customers[9].point")]),
        # 0.2 degrees are 22 km: far for this city, but nothing is outlying within 30 km.
        (Point(lat=42.0, lon=123.4), NOTHING),
    ],
)
def test_one_point_wrong_is_one_fault(point: Point, expected: list[tuple[str, str]]) -> None:
    """One wrong point among sound ones is found with its kind, and the others are left alone."""
    assert _found([*CITY, point]) == expected


def test_swap_on_the_globe_is_found_by_the_bulk() -> None:
    """Where both orders are on the globe (Urumqi: 43.8, 87.6), the bulk tells which is swapped."""
    city = [Point(lat=43.8 + north / 100, lon=87.6) for north in range(5)]
    assert _found([*city, Point(lat=87.6, lon=43.8)]) == [
        ("coordinate-swapped", "customers[5].point")
    ]


def test_whole_table_swapped_is_off_the_globe() -> None:
    """Where all are swapped there is no bulk to swap into: each is an error that hints at the swap."""
    issues = list(
        point_faults(
            customers=[
                Place(
                    point=Point(lat=point.lon, lon=point.lat),
                    collection="customers",
                    index=index,
                    attribute="point",
                )
                for index, point in enumerate(CITY)
            ],
            bases=[],
            locate=attribute_path,
        )
    )
    assert [issue.code for issue in issues] == ["coordinate-off-globe"] * len(CITY)
    assert all(issue.severity is Severity.ERROR for issue in issues)
    assert all("swapped" in issue.message for issue in issues)


def test_base_is_held_against_the_customers() -> None:
    """A base far from all customers is outlying, and does not move their bulk."""
    assert _found(CITY, base=Point(lat=39.9, lon=116.4)) == [
        ("coordinate-outlying", "managers[0].start")
    ]


def test_wide_country_is_its_own_bulk() -> None:
    """Villages spread over 200 km are not outlying among each other."""
    assert _found([Point(lat=41.0 + n / 10, lon=123.4) for n in range(20)]) == NOTHING


def test_two_places_have_no_bulk() -> None:
    """Of two customers far apart neither is the outlier."""
    assert _found([CITY[0], Point(lat=26.6, lon=106.7)]) == NOTHING


def test_point_of_many_is_mentioned_once() -> None:
    """Five customers at one point are one warning at the first of them; four are a shopping street."""
    assert _found([*CITY, *[CITY[0]] * 4]) == [("coordinate-shared", "customers[0].point")]
    assert _found([*CITY, *[CITY[0]] * 3]) == NOTHING


@given(st.lists(DOWNTOWN, min_size=5, max_size=20, unique=True), st.data())
def test_far_point_is_found_wherever_it_stands(points: list[Point], data: st.DataObject) -> None:
    """One place 15 degrees away is outlying whatever the city of 11 km by 8 km looks like, and the only one."""
    position = data.draw(st.integers(0, len(points)))
    far = Point(lat=points[0].lat - 15, lon=points[0].lon)
    found = _found([*points[:position], far, *points[position:]])
    assert found == [("coordinate-outlying", f"customers[{position}].point")]
