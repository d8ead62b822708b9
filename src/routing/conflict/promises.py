"""Which promises a request holds: visits in person that are owed on given shifts, and that one shift could make."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from routing.domain.visit import Category, Cause
from routing.feasibility import is_feasible
from routing.problem import Problem
from routing.request import PlanRequest
from routing.status import Level

__all__ = ["Promise", "promises_of"]

_PROMISED = (Level.PROMISE, Level.ANOMALY, Level.NEW_CUSTOMER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A visit in person that is owed on one of some shifts.

    Parameters
    ----------
    visit
        Index of the visit.
    shifts
        Indices of the shifts in time on which it may start, ascending.
    able
        Those that could make it if they made nothing else; one at least.
    cause, level, weight
        What calls for it, and what missing it counts.
    deadline
        By when it is owed, of a visit that recurs.
    """

    visit: int
    shifts: tuple[int, ...]
    able: tuple[int, ...]
    cause: Cause
    level: Level
    weight: int
    deadline: date | None = None


def promises_of(request: PlanRequest, problem: Problem) -> tuple[Promise, ...]:
    """Return the promises of a request, in the order of its visits.

    Left out are visits that nobody can make even alone, those that a phone call would do for, and what may still be
    kept after the last day.
    """
    return tuple(
        promise
        for index in range(len(request.visits))
        for promise in _promises(request, problem, index)
    )


def _promises(request: PlanRequest, problem: Problem, index: int) -> Iterator[Promise]:
    asked, visit = request.visits[index], problem.visits[index]
    spans: list[tuple[date, date, date | None, Cause, int]]
    if asked.cadence is not None:
        until = asked.cadence.until
        spans = [
            (one.first, one.last, one.last, one.cause, one.weight)
            for one in asked.obligations
            if one.last <= until
        ]
    elif asked.category is Category.MANDATORY and visit.contact_s is None:
        spans = [(date.min, date.max, None, asked.cause, asked.weight)]
    else:
        return
    for first, last, deadline, cause, weight in spans:
        level = cause.level(Category.MANDATORY)
        shifts = tuple(
            k
            for k, shift in enumerate(request.shifts)
            if visit.windows[k] and first <= shift.day <= last
        )
        able = tuple(k for k in shifts if is_feasible(problem, k, (index,)))
        if level in _PROMISED and able:
            yield Promise(
                visit=index,
                shifts=shifts,
                able=able,
                cause=cause,
                level=level,
                weight=weight,
                deadline=deadline,
            )
