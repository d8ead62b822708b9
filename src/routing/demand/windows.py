"""When a customer may be visited on a day: closed windows for the start, ascending and disjoint, in seconds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from routing.domain.customer import Customer, Weekday
from routing.units import DAY_S, seconds_after_midnight

__all__ = ["WHOLE_DAY", "Window", "intersection", "merged_windows", "opening_windows", "without"]

Window = tuple[int, int]
"""Closed interval for the start of a visit, seconds after midnight."""

WHOLE_DAY: tuple[Window, ...] = ((0, DAY_S),)


def opening_windows(customer: Customer, day: date) -> tuple[Window, ...]:
    """Return when a customer is open on a day; nothing where it is closed."""
    if any(day in closed for closed in customer.closed):
        return ()
    if not customer.opening_hours:
        return WHOLE_DAY
    weekday = Weekday(day.isoweekday())
    return merged_windows(
        (seconds_after_midnight(hours.start), seconds_after_midnight(hours.end))
        for hours in customer.opening_hours
        if weekday in hours.weekdays
    )


def intersection(windows: Iterable[Window], other: Window) -> tuple[Window, ...]:
    """Return the parts of the windows that lie in another one."""
    cut = ((max(start, other[0]), min(end, other[1])) for start, end in windows)
    return tuple((start, end) for start, end in cut if start <= end)


def without(windows: Iterable[Window], other: Window) -> tuple[Window, ...]:
    """Return the windows without the seconds of another one, its ends included."""
    first, last = other
    parts = ((start, end) for w in windows for start, end in _around(w, first, last))
    return tuple((start, end) for start, end in parts if start <= end)


def _around(window: Window, first: int, last: int) -> tuple[Window, Window]:
    start, end = window
    return (start, min(end, first - 1)), (max(start, last + 1), end)


def merged_windows(windows: Iterable[Window]) -> tuple[Window, ...]:
    """Return the windows ascending and disjoint; one that ends before it starts is none."""
    merged: list[Window] = []
    for start, end in sorted(window for window in windows if window[0] <= window[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)
