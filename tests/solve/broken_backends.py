"""Backends that break in the ways that native code can; importable by name, so that a child process can have them."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable

from routing.problem import Feature, Outcome, Problem
from routing.solve import Limits, Progress
from routing.solve.backend import Clock, ProgressCallback, Sequences, feasible_start
from routing.solve.reference import Reference


class Broken:
    """Does something instead of solving, after telling of its start if asked to."""

    name = "broken"
    features = frozenset({Feature.SKIPPING, Feature.LUNCH, Feature.FLOOR})

    def __init__(self, deed: Callable[[], None]) -> None:
        self._deed = deed

    def solve(
        self,
        problem: Problem,
        limits: Limits,
        *,
        start: Sequences | None = None,
        progress: ProgressCallback | None = None,
        clock: Clock = time.monotonic,
    ) -> Outcome:
        """Do the deed, then solve."""
        if progress is not None:
            objective = problem.objective(feasible_start(problem, start))
            progress(Progress(iterations=0, elapsed_s=clock(), objective=objective))
        self._deed()
        return Reference().solve(problem, limits, start=start, progress=progress)


def die() -> None:
    """Be killed, as by the kernel when memory runs out."""
    os.kill(os.getpid(), signal.SIGKILL)


def leave() -> None:
    """Leave the process as a failed assertion in native code does."""
    os._exit(134)


def hang() -> None:
    """Never come back."""
    while True:
        time.sleep(60)


def divide() -> None:
    """Raise what nobody expects."""
    raise ZeroDivisionError("one by zero")
