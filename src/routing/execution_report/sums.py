"""The sums of a report: account managers, days and weeks against R6 and R7, classes, who is late, the months of R8."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from routing.demand.deadlines import coverage_deadline, first_visit, next_turn, reckoned_from
from routing.demand.past_visits import PastVisits
from routing.demand.working_time import VisitDays
from routing.domain.customer import Customer, CustomerClass, Mode
from routing.domain.events import VisitRecord
from routing.domain.ids import CustomerId, ManagerId
from routing.domain.manager import AccountManager
from routing.execution_report.report import (
    ClassSum,
    DayRow,
    LateCustomer,
    ManagerSum,
    MonthsRow,
    Outcome,
    UnplannedVisit,
    VisitRow,
    WeekRow,
)
from routing.execution_report.work import Work
from routing.plan import Stop
from routing.units import MINUTE_S

__all__ = ["class_sums", "day_rows", "late_customers", "manager_sums", "months_row", "week_rows"]

_ONE_DAY = timedelta(days=1)
_WEEK = 7


def manager_sums(
    work: Work,
    rows: Collection[VisitRow],
    everything: Collection[VisitRow],
    unplanned: Collection[UnplannedVisit],
) -> tuple[ManagerSum, ...]:
    """Return the sums of each account manager, in the order of ids.

    Parameters
    ----------
    rows, everything
        Planned visits of the days, those replaced among them; and those of all days known.
    unplanned
        What was made besides.
    """
    made = _made_by(work, everything)
    return tuple(
        _manager_sum(work, manager.id, rows, unplanned, made.get(manager.id, []))
        for manager in work.roster.managers
    )


def _manager_sum(
    work: Work,
    manager_id: ManagerId,
    rows: Iterable[VisitRow],
    unplanned: Iterable[UnplannedVisit],
    made: Collection[VisitRecord],
) -> ManagerSum:
    outcomes = Counter(row.outcome for row in rows if row.planned.manager_id == manager_id)
    driven = _driven(work, manager_id)
    ours = [one for one in made if work.holds(one.day)]
    in_person = [one for one in ours if one.mode is Mode.IN_PERSON]
    return ManagerSum(
        manager_id=manager_id,
        num_planned=outcomes.total() - outcomes[Outcome.REPLACED],
        num_done=outcomes[Outcome.DONE],
        num_otherwise=outcomes[Outcome.OTHERWISE],
        num_undone=outcomes[Outcome.UNDONE],
        num_open=outcomes[Outcome.OPEN],
        num_replaced=outcomes[Outcome.REPLACED],
        num_unplanned=sum(one.manager_id == manager_id for one in unplanned),
        num_visits=len(in_person),
        num_contacts=len(ours) - len(in_person),
        travel_s=driven.travel_s,
        distance_m=driven.distance_m,
        planned_s=driven.visiting_s,
        spent_s=MINUTE_S * sum(one.length_minutes or 0 for one in in_person),
    )


@dataclass(frozen=True, slots=True)
class _Driven:
    """What plans had an account manager drive and stay."""

    travel_s: int
    distance_m: int
    visiting_s: int


def _driven(work: Work, manager_id: ManagerId) -> _Driven:
    """Return the legs to the visits that stood, and of each day the way home of the last plan with visits on it."""
    standing = {(record.id, one.day, one.customer_id) for record, one in work.planned}
    legs: list[Stop] = []
    ways_home: dict[date, tuple[int, int]] = {}
    for record in work.records:
        for route in record.plan.routes:
            if route.manager_id != manager_id or not work.holds(route.day):
                continue
            stood = [
                stop for stop in route.stops if (record.id, route.day, stop.customer_id) in standing
            ]
            legs += stood
            if stood:
                ways_home[route.day] = (route.return_travel_s, route.return_distance_m)
    return _Driven(
        travel_s=sum(leg.travel_s for leg in legs) + sum(one for one, _ in ways_home.values()),
        distance_m=sum(leg.distance_m for leg in legs) + sum(one for _, one in ways_home.values()),
        visiting_s=sum(leg.length_s for leg in legs),
    )


def _made_by(work: Work, rows: Iterable[VisitRow]) -> dict[ManagerId | None, list[VisitRecord]]:
    """Return all that is on record by who made it."""
    planned = {row.made: row.planned for row in rows if row.made is not None}
    found: dict[ManagerId | None, list[VisitRecord]] = {}
    for made in work.made:
        found.setdefault(work.maker(made, planned.get(made)), []).append(made)
    return found


# ------------------------------------------------------------------ R6, R7: days and weeks


def day_rows(work: Work, rows: Collection[VisitRow]) -> tuple[DayRow, ...]:
    """Return each account manager's days on which something was planned, made or asked for (R7).

    Parameters
    ----------
    rows
        Planned visits of all days known.
    """
    planned = Counter(
        (row.planned.manager_id, row.planned.day)
        for row in rows
        if row.outcome is not Outcome.REPLACED
    )
    visit_days = VisitDays(work.territory.absences, work.policy, work.calendar)
    made = Counter(
        (manager_id, one.day, one.mode is Mode.IN_PERSON)
        for manager_id, visits in _made_by(work, rows).items()
        for one in visits
    )
    found = []
    for number in range((work.last - work.first).days + 1):
        day = work.first + timedelta(days=number)
        for manager in work.roster.managers:
            in_person, contacts = (made[manager.id, day, one] for one in (True, False))
            floor = _floor(work, manager) if visit_days.includes(manager, day) else 0
            if floor or in_person or contacts or planned[manager.id, day]:
                found.append(
                    DayRow(
                        manager_id=manager.id,
                        day=day,
                        num_planned=planned[manager.id, day],
                        num_visits=in_person,
                        num_contacts=contacts,
                        floor=floor,
                        is_over=work.is_over(day),
                    )
                )
    return tuple(found)


def _floor(work: Work, manager: AccountManager) -> int:
    floor = work.policy.visits.floor
    return floor if manager.max_visits is None else min(floor, manager.max_visits)


def week_rows(work: Work, rows: Iterable[VisitRow]) -> tuple[WeekRow, ...]:
    """Return the visit days of each week that holds one of the days, whole weeks (R6)."""
    return tuple(_weeks(work, _made_by(work, rows)))


def _weeks(
    work: Work, made: Mapping[ManagerId | None, Collection[VisitRecord]]
) -> Iterator[WeekRow]:
    least = work.policy.visits.min_days_a_week
    for monday in work.mondays:
        week = [monday + timedelta(days=n) for n in range(_WEEK)]
        for manager in work.roster.managers:
            worked = [
                day
                for day in week
                if work.calendar.is_working_day(day) and work.roster.hours(manager, day)[0]
            ]
            visited = {
                one.day
                for one in made.get(manager.id, ())
                if one.mode is Mode.IN_PERSON and one.day in week
            }
            if worked or visited:
                yield WeekRow(
                    manager_id=manager.id,
                    monday=monday,
                    num_days=len(visited),
                    needed=min(least, len(worked)),
                    is_over=all(work.is_over(day) for day in worked),
                )


# ------------------------------------------------------------------ R1-R4, R8, R14: who is late


def late_customers(work: Work) -> tuple[LateCustomer, ...]:
    """Return the customers whose next visit is late on the first day after the report, the latest first."""
    day = work.standing_on
    found = []
    for customer in work.own:
        past = work.past.get(customer.id, PastVisits())
        deadline = _deadline(work, customer, past, day)
        if deadline is None or deadline < day:
            found.append(
                LateCustomer(
                    customer_id=customer.id,
                    customer_class=customer.customer_class,
                    last_visit=past.last_for_cadence,
                    deadline=deadline,
                    late_days=0 if deadline is None else (day - deadline).days,
                )
            )
    return tuple(sorted(found, key=lambda one: (one.deadline or date.min, one.customer_id)))


def _deadline(work: Work, customer: Customer, past: PastVisits, day: date) -> date | None:
    """Return the last day in time for the next visit; None of somebody of whom nothing is known: he is late."""
    new = first_visit(customer, past, work.policy, day)
    if new is not None:
        return new.deadline
    turn = next_turn(customer, past, work.policy)
    return None if turn is None else turn.deadline


def class_sums(work: Work, late: Iterable[LateCustomer]) -> tuple[ClassSum, ...]:
    """Return how the customers of each class stand, in the order of R1-R4."""
    of: dict[CustomerId, CustomerClass] = {one.id: one.customer_class for one in work.own}
    sizes = Counter(of.values())
    made = Counter(
        (of[one.customer_id], one.mode is Mode.IN_PERSON)
        for one in work.made
        if one.customer_id in of and work.holds(one.day)
    )
    behind = Counter(one.customer_class for one in late)
    return tuple(
        ClassSum(
            customer_class=one,
            num_customers=sizes[one],
            num_visits=made[one, True],
            num_contacts=made[one, False],
            num_late=behind[one],
        )
        for one in CustomerClass
        if sizes[one]
    )


def months_row(work: Work) -> MonthsRow:
    """Return who has no visit in the months of R8 that end with the last day's."""
    first = coverage_deadline(work.last, -work.policy.coverage.months) + _ONE_DAY
    uncovered = []
    for customer in work.own:
        _, seen = reckoned_from(customer, work.past.get(customer.id, PastVisits()))
        if seen is None or seen < first:
            uncovered.append(customer.id)
    return MonthsRow(
        first=first,
        last=coverage_deadline(work.last, 0),
        is_over=work.is_over(work.last),
        uncovered=tuple(uncovered),
    )
