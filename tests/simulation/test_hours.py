"""When people and shops are there, with numbers worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from routing.domain.customer import Customer, DateRange, Mode, OpeningHours, Weekday
from routing.domain.events import Appointment
from routing.domain.manager import Absence
from routing.domain.policy import Policy
from routing.domain.territory import Territory
from routing.simulation.hours import Hours
from tests.simulation.driven_day import (
    DAY,
    M2,
    POLICY,
    agreed,
    away,
    clock,
    customer,
    errand,
    span,
    task,
    territory,
)

NOBODY = territory(num_managers=2)
MANAGER = NOBODY.managers[0]


def hours(
    *,
    absences: tuple[Absence, ...] = (),
    appointments: tuple[Appointment, ...] = (),
    where: Territory = NOBODY,
    policy: Policy = POLICY,
) -> Hours:
    """Return the hours of the day."""
    known = replace(where, absences=absences, appointments=appointments)
    return Hours(day=DAY, territory=known, policy=policy)


# ---------------------------------------------------------------- absences


@pytest.mark.parametrize(
    ("now", "over", "begins"),
    [
        ("09:00", "09:15", "09:00"),
        ("09:00", "11:00", "09:00"),  # over when the meeting begins
        ("10:50", "11:01", "13:00"),  # a minute of it would lie in the meeting
        ("11:00", "11:00", "13:00"),
        ("12:59", "13:30", "13:00"),
        ("13:00", "13:15", "13:00"),
    ],
)
def test_nothing_is_begun_that_a_meeting_would_cut_short(now: str, over: str, begins: str) -> None:
    """Who is away from 11:00 to 13:00 begins before it what is over by then, and else goes on at 13:00."""
    one = hours(absences=(away("11:00", "13:00"),))
    assert one.work_again_s(MANAGER, clock(now), clock(over)) == clock(begins)


def test_two_meetings_in_a_row_are_one() -> None:
    """From 11:00 to 12:00 and from 12:00 to 13:00: back at 13:00. Where time lies in between, back for that."""
    in_a_row = hours(absences=(away("12:00", "13:00"), away("11:00", "12:00")))
    assert in_a_row.work_again_s(MANAGER, clock("11:10"), clock("11:25")) == clock("13:00")
    one_after_another = hours(absences=(away("10:00", "11:00"), away("11:10", "12:00")))
    assert one_after_another.work_again_s(MANAGER, clock("10:30"), clock("10:45")) == clock("11:00")


def test_absences_of_others_and_of_other_days_are_not_his() -> None:
    """Neither a colleague's meeting nor his own of tomorrow keeps somebody from work."""
    tomorrow = replace(away("09:00", "12:00"), first=date(2026, 11, 3), last=date(2026, 11, 4))
    one = hours(absences=(away("09:00", "12:00", M2), tomorrow))
    assert one.work_again_s(MANAGER, clock("10:00"), clock("10:15")) == clock("10:00")
    assert one.has_time(MANAGER, errand("a"), clock("10:15"), 600)


# ---------------------------------------------------------------- the end of the day


@pytest.mark.parametrize(
    ("over", "is_fixed", "has_time"),
    [
        ("17:35", False, True),  # back at 17:45, a quarter of an hour after 17:30
        ("17:36", False, False),
        ("17:36", True, True),
        ("18:20", True, True),  # back at 18:30, an hour after 17:30
        ("18:21", True, False),
    ],
)
def test_how_long_somebody_stays_on(over: str, is_fixed: bool, has_time: bool) -> None:  # noqa: FBT001
    """A quarter of an hour for a visit, an hour for what cannot wait; ten minutes of way home count."""
    one = errand("a", is_fixed=is_fixed)
    assert hours().has_time(MANAGER, one, clock(over), 600) is has_time


def test_tasks_are_done_after_the_visits() -> None:
    """Tasks of 30 and 20 minutes: whoever is over at 16:45 and home at 16:55 is done at 17:45 (R20)."""
    where = replace(NOBODY, tasks=(task(30), task(20), task(90, M2)))
    one = hours(where=where)
    assert one.tasks_s(MANAGER) == 50 * 60
    assert one.has_time(MANAGER, errand("a"), clock("16:45"), 600)
    assert not one.has_time(MANAGER, errand("a"), clock("16:46"), 600)
    # Back at 16:55, tasks until 17:45; back at 16:40, tasks until 17:30.
    assert one.overtime_s(MANAGER, clock("16:55")) == 15 * 60
    assert one.overtime_s(MANAGER, clock("16:40")) == 0


def test_who_leaves_off_goes_in_time() -> None:
    """With an absence from 15:00 to the end of the day all is over by then, however fixed; the way home is his own."""
    for absence in (away("15:00", "17:30"), away("15:00")):
        one = hours(absences=(absence,))
        assert one.has_time(MANAGER, errand("a"), clock("15:00"), 3600)
        assert not one.has_time(MANAGER, errand("a", is_fixed=True), clock("15:01"), 0)
        assert one.work_again_s(MANAGER, clock("16:00"), clock("16:15")) == clock("16:00")


def test_nobody_goes_anywhere_on_leave() -> None:
    """With an absence of the whole day there is time for nothing."""
    assert not hours(absences=(away(),)).has_time(MANAGER, errand("a"), clock("09:00"), 0)


def test_own_hours_come_before_those_of_the_policy() -> None:
    """Who works until 16:00 has 15 minutes of overtime at 16:15."""
    short = replace(MANAGER, day_end=time(16))
    assert hours().overtime_s(short, clock("16:15")) == 15 * 60
    assert hours().has_time(short, errand("a"), clock("16:05"), 600)
    assert not hours().has_time(short, errand("a"), clock("16:06"), 600)


# ---------------------------------------------------------------- shops


@pytest.mark.parametrize(
    ("there", "begins"),
    [
        ("07:00", "09:00"),
        ("09:00", "09:00"),
        ("10:17", "10:17"),
        ("11:30", "11:30"),  # the last moment still lets in
        ("11:31", "14:00"),
        ("18:00", "18:00"),
        ("18:01", "24:00"),
    ],
)
def test_a_shop_lets_in_during_its_hours(there: str, begins: str) -> None:
    """Open from 09:00 to 11:30 and from 14:00 to 18:00; who comes too late for both never begins."""
    shop = customer("a", span("14:00", "18:00"), span("09:00", "11:30"))
    expected_s = 24 * 3600 if begins == "24:00" else clock(begins)
    assert hours().begins_s(shop, errand("a"), clock(there)) == expected_s


def test_hours_are_those_of_the_weekday() -> None:
    """A shop that opens on Tuesdays is shut on this Monday, and so is one on holiday; one without hours is open."""
    tuesdays = OpeningHours(weekdays=frozenset({Weekday.TUESDAY}), start=time(9), end=time(17))
    on_holiday = replace(customer("b"), closed=(DateRange(first=DAY, last=DAY),))
    assert hours().begins_s(customer("a", tuesdays), errand("a"), clock("10:00")) == 24 * 3600
    assert hours().begins_s(on_holiday, errand("b"), clock("10:00")) == 24 * 3600
    assert hours().begins_s(customer("c"), errand("c"), clock("10:00")) == clock("10:00")


def test_an_errand_may_have_a_time_of_its_own() -> None:
    """Not before 10:00, whenever somebody is there; a call asks for no opening hours."""
    shop = customer("a", span("14:00", "18:00"))
    told = errand("c", not_before="10:00")
    assert hours().begins_s(customer("c"), told, clock("09:00")) == clock("10:00")
    assert hours().begins_s(customer("c"), told, clock("10:05")) == clock("10:05")
    call = errand("a", mode=Mode.PHONE, not_before="10:00")
    assert hours().begins_s(shop, call, clock("09:00")) == clock("10:00")


def appointment(one: Customer, when: str, there: str) -> int:
    """Return when a visit with an appointment begins."""
    return hours(appointments=(agreed("a", when),)).begins_s(one, errand("a"), clock(there))


def test_no_appointment_is_begun_more_than_ten_minutes_early() -> None:
    """Agreed on 10:00: at 09:50 at the earliest, and whenever somebody comes after that (R16).

    The customer is there, whatever the door says of its hours.
    """
    shut = customer("a", span("14:00", "18:00"))
    for one in (customer("a"), shut):
        assert appointment(one, "10:00", "09:00") == clock("09:50")
        assert appointment(one, "10:00", "10:04") == clock("10:04")


def test_appointments_with_a_zone_are_at_their_local_time() -> None:
    """02:00 in Greenwich is 10:00 in Shanghai; and 17:00 of Sunday there is 01:00 of Monday here."""
    shop = customer("a")
    assert appointment(shop, "2026-11-02T02:00+00:00", "09:00") == clock("09:50")
    assert appointment(shop, "2026-11-01T17:00+00:00", "00:00") == clock("00:50")


def test_other_appointments_do_not_matter() -> None:
    """Neither that of another customer nor that of another day."""
    others = (agreed("b", "10:00"), agreed("a", "2026-11-03T10:00"))
    begins_s = hours(appointments=others).begins_s(customer("a"), errand("a"), clock("09:00"))
    assert begins_s == clock("09:00")


# ---------------------------------------------------------------- lunch


def test_lunch_is_an_hour_from_half_past_eleven_on() -> None:
    """Begun at 11:30 at the earliest, and at once by whoever is later."""
    assert hours().lunch_s(clock("10:00")) == (clock("11:30"), clock("12:30"))
    assert hours().lunch_s(clock("12:10")) == (clock("12:10"), clock("13:10"))


def test_lunch_waits_until_one() -> None:
    """What is over at 13:00 comes before lunch, what is over later after it."""
    assert not hours().lunch_cannot_wait(MANAGER, clock("13:00"))
    assert hours().lunch_cannot_wait(MANAGER, clock("13:01"))


@pytest.mark.parametrize(("leaves_off", "has_break"), [("13:59", False), ("14:00", True)])
def test_who_leaves_off_early_eats_afterwards(leaves_off: str, has_break: bool) -> None:  # noqa: FBT001
    """Lunch begun at 13:00 is over at 14:00: who leaves off before has no break."""
    one = hours(absences=(away(leaves_off),))
    assert one.lunch_cannot_wait(MANAGER, clock("13:30")) is has_break


def test_a_policy_without_lunch_has_none() -> None:
    """Nothing waits for a break of no minutes."""
    lunch = replace(POLICY.day.lunch, minutes=0)
    policy = replace(POLICY, day=replace(POLICY.day, lunch=lunch))
    assert not hours(policy=policy).lunch_cannot_wait(MANAGER, clock("15:00"))


def test_who_comes_after_lunch_has_eaten() -> None:
    """From 13:00 on."""
    assert not hours().has_eaten(clock("12:59"))
    assert hours().has_eaten(clock("13:00"))
