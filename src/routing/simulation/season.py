"""What a simulated stretch of days leaves: the history, and how each day was driven."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from routing.domain.calendar import WorkCalendar
from routing.domain.ids import ManagerId
from routing.domain.policy import Policy
from routing.domain.territory import Territory
from routing.simulation.news import News
from routing.simulation.world import World

__all__ = ["DayLog", "Season"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DayLog:
    """What one account manager's working day was, as driven; visits and calls stand in the history.

    Parameters
    ----------
    planned
        Visits in person with which he set out.
    left_s, back_s
        When he left and came back, seconds after midnight; None where he drove nowhere.
    travel_s, travel_m
        Time on the road and metres driven.
    waiting_s, visiting_s, contact_s, task_s
        Time before doors, with customers, on the phone, and for ad-hoc tasks (R20): who is away until the end of his
        day does none of them.
    overtime_s
        Work after the end of his day.
    failed
        Visits in person that were tried in vain.
    replans
        How often the rest of the day was planned anew.
    retold
        Customers told something else than they had been told, since the day before's plan was made.
    """

    day: date
    manager_id: ManagerId
    planned: int = 0
    left_s: int | None = None
    back_s: int | None = None
    travel_s: int = 0
    travel_m: int = 0
    waiting_s: int = 0
    visiting_s: int = 0
    contact_s: int = 0
    task_s: int = 0
    overtime_s: int = 0
    failed: int = 0
    replans: int = 0
    retold: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Season:
    """A simulated stretch of days, from `start` to `end`, both included.

    Parameters
    ----------
    territory
        As it stands in the end; its history has a row for each visit made or tried, with its start and length.
    news
        All that became known, in the order of time.
    days
        A log for each account manager and working day.
    """

    territory: Territory
    policy: Policy
    calendar: WorkCalendar
    start: date
    end: date
    world: World
    seed: int
    strategy: str
    news: tuple[News, ...]
    days: tuple[DayLog, ...]
