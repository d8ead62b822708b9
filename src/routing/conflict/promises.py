"""Which promises a request holds: visits in person that are owed on given shifts, and that one shift could make."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from routing.domain.visit import Category, Cause
from routing.feasibility import is_feasible
from routing.problem import Problem, Visit
from routing.request import PlanRequest, VisitRequest
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
    calls
        What calls for it, the strongest first, and by when of a visit that recurs.
    level, weight
        What missing it counts.
    """

    visit: int
    shifts: tuple[int, ...]
    able: tuple[int, ...]
    calls: tuple[tuple[Cause, date | None], ...]
    level: Level
    weight: int


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
    """Yield the promises of one visit: those for the same shifts are one, since one visit keeps them all."""
    found: dict[tuple[int, ...], list[tuple[Level, int, Cause, date | None]]] = {}
    for first, last, deadline, cause, weight in _spans(
        request.visits[index], problem.visits[index]
    ):
        level = cause.level(Category.MANDATORY)
        shifts = tuple(
            k
            for k, shift in enumerate(request.shifts)
            if problem.visits[index].windows[k] and first <= shift.day <= last
        )
        if level in _PROMISED:
            found.setdefault(shifts, []).append((level, -weight, cause, deadline))
    for shifts, calls in found.items():
        able = tuple(k for k in shifts if is_feasible(problem, k, (index,)))
        calls.sort(key=lambda call: call[:2])
        if able:
            yield Promise(
                visit=index,
                shifts=shifts,
                able=able,
                calls=tuple((cause, deadline) for _, _, cause, deadline in calls),
                level=calls[0][0],
                weight=-calls[0][1],
            )


def _spans(
    asked: VisitRequest, visit: Visit
) -> Iterator[tuple[date, date, date | None, Cause, int]]:
    """Yield what a visit in person is owed for: from when, until when, its deadline, its cause, its weight."""
    if asked.cadence is not None:
        for one in asked.obligations:
            if one.last <= asked.cadence.until:
                yield one.first, one.last, one.last, one.cause, one.weight
    elif asked.category is Category.MANDATORY and visit.contact_s is None:
        yield date.min, date.max, None, asked.cause, asked.weight
