"""What published plans leave to a later one: promises from the hour of notice on, visits to keep, unfinished work."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from routing.domain.customer import CustomerClass, DateRange, Mode
from routing.domain.events import Appointment, Pin, VisitRecord
from routing.domain.ids import CustomerId
from routing.domain.note import Note
from routing.domain.territory import Territory
from routing.domain.visit import Cause
from routing.errors import InputError
from routing.plan_chain import (
    PlanKind,
    PlanRecord,
    close,
    kept_visits,
    told_at,
    unfinished_visits,
)
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


def kept(
    *records: PlanRecord,
    of: Territory | None = None,
    asked_at: str = "2026-11-01 17:30",
    first: date = MONDAY,
    last: date = SUNDAY,
) -> list[tuple[str, date, bool]]:
    """Return who is kept on which day, and whether that is a promise."""
    found, _ = kept_visits(records, of or territory(), POLICY, CHINA, at(asked_at), first, last)
    return [(one.customer_id, one.day, one.is_promised) for one in found]


def notes(*records: PlanRecord, of: Territory, asked_at: str) -> tuple[Note, ...]:
    """Return the notes of a plan for the first week of November."""
    return kept_visits(records, of, POLICY, CHINA, at(asked_at), MONDAY, SUNDAY)[1]


# ------------------------------------------------------------------ notice (R17)


@pytest.mark.parametrize(
    ("customer_class", "day", "published", "told"),
    [
        # A day ahead: when work ends on the working day before, 17:30; Sunday and Saturday are none.
        (CustomerClass.CORE, WEDNESDAY, "2026-10-30 17:00", "2026-11-03 17:30"),
        (CustomerClass.CORE, MONDAY, "2026-10-30 17:00", "2026-10-30 17:30"),
        # Published later than that: at once.
        (CustomerClass.CORE, MONDAY, "2026-11-01 20:00", "2026-11-01 20:00"),
        # The same day: when work begins, 08:30, or at once.
        (CustomerClass.POTENTIAL, WEDNESDAY, "2026-10-30 17:00", "2026-11-04 08:30"),
        (CustomerClass.ASSISTED, WEDNESDAY, "2026-11-04 09:15", "2026-11-04 09:15"),
        (CustomerClass.REGULAR, WEDNESDAY, "2026-10-30 17:00", None),
        # Thursday 8 October is the first working day after the National Day holidays, Wednesday 30 September the last.
        (CustomerClass.CORE, date(2026, 10, 8), "2026-09-25 17:00", "2026-09-30 17:30"),
    ],
)
def test_notice_is_given_when_the_class_asks_for_it(
    customer_class: CustomerClass, day: date, published: str, told: str | None
) -> None:
    """Hour by hour what R17 says of the classes."""
    customer = shop("c", customer_class=customer_class)
    found = told_at(customer, day, at(published), POLICY, CHINA)
    assert found == (None if told is None else at(told))


def test_visit_is_a_promise_from_its_notice_on() -> None:
    """One second before the notice a visit is kept softly, from then on it is promised; regular customers never are."""
    record = week(Entry(CORE, WEDNESDAY), Entry(POTENTIAL, WEDNESDAY), Entry(REGULAR, WEDNESDAY))
    before, after = (CORE, WEDNESDAY, False), (CORE, WEDNESDAY, True)
    soft, regular = (POTENTIAL, WEDNESDAY, False), (REGULAR, WEDNESDAY, False)
    assert kept(record, asked_at="2026-11-03 17:29:59") == [before, soft, regular]
    assert kept(record, asked_at="2026-11-03 17:30") == [after, soft, regular]
    assert kept(record, asked_at="2026-11-04 08:29") == [after, soft, regular]
    assert kept(record, asked_at="2026-11-04 08:30") == [
        after,
        (POTENTIAL, WEDNESDAY, True),
        regular,
    ]


def test_time_of_asking_is_read_in_the_policys_zone() -> None:
    """09:30 UTC on Tuesday is 17:30 in Shanghai: the notice of Wednesday is out."""
    record = week(Entry(CORE, WEDNESDAY))
    assert kept(record, asked_at="2026-11-03 09:30+00:00") == [(CORE, WEDNESDAY, True)]


# ------------------------------------------------------------------ which plan speaks (R18)


def test_drafts_and_plans_that_are_done_or_not_published_yet_keep_nothing() -> None:
    """Only what is published binds, and only from then on."""
    published = week(Entry(CORE, WEDNESDAY))
    assert kept(week(Entry(CORE, WEDNESDAY), published_at=None)) == []
    assert kept(close(published, territory(), POLICY, at("2026-11-01 12:00"))) == []
    assert kept(published, asked_at="2026-10-30 16:59") == []
    assert kept(published, of=territory(id="other")) == []


def test_latest_published_plan_of_a_day_speaks() -> None:
    """The week has moved a visit of the month from Monday to Thursday; the next week is still the month's."""
    month = week(
        Entry(CORE, MONDAY),
        Entry(REGULAR, date(2026, 11, 9)),
        plan_kind=PlanKind.MONTH,
        last=date(2026, 11, 30),
        made_at="2026-10-28 12:00",
        published_at="2026-10-28 13:00",
    )
    weekly = week(Entry(CORE, THURSDAY), parent=month)
    assert kept(month, weekly, last=date(2026, 11, 30)) == [
        (CORE, THURSDAY, False),
        (REGULAR, date(2026, 11, 9), False),
    ]
    assert kept(weekly, month, last=date(2026, 11, 30)) == kept(
        month, weekly, last=date(2026, 11, 30)
    )


def test_plan_speaks_for_its_own_account_managers() -> None:
    """A later plan of m2 alone leaves the days of m1 to the team's plan."""
    team = week(Entry(CORE, WEDNESDAY), Entry(REGULAR, WEDNESDAY, manager_id=M2), managers=(M1, M2))
    alone = week(
        Entry(POTENTIAL, WEDNESDAY, manager_id=M2),
        managers=(M2,),
        published_at="2026-10-31 12:00",
        parent=team,
        among=[team],
    )
    assert kept(team, alone) == [(CORE, WEDNESDAY, False), (POTENTIAL, WEDNESDAY, False)]


def test_overlapping_plans_of_one_kind_are_refused() -> None:
    """Two week plans of the same days and manager, neither after the other: both ids, the days, the manager."""
    one = week(Entry(CORE, WEDNESDAY))
    other = week(Entry(CORE, THURSDAY), among=[one])
    with pytest.raises(InputError) as caught:
        kept(one, other)
    (issue,) = caught.value.issues
    assert issue.code == "plans-overlap"
    assert issue.place == "plans t-week-2026-11-02-1 and t-week-2026-11-02-2"
    assert issue.value == "2026-11-02 to 2026-11-08"
    assert "m1" in issue.message


def test_successors_and_plans_side_by_side_do_not_overlap() -> None:
    """A successor, a successor's successor, another manager's plan, another kind and other days are all fine."""
    one = week(Entry(CORE, WEDNESDAY))
    two = week(published_at="2026-10-31 12:00", parent=one, among=[one])
    three = week(Entry(CORE, FRIDAY), published_at="2026-11-01 12:00", parent=two, among=[one, two])
    other_manager = week(
        Entry(REGULAR, FRIDAY, manager_id=M2), managers=(M2,), among=[one, two, three]
    )
    day = week(plan_kind=PlanKind.DAY, first=TUESDAY, last=TUESDAY)
    later = week(first=date(2026, 11, 9), last=date(2026, 11, 15))
    assert kept(one, two, three, other_manager, day, later) == [
        (CORE, FRIDAY, False),
        (REGULAR, FRIDAY, False),
    ]
    with pytest.raises(InputError, match="overlap"):
        # Without the link in between nothing says that the third follows the first.
        kept(one, three)


# ------------------------------------------------------------------ what falls away


@pytest.mark.parametrize(
    ("record", "is_kept"),
    [
        # Unplanned on Tuesday: Wednesday falls into the gap of seven days.
        (done(CORE, TUESDAY), False),
        # By phone the interval starts anew too (R22), and so does the gap.
        (done(CORE, TUESDAY, mode=Mode.PHONE), False),
        # Known when the plan was made on Friday.
        (done(CORE, date(2026, 10, 29)), True),
        # In vain on another day: nothing has changed.
        (done(CORE, TUESDAY, done=False), True),
        # Wednesday itself, in vain, and done.
        (done(CORE, WEDNESDAY, done=False), False),
        (done(CORE, WEDNESDAY), False),
    ],
)
def test_history_answers_what_was_planned(record: VisitRecord, *, is_kept: bool) -> None:
    """Asked at Wednesday noon, with one record."""
    plan = week(Entry(CORE, WEDNESDAY))
    found = kept(plan, of=territory(history=(record,)), asked_at="2026-11-04 12:00")
    assert found == ([(CORE, WEDNESDAY, True)] if is_kept else [])


def test_visit_made_as_planned_leaves_the_next_one() -> None:
    """Planned for Monday and, by appointment, for Thursday: Monday's visit does not answer Thursday's."""
    plan = week(Entry(CORE, MONDAY), Entry(CORE, THURSDAY))
    of = territory(history=(done(CORE, MONDAY),))
    assert kept(plan, of=of, asked_at="2026-11-03 12:00") == [(CORE, THURSDAY, False)]


def test_contact_does_not_answer_who_must_be_seen() -> None:
    """An anomalous customer is visited in person (R13): a phone call changes nothing."""
    plan = week(Entry(CORE, WEDNESDAY, cause=Cause.ANOMALY))
    of = territory(history=(done(CORE, TUESDAY, mode=Mode.PHONE),))
    assert kept(plan, of=of, asked_at="2026-11-03 12:00") == [(CORE, WEDNESDAY, False)]


def test_later_agreement_takes_the_place_of_a_promise() -> None:
    """Told of Wednesday, the customer chooses Thursday (R16): Wednesday falls away, and a note says so."""
    plan = week(Entry(CORE, WEDNESDAY))
    of = territory(appointments=(Appointment(customer_id=CORE, at=at("2026-11-05 10:00")),))
    assert kept(plan, of=of, asked_at="2026-11-03 18:00") == []
    (note,) = notes(plan, of=of, asked_at="2026-11-03 18:00")
    assert note.text.startswith("core has had notice of 2026-11-04 (R17, plan t-week-2026-11-02-1)")
    assert "2026-11-05" in note.text
    assert note.text_zh == (
        "core 已接到 2026-11-04 的拜访通知（R17，计划 t-week-2026-11-02-1）：已改约 2026-11-05。"
    )
    # Before the notice there is nothing to tell.
    assert notes(plan, of=of, asked_at="2026-11-03 12:00") == ()


def test_agreement_that_the_plan_knew_replaces_nothing() -> None:
    """The plan has both days: it was made with the appointment."""
    plan = week(Entry(CORE, WEDNESDAY), Entry(CORE, THURSDAY, cause=Cause.APPOINTMENT))
    of = territory(appointments=(Appointment(customer_id=CORE, at=at("2026-11-05 10:00")),))
    assert [day for _, day, _ in kept(plan, of=of)] == [WEDNESDAY, THURSDAY]


def test_closed_forbidden_and_gone_customers_are_not_kept() -> None:
    """A closed day, a planner's forbidding pin, a customer who left: the promise falls away with its cause."""
    plan = week(Entry(CORE, WEDNESDAY))
    closed = DateRange(first=WEDNESDAY, last=WEDNESDAY)
    cases = {
        "Closed on 2026-11-04.": territory(shop("core", closed=(closed,))),
        "The planner forbids a visit on 2026-11-04.": territory(
            pins=(Pin(customer_id=CORE, day=WEDNESDAY, forbidden=True),)
        ),
    }
    for cause, of in cases.items():
        assert kept(plan, of=of, asked_at="2026-11-03 18:00") == []
        (note,) = notes(plan, of=of, asked_at="2026-11-03 18:00")
        assert note.text.endswith(cause)
    assert kept(plan, of=territory(shop("regular"))) == []


def test_forbidden_hours_or_manager_leave_the_day() -> None:
    """A pin that forbids some hours, or somebody else, does not forbid the day."""
    plan = week(Entry(CORE, WEDNESDAY))
    pins = (
        Pin(customer_id=CORE, day=WEDNESDAY, forbidden=True, end=time(10)),
        Pin(customer_id=CORE, day=WEDNESDAY, forbidden=True, manager_id=M2),
    )
    assert kept(plan, of=territory(pins=pins)) == [(CORE, WEDNESDAY, False)]


def test_appointment_overrides_a_closed_day() -> None:
    """What both sides agreed stays, whatever the doors say (R16)."""
    of = territory(
        shop("core", closed=(DateRange(first=WEDNESDAY, last=WEDNESDAY),)),
        appointments=(Appointment(customer_id=CORE, at=at("2026-11-04 10:00")),),
    )
    assert kept(week(Entry(CORE, WEDNESDAY)), of=of) == [(CORE, WEDNESDAY, False)]


def test_later_visits_are_told_as_far_as_the_longest_interval_reaches() -> None:
    """60 days after Sunday 1 November is 31 December, a day more than after Saturday."""
    new_years_eve = date(2026, 12, 31)
    plan = week(
        Entry(REGULAR, FRIDAY),
        Entry(CORE, new_years_eve),
        last=new_years_eve,
        plan_kind=PlanKind.MONTH,
    )
    sunday = date(2026, 11, 1)
    told = [(REGULAR, FRIDAY, False)]
    assert kept(plan, first=sunday, last=sunday) == [*told, (CORE, new_years_eve, False)]
    assert kept(plan, first=sunday, last=sunday - timedelta(days=1)) == told


def test_contacts_are_free_to_move() -> None:
    """Who is to be phoned is told nothing and keeps nothing."""
    assert kept(week(Entry(CORE, WEDNESDAY, mode=Mode.PHONE))) == []


# ------------------------------------------------------------------ unfinished (R18, R23)


def unfinished(*records: PlanRecord, of: Territory, asked_at: str) -> list[tuple[str, date]]:
    """Return what is carried over."""
    found = unfinished_visits(records, of, POLICY, at(asked_at))
    return [(one.customer_id, one.day) for one in found]


def test_past_day_without_a_record_is_unfinished() -> None:
    """Monday is over when work ends on it, at 17:30; a closed plan still tells what it left."""
    plan = week(Entry(CORE, MONDAY), Entry(REGULAR, TUESDAY), Entry(POTENTIAL, WEDNESDAY))
    of = territory()
    assert unfinished(plan, of=of, asked_at="2026-11-02 17:29") == []
    assert unfinished(plan, of=of, asked_at="2026-11-02 17:30") == [(CORE, MONDAY)]
    closed = close(plan, of, POLICY, at("2026-11-04 12:00"))
    assert unfinished(closed, of=of, asked_at="2026-11-04 12:00") == [
        (CORE, MONDAY),
        (REGULAR, TUESDAY),
    ]
    assert notes(plan, of=of, asked_at="2026-11-03 08:00") == (
        Note(
            text="Carried over (R18): core, planned for 2026-11-02, not made.",
            text_zh="转入本期（R18）：core，原定 2026-11-02，未完成。",
        ),
    )


def test_visit_of_today_is_unfinished_once_it_failed() -> None:
    """Tried on Monday at ten, in vain: at noon it is due again; until then it is simply planned."""
    plan = week(Entry(CORE, MONDAY), Entry(REGULAR, MONDAY))
    of = territory(history=(done(CORE, MONDAY, done=False),))
    assert unfinished(plan, of=of, asked_at="2026-11-02 12:00") == [(CORE, MONDAY)]
    assert kept(plan, of=of, asked_at="2026-11-02 12:00") == [(REGULAR, MONDAY, False)]


def test_what_a_later_plan_moved_is_not_unfinished() -> None:
    """The day plan, the last to speak of Monday, has only one of the week's two visits: only that one was left."""
    weekly = week(Entry(CORE, MONDAY), Entry(REGULAR, MONDAY))
    day = week(
        Entry(CORE, MONDAY),
        plan_kind=PlanKind.DAY,
        last=MONDAY,
        made_at="2026-11-01 17:30",
        published_at="2026-11-01 17:30",
        parent=weekly,
    )
    assert unfinished(weekly, day, of=territory(), asked_at="2026-11-03 08:00") == [(CORE, MONDAY)]


def test_plan_made_in_mid_week_does_not_speak_of_the_days_before() -> None:
    """Published on Wednesday for the whole week: Monday's unfinished visit is still the first plan's."""
    first = week(Entry(CORE, MONDAY))
    second = week(
        Entry(REGULAR, THURSDAY),
        made_at="2026-11-04 08:00",
        published_at="2026-11-04 08:30",
        parent=first,
        among=[first],
    )
    of = territory()
    assert unfinished(first, second, of=of, asked_at="2026-11-04 12:00") == [(CORE, MONDAY)]
    assert kept(first, second, of=of, asked_at="2026-11-04 12:00") == [(REGULAR, THURSDAY, False)]


def test_each_customer_is_carried_over_once() -> None:
    """Left on Monday and on Wednesday: the last of the two is named."""
    plan = week(Entry(CORE, MONDAY), Entry(CORE, WEDNESDAY))
    assert unfinished(plan, of=territory(), asked_at="2026-11-05 08:00") == [(CORE, WEDNESDAY)]


def test_visit_before_the_plan_was_made_on_its_own_day_does_not_count() -> None:
    """A day plan made at noon has the customer at 15:00, though he was seen at 09:00: the morning was known to it."""
    day = week(
        Entry(CORE, MONDAY, clock_s=15 * 3600, cause=Cause.ANOMALY),
        plan_kind=PlanKind.DAY,
        last=MONDAY,
        made_at="2026-11-02 12:00",
        published_at="2026-11-02 12:00",
    )
    morning, afternoon = (
        territory(history=(done(CORE, MONDAY, start=time(hour)),)) for hour in (9, 15)
    )
    assert unfinished(day, of=morning, asked_at="2026-11-03 08:00") == [(CORE, MONDAY)]
    assert unfinished(day, of=afternoon, asked_at="2026-11-03 08:00") == []


def test_visit_under_way_when_the_plan_was_made_counts() -> None:
    """A plan made at 10:20 goes on with the visit that began at 10:15: nine o'clock was another one."""
    day = week(
        Entry(CORE, MONDAY, clock_s=10 * 3600 + 15 * 60),
        plan_kind=PlanKind.DAY,
        last=MONDAY,
        made_at="2026-11-02 10:20",
        published_at="2026-11-02 10:20",
    )
    earlier, under_way = (
        territory(history=(done(CORE, MONDAY, start=start),)) for start in (time(9), time(10, 15))
    )
    assert unfinished(day, of=under_way, asked_at="2026-11-02 18:00") == []
    assert unfinished(day, of=earlier, asked_at="2026-11-02 18:00") == [(CORE, MONDAY)]


def test_who_left_the_territory_is_not_carried_over() -> None:
    """Nobody owes a visit to a customer who is none any more."""
    plan = week(Entry(CustomerId("left"), MONDAY))
    assert unfinished(plan, of=territory(), asked_at="2026-11-03 08:00") == []


def test_end_of_the_day_is_the_policys() -> None:
    """A policy whose work ends at 16:00 gives notice then."""
    early = POLICY.derive({"day.end": time(16)})
    found = told_at(shop("core"), WEDNESDAY, datetime.min, early, CHINA)  # noqa: DTZ901
    assert found == at("2026-11-03 16:00")
