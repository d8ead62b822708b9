"""A season counted as a whole: from code of its own, with the doors of its world, whatever the order of rows."""

from __future__ import annotations

import ast
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import TypeVar

import routing.simulation.count
from routing.domain.customer import CustomerClass, Mode
from routing.domain.territory import Territory
from routing.simulation.count import Count, MissedBecause, counted
from routing.simulation.happenings import Happenings
from routing.simulation.news import learned
from routing.simulation.season import Season
from tests.simulation.count.hand_made import (
    CALENDAR,
    MANAGER,
    MONDAY,
    POLICY,
    SEASON,
    SECOND,
    A,
    customer,
    visit,
)

WORLD = replace(
    SEASON.world, anomalies_per_1000=600, appointments_per_1000=600, new_customers_per_1000=100
)
"""So much happens that of everything some is missed, and some kept."""
END = MONDAY + timedelta(days=90)
CLASSES = tuple(CustomerClass)
Row = TypeVar("Row")


def played(seed: int, *, num_customers: int = 40) -> Season:
    """Return a season in a random world with visits at random, which keep and miss all there is."""
    random = Random(seed)
    customers = tuple(
        customer(f"c{n:03d}", CLASSES[n % len(CLASSES)]) for n in range(num_customers)
    )
    began = Territory(id="t", managers=(MANAGER, SECOND), customers=customers)
    happenings = Happenings(WORLD, seed, began, POLICY, CALENDAR, MONDAY, END)
    territory = began
    for news in happenings.news:
        territory = learned(territory, news)
    forgotten = customers[2].id
    rows = [visit(MONDAY - timedelta(days=10), customer_id=forgotten)]
    for n in range(90):
        day = MONDAY + timedelta(days=n)
        there = [
            one
            for one in territory.customers
            if one.id != forgotten and (one.joined_on or MONDAY) <= day
        ]
        for one in random.sample(there, 4):
            mode = random.choice([Mode.IN_PERSON, Mode.IN_PERSON, Mode.PHONE])
            clock = f"{random.randrange(8, 18):02d}:{random.randrange(60):02d}"
            made = visit(day, clock, one.id, mode=mode)
            is_locked = happenings.is_locked(one.id, datetime.fromisoformat(f"{day} {clock}"))
            rows.append(replace(made, done=not is_locked))
    return replace(
        SEASON,
        territory=replace(territory, history=tuple(rows)),
        world=WORLD,
        seed=seed,
        end=END,
        news=happenings.news,
    )


def test_count_reads_no_code_that_plans_or_checks() -> None:
    """No import of the count, nor of what it imports, reaches demand, cadence, checker, plans or certificates.

    The season's world aside: it is asked about doors alone, and what it draws of other things is what happened.
    """
    forbidden = ("demand", "cadence", "checker", "plan_chain", "coverage", "planner", "encode")
    top = Path(routing.simulation.count.__file__).parents[2]
    seen: set[Path] = set()
    left = list((top / "simulation" / "count").glob("*.py"))
    names: set[str] = set()
    while left:
        path = left.pop()
        if path in seen or path.name == "happenings.py":
            continue
        seen.add(path)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found = [one.name for one in node.names]
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0
                found = [f"{node.module}.{one.name}" for one in node.names]
            else:
                continue
            for name in found:
                if name.startswith("routing."):
                    names.add(name)
                    module = top.joinpath(*name.split(".")[1:])
                    left += [
                        file
                        for file in (
                            module.with_suffix(".py"),
                            module / "__init__.py",
                            module.parent.with_suffix(".py"),
                            module.parent / "__init__.py",
                        )
                        if file.is_file() and file.parent != top
                    ]
    assert "routing.simulation.season.Season" in names
    assert not [name for name in names if name.split(".")[1] in forbidden]


def test_doors_are_those_of_the_seasons_world() -> None:
    """The count asks a world made of the end of a season, and hears of doors what the one of its start says."""
    season = played(3, num_customers=10)
    at_start = Territory(
        id="t", managers=(MANAGER, SECOND), customers=season.territory.customers[:10]
    )
    began = Happenings(season.world, 3, at_start, POLICY, CALENDAR, MONDAY, END)
    assert counted(season, doors=began) == counted(season)
    locked = replace(SEASON.world, locked_permille=1000, locked_all_day_percent=100)
    # A core customer, visited thirteen days before the season, with a door that is always locked.
    history = (visit(MONDAY - timedelta(days=13)),)
    one = Territory(id="t", managers=(MANAGER,), customers=(customer(),), history=history)
    misses = counted(replace(SEASON, territory=one, world=locked)).misses
    assert [miss.because for miss in misses if miss.who == A] == [MissedBecause.SHUT]


def test_figures_hang_together() -> None:
    """Misses are those that the figures count, kept and missed are all, and no cause is counted twice."""
    count = counted(played(1))
    owed = {
        "R13": count.anomalies,
        "R14": count.new_customers,
        "R16": count.appointments,
        "R8": count.months,
        "R7": count.floor.days,
        "R1": count.cadence.core.intervals,
        "R2": count.cadence.potential.intervals,
        "R3": count.cadence.regular.intervals,
        "R4": count.cadence.assisted.intervals,
    }
    for rule, one in owed.items():
        missed = [miss for miss in count.misses if miss.rule == rule]
        assert len(missed) == one.missed > 0, rule
        assert sum(miss.because.is_bound for miss in missed) == one.impossible
        assert one.neglected >= 0
    assert {miss.rule for miss in count.misses} == set(owed)
    assert count.anomalies.kept > 0
    assert count.appointments.off_time > 0


def test_order_of_rows_does_not_matter() -> None:
    """A season with customers, history, events and news in another order counts the same."""
    season = played(2)
    random = Random(5)

    def shuffled(rows: tuple[Row, ...]) -> tuple[Row, ...]:
        return tuple(random.sample(rows, len(rows)))

    territory = season.territory
    mixed = replace(
        territory,
        managers=shuffled(territory.managers),
        customers=shuffled(territory.customers),
        history=shuffled(territory.history),
        anomalies=shuffled(territory.anomalies),
        appointments=shuffled(territory.appointments),
        absences=shuffled(territory.absences),
    )
    other = replace(season, territory=mixed, news=shuffled(season.news))
    assert counted(other) == counted(season)


def test_another_visit_never_makes_it_worse() -> None:
    """A visit in person more, to somebody on a working day, keeps what was kept of deadlines and months."""
    season = played(4)
    before = counted(season)
    random = Random(6)
    for _ in range(5):
        one = random.choice(season.territory.customers)
        more = visit(MONDAY + timedelta(days=random.randrange(90)), "12:00", one.id)
        territory = replace(season.territory, history=(*season.territory.history, more))
        after = counted(replace(season, territory=territory))
        assert after.anomalies.kept >= before.anomalies.kept
        assert after.new_customers.kept >= before.new_customers.kept
        assert after.months.kept >= before.months.kept


def test_counts_of_an_empty_season_are_zero() -> None:
    """Nobody there, nothing owed: two weeks of one manager without visits have six days below the floor."""
    count = counted(SEASON)
    assert count.floor.days.of == count.floor.days.too_few_customers == 6
    assert (
        replace(
            count,
            floor=Count().floor,
            visit_weeks=Count().visit_weeks,
            backlog=Count().backlog,
            misses=(),
        )
        == Count()
    )
