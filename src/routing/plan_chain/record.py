"""Plans as records: what a plan is for, where it stands in its life, and what became of its visits (R18, R23)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import NewType

from routing.domain.customer import Mode
from routing.domain.ids import CustomerId, ManagerId
from routing.domain.visit import Category, Cause
from routing.errors import Issue
from routing.plan import Contact, Plan

__all__ = [
    "PlanId",
    "PlanKind",
    "PlanRecord",
    "PlanState",
    "PlannedVisit",
    "planned_visits",
    "record_faults",
]

PlanId = NewType("PlanId", str)


class PlanKind(StrEnum):
    """Which stretch of days a plan is for (R9, R18)."""

    MONTH = "month"
    WEEK = "week"
    DAY = "day"
    HORIZON = "horizon"


class PlanState(StrEnum):
    """The life of a plan: made, told to those whom it concerns, over."""

    DRAFT = "draft"
    PUBLISHED = "published"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedVisit:
    """A visit or contact as a plan has it; `start_s` is seconds after midnight."""

    customer_id: CustomerId
    day: date
    manager_id: ManagerId
    start_s: int
    mode: Mode
    category: Category
    cause: Cause

    @property
    def is_in_person(self) -> bool:
        """Whether somebody goes there."""
        return self.mode is Mode.IN_PERSON

    @property
    def starts_at(self) -> datetime:
        """When it is to begin, in local time."""
        return datetime.combine(self.day, time.min) + timedelta(seconds=self.start_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRecord:
    """A plan with its place in the chain of plans. All times are the policy's local time, without a zone.

    Parameters
    ----------
    plan_kind, first, last
        Which days it plans.
    number
        Counts the plans of one territory, kind and first day, from 1.
    manager_ids
        The account managers planned together, in the order of ids.
    made_at
        When it was asked for: nothing later was known to it.
    state
        Where it stands in its life.
    published_at, closed_at
        When it reached the two later states, or None.
    parent_id
        The plan that it follows: a week's month, a plan's earlier version; None for the first of a chain.
    joined_ids
        Other plans that it follows too: of account managers who are planned together with the parent's from now on.
    unfinished
        Once it is done: what it planned and nobody made.
    """

    plan_kind: PlanKind
    first: date
    last: date
    number: int
    manager_ids: tuple[ManagerId, ...]
    made_at: datetime
    state: PlanState = PlanState.DRAFT
    published_at: datetime | None = None
    closed_at: datetime | None = None
    parent_id: PlanId | None = None
    joined_ids: tuple[PlanId, ...] = ()
    unfinished: tuple[PlannedVisit, ...] = ()
    plan: Plan

    @property
    def id(self) -> PlanId:
        """Identifier: territory, kind, first day and number."""
        return PlanId(f"{self.plan.territory_id}-{self.plan_kind}-{self.first}-{self.number}")

    def covers(self, day: date) -> bool:
        """Return whether a day is one of those planned."""
        return self.first <= day <= self.last


def planned_visits(plan: Plan) -> tuple[PlannedVisit, ...]:
    """Return the visits and contacts of a plan, in the order of days, customers and times."""
    found = []
    for route in plan.routes:
        found += [
            PlannedVisit(
                customer_id=entry.customer_id,
                day=route.day,
                manager_id=route.manager_id,
                start_s=entry.start_s,
                mode=entry.mode if isinstance(entry, Contact) else Mode.IN_PERSON,
                category=entry.category,
                cause=entry.cause,
            )
            for entry in route.entries
        ]
    return tuple(sorted(found, key=lambda one: (one.day, one.customer_id, one.start_s)))


def record_faults(record: PlanRecord) -> Iterator[Issue]:
    """Yield whatever in a record contradicts itself, as after an edit by hand."""
    if record.last < record.first:
        yield _fault(
            record,
            "last",
            record.last,
            f"It lies before the first day, {record.first}.",
            "Put the two in order.",
        )
    if record.number < 1:
        yield _fault(record, "number", record.number, "Plans count from 1.", "Raise it.")
    if record.id in (record.parent_id, *record.joined_ids):
        yield _fault(
            record,
            "parent_id",
            record.parent_id,
            "A plan does not follow itself.",
            "Name the plan before it, or none.",
        )
    for index, route in enumerate(record.plan.routes):
        if not record.covers(route.day):
            yield _fault(
                record,
                f"plan.routes[{index}].day",
                route.day,
                f"The record is for {record.first} to {record.last}.",
                "Remove the route, or give the days that the plan was made for.",
            )
        if route.manager_id not in record.manager_ids:
            yield _fault(
                record,
                f"plan.routes[{index}].manager_id",
                route.manager_id,
                "The record does not name this account manager.",
                "Add the id to manager_ids.",
            )
    yield from _faults_of_life(record)


def _faults_of_life(record: PlanRecord) -> Iterator[Issue]:
    """Yield where state and times of a record contradict each other."""
    times = {name: getattr(record, name) for name in ("made_at", "published_at", "closed_at")}
    states = tuple(PlanState)
    for state, (name, at) in zip(states, times.items(), strict=True):
        if (at is not None) != (states.index(state) <= states.index(record.state)):
            yield _fault(
                record,
                name,
                record.state,
                f"The plan is {record.state}, and {'no' if at is None else 'a'} time stands here.",
                "Make state and times fit each other.",
            )
    known = {name: at for name, at in times.items() if at is not None}
    if any(at.tzinfo is not None for at in known.values()):
        yield _fault(
            record,
            ", ".join(name for name, at in known.items() if at.tzinfo is not None),
            "",
            "Times of records stand in the policy's local time, without a zone.",
            "Convert them with routing.demand.deadlines.local_time.",
        )
        return
    for (earlier, before), (later, after) in pairwise(known.items()):
        if after < before:
            yield _fault(
                record,
                later,
                after.isoformat(" ", "minutes"),
                f"It lies before {earlier}, {before.isoformat(' ', 'minutes')}.",
                "Put the two in order.",
            )
    if record.unfinished and record.state is not PlanState.DONE:
        yield _fault(
            record,
            "unfinished",
            record.state,
            "Only a plan that is done has unfinished visits.",
            "Empty the list, or close the plan.",
        )


def _fault(record: PlanRecord, field: str, value: object, message: str, remedy: str) -> Issue:
    return Issue(
        code="plan-record-wrong",
        place=f"plan {record.id}, {field}",
        value=str(value),
        message=message,
        remedy=remedy,
    )
