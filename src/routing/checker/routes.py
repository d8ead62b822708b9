"""Whether the routes can be driven: ways, travel times, working hours, reserve, lunch."""

from __future__ import annotations

from collections.abc import Iterator

from routing.checker.facts import Facts, Tour, clock, overlap_s
from routing.checker.report import Violation
from routing.plan import Lunch
from routing.request import LunchTerms, ShiftRequest
from routing.rules import Rule

__all__ = [
    "distances",
    "lunch",
    "reserved_time",
    "shift_hours",
    "travel_times",
    "undriven_shifts",
    "ways",
]


def ways(facts: Facts) -> Iterator[Violation]:
    """Yield the legs for which the matrix knows no way."""
    for tour in facts.tours:
        for leg in tour.legs:
            if not leg.has_way:
                yield Violation(
                    rule=Rule.UNREACHABLE,
                    subject=leg.subject,
                    message=f"the travel matrix has no way from {leg.origin} to {leg.target}.",
                )


def travel_times(facts: Facts) -> Iterator[Violation]:
    """Yield the legs whose travel time, arrival or start does not follow from the matrix (R12).

    A manager leaves when a visit ends and travels at once, so an arrival is the departure, the matrix's seconds, and
    the lunch if that begins before the travel is over; no visit starts before it.
    """
    for tour in facts.tours:
        for leg in tour.legs:
            faults = []
            if leg.reported_travel_s != leg.travel_s:
                faults.append(f"takes {leg.travel_s} s, not {leg.reported_travel_s} s")
            if leg.reported_arrival_s != leg.arrival_s:
                faults.append(
                    f"ends at {clock(leg.arrival_s)}, not at {clock(leg.reported_arrival_s)}"
                )
            if leg.stop is not None and not leg.stop.start_s >= leg.arrival_s:
                faults.append(
                    f"ends at {clock(leg.arrival_s)}, after the visit's start at {clock(leg.stop.start_s)}"
                )
            if faults:
                yield Violation(
                    rule=Rule.TRAVEL,
                    subject=leg.subject,
                    message=f"the leg from {leg.origin}, left at {clock(leg.departure_s)}, {'; '.join(faults)}.",
                    amount=leg.arrival_s - leg.reported_arrival_s,
                )


def distances(facts: Facts) -> Iterator[Violation]:
    """Yield the legs whose metres are not the matrix's."""
    for tour in facts.tours:
        for leg in tour.legs:
            if leg.reported_distance_m != leg.distance_m:
                yield Violation(
                    rule=Rule.WRONG_FIGURE,
                    subject=leg.subject,
                    message=f"the leg from {leg.origin} is {leg.distance_m} m, not {leg.reported_distance_m} m.",
                    amount=leg.reported_distance_m - leg.distance_m,
                )


def undriven_shifts(facts: Facts) -> Iterator[Violation]:
    """Yield the routes without a stop that report travel or times all the same."""
    for tour in facts.tours:
        route = tour.route
        figures = (route.end_s - route.start_s, route.return_travel_s, route.return_distance_m)
        if not route.stops and any(figures):
            yield Violation(
                rule=Rule.WRONG_FIGURE,
                subject=route.shift_id,
                message=(
                    f"a shift without visits is not driven, but reports {clock(route.start_s)} to "
                    f"{clock(route.end_s)}, {route.return_travel_s} s and {route.return_distance_m} m."
                ),
            )


def _spans(tour: Tour) -> Iterator[tuple[str, str, int, int]]:
    """Yield what takes the manager's time: subject, words, start and end."""
    route = tour.route
    if route.stops:
        yield route.shift_id, "the manager is away", route.start_s, route.end_s
    if route.lunch is not None:
        yield route.shift_id, "lunch is", route.lunch.start_s, route.lunch.end_s
    for contact in route.contacts:
        end_s = contact.start_s + contact.length_s
        yield contact.visit_id, "the contact is", contact.start_s, end_s


def shift_hours(facts: Facts) -> Iterator[Violation]:
    """Yield what begins before or ends after the working hours (R20)."""
    for tour, shift in facts.shift_tours:
        for subject, what, start_s, end_s in _spans(tour):
            if not (shift.start_s <= start_s and end_s <= shift.end_s):
                yield Violation(
                    rule=Rule.SHIFT_HOURS,
                    subject=subject,
                    message=(
                        f"{what} from {clock(start_s)} to {clock(end_s)}; "
                        f"the shift is from {clock(shift.start_s)} to {clock(shift.end_s)}."
                    ),
                    amount=max(shift.start_s - start_s, end_s - shift.end_s),
                )


def reserved_time(facts: Facts) -> Iterator[Violation]:
    """Yield what reaches into the time kept free at the shift's end (R20)."""
    for tour, shift in facts.shift_tours:
        free_from_s = shift.end_s - shift.reserve_s
        for subject, what, _, end_s in _spans(tour):
            if free_from_s < end_s <= shift.end_s:
                yield Violation(
                    rule=Rule.RESERVED_TIME,
                    subject=subject,
                    message=f"{what} until {clock(end_s)}; from {clock(free_from_s)} on the time is reserved.",
                    amount=end_s - free_from_s,
                )


def lunch(facts: Facts) -> Iterator[Violation]:
    """Yield the breaks that are missing, not owed, at the wrong time, of the wrong length, or not free of work.

    Lunch is owed on a driven shift with terms for it. It may lie before leaving, on the way, on arrival before the
    visit starts, or after the return.
    """
    for tour, shift in facts.shift_tours:
        planned = tour.route.lunch
        owed = shift.lunch if tour.route.stops else None
        if planned is not None and owed is not None:
            faults = [*_wrong_times(planned, owed), *_work_in_lunch(planned, tour, shift)]
        elif planned is not None:
            faults = ["no break is owed"]
        else:
            faults = [] if owed is None else ["there is no break"]
        if faults:
            yield Violation(rule=Rule.LUNCH, subject=shift.id, message="; ".join(faults) + ".")


def _wrong_times(planned: Lunch, owed: LunchTerms) -> Iterator[str]:
    """Yield what is wrong with the times of a break."""
    if not owed.earliest_s <= planned.start_s <= owed.latest_s:
        yield (
            f"the break starts at {clock(planned.start_s)}, "
            f"not between {clock(owed.earliest_s)} and {clock(owed.latest_s)}"
        )
    if planned.end_s - planned.start_s != owed.length_s:
        yield f"the break lasts {planned.end_s - planned.start_s} s, not {owed.length_s} s"


def _work_in_lunch(planned: Lunch, tour: Tour, shift: ShiftRequest) -> Iterator[str]:
    """Yield what falls into a break; contacts are told by their own rule."""
    span = (planned.start_s, planned.end_s)
    if planned.start_s < tour.route.start_s < planned.end_s:
        yield f"the manager leaves {shift.start_place_id} in the break"
    for stop in tour.route.stops:
        if overlap_s(span, (stop.start_s, stop.start_s + stop.length_s)):
            yield f"the break overlaps the visit {stop.visit_id}"
