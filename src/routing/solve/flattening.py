"""A problem and an answer to it as the arrays of the compiled search."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from routing.day_graph import DayGraph
from routing.problem import Problem, Visit
from routing.solve.backend import Sequences
from routing.solve.clock_kernel import NO_CONTACT, Answer, Arrays, Chain, Ints
from routing.status import NUM_LEVELS, Level

__all__ = ["chain_of", "flattened"]

UNLIMITED = 1 << 60
"""A capacity that no load reaches."""


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
    days = sorted({shift.day for shift in shifts})
    number = {day: d for d, day in enumerate(days)}
    shift_day = ints([number[shift.day] for shift in shifts])
    graphs = _flattened_graphs(problem, number)
    return Arrays(
        travel_s=travel_s,
        min_s=ints([v.min_s for v in visits]),
        load=ints([v.load for v in visits]),
        skip_level=graphs.skip_level,
        skip_weight=graphs.skip_weight,
        window_first=ints(window_first),
        window_lo=ints(window_lo),
        window_hi=ints(window_hi),
        serve_cost_s=np.array([v.serve_cost_s for v in visits], np.int64).reshape(n, num_shifts),
        near=np.argsort(between, axis=1, kind="stable").astype(np.int64),
        slack_s=slack_s,
        contact_s=ints([NO_CONTACT if v.contact_s is None else v.contact_s for v in visits]),
        pays=ints([int(min(v.serve_cost_s, default=0) < 0) for v in visits]),
        shift_day=shift_day,
        day_first=np.searchsorted(np.sort(shift_day), np.arange(len(days) + 1)).astype(np.int64),
        day_shift=np.argsort(shift_day, kind="stable").astype(np.int64),
        twin=ints(_twins(problem)),
        node_first=graphs.node_first,
        node_day=graphs.node_day,
        node_contact=graphs.node_contact,
        arc_first=graphs.arc_first,
        arc_tail=graphs.arc_tail,
        arc_cost=graphs.arc_cost,
        shift_start_s=ints([s.start_s for s in shifts]),
        shift_end_s=ints([s.end_s for s in shifts]),
        lunch_earliest_s=ints([0 if lunch is None else lunch.earliest_s for lunch in lunches]),
        lunch_latest_s=ints([0 if lunch is None else lunch.latest_s for lunch in lunches]),
        lunch_length_s=ints([0 if lunch is None else lunch.length_s for lunch in lunches]),
        owes_lunch=ints([int(lunch is not None) for lunch in lunches]),
        floor=ints([s.floor for s in shifts]),
        max_visits=ints([s.max_visits for s in shifts]),
        capacity=ints([UNLIMITED if s.capacity is None else s.capacity for s in shifts]),
        is_extra=ints([int(s.is_extra) for s in shifts]),
        fair_visits=ints([s.fair_visits for s in shifts]),
        over_price_s=ints([s.over_price_s for s in shifts]),
    )


def _twins(problem: Problem) -> list[int]:
    """Return for each shift an earlier one of the same day that can do just the same, or -1."""
    seen: dict[object, int] = {}
    twins = []
    for k, shift in enumerate(problem.shifts):
        same = (shift, tuple((v.windows[k], v.serve_cost_s[k]) for v in problem.visits))
        twins.append(seen.get(same, -1))
        seen[same] = k
    return twins


class _Graphs(NamedTuple):
    """The graphs of days of all visits, one after the other (see `Arrays`)."""

    skip_level: Ints
    skip_weight: Ints
    node_first: Ints
    node_day: Ints
    node_contact: Ints
    arc_first: Ints
    arc_tail: Ints
    arc_cost: Ints


def _flattened_graphs(problem: Problem, number: dict[int, int]) -> _Graphs:
    """Return the graphs of days of all visits; days are numbered as given."""
    skip_level, skip_weight, node_first, arc_first = [], [], [0], [0]
    node_day, node_contact, arc_tail, arc_cost = [], [], [], []
    for visit in problem.visits:
        graph = _once_graph(problem, visit) if visit.days is None else visit.days
        num_nodes = len(graph.day)
        inner = [number.get(day, -2) for day in graph.day[1:-1].tolist()]
        known = np.array([True, *(day >= 0 for day in inner), True])
        if visit.contact_s is None:
            known &= graph.in_person
        renumbered = np.cumsum(known) - 1
        kept = known[graph.tail] & known[graph.head]
        heads = renumbered[graph.head[kept]]
        num_known = int(known.sum())
        node_day.append(np.array([-1, *inner, len(number)], np.int64)[known])
        node_contact.append((~graph.in_person[known]).astype(np.int64))
        arc_tail.append(renumbered[graph.tail[kept]] + node_first[-1])
        arc_cost.append(graph.cost[kept])
        ends = np.searchsorted(heads, np.arange(num_known), side="right") + arc_first[-1]
        arc_first += ends.tolist()
        node_first.append(node_first[-1] + num_known)
        never = graph.cost[(graph.tail == 0) & (graph.head == num_nodes - 1)]
        level, weight = _first_cost(never, visit)
        skip_level.append(level)
        skip_weight.append(weight)
    return _Graphs(
        skip_level=ints(skip_level),
        skip_weight=ints(skip_weight),
        node_first=ints(node_first),
        node_day=np.concatenate(node_day) if node_day else ints([]),
        node_contact=np.concatenate(node_contact) if node_contact else ints([]),
        arc_first=ints(arc_first),
        arc_tail=np.concatenate(arc_tail) if arc_tail else ints([]),
        arc_cost=np.concatenate(arc_cost) if arc_cost else np.zeros((0, NUM_LEVELS), np.int64),
    )


def _once_graph(problem: Problem, visit: Visit) -> DayGraph:
    """Return the graph of a visit that is made once at most."""
    pairs = zip(problem.shifts, visit.windows, strict=True)
    days = sorted({shift.day for shift, windows in pairs if windows})
    free = (0,) * NUM_LEVELS
    skipped = tuple(visit.skip_weight if level is visit.skip_level else 0 for level in Level)
    last = len(days) + 1
    arcs = [(0, node, free) for node in range(1, last)] + [
        (node, last, free) for node in range(1, last)
    ]
    return DayGraph.of([(day, True) for day in days], [*arcs, (0, last, skipped)])


def _first_cost(never: Ints, visit: Visit) -> tuple[int, int]:
    """Return the highest level on which never making a visit counts, and how much; level -1 for none."""
    if visit.days is None:
        return (-1, 0) if visit.skip_level is None else (visit.skip_level, visit.skip_weight)
    for cost in never.tolist():
        for level, amount in enumerate(cost):
            if amount > 0:
                return level, amount
    return -1, 0


def chain_of(problem: Problem, arrays: Arrays, sequences: Sequences, seed: int) -> Chain:
    """Return a chain that starts from these sequences."""
    n, num_shifts, num_days = len(problem.visits), len(problem.shifts), len(arrays.day_first) - 1
    route = np.zeros((num_shifts, n + 1), np.int64)
    size = np.zeros(num_shifts, np.int64)
    loaded = np.zeros(num_shifts, np.int64)
    node_on = np.full((n, num_days), -1, np.int64)
    shift_on = np.full((n, num_days), -1, np.int64)
    for k, sequence in enumerate(sequences):
        route[k, : len(sequence)] = sequence
        size[k] = len(sequence)
        loaded[k] = sum(problem.visits[v].load for v in sequence)
        shift_on[list(sequence), arrays.shift_day[k]] = k
    visit_levels = np.zeros((n, NUM_LEVELS), np.int64)
    for v in range(n):
        node = arrays.node_first[v]
        days = np.flatnonzero(shift_on[v] >= 0).tolist()
        for day in (*days, num_days):
            node, arc = _next_node(arrays, v, node, day)
            visit_levels[v] += arrays.arc_cost[arc]
            if day < num_days:
                node_on[v, day] = node
    levels = np.array(problem.objective(sequences), np.int64)
    # Spread nearby seeds over the whole range; a state of 0 would stay 0.
    state = np.random.SeedSequence(seed).generate_state(1, np.uint64) | np.uint64(1)
    present = Answer(
        route=route,
        size=size,
        loaded=loaded,
        kept_s=np.zeros(num_shifts, np.int64),
        node_on=node_on,
        shift_on=shift_on,
        visit_levels=visit_levels,
        levels=levels,
    )
    return Chain(
        *present,
        best=Answer(*(array.copy() for array in present)),
        departure=np.zeros((2, num_shifts, n + 2), np.int64),
        ready=np.zeros((2, num_shifts, n + 2), np.int64),
        random=state,
    )


def _next_node(arrays: Arrays, visit: int, node: int, day: int) -> tuple[int, int]:
    """Return the node in person on a day that an arc from a node leads to, and the arc."""
    for head in range(arrays.node_first[visit], arrays.node_first[visit + 1]):
        if arrays.node_day[head] == day and not arrays.node_contact[head]:
            for arc in range(arrays.arc_first[head], arrays.arc_first[head + 1]):
                if arrays.arc_tail[arc] == node:
                    return head, arc
    raise AssertionError("a feasible start has a path")  # pragma: no cover


def ints(values: list[int]) -> Ints:
    """Return whole numbers as an array."""
    return np.array(values, np.int64)
