"""Whether a shift could make visits in an order, and without which rules: a walk of its own, in ids and clock times.

Nothing here is shared with the library's search and reasons, so that a fault of theirs cannot hide.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from heapq import heappop, heappush

import numpy as np
from numpy.typing import NDArray

from routing.domain.customer import Mode
from routing.domain.ids import PlaceId
from routing.domain.visit import Category, Cause
from routing.request import Opening, PlanRequest, ShiftRequest, VisitRequest
from routing.rules import Rule
from routing.travel.matrix import TravelMatrix
from routing.units import DAY_S

__all__ = ["NEVER", "Ways", "call_fits", "lifted", "may_phone", "route_fits", "sets_made"]

NEVER = float("inf")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ways:
    """Travel in seconds between places, `NEVER` where there is no way; and the same over quicker detours.

    A detour leads over somebody who is visited, for as short as may be.
    """

    seconds: NDArray[np.float64]
    shortest: NDArray[np.float64]
    row: Mapping[PlaceId, int] = field(repr=False)

    @classmethod
    def of(cls, request: PlanRequest, matrix: TravelMatrix) -> Ways:
        """Return the ways of a request."""
        seconds = np.where(matrix.reachable, matrix.duration_s, NEVER).astype(float)
        shortest = seconds.copy()
        stays: dict[int, int] = {}
        for visit in request.visits:
            row = matrix.index[visit.place_id]
            stays[row] = min(visit.length.min_s, stays.get(row, visit.length.min_s))
        for middle, stay_s in stays.items():
            np.minimum(shortest, shortest[:, [middle]] + stay_s + shortest[middle], out=shortest)
        return cls(seconds=seconds, shortest=shortest, row=matrix.index)

    def s(self, origin: PlaceId, target: PlaceId, *, by_detours: bool = False) -> float:
        """Return how long it takes from one place to another."""
        table = self.shortest if by_detours else self.seconds
        return float(table[self.row[origin], self.row[target]])


def route_fits(
    shift: ShiftRequest, visits: Sequence[VisitRequest], ways: Ways, *, by_detours: bool = False
) -> bool:
    """Return whether a shift can make visits in this order, each as short as it may be, with lunch somewhere."""
    if not visits:
        return True
    if len(visits) > shift.max_visits:
        return False
    end_s = shift.end_s - shift.reserve_s
    lunches = range(len(visits) + 1) if shift.lunch else [-1]
    return any(
        _home_s(shift, visits, ways, lunch, by_detours=by_detours) <= end_s for lunch in lunches
    )


def _home_s(
    shift: ShiftRequest,
    visits: Sequence[VisitRequest],
    ways: Ways,
    lunch_before: int,
    *,
    by_detours: bool,
) -> float:
    """Return when the day is over if lunch is had before a given visit, or after the last."""
    at, clock = shift.start_place_id, float(shift.start_s)
    for number, visit in enumerate([*visits, None]):
        place = shift.end_place_id if visit is None else visit.place_id
        begun = None
        if number == lunch_before and shift.lunch is not None:
            # It interrupts the way, or is had after it.
            begun = max(clock, shift.lunch.earliest_s)
            if begun > shift.lunch.latest_s:
                return NEVER
        there = _ready(shift, clock, ways.s(at, place, by_detours=by_detours), begun)
        if visit is None:
            return there
        starts = [max(there, one.start_s) for one in _open(visit, shift) if there <= one.end_s]
        if not starts:
            return NEVER
        clock, at = min(starts) + visit.length.min_s, place
    raise AssertionError("the way home is the last one")


def sets_made(
    shift: ShiftRequest, named: Sequence[VisitRequest], others: Sequence[VisitRequest], ways: Ways
) -> set[int]:
    """Return which of some visits a shift might make together, on the way to others: as bits, a superset of the truth.

    Earliest departures from every place for every set made so far; being earlier is never worse. Others may be made
    again and again, which only makes more seem possible.
    """
    stops = [*named, *others]
    end_s = shift.end_s - shift.reserve_s
    found = {0}
    best: dict[tuple[int, bool, PlaceId], float] = {}
    waiting = [(float(shift.start_s), 0, shift.lunch is not None, shift.start_place_id)]
    while waiting:
        clock, made, owes_lunch, at = heappop(waiting)
        if best.get((made, owes_lunch, at), NEVER) <= clock:
            continue
        best[made, owes_lunch, at] = clock
        for begun, still_owes in _gaps(shift, clock, owes_lunch=owes_lunch):
            home = _ready(shift, clock, ways.s(at, shift.end_place_id), begun)
            if home <= end_s and not still_owes and made.bit_count() <= shift.max_visits:
                found.add(made)
            for number, visit in enumerate(stops):
                bit = 1 << number if number < len(named) else 0
                ready = _ready(shift, clock, ways.s(at, visit.place_id), begun)
                starts = [max(ready, o.start_s) for o in _open(visit, shift) if ready <= o.end_s]
                if starts and not made & bit and min(starts) <= end_s:
                    left = min(starts) + visit.length.min_s
                    heappush(waiting, (left, made | bit, still_owes, visit.place_id))
    return found


def _gaps(
    shift: ShiftRequest, clock: float, *, owes_lunch: bool
) -> Iterator[tuple[float | None, bool]]:
    """Yield when lunch could begin after a departure, None for no lunch in this gap, and whether it is still owed."""
    yield None, owes_lunch
    if owes_lunch and shift.lunch is not None:
        begun = max(clock, shift.lunch.earliest_s)
        if begun <= shift.lunch.latest_s:
            yield begun, False


def _ready(shift: ShiftRequest, clock: float, leg_s: float, begun: float | None) -> float:
    """Return when the end of a way is reached, with lunch if it is begun in this gap."""
    if begun is None or shift.lunch is None:
        return clock + leg_s
    return max(clock + leg_s, begun) + shift.lunch.length_s


def _open(visit: VisitRequest, shift: ShiftRequest) -> list[Opening]:
    if visit.manager_ids is not None and shift.manager_id not in visit.manager_ids:
        return []
    if visit.release is not None and shift.day < visit.release:
        return []
    return [
        one
        for one in visit.openings
        if one.day == shift.day
        and (one.manager_ids is None or shift.manager_id in one.manager_ids)
        and one.start_s <= one.end_s
    ]


def may_phone(visit: VisitRequest) -> bool:
    """Return whether a call answers a visit; of one that recurs, its cadence has the last word."""
    never = visit.cadence is None and (
        visit.cause in (Cause.ANOMALY, Cause.NEW_CUSTOMER) or visit.category is Category.FILLER
    )
    modes = () if visit.contact is None else visit.contact.modes
    return not never and any(mode is not Mode.IN_PERSON for mode in modes)


def call_fits(shift: ShiftRequest, visit: VisitRequest) -> bool:
    """Return whether a shift that does nothing else could call."""
    if visit.contact is None:
        return False
    last_s = shift.end_s - shift.reserve_s - visit.contact.length_s
    return any(
        max(one.start_s, shift.start_s) <= min(one.end_s, last_s) for one in _open(visit, shift)
    )


def lifted(
    visit: VisitRequest, shift: ShiftRequest, ways: Ways, rules: Collection[Rule]
) -> tuple[VisitRequest, ShiftRequest, Ways]:
    """Return what a visit, a shift and the ways would be without some rules."""
    shift_without: dict[Rule, Callable[[ShiftRequest], ShiftRequest]] = {
        Rule.MAX_VISITS: lambda one: replace(one, max_visits=max(1, one.max_visits)),
        Rule.LUNCH: lambda one: replace(one, lunch=None),
        Rule.RESERVED_TIME: lambda one: replace(one, reserve_s=0),
        Rule.SHIFT_HOURS: lambda one: replace(
            one, start_s=min(0, one.start_s), end_s=max(DAY_S, one.end_s)
        ),
    }
    ways_without: dict[Rule, Callable[[Ways], Ways]] = {
        Rule.UNREACHABLE: lambda one: replace(
            one, seconds=np.where(np.isinf(one.seconds), 0, one.seconds)
        ),
        Rule.TRAVEL: lambda one: replace(one, seconds=np.zeros_like(one.seconds)),
    }
    asked = _visit_without(visit, shift, rules)
    for rule in rules:
        shift = shift_without[rule](shift) if rule in shift_without else shift
        ways = ways_without[rule](ways) if rule in ways_without else ways
    return asked, shift, ways


def _visit_without(
    visit: VisitRequest, shift: ShiftRequest, rules: Collection[Rule]
) -> VisitRequest:
    of_day = [one for one in visit.openings if one.day == shift.day]
    whole = Opening(day=shift.day, start_s=0, end_s=DAY_S)
    if of_day and _of_hours(visit, shift) in rules:
        of_day = [replace(whole, manager_ids=one.manager_ids) for one in of_day]
    elif not of_day and _of_day(visit, shift) <= set(rules):
        of_day = [whole]
    if Rule.MANAGER_NOT_ALLOWED in rules or Rule.NO_SHIFT in rules:
        visit = replace(visit, manager_ids=None)
        of_day = [replace(one, manager_ids=None) for one in of_day]
    if Rule.MIN_GAP in rules:
        visit = replace(visit, release=None)
    if Rule.VISIT_LENGTH in rules:
        visit = replace(visit, length=replace(visit.length, min_s=0))
    if Rule.IN_PERSON in rules and visit.cadence is None:
        visit = replace(visit, cause=Cause.LATE)
    return replace(visit, openings=tuple(of_day), closed_by=None, closed_on=())


def _of_day(visit: VisitRequest, shift: ShiftRequest) -> set[Rule]:
    """Return all that closes a day without openings, as the request says it."""
    by_day = {rule for day, rule in visit.closed_on if day == shift.day}
    if by_day:
        return by_day
    whole = visit.closed_by if not visit.openings and not visit.closed_on else None
    return {whole or Rule.CLOSED_DAY}


def _of_hours(visit: VisitRequest, shift: ShiftRequest) -> Rule:
    """Return what the openings of a day stand for: an agreed time, a pin, or hours."""
    causes = {one.cause for one in visit.obligations if one.first <= shift.day <= one.last}
    if visit.cadence is None and visit.cause is Cause.PINNED:
        causes = {visit.cause}
    if visit.appointment_s is not None or Cause.APPOINTMENT in causes:
        return Rule.APPOINTMENT
    return Rule.PINNED if Cause.PINNED in causes else Rule.TIME_WINDOW
