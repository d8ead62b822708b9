"""How much of the time that a customer may wait for a visit is used up, week by week (R1-R4, R8, R10, R14)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

from routing.demand.deadlines import first_visit, next_turn
from routing.demand.past_visits import PastVisits, past_visits
from routing.domain.calendar import week_of
from routing.domain.customer import Customer
from routing.domain.events import VisitRecord
from routing.domain.ids import CustomerId
from routing.domain.policy import Policy
from routing.domain.territory import Territory
from routing.plan import Plan
from routing.plan_chain import planned_visits

__all__ = ["Standing", "planned_rows", "standings", "weeks_between"]


class Standing(IntEnum):
    """How a customer stands on a day."""

    RESTS = 0
    """No visit is due yet."""
    DUE = 1
    """A visit is due, and not late."""
    LATE = 2
    """The last day in time is over."""
    VERY_LATE = 3
    """It has been over for as long as two visits may lie apart, or nobody knows of any visit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """A week, Monday to Sunday, cut off at the ends of what is shown; customers stand as in the evening of `last`."""

    first: date
    last: date


def weeks_between(first: date, last: date) -> tuple[Week, ...]:
    """Return the weeks from a day to another."""
    found = []
    while first <= last:
        sunday = min(week_of(first)[1], last)
        found.append(Week(first=first, last=sunday))
        first = sunday + timedelta(days=1)
    return tuple(found)


def planned_rows(plan: Plan | None) -> tuple[VisitRecord, ...]:
    """Return the visits and contacts of a plan as if they were made, none where there is no plan."""
    return tuple(
        VisitRecord(customer_id=one.customer_id, day=one.day, mode=one.mode)
        for one in (planned_visits(plan) if plan is not None else ())
    )


def standings(
    territory: Territory, policy: Policy, rows: Iterable[VisitRecord], days: Iterable[date]
) -> Mapping[CustomerId, tuple[Standing | None, ...]]:
    """Return how each customer stands in the evening of each day, None before the day of joining.

    Parameters
    ----------
    rows
        Visits made, and those that count as made.
    """
    rows = tuple(rows)
    found: dict[CustomerId, list[Standing | None]] = {one.id: [] for one in territory.customers}
    for day in days:
        pasts = past_visits(rows, policy.contact, known_through=day)
        for customer in territory.customers:
            past = pasts.get(customer.id, PastVisits())
            found[customer.id].append(_standing(customer, past, policy, day))
    return {customer_id: tuple(states) for customer_id, states in found.items()}


def _standing(customer: Customer, past: PastVisits, policy: Policy, day: date) -> Standing | None:
    if customer.joined_on is not None and customer.joined_on > day:
        return None
    interval = timedelta(days=policy.interval(customer)[0])
    new = first_visit(customer, past, policy, day)
    turn = next_turn(customer, past, policy)
    if new is not None:
        due_from, deadline = date.min, new.deadline
    elif turn is not None:
        due_from, deadline = turn.due_from, turn.deadline
    else:
        return Standing.VERY_LATE
    if day > deadline:
        return Standing.LATE if day < deadline + interval else Standing.VERY_LATE
    return Standing.DUE if day >= due_from else Standing.RESTS
