"""A repair carried out: the plan with the visit in it, timed, checked and with its reasons told anew."""

from __future__ import annotations

from routing.encode import encode
from routing.errors import BackendFault, InputError, Issue
from routing.plan import Plan
from routing.repair.repair import Repair
from routing.request_planner import finished_plan, provenance_of
from routing.solve.backend import Limits, verified_outcome
from routing.status import Status
from routing.travel.matrix import TravelMatrix

__all__ = ["apply_repair"]


def apply_repair(matrix: TravelMatrix, plan: Plan, repair: Repair) -> Plan:
    """Return the checked plan of the repaired request: the plan's other routes as they stand, and the visit made.

    Parameters
    ----------
    matrix
        Travel between the places of the repaired request.
    plan
        The plan for which the repair was found.
    repair
        What to change.

    Raises
    ------
    InputError
        If the repair was found for another plan, or the travel is another one.
    PlanRejected
        If the checker finds a fault in the plan, which is a fault of this library.

    Examples
    --------
    A due visit that the day has no room for, with whatever is asked for the least:

    >>> from datetime import date, datetime
    >>> from routing import Geodesic, Limits, china_calendar, load_policy, read_territory, repairs
    >>> from routing.build_request import day_request, places
    >>> from routing.planner import plan_request
    >>> from routing.repair import apply_repair
    >>> territory, _ = read_territory("data/country-80")
    >>> policy, calendar = load_policy("classified"), china_calendar(2026, 2027)
    >>> request = day_request(territory, policy, calendar, date(2026, 11, 2), datetime(2026, 11, 1, 17, 30))
    >>> matrix = Geodesic().matrix(places(territory))
    >>> plan = plan_request(request, matrix, limits=Limits(iterations=100))
    >>> repair = repairs(request, matrix, plan, "QS0003@2026-11-02")[0]
    >>> repair.kind.value, repair.concession_s, repair.in_time
    ('less-reserve', 900, True)
    >>> repaired = apply_repair(matrix, plan, repair)
    >>> "QS0003" in [stop.customer_id for stop in repaired.routes[0].stops]
    True
    """
    request = repair.request
    problem = encode(request, matrix)
    index_of = {visit.id: v for v, visit in enumerate(request.visits)}
    shift_of = {shift.id: k for k, shift in enumerate(request.shifts)}
    routes = {route.shift_id: tuple(stop.visit_id for stop in route.stops) for route in plan.routes}
    # A visit put off to the next day is made in a plan of that day, of which this one has no shift.
    if shift_of.keys() & routes.keys() and routes.keys() - shift_of.keys():
        raise InputError([_of_another_plan(repair)])
    routes |= dict(repair.routes)
    sequences = tuple(
        tuple(index_of.get(visit_id, -1) for visit_id in routes.get(shift.id, ()))
        for shift in request.shifts
    )
    contacts = tuple(
        (shift_of[shift_id], index_of[visit_id])
        for shift_id, visit_id in repair.contacts
        # Visits made once are phoned where the timetable finds time.
        if problem.visits[index_of[visit_id]].days is not None
    )
    seed = plan.provenance.seed
    try:
        outcome = verified_outcome(
            problem,
            sequences,
            solver="repair",
            status=Status.FEASIBLE,
            stopped_by=plan.provenance.stopped_by,
            seed=seed,
            iterations=0,
            contacts=contacts,
        )
    except BackendFault as fault:
        raise InputError([_of_another_plan(repair)]) from fault
    limits = Limits(iterations=0, seed=seed)
    provenance = provenance_of(request, matrix, problem, outcome, limits, 0.0)
    return finished_plan(request, matrix, problem, outcome, provenance)


def _of_another_plan(repair: Repair) -> Issue:
    return Issue(
        code="repair-of-another-plan",
        place="repair",
        value=repair.visit_id,
        message="The plan has other routes than the one that this repair was found for.",
        remedy="Look for repairs of this plan, or give the plan and the travel that the repair was found with.",
    )
