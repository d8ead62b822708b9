"""Visit days around holidays and absences (R6), and working hours with absences."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.demand.working_time import hours_on, visit_days
from routing.domain.ids import ManagerId
from routing.domain.manager import Absence, AccountManager
from tests.demand.small_territory import CHINA, CLASSIFIED, MONDAY, POINT, SOLE


def october(day: int) -> date:
    """Return a day of October 2026."""
    return date(2026, 10, day)


@pytest.mark.parametrize(
    ("week", "expected"),
    [
        # An ordinary week: Monday 12, Wednesday 14, Thursday 15.
        (october(12), [october(12), october(14), october(15)]),
        # 1 and 2 October (Thu, Fri) are off: Thursday moves to the only day left, Tuesday 29 September.
        (october(1), [date(2026, 9, 28), date(2026, 9, 29), date(2026, 9, 30)]),
        # 5 to 7 October are off; worked are Thu 8, Fri 9 and the make-up Saturday 10: all three.
        (october(5), [october(8), october(9), october(10)]),
        # Spring Festival: 16 to 22 February 2026 is off altogether.
        (date(2026, 2, 18), []),
        # Monday 23 February is off: it moves to the nearest day worked that is free, Tuesday 24.
        (date(2026, 2, 28), [date(2026, 2, 24), date(2026, 2, 25), date(2026, 2, 26)]),
        # Monday 6 April is off (Tomb-Sweeping): Tuesday 7 instead.
        (date(2026, 4, 8), [date(2026, 4, 7), date(2026, 4, 8), date(2026, 4, 9)]),
        # 1 to 3 January are off; Mon 29, Tue 30, Wed 31 December and the make-up Sunday 4 January are worked.
        # Thursday 1 moves to Tuesday 30 (two days off) rather than Sunday 4 (three).
        (date(2026, 1, 2), [date(2025, 12, 29), date(2025, 12, 30), date(2025, 12, 31)]),
    ],
)
def test_missing_recommended_days_move_within_the_week(week: date, expected: list[date]) -> None:
    """R6: as many visit days as the policy wants or the week has, the recommended ones first."""
    assert list(visit_days(week, CLASSIFIED, CHINA)) == expected


def test_a_day_of_absence_moves_as_a_holiday_does() -> None:
    """Away on Monday 12 and Wednesday 14: Monday moves to Tuesday 13, Wednesday to Friday 16."""
    away = frozenset({october(12), october(14)})
    assert visit_days(october(12), CLASSIFIED, CHINA, away=away) == (
        october(13),
        october(15),
        october(16),
    )


def test_more_recommended_days_than_needed_stay_where_they_are() -> None:
    """With four recommended days and three needed, a holiday on one of them moves nothing."""
    policy = CLASSIFIED.derive({"visits.weekdays": ["monday", "tuesday", "wednesday", "thursday"]})
    assert visit_days(date(2026, 4, 6), policy, CHINA) == tuple(
        date(2026, 4, day) for day in (7, 8, 9)
    )


@given(
    day=st.dates(date(2024, 2, 1), date(2026, 11, 30)),
    away=st.frozensets(st.integers(0, 6)),
)
def test_a_week_has_its_visit_days(day: date, away: frozenset[int]) -> None:
    """R6: at least min(3, days worked) visit days, all of them worked, the recommended ones kept."""
    monday = day - timedelta(days=day.weekday())
    week = [monday + timedelta(days=n) for n in range(7)]
    absent = frozenset(week[n] for n in away)
    worked = {one for one in week if CHINA.is_working_day(one)} - absent
    found = visit_days(day, CLASSIFIED, CHINA, away=absent)
    assert set(found) <= worked
    assert len(found) == min(3, len(worked))
    assert {one for one in worked if one.isoweekday() in {1, 3, 4}} <= set(found)


def absence(start: time | None, end: time | None, manager_id: str = "m1") -> Absence:
    """Return an absence on Monday."""
    return Absence(
        manager_id=ManagerId(manager_id), first=MONDAY, last=MONDAY, start=start, end=end
    )


@pytest.mark.parametrize(
    ("absences", "expected"),
    [
        ([], ((30600, 63000), False)),
        # Away 10:00-12:00: 08:30-10:00 and 12:00-17:30 are left, the longer counts (12 x 3600 = 43200).
        ([absence(time(10), time(12))], ((43200, 63000), True)),
        # Away until 11:00 and from 16:00: 39600 to 57600.
        ([absence(time(16), None), absence(None, time(11))], ((39600, 57600), True)),
        # The two together leave nothing.
        ([absence(time(8), time(13)), absence(time(12), time(18))], (None, True)),
        ([absence(None, None)], (None, True)),
        # Before work, or somebody else's: nothing is cut.
        ([absence(time(6), time(8)), absence(None, None, "m2")], ((30600, 63000), False)),
    ],
)
def test_an_absence_leaves_the_longest_free_part(
    absences: list[Absence], expected: tuple[tuple[int, int] | None, bool]
) -> None:
    """Hours away are taken from the day, in whatever order they are told."""
    assert hours_on(SOLE, MONDAY, CLASSIFIED, absences) == expected


def test_own_working_hours_replace_the_policys() -> None:
    """A manager who works from 09:00 to 16:00 does so: 32400 to 57600 seconds."""
    manager = AccountManager(id=ManagerId("m1"), start=POINT, day_start=time(9), day_end=time(16))
    assert hours_on(manager, MONDAY, CLASSIFIED, [])[0] == (32400, 57600)
