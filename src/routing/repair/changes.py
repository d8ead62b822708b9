"""The changes of a request that a repair may try: each of some amount, on some shifts or on all of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import compress

from routing.domain.ids import ShiftId
from routing.domain.visit import Category, Cause
from routing.repair.repair import RepairKind
from routing.repair.target import Target
from routing.request import Opening, PlanRequest, ShiftRequest, VisitRequest
from routing.units import DAY_S, MINUTE_S

__all__ = ["Change", "changes"]

Where = Collection[ShiftId] | None
"""Shifts that a change touches; None: all."""

# Times are agreed to the quarter of an hour, up to two hours away; an appointment is moved within its day (R16).
_QUARTERS_S = tuple(n * 15 * MINUTE_S for n in range(1, 9))
_WITHIN_A_DAY_S = tuple(n * 15 * MINUTE_S for n in range(1, 41))
_MINUTES_S = tuple(n * 5 * MINUTE_S for n in range(1, 25))
# A shorter break than half an hour is none.
_LEAST_LUNCH_S = 30 * MINUTE_S
_MOST_DAYS_AWAY = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One way to change a request for a visit.

    Parameters
    ----------
    kind
        What it changes.
    name
        Which of the kind's ways.
    amounts
        How much may be asked for, the least first: seconds, days for another day, 0 where there is no amount.
    made
        Returns the request with the change, given an amount and the shifts that it touches.
    loosest
        The request that lets in all that any amount does; None where the largest amount does.
    """

    kind: RepairKind
    name: str = ""
    amounts: tuple[int, ...] = (0,)
    made: Callable[[int, Where], PlanRequest]
    loosest: PlanRequest | None = None


def changes(
    request: PlanRequest, target: Target, num_stops: Mapping[ShiftId, int]
) -> Iterator[Change]:
    """Yield the changes that might let a visit in, by what it is and what the request has.

    Parameters
    ----------
    num_stops
        How many visits in person each shift makes.
    """
    visit = request.visits[target.index]
    yield from _of_time(request, target, visit)
    yield from _of_people(request, target, visit)
    yield from _of_day(request, target, visit, num_stops)
    yield from _opened(request, target, visit, num_stops)


# ------------------------------------------------------------------ when the customer can be visited


def _of_time(request: PlanRequest, target: Target, visit: VisitRequest) -> Iterator[Change]:
    if target.cause is Cause.APPOINTMENT and target.category is Category.MANDATORY:
        yield from _agreed_anew(request, target, visit)
        return
    # What was agreed for a day is no opening time.
    agreed = {one.last for one in visit.obligations if one.cause is Cause.APPOINTMENT}

    def widened(by_s: int, where: Where) -> PlanRequest:
        days = {one.day for one in request.shifts if where is None or one.id in where} - agreed
        openings = tuple(_widened(one, by_s) if one.day in days else one for one in visit.openings)
        return _with_visit(request, target, replace(visit, openings=openings))

    kind, open_ = RepairKind.WIDER_WINDOW, visit.openings
    if any(one.start_s > 0 for one in open_):
        yield Change(
            kind=kind,
            name="earlier",
            amounts=_QUARTERS_S,
            made=lambda by_s, where: widened(-by_s, where),
        )
    if any(one.end_s < DAY_S for one in open_):
        yield Change(kind=kind, name="later", amounts=_QUARTERS_S, made=widened)


def _widened(opening: Opening, by_s: int) -> Opening:
    if by_s < 0:
        return replace(opening, start_s=max(0, opening.start_s + by_s))
    return replace(opening, end_s=min(DAY_S, opening.end_s + by_s))


def _agreed_anew(request: PlanRequest, target: Target, visit: VisitRequest) -> Iterator[Change]:
    """Yield an appointment at earlier and later times of its day, the nearest first (R16)."""
    is_agreed = [visit.cadence is None or one.day == target.deadline for one in visit.openings]
    agreed = list(compress(visit.openings, is_agreed))

    def moved(by_s: int, _where: Where) -> PlanRequest:
        openings = tuple(
            _moved(one, by_s) if is_one else one
            for one, is_one in zip(visit.openings, is_agreed, strict=True)
        )
        aim_s = None if visit.appointment_s is None else visit.appointment_s + by_s
        return _with_visit(request, target, replace(visit, openings=openings, appointment_s=aim_s))

    def is_worked(by_s: int) -> bool:
        return any(
            one.day == shift.day
            and shift.start_s <= one.end_s + by_s
            and one.start_s + by_s <= shift.end_s
            for one in agreed
            for shift in request.shifts
        )

    def earlier(by_s: int, where: Where) -> PlanRequest:
        return moved(-by_s, where)

    for sign, name, made in ((-1, "earlier", earlier), (1, "later", moved)):
        amounts = tuple(by_s for by_s in _WITHIN_A_DAY_S if is_worked(sign * by_s))
        if amounts:
            yield Change(
                kind=RepairKind.OTHER_TIME,
                name=name,
                amounts=amounts,
                made=made,
                loosest=_spanning(made(amounts[0], None), made(amounts[-1], None), target),
            )


def _spanning(one: PlanRequest, other: PlanRequest, target: Target) -> PlanRequest:
    """Return a request in which the visit may start at any time between two others' windows."""
    visit = one.visits[target.index]
    openings = tuple(
        replace(a, start_s=min(a.start_s, b.start_s), end_s=max(a.end_s, b.end_s))
        for a, b in zip(visit.openings, other.visits[target.index].openings, strict=True)
    )
    return _with_visit(one, target, replace(visit, openings=openings))


def _moved(opening: Opening, by_s: int) -> Opening:
    return replace(opening, start_s=opening.start_s + by_s, end_s=opening.end_s + by_s)


# ------------------------------------------------------------------ who visits, and how


def _of_people(request: PlanRequest, target: Target, visit: VisitRequest) -> Iterator[Change]:
    contact = _with_contact(request, target, visit)
    if contact is not None:
        by_phone = _with_visit(request, target, contact)
        yield Change(kind=RepairKind.CONTACT, made=lambda _amount, _where: by_phone)
    anybody = replace(
        visit,
        manager_ids=None,
        openings=tuple(replace(one, manager_ids=None) for one in visit.openings),
    )
    days = {one.day for one in visit.openings}
    if any(shift.day in days and not _admits(visit, shift) for shift in request.shifts):

        def stood_in(_amount: int, where: Where) -> PlanRequest:
            if where is None:
                return _with_visit(request, target, anybody)
            return _with_visit(request, target, _with_managers(request, visit, where))

        yield Change(kind=RepairKind.STAND_IN, made=stood_in)


def _admits(visit: VisitRequest, shift: ShiftRequest) -> bool:
    if visit.manager_ids is not None and shift.manager_id not in visit.manager_ids:
        return False
    return any(one.admits(shift) for one in visit.openings)


def _with_managers(
    request: PlanRequest, visit: VisitRequest, where: Collection[ShiftId]
) -> VisitRequest:
    """Return a visit that the account managers of some shifts may make on their days too."""
    more = {(one.day, one.manager_id) for one in request.shifts if one.id in where}
    openings = []
    for one in visit.openings:
        own = visit.manager_ids if one.manager_ids is None else one.manager_ids
        new = {manager_id for day, manager_id in more if day == one.day}
        openings.append(replace(one, manager_ids=None if own is None else own | new))
    allowed = visit.manager_ids
    if allowed is not None:
        allowed |= {manager_id for _, manager_id in more}
    return replace(visit, manager_ids=allowed, openings=tuple(openings))


def _with_contact(request: PlanRequest, target: Target, visit: VisitRequest) -> VisitRequest | None:
    """Return a visit that may be a phone call, None where R22 or what lapses leaves none, or it may be one already."""
    terms, owed = visit.cadence, target.cause
    if visit.contact is not None and (terms is None or terms.in_person_every > 1):
        return None
    covers = terms is not None and terms.contacts_cover
    if not (owed in (Cause.LATE, Cause.CADENCE) or (owed is Cause.COVERAGE and covers)):
        return None
    contact = visit.contact or next((one.contact for one in request.visits if one.contact), None)
    if contact is None:
        return None
    if terms is not None:
        terms = replace(terms, in_person_every=max(2, terms.in_person_every))
    return replace(visit, contact=contact, cadence=terms)


# ------------------------------------------------------------------ what the day allows


def _of_day(
    request: PlanRequest, target: Target, visit: VisitRequest, num_stops: Mapping[ShiftId, int]
) -> Iterator[Change]:
    days = {one.day for one in visit.openings}
    shifts = [one for one in request.shifts if one.day in days]
    if any(num_stops[one.id] >= one.max_visits for one in shifts):
        yield Change(
            kind=RepairKind.MORE_VISITS,
            made=_on_shifts(request, lambda one, _: replace(one, max_visits=one.max_visits + 1)),
        )
    most_s = max((one.reserve_s for one in shifts), default=0)
    reserves = tuple(amount for amount in _MINUTES_S if amount <= most_s)
    if reserves:
        yield Change(
            kind=RepairKind.LESS_RESERVE,
            amounts=reserves,
            made=_on_shifts(
                request, lambda one, by_s: replace(one, reserve_s=max(0, one.reserve_s - by_s))
            ),
        )
    yield Change(
        kind=RepairKind.LONGER_DAY,
        name="later",
        amounts=_MINUTES_S,
        made=_on_shifts(
            request, lambda one, by_s: replace(one, end_s=min(DAY_S, one.end_s + by_s))
        ),
    )
    yield Change(
        kind=RepairKind.LONGER_DAY,
        name="earlier",
        amounts=_MINUTES_S,
        made=_on_shifts(
            request, lambda one, by_s: replace(one, start_s=max(0, one.start_s - by_s))
        ),
    )
    if any(one.lunch for one in shifts):
        yield from _of_lunch(request)
    if target.is_promise and target.category is Category.MANDATORY and visit.cadence is not None:
        yield from _promised_elsewhen(request, target, visit)


def _of_lunch(request: PlanRequest) -> Iterator[Change]:
    def change(name: str) -> Callable[[ShiftRequest, int], ShiftRequest]:
        def changed(shift: ShiftRequest, by_s: int) -> ShiftRequest:
            lunch = shift.lunch
            if lunch is None:
                return shift
            if name == "later":
                lunch = replace(lunch, latest_s=lunch.latest_s + by_s)
            elif name == "earlier":
                lunch = replace(lunch, earliest_s=max(0, lunch.earliest_s - by_s))
            else:
                length_s = min(lunch.length_s, max(_LEAST_LUNCH_S, lunch.length_s - by_s))
                lunch = replace(lunch, length_s=length_s)
            return replace(shift, lunch=lunch)

        return changed

    for name, amounts in (
        ("later", _QUARTERS_S[:4]),
        ("earlier", _QUARTERS_S[:4]),
        ("shorter", _MINUTES_S[:6]),
    ):
        yield Change(
            kind=RepairKind.OTHER_LUNCH,
            name=name,
            amounts=amounts,
            made=_on_shifts(request, change(name)),
        )


def _opened(
    request: PlanRequest, target: Target, visit: VisitRequest, num_stops: Mapping[ShiftId, int]
) -> Iterator[Change]:
    """Yield the opening of days that could be opened for the visit (R6)."""
    could = replace(visit, openings=(*visit.openings, *visit.spare_openings))
    usual = {one.day for one in visit.openings}
    extra = [one for one in request.shifts if one.is_extra and one.day not in usual]
    spare = [one for one in (*extra, *request.spare_shifts) if _admits(could, one)]
    if not spare:
        return

    def made(_amount: int, where: Where) -> PlanRequest:
        chosen = [one for one in spare if where is None or one.id in where]
        ids = {one.id for one in chosen}
        shifts = [one for one in request.shifts if one.id not in ids]
        # A day opened on purpose does not count as one opened for want of another.
        shifts += [replace(one, is_extra=num_stops.get(one.id, 0) > 0) for one in chosen]
        shifts.sort(key=lambda one: (one.day, one.manager_id))
        days = {one.day for one in chosen}
        more = tuple(one for one in visit.spare_openings if one.day in days)
        wider = replace(visit, openings=(*visit.openings, *more), closed_by=None)
        return replace(_with_visit(request, target, wider), shifts=tuple(shifts))

    yield Change(kind=RepairKind.OPEN_DAY, made=made)


def _promised_elsewhen(
    request: PlanRequest, target: Target, visit: VisitRequest
) -> Iterator[Change]:
    """Yield the promise of a visit on other days on which it could be made, the nearest first."""
    agreed = target.deadline
    if agreed is None:
        return
    open_days = {one.day for one in visit.openings} & {one.day for one in request.shifts}
    away = sorted(((day - agreed).days for day in open_days - {agreed}), key=lambda n: (abs(n), n))

    moving = [one for one in visit.obligations if (one.cause, one.last) == (target.cause, agreed)]

    def made(amount: int, _where: Where) -> PlanRequest:
        to = agreed + timedelta(days=amount)
        owed = tuple(
            replace(one, first=to, last=to) if one in moving else one for one in visit.obligations
        )
        return _with_visit(request, target, replace(visit, obligations=owed))

    near = tuple(n for n in away if abs(n) <= _MOST_DAYS_AWAY)
    if near:
        owed = tuple(
            replace(one, first=min(open_days), last=max(open_days)) if one in moving else one
            for one in visit.obligations
        )
        loosest = _with_visit(request, target, replace(visit, obligations=owed))
        yield Change(kind=RepairKind.OTHER_DAY, amounts=near, made=made, loosest=loosest)


# ------------------------------------------------------------------ requests with a part changed


def _with_visit(request: PlanRequest, target: Target, visit: VisitRequest) -> PlanRequest:
    before, after = request.visits[: target.index], request.visits[target.index + 1 :]
    return replace(request, visits=(*before, visit, *after))


def _on_shifts(
    request: PlanRequest, changed: Callable[[ShiftRequest, int], ShiftRequest]
) -> Callable[[int, Where], PlanRequest]:
    def made(amount: int, where: Where) -> PlanRequest:
        shifts = tuple(
            changed(one, amount) if where is None or one.id in where else one
            for one in request.shifts
        )
        return replace(request, shifts=shifts)

    return made
