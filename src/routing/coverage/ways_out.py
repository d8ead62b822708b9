"""Who is left out where not everybody can be visited in time, and what would help; everything told is tried."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from routing.coverage.findings import WayOut, WayOutKind
from routing.coverage.load import Load, Outlook, disjoint, outlook
from routing.domain.customer import Mode
from routing.domain.ids import CustomerId, ShiftId
from routing.request import ContactTerms, Opening, PlanRequest, ShiftRequest, VisitRequest
from routing.units import MINUTE_S

__all__ = ["falls_on", "short_days", "ways_out"]

_STEP_MINUTES = 5
_MOST_MINUTES = 180
_TRIES = 6
_FRIDAY = 5
_ONE_DAY, _ONE_WEEK = timedelta(days=1), timedelta(days=7)
_CONTACT = ContactTerms(modes=(Mode.PHONE, Mode.NETWORK), length_s=5 * MINUTE_S)


def short_days(found: Outlook) -> int:
    """Return how many visit days of average room are missing at the least."""
    return int(sum(_most_short(load, np.ceil(load.short)) for load in found.loads))


def _missing(found: Outlook) -> float:
    return sum(_most_short(load, load.short) for load in found.loads)


def _most_short(load: Load, short: NDArray[np.float64]) -> float:
    return float(sum(short[k] for k in disjoint(short, load)))


def falls_on(found: Outlook) -> tuple[CustomerId, ...]:
    """Return the customers to leave out until no bound is broken, whoever matters least first.

    Left out first is whoever has the least weight and, among equals, the latest deadline; customers with a promise, an
    anomaly or a first visit owed come last.
    """
    dropped: list[CustomerId] = []
    for load in found.loads:
        order = _least_first(found, load)
        gone = np.zeros(len(load.visits), np.bool_)
        while (short := load.without(gone).short).any():
            worst = int(np.argmax(short))
            in_span = [row for row in order if not gone[row] and load.counts[row, worst] > 0]
            gone[in_span[: _enough(load.at(worst), gone, in_span)]] = True
        dropped += [
            found.request.visits[load.visits[row]].customer_id for row in order if gone[row]
        ]
    return tuple(dropped)


def _enough(load: Load, gone: NDArray[np.bool_], rows: Sequence[int]) -> int:
    """Return how many of these to leave out, in their order, until there is room for the rest."""

    def has_room(number: int) -> bool:
        dropped = gone.copy()
        dropped[rows[:number]] = True
        return not load.without(dropped).short.any()

    return bisect_left(range(len(rows)), x=True, key=has_room)


def ways_out(found: Outlook) -> tuple[WayOut, ...]:
    """Return the changes with which no bound is broken any more."""
    tries = (_more_days(found), _contacts(found), _minutes(found))
    return tuple(way for way in tries if way is not None)


def _least_first(found: Outlook, load: Load) -> list[int]:
    def rank(row: int) -> tuple[bool, int, int, str]:
        visit = found.request.visits[load.visits[row]]
        weight = visit.weight if visit.cadence is None else visit.cadence.weight
        deadline = found.owed.deadline[load.visits[row]]
        by = deadline.toordinal() if deadline else date.max.toordinal()
        return bool(visit.obligations), weight, -by, visit.customer_id

    return sorted(range(len(load.visits)), key=rank)


def _worst(found: Outlook) -> tuple[Load, int]:
    load = max(found.loads, key=lambda one: float(one.short.max(initial=0)))
    return load, int(np.argmax(load.short))


def _more_days(found: Outlook) -> WayOut | None:
    """Return the visit days to add, one after the other where most is missing."""
    added: list[ShiftRequest] = []
    refused: set[ShiftId] = set()
    now = found
    for _ in range(_TRIES):
        if not now.is_overloaded:
            break
        load, stretch = _worst(now)
        number = int(np.ceil(load.short[stretch]))
        more = [one for one in _candidates(now, load, stretch) if one.id not in refused][:number]
        if not more:
            return None
        then = outlook(_with_days(now.request, more), found.ways, found)
        if _missing(then) < _missing(now):
            added += more
            now = then
        else:
            refused |= {one.id for one in more}
    if now.is_overloaded or not added:
        return None
    added.sort(key=lambda shift: (shift.day, shift.manager_id))
    days = ", ".join(f"{shift.day} ({shift.manager_id})" for shift in added)
    return WayOut(
        kind=WayOutKind.VISIT_DAYS,
        shifts=tuple((shift.manager_id, shift.day) for shift in added),
        text=f"{len(added)} more visit day(s) make room for all: {days}.",
        text_zh=f"增加{len(added)}个拜访日即可满足要求：{'、'.join(f'{s.day}（{s.manager_id}）' for s in added)}。",
    )


def _candidates(found: Outlook, load: Load, stretch: int) -> list[ShiftRequest]:
    """Return shifts that could be added to a stretch, those in weeks with the fewest visit days first.

    What is owed on the visit days of a stretch may also be done on the days next to it that are none; those come last.
    """
    days = found.chances.days
    first, last = days[load.stretches.first[stretch]], days[load.stretches.last[stretch]]
    shifts = [found.request.shifts[k] for k in load.shifts]
    visit_days = [shift.day for shift in shifts if not shift.is_extra]
    begin = max((day + _ONE_DAY for day in visit_days if day < first), default=first - _ONE_WEEK)
    end = min((day - _ONE_DAY for day in visit_days if day > last), default=last + _ONE_WEEK)
    known = any(shift.is_extra for shift in found.request.shifts)
    options: list[tuple[int, date, str, ShiftRequest]] = []
    for manager in sorted({shift.manager_id for shift in shifts}):
        own = [shift for shift in shifts if shift.manager_id == manager]
        ordinary = [shift for shift in own if not shift.is_extra]
        if not ordinary:
            continue
        for day in _free_days(begin, end, own, ordinary, known=known):
            nearest = min(ordinary, key=lambda one: (abs(one.day - day), one.day))
            week = day.isocalendar()[:2]
            busy = sum(one.day.isocalendar()[:2] == week for one in ordinary)
            shift = replace(
                nearest,
                id=ShiftId(f"{manager}@{day.isoformat()}"),
                day=day,
                is_extra=False,
                floor=0,
            )
            options.append((busy, day, manager, shift))
    # One a week by turns: the emptiest weeks first.
    options.sort(key=lambda one: one[:3])
    turns: Counter[tuple[int, int]] = Counter()
    ranked = []
    for busy, day, manager, shift in options:
        week = day.isocalendar()[:2]
        ranked.append((not first <= day <= last, busy + turns[week], day, manager, shift))
        turns[week] += 1
    return [one[-1] for one in sorted(ranked, key=lambda one: one[:-1])]


def _free_days(
    first: date,
    last: date,
    own: Sequence[ShiftRequest],
    ordinary: Sequence[ShiftRequest],
    *,
    known: bool,
) -> Iterator[date]:
    """Yield the working days of a stretch that are no visit days: extra shifts, or Mondays to Fridays without one."""
    taken = {shift.day for shift in ordinary}
    extra = {shift.day for shift in own if shift.is_extra}
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        is_working_day = day in extra if known else day.isoweekday() <= _FRIDAY
        if is_working_day and day not in taken:
            yield day


def _with_days(request: PlanRequest, added: Sequence[ShiftRequest]) -> PlanRequest:
    """Return the request with these visit days, open to customers as the same weekday is, or else the nearest day."""
    ids = {shift.id for shift in added}
    shifts = [shift for shift in request.shifts if shift.id not in ids]
    shifts = sorted([*shifts, *added], key=lambda one: (one.day, one.manager_id))
    days = sorted({shift.day for shift in added})
    visits = tuple(
        replace(visit, openings=(*visit.openings, *_openings(visit, days)))
        for visit in request.visits
    )
    return replace(request, shifts=tuple(shifts), visits=visits)


def _openings(visit: VisitRequest, days: Sequence[date]) -> Iterator[Opening]:
    open_days = sorted({opening.day for opening in visit.openings})
    for day in days:
        if day in open_days or not open_days:
            continue
        model = min(
            open_days,
            key=lambda one: (one.isoweekday() != day.isoweekday(), abs(one - day), one),
        )
        for opening in visit.openings:
            if opening.day == model:
                yield replace(opening, day=day)


def _contacts(found: Outlook) -> WayOut | None:
    """Return the customers whose every second visit by phone or network makes room for all."""
    request = found.request
    terms = next((visit.contact for visit in request.visits if visit.contact), _CONTACT)
    able = [
        visit.cadence is not None and visit.contact is None and not visit.obligations
        for visit in request.visits
    ]
    by_phone = tuple(
        _by_phone(visit, terms) if can else visit
        for visit, can in zip(request.visits, able, strict=True)
    )
    everyone = replace(request, visits=by_phone)
    eased = outlook(everyone, found.ways, found)
    if eased.is_overloaded:
        return None
    chosen = np.zeros(len(request.visits), np.bool_)
    for load, light in zip(found.loads, eased.loads, strict=True):
        order = _least_first(found, load)
        now = load
        phoned = np.zeros(len(load.visits), np.bool_)
        while (short := now.short).any():
            worst = int(np.argmax(short))
            gain = now.counts[:, worst] - light.counts[:, worst]
            one = next((row for row in order if not phoned[row] and gain[row] > 0), None)
            if one is None:
                return None
            phoned[one] = True
            now = replace(load, counts=np.where(phoned[:, None], light.counts, load.counts))
        chosen[load.visits[phoned]] = True
    visits = tuple(
        phone if one else visit
        for one, phone, visit in zip(chosen, by_phone, request.visits, strict=True)
    )
    if outlook(replace(request, visits=visits), found.ways, found).is_overloaded:
        return None
    ids = tuple(sorted(request.visits[v].customer_id for v in np.flatnonzero(chosen)))
    return WayOut(
        kind=WayOutKind.CONTACTS,
        customer_ids=ids,
        text=f"Phone or network contacts in between for {len(ids)} customer(s) make room for all: {', '.join(ids)}.",
        text_zh=f"对{len(ids)}户客户穿插电话或网络拜访即可满足要求：{'、'.join(ids)}。",
    )


def _by_phone(visit: VisitRequest, terms: ContactTerms) -> VisitRequest:
    cadence = visit.cadence
    if cadence is None:
        return visit
    every = max(2, cadence.in_person_every)
    return replace(visit, contact=terms, cadence=replace(cadence, in_person_every=every))


def _minutes(found: Outlook) -> WayOut | None:
    """Return the fewest minutes a day that make room for all."""
    steps = range(_MOST_MINUTES // _STEP_MINUTES + 1)
    number = bisect_left(steps, x=True, key=lambda step: _fits_with(found, step))
    if number == len(steps):
        return None
    minutes = number * _STEP_MINUTES
    shifts = tuple(
        replace(shift, end_s=shift.end_s + minutes * MINUTE_S) for shift in found.request.shifts
    )
    if outlook(replace(found.request, shifts=shifts), found.ways, found).is_overloaded:
        return None
    return WayOut(
        kind=WayOutKind.MINUTES,
        minutes_a_day=minutes,
        text=f"{minutes} more minutes on each working day make room for all.",
        text_zh=f"每个工作日延长{minutes}分钟即可满足要求。",
    )


def _fits_with(found: Outlook, steps: int) -> bool:
    more_s = steps * _STEP_MINUTES * MINUTE_S
    return not any(load.lengthened(more_s).short.any() for load in found.loads)
