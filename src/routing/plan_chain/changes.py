"""What differs between a plan and its successor, each difference with its reason (R17, R18)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import zip_longest

from routing.domain.calendar import WorkCalendar
from routing.domain.ids import CustomerId
from routing.domain.policy import Policy
from routing.domain.territory import Territory
from routing.errors import InputError, Issue
from routing.plan_chain.grounds import Grounds
from routing.plan_chain.kept import told_at, unfinished_visits
from routing.plan_chain.record import PlannedVisit, PlanRecord, planned_visits
from routing.plan_chain.why import Why
from routing.units import MINUTE_S

__all__ = ["Change", "ChangeKind", "changes"]

_QUARTER_HOUR_S = 15 * MINUTE_S
_Pair = tuple[CustomerId, PlannedVisit | None, PlannedVisit | None]


class ChangeKind(StrEnum):
    """How a visit differs between two plans."""

    ADDED = "added"
    DROPPED = "dropped"
    MOVED = "moved"
    """To another day."""
    REASSIGNED = "reassigned"
    """To another account manager."""
    MODE = "mode"
    """By phone or network now, or in person."""
    RETIMED = "retimed"
    """To another time of the same day."""


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
    retimed_over_s: int = _QUARTER_HOUR_S,
) -> tuple[Change, ...]:
    """Return what differs between a plan and its successor, in the order of days and customers.

    Compared are the days that both plan, from the time on when the later one was asked for, and the account managers
    of both. A customer's visits on a common day belong together; the others follow each other in the order of days.

    Parameters
    ----------
    before, after
        The plan, and the one that takes its place.
    territory, policy, calendar
        As the later plan knew them.
    records
        The other plans there are: what they left unfinished is a reason too.
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

    return tuple(
        Change(
            kind=kind,
            customer_id=customer_id,
            before=was,
            after=now,
            why=why,
            is_promised=was is not None and is_promised(was),
        )
        for customer_id, was, now in _pairs(before, after)
        for kind, why in _differences(was, now, grounds, retimed_over_s)
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


def _pairs(before: PlanRecord, after: PlanRecord) -> list[_Pair]:
    """Return what each of two plans makes of a visit, in the order of days and customers."""
    was, now = _compared(before, before, after), _compared(after, before, after)
    found: list[_Pair] = []
    for customer_id in sorted({*was, *now}):
        old, new = was.get(customer_id, {}), now.get(customer_id, {})
        found += [(customer_id, old[day], new[day]) for day in sorted(set(old) & set(new))]
        gone = [old[day] for day in sorted(set(old) - set(new))]
        come = [new[day] for day in sorted(set(new) - set(old))]
        found += [(customer_id, one, other) for one, other in zip_longest(gone, come)]
    return sorted(found, key=lambda pair: (min(one.day for one in pair[1:] if one), pair[0]))


def _compared(
    plan: PlanRecord, before: PlanRecord, after: PlanRecord
) -> dict[CustomerId, dict[date, PlannedVisit]]:
    """Return the visits of one of two plans by customer and day, as far as both plan them and they lie ahead."""
    managers = {*before.manager_ids} & {*after.manager_ids}
    found: dict[CustomerId, dict[date, PlannedVisit]] = {}
    for visit in planned_visits(plan.plan):
        start = datetime.combine(visit.day, time.min) + timedelta(seconds=visit.start_s)
        is_common = before.covers(visit.day) and after.covers(visit.day)
        if is_common and visit.manager_id in managers and start >= after.made_at:
            found.setdefault(visit.customer_id, {})[visit.day] = visit
    return found


def _differences(
    was: PlannedVisit | None, now: PlannedVisit | None, grounds: Grounds, retimed_over_s: int
) -> Iterator[tuple[ChangeKind, Why]]:
    if now is None:
        if was is not None:
            yield ChangeKind.DROPPED, grounds.dropped(was)
        return
    if was is None:
        yield ChangeKind.ADDED, grounds.added(now)
        return
    if was.day != now.day:
        yield ChangeKind.MOVED, grounds.moved(was, now)
    if was.manager_id != now.manager_id:
        yield ChangeKind.REASSIGNED, grounds.reassigned(was, now)
    if was.is_in_person != now.is_in_person:
        yield ChangeKind.MODE, grounds.mode(was, now)
    elif was.day == now.day and abs(was.start_s - now.start_s) > retimed_over_s:
        yield ChangeKind.RETIMED, grounds.retimed(was, now)
