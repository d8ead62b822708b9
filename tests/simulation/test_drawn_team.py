"""Leave, illness and ad-hoc tasks: how often they come, how long they take, and when they are known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import cache
from statistics import fmean

from routing.domain.events import Task
from routing.domain.ids import ManagerId
from routing.domain.manager import Absence
from routing.simulation.news import News
from tests.simulation.crowd import LAST, MONDAY, NEW_YEAR, QUIET, crowd, happenings, weekdays

TEAM = 200
DAYS = TEAM * 261
"""Working days of the whole team in the year."""


@cache
def on_leave() -> tuple[News, ...]:
    """Return the news of a year in which there is nothing but leave."""
    return happenings(crowd(1, TEAM), replace(QUIET, leave_days_a_year=10)).news


@cache
def ill() -> tuple[News, ...]:
    """Return the news of a year in which there is nothing but illness."""
    return happenings(crowd(1, TEAM), replace(QUIET, illness_days_a_year=5)).news


@cache
def busy() -> tuple[News, ...]:
    """Return the news of a year in which there is nothing but tasks."""
    return happenings(crowd(1, TEAM), replace(QUIET, tasks_per_100=25)).news


def absences(news: Sequence[News]) -> list[tuple[datetime, Absence]]:
    """Return absences and when each becomes known."""
    return [(one.at, one.what) for one in news if isinstance(one.what, Absence)]


def spells(news: Sequence[News]) -> dict[tuple[ManagerId, datetime], list[Absence]]:
    """Return what becomes known of one account manager at one time."""
    found: dict[tuple[ManagerId, datetime], list[Absence]] = {}
    for at, one in absences(news):
        found.setdefault((one.manager_id, at), []).append(one)
    return found


def worked(one: Absence) -> int:
    """Return how many working days an absence takes."""
    return len(weekdays().working_days(one.first, one.last))


# ---------------------------------------------------------------- leave


def test_how_much_leave_there_is() -> None:
    """Each present day begins a leave with p = 10 / 250 / 3 = 1/75, which is 3 days long on average.

    So one begins in 75 + 2 working days: 52,200 / 77 = 678, +-4 sqrt(678) = 104.
    """
    found = absences(on_leave())
    assert abs(len(found) - 678) < 104
    # Lengths 1 to 5 have mean 3 and standard deviation 1.41; 4 x 1.41 / sqrt(574) = 0.24.
    lengths = [worked(one) for _, one in found]
    assert set(lengths) == {1, 2, 3, 4, 5}
    assert abs(fmean(lengths) - 3) < 0.24


def test_leave_is_known_two_weeks_ahead() -> None:
    """In working hours of the same weekday; it begins and ends on working days, in whole days."""
    for at, one in absences(on_leave()):
        assert at.date() + timedelta(days=14) == one.first
        assert time(8, 30) <= at.time() <= time(17, 30)
        assert weekdays().is_working_day(one.first)
        assert weekdays().is_working_day(one.last)
        assert one.start is None
        assert one.end is None
    assert min(one.first for _, one in absences(on_leave())) >= NEW_YEAR + timedelta(days=14)
    assert max(one.first for _, one in absences(on_leave())) > LAST


def test_nobody_has_two_leaves_at_a_time() -> None:
    """Of one account manager, each leave begins after the one before has ended, however many there are."""
    news = happenings(crowd(1, 20), replace(QUIET, leave_days_a_year=100)).news
    last: dict[ManagerId, date] = {}
    for _, one in absences(news):
        assert last.get(one.manager_id, date.min) < one.first
        last[one.manager_id] = one.last


def test_leave_does_not_begin_in_an_absence_of_the_territory() -> None:
    """Who is away all year goes on no leave, nor falls ill, nor is given a task."""
    away = Absence(manager_id=ManagerId("m1"), first=NEW_YEAR, last=LAST + timedelta(days=60))
    busy_world = replace(QUIET, leave_days_a_year=100, illness_days_a_year=100, tasks_per_100=1000)
    territory = replace(crowd(1), absences=(away,))
    assert happenings(territory, busy_world).news == ()


# ---------------------------------------------------------------- illness


def test_how_much_illness_there_is() -> None:
    """Each present day begins an illness with p = 5 / 250 / 2 = 1/100, which is 2 days long on average.

    So one begins in 100 + 1 working days: 52,200 / 101 = 517, +-4 sqrt(517) = 91. Three in ten begin in the middle of
    a day: of 517, 155 +- 4 sqrt(517 x 0.3 x 0.7) = 42, and of those 27 that the number itself may vary.
    """
    found = spells(ill())
    assert abs(len(found) - 517) < 91
    half = [key for key, spell in found.items() if spell[0].start is not None]
    assert abs(len(half) - 155) < 42 + 27
    # Lengths 1 to 3 have mean 2 and standard deviation 0.82; 4 x 0.82 / sqrt(426) = 0.16.
    lengths = [sum(worked(one) for one in spell) for spell in found.values()]
    assert set(lengths) == {1, 2, 3}
    assert abs(fmean(lengths) - 2) < 0.16


def test_who_is_ill_in_the_morning_calls_in_before_work() -> None:
    """Between 90 and 15 minutes before 08:30, for whole days from that day on."""
    mornings = [(at, one) for (_, at), (one, *more) in spells(ill()).items() if one.start is None]
    assert mornings
    for at, one in mornings:
        assert at.date() == one.first
        assert time(7) <= at.time() <= time(8, 15)


def test_who_falls_ill_in_the_middle_of_a_day_is_away_for_the_rest_of_it() -> None:
    """From then to 17:30, and then for whole days; between the quarters of a day of nine hours, 10:45 and 15:15."""
    half = [(at, spell) for (_, at), spell in spells(ill()).items() if spell[0].start is not None]
    assert {len(spell) for _, spell in half} == {1, 2}
    for at, (today, *later) in half:
        assert today.first == today.last == at.date()
        assert today.start == at.time()
        assert today.end == time(17, 30)
        assert time(10, 45) <= at.time() <= time(15, 15)
        for one in later:
            assert one.first == today.last + timedelta(days=1)
            assert one.start is None
            assert one.end is None


def test_own_hours_bound_the_middle_of_the_day() -> None:
    """Who works from 13:00 to 17:00 falls ill between 14:00 and 16:00, or calls in from 11:30 to 12:45."""
    (manager,) = crowd(1).managers
    manager = replace(manager, day_start=time(13), day_end=time(17))
    territory = replace(crowd(1), managers=(manager,))
    news = happenings(territory, replace(QUIET, illness_days_a_year=100)).news
    starts = [one for _, one in absences(news) if one.start is not None]
    assert starts
    assert all(one.end == time(17) for one in starts)
    assert all(time(14) <= one.start <= time(16) for one in starts if one.start is not None)
    mornings = [at for at, one in absences(news) if one.start is None and at.date() == one.first]
    assert mornings
    assert all(time(11, 30) <= at.time() <= time(12, 45) for at in mornings)


def test_nobody_has_two_illnesses_at_a_time() -> None:
    """Of one account manager, each spell begins after the one before has ended, however many there are."""
    news = happenings(crowd(1, 20), replace(QUIET, illness_days_a_year=100)).news
    last: dict[ManagerId, date] = {}
    for (manager_id, _), spell in spells(news).items():
        assert last.get(manager_id, date.min) < spell[0].first
        last[manager_id] = spell[-1].last


def test_nobody_falls_ill_on_leave() -> None:
    """An illness never begins on a day of leave, nor on a day off."""
    world = replace(QUIET, leave_days_a_year=100, illness_days_a_year=100)
    found = absences(happenings(crowd(1, 20), world).news)
    leave = [one for at, one in found if at.date() < one.first - timedelta(days=7)]
    illness = [one for at, one in found if at.date() == one.first]
    assert leave
    assert illness
    for one in illness:
        assert weekdays().is_working_day(one.first)
        assert not any(
            other.manager_id == one.manager_id and other.first <= one.first <= other.last
            for other in leave
        )


# ---------------------------------------------------------------- tasks


def test_how_many_tasks_come_in() -> None:
    """A quarter a day: 52,200 x 0.25 = 13,050 +- 4 sqrt(13,050) = 457; three in ten the day before."""
    assert abs(len(busy()) - 13_050) < 457
    tasks = [(one.at, one.what) for one in busy() if isinstance(one.what, Task)]
    assert len(tasks) == len(busy())
    ahead = sum(at.date() < task.day for at, task in tasks)
    # 13,050 x 0.3 = 3915 +- 4 sqrt(13,050 x 0.3 x 0.7) = 209, and 0.3 x 457 = 137 for the number.
    assert abs(ahead - 3915) < 209 + 137


def test_when_tasks_come_in_and_how_long_they_take() -> None:
    """On the day from 08:30 to 15:00, or in the afternoon of the working day before; 15 to 90 minutes by fives."""
    lengths: Counter[int] = Counter()
    for one in busy():
        task = one.what
        assert isinstance(task, Task)
        assert weekdays().is_working_day(task.day)
        lengths[task.minutes] += 1
        if task.day == one.at.date():
            assert time(8, 30) <= one.at.time() <= time(15)
        else:
            assert task.day == weekdays().add_working_days(one.at.date(), 1)
            assert time(13) <= one.at.time() <= time(17, 30)
    # 16 lengths, each of 13,050 / 16 = 816 +- 4 sqrt(816) = 114, and 29 that the number itself may vary.
    assert sorted(lengths) == list(range(15, 95, 5))
    assert all(abs(number - 816) < 114 + 29 for number in lengths.values())


def test_who_is_known_to_be_away_is_given_no_task() -> None:
    """A task for a day of leave, or after somebody has fallen ill, does not come in; one before he does, may."""
    world = replace(QUIET, leave_days_a_year=50, illness_days_a_year=50, tasks_per_100=200)
    news = happenings(crowd(1, 20), world).news
    known = absences(news)
    surprised = 0
    for one in news:
        if not isinstance(one.what, Task):
            continue
        for at, absence in known:
            if absence.manager_id != one.what.manager_id:
                continue
            if absence.first <= one.what.day <= absence.last:
                assert one.at < at
                surprised += 1
    assert surprised > 0


def test_a_team_of_one_day() -> None:
    """A season of a Saturday brings nothing of anybody; one of a Monday may."""
    world = replace(QUIET, illness_days_a_year=100, tasks_per_100=1000)
    saturday = MONDAY + timedelta(days=5)
    assert happenings(crowd(1, 5), world, start=saturday, end=saturday).news == ()
    assert happenings(crowd(1, 5), world, start=MONDAY, end=MONDAY).news != ()
