"""What can be wrong with a day or a moment that somebody asks about: it is none, or lies ages away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from routing.errors import Issue, shown_value

__all__ = ["day_faults", "is_day", "moment_faults", "no_day"]

_FIRST, _LAST = date(1900, 1, 1), date(2199, 12, 31)
"""Days of plans lie between them, so that intervals before and after them are days too."""


def is_day(value: object) -> bool:
    """Return whether something is a day; a moment is none, though `datetime` is a kind of `date`."""
    return isinstance(value, date) and not isinstance(value, datetime)


def no_day(name: str, value: object) -> Issue:
    """Return the fault of an argument that is no day."""
    return Issue(
        code="not-a-day",
        place=name,
        value=shown_value(str(value)),
        message="This is no day.",
        remedy="Give a datetime.date, such as date(2026, 11, 2); of a moment, moment.date().",
    )


def day_faults(**days: date) -> Iterator[Issue]:
    """Yield the arguments, by name, that are no day, and those that lie ages away.

    Examples
    --------
    >>> from datetime import date, datetime
    >>> for issue in day_faults(first=datetime(2026, 11, 2, 9), last=date.max):
    ...     print(f"{issue.place}: {issue.value} [{issue.code}]")
    first: 2026-11-02 09:00:00 [not-a-day]
    last: 9999-12-31 [day-out-of-range]
    """
    for name, day in days.items():
        if not is_day(day):
            yield no_day(name, day)
        elif not _FIRST <= day <= _LAST:
            yield Issue(
                code="day-out-of-range",
                place=name,
                value=day.isoformat(),
                message=f"Days of plans lie between {_FIRST} and {_LAST}.",
                remedy="Check the year.",
            )


def moment_faults(**moments: object) -> Iterator[Issue]:
    """Yield the arguments, by name, that are no moment; how long ago or far ahead does not matter."""
    for name, moment in moments.items():
        if not isinstance(moment, datetime):
            yield Issue(
                code="not-a-moment",
                place=name,
                value=shown_value(str(moment)),
                message="This is no moment.",
                remedy="Give a datetime.datetime of local time, such as datetime(2026, 11, 1, 17, 30).",
            )
