"""What differs between the visits of two plans: which of them belong together, and how each pair differs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import zip_longest

from routing.domain.ids import CustomerId
from routing.plan_chain.record import PlannedVisit
from routing.units import MINUTE_S

__all__ = ["QUARTER_HOUR_S", "ChangeKind", "Difference", "differences", "paired"]

QUARTER_HOUR_S = 15 * MINUTE_S
"""Up to so much a visit may start earlier or later without being another one."""

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
class Difference:
    """One way in which a customer's visit differs between two plans; None where a plan has no such visit."""

    kind: ChangeKind
    customer_id: CustomerId
    before: PlannedVisit | None
    after: PlannedVisit | None


def differences(
    before: Iterable[PlannedVisit],
    after: Iterable[PlannedVisit],
    *,
    retimed_over_s: int = QUARTER_HOUR_S,
) -> tuple[Difference, ...]:
    """Return how the visits of one plan differ from those of another, in the order of days and customers.

    Parameters
    ----------
    before, after
        As of `paired`.
    retimed_over_s
        Up to so many seconds a visit may start earlier or later without being mentioned.
    """
    return tuple(
        Difference(kind=kind, customer_id=customer_id, before=was, after=now)
        for customer_id, was, now in paired(before, after)
        for kind in _kinds(was, now, retimed_over_s)
    )


def paired(before: Iterable[PlannedVisit], after: Iterable[PlannedVisit]) -> list[_Pair]:
    """Return each customer's visits of two plans that belong together, in the order of days and customers.

    Visits on a common day do; the others follow each other in the order of days. None where a plan has no such visit.

    Parameters
    ----------
    before, after
        Visits and contacts, at most one a customer and day.
    """
    was, now = _by_customer(before), _by_customer(after)
    found: list[_Pair] = []
    for customer_id in sorted({*was, *now}):
        old, new = was.get(customer_id, {}), now.get(customer_id, {})
        found += [(customer_id, old[day], new[day]) for day in sorted(set(old) & set(new))]
        gone = [old[day] for day in sorted(set(old) - set(new))]
        come = [new[day] for day in sorted(set(new) - set(old))]
        found += [(customer_id, one, other) for one, other in zip_longest(gone, come)]
    return sorted(found, key=lambda pair: (min(one.day for one in pair[1:] if one), pair[0]))


def _by_customer(
    visits: Iterable[PlannedVisit],
) -> dict[CustomerId, dict[date, PlannedVisit]]:
    found: dict[CustomerId, dict[date, PlannedVisit]] = {}
    for visit in visits:
        found.setdefault(visit.customer_id, {})[visit.day] = visit
    return found


def _kinds(
    was: PlannedVisit | None, now: PlannedVisit | None, retimed_over_s: int
) -> Iterator[ChangeKind]:
    if was is None:
        yield ChangeKind.ADDED
        return
    if now is None:
        yield ChangeKind.DROPPED
        return
    if was.day != now.day:
        yield ChangeKind.MOVED
    if was.manager_id != now.manager_id:
        yield ChangeKind.REASSIGNED
    if was.is_in_person != now.is_in_person:
        yield ChangeKind.MODE
    elif was.day == now.day and abs(was.start_s - now.start_s) > retimed_over_s:
        yield ChangeKind.RETIMED
