"""What the visit history says about each customer, as far as it is known on the day of planning."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from routing.domain.customer import Mode
from routing.domain.events import VisitRecord
from routing.domain.ids import CustomerId
from routing.domain.policy_terms import ContactPolicy

__all__ = ["PastVisits", "past_visits"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PastVisits:
    """The past of one customer.

    Parameters
    ----------
    in_person
        Day and start of the visits in person, ascending; a start that nobody noted is None.
    last_for_cadence, last_for_coverage
        Last day that counts for the interval (R1-R4) and for the months (R8), or None.
    contacts_since
        Contacts by phone or network since the last visit in person (R22).
    """

    in_person: tuple[tuple[date, time | None], ...] = ()
    last_for_cadence: date | None = None
    last_for_coverage: date | None = None
    contacts_since: int = 0

    def answers(self, reported_at: datetime) -> bool:
        """Return whether a visit in person followed a report (R13); on its day only one that surely started later."""
        return any(
            day > reported_at.date()
            or (
                day == reported_at.date()
                and start is not None
                and start > reported_at.time().replace(tzinfo=None)
            )
            for day, start in self.in_person
        )


def past_visits(
    history: Iterable[VisitRecord], contact: ContactPolicy, *, known_through: date
) -> dict[CustomerId, PastVisits]:
    """Return each visited customer's past; failed visits and later records do not count.

    Parameters
    ----------
    history
        Records in any order.
    contact
        What a contact counts for (R22).
    known_through
        Last day of which anything is known.
    """
    records: dict[CustomerId, list[VisitRecord]] = {}
    for record in history:
        if record.done and record.day <= known_through:
            records.setdefault(record.customer_id, []).append(record)
    return {customer_id: _past(found, contact) for customer_id, found in records.items()}


def _past(records: list[VisitRecord], contact: ContactPolicy) -> PastVisits:
    in_person = sorted(
        ((record.day, record.start) for record in records if record.mode is Mode.IN_PERSON),
        key=lambda pair: (pair[0], pair[1] or time.min),
    )
    contacts = [record.day for record in records if record.mode is not Mode.IN_PERSON]
    visits = [day for day, _ in in_person]
    last_visit = max(visits, default=date.min)
    return PastVisits(
        in_person=tuple(in_person),
        last_for_cadence=max(
            visits + (contacts if contact.counts_for_cadence else []), default=None
        ),
        last_for_coverage=max(
            visits + (contacts if contact.counts_for_coverage else []), default=None
        ),
        contacts_since=sum(day > last_visit for day in contacts),
    )
