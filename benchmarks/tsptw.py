"""TSPTW: every visit mandatory, one window each, least travel.

Instances of Dumas et al. 1995 (doi 10.1287/opre.43.2.367) and of Solomon, Potvin and Bengio
(doi 10.1287/ijoc.8.2.165); service is part of the travel matrix.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import numpy as np

from benchmarks.contest import OURS, Task, run_tasks
from benchmarks.report import Report, Settings
from routing.problem import Problem, Shift, Visit
from routing.status import Level

__all__ = ["Instance", "parse", "problem_of", "read_all", "run", "tour_length"]

FIGURE_MAX_CUSTOMERS = 60
TIME_S = 2.0
QUICK_INSTANCES = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """A TSPTW instance in whole numbers of ``1 / scale``; node 0 is the depot.

    `best_known` keeps the decimals of its source, because that many are known.
    """

    name: str
    scale: int
    travel: tuple[tuple[int, ...], ...]
    windows: tuple[tuple[int, int], ...]
    best_known: Decimal

    @property
    def num_customers(self) -> int:
        """Nodes without the depot."""
        return len(self.windows) - 1


def parse(name: str, text: str, best_known: str) -> Instance:
    """Return an instance from its text: the number of nodes, the matrix, the windows.

    Raises
    ------
    ValueError
        If there are not as many numbers as the number of nodes asks for.
    """
    first, *rest = text.split()
    size = int(first)
    if len(rest) != size * size + 2 * size:
        raise ValueError(f"{name}: {len(rest)} numbers for {size} nodes.")
    numbers = [Decimal(word) for word in rest]
    decimals = max(0, *(-int(number.as_tuple().exponent) for number in numbers))
    scale = 10**decimals
    whole = [int(number * scale) for number in numbers]
    bounds = whole[size * size :]
    return Instance(
        name=name,
        scale=scale,
        travel=tuple(tuple(whole[row * size : (row + 1) * size]) for row in range(size)),
        windows=tuple(zip(bounds[::2], bounds[1::2], strict=True)),
        best_known=Decimal(best_known),
    )


def read_all(folder: Path) -> list[Instance]:
    """Return the instances of a folder that ``bks.csv`` names, in its order."""
    with (folder / "bks.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        parse(
            row["instance"],
            (folder / "instances" / row["instance"]).read_text(encoding="utf-8"),
            row["best_known"],
        )
        for row in rows
    ]


def problem_of(instance: Instance) -> Problem:
    """Return the instance as a problem of one shift, the depot's window, with every visit mandatory."""
    opens, closes = instance.windows[0]
    return Problem(
        travel_s=np.array(instance.travel, dtype=np.int64),
        shifts=(Shift(start_place=0, end_place=0, start_s=opens, end_s=closes),),
        visits=tuple(
            Visit(
                place=node,
                min_s=0,
                target_s=0,
                max_s=0,
                windows=((window,),),
                skip_level=Level.LATE,
                skip_weight=1000,
                serve_cost_s=(0,),
            )
            for node, window in enumerate(instance.windows)
            if node > 0
        ),
    )


def tour_length(instance: Instance, tour: Sequence[int]) -> int | None:
    """Return the travel of a tour of all customers (nodes in order, without the depot), None if it breaks a rule."""
    if sorted(tour) != list(range(1, len(instance.windows))):
        return None
    clock, length, here = instance.windows[0][0], 0, 0
    for node in (*tour, 0):
        length += instance.travel[here][node]
        clock = max(clock + instance.travel[here][node], instance.windows[node][0])
        if clock > instance.windows[node][1]:
            return None
        here = node
    return length


def excess(instance: Instance, length: int) -> Decimal:
    """Return how far a length lies above the best known, both rounded to the decimals that are known of the latter."""
    value = Decimal(length) / instance.scale
    return value.quantize(instance.best_known) - instance.best_known


def run(settings: Settings) -> Report:
    """Return how often the best-known travel time is reached, and how often no tour is found."""
    instances = read_all(settings.folder("bench", "tsptw"))
    small = [i for i in instances if i.num_customers <= FIGURE_MAX_CUSTOMERS]
    if settings.quick:
        instances = small[:: max(1, len(small) // QUICK_INSTANCES)][:QUICK_INSTANCES]
    solvers = settings.solvers or (OURS,)
    time_s = settings.times_s[0] if settings.times_s else TIME_S
    tasks = [
        Task(solver=name, problem=problem_of(instance), time_s=time_s, seed=settings.seed)
        for instance in instances
        for name in solvers
    ]
    answers = iter(run_tasks(tasks, processes=settings.processes))
    lengths: dict[str, list[int | None]] = {name: [] for name in solvers}
    for instance in instances:
        for name in solvers:
            tour = [index + 1 for index in next(answers).sequences[0]]
            lengths[name].append(tour_length(instance, tour))
    rows = []
    figures: list[tuple[str, float]] = []
    misses: list[str] = []
    for name in solvers:
        for group, members in _groups(instances).items():
            found = [(instances[i], lengths[name][i]) for i in members]
            gaps = [excess(instance, value) for instance, value in found if value is not None]
            at_best = sum(gap <= 0 for gap in gaps) / len(found)
            infeasible = (len(found) - len(gaps)) / len(found)
            better = sum(gap < 0 for gap in gaps)
            rows.append(
                (group, name, str(len(found)), f"{at_best:.4f}", f"{infeasible:.4f}", str(better))
            )
            if group.startswith("all up to") and not figures:
                figures = [("at_best", at_best), ("infeasible", infeasible)]
        misses += _misses(name, instances, lengths[name])
    for miss in misses:
        print(miss)
    beside = "; ".join(
        f"{row[1]} at_best={row[3]} infeasible={row[4]}"
        for row in rows
        if row[0].startswith("all up to")
    )
    return Report(
        header=("instances", "solver", "number", "at best", "infeasible", "better than known"),
        rows=tuple(rows),
        figures=tuple(figures),
        remarks=f"{time_s:g} s, one core each, seed {settings.seed}, up to {FIGURE_MAX_CUSTOMERS} customers: {beside}",
    )


def _groups(instances: Sequence[Instance]) -> dict[str, list[int]]:
    """Return the indices of the instances by family and size, then those of the figure together."""
    groups: dict[str, list[int]] = {}
    for i, instance in enumerate(instances):
        family = instance.name.split("/")[0]
        size = instance.name.split("/")[-1].partition("w")[0] if family == "Dumas" else ""
        groups.setdefault(f"{family} {size}".strip(), []).append(i)
    figure = [i for i, x in enumerate(instances) if x.num_customers <= FIGURE_MAX_CUSTOMERS]
    return {**groups, f"all up to {FIGURE_MAX_CUSTOMERS}": figure}


def _misses(solver: str, instances: Sequence[Instance], lengths: Sequence[int | None]) -> list[str]:
    """Return a line for each instance that was not solved to the best known."""
    lines = []
    for instance, length in zip(instances, lengths, strict=True):
        if length is None:
            lines.append(f"{solver}: {instance.name}: no tour")
        elif (above := excess(instance, length)) != 0:
            lines.append(f"{solver}: {instance.name}: {above:+} on {instance.best_known}")
    return lines
