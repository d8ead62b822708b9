"""Deadlines of anomalies in working days (R13, R15), and of the months that cover everybody (R8)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.demand.deadlines import anomaly_deadline, coverage_deadline, local_time, next_turn
from routing.demand.past_visits import PastVisits
from routing.domain.customer import CustomerClass
from routing.domain.events import Anomaly, AnomalyKind
from tests.demand.small_territory import C1, CHINA, CLASSIFIED, ROUTE_STANDARD, at, shop

WITH_R15 = CLASSIFIED.derive({"request.enabled": True})


def anomaly(text: str, kind: AnomalyKind = AnomalyKind.COMPLAINT) -> Anomaly:
    """Return an anomaly reported at an ISO time."""
    return Anomaly(customer_id=C1, kind=kind, reported_at=datetime.fromisoformat(text))


@pytest.mark.parametrize(
    ("reported", "deadline"),
    [
        # Monday 23 November is day 0, Wednesday 25 the second working day after.
        ("2026-11-23T10:00", date(2026, 11, 25)),
        # At the cut-off it is still Monday; a minute later Tuesday is day 0.
        ("2026-11-23T17:30", date(2026, 11, 25)),
        ("2026-11-23T17:31", date(2026, 11, 26)),
        # Thursday 26: Friday 27 and, over the weekend, Monday 30.
        ("2026-11-26T09:00", date(2026, 11, 30)),
        # Saturday 21 is off: Monday 23 is day 0.
        ("2026-11-21T09:00", date(2026, 11, 25)),
        # Friday 9 October: the make-up Saturday 10 is day 1, Monday 12 day 2.
        ("2026-10-09T10:00", date(2026, 10, 12)),
        # The make-up Saturday itself is day 0: Monday 12, Tuesday 13.
        ("2026-10-10T10:00", date(2026, 10, 13)),
        # 30 September after the cut-off: day 0 is Thursday 8 October, then Friday 9 and the make-up Saturday 10.
        ("2026-09-30T18:00", date(2026, 10, 10)),
        # In the middle of the holiday the same.
        ("2026-10-03T12:00", date(2026, 10, 10)),
        # 13 February is the Friday before Spring Festival: make-up Saturday 14, then Tuesday 24.
        ("2026-02-13T12:00", date(2026, 2, 24)),
    ],
)
def test_an_anomaly_has_two_working_days(reported: str, deadline: date) -> None:
    """R13: holidays are passed over, make-up weekends count, the cut-off decides on day 0."""
    assert anomaly_deadline(anomaly(reported), CLASSIFIED, CHINA) == deadline


def test_a_time_with_a_zone_is_read_as_local_time() -> None:
    """10:00 UTC on Monday is 18:00 in Shanghai, past the cut-off: day 0 is Tuesday."""
    report = anomaly("2026-11-23T10:00+00:00")
    assert anomaly_deadline(report, CLASSIFIED, CHINA) == date(2026, 11, 26)
    utc = datetime(2026, 11, 23, 18, 30, tzinfo=UTC)
    assert local_time(utc, CLASSIFIED) == at("2026-11-24 02:30")


@pytest.mark.parametrize(
    ("reported", "kind", "deadline"),
    [
        # Friday 20 November 10:00 + 48 h is Sunday 22, before Tuesday 24 of R13.
        ("2026-11-20T10:00", AnomalyKind.VISIT_REQUESTED, date(2026, 11, 22)),
        # Monday 10:00 + 48 h is Wednesday, as R13 has it.
        ("2026-11-23T10:00", AnomalyKind.VISIT_REQUESTED, date(2026, 11, 25)),
        # Monday after the cut-off: Wednesday by R15, Thursday by R13.
        ("2026-11-23T18:00", AnomalyKind.VISIT_REQUESTED, date(2026, 11, 25)),
        # Other kinds keep to R13.
        ("2026-11-20T10:00", AnomalyKind.COMPLAINT, date(2026, 11, 24)),
    ],
)
def test_a_request_has_48_hours_where_the_policy_says_so(
    reported: str, kind: AnomalyKind, deadline: date
) -> None:
    """R15: the earlier of the two deadlines holds, for this kind alone."""
    assert anomaly_deadline(anomaly(reported, kind), WITH_R15, CHINA) == deadline


@given(
    reported_at=st.datetimes(at("2026-01-05 00:00"), at("2026-12-20 00:00")),
    kind=st.sampled_from(AnomalyKind),
)
def test_r15_only_ever_shortens(reported_at: datetime, kind: AnomalyKind) -> None:
    """A policy with R15 never gives more time than one without; R13 alone always ends on a day worked."""
    report = Anomaly(customer_id=C1, kind=kind, reported_at=reported_at)
    plain = anomaly_deadline(report, CLASSIFIED, CHINA)
    assert anomaly_deadline(report, WITH_R15, CHINA) <= plain
    assert CHINA.is_working_day(plain)
    assert plain > reported_at.date()


@pytest.mark.parametrize(
    ("seen", "months", "deadline"),
    [
        # Seen in August: September and October must not both pass.
        (date(2026, 8, 1), 2, date(2026, 10, 31)),
        (date(2026, 8, 31), 2, date(2026, 10, 31)),
        # Over the end of the year, and into a leap February.
        (date(2026, 12, 5), 2, date(2027, 2, 28)),
        (date(2023, 12, 31), 2, date(2024, 2, 29)),
        (date(2026, 10, 31), 1, date(2026, 11, 30)),
    ],
)
def test_months_in_a_row_cover_everybody(seen: date, months: int, deadline: date) -> None:
    """R8: the deadline is the last day of the last of the months that follow."""
    assert coverage_deadline(seen, months) == deadline


@pytest.mark.parametrize(
    ("customer_class", "earliest", "due_from", "deadline"),
    [
        # 14 days: half is 7, 70 % is 9.8 and so 10.
        (CustomerClass.CORE, date(2026, 11, 16), date(2026, 11, 19), date(2026, 11, 23)),
        (CustomerClass.ASSISTED, date(2026, 11, 16), date(2026, 11, 19), date(2026, 11, 23)),
        # 30 days: 15 and 21.
        (CustomerClass.POTENTIAL, date(2026, 11, 24), date(2026, 11, 30), date(2026, 12, 9)),
        # 60 days: 30 and 42.
        (CustomerClass.REGULAR, date(2026, 12, 9), date(2026, 12, 21), date(2027, 1, 8)),
    ],
)
def test_the_turn_of_each_class(
    customer_class: CustomerClass, earliest: date, due_from: date, deadline: date
) -> None:
    """R1 to R4 after a visit on 9 November 2026, with 50 % as the minimum gap and due from 70 %."""
    past = PastVisits(last_for_cadence=date(2026, 11, 9), last_for_coverage=date(2026, 11, 9))
    turn = next_turn(shop(customer_class), past, CLASSIFIED)
    assert turn is not None
    assert (turn.earliest, turn.due_from, turn.deadline) == (earliest, due_from, deadline)
    assert not turn.is_coverage


def test_a_longer_time_for_requests_lengthens_nothing() -> None:
    """Ten days for a request leave R13's Wednesday as the earlier deadline."""
    policy = CLASSIFIED.derive({"request.enabled": True, "request.visit_within_hours": 240})
    report = anomaly("2026-11-23T10:00", AnomalyKind.VISIT_REQUESTED)
    assert anomaly_deadline(report, policy, CHINA) == date(2026, 11, 25)


def test_months_end_before_the_interval_in_a_short_february() -> None:
    """R10 by the month: seen on 31 January, February ends after 28 days, before the 30 of the interval."""
    past = PastVisits(last_for_cadence=date(2026, 1, 31), last_for_coverage=date(2026, 1, 31))
    turn = next_turn(shop(), past, ROUTE_STANDARD)
    assert turn is not None
    assert (turn.deadline, turn.is_coverage, turn.rule) == (date(2026, 2, 28), True, "R10")


def test_of_two_equal_deadlines_the_intervals_counts() -> None:
    """Seen on 29 January, 30 days and the month of February both end on 28 February."""
    past = PastVisits(last_for_cadence=date(2026, 1, 29), last_for_coverage=date(2026, 1, 29))
    turn = next_turn(shop(), past, ROUTE_STANDARD)
    assert turn is not None
    assert (turn.deadline, turn.is_coverage) == (date(2026, 2, 28), False)


def test_nothing_known_gives_no_turn() -> None:
    """Without a visit and a date of joining there is nothing to count from."""
    assert next_turn(shop(), PastVisits(), CLASSIFIED) is None
    joined = next_turn(shop(joined_on=date(2026, 11, 9)), PastVisits(), CLASSIFIED)
    assert joined is not None
    assert joined.since == date(2026, 11, 9)
