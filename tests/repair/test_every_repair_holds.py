"""Every repair of days and weeks made up at random, carried out: checked, with the visit in it, at the cost told."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, datetime
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.generated_days import generated_day
from routing.build_horizon import horizon_request
from routing.build_request import day_request, places
from routing.cadence import steps
from routing.checker import check
from routing.domain.calendar import china_calendar
from routing.domain.policy_document import load_policy
from routing.domain.visit import Category, Cause
from routing.encode import encode
from routing.feasibility import is_feasible
from routing.plan import Plan
from routing.repair import Repair, RepairFinder, RepairKind, apply_repair, repairs
from routing.request import LunchTerms, PlanRequest, VisitRequest
from routing.request_planner import plan_request
from routing.solve.backend import Limits
from routing.solve.ruin_recreate import RuinRecreate
from routing.tables import read_territory
from routing.travel.geodesic import Geodesic
from routing.travel.matrix import TravelMatrix
from tests.repair.small_days import (
    DUE,
    FILLER,
    MANDATORY,
    agreed,
    asked,
    between,
    clock,
    late,
    planned,
    shift,
    travel,
    visit,
)

CHINA = china_calendar(2025, 2027)
CLASSIFIED = load_policy("classified")
SAMPLES = Path(__file__).parents[2] / "data"


def made(plan: Plan, customer_id: str) -> list[tuple[date, bool]]:
    """Return on which days a plan has a customer, and whether in person."""
    return sorted(
        (route.day, entry in route.stops)
        for route in plan.routes
        for entry in route.entries
        if entry.customer_id == customer_id
    )


def lapsing(asked_for: VisitRequest, plan: Plan) -> int:
    """Return what a recurring visit lets lapse in a plan, the highest level first, as one number."""
    lapses = [
        one for each in steps(asked_for, made(plan, asked_for.customer_id)) for one in each.lapses
    ]
    return sum(one.weight << 32 * (8 - one.level) for one in lapses)


TERMS: dict[RepairKind, set[str]] = {
    RepairKind.TAKE_IN: set(),
    RepairKind.SKIP_OTHER: set(),
    RepairKind.OTHER_TIME: {"openings", "appointment_s"},
    RepairKind.WIDER_WINDOW: {"openings"},
    RepairKind.CONTACT: {"contact", "cadence"},
    RepairKind.STAND_IN: {"openings", "manager_ids"},
    RepairKind.MORE_VISITS: {"max_visits"},
    RepairKind.LESS_RESERVE: {"reserve_s"},
    RepairKind.LONGER_DAY: {"start_s", "end_s"},
    RepairKind.OTHER_LUNCH: {"lunch"},
    RepairKind.OTHER_DAY: {"obligations"},
    RepairKind.OPEN_DAY: {"openings", "closed_by", "is_extra"},
}


def changed(request: PlanRequest, repair: Repair) -> set[str]:
    """Return the terms of the visit and of the shifts that a repair changes; other visits stay as they are."""
    old_shifts = {one.id: one for one in (*request.shifts, *request.spare_shifts)}
    pairs: list[tuple[object, object]] = [
        (old_shifts[one.id], one) for one in repair.request.shifts
    ]
    for old, new in zip(request.visits, repair.request.visits, strict=True):
        assert old == new or old.id == repair.visit_id
        pairs.append((old, new))
    return {
        one.name
        for old, new in pairs
        for one in fields(new)  # type: ignore[arg-type]
        if getattr(old, one.name) != getattr(new, one.name)
    }


def hold(request: PlanRequest, matrix: TravelMatrix, plan: Plan, repair: Repair) -> None:
    """Assert that a repair, carried out, is what it says."""
    asked_for = next(one for one in request.visits if one.id == repair.visit_id)
    after = apply_repair(matrix, plan, repair)
    assert check(repair.request, matrix, after).is_clean
    assert made(after, asked_for.customer_id)
    if asked_for.cadence is not None or repair.kind is not RepairKind.OTHER_DAY:
        assert changed(request, repair) <= TERMS[repair.kind]
    if asked_for.cadence is not None:
        repaired = next(one for one in repair.request.visits if one.id == repair.visit_id)
        assert lapsing(repaired, after) < lapsing(asked_for, plan)
    elif repair.kind is not RepairKind.OTHER_DAY:
        change = [b - a for a, b in zip(plan.objective.levels, after.objective.levels, strict=True)]
        level = asked_for.cause.level(asked_for.category)
        assert level is not None
        change[level] += asked_for.weight
        assert tuple(change) == repair.cost
        before = {entry.visit_id for route in plan.routes for entry in route.entries}
        still = {entry.visit_id for route in after.routes for entry in route.entries}
        assert before - still == set(repair.displaces)
        # Nobody who is worth more gives way.
        assert not any(one > 0 for one in repair.cost[:level] if repair.displaces)


@st.composite
def crowded_days(draw: st.DrawFn) -> PlanRequest:
    """A day too short for the three to six visits that it has, with windows, appointments, lunch or reserve."""
    hours = draw(st.integers(2, 3))
    lunch = LunchTerms(earliest_s=clock(8, 30), latest_s=clock(9, 30), length_s=2400)
    one = shift(
        end_s=clock(8 + hours),
        lunch=draw(st.sampled_from([None, lunch])),
        reserve_s=draw(st.sampled_from([0, 1800])),
        max_visits=draw(st.integers(2, 6)),
        floor=draw(st.integers(0, 3)),
    )
    quarters = st.integers(0, 12).map(lambda n: clock(8) + n * 900)
    visits = []
    for name in "abcdef"[: draw(st.integers(3, 6))]:
        if draw(st.integers(0, 4)) == 0:
            visits.append(agreed(name, draw(quarters)))
            continue
        cause = draw(st.sampled_from([Cause.ANOMALY, Cause.LATE, Cause.CADENCE, Cause.FILLER]))
        category = {Cause.CADENCE: DUE, Cause.FILLER: FILLER}.get(cause, MANDATORY)
        first, last = sorted([draw(quarters), draw(quarters)])
        openings = draw(st.sampled_from([between(0, 86_400), between(first, last)]))
        weight = draw(st.integers(1, 3)) * 100
        visits.append(visit(name, category, cause, openings=openings, weight=weight))
    return asked([one], *visits)


@settings(max_examples=60, deadline=None)
@given(crowded_days())
def test_every_repair_of_a_crowded_day(request: PlanRequest) -> None:
    """Each is checked clean, makes the visit, and costs what it says; they are ranked; nobody else has any."""
    matrix = travel(request)
    plan = plan_request(request, matrix, limits=Limits(iterations=50), backend=RuinRecreate())
    finder = RepairFinder(request, matrix, plan)
    for one in request.visits:
        found = finder.repairs(one.id, most=20)
        assert [repair.rank for repair in found] == sorted(repair.rank for repair in found)
        if one.category is Category.FILLER or made(plan, one.customer_id):
            assert found == ()
        for repair in found:
            hold(request, matrix, plan, repair)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_the_least_minutes(data: st.DataObject) -> None:
    """No order of all visits does with five minutes fewer than the longer day that is told, tried one by one."""
    quarters = st.integers(0, 10).map(lambda n: clock(8) + n * 900)
    ends = [data.draw(quarters) for _ in "abc"]
    visits = [late(name, openings=between(0, end)) for name, end in zip("abc", ends, strict=True)]
    request = asked([shift()], *visits, visit("d", openings=between(0, data.draw(quarters))))
    problem = encode(request, travel(request))
    orders = [one for one in permutations(range(3)) if is_feasible(problem, 0, one)]
    if not orders:
        return
    plan = planned(request, "".join("abc"[v] for v in orders[0]))
    found = repairs(request, travel(request), plan, request.visits[3].id, most=20)
    longer = [one for one in found if one.kind is RepairKind.LONGER_DAY]
    least_s = next(
        (
            minutes * 60
            for minutes in range(0, 125, 5)
            if any(
                is_feasible(
                    replace(
                        problem,
                        shifts=(replace(problem.shifts[0], end_s=clock(10) + minutes * 60),),
                    ),
                    0,
                    order,
                )
                for order in permutations(range(4))
            )
        ),
        None,
    )
    later = [one for one in longer if one.request.shifts[0].end_s > clock(10)]
    assert [one.concession_s for one in later] == ([least_s] if least_s else [])


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_first_repairs_of_a_day_of_sixty(seed: int) -> None:
    """Of a day in town, in the country and far out, cut short: what is ranked first lets the visit in."""
    day = generated_day(seed)
    request = replace(
        day.request, shifts=(replace(day.request.shifts[0], end_s=clock(14), lunch=None),)
    )
    plan = plan_request(request, day.matrix, limits=Limits(iterations=500), backend=RuinRecreate())
    finder = RepairFinder(request, day.matrix, plan)
    left_out = [one for one in plan.unassigned if one.category is not Category.FILLER]
    found = [finder.repairs(one.visit_id, most=1) for one in left_out]
    repaired = [first for first, *_ in filter(None, found)]
    assert len(repaired) > len(left_out) // 2
    for repair in repaired[::8]:
        hold(request, day.matrix, plan, repair)


def test_the_first_repairs_of_sample_days_and_weeks() -> None:
    """A short Monday of a sample territory, which Wednesday may relieve; then its week of such days."""
    territory, _ = read_territory(SAMPLES / "country-80")
    matrix = Geodesic().matrix(places(territory))
    monday, sunday = date(2026, 11, 2), date(2026, 11, 8)
    at = datetime(2026, 11, 1, 18, 0)  # noqa: DTZ001 - the policy's local time
    wednesday = day_request(territory, CLASSIFIED, CHINA, date(2026, 11, 4), at)
    for request, following in (
        (day_request(territory, CLASSIFIED, CHINA, monday, at), wednesday),
        (horizon_request(territory, CLASSIFIED, CHINA, monday, sunday, at), None),
    ):
        short = replace(
            request,
            shifts=tuple(replace(one, end_s=clock(11), lunch=None) for one in request.shifts),
        )
        plan = plan_request(
            short,
            matrix,
            limits=Limits(iterations=300),
            backend=None if following is None else RuinRecreate(),
        )
        finder = RepairFinder(short, matrix, plan, next_request=following)
        left_out = [one for one in plan.unassigned if one.category is not Category.FILLER]
        found = [finder.repairs(one.visit_id, most=1) for one in left_out[:12]]
        repaired = [first for first, *_ in filter(None, found)]
        assert len(repaired) > len(found) // 2
        for repair in repaired[::3]:
            hold(short, matrix, plan, repair)
