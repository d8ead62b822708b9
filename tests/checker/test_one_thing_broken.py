"""The worked day with one thing broken: exactly one complaint, of exactly the right rule, about the right subject."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from routing.checker import check
from routing.domain.customer import Mode
from routing.domain.ids import CustomerId, ManagerId, PlaceId
from routing.domain.visit import Category, Cause
from routing.plan import Kpis, Lunch, ObjectiveTerm, ReasonKind
from routing.request import LunchTerms
from routing.rules import Rule
from routing.status import Level
from tests.checker.edits import (
    Edit,
    also_unassigned,
    asked,
    both,
    contact,
    kpis,
    length,
    level,
    no_place,
    no_way,
    not_asked,
    not_unassigned,
    plan,
    reason,
    route,
    shift,
    stop,
    terms,
    unassigned,
)
from tests.checker.worked_plan import NEXT_DAY, Case, opening, shift_id, visit_id

M2 = frozenset({ManagerId("m2")})
M9 = frozenset({ManagerId("m9")})


def _second_route_of_m1(case: Case) -> Case:
    extra = replace(case.plan.routes[2], shift_id=shift_id("m1"), manager_id=ManagerId("m1"))
    return plan(routes=(*case.plan.routes, extra))(case)


# What is broken, how, which rule complains, about what.
BROKEN: list[tuple[str, Edit, Rule, str]] = [
    # ------------------------------------------------------------ the answer as a whole
    ("a filler is not told", not_unassigned("Z"), Rule.LOST_VISIT, visit_id("Z")),
    ("a due visit is not told", not_unassigned("X"), Rule.LOST_VISIT, visit_id("X")),
    ("left out twice", also_unassigned("Z", like="Z"), Rule.VISIT_ONCE, visit_id("Z")),
    (
        "planned and left out",
        also_unassigned("A", like="Y"),
        Rule.VISIT_ONCE,
        visit_id("A"),
    ),
    (
        "contacted and left out",
        also_unassigned("P", like="Y"),
        Rule.VISIT_ONCE,
        visit_id("P"),
    ),
    (
        "one customer visited twice",
        both(asked("E", customer_id=CustomerId("D")), stop("E", customer_id=CustomerId("D"))),
        Rule.VISIT_ONCE,
        visit_id("E"),
    ),
    (
        "one customer visited and contacted",
        both(asked("Q", customer_id=CustomerId("A")), contact("Q", customer_id=CustomerId("A"))),
        Rule.VISIT_ONCE,
        visit_id("Q"),
    ),
    (
        "left out but not asked",
        also_unassigned("ghost", like="Z"),
        Rule.UNKNOWN_VISIT,
        visit_id("ghost"),
    ),
    ("visited but not asked", not_asked("D"), Rule.UNKNOWN_VISIT, visit_id("D")),
    ("contacted but not asked", not_asked("Q"), Rule.UNKNOWN_VISIT, visit_id("Q")),
    (
        "a route of no shift",
        route("m3", shift_id=shift_id("m9")),
        Rule.NO_SHIFT,
        shift_id("m9"),
    ),
    ("a second route of a shift", _second_route_of_m1, Rule.NO_SHIFT, shift_id("m1")),
    ("a stop elsewhere", stop("A", place_id=PlaceId("c:B")), Rule.WRONG_PLACE, visit_id("A")),
    (
        "a start elsewhere",
        route("m1", start_place_id=PlaceId("c:A")),
        Rule.WRONG_PLACE,
        shift_id("m1"),
    ),
    (
        "an end elsewhere",
        route("m2", end_place_id=PlaceId("s:m2")),
        Rule.WRONG_PLACE,
        shift_id("m2"),
    ),
    ("territory", plan(territory_id="other"), Rule.WRONG_FIGURE, "territory"),
    ("customer", stop("A", customer_id=CustomerId("B")), Rule.WRONG_FIGURE, visit_id("A")),
    ("category", stop("A", category=Category.FILLER), Rule.WRONG_FIGURE, visit_id("A")),
    ("cause", stop("D", cause=Cause.LATE), Rule.WRONG_FIGURE, visit_id("D")),
    (
        "customer contacted",
        contact("P", customer_id=CustomerId("N")),
        Rule.WRONG_FIGURE,
        visit_id("P"),
    ),
    (
        "category left out",
        unassigned("W", category=Category.DUE),
        Rule.WRONG_FIGURE,
        visit_id("W"),
    ),
    ("day left out", unassigned("W", deadline=NEXT_DAY), Rule.WRONG_FIGURE, visit_id("W")),
    ("route's manager", route("m1", manager_id=ManagerId("m2")), Rule.WRONG_FIGURE, shift_id("m1")),
    ("route's day", route("m1", day=NEXT_DAY), Rule.WRONG_FIGURE, shift_id("m1")),
    # ------------------------------------------------------------ the road
    ("no way to a stop", no_way("c:A", "c:B"), Rule.UNREACHABLE, visit_id("B")),
    ("no way home", no_way("c:C", "s:m1"), Rule.UNREACHABLE, shift_id("m1")),
    ("a place not in the matrix", no_place("e:m2"), Rule.UNREACHABLE, shift_id("m2")),
    ("a leg's seconds", stop("B", travel_s=540), Rule.TRAVEL, visit_id("B")),
    # The way back of the same pair: 10 min at 90 s.
    ("a leg looked up the wrong way round", stop("A", travel_s=900), Rule.TRAVEL, visit_id("A")),
    ("an arrival too early", stop("B", arrival_s=33840), Rule.TRAVEL, visit_id("B")),
    ("an arrival too late", stop("B", arrival_s=33960), Rule.TRAVEL, visit_id("B")),
    # 42300 is the arrival at C without lunch.
    ("lunch on the way forgotten", stop("C", arrival_s=42300), Rule.TRAVEL, visit_id("C")),
    ("the way home's seconds", route("m1", return_travel_s=9840), Rule.TRAVEL, shift_id("m1")),
    ("back too early", route("m1", end_s=56940), Rule.TRAVEL, shift_id("m1")),
    # Leaves at 36060, so is there at 36660, after D's start.
    ("left too late", route("m2", start_s=36060), Rule.TRAVEL, visit_id("D")),
    (
        # D lasts until 36600 + 960 = 37560, so E is reached at 38160, after its start at 38100.
        "starts before the arrival",
        both(stop("D", length_s=960), kpis(visiting_s=4560, working_s=26460)),
        Rule.TRAVEL,
        visit_id("E"),
    ),
    ("a leg's metres", stop("B", distance_m=4999), Rule.WRONG_FIGURE, visit_id("B")),
    (
        "the way home's metres",
        route("m2", return_distance_m=5001),
        Rule.WRONG_FIGURE,
        shift_id("m2"),
    ),
    ("times of an undriven shift", route("m3", end_s=30660), Rule.WRONG_FIGURE, shift_id("m3")),
    (
        "seconds of an undriven shift",
        route("m3", return_travel_s=60),
        Rule.WRONG_FIGURE,
        shift_id("m3"),
    ),
    (
        "metres of an undriven shift",
        route("m3", return_distance_m=1),
        Rule.WRONG_FIGURE,
        shift_id("m3"),
    ),
    # ------------------------------------------------------------ the working day
    ("leaves before the shift", shift("m2", start_s=36001), Rule.SHIFT_HOURS, shift_id("m2")),
    (
        "back after the shift",
        shift("m1", end_s=56999, reserve_s=0),
        Rule.SHIFT_HOURS,
        shift_id("m1"),
    ),
    (
        # Q lasts from 54000 to 54600.
        "a contact after the shift",
        shift("m2", end_s=54599, reserve_s=0),
        Rule.SHIFT_HOURS,
        visit_id("Q"),
    ),
    (
        # m1 leaves at 31500; P lasts from 30600.
        "a contact before the shift",
        shift("m1", start_s=30601),
        Rule.SHIFT_HOURS,
        visit_id("P"),
    ),
    (
        # Lunch is from 43200 to 46800; Q moves out of the way.
        "lunch after the shift",
        both(contact("Q", start_s=40000), shift("m2", end_s=46799, reserve_s=0)),
        Rule.SHIFT_HOURS,
        shift_id("m2"),
    ),
    # 63000 - 6001 = 56999, m1 is back at 57000.
    ("back in the reserve", shift("m1", reserve_s=6001), Rule.RESERVED_TIME, shift_id("m1")),
    # The last second of the shift is reserved, and m1 needs it.
    (
        "back in the last second",
        shift("m1", end_s=57000, reserve_s=1),
        Rule.RESERVED_TIME,
        shift_id("m1"),
    ),
    # 63000 - 8401 = 54599, Q ends at 54600.
    ("a contact in the reserve", shift("m2", reserve_s=8401), Rule.RESERVED_TIME, visit_id("Q")),
    (
        # 63000 - 16201 = 46799, lunch ends at 46800; Q moves out of the way.
        "lunch in the reserve",
        both(contact("Q", start_s=40000), shift("m2", reserve_s=16201)),
        Rule.RESERVED_TIME,
        shift_id("m2"),
    ),
    ("no lunch", route("m2", lunch=None), Rule.LUNCH, shift_id("m2")),
    (
        "lunch too early",
        route("m2", lunch=Lunch(start_s=41399, end_s=44999)),
        Rule.LUNCH,
        shift_id("m2"),
    ),
    (
        "lunch too late",
        route("m2", lunch=Lunch(start_s=46801, end_s=50401)),
        Rule.LUNCH,
        shift_id("m2"),
    ),
    (
        "lunch too short",
        route("m2", lunch=Lunch(start_s=43200, end_s=46799)),
        Rule.LUNCH,
        shift_id("m2"),
    ),
    (
        "lunch on the way too long",
        route("m1", lunch=Lunch(start_s=41400, end_s=45001)),
        Rule.LUNCH,
        shift_id("m1"),
    ),
    (
        # E is visited from 38100 to 38700.
        "lunch in a visit",
        both(
            shift("m2", lunch=LunchTerms(earliest_s=37000, latest_s=46800, length_s=3600)),
            route("m2", lunch=Lunch(start_s=38699, end_s=42299)),
        ),
        Rule.LUNCH,
        shift_id("m2"),
    ),
    (
        # m2 leaves at 36000.
        "lunch while leaving",
        both(
            shift("m2", lunch=LunchTerms(earliest_s=35000, latest_s=46800, length_s=60)),
            route("m2", lunch=Lunch(start_s=35950, end_s=36010)),
        ),
        Rule.LUNCH,
        shift_id("m2"),
    ),
    ("lunch not owed", shift("m2", lunch=None), Rule.LUNCH, shift_id("m2")),
    (
        "lunch on an undriven shift",
        route("m3", lunch=Lunch(start_s=43200, end_s=46800)),
        Rule.LUNCH,
        shift_id("m3"),
    ),
    ("too many visits", shift("m1", max_visits=2), Rule.MAX_VISITS, shift_id("m1")),
    # ------------------------------------------------------------ promises
    (
        "before the opening",
        asked("A", openings=(opening(32401, 43200),)),
        Rule.TIME_WINDOW,
        visit_id("A"),
    ),
    (
        "after the opening",
        asked("A", openings=(opening(30600, 32399),)),
        Rule.TIME_WINDOW,
        visit_id("A"),
    ),
    (
        # D starts at 36600.
        "between two openings",
        asked("D", openings=(opening(30600, 36599), opening(36601, 39600))),
        Rule.TIME_WINDOW,
        visit_id("D"),
    ),
    (
        "a contact outside the openings",
        asked("Q", openings=(opening(30600, 53999),)),
        Rule.TIME_WINDOW,
        visit_id("Q"),
    ),
    (
        # 9:55:01 to 10:10
        "appointment missed",
        asked("B", openings=(opening(35701, 36600),)),
        Rule.APPOINTMENT,
        visit_id("B"),
    ),
    (
        "pinned time missed",
        asked("E", openings=(opening(38101, 40000),)),
        Rule.PINNED,
        visit_id("E"),
    ),
    (
        "pinned day missed",
        asked("E", openings=(opening(38000, 40000, NEXT_DAY),)),
        Rule.PINNED,
        visit_id("E"),
    ),
    (
        "pinned away from the day",
        asked("A", openings=(), closed_by=Rule.PINNED),
        Rule.PINNED,
        visit_id("A"),
    ),
    (
        "open on another day only",
        asked("A", openings=(opening(32400, 43200, NEXT_DAY),)),
        Rule.CLOSED_DAY,
        visit_id("A"),
    ),
    ("never open", asked("D", openings=()), Rule.CLOSED_DAY, visit_id("D")),
    (
        "a contact on a closed day",
        asked("Q", openings=(), closed_by=Rule.CLOSED_DAY),
        Rule.CLOSED_DAY,
        visit_id("Q"),
    ),
    (
        "without notice",
        asked("A", openings=(), closed_by=Rule.LEAD_TIME),
        Rule.LEAD_TIME,
        visit_id("A"),
    ),
    (
        "inside the minimum gap",
        asked("C", openings=(), closed_by=Rule.MIN_GAP),
        Rule.MIN_GAP,
        visit_id("C"),
    ),
    ("before its release", asked("C", release=NEXT_DAY), Rule.MIN_GAP, visit_id("C")),
    ("too short", length("E", min_s=601), Rule.VISIT_LENGTH, visit_id("E")),
    ("too long", length("E", max_s=599), Rule.VISIT_LENGTH, visit_id("E")),
    (
        "somebody else's customer",
        asked("A", manager_ids=M2),
        Rule.MANAGER_NOT_ALLOWED,
        visit_id("A"),
    ),
    (
        "somebody else's contact",
        asked("P", manager_ids=M2),
        Rule.MANAGER_NOT_ALLOWED,
        visit_id("P"),
    ),
    # ------------------------------------------------------------ contacts
    ("in person only", asked("P", contact=None), Rule.IN_PERSON, visit_id("P")),
    (
        "an anomaly by phone",
        both(asked("P", cause=Cause.ANOMALY), contact("P", cause=Cause.ANOMALY)),
        Rule.IN_PERSON,
        visit_id("P"),
    ),
    (
        "a first visit by phone",
        both(asked("P", cause=Cause.NEW_CUSTOMER), contact("P", cause=Cause.NEW_CUSTOMER)),
        Rule.IN_PERSON,
        visit_id("P"),
    ),
    ("a way not allowed", contact("P", mode=Mode.NETWORK), Rule.CONTACT, visit_id("P")),
    ("a contact in person", contact("Q", mode=Mode.IN_PERSON), Rule.CONTACT, visit_id("Q")),
    (
        "a contact too long",
        both(contact("Q", length_s=660), kpis(contact_s=1860, working_s=26460)),
        Rule.CONTACT,
        visit_id("Q"),
    ),
    # m1 leaves at 31500; P lasts 600.
    ("phoning on the way", contact("P", start_s=30901), Rule.CONTACT, visit_id("P")),
    # E is visited from 38100 to 38700.
    ("phoning in a visit", contact("Q", start_s=38100), Rule.CONTACT, visit_id("Q")),
    # Lunch is from 43200 to 46800.
    ("phoning at lunch", contact("Q", start_s=46799), Rule.CONTACT, visit_id("Q")),
    (
        # P lasts from 30600 to 31200. N no longer uses the wait for B: 1800 + 600 of waiting.
        "phoning two at once",
        both(contact("N", start_s=30900), kpis(waiting_s=2400, working_s=27000)),
        Rule.CONTACT,
        visit_id("N"),
    ),
    # ------------------------------------------------------------ what is left out
    ("a shortfall that no note tells", plan(notes=()), Rule.FLOOR, shift_id("m1")),
    (
        "left out without a reason",
        unassigned("Y", reasons=()),
        Rule.NO_REASON_FOUND,
        visit_id("Y"),
    ),
    (
        "a due visit not needed",
        reason("Y", kind=ReasonKind.NOT_NEEDED, rule=Rule.NOT_NEEDED),
        Rule.WRONG_FIGURE,
        visit_id("Y"),
    ),
    (
        "displaces what is not planned",
        reason("Y", displaces=(visit_id("Z"),)),
        Rule.WRONG_FIGURE,
        visit_id("Y"),
    ),
    ("a cost of two levels", reason("Y", cost=(0, 1)), Rule.WRONG_FIGURE, visit_id("Y")),
    (
        "a cost of the impossible",
        reason("X", cost=(0, 0, 0, 0, 0, 0, -40, 9)),
        Rule.WRONG_FIGURE,
        visit_id("X"),
    ),
    *(
        (
            f"{rule} though nothing speaks for it",
            reason("Y", kind=ReasonKind.IMPOSSIBLE, rule=rule, cost=(), displaces=()),
            Rule.WRONG_FIGURE,
            visit_id("Y"),
        )
        for rule in (
            Rule.CLOSED_DAY,
            Rule.NO_SHIFT,
            Rule.MANAGER_NOT_ALLOWED,
            Rule.UNREACHABLE,
            Rule.APPOINTMENT,
            Rule.PINNED,
            Rule.MIN_GAP,
            Rule.LEAD_TIME,
            Rule.VISIT_ONCE,
            Rule.MAX_VISITS,
        )
    ),
    (
        "everybody is allowed",
        both(
            asked("Y", manager_ids=frozenset(map(ManagerId, ("m1", "m2", "m3")))),
            reason(
                "Y",
                kind=ReasonKind.IMPOSSIBLE,
                rule=Rule.MANAGER_NOT_ALLOWED,
                cost=(),
                displaces=(),
            ),
        ),
        Rule.WRONG_FIGURE,
        visit_id("Y"),
    ),
    # ------------------------------------------------------------ figures
    *(
        (f"kpis.{field.name}", kpis(**{field.name: -1}), Rule.WRONG_FIGURE, f"kpis.{field.name}")
        for field in fields(Kpis)
    ),
    *(
        (f"level {at.name}", level(at, 7), Rule.WRONG_FIGURE, f"objective.levels[{at.name}]")
        for at in Level
    ),
    (
        "six levels",
        lambda case: plan(
            objective=replace(case.plan.objective, levels=case.plan.objective.levels[:6])
        )(case),
        Rule.WRONG_FIGURE,
        "objective.levels",
    ),
    (
        "a term's value",
        terms(lambda told: (replace(told[0], value=4), *told[1:])),
        Rule.WRONG_FIGURE,
        "objective.terms[LATE, late]",
    ),
    (
        "a term's amount",
        terms(lambda told: (*told[:-1], replace(told[-1], amount=2))),
        Rule.WRONG_FIGURE,
        "objective.terms[COST, EARLY]",
    ),
    (
        "a term absent",
        terms(lambda told: told[1:]),
        Rule.WRONG_FIGURE,
        "objective.terms[LATE, late]",
    ),
    (
        "a term twice",
        terms(lambda told: (*told, told[0])),
        Rule.WRONG_FIGURE,
        "objective.terms[LATE, late]",
    ),
    (
        "a term of nothing",
        terms(lambda told: (*told, ObjectiveTerm(level=Level.DUE, name="mood", amount=0, value=1))),
        Rule.WRONG_FIGURE,
        "objective.terms[DUE, mood]",
    ),
]


@pytest.mark.parametrize(
    ("edit", "rule", "subject"),
    [pytest.param(edit, rule, subject, id=name) for name, edit, rule, subject in BROKEN],
)
def test_one_thing_broken_draws_one_complaint(
    case: Case, edit: Edit, rule: Rule, subject: str
) -> None:
    """What is broken is named once, by the right rule, and nothing else is complained of."""
    broken = edit(case)
    violations = check(broken.request, broken.matrix, broken.plan).violations
    assert [(v.rule, v.subject) for v in violations] == [(rule, subject)], [*map(str, violations)]


def test_every_hard_rule_is_broken_somewhere() -> None:
    """Every rule that no plan may break, and every fault of a plan as a document, has its case above."""
    codes = list(Rule)
    hard = codes[: codes.index(Rule.FLOOR)]
    assert hard[-1] is Rule.WRONG_FIGURE
    assert set(hard) - {rule for _, _, rule, _ in BROKEN} == set()


# By how much, where that can be said: the seconds, metres and visits by which the edits above miss.
AMOUNTS = {
    "left out twice": 1,
    "one customer visited twice": 1,
    "an arrival too early": 60,
    "an arrival too late": -60,
    "a leg's metres": -1,
    "leaves before the shift": 1,
    "back after the shift": 1,
    "back in the reserve": 1,
    "too many visits": 1,
    "before the opening": 1,
    "after the opening": 1,
    "between two openings": 1,
    "too short": 1,
    "too long": 1,
    "a contact too long": 60,
    "a shortfall that no note tells": 1,
}


@pytest.mark.parametrize(
    ("edit", "amount"),
    [pytest.param(edit, AMOUNTS[name], id=name) for name, edit, *_ in BROKEN if name in AMOUNTS],
)
def test_a_complaint_says_by_how_much(case: Case, edit: Edit, amount: int) -> None:
    """A planner sees how far off a plan is."""
    broken = edit(case)
    (violation,) = check(broken.request, broken.matrix, broken.plan).violations
    assert violation.amount == amount


def test_the_two_ways_of_having_no_shift_are_told_apart(case: Case) -> None:
    """A second route and a route of an unknown shift need different cures."""
    told = []
    for edit in (_second_route_of_m1, route("m3", shift_id=shift_id("m9"))):
        broken = edit(case)
        told += [v.message for v in check(broken.request, broken.matrix, broken.plan).violations]
    assert told == ["this shift has a route already.", "this shift is not in the request."]


def test_a_wrong_length_of_lunch_is_told_in_seconds(case: Case) -> None:
    """The message says how long the break is and how long it should be."""
    broken = route("m2", lunch=Lunch(start_s=43200, end_s=46799))(case)
    (violation,) = check(broken.request, broken.matrix, broken.plan).violations
    assert violation.message == "the break lasts 3599 s, not 3600 s."


def test_a_missing_way_is_told_in_its_direction(case: Case) -> None:
    """Ways may be one-way, so both ends are named in order."""
    broken = no_way("c:A", "c:B")(case)
    (violation,) = check(broken.request, broken.matrix, broken.plan).violations
    assert violation.message == "the travel matrix has no way from c:A to c:B."
