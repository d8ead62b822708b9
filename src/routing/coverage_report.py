"""Who is visited when, who is due and who is late: a plan over a horizon, customer by customer (R1-R4, R7, R8)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from routing.cadence import Step, due_from, step, steps
from routing.demand.deadlines import coverage_deadline
from routing.domain.customer import CustomerClass, Mode
from routing.domain.ids import CustomerId, ManagerId
from routing.domain.territory import Territory
from routing.domain.time_faults import day_faults
from routing.domain.visit import Category, Cause
from routing.errors import InputError
from routing.plan import Plan, ReasonKind
from routing.plan_chain.record import PlannedVisit, planned_visits
from routing.request import CadenceTerms, PlanRequest, VisitRequest
from routing.units import FULL_PERMILLE

__all__ = [
    "ClassCoverage",
    "CoverageReport",
    "CoverageState",
    "CustomerCoverage",
    "DayVisits",
    "coverage_report",
    "visits_by_customer",
]

_ONE_DAY = timedelta(days=1)


class CoverageState(StrEnum):
    """How a customer stands at the end of a horizon."""

    IMPOSSIBLE = "impossible"
    """A visit is owed, and no plan can make it."""
    LATE = "late"
    """Something owed is made too late, or not at all."""
    DUE = "due"
    """Everything owed is in time; the next visit is due by the end, and may wait."""
    ON_TIME = "on-time"
    """Visited, with everything owed in time."""
    RESTS = "rests"
    """Not visited, and nothing is owed yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerCoverage:
    """One customer over the horizon.

    Parameters
    ----------
    last_visit
        Last visit or contact on record before the horizon; None if there is none.
    planned
        Visits and contacts of the plan, ascending.
    due_from, deadline
        When the next visit after all of these is due, and its last day in time; `due_from` is None for a customer who
        has never been visited.
    state
        How the customer stands.
    late_days
        Days by which the latest of what is owed is missed, counted up to the visit or to the next chance after the
        horizon; 0 when nothing is.
    lapsed
        What called for the visits that are late or missing.
    is_covered
        Whether the months of R8 that end with the horizon hold a visit.
    """

    customer_id: CustomerId
    customer_class: CustomerClass
    last_visit: date | None
    planned: tuple[PlannedVisit, ...]
    due_from: date | None
    deadline: date | None
    state: CoverageState
    late_days: int
    lapsed: tuple[Cause, ...]
    is_covered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassCoverage:
    """The customers of one class together, or of all where `customer_class` is None."""

    customer_class: CustomerClass | None
    num_customers: int
    num_visits: int
    num_contacts: int
    num_on_time: int
    num_resting: int
    num_due: int
    num_late: int
    num_impossible: int
    num_uncovered: int

    @property
    def in_time_permille(self) -> int:
        """Share of the customers to whom nothing is late, rounded down; none are all in time."""
        in_time = self.num_customers - self.num_late - self.num_impossible
        return (
            FULL_PERMILLE * in_time // self.num_customers if self.num_customers else FULL_PERMILLE
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DayVisits:
    """Visits in person of one account manager on one day, against the floor of that day (R7)."""

    manager_id: ManagerId
    day: date
    num_visits: int
    num_contacts: int
    floor: int

    @property
    def missing(self) -> int:
        """Visits missing from the floor."""
        return max(0, self.floor - self.num_visits)


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageReport:
    """What a plan does for everybody over its horizon.

    Parameters
    ----------
    last
        Last day of the horizon.
    months_from, months_to
        First and last day of the months of R8 that end with the month of that day.
    customers
        One row a customer, in the order of ids.
    classes
        Sums of the classes that have customers, in the order of R1-R4.
    total
        The sum of all.
    days
        Visits of each account manager's day, in the order of the request's shifts.
    """

    last: date
    months_from: date
    months_to: date
    customers: tuple[CustomerCoverage, ...]
    classes: tuple[ClassCoverage, ...]
    total: ClassCoverage
    days: tuple[DayVisits, ...]


def coverage_report(
    territory: Territory, request: PlanRequest, plan: Plan, last: date
) -> CoverageReport:
    """Return who is visited when, who is due and who is late, for every customer whose visit recurs.

    Parameters
    ----------
    territory
        Tells the classes, and the visits made before.
    request, plan
        What was asked for, and an answer that the checker passes.
    last
        Last day of the horizon.

    Raises
    ------
    InputError
        If the last day is none, or lies ages away.
    ValueError
        If the plan visits somebody too soon.
    """
    if faults := tuple(day_faults(last=last)):
        raise InputError(faults)
    customers = {customer.id: customer for customer in territory.customers}
    past: dict[CustomerId, list[date]] = {}
    for record in territory.history:
        if record.done:
            past.setdefault(record.customer_id, []).append(record.day)
    events = visits_by_customer(plan)
    hopeless = {
        visit.visit_id
        for visit in plan.unassigned
        if visit.category is Category.MANDATORY
        and any(reason.kind is ReasonKind.IMPOSSIBLE for reason in visit.reasons)
    }
    rows = sorted(
        (
            _customer(
                visit,
                visit.cadence,
                customers[visit.customer_id].customer_class,
                past.get(visit.customer_id, ()),
                events.get(visit.customer_id, ()),
                last,
                is_hopeless=visit.id in hopeless,
            )
            for visit in request.visits
            if visit.cadence is not None
        ),
        key=lambda row: row.customer_id,
    )
    months = max(
        (visit.cadence.coverage_months for visit in request.visits if visit.cadence), default=1
    )
    return CoverageReport(
        last=last,
        months_from=_months_begin(last, months),
        months_to=coverage_deadline(last, 0),
        customers=tuple(rows),
        classes=tuple(
            _sum(one, [row for row in rows if row.customer_class is one])
            for one in CustomerClass
            if any(row.customer_class is one for row in rows)
        ),
        total=_sum(None, rows),
        days=tuple(_days(request, plan)),
    )


def visits_by_customer(plan: Plan) -> dict[CustomerId, tuple[PlannedVisit, ...]]:
    """Return the visits and contacts of a plan by customers, in the order of days."""
    found: dict[CustomerId, list[PlannedVisit]] = {}
    for visit in planned_visits(plan):
        found.setdefault(visit.customer_id, []).append(visit)
    return {customer_id: tuple(events) for customer_id, events in found.items()}


def _customer(
    visit: VisitRequest,
    terms: CadenceTerms,
    customer_class: CustomerClass,
    past: Iterable[date],
    planned: tuple[PlannedVisit, ...],
    last: date,
    *,
    is_hopeless: bool,
) -> CustomerCoverage:
    made = steps(visit, [(event.day, event.mode is Mode.IN_PERSON) for event in planned])
    # What is owed after the last visit counts up to the customer's next chance after the horizon.
    days = [*(event.day for event in planned), terms.until + _ONE_DAY]
    lapses = [
        (lapse, day)
        for one, day in zip(made, days, strict=True)
        for lapse in one.lapses
        if lapse.category is Category.MANDATORY
    ]
    end = made[-1]
    seen = end.past.seen
    if lapses:
        state = CoverageState.LATE if planned or not is_hopeless else CoverageState.IMPOSSIBLE
    elif end.category is Category.DUE:
        state = CoverageState.DUE
    else:
        state = CoverageState.ON_TIME if planned else CoverageState.RESTS
    return CustomerCoverage(
        customer_id=visit.customer_id,
        customer_class=customer_class,
        last_visit=max((day for day in past if day < terms.starts), default=None),
        planned=planned,
        due_from=due_from(terms, end.past),
        deadline=_deadline(visit, end),
        state=state,
        late_days=max(((day - lapse.deadline).days for lapse, day in lapses), default=0),
        lapsed=tuple(sorted({lapse.cause for lapse, _ in lapses})),
        is_covered=seen is not None and seen >= _months_begin(last, terms.coverage_months),
    )


def _deadline(visit: VisitRequest, end: Step) -> date | None:
    """Return the last day in time for the visit after the last one, by its interval and the months of R8."""
    much_later = step(replace(visit, obligations=()), end.past, date.max)
    return much_later.deadline if much_later else None


def _months_begin(last: date, months: int) -> date:
    """Return the first day of the months in a row that end with the month of a day (R8)."""
    return coverage_deadline(last, -months) + _ONE_DAY


def _sum(customer_class: CustomerClass | None, rows: list[CustomerCoverage]) -> ClassCoverage:
    states = Counter(row.state for row in rows)
    modes = Counter(event.mode is Mode.IN_PERSON for row in rows for event in row.planned)
    return ClassCoverage(
        customer_class=customer_class,
        num_customers=len(rows),
        num_visits=modes[True],
        num_contacts=modes[False],
        num_on_time=states[CoverageState.ON_TIME],
        num_resting=states[CoverageState.RESTS],
        num_due=states[CoverageState.DUE],
        num_late=states[CoverageState.LATE],
        num_impossible=states[CoverageState.IMPOSSIBLE],
        num_uncovered=sum(not row.is_covered for row in rows),
    )


def _days(request: PlanRequest, plan: Plan) -> Iterator[DayVisits]:
    routes = {route.shift_id: route for route in plan.routes}
    for shift in request.shifts:
        route = routes.get(shift.id)
        yield DayVisits(
            manager_id=shift.manager_id,
            day=shift.day,
            num_visits=len(route.stops) if route else 0,
            num_contacts=len(route.contacts) if route else 0,
            floor=shift.floor,
        )
