"""When account managers work: their hours on a day without absences, and the days on which they visit (R6)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from routing.demand.windows import Window
from routing.domain.calendar import WorkCalendar, week_of
from routing.domain.ids import ManagerId
from routing.domain.manager import Absence, AccountManager
from routing.domain.policy import Policy
from routing.units import DAY_S, seconds_after_midnight

__all__ = ["VisitDays", "hours_on", "visit_days"]


def hours_on(
    manager: AccountManager, day: date, policy: Policy, absences: Iterable[Absence]
) -> tuple[Window | None, bool]:
    """Return the longest unbroken part of a manager's working hours, None when away all day, and whether it was cut."""
    start_s = seconds_after_midnight(manager.day_start or policy.day.start)
    end_s = seconds_after_midnight(manager.day_end or policy.day.end)
    away = sorted(
        (
            seconds_after_midnight(absence.start) if absence.start else 0,
            seconds_after_midnight(absence.end) if absence.end else DAY_S,
        )
        for absence in absences
        if absence.manager_id == manager.id and absence.first <= day <= absence.last
    )
    free: list[Window] = []
    free_from = start_s
    for away_from, away_to in away:
        free.append((free_from, min(away_from, end_s)))
        free_from = max(free_from, away_to)
    free.append((free_from, end_s))
    longest = max(free, key=lambda part: part[1] - part[0])
    if longest[0] >= longest[1]:
        return None, True
    return longest, longest != (start_s, end_s)


def visit_days(
    week: date, policy: Policy, calendar: WorkCalendar, *, away: frozenset[date] = frozenset()
) -> tuple[date, ...]:
    """Return the visit days of a week, ascending (R6).

    The recommended weekdays that are worked; where fewer than the policy's minimum remain, the missing ones move to the
    nearest other working day of the week (the earlier of two), as far as there are any.

    Parameters
    ----------
    week
        Any day of the week, which runs from Monday to Sunday.
    away
        Days on which the account manager is away all day.
    """
    monday, _ = week_of(week)
    days = [monday + timedelta(days=n) for n in range(7)]
    worked = [day for day in days if calendar.is_working_day(day) and day not in away]
    recommended = [day for day in days if day.isoweekday() in policy.visits.weekdays]
    chosen = [day for day in recommended if day in worked]
    for missing in recommended:
        others = [day for day in worked if day not in chosen]
        if missing in worked or not others or len(chosen) >= policy.visits.min_days_a_week:
            continue
        chosen.append(min(others, key=lambda day: (abs(day - missing), day)))
    return tuple(sorted(chosen))


class VisitDays:
    """The visit days of account managers, worked out week by week when first asked for."""

    def __init__(self, absences: Iterable[Absence], policy: Policy, calendar: WorkCalendar) -> None:
        self._absences = tuple(absences)
        self._policy = policy
        self._calendar = calendar
        self._known: dict[tuple[ManagerId, date], tuple[date, ...]] = {}

    def includes(self, manager: AccountManager, day: date) -> bool:
        """Return whether a day is one of the manager's visit days."""
        monday, _ = week_of(day)
        key = (manager.id, monday)
        if key not in self._known:
            week = (monday + timedelta(days=n) for n in range(7))
            away = frozenset(
                one
                for one in week
                if hours_on(manager, one, self._policy, self._absences)[0] is None
            )
            self._known[key] = visit_days(monday, self._policy, self._calendar, away=away)
        return day in self._known[key]
