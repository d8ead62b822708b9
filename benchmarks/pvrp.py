"""Periodic vehicle routing: on which of a customer's given sets of days to visit it, and on which route.

Instances as gathered by Cordeau, Gendreau and Laporte 1997
(doi 10.1002/(SICI)1097-0037(199709)30:2<105::AID-NET5>3.0.CO;2-G), best known costs of Vidal et al. 2012
(doi 10.1287/opre.1120.1048). Travel is Euclidean and not rounded. An answer is scored in the units of the file, with
none of the arithmetic of the search.
"""

from __future__ import annotations

import csv
import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.report import Report, Settings
from routing.day_graph import pattern_graph
from routing.problem import Problem, Shift, Visit
from routing.status import Level

__all__ = [
    "Instance",
    "Scored",
    "measure",
    "parse",
    "problem_of",
    "read_all",
    "read_listed",
    "routes_of",
    "run",
    "score",
]

TIME_S, QUICK_TIME_S = 60.0, 3.0
QUICK_INSTANCES = ("p01", "p03", "p10", "p11", "pr01", "pr03")
WORKERS = 2
SCALE = 1000
MISSED_WEIGHT = 1000
_EPSILON = 1e-6

Routes = Sequence[Sequence[Sequence[int]]]
"""For each day, for each vehicle driven, its customers in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """A periodic instance in the units of its file; node 0 is the depot, days count from 0.

    Parameters
    ----------
    travel, service, loads
        For each node; travel to each node.
    patterns
        For each node the sets of days of which it wants one; none for a node that wants no visit.
    num_vehicles
        Vehicles on each day.
    longest, capacities
        For each day the longest time and the largest load of one vehicle; infinite where there is no limit.
    best_known
        Least cost known.
    """

    name: str
    travel: tuple[tuple[float, ...], ...]
    service: tuple[float, ...]
    loads: tuple[int, ...]
    patterns: tuple[tuple[tuple[int, ...], ...], ...]
    num_vehicles: int
    longest: tuple[float, ...]
    capacities: tuple[float, ...]
    best_known: float

    @property
    def customers(self) -> tuple[int, ...]:
        """Nodes that want visits: visit ``i`` of the problem is ``customers[i]``."""
        return tuple(node for node, patterns in enumerate(self.patterns) if patterns)

    @property
    def num_days(self) -> int:
        """Days of the period."""
        return len(self.longest)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """The travel of an answer in the units of the file, and the rules that it breaks."""

    cost: float
    faults: tuple[str, ...]


def parse(name: str, text: str, best_known: float) -> Instance:
    """Return an instance from its text.

    A limit of 0 is none. A set of days is the decimal of a string of bits, of which the first day is the most
    significant. A customer of frequency 0 wants no visit, whatever sets it lists.

    Raises
    ------
    ValueError
        If it is no periodic instance, nodes are not numbered from 0 on, or sets of days are not as many or not as
        large as their customer says.
    """
    (kind, num_vehicles, num_customers, num_days), *rest = (
        line.split() for line in text.splitlines() if line.split()
    )
    if kind != "1":
        raise ValueError(f"{name}: type {kind} is not periodic routing.")
    limits, nodes = rest[: int(num_days)], rest[int(num_days) :]
    if [int(node[0]) for node in nodes] != list(range(int(num_customers) + 1)):
        raise ValueError(f"{name}: nodes are not numbered from 0 to {num_customers}.")
    points = [(float(x), float(y)) for _, x, y, *_ in nodes]
    return Instance(
        name=name,
        travel=tuple(tuple(math.dist(a, b) for b in points) for a in points),
        service=tuple(float(node[3]) for node in nodes),
        loads=tuple(int(node[4]) for node in nodes),
        patterns=tuple(_patterns(name, node, int(num_days)) for node in nodes),
        num_vehicles=int(num_vehicles),
        longest=tuple(float(longest) or math.inf for longest, _ in limits),
        capacities=tuple(float(capacity) or math.inf for _, capacity in limits),
        best_known=best_known,
    )


def _patterns(name: str, node: Sequence[str], num_days: int) -> tuple[tuple[int, ...], ...]:
    """Return the sets of days of a line: number, x, y, service, load, frequency, how many sets, the sets."""
    number, _, _, _, _, frequency, num_patterns, *decimals = node
    if len(decimals) != int(num_patterns):
        raise ValueError(f"{name}: node {number} lists {len(decimals)} of {num_patterns} sets.")
    if int(frequency) == 0:
        return ()
    patterns = []
    for decimal in decimals:
        bits = f"{int(decimal):0{num_days}b}"
        if len(bits) > num_days or bits.count("1") != int(frequency):
            raise ValueError(f"{name}: node {number}: {decimal} is no {frequency} of the days.")
        patterns.append(tuple(day for day, bit in enumerate(bits) if bit == "1"))
    return tuple(patterns)


def read_all(folder: Path) -> list[Instance]:
    """Return the instances of a folder that ``bks.csv`` names, in its order."""
    return read_listed(folder, "instances/{}.txt", parse)


def read_listed(
    folder: Path, file_of: str, parse_text: Callable[[str, str, float], Instance]
) -> list[Instance]:
    """Return the instances that ``bks.csv`` names, in its order; `file_of` has a place for an instance's name."""
    with (folder / "bks.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        parse_text(
            row["instance"],
            (folder / file_of.format(row["instance"])).read_text(encoding="utf-8"),
            float(row["best_known"]),
        )
        for row in rows
    ]


def problem_of(instance: Instance, scale: int = SCALE) -> Problem:
    """Return the instance as a problem in whole numbers of ``1 / scale``, one shift a day and vehicle, day by day.

    Travel and service are rounded up, so that what fits the whole numbers fits the instance, and no way round becomes
    shorter than the way. A visit left out counts above all travel.
    """
    # No route is longer than leaving every node once by its longest way.
    without_limit = sum(map(max, instance.travel)) + sum(instance.service)
    ends = [
        math.ceil(scale * without_limit) if longest == math.inf else math.floor(scale * longest)
        for longest in instance.longest
    ]
    vehicle_days = [day for day in range(instance.num_days) for _ in range(instance.num_vehicles)]
    windows = tuple(((0, ends[day]),) for day in vehicle_days)
    visits = []
    for node in instance.customers:
        service = _up(instance.service[node], scale)
        visit = Visit(
            place=node,
            min_s=service,
            target_s=service,
            max_s=service,
            windows=windows,
            skip_level=None,
            skip_weight=0,
            serve_cost_s=(0,) * len(vehicle_days),
            load=instance.loads[node],
            days=pattern_graph(instance.patterns[node], Level.LATE, weight=MISSED_WEIGHT),
        )
        visits.append(visit)
    return Problem(
        travel_s=np.array([[_up(leg, scale) for leg in row] for row in instance.travel], np.int64),
        shifts=tuple(
            Shift(
                start_place=0,
                end_place=0,
                start_s=0,
                end_s=ends[day],
                day=day,
                capacity=None
                if instance.capacities[day] == math.inf
                else math.floor(instance.capacities[day]),
            )
            for day in vehicle_days
        ),
        visits=tuple(visits),
    )


def _up(value: float, scale: int) -> int:
    """Return a value in whole numbers of ``1 / scale``, rounded up but for the noise of floating point."""
    return math.ceil(round(value * scale, 6))


def routes_of(instance: Instance, sequences: Sequence[Sequence[int]]) -> Routes:
    """Return an answer to the problem as customers of the file, day by day."""
    routes = [[instance.customers[visit] for visit in sequence] for sequence in sequences]
    size = instance.num_vehicles
    return [routes[day * size : (day + 1) * size] for day in range(instance.num_days)]


def score(instance: Instance, routes: Routes) -> Scored:
    """Return the cost of an answer and every rule that it breaks: sets of days, vehicles, loads, time."""
    cost = 0.0
    faults = []
    days_of: dict[int, list[int]] = {}
    for day, vehicles in enumerate(routes):
        driven = [route for route in vehicles if route]
        if len(driven) > instance.num_vehicles:
            faults.append(f"day {day}: {len(driven)} vehicles")
        for node, count in sorted(Counter(node for route in driven for node in route).items()):
            days_of.setdefault(node, []).append(day)
            if count > 1:
                faults.append(f"day {day}: {count} visits to {node}")
        for route in driven:
            legs = zip((0, *route), (*route, 0), strict=True)
            travel = sum(instance.travel[a][b] for a, b in legs)
            cost += travel
            if sum(instance.loads[node] for node in route) > instance.capacities[day]:
                faults.append(f"day {day}: too much load")
            if travel + sum(instance.service[n] for n in route) > instance.longest[day] + _EPSILON:
                faults.append(f"day {day}: too long")
    faults += [
        f"{node} visited on days {days_of.get(node, [])}"
        for node in sorted(set(days_of) | set(instance.customers))
        if tuple(days_of.get(node, ())) not in instance.patterns[node]
    ]
    return Scored(cost=cost, faults=tuple(faults))


def measure(instances: Iterable[Instance], *, scale: int, time_s: float, seed: int) -> list[Scored]:
    """Return our answers, scored: one instance after the other on all workers, told as they come."""
    # Imported here: reading and scoring need no compiled search.
    from routing.solve.backend import Limits
    from routing.solve.ruin_recreate import RuinRecreate

    limits = Limits(time_s=time_s, seed=seed, workers=WORKERS)
    answers = []
    for instance in instances:
        outcome = RuinRecreate().solve(problem_of(instance, scale), limits)
        scored = score(instance, routes_of(instance, outcome.sequences))
        answers.append(scored)
        told = "; ".join(scored.faults[:3]) or f"{scored.cost / instance.best_known:.5f}"
        print(f"{instance.name}: {scored.cost:.2f} on {instance.best_known:g}: {told}", flush=True)
    return answers


def run(settings: Settings) -> Report:
    """Return the gap to the best known of each instance; an infeasible answer has a gap of 1."""
    instances = read_all(settings.folder("bench", "pvrp"))
    if settings.quick:
        instances = [instance for instance in instances if instance.name in QUICK_INSTANCES]
    own_time_s = QUICK_TIME_S if settings.quick else TIME_S
    time_s = settings.times_s[0] if settings.times_s else own_time_s
    answers = measure(instances, scale=SCALE, time_s=time_s, seed=settings.seed)
    gaps = [
        1.0 if scored.faults else scored.cost / instance.best_known - 1
        for instance, scored in zip(instances, answers, strict=True)
    ]
    rows = tuple(
        (
            instance.name,
            str(len(instance.customers)),
            f"{instance.num_vehicles} x {instance.num_days}",
            f"{instance.best_known:.2f}",
            f"{scored.cost:.2f}",
            f"{gap:.5f}",
            str(len(scored.faults)),
        )
        for instance, scored, gap in zip(instances, answers, gaps, strict=True)
    )
    num_at_best = sum(
        not scored.faults and round(scored.cost, 2) <= instance.best_known
        for instance, scored in zip(instances, answers, strict=True)
    )
    return Report(
        header=("instance", "customers", "vehicles", "best known", "ours", "gap", "faults"),
        rows=rows,
        figures=(
            ("mean_gap", sum(gaps) / len(gaps)),
            ("worst_gap", max(gaps)),
            ("infeasible", sum(bool(scored.faults) for scored in answers)),
        ),
        remarks=(
            f"{time_s:g} s on {WORKERS} workers, seed {settings.seed}; {num_at_best} of {len(gaps)} at the best known; "
            + ", ".join(f"{row[0]} {row[5]}" for row in rows)
        ),
    )
