"""Which days of a horizon are open to whom, and what is owed: R6, R8, R13, R14, R16, R17, worked by hand."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from routing.demand.horizon import HorizonNeeds, RecurringNeed, horizon_needs
from routing.demand.team import Roster
from routing.domain.customer import CustomerClass, DateRange, OpeningHours, Trait, Weekday
from routing.domain.ids import CustomerId
from routing.domain.note import Note
from routing.domain.policy import Policy
from routing.domain.territory import Territory
from routing.domain.visit import Cause
from routing.rules import Rule
from tests.demand.small_territory import (
    C1,
    CHINA,
    CLASSIFIED,
    FRIDAY,
    MONDAY,
    SATURDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    appointment,
    at,
    complaint,
    pin,
    shop,
    territory,
    visited,
)

EVENING = at("2026-11-22 20:00")
SUNDAY = MONDAY + timedelta(days=6)
RECENT = visited(date(2026, 11, 10))
NOT_ON_VISIT_DAYS = (
    OpeningHours(
        weekdays=frozenset({Weekday.TUESDAY, Weekday.FRIDAY}), start=time(9), end=time(17)
    ),
)


def survey(
    of: Territory,
    *,
    first: date = MONDAY,
    last: date = SUNDAY,
    asked_at: datetime = EVENING,
    policy: Policy = CLASSIFIED,
    noticed: tuple[CustomerId, ...] = (),
    planned: tuple[tuple[CustomerId, date, bool], ...] = (),
) -> HorizonNeeds:
    """Return the needs of the week from Monday 23 November on, asked for on the evening before."""
    return horizon_needs(
        of,
        policy,
        CHINA,
        Roster(of, policy, CHINA, None),
        DateRange(first=first, last=last),
        asked_at,
        noticed=noticed,
        planned=planned,
    )


def need_of(found: HorizonNeeds) -> RecurringNeed:
    """Return the one need."""
    (need,) = found.needs
    return need


def days_of(need: RecurringNeed) -> list[date]:
    """Return the open days."""
    return [one.day for one in need.open_days]


def spans(need: RecurringNeed) -> list[tuple[Cause, date, date]]:
    """Return what is owed, and when."""
    return [(one.cause, one.first, one.last) for one in need.owed]


def extra_days(found: HorizonNeeds) -> list[date]:
    """Return the days of shifts that are no visit days."""
    return [presence.day for presence in found.present if not presence.is_visit_day]


# ------------------------------------------------------------------ open days


def test_an_ordinary_customer_is_open_on_visit_days() -> None:
    """Monday, Wednesday, Thursday; nobody opens another day for a visit that the interval asks for."""
    found = survey(territory(shop(), visited(date(2026, 9, 1))))
    assert days_of(need_of(found)) == [MONDAY, WEDNESDAY, THURSDAY]
    assert extra_days(found) == []


@pytest.mark.parametrize(("opens", "days"), [([], []), (["late"], [TUESDAY])])
def test_a_late_visit_opens_a_day_only_where_the_policy_says_so(
    opens: list[str], days: list[date]
) -> None:
    """Late since 31 October (60 days after 1 September), open on Tuesdays and Fridays only: the first day is enough."""
    policy = CLASSIFIED.derive({"visits.opens_a_day": opens})
    customer = shop(opening_hours=NOT_ON_VISIT_DAYS)
    found = survey(territory(customer, visited(date(2026, 9, 1))), policy=policy)
    assert days_of(need_of(found)) == days
    assert extra_days(found) == days


def test_a_customer_shut_all_week_is_asked_for_all_the_same() -> None:
    """No opening; the reason is the customer's."""
    shut = (DateRange(first=MONDAY, last=SUNDAY),)
    need = need_of(survey(territory(shop(closed=shut), visited(date(2026, 9, 1)))))
    assert (need.open_days, need.closed_by) == ((), Rule.CLOSED_DAY)


def test_a_forbidding_pin_takes_its_day() -> None:
    """Not on Wednesday."""
    need = need_of(survey(territory(shop(), RECENT, pin(WEDNESDAY, forbidden=True))))
    assert days_of(need) == [MONDAY, THURSDAY]


def test_an_appointments_day_holds_just_its_window() -> None:
    """Thursday 14:00: from 13:50 (49800 s) to 14:10 (51000 s), and owed on that day."""
    need = need_of(survey(territory(shop(), RECENT, appointment(at("2026-11-26 14:00")))))
    assert {one.day: one.windows for one in need.open_days}[THURSDAY] == ((49800, 51000),)
    assert spans(need) == [(Cause.APPOINTMENT, THURSDAY, THURSDAY)]


def test_an_appointment_opens_its_day() -> None:
    """Friday is no visit day, but promised; on a Saturday nobody works and the promise stands there to be told."""
    found = survey(territory(shop(), RECENT, appointment(at("2026-11-27 14:00"))))
    assert extra_days(found) == [FRIDAY]
    assert found.notes == (
        Note(
            text="2026-11-27 may be opened for what no visit day can meet in time (R6, R13): c1.",
            text_zh="2026-11-27 可加开：下列客户无拜访日可按期（R6、R13）：c1。",
        ),
    )
    found = survey(territory(shop(), RECENT, appointment(at("2026-11-28 14:00"))))
    assert extra_days(found) == []
    assert spans(need_of(found)) == [(Cause.APPOINTMENT, SATURDAY, SATURDAY)]


def test_days_inside_the_gap_before_a_promise_are_left_to_it() -> None:
    """Core, seen on 16 November, agreed for Monday 30, which is the last day of the interval: gap 7 days.

    Monday 23 is 7 days before it and stays; Wednesday 25 and Thursday 26 are too near.
    """
    of = territory(
        shop(CustomerClass.CORE), visited(date(2026, 11, 16)), appointment(at("2026-11-30 10:00"))
    )
    last = date(2026, 12, 3)
    need = need_of(survey(of, last=last))
    assert days_of(need) == [MONDAY, date(2026, 11, 30), date(2026, 12, 2), last]


def test_what_cannot_await_the_promise_keeps_its_days() -> None:
    """As above with a complaint of Sunday, due by Wednesday 25: that day stays open, Thursday does not."""
    of = territory(
        shop(CustomerClass.CORE),
        visited(date(2026, 11, 16)),
        appointment(at("2026-11-30 10:00")),
        complaint(at("2026-11-22 10:00")),
    )
    assert days_of(need_of(survey(of))) == [MONDAY, WEDNESDAY]


# ------------------------------------------------------------------ R13: anomalies


def test_a_complaint_is_owed_within_two_working_days() -> None:
    """Reported on Sunday 22: counts from Monday 23, by Wednesday 25; visit days are in time, none is opened."""
    found = survey(territory(shop(), RECENT, complaint(at("2026-11-22 10:00"))))
    assert spans(need_of(found)) == [(Cause.ANOMALY, MONDAY, WEDNESDAY)]
    assert extra_days(found) == []


def test_a_day_is_opened_for_a_complaint_that_no_visit_day_can_meet() -> None:
    """The same customer is shut on visit days: Tuesday is opened, Friday is not."""
    customer = shop(opening_hours=NOT_ON_VISIT_DAYS)
    found = survey(territory(customer, RECENT, complaint(at("2026-11-22 10:00"))))
    assert days_of(need_of(found)) == [TUESDAY]
    assert extra_days(found) == [TUESDAY]


@pytest.mark.parametrize(("hours", "day"), [((), MONDAY), (NOT_ON_VISIT_DAYS, TUESDAY)])
def test_an_overdue_complaint_is_owed_on_the_first_day_that_can_be_had(
    hours: tuple[OpeningHours, ...], day: date
) -> None:
    """Reported on Monday 16, owed by Wednesday 18: five days late on the 23rd, and 1005 by weight."""
    of = territory(shop(opening_hours=hours), RECENT, complaint(at("2026-11-16 10:00")))
    (owed,) = need_of(survey(of)).owed
    assert (owed.last, owed.weight) == (day, 1005)
    assert owed.because.text.endswith("visit in person by 2026-11-18, 5 day(s) ago.")


@pytest.mark.parametrize("first", [MONDAY, SATURDAY])
def test_an_overdue_complaint_is_owed_in_a_week_without_a_day_too(first: date) -> None:
    """The shop is closed all week: what was owed by Wednesday 18 is owed in all of it, no day of which would do."""
    shut = DateRange(first=MONDAY, last=SUNDAY)
    of = territory(shop(closed=(shut,)), RECENT, complaint(at("2026-11-16 10:00")))
    (owed,) = need_of(survey(of, first=first)).owed
    assert (owed.first, owed.last) == (first, SUNDAY)


def test_an_answered_complaint_is_none() -> None:
    """Visited on the day after the report."""
    of = territory(shop(), visited(date(2026, 11, 17)), complaint(at("2026-11-16 10:00")))
    assert need_of(survey(of)).owed == ()


def test_a_later_report_is_told_and_not_planned() -> None:
    """Reported on Tuesday, asked for on Sunday."""
    found = survey(territory(shop(), RECENT, complaint(at("2026-11-24 10:00"))))
    assert need_of(found).owed == ()
    assert found.notes == (
        Note(
            text="Not in this plan: anomalies reported after it was asked for on 2026-11-22 20:00 (R13): c1.",
            text_zh="未纳入本计划：2026-11-22 20:00 编制之后上报的异常客户（R13）：c1。",
        ),
    )


# ------------------------------------------------------------------ R14: new customers


def test_a_new_customer_is_owed_a_first_visit_before_the_first_order() -> None:
    """First order on Thursday 26: by Wednesday 25. The cadence does not count before the first visit."""
    need = need_of(survey(territory(shop(first_order_on=THURSDAY))))
    assert spans(need) == [(Cause.NEW_CUSTOMER, MONDAY, WEDNESDAY)]
    assert (need.since, need.seen) == (need.until, None)


def test_without_a_first_order_the_interval_after_joining_counts() -> None:
    """Joins on Wednesday 25 as a regular customer: not before that day, by 24 January (60 days)."""
    need = need_of(survey(territory(shop(joined_on=WEDNESDAY))))
    assert spans(need) == [(Cause.NEW_CUSTOMER, WEDNESDAY, date(2027, 1, 24))]


def test_long_after_a_first_order_the_visit_is_a_late_one() -> None:
    """First order on 1 October, never visited: late at once by the cadence, and in person."""
    steady = shop(first_order_on=date(2026, 10, 1), traits=frozenset({Trait.STEADY}))
    need = need_of(survey(territory(steady)))
    assert (need.owed, need.since, need.contacts_since) == ((), None, 1)
    assert need.because.text.endswith("first visit by 2026-09-30, 54 day(s) ago.")


# ------------------------------------------------------------------ R8: coverage


def test_a_day_is_opened_for_the_months_of_r8() -> None:
    """Seen on 20 September: October and November must not both pass. Shut on visit days, so Tuesday and Friday open."""
    customer = shop(opening_hours=NOT_ON_VISIT_DAYS)
    found = survey(territory(customer, visited(date(2026, 9, 20))))
    assert extra_days(found) == [TUESDAY, FRIDAY]


# ------------------------------------------------------------------ R17: notice and promises


def test_who_needs_a_days_notice_is_not_visited_today() -> None:
    """A core customer asked about on Monday at 07:00; told before, promised or complaining, Monday is open."""
    core = shop(CustomerClass.CORE)
    early = at("2026-11-23 07:00")
    of = territory(core, RECENT)
    assert days_of(need_of(survey(of, asked_at=early))) == [WEDNESDAY, THURSDAY]
    assert MONDAY in days_of(need_of(survey(of, asked_at=early, noticed=(C1,))))
    assert MONDAY in days_of(need_of(survey(of, asked_at=early, planned=((C1, MONDAY, True),))))
    complaining = territory(core, RECENT, complaint(at("2026-11-22 10:00")))
    assert MONDAY in days_of(need_of(survey(complaining, asked_at=early)))


def test_a_visit_made_this_morning_answers_todays_promise() -> None:
    """Visited on Monday, pinned for Monday, asked on Monday at 12:00: nothing is owed, and Monday is over for it."""
    of = territory(shop(), visited(MONDAY), pin(MONDAY))
    need = need_of(survey(of, asked_at=at("2026-11-23 12:00")))
    assert need.owed == ()
    assert (need.since, days_of(need)) == (MONDAY, [WEDNESDAY, THURSDAY])


def test_a_pin_on_an_appointments_day_is_one_promise() -> None:
    """Both reasons, one visit owed."""
    of = territory(shop(), RECENT, appointment(at("2026-11-26 14:00")), pin(THURSDAY))
    (owed,) = need_of(survey(of)).owed
    assert (owed.cause, owed.because.standard) == (Cause.APPOINTMENT, "R16, R17")
