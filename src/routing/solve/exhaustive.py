"""The proven best answer of a tiny problem, by trying every sequence; the other backends are held to it."""

from __future__ import annotations

from collections.abc import Iterator

from routing.errors import SolveError
from routing.feasibility import NEVER_S, earliest_departures, is_feasible
from routing.problem import Outcome, Problem
from routing.solve.backend import verified_outcome
from routing.status import Status, StoppedBy

__all__ = ["MOST_VISITS", "exhaustive"]

MOST_VISITS = 8
"""Eight visits on one shift are 109,601 sequences, nine would be a million."""

Routes = tuple[tuple[int, ...], ...]


def exhaustive(problem: Problem) -> Outcome:
    """Return the proven best answer of a tiny problem.

    Raises
    ------
    SolveError
        If there are more visits than `MOST_VISITS`.
    """
    if len(problem.visits) > MOST_VISITS:
        raise SolveError(
            f"{len(problem.visits)} visits are too many to try every sequence; {MOST_VISITS} is the most."
        )
    num_tried = 0
    # For each set of visits, the best way to make exactly these on the shifts so far.
    best: dict[frozenset[int], Routes] = {frozenset(): ()}
    for shift_index in range(len(problem.shifts)):
        shortest: dict[frozenset[int], tuple[int, ...]] = {}
        for route in _feasible_routes(problem, shift_index, ()):
            num_tried += 1
            known = shortest.setdefault(frozenset(route), route)
            if problem.route_travel_s(shift_index, route) < problem.route_travel_s(
                shift_index, known
            ):
                shortest[frozenset(route)] = route
        longer: dict[frozenset[int], Routes] = {}
        for made, routes in best.items():
            for visits, route in shortest.items():
                if made.isdisjoint(visits):
                    candidate = (*routes, route)
                    rival = longer.setdefault(made | visits, candidate)
                    if problem.objective(candidate) < problem.objective(rival):
                        longer[made | visits] = candidate
        best = longer
    routes = min(best.values(), key=problem.objective)
    return verified_outcome(
        problem,
        routes,
        solver="exhaustive",
        status=Status.OPTIMAL,
        stopped_by=StoppedBy.PROOF,
        seed=0,
        iterations=num_tried,
        bound=problem.objective(routes),
    )


def _feasible_routes(
    problem: Problem, shift_index: int, begun: tuple[int, ...]
) -> Iterator[tuple[int, ...]]:
    """Yield every feasible route of a shift that begins so."""
    if min(earliest_departures(problem, shift_index, begun)) >= NEVER_S:
        return
    # A detour may be shorter than the direct way, so a route that comes home late may still be gone on with.
    if is_feasible(problem, shift_index, begun):
        yield begun
    for visit in range(len(problem.visits)):
        if visit not in begun:
            yield from _feasible_routes(problem, shift_index, (*begun, visit))
