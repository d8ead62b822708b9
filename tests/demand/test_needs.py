"""What a day needs, rule by rule, on dates worked by hand."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from routing.demand.needs import day_needs
from routing.domain.customer import (
    CustomerClass,
    DateRange,
    Mode,
    OpeningHours,
    Trait,
    Weekday,
)
from routing.domain.events import VisitRecord
from routing.domain.ids import ManagerId
from routing.domain.manager import Absence
from routing.domain.policy import Policy
from routing.domain.territory import Territory
from routing.domain.visit import Category, Cause
from routing.errors import InputError
from routing.rules import Rule
from tests.demand.small_territory import (
    C1,
    CHINA,
    CLASSIFIED,
    FRIDAY,
    MONDAY,
    PAIR,
    ROUTE_STANDARD,
    SATURDAY,
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

NOT_ON_MONDAY = (
    OpeningHours(weekdays=frozenset(Weekday) - {Weekday.MONDAY}, start=time(8), end=time(18)),
)

# ---------------------------------------------------------------- R1-R4, R10: the interval


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        # Seen on Monday 9 November; 14 days: gap to the 16th, due from the 19th, in time until the 23rd.
        (date(2026, 11, 16), (Category.FILLER, Cause.FILLER, 1000, 1000)),
        # One of three days before it is due: 1/3 of the earliness.
        (date(2026, 11, 18), (Category.FILLER, Cause.FILLER, 1000, 333)),
        # 10 of 14 days are 714 per mille, a core customer's weigh one and a half times that.
        (date(2026, 11, 19), (Category.DUE, Cause.CADENCE, 1071, 0)),
        # The last day: the next visit day is Wednesday, too late.
        (MONDAY, (Category.MANDATORY, Cause.LATE, 1000, 0)),
        # Two days late.
        (WEDNESDAY, (Category.MANDATORY, Cause.LATE, 1002, 0)),
    ],
)
def test_a_core_customer_through_its_fortnight(
    day: date, expected: tuple[Category, Cause, int, int]
) -> None:
    """R1: at rest inside the gap, then a filler, due, mandatory, late."""
    of = territory(shop(CustomerClass.CORE), visited(date(2026, 11, 9)))
    need = need_on(day, of)
    category, cause, weight, earliness = expected
    assert (need.category, need.cause, need.earliness_permille) == (category, cause, earliness)
    if category is not Category.FILLER:
        assert need.weight == weight
    assert need.deadline == MONDAY
    assert "2026-11-09" in need.because.text
    assert "2026-11-09" in need.because.text_zh
    assert need.because.standard == ("R7" if category is Category.FILLER else "R1")


def test_a_customer_inside_the_minimum_gap_is_at_rest() -> None:
    """Three days after the last visit nothing is asked for, and the reason names the end of the gap."""
    rest = rest_on(
        date(2026, 11, 12), territory(shop(CustomerClass.CORE), visited(date(2026, 11, 9)))
    )
    assert (rest.customer_id, rest.because.standard) == (C1, "R1")
    assert "2026-11-16" in rest.because.text


@pytest.mark.parametrize(
    ("customer_class", "last", "category"),
    [
        # A month of 30 days from 24 October ends on Monday 23; from the 25th on Tuesday, before Wednesday.
        (CustomerClass.POTENTIAL, date(2026, 10, 24), Category.MANDATORY),
        (CustomerClass.POTENTIAL, date(2026, 10, 25), Category.MANDATORY),
        (CustomerClass.POTENTIAL, date(2026, 10, 26), Category.DUE),
        # 21 days gone on Monday: due; 20 days: a filler.
        (CustomerClass.POTENTIAL, date(2026, 11, 2), Category.DUE),
        (CustomerClass.POTENTIAL, date(2026, 11, 3), Category.FILLER),
        # Two months of 60 days: from 25 September they end on Tuesday 24.
        (CustomerClass.REGULAR, date(2026, 9, 25), Category.MANDATORY),
        (CustomerClass.REGULAR, date(2026, 9, 26), Category.DUE),
        (CustomerClass.REGULAR, date(2026, 10, 12), Category.DUE),
        (CustomerClass.REGULAR, date(2026, 10, 13), Category.FILLER),
        (CustomerClass.REGULAR, date(2026, 10, 24), Category.FILLER),
        # Two weeks, as core.
        (CustomerClass.ASSISTED, date(2026, 11, 10), Category.MANDATORY),
        (CustomerClass.ASSISTED, date(2026, 11, 11), Category.DUE),
    ],
)
def test_each_class_on_a_monday(
    customer_class: CustomerClass, last: date, category: Category
) -> None:
    """R2, R3, R4 on Monday 23 November, with the next visit day on Wednesday 25."""
    assert need_on(MONDAY, territory(shop(customer_class), visited(last))).category is category


def test_big_retailers_are_visited_weekly_by_the_route_standard() -> None:
    """R10: seen on Monday 16, a week later it is the last day; without the trait there is a month."""
    seen = visited(date(2026, 11, 16))
    weekly = territory(shop(traits=frozenset({Trait.BIG_RETAILER})), seen)
    need = need_on(MONDAY, weekly, ROUTE_STANDARD)
    assert (need.category, need.because.standard) == (Category.MANDATORY, "R10")
    assert rest_on(MONDAY, territory(shop(), seen), ROUTE_STANDARD).customer_id == C1


def test_lateness_weighs_up_to_its_cap() -> None:
    """A visit owed on 31 May 2024 is over 500 days late: 1000 + 500."""
    need = need_on(MONDAY, territory(shop(), visited(date(2024, 4, 1))))
    assert (need.weight, need.deadline) == (1500, date(2024, 5, 31))


def test_who_was_never_visited_is_late() -> None:
    """Without a visit and a date of joining the visit is mandatory, and a note says that there is no history."""
    found = needs_on(MONDAY, territory(shop()))
    (need,) = found.needs
    assert (need.category, need.cause, need.deadline) == (Category.MANDATORY, Cause.LATE, None)
    assert any("No visit is on record" in note for note in found.notes)


def test_failed_and_future_visits_are_no_visits() -> None:
    """A failed visit last week and a record of tomorrow leave the customer as late as it was."""
    failed = VisitRecord(customer_id=C1, day=date(2026, 11, 18), done=False)
    of = territory(shop(), visited(date(2026, 9, 1)), failed, visited(TUESDAY))
    assert need_on(MONDAY, of).cause is Cause.LATE


def test_a_visit_of_today_leaves_nothing_to_ask_for() -> None:
    """One visit a day: asked at noon, the customer of this morning is at rest."""
    of = territory(shop(), visited(date(2026, 9, 1)), visited(MONDAY))
    rest = rest_on(MONDAY, of, asked_at=at("2026-11-23 12:00"))
    assert "already" in rest.because.text


# ---------------------------------------------------------------- R8: the months that cover everybody

QUARTERLY = CLASSIFIED.derive({"classes.regular.interval_days": 90})


@pytest.mark.parametrize(
    ("day", "category"),
    [
        # Seen on 20 August: September and October must not both pass; visit days of the last week: 26, 28, 29.
        (date(2026, 10, 28), Category.DUE),
        (date(2026, 10, 29), Category.MANDATORY),
        # Friday 30 is opened for it; on Monday 2 November it is too late already.
        (date(2026, 10, 30), Category.MANDATORY),
        (date(2026, 11, 2), Category.MANDATORY),
    ],
)
def test_two_months_cover_everybody(day: date, category: Category) -> None:
    """R8 binds where the interval is longer than two months: mandatory on the month's last visit day."""
    need = need_on(day, territory(shop(), visited(date(2026, 8, 20))), QUARTERLY)
    assert (need.category, need.cause) == (category, Cause.COVERAGE)
    assert (need.because.standard, need.deadline) == ("R8", date(2026, 10, 31))


def test_a_call_does_not_cover_the_month() -> None:
    """A call of 19 October resets the interval, but R8 asks for the visit that is missing since August."""
    of = territory(
        shop(traits=frozenset({Trait.STEADY})),
        visited(date(2026, 8, 20)),
        visited(date(2026, 10, 19), mode=Mode.PHONE),
    )
    need = need_on(date(2026, 10, 29), of)
    assert (need.category, need.cause, need.contact_modes) == (
        Category.MANDATORY,
        Cause.COVERAGE,
        (),
    )
    lenient = CLASSIFIED.derive({"contact.counts_for_coverage": True})
    assert rest_on(date(2026, 10, 29), of, lenient).because.standard == "R3"


# ---------------------------------------------------------------- R6: days that are no visit days


def test_a_late_visit_waits_for_the_next_visit_day() -> None:
    """On a Tuesday nothing late is asked for, unless the policy says that it opens the day."""
    of = territory(shop(), visited(date(2026, 9, 1)))
    found = needs_on(TUESDAY, of)
    assert (found.needs, found.resting[0].because.standard) == ((), "R6")
    assert any("no visit day" in note for note in found.notes)
    opening = CLASSIFIED.derive({"visits.opens_a_day": ["late"]})
    assert need_on(TUESDAY, of, opening).cause is Cause.LATE


def test_a_day_off_has_nobody_to_visit() -> None:
    """On a Saturday an appointment is answered with what stands against it, and nothing is lost."""
    of = territory(shop(), appointment(at("2026-11-28 10:00")))
    found = needs_on(SATURDAY, of)
    (need,) = found.needs
    assert (need.closed_by, need.windows) == (Rule.NO_SHIFT, ())
    assert found.present == ()
    assert any("not a working day" in note for note in found.notes)


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


def test_an_anomaly_opens_a_working_day_rather_than_be_missed() -> None:
    """R13: reported on Thursday, due by Monday, on which the shop is closed: Friday is opened, and the plan says so."""
    of = territory(shop(opening_hours=NOT_ON_MONDAY), SEEN, complaint(at("2026-11-26 10:00")))
    found = needs_on(FRIDAY, of)
    (need,) = found.needs
    assert (need.category, need.deadline) == (Category.MANDATORY, date(2026, 11, 30))
    assert any("opened" in note and C1 in note for note in found.notes)
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
    assert any("opened" in note for note in found.notes)


def test_two_appointments_on_one_day_lose_neither() -> None:
    """The first is kept, the second stands beside it as what one visit a day cannot keep."""
    late, early = at("2026-11-23 15:00"), at("2026-11-23 10:00")
    found = needs_on(MONDAY, territory(shop(), SEEN, appointment(late), appointment(early)))
    first, second = found.needs
    assert (first.number, first.windows, first.closed_by) == (1, ((35400, 36600),), None)
    assert (second.number, second.windows, second.closed_by) == (2, (), Rule.VISIT_ONCE)
    assert "15:00" in second.because.text
    assert any("10:00, 15:00" in note for note in found.notes)


def test_a_promise_in_time_keeps_the_customer_at_rest() -> None:
    """Due on Monday and agreed for Wednesday, before the deadline: nothing is asked on Monday."""
    last = visited(date(2026, 10, 1))  # 60 days end on 30 November
    of = territory(shop(), last, appointment(at("2026-11-25 09:00")))
    assert "2026-11-25" in rest_on(MONDAY, of).because.text
    too_late = territory(shop(), last, appointment(at("2026-12-02 09:00")))
    assert need_on(MONDAY, too_late).category is Category.DUE


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
    assert any(note.startswith(f"{C1}:") for note in found.notes)


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


# ---------------------------------------------------------------- R22: contacts

STEADY = shop(traits=frozenset({Trait.STEADY}))


def test_a_steady_customer_may_be_called_every_other_time() -> None:
    """Last seen in person: a call will do. Last called: the next contact is in person."""
    seen = need_on(MONDAY, territory(STEADY, visited(date(2026, 10, 1))))
    assert seen.contact_modes == (Mode.NETWORK, Mode.PHONE)
    called = need_on(
        MONDAY,
        territory(STEADY, visited(date(2026, 9, 20)), visited(date(2026, 10, 1), mode=Mode.PHONE)),
    )
    assert called.contact_modes == ()


@pytest.mark.parametrize(
    ("changes", "modes"),
    [
        ({}, (Mode.NETWORK, Mode.PHONE)),
        ({"contact.in_person_every": 1}, ()),
        ({"contact.counts_for_cadence": False}, ()),
        ({"contact.traits": ["remote"]}, ()),
        ({"contact.modes": ["phone"]}, (Mode.PHONE,)),
        ({"classes.regular.modes": ["in-person", "network"]}, (Mode.NETWORK,)),
    ],
)
def test_the_policy_decides_on_contacts(
    changes: dict[str, object], modes: tuple[Mode, ...]
) -> None:
    """Each switch of the policy narrows the ways in which a steady customer may be kept in touch with."""
    policy: Policy = CLASSIFIED.derive(changes)
    need = need_on(MONDAY, territory(STEADY, visited(date(2026, 10, 1))), policy)
    assert need.contact_modes == modes


@pytest.mark.parametrize(
    "event",
    [
        complaint(at("2026-11-20 09:00")),
        appointment(at("2026-11-23 14:00")),
        pin(MONDAY),
    ],
    ids=["anomaly", "appointment", "pin"],
)
def test_promises_and_anomalies_are_kept_in_person(event: object) -> None:
    """R13, R16: whatever else the customer may be, these are no phone calls."""
    of = territory(STEADY, visited(date(2026, 10, 1)), event)
    assert need_on(MONDAY, of).contact_modes == ()


def test_a_filler_is_no_phone_call() -> None:
    """R7 counts visits in person, so a filler by phone would serve nothing."""
    need = need_on(MONDAY, territory(STEADY, visited(date(2026, 10, 20))))
    assert (need.category, need.contact_modes) == (Category.FILLER, ())


# ---------------------------------------------------------------- several account managers

OWN = shop(manager_id=ManagerId("m1"))
AWAY = Absence(manager_id=ManagerId("m1"), first=MONDAY, last=FRIDAY)
M2 = frozenset({ManagerId("m2")})


def team_need(policy: Policy, *absences: Absence) -> tuple[object, object, object]:
    """Return who may visit m1's late customer on Monday, who of them stands in, and what stands against it."""
    of = territory(OWN, visited(date(2026, 9, 1)), managers=PAIR, absences=absences)
    need = need_on(MONDAY, of, policy)
    return need.manager_ids, need.stand_in_ids, need.closed_by


def test_stand_ins_by_policy() -> None:
    """Always: anybody at a price; absent: the own manager while present; never: nobody else, though he is away."""
    always = CLASSIFIED
    absent = CLASSIFIED.derive({"stand_ins": "absent"})
    never = CLASSIFIED.derive({"stand_ins": "never", "visits.opens_a_day": ["late"]})
    assert team_need(always) == (None, M2, None)
    assert team_need(always, AWAY) == (None, M2, None)
    assert team_need(absent) == (frozenset({"m1"}), frozenset(), None)
    assert team_need(absent, AWAY) == (None, M2, None)
    assert team_need(never) == (frozenset({"m1"}), frozenset(), None)
    assert team_need(never, AWAY) == (frozenset({"m1"}), frozenset(), Rule.NO_SHIFT)


def planned_for(of: Territory, manager_id: str) -> list[str]:
    """Return the customers whom planning one manager on Monday asks for."""
    asked = [ManagerId(manager_id)]
    found = day_needs(of, CLASSIFIED, CHINA, MONDAY, at("2026-11-22 20:00"), manager_ids=asked)
    return [need.customer.id for need in found.needs]


def test_only_the_customers_of_who_is_planned() -> None:
    """Planning m2 alone leaves m1's customer out, and includes the customer of nobody."""
    of = territory(OWN, managers=PAIR, customers=(OWN, shop(id="c2")))
    assert planned_for(of, "m2") == ["c2"]
    assert planned_for(of, "m1") == [C1, "c2"]


def test_an_unknown_manager_is_refused() -> None:
    """Planning somebody whom the territory does not have is an error that names those it has."""
    with pytest.raises(InputError, match="m1, m2"):
        planned_for(territory(OWN, managers=PAIR), "m3")


def test_an_appointment_with_the_absent_falls_to_a_stand_in() -> None:
    """The time is what is promised; a pin to the absent manager is not passed on."""
    agreed = territory(
        OWN, SEEN, appointment(at("2026-11-23 14:00"), "m1"), managers=PAIR, absences=(AWAY,)
    )
    need = need_on(MONDAY, agreed)
    assert (need.manager_ids, need.stand_in_ids, need.closed_by) == (None, M2, None)
    pinned = territory(OWN, SEEN, pin(MONDAY, manager_id="m1"), managers=PAIR, absences=(AWAY,))
    assert need_on(MONDAY, pinned).closed_by is Rule.NO_SHIFT


def test_absence_makes_the_day_before_the_last_chance() -> None:
    """Due by Wednesday; m1 is away on Wednesday and Thursday, whose visit days move to Tuesday and Friday."""
    report = complaint(at("2026-11-22 10:00"))
    away = Absence(manager_id=ManagerId("m1"), first=WEDNESDAY, last=THURSDAY)
    of = territory(shop(), SEEN, report, absences=(away,))
    assert need_on(MONDAY, of).category is Category.DUE
    assert need_on(TUESDAY, of).category is Category.MANDATORY
    assert all(presence.is_visit_day for presence in needs_on(TUESDAY, of).present)


def test_a_plan_asked_for_during_the_day_starts_then() -> None:
    """Asked at 14:00 (50400 s), the rest of the day is planned; asked at 18:00 nobody works any more."""
    of = territory(shop(), visited(date(2026, 9, 1)))
    found = needs_on(MONDAY, of, asked_at=at("2026-11-23 14:00"))
    assert [(one.start_s, one.end_s) for one in found.present] == [(50400, 63000)]
    evening = needs_on(MONDAY, of, asked_at=at("2026-11-23 18:00"))
    assert evening.present == ()
    assert [need.closed_by for need in evening.needs] == [Rule.NO_SHIFT]


def test_days_outside_the_calendar_are_refused() -> None:
    """A day that the calendar does not span is a clear error, not a guess."""
    with pytest.raises(InputError) as caught:
        needs_on(date(2030, 1, 7), territory(shop()))
    assert caught.value.issues[0].code == "outside-calendar"


def test_the_gap_looks_ahead_for_fillers() -> None:
    """A filler is left in peace when a visit is promised in less than the minimum gap of 30 days."""
    last = visited(date(2026, 10, 20))
    near = territory(shop(), last, pin(MONDAY + timedelta(days=29)))
    assert "promised" in rest_on(MONDAY, near).because.text
    far = territory(shop(), last, pin(MONDAY + timedelta(days=30)))
    assert need_on(MONDAY, far).category is Category.FILLER
