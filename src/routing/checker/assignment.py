"""Whether the plan answers the request: each visit once, or once a day where it recurs, nothing else, all as asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import zip_longest

from routing.checker.facts import Facts
from routing.checker.report import Violation
from routing.domain.ids import CustomerId, VisitId
from routing.domain.visit import Category, Cause
from routing.rules import Rule

__all__ = [
    "customers_once_a_day",
    "fields_as_asked",
    "lapses_told",
    "nothing_lost",
    "nothing_twice",
    "nothing_unknown",
    "places_as_asked",
    "routes_have_shifts",
]


Entry = tuple[Category, Cause, date | None]


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
    """Yield the visits that stand in the plan more than once, or more than once on a day if they recur.

    What a recurring visit has among those left out is for `lapses_told`.
    """
    for visit_id, count in _listings(facts).items():
        if count > 1 and visit_id not in facts.recurrences:
            yield Violation(
                rule=Rule.VISIT_ONCE,
                subject=visit_id,
                message=f"stands in the plan {count} times, as stop, contact or left out.",
                amount=count - 1,
            )
    days = Counter(
        (item.visit_id, tour.day)
        for item, tour in facts.served
        if item.visit_id in facts.recurrences
    )
    for (visit_id, day), count in days.items():
        if count > 1:
            yield Violation(
                rule=Rule.VISIT_ONCE,
                subject=visit_id,
                message=f"is made {count} times on {day}.",
                amount=count - 1,
            )


def lapses_told(facts: Facts) -> Iterator[Violation]:
    """Yield what a recurring visit lets lapse and the plan does not list as left out, and what it lists wrongly.

    A visit of which the plan says nothing at all is for `nothing_lost`.
    """
    expected: dict[VisitId, Counter[Entry]] = {
        visit_id: Counter() for visit_id in facts.recurrences
    }
    told: dict[VisitId, Counter[Entry]] = {visit_id: Counter() for visit_id in facts.recurrences}
    for loss in facts.losses:
        if loss.visit.id in expected:
            expected[loss.visit.id][loss.category, loss.cause, loss.deadline] += 1
    for entry in facts.plan.unassigned:
        if entry.visit_id in told:
            told[entry.visit_id][entry.category, entry.cause, entry.deadline] += 1
    for visit_id, entries in expected.items():
        if not told[visit_id] and visit_id not in facts.served_ids:
            continue
        missing = sorted((entries - told[visit_id]).elements(), key=str)
        surplus = sorted((told[visit_id] - entries).elements(), key=str)
        for owed, listed in zip_longest(missing, surplus):
            rule = Rule.WRONG_FIGURE
            if listed is None:
                rule = Rule.LOST_VISIT
                message = f"lets lapse {_shown(owed)}, which is not listed as left out."
            elif owed is not None:
                message = f"is listed as left out: {_shown(listed)}, recomputed {_shown(owed)}."
            elif listed in entries:
                rule = Rule.VISIT_ONCE
                message = f"is listed as left out twice: {_shown(listed)}."
            else:
                message = f"is listed as left out: {_shown(listed)}, which does not lapse."
            yield Violation(rule=rule, subject=visit_id, message=message)


def _shown(entry: Entry) -> str:
    """Return an entry among the visits left out for people."""
    category, cause, deadline = entry
    return f"{category} ({cause})" + (f" by {deadline}" if deadline else "")


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
        visit_ids = seen.setdefault((facts.customer_of(item), tour.day), [])
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
    """Yield what the plan repeats from the request and gets wrong: owner, customer, category, cause, day.

    Category and cause of a recurring visit follow from its other days; those of its entries among the visits left out
    are for `lapses_told`.
    """
    compared: list[tuple[str, str, object, object]] = [
        ("territory", "territory_id", facts.plan.territory_id, facts.request.territory_id)
    ]
    for tour, shift in facts.shift_tours:
        compared += [
            (shift.id, name, getattr(tour.route, name), getattr(shift, name))
            for name in ("manager_id", "day")
        ]
    for item, tour in facts.served:
        visit = facts.visits.get(item.visit_id)
        if visit is None:
            continue
        compared.append((visit.id, "customer_id", item.customer_id, visit.customer_id))
        turn = facts.turn_of(item, tour)
        if turn is not None or visit.cadence is None:
            called = turn or visit
            compared += [
                (visit.id, "category", item.category, called.category),
                (visit.id, "cause", item.cause, called.cause),
            ]
    for entry in facts.plan.unassigned:
        visit = facts.visits.get(entry.visit_id)
        if visit is None:
            continue
        compared.append((visit.id, "customer_id", entry.customer_id, visit.customer_id))
        if visit.cadence is None:
            compared += [
                (visit.id, "category", entry.category, visit.category),
                (visit.id, "cause", entry.cause, visit.cause),
            ]
            if entry.deadline is not None:
                compared.append((visit.id, "deadline", entry.deadline, visit.deadline))
    for subject, name, reported, asked in compared:
        if reported != asked:
            yield Violation(
                rule=Rule.WRONG_FIGURE,
                subject=subject,
                message=f"{name} is reported as {reported}, asked for is {asked}.",
            )
