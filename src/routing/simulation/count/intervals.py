"""Intervals between the visits to a customer, and who was late at the end of a week (R1-R4, R10)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import zip_longest

from routing.domain.customer import Customer, CustomerClass, Weekday
from routing.domain.policy import Policy
from routing.simulation.count.deadlines import why_missed
from routing.simulation.count.reach import Reach
from routing.simulation.count.record import ONE_DAY, Record, Verdict, tally
from routing.simulation.count.values import Backlog, Cadence, CadenceByClass, LateOn

__all__ = ["backlog", "cadence"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Interval:
    """The time from one visit to the next.

    Parameters
    ----------
    since
        Day of the visit before, or of joining; None where nobody knows of a visit before.
    deadline
        Last day in time for the next one.
    ended
        Day of the next one, None where none came until the season's end.
    is_first
        Whether R14 stands in its place: it ends with the first visit to a new customer.
    """

    since: date | None
    deadline: date
    ended: date | None
    is_first: bool = False


def cadence(record: Record, reach: Reach) -> tuple[CadenceByClass, list[Verdict]]:
    """Return how far intervals were kept, by class, and a verdict for each of them.

    An interval counts if a visit ended it in the season or it turned late in the season. Visits in person end it, and
    contacts where the policy lets them. Those of a new customer begin with the first visit, or with the day of joining
    where no first order is known. What was late when the season began stands apart.
    """
    verdicts = []
    found = {one: Cadence() for one in CustomerClass}
    for customer in record.customers.values():
        for interval in _intervals(record, customer):
            counted, verdict = _counted(record, reach, customer, interval)
            found[customer.customer_class] += counted
            verdicts += [] if verdict is None else [verdict]
    return CadenceByClass(**{one.value: found[one] for one in CustomerClass}), verdicts


def backlog(record: Record) -> Backlog:
    """Return how many customers were late on the evening of each Sunday of the season.

    Late is whose interval was over on an earlier day without a visit, and a new customer whose first order came before
    one.
    """
    sundays = [day for day in record.days if day.isoweekday() == Weekday.SUNDAY]
    late = dict.fromkeys(sundays, 0)
    for customer in record.customers.values():
        for one in _intervals(record, customer):
            for day in sundays:
                late[day] += one.deadline < day and (one.ended is None or one.ended > day)
    return Backlog(
        weeks=tuple(
            LateOn(
                day=day,
                late=late[day],
                customers=sum(record.is_customer_on(one, day) for one in record.customers.values()),
            )
            for day in sundays
        )
    )


def _intervals(record: Record, customer: Customer) -> Iterator[_Interval]:
    """Yield the intervals of a customer that had not ended before the season."""
    length = timedelta(days=record.policy.interval(customer)[0])
    days = record.cadence_days[customer.id]
    first = days[0] if days else None
    if first is None or first >= record.start:
        joined = customer.joined_on
        if customer.first_order_on is not None:
            visited = next((row.day for row in record.visits[customer.id]), None)
            eve = customer.first_order_on - ONE_DAY
            yield _Interval(since=None, deadline=eve, ended=visited, is_first=True)
        elif joined is not None:
            yield _Interval(since=joined, deadline=joined + length, ended=first)
        else:
            yield _Interval(since=None, deadline=record.start - ONE_DAY, ended=first)
    for since, ended in zip_longest(days, days[1:]):
        if ended is None or ended >= record.start:
            yield _Interval(since=since, deadline=since + length, ended=ended)


def _counted(
    record: Record, reach: Reach, customer: Customer, one: _Interval
) -> tuple[Cadence, Verdict | None]:
    """Return what one interval counts, and its verdict, None where it is not the season's."""
    until = record.end if one.ended is None else one.ended
    if one.is_first:
        return Cadence(), None
    if one.since is None or one.deadline < record.start:
        days = (until - record.start + ONE_DAY).days
        return Cadence(late_at_start=1, late_at_start_days=days), None
    if one.ended is None and one.deadline >= record.end:
        return Cadence(), None
    late_days = max(0, (until - one.deadline).days)
    because = None
    if late_days:
        since = datetime.combine(one.since, time(23, 59, 59))
        by_contact = _may_be_called(customer, record.policy)
        because = why_missed(record, reach, customer, since, one.deadline, by_contact=by_contact)
    verdict = Verdict(
        rule=record.policy.interval(customer)[1],
        who=customer.id,
        owed_by=one.deadline,
        because=because,
    )
    counted = Cadence(
        intervals=tally([verdict]),
        late_days=late_days,
        ended=0 if one.ended is None else 1,
        ended_days=0 if one.ended is None else (one.ended - one.since).days,
    )
    return counted, verdict


def _may_be_called(customer: Customer, policy: Policy) -> bool:
    """Return whether a call would have counted for a customer's interval (R22)."""
    terms = policy.contact
    return (
        terms.counts_for_cadence
        and terms.in_person_every > 1
        and bool(terms.modes & policy.terms(customer).modes & customer.modes)
        and bool(terms.traits & customer.traits)
    )
