"""Travel that is asked for once: of a source that is slow, or that answers about the same places again and again."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from routing.domain.customer import Point
from routing.domain.ids import PlaceId
from routing.travel.matrix import TravelMatrix, TravelSource

__all__ = ["RememberedTravel"]


class RememberedTravel:
    """A travel source that answers from what another one has said of places known beforehand.

    Parameters
    ----------
    source
        Is asked once, and again only about places that it has not been asked about or that have moved.
    places
        Everything that is known to be needed.
    """

    def __init__(self, source: TravelSource, places: Mapping[PlaceId, Point]) -> None:
        self._source = source
        self._places = dict(places)
        self._known = source.matrix(self._places)

    def matrix(self, places: Mapping[PlaceId, Point]) -> TravelMatrix:
        """Return the travel between all the places, in their order."""
        if any(self._places.get(place_id) != point for place_id, point in places.items()):
            self._places |= places
            self._known = self._source.matrix(self._places)
        known = self._known
        if tuple(places) == known.place_ids:
            return known
        rows = np.array([known.index[place_id] for place_id in places], dtype=np.int64)
        square = np.ix_(rows, rows)
        return TravelMatrix(
            place_ids=tuple(places),
            duration_s=known.duration_s[square],
            distance_m=known.distance_m[square],
            reachable=known.reachable[square],
            source=known.source,
            notes=known.notes,
        )
