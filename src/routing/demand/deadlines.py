"""The days from which, and up to which, visits are in time: arithmetic with dates, working days and months."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from routing.demand.past_visits import PastVisits
from routing.domain.calendar import WorkCalendar
from routing.domain.customer import Customer
from routing.domain.events import Anomaly, AnomalyKind
from routing.domain.policy import Policy

__all__ = ["Turn", "anomaly_deadline", "coverage_deadline", "local_time", "next_turn"]

_MONTHS_A_YEAR = 12


def local_time(instant: datetime, policy: Policy) -> datetime:
    """Return an instant as the policy's local time without zone; one without zone is local already."""
    if instant.tzinfo is None:
        return instant
    return instant.astimezone(ZoneInfo(policy.day.time_zone)).replace(tzinfo=None)


def anomaly_deadline(anomaly: Anomaly, policy: Policy, calendar: WorkCalendar) -> date:
    """Return the last day for the visit to an anomalous customer (R13, R15).

    The day of the report is day 0; a report after the cut-off or on a day off counts from the next working day. Where
    the policy enables R15, a visit that the customer asks for has the earlier deadline: the day that holds the hour
    48 hours later, worked or not.
    """
    reported_at = local_time(anomaly.reported_at, policy)
    day = reported_at.date()
    if reported_at.time() > policy.anomaly.cut_off or not calendar.is_working_day(day):
        day = calendar.add_working_days(day, 1)
    deadline = calendar.add_working_days(day, policy.anomaly.working_days)
    if anomaly.kind is AnomalyKind.VISIT_REQUESTED and policy.request.enabled:
        within = timedelta(hours=policy.request.visit_within_hours)
        deadline = min(deadline, (reported_at + within).date())
    return deadline


def coverage_deadline(seen: date, months: int) -> date:
    """Return the last day on which a customer must be seen again (R8): `months` in a row cover it.

    Examples
    --------
    >>> coverage_deadline(date(2026, 8, 20), 2)  # September and October must not both pass without a visit
    datetime.date(2026, 10, 31)
    """
    month = seen.year * _MONTHS_A_YEAR + seen.month - 1 + months
    year, month = month // _MONTHS_A_YEAR, month % _MONTHS_A_YEAR + 1
    return date(year, month, monthrange(year, month)[1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """When the next ordinary visit to a customer is too early, due, and late.

    Parameters
    ----------
    rule
        The standard's rule that sets the deadline.
    since
        Day from which the time runs: the last visit that counts, or the day of joining where there is none.
    earliest
        First day after the minimum gap.
    due_from
        First day on which it is due.
    deadline
        Last day in time.
    is_coverage
        Whether the months of R8 set the deadline, because they end before the interval does.
    """

    rule: str
    since: date
    earliest: date
    due_from: date
    deadline: date
    is_coverage: bool

    @property
    def gap(self) -> timedelta:
        """The minimum gap between two ordinary visits."""
        return self.earliest - self.since


def next_turn(customer: Customer, past: PastVisits, policy: Policy) -> Turn | None:
    """Return when the next ordinary visit is due by R1-R4, R10 and R8; None where no date at all is known."""
    since = past.last_for_cadence or customer.joined_on
    if since is None:
        return None
    interval_days, rule = policy.interval(customer)
    deadline = since + timedelta(days=interval_days)
    seen = past.last_for_coverage or customer.joined_on or since
    covered_by = coverage_deadline(seen, policy.coverage.months)
    is_coverage = covered_by < deadline
    if is_coverage:
        rule, since, deadline = policy.coverage.rule, seen, covered_by
    gap_days = _ceiling(interval_days * policy.cadence.min_gap_percent, 100)
    due_days = _ceiling((deadline - since).days * policy.cadence.due_percent, 100)
    return Turn(
        rule=rule,
        since=since,
        earliest=since + timedelta(days=gap_days),
        due_from=since + timedelta(days=due_days),
        deadline=deadline,
        is_coverage=is_coverage,
    )


def _ceiling(numerator: int, denominator: int) -> int:
    return -(-numerator // denominator)
