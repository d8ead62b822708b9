"""Ruin and recreate: take some visits out, put visits back greedily, accept by simulated annealing, again and again.

The method is slack induction by string removals (Christiaens and Vanden Berghe 2020, doi 10.1287/trsc.2019.0914),
extended by optional visits, floors, several windows, lunch and several levels of the objective.

Answers are *compared* level by level, exactly. To *search* with the levels folded into one sum of huge weights would
freeze the annealing, so each cycle prices the levels in seconds of travel on the scale of the instance, low and high by
turns, free to trade visits; short strict cycles in between go on from the best answer with prices at which no visit is
too far away. The best answer is always the best by the exact comparison.
"""

from __future__ import annotations

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
from routing.solve.clock_kernel import Arrays, Chain, Floats
from routing.solve.prices import level_prices, strict_due_legs, typical_leg_s
from routing.solve.ruin_recreate_kernel import improve
from routing.status import Level, Status, StoppedBy

__all__ = ["RuinRecreate", "Settings", "chain_of", "flattened"]

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
        wrong += [name for name in ("blink", "near") if not 0 <= getattr(self, name) <= 1]
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
        chains = [
            chain_of(problem, first, limits.seed * 1_000 + worker)
            for worker in range(limits.workers)
        ]
        anneal = partial(_anneal, arrays, self.settings)
        cycles = _cycles(self.settings, problem)
        cycle = next(cycles)
        # Compiling (once after installation, half a minute) and loading the compiled loop are no search.
        anneal(chains[0], cycle, done=0, step=0)
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
                    jobs = [pool.submit(anneal, chain, cycle, done, step) for chain in chains]
                    for job in jobs:
                        job.result()
                    done += step
                    iterations += step
                    stopped_by = watch.stop(iterations, _levels(_best(chains)))
                if stopped_by is not None:
                    break
                _share(chains)
                cycle = next(cycles)
        return verified_outcome(
            problem,
            _sequences(_best(chains)),
            solver=self.name,
            status=Status.FEASIBLE,
            stopped_by=stopped_by,
            seed=limits.seed,
            iterations=iterations,
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Cycle:
    """One annealing: its iterations, what a unit of each level is worth, and its temperatures, all in seconds."""

    length: int
    prices: Floats
    hot_s: float
    cold_s: float


def _cycles(settings: Settings, problem: Problem) -> Iterator[_Cycle]:
    """Yield cycles for ever: a strict one first and after each free one, in which no visit is too far to be made."""
    leg_s = typical_leg_s(problem)

    def cycle(length: int, due_legs: float, hot: float) -> _Cycle:
        by_level = level_prices(problem, due_legs)
        return _Cycle(
            length=length,
            prices=np.array([by_level[level] for level in Level]),
            hot_s=hot * leg_s,
            cold_s=settings.cold * leg_s,
        )

    strict_legs = max(*settings.due_prices, strict_due_legs(problem))
    strict = cycle(settings.strict_cycle, strict_legs, settings.strict_hot)
    yield strict
    length = settings.cycle
    while True:
        for due_legs in settings.due_prices:
            yield cycle(length, due_legs, settings.hot)
            yield strict
        length = min(2 * length, settings.longest_cycle)


def _anneal(
    arrays: Arrays, settings: Settings, chain: Chain, cycle: _Cycle, done: int, step: int
) -> None:
    """Run `step` iterations of a cycle of which `done` have been run."""
    improve(
        arrays,
        chain,
        cycle.prices,
        step,
        cycle.hot_s,
        cycle.cold_s,
        done,
        cycle.length,
        settings.average_removed,
        settings.longest_string,
        settings.blink,
        settings.near,
    )


def flattened(problem: Problem) -> Arrays:
    """Return the problem, flattened for the kernel."""
    shifts, visits = problem.shifts, problem.visits
    n, num_shifts = len(visits), len(shifts)
    places = [v.place for v in visits]
    for shift in shifts:
        places += [shift.start_place, shift.end_place]
    travel_s = (
        np.ascontiguousarray(problem.travel_s[np.ix_(places, places)])
        if places
        else np.zeros((0, 0), np.int64)
    )
    window_first = [0]
    window_lo: list[int] = []
    window_hi: list[int] = []
    slack_s = np.zeros(n, np.int64)
    for index, visit in enumerate(visits):
        for windows in visit.windows:
            for opens_s, closes_s in windows:
                window_lo.append(opens_s)
                window_hi.append(closes_s)
                slack_s[index] += closes_s - opens_s
            window_first.append(len(window_lo))
    between = travel_s[:n, :n] + travel_s[:n, :n].T
    lunches = [shift.lunch for shift in shifts]

    def ints(values: list[int]) -> np.ndarray:
        return np.array(values, np.int64)

    return Arrays(
        travel_s=travel_s,
        min_s=ints([v.min_s for v in visits]),
        skip_level=ints([_search_level(v) for v in visits]),
        skip_weight=ints([0 if v.skip_level is None else v.skip_weight for v in visits]),
        window_first=ints(window_first),
        window_lo=ints(window_lo),
        window_hi=ints(window_hi),
        serve_cost_s=np.array([v.serve_cost_s for v in visits], np.int64).reshape(n, num_shifts),
        near=np.argsort(between, axis=1, kind="stable").astype(np.int64),
        slack_s=slack_s,
        shift_start_s=ints([s.start_s for s in shifts]),
        shift_end_s=ints([s.end_s for s in shifts]),
        lunch_earliest_s=ints([0 if lunch is None else lunch.earliest_s for lunch in lunches]),
        lunch_latest_s=ints([0 if lunch is None else lunch.latest_s for lunch in lunches]),
        lunch_length_s=ints([0 if lunch is None else lunch.length_s for lunch in lunches]),
        owes_lunch=ints([int(lunch is not None) for lunch in lunches]),
        floor=ints([s.floor for s in shifts]),
        max_visits=ints([s.max_visits for s in shifts]),
    )


def _search_level(visit: Visit) -> int:
    """Return the level of leaving a visit out, -1 for one that is tried only while a floor is missed.

    One that nobody misses but that pays by itself is tried as well: as if it were missed, at no price.
    """
    if visit.skip_level is not None:
        return visit.skip_level
    return Level.COST if min(visit.serve_cost_s, default=0) < 0 else -1


def chain_of(problem: Problem, sequences: Sequences, seed: int) -> Chain:
    """Return a chain that starts from these sequences."""
    n, num_shifts = len(problem.visits), len(problem.shifts)
    route = np.zeros((num_shifts, n + 1), np.int64)
    size = np.zeros(num_shifts, np.int64)
    shift_of = np.full(n, -1, np.int64)
    for k, sequence in enumerate(sequences):
        route[k, : len(sequence)] = sequence
        size[k] = len(sequence)
        shift_of[list(sequence)] = k
    levels = np.array(problem.objective(sequences), np.int64)
    # Spread nearby seeds over the whole range; a state of 0 would stay 0.
    state = np.random.SeedSequence(seed).generate_state(1, np.uint64) | np.uint64(1)
    return Chain(
        route=route,
        size=size,
        shift_of=shift_of,
        levels=levels,
        best_route=route.copy(),
        best_size=size.copy(),
        best_levels=levels.copy(),
        departure=np.zeros((2, num_shifts, n + 2), np.int64),
        ready=np.zeros((2, num_shifts, n + 2), np.int64),
        random=state,
    )


def _sequences(chain: Chain) -> tuple[tuple[int, ...], ...]:
    """Return the best answer of a chain."""
    return tuple(
        tuple(int(v) for v in chain.best_route[k, : chain.best_size[k]])
        for k in range(chain.best_size.shape[0])
    )


def _levels(chain: Chain) -> tuple[int, ...]:
    """Return the objective of a chain's best answer."""
    return tuple(int(level) for level in chain.best_levels)


def _best(chains: list[Chain]) -> Chain:
    """Return the chain with the best answer."""
    return min(chains, key=_levels)


def _share(chains: list[Chain]) -> None:
    """Let every chain go on from the best answer of all."""
    best = _best(chains)
    for chain in chains:
        chain.route[:] = best.best_route
        chain.size[:] = best.best_size
        chain.levels[:] = best.best_levels
        if chain is not best:
            chain.best_route[:] = best.best_route
            chain.best_size[:] = best.best_size
            chain.best_levels[:] = best.best_levels
        chain.shift_of[:] = -1
        for k in range(chain.size.shape[0]):
            chain.shift_of[chain.route[k, : chain.size[k]]] = k
