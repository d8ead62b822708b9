"""What happens on the road: where account managers are, and what makes the rest of a day differ from its plan (R21)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from routing.domain.customer import Point
from routing.domain.events import Anomaly, Task, VisitRecord
from routing.domain.ids import CustomerId, ManagerId

__all__ = [
    "AnomalyReported",
    "DayEndsEarly",
    "ManagerIll",
    "Position",
    "RoadEvent",
    "RoadEvents",
    "RunsLate",
    "TaskAssigned",
    "VisitCancelled",
    "VisitFoundClosed",
    "VisitRunsLong",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where an account manager is, at a point on the map or at a customer's, and when he can go on.

    Parameters
    ----------
    point, customer_id
        One of the two. At a customer's who has not been visited yet the visit is under way.
    free_at
        When he can go on; None: now.
    had_lunch
        Whether he has had the lunch break; None: as planned.
    """

    manager_id: ManagerId
    point: Point | None = None
    customer_id: CustomerId | None = None
    free_at: time | None = None
    had_lunch: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnomalyReported:
    """A customer becomes an anomalous one (R13)."""

    anomaly: Anomaly


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitCancelled:
    """A customer asks not to be visited today."""

    customer_id: CustomerId


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitFoundClosed:
    """A customer's shop is found shut; it stays so until the end of a day, None: of today."""

    customer_id: CustomerId
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitRunsLong:
    """A visit that is under way lasts until a time of day."""

    customer_id: CustomerId
    until: time


@dataclass(frozen=True, slots=True, kw_only=True)
class RunsLate:
    """An account manager can go on only so many minutes later than his position says."""

    manager_id: ManagerId
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskAssigned:
    """An ad-hoc task comes in (R20): it takes the reserve first, then time of visits."""

    task: Task


@dataclass(frozen=True, slots=True, kw_only=True)
class DayEndsEarly:
    """An account manager has to stop visiting at a time of day."""

    manager_id: ManagerId
    at: time


@dataclass(frozen=True, slots=True, kw_only=True)
class ManagerIll:
    """An account manager falls ill and visits nobody from now on until the end of a day, None: of today."""

    manager_id: ManagerId
    until: date | None = None


RoadEvent = (
    AnomalyReported
    | VisitCancelled
    | VisitFoundClosed
    | VisitRunsLong
    | RunsLate
    | TaskAssigned
    | DayEndsEarly
    | ManagerIll
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadEvents:
    """All that is reported from the road at one time of a day.

    Parameters
    ----------
    positions
        Where account managers are.
    done
        Visits made today, or tried in vain.
    events
        What else happened.
    """

    positions: tuple[Position, ...] = ()
    done: tuple[VisitRecord, ...] = ()
    events: tuple[RoadEvent, ...] = ()
