"""Why a plan makes a visit on its day and at its place, or does not make it, and what every other day would take.

All of it is tried before it is told. Costs are those of a changed plan that was computed, all else as it stands: the
visit on another shift, in place of a stop where it must, at another position, or no longer made. Where no change will
do, rules are lifted until the shift could make the visit alone: those lifted are what keeps it off.
"""

from __future__ import annotations

from routing.domain.ids import VisitId
from routing.explanation.explainer import Explainer
from routing.explanation.values import Attempt, Explanation, Missed, Placement
from routing.plan import Plan
from routing.request import PlanRequest
from routing.travel.matrix import TravelMatrix

__all__ = [
    "Attempt",
    "Explainer",
    "Explanation",
    "Missed",
    "Placement",
    "explain",
    "explain_all",
]


def explain(
    request: PlanRequest, matrix: TravelMatrix, plan: Plan, visit_id: VisitId
) -> Explanation:
    """Return all there is to say about one visit of a plan, whether the plan makes it or not.

    Parameters
    ----------
    request, matrix
        The question that the plan answers.
    plan
        The plan, of whatever origin; it must keep the rules.
    visit_id
        Which visit of the request.

    Raises
    ------
    InputError
        If the request has no such visit, the plan is not one of the request, or a route of it breaks the rules.
    """
    return Explainer(request, matrix, plan).explanation(visit_id)


def explain_all(request: PlanRequest, matrix: TravelMatrix, plan: Plan) -> tuple[Explanation, ...]:
    """Return all there is to say about every visit of a request, in its order; what they share is computed once.

    Raises
    ------
    InputError
        If the plan is not one of the request, or a route of it breaks the rules.
    """
    explainer = Explainer(request, matrix, plan)
    return tuple(explainer.explanation(visit.id) for visit in request.visits)
