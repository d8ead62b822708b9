"""What the interval, the months and the visit days ask for (R1-R4, R6, R8, R10, R22), on dates worked by hand."""

from __future__ import annotations

from datetime import date

import pytest

from routing.domain.customer import (
    CustomerClass,
    Mode,
    Trait,
)
from routing.domain.events import VisitRecord
from routing.domain.policy import Policy
from routing.domain.visit import Category, Cause
from routing.rules import Rule
from tests.demand.small_territory import (
    C1,
    CLASSIFIED,
    MONDAY,
    ROUTE_STANDARD,
    SATURDAY,
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

# ---------------------------------------------------------------- R1-R4, R10: the interval


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        # Seen on Monday 9 November; 14 days: gap to the 16th, due from the 19th, in time until the 23rd.
        (date(2026, 11, 16), (Category.FILLER, Cause.FILLER, 1000, 1000)),
        # One of three days before it is due: 1/3 of the earliness.
        (date(2026, 11, 18), (Category.FILLER, Cause.FILLER, 1000, 333)),
        # 10 of 14 days are 714 per mille, a core customer's weigh one and a half times that.
        (date(2026, 11, 19), (Category.DUE, Cause.CADENCE, 1071, 0)),
        # The last day: the next visit day is Wednesday, too late.
        (MONDAY, (Category.MANDATORY, Cause.LATE, 1000, 0)),
        # Two days late.
        (WEDNESDAY, (Category.MANDATORY, Cause.LATE, 1002, 0)),
    ],
)
def test_a_core_customer_through_its_fortnight(
    day: date, expected: tuple[Category, Cause, int, int]
) -> None:
    """R1: at rest inside the gap, then a filler, due, mandatory, late."""
    of = territory(shop(CustomerClass.CORE), visited(date(2026, 11, 9)))
    need = need_on(day, of)
    category, cause, weight, earliness = expected
    assert (need.category, need.cause, need.earliness_permille) == (category, cause, earliness)
    if category is not Category.FILLER:
        assert need.weight == weight
    assert need.deadline == MONDAY
    assert "2026-11-09" in need.because.text
    assert "2026-11-09" in need.because.text_zh
    assert need.because.standard == ("R7" if category is Category.FILLER else "R1")


def test_a_customer_inside_the_minimum_gap_is_at_rest() -> None:
    """Three days after the last visit nothing is asked for, and the reason names the end of the gap."""
    rest = rest_on(
        date(2026, 11, 12), territory(shop(CustomerClass.CORE), visited(date(2026, 11, 9)))
    )
    assert (rest.customer_id, rest.because.standard) == (C1, "R1")
    assert "2026-11-16" in rest.because.text


@pytest.mark.parametrize(
    ("customer_class", "last", "category"),
    [
        # A month of 30 days from 24 October ends on Monday 23; from the 25th on Tuesday, before Wednesday.
        (CustomerClass.POTENTIAL, date(2026, 10, 24), Category.MANDATORY),
        (CustomerClass.POTENTIAL, date(2026, 10, 25), Category.MANDATORY),
        (CustomerClass.POTENTIAL, date(2026, 10, 26), Category.DUE),
        # 21 days gone on Monday: due; 20 days: a filler.
        (CustomerClass.POTENTIAL, date(2026, 11, 2), Category.DUE),
        (CustomerClass.POTENTIAL, date(2026, 11, 3), Category.FILLER),
        # Two months of 60 days: from 25 September they end on Tuesday 24.
        (CustomerClass.REGULAR, date(2026, 9, 25), Category.MANDATORY),
        (CustomerClass.REGULAR, date(2026, 9, 26), Category.DUE),
        (CustomerClass.REGULAR, date(2026, 10, 12), Category.DUE),
        (CustomerClass.REGULAR, date(2026, 10, 13), Category.FILLER),
        (CustomerClass.REGULAR, date(2026, 10, 24), Category.FILLER),
        # Two weeks, as core.
        (CustomerClass.ASSISTED, date(2026, 11, 10), Category.MANDATORY),
        (CustomerClass.ASSISTED, date(2026, 11, 11), Category.DUE),
    ],
)
def test_each_class_on_a_monday(
    customer_class: CustomerClass, last: date, category: Category
) -> None:
    """R2, R3, R4 on Monday 23 November, with the next visit day on Wednesday 25."""
    assert need_on(MONDAY, territory(shop(customer_class), visited(last))).category is category


def test_big_retailers_are_visited_weekly_by_the_route_standard() -> None:
    """R10: seen on Monday 16, a week later it is the last day; without the trait there is a month."""
    seen = visited(date(2026, 11, 16))
    weekly = territory(shop(traits=frozenset({Trait.BIG_RETAILER})), seen)
    need = need_on(MONDAY, weekly, ROUTE_STANDARD)
    assert (need.category, need.because.standard) == (Category.MANDATORY, "R10")
    assert rest_on(MONDAY, territory(shop(), seen), ROUTE_STANDARD).customer_id == C1


def test_lateness_weighs_up_to_its_cap() -> None:
    """A visit owed on 31 May 2024 is over 500 days late: 1000 + 500."""
    need = need_on(MONDAY, territory(shop(), visited(date(2024, 4, 1))))
    assert (need.weight, need.deadline) == (1500, date(2024, 5, 31))


def test_who_was_never_visited_is_late() -> None:
    """Without a visit and a date of joining the visit is mandatory, and a note says that there is no history."""
    found = needs_on(MONDAY, territory(shop()))
    (need,) = found.needs
    assert (need.category, need.cause, need.deadline) == (Category.MANDATORY, Cause.LATE, None)
    assert any("No visit is on record" in note.text for note in found.notes)


def test_failed_and_future_visits_are_no_visits() -> None:
    """A failed visit last week and a record of tomorrow leave the customer as late as it was."""
    failed = VisitRecord(customer_id=C1, day=date(2026, 11, 18), done=False)
    of = territory(shop(), visited(date(2026, 9, 1)), failed, visited(TUESDAY))
    assert need_on(MONDAY, of).cause is Cause.LATE


def test_a_visit_of_today_leaves_nothing_to_ask_for() -> None:
    """One visit a day: asked at noon, the customer of this morning is at rest; the evening before nobody knew."""
    of = territory(shop(), visited(date(2026, 9, 1)), visited(MONDAY))
    rest = rest_on(MONDAY, of, asked_at=at("2026-11-23 12:00"))
    assert "already" in rest.because.text
    assert need_on(MONDAY, of).cause is Cause.LATE


# ---------------------------------------------------------------- R8: the months that cover everybody

QUARTERLY = CLASSIFIED.derive({"classes.regular.interval_days": 90})


@pytest.mark.parametrize(
    ("day", "category"),
    [
        # Seen on 20 August: September and October must not both pass; visit days of the last week: 26, 28, 29.
        (date(2026, 10, 28), Category.DUE),
        (date(2026, 10, 29), Category.MANDATORY),
        # Friday 30 is opened for it.
        (date(2026, 10, 30), Category.MANDATORY),
    ],
)
def test_two_months_cover_everybody(day: date, category: Category) -> None:
    """R8 binds where the interval is longer than two months: mandatory on the month's last visit day."""
    need = need_on(day, territory(shop(), visited(date(2026, 8, 20))), QUARTERLY)
    assert (need.category, need.cause) == (category, Cause.COVERAGE)
    assert (need.because.standard, need.deadline) == ("R8", date(2026, 10, 31))


def test_months_that_are_over_leave_a_late_visit() -> None:
    """May 2026 ends on a Sunday: late by a day on Monday 1 June, and on Tuesday 2 it waits as late visits do."""
    of = territory(shop(), visited(date(2026, 3, 20)))
    need = need_on(date(2026, 6, 1), of, QUARTERLY)
    assert (need.cause, need.weight, need.because.standard) == (Cause.LATE, 1001, "R8")
    assert rest_on(date(2026, 6, 2), of, QUARTERLY).because.standard == "R6"


def test_a_call_does_not_cover_the_month() -> None:
    """A call of 19 October resets the interval, but R8 asks for the visit that is missing since August."""
    of = territory(
        shop(traits=frozenset({Trait.STEADY})),
        visited(date(2026, 8, 20)),
        visited(date(2026, 10, 19), mode=Mode.PHONE),
    )
    need = need_on(date(2026, 10, 29), of)
    assert (need.category, need.cause, need.contact_modes) == (
        Category.MANDATORY,
        Cause.COVERAGE,
        (),
    )
    lenient = CLASSIFIED.derive({"contact.counts_for_coverage": True})
    assert rest_on(date(2026, 10, 29), of, lenient).because.standard == "R3"


# ---------------------------------------------------------------- R6: days that are no visit days


def test_a_late_visit_waits_for_the_next_visit_day() -> None:
    """On a Tuesday nothing late is asked for, unless the policy says that it opens the day."""
    of = territory(shop(), visited(date(2026, 9, 1)))
    found = needs_on(TUESDAY, of)
    assert (found.needs, found.resting[0].because.standard) == ((), "R6")
    assert any("no visit day" in note.text for note in found.notes)
    opening = CLASSIFIED.derive({"visits.opens_a_day": ["late"]})
    assert need_on(TUESDAY, of, opening).cause is Cause.LATE


def test_a_day_off_has_nobody_to_visit() -> None:
    """On a Saturday an appointment is answered with what stands against it, and nothing is lost."""
    of = territory(shop(), appointment(at("2026-11-28 10:00")))
    found = needs_on(SATURDAY, of)
    (need,) = found.needs
    assert (need.closed_by, need.windows) == (Rule.NO_SHIFT, ())
    assert found.present == ()
    assert any("not a working day" in note.text for note in found.notes)


# ---------------------------------------------------------------- R22: contacts

STEADY = shop(traits=frozenset({Trait.STEADY}))


def test_a_steady_customer_may_be_called_every_other_time() -> None:
    """Last seen in person: a call will do. Last called: the next contact is in person."""
    seen = need_on(MONDAY, territory(STEADY, visited(date(2026, 10, 1))))
    assert seen.contact_modes == (Mode.NETWORK, Mode.PHONE)
    called = need_on(
        MONDAY,
        territory(STEADY, visited(date(2026, 9, 20)), visited(date(2026, 10, 1), mode=Mode.PHONE)),
    )
    assert called.contact_modes == ()


@pytest.mark.parametrize(
    ("changes", "modes"),
    [
        ({}, (Mode.NETWORK, Mode.PHONE)),
        ({"contact.in_person_every": 1}, ()),
        ({"contact.counts_for_cadence": False}, ()),
        ({"contact.traits": ["remote"]}, ()),
        ({"contact.modes": ["phone"]}, (Mode.PHONE,)),
        ({"classes.regular.modes": ["in-person", "network"]}, (Mode.NETWORK,)),
    ],
)
def test_the_policy_decides_on_contacts(
    changes: dict[str, object], modes: tuple[Mode, ...]
) -> None:
    """Each switch of the policy narrows the ways in which a steady customer may be kept in touch with."""
    policy: Policy = CLASSIFIED.derive(changes)
    need = need_on(MONDAY, territory(STEADY, visited(date(2026, 10, 1))), policy)
    assert need.contact_modes == modes


@pytest.mark.parametrize(
    "event",
    [
        complaint(at("2026-11-20 09:00")),
        appointment(at("2026-11-23 14:00")),
        pin(MONDAY),
    ],
    ids=["anomaly", "appointment", "pin"],
)
def test_promises_and_anomalies_are_kept_in_person(event: object) -> None:
    """R13, R16: whatever else the customer may be, these are no phone calls."""
    of = territory(STEADY, visited(date(2026, 10, 1)), event)
    assert need_on(MONDAY, of).contact_modes == ()


def test_a_filler_is_no_phone_call() -> None:
    """R7 counts visits in person, so a filler by phone would serve nothing."""
    need = need_on(MONDAY, territory(STEADY, visited(date(2026, 10, 20))))
    assert (need.category, need.contact_modes) == (Category.FILLER, ())
