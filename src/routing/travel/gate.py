"""The gate for travel matrices: foreign numbers come in through it, and any matrix can be inspected at it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from routing.domain.ids import PlaceId
from routing.domain.note import Note
from routing.errors import InputError, Issue, Severity
from routing.travel.matrix import TravelMatrix
from routing.units import DAY_S

__all__ = ["MatrixReport", "Table", "inspect_matrix", "matrix_from_arrays"]

Table = NDArray[Any] | Sequence[Sequence[float | None]]
"""Rows of numbers, as an array or as lists; None is understood."""

_NO_WAY = -1.0
_FASTEST_KPH = 500
_SHOWN_OF_A_KIND = 50
_SHORT_M = 1_000  # below it, seconds rounded to 0 or 1 imply any speed
_NO_METRES = Note(text="metres are unknown and stand as 0", text_zh="里程未知，按 0 计")
_TRIANGLE_SLACK_S = 2  # what rounding three legs to whole seconds can do


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixReport:
    """What stands out in a travel matrix.

    Parameters
    ----------
    places
        Number of places.
    unreachable_legs
        Legs that have no way; both directions count.
    isolated
        Places that cannot be reached from any other or cannot be left, in the matrix's order.
    zero_legs
        Legs of 0 s between different places: neighbours in one building, normal.
    asymmetric_permille
        Share of the pairs reachable both ways whose two directions differ by more than 5 %.
    triangle_permille
        Share of the legs that are more than 2 s quicker by way of some third place. Real tables have them.
    triangle_worst_s
        Most seconds that such a way round saves.
    too_fast
        Legs, from a place to another, of a kilometre or more at over 500 km/h.
    issues
        Errors, which make the matrix useless, and warnings.
    """

    places: int
    unreachable_legs: int
    isolated: tuple[PlaceId, ...]
    zero_legs: int
    asymmetric_permille: int
    triangle_permille: int
    triangle_worst_s: int
    too_fast: tuple[tuple[PlaceId, PlaceId], ...]
    issues: tuple[Issue, ...]

    @property
    def notes(self) -> tuple[Note, ...]:
        """What a plan tells of the matrix."""
        notes = []
        if self.too_fast:
            (start, end), legs = self.too_fast[0], len(self.too_fast)
            notes.append(
                Note(
                    text=(
                        f"Legs travelled at more than {_FASTEST_KPH} km/h: {legs}, the first from {start} to {end}. "
                        "Check the unit and the source of the numbers."
                    ),
                    text_zh=(
                        f"车速超过每小时 {_FASTEST_KPH} 公里的路程：{legs} 段，首段为 {start} 至 {end}。"
                        "请核对单位和数据来源。"
                    ),
                )
            )
        if self.isolated:
            places = self.isolated
            notes.append(
                Note(
                    text=(
                        f"No way leads here, or none away: {', '.join(places)}. "
                        "Check the coordinates and the roads; visits there will be left out."
                    ),
                    text_zh=(
                        f"无路可到达或离开：{'、'.join(places)}。请核对坐标和道路；这些地点的拜访不予安排。"
                    ),
                )
            )
        return tuple(notes)

    @property
    def usable(self) -> bool:
        """Whether a plan may be built on the matrix."""
        return all(issue.severity is not Severity.ERROR for issue in self.issues)


def inspect_matrix(matrix: TravelMatrix) -> MatrixReport:
    """Return what stands out in the matrix: faults as errors, oddities as warnings and measures.

    Errors: a diagonal that is not 0, negative seconds or metres, a leg of more than a day. Warnings: a leg of a
    kilometre or more at over 500 km/h, a place without any way in or out.
    """
    duration, reachable = matrix.duration_s, matrix.reachable
    size = len(matrix.place_ids)
    off_diagonal = ~np.eye(size, dtype=np.bool_)
    legs = reachable & off_diagonal
    issues = _number_issues(matrix.place_ids, duration, matrix.distance_m, reachable)
    cut_off = ~legs.any(axis=0) | ~legs.any(axis=1) if size > 1 else np.zeros(size, dtype=np.bool_)
    isolated = tuple(matrix.place_ids[row] for row in np.flatnonzero(cut_off))
    issues += [
        Issue(
            code="travel-isolated",
            place=f"travel, place {place}",
            message="No way leads here, or none away.",
            remedy="Check the coordinates and the roads; the visit will be left out.",
            severity=Severity.WARNING,
        )
        for place in isolated
    ]
    both_ways = np.triu(legs & legs.T)
    there, back = duration[both_ways], duration.T[both_ways]
    uneven = np.abs(there - back) * 20 > np.maximum(there, back)
    saved = duration[legs] - _best_detour_s(matrix)[legs]
    return MatrixReport(
        places=size,
        unreachable_legs=int((~reachable & off_diagonal).sum()),
        isolated=isolated,
        zero_legs=int((legs & (duration == 0)).sum()),
        asymmetric_permille=_permille(uneven),
        triangle_permille=_permille(saved > _TRIANGLE_SLACK_S),
        triangle_worst_s=int(max(saved.max(initial=0), 0)),
        too_fast=tuple(
            (matrix.place_ids[row], matrix.place_ids[column])
            for row, column in np.argwhere(_too_fast(duration, matrix.distance_m, reachable))
        ),
        issues=tuple(issues),
    )


def matrix_from_arrays(
    place_ids: Sequence[PlaceId],
    duration_s: Table,
    distance_m: Table | None = None,
    *,
    source: str,
) -> TravelMatrix:
    """Return a travel matrix of numbers from elsewhere, rounded up to whole seconds and metres.

    Parameters
    ----------
    place_ids
        The n places, in the order of rows and columns.
    duration_s
        Shape (n, n): seconds from row to column. Where NaN, None, infinity or -1 stands there is no way.
    distance_m
        Shape (n, n): metres, or None when unknown (they are 0 then, and a note says so).
    source
        Where the numbers are from.

    Raises
    ------
    InputError
        When a shape, a place or a number is wrong; carries every fault.
    """
    places = tuple(place_ids)
    issues = [
        Issue(
            code="travel-place-repeated",
            place=f"travel, place {place}",
            message="The place stands among the places twice.",
            remedy="Give every place one row and one column.",
        )
        for place, times in Counter(places).items()
        if times > 1
    ]
    duration = _square("duration_s", duration_s, len(places), issues)
    distance = _square(
        "distance_m",
        np.zeros_like(duration) if distance_m is None else distance_m,
        len(places),
        issues,
    )
    if issues:
        raise InputError(issues)
    np.fill_diagonal(duration, np.nan_to_num(duration.diagonal()))
    np.fill_diagonal(distance, np.nan_to_num(distance.diagonal()))
    reachable = np.isfinite(duration) & (duration != _NO_WAY)
    np.fill_diagonal(reachable, val=True)
    found = _number_issues(places, duration, distance, reachable)
    if any(issue.severity is Severity.ERROR for issue in found):
        raise InputError(found)
    return TravelMatrix(
        place_ids=places,
        duration_s=_whole(duration, reachable),
        distance_m=_whole(distance, reachable),
        reachable=reachable,
        source=source,
        notes=(_NO_METRES,) if distance_m is None else (),
    )


def _too_fast(
    duration_s: NDArray[Any], distance_m: NDArray[Any], reachable: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Return which legs are travelled faster than any car."""
    with np.errstate(over="ignore", invalid="ignore"):
        implied_kph = distance_m * 3.6 / np.maximum(duration_s, 1)
    is_leg = reachable & ~np.eye(len(reachable), dtype=np.bool_)
    fast: NDArray[np.bool_] = is_leg & (distance_m >= _SHORT_M) & (implied_kph > _FASTEST_KPH)
    return fast


def _number_issues(
    places: tuple[PlaceId, ...],
    duration_s: NDArray[Any],
    distance_m: NDArray[Any],
    reachable: NDArray[np.bool_],
) -> list[Issue]:
    """Return the issues of single legs, where there is a way."""
    diagonal = np.eye(len(places), dtype=np.bool_)
    legs = reachable & ~diagonal
    checks = (
        (
            "travel-diagonal",
            diagonal & ((duration_s != 0) | (distance_m != 0)),
            "A way from a place to itself takes 0 s and 0 m.",
        ),
        (
            "travel-negative",
            legs & ((duration_s < 0) | (distance_m < 0)),
            "Seconds or metres are negative.",
        ),
        ("travel-too-long", legs & (duration_s > DAY_S), "The way takes more than a day."),
        (
            "travel-no-metres",
            legs & ~np.isfinite(distance_m),
            "There is a way, but its metres are missing.",
        ),
        (
            "travel-too-fast",
            _too_fast(duration_s, distance_m, reachable),
            "The way is travelled at more than 500 km/h.",
        ),
    )
    issues = []
    for code, wrong, message in checks:
        severity = Severity.WARNING if code == "travel-too-fast" else Severity.ERROR
        found = np.argwhere(wrong).tolist()
        told = [
            (
                f"travel, from {places[row]} to {places[column]}",
                f"{duration_s[row, column]} s, {distance_m[row, column]} m",
                message,
            )
            for row, column in found[:_SHOWN_OF_A_KIND]
        ]
        if len(found) > _SHOWN_OF_A_KIND:
            told.append(("travel", "", f"{len(found) - _SHOWN_OF_A_KIND} more legs: {message}"))
        issues += [
            Issue(
                code=code,
                place=place,
                value=value,
                message=text,
                remedy="Check the unit and the source of the numbers.",
                severity=severity,
            )
            for place, value, text in told
        ]
    return issues


def _square(name: str, values: Table, size: int, issues: list[Issue]) -> NDArray[np.float64]:
    """Return the values as a (size, size) array of its own; zeros, and an issue, when they are none."""
    try:
        array = np.array(values, dtype=np.float64)
        stands_there = "x".join(map(str, array.shape))
    except (TypeError, ValueError):
        array, stands_there = np.empty(0), "no table of numbers"
    if array.shape == (size, size) or (size == 0 and array.size == 0):
        return array.reshape(size, size)
    issues.append(
        Issue(
            code="travel-shape",
            place=f"travel, {name}",
            value=stands_there,
            message=f"The table must be {size}x{size}, a row and a column for each place.",
            remedy="Give the numbers of exactly these places.",
        )
    )
    return np.zeros((size, size))


def _whole(values: NDArray[np.float64], reachable: NDArray[np.bool_]) -> NDArray[np.int64]:
    # Noise far below a second must not cost one.
    return np.ceil(np.round(np.where(reachable, values, 0.0), 3)).astype(np.int64)


def _best_detour_s(matrix: TravelMatrix) -> NDArray[np.float64]:
    """Return the least seconds from row to column by way of any one place, the two ends included."""
    duration = np.where(matrix.reachable, matrix.duration_s, np.inf)
    best = duration.copy()
    for by_way_of in range(len(duration)):
        np.minimum(best, duration[:, [by_way_of]] + duration[by_way_of], out=best)
    return best


def _permille(marked: NDArray[np.bool_]) -> int:
    return round(1000 * float(marked.mean())) if marked.size else 0
