"""What news are drawn from, and when things become known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from routing.domain.calendar import WorkCalendar, month_of
from routing.domain.customer import Customer
from routing.domain.manager import AccountManager
from routing.domain.policy import Policy
from routing.domain.territory import Territory
from routing.simulation.chance import Chance
from routing.simulation.world import World
from routing.units import DAY_S, HOUR_S, MINUTE_S, seconds_after_midnight

__all__ = ["ONE_DAY", "DrawnSeason"]

ONE_DAY = timedelta(days=1)
_EVENING_S = 3 * HOUR_S + 30 * MINUTE_S
"""So long after the working day somebody still reports something."""
_DAY_OFF_S = (9 * HOUR_S, 20 * HOUR_S)
"""Between these times somebody reports something on a day off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnSeason:
    """What the news of a season are drawn from: world and chances, the territory on the eve, the days."""

    world: World
    chance: Chance
    territory: Territory
    policy: Policy
    calendar: WorkCalendar
    start: date
    end: date

    @property
    def customers(self) -> tuple[Customer, ...]:
        """The customers on the eve, whatever the order of their rows."""
        return tuple(sorted(self.territory.customers, key=lambda one: one.id))

    @property
    def managers(self) -> tuple[AccountManager, ...]:
        """The account managers, whatever the order of their rows."""
        return tuple(sorted(self.territory.managers, key=lambda one: one.id))

    def days(self) -> tuple[date, ...]:
        """Return the days of the season."""
        return tuple(self.start + n * ONE_DAY for n in range((self.end - self.start).days + 1))

    def working_days(self) -> tuple[date, ...]:
        """Return the working days of the season."""
        return self.calendar.working_days(self.start, self.end)

    def hours_s(self, manager: AccountManager | None = None) -> tuple[int, int]:
        """Return when a working day begins and ends, of an account manager or of the office."""
        start = (manager and manager.day_start) or self.policy.day.start
        end = (manager and manager.day_end) or self.policy.day.end
        return seconds_after_midnight(start), seconds_after_midnight(end)

    def at(self, day: date, first_s: int, last_s: int, *about: object) -> datetime:
        """Return a whole minute of a day, between two times of it, drawn."""
        last_s = min(last_s, DAY_S - MINUTE_S)
        minute = self.chance.whole(
            -(-first_s // MINUTE_S), max(first_s, last_s) // MINUTE_S, *about, "minute"
        )
        return datetime.combine(day, time()) + minute * timedelta(minutes=1)

    def moments(
        self,
        kind: str,
        per_1000: int,
        customer: Customer,
        *,
        out_of_hours_percent: int = 0,
        until: date | None = None,
    ) -> tuple[datetime, ...]:
        """Return when something that concerns a customer becomes known, ascending; never on the day of joining.

        Each calendar month has its own number of times, each on any day of the month; what does not become known out
        of hours does so in the working hours of that day, or of the next working day.

        Parameters
        ----------
        until
            Last day that is drawn for, None for that of the season.
        """
        last_day = self.end if until is None else until
        found = []
        for first, last in _months(self.start, last_day):
            for number in range(self.chance.count(per_1000 / 1000, kind, customer.id, first)):
                about = (kind, customer.id, first, number)
                day = first + self.chance.whole(0, (last - first).days, *about, "day") * ONE_DAY
                if self.start <= day <= last_day:
                    found.append(self._known(day, out_of_hours_percent, *about))
        joined_on = customer.joined_on or date.min
        return tuple(sorted(one for one in found if joined_on < one.date() <= last_day))

    def _known(self, day: date, out_of_hours_percent: int, *about: object) -> datetime:
        is_working_day = self.calendar.is_working_day(day)
        _, end_s = self.hours_s()
        if self.chance.is_so(out_of_hours_percent / 100, *about, "out-of-hours"):
            hours_s = (end_s + MINUTE_S, end_s + _EVENING_S) if is_working_day else _DAY_OFF_S
            return self.at(day, *hours_s, *about)
        if not is_working_day:
            day = self.calendar.add_working_days(day, 1)
        return self.at(day, *self.hours_s(), *about)


def _months(start: date, end: date) -> Iterator[tuple[date, date]]:
    first, last = month_of(start)
    while first <= end:
        yield first, last
        first, last = month_of(last + ONE_DAY)
