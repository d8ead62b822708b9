"""Working days: the official Chinese calendar against a second source, overrides, and the edges of what is known."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.domain.calendar import (
    CalendarOverrides,
    WorkCalendar,
    china_calendar,
    load_overrides,
    month_of,
    week_of,
    weekday_calendar,
)
from routing.errors import InputError

CHINA = china_calendar(2004, 2027)
DAYS_OF_2026 = st.dates(date(2026, 1, 5), date(2026, 12, 20))


def test_agrees_with_a_second_source_on_every_day() -> None:
    """From 2004 to 2026 both sources know the same working days, but for one day on which they are known to differ."""
    first, last = date(2004, 1, 1), date(2026, 12, 31)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        differing = [
            day for day in days if CHINA.is_working_day(day) != chinese_calendar.is_workday(day)
        ]
    assert differing == [date(2005, 12, 31)]


def test_make_up_weekends_of_2026_are_worked() -> None:
    """The six make-up days of the notice for 2026 are working days, the Saturdays beside them are not."""
    made_up = [
        date(2026, 1, 4),
        date(2026, 2, 14),
        date(2026, 2, 28),
        date(2026, 5, 9),
        date(2026, 9, 20),
        date(2026, 10, 10),
    ]
    assert [
        day
        for day in CHINA.working_days(date(2026, 1, 1), date(2026, 12, 31))
        if day.isoweekday() > 5
    ] == made_up
    assert not CHINA.is_working_day(date(2026, 10, 17))


def test_the_year_2026_has_248_working_days() -> None:
    """261 days from Monday to Friday, less 19 weekdays off, plus 6 make-up days: 248."""
    assert len(CHINA.working_days(date(2026, 1, 1), date(2026, 12, 31))) == 261 - 19 + 6


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        # 10 October 2026 is a make-up Saturday: Friday 9 + 1 = Saturday 10, + 2 = Monday 12.
        (date(2026, 10, 9), 1, date(2026, 10, 10)),
        (date(2026, 10, 9), 2, date(2026, 10, 12)),
        # 1 to 7 October are off.
        (date(2026, 9, 30), 1, date(2026, 10, 8)),
        # From a day off the first working day after it is number 1.
        (date(2026, 10, 3), 1, date(2026, 10, 8)),
        (date(2026, 10, 3), 0, date(2026, 10, 3)),
    ],
)
def test_adds_working_days(day: date, count: int, expected: date) -> None:
    """Working days are counted past holidays and over make-up days."""
    assert CHINA.add_working_days(day, count) == expected


@given(day=DAYS_OF_2026, count=st.integers(1, 5))
def test_added_working_days_are_as_many_as_asked_for(day: date, count: int) -> None:
    """Between a day and the count-th working day after it lie exactly that many working days."""
    then = CHINA.add_working_days(day, count)
    assert CHINA.is_working_day(then)
    assert len(CHINA.working_days(day + timedelta(days=1), then)) == count


def test_covered_through_is_the_last_year_with_a_notice() -> None:
    """What the library knows of make-up days tells which year is the last one covered; years before stay covered."""
    assert CHINA.covered_through == date(2026, 12, 31)
    assert china_calendar(2024, 2024).covered_through == date(2024, 12, 31)
    assert china_calendar(2027, 2029).covered_through == date(2026, 12, 31)


def test_warns_past_the_last_notice() -> None:
    """Days past the last notice are answered, with a warning that says what is missing."""
    assert CHINA.warnings(date(2026, 12, 31)) == ()
    (warning,) = CHINA.warnings(date(2027, 1, 1))
    assert "known through 2026-12-31 only" in warning.text
    assert "仅收录至 2026-12-31" in warning.text_zh


@pytest.mark.parametrize("calendar", [china_calendar(2026, 2026), weekday_calendar(2026, 2026)])
def test_refuses_days_that_it_does_not_span(calendar: WorkCalendar) -> None:
    """The weeks at the ends are spanned whole (2025-12-29 is a Monday, 2027-01-03 a Sunday), no day more."""
    calendar.is_working_day(date(2025, 12, 29))
    calendar.is_working_day(date(2027, 1, 3))
    for day in (date(2025, 12, 28), date(2027, 1, 4)):
        with pytest.raises(InputError) as caught:
            calendar.is_working_day(day)
        (issue,) = caught.value.issues
        assert issue.code == "outside-calendar"
        assert issue.value == day.isoformat()


@pytest.mark.parametrize("years", [(2027, 2026), (1949, 2026), (2026, 2100), (0, 1), (2026, 9999)])
@pytest.mark.parametrize("calendar_of", [china_calendar, weekday_calendar])
def test_refuses_years_without_known_holidays(
    calendar_of: Callable[[int, int], WorkCalendar], years: tuple[int, int]
) -> None:
    """Out of order, or beyond the years whose holidays are known, a calendar would say nothing true."""
    with pytest.raises(InputError) as raised:
        calendar_of(*years)
    assert [issue.code for issue in raised.value.issues] == ["years-out-of-range"]


@pytest.mark.parametrize("year", [1950, 2099])
def test_first_and_last_year_with_known_holidays(year: int) -> None:
    """New Year's Day is off in every year that can be asked for."""
    assert date(year, 1, 1) in {holiday.day for holiday in china_calendar(year, year).holidays}


def test_weekday_calendar_works_from_monday_to_friday() -> None:
    """Without holidays a year of 365 days that begins on a Thursday has 261 working days."""
    calendar = weekday_calendar(2026, 2026)
    days = calendar.working_days(date(2026, 1, 1), date(2026, 12, 31))
    assert len(days) == 261
    assert {day.isoweekday() for day in days} == {1, 2, 3, 4, 5}
    assert calendar.warnings(date(2026, 12, 31)) == ()


def test_overrides_win_over_the_official_calendar() -> None:
    """A day off is worked, a working day is off, a make-up day is dropped; company days win over all."""
    overrides = CalendarOverrides(
        days_off=frozenset({date(2026, 10, 10), date(2026, 11, 2)}),
        working_days=frozenset({date(2026, 10, 5), date(2026, 11, 7), date(2026, 11, 14)}),
        company_days_off=frozenset({date(2026, 11, 14), date(2026, 12, 25)}),
    )
    calendar = china_calendar(2026, 2026, overrides=overrides)
    expected = {
        date(2026, 10, 10): False,
        date(2026, 11, 2): False,
        date(2026, 10, 5): True,
        date(2026, 11, 7): True,
        date(2026, 11, 14): False,
        date(2026, 12, 25): False,
        date(2026, 10, 8): True,
    }
    assert {day: calendar.is_working_day(day) for day in expected} == expected


def test_overrides_of_a_new_notice_move_the_covered_end(tmp_path: Path) -> None:
    """Who types in the notice of 2027 says so, and is warned no more."""
    document = tmp_path / "notice-2027.toml"
    document.write_text(
        'format = "routing-calendar/1"\n'
        "covered_through = 2027-12-31\n"
        "working_days = [2027-01-30]\n"
        "days_off = [2027-02-11]\n",
        encoding="utf-8",
    )
    calendar = china_calendar(2026, 2027, overrides=load_overrides(document))
    assert calendar.warnings(date(2027, 12, 31)) == ()
    assert calendar.is_working_day(date(2027, 1, 30))
    assert not calendar.is_working_day(date(2027, 2, 11))


def test_reports_every_fault_of_an_overrides_document(tmp_path: Path) -> None:
    """A wrong type, an unknown key and a contradiction come back together, each with its place."""
    document = tmp_path / "calendar.toml"
    document.write_text(
        'format = "routing-calendar/1"\nday_off = []\ndays_off = ["1 May"]\ncovered_through = 2027\n',
        encoding="utf-8",
    )
    with pytest.raises(InputError) as caught:
        load_overrides(document)
    assert [(issue.code, issue.place) for issue in caught.value.issues] == [
        ("unknown-key", "calendar calendar.toml, day_off"),
        ("wrong-type", "calendar calendar.toml, days_off[0]"),
        ("wrong-type", "calendar calendar.toml, covered_through"),
    ]


def test_a_day_is_not_both_off_and_worked(tmp_path: Path) -> None:
    """The same date in both lists is a contradiction, not a matter of order."""
    document = tmp_path / "calendar.toml"
    document.write_text(
        'format = "routing-calendar/1"\ndays_off = [2026-05-01]\nworking_days = [2026-05-01]\n',
        encoding="utf-8",
    )
    with pytest.raises(InputError) as caught:
        load_overrides(document)
    assert [issue.code for issue in caught.value.issues] == ["contradiction"]


def test_holidays_have_names() -> None:
    """What stands in brackets is left out; a day off that is worked after all is no holiday; weekdays have none."""
    names = {one.day: (one.name, one.name_zh) for one in china_calendar(2026, 2026).holidays}
    assert names[date(2026, 10, 1)] == ("National Day", "国庆节")
    assert names[date(2026, 10, 3)] == ("National Day", "国庆节")  # a Saturday
    assert names[date(2026, 10, 5)] == ("National Day", "国庆节")
    assert names[date(2026, 10, 7)] == ("Day off", "休息日")
    assert date(2026, 10, 10) not in names
    worked = CalendarOverrides(working_days=frozenset({date(2026, 10, 5)}))
    left = {one.day for one in china_calendar(2026, 2026, overrides=worked).holidays}
    assert names.keys() - left == {date(2026, 10, 5)}
    assert weekday_calendar(2026, 2026).holidays == ()


def test_weeks_and_months_are_known_by_any_of_their_days() -> None:
    """2 February 2026 is a Monday; 2024 is a leap year."""
    for day in (date(2026, 2, 2), date(2026, 2, 5), date(2026, 2, 8)):
        assert week_of(day) == (date(2026, 2, 2), date(2026, 2, 8))
    assert month_of(date(2024, 2, 17)) == (date(2024, 2, 1), date(2024, 2, 29))
    assert month_of(date(2026, 12, 31)) == (date(2026, 12, 1), date(2026, 12, 31))
