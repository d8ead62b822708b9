"""The choices of days that a recurring visit has: its cadence and obligations, worked into a graph."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from routing.cadence import Past, Step, last_step, past_of, step
from routing.day_graph import DayGraph, Node
from routing.request import VisitRequest
from routing.status import NUM_LEVELS, Level

__all__ = ["graph_of_days", "levels_of", "steps_of_days"]


def levels_of(one: Step) -> tuple[int, ...]:
    """Return what a step adds to each level of the objective."""
    levels = [0] * NUM_LEVELS
    levels[Level.COST] += one.early_s
    for lapse in one.lapses:
        levels[lapse.level] += lapse.weight
    return tuple(levels)


def graph_of_days(visit: VisitRequest, days: Sequence[date]) -> DayGraph:
    """Return the graph whose paths are the ways to make a recurring visit on some of these days.

    Parameters and notes are those of `steps_of_days`.
    """
    nodes, arcs = steps_of_days(visit, days)
    return DayGraph.of(nodes, [(tail, head, levels_of(one)) for tail, head, one in arcs])


def steps_of_days(
    visit: VisitRequest, days: Sequence[date]
) -> tuple[list[Node], list[tuple[int, int, Step]]]:
    """Return the nodes and arcs of the ways to make a recurring visit on some of these days: what each arc counts.

    Parameters
    ----------
    visit
        A visit with `cadence`.
    days
        Days on which it may be made, ascending.

    Notes
    -----
    A visit in person leaves one state behind on a day. After a contact the next visit depends on the visit in person
    before it too, so a day has as many nodes for a contact as there are such states.
    """
    if visit.cadence is None:
        raise ValueError(f"visit {visit.id} does not recur")
    modes = (True, False) if visit.contact is not None else (True,)
    # For each day the states reached on it, and by which steps.
    reached: dict[date, dict[tuple[bool, Past], list[tuple[int, Step]]]] = {day: {} for day in days}
    nodes: list[Node] = []
    arcs: list[tuple[int, int, Step]] = []
    lasts: list[tuple[int, Step]] = []

    def leave(node: int, past: Past, later: Sequence[date]) -> None:
        for day in later:
            for in_person in modes:
                one = step(visit, past, day, in_person=in_person)
                if one is not None:
                    reached[day].setdefault((in_person, one.past), []).append((node, one))
        lasts.append((node, last_step(visit, past)))

    leave(0, past_of(visit.cadence), days)
    for position, day in enumerate(days, start=1):
        for (in_person, past), tails in reached[day].items():
            nodes.append((day.toordinal(), in_person))
            arcs += [(tail, len(nodes), one) for tail, one in tails]
            leave(len(nodes), past, days[position:])
    arcs += [(tail, len(nodes) + 1, one) for tail, one in lasts]
    return nodes, arcs
