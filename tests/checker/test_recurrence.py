"""The checker's own reading of recurring visits: worked by hand, and equal to the planner's for any choice of days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from routing.cadence import past_of, step, steps
from routing.checker.recurrence import Lapse, Recurrence, recurrence
from routing.domain.customer import Mode
from routing.domain.ids import CustomerId, PlaceId, VisitId
from routing.domain.visit import Because, Category, Cause, VisitLength
from routing.request import CadenceTerms, ContactTerms, Obligation, VisitRequest

BECAUSE = Because(standard="R1", text="worked by hand", text_zh="手工算例")
STARTS = date(2026, 3, 2)

# A fortnightly visit: too soon until 7 days after the last, due from 10, late after 14.
FORTNIGHT = CadenceTerms(
    since=date(2026, 2, 20),
    seen=date(2026, 2, 20),
    starts=STARTS,
    until=date(2026, 3, 15),
    gap_days=7,
    due_days=10,
    interval_days=14,
    coverage_months=2,
    weight=1000,
    early_price_s=600,
)


PHONE = ContactTerms(modes=(Mode.PHONE,), length_s=300)


def visit(
    terms: CadenceTerms, *obligations: Obligation, contact: ContactTerms | None = PHONE
) -> VisitRequest:
    """Return a recurring visit on these terms, which may be made by phone."""
    return VisitRequest(
        id=VisitId("A"),
        customer_id=CustomerId("A"),
        place_id=PlaceId("c:A"),
        category=Category.DUE,
        cause=Cause.CADENCE,
        weight=1,
        length=VisitLength(min_s=600, target_s=900, max_s=900),
        openings=(),
        because=BECAUSE,
        contact=contact,
        cadence=terms,
        obligations=obligations,
    )


def owed(cause: Cause, first: date, last: date) -> Obligation:
    """Return an obligation that weighs 50."""
    return Obligation(cause=cause, first=first, last=last, because=BECAUSE, weight=50)


def march(day: int) -> date:
    """Return a day of March 2026."""
    return date(2026, 3, day)


def lapsed(found: Recurrence) -> list[tuple[Cause, date, date | None, int]]:
    """Return cause, deadline, day and weight of each lapse."""
    return [(one.cause, one.deadline, one.made, one.weight) for one in found.lapses]


# ---------------------------------------------------------------- by hand


def test_a_visit_in_time_lets_nothing_lapse() -> None:
    """14 days after February 20 is March 6; the visit on that day is the last in time, and 7 days later is the next."""
    found = recurrence(visit(FORTNIGHT), {march(6): True})
    # The next has time until March 20 and is due from March 16: nothing is owed by March 15.
    assert found.lapses == ()
    turn = found.turns[march(6)]
    assert (turn.category, turn.cause) == (Category.MANDATORY, Cause.CADENCE)
    assert (turn.early_s, turn.too_soon_days) == (0, 0)


def test_a_visit_a_day_late_counts_a_unit_more() -> None:
    """March 7 is one day after the last in time: 1000 + 1."""
    found = recurrence(visit(FORTNIGHT), {march(7): True})
    assert lapsed(found) == [(Cause.LATE, march(6), march(7), 1001)]
    assert found.turns[march(7)].cause is Cause.LATE


def test_days_before_the_horizon_are_nobodys_choice() -> None:
    """Late since January 15, but the days count from March 2 on: a visit on March 4 is the third, 1000 + 3."""
    long_ago = replace(FORTNIGHT, since=date(2026, 1, 1), seen=date(2026, 1, 1))
    found = recurrence(visit(long_ago), {march(4): True})
    # The next is due from March 14 on, and March 15 is the eleventh day: 1000 * 11 // 14 = 785.
    assert lapsed(found) == [
        (Cause.LATE, date(2026, 1, 15), march(4), 1003),
        (Cause.CADENCE, march(18), None, 785),
    ]


def test_a_visit_never_made_lapses_after_the_last_day_that_can_wait() -> None:
    """Owed by March 6 and not made by March 15: 16 - 6 = 10 days."""
    assert lapsed(recurrence(visit(FORTNIGHT), {})) == [(Cause.LATE, march(6), None, 1010)]


def test_a_visit_due_on_the_last_day_that_can_wait_is_due() -> None:
    """March 5 + 10 = March 15, so it weighs by 10 days of 14, and at least 1: 1000 * 10 // 14 = 714."""
    found = recurrence(visit(FORTNIGHT), {march(5): True})
    assert lapsed(found) == [(Cause.CADENCE, march(19), None, 714)]
    light = recurrence(visit(replace(FORTNIGHT, weight=1)), {march(5): True})
    assert lapsed(light) == [(Cause.CADENCE, march(19), None, 1)]
    assert recurrence(visit(FORTNIGHT), {march(6): True}).lapses == ()


def test_the_day_of_an_earlier_plan_is_when_a_visit_is_due() -> None:
    """Usually due on March 2. Planned for the 4th: 2 days early, of 5 from the gap's end on February 27: 600 * 2 // 5.

    Planned for the 10th it would be late, so that tells nothing; without a visit by March 5 it is due where it is
    planned by then, 13 of 14 days on: 1000 * 13 // 14 = 928.
    """
    for planned, category, early_s, weights in (
        (4, Category.FILLER, 240, [928]),
        (6, Category.FILLER, 600 * 4 // 7, []),
        (10, Category.DUE, 0, [928]),
    ):
        terms = replace(FORTNIGHT, until=march(5), planned=(march(planned),))
        turn = recurrence(visit(terms), {march(2): True}).turns[march(2)]
        assert (turn.category, turn.early_s) == (category, early_s)
        assert [one.weight for one in recurrence(visit(terms), {}).lapses] == weights


def test_an_obligation_that_may_wait_is_missed_beside_a_due_visit() -> None:
    """Owed by March 20, after the last day that can wait: it counts 300; the visit of March 5 is due again, 714."""
    waiting = replace(owed(Cause.NEW_CUSTOMER, march(9), march(20)), due_weight=300)
    assert lapsed(recurrence(visit(FORTNIGHT, waiting), {march(5): True})) == [
        (Cause.NEW_CUSTOMER, march(20), None, 300),
        (Cause.CADENCE, march(19), None, 714),
    ]


def test_a_customer_without_history_is_owed_a_visit_from_the_outset() -> None:
    """The deadline is the day before the horizon, so a visit on its first day counts one day late."""
    unknown = replace(FORTNIGHT, since=None, seen=None)
    found = recurrence(visit(unknown), {march(2): True})
    # March 2 + 10 = March 12 is due by March 15: 1000 * 13 // 14 = 928 for the next.
    assert lapsed(found) == [
        (Cause.LATE, march(1), march(2), 1001),
        (Cause.CADENCE, march(16), None, 928),
    ]
    assert (found.turns[march(2)].cause, found.turns[march(2)].too_soon_days) == (Cause.LATE, 0)


def test_the_months_of_coverage_end_with_a_month() -> None:
    """Seen last in December, January and February must not both pass; contacts since then do not cover."""
    terms = replace(FORTNIGHT, seen=date(2025, 12, 5), coverage_months=3, in_person_every=2)
    found = recurrence(visit(terms), {march(3): False, march(13): True})
    # January, February and March may not all pass: in time until March 31.
    assert found.lapses == ()
    two = recurrence(visit(replace(terms, coverage_months=2)), {march(3): False, march(13): True})
    # February 28 is before the horizon: days count from March 2 on, the 13th is the twelfth.
    assert lapsed(two) == [(Cause.COVERAGE, date(2026, 2, 28), march(13), 1012)]
    covering = replace(terms, coverage_months=2, contacts_cover=True)
    found = recurrence(visit(covering), {march(3): False, march(13): True})
    assert lapsed(found) == [(Cause.COVERAGE, date(2026, 2, 28), march(3), 1002)]


def test_a_visit_owed_for_the_months_alone_is_called_by_them() -> None:
    """The interval runs until April, the months of R8 end on March 31 and nothing comes after: coverage calls."""
    terms = replace(
        FORTNIGHT, seen=date(2026, 1, 20), interval_days=60, until=march(31), due_days=42
    )
    turn = recurrence(visit(terms), {march(9): True}).turns[march(9)]
    assert (turn.category, turn.cause) == (Category.MANDATORY, Cause.COVERAGE)


def test_the_months_of_r8_are_counted_from_the_last_visit_in_person() -> None:
    """Seen on January 20, phoned on February 20: by March 31, 70 days later, due after 70 * 42 / 60 = 49, March 10.

    March 9 is a day before; 30 days of gap are over on February 19, so a visit costs 600 * 1 // 19 = 31.
    """
    terms = replace(
        FORTNIGHT,
        seen=date(2026, 1, 20),
        interval_days=60,
        gap_days=30,
        due_days=42,
        in_person_every=9,
    )
    turn = recurrence(visit(terms), {march(9): True}).turns[march(9)]
    assert (turn.category, turn.early_s, turn.too_soon_days) == (Category.FILLER, 31, 0)
    by_phone = recurrence(visit(terms), {march(10): False}).turns[march(10)]
    assert by_phone.category is Category.DUE
    assert "months that end on 2026-03-31" in by_phone.contact_fault
    covering = replace(terms, contacts_cover=True)
    assert not recurrence(visit(covering), {march(10): False}).turns[march(10)].contact_fault
    # 54 of 70 days by March 15: 1000 * 54 // 70 = 771.
    assert lapsed(recurrence(visit(terms), {})) == [(Cause.CADENCE, march(31), None, 771)]


@pytest.mark.parametrize(
    ("day", "early_s"),
    # 7 to 10 days after: the price of 600 falls by a third a day, until it is due.
    [(27, 600), (28, 400), (29, 200), (30, 0)],
)
def test_the_price_of_an_early_visit_falls_until_it_is_due(day: int, early_s: int) -> None:
    """Right after the gap it is paid in full, at the day on which it is due not at all."""
    terms = replace(FORTNIGHT, since=march(20), seen=march(20), until=march(31))
    turn = recurrence(visit(terms), {march(day): True}).turns[march(day)]
    assert (turn.early_s, turn.too_soon_days) == (early_s, 0)
    assert turn.category is (Category.DUE if day == 30 else Category.FILLER)


def test_inside_the_gap_only_what_is_owed_may_be_answered() -> None:
    """February 26 + 7 = March 5: March 3 is two days too soon, unless something is owed on it."""
    terms = replace(FORTNIGHT, since=date(2026, 2, 26), seen=date(2026, 2, 26))
    assert recurrence(visit(terms), {march(3): True}).turns[march(3)].too_soon_days == 2
    anomaly = owed(Cause.ANOMALY, march(2), march(4))
    found = recurrence(visit(terms, anomaly), {march(3): True})
    turn = found.turns[march(3)]
    assert (turn.category, turn.cause) == (Category.MANDATORY, Cause.ANOMALY)
    assert (turn.early_s, turn.too_soon_days) == (0, 0)


def test_one_visit_answers_all_that_is_open_and_the_strongest_calls_for_it() -> None:
    """An appointment and an anomaly meet in one visit; a contact answers neither."""
    both = (
        owed(Cause.ANOMALY, march(2), march(4)),
        owed(Cause.APPOINTMENT, march(5), march(5)),
    )
    found = recurrence(visit(FORTNIGHT, *both), {march(3): False, march(5): True})
    # The anomaly is a day late: 50 + 1. The appointment is kept.
    assert (Cause.ANOMALY, march(4), march(5), 51) in lapsed(found)
    assert Cause.APPOINTMENT not in {lapse.cause for lapse in found.lapses}
    assert found.turns[march(3)].owed_in_person is Cause.ANOMALY
    assert found.turns[march(5)].cause is Cause.APPOINTMENT


def test_contacts_in_a_row_are_counted_over_the_start_of_the_horizon() -> None:
    """Every third visit is in person and one contact came before: the next contact is fine, the one after is not."""
    terms = replace(FORTNIGHT, in_person_every=3, contacts_since=1, until=march(31))
    found = recurrence(visit(terms), {march(3): False, march(13): False, march(24): True})
    assert found.turns[march(3)].contact_fault == ""
    assert "number 3 in a row" in found.turns[march(13)].contact_fault
    again = recurrence(visit(terms), {march(3): True, march(13): False, march(24): False})
    assert {day: turn.contact_fault for day, turn in again.turns.items() if day > march(3)} == {
        march(13): "",
        march(24): "",
    }


def test_a_contact_before_it_is_due_is_no_turn() -> None:
    """March 1 is 9 days after February 20, one too few."""
    terms = replace(FORTNIGHT, in_person_every=2)
    assert recurrence(visit(terms), {march(1): False}).turns[march(1)].contact_fault
    assert not recurrence(visit(terms), {march(2): False}).turns[march(2)].contact_fault


# ---------------------------------------------------------------- the same as the planner's

SPAN_DAYS = 70
DAYS = st.integers(0, SPAN_DAYS - 1).map(lambda days: STARTS + timedelta(days=days))
# Of a new customer it is a day to come (R14).
BEFORE = st.none() | st.integers(-80, 150).map(lambda days: STARTS - timedelta(days=days))


@st.composite
def terms(draw: st.DrawFn) -> CadenceTerms:
    """Any terms of cadence, sensible ones more often."""
    interval_days = draw(st.integers(1, 70))
    due_days = draw(st.integers(0, interval_days) | st.integers(0, 90))
    return CadenceTerms(
        since=draw(BEFORE),
        seen=draw(BEFORE),
        contacts_since=draw(st.integers(0, 3)),
        starts=STARTS,
        until=STARTS + timedelta(days=SPAN_DAYS - 1 + draw(st.integers(0, 7))),
        gap_days=draw(st.integers(0, due_days) | st.integers(0, 40)),
        due_days=due_days,
        interval_days=interval_days,
        planned=tuple(draw(st.lists(DAYS, max_size=3))),
        coverage_months=draw(st.integers(1, 3)),
        in_person_every=draw(st.integers(1, 4)),
        contacts_cover=draw(st.booleans()),
        weight=draw(st.integers(1, 2000)),
        early_price_s=draw(st.integers(0, 1800)),
    )


@st.composite
def obligations(draw: st.DrawFn) -> Obligation:
    """Something owed between two days in or around the horizon."""
    first = draw(DAYS) - timedelta(days=draw(st.sampled_from([0, 0, 10])))
    cause = draw(
        st.sampled_from([Cause.APPOINTMENT, Cause.PINNED, Cause.ANOMALY, Cause.NEW_CUSTOMER])
    )
    last = first + timedelta(days=draw(st.integers(0, 9)))
    return Obligation(
        cause=cause,
        first=first,
        last=last,
        because=BECAUSE,
        weight=draw(st.integers(1, 2000)),
        due_weight=draw(st.sampled_from([0, 0, 1500])),
    )


VISITS = st.builds(
    lambda terms, owed, contact: visit(terms, *owed, contact=contact),
    terms(),
    st.lists(obligations(), max_size=3),
    st.sampled_from([PHONE, None]),
)


@st.composite
def choices(draw: st.DrawFn) -> tuple[VisitRequest, dict[date, bool]]:
    """A visit and days that the planner allows for it: of any days those that do not break its rules."""
    asked = draw(VISITS)
    assert asked.cadence is not None
    past = past_of(asked.cadence)
    made = {}
    for day, in_person in sorted(draw(st.dictionaries(DAYS, st.booleans(), max_size=8)).items()):
        taken = step(asked, past, day, in_person=in_person)
        if taken is not None:
            made[day] = in_person
            past = taken.past
    return asked, made


def read(lapse: Lapse) -> tuple[str, str, date, int]:
    """Return what the planner says of a lapse as well."""
    return lapse.category, lapse.cause, lapse.deadline, lapse.weight


@given(choices())
def test_allowed_days_mean_the_same_to_planner_and_checker(
    choice: tuple[VisitRequest, dict[date, bool]],
) -> None:
    """For days that may be chosen, both agree on category, cause, price and every lapse, and no rule is broken."""
    asked, made = choice
    planned = steps(asked, sorted(made.items()))
    found = recurrence(asked, made)
    assert [
        (turn.category, turn.cause, turn.early_s) for _, turn in sorted(found.turns.items())
    ] == [(one.category, one.cause, one.early_s) for one in planned[:-1]]
    assert sorted(map(read, found.lapses)) == sorted(
        (lapse.category, lapse.cause, lapse.deadline, lapse.weight)
        for one in planned
        for lapse in one.lapses
    )
    for day, turn in found.turns.items():
        assert not turn.too_soon_days
        assert made[day] or not (turn.contact_fault or turn.owed_in_person)


@given(VISITS, st.dictionaries(DAYS, st.booleans(), min_size=1, max_size=6))
def test_what_the_planner_forbids_the_checker_forbids(
    asked: VisitRequest, made: dict[date, bool]
) -> None:
    """A choice of days is refused by both or by none, and the first day that is refused is the same."""
    assert asked.cadence is not None
    past, refused = past_of(asked.cadence), None
    for day, in_person in sorted(made.items()):
        taken = step(asked, past, day, in_person=in_person)
        if taken is None:
            refused = day
            break
        past = taken.past
    found = recurrence(asked, made)
    faulty = [
        day
        for day, turn in sorted(found.turns.items())
        if turn.too_soon_days
        or (not made[day] and (turn.contact_fault or turn.owed_in_person or asked.contact is None))
    ]
    assert (faulty[0] if faulty else None) == refused


@given(choices())
def test_the_order_in_which_days_are_told_does_not_matter(
    choice: tuple[VisitRequest, dict[date, bool]],
) -> None:
    """Days come from routes in any order."""
    asked, made = choice
    assume(len(made) > 1)
    assert recurrence(asked, dict(reversed(made.items()))) == recurrence(asked, made)
