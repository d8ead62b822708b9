"""Each shift of an answer solved again on its own, by another backend that knows neither recurrence nor other days."""

from __future__ import annotations

import time
from dataclasses import replace

from routing.problem import Feature, Outcome, Problem
from routing.solve.backend import (
    Backend,
    Clock,
    Limits,
    ProgressCallback,
    Sequences,
    Watch,
    feasible_start,
    verified_outcome,
)
from routing.status import Level, Status, StoppedBy

__all__ = ["DayByDay"]

_PLANS_A_SHIFT = 30
"""Plans that the inner backend may look at for a shift: a few hundredths of a second."""


class DayByDay:
    """A backend for single days, applied to each shift of a start; who is visited when stays as it is.

    It is a second opinion on every route of a horizon, from another model and search: a route that it cannot better
    stays. An iteration is a shift.
    """

    features = frozenset(Feature)

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self.name = f"{backend.name}-day-by-day"

    def solve(
        self,
        problem: Problem,
        limits: Limits,
        *,
        start: Sequences | None = None,
        progress: ProgressCallback | None = None,
        clock: Clock = time.monotonic,
    ) -> Outcome:
        """Return the start with the routes that the inner backend betters; see `routing.solve.backend.Backend`."""
        sequences = list(feasible_start(problem, start))
        objective = problem.objective(sequences)
        watch = Watch(limits, progress, clock)
        num_shifts = len(problem.shifts)
        for k in range(num_shifts):
            if watch.stop(k, objective):
                break
            if len(sequences[k]) > 1:
                share_s = watch.remaining_s / (num_shifts - k)
                part = replace(
                    limits,
                    time_s=None if limits.time_s is None else share_s,
                    iterations=_PLANS_A_SHIFT,
                    stagnation=None,
                )
                sequences[k] = self._routed(problem, k, sequences[k], part, clock)
                objective = problem.objective(sequences)
        stopped_by = watch.stop(num_shifts, objective) or StoppedBy.STAGNATION
        return verified_outcome(
            problem,
            sequences,
            solver=self.name,
            status=Status.FEASIBLE,
            stopped_by=stopped_by,
            seed=limits.seed,
            iterations=num_shifts,
        )

    def _routed(
        self, problem: Problem, k: int, sequence: tuple[int, ...], limits: Limits, clock: Clock
    ) -> tuple[int, ...]:
        """Return the visits of one shift in the best order found; the old one if it is as good."""
        shift = replace(problem.shifts[k], floor=0, capacity=None, over_price_s=0, is_extra=False)
        single = Problem(
            travel_s=problem.travel_s,
            shifts=(shift,),
            visits=tuple(
                replace(
                    problem.visits[v],
                    windows=(problem.visits[v].windows[k],),
                    serve_cost_s=(0,),
                    skip_level=Level.LATE,
                    skip_weight=1,
                    days=None,
                )
                for v in sequence
            ),
        )
        old = range(len(sequence))
        new = self._backend.solve(single, limits, start=(old,), clock=clock).sequences[0]
        is_better = single.objective((new,)) < single.objective((old,))
        return tuple(sequence[v] for v in new) if is_better else sequence
