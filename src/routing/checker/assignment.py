"""Whether the plan answers the request: each visit once, nothing else, and reported as it was asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from routing.checker.facts import Facts
from routing.checker.report import Violation
from routing.domain.ids import CustomerId, VisitId
from routing.rules import Rule

__all__ = [
    "customers_once_a_day",
    "fields_as_asked",
    "nothing_lost",
    "nothing_twice",
    "nothing_unknown",
    "places_as_asked",
    "routes_have_shifts",
]


def _listings(facts: Facts) -> Counter[VisitId]:
    """Return how often each visit stands in the plan, as stop, contact or left out."""
    listings = Counter(item.visit_id for item, _ in facts.served)
    listings.update(visit.visit_id for visit in facts.plan.unassigned)
    return listings


def nothing_lost(facts: Facts) -> Iterator[Violation]:
    """Yield the visits asked for of which the plan says nothing."""
    listings = _listings(facts)
    for visit in facts.request.visits:
        if not listings[visit.id]:
            yield Violation(
                rule=Rule.LOST_VISIT,
                subject=visit.id,
                message="is neither a stop nor a contact nor listed as left out.",
            )


def nothing_twice(facts: Facts) -> Iterator[Violation]:
    """Yield the visits that stand in the plan more than once."""
    for visit_id, count in _listings(facts).items():
        if count > 1:
            yield Violation(
                rule=Rule.VISIT_ONCE,
                subject=visit_id,
                message=f"stands in the plan {count} times, as stop, contact or left out.",
                amount=count - 1,
            )


def nothing_unknown(facts: Facts) -> Iterator[Violation]:
    """Yield the visits in the plan that were never asked for."""
    for visit_id in _listings(facts):
        if visit_id not in facts.visits:
            yield Violation(
                rule=Rule.UNKNOWN_VISIT, subject=visit_id, message="is not in the request."
            )


def customers_once_a_day(facts: Facts) -> Iterator[Violation]:
    """Yield the customers who have more than one visit or contact on a day."""
    seen: dict[tuple[CustomerId, date], list[VisitId]] = {}
    for item, tour in facts.served:
        day = tour.route.day if tour.shift is None else tour.shift.day
        visit_ids = seen.setdefault((facts.customer_of(item), day), [])
        # The same visit twice is for `nothing_twice` to tell.
        if item.visit_id not in visit_ids:
            visit_ids.append(item.visit_id)
    for (customer_id, day), visit_ids in seen.items():
        if len(visit_ids) > 1:
            yield Violation(
                rule=Rule.VISIT_ONCE,
                subject=visit_ids[1],
                message=f"customer {customer_id} has {len(visit_ids)} visits on {day}: {', '.join(visit_ids)}.",
                amount=len(visit_ids) - 1,
            )


def routes_have_shifts(facts: Facts) -> Iterator[Violation]:
    """Yield the routes without a shift of their own: of an unknown shift, or the second of a known one (R6).

    A shift without a route is an empty shift, which is no fault.
    """
    shift_ids = {shift.id for shift in facts.request.shifts}
    for tour in facts.tours:
        if tour.shift is None:
            why = (
                "has a route already"
                if tour.route.shift_id in shift_ids
                else "is not in the request"
            )
            yield Violation(
                rule=Rule.NO_SHIFT, subject=tour.route.shift_id, message=f"this shift {why}."
            )


def places_as_asked(facts: Facts) -> Iterator[Violation]:
    """Yield the routes and stops that start, stand or end at another place than asked."""
    for tour, shift in facts.shift_tours:
        ends = (
            ("starts", tour.route.start_place_id, shift.start_place_id),
            ("ends", tour.route.end_place_id, shift.end_place_id),
        )
        for what, place_id, asked in ends:
            if place_id != asked:
                yield Violation(
                    rule=Rule.WRONG_PLACE,
                    subject=shift.id,
                    message=f"the route {what} at {place_id}, asked for is {asked}.",
                )
    for tour in facts.tours:
        for stop in tour.route.stops:
            visit = facts.visits.get(stop.visit_id)
            if visit is not None and stop.place_id != visit.place_id:
                yield Violation(
                    rule=Rule.WRONG_PLACE,
                    subject=stop.visit_id,
                    message=f"is made at {stop.place_id}, asked for is {visit.place_id}.",
                )


def fields_as_asked(facts: Facts) -> Iterator[Violation]:
    """Yield what the plan repeats from the request and gets wrong: owner, customer, category, cause, day."""
    compared: list[tuple[str, str, object, object]] = [
        ("territory", "territory_id", facts.plan.territory_id, facts.request.territory_id)
    ]
    for tour, shift in facts.shift_tours:
        compared += [
            (shift.id, name, getattr(tour.route, name), getattr(shift, name))
            for name in ("manager_id", "day")
        ]
    listed = [item for item, _ in facts.served]
    for item in (*listed, *facts.plan.unassigned):
        visit = facts.visits.get(item.visit_id)
        if visit is not None:
            compared += [
                (visit.id, name, getattr(item, name), getattr(visit, name))
                for name in ("customer_id", "category", "cause")
            ]
    for subject, name, reported, asked in compared:
        if reported != asked:
            yield Violation(
                rule=Rule.WRONG_FIGURE,
                subject=subject,
                message=f"{name} is reported as {reported}, asked for is {asked}.",
            )
