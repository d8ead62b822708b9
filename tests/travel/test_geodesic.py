"""Travel estimated from straight distances."""

from __future__ import annotations

import numpy as np
import pytest
from geopy.distance import geodesic as ellipsoid
from hypothesis import given
from hypothesis import strategies as st

from routing.domain.customer import Point
from routing.domain.ids import PlaceId
from routing.errors import InputError
from routing.travel.coordinates import haversine_m
from routing.travel.geodesic import Geodesic

A, B, C = PlaceId("c:a"), PlaceId("c:b"), PlaceId("c:c")


def test_one_degree_of_a_meridian() -> None:
    """A degree along a meridian is the earth's radius times pi / 180."""
    one = np.array([1.0])
    # 6,371,008.8 * 3.14159265 / 180 = 111,195.08
    assert haversine_m(0 * one, 0 * one, one, 0 * one)[0] == pytest.approx(111_195.08, abs=0.01)


@pytest.mark.parametrize(
    ("south", "north", "share"), [(30, 31, 0.0031), (18, 54, 0.0048), (-89, 89, 0.0057)]
)
def test_the_sphere_stays_near_the_ellipsoid(south: float, north: float, share: float) -> None:
    """The haversine errs by no more than the docstring says, against geopy's ellipsoid."""
    random = np.random.default_rng(20)
    worst = 0.0
    for _ in range(400):
        lat, lon = random.uniform(south, north), random.uniform(74, 134)
        bearing, reach = random.uniform(0, 2 * np.pi), random.uniform(0.001, 0.3)
        to_lat, to_lon = lat + reach * np.sin(bearing), lon + reach * np.cos(bearing)
        ours = haversine_m(*(np.array([degrees]) for degrees in (lat, lon, to_lat, to_lon)))[0]
        worst = max(worst, abs(ours / ellipsoid((lat, lon), (to_lat, to_lon)).m - 1))
    assert worst <= share


def test_short_and_long_leg_by_hand() -> None:
    """Town speed up to its limit, country speed beyond, then parking; all rounded up."""
    source = Geodesic(
        detour_factor=1.5, urban_speed_kph=30, rural_speed_kph=60, urban_leg_m=3000, parking_s=100
    )
    matrix = source.matrix(
        {A: Point(lat=0.0, lon=0.0), B: Point(lat=0.01, lon=0.0), C: Point(lat=0.1, lon=0.0)}
    )
    # A-B: 1111.95 m straight, 1667.93 m of road, 30 km/h = 8.3333 m/s: 200.15 s, so 201 + 100.
    assert (matrix.duration_s[0, 1], matrix.distance_m[0, 1]) == (301, 1668)
    # A-C: 11119.51 m straight, 16679.26 m of road: 3000 / 8.3333 = 360 s and 13679.26 / 16.6667 = 820.76 s.
    assert (matrix.duration_s[0, 2], matrix.distance_m[0, 2]) == (1181 + 100, 16680)


@given(
    points=st.lists(
        st.builds(Point, lat=st.floats(29, 32), lon=st.floats(115, 119)), min_size=3, max_size=3
    )
)
def test_a_third_place_saves_no_time(points: list[Point]) -> None:
    """The triangle inequality holds for places that are not in one building."""
    matrix = Geodesic(same_place_m=0).matrix(dict(zip((A, B, C), points, strict=True)))
    for legs in (matrix.duration_s, matrix.distance_m):
        assert legs[0, 2] <= legs[0, 1] + legs[1, 2]


@given(near=st.floats(0, 2), further=st.floats(0, 2))
def test_further_never_takes_less(near: float, further: float) -> None:
    """Time and metres grow with the distance."""
    near, further = sorted((near, further))
    start = Point(lat=30.0, lon=117.0)
    matrix = Geodesic().matrix(
        {A: start, B: Point(lat=30 + near, lon=117.0), C: Point(lat=30 + further, lon=117.0)}
    )
    assert matrix.duration_s[0, 1] <= matrix.duration_s[0, 2]
    assert matrix.distance_m[0, 1] <= matrix.distance_m[0, 2]


def test_every_bad_argument_is_named() -> None:
    """A detour below 1, a speed of 0 and a negative parking time are all told at once."""
    with pytest.raises(InputError) as caught:
        Geodesic(detour_factor=0.9, urban_speed_kph=0, parking_s=-1, urban_leg_m=float("nan"))
    assert [issue.place.rsplit(" ", 1)[-1] for issue in caught.value.issues] == [
        "detour_factor",
        "urban_speed_kph",
        "urban_leg_m",
        "parking_s",
    ]


def test_the_country_is_no_slower_than_the_town() -> None:
    """A rural speed below the urban one would make detours pay and is refused."""
    with pytest.raises(InputError, match="rural_speed_kph"):
        Geodesic(urban_speed_kph=40, rural_speed_kph=30)
