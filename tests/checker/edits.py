"""One-line changes of a case: a stop, contact, route, shift, visit or figure replaced, all else as it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from routing.domain.ids import CustomerId, PlaceId
from routing.plan import ObjectiveTerm, Reason, Route
from routing.request import VisitRequest
from routing.status import Level
from tests.checker.worked_plan import Case, shift_id, visit_id

Edit = Callable[[Case], Case]

# Which fields are changed is known where an edit is named, not here.
changed: Callable[..., Any] = replace


def both(*edits: Edit) -> Edit:
    """Return the edits one after the other: one fault often shows in more than one number."""

    def edit(case: Case) -> Case:
        for step in edits:
            case = step(case)
        return case

    return edit


def plan(**changes: object) -> Edit:
    """Return an edit of the plan's own fields."""
    return lambda case: replace(case, plan=changed(case.plan, **changes))


def _each_route(case: Case, change: Callable[[Route], Route]) -> Case:
    return replace(
        case, plan=replace(case.plan, routes=tuple(change(route) for route in case.plan.routes))
    )


def route(manager: str, **changes: object) -> Edit:
    """Return an edit of a manager's route."""
    return lambda case: _each_route(
        case,
        lambda route: changed(route, **changes) if route.shift_id == shift_id(manager) else route,
    )


def stop(customer: str, **changes: object) -> Edit:
    """Return an edit of a stop."""
    return lambda case: _each_route(
        case,
        lambda route: replace(
            route,
            stops=tuple(
                changed(stop, **changes) if stop.visit_id == visit_id(customer) else stop
                for stop in route.stops
            ),
        ),
    )


def contact(customer: str, **changes: object) -> Edit:
    """Return an edit of a contact."""
    return lambda case: _each_route(
        case,
        lambda route: replace(
            route,
            contacts=tuple(
                changed(contact, **changes) if contact.visit_id == visit_id(customer) else contact
                for contact in route.contacts
            ),
        ),
    )


def unassigned(customer: str, **changes: object) -> Edit:
    """Return an edit of a visit left out."""

    def edit(case: Case) -> Case:
        listed = tuple(
            changed(entry, **changes) if entry.visit_id == visit_id(customer) else entry
            for entry in case.plan.unassigned
        )
        return replace(case, plan=replace(case.plan, unassigned=listed))

    return edit


def reason(customer: str, **changes: object) -> Edit:
    """Return an edit of the reason of a visit left out."""

    def edit(case: Case) -> Case:
        (entry,) = (e for e in case.plan.unassigned if e.visit_id == visit_id(customer))
        given: Reason = changed(entry.reasons[0], **changes)
        return unassigned(customer, reasons=(given,))(case)

    return edit


def also_unassigned(customer: str, *, like: str) -> Edit:
    """Return an edit that lists one more visit as left out, told like another one."""

    def edit(case: Case) -> Case:
        (told,) = (entry for entry in case.plan.unassigned if entry.visit_id == visit_id(like))
        added = replace(told, visit_id=visit_id(customer), customer_id=CustomerId(customer))
        return plan(unassigned=(*case.plan.unassigned, added))(case)

    return edit


def not_unassigned(customer: str) -> Edit:
    """Return an edit that drops a visit from those left out."""
    return lambda case: plan(
        unassigned=tuple(e for e in case.plan.unassigned if e.visit_id != visit_id(customer))
    )(case)


def kpis(**changes: int) -> Edit:
    """Return an edit of key figures."""
    return lambda case: plan(kpis=changed(case.plan.kpis, **changes))(case)


def level(level: Level, figure: int) -> Edit:
    """Return an edit of one level of the objective."""

    def edit(case: Case) -> Case:
        levels = list(case.plan.objective.levels)
        levels[level] = figure
        return plan(objective=replace(case.plan.objective, levels=tuple(levels)))(case)

    return edit


def terms(change: Callable[[tuple[ObjectiveTerm, ...]], tuple[ObjectiveTerm, ...]]) -> Edit:
    """Return an edit of the terms of the objective."""
    return lambda case: plan(
        objective=replace(case.plan.objective, terms=change(case.plan.objective.terms))
    )(case)


def asked(customer: str, **changes: object) -> Edit:
    """Return an edit of a visit in the request."""

    def edit(case: Case) -> Case:
        visits = tuple(
            changed(visit, **changes) if visit.id == visit_id(customer) else visit
            for visit in case.request.visits
        )
        return replace(case, request=replace(case.request, visits=visits))

    return edit


def length(customer: str, **changes: int) -> Edit:
    """Return an edit of the limits of a visit's length in the request."""

    def edit(case: Case) -> Case:
        (visit,) = (v for v in case.request.visits if v.id == visit_id(customer))
        return asked(customer, length=changed(visit.length, **changes))(case)

    return edit


def not_asked(customer: str) -> Edit:
    """Return an edit that drops a visit from the request."""

    def kept(visits: tuple[VisitRequest, ...]) -> tuple[VisitRequest, ...]:
        return tuple(visit for visit in visits if visit.id != visit_id(customer))

    return lambda case: replace(
        case, request=replace(case.request, visits=kept(case.request.visits))
    )


def shift(manager: str, **changes: object) -> Edit:
    """Return an edit of a shift in the request."""

    def edit(case: Case) -> Case:
        shifts = tuple(
            changed(shift, **changes) if shift.id == shift_id(manager) else shift
            for shift in case.request.shifts
        )
        return replace(case, request=replace(case.request, shifts=shifts))

    return edit


def no_way(origin: str, target: str) -> Edit:
    """Return an edit that closes one way in the matrix."""

    def edit(case: Case) -> Case:
        reachable = np.array(case.matrix.reachable)
        index = case.matrix.index
        reachable[index[PlaceId(origin)], index[PlaceId(target)]] = False
        return replace(case, matrix=replace(case.matrix, reachable=reachable))

    return edit


def no_place(place: str) -> Edit:
    """Return an edit that takes a place out of the matrix."""

    def edit(case: Case) -> Case:
        matrix = case.matrix
        rows = [row for row, place_id in enumerate(matrix.place_ids) if place_id != place]
        return replace(
            case,
            matrix=replace(
                matrix,
                place_ids=tuple(matrix.place_ids[row] for row in rows),
                duration_s=matrix.duration_s[np.ix_(rows, rows)],
                distance_m=matrix.distance_m[np.ix_(rows, rows)],
                reachable=matrix.reachable[np.ix_(rows, rows)],
            ),
        )

    return edit
