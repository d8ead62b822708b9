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
        What bears on the days to plan (R13, R16, R17, R20).

    Notes
    -----
    Coordinates are WGS-84 decimal degrees, times local (Asia/Shanghai by default). Nothing is checked here:
    `routing.tables.read_territory` reads and checks tables, and whatever plans refuses a territory that contradicts
    itself (`routing.domain.faults.territory_faults`).

    References
    ----------
    R5, R11: classes and size of a territory; R24: names are for people's eyes only.

    Examples
    --------
    >>> from datetime import date
    >>> from routing import Geodesic, Limits, Territory, china_calendar, load_policy, plan_day
    >>> from routing.domain.customer import Area, Customer, CustomerClass, Point
    >>> from routing.domain.manager import AccountManager
    >>> shop = Customer(
    ...     id="C1", point=Point(lat=30.01, lon=120.0), customer_class=CustomerClass.CORE, area=Area.URBAN
    ... )
    >>> office = AccountManager(id="M1", start=Point(lat=30.0, lon=120.0))
    >>> territory = Territory(id="street", managers=(office,), customers=(shop,))
    >>> monday, calendar = date(2026, 11, 2), china_calendar(2026, 2027)
    >>> plan = plan_day(
    ...     territory, load_policy("classified"), calendar, Geodesic(), monday, limits=Limits(iterations=100)
    ... )
    >>> [stop.customer_id for stop in plan.routes[0].stops]
    ['C1']
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
