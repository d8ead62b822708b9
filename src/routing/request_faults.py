"""What in a plan request cannot be counted with, whatever is planned: days, numbers, and causes of obligations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date

from routing.domain.ids import CustomerId
from routing.domain.visit import Category, Cause
from routing.errors import InputError, Issue
from routing.request import CadenceTerms, Obligation, PlanRequest, ShiftRequest, VisitRequest
from routing.travel.matrix import TravelMatrix

__all__ = ["refuse_unsound", "request_faults"]

_FIRST, _LAST = date(1900, 1, 1), date(2199, 12, 31)
_MOST = 10_000
_MOST_WEIGHT = 1_000_000_000
# Sums of any of these stay far below what 64 bits hold.
_ANY = (-_MOST_WEIGHT, _MOST_WEIGHT)
_SOME = (0, _MOST_WEIGHT)
_SHIFT_BOUNDS = {
    "start_s": _ANY,
    "end_s": _ANY,
    "reserve_s": _SOME,
    "floor": _SOME,
    "max_visits": _SOME,
    "fair_visits": _SOME,
    "over_price_s": _SOME,
}
_LUNCH_BOUNDS = {"earliest_s": _ANY, "latest_s": _ANY, "length_s": _SOME}
_LENGTH_BOUNDS = {"min_s": _ANY, "target_s": _ANY, "max_s": _ANY}
_OPENING_BOUNDS = {"start_s": _ANY, "end_s": _ANY}
_CONTACT_BOUNDS = {"length_s": (1, _MOST_WEIGHT)}
_CADENCE_BOUNDS = {
    "contacts_since": (0, _MOST),
    "gap_days": (0, _MOST),
    "due_days": (0, _MOST),
    "interval_days": (1, _MOST),
    "coverage_months": (1, _MOST),
    "in_person_every": (1, _MOST),
    "weight": (0, _MOST_WEIGHT),
    "early_price_s": (0, _MOST_WEIGHT),
}
_OWED = (Cause.APPOINTMENT, Cause.PINNED, Cause.ANOMALY, Cause.NEW_CUSTOMER)


def request_faults(request: PlanRequest, root: str = "request") -> Iterator[Issue]:
    """Yield every such fault of a request.

    Parameters
    ----------
    root
        How the request is called in the places of faults: ``$`` makes them JSON paths.
    """
    for name in ("shifts", "spare_shifts"):
        for index, shift in enumerate(getattr(request, name)):
            yield from _shift_faults(f"{root}.{name}[{index}]", shift)
    for index, visit in enumerate(request.visits):
        path = f"{root}.visits[{index}]"
        yield from _visit_faults(path, visit)
        if visit.cadence is not None:
            yield from _terms_faults(f"{path}.cadence", visit.cadence)
        elif visit.obligations:
            yield Issue(
                code="cadence-missing",
                place=f"{path}.cadence",
                message="A visit that does not recur has no obligations.",
                remedy="Give it a cadence, or no obligations.",
            )
        for number, owed in enumerate(visit.obligations):
            yield from _obligation_faults(f"{path}.obligations[{number}]", owed)


def refuse_unsound(request: PlanRequest, matrix: TravelMatrix) -> None:
    """Refuse a request that contradicts itself, or whose places are not in the travel matrix.

    Raises
    ------
    InputError
        If places of the request are not in the matrix, ids stand twice, a customer could be visited twice on a day,
        or days and numbers make no sense; names every such fault.
    """
    issues = [
        *_place_issues(request, matrix),
        *_id_issues(request),
        *_visit_issues(request),
        *request_faults(request),
    ]
    if issues:
        raise InputError(issues)


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


def _shift_faults(path: str, shift: ShiftRequest) -> Iterator[Issue]:
    yield from _day_faults(f"{path}.day", shift.day)
    yield from _bounds_faults(path, shift, _SHIFT_BOUNDS)
    if shift.lunch is not None:
        yield from _bounds_faults(f"{path}.lunch", shift.lunch, _LUNCH_BOUNDS)


def _visit_faults(path: str, visit: VisitRequest) -> Iterator[Issue]:
    yield from _bounds_faults(path, visit, {"weight": _ANY})
    yield from _bounds_faults(f"{path}.length", visit.length, _LENGTH_BOUNDS)
    if visit.appointment_s is not None:
        yield from _bounds_faults(path, visit, {"appointment_s": _ANY})
    if visit.contact is not None:
        yield from _bounds_faults(f"{path}.contact", visit.contact, _CONTACT_BOUNDS)
    for name in ("openings", "spare_openings"):
        for number, opening in enumerate(getattr(visit, name)):
            yield from _bounds_faults(f"{path}.{name}[{number}]", opening, _OPENING_BOUNDS)
    for number, wish in enumerate(visit.wishes):
        yield from _bounds_faults(f"{path}.wishes[{number}]", wish, {"price_s": _ANY})


def _terms_faults(path: str, terms: CadenceTerms) -> Iterator[Issue]:
    for name in ("since", "seen", "starts", "until"):
        yield from _day_faults(f"{path}.{name}", getattr(terms, name))
    for number, day in enumerate(terms.planned):
        yield from _day_faults(f"{path}.planned[{number}]", day)
    out_of_range = [*_bounds_faults(path, terms, _CADENCE_BOUNDS)]
    yield from out_of_range
    if not out_of_range and not terms.gap_days <= terms.due_days <= terms.interval_days:
        yield Issue(
            code="days-out-of-order",
            place=f"{path}.interval_days",
            value=f"{terms.gap_days}, {terms.due_days}, {terms.interval_days}",
            message="A visit is too soon until the gap is over, then due, then late: these days are not in order.",
            remedy="Put gap_days, due_days and interval_days in order.",
        )


def _obligation_faults(path: str, owed: Obligation) -> Iterator[Issue]:
    yield from _day_faults(f"{path}.first", owed.first)
    yield from _day_faults(f"{path}.last", owed.last)
    yield from _bounds_faults(path, owed, {"weight": _SOME, "due_weight": _SOME})
    if owed.last < owed.first:
        yield Issue(
            code="days-out-of-order",
            place=f"{path}.last",
            value=str(owed.last),
            message="The last day lies before the first.",
            remedy="Put them in order.",
        )
    if owed.cause not in _OWED:
        yield Issue(
            code="value-unknown",
            place=f"{path}.cause",
            value=owed.cause,
            message="No visit is owed between two days for this cause.",
            remedy=f"Write one of: {', '.join(_OWED)}.",
        )


def _bounds_faults(
    path: str, value: object, bounds: Mapping[str, tuple[int, int]]
) -> Iterator[Issue]:
    for name, (least, most) in bounds.items():
        number = getattr(value, name)
        if not least <= number <= most:
            yield Issue(
                code="number-out-of-range",
                place=f"{path}.{name}",
                value=str(number),
                message="Nothing can be counted with this number.",
                remedy=f"Write a number from {least} to {most}.",
            )


def _day_faults(path: str, day: date | None) -> Iterator[Issue]:
    if day is not None and not _FIRST <= day <= _LAST:
        yield Issue(
            code="day-out-of-range",
            place=path,
            value=str(day),
            message="Nothing can be planned on such a day.",
            remedy=f"Write a day from {_FIRST} to {_LAST}.",
        )
