"""Seasons as a whole: what is refused, what is known when, days off, tiny territories, the same again anywhere."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from routing.domain.calendar import WorkCalendar, china_calendar, weekday_calendar
from routing.domain.customer import Customer
from routing.domain.events import Anomaly, Task, VisitRecord
from routing.domain.manager import Absence
from routing.domain.territory import Territory
from routing.errors import InputError
from routing.simulation import REALISTIC, STRESS, DayLog, Known, Season, Strategy, simulate
from routing.simulation.count import counted
from routing.simulation.news import learned
from tests.simulation.brief import InTurn, Spy, brief, town
from tests.simulation.crowd import MONDAY, QUIET, crowd, policy, weekdays
from tests.simulation.season_of_a_process import END, START, digest, played

ROOT = Path(__file__).resolve().parents[2]
WEEK = timedelta(days=7)
BUSY = replace(STRESS, anomalies_per_1000=600, new_customers_per_1000=200, tasks_per_100=100)
"""A world in which much happens."""


def season_of(
    territory: Territory,
    first: date,
    last: date,
    *,
    strategy: Strategy | None = None,
    calendar: WorkCalendar | None = None,
) -> Season:
    """Return a season in a busy world."""
    return simulate(
        territory,
        policy(),
        first,
        last,
        BUSY,
        3,
        calendar=calendar or weekdays(),
        strategy=strategy or InTurn(),
    )


# ------------------------------------------------------------------ what is refused


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    """Nobody to visit, visits of days to come, days out of order, two rates, a short calendar, no folder."""
    later = VisitRecord(customer_id=town().customers[0].id, day=MONDAY)
    territory = replace(town(), managers=(), customers=town().customers[:1], history=(later,))
    with pytest.raises(InputError) as refusal:
        simulate(
            territory,
            policy(),
            MONDAY,
            MONDAY - WEEK,
            replace(REALISTIC, locked_permille=1001, travel_percent=0),
            1,
            calendar=weekday_calendar(2027, 2027),
            journal=tmp_path / "nowhere" / "season.json",
        )
    assert [issue.code for issue in refusal.value.issues] == [
        "no-managers",
        "manager-unknown",
        "days-out-of-order",
        "history-of-later-days",
        "out-of-range",
        "out-of-range",
        "outside-calendar",
        "journal-nowhere",
    ]
    assert all(issue.message and issue.remedy for issue in refusal.value.issues)


def test_a_calendar_reaches_beyond_the_season() -> None:
    """To six weeks after the end, and to the week of the eve of a Monday: 26 October, 28 December 2026."""

    def of(first: date, last: date) -> WorkCalendar:
        return WorkCalendar(name="ours", first=first, last=last, covered_through=last)

    day, eve, ahead = date(2026, 11, 2), date(2026, 10, 26), date(2026, 12, 14)
    season_of(crowd(1), day, day, calendar=of(eve, ahead))
    for calendar in (of(eve + timedelta(days=1), ahead), of(eve, ahead - timedelta(days=1))):
        with pytest.raises(InputError, match="spans"):
            season_of(crowd(1), day, day, calendar=calendar)


def test_years_without_known_holidays_are_refused() -> None:
    """China's calendar is asked for the years before and after the season: 2100 is not known."""
    with pytest.raises(InputError, match="2100"):
        simulate(crowd(1), policy(), date(2099, 3, 2), date(2099, 3, 2), QUIET, 1)


# ------------------------------------------------------------------ what is known when


def test_nobody_knows_what_has_not_happened() -> None:
    """In the evening and on the road all news until then are known, those of the season after are not."""
    checked: list[datetime] = []
    began = town()

    def looks(known: Known) -> None:
        checked.append(known.now)
        expected = began
        for one in whole.news:
            if one.at <= known.now:
                expected = learned(expected, one)
        assert known.territory.anomalies == expected.anomalies
        assert known.territory.customers == expected.customers
        assert known.territory.tasks == expected.tasks
        assert known.territory.absences == expected.absences
        made = [datetime.combine(row.day, row.start or time.min) for row in known.territory.history]
        assert all(one <= known.now for one in made)

    whole = season_of(began, MONDAY, MONDAY + 2 * WEEK)
    season_of(began, MONDAY, MONDAY + 2 * WEEK, strategy=Spy(plans=InTurn(), sees=looks))
    kinds = {type(one.what) for one in whole.news}
    assert {Anomaly, Customer, Task, Absence} <= kinds
    # Ten working days of two who leave, six visits and home: ten evenings and more than a hundred looks.
    assert len(checked) > 100


def test_a_longer_season_begins_with_the_shorter() -> None:
    """By our own plans: history, logs and news of the first days, whatever comes after."""
    short, long = (
        season_of(crowd(20), MONDAY, MONDAY + timedelta(days=last), strategy=brief())
        for last in (2, 7)
    )
    assert short.territory.history
    assert [row for row in long.territory.history if row.day <= short.end] == list(
        short.territory.history
    )
    assert [log for log in long.days if log.day <= short.end] == list(short.days)
    assert [one for one in long.news if one.at.date() <= short.end] == list(short.news)


def test_plans_that_no_longer_matter_are_forgotten() -> None:
    """After ten weeks there are no more records than after five, and none of what ended 15 days ago or sooner."""
    numbers: dict[date, int] = {}

    def looks(known: Known) -> None:
        numbers[known.now.date()] = len(known.records)
        assert all(one.last >= known.now.date() - timedelta(days=15) for one in known.records)

    spy = Spy(plans=brief(), sees=looks)
    end = MONDAY + 10 * WEEK
    simulate(crowd(3), policy(), MONDAY, end, QUIET, 1, calendar=weekdays(), strategy=spy)
    after = MONDAY + 5 * WEEK
    assert max(n for day, n in numbers.items() if day > after) <= max(
        n for day, n in numbers.items() if day <= after
    )
    assert numbers[MONDAY + 2 * WEEK] > 5


# ------------------------------------------------------------------ the same again


def test_every_process_plays_the_same_season() -> None:
    """Two processes that hash strings otherwise, and this one."""
    ran = [
        subprocess.run(
            [sys.executable, "-m", "tests.simulation.season_of_a_process"],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for hash_seed in ("1", "2")
    ]
    assert ran == [digest()] * 2


def test_a_season_whose_process_was_killed_goes_on(tmp_path: Path) -> None:
    """Killed on the second Wednesday, after the journal of the first Sunday: the season that nobody killed."""
    journal = tmp_path / "season.json"
    killed = subprocess.run(
        [sys.executable, "-m", "tests.simulation.season_of_a_process", str(journal)],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    assert journal.is_file()
    assert played(journal) == played()


def test_progress_is_told_of_every_day() -> None:
    """Of days off too, without logs; who says so ends the season with that day."""
    told: list[tuple[date, int]] = []

    def tell(day: date, logs: tuple[DayLog, ...]) -> bool:
        told.append((day, len(logs)))
        return day == MONDAY + WEEK

    season = simulate(
        town(),
        policy(),
        MONDAY,
        MONDAY + 4 * WEEK,
        BUSY,
        3,
        calendar=weekdays(),
        strategy=InTurn(),
        progress=tell,
    )
    assert told == [(MONDAY + timedelta(days=n), 0 if n in {5, 6} else 2) for n in range(8)]
    assert season.end == MONDAY + WEEK
    assert season == season_of(town(), MONDAY, MONDAY + WEEK)


# ------------------------------------------------------------------ small and odd seasons


@pytest.mark.parametrize("number", [0, 1])
def test_tiny_territories_are_played(number: int) -> None:
    """Nobody, or one customer, by our own plans: he is visited as he is owed, and all is counted."""
    end = MONDAY + WEEK
    season = simulate(
        crowd(number), policy(), MONDAY, end, QUIET, 1, calendar=weekdays(), strategy=brief()
    )
    # One regular customer of whom no visit is known is late, visited on the first visit day and not again.
    assert [row.day for row in season.territory.history] == [MONDAY] * number
    count = counted(season)
    assert (count.visits.in_person, count.cadence.total.late_at_start) == (number, number)
    assert count.floor.days.too_few_customers == count.floor.days.of
    assert len(season.days) == 6


def test_everybody_on_leave_is_a_season() -> None:
    """Nobody visits for two weeks: plans are made on all evenings, and what came in is owed and could not be kept."""
    end = MONDAY + WEEK + WEEK
    leave = Absence(manager_id=crowd(5).managers[0].id, first=MONDAY, last=end)
    season = season_of(replace(crowd(5), absences=(leave,)), MONDAY, end, strategy=brief())
    assert season.territory.history == crowd(5).history
    count = counted(season)
    assert count.deadlines.of == count.deadlines.absent > 0
    assert count.floor.days.of == 0


def test_a_week_of_holidays_is_a_season() -> None:
    """National Day, 1 to 7 October 2026: nobody works, nothing is owed, and what comes in is known in the end."""
    first, last = date(2026, 10, 1), date(2026, 10, 7)
    calendar = china_calendar(2025, 2027)
    season = season_of(town(), first, last, strategy=brief(), calendar=calendar)
    assert (season.territory.history, season.days) == ((), ())
    assert len(season.territory.anomalies) > len(town().anomalies)
    count = counted(season)
    assert (count.visits.in_person, count.floor.days.of, count.work.days) == (0, 0, 0)


def test_the_spring_festival_is_kept() -> None:
    """From 12 to 28 February 2026: worked on twelve to fourteen, a make-up Saturday, and from the 24th to the 28th."""
    first, last = date(2026, 2, 12), date(2026, 2, 28)
    calendar = china_calendar(2025, 2027)
    season = season_of(crowd(20), first, last, strategy=brief(), calendar=calendar)
    worked = sorted({log.day for log in season.days})
    assert [day.day for day in worked] == [12, 13, 14, 24, 25, 26, 27, 28]
    assert {row.day for row in season.territory.history} <= set(worked)
    assert season.territory.history
    assert counted(season).work.days == len(worked)


def test_the_count_of_a_season_is_of_its_world() -> None:
    """Of what the news said is owed, each deadline in the season is counted once."""
    season = played()
    owed = counted(season).anomalies
    reported = [one for one in season.news if isinstance(one.what, Anomaly)]
    assert 0 < owed.of <= len(reported)
    assert (season.start, season.end) == (START, END)
