"""From a plan back to the private answer that it spells out, so that changes of it can be computed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from routing.domain.ids import ShiftId
from routing.encode import encode
from routing.errors import InputError, Issue
from routing.feasibility import is_feasible
from routing.plan import Plan
from routing.problem import Problem
from routing.request import PlanRequest
from routing.travel.matrix import TravelMatrix
from routing.what_if.standing_plan import StandingPlan

__all__ = ["answer_of", "standing_plan"]

_Answer = tuple[tuple[tuple[int, ...], ...], tuple[tuple[int, int], ...]]


def standing_plan(request: PlanRequest, matrix: TravelMatrix, plan: Plan) -> StandingPlan:
    """Return a plan as it stands: the problem that its request is, and its routes and contacts.

    Raises
    ------
    InputError
        If the plan names shifts or visits that the request does not, has two routes of one shift, makes a visit on days
        on which it may not, or a route cannot be driven as it stands; or the request contradicts itself (see
        `routing.encode.encode`).
    """
    problem = encode(request, matrix)
    sequences, contacts = answer_of(request, plan)
    if faults := [*_undrivable(request, problem, sequences), *_unowed(request, problem, plan)]:
        raise InputError(faults)
    return StandingPlan(problem, sequences, contacts)


def answer_of(request: PlanRequest, plan: Plan) -> _Answer:
    """Return for each shift of a request the visits that a plan makes on it in order, and shift and visit of contacts.

    Raises
    ------
    InputError
        If the plan names shifts or visits that the request does not, or has two routes of one shift.
    """
    shift_of = {shift.id: k for k, shift in enumerate(request.shifts)}
    index_of = {visit.id: v for v, visit in enumerate(request.visits)}
    strangers = [
        _stranger("shift", route.shift_id)
        for route in plan.routes
        if route.shift_id not in shift_of
    ]
    strangers += [
        _stranger("visit", entry.visit_id)
        for route in plan.routes
        for entry in route.entries
        if entry.visit_id not in index_of
    ]
    num_routes = Counter(route.shift_id for route in plan.routes)
    if faults := [*strangers, *(_twice(one) for one, times in num_routes.items() if times > 1)]:
        raise InputError(faults)
    sequences: list[tuple[int, ...]] = [() for _ in request.shifts]
    contacts: list[tuple[int, int]] = []
    for route in plan.routes:
        k = shift_of[route.shift_id]
        sequences[k] = tuple(index_of[stop.visit_id] for stop in route.stops)
        contacts += [(k, index_of[entry.visit_id]) for entry in route.contacts]
    return tuple(sequences), tuple(contacts)


def _stranger(kind: str, name: str) -> Issue:
    return Issue(
        code=f"unknown-{kind}",
        place="plan, routes",
        value=name,
        message=f"The request has no such {kind}.",
        remedy="Give the request that this plan answers.",
    )


def _twice(shift_id: ShiftId) -> Issue:
    return Issue(
        code="duplicate-route",
        place="plan, routes",
        value=shift_id,
        message="The plan has more than one route of this shift.",
        remedy="Keep one of them; `routing check` names every rule that the plan breaks.",
    )


def _undrivable(
    request: PlanRequest, problem: Problem, sequences: tuple[tuple[int, ...], ...]
) -> Iterator[Issue]:
    for k, sequence in enumerate(sequences):
        if not is_feasible(problem, k, sequence):
            yield Issue(
                code="plan-breaks-rules",
                place=f"plan, route of shift {request.shifts[k].id}",
                message="The route cannot be driven in this order within the request's rules.",
                remedy="`routing check` names every rule that it breaks; plan anew or mend it first.",
            )


def _unowed(request: PlanRequest, problem: Problem, plan: Plan) -> Iterator[Issue]:
    """Yield the visits that the plan makes on days on which they may not be made, or more than once."""
    sequences, contacts = answer_of(request, plan)
    events = problem.events(sequences, contacts)
    for v, visit in enumerate(problem.visits):
        made = events.get(v, [])
        if visit.days is None:
            fault = "It is made more than once." if len(made) > 1 else ""
        else:
            is_owed = visit.days.cost_of(made) is not None
            fault = "" if is_owed else "It is made on days that its cadence forbids."
        if fault:
            yield Issue(
                code="plan-breaks-rules",
                place=f"plan, visit {request.visits[v].id}",
                message=fault,
                remedy="`routing check` names every rule that it breaks; plan anew or mend it first.",
            )
