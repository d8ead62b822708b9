"""One-line changes of a case: a stop, contact, route, shift, visit or figure replaced, all else as it was.

Managers and customers of the worked day name their shift and visit of that day; any other id is taken as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import Any, TypeVar, cast

import numpy as np

from routing.domain.ids import CustomerId, PlaceId
from routing.plan import ObjectiveTerm, Reason, Route
from routing.request import VisitRequest
from routing.status import Level
from tests.checker.worked_plan import Case, shift_id, visit_id

Edit = Callable[[Case], Case]
Place = tuple[str | int, ...]
T = TypeVar("T")

# Which fields are changed is known where an edit is named, not here.
changed: Callable[..., Any] = replace


def _is(an_id: str, name: str) -> bool:
    """Return whether a shift or visit is the one that is named."""
    return an_id in (name, shift_id(name), visit_id(name))


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
        lambda route: changed(route, **changes) if _is(route.shift_id, manager) else route,
    )


def stop(customer: str, *, on: date | None = None, **changes: object) -> Edit:
    """Return an edit of a stop: on one day, or wherever it stands."""
    return lambda case: _each_route(
        case,
        lambda route: replace(
            route,
            stops=tuple(
                changed(stop, **changes)
                if _is(stop.visit_id, customer) and on in (None, route.day)
                else stop
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
                changed(contact, **changes) if _is(contact.visit_id, customer) else contact
                for contact in route.contacts
            ),
        ),
    )


def unassigned(customer: str, number: int = 0, **changes: object) -> Edit:
    """Return an edit of a visit left out: of its first entry, or the one of the number."""

    def edit(case: Case) -> Case:
        listed = list(case.plan.unassigned)
        at = [index for index, entry in enumerate(listed) if _is(entry.visit_id, customer)][number]
        listed[at] = changed(listed[at], **changes)
        return plan(unassigned=tuple(listed))(case)

    return edit


def reason(customer: str, number: int = 0, **changes: object) -> Edit:
    """Return an edit of the reason of a visit left out: of its first entry, or the one of the number."""

    def edit(case: Case) -> Case:
        entry = [e for e in case.plan.unassigned if _is(e.visit_id, customer)][number]
        given: Reason = changed(entry.reasons[0], **changes)
        return unassigned(customer, number, reasons=(given,))(case)

    return edit


def also_unassigned(customer: str, *, like: str) -> Edit:
    """Return an edit that lists one more visit as left out, told like another one."""

    def edit(case: Case) -> Case:
        (told,) = (entry for entry in case.plan.unassigned if entry.visit_id == visit_id(like))
        added = replace(told, visit_id=visit_id(customer), customer_id=CustomerId(customer))
        return plan(unassigned=(*case.plan.unassigned, added))(case)

    return edit


def not_unassigned(customer: str) -> Edit:
    """Return an edit that drops a visit, whatever its entries, from those left out."""
    return lambda case: plan(
        unassigned=tuple(e for e in case.plan.unassigned if not _is(e.visit_id, customer))
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
            changed(visit, **changes) if _is(visit.id, customer) else visit
            for visit in case.request.visits
        )
        return replace(case, request=replace(case.request, visits=visits))

    return edit


def length(customer: str, **changes: int) -> Edit:
    """Return an edit of the limits of a visit's length in the request."""

    def edit(case: Case) -> Case:
        (visit,) = (v for v in case.request.visits if _is(v.id, customer))
        return asked(customer, length=changed(visit.length, **changes))(case)

    return edit


def not_asked(customer: str) -> Edit:
    """Return an edit that drops a visit from the request."""

    def kept(visits: tuple[VisitRequest, ...]) -> tuple[VisitRequest, ...]:
        return tuple(visit for visit in visits if not _is(visit.id, customer))

    return lambda case: replace(
        case, request=replace(case.request, visits=kept(case.request.visits))
    )


def shift(manager: str, **changes: object) -> Edit:
    """Return an edit of a shift in the request."""

    def edit(case: Case) -> Case:
        shifts = tuple(
            changed(shift, **changes) if _is(shift.id, manager) else shift
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


def cadence(customer: str, **changes: object) -> Edit:
    """Return an edit of the terms on which a visit recurs."""

    def edit(case: Case) -> Case:
        (visit,) = (v for v in case.request.visits if _is(v.id, customer))
        return asked(customer, cadence=changed(visit.cadence, **changes))(case)

    return edit


def numbers_of(value: object, place: Place = ()) -> Iterator[tuple[Place, int]]:
    """Yield every number of a plan that follows from others, with the way to it."""
    if type(value) is int:
        yield place, value
    elif isinstance(value, tuple):
        for index, entry in enumerate(value):
            yield from numbers_of(entry, (*place, index))
    elif is_dataclass(value):
        for field in fields(value):
            yield from numbers_of(getattr(value, field.name), (*place, field.name))


def with_number(value: T, place: Place, number: float) -> T:
    """Return a value with the number at a place replaced, of whatever type the new number is."""
    if not place:
        return cast("T", number)
    step, rest = place[0], place[1:]
    if isinstance(value, tuple):
        assert isinstance(step, int)
        inner = with_number(value[step], rest, number)
        return cast("T", (*value[:step], inner, *value[step + 1 :]))
    inner = with_number(getattr(value, str(step)), rest, number)
    return cast("T", changed(value, **{str(step): inner}))
