"""The coverage report of a month worked out by hand, customer by customer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from routing.coverage_report import (
    CoverageReport,
    CoverageState,
    CustomerCoverage,
    coverage_report,
    visits_by_customer,
)
from routing.domain.customer import CustomerClass, Mode
from routing.domain.events import VisitRecord
from routing.domain.ids import CustomerId
from routing.domain.visit import Cause
from tests.worked_month import FIRST, LAST, Month, october, team_of, without_days, worked_month


def _report(month: Month) -> CoverageReport:
    return coverage_report(month.territory, month.request, month.plan, LAST)


@pytest.fixture(scope="module")
def report() -> CoverageReport:
    """The report of the worked month."""
    return _report(worked_month())


def _row(report: CoverageReport, customer: str) -> CustomerCoverage:
    (row,) = (row for row in report.customers if row.customer_id == customer)
    return row


@pytest.mark.parametrize(
    ("customer", "state", "late_days", "lapsed"),
    [
        ("A", CoverageState.DUE, 0, ()),
        ("B", CoverageState.LATE, 3, (Cause.LATE,)),  # 22 - 19 October
        ("C", CoverageState.ON_TIME, 0, ()),
        # 24 September to 2 November: 6 + 31 + 2.
        ("D", CoverageState.IMPOSSIBLE, 39, (Cause.LATE,)),
        ("E", CoverageState.ON_TIME, 0, ()),
        # 13 September to 2 November: 17 + 31 + 2.
        ("F", CoverageState.LATE, 50, (Cause.COVERAGE, Cause.LATE)),
        ("G", CoverageState.RESTS, 0, ()),
    ],
)
def test_state_says_how_a_customer_stands(
    report: CoverageReport,
    customer: str,
    state: CoverageState,
    late_days: int,
    lapsed: tuple[Cause, ...],
) -> None:
    """Each of the five states, by how many days something is late, and what."""
    row = _row(report, customer)
    assert (row.state, row.late_days, row.lapsed) == (state, late_days, lapsed)


@pytest.mark.parametrize(
    ("customer", "due_from", "deadline"),
    [
        ("A", date(2026, 10, 29), date(2026, 11, 2)),  # 19 October and 10, and 14 days
        ("B", date(2026, 12, 3), date(2026, 12, 21)),  # 22 October and 42, and 60 days
        ("C", date(2026, 11, 4), date(2026, 11, 13)),  # 14 October and 21, and 30 days
        ("D", date(2026, 9, 20), date(2026, 9, 24)),  # as before the horizon
        ("E", date(2026, 12, 1), date(2026, 12, 19)),  # 20 October and 42, and 60 days
        ("F", date(2026, 8, 26), date(2026, 9, 13)),  # 15 July and 42, and 60 days
        ("G", date(2026, 11, 9), date(2026, 11, 27)),  # 28 September and 42, and 60 days
    ],
)
def test_next_visit_follows_from_the_last_one(
    report: CoverageReport, customer: str, due_from: date, deadline: date
) -> None:
    """The next visit is due, and owed, by the interval after the last visit or contact, planned or past."""
    row = _row(report, customer)
    assert (row.due_from, row.deadline) == (due_from, deadline)


def test_months_of_coverage_may_end_first() -> None:
    """A contact counts for the interval, not for R8: seen on 3 August, C is owed by 31 October, not 13 November."""
    month = worked_month()
    (asked,) = (visit for visit in month.request.visits if visit.id == "C")
    assert asked.cadence is not None
    seen_long_ago = replace(asked, cadence=replace(asked.cadence, seen=date(2026, 8, 3)))
    visits = tuple(seen_long_ago if visit.id == "C" else visit for visit in month.request.visits)
    row = _row(_report(replace(month, request=replace(month.request, visits=visits))), "C")
    assert row.deadline == october(31)
    assert not row.is_covered  # neither September nor October has a visit in person
    assert (row.state, row.lapsed) == (CoverageState.LATE, (Cause.COVERAGE,))
    assert row.late_days == 2  # 31 October to 2 November


def test_visits_and_contacts_stand_in_order_of_days(report: CoverageReport) -> None:
    """Who is visited when, and by which mode."""
    assert [(one.day, one.mode) for one in _row(report, "A").planned] == [
        (october(8), Mode.IN_PERSON),
        (october(19), Mode.IN_PERSON),
    ]
    assert [(one.day, one.mode) for one in _row(report, "C").planned] == [(october(14), Mode.PHONE)]
    assert _row(report, "G").planned == ()


def test_last_visit_is_one_that_was_made(report: CoverageReport) -> None:
    """The last visit stands in the history: attempts, later records and days of joining are none."""
    assert _row(report, "A").last_visit == date(2026, 9, 24)
    month = worked_month()
    history = (
        VisitRecord(customer_id=CustomerId("A"), day=date(2026, 9, 25), done=False),
        VisitRecord(customer_id=CustomerId("A"), day=FIRST),
    )
    later = replace(month, territory=replace(month.territory, history=history))
    assert _row(_report(later), "A").last_visit is None


def test_two_months_cover_all_but_one(report: CoverageReport) -> None:
    """Of September and October, only F, last seen in July, has no visit (R8)."""
    assert (report.months_from, report.months_to) == (date(2026, 9, 1), october(31))
    assert [row.customer_id for row in report.customers if not row.is_covered] == ["F"]
    assert report.total.num_uncovered == 1


def test_classes_add_up(report: CoverageReport) -> None:
    """One core, one potential, four regular, one assisted customer; of seven, three are late: 4 / 7 = 571 per mille."""
    assert [(one.customer_class, one.num_customers) for one in report.classes] == [
        (CustomerClass.CORE, 1),
        (CustomerClass.POTENTIAL, 1),
        (CustomerClass.REGULAR, 4),
        (CustomerClass.ASSISTED, 1),
    ]
    total = report.total
    assert (total.num_visits, total.num_contacts) == (4, 1)  # A twice, B, E; C
    assert (total.num_on_time, total.num_resting, total.num_due) == (2, 1, 1)
    assert (total.num_late, total.num_impossible) == (2, 1)
    assert total.in_time_permille == 571
    regular = report.classes[2]
    assert regular.in_time_permille == 500  # E and G of B, E, F, G
    names = ("num_customers", "num_visits", "num_contacts", "num_on_time", "num_resting")
    for name in (*names, "num_due", "num_late", "num_impossible", "num_uncovered"):
        assert sum(getattr(one, name) for one in report.classes) == getattr(total, name)


def test_days_are_held_against_their_floors(report: CoverageReport) -> None:
    """Of nine visit days with a floor of one, those without a visit are short; a contact is none (R7, R22)."""
    short = [one.day for one in report.days if one.missing]
    assert short == [october(day) for day in (10, 12, 14, 15, 21, 29)]
    (fourteenth,) = (one for one in report.days if one.day == october(14))
    assert (fourteenth.num_visits, fourteenth.num_contacts, fourteenth.floor) == (0, 1, 1)
    (opened,) = (one for one in report.days if one.day == october(20))
    assert (opened.num_visits, opened.floor, opened.missing) == (1, 0, 0)


def test_impossible_is_who_is_not_visited_at_all() -> None:
    """A customer who is visited in the horizon is late, even where no plan could have been in time."""
    month = worked_month()
    hopeless = next(visit for visit in month.plan.unassigned if visit.visit_id == "D")
    unassigned = tuple(
        replace(visit, reasons=hopeless.reasons) if visit.visit_id == "B" else visit
        for visit in month.plan.unassigned
    )
    report = _report(replace(month, plan=replace(month.plan, unassigned=unassigned)))
    assert _row(report, "B").state is CoverageState.LATE


def test_nobody_works_and_nothing_is_lost() -> None:
    """Without any day all customers still have a row: A, owed by 8 October, is now late by 25 days."""
    report = _report(without_days(worked_month()))
    assert len(report.customers) == 7
    assert report.days == ()
    assert (_row(report, "A").state, _row(report, "A").late_days) == (CoverageState.LATE, 25)


def test_territory_without_customers_has_an_empty_report() -> None:
    """Where nobody is asked for, there are no rows, and nothing is late."""
    month = worked_month()
    report = _report(
        replace(without_days(month), request=replace(month.request, shifts=(), visits=()))
    )
    assert (report.customers, report.classes) == ((), ())
    assert report.total.in_time_permille == 1000


def test_colleagues_add_days_and_no_rows() -> None:
    """Six account managers have six times the days; the customers stay the same."""
    month = worked_month()
    alone, team = _report(month), _report(team_of(month, 6))
    assert len(team.days) == 6 * len(alone.days)
    assert team.customers == alone.customers


def test_visit_too_soon_is_refused() -> None:
    """A plan that the checker would not pass, A on the 8th and the 10th, has no report."""
    month = worked_month()
    first, *others = month.plan.routes
    twice = [
        replace(route, stops=first.stops) if route.day == october(10) else route for route in others
    ]
    plan = replace(month.plan, routes=(first, *twice))
    assert len(visits_by_customer(plan)[first.stops[0].customer_id]) == 3
    with pytest.raises(ValueError, match="A cannot be made on 2026-10-10"):
        coverage_report(month.territory, month.request, plan, LAST)
