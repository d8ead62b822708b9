"""Whether anybody could have visited a customer: the bound behind all that was missed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Protocol

from routing.domain.customer import Customer
from routing.domain.ids import CustomerId, ManagerId
from routing.domain.manager import AccountManager
from routing.simulation.count.record import Record, days_of
from routing.simulation.count.values import MissedBecause
from routing.units import DAY_S, MINUTE_S, clock_time, seconds_after_midnight

__all__ = ["Doors", "Reach"]

_LOOKS_EVERY_S = 5 * MINUTE_S


class Doors(Protocol):
    """Who knows which doors were locked: the world of the season."""

    def is_locked(self, customer_id: CustomerId, at: datetime) -> bool:
        """Return whether a door is locked, though opening hours may say otherwise."""
        ...


class Reach:
    """When customers could be visited, by somebody who knows all doors, absences and closures beforehand.

    A moment will do if somebody who may go is at work then, and the customer is open and not locked. Nobody has to get
    there, nothing else has to be done meanwhile: whoever misses something at such a moment is told that he could have
    kept it, though perhaps he could not. So what this calls impossible was so for every plan, but for two things: work
    after the end of the day, and a door that was unlocked for less than five minutes.
    """

    def __init__(self, record: Record, doors: Doors) -> None:
        self._record = record
        self._doors = doors
        self._known: dict[tuple[CustomerId, ManagerId, date], bool] = {}

    def bound(
        self,
        customer: Customer,
        first: datetime,
        last: datetime,
        *,
        named: ManagerId | None = None,
        by_contact: bool = False,
    ) -> MissedBecause | None:
        """Return why nobody could visit a customer between two moments, both included; None where somebody could.

        Parameters
        ----------
        named
            Somebody who may go besides those who may by the policy.
        by_contact
            Whether a call would do, which a locked door does not hinder (R22).
        """
        someone = False
        first = max(first, datetime.combine(self._record.start, time.min))
        for day in days_of(first.date(), min(last.date(), self._record.end)):
            if not self._record.is_customer_on(customer, day):
                continue
            from_s = seconds_after_midnight(first.time()) if day == first.date() else 0
            until_s = seconds_after_midnight(last.time()) if day == last.date() else DAY_S
            for manager in self._who(customer, day, named):
                for start_s, end_s in self._record.hours(manager, day):
                    part = max(start_s, from_s), min(end_s, until_s)
                    if part[0] > part[1]:
                        continue
                    someone = True
                    if self._lets_in(customer, day, part, by_contact=by_contact):
                        return None
        return MissedBecause.SHUT if someone else MissedBecause.ABSENT

    def could_be_visited(self, customer: Customer, manager: AccountManager, day: date) -> bool:
        """Return whether a customer lets somebody in at some moment of his working day."""
        key = (customer.id, manager.id, day)
        if key not in self._known:
            self._known[key] = any(
                self._lets_in(customer, day, part) for part in self._record.hours(manager, day)
            )
        return self._known[key]

    def _who(self, customer: Customer, day: date, named: ManagerId | None) -> list[AccountManager]:
        found = {one.id: one for one in self._record.who_may(customer, day)}
        if named is not None and named in self._record.managers:
            found[named] = self._record.managers[named]
        return [found[one] for one in sorted(found)]

    def _lets_in(
        self, customer: Customer, day: date, part: tuple[int, int], *, by_contact: bool = False
    ) -> bool:
        return any(
            by_contact
            or not self._doors.is_locked(customer.id, datetime.combine(day, clock_time(at_s)))
            for start_s, end_s in _open(customer, day)
            for at_s in _looks(max(start_s, part[0]), min(end_s, part[1]))
        )


def _open(customer: Customer, day: date) -> Iterator[tuple[int, int]]:
    """Yield from when to when a customer is open on a day, by its own hours and closures."""
    if any(day in closed for closed in customer.closed):
        return
    if not customer.opening_hours:
        yield 0, DAY_S - 1
    for one in customer.opening_hours:
        if day.isoweekday() in one.weekdays:
            yield seconds_after_midnight(one.start), seconds_after_midnight(one.end)


def _looks(first_s: int, last_s: int) -> Iterator[int]:
    """Yield moments from the first to the last, so that none in between is far away."""
    if first_s <= last_s:
        yield from range(first_s, last_s, _LOOKS_EVERY_S)
        yield last_s
