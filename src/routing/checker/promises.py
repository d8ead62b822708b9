"""Whether what was promised is kept: days, gaps, opening times, appointments, pins, lengths, managers, maximum."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from routing.checker.facts import Facts, clock
from routing.checker.report import Violation
from routing.domain.visit import Cause
from routing.request import VisitRequest
from routing.rules import Rule

__all__ = ["days", "gaps", "managers", "max_visits", "start_windows", "visit_lengths"]


def days(facts: Facts) -> Iterator[Violation]:
    """Yield the visits on a day that is not open to them: closed, too soon, without notice, pinned elsewhere.

    The request says which rule closes a visit for good (R1-R4 minimum gap, R17 notice and pins); a day before the
    visit's release is too soon, any other day without an opening is closed.
    """
    for item, visit, shift in facts.promised:
        rule = _closing_rule(visit, shift.day)
        if rule is not None:
            yield Violation(
                rule=rule, subject=item.visit_id, message=f"cannot take place on {shift.day}."
            )


def _closing_rule(visit: VisitRequest, day: date) -> Rule | None:
    """Return the rule that keeps a visit off a day, or None where it may take place."""
    if not visit.openings:
        return visit.closed_by or Rule.CLOSED_DAY
    if visit.release is not None and day < visit.release:
        return Rule.MIN_GAP
    if all(opening.day != day for opening in visit.openings):
        is_pinned = visit.cadence is None and visit.cause is Cause.PINNED
        return Rule.PINNED if is_pinned else Rule.CLOSED_DAY
    return None


def gaps(facts: Facts) -> Iterator[Violation]:
    """Yield the recurring visits too soon after the one before, with nothing that allows it (R1-R4, R10).

    Inside the minimum gap a visit may answer what is owed between two days, or come because it is late already.
    """
    for item, tour in facts.served:
        turn = facts.turn_of(item, tour)
        if turn is not None and turn.too_soon_days:
            over = tour.day + timedelta(days=turn.too_soon_days)
            yield Violation(
                rule=Rule.MIN_GAP,
                subject=item.visit_id,
                message=f"is made on {tour.day}; the gap after the last visit is over on {over}.",
                amount=turn.too_soon_days,
            )


def start_windows(facts: Facts) -> Iterator[Violation]:
    """Yield the visits and contacts that start outside the openings of their day.

    For an agreed time that is a missed appointment (R16), for a pinned visit a pin not kept (R17).
    """
    for item, visit, shift in facts.promised:
        openings = [opening for opening in visit.openings if opening.day == shift.day]
        gaps_s = [
            max(opening.start_s - item.start_s, item.start_s - opening.end_s)
            for opening in openings
        ]
        if openings and not min(gaps_s) <= 0:
            shown = ", ".join(f"{clock(o.start_s)}-{clock(o.end_s)}" for o in openings)
            yield Violation(
                rule=_window_rule(visit, shift.day),
                subject=item.visit_id,
                message=f"starts at {clock(item.start_s)}; it may start in {shown}.",
                amount=min(gaps_s),
            )


def _window_rule(visit: VisitRequest, day: date) -> Rule:
    """Return what a visit's openings on a day stand for."""
    promised = {owed.cause for owed in visit.obligations if owed.first == day == owed.last}
    if visit.cadence is None:
        promised.add(visit.cause)
    if visit.appointment_s is not None or Cause.APPOINTMENT in promised:
        return Rule.APPOINTMENT
    return Rule.PINNED if Cause.PINNED in promised else Rule.TIME_WINDOW


def visit_lengths(facts: Facts) -> Iterator[Violation]:
    """Yield the visits in person that are shorter or longer than their class allows (R1-R4)."""
    for tour in facts.tours:
        for stop in tour.route.stops:
            visit = facts.visits.get(stop.visit_id)
            if visit is not None and not visit.length.min_s <= stop.length_s <= visit.length.max_s:
                yield Violation(
                    rule=Rule.VISIT_LENGTH,
                    subject=stop.visit_id,
                    message=f"lasts {stop.length_s} s, not {visit.length.min_s} s to {visit.length.max_s} s.",
                    amount=max(
                        visit.length.min_s - stop.length_s, stop.length_s - visit.length.max_s
                    ),
                )


def managers(facts: Facts) -> Iterator[Violation]:
    """Yield the visits and contacts made by a manager who may not."""
    for item, visit, shift in facts.promised:
        if visit.manager_ids is not None and shift.manager_id not in visit.manager_ids:
            yield Violation(
                rule=Rule.MANAGER_NOT_ALLOWED,
                subject=item.visit_id,
                message=f"is made by {shift.manager_id}; allowed: {', '.join(sorted(visit.manager_ids))}.",
            )


def max_visits(facts: Facts) -> Iterator[Violation]:
    """Yield the shifts with more visits in person than their maximum (R7, R10)."""
    for tour, shift in facts.shift_tours:
        count = len(tour.route.stops)
        if count > shift.max_visits:
            yield Violation(
                rule=Rule.MAX_VISITS,
                subject=shift.id,
                message=f"has {count} visits in person; the maximum is {shift.max_visits}.",
                amount=count - shift.max_visits,
            )
