"""Ruin and recreate: take some visits out, put visits back greedily, accept by simulated annealing, again and again.

The method is slack induction by string removals (Christiaens and Vanden Berghe 2020, doi 10.1287/trsc.2019.0914),
extended by optional visits, floors, several windows, lunch and several levels of the objective.

Answers are *compared* level by level, exactly. To *search* with the levels folded into one sum of huge weights would
freeze the annealing, so each cycle prices the levels in seconds of travel on the scale of the instance, low and high by
turns, free to trade visits; short strict cycles in between go on from the best answer with prices at which no visit is
too far away. The best answer is always the best by the exact comparison.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np

from routing.errors import InputError, Issue
from routing.problem import Feature, Outcome, Problem, Visit
from routing.solve.backend import (
    Clock,
    Limits,
    ProgressCallback,
    Sequences,
    Watch,
    feasible_start,
    verified_outcome,
)
from routing.solve.clock_kernel import Arrays, Chain
from routing.solve.days_kernel import Prices
from routing.solve.flattening import chain_of, flattened
from routing.solve.prices import level_prices, strict_due_legs, strict_prices, typical_leg_s
from routing.solve.ruin_recreate_kernel import Tuning, improve
from routing.solve.scratch_kernel import Scratch, scratch_of
from routing.status import Level, Status, StoppedBy

__all__ = ["RuinRecreate", "Settings"]

_STEP = 500
"""Iterations between two looks at the limits: about ten milliseconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What can be tuned; the defaults are those of the published figures.

    Parameters
    ----------
    average_removed, longest_string, blink
        Visits taken out in an iteration on average, longest string of them, chance of passing over a place.
    near
        Chance that an iteration tries only absent visits near to those it took out, not all of them.
    whole
        Chance that an iteration takes the visits it takes out off all their days.
    close
        Chance that an iteration empties a shift and leaves it closed.
    hot, cold
        Temperatures at the beginning and end of a cycle, in units of a typical leg.
    due_prices
        What a due visit of average weight is worth in a cycle, in typical legs; cycles take them by turns.
    cycle, longest_cycle
        Iterations of the first cycle; each round through `due_prices` doubles it up to `longest_cycle`.
    strict_cycle, strict_hot
        Length of the strict cycles in between, and the temperature they begin at, in typical legs.
    """

    average_removed: int = 6
    longest_string: int = 10
    blink: float = 0.01
    near: float = 0.9
    whole: float = 0.5
    close: float = 0.01
    hot: float = 4.0
    cold: float = 0.1
    due_prices: tuple[float, ...] = (6.0, 20.0)
    cycle: int = 20_000
    longest_cycle: int = 80_000
    strict_cycle: int = 1_000
    strict_hot: float = 0.5

    def __post_init__(self) -> None:
        """Refuse settings with which no search would run, all at once."""
        counts = ("average_removed", "longest_string", "cycle", "longest_cycle", "strict_cycle")
        wrong = [
            name for name in (*counts, "hot", "cold", "strict_hot") if not getattr(self, name) > 0
        ]
        wrong += [
            name
            for name in ("blink", "near", "whole", "close")
            if not 0 <= getattr(self, name) <= 1
        ]
        if not self.due_prices or not min(self.due_prices) > 0:
            wrong.append("due_prices")
        if wrong:
            raise InputError(
                Issue(
                    code="bad-setting",
                    place=f"settings, {name}",
                    value=str(getattr(self, name)),
                    message="With this no search can run.",
                    remedy="Use chances between 0 and 1, and anything else above 0.",
                )
                for name in wrong
            )

    @property
    def tuning(self) -> Tuning:
        """The settings that the compiled loop looks at."""
        return Tuning(
            average_removed=self.average_removed,
            longest_string=self.longest_string,
            blink=self.blink,
            near=self.near,
            whole=self.whole,
            close=self.close,
        )


class RuinRecreate:
    """The improvement search, as a backend.

    With `Limits.workers` above one, that many chains run in threads and share their best after every cycle; the answer
    depends on seed, iterations and workers only.
    """

    name = "ruin-recreate"
    features = frozenset(Feature)

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()

    def solve(
        self,
        problem: Problem,
        limits: Limits,
        *,
        start: Sequences | None = None,
        progress: ProgressCallback | None = None,
        clock: Clock = time.monotonic,
    ) -> Outcome:
        """Return the best answer found within the limits; see `routing.solve.backend.Backend`."""
        arrays = flattened(problem)
        first = feasible_start(problem, start)
        workers = [
            _Worker.of(arrays, chain_of(problem, arrays, first, limits.seed * 1_000 + number))
            for number in range(limits.workers)
        ]
        anneal = partial(_anneal, arrays, self.settings)
        cycles = _cycles(self.settings, problem, arrays)
        cycle = next(cycles)
        # Compiling (once after installation, half a minute) and loading the compiled loop are no search.
        anneal(workers[0], cycle, done=0, step=0)
        watch = Watch(limits, progress, clock)
        iterations = 0
        stopped_by: StoppedBy | None = None
        with ThreadPoolExecutor(limits.workers) as pool:
            while True:
                done = 0
                while done < cycle.length and stopped_by is None:
                    # The very first iteration inserts all it can: an answer, however short the time.
                    step = min(cycle.length - done, _STEP) if iterations else 1
                    if limits.iterations is not None:
                        step = min(step, limits.iterations - iterations)
                    jobs = [pool.submit(anneal, worker, cycle, done, step) for worker in workers]
                    for job in jobs:
                        job.result()
                    done += step
                    iterations += step
                    stopped_by = watch.stop(iterations, _best(workers).best_objective)
                if stopped_by is not None:
                    break
                _share(workers)
                cycle = next(cycles)
        best = _best(workers).chain
        return verified_outcome(
            problem,
            _sequences(best),
            contacts=_contacts(arrays, best),
            solver=self.name,
            status=Status.FEASIBLE,
            stopped_by=stopped_by,
            seed=limits.seed,
            iterations=iterations,
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Worker:
    """A chain with its working memory."""

    chain: Chain
    scratch: Scratch

    @classmethod
    def of(cls, arrays: Arrays, chain: Chain) -> _Worker:
        return cls(chain=chain, scratch=scratch_of(arrays, chain))

    @property
    def best_objective(self) -> tuple[int, ...]:
        return tuple(self.chain.best.levels.tolist())


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Cycle:
    """One annealing: its iterations, what things are worth, and its temperatures in seconds."""

    length: int
    prices: Prices
    hot_s: float
    cold_s: float


def _cycles(settings: Settings, problem: Problem, arrays: Arrays) -> Iterator[_Cycle]:
    """Yield cycles for ever: a strict one first and after each free one, in which no visit is too far to be made."""
    leg_s = typical_leg_s(problem)

    def cycle(length: int, by_level: dict[Level, float], hot: float) -> _Cycle:
        level = np.array([by_level[level] for level in Level])
        return _Cycle(
            length=length,
            prices=Prices(
                level=level,
                arc=arrays.arc_cost @ level,
                most=np.array([_most(visit, by_level) for visit in problem.visits]),
            ),
            hot_s=hot * leg_s,
            cold_s=settings.cold * leg_s,
        )

    # A visit that recurs is late by days: at prices by the visit, the search would trade them away again and again.
    recurs = any(visit.days is not None for visit in problem.visits)
    free_prices = strict_prices if recurs else level_prices
    strict_legs = max(*settings.due_prices, strict_due_legs(problem))
    strict = cycle(settings.strict_cycle, strict_prices(problem, strict_legs), settings.strict_hot)
    yield strict
    length = settings.cycle
    while True:
        for due_legs in settings.due_prices:
            yield cycle(length, free_prices(problem, due_legs), settings.hot)
            yield strict
        length = min(2 * length, settings.longest_cycle)


def _most(visit: Visit, prices: dict[Level, float]) -> float:
    """Return what an insertion of a visit may cost: what leaving it out is worth, no bound for one that recurs."""
    if visit.days is not None:
        return math.inf
    return 0.0 if visit.skip_level is None else prices[visit.skip_level] * visit.skip_weight


def _anneal(
    arrays: Arrays, settings: Settings, worker: _Worker, cycle: _Cycle, done: int, step: int
) -> None:
    """Run `step` iterations of a cycle of which `done` have been run."""
    improve(
        arrays,
        worker.chain,
        worker.scratch,
        settings.tuning,
        cycle.prices,
        step,
        cycle.hot_s,
        cycle.cold_s,
        done / cycle.length,
        1 / cycle.length,
    )


def _sequences(chain: Chain) -> tuple[tuple[int, ...], ...]:
    """Return the best answer of a chain."""
    return tuple(
        tuple(chain.best.route[k, : chain.best.size[k]].tolist())
        for k in range(chain.best.size.shape[0])
    )


def _contacts(arrays: Arrays, chain: Chain) -> tuple[tuple[int, int], ...]:
    """Return shift and visit of the contacts in a chain's best answer."""
    return tuple(
        sorted(
            (int(chain.best.shift_on[v, day]), int(v))
            for v, day in np.argwhere(chain.best.node_on >= 0)
            if arrays.node_contact[chain.best.node_on[v, day]]
        )
    )


def _best(workers: list[_Worker]) -> _Worker:
    """Return the worker with the best answer."""
    return min(workers, key=lambda worker: worker.best_objective)


def _share(workers: list[_Worker]) -> None:
    """Let every chain go on from the best answer of all."""
    best = _best(workers).chain
    for worker in workers:
        for name, array in zip(best.best._fields, best.best, strict=True):
            getattr(worker.chain, name)[...] = array
            getattr(worker.chain.best, name)[...] = array
