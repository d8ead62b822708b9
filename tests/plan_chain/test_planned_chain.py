"""The chain with the real planner: a month, and in its second week a complaint, a closed shop and a missed visit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random

import pytest

from routing.domain.customer import DateRange
from routing.domain.events import Anomaly, AnomalyKind, VisitRecord
from routing.domain.ids import CustomerId
from routing.plan import Plan
from routing.plan_chain import (
    ChangeKind,
    ChangeReason,
    PlanKind,
    PlanRecord,
    changes,
    draft,
    kept_visits,
    planned_visits,
    publish,
    unfinished_visits,
)
from routing.planner import evening_before, plan_day, plan_horizon, plan_week
from routing.solve.backend import Limits
from routing.travel.geodesic import Geodesic
from tests.plan_chain.hand_made import CHINA, M1, MONDAY, at
from tests.plan_chain.test_simulation import HARD, LAST, SMALL, small_territory

LIMITS = Limits(iterations=300)
TUESDAY, SECOND_MONDAY = date(2026, 11, 10), date(2026, 11, 9)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("monday", [MONDAY, SECOND_MONDAY])
def test_where_nothing_happens_the_week_is_the_months_and_the_day_the_weeks(
    seed: int, monday: date
) -> None:
    """All visits made as planned, the same customers are visited on the same days by the plans that follow."""
    of, travel = small_territory(Random(seed)), Geodesic()
    asked_at = at("2026-10-30 16:00")
    month = _published(
        plan_horizon(of, SMALL, CHINA, travel, MONDAY, LAST, asked_at=asked_at, limits=LIMITS),
        PlanKind.MONTH,
        (MONDAY, LAST),
        asked_at,
    )
    of = replace(of, history=(*of.history, *_made_before(month, monday)))
    now, sunday = evening_before(monday, SMALL), monday + timedelta(days=6)
    kept, _ = kept_visits([month], of, SMALL, CHINA, now, monday, sunday)
    week = _published(
        plan_week(of, SMALL, CHINA, travel, monday, asked_at=now, kept=kept, limits=LIMITS),
        PlanKind.WEEK,
        (monday, sunday),
        now,
        month,
    )
    assert _visits(week.plan) == {one for one in _visits(month.plan) if monday <= one[1] <= sunday}
    kept, _ = kept_visits([month, week], of, SMALL, CHINA, now, monday, monday)
    day = plan_day(of, SMALL, CHINA, travel, monday, asked_at=now, kept=kept, limits=LIMITS)
    assert _visits(day) == {one for one in _visits(week.plan) if one[1] == monday}


def _published(
    plan: Plan,
    kind: PlanKind,
    days: tuple[date, date],
    made_at: datetime,
    parent: PlanRecord | None = None,
) -> PlanRecord:
    record = draft(
        plan,
        plan_kind=kind,
        first=days[0],
        last=days[1],
        made_at=made_at,
        manager_ids=[M1],
        parent=parent,
        among=[] if parent is None else [parent],
    )
    return publish(record, made_at)


def _made_before(record: PlanRecord, day: date) -> Iterator[VisitRecord]:
    for one in planned_visits(record.plan):
        if one.day < day:
            yield VisitRecord(customer_id=one.customer_id, day=one.day, mode=one.mode)


def _visits(plan: Plan) -> set[tuple[CustomerId, date]]:
    return {(one.customer_id, one.day) for one in planned_visits(plan)}


def test_mid_week_plan_keeps_promises_and_explains_the_rest() -> None:
    """Asked on a Wednesday morning: promises stand, Monday's miss comes back, and each change has a reason."""
    of, travel = small_territory(Random(3)), Geodesic()
    asked_at = at("2026-10-30 16:00")
    month = plan_horizon(of, SMALL, CHINA, travel, MONDAY, LAST, asked_at=asked_at, limits=LIMITS)
    before = publish(
        draft(
            month,
            plan_kind=PlanKind.MONTH,
            first=MONDAY,
            last=LAST,
            made_at=asked_at,
            manager_ids=[M1],
        ),
        asked_at,
    )
    past = [one for one in planned_visits(month) if one.day < TUESDAY]
    missed, ahead = past[-1], [one for one in planned_visits(month) if one.day > TUESDAY]
    assert missed.day == SECOND_MONDAY
    shut = next(one for one in reversed(ahead) if one.customer_id != missed.customer_id)
    of = replace(
        of,
        history=(
            *of.history,
            *(
                VisitRecord(customer_id=one.customer_id, day=one.day, mode=one.mode)
                for one in past
                if one is not missed
            ),
        ),
        anomalies=(
            Anomaly(
                customer_id=missed.customer_id,
                kind=AnomalyKind.COMPLAINT,
                reported_at=at("2026-11-10 10:00"),
            ),
        ),
        customers=tuple(
            replace(one, closed=(DateRange(first=shut.day, last=LAST),))
            if one.id == shut.customer_id
            else one
            for one in of.customers
        ),
    )
    now = at("2026-11-11 08:30")
    left = unfinished_visits([before], of, SMALL, now)
    assert [one.customer_id for one in left] == [missed.customer_id]
    first = date(2026, 11, 11)
    kept, notes = kept_visits([before], of, SMALL, CHINA, now, first, LAST)
    assert any(missed.customer_id in note.text for note in notes)
    week = plan_horizon(
        of, SMALL, CHINA, travel, first, LAST, asked_at=now, kept=kept, limits=LIMITS
    )
    after = draft(
        week,
        plan_kind=PlanKind.HORIZON,
        first=first,
        last=LAST,
        made_at=now,
        manager_ids=[M1],
        parent=before,
    )
    assert any(one.is_promised for one in kept)
    assert shut.day not in {one.day for one in kept if one.customer_id == shut.customer_id}
    made = {(one.customer_id, one.day) for one in planned_visits(week)}
    assert {(one.customer_id, one.day) for one in kept if one.is_promised} <= made
    assert missed.customer_id in {customer_id for customer_id, _ in made}
    found = changes(before, after, of, SMALL, CHINA)
    reasons = {change.customer_id: change.why.reason for change in found}
    assert reasons[missed.customer_id] is ChangeReason.ANOMALY
    assert reasons[shut.customer_id] is ChangeReason.CLOSED
    for change in found:
        assert change.why.text
        if change.is_promised and change.kind in (ChangeKind.DROPPED, ChangeKind.MOVED):
            assert change.why.reason in HARD
