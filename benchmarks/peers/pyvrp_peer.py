"""PyVRP (Wouda, Lan, Kool 2024, doi 10.1287/ijoc.2023.0055): required clients, prizes, one window a visit."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from benchmarks.reduction import Layout, NotExpressible, layout, skip_prices_s
from routing.problem import FAR_S, Feature, Problem
from routing.status import Level
from routing.units import DAY_S

if TYPE_CHECKING:
    from pyvrp.stop import StoppingCriterion

__all__ = ["EXPRESSES", "solve"]

EXPRESSES = frozenset({Feature.SEVERAL_SHIFTS, Feature.SKIPPING})


def solve(
    problem: Problem, *, time_s: float | None, seed: int, iterations: int | None = None
) -> tuple[tuple[int, ...], ...]:
    """Return PyVRP's routes.

    Mandatory visits are required; if no route holds them all in the time given, PyVRP gets the same time again with
    prizes on them that outweigh everything else. Without a time, iterations end the search, and the answer can be
    repeated.
    """
    from pyvrp.stop import MaxIterations, MaxRuntime, MultipleCriteria

    nodes = layout(problem)
    if not nodes.visits:
        return ((),) * len(problem.shifts)
    routes = None
    for require in (True, False):
        criteria: list[StoppingCriterion] = []
        if iterations is not None:
            criteria.append(MaxIterations(iterations))
        if time_s is not None:
            criteria.append(MaxRuntime(time_s))
        routes = _search(problem, nodes, MultipleCriteria(criteria), seed=seed, require=require)
        if routes is not None:
            break
    return routes or ((),) * len(problem.shifts)


def _search(
    problem: Problem, nodes: Layout, stop: StoppingCriterion, *, seed: int, require: bool
) -> tuple[tuple[int, ...], ...] | None:
    from pyvrp import Client, Depot, Location, ProblemData, VehicleType
    from pyvrp import solve as pyvrp_solve
    from pyvrp.exceptions import PenaltyBoundWarning

    if any(len(windows) > 1 for windows in nodes.windows):
        raise NotExpressible("PyVRP knows one window a visit.")
    num_ends = 2 * len(problem.shifts)
    prizes = skip_prices_s(problem)
    is_axis = _fits_an_axis(problem, nodes)
    midnight_s = [shift.day * DAY_S if is_axis else 0 for shift in problem.shifts]
    clients = []
    for node, index in enumerate(nodes.visits):
        visit = problem.visits[index]
        [(opens_s, closes_s)] = nodes.windows[node]
        first, last = nodes.allowed[node][0], nodes.allowed[node][-1]
        is_mandatory = visit.skip_level is not None and visit.skip_level < Level.FLOOR
        clients.append(
            Client(
                location=num_ends + node,
                delivery=[1],
                service_duration=visit.min_s,
                tw_early=midnight_s[first] + max(opens_s, 0),
                tw_late=midnight_s[last] + closes_s,
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
                tw_early=midnight_s[k] + shift.start_s,
                tw_late=midnight_s[k] + shift.end_s,
                profile=0 if is_axis else k,
                name=str(k),
            )
            for k, shift in enumerate(problem.shifts)
        ],
        # PyVRP's stubs give its arrays a shape that no array has.
        distance_matrices=list(nodes.cost_s[:1] if is_axis else nodes.cost_s),  # type: ignore[arg-type]
        duration_matrices=[nodes.travel_s]  # type: ignore[list-item]
        if is_axis
        else [
            _durations(nodes, k, num_ends)  # type: ignore[misc]
            for k in range(len(problem.shifts))
        ],
    )
    with warnings.catch_warnings():
        # A day that cannot hold all required visits drives the penalties up; that is what the second try is for.
        warnings.simplefilter("ignore", PenaltyBoundWarning)
        result = pyvrp_solve(data, stop=stop, seed=seed, collect_stats=False)
    if not result.is_feasible():
        return None
    routes: list[tuple[int, ...]] = [()] * len(problem.shifts)
    for route in result.best.routes():
        visited = (activity.idx for activity in route if activity.is_client())
        routes[route.vehicle_type()] = tuple(nodes.visits[client] for client in visited)
    return tuple(routes)


def _fits_an_axis(problem: Problem, nodes: Layout) -> bool:
    """Return whether the days can follow each other on one axis of time, with one window a visit from day to day.

    So they can where there is a shift a day, each visit may be made at any time of days in a row, and all shifts cost
    the same. It saves PyVRP a matrix for each shift.
    """
    days = [shift.day for shift in problem.shifts]
    return (
        len(days) > 1
        and days == sorted(set(days))
        and all((costs == nodes.cost_s[0]).all() for costs in nodes.cost_s)
        and all(
            allowed == tuple(range(allowed[0], allowed[-1] + 1))
            and all(
                opens_s <= problem.shifts[k].start_s and problem.shifts[k].end_s <= closes_s
                for k in allowed
            )
            for allowed, [(opens_s, closes_s)] in zip(nodes.allowed, nodes.windows, strict=True)
        )
    )


def _durations(nodes: Layout, shift_index: int, num_ends: int) -> NDArray[np.int64]:
    """Return the travel of one shift; visits that it may not make are out of reach."""
    durations = nodes.travel_s.copy()
    for node, allowed in enumerate(nodes.allowed, start=num_ends):
        if shift_index not in allowed:
            durations[:, node] = FAR_S
            durations[node, node] = 0
    return durations
