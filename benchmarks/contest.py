"""Solvers side by side: the same problems, the same time, one core each."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from multiprocessing import get_context
from typing import Protocol

import numpy as np

from routing.errors import ExtraMissing
from routing.problem import Problem, Shift, Visit
from routing.status import Level

__all__ = ["OURS", "SOLVERS", "Answer", "Solver", "Task", "expresses", "run_tasks", "solver"]

OURS = "routing"
SOLVERS = {
    OURS: "benchmarks.ours",
    "ortools": "benchmarks.peers.ortools_plain",
    "pyvrp": "benchmarks.peers.pyvrp_peer",
    "vroom": "benchmarks.peers.vroom_peer",
}
"""Module of each competitor; imported by the process that uses it."""
_EXTRAS = ("pyvrp", "vroom")


class Solver(Protocol):
    """A competitor."""

    def __call__(
        self, problem: Problem, *, time_s: float, seed: int
    ) -> tuple[tuple[int, ...], ...]:
        """Return for each shift its visits in order."""


def solver(name: str) -> Solver:
    """Return a competitor by name."""
    found: Solver = import_module(SOLVERS[name]).solve
    return found


def expresses(name: str) -> frozenset[str]:
    """Return the features of a problem that a competitor can express."""
    found: frozenset[str] = import_module(SOLVERS[name]).EXPRESSES
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One problem for one competitor."""

    solver: str
    problem: Problem
    time_s: float
    seed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A competitor's routes, and the wall clock from the handing over of the problem to its answer."""

    sequences: tuple[tuple[int, ...], ...]
    elapsed_s: float


def run_tasks(tasks: Sequence[Task], *, processes: int) -> list[Answer]:
    """Return the answers to all tasks, in their order.

    Each process compiles and imports everything before its first task, so that no time limit pays for it.

    Raises
    ------
    ExtraMissing
        If a competitor is not installed.
    """
    names = tuple(sorted({task.solver for task in tasks}))
    for name in names:
        if name in _EXTRAS and find_spec(name) is None:
            raise ExtraMissing(f"{name} is not installed: pip install 'routing[{name}]'")
    report = _progress(len(tasks))
    if processes == 1:
        _warm_up(names)
        answers = []
        for done, task in enumerate(tasks, start=1):
            answers.append(_run(task))
            report(done)
        return answers
    with ProcessPoolExecutor(
        max_workers=processes,
        mp_context=get_context("spawn"),
        initializer=_warm_up,
        initargs=(names,),
    ) as pool:
        answers = []
        for done, answer in enumerate(pool.map(_run, tasks), start=1):
            answers.append(answer)
            report(done)
    return answers


def _run(task: Task) -> Answer:
    began_s = time.perf_counter()
    sequences = solver(task.solver)(task.problem, time_s=task.time_s, seed=task.seed)
    return Answer(sequences=sequences, elapsed_s=time.perf_counter() - began_s)


def _warm_up(names: Sequence[str]) -> None:
    tiny = Problem(
        travel_s=np.array([[0, 60, 90], [60, 0, 70], [90, 70, 0]], dtype=np.int64),
        shifts=(Shift(start_place=0, end_place=0, start_s=0, end_s=3600),),
        visits=tuple(
            Visit(
                place=place,
                min_s=60,
                target_s=60,
                max_s=60,
                windows=(((0, 3600),),),
                skip_level=level,
                skip_weight=600,
                serve_cost_s=(0,),
            )
            for place, level in ((1, Level.LATE), (2, Level.COST))
        ),
    )
    for name in names:
        solver(name)(tiny, time_s=0.1, seed=0)


def _progress(total: int) -> Callable[[int], None]:
    """Return what tells a watching person how far the run is; silent where nobody watches."""

    def report(done: int) -> None:
        if sys.stderr.isatty():
            print(f"\r{done} of {total}", end="\n" if done == total else "", file=sys.stderr)

    return report
