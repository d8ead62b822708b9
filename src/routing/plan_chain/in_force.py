"""Which plan speaks of an account manager's day: of all that were published the last one (R18)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import combinations

from routing.domain.ids import CustomerId, ManagerId
from routing.domain.territory import Territory
from routing.errors import InputError, Issue
from routing.plan_chain.record import (
    PlanId,
    PlannedVisit,
    PlanRecord,
    PlanState,
    planned_visits,
    record_faults,
)

__all__ = ["in_force", "in_force_at_start", "published", "rank", "speaks_of", "taken_over_by"]

Spoken = tuple[PlanRecord, PlannedVisit]
"""A visit, and the plan that has it."""


def published(
    records: Iterable[PlanRecord], territory: Territory, at: datetime
) -> list[PlanRecord]:
    """Return the sound records of a territory that were published by a time, in that order.

    Of those published at the same time the plan of fewer days comes later: a day's plan speaks over its week's.
    """
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
    return [record for _, record in sorted(known, key=lambda pair: (pair[0], *rank(pair[1])))]


def rank(record: PlanRecord) -> tuple[datetime, int, int, PlanId]:
    """Return where a plan stands among those published at the same time: the later made, then the fewer days, speak."""
    return record.made_at, -(record.last - record.first).days, record.number, record.id


def in_force(records: Sequence[PlanRecord], first: date, last: date) -> Iterator[Spoken]:
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
            for manager_id in record.manager_ids:
                speaking[manager_id, day] = record
    for record in records:
        for visit in planned_visits(record.plan):
            if speaking.get((visit.manager_id, visit.day)) is record:
                yield record, visit


def in_force_at_start(records: Sequence[PlanRecord], first: date, last: date) -> list[Spoken]:
    """Return the visits from one day to another that a plan in force had when they were to begin, each with its plan.

    A plan made on the road (R21) holds the rest of a day; what was to begin before it was published stays with the plan
    before it. Where both have a customer on the day, the later one has moved the visit.

    Parameters
    ----------
    records
        As of `in_force`.
    """
    found: dict[tuple[date, CustomerId], Spoken] = {}
    for index, record in enumerate(records):
        begins = max(first, (record.published_at or record.made_at).date())
        for visit in planned_visits(record.plan):
            if begins <= visit.day <= last and not taken_over_by(records[index + 1 :], visit):
                found[visit.day, visit.customer_id] = (record, visit)
    return [found[key] for key in sorted(found)]


def taken_over_by(later: Sequence[PlanRecord], visit: PlannedVisit) -> PlanRecord | None:
    """Return the last of some later plans that were published before a visit was to begin and speak of its day."""
    return next(
        (one for one in reversed(later) if speaks_of(one, visit)),
        None,
    )


def speaks_of(later: PlanRecord, visit: PlannedVisit) -> bool:
    """Return whether a plan that was published later speaks of a visit: of its day, before it was to begin."""
    return (
        later.covers(visit.day)
        and visit.manager_id in later.manager_ids
        and (later.published_at or later.made_at) <= visit.starts_at
    )


def _overlaps(records: Sequence[PlanRecord]) -> list[Issue]:
    """Return a fault for each two published plans of one kind, neither of which follows the other, on common days."""
    by_id = {record.id: record for record in records}
    running = [record for record in records if record.state is PlanState.PUBLISHED]
    faults = []
    for one, other in combinations(sorted(running, key=lambda record: record.id), 2):
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
    followed = [record]
    while followed:
        one = followed.pop()
        parents = () if one.parent_id is None else (one.parent_id,)
        new = {*one.joined_ids, *parents} - found
        found |= new
        followed += [by_id[plan_id] for plan_id in new if plan_id in by_id]
    return found
