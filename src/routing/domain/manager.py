"""Account managers, where their days start and end, and when they are away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from routing.domain.customer import Point
from routing.domain.ids import ManagerId

__all__ = ["Absence", "AccountManager"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountManager:
    """Somebody who visits customers.

    Parameters
    ----------
    id
        Identifier, unique in the territory.
    start
        Where the day starts (office or home).
    end
        Where the day ends, or None for the place where it starts.
    name
        For people's eyes only; never logged.
    day_start, day_end
        Own working hours, or None for the policy's.
    max_visits
        Own maximum of in-person visits a day, or None for the policy's.
    """

    id: ManagerId
    start: Point
    end: Point | None = None
    name: str = ""
    day_start: time | None = None
    day_end: time | None = None
    max_visits: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """A time in which an account manager does not visit: leave, illness, training, a meeting.

    Whole days from `first` to `last`; where `start` and `end` are given, only these hours of each of the days.
    """

    manager_id: ManagerId
    first: date
    last: date
    start: time | None = None
    end: time | None = None
