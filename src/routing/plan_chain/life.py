"""The life of a plan: draft, published, done; a step that makes no sense is refused (R18, R23)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from routing.domain.ids import ManagerId
from routing.domain.policy import Policy
from routing.domain.territory import Territory
from routing.domain.time_faults import day_faults, moment_faults
from routing.errors import InputError, Issue
from routing.plan import Plan
from routing.plan_chain.fates import Fates
from routing.plan_chain.record import (
    PlanKind,
    PlanRecord,
    PlanState,
    record_faults,
)

__all__ = ["close", "draft", "publish"]


def draft(  # noqa: PLR0913 - a record has that many parts
    plan: Plan,
    *,
    plan_kind: PlanKind,
    first: date,
    last: date,
    made_at: datetime,
    manager_ids: Iterable[ManagerId],
    parent: PlanRecord | None = None,
    joined: Iterable[PlanRecord] = (),
    among: Iterable[PlanRecord] = (),
) -> PlanRecord:
    """Return a plan as the draft of a record.

    Parameters
    ----------
    plan
        The plan.
    plan_kind, first, last
        Which days it plans.
    made_at
        When it was asked for, in the policy's local time.
    manager_ids
        The account managers planned together, those who are away all the time included.
    parent
        The plan that it follows.
    joined
        Other plans that it follows too, of account managers who join those of the parent.
    among
        The records there are, so that the new one has a number of its own.

    Raises
    ------
    InputError
        With everything that contradicts the plan.
    """
    if faults := [*day_faults(first=first, last=last), *moment_faults(made_at=made_at)]:
        raise InputError(faults)
    numbers = [
        one.number
        for one in among
        if (one.plan.territory_id, one.plan_kind, one.first)
        == (plan.territory_id, plan_kind, first)
    ]
    record = PlanRecord(
        plan_kind=plan_kind,
        first=first,
        last=last,
        number=max(numbers, default=0) + 1,
        manager_ids=tuple(sorted(set(manager_ids))),
        made_at=made_at,
        parent_id=None if parent is None else parent.id,
        joined_ids=tuple(sorted(one.id for one in joined)),
        plan=plan,
    )
    return _sound(record)


def publish(record: PlanRecord, at: datetime) -> PlanRecord:
    """Return a draft as published at a time: from now on its customers are told (R17).

    Raises
    ------
    InputError
        If it is no draft, or was made later than that.
    """
    _expect_moment(at)
    _expect(record, PlanState.DRAFT, "Publish drafts only; plan anew to change what is published.")
    return _sound(replace(record, state=PlanState.PUBLISHED, published_at=at))


def close(record: PlanRecord, territory: Territory, policy: Policy, at: datetime) -> PlanRecord:
    """Return a published plan as done, with what of it the territory's history leaves unfinished (R23).

    Raises
    ------
    InputError
        If it is not published, was published later than that, or is another territory's.
    """
    _expect_moment(at)
    _expect(record, PlanState.PUBLISHED, "Close a published plan, once.")
    if record.plan.territory_id != territory.id:
        raise InputError(
            [
                Issue(
                    code="territory-wrong",
                    place=f"plan {record.id}",
                    value=record.plan.territory_id,
                    message=f"The plan is not one of territory {territory.id}.",
                    remedy="Close it with the history of its own territory.",
                )
            ]
        )
    left = Fates(territory, policy, at.date()).unanswered(record)
    return _sound(replace(record, state=PlanState.DONE, closed_at=at, unfinished=left))


def _expect_moment(at: datetime) -> None:
    if faults := list(moment_faults(at=at)):
        raise InputError(faults)


def _expect(record: PlanRecord, state: PlanState, remedy: str) -> None:
    if record.state is not state:
        fault = Issue(
            code="plan-state-wrong",
            place=f"plan {record.id}",
            value=record.state,
            message=f"The plan is no {state} plan."
            if state is PlanState.PUBLISHED
            else "The plan is no draft.",
            remedy=remedy,
        )
        raise InputError([fault])


def _sound(record: PlanRecord) -> PlanRecord:
    faults = tuple(record_faults(record))
    if faults:
        raise InputError(faults)
    return record
