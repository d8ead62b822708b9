"""The chain with the real planner: a month, and in its second week a complaint, a closed shop and a missed visit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random

from routing.domain.customer import DateRange
from routing.domain.events import Anomaly, AnomalyKind, VisitRecord
from routing.plan_chain import (
    ChangeKind,
    ChangeReason,
    PlanKind,
    changes,
    draft,
    kept_visits,
    planned_visits,
    publish,
    unfinished_visits,
)
from routing.planner import plan_horizon
from routing.solve.backend import Limits
from routing.travel.geodesic import Geodesic
from tests.plan_chain.hand_made import CHINA, M1, MONDAY, at
from tests.plan_chain.test_simulation import HARD, LAST, SMALL, small_territory

LIMITS = Limits(iterations=300)
TUESDAY, SECOND_MONDAY = date(2026, 11, 10), date(2026, 11, 9)


def test_mid_week_plan_keeps_promises_and_explains_the_rest() -> None:
    """Asked on a Tuesday evening: promises stand, Monday's miss comes back, and each change has a reason."""
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
    now = at("2026-11-10 17:30")
    left = unfinished_visits([before], of, SMALL, now)
    assert [one.customer_id for one in left] == [missed.customer_id]
    first = date(2026, 11, 11)
    kept, notes = kept_visits([before], of, SMALL, CHINA, now, first, LAST)
    assert any(missed.customer_id in note for note in notes)
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
