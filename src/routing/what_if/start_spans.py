"""When a visit could begin at each position of a route: one walk forth and one back answer for every moment at once.

A visit that begins earlier is never worse for what comes after it, and waiting is always allowed. So between two stops
the moments at which it may begin are all those from the earliest arrival to the latest departure that the rest bears,
once with lunch still owed and once with lunch had.
"""

from __future__ import annotations

from collections.abc import Sequence

from routing.feasibility import NEVER_S, departures_along, ready_after_lunch
from routing.problem import Problem, Window

__all__ = ["Span", "start_spans"]

Span = tuple[int, int]
"""First and last moment, in seconds."""


def start_spans(
    problem: Problem, shift_index: int, route: Sequence[int], visit_index: int
) -> list[tuple[Span, ...]]:
    """Return for each position of a route when one visit more could begin there: two spans at most, maybe none.

    The windows of that visit are left aside: with a window, it fits in where the window meets one of the spans.
    """
    shift, visit = problem.shifts[shift_index], problem.visits[visit_index]
    load = visit.load + sum(problem.visits[v].load for v in route)
    if len(route) >= shift.max_visits or (shift.capacity is not None and load > shift.capacity):
        return [()] * (len(route) + 1)
    departures = list(departures_along(problem, shift_index, route))
    departures += [(NEVER_S, NEVER_S)] * (len(route) + 1 - len(departures))
    arrivals = _latest_arrivals(problem, shift_index, route)
    places = [shift.start_place, *(problem.visits[v].place for v in route), shift.end_place]
    found = []
    for position, (owed_s, had_s) in enumerate(departures):
        leg_s = int(problem.travel_s[places[position], visit.place])
        ready_s = had_s + leg_s
        if shift.lunch is not None:
            ready_s = min(ready_s, ready_after_lunch(owed_s, leg_s, shift.lunch))
        after_s = int(problem.travel_s[visit.place, places[position + 1]])
        until = _latest_departures(problem, shift_index, after_s, arrivals[position])
        spans = zip((owed_s + leg_s, ready_s), (one - visit.min_s for one in until), strict=True)
        found.append(tuple(span for span in spans if span[0] <= span[1]))
    return found


def _latest_arrivals(
    problem: Problem, shift_index: int, route: Sequence[int]
) -> list[tuple[int, int]]:
    """Return when each stop, and the end of the route, must be reached at the latest: lunch owed, and lunch had."""
    shift = problem.shifts[shift_index]
    latest = [(-NEVER_S, shift.end_s)]
    place = shift.end_place
    for index in reversed(route):
        visit = problem.visits[index]
        leg_s = int(problem.travel_s[visit.place, place])
        owed_s, had_s = (
            _last_start(visit.windows[shift_index], leave_s - visit.min_s)
            for leave_s in _latest_departures(problem, shift_index, leg_s, latest[-1])
        )
        latest.append((owed_s, had_s))
        place = visit.place
    return latest[::-1]


def _latest_departures(
    problem: Problem, shift_index: int, leg_s: int, arrival: tuple[int, int]
) -> tuple[int, int]:
    """Return when to leave at the latest, lunch owed and lunch had, to be at the end of a leg in time."""
    owed_s, had_s = (latest_s - leg_s for latest_s in arrival)
    lunch = problem.shifts[shift_index].lunch
    if lunch is not None and arrival[1] >= lunch.earliest_s + lunch.length_s:
        owed_s = max(owed_s, min(lunch.latest_s, had_s - lunch.length_s))
    return owed_s, had_s


def _last_start(windows: Sequence[Window], latest_s: int) -> int:
    """Return the last start within the windows up to a moment, or long before every shift."""
    return max(
        (min(closes_s, latest_s) for opens_s, closes_s in windows if opens_s <= latest_s),
        default=-NEVER_S,
    )
