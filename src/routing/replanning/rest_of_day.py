"""The question of what is left of a day: the same as in the evening before, asked from where everybody is now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from routing.build_request import day_request, lunch_terms
from routing.demand.notice import known_customers
from routing.domain.calendar import WorkCalendar
from routing.domain.ids import CustomerId
from routing.domain.policy import Policy
from routing.domain.visit import Category, Cause
from routing.plan_chain import PlanRecord, kept_visits
from routing.replanning.situation import Situation, Whereabouts
from routing.request import PlanRequest, ShiftRequest
from routing.units import DAY_S

__all__ = ["RestOfDay", "rest_of_day"]

_PLANNED_WEIGHT = 10_000
"""A visit of the plan in hand counts so much more among the due ones than one that the plan does not have."""


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
    """

    request: PlanRequest
    fuller: PlanRequest
    told: frozenset[CustomerId]


def rest_of_day(
    situation: Situation,
    policy: Policy,
    calendar: WorkCalendar,
    records: Iterable[PlanRecord],
    noticed: Iterable[CustomerId],
) -> RestOfDay:
    """Return the question of the rest of a day.

    Each shift begins where and when its account manager can go on; visits made today count for its floor (R7) and its
    maximum. Lunch is owed where it lies ahead; whoever is late takes it as soon as he can.
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
        noticed=known_customers(noticed, territory),
        kept=kept,
    )
    where = {one.manager_id: one for one in situation.where}
    shifts = [_from_here(shift, where[shift.manager_id], policy) for shift in request.shifts]
    over = [
        f"Account manager {shift.manager_id} has no working time left on {shift.day}."
        for shift in shifts
        if shift.start_s >= shift.end_s - shift.reserve_s
    ]
    planned = {visit.customer_id for visit in situation.ahead}
    fuller = replace(
        request,
        shifts=tuple(shift for shift in shifts if shift.start_s < shift.end_s - shift.reserve_s),
        visits=tuple(
            replace(visit, weight=visit.weight + _PLANNED_WEIGHT)
            if visit.customer_id in planned and visit.category is Category.DUE
            else visit
            for visit in request.visits
        ),
        notes=(*situation.notes, *request.notes, *over, *notes),
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
    )


def _from_here(shift: ShiftRequest, here: Whereabouts, policy: Policy) -> ShiftRequest:
    """Return what is left of a shift."""
    start_s = max(shift.start_s, here.free_s)
    lunch = lunch_terms(policy, 0, DAY_S) if here.owes_lunch else None
    if lunch is not None:
        earliest_s = max(lunch.earliest_s, start_s)
        lunch = replace(lunch, earliest_s=earliest_s, latest_s=max(lunch.latest_s, earliest_s))
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
