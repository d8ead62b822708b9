"""Travel estimated from the straight distance: needs no road data and no server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from routing.domain.customer import Point
from routing.domain.ids import PlaceId
from routing.travel.arguments import require_at_least
from routing.travel.coordinates import coordinate_arrays, straight_m
from routing.travel.matrix import TravelMatrix

__all__ = ["Geodesic"]

_METRES_A_SECOND = 1 / 3.6  # of one kilometre an hour


@dataclass(frozen=True, slots=True, kw_only=True)
class Geodesic:
    """A travel source that estimates roads from straight distances.

    The road is the straight distance times `detour_factor`. Its first `urban_leg_m` metres are driven at
    `urban_speed_kph`, the rest at `rural_speed_kph`: a short leg stays in town, a long one leaves it. Then comes
    parking. Time grows with distance and less than in proportion, so going through a third place never pays. Places
    no further apart than `same_place_m` are one building: no way and no parking between them.

    Parameters
    ----------
    detour_factor
        Road metres for each straight metre, at least 1.
    urban_speed_kph, rural_speed_kph
        Kilometres an hour, 1 or more; the rural speed is no lower than the urban one.
    urban_leg_m
        Road metres of a leg that are driven at urban speed.
    parking_s
        Seconds added to every leg between different places, for parking and the way to the door.
    same_place_m
        Straight metres up to which two places share a parking space.

    Raises
    ------
    InputError
        When an argument is out of its range; names every such argument.

    References
    ----------
    Straight distances are great circles on the mean sphere (Moritz 2000, doi 10.1007/s001900050278).

    Examples
    --------
    A matrix of two places 1.9 km apart, in seconds and metres:

    >>> from routing import Geodesic
    >>> from routing.domain.customer import Point
    >>> places = {"office": Point(lat=30.0, lon=120.0), "shop": Point(lat=30.0, lon=120.02)}
    >>> matrix = Geodesic(detour_factor=1.3, urban_speed_kph=30, parking_s=90).matrix(places)
    >>> matrix.distance_m.tolist()
    [[0, 2504], [2504, 0]]
    >>> matrix.duration_s.tolist()
    [[0, 391], [391, 0]]
    """

    detour_factor: float = 1.35
    urban_speed_kph: float = 25.0
    rural_speed_kph: float = 50.0
    urban_leg_m: float = 5_000.0
    parking_s: int = 120
    same_place_m: float = 20.0

    def __post_init__(self) -> None:
        """Check the ranges of all arguments at once."""
        require_at_least(
            self,
            {
                "detour_factor": 1,
                "urban_speed_kph": 1,
                "rural_speed_kph": self.urban_speed_kph,
                "urban_leg_m": 0,
                "parking_s": 0,
                "same_place_m": 0,
            },
        )

    def matrix(self, places: Mapping[PlaceId, Point]) -> TravelMatrix:
        """Return the estimated travel between all the places, shape (n, n); seconds and metres are rounded up.

        Raises
        ------
        InputError
            When coordinates are no point on the globe.
        """
        straight = straight_m(*coordinate_arrays(places))
        road = straight * self.detour_factor
        in_town = np.minimum(road, self.urban_leg_m)
        drive = in_town / (self.urban_speed_kph * _METRES_A_SECOND) + (road - in_town) / (
            self.rural_speed_kph * _METRES_A_SECOND
        )
        apart = straight > self.same_place_m
        return TravelMatrix(
            place_ids=tuple(places),
            duration_s=np.where(apart, np.ceil(drive) + self.parking_s, 0).astype(np.int64),
            distance_m=np.where(apart, np.ceil(road), 0).astype(np.int64),
            reachable=np.ones(straight.shape, dtype=np.bool_),
            source=(
                f"geodesic(detour={self.detour_factor:g}, urban={self.urban_speed_kph:g} km/h "
                f"for {self.urban_leg_m:g} m, rural={self.rural_speed_kph:g} km/h, "
                f"parking={self.parking_s} s, same place={self.same_place_m:g} m)"
            ),
        )
