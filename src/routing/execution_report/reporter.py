"""Reports of a day and of a month (R23)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time

from routing.demand.deadlines import local_time
from routing.demand.team import Roster
from routing.domain.calendar import WorkCalendar, month_of
from routing.domain.faults import territory_faults
from routing.domain.policy import Policy
from routing.domain.territory import Territory
from routing.domain.time_faults import day_faults, moment_faults
from routing.errors import InputError, Issue, Severity
from routing.execution_report.asked_for import backlog, unplanned_visits
from routing.execution_report.promises import (
    anomaly_rows,
    appointment_rows,
    new_customer_rows,
)
from routing.execution_report.report import ExecutionReport
from routing.execution_report.sums import (
    class_sums,
    day_rows,
    late_customers,
    manager_sums,
    months_row,
    week_rows,
)
from routing.execution_report.visits import replaced_rows, visit_rows
from routing.execution_report.work import Work
from routing.plan_chain import PlanRecord, PlanState
from routing.plan_chain.in_force import published

__all__ = ["report_day", "report_month"]


def report_day(
    records: Iterable[PlanRecord],
    territory: Territory,
    policy: Policy,
    calendar: WorkCalendar,
    day: date,
    at: datetime,
) -> ExecutionReport:
    """Return what was planned for a day, what was done, undone and why, and what the next plan takes over (R23).

    Parameters
    ----------
    records
        Published plans, running or done, in any order: the day's, and those around it. Of each visit the plan speaks
        that was published last before the visit was to begin.
    territory
        With the history of what was done; a visit that was not made may be in it with its reason.
    policy, calendar
        What the standard asks, and which days are worked.
    day
        The day.
    at
        When the report is made: later plans and visits are not known to it, and what its day has not done yet is open.

    Raises
    ------
    InputError
        With every fault of the territory and the records: drafts, plans of other territories or given twice, none that
        speaks of the day.

    References
    ----------
    R23; R13, R14, R16: what of it was owed by a day or a time.

    Examples
    --------
    All visits of the day are made but the last:

    >>> from dataclasses import replace
    >>> from datetime import date, datetime
    >>> from routing import Geodesic, Limits, china_calendar, load_policy, plan_day, read_territory
    >>> from routing.domain.events import VisitRecord
    >>> from routing.execution_report import report_day
    >>> from routing.plan_chain import PlanKind, draft, publish
    >>> territory, _ = read_territory("data/country-80")
    >>> policy, calendar = load_policy("classified"), china_calendar(2026, 2027)
    >>> day, evening = date(2026, 11, 2), datetime(2026, 11, 1, 17, 30)
    >>> plan = plan_day(territory, policy, calendar, Geodesic(), day, limits=Limits(iterations=100))
    >>> record = draft(
    ...     plan, plan_kind=PlanKind.DAY, first=day, last=day, made_at=evening, manager_ids=["M02"]
    ... )
    >>> made = [VisitRecord(customer_id=stop.customer_id, day=day) for stop in plan.routes[0].stops[:-1]]
    >>> territory = replace(territory, history=(*territory.history, *made))
    >>> report = report_day(
    ...     [publish(record, evening)], territory, policy, calendar, day, datetime(2026, 11, 2, 18, 0)
    ... )
    >>> report.managers[0].num_done == len(made), report.managers[0].num_undone, len(report.backlog)
    (True, 1, 1)
    """
    work = _work(records, territory, policy, calendar, (day, day), at)
    return _report(work, is_month=False)


def report_month(
    records: Iterable[PlanRecord],
    territory: Territory,
    policy: Policy,
    calendar: WorkCalendar,
    month: date,
    at: datetime,
) -> ExecutionReport:
    """Return what was planned for a month, given by any of its days, what was done, and the coverage of R8 (R23).

    Days of the month for which no plan speaks are named in the answer; what was done on them counts as not planned.

    Parameters
    ----------
    records, territory, policy, calendar
        As of `report_day`.
    month
        Any day of it.
    at
        When the report is made: later plans and visits are not known to it.

    Raises
    ------
    InputError
        As of `report_day`, if no plan speaks of the month.

    References
    ----------
    R23; R8: the two months.

    Examples
    --------
    A month of which one day was planned, as it stands on that day's morning:

    >>> from datetime import date, datetime
    >>> from routing import Geodesic, Limits, china_calendar, load_policy, plan_day, read_territory
    >>> from routing.execution_report import report_month
    >>> from routing.plan_chain import PlanKind, draft, publish
    >>> territory, _ = read_territory("data/country-80")
    >>> policy, calendar = load_policy("classified"), china_calendar(2026, 2027)
    >>> day, evening = date(2026, 11, 2), datetime(2026, 11, 1, 17, 30)
    >>> plan = plan_day(territory, policy, calendar, Geodesic(), day, limits=Limits(iterations=100))
    >>> record = draft(
    ...     plan, plan_kind=PlanKind.DAY, first=day, last=day, made_at=evening, manager_ids=["M02"]
    ... )
    >>> report = report_month(
    ...     [publish(record, evening)], territory, policy, calendar, day, datetime(2026, 11, 2, 8, 0)
    ... )
    >>> report.managers[0].num_open == plan.kpis.num_visits, len(report.days_without_plan)
    (True, 19)
    >>> report.coverage.first.isoformat(), report.coverage.last.isoformat(), report.coverage.is_over
    ('2026-10-01', '2026-11-30', False)
    """
    work = _work(records, territory, policy, calendar, month_of(month), at)
    return _report(work, is_month=True)


def _report(work: Work, *, is_month: bool) -> ExecutionReport:
    everything = visit_rows(work)
    rows = [row for row in everything if work.holds(row.planned.day)]
    rows += replaced_rows(work)
    rows.sort(key=lambda row: (row.planned.day, row.planned.manager_id, row.planned.start_s))
    unplanned = tuple(unplanned_visits(work, everything))
    late = late_customers(work)
    return ExecutionReport(
        territory_id=work.territory.id,
        first=work.first,
        last=work.last,
        at=work.at,
        manager_ids=tuple(manager.id for manager in work.roster.managers),
        plan_ids=tuple(one.id for one in work.records if _speaks(one, work.first, work.last)),
        days_without_plan=_days_without_plan(work),
        visits=tuple(rows),
        unplanned=unplanned,
        managers=manager_sums(work, rows, everything, unplanned),
        days=day_rows(work, everything),
        weeks=week_rows(work, everything),
        classes=class_sums(work, late),
        anomalies=anomaly_rows(work),
        new_customers=new_customer_rows(work),
        appointments=appointment_rows(work),
        late=late,
        coverage=months_row(work) if is_month else None,
        backlog=backlog(work),
    )


def _work(
    records: Iterable[PlanRecord],
    territory: Territory,
    policy: Policy,
    calendar: WorkCalendar,
    days: tuple[date, date],
    at: datetime,
) -> Work:
    records = tuple(records)
    faults = [one for one in territory_faults(territory) if one.severity is Severity.ERROR]
    faults += [*day_faults(day=days[0]), *moment_faults(at=at), *_faults(records, territory)]
    if faults:
        raise InputError(faults)
    at = local_time(at, policy)
    known = published(records, territory, at)
    speaking = [one for one in known if _speaks(one, *days)]
    if not speaking:
        raise InputError([_no_plan(records, days, at)])
    scope = {manager_id for one in speaking for manager_id in one.manager_ids}
    history = tuple(
        one for one in territory.history if datetime.combine(one.day, one.start or time.min) <= at
    )
    return Work(
        territory=replace(territory, history=history),
        policy=policy,
        calendar=calendar,
        records=known,
        roster=Roster(territory, policy, calendar, scope),
        first=days[0],
        last=days[1],
        at=at,
    )


def _speaks(record: PlanRecord, first: date, last: date) -> bool:
    return record.first <= last and first <= record.last


def _faults(records: Sequence[PlanRecord], territory: Territory) -> Iterator[Issue]:
    for record in records:
        if record.plan.territory_id != territory.id:
            yield Issue(
                code="territory-wrong",
                place=f"plan {record.id}",
                value=record.plan.territory_id,
                message=f"The plan is not one of territory {territory.id}.",
                remedy="Give the plans of one territory with its own history.",
            )
        if record.state is PlanState.DRAFT:
            yield Issue(
                code="plan-state-wrong",
                place=f"plan {record.id}",
                value=record.state,
                message="A draft was told to nobody: nothing was done by it.",
                remedy="Give the plan that was published.",
            )
    for plan_id, count in sorted(Counter(record.id for record in records).items()):
        if count > 1:
            yield Issue(
                code="plan-repeated",
                place=f"plan {plan_id}",
                value=str(count),
                message="The same plan is given more than once.",
                remedy="Give it once, as it stands now.",
            )


def _no_plan(records: Sequence[PlanRecord], days: tuple[date, date], at: datetime) -> Issue:
    given = ", ".join(f"{one.id} ({one.first} to {one.last})" for one in records) or "none"
    return Issue(
        code="no-plan-of-these-days",
        place="records",
        value=str(days[0]) if days[0] == days[1] else f"{days[0]} to {days[1]}",
        message=f"No plan that was published by {at:%Y-%m-%d %H:%M} speaks of these days. Given: {given}.",
        remedy="Give the record of a plan of these days, as it was published.",
    )


def _days_without_plan(work: Work) -> tuple[date, ...]:
    """Return the working days on which an account manager works and no plan speaks for him."""
    return tuple(
        day
        for day in work.calendar.working_days(work.first, work.last)
        if any(
            work.roster.hours(manager, day)[0]
            and not any(one.covers(day) and manager.id in one.manager_ids for one in work.records)
            for manager in work.roster.managers
        )
    )
