"""Orienteering with time windows, one route: which optional visits to make.

Instances of Righini and Salani 2009 (doi 10.1016/j.cor.2008.01.003), on Solomon's and Cordeau's customers. Only rows
whose optimum is proven are used. Any part of an optimal route may be declared mandatory without changing the optimum,
so a second pass asks for the same score with some of its visits promised.
"""

from __future__ import annotations

import csv
import math
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks.contest import OURS, Task, run_tasks
from benchmarks.reduction import priced
from benchmarks.report import Report, Settings
from routing.problem import Problem, Shift, Visit
from routing.status import Level

__all__ = ["Instance", "Score", "parse", "parse_log", "problem_of", "read_all", "run", "score"]

TIME_S = 5.0
QUICK_INSTANCES = 6
MANDATORY_SHARE = 0.3
PEERS_PRICE = 100
"""Units of distance a point for solvers that know one sum only (of 2 to 100 measured, the best for PyVRP)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """An orienteering instance in whole numbers of ``1 / scale``; node 0 is where the route starts and ends.

    `optimal_route` is a logged route of the optimum, empty where none is known.
    """

    name: str
    scale: int
    travel: tuple[tuple[int, ...], ...]
    service: tuple[int, ...]
    scores: tuple[int, ...]
    windows: tuple[tuple[int, int], ...]
    optimum: int
    optimal_route: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """The score of a route, None if it breaks a rule, and how many mandatory visits it lacks."""

    score: int | None
    num_lost: int


def parse(name: str, text: str, optimum: int) -> Instance:
    """Return an instance from its text.

    Distances are Euclidean and cut off (not rounded) after one decimal for Solomon's customers, after two for
    Cordeau's (names in ``pr``). The last two numbers of a line are the window; the depot's closes the route.

    Raises
    ------
    ValueError
        If the nodes are not numbered from 0 on.
    """
    lines = [line.split() for line in text.splitlines()[2:] if line.split()]
    if [int(line[0]) for line in lines] != list(range(len(lines))):
        raise ValueError(f"{name}: nodes are not numbered from 0 on.")
    decimals = 2 if name.startswith("pr") else 1
    scale = 10**decimals
    # Coordinates have at most three decimals: in thousandths the distance is exact before it is cut off.
    points = [(round(float(x) * 1000), round(float(y) * 1000)) for _, x, y, *_ in lines]
    return Instance(
        name=name,
        scale=scale,
        travel=tuple(
            tuple(math.isqrt((x - u) ** 2 + (y - v) ** 2) * scale // 1000 for u, v in points)
            for x, y in points
        ),
        service=tuple(round(float(line[3]) * scale) for line in lines),
        scores=tuple(round(float(line[4])) for line in lines),
        windows=tuple(
            (round(float(line[-2]) * scale), round(float(line[-1]) * scale)) for line in lines
        ),
        optimum=optimum,
    )


def parse_log(text: str) -> tuple[int, tuple[int, ...]] | None:
    """Return score and nodes of the last feasible path in the log of an exact run, None if it has none."""
    found = None
    lines = [line.strip() for line in text.splitlines()]
    for i, line in enumerate(lines[:-2]):
        if line == "Best Feasible Path" and lines[i + 1].startswith("Prize:"):
            prize = int(lines[i + 1].split()[0].removeprefix("Prize:"))
            nodes = tuple(int(word) for word in lines[i + 2].partition(":")[2].split())
            found = (prize, nodes)
    return found


def read_all(folder: Path) -> list[Instance]:
    """Return the instances with one route and a proven optimum, with a logged optimal route where there is one."""
    with (folder / "bks.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            row
            for row in csv.DictReader(file)
            if row["kind"] == "optimal" and row["instance"].endswith("/m=1")
        ]
    instances = []
    for row in rows:
        name = row["instance"].removesuffix("/m=1")
        text = (folder / "instances" / f"{name}.txt").read_text(encoding="utf-8")
        instance = parse(name, text, int(row["best_known"]))
        logs = sorted((folder / "exact_logs").glob(f"*/{name}_100.*"))
        instances.append(_with_route(instance, (log.read_text(encoding="utf-8") for log in logs)))
    return instances


def _with_route(instance: Instance, logs: Iterable[str]) -> Instance:
    """Return the instance with the first logged route that our own arithmetic finds optimal."""
    for log in logs:
        found = parse_log(log)
        if found is not None and found[0] == instance.optimum:
            route = found[1]
            if score(instance, route).score == instance.optimum:
                return replace(instance, optimal_route=route)
    return instance


def mandatory_part(instance: Instance, *, seed: int) -> tuple[int, ...]:
    """Return the nodes of the optimal route that the second pass makes mandatory."""
    route = sorted(instance.optimal_route)
    count = math.ceil(MANDATORY_SHARE * len(route))
    return tuple(sorted(random.Random(f"{seed} {instance.name}").sample(route, count)))


def problem_of(instance: Instance, mandatory: Sequence[int] = ()) -> Problem:
    """Return the instance as a problem: scores are due visits' weights, travel counts only between equal scores."""
    opens, closes = instance.windows[0]
    return Problem(
        travel_s=np.array(instance.travel, dtype=np.int64),
        shifts=(Shift(start_place=0, end_place=0, start_s=opens, end_s=closes),),
        visits=tuple(
            Visit(
                place=node,
                min_s=instance.service[node],
                target_s=instance.service[node],
                max_s=instance.service[node],
                windows=((instance.windows[node],),),
                skip_level=Level.LATE if node in mandatory else Level.DUE,
                skip_weight=1000 if node in mandatory else instance.scores[node],
                serve_cost_s=(0,),
            )
            for node in range(1, len(instance.windows))
        ),
    )


def score(instance: Instance, route: Sequence[int], mandatory: Sequence[int] = ()) -> Score:
    """Return the score of a route (nodes in order, without the depot)."""
    num_lost = len(set(mandatory) - set(route))
    clock, here = instance.windows[0][0], 0
    if len(set(route)) < len(route) or 0 in route:
        return Score(score=None, num_lost=num_lost)
    for node in (*route, 0):
        clock = max(clock + instance.travel[here][node], instance.windows[node][0])
        if clock > instance.windows[node][1]:
            return Score(score=None, num_lost=len(set(mandatory)))
        clock += instance.service[node]
        here = node
    return Score(score=sum(instance.scores[node] for node in route), num_lost=num_lost)


def run(settings: Settings) -> Report:
    """Return the gaps to the proven optimum, free and with a part of it mandatory, and the mandatory visits lost.

    The figures are the worse of the two passes.
    """
    instances = read_all(settings.folder("bench", "toptw"))
    if settings.quick:
        step = max(1, len(instances) // QUICK_INSTANCES)
        instances = instances[::step][:QUICK_INSTANCES]
    cases: list[tuple[str, Instance, tuple[int, ...]]] = [
        ("free", instance, ()) for instance in instances
    ]
    cases += [
        ("mandatory", instance, mandatory_part(instance, seed=settings.seed))
        for instance in instances
        if instance.optimal_route
    ]
    solvers = settings.solvers or (OURS,)
    time_s = settings.times_s[0] if settings.times_s else TIME_S
    tasks = []
    for _, instance, mandatory in cases:
        problem = problem_of(instance, mandatory)
        summed = priced(problem, price_s=PEERS_PRICE * instance.scale)
        for name in solvers:
            task = Task(
                solver=name,
                problem=problem if name == OURS else summed,
                time_s=time_s,
                seed=settings.seed,
            )
            tasks.append(task)
    answers = iter(run_tasks(tasks, processes=settings.processes))
    gaps: dict[tuple[str, str], list[float]] = {}
    lost: dict[tuple[str, str], int] = {}
    for kind, instance, mandatory in cases:
        for name in solvers:
            route = [index + 1 for index in next(answers).sequences[0]]
            scored = score(instance, route, mandatory)
            gap = 1.0 if scored.score is None else 1 - scored.score / instance.optimum
            gaps.setdefault((kind, name), []).append(gap)
            lost[kind, name] = lost.get((kind, name), 0) + scored.num_lost
            if gap != 0 or scored.num_lost:
                print(
                    f"{name}, {kind}: {instance.name}: {scored.score} of {instance.optimum}, "
                    f"{scored.num_lost} mandatory lost"
                )
    return _report(gaps, lost, solvers=solvers, time_s=time_s, seed=settings.seed)


def _report(
    gaps: dict[tuple[str, str], list[float]],
    lost: dict[tuple[str, str], int],
    *,
    solvers: Sequence[str],
    time_s: float,
    seed: int,
) -> Report:
    rows = [
        (
            kind,
            name,
            str(len(values)),
            f"{sum(values) / len(values):.5f}",
            f"{max(values):.5f}",
            str(sum(gap == 0 for gap in values)),
            str(lost[kind, name]),
        )
        for (kind, name), values in gaps.items()
    ]
    first = [key for key in gaps if key[1] == solvers[0]]
    beside = "; ".join(
        f"{name} {kind} mean_gap={mean} worst_gap={worst} lost={num_lost}"
        for kind, name, _, mean, worst, _, num_lost in rows
    )
    return Report(
        header=("pass", "solver", "number", "mean gap", "worst gap", "optimal", "mandatory lost"),
        rows=tuple(rows),
        figures=(
            ("mean_gap", max(sum(gaps[key]) / len(gaps[key]) for key in first)),
            ("worst_gap", max(max(gaps[key]) for key in first)),
            ("mandatory_lost", sum(lost[key] for key in first)),
        ),
        remarks=f"{time_s:g} s, one core each, seed {seed}; figures are the worse of both passes: {beside}",
    )
