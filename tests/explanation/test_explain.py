"""What is told of visits that are made, left out or late: small plans worked by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from routing.domain.customer import Mode
from routing.domain.ids import ManagerId, VisitId
from routing.domain.visit import Category, Cause
from routing.errors import InputError
from routing.explanation import Attempt, Explainer, Explanation, explain, explain_all
from routing.plan import ReasonKind
from routing.request import (
    ContactTerms,
    LunchTerms,
    Obligation,
    Opening,
    ShiftRequest,
    VisitRequest,
)
from routing.rules import Rule
from routing.status import NUM_LEVELS, Level
from tests.explanation.small_plans import (
    BECAUSE,
    TOLD,
    Case,
    on,
    planned,
    recurring,
    shift,
    visit,
)

NINE_S = 9 * 3600


def levels(**changes: int) -> tuple[int, ...]:
    """Return a change of the objective from the levels that change."""
    found = [0] * NUM_LEVELS
    for name, amount in changes.items():
        found[Level[name]] = amount
    return tuple(found)


def told(case: Case, visit_id: str) -> Explanation:
    """Return the explanation of one visit."""
    return explain(*case, VisitId(visit_id))


def only(found: tuple[Attempt, ...]) -> Attempt:
    """Return the one attempt."""
    (attempt,) = found
    return attempt


FULL = planned([shift()], [visit("a", weight=900), visit("b"), visit("c")], [[0, 1]])
"""Out at 08:00, 3 legs of 10 and 2 visits of 30 minutes: back at 09:30; a third visit adds 40, to 10:10."""


def test_full_day_tells_its_nearest_miss_and_who_would_give_way() -> None:
    """One visit more is back at 10:10, 10 minutes late; in place of the lighter one it wins 100 for the same travel."""
    one = told(FULL, "c")
    assert (one.placements, one.reasons) == ((), (TOLD,))
    assert (one.category, one.cause) == (Category.DUE, Cause.CADENCE)
    attempt = only(one.attempts)
    assert (attempt.missing_s, attempt.displaces, attempt.rules) == (600, ("a",), ())
    assert attempt.cost == levels(DUE=900 - 1000)
    assert attempt.verified
    assert attempt.text.startswith("2026-03-02 m: overruns by 10 min; stop ")
    assert "in place of a (left out: due)" in attempt.text
    assert attempt.text.endswith("Better than the plan: the search stopped first.")
    assert attempt.text_zh.startswith("2026-03-02（m）：超时10分钟；第")
    assert "取代a（不再安排：到期）" in attempt.text_zh


def test_planned_visit_of_a_plan_without_another_day() -> None:
    """Taken out, its weight is lost and a leg of 10 minutes saved; the only other place is as good."""
    one = told(FULL, "a")
    assert (one.reasons, one.attempts) == ((), ())
    (placement,) = one.placements
    assert (placement.position, placement.detour_s) == (1, 600)
    assert placement.start_s == 8 * 3600 + 600
    assert placement.cost == levels(DUE=900, COST=-600)
    assert placement.next_best is None
    assert placement.next_place is not None
    assert (placement.next_place.position, placement.next_place.cost) == (2, levels())
    assert "due; stop 1 of 2 at 08:10, a detour of 10 min" in placement.text
    assert "Without it: left out: due. Weight of due visits lost +900" in placement.text
    assert "This plan has no other day." in placement.text
    assert "本计划没有其他日期" in placement.text_zh


def test_next_best_day_and_the_best_first() -> None:
    """Alone on Tuesday: its way there and back is 20 minutes where it saves 10. Wednesday is shut, Thursday dearer."""
    days = [0, 1, 3]
    visits = [visit("a", days), visit("b", days)]
    shifts = [shift(0), shift(1), shift(2), shift(3, floor=0, is_extra=True)]
    (placement,) = (one := told(planned(shifts, visits, [[0, 1], [], [], []]), "a")).placements
    assert placement.next_best is not None
    assert (placement.next_best.day, placement.next_best.position) == (on(1), 1)
    assert placement.next_best.cost == levels(COST=2 * 600 - 600)
    assert placement.next_best.instead_of == "m@2026-03-02"
    assert [attempt.day for attempt in one.attempts] == [on(1), on(3), on(2)]
    assert one.attempts[1].cost == levels(OPENED=1, COST=600)
    assert one.attempts[2].rules == (Rule.CLOSED_DAY,)
    assert "Next best: 2026-03-03 m: stop 1 instead of 2026-03-02 m." in placement.text


def test_other_account_manager_who_is_full() -> None:
    """He makes the most visits allowed: no minutes are missing, somebody would have to give way."""
    shifts = [shift(0, "m", max_visits=0), shift(0, "n", max_visits=1)]
    case = planned(shifts, [visit("a"), visit("b")], [[], [0]])
    at_n, at_m = told(case, "b").attempts
    assert (at_n.manager_id, at_n.missing_s, at_n.displaces) == ("n", None, ("a",))
    assert "most visits reached (1)" in at_n.text
    assert at_m.rules == (Rule.MAX_VISITS,)


def test_nobody_can_give_way() -> None:
    """An hour fits into neither of two gaps of half an hour beside any one stop that is left."""
    long = visit("long", minutes=80)
    case = planned([shift()], [visit("a"), visit("b"), long], [[0, 1]])
    attempt = only(told(case, "long").attempts)
    # With one stop of 30 minutes left: 30 + 80 and three legs make 140 minutes of 120.
    assert (attempt.cost, attempt.rules, attempt.verified) == ((), (), True)
    # With both: 60 + 80 and four legs make 180.
    assert attempt.missing_s == 60 * 60
    assert "overruns by 60 min; no single stop that gives way makes room" in attempt.text


LUNCH = LunchTerms(earliest_s=8 * 3600, latest_s=9 * 3600, length_s=3600)
EARLY = (Opening(day=on(0), start_s=7 * 3600, end_s=8 * 3600),)
M = frozenset({ManagerId("other")})


@pytest.mark.parametrize(
    ("rules", "asked", "of", "healed"),
    [
        ((Rule.CLOSED_DAY,), visit("a", [1]), shift(), visit("a", [0, 1])),
        ((Rule.TIME_WINDOW, Rule.SHIFT_HOURS), visit("a", openings=EARLY), shift(), visit("a")),
        (
            (Rule.APPOINTMENT, Rule.SHIFT_HOURS),
            visit("a", openings=EARLY, appointment_s=7 * 3600),
            shift(),
            visit("a", appointment_s=NINE_S),
        ),
        ((Rule.MANAGER_NOT_ALLOWED,), visit("a", manager_ids=M), shift(), visit("a")),
        ((Rule.MIN_GAP,), visit("a", release=on(1)), shift(), visit("a", release=on(0))),
        ((Rule.SHIFT_HOURS,), visit("a", minutes=101), shift(), visit("a", minutes=100)),
        (
            (Rule.RESERVED_TIME, Rule.SHIFT_HOURS),
            visit("a", minutes=90),
            shift(reserve_s=1200),
            None,
        ),
        ((Rule.LUNCH, Rule.SHIFT_HOURS), visit("a", minutes=60), shift(lunch=LUNCH), None),
        ((Rule.MAX_VISITS,), visit("a"), shift(max_visits=0), None),
    ],
)
def test_rule_that_keeps_a_visit_off(
    rules: tuple[Rule, ...], asked: VisitRequest, of: ShiftRequest, healed: VisitRequest | None
) -> None:
    """The rule is named, each that would do if there are two; without it the visit could be made."""
    attempt = only(told(planned([of], [asked], [[]]), "a").attempts)
    assert (attempt.rules, attempt.cost, attempt.verified) == (rules, (), True)
    assert attempt.missing_s is None
    for other in [of] if healed else _healed(of):
        assert only(told(planned([other], [healed or asked], [[]]), "a").attempts).cost


def _healed(of: ShiftRequest) -> list[ShiftRequest]:
    """Return the shift without each of the rules that it can have."""
    freed = replace(of, reserve_s=0, lunch=None, max_visits=1)
    return [freed] if of.max_visits == 0 else [freed, replace(of, end_s=of.end_s + 3600)]


def test_day_long_enough_for_a_visit_that_opens_too_late() -> None:
    """10 + 30 + 10 minutes fit into two hours, but begun at 09:45 they end at 10:25: the windows are told."""
    late = (Opening(day=on(0), start_s=NINE_S + 45 * 60, end_s=11 * 3600),)
    attempt = only(told(planned([shift()], [visit("a", openings=late)], [[]]), "a").attempts)
    figures = "50 min with the way there and back, it may start 09:45-11:00, the working day is"
    assert f"does not fit the working day ({figures} 08:00-10:00)" in attempt.text


def test_day_that_is_past_was_owed() -> None:
    """On Monday nothing is in time any more that was owed on Saturday; on the day itself it still is."""
    for number, owed in ((-2, "was owed by 2026-02-28"), (0, "owed by 2026-03-02")):
        asked = visit("a", deadline=on(number))
        (placement,) = told(planned([shift()], [asked], [[0]]), "a").placements
        assert f"m: due, {owed}; stop 1 of 1" in placement.text
        assert f"Without it: left out: due, {owed}." in placement.text


def test_no_way_to_get_there() -> None:
    """Nothing leads to the customer: the road graph is what to look at."""
    request, travel, plan = planned([shift()], [visit("a")], [[]])
    reachable = travel.reachable.copy()
    reachable[0, 1] = False
    attempt = only(
        explain(request, replace(travel, reachable=reachable), plan, VisitId("a")).attempts
    )
    assert attempt.rules == (Rule.UNREACHABLE,)
    assert "Check the coordinates" in attempt.text


def test_minimum_gap_of_a_recurring_visit() -> None:
    """Every 14 days, 7 apart at least: not on day 5 beside day 8, nor on day 5 in its place, 6 days after day -1."""
    shifts = [shift(5), shift(8), shift(9)]
    case = planned(shifts, [recurring("a", [5, 8, 9], since=-1)], [[], [0], []])
    ninth, fifth = told(case, "a").attempts
    assert (fifth.day, fifth.rules, fifth.verified) == (on(5), (Rule.MIN_GAP,), True)
    assert "7 days from 2026-03-01, 2026-03-10" in fifth.text
    assert (ninth.day, ninth.instead_of) == (on(9), "m@2026-03-10")
    # Due from day 9, 10 of 14 days after day -1: on day 8 it pays a third of 300 for one day of 3 too early.
    assert ninth.cost == levels(COST=-100)


def test_closed_and_too_soon() -> None:
    """Shut on day 1, which is inside the gap too: without either rule alone it could still not be made."""
    case = planned([shift(1), shift(8)], [recurring("a", [8], since=-1)], [[], [0]])
    attempt = only(told(case, "a").attempts)
    assert attempt.rules == (Rule.CLOSED_DAY, Rule.MIN_GAP)
    assert (
        "closed on this day and too soon after the last visit (7 days from 2026-03-01, 2026-03-10)"
        in attempt.text
    )


def test_late_visit_tells_what_a_sooner_day_wins() -> None:
    """Owed on day 4 (30 days after -26) and made on day 7, three days late; on day 2 nothing lapses."""
    asked = recurring("a", [2, 7], since=-26, interval=30)
    case = planned([shift(2), shift(7)], [asked], [[], [0]])
    one = told(case, "a")
    assert (one.category, one.cause, one.reasons) == (Category.MANDATORY, Cause.LATE, (TOLD,))
    (placement,) = one.placements
    assert (placement.category, placement.cause) == (Category.MANDATORY, Cause.LATE)
    sooner = only(one.attempts)
    assert sooner.cost == levels(LATE=-1003)
    assert "in time: the visit, owed by 2026-03-06" in sooner.text
    assert placement.next_best == sooner


def test_extra_day_that_is_no_visit_day_for_this_customer() -> None:
    """The shift was opened for others; were it a visit day, the customer could be visited."""
    spare = (Opening(day=on(1), start_s=0, end_s=86_400),)
    case = planned(
        [shift(0, max_visits=0), shift(1, is_extra=True)],
        [recurring("a", [0], since=-10, spare_openings=spare)],
        [[], []],
    )
    by_day = {attempt.day: attempt for attempt in told(case, "a").attempts}
    assert by_day[on(1)].rules == (Rule.NO_VISIT_DAY,)
    assert "Open a working day for it" in by_day[on(1)].text


def test_contact_tells_what_going_there_would_cost() -> None:
    """A call costs nothing; going there is 20 minutes of driving; a call on the other day would be as good."""
    phone = ContactTerms(modes=(Mode.PHONE,), length_s=600)
    asked = recurring("a", [2, 4], since=-20, interval=30, contact=phone)
    case = planned([shift(2), shift(4)], [asked], [[], []], [(0, 0)])
    one = told(case, "a")
    (placement,) = one.placements
    assert (placement.is_in_person, placement.position, placement.detour_s) == (False, 0, 0)
    assert "by phone or network at 08:00" in placement.text
    assert placement.next_place is not None
    assert placement.next_place.is_in_person
    assert placement.next_place.cost == levels(COST=1200)
    assert placement.next_best is not None
    assert not placement.next_best.is_in_person
    assert placement.next_best.cost == levels()
    assert one.attempts == (placement.next_best,)


def test_call_that_is_too_soon() -> None:
    """A call is made when the visit is due, not before: on day 0 it is not; no gap is in the way."""
    phone = ContactTerms(modes=(Mode.PHONE,), length_s=600)
    asked = recurring("a", [0, 4], since=-8, contact=phone)
    case = planned([shift(0), shift(4)], [asked], [[], []], [(1, 0)])
    assert only(told(case, "a").attempts).rules == (Rule.CONTACT,)


def test_reasons_are_told_anew_where_the_plan_has_none() -> None:
    """A plan of other software tells no reasons: a visit left out, and one that is late, get theirs all the same."""
    visits = [visit("a", [7], minutes=200), recurring("b", [7], since=-10)]
    request, travel, plan = planned([shift(7)], visits, [[1]])
    a, b = explain_all(request, travel, replace(plan, unassigned=()))
    assert {reason.rule for reason in a.reasons} == {Rule.VISIT_LENGTH, Rule.SHIFT_HOURS}
    assert [(reason.kind, reason.rule) for reason in b.reasons] == [
        (ReasonKind.IMPOSSIBLE, Rule.NO_VISIT_DAY)
    ]


def test_reasons_of_a_plan_for_another_question_are_told_anew() -> None:
    """Asked with another weight than the plan was made for, its own reasons are answers to another question."""
    request, travel, plan = FULL
    assert explain(request, travel, plan, VisitId("c")).reasons == (TOLD,)
    other = replace(request, visits=(*request.visits[:2], replace(request.visits[2], weight=1)))
    (reason,) = explain(other, travel, plan, VisitId("c")).reasons
    # In place of the lighter of two it would win 1 and lose 900.
    assert (reason.rule, reason.displaces) == (Rule.DISPLACED, ("a",))


def test_edited_plan_is_told_by_its_routes() -> None:
    """A stop taken out by hand: its visit is left out, who is put in is not, and times follow from the route."""
    request, travel, plan = FULL
    (route,) = plan.routes
    first, second = route.stops
    late = replace(first, start_s=-5)
    shorter = replace(plan, routes=(replace(route, stops=(late,)),))
    a, b, _ = explain_all(request, travel, shorter)
    assert [placement.start_s for placement in a.placements] == [8 * 3600 + 600]
    assert b.reasons
    for_c = replace(second, visit_id=VisitId("c"), place_id=request.visits[2].place_id)
    exchanged = replace(plan, routes=(replace(route, stops=(first, for_c)),))
    _, b, c = explain_all(request, travel, exchanged)
    # The plan's own list still has c as left out, and b as nowhere.
    assert (c.reasons, len(c.placements)) == ((), 1)
    assert (len(b.reasons), b.placements) == (1, ())


def test_two_routes_of_a_shift_or_two_stops_of_a_visit_are_an_input_error() -> None:
    """It is not clear which of the two is the plan."""
    request, travel, plan = FULL
    (route,) = plan.routes
    with pytest.raises(InputError) as caught:
        explain(request, travel, replace(plan, routes=(route, route)), VisitId("a"))
    assert [issue.code for issue in caught.value.issues] == ["duplicate-route"]
    twice = replace(route, stops=(route.stops[0], route.stops[0]))
    with pytest.raises(InputError, match="made more than once"):
        explain(request, travel, replace(plan, routes=(twice,)), VisitId("a"))


def test_call_that_the_routes_leave_no_time_for_is_an_input_error() -> None:
    """A call of an hour beside two visits that leave half an hour: no moment can be told."""
    phone = ContactTerms(modes=(Mode.PHONE,), length_s=3600)
    asked = recurring("c", [0], since=-25, interval=30, contact=phone)
    request, travel, plan = planned([shift()], [visit("a"), visit("b"), asked], [[]], [(0, 2)])
    full = planned([shift()], [visit("a"), visit("b")], [[0, 1]])[2].routes[0]
    crowded = replace(plan, routes=(replace(full, contacts=plan.routes[0].contacts),))
    with pytest.raises(InputError, match="leaves no time for this call"):
        explain(request, travel, crowded, VisitId("a"))


def test_clashing_promises_are_named_when_told_anew() -> None:
    """Two promises for the same moment at two places: whoever is left out contradicts the other."""
    at_nine = (Opening(day=on(0), start_s=NINE_S, end_s=NINE_S),)
    visits = [
        visit(
            name,
            openings=at_nine,
            appointment_s=NINE_S,
            category=Category.MANDATORY,
            cause=Cause.APPOINTMENT,
        )
        for name in ("a", "b")
    ]
    request, travel, plan = planned([shift()], visits, [[0]])
    reasons = explain(request, travel, replace(plan, unassigned=()), VisitId("b")).reasons
    assert reasons[0].rule is Rule.PROMISES_CLASH
    assert len(reasons) > 1


def test_reason_gives_way_to_a_better_plan_that_was_found() -> None:
    """The plan says that c would push out more than it is worth; in place of a it wins 100."""
    request, travel, plan = FULL
    told_wrongly = replace(TOLD, kind=ReasonKind.DISPLACED, rule=Rule.DISPLACED)
    (left,) = plan.unassigned
    plan = replace(plan, unassigned=(replace(left, reasons=(told_wrongly,)),))
    one = explain(request, travel, plan, VisitId("c"))
    (reason,), attempt = one.reasons, only(one.attempts)
    assert (reason.kind, reason.rule) == (ReasonKind.NOT_FOUND, Rule.SEARCH_LIMIT)
    assert (reason.cost, reason.displaces) == (attempt.cost, ("a",))
    assert attempt.text in reason.text


def test_in_short_cause_day_and_reason_belong_together() -> None:
    """Two lapses: the anomaly, owed by day 3, is left out; the visit itself was owed by day 4. The graver is told."""
    anomaly = Obligation(cause=Cause.ANOMALY, first=on(2), last=on(3), because=BECAUSE)
    asked = recurring("a", [7], since=-26, interval=30, obligations=(anomaly,))
    case = planned([shift(7)], [asked], [[0]])
    short = Explainer(*case).in_short(VisitId("a"))
    assert short is not None
    assert (short.cause, short.deadline, short.made) == (Cause.ANOMALY, on(3), on(7))
    assert short.reason == TOLD
    assert short.nearest is None
    assert Explainer(*FULL).in_short(VisitId("a")) is None


def test_in_short_and_in_full_tell_the_same() -> None:
    """The first reason and the best attempt of the full explanation, a better plan found included."""
    request, travel, plan = FULL
    (left,) = plan.unassigned
    for reason in (TOLD, replace(TOLD, kind=ReasonKind.DISPLACED, rule=Rule.DISPLACED)):
        told_so = replace(plan, unassigned=(replace(left, reasons=(reason,)),))
        explainer = Explainer(request, travel, told_so)
        short, full = explainer.in_short(VisitId("c")), explainer.explanation(VisitId("c"))
        assert short is not None
        assert (short.reason, short.nearest) == (full.reasons[0], full.attempts[0])


def test_missed_are_those_that_somebody_misses() -> None:
    """Left out and due, or late, which is graver: missed. Fillers and visits in time are not."""
    visits = [
        visit("due"),
        visit("idle", category=Category.FILLER, cause=Cause.FILLER),
        recurring("late", [7], since=-10),
        recurring("rests", [7], since=-1, interval=60),
    ]
    explainer = Explainer(*planned([shift(0, max_visits=0), shift(7)], visits, [[], [2]]))
    assert explainer.missed == ("late", "due")


def test_all_are_each() -> None:
    """All explanations are those of each visit by itself, in the order of the request."""
    request, travel, plan = FULL
    found = explain_all(request, travel, plan)
    assert found == tuple(explain(request, travel, plan, one.id) for one in request.visits)


def test_unknown_visit_is_an_input_error() -> None:
    """An id that the request does not have is named."""
    with pytest.raises(InputError) as caught:
        told(FULL, "nobody")
    assert [issue.value for issue in caught.value.issues] == ["nobody"]


def test_plan_that_breaks_rules_is_an_input_error() -> None:
    """What a change would cost means nothing where the plan itself cannot be driven."""
    request, travel, plan = FULL
    shorter = replace(request, shifts=(replace(request.shifts[0], end_s=NINE_S),))
    with pytest.raises(InputError, match="cannot be driven"):
        explain(shorter, travel, plan, VisitId("a"))


def test_request_without_visits_or_shifts_has_nothing_to_explain() -> None:
    """No visits: nothing. No shifts: a visit has no attempts, and why it is left out."""
    assert explain_all(*planned([], [], [])) == ()
    request, travel, plan = planned([], [visit("a")], [])
    one = explain(request, travel, replace(plan, unassigned=()), VisitId("a"))
    assert (one.placements, one.attempts) == ((), ())
    assert [reason.rule for reason in one.reasons] == [Rule.NO_SHIFT]
