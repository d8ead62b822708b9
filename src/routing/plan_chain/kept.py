"""What published plans leave to a later one: promises, visits to keep, unfinished work (R17, R18)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from routing.demand.deadlines import local_time
from routing.domain.calendar import WorkCalendar
from routing.domain.customer import Customer
from routing.domain.events import VisitRecord
from routing.domain.ids import CustomerId
from routing.domain.note import Note
from routing.domain.policy import Policy
from routing.domain.policy_terms import Notice
from routing.domain.territory import Territory
from routing.domain.time_faults import day_faults, moment_faults
from routing.errors import InputError
from routing.plan_chain.fates import Fates
from routing.plan_chain.in_force import in_force, in_force_at_start, published
from routing.plan_chain.let_go import let_go
from routing.plan_chain.obstacles import Obstacles
from routing.plan_chain.record import PlannedVisit, PlanRecord, PlanState
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
) -> tuple[tuple[KeptVisit, ...], tuple[Note, ...]]:
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
    tuple of Note
        Promises that fell away, and unfinished visits of past days, which are due again.

    Raises
    ------
    InputError
        If a day or the moment is none, a record contradicts itself, two published plans of one kind plan the same
        days and managers and neither follows the other, or the calendar does not span the days that matter.
    """
    if faults := [*day_faults(first=first, last=last), *moment_faults(asked_at=asked_at)]:
        raise InputError(faults)
    at = local_time(asked_at, policy)
    ours = published(records, territory, at)
    fates = Fates(territory, policy, at.date())
    obstacles = Obstacles(territory, policy, fates)
    customers = {customer.id: customer for customer in territory.customers}
    promised: dict[tuple[date, CustomerId], bool] = {}
    notes = []
    ahead = max((policy.interval(customer)[0] for customer in customers.values()), default=0)
    days = (max(first, at.date()), last + timedelta(days=ahead))
    for plan, visit in in_force([one for one in ours if one.state is PlanState.PUBLISHED], *days):
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
        elif is_promised and visit.day <= last and not _is_kept(fates.answer(plan, visit), visit):
            notes.append(
                Note(
                    text=f"{visit.customer_id} has had notice of {visit.day} (R17, plan {plan.id}): {why.text}",
                    text_zh=f"{visit.customer_id} 已接到 {visit.day} 的拜访通知（R17，计划 {plan.id}）：{why.text_zh}",
                )
            )
    notes += [
        Note(
            text=f"Carried over (R18): {visit.customer_id}, planned for {visit.day}, not made.",
            text_zh=f"转入本期（R18）：{visit.customer_id}，原定 {visit.day}，未完成。",
        )
        for visit in unfinished_visits(ours, territory, policy, asked_at)
    ]
    return (
        tuple(
            KeptVisit(customer_id=customer_id, day=day, is_promised=promised[day, customer_id])
            for day, customer_id in sorted(promised)
        ),
        tuple(dict.fromkeys(notes)),
    )


def _is_kept(answer: VisitRecord | None, visit: PlannedVisit) -> bool:
    """Return whether a visit was made on its day."""
    return answer is not None and answer.day == visit.day


def unfinished_visits(
    records: Iterable[PlanRecord], territory: Territory, policy: Policy, asked_at: datetime
) -> tuple[PlannedVisit, ...]:
    """Return each customer's last visit that published plans had, that is over, and that nobody has made (R18).

    A visit is over when work ends on its day, or once it was tried in vain, or let go on its day by a plan that has the
    customer on no later day. Of each visit the plan speaks that was published last before it was to begin.

    Raises
    ------
    InputError
        As of `kept_visits`.
    """
    if faults := list(moment_faults(asked_at=asked_at)):
        raise InputError(faults)
    at = local_time(asked_at, policy)
    ours = published(records, territory, at)
    fates = Fates(territory, policy, at.date())
    known = {customer.id for customer in territory.customers}
    left: dict[CustomerId, PlannedVisit] = {}
    days = (min((record.first for record in ours), default=at.date()), at.date())
    over = [
        (plan, visit)
        for plan, visit in in_force_at_start(ours, *days)
        if datetime.combine(visit.day, policy.day.end) <= at
        or fates.failure(plan, visit) is not None
    ]
    over += [
        (one.plan, one.visit) for one in let_go(ours, policy, fates, *days) if one.again_by is None
    ]
    for plan, visit in over:
        if visit.customer_id in known and fates.answer(plan, visit) is None:
            latest = left.get(visit.customer_id, visit)
            left[visit.customer_id] = max(latest, visit, key=lambda one: one.day)
    return tuple(sorted(left.values(), key=lambda one: (one.day, one.customer_id)))
