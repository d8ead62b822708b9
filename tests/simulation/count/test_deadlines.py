"""Deadlines of anomalous (R13, R15) and of new customers (R14): kept, or missed and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.demand import deadlines as planned_by
from routing.domain.calendar import CalendarOverrides, weekday_calendar
from routing.domain.customer import Mode
from routing.domain.events import Anomaly, AnomalyKind, UndoneReason, VisitRecord
from routing.domain.manager import Absence
from routing.domain.policy import Policy
from routing.domain.policy_terms import StandIns
from routing.domain.territory import Territory
from routing.simulation.count import Miss, MissedBecause, Owed
from routing.simulation.count.deadlines import anomaly_deadline
from routing.simulation.count.record import Record
from tests.simulation.count.hand_made import (
    FRIDAY,
    MANAGER,
    MONDAY,
    NEXT_SUNDAY,
    OPEN,
    POLICY,
    SATURDAY,
    SEASON,
    SECOND,
    SUNDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    A,
    Locked,
    away,
    complaint,
    count_of,
    customer,
    in_vain,
    visit,
)

KEPT, MISSED = Owed(kept=1, of=1), Owed(of=1)
R15 = POLICY.derive({"request.enabled": True})


def answered(
    *history: VisitRecord,
    reported_at: str = "2026-11-02 10:00",
    doors: Locked = OPEN,
    absences: tuple[Absence, ...] = (),
    closed: tuple[tuple[date, date], ...] = (),
    start: date = MONDAY,
    end: date = NEXT_SUNDAY,
) -> Owed:
    """Return what is counted of one complaint: reported on Monday at ten, so owed by Wednesday."""
    territory = Territory(
        id="t",
        managers=(MANAGER,),
        customers=(customer(closed=closed),),
        history=history,
        anomalies=(complaint(reported_at),),
        absences=absences,
    )
    return count_of(
        replace(SEASON, territory=territory, start=start, end=end), doors=doors
    ).anomalies


@pytest.mark.parametrize(
    ("made", "counted"),
    [
        (visit(MONDAY, "10:00"), MISSED),  # in the minute of the report: not after it
        (visit(MONDAY, "10:01"), KEPT),
        (visit(MONDAY, None), MISSED),  # nobody knows whether before or after
        (visit(TUESDAY, None), KEPT),
        (visit(WEDNESDAY, "23:59"), KEPT),
        (visit(THURSDAY, "00:00"), MISSED),  # a minute later
        (visit(TUESDAY, mode=Mode.PHONE), MISSED),
    ],
)
def test_first_visit_in_person_after_the_report_answers_it(
    made: VisitRecord, counted: Owed
) -> None:
    """Reported on Monday at ten, owed by the end of Wednesday; one minute decides, and a call is no visit."""
    assert answered(made) == counted


@pytest.mark.parametrize(
    ("reported_at", "deadline"),
    [
        ("2026-11-02 17:30", WEDNESDAY),
        ("2026-11-02 17:31", THURSDAY),  # after the cut-off: counts from Tuesday
        ("2026-11-05 09:00", date(2026, 11, 9)),  # Thursday: Friday, Monday
        ("2026-11-06 18:00", date(2026, 11, 11)),  # Friday evening counts from Monday
        ("2026-11-07 09:00", date(2026, 11, 11)),  # so does Saturday
        ("2026-11-07 20:00", date(2026, 11, 11)),  # and Saturday evening
    ],
)
def test_deadline_is_the_second_working_day(reported_at: str, deadline: date) -> None:
    """A visit on the last minute of the deadline keeps it, one on the next day does not."""
    assert answered(visit(deadline, "23:59"), reported_at=reported_at) == KEPT
    late = deadline + timedelta(days=1)
    assert answered(visit(late, "00:00"), reported_at=reported_at) == MISSED


def test_make_up_weekends_are_working_days() -> None:
    """With Saturday worked and Tuesday off, Monday's deadline is Thursday, and Friday's is Monday."""
    calendar = weekday_calendar(
        2026,
        2027,
        overrides=CalendarOverrides(
            working_days=frozenset({SATURDAY}), days_off=frozenset({TUESDAY})
        ),
    )
    record = Record(replace(SEASON, calendar=calendar))
    assert anomaly_deadline(record, complaint("2026-11-02 10:00")) == THURSDAY
    assert anomaly_deadline(record, complaint("2026-11-06 10:00")) == date(2026, 11, 9)
    assert anomaly_deadline(record, complaint("2026-11-07 10:00")) == date(2026, 11, 10)


def test_who_asks_for_a_visit_has_48_hours_where_the_policy_says_so() -> None:
    """R15: asked for on Friday at ten, 48 hours end on Sunday, before the second working day, Tuesday."""
    asked = replace(complaint("2026-11-06 10:00"), kind=AnomalyKind.VISIT_REQUESTED)
    tuesday = date(2026, 11, 10)
    assert anomaly_deadline(Record(replace(SEASON, policy=R15)), asked) == SUNDAY
    assert anomaly_deadline(Record(SEASON), asked) == tuesday
    other = complaint("2026-11-06 10:00")
    assert anomaly_deadline(Record(replace(SEASON, policy=R15)), other) == tuesday


def test_reports_with_a_zone_are_read_in_local_time() -> None:
    """09:31 in Greenwich is 17:31 in Shanghai, after the cut-off."""
    report = complaint("2026-11-02 09:31+00:00")
    assert anomaly_deadline(Record(SEASON), report) == THURSDAY


def test_what_is_missed_says_why() -> None:
    """The causes, bounds first: shut, nobody at work, tried in vain, and otherwise neglected."""
    all_locked = Locked(doors=((A, "2026-11-02 00:00", "2026-11-05 00:00"),))
    assert answered(doors=all_locked) == Owed(of=1, shut=1)
    assert answered(closed=((MONDAY, WEDNESDAY),)) == Owed(of=1, shut=1)
    assert answered(absences=(away(MONDAY, WEDNESDAY),)) == Owed(of=1, absent=1)
    # Locked whenever he is there: Tuesday and Wednesday he is away, on Monday the door is locked.
    on_monday = Locked(doors=((A, "2026-11-02 00:00", "2026-11-03 00:00"),))
    assert answered(doors=on_monday, absences=(away(TUESDAY, WEDNESDAY),)) == Owed(of=1, shut=1)
    assert answered(in_vain(TUESDAY)) == Owed(of=1, in_vain=1)
    assert answered(in_vain(TUESDAY), visit(THURSDAY)) == Owed(of=1, in_vain=1)
    assert answered(in_vain(THURSDAY)) == MISSED
    assert MISSED.neglected == 1


def test_a_quarter_of_an_hour_unlocked_could_have_been_used() -> None:
    """Locked until Wednesday 17:15, the working day ends at 17:30: possible. Locked until 17:31: not."""
    until = "2026-11-02 00:00", "2026-11-04 17:15"
    assert answered(doors=Locked(doors=((A, *until),))) == MISSED
    until = "2026-11-02 00:00", "2026-11-04 17:31"
    assert answered(doors=Locked(doors=((A, *until),))) == Owed(of=1, shut=1)


def test_only_what_follows_the_report_counts_as_tried_or_possible() -> None:
    """Reported on Monday at four, when he goes home ill: he tried at three, and was there until four, both in vain."""
    ill = (away(MONDAY, MONDAY, ("16:00", "18:00")), away(TUESDAY, WEDNESDAY))
    missed = answered(in_vain(MONDAY, "15:00"), reported_at="2026-11-02 16:00", absences=ill)
    assert missed == Owed(of=1, absent=1)
    assert answered(in_vain(MONDAY, "09:59")) == MISSED
    assert answered(in_vain(MONDAY, "10:01")) == Owed(of=1, in_vain=1)


def test_a_visit_that_was_called_off_was_about_to_be_made() -> None:
    """A visit of Tuesday struck out because the customer called off is in vain; one for lack of time is not."""
    called_off = in_vain(TUESDAY, None, because=UndoneReason.CANCELLED)
    assert answered(called_off) == Owed(of=1, in_vain=1)
    assert answered(in_vain(TUESDAY, None, because=UndoneReason.NO_TIME)) == MISSED


def test_deadlines_outside_the_season_are_none_of_it() -> None:
    """Owed by Wednesday: of a season from Thursday on, or to Tuesday, it is none; reported before, it is."""
    assert answered(start=THURSDAY) == Owed()
    assert answered(end=TUESDAY) == Owed()
    assert answered(start=TUESDAY) == MISSED
    # Answered on Monday already, it is no business of a season that begins on Tuesday.
    assert answered(visit(MONDAY, "11:00"), start=TUESDAY) == Owed()
    # Nobody could answer it before the first day, Wednesday, on which he is away.
    assert answered(start=WEDNESDAY, absences=(away(WEDNESDAY, WEDNESDAY),)) == Owed(of=1, absent=1)


def test_who_may_stand_in_could_have_kept_it() -> None:
    """With his manager away for three days, a second one could have gone, unless the policy forbids stand-ins."""
    territory = Territory(
        id="t",
        managers=(MANAGER, SECOND),
        customers=(customer(),),
        anomalies=(complaint("2026-11-02 10:00"),),
        absences=(away(MONDAY, WEDNESDAY),),
    )
    season = replace(SEASON, territory=territory)
    never = replace(POLICY, stand_ins=StandIns.NEVER)
    absent = replace(POLICY, stand_ins=StandIns.ABSENT)
    assert count_of(season).anomalies == MISSED
    assert count_of(replace(season, policy=absent)).anomalies == MISSED
    assert count_of(replace(season, policy=never)).anomalies == Owed(of=1, absent=1)


@pytest.mark.parametrize(
    ("made", "counted"),
    [
        (visit(WEDNESDAY), KEPT),
        (visit(THURSDAY, "00:00"), MISSED),  # the day of the first order
        (visit(TUESDAY, mode=Mode.NETWORK), MISSED),
        (in_vain(WEDNESDAY), Owed(of=1, in_vain=1)),
    ],
)
def test_first_visit_comes_before_the_first_order(made: VisitRecord, counted: Owed) -> None:
    """Joined on Monday, ordering on Thursday: the first visit is owed by Wednesday (R14)."""
    new = customer(joined_on=MONDAY, first_order_on=THURSDAY)
    territory = Territory(id="t", managers=(MANAGER,), customers=(new,), history=(made,))
    assert count_of(replace(SEASON, territory=territory)).new_customers == counted


def test_new_customers_could_be_visited_from_the_day_of_joining() -> None:
    """Joined on Tuesday, ordering on Friday: Monday is no chance, so that Tuesday to Thursday off leave none."""
    new = customer(joined_on=TUESDAY, first_order_on=FRIDAY)
    territory = Territory(
        id="t",
        managers=(MANAGER,),
        customers=(new,),
        absences=(away(TUESDAY, THURSDAY),),
    )
    season = replace(SEASON, territory=territory)
    assert count_of(season).new_customers == Owed(of=1, absent=1)
    earlier = replace(new, joined_on=MONDAY)
    season = replace(SEASON, territory=replace(territory, customers=(earlier,)))
    assert count_of(season).new_customers == MISSED


def test_new_customers_of_other_seasons_are_none_of_this() -> None:
    """Visited before the season, or ordering before it or after it: nothing is counted."""
    visited = customer(first_order_on=THURSDAY)
    old = customer("b", first_order_on=MONDAY)  # its eve is the Sunday before
    later = customer("c", first_order_on=NEXT_SUNDAY + timedelta(days=2))
    last = customer("d", first_order_on=NEXT_SUNDAY + timedelta(days=1))
    territory = Territory(
        id="t",
        managers=(MANAGER,),
        customers=(visited, old, later),
        history=(visit(MONDAY - timedelta(days=3)),),
    )
    assert count_of(replace(SEASON, territory=territory)).new_customers == Owed()
    territory = replace(territory, customers=(last,))
    assert count_of(replace(SEASON, territory=territory)).new_customers == MISSED


def test_misses_are_told_one_by_one() -> None:
    """Each miss names rule, customer, day and cause."""
    territory = Territory(
        id="t",
        managers=(MANAGER,),
        customers=(customer(),),
        history=(visit(MONDAY, "09:00"),),
        anomalies=(complaint("2026-11-02 10:00"),),
    )
    count = count_of(
        replace(SEASON, territory=territory, policy=POLICY.derive({"visits.floor": 0}))
    )
    assert count.misses == (
        Miss(rule="R13", who=A, owed_by=WEDNESDAY, because=MissedBecause.NEGLECTED),
    )


# ------------------------------------------------------------ against other readings

moments = st.builds(
    lambda day, clock: datetime.combine(day, clock.replace(microsecond=0)),
    st.dates(date(2026, 10, 30), date(2026, 11, 14)),
    st.times(),
)
days_off = st.frozensets(st.sampled_from([MONDAY + timedelta(days=n) for n in range(12)]))


@given(moments, days_off, st.sampled_from(AnomalyKind), st.sampled_from([POLICY, R15]))
def test_deadline_agrees_with_two_other_readings(
    reported_at: datetime, off: frozenset[date], kind: AnomalyKind, policy: Policy
) -> None:
    """Day 0 read as the first working day whose cut-off is not before the report; and what the planner reads."""
    off = frozenset(day for day in off if day.isoweekday() <= 5)
    calendar = weekday_calendar(2026, 2027, overrides=CalendarOverrides(days_off=off))
    anomaly = Anomaly(customer_id=A, kind=kind, reported_at=reported_at)
    found = anomaly_deadline(Record(replace(SEASON, calendar=calendar, policy=policy)), anomaly)
    days = [reported_at.date() + timedelta(days=n) for n in range(40)]
    worked = [day for day in days if day.isoweekday() <= 5 and day not in off]
    counted = [day for day in worked if datetime.combine(day, time(17, 30)) >= reported_at]
    slow = counted[2]
    if policy is R15 and kind is AnomalyKind.VISIT_REQUESTED:
        slow = min(slow, (reported_at + timedelta(days=2)).date())
    assert found == slow
    assert found == planned_by.anomaly_deadline(anomaly, policy, calendar)


@given(
    st.lists(moments, max_size=6),
    st.lists(st.tuples(moments, st.booleans(), st.sampled_from(Mode)), max_size=12),
)
def test_kept_deadlines_agree_with_a_slow_reading(
    reports: list[datetime], tries: list[tuple[datetime, bool, Mode]]
) -> None:
    """Kept is a deadline in the season with a visit in person made after the report and before the day after it."""
    rows = tuple(
        replace(visit(at.date(), at.time().isoformat()), done=done, mode=mode)
        for at, done, mode in tries
    )
    territory = Territory(
        id="t",
        managers=(MANAGER,),
        customers=(customer(),),
        history=rows,
        anomalies=tuple(complaint(at.isoformat()) for at in reports),
    )
    made = [at for at, done, mode in tries if done and mode is Mode.IN_PERSON]
    kept = of = 0
    for reported_at in reports:
        days = [reported_at.date() + timedelta(days=n) for n in range(12)]
        worked = [day for day in days if day.isoweekday() <= 5]
        deadline = [one for one in worked if datetime.combine(one, time(17, 30)) >= reported_at][2]
        answers = [at for at in made if at > reported_at]
        if MONDAY <= deadline <= NEXT_SUNDAY and not any(at.date() < MONDAY for at in answers):
            of += 1
            kept += any(at.date() <= deadline for at in answers)
    found = count_of(replace(SEASON, territory=territory)).anomalies
    assert (found.kept, found.of, found.impossible) == (kept, of, 0)
