"""From the private answer to the public one: timetables as a plan in ids, with every figure that follows from them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from routing.cadence import Step, steps
from routing.domain.note import Note
from routing.domain.visit import Category, Cause
from routing.encode.problem import contact_modes
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
from routing.problem import Problem
from routing.request import PlanRequest, VisitRequest
from routing.rules import Rule
from routing.status import Level
from routing.timetable import ScheduledContact, ShiftTimetable
from routing.travel.matrix import TravelMatrix

__all__ = ["LeftOut", "decode", "left_out"]

_Made = dict[int, list[tuple[date, bool, int]]]
_Calls = dict[tuple[int, int], tuple[Category, Cause]]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A visit, by its index, that an answer leaves out or lets lapse, on which terms, and by which day it was owed.

    `weight` is what it counts on the level of its cause, 0 for what nobody misses.
    """

    visit: int
    category: Category
    cause: Cause
    weight: int
    deadline: date | None = None


def left_out(request: PlanRequest, tables: Sequence[ShiftTimetable]) -> tuple[LeftOut, ...]:
    """Return all that the timetables leave out, in the order of the visits: what `Plan.unassigned` has to tell."""
    return tuple(_left_out(request, _made(request, tables)))


def _made(request: PlanRequest, tables: Sequence[ShiftTimetable]) -> _Made:
    """Return for each visit made its days ascending, with the shift, and whether it is made in person."""
    made: _Made = {}
    for k, (shift, table) in enumerate(zip(request.shifts, tables, strict=True)):
        for stop in table.stops:
            made.setdefault(stop.visit, []).append((shift.day, True, k))
        for contact in table.contacts:
            made.setdefault(contact.visit, []).append((shift.day, False, k))
    return {index: sorted(days) for index, days in made.items()}


def _steps(visit: VisitRequest, days: Sequence[tuple[date, bool, int]]) -> list[Step]:
    return steps(visit, [(day, in_person) for day, in_person, _ in days])


def _left_out(request: PlanRequest, made: _Made) -> Iterator[LeftOut]:
    for index, visit in enumerate(request.visits):
        if visit.cadence is None:
            if index not in made:
                missed = visit.category is not Category.FILLER
                yield LeftOut(
                    visit=index,
                    category=visit.category,
                    cause=visit.cause,
                    weight=visit.weight if missed else 0,
                    deadline=visit.deadline,
                )
            continue
        lapses = [lapse for one in _steps(visit, made.get(index, ())) for lapse in one.lapses]
        for lapse in lapses:
            yield LeftOut(
                visit=index,
                category=lapse.category,
                cause=lapse.cause,
                weight=lapse.weight,
                deadline=lapse.deadline,
            )
        if index not in made and not lapses:
            yield LeftOut(visit=index, category=Category.FILLER, cause=Cause.FILLER, weight=0)


def decode(
    request: PlanRequest,
    matrix: TravelMatrix,
    problem: Problem,
    tables: Sequence[ShiftTimetable],
    reasons: Sequence[tuple[Reason, ...]],
    provenance: Provenance,
    notes: Sequence[Note] = (),
) -> Plan:
    """Return the plan that the timetables make of the request.

    Parameters
    ----------
    request, matrix, problem
        The question, and what `encode` made of it.
    tables
        One timetable a shift, in the order of the request.
    reasons
        Why, for each of what is `left_out`.
    provenance
        How the answer was found.
    notes
        What else goes with the plan, beside the notes of the request and of missed floors.
    """
    made = _made(request, tables)
    calls = _calls(request, made)
    routes = tuple(_route(request, k, tables[k], calls, matrix) for k in range(len(request.shifts)))
    missing = tuple(_left_out(request, made))
    unassigned = tuple(
        UnassignedVisit(
            visit_id=request.visits[one.visit].id,
            customer_id=request.visits[one.visit].customer_id,
            category=one.category,
            cause=one.cause,
            reasons=why,
            deadline=one.deadline,
        )
        for one, why in zip(missing, reasons, strict=True)
    )
    return Plan(
        territory_id=request.territory_id,
        routes=routes,
        unassigned=unassigned,
        objective=_objective(request, problem, tables, missing, made),
        kpis=_kpis(request, routes, unassigned),
        provenance=provenance,
        notes=(*request.notes, *notes, *_floor_notes(request, routes, unassigned)),
    )


def _calls(request: PlanRequest, made: _Made) -> _Calls:
    """Return what calls for each visit on the shift that makes it."""
    calls: _Calls = {}
    for index, days in made.items():
        visit = request.visits[index]
        if visit.cadence is None:
            calls.update({(index, k): (visit.category, visit.cause) for _, _, k in days})
        else:
            for (_, _, k), one in zip(days, _steps(visit, days), strict=False):
                calls[index, k] = (one.category, one.cause)
    return calls


def _route(
    request: PlanRequest, k: int, table: ShiftTimetable, calls: _Calls, matrix: TravelMatrix
) -> Route:
    shift = request.shifts[k]
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
                category=calls[stop.visit, k][0],
                cause=calls[stop.visit, k][1],
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
            _contact(request.visits[entry.visit], calls[entry.visit, k], entry)
            for entry in table.contacts
        ),
        return_travel_s=int(matrix.duration_s[row, home]) if stops else 0,
        return_distance_m=int(matrix.distance_m[row, home]) if stops else 0,
    )


def _contact(visit: VisitRequest, call: tuple[Category, Cause], entry: ScheduledContact) -> Contact:
    return Contact(
        visit_id=visit.id,
        customer_id=visit.customer_id,
        category=call[0],
        cause=call[1],
        mode=contact_modes(visit)[0],
        start_s=entry.start_s,
        length_s=entry.length_s,
    )


def _objective(
    request: PlanRequest,
    problem: Problem,
    tables: Sequence[ShiftTimetable],
    missing: Sequence[LeftOut],
    made: _Made,
) -> Objective:
    """Return the levels, and the terms they are made of (see `ObjectiveTerm`)."""
    sequences = [[stop.visit for stop in table.stops] for table in tables]
    contacts = [(k, entry.visit) for k, table in enumerate(tables) for entry in table.contacts]
    levels = problem.objective(sequences, contacts)
    travel_s = sum(problem.route_travel_s(k, sequence) for k, sequence in enumerate(sequences))
    parts = [
        *((one.cause.level(one.category), one.cause, one.weight) for one in missing),
        *((Level.COST, rule, value) for rule, value in _wishes_paid(request, sequences, made)),
    ]
    amounts: dict[tuple[Level, str], tuple[int, int]] = {
        (Level.OPENED, "opened"): (levels[Level.OPENED], levels[Level.OPENED]),
        (Level.FLOOR, "floor"): (levels[Level.FLOOR], levels[Level.FLOOR]),
        (Level.COST, "travel"): (travel_s, travel_s),
    }
    for level, name, value in parts:
        if level is not None:
            amount, total = amounts.get((level, name), (0, 0))
            amounts[level, name] = (amount + 1, total + value)
    return Objective(
        levels=levels,
        terms=tuple(
            ObjectiveTerm(level=level, name=name, amount=amount, value=value)
            for (level, name), (amount, value) in sorted(amounts.items())
        ),
    )


def _wishes_paid(
    request: PlanRequest, sequences: Sequence[Sequence[int]], made: _Made
) -> Iterator[tuple[Rule, int]]:
    """Yield rule and price of each soft wish that the plan goes against."""
    for shift, sequence in zip(request.shifts, sequences, strict=True):
        for index in sequence:
            for wish in request.visits[index].wishes:
                if wish.applies(shift):
                    yield wish.rule, wish.price_s
        if shift.over_price_s:
            for _ in range(shift.fair_visits, len(sequence)):
                yield Rule.BALANCE, shift.over_price_s
    for index, days in made.items():
        if request.visits[index].cadence is not None:
            for one in _steps(request.visits[index], days):
                if one.early_s:
                    yield Rule.EARLY, one.early_s


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


def _floor_notes(
    request: PlanRequest, routes: Sequence[Route], unassigned: Sequence[UnassignedVisit]
) -> tuple[Note, ...]:
    """Return a note for each shift that misses its floor, with its numbers and where the cause stands (R7)."""
    cause, cause_zh = (
        ("the reasons stand with the visits left out", "原因见未安排的拜访")
        if unassigned
        else ("everybody who was asked for is visited", "应访客户均已安排")
    )
    return tuple(
        Note(
            text=(
                f"Shift {shift.id}: {made} visit{'' if made == 1 else 's'} in person, {shift.floor - made} fewer than "
                f"the floor of {shift.floor} (R7); {cause}."
            ),
            text_zh=(
                f"班次 {shift.id}：实地拜访 {made} 户，比每日最低 {shift.floor} 户少 {shift.floor - made} 户（R7）；"
                f"{cause_zh}。"
            ),
        )
        for shift, route in zip(request.shifts, routes, strict=True)
        for made in [len(route.stops)]
        if made < shift.floor
    )
