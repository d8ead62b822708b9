"""What keeps a visit off a shift even if the shift made nothing else: rules lifted until it could."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date

from routing.cadence import steps
from routing.problem import Problem
from routing.reasons import obstacles
from routing.reasons.best_case import BestCase
from routing.request import PlanRequest, VisitRequest
from routing.rules import Rule

__all__ = ["Obstacles", "ShiftObstacles", "cadence_rules"]

Obstacles = tuple[tuple[Rule, ...], ...]
"""Choices of rules: without all rules of one choice the visit could be made."""

_Days = Sequence[tuple[date, bool]]
_OF_CADENCE = ((), (Rule.MIN_GAP,), (Rule.CONTACT,), (Rule.MIN_GAP, Rule.CONTACT))


class ShiftObstacles:
    """What keeps visits off single shifts of one problem."""

    def __init__(self, request: PlanRequest, problem: Problem) -> None:
        self._request = request
        self._problem = problem
        self._best = BestCase(problem)

    def of(self, v: int, k: int) -> Obstacles:
        """Return the rules without which a shift could make a visit in person, whatever other visits there are."""
        shift, visit = self._request.shifts[k], self._request.visits[v]
        openings = [one for one in visit.openings if one.day == shift.day]
        spare = [one for one in visit.spare_openings if one.day == shift.day]
        is_opened = bool(spare) and not openings
        asked = replace(visit, openings=tuple(spare if is_opened else openings), contact=None)
        found = obstacles(
            replace(self._request, visits=(asked,)),
            replace(self._problem, visits=(replace(self._problem.visits[v], contact_s=None),)),
            0,
            [k],
            best=self._best,
        )
        choices = tuple(one.rules for one in found)
        if is_opened:
            # The shift is driven for others; that this customer's day is none to visit on comes first (R6).
            return tuple((Rule.NO_VISIT_DAY, *rules) for rules in choices) or (
                (Rule.NO_VISIT_DAY,),
            )
        return choices


def cadence_rules(visit: VisitRequest, choices: Iterable[_Days]) -> tuple[Rule, ...]:
    """Return the rules of its cadence without which a recurring visit could be made on some choice of days."""
    made = list(choices)
    return next(
        (rules for rules in _OF_CADENCE if any(_is_allowed(visit, days, rules) for days in made)),
        (Rule.VISIT_ONCE,),
    )


def _is_allowed(visit: VisitRequest, days: _Days, lifted: Collection[Rule]) -> bool:
    """Return whether a visit may be made on these days if some rules were lifted."""
    if visit.cadence is None or len({day for day, _ in days}) < len(days):
        return visit.cadence is None
    if Rule.MIN_GAP in lifted:
        visit = replace(visit, cadence=replace(visit.cadence, gap_days=0))
    try:
        steps(visit, [(day, in_person or Rule.CONTACT in lifted) for day, in_person in days])
    except ValueError:
        return False
    return True
