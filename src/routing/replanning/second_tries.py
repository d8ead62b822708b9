"""Second tries on the same day: where no later day is in time (R13, R14), a door found locked is not the end of it."""

from __future__ import annotations

from datetime import date, datetime

from routing.demand.deadlines import first_visit
from routing.demand.outlook import open_anomalies
from routing.demand.past_visits import PastVisits, past_visits
from routing.domain.calendar import WorkCalendar
from routing.domain.customer import Customer, Mode
from routing.domain.events import UndoneReason, VisitRecord
from routing.domain.ids import CustomerId
from routing.domain.policy import Policy
from routing.domain.territory import Territory
from routing.domain.visit import Cause
from routing.units import HOUR_S, seconds_after_midnight

__all__ = [
    "AGAIN_AFTER_S",
    "are_two_tries",
    "is_at_the_door",
    "is_got_over",
    "is_the_same",
    "may_be_tried_again",
    "second_tries",
]

AGAIN_AFTER_S = HOUR_S
"""So long after a try in vain the next one begins at the earliest: who was out for lunch is back."""

_MAY_BE_BACK = frozenset({UndoneReason.CLOSED, UndoneReason.KEEPER_AWAY})
_AT_THE_DOOR = frozenset({None, *_MAY_BE_BACK, UndoneReason.REFUSED})
"""Why a visit was not made though somebody went there."""


def is_at_the_door(one: VisitRecord) -> bool:
    """Return whether somebody went to a customer in vain."""
    return one.mode is Mode.IN_PERSON and not one.done and one.because in _AT_THE_DOOR


def is_got_over(one: VisitRecord, made_at: datetime) -> bool:
    """Return whether a plan was made after a try in vain: where it has the customer, it has him again."""
    return (
        is_at_the_door(one)
        and one.start is not None
        and datetime.combine(one.day, one.start) <= made_at
    )


def may_be_tried_again(one: VisitRecord, at: datetime) -> bool:
    """Return whether a try in vain of today lies so far back that there may have been another one since."""
    return (
        is_at_the_door(one)
        and one.start is not None
        and seconds_after_midnight(one.start) + AGAIN_AFTER_S <= seconds_after_midnight(at.time())
    )


def are_two_tries(one: VisitRecord, other: VisitRecord) -> bool:
    """Return whether two records of a customer's day tell of a try in vain, and of what came an hour later or more."""
    if one.start is None or other.start is None:
        return False
    (first_s, first), (later_s, _) = sorted(
        (
            (seconds_after_midnight(start), record)
            for record, start in ((one, one.start), (other, other.start))
        ),
        key=lambda pair: pair[0],
    )
    return is_at_the_door(first) and later_s - first_s >= AGAIN_AFTER_S


def is_the_same(one: VisitRecord, other: VisitRecord) -> bool:
    """Return whether two records of a day tell of the same visit, or of the same try."""
    return (
        (one.customer_id, one.mode, one.done) == (other.customer_id, other.mode, other.done)
        and is_at_the_door(one) is is_at_the_door(other)
        and not are_two_tries(one, other)
    )


def second_tries(
    territory: Territory, policy: Policy, calendar: WorkCalendar, now: datetime
) -> dict[CustomerId, int]:
    """Return from when on customers are tried again today, in seconds after midnight.

    Tried again is who was tried once today, was closed or not there, and is owed a visit by today at the latest as an
    anomalous customer (R13) or a new one (R14). A second failure ends it, and who refuses or cancels is left in peace.
    """
    day = now.date()
    tries: dict[CustomerId, list[VisitRecord]] = {}
    for one in territory.history:
        if one.day == day and one.mode is Mode.IN_PERSON:
            tries.setdefault(one.customer_id, []).append(one)
    again = {
        customer_id: seconds_after_midnight(one.start) + AGAIN_AFTER_S
        for customer_id, [one, *others] in tries.items()
        if not (others or one.done or one.start is None) and one.because in _MAY_BE_BACK
    }
    if not again:
        return {}
    past = past_visits(territory.history, policy.contact, known_through=day)
    owed = {
        customer.id: _owed_by(
            customer, past.get(customer.id, PastVisits()), territory, policy, calendar, now
        )
        for customer in territory.customers
        if customer.id in again
    }
    return {
        customer_id: from_s
        for customer_id, from_s in sorted(again.items())
        for deadline in [owed[customer_id]]
        if deadline is not None and deadline <= day
    }


def _owed_by(
    customer: Customer,
    past: PastVisits,
    territory: Territory,
    policy: Policy,
    calendar: WorkCalendar,
    now: datetime,
) -> date | None:
    """Return the last day in time for an anomalous (R13) or a new customer (R14), None of anybody else."""
    reported = [one for one in territory.anomalies if one.customer_id == customer.id]
    anomalies = open_anomalies(reported, past, policy, calendar, now.date(), now)
    deadlines = [one.deadline for one in anomalies]
    first = first_visit(customer, past, policy, now.date())
    if first is not None and first.cause is Cause.NEW_CUSTOMER:
        deadlines.append(first.deadline)
    return min(deadlines, default=None)
