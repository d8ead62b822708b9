"""The one protocol of all solvers: what they are asked, within which limits, and what their answer is held to."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from routing.errors import BackendFault, InputError, Issue, SolveError
from routing.feasibility import is_feasible
from routing.problem import Outcome, Problem
from routing.status import Status, StoppedBy

__all__ = [
    "Backend",
    "Clock",
    "Limits",
    "Progress",
    "ProgressCallback",
    "Sequences",
    "Watch",
    "feasible_start",
    "refuse",
    "verified_outcome",
]

Clock = Callable[[], float]
"""Seconds that only go forward, such as `time.monotonic`."""

Sequences = Sequence[Sequence[int]]
"""For each shift the indices of its visits in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """When a search ends, whichever comes first, and what it draws its chances from.

    Parameters
    ----------
    time_s
        Seconds of wall clock; 0 asks for what can be had at once.
    iterations
        Iterations of the backend's own kind; with it and without `time_s` an answer can be repeated.
    stagnation
        Iterations without a better answer.
    seed
        Seed of everything random.
    workers
        Threads or processes that may be used.

    Raises
    ------
    InputError
        If a number makes no sense, or none of the three limits is set; names every fault.

    Examples
    --------
    Five seconds, or 20,000 iterations in a row that win nothing, whichever comes first:

    >>> from dataclasses import replace
    >>> from routing import Limits
    >>> limits = Limits(time_s=5, stagnation=20_000)

    Without seconds, the same search again with another seed; each of the two can be repeated anywhere:

    >>> replace(limits, time_s=None, iterations=2_000, seed=7)
    Limits(time_s=None, iterations=2000, stagnation=20000, seed=7, workers=1)
    """

    time_s: float | None = None
    iterations: int | None = None
    stagnation: int | None = None
    seed: int = 0
    workers: int = 1

    def __post_init__(self) -> None:
        """Refuse numbers that make no sense, all at once."""
        issues = []
        if self.time_s is not None and not 0 <= self.time_s < math.inf:
            issues.append(_limit_issue("time_s", self.time_s, "0 or more seconds, and finite"))
        if self.iterations is not None and self.iterations < 0:
            issues.append(_limit_issue("iterations", self.iterations, "0 or more"))
        if self.stagnation is not None and self.stagnation < 1:
            issues.append(_limit_issue("stagnation", self.stagnation, "1 or more"))
        if self.seed < 0:
            issues.append(_limit_issue("seed", self.seed, "0 or more"))
        if self.workers < 1:
            issues.append(_limit_issue("workers", self.workers, "1 or more"))
        if self.time_s is None and self.iterations is None and self.stagnation is None:
            issues.append(
                Issue(
                    code="no-limit",
                    place="limits",
                    message="Nothing ends the search.",
                    remedy="Set time_s, iterations or stagnation.",
                )
            )
        if issues:
            raise InputError(issues)


def _limit_issue(name: str, value: float, expected: str) -> Issue:
    return Issue(
        code="bad-limit",
        place=f"limits, {name}",
        value=str(value),
        message="This limit makes no sense.",
        remedy=f"Use {expected}.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a search has come: the objective of the best answer so far, level by level."""

    iterations: int
    elapsed_s: float
    objective: tuple[int, ...]


ProgressCallback = Callable[[Progress], bool | None]
"""Called now and then during a search, in its thread; returning True cancels it, and the best answer so far is kept."""


class Backend(Protocol):
    """A way to solve problems.

    A backend asks nothing but the problem and answers with an outcome that `verified_outcome` accepts. Leaving all
    visits out is always an answer, so it raises only when its machinery breaks.
    """

    @property
    def name(self) -> str:
        """Name for people and for `Outcome.solver`."""

    @property
    def features(self) -> frozenset[str]:
        """What it can be asked beyond the least (see `routing.problem.Feature`)."""

    def solve(
        self,
        problem: Problem,
        limits: Limits,
        *,
        start: Sequences | None = None,
        progress: ProgressCallback | None = None,
        clock: Clock = time.monotonic,
    ) -> Outcome:
        """Return the best answer found within the limits.

        Parameters
        ----------
        problem
            What to solve; the caller has checked with `refuse` that its features are supported.
        limits
            When to end. At the end of time some answer is always returned.
        start
            An answer to begin from; what is infeasible in it is dropped, and the outcome is never worse than the rest.
        progress
            Told of the search's progress; can cancel it.
        clock
            Measures `Limits.time_s`.

        Raises
        ------
        SolveError
            If the machinery broke.
        """


def refuse(backend: Backend, problem: Problem, others: Iterable[Backend] = ()) -> None:
    """Raise if a backend cannot be asked this problem, naming what it lacks and who among the others has it.

    Raises
    ------
    SolveError
        If the problem has a feature that the backend does not support.
    """
    lacking = sorted(problem.features - backend.features)
    if lacking:
        able = sorted(other.name for other in others if problem.features <= other.features)
        hint = f"Use {' or '.join(able)}." if able else "Use another backend."
        raise SolveError(
            f"The backend {backend.name} does not support {', '.join(lacking)}. {hint}"
        )


REPORT_EVERY_S = 0.1
"""Progress is told of each better answer, and else at most this often."""


class Watch:
    """Keeps the limits of one search and tells of its progress.

    Parameters
    ----------
    limits, progress, clock
        As handed to `Backend.solve`; the time runs from the making of the watch.

    Attributes
    ----------
    stopped_by
        What stopped the search, once something has.
    """

    def __init__(
        self,
        limits: Limits,
        progress: ProgressCallback | None = None,
        clock: Clock = time.monotonic,
    ) -> None:
        self._limits = limits
        self._progress = progress
        self._clock = clock
        self._began_s = clock()
        self._best: tuple[int, ...] | None = None
        self._improved_at = 0
        self._reported_s = -math.inf
        self.stopped_by: StoppedBy | None = None

    @property
    def elapsed_s(self) -> float:
        """Seconds since the search began."""
        return self._clock() - self._began_s

    @property
    def remaining_s(self) -> float:
        """Seconds left; infinite without a time limit, never negative."""
        if self._limits.time_s is None:
            return math.inf
        return max(0.0, self._limits.time_s - self.elapsed_s)

    def stop(self, iterations: int, best: tuple[int, ...]) -> StoppedBy | None:
        """Take note of the best objective after so many iterations; return what stops the search, or None."""
        if self.stopped_by is None:
            self.stopped_by = self._reason_to_stop(iterations, best)
        return self.stopped_by

    def _reason_to_stop(self, iterations: int, best: tuple[int, ...]) -> StoppedBy | None:
        elapsed_s = self.elapsed_s
        is_better = self._best is None or best < self._best
        if is_better:
            self._best, self._improved_at = best, iterations
        if self._progress and (is_better or elapsed_s - self._reported_s >= REPORT_EVERY_S):
            self._reported_s = elapsed_s
            report = Progress(iterations=iterations, elapsed_s=elapsed_s, objective=best)
            if self._progress(report):
                return StoppedBy.CANCELLED
        limits = self._limits
        if limits.iterations is not None and iterations >= limits.iterations:
            return StoppedBy.ITERATIONS
        if limits.stagnation is not None and iterations - self._improved_at >= limits.stagnation:
            return StoppedBy.STAGNATION
        if limits.time_s is not None and elapsed_s >= limits.time_s:
            return StoppedBy.TIME
        return None


def feasible_start(problem: Problem, start: Sequences | None) -> tuple[tuple[int, ...], ...]:
    """Return what can be kept of a start: whole routes where feasible, else the stops that fit, in their order.

    Raises
    ------
    SolveError
        If the start does not have one sequence for each shift, or names visits that do not exist.
    """
    if start is None:
        return ((),) * len(problem.shifts)
    if len(start) != len(problem.shifts):
        raise SolveError(
            f"The start has {len(start)} sequence(s) for {len(problem.shifts)} shift(s)."
        )
    unknown = sorted({v for s in start for v in s if not 0 <= v < len(problem.visits)})
    if unknown:
        raise SolveError(f"The start names visits that do not exist: {unknown}.")
    kept: list[tuple[int, ...]] = []
    used: set[int] = set()
    for shift_index, sequence in enumerate(start):
        wanted = tuple(dict.fromkeys(v for v in sequence if v not in used))
        if not is_feasible(problem, shift_index, wanted):
            fitting: tuple[int, ...] = ()
            for visit in wanted:
                if is_feasible(problem, shift_index, (*fitting, visit)):
                    fitting = (*fitting, visit)
            wanted = fitting
        kept.append(wanted)
        used.update(v for v in wanted if problem.visits[v].days is None)
    return _on_allowed_days(problem, kept)


def _on_allowed_days(
    problem: Problem, sequences: list[tuple[int, ...]]
) -> tuple[tuple[int, ...], ...]:
    """Return the sequences without those recurring visits whose days their graphs do not allow."""
    dropped = set(_badly_spread(problem, sequences))
    if not dropped:
        return tuple(sequences)
    rest = [tuple(v for v in sequence if v not in dropped) for sequence in sequences]
    # Where the triangle inequality is broken, the way past a stop may be longer than the way through it.
    if all(is_feasible(problem, k, sequence) for k, sequence in enumerate(rest)):
        return tuple(rest)
    return ((),) * len(problem.shifts)


def _badly_spread(
    problem: Problem, sequences: Sequences, contacts: Iterable[tuple[int, int]] = ()
) -> list[int]:
    """Return the visits that are made twice on a day, or on days that do not go together."""
    bad = []
    for v, made in sorted(problem.events(sequences, contacts).items()):
        graph = problem.visits[v].days
        if graph is None and len(made) > 1:
            bad.append(v)
        elif graph is not None:
            days = [day for day, _ in made]
            if len(set(days)) < len(days) or graph.cost_of(made) is None:
                bad.append(v)
    return bad


def verified_outcome(  # noqa: PLR0913 - an outcome has that many parts
    problem: Problem,
    sequences: Sequences,
    *,
    solver: str,
    status: Status,
    stopped_by: StoppedBy,
    seed: int,
    iterations: int,
    bound: tuple[int, ...] | None = None,
    contacts: Sequence[tuple[int, int]] = (),
) -> Outcome:
    """Return the outcome of these sequences, its objective recomputed and every route checked.

    Raises
    ------
    BackendFault
        If a visit is made twice, or on days that do not go together, or does not exist, a shift has no sequence, or a
        route cannot be kept.
    """
    if len(sequences) != len(problem.shifts):
        raise BackendFault(
            f"{solver} answered {len(sequences)} route(s) for {len(problem.shifts)} shift(s)."
        )
    made = [v for sequence in sequences for v in sequence]
    unknown = sorted({v for v in made if not 0 <= v < len(problem.visits)})
    if unknown:
        raise BackendFault(f"{solver} makes visits that do not exist: {unknown}.")
    if bad := _badly_spread(problem, sequences, contacts):
        raise BackendFault(
            f"{solver} makes visits twice, or on days that do not go together: {bad}."
        )
    for shift_index, sequence in enumerate(sequences):
        if not is_feasible(problem, shift_index, sequence):
            raise BackendFault(f"{solver} answered a route of shift {shift_index} that is late.")
    return Outcome(
        sequences=tuple(tuple(int(v) for v in sequence) for sequence in sequences),
        contacts=tuple(contacts),
        objective=problem.objective(sequences, contacts),
        status=status,
        stopped_by=stopped_by,
        solver=solver,
        seed=seed,
        iterations=iterations,
        bound=bound,
    )
