"""The contract that every travel source keeps."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.domain.customer import Point
from routing.domain.ids import PlaceId
from routing.errors import InputError
from routing.travel.geodesic import Geodesic
from routing.travel.matrix import TravelMatrix, TravelSource
from routing.travel.road_graph import RoadGraph
from routing.travel.road_network import RoadNetwork


def _street_grid() -> RoadGraph:
    """Return a net of 6 x 6 crossings about 1 km apart, every street open both ways, with one faster avenue."""
    ids = [f"{row}/{column}" for row in range(6) for column in range(6)]
    streets = [(f"{row}/{a}", f"{row}/{b}") for row in range(6) for a, b in pairwise(range(6))]
    streets += [
        (f"{a}/{column}", f"{b}/{column}") for column in range(6) for a, b in pairwise(range(6))
    ]
    both = streets + [(end, start) for start, end in streets]
    return RoadGraph(
        network=RoadNetwork.from_columns(
            node_ids=ids,
            lat=[30.0 + 0.01 * row for row in range(6) for _ in range(6)],
            lon=[117.0 + 0.01 * column for _ in range(6) for column in range(6)],
            edge_from=[start for start, _ in both],
            edge_to=[end for _, end in both],
            length_m=[1000.0] * len(both),
            duration_s=[60.0 if start.startswith("2/") else 120.0 for start, _ in both],
        ),
        snap_limit_m=1000,
    )


SOURCES = [pytest.param(Geodesic(), id="geodesic"), pytest.param(_street_grid(), id="road graph")]

IN_TOWN = st.builds(
    Point,
    lat=st.floats(30.0, 30.05, allow_nan=False),
    lon=st.floats(117.0, 117.05, allow_nan=False),
)


def _named(points: list[Point]) -> dict[PlaceId, Point]:
    return {PlaceId(f"c:{row}"): point for row, point in enumerate(points)}


def _arrays(matrix: TravelMatrix) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return matrix.duration_s, matrix.distance_m, matrix.reachable


@pytest.mark.parametrize("source", SOURCES)
@settings(max_examples=30, deadline=None)
@given(points=st.lists(IN_TOWN, max_size=7))
def test_matrix_is_whole_numbers_in_the_places_order_with_a_free_diagonal(
    source: TravelSource, points: list[Point]
) -> None:
    """Shapes, types, order, diagonal and read-only arrays are the same for every source and any number of places."""
    matrix = source.matrix(_named(points))
    size = len(points)
    assert matrix.place_ids == tuple(f"c:{row}" for row in range(size))
    assert [array.shape for array in _arrays(matrix)] == [(size, size)] * 3
    assert [array.dtype for array in _arrays(matrix)] == [np.int64, np.int64, np.bool_]
    assert not any(array.flags.writeable for array in _arrays(matrix))
    assert not matrix.duration_s.diagonal().any()
    assert not matrix.distance_m.diagonal().any()
    assert matrix.reachable.all()
    assert (matrix.duration_s >= 0).all()
    assert (matrix.distance_m >= 0).all()


@pytest.mark.parametrize("source", SOURCES)
@settings(max_examples=20, deadline=None)
@given(points=st.lists(IN_TOWN, min_size=2, max_size=6), random=st.randoms(use_true_random=False))
def test_a_leg_does_not_depend_on_the_other_places(
    source: TravelSource, points: list[Point], random: Random
) -> None:
    """Asking for the places in another order gives the same numbers in that order."""
    named = _named(points)
    shuffled = list(named)
    random.shuffle(shuffled)
    first, second = source.matrix(named), source.matrix({place: named[place] for place in shuffled})
    rows = [first.index[place] for place in shuffled]
    assert (first.duration_s[np.ix_(rows, rows)] == second.duration_s).all()
    assert (first.distance_m[np.ix_(rows, rows)] == second.distance_m).all()


@pytest.mark.parametrize("source", SOURCES)
def test_same_places_give_the_same_digest(source: TravelSource) -> None:
    """A source is deterministic: two matrices of the same places agree in every number."""
    places = _named([Point(lat=30.003 * (1 + row / 1e4), lon=117.004) for row in range(5)])
    assert source.matrix(places).digest == source.matrix(places).digest


@pytest.mark.parametrize("source", SOURCES)
def test_neighbours_in_one_building_cost_nothing(source: TravelSource) -> None:
    """Two places at one spot, or 11 m apart, have no leg between them; a place across the street has one."""
    # One ten-thousandth of a degree of latitude is 11.1 m, five are 55.6 m.
    matrix = source.matrix(
        _named([Point(lat=30.02 + step / 1e4, lon=117.02) for step in (0, 0, 1, 5)])
    )
    assert matrix.duration_s[0].tolist()[:3] == [0, 0, 0]
    assert matrix.distance_m[0].tolist()[:3] == [0, 0, 0]
    assert matrix.duration_s[0, 3] > 120  # parking is 120 s
    assert matrix.distance_m[0, 3] >= 55


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize(
    ("lat", "lon"), [(float("nan"), 117.0), (117.0, 30.0), (30.0, float("inf")), (30.0, 200.0)]
)
def test_a_point_off_the_globe_is_named(source: TravelSource, lat: float, lon: float) -> None:
    """NaN, infinity and swapped coordinates are refused with the place's id, every one of them."""
    bad = Point(lat=lat, lon=lon)
    good = Point(lat=30.01, lon=117.01)
    with pytest.raises(InputError) as caught:
        source.matrix({PlaceId("c:1"): bad, PlaceId("c:2"): good, PlaceId("c:3"): bad})
    assert [issue.place for issue in caught.value.issues] == ["place c:1", "place c:3"]
