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
        """Return the last stage's answer, which is never worse than those before it."""
        watch = Watch(limits, clock=clock)
        *early, last = self._stages
        is_cancelled = False

        def relay(told: Progress) -> bool | None:
            nonlocal is_cancelled
            answer = (
                None if progress is None else progress(replace(told, elapsed_s=watch.elapsed_s))
            )
            is_cancelled = is_cancelled or bool(answer)
            return answer

        for stage in early:
            part = limits
            if limits.time_s is not None or stage.iterations is not None:
                time_s = None if limits.time_s is None else watch.remaining_s * stage.share
                part = replace(limits, time_s=time_s, iterations=stage.iterations, stagnation=None)
            start = stage.backend.solve(
                problem, part, start=start, progress=relay, clock=clock
            ).sequences
            if is_cancelled:
                break
        part = replace(limits, time_s=None if limits.time_s is None else watch.remaining_s)
        if is_cancelled:
            # What was found is kept: the last stage only verifies it.
            part = replace(part, iterations=0)
        outcome = last.backend.solve(problem, part, start=start, progress=relay, clock=clock)
        stopped_by = StoppedBy.CANCELLED if is_cancelled else outcome.stopped_by
        return replace(outcome, solver=self.name, stopped_by=stopped_by)
