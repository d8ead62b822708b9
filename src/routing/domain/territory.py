"""A territory: the customers that one account manager, or a team, looks after, and all that happened there."""

from __future__ import annotations

from dataclasses import dataclass

from routing.domain.customer import Customer
from routing.domain.events import Anomaly, Appointment, Pin, Task, VisitRecord
from routing.domain.manager import Absence, AccountManager

__all__ = ["Territory"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Territory:
    """Everything known about a territory on the day of planning.

    Parameters
    ----------
    id
        Identifier of the territory.
    managers
        The account managers, at least one.
    customers
        The customers, ids unique.
    history
        Visits made, in any order.
    anomalies, appointments, pins, absences, tasks
        What bears on the days to plan.
    """

    id: str
    managers: tuple[AccountManager, ...]
    customers: tuple[Customer, ...]
    history: tuple[VisitRecord, ...] = ()
    anomalies: tuple[Anomaly, ...] = ()
    appointments: tuple[Appointment, ...] = ()
    pins: tuple[Pin, ...] = ()
    absences: tuple[Absence, ...] = ()
    tasks: tuple[Task, ...] = ()
