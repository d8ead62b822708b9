"""Appointments met at the moment aimed at (R16): each for itself, where that is a small detour.

On the street of a minute from number to number, m1 sets out at 08:30 from number 0 and ends his day further up. Regular
customers are visited for 12 minutes, 10 at least. An appointment is aimed at five minutes early, and kept from ten
minutes before the time agreed to ten minutes after.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from routing.build_request import day_request, places
from routing.domain.customer import Customer
from routing.domain.events import Appointment
from routing.domain.ids import CustomerId
from routing.domain.manager import AccountManager
from routing.plan import Plan
from routing.punctuality import DETOUR_S, most_punctual, punctual
from routing.request_planner import plan_request
from routing.solve.backend import Limits
from routing.status import NUM_LEVELS
from routing.units import clock_text
from tests.replanning.worked_day import (
    CHINA,
    EVENING,
    M1,
    POLICY,
    STREET,
    WEDNESDAY,
    at,
    number,
    shop,
    street,
)


def planned(*shops: Customer, ends_at: int, **agreed: str) -> Plan:
    """Return the plan of a day that ends at a number, with times agreed."""
    of = street(
        *shops,
        appointments=tuple(
            Appointment(customer_id=CustomerId(name), at=at(time)) for name, time in agreed.items()
        ),
    )
    of = replace(of, managers=(AccountManager(id=M1, start=number(0), end=number(ends_at)),))
    request = day_request(of, POLICY, CHINA, WEDNESDAY, EVENING)
    return plan_request(request, STREET.matrix(places(of)), limits=Limits(iterations=3_000))


def starts(plan: Plan) -> dict[str, str]:
    """Return when each visit begins."""
    return {
        stop.customer_id: clock_text(stop.start_s) for route in plan.routes for stop in route.stops
    }


A_AND_B = (shop("a", 10), shop("b", 18))
"""Both for ten o'clock, aimed at 09:55: from 09:50, ten minutes with the one and eight on the way, to 10:08."""


def test_one_that_cannot_be_met_in_time_makes_no_other_late() -> None:
    """Of a and b one is late whatever is done. C, agreed for 11:00, is aimed at 10:55.

    With d on the way, at 10:45 from b's at 10:18, c begins at 11:00. C first, at 10:50, and d after it are ten minutes
    more on the road.
    """
    plan = planned(
        *A_AND_B, shop("c", 50), shop("d", 45), ends_at=60, a="10:00", b="10:00", c="11:00"
    )
    begun = starts(plan)
    assert begun.keys() == set("abcd")
    assert begun["c"] == "10:55"
    assert max(begun["a"], begun["b"]) > "09:55"


def test_one_question_holds_those_asked_for_alone() -> None:
    """Held, a begins by 09:55; b, not held, by 10:10 as before."""
    of = street(
        *A_AND_B,
        appointments=tuple(
            Appointment(customer_id=CustomerId(name), at=at("10:00")) for name in "ab"
        ),
    )
    request = day_request(of, POLICY, CHINA, WEDNESDAY, EVENING)
    index_of = {visit.customer_id: v for v, visit in enumerate(request.visits)}
    asked = punctual(request, [index_of[CustomerId("a")]])
    until = {visit.customer_id: clock_text(visit.openings[0].end_s) for visit in asked.visits}
    assert until == {"a": "09:55", "b": "10:10"}


# ------------------------------------------------------------------ which of them

Held = frozenset[int]
"""An answer that is known by which appointments are in time in it."""


def won(detours_s: dict[Held, int], of: int = 3) -> Held:
    """Return which of the first appointments are in time in the end, where none is to begin with.

    Parameters
    ----------
    detours_s
        What it costs to hold some of them; a combination that does not stand there leaves a promise out.
    """

    def levels(one: Held) -> tuple[int, ...]:
        found = [0] * NUM_LEVELS
        found[0] = int(one != held() and one not in detours_s)
        found[-1] = 10_000 + detours_s.get(one, 0)
        return tuple(found)

    return most_punctual(
        frozenset(),
        kept=lambda one: (sorted(one), sorted(set(range(of)) - one)),
        levels=levels,
        holding=lambda _, held: frozenset(held),
    )


def held(*appointments: int) -> Held:
    """Return some appointments."""
    return frozenset(appointments)


def test_all_at_once_where_one_is_worth_the_detour_of_all() -> None:
    """Two of them, 900 s together, is what one is worth."""
    assert DETOUR_S == 900
    assert won({held(0, 1): 900}, of=2) == held(0, 1)


@pytest.mark.parametrize(("last_s", "in_time"), [(900, held(1, 2)), (901, held(2))])
def test_each_is_worth_a_detour_of_its_own(last_s: int, in_time: Held) -> None:
    """Number 0 cannot be held. 2 costs 300 s; 1 besides it so much more: 900 s and no second beyond."""
    detours_s = {held(2): 300, held(1): 500, held(1, 2): 300 + last_s}
    assert won(detours_s) == in_time


def test_the_cheapest_is_held_first() -> None:
    """Any two contradict each other: number 1 is the cheapest, and of two equally cheap ones the first is held."""
    assert won({held(0): 700, held(1): 100, held(2): 800}) == held(1)
    assert won({held(0): 700, held(1): 400, held(2): 400}) == held(1)


def test_nothing_is_changed_where_no_detour_is_worth_it() -> None:
    """Each costs a second more than it is worth."""
    assert won({held(0): 901, held(1): 901, held(2): 901}) == held()
