"""The independent checker: holds any plan, ours, foreign or made by hand, against request and travel matrix.

It shares no arithmetic with encoding, solving and timetable, so that a fault there cannot hide here. Each rule is one
function; all of them run, whatever the others find.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from routing.checker import assignment, contacts, figures, left_out, promises, routes
from routing.checker.facts import Facts
from routing.checker.report import Remark, Report, Violation
from routing.plan import Plan
from routing.request import PlanRequest
from routing.travel.matrix import TravelMatrix

__all__ = ["Remark", "Report", "Violation", "check"]

_RULES: tuple[Callable[[Facts], Iterator[Violation]], ...] = (
    assignment.nothing_lost,
    assignment.nothing_twice,
    assignment.lapses_told,
    assignment.nothing_unknown,
    assignment.customers_once_a_day,
    assignment.routes_have_shifts,
    assignment.places_as_asked,
    assignment.fields_as_asked,
    routes.ways,
    routes.travel_times,
    routes.distances,
    routes.undriven_shifts,
    routes.shift_hours,
    routes.reserved_time,
    routes.lunch,
    promises.days,
    promises.gaps,
    promises.start_windows,
    promises.visit_lengths,
    promises.managers,
    promises.max_visits,
    contacts.in_person,
    contacts.contact_turns,
    contacts.contact_terms,
    contacts.contact_times,
    left_out.reasons_given,
    left_out.reasons_hold,
    left_out.floor_told,
    figures.whole_numbers,
    figures.objective_levels,
    figures.objective_terms,
    figures.key_figures,
)


def check(request: PlanRequest, matrix: TravelMatrix, plan: Plan) -> Report:
    """Return all that is wrong with a plan, and what a planner should know about it.

    Parameters
    ----------
    request
        What was asked for; it is believed.
    matrix
        Travel between all places of the request; it is believed.
    plan
        The answer, of whatever origin. How it was made (`Plan.provenance`) is not looked at.

    Notes
    -----
    A shift without a route counts as an empty shift. A missed floor (R7) and a mandatory visit left out or made late
    are remarks, since the standard allows what cannot be kept; a missed floor that no note tells, and a lapse that is
    not listed, are violations. Nothing is raised for a faulty plan: all that is wrong stands in the answer.

    References
    ----------
    R1-R4, R6-R8, R12-R17, R19, R20, R22: each finding names its rule, see `routing.rules`.

    Examples
    --------
    >>> from datetime import date, datetime
    >>> from routing import Geodesic, Limits, check, china_calendar, load_policy, read_territory
    >>> from routing.build_request import day_request, places
    >>> from routing.planner import plan_request
    >>> territory, _ = read_territory("data/country-80")
    >>> policy, calendar = load_policy("classified"), china_calendar(2026, 2027)
    >>> request = day_request(territory, policy, calendar, date(2026, 11, 2), datetime(2026, 11, 1, 17, 30))
    >>> matrix = Geodesic().matrix(places(territory))
    >>> plan = plan_request(request, matrix, limits=Limits(iterations=100))
    >>> report = check(request, matrix, plan)
    >>> report.is_clean, [(remark.rule.value, remark.subject) for remark in report.remarks]
    (True, [('CLOSED_DAY', 'QS0038@2026-11-02')])

    The same plan with a stop crossed out by hand:

    >>> from dataclasses import replace
    >>> route = replace(plan.routes[0], stops=plan.routes[0].stops[:-1])
    >>> violations = check(request, matrix, replace(plan, routes=(route,))).violations
    >>> violations[0].rule.value, violations[0].message
    ('LOST_VISIT', 'is neither a stop nor a contact nor listed as left out.')
    """
    facts = Facts(request=request, matrix=matrix, plan=plan)
    return Report(
        violations=tuple(violation for rule in _RULES for violation in rule(facts)),
        remarks=tuple(left_out.remarks(facts)),
    )
