"""When anybody could have visited a customer: hours, doors and closures, moment by moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.demand import working_time
from routing.domain.customer import Customer, DateRange, OpeningHours, Weekday
from routing.domain.manager import Absence
from routing.domain.territory import Territory
from routing.simulation.count.reach import Reach
from routing.simulation.count.record import Record
from routing.simulation.count.values import MissedBecause
from routing.simulation.season import Season
from tests.simulation.count.hand_made import (
    FRIDAY,
    MANAGER,
    MONDAY,
    OPEN,
    POLICY,
    SATURDAY,
    SEASON,
    SUNDAY,
    THURSDAY,
    TUESDAY,
    A,
    Locked,
    away,
    customer,
    reach_of,
)

ON_MONDAYS = OpeningHours(weekdays=frozenset({Weekday.MONDAY}), start=time(14), end=time(16))


def season_of(one: Customer, *absences: Absence) -> Season:
    """Return a season with one customer."""
    territory = Territory(id="t", managers=(MANAGER,), customers=(one,), absences=absences)
    return replace(SEASON, territory=territory)


def bound(
    one: Customer, first: str, last: str, *absences: Absence, doors: Locked = OPEN
) -> MissedBecause | None:
    """Return why nobody could visit a customer between two moments."""
    reach = reach_of(season_of(one, *absences), doors)
    return reach.bound(one, datetime.fromisoformat(first), datetime.fromisoformat(last))


@pytest.mark.parametrize(
    ("first", "last", "why"),
    [
        ("2026-11-02 08:00", "2026-11-02 08:29", MissedBecause.ABSENT),
        ("2026-11-02 08:00", "2026-11-02 08:30", None),
        ("2026-11-02 17:30", "2026-11-02 23:00", None),
        ("2026-11-02 17:31", "2026-11-03 08:29", MissedBecause.ABSENT),
        ("2026-11-06 17:31", "2026-11-09 08:29", MissedBecause.ABSENT),  # over the weekend
        ("2026-10-01 00:00", "2026-11-01 23:59", MissedBecause.ABSENT),  # before the season
        ("2026-11-16 00:00", "2026-12-01 00:00", MissedBecause.ABSENT),  # after it
    ],
)
def test_visits_are_made_at_work(first: str, last: str, why: MissedBecause | None) -> None:
    """On working days of the season from 8:30 to 17:30, to the minute."""
    assert bound(customer(), first, last) == why


@pytest.mark.parametrize(
    ("first", "last", "why"),
    [
        ("2026-11-02 08:30", "2026-11-02 13:59", MissedBecause.SHUT),
        ("2026-11-02 08:30", "2026-11-02 14:00", None),
        ("2026-11-02 16:01", "2026-11-08 23:59", MissedBecause.SHUT),
        ("2026-11-02 16:00", "2026-11-08 23:59", None),
        ("2026-11-02 16:01", "2026-11-09 14:00", None),
    ],
)
def test_opening_hours_hold(first: str, last: str, why: MissedBecause | None) -> None:
    """A shop that is open on Mondays from two to four: both ends included, and no other day."""
    one = replace(customer(), opening_hours=(ON_MONDAYS,))
    assert bound(one, first, last) == why


def test_nobody_visits_a_shop_that_is_shut_or_not_yet_a_customer() -> None:
    """Closed from Monday to Thursday, joined on Friday, and away on the only day left."""
    week = f"{MONDAY} 00:00", f"{SUNDAY} 23:59"
    shut = customer(closed=[(MONDAY, THURSDAY)])
    assert bound(shut, *week) is None
    assert bound(shut, *week, away(FRIDAY, FRIDAY)) is MissedBecause.SHUT
    new = customer(joined_on=FRIDAY)
    assert bound(new, *week) is None
    assert bound(new, *week, away(FRIDAY, FRIDAY)) is MissedBecause.ABSENT


def test_hours_that_do_not_meet_leave_no_moment() -> None:
    """He is there in the morning, the door is unlocked in the afternoon."""
    doors = Locked(doors=((A, "2026-11-02 00:00", "2026-11-02 12:00"),))
    day = f"{MONDAY} 00:00", f"{MONDAY} 23:59"
    ill = away(MONDAY, MONDAY, ("11:55", "23:59"))
    assert bound(customer(), *day, ill, doors=doors) is MissedBecause.SHUT
    ill = away(MONDAY, MONDAY, ("12:00", "23:59"))
    assert bound(customer(), *day, ill, doors=doors) is None


def test_a_day_can_be_asked_for_by_manager() -> None:
    """Whether a door opens at some moment of his day: not on Saturday, not while it is locked."""
    doors = Locked(doors=((A, "2026-11-02 00:00", "2026-11-03 00:00"),))
    reach = reach_of(season_of(customer()), doors)
    answers = [
        reach.could_be_visited(customer(), MANAGER, day) for day in (MONDAY, TUESDAY, SATURDAY)
    ]
    assert answers == [False, True, False]
    assert reach.could_be_visited(customer(), MANAGER, TUESDAY)


# ------------------------------------------------------------ against slow readings

clocks = st.integers(0, 12 * 24).map(lambda n: min(5 * n, 24 * 60 - 1))
"""Minutes of a day, in steps of five: as often as the count looks."""
spans = st.tuples(clocks, clocks).map(sorted)


def clock(minutes: int) -> time:
    """Return a time of day."""
    return time(*divmod(minutes, 60))


def at(day: date, minutes: int) -> str:
    """Return a moment as text."""
    return datetime.combine(day, clock(minutes)).isoformat(sep=" ")


@given(
    st.lists(st.tuples(st.integers(0, 3), spans), max_size=3),
    st.lists(st.tuples(st.integers(0, 3), spans), max_size=3),
    st.lists(spans, max_size=2),
    st.sampled_from([(), (0, 1), (2, 2)]),
    st.tuples(st.integers(0, 3), clocks),
    st.tuples(st.integers(0, 3), clocks),
)
def test_bounds_agree_with_a_look_at_every_minute(
    absent: list[tuple[int, list[int]]],
    locked: list[tuple[int, list[int]]],
    hours: list[list[int]],
    closed: tuple[int, ...],
    first: tuple[int, int],
    last: tuple[int, int],
) -> None:
    """Nobody could come if at no minute somebody is there and the door is open; which of both was never so is told."""
    day = [MONDAY + timedelta(days=n) for n in range(4)]
    absences = [
        away(day[n], day[n], (clock(span[0]).isoformat(), clock(span[1]).isoformat()))
        for n, span in absent
    ]
    doors = Locked(doors=tuple((A, at(day[n], span[0]), at(day[n], span[1])) for n, span in locked))
    one = replace(
        customer(),
        opening_hours=tuple(
            OpeningHours(weekdays=frozenset(Weekday), start=clock(a), end=clock(b))
            for a, b in hours
        ),
        closed=tuple(DateRange(first=day[closed[0]], last=day[closed[1]]) for _ in closed[:1]),
    )
    season = season_of(one, *absences)
    since, until = (datetime.combine(day[n], clock(minutes)) for n, minutes in (first, last))
    is_there = is_open = False
    for today in day:
        away_in = [span for n, span in absent if day[n] == today]
        shut_today = any(today in period for period in one.closed)
        # Minutes of work, each from one moment to the next; the moments at both ends belong to it.
        works = [m for m in range(510, 1050) if not any(a <= m < b for a, b in away_in)]
        for minutes in sorted({m + end for m in works for end in (0, 1)}):
            moment = datetime.combine(today, clock(minutes))
            if not since <= moment <= until:
                continue
            is_there = True
            lets_in = not hours or any(a <= minutes <= b for a, b in hours)
            is_open |= lets_in and not shut_today and not doors.is_locked(A, moment)
    found = Reach(Record(season), doors).bound(one, since, until)
    closed_or_absent = MissedBecause.SHUT if is_there else MissedBecause.ABSENT
    assert found is (None if is_open else closed_or_absent)


@given(st.lists(spans, max_size=4))
def test_hours_agree_with_the_planner_on_the_longest_part(absent: list[list[int]]) -> None:
    """The longest part of the working hours is the one in which the planner lets him work."""
    absences = [
        away(MONDAY, MONDAY, (clock(a).isoformat(), clock(b).isoformat())) for a, b in absent
    ]
    parts = Record(season_of(customer(), *absences)).hours(MANAGER, MONDAY)
    longest, _ = working_time.hours_on(MANAGER, MONDAY, POLICY, absences)
    best = max(parts, key=lambda part: part[1] - part[0], default=None)
    assert (longest is None) == (best is None)
    if longest is not None and best is not None:
        assert longest in parts
        assert longest[1] - longest[0] == best[1] - best[0]
