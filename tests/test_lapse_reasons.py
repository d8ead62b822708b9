"""Why recurring visits lapse: small horizons worked by hand, one for each kind of reason, and all choices of days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import chain, combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.cadence import last_step, past_of, steps
from routing.domain.customer import Mode
from routing.domain.ids import CustomerId, ManagerId, PlaceId, ShiftId, VisitId
from routing.domain.visit import Because, Category, Cause, VisitLength
from routing.encode import LeftOut, encode, left_out
from routing.feasibility import is_feasible
from routing.lapse_reasons import explain_lapses
from routing.plan import Reason, ReasonKind
from routing.problem import Problem, Shift, Visit
from routing.request import (
    CadenceTerms,
    ContactTerms,
    Obligation,
    Opening,
    PlanRequest,
    ShiftRequest,
    VisitRequest,
)
from routing.rules import Rule
from routing.status import NUM_LEVELS, Level
from routing.timetable import timetables
from routing.travel.matrix import TravelMatrix
from routing.what_if.choices import Choices
from routing.what_if.other_days import OtherDays
from routing.what_if.standing_plan import StandingPlan

MONDAY = date(2026, 3, 2)
LEG_S = 600
BECAUSE = Because(standard="R1", text="worked by hand", text_zh="手工算例")


def on(number: int) -> date:
    """Return a day counted from the first of the horizon, day 0."""
    return MONDAY + timedelta(days=number)


def shift(number: int, **fields: object) -> ShiftRequest:
    """Return a shift of two hours, 08:00 to 10:00, from and to the base."""
    given: dict[str, object] = {
        "id": ShiftId(f"m@{on(number)}"),
        "manager_id": ManagerId("m"),
        "day": on(number),
        "start_place_id": PlaceId("s:m"),
        "end_place_id": PlaceId("s:m"),
        "start_s": 8 * 3600,
        "end_s": 10 * 3600,
    }
    return ShiftRequest(**(given | fields))  # type: ignore[arg-type]


def visit(
    name: str,
    days: Sequence[int],
    *,
    since: int | None,
    interval: int = 14,
    until: int = 13,
    minutes: int = 30,
    **fields: object,
) -> VisitRequest:
    """Return a recurring visit, open all day on some days, last made on day `since`; months of R8 are far away."""
    last = None if since is None else on(since)
    given: dict[str, object] = {
        "id": VisitId(name),
        "customer_id": CustomerId(name),
        "place_id": PlaceId(f"c:{name}"),
        "category": Category.FILLER,
        "cause": Cause.FILLER,
        "weight": 1,
        "length": VisitLength(min_s=60 * minutes, target_s=60 * minutes, max_s=60 * minutes),
        "openings": tuple(Opening(day=on(n), start_s=0, end_s=86_400) for n in days),
        "because": BECAUSE,
        "cadence": CadenceTerms(
            since=last,
            seen=last,
            starts=MONDAY,
            until=on(until),
            gap_days=-(-interval // 2),
            due_days=-(-interval * 7 // 10),
            interval_days=interval,
            coverage_months=2,
        ),
    }
    return VisitRequest(**(given | fields))  # type: ignore[arg-type]


def told(
    shifts: Sequence[ShiftRequest],
    visits: Sequence[VisitRequest],
    sequences: Sequence[Sequence[int]],
    *,
    far: frozenset[str] = frozenset(),
) -> tuple[PlanRequest, list[tuple[LeftOut, tuple[Reason, ...]]]]:
    """Return what a plan lets lapse and why; every leg takes 10 minutes, but for places with no way to them."""
    request = PlanRequest(territory_id="t", shifts=tuple(shifts), visits=tuple(visits))
    problem = encode(request, matrix(visits, far))
    tables = timetables(problem, sequences)
    lapses = left_out(request, tables)
    return request, list(zip(lapses, explain_lapses(request, problem, tables, lapses), strict=True))


def matrix(visits: Sequence[VisitRequest], far: frozenset[str] = frozenset()) -> TravelMatrix:
    """Return legs of 10 minutes and a kilometre; nothing leads to the places that are far."""
    places = ("s:m", *(one.place_id for one in visits))
    size = len(places)
    reachable = np.ones((size, size), bool)
    for number, place in enumerate(places):
        if place in far:
            reachable[number, :] = reachable[:, number] = False
            reachable[number, number] = True
    duration_s = np.full((size, size), LEG_S) - LEG_S * np.eye(size, dtype=int)
    return TravelMatrix(
        place_ids=tuple(map(PlaceId, places)),
        duration_s=duration_s.astype(np.int64),
        distance_m=duration_s.astype(np.int64),
        reachable=reachable,
        source="worked by hand",
    )


def only(found: list[tuple[LeftOut, tuple[Reason, ...]]]) -> Reason:
    """Return the one reason of the one lapse."""
    ((_, (reason,)),) = found
    return reason


def test_who_is_not_due_and_not_needed_rests() -> None:
    """A visit that is due only after the end is not needed; the reason says from when it is due."""
    # Last on 28 February, due after 70 % of 14 days: 10 March, after the end on 7 March.
    _, found = told([shift(2)], [visit("a", [2], since=-2, until=5)], [[]])
    reason = only(found)
    assert (reason.kind, reason.rule) == (ReasonKind.NOT_NEEDED, Rule.NOT_NEEDED)
    assert "Due from 2026-03-10" in reason.text


def test_what_was_late_before_the_plan_begins_can_only_be_made_soon() -> None:
    """Owed on 24 February and made on the first day: no plan could do more."""
    _, found = told([shift(0), shift(2)], [visit("a", [0, 2], since=-20, until=9)], [[0], []])
    reason = only(found)
    assert (reason.kind, reason.rule) == (ReasonKind.IMPOSSIBLE, Rule.NO_VISIT_DAY)
    assert "Owed by 2026-02-24 (late), before the plan begins on 2026-03-02" in reason.text
    assert "visited on 2026-03-02" in reason.text


def test_what_was_late_before_is_told_when_it_could_be_sooner() -> None:
    """Made on Wednesday though Monday is free: two days late fewer, for the same travel."""
    _, found = told([shift(0), shift(2)], [visit("a", [0, 2], since=-20, until=9)], [[], [0]])
    ((_, (before, sooner)),) = found
    assert before.kind is ReasonKind.IMPOSSIBLE
    assert (sooner.kind, sooner.rule) == (ReasonKind.NOT_FOUND, Rule.SEARCH_LIMIT)
    assert sooner.cost == levels(LATE=-2)
    assert "on 2026-03-02 instead of 2026-03-04" in sooner.text


def levels(**changes: int) -> tuple[int, ...]:
    """Return a change of the objective from the levels that change."""
    found = [0] * NUM_LEVELS
    for name, amount in changes.items():
        found[Level[name]] = amount
    return tuple(found)


def test_no_visit_day_before_the_deadline() -> None:
    """Owed by Friday the 6th, and the only visit day is the Monday after."""
    _, found = told([shift(7)], [visit("a", [7], since=-10)], [[0]])
    reason = only(found)
    assert (reason.kind, reason.rule, reason.verified) == (
        ReasonKind.IMPOSSIBLE,
        Rule.NO_VISIT_DAY,
        True,
    )
    assert "Owed by 2026-03-06 (late); the next one is 2026-03-09" in reason.text


def test_closed_on_all_visit_days_in_time() -> None:
    """Visit days there are, but the customer is closed on them until the deadline is over."""
    shifts = [shift(0), shift(2), shift(7)]
    _, found = told(shifts, [visit("a", [7], since=-10)], [[], [], [0]])
    reason = only(found)
    assert (reason.kind, reason.rule) == (ReasonKind.IMPOSSIBLE, Rule.CLOSED_DAY)
    assert "2026-03-02, 2026-03-04" in reason.text


def test_open_in_time_only_when_nobody_works() -> None:
    """Of the days in time one has a window, at 20:00, long after work: the window stands in the way."""
    one = visit("a", [7], since=-10)
    evening = Opening(day=on(2), start_s=20 * 3600, end_s=21 * 3600)
    one = replace(one, openings=(evening, *one.openings))
    _, found = told([shift(2), shift(7)], [one], [[], [0]])
    assert [reason.rule for reason in found[0][1]] == [Rule.TIME_WINDOW, Rule.SHIFT_HOURS]


def test_no_way_to_get_there() -> None:
    """No road leads to the customer: no day of the plan helps."""
    one = visit("a", [0, 2], since=-10)
    _, found = told([shift(0), shift(2)], [one], [[], []], far=frozenset({"c:a"}))
    reason = only(found)
    assert (reason.kind, reason.rule) == (ReasonKind.IMPOSSIBLE, Rule.UNREACHABLE)


def test_only_days_inside_the_gap_are_in_time() -> None:
    """Seen on 28 February, to be seen again by 31 March: 70 days of gap leave no day, the 12th would do without it."""
    one = visit("a", [10], since=-2, interval=140, until=31)
    assert one.cadence is not None
    one = replace(one, cadence=replace(one.cadence, coverage_months=1))
    _, found = told([shift(10)], [one], [[]])
    reason = only(found)
    assert (reason.kind, reason.rule) == (ReasonKind.IMPOSSIBLE, Rule.MIN_GAP)
    assert (
        "Owed by 2026-03-31 (coverage); the minimum gap after the visit on 2026-02-28"
        in reason.text
    )


def test_a_gap_is_not_to_blame_where_a_visit_inside_it_would_not_help() -> None:
    """Seen on 1 March, to be seen again by 30 April: on the 12th it would still be so, only a day in April helps."""
    one = visit("a", [10], since=-1, interval=140, until=62)
    assert one.cadence is not None
    one = replace(one, cadence=replace(one.cadence, coverage_months=1))
    _, found = told([shift(10)], [one], [[]])
    reason = only(found)
    assert (reason.kind, reason.rule, reason.also) == (
        ReasonKind.IMPOSSIBLE,
        Rule.NO_VISIT_DAY,
        (Rule.MIN_GAP,),
    )


def test_a_better_plan_is_owned_up_to() -> None:
    """A free day in time was overlooked: the reason says which, and what the better plan gains."""
    _, found = told([shift(2)], [visit("a", [2], since=-10, until=11)], [[]])
    reason = only(found)
    assert (reason.kind, reason.rule) == (ReasonKind.NOT_FOUND, Rule.SEARCH_LIMIT)
    # Owed by the 6th; on the 14th, after the end, 8 days late: 1000 + 8. There and back: 2 x 10 min.
    assert reason.cost == levels(LATE=-1008, COST=1200)
    assert "Possible on 2026-03-04" in reason.text


def weighing(one: VisitRequest, weight: int) -> VisitRequest:
    """Return a recurring visit that counts so much when it lapses."""
    assert one.cadence is not None
    return replace(one, cadence=replace(one.cadence, weight=weight))


def test_the_cheapest_exchange_is_told_with_its_cost() -> None:
    """Two visits fill the only day, both worth more; the one worth less of them would give way."""
    visits = [
        weighing(visit(name, [2], since=-10, until=11), weight)
        for name, weight in (("a", 1000), ("b", 2000), ("v", 10))
    ]
    _, found = told([shift(2)], visits, [[0, 1]])
    reason = only(found)
    assert (reason.kind, reason.rule) == (ReasonKind.DISPLACED, Rule.DISPLACED)
    # a would be 8 days late, 1000 + 8, and v no longer, 10 + 8.
    assert reason.cost == levels(LATE=1008 - 18)
    assert reason.displaces == ("a",)
    # 4 legs of 10 min and 3 visits of 30 min are 130 min, 10 more than the shift has.
    assert "least overrun 10 min, on 2026-03-04" in reason.text
    assert "in place of a on 2026-03-04 (late, owed by 2026-03-06)" in reason.text


def test_who_gives_way_may_be_made_on_another_day() -> None:
    """Thursday is free for a, so v takes its place on Wednesday and nothing is lost: a better plan."""
    visits = [
        visit("a", [2, 3], since=-10, until=11),
        weighing(visit("b", [2], since=-10, until=11), 2000),
        visit("v", [2], since=-10, until=11),
    ]
    _, found = told([shift(2), shift(3)], visits, [[0, 1], []])
    reason = only(found)
    assert (reason.kind, reason.rule) == (ReasonKind.NOT_FOUND, Rule.SEARCH_LIMIT)
    assert reason.cost == levels(LATE=-1008, COST=1200)
    assert reason.displaces == ("a",)
    assert "a on 2026-03-04 (then on 2026-03-05)" in reason.text


def test_days_are_full_where_no_single_stop_gives_room() -> None:
    """A visit of 100 minutes fills a whole day: neither of two stops of 30 minutes alone makes room for it."""
    visits = [
        *(visit(name, [2], since=-10, until=11) for name in "ab"),
        visit("v", [2], since=-10, until=11, minutes=100),
    ]
    _, found = told([shift(2)], visits, [[0, 1]])
    reason = only(found)
    assert (reason.kind, reason.rule) == (ReasonKind.DISPLACED, Rule.PERIOD_FULL)
    # 4 x 10 + 2 x 30 + 100 = 200 min in a shift of 120.
    assert "least overrun 80 min, on 2026-03-04" in reason.text
    assert "No exchange for a single stop could help." in reason.text


def test_a_full_day_is_told_by_its_most_visits() -> None:
    """Where the number of visits is what is full, that is said instead of minutes."""
    visits = [
        weighing(visit(name, [2], since=-10, until=11), weight)
        for name, weight in (("a", 1000), ("v", 10))
    ]
    _, found = told([shift(2, max_visits=1)], visits, [[0]])
    reason = only(found)
    assert reason.rule is Rule.DISPLACED
    assert "Tried: 2026-03-04; most visits reached." in reason.text


def test_a_filler_that_could_only_go_where_no_floor_asks_costs_its_travel() -> None:
    """Monday misses its floor, but a may come from Friday on only, where it would cost 20 minutes for nothing."""
    one = visit("a", [0, 5], since=-3, until=6)
    _, found = told([shift(0, floor=1), shift(5)], [one], [[], []])
    reason = only(found)
    assert (reason.kind, reason.rule) == (ReasonKind.DISPLACED, Rule.COST_TOO_HIGH)
    assert reason.cost == levels(COST=1200)


def test_a_contact_overlooked_is_a_better_plan() -> None:
    """The day is full, but a moment on the phone is left, and the customer may be phoned."""
    phoned = visit(
        "v",
        [2],
        since=-10,
        until=11,
        contact=ContactTerms(modes=(Mode.PHONE,), length_s=600),
    )
    assert phoned.cadence is not None
    phoned = replace(phoned, cadence=replace(phoned.cadence, in_person_every=2))
    visits = [visit("a", [2], since=-10, until=11), visit("b", [2], since=-10, until=11), phoned]
    _, found = told([shift(2)], visits, [[0, 1]])
    reason = only(found)
    assert (reason.kind, reason.rule) == (ReasonKind.NOT_FOUND, Rule.SEARCH_LIMIT)
    assert reason.cost == levels(LATE=-1008)


def test_the_plan_that_was_computed_is_told() -> None:
    """On Wednesday v has the place of a, who is made on Thursday: both shifts stand in the reason."""
    visits = [
        visit("a", [2, 3], since=-10, until=11),
        weighing(visit("b", [2], since=-10, until=11), 2000),
        visit("v", [2], since=-10, until=11),
    ]
    request, found = told([shift(2), shift(3)], visits, [[0, 1], []])
    reason = only(found)
    made = {shift_id: set(visits) for shift_id, visits in reason.instead}
    wednesday, thursday = (one.id for one in request.shifts)
    assert made == {wednesday: {"b", "v"}, thursday: {"a"}}
    assert reason.instead_contacts == ()


def test_a_call_that_was_overlooked_is_told_with_its_shift() -> None:
    """The changed plan visits whom it visited, and calls v besides."""
    phone = ContactTerms(modes=(Mode.PHONE,), length_s=600)
    phoned = visit("v", [2], since=-10, until=11, contact=phone)
    assert phoned.cadence is not None
    phoned = replace(phoned, cadence=replace(phoned.cadence, in_person_every=2))
    request, found = told([shift(2)], [visit("a", [2], since=-10, until=11), phoned], [[0]])
    reason = only(found)
    assert reason.instead == ((request.shifts[0].id, (VisitId("a"),)),)
    assert reason.instead_contacts == ((request.shifts[0].id, VisitId("v")),)


def closed_on(one: VisitRequest, number: int, rule: Rule) -> VisitRequest:
    """Return a visit that a rule keeps off a day."""
    return replace(one, closed_on=((on(number), rule),))


def test_a_day_without_notice_is_not_called_closed() -> None:
    """Owed by Friday; on the only day before, notice can no longer be given (R17)."""
    one = closed_on(visit("a", [7], since=-10), 2, Rule.LEAD_TIME)
    _, found = told([shift(2), shift(7)], [one], [[], [0]])
    reason = only(found)
    assert (reason.kind, reason.rule, reason.also) == (
        ReasonKind.IMPOSSIBLE,
        Rule.LEAD_TIME,
        (),
    )


def test_each_day_in_time_names_its_own_rule() -> None:
    """Two days in time: on the one notice is missing, on the other the customer is closed; either alone would do."""
    one = closed_on(visit("a", [7], since=-10), 0, Rule.LEAD_TIME)
    _, found = told([shift(0), shift(2), shift(7)], [one], [[], [], [0]])
    ((_, reasons),) = found
    assert [reason.rule for reason in reasons] == [Rule.LEAD_TIME, Rule.CLOSED_DAY]


def test_where_only_a_call_is_possible_it_has_to_be_in_person() -> None:
    """No road leads to a customer who may be called, but whose turn it is to be visited (R22)."""
    phone = ContactTerms(modes=(Mode.PHONE,), length_s=600)
    one = visit("a", [2], since=-10, until=11, contact=phone)
    assert one.cadence is not None
    one = replace(one, cadence=replace(one.cadence, in_person_every=2, contacts_since=1))
    _, found = told([shift(2)], [one], [[]], far=frozenset({"c:a"}))
    ((_, reasons),) = found
    assert [reason.rule for reason in reasons] == [Rule.UNREACHABLE, Rule.IN_PERSON]


def test_a_call_outside_the_working_hours_helps_nobody() -> None:
    """The customer may be called, but only in the evening, when nobody works."""
    phone = ContactTerms(modes=(Mode.PHONE,), length_s=600)
    one = visit("a", [], since=-10, until=11, contact=phone)
    assert one.cadence is not None
    evening = Opening(day=on(2), start_s=20 * 3600, end_s=21 * 3600)
    terms = replace(one.cadence, in_person_every=2)
    one = replace(one, cadence=terms, openings=(evening,))
    _, found = told([shift(2)], [one], [[]])
    ((_, reasons),) = found
    assert {reason.kind for reason in reasons} == {ReasonKind.IMPOSSIBLE}
    assert reasons[0].rule is Rule.TIME_WINDOW


def test_what_is_owed_from_a_day_after_the_plan_waits_for_it() -> None:
    """Reported for the 10th on, while the last visit day is the 9th: nobody misses it in this plan."""
    later = Obligation(
        cause=Cause.ANOMALY, first=on(8), last=on(12), because=BECAUSE, due_weight=50
    )
    one = replace(visit("a", [7], since=-1, until=9), obligations=(later,))
    _, found = told([shift(7)], [one], [[0]])
    reason = only(found)
    assert (reason.kind, reason.rule) == (ReasonKind.IMPOSSIBLE, Rule.NO_VISIT_DAY)
    assert "possible from 2026-03-10 on, the last day of this plan is 2026-03-09" in reason.text


def test_what_holds_for_both_is_told_once() -> None:
    """Late for its interval and uncovered for the months by one day that is full: the second time in short."""
    one = visit("v", [2], since=-20, interval=22, until=11, minutes=100)
    assert one.cadence is not None
    terms = replace(one.cadence, seen=date(2026, 2, 10), coverage_months=1, until=on(40))
    one = replace(one, cadence=terms)
    others = [visit(name, [2], since=-10, until=11) for name in "ab"]
    _, found = told([shift(2)], [*others, one], [[0, 1]])
    full = [
        reason
        for lapse, reasons in found
        for reason in reasons
        if lapse.visit == 2 and reason.rule is Rule.PERIOD_FULL
    ]
    assert len(full) == 2
    first, second = full
    assert "Owed by 2026-03-04 (late). Tried: 2026-03-04" in first.text
    again = "Owed by 2026-03-31 (coverage). The same as for what was owed by 2026-03-04 (late)."
    assert again in second.text
    assert "情况同应于2026-03-04前完成(超过周期)" in second.text_zh


def test_another_day_in_between_would_help_where_the_days_in_time_do_not() -> None:
    """Every five days, owed by the 4th: on the 4th the next one, on the 10th, is a day late, on the 5th this one is."""
    one = visit("a", [2, 3, 8], since=-3, interval=5, until=10)
    _, found = told([shift(2), shift(3), shift(8)], [one], [[], [0], [0]])
    reason = only(found)
    assert (reason.kind, reason.rule, reason.verified) == (
        ReasonKind.IMPOSSIBLE,
        Rule.NO_VISIT_DAY,
        True,
    )
    assert "were it met, a later one would lapse as much" in reason.text


@st.composite
def horizons(draw: st.DrawFn) -> tuple[list[ShiftRequest], list[VisitRequest]]:
    """Return a few shifts and visits that may or may not be possible, of which too many are owed too soon."""
    days = sorted(draw(st.sets(st.integers(0, 12), min_size=1, max_size=5)))
    shifts = [shift(day, floor=draw(st.integers(0, 1))) for day in days]
    visits = []
    for name in "abcd"[: draw(st.integers(1, 4))]:
        one = visit(
            name,
            sorted(draw(st.sets(st.sampled_from(days)))),
            since=draw(st.none() | st.integers(-20, -1)),
            interval=draw(st.integers(4, 14)),
            until=draw(st.integers(days[-1], 15)),
            minutes=draw(st.sampled_from([30, 60, 110])),
        )
        assert one.cadence is not None
        months_ago = one.cadence.since
        if months_ago is not None and draw(st.booleans()):
            months_ago = date(2026, 1, draw(st.integers(1, 31)))
        one = replace(one, cadence=replace(one.cadence, seen=months_ago))
        if draw(st.booleans()):
            first = draw(st.integers(0, 10))
            owed = Obligation(
                cause=draw(st.sampled_from([Cause.ANOMALY, Cause.PINNED])),
                first=on(first),
                last=on(first + draw(st.integers(0, 3))),
                because=BECAUSE,
            )
            one = replace(one, obligations=(owed,))
        visits.append(one)
    return shifts, visits


def as_if_never_made(one: VisitRequest) -> VisitRequest:
    """Return a visit with the category and cause of what is lost if it is not made at all."""
    assert one.cadence is not None
    end = last_step(one, past_of(one.cadence))
    return replace(one, category=end.category, cause=end.cause, deadline=end.deadline)


def weight_of(one: VisitRequest, lapse: LeftOut, days: Sequence[date]) -> int | None:
    """Return what a choice of days lets lapse of a cause, None if it is not allowed."""
    try:
        walked = steps(one, [(day, True) for day in days])
    except ValueError:
        return None
    return sum(
        other.weight
        for found in walked
        for other in found.lapses
        if (other.category, other.cause) == (lapse.category, lapse.cause)
    )


def some_plan(
    request: PlanRequest, problem: Problem, data: st.DataObject
) -> tuple[list[list[int]], list[list[date]]]:
    """Return the sequences of any plan of a request, and the days of each visit."""
    sequences: list[list[int]] = []
    made: list[list[date]] = [[] for _ in request.visits]
    for k, on_day in enumerate(request.shifts):
        sequence: list[int] = []
        for v in data.draw(st.permutations(range(len(request.visits)))):
            days = [*made[v], on_day.day]
            lapse = LeftOut(visit=v, category=Category.DUE, cause=Cause.CADENCE, weight=0)
            if (
                data.draw(st.booleans())
                and is_feasible(problem, k, [*sequence, v])
                and weight_of(request.visits[v], lapse, days) is not None
            ):
                sequence.append(v)
                made[v] = days
        sequences.append(sequence)
    return sequences, made


@given(horizons(), st.data())
@settings(max_examples=100, deadline=None)
def test_a_changed_plan_costs_what_is_told(
    horizon: tuple[list[ShiftRequest], list[VisitRequest]], data: st.DataObject
) -> None:
    """The best other days of a visit make a plan that can be kept, at the cost told, never worse than to stay."""
    shifts, asked = horizon
    visits = [as_if_never_made(one) for one in asked]
    request = PlanRequest(territory_id="t", shifts=tuple(shifts), visits=tuple(visits))
    problem = encode(request, matrix(visits))
    sequences, _ = some_plan(request, problem, data)
    standing = StandingPlan(problem, sequences, ())
    for v, one in enumerate(problem.visits):
        assert one.days is not None
        search = OtherDays(standing, v, Choices.of_graph(one.days))
        if data.draw(st.booleans()):
            for k, sequence in enumerate(sequences):
                for other in sequence:
                    if other != v:
                        search.offer_exchange(other, k)
        way = search.best(0)
        if way is None:
            # Two changes of one route.
            continue
        changed = [way.routes.get(k, tuple(sequence)) for k, sequence in enumerate(sequences)]
        assert all(is_feasible(problem, k, sequence) for k, sequence in enumerate(changed))
        before, after = problem.objective(sequences), problem.objective(changed)
        assert way.cost == tuple(b - a for a, b in zip(before, after, strict=True))
        assert way.cost <= (0,) * NUM_LEVELS


@given(horizons(), st.data())
@settings(max_examples=200, deadline=None)
def test_nothing_possible_is_called_impossible(
    horizon: tuple[list[ShiftRequest], list[VisitRequest]], data: st.DataObject
) -> None:
    """No choice of days, of all there are, avoids what is called impossible; every reason has its words and figures."""
    shifts, asked = horizon
    visits = [as_if_never_made(one) for one in asked]
    request = PlanRequest(territory_id="t", shifts=tuple(shifts), visits=tuple(visits))
    problem = encode(request, matrix(visits))
    sequences, made = some_plan(request, problem, data)
    tables = timetables(problem, sequences)
    lapses = left_out(request, tables)
    for lapse, reasons in zip(
        lapses, explain_lapses(request, problem, tables, lapses), strict=True
    ):
        one = visits[lapse.visit]
        assert reasons
        for reason in reasons:
            assert reason.text.startswith(f"Visit {one.id}: ")
            assert reason.text_zh.startswith(f"拜访{one.id}:")
            assert len(reason.cost) == (NUM_LEVELS if reason.cost else 0)
            if reason.kind is ReasonKind.NOT_FOUND:
                assert reason.cost < (0,) * NUM_LEVELS
            if reason.rule in (Rule.DISPLACED, Rule.COST_TOO_HIGH):
                assert reason.cost >= (0,) * NUM_LEVELS
        if reasons[0].kind is not ReasonKind.IMPOSSIBLE or lapse.category is Category.FILLER:
            continue
        assert one.cadence is not None
        now = weight_of(one, lapse, made[lapse.visit])
        assert now is not None
        assert lapse.deadline is not None
        if lapse.deadline < one.cadence.starts:
            # Late already: whatever the days, it stands among what lapses.
            continue
        can_be = sorted(
            {
                on_day.day
                for k, on_day in enumerate(shifts)
                if is_feasible(problem, k, [lapse.visit])
            }
        )
        choices = chain.from_iterable(combinations(can_be, n) for n in range(len(can_be) + 1))
        for choice in choices:
            weight = weight_of(one, lapse, choice)
            assert weight is None or weight > now - lapse.weight


def test_calls_count_where_the_stops_alone_leave_room() -> None:
    """60 of 100 s are taken, a call takes 20: 30 s more end at 90, but 10 s too late with the call."""

    def lasting(length_s: int, contact_s: int | None = None) -> Visit:
        return Visit(
            place=0,
            min_s=length_s,
            target_s=length_s,
            max_s=length_s,
            windows=(((0, 100),),),
            skip_level=None,
            skip_weight=0,
            serve_cost_s=(0,),
            contact_s=contact_s,
        )

    standing = StandingPlan(
        Problem(
            travel_s=np.zeros((1, 1), np.int64),
            shifts=(Shift(start_place=0, end_place=0, start_s=0, end_s=100),),
            visits=(lasting(60), lasting(60, 20), lasting(30)),
        ),
        [(0,)],
        [(0, 1)],
    )
    assert standing.taken_in(2, 0) is None
    assert standing.missing_s(2, 0) == 10


def test_days_in_time_are_told_once() -> None:
    """Owed on day 4 (30 days after -26), shut on days 2 and 3: these days are named, no one of them again."""
    asked = visit("a", [7], since=-26, interval=30)
    _, ((_, (reason, *_)),) = told([shift(2), shift(3), shift(7)], [asked], [[], [], [0]])
    assert reason.text.startswith("Visit a: closed on these days. Owed by 2026-03-06 (late)")
    assert "visit days in time: 2026-03-04, 2026-03-05. Choose" in reason.text
