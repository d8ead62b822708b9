"""By which conditions promises clash: each is lifted and tried, those least telling first.

A condition without which they still clash stays lifted; what remains takes part (the deletion filter of Chinneck and
Dravnieks 1991, doi 10.1287/ijoc.3.2.157, over the rows of an infeasible system).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from routing.conflict.promises import Promise
from routing.conflict.routes import Effort, TooDear, routes_with
from routing.conflict.trial import restricted
from routing.encode import start_windows
from routing.problem import Problem, Visit, Window
from routing.reasons.best_case import BestCase
from routing.reasons.lifting import window_rule
from routing.request import PlanRequest
from routing.rules import Rule
from routing.units import DAY_S

__all__ = ["Condition", "conditions_of"]

_EFFORT = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A condition of a promise or a shift, by their indices in the request, or of neither."""

    rule: Rule
    visit: int | None = None
    shift: int | None = None
    is_start: bool = False


class _Lifting:
    """The clash of some promises, with conditions lifted."""

    def __init__(self, request: PlanRequest, problem: Problem, promises: Sequence[Promise]) -> None:
        self._request = request
        self._promises = promises
        freed = [_windows_for_anybody(request, one) for one in promises]
        # With a restriction to some managers lifted, the others' shifts count as well.
        self._shifts = sorted({k for windows in freed for k in windows})
        self._freed = [tuple(windows.get(k, ()) for k in self._shifts) for windows in freed]
        self._problem, places = restricted(problem, promises, self._shifts)
        self._least_s = BestCase(problem).between_s(places)

    def conditions(self) -> Iterator[Condition]:
        """Yield all conditions, the least telling first."""
        asked_of = [(k, self._request.shifts[k]) for k in self._shifts]
        for k, shift in asked_of:
            if shift.max_visits < len(self._promises):
                yield Condition(rule=Rule.MAX_VISITS, shift=k)
        for number, one in enumerate(self._promises):
            if self._freed[number] != self._problem.visits[number].windows:
                yield Condition(rule=Rule.MANAGER_NOT_ALLOWED, visit=one.visit)
        for k, shift in asked_of:
            if shift.reserve_s:
                yield Condition(rule=Rule.RESERVED_TIME, shift=k)
            if shift.lunch is not None:
                yield Condition(rule=Rule.LUNCH, shift=k)
            yield Condition(rule=Rule.SHIFT_HOURS, shift=k, is_start=True)
            yield Condition(rule=Rule.SHIFT_HOURS, shift=k)
        for one in self._promises:
            yield Condition(rule=self._window_rule(one), visit=one.visit)
        for one in self._promises:
            yield Condition(rule=Rule.VISIT_LENGTH, visit=one.visit)
        yield Condition(rule=Rule.TRAVEL)

    def clashes(self, lifted: Collection[Condition]) -> bool:
        """Return whether the promises clash for certain without these conditions."""
        shifts = list(self._problem.shifts)
        for number, k in enumerate(self._shifts):
            asked_of = self._request.shifts[k]
            if Condition(rule=Rule.MAX_VISITS, shift=k) in lifted:
                shifts[number] = replace(shifts[number], max_visits=len(self._promises))
            if Condition(rule=Rule.LUNCH, shift=k) in lifted:
                shifts[number] = replace(shifts[number], lunch=None)
            if Condition(rule=Rule.RESERVED_TIME, shift=k) in lifted:
                shifts[number] = replace(shifts[number], end_s=asked_of.end_s)
            if Condition(rule=Rule.SHIFT_HOURS, shift=k) in lifted:
                shifts[number] = replace(shifts[number], end_s=max(DAY_S, asked_of.end_s))
            if Condition(rule=Rule.SHIFT_HOURS, shift=k, is_start=True) in lifted:
                shifts[number] = replace(shifts[number], start_s=min(0, asked_of.start_s))
        visits = [self._visit(number, lifted) for number in range(len(self._promises))]
        travel_s = self._least_s
        if Condition(rule=Rule.TRAVEL) in lifted:
            travel_s = np.zeros_like(travel_s)
        freed = replace(
            self._problem,
            shifts=tuple(shifts),
            visits=tuple(visits),
            travel_s=_through(travel_s, visits),
        )
        try:
            return routes_with(freed, range(len(visits)), Effort(_EFFORT)) is None
        except TooDear:
            return False

    def _visit(self, number: int, lifted: Collection[Condition]) -> Visit:
        promise, visit = self._promises[number], self._problem.visits[number]
        if Condition(rule=Rule.MANAGER_NOT_ALLOWED, visit=promise.visit) in lifted:
            visit = replace(visit, windows=self._freed[number])
        if Condition(rule=self._window_rule(promise), visit=promise.visit) in lifted:
            visit = replace(visit, windows=tuple(map(_whole_day, visit.windows)))
        if Condition(rule=Rule.VISIT_LENGTH, visit=promise.visit) in lifted:
            visit = replace(visit, min_s=0)
        return visit

    def _window_rule(self, promise: Promise) -> Rule:
        """Return what the windows of a promise stand for."""
        asked = self._request.visits[promise.visit]
        return window_rule(asked, self._request.shifts[promise.shifts[0]])


def conditions_of(
    request: PlanRequest, problem: Problem, promises: Sequence[Promise]
) -> tuple[Condition, ...]:
    """Return the conditions by which promises clash."""
    lifting = _Lifting(request, problem, promises)
    asked = tuple(lifting.conditions())
    lifted: set[Condition] = set()
    for condition in asked:
        if lifting.clashes(lifted | {condition}):
            lifted.add(condition)
    return tuple(condition for condition in asked if condition not in lifted)


def _whole_day(windows: tuple[Window, ...]) -> tuple[Window, ...]:
    return ((min(0, windows[0][0]), max(DAY_S, windows[-1][1])),) if windows else ()


def _windows_for_anybody(request: PlanRequest, promise: Promise) -> dict[int, tuple[Window, ...]]:
    """Return when a visit could start on shifts of its days, were any account manager allowed to make it."""
    asked = request.visits[promise.visit]
    openings = tuple(replace(one, manager_ids=None) for one in asked.openings)
    asked = replace(asked, manager_ids=None, openings=openings)
    days = {request.shifts[k].day for k in promise.shifts}
    windows = {
        k: start_windows(asked, shift)
        for k, shift in enumerate(request.shifts)
        if shift.day in days
    }
    return {k: some for k, some in windows.items() if some}


def _through(travel_s: NDArray[np.int64], visits: Sequence[Visit]) -> NDArray[np.int64]:
    """Return the least time between places with these visits made in between, some of which may take no time now."""
    least_s = travel_s.copy()
    for visit in visits:
        onward_s = least_s[:, visit.place, None] + visit.min_s + least_s[None, visit.place]
        least_s = np.minimum(least_s, onward_s)
    return least_s
