"""When people and shops are there: hours of work, absences, tasks, lunch, opening times, appointments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from routing.demand.deadlines import local_time
from routing.domain.customer import Customer, Mode
from routing.domain.ids import ManagerId
from routing.domain.manager import AccountManager
from routing.domain.policy import Policy
from routing.domain.territory import Territory
from routing.simulation.tour import Errand
from routing.units import DAY_S, MINUTE_S, seconds_after_midnight

__all__ = ["Hours"]

STAYS_ON_S = 15 * MINUTE_S
STAYS_ON_FOR_A_PROMISE_S = 60 * MINUTE_S
"""So much overtime somebody works for a visit, and for one that cannot wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """The hours of a day, as the territory is known. All times are seconds after midnight."""

    day: date
    territory: Territory
    policy: Policy

    def work_again_s(self, manager: AccountManager, now_s: int, over_s: int) -> int:
        """Return when somebody begins something that takes until a time: now, or once he is back who is away in it."""
        ends_s = self._work_ends_s(manager)
        for begins_s, back_s in sorted(self._absences(manager.id)):
            if now_s < back_s < ends_s and (begins_s <= now_s or begins_s < over_s):
                now_s = back_s
        return now_s

    def has_time(self, manager: AccountManager, errand: Errand, over_s: int, home_s: int) -> bool:
        """Return whether somebody sets out for an errand that is over at a time, with so long a way home.

        Tasks are to be done besides (R20), so it has to be over before them; who goes to a meeting, on leave or to bed
        goes in time.
        """
        if leaves_off := self._leaves_off(manager):
            return over_s <= min(leaves_off)
        stays_s = STAYS_ON_FOR_A_PROMISE_S if errand.is_fixed else STAYS_ON_S
        ends_s = self._work_ends_s(manager) + stays_s
        return over_s + home_s + self.tasks_s(manager) <= ends_s

    def overtime_s(self, manager: AccountManager, back_s: int) -> int:
        """Return for how long somebody works beyond his hours who comes back at a time, and has his tasks to do."""
        return max(0, back_s + self.tasks_s(manager) - self._work_ends_s(manager))

    def tasks_s(self, manager: AccountManager) -> int:
        """Return how long the tasks of somebody take today; who leaves off and does not come back does none."""
        if self._leaves_off(manager):
            return 0
        return sum(
            one.minutes * MINUTE_S
            for one in self.territory.tasks
            if one.manager_id == manager.id and one.day == self.day
        )

    def begins_s(self, customer: Customer, errand: Errand, from_s: int) -> int:
        """Return when an errand begins of somebody who is there from a time on, the end of the day where never.

        A shop lets in during its opening hours; who has an appointment is there, and is not met before it (R16).
        """
        early_s = self.policy.appointment.early_minutes * MINUTE_S
        agreed = [
            seconds_after_midnight(at.time()) - early_s
            for one in self.territory.appointments
            if one.customer_id == customer.id
            for at in [local_time(one.at, self.policy)]
            if at.date() == self.day
        ]
        from_s = max([from_s, errand.not_before_s, *agreed])
        is_let_in = agreed or errand.mode is not Mode.IN_PERSON
        return from_s if is_let_in else self._opens_s(customer, from_s)

    def lunch_s(self, from_s: int) -> tuple[int, int]:
        """Return when lunch begins and is over that is had as soon as may be."""
        lunch = self.policy.day.lunch
        begins_s = max(from_s, seconds_after_midnight(lunch.earliest))
        return begins_s, begins_s + lunch.minutes * MINUTE_S

    def lunch_cannot_wait(self, manager: AccountManager, until_s: int) -> bool:
        """Return whether a time is too late for lunch; who leaves off before it would be over eats then."""
        lunch = self.policy.day.lunch
        leaves_off_s = min(self._leaves_off(manager), default=DAY_S)
        latest_s = seconds_after_midnight(lunch.latest)
        has_break = 0 < lunch.minutes * MINUTE_S <= leaves_off_s - latest_s
        return has_break and until_s > latest_s

    def work_begins_s(self, manager: AccountManager) -> int:
        """Return when somebody's working day begins."""
        return seconds_after_midnight(manager.day_start or self.policy.day.start)

    def has_eaten(self, from_s: int) -> bool:
        """Return whether lunch is over for somebody who is at home, or away, until a time."""
        return from_s >= seconds_after_midnight(self.policy.day.lunch.latest)

    def _work_ends_s(self, manager: AccountManager) -> int:
        return seconds_after_midnight(manager.day_end or self.policy.day.end)

    def _leaves_off(self, manager: AccountManager) -> list[int]:
        """Return when somebody leaves off who does not come back today."""
        ends_s = self._work_ends_s(manager)
        return [begins for begins, back in self._absences(manager.id) if back >= ends_s]

    def _absences(self, manager_id: ManagerId) -> Iterator[tuple[int, int]]:
        """Yield from when to when somebody is away."""
        for one in self.territory.absences:
            if one.manager_id == manager_id and one.first <= self.day <= one.last:
                yield (
                    0 if one.start is None else seconds_after_midnight(one.start),
                    DAY_S if one.end is None else seconds_after_midnight(one.end),
                )

    def _opens_s(self, customer: Customer, from_s: int) -> int:
        if any(self.day in closed for closed in customer.closed):
            return DAY_S
        if not customer.opening_hours:
            return from_s
        chances = [
            max(from_s, seconds_after_midnight(one.start))
            for one in customer.opening_hours
            if self.day.isoweekday() in one.weekdays and from_s <= seconds_after_midnight(one.end)
        ]
        return min(chances, default=DAY_S)
