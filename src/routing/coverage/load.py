"""What is owed in each stretch of days, against the visits and the time that its shifts have room for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, groupby

import numpy as np
from numpy.typing import NDArray

from routing.coverage.chances import Chances, Ways, chances
from routing.coverage.owed import Owed, fewest, owed
from routing.coverage.tour_bound import TourBound, tour_bound
from routing.request import PlanRequest

__all__ = ["Load", "Outlook", "Stretches", "disjoint", "outlook"]

_TIGHT = 0.85
# Bounds are made for so many stretches of their own at the most, or fewer where those hold many visits.
_MOST_TUNED, _VISITS_TUNED = 12, 400
_FEW_WEEKDAYS = 3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stretches:
    """Sets of days: all from a first to a last, or those on some weekdays among them.

    Parameters
    ----------
    first, last
        Shape (stretches,), int64: positions of the first and the last day in `Chances.days`.
    weekdays
        For each stretch the weekdays that count; empty for all.
    with_extra
        Shape (stretches,), bool: whether extra shifts count, too. Where they do not, a visit that may be made on one
        counts as made there.
    inside
        Shape (days, stretches), bool: which days count.
    """

    first: NDArray[np.int64]
    last: NDArray[np.int64]
    weekdays: tuple[tuple[int, ...], ...]
    with_extra: NDArray[np.bool_]
    inside: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Load:
    """Owed against room, for account managers who share customers, in every stretch of days.

    Parameters
    ----------
    shifts, visits
        Positions in the request: the shifts of these account managers, the visits that only they can make.
    stretches
        The stretches of days.
    members
        Shape (shifts, stretches), bool: which shifts count.
    counts
        Shape (visits, stretches): the fewest visits in person.
    room_visits, room_s
        Shape (stretches,): what the shifts hold at the most.
    longest_s, most_visits
        What no shift exceeds.
    bounds
        Bounds of the time, each with the visits that it is about: positions in `visits`.
    """

    shifts: NDArray[np.int64]
    visits: NDArray[np.int64]
    stretches: Stretches
    members: NDArray[np.bool_]
    counts: NDArray[np.float64]
    room_visits: NDArray[np.float64]
    room_s: NDArray[np.float64]
    longest_s: float
    most_visits: float
    bounds: tuple[tuple[TourBound, NDArray[np.int64]], ...]

    @property
    def owed_visits(self) -> NDArray[np.float64]:
        """Shape (stretches,): visits in person owed."""
        return np.asarray(self.counts.sum(axis=0))

    @property
    def owed_s(self) -> NDArray[np.float64]:
        """Shape (stretches,): time that the visits owed take at the least, travel included."""
        found = np.zeros(len(self.room_s))
        for bound, rows in self.bounds:
            time_s = bound.time_s(self.counts[rows], self.longest_s, self.most_visits)
            found = np.maximum(found, time_s)
        return found

    @property
    def short(self) -> NDArray[np.float64]:
        """Shape (stretches,): how many shifts of average room are missing; 0 where no bound is broken."""
        number = np.maximum(1, self.members.sum(axis=0))
        missing_s = self.owed_s - self.room_s
        by_time = np.where(missing_s > 1, missing_s / np.maximum(1, self.room_s / number), 0)
        missing = self.owed_visits - self.room_visits
        by_visits = np.where(missing > 0, missing / np.maximum(1, self.room_visits / number), 0)
        return np.asarray(np.maximum(by_time, by_visits))

    def without(self, dropped: NDArray[np.bool_]) -> Load:
        """Return the load without some of its visits."""
        return replace(self, counts=np.where(dropped[:, None], 0, self.counts))

    def at(self, stretch: int) -> Load:
        """Return the load of one stretch alone, for its shortage."""
        return replace(
            self,
            members=self.members[:, [stretch]],
            counts=self.counts[:, [stretch]],
            room_visits=self.room_visits[[stretch]],
            room_s=self.room_s[[stretch]],
        )

    def lengthened(self, more_s: int) -> Load:
        """Return the load with so much more time on each shift."""
        room_s = self.room_s + more_s * self.members.sum(axis=0)
        return replace(self, room_s=room_s, longest_s=self.longest_s + more_s)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Outlook:
    """All that the certificate is made from."""

    request: PlanRequest
    ways: Ways
    chances: Chances
    owed: Owed
    loads: tuple[Load, ...]

    @property
    def is_overloaded(self) -> bool:
        """Whether more is owed than there is room for."""
        return any(load.short.any() for load in self.loads)


def outlook(request: PlanRequest, ways: Ways, known: Outlook | None = None) -> Outlook:
    """Return what is owed against what there is room for.

    Bounds of the time hold whatever the shifts are, so those `known` from the same visits serve again.
    """
    found = chances(request, ways)
    visit_day = min((shift.day for shift in request.shifts if not shift.is_extra), default=None)
    dues = owed(request.visits, found, visit_day)
    bounds = {load.visits.tobytes(): load.bounds for load in known.loads} if known else {}
    loads = []
    for shifts, visits in _groups(request, found):
        load = _load(request, found, dues, shifts, visits)
        again = bounds.get(visits.tobytes())
        loads.append(_tuned(load, found) if again is None else replace(load, bounds=again))
    return Outlook(request=request, ways=ways, chances=found, owed=dues, loads=tuple(loads))


def disjoint(gains: NDArray[np.float64], load: Load) -> list[int]:
    """Return the stretches without a day in common whose gains sum up to the most, in order of time."""
    best: list[tuple[float, list[int]]] = [(0.0, [])]
    first, last = load.stretches.first, load.stretches.last
    for day in range(int(last.max()) + 1):
        options = [best[day]]
        for stretch in np.flatnonzero((last == day) & (gains > 0)):
            total, chosen = best[first[stretch]]
            options.append((total + float(gains[stretch]), [*chosen, int(stretch)]))
        best.append(max(options, key=lambda one: one[0]))
    return best[-1][1]


def _groups(
    request: PlanRequest, found: Chances
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Yield shifts and visits of account managers who share customers, directly or through others."""
    managers = sorted({shift.manager_id for shift in request.shifts})
    number = {manager: position for position, manager in enumerate(managers)}
    of_shift = np.array([number[shift.manager_id] for shift in request.shifts], np.int64)
    group = np.arange(len(managers))
    able = np.zeros((len(request.visits), len(managers)), np.bool_)
    for manager in range(len(managers)):
        able[:, manager] = found.in_person[:, of_shift == manager].any(axis=1)
    for shared in np.unique(able, axis=0):
        together = np.isin(group, group[shared])
        if shared.any():
            group[together] = group[shared].min()
    for one in np.unique(group):
        visits = np.flatnonzero(able[:, group == one].any(axis=1))
        yield np.flatnonzero(np.isin(of_shift, np.flatnonzero(group == one))), visits


def _load(
    request: PlanRequest,
    found: Chances,
    dues: Owed,
    shifts: NDArray[np.int64],
    visits: NDArray[np.int64],
) -> Load:
    is_extra = np.array([request.shifts[k].is_extra for k in shifts], np.bool_)
    day_of = found.day_of[shifts]
    stretches = _stretches(found, day_of, is_extra)
    members = stretches.inside[day_of] & (stretches.with_extra | ~is_extra[:, None])
    on_extra = np.zeros(len(found.day_of), np.bool_)
    on_extra[shifts[is_extra]] = True
    is_free = found.on_days(on_extra)[visits]
    # 1 where a visit on the day falls into the stretch for sure.
    price = stretches.inside[None] & (stretches.with_extra | ~is_free[:, :, None])
    counts = fewest(dues.in_time[visits], price.astype(np.int16)).astype(np.float64)
    room_s = found.room_s[shifts].astype(np.float64)
    max_visits = np.array([request.shifts[k].max_visits for k in shifts], np.float64)
    max_visits = np.minimum(max_visits, len(visits))
    return Load(
        shifts=shifts,
        visits=visits,
        stretches=stretches,
        members=members,
        counts=counts,
        room_visits=max_visits @ members,
        room_s=room_s @ members,
        longest_s=float(room_s.max()),
        most_visits=max(1.0, float(max_visits.max())),
        bounds=(),
    )


def _tuned(load: Load, found: Chances) -> Load:
    """Return the load with bounds for the stretch with the most visits, and again for the tightest ones."""
    if not len(load.visits):
        return load
    widest = int(np.argmax(load.owed_visits))
    bound, rows = _bound(load, found, widest)
    prices = np.zeros(len(load.visits))
    prices[rows] = bound.price_s
    load = replace(load, bounds=((bound, rows),))
    share = load.owed_s / np.maximum(1, load.room_s)
    order = [int(k) for k in np.argsort(-share, kind="stable") if share[k] > _TIGHT]
    tuned: list[tuple[TourBound, NDArray[np.int64]]] = []
    # Days have a share of their own: where each customer is tied to a day, longer stretches are as tight.
    is_day = load.stretches.first == load.stretches.last
    for chosen in ([k for k in order if is_day[k]], [k for k in order if not is_day[k]]):
        left = _VISITS_TUNED
        for stretch in chosen[:_MOST_TUNED]:
            if left > 0:
                tuned.append(_bound(load, found, stretch, prices))
                left -= len(tuned[-1][1])
    return replace(load, bounds=load.bounds + tuple(tuned))


def _bound(
    load: Load, found: Chances, stretch: int, prices: NDArray[np.float64] | None = None
) -> tuple[TourBound, NDArray[np.int64]]:
    rows = np.flatnonzero(load.counts[:, stretch] > 0)
    visits = load.visits[rows]
    bound = tour_bound(
        found.leg_s[np.ix_(visits, visits)],
        found.depot_s[np.ix_(visits, load.shifts)].min(axis=1, initial=1 << 40),
        found.length_s[visits],
        load.counts[rows, stretch],
        load.longest_s,
        most_visits=load.most_visits,
        price_s=None if prices is None else prices[rows],
    )
    return bound, rows


def _stretches(found: Chances, day_of: NDArray[np.int64], is_extra: NDArray[np.bool_]) -> Stretches:
    """Return the stretches from visit day to visit day; of whole weeks also some weekdays, and all with extra days."""
    ordinary = np.unique(day_of[~is_extra]).tolist()
    spans: list[tuple[int, int, tuple[int, ...], bool]]
    spans = [(a, b, (), False) for i, a in enumerate(ordinary) for b in ordinary[i:]]
    of_day = np.array([day.isoweekday() for day in found.days], np.int64)
    weekdays = sorted({int(of_day[day]) for day in ordinary})
    largest = len(weekdays) - 1 if len(weekdays) <= _FEW_WEEKDAYS else 1
    some = [one for size in range(1, largest + 1) for one in combinations(weekdays, size)]
    spans += [(a, b, one, False) for a, b in _weeks(found, ordinary) for one in some]
    if is_extra.any():
        every = np.unique(day_of).tolist()
        spans += [(a, b, (), True) for a, b in _weeks(found, every)]
    first = np.array([span[0] for span in spans], np.int64)
    last = np.array([span[1] for span in spans], np.int64)
    day = np.arange(len(of_day))[:, None]
    inside = (day >= first) & (day <= last)
    for number, span in enumerate(spans):
        if span[2]:
            inside[:, number] &= np.isin(of_day, span[2])
    return Stretches(
        first=first,
        last=last,
        weekdays=tuple(span[2] for span in spans),
        with_extra=np.array([span[3] for span in spans], np.bool_),
        inside=inside,
    )


def _weeks(found: Chances, days: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and the last of the days of every week, or weeks in a row."""
    weeks = [
        list(one) for _, one in groupby(days, key=lambda day: found.days[day].isocalendar()[:2])
    ]
    for number, one in enumerate(weeks):
        yield from ((one[0], other[-1]) for other in weeks[number:])
