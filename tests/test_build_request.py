"""The request of a day: shifts, places, lengths, windows and prices, from the policy's numbers."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import pytest
from hypothesis import given, settings

from routing.build_request import day_request, places
from routing.domain.calendar import china_calendar
from routing.domain.customer import CustomerClass, Mode, Point, Trait, Weekday
from routing.domain.ids import ManagerId
from routing.domain.manager import Absence, AccountManager
from routing.domain.note import Note
from routing.domain.policy import Policy
from routing.domain.territory import Territory
from routing.request import ContactTerms, LunchTerms, Opening, PlanRequest, Wish
from routing.rules import Rule
from tests.demand.small_territory import (
    CHINA,
    CLASSIFIED,
    MONDAY,
    PAIR,
    POINT,
    SATURDAY,
    SOLE,
    TUESDAY,
    appointment,
    at,
    complaint,
    pin,
    shop,
    territory,
    visited,
)
from tests.strategies import territories

EVENING = at("2026-11-22 20:00")
DUE = visited(date(2026, 10, 1))


def asked(of: Territory, policy: Policy = CLASSIFIED, day: date = MONDAY) -> PlanRequest:
    """Return the request for a day, asked for on the Sunday evening before."""
    return day_request(of, policy, CHINA, day, EVENING)


def test_a_shift_has_the_policys_day() -> None:
    """08:30 to 17:30 (30600 to 63000 s), an hour of lunch from 11:30 to 13:00, 30 minutes of reserve, a floor of 15."""
    (shift,) = asked(territory(shop(), DUE)).shifts
    assert (shift.id, shift.manager_id, shift.day) == ("m1@2026-11-23", "m1", MONDAY)
    assert (shift.start_place_id, shift.end_place_id) == ("s:m1", "s:m1")
    assert (shift.start_s, shift.end_s, shift.reserve_s) == (30600, 63000, 1800)
    assert shift.lunch == LunchTerms(earliest_s=41400, latest_s=46800, length_s=3600)
    assert (shift.floor, shift.max_visits) == (15, 30)


def test_a_managers_own_terms_win() -> None:
    """Own hours, own maximum (the floor follows it down) and an end elsewhere."""
    manager = AccountManager(
        id=ManagerId("m1"),
        start=POINT,
        end=Point(lat=30.1, lon=114.1),
        day_start=time(9),
        max_visits=8,
    )
    of = territory(shop(), DUE, managers=(manager,))
    (shift,) = asked(of).shifts
    assert (shift.start_s, shift.end_place_id) == (32400, "e:m1")
    assert (shift.floor, shift.max_visits) == (8, 8)
    assert list(places(of).items()) == [
        ("s:m1", POINT),
        ("e:m1", Point(lat=30.1, lon=114.1)),
        ("c:c1", POINT),
    ]


def test_places_come_in_the_order_of_ids() -> None:
    """Managers first, then customers, however the rows stand."""
    of = territory(shop(), customers=(shop(id="b"), shop(id="a")), managers=PAIR[::-1])
    assert list(places(of)) == ["s:m1", "s:m2", "c:a", "c:b"]


@settings(max_examples=40)
@given(of=territories(max_customers=4))
def test_every_place_of_a_request_is_known(of: Territory) -> None:
    """Shifts and visits stand at places that have a point, ids are unique, and each price is one to pay."""
    calendar = china_calendar(2024, 2028)
    request = day_request(of, CLASSIFIED, calendar, date(2026, 6, 1), datetime(2026, 5, 31, 20))  # noqa: DTZ001
    known = places(of)
    for shift in request.shifts:
        assert {shift.start_place_id, shift.end_place_id} <= set(known)
        assert shift.start_s < shift.end_s
    assert {visit.place_id for visit in request.visits} <= set(known)
    ids = [visit.id for visit in request.visits]
    assert len(set(ids)) == len(ids)
    assert all(wish.price_s > 0 for visit in request.visits for wish in visit.wishes)


def test_a_partial_absence_trims_the_shift_and_its_lunch() -> None:
    """Away until noon (43200 s): a lunch from 11:30 on is not covered and falls away; the plan is told."""
    away = Absence(manager_id=ManagerId("m1"), first=MONDAY, last=MONDAY, end=time(12))
    request = asked(territory(shop(), DUE, absences=(away,)))
    (shift,) = request.shifts
    assert (shift.start_s, shift.end_s, shift.lunch) == (43200, 63000, None)
    assert request.notes[0] == Note(
        text="Account manager m1 is planned from 12:00 to 17:30 only on 2026-11-23.",
        text_zh="客户经理 m1：2026-11-23 仅 12:00 至 17:30 可安排。",
    )


def test_a_half_day_owes_no_lunch() -> None:
    """Until 13:30 a lunch that may start at 13:00 and lasts an hour is not covered; until 14:00 it is."""
    for end, is_owed in ((time(13, 30), False), (time(14), True)):
        manager = AccountManager(id=ManagerId("m1"), start=POINT, day_end=end)
        (shift,) = asked(territory(shop(), DUE, managers=(manager,))).shifts
        assert (shift.lunch is not None) is is_owed


def test_an_absent_manager_has_no_shift() -> None:
    """Away all day: the team's other shift remains, and the notes say who is away."""
    away = Absence(manager_id=ManagerId("m1"), first=MONDAY, last=MONDAY)
    request = asked(territory(shop(), DUE, managers=PAIR, absences=(away,)))
    assert [shift.manager_id for shift in request.shifts] == ["m2"]
    assert any("m1 is away" in note.text for note in request.notes)


def test_an_opened_day_has_no_floor() -> None:
    """A Tuesday opened for a pin: a shift without a floor, one visit, a note."""
    request = asked(territory(shop(), DUE, pin(TUESDAY)), day=TUESDAY)
    assert [shift.floor for shift in request.shifts] == [0]
    assert [visit.id for visit in request.visits] == ["c1@2026-11-24"]
    assert any("opened" in note.text for note in request.notes)


def test_a_day_off_is_answered_without_shifts() -> None:
    """Saturday: no shift; what is promised stands there with NO_SHIFT."""
    request = asked(territory(shop(), DUE, pin(SATURDAY)), day=SATURDAY)
    assert request.shifts == ()
    assert [(visit.openings, visit.closed_by) for visit in request.visits] == [((), Rule.NO_SHIFT)]


def test_a_policy_without_lunch() -> None:
    """0 minutes of lunch are no lunch."""
    policy = CLASSIFIED.derive({"day.lunch.minutes": 0})
    (shift,) = asked(territory(shop(), DUE), policy).shifts
    assert shift.lunch is None


def test_a_visit_carries_the_terms_of_its_class() -> None:
    """A core customer's 15 to 20 minutes, an appointment's window and aim, its rules and dates."""
    of = territory(shop(CustomerClass.CORE), DUE, appointment(at("2026-11-23 14:00")))
    (visit,) = asked(of).visits
    assert (visit.id, visit.customer_id, visit.place_id) == ("c1@2026-11-23", "c1", "c:c1")
    assert (visit.length.min_s, visit.length.target_s, visit.length.max_s) == (900, 1200, 1200)
    # 13:50 to 14:10, aimed at 13:55.
    assert visit.openings == (Opening(day=MONDAY, start_s=49800, end_s=51000),)
    assert visit.appointment_s == 50100
    assert visit.because.standard == "R16, R1"
    assert (visit.manager_ids, visit.contact) == (None, None)


def test_clashing_appointments_are_two_visits_of_the_request() -> None:
    """The second has an id of its own and no opening."""
    agreed = (appointment(at("2026-11-23 10:00")), appointment(at("2026-11-23 15:00")))
    visits = asked(territory(shop(), DUE, *agreed)).visits
    assert [(visit.id, visit.closed_by) for visit in visits] == [
        ("c1@2026-11-23", None),
        ("c1@2026-11-23#2", Rule.VISIT_ONCE),
    ]


def test_contact_terms_are_the_policys() -> None:
    """Five minutes (300 s) by network or phone for a steady customer."""
    (visit,) = asked(territory(shop(traits=frozenset({Trait.STEADY})), DUE)).visits
    assert visit.contact == ContactTerms(modes=(Mode.NETWORK, Mode.PHONE), length_s=300)


@pytest.mark.parametrize(
    ("weekdays", "day", "price_s"),
    [
        # On Monday 23: orders on Monday or, the next working day, Tuesday are near; Wednesday is not.
        ({Weekday.MONDAY}, MONDAY, 0),
        ({Weekday.TUESDAY}, MONDAY, 0),
        ({Weekday.WEDNESDAY}, MONDAY, 300),
        ({Weekday.WEDNESDAY, Weekday.TUESDAY}, MONDAY, 0),
        # Unknown order days have no price.
        (set(), MONDAY, 0),
        # After Thursday 8 October 2026 comes Friday; after Wednesday 30 September comes Thursday 8 October.
        ({Weekday.THURSDAY}, date(2026, 9, 30), 0),
        ({Weekday.FRIDAY}, date(2026, 9, 30), 300),
        # After Friday 9 October comes the make-up Saturday, not Monday.
        ({Weekday.MONDAY}, date(2026, 10, 9), 300),
        ({Weekday.SATURDAY}, date(2026, 10, 9), 0),
    ],
)
def test_visits_near_the_order_day_are_preferred(
    weekdays: set[Weekday], day: date, price_s: int
) -> None:
    """R19: a price where the customer orders neither on the day nor on the next working day."""
    of = territory(shop(order_weekdays=frozenset(weekdays)), visited(date(2026, 7, 1)))
    request = day_request(of, CLASSIFIED, CHINA, day, datetime.combine(day, time(6)))
    (visit,) = request.visits
    assert visit.price_s(request.shifts[0]) == price_s


@pytest.mark.parametrize(
    ("customer_class", "last", "price_s"),
    [
        # Regular: gap until 30 days, due from 42. 32 days gone: 10 of the 12 early days, 600 * 833 / 1000 = 499.
        (CustomerClass.REGULAR, date(2026, 10, 22), 499),
        # 30 days gone: the full price.
        (CustomerClass.REGULAR, date(2026, 10, 24), 600),
        # 41 days gone: 1 of 12 days, 600 * 83 / 1000 = 49.
        (CustomerClass.REGULAR, date(2026, 10, 13), 49),
        # Core, 7 days gone, gap until 7, due from 10: the full price over its weight of 150 %.
        (CustomerClass.CORE, date(2026, 11, 16), 400),
    ],
)
def test_early_fillers_cost_more_the_earlier_they_are(
    customer_class: CustomerClass, last: date, price_s: int
) -> None:
    """R7: from the full price at the minimum gap down to nothing when due, less for a class that is worth more."""
    request = asked(territory(shop(customer_class), visited(last)))
    (visit,) = request.visits
    assert visit.wishes == (Wish(rule=Rule.EARLY, price_s=price_s),)


def test_a_stand_in_has_a_price() -> None:
    """m2 may visit m1's customer for 600 s, m1 for nothing."""
    of = territory(shop(manager_id=ManagerId("m1")), DUE, managers=PAIR)
    request = asked(of)
    (visit,) = request.visits
    prices = {shift.manager_id: visit.price_s(shift) for shift in request.shifts}
    assert prices == {"m1": 0, "m2": 600}
    assert visit.manager_ids is None


def test_a_wish_priced_at_nothing_is_none() -> None:
    """A policy that does not care for order days states no wish."""
    of = territory(shop(order_weekdays=frozenset({Weekday.FRIDAY})), DUE)
    (visit,) = asked(of, CLASSIFIED.derive({"prices.order_day_s": 0})).visits
    assert visit.wishes == ()


def test_the_request_names_its_policy() -> None:
    """Name and digest of the policy stand in the request."""
    assert asked(territory(shop(), DUE)).policy == f"classified@{CLASSIFIED.digest}"


def test_days_past_the_last_notice_are_warned_of() -> None:
    """In the first week of 2027, whose notice is not known, the request carries the calendar's warning."""
    of = territory(shop(), DUE)
    day = date(2027, 1, 6)
    request = day_request(of, CLASSIFIED, CHINA, day, datetime.combine(day, time(6)))
    assert any("official notice is known through 2026-12-31" in note.text for note in request.notes)
    assert not any("official notice" in note.text for note in asked(of).notes)


def test_equal_questions_are_equal_requests() -> None:
    """The same territory, policy and time give the same request; a report more gives another."""
    of = territory(shop(), DUE)
    assert asked(of) == asked(of)
    more = territory(shop(), DUE, complaint(at("2026-11-20 09:00")))
    assert asked(of).digest != asked(more).digest


def test_no_customers_is_an_empty_request() -> None:
    """A territory without customers has shifts and nothing to visit."""
    fields: dict[str, Any] = {"customers": (), "managers": (SOLE,)}
    request = asked(territory(shop(), **fields))
    assert (len(request.shifts), request.visits) == (1, ())
