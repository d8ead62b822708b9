"""What the study plays: who plans which territory in which world by which policy, and what came of it."""

from __future__ import annotations

import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

from benchmarks.months import SAMPLE_NAMES, sample
from benchmarks.pittsburgh import pittsburgh_territory, read_network, read_retailers
from benchmarks.rivals import FixedJourney, MostOverdueFirst, PlainOrTools, PyVrp
from routing.domain.calendar import WorkCalendar, china_calendar
from routing.domain.customer import CustomerClass
from routing.domain.policy import Policy
from routing.domain.policy_document import load_policy
from routing.domain.territory import Territory
from routing.simulation import simulate
from routing.simulation.count import Count, counted
from routing.simulation.count.record import Record
from routing.simulation.count.visit_days import visit_days
from routing.simulation.our_plans import OurPlans
from routing.simulation.season import DayLog, Season
from routing.simulation.strategy import Known, OnTheRoad, Planned, Strategy
from routing.simulation.world import REALISTIC, STRESS
from routing.travel.matrix import TravelSource
from routing.travel.road_graph import RoadGraph

__all__ = [
    "AXES",
    "HALF_A_YEAR",
    "OURS",
    "PARTS",
    "PITTSBURGH",
    "RIVALS",
    "STANDARD",
    "START",
    "TERRITORIES",
    "WORLDS",
    "YEAR",
    "Axis",
    "FixedLengths",
    "Ground",
    "Played",
    "Run",
    "failed",
    "ground",
    "play",
    "policy_of",
    "strategy_of",
]

START = date(2026, 11, 2)
"""The day for which the sample territories are made, for all of them, so that all have the same holidays."""
YEAR, HALF_A_YEAR = 365, 26 * 7
PITTSBURGH = "Pittsburgh"
TERRITORIES = (*SAMPLE_NAMES, PITTSBURGH)
STANDARD = "classified"
WORLDS = {"realistic": REALISTIC, "stress": STRESS}
MB = 1e6
_RSS_UNIT = 1 if sys.platform == "darwin" else 1024
_ONE_DAY = timedelta(days=1)


# ------------------------------------------------------------------ who plans


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedLengths:
    """Our plans where each visit has the target length of its class, neither shorter nor longer.

    It is judged by the policy as it stands, and lives in its world.
    """

    plans: OurPlans = field(default_factory=OurPlans)
    name: str = "fixed lengths"

    def evening(self, known: Known, day: date) -> Planned:
        """Return tomorrow's tours."""
        return self.plans.evening(_rigid(known), day)

    def on_the_road(self, known: Known, found: OnTheRoad) -> Planned | None:
        """Return the rest of the day where it differs from its plan."""
        return self.plans.on_the_road(_rigid(known), found)


def _rigid(known: Known) -> Known:
    changes: dict[str, object] = {}
    for one in CustomerClass:
        target = known.policy.classes[one].target_minutes
        changes |= {
            f"classes.{one.value}.min_minutes": target,
            f"classes.{one.value}.max_minutes": target,
        }
    return replace(known, policy=known.policy.derive(changes))


OURS = "ours"
RIVALS: Mapping[str, Callable[[int], Strategy]] = {
    "fixed journey": lambda seed: FixedJourney(drawn_on=START, seed=seed),
    "fixed journey, gap kept": lambda seed: FixedJourney(
        drawn_on=START, seed=seed, keeps_gap=True, name="fixed journey, gap kept"
    ),
    "most overdue first": lambda _: MostOverdueFirst(),
    "plain OR-Tools": lambda _: PlainOrTools(),
    "PyVRP": lambda seed: PyVrp(seed=seed),
}
PARTS: Mapping[str, Callable[[int], Strategy]] = {
    "no month plan": lambda _: OurPlans(name="no month plan", plans_months=False),
    "day by day": lambda _: OurPlans(name="day by day", plans_months=False, plans_weeks=False),
    "no replanning": lambda _: OurPlans(name="no replanning", replans=False),
    "fixed lengths": lambda _: FixedLengths(),
}
_PLANNERS = {OURS: lambda _: OurPlans(), **RIVALS, **PARTS}


def strategy_of(planner: str, seed: int) -> Strategy:
    """Return who plans; the seed is of his own chances, not of the world's."""
    return _PLANNERS[planner](seed)


# ------------------------------------------------------------------ by which policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """A number of the standard that is varied, everything else as it stands.

    Parameters
    ----------
    label
        What it is.
    values
        What it is set to, the standard's own value among them.
    standard
        The standard's own value.
    keys
        The policy's keys that get the value, or what stands for it.
    words
        What stands for each value, where it is not the number itself.
    """

    label: str
    values: tuple[int, ...]
    standard: int
    keys: tuple[str, ...]
    words: Mapping[int, tuple[str, ...]] | None = None

    def changes(self, value: int) -> dict[str, object]:
        """Return the changed keys of the policy; words go to the first one, the number to the others."""
        found: dict[str, object] = dict.fromkeys(self.keys, value)
        if self.words is not None:
            found[self.keys[0]] = list(self.words[value])
        return found


AXES: Mapping[str, Axis] = {
    "floor": Axis(
        label="visits a day asked for (R7)",
        values=(12, 13, 15, 17),
        standard=15,
        keys=("visits.floor",),
    ),
    "visit days": Axis(
        label="visit days a week (R6)",
        values=(3, 4, 5),
        standard=3,
        keys=("visits.weekdays", "visits.min_days_a_week"),
        words={
            3: ("monday", "wednesday", "thursday"),
            4: ("monday", "tuesday", "wednesday", "thursday"),
            5: ("monday", "tuesday", "wednesday", "thursday", "friday"),
        },
    ),
    "reserve": Axis(
        label="minutes kept free each day (R20)",
        values=(0, 15, 30, 60),
        standard=30,
        keys=("day.reserve_minutes",),
    ),
    "due ratio": Axis(
        label="due from so much of the interval, %",
        values=(60, 70, 80, 90),
        standard=70,
        keys=("cadence.due_percent",),
    ),
}


def policy_of(name: str) -> Policy:
    """Return a shipped policy, or the classified one with one number changed: ``"floor 12"``."""
    axis, _, value = name.rpartition(" ")
    if axis not in AXES:
        return load_policy(name)
    return load_policy(STANDARD).derive(AXES[axis].changes(int(value)), name=name)


# ------------------------------------------------------------------ where


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """A territory on the evening before the first day, its calendar and its travel times."""

    territory: Territory
    calendar: WorkCalendar
    travel: TravelSource


def ground(name: str, data: Path, seed: int) -> Ground:
    """Return a sample territory, or Pittsburgh with the history that its first day is given.

    Parameters
    ----------
    data
        Folder of the data that is shared; only Pittsburgh is read from there.
    seed
        Of what Pittsburgh's register does not know.
    """
    if name != PITTSBURGH:
        found = sample(name)
        return Ground(territory=found.territory, calendar=found.calendar, travel=found.travel)
    folder = data / "real" / "pittsburgh_joint"
    calendar = china_calendar(START.year - 1, START.year + 1)
    network = read_network(folder)
    return Ground(
        territory=pittsburgh_territory(
            read_retailers(folder), network, calendar, day=START, seed=seed
        ),
        calendar=calendar,
        travel=RoadGraph(network=network),
    )


# ------------------------------------------------------------------ runs


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A season to play.

    Parameters
    ----------
    territory, planner, world, policy
        Names, see `TERRITORIES`, `strategy_of`, `WORLDS`, `policy_of`.
    days
        How many, from `START` on.
    seed
        Of the world, and of whatever chances the planner takes.
    """

    territory: str
    planner: str = OURS
    world: str = "realistic"
    policy: str = STANDARD
    days: int = YEAR
    seed: int = 1

    @property
    def text(self) -> str:
        """Which one it is, in words."""
        return f"{self.territory}, {self.planner}, {self.world}, {self.policy}, {self.days} days, seed {self.seed}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What came of a run.

    Parameters
    ----------
    why_failed
        What broke it off; empty where nothing did. The rest says nothing then.
    count
        What the season comes to.
    visits_a_day
        Visits in person on each visit day (R6) of each account manager, by number of visits: how many days had so many.
    seconds, cpu_s
        Time that the season took, by the clock and of the processor, with counting.
    memory_mb
        Most memory of the process until the season began, until a quarter of it was over, and until its end; not of
        counting.
    """

    run: Run
    why_failed: str = ""
    count: Count = field(default_factory=Count)
    visits_a_day: tuple[int, ...] = ()
    seconds: float = 0.0
    cpu_s: float = 0.0
    memory_mb: tuple[float, ...] = ()

    @property
    def growth_mb(self) -> float:
        """By how much the memory grew after a quarter of the season."""
        return self.memory_mb[-1] - self.memory_mb[1]


def failed(run: Run, why: str) -> Played:
    """Return a run that was broken off."""
    return Played(run=run, why_failed=why)


def play(run: Run, data: Path) -> Played:
    """Return what comes of a run, played in this process."""
    here = ground(run.territory, data, run.seed)
    end = START + (run.days - 1) * _ONE_DAY
    quarter = START + run.days // 4 * _ONE_DAY
    memory_mb = [_peak_mb()]

    def watched(day: date, _: tuple[DayLog, ...]) -> None:
        if day == quarter:
            memory_mb.append(_peak_mb())

    began_s, began_cpu_s = time.perf_counter(), time.process_time()
    season = simulate(
        here.territory,
        policy_of(run.policy),
        START,
        end,
        WORLDS[run.world],
        run.seed,
        calendar=here.calendar,
        travel=here.travel,
        strategy=strategy_of(run.planner, run.seed),
        progress=watched,
    )
    memory_mb.append(_peak_mb())
    count = counted(season, travel=here.travel)
    return Played(
        run=run,
        count=count,
        visits_a_day=_visits_a_day(season),
        seconds=time.perf_counter() - began_s,
        cpu_s=time.process_time() - began_cpu_s,
        memory_mb=tuple(memory_mb),
    )


def _visits_a_day(season: Season) -> tuple[int, ...]:
    record = Record(season)
    mondays = [day for day in record.days if day.isoweekday() == 1]
    days = Counter(
        len(record.made_by.get((manager.id, day), ()))
        for manager in record.managers.values()
        for monday in mondays
        for day in visit_days(record, manager, monday)
    )
    return tuple(days[number] for number in range(max(days, default=-1) + 1))


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _RSS_UNIT / MB
