"""Why visits stand outside a plan: planted impossibilities, clashes worked by hand, and the proven answer beside."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.domain.customer import Mode
from routing.domain.ids import CustomerId, ManagerId, PlaceId, ShiftId, VisitId
from routing.domain.visit import Because, Category, Cause, VisitLength
from routing.encode import encode
from routing.plan import Reason, ReasonKind
from routing.problem import Problem
from routing.reasons import explain_left_out, price
from routing.request import (
    ContactTerms,
    LunchTerms,
    Opening,
    PlanRequest,
    ShiftRequest,
    VisitRequest,
)
from routing.rules import MEANINGS, Rule
from routing.solve.exhaustive import exhaustive
from routing.status import NUM_LEVELS, Level
from routing.timetable import timetables
from routing.travel.matrix import TravelMatrix
from tests.strategies import plan_requests, travel_matrices

DAY = date(2026, 3, 2)
NAMES = "abcdef"
LEG_S = 1200
ANY_TIME = (0, 86_400)


def at(clock: str) -> int:
    """Return a clock time such as ``"08:30"`` in seconds after midnight."""
    hours, minutes = clock.split(":")
    return 3600 * int(hours) + 60 * int(minutes)


def shift(manager: str = "m", **fields: object) -> ShiftRequest:
    """Return a shift from 08:30 to 17:30 from and to the base, without lunch and reserve unless told otherwise."""
    given: dict[str, object] = {
        "id": ShiftId(f"{manager}@{DAY}"),
        "manager_id": ManagerId(manager),
        "day": DAY,
        "start_place_id": PlaceId("s:m"),
        "end_place_id": PlaceId("s:m"),
        "start_s": at("08:30"),
        "end_s": at("17:30"),
    }
    return ShiftRequest(**(given | fields))  # type: ignore[arg-type]


def visit(
    name: str,
    *openings: tuple[int, int],
    category: Category = Category.DUE,
    cause: Cause = Cause.CADENCE,
    minutes: int = 30,
    **fields: object,
) -> VisitRequest:
    """Return a visit of half an hour, open in these windows of the day."""
    given: dict[str, object] = {
        "id": VisitId(f"{name}@{DAY}"),
        "customer_id": CustomerId(name),
        "place_id": PlaceId(f"c:{name}"),
        "category": category,
        "cause": cause,
        "weight": 1,
        "length": VisitLength(min_s=60 * minutes, target_s=60 * minutes, max_s=60 * minutes),
        "openings": tuple(Opening(day=DAY, start_s=a, end_s=b) for a, b in openings),
        "because": Because(standard="R3", text="worked by hand", text_zh="手工算例"),
    }
    return VisitRequest(**(given | fields))  # type: ignore[arg-type]


def asked(*visits: VisitRequest, shifts: tuple[ShiftRequest, ...] | None = None) -> PlanRequest:
    """Return a request for these visits."""
    return PlanRequest(
        territory_id="t", shifts=(shift(),) if shifts is None else shifts, visits=visits
    )


def matrix(*, island: str = "") -> TravelMatrix:
    """Return travel of 20 minutes between any two places; no way from or to the customers of the island."""
    places = ["s:m", *(f"c:{name}" for name in NAMES)]
    apart = 1 - np.eye(len(places), dtype=np.int64)
    reachable = np.ones(apart.shape, dtype=np.bool_)
    for row in (places.index(f"c:{name}") for name in island):
        reachable[row, :] = reachable[:, row] = False
        reachable[row, row] = True
    return TravelMatrix(
        place_ids=tuple(PlaceId(place) for place in places),
        duration_s=LEG_S * apart,
        distance_m=10_000 * apart,
        reachable=reachable,
        source="by hand",
    )


def why(
    request: PlanRequest,
    *sequences: tuple[int, ...],
    travel: TravelMatrix | None = None,
    index: int = 0,
) -> tuple[Reason, ...]:
    """Return why a visit, by default the first one, stands outside routes, by default empty ones."""
    problem = encode(request, travel or matrix())
    return explain_left_out(request, problem, sequences or ((),) * len(request.shifts))[index]


# ------------------------------------------------------------------ impossible

LUNCH = LunchTerms(earliest_s=at("11:30"), latest_s=at("13:00"), length_s=3600)
M2 = frozenset({ManagerId("m2")})
TOMORROW = DAY + timedelta(days=1)
ON_TOMORROW = (Opening(day=TOMORROW, start_s=0, end_s=86_400),)

PLANTED = {
    "closed all day": (asked(visit("a")), [Rule.CLOSED_DAY]),
    "open tomorrow only": (asked(visit("a", openings=ON_TOMORROW)), [Rule.CLOSED_DAY]),
    # Nobody is anywhere at five past midnight, twenty minutes from the base, however early the shift starts.
    "open too early to reach": (asked(visit("a", (0, 300))), [Rule.TIME_WINDOW]),
    "open outside the shift": (
        asked(visit("a", (at("18:00"), at("19:00")))),
        [Rule.TIME_WINDOW, Rule.SHIFT_HOURS],
    ),
    "shift shorter than the way": (
        # 20 + 30 + 20 = 70 minutes do not fit an hour.
        asked(visit("a", ANY_TIME), shifts=(shift(end_s=at("09:30")),)),
        [Rule.SHIFT_HOURS],
    ),
    "lunch in the way": (
        # From 11:25 to 13:25: lunch is over neither before nor begun in time after.
        asked(visit("a", (at("11:25"), at("11:25")), minutes=120), shifts=(shift(lunch=LUNCH),)),
        [Rule.TIME_WINDOW, Rule.LUNCH],
    ),
    "reserve in the way": (
        # 08:30 + 70 min = 09:40, and from 09:30 on the time is reserved.
        asked(visit("a", ANY_TIME), shifts=(shift(end_s=at("10:00"), reserve_s=1800),)),
        [Rule.RESERVED_TIME, Rule.SHIFT_HOURS],
    ),
    "longer than any day": (
        asked(visit("a", ANY_TIME, minutes=2880)),
        [Rule.VISIT_LENGTH],
    ),
    "longer than the day": (
        # 540 minutes of work, the way not yet counted.
        asked(visit("a", ANY_TIME, minutes=541)),
        [Rule.VISIT_LENGTH, Rule.SHIFT_HOURS],
    ),
    "longer than morning and afternoon": (
        # Lunch is over by 12:30 at the earliest, begun by 13:00: 270 minutes before it, 300 after it.
        asked(visit("a", ANY_TIME, minutes=301), shifts=(shift(lunch=LUNCH),)),
        [Rule.VISIT_LENGTH, Rule.LUNCH, Rule.SHIFT_HOURS],
    ),
    "no visits allowed": (
        asked(visit("a", ANY_TIME), shifts=(shift(max_visits=0),)),
        [Rule.MAX_VISITS],
    ),
    "somebody else's customer": (
        asked(visit("a", ANY_TIME, manager_ids=M2)),
        [Rule.MANAGER_NOT_ALLOWED],
    ),
    "nobody works": (asked(visit("a", ANY_TIME), shifts=()), [Rule.NO_SHIFT]),
    "its manager is away": (
        asked(visit("a", closed_by=Rule.NO_SHIFT, manager_ids=M2)),
        [Rule.NO_SHIFT],
    ),
    "notice can no longer be given": (
        asked(visit("a", closed_by=Rule.LEAD_TIME)),
        [Rule.LEAD_TIME],
    ),
    "pins contradict each other": (asked(visit("a", closed_by=Rule.PINNED)), [Rule.PINNED]),
    "pinned to a time before the way": (
        asked(visit("a", (0, 300), cause=Cause.PINNED, category=Category.MANDATORY)),
        [Rule.PINNED],
    ),
    "second appointment of the day": (
        asked(visit("a", closed_by=Rule.VISIT_ONCE)),
        [Rule.VISIT_ONCE],
    ),
    "appointment before anybody can be there": (
        asked(visit("a", (0, 1199), appointment_s=299, cause=Cause.APPOINTMENT)),
        [Rule.APPOINTMENT],
    ),
    "inside the minimum gap": (
        asked(visit("a", ANY_TIME, release=TOMORROW)),
        [Rule.MIN_GAP],
    ),
}


@pytest.mark.parametrize(("request_", "rules"), PLANTED.values(), ids=PLANTED.keys())
def test_planted_impossibility_is_found(request_: PlanRequest, rules: list[Rule]) -> None:
    """Each rule that alone stands in the way is named, tried, in both languages, and no other."""
    reasons = why(request_)
    assert [reason.rule for reason in reasons] == rules
    for reason in reasons:
        assert (reason.kind, reason.verified) == (ReasonKind.IMPOSSIBLE, True)
        assert (reason.cost, reason.displaces) == ((), ())


def test_a_reason_shows_its_numbers_and_what_to_do() -> None:
    """A window at 18:00 beside a day until 17:30, in both languages, with the remedy of the rule."""
    reason, _ = why(asked(visit("a", (at("18:00"), at("19:00")))))
    assert "it may start 18:00-19:00, the working day is 08:30-17:30" in reason.text
    assert reason.text.endswith(f"But for that it would fit. {MEANINGS[Rule.TIME_WINDOW].remedy}")
    assert "可开始时间18:00-19:00,工作时间08:30-17:30" in reason.text_zh
    assert reason.text_zh.endswith(MEANINGS[Rule.TIME_WINDOW].remedy_zh)


def test_where_nobody_works_nothing_was_lifted() -> None:
    """Without a shift nobody knows whether the visit would fit."""
    (reason,) = why(asked(visit("a", ANY_TIME), shifts=()))
    assert "would fit" not in reason.text
    assert "即可安排" not in reason.text_zh


def test_a_window_for_somebody_else_is_somebody_elses() -> None:
    """The day is open, but only for m2, who does not work."""
    only = Opening(day=DAY, start_s=0, end_s=86_400, manager_ids=M2)
    (reason,) = why(asked(visit("a", openings=(only,))))
    assert reason.rule is Rule.MANAGER_NOT_ALLOWED
    assert "m2 may, m could" in reason.text


def test_each_day_has_a_rule_of_its_own() -> None:
    """Monday comes too soon, on Tuesday nobody is open: each rule alone would free one of the days."""
    tuesday = shift(id=ShiftId("m@2"), day=TOMORROW)
    one = visit("a", ANY_TIME, release=TOMORROW)
    reasons = why(asked(one, shifts=(shift(), tuesday)))
    assert [(reason.rule, reason.also) for reason in reasons] == [
        (Rule.CLOSED_DAY, ()),
        (Rule.MIN_GAP, ()),
    ]


def test_who_can_be_called_is_not_out_of_reach() -> None:
    """No way leads to a, but a call of ten minutes would do: b and its 70 of 75 minutes have to give way for it."""
    terms = ContactTerms(modes=(Mode.PHONE,), length_s=600)
    request = asked(
        visit("a", ANY_TIME, weight=2, contact=terms),
        visit("b", ANY_TIME, weight=3),
        shifts=(shift(end_s=at("09:45")),),
    )
    (reason,) = why(request, (1,), travel=matrix(island="a"))
    assert (reason.kind, reason.rule) == (ReasonKind.DISPLACED, Rule.DISPLACED)
    # b is lost and a won, and two legs of 20 minutes are saved.
    assert reason.cost == (0, 0, 0, 0, 0, 0, 3 - 2, -2 * LEG_S)
    assert reason.displaces == (VisitId(f"b@{DAY}"),)
    (shift_id,) = {one.id for one in request.shifts}
    assert reason.instead == ((shift_id, ()),)
    assert reason.instead_contacts == ((shift_id, VisitId(f"a@{DAY}")),)


def test_who_must_be_visited_in_person_is_not_called() -> None:
    """The same with an anomaly: no way leads there, and no call would do (R13)."""
    terms = ContactTerms(modes=(Mode.PHONE,), length_s=600)
    one = visit("a", ANY_TIME, category=Category.MANDATORY, cause=Cause.ANOMALY, contact=terms)
    reasons = why(asked(one), travel=matrix(island="a"))
    assert [reason.rule for reason in reasons] == [Rule.UNREACHABLE, Rule.IN_PERSON]


def test_a_place_without_a_way_is_unreachable() -> None:
    """No way to the island of customer a."""
    (reason,) = why(asked(visit("a", ANY_TIME)), travel=matrix(island="a"))
    assert (reason.rule, reason.verified) == (Rule.UNREACHABLE, True)


@pytest.mark.parametrize(
    ("request_", "island", "rules"),
    [
        (asked(visit("a", closed_by=Rule.CLOSED_DAY)), "a", {"CLOSED_DAY", "UNREACHABLE"}),
        (
            asked(visit("a", (0, 300), manager_ids=M2)),
            "",
            {"TIME_WINDOW", "MANAGER_NOT_ALLOWED"},
        ),
        (
            asked(
                visit("a", closed_by=Rule.LEAD_TIME, manager_ids=M2),
                shifts=(shift(max_visits=0),),
            ),
            "a",
            {"LEAD_TIME", "MANAGER_NOT_ALLOWED", "UNREACHABLE", "MAX_VISITS"},
        ),
    ],
    ids=["two", "window and manager", "four"],
)
def test_rules_that_only_together_stand_in_the_way(
    request_: PlanRequest, island: str, rules: set[str]
) -> None:
    """Where no single rule is to blame, the smallest set that is: all are named in the text, no others."""
    (reason,) = why(request_, travel=matrix(island=island))
    assert reason.verified
    assert {reason.rule, *reason.also} == rules
    named = {rule for rule in Rule if MEANINGS[rule].english in reason.text}
    assert named == rules
    assert named == {rule for rule in Rule if MEANINGS[rule].chinese in reason.text_zh}
    assert reason.rule in rules


def crooked(direct_s: int) -> TravelMatrix:
    """Return travel of 20 minutes, but for the direct way between the base and a."""
    straight = matrix()
    duration_s = straight.duration_s.copy()
    base, there = straight.place_ids.index(PlaceId("s:m")), straight.place_ids.index(PlaceId("c:a"))
    duration_s[base, there] = duration_s[there, base] = direct_s
    return replace(straight, duration_s=duration_s)


def test_what_only_others_on_the_way_make_possible_is_not_called_impossible() -> None:
    """Ten hours there and back do not fit nine, over b two legs of 20 minutes do: but b is closed, so nobody knows."""
    request = asked(visit("a", ANY_TIME), visit("b"))
    (reason,) = why(request, travel=crooked(18_000))
    assert (reason.kind, reason.rule, reason.verified) == (
        ReasonKind.NOT_FOUND,
        Rule.NO_REASON_FOUND,
        False,
    )
    assert (reason.cost, reason.instead) == ((), ())


def test_what_fits_on_the_way_from_another_is_found_there() -> None:
    """After b, a is reached in 20 minutes; with five hours home the day takes 6:40 of its nine hours."""
    request = asked(visit("a", ANY_TIME), visit("b", ANY_TIME))
    (reason,) = why(request, (1,), travel=crooked(18_000))
    assert (reason.kind, reason.rule) == (ReasonKind.NOT_FOUND, Rule.SEARCH_LIMIT)
    # a is due, weight 1; five hours home instead of 20 minutes, and 20 minutes from b.
    assert reason.cost == (0, 0, 0, 0, 0, 0, -1, 18_000)
    ((shift_id, visits),) = reason.instead
    assert shift_id == request.shifts[0].id
    assert set(visits) == {"a@2026-03-02", "b@2026-03-02"}


def test_one_shift_that_can_is_enough() -> None:
    """The first manager is not allowed, the second has no time: impossible by each one's own rule."""
    shifts = (shift(), shift("m2", end_s=at("09:00")))
    reasons = why(asked(visit("a", ANY_TIME, manager_ids=M2), shifts=shifts))
    assert {reason.rule for reason in reasons} == {Rule.MANAGER_NOT_ALLOWED, Rule.SHIFT_HOURS}
    longer = asked(visit("a", ANY_TIME, manager_ids=M2), shifts=(shift(), shift("m2")))
    assert [reason.kind for reason in why(longer)] == [ReasonKind.NOT_FOUND]


# ------------------------------------------------------------------ displaced, not needed, not found


def appointment(name: str, clock: str, weight: int = 1) -> VisitRequest:
    """Return an appointment."""
    return visit(
        name,
        (at(clock) - 600, at(clock) + 600),
        category=Category.MANDATORY,
        cause=Cause.APPOINTMENT,
        appointment_s=at(clock) - 300,
        weight=weight,
    )


def test_of_two_appointments_that_clash_one_displaces_the_other() -> None:
    """Both at 10:00: to keep a (3) instead of b (5) loses 5 and wins 3 on the promises, and drives as long."""
    request = asked(appointment("a", "10:00", 3), appointment("b", "10:00", 5))
    (reason,) = why(request, (1,))
    assert (reason.kind, reason.rule, reason.verified) == (
        ReasonKind.DISPLACED,
        Rule.DISPLACED,
        True,
    )
    assert reason.cost == (5 - 3, 0, 0, 0, 0, 0, 0, 0)
    assert reason.displaces == (VisitId(f"b@{DAY}"),)
    assert f"Pushes out b@{DAY}" in reason.text
    assert f"b@{DAY}" in reason.text_zh


def test_the_nearest_times_that_can_be_kept_are_proposed() -> None:
    """Before b, who may be reached until 10:10: a starts until 10:10 - 20 - 30 = 09:20, so 09:30 holds (09:20 on).

    An appointment at 09:45 does not (from 09:35 on). After b, who is left at 09:50 + 30 = 10:20, a is reached at
    10:40: an appointment at 10:30 holds (until 10:40), one at 10:15 does not.
    """
    request = asked(appointment("a", "10:00", 3), appointment("b", "10:00", 5))
    (reason,) = why(request, (1,))
    assert reason.text.endswith("The plan could keep it 30 min earlier or 30 min later.")
    assert reason.text_zh.endswith("可改为提前30分钟或推迟30分钟。")


def test_no_time_is_proposed_where_none_can_be_kept() -> None:
    """The day ends at 10:50, and with b at 10:00 it is full."""
    shifts = (shift(start_s=at("09:30"), end_s=at("10:50")),)
    request = asked(appointment("a", "10:00", 3), appointment("b", "10:00", 5), shifts=shifts)
    (reason,) = why(request, (1,))
    assert "No other time could be kept." in reason.text


def test_a_full_day_costs_what_it_would_push_out() -> None:
    """Until 10:50 are 140 minutes: two stops take 2 x 30 + 3 x 20 = 120, three take 3 x 30 + 4 x 20 = 170.

    Held are b (7) and c (9). For a (4) the lighter b has to go: 7 - 4 = 3 on the due visits, as many legs as before.
    """
    request = asked(
        *(visit(name, ANY_TIME, weight=weight) for name, weight in (("a", 4), ("b", 7), ("c", 9))),
        shifts=(shift(end_s=at("10:50")),),
    )
    (reason,) = why(request, (1, 2))
    assert reason.cost == (0, 0, 0, 0, 0, 0, 3, 0)
    assert reason.displaces == (VisitId(f"b@{DAY}"),)


def test_a_filler_beyond_the_floor_is_not_needed() -> None:
    """The floor of one is reached, so nobody misses the filler."""
    filler = visit("a", ANY_TIME, category=Category.FILLER, cause=Cause.FILLER)
    request = asked(filler, visit("b", ANY_TIME), shifts=(shift(floor=1),))
    (reason,) = why(request, (1,))
    assert (reason.kind, reason.rule) == (ReasonKind.NOT_NEEDED, Rule.NOT_NEEDED)


def test_a_filler_is_missed_below_the_floor() -> None:
    """A floor of two and one visit: with the filler the floor would be reached, so the search is to blame."""
    filler = visit("a", ANY_TIME, category=Category.FILLER, cause=Cause.FILLER)
    request = asked(filler, visit("b", ANY_TIME), shifts=(shift(floor=2),))
    (reason,) = why(request, (1,))
    assert (reason.kind, reason.rule) == (ReasonKind.NOT_FOUND, Rule.SEARCH_LIMIT)
    # One visit missing less, one more leg of 20 minutes.
    assert reason.cost == (0, 0, 0, 0, 0, -1, 0, LEG_S)


def test_a_filler_on_a_shift_that_has_enough_costs_too_much() -> None:
    """m2 cannot reach its floor, m can take the filler, which gains nothing and costs two legs of 20 minutes."""
    filler = visit("a", ANY_TIME, category=Category.FILLER, cause=Cause.FILLER)
    shifts = (shift(), shift("m2", floor=1, end_s=at("09:00")))
    (reason,) = why(asked(filler, shifts=shifts))
    assert (reason.kind, reason.rule) == (ReasonKind.DISPLACED, Rule.COST_TOO_HIGH)
    assert reason.cost == (0, 0, 0, 0, 0, 0, 0, 2 * LEG_S)
    assert "+40 min" in reason.text


def test_what_would_fit_was_missed_by_the_search() -> None:
    """Nothing was planned although all would fit: every visit says that the search stopped first, and what it gains."""
    request = asked(visit("a", ANY_TIME, weight=4), visit("b", ANY_TIME, weight=7))
    reasons = [why(request, (), index=index)[0] for index in range(2)]
    assert {reason.rule for reason in reasons} == {Rule.SEARCH_LIMIT}
    # The better plan makes both: 4 + 7 less on the due visits, three legs of 20 minutes more.
    assert [reason.cost for reason in reasons] == [(0, 0, 0, 0, 0, 0, -11, 3 * LEG_S)] * 2


def test_who_is_called_is_lost_where_no_time_for_the_call_remains() -> None:
    """Until 10:00 (90 minutes): b is visited (70) and c called (10). With a, who takes 80, c cannot be called.

    a weighs 2, b 3 and c 5: forcing a in loses 3 and 5 and wins 2.
    """
    terms = ContactTerms(modes=(Mode.PHONE,), length_s=600)
    request = asked(
        visit("a", ANY_TIME, weight=2, minutes=45),
        visit("b", ANY_TIME, weight=3),
        visit("c", ANY_TIME, weight=5, minutes=55, contact=terms),
        shifts=(shift(end_s=at("10:00")),),
    )
    problem = encode(request, matrix())
    (table,) = timetables(problem, [(1,)])
    assert [one.visit for one in table.contacts] == [2]
    (reason,) = explain_left_out(request, problem, [(1,)], [(0, 2)])[0]
    assert reason.cost == (0, 0, 0, 0, 0, 0, 3 + 5 - 2, 0)
    assert reason.displaces == (VisitId(f"b@{DAY}"), VisitId(f"c@{DAY}"))


def test_a_reason_carries_the_plan_that_it_was_computed_with() -> None:
    """For a the lighter b has to go: the shift then makes a and c, at the cost told."""
    request = asked(
        *(visit(name, ANY_TIME, weight=weight) for name, weight in (("a", 4), ("b", 7), ("c", 9))),
        shifts=(shift(end_s=at("10:50")),),
    )
    problem = encode(request, matrix())
    (reason,) = why(request, (1, 2))
    ((shift_id, made),) = reason.instead
    assert shift_id == request.shifts[0].id
    index_of = {one.id: number for number, one in enumerate(request.visits)}
    assert {index_of[one] for one in made} == {0, 2}
    after = problem.objective([[index_of[one] for one in made]])
    assert tuple(np.subtract(after, problem.objective([(1, 2)]))) == reason.cost
    assert reason.instead_contacts == ()


def test_a_tie_is_no_loss() -> None:
    """Visit a weighs as much as b and lies as far: it would push out what is worth as much, at no cost."""
    request = asked(
        visit("a", ANY_TIME, weight=7),
        visit("b", ANY_TIME, weight=7),
        shifts=(shift(end_s=at("09:45")),),
    )
    (reason,) = why(request, (1,))
    assert (reason.kind, reason.cost) == (ReasonKind.DISPLACED, (0,) * NUM_LEVELS)
    assert "worth at least as much" in reason.text


def test_of_many_displaced_visits_some_are_named() -> None:
    """A visit of eight hours takes the place of ten of twenty minutes on a round of one place."""
    travel = replace(matrix(), duration_s=np.zeros((7, 7), np.int64))
    small = [
        visit(f"{number}", ANY_TIME, minutes=50, weight=5, place_id=PlaceId("c:b"))
        for number in range(10)
    ]
    request = asked(visit("a", ANY_TIME, minutes=500), *small)
    (reason,) = why(request, tuple(range(1, 11)), travel=travel)
    assert len(reason.displaces) == 10
    assert " and 4 more." in reason.text
    assert "等10户" in reason.text_zh


def test_only_what_is_left_out_is_explained() -> None:
    """Visits made and visits called need no reason."""
    request = asked(visit("a", ANY_TIME), visit("b", ANY_TIME), visit("c", ANY_TIME))
    problem = encode(request, matrix())
    assert list(explain_left_out(request, problem, [(0,)], [(0, 1)])) == [2]


# ------------------------------------------------------------------ any request


@st.composite
def proper_cases(draw: st.DrawFn) -> tuple[PlanRequest, TravelMatrix]:
    """A request with a matrix in which no third place saves time, so that what fails alone fails in company.

    Nobody can be called: the proven answer knows routes only.
    """
    request = draw(plan_requests(max_visits=5))
    request = replace(request, visits=tuple(replace(one, contact=None) for one in request.visits))
    ends = [p for one in request.shifts for p in (one.start_place_id, one.end_place_id)]
    places = tuple(dict.fromkeys([*ends, *(one.place_id for one in request.visits)]))
    raw = draw(travel_matrices(places))
    travel_s = np.where(raw.reachable, raw.duration_s, 10**9)
    for middle in range(len(places)):
        travel_s = np.minimum(travel_s, travel_s[:, [middle]] + travel_s[middle])
    reachable = travel_s < 10**9
    return request, replace(raw, duration_s=np.where(reachable, travel_s, 0), reachable=reachable)


@settings(max_examples=60)
@given(case=proper_cases())
def test_reasons_agree_with_trying_every_sequence(case: tuple[PlanRequest, TravelMatrix]) -> None:
    """Beside the proven best plan: impossible is what no plan holds, and no cost told is below the proven one."""
    request, travel = case
    problem = encode(request, travel)
    best = exhaustive(problem)
    for index, reasons in explain_left_out(request, problem, best.sequences).items():
        asked_for = request.visits[index]
        forced = _forced(problem, index)
        kinds = {reason.kind for reason in reasons}
        if forced is None:
            assert kinds == {ReasonKind.IMPOSSIBLE}
        elif asked_for.category is Category.FILLER and not best.objective[Level.FLOOR]:
            assert kinds == {ReasonKind.NOT_NEEDED}
        else:
            (reason,) = reasons
            exact = np.subtract(problem.objective(forced), best.objective)
            assert reason.kind is ReasonKind.DISPLACED
            assert len(reason.cost) == NUM_LEVELS
            assert reason.cost >= tuple(exact) >= (0,) * NUM_LEVELS
            made = {request.visits[v].id for sequence in best.sequences for v in sequence}
            assert set(reason.displaces) <= made
        for reason in reasons:
            assert reason.verified is (reason.rule is not Rule.NO_REASON_FOUND)
            assert asked_for.id in reason.text
            assert asked_for.id in reason.text_zh
            assert re.search(r"[一-鿿]", reason.text_zh.replace(asked_for.id, ""))


def _forced(problem: Problem, index: int) -> tuple[tuple[int, ...], ...] | None:
    """Return the proven best way to make a visit, None where there is none."""
    everything = 1 + sum(one.skip_weight for one in problem.visits)
    wanted = replace(problem.visits[index], skip_level=Level.PROMISE, skip_weight=everything)
    visits = (*problem.visits[:index], wanted, *problem.visits[index + 1 :])
    found = exhaustive(replace(problem, visits=visits)).sequences
    return found if any(index in sequence for sequence in found) else None


@pytest.mark.parametrize(
    ("floor", "cost_s", "text", "text_zh"),
    [
        (-1, 90, "1 visit fewer missing from floors, travel and wishes +2 min.", "减少1户"),
        (2, 0, "2 visits more missing from floors, travel and wishes +0 min.", "增加2户"),
        # Less than a minute, rounded, would hide which plan is the better one.
        (0, -20, "Travel and wishes -20 s.", "-20秒"),
        (0, 60, "Travel and wishes +1 min.", "+1分钟"),
    ],
)
def test_price_in_words(floor: int, cost_s: int, text: str, text_zh: str) -> None:
    """Floors are told as visits more or fewer, travel and wishes in minutes, below one minute in seconds."""
    cost = [0] * NUM_LEVELS
    cost[Level.FLOOR], cost[Level.COST] = floor, cost_s
    told, told_zh = price(cost)
    assert told == text
    assert text_zh in told_zh
