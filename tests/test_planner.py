"""The whole chain: every plan passes the checker, loses nobody, and comes out the same when asked again."""

from __future__ import annotations

import gc
import tracemalloc
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.build_request import day_request, places
from routing.checker import check
from routing.domain.calendar import china_calendar
from routing.domain.customer import Point
from routing.domain.ids import PlaceId
from routing.domain.policy_document import load_policy
from routing.domain.territory import Territory
from routing.domain.visit import Category, Cause
from routing.plan import Plan, ReasonKind
from routing.planner import plan_day, plan_request
from routing.problem import Outcome, Problem
from routing.request import PlanRequest
from routing.solve import default_backend
from routing.solve.backend import Limits, Progress
from routing.solve.exhaustive import exhaustive
from routing.solve.reference import Reference
from routing.solve.ruin_recreate import RuinRecreate
from routing.status import Level, StoppedBy
from routing.tables import read_territory
from routing.travel.geodesic import Geodesic
from routing.travel.matrix import TravelMatrix
from tests.demand.small_territory import CHINA, CLASSIFIED, ROUTE_STANDARD, at
from tests.strategies import plan_requests, territories, travel_matrices

DATA = Path(__file__).resolve().parent.parent / "data"
SAMPLES = ("town-150", "country-80", "mixed-175")
MONDAY, TUESDAY = date(2026, 11, 2), date(2026, 11, 3)
SHORT = Limits(iterations=200)


def told(plan: Plan) -> list[str]:
    """Return the ids of all visits that the plan speaks of, in order."""
    stops = [stop.visit_id for route in plan.routes for stop in route.stops]
    contacts = [one.visit_id for route in plan.routes for one in route.contacts]
    return sorted([*stops, *contacts, *(visit.visit_id for visit in plan.unassigned)])


def sound(request: PlanRequest, matrix: TravelMatrix, plan: Plan) -> None:
    """Hold a plan to its request."""
    assert [str(violation) for violation in check(request, matrix, plan).violations] == []
    assert told(plan) == sorted(visit.id for visit in request.visits)
    assert all(visit.reasons for visit in plan.unassigned)


@st.composite
def cases(draw: st.DrawFn, max_visits: int = 6) -> tuple[PlanRequest, TravelMatrix]:
    """A consistent request with a matrix of its places."""
    request = draw(plan_requests(max_visits))
    ends = [p for shift in request.shifts for p in (shift.start_place_id, shift.end_place_id)]
    here = dict.fromkeys([*ends, *(visit.place_id for visit in request.visits)])
    return request, draw(travel_matrices(tuple(here)))


# ------------------------------------------------------------------ any request, any territory


@settings(max_examples=80)
@given(case=cases(), seed=st.integers(0, 3), iterations=st.sampled_from([0, 1, 50]))
def test_every_plan_passes_the_checker_and_comes_out_again(
    case: tuple[PlanRequest, TravelMatrix], seed: int, iterations: int
) -> None:
    """Whatever is asked and however briefly is searched: nobody lost, nothing broken, the same plan the second time."""
    request, matrix = case
    limits = Limits(iterations=iterations, seed=seed)
    plan = plan_request(request, matrix, limits=limits, backend=RuinRecreate())
    sound(request, matrix, plan)
    assert plan == plan_request(request, matrix, limits=limits, backend=RuinRecreate())


@settings(max_examples=25)
@given(case=cases())
def test_the_default_backend_plans_any_request(case: tuple[PlanRequest, TravelMatrix]) -> None:
    """The same of OR-Tools and ruin and recreate in a row."""
    request, matrix = case
    sound(request, matrix, plan_request(request, matrix, limits=Limits(iterations=20)))


@settings(max_examples=25)
@given(case=cases(max_visits=4))
def test_order_of_visits_changes_no_level(case: tuple[PlanRequest, TravelMatrix]) -> None:
    """Turned round, a request small enough to be solved to its proven best has the same objective."""
    request, matrix = case
    visits = tuple(replace(visit, contact=None) for visit in request.visits)
    levels = set()
    for ordered in (visits, visits[::-1]):
        asked = replace(request, visits=ordered)
        plan = plan_request(asked, matrix, limits=SHORT, backend=_Proven())
        levels.add(plan.objective.levels)
    assert len(levels) == 1


class _Proven(Reference):
    """The proven best answer as a backend, so that a test does not depend on how long is searched."""

    name = "proven"

    def solve(self, problem: Problem, *_: object, **__: object) -> Outcome:
        """Return the proven best answer."""
        return exhaustive(problem)


@settings(max_examples=40)
@given(
    of=territories(),
    day=st.dates(date(2025, 1, 6), date(2026, 12, 20)),
    policy=st.sampled_from([CLASSIFIED, ROUTE_STANDARD]),
)
def test_every_territory_has_a_plan_on_every_day(of: Territory, day: date, policy: object) -> None:
    """Whatever history, promises, absences and opening hours: a checked plan that speaks of every visit asked for."""
    travel = Geodesic()
    limits = Limits(iterations=20)
    plan = plan_day(of, policy, CHINA, travel, day, limits=limits, backend=RuinRecreate())  # type: ignore[arg-type]
    asked_at = datetime.combine(date.fromordinal(day.toordinal() - 1), CLASSIFIED.day.end)
    request = day_request(of, policy, CHINA, day, asked_at)  # type: ignore[arg-type]
    sound(request, travel.matrix(places(of)), plan)
    assert plan.provenance.request_digest == request.digest


# ------------------------------------------------------------------ the samples


@pytest.fixture(scope="module")
def samples() -> dict[str, Territory]:
    """The sample territories by name."""
    return {name: read_territory(DATA / name)[0] for name in SAMPLES}


@pytest.mark.parametrize("preset", ["classified", "route-standard"])
@pytest.mark.parametrize("name", SAMPLES)
def test_sample_day_is_planned(samples: dict[str, Territory], name: str, preset: str) -> None:
    """Monday 2026-11-02, as on its morning: full days, and what is left out of the promises has a proven cause."""
    of, policy, travel = samples[name], load_policy(preset), Geodesic()
    asked_at = at("2026-11-02 07:30")
    plan = plan_day(of, policy, CHINA, travel, MONDAY, asked_at=asked_at, limits=SHORT)
    request = day_request(of, policy, CHINA, MONDAY, asked_at)
    sound(request, travel.matrix(places(of)), plan)
    assert plan.kpis.floor_missed == 0
    assert len(plan.routes) == len(of.managers)
    for visit in plan.unassigned:
        if visit.cause in (Cause.APPOINTMENT, Cause.PINNED):
            assert {reason.kind for reason in visit.reasons} <= {
                ReasonKind.IMPOSSIBLE,
                ReasonKind.DISPLACED,
            }


def test_a_tuesday_is_opened_for_what_cannot_wait(samples: dict[str, Territory]) -> None:
    """Tuesday is no visit day (R6): only anomalies and the like are asked for, no floor, and a note says so."""
    of, travel = samples["town-150"], Geodesic()
    # As if nothing had been done on Monday.
    plan = plan_day(of, CLASSIFIED, CHINA, travel, TUESDAY, limits=SHORT)
    visited = [stop for route in plan.routes for stop in route.stops]
    assert visited
    assert {stop.category for stop in visited} == {Category.MANDATORY}
    assert {stop.cause for stop in visited} <= CLASSIFIED.visits.opens_a_day
    assert Cause.ANOMALY in {stop.cause for stop in visited}
    assert plan.kpis.floor_missed == 0
    assert any("no visit day" in note.text for note in plan.notes)


def test_order_of_rows_changes_nothing(samples: dict[str, Territory]) -> None:
    """Every table of the territory shuffled: the same plan to the second."""
    of = samples["country-80"]
    random = Random(5)
    shuffled = replace(
        of,
        customers=tuple(random.sample(of.customers, len(of.customers))),
        history=tuple(random.sample(of.history, len(of.history))),
        anomalies=of.anomalies[::-1],
        appointments=of.appointments[::-1],
        pins=of.pins[::-1],
    )
    assert shuffled != of
    plans = [
        plan_day(one, CLASSIFIED, CHINA, Geodesic(), MONDAY, limits=SHORT) for one in (of, shuffled)
    ]
    assert plans[0] == plans[1]


def test_seeds_are_heard(samples: dict[str, Territory]) -> None:
    """The seed stands in the plan, and some seed finds another plan than the first."""
    of = samples["town-150"]
    plans = [
        plan_day(
            of,
            CLASSIFIED,
            CHINA,
            Geodesic(),
            MONDAY,
            limits=Limits(iterations=100, seed=seed),
            backend=RuinRecreate(),
        )
        for seed in range(3)
    ]
    assert [plan.provenance.seed for plan in plans] == [0, 1, 2]
    assert len({plan.routes for plan in plans}) > 1


# ------------------------------------------------------------------ how it was made


def small_case() -> tuple[PlanRequest, TravelMatrix]:
    """Return the request of a small sample day with its matrix."""
    of, _ = read_territory(DATA / "country-80")
    request = day_request(of, CLASSIFIED, CHINA, MONDAY, at("2026-11-02 07:30"))
    return request, Geodesic().matrix(places(of))


def test_provenance_is_enough_to_make_the_plan_again() -> None:
    """Solver, seed, limits, what stopped the search, fingerprints of question and travel."""
    request, matrix = small_case()
    limits = Limits(iterations=30, time_s=600.0, seed=4)
    made = plan_request(request, matrix, limits=limits, backend=RuinRecreate()).provenance
    assert (made.solver, made.seed, made.iterations) == ("ruin-recreate", 4, 30)
    assert (made.iteration_limit, made.time_limit_s) == (30, 600.0)
    assert made.stopped_by is StoppedBy.ITERATIONS
    assert made.request_digest == request.digest
    assert made.travel_source == f"{matrix.source} #{matrix.digest}"
    assert made.policy == request.policy == f"classified@{CLASSIFIED.digest}"
    assert {name for name, _ in made.versions} >= {"routing", "ortools", "numba", "numpy"}


def test_the_clock_that_is_given_measures_the_search() -> None:
    """A clock that jumps a minute at each look ends a search of half a minute at once."""
    request, matrix = small_case()
    ticks = iter(range(0, 10**9, 60))
    plan = plan_request(
        request,
        matrix,
        limits=Limits(time_s=30.0),
        backend=RuinRecreate(),
        clock=lambda: float(next(ticks)),
    )
    assert plan.provenance.stopped_by is StoppedBy.TIME
    assert plan.provenance.iterations < 1000
    assert plan.provenance.runtime_s >= 60


def test_progress_is_told_and_can_cancel() -> None:
    """Told of better and better answers; cancelled at the third, the plan holds what was found by then."""
    request, matrix = small_case()
    reports: list[Progress] = []

    def third(progress: Progress) -> bool:
        reports.append(progress)
        return len(reports) == 3

    plan = plan_request(
        request, matrix, limits=Limits(iterations=10**9), backend=RuinRecreate(), progress=third
    )
    assert plan.provenance.stopped_by is StoppedBy.CANCELLED
    assert len(reports) == 3
    assert [one.objective for one in reports] == sorted(
        (one.objective for one in reports), reverse=True
    )
    # What the contacts answer besides is no part of the search.
    assert plan.objective.levels[: Level.DUE] <= reports[-1].objective[: Level.DUE]
    sound(request, matrix, plan)


def test_cancelling_the_default_backend_keeps_a_plan() -> None:
    """Cancelled at the first word, while OR-Tools is at work: a checked plan all the same."""
    request, matrix = small_case()
    plan = plan_request(request, matrix, limits=Limits(iterations=10**9), progress=lambda _: True)
    assert plan.provenance.stopped_by is StoppedBy.CANCELLED
    sound(request, matrix, plan)


def test_plans_leave_nothing_behind() -> None:
    """Planned again and again, no problem, plan or array of one stays in memory."""
    request, matrix = small_case()
    request = replace(request, visits=request.visits[:6])
    times = 8

    def plan() -> None:
        for _ in range(times):
            plan_request(request, matrix, limits=Limits(iterations=3), backend=default_backend())

    def alive() -> int:
        gc.collect()
        # Not isinstance: a dead weak reference would be asked for its class, and raise.
        kinds = (Problem, Plan, np.ndarray)
        return sum(any(type(one) is kind for kind in kinds) for one in gc.get_objects())

    tracemalloc.start()
    # Bounded caches fill at first: NumPy keeps small blocks of memory for the next array of their size.
    plan()
    before = alive()
    first_bytes, _ = tracemalloc.get_traced_memory()
    plan()
    gc.collect()
    later_bytes, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert alive() == before
    # A matrix of the day alone is 81 x 81 x 8 = 52 kB, and every plan has several; one left in two plans is too many.
    assert later_bytes - first_bytes < times // 2 * 52_000


def test_two_presets_ask_two_questions() -> None:
    """The same day under the other standard is another request with another floor."""
    of, _ = read_territory(DATA / "town-150")
    calendar = china_calendar(2025, 2027)
    asked = [
        day_request(of, policy, calendar, MONDAY, at("2026-11-02 07:30"))
        for policy in (CLASSIFIED, ROUTE_STANDARD)
    ]
    assert [one.shifts[0].floor for one in asked] == [15, 10]
    assert asked[0].digest != asked[1].digest


def test_a_place_of_its_own_for_start_and_end(samples: dict[str, Territory]) -> None:
    """A manager who goes home elsewhere ends there, and the way there is counted."""
    of = samples["country-80"]
    manager = of.managers[0]
    home = replace(manager, end=Point(lat=manager.start.lat + 0.05, lon=manager.start.lon))
    moved = replace(of, managers=(home, *of.managers[1:]))
    plan = plan_day(moved, CLASSIFIED, CHINA, Geodesic(), MONDAY, limits=SHORT)
    route = plan.routes[0]
    assert (route.start_place_id, route.end_place_id) == (
        PlaceId(f"s:{manager.id}"),
        PlaceId(f"e:{manager.id}"),
    )
    assert route.return_travel_s > 0
