"""Whether a plan could hold some promises: routes that make them are shown, or none can exist.

That none makes just these visits is not enough: where the way by a third customer is quicker than the direct one, a
route may need that stop. So no clash is claimed but by the quickest detours (see `routing.reasons.best_case`). By them,
leaving a visit out of a route never hurts, hence promises that clash do so in every plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from enum import Enum, auto

import numpy as np

from routing.conflict.promises import Promise
from routing.conflict.routes import Effort, Routes, routes_with
from routing.feasibility import earliest_return, is_feasible
from routing.problem import Problem
from routing.reasons.best_case import BestCase

__all__ = ["Trial", "Verdict", "restricted"]


class Verdict(Enum):
    """What is known of some promises."""

    HELD = auto()
    CLASH = auto()
    UNKNOWN = auto()


def restricted(
    problem: Problem, promises: Sequence[Promise], shifts: Sequence[int]
) -> tuple[Problem, tuple[int, ...]]:
    """Return the problem of these promises and shifts alone, and which places of the whole one it has.

    A promise is a visit, with windows on its shifts only.
    """
    asked = [problem.visits[promise.visit] for promise in promises]
    asked_of = [problem.shifts[k] for k in shifts]
    places = sorted(
        {
            *(visit.place for visit in asked),
            *(place for shift in asked_of for place in (shift.start_place, shift.end_place)),
        }
    )
    row = {place: number for number, place in enumerate(places)}
    return (
        Problem(
            travel_s=problem.travel_s[np.ix_(places, places)],
            shifts=tuple(
                replace(shift, start_place=row[shift.start_place], end_place=row[shift.end_place])
                for shift in asked_of
            ),
            visits=tuple(
                replace(
                    visit,
                    place=row[visit.place],
                    windows=tuple(visit.windows[k] if k in promise.shifts else () for k in shifts),
                    serve_cost_s=(0,) * len(shifts),
                    days=None,
                )
                for promise, visit in zip(promises, asked, strict=True)
            ),
        ),
        tuple(places),
    )


class Trial:
    """The promises of a request, tried together; they are numbered by their position."""

    def __init__(self, problem: Problem, promises: Sequence[Promise]) -> None:
        self.promises = tuple(promises)
        self.shifts = tuple(sorted({k for promise in promises for k in promise.shifts}))
        self.direct, places = restricted(problem, self.promises, self.shifts)
        least_s = BestCase(problem).between_s(places)
        is_direct = np.array_equal(least_s, self.direct.travel_s)
        self.through = self.direct if is_direct else replace(self.direct, travel_s=least_s)
        self.empty: Routes = ((),) * len(self.shifts)

    def verdict(self, members: Sequence[int], effort: Effort) -> tuple[Verdict, Routes]:
        """Return whether a plan could hold some promises, with routes that do.

        Raises
        ------
        TooDear
            If the effort is spent before it is known.
        """
        put_in = self.grown(self.empty, members, effort)
        if sum(map(len, put_in)) == len(members):
            return Verdict.HELD, put_in
        routes = routes_with(self.through, members, effort)
        if routes is None:
            return Verdict.CLASH, ()
        if not self._are_feasible(routes) and self.through is not self.direct:
            routes = routes_with(self.direct, members, effort)
        if routes is None or not self._are_feasible(routes):
            return Verdict.UNKNOWN, ()
        return Verdict.HELD, routes

    def _are_feasible(self, routes: Routes) -> bool:
        return all(is_feasible(self.direct, k, sequence) for k, sequence in enumerate(routes))

    def grown(self, routes: Routes, others: Iterable[int], effort: Effort) -> Routes:
        """Return the routes with those of the others put in, one after another, that find room somewhere.

        Raises
        ------
        TooDear
            If the effort is spent.
        """
        grown = list(routes)
        made = {self.promises[v].visit for sequence in routes for v in sequence}
        for v in others:
            if self.promises[v].visit in made:
                continue
            found: tuple[int, int, tuple[int, ...]] | None = None
            for k, windows in enumerate(self.direct.visits[v].windows):
                if not windows:
                    continue
                effort.spend(len(grown[k]) ** 2 + 1)
                for place in range(len(grown[k]) + 1):
                    sequence = (*grown[k][:place], v, *grown[k][place:])
                    if is_feasible(self.direct, k, sequence):
                        later_s = earliest_return(self.direct, k, sequence)
                        if found is None or later_s < found[0]:
                            found = (later_s, k, sequence)
            if found is not None:
                grown[found[1]] = found[2]
                made.add(self.promises[v].visit)
        return tuple(grown)
