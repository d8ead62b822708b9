"""Places and ways on the plane of the drawing."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Self

import numpy as np
from numpy.typing import NDArray

from routing.domain.customer import Point
from routing.travel.coordinates import local_metres

__all__ = ["Arrow", "Plane", "Spot", "arrow_on", "line_path"]

Spot = tuple[int, int]
"""Units to the right and down from the corner of the drawing."""

_WIDTH = 10_000
_FLATTEST, _STEEPEST = 0.5, 1.1
"""Height of the drawing, as a share of its width."""
_MARGIN = 0.05
_LEAST_M = 400.0
"""What a drawing spans at least, however close the places are."""
_SHORTEST_WITH_ARROW = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Plane:
    """The drawing: `width` by `height` units, north up.

    Parameters
    ----------
    width, height
        Its size in units.
    metres_per_unit
        Its scale.
    west_m, north_m
        Its upper left corner on the plane of `local_metres`.
    at_lat
        The parallel along which it is true to scale.
    """

    width: int
    height: int
    metres_per_unit: float
    west_m: float
    north_m: float
    at_lat: float

    @classmethod
    def around(cls, points: Collection[Point]) -> Self:
        """Return the drawing that shows all of the points, at least one, and a margin."""
        lat = np.array([point.lat for point in points])
        lon = np.array([point.lon for point in points])
        at_lat = float(lat.mean())
        metres = local_metres(lat, lon, at_lat=at_lat)
        low, high = metres.min(axis=0), metres.max(axis=0)
        wide, high_m = (np.maximum(high - low, _LEAST_M) * (1 + 2 * _MARGIN)).tolist()
        ratio = min(max(high_m / wide, _FLATTEST), _STEEPEST)
        metres_per_unit = max(wide, high_m / ratio) / _WIDTH
        height = round(_WIDTH * ratio)
        middle = (low + high) / 2
        return cls(
            width=_WIDTH,
            height=height,
            metres_per_unit=metres_per_unit,
            west_m=float(middle[0]) - _WIDTH * metres_per_unit / 2,
            north_m=float(middle[1]) + height * metres_per_unit / 2,
            at_lat=at_lat,
        )

    def spots(self, lat: NDArray[np.float64], lon: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return where points are drawn, shape (n, 2)."""
        metres = local_metres(lat, lon, at_lat=self.at_lat)
        right = (metres[:, 0] - self.west_m) / self.metres_per_unit
        down = (self.north_m - metres[:, 1]) / self.metres_per_unit
        return np.rint(np.stack([right, down], axis=1)).astype(np.int64)

    def way(self, points: Sequence[Point]) -> list[Spot]:
        """Return where points are drawn, one after another."""
        lat = np.array([point.lat for point in points], dtype=np.float64)
        lon = np.array([point.lon for point in points], dtype=np.float64)
        return [(right, down) for right, down in self.spots(lat, lon).tolist()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrow:
    """An arrowhead on a line, turned by degrees from the right, clockwise."""

    x: int
    y: int
    turn: int


def line_path(spots: Sequence[Spot]) -> str:
    """Return a line as the path of an SVG drawing; empty where it leads nowhere."""
    steps = [
        f"{x - before_x} {y - before_y}"
        for (before_x, before_y), (x, y) in pairwise(spots)
        if (x, y) != (before_x, before_y)
    ]
    return f"M{spots[0][0]} {spots[0][1]}l{' '.join(steps)}" if steps else ""


def arrow_on(spots: Sequence[Spot]) -> Arrow | None:
    """Return an arrowhead in the middle of a line, None on one too short for it."""
    lengths = [math.dist(one, other) for one, other in pairwise(spots)]
    left = sum(lengths) / 2
    if 2 * left < _SHORTEST_WITH_ARROW:
        return None
    for (one, other), length in zip(pairwise(spots), lengths, strict=True):
        if left <= length:
            share = left / length
            across, down = other[0] - one[0], other[1] - one[1]
            return Arrow(
                x=round(one[0] + share * across),
                y=round(one[1] + share * down),
                turn=round(math.degrees(math.atan2(down, across))),
            )
        left -= length
    raise AssertionError("half of a line lies on it")  # pragma: no cover
