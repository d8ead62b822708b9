"""The plain backend: whole routes tried one by one with the exact clock; correct rather than fast."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, combinations

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
from routing.status import Level, Status, StoppedBy

__all__ = ["Reference"]

LONGEST_SEGMENT = 3
"""Stops moved together at most (Or 1976)."""

Route = tuple[int, ...]
Change = Mapping[int, Route]
"""New routes of some shifts."""


class Reference:
    """Insertion and small improvements in plain Python, for every feature.

    An iteration is one changed plan tried. It ends by itself when no small change helps (`StoppedBy.STAGNATION`).
    Nothing in it is random, so the seed has no effect.
    """

    name = "reference"
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
        """Return the answer that no small change improves, or the best on the way there."""
        watch = Watch(limits, progress, clock)
        search = _Search(problem, feasible_start(problem, start), watch)
        search.run()
        return verified_outcome(
            problem,
            search.routes,
            solver=self.name,
            status=Status.FEASIBLE,
            stopped_by=watch.stopped_by or StoppedBy.STAGNATION,
            seed=limits.seed,
            iterations=search.iterations,
        )


class _Search:
    """One search: the routes so far, their objective, and how often a change was tried."""

    def __init__(self, problem: Problem, routes: tuple[Route, ...], watch: Watch) -> None:
        self.problem = problem
        self.routes = list(routes)
        self.objective = problem.objective(routes)
        self.watch = watch
        self.iterations = 0

    def run(self) -> None:
        """Make the best insertion, or without one the first small change that improves, until nothing does."""
        while self._improve(self._insertions(), first=False) or self._improve(
            chain(self._drops_and_swaps(), self._reversals(), self._moves()), first=True
        ):
            pass

    def _improve(self, changes: Iterator[Change], *, first: bool) -> bool:
        """Make the first or the best of the changes that improve; tell whether there was one."""
        best: tuple[tuple[int, ...], Change] | None = None
        for change in changes:
            if self.watch.stop(self.iterations, self.objective):
                break
            self.iterations += 1
            after = self._objective_after(change)
            if after < (best[0] if best else self.objective) and self._is_feasible(change):
                best = after, change
                if first:
                    break
        if best is None:
            return False
        self.objective, made = best
        for shift_index, route in made.items():
            self.routes[shift_index] = route
        return True

    def _is_feasible(self, change: Change) -> bool:
        return all(is_feasible(self.problem, k, route) for k, route in change.items())

    def _objective_after(self, change: Change) -> tuple[int, ...]:
        after = list(self.objective)
        for k, route in change.items():
            old = _levels_of_route(self.problem, k, self.routes[k])
            new = _levels_of_route(self.problem, k, route)
            for level in Level:
                after[level] += new[level] - old[level]
        return tuple(after)

    def _absent(self) -> list[int]:
        present = {visit for route in self.routes for visit in route}
        return [visit for visit in range(len(self.problem.visits)) if visit not in present]

    def _insertions(self) -> Iterator[Change]:
        """A visit left out is put into a route."""
        for visit in self._absent():
            for k, route in enumerate(self.routes):
                if self.problem.visits[visit].windows[k]:
                    for longer in _with_segment(route, (visit,)):
                        yield {k: longer}

    def _drops_and_swaps(self) -> Iterator[Change]:
        """A stop falls out, with or without another visit coming in for it."""
        absent = self._absent()
        for k, route in enumerate(self.routes):
            for at in range(len(route)):
                rest = (*route[:at], *route[at + 1 :])
                yield {k: rest}
                for visit in absent:
                    if self.problem.visits[visit].windows[k]:
                        for swapped in _with_segment(rest, (visit,)):
                            yield {k: swapped}

    def _reversals(self) -> Iterator[Change]:
        """A stretch of a route is made in the other direction."""
        for k, route in enumerate(self.routes):
            for first, last in combinations(range(len(route) + 1), 2):
                yield {k: (*route[:first], *route[first:last][::-1], *route[last:])}

    def _moves(self) -> Iterator[Change]:
        """A few stops in a row move within their route or to another."""
        for k, route in enumerate(self.routes):
            for first, last in combinations(range(len(route) + 1), 2):
                if last - first > LONGEST_SEGMENT:
                    continue
                segment, rest = route[first:last], (*route[:first], *route[last:])
                for moved in _with_segment(rest, segment):
                    yield {k: moved}
                for other, target in enumerate(self.routes):
                    if other != k:
                        for longer in _with_segment(target, segment):
                            yield {k: rest, other: longer}


def _with_segment(route: Route, segment: Route) -> Iterator[Route]:
    """Yield the route with the segment at each of its positions."""
    for at in range(len(route) + 1):
        yield (*route[:at], *segment, *route[at:])


def _levels_of_route(problem: Problem, shift_index: int, route: Sequence[int]) -> list[int]:
    """Return what one shift's route adds to the levels, the visits it makes counted as savings."""
    levels = list(problem.route_levels(shift_index, route))
    for index in route:
        visit = problem.visits[index]
        if visit.skip_level is not None:
            levels[visit.skip_level] -= visit.skip_weight
    return levels
