"""A visit asked for otherwise: at a time agreed with the customer, or by a deadline, as a new plan would ask for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from routing.cadence import as_if_never_made, owed_by, past_of
from routing.demand import because
from routing.domain.ids import ManagerId
from routing.domain.policy_terms import AppointmentTerms
from routing.domain.visit import Because, Category, Cause
from routing.request import CadenceTerms, Obligation, Opening, VisitRequest
from routing.rules import Rule
from routing.status import NUM_LEVELS
from routing.units import DAY_S, FULL_PERMILLE, HOUR_S, MINUTE_S

__all__ = ["agreed", "agreed_window", "called_for", "is_promised", "without_promise"]

_PROMISES = (Cause.APPOINTMENT, Cause.PINNED)


def agreed_window(at_s: int, terms: AppointmentTerms) -> tuple[int, int]:
    """Return when a visit may start that is agreed for a time (R16)."""
    return (
        max(0, at_s - terms.early_minutes * MINUTE_S),
        min(DAY_S, at_s + terms.late_minutes * MINUTE_S),
    )


def agreed(visit: VisitRequest, day: date, at_s: int, terms: AppointmentTerms) -> VisitRequest:
    """Return a visit with a time agreed on a day (R16): that day holds nothing else, and those before it rest.

    Ordinary visits keep the minimum gap to what is promised, so the days of the gap before it are closed, but for what
    is owed sooner.
    """
    start_s, end_s = agreed_window(at_s, terms)
    told = because.agreed(datetime.combine(day, time(at_s // HOUR_S, at_s % HOUR_S // MINUTE_S)))
    openings = tuple(one for one in visit.openings if one.day != day)
    there = Opening(day=day, start_s=start_s, end_s=end_s, manager_ids=_allowed(visit, day))
    if visit.cadence is None:
        aim_s = max(0, at_s - terms.aim_early_minutes * MINUTE_S)
        return replace(
            _owed_once(visit, Cause.APPOINTMENT, told, day),
            openings=(there,),
            appointment_s=aim_s,
        )
    owed = [one for one in visit.obligations if not _promises(one, day)]
    pinned = [one.because for one in visit.obligations if _promises(one, day)]
    gap = _gap_before(visit.cadence, owed, day)
    pressing = [one for one in owed if one.last < day]
    open_in_gap = {one.day for one in openings} & gap
    closed = {
        one for one in open_in_gap if not any(call.first <= one <= call.last for call in pressing)
    }
    promise = Obligation(
        cause=Cause.APPOINTMENT,
        first=day,
        last=day,
        because=because.together([told, *pinned]),
    )
    owed = sorted([promise, *owed], key=_in_order)
    kept = [*(one for one in openings if one.day not in closed), there]
    return as_if_never_made(
        replace(
            visit,
            openings=tuple(sorted(kept, key=lambda one: (one.day, one.start_s))),
            spare_openings=tuple(one for one in visit.spare_openings if one.day not in gap),
            closed_on=tuple(sorted((*visit.closed_on, *((one, Rule.MIN_GAP) for one in closed)))),
            obligations=tuple(owed),
            because=because.together(one.because for one in owed),
        )
    )


def called_for(visit: VisitRequest, first: date, by: date) -> VisitRequest:
    """Return a visit that is owed in person between two days, as to an anomalous customer (R13)."""
    told = Because(
        standard="R13",
        text=f"To be visited in person by {by}.",
        text_zh=f"须于 {by} 前实地拜访。",
    )
    if visit.cadence is None:
        return _owed_once(visit, Cause.ANOMALY, told, by)
    call = Obligation(cause=Cause.ANOMALY, first=first, last=by, because=told)
    reasons = [one.because for one in (*visit.obligations, call)]
    return as_if_never_made(
        replace(
            visit,
            obligations=(*visit.obligations, call),
            because=because.together(reasons),
        )
    )


def is_promised(visit: VisitRequest, day: date) -> bool:
    """Return whether a visit is promised for a day: agreed, pinned, or told by an earlier plan (R16, R17)."""
    return any(_promises(one, day) for one in visit.obligations)


def without_promise(visit: VisitRequest, day: date) -> VisitRequest:
    """Return a visit that is no longer promised for a day, nor made on it: its customer asks for another one."""
    return replace(
        visit,
        obligations=tuple(one for one in visit.obligations if not _promises(one, day)),
        openings=tuple(one for one in visit.openings if one.day != day),
    )


def _owed_once(visit: VisitRequest, cause: Cause, told: Because, deadline: date) -> VisitRequest:
    """Return a visit made once as a mandatory one: it is not early, and no phone call answers it."""
    is_mandatory = visit.category is Category.MANDATORY
    if is_mandatory and _level(visit.cause) < _level(cause):
        cause, deadline = visit.cause, visit.deadline or deadline
    reasons = [told] if visit.category is Category.FILLER else [told, visit.because]
    return replace(
        visit,
        category=Category.MANDATORY,
        cause=cause,
        weight=max(FULL_PERMILLE, visit.weight if is_mandatory else 0),
        because=because.together(reasons),
        contact=None,
        wishes=tuple(wish for wish in visit.wishes if wish.rule is not Rule.EARLY),
        deadline=deadline,
    )


def _level(cause: Cause) -> int:
    level = cause.level(Category.MANDATORY)
    return NUM_LEVELS if level is None else level


def _promises(one: Obligation, day: date) -> bool:
    return one.cause in _PROMISES and one.first == day == one.last


def _in_order(one: Obligation) -> tuple[bool, date]:
    """Return the rank of what is owed: promises first, by their days; the rest, all alike, stays in its order."""
    is_promise = one.cause in _PROMISES
    return not is_promise, one.first if is_promise else date.max


def _allowed(visit: VisitRequest, day: date) -> frozenset[ManagerId] | None:
    """Return who may make a visit on a day of its openings, None for whoever may make it at all."""
    named = [one.manager_ids for one in visit.openings if one.day == day]
    found = [ids for ids in named if ids is not None]
    return frozenset[ManagerId]().union(*found) if len(found) == len(named) else None


def _gap_before(terms: CadenceTerms, owed: Iterable[Obligation], day: date) -> frozenset[date]:
    """Return the days inside the minimum gap before a promise that is in time for the next visit; else none."""
    first_visits = [one.last for one in owed if one.cause is Cause.NEW_CUSTOMER]
    deadline = min(first_visits, default=owed_by(terms, past_of(terms)))
    if deadline is None or day > deadline:
        return frozenset()
    return frozenset(day - timedelta(days=number) for number in range(1, terms.gap_days))
