"""Tells all there is to say about the visits of one plan."""

from __future__ import annotations

from routing.domain.ids import VisitId
from routing.domain.visit import Category, Cause
from routing.errors import InputError, Issue
from routing.explanation.attempts import Attempts
from routing.explanation.changes import Changes
from routing.explanation.left_out import LeftOutReasons
from routing.explanation.placements import Placements
from routing.explanation.values import Explanation
from routing.explanation.words import Words
from routing.plan import Plan
from routing.request import PlanRequest
from routing.status import NUM_LEVELS
from routing.travel.matrix import TravelMatrix
from routing.what_if import standing_plan

__all__ = ["Explainer"]


class Explainer:
    """Explains the visits of one plan: many of them cost less than each by itself.

    Parameters
    ----------
    request, matrix
        The question that the plan answers.
    plan
        The plan, of whatever origin; it must keep the rules.

    Raises
    ------
    InputError
        If the plan is not one of the request, or a route of it breaks the rules.
    """

    def __init__(self, request: PlanRequest, matrix: TravelMatrix, plan: Plan) -> None:
        standing = standing_plan(request, matrix, plan)
        changes, words = Changes(standing), Words(request, standing)
        self._request = request
        self._index = {visit.id: v for v, visit in enumerate(request.visits)}
        self._attempts = Attempts(request, standing, changes, words)
        self._placements = Placements(request, plan, standing, changes, self._attempts, words)
        self._left_out = LeftOutReasons(request, plan, standing)

    @property
    def missed(self) -> tuple[VisitId, ...]:
        """Mandatory and due visits that are left out or late, in the order of the request."""
        return tuple(
            visit.id
            for v, visit in enumerate(self._request.visits)
            if any(one.category is not Category.FILLER for one in self._left_out.missing(v))
        )

    def explanation(self, visit_id: VisitId) -> Explanation:
        """Return all there is to say about a visit, whether the plan makes it or not.

        Raises
        ------
        InputError
            If the request has no such visit.
        """
        if visit_id not in self._index:
            raise InputError([_unknown(visit_id)])
        v = self._index[visit_id]
        visit, placements = self._request.visits[v], self._placements.all_of(v)
        calls = [(one.category, one.cause) for one in self._left_out.missing(v) or placements]
        category, cause = min(calls, key=_rank, default=(visit.category, visit.cause))
        return Explanation(
            visit_id=visit.id,
            customer_id=visit.customer_id,
            category=category,
            cause=cause,
            because=visit.because,
            placements=placements,
            reasons=self._left_out.reasons(v),
            attempts=self._attempts.everywhere(v),
        )


def _rank(call: tuple[Category, Cause]) -> int:
    """Return the level on which a visit counts, after all levels where nobody misses it."""
    category, cause = call
    level = cause.level(category)
    return NUM_LEVELS if level is None else level


def _unknown(visit_id: VisitId) -> Issue:
    return Issue(
        code="unknown-visit",
        place="visit",
        value=visit_id,
        message="The request has no such visit.",
        remedy="Give the id of a visit as the request has it.",
    )
