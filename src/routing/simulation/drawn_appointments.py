"""Appointments that customers ask for, and cancel (R16)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta

from routing.demand.deadlines import local_time
from routing.demand.windows import opening_windows
from routing.demand.working_time import hours_on
from routing.domain.customer import Customer
from routing.domain.events import Appointment
from routing.domain.ids import CustomerId, ManagerId
from routing.domain.manager import Absence
from routing.simulation.drawn_season import ONE_DAY, DrawnSeason
from routing.simulation.drawn_team import known_absences
from routing.simulation.news import AppointmentCancelled, News
from routing.units import HOUR_S, MINUTE_S, seconds_after_midnight

__all__ = ["APPOINTMENTS_APART", "APPOINTMENT_DAYS_AHEAD", "appointments"]

APPOINTMENT_DAYS_AHEAD = (1, 10)
"""So many days ahead appointments are agreed, at least and at most."""
APPOINTMENTS_APART = timedelta(minutes=75)
"""So far apart are two appointments of an account manager, at least."""
_QUARTER_S = 15 * MINUTE_S
_AFTER_START_S, _BEFORE_END_S = 30 * MINUTE_S, 60 * MINUTE_S
"""No appointment is nearer to the start, or the end, of the account manager's working hours."""
_CANCELS_IN_MORNING_S = (7 * HOUR_S + 30 * MINUTE_S, 8 * HOUR_S + 45 * MINUTE_S)


def appointments(
    season: DrawnSeason, customers: Sequence[Customer], absences: Sequence[News]
) -> Iterator[News]:
    """Yield the appointments that are agreed, and those of them that are cancelled.

    Parameters
    ----------
    customers
        With all times in which they are closed, announced or not.
    absences
        What becomes known of absences: an appointment heeds those that are known when it is asked for.
    """
    return _Diary(season, customers, absences).news()


class _Diary:
    """What is agreed with whom; it fills in the order in which appointments are asked for."""

    def __init__(
        self, season: DrawnSeason, customers: Sequence[Customer], absences: Sequence[News]
    ) -> None:
        self._season = season
        self._customers = customers
        self._absences = absences
        self._managers = {one.id: one for one in season.managers}
        self._agreed: defaultdict[CustomerId, list[datetime]] = defaultdict(list)
        self._booked: defaultdict[ManagerId | None, list[datetime]] = defaultdict(list)
        owners = {one.id: self._manager_id(one) for one in customers}
        for one in season.territory.appointments:
            at = local_time(one.at, season.policy)
            self._agreed[one.customer_id].append(at)
            self._booked[one.manager_id or owners[one.customer_id]].append(at)

    def news(self) -> Iterator[News]:
        """Yield appointments, and those of them that are cancelled."""
        season = self._season
        rate = season.world.appointments_per_1000
        asked = [
            (at, customer.id, customer)
            for customer in self._customers
            for at in season.moments("appointment", rate, customer)
        ]
        for asked_at, customer_id, customer in sorted(asked, key=lambda one: one[:2]):
            if any(one >= asked_at for one in self._agreed[customer_id]):
                continue
            about = ("appointment", customer_id, asked_at)
            at = self._agreed_time(customer, asked_at, *about)
            if at is None:
                continue
            self._agreed[customer_id].append(at)
            self._booked[self._manager_id(customer)].append(at)
            one = Appointment(customer_id=customer_id, at=at)
            yield News(at=asked_at, what=one)
            if season.chance.is_so(
                season.world.appointments_cancelled_percent / 100, *about, "cancelled"
            ):
                cancelled_at = self._cancelled_at(at, asked_at, *about, "cancelled")
                if cancelled_at.date() <= season.end:
                    yield News(at=cancelled_at, what=AppointmentCancelled(appointment=one))

    def _agreed_time(
        self, customer: Customer, asked_at: datetime, *about: object
    ) -> datetime | None:
        """Return the time on which the two agree, None where no day of the next ones suits both."""
        season = self._season
        absences = known_absences(season, self._absences, asked_at)
        first, last = APPOINTMENT_DAYS_AHEAD
        days = [
            slots
            for n in range(first, last + 1)
            for slots in [self._slots(customer, asked_at.date() + n * ONE_DAY, absences)]
            if slots
        ]
        if not days:
            return None
        return season.chance.one_of(season.chance.one_of(days, *about, "day"), *about, "slot")

    def _slots(
        self, customer: Customer, day: date, absences: Iterable[Absence]
    ) -> tuple[datetime, ...]:
        """Return the quarter hours of a visit day that suit customer and account manager."""
        season = self._season
        if day.isoweekday() not in season.policy.visits.weekdays:
            return ()
        if not season.calendar.is_working_day(day):
            return ()
        manager_id = self._manager_id(customer)
        works: tuple[int, int] | None = season.hours_s()
        if manager_id is not None:
            works, _ = hours_on(self._managers[manager_id], day, season.policy, absences)
        if works is None:
            return ()
        windows = opening_windows(customer, day)
        wished = [
            (seconds_after_midnight(one.start), seconds_after_midnight(one.end))
            for one in season.world.appointment_hours
        ]
        midnight = datetime.combine(day, time())
        quarters = range(
            -(-(works[0] + _AFTER_START_S) // _QUARTER_S) * _QUARTER_S,
            works[1] - _BEFORE_END_S + 1,
            _QUARTER_S,
        )
        return tuple(
            at
            for clock_s in quarters
            for at in [midnight + timedelta(seconds=clock_s)]
            if any(start <= clock_s <= end for start, end in wished)
            if any(start <= clock_s <= end for start, end in windows)
            if all(abs(at - one) >= APPOINTMENTS_APART for one in self._booked[manager_id])
        )

    def _cancelled_at(self, at: datetime, asked_at: datetime, *about: object) -> datetime:
        """Return when an appointment is cancelled: the day before or in the morning, after it was agreed."""
        season = self._season
        if season.chance.is_so(0.5, *about, "before"):
            before = season.at(at.date() - ONE_DAY, *season.hours_s(), *about)
            if before > asked_at:
                return before
        morning = season.at(at.date(), *_CANCELS_IN_MORNING_S, *about)
        return min(morning, at - timedelta(minutes=15))

    def _manager_id(self, customer: Customer) -> ManagerId | None:
        """Return who looks after a customer; None where that is nobody in particular."""
        if customer.manager_id is None and len(self._managers) == 1:
            return next(iter(self._managers))
        return customer.manager_id
