"""What becomes known in the course of a season: anomalies, appointments, closures, new customers, absences, tasks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from routing.demand.deadlines import local_time
from routing.domain.customer import Customer, DateRange
from routing.domain.events import Anomaly, AnomalyKind
from routing.simulation.drawn_appointments import APPOINTMENT_DAYS_AHEAD, appointments
from routing.simulation.drawn_newcomers import newcomers
from routing.simulation.drawn_season import ONE_DAY, DrawnSeason
from routing.simulation.drawn_team import leave_and_illness, tasks
from routing.simulation.news import ClosureAnnounced, News

__all__ = ["drawn_news"]

ANOMALY_LASTS = timedelta(days=7)
"""Within this time of an anomaly nobody has another one."""
_CLOSURE_DAYS_AHEAD = (3, 10)
_CLOSURE_DAYS = (7, 21)


def drawn_news(season: DrawnSeason) -> tuple[News, ...]:
    """Return all that becomes known in a season, by time.

    Nobody has an anomaly or an appointment while the shop is shut, though it be not announced yet, and nothing
    concerns a customer before the day after joining.
    """
    joined = newcomers(season)
    absences = leave_and_illness(season)
    closures: list[News] = []
    customers: list[Customer] = []
    for customer in (*season.customers, *(newcomer for _, newcomer in joined)):
        announced = tuple(_closures(season, customer))
        closures += [
            News(at=at, what=ClosureAnnounced(customer_id=customer.id, closed=closed))
            for at, closed in announced
            if at.date() <= season.end
        ]
        shut = (closed for _, closed in announced)
        customers.append(replace(customer, closed=(*customer.closed, *shut)))
    found = (
        *(News(at=at, what=newcomer) for at, newcomer in joined),
        *absences,
        *closures,
        *(one for customer in customers for one in _anomalies(season, customer)),
        *appointments(season, customers, absences),
        *tasks(season, absences),
    )
    return tuple(sorted(found, key=lambda one: one.at))


def _closures(season: DrawnSeason, customer: Customer) -> Iterator[tuple[datetime, DateRange]]:
    """Yield when a customer announces which closures, none over another or over what is agreed already.

    Those that are announced soon after the season are among them: appointments of its last days heed them.
    """
    promised = [
        local_time(one.at, season.policy).date()
        for one in season.territory.appointments
        if one.customer_id == customer.id
    ]
    closed = list(customer.closed)
    until = season.end + APPOINTMENT_DAYS_AHEAD[1] * ONE_DAY
    for at in season.moments("closure", season.world.closures_per_1000, customer, until=until):
        about = ("closure", customer.id, at)
        first = at.date() + season.chance.whole(*_CLOSURE_DAYS_AHEAD, *about, "ahead") * ONE_DAY
        days = season.chance.whole(*_CLOSURE_DAYS, *about, "days")
        one = DateRange(first=first, last=first + (days - 1) * ONE_DAY)
        if any(day in one for day in promised):
            continue
        if any(at.date() <= other.last and other.first <= one.last for other in closed):
            continue
        closed.append(one)
        yield at, one


def _anomalies(season: DrawnSeason, customer: Customer) -> Iterator[News]:
    reported = [
        local_time(one.reported_at, season.policy)
        for one in season.territory.anomalies
        if one.customer_id == customer.id
    ]
    world = season.world
    for at in season.moments(
        "anomaly",
        world.anomalies_per_1000,
        customer,
        out_of_hours_percent=world.out_of_hours_percent,
    ):
        if any(at - one < ANOMALY_LASTS for one in reported):
            continue
        if any(at.date() in one for one in customer.closed):
            continue
        reported.append(at)
        kind = _kind(season, "anomaly", customer.id, at)
        yield News(at=at, what=Anomaly(customer_id=customer.id, kind=kind, reported_at=at))


def _kind(season: DrawnSeason, *about: object) -> AnomalyKind:
    shares = season.world.anomaly_percent
    weighted = [kind for kind in AnomalyKind for _ in range(getattr(shares, kind.name.lower()))]
    return season.chance.one_of(weighted, *about, "kind")
