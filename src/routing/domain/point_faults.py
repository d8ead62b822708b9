"""What can be wrong with coordinates: missing, off the globe, zero, swapped, far from all others, shared by many."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from routing.domain.customer import Point
from routing.errors import Issue, Severity, shown_value

__all__ = ["Place", "point_faults"]

KM_PER_DEGREE = 111.2
"""Length of a degree of latitude; good to 1 % anywhere, which is plenty for a plausibility check."""

BULK_DEVIATIONS = 6
"""A place is outside the bulk beyond the median distance and this many median deviations of it."""

BULK_FLOOR_KM = 30.0
"""Nothing nearer than this to the middle is outside the bulk, however dense the rest."""

BULK_FEWEST = 3
"""Fewer places than this have no bulk."""

SHARED_BY_MANY = 5
"""So many customers at one and the same point are a geocoder's fallback more often than a market hall."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A point and where it is written."""

    point: Point
    collection: str
    index: int
    attribute: str


@dataclass(frozen=True, slots=True)
class _Bulk:
    """Where most customers are: a middle and a generous radius."""

    middle: Point
    radius_km: float

    def distance_km(self, point: Point) -> float:
        north = point.lat - self.middle.lat
        east = (point.lon - self.middle.lon) * math.cos(math.radians(self.middle.lat))
        return KM_PER_DEGREE * math.hypot(north, east)

    def __contains__(self, point: Point) -> bool:
        return self.distance_km(point) <= self.radius_km


def _bulk(points: Sequence[Point]) -> _Bulk | None:
    if len(points) < BULK_FEWEST:
        return None
    middle = Point(
        lat=median(point.lat for point in points), lon=median(point.lon for point in points)
    )
    everywhere = _Bulk(middle, math.inf)
    distances = [everywhere.distance_km(point) for point in points]
    typical = median(distances)
    deviation = median(abs(distance - typical) for distance in distances)
    return _Bulk(middle, max(BULK_FLOOR_KM, typical + BULK_DEVIATIONS * deviation))


def _on_globe(point: Point) -> bool:
    return abs(point.lat) <= 90 and abs(point.lon) <= 180  # noqa: PLR2004 - degrees


def _is_zero(point: Point) -> bool:
    return point.lat == 0 or point.lon == 0


def _shown(*degrees: float) -> str:
    return ", ".join(shown_value(str(value).removesuffix(".0")) for value in degrees)


def point_faults(
    *,
    customers: Sequence[Place],
    bases: Sequence[Place],
    locate: Callable[[str, int | None, str], str],
) -> Iterator[Issue]:
    """Yield the faults of the coordinates, at most one a number and one a point.

    The bulk is found by medians, so that a few wrong points cannot move it; bases are held against the customers' bulk.
    """
    sound = [place.point for place in customers if _on_globe(place.point)]
    bulk = _bulk([point for point in sound if not _is_zero(point)])
    for place in (*bases, *customers):
        yield from _faults_of_one(place, bulk, locate)
    yield from _shared(customers, locate)


def _faults_of_one(
    place: Place, bulk: _Bulk | None, locate: Callable[[str, int | None, str], str]
) -> Iterator[Issue]:
    point = place.point

    def issue(
        code: str, message: str, remedy: str, part: str = "", *, error: bool = False
    ) -> Issue:
        return Issue(
            code=code,
            place=locate(place.collection, place.index, place.attribute + part),
            value=_shown(getattr(point, part[1:])) if part else _shown(point.lat, point.lon),
            message=message,
            remedy=remedy,
            severity=Severity.ERROR if error else Severity.WARNING,
        )

    missing = [part for part in (".lat", ".lon") if not math.isfinite(getattr(point, part[1:]))]
    swapped = Point(lat=point.lon, lon=point.lat)
    if missing:
        for part in missing:
            yield issue(
                "coordinate-missing",
                "This coordinate is no number.",
                "Enter decimal degrees.",
                part,
                error=True,
            )
    elif _is_zero(point) and _on_globe(point):
        yield issue(
            "coordinate-zero",
            "A coordinate is exactly 0, which usually means unknown.",
            "Look the place up and enter its coordinates.",
        )
    elif bulk is not None and point not in bulk and _on_globe(swapped) and swapped in bulk:
        yield issue(
            "coordinate-swapped",
            "Latitude and longitude look swapped: the other way round the place lies among the others.",
            "Swap the two numbers.",
        )
    elif not _on_globe(point):
        hint = " Latitude and longitude look swapped." if _on_globe(swapped) else ""
        for part, limit in ((".lat", 90), (".lon", 180)):
            if abs(getattr(point, part[1:])) > limit:
                yield issue(
                    "coordinate-off-globe",
                    f"This lies beyond {limit} degrees.{hint}",
                    "Enter decimal degrees, latitude -90 to 90 and longitude -180 to 180.",
                    part,
                    error=True,
                )
    elif bulk is not None and point not in bulk:
        yield issue(
            "coordinate-outlying",
            f"The place lies {bulk.distance_km(point):.0f} km from the middle of the territory, "
            f"most others within {bulk.radius_km:.0f} km.",
            "Check the coordinates; geocoders often answer with another town of the same name.",
        )


def _shared(
    customers: Sequence[Place], locate: Callable[[str, int | None, str], str]
) -> Iterator[Issue]:
    at: defaultdict[Point, list[Place]] = defaultdict(list)
    for place in customers:
        at[place.point].append(place)
    for point, places in at.items():
        if len(places) >= SHARED_BY_MANY and _on_globe(point) and not _is_zero(point):
            first = places[0]
            yield Issue(
                code="coordinate-shared",
                place=locate(first.collection, first.index, first.attribute),
                value=_shown(point.lat, point.lon),
                message=f"{len(places)} customers stand at exactly this point.",
                remedy="Check that it is a market hall and not a geocoder's answer for a whole town.",
                severity=Severity.WARNING,
            )
