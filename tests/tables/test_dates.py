"""Dates, times, weekdays and opening hours as people write them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.domain.customer import DateRange, Weekday
from routing.tables.cells import Cell, CellFault
from routing.tables.dates import clock_time, date_ranges, day, moment, opening_hours, weekdays
from tests.strategies import clock_windows

DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
MINUTES = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))

DATE_STYLES: list[Callable[[date], Cell]] = [
    date.isoformat,
    lambda value: f"{value.year}/{value.month}/{value.day}",
    lambda value: f"{value.year}.{value.month}.{value.day}",
    lambda value: f"{value:%Y%m%d}",
    lambda value: f"{value.year}年{value.month}月{value.day}日",
    lambda value: f" {value.year} 年 {value.month:02d} 月 {value.day:02d} 号 ",
    lambda value: "".join(
        chr(ord(sign) - ord("0") + ord("０")) if sign.isdigit() else sign for sign in str(value)
    ),
    lambda value: f"{value} 00:00:00",
    lambda value: value,
    lambda value: datetime.combine(value, time()),
    # A spreadsheet's day 1 is 1 January 1900; the 29 February 1900 it believes in makes its zero 30 December 1899.
    lambda value: (value - date(1899, 12, 30)).days,
    lambda value: str((value - date(1899, 12, 30)).days),
]

TIME_STYLES: list[Callable[[time], Cell]] = [
    lambda value: f"{value.hour}:{value.minute:02d}",
    lambda value: f"{value.hour:02d}：{value.minute:02d}",
    lambda value: f"{value:%H:%M:%S}",
    lambda value: f"{value.hour}点{value.minute}分",
    lambda value: f"{value.hour}时{value.minute:02d}",
    lambda value: f"{value:%I:%M %p}",
    lambda value: (
        f"{'上午' if value.hour < 12 else '下午'}{value.hour % 12 + (value.hour >= 12) * 12}:{value:%M}"
    ),
    lambda value: value,
    lambda value: datetime.combine(date(1899, 12, 30), value),
    lambda value: timedelta(hours=value.hour, minutes=value.minute),
    lambda value: (value.hour * 60 + value.minute) / 1440,
]


@given(DAYS, st.sampled_from(DATE_STYLES))
def test_date_is_read_in_every_style(value: date, style: Callable[[date], Cell]) -> None:
    """A date written in any of the documented styles is that date."""
    assert day(style(value)) == value


@given(MINUTES, st.sampled_from(TIME_STYLES))
def test_time_is_read_in_every_style(value: time, style: Callable[[time], Cell]) -> None:
    """A time of day written in any of the documented styles is that time."""
    assert clock_time(style(value)) == value


@given(DAYS, MINUTES, st.sampled_from(DATE_STYLES[:6]), st.sampled_from(TIME_STYLES[:7]))
def test_moment_is_any_date_with_any_time(
    value: date,
    clock: time,
    date_style: Callable[[date], Cell],
    time_style: Callable[[time], Cell],
) -> None:
    """Date and time in any of their styles, with a blank between, are a moment."""
    text = f"{date_style(value)} {time_style(clock)}"
    assert moment(text) == datetime.combine(value, clock)


@pytest.mark.parametrize(
    ("cell", "hour", "minute"),
    [
        ("9点", 9, 0),
        ("9点整", 9, 0),
        ("9点半", 9, 30),
        ("下午2点", 14, 0),
        ("晚上8:15", 20, 15),
        ("中午12点半", 12, 30),
        ("9am", 9, 0),
        ("12 AM", 0, 0),
        ("12:30 p.m.", 12, 30),
    ],
)
def test_spoken_times(cell: str, hour: int, minute: int) -> None:
    """Half past, on the hour, morning and afternoon are understood."""
    assert clock_time(cell) == time(hour, minute)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2026-10-12T09:30", datetime(2026, 10, 12, 9, 30)),  # noqa: DTZ001 - local time
        ("2026年10月12日9点半", datetime(2026, 10, 12, 9, 30)),  # noqa: DTZ001 - local time
        # 46,307 days after 1899-12-30 is 2026-10-12; half a day is noon.
        (46_307.5, datetime(2026, 10, 12, 12)),  # noqa: DTZ001 - local time
    ],
)
def test_moments_as_programs_write_them(cell: Cell, expected: datetime) -> None:
    """ISO with a T, Chinese without a blank and a spreadsheet's number are moments."""
    assert moment(cell) == expected


@pytest.mark.parametrize(
    ("read", "cell", "code"),
    [
        (day, "10/12/2026", "date-ambiguous"),
        (day, "12.10.26", "date-ambiguous"),
        (day, "2026-02-30", "date-impossible"),
        (day, "0026-10-12", "date-impossible"),
        (day, "2026-10", "date-unreadable"),
        (day, "2026-10/12", "date-unreadable"),
        (day, "yesterday", "date-unreadable"),
        (day, 7, "date-unreadable"),
        (day, True, "date-unreadable"),
        (day, "2026-10-12 09:30", "date-with-time"),
        (day, 46_307.5, "date-with-time"),
        (day, datetime(2026, 10, 12, 9), "date-with-time"),  # noqa: DTZ001 - local time
        (clock_time, "25:00", "time-impossible"),
        (clock_time, "9:60", "time-impossible"),
        (clock_time, "13:00 PM", "time-impossible"),
        (clock_time, "晚上12点", "time-impossible"),
        (clock_time, "9", "time-unreadable"),
        (clock_time, "0930", "time-unreadable"),
        (clock_time, 930, "time-unreadable"),
        (clock_time, timedelta(hours=25), "time-unreadable"),
        (moment, "2026-10-12", "time-missing"),
        (moment, "09:30", "date-unreadable"),
        (moment, "2026-10-12T09:30Z", "time-zone"),
        (weekdays, "0", "weekday-unknown"),
        (weekdays, "周八", "weekday-unknown"),
        (weekdays, "14", "weekday-unknown"),
        (weekdays, "周一-", "weekday-unknown"),
        (weekdays, "周一三至周五", "weekday-unknown"),
        (opening_hours, "109:00-12:00", "hours-unreadable"),
        (opening_hours, "9-17", "hours-unreadable"),
        (opening_hours, "休息", "hours-unreadable"),
        (opening_hours, "09:00-12:00 and more", "hours-unreadable"),
        (opening_hours, "周一 09:00-12:00;14:00-17:00", "hours-ambiguous"),
        (opening_hours, "八点 09:00-12:00", "weekday-unknown"),
        (date_ranges, "2026-10-01至", "period-unreadable"),
        (date_ranges, "10月1日至7日", "period-unreadable"),
    ],
)
def test_what_is_not_certain_is_refused(
    read: Callable[[Cell], object], cell: Cell, code: str
) -> None:
    """What could be read in two ways, or in none, is a fault with a remedy, never a guess."""
    with pytest.raises(CellFault) as refused:
        read(cell)
    assert refused.value.code == code
    assert refused.value.remedy


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("周一", {1}),
        ("星期天", {7}),
        ("礼拜三", {3}),
        ("Mon", {1}),
        ("thursday", {4}),
        ("1", {1}),
        (3, {3}),
        (5.0, {5}),
        ("周一、周四", {1, 4}),
        ("1/4", {1, 4}),
        ("Mon; Thurs.", {1, 4}),
        ("周一三五", {1, 3, 5}),
        ("周一至周五", {1, 2, 3, 4, 5}),
        ("Mon-Fri", {1, 2, 3, 4, 5}),
        ("1-3,6", {1, 2, 3, 6}),
        ("周六至周一", {6, 7, 1}),
        ("每天", {1, 2, 3, 4, 5, 6, 7}),
    ],
)
def test_weekdays(cell: Cell, expected: set[int]) -> None:
    """Weekdays are read in Chinese, English and numbers, alone, listed and as ranges."""
    assert weekdays(cell) == {Weekday(number) for number in expected}


@given(st.lists(clock_windows(), min_size=1, max_size=4), st.sampled_from(";,、 "))
def test_windows_of_all_days(windows: list[tuple[time, time]], separator: str) -> None:
    """Any number of windows, however separated, are as many windows on every day."""
    text = separator.join(f"{start:%H:%M}-{end:%H:%M}" for start, end in windows)
    hours = opening_hours(text)
    assert [(one.start, one.end) for one in hours] == windows
    assert all(one.weekdays == frozenset(Weekday) for one in hours)


def test_windows_of_some_days() -> None:
    """Weekdays hold for the windows up to the next semicolon."""
    hours = opening_hours("周一至周五：9点-11点半，14:00～17:00；周六 10:00至12:00")
    assert [(sorted(one.weekdays), one.start, one.end) for one in hours] == [
        ([1, 2, 3, 4, 5], time(9), time(11, 30)),
        ([1, 2, 3, 4, 5], time(14), time(17)),
        ([6], time(10), time(12)),
    ]


def test_window_may_end_with_the_day() -> None:
    """24:00 closes a window at the day's last second, because a clock has no 24:00."""
    (hours,) = opening_hours("00:00-24:00")
    assert (hours.start, hours.end) == (time(0), time(23, 59, 59))


def test_periods() -> None:
    """Periods and single days stand side by side, in any style of date."""
    assert date_ranges("2026年10月1日至2026年10月7日; 20261101-20261102；2026/12/24") == (
        DateRange(first=date(2026, 10, 1), last=date(2026, 10, 7)),
        DateRange(first=date(2026, 11, 1), last=date(2026, 11, 2)),
        DateRange(first=date(2026, 12, 24), last=date(2026, 12, 24)),
    )
    assert date_ranges(date(2026, 10, 1)) == (
        DateRange(first=date(2026, 10, 1), last=date(2026, 10, 1)),
    )
