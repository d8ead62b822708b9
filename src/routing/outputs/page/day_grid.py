"""The days of a plan in weeks, with the visits of each by class."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from routing.domain.calendar import week_of
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
    """A day; outside of the plan's days it is empty."""

    day: str
    label: str
    is_planned: bool
    routes: tuple[RouteCount, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DayGrid:
    """Weeks as rows, days of the week as columns."""

    weekdays: tuple[str, ...]
    weeks: tuple[tuple[DayCell, ...], ...]


def day_grid(shown: Shown, first: date, last: date) -> DayGrid:
    """Return the days from the first to the last, those of the weekend only where something is planned on one."""
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
