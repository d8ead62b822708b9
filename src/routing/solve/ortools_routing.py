"""Google OR-Tools' routing library as a backend: three passes over the model, each at its own prices.

Penalties are `level_prices`. The first pass makes mandatory visits alone, because an insertion that looks at all visits
closes the day to some of them and guided local search does not reopen it. The next begins from there with all visits
at low prices, the last from the best so far at high ones. Of all plans that the search visits the best by the exact
levels is kept.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from routing.errors import BackendFault
from routing.feasibility import is_feasible
from routing.problem import OF_HORIZONS, Feature, Outcome, Problem
from routing.solve.backend import (
    Clock,
    Limits,
    ProgressCallback,
    Sequences,
    Watch,
    feasible_start,
    verified_outcome,
)
from routing.solve.ortools_model import Model, nodes_of
from routing.solve.prices import level_prices
from routing.status import Level, Status, StoppedBy

__all__ = ["OrToolsRouting"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pass:
    """What a due visit is worth in typical legs, and the share of what is then left of the limits."""

    due_legs: float
    share: float
    mandatory_only: bool = False


PASSES = (
    _Pass(due_legs=10.0, share=0.3, mandatory_only=True),
    _Pass(due_legs=3.0, share=0.5),
    _Pass(due_legs=10.0, share=1.0),
)
"""Measured on twenty days of 60 visits: without the first pass a mandatory visit is lost needlessly on four of them."""

CHECKS_PER_LOOK = 1000
"""OR-Tools asks about a million times a second whether to go on; clock and progress are looked at less often."""

CHECKS_PER_NODE = 1000
"""After so many checks a node without another plan a pass ends: the search goes round in circles for ever."""


class OrToolsRouting:
    """Cheapest insertion, then guided local search, with OR-Tools.

    An iteration is a plan that its search visits: hundreds a second on a day of 60 visits, ten on 500. Nothing in it is
    random, so the seed has no effect; with a limit of iterations and none of time the answer can be repeated. It uses
    one thread.
    """

    name = "ortools"
    features = frozenset(Feature) - OF_HORIZONS

    def solve(
        self,
        problem: Problem,
        limits: Limits,
        *,
        start: Sequences | None = None,
        progress: ProgressCallback | None = None,
        clock: Clock = time.monotonic,
    ) -> Outcome:
        """Return the best answer that the search visits within the limits.

        Raises
        ------
        BackendMissing
            If OR-Tools is not installed.
        BackendFault
            If OR-Tools answers a route that cannot be kept.
        """
        watch = Watch(limits, progress, clock)
        search = _Search(problem, feasible_start(problem, start), watch)
        for this in PASSES:
            if watch.stop(search.iterations, search.objective):
                break
            search.run(this, _part(limits, watch, search.iterations, this.share), clock)
        stopped_by = watch.stop(search.iterations, search.objective) or StoppedBy.STAGNATION
        return verified_outcome(
            problem,
            search.best,
            solver=self.name,
            status=Status.FEASIBLE,
            stopped_by=stopped_by,
            seed=limits.seed,
            iterations=search.iterations,
        )


def _part(limits: Limits, watch: Watch, iterations: int, share: float) -> Limits:
    """Return a share of what is left of the limits after so many iterations."""
    return Limits(
        time_s=None if limits.time_s is None else watch.remaining_s * share,
        iterations=None
        if limits.iterations is None
        else int((limits.iterations - iterations) * share),
        stagnation=None if limits.stagnation is None else max(1, int(limits.stagnation * share)),
    )


class _Search:
    """The best answer so far among all plans that OR-Tools visited."""

    def __init__(self, problem: Problem, start: tuple[tuple[int, ...], ...], watch: Watch) -> None:
        self.problem = problem
        self.best = start
        self.objective = problem.objective(start)
        self.iterations = 0
        self._watch = watch

    @property
    def _lacks_mandatory(self) -> bool:
        return any(self.objective[: Level.FLOOR])

    def run(self, this: _Pass, limits: Limits, clock: Clock) -> None:
        """Make one pass, from the best answer so far."""
        if this.mandatory_only and not self._lacks_mandatory:
            return
        nodes = nodes_of(self.problem, mandatory_only=this.mandatory_only)
        if not nodes:
            return
        watch, begun_at = Watch(limits, None, clock), self.iterations
        checks = 0

        def is_over() -> bool:
            return (
                self._watch.stop(self.iterations, self.objective) is not None
                or watch.stop(self.iterations - begun_at, self.objective) is not None
            )

        def at_plan(sequences: Sequences) -> bool:
            nonlocal checks
            checks = 0
            self._take(sequences)
            return is_over() or (this.mandatory_only and not self._lacks_mandatory)

        def at_check() -> bool:
            nonlocal checks
            checks += 1
            if checks % CHECKS_PER_LOOK:
                return False
            return checks > CHECKS_PER_NODE * len(nodes) or is_over()

        model = Model(self.problem, nodes, level_prices(self.problem, this.due_legs))
        model.solve(self.best, watch.remaining_s, at_plan=at_plan, at_check=at_check)

    def _take(self, sequences: Sequences) -> None:
        """Keep a plan if it is the best so far."""
        self.iterations += 1
        objective = self.problem.objective(sequences)
        if objective < self.objective:
            for k, sequence in enumerate(sequences):
                if not is_feasible(self.problem, k, sequence):
                    raise BackendFault(f"OR-Tools answered a route of shift {k} that is late.")
            self.best = tuple(tuple(sequence) for sequence in sequences)
            self.objective = objective
