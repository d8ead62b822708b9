"""Who plans in a simulated year: the library's own chain of plans, or a rival."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from routing.domain.calendar import WorkCalendar
from routing.domain.ids import CustomerId, ManagerId
from routing.domain.policy import Policy
from routing.domain.road_events import Position
from routing.domain.territory import Territory
from routing.plan_chain import PlanRecord
from routing.simulation.tour import Errand, Tour
from routing.travel.matrix import TravelSource

__all__ = ["Known", "OnTheRoad", "Planned", "Strategy"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What whoever plans knows at a time, and nothing else.

    Parameters
    ----------
    territory
        Customers, history, anomalies, appointments and all else that has become known until now.
    travel
        Travel times as the planner believes them; the world's differ.
    records
        The plans of the strategy's own that may still matter, as it returned them.
    """

    now: datetime
    territory: Territory
    policy: Policy
    calendar: WorkCalendar
    travel: TravelSource
    records: tuple[PlanRecord, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """Tours, and what the strategy wants to remember.

    Parameters
    ----------
    tours
        Tours of account managers; who has none stays where he is, or on the road keeps the tour that he has.
    records
        All plans of `Known.records` that may still matter, and the new ones.
    retold
        Customers who had been told something and now hear something else.
    """

    tours: tuple[Tour, ...]
    records: tuple[PlanRecord, ...] = ()
    retold: tuple[CustomerId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OnTheRoad:
    """What an account manager finds at a time of the day when he can go on.

    Parameters
    ----------
    manager_id
        Who asks: he can go on now.
    positions
        Of each account manager who has a tour and has left his base: at the customer with whom he is, to whom he is
        driving, or with whom he was last, and when he can go on from there.
    left
        The errands that each account manager with a tour has before him, after that customer.
    is_news
        Whether something that concerns him has become known since he asked last: it stands in `Known.territory`.
    has_failed
        Whether the last door was locked, or a visit was called off.
    behind_s
        By how much the next errand will begin later than meant, negative: sooner; 0 where nothing is meant.
    """

    manager_id: ManagerId
    positions: tuple[Position, ...]
    left: Mapping[ManagerId, tuple[Errand, ...]]
    is_news: bool
    has_failed: bool
    behind_s: int


class Strategy(Protocol):
    """Plans tours in the evening before, and on the road. It keeps nothing in itself: all it knows is handed in."""

    @property
    def name(self) -> str:
        """Return what it is called in tables."""
        ...

    def evening(self, known: Known, day: date) -> Planned:
        """Return the tours of tomorrow, `day`, planned at `known.now`; none on the eve of a day off.

        It is asked on every evening, days off included.
        """
        ...

    def on_the_road(self, known: Known, found: OnTheRoad) -> Planned | None:
        """Return new tours of whoever goes on otherwise than he set out, or None where everybody keeps his.

        A tour goes on from where `found.positions` has its account manager.
        """
        ...
