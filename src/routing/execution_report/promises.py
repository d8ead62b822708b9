"""What was owed by a day or a time, and whether it was kept: anomalies, new customers, appointments (R13, R14, R16)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time

from routing.demand.deadlines import anomaly_deadline, first_visit, local_time
from routing.demand.past_visits import PastVisits, past_visits
from routing.domain.customer import Customer, Mode
from routing.domain.events import Appointment, VisitRecord
from routing.domain.ids import CustomerId
from routing.domain.visit import Cause
from routing.execution_report.report import AppointmentRow, DeadlineRow, PromiseState
from routing.execution_report.work import Work
from routing.units import MINUTE_S, seconds_after_midnight

__all__ = ["anomaly_rows", "appointment_rows", "new_customer_rows"]

_NOBODY = PastVisits()


def anomaly_rows(work: Work) -> tuple[DeadlineRow, ...]:
    """Return the anomalies that were open on one of the days, by deadline (R13)."""
    own = {customer.id for customer in work.own}
    past = _past(work)
    found = []
    for anomaly in work.territory.anomalies:
        reported_at = local_time(anomaly.reported_at, work.policy)
        if (
            anomaly.customer_id not in own
            or reported_at.date() > work.last
            or reported_at > work.at
        ):
            continue
        visited_on = next(
            (
                visit[0]
                for visit in past.get(anomaly.customer_id, _NOBODY).in_person
                if PastVisits(in_person=(visit,)).answers(reported_at)
            ),
            None,
        )
        if visited_on is None or visited_on >= work.first:
            deadline = anomaly_deadline(anomaly, work.policy, work.calendar)
            found.append(
                DeadlineRow(
                    customer_id=anomaly.customer_id,
                    kind=anomaly.kind,
                    reported_at=reported_at,
                    deadline=deadline,
                    visited_on=visited_on,
                    state=_state(work, deadline, visited_on),
                )
            )
    return tuple(sorted(found, key=lambda row: (row.deadline, row.customer_id, str(row.kind))))


def new_customer_rows(work: Work) -> tuple[DeadlineRow, ...]:
    """Return the new customers whose first visit was owed on one of the days, by deadline (R14)."""
    past = _past(work)
    found = [
        row
        for customer in work.own
        for row in _first_visits(work, customer, past.get(customer.id, _NOBODY))
    ]
    return tuple(sorted(found, key=lambda row: (row.deadline, row.customer_id)))


def _first_visits(work: Work, customer: Customer, past: PastVisits) -> Iterator[DeadlineRow]:
    visited_on = min((day for day, _ in past.in_person), default=None)
    owed = first_visit(customer, _NOBODY, work.policy, work.first)
    if (
        owed is None
        or owed.cause is not Cause.NEW_CUSTOMER
        or (owed.release is not None and owed.release > work.last)
        or (visited_on is not None and visited_on < work.first)
    ):
        return
    yield DeadlineRow(
        customer_id=customer.id,
        kind=None,
        reported_at=None,
        deadline=owed.deadline,
        visited_on=visited_on,
        state=_state(work, owed.deadline, visited_on),
    )


def _past(work: Work) -> dict[CustomerId, PastVisits]:
    """Return all that is known, of later days too: what was owed may have been made since."""
    return past_visits(work.territory.history, work.policy.contact, known_through=work.at.date())


def _state(work: Work, deadline: date, visited_on: date | None) -> PromiseState:
    if visited_on is not None:
        return PromiseState.KEPT if visited_on <= deadline else PromiseState.LATE
    return PromiseState.MISSED if work.is_over(deadline) else PromiseState.OPEN


def appointment_rows(work: Work) -> tuple[AppointmentRow, ...]:
    """Return the appointments of the days, by time (R16)."""
    own = {customer.id for customer in work.own}
    planned = {(one.customer_id, one.day): one.start_s for _, one in work.planned}
    made: dict[tuple[CustomerId, date], list[VisitRecord]] = {}
    for record in work.made:
        if record.mode is Mode.IN_PERSON:
            made.setdefault((record.customer_id, record.day), []).append(record)
    found = []
    for appointment in dict.fromkeys(work.territory.appointments):
        at = local_time(appointment.at, work.policy)
        if appointment.customer_id in own and work.holds(at.date()):
            key = (appointment.customer_id, at.date())
            found.append(_appointment(work, appointment, at, planned.get(key), made.get(key, [])))
    return tuple(sorted(found, key=lambda row: (row.at, row.customer_id)))


def _appointment(
    work: Work,
    appointment: Appointment,
    at: datetime,
    planned_s: int | None,
    made: list[VisitRecord],
) -> AppointmentRow:
    agreed_s = seconds_after_midnight(at.time())
    starts = [one.start for one in made if one.start is not None]

    def off(start: time) -> int:
        return seconds_after_midnight(start) - agreed_s

    start = min(starts, key=lambda one: abs(off(one)), default=None)
    terms = work.policy.appointment
    if start is not None:
        is_kept = -terms.early_minutes * MINUTE_S <= off(start) <= terms.late_minutes * MINUTE_S
        state = PromiseState.KEPT if is_kept else PromiseState.LATE
    elif made:
        state = PromiseState.UNKNOWN
    else:
        state = PromiseState.MISSED if work.is_over(at.date()) else PromiseState.OPEN
    return AppointmentRow(
        customer_id=appointment.customer_id,
        at=at,
        planned_s=planned_s,
        start=start,
        off_s=None if start is None else off(start),
        state=state,
    )
