"""Visits owed at a time: appointments (R16)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from routing.domain.customer import Customer
from routing.domain.events import Appointment, VisitRecord
from routing.domain.ids import ManagerId
from routing.simulation.count.reach import Reach
from routing.simulation.count.record import Record, Verdict
from routing.simulation.count.values import MissedBecause
from routing.simulation.count.ways import Ways

__all__ = ["appointments"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Agreed:
    """An appointment, and from when to when its visit may begin."""

    appointment: Appointment
    customer: Customer
    at: datetime
    first: datetime
    last: datetime


def appointments(record: Record, reach: Reach, ways: Ways) -> Iterator[Verdict]:
    """Yield for each appointment in the season whether a visit began within the minutes that R16 allows.

    Appointments that customers cancelled are none. Impossible is what nobody could keep who knew all doors, absences
    and closures beforehand; and one of two appointments that only the same account manager may keep, where after the
    shortest visit at the earliest time of the one he comes too late for the other, whichever is first, by travel as
    planners believed it. Of such two the one that was kept, or else the earlier one, counts as possible.
    """
    agreed = sorted(_agreed(record), key=lambda one: (one.at, one.customer.id))
    claimed = [one for one in agreed if _is_kept(record, one)]
    kept = {id(one) for one in claimed}
    for one in agreed:
        because = None
        if id(one) not in kept:
            because = reach.bound(
                one.customer, one.first, one.last, named=one.appointment.manager_id
            )
            if because is None and any(_clash(record, ways, one, other) for other in claimed):
                because = MissedBecause.CLASH
            if because is None:
                claimed.append(one)
                because = _why_missed(record, one)
        yield Verdict(rule="R16", who=one.customer.id, owed_by=one.at.date(), because=because)


def _agreed(record: Record) -> Iterator[_Agreed]:
    terms = record.policy.appointment
    for appointment in record.season.territory.appointments:
        at = record.local(appointment.at)
        customer = record.customers.get(appointment.customer_id)
        if customer is not None and record.start <= at.date() <= record.end:
            yield _Agreed(
                appointment=appointment,
                customer=customer,
                at=at,
                first=at - timedelta(minutes=terms.early_minutes),
                last=at + timedelta(minutes=terms.late_minutes),
            )


def _is_kept(record: Record, one: _Agreed) -> bool:
    return any(_is_in_time(row, one) for row in record.visits[one.customer.id])


def _is_in_time(row: VisitRecord, one: _Agreed) -> bool:
    if row.start is None:
        return False
    return one.first <= datetime.combine(row.day, row.start) <= one.last


def _clash(record: Record, ways: Ways, one: _Agreed, other: _Agreed) -> bool:
    """Return whether one account manager alone may keep either of two appointments, and cannot keep both."""
    if one.at.date() != other.at.date() or one.customer == other.customer:
        return False
    who = _who(record, one)
    if len(who) != 1 or who != _who(record, other):
        return False
    return not any(_fits(record, ways, *pair) for pair in ((one, other), (other, one)))


def _fits(record: Record, ways: Ways, one: _Agreed, then: _Agreed) -> bool:
    """Return whether somebody can be in time at both, in this order."""
    stays = timedelta(minutes=record.policy.terms(one.customer).min_minutes)
    way_s = ways.between(one.customer.id, then.customer.id)
    return (one.first + stays - then.last).total_seconds() + way_s <= 0


def _who(record: Record, one: _Agreed) -> set[ManagerId]:
    who = {manager.id for manager in record.who_may(one.customer, one.at.date())}
    named = one.appointment.manager_id
    return who if named is None else who | {named}


def _why_missed(record: Record, one: _Agreed) -> MissedBecause:
    day, customer_id = one.at.date(), one.customer.id
    if any(
        _is_in_time(row, one) or (row.start is None and row.day == day)
        for row in record.tried[customer_id]
    ):
        return MissedBecause.IN_VAIN
    if any(row.day == day for row in record.visits[customer_id]):
        return MissedBecause.OFF_TIME
    return MissedBecause.NEGLECTED
