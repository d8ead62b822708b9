"""Roads of the map: each once, none from far away, never more than can be drawn."""

from __future__ import annotations

import re

import numpy as np
import pytest

from routing.domain.customer import Point
from routing.outputs.page import roads
from routing.outputs.page.plane import Plane
from routing.outputs.page.roads import road_paths
from routing.travel.road_network import RoadNetwork

# Five places on a line from west to east; the last is a degree away.
LON = (114.00, 114.01, 114.02, 114.03, 115.00)
PLANE = Plane.around([Point(lat=30.0, lon=LON[0]), Point(lat=30.0, lon=LON[3])])


def network(*edges: tuple[int, int, float]) -> RoadNetwork:
    """Return roads between the places, each with its seconds; all are 960 m long."""
    start, end, seconds = zip(*edges, strict=True)
    return RoadNetwork(
        lat=np.full(5, 30.0),
        lon=np.array(LON),
        edge_from=np.array(start),
        edge_to=np.array(end),
        length_m=np.full(len(edges), 960.0),
        duration_s=np.array(seconds),
    )


def lines(path: str) -> int:
    """Return how many lines a path draws."""
    return path.count("M")


def test_both_directions_are_one_line() -> None:
    """A road there and back, and the same road twice, are drawn once; a road to its own start is not drawn."""
    minor, main = road_paths(network((0, 1, 60), (1, 0, 60), (0, 1, 60), (2, 2, 60)), PLANE)
    assert (lines(minor), lines(main)) == (1, 0)


def test_faster_roads_are_main_roads() -> None:
    """Where most roads take 60 s, one that takes 40 s is a main road: it is half as fast again."""
    minor, main = road_paths(network((0, 1, 60), (1, 2, 60), (2, 3, 40)), PLANE)
    assert (lines(minor), lines(main)) == (2, 1)


def test_roads_far_away_are_left_out() -> None:
    """A road that begins in the drawing is drawn to its end; one that lies far off is not drawn."""
    minor, _ = road_paths(network((3, 4, 60), (4, 4, 60)), PLANE)
    assert lines(minor) == 1
    far = Plane.around([Point(lat=31.0, lon=114.0)])
    assert road_paths(network((0, 1, 60)), far) == ("", "")


def test_roads_without_seconds_are_drawn() -> None:
    """A road of no length in seconds has no speed to compare and is drawn all the same."""
    minor, main = road_paths(network((0, 1, 0)), PLANE)
    assert lines(minor + main) == 1


def test_too_many_roads_are_drawn_on_a_coarser_grid(monkeypatch: pytest.MonkeyPatch) -> None:
    """A net of 2,000 short roads is thinned to at most 300 lines that still span the whole of it."""
    random = np.random.default_rng(1)
    lat, lon = 30.0 + 0.02 * random.random(1000), 114.0 + 0.02 * random.random(1000)
    near = np.argsort((lat[:, None] - lat) ** 2 + (lon[:, None] - lon) ** 2, axis=1)[:, 1:3]
    net = RoadNetwork(
        lat=lat,
        lon=lon,
        edge_from=np.repeat(np.arange(1000), 2),
        edge_to=near.ravel(),
        length_m=np.ones(2000),
        duration_s=np.ones(2000),
    )
    plane = Plane.around([Point(lat=float(y), lon=float(x)) for y, x in zip(lat, lon, strict=True)])
    assert lines("".join(road_paths(net, plane))) > 300
    monkeypatch.setattr(roads, "_MOST_LINES", 300)
    path = "".join(road_paths(net, plane))
    assert 30 < lines(path) <= 300
    across = [int(x) for x in re.findall(r"M(-?\d+) ", path)]
    assert max(across) - min(across) > 0.7 * plane.width
