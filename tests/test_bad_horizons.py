"""Weeks and months that cannot go well: a clear error, or a plan that says what it could not do, with nobody lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from routing.build_horizon import MAX_DAYS, horizon_request
from routing.domain.customer import DateRange
from routing.domain.manager import Absence
from routing.domain.territory import Territory
from routing.domain.visit import Cause
from routing.errors import InputError
from routing.plan import Plan
from routing.planner import plan_horizon, plan_month, plan_week
from routing.rules import Rule
from routing.solve.backend import Limits
from routing.travel.geodesic import Geodesic
from tests.demand.small_territory import CHINA, CLASSIFIED, MONDAY, SOLE, at, complaint
from tests.test_bad_input import town

SHORT = Limits(iterations=50)
NOVEMBER = DateRange(first=date(2026, 11, 1), last=date(2026, 11, 30))
NEW_YORK = CLASSIFIED.derive({"day.time_zone": "America/New_York"})


def month(of: Territory) -> Plan:
    """Return the plan of November 2026, in which every customer stands somewhere."""
    plan = plan_month(of, CLASSIFIED, CHINA, Geodesic(), NOVEMBER.first, limits=SHORT)
    told = {stop.customer_id for route in plan.routes for stop in route.stops}
    told |= {one.customer_id for route in plan.routes for one in route.contacts}
    told |= {one.customer_id for one in plan.unassigned}
    assert told == {customer.id for customer in of.customers}
    assert all(one.reasons for one in plan.unassigned)
    return plan


def rules(plan: Plan) -> set[Rule]:
    """Return the rules by which mandatory visits are late or left out."""
    return {why.rule for one in plan.unassigned if one.deadline for why in one.reasons}


def test_no_customers() -> None:
    """Thirteen visit days, none of them driven."""
    assert [route.stops for route in month(town(0)).routes] == [()] * 13


def test_the_only_account_manager_is_away_all_month() -> None:
    """No day for anybody: whoever is owed a visit is told so."""
    away = Absence(manager_id=SOLE.id, first=NOVEMBER.first, last=NOVEMBER.last)
    plan = month(town(30, absences=(away,)))
    assert plan.routes == ()
    assert rules(plan) == {Rule.NO_VISIT_DAY}


def test_a_customer_closed_all_month() -> None:
    """Last seen on 25 September, owed by 24 November (60 days) and in November (R8): left out for being closed."""
    of = town(30)
    *others, last = of.customers
    plan = month(replace(of, customers=(*others, replace(last, closed=(NOVEMBER,)))))
    deadlines = [one.deadline for one in plan.unassigned if one.customer_id == last.id]
    assert deadlines == [date(2026, 11, 24), date(2026, 11, 30)]
    assert rules(plan) == {Rule.CLOSED_DAY}


def test_an_overdue_complaint_of_a_customer_closed_all_month() -> None:
    """Reported on Monday 26 October, owed by Wednesday 28: no day is left, and the plan says why."""
    of = town(30)
    *others, last = of.customers
    shut = replace(last, closed=(NOVEMBER,))
    report = replace(complaint(at("2026-10-26 10:00")), customer_id=last.id)
    plan = month(replace(of, customers=(*others, shut), anomalies=(report,)))
    assert Cause.ANOMALY in {one.cause for one in plan.unassigned if one.customer_id == last.id}
    assert rules(plan) == {Rule.CLOSED_DAY}


def test_nobody_was_ever_visited() -> None:
    """All are owed a visit at once: each is made, and each is told to be late."""
    plan = month(town(5, history=()))
    visited = {stop.customer_id for route in plan.routes for stop in route.stops}
    late = {one.customer_id for one in plan.unassigned if one.deadline == date(2026, 10, 31)}
    assert len(visited) == len(late) == 5


@pytest.mark.parametrize(
    ("reported_at", "asked_at", "owed_by"),
    [
        # The clocks of New York go back on Sunday, 1 November: 12 hours behind Shanghai before, 13 after.
        ("2026-10-30 05:29+08:00", "2026-10-31 12:00", date(2026, 11, 2)),  # Thursday, 17:29
        ("2026-10-30 05:31+08:00", "2026-10-31 12:00", date(2026, 11, 3)),  # Thursday, 17:31
        ("2026-11-05 06:29+08:00", "2026-11-05 07:00", date(2026, 11, 6)),  # Wednesday, 17:29
        ("2026-11-05 06:31+08:00", "2026-11-05 07:00", date(2026, 11, 9)),  # Wednesday, 17:31
    ],
)
def test_the_clocks_change(reported_at: str, asked_at: str, owed_by: date) -> None:
    """The cut-off of R13, 17:30, is that of the policy's clock, on both sides of the change."""
    request = horizon_request(
        town(1, complaint(at(reported_at))),
        NEW_YORK,
        CHINA,
        NOVEMBER.first,
        NOVEMBER.last,
        at(asked_at),
    )
    (visit,) = request.visits
    assert [owed.last for owed in visit.obligations] == [owed_by]


def test_too_many_days_and_none() -> None:
    """Nine weeks and a day are refused, and so is what ends before it begins."""
    for last in (MONDAY + timedelta(days=MAX_DAYS), MONDAY - timedelta(days=1)):
        with pytest.raises(InputError, match="horizon"):
            plan_horizon(town(1), CLASSIFIED, CHINA, Geodesic(), MONDAY, last, limits=SHORT)


def test_a_week_that_has_begun_and_one_that_is_over() -> None:
    """Asked for on Wednesday, what is left of it is planned and told so; asked for on the Monday after, all of it."""
    for asked_at, days, notes in (
        ("2026-11-25 07:00", [25, 26], 1),
        ("2026-11-30 09:00", [23, 25, 26], 0),
    ):
        plan = plan_week(
            town(1), CLASSIFIED, CHINA, Geodesic(), MONDAY, asked_at=at(asked_at), limits=SHORT
        )
        assert [route.day.day for route in plan.routes] == days
        assert sum("the days before are over" in note.text for note in plan.notes) == notes
