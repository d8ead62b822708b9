"""Which days are worked: official holidays with their make-up working days, company days, dated overrides."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from routing.domain.customer import Weekday
from routing.domain.note import Note
from routing.domain.time_faults import day_faults, is_day, no_day
from routing.domain.toml_document import read_toml, read_value
from routing.errors import InputError, Issue

__all__ = [
    "CalendarOverrides",
    "Holiday",
    "WorkCalendar",
    "china_calendar",
    "load_overrides",
    "month_of",
    "week_of",
    "weekday_calendar",
]

_ONE_DAY = timedelta(days=1)
_FORMAT = "routing-calendar/1"
_FIRST_YEAR, _LAST_YEAR = 1950, 2099
"""Years whose holidays, and those of the weeks at their ends, the library of holidays knows."""

_IN_BRACKETS = re.compile(r"\s*[(（][^)）]*[)）]")


def week_of(day: date) -> tuple[date, date]:
    """Return the Monday and the Sunday of the week that holds a day.

    Raises
    ------
    InputError
        If it is no day, or lies ages away.
    """
    if faults := tuple(day_faults(day=day)):
        raise InputError(faults)
    monday = day - timedelta(days=day.isoweekday() - Weekday.MONDAY)
    return monday, monday + timedelta(days=6)


def month_of(day: date) -> tuple[date, date]:
    """Return the first and the last day of the month that holds a day.

    Raises
    ------
    InputError
        If it is no day, or lies ages away.
    """
    if faults := tuple(day_faults(day=day)):
        raise InputError(faults)
    return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarOverrides:
    """Dated corrections of an official calendar, in the words of a ``routing-calendar/1`` TOML document.

    Parameters
    ----------
    days_off, working_days
        Days on which the official calendar is wrong or silent, such as those of a notice newer than the library.
    company_days_off
        Days on which the company rests; they win over everything else.
    covered_through
        Last day that an official notice covers together with these overrides, or None for the library's own.
    """

    days_off: frozenset[date] = frozenset()
    working_days: frozenset[date] = frozenset()
    company_days_off: frozenset[date] = frozenset()
    covered_through: date | None = None

    def faults(self) -> Iterator[tuple[str, object, str, str]]:
        """Yield each contradiction as field, value, what is wrong, what to do."""
        for day in sorted(self.days_off & self.working_days):
            yield (
                "working_days",
                day,
                "This day is both a day off and a working day.",
                "Keep it in one of the two lists.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Holiday:
    """A day off of an official calendar, with its name in English and in Chinese."""

    day: date
    name: str
    name_zh: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkCalendar:
    """The working days between two dates.

    Parameters
    ----------
    name
        Which calendar this is, for people and records.
    first, last
        The days it spans; asking about any other day is an error.
    covered_through
        Last day for which the official notice is known; past it, make-up working days are missing.
    days_off
        Days from Monday to Friday that are not worked.
    make_up_days
        Saturdays and Sundays that are worked.

    Examples
    --------
    >>> from datetime import date
    >>> from routing.domain.calendar import WorkCalendar
    >>> calendar = WorkCalendar(
    ...     name="ours",
    ...     first=date(2026, 10, 26),
    ...     last=date(2026, 11, 29),
    ...     covered_through=date(2026, 11, 29),
    ...     days_off=frozenset({date(2026, 11, 5)}),
    ... )
    >>> [day.day for day in calendar.working_days(date(2026, 11, 2), date(2026, 11, 8))]
    [2, 3, 4, 6]
    >>> calendar.add_working_days(date(2026, 11, 4), 1)
    datetime.date(2026, 11, 6)
    """

    name: str
    first: date
    last: date
    covered_through: date
    days_off: frozenset[date] = frozenset()
    make_up_days: frozenset[date] = frozenset()
    holidays: tuple[Holiday, ...] = ()

    def is_working_day(self, day: date) -> bool:
        """Return whether a day is worked.

        Raises
        ------
        InputError
            If the calendar does not span the day.
        """
        if not (is_day(day) and self.first <= day <= self.last):
            raise InputError(self.faults_of(day=day))
        if day.isoweekday() >= Weekday.SATURDAY:
            return day in self.make_up_days
        return day not in self.days_off

    def working_days(self, first: date, last: date) -> tuple[date, ...]:
        """Return the working days from `first` to `last`, both included.

        Raises
        ------
        InputError
            If the calendar does not span one of the days.
        """
        if faults := tuple(day_faults(first=first, last=last)):
            raise InputError(faults)
        days = (first + timedelta(days=n) for n in range((last - first).days + 1))
        return tuple(day for day in days if self.is_working_day(day))

    def add_working_days(self, day: date, count: int) -> date:
        """Return the `count`-th working day after a day, which need not be worked itself; 0 returns the day.

        Raises
        ------
        InputError
            If that day lies past what the calendar spans.
        """
        if faults := tuple(day_faults(day=day)):
            raise InputError(faults)
        while count > 0:
            day += _ONE_DAY
            count -= self.is_working_day(day)
        return day

    def warnings(self, last: date) -> tuple[Note, ...]:
        """Return a warning if days up to `last` lie past the last official notice.

        Raises
        ------
        InputError
            If it is no day.
        """
        if not is_day(last):
            raise InputError([no_day("last", last)])
        if last <= self.covered_through:
            return ()
        return (
            Note(
                text=(
                    f"The official notice is known through {self.covered_through} only: later make-up working days "
                    "are missing and bridge days off may be wrong. "
                    "Enter the notice as dated overrides (days_off, working_days, covered_through)."
                ),
                text_zh=(
                    f"官方放假通知仅收录至 {self.covered_through}：此后的调休上班日缺失，调休放假日可能有误。"
                    "请将通知补录为日历更正（days_off、working_days、covered_through）。"
                ),
            ),
        )

    def faults_of(self, **days: date) -> Iterator[Issue]:
        """Yield the arguments, by name, that are no day or one that the calendar does not span."""
        for name, day in days.items():
            if not is_day(day):
                yield no_day(name, day)
            elif not self.first <= day <= self.last:
                yield Issue(
                    code="outside-calendar",
                    place=f"calendar {self.name}",
                    value=day.isoformat(),
                    message=f"The calendar spans {self.first} to {self.last} only.",
                    remedy="Ask about a day inside, or build the calendar for more years.",
                )


def china_calendar(
    first_year: int, last_year: int, *, overrides: CalendarOverrides | None = None
) -> WorkCalendar:
    """Return the official working days of mainland China, make-up working weekends included.

    Parameters
    ----------
    first_year, last_year
        Years spanned, both included, with the whole weeks at their ends. Give the year after the last one planned too,
        so that deadlines have room.
    overrides
        Dated corrections.

    Raises
    ------
    InputError
        If the years are out of order, or not from 1950 to 2099.

    Notes
    -----
    The holidays are those of the ``holidays`` library. It answers for years without an official notice too, silently
    without make-up days; a year counts as covered when a make-up day of it, or of a later year, is known.

    References
    ----------
    R13: working days follow the official calendar, the yearly notice of the State Council on days off and make-up
    working days (国务院办公厅关于部分节假日安排的通知).

    Examples
    --------
    The Saturday after the National Day week of 2026 makes up for a day off:

    >>> from datetime import date
    >>> from routing import china_calendar
    >>> calendar = china_calendar(2026, 2027)
    >>> [day.isoformat() for day in calendar.working_days(date(2026, 9, 28), date(2026, 10, 11))]
    ['2026-09-28', '2026-09-29', '2026-09-30', '2026-10-08', '2026-10-09', '2026-10-10']
    >>> calendar.add_working_days(date(2026, 10, 9), 2)
    datetime.date(2026, 10, 12)
    """
    from holidays import country_holidays

    first, last = _whole_weeks(first_year, last_year)
    years = range(first.year, last.year + 1)
    official = country_holidays("CN", years=years, language="zh_CN")
    english = country_holidays("CN", years=years, language="en_US")
    covered_year = last_year
    while covered_year > _FIRST_YEAR and not any(
        day.year == covered_year
        for day in country_holidays("CN", years=covered_year).weekend_workdays
    ):
        covered_year -= 1
    base = WorkCalendar(
        name="china",
        first=first,
        last=last,
        covered_through=date(covered_year, 12, 31),
        days_off=frozenset(day for day in official if day.isoweekday() < Weekday.SATURDAY),
        make_up_days=frozenset(official.weekend_workdays),
        holidays=tuple(
            Holiday(day=day, name=_bare(english[day]), name_zh=_bare(name))
            for day, name in sorted(official.items())
        ),
    )
    return _overridden(base, overrides)


def _bare(name: str) -> str:
    """Return the name of a holiday without what is said in brackets: for which other day it stands."""
    return _IN_BRACKETS.sub("", name)


def weekday_calendar(
    first_year: int, last_year: int, *, overrides: CalendarOverrides | None = None
) -> WorkCalendar:
    """Return a calendar on which every Monday to Friday is worked, but for the overrides.

    Parameters and errors are those of `china_calendar`.
    """
    first, last = _whole_weeks(first_year, last_year)
    base = WorkCalendar(name="weekdays", first=first, last=last, covered_through=last)
    return _overridden(base, overrides)


def load_overrides(path: Path) -> CalendarOverrides:
    """Return the dated overrides that stand in a TOML document.

    Raises
    ------
    InputError
        With every fault of the document.
    """
    place = f"calendar {path.name}"
    document = read_toml(path, place=place)
    return read_value(CalendarOverrides, document, place=place, format_name=_FORMAT)


def _whole_weeks(first_year: int, last_year: int) -> tuple[date, date]:
    """Return the Monday of the week of the first day, and the Sunday of the week of the last.

    Raises
    ------
    InputError
        If the years are out of order, or holidays are not known for them.
    """
    if not _FIRST_YEAR <= first_year <= last_year <= _LAST_YEAR:
        raise InputError(
            [
                Issue(
                    code="years-out-of-range",
                    place="first_year, last_year",
                    value=f"{first_year} - {last_year}",
                    message="The years are out of order, or their holidays are not known.",
                    remedy=f"Give the first and then the last, from {_FIRST_YEAR} to {_LAST_YEAR}.",
                )
            ]
        )
    return week_of(date(first_year, 1, 1))[0], week_of(date(last_year, 12, 31))[1]


def _overridden(base: WorkCalendar, overrides: CalendarOverrides | None) -> WorkCalendar:
    if overrides is None:
        return base
    off = overrides.days_off | overrides.company_days_off
    worked = overrides.working_days - overrides.company_days_off
    weekend_worked = {day for day in worked if day.isoweekday() >= Weekday.SATURDAY}
    return WorkCalendar(
        name=f"{base.name} with overrides",
        first=base.first,
        last=base.last,
        covered_through=overrides.covered_through or base.covered_through,
        days_off=(base.days_off - worked) | off,
        make_up_days=(base.make_up_days - off) | weekend_worked,
        holidays=tuple(one for one in base.holidays if one.day not in worked),
    )
