"""What the count looks at: visits made and tried, and who was at work when, read from a season and indexed once."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from routing.domain.calendar import month_of
from routing.domain.customer import Customer, Mode
from routing.domain.events import Anomaly, UndoneReason, VisitRecord
from routing.domain.ids import CustomerId, ManagerId
from routing.domain.manager import AccountManager
from routing.domain.policy_terms import StandIns
from routing.simulation.count.values import Miss, MissedBecause, Owed
from routing.simulation.season import Season
from routing.units import DAY_S, seconds_after_midnight

__all__ = ["ONE_DAY", "Record", "Verdict", "days_of", "misses", "tally"]

ONE_DAY = timedelta(days=1)

_FULL_PERCENT = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Something owed, and why it was missed, None where it was kept; see `routing.simulation.count.values.Miss`."""

    rule: str
    who: str
    owed_by: date
    because: MissedBecause | None


def tally(verdicts: Iterable[Verdict]) -> Owed:
    """Return how many were kept, and how many missed for each cause."""
    return sum((Owed.one(verdict.because) for verdict in verdicts), Owed())


def misses(verdicts: Iterable[Verdict]) -> Iterator[Miss]:
    """Yield what was not kept."""
    for one in verdicts:
        if one.because is not None:
            yield Miss(rule=one.rule, who=one.who, owed_by=one.owed_by, because=one.because)


def days_of(first: date, last: date) -> list[date]:
    """Return the days from the first to the last, both included; none where the last comes first."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _last_before(days: Sequence[date], day: date) -> date | None:
    """Return the last of some days, ascending, before another; None where there is none."""
    before = bisect_left(days, day)
    return days[before - 1] if before else None


class Record:
    """A season's visits, customers and account managers.

    Attributes
    ----------
    customers, managers
        By id.
    visits
        Visits in person that were made, of each customer, by time.
    tried
        Visits in person that somebody came for in vain, of each customer, in the season; and those that were to be made
        on the day and were called off: they have no start.
    """

    def __init__(self, season: Season) -> None:
        self.season = season
        self.policy = season.policy
        self.start, self.end = season.start, season.end
        territory = season.territory
        self.customers = {one.id: one for one in sorted(territory.customers, key=lambda c: c.id)}
        self.managers = {one.id: one for one in sorted(territory.managers, key=lambda m: m.id)}
        self.visits: dict[CustomerId, list[VisitRecord]] = {one: [] for one in self.customers}
        self.tried: dict[CustomerId, list[VisitRecord]] = {one: [] for one in self.customers}
        self._contacts: dict[CustomerId, list[date]] = {one: [] for one in self.customers}
        rows = sorted(territory.history, key=lambda one: (one.day, one.start or time.min))
        for row in rows:
            if row.customer_id not in self.customers or row.day > self.end:
                continue
            if row.mode is not Mode.IN_PERSON:
                if row.done:
                    self._contacts[row.customer_id].append(row.day)
            elif row.done:
                self.visits[row.customer_id].append(row)
            elif row.day >= self.start and (row.start or row.because is UndoneReason.CANCELLED):
                self.tried[row.customer_id].append(row)
        self._anomalies: dict[CustomerId, list[Anomaly]] = {}
        for anomaly in territory.anomalies:
            self._anomalies.setdefault(anomaly.customer_id, []).append(anomaly)
        self._hours: dict[tuple[ManagerId, date], tuple[tuple[int, int], ...]] = {}

    # ------------------------------------------------------------ time

    @cached_property
    def days(self) -> list[date]:
        """The days of the season."""
        return days_of(self.start, self.end)

    def is_worked(self, day: date) -> bool:
        """Return whether a day is a working day."""
        return self.season.calendar.is_working_day(day)

    def local(self, instant: datetime) -> datetime:
        """Return an instant in the policy's local time; one without a zone is local already."""
        if instant.tzinfo is None:
            return instant
        return instant.astimezone(ZoneInfo(self.policy.day.time_zone)).replace(tzinfo=None)

    # ------------------------------------------------------------ visits

    def contacts(self) -> int:
        """Return how many contacts by phone or network took place in the season."""
        return sum(day >= self.start for days in self._contacts.values() for day in days)

    @cached_property
    def cadence_days(self) -> dict[CustomerId, list[date]]:
        """Of each customer the days that count for its interval, contacts where the policy lets them (R22)."""
        return self._days(with_contacts=self.policy.contact.counts_for_cadence)

    @cached_property
    def coverage_days(self) -> dict[CustomerId, list[date]]:
        """Of each customer the days that count for the months of R8."""
        return self._days(with_contacts=self.policy.contact.counts_for_coverage)

    @cached_property
    def made_by(self) -> dict[tuple[ManagerId | None, date], set[CustomerId]]:
        """Whom each account manager visited in person on each day of the season.

        Where nobody noted who went, it was the customer's own manager.
        """
        found: dict[tuple[ManagerId | None, date], set[CustomerId]] = {}
        for customer_id, rows in self.visits.items():
            for row in rows:
                if row.day >= self.start:
                    maker = row.manager_id or self.customers[customer_id].manager_id
                    found.setdefault((maker, row.day), set()).add(customer_id)
        return found

    @cached_property
    def task_s(self) -> dict[tuple[ManagerId, date], int]:
        """How long each account manager was busy with ad-hoc tasks on each day (R20)."""
        return {(one.manager_id, one.day): one.task_s for one in self.season.days}

    def first_after(self, customer_id: CustomerId, instant: datetime) -> VisitRecord | None:
        """Return the first visit in person that surely began after an instant (R13), None where there is none."""
        for row in self.visits[customer_id]:
            if row.day > instant.date():
                return row
            if row.day == instant.date() and row.start is not None and row.start > instant.time():
                return row
        return None

    def is_anomalous(self, customer_id: CustomerId, day: date) -> bool:
        """Return whether a report of a day or before was unanswered when the day began, or came on it."""
        for anomaly in self._anomalies.get(customer_id, ()):
            reported_at = self.local(anomaly.reported_at)
            answer = self.first_after(customer_id, reported_at)
            if reported_at.date() <= day and (answer is None or answer.day >= day):
                return True
        return False

    def is_promised(self, customer_id: CustomerId, day: date) -> bool:
        """Return whether an appointment or a pin asks for a visit on a day."""
        return (customer_id, day) in self._promised

    def gap_is_over(self, customer_id: CustomerId, day: date) -> bool:
        """Return whether a day lies outside the minimum gap after the visit before it.

        A contact that counts for the interval counts here too, unless the months of R8, which it does not cover, ask
        for a visit sooner than the interval does.
        """
        since = _last_before(self.cadence_days[customer_id], day)
        seen = _last_before(self.coverage_days[customer_id], day)
        if since is None:
            return True
        interval_days, _ = self.policy.interval(self.customers[customer_id])
        if seen is not None and self._seen_again_by(seen) < since + timedelta(days=interval_days):
            since = seen
        # Half an interval of an odd number of days is rounded up.
        hundredths = interval_days * self.policy.cadence.min_gap_percent
        return _FULL_PERCENT * (day - since).days >= hundredths

    # ------------------------------------------------------------ people

    def is_customer_on(self, customer: Customer, day: date) -> bool:
        """Return whether somebody was a customer already on a day."""
        return customer.joined_on is None or customer.joined_on <= day

    def hours(self, manager: AccountManager, day: date) -> tuple[tuple[int, int], ...]:
        """Return from when to when a manager was at work on a day, absences cut out, ascending; none on a day off."""
        key = (manager.id, day)
        if key not in self._hours:
            self._hours[key] = tuple(self._parts(manager, day)) if self.is_worked(day) else ()
        return self._hours[key]

    def who_may(self, customer: Customer, day: date) -> tuple[AccountManager, ...]:
        """Return who may visit a customer on a day, at work or not, by the policy's terms for stand-ins.

        Where only an absent manager may be stood in for, one who is away for a part of the day is absent.
        """
        own = self._own(customer)
        terms = self.policy.stand_ins
        if own is None or terms is StandIns.ALWAYS:
            return tuple(self.managers.values())
        if terms is StandIns.ABSENT and self._is_away(own, day):
            return tuple(self.managers.values())
        return (own,)

    def looks_after(self, manager: AccountManager, customer: Customer, day: date) -> bool:
        """Return whether a customer is somebody's to visit on a day: his own, or an absent colleague's."""
        own = self._own(customer)
        if own is None or own is manager:
            return True
        return manager in self.who_may(customer, day) and self._is_away(own, day)

    # ------------------------------------------------------------ parts

    def _seen_again_by(self, seen: date) -> date:
        """Return the last day before the months of R8 have passed without a visit."""
        last = month_of(seen)[1]
        for _ in range(self.policy.coverage.months):
            last = month_of(last + ONE_DAY)[1]
        return last

    @cached_property
    def _promised(self) -> set[tuple[CustomerId, date]]:
        territory = self.season.territory
        agreed = {(one.customer_id, self.local(one.at).date()) for one in territory.appointments}
        return agreed | {(one.customer_id, one.day) for one in territory.pins if not one.forbidden}

    def _days(self, *, with_contacts: bool) -> dict[CustomerId, list[date]]:
        return {
            customer_id: sorted(
                {row.day for row in rows}
                | set(self._contacts[customer_id] if with_contacts else ())
            )
            for customer_id, rows in self.visits.items()
        }

    def _own(self, customer: Customer) -> AccountManager | None:
        return self.managers.get(customer.manager_id) if customer.manager_id else None

    def _is_away(self, manager: AccountManager, day: date) -> bool:
        """Return whether somebody is away for a part of a day at least."""
        return self.hours(manager, day) != (self._day(manager),)

    def _day(self, manager: AccountManager) -> tuple[int, int]:
        return (
            seconds_after_midnight(manager.day_start or self.policy.day.start),
            seconds_after_midnight(manager.day_end or self.policy.day.end),
        )

    def _parts(self, manager: AccountManager, day: date) -> Iterator[tuple[int, int]]:
        free_from, end_s = self._day(manager)
        away = sorted(
            (
                0 if one.start is None else seconds_after_midnight(one.start),
                DAY_S if one.end is None else seconds_after_midnight(one.end),
            )
            for one in self.season.territory.absences
            if one.manager_id == manager.id and one.first <= day <= one.last
        )
        for away_from, away_to in away:
            if free_from < min(away_from, end_s):
                yield free_from, min(away_from, end_s)
            free_from = max(free_from, away_to)
        if free_from < end_s:
            yield free_from, end_s
