"""From the public question to the private one: a request and its travel matrix as a problem in integers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from routing.demand.windows import merged_windows
from routing.domain.customer import Mode
from routing.domain.visit import Cause
from routing.encode.days import graph_of_days
from routing.problem import FAR_S, Problem, Shift, Visit, Window
from routing.problem import Lunch as ProblemLunch
from routing.request import Opening, PlanRequest, ShiftRequest, VisitRequest
from routing.request_faults import refuse_unsound
from routing.status import NUM_LEVELS
from routing.travel.matrix import TravelMatrix

__all__ = ["contact_modes", "encode", "encoded_visit", "start_windows", "with_shift"]

_URGENCY_STEP = 1_000_000
_ALWAYS_IN_PERSON = (Cause.ANOMALY, Cause.NEW_CUSTOMER)


def encode(request: PlanRequest, matrix: TravelMatrix) -> Problem:
    """Return the request in integers; its shifts and visits keep their order, so an index is a position there.

    Raises
    ------
    InputError
        If places of the request are not in the matrix, ids stand twice, a customer could be visited twice on a day,
        or days and numbers make no sense; names every such fault.
    """
    refuse_unsound(request, matrix)
    return Problem(
        travel_s=np.where(matrix.reachable, matrix.duration_s, FAR_S).astype(np.int64),
        shifts=tuple(_shift(shift, matrix) for shift in request.shifts),
        visits=tuple(encoded_visit(visit, request.shifts, matrix) for visit in request.visits),
    )


def with_shift(problem: Problem, request: PlanRequest, matrix: TravelMatrix, k: int) -> Problem:
    """Return a request in integers, given what it was without one of its shifts: only who may use that is asked anew.

    Raises
    ------
    InputError
        As `encode`.
    """
    refuse_unsound(request, matrix)
    shift = request.shifts[k]
    return replace(
        problem,
        shifts=(*problem.shifts[:k], _shift(shift, matrix), *problem.shifts[k:]),
        visits=tuple(
            encoded_visit(asked, request.shifts, matrix)
            if start_windows(asked, shift)
            else replace(
                visit,
                windows=(*visit.windows[:k], (), *visit.windows[k:]),
                serve_cost_s=(*visit.serve_cost_s[:k], 0, *visit.serve_cost_s[k:]),
            )
            for asked, visit in zip(request.visits, problem.visits, strict=True)
        ),
    )


def _shift(shift: ShiftRequest, matrix: TravelMatrix) -> Shift:
    lunch = shift.lunch
    return Shift(
        start_place=matrix.index[shift.start_place_id],
        end_place=matrix.index[shift.end_place_id],
        start_s=shift.start_s,
        end_s=shift.end_s - shift.reserve_s,
        day=shift.day.toordinal(),
        lunch=ProblemLunch(
            earliest_s=lunch.earliest_s, latest_s=lunch.latest_s, length_s=lunch.length_s
        )
        if lunch
        else None,
        floor=shift.floor,
        max_visits=shift.max_visits,
        is_extra=shift.is_extra,
        fair_visits=shift.fair_visits,
        over_price_s=shift.over_price_s,
    )


def encoded_visit(
    visit: VisitRequest, shifts: Sequence[ShiftRequest], matrix: TravelMatrix
) -> Visit:
    """Return a single visit of a sound request in integers, so that a question can be varied without asking it anew."""
    level = visit.cause.level(visit.category)
    openings: dict[date, list[Opening]] = {}
    for opening in visit.openings:
        openings.setdefault(opening.day, []).append(opening)
    windows = tuple(_windows(visit, shift, openings.get(shift.day, ())) for shift in shifts)
    days = sorted({shift.day for shift, w in zip(shifts, windows, strict=True) if w})
    return Visit(
        place=matrix.index[visit.place_id],
        min_s=visit.length.min_s,
        target_s=visit.length.target_s,
        max_s=visit.length.max_s,
        windows=windows,
        skip_level=level,
        skip_weight=0 if level is None else visit.weight,
        serve_cost_s=tuple(
            visit.price_s(shift) if w else 0 for shift, w in zip(shifts, windows, strict=True)
        ),
        aim_s=visit.appointment_s,
        # Level first, weight second: whose length is given back first.
        urgency=0 if level is None else (NUM_LEVELS - level) * _URGENCY_STEP + visit.weight,
        contact_s=visit.contact.length_s if visit.contact and contact_modes(visit) else None,
        days=graph_of_days(visit, days) if visit.cadence else None,
    )


def contact_modes(visit: VisitRequest) -> tuple[Mode, ...]:
    """Return the ways in which a visit may be made without going there (R13, R14, R22).

    Whether a recurring one may be on a given day, its steps say (see `routing.cadence`).
    """
    if visit.contact is None or (visit.cadence is None and visit.cause in _ALWAYS_IN_PERSON):
        return ()
    return tuple(mode for mode in visit.contact.modes if mode is not Mode.IN_PERSON)


def start_windows(visit: VisitRequest, shift: ShiftRequest) -> tuple[Window, ...]:
    """Return when a visit may start on a shift, in person or not: ascending and disjoint windows, maybe none."""
    return _windows(visit, shift, [one for one in visit.openings if one.day == shift.day])


def _windows(
    visit: VisitRequest, shift: ShiftRequest, openings: Sequence[Opening]
) -> tuple[Window, ...]:
    """Return the windows of a shift, from the openings of its day."""
    if visit.manager_ids is not None and shift.manager_id not in visit.manager_ids:
        return ()
    if visit.release is not None and shift.day < visit.release:
        return ()
    return merged_windows(
        (opening.start_s, opening.end_s) for opening in openings if opening.admits(shift)
    )
