"""From a plan back to the private answer that it spells out, so that changes of it can be computed."""

from __future__ import annotations

from collections.abc import Iterator

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
        If the plan names shifts or visits that the request does not, or a route cannot be driven as it stands; or the
        request contradicts itself (see `routing.encode.encode`).
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
        If the plan names shifts or visits that the request does not.
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
    if strangers:
        raise InputError(strangers)
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
    """Yield the recurring visits that the plan makes on days which their cadence forbids."""
    sequences, contacts = answer_of(request, plan)
    events = problem.events(sequences, contacts)
    for v, visit in enumerate(problem.visits):
        if visit.days is not None and visit.days.cost_of(events.get(v, [])) is None:
            yield Issue(
                code="plan-breaks-rules",
                place=f"plan, visit {request.visits[v].id}",
                message="It is made on days that its cadence forbids.",
                remedy="`routing check` names every rule that it breaks; plan anew or mend it first.",
            )
