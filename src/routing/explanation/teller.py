"""Tells all there is to say about the visits of one plan."""

from __future__ import annotations

from routing.domain.visit import Category, Cause
from routing.explanation.attempts import Attempts
from routing.explanation.changes import Changes
from routing.explanation.left_out import LeftOutReasons
from routing.explanation.placements import Placements
from routing.explanation.values import Explanation
from routing.explanation.words import Words
from routing.plan import Plan
from routing.request import PlanRequest
from routing.status import NUM_LEVELS
from routing.what_if import StandingPlan

__all__ = ["Teller"]


class Teller:
    """Tells of the visits of one plan; what they share is computed once."""

    def __init__(self, request: PlanRequest, plan: Plan, standing: StandingPlan) -> None:
        changes, words = Changes(standing), Words(request, standing)
        self._request = request
        self._attempts = Attempts(request, standing, changes, words)
        self._placements = Placements(request, plan, standing, changes, self._attempts, words)
        self._left_out = LeftOutReasons(request, plan, standing)

    def explanation(self, v: int) -> Explanation:
        """Return all there is to say about a visit."""
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
