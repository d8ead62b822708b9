"""The choices of days of a visit, and the cheapest of them at given prices of the days."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from routing.day_graph import DayGraph, Node
from routing.status import NUM_LEVELS

__all__ = ["FORBIDDEN", "Choices", "Label", "cheapest_path", "least_lapsing", "worth_of"]

# Levels are compared by one number: a change on a level outweighs any sum of changes below it.
_LEVEL_STEP = 1 << 44
FORBIDDEN = _LEVEL_STEP ** (NUM_LEVELS + 1)


def worth_of(levels: Iterable[int]) -> int:
    """Return levels as one number that compares as they do; such numbers add up."""
    total = 0
    for amount in levels:
        total = total * _LEVEL_STEP + amount
    return total


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """The choices of days of a visit, and what each lets lapse of what is asked about.

    Parameters
    ----------
    nodes
        Of each node its day and whether the visit is made in person; the first stands before the horizon, the last
        after it.
    arcs
        Tail, head, what lapses in between, and the worth of what is added to the levels; sorted by head.
    """

    nodes: tuple[Node, ...]
    arcs: tuple[tuple[int, int, int, int], ...]

    @classmethod
    def of_graph(cls, graph: DayGraph) -> Choices:
        """Return all choices of days that a graph has; nothing is asked about."""
        return cls.of(
            list(zip(graph.day.tolist(), graph.in_person.tolist(), strict=True)),
            [
                (tail, head, 0, levels)
                for tail, head, levels in zip(
                    graph.tail.tolist(), graph.head.tolist(), graph.cost.tolist(), strict=True
                )
            ],
        )

    @classmethod
    def of(
        cls, nodes: Sequence[Node], arcs: Iterable[tuple[int, int, int, Sequence[int]]]
    ) -> Choices:
        """Return the choices among nodes, the first and the last of them beside the horizon.

        Parameters
        ----------
        nodes
            Days ascending.
        arcs
            Tail, head, what lapses in between, and what is added to each level; in any order.
        """
        ordered = sorted(arcs, key=lambda arc: arc[:2])
        return cls(
            nodes=tuple(nodes),
            arcs=tuple(
                (tail, head, lapsing, worth_of(levels)) for tail, head, lapsing, levels in ordered
            ),
        )

    def through(self, day: int, *, none_from: int | None = None) -> Choices:
        """Return the choices that make the visit in person on a day, whatever else they hold; none where it cannot be.

        Parameters
        ----------
        none_from
            They make none in person from this day on before it.
        """
        if (day, True) not in self.nodes[1:-1]:
            return replace(self, arcs=())
        days = [day for day, _ in self.nodes]
        first = day if none_from is None else none_from
        barred = {(day, False), *((other, True) for other in range(first, day))}
        return replace(
            self,
            arcs=tuple(
                arc
                for arc in self.arcs
                for tail, head in [arc[:2]]
                if not days[tail] < day < days[head] and self.nodes[head] not in barred
            ),
        )


class Label(NamedTuple):
    """The end of a path: what it lets lapse, what it is worth, its last node, and the path before that."""

    lapsing: int
    worth: int
    node: int
    before: Label | None


def least_lapsing(choices: Choices, can_be: Callable[[Node], bool]) -> int:
    """Return the least that a choice among the days that can be lets lapse, of what is asked about."""
    least: list[int | None] = [None] * len(choices.nodes)
    least[0] = 0
    for tail, head, lapsing, _ in choices.arcs:
        before = least[tail]
        if before is None or (head < len(choices.nodes) - 1 and not can_be(choices.nodes[head])):
            continue
        found = least[head]
        least[head] = before + lapsing if found is None else min(found, before + lapsing)
    end = least[-1]
    if end is None:
        raise AssertionError("the end of a horizon can always be reached")  # pragma: no cover
    return end


def cheapest_path(choices: Choices, most: int, price: Callable[[Node], int | None]) -> Label | None:
    """Return the end of the cheapest path that lets at most so much lapse: labels of which none beats another."""
    last = len(choices.nodes) - 1
    labels: list[list[Label]] = [[] for _ in choices.nodes]
    labels[0].append(Label(0, 0, 0, None))
    for tail, head, lapsing, worth in choices.arcs:
        if not labels[tail]:
            continue
        paid = 0 if head == last else price(choices.nodes[head])
        if paid is None:
            continue
        for before in labels[tail]:
            one = Label(before.lapsing + lapsing, before.worth + worth + paid, head, before)
            rivals = labels[head]
            if one.lapsing > most or any(
                other.lapsing <= one.lapsing and other.worth <= one.worth for other in rivals
            ):
                continue
            labels[head] = [
                other for other in rivals if other.lapsing < one.lapsing or other.worth < one.worth
            ]
            labels[head].append(one)
    return min(labels[last], key=lambda label: label.worth, default=None)
