"""Seasons that are played at once: short searches, or nobody who searches at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache

from routing.demand.working_time import hours_on
from routing.domain.territory import Territory
from routing.simulation import Effort, Known, OnTheRoad, OurPlans, Planned, Tour
from routing.simulation.tour import Errand
from routing.solve.backend import Limits
from tests.simulation.crowd import crowd

__all__ = ["InTurn", "Spy", "brief", "town"]

_BRIEF = Limits(iterations=50)


def brief() -> OurPlans:
    """Return our plans with short searches."""
    return OurPlans(effort=Effort(month=_BRIEF, week=_BRIEF, day=_BRIEF, road=_BRIEF))


@cache
def town() -> Territory:
    """Return fifty customers of one account manager and fifty of another."""
    return crowd(100, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class InTurn:
    """Everybody at work visits six of his customers a day, those who have waited longest first.

    It follows its list and keeps no appointment, so that a season takes no time.
    """

    name: str = "in turn"

    def evening(self, known: Known, day: date) -> Planned:
        """Return tomorrow's tours."""
        if not known.calendar.is_working_day(day):
            return Planned(tours=())
        territory = known.territory
        last = {one.customer_id: one.day for one in territory.history}
        tours = []
        for manager in territory.managers:
            hours, _ = hours_on(manager, day, known.policy, territory.absences)
            own = sorted(
                (last.get(one.id, date.min), one.id)
                for one in territory.customers
                if one.manager_id == manager.id
            )
            errands = tuple(Errand(customer_id=one, length_s=600) for _, one in own[:6])
            if hours is not None and errands:
                tours.append(Tour(manager_id=manager.id, leaves_s=hours[0], errands=errands))
        return Planned(tours=tuple(tours))

    def on_the_road(self, known: Known, found: OnTheRoad) -> None:
        """Return None: the list is followed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spy:
    """Has somebody plan, and looks at what he knows.

    Parameters
    ----------
    sees
        Is shown what is known, in each evening and on the road.
    """

    plans: OurPlans | InTurn
    sees: Callable[[Known], None]
    name: str = "spy"

    def evening(self, known: Known, day: date) -> Planned:
        """Return the tours of whoever plans."""
        self.sees(known)
        return self.plans.evening(known, day)

    def on_the_road(self, known: Known, found: OnTheRoad) -> Planned | None:
        """Return the answer of whoever plans."""
        self.sees(known)
        return self.plans.on_the_road(known, found)
