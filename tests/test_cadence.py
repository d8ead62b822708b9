"""What a recurring visit counts, step by step: gap, lateness, months, contacts, obligations, the end; by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from routing.cadence import (
    Lapse,
    Step,
    as_if_never_made,
    due_from,
    owed_by,
    past_of,
    step,
    steps,
)
from routing.domain.customer import Mode
from routing.domain.ids import CustomerId, VisitId, customer_place
from routing.domain.visit import Because, Category, Cause, VisitLength
from routing.request import CadenceTerms, ContactTerms, Obligation, VisitRequest
from routing.status import Level

BECAUSE = Because(standard="R13", text="A complaint.", text_zh="投诉。")
CUSTOMER = CustomerId("c1")
STARTS = date(2026, 11, 23)
# Every 14 days, not before 7, due from 10 on; the last visit on Monday 16 November, four weeks to Sunday 20 December.
TERMS = CadenceTerms(
    since=date(2026, 11, 16),
    seen=date(2026, 11, 16),
    starts=STARTS,
    until=date(2026, 12, 20),
    gap_days=7,
    due_days=10,
    interval_days=14,
    coverage_months=2,
    weight=1500,
    early_price_s=400,
)


def visit(*obligations: Obligation, contact: bool = False, **terms: object) -> VisitRequest:
    """Return a recurring visit with some of its terms changed."""
    return VisitRequest(
        id=VisitId("c1"),
        customer_id=CUSTOMER,
        place_id=customer_place(CUSTOMER),
        category=Category.FILLER,
        cause=Cause.FILLER,
        weight=1,
        length=VisitLength(min_s=900, target_s=1200, max_s=1200),
        openings=(),
        because=BECAUSE,
        contact=ContactTerms(modes=(Mode.PHONE,), length_s=300) if contact else None,
        cadence=replace(TERMS, **terms),  # type: ignore[arg-type]
        obligations=obligations,
    )


def owed(cause: Cause, first: date, last: date) -> Obligation:
    """Return an obligation."""
    return Obligation(cause=cause, first=first, last=last, because=BECAUSE)


def first_step(of: VisitRequest, day: date, *, in_person: bool = True) -> Step | None:
    """Return the step to the first visit of the horizon."""
    assert of.cadence is not None
    return step(of, past_of(of.cadence), day, in_person=in_person)


def ends(of: VisitRequest, *days: date) -> tuple[Lapse, ...]:
    """Return all lapses of a choice of days in person."""
    return tuple(lapse for one in steps(of, [(day, True) for day in days]) for lapse in one.lapses)


# ------------------------------------------------------------------ gap and earliness


def test_a_visit_inside_the_gap_is_none() -> None:
    """Six days after the last visit are too soon, seven are not."""
    assert first_step(visit(), date(2026, 11, 22)) is None
    with pytest.raises(ValueError, match="cannot be made on 2026-11-22"):
        steps(visit(), [(date(2026, 11, 22), True)])
    assert first_step(visit(), date(2026, 11, 23)) is not None


@pytest.mark.parametrize(
    ("days", "early_s"),
    # The price of 400 s falls over the 10 - 7 = 3 days from the gap's end to the due day.
    [(7, 400), (8, 266), (9, 133), (10, 0)],
)
def test_an_early_visit_has_a_price(days: int, early_s: int) -> None:
    """400 * (10 - days) // 3."""
    made = first_step(visit(until=STARTS), TERMS.starts + timedelta(days=days - 7))
    assert made is not None
    assert made.early_s == early_s
    assert (made.category is Category.FILLER) is (early_s > 0)


# ------------------------------------------------------------------ categories and lateness


def test_a_visit_that_cannot_wait_until_after_the_horizon_is_mandatory() -> None:
    """Owed by 30 November: it can wait where the customer's next chance after the horizon is no later."""
    day = date(2026, 11, 26)
    for until, category in ((30, Category.MANDATORY), (29, Category.DUE)):
        made = first_step(visit(until=date(2026, 11, until)), day)
        assert made is not None
        assert (made.category, made.cause, made.deadline) == (
            category,
            Cause.CADENCE,
            date(2026, 11, 30),
        )


def test_what_is_owed_and_what_it_counts_if_it_is_never_made() -> None:
    """The visit of 16 November is owed again by the 30th; never made, it is 20 days late on 20 December."""
    assert owed_by(TERMS, past_of(TERMS)) == date(2026, 11, 30)
    assert (
        owed_by(replace(TERMS, since=None, seen=None), past_of(replace(TERMS, since=None))) is None
    )
    asked = as_if_never_made(visit())
    assert (asked.category, asked.cause, asked.deadline) == (
        Category.MANDATORY,
        Cause.LATE,
        date(2026, 11, 30),
    )
    # A unit a day from 1 to 20 December, and the 21st, which the end stands for.
    assert asked.weight == 1500 + 21


def test_a_late_visit_counts_its_days() -> None:
    """Three days after 30 November: 1500 and 3."""
    made = first_step(visit(), date(2026, 12, 3))
    assert made is not None
    assert (made.category, made.cause) == (Category.MANDATORY, Cause.LATE)
    (lapse,) = made.lapses
    assert (lapse.cause, lapse.deadline, lapse.weight) == (Cause.LATE, date(2026, 11, 30), 1503)
    assert lapse.level is Level.LATE


def test_days_late_before_the_horizon_are_nobodys_choice() -> None:
    """Late since 15 October: on the first day it counts one day, on the third three."""
    of = visit(since=date(2026, 10, 1), seen=date(2026, 10, 1))
    weights = [lapse.weight for n in (0, 2) for lapse in ends(of, STARTS + timedelta(days=n))[:1]]
    assert weights == [1501, 1503]


def test_nobody_known_is_late_at_once() -> None:
    """Without a date the first visit is late, and needs no gap."""
    made = first_step(visit(since=None, seen=None), STARTS)
    assert made is not None
    assert (made.category, made.cause, made.early_s) == (Category.MANDATORY, Cause.LATE, 0)


def test_visits_in_time_lapse_nothing() -> None:
    """30 November, 14 December; on 20 December six days have passed: neither late nor due."""
    assert ends(visit(), date(2026, 11, 30), date(2026, 12, 14)) == ()


# ------------------------------------------------------------------ earlier plans (R18)


def test_a_visit_is_due_from_the_day_planned() -> None:
    """Usually due on 26 November; planned for the 25th, two days after the gap, it is due then and early before.

    On the 23rd, right after the gap, it pays 400 * 2 // 2; planned for the 30th it still pays 400 * 4 // 7 on the 26th.
    """
    until = date(2026, 11, 29)
    sooner, later = (
        visit(until=until, planned=(date(2026, 11, day),), early_price_s=400) for day in (25, 30)
    )
    for of, day, category, early_s in (
        (sooner, 23, Category.FILLER, 400),
        (sooner, 25, Category.DUE, 0),
        (later, 26, Category.FILLER, 228),
    ):
        made = first_step(of, date(2026, 11, day))
        assert made is not None
        assert (made.category, made.early_s) == (category, early_s)
    # Due on 29 November, 13 of 14 days on, where the plan has it before; not where it has it the day after.
    assert [lapse.weight for lapse in ends(sooner)] == [1500 * 13 // 14]
    assert ends(later) == ()


def test_only_a_fitting_day_of_an_earlier_plan_counts() -> None:
    """Inside the gap or late it tells nothing; after the visit on 26 November the plan's next day is the 9th."""
    days = (date(2026, 11, 20), date(2026, 11, 26), date(2026, 12, 9), date(2027, 1, 9))
    of = visit(planned=days)
    past = past_of(replace(TERMS, planned=days))
    assert due_from(replace(TERMS, planned=(days[0], days[3])), past) == date(2026, 11, 26)
    _, then, _ = steps(of, [(day, True) for day in days[1:3]])
    assert (then.cause, then.early_s) == (Cause.CADENCE, 0)
    early = steps(of, [(days[1], True), (date(2026, 12, 8), True)])[1]
    # 8 December is one of the six days from the gap's end, 3 December, to the day planned: 400 * 1 // 6.
    assert early.early_s == 66


# ------------------------------------------------------------------ months (R8)


def test_the_months_of_r8_lapse_beside_the_interval() -> None:
    """Every 60 days, seen on 20 September: late after 19 November, uncovered after 30 November.

    On 2 December: 10 days after 22 November, the day before the horizon, and 2 days after the months.
    """
    of = visit(
        since=date(2026, 9, 20), seen=date(2026, 9, 20), interval_days=60, gap_days=30, due_days=42
    )
    made = first_step(of, date(2026, 12, 2))
    assert made is not None
    assert [(one.cause, one.weight) for one in made.lapses] == [
        (Cause.LATE, 1510),
        (Cause.COVERAGE, 1502),
    ]


def test_a_contact_does_not_cover_unless_told_so() -> None:
    """Seen on 20 September, phoned on 10 November: on 1 December the months are over, the interval is not."""
    of = visit(since=date(2026, 11, 10), seen=date(2026, 9, 20), interval_days=60)
    assert [one.cause for one in ends(of)] == [Cause.COVERAGE]


# Seen on 20 October, phoned on 20 November: November and December must not both pass, so by 31 December, 72 days on.
PHONED: dict[str, Any] = {
    "since": date(2026, 11, 20),
    "seen": date(2026, 10, 20),
    "contacts_since": 1,
    "interval_days": 60,
    "gap_days": 30,
    "due_days": 42,
    "in_person_every": 3,
}


def test_the_months_of_r8_run_from_the_last_visit_in_person() -> None:
    """Its 30 days of gap are over on 19 November, and it is due after 72 * 42 / 60 = 50.4 days, from 10 December on.

    23 November is 17 of the 21 days in between before it: 400 * 17 // 21 = 323.
    """
    early, due = (first_step(visit(**PHONED), day) for day in (STARTS, date(2026, 12, 10)))
    assert early is not None
    assert due is not None
    assert (early.category, early.deadline) == (Category.FILLER, date(2026, 12, 31))
    assert early.early_s == 323
    assert (due.category, due.early_s) == (Category.DUE, 0)
    # On 20 December 61 of the 72 days are over: 1500 * 61 // 72 = 1270.
    (lapse,) = ends(visit(**PHONED))
    assert (lapse.cause, lapse.deadline, lapse.weight) == (
        Cause.CADENCE,
        date(2026, 12, 31),
        1270,
    )


def test_what_the_months_of_r8_ask_for_is_no_contact_unless_told_so() -> None:
    """Due on 10 December; where contacts cover, one more may follow."""
    day = date(2026, 12, 10)
    assert first_step(visit(contact=True, **PHONED), day, in_person=False) is None
    covering = visit(contact=True, contacts_cover=True, **PHONED)
    assert first_step(covering, day, in_person=False) is not None


# ------------------------------------------------------------------ contacts (R22)


def test_every_second_contact_is_in_person() -> None:
    """A due visit may be made by phone, the one after it may not; a filler never."""
    of = visit(contact=True, in_person_every=2)
    due = date(2026, 11, 26)
    made = first_step(of, due, in_person=False)
    assert made is not None
    assert (made.past.since, made.past.contacts, made.past.seen) == (due, 1, TERMS.seen)
    assert step(of, made.past, date(2026, 12, 8), in_person=False) is None
    assert step(of, made.past, date(2026, 12, 8)) is not None
    assert first_step(of, date(2026, 11, 25), in_person=False) is None
    assert first_step(visit(), due, in_person=False) is None


def test_no_contact_while_a_visit_in_person_is_owed() -> None:
    """An open complaint is not answered by phone."""
    of = visit(
        owed(Cause.ANOMALY, STARTS, STARTS + timedelta(days=30)), contact=True, in_person_every=2
    )
    assert first_step(of, date(2026, 11, 26), in_person=False) is None


# ------------------------------------------------------------------ obligations


def test_an_obligation_lets_a_visit_into_the_gap_and_is_answered() -> None:
    """A complaint of the 18th, six days after the visit: mandatory, not early, and afterwards answered."""
    of = visit(owed(Cause.ANOMALY, date(2026, 11, 18), date(2026, 11, 24)))
    made, end = steps(of, [(date(2026, 11, 22), True)])
    assert (made.category, made.cause, made.early_s) == (Category.MANDATORY, Cause.ANOMALY, 0)
    assert Cause.ANOMALY not in [lapse.cause for lapse in end.lapses]


def test_an_obligation_answered_late_counts_its_days() -> None:
    """Owed by the 24th, visited on the 27th: 1000 and 3, on the level of anomalies."""
    of = visit(owed(Cause.ANOMALY, STARTS, date(2026, 11, 24)))
    (lapse,) = ends(of, date(2026, 11, 27), date(2026, 12, 11))
    assert (lapse.cause, lapse.weight, lapse.level) == (Cause.ANOMALY, 1003, Level.ANOMALY)


def test_days_of_an_obligation_before_the_horizon_are_nobodys_choice() -> None:
    """Owed by the 10th, visited on the 24th, the second day of the horizon: 1000 and 2."""
    of = visit(owed(Cause.ANOMALY, date(2026, 11, 9), date(2026, 11, 10)))
    (lapse,) = ends(of, date(2026, 11, 24), date(2026, 12, 8))[:1]
    assert (lapse.cause, lapse.deadline, lapse.weight) == (Cause.ANOMALY, date(2026, 11, 10), 1002)


def test_a_visit_before_an_obligation_does_not_answer_it() -> None:
    """An appointment on 30 November stands though the customer was visited on the 26th; of two, the promise calls."""
    day = date(2026, 11, 30)
    of = visit(owed(Cause.ANOMALY, day, day), owed(Cause.APPOINTMENT, day, day))
    before, at, _ = steps(of, [(date(2026, 11, 26), True), (day, True)])
    assert before.cause is Cause.CADENCE
    assert (at.category, at.cause) == (Category.MANDATORY, Cause.APPOINTMENT)


# ------------------------------------------------------------------ the end


def test_what_is_owed_by_the_end_lapses() -> None:
    """Never visited: late after 30 November, 21 days at 21 December."""
    (lapse,) = ends(visit())
    assert (lapse.cause, lapse.weight) == (Cause.LATE, 1521)


def test_a_visit_due_at_the_end_counts_by_its_urgency() -> None:
    """Last on 9 December: eleven of fourteen days on the 20th, 1500 * 11 // 14 = 1178; on 11 December only nine."""
    (lapse,) = ends(visit(), date(2026, 11, 26), date(2026, 12, 9))
    assert (lapse.category, lapse.cause, lapse.weight, lapse.level) == (
        Category.DUE,
        Cause.CADENCE,
        1178,
        Level.DUE,
    )
    assert ends(visit(), date(2026, 11, 27), date(2026, 12, 11)) == ()


def test_an_obligation_missed_does_not_hide_that_a_visit_is_due() -> None:
    """An appointment of 18 December is missed by two days and one more; since the 9th eleven of 14 days are over."""
    of = visit(owed(Cause.APPOINTMENT, date(2026, 12, 18), date(2026, 12, 18)))
    assert [(one.cause, one.weight) for one in ends(of, date(2026, 11, 26), date(2026, 12, 9))] == [
        (Cause.CADENCE, 1178),
        (Cause.APPOINTMENT, 1003),
    ]


def test_an_obligation_that_may_wait_is_missed_as_a_due_visit() -> None:
    """Owed by 24 December: unanswered by the 20th it counts what it weighs while it may wait."""
    waiting = replace(owed(Cause.ANOMALY, date(2026, 12, 18), date(2026, 12, 24)), due_weight=2000)
    (lapse,) = ends(visit(waiting), date(2026, 11, 30), date(2026, 12, 14))
    assert (lapse.category, lapse.cause, lapse.deadline, lapse.weight, lapse.level) == (
        Category.DUE,
        Cause.ANOMALY,
        date(2026, 12, 24),
        2000,
        Level.DUE,
    )
    answered = ends(visit(waiting), date(2026, 11, 30), date(2026, 12, 9), date(2026, 12, 18))
    assert answered == ()


def test_an_obligation_that_may_wait_does_not_lapse() -> None:
    """Owed by 24 December, after the day before the next chance."""
    of = visit(owed(Cause.ANOMALY, date(2026, 12, 18), date(2026, 12, 24)))
    assert ends(of, date(2026, 11, 30), date(2026, 12, 14)) == ()
