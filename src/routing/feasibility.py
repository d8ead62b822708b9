"""Whether a sequence of visits can be kept on a shift, and when its visits start at the earliest.

A manager who leaves a stop travels at once and waits on arrival, so leaving earlier is never worse. All that is left to
decide is the gap in which to have lunch: before or during the leg, on arrival before the next visit, or after the
return. Lunch begun in a gap makes the next visit ready at ``max(departure + travel, lunch.earliest_s) +
lunch.length_s``, and it can begin there if the manager left by ``lunch.latest_s``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from routing.problem import Lunch, Problem, Window

__all__ = [
    "NEVER_S",
    "departures_along",
    "earliest_departures",
    "earliest_return",
    "earliest_starts",
    "first_start",
    "is_feasible",
    "ready_after_lunch",
]

NEVER_S = 1 << 60
"""A moment after every shift: a state that cannot be reached."""


def first_start(windows: Sequence[Window], ready_s: int) -> int:
    """Return the first start within the windows from `ready_s` on, or `NEVER_S`."""
    for opens_s, closes_s in windows:
        if ready_s <= closes_s:
            return max(opens_s, ready_s)
    return NEVER_S


def ready_after_lunch(departure_s: int, leg_s: int, lunch: Lunch) -> int:
    """Return when the next visit can begin at the earliest if lunch is taken in the gap before it, or `NEVER_S`."""
    if departure_s > lunch.latest_s:
        return NEVER_S
    return max(departure_s + leg_s, lunch.earliest_s) + lunch.length_s


def earliest_departures(
    problem: Problem, shift_index: int, sequence: Sequence[int]
) -> tuple[int, int]:
    """Return when the last visit is left at the earliest: with lunch still owed, and with none owed any more.

    `NEVER_S` or later stands where that cannot be; where both cannot, no longer sequence that begins so can be kept.
    """
    *_, departures = departures_along(problem, shift_index, sequence)
    return departures


def departures_along(
    problem: Problem, shift_index: int, sequence: Sequence[int]
) -> Iterator[tuple[int, int]]:
    """Yield `earliest_departures` of every beginning of a sequence, that of no visits first.

    It ends where the next one would be out of reach in any case.
    """
    shift = problem.shifts[shift_index]
    owed_s, had_s = shift.start_s, NEVER_S
    if shift.lunch is None:
        owed_s, had_s = had_s, owed_s
    yield owed_s, had_s
    place = shift.start_place
    for index in sequence:
        visit = problem.visits[index]
        windows = visit.windows[shift_index]
        leg_s = int(problem.travel_s[place, visit.place])
        ready_s = had_s + leg_s
        if shift.lunch is not None:
            ready_s = min(ready_s, ready_after_lunch(owed_s, leg_s, shift.lunch))
        had_s = first_start(windows, ready_s) + visit.min_s
        owed_s = first_start(windows, owed_s + leg_s) + visit.min_s
        yield owed_s, had_s
        if owed_s >= NEVER_S and had_s >= NEVER_S:
            return
        place = visit.place


def is_feasible(problem: Problem, shift_index: int, sequence: Sequence[int]) -> bool:
    """Return whether a shift can make these visits in this order, lunch and the way home included."""
    if not sequence:
        return True
    shift = problem.shifts[shift_index]
    if len(sequence) > shift.max_visits or len(set(sequence)) < len(sequence):
        return False
    if shift.capacity is not None and shift.capacity < sum(
        problem.visits[v].load for v in sequence
    ):
        return False
    return earliest_return(problem, shift_index, sequence) <= shift.end_s


def earliest_return(problem: Problem, shift_index: int, sequence: Sequence[int]) -> int:
    """Return when a shift that makes these visits, one at least, can be over at the earliest, lunch included.

    `NEVER_S` or later where a window is missed.
    """
    shift = problem.shifts[shift_index]
    owed_s, had_s = earliest_departures(problem, shift_index, sequence)
    leg_s = int(problem.travel_s[problem.visits[sequence[-1]].place, shift.end_place])
    done_s = had_s + leg_s
    if shift.lunch is not None:
        done_s = min(done_s, ready_after_lunch(owed_s, leg_s, shift.lunch))
    return done_s


def earliest_starts(
    problem: Problem, shift_index: int, sequence: Sequence[int]
) -> tuple[int, ...] | None:
    """Return the start of each visit, as early as the whole route allows, or None if it cannot be kept.

    Lunch is taken in the last gap that leaves the route feasible, so that no visit before it has to wait for it.
    """
    if not is_feasible(problem, shift_index, sequence):
        return None
    if not sequence:
        return ()
    choices = (
        _starts(problem, shift_index, sequence, lunch_gap)
        for lunch_gap in range(len(sequence), -1, -1)
    )
    return next((starts for starts in choices if starts is not None), None)


def _starts(
    problem: Problem, shift_index: int, sequence: Sequence[int], lunch_gap: int
) -> tuple[int, ...] | None:
    """Return the earliest starts with lunch in one gap (0: before the first visit), or None."""
    shift = problem.shifts[shift_index]
    stops = [problem.visits[index] for index in sequence]
    places = [shift.start_place, *(stop.place for stop in stops), shift.end_place]
    ready_s = departure_s = shift.start_s
    starts: list[int] = []
    for gap, leg in enumerate(pairwise(places)):
        leg_s = int(problem.travel_s[leg])
        if gap == lunch_gap and shift.lunch is not None:
            ready_s = ready_after_lunch(departure_s, leg_s, shift.lunch)
        else:
            ready_s = departure_s + leg_s
        if gap < len(stops):
            start_s = first_start(stops[gap].windows[shift_index], ready_s)
            starts.append(start_s)
            departure_s = start_s + stops[gap].min_s
    return tuple(starts) if ready_s <= shift.end_s else None
