"""Whether a sequence of visits can be kept on a shift, and when its visits start at the earliest.

A manager who leaves a stop travels at once and waits on arrival, so leaving earlier is never worse. All that is left to
decide is the gap in which to have lunch: before or during the leg, on arrival before the next visit, or after the
return. Lunch begun in a gap makes the next visit ready at ``max(departure + travel, lunch.earliest_s) +
lunch.length_s``, and it can begin there if the manager left by ``lunch.latest_s``.
"""

from __future__ import annotations

from collections.abc import Sequence

from routing.problem import Lunch, Problem, Window

__all__ = ["NEVER_S", "earliest_starts", "first_start", "is_feasible", "ready_times"]

NEVER_S = 1 << 60
"""A moment after every shift: a state that cannot be reached."""


def first_start(windows: Sequence[Window], ready_s: int) -> int:
    """Return the first start within the windows from `ready_s` on, or `NEVER_S`."""
    for opens_s, closes_s in windows:
        if ready_s <= closes_s:
            return max(opens_s, ready_s)
    return NEVER_S


def ready_times(pending_s: int, taken_s: int, leg_s: int, lunch: Lunch | None) -> tuple[int, int]:
    """Return when the next visit can begin at the earliest: with lunch still owed, and with it had.

    Parameters
    ----------
    pending_s, taken_s
        Earliest departure with lunch still owed and with it had; `NEVER_S` where that cannot be.
    leg_s
        Travel to the next stop.
    lunch
        The lunch owed, or None.
    """
    ready_pending_s = min(pending_s + leg_s, NEVER_S)
    ready_taken_s = min(taken_s + leg_s, NEVER_S)
    if lunch is not None and pending_s <= lunch.latest_s:
        ready_taken_s = min(ready_taken_s, max(ready_pending_s, lunch.earliest_s) + lunch.length_s)
    return ready_pending_s, ready_taken_s


def is_feasible(problem: Problem, shift_index: int, sequence: Sequence[int]) -> bool:
    """Return whether a shift can make these visits in this order, lunch and the way home included."""
    if not sequence:
        return True
    shift = problem.shifts[shift_index]
    if len(sequence) > shift.max_visits or len(set(sequence)) < len(sequence):
        return False
    lunch = shift.lunch
    pending_s, taken_s = (NEVER_S, shift.start_s) if lunch is None else (shift.start_s, NEVER_S)
    place = shift.start_place
    for index in sequence:
        visit = problem.visits[index]
        leg_s = int(problem.travel_s[place, visit.place])
        windows = visit.windows[shift_index]
        ready_pending_s, ready_taken_s = ready_times(pending_s, taken_s, leg_s, lunch)
        pending_s = first_start(windows, ready_pending_s) + visit.min_s
        taken_s = first_start(windows, ready_taken_s) + visit.min_s
        if pending_s >= NEVER_S and taken_s >= NEVER_S:
            return False
        place = visit.place
    leg_s = int(problem.travel_s[place, shift.end_place])
    return ready_times(pending_s, taken_s, leg_s, lunch)[1] <= shift.end_s


def earliest_starts(
    problem: Problem, shift_index: int, sequence: Sequence[int]
) -> tuple[int, ...] | None:
    """Return the start of each visit, as early as the whole route allows, or None if it cannot be kept.

    Lunch is taken in the last gap that leaves the route feasible, so that no visit before it has to wait for it.
    """
    if not is_feasible(problem, shift_index, sequence):
        return None
    for lunch_gap in range(len(sequence), -1, -1):
        starts = _starts(problem, shift_index, sequence, lunch_gap)
        if starts is not None:
            return starts
    raise AssertionError("a feasible route has lunch in one of its gaps")  # pragma: no cover


def _starts(
    problem: Problem, shift_index: int, sequence: Sequence[int], lunch_gap: int
) -> tuple[int, ...] | None:
    """Return the earliest starts with lunch in one gap (0: before the first visit), or None."""
    shift = problem.shifts[shift_index]
    stops = [(problem.visits[v].place, problem.visits[v]) for v in sequence]
    place, departure_s = shift.start_place, shift.start_s
    starts: list[int] = []
    for gap in range(len(sequence) + 1):
        next_place = stops[gap][0] if gap < len(sequence) else shift.end_place
        ready_s = departure_s + int(problem.travel_s[place, next_place])
        if gap == lunch_gap and shift.lunch is not None:
            ready_s = ready_times(departure_s, NEVER_S, ready_s - departure_s, shift.lunch)[1]
        if gap == len(sequence):
            return tuple(starts) if ready_s <= shift.end_s else None
        visit = stops[gap][1]
        start_s = first_start(visit.windows[shift_index], ready_s)
        if start_s >= NEVER_S:
            return None
        starts.append(start_s)
        place, departure_s = visit.place, start_s + visit.min_s
    return None
