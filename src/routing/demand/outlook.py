"""One customer as seen on the day of planning: the past, what is promised, and the chances that are left."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Protocol, TypeVar

from routing.demand.deadlines import Turn, anomaly_deadline, local_time, next_turn
from routing.demand.past_visits import PastVisits, past_visits
from routing.demand.promises import Promises, promises_on
from routing.demand.team import Team
from routing.domain.calendar import WorkCalendar
from routing.domain.customer import Customer
from routing.domain.events import Anomaly, AnomalyKind, Appointment, Pin
from routing.domain.ids import CustomerId
from routing.domain.policy import Policy
from routing.domain.territory import Territory

__all__ = ["Chances", "OpenAnomaly", "Outlook", "by_customer", "open_anomalies", "outlooks"]

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class OpenAnomaly:
    """An anomaly that no visit has answered yet (R13)."""

    deadline: date
    reported_at: datetime
    kind: AnomalyKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """One customer on the day planned.

    Parameters
    ----------
    turn
        When the next ordinary visit is due, or None where nothing at all is known.
    anomalies
        Those that are open, the earliest deadline first.
    promises
        What is promised for the day itself.
    next_chance
        The first later day on which somebody visits and the customer can be visited; None when none comes before the
        last of the deadlines.
    next_promise
        The first later day for which a visit is promised, or None.
    next_planned
        The first day from this one on on which a published plan visits the customer, or None.
    """

    customer: Customer
    day: date
    past: PastVisits
    turn: Turn | None
    anomalies: tuple[OpenAnomaly, ...]
    promises: Promises
    next_chance: date | None
    next_promise: date | None
    next_planned: date | None = None

    def can_wait(self, deadline: date) -> bool:
        """Return whether a later day that still meets the deadline can hold the visit."""
        return self.next_chance is not None and self.next_chance <= deadline

    def is_promised(self, deadline: date) -> bool:
        """Return whether a visit that meets the deadline is promised for a later day."""
        return self.next_promise is not None and self.next_promise <= deadline

    def is_planned(self, deadline: date) -> bool:
        """Return whether a published plan has the next visit on a later day that meets the deadline."""
        return self.next_planned is not None and self.day < self.next_planned <= deadline


def outlooks(
    territory: Territory,
    policy: Policy,
    calendar: WorkCalendar,
    team: Team,
    day: date,
    asked_at: datetime,
    planned: Iterable[tuple[CustomerId, date]] = (),
) -> tuple[Outlook, ...]:
    """Return the outlook of every customer in a team's scope, in the order of ids.

    What is told about days after the planned one, or was reported after the question, is not known yet; `planned` are
    customers and days of visits that published plans have.
    """
    known_through = min(day, asked_at.date())
    past = past_visits(territory.history, policy.contact, known_through=known_through)
    anomalies = by_customer(territory.anomalies)
    appointments = by_customer(territory.appointments)
    pins = by_customer(territory.pins)
    planned_days: dict[CustomerId, list[date]] = {}
    for customer_id, planned_day in planned:
        planned_days.setdefault(customer_id, []).append(planned_day)

    def outlook(customer: Customer) -> Outlook:
        visits = past.get(customer.id, PastVisits())
        agreed, pinned = appointments.get(customer.id, ()), pins.get(customer.id, ())
        on_plan = planned_days.get(customer.id, ())
        turn = next_turn(customer, visits, policy, on_plan)
        reported = anomalies.get(customer.id, ())
        is_open = open_anomalies(reported, visits, policy, calendar, day, asked_at)
        ends = [anomaly.deadline for anomaly in is_open]
        ends += [turn.deadline, day + turn.gap] if turn else []
        ends += [customer.first_order_on] if customer.first_order_on else []
        chances = Chances(customer, policy, team, agreed, pinned)
        until = max(ends, default=day)
        return Outlook(
            customer=customer,
            day=day,
            past=visits,
            turn=turn,
            anomalies=is_open,
            promises=chances.promises(day),
            next_chance=chances.first(day, until),
            next_promise=min(chances.promised_days(day, until), default=None),
            next_planned=min((one for one in on_plan if one >= day), default=None),
        )

    customers = sorted(territory.customers, key=lambda customer: customer.id)
    return tuple(outlook(customer) for customer in customers if team.roster.plans(customer))


def open_anomalies(
    reported: Iterable[Anomaly],
    past: PastVisits,
    policy: Policy,
    calendar: WorkCalendar,
    known_through: date,
    asked_at: datetime,
) -> tuple[OpenAnomaly, ...]:
    """Return the anomalies of one customer that are known and that no visit has answered, the earliest deadline first.

    Parameters
    ----------
    known_through, asked_at
        Later reports are not known; the earlier of the two counts.
    """
    found = {
        OpenAnomaly(
            deadline=anomaly_deadline(anomaly, policy, calendar),
            reported_at=reported_at,
            kind=anomaly.kind,
        )
        for anomaly in reported
        for reported_at in [local_time(anomaly.reported_at, policy)]
        if reported_at <= asked_at
        and reported_at.date() <= known_through
        and not past.answers(reported_at)
    }
    return tuple(sorted(found))


@dataclass(frozen=True, slots=True)
class Chances:
    """On which days one customer can be visited by the team of a day.

    Parameters
    ----------
    appointments, pins
        Those of the customer, on any day.
    """

    customer: Customer
    policy: Policy
    team: Team
    appointments: tuple[Appointment, ...]
    pins: tuple[Pin, ...]

    def promises(self, day: date) -> Promises:
        """Return what is promised for a day."""
        return promises_on(
            self.customer, day, self.policy, appointments=self.appointments, pins=self.pins
        )

    def promised_days(self, after: date, until: date) -> frozenset[date]:
        """Return the promised days in between on which the visit can be made."""
        days = {local_time(one.at, self.policy).date() for one in self.appointments}
        days |= {pin.day for pin in self.pins if not pin.forbidden}
        return frozenset(
            day
            for day in days
            if after < day <= until
            and self.team.roster.is_staffed(day)
            and self.promises(day).windows
        )

    def first(self, after: date, until: date) -> date | None:
        """Return the first day in between on which a visit can be made: a visit day or a promised one."""
        promised = self.promised_days(after, until)
        day = after + _ONE_DAY
        while day <= until:
            if day in promised or (
                self.team.visits(self.customer, day) and self.promises(day).windows
            ):
                return day
            day += _ONE_DAY
        return None


class _OfCustomer(Protocol):
    """Something that belongs to a customer."""

    @property
    def customer_id(self) -> CustomerId: ...


_Event = TypeVar("_Event", bound=_OfCustomer)


def by_customer(events: Iterable[_Event]) -> dict[CustomerId, tuple[_Event, ...]]:
    """Return the events of each customer, in an order that the rows of a table do not change."""
    ordered = sorted(events, key=lambda event: (event.customer_id, repr(event)))
    grouped = groupby(ordered, key=lambda event: event.customer_id)
    return {customer_id: tuple(found) for customer_id, found in grouped}
