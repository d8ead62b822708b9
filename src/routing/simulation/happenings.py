"""What happens in a world, whatever anybody plans: a function of the seed and of what is asked about (R20, R21)."""

from __future__ import annotations

from datetime import date, datetime, time

from routing.demand.deadlines import local_time
from routing.domain.calendar import WorkCalendar
from routing.domain.events import Appointment
from routing.domain.ids import CustomerId, ManagerId, PlaceId
from routing.domain.policy import Policy
from routing.domain.territory import Territory
from routing.simulation.chance import Chance
from routing.simulation.drawn_news import drawn_news
from routing.simulation.drawn_season import DrawnSeason
from routing.simulation.news import News
from routing.simulation.world import World, check_world
from routing.units import HOUR_S, MINUTE_S, clock_time, seconds_after_midnight

__all__ = ["Happenings"]

SHORTEST_VISIT_S = 5 * MINUTE_S
_LOCKED_S = (1 * HOUR_S, 3 * HOUR_S)
_CALLED_OFF_S = (7 * HOUR_S + 30 * MINUTE_S, 12 * HOUR_S)
"""Earliest and latest time at which a visit of the day is called off."""


class Happenings:
    """A world played from one day to another.

    Nothing here depends on plans, on the order of questions, or on the last day: a longer season begins with the
    shorter one. On the day of an appointment its customer is there, and calls no visit off: what stands in the way of
    an appointment is that it is cancelled, and that is news.

    Parameters
    ----------
    seed
        Of all chances.
    territory
        As it stands on the evening before `start`, without faults.
    calendar
        Which days are worked; it spans six weeks after `end`.
    start, end
        The days, both included.

    Attributes
    ----------
    news
        All that becomes known, from 00:00 of the first day to the end of the last, by time.

    Raises
    ------
    InputError
        If the world contradicts itself or the calendar is too short.
    """

    def __init__(
        self,
        world: World,
        seed: int,
        territory: Territory,
        policy: Policy,
        calendar: WorkCalendar,
        start: date,
        end: date,
    ) -> None:
        check_world(world)
        self._world = world
        self._chance = Chance(seed)
        self._day_s = (
            seconds_after_midnight(policy.day.start),
            seconds_after_midnight(policy.day.end),
        )
        self._rush_s = sorted(
            (seconds_after_midnight(one.start), seconds_after_midnight(one.end))
            for one in world.rush_hours
        )
        self.news: tuple[News, ...] = drawn_news(
            DrawnSeason(
                world=world,
                chance=self._chance,
                territory=territory,
                policy=policy,
                calendar=calendar,
                start=start,
                end=end,
            )
        )
        agreed = (one.what for one in self.news if isinstance(one.what, Appointment))
        self._promised = frozenset(
            (one.customer_id, local_time(one.at, policy).date())
            for one in (*territory.appointments, *agreed)
        )

    def is_locked(self, customer_id: CustomerId, at: datetime) -> bool:
        """Return whether the door is locked, though opening hours may say otherwise."""
        about = ("locked", customer_id, at.date())
        if not self._chance.is_so(self._world.locked_permille / 1000, *about):
            return False
        if (customer_id, at.date()) in self._promised:
            return False
        if self._chance.is_so(self._world.locked_all_day_percent / 100, *about, "all-day"):
            return True
        length_s = self._chance.whole(*_LOCKED_S, *about, "length")
        first_s, end_s = self._day_s
        start_s = self._chance.whole(first_s, max(first_s, end_s - length_s), *about, "start")
        return start_s <= seconds_after_midnight(at.time()) < start_s + length_s

    def called_off(self, customer_id: CustomerId, day: date) -> time | None:
        """Return when the customer calls off a visit of a day, None where nobody would.

        It matters only where a visit is planned then.
        """
        about = ("called-off", customer_id, day)
        if not self._chance.is_so(self._world.called_off_permille / 1000, *about):
            return None
        if (customer_id, day) in self._promised:
            return None
        return clock_time(self._chance.whole(*_CALLED_OFF_S, *about, "time"))

    def length_s(self, customer_id: CustomerId, day: date, meant_s: int) -> int:
        """Return how long a visit takes that is meant to take `meant_s`: habit of the customer, chance of the day."""
        habit = self._chance.factor(self._world.habit_sigma_percent, "habit", customer_id)
        of_day = self._chance.factor(self._world.visit_sigma_percent, "visit", customer_id, day)
        return max(SHORTEST_VISIT_S, round(meant_s * habit * of_day))

    def leg_s(
        self,
        manager_id: ManagerId,
        from_place: PlaceId,
        to_place: PlaceId,
        at: datetime,
        believed_s: int,
    ) -> int:
        """Return how long a leg takes that begins at a time: chance of the leg, weather of the day, rush hours.

        Who leaves later never arrives sooner.

        Parameters
        ----------
        believed_s
            How long planners believe that it takes.
        """
        day, world = at.date(), self._world
        weather = 1 + world.weather_percent / 100 * (2 * self._chance.uniform("weather", day) - 1)
        of_leg = self._chance.factor(
            world.leg_sigma_percent, "leg", manager_id, from_place, to_place, day
        )
        calm_s = believed_s * world.travel_percent / 100 * weather * of_leg
        leaves_s = seconds_after_midnight(at.time())
        return int(self._arrival_s(leaves_s, calm_s) + 0.5) - leaves_s

    def _arrival_s(self, leaves_s: int, calm_s: float) -> float:
        """Return when somebody arrives whose way takes `calm_s` outside rush hours.

        Rush hours slow the part of the way that is driven in them (doi:10.1016/S0377-2217(02)00147-9).
        """
        slow = 1 + self._world.rush_percent / 100
        now_s: float = leaves_s
        for start_s, end_s in self._rush_s:
            if now_s + calm_s <= start_s:
                break
            if now_s >= end_s:
                continue
            calm_s -= max(0, start_s - now_s)
            now_s = max(now_s, start_s)
            in_rush_s = min(calm_s, (end_s - now_s) / slow)
            now_s += in_rush_s * slow
            calm_s -= in_rush_s
        return now_s + calm_s
