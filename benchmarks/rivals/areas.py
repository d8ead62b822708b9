"""Areas of a journey plan: customers who lie together, as many in each, by k-means."""

from __future__ import annotations

from functools import lru_cache
from random import Random

import numpy as np
from numpy.typing import NDArray

from routing.domain.customer import Point

__all__ = ["area_of_each", "nearest_area"]

_METRES_A_DEGREE = 111_195.0
_STARTS = 10
_MOST_ROUNDS = 50

_Metres = NDArray[np.float64]
"""Shape (places, 2): metres to the north and to the east."""


@lru_cache(maxsize=64)
def area_of_each(points: tuple[Point, ...], number: int, seed: int) -> tuple[int, ...]:
    """Return the area of each point, numbered round their common middle; sizes differ by one at most.

    Plain k-means makes areas of three and of thirty customers of a country district, which nobody could walk in a day
    each. So each round assigns the points to as many places of each area, with the least sum of squared distances
    (Malinen and Fränti 2014, doi 10.1007/978-3-662-44415-3_4). The best of several starts is kept.
    """
    metres = _metres(points, points[0].lat)
    chance = Random(f"areas {seed}")
    found = [
        _balanced(metres, metres[chance.sample(range(len(points)), number)]) for _ in range(_STARTS)
    ]
    labels = min(found, key=lambda one: (_spread(metres, one, number), one.tolist()))
    middles = _middles(metres, labels, number) - metres.mean(axis=0)
    round_the_middle = np.argsort(np.arctan2(middles[:, 0], middles[:, 1]), kind="stable")
    place = {int(area): turn for turn, area in enumerate(round_the_middle)}
    return tuple(place[int(label)] for label in labels)


def nearest_area(point: Point, points: tuple[Point, ...], area_of: tuple[int, ...]) -> int:
    """Return the area whose middle lies nearest to a point."""
    number = max(area_of) + 1
    metres = _metres(points, points[0].lat)
    middles = _middles(metres, np.array(area_of), number)
    apart = ((middles - _metres((point,), points[0].lat)) ** 2).sum(axis=1)
    return int(apart.argmin())


def _metres(points: tuple[Point, ...], lat: float) -> _Metres:
    degrees = np.array([(one.lat, one.lon) for one in points])
    scale: _Metres = degrees * (_METRES_A_DEGREE * np.array([1.0, np.cos(np.radians(lat))]))
    return scale


def _middles(metres: _Metres, labels: NDArray[np.int64], number: int) -> _Metres:
    return np.array([metres[labels == area].mean(axis=0) for area in range(number)])


def _spread(metres: _Metres, labels: NDArray[np.int64], number: int) -> float:
    return float(((metres - _middles(metres, labels, number)[labels]) ** 2).sum())


def _balanced(metres: _Metres, middles: _Metres) -> NDArray[np.int64]:
    """Return the area of each point after rounds of k-means with areas of one size, from given middles on."""
    from scipy.optimize import linear_sum_assignment

    number = len(middles)
    area_of_place = np.arange(len(metres)) % number
    labels = area_of_place
    for _ in range(_MOST_ROUNDS):
        apart = ((metres[:, None, :] - middles[None, :, :]) ** 2).sum(axis=2)
        _, places = linear_sum_assignment(apart[:, area_of_place])
        before, labels = labels, area_of_place[places]
        if (labels == before).all():
            break
        middles = _middles(metres, labels, number)
    return labels
