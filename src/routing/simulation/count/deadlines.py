"""Visits owed by a day: to anomalous customers (R13, R15) and to new ones (R14)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from routing.domain.customer import Customer
from routing.domain.events import Anomaly, AnomalyKind
from routing.simulation.count.reach import Reach
from routing.simulation.count.record import ONE_DAY, Record, Verdict
from routing.simulation.count.values import MissedBecause

__all__ = ["anomalies", "anomaly_deadline", "new_customers", "why_missed"]

_ONE_MOMENT = timedelta(seconds=1)


def anomalies(record: Record, reach: Reach) -> Iterator[Verdict]:
    """Yield for each deadline of an anomalous customer in the season whether it was kept.

    A report that was answered before the season began is none of it. One that came before and was still open counts
    if its deadline lies in the season; nobody could answer it before the first day.
    """
    for anomaly in record.season.territory.anomalies:
        customer = record.customers.get(anomaly.customer_id)
        deadline = anomaly_deadline(record, anomaly)
        if customer is None or not record.start <= deadline <= record.end:
            continue
        reported_at = record.local(anomaly.reported_at)
        answer = record.first_after(customer.id, reported_at)
        if answer is not None and answer.day < record.start:
            continue
        is_kept = answer is not None and answer.day <= deadline
        yield Verdict(
            rule="R13",
            who=customer.id,
            owed_by=deadline,
            because=None if is_kept else why_missed(record, reach, customer, reported_at, deadline),
        )


def anomaly_deadline(record: Record, anomaly: Anomaly) -> date:
    """Return the last day for the visit to an anomalous customer (R13).

    The day of the report is day 0; after the cut-off, or on a day off, the next working day is. The deadline is the end
    of the second working day after day 0, or of as many as the policy says. Where the policy has R15 and the customer
    asks for the visit, it is the day that holds the 48th hour, if that comes first.
    """
    reported_at = record.local(anomaly.reported_at)
    day = reported_at.date()
    if reported_at.time() > record.policy.anomaly.cut_off:
        day += ONE_DAY
    while not record.is_worked(day):
        day += ONE_DAY
    left = record.policy.anomaly.working_days
    while left:
        day += ONE_DAY
        left -= record.is_worked(day)
    request = record.policy.request
    if anomaly.kind is AnomalyKind.VISIT_REQUESTED and request.enabled:
        day = min(day, (reported_at + timedelta(hours=request.visit_within_hours)).date())
    return day


def new_customers(record: Record, reach: Reach) -> Iterator[Verdict]:
    """Yield for each first order in the season whether a visit in person came on an earlier day (R14).

    The deadline is the eve of the first order. Who was visited before the season began is none of it.
    """
    for customer in record.customers.values():
        if customer.first_order_on is None:
            continue
        deadline = customer.first_order_on - ONE_DAY
        first = next((row.day for row in record.visits[customer.id]), None)
        if not record.start <= deadline <= record.end or (first or record.start) < record.start:
            continue
        known_at = datetime.combine(customer.joined_on or record.start, time.min)
        is_kept = first is not None and first <= deadline
        yield Verdict(
            rule="R14",
            who=customer.id,
            owed_by=deadline,
            because=None if is_kept else why_missed(record, reach, customer, known_at, deadline),
        )


def why_missed(
    record: Record,
    reach: Reach,
    customer: Customer,
    after: datetime,
    deadline: date,
    *,
    by_contact: bool = False,
) -> MissedBecause:
    """Return why nobody visited a customer after a moment and up to the end of a day.

    Parameters
    ----------
    by_contact
        Whether a call would have done.
    """
    last = datetime.combine(deadline, time(23, 59, 59))
    bound = reach.bound(customer, after + _ONE_MOMENT, last, by_contact=by_contact)
    if bound is not None:
        return bound
    # A visit that was called off has no start: whoever would have made it heard of it on the day.
    tried = any(
        row.day <= deadline and datetime.combine(row.day, row.start or time.max) > after
        for row in record.tried[customer.id]
    )
    return MissedBecause.IN_VAIN if tried else MissedBecause.NEGLECTED
