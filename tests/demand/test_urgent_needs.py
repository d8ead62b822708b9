"""What anomalies, new customers, promises and pins ask for (R13-R17), on dates worked by hand."""

from __future__ import annotations

from datetime import date, time

import pytest

from routing.domain.customer import (
    CustomerClass,
    DateRange,
    Mode,
)
from routing.domain.events import VisitRecord
from routing.domain.ids import CustomerId
from routing.domain.visit import Category, Cause
from routing.errors import InputError
from routing.rules import Rule
from tests.demand.small_territory import (
    C1,
    FRIDAY,
    MONDAY,
    NOT_ON_MONDAY,
    PAIR,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    appointment,
    at,
    complaint,
    need_on,
    needs_on,
    pin,
    rest_on,
    shop,
    territory,
    visited,
)

# ---------------------------------------------------------------- R13, R15: anomalies

SEEN = visited(date(2026, 11, 18))


def test_an_anomaly_may_wait_until_its_last_visit_day() -> None:
    """Reported on Sunday 22: day 0 is Monday, the deadline Wednesday, which is a visit day."""
    of = territory(shop(), SEEN, complaint(at("2026-11-22 10:00")))
    monday = need_on(MONDAY, of)
    assert (monday.category, monday.cause, monday.weight) == (Category.DUE, Cause.ANOMALY, 2000)
    assert (monday.release, monday.deadline) == (date(2026, 11, 22), WEDNESDAY)
    assert rest_on(TUESDAY, of).because.standard == "R6"
    wednesday = need_on(WEDNESDAY, of)
    assert (wednesday.category, wednesday.weight) == (Category.MANDATORY, 1000)
    assert wednesday.because.standard == "R13"
    assert "2026-11-22 10:00" in wednesday.because.text
    thursday = need_on(THURSDAY, of)
    assert (thursday.category, thursday.weight) == (Category.MANDATORY, 1001)


def test_an_anomaly_that_came_in_too_late_for_the_plan_is_named() -> None:
    """Reported on Monday at 07:10: a plan asked for on Sunday evening cannot hold it and says so, one of 07:30 does."""
    of = territory(shop(), SEEN, complaint(at("2026-11-23 07:10")))
    early = needs_on(MONDAY, of)
    assert early.needs == ()
    assert [note for note in early.notes if "c1" in note.text and "2026-11-22 20:00" in note.text]
    on_the_day = needs_on(MONDAY, of, asked_at=at("2026-11-23 07:30"))
    assert [need.cause for need in on_the_day.needs] == [Cause.ANOMALY]
    assert on_the_day.notes == ()
    assert needs_on(date(2026, 11, 19), of).notes == ()


def test_an_anomaly_opens_a_working_day_rather_than_be_missed() -> None:
    """R13: reported on Thursday, due by Monday, on which the shop is closed: Friday is opened, and the plan says so."""
    of = territory(shop(opening_hours=NOT_ON_MONDAY), SEEN, complaint(at("2026-11-26 10:00")))
    found = needs_on(FRIDAY, of)
    (need,) = found.needs
    assert (need.category, need.deadline) == (Category.MANDATORY, date(2026, 11, 30))
    assert any("opened" in note.text and C1 in note.text for note in found.notes)
    assert not found.present[0].is_visit_day


def test_an_overdue_anomaly_opens_every_working_day() -> None:
    """Missed on Wednesday and Thursday, it is asked for on Friday too: two days late."""
    of = territory(shop(), SEEN, complaint(at("2026-11-23 09:00")))
    need = need_on(FRIDAY, of)
    assert (need.category, need.weight) == (Category.MANDATORY, 1002)


def test_what_is_reported_after_the_question_is_not_known() -> None:
    """Asked on Sunday evening, a report of Monday morning is unknown; asked at noon it is there."""
    of = territory(shop(), SEEN, complaint(at("2026-11-23 09:00")))
    assert rest_on(MONDAY, of).because.standard == "R3"
    assert need_on(MONDAY, of, asked_at=at("2026-11-23 12:00")).cause is Cause.ANOMALY
    # Sunday's plan, looked back on from Tuesday, is none the wiser.
    assert rest_on(date(2026, 11, 22), of, asked_at=at("2026-11-24 12:00")).because.standard == "R3"


def test_an_answered_anomaly_calls_no_more() -> None:
    """A visit on the day after the report answers it; a failed one does not."""
    report = complaint(at("2026-11-19 10:00"))
    answered = territory(shop(), SEEN, report, visited(date(2026, 11, 20)))
    assert rest_on(MONDAY, answered).because.standard == "R3"
    failed = VisitRecord(customer_id=C1, day=date(2026, 11, 20), done=False)
    assert need_on(MONDAY, territory(shop(), SEEN, report, failed)).cause is Cause.ANOMALY


def test_the_make_up_saturday_counts() -> None:
    """Reported on Friday 9 October 2026: Saturday 10 is a working and a visit day, the deadline Monday 12."""
    of = territory(shop(), visited(date(2026, 9, 28)), complaint(at("2026-10-09 10:00")))
    assert need_on(date(2026, 10, 10), of).category is Category.DUE
    assert need_on(date(2026, 10, 12), of).category is Category.MANDATORY


# ---------------------------------------------------------------- R14: new customers


@pytest.mark.parametrize(
    ("day", "category", "cause", "weight"),
    [
        # First order on Thursday 26: the visit is owed by Wednesday 25.
        (MONDAY, Category.DUE, Cause.NEW_CUSTOMER, 1500),
        (WEDNESDAY, Category.MANDATORY, Cause.NEW_CUSTOMER, 1000),
        # Missed: one day late, and kept at its rank for 30 days after the order.
        (THURSDAY, Category.MANDATORY, Cause.NEW_CUSTOMER, 1001),
        (date(2026, 12, 24), Category.MANDATORY, Cause.NEW_CUSTOMER, 1029),
        # 33 days after Wednesday 25 it is one of the late visits.
        (date(2026, 12, 28), Category.MANDATORY, Cause.LATE, 1033),
    ],
)
def test_a_new_customer_is_seen_before_the_first_order(
    day: date, category: Category, cause: Cause, weight: int
) -> None:
    """R14: in time until the day before the first order."""
    of = territory(shop(joined_on=date(2026, 11, 16), first_order_on=THURSDAY))
    need = need_on(day, of)
    assert (need.category, need.cause, need.weight) == (category, cause, weight)
    assert (need.because.standard, need.deadline) == ("R14", WEDNESDAY)
    assert need.contact_modes == ()


def test_a_call_is_no_first_visit() -> None:
    """R22: a contact counts never for R14."""
    of = territory(shop(first_order_on=THURSDAY), visited(date(2026, 11, 20), mode=Mode.PHONE))
    assert need_on(WEDNESDAY, of).cause is Cause.NEW_CUSTOMER


def test_who_joined_without_a_first_order_is_due_at_once() -> None:
    """Joined last week: due now, late when a whole interval has passed; before joining nothing is asked."""
    of = territory(shop(joined_on=date(2026, 11, 16)))
    need = need_on(MONDAY, of)
    assert (need.category, need.cause, need.weight) == (Category.DUE, Cause.NEW_CUSTOMER, 1500)
    assert rest_on(date(2026, 11, 12), of).because.standard == "R14"
    # 60 days from 16 November end on 15 January; Monday 18 is three days late.
    late = need_on(date(2027, 1, 18), of)
    assert (late.category, late.cause, late.weight) == (Category.MANDATORY, Cause.LATE, 1003)


# ---------------------------------------------------------------- R16, R17: promises and notice


def test_an_appointment_is_a_window_that_overrides_opening_hours() -> None:
    """14:00 on a Monday on which the shop is closed: 13:50 to 14:10 (49800 to 51000 s), aimed at 13:55 (50100 s)."""
    of = territory(shop(opening_hours=NOT_ON_MONDAY), SEEN, appointment(at("2026-11-23 14:00")))
    need = need_on(MONDAY, of)
    assert (need.category, need.cause) == (Category.MANDATORY, Cause.APPOINTMENT)
    assert need.windows == ((49800, 51000),)
    assert need.appointment_s == 50100
    assert need.because.standard == "R16"


def test_an_appointment_opens_a_day() -> None:
    """Agreed for a Tuesday, the visit is asked for on that Tuesday, and the notes say that the day is opened."""
    found = needs_on(TUESDAY, territory(shop(), SEEN, appointment(at("2026-11-24 10:00"))))
    assert found.needs[0].cause is Cause.APPOINTMENT
    assert any("opened" in note.text for note in found.notes)


def test_two_appointments_on_one_day_lose_neither() -> None:
    """The first is kept, the second stands beside it as what one visit a day cannot keep."""
    late, early = at("2026-11-23 15:00"), at("2026-11-23 10:00")
    found = needs_on(MONDAY, territory(shop(), SEEN, appointment(late), appointment(early)))
    first, second = found.needs
    assert (first.number, first.windows, first.closed_by) == (1, ((35400, 36600),), None)
    assert (second.number, second.windows, second.closed_by) == (2, (), Rule.VISIT_ONCE)
    assert "15:00" in second.because.text
    assert any("10:00, 15:00" in note.text for note in found.notes)


def test_a_promise_in_time_keeps_the_customer_at_rest() -> None:
    """Due on Monday and agreed for Wednesday, before the deadline: nothing is asked on Monday."""
    last = visited(date(2026, 10, 1))  # 60 days end on 30 November
    of = territory(shop(), last, appointment(at("2026-11-25 09:00")))
    assert "2026-11-25" in rest_on(MONDAY, of).because.text
    too_late = territory(shop(), last, appointment(at("2026-12-02 09:00")))
    assert need_on(MONDAY, too_late).category is Category.DUE


def test_a_promise_on_a_day_off_silences_nothing() -> None:
    """Agreed for Saturday 28, when nobody works: due until Monday 30, the visit is asked for all the same."""
    of = territory(shop(), visited(date(2026, 10, 1)), appointment(at("2026-11-28 10:00")))
    assert need_on(MONDAY, of).category is Category.DUE


def test_a_promise_that_cannot_be_kept_does_not_silence_a_deadline() -> None:
    """A pin on a day on which the shop is closed answers no anomaly."""
    report = complaint(at("2026-11-22 10:00"))
    closed = shop(closed=(DateRange(first=TUESDAY, last=WEDNESDAY),))
    of = territory(closed, SEEN, report, pin(WEDNESDAY))
    need = need_on(MONDAY, of)
    assert (need.category, need.cause) == (Category.MANDATORY, Cause.ANOMALY)


CORE_DUE = territory(shop(CustomerClass.CORE), visited(date(2026, 11, 9)))


def test_a_days_notice_cannot_be_given_on_the_day() -> None:
    """R17: asked on the day itself, a core customer's visit stands there as impossible, and says why."""
    morning = at("2026-11-23 08:00")
    need = need_on(MONDAY, CORE_DUE, asked_at=morning)
    assert (need.category, need.closed_by, need.windows) == (
        Category.MANDATORY,
        Rule.LEAD_TIME,
        (),
    )
    told = need_on(MONDAY, CORE_DUE, asked_at=morning, noticed=(C1,))
    assert told.closed_by is None


def test_a_filler_that_needs_notice_is_not_offered_on_the_day() -> None:
    """On 16 November the visit is a filler; asked on that morning, it is left in peace."""
    asked_at = at("2026-11-16 08:00")
    assert need_on(date(2026, 11, 16), CORE_DUE).category is Category.FILLER
    assert "LEAD_TIME" in rest_on(date(2026, 11, 16), CORE_DUE, asked_at=asked_at).because.text


@pytest.mark.parametrize(
    "event",
    [
        appointment(at("2026-11-23 14:00")),
        pin(MONDAY),
        complaint(at("2026-11-20 09:00")),
    ],
    ids=["appointment", "pin", "anomaly"],
)
def test_promises_and_anomalies_need_no_notice(event: object) -> None:
    """R17 holds for what is newly added, not for what is agreed or cannot wait."""
    of = territory(shop(CustomerClass.CORE), visited(date(2026, 11, 9)), event)
    assert need_on(MONDAY, of, asked_at=at("2026-11-23 08:00")).closed_by is None


def test_other_classes_can_be_added_on_the_day() -> None:
    """R17: potential and assisted customers are told the same day, regular ones not at all."""
    for one in (CustomerClass.POTENTIAL, CustomerClass.ASSISTED, CustomerClass.REGULAR):
        of = territory(shop(one), visited(date(2026, 9, 1)))
        assert need_on(MONDAY, of, asked_at=at("2026-11-23 08:00")).closed_by is None


# ---------------------------------------------------------------- pins and closed days


def test_a_pin_makes_a_visit_mandatory_inside_the_gap() -> None:
    """What the planner wants is asked for, five days after the last visit too."""
    need = need_on(MONDAY, territory(shop(), SEEN, pin(MONDAY, start=time(9), end=time(10))))
    assert (need.category, need.cause) == (Category.MANDATORY, Cause.PINNED)
    assert need.windows == ((32400, 36000),)


@pytest.mark.parametrize(
    ("events", "rule"),
    [
        ([pin(MONDAY), pin(MONDAY, forbidden=True)], Rule.PINNED),
        (
            [pin(MONDAY, start=time(9), end=time(10)), pin(MONDAY, start=time(14), end=time(15))],
            Rule.PINNED,
        ),
        ([pin(MONDAY, manager_id="m1"), pin(MONDAY, manager_id="m2")], Rule.PINNED),
        ([pin(MONDAY, forbidden=True), appointment(at("2026-11-23 09:00"))], Rule.PINNED),
        ([pin(MONDAY, manager_id="m1"), pin(MONDAY, forbidden=True, manager_id="m1")], Rule.PINNED),
    ],
    ids=["forbid-and-force", "two-times", "two-managers", "appointment", "manager"],
)
def test_contradicting_pins_leave_no_time(events: list[object], rule: Rule) -> None:
    """The visit is asked for with no opening and the rule that closed it."""
    need = need_on(MONDAY, territory(shop(), SEEN, *events, managers=PAIR))
    assert (need.category, need.windows, need.closed_by) == (Category.MANDATORY, (), rule)


def test_contradictions_are_told() -> None:
    """The notes name the customer whose pins contradict each other."""
    found = needs_on(MONDAY, territory(shop(), SEEN, pin(MONDAY), pin(MONDAY, forbidden=True)))
    assert any(note.text.startswith(f"{C1}:") for note in found.notes)


def test_a_pin_does_not_open_a_closed_shop() -> None:
    """Pinned to its weekly day off, the visit is impossible for that reason."""
    need = need_on(MONDAY, territory(shop(opening_hours=NOT_ON_MONDAY), SEEN, pin(MONDAY)))
    assert (need.cause, need.closed_by) == (Cause.PINNED, Rule.CLOSED_DAY)


def test_a_forbidden_day_closes_what_is_due_and_silences_fillers() -> None:
    """A due visit stands there with the pin as its reason; a filler is at rest."""
    no = pin(MONDAY, forbidden=True)
    due = need_on(MONDAY, territory(shop(), visited(date(2026, 10, 1)), no))
    assert (due.category, due.closed_by) == (Category.DUE, Rule.PINNED)
    assert rest_on(MONDAY, territory(shop(), visited(date(2026, 10, 20)), no)).customer_id == C1


def test_forbidden_hours_are_cut_out() -> None:
    """Not from 10 to 11 (36000 to 39600 s): the seconds before and after remain."""
    no = pin(MONDAY, forbidden=True, start=time(10), end=time(11))
    need = need_on(MONDAY, territory(shop(), visited(date(2026, 10, 1)), no))
    assert need.windows == ((0, 35999), (39601, 86400))


def test_a_closed_shop_that_is_due_says_so() -> None:
    """Closed on Monday: what is due stands there as impossible on this day."""
    of = territory(shop(opening_hours=NOT_ON_MONDAY), visited(date(2026, 10, 1)))
    need = need_on(MONDAY, of)
    assert (need.category, need.closed_by) == (Category.DUE, Rule.CLOSED_DAY)


def test_a_shop_closed_until_after_its_deadline_cannot_wait() -> None:
    """Due until 30 November and closed from Tuesday on: Monday is the last chance."""
    closed = (DateRange(first=TUESDAY, last=date(2026, 12, 31)),)
    of = territory(shop(closed=closed), visited(date(2026, 10, 1)))
    need = need_on(MONDAY, of)
    assert (need.category, need.cause, need.weight) == (Category.MANDATORY, Cause.LATE, 1000)


def test_notice_to_a_customer_whom_nobody_knows_is_refused() -> None:
    """A mistyped id would leave the customer who was told without a visit, and nobody would know why."""
    with pytest.raises(InputError) as caught:
        needs_on(MONDAY, territory(shop(), SEEN), noticed=(C1, CustomerId("c9"), CustomerId("c8")))
    assert [(issue.code, issue.value) for issue in caught.value.issues] == [
        ("unknown-customer", "c8"),
        ("unknown-customer", "c9"),
    ]
