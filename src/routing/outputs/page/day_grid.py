"""The days of a plan in weeks, with the visits of each by class."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from routing.domain.calendar import WorkCalendar, week_of
from routing.domain.customer import CustomerClass, Weekday
from routing.outputs.page.shown import UNKNOWN_CLASS, Shown
from routing.plan import Route

__all__ = ["CLASSES", "DayCell", "DayGrid", "RouteCount", "day_grid"]

CLASSES = (*(one.value for one in CustomerClass), UNKNOWN_CLASS)
"""Classes in the order of R1-R4, and that of customers who are unknown."""
_ONE_DAY = timedelta(days=1)
_WORKDAYS = range(Weekday.MONDAY, Weekday.SATURDAY)


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteCount:
    """A route in the calendar: visits in person by class, calls, travel, what is missing from the floor."""

    manager: str
    title: str
    num_visits: int
    by_class: tuple[tuple[str, int], ...]
    num_contacts: int
    travel: str
    missing: int
    is_extra: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCell:
    """A day; outside of the plan's days it is empty. `remark` is the name of a day off, or that a weekend is worked."""

    day: str
    label: str
    is_planned: bool
    is_off: bool
    remark: str
    routes: tuple[RouteCount, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DayGrid:
    """Weeks as rows, days of the week as columns."""

    weekdays: tuple[str, ...]
    weeks: tuple[tuple[DayCell, ...], ...]


def day_grid(shown: Shown, first: date, last: date, calendar: WorkCalendar | None) -> DayGrid:
    """Return the days from the first to the last, those of the weekend only where something is planned on one.

    Parameters
    ----------
    shown, first, last
        The plan and its days.
    calendar
        Which of them are worked, and how days off are called; None: nothing is said of that.
    """
    remarks = {} if calendar is None else _remarks(shown, first, last, calendar)
    by_day: dict[date, list[Route]] = {}
    for route in shown.routes:
        by_day.setdefault(route.day, []).append(route)
    columns = sorted({*_WORKDAYS, *(day.isoweekday() for day in by_day)})
    monday, _ = week_of(first)
    weeks = []
    while monday <= last:
        days = [monday + (column - 1) * _ONE_DAY for column in columns]
        if any(first <= day <= last for day in days):
            weeks.append(
                tuple(
                    DayCell(
                        day=day.isoformat(),
                        label=f"{day.month}-{day.day}",
                        is_planned=first <= day <= last,
                        is_off=calendar is not None
                        and first <= day <= last
                        and not calendar.is_working_day(day),
                        remark=remarks.get(day, ""),
                        routes=tuple(_count(shown, route) for route in by_day.get(day, ())),
                    )
                    for day in days
                )
            )
        monday += 7 * _ONE_DAY
    return DayGrid(
        weekdays=tuple(shown.words.weekday(monday + (column - 1) * _ONE_DAY) for column in columns),
        weeks=tuple(weeks),
    )


def _remarks(shown: Shown, first: date, last: date, calendar: WorkCalendar) -> dict[date, str]:
    """Return what is told of days that are worked or off against the rule of the week."""
    words = shown.words
    remarks = dict.fromkeys(calendar.days_off, words("day off"))
    remarks |= {one.day: words.either(one.name, one.name_zh) for one in calendar.holidays}
    remarks |= dict.fromkeys(calendar.make_up_days, words("make-up working day"))
    return {day: remark for day, remark in remarks.items() if first <= day <= last}


def _count(shown: Shown, route: Route) -> RouteCount:
    classes = Counter(shown.customer_class(stop.customer_id) for stop in route.stops)
    shift = shown.shifts.get(route.shift_id)
    return RouteCount(
        manager=route.manager_id,
        title=shown.people.manager(route.manager_id) if shown.has_many_managers else "",
        num_visits=len(route.stops),
        by_class=tuple((one, classes[one]) for one in CLASSES if classes[one]),
        num_contacts=len(route.contacts),
        travel=shown.words.duration(route.travel_s) if route.stops else "",
        missing=0 if shift is None else max(0, shift.floor - len(route.stops)),
        is_extra=shift is not None and shift.is_extra,
    )
