"""The request of a week or a month: shifts, open days, cadence and wishes, and its agreement with the day's."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.build_horizon import horizon_request
from routing.build_request import day_request
from routing.cadence import past_of, step
from routing.demand.needs import day_needs
from routing.domain.customer import (
    Customer,
    CustomerClass,
    DateRange,
    Mode,
    OpeningHours,
    Trait,
    Weekday,
)
from routing.domain.events import Anomaly, AnomalyKind, Appointment, Pin, Task, VisitRecord
from routing.domain.ids import CustomerId, ManagerId
from routing.domain.manager import Absence
from routing.domain.note import Note
from routing.domain.policy import Policy
from routing.domain.territory import Territory
from routing.domain.visit import Category, Cause
from routing.errors import InputError
from routing.request import ContactTerms, KeptVisit, PlanRequest, VisitRequest, Wish
from routing.rules import Rule
from tests.demand.small_territory import (
    C1,
    CHINA,
    CLASSIFIED,
    FRIDAY,
    MONDAY,
    PAIR,
    POINT,
    ROUTE_STANDARD,
    SATURDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    at,
    shop,
    territory,
    visited,
)

EVENING = at("2026-11-22 20:00")
LATE = visited(date(2026, 9, 1))
M1, M2 = ManagerId("m1"), ManagerId("m2")


def asked(of: Territory, policy: Policy = CLASSIFIED, **more: Any) -> PlanRequest:  # noqa: ANN401
    """Return the request of the week from Monday 23 to Sunday 29 November, asked for on the evening before."""
    terms = {"first": MONDAY, "last": MONDAY + timedelta(days=6), "asked_at": EVENING} | more
    return horizon_request(of, policy, CHINA, **terms)


def only(request: PlanRequest) -> VisitRequest:
    """Return the one visit of a request."""
    (visit,) = request.visits
    return visit


def open_days(visit: VisitRequest) -> list[date]:
    """Return the days on which a visit has an opening."""
    return sorted({opening.day for opening in visit.openings})


# ------------------------------------------------------------------ shifts


def test_the_visit_days_of_national_day_are_the_shifts() -> None:
    """1 to 7 October 2026 are off and Saturday 10 is made up: three days of each week remain, all visit days.

    28 September to 11 October: Monday and Wednesday, Tuesday for the Thursday off; then Thursday, Friday, Saturday.
    """
    days: dict[str, Any] = {
        "first": date(2026, 9, 28),
        "last": date(2026, 10, 11),
        "asked_at": at("2026-09-27 20:00"),
    }
    request = asked(territory(shop(), visited(date(2026, 8, 1))), **days)
    assert [(shift.day.month, shift.day.day) for shift in request.shifts] == [
        (9, 28),
        (9, 29),
        (9, 30),
        (10, 8),
        (10, 9),
        (10, 10),
    ]
    assert {(shift.floor, shift.is_extra, shift.over_price_s) for shift in request.shifts} == {
        (15, False, 60)
    }
    assert open_days(only(request)) == [shift.day for shift in request.shifts]


def test_a_week_that_has_begun_is_planned_from_the_question_on() -> None:
    """Asked on Wednesday at 10:00 (36000 s): Monday is over, Wednesday starts at ten, Thursday as ever."""
    request = asked(territory(shop(), LATE), asked_at=at("2026-11-25 10:00"))
    assert [(shift.day, shift.start_s) for shift in request.shifts] == [
        (WEDNESDAY, 36000),
        (THURSDAY, 30600),
    ]
    terms = only(request).cadence
    assert terms is not None
    assert terms.starts == WEDNESDAY
    assert request.notes[0] == Note(
        text="Planned from 2026-11-25 on: the days before are over.",
        text_zh="自 2026-11-25 起编制：此前各日已过。",
    )


def test_an_extra_day_is_a_visit_day() -> None:
    """Tuesday named as an extra day has a floor and holds visits like any other."""
    request = asked(territory(shop(), LATE), extra_days=[TUESDAY])
    assert [(shift.day, shift.floor, shift.is_extra) for shift in request.shifts][1] == (
        TUESDAY,
        15,
        False,
    )
    assert open_days(only(request)) == [MONDAY, TUESDAY, WEDNESDAY, THURSDAY]


def test_visits_are_shared_fairly_by_the_visit_days() -> None:
    """Seven late customers on three visit days: ceil(7 / 3) = 3 a day, or the floor where it is higher."""
    customers = tuple(shop(id=CustomerId(f"c{n}")) for n in range(7))
    of = territory(shop(), customers=customers)
    assert {shift.fair_visits for shift in asked(of).shifts} == {15}
    policy = CLASSIFIED.derive({"visits.floor": 2})
    assert {shift.fair_visits for shift in asked(of, policy).shifts} == {3}


def test_one_line_tells_when_a_manager_is_away() -> None:
    """Away from Tuesday to Thursday: one note with the span, not one a day; no visit day remains but Monday and Friday.

    The week has two working days left (Monday, Friday); the missing ones of R6 move to Friday.
    """
    away = Absence(manager_id=M1, first=TUESDAY, last=THURSDAY)
    request = asked(territory(shop(), LATE, absences=(away,)))
    assert [shift.day for shift in request.shifts] == [MONDAY, FRIDAY]
    assert request.notes == (
        Note(
            text="Account manager m1 is away on 2026-11-24 to 2026-11-26.",
            text_zh="客户经理 m1：2026-11-24 至 2026-11-26 不在岗。",
        ),
    )


def test_nobody_there_all_week() -> None:
    """An absent manager without a stand-in: no shift, and the customer is still asked for, closed by NO_SHIFT."""
    away = Absence(manager_id=M1, first=MONDAY, last=SATURDAY)
    request = asked(territory(shop(), LATE, absences=(away,)))
    assert request.shifts == ()
    assert (only(request).openings, only(request).closed_by) == ((), Rule.NO_SHIFT)
    assert any("no visit day" in note.text for note in request.notes)


# ------------------------------------------------------------------ tasks (R20)


@pytest.mark.parametrize(
    ("minutes", "end_s"),
    [
        ((20,), 63000),  # inside the reserve of 30 minutes
        ((30,), 63000),
        ((20, 40), 61200),  # 60 - 30 = 30 minutes beyond it: 17:30 - 0:30
        ((120,), 57600),  # 120 - 30 = 90 minutes: 16:00
    ],
)
def test_tasks_take_the_reserve_first(minutes: tuple[int, ...], end_s: int) -> None:
    """What exceeds the reserve shortens the day, of a week's plan and of a day's alike, with a note."""
    tasks = tuple(Task(manager_id=M1, day=MONDAY, minutes=one) for one in minutes)
    of = territory(shop(), LATE, tasks=tasks)
    for request in (asked(of), day_request(of, CLASSIFIED, CHINA, MONDAY, EVENING)):
        assert (request.shifts[0].end_s, request.shifts[0].reserve_s) == (end_s, 1800)
        assert any("beyond the reserve" in note.text for note in request.notes) is (end_s < 63000)


def test_a_day_full_of_tasks_has_no_shift() -> None:
    """570 minutes are 30 of reserve and the nine hours of the day."""
    of = territory(shop(), LATE, tasks=(Task(manager_id=M1, day=MONDAY, minutes=570),))
    request = asked(of)
    assert [shift.day for shift in request.shifts] == [WEDNESDAY, THURSDAY]
    assert request.notes == (
        Note(
            text="Account manager m1 has no working hours left, with tasks 540 min beyond the reserve on 2026-11-23.",
            text_zh="客户经理 m1：2026-11-23 无剩余工作时间（临时任务超出预留时间 540 分钟）。",
        ),
    )


# ------------------------------------------------------------------ visits


def test_the_cadence_of_a_core_customer() -> None:
    """Every 14 days, not before 7, due from 10 (70 % is 9.8) on; the next visit day after Sunday 29 is Monday 30."""
    visit = only(asked(territory(shop(CustomerClass.CORE), visited(date(2026, 11, 18)))))
    terms = visit.cadence
    assert terms is not None
    assert (visit.id, terms.since, terms.seen) == ("c1", date(2026, 11, 18), date(2026, 11, 18))
    assert (terms.gap_days, terms.due_days, terms.interval_days) == (7, 10, 14)
    assert (terms.starts, terms.until) == (MONDAY, MONDAY + timedelta(days=6))
    # 600 s for a filler of a regular customer; a core one weighs 150 %.
    assert (terms.weight, terms.early_price_s) == (1500, 400)
    assert (terms.in_person_every, visit.contact) == (1, None)
    # 11 days on 29 November: due, by 2 December.
    assert (visit.category, visit.cause, visit.deadline) == (
        Category.DUE,
        Cause.CADENCE,
        date(2026, 12, 2),
    )
    assert visit.because.text.startswith("Last visit 2026-11-18, 5 days ago")


def test_contacts_count_for_whom_the_policy_says() -> None:
    """A steady customer: five minutes by network or phone, every second contact in person."""
    visit = only(asked(territory(shop(traits=frozenset({Trait.STEADY})), LATE)))
    assert visit.contact == ContactTerms(modes=(Mode.NETWORK, Mode.PHONE), length_s=300)
    assert visit.cadence is not None
    assert visit.cadence.in_person_every == 2


def test_a_customer_never_seen_is_late_at_once() -> None:
    """No date at all: late, with a note; the first visit starts the cadence."""
    request = asked(territory(shop()))
    visit = only(request)
    assert visit.cadence is not None
    assert (visit.cadence.since, visit.category, visit.cause) == (
        None,
        Category.MANDATORY,
        Cause.LATE,
    )
    assert any("1 of 1 customers" in note.text for note in request.notes)


def test_order_days_stand_in_and_kept_days_have_prices() -> None:
    """Orders on Tuesdays: Monday is the day before, Wednesday and Thursday pay. A kept Wednesday: other days pay."""
    customer = shop(order_weekdays=frozenset({Weekday.TUESDAY}), manager_id=M1)
    kept = [KeptVisit(customer_id=C1, day=WEDNESDAY)]
    visit = only(asked(territory(customer, LATE, managers=PAIR), kept=kept))
    assert visit.wishes == (
        Wish(rule=Rule.ORDER_DAY, price_s=300, day=WEDNESDAY),
        Wish(rule=Rule.ORDER_DAY, price_s=300, day=THURSDAY),
        Wish(rule=Rule.STAND_IN, price_s=600, manager_id=M2),
        Wish(rule=Rule.CHANGE, price_s=300, unless_days=frozenset({WEDNESDAY})),
    )
    assert visit.obligations == ()


def test_a_kept_promise_is_owed_on_its_day_and_the_past_is_not() -> None:
    """A promised Wednesday is owed on Wednesday; a promise of the week before is history."""
    kept = [
        KeptVisit(customer_id=C1, day=WEDNESDAY, is_promised=True),
        KeptVisit(customer_id=C1, day=WEDNESDAY - timedelta(days=7), is_promised=True),
    ]
    visit = only(asked(territory(shop(), visited(date(2026, 11, 2))), kept=kept))
    (owed,) = visit.obligations
    assert (owed.cause, owed.first, owed.last) == (Cause.PINNED, WEDNESDAY, WEDNESDAY)
    assert owed.because.text == "Promised for 2026-11-25 by the published plan."
    (change,) = [wish for wish in visit.wishes if wish.rule is Rule.CHANGE]
    assert change.unless_days == {WEDNESDAY}


def test_what_is_planned_for_later_is_not_missed_before() -> None:
    """Last visit on 18 November, due from the 28th, owed by 2 December: planned for Monday 30 nothing lapses by Sunday.

    Without a plan it is due; a plan for 3 December would be late, and tells nothing.
    """
    of = territory(shop(CustomerClass.CORE), visited(date(2026, 11, 18)))
    for planned, category in (
        (None, Category.DUE),
        (date(2026, 11, 30), Category.FILLER),
        (date(2026, 12, 3), Category.DUE),
    ):
        kept = [KeptVisit(customer_id=C1, day=planned)] if planned else []
        visit = only(asked(of, kept=kept))
        assert visit.category is category
        # On all days of the week a visit is a change then.
        assert [wish.unless_days for wish in visit.wishes] == [frozenset()] * len(kept)


def test_what_may_wait_until_after_the_horizon_is_missed_a_little() -> None:
    """A complaint of Friday evening is owed by Wednesday: in Monday's plan it weighs 2000 among the due visits.

    With an appointment for Wednesday it weighs nothing: it will be answered in time.
    """
    complaint = Anomaly(
        customer_id=C1, kind=AnomalyKind.COMPLAINT, reported_at=at("2026-11-20 18:00")
    )
    history = visited(date(2026, 11, 18))
    shown: dict[str, Any] = {"first": MONDAY, "last": MONDAY, "asked_at": EVENING}
    of = territory(shop(), history, anomalies=(complaint,))
    (owed,) = only(asked(of, **shown)).obligations
    assert (owed.cause, owed.last, owed.due_weight) == (Cause.ANOMALY, WEDNESDAY, 2000)
    visit = only(asked(of, **shown))
    assert (visit.category, visit.cause, visit.weight) == (Category.DUE, Cause.ANOMALY, 2000)
    agreed = Appointment(customer_id=C1, at=at("2026-11-25 10:00"))
    visit = only(asked(replace(of, appointments=(agreed,)), **shown))
    assert [one.due_weight for one in visit.obligations] == [0]


def test_a_stand_in_visits_only_while_the_own_manager_is_away() -> None:
    """m1 is away on Wednesday: m2 takes that day, the others are m1's; the visit itself may be either's."""
    policy = CLASSIFIED.derive({"stand_ins": "absent"})
    away = Absence(manager_id=M1, first=WEDNESDAY, last=WEDNESDAY)
    of = territory(shop(manager_id=M1), LATE, managers=PAIR, absences=(away,))
    visit = only(asked(of, policy))
    assert visit.manager_ids == frozenset({M1, M2})
    assert {one.day: one.manager_ids for one in visit.openings} == {
        MONDAY: {M1},
        # m1's missing visit day moves to Tuesday, the nearest other working day.
        TUESDAY: {M1},
        # Anybody who is there: m2.
        WEDNESDAY: None,
        THURSDAY: {M1},
    }
    tuesday = [shift.manager_id for shift in asked(of, policy).shifts if shift.day == TUESDAY]
    assert tuesday == [M1]


# ------------------------------------------------------------------ days that could be opened (R6)


def test_working_days_that_are_no_visit_days_are_spare() -> None:
    """Tuesday and Friday could be opened for a customer open on Tuesdays only: one window, two spare shifts."""
    customer = shop(opening_hours=(_ONLY_TUESDAYS,))
    request = asked(territory(customer, visited(date(2026, 11, 2))))
    assert [shift.day for shift in request.shifts] == [MONDAY, WEDNESDAY, THURSDAY]
    assert [(shift.day, shift.is_extra, shift.floor) for shift in request.spare_shifts] == [
        (TUESDAY, True, 0),
        (FRIDAY, True, 0),
    ]
    visit = only(request)
    assert visit.openings == ()
    # 09:00 and 17:00.
    assert [(one.day, one.start_s, one.end_s) for one in visit.spare_openings] == [
        (TUESDAY, 32_400, 61_200)
    ]


def test_a_day_that_is_opened_is_not_spare() -> None:
    """A complaint of Friday evening, closed on Wednesday, is owed by Wednesday: Tuesday may be opened for it.

    Only Friday is left then; an absent manager's days are nobody's.
    """
    complaint = Anomaly(
        customer_id=C1, kind=AnomalyKind.COMPLAINT, reported_at=at("2026-11-20 18:00")
    )
    shut = (DateRange(first=MONDAY, last=MONDAY), DateRange(first=WEDNESDAY, last=WEDNESDAY))
    of = territory(shop(closed=shut), visited(date(2026, 11, 18)), anomalies=(complaint,))
    request = asked(of)
    assert [shift.day for shift in request.shifts if shift.is_extra] == [TUESDAY]
    assert [shift.day for shift in request.spare_shifts] == [FRIDAY]
    assert open_days(only(request)) == [TUESDAY, THURSDAY]
    assert {one.day for one in only(request).spare_openings} == {FRIDAY}
    away = Absence(manager_id=M1, first=FRIDAY, last=FRIDAY)
    request = asked(replace(of, absences=(away,)))
    assert (request.spare_shifts, only(request).spare_openings) == ((), ())


def test_a_day_left_to_a_promise_is_not_spare() -> None:
    """Every 14 days, a gap of 7: before the appointment of Wednesday Tuesday stays free, Friday could be opened."""
    agreed = Appointment(customer_id=C1, at=at("2026-11-25 10:00"))
    of = territory(shop(CustomerClass.CORE), visited(date(2026, 11, 12)), appointments=(agreed,))
    visit = only(asked(of))
    assert open_days(visit) == [WEDNESDAY, THURSDAY]
    assert {one.day for one in visit.spare_openings} == {FRIDAY}


def test_a_request_asked_twice_is_the_same() -> None:
    """Equal questions have equal digests, in whatever order the rows stand."""
    customers = (shop(id=CustomerId("b")), shop(id=CustomerId("a")))
    one = territory(shop(), customers=customers)
    other = territory(shop(), customers=customers[::-1])
    assert asked(one).digest == asked(other).digest
    assert [visit.id for visit in asked(other).visits] == ["a", "b"]


def test_the_clock_is_the_policys() -> None:
    """A question asked at 04:00 UTC is asked at noon in Shanghai: the week's first shift starts at 43200 s.

    New York turns its clocks on Sunday 1 November 2026: 13:00 UTC is 09:00 before and 08:00 after.
    """
    shanghai = asked(territory(shop(), LATE), asked_at=at("2026-11-23 04:00+00:00"))
    assert shanghai.shifts[0].start_s == 43200
    policy = CLASSIFIED.derive({"day.time_zone": "America/New_York"})
    days = {"first": date(2026, 10, 28), "last": date(2026, 11, 6)}
    for moment, start_s in (("2026-10-28 13:00", 32400), ("2026-11-02 13:00", 30600)):
        of = territory(shop(), LATE)
        request = asked(of, policy, asked_at=at(f"{moment}+00:00"), **days)
        assert request.shifts[0].start_s == start_s


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        ({"last": MONDAY - timedelta(days=1)}, "end-before-start"),
        ({"last": MONDAY + timedelta(days=63)}, "horizon-too-long"),
        ({"extra_days": [SATURDAY]}, "extra-day-not-worked"),
        ({"extra_days": [TUESDAY + timedelta(days=7)]}, "extra-day-not-worked"),
        ({"manager_ids": [ManagerId("nobody")]}, "unknown-manager"),
        ({"noticed": [CustomerId("nobody")]}, "unknown-customer"),
    ],
)
def test_a_senseless_question_is_refused(terms: dict[str, Any], code: str) -> None:
    """Each with its own code; nine weeks are the most."""
    with pytest.raises(InputError) as caught:
        asked(territory(shop(), LATE), **terms)
    assert [issue.code for issue in caught.value.issues] == [code]


def test_nine_weeks_are_planned() -> None:
    """63 days from Monday 23 November on end with Sunday 24 January."""
    request = asked(territory(shop(), LATE), last=MONDAY + timedelta(days=62))
    assert request.shifts[-1].day == date(2027, 1, 21)


# ------------------------------------------------------------------ agreement with the day

_ONLY_TUESDAYS = OpeningHours(weekdays=frozenset({Weekday.TUESDAY}), start=time(9), end=time(17))
_OFFICE_HOURS = OpeningHours(weekdays=frozenset(Weekday), start=time(9), end=time(17))
_POLICIES = (
    CLASSIFIED,
    ROUTE_STANDARD,
    CLASSIFIED.derive({"stand_ins": "never"}),
    CLASSIFIED.derive({"stand_ins": "absent"}),
)


def _days(before: int, after: int) -> st.SearchStrategy[date]:
    return st.integers(-before, after).map(lambda n: MONDAY + timedelta(days=n))


@st.composite
def _worlds(draw: st.DrawFn) -> Territory:
    """One customer of one of two account managers, with a past and promises near the planned Monday."""
    clocks = st.sampled_from([time(8, 30), time(10), time(15), time(18)])
    managers = st.sampled_from([None, *(manager.id for manager in PAIR)])
    customer = Customer(
        id=C1,
        point=POINT,
        customer_class=draw(st.sampled_from(CustomerClass)),
        traits=draw(st.sampled_from([frozenset(), frozenset({Trait.STEADY})])),
        opening_hours=draw(st.sampled_from([(), (), (_OFFICE_HOURS,), (_ONLY_TUESDAYS,)])),
        manager_id=draw(managers),
        joined_on=draw(st.none() | _days(80, 5)),
        first_order_on=draw(st.none() | st.none() | _days(40, 10)),
    )
    of_customer = {"customer_id": st.just(C1)}
    record = st.builds(
        VisitRecord,
        day=_days(70, -1),
        start=st.none() | clocks,
        mode=st.sampled_from([Mode.IN_PERSON, Mode.IN_PERSON, Mode.PHONE]),
        **of_customer,
    )
    anomaly = st.builds(
        Anomaly,
        kind=st.sampled_from([AnomalyKind.COMPLAINT, AnomalyKind.VISIT_REQUESTED]),
        reported_at=st.builds(datetime.combine, _days(8, -1), clocks),
        **of_customer,
    )
    agreed = st.builds(
        Appointment,
        at=st.builds(datetime.combine, _days(0, 20), clocks),
        manager_id=managers,
        **of_customer,
    )
    pin = st.builds(
        Pin, day=_days(0, 12), forbidden=st.booleans(), manager_id=managers, **of_customer
    )
    absence = st.builds(
        lambda manager, first, length: Absence(
            manager_id=manager.id, first=first, last=first + timedelta(days=length)
        ),
        st.sampled_from(PAIR),
        _days(2, 8),
        st.integers(0, 4),
    )
    return Territory(
        id="t",
        managers=PAIR,
        customers=(customer,),
        history=draw(st.lists(record, max_size=3).map(tuple)),
        anomalies=draw(st.lists(anomaly, max_size=1).map(tuple)),
        appointments=draw(st.lists(agreed, max_size=1).map(tuple)),
        pins=draw(st.lists(pin, max_size=1).map(tuple)),
        absences=draw(st.lists(absence, max_size=2).map(tuple)),
    )


def _by_the_day(of: Territory, policy: Policy) -> tuple[Category, Cause] | None:
    """Return what the day's reading makes of a visit on the day, None where there is none."""
    needs = day_needs(of, policy, CHINA, MONDAY, EVENING).needs
    open_ones = [need for need in needs if need.closed_by is None]
    return (open_ones[0].category, open_ones[0].cause) if open_ones else None


def _by_the_horizon(of: Territory, policy: Policy) -> tuple[Category, Cause] | None:
    """Return what the recurring visit makes of a visit on the day, None where there can be none."""
    visit = only(horizon_request(of, policy, CHINA, MONDAY, MONDAY, EVENING))
    assert visit.cadence is not None
    if not visit.openings:
        return None
    made = step(visit, past_of(visit.cadence), MONDAY)
    return None if made is None else (made.category, made.cause)


def _promised(of: Territory) -> list[date]:
    return [one.at.date() for one in of.appointments] + [
        pin.day for pin in of.pins if not pin.forbidden
    ]


@settings(max_examples=300)
@given(of=_worlds(), policy=st.sampled_from(_POLICIES))
def test_a_horizon_of_one_day_agrees_with_the_day(of: Territory, policy: Policy) -> None:
    """Whoever may be visited on the day may be so by the horizon, for a reason of the same weight.

    They differ where their words do: to a horizon an open obligation is mandatory and comes first, though it might
    wait or something else be late; a visit on its last day in time is late to the day and `CADENCE` to the horizon;
    days are left to a promise within the gap only; and of a visit that may wait only the day says whether the months
    of R8 or the interval set its deadline.
    """
    by_day, by_horizon = _by_the_day(of, policy), _by_the_horizon(of, policy)
    if by_day is None and any(day > MONDAY for day in _promised(of)):
        return
    owed_in_person = {Cause.ANOMALY, Cause.NEW_CUSTOMER}
    if by_horizon is not None and by_horizon[1] in owed_in_person:
        assert by_day is not None
        assert by_day[1] in owed_in_person | {Cause.LATE}
        return
    if by_horizon == (Category.MANDATORY, Cause.CADENCE):
        by_horizon = (Category.MANDATORY, Cause.LATE)
    if by_day == (Category.DUE, Cause.COVERAGE):
        by_day = (Category.DUE, Cause.CADENCE)
    assert by_horizon == by_day
