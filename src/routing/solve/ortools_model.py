"""The problem in the objects of Google OR-Tools' routing library; the only module that imports it.

What shapes the model:

- Only integer matrices go in: a Python callback that returns a float would count as 0.
- A visit with different windows on different shifts becomes one node for each set of windows, all in one disjunction.
- The arc from a shift's start to its end is free and takes no time: it stands for a shift that is not driven.
- A shift with a floor counts as used when empty, because only used vehicles pay for missing visits.
- A break may lie before the start and after the end of a vehicle, so lunch is held inside the shift.
"""

# ruff: noqa: FBT003 - OR-Tools' wrapped functions take no keywords

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from routing.errors import BackendMissing
from routing.problem import Problem, Shift, Window
from routing.solve.backend import Sequences
from routing.status import Level

__all__ = ["Model", "Node", "nodes_of"]

MOST_COST = 10**12
"""Of one arc or penalty: a million of them still fit into 64 bits."""

LONGEST_S = 1_000_000
"""Time limit for want of another: without any, OR-Tools warns on standard error at each search."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A visit as it may be made on some shifts, with the same windows on all of them."""

    visit: int
    windows: tuple[Window, ...]
    shifts: tuple[int, ...]


def _lunch_starts(shift: Shift) -> Window | None:
    """Return when lunch may start so that it lies inside the shift, or None if it cannot."""
    if shift.lunch is None:
        return None
    first_s = max(shift.lunch.earliest_s, shift.start_s)
    last_s = min(shift.lunch.latest_s, shift.end_s - shift.lunch.length_s)
    return (first_s, last_s) if first_s <= last_s else None


def _is_drivable(shift: Shift) -> bool:
    """Return whether there is time at all: late in the day the reserve may have taken all that was left."""
    return shift.start_s <= shift.end_s and (
        shift.lunch is None or _lunch_starts(shift) is not None
    )


def nodes_of(problem: Problem, *, mandatory_only: bool = False) -> list[Node]:
    """Return the nodes of all visits that have a window on a shift that can be driven, grouped by visit."""
    drivable = [k for k, shift in enumerate(problem.shifts) if _is_drivable(shift)]
    nodes = []
    for index, visit in enumerate(problem.visits):
        if mandatory_only and (visit.skip_level is None or visit.skip_level >= Level.FLOOR):
            continue
        shifts_of: dict[tuple[Window, ...], list[int]] = {}
        for k in drivable:
            shift = problem.shifts[k]
            windows = tuple(
                (max(opens_s, shift.start_s), min(closes_s, shift.end_s))
                for opens_s, closes_s in visit.windows[k]
                if opens_s <= shift.end_s and closes_s >= shift.start_s
            )
            if windows:
                shifts_of.setdefault(windows, []).append(k)
        nodes += [
            Node(visit=index, windows=windows, shifts=tuple(shifts))
            for windows, shifts in shifts_of.items()
        ]
    return nodes


class Model:
    """The problem in OR-Tools' objects: the nodes first, then start and end of each shift."""

    def __init__(self, problem: Problem, nodes: list[Node], prices: dict[Level, float]) -> None:
        try:
            from ortools.constraint_solver import pywrapcp
        except ImportError as error:
            raise BackendMissing(
                "OR-Tools is not installed. Install it with: pip install ortools"
            ) from error
        self._problem = problem
        self._nodes = nodes
        num_nodes, num_shifts = len(nodes), len(problem.shifts)
        starts = [num_nodes + 2 * k for k in range(num_shifts)]
        ends = [start + 1 for start in starts]
        self._manager: Any = pywrapcp.RoutingIndexManager(
            num_nodes + 2 * num_shifts, num_shifts, starts, ends
        )
        self.routing: Any = pywrapcp.RoutingModel(self._manager)
        self._indices = [self._manager.NodeToIndex(number) for number in range(num_nodes)]
        places = [problem.visits[node.visit].place for node in nodes]
        for shift in problem.shifts:
            places += [shift.start_place, shift.end_place]
        travel_s = problem.travel_s[np.ix_(places, places)]
        travel_s[starts, ends] = 0
        self._price_arcs(travel_s)
        self._price_leaving_out(prices)
        self._count_visits(prices)
        self._keep_time(travel_s)

    def _price_arcs(self, travel_s: NDArray[np.int64]) -> None:
        """Charge each shift for travel and for serving, the latter from the cheapest shift of a visit on."""
        served = [self._problem.visits[node.visit].serve_cost_s for node in self._nodes]
        evaluators: dict[bytes, int] = {}
        for k in range(len(self._problem.shifts)):
            costs = travel_s.copy()
            costs[:, : len(served)] += [cost[k] - min(0, *cost) for cost in served]
            costs = np.minimum(costs, MOST_COST)
            if costs.tobytes() not in evaluators:
                evaluators[costs.tobytes()] = self.routing.RegisterTransitMatrix(costs.tolist())
            self.routing.SetArcCostEvaluatorOfVehicle(evaluators[costs.tobytes()], k)

    def _price_leaving_out(self, prices: dict[Level, float]) -> None:
        """Put the nodes of each visit on their shifts, at most one of them, and charge for none."""
        by_visit = groupby(range(len(self._nodes)), key=lambda number: self._nodes[number].visit)
        for index, numbers in by_visit:
            visit = self._problem.visits[index]
            own = list(numbers)
            for number in own:
                allowed = [-1, *self._nodes[number].shifts]
                self.routing.VehicleVar(self._indices[number]).SetValues(allowed)
            penalty = -min(0, *visit.serve_cost_s)
            if visit.skip_level is not None:
                penalty += round(prices[visit.skip_level] * visit.skip_weight)
            self.routing.AddDisjunction(
                [self._indices[number] for number in own], min(penalty, MOST_COST)
            )

    def _count_visits(self, prices: dict[Level, float]) -> None:
        shifts = self._problem.shifts
        ones = self.routing.RegisterUnaryTransitVector(
            [1] * len(self._nodes) + [0, 0] * len(shifts)
        )
        most = [min(shift.max_visits, len(self._nodes)) for shift in shifts]
        self.routing.AddDimensionWithVehicleCapacity(ones, 0, most, True, "visits")
        visits = self.routing.GetDimensionOrDie("visits")
        price = min(round(prices[Level.FLOOR]), MOST_COST)
        for k, shift in enumerate(shifts):
            if shift.floor > 0:
                visits.SetCumulVarSoftLowerBound(self.routing.End(k), shift.floor, price)
                self.routing.SetVehicleUsedWhenEmpty(True, k)

    def _keep_time(self, travel_s: NDArray[np.int64]) -> None:
        """Bound when shifts, visits and lunches take place, with waiting wherever it is needed."""
        problem, routing = self._problem, self.routing
        ends_s = [max(shift.start_s, shift.end_s) for shift in problem.shifts]
        horizon_s = max(ends_s)
        length_s = [problem.visits[node.visit].min_s for node in self._nodes]
        length_s += [0, 0] * len(problem.shifts)
        passing_s = np.minimum(travel_s + np.array(length_s)[:, None], horizon_s + 1)
        transit = routing.RegisterTransitMatrix(passing_s.tolist())
        routing.AddDimension(transit, horizon_s, horizon_s, False, "time")
        clock = routing.GetDimensionOrDie("time")
        for index, node in zip(self._indices, self._nodes, strict=True):
            start = clock.CumulVar(index)
            start.SetRange(node.windows[0][0], node.windows[-1][1])
            for (_, closes_s), (opens_s, _) in pairwise(node.windows):
                start.RemoveInterval(closes_s + 1, opens_s - 1)
        by_index = [length_s[self._manager.IndexToNode(i)] for i in range(routing.Size())]
        for k, shift in enumerate(problem.shifts):
            for index in (routing.Start(k), routing.End(k)):
                clock.CumulVar(index).SetRange(shift.start_s, ends_s[k])
            starts = _lunch_starts(shift)
            if shift.lunch is not None and starts is not None:
                lunch = routing.solver().FixedDurationIntervalVar(
                    *starts,
                    shift.lunch.length_s,
                    False,
                    f"lunch {k}",
                )
                clock.SetBreakIntervalsOfVehicle([lunch], k, by_index)

    def read(self, sequences: Sequences) -> Any:  # noqa: ANN401 - OR-Tools ships no types
        """Return what the model has nodes for as an assignment of it, once closed; None if it cannot hold that."""
        index_of = {
            (node.visit, k): index
            for index, node in zip(self._indices, self._nodes, strict=True)
            for k in node.shifts
        }
        routes = [
            [index_of[visit, k] for visit in sequence if (visit, k) in index_of]
            for k, sequence in enumerate(sequences)
        ]
        return self.routing.ReadAssignmentFromRoutes(routes, True)

    def solve(
        self,
        start: Sequences,
        time_s: float,
        *,
        at_plan: Callable[[list[list[int]]], bool],
        at_check: Callable[[], bool],
    ) -> None:
        """Search from a start, or from cheapest insertion where there is none; once only.

        Parameters
        ----------
        start
            Plan to begin from, all empty for none.
        time_s
            When to end, or infinity.
        at_plan, at_check
            Told of every plan that the search visits, and asked very often; whichever returns True ends the search.
            What they raise is raised.
        """
        from ortools.constraint_solver import pywrapcp, routing_enums_pb2

        fault: BaseException | None = None

        def guarded(is_over: Callable[[], bool]) -> bool:
            # An exception must not fly through the solver's own frames.
            nonlocal fault
            try:
                return is_over()
            except BaseException as error:  # noqa: BLE001
                fault = error
                return True

        def visit() -> None:
            if guarded(lambda: at_plan(self._sequences())):
                self.routing.CancelSearch()

        parameters = pywrapcp.DefaultRoutingSearchParameters()
        parameters.first_solution_strategy = (
            routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
        )
        parameters.local_search_metaheuristic = (
            routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
        )
        parameters.time_limit.FromMilliseconds(math.ceil(1000 * min(time_s, LONGEST_S)))
        self.routing.AddAtSolutionCallback(visit)
        limit = self.routing.solver().CustomLimit(lambda: guarded(at_check))
        self.routing.AddSearchMonitor(limit)
        self.routing.CloseModelWithParameters(parameters)
        first = self.read(start) if any(start) else None
        if first is None:
            self.routing.SolveWithParameters(parameters)
        else:
            self.routing.SolveFromAssignmentWithParameters(first, parameters)
        # The solver holds the callbacks and they hold this model: a circle that nobody else would break.
        self.routing = self._manager = None
        if fault is not None:
            raise fault

    def _sequences(self) -> list[list[int]]:
        """Return the plan that the search stands at."""
        routing = self.routing
        sequences = []
        for k in range(len(self._problem.shifts)):
            sequence = []
            index = routing.NextVar(routing.Start(k)).Value()
            while not routing.IsEnd(index):
                sequence.append(self._nodes[self._manager.IndexToNode(index)].visit)
                index = routing.NextVar(index).Value()
            sequences.append(sequence)
        return sequences
