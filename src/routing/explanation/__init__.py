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

    References
    ----------
    R12, R18, R19: what is weighed; each reason and attempt names the rules behind it, see `routing.rules`.

    Examples
    --------
    A visit that is left out, and one that is made:

    >>> from datetime import date, datetime
    >>> from routing import Geodesic, Limits, china_calendar, explain, load_policy, read_territory
    >>> from routing.build_request import day_request, places
    >>> from routing.planner import plan_request
    >>> territory, _ = read_territory("data/country-80")
    >>> policy, calendar = load_policy("classified"), china_calendar(2026, 2027)
    >>> request = day_request(territory, policy, calendar, date(2026, 11, 2), datetime(2026, 11, 1, 17, 30))
    >>> matrix = Geodesic().matrix(places(territory))
    >>> plan = plan_request(request, matrix, limits=Limits(iterations=100))
    >>> left_out = explain(request, matrix, plan, "QS0038@2026-11-02")
    >>> left_out.reasons[0].text.partition(": ")[2]
    'closed on this day (2026-11-02). But for that it would fit. Choose a day on which the customer is open.'
    >>> made = explain(request, matrix, plan, plan.routes[0].stops[0].visit_id).placements[0]
    >>> made.position, made.detour_s > 0, made.text.startswith("2026-11-02 M02: mandatory")
    (1, True, True)
    """
    return Explainer(request, matrix, plan).explanation(visit_id)


def explain_all(request: PlanRequest, matrix: TravelMatrix, plan: Plan) -> tuple[Explanation, ...]:
    """Return all there is to say about every visit of a request, in its order; what they share is computed once.

    Raises
    ------
    InputError
        If the plan is not one of the request, or a route of it breaks the rules.

    Examples
    --------
    Of due visits left out, those that would fit if something else gave way, and how many it would be at least:

    >>> from datetime import date, datetime
    >>> from routing import Geodesic, Limits, china_calendar, load_policy, read_territory
    >>> from routing.build_request import day_request, places
    >>> from routing.explanation import explain_all
    >>> from routing.planner import plan_request
    >>> territory, _ = read_territory("data/country-80")
    >>> policy, calendar = load_policy("classified"), china_calendar(2026, 2027)
    >>> request = day_request(territory, policy, calendar, date(2026, 11, 2), datetime(2026, 11, 1, 17, 30))
    >>> matrix = Geodesic().matrix(places(territory))
    >>> plan = plan_request(request, matrix, limits=Limits(iterations=100))
    >>> found = explain_all(request, matrix, plan)
    >>> len(found) == len(request.visits)
    True
    >>> pushed_out = {
    ...     one.customer_id: len(one.reasons[0].displaces)
    ...     for one in found
    ...     if one.category == "due" and one.reasons and one.reasons[0].rule == "DISPLACED"
    ... }
    >>> min(pushed_out.values())
    1
    """
    explainer = Explainer(request, matrix, plan)
    return tuple(explainer.explanation(visit.id) for visit in request.visits)
