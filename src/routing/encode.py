"""The bridge between the public pair in ids and the private pair in integers; nothing else crosses it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import numpy as np

from routing.demand.windows import merged_windows
from routing.domain.customer import Mode
from routing.domain.ids import CustomerId
from routing.domain.visit import Category, Cause
from routing.errors import InputError, Issue
from routing.plan import (
    Contact,
    Kpis,
    Lunch,
    Objective,
    ObjectiveTerm,
    Plan,
    Provenance,
    Reason,
    Route,
    Stop,
    UnassignedVisit,
)
from routing.problem import FAR_S, Problem, Shift, Visit, Window
from routing.problem import Lunch as ProblemLunch
from routing.request import PlanRequest, ShiftRequest, VisitRequest
from routing.rules import Rule
from routing.status import NUM_LEVELS, Level
from routing.timetable import ShiftTimetable
from routing.travel.matrix import TravelMatrix

__all__ = ["decode", "encode", "start_windows"]

_URGENCY_STEP = 1_000_000
_ALWAYS_IN_PERSON = (Cause.ANOMALY, Cause.NEW_CUSTOMER)


def encode(request: PlanRequest, matrix: TravelMatrix) -> Problem:
    """Return the request in integers; its shifts and visits keep their order, so an index is a position there.

    Raises
    ------
    InputError
        If places of the request are not in the matrix, ids stand twice, a customer could be visited twice on a day,
        or the numbers of a visit make no sense; names every such fault.
    """
    if issues := [*_place_issues(request, matrix), *_id_issues(request), *_visit_issues(request)]:
        raise InputError(issues)
    return Problem(
        travel_s=np.where(matrix.reachable, matrix.duration_s, FAR_S).astype(np.int64),
        shifts=tuple(_shift(shift, matrix) for shift in request.shifts),
        visits=tuple(_visit(visit, request.shifts, matrix) for visit in request.visits),
    )


def _place_issues(request: PlanRequest, matrix: TravelMatrix) -> Iterator[Issue]:
    places = [
        *((f"shift {s.id}", p) for s in request.shifts for p in (s.start_place_id, s.end_place_id)),
        *((f"visit {v.id}", v.place_id) for v in request.visits),
    ]
    for place, place_id in dict.fromkeys(places):
        if place_id not in matrix.index:
            yield Issue(
                code="unknown-place",
                place=place,
                value=place_id,
                message="This place is not in the travel matrix.",
                remedy="Make the matrix from the places of the same territory.",
            )


def _id_issues(request: PlanRequest) -> Iterator[Issue]:
    for kind, ids in (
        ("shift", Counter(shift.id for shift in request.shifts)),
        ("visit", Counter(visit.id for visit in request.visits)),
    ):
        for repeated in sorted(one for one, times in ids.items() if times > 1):
            yield Issue(
                code="duplicate-id",
                place=f"request, {kind}s",
                value=repeated,
                message=f"This {kind} id stands more than once.",
                remedy="Give each one an id of its own.",
            )


def _visit_issues(request: PlanRequest) -> Iterator[Issue]:
    shift_days = {shift.day for shift in request.shifts}
    taken: set[tuple[CustomerId, date]] = set()
    for visit in request.visits:
        length = visit.length
        if not 0 <= length.min_s <= length.target_s <= length.max_s:
            yield Issue(
                code="length-out-of-order",
                place=f"visit {visit.id}, length",
                value=f"{length.min_s}, {length.target_s}, {length.max_s}",
                message="Minimum, target and maximum are not in order.",
                remedy="Put them in order, none below 0.",
            )
        if visit.category is not Category.FILLER and visit.weight < 1:
            yield Issue(
                code="number-out-of-range",
                place=f"visit {visit.id}, weight",
                value=str(visit.weight),
                message="Leaving the visit out would cost nothing.",
                remedy="Use 1 or more, or make it a filler.",
            )
        open_days = {opening.day for opening in visit.openings} & shift_days
        days = {(visit.customer_id, day) for day in open_days}
        if taken & days:
            yield Issue(
                code="customer-twice",
                place=f"visit {visit.id}",
                value=visit.customer_id,
                message="Another visit of this customer is open on the same day.",
                remedy="Ask for one visit a customer a day.",
            )
        taken |= days


def _shift(shift: ShiftRequest, matrix: TravelMatrix) -> Shift:
    lunch = shift.lunch
    return Shift(
        start_place=matrix.index[shift.start_place_id],
        end_place=matrix.index[shift.end_place_id],
        start_s=shift.start_s,
        end_s=shift.end_s - shift.reserve_s,
        lunch=ProblemLunch(
            earliest_s=lunch.earliest_s, latest_s=lunch.latest_s, length_s=lunch.length_s
        )
        if lunch
        else None,
        floor=shift.floor,
        max_visits=shift.max_visits,
    )


def _visit(visit: VisitRequest, shifts: Sequence[ShiftRequest], matrix: TravelMatrix) -> Visit:
    level = visit.cause.level(visit.category)
    return Visit(
        place=matrix.index[visit.place_id],
        min_s=visit.length.min_s,
        target_s=visit.length.target_s,
        max_s=visit.length.max_s,
        windows=tuple(start_windows(visit, shift) for shift in shifts),
        skip_level=level,
        skip_weight=0 if level is None else visit.weight,
        serve_cost_s=tuple(visit.price_s(shift) for shift in shifts),
        aim_s=visit.appointment_s,
        # Level first, weight second: whose length is given back first.
        urgency=0 if level is None else (NUM_LEVELS - level) * _URGENCY_STEP + visit.weight,
        contact_s=visit.contact.length_s if visit.contact and _contact_modes(visit) else None,
    )


def _contact_modes(visit: VisitRequest) -> tuple[Mode, ...]:
    """Return the ways in which a visit may be made without going there (R13, R14, R22)."""
    if visit.contact is None or visit.cause in _ALWAYS_IN_PERSON:
        return ()
    return tuple(mode for mode in visit.contact.modes if mode is not Mode.IN_PERSON)


def start_windows(visit: VisitRequest, shift: ShiftRequest) -> tuple[Window, ...]:
    """Return when a visit may start on a shift, in person or not: ascending and disjoint windows, maybe none."""
    if visit.manager_ids is not None and shift.manager_id not in visit.manager_ids:
        return ()
    if visit.release is not None and shift.day < visit.release:
        return ()
    return merged_windows(
        (opening.start_s, opening.end_s) for opening in visit.openings if opening.day == shift.day
    )


def decode(
    request: PlanRequest,
    matrix: TravelMatrix,
    problem: Problem,
    tables: Sequence[ShiftTimetable],
    reasons: Mapping[int, tuple[Reason, ...]],
    provenance: Provenance,
    notes: Sequence[str] = (),
) -> Plan:
    """Return the plan that the timetables make of the request.

    Parameters
    ----------
    request, matrix, problem
        The question, and what `encode` made of it.
    tables
        One timetable a shift, in the order of the request.
    reasons
        For each visit left out, by its index, why.
    provenance
        How the answer was found.
    notes
        What else goes with the plan, beside the notes of the request and of missed floors.
    """
    routes = tuple(
        _route(request, shift, table, matrix)
        for shift, table in zip(request.shifts, tables, strict=True)
    )
    served = {stop.visit for table in tables for stop in table.stops}
    served |= {contact.visit for table in tables for contact in table.contacts}
    left_out = [index for index in range(len(request.visits)) if index not in served]
    unassigned = tuple(
        UnassignedVisit(
            visit_id=visit.id,
            customer_id=visit.customer_id,
            category=visit.category,
            cause=visit.cause,
            reasons=reasons[index],
        )
        for index, visit in ((index, request.visits[index]) for index in left_out)
    )
    return Plan(
        territory_id=request.territory_id,
        routes=routes,
        unassigned=unassigned,
        objective=_objective(request, problem, tables, left_out),
        kpis=_kpis(request, routes, unassigned),
        provenance=provenance,
        notes=(*request.notes, *notes, *_floor_notes(request, routes)),
    )


def _route(
    request: PlanRequest, shift: ShiftRequest, table: ShiftTimetable, matrix: TravelMatrix
) -> Route:
    stops = []
    row = matrix.index[shift.start_place_id]
    for stop in table.stops:
        visit = request.visits[stop.visit]
        column = matrix.index[visit.place_id]
        stops.append(
            Stop(
                visit_id=visit.id,
                customer_id=visit.customer_id,
                place_id=visit.place_id,
                category=visit.category,
                cause=visit.cause,
                travel_s=int(matrix.duration_s[row, column]),
                distance_m=int(matrix.distance_m[row, column]),
                arrival_s=stop.arrival_s,
                start_s=stop.start_s,
                length_s=stop.length_s,
            )
        )
        row = column
    home = matrix.index[shift.end_place_id]
    lunch = None
    if shift.lunch is not None and table.lunch_start_s is not None:
        lunch = Lunch(start_s=table.lunch_start_s, end_s=table.lunch_start_s + shift.lunch.length_s)
    return Route(
        shift_id=shift.id,
        manager_id=shift.manager_id,
        day=shift.day,
        start_place_id=shift.start_place_id,
        end_place_id=shift.end_place_id,
        start_s=table.leave_s,
        end_s=table.back_s,
        stops=tuple(stops),
        lunch=lunch,
        contacts=tuple(
            _contact(request.visits[entry.visit], entry.start_s, entry.length_s)
            for entry in table.contacts
        ),
        return_travel_s=int(matrix.duration_s[row, home]) if stops else 0,
        return_distance_m=int(matrix.distance_m[row, home]) if stops else 0,
    )


def _contact(visit: VisitRequest, start_s: int, length_s: int) -> Contact:
    return Contact(
        visit_id=visit.id,
        customer_id=visit.customer_id,
        category=visit.category,
        cause=visit.cause,
        mode=_contact_modes(visit)[0],
        start_s=start_s,
        length_s=length_s,
    )


def _objective(
    request: PlanRequest,
    problem: Problem,
    tables: Sequence[ShiftTimetable],
    left_out: Sequence[int],
) -> Objective:
    """Return the levels, and the terms they are made of (see `ObjectiveTerm`)."""
    sequences = [[stop.visit for stop in table.stops] for table in tables]
    contacts = [(k, entry.visit) for k, table in enumerate(tables) for entry in table.contacts]
    levels = problem.objective(sequences, contacts)
    amounts: dict[tuple[Level, str], tuple[int, int]] = {}

    def add(level: Level, name: str, amount: int, value: int) -> None:
        before = amounts.get((level, name), (0, 0))
        amounts[level, name] = (before[0] + amount, before[1] + value)

    for index in left_out:
        visit = request.visits[index]
        level = visit.cause.level(visit.category)
        if level is not None:
            add(level, visit.cause, 1, visit.weight)
    add(Level.FLOOR, "floor", levels[Level.FLOOR], levels[Level.FLOOR])
    travel_s = sum(problem.route_travel_s(k, sequence) for k, sequence in enumerate(sequences))
    add(Level.COST, "travel", travel_s, travel_s)
    for shift, sequence in zip(request.shifts, sequences, strict=True):
        for index in sequence:
            for wish in request.visits[index].wishes:
                if wish.applies(shift):
                    add(Level.COST, wish.rule, 1, wish.price_s)
    return Objective(
        levels=levels,
        terms=tuple(
            ObjectiveTerm(level=level, name=name, amount=amount, value=value)
            for (level, name), (amount, value) in sorted(amounts.items())
        ),
    )


def _kpis(
    request: PlanRequest, routes: Sequence[Route], unassigned: Sequence[UnassignedVisit]
) -> Kpis:
    """Return the key figures, as `Kpis` defines them."""
    stops = [stop for route in routes for stop in route.stops]
    contacts = [contact for route in routes for contact in route.contacts]
    planned = [stop.category for stop in stops] + [contact.category for contact in contacts]
    left_out = [visit.category for visit in unassigned]
    travel_s = sum(route.travel_s for route in routes)
    visiting_s = sum(stop.length_s for stop in stops)
    contact_s = sum(contact.length_s for contact in contacts)
    waiting_s = sum(_waiting_s(route) for route in routes)
    return Kpis(
        num_visits=len(stops),
        num_contacts=len(contacts),
        num_mandatory=planned.count(Category.MANDATORY),
        num_due=planned.count(Category.DUE),
        num_filler=planned.count(Category.FILLER),
        num_unassigned_mandatory=left_out.count(Category.MANDATORY),
        num_unassigned_due=left_out.count(Category.DUE),
        floor_missed=sum(
            max(0, shift.floor - len(route.stops))
            for shift, route in zip(request.shifts, routes, strict=True)
        ),
        travel_s=travel_s,
        distance_m=sum(route.distance_m for route in routes),
        visiting_s=visiting_s,
        waiting_s=waiting_s,
        contact_s=contact_s,
        working_s=travel_s + visiting_s + waiting_s + contact_s,
    )


def _waiting_s(route: Route) -> int:
    """Return the time between arrivals and starts that neither lunch nor a contact fills."""
    busy = [(entry.start_s, entry.start_s + entry.length_s) for entry in route.contacts]
    if route.lunch is not None:
        busy.append((route.lunch.start_s, route.lunch.end_s))
    return sum(
        stop.start_s
        - stop.arrival_s
        - sum(
            max(0, min(to_s, stop.start_s) - max(from_s, stop.arrival_s)) for from_s, to_s in busy
        )
        for stop in route.stops
    )


def _floor_notes(request: PlanRequest, routes: Sequence[Route]) -> tuple[str, ...]:
    """Return a note for each shift that misses its floor, with the shift and the numbers (R7)."""
    return tuple(
        f"Shift {shift.id}: {len(route.stops)} visits in person, {shift.floor - len(route.stops)} fewer than the "
        f"{Rule.FLOOR} of {shift.floor}; the reasons stand with the visits left out (R7)."
        for shift, route in zip(request.shifts, routes, strict=True)
        if len(route.stops) < shift.floor
    )
