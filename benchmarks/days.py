"""Whole days against plain OR-Tools, PyVRP and VROOM, each on the rules that it can express.

For each peer the day is cut down to what it can express, and due visits are priced in seconds of travel, because no
peer compares level by level. Both sides get the same problem, time and core, and our own arithmetic scores both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from statistics import fmean

from benchmarks.contest import OURS, SOLVERS, Task, expresses, run_tasks
from benchmarks.generated_days import Day, generated_day
from benchmarks.pittsburgh import (
    pittsburgh_territory,
    planning_days,
    read_network,
    read_retailers,
)
from benchmarks.reduction import crowded, reduced
from benchmarks.report import Report, Settings
from benchmarks.scoring import Scored, ask, score, score_ids
from routing.build_request import day_request, places
from routing.domain.calendar import china_calendar
from routing.domain.policy_document import load_policy
from routing.domain.visit import Category
from routing.problem import Problem
from routing.status import Level
from routing.travel.road_graph import RoadGraph

__all__ = ["PEERS", "Duel", "WholeDay", "floor_missed", "mandatory_lost", "ratio", "run"]

NUM_GENERATED, NUM_PITTSBURGH = 40, 20
QUICK_GENERATED, QUICK_PITTSBURGH = 4, 2
PITTSBURGH_FROM = date(2026, 3, 2)
TIMES_S = (1.0, 5.0)
QUICK_TIMES_S = (1.0,)
FULLEST = "vroom"
"""Who is asked for the most visits that a day can hold: it serves as many as it can and keeps lunch and windows."""
PEERS = tuple(name for name in SOLVERS if name != OURS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Duel:
    """One day and time limit: a peer's answer and ours to the same problem, and the wall clock of each."""

    day: Day
    peer: str
    time_s: float
    theirs: Scored
    ours: Scored
    their_elapsed_s: float
    our_elapsed_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeDay:
    """Our answer to a day with all its rules, and all answers to parts of it that can be read as answers to it."""

    ours: Scored
    others: tuple[Scored, ...]


def run(settings: Settings) -> Report:
    """Return how our objective compares with each peer's, and what we lose that a peer keeps."""
    duels, whole_days = _compete(settings)
    groups: dict[tuple[float, str], list[Duel]] = {}
    for duel in duels:
        groups.setdefault((duel.time_s, duel.peer), []).append(duel)
    for duel in duels:
        _tell(duel)
    peers = list(dict.fromkeys(duel.peer for duel in duels))
    worst = {
        peer: max(ratio(part) for (_, name), part in groups.items() if name == peer)
        for peer in peers
    }
    rows = [_row(part) for part in groups.values()]
    beside = "; ".join(f"{row[0]} {row[1]} {row[3]}" for row in rows)
    return Report(
        header=(
            "against",
            "time",
            "days",
            "mean ratio",
            "worst ratio",
            "we win above cost",
            "they win above cost",
            "their faults",
            "our faults",
            "their wall",
            "our wall",
        ),
        rows=tuple(rows),
        figures=(
            ("mandatory_lost", mandatory_lost(duels)),
            *((f"ratio_{peer}", worst[peer]) for peer in peers),
            ("floor_missed", floor_missed(whole_days)),
        ),
        remarks=(
            f"{len({duel.day.name for duel in duels})} days, one core each, seed {settings.seed}; ratio: our objective "
            f"over the peer's, mean over days, the worse of the time limits ({beside})"
        ),
    )


def _compete(settings: Settings) -> tuple[list[Duel], list[WholeDay]]:
    days = _days(settings)
    peers = [peer for peer in PEERS if peer in (settings.solvers or PEERS)]
    times_s = settings.times_s or (QUICK_TIMES_S if settings.quick else TIMES_S)
    whole = {day.name: ask(day.request, day.matrix) for day in days}
    cut = {
        (day.name, peer): ask(reduced(day.request, expresses(peer)), day.matrix)
        for day in days
        for peer in peers
    }
    tasks: dict[tuple[str, float, str], Task] = {}

    def enter(solver: str, time_s: float, problem: Problem) -> tuple[str, float, str]:
        key = (solver, time_s, problem.digest)
        tasks.setdefault(
            key, Task(solver=solver, problem=problem, time_s=time_s, seed=settings.seed)
        )
        return key

    rounds = []
    for time_s in times_s:
        for day in days:
            ours_whole = enter(OURS, time_s, whole[day.name].problem)
            fullest = enter(FULLEST, time_s, crowded(whole[day.name].problem))
            entries = []
            for peer in peers:
                asked = cut[day.name, peer]
                entries.append(
                    (peer, enter(peer, time_s, asked.problem), enter(OURS, time_s, asked.problem))
                )
            rounds.append((time_s, day, ours_whole, fullest, entries))
    found = run_tasks(list(tasks.values()), processes=settings.processes)
    answers = dict(zip(tasks, found, strict=True))
    duels, whole_days = [], []
    for time_s, day, ours_whole, fullest, entries in rounds:
        others = [score(whole[day.name], answers[fullest].sequences)]
        for peer, theirs_key, ours_key in entries:
            asked = cut[day.name, peer]
            theirs, ours = answers[theirs_key], answers[ours_key]
            duel = Duel(
                day=day,
                peer=peer,
                time_s=time_s,
                theirs=score(asked, theirs.sequences),
                ours=score(asked, ours.sequences),
                their_elapsed_s=theirs.elapsed_s,
                our_elapsed_s=ours.elapsed_s,
            )
            duels.append(duel)
            others += [score_ids(whole[day.name], s.visit_ids) for s in (duel.theirs, duel.ours)]
        ours_scored = score(whole[day.name], answers[ours_whole].sequences)
        whole_days.append(WholeDay(ours=ours_scored, others=tuple(others)))
    return duels, whole_days


def _days(settings: Settings) -> list[Day]:
    num_generated = QUICK_GENERATED if settings.quick else NUM_GENERATED
    num_pittsburgh = QUICK_PITTSBURGH if settings.quick else NUM_PITTSBURGH
    folder = settings.folder("real", "pittsburgh_joint")
    generated = [generated_day(settings.seed * 1000 + number) for number in range(num_generated)]
    return [*generated, *_pittsburgh_days(folder, num_pittsburgh, seed=settings.seed)]


def _pittsburgh_days(folder: Path, count: int, *, seed: int) -> Iterator[Day]:
    """Yield days of the licensed retailers of Pittsburgh, by the whole way from territory to request."""
    network, retailers = read_network(folder), read_retailers(folder)
    calendar = china_calendar(PITTSBURGH_FROM.year - 1, PITTSBURGH_FROM.year + 1)
    policy = load_policy("classified")
    graph = RoadGraph(network=network)
    for number, day in enumerate(planning_days(calendar, PITTSBURGH_FROM, count)):
        territory = pittsburgh_territory(
            retailers, network, calendar, day=day, seed=seed * 1000 + number
        )
        asked_at = datetime.combine(day, time(7, 30))
        yield Day(
            name=f"Pittsburgh {day.isoformat()}",
            request=day_request(territory, policy, calendar, day, asked_at),
            matrix=graph.matrix(places(territory)),
        )


def _tell(duel: Duel) -> None:
    """Print what the averages hide: a level lost above the cost, and answers that break a rule."""
    subject = f"{duel.day.name}, {duel.time_s:g} s, against {duel.peer}"
    if duel.ours.above_cost > duel.theirs.above_cost:
        print(f"{subject}: levels {duel.ours.levels}, theirs {duel.theirs.levels}")
    for name, scored in ((duel.peer, duel.theirs), (OURS, duel.ours)):
        for violation in scored.violations:
            print(f"{subject}: {name}: {violation}")


def _row(duels: Sequence[Duel]) -> tuple[str, ...]:
    ratios = list(_ratios(duels))
    return (
        duels[0].peer,
        f"{duels[0].time_s:g} s",
        str(len(duels)),
        f"{ratio(duels):.4f}",
        f"{max(ratios, default=float('nan')):.4f}",
        str(sum(duel.ours.above_cost < duel.theirs.above_cost for duel in duels)),
        str(sum(duel.ours.above_cost > duel.theirs.above_cost for duel in duels)),
        str(sum(bool(duel.theirs.violations) for duel in duels)),
        str(sum(bool(duel.ours.violations) for duel in duels)),
        f"{fmean(duel.their_elapsed_s for duel in duels):.2f} s",
        f"{fmean(duel.our_elapsed_s for duel in duels):.2f} s",
    )


def ratio(duels: Iterable[Duel]) -> float:
    """Return our cost over the peer's, mean over the days on which both reach the same on every level above."""
    ratios = list(_ratios(duels))
    return fmean(ratios) if ratios else float("nan")


def _ratios(duels: Iterable[Duel]) -> Iterator[float]:
    for duel in duels:
        if duel.ours.above_cost == duel.theirs.above_cost and duel.theirs.cost_s:
            yield duel.ours.cost_s / duel.theirs.cost_s


def mandatory_lost(duels: Iterable[Duel]) -> int:
    """Return the number of mandatory visits that we lose and some peer keeps, summed over days and time limits.

    A peer keeps more where its answer to the same problem is better on the levels of mandatory visits: keeping a
    promise at the price of a visit that turns late is no loss. Where it is better, the difference in number counts,
    or one.
    """
    most: dict[tuple[str, float], int] = {}
    for duel in duels:
        if duel.theirs.levels[: Level.FLOOR] < duel.ours.levels[: Level.FLOOR]:
            difference = _num_mandatory(duel, duel.theirs) - _num_mandatory(duel, duel.ours)
            key = (duel.day.name, duel.time_s)
            most[key] = max(most.get(key, 1), difference)
    return sum(most.values())


def _num_mandatory(duel: Duel, answer: Scored) -> int:
    mandatory = {v.id for v in duel.day.request.visits if v.category is Category.MANDATORY}
    return sum(visit in mandatory for made in answer.visit_ids for visit in made)


def floor_missed(days: Iterable[WholeDay]) -> int:
    """Return how often we stay below a floor that another answer reaches without leaving out more mandatory visits."""
    return sum(
        day.ours.levels[Level.FLOOR] > 0
        and any(
            not other.violations
            and other.levels[Level.FLOOR] == 0
            and other.levels[: Level.FLOOR] <= day.ours.levels[: Level.FLOOR]
            for other in day.others
        )
        for day in days
    )
