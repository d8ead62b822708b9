"""The question of what is left of a day: the same as in the evening before, asked from where everybody is now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from routing.build_request import day_request, lunch_terms
from routing.demand.notice import known_customers
from routing.domain.calendar import WorkCalendar
from routing.domain.ids import CustomerId, ManagerId
from routing.domain.policy import Policy
from routing.domain.visit import Category, Cause
from routing.plan_chain import PlannedVisit, PlanRecord, kept_visits
from routing.replanning.notes import without_time
from routing.replanning.situation import Situation
from routing.replanning.whereabouts import Whereabouts
from routing.request import PlanRequest, ShiftRequest, VisitRequest, Wish
from routing.rules import Rule
from routing.status import Level
from routing.units import DAY_S, MINUTE_S

__all__ = ["RestOfDay", "rest_of_day"]

_PLANNED_WEIGHT, _PLANNED_DUE_WEIGHT = 500, 10_000
"""So much more a visit of the plan in hand counts than one on the same level that the plan does not have."""

_AGREED_WEIGHT = 3
"""An agreed time (R16) counts as so many visits of which only the day is promised. Were it many more, the search would
hold those cheap, for it prices visits by the mean of their level."""

_LATE_LUNCH_S = 30 * MINUTE_S
"""Who is past the time of lunch takes it within this: as soon as he can, but not before what is agreed."""

_ALWAYS_ASKED = frozenset({Cause.ANOMALY, Cause.NEW_CUSTOMER})
"""Even where a later day would be in time: the earlier the better, where there is room."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RestOfDay:
    """What is asked of the rest of a day.

    Parameters
    ----------
    request
        The plan's visits, what cannot wait, and what has a deadline of its own (R13, R14).
    fuller
        The same with all that is due or could fill the day: for a day that misses its floor (R7).
    told
        Customers who have had notice of their visit today (R17).
    pinned
        Customers who are pinned to today, whatever plans say.
    """

    request: PlanRequest
    fuller: PlanRequest
    told: frozenset[CustomerId]
    pinned: frozenset[CustomerId]


def rest_of_day(
    situation: Situation,
    policy: Policy,
    calendar: WorkCalendar,
    records: Iterable[PlanRecord],
    noticed: Iterable[CustomerId],
) -> RestOfDay:
    """Return the question of the rest of a day.

    Each shift begins where and when its account manager can go on; visits made today count for its floor (R7) and its
    maximum. Lunch is owed where it lies ahead: it is late by as much as its account manager is, and whoever is later
    than that takes it within half an hour. Visits of the plan are meant to last as long as the plan has them, and cost
    the price of a change with another account manager. An appointment counts as several promises of a day: who has
    agreed on a time waits for it (R16). Who was tried in vain or has cancelled is not asked for, but for second tries:
    those are asked for from their time on, and need no new notice (R17).
    """
    territory = situation.territory
    kept, notes = kept_visits(
        records, territory, policy, calendar, situation.now, situation.day, situation.day
    )
    request = day_request(
        territory,
        policy,
        calendar,
        situation.day,
        situation.now,
        manager_ids=[one.manager_id for one in situation.where],
        noticed=known_customers(noticed, territory) | situation.second_tries.keys(),
        kept=kept,
    )
    where = {one.manager_id: one for one in situation.where}
    shifts = [_from_here(shift, where[shift.manager_id], policy) for shift in request.shifts]
    over = [
        without_time(shift.manager_id, shift.day)
        for shift in shifts
        if shift.start_s >= shift.end_s
    ]
    taken = [note for shift in shifts if (note := where[shift.manager_id].note)]
    planned = {visit.customer_id: visit for visit in situation.ahead}
    visits = [
        _counted(visit, visit.customer_id in planned)
        for visit in _with_second_tries(request.visits, situation)
        if visit.customer_id not in situation.asked_no_more
    ]
    fuller = replace(
        request,
        # Time of the reserve alone is time as well (R20).
        shifts=tuple(shift for shift in shifts if shift.start_s < shift.end_s),
        visits=tuple(
            _as_planned(visit, planned[visit.customer_id], situation, policy.prices.change_s)
            if visit.customer_id in planned
            else visit
            for visit in visits
        ),
        notes=(*situation.notes, *taken, *request.notes, *over, *notes),
    )
    return RestOfDay(
        request=replace(
            fuller,
            visits=tuple(
                visit
                for visit in fuller.visits
                if visit.customer_id in planned
                or visit.category is Category.MANDATORY
                or visit.cause in _ALWAYS_ASKED
            ),
        ),
        fuller=fuller,
        told=frozenset(
            one.customer_id for one in kept if one.is_promised and one.day == situation.day
        ),
        pinned=frozenset(
            one.customer_id
            for one in territory.pins
            if one.day == situation.day and not one.forbidden
        ),
    )


def _with_second_tries(
    visits: Iterable[VisitRequest], situation: Situation
) -> Iterator[VisitRequest]:
    """Yield visits, those to be tried again not before their time: where the shop is shut by then, not at all."""
    for visit in visits:
        from_s = situation.second_tries.get(visit.customer_id)
        if from_s is None or visit.appointment_s is not None:
            yield visit
            continue
        later = tuple(
            replace(one, start_s=max(one.start_s, from_s))
            for one in visit.openings
            if one.end_s >= from_s
        )
        if later:
            yield replace(visit, openings=later)


def _from_here(shift: ShiftRequest, here: Whereabouts, policy: Policy) -> ShiftRequest:
    """Return what is left of a shift."""
    start_s = max(shift.start_s, here.free_s)
    lunch = lunch_terms(policy, 0, DAY_S) if here.owes_lunch else None
    if lunch is not None:
        earliest_s = max(lunch.earliest_s, start_s)
        latest_s = max(lunch.latest_s, here.planned_lunch_s + here.late_s)
        if latest_s < earliest_s:
            latest_s = earliest_s + _LATE_LUNCH_S
        lunch = replace(lunch, earliest_s=earliest_s, latest_s=latest_s)
        if lunch.latest_s + lunch.length_s > shift.end_s - shift.reserve_s:
            lunch = None
    return replace(
        shift,
        start_place_id=here.place_id,
        start_s=start_s,
        lunch=lunch,
        floor=max(0, shift.floor - here.num_done),
        max_visits=max(0, shift.max_visits - here.num_done),
    )


def _counted(visit: VisitRequest, is_planned: bool) -> VisitRequest:  # noqa: FBT001
    """Return a visit that counts more where the plan in hand has it, and where a time is agreed for it."""
    level, weight = visit.cause.level(visit.category), visit.weight
    if is_planned:
        weight += _PLANNED_DUE_WEIGHT if level is Level.DUE else _PLANNED_WEIGHT
    is_agreed = visit.cause is Cause.APPOINTMENT
    return replace(visit, weight=_AGREED_WEIGHT * weight if is_agreed else weight)


def _as_planned(
    visit: VisitRequest, planned: PlannedVisit, situation: Situation, change_s: int
) -> VisitRequest:
    """Return a visit of the plan in hand as one that it is better to leave as it is."""
    length, length_s = visit.length, situation.lengths_s.get(visit.customer_id)
    if length_s is not None and planned.is_in_person:
        length = replace(length, target_s=min(max(length.min_s, length_s), length.target_s))
    return replace(
        visit,
        length=length,
        wishes=(*visit.wishes, *_moves(visit, planned, situation, change_s)),
    )


def _moves(
    visit: VisitRequest, planned: PlannedVisit, situation: Situation, change_s: int
) -> Iterable[Wish]:
    """Return what it costs to send somebody else."""
    if not change_s or not visit.openings or not planned.is_in_person:
        return ()
    others: list[ManagerId] = [
        one.manager_id for one in situation.where if one.manager_id != planned.manager_id
    ]
    return tuple(
        Wish(rule=Rule.CHANGE, price_s=change_s, manager_id=manager_id) for manager_id in others
    )
