"""Visits through all plans that had them: which of a later plan's visits are the same as an earlier plan's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from routing.domain.ids import CustomerId, ManagerId
from routing.errors import InputError, Issue
from routing.plan import Contact, Stop
from routing.plan_chain import PlanId, PlannedVisit, PlanRecord, planned_visits
from routing.plan_chain.differences import paired
from routing.plan_chain.in_force import rank, speaks_of

__all__ = ["Occurrence", "occurrences"]

_SINCE = datetime(2000, 1, 1)  # noqa: DTZ001 - records stand in local time
_MINUTE = timedelta(minutes=1)

_Key = tuple[CustomerId, date, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """A visit of one account manager, as the last plan that speaks of it has it.

    Parameters
    ----------
    customer_id, origin, number
        Which visit: of whom, on which day the first plan had it, and which of those that began there.
    visit, entry
        As it stands, or stood last.
    record
        The plan that said so last: that has it, or took it out.
    revision
        Grows from each of the plans to the next: minutes from the year 2000 until it was made.
    is_cancelled
        Whether no plan has it any more.
    """

    customer_id: CustomerId
    origin: date
    number: int
    visit: PlannedVisit
    entry: Stop | Contact
    record: PlanRecord
    revision: int
    is_cancelled: bool = False

    @property
    def key(self) -> _Key:
        """What tells it from all other visits of the account manager."""
        return self.customer_id, self.origin, self.number


def occurrences(
    record: PlanRecord, manager_id: ManagerId, before: Iterable[PlanRecord] = ()
) -> tuple[Occurrence, ...]:
    """Return an account manager's visits and contacts of a plan, and those of earlier plans that none has any more.

    Each plan speaks of its days from its publishing on; the visits before it that it speaks of and its own belong
    together as `routing.plan_chain.differences.paired` says.

    Parameters
    ----------
    record
        The plan.
    manager_id
        One of its account managers.
    before
        Plans that came before it, in any order and state.

    Returns
    -------
    tuple of Occurrence
        In the order of days, times and customers.

    Raises
    ------
    InputError
        If the account manager is none of the plan's, the plans are of different territories, one of those before came
        later, or one visits a customer twice on a day.
    """
    earlier = {one.id: one for one in before if one.id != record.id}
    faults = [
        *_strangers(record, manager_id),
        *_faults_of_order(record, earlier.values()),
        *(fault for one in (*earlier.values(), record) for fault in _doubles(one, manager_id)),
    ]
    if faults:
        raise InputError(faults)
    known: dict[_Key, Occurrence] = {}
    for one in (*sorted(earlier.values(), key=_order), record):
        _go_on(known, one, manager_id)
    found = (one for one in known.values() if one.is_cancelled or one.record is record)
    return tuple(sorted(found, key=lambda one: (one.visit.starts_at, one.key)))


def _order(record: PlanRecord) -> tuple[datetime, datetime, int, int, PlanId]:
    return (record.published_at or record.made_at, *rank(record))


def _go_on(known: dict[_Key, Occurrence], record: PlanRecord, manager_id: ManagerId) -> None:
    """Bring what is known up to a plan."""
    entries = _entries(record, manager_id)
    stood = {
        one.visit: one
        for one in known.values()
        if not one.is_cancelled
        and (speaks_of(record, one.visit) or (one.customer_id, one.visit.day) in entries)
    }
    now = [visit for visit, _ in entries.values()]
    added = []
    for customer_id, was, visit in paired(stood, now):
        if was is None and visit is not None:
            added.append(entries[customer_id, visit.day])
        elif was is not None:
            known[stood[was].key] = _later(
                stood[was], record, None if visit is None else entries[customer_id, visit.day]
            )
    # Only now is it clear which places are free again.
    for visit, entry in added:
        _add(known, record, visit, entry)


def _add(
    known: dict[_Key, Occurrence], record: PlanRecord, visit: PlannedVisit, entry: Stop | Contact
) -> None:
    """Add a visit that no plan has: one that was taken out comes back as what it was."""
    number = 0
    while True:
        key = visit.customer_id, visit.day, number
        found = known.get(key)
        if found is None:
            known[key] = Occurrence(
                customer_id=visit.customer_id,
                origin=visit.day,
                number=number,
                visit=visit,
                entry=entry,
                record=record,
                revision=_minutes(record),
            )
            return
        if found.is_cancelled:
            known[key] = _later(found, record, (visit, entry))
            return
        number += 1


def _later(
    one: Occurrence, record: PlanRecord, now: tuple[PlannedVisit, Stop | Contact] | None
) -> Occurrence:
    """Return a visit as a later plan has it; None: it has it no more."""
    visit, entry = (one.visit, one.entry) if now is None else now
    return replace(
        one,
        visit=visit,
        entry=entry,
        record=record,
        # Two plans may be made in one minute.
        revision=max(_minutes(record), one.revision + 1),
        is_cancelled=now is None,
    )


def _minutes(record: PlanRecord) -> int:
    return max(0, (record.made_at - _SINCE) // _MINUTE)


def _entries(
    record: PlanRecord, manager_id: ManagerId
) -> Mapping[tuple[CustomerId, date], tuple[PlannedVisit, Stop | Contact]]:
    """Return an account manager's visits and contacts, by customer and day."""
    visits = {
        (one.customer_id, one.day): one
        for one in planned_visits(record.plan)
        if one.manager_id == manager_id
    }
    return {
        (entry.customer_id, route.day): (visits[entry.customer_id, route.day], entry)
        for route in record.plan.routes
        if route.manager_id == manager_id
        for entry in route.entries
    }


def _strangers(record: PlanRecord, manager_id: ManagerId) -> Iterable[Issue]:
    if manager_id not in record.manager_ids:
        yield Issue(
            code="unknown-manager",
            place=f"plan {record.id}",
            value=manager_id,
            message="The plan is not one of this account manager.",
            remedy=f"Name one of {', '.join(record.manager_ids)}.",
        )


def _faults_of_order(record: PlanRecord, earlier: Iterable[PlanRecord]) -> Iterable[Issue]:
    for one in earlier:
        if one.plan.territory_id != record.plan.territory_id:
            yield Issue(
                code="territory-wrong",
                place=f"plan {one.id}",
                value=one.plan.territory_id,
                message=f"The plan is not one of territory {record.plan.territory_id}.",
                remedy="Give plans of one territory.",
            )
        elif _order(one) > _order(record):
            yield Issue(
                code="plan-later",
                place=f"plan {one.id}",
                value=str(one.published_at or one.made_at),
                message=f"The plan came after plan {record.id}.",
                remedy="Leave it out, or export it instead.",
            )


def _doubles(record: PlanRecord, manager_id: ManagerId) -> Iterable[Issue]:
    called = Counter(
        (route.day, entry.customer_id)
        for route in record.plan.routes
        if route.manager_id == manager_id
        for entry in route.entries
    )
    for (day, customer_id), times in sorted(called.items()):
        if times > 1:
            yield Issue(
                code="customer-twice",
                place=f"plan {record.id}, {day}",
                value=customer_id,
                message="The customer is visited more than once on this day.",
                remedy="Hold the plan against its request with `routing check`.",
            )
