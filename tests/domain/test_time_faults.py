"""Days and moments that are none, or lie ages away."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from routing.domain.time_faults import day_faults, is_day, moment_faults


class Workday(date):
    """A day of somebody's own kind."""


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (datetime.combine(date(2026, 11, 2), time(9)), "not-a-day"),
        (datetime(2026, 11, 2, 9, tzinfo=UTC), "not-a-day"),
        (time(9), "not-a-day"),
        ("2026-11-02", "not-a-day"),
        (20261102, "not-a-day"),
        (None, "not-a-day"),
        (date.min, "day-out-of-range"),
        (date(1899, 12, 31), "day-out-of-range"),
        (date(2200, 1, 1), "day-out-of-range"),
        (date.max, "day-out-of-range"),
    ],
)
def test_what_is_no_day_of_a_plan(day: date, code: str) -> None:
    """It is named with the argument that it was given as; a moment is no day though a kind of date."""
    (issue,) = day_faults(first=date(2026, 11, 2), last=day)
    assert (issue.code, issue.place) == (code, "last")


def test_days_of_any_kind_are_days() -> None:
    """The ends of the range and days of a class of one's own have no fault."""
    days = {"a": date(1900, 1, 1), "b": date(2199, 12, 31), "c": Workday(2026, 11, 2)}
    assert not [*day_faults(**days)]
    assert is_day(days["c"])


def test_a_value_that_might_be_a_name_is_not_shown() -> None:
    """What stands there in place of a day is shown as figures alone (R24)."""
    issues = [*day_faults(day="Li Xiaoming"), *moment_faults(at="Li Xiaoming")]  # type: ignore[arg-type]
    assert [issue.value for issue in issues] == ["", ""]


def test_what_is_no_moment() -> None:
    """A day is no moment; the first and the last moment there is are moments."""
    first, last = datetime.combine(date.min, time.min), datetime.combine(date.max, time.max)
    issues = moment_faults(now=date(2026, 11, 2), asked_at=first, made_at=last)
    assert [(issue.code, issue.place) for issue in issues] == [("not-a-moment", "now")]
