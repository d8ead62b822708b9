"""What differs between a plan and its successor, each difference with its reason (R17, R18)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from routing.domain.calendar import WorkCalendar
from routing.domain.ids import CustomerId
from routing.domain.policy import Policy
from routing.domain.territory import Territory
from routing.errors import InputError, Issue
from routing.plan_chain.differences import QUARTER_HOUR_S, ChangeKind, Difference, differences
from routing.plan_chain.grounds import Grounds
from routing.plan_chain.kept import told_at, unfinished_visits
from routing.plan_chain.record import PlannedVisit, PlanRecord, planned_visits
from routing.plan_chain.why import Why

__all__ = ["Change", "changes"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference between a plan and its successor.

    Parameters
    ----------
    kind, customer_id
        What differs, of whose visit.
    before, after
        The visit in the two plans; None where one of them has none.
    why
        The reason, from the data.
    is_promised
        Whether the customer has had notice of the visit as it was (R17), so that he is to be told.
    """

    kind: ChangeKind
    customer_id: CustomerId
    before: PlannedVisit | None
    after: PlannedVisit | None
    why: Why
    is_promised: bool = False


def changes(
    before: PlanRecord,
    after: PlanRecord,
    territory: Territory,
    policy: Policy,
    calendar: WorkCalendar,
    *,
    records: Iterable[PlanRecord] = (),
    ahead: Iterable[PlannedVisit] | None = None,
    retimed_over_s: int = QUARTER_HOUR_S,
) -> tuple[Change, ...]:
    """Return what differs between a plan and its successor, in the order of days and customers.

    Compared are the days that both plan, from the time on when the later one was asked for, and the account managers
    of both; see `differences` for which visits belong together.

    Parameters
    ----------
    before, after
        The plan, and the one that takes its place.
    territory, policy, calendar
        As the later plan knew them.
    records
        The other plans there are: what they left unfinished is a reason too.
    ahead
        What of the earlier plan still lies ahead, where that is known: the later plan then has nothing else; None: what
        starts after the later one was asked for.
    retimed_over_s
        Up to so many seconds a visit may start earlier or later without being mentioned.

    Raises
    ------
    InputError
        If the plans are of different territories, the later one visits a customer whom the territory does not know, or
        as of `kept_visits`.
    """
    _refuse_strangers(before, after, territory)
    known = {one.id: one for one in (*records, before) if one.id != after.id}
    left = unfinished_visits(known.values(), territory, policy, after.made_at)
    grounds = Grounds(
        before, after, territory=territory, policy=policy, calendar=calendar, carried_over=left
    )
    customers = {customer.id: customer for customer in territory.customers}

    def is_promised(visit: PlannedVisit) -> bool:
        customer = customers.get(visit.customer_id)
        if customer is None or before.published_at is None or not visit.is_in_person:
            return False
        at = told_at(customer, visit.day, before.published_at, policy, calendar)
        return at is not None and at <= after.made_at

    was = planned_visits(before.plan) if ahead is None else ahead
    since = after.made_at if ahead is None else None
    return tuple(
        Change(
            kind=one.kind,
            customer_id=one.customer_id,
            before=one.before,
            after=one.after,
            why=_why(one, grounds),
            is_promised=one.before is not None and is_promised(one.before),
        )
        for one in differences(
            _common(was, before, after, since=since),
            _common(planned_visits(after.plan), before, after, since=since),
            retimed_over_s=retimed_over_s,
        )
    )


def _refuse_strangers(before: PlanRecord, after: PlanRecord, territory: Territory) -> None:
    if {before.plan.territory_id, after.plan.territory_id} != {territory.id}:
        raise InputError(
            [
                Issue(
                    code="territory-wrong",
                    place=f"plans {before.id} and {after.id}",
                    value=territory.id,
                    message="The plans and the territory do not belong together.",
                    remedy="Compare plans of one territory.",
                )
            ]
        )
    known = {customer.id for customer in territory.customers}
    strangers = {visit.customer_id for visit in planned_visits(after.plan)} - known
    if strangers:
        raise InputError(
            Issue(
                code="unknown-customer",
                place=f"plan {after.id}",
                value=customer_id,
                message="The territory has no such customer.",
                remedy="Give the territory that the later plan was made for.",
            )
            for customer_id in sorted(strangers)
        )


def _common(
    visits: Iterable[PlannedVisit], before: PlanRecord, after: PlanRecord, *, since: datetime | None
) -> list[PlannedVisit]:
    """Return those visits of one of two plans on which both have a say, from a time on where one is given."""
    managers = {*before.manager_ids} & {*after.manager_ids}
    return [
        visit
        for visit in visits
        if before.covers(visit.day)
        and after.covers(visit.day)
        and visit.manager_id in managers
        and (since is None or visit.starts_at >= since)
    ]


def _why(one: Difference, grounds: Grounds) -> Why:
    match one.kind, one.before, one.after:
        case _, None, PlannedVisit() as now:
            return grounds.added(now)
        case _, PlannedVisit() as was, None:
            return grounds.dropped(was)
        case ChangeKind.MOVED, PlannedVisit() as was, PlannedVisit() as now:
            return grounds.moved(was, now)
        case ChangeKind.REASSIGNED, PlannedVisit() as was, PlannedVisit() as now:
            return grounds.reassigned(was, now)
        case ChangeKind.MODE, PlannedVisit() as was, PlannedVisit() as now:
            return grounds.mode(was, now)
        case _, PlannedVisit() as was, PlannedVisit() as now:
            return grounds.retimed(was, now)
    raise AssertionError("a difference has a visit")  # pragma: no cover
