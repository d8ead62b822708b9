"""The plane of the drawing: to scale, north up, and lines as short texts."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.domain.customer import Point
from routing.outputs.page.plane import Arrow, Plane, arrow_on, line_path
from tests.strategies import POINTS

# A degree is 111,195 m along a meridian (6,371,008.8 m * pi / 180).
DEGREE_M = 111_195.08


def test_north_is_up_and_east_is_right() -> None:
    """Of two points the northern is drawn higher, the eastern further to the right."""
    plane = Plane.around([Point(lat=30.0, lon=114.0), Point(lat=30.1, lon=114.1)])
    (left, bottom), (right, top) = plane.way(
        [Point(lat=30.0, lon=114.0), Point(lat=30.1, lon=114.1)]
    )
    assert left < right
    assert top < bottom


def test_scale_is_the_same_both_ways() -> None:
    """A tenth of a degree north, and as many metres east, are equally long."""
    east = 0.1 / math.cos(math.radians(30.05))
    south_west, north, east_of = (
        Point(lat=30.0, lon=114.0),
        Point(lat=30.1, lon=114.0),
        Point(lat=30.0, lon=114.0 + east),
    )
    # The mean of latitudes, along which the drawing is true to scale, is 30.0333: 0.02 % off.
    plane = Plane.around([south_west, north, east_of])
    origin, up, right = plane.way([south_west, north, east_of])
    assert origin[1] - up[1] == pytest.approx(right[0] - origin[0], rel=1e-3)
    assert (origin[1] - up[1]) * plane.metres_per_unit == pytest.approx(0.1 * DEGREE_M, rel=1e-3)


@given(points=st.lists(POINTS, min_size=1, max_size=20))
def test_every_point_is_in_the_drawing(points: list[Point]) -> None:
    """All points are drawn inside, whatever their shape, and the drawing is neither flat nor steep."""
    plane = Plane.around(points)
    assert 0.5 <= plane.height / plane.width <= 1.1
    for right, down in plane.way(points):
        assert 0 <= right <= plane.width
        assert 0 <= down <= plane.height


def test_one_place_is_in_the_middle() -> None:
    """A single place stands in the middle of the drawing, which then spans 440 m: 400 and a margin of 5 % each side."""
    point = Point(lat=30.0, lon=114.0)
    plane = Plane.around([point])
    assert plane.way([point]) == [(plane.width // 2, plane.height // 2)]
    assert plane.width * plane.metres_per_unit == pytest.approx(440)


def test_line_says_its_steps() -> None:
    """A line is its first point and the steps from it; a step that leads nowhere is left away."""
    assert line_path([(10, 20), (13, 16), (13, 16), (10, 16)]) == "M10 20l3 -4 -3 0"
    assert not line_path([(10, 20), (10, 20)])


def test_arrow_lies_half_way_and_points_on() -> None:
    """The middle of 400 right and 200 down is 300 right; of 100 right and 300 down it is 100 down, pointing down."""
    assert arrow_on([(0, 0), (400, 0), (400, 200)]) == Arrow(x=300, y=0, turn=0)
    assert arrow_on([(0, 0), (100, 0), (100, 300)]) == Arrow(x=100, y=100, turn=90)
    assert arrow_on([(0, 0), (99, 0)]) is None
    assert arrow_on([(5, 5)]) is None
