"""Which days a visit has to choose from, were they free of everything else, and how little it can let lapse on them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from routing.cadence import Step
from routing.day_graph import Node
from routing.domain.visit import Category
from routing.encode import levels_of, steps_of_days
from routing.lapse_reasons.case import Case, above, of_cause
from routing.problem import Problem
from routing.request import PlanRequest, VisitRequest
from routing.what_if.choices import Choices, least_lapsing
from routing.what_if.standing_plan import StandingPlan

__all__ = ["Days"]

_Steps = tuple[list[Node], list[tuple[int, int, Step]]]


class Days:
    """The days of the visits of one plan."""

    def __init__(self, request: PlanRequest, problem: Problem, standing: StandingPlan) -> None:
        self._request = request
        self._problem = problem
        self._standing = standing
        self._steps: dict[int, _Steps] = {}

    def choices(self, case: Case, *, per_higher: int = 0) -> Choices:
        """Return the choices of days of a visit, and what of the case's cause each of them lets lapse.

        What lapses on higher levels counts `per_higher` times as much.
        """
        if case.index not in self._steps:
            self._steps[case.index] = steps_of_days(case.visit, sorted(self._open(case)))
        return _choices(case, self._steps[case.index], per_higher)

    def least(self, case: Case, choices: Choices) -> int:
        """Return the least that the visit could let lapse, were its days free of everything else."""
        return least_lapsing(choices, lambda node: self._can_be(case.index, node))

    def least_if(
        self, case: Case, more: Collection[date] = (), *, without_gap: bool = False
    ) -> int:
        """Return the least that the visit could let lapse, could it be made on some more days, or without the gap."""
        visit: VisitRequest = case.visit
        if without_gap:
            visit = replace(visit, cadence=replace(case.terms, gap_days=0))
        found = steps_of_days(visit, sorted(self._open(case).union(more)))
        added = {(day.toordinal(), True) for day in more}
        return least_lapsing(
            _choices(case, found, 0),
            lambda node: node in added or self._can_be(case.index, node),
        )

    def alone(self, case: Case, first: date, last: date) -> list[int]:
        """Return the shifts between two days that could make the visit if they made nothing else."""
        made = {day for day, in_person, _ in self._standing.events(case.index) if in_person}
        return [
            k
            for k, shift in enumerate(self._request.shifts)
            if first <= shift.day <= last
            and shift.day.toordinal() not in made
            and self._standing.makes_alone(case.index, k)
        ]

    def called(self, case: Case) -> list[int]:
        """Return the shifts that could call if they did nothing else."""
        return [k for k in range(len(self._request.shifts)) if self._calls_alone(case.index, k)]

    def next_day(self, case: Case) -> date | None:
        """Return the first day after the deadline that could make the visit if it made nothing else."""
        days = (
            shift.day
            for k, shift in enumerate(self._request.shifts)
            if shift.day > case.last and self._standing.makes_alone(case.index, k)
        )
        return min(days, default=None)

    def _open(self, case: Case) -> set[date]:
        windows = self._problem.visits[case.index].windows
        return {shift.day for shift, w in zip(self._request.shifts, windows, strict=True) if w}

    def _can_be(self, index: int, node: Node) -> bool:
        """Return whether a visit could be made on a day, were the day free of everything else."""
        day, in_person = node
        shifts = self._standing.shifts_of(day)
        if in_person:
            return any(self._standing.makes_alone(index, k) for k in shifts)
        return any(self._calls_alone(index, k) for k in shifts)

    def _calls_alone(self, index: int, k: int) -> bool:
        """Return whether a shift could call if it did nothing else."""
        visit, shift = self._problem.visits[index], self._problem.shifts[k]
        return visit.contact_s is not None and any(
            max(opens_s, shift.start_s) <= min(closes_s, shift.end_s - visit.contact_s)
            for opens_s, closes_s in visit.windows[k]
        )


def _choices(case: Case, found: _Steps, per_higher: int) -> Choices:
    nodes, arcs = found
    last = len(nodes) + 1
    is_filler = case.lapse.category is Category.FILLER
    return Choices.of(
        [(0, True), *nodes, (0, True)],
        [
            (
                tail,
                head,
                int((tail, head) == (0, last))
                if is_filler
                else of_cause(case.lapse, one.lapses) + per_higher * above(case.lapse, one.lapses),
                levels_of(one),
            )
            for tail, head, one in arcs
        ],
    )
