"""What was owed by a day or a time: anomalies (R13), new customers (R14), appointments (R16).

2 November 2026 is a Monday; a report of Friday 30 October has its deadline, two working days later, on Tuesday.
"""

from __future__ import annotations

from datetime import date, time

import pytest

from routing.domain.customer import Mode
from routing.domain.events import Anomaly, AnomalyKind, Appointment, VisitRecord
from routing.domain.territory import Territory
from routing.execution_report import ExecutionReport, PromiseState, report_day, report_month
from tests.plan_chain.hand_made import (
    CHINA,
    CORE,
    MONDAY,
    POLICY,
    REGULAR,
    TUESDAY,
    WEDNESDAY,
    Entry,
    at,
    done,
    shop,
    territory,
    week,
)

FRIDAY_BEFORE = date(2026, 10, 30)


def of_day(of: Territory, *, day: date = MONDAY, when: str = "") -> ExecutionReport:
    """Return the report of a day, made in its evening unless said otherwise."""
    planned = week(Entry(CORE, MONDAY, clock_s=35_700))  # 09:55
    return report_day([planned], of, POLICY, CHINA, day, at(when or f"{day} 18:00"))


def complaint(reported_at: str) -> Anomaly:
    """Return a complaint of the regular customer."""
    return Anomaly(customer_id=REGULAR, kind=AnomalyKind.COMPLAINT, reported_at=at(reported_at))


@pytest.mark.parametrize(
    ("history", "day", "state"),
    [
        ((), MONDAY, PromiseState.OPEN),
        ((), TUESDAY, PromiseState.MISSED),
        ((done(REGULAR, TUESDAY),), TUESDAY, PromiseState.KEPT),
        ((done(REGULAR, WEDNESDAY),), WEDNESDAY, PromiseState.LATE),
        ((done(REGULAR, TUESDAY, mode=Mode.PHONE),), TUESDAY, PromiseState.MISSED),
        ((done(REGULAR, FRIDAY_BEFORE, start=time(9, 59)),), TUESDAY, PromiseState.MISSED),
        ((done(REGULAR, TUESDAY, done=False),), TUESDAY, PromiseState.MISSED),
    ],
)
def test_anomaly_is_answered_in_person_by_its_deadline(
    history: tuple[VisitRecord, ...], day: date, state: PromiseState
) -> None:
    """Reported on Friday at ten: by Tuesday in person; calls, failures and visits before the report do not count."""
    of = territory(history=history, anomalies=(complaint("2026-10-30 10:00"),))
    (row,) = of_day(of, day=day).anomalies
    assert (row.customer_id, row.deadline, row.state) == (REGULAR, TUESDAY, state)


def test_anomaly_answered_before_the_day_is_none_of_it() -> None:
    """Visited on Friday after the report, or reported on Tuesday: Monday's report has no row for it."""
    answered = territory(
        history=(done(REGULAR, FRIDAY_BEFORE, start=time(11)),),
        anomalies=(complaint("2026-10-30 10:00"),),
    )
    assert of_day(answered).anomalies == ()
    assert of_day(territory(anomalies=(complaint("2026-11-03 09:00"),))).anomalies == ()


@pytest.mark.parametrize(
    ("history", "state"),
    [
        ((), PromiseState.MISSED),
        ((done(REGULAR, MONDAY),), PromiseState.KEPT),
        ((done(REGULAR, MONDAY, mode=Mode.NETWORK),), PromiseState.MISSED),
    ],
)
def test_new_customer_is_visited_before_the_first_order(
    history: tuple[VisitRecord, ...], state: PromiseState
) -> None:
    """First order on Tuesday: the last day in time is Monday, in person (R14)."""
    new = shop("regular", joined_on=date(2026, 10, 20), first_order_on=TUESDAY)
    (row,) = of_day(territory(shop("core"), new, history=history)).new_customers
    assert (row.customer_id, row.deadline, row.state) == (REGULAR, MONDAY, state)


def test_customer_of_old_standing_is_no_new_one() -> None:
    """Who was visited before has had the first visit, and who joins later is not there yet."""
    new = shop("regular", joined_on=date(2026, 10, 20), first_order_on=TUESDAY)
    known = territory(shop("core"), new, history=(done(REGULAR, date(2026, 10, 26)),))
    assert of_day(known).new_customers == ()
    later = shop("regular", joined_on=TUESDAY)
    assert of_day(territory(shop("core"), later)).new_customers == ()


@pytest.mark.parametrize(
    ("history", "state", "off_s"),
    [
        ((done(CORE, MONDAY, start=time(9, 50)),), PromiseState.KEPT, -600),
        ((done(CORE, MONDAY, start=time(10, 10)),), PromiseState.KEPT, 600),
        ((done(CORE, MONDAY, start=time(9, 49)),), PromiseState.LATE, -660),
        ((done(CORE, MONDAY, start=time(10, 11)),), PromiseState.LATE, 660),
        ((done(CORE, MONDAY),), PromiseState.UNKNOWN, None),
        ((done(CORE, MONDAY, mode=Mode.PHONE, start=time(10)),), PromiseState.MISSED, None),
        ((done(CORE, TUESDAY, start=time(10)),), PromiseState.MISSED, None),
        ((), PromiseState.MISSED, None),
    ],
)
def test_appointment_is_kept_within_ten_minutes(
    history: tuple[VisitRecord, ...], state: PromiseState, off_s: int | None
) -> None:
    """Agreed for ten: from 9:50 to 10:10 it is kept (R16), told beside the start that the plan had."""
    of = territory(
        history=history,
        appointments=(Appointment(customer_id=CORE, at=at("2026-11-02 10:00")),),
    )
    (row,) = of_day(of).appointments
    assert (row.state, row.off_s, row.planned_s) == (state, off_s, 35_700)


def test_appointment_ahead_is_open() -> None:
    """At noon an appointment of the afternoon can still be kept."""
    of = territory(appointments=(Appointment(customer_id=CORE, at=at("2026-11-02 15:00")),))
    (row,) = of_day(of, when="2026-11-02 12:00").appointments
    assert row.state is PromiseState.OPEN


def test_month_counts_what_was_owed_on_any_of_its_days() -> None:
    """October's anomaly open into November, one of November, one of December: November has the first two."""
    of = territory(
        anomalies=(
            complaint("2026-10-30 10:00"),
            complaint("2026-11-23 10:00"),
            complaint("2026-12-01 10:00"),
        )
    )
    planned = week(Entry(CORE, MONDAY))
    report = report_month([planned], of, POLICY, CHINA, MONDAY, at("2026-12-10 18:00"))
    assert [row.deadline for row in report.anomalies] == [TUESDAY, date(2026, 11, 25)]
