"""What the history tells: failed and future records do not count, contacts count where the policy lets them."""

from __future__ import annotations

from datetime import date, time

import pytest

from routing.demand.past_visits import PastVisits, past_visits
from routing.domain.customer import Mode
from routing.domain.events import VisitRecord
from tests.demand.small_territory import C1, CLASSIFIED, MONDAY, at, visited

CONTACT = CLASSIFIED.contact


def past_of(*records: VisitRecord) -> PastVisits:
    """Return the past of c1 as known on Monday."""
    return past_visits(records, CONTACT, known_through=MONDAY)[C1]


def test_failed_and_future_visits_do_not_count() -> None:
    """Of four records one is a failure and one lies in the future; the later of the two others is the last visit."""
    past = past_of(
        visited(date(2026, 11, 5)),
        visited(date(2026, 10, 5)),
        visited(date(2026, 11, 24)),
        VisitRecord(customer_id=C1, day=date(2026, 11, 20), done=False),
    )
    assert past.last_for_cadence == past.last_for_coverage == date(2026, 11, 5)
    assert [day for day, _ in past.in_person] == [date(2026, 10, 5), date(2026, 11, 5)]


def test_contacts_count_for_what_the_policy_says() -> None:
    """R22: a call resets the interval, not the coverage; calls since the last visit are counted."""
    past = past_of(
        visited(date(2026, 10, 1), mode=Mode.PHONE),
        visited(date(2026, 10, 5)),
        visited(date(2026, 10, 20), mode=Mode.PHONE),
        visited(date(2026, 11, 5), mode=Mode.NETWORK),
    )
    assert past.last_for_cadence == date(2026, 11, 5)
    assert past.last_for_coverage == date(2026, 10, 5)
    assert past.contacts_since == 2
    strict = CLASSIFIED.derive({"contact.counts_for_cadence": False}).contact
    records = [visited(date(2026, 10, 5)), visited(date(2026, 11, 5), mode=Mode.PHONE)]
    assert past_visits(records, strict, known_through=MONDAY)[C1].last_for_cadence == date(
        2026, 10, 5
    )


@pytest.mark.parametrize(
    ("record", "answered"),
    [
        (visited(MONDAY, at=time(10, 1)), True),
        (visited(MONDAY, at=time(10, 0)), False),
        (visited(MONDAY, at=time(9, 0)), False),
        # Nobody noted when: it may have been before the report.
        (visited(MONDAY), False),
        (visited(date(2026, 11, 22)), False),
        (visited(MONDAY, mode=Mode.PHONE, at=time(11)), False),
    ],
)
def test_an_anomaly_is_answered_by_a_later_visit_in_person(
    record: VisitRecord,
    answered: bool,  # noqa: FBT001 - a column of a table
) -> None:
    """R13: reported on Monday at 10:00; only a visit that surely came after it, and in person, answers it."""
    assert past_of(record).answers(at("2026-11-23 10:00")) is answered


def test_a_visit_on_a_later_day_answers_without_a_time() -> None:
    """The day after the report no start is needed."""
    past = past_visits([visited(date(2026, 11, 24))], CONTACT, known_through=date(2026, 11, 24))
    assert past[C1].answers(at("2026-11-23 10:00"))
