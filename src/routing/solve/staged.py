"""Backends one after the other, each going on from the best answer so far."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from routing.problem import Outcome, Problem
from routing.solve.backend import (
    Backend,
    Clock,
    Limits,
    Progress,
    ProgressCallback,
    Sequences,
    Watch,
)
from routing.status import StoppedBy

__all__ = ["Stage", "Staged"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A backend and its share of the time that is left; `iterations` are its own and not shared.

    Without a time limit and without iterations of its own, a stage ends by the limits of the whole.
    """

    backend: Backend
    share: float = 1.0
    iterations: int | None = None


class Staged:
    """Several backends in a row, as one.

    Parameters
    ----------
    stages
        At least one; the last one gets all the time that is left. The limit of iterations and the stagnation are the
        last stage's, since iterations of different searches cannot be added up.
    """

    def __init__(self, stages: Sequence[Stage]) -> None:
        self._stages = tuple(stages)
        self.name = "+".join(stage.backend.name for stage in self._stages)
        self.features = frozenset.intersection(*(s.backend.features for s in self._stages))

    def solve(
        self,
        problem: Problem,
        limits: Limits,
        *,
        start: Sequences | None = None,
        progress: ProgressCallback | None = None,
        clock: Clock = time.monotonic,
    ) -> Outcome:
        """Return the best answer of any stage: the start hands no contacts on, so a later one can be worse."""
        watch = Watch(limits, clock=clock)
        *early, last = self._stages
        best: Outcome | None = None
        is_cancelled = False

        def relay(told: Progress) -> bool | None:
            nonlocal is_cancelled
            objective = told.objective if best is None else min(told.objective, best.objective)
            told = replace(told, elapsed_s=watch.elapsed_s, objective=objective)
            answer = None if progress is None else progress(told)
            is_cancelled = is_cancelled or bool(answer)
            return answer

        for stage in early:
            part = limits
            if limits.time_s is not None or stage.iterations is not None:
                time_s = None if limits.time_s is None else watch.remaining_s * stage.share
                part = replace(limits, time_s=time_s, iterations=stage.iterations, stagnation=None)
            found = stage.backend.solve(problem, part, start=start, progress=relay, clock=clock)
            start = found.sequences
            best = _better(found, best)
            if is_cancelled:
                return replace(best, solver=self.name, stopped_by=StoppedBy.CANCELLED)
        part = replace(limits, time_s=None if limits.time_s is None else watch.remaining_s)
        found = last.backend.solve(problem, part, start=start, progress=relay, clock=clock)
        return replace(
            _better(found, best),
            solver=self.name,
            stopped_by=found.stopped_by,
            iterations=found.iterations,
        )


def _better(found: Outcome, best: Outcome | None) -> Outcome:
    return found if best is None or found.objective <= best.objective else best
