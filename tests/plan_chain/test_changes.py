"""What differs between a plan and its successor: every difference once, each with the reason that the data bear out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from routing.domain.customer import DateRange, Mode, OpeningHours, Weekday
from routing.domain.events import Anomaly, AnomalyKind, Appointment, Pin, Task
from routing.domain.ids import CustomerId, VisitId
from routing.domain.manager import Absence
from routing.domain.territory import Territory
from routing.domain.visit import Category, Cause
from routing.errors import InputError
from routing.plan import Reason, ReasonKind, UnassignedVisit
from routing.plan_chain import Change, ChangeKind, ChangeReason, PlanRecord, changes
from routing.rules import Rule
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


def successor(
    before: PlanRecord, *entries: Entry, made_at: str = "2026-11-02 18:00", **fields: object
) -> PlanRecord:
    """Return a draft of the same week, by default asked for on Monday evening."""
    given: dict[str, object] = {"published_at": None, "parent": before, "among": [before]}
    return week(*entries, **{"made_at": made_at, **given, **fields})  # type: ignore[arg-type]


def between(
    before: PlanRecord, after: PlanRecord, of: Territory, **fields: object
) -> tuple[Change, ...]:
    """Return the changes."""
    return changes(before, after, of, POLICY, CHINA, **fields)  # type: ignore[arg-type]


def the_change(before: PlanRecord, after: PlanRecord, of: Territory) -> Change:
    """Return the only change."""
    (change,) = between(before, after, of)
    assert change.why.text
    assert change.why.text_zh
    return change


def added(entry: Entry, of: Territory, **fields: object) -> Change:
    """Return the change of a plan that had nobody to one that has a visit."""
    before = week()
    return the_change(before, successor(before, entry, **fields), of)  # type: ignore[arg-type]


def dropped(entry: Entry, of: Territory, **fields: object) -> Change:
    """Return the change of a plan that had a visit to one that has nobody."""
    before = week(entry)
    return the_change(before, successor(before, **fields), of)  # type: ignore[arg-type]


def moved(was: Entry, now: Entry, of: Territory, **fields: object) -> Change:
    """Return the change from one visit to another."""
    before = week(was)
    return the_change(before, successor(before, now, **fields), of)  # type: ignore[arg-type]


# ------------------------------------------------------------------ what is compared


def test_same_plan_has_no_changes() -> None:
    """Nothing differs, nothing is told; a quarter of an hour is no difference either."""
    before = week(Entry(CORE, WEDNESDAY), Entry(REGULAR, THURSDAY, mode=Mode.PHONE))
    after = successor(
        before,
        Entry(CORE, WEDNESDAY, clock_s=10 * 3600 + 900),
        Entry(REGULAR, THURSDAY, mode=Mode.PHONE),
    )
    assert between(before, after, territory()) == ()


def test_only_what_lies_ahead_and_in_both_plans_counts() -> None:
    """Monday is over at 18:00 on Monday, the ninth is not the week's, and m2 is not of the first plan."""
    before = week(Entry(CORE, MONDAY), Entry(REGULAR, date(2026, 11, 9)), last=date(2026, 11, 15))
    after = successor(before, Entry(POTENTIAL, TUESDAY, manager_id=M2), managers=(M1, M2))
    assert between(before, after, territory()) == ()


def test_visits_of_a_day_belong_together_and_the_rest_follow_in_order() -> None:
    """Core on Monday and Thursday, then on Tuesday and Thursday: one visit has moved, none came or went."""
    before = week(Entry(CORE, WEDNESDAY), Entry(CORE, THURSDAY))
    after = successor(before, Entry(CORE, TUESDAY), Entry(CORE, THURSDAY))
    change = the_change(before, after, territory())
    assert change.kind is ChangeKind.MOVED
    assert change.before is not None
    assert change.after is not None
    assert (change.before.day, change.after.day) == (WEDNESDAY, TUESDAY)


def test_each_difference_of_a_visit_is_told() -> None:
    """Another day, another manager, and by phone now: three changes of one visit."""
    before = week(Entry(CORE, WEDNESDAY), managers=(M1, M2))
    after = successor(
        before, Entry(CORE, THURSDAY, manager_id=M2, mode=Mode.PHONE), managers=(M1, M2)
    )
    kinds = [one.kind for one in between(before, after, territory())]
    assert kinds == [ChangeKind.MOVED, ChangeKind.REASSIGNED, ChangeKind.MODE]


def test_changes_are_told_in_the_order_of_days_and_customers() -> None:
    """A list that a planner can read down."""
    before = week(Entry(REGULAR, THURSDAY), Entry(POTENTIAL, WEDNESDAY))
    after = successor(before, Entry(CORE, WEDNESDAY), Entry(CORE, FRIDAY))
    assert [(one.kind, one.customer_id) for one in between(before, after, territory())] == [
        (ChangeKind.ADDED, CORE),
        (ChangeKind.DROPPED, POTENTIAL),
        (ChangeKind.DROPPED, REGULAR),
        (ChangeKind.ADDED, CORE),
    ]


def test_change_of_a_promise_is_marked() -> None:
    """At 17:30 on Tuesday the core customer of Wednesday has been told, the one of Thursday has not."""
    for day, is_promised in ((WEDNESDAY, True), (THURSDAY, False)):
        change = dropped(Entry(CORE, day), territory(), made_at="2026-11-03 17:30")
        assert change.is_promised is is_promised
    unpublished = week(Entry(CORE, WEDNESDAY), published_at=None)
    after = successor(unpublished, made_at="2026-11-03 17:30")
    assert not the_change(unpublished, after, territory()).is_promised


def test_plans_of_another_territory_or_with_strangers_are_refused() -> None:
    """What does not belong together is not compared."""
    before = week()
    with pytest.raises(InputError, match="belong together"):
        between(before, successor(before), territory(id="other"))
    stranger = successor(before, Entry(CustomerId("stranger"), WEDNESDAY))
    with pytest.raises(InputError, match="stranger"):
        between(before, stranger, territory())


# ------------------------------------------------------------------ why added


LAST_WEEK = date(2026, 10, 28)


@pytest.mark.parametrize(
    ("entry", "fields", "reason", "told"),
    [
        (
            Entry(CORE, WEDNESDAY, cause=Cause.APPOINTMENT),
            {"appointments": (Appointment(customer_id=CORE, at=at("2026-11-04 10:00")),)},
            ChangeReason.APPOINTMENT,
            "2026-11-04 10:00",
        ),
        (
            Entry(CORE, WEDNESDAY, cause=Cause.PINNED),
            {"pins": (Pin(customer_id=CORE, day=WEDNESDAY),)},
            ChangeReason.PINNED,
            "planner",
        ),
        (Entry(CORE, WEDNESDAY, cause=Cause.PINNED), {}, ChangeReason.PROMISED, "notice"),
        (
            # Reported on Monday: two working days later is Wednesday (R13).
            Entry(CORE, WEDNESDAY, cause=Cause.ANOMALY),
            {
                "anomalies": (
                    Anomaly(
                        customer_id=CORE,
                        kind=AnomalyKind.COMPLAINT,
                        reported_at=at("2026-11-02 14:00"),
                    ),
                )
            },
            ChangeReason.ANOMALY,
            "'complaint' reported 2026-11-02 14:00: visit in person by 2026-11-04",
        ),
        (
            # Last visit 18 October, 14 days: late from 1 November on.
            Entry(CORE, WEDNESDAY, cause=Cause.LATE),
            {"history": (done(CORE, date(2026, 10, 18)),)},
            ChangeReason.LATE,
            "Late since 2026-11-01: last visit 2026-10-18 (R1)",
        ),
        (
            # Last visit 23 October: due after 10 of 14 days, from 2 November, by 6 November.
            Entry(CORE, WEDNESDAY),
            {"history": (done(CORE, date(2026, 10, 23)),)},
            ChangeReason.DUE,
            "Due since 2026-11-02: last visit 2026-10-23, the next is owed by 2026-11-06 (R1)",
        ),
        (Entry(CORE, WEDNESDAY, cause=Cause.LATE), {}, ChangeReason.LATE, "No visit is on record"),
        (
            # One visit of the fifteen that are wanted.
            Entry(CORE, WEDNESDAY, category=Category.FILLER, cause=Cause.FILLER),
            {"history": (done(CORE, LAST_WEEK),)},
            ChangeReason.FLOOR,
            "1 visits with it, 15 are wanted",
        ),
        (
            # Friday is no visit day: no floor asks for a filler, nothing else does either.
            Entry(CORE, FRIDAY, category=Category.FILLER, cause=Cause.FILLER),
            {"history": (done(CORE, LAST_WEEK),)},
            ChangeReason.BETTER_PLAN,
            "objective 0/0/0/0/0/0/0/7200",
        ),
    ],
)
def test_added_visit_says_what_asked_for_it(
    entry: Entry, fields: dict[str, object], reason: ChangeReason, told: str
) -> None:
    """One cause each, with its dates."""
    change = added(entry, territory(**fields))
    assert change.kind is ChangeKind.ADDED
    assert change.why.reason is reason
    assert told in change.why.text


def test_anomaly_is_called_by_its_chinese_name() -> None:
    """In a Chinese sentence no English word stands for what the customer complained of."""
    anomaly = Anomaly(
        customer_id=CORE, kind=AnomalyKind.COMPLAINT, reported_at=at("2026-11-02 14:00")
    )
    change = added(Entry(CORE, WEDNESDAY, cause=Cause.ANOMALY), territory(anomalies=(anomaly,)))
    assert change.why.text_zh == "异常（投诉）于 2026-11-02 14:00 上报，2026-11-04 前须实地拜访。"


def test_new_customer_is_visited_before_the_first_order() -> None:
    """First order on Thursday: the first visit by Wednesday (R14)."""
    of = territory(shop("new", joined_on=date(2026, 11, 1), first_order_on=THURSDAY))
    change = added(Entry(CustomerId("new"), WEDNESDAY, cause=Cause.NEW_CUSTOMER), of)
    assert change.why.reason is ChangeReason.NEW_CUSTOMER
    assert "by 2026-11-04" in change.why.text


def test_answered_anomaly_is_no_reason() -> None:
    """Reported on Friday, visited on Monday: what the plan calls an anomaly the data do not bear out."""
    anomaly = Anomaly(
        customer_id=CORE, kind=AnomalyKind.COMPLAINT, reported_at=at("2026-10-30 14:00")
    )
    of = territory(anomalies=(anomaly,), history=(done(CORE, MONDAY),))
    change = added(Entry(CORE, WEDNESDAY, cause=Cause.ANOMALY), of)
    assert change.why.reason is ChangeReason.BETTER_PLAN


def test_unfinished_visit_is_carried_over() -> None:
    """Planned for Monday by the plan before, not made: on Wednesday it is there again, with the day it was for."""
    before = week(Entry(CORE, MONDAY, clock_s=9 * 3600))
    at_noon = successor(before, Entry(CORE, WEDNESDAY), made_at="2026-11-02 12:00")
    change = the_change(before, at_noon, territory())
    # Before work ends nobody says that it was missed.
    assert change.why.reason is ChangeReason.LATE
    in_the_evening = successor(before, Entry(CORE, WEDNESDAY), made_at="2026-11-02 17:30")
    change = the_change(before, in_the_evening, territory())
    assert change.why.reason is ChangeReason.CARRIED_OVER
    assert "planned for 2026-11-02" in change.why.text


def test_other_plans_leave_work_over_too() -> None:
    """Last week's plan left a visit: this week's is no stranger to the month, but carried over."""
    month = week(first=date(2026, 10, 26), last=date(2026, 11, 30))
    last_week = week(
        Entry(CORE, date(2026, 10, 29)),
        first=date(2026, 10, 26),
        last=date(2026, 11, 1),
        made_at="2026-10-23 16:00",
        published_at="2026-10-23 17:00",
    )
    month = replace(month, published_at=at("2026-10-22 17:00"), made_at=at("2026-10-22 16:00"))
    after = successor(month, Entry(CORE, WEDNESDAY), made_at="2026-11-01 16:00")
    month = replace(month, plan_kind=type(month.plan_kind).MONTH)
    (change,) = between(month, after, territory(), records=[last_week])
    assert change.why.reason is ChangeReason.CARRIED_OVER
    assert "planned for 2026-10-29" in change.why.text


# ------------------------------------------------------------------ why dropped


def left_out() -> UnassignedVisit:
    """Return a core visit that the plan itself leaves out."""
    return UnassignedVisit(
        visit_id=VisitId("core"),
        customer_id=CORE,
        category=Category.DUE,
        cause=Cause.CADENCE,
        reasons=(
            Reason(
                kind=ReasonKind.DISPLACED,
                rule=Rule.DISPLACED,
                text="It would push out three others.",
                text_zh="会挤掉三户。",
                verified=True,
            ),
        ),
    )


@pytest.mark.parametrize(
    ("of", "reason", "told"),
    [
        (territory(history=(done(CORE, MONDAY),)), ChangeReason.VISITED, "on 2026-11-02"),
        (
            territory(history=(done(CORE, MONDAY, mode=Mode.PHONE),)),
            ChangeReason.CONTACTED,
            "phone",
        ),
        (territory(shop("regular")), ChangeReason.CUSTOMER_GONE, "No customer"),
        (
            territory(shop("core", closed=(DateRange(first=WEDNESDAY, last=WEDNESDAY),))),
            ChangeReason.CLOSED,
            "2026-11-04",
        ),
        (
            territory(pins=(Pin(customer_id=CORE, day=WEDNESDAY, forbidden=True),)),
            ChangeReason.FORBIDDEN,
            "2026-11-04",
        ),
        (
            territory(appointments=(Appointment(customer_id=CORE, at=at("2026-11-06 10:00")),)),
            ChangeReason.APPOINTMENT,
            "2026-11-06",
        ),
        (territory(shop("core", manager_id=M2)), ChangeReason.OTHER_SCOPE, "m2"),
        (
            territory(absences=(Absence(manager_id=M1, first=WEDNESDAY, last=THURSDAY),)),
            ChangeReason.MANAGER_AWAY,
            "m1 is away on 2026-11-04",
        ),
        (
            # 75 minutes of tasks, 30 in reserve: 45 beyond it (R20).
            territory(tasks=(Task(manager_id=M1, day=WEDNESDAY, minutes=75),)),
            ChangeReason.TASKS,
            "45 min beyond the reserve",
        ),
        (
            # Last visit on 28 October, due after 10 days.
            territory(history=(done(CORE, LAST_WEEK),)),
            ChangeReason.NOT_DUE,
            "last visit 2026-10-28, the next is due from 2026-11-07 (R1)",
        ),
        (
            territory(history=(done(CORE, date(2026, 10, 23)),)),
            ChangeReason.BETTER_PLAN,
            "objective",
        ),
    ],
)
def test_dropped_visit_says_what_became_of_it(
    of: Territory, reason: ChangeReason, told: str
) -> None:
    """The core customer of Wednesday is in the plan no more: one cause each."""
    change = dropped(Entry(CORE, WEDNESDAY), of)
    assert change.kind is ChangeKind.DROPPED
    assert change.why.reason is reason
    assert told in change.why.text


def test_visit_left_out_has_the_plans_own_reason() -> None:
    """The new plan says why it leaves the visit out: that is the reason of the change."""
    change = dropped(Entry(CORE, WEDNESDAY), territory(), unassigned=(left_out(),))
    assert change.why.reason is ChangeReason.LEFT_OUT
    assert change.why.text == "Left out: It would push out three others."
    assert change.why.text_zh == "未安排：会挤掉三户。"


def test_reason_of_a_visit_left_out_names_it_no_second_time() -> None:
    """Whose change it is stands beside the reason already."""
    (reason,) = left_out().reasons
    named = replace(
        reason,
        text="Visit core: would push out three others.",
        text_zh="拜访core:会挤掉三户。",
    )
    unassigned = (replace(left_out(), reasons=(named,)),)
    change = dropped(Entry(CORE, WEDNESDAY), territory(), unassigned=unassigned)
    assert change.why.text == "Left out: would push out three others."
    assert change.why.text_zh == "未安排：会挤掉三户。"


def test_visit_tried_in_vain_today_is_dropped_for_that() -> None:
    """Wednesday at ten nobody was there; the plan of nine still had the visit at eleven."""
    of = territory(history=(done(CORE, WEDNESDAY, done=False, start=time(10)),))
    change = dropped(Entry(CORE, WEDNESDAY, clock_s=11 * 3600), of, made_at="2026-11-04 10:30")
    assert change.why.reason is ChangeReason.TRIED_IN_VAIN


# ------------------------------------------------------------------ why moved, reassigned, retimed


def complaint(reported_at: str) -> Anomaly:
    """Return a complaint of the core customer."""
    return Anomaly(customer_id=CORE, kind=AnomalyKind.COMPLAINT, reported_at=at(reported_at))


@pytest.mark.parametrize(
    ("now", "of", "reason", "told"),
    [
        (
            Entry(CORE, FRIDAY, cause=Cause.APPOINTMENT),
            territory(appointments=(Appointment(customer_id=CORE, at=at("2026-11-06 10:00")),)),
            ChangeReason.APPOINTMENT,
            "2026-11-06 10:00",
        ),
        (
            Entry(CORE, WEDNESDAY),
            territory(shop("core", closed=(DateRange(first=THURSDAY, last=THURSDAY),))),
            ChangeReason.CLOSED,
            "Closed on 2026-11-05",
        ),
        (
            Entry(CORE, WEDNESDAY),
            territory(absences=(Absence(manager_id=M1, first=THURSDAY, last=THURSDAY),)),
            ChangeReason.MANAGER_AWAY,
            "2026-11-05",
        ),
        (
            # Reported on Monday: by Wednesday, and Thursday is too late.
            Entry(CORE, WEDNESDAY, cause=Cause.ANOMALY),
            territory(anomalies=(complaint("2026-11-02 14:00"),)),
            ChangeReason.ANOMALY,
            "by 2026-11-04",
        ),
        (
            # Reported after the cut-off of Monday: by Thursday, which the plan before would have met.
            Entry(CORE, WEDNESDAY, cause=Cause.ANOMALY),
            territory(
                anomalies=(complaint("2026-11-02 17:45"),),
                history=(done(CORE, date(2026, 10, 23)),),
            ),
            ChangeReason.BETTER_PLAN,
            "price of 5 min",
        ),
        (
            # Last visit on 21 October: owed by 4 November, Thursday is too late.
            Entry(CORE, WEDNESDAY),
            territory(history=(done(CORE, date(2026, 10, 21)),)),
            ChangeReason.DUE,
            "2026-11-05 is too late: last visit 2026-10-21, the next is owed by 2026-11-04",
        ),
    ],
)
def test_moved_visit_says_why_its_day_changed(
    now: Entry, of: Territory, reason: ChangeReason, told: str
) -> None:
    """The core customer of Thursday is on another day."""
    change = moved(Entry(CORE, THURSDAY), now, of)
    assert change.kind is ChangeKind.MOVED
    assert change.why.reason is reason
    assert told in change.why.text


def test_day_that_nothing_opens_any_more_is_no_absence() -> None:
    """Tuesday is no visit day: without a shift on it the visit moves, though m1 is at work (R6)."""
    change = moved(
        Entry(CORE, TUESDAY),
        Entry(CORE, WEDNESDAY),
        territory(history=(done(CORE, date(2026, 10, 23)),)),
        absent=[(M1, TUESDAY)],
    )
    assert change.why.reason is ChangeReason.NOT_OPENED
    assert "2026-11-03 is no visit day" in change.why.text


def test_day_off_is_nobodys_day() -> None:
    """A Wednesday that turns into a company day off has no visits."""
    holiday = replace(CHINA, days_off=CHINA.days_off | {WEDNESDAY})
    before = week(Entry(CORE, WEDNESDAY))
    after = successor(before, absent=[(M1, WEDNESDAY)])
    (change,) = changes(before, after, territory(), POLICY, holiday)
    assert change.why.reason is ChangeReason.MANAGER_AWAY
    assert change.why.text == "m1 does not work on 2026-11-04."


def test_stand_in_visits_while_the_own_manager_is_away() -> None:
    """m2 in place of m1, who is away; and m1 in place of m2, because the customer is his."""
    away = Absence(manager_id=M1, first=WEDNESDAY, last=WEDNESDAY, start=time(9), end=time(12))
    to_m1, to_m2 = (Entry(CORE, WEDNESDAY, manager_id=one) for one in (M1, M2))
    for was, now, of, reason in (
        (to_m1, to_m2, territory(absences=(away,)), ChangeReason.MANAGER_AWAY),
        (to_m2, to_m1, territory(), ChangeReason.OWN_MANAGER),
        (to_m1, to_m2, territory(), ChangeReason.BETTER_PLAN),
    ):
        before = week(was, managers=(M1, M2))
        change = the_change(before, successor(before, now, managers=(M1, M2)), of)
        assert change.kind is ChangeKind.REASSIGNED
        assert change.why.reason is reason


def test_contact_becomes_a_visit_when_its_turn_has_come() -> None:
    """At least every second is in person (R22): after one contact the next is a visit."""
    was, now = (Entry(REGULAR, WEDNESDAY, mode=mode) for mode in (Mode.PHONE, Mode.IN_PERSON))
    contact = done(REGULAR, date(2026, 9, 10), mode=Mode.PHONE)
    change = moved(was, now, territory(history=(contact,)))
    assert (change.kind, change.why.reason) == (ChangeKind.MODE, ChangeReason.IN_PERSON_TURN)
    assert "1 contact(s)" in change.why.text
    change = moved(was, now, territory())
    assert change.why.reason is ChangeReason.BETTER_PLAN


def test_retimed_visit_says_what_stands_at_its_old_time() -> None:
    """From ten to two: closed at ten, an absence at ten, others in the route, or nothing of it."""
    was, now = Entry(CORE, WEDNESDAY), Entry(CORE, WEDNESDAY, clock_s=14 * 3600)
    afternoons = OpeningHours(weekdays=frozenset(Weekday), start=time(13), end=time(17))
    away = Absence(manager_id=M1, first=WEDNESDAY, last=WEDNESDAY, start=time(9), end=time(12))
    for of, reason in (
        (territory(shop("core", opening_hours=(afternoons,))), ChangeReason.CLOSED),
        (territory(absences=(away,)), ChangeReason.MANAGER_AWAY),
        (territory(), ChangeReason.BETTER_PLAN),
    ):
        change = moved(was, now, of)
        assert change.kind is ChangeKind.RETIMED
        assert change.why.reason is reason
    before = week(was)
    after = successor(before, now, Entry(REGULAR, WEDNESDAY))
    of = territory()
    found = {one.kind: one.why for one in between(before, after, of)}
    assert found[ChangeKind.RETIMED].reason is ChangeReason.ROUTE
    assert found[ChangeKind.RETIMED].text == "1 visit(s) of 2026-11-04 come and 0 go."
