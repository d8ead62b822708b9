"""OR-Tools routing as its documentation shows it: cheapest arc, guided local search, penalties, dimensions.

On purpose written apart from our own use of OR-Tools, as a good engineer new to the work would.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from benchmarks.reduction import Layout, layout, skip_prices_s
from routing.problem import Feature, Problem, Shift
from routing.status import Level
from routing.units import HOUR_S

__all__ = ["EXPRESSES", "solve"]

MOST_FAILURES = 200_000
"""So many dead ends end a search: a day needs a few thousand, but guided local search that has no second plan to accept
would look for one for ever."""

EXPRESSES = frozenset(
    {
        Feature.SEVERAL_SHIFTS,
        Feature.SEVERAL_WINDOWS,
        Feature.LUNCH,
        Feature.FLOOR,
        Feature.SKIPPING,
    }
)


def solve(
    problem: Problem, *, time_s: float | None, seed: int, iterations: int | None = None
) -> tuple[tuple[int, ...], ...]:
    """Return OR-Tools' routes; the seed is not used, OR-Tools' search has none.

    An iteration is a plan that the search accepts; without a time the answer can be repeated.
    A mandatory visit left out costs more than everything else together, a visit missing from the floor twice the
    dearest optional one, two hours where there is none.
    """
    del seed
    from ortools.constraint_solver import pywrapcp, routing_enums_pb2

    nodes = layout(problem)
    num_shifts = len(problem.shifts)
    num_nodes = len(nodes.travel_s)
    manager = pywrapcp.RoutingIndexManager(
        num_nodes,
        num_shifts,
        [2 * k for k in range(num_shifts)],
        [2 * k + 1 for k in range(num_shifts)],
    )
    model = pywrapcp.RoutingModel(manager)
    evaluators: dict[bytes, int] = {}
    for k, costs_s in enumerate(nodes.cost_s):
        # Shifts of equal costs share an evaluator, so that OR-Tools knows them for alike.
        key = costs_s.tobytes()
        if key not in evaluators:
            evaluators[key] = model.RegisterTransitMatrix(costs_s.tolist())
        model.SetArcCostEvaluatorOfVehicle(evaluators[key], k)
    _add_time(problem, nodes, manager, model)
    _add_count(problem, nodes, model)
    prices_s = skip_prices_s(problem)
    for node, index in enumerate(nodes.visits, start=2 * num_shifts):
        model.AddDisjunction([manager.NodeToIndex(node)], prices_s[index])
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    parameters.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PATH_CHEAPEST_ARC
    parameters.local_search_metaheuristic = (
        routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    )
    if time_s is not None:
        parameters.time_limit.FromMilliseconds(round(time_s * 1000))
    model.AddSearchMonitor(model.solver().FailuresLimit(MOST_FAILURES))
    if iterations is not None:
        # Of a single visit there is no second plan that the search could accept.
        parameters.solution_limit = iterations if len(nodes.visits) > 1 else 1
    solution = model.SolveWithParameters(parameters)
    if solution is None:
        return ((),) * num_shifts
    return tuple(
        tuple(nodes.visits[node - 2 * num_shifts] for node in _route(k, manager, model, solution))
        for k in range(num_shifts)
    )


def _route(shift_index: int, manager: Any, model: Any, solution: Any) -> list[int]:  # noqa: ANN401 (no types)
    route = []
    index = solution.Value(model.NextVar(model.Start(shift_index)))
    while not model.IsEnd(index):
        route.append(manager.IndexToNode(index))
        index = solution.Value(model.NextVar(index))
    return route


def _add_time(problem: Problem, nodes: Layout, manager: Any, model: Any) -> None:  # noqa: ANN401 (no types)
    """Add the clock: windows, working hours, lunch, and who may visit whom."""
    num_shifts = len(problem.shifts)
    lengths_s = [0] * (2 * num_shifts) + [problem.visits[i].min_s for i in nodes.visits]
    moves_s = (nodes.travel_s + [[length_s] for length_s in lengths_s]).tolist()
    horizon_s = max(shift.end_s for shift in problem.shifts)
    model.AddDimension(
        model.RegisterTransitMatrix(moves_s),
        horizon_s,
        horizon_s,
        False,  # noqa: FBT003 (a day starts when the manager likes)
        "time",
    )
    time = model.GetDimensionOrDie("time")
    for node, (windows, allowed) in enumerate(
        zip(nodes.windows, nodes.allowed, strict=True), start=2 * num_shifts
    ):
        index = manager.NodeToIndex(node)
        clock = time.CumulVar(index)
        clock.SetRange(max(windows[0][0], 0), min(windows[-1][1], horizon_s))
        for (_, closes_s), (opens_s, _) in pairwise(windows):
            if closes_s + 1 < opens_s:
                clock.RemoveInterval(closes_s + 1, opens_s - 1)
        if len(allowed) < num_shifts:
            model.VehicleVar(index).SetValues([-1, *allowed])
    for k, shift in enumerate(problem.shifts):
        time.CumulVar(model.Start(k)).SetRange(shift.start_s, shift.end_s)
        time.CumulVar(model.End(k)).SetRange(shift.start_s, shift.end_s)
        model.AddVariableMinimizedByFinalizer(time.CumulVar(model.End(k)))
    if any(shift.lunch for shift in problem.shifts):
        visits_s = [lengths_s[manager.IndexToNode(i)] for i in range(model.Size())]
        for k, shift in enumerate(problem.shifts):
            _add_lunch(k, shift, visits_s, time, model)


def _add_lunch(shift_index: int, shift: Shift, visits_s: list[int], time: Any, model: Any) -> None:  # noqa: ANN401 (no types)
    if shift.lunch is None:
        return
    lunch = model.solver().FixedDurationIntervalVar(
        shift.lunch.earliest_s,
        shift.lunch.latest_s,
        shift.lunch.length_s,
        False,  # noqa: FBT003 (the break is owed)
        f"lunch {shift_index}",
    )
    time.SetBreakIntervalsOfVehicle([lunch], shift_index, visits_s)


def _add_count(problem: Problem, nodes: Layout, model: Any) -> None:  # noqa: ANN401 (no types)
    """Add the number of visits: at most the maximum, and the floor softly."""
    num_shifts = len(problem.shifts)
    size = len(nodes.travel_s)
    if all(s.floor == 0 and s.max_visits >= len(nodes.visits) for s in problem.shifts):
        return
    counts = [[0 if i < 2 * num_shifts else 1] * size for i in range(size)]
    model.AddDimension(
        model.RegisterTransitMatrix(counts),
        0,
        len(nodes.visits),
        True,  # noqa: FBT003 (counting starts at nought)
        "count",
    )
    count = model.GetDimensionOrDie("count")
    dearest_s = max(
        (v.skip_weight for v in problem.visits if v.skip_level is Level.COST), default=HOUR_S
    )
    for k, shift in enumerate(problem.shifts):
        count.CumulVar(model.End(k)).SetMax(min(shift.max_visits, len(nodes.visits)))
        if shift.floor:
            # OR-Tools forgives a shift that is not driven what it costs to stay below a bound.
            model.SetVehicleUsedWhenEmpty(True, k)  # noqa: FBT003 (it has no keywords)
            count.SetCumulVarSoftLowerBound(model.End(k), shift.floor, 2 * dearest_s)
