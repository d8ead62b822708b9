"""Conflicts planted in generated days and sample territories: just these are found, and the plan holds the rest."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from benchmarks.generated_days import Day, generated_day
from routing.build_horizon import horizon_request
from routing.build_request import day_request, places
from routing.conflict import clash_reasons, conflicts
from routing.conflict.promises import promises_of
from routing.domain.calendar import china_calendar
from routing.domain.events import Pin
from routing.domain.ids import CustomerId, VisitId
from routing.domain.policy_document import load_policy
from routing.domain.territory import Territory
from routing.domain.visit import Category, Cause, VisitLength
from routing.encode import encode, left_out
from routing.plan import Plan, ReasonKind
from routing.request import Opening, PlanRequest, VisitRequest
from routing.request_planner import plan_request
from routing.rules import Rule
from routing.solve.backend import Limits
from routing.solve.ruin_recreate import RuinRecreate
from routing.status import Level
from routing.tables import read_territory
from routing.timetable import timetables
from routing.travel.geodesic import Geodesic
from routing.travel.matrix import TravelMatrix
from routing.units import MINUTE_S

POLICY = load_policy("classified")
CHINA = china_calendar(2025, 2026)
MONDAY, WEDNESDAY, SUNDAY = date(2026, 11, 2), date(2026, 11, 4), date(2026, 11, 8)
ASKED_AT = datetime(2026, 11, 1, 17, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
DATA = Path(__file__).resolve().parent.parent.parent / "data"
SEEDS = range(20)
Ask = Callable[[Territory], PlanRequest]
FEW = Limits(iterations=3_000)


def pinned(visit: VisitRequest, start_s: int, end_s: int) -> VisitRequest:
    """Return a visit of half an hour, pinned to begin between two clock times of the same day."""
    half_an_hour = 30 * MINUTE_S
    return replace(
        visit,
        category=Category.MANDATORY,
        cause=Cause.PINNED,
        weight=1,
        length=VisitLength(min_s=half_an_hour, target_s=half_an_hour, max_s=half_an_hour),
        openings=(Opening(day=visit.openings[0].day, start_s=start_s, end_s=end_s),),
    )


def crowded(day: Day, num_visits: int, minutes: int) -> tuple[PlanRequest, set[VisitId]]:
    """Return a day without promises but for some visits pinned into one window, and whose they are.

    The visits nearest to the start are taken, the window lies in the afternoon, after any lunch.
    """
    shift = day.request.shifts[0]
    row = {place: number for number, place in enumerate(day.matrix.place_ids)}
    waiting = [v for v in day.request.visits if v.category is not Category.MANDATORY]
    waiting.sort(key=lambda v: day.matrix.duration_s[row[shift.start_place_id], row[v.place_id]])
    chosen = {v.id for v in waiting[:num_visits]}
    start_s = 14 * 3600 + 30 * MINUTE_S
    visits = tuple(
        pinned(v, start_s, start_s + minutes * MINUTE_S) if v.id in chosen else v
        for v in day.request.visits
        if v.category is not Category.MANDATORY
    )
    return replace(day.request, visits=visits), chosen


@pytest.mark.parametrize(("num_visits", "minutes"), [(2, 20), (3, 45), (4, 80)])
@pytest.mark.parametrize("seed", SEEDS)
def test_in_a_generated_day_just_the_planted_ones_clash(
    seed: int, num_visits: int, minutes: int
) -> None:
    """Half an hour each: 2 need over 30 min from first to last start, 3 over 60, 4 over 90; one less than that fit."""
    day = generated_day(seed)
    request, chosen = crowded(day, num_visits, minutes)
    (found,) = conflicts(request, day.matrix)
    assert set(found.visit_ids) == chosen
    assert found.is_smallest
    assert {Rule.PINNED, Rule.VISIT_LENGTH} & {part.rule for part in found.parts}
    for one in chosen:
        without = replace(request, visits=tuple(v for v in request.visits if v.id != one))
        assert conflicts(without, day.matrix) == ()


def promised(plan: Plan) -> set[VisitId]:
    """Return the pinned visits that a plan makes."""
    return {
        stop.visit_id for route in plan.routes for stop in route.stops if stop.cause is Cause.PINNED
    }


@pytest.mark.parametrize("seed", range(6))
def test_a_plan_holds_all_but_one_of_those_that_clash(seed: int) -> None:
    """One of three pins is left out, with the conflict as its first reason; the day is planned as without it."""
    day = generated_day(seed)
    request, chosen = crowded(day, 3, 45)
    plan = plan_request(request, day.matrix, limits=FEW, backend=RuinRecreate())
    (lost,) = (one for one in plan.unassigned if one.cause is Cause.PINNED)
    assert promised(plan) == chosen - {lost.visit_id}
    assert plan.objective.levels[Level.PROMISE] == 1
    assert plan.kpis.num_visits > len(chosen)
    clash, *others = lost.reasons
    assert (clash.kind, clash.rule, clash.verified) == (
        ReasonKind.DISPLACED,
        Rule.PROMISES_CLASH,
        True,
    )
    for one in chosen:
        assert one.split("@")[0] in clash.text
        assert one.split("@")[0] in clash.text_zh
    assert others
    assert all(
        reason.rule is not Rule.PROMISES_CLASH
        for one in plan.unassigned
        if one is not lost
        for reason in one.reasons
    )


def test_what_is_lost_for_another_cause_names_no_conflict() -> None:
    """A plan that simply leaves a pin out, though all could be kept, does not speak of a conflict."""
    day = generated_day(0)
    request, chosen = crowded(day, 2, 80)
    assert conflicts(request, day.matrix) == ()
    problem = encode(request, day.matrix)
    missing = left_out(request, timetables(problem, [()]))
    assert len([one for one in missing if one.cause is Cause.PINNED]) == len(chosen)
    assert clash_reasons(request, problem, [()], missing) == {}


# ------------------------------------------------------------------ sample territories


@pytest.fixture(scope="module", params=["town-150", "country-80", "mixed-175"])
def sample(request: pytest.FixtureRequest) -> tuple[Territory, TravelMatrix]:
    """Each sample territory in turn, with travel as the crow flies."""
    territory, _ = read_territory(DATA / request.param)
    return territory, Geodesic().matrix(places(territory))


def with_pins(
    territory: Territory, matrix: TravelMatrix, seed: int, ask: Ask, day: date
) -> tuple[PlanRequest, set[CustomerId]]:
    """Return a request with one customer more than account managers pinned to begin 11:00-11:05, and who they are.

    Customers are drawn until without any one of them all that is promised can be kept.
    """
    chance = random.Random(seed)
    open_all_day = [one for one in territory.customers if not one.opening_hours and not one.closed]
    num_shifts = sum(shift.day == day for shift in ask(territory).shifts)
    while True:
        chosen = {one.id for one in chance.sample(open_all_day, num_shifts + 1)}
        pins = (
            Pin(customer_id=one, day=day, start=time(11), end=time(11, 5)) for one in sorted(chosen)
        )
        request = ask(replace(territory, pins=(*territory.pins, *pins)))
        urgent = [
            one for one in request.visits if one.obligations or one.category is Category.MANDATORY
        ]
        without_one = [
            replace(request, visits=tuple(one for one in urgent if one.customer_id != customer))
            for customer in sorted(chosen)
        ]
        if all(
            num_pinned(one, matrix, day) == num_shifts and conflicts(one, matrix) == ()
            for one in without_one
        ):
            return request, chosen


def num_pinned(request: PlanRequest, matrix: TravelMatrix, day: date) -> int:
    """Return how many customers are pinned to 11:00-11:05 of a day and could be visited then."""
    windows = [
        {(one.day, one.start_s, one.end_s) for one in visit.openings} for visit in request.visits
    ]
    return sum(
        (day, 11 * 3600, 11 * 3600 + 300) in windows[one.visit]
        for one in promises_of(request, encode(request, matrix))
    )


def day_of(territory: Territory) -> PlanRequest:
    """Return the question of a day."""
    return day_request(territory, POLICY, CHINA, MONDAY, ASKED_AT)


def week_of(territory: Territory) -> PlanRequest:
    """Return the question of the week that begins with the day."""
    return horizon_request(territory, POLICY, CHINA, MONDAY, SUNDAY, ASKED_AT)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("ask", "day"), [(day_of, MONDAY), (week_of, WEDNESDAY)])
def test_in_a_sample_territory_just_the_planted_ones_clash(
    sample: tuple[Territory, TravelMatrix], seed: int, ask: Ask, day: date
) -> None:
    """No visit takes less than ten minutes, so nobody begins two of them in five: one customer is too many."""
    request, chosen = with_pins(*sample, seed, ask, day)
    (found,) = conflicts(request, sample[1])
    customer_of = {one.id: one.customer_id for one in request.visits}
    assert {customer_of[one] for one in found.visit_ids} == chosen
    assert (found.day, found.is_smallest) == (day, True)


def test_a_week_holds_all_but_one_of_those_that_clash(
    sample: tuple[Territory, TravelMatrix],
) -> None:
    """One pin of a Wednesday lapses, with the conflict as its first reason; it is the only promise lost."""
    request, chosen = with_pins(*sample, 0, week_of, WEDNESDAY)
    plan = plan_request(request, sample[1], limits=FEW, backend=RuinRecreate())
    (lost,) = (one for one in plan.unassigned if one.cause is Cause.PINNED)
    assert lost.reasons[0].rule is Rule.PROMISES_CLASH
    assert all(one in lost.reasons[0].text for one in chosen)
    assert chosen - {lost.customer_id} <= {
        stop.customer_id for route in plan.routes for stop in route.stops
    }
    assert "2026-11-04: 11:00-11:05 with" in lost.reasons[0].text
