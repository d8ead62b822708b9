"""Dates and times as people write them, and the periods and opening hours made of them."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from routing.domain.customer import DateRange, OpeningHours, Weekday
from routing.tables.cells import Cell, CellFault, written

__all__ = [
    "clock_time",
    "date_ranges",
    "day",
    "moment",
    "opening_hours",
    "weekdays",
]

_DATE = (
    r"(?P<year>\d{4})(?:(?P<sep>[-/.])(?P<month>\d{1,2})(?P=sep)(?P<date>\d{1,2})(?!\d)"
    r"|\s*年\s*(?P<month_zh>\d{1,2})\s*月\s*(?P<date_zh>\d{1,2})\s*(?:[日号]|(?!\d))"
    r"|(?P<month_8>\d{2})(?P<date_8>\d{2})(?!\d))"
)
_TIME = (
    r"(?P<part>上午|早上|中午|下午|晚上)?\s*(?P<hour>\d{1,2})\s*"
    r"(?::(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.0+)?)?"
    r"|[点时](?:(?P<half>半)|整|(?P<minute_zh>\d{1,2})分?)?"
    r"|(?=\s*[AaPp]\.?[Mm]))"
    r"(?:\s*(?P<meridiem>[AaPp])\.?[Mm]\b\.?)?"
)
_TO = r"\s*(?:-|–|—|~|至|到|to)\s*"

_SERIAL_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - spreadsheets count days without a time zone
_SERIAL_FIRST, _SERIAL_LAST = 36_526, 73_415  # 2000-01-01 and 2100-12-31
_YEARS = range(1950, 2101)
_NOON = 12


def _date_of(match: re.Match[str]) -> date:
    found = match.groupdict()
    month = found["month"] or found["month_zh"] or found["month_8"]
    day_of_month = found["date"] or found["date_zh"] or found["date_8"]
    try:
        value = date(int(found["year"]), int(month), int(day_of_month))
    except ValueError:
        value = None
    if value is None or value.year not in _YEARS:
        raise CellFault("date-impossible", "There is no such date.", "Correct year, month and day.")
    return value


def _from_serial(cell: Cell) -> datetime | None:
    """Return the moment that a spreadsheet's day number stands for, None when the cell holds no such number."""
    text = written(cell)
    if isinstance(cell, bool) or not re.fullmatch(r"\d{5}(\.\d+)?", text):
        return None
    if not _SERIAL_FIRST <= float(text) < _SERIAL_LAST + 1:
        return None
    return _SERIAL_ZERO + timedelta(seconds=round(float(text) * 86_400))


def day(cell: Cell) -> date:
    """Return the date in a cell: ISO, slashes or points, Chinese, eight digits, or a spreadsheet's own.

    Raises
    ------
    CellFault
        When it is no date, could be two dates, or carries a time of day that would be lost.
    """
    if isinstance(cell, date) and not isinstance(cell, datetime):
        return cell
    text = written(cell)
    if match := re.fullmatch(_DATE, text):
        return _date_of(match)
    if re.fullmatch(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}", text):
        raise CellFault(
            "date-ambiguous",
            "Day and month could be either way round.",
            "Write the year first: 2026-10-12.",
        )
    when = moment(cell)
    if when.time() != time():
        raise CellFault(
            "date-with-time",
            "A date is wanted here and a time of day stands with it.",
            "Write the date alone; times have a column of their own.",
        )
    return when.date()


def _time_of(match: re.Match[str]) -> time:
    found = match.groupdict()
    hour = int(found["hour"])
    minute = 30 if found["half"] else int(found["minute"] or found["minute_zh"] or 0)
    second = int(found["second"] or 0)
    meridiem = (found["meridiem"] or "").lower()
    evening = found["part"] == "晚上"
    sensible = 1 <= hour <= _NOON if meridiem else not (evening and hour in (0, _NOON))
    if (evening or found["part"] == "下午" or meridiem == "p") and hour < _NOON:
        hour += _NOON
    elif meridiem == "a" and hour == _NOON:
        hour = 0
    if (hour, minute, second) == (24, 0, 0):
        # A clock has no 24:00; a window that ends with the day is meant.
        return time(23, 59, 59)
    try:
        value = time(hour, minute, second) if sensible else None
    except ValueError:
        value = None
    if value is None:
        raise CellFault(
            "time-impossible", "There is no such time of day.", "Write a time such as 09:30."
        )
    return value


def clock_time(cell: Cell) -> time:
    """Return the time of day in a cell: 09:30, 9:30 PM, 9点半, 下午2点, or a spreadsheet's own.

    Raises
    ------
    CellFault
        When it is no time of day.
    """
    if isinstance(cell, datetime) and cell.date() <= date(1900, 1, 1):
        cell = cell.time()
    if isinstance(cell, time):
        return cell.replace(microsecond=0)
    if isinstance(cell, timedelta) or (isinstance(cell, float) and 0 <= cell < 1):
        elapsed = cell if isinstance(cell, timedelta) else timedelta(seconds=round(cell * 86_400))
        if timedelta() <= elapsed < timedelta(days=1):
            return (_SERIAL_ZERO + elapsed).time().replace(microsecond=0)
    if match := re.fullmatch(_TIME, written(cell)):
        return _time_of(match)
    raise CellFault(
        "time-unreadable", "This is no time of day.", "Write hours and minutes: 09:30 or 9点半."
    )


def moment(cell: Cell) -> datetime:
    """Return the date and time in a cell, local time.

    Raises
    ------
    CellFault
        When one of the two is missing or unreadable, or a time zone stands with it.
    """
    if isinstance(cell, datetime) and cell.tzinfo is None:
        return cell.replace(microsecond=0)
    if (serial := _from_serial(cell)) is not None:
        return serial
    text = written(cell)
    match = re.match(_DATE, text)
    if match is None:
        raise CellFault(
            "date-unreadable",
            "This is no date that can be read with certainty.",
            "Write year, month, day, and the time if one is wanted: 2026-10-12 09:30, 2026年10月12日.",
        )
    rest = text[match.end() :].lstrip("T ").strip()
    if not rest:
        raise CellFault(
            "time-missing",
            "A date stands here without a time of day.",
            "Add the time: 2026-10-12 09:30.",
        )
    if re.search(r"(Z|[+-]\d{2}:?\d{2})$", rest):
        raise CellFault(
            "time-zone",
            "A time zone stands with this time.",
            "Write local time without a zone: 2026-10-12 09:30.",
        )
    return datetime.combine(_date_of(match), clock_time(rest))


_WEEKDAY_WORDS = {
    **{str(weekday.value): weekday for weekday in Weekday},
    **{weekday.name.casefold(): weekday for weekday in Weekday},
    **{weekday.name[:3].casefold(): weekday for weekday in Weekday},
    **{weekday.name[:4].casefold(): weekday for weekday in Weekday},
    "thurs": Weekday.THURSDAY,
}
_WEEKDAY_SIGNS = dict(zip("一二三四五六日天", [*Weekday, Weekday.SUNDAY], strict=True))
_EVERY_DAY = frozenset({"daily", "every day", "每天", "每日", "全周"})


def _one_or_more_weekdays(text: str) -> list[Weekday]:
    word = text.strip().rstrip(".").casefold()
    if word in _WEEKDAY_WORDS:
        return [_WEEKDAY_WORDS[word]]
    if match := re.fullmatch(r"(?:周|星期|礼拜)?([一二三四五六日天]+)", word):
        return [_WEEKDAY_SIGNS[sign] for sign in match[1]]
    raise CellFault(
        "weekday-unknown",
        "This names no weekday.",
        "Write 周一 to 周日, Mon to Sun, or 1 (Monday) to 7 (Sunday).",
    )


def weekdays(cell: Cell) -> frozenset[Weekday]:
    """Return the weekdays in a cell: 周一, 星期二, Mon, 1; lists (周一、周四, 周一三五, 1/4) and ranges (周一至周五).

    Raises
    ------
    CellFault
        When a word is no weekday.
    """
    text = written(cell)
    if text.casefold() in _EVERY_DAY:
        return frozenset(Weekday)
    found: set[Weekday] = set()
    for part in filter(None, map(str.strip, re.split(r"[;,、/|&和\n]", text))):
        ends = [_one_or_more_weekdays(end) for end in re.split(_TO, part, maxsplit=1)]
        if len(ends) == 1:
            found.update(ends[0])
        elif len(ends[0]) == len(ends[1]) == 1:
            (first,), (last,) = ends
            days = range(first, first + (last - first) % 7 + 1)
            found.update(Weekday((number - 1) % 7 + 1) for number in days)
        else:
            raise CellFault(
                "weekday-unknown",
                "This range has more than two ends.",
                "Write the first and the last weekday: 周一至周五, Mon-Fri.",
            )
    return frozenset(found)


def _nameless(pattern: str) -> str:
    return re.sub(r"\(\?P=sep\)", r"[-/.]", re.sub(r"\(\?P<\w+>", "(?:", pattern))


_WINDOW = re.compile(rf"(?<!\d)({_nameless(_TIME)}){_TO}({_nameless(_TIME)})")


def opening_hours(cell: Cell) -> tuple[OpeningHours, ...]:
    """Return the windows in a cell: ``09:00-11:30;14:00-17:00`` or ``周一至周五 09:00-12:00;周六 10:00-12:00``.

    Windows of the same weekdays follow each other with a comma or blank; a semicolon starts new weekdays.

    Raises
    ------
    CellFault
        When something is no window, or some windows name weekdays and others do not.
    """
    windows: list[OpeningHours] = []
    named: set[bool] = set()
    for part in filter(None, map(str.strip, re.split(r"[;\n]", written(cell)))):
        matches = list(_WINDOW.finditer(part))
        left_over = _WINDOW.sub(" ", part[matches[0].start() :]).strip(" ,、") if matches else part
        if left_over:
            raise CellFault(
                "hours-unreadable",
                "These are no opening hours.",
                "Write windows such as 09:00-11:30;14:00-17:00 or 周一至周五 09:00-12:00.",
            )
        before = part[: matches[0].start()].strip(" ,、:")
        named.add(bool(before))
        days = weekdays(before) if before else frozenset(Weekday)
        windows.extend(
            OpeningHours(weekdays=days, start=clock_time(match[1]), end=clock_time(match[2]))
            for match in matches
        )
    if len(named) > 1:
        raise CellFault(
            "hours-ambiguous",
            "Some windows name their weekdays and others do not.",
            "Name the weekdays after every semicolon; separate windows of the same days by a comma.",
        )
    return tuple(windows)


_RANGE = re.compile(f"({_nameless(_DATE)})(?:{_TO}({_nameless(_DATE)}))?")


def date_ranges(cell: Cell) -> tuple[DateRange, ...]:
    """Return the periods in a cell: ``2026-10-01至2026-10-07; 2026-11-01``.

    Raises
    ------
    CellFault
        When something is neither a date nor two dates.
    """
    if isinstance(cell, date):
        return (DateRange(first=day(cell), last=day(cell)),)
    ranges: list[DateRange] = []
    for part in filter(None, map(str.strip, re.split(r"[;,、\n]", written(cell)))):
        match = _RANGE.fullmatch(part)
        if match is None:
            raise CellFault(
                "period-unreadable",
                "This is no period.",
                "Write dates such as 2026-10-01至2026-10-07; separate periods by a semicolon.",
            )
        ranges.append(DateRange(first=day(match[1]), last=day(match[2] or match[1])))
    return tuple(ranges)
