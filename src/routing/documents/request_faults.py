"""What in a plan request's document cannot be counted with, whatever is planned: days, numbers and causes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from routing.domain.visit import Cause
from routing.errors import Issue
from routing.request import CadenceTerms, Obligation, PlanRequest

__all__ = ["request_faults"]

_FIRST, _LAST = date(1900, 1, 1), date(2199, 12, 31)
_LEAST = {
    "contacts_since": 0,
    "gap_days": 0,
    "due_days": 0,
    "interval_days": 1,
    "coverage_months": 1,
    "in_person_every": 1,
}
_MOST = 10_000
_OWED = (Cause.APPOINTMENT, Cause.PINNED, Cause.ANOMALY, Cause.NEW_CUSTOMER)


def request_faults(request: PlanRequest) -> Iterator[Issue]:
    """Yield every fault of a request read from a document, each with its JSON path."""
    for index, shift in enumerate(request.shifts):
        yield from _day_faults(f"$.shifts[{index}].day", shift.day)
    for index, visit in enumerate(request.visits):
        path = f"$.visits[{index}]"
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


def _terms_faults(path: str, terms: CadenceTerms) -> Iterator[Issue]:
    for name in ("since", "seen", "starts", "until"):
        yield from _day_faults(f"{path}.{name}", getattr(terms, name))
    for name, least in _LEAST.items():
        if not least <= getattr(terms, name) <= _MOST:
            yield Issue(
                code="number-out-of-range",
                place=f"{path}.{name}",
                value=str(getattr(terms, name)),
                message="Nothing can be counted with this number.",
                remedy=f"Write a number from {least} to {_MOST}.",
            )


def _obligation_faults(path: str, owed: Obligation) -> Iterator[Issue]:
    yield from _day_faults(f"{path}.first", owed.first)
    yield from _day_faults(f"{path}.last", owed.last)
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


def _day_faults(path: str, day: date | None) -> Iterator[Issue]:
    if day is not None and not _FIRST <= day <= _LAST:
        yield Issue(
            code="day-out-of-range",
            place=path,
            value=str(day),
            message="Nothing can be planned on such a day.",
            remedy=f"Write a day from {_FIRST} to {_LAST}.",
        )
