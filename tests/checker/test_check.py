"""What a check accepts, remarks, survives and never overlooks."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from routing.checker import Remark, Report, check
from routing.domain.ids import ManagerId
from routing.plan import Kpis, Lunch, Objective, ObjectiveTerm, Plan, ReasonKind
from routing.request import PlanRequest
from routing.rules import Rule
from routing.status import Level
from tests.checker.edits import (
    Edit,
    Place,
    asked,
    both,
    contact,
    kpis,
    length,
    no_way,
    not_unassigned,
    numbers_of,
    plan,
    reason,
    route,
    shift,
    stop,
    unassigned,
    with_number,
)
from tests.checker.worked_plan import (
    DAY,
    LUNCH,
    NEXT_DAY,
    Case,
    opening,
    shift_id,
    visit_id,
    worked_case,
)


def checked(case: Case) -> Report:
    """Return the report on a case."""
    return check(case.request, case.matrix, case.plan)


# ---------------------------------------------------------------- what is clean


def test_the_worked_day_is_clean(case: Case) -> None:
    """A plan that keeps every rule draws no complaint."""
    report = checked(case)
    assert report.violations == ()
    assert report.is_clean


def _contact_on_the_undriven_shift(case: Case) -> Case:
    first, second, third = case.plan.routes
    moved = (first, replace(second, contacts=()), replace(third, contacts=second.contacts))
    return plan(routes=moved)(case)


STILL_CLEAN: list[tuple[str, Edit]] = [
    ("a shift without a route", lambda case: plan(routes=case.plan.routes[:2])(case)),
    ("routes in another order", lambda case: plan(routes=case.plan.routes[::-1])(case)),
    ("terms in another order", lambda case: _with_terms(case, case.plan.objective.terms[::-1])),
    (
        "a term of no value",
        lambda case: _with_terms(
            case,
            (
                *case.plan.objective.terms,
                ObjectiveTerm(level=Level.ANOMALY, name="anomaly", amount=0, value=0),
            ),
        ),
    ),
    ("a contact on an undriven shift", _contact_on_the_undriven_shift),
    ("back when the shift ends", shift("m1", end_s=57000, reserve_s=0)),
    # The last moment of the reserve, window, length, maximum, shift: all limits are inclusive.
    ("back when the reserve begins", shift("m1", reserve_s=6000)),
    ("starts when the window closes", asked("A", openings=(opening(30600, 32400),))),
    ("starts when the window opens", asked("A", openings=(opening(32400, 43200),))),
    ("exactly the minimum and maximum length", length("A", min_s=900, target_s=900, max_s=900)),
    ("released on the day", asked("A", release=DAY, deadline=DAY)),
    ("managers named", asked("A", manager_ids=frozenset({ManagerId("m1"), ManagerId("m2")}))),
    ("phones until the leaving", contact("P", start_s=30900)),
    ("phones from the return on", contact("Q", start_s=39300)),
    ("phones until lunch", contact("Q", start_s=42600)),
    ("phones from lunch on", contact("Q", start_s=46800)),
    # Nothing falls into the waits then: A 300, B 1800, C 300.
    (
        "phones before leaving, twice",
        both(
            route("m1", start_s=31500),
            contact("P", start_s=30600),
            contact("N", start_s=57000),
            kpis(waiting_s=2400, working_s=27000),
        ),
    ),
    # D opens at 36600 and m2 leaves at 36000: lunch is over by then.
    (
        "lunch before leaving",
        both(
            shift("m2", lunch=replace(LUNCH, earliest_s=32000)),
            route("m2", lunch=Lunch(start_s=32400, end_s=36000)),
        ),
    ),
    # Leaves at 32400 straight into an hour of lunch, so is at D at 32400 + 600 + 3600 = 36600.
    (
        "lunch on leaving",
        both(
            shift("m2", lunch=replace(LUNCH, earliest_s=32000)),
            route("m2", start_s=32400, lunch=Lunch(start_s=32400, end_s=36000)),
        ),
    ),
    # The way to C is over at 42300. Lunch from then to 45900 leaves the same wait of 300 before 46200.
    (
        "lunch on arrival",
        both(route("m1", lunch=Lunch(start_s=42300, end_s=45900)), stop("C", arrival_s=42300)),
    ),
    # Lunch on the way home: back at 47100 + 9900 + 3600 = 60600. C waits from 42300 on: 3900 instead of 300.
    (
        "lunch on the way home",
        both(
            shift("m1", lunch=replace(LUNCH, latest_s=47100)),
            route("m1", lunch=Lunch(start_s=47100, end_s=50700), end_s=60600),
            stop("C", arrival_s=42300),
            kpis(waiting_s=1800 + 3600, working_s=26400 + 3600),
        ),
    ),
    (
        "two reasons",
        lambda case: unassigned("Y", reasons=case.plan.unassigned[2].reasons * 2)(case),
    ),
    ("a reason not found in time", reason("Y", kind=ReasonKind.NOT_FOUND, rule=Rule.SEARCH_LIMIT)),
    (
        "impossible because of another shift's manager",
        both(
            asked("Y", manager_ids=frozenset({ManagerId("m1")})),
            reason(
                "Y",
                kind=ReasonKind.IMPOSSIBLE,
                rule=Rule.MANAGER_NOT_ALLOWED,
                cost=(),
                displaces=(),
            ),
        ),
    ),
    (
        "impossible because open on another day only",
        both(
            asked("Y", openings=(opening(30600, 63000, NEXT_DAY),)),
            reason("Y", kind=ReasonKind.IMPOSSIBLE, rule=Rule.CLOSED_DAY, cost=(), displaces=()),
        ),
    ),
    (
        "impossible because there is no way home",
        both(
            no_way("c:Y", "s:m1"),
            reason("Y", kind=ReasonKind.IMPOSSIBLE, rule=Rule.UNREACHABLE, cost=(), displaces=()),
        ),
    ),
    *(
        (
            f"closed by {rule}",
            both(
                asked("Y", openings=(), closed_by=rule),
                reason("Y", kind=ReasonKind.IMPOSSIBLE, rule=rule, cost=(), displaces=()),
            ),
        )
        for rule in (Rule.PINNED, Rule.MIN_GAP, Rule.LEAD_TIME, Rule.VISIT_ONCE)
    ),
    (
        "impossible because too soon on every day",
        both(
            asked("Y", release=NEXT_DAY),
            reason("Y", kind=ReasonKind.IMPOSSIBLE, rule=Rule.MIN_GAP, cost=(), displaces=()),
        ),
    ),
    (
        "the day by which a visit left out was owed",
        both(asked("W", deadline=NEXT_DAY), unassigned("W", deadline=NEXT_DAY)),
    ),
    ("no way where nobody drives", no_way("c:A", "c:D")),
]


def _with_terms(case: Case, terms: tuple[ObjectiveTerm, ...]) -> Case:
    return plan(objective=replace(case.plan.objective, terms=terms))(case)


@pytest.mark.parametrize("edit", [pytest.param(edit, id=name) for name, edit in STILL_CLEAN])
def test_another_way_that_keeps_the_rules_is_clean(case: Case, edit: Edit) -> None:
    """Limits are inclusive, lunch may lie anywhere but in work, and an empty shift needs no route."""
    assert [str(violation) for violation in checked(edit(case)).violations] == []


def test_nothing_asked_and_nothing_planned_is_clean(case: Case) -> None:
    """A request without shifts and visits is answered by an empty plan."""
    empty = Plan(
        territory_id="none",
        routes=(),
        unassigned=(),
        objective=Objective(levels=(0,) * len(Level), terms=()),
        kpis=Kpis(**dict.fromkeys((field.name for field in fields(Kpis)), 0)),
        provenance=case.plan.provenance,
    )
    report = check(PlanRequest(territory_id="none", shifts=(), visits=()), case.matrix, empty)
    assert report == Report(violations=(), remarks=())


# ---------------------------------------------------------------- what is remarked


def test_a_missed_floor_is_remarked(case: Case) -> None:
    """A floor that cannot be reached is no violation (R7), but it is said by how much it is missed."""
    remarks = [remark for remark in checked(case).remarks if remark.rule is Rule.FLOOR]
    assert [(remark.subject, remark.amount) for remark in remarks] == [(shift_id("m1"), 1)]


def test_a_mandatory_visit_left_out_is_remarked_with_its_reason(case: Case) -> None:
    """What had to take place and does not is said, with the reason's code."""
    remarks = [remark for remark in checked(case).remarks if remark.rule is not Rule.FLOOR]
    assert [(remark.subject, remark.rule) for remark in remarks] == [
        (visit_id("W"), Rule.UNREACHABLE)
    ]


def test_a_mandatory_visit_left_out_is_remarked_with_its_reason_when_its_day_is_told(
    case: Case,
) -> None:
    """A visit made once may be listed with the day by which it was owed."""
    dated = both(asked("W", deadline=NEXT_DAY), unassigned("W", deadline=NEXT_DAY))(case)
    assert (visit_id("W"), Rule.UNREACHABLE) in [
        (r.subject, r.rule) for r in checked(dated).remarks
    ]


def test_a_lost_mandatory_visit_is_remarked_without_a_reason(case: Case) -> None:
    """A mandatory visit of which the plan says nothing is remarked all the same."""
    remarks = checked(not_unassigned("W")(case)).remarks
    assert (visit_id("W"), Rule.NO_REASON_FOUND) in [(r.subject, r.rule) for r in remarks]


def test_a_shift_without_a_route_misses_its_whole_floor(case: Case) -> None:
    """An empty shift is no fault, but its floor counts."""
    report = checked(shift("m3", floor=15)(plan(routes=case.plan.routes[:2])(case)))
    missed = {remark.subject: remark.amount for remark in report.remarks}
    assert missed[shift_id("m3")] == 15


def test_a_finding_reads_as_one_line_with_rule_number_and_chinese(case: Case) -> None:
    """People see the rule, its number in the standard, the subject, what was found, and the Chinese term."""
    (remark, _) = checked(case).remarks
    assert isinstance(remark, Remark)
    assert str(remark) == (
        "FLOOR (R7) m1@2026-03-02: is 1 short of its floor of 4 visits in person. [低于每日最低拜访户数]"
    )


def test_a_time_is_told_to_the_second(case: Case) -> None:
    """Two times that differ by a second are not shown alike."""
    (violation,) = checked(stop("B", arrival_s=33901)(case)).violations
    assert "ends at 09:25, not at 09:25:01" in violation.message


def test_a_time_that_is_none_is_shown_as_it_is(case: Case) -> None:
    """Midnight is a time of day, a moment before it is not."""
    midnight, before = (stop("B", arrival_s=at_s)(case) for at_s in (0, -1))
    told = [checked(broken).violations[0].message for broken in (midnight, before)]
    assert [message.rpartition(" ")[2] for message in told] == ["00:00.", "-1."]


# ---------------------------------------------------------------- what is not overlooked


def test_faults_do_not_hide_each_other(case: Case) -> None:
    """Every one of several faults is told."""
    broken = both(
        stop("A", travel_s=540),
        asked("A", manager_ids=frozenset()),
        asked("B", openings=(opening(35701, 36600),)),
        shift("m1", max_visits=2, reserve_s=6001),
        contact("P", start_s=30901),
        unassigned("Y", reasons=()),
        kpis(num_due=5),
    )(case)
    assert {violation.rule for violation in checked(broken).violations} == {
        Rule.TRAVEL,
        Rule.MANAGER_NOT_ALLOWED,
        Rule.APPOINTMENT,
        Rule.MAX_VISITS,
        Rule.RESERVED_TIME,
        Rule.CONTACT,
        Rule.NO_REASON_FOUND,
        Rule.WRONG_FIGURE,
    }


def test_a_route_without_a_shift_is_held_to_the_roads_all_the_same(case: Case) -> None:
    """Its legs follow from the matrix and its own lunch; only what a shift would say is not asked."""
    foreign = route("m1", shift_id=shift_id("m9"))(case)
    rules = {violation.rule for violation in checked(foreign).violations}
    # m1's floor is missed wholly and A's and C's wishes have no shift to be paid on, so figures change.
    assert rules == {Rule.NO_SHIFT, Rule.WRONG_FIGURE}
    late = both(route("m1", shift_id=shift_id("m9")), stop("C", arrival_s=45901))(case)
    assert Rule.TRAVEL in {violation.rule for violation in checked(late).violations}


def _follows(place: Place) -> bool:
    """Return whether a number follows from others: how a plan was made does not, nor do costs of other plans.

    A contact's start is free within limits, so it has a property of its own.
    """
    return place[0] not in ("provenance", "unassigned") and "contacts" not in place


NUMBERS = [(place, number) for place, number in numbers_of(worked_case().plan) if _follows(place)]
CONTACTS = [
    (place, number)
    for place, number in numbers_of(worked_case().plan)
    if "contacts" in place and place[-1] == "start_s"
]


def test_the_properties_below_reach_all_parts_of_a_plan() -> None:
    """Numbers of stops, lunch, routes, objective and key figures are all among those that get corrupted."""
    reached = {tuple(step for step in place if isinstance(step, str))[:2] for place, _ in NUMBERS}
    assert reached >= {
        ("routes", "stops"),
        ("routes", "lunch"),
        ("routes", "start_s"),
        ("routes", "end_s"),
        ("routes", "return_travel_s"),
        ("routes", "return_distance_m"),
        ("objective", "levels"),
        ("objective", "terms"),
        *(("kpis", field.name) for field in fields(Kpis)),
    }


@given(
    where=st.sampled_from(NUMBERS),
    by=st.integers(-2, 2) | st.integers(-100_000, 100_000) | st.integers(-(10**15), 10**15),
)
def test_any_wrong_number_is_noticed(where: tuple[Place, int], by: int) -> None:
    """A number that follows from others cannot be changed unnoticed, be it by one or by a lot."""
    assume(by)
    case = worked_case()
    place, number = where
    corrupted = replace(case, plan=with_number(case.plan, place, number + by))
    assert not checked(corrupted).is_clean


@given(
    where=st.sampled_from(NUMBERS),
    number=st.sampled_from([float("nan"), float("inf"), float("-inf"), 0.5, 600.0]),
)
def test_a_number_that_is_not_whole_is_named(where: tuple[Place, int], number: float) -> None:
    """NaN, infinity and fractions are reported where they stand; they break no rule's arithmetic."""
    case = worked_case()
    broken = replace(case, plan=with_number(case.plan, where[0], number))
    told = [v.message for v in checked(broken).violations if v.rule is Rule.WRONG_FIGURE]
    assert any("not a whole number" in message for message in told)


# When m1 and m2 are free: before leaving, in the waits before A, B and C, after the return and lunch.
FREE_S = {
    0: ((30600, 31500), (32100, 32400), (33900, 35700), (45900, 46200), (57000, 61200)),
    1: ((30600, 36000), (39300, 43200), (46800, 61200)),
}


@given(where=st.sampled_from(CONTACTS), start_s=st.integers(29_000, 64_000))
def test_a_contact_is_accepted_exactly_where_its_manager_is_free(
    where: tuple[Place, int], start_s: int
) -> None:
    """A phone call fits into a wait or the ends of the day, and nowhere else (R22)."""
    case = worked_case()
    place, _ = where
    index = place[1]
    assert isinstance(index, int)
    others = [
        (contact.start_s, contact.start_s + 600)
        for number, contact in enumerate(case.plan.routes[index].contacts)
        if number != place[3]
    ]
    is_free = any(first <= start_s and start_s + 600 <= last for first, last in FREE_S[index])
    is_alone = all(start_s + 600 <= first or last <= start_s for first, last in others)
    moved = replace(case, plan=with_number(case.plan, place, start_s))
    complaints = {
        violation.rule
        for violation in checked(moved).violations
        # Moved out of a wait, a contact makes that wait longer: a wrong figure, but no wrong contact.
        if violation.rule is not Rule.WRONG_FIGURE
    }
    assert (not complaints) == (is_free and is_alone)


@given(order=st.permutations(range(3)))
def test_stops_out_of_order_are_noticed(order: list[int]) -> None:
    """The same stops in another order have other legs."""
    assume(order != [0, 1, 2])
    case = worked_case()
    stops = case.plan.routes[0].stops
    shuffled = route("m1", stops=tuple(stops[index] for index in order))(case)
    assert Rule.TRAVEL in {violation.rule for violation in checked(shuffled).violations}


def test_a_plan_for_another_day_is_refused_without_a_crash(case: Case) -> None:
    """Held against a request that knows none of its shifts and visits, a plan draws complaints and no error."""
    stranger = PlanRequest(territory_id="worked", shifts=(), visits=())
    rules = {violation.rule for violation in check(stranger, case.matrix, case.plan).violations}
    assert {Rule.NO_SHIFT, Rule.UNKNOWN_VISIT} <= rules
