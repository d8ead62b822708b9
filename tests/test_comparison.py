"""Two plans side by side: every difference once, figures and levels of both, and a verdict that the levels bear out."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.comparison import Comparison, Verdict, compare
from routing.domain.customer import Mode
from routing.domain.ids import CustomerId, VisitId
from routing.domain.visit import Category, Cause
from routing.errors import InputError
from routing.plan import (
    Kpis,
    Objective,
    ObjectiveTerm,
    Plan,
    UnassignedVisit,
)
from routing.plan_chain import ChangeKind
from routing.status import NUM_LEVELS, Level
from tests.plan_chain.hand_made import (
    CORE,
    FRIDAY,
    M1,
    M2,
    MONDAY,
    POTENTIAL,
    REGULAR,
    SUNDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    Entry,
    plan,
)

TEN, ELEVEN, TWELVE = 36_000, 39_600, 43_200


def of_week(*entries: Entry, **more: object) -> Plan:
    """Return a plan of the first week of November."""
    return plan(entries, MONDAY, SUNDAY, **more)  # type: ignore[arg-type]


def kinds(found: Comparison) -> list[tuple[ChangeKind, CustomerId]]:
    """Return how which customers' visits differ."""
    return [(one.kind, one.customer_id) for one in found.differences]


def worth(of: Plan, *terms: tuple[Level, str, int, int]) -> Plan:
    """Return a plan with an objective of these terms: level, name, amount, value."""
    levels = [0] * NUM_LEVELS
    for level, _, _, value in terms:
        levels[level] += value
    return replace(
        of,
        objective=Objective(
            levels=tuple(levels),
            terms=tuple(
                ObjectiveTerm(level=level, name=name, amount=amount, value=value)
                for level, name, amount, value in terms
            ),
        ),
    )


def left_out(customer_id: CustomerId, **more: object) -> UnassignedVisit:
    """Return a due visit left out, owed by Friday."""
    given_: dict[str, object] = {
        "visit_id": VisitId(customer_id),
        "customer_id": customer_id,
        "category": Category.DUE,
        "cause": Cause.CADENCE,
        "reasons": (),
        "deadline": FRIDAY,
    }
    return UnassignedVisit(**(given_ | more))  # type: ignore[arg-type]


# ------------------------------------------------------------------ visits


def test_each_difference_is_told_once() -> None:
    """Of six customers one came, one went, one moved, one is somebody else's, one is phoned, one is later."""
    five, six = CustomerId("five"), CustomerId("six")
    before = of_week(
        Entry(REGULAR, MONDAY),
        Entry(POTENTIAL, TUESDAY),
        Entry(five, WEDNESDAY),
        Entry(six, THURSDAY),
        Entry(CustomerId("seven"), FRIDAY),
        managers=(M1, M2),
    )
    after = of_week(
        Entry(CORE, MONDAY),
        Entry(POTENTIAL, WEDNESDAY),
        Entry(five, WEDNESDAY, manager_id=M2),
        Entry(six, THURSDAY, mode=Mode.PHONE),
        Entry(CustomerId("seven"), FRIDAY, clock_s=ELEVEN),
        managers=(M1, M2),
    )
    assert kinds(compare(before, after)) == [
        (ChangeKind.ADDED, CORE),
        (ChangeKind.DROPPED, REGULAR),
        (ChangeKind.MOVED, POTENTIAL),
        (ChangeKind.REASSIGNED, five),
        (ChangeKind.MODE, six),
        (ChangeKind.RETIMED, CustomerId("seven")),
    ]


def test_quarter_of_an_hour_is_no_other_time_unless_asked_for() -> None:
    """900 seconds later is the same visit, 901 are not; with 0 every second counts."""
    before = of_week(Entry(CORE, MONDAY))
    assert kinds(compare(before, of_week(Entry(CORE, MONDAY, clock_s=TEN + 900)))) == []
    later = of_week(Entry(CORE, MONDAY, clock_s=TEN + 901))
    assert kinds(compare(before, later)) == [(ChangeKind.RETIMED, CORE)]
    second = of_week(Entry(CORE, MONDAY, clock_s=TEN + 1))
    assert kinds(compare(before, second, retimed_over_s=0)) == [(ChangeKind.RETIMED, CORE)]


def test_order_of_a_route_names_the_fewest_that_moved() -> None:
    """Core, potential, regular become potential, regular, core: core alone went to the end."""
    before = of_week(
        Entry(CORE, MONDAY, clock_s=TEN),
        Entry(POTENTIAL, MONDAY, clock_s=ELEVEN),
        Entry(REGULAR, MONDAY, clock_s=TWELVE),
    )
    after = of_week(
        Entry(POTENTIAL, MONDAY, clock_s=TEN),
        Entry(REGULAR, MONDAY, clock_s=ELEVEN),
        Entry(CORE, MONDAY, clock_s=TWELVE),
    )
    (route,) = compare(before, after).reordered
    assert (route.manager_id, route.day, route.moved) == (M1, MONDAY, (CORE,))
    assert route.before == (CORE, POTENTIAL, REGULAR)
    assert route.after == (POTENTIAL, REGULAR, CORE)


def test_who_comes_and_goes_does_not_reorder_a_route() -> None:
    """Core drops out between the others, who stay in their order."""
    before = of_week(
        Entry(REGULAR, MONDAY),
        Entry(CORE, MONDAY, clock_s=ELEVEN),
        Entry(POTENTIAL, MONDAY, clock_s=TWELVE),
    )
    after = of_week(Entry(REGULAR, MONDAY), Entry(POTENTIAL, MONDAY, clock_s=TWELVE))
    assert compare(before, after).reordered == ()


@given(
    st.permutations([CustomerId(f"c{n}") for n in range(7)]),
    st.permutations([CustomerId(f"c{n}") for n in range(7)]),
)
def test_moving_those_named_turns_one_order_into_the_other(
    old: list[CustomerId], new: list[CustomerId]
) -> None:
    """Without those who moved both routes have one order; a route against itself names nobody."""

    def route(order: list[CustomerId]) -> Plan:
        return of_week(*(Entry(one, MONDAY, clock_s=TEN + 1800 * n) for n, one in enumerate(order)))

    found = compare(route(old), route(new)).reordered
    moved = {one for each in found for one in each.moved}
    assert [one for one in old if one not in moved] == [one for one in new if one not in moved]
    assert (found == ()) == (old == new)
    assert len(moved) < len(old)


# ------------------------------------------------------------------ left out


def test_entries_that_appear_and_disappear() -> None:
    """Both leave core out, only the first potential, only the second regular; another deadline is another entry."""
    before = of_week(unassigned=(left_out(CORE), left_out(POTENTIAL)))
    after = of_week(unassigned=(left_out(CORE), left_out(REGULAR)))
    found = compare(before, after)
    assert [one.customer_id for one in found.no_longer_left_out] == [POTENTIAL]
    assert [one.customer_id for one in found.newly_left_out] == [REGULAR]
    later = compare(before, of_week(unassigned=(left_out(CORE, deadline=SUNDAY),)))
    assert [one.deadline for one in later.newly_left_out] == [SUNDAY]


def test_ids_of_visits_do_not_matter() -> None:
    """A day's plan calls its visits otherwise than a week's: the customer and what was owed make the entry."""
    before = of_week(unassigned=(left_out(CORE),))
    after = of_week(unassigned=(left_out(CORE, visit_id=VisitId("core@2026-11-06")),))
    found = compare(before, after)
    assert (found.newly_left_out, found.no_longer_left_out) == ((), ())


# ------------------------------------------------------------------ figures and verdict


def test_figures_are_those_of_both_plans() -> None:
    """Every key figure stands beside its like, and travel per visit: 3,000 s for 4 visits are 750 s each."""
    kpis = Kpis(**{field.name: n for n, field in enumerate(fields(Kpis))})
    before = replace(of_week(), kpis=replace(kpis, travel_s=3000, num_visits=4))
    after = replace(of_week(), kpis=replace(kpis, travel_s=3000, num_visits=0))
    found = {one.name: (one.before, one.after) for one in compare(before, after).figures}
    assert set(found) == {field.name for field in fields(Kpis)} | {"travel_per_visit_s"}
    assert found["travel_s"] == (3000, 3000)
    assert found["num_visits"] == (4, 0)
    assert found["travel_per_visit_s"] == (750, 3000)
    assert found["waiting_s"] == (kpis.waiting_s, kpis.waiting_s)


def test_first_level_that_differs_decides() -> None:
    """One late visit less is worth any travel: the second plan is better, and the sentence says what it costs."""
    before = worth(of_week(), (Level.LATE, "late", 2, 2030), (Level.COST, "travel", 5000, 5000))
    after = worth(of_week(), (Level.LATE, "late", 1, 1010), (Level.COST, "travel", 9000, 9000))
    found = compare(before, after)
    assert (found.verdict, found.decided_on) == (Verdict.SECOND, Level.LATE)
    assert found.text == (
        "The second plan is better: late visits left out 2,030 -> 1,010 (2 -> 1 visits). "
        "It is worse below that: travel and wishes, in seconds 5,000 -> 9,000."
    )
    assert found.text_zh == (
        "后一份计划更优：未安排的逾期拜访 2,030 -> 1,010（2 -> 1 户）。"
        "次要方面较差：路途与偏好（秒） 5,000 -> 9,000。"
    )
    back = compare(after, before)
    assert (back.verdict, back.decided_on) == (Verdict.FIRST, Level.LATE)
    assert back.text.startswith("The first plan is better: late visits left out 1,010 -> 2,030")


def test_equal_objectives_are_equal_however_the_plans_differ() -> None:
    """Another day of the same worth is a difference, but no plan is better for it."""
    found = compare(of_week(Entry(CORE, MONDAY)), of_week(Entry(CORE, TUESDAY)))
    assert (found.verdict, found.decided_on) == (Verdict.EQUAL, None)
    assert kinds(found) == [(ChangeKind.MOVED, CORE)]


def test_terms_stand_beside_each_other() -> None:
    """A term that one plan lacks stands there with nothing in it."""
    before = worth(of_week(), (Level.COST, "travel", 60, 60))
    after = worth(of_week(), (Level.COST, "ORDER_DAY", 2, 600), (Level.COST, "travel", 50, 50))
    found = {
        one.before.name: (one.before.amount, one.after.amount)
        for one in compare(before, after).terms
    }
    assert found == {"ORDER_DAY": (0, 2), "travel": (60, 50)}


def test_other_questions_are_told() -> None:
    """Plans of one request are marked as such, plans of two are not."""
    before, after = of_week(), of_week()
    assert compare(before, after).is_same_request
    asked_again = replace(after, provenance=replace(after.provenance, request_digest="other"))
    found = compare(before, asked_again)
    assert not found.is_same_request
    assert found.text == (
        "Both plans are equally good on every level. "
        "They do not answer the same question: each is counted by its own."
    )
    assert found.text_zh.startswith("两份计划各级目标均相同。两份计划所依据的需求不同")


# ------------------------------------------------------------------ plans of different lengths


def test_month_and_week_are_compared_on_the_common_days() -> None:
    """Of a month only the week's days count: one visit was there and one is, 900 s of travel against none."""
    month = plan(
        [Entry(CORE, MONDAY), Entry(CORE, date(2026, 11, 16)), Entry(REGULAR, date(2026, 11, 18))],
        MONDAY,
        date(2026, 11, 30),
        unassigned=(left_out(POTENTIAL), left_out(REGULAR, deadline=date(2026, 11, 20))),
    )
    week = of_week(Entry(CORE, TUESDAY))
    found = compare(month, week)
    assert (found.first, found.last) == (MONDAY, FRIDAY)  # the days with routes of both
    assert not found.is_same_days
    assert kinds(found) == [(ChangeKind.MOVED, CORE)]
    assert [one.customer_id for one in found.no_longer_left_out] == [POTENTIAL]
    assert (found.verdict, found.decided_on) == (Verdict.UNKNOWN, None)
    figures = {one.name: (one.before, one.after) for one in found.figures}
    assert figures["num_visits"] == (1, 1)
    assert figures["visiting_s"] == (600, 600)
    assert "floor_missed" not in figures  # does not follow from routes alone


def test_days_that_are_known_say_more_than_routes() -> None:
    """Without m1 on Friday there is no route on it: only the days of the records make the lost visit a dropped one."""
    before = of_week(Entry(CORE, MONDAY), Entry(REGULAR, FRIDAY))
    after = of_week(Entry(CORE, MONDAY), absent=[(M1, FRIDAY)])
    assert kinds(compare(before, after)) == []
    found = compare(before, after, days=(MONDAY, SUNDAY))
    assert kinds(found) == [(ChangeKind.DROPPED, REGULAR)]
    assert found.is_same_days


def test_rest_of_a_day_is_compared_with_the_rest_of_the_whole_one() -> None:
    """Made at 11:30: ten and eleven are no difference, twelve fell out; one visit of 600 s against none, no verdict."""
    whole = of_week(
        Entry(CORE, MONDAY, clock_s=TEN),
        Entry(POTENTIAL, MONDAY, clock_s=ELEVEN, mode=Mode.PHONE),
        Entry(REGULAR, MONDAY, clock_s=TWELVE),
    )
    rest = worth(of_week(), (Level.COST, "travel", 1, 1))
    since = datetime(2026, 11, 2, 11, 30)  # noqa: DTZ001 - local time
    found = compare(whole, rest, since=since)
    assert found.since == since
    assert kinds(found) == [(ChangeKind.DROPPED, REGULAR)]
    figures = {one.name: (one.before, one.after) for one in found.figures}
    assert (figures["num_visits"], figures["num_contacts"]) == ((1, 0), (0, 0))
    assert figures["visiting_s"] == (600, 0)
    assert not found.is_same_days
    assert (found.verdict, found.decided_on) == (Verdict.UNKNOWN, None)
    assert "made at 2026-11-02 11:30 for the rest of its day" in found.text
    assert "2026-11-02 11:30" in found.text_zh


def test_plan_without_any_route_is_compared_on_the_days_of_the_other() -> None:
    """Nobody works in the second plan: what the first has is dropped."""
    nobody = plan([], MONDAY, SUNDAY, managers=())
    found = compare(of_week(Entry(CORE, MONDAY)), nobody)
    assert kinds(found) == [(ChangeKind.DROPPED, CORE)]


def test_plans_that_cannot_be_compared_are_refused_with_all_that_is_wrong() -> None:
    """Another territory and a later week: both faults at once, each with a remedy."""
    monday = MONDAY + timedelta(days=7)
    other = plan([], monday, monday + timedelta(days=6), territory_id="u")
    with pytest.raises(InputError) as caught:
        compare(of_week(), other)
    assert [issue.code for issue in caught.value.issues] == ["territory-wrong", "days-disjoint"]
    assert all(issue.remedy for issue in caught.value.issues)


def test_plan_against_itself_differs_in_nothing() -> None:
    """The same plan twice: no difference of any sort, equal on every level."""
    one = of_week(Entry(CORE, MONDAY), Entry(REGULAR, THURSDAY, mode=Mode.PHONE))
    found = compare(one, one)
    assert (found.differences, found.reordered, found.newly_left_out) == ((), (), ())
    assert found.verdict is Verdict.EQUAL
    assert found.is_same_request
    assert all(pair.before == pair.after for pair in found.levels)
    assert all(pair.before == pair.after for pair in found.figures)
