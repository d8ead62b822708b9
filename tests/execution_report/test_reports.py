"""Reports of a day and of a month: the sums, what is left for the next plan, and what no report can be made of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.domain.customer import CustomerClass, Mode
from routing.domain.events import VisitRecord
from routing.domain.ids import CustomerId
from routing.domain.territory import Territory
from routing.domain.visit import Cause
from routing.errors import InputError
from routing.execution_report import ExecutionReport, Outcome, report_day, report_month
from routing.plan_chain import ChangeKind, PlanKind, PlanRecord, close, unfinished_visits
from tests.plan_chain.hand_made import (
    CHINA,
    CORE,
    FRIDAY,
    M1,
    M2,
    MONDAY,
    POLICY,
    POTENTIAL,
    REGULAR,
    SUNDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    Entry,
    at,
    done,
    shop,
    territory,
    week,
)


def monthly(
    records: Iterable[PlanRecord], of: Territory, when: str = "2026-11-30 18:00"
) -> ExecutionReport:
    """Return the report of November."""
    return report_month(records, of, POLICY, CHINA, date(2026, 11, 15), at(when))


def daily(
    records: Iterable[PlanRecord], of: Territory, when: str = "2026-11-02 18:00"
) -> ExecutionReport:
    """Return the report of Monday."""
    return report_day(records, of, POLICY, CHINA, MONDAY, at(when))


def shops(count: int) -> list[CustomerId]:
    """Return the ids of some regular customers."""
    return [CustomerId(f"c{n:02}") for n in range(count)]


# ------------------------------------------------------------------ sums


def test_sums_of_an_account_manager() -> None:
    """Four planned: one made, one phoned instead, one refused, one not recorded; one more was made unplanned."""
    records = [week(*(Entry(one, MONDAY) for one in shops(4)))]
    history = (
        done(shops(4)[0], MONDAY, length_minutes=12),
        done(shops(4)[1], MONDAY, mode=Mode.PHONE, length_minutes=5),
        done(shops(4)[2], MONDAY, done=False),
        done(CORE, MONDAY),
    )
    of = territory(shop("core"), *(shop(one) for one in shops(4)), history=history)
    (sums,) = daily(records, of).managers
    counted = (
        sums.num_planned,
        sums.num_done,
        sums.num_otherwise,
        sums.num_undone,
        sums.num_open,
        sums.num_unplanned,
    )
    assert counted == (4, 1, 1, 2, 0, 1)
    assert (sums.num_visits, sums.num_contacts) == (2, 1)
    assert (sums.planned_s, sums.spent_s) == (4 * 600, 720)  # calls are no time with customers


def test_travel_is_that_of_the_visits_that_stood() -> None:
    """Legs of 100 s and 200 s, replanned after the first: its 100 s, the new leg's 50 s, and the new way home."""
    nine, eleven = 9 * 3600, 11 * 3600
    morning = week(Entry(CORE, MONDAY, clock_s=nine), Entry(REGULAR, MONDAY, clock_s=eleven))
    rest = week(
        Entry(POTENTIAL, MONDAY, clock_s=eleven),
        plan_kind=PlanKind.DAY,
        last=MONDAY,
        made_at="2026-11-02 10:00",
        published_at="2026-11-02 10:00",
        parent=morning,
    )
    records = [
        _driven(morning, {CORE: 100, REGULAR: 200}, home_s=400),
        _driven(rest, {POTENTIAL: 50}, home_s=30),
    ]
    (sums,) = daily(records, territory()).managers
    assert sums.travel_s == 100 + 50 + 30


def _driven(record: PlanRecord, legs: dict[CustomerId, int], *, home_s: int) -> PlanRecord:
    """Return a record whose Monday takes some seconds to each customer and home."""
    routes = tuple(
        replace(
            route,
            stops=tuple(replace(stop, travel_s=legs[stop.customer_id]) for stop in route.stops),
            return_travel_s=home_s,
        )
        if route.day == MONDAY
        else route
        for route in record.plan.routes
    )
    return replace(record, plan=replace(record.plan, routes=routes))


def test_days_against_the_floor() -> None:
    """Fifteen made on Monday reach the floor of 15, fourteen and a call on Wednesday miss it by one (R7)."""
    names = shops(15)
    history = (
        *(done(one, MONDAY) for one in names),
        *(done(one, WEDNESDAY) for one in names[1:]),
        done(names[0], WEDNESDAY, mode=Mode.PHONE),
    )
    of = territory(*(shop(one) for one in names), history=history)
    days = {one.day: one for one in monthly([week(Entry(names[0], MONDAY))], of).days}
    assert (days[MONDAY].num_visits, days[MONDAY].floor, days[MONDAY].missing) == (15, 15, 0)
    wednesday = days[WEDNESDAY]
    assert (wednesday.num_visits, wednesday.num_contacts, wednesday.missing) == (14, 1, 1)
    assert TUESDAY not in days  # no visit day, and nothing was made on it


def test_day_ahead_misses_nothing_yet() -> None:
    """At noon fewer than 15 visits are no shortfall."""
    report = daily([week(Entry(CORE, MONDAY))], territory(), "2026-11-02 12:00")
    assert [(one.is_over, one.missing) for one in report.days] == [(False, 0)]


def test_weeks_against_the_visit_days() -> None:
    """Visits on two days of the first week miss one of three; the week that is not over misses none (R6)."""
    history = (done(CORE, MONDAY), done(REGULAR, MONDAY), done(POTENTIAL, THURSDAY))
    report = monthly([week()], territory(history=history), "2026-11-10 18:00")
    weeks = {one.monday: one for one in report.weeks}
    first = weeks[MONDAY]
    assert (first.num_days, first.needed, first.is_over, first.missing) == (2, 3, True, 1)
    second = weeks[MONDAY + timedelta(days=7)]
    assert (second.num_days, second.is_over, second.missing) == (0, False, 0)


def test_late_customers_by_class() -> None:
    """Core visited on 19 October is owed by 2 November: not late on Monday morning, late when Monday is over."""
    of = territory(
        history=(
            done(CORE, date(2026, 10, 19)),
            done(POTENTIAL, date(2026, 10, 19)),
            done(REGULAR, date(2026, 10, 19)),
        )
    )
    records = [week(Entry(CORE, MONDAY))]
    assert daily(records, of, "2026-11-02 12:00").late == ()
    report = daily(records, of)
    (late,) = report.late
    assert (late.customer_id, late.deadline, late.late_days) == (CORE, MONDAY, 1)
    counts = {one.customer_class: one.num_late for one in report.classes}
    assert counts == {
        CustomerClass.CORE: 1,
        CustomerClass.POTENTIAL: 0,
        CustomerClass.REGULAR: 0,
    }


def test_month_names_who_has_no_visit_in_two() -> None:
    """October and November: core seen on 1 October, potential on 30 September, regular never (R8)."""
    history = (done(CORE, date(2026, 10, 1)), done(POTENTIAL, date(2026, 9, 30)))
    months = monthly([week()], territory(history=history)).coverage
    assert months is not None
    assert (months.first, months.last) == (date(2026, 10, 1), date(2026, 11, 30))
    assert months.is_over
    assert months.uncovered == (POTENTIAL, REGULAR)
    assert daily([week()], territory()).coverage is None


def test_days_for_which_no_plan_speaks_are_named() -> None:
    """A plan of the first week leaves the working days from the ninth on without one."""
    report = monthly([week(Entry(CORE, MONDAY))], territory())
    assert report.days_without_plan == tuple(
        CHINA.working_days(date(2026, 11, 9), date(2026, 11, 30))
    )


# ------------------------------------------------------------------ what is left


def test_backlog_has_the_deadline_of_each_visit() -> None:
    """Core of 19 October is owed by 2 November, regular of 15 September by 14 November (60 days): the earlier first."""
    of = territory(
        history=(done(CORE, date(2026, 10, 19)), done(REGULAR, date(2026, 9, 15))),
    )
    records = [week(Entry(REGULAR, MONDAY), Entry(CORE, MONDAY))]
    found = daily(records, of).backlog
    assert [(one.planned.customer_id, one.deadline) for one in found] == [
        (CORE, MONDAY),
        (REGULAR, date(2026, 11, 14)),
    ]
    assert found[0].cause is Cause.LATE
    assert all(one.because.text and one.because.text_zh for one in found)


def test_backlog_is_what_the_next_plan_takes_over() -> None:
    """The report, the chain of plans and the closed plan name the same visits."""
    record = week(Entry(CORE, MONDAY), Entry(POTENTIAL, MONDAY), Entry(REGULAR, FRIDAY))
    of = territory(history=(done(POTENTIAL, MONDAY),))
    when = at("2026-11-08 18:00")
    backlog = monthly([record], of, "2026-11-08 18:00").backlog
    closed = close(record, of, POLICY, when)
    assert {one.planned for one in backlog} == set(closed.unfinished)
    assert {one.planned for one in backlog} == set(unfinished_visits([record], of, POLICY, when))
    after = report_month([closed], of, POLICY, CHINA, MONDAY, when)
    assert after.backlog == backlog  # a plan that is done is reported like a running one


def test_visit_that_nothing_asks_for_any_more_has_no_deadline() -> None:
    """Phoned in place of an appointment a week after a visit: unfinished, but inside the minimum gap."""
    entry = Entry(CORE, MONDAY, cause=Cause.APPOINTMENT)
    of = territory(
        history=(done(CORE, date(2026, 10, 30)), done(CORE, MONDAY, mode=Mode.PHONE)),
    )
    (one,) = daily([week(entry)], of).backlog
    assert (one.cause, one.deadline) == (None, None)
    assert "minimum gap" in one.because.text


# ------------------------------------------------------------------ everything together


@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 4)), max_size=10, unique=True),
    st.lists(
        st.tuples(
            st.integers(0, 5),
            st.integers(0, 6),
            st.booleans(),
            st.sampled_from([None, time(9), time(10), time(16)]),
            st.sampled_from([Mode.IN_PERSON, Mode.PHONE]),
            st.sampled_from([None, M1, M2]),
        ),
        max_size=10,
    ),
    st.integers(0, 7),
)
def test_every_visit_is_told_once(
    entries: list[tuple[int, int]],
    made: list[tuple[int, int, bool, time | None, Mode, str | None]],
    days: int,
) -> None:
    """Planned visits have one outcome each, records stand for one visit at most, sums add up, reasons are there."""
    names = shops(6)
    record = week(*(Entry(names[who], MONDAY + timedelta(days=day)) for who, day in entries))
    history: tuple[VisitRecord, ...] = tuple(
        done(
            names[who],
            MONDAY + timedelta(days=day),
            done=is_done,
            start=start,
            mode=mode,
            manager_id=manager_id,
        )
        for who, day, is_done, start, mode, manager_id in made
    )
    of = territory(*(shop(one) for one in names), history=history)
    now = f"{MONDAY + timedelta(days=days)} 18:00"
    report = monthly([record], of, now)
    assert len(report.visits) == len(entries)
    used = [row.made for row in report.visits if row.made is not None and row.made.done]
    assert len(used) == len(set(used))
    rest = [one.made for one in report.unplanned]
    known = {
        one
        for one in history
        if one.done and one.day <= at(now).date() and (one.manager_id != M2 or one in used)
    }
    assert set(used) | set(rest) == known
    assert not set(used) & set(rest)
    for row in report.visits:
        assert (row.made is not None and row.made.done) == (
            row.outcome in (Outcome.DONE, Outcome.OTHERWISE)
        )
        if row.outcome in (Outcome.UNDONE, Outcome.REPLACED):
            assert row.why is not None
        elif row.why is not None:
            assert ChangeKind.MOVED in row.differs
        assert bool(row.differs) == (row.outcome is Outcome.OTHERWISE)
    (sums,) = report.managers
    parts = (sums.num_done, sums.num_otherwise, sums.num_undone, sums.num_open)
    assert sums.num_planned == sum(parts) == len(entries) - sums.num_replaced
    assert report == monthly([record], replace(of, history=history[::-1]), now)


# ------------------------------------------------------------------ what no report can be made of


def test_all_that_is_wrong_is_told_at_once() -> None:
    """A draft, a plan given twice, one of another territory, a stranger in the history: four faults."""
    good = week(Entry(CORE, MONDAY))
    draft = week(first=date(2026, 11, 9), last=date(2026, 11, 15), published_at=None)
    foreign = week(territory_id="u", first=date(2026, 11, 16), last=date(2026, 11, 22))
    of = territory(history=(done(CustomerId("stranger"), MONDAY),))
    with pytest.raises(InputError) as caught:
        monthly([good, good, draft, foreign], of)
    codes = [issue.code for issue in caught.value.issues]
    assert codes == ["customer-unknown", "plan-state-wrong", "territory-wrong", "plan-repeated"]
    assert all(issue.remedy for issue in caught.value.issues)


@pytest.mark.parametrize(
    "records",
    [
        [],
        [week(first=date(2026, 11, 9), last=date(2026, 11, 15))],
        [week(published_at="2026-11-02 18:01")],
    ],
)
def test_day_of_which_no_plan_speaks_has_no_report(records: list[PlanRecord]) -> None:
    """No plan at all, one of the next week, one that was published after the report: refused, with what was given."""
    with pytest.raises(InputError) as caught:
        daily(records, territory())
    (issue,) = caught.value.issues
    assert (issue.code, issue.value) == ("no-plan-of-these-days", "2026-11-02")
    assert all(record.id in issue.message for record in records)


def test_month_without_plans_has_no_report() -> None:
    """December has none of November's plans."""
    with pytest.raises(InputError, match="no-plan-of-these-days"):
        report_month(
            [week()], territory(), POLICY, CHINA, date(2026, 12, 1), at("2026-12-31 18:00")
        )


def test_plans_that_contradict_each_other_are_refused() -> None:
    """Two published plans of one week, neither of which follows the other."""
    one = week(Entry(CORE, MONDAY))
    other = week(Entry(CORE, TUESDAY), among=[one])
    with pytest.raises(InputError, match="plans-overlap"):
        daily([one, other], territory())


def test_report_made_before_its_day_has_everything_open() -> None:
    """On Sunday evening nothing of Monday is done, undone or late: it is ahead."""
    report = daily([week(Entry(CORE, MONDAY))], territory(), f"{MONDAY - timedelta(days=1)} 18:00")
    assert [row.outcome for row in report.visits] == [Outcome.OPEN]
    assert report.backlog == ()
    assert report.last < SUNDAY
