"""Days and moments that cannot be, at every public door: an error that names the fault, or an answer, never a crash."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import cache

import pytest

from routing.build_horizon import horizon_request
from routing.build_request import day_request, places
from routing.comparison import compare
from routing.coverage_report import coverage_report
from routing.demand.deadlines import local_time
from routing.domain.calendar import month_of, week_of
from routing.errors import InputError, Issue
from routing.execution_report import report_day, report_month
from routing.plan import Plan
from routing.plan_chain import (
    PlanKind,
    PlanRecord,
    close,
    draft,
    kept_visits,
    publish,
    unfinished_visits,
)
from routing.planner import (
    evening_before,
    plan_day,
    plan_horizon,
    plan_month,
    plan_request,
    plan_week,
)
from routing.recommendation import recommend_days, recommend_times
from routing.replanning import replan
from routing.request import PlanRequest
from routing.simulation import REALISTIC, simulate
from routing.solve.backend import Limits
from routing.travel.geodesic import Geodesic
from routing.travel.matrix import TravelMatrix
from tests.demand.small_territory import C1, CHINA, CLASSIFIED, MONDAY, SOLE
from tests.test_bad_input import town

OF = town(5)
TRAVEL = Geodesic()
SHORT = Limits(iterations=20)
SUNDAY = MONDAY + timedelta(days=6)
EVENING = datetime.combine(MONDAY - timedelta(days=1), time(17, 30))
LAST_MOMENT = datetime.combine(date.max, time.max)
FIRST_MOMENT = datetime.combine(date.min, time.min)


@cache
def asked() -> tuple[PlanRequest, TravelMatrix, Plan]:
    """Return a week's question and a plan that answers it."""
    request = horizon_request(OF, CLASSIFIED, CHINA, MONDAY, SUNDAY, EVENING)
    matrix = TRAVEL.matrix(places(OF))
    return request, matrix, plan_request(request, matrix, limits=SHORT)


def drafted(first: date = MONDAY, last: date = SUNDAY, made_at: datetime = EVENING) -> PlanRecord:
    """Return the week's plan as a draft."""
    return draft(
        asked()[2],
        plan_kind=PlanKind.WEEK,
        first=first,
        last=last,
        made_at=made_at,
        manager_ids=[SOLE.id],
    )


def published() -> PlanRecord:
    """Return the week's plan as published."""
    return publish(drafted(), EVENING)


def refused(ask: Callable[[], object]) -> list[Issue]:
    """Return the faults for which something is refused, each told whole."""
    with pytest.raises(InputError) as caught:
        ask()
    assert all(one.place and one.message and one.remedy for one in caught.value.issues)
    return list(caught.value.issues)


OF_A_DAY: dict[str, Callable[[date], object]] = {
    "plan_day": lambda day: plan_day(OF, CLASSIFIED, CHINA, TRAVEL, day, limits=SHORT),
    "plan_week": lambda day: plan_week(OF, CLASSIFIED, CHINA, TRAVEL, day, limits=SHORT),
    "plan_month": lambda day: plan_month(OF, CLASSIFIED, CHINA, TRAVEL, day, limits=SHORT),
    "plan_horizon, first": lambda day: plan_horizon(
        OF, CLASSIFIED, CHINA, TRAVEL, day, SUNDAY, limits=SHORT
    ),
    "plan_horizon, last": lambda day: plan_horizon(
        OF, CLASSIFIED, CHINA, TRAVEL, MONDAY, day, limits=SHORT
    ),
    "plan_horizon, extra_days": lambda day: plan_horizon(
        OF, CLASSIFIED, CHINA, TRAVEL, MONDAY, SUNDAY, extra_days=[day, MONDAY], limits=SHORT
    ),
    "day_request": lambda day: day_request(OF, CLASSIFIED, CHINA, day, EVENING),
    "evening_before": lambda day: evening_before(day, CLASSIFIED),
    "week_of": week_of,
    "month_of": month_of,
    "is_working_day": CHINA.is_working_day,
    "working_days, first": lambda day: CHINA.working_days(day, SUNDAY),
    "working_days, last": lambda day: CHINA.working_days(MONDAY, day),
    "add_working_days": lambda day: CHINA.add_working_days(day, 1),
    "draft, first": lambda day: drafted(first=day),
    "draft, last": lambda day: drafted(last=day),
    "kept_visits, first": lambda day: kept_visits(
        [published()], OF, CLASSIFIED, CHINA, EVENING, day, SUNDAY
    ),
    "kept_visits, last": lambda day: kept_visits(
        [published()], OF, CLASSIFIED, CHINA, EVENING, MONDAY, day
    ),
    "report_day": lambda day: report_day([published()], OF, CLASSIFIED, CHINA, day, EVENING),
    "report_month": lambda day: report_month([published()], OF, CLASSIFIED, CHINA, day, EVENING),
    "coverage_report": lambda day: coverage_report(OF, asked()[0], asked()[2], day),
    "simulate, start": lambda day: simulate(OF, CLASSIFIED, day, MONDAY, REALISTIC, 0),
    "simulate, end": lambda day: simulate(OF, CLASSIFIED, MONDAY, day, REALISTIC, 0),
}

OF_A_DAY_OF_THE_PLAN: dict[str, Callable[[date], object]] = {
    "recommend_days, first": lambda day: recommend_days(*asked(), C1, first=day),
    "recommend_days, by": lambda day: recommend_days(*asked(), C1, by=day),
    "recommend_times, first": lambda day: recommend_times(*asked(), C1, first=day),
    "recommend_times, last": lambda day: recommend_times(*asked(), C1, last=day),
    "compare, days": lambda day: compare(asked()[2], asked()[2], days=(day, day)),
}
"""Doors at which far days are as good as near ones: what is asked lies within a plan."""

OF_A_MOMENT: dict[str, Callable[[datetime], object]] = {
    "plan_day": lambda at: plan_day(
        OF, CLASSIFIED, CHINA, TRAVEL, MONDAY, asked_at=at, limits=SHORT
    ),
    "plan_week": lambda at: plan_week(
        OF, CLASSIFIED, CHINA, TRAVEL, MONDAY, asked_at=at, limits=SHORT
    ),
    "day_request": lambda at: day_request(OF, CLASSIFIED, CHINA, MONDAY, at),
    "horizon_request": lambda at: horizon_request(OF, CLASSIFIED, CHINA, MONDAY, SUNDAY, at),
    "replan": lambda at: replan(OF, CLASSIFIED, CHINA, TRAVEL, drafted(), now=at, limits=SHORT),
    "draft": lambda at: drafted(made_at=at),
    "publish": lambda at: publish(drafted(), at),
    "close": lambda at: close(published(), OF, CLASSIFIED, at),
    "kept_visits": lambda at: kept_visits([published()], OF, CLASSIFIED, CHINA, at, MONDAY, SUNDAY),
    "unfinished_visits": lambda at: unfinished_visits([published()], OF, CLASSIFIED, at),
    "report_day": lambda at: report_day([published()], OF, CLASSIFIED, CHINA, MONDAY, at),
    "report_month": lambda at: report_month([published()], OF, CLASSIFIED, CHINA, MONDAY, at),
    "compare": lambda at: compare(asked()[2], asked()[2], since=at),
}


@pytest.mark.parametrize("day", [datetime.combine(MONDAY, time(9)), LAST_MOMENT, "2026-11-23"])
@pytest.mark.parametrize("door", [*OF_A_DAY, *OF_A_DAY_OF_THE_PLAN])
def test_what_is_no_day_is_refused(door: str, day: date) -> None:
    """A moment in place of a day, or a text, is named as such: compared with days it would break somewhere inside."""
    ask = (OF_A_DAY | OF_A_DAY_OF_THE_PLAN)[door]
    assert {one.code for one in refused(lambda: ask(day))} == {"not-a-day"}


@pytest.mark.parametrize("day", [date.min, date(1, 1, 2), date(9999, 12, 27), date.max])
@pytest.mark.parametrize("door", OF_A_DAY)
def test_a_day_of_another_age_is_refused(door: str, day: date) -> None:
    """No day of it is reckoned with, of which there may be none: it is named as lying outside."""
    outside = {"outside-calendar", "day-out-of-range"}
    if "extra" in door:
        outside = {"extra-day-not-worked"}
    assert {one.code for one in refused(lambda: OF_A_DAY[door](day))} <= outside


@pytest.mark.parametrize("door", OF_A_MOMENT)
def test_what_is_no_moment_is_refused(door: str) -> None:
    """A day in place of a moment is named as such."""
    day = MONDAY
    assert [one.code for one in refused(lambda: OF_A_MOMENT[door](day))] == ["not-a-moment"]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "moment",
    [
        FIRST_MOMENT,
        LAST_MOMENT,
        # In Shanghai that is before the first moment there is, and twice after the last one.
        FIRST_MOMENT.replace(tzinfo=timezone(timedelta(hours=14))),
        LAST_MOMENT.replace(tzinfo=timezone(timedelta(hours=-12))),
        LAST_MOMENT.replace(tzinfo=UTC),
    ],
)
@pytest.mark.parametrize("door", OF_A_MOMENT)
def test_the_ends_of_all_time(door: str, moment: datetime) -> None:
    """Asked in the first or last moment there is, of whatever zone, there is an answer, or a fault that is named."""
    issues: tuple[Issue, ...] = ()
    try:
        OF_A_MOMENT[door](moment)
    except InputError as error:
        issues = error.issues
    assert all(one.place and one.message and one.remedy for one in issues)


def test_past_the_ends_of_time_is_its_end() -> None:
    """The first moment of Kiritimati is none of Shanghai yet, the last of Greenwich none any more."""
    early = FIRST_MOMENT.replace(tzinfo=timezone(timedelta(hours=14)))
    assert local_time(early, CLASSIFIED) == FIRST_MOMENT
    assert local_time(LAST_MOMENT.replace(tzinfo=UTC), CLASSIFIED) == LAST_MOMENT


def test_all_odd_times_are_told_at_once() -> None:
    """Both ends of the days, an extra day, and the moment: four faults, four places."""
    moment = datetime.combine(MONDAY, time(9))
    issues = refused(
        lambda: horizon_request(
            OF,
            CLASSIFIED,
            CHINA,
            moment,
            date.max,
            MONDAY,  # type: ignore[arg-type]
            extra_days=[moment],
        )
    )
    assert [one.place for one in issues] == ["first", "last", "extra_days", "asked_at"]
