"""The travel matrix: how long and how far from place to place, in whole seconds and metres."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from routing.domain.customer import Point
from routing.domain.ids import PlaceId

__all__ = ["TravelMatrix", "TravelSource"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TravelMatrix:
    """Travel from each place to each place.

    Parameters
    ----------
    place_ids
        The `n` places, in the order of rows and columns.
    duration_s
        Shape (n, n), int64: seconds from row to column, parking included; 0 on the diagonal. Only meaningful where
        `reachable`.
    distance_m
        Shape (n, n), int64: metres, in the same order.
    reachable
        Shape (n, n), bool: whether there is a way at all.
    source
        Where the numbers are from, for people and records: ``"geodesic(detour=1.3, ...)"``.
    notes
        What was found odd on the way, such as places snapped from far or a broken triangle inequality.
    """

    place_ids: tuple[PlaceId, ...]
    duration_s: NDArray[np.int64]
    distance_m: NDArray[np.int64]
    reachable: NDArray[np.bool_]
    source: str
    notes: tuple[str, ...] = ()
    index: Mapping[PlaceId, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Freeze the arrays and index the places."""
        for array in (self.duration_s, self.distance_m, self.reachable):
            array.setflags(write=False)
        object.__setattr__(self, "index", {place: row for row, place in enumerate(self.place_ids)})

    @property
    def digest(self) -> str:
        """Short fingerprint of places and numbers."""
        state = hashlib.sha256("\n".join(self.place_ids).encode())
        for array in (self.duration_s, self.distance_m, self.reachable):
            state.update(np.ascontiguousarray(array).tobytes())
        return state.hexdigest()[:16]


class TravelSource(Protocol):
    """Anything that can tell the travel between places."""

    def matrix(self, places: Mapping[PlaceId, Point]) -> TravelMatrix:
        """Return the travel between all the places, in their order.

        An unreachable place is no error: its row and column are not `reachable`.
        """
        ...
