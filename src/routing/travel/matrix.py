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
from routing.domain.note import Note

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

    Notes
    -----
    The arrays are made read-only. Whether the numbers can be travel at all, with shapes, signs and gaps, is looked at
    by `routing.travel.gate.inspect_matrix`, before anything is planned with them.

    Examples
    --------
    Times of one's own, there and back not the same:

    >>> import numpy as np
    >>> from routing.travel.matrix import TravelMatrix
    >>> matrix = TravelMatrix(
    ...     place_ids=("s:M1", "c:C1"),
    ...     duration_s=np.array([[0, 300], [360, 0]]),
    ...     distance_m=np.array([[0, 2000], [2400, 0]]),
    ...     reachable=np.ones((2, 2), dtype=np.bool_),
    ...     source="our own measurements, 2026",
    ... )
    >>> matrix.duration_s[matrix.index["c:C1"], matrix.index["s:M1"]].item()
    360
    """

    place_ids: tuple[PlaceId, ...]
    duration_s: NDArray[np.int64]
    distance_m: NDArray[np.int64]
    reachable: NDArray[np.bool_]
    source: str
    notes: tuple[Note, ...] = ()
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
    """Anything that can tell the travel between places.

    Examples
    --------
    A source that has every leg take a quarter longer than estimated:

    >>> from dataclasses import dataclass, replace
    >>> import numpy as np
    >>> from routing import Geodesic
    >>> from routing.domain.customer import Point
    >>> @dataclass(frozen=True)
    ... class RushHour:
    ...     calm: Geodesic
    ...
    ...     def matrix(self, places):
    ...         found = self.calm.matrix(places)
    ...         slow_s = np.ceil(found.duration_s * 1.25).astype(np.int64)
    ...         return replace(found, duration_s=slow_s, source=f"{found.source}, rush hour")
    >>> places = {"office": Point(lat=30.0, lon=120.0), "shop": Point(lat=30.0, lon=120.02)}
    >>> [source.matrix(places).duration_s[0, 1].item() for source in (Geodesic(), RushHour(Geodesic()))]
    [495, 619]
    """

    def matrix(self, places: Mapping[PlaceId, Point]) -> TravelMatrix:
        """Return the travel between all the places, in their order.

        An unreachable place is no error: its row and column are not `reachable`.

        Raises
        ------
        TravelError
            If the source cannot answer at all.
        InputError
            If coordinates are no point on the globe.
        """
        ...
