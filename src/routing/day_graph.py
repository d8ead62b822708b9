"""On which days a visit may recur, and what each choice of days costs: a graph whose paths are the choices.

A customer is visited several times in a horizon, and what a visit costs depends on the one before it: too soon is
forbidden, too late counts, a promise between two visits is missed. All of that stands on the arcs between two visits
in a row, so a choice of days is a path from the node *before* the horizon to the node *after* it, its cost is the sum
of its arcs, and the best days for given prices of the days are a shortest path. Spacing rules, promises and given day
patterns (as in the periodic vehicle-routing problem) all have this shape.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.status import NUM_LEVELS, Level

__all__ = ["Arc", "DayGraph", "Node", "pattern_graph"]

Node = tuple[int, bool]
"""A day, and whether the visit is made in person."""

Arc = tuple[int, int, tuple[int, ...]]
"""Tail, head, and what it adds to each level."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DayGraph:
    """The choices of days of one visit.

    Parameters
    ----------
    day
        Shape (nodes,), int64, ascending: the day of each node. Node 0 stands before the horizon, the last after it.
    in_person
        Shape (nodes,), bool: False for a contact by phone or network.
    tail, head
        Shape (arcs,), int64: ``day[tail] < day[head]``; sorted by head, then tail. Of the arcs out of a node at most
        one leads to a given day and mode, so days and modes name one path.
    cost
        Shape (arcs, NUM_LEVELS), int64: what an arc adds to each level of the objective.
    """

    day: NDArray[np.int64]
    in_person: NDArray[np.bool_]
    tail: NDArray[np.int64]
    head: NDArray[np.int64]
    cost: NDArray[np.int64]

    def __post_init__(self) -> None:
        """Freeze the arrays."""
        for array in (self.day, self.in_person, self.tail, self.head, self.cost):
            array.setflags(write=False)

    @classmethod
    def of(cls, nodes: Sequence[Node], arcs: Iterable[Arc]) -> DayGraph:
        """Return the graph of these nodes between the first and the last, and these arcs.

        Parameters
        ----------
        nodes
            Days ascending; a node before all of them and one after all are added, so that ``nodes[i]`` is node i + 1.
        arcs
            In any order.
        """
        first, last = (nodes[0][0], nodes[-1][0]) if nodes else (0, 0)
        ordered = sorted(arcs, key=lambda arc: (arc[1], arc[0]))
        return cls(
            day=np.array([first - 1, *(day for day, _ in nodes), last + 1], np.int64),
            in_person=np.array([True, *(in_person for _, in_person in nodes), True], np.bool_),
            tail=np.array([tail for tail, _, _ in ordered], np.int64),
            head=np.array([head for _, head, _ in ordered], np.int64),
            cost=np.array([cost for _, _, cost in ordered], np.int64).reshape(-1, NUM_LEVELS),
        )

    def cost_of(self, events: Sequence[Node]) -> NDArray[np.int64] | None:
        """Return what visits on these days, ascending, add to each level; None if no path makes just these."""
        total = np.zeros(NUM_LEVELS, np.int64)
        node = 0
        last = len(self.day) - 1
        for event in (*events, None):
            out = np.flatnonzero(self.tail == node)
            heads = self.head[out]
            if event is None:
                matches = heads == last
            else:
                matches = (
                    (heads != last)
                    & (self.day[heads] == event[0])
                    & (self.in_person[heads] == event[1])
                )
            found = out[matches]
            if not len(found):
                return None
            total += self.cost[found[0]]
            node = int(self.head[found[0]])
        return total


def pattern_graph(patterns: Iterable[Sequence[int]], missed: Level, weight: int) -> DayGraph:
    """Return the graph whose paths are given sets of days, or none at all at a cost.

    Parameters
    ----------
    patterns
        Sets of days, each ascending.
    missed, weight
        What leaving the visit out adds, and to which level.

    Notes
    -----
    A node is a day and the sets of days that may still follow it, so patterns that begin alike are one path until they
    part, and those that end alike are one path from there on.
    """
    free = (0,) * NUM_LEVELS
    dear = tuple(weight if level is missed else 0 for level in Level)
    first = frozenset(tuple(pattern) for pattern in patterns if pattern)
    steps: dict[_Futures, list[tuple[int, _Futures]]] = {}
    waiting = [first]
    while waiting:
        futures = waiting.pop()
        if futures not in steps:
            days = sorted({future[0] for future in futures if future})
            steps[futures] = [
                (day, frozenset(f[1:] for f in futures if f and f[0] == day)) for day in days
            ]
            waiting += [after for _, after in steps[futures]]
    states = sorted({step for found in steps.values() for step in found}, key=_in_order)
    number = {state: node for node, state in enumerate(states, start=1)}
    last = len(states) + 1
    arcs: list[Arc] = [(0, last, dear)]
    for tail, futures in [(0, first), *((number[state], state[1]) for state in states)]:
        arcs += [(tail, number[step], free) for step in steps[futures]]
        if () in futures:
            arcs.append((tail, last, free))
    return DayGraph.of([(day, True) for day, _ in states], arcs)


_Futures = frozenset[tuple[int, ...]]


def _in_order(state: tuple[int, _Futures]) -> tuple[int, list[tuple[int, ...]]]:
    return state[0], sorted(state[1])
