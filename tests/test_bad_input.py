"""Input that is broken, impossible or absurd: a clear error, or a plan that says what it could not do."""

from __future__ import annotations

import math
import time
from dataclasses import replace
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path

import numpy as np
import pytest

from routing.build_request import day_request, places
from routing.checker import check
from routing.domain.calendar import china_calendar
from routing.domain.customer import OpeningHours, Point, Weekday
from routing.domain.events import VisitRecord
from routing.domain.ids import CustomerId, ManagerId, PlaceId
from routing.domain.manager import AccountManager
from routing.domain.policy import Policy
from routing.domain.policy_document import load_policy
from routing.domain.territory import Territory
from routing.domain.visit import Category, Cause
from routing.errors import BackendFault, InputError, SolveError
from routing.plan import Plan, ReasonKind, UnassignedVisit
from routing.planner import plan_day
from routing.problem import Outcome, Problem
from routing.rules import Rule
from routing.solve.backend import Backend, Clock, Limits, Progress, ProgressCallback, Sequences
from routing.solve.isolated import Isolated
from routing.solve.reference import Reference
from routing.solve.ruin_recreate import RuinRecreate
from routing.status import Status, StoppedBy
from routing.tables import read_territory
from routing.travel.geodesic import Geodesic
from routing.travel.matrix import TravelMatrix, TravelSource
from routing.travel.road_graph import RoadGraph
from routing.travel.road_network import RoadNetwork
from tests.demand.small_territory import (
    CHINA,
    CLASSIFIED,
    MONDAY,
    POINT,
    SOLE,
    appointment,
    at,
    complaint,
    pin,
    shop,
)
from tests.solve.broken_backends import Broken, die, divide

DATA = Path(__file__).resolve().parent.parent / "data"
SHORT = Limits(iterations=100)
STEP = 0.003
"""Degrees between neighbours in a row: some 300 m."""


def customer_id(number: int) -> CustomerId:
    """Return the id of a customer by number."""
    return CustomerId(f"c{number}")


def town(count: int, *events: object, **fields: object) -> Territory:
    """Return customers in rows of twenty, visited 30 to 59 days ago, with what happens to them."""
    customers = tuple(
        shop(
            id=customer_id(number),
            point=Point(
                lat=POINT.lat + STEP * (number // 20), lon=POINT.lon + STEP * (1 + number % 20)
            ),
        )
        for number in range(1, count + 1)
    )
    history = tuple(
        VisitRecord(
            customer_id=one.id, day=MONDAY - timedelta(days=30 + number % 30), start=clock_time(10)
        )
        for number, one in enumerate(customers)
    )
    given: dict[str, object] = {
        "id": "town",
        "managers": (SOLE,),
        "customers": customers,
        "history": history,
    }
    for name, kind in (("anomalies", "Anomaly"), ("appointments", "Appointment"), ("pins", "Pin")):
        given[name] = tuple(one for one in events if type(one).__name__ == kind)
    return Territory(**(given | fields))  # type: ignore[arg-type]


def planned(
    of: Territory,
    *,
    policy: Policy = CLASSIFIED,
    day: date = MONDAY,
    travel: TravelSource | None = None,
    limits: Limits = SHORT,
    backend: Backend | None = None,
) -> Plan:
    """Return the plan of a Monday, in which every visit asked for is accounted for."""
    travel = travel or Geodesic()
    plan = plan_day(
        of, policy, CHINA, travel, day, limits=limits, backend=backend or RuinRecreate()
    )
    asked_at = datetime.combine(day - timedelta(days=1), policy.day.end)
    request = day_request(of, policy, CHINA, day, asked_at)
    assert check(request, travel.matrix(places(of)), plan).violations == ()
    stops = [stop.visit_id for route in plan.routes for stop in route.stops]
    contacts = [one.visit_id for route in plan.routes for one in route.contacts]
    left_out = [visit.visit_id for visit in plan.unassigned]
    assert sorted([*stops, *contacts, *left_out]) == sorted(visit.id for visit in request.visits)
    return plan


def visited(plan: Plan) -> set[str]:
    """Return the customers visited in person."""
    return {stop.customer_id for route in plan.routes for stop in route.stops}


def left_out(plan: Plan, number: int) -> UnassignedVisit:
    """Return what is said of a customer left out."""
    (found,) = (one for one in plan.unassigned if one.customer_id == customer_id(number))
    return found


def of_customer(number: int, event: object) -> object:
    """Return an event of another customer than c1."""
    return replace(event, customer_id=customer_id(number))  # type: ignore[type-var]


# ------------------------------------------------------------------ sizes


def test_five_hundred_customers() -> None:
    """Planned as any other day: a full day, everybody else with a reason."""
    plan = planned(town(500))
    assert len(visited(plan)) >= 15
    assert plan.kpis.floor_missed == 0
    assert len(plan.unassigned) > 300


def test_no_customers_at_all() -> None:
    """A shift that is not driven, and a note on the floor it misses."""
    plan = planned(town(0))
    (route,) = plan.routes
    assert (route.stops, plan.unassigned) == ((), ())
    assert any(route.shift_id in note.text for note in plan.notes)


def test_no_account_managers() -> None:
    """Nobody to plan for is an error that says so."""
    with pytest.raises(InputError, match="no account manager"):
        planned(town(3, managers=()))


# ------------------------------------------------------------------ impossible days


def test_a_shift_shorter_than_the_travel() -> None:
    """Half an hour of work, and everybody an hour away: nothing is driven, each visit says what stands in the way."""
    far = AccountManager(
        id=ManagerId("m1"),
        start=Point(lat=POINT.lat + 0.5, lon=POINT.lon),
        day_start=clock_time(9),
        day_end=clock_time(9, 31),
    )
    plan = planned(town(5, complaint(at("2026-11-20 09:00")), managers=(far,)))
    assert visited(plan) == set()
    assert {reason.rule for one in plan.unassigned for reason in one.reasons} == {Rule.SHIFT_HOURS}
    assert left_out(plan, 1).cause is Cause.ANOMALY
    assert left_out(plan, 1).category is Category.MANDATORY


def test_all_mandatory_visits_in_one_window_before_anybody_works() -> None:
    """Ten complaints of shops open from 06:00 to 06:10 only: impossible, each by its window or the working day."""
    early = OpeningHours(weekdays=frozenset(Weekday), start=clock_time(6), end=clock_time(6, 10))
    events = [of_customer(number, complaint(at("2026-11-19 09:00"))) for number in range(1, 11)]
    of = town(10, *events)
    closed = tuple(replace(one, opening_hours=(early,)) for one in of.customers)
    plan = planned(replace(of, customers=closed))
    assert plan.kpis.num_unassigned_mandatory == 10
    for one in plan.unassigned:
        assert {reason.rule for reason in one.reasons} == {Rule.TIME_WINDOW, Rule.SHIFT_HOURS}


def test_all_mandatory_visits_in_one_window_that_holds_one() -> None:
    """Eight pins from 10:00 to 10:05: a visit takes ten minutes, so one is made and the others would displace it."""
    pins = [
        of_customer(number, pin(MONDAY, start=clock_time(10), end=clock_time(10, 5)))
        for number in range(1, 9)
    ]
    plan = planned(town(8, *pins))
    assert len(visited(plan)) == 1
    (kept,) = (stop.visit_id for route in plan.routes for stop in route.stops)
    for one in plan.unassigned:
        clash, reason = one.reasons
        assert (clash.kind, clash.rule) == (ReasonKind.DISPLACED, Rule.PROMISES_CLASH)
        assert (reason.kind, reason.rule) == (ReasonKind.DISPLACED, Rule.DISPLACED)
        assert reason.displaces == (kept,)


def test_contradictory_pins() -> None:
    """Wanted and forbidden on one day: impossible by the pins, and a note asks to remove one."""
    plan = planned(town(20, pin(MONDAY), pin(MONDAY, forbidden=True)))
    (reason,) = left_out(plan, 1).reasons
    assert (reason.kind, reason.rule) == (ReasonKind.IMPOSSIBLE, Rule.PINNED)
    assert any(
        "remove one of the contradicting" in note.text and "c1:" in note.text for note in plan.notes
    )


def test_appointments_that_clash() -> None:
    """Two customers at 10:00, far apart: one is kept within ten minutes, the other says with whom it clashes.

    From c1 to c19 are 18 x 289 m = 5.2 km, by road 7.0 km, a quarter of an hour; the visit itself takes ten minutes,
    and from 09:50 to 10:10 are twenty.
    """
    agreed = appointment(at("2026-11-23 10:00"))
    plan = planned(town(20, agreed, of_customer(19, agreed)))
    (lost,) = (one for one in plan.unassigned if one.cause is Cause.APPOINTMENT)
    (kept,) = (
        stop for route in plan.routes for stop in route.stops if stop.cause is Cause.APPOINTMENT
    )
    assert abs(kept.start_s - 36_000) <= 600
    clash, displaced = lost.reasons
    assert clash.rule is Rule.PROMISES_CLASH
    assert "09:50-10:10 with c1 and 09:50-10:10 with c19 clash" in clash.text
    assert displaced.rule is Rule.DISPLACED
    assert kept.visit_id in displaced.displaces


def test_two_appointments_of_one_customer() -> None:
    """The first is kept, the second stands in the plan as impossible: one visit a customer a day."""
    plan = planned(
        town(20, appointment(at("2026-11-23 10:00")), appointment(at("2026-11-23 15:00")))
    )
    assert "c1" in visited(plan)
    (reason,) = left_out(plan, 1).reasons
    assert (reason.kind, reason.rule) == (ReasonKind.IMPOSSIBLE, Rule.VISIT_ONCE)


# ------------------------------------------------------------------ dates


@pytest.mark.parametrize("day", [date(2019, 5, 6), date(2040, 5, 7), date(1, 1, 2), date.max])
def test_dates_out_of_the_calendar(day: date) -> None:
    """A day that the calendar does not span is an error that says which years it does."""
    with pytest.raises(InputError, match="calendar"):
        plan_day(town(3), CLASSIFIED, CHINA, Geodesic(), day, limits=SHORT)


def test_a_holiday() -> None:
    """On National Day nobody visits: no routes, a note, and what cannot wait stands there as left out."""
    national_day = date(2026, 10, 1)
    complained = complaint(at("2026-09-28 09:00"))
    before = tuple(
        VisitRecord(customer_id=customer_id(number), day=date(2026, 8, 20)) for number in (1, 2)
    )
    plan = planned(town(2, complained, history=before), day=national_day)
    assert plan.routes == ()
    assert any("not a working day" in note.text for note in plan.notes)
    assert all(reason.rule is Rule.NO_SHIFT for one in plan.unassigned for reason in one.reasons)


def test_history_from_the_future() -> None:
    """Visits after the time of asking are not known yet: the plan is the one without them."""
    of = town(30)
    tomorrow = tuple(
        VisitRecord(customer_id=one.id, day=MONDAY + timedelta(days=days))
        for one in of.customers
        for days in (0, 1, 300)
    )
    assert planned(replace(of, history=(*of.history, *tomorrow))) == planned(of)


def test_a_first_order_on_the_day_of_joining() -> None:
    """Both are on Tuesday, no visit day: the first visit is made on Monday, before the customer joins (R14)."""
    tuesday = MONDAY + timedelta(days=1)
    of = town(3)
    joins = replace(of.customers[0], joined_on=tuesday, first_order_on=tuesday)
    plan = planned(replace(of, customers=(joins, *of.customers[1:]), history=of.history[1:]))
    assert joins.id in visited(plan)


# ------------------------------------------------------------------ broken values


def test_duplicated_ids() -> None:
    """Customers or managers of one id are told, with their places, before anything is planned."""
    of = town(4)
    twice = replace(of, customers=(*of.customers, of.customers[0]), managers=(SOLE, SOLE))
    with pytest.raises(InputError) as caught:
        planned(twice)
    places_told = [issue.place for issue in caught.value.issues]
    assert any("customers[4]" in place for place in places_told)
    assert any("managers[1]" in place for place in places_told)


def test_events_of_nobody() -> None:
    """An appointment with a customer whom the territory does not have is no visit to pass over in silence."""
    with pytest.raises(InputError, match="c77"):
        planned(town(4, of_customer(77, appointment(at("2026-11-23 10:00")))))


@pytest.mark.parametrize(
    ("lat", "lon"), [(math.nan, 114.0), (114.0, 30.0), (math.inf, 114.0), (30.0, 500.0)]
)
def test_coordinates_off_the_globe(lat: float, lon: float) -> None:
    """NaN, swapped and absurd coordinates are errors at their customer."""
    of = town(4)
    moved = replace(of.customers[2], point=Point(lat=lat, lon=lon))
    with pytest.raises(InputError, match=r"customers\[2\]|c:c3"):
        planned(replace(of, customers=(*of.customers[:2], moved, of.customers[3])))


class Senseless:
    """A travel source that takes negative time."""

    def matrix(self, places: dict[PlaceId, Point]) -> TravelMatrix:
        """Return travel of minus a minute."""
        size = len(places)
        off = 1 - np.eye(size, dtype=np.int64)
        return TravelMatrix(
            place_ids=tuple(places),
            duration_s=-60 * off,
            distance_m=100 * off,
            reachable=np.ones((size, size), dtype=np.bool_),
            source="senseless",
        )


def test_travel_that_takes_less_than_no_time() -> None:
    """A broken travel source is told by leg, and nothing is planned on it."""
    with pytest.raises(InputError, match="negative"):
        planned(town(2), travel=Senseless())  # type: ignore[arg-type]


def test_a_disconnected_road_graph() -> None:
    """Two roads without a way between them: the customers of the other one are unreachable, those of this one served.

    The base and c1 to c4 are on the first road, c5 to c8 on the second, which is a degree further north.
    """
    of = town(8)
    customers = tuple(
        replace(one, point=Point(lat=one.point.lat + (number >= 4), lon=one.point.lon))
        for number, one in enumerate(of.customers)
    )
    complained = complaint(at("2026-11-19 09:00"))
    events = (complained, replace(complained, customer_id=customer_id(5)))
    of = replace(of, customers=customers, anomalies=events)
    points = [SOLE.start, *(one.point for one in customers)]
    roads = [(0, 1), (1, 2), (2, 3), (3, 4), (5, 6), (6, 7), (7, 8)]
    edges = [edge for a, b in roads for edge in ((a, b), (b, a))]
    network = RoadNetwork.from_columns(
        node_ids=[str(node) for node in range(len(points))],
        lat=[point.lat for point in points],
        lon=[point.lon for point in points],
        edge_from=[str(a) for a, _ in edges],
        edge_to=[str(b) for _, b in edges],
        length_m=[300.0] * len(edges),
        duration_s=[60.0] * len(edges),
    )
    plan = planned(of, travel=RoadGraph(network=network, main_network_only=False))
    assert visited(plan) == {"c1", "c2", "c3", "c4"}
    for number in range(5, 9):
        assert [reason.rule for reason in left_out(plan, number).reasons] == [Rule.UNREACHABLE]
    assert plan.kpis.num_unassigned_mandatory == 1


# ------------------------------------------------------------------ broken solvers


def test_a_solver_killed_in_mid_search() -> None:
    """Killed by the system in a process of its own: a fault that says how it ended, and we live on."""
    with pytest.raises(BackendFault, match="died with exit code -9"):
        planned(town(5), backend=Isolated(Broken(die)))


def test_a_solver_that_raises() -> None:
    """Whatever a backend raises in this process is told as its fault, with the cause behind it."""
    with pytest.raises(BackendFault, match="broken broke") as caught:
        planned(town(5), backend=Broken(divide))
    assert isinstance(caught.value.__cause__, ZeroDivisionError)


def test_a_callback_that_raises() -> None:
    """The caller's own error is no fault of the backend: it comes out as it is."""

    def stumble(_: Progress) -> bool:
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        plan_day(
            town(5),
            CLASSIFIED,
            CHINA,
            Geodesic(),
            MONDAY,
            limits=SHORT,
            backend=RuinRecreate(),
            progress=stumble,
        )


class Says:
    """A backend that answers what it is told to."""

    name = "says"
    features = Reference.features

    def __init__(self, *sequences: tuple[int, ...]) -> None:
        self._sequences = sequences

    def solve(
        self,
        problem: Problem,
        limits: Limits,
        *,
        start: Sequences | None = None,
        progress: ProgressCallback | None = None,
        clock: Clock = time.monotonic,
    ) -> Outcome:
        """Return the sequences, with an objective that is too good to be true."""
        del problem, start, progress, clock
        return Outcome(
            sequences=self._sequences,
            objective=(0,) * 7,
            status=Status.OPTIMAL,
            stopped_by=StoppedBy.PROOF,
            solver=self.name,
            seed=limits.seed,
            iterations=1,
        )


@pytest.mark.parametrize(
    ("sequences", "complaint_"),
    [
        (((0, 0),), "twice"),
        (((99,),), r"do not exist: \[99\]"),
        (((-1,),), r"do not exist: \[-1\]"),
        ((), r"answered 0 route\(s\) for 1"),
        (((0,), (1,)), r"answered 2 route\(s\) for 1"),
        ((tuple(range(60)),), "late"),
    ],
    ids=["twice", "unknown", "negative", "no route", "two routes", "too long"],
)
def test_a_solver_that_answers_nonsense(
    sequences: tuple[tuple[int, ...], ...], complaint_: str
) -> None:
    """An answer that is none is the backend's fault, and never becomes a plan."""
    with pytest.raises(BackendFault, match=complaint_):
        planned(town(60), backend=Says(*sequences))


def test_a_solver_that_boasts() -> None:
    """An objective too good to be true is recomputed."""
    plan = planned(town(60), backend=Says((0,)))
    assert plan.objective.levels > (0,) * 7
    assert plan.kpis.num_visits == 1


def test_a_solver_that_cannot_what_is_asked() -> None:
    """A feature that the backend lacks is named before it is asked."""
    several = (SOLE, replace(SOLE, id=ManagerId("m2")))
    with pytest.raises(SolveError, match="does not support several-shifts"):
        planned(town(5, managers=several), backend=Broken(divide))


@pytest.mark.parametrize("backend", [None, RuinRecreate(), Reference()])
def test_no_time_at_all(backend: Backend | None) -> None:
    """0 s: whatever is had at once, and every visit left out says why."""
    of = town(40, complaint(at("2026-11-19 09:00")))
    plan = plan_day(
        of, CLASSIFIED, CHINA, Geodesic(), MONDAY, limits=Limits(time_s=0), backend=backend
    )
    assert plan.provenance.stopped_by is StoppedBy.TIME
    assert all(one.reasons for one in plan.unassigned)
    assert plan.kpis.num_visits + plan.kpis.num_contacts + len(plan.unassigned) == 40
    # Nothing stands in the way of the complaint, so nobody may claim so.
    for one in plan.unassigned:
        if one.customer_id == "c1":
            assert [reason.kind for reason in one.reasons] == [ReasonKind.NOT_FOUND]


# ------------------------------------------------------------------ unusual, but meant


def test_classified_but_twelve_visits_a_day() -> None:
    """A policy derived in one line: at most twelve visits, and a floor that does not ask for more."""
    twelve = CLASSIFIED.derive({"visits.max": 12, "visits.floor": 12})
    plan = planned(town(60), policy=twelve)
    assert plan.kpis.num_visits == 12
    assert plan.kpis.floor_missed == 0
    assert plan.provenance.policy == f"{twelve.name}@{twelve.digest}" != CLASSIFIED.digest


def test_a_stand_in_for_an_absent_colleague() -> None:
    """On a day on which one of two managers is away, the other makes what cannot wait of both, at a price."""
    of, _ = read_territory(DATA / "mixed-175")
    (absence,) = (one for one in of.absences if one.start is None)
    day = next(
        day
        for day in (absence.first + timedelta(days=n) for n in range(14))
        if day <= absence.last and CHINA.is_working_day(day) and day.isoweekday() in (1, 3, 4)
    )
    plan = planned(of, day=day, limits=Limits(iterations=300))
    (route,) = plan.routes
    assert route.manager_id != absence.manager_id
    own = {one.id for one in of.customers if one.manager_id == route.manager_id}
    stood_in_for = visited(plan) - own
    assert stood_in_for
    (term,) = (one for one in plan.objective.terms if one.name == Rule.STAND_IN)
    assert term.amount == len(stood_in_for)
    assert any(f"{absence.manager_id} is away" in note.text for note in plan.notes)


def test_one_manager_of_two_is_planned() -> None:
    """Who is not named is not planned, nor are the customers of the other."""
    of, _ = read_territory(DATA / "mixed-175")
    first, second = (manager.id for manager in of.managers)
    plan = plan_day(
        of,
        CLASSIFIED,
        china_calendar(2025, 2027),
        Geodesic(),
        date(2026, 11, 2),
        manager_ids=[first],
        limits=SHORT,
    )
    assert [route.manager_id for route in plan.routes] == [first]
    theirs = {one.id for one in of.customers if one.manager_id == second}
    assert not theirs & visited(plan)


def test_a_preset_that_does_not_exist() -> None:
    """The error names the presets there are."""
    with pytest.raises(InputError, match="classified"):
        load_policy("strict")
