"""How promises that clash come nearest to being kept: were each latest moment a little later."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from routing.conflict.routes import Effort, Routes, TooDear, routes_with
from routing.feasibility import earliest_starts, ready_after_lunch
from routing.problem import Problem, Window
from routing.units import DAY_S

__all__ = ["Delay", "Nearest", "nearest_miss", "worst_delay"]

_EFFORT = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearest:
    """Routes that make all visits of a problem, were the latest moments of windows, lunches, shifts `missing_s` later.

    `problem` is the one in which they are.
    """

    problem: Problem
    routes: Routes
    missing_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Delay:
    """What comes too late: a visit, or the return where `visit` is None.

    Parameters
    ----------
    shift, visit
        On which shift what comes too late.
    after, since_s
        The visit before and its start; where there is none, the start of the shift.
    leg_s, lunch_s
        Travel in between, and lunch, 0 for none.
    at_s, late_s
        When it comes at the earliest, and how much too late that is.
    """

    shift: int
    visit: int | None
    after: int | None
    since_s: int
    leg_s: int
    lunch_s: int
    at_s: int
    late_s: int


def nearest_miss(problem: Problem) -> Nearest | None:
    """Return how all visits of a problem come nearest to being made.

    None is returned where no delay of less than a day would help, or that was not found out.
    """
    everything = range(len(problem.visits))
    low, high = 0, DAY_S
    best: Nearest | None = None
    try:
        while low < high:
            later_s = (low + high) // 2
            later = _later(problem, later_s)
            routes = routes_with(later, everything, Effort(_EFFORT))
            if routes is None:
                low = later_s + 1
            else:
                high = later_s
                best = Nearest(problem=later, routes=routes, missing_s=later_s)
    except TooDear:
        return None
    return best


def _later(problem: Problem, by_s: int) -> Problem:
    return replace(
        problem,
        shifts=tuple(
            replace(
                shift,
                end_s=shift.end_s + by_s,
                lunch=shift.lunch and replace(shift.lunch, latest_s=shift.lunch.latest_s + by_s),
            )
            for shift in problem.shifts
        ),
        visits=tuple(
            replace(
                visit,
                windows=tuple(tuple((a, b + by_s) for a, b in some) for some in visit.windows),
            )
            for visit in problem.visits
        ),
    )


def worst_delay(problem: Problem, nearest: Nearest) -> Delay | None:
    """Return what comes latest, measured by the problem as it is; None where it is a lunch."""
    return max(_delays(problem, nearest), key=lambda delay: delay.late_s, default=None)


def _delays(problem: Problem, nearest: Nearest) -> Iterator[Delay]:
    for k, sequence in enumerate(nearest.routes):
        starts = earliest_starts(nearest.problem, k, sequence)
        if not starts:
            continue
        shift = problem.shifts[k]
        place, since_s, left_s = shift.start_place, shift.start_s, shift.start_s
        after: int | None = None
        for v, start_s in zip(sequence, starts, strict=True):
            visit = problem.visits[v]
            leg_s = int(problem.travel_s[place, visit.place])
            late_s = _lateness_s(visit.windows[k], start_s)
            if late_s:
                yield Delay(
                    shift=k,
                    visit=v,
                    after=after,
                    since_s=since_s,
                    leg_s=leg_s,
                    # What is late does not wait, but for lunch.
                    lunch_s=shift.lunch.length_s if shift.lunch and start_s > left_s + leg_s else 0,
                    at_s=start_s,
                    late_s=late_s,
                )
            place, since_s, left_s, after = visit.place, start_s, start_s + visit.min_s, v
        leg_s = int(problem.travel_s[place, shift.end_place])
        back_s, lunch_s = left_s + leg_s, 0
        if shift.lunch is not None:
            later = nearest.problem.shifts[k]
            fed_s = ready_after_lunch(left_s, leg_s, later.lunch or shift.lunch)
            # Lunch is as late as can be, see `earliest_starts`.
            if fed_s <= later.end_s:
                back_s, lunch_s = fed_s, shift.lunch.length_s
        if back_s > shift.end_s:
            yield Delay(
                shift=k,
                visit=None,
                after=after,
                since_s=since_s,
                leg_s=leg_s,
                lunch_s=lunch_s,
                at_s=back_s,
                late_s=back_s - shift.end_s,
            )


def _lateness_s(windows: tuple[Window, ...], start_s: int) -> int:
    if any(a <= start_s <= b for a, b in windows):
        return 0
    return min((start_s - b for _, b in windows if b < start_s), default=0)
