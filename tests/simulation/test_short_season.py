"""A short season of the sample territories, counted as strictly as a year: what the year proves stays true."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest

from routing.domain.policy_document import load_policy
from routing.simulation import simulate
from routing.simulation.count import Count, counted
from routing.simulation.season import Season
from routing.simulation.world import REALISTIC, STRESS, World
from routing.tables import read_territory

DATA = Path(__file__).resolve().parents[2] / "data"
START = date(2026, 11, 2)
DAYS = 25
"""Eleven visit days or so: until Thursday of the fourth week."""
NEGLECTED = {"town-150": 0, "country-80": 1}
"""On the first day in the country an appointment and a first visit far from each other fit only if all goes well."""
WORLDS = {"realistic": REALISTIC, "stress": STRESS}


@cache
def season(name: str, world: World) -> Season:
    """Return a territory's first weeks."""
    territory, _ = read_territory(DATA / name)
    end = START + timedelta(days=DAYS - 1)
    return simulate(territory, load_policy("classified"), START, end, world, 1)


@cache
def count(name: str, world: World) -> Count:
    """Return what they come to."""
    return counted(season(name, world))


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("name", ["town-150", "country-80"])
def test_deadlines_that_could_be_kept_are_kept(name: str, world: str) -> None:
    """Anomalous customers within two working days (R13), new ones before their first order (R14)."""
    owed = count(name, WORLDS[world]).deadlines
    assert owed.of > 0
    assert owed.neglected <= NEGLECTED[name], count(name, WORLDS[world]).misses


@pytest.mark.parametrize("name", ["town-150", "country-80"])
def test_days_that_can_reach_the_floor_do(name: str) -> None:
    """Fifteen visits a day (R7) wherever the customers who may be visited and the hours allow it."""
    days = count(name, REALISTIC).floor.days
    assert days.of >= DAYS // 7 * 3
    assert days.neglected <= 1


@pytest.mark.parametrize("name", ["town-150", "country-80"])
def test_appointments_are_kept(name: str) -> None:
    """Within ten minutes (R16)."""
    agreed = count(name, REALISTIC).appointments
    assert agreed.of > 0
    assert agreed.of - agreed.impossible - agreed.kept <= NEGLECTED[name]


@pytest.mark.parametrize("name", ["town-150", "country-80"])
def test_nobody_is_late_who_was_not_at_the_start(name: str) -> None:
    """Every interval that ends in the season is kept (R1-R4), but for doors found locked; nobody comes too soon."""
    found = count(name, REALISTIC)
    assert found.cadence.total.intervals.neglected == 0
    assert found.visits.too_soon == 0


def test_the_same_seed_is_the_same_season() -> None:
    """Nothing depends on anything but territory, policy, days, world and seed."""
    territory, _ = read_territory(DATA / "town-150")
    policy, end = load_policy("classified"), START + timedelta(days=3)
    first, second = (simulate(territory, policy, START, end, REALISTIC, 2) for _ in range(2))
    assert first.territory == second.territory
    assert first.days == second.days


def test_a_season_that_was_broken_off_goes_on_from_its_journal(tmp_path: Path) -> None:
    """Broken off on Wednesday and taken up again it is the season that nobody broke off."""
    territory, _ = read_territory(DATA / "country-80")
    policy, end = load_policy("classified"), START + timedelta(days=7)
    journal = tmp_path / "season.json"
    whole = simulate(territory, policy, START, end, REALISTIC, 3)
    part = simulate(
        territory,
        policy,
        START,
        end,
        REALISTIC,
        3,
        journal=journal,
        progress=lambda day, _: day == START + timedelta(days=2),
    )
    assert part.end == START + timedelta(days=2)
    again = simulate(territory, policy, START, end, REALISTIC, 3, journal=journal)
    assert again.territory == whole.territory
    assert again.days == whole.days
