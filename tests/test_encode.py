"""Between ids and integers: what is asked in numbers, what is answered in ids, and what cannot be asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.checker import check
from routing.domain.customer import Mode
from routing.domain.ids import ManagerId, PlaceId, VisitId
from routing.domain.note import Note
from routing.domain.visit import Cause, VisitLength
from routing.encode import decode, encode, left_out, start_windows
from routing.errors import InputError
from routing.plan import Kpis, Plan, Provenance, Reason, ReasonKind
from routing.problem import FAR_S, Lunch
from routing.request import ContactTerms, LunchTerms, Opening, PlanRequest, Wish
from routing.rules import Rule
from routing.solve.backend import Limits
from routing.solve.reference import Reference
from routing.status import Level, Status, StoppedBy
from routing.timetable import timetables
from routing.travel.matrix import TravelMatrix
from tests.checker.worked_horizon import worked_horizon
from tests.checker.worked_plan import Case, opening, worked_case
from tests.strategies import plan_requests, travel_matrices

PROVENANCE = Provenance(
    solver="by hand",
    versions=(),
    seed=0,
    time_limit_s=None,
    iteration_limit=None,
    iterations=0,
    status=Status.FEASIBLE,
    stopped_by=StoppedBy.ITERATIONS,
    bound=None,
    request_digest="",
    problem_digest="",
    travel_source="",
    policy="",
    runtime_s=0.0,
)
UNTOLD = (
    Reason(
        kind=ReasonKind.NOT_FOUND,
        rule=Rule.NO_REASON_FOUND,
        text="not asked",
        text_zh="未查",
        verified=False,
    ),
)


def answered(request: PlanRequest, matrix: TravelMatrix, iterations: int) -> Plan:
    """Return the plan that the plain backend finds, its reasons left open."""
    problem = encode(request, matrix)
    sequences = Reference().solve(problem, Limits(iterations=iterations)).sequences
    tables = timetables(problem, sequences)
    reasons = [UNTOLD for _ in left_out(request, tables)]
    return decode(request, matrix, problem, tables, reasons, PROVENANCE)


def places_of(request: PlanRequest) -> tuple[PlaceId, ...]:
    """Return every place of a request once."""
    ends = [p for shift in request.shifts for p in (shift.start_place_id, shift.end_place_id)]
    return tuple(dict.fromkeys([*ends, *(visit.place_id for visit in request.visits)]))


@st.composite
def cases(draw: st.DrawFn) -> tuple[PlanRequest, TravelMatrix]:
    """A consistent request with a matrix of its places."""
    request = draw(plan_requests())
    return request, draw(travel_matrices(places_of(request)))


# ------------------------------------------------------------------ the question


@pytest.fixture
def case() -> Case:
    """The day worked out by hand for the checker: three shifts, twelve visits, one without a way."""
    return worked_case()


def test_shifts_in_numbers(case: Case) -> None:
    """m2 starts at row 4 of the places and ends at row 7; half an hour of reserve is off the end of 17:30."""
    shift = encode(case.request, case.matrix).shifts[1]
    assert (shift.start_place, shift.end_place) == (4, 7)
    # 63000 - 1800
    assert (shift.start_s, shift.end_s) == (30_600, 61_200)
    assert shift.lunch == Lunch(earliest_s=41_400, latest_s=46_800, length_s=3600)
    assert (shift.floor, shift.max_visits) == (2, 15)


def test_visits_in_numbers(case: Case) -> None:
    """The visits keep their order; level, weight, price and aim are those asked for."""
    visits = encode(case.request, case.matrix).visits
    cadence, appointment, filler, anomaly, pinned = visits[:5]
    assert [visit.place for visit in visits[:5]] == [1, 2, 3, 5, 6]
    assert (cadence.skip_level, cadence.skip_weight) == (Level.DUE, 10)
    assert (cadence.min_s, cadence.target_s, cadence.max_s) == (900, 1200, 1200)
    # The wish of 300 is for this day, the one of 7 for the next.
    assert cadence.serve_cost_s == (300, 300, 300)
    assert (appointment.skip_level, appointment.aim_s) == (Level.PROMISE, 35_700)
    assert (filler.skip_level, filler.skip_weight, filler.urgency) == (None, 0, 0)
    assert (anomaly.skip_level, anomaly.skip_weight) == (Level.ANOMALY, 1)
    # m2 and m3 only; STAND_IN 600 on m2 and 5 on m3.
    assert pinned.windows == ((), ((38_000, 40_000),), ((38_000, 40_000),))
    assert pinned.serve_cost_s == (0, 600, 5)


def test_no_way_is_far(case: Case) -> None:
    """Legs of the island are longer than any shift, whatever number the matrix holds there; others are its own."""
    travel_s = encode(case.request, case.matrix).travel_s
    island = case.matrix.index[PlaceId("c:W")]
    others = [row for row in range(len(case.matrix.place_ids)) if row != island]
    assert (travel_s[island, others] == FAR_S).all()
    assert (travel_s[others, island] == FAR_S).all()
    assert (
        travel_s[np.ix_(others, others)] == case.matrix.duration_s[np.ix_(others, others)]
    ).all()


def test_a_level_is_more_urgent_than_any_weight(case: Case) -> None:
    """Lengths are given back by level first, then by weight: PROMISE, ANOMALY, LATE, then DUE 40, 25, 10."""
    visits = encode(case.request, case.matrix).visits
    by_urgency = sorted(range(len(visits)), key=lambda v: -visits[v].urgency)
    ids = [case.request.visits[v].customer_id for v in by_urgency]
    assert set(ids[:2]) == {"B", "E"}
    assert ids[2:7] == ["D", "W", "X", "Y", "A"]
    assert set(ids[-2:]) == {"C", "Z"}


@pytest.mark.parametrize(
    ("openings", "windows"),
    [
        ([(5, 9), (1, 3)], ((1, 3), (5, 9))),
        ([(1, 5), (5, 9)], ((1, 9),)),
        ([(1, 9), (2, 3)], ((1, 9),)),
        ([(4, 4)], ((4, 4),)),
        ([(9, 1)], ()),
        ([], ()),
    ],
)
def test_windows_are_ascending_and_disjoint(
    case: Case, openings: list[tuple[int, int]], windows: tuple[tuple[int, int], ...]
) -> None:
    """Overlapping and touching openings become one, one that ends before it starts none."""
    shift = case.request.shifts[0]
    asked = tuple(Opening(day=shift.day, start_s=a, end_s=b) for a, b in openings)
    assert start_windows(replace(case.request.visits[0], openings=asked), shift) == windows


def test_windows_of_another_day_manager_or_time_before_release_are_none(case: Case) -> None:
    """Only the shift's day counts, only who is allowed, and nothing before the first day on which it may be."""
    shift, visit = case.request.shifts[0], case.request.visits[0]
    tomorrow = shift.day + timedelta(days=1)
    assert start_windows(visit, shift) == ((32_400, 43_200),)
    assert start_windows(visit, replace(shift, day=tomorrow)) == ()
    assert start_windows(replace(visit, manager_ids=frozenset({ManagerId("m2")})), shift) == ()
    assert start_windows(replace(visit, release=tomorrow), shift) == ()
    assert start_windows(replace(visit, release=shift.day), shift) != ()


@pytest.mark.parametrize(
    ("cause", "modes", "contact_s"),
    [
        (Cause.CADENCE, (Mode.PHONE,), 600),
        (Cause.CADENCE, (Mode.IN_PERSON, Mode.NETWORK), 600),
        (Cause.CADENCE, (Mode.IN_PERSON,), None),
        (Cause.CADENCE, (), None),
        (Cause.ANOMALY, (Mode.PHONE,), None),
        (Cause.NEW_CUSTOMER, (Mode.PHONE,), None),
    ],
)
def test_who_may_be_called(
    case: Case, cause: Cause, modes: tuple[Mode, ...], contact_s: int | None
) -> None:
    """Anomalies and first visits are made in person whatever the terms say (R13, R14), and in person is no call."""
    asked = replace(
        case.request.visits[0], cause=cause, contact=ContactTerms(modes=modes, length_s=600)
    )
    request = replace(case.request, visits=(asked,))
    assert encode(request, case.matrix).visits[0].contact_s == contact_s


# ------------------------------------------------------------------ what cannot be asked


def test_all_that_is_wrong_with_a_request_is_told_at_once(case: Case) -> None:
    """Unknown places, ids that stand twice, a customer asked for twice, numbers out of order: one report."""
    shifts, visits = case.request.shifts, case.request.visits
    twin = replace(visits[0], id=VisitId("twin"))
    broken = replace(
        case.request,
        shifts=(
            replace(shifts[0], end_place_id=PlaceId("e:nowhere")),
            replace(shifts[1], id=shifts[0].id),
        ),
        visits=(
            visits[0],
            twin,
            replace(visits[1], id=visits[2].id, place_id=PlaceId("c:moon")),
            visits[2],
            replace(visits[3], length=VisitLength(min_s=900, target_s=600, max_s=1200)),
            replace(visits[4], weight=0),
            replace(visits[11], weight=0),
        ),
    )
    with pytest.raises(InputError) as caught:
        encode(broken, case.matrix)
    assert [(issue.code, issue.value) for issue in caught.value.issues] == [
        ("unknown-place", "e:nowhere"),
        ("unknown-place", "c:moon"),
        ("duplicate-id", shifts[0].id),
        ("duplicate-id", visits[2].id),
        ("customer-twice", "A"),
        ("length-out-of-order", "900, 600, 1200"),
        ("number-out-of-range", "0"),
    ]
    assert all(issue.remedy for issue in caught.value.issues)


def test_what_cannot_be_counted_with_is_refused() -> None:
    """A request made by a program is held to the same numbers as one read from a document, each at its place."""
    horizon = worked_horizon()
    first, second, *others = horizon.request.visits
    assert first.cadence is not None
    assert second.obligations
    visits = (
        replace(first, cadence=replace(first.cadence, interval_days=0, coverage_months=0)),
        replace(second, cadence=None),
        *others,
    )
    with pytest.raises(InputError) as caught:
        encode(replace(horizon.request, visits=visits), horizon.matrix)
    assert [(issue.code, issue.place) for issue in caught.value.issues] == [
        ("number-out-of-range", "request.visits[0].cadence.interval_days"),
        ("number-out-of-range", "request.visits[0].cadence.coverage_months"),
        ("cadence-missing", "request.visits[1].cadence"),
    ]


def test_numbers_that_no_sum_holds_are_refused() -> None:
    """Of shifts and visits, of their parts too; a call takes a second at least."""
    horizon = worked_horizon()
    shift, *shifts = horizon.request.shifts
    visit, *visits = horizon.request.visits
    huge = 1 << 62
    broken = replace(
        horizon.request,
        shifts=(
            replace(
                shift, over_price_s=huge, lunch=LunchTerms(earliest_s=0, latest_s=0, length_s=-1)
            ),
            *shifts,
        ),
        visits=(
            replace(
                visit,
                appointment_s=-huge,
                openings=(replace(visit.openings[0], end_s=huge),),
                wishes=(Wish(rule=Rule.ORDER_DAY, price_s=huge),),
                contact=ContactTerms(modes=(Mode.PHONE,), length_s=0),
            ),
            *visits,
        ),
    )
    with pytest.raises(InputError) as caught:
        encode(broken, horizon.matrix)
    assert [(issue.code, issue.place) for issue in caught.value.issues] == [
        ("number-out-of-range", f"request.{place}")
        for place in (
            "shifts[0].over_price_s",
            "shifts[0].lunch.length_s",
            "visits[0].appointment_s",
            "visits[0].contact.length_s",
            "visits[0].openings[0].end_s",
            "visits[0].wishes[0].price_s",
        )
    ]


def test_a_customer_may_be_asked_for_on_two_days_and_with_a_closed_visit(case: Case) -> None:
    """What could never be two visits on a day is no fault."""
    visit = case.request.visits[0]
    tomorrow = tuple(replace(one, day=one.day + timedelta(days=1)) for one in visit.openings)
    visits = (
        visit,
        replace(visit, id=VisitId("tomorrow"), openings=tomorrow),
        replace(visit, id=VisitId("closed"), openings=(), closed_by=Rule.VISIT_ONCE),
    )
    assert len(encode(replace(case.request, visits=visits), case.matrix).visits) == 3


# ------------------------------------------------------------------ the answer


def test_the_worked_day_in_figures(case: Case) -> None:
    """The sequences worked by hand, decoded: objective and terms are those added up there.

    The times differ from the hand-made ones, for visits grow and calls are made as early as they can.
    """
    problem = encode(case.request, case.matrix)
    tables = timetables(problem, [(0, 1, 2), (3, 4), ()])
    reasons = [UNTOLD] * len(left_out(case.request, tables))
    plan = decode(case.request, case.matrix, problem, tables, reasons, PROVENANCE)
    assert plan.objective.levels == case.plan.objective.levels == (0, 0, 0, 3, 0, 1, 65, 19400)
    shown = {term for term in plan.objective.terms if term.value}
    assert shown == set(case.plan.objective.terms)
    assert (plan.kpis.num_visits, plan.kpis.num_contacts) == (5, 3)
    assert (plan.kpis.travel_s, plan.kpis.distance_m) == (18_300, 136_000)
    assert plan.kpis.floor_missed == 1
    assert [visit.customer_id for visit in plan.unassigned] == ["W", "X", "Y", "Z"]


def test_places_metres_and_seconds_are_looked_up_in_the_direction_of_travel(case: Case) -> None:
    """Up the line 60 s and 500 m a minute, down 90 s and 600 m: C at minute 110 first, then B at 20, then home."""
    visits = case.request.visits
    anytime = tuple(replace(one, openings=visits[5].openings, appointment_s=None) for one in visits)
    request = replace(case.request, visits=anytime)
    problem = encode(request, case.matrix)
    tables = timetables(problem, [(2, 1), (), ()])
    reasons = [UNTOLD] * len(left_out(request, tables))
    plan = decode(request, case.matrix, problem, tables, reasons, PROVENANCE)
    route = plan.routes[0]
    assert [(stop.place_id, stop.travel_s, stop.distance_m) for stop in route.stops] == [
        ("c:C", 6600, 55_000),  # 110 up
        ("c:B", 8100, 54_000),  # 90 down: 90 * 90, 90 * 600
    ]
    assert (route.return_travel_s, route.return_distance_m) == (1800, 12_000)  # 20 down


def test_a_missed_floor_is_told_with_the_notes_of_the_request(case: Case) -> None:
    """m1 makes no visit of 4 and m2 none of 2; m3 has no floor."""
    request = replace(case.request, notes=(Note.from_text("Asked on a Sunday."),))
    problem = encode(request, case.matrix)
    tables = timetables(problem, [(), (), ()])
    reasons = [UNTOLD] * len(left_out(request, tables))
    plan = decode(request, case.matrix, problem, tables, reasons, PROVENANCE)
    asked, first, second = plan.notes
    assert asked.text == "Asked on a Sunday."
    assert first.text.startswith("Shift m1@2026-03-02: 0 visits in person, 4 fewer")
    assert first.text_zh.startswith(
        "班次 m1@2026-03-02：实地拜访 0 户，比每日最低 4 户少 4 户（R7）；"
    )
    assert second.text.startswith("Shift m2@2026-03-02: 0 visits in person, 2 fewer")


def test_waiting_leaves_out_lunch_and_calls(case: Case) -> None:
    """There at 09:10 and open at 12:00, that is 170 minutes, of which a call takes 10 and lunch 60."""
    base = case.request.shifts[2]
    shift = replace(
        base, lunch=LunchTerms(earliest_s=36_000, latest_s=36_000, length_s=3600), floor=0
    )
    length = VisitLength(min_s=1200, target_s=1200, max_s=1200)
    first, second, third = (
        replace(one, length=length, wishes=()) for one in case.request.visits[5:8]
    )
    asked = PlanRequest(
        territory_id="t",
        shifts=(shift,),
        visits=(
            replace(first, contact=None),
            replace(second, openings=(opening(43_200, 43_200),), contact=None),
            replace(third, openings=(opening(33_600, 34_200),)),
        ),
    )
    matrix = TravelMatrix(
        place_ids=places_of(asked),
        duration_s=np.full((4, 4), 600) * (1 - np.eye(4, dtype=np.int64)),
        distance_m=np.zeros((4, 4), dtype=np.int64),
        reachable=np.ones((4, 4), dtype=np.bool_),
        source="by hand",
    )
    problem = encode(asked, matrix)
    plan = decode(asked, matrix, problem, timetables(problem, [(0, 1)]), [], PROVENANCE)
    # 08:30 + 10 = 08:40 to 09:00; there at 09:10; call 09:20 (33600) to 09:30; lunch 10:00 to 11:00; visit 12:00.
    (call,) = plan.routes[0].contacts
    assert (call.start_s, call.mode) == (33_600, Mode.PHONE)
    assert plan.kpis.waiting_s == (170 - 10 - 60) * 60
    # 3 legs of 10, 2 visits of 20, 100 of waiting, 10 of calls
    assert plan.kpis.working_s == (30 + 40 + 100 + 10) * 60
    assert check(asked, matrix, plan).violations == ()


@settings(max_examples=120)
@given(case=cases(), iterations=st.sampled_from([0, 5, 300]))
def test_every_answer_is_what_the_checker_adds_up(
    case: tuple[PlanRequest, TravelMatrix], iterations: int
) -> None:
    """Objective, terms and figures of any answer to any request agree with the checker's own arithmetic."""
    request, matrix = case
    plan = answered(request, matrix, iterations)
    assert [str(violation) for violation in check(request, matrix, plan).violations] == []
    said = [stop.visit_id for route in plan.routes for stop in route.stops]
    said += [one.visit_id for route in plan.routes for one in route.contacts]
    said += [visit.visit_id for visit in plan.unassigned]
    assert sorted(said) == sorted(visit.id for visit in request.visits)


@settings(max_examples=50)
@given(case=cases())
def test_order_of_rows_decides_no_number(case: tuple[PlanRequest, TravelMatrix]) -> None:
    """Visits turned round are the same problem, visit by visit; the matrix too may name its places in any order."""
    request, matrix = case
    order = np.arange(len(matrix.place_ids))[::-1]
    turned = TravelMatrix(
        place_ids=matrix.place_ids[::-1],
        duration_s=matrix.duration_s[np.ix_(order, order)],
        distance_m=matrix.distance_m[np.ix_(order, order)],
        reachable=matrix.reachable[np.ix_(order, order)],
        source=matrix.source,
    )
    first = encode(request, matrix)
    second = encode(replace(request, visits=request.visits[::-1]), turned)
    sequence = tuple(range(len(request.visits)))
    back = sequence[::-1]
    for k in range(len(request.shifts)):
        one = [sequence if k == shift else () for shift in range(len(request.shifts))]
        other = [back if k == shift else () for shift in range(len(request.shifts))]
        assert first.objective(one) == second.objective(other)


def test_empty_request_has_empty_answer() -> None:
    """No shifts and no visits: a plan without routes, all figures 0."""
    matrix = TravelMatrix(
        place_ids=(),
        duration_s=np.zeros((0, 0), dtype=np.int64),
        distance_m=np.zeros((0, 0), dtype=np.int64),
        reachable=np.zeros((0, 0), dtype=np.bool_),
        source="",
    )
    plan = answered(PlanRequest(territory_id="t", shifts=(), visits=()), matrix, 10)
    assert (plan.routes, plan.unassigned, plan.objective.levels) == ((), (), (0,) * 8)
    assert plan.kpis == Kpis(**dict.fromkeys(Kpis.__slots__, 0))
