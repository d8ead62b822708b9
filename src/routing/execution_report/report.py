"""What became of plans, as values: visit by visit, promise by promise, and in sums (R23)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from routing.domain.customer import CustomerClass
from routing.domain.events import AnomalyKind, VisitRecord
from routing.domain.ids import CustomerId, ManagerId
from routing.domain.visit import Because, Category, Cause
from routing.plan_chain import ChangeKind, PlanId, PlannedVisit, Why

__all__ = [
    "AppointmentRow",
    "BacklogVisit",
    "ClassSum",
    "DayRow",
    "DeadlineRow",
    "ExecutionReport",
    "LateCustomer",
    "ManagerSum",
    "MonthsRow",
    "Outcome",
    "PromiseState",
    "UnplannedVisit",
    "VisitRow",
    "WeekRow",
]


class Outcome(StrEnum):
    """What became of a planned visit."""

    DONE = "done"
    """As planned: on its day, by its account manager, in its mode, within a quarter of an hour."""
    OTHERWISE = "otherwise"
    """Made, but not so."""
    UNDONE = "undone"
    OPEN = "open"
    """Nothing is on record, and its day is not over yet."""
    REPLACED = "replaced"
    """It fell away: a plan made before its day began holds it no more, one made on it has it on a later day, or a visit
    of an earlier day answers it. What a plan made on the road let go is undone."""


class PromiseState(StrEnum):
    """What became of something that was owed by a day or a time."""

    KEPT = "kept"
    LATE = "late"
    """Made, but too late; of an appointment: too early, or too late."""
    MISSED = "missed"
    OPEN = "open"
    """It can still be kept."""
    UNKNOWN = "unknown"
    """Made on the day, at a time that nobody noted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitRow:
    """One planned visit or contact, and what became of it.

    Parameters
    ----------
    plan_id, planned
        The plan that spoke of it when it was to begin, and the visit as it had it.
    outcome, differs
        What became of it; where it was made otherwise, in what it differs.
    made
        The record of it in the history, made or failed; None where there is none.
    is_settled
        Whether nothing of it is left to do: a call does not stand for a visit that had to be made in person.
    why
        Where it was not made: the reason, as far as the data know it. Where it was made on another day: the reason on
        record for that, if any.
    """

    plan_id: PlanId
    planned: PlannedVisit
    outcome: Outcome
    differs: tuple[ChangeKind, ...] = ()
    made: VisitRecord | None = None
    is_settled: bool = False
    why: Why | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnplannedVisit:
    """A visit or contact that was made, and that no plan had on its day.

    Parameters
    ----------
    made, manager_id
        The record of it, and who made it; None where nobody can tell.
    makes_up_for
        The visit of an earlier day that it makes good, if any.
    category, cause
        What asked for it on that day; None where nothing did.
    because
        The same as a sentence.
    """

    made: VisitRecord
    manager_id: ManagerId | None
    makes_up_for: PlannedVisit | None
    category: Category | None
    cause: Cause | None
    because: Because


@dataclass(frozen=True, slots=True, kw_only=True)
class BacklogVisit:
    """A planned visit that the next plan takes over (R18).

    Parameters
    ----------
    planned
        The visit that nobody made.
    cause, deadline, because
        What calls for it on the next working day, and by when; None where nothing does any more.
    """

    planned: PlannedVisit
    cause: Cause | None
    deadline: date | None
    because: Because


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineRow:
    """An anomalous (R13) or a new customer (R14), whose visit in person was owed by a day.

    Parameters
    ----------
    kind, reported_at
        Of an anomaly; None of a new customer.
    deadline, visited_on
        Last day in time, and the day of the first visit in person, if any.
    """

    customer_id: CustomerId
    kind: AnomalyKind | None
    reported_at: datetime | None
    deadline: date
    visited_on: date | None
    state: PromiseState


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentRow:
    """An appointment (R16).

    Parameters
    ----------
    at
        The time agreed, local.
    planned_s
        Start that the plan had, in seconds after midnight; None where no plan had the visit.
    start
        When the visit began, where somebody noted it.
    off_s
        By how much that is later than agreed; negative: earlier.
    """

    customer_id: CustomerId
    at: datetime
    planned_s: int | None
    start: time | None
    off_s: int | None
    state: PromiseState


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRow:
    """One day of an account manager: what was planned, and made, against the floor of the day (R7)."""

    manager_id: ManagerId
    day: date
    num_planned: int
    num_visits: int
    num_contacts: int
    floor: int
    is_over: bool

    @property
    def missing(self) -> int:
        """Visits missing from the floor once the day is over."""
        return max(0, self.floor - self.num_visits) if self.is_over else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekRow:
    """The visit days of an account manager in a week, against those that the week asks for (R6)."""

    manager_id: ManagerId
    monday: date
    num_days: int
    needed: int
    is_over: bool

    @property
    def missing(self) -> int:
        """Visit days missing once the week is over."""
        return max(0, self.needed - self.num_days) if self.is_over else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ManagerSum:
    """The sums of one account manager.

    Parameters
    ----------
    num_planned
        Planned visits and contacts: done, otherwise, undone or open. Those replaced are not among them.
    num_visits, num_contacts
        All that he made, planned or not.
    travel_s, distance_m
        As planned: what was driven nobody records.
    planned_s, spent_s
        With customers: as planned, and as far as lengths are on record.
    """

    manager_id: ManagerId
    num_planned: int
    num_done: int
    num_otherwise: int
    num_undone: int
    num_open: int
    num_replaced: int
    num_unplanned: int
    num_visits: int
    num_contacts: int
    travel_s: int
    distance_m: int
    planned_s: int
    spent_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LateCustomer:
    """A customer whose next visit is late when the report ends; of one never visited `last_visit` may be None."""

    customer_id: CustomerId
    customer_class: CustomerClass
    last_visit: date | None
    deadline: date | None
    late_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassSum:
    """The customers of one class: how many were visited, contacted, and are late when the report ends."""

    customer_class: CustomerClass
    num_customers: int
    num_visits: int
    num_contacts: int
    num_late: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthsRow:
    """The months of R8 that end with the reported one, and the customers without a visit in them."""

    first: date
    last: date
    is_over: bool
    uncovered: tuple[CustomerId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutionReport:
    """What was planned from one day to another, what was done, and what is left (R23).

    Parameters
    ----------
    territory_id, first, last, manager_ids
        Whose work, of when.
    at
        When the report is made, local time: nothing later is known to it.
    plan_ids
        The plans that speak of these days, in the order of their publishing.
    days_without_plan
        Working days on which no plan speaks for one of the account managers.
    visits
        Planned visits, in the order of days, managers and times.
    unplanned
        What was made and not planned, in the order of days and customers.
    managers, days, weeks, classes
        Sums.
    anomalies, new_customers, appointments
        What was owed by a day or a time: of anomalies and new customers those that were owed, or answered, on these
        days, and those still open.
    late
        Customers whose next visit is late, the latest first.
    coverage
        Of a month's report: the months of R8.
    backlog
        What the next plan takes over, by deadline.
    """

    territory_id: str
    first: date
    last: date
    at: datetime
    manager_ids: tuple[ManagerId, ...]
    plan_ids: tuple[PlanId, ...]
    days_without_plan: tuple[date, ...]
    visits: tuple[VisitRow, ...]
    unplanned: tuple[UnplannedVisit, ...]
    managers: tuple[ManagerSum, ...]
    days: tuple[DayRow, ...]
    weeks: tuple[WeekRow, ...]
    classes: tuple[ClassSum, ...]
    anomalies: tuple[DeadlineRow, ...]
    new_customers: tuple[DeadlineRow, ...]
    appointments: tuple[AppointmentRow, ...]
    late: tuple[LateCustomer, ...]
    coverage: MonthsRow | None
    backlog: tuple[BacklogVisit, ...]
