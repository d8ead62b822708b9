"""The rest of a day, planned again (R21)."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from routing.build_request import places
from routing.demand.deadlines import local_time
from routing.domain.calendar import WorkCalendar
from routing.domain.customer import Point
from routing.domain.events import VisitRecord
from routing.domain.faults import territory_faults
from routing.domain.ids import CustomerId, ManagerId, PlaceId
from routing.domain.policy import Policy
from routing.domain.road_events import Position, RoadEvent
from routing.domain.territory import Territory
from routing.errors import InputError, Issue, Severity
from routing.plan_chain import (
    Change,
    ChangeKind,
    ChangeReason,
    PlanKind,
    PlanRecord,
    PlanState,
    Why,
    changes,
    draft,
    publish,
)
from routing.replanning.answer import Replan
from routing.replanning.handing_on import handed_on
from routing.replanning.least_change import KEPT_TO_S, least_change
from routing.replanning.messages import messages
from routing.replanning.rest_of_day import rest_of_day
from routing.replanning.situation import Situation, situation_at
from routing.request_planner import finished_plan, provenance_of
from routing.solve.backend import Clock, Limits
from routing.travel.matrix import TravelMatrix, TravelSource
from routing.units import MINUTE_S, clock_text

__all__ = ["REPLAN_LIMITS", "replan"]

REPLAN_LIMITS = Limits(iterations=5_000)
"""Of each search of a replanning, of which there are one to seven."""


def replan(  # noqa: PLR0913 - five things make a day, the rest is what happened in it
    territory: Territory,
    policy: Policy,
    calendar: WorkCalendar,
    travel: TravelSource,
    record: PlanRecord,
    *,
    now: datetime,
    positions: Iterable[Position] = (),
    done: Iterable[VisitRecord] = (),
    events: Iterable[RoadEvent] = (),
    records: Iterable[PlanRecord] = (),
    manager_ids: Iterable[ManagerId] | None = None,
    noticed: Iterable[CustomerId] = (),
    limits: Limits = REPLAN_LIMITS,
    clock: Clock = time.monotonic,
) -> Replan:
    """Return the rest of a day planned again, with as little change as can be (R20, R21).

    Appointments stay, and visits whose customers have had notice stay on this day, and within a quarter of an hour of
    their time as long as nothing mandatory and no visit of the floor is lost by it. What no longer fits is handed on.

    Parameters
    ----------
    territory, policy, calendar, travel
        As the plan was made from; what happened today may be in the territory already, or come as `done` and `events`.
    record
        The plan in hand: a day's, week's or month's plan. A draft counts as published when it was made.
    now
        The time of it, on one of the plan's days.
    positions
        Where account managers are; without one, where the last of today's visits was, else where the day starts.
    done
        Visits made today, or tried in vain.
    events
        What else happened.
    records
        The other plans there are: what is promised for later days, and the plans of other account managers for today.
    manager_ids
        The account managers to plan together, or None for those of the plan in hand. A stand-in for somebody who falls
        ill has to be among them.
    noticed
        Customers who have had the notice of a day that their class asks for (R17), apart from those of the plans.
    limits
        Of each search, of which there are one to seven.
    clock
        Measures the time that the answer took.

    Raises
    ------
    InputError
        If the plan is no plan of this territory or day, or another plan has taken its place; and with every fault of
        positions, visits done and events (see `routing.replanning.situation`).
    SolveError, PlanRejected
        As of `routing.planner.plan_day`.
    """
    began_s = clock()
    now = local_time(now, policy)
    faults = [one for one in territory_faults(territory) if one.severity is Severity.ERROR]
    known = tuple(records)
    if faults := [*faults, *_plan_faults(territory, record, known, now)]:
        raise InputError(faults)
    in_hand = publish(record, record.made_at) if record.state is PlanState.DRAFT else record
    others = tuple(one for one in known if one.id != in_hand.id)
    scope = tuple(sorted(set(in_hand.manager_ids if manager_ids is None else manager_ids)))
    situation = situation_at(
        territory,
        policy,
        _of_today(in_hand, others, now),
        now,
        manager_ids=_known_managers(scope, territory),
        positions=positions,
        done=done,
        events=events,
    )
    chain = (*others, in_hand)
    rest = rest_of_day(situation, policy, calendar, chain, noticed)
    matrix = _matrix(travel, situation)
    answer = least_change(
        rest,
        matrix,
        situation.ahead,
        _tasks_s(situation),
        limits,
        policy.prices.change_s,
    )
    provenance = provenance_of(
        answer.request, matrix, answer.problem, answer.outcome, limits, clock() - began_s
    )
    plan = finished_plan(answer.request, matrix, answer.problem, answer.outcome, provenance)
    after = draft(
        plan,
        plan_kind=PlanKind.DAY,
        first=situation.day,
        last=situation.day,
        made_at=now,
        manager_ids=scope,
        parent=in_hand,
        among=chain,
    )
    changed = tuple(
        _from_the_road(change, situation)
        for change in changes(
            in_hand,
            after,
            situation.territory,
            policy,
            calendar,
            records=others,
            ahead=situation.ahead,
            retimed_over_s=KEPT_TO_S,
        )
    )
    later = handed_on(situation, answer.request, plan, policy, calendar)
    customers = {customer.id: customer for customer in territory.customers}
    return Replan(
        record=after,
        request=answer.request,
        matrix=matrix,
        changes=changed,
        messages=messages(changed, later, customers, policy),
        handed_on=later,
        territory=situation.territory,
    )


def _plan_faults(
    territory: Territory, record: PlanRecord, known: Sequence[PlanRecord], now: datetime
) -> list[Issue]:
    place = f"plan {record.id}"
    faults = []
    if record.plan.territory_id != territory.id:
        faults.append(
            Issue(
                code="territory-wrong",
                place=place,
                value=record.plan.territory_id,
                message=f"The plan is not one of territory {territory.id}.",
                remedy="Give the territory that it was made for.",
            )
        )
    if not record.covers(now.date()) or now < record.made_at:
        faults.append(
            Issue(
                code="outside-plan",
                place="now",
                value=f"{now:%Y-%m-%d %H:%M}",
                message=(
                    f"The plan is for {record.first} to {record.last}, "
                    f"made on {record.made_at:%Y-%m-%d %H:%M}."
                ),
                remedy="Use a time on one of its days, after it was made.",
            )
        )
    if record.state is PlanState.DONE:
        faults.append(
            Issue(
                code="plan-state-wrong",
                place=place,
                value=record.state,
                message="The plan is over.",
                remedy="Replan from the plan in force.",
            )
        )
    faults += [
        Issue(
            code="plan-replaced",
            place=place,
            value=one.id,
            message="Another plan of this day has taken its place.",
            remedy=f"Replan from {one.id}.",
        )
        for one in known
        if one.parent_id == record.id
        and one.published_at is not None
        and one.covers(now.date())
        and set(one.manager_ids) & set(record.manager_ids)
    ]
    return faults


def _known_managers(scope: Iterable[ManagerId], territory: Territory) -> tuple[ManagerId, ...]:
    managers = {manager.id for manager in territory.managers}
    if unknown := [one for one in scope if one not in managers]:
        raise InputError(
            Issue(
                code="unknown-manager",
                place="manager_ids",
                value=one,
                message="The territory has no such account manager.",
                remedy=f"Use one of: {', '.join(sorted(managers))}.",
            )
            for one in unknown
        )
    return tuple(scope)


def _of_today(
    in_hand: PlanRecord, others: Sequence[PlanRecord], now: datetime
) -> tuple[PlanRecord, ...]:
    """Return the plans that speak of today: the one in hand, and for each other account manager the last published."""
    spoken_for = set(in_hand.manager_ids)
    found = [in_hand]
    dated = [(one.published_at, one.id, one) for one in others if one.published_at is not None]
    for published_at, _, one in sorted(dated, key=lambda entry: entry[:2], reverse=True):
        if (
            one.state is PlanState.PUBLISHED
            and published_at <= now
            and one.covers(now.date())
            and not spoken_for & set(one.manager_ids)
        ):
            spoken_for |= set(one.manager_ids)
            found.append(one)
    return tuple(found)


def _tasks_s(situation: Situation) -> Mapping[ManagerId, int]:
    """Return how long the ad-hoc tasks of today take, for each account manager (R20)."""
    total: dict[ManagerId, int] = {}
    for task in situation.territory.tasks:
        if task.day == situation.day:
            total[task.manager_id] = total.get(task.manager_id, 0) + task.minutes * MINUTE_S
    return total


def _matrix(travel: TravelSource, situation: Situation) -> TravelMatrix:
    """Return the travel between all places of the territory and of those on the road.

    Raises
    ------
    InputError
        If from where somebody is no way leads anywhere.
    """
    found: dict[PlaceId, Point] = places(situation.territory)
    found |= {one.place_id: one.point for one in situation.where if one.point is not None}
    matrix = travel.matrix(found)
    stranded = [
        one
        for one in situation.where
        if one.point is not None and matrix.reachable[matrix.index[one.place_id]].sum() <= 1
    ]
    if stranded:
        raise InputError(
            Issue(
                code="position-off-map",
                place="positions",
                value=one.manager_id,
                message="No way leads on from where this account manager is.",
                remedy="Check the position; give the nearest customer instead.",
            )
            for one in stranded
        )
    return matrix


def _from_the_road(change: Change, situation: Situation) -> Change:
    """Return a change of time that no event explains with what does: when its account manager can go on."""
    if change.kind is not ChangeKind.RETIMED or change.after is None:
        return change
    if change.why.reason not in {ChangeReason.BETTER_PLAN, ChangeReason.ROUTE}:
        return change
    here = next(one for one in situation.where if one.manager_id == change.after.manager_id)
    at = clock_text(here.free_s)
    return replace(
        change,
        why=Why(
            reason=ChangeReason.ON_THE_ROAD,
            text=f"{here.manager_id} goes on at {at} from {here.place_id}, and the order is planned from there.",
            text_zh=f"{here.manager_id} {at} 从 {here.place_id} 继续，后续顺序据此调整。",
        ),
    )
