"""Whose customers are planned and who may visit them, and when managers are there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from routing.demand.needs import day_needs
from routing.demand.windows import WHOLE_DAY
from routing.domain.ids import ManagerId
from routing.domain.manager import Absence
from routing.domain.note import Note
from routing.domain.policy import Policy
from routing.domain.territory import Territory
from routing.domain.visit import Category
from routing.errors import InputError
from routing.rules import Rule
from tests.demand.small_territory import (
    C1,
    CHINA,
    CLASSIFIED,
    FRIDAY,
    MONDAY,
    PAIR,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    appointment,
    at,
    complaint,
    need_on,
    needs_on,
    pin,
    rest_on,
    shop,
    territory,
    visited,
)

SEEN = visited(date(2026, 11, 18))
OWN = shop(manager_id=ManagerId("m1"))
AWAY = Absence(manager_id=ManagerId("m1"), first=MONDAY, last=FRIDAY)
M2 = frozenset({ManagerId("m2")})


def team_need(policy: Policy, *absences: Absence) -> tuple[object, object, object]:
    """Return who may visit m1's late customer on Monday, who of them stands in, and what stands against it."""
    of = territory(OWN, visited(date(2026, 9, 1)), managers=PAIR, absences=absences)
    need = need_on(MONDAY, of, policy)
    return need.manager_ids, need.stand_in_ids, need.closed_by


def test_stand_ins_by_policy() -> None:
    """Always: anybody at a price; absent: the own manager while present; never: nobody else, though he is away."""
    always = CLASSIFIED
    absent = CLASSIFIED.derive({"stand_ins": "absent"})
    never = CLASSIFIED.derive({"stand_ins": "never", "visits.opens_a_day": ["late"]})
    assert team_need(always) == (None, M2, None)
    assert team_need(always, AWAY) == (None, M2, None)
    assert team_need(absent) == (frozenset({"m1"}), frozenset(), None)
    assert team_need(absent, AWAY) == (None, M2, None)
    assert team_need(never) == (frozenset({"m1"}), frozenset(), None)
    assert team_need(never, AWAY) == (frozenset({"m1"}), frozenset(), Rule.NO_SHIFT)


def planned_for(of: Territory, manager_id: str) -> list[str]:
    """Return the customers whom planning one manager on Monday asks for."""
    asked = [ManagerId(manager_id)]
    found = day_needs(of, CLASSIFIED, CHINA, MONDAY, at("2026-11-22 20:00"), manager_ids=asked)
    return [need.customer.id for need in found.needs]


def test_only_the_customers_of_who_is_planned() -> None:
    """Planning m2 alone leaves m1's customer out, and includes the customer of nobody."""
    of = territory(OWN, managers=PAIR, customers=(OWN, shop(id="c2")))
    assert planned_for(of, "m2") == ["c2"]
    assert planned_for(of, "m1") == [C1, "c2"]


def test_an_unknown_manager_is_refused() -> None:
    """Planning somebody whom the territory does not have is an error that names those it has."""
    with pytest.raises(InputError, match="m1, m2"):
        planned_for(territory(OWN, managers=PAIR), "m3")


def test_an_appointment_with_the_absent_falls_to_a_stand_in() -> None:
    """The time is what is promised; a pin to the absent manager is not passed on."""
    agreed = territory(
        OWN, SEEN, appointment(at("2026-11-23 14:00"), "m1"), managers=PAIR, absences=(AWAY,)
    )
    need = need_on(MONDAY, agreed)
    assert (need.manager_ids, need.stand_in_ids, need.closed_by) == (None, M2, None)
    with_pin = replace(agreed, pins=(pin(MONDAY),))
    assert need_on(MONDAY, with_pin).closed_by is None
    pinned = territory(OWN, SEEN, pin(MONDAY, manager_id="m1"), managers=PAIR, absences=(AWAY,))
    assert need_on(MONDAY, pinned).closed_by is Rule.NO_SHIFT


def test_a_pin_against_one_manager_leaves_the_other() -> None:
    """Not by m1, at whatever hours: m2 may come at any time."""
    no = pin(MONDAY, forbidden=True, manager_id="m1", start=time(9), end=time(12))
    of = territory(OWN, visited(date(2026, 10, 1)), no, managers=PAIR)
    need = need_on(MONDAY, of)
    assert (need.manager_ids, need.windows, need.closed_by) == (M2, WHOLE_DAY, None)


def test_absence_makes_the_day_before_the_last_chance() -> None:
    """Due by Wednesday; m1 is away on Wednesday and Thursday, whose visit days move to Tuesday and Friday."""
    report = complaint(at("2026-11-22 10:00"))
    away = Absence(manager_id=ManagerId("m1"), first=WEDNESDAY, last=THURSDAY)
    of = territory(shop(), SEEN, report, absences=(away,))
    assert need_on(MONDAY, of).category is Category.DUE
    assert need_on(TUESDAY, of).category is Category.MANDATORY
    assert all(presence.is_visit_day for presence in needs_on(TUESDAY, of).present)


def test_a_plan_asked_for_during_the_day_starts_then() -> None:
    """Asked at 14:00 (50400 s), the rest of the day is planned; asked at 18:00 nobody works any more."""
    of = territory(shop(), visited(date(2026, 9, 1)))
    found = needs_on(MONDAY, of, asked_at=at("2026-11-23 14:00"))
    assert [(one.start_s, one.end_s) for one in found.present] == [(50400, 63000)]
    evening = needs_on(MONDAY, of, asked_at=at("2026-11-23 18:00"))
    assert evening.present == ()
    assert [need.closed_by for need in evening.needs] == [Rule.NO_SHIFT]


def test_days_outside_the_calendar_are_refused() -> None:
    """A day that the calendar does not span is a clear error, not a guess."""
    with pytest.raises(InputError) as caught:
        needs_on(date(2030, 1, 7), territory(shop()))
    assert caught.value.issues[0].code == "outside-calendar"


def test_the_gap_looks_ahead_for_fillers() -> None:
    """A filler is left in peace when a visit is promised in less than the minimum gap of 30 days."""
    last = visited(date(2026, 10, 20))
    near = territory(shop(), last, pin(MONDAY + timedelta(days=29)))
    assert "promised" in rest_on(MONDAY, near).because.text
    far = territory(shop(), last, pin(MONDAY + timedelta(days=30)))
    assert need_on(MONDAY, far).category is Category.FILLER


def test_an_absent_sole_manager_leaves_what_cannot_wait_impossible() -> None:
    """Away all week: the anomaly stands there with NO_SHIFT, and no note claims that the day is opened."""
    of = territory(shop(), SEEN, complaint(at("2026-11-19 10:00")), absences=(AWAY,))
    found = needs_on(MONDAY, of)
    assert [need.closed_by for need in found.needs] == [Rule.NO_SHIFT]
    assert found.notes == (
        Note(
            text="Account manager m1 is away on 2026-11-23.",
            text_zh="客户经理 m1：2026-11-23 不在岗。",
        ),
    )
