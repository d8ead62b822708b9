"""What published plans leave to a later one: promises, visits to keep, unfinished work (R17, R18)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import combinations

from routing.demand.deadlines import local_time
from routing.domain.calendar import WorkCalendar
from routing.domain.customer import Customer
from routing.domain.ids import CustomerId, ManagerId
from routing.domain.policy import Policy
from routing.domain.policy_terms import Notice
from routing.domain.territory import Territory
from routing.errors import InputError, Issue
from routing.plan_chain.fates import Fates
from routing.plan_chain.obstacles import Obstacles
from routing.plan_chain.record import (
    PlanId,
    PlannedVisit,
    PlanRecord,
    PlanState,
    planned_visits,
    record_faults,
)
from routing.request import KeptVisit

__all__ = ["kept_visits", "told_at", "unfinished_visits"]


def told_at(
    customer: Customer, day: date, published_at: datetime, policy: Policy, calendar: WorkCalendar
) -> datetime | None:
    """Return when a customer has notice of a published visit (R17), None where the class has none.

    A day ahead is told when work ends on the working day before the visit, the same day when work begins on it; who is
    told later than that, because the plan is published later, is told at once.
    """
    notice = policy.terms(customer).notice
    if notice is Notice.NONE:
        return None
    if notice is Notice.SAME_DAY:
        return max(published_at, datetime.combine(day, policy.day.start))
    eve = day - timedelta(days=1)
    while not calendar.is_working_day(eve):
        eve -= timedelta(days=1)
    return max(published_at, datetime.combine(eve, policy.day.end))


def kept_visits(
    records: Iterable[PlanRecord],
    territory: Territory,
    policy: Policy,
    calendar: WorkCalendar,
    asked_at: datetime,
    first: date,
    last: date,
) -> tuple[tuple[KeptVisit, ...], tuple[str, ...]]:
    """Return which visits published plans have from the days to plan on, and what a planner should know of the others.

    Of each account manager's day the plan that was published last speaks. A visit whose customer has had notice is a
    promise (R17); moving another one costs a little. A visit falls away where the history answers it, where it was
    tried in vain, and where since then an appointment replaces it, the planner forbids it or the customer is closed.

    Parameters
    ----------
    records
        Plans in any state and order; drafts, and those of other territories, say nothing.
    territory, policy, calendar
        As for the plan to make.
    asked_at
        When that plan is asked for; what is published later is not known to it.
    first, last
        Its days.

    Returns
    -------
    tuple of KeptVisit
        Visits in person, in the order of days and customers; after `last` as far as the longest interval reaches, for
        what is planned there need not be made before. Contacts are free to move.
    tuple of str
        Promises that fell away, and unfinished visits of past days, which are due again.

    Raises
    ------
    InputError
        If a record contradicts itself, two published plans of one kind plan the same days and managers and neither
        follows the other, or the calendar does not span the days that matter.
    """
    at = local_time(asked_at, policy)
    ours = _published(records, territory, at)
    obstacles = Obstacles(territory, policy, Fates(territory, policy, at.date()))
    customers = {customer.id: customer for customer in territory.customers}
    promised: dict[tuple[date, CustomerId], bool] = {}
    notes = []
    ahead = max((policy.interval(customer)[0] for customer in customers.values()), default=0)
    days = (max(first, at.date()), last + timedelta(days=ahead))
    for plan, visit in _in_force(ours, *days, states=(PlanState.PUBLISHED,)):
        if not visit.is_in_person:
            continue
        customer = customers.get(visit.customer_id)
        notice_at = (
            None
            if customer is None or plan.published_at is None
            else told_at(customer, visit.day, plan.published_at, policy, calendar)
        )
        is_promised = notice_at is not None and notice_at <= at
        why = obstacles.first(plan, visit)
        if why is None:
            key = (visit.day, visit.customer_id)
            promised[key] = promised.get(key, False) or is_promised
        elif is_promised and visit.day <= last:
            notes.append(
                f"{visit.customer_id} has had notice of {visit.day} (R17, plan {plan.id}): {why.text}"
            )
    notes += [
        f"Carried over (R18): {visit.customer_id}, planned for {visit.day}, not made."
        for visit in unfinished_visits(ours, territory, policy, asked_at)
    ]
    return (
        tuple(
            KeptVisit(customer_id=customer_id, day=day, is_promised=promised[day, customer_id])
            for day, customer_id in sorted(promised)
        ),
        tuple(dict.fromkeys(notes)),
    )


def unfinished_visits(
    records: Iterable[PlanRecord], territory: Territory, policy: Policy, asked_at: datetime
) -> tuple[PlannedVisit, ...]:
    """Return each customer's last visit that published plans had, that is over, and that nobody has made (R18).

    A visit is over when work ends on its day, or once it was tried in vain. Of each account manager's day the plan
    speaks that was published last before it was over.

    Raises
    ------
    InputError
        As of `kept_visits`.
    """
    at = local_time(asked_at, policy)
    ours = _published(records, territory, at)
    fates = Fates(territory, policy, at.date())
    known = {customer.id for customer in territory.customers}
    left: dict[CustomerId, PlannedVisit] = {}
    states = (PlanState.PUBLISHED, PlanState.DONE)
    start = min((record.first for record in ours), default=at.date())
    for plan, visit in _in_force(ours, start, at.date(), states=states):
        is_over = datetime.combine(visit.day, policy.day.end) <= at
        is_over = is_over or fates.failure(plan, visit) is not None
        if is_over and visit.customer_id in known and fates.answer(plan, visit) is None:
            latest = left.get(visit.customer_id, visit)
            left[visit.customer_id] = max(latest, visit, key=lambda one: one.day)
    return tuple(sorted(left.values(), key=lambda one: (one.day, one.customer_id)))


# ------------------------------------------------------------------ which plan speaks


def _published(
    records: Iterable[PlanRecord], territory: Territory, at: datetime
) -> list[PlanRecord]:
    """Return the sound records of a territory that were published by a time, in that order."""
    dated = [
        (one.published_at, one)
        for one in records
        if one.plan.territory_id == territory.id and one.published_at is not None
    ]
    faults = [fault for _, record in dated for fault in record_faults(record)]
    if faults:
        raise InputError(faults)
    known = [(published_at, record) for published_at, record in dated if published_at <= at]
    if overlaps := _overlaps([record for _, record in known]):
        raise InputError(overlaps)
    return [
        record
        for _, record in sorted(known, key=lambda pair: (pair[0], pair[1].made_at, pair[1].id))
    ]


def _in_force(
    records: Sequence[PlanRecord], first: date, last: date, *, states: tuple[PlanState, ...]
) -> Iterator[tuple[PlanRecord, PlannedVisit]]:
    """Yield the visits from one day to another of the plans in force, each with its plan.

    Parameters
    ----------
    records
        In the order of their publishing: of each account manager's day the last one speaks, from its publishing on.
    """
    speaking: dict[tuple[ManagerId, date], PlanRecord] = {}
    for record in records:
        begins = max(first, record.first, (record.published_at or record.made_at).date())
        for number in range((min(last, record.last) - begins).days + 1):
            day = begins + timedelta(days=number)
            for manager_id in record.manager_ids if record.state in states else ():
                speaking[manager_id, day] = record
    for record in records:
        for visit in planned_visits(record.plan):
            if speaking.get((visit.manager_id, visit.day)) is record:
                yield record, visit


def _overlaps(records: Sequence[PlanRecord]) -> list[Issue]:
    """Return a fault for each two published plans of one kind, neither of which follows the other, on common days."""
    by_id = {record.id: record for record in records}
    published = [record for record in records if record.state is PlanState.PUBLISHED]
    faults = []
    for one, other in combinations(sorted(published, key=lambda record: record.id), 2):
        shared = sorted(set(one.manager_ids) & set(other.manager_ids))
        first, last = max(one.first, other.first), min(one.last, other.last)
        if one.plan_kind is not other.plan_kind or not shared or first > last:
            continue
        if one.id in _ancestors(other, by_id) or other.id in _ancestors(one, by_id):
            continue
        faults.append(
            Issue(
                code="plans-overlap",
                place=f"plans {one.id} and {other.id}",
                value=f"{first} to {last}",
                message=(
                    f"Both are published {one.plan_kind} plans of these days for {', '.join(shared)}, "
                    "and neither follows the other."
                    if one is not other and one.id != other.id
                    else "The same plan is given twice."
                ),
                remedy="Close one of them, or give one as the other's parent.",
            )
        )
    return faults


def _ancestors(record: PlanRecord, by_id: dict[PlanId, PlanRecord]) -> set[PlanId]:
    found: set[PlanId] = set()
    parent = record.parent_id
    while parent is not None and parent not in found:
        found.add(parent)
        parent = by_id[parent].parent_id if parent in by_id else None
    return found
