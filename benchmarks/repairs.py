"""Repairs carried out: whether each lets in the visit that it is for, and how long they take to find.

Days and four weeks with less time than their visits take. Of each plan some of the mandatory and due visits that it
leaves out or makes late are asked about, spread evenly; every repair is then carried out, which ends at the independent
checker, and what the visit lets lapse is counted again from the plan that comes out.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context
from statistics import median

from benchmarks.generated_days import generated_day
from benchmarks.generated_horizons import generated_horizon
from benchmarks.months import SAMPLE_NAMES, sample
from benchmarks.pittsburgh import planning_days
from benchmarks.report import Report, Settings
from routing.build_horizon import horizon_request
from routing.build_request import day_request, places
from routing.cadence import steps
from routing.domain.ids import VisitId
from routing.domain.policy_document import load_policy
from routing.domain.visit import Category
from routing.errors import RoutingError
from routing.plan import Plan
from routing.planner import evening_before
from routing.repair import Repair, RepairKind, apply_repair, repairs
from routing.request import PlanRequest, VisitRequest
from routing.request_planner import plan_request
from routing.solve import Limits
from routing.solve.ruin_recreate import RuinRecreate
from routing.status import Level
from routing.travel.matrix import TravelMatrix
from routing.units import HOUR_S

__all__ = ["Case", "Tried", "fault_of", "run", "tried"]

GENERATED_DAYS, SAMPLE_DAYS = 48, 4
OVERLOADED, SHORT_KINDS = 4, ("town", "country", "mixed")
QUICK_DAYS = 4
CUT_S = 3 * HOUR_S
"""What the shifts are shorter than they would be, where a territory has time enough."""
MOST_OF_A_DAY, MOST_OF_A_HORIZON = 10, 8
MOST_REPAIRS = 10
DAY_ITERATIONS, HORIZON_ITERATIONS = 2_000, 3_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Something to plan: a generated day, a sample territory's day, or four weeks."""

    name: str = ""
    number: int = 0
    is_horizon: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What came of the repairs of one plan.

    Parameters
    ----------
    asked, without
        Visits asked about, and those for which nothing was found.
    first
        Kinds of the first-ranked repairs.
    held, first_held
        How many repairs did what they say, and how many of those ranked first.
    told
        All repairs.
    faults
        What did not hold.
    seconds
        Processor seconds of each question, the reading of the plan included.
    """

    case: Case
    asked: int
    without: int
    first: Counter[RepairKind]
    told: int
    held: int
    first_held: int
    faults: tuple[str, ...]
    seconds: tuple[float, ...]


def run(settings: Settings) -> Report:
    """Return how many repairs hold when they are carried out."""
    with get_context("spawn").Pool(settings.processes) as pool:
        results = []
        for one in pool.imap(partial(tried, seed=settings.seed), _cases(settings)):
            results.append(one)
            for fault in one.faults:
                print(f"  does not hold: {fault}", flush=True)
    first: Counter[RepairKind] = Counter()
    for one in results:
        first += one.first
    rows = []
    parts = [
        ("days", [one for one in results if not one.case.is_horizon]),
        ("four weeks", [one for one in results if one.case.is_horizon]),
    ]
    seconds = []
    for name, of in parts:
        taken = sorted(second for one in of for second in one.seconds)
        seconds.append(taken)
        rows.append(
            (
                name,
                str(len(of)),
                *(
                    str(sum(getattr(one, column) for one in of))
                    for column in ("asked", "without", "told", "held")
                ),
                f"{median(taken):.3f}",
                f"{taken[-1]:.3f}",
            )
        )
    ranked_first = sum(first.values())
    told = sum(one.told for one in results)
    return Report(
        header=("plans", "number", "visits", "none found", "repairs", "held", "median s", "max s"),
        rows=tuple(rows),
        figures=(
            ("first_held", sum(one.first_held for one in results) / ranked_first),
            ("held", sum(one.held for one in results) / told),
            ("without", sum(one.without for one in results)),
            ("day_median_s", median(seconds[0])),
            ("day_s", seconds[0][-1]),
            ("month_median_s", median(seconds[1])),
            ("month_s", seconds[1][-1]),
        ),
        remarks=(
            f"{len(parts[0][1])} days and {len(parts[1][1])} horizons with less time than visits, seed "
            f"{settings.seed}; {sum(one.asked for one in results)} visits, {told} repairs, all carried out; processor "
            "seconds a visit, the reading of its plan included; first-ranked: "
            + ", ".join(f"{kind} {number}" for kind, number in first.most_common())
        ),
    )


def _cases(settings: Settings) -> Iterator[Case]:
    """Yield the longest first, so that no core waits for one at the end."""
    seed = settings.seed * 1000
    for number in range(1 if settings.quick else OVERLOADED):
        yield Case(name="overloaded", number=seed + number, is_horizon=True)
    if not settings.quick:
        for name in (*SHORT_KINDS, *SAMPLE_NAMES):
            yield Case(name=name, number=seed, is_horizon=True)
        for name in SAMPLE_NAMES:
            for number in range(SAMPLE_DAYS):
                yield Case(name=name, number=number)
    for number in range(QUICK_DAYS if settings.quick else GENERATED_DAYS):
        yield Case(name="", number=number)


def tried(case: Case, *, seed: int) -> Tried:
    """Return what comes of the repairs of one plan when each is carried out."""
    request, matrix, following = _question(case)
    plan = _planned(case, request, matrix, seed)
    asked = _asked(plan, MOST_OF_A_HORIZON if case.is_horizon else MOST_OF_A_DAY)
    # What is compiled is loaded before the first clock starts.
    for visit_id in asked[:1]:
        repairs(request, matrix, plan, visit_id, next_request=following)
    first: Counter[RepairKind] = Counter()
    faults, seconds = [], []
    told = without = first_held = 0
    for visit_id in asked:
        began_s = time.process_time()
        found = repairs(request, matrix, plan, visit_id, next_request=following, most=MOST_REPAIRS)
        seconds.append(time.process_time() - began_s)
        without += not found
        told += len(found)
        first.update(one.kind for one in found[:1])
        for number, one in enumerate(found):
            fault = fault_of(request, matrix, plan, one)
            first_held += number == 0 and not fault
            if fault:
                faults.append(f"{case.name or 'day'} {case.number}, {one.text}: {fault}")
    return Tried(
        case=case,
        asked=len(asked),
        without=without,
        first=first,
        told=told,
        held=told - len(faults),
        first_held=first_held,
        faults=tuple(faults),
        seconds=tuple(seconds),
    )


def _question(case: Case) -> tuple[PlanRequest, TravelMatrix, PlanRequest | None]:
    """Return what is asked, and the request of the next visit day where there is one."""
    if not case.name:
        day = generated_day(case.number)
        return _cut(day.request), day.matrix, None
    is_sample = case.name in SAMPLE_NAMES
    horizon = sample(case.name) if is_sample else generated_horizon(case.name, case.number)
    policy, territory, calendar = load_policy("classified"), horizon.territory, horizon.calendar
    matrix = horizon.travel.matrix(places(territory))
    if case.is_horizon:
        asked_at = evening_before(horizon.first, policy)
        request = horizon_request(
            territory, policy, calendar, horizon.first, horizon.last, asked_at
        )
        return request if case.name == "overloaded" else _cut(request), matrix, None
    days = planning_days(calendar, horizon.first, SAMPLE_DAYS + 1)
    today, tomorrow = (
        day_request(territory, policy, calendar, day, evening_before(days[case.number], policy))
        for day in days[case.number : case.number + 2]
    )
    return _cut(today), matrix, tomorrow


def _cut(request: PlanRequest) -> PlanRequest:
    shifts = tuple(replace(one, end_s=one.end_s - CUT_S) for one in request.shifts)
    return replace(request, shifts=shifts)


def _planned(case: Case, request: PlanRequest, matrix: TravelMatrix, seed: int) -> Plan:
    if case.is_horizon:
        limits = Limits(iterations=HORIZON_ITERATIONS, seed=seed)
        return plan_request(request, matrix, limits=limits)
    limits = Limits(iterations=DAY_ITERATIONS, seed=seed)
    return plan_request(request, matrix, limits=limits, backend=RuinRecreate())


def _asked(plan: Plan, most: int) -> Sequence[VisitId]:
    """Return who is asked about: all that is mandatory and missed, then what is due, spread evenly."""
    missed = [one for one in plan.unassigned if one.category is not Category.FILLER]
    missed.sort(key=lambda one: one.category is not Category.MANDATORY)
    ids = list(dict.fromkeys(one.visit_id for one in missed))
    step = max(1, -(-len(ids) // most))
    return ids[::step]


def fault_of(request: PlanRequest, matrix: TravelMatrix, plan: Plan, repair: Repair) -> str:
    """Return what is wrong with a repair when it is carried out, nothing where it holds."""
    asked = next(one for one in request.visits if one.id == repair.visit_id)
    try:
        after = apply_repair(matrix, plan, repair)
    except RoutingError as error:
        return str(error)
    if all(
        entry.customer_id != asked.customer_id for route in after.routes for entry in route.entries
    ):
        return "the visit is not in the plan"
    if asked.cadence is None:
        return ""
    repaired = next(one for one in repair.request.visits if one.id == repair.visit_id)
    if not _lapsing(repaired, after) < _lapsing(asked, plan):
        return "the visit lets as much lapse as before"
    return ""


def _lapsing(asked: VisitRequest, plan: Plan) -> tuple[int, ...]:
    """Return what a recurring visit lets lapse, level by level."""
    events = sorted(
        (route.day, entry in route.stops)
        for route in plan.routes
        for entry in route.entries
        if entry.visit_id == asked.id
    )
    lapses = [lapse for one in steps(asked, events) for lapse in one.lapses]
    return tuple(sum(one.weight for one in lapses if one.level is level) for level in Level)
