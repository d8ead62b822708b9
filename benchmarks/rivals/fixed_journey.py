"""A fixed journey plan, as sales teams draw it up by hand: areas on a rotation of visit days, each in nearest order.

The visit days of the shortest interval make one round: two weeks of Monday, Wednesday and Thursday by R1, R4 and R6, so
six areas, each met every two weeks. In his area an account manager visits whoever would be late by the time of its next
turn: core and assisted customers every time, potential ones every second, regular ones every fourth. The others of the
area fill the day up to the floor (R7), those who have waited longest first. The minimum gap, which is no rule of the
standard, is not asked, unless the journey is told to keep it: then nobody is filled in inside it. Nobody of another
area is visited, however late, unless something came in about him.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from itertools import count

from benchmarks.rivals.areas import area_of_each, nearest_area
from benchmarks.rivals.by_hand import NextInLine, evening_by_hand, looks_after
from benchmarks.rivals.road import road_by_hand
from routing.demand.outlook import Outlook
from routing.demand.team import Presence
from routing.demand.working_time import VisitDays
from routing.domain.ids import CustomerId
from routing.domain.manager import AccountManager
from routing.simulation.strategy import Known, OnTheRoad, Planned

__all__ = ["FixedJourney"]

_DAYS_A_WEEK = 7
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedJourney:
    """Goes through fixed areas in turn.

    The rotation counts the visit days of each account manager since it was drawn up. A visit day that a holiday or an
    absence moves within its week (R6) takes its area along; a week without visit days is made up for by nobody: the
    rotation goes on where it stopped, and everybody waits that much longer.

    Parameters
    ----------
    drawn_on
        Day on which the areas were drawn up, and the first day of the rotation. Who joins later belongs to the area
        whose middle is nearest.
    seed
        Of the areas.
    keeps_gap
        Whether a day stays below the floor rather than to be filled up inside the minimum gap.
    """

    drawn_on: date
    seed: int = 0
    keeps_gap: bool = False
    name: str = "fixed journey"

    def evening(self, known: Known, day: date) -> Planned:
        """Return tomorrow's tours."""
        return evening_by_hand(known, day, partial(self._next_in_line, known))

    def on_the_road(self, known: Known, found: OnTheRoad) -> Planned | None:
        """Return another order where the next on the list cannot be next, None else."""
        return road_by_hand(known, found, partial(self._next_in_line, known))

    def _next_in_line(
        self, known: Known, presence: Presence, own: tuple[Outlook, ...]
    ) -> NextInLine:
        rotation = _Rotation(known, presence.manager, self.drawn_on)
        here = rotation.area(presence.day, self.seed)
        next_turn = rotation.next_turn(presence.day)
        waiting = sorted(
            (view for view in own if view.customer.id in here),
            key=lambda view: (_waits_since(view), view.customer.id),
        )
        owed = [view for view in waiting if view.turn is None or view.turn.deadline < next_turn]
        owed_ids = {view.customer.id for view in owed}
        fillers = [view for view in waiting if view.customer.id not in owed_ids]
        if self.keeps_gap:
            fillers = [
                view
                for view in fillers
                if view.turn is not None and view.turn.earliest <= presence.day
            ]
        return NextInLine(owed=tuple(owed), fillers=tuple(fillers))


def _waits_since(view: Outlook) -> date:
    return date.min if view.turn is None else view.turn.since


class _Rotation:
    """The areas of one account manager, in turn.

    An area has at least as many customers as the floor asks for, so a small territory has fewer of them.
    """

    def __init__(self, known: Known, manager: AccountManager, drawn_on: date) -> None:
        territory, policy = known.territory, known.policy
        self._manager = manager
        self._drawn_on = drawn_on
        self._visit_days = VisitDays(territory.absences, policy, known.calendar)
        own = sorted(
            (
                one
                for one in territory.customers
                if looks_after(one, territory.managers) == manager.id
            ),
            key=lambda one: one.id,
        )
        self._old = [one for one in own if (one.joined_on or drawn_on) <= drawn_on]
        self._new = [one for one in own if (one.joined_on or drawn_on) > drawn_on]
        shortest = min((policy.interval(one)[0] for one in self._old), default=_DAYS_A_WEEK)
        turns = max(1, shortest // _DAYS_A_WEEK) * len(policy.visits.weekdays)
        self._number = max(1, min(turns, len(self._old) // max(1, policy.visits.floor)))

    def area(self, day: date, seed: int) -> frozenset[CustomerId]:
        """Return the customers of the area whose turn is on a visit day."""
        if not self._old:
            return frozenset(one.id for one in self._new)
        turn = (self._num_visit_days(day) - 1) % self._number
        points = tuple(one.point for one in self._old)
        areas = area_of_each(points, self._number, seed)
        here = [one.id for one, area in zip(self._old, areas, strict=True) if area == turn]
        here += [one.id for one in self._new if nearest_area(one.point, points, areas) == turn]
        return frozenset(here)

    def next_turn(self, day: date) -> date:
        """Return the day on which the area of a visit day has its next turn."""
        later = (day + timedelta(days=n) for n in count(1))
        turns = (one for one in later if self._visit_days.includes(self._manager, one))
        for _ in range(self._number - 1):
            next(turns)
        return next(turns)

    def _num_visit_days(self, day: date) -> int:
        """Return the number of visit days since the rotation began, the day included."""
        days = (day - self._drawn_on).days + 1
        since = (self._drawn_on + n * _ONE_DAY for n in range(days))
        return sum(self._visit_days.includes(self._manager, one) for one in since)
