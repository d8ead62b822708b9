"""PyVRP (Wouda, Lan, Kool 2024, doi 10.1287/ijoc.2023.0055): required clients, prizes, one window a visit."""

from __future__ import annotations

import warnings

import numpy as np
from numpy.typing import NDArray

from benchmarks.reduction import Layout, NotExpressible, layout, skip_prices_s
from routing.problem import FAR_S, Feature, Problem
from routing.status import Level

__all__ = ["EXPRESSES", "solve"]

EXPRESSES = frozenset({Feature.SEVERAL_SHIFTS, Feature.SKIPPING})


def solve(problem: Problem, *, time_s: float, seed: int) -> tuple[tuple[int, ...], ...]:
    """Return PyVRP's routes.

    Mandatory visits are required; if no route holds them all in the time given, PyVRP gets the same time again with
    prizes on them that outweigh everything else.
    """
    nodes = layout(problem)
    if not nodes.visits:
        return ((),) * len(problem.shifts)
    routes = _search(problem, nodes, time_s=time_s, seed=seed, require=True)
    if routes is None:
        routes = _search(problem, nodes, time_s=time_s, seed=seed, require=False)
    return routes or ((),) * len(problem.shifts)


def _search(
    problem: Problem, nodes: Layout, *, time_s: float, seed: int, require: bool
) -> tuple[tuple[int, ...], ...] | None:
    from pyvrp import Client, Depot, Location, ProblemData, VehicleType
    from pyvrp import solve as pyvrp_solve
    from pyvrp.exceptions import PenaltyBoundWarning
    from pyvrp.stop import MaxRuntime

    num_ends = 2 * len(problem.shifts)
    prizes = skip_prices_s(problem)
    clients = []
    for node, index in enumerate(nodes.visits):
        visit = problem.visits[index]
        if len(nodes.windows[node]) > 1:
            raise NotExpressible("PyVRP knows one window a visit.")
        [(opens_s, closes_s)] = nodes.windows[node]
        is_mandatory = visit.skip_level is not None and visit.skip_level < Level.FLOOR
        clients.append(
            Client(
                location=num_ends + node,
                delivery=[1],
                service_duration=visit.min_s,
                tw_early=max(opens_s, 0),
                tw_late=closes_s,
                prize=prizes[index],
                required=is_mandatory and require,
            )
        )
    data = ProblemData(
        locations=[Location(x=0, y=0)] * (num_ends + len(clients)),
        clients=clients,
        depots=[Depot(location=end) for end in range(num_ends)],
        vehicle_types=[
            VehicleType(
                capacity=[shift.max_visits],
                start_depot=2 * k,
                end_depot=2 * k + 1,
                tw_early=shift.start_s,
                tw_late=shift.end_s,
                profile=k,
                name=str(k),
            )
            for k, shift in enumerate(problem.shifts)
        ],
        # PyVRP's stubs give its arrays a shape that no array has.
        distance_matrices=list(nodes.cost_s),  # type: ignore[arg-type]
        duration_matrices=[
            _durations(nodes, k, num_ends)  # type: ignore[misc]
            for k in range(len(problem.shifts))
        ],
    )
    with warnings.catch_warnings():
        # A day that cannot hold all required visits drives the penalties up; that is what the second try is for.
        warnings.simplefilter("ignore", PenaltyBoundWarning)
        result = pyvrp_solve(data, stop=MaxRuntime(time_s), seed=seed, collect_stats=False)
    if not result.is_feasible():
        return None
    routes: list[tuple[int, ...]] = [()] * len(problem.shifts)
    for route in result.best.routes():
        visited = (activity.idx for activity in route if activity.is_client())
        routes[route.vehicle_type()] = tuple(nodes.visits[client] for client in visited)
    return tuple(routes)


def _durations(nodes: Layout, shift_index: int, num_ends: int) -> NDArray[np.int64]:
    """Return the travel of one shift; visits that it may not make are out of reach."""
    durations = nodes.travel_s.copy()
    for node, allowed in enumerate(nodes.allowed, start=num_ends):
        if shift_index not in allowed:
            durations[:, node] = FAR_S
            durations[node, node] = 0
    return durations
