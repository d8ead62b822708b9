"""What becomes known of account managers: leave, illness, ad-hoc tasks (R20)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from routing.domain.events import Task
from routing.domain.ids import ManagerId
from routing.domain.manager import Absence, AccountManager
from routing.simulation.drawn_season import ONE_DAY, DrawnSeason
from routing.simulation.news import News
from routing.units import HOUR_S, MINUTE_S, clock_time

__all__ = ["known_absences", "leave_and_illness", "tasks"]

WORKING_DAYS_A_YEAR = 250
LEAVE_KNOWN_AHEAD = timedelta(days=14)
_LEAVE_DAYS = (1, 5)
_ILLNESS_DAYS = (1, 3)
"""Fewest and most working days of a leave, of an illness."""
_CALLS_IN_S = (90 * MINUTE_S, 15 * MINUTE_S)
"""So long before the working day somebody says that he is ill, at most and at least."""
_LAST_TASK_S = 2 * HOUR_S + 30 * MINUTE_S
"""So long before the end of the working day the last task of the day comes in."""
_TASK_MINUTES = (15, 90)
_STEP_MINUTES = 5


def leave_and_illness(season: DrawnSeason) -> tuple[News, ...]:
    """Return the absences that become known.

    Leave is known two weeks ahead, so that who is away in the first two weeks stands in the territory. Nobody falls
    ill while away, and nobody has two leaves or two illnesses at a time; a leave may begin in an illness.
    """
    return tuple(
        news
        for manager in season.managers
        for leave in [tuple(_leave(season, manager))]
        for news in (*leave, *_illness(season, manager, leave))
    )


def known_absences(
    season: DrawnSeason, absences: Iterable[News], at: datetime
) -> tuple[Absence, ...]:
    """Return the absences that are known at a time."""
    drawn = (one.what for one in absences if one.at <= at)
    return (*season.territory.absences, *(one for one in drawn if isinstance(one, Absence)))


def tasks(season: DrawnSeason, absences: Iterable[News]) -> Iterator[News]:
    """Yield the tasks that come in, of nobody for a day on which he is known to be away."""
    absences = tuple(absences)
    start_s, end_s = season.hours_s()
    for manager in season.managers:
        for known_on in season.working_days():
            about = ("task", manager.id, known_on)
            mean = season.world.tasks_per_100 / 100
            for number in range(season.chance.count(mean, *about)):
                day, hours_s = known_on, (start_s, end_s - _LAST_TASK_S)
                if season.chance.is_so(
                    season.world.tasks_ahead_percent / 100, *about, number, "ahead"
                ):
                    day = season.calendar.add_working_days(known_on, 1)
                    hours_s = ((start_s + end_s) // 2, end_s)
                at = season.at(known_on, *hours_s, *about, number)
                if _is_away(manager.id, day, known_absences(season, absences, at)):
                    continue
                steps = season.chance.whole(
                    *(one // _STEP_MINUTES for one in _TASK_MINUTES), *about, number, "length"
                )
                yield News(
                    at=at, what=Task(manager_id=manager.id, day=day, minutes=steps * _STEP_MINUTES)
                )


def _leave(season: DrawnSeason, manager: AccountManager) -> Iterator[News]:
    mean_days = sum(_LEAVE_DAYS) / 2
    share = season.world.leave_days_a_year / WORKING_DAYS_A_YEAR / mean_days
    back = season.start
    for known_on in season.days():
        first = known_on + LEAVE_KNOWN_AHEAD
        about = ("leave", manager.id, first)
        if first < back or not season.calendar.is_working_day(first):
            continue
        if _is_away(manager.id, first, season.territory.absences):
            continue
        if season.chance.is_so(share, *about):
            days = season.chance.whole(*_LEAVE_DAYS, *about, "days")
            last = season.calendar.add_working_days(first, days - 1)
            back = last + ONE_DAY
            at = season.at(known_on, *season.hours_s(), *about)
            yield News(at=at, what=Absence(manager_id=manager.id, first=first, last=last))


def _illness(
    season: DrawnSeason, manager: AccountManager, leave: tuple[News, ...]
) -> Iterator[News]:
    mean_days = sum(_ILLNESS_DAYS) / 2
    share = season.world.illness_days_a_year / WORKING_DAYS_A_YEAR / mean_days
    start_s, end_s = season.hours_s(manager)
    back = season.start
    for day in season.working_days():
        about = ("illness", manager.id, day)
        if day < back or not season.chance.is_so(share, *about):
            continue
        at = season.at(day, *(max(0, start_s - one) for one in _CALLS_IN_S), *about)
        if _is_away(manager.id, day, known_absences(season, leave, at)):
            continue
        days = season.chance.whole(*_ILLNESS_DAYS, *about, "days")
        last = season.calendar.add_working_days(day, days - 1)
        back = last + ONE_DAY
        first = day
        if season.chance.is_so(season.world.midday_illness_percent / 100, *about, "midday"):
            quarter_s = (end_s - start_s) // 4
            at = season.at(day, start_s + quarter_s, end_s - quarter_s, *about)
            yield News(
                at=at,
                what=Absence(
                    manager_id=manager.id,
                    first=day,
                    last=day,
                    start=at.time(),
                    end=clock_time(end_s),
                ),
            )
            first = day + ONE_DAY
        if first <= last:
            yield News(at=at, what=Absence(manager_id=manager.id, first=first, last=last))


def _is_away(manager_id: ManagerId, day: date, absences: Iterable[Absence]) -> bool:
    return any(one.manager_id == manager_id and one.first <= day <= one.last for one in absences)
