"""Appointments: how many, when they are asked for and for when, and that each can be kept when it is agreed."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import cache
from itertools import pairwise

import pytest

from routing.demand.windows import opening_windows
from routing.domain.customer import Customer, DateRange, OpeningHours, Weekday
from routing.domain.events import Appointment
from routing.domain.ids import CustomerId
from routing.domain.manager import Absence
from routing.domain.territory import Territory
from routing.simulation.happenings import Happenings
from routing.simulation.news import AppointmentCancelled, ClosureAnnounced, News
from routing.simulation.world import Hours
from routing.units import seconds_after_midnight
from tests.simulation.crowd import (
    LAST,
    MONDAY,
    NEW_YEAR,
    QUIET,
    crowd,
    happenings,
    policy,
    weekdays,
)

ONE_DAY = timedelta(days=1)
ASKING = replace(QUIET, appointments_per_1000=300, appointments_cancelled_percent=0)


@cache
def asked() -> tuple[News, ...]:
    """Return the news of a year in which there is nothing but appointments, of 60 account managers."""
    return happenings(
        crowd(3000, 60),
        replace(QUIET, appointments_per_1000=30),
    ).news


def agreed(news: tuple[News, ...]) -> list[tuple[datetime, Appointment]]:
    """Return appointments, and when each is agreed."""
    return [(one.at, one.what) for one in news if isinstance(one.what, Appointment)]


def test_how_many_appointments_there_are() -> None:
    """30 a month and 1000: 3000 x 12 x 0.03 = 1080 +- 4 sqrt(1080) = 131.

    Who has one ahead, 5 days on average, asks for no other: 0.03 x 5.5 / 30 = half a per cent, 1075.
    """
    assert abs(len(agreed(asked())) - 1075) < 131


def test_how_many_are_cancelled() -> None:
    """8 per cent of about 1075, 86 +- 4 sqrt(1075 x 0.08 x 0.92) = 36."""
    cancelled = [one for one in asked() if isinstance(one.what, AppointmentCancelled)]
    assert abs(len(cancelled) - 86) < 36


def test_appointments_are_agreed_in_working_hours_one_to_ten_days_ahead() -> None:
    """On Mondays, Wednesdays and Thursdays, at quarter hours from 09:00 to 11:15 or 13:45 to 16:30; all occur."""
    days_ahead, clocks = set(), set()
    weekdays_of: Counter[int] = Counter()
    for asked_at, one in agreed(asked()):
        assert weekdays().is_working_day(asked_at.date())
        assert time(8, 30) <= asked_at.time() <= time(17, 30)
        days_ahead.add((one.at.date() - asked_at.date()).days)
        clocks.add(one.at.time())
        weekdays_of[one.at.isoweekday()] += 1
    assert days_ahead == set(range(1, 11))
    assert sorted(weekdays_of) == [Weekday.MONDAY, Weekday.WEDNESDAY, Weekday.THURSDAY]
    # 09:00 to 11:15 are ten quarter hours, 13:45 to 16:30 are twelve.
    assert len(clocks) == 22
    assert (min(clocks), max(clocks)) == (time(9), time(16, 30))
    assert not any(time(11, 15) < clock < time(13, 45) for clock in clocks)


def test_cancellations_come_the_day_before_or_in_the_morning() -> None:
    """After the appointment was agreed, once at most; about as many on each of the two days."""
    world = replace(ASKING, appointments_cancelled_percent=100)
    news = happenings(crowd(600, 12), world).news
    known = {one: asked_at for asked_at, one in agreed(news)}
    mornings = 0
    cancelled = [(one.at, one.what) for one in news if isinstance(one.what, AppointmentCancelled)]
    for at, what in cancelled:
        one = what.appointment
        assert known.pop(one) < at < one.at
        if at.date() == one.at.date():
            mornings += 1
            assert time(7, 30) <= at.time() <= time(8, 45)
        else:
            assert at.date() == one.at.date() - ONE_DAY
    # All but those whose day, or the day before, lies after the end.
    assert all(one.at.date() >= LAST for one in known)
    # Half in the morning, and some more that were only agreed after the time the day before.
    sigma = math.sqrt(len(cancelled) / 4)
    assert -4 * sigma < mornings - len(cancelled) / 2 < 4 * sigma + 0.05 * len(cancelled)


def test_early_appointments_are_cancelled_before_their_time() -> None:
    """Who works from 06:30 and meets at 07:00 hears of it a quarter of an hour before, at the latest."""
    (manager,) = crowd(1).managers
    territory = replace(crowd(60), managers=(replace(manager, day_start=time(6, 30)),))
    seven = Hours(start=time(7), end=time(7))
    world = replace(ASKING, appointment_hours=(seven,), appointments_cancelled_percent=100)
    news = happenings(territory, world).news
    cancelled = [(one.at, one.what) for one in news if isinstance(one.what, AppointmentCancelled)]
    mornings = [at.time() for at, one in cancelled if at.date() == one.appointment.at.date()]
    assert set(mornings) == {time(6, 45)}


@cache
def crowded() -> tuple[Territory, tuple[News, ...]]:
    """Return a territory with hours, closures, leave and own working hours, and a year in which many ask."""
    territory = crowd(100, 2)
    mornings = OpeningHours(weekdays=frozenset(Weekday), start=time(8), end=time(10, 20))
    mondays = OpeningHours(weekdays=frozenset({Weekday.MONDAY}), start=time(9), end=time(18))
    closed = DateRange(first=date(2026, 5, 1), last=date(2026, 5, 31))
    kinds: tuple[dict[str, object], ...] = (
        {},
        {"opening_hours": (mornings,)},
        {"opening_hours": (mondays,)},
        {"closed": (closed,)},
    )
    customers = tuple(
        replace(one, **kinds[n % len(kinds)])  # type: ignore[arg-type]
        for n, one in enumerate(territory.customers)
    )
    early, late = territory.managers
    late = replace(late, day_start=time(10), day_end=time(16))
    meeting = Absence(
        manager_id=early.id, first=MONDAY, last=weekdays().last, start=time(8, 30), end=time(9, 30)
    )
    standing = Appointment(
        customer_id=customers[0].id, at=datetime.combine(date(2026, 1, 5), time(10))
    )
    territory = replace(
        territory,
        customers=customers,
        managers=(early, late),
        absences=(meeting,),
        appointments=(standing,),
    )
    world = replace(
        QUIET,
        appointments_per_1000=1000,
        closures_per_1000=50,
        leave_days_a_year=20,
        illness_days_a_year=20,
    )
    return territory, happenings(territory, world).news


def customers_in_the_end() -> dict[CustomerId, Customer]:
    """Return the customers with all closures that are announced in the course of the year."""
    territory, news = crowded()
    found = {one.id: one for one in territory.customers}
    for one in news:
        if isinstance(one.what, ClosureAnnounced):
            customer = found[one.what.customer_id]
            found[customer.id] = replace(customer, closed=(*customer.closed, one.what.closed))
    return found


def test_shops_are_open_at_the_agreed_time() -> None:
    """In their hours, and in no closure, of the territory or announced at any time."""
    customers = customers_in_the_end()
    assert len(agreed(crowded()[1])) > 200
    for _, one in agreed(crowded()[1]):
        clock_s = seconds_after_midnight(one.at.time())
        windows = opening_windows(customers[one.customer_id], one.at.date())
        assert any(start <= clock_s <= end for start, end in windows)


def test_account_managers_work_at_the_agreed_time() -> None:
    """Half an hour after their day begins and an hour before it ends, on no day of known leave or illness."""
    territory, news = crowded()
    owner = {one.id: one.manager_id for one in territory.customers}
    absences = [(one.at, one.what) for one in news if isinstance(one.what, Absence)]
    assert absences
    surprised = 0
    for asked_at, one in agreed(news):
        manager_id = owner[one.customer_id]
        if manager_id == "m2":
            assert time(10, 30) <= one.at.time() <= time(15)
        elif one.at.date() >= MONDAY:
            # The meeting ends at 09:30.
            assert one.at.time() >= time(10)
        for at, away in absences:
            if away.manager_id == manager_id and away.first <= one.at.date() <= away.last:
                assert at > asked_at
                surprised += 1
    # Illness is not foreseen.
    assert surprised > 0


def test_appointments_of_an_account_manager_lie_apart() -> None:
    """75 minutes at least, those of the territory included; those of two account managers need not."""
    territory, news = crowded()
    owner = {one.id: one.manager_id for one in territory.customers}
    diary: defaultdict[str, list[datetime]] = defaultdict(list)
    for one in (*territory.appointments, *(one for _, one in agreed(news))):
        diary[str(owner[one.customer_id])].append(one.at)
    assert sorted(diary) == ["m1", "m2"]
    for times in diary.values():
        assert all(b - a >= timedelta(minutes=75) for a, b in pairwise(sorted(times)))
    both = sorted(one for times in diary.values() for one in times)
    assert any(b - a < timedelta(minutes=75) for a, b in pairwise(both))


def test_nobody_asks_for_a_second_appointment_before_the_first() -> None:
    """Each is asked for after the time of the one before, also where that stands in the territory."""
    territory, news = crowded()
    last = {one.customer_id: one.at for one in territory.appointments}
    for asked_at, one in agreed(news):
        assert last.get(one.customer_id, datetime.min) < asked_at  # noqa: DTZ901 - local time
        last[one.customer_id] = one.at


def test_holidays_have_no_appointments() -> None:
    """A fortnight off, in which nobody works, has none; nobody asks for one either."""
    fortnight = DateRange(first=MONDAY, last=MONDAY + 13 * ONE_DAY)
    off = frozenset(weekdays().working_days(fortnight.first, fortnight.last))
    calendar = replace(weekdays(), days_off=off)
    news = Happenings(ASKING, 1, crowd(100, 2), policy(), calendar, NEW_YEAR, LAST).news
    assert agreed(news)
    for asked_at, one in agreed(news):
        assert asked_at.date() not in fortnight
        assert one.at.date() not in fortnight


@pytest.mark.parametrize("num_managers", [1, 2])
def test_customers_of_nobody_in_particular(num_managers: int) -> None:
    """With one account manager they are his, whose absences count; with two, those of neither do."""
    territory = crowd(40, num_managers)
    away = tuple(
        Absence(manager_id=one.id, first=NEW_YEAR, last=LAST + 30 * ONE_DAY)
        for one in territory.managers
    )
    customers = tuple(replace(one, manager_id=None) for one in territory.customers)
    news = happenings(replace(territory, customers=customers, absences=away), ASKING).news
    assert bool(agreed(news)) is (num_managers == 2)


def test_a_shop_that_suits_no_visit_day_agrees_on_nothing() -> None:
    """Open on Tuesdays alone, or wishing hours in which nobody works."""
    tuesdays = OpeningHours(weekdays=frozenset({Weekday.TUESDAY}), start=time(8), end=time(18))
    customers = tuple(replace(one, opening_hours=(tuesdays,)) for one in crowd(40).customers)
    assert not happenings(replace(crowd(40), customers=customers), ASKING).news
    at_night = replace(ASKING, appointment_hours=(Hours(start=time(20), end=time(22)),))
    assert not happenings(crowd(40), at_night).news
