"""On which shifts each visit could be made at all, and from where to where by the quickest way.

Everything here errs on the side of "it can be": what is refused is refused in every plan.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from routing.request import Opening, PlanRequest, ShiftRequest
from routing.travel.matrix import TravelMatrix

__all__ = ["FAR_S", "Chances", "Ways", "chances", "quickest_ways"]

FAR_S = 400_000_000
"""Stands for no way at all: longer than any shift, and three of them still fit 32 bits."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ways:
    """Quickest ways of a request, other visits on the way included with their lengths.

    Parameters
    ----------
    depots
        Row of each start or end place.
    away_s, home_s
        Shape (depots, visits), int64: from the place to the visit, and back.
    leg_s
        Shape (visits, visits), int64: from visit to visit, the quicker direction of the two.
    """

    depots: Mapping[str, int]
    away_s: NDArray[np.int64]
    home_s: NDArray[np.int64]
    leg_s: NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Chances:
    """What the shifts and visits of a request allow, visit by visit.

    Parameters
    ----------
    days
        The days with a shift, ascending.
    day_of
        Shape (shifts,), int64: position of each shift's day in `days`.
    room_s
        Shape (shifts,), int64: time for travel and visits, lunch and reserve taken off.
    in_person
        Shape (visits, shifts), bool: whether the visit can be made on the shift if it is the only one.
    contact
        Shape (visits, days), bool: whether it might be made by phone or network on the day.
    length_s
        Shape (visits,), int64: the shortest visits.
    leg_s
        As `Ways.leg_s`.
    depot_s
        Shape (visits, shifts), int64: the shorter of the quickest ways from the shift's start and to its end.
    """

    days: tuple[date, ...]
    day_of: NDArray[np.int64]
    room_s: NDArray[np.int64]
    in_person: NDArray[np.bool_]
    contact: NDArray[np.bool_]
    length_s: NDArray[np.int64]
    leg_s: NDArray[np.int64]
    depot_s: NDArray[np.int64]

    @property
    def open_days(self) -> NDArray[np.bool_]:
        """Shape (visits, days), bool: whether some shift of the day can make the visit."""
        return self.on_days(np.ones(len(self.day_of), np.bool_))

    def on_days(self, shifts: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return, shape (visits, days), whether one of these shifts of the day can make the visit."""
        found = np.zeros((len(self.in_person), len(self.days)), np.bool_)
        for shift in np.flatnonzero(shifts):
            found[:, self.day_of[shift]] |= self.in_person[:, shift]
        return found


def chances(request: PlanRequest, ways: Ways) -> Chances:
    """Return on which shifts each visit of the request could be made."""
    shifts, visits = request.shifts, request.visits
    days = tuple(sorted({shift.day for shift in shifts}))
    number = {day: position for position, day in enumerate(days)}
    in_person = np.zeros((len(visits), len(shifts)), np.bool_)
    contact = np.zeros((len(visits), len(days)), np.bool_)
    shifts_on: dict[date, list[int]] = {}
    for index, shift in enumerate(shifts):
        shifts_on.setdefault(shift.day, []).append(index)
    out_s = np.empty((len(visits), len(shifts)), np.int64)
    back_s = np.empty_like(out_s)
    for index, shift in enumerate(shifts):
        out_s[:, index] = ways.away_s[ways.depots[shift.start_place_id]]
        back_s[:, index] = ways.home_s[ways.depots[shift.end_place_id]]
    for v, visit in enumerate(visits):
        windows: dict[date, list[Opening]] = {}
        for opening in visit.openings:
            windows.setdefault(opening.day, []).append(opening)
        for day, openings in windows.items():
            openings.sort(key=lambda one: one.start_s)
            for k in shifts_on.get(day, ()):
                shift = shifts[k]
                if visit.manager_ids is not None and shift.manager_id not in visit.manager_ids:
                    continue
                own = [one for one in openings if one.admits(shift)]
                if not own:
                    continue
                contact[v, number[day]] |= visit.contact is not None
                in_person[v, k] = _fits(
                    shift, own, int(out_s[v, k]), visit.length.min_s, int(back_s[v, k])
                )
    return Chances(
        days=days,
        day_of=np.array([number[shift.day] for shift in shifts], np.int64),
        room_s=np.array([_room_s(shift) for shift in shifts], np.int64),
        in_person=in_person,
        contact=contact,
        length_s=np.array([visit.length.min_s for visit in visits], np.int64),
        leg_s=ways.leg_s,
        depot_s=np.minimum(out_s, back_s),
    )


def _room_s(shift: ShiftRequest) -> int:
    lunch_s = shift.lunch.length_s if shift.lunch else 0
    return max(0, shift.end_s - shift.reserve_s - shift.start_s - lunch_s)


def quickest_ways(request: PlanRequest, matrix: TravelMatrix) -> Ways:
    """Return the quickest ways between the visits, and between them and where shifts start and end.

    Where the triangle inequality is broken, a way over other visits may be quicker than the direct one. It takes their
    lengths too, so with ordinary travel the direct way nearly always stays the quickest. Other visits are those of the
    request: nobody passes through a place without visiting it.
    """
    visits = request.visits
    depots = sorted({p for s in request.shifts for p in (s.start_place_id, s.end_place_id)})
    ways = np.where(matrix.reachable, np.minimum(matrix.duration_s, FAR_S), FAR_S).astype(np.int32)
    places = sorted({visit.place_id for visit in visits})
    position = {place: row for row, place in enumerate(places)}
    at = np.array([matrix.index[place] for place in places], np.int64)
    base = np.array([matrix.index[place] for place in depots], np.int64)
    pause_s = np.full(len(places), FAR_S, np.int32)
    for visit in visits:
        row = position[visit.place_id]
        pause_s[row] = min(pause_s[row], visit.length.min_s)
    rows = np.concatenate([base, at])
    size, lead = len(rows), len(base)
    quickest = ways[np.ix_(rows, rows)].copy()
    through = np.empty((size, size), np.int32)
    for k in range(len(places)):
        to_k = np.minimum(quickest[:, lead + k] + pause_s[k], FAR_S)
        np.add(to_k[:, None], quickest[lead + k][None, :], out=through)
        np.minimum(quickest, through, out=quickest)
    of_visit = np.array([position[visit.place_id] for visit in visits], np.int64)
    between = quickest[lead:, lead:][np.ix_(of_visit, of_visit)].astype(np.int64)
    return Ways(
        depots={place: row for row, place in enumerate(depots)},
        away_s=quickest[:lead, lead:][:, of_visit].astype(np.int64),
        home_s=quickest[lead:, :lead][of_visit].T.astype(np.int64),
        leg_s=np.minimum(between, between.T),
    )


def _fits(
    shift: ShiftRequest, openings: Sequence[Opening], out_s: int, length_s: int, home_s: int
) -> bool:
    """Return whether the shift can make this visit alone."""
    lunch, end_s = shift.lunch, shift.end_s - shift.reserve_s
    starts_s = shift.start_s + out_s
    if lunch is None:
        start_s = _first_start(openings, starts_s)
        return start_s is not None and start_s + length_s + home_s <= end_s
    after_s = _first_start(openings, max(starts_s, lunch.earliest_s) + lunch.length_s)
    if after_s is not None and after_s + length_s + home_s <= end_s:
        return True
    before_s = _first_start(openings, starts_s)
    if before_s is None or before_s + length_s > lunch.latest_s:
        return False
    return max(before_s + length_s + home_s, lunch.earliest_s) + lunch.length_s <= end_s


def _first_start(openings: Sequence[Opening], ready_s: int) -> int | None:
    for opening in openings:
        if ready_s <= opening.end_s:
            return max(opening.start_s, ready_s)
    return None
