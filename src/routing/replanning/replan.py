"""The rest of a day, planned again (R21)."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from routing.demand.deadlines import local_time
from routing.domain.calendar import WorkCalendar
from routing.domain.events import VisitRecord
from routing.domain.faults import territory_faults
from routing.domain.ids import CustomerId, ManagerId
from routing.domain.policy import Policy
from routing.domain.road_events import Position, RoadEvent, TaskAssigned
from routing.domain.territory import Territory
from routing.domain.time_faults import moment_faults
from routing.errors import InputError, Issue, Severity
from routing.plan import Plan
from routing.plan_chain import (
    Change,
    ChangeKind,
    ChangeReason,
    PlanKind,
    PlanRecord,
    Why,
    changes,
    draft,
    planned_visits,
)
from routing.replanning.answer import Replan
from routing.replanning.day_so_far import situation_at
from routing.replanning.faults import situation_faults
from routing.replanning.handing_on import handed_on
from routing.replanning.in_hand import in_hand, record_in_hand_faults
from routing.replanning.least_change import least_change
from routing.replanning.messages import messages
from routing.replanning.rest_of_day import rest_of_day
from routing.replanning.search import Search
from routing.replanning.situation import Situation
from routing.replanning.ways import Ways
from routing.request_planner import finished_plan, provenance_of
from routing.solve.backend import Clock, Limits, ProgressCallback
from routing.status import StoppedBy
from routing.travel.matrix import TravelMatrix, TravelSource
from routing.units import MINUTE_S, clock_text

__all__ = ["REPLAN_LIMITS", "replan"]

_NAMED = 3

_OF_THE_WHOLE_DAY = {ChangeReason.BETTER_PLAN, ChangeReason.ROUTE, ChangeReason.TASKS}
"""Reasons that look at whole days, where the road knows better."""

REPLAN_LIMITS = Limits(iterations=1_000)
"""Of each search of a replanning, of which there are about a dozen at most."""


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
    matrix: TravelMatrix | None = None,
    progress: ProgressCallback | None = None,
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
        Where account managers are; who has none is taken to follow the plan as long as the visits made keep up with it,
        else to be where the last of them was.
    done
        Visits made today, or tried in vain.
    events
        What else happened.
    records
        The other plans there are: what is promised for later days, and the plans of other account managers for today.
    manager_ids
        The account managers to plan together, or None for those of the plan in hand. A stand-in for somebody who falls
        ill has to be among them; with a plan of his own among `records`, both become one.
    noticed
        Customers who have had the notice of a day that their class asks for (R17), apart from those of the plans.
    limits
        Of each search, of which there are about a dozen at most.
    matrix
        Travel that is known already, of the morning's plan for example; None: the source is asked.
    progress
        Told of the searches as of one; can cancel them all. The plan is then the best so far, which can lose visits
        that the searches left out would have kept: the first ones of all move nothing to another time or day.
    clock
        Measures the time of the searches, and that of the answer.

    Raises
    ------
    InputError
        With every fault: the plan is no plan of this territory or day, or another one has taken its place; somebody is
        unknown; a time cannot be; events contradict each other; a place is off the map; somebody has two positions.
    SolveError, TravelError, PlanRejected
        As of `routing.planner.plan_day`.

    References
    ----------
    R16, R17, R20, R21.

    Examples
    --------
    At half past eight a new customer calls the day's visit off:

    >>> from datetime import date, datetime
    >>> from routing import Geodesic, Limits, china_calendar, load_policy, plan_day, read_territory, replan
    >>> from routing.domain.road_events import VisitCancelled
    >>> from routing.plan_chain import PlanKind, draft
    >>> territory, _ = read_territory("data/country-80")
    >>> policy, calendar = load_policy("classified"), china_calendar(2026, 2027)
    >>> day, travel, limits = date(2026, 11, 2), Geodesic(), Limits(iterations=100)
    >>> plan = plan_day(territory, policy, calendar, travel, day, limits=limits)
    >>> record = draft(
    ...     plan,
    ...     plan_kind=PlanKind.DAY,
    ...     first=day,
    ...     last=day,
    ...     made_at=datetime(2026, 11, 1, 17, 30),
    ...     manager_ids=["M02"],
    ... )
    >>> answer = replan(
    ...     territory,
    ...     policy,
    ...     calendar,
    ...     travel,
    ...     record,
    ...     now=datetime(2026, 11, 2, 8, 30),
    ...     events=[VisitCancelled(customer_id="QS0008")],
    ...     limits=limits,
    ... )
    >>> [(change.kind.value, change.customer_id) for change in answer.changes if change.kind == "dropped"]
    [('dropped', 'QS0008')]
    >>> next(one.text for one in answer.handed_on if one.customer_id == "QS0008").partition(". ")[0]
    'QS0008: owed by 2026-11-02, next possible on 2026-11-04'
    """
    began_s = clock()
    if faults := list(moment_faults(now=now)):
        raise InputError(faults)
    now = local_time(now, policy)
    known = tuple(one for one in records if one.plan.territory_id == territory.id)
    scope = tuple(sorted(set(record.manager_ids if manager_ids is None else manager_ids)))
    positions, done, events, noticed = (*positions,), (*done,), (*events,), (*noticed,)
    if faults := [
        *(one for one in territory_faults(territory) if one.severity is Severity.ERROR),
        *record_in_hand_faults(territory, record, known, now),
        *_unknown(territory, scope, noticed),
        *situation_faults(territory, policy, now, frozenset(scope), positions, done, events),
    ]:
        raise InputError(faults)
    hand = in_hand(record, known, scope, now)
    situation = situation_at(
        territory,
        policy,
        calendar,
        hand.of_today,
        now,
        manager_ids=scope,
        positions=positions,
        done=done,
        events=events,
    )
    rest = rest_of_day(situation, policy, calendar, hand.chain, noticed)
    ways = Ways(travel, situation, matrix)
    before = situation.still_ahead
    search = Search(ways, before, limits, progress, clock)
    answer = least_change(rest, search, before, _tasks_s(situation), policy.prices.change_s)
    outcome = answer.outcome
    if search.is_cancelled:
        outcome = replace(outcome, stopped_by=StoppedBy.CANCELLED)
    travelled = ways.of(answer.request)
    provenance = provenance_of(
        answer.request, travelled, answer.problem, outcome, limits, clock() - began_s
    )
    plan = finished_plan(answer.request, travelled, answer.problem, outcome, provenance)
    after = draft(
        plan,
        plan_kind=PlanKind.DAY,
        first=situation.day,
        last=situation.day,
        made_at=now,
        manager_ids=scope,
        parent=hand.record,
        joined=hand.joined,
        among=hand.chain,
    )
    changed = tuple(
        _from_the_road(change, situation, plan, events)
        for change in changes(
            hand.together,
            after,
            situation.territory,
            policy,
            calendar,
            records=hand.others,
            ahead=situation.ahead,
        )
    )
    later = handed_on(situation, plan, policy, calendar)
    return Replan(
        record=after,
        request=answer.request,
        matrix=travelled,
        changes=changed,
        messages=messages(changed, later, situation, policy),
        handed_on=later,
        territory=situation.territory,
    )


def _unknown(
    territory: Territory, scope: Iterable[ManagerId], noticed: Sequence[CustomerId]
) -> Iterator[Issue]:
    """Yield the account managers and customers whom the territory does not know."""
    managers = {manager.id for manager in territory.managers}
    for manager_id in scope:
        if manager_id not in managers:
            yield Issue(
                code="unknown-manager",
                place="manager_ids",
                value=manager_id,
                message="The territory has no such account manager.",
                remedy=f"Use one of: {', '.join(sorted(managers))}.",
            )
    customers = {customer.id for customer in territory.customers}
    for customer_id in sorted(set(noticed) - customers):
        yield Issue(
            code="unknown-customer",
            place="noticed",
            value=customer_id,
            message="The territory has no such customer.",
            remedy="Use the id of the customers table.",
        )


def _tasks_s(situation: Situation) -> Mapping[ManagerId, int]:
    """Return how long the ad-hoc tasks of today take, for each account manager (R20)."""
    total: dict[ManagerId, int] = {}
    for task in situation.territory.tasks:
        if task.day == situation.day:
            total[task.manager_id] = total.get(task.manager_id, 0) + task.minutes * MINUTE_S
    return total


def _from_the_road(
    change: Change, situation: Situation, plan: Plan, events: Iterable[RoadEvent]
) -> Change:
    """Return a change of time that no event explains with what does: who comes and goes, and where he goes on from."""
    was, now = change.before, change.after
    if change.kind is not ChangeKind.RETIMED or was is None or now is None:
        return change
    tasks = {event.task.manager_id for event in events if isinstance(event, TaskAssigned)}
    known = change.why.reason is ChangeReason.TASKS and now.manager_id in tasks
    if known or change.why.reason not in _OF_THE_WHOLE_DAY:
        return change
    here = next(one for one in situation.where if one.manager_id == now.manager_id)
    before, after = (
        {one.customer_id for one in visits if one.manager_id == here.manager_id}
        for visits in (situation.ahead, planned_visits(plan))
    )
    come, go = sorted(after - before), sorted(before - after)
    told, told_zh = [], []
    if come:
        told.append(f"coming in: {_listed(come, ', ')}")
        told_zh.append(f"新增{_listed(come, '、')}")
    if go:
        told.append(f"falling out: {_listed(go, ', ')}")
        told_zh.append(f"减少{_listed(go, '、')}")
    at = clock_text(here.free_s)
    told.append(f"{here.manager_id} goes on at {at}")
    told_zh.append(f"{here.manager_id} {at} 继续出访")
    why = Why(
        reason=ChangeReason.ON_THE_ROAD,
        text=f"{'; '.join(told)}.",
        text_zh=f"{'；'.join(told_zh)}。",
    )
    return replace(change, why=why)


def _listed(ids: Sequence[CustomerId], between: str) -> str:
    """Return a few ids, and how many more there are."""
    shown = between.join(ids[:_NAMED])
    return shown if len(ids) <= _NAMED else f"{shown} +{len(ids) - _NAMED}"
