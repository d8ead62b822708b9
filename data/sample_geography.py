"""Invented ground: a plane laid over a place in China, streets and villages to put shops along, and a road graph."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise, product
from random import Random

Spot = tuple[float, float]
"""Metres east and north of the middle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plane:
    """The tangent plane at a point; good to a metre or two over a county."""

    lat: float
    lon: float

    def degrees(self, spot: Spot) -> tuple[float, float]:
        """Return latitude and longitude of a spot, to about 10 cm."""
        east, north = spot
        per_degree = 111_195.0
        lat = self.lat + north / per_degree
        lon = self.lon + east / (per_degree * math.cos(math.radians(self.lat)))
        return round(lat, 6), round(lon, 6)


def distance_m(a: Spot, b: Spot) -> float:
    """Return the straight metres between two spots."""
    return math.hypot(a[0] - b[0], a[1] - b[1])


def beside(rng: Random, start: Spot, end: Spot) -> Spot:
    """Return the door of a shop somewhere along a street from start to end."""
    share, aside = rng.random(), rng.choice([-1, 1]) * rng.uniform(8, 20)
    length = max(distance_m(start, end), 1.0)
    east, north = (end[0] - start[0]) / length, (end[1] - start[1]) / length
    return (
        start[0] + share * length * east - aside * north,
        start[1] + share * length * north + aside * east,
    )


def in_streets(rng: Random, middle: Spot, reach_m: float, block_m: float, turn: float) -> Spot:
    """Return a shop's door in a town whose straight streets are turned by an angle; most shops are near the middle."""
    while True:
        along, line = (
            rng.gauss(0, reach_m / 2),
            block_m * round(rng.gauss(0, reach_m / 2) / block_m),
        )
        if math.hypot(along, line) <= reach_m:
            break
    east, north = (along, line) if rng.random() < 0.5 else (line, along)  # half and half
    cos, sin = math.cos(turn), math.sin(turn)
    axis = (middle[0] + cos * east - sin * north, middle[1] + sin * east + cos * north)
    return beside(rng, axis, (axis[0] + 1, axis[1] + 1))


def along_road(rng: Random, middle: Spot, length_m: float, turn: float) -> Spot:
    """Return a shop's door in a village strung along one road."""
    half = length_m / 2
    end = (half * math.cos(turn), half * math.sin(turn))
    return beside(
        rng, (middle[0] - end[0], middle[1] - end[1]), (middle[0] + end[0], middle[1] + end[1])
    )


def villages(
    rng: Random, count: int, nearest_m: float, furthest_m: float, apart_m: float
) -> list[Spot]:
    """Return the middles of villages scattered around a town, no two close together."""
    found: list[Spot] = []
    while len(found) < count:
        reach, bearing = rng.uniform(nearest_m, furthest_m), rng.uniform(0, 2 * math.pi)
        spot = (reach * math.cos(bearing), reach * math.sin(bearing))
        if all(distance_m(spot, other) >= apart_m for other in found):
            found.append(spot)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Roads:
    """Crossings and the directed streets between them: from, to, metres, seconds."""

    crossings: list[Spot]
    streets: list[tuple[int, int, float, float]]
    main: frozenset[tuple[int, int]]
    """Streets of the two higher orders, where most shops are."""


BLOCK_M = 135.0
SIDE = 52
SPEED_M_PER_S = {"avenue": 38 / 3.6, "street": 28 / 3.6, "lane": 18 / 3.6}
BRIDGE_ROWS = (8, 14, 26, 32, 44)
TOWN_HALL = (26, 14)
PARKS = (((-1250.0, 900.0), 330.0), ((1500.0, -1300.0), 420.0), ((700.0, 2100.0), 260.0))
LANES_MISSING = 0.12
ONE_WAY = {"avenue": 0.0, "street": 0.15, "lane": 0.45}


Crossing = tuple[int, int]
"""Row and column of a crossing in the grid that the town grew from."""


def _order(line: int) -> str:
    return "avenue" if line % 6 == 2 else "street" if line % 3 == 2 else "lane"


def _river_east(north: float) -> float:
    return 650.0 + 420.0 * math.sin(north / 1500.0)


def town_roads(rng: Random) -> Roads:
    """Return a town of about 2,000 crossings: avenues, streets and lanes, a river with five bridges, parks, one-ways.

    Lanes are often one-way or missing, so there are dead ends and detours; what cannot be reached and left again is
    cut off at the end.
    """
    spots = _town_crossings(rng)
    drawn = _town_streets(rng, spots)
    kept = _reached(drawn) & _reached([(end, start) for start, end in drawn])
    number = {cell: index for index, cell in enumerate(cell for cell in spots if cell in kept)}
    streets, main = [], set()
    for (start, end), order in drawn.items():
        if start in number and end in number:
            metres = distance_m(spots[start], spots[end])
            lights = _order(end[0]) == "avenue" and _order(end[1]) == "avenue"
            seconds = metres / SPEED_M_PER_S[order] + (15 if lights else 3)
            streets.append((number[start], number[end], round(metres, 1), round(seconds, 1)))
            if order != "lane":
                main.add((number[start], number[end]))
    return Roads(crossings=[spots[cell] for cell in number], streets=streets, main=frozenset(main))


def _town_crossings(rng: Random) -> dict[Crossing, Spot]:
    """Return where the crossings are: a bent grid with ragged edges, without river and parks."""
    spots = {}
    for row, column in product(range(SIDE), repeat=2):
        east = (column - SIDE / 2) * BLOCK_M + rng.uniform(-14, 14)
        north = (row - SIDE / 2) * BLOCK_M + rng.uniform(-14, 14)
        east, north = east + 0.10 * north, north + 90 * math.sin(east / 1800)
        wobble = 1 + 0.08 * math.sin(3 * math.atan2(north, east))
        in_park = any(distance_m((east, north), middle) < radius for middle, radius in PARKS)
        in_river = abs(east - _river_east(north)) < 70
        if math.hypot(east / 3600, north / 3300) < wobble and not in_park and not in_river:
            spots[row, column] = (east, north)
    return spots


def _town_streets(rng: Random, spots: dict[Crossing, Spot]) -> dict[tuple[Crossing, Crossing], str]:
    """Return the directed streets and the order of each."""
    west = {cell: spot[0] < _river_east(spot[1]) for cell, spot in spots.items()}
    drawn: dict[tuple[Crossing, Crossing], str] = {}
    for across, line in product((True, False), range(SIDE)):
        order = _order(line)
        one_way = rng.random() < ONE_WAY[order]
        forward = rng.random() < 0.5
        cells = [(line, at) if across else (at, line) for at in range(SIDE)]
        for start, end in pairwise(cell for cell in cells if cell in spots):
            if west[start] != west[end]:
                open_ways = (True, True) if across and line in BRIDGE_ROWS else (False, False)
            elif abs(start[0] - end[0]) + abs(start[1] - end[1]) > 1:
                open_ways = (False, False)  # a park lies between
            elif order == "lane" and rng.random() < LANES_MISSING:
                open_ways = (False, False)
            else:
                open_ways = (forward or not one_way, not forward or not one_way)
            drawn.update(
                (way, order)
                for way, is_open in zip(((start, end), (end, start)), open_ways, strict=True)
                if is_open
            )
    return drawn


def _reached(streets: Iterable[tuple[Crossing, Crossing]]) -> set[Crossing]:
    """Return the crossings that can be reached from the town hall."""
    onward = defaultdict(list)
    for start, end in streets:
        onward[start].append(end)
    seen, todo = {TOWN_HALL}, [TOWN_HALL]
    while todo:
        for cell in onward[todo.pop()]:
            if cell not in seen:
                seen.add(cell)
                todo.append(cell)
    return seen


def in_town_roads(rng: Random, roads: Roads, reach_m: float) -> Spot:
    """Return a shop's door along a street of the road graph; main streets and the middle have most shops."""
    while True:
        start, end, _, _ = rng.choice(roads.streets)
        off_middle = math.hypot(*roads.crossings[start]) / reach_m
        likely = math.exp(-off_middle * off_middle) * (1.0 if (start, end) in roads.main else 0.35)
        if rng.random() < likely:
            return beside(rng, roads.crossings[start], roads.crossings[end])
