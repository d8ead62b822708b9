"""What became of planned visits: matched with the history, and why not where they were not made.

The plans are those of `tests.plan_chain.hand_made`: Monday 2 November 2026, work from 08:30 to 17:30.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from routing.domain.customer import DateRange, Mode
from routing.domain.events import (
    Anomaly,
    AnomalyKind,
    Appointment,
    Pin,
    Task,
    UndoneReason,
    VisitRecord,
)
from routing.domain.ids import CustomerId
from routing.domain.manager import Absence
from routing.domain.territory import Territory
from routing.domain.visit import Category, Cause
from routing.execution_report import (
    ExecutionReport,
    Outcome,
    VisitRow,
    report_day,
    report_month,
)
from routing.plan import Reason, ReasonKind
from routing.plan_chain import ChangeKind, ChangeReason, PlanKind, PlanRecord
from routing.rules import Rule
from tests.plan_chain.hand_made import (
    CHINA,
    CORE,
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
from tests.test_comparison import left_out

EVENING = "2026-11-02 18:00"
LEAVE = Absence(manager_id=M1, first=MONDAY, last=MONDAY)


def of_monday(
    *records: PlanRecord, of: Territory, when: str = EVENING, day: date = MONDAY
) -> ExecutionReport:
    """Return the report of Monday, made in its evening."""
    return report_day(records, of, POLICY, CHINA, day, at(when))


def the_row(
    *history: VisitRecord, when: str = EVENING, entry: Entry | None = None, **more: object
) -> VisitRow:
    """Return what became of the core customer's visit at ten on Monday."""
    planned = week(entry or Entry(CORE, MONDAY))
    (row,) = of_monday(planned, of=territory(history=history, **more), when=when).visits
    return row


# ------------------------------------------------------------------ made


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"start": time(10, 0)},
        {"start": time(10, 15)},
        {"start": time(9, 45), "manager_id": M1, "length_minutes": 20},
    ],
)
def test_visit_made_as_planned(fields: dict[str, object]) -> None:
    """On its day, within a quarter of an hour of ten, by m1 or by whom nobody noted."""
    row = the_row(done(CORE, MONDAY, **fields))
    assert (row.outcome, row.differs, row.is_settled) == (Outcome.DONE, (), True)
    assert row.why is None


@pytest.mark.parametrize(
    ("record", "differs"),
    [
        (done(CORE, MONDAY, start=time(10, 16)), (ChangeKind.RETIMED,)),
        (done(CORE, MONDAY, manager_id=M2), (ChangeKind.REASSIGNED,)),
        (done(CORE, MONDAY, mode=Mode.PHONE), (ChangeKind.MODE,)),
        (done(CORE, TUESDAY), (ChangeKind.MOVED,)),
        (done(CORE, TUESDAY, manager_id=M2), (ChangeKind.MOVED, ChangeKind.REASSIGNED)),
    ],
)
def test_visit_made_otherwise(record: VisitRecord, differs: tuple[ChangeKind, ...]) -> None:
    """Sixteen minutes late, by m2, by phone, a day later, or two of these; each is named."""
    row = the_row(record, when="2026-11-03 18:00")
    assert (row.outcome, row.differs, row.is_settled) == (Outcome.OTHERWISE, differs, True)


def test_visit_made_a_day_later_tells_what_hindered_it() -> None:
    """Refused on Monday, made on Tuesday: made otherwise, with Monday's reason."""
    refused = done(CORE, MONDAY, done=False, because=UndoneReason.REFUSED)
    row = the_row(refused, done(CORE, TUESDAY), when="2026-11-03 18:00")
    assert (row.outcome, row.differs) == (Outcome.OTHERWISE, (ChangeKind.MOVED,))
    assert row.why is not None
    assert row.why.text == "Not made on 2026-11-02: the customer refused."


def test_call_does_not_settle_a_visit_that_had_to_be_made_in_person() -> None:
    """An anomalous customer was phoned (R13): made otherwise, and still to be visited."""
    entry = Entry(CORE, MONDAY, category=Category.MANDATORY, cause=Cause.ANOMALY)
    row = the_row(done(CORE, MONDAY, mode=Mode.PHONE), entry=entry)
    assert (row.outcome, row.differs) == (Outcome.OTHERWISE, (ChangeKind.MODE,))
    assert not row.is_settled


def test_one_visit_stands_for_one_planned_visit() -> None:
    """Planned on Monday and Thursday, made on Thursday only: Monday's was missed, Thursday's was made."""
    planned = week(Entry(CORE, MONDAY), Entry(CORE, THURSDAY))
    of = territory(history=(done(CORE, THURSDAY),))
    report = report_month([planned], of, POLICY, CHINA, MONDAY, at("2026-11-06 18:00"))
    assert [row.outcome for row in report.visits] == [Outcome.UNDONE, Outcome.DONE]
    missed = report.visits[0]
    assert missed.is_settled  # nothing is left to make up for
    assert missed.why is not None
    assert missed.why.reason is ChangeReason.VISITED


def test_visit_needed_no_more_is_not_undone() -> None:
    """Potential is planned for Wednesday by the week and pulled to Monday by the day: Wednesday's falls away."""
    whole = week(Entry(POTENTIAL, WEDNESDAY))
    monday = week(
        Entry(POTENTIAL, MONDAY),
        plan_kind=PlanKind.DAY,
        last=MONDAY,
        made_at="2026-11-01 17:30",
        published_at="2026-11-01 17:30",
        parent=whole,
    )
    of = territory(history=(done(POTENTIAL, MONDAY),))
    report = report_month([whole, monday], of, POLICY, CHINA, MONDAY, at("2026-11-04 18:00"))
    assert [(row.planned.day, row.outcome) for row in report.visits] == [
        (MONDAY, Outcome.DONE),
        (WEDNESDAY, Outcome.REPLACED),
    ]
    (sums,) = report.managers
    assert (sums.num_planned, sums.num_done, sums.num_replaced) == (1, 1, 1)


# ------------------------------------------------------------------ not made, and why


def test_nothing_on_record_is_open_until_the_day_is_over() -> None:
    """At 17:29 Monday's visit can still come, at 17:30 it was not made and nobody knows why."""
    assert the_row(when="2026-11-02 17:29").outcome is Outcome.OPEN
    row = the_row(when="2026-11-02 17:30")
    assert row.outcome is Outcome.UNDONE
    assert row.why is not None
    assert row.why.reason is ChangeReason.NOT_RECORDED


def test_what_happens_after_the_report_is_not_known_to_it() -> None:
    """Made at ten, reported at five to ten and at ten: open, then done; nor is Tuesday's visit known on Monday."""
    made = done(CORE, MONDAY, start=time(10))
    assert the_row(made, when="2026-11-02 09:55").outcome is Outcome.OPEN
    assert the_row(made, when="2026-11-02 10:00").outcome is Outcome.DONE
    assert the_row(done(CORE, TUESDAY)).outcome is Outcome.UNDONE


def test_failed_visit_is_undone_at_once() -> None:
    """A door found locked at ten is no open visit at noon."""
    row = the_row(done(CORE, MONDAY, done=False), when="2026-11-02 12:00")
    assert row.outcome is Outcome.UNDONE


@pytest.mark.parametrize("reason", list(UndoneReason))
def test_reason_on_record_is_told(reason: UndoneReason) -> None:
    """Each reason that can be written down is told in both languages, and none like another."""
    why = the_row(done(CORE, MONDAY, done=False, because=reason)).why
    assert why is not None
    assert why.reason is ChangeReason.TRIED_IN_VAIN
    plain = the_row(done(CORE, MONDAY, done=False)).why
    assert plain is not None
    others = {
        told.text
        for one in UndoneReason
        if one is not reason
        and (told := the_row(done(CORE, MONDAY, done=False, because=one)).why) is not None
    }
    assert why.text not in others | {plain.text}
    assert why.text_zh.startswith("2026-11-02 未完成：")


@pytest.mark.parametrize(
    ("of", "reason"),
    [
        (territory(absences=(LEAVE,)), "manager-away"),
        (territory(absences=(replace(LEAVE, start=time(9), end=time(11)),)), "manager-away"),
        (territory(shop("core", closed=(DateRange(first=MONDAY, last=MONDAY),))), "closed"),
        (territory(pins=(Pin(customer_id=CORE, day=MONDAY, forbidden=True),)), "forbidden"),
        (
            territory(appointments=(Appointment(customer_id=CORE, at=at("2026-11-05 10:00")),)),
            "appointment",
        ),
        # A whole day is more than any reserve (R20).
        (territory(tasks=(Task(manager_id=M1, day=MONDAY, minutes=480),)), "tasks"),
        (territory(shop("regular")), "customer-gone"),
    ],
)
def test_data_give_the_reason_that_nobody_wrote_down(of: Territory, reason: str) -> None:
    """Leave, closed doors, a pin, another appointment, tasks beyond the reserve, a customer who has left."""
    (row,) = of_monday(week(Entry(CORE, MONDAY)), of=of).visits
    assert row.outcome is Outcome.UNDONE
    assert row.why is not None
    assert row.why.reason == reason
    assert row.why.text_zh


def test_what_was_written_down_comes_before_what_follows_from_data() -> None:
    """The manager was on leave, yet the record says the customer refused: that is what is told."""
    row = the_row(
        done(CORE, MONDAY, done=False, because=UndoneReason.REFUSED),
        absences=(LEAVE,),
    )
    assert row.why is not None
    assert row.why.text == "Not made on 2026-11-02: the customer refused."


# ------------------------------------------------------------------ plans after plans


def test_visit_that_a_later_plan_leaves_out_is_replaced_and_not_undone() -> None:
    """The week had regular on Monday, Monday's own plan has not: nobody failed, and the later plan is named."""
    whole = week(Entry(REGULAR, MONDAY), Entry(CORE, MONDAY))
    monday = week(
        Entry(CORE, MONDAY),
        plan_kind=PlanKind.DAY,
        last=MONDAY,
        made_at="2026-11-01 17:30",
        published_at="2026-11-01 17:30",
        parent=whole,
    )
    report = of_monday(whole, monday, of=territory(history=(done(CORE, MONDAY),)))
    found = {row.planned.customer_id: row for row in report.visits}
    assert found[CORE].plan_id == monday.id
    assert found[CORE].outcome is Outcome.DONE
    gone = found[REGULAR]
    assert (gone.plan_id, gone.outcome) == (whole.id, Outcome.REPLACED)
    assert gone.why is not None
    assert gone.why.reason is ChangeReason.REPLACED
    assert monday.id in gone.why.text
    (sums,) = report.managers
    assert (sums.num_planned, sums.num_done, sums.num_undone, sums.num_replaced) == (1, 1, 0, 1)


def test_visit_that_a_later_plan_moves_inside_the_month_is_told_once() -> None:
    """The month had core on Monday, the week has it on Thursday: one visit, in the week's plan."""
    month = week(Entry(CORE, MONDAY), plan_kind=PlanKind.MONTH, last=date(2026, 11, 30))
    later = week(Entry(CORE, THURSDAY), published_at="2026-11-01 12:00", parent=month)
    of = territory(history=(done(CORE, THURSDAY),))
    report = report_month([month, later], of, POLICY, CHINA, MONDAY, at("2026-11-08 18:00"))
    assert [(row.plan_id, row.outcome) for row in report.visits] == [(later.id, Outcome.DONE)]


def test_plan_made_on_the_road_speaks_of_the_rest_of_the_day() -> None:
    """Made at ten: core at nine is judged by the morning's plan, regular at three by the new one."""
    morning = week(Entry(CORE, MONDAY, clock_s=9 * 3600), Entry(REGULAR, MONDAY, clock_s=11 * 3600))
    rest = week(
        Entry(REGULAR, MONDAY, clock_s=15 * 3600),
        plan_kind=PlanKind.DAY,
        last=MONDAY,
        made_at="2026-11-02 10:00",
        published_at="2026-11-02 10:00",
        parent=morning,
    )
    history = (done(CORE, MONDAY, start=time(9)), done(REGULAR, MONDAY, start=time(15)))
    report = of_monday(morning, rest, of=territory(history=history))
    assert [(row.plan_id, row.outcome) for row in report.visits] == [
        (morning.id, Outcome.DONE),
        (rest.id, Outcome.DONE),
    ]


@pytest.mark.parametrize(
    ("start", "outcome"),
    [(time(9, 40), Outcome.OTHERWISE), (None, Outcome.DONE), (time(10, 30), None)],
)
def test_visit_made_sooner_than_planned_is_no_unplanned_one(
    start: time | None, outcome: Outcome | None
) -> None:
    """Planned for eleven, made before the plan of ten o'clock, which lacks it; made after it, it is unplanned."""
    morning = week(Entry(CORE, MONDAY, clock_s=11 * 3600))
    rest = week(
        Entry(REGULAR, MONDAY, clock_s=15 * 3600),
        plan_kind=PlanKind.DAY,
        last=MONDAY,
        made_at="2026-11-02 10:00",
        published_at="2026-11-02 10:00",
        parent=morning,
    )
    report = of_monday(morning, rest, of=territory(history=(done(CORE, MONDAY, start=start),)))
    found = {row.planned.customer_id: row.outcome for row in report.visits}
    assert found.get(CORE) is outcome
    assert len(report.unplanned) == (outcome is None)


def let_go_at_ten(*also: Entry, **more: object) -> tuple[PlanRecord, PlanRecord]:
    """Return a morning with core at eleven, and the plan of ten o'clock without."""
    morning = week(Entry(CORE, MONDAY, clock_s=11 * 3600), Entry(POTENTIAL, WEDNESDAY))
    fields: dict[str, object] = {"plan_kind": PlanKind.DAY, "last": MONDAY} | more
    rest = week(
        Entry(REGULAR, MONDAY, clock_s=15 * 3600),
        *also,
        made_at="2026-11-02 10:00",
        published_at="2026-11-02 10:00",
        parent=morning,
        among=[morning],
        **fields,  # type: ignore[arg-type]
    )
    return morning, rest


def test_visit_that_the_road_undid_is_undone_because_the_new_plan_let_it_go() -> None:
    """Core at eleven fell out at ten: not made, with what the new plan says, in the sums and for the next plan."""
    reason = Reason(
        kind=ReasonKind.DISPLACED,
        rule=Rule.DISPLACED,
        text="Another is worth more.",
        text_zh="让位。",
        verified=True,
    )
    morning, rest = let_go_at_ten(unassigned=(left_out(CORE, reasons=(reason,)),))
    of = territory(history=(done(REGULAR, MONDAY, start=time(15)),))
    report = of_monday(morning, rest, of=of)
    found = {row.planned.customer_id: row for row in report.visits}
    gone = found[CORE]
    assert (gone.plan_id, gone.outcome, gone.is_settled) == (morning.id, Outcome.UNDONE, False)
    assert gone.why is not None
    assert gone.why.reason is ChangeReason.LEFT_OUT
    assert gone.why.text == f"Let go at 10:00 by plan {rest.id}: {reason.text}"
    assert gone.why.text_zh.endswith(f"取消安排：{reason.text_zh}")
    (sums,) = report.managers
    assert (sums.num_planned, sums.num_done, sums.num_undone, sums.num_replaced) == (2, 1, 1, 0)
    assert [one.num_planned for one in report.days] == [2]
    assert [one.planned.customer_id for one in report.backlog] == [CORE]
    assert of_monday(*let_go_at_ten(), of=of).visits[0].why == replace(
        gone.why,
        text=f"Let go at 10:00 by plan {rest.id}.",
        text_zh=f"10:00 调整计划（{rest.id}）时取消安排。",
    )


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        (
            {
                "history": (
                    done(CORE, MONDAY, start=time(10), done=False, because=UndoneReason.CANCELLED),
                )
            },
            "Not made on 2026-11-02: it was cancelled.",
        ),
        ({"absences": (LEAVE,)}, "m1 is away on 2026-11-02."),
    ],
)
def test_reason_of_a_visit_that_the_road_undid_comes_before_the_plan(
    fields: dict[str, object], reason: str
) -> None:
    """Cancelled on record, or the account manager away: that is why, whatever the plan of ten o'clock says."""
    report = of_monday(*let_go_at_ten(unassigned=(left_out(CORE),)), of=territory(**fields))
    (row,) = [row for row in report.visits if row.planned.customer_id == CORE]
    assert row.outcome is Outcome.UNDONE
    assert row.why is not None
    assert row.why.text == reason


def test_failure_on_record_is_told_of_a_visit_that_the_days_own_plan_left_out() -> None:
    """The evening before, Monday's plan left core out; that the customer cancelled stands on record: undone."""
    whole = week(Entry(CORE, MONDAY))
    monday = week(
        plan_kind=PlanKind.DAY,
        last=MONDAY,
        made_at="2026-11-01 17:30",
        published_at="2026-11-01 17:30",
        parent=whole,
    )
    cancelled = done(CORE, MONDAY, done=False, because=UndoneReason.CANCELLED)
    report = of_monday(whole, monday, of=territory(history=(cancelled,)))
    (row,) = report.visits
    assert (row.outcome, row.made) == (Outcome.UNDONE, cancelled)
    assert [one.planned.customer_id for one in report.backlog] == [CORE]


def test_visit_that_the_road_put_off_to_another_day_is_replaced() -> None:
    """At ten the week was planned again with core on Thursday: replaced, and the day is named; nothing is left."""
    morning, rest = let_go_at_ten(Entry(CORE, THURSDAY), plan_kind=PlanKind.WEEK, last=SUNDAY)
    report = of_monday(morning, rest, of=territory(history=(done(REGULAR, MONDAY),)))
    (row,) = [row for row in report.visits if row.planned.customer_id == CORE]
    assert row.outcome is Outcome.REPLACED
    assert row.why is not None
    assert row.why.text == f"Plan {rest.id} took its place and has it on 2026-11-05."
    assert report.backlog == ()


def test_visit_that_the_road_undid_may_be_made_up_for() -> None:
    """Let go on Monday, made on Tuesday: made otherwise, on another day, and nothing is left of it."""
    of = territory(history=(done(CORE, TUESDAY), done(REGULAR, MONDAY)))
    report = of_monday(*let_go_at_ten(), of=of, when="2026-11-03 18:00")
    (row,) = [row for row in report.visits if row.planned.customer_id == CORE]
    assert (row.outcome, row.differs) == (Outcome.OTHERWISE, (ChangeKind.MOVED,))
    assert report.backlog == ()


# ------------------------------------------------------------------ made but not planned


def test_visit_that_no_plan_had_says_what_asked_for_it() -> None:
    """Regular complained on Monday at nine and was visited at eleven: an anomaly asked for it, not a plan."""
    of = territory(
        history=(done(REGULAR, date(2026, 10, 26)), done(REGULAR, MONDAY, start=time(11))),
        anomalies=(
            Anomaly(
                customer_id=REGULAR,
                kind=AnomalyKind.COMPLAINT,
                reported_at=at("2026-11-02 09:00"),
            ),
        ),
    )
    (one,) = of_monday(week(Entry(CORE, MONDAY)), of=of).unplanned
    assert (one.made.customer_id, one.manager_id, one.cause) == (REGULAR, M1, Cause.ANOMALY)
    assert "complaint" in one.because.text
    earlier = replace(of, history=(of.history[0], replace(of.history[1], start=time(8, 59))))
    (before,) = of_monday(week(Entry(CORE, MONDAY)), of=earlier).unplanned
    assert (
        before.cause is None
    )  # the complaint came after, and a week after the last visit nothing was due
    assert "minimum gap" in before.because.text


def test_visit_made_up_for_names_the_one_that_it_stands_for() -> None:
    """Thursday's visit of the last week was made on Monday: unplanned on Monday, for Thursday's."""
    last_week = week(
        Entry(CORE, date(2026, 10, 29)),
        first=date(2026, 10, 26),
        last=date(2026, 11, 1),
        made_at="2026-10-23 16:00",
        published_at="2026-10-23 17:00",
    )
    of = territory(history=(done(CORE, MONDAY),))
    (one,) = of_monday(last_week, week(Entry(REGULAR, MONDAY)), of=of).unplanned
    assert one.makes_up_for is not None
    assert one.makes_up_for.day == date(2026, 10, 29)


def test_visits_of_others_are_not_ours() -> None:
    """Only m1 is planned: what m2 makes at his own customers is no unplanned visit of m1."""
    of = territory(
        shop("core"),
        shop("theirs", manager_id=M2),
        history=(done(CustomerId("theirs"), MONDAY), done(CORE, MONDAY, manager_id=M2)),
    )
    report = of_monday(week(Entry(CORE, MONDAY)), of=of)
    assert report.unplanned == ()
    (row,) = report.visits
    assert row.differs == (ChangeKind.REASSIGNED,)
