"""The days from which, and up to which, visits are in time: arithmetic with dates, working days and months."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from routing.demand import because
from routing.demand.past_visits import PastVisits
from routing.domain.calendar import WorkCalendar, month_of
from routing.domain.customer import Customer
from routing.domain.events import Anomaly, AnomalyKind
from routing.domain.policy import Policy
from routing.domain.visit import Because, Cause

__all__ = [
    "FirstVisit",
    "Turn",
    "anomaly_deadline",
    "coverage_deadline",
    "first_visit",
    "gap_and_due_days",
    "local_time",
    "next_turn",
    "reckoned_from",
]

_MONTHS_A_YEAR = 12
_FIRST_MOMENT = datetime.combine(date.min, time.min)
_LAST_MOMENT = datetime.combine(date.max, time.max)


def local_time(instant: datetime, policy: Policy) -> datetime:
    """Return an instant as the policy's local time without zone; one without zone is local already.

    At the ends of all time it is the first or the last moment that there is.
    """
    if instant.tzinfo is None:
        return instant
    try:
        return instant.astimezone(ZoneInfo(policy.day.time_zone)).replace(tzinfo=None)
    except OverflowError:
        return _FIRST_MOMENT if instant.date() == date.min else _LAST_MOMENT


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
    return month_of(date(year, month, 1))[1]


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


def next_turn(
    customer: Customer, past: PastVisits, policy: Policy, planned: Iterable[date] = ()
) -> Turn | None:
    """Return when the next ordinary visit is due by R1-R4, R10 and R8; None where no date at all is known.

    Parameters
    ----------
    planned
        Days on which published plans visit the customer: a visit is due on the first of them that is neither too soon
        nor late (R18).
    """
    since, seen = reckoned_from(customer, past)
    if since is None or seen is None:
        return None
    interval_days, rule = policy.interval(customer)
    deadline = since + timedelta(days=interval_days)
    covered_by = coverage_deadline(seen, policy.coverage.months)
    is_coverage = covered_by < deadline
    later = [day for day in planned if day > since]
    if is_coverage:
        rule, since, deadline = policy.coverage.rule, seen, covered_by
    gap_days, _ = gap_and_due_days(interval_days, policy)
    _, due_days = gap_and_due_days((deadline - since).days, policy)
    earliest = since + timedelta(days=gap_days)
    fitting = [day for day in later if earliest <= day <= deadline]
    return Turn(
        rule=rule,
        since=since,
        earliest=earliest,
        due_from=min(fitting, default=since + timedelta(days=due_days)),
        deadline=deadline,
        is_coverage=is_coverage,
    )


def reckoned_from(customer: Customer, past: PastVisits) -> tuple[date | None, date | None]:
    """Return the days from which the interval (R1-R4, R10) and the months (R8) run; None where nothing is known."""
    since = past.last_for_cadence or customer.joined_on
    return since, past.last_for_coverage or customer.joined_on or since


def gap_and_due_days(interval_days: int, policy: Policy) -> tuple[int, int]:
    """Return the days after a visit before which the next is too soon, and from which it is due."""
    cadence = policy.cadence
    gap_days = _ceiling(interval_days * cadence.min_gap_percent, 100)
    return gap_days, _ceiling(interval_days * cadence.due_percent, 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstVisit:
    """The first visit to a new customer (R14).

    Parameters
    ----------
    cause
        Long after a first order the visit counts as a late one.
    because
        Why it is owed, the sentence still open.
    release, deadline
        Day of joining, if known, and last day in time.
    opens
        First day on which it may take place, or None where it may at any time.
    """

    cause: Cause
    because: Because
    release: date | None
    deadline: date
    opens: date | None = None


def first_visit(
    customer: Customer, past: PastVisits, policy: Policy, day: date
) -> FirstVisit | None:
    """Return the first visit that is owed to a new customer (R14), None of somebody who is none on a day.

    New is who was never visited in person and has a first order on record, or, without one, joined within the last
    interval: of those the first visit is due at once.
    """
    ordered, joined = customer.first_order_on, customer.joined_on
    if past.in_person:
        return None
    if ordered is not None:
        deadline = ordered - timedelta(days=1)
        is_long_ago = day > ordered + timedelta(days=policy.new_customer.overdue_days)
        return FirstVisit(
            cause=Cause.LATE if is_long_ago else Cause.NEW_CUSTOMER,
            because=because.first_order(ordered, deadline),
            release=joined,
            deadline=deadline,
        )
    if joined is None:
        return None
    deadline = joined + timedelta(days=policy.interval(customer)[0])
    if day > deadline:
        return None
    return FirstVisit(
        cause=Cause.NEW_CUSTOMER,
        because=because.new_since(joined, deadline),
        release=joined,
        deadline=deadline,
        opens=joined,
    )


def _ceiling(numerator: int, denominator: int) -> int:
    return -(-numerator // denominator)
