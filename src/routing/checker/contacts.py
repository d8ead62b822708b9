"""Whether visits by phone and network are made as they may be (R22)."""

from __future__ import annotations

from collections.abc import Iterator

from routing.checker.facts import Facts, Tour, overlap_s
from routing.checker.report import Violation
from routing.domain.customer import Mode
from routing.domain.visit import Cause
from routing.plan import Contact
from routing.rules import Rule

__all__ = ["contact_terms", "contact_times", "contact_turns", "in_person"]

_ALWAYS_IN_PERSON = (Cause.ANOMALY, Cause.NEW_CUSTOMER)


def in_person(facts: Facts) -> Iterator[Violation]:
    """Yield the contacts that should be visits: not allowed, an anomaly or a first visit (R13, R14, R22).

    To a recurring visit, whatever is owed between two days is owed in person.
    """
    for contact, tour in _contacts(facts):
        visit = facts.visits.get(contact.visit_id)
        if visit is None:
            continue
        turn = facts.turn_of(contact, tour)
        cause = visit.cause if turn is None else turn.cause
        if turn is not None:
            is_owed = turn.owed_in_person is not None
        else:
            is_owed = visit.cadence is None and cause in _ALWAYS_IN_PERSON
        if visit.contact is None or is_owed:
            yield Violation(
                rule=Rule.IN_PERSON,
                subject=contact.visit_id,
                message=f"is made by {contact.mode}, but has to be made in person ({cause}).",
            )


def contact_turns(facts: Facts) -> Iterator[Violation]:
    """Yield the contacts of recurring visits that come too soon, or where the next has to be in person (R22)."""
    for contact, tour in _contacts(facts):
        visit = facts.visits.get(contact.visit_id)
        turn = facts.turn_of(contact, tour)
        if visit is None or visit.contact is None or turn is None:
            continue
        if turn.contact_fault and turn.owed_in_person is None:
            yield Violation(
                rule=Rule.CONTACT,
                subject=contact.visit_id,
                message=f"the contact on {tour.day} {turn.contact_fault}.",
            )


def contact_terms(facts: Facts) -> Iterator[Violation]:
    """Yield the contacts by a way, or of a length, that was not asked for (R22)."""
    for contact, _ in _contacts(facts):
        visit = facts.visits.get(contact.visit_id)
        terms = None if visit is None else visit.contact
        if terms is None:
            continue
        if contact.mode is Mode.IN_PERSON or contact.mode not in terms.modes:
            yield Violation(
                rule=Rule.CONTACT,
                subject=contact.visit_id,
                message=f"is made by {contact.mode}; allowed: {', '.join(terms.modes)}.",
            )
        if contact.length_s != terms.length_s:
            yield Violation(
                rule=Rule.CONTACT,
                subject=contact.visit_id,
                message=f"lasts {contact.length_s} s, not {terms.length_s} s.",
                amount=contact.length_s - terms.length_s,
            )


def contact_times(facts: Facts) -> Iterator[Violation]:
    """Yield the contacts made while the manager visits, travels, lunches or is in contact with somebody else (R22)."""
    for contact, tour in _contacts(facts):
        span = (contact.start_s, contact.start_s + contact.length_s)
        faults = [what for what, busy in _busy(tour, contact) if overlap_s(span, busy)]
        if faults:
            yield Violation(
                rule=Rule.CONTACT,
                subject=contact.visit_id,
                message=f"overlaps {', '.join(faults)}.",
            )


def _contacts(facts: Facts) -> Iterator[tuple[Contact, Tour]]:
    """Yield all contacts with their routes."""
    for tour in facts.tours:
        for contact in tour.route.contacts:
            yield contact, tour


def _busy(tour: Tour, contact: Contact) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield what else the manager does, and when; of two contacts the later listed one tells."""
    for leg in tour.legs:
        yield f"the way from {leg.origin} to {leg.target}", (leg.departure_s, leg.arrival_s)
        if leg.stop is not None:
            stop = leg.stop
            yield f"the visit {stop.visit_id}", (stop.start_s, stop.start_s + stop.length_s)
    if tour.route.lunch is not None:
        yield "lunch", (tour.route.lunch.start_s, tour.route.lunch.end_s)
    for other in tour.route.contacts:
        if other is contact:
            return
        yield f"the contact {other.visit_id}", (other.start_s, other.start_s + other.length_s)
