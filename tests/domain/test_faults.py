"""Faults of a territory as a whole, told by attribute."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

from hypothesis import given

from routing.domain.customer import Customer, Point
from routing.domain.events import Pin, Task, UndoneReason, VisitRecord
from routing.domain.faults import territory_faults
from routing.domain.ids import CustomerId, ManagerId
from routing.domain.manager import AccountManager
from routing.domain.territory import Territory
from routing.errors import Severity
from tests.strategies import territories

SOUND = Territory(
    id="T",
    managers=(AccountManager(id=ManagerId("M"), start=Point(lat=41.8, lon=123.4)),),
    customers=tuple(
        Customer(id=CustomerId(f"C{n}"), point=Point(lat=41.8 + n / 100, lon=123.4))
        for n in range(4)
    ),
)


def _found(territory: Territory) -> list[tuple[str, str]]:
    return [(issue.code, issue.place) for issue in territory_faults(territory)]


@given(territories())
def test_consistent_territory_has_no_error(territory: Territory) -> None:
    """Known ids, windows in order and a past that is past raise no error; warnings may be."""
    issues = territory_faults(territory, today=date(2027, 1, 1))
    assert [issue for issue in issues if issue.severity is Severity.ERROR] == []


def test_territory_without_managers_is_refused() -> None:
    """Nobody to visit is an error; nobody to be visited is an empty plan."""
    assert _found(replace(SOUND, managers=())) == [("no-managers", "territory.managers")]
    assert _found(replace(SOUND, customers=())) == []


def test_repeated_ids_are_errors_at_the_second_place() -> None:
    """Of two customers or managers with one id the later is at fault, and the message names the earlier."""
    twice = replace(
        SOUND, managers=SOUND.managers * 2, customers=(*SOUND.customers, SOUND.customers[1])
    )
    issues = territory_faults(twice)
    assert [(issue.code, issue.place) for issue in issues] == [
        ("id-repeated", "territory.managers[1].id"),
        ("id-repeated", "territory.customers[4].id"),
    ]
    assert "territory.customers[1].id" in issues[1].message


def test_unknown_ids_are_errors_wherever_they_stand() -> None:
    """A visit and a pin of nobody's customer are each an error at their attribute."""
    stray = CustomerId("X9")
    territory = replace(
        SOUND,
        history=(VisitRecord(customer_id=stray, day=date(2026, 10, 1), manager_id=ManagerId("Y")),),
        pins=(Pin(customer_id=stray, day=date(2026, 10, 1)),),
    )
    assert _found(territory) == [
        ("customer-unknown", "territory.history[0].customer_id"),
        ("manager-unknown", "territory.history[0].manager_id"),
        ("customer-unknown", "territory.pins[0].customer_id"),
    ]


def test_tier_and_modes_have_bounds() -> None:
    """Tier 0 and a customer whom nobody may visit in any way are errors."""
    first, second, *rest = SOUND.customers
    territory = replace(
        SOUND, customers=(replace(first, tier=0), replace(second, modes=frozenset()), *rest)
    )
    assert _found(territory) == [
        ("tier-out-of-range", "territory.customers[0].tier"),
        ("no-mode", "territory.customers[1].modes"),
    ]


def test_window_of_one_instant_is_sound() -> None:
    """Windows are closed intervals, so start and end may be equal."""
    pin = Pin(customer_id=CustomerId("C1"), day=date(2026, 10, 1), start=time(9), end=time(9))
    assert _found(replace(SOUND, pins=(pin,))) == []


def test_failed_visit_and_visit_of_one_day_are_no_repetition() -> None:
    """A closed door in the morning and a visit in the afternoon are two truths."""
    tried = VisitRecord(customer_id=CustomerId("C1"), day=date(2026, 10, 1), done=False)
    made = replace(tried, done=True)
    assert _found(replace(SOUND, history=(tried, made))) == []
    assert _found(replace(SOUND, history=(made, tried, made))) == [
        ("visit-repeated", "territory.history[2].day")
    ]


def test_visits_made_have_no_reason_for_not_being_made() -> None:
    """A reason beside a visit that was made contradicts it; beside one that was not it is what R23 asks for."""
    undone = VisitRecord(
        customer_id=CustomerId("C1"),
        day=date(2026, 10, 1),
        done=False,
        because=UndoneReason.REFUSED,
    )
    assert _found(replace(SOUND, history=(undone, replace(undone, done=True)))) == [
        ("reason-of-visit-made", "territory.history[1].because")
    ]


def test_visits_take_minutes_of_a_day() -> None:
    """A minute and a whole day of 1440 are sound, nothing and a minute more are not, unknown is no fault."""
    history = [
        VisitRecord(customer_id=CustomerId("C1"), day=date(2026, 10, n + 1), length_minutes=minutes)
        for n, minutes in enumerate((None, 1, 1440, 0, 1441))
    ]
    assert _found(replace(SOUND, history=tuple(history))) == [
        ("number-out-of-range", "territory.history[3].length_minutes"),
        ("number-out-of-range", "territory.history[4].length_minutes"),
    ]


def test_order_before_joining_is_a_warning() -> None:
    """A first order before the day of joining looks wrong but stops nothing."""
    first, *rest = SOUND.customers
    odd = replace(first, joined_on=date(2026, 10, 5), first_order_on=date(2026, 10, 1))
    (issue,) = territory_faults(replace(SOUND, customers=(odd, *rest)))
    assert (issue.code, issue.severity) == ("order-before-joining", Severity.WARNING)


def test_tasks_take_part_of_a_known_managers_day() -> None:
    """A minute and a whole day of 1440 are sound; nothing, a minute more and a stranger's task are not."""
    manager_id = SOUND.managers[0].id
    known = [
        Task(manager_id=manager_id, day=date(2026, 10, 1), minutes=n) for n in (1, 1440, 0, 1441)
    ]
    stray = Task(manager_id=ManagerId("Y"), day=date(2026, 10, 1), minutes=30)
    assert _found(replace(SOUND, tasks=(*known, stray))) == [
        ("manager-unknown", "territory.tasks[4].manager_id"),
        ("number-out-of-range", "territory.tasks[2].minutes"),
        ("number-out-of-range", "territory.tasks[3].minutes"),
    ]
