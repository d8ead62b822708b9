"""A visit asked for as offered is the visit that a new request would ask for, were the offer entered in the tables."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path

import pytest

from routing.build_horizon import horizon_request
from routing.build_request import day_request
from routing.domain.calendar import WorkCalendar, china_calendar
from routing.domain.events import Anomaly, AnomalyKind, Appointment
from routing.domain.ids import CustomerId
from routing.domain.policy import Policy
from routing.domain.policy_document import load_policy
from routing.domain.territory import Territory
from routing.domain.visit import Category
from routing.recommendation.asked import agreed, called_for, is_promised
from routing.request import VisitRequest
from routing.tables import read_territory

SAMPLE = Path(__file__).resolve().parents[2] / "data" / "mixed-175"
FIRST, LAST = date(2026, 11, 2), date(2026, 11, 15)
ASKED_AT = datetime(2026, 11, 1, 18)  # noqa: DTZ001 - local time, as in the tables
UNLIKE = ("wishes",)
"""What may differ: wishes about days on which nobody may come any more."""


@cache
def _given() -> tuple[Territory, Policy, WorkCalendar]:
    territory, _ = read_territory(SAMPLE)
    return territory, load_policy("classified"), china_calendar(2026, 2027)


def _visit(customer_id: CustomerId, *more: Appointment | Anomaly) -> VisitRequest:
    """Return the visit asked for of a customer, with something more in the tables."""
    territory, policy, calendar = _given()
    territory = replace(
        territory,
        customers=tuple(one for one in territory.customers if one.id == customer_id),
        appointments=(
            *territory.appointments,
            *(one for one in more if isinstance(one, Appointment)),
        ),
        anomalies=(*territory.anomalies, *(one for one in more if isinstance(one, Anomaly))),
    )
    (visit,) = horizon_request(territory, policy, calendar, FIRST, LAST, ASKED_AT).visits
    return visit


def _told(visit: VisitRequest) -> dict[str, object]:
    return {one.name: getattr(visit, one.name) for one in fields(visit) if one.name not in UNLIKE}


def _customers(step: int) -> list[CustomerId]:
    return [one.id for one in _given()[0].customers][::step]


@pytest.mark.parametrize("number", [0, 2, 4])
def test_an_agreed_time_reads_as_in_a_new_request(number: int) -> None:
    """Windows, days left to the promise, obligations, category, reasons: all as if it stood among the appointments."""
    policy = _given()[1]
    compared = 0
    for customer_id in _customers(5):
        plain = _visit(customer_id)
        days = sorted({one.day for one in plain.openings})
        if len(days) <= number or is_promised(plain, days[number]):
            continue
        day = days[number]
        opening = next(one for one in plain.openings if one.day == day)
        at_s = -(-max(opening.start_s, 9 * 3600) // 900) * 900
        agreed_at = datetime.combine(day, time(at_s // 3600, at_s % 3600 // 60))
        asked = agreed(plain, day, at_s, policy.appointment)
        anew = _visit(customer_id, Appointment(customer_id=customer_id, at=agreed_at))
        assert _told(asked) == _told(anew)
        compared += 1
    assert compared >= 20


def test_a_call_reads_as_in_a_new_request() -> None:
    """The obligation has the days of the anomaly; where an open day is in time, the days are the same, too."""
    compared = 0
    for customer_id in _customers(5):
        plain = _visit(customer_id)
        # Reported on Sunday, so day 0 is Monday, and Wednesday the last day in time.
        reported = datetime.combine(FIRST - timedelta(days=1), time(12))
        anomaly = Anomaly(customer_id=customer_id, kind=AnomalyKind.COMPLAINT, reported_at=reported)
        anew = _visit(customer_id, anomaly)
        asked = called_for(plain, FIRST, date(2026, 11, 4))
        if anew.openings != plain.openings or len(anew.obligations) == len(plain.obligations):
            # A day is opened for it, or kept from a promise, or it is answered by what is owed already.
            continue
        assert {(one.cause, one.first, one.last, one.weight) for one in asked.obligations} == {
            (one.cause, one.first, one.last, one.weight) for one in anew.obligations
        }
        assert (asked.category, asked.cause, asked.deadline) == (
            anew.category,
            anew.cause,
            anew.deadline,
        )
        compared += 1
    assert compared >= 20


def test_the_visit_of_a_day_is_asked_for_as_on_a_new_day() -> None:
    """A due or filler visit becomes an appointment: mandatory, aimed at five minutes early, by no phone."""
    territory, policy, calendar = _given()
    asked_at = datetime.combine(FIRST - timedelta(days=1), time(18))
    at = datetime.combine(FIRST, time(10, 30))
    day = day_request(territory, policy, calendar, FIRST, asked_at)
    some = [one for one in day.visits if one.openings and one.category is not Category.MANDATORY]
    agreed_for = [Appointment(customer_id=one.customer_id, at=at) for one in some[::4]]
    more = replace(territory, appointments=(*territory.appointments, *agreed_for))
    anew = {one.id: one for one in day_request(more, policy, calendar, FIRST, asked_at).visits}
    assert len(agreed_for) >= 10
    for plain in some[::4]:
        asked = agreed(plain, FIRST, 37_800, policy.appointment)
        told, expected = _told(asked), _told(anew[plain.id])
        # A filler's reason is no reason beside a promise; what is due says so in its own words.
        del told["because"], expected["because"], told["release"], expected["release"]
        assert told == expected
