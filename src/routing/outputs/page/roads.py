"""The roads of an area as lines of a drawing, few enough to be drawn at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from routing.outputs.page.plane import Plane
from routing.travel.road_network import RoadNetwork

__all__ = ["road_paths"]

_MOST_LINES = 30_000
"""Drawn in a fraction of a second, and less than a megabyte."""
_SURROUNDINGS = 0.25
"""Roads are drawn this far beyond the drawing, as a share of its size: whoever moves it sees where they lead."""
_FASTER = 1.3
"""A main road is driven so many times as fast as the usual one."""


def road_paths(network: RoadNetwork, plane: Plane) -> tuple[str, str]:
    """Return the minor and the main roads as paths of an SVG drawing.

    Both directions of a road are one line. Where there are too many lines, the ends of all are moved onto a grid that
    gets coarser until few enough are left: what is drawn twice or has no length any more is drawn no more.
    """
    spots = plane.spots(network.lat, network.lon)
    start, end = spots[network.edge_from], spots[network.edge_to]
    near = _near(start, plane) | _near(end, plane)
    lines = np.concatenate([start, end], axis=1)[near]
    with np.errstate(divide="ignore", invalid="ignore"):
        speed = (network.length_m / network.duration_s)[near]
    usual = np.median(speed[np.isfinite(speed)]) if np.isfinite(speed).any() else np.inf
    is_main = speed > _FASTER * usual
    grid = 1
    minor, main = _distinct(lines[~is_main]), _distinct(lines[is_main])
    while len(minor) + len(main) > _MOST_LINES:
        grid *= 2
        minor, main = (
            _distinct(np.rint(each / grid).astype(np.int64) * grid) for each in (minor, main)
        )
    return _path(minor), _path(main)


def _near(spots: NDArray[np.int64], plane: Plane) -> NDArray[np.bool_]:
    size = np.array([plane.width, plane.height])
    inside = (spots >= -_SURROUNDINGS * size) & (spots <= (1 + _SURROUNDINGS) * size)
    return np.asarray(inside.all(axis=1))


def _distinct(lines: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return each line once, whichever way it runs, and none without length; rows are x, y, x, y."""
    turned = (lines[:, 0] > lines[:, 2]) | (
        (lines[:, 0] == lines[:, 2]) & (lines[:, 1] > lines[:, 3])
    )
    lines = np.where(turned[:, None], lines[:, [2, 3, 0, 1]], lines)
    lines = lines[(lines[:, :2] != lines[:, 2:]).any(axis=1)]
    return np.unique(lines, axis=0)


def _path(lines: NDArray[np.int64]) -> str:
    return "".join(f"M{x} {y}l{to_x - x} {to_y - y}" for x, y, to_x, to_y in lines.tolist())
