"""Several account managers: a stand-in for who falls ill, in one plan with him or with a plan of his own.

m1 goes up the street, a 08:35-08:53, b 08:58-09:10, c 09:15-09:33; m2 down, u (-5) 08:35-08:53, v (-10) 08:58-09:10.
a, c and u have had notice. At 08:34 nobody has been visited, and both are on the way.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from routing.domain.events import Appointment
from routing.domain.ids import CustomerId
from routing.domain.road_events import ManagerIll, RunsLate
from routing.errors import InputError
from routing.plan_chain import kept_visits, publish
from routing.replanning import Replan, replan
from tests.replanning.worked_day import (
    CHINA,
    M1,
    M2,
    POLICY,
    STREET,
    THURSDAY,
    at,
    kinds,
    later,
    made,
    morning,
    on_the_road,
    shop,
    street,
    times,
    told,
)

FIVE = street(
    shop("a", 5, told=True),
    shop("b", 10),
    shop("c", 15, told=True),
    shop("u", -5, told=True, manager_id=M2),
    shop("v", -10, manager_id=M2),
    managers=(M1, M2),
)
TOGETHER = morning(FIVE, {M1: "a b c", M2: "u v"})
OF_M1 = morning(FIVE, {M1: "a b c"})
OF_M2 = replace(morning(FIVE, {M2: "u v"}), number=2)
ILL = ManagerIll(manager_id=M1)


def of_m2(found: Replan) -> str:
    """Return the stops of m2."""
    return times(found.plan, M2)


def test_what_befalls_one_leaves_the_other_alone() -> None:
    """m1 is ten minutes late: m2 goes on as planned."""
    found = on_the_road(FIVE, TOGETHER, "08:34", events=[RunsLate(manager_id=M1, minutes=10)])
    assert times(found.plan) == "a 08:45 b 09:08 c 09:25"
    assert of_m2(found) == "u 08:35 v 08:58"
    assert found.changes == ()


def test_who_stands_in_keeps_the_promises_of_both() -> None:
    """m2 is with u from 08:35 to 08:53, ten minutes from a: 09:03. c begins within a quarter of an hour of 09:15."""
    found = on_the_road(FIVE, TOGETHER, "08:34", events=[ILL])
    assert of_m2(found) == "u 08:35 a 09:03 c 09:30 b 09:53 v 10:25"
    assert kinds(found) == {
        "a": ("reassigned", "retimed"),
        "b": ("reassigned", "retimed"),
        "c": ("reassigned",),
        "v": ("retimed",),
    }
    assert told(found) == {
        "a": "m2 comes instead; 09:03 instead of 08:35.",
        "c": "m2 comes instead.",
    }
    assert found.handed_on == ()
    assert [route.manager_id for route in found.plan.routes] == [M2]


def test_nobody_stands_in_where_the_policy_has_none() -> None:
    """The promises of m1 are listed; m2 goes on as planned."""
    never = POLICY.derive({"stand_ins": "never"})
    found = on_the_road(FIVE, TOGETHER, "08:34", policy=never, events=[ILL])
    assert of_m2(found) == "u 08:35 v 08:58"
    assert kinds(found) == dict.fromkeys("abc", ("dropped",))
    assert told(found) == {
        "a": "no visit today at 08:35, possible again on 2026-11-05.",
        "c": "no visit today at 09:15, possible again on 2026-11-05.",
    }
    assert later(found) == {
        "a": "11-09 11-05 in time",
        "c": "11-09 11-05 in time",
        "b": "11-14 11-05 in time",
    }


def test_an_appointment_falls_to_the_stand_in() -> None:
    """B has agreed on 09:30: the visit begins at 09:25 as it would have (R16)."""
    of = replace(FIVE, appointments=(Appointment(customer_id=CustomerId("b"), at=at("09:30")),))
    record = morning(of, {M1: "a c b", M2: "u v"})
    found = on_the_road(of, record, "08:34", events=[ILL])
    assert "b 09:" in of_m2(found)
    starts = dict(zip(of_m2(found).split()[::2], of_m2(found).split()[1::2], strict=True))
    assert "09:20" <= starts["b"] <= "09:40"
    assert told(found)["b"] == "m2 comes instead."


# ------------------------------------------------------------------ a stand-in with a plan of his own


def test_two_plans_become_one() -> None:
    """The stand-in named, both plans are followed by one, and what m2 had is compared as well as what m1 had."""
    found = on_the_road(FIVE, OF_M1, "08:34", events=[ILL], records=[OF_M2], manager_ids=[M1, M2])
    together = on_the_road(FIVE, TOGETHER, "08:34", events=[ILL])
    assert of_m2(found) == of_m2(together)
    assert kinds(found) == kinds(together)
    assert told(found) == told(together)
    record = found.record
    assert (record.manager_ids, record.parent_id, record.joined_ids) == (
        (M1, M2),
        OF_M1.id,
        (OF_M2.id,),
    )
    assert record.number == 3


def test_the_plan_of_both_is_the_one_in_force() -> None:
    """Published, it takes the place of both: nothing overlaps, and either of the two is refused from then on."""
    found = on_the_road(FIVE, OF_M1, "08:34", events=[ILL], records=[OF_M2], manager_ids=[M1, M2])
    published = publish(found.record, at("08:35"))
    chain = [OF_M1, OF_M2, published]
    kept, _ = kept_visits(
        chain, found.territory, POLICY, CHINA, at("08:36"), at("08:36").date(), THURSDAY
    )
    assert {one.customer_id: one.is_promised for one in kept if one.day == at("08:36").date()} == {
        "a": True,
        "b": False,
        "c": True,
        "u": True,
        "v": False,
    }
    again = on_the_road(found.territory, published, "08:36", records=chain)
    assert again.changes == ()
    for old in (OF_M1, OF_M2):
        with pytest.raises(InputError) as refused:
            replan(FIVE, POLICY, CHINA, STREET, old, now=at("08:36"), records=chain)
        assert {one.code for one in refused.value.issues} == {"plan-replaced"}


def test_without_the_stand_in_among_those_planned_nobody_stands_in() -> None:
    """m2 has a plan of his own, which stays as it is."""
    found = on_the_road(FIVE, OF_M1, "08:34", events=[ILL], records=[OF_M2])
    assert found.plan.routes == ()
    assert found.record.manager_ids == (M1,)
    assert told(found).keys() == {"a", "c"}


def test_a_stand_in_without_a_plan_begins_where_his_day_starts() -> None:
    """m2 has no plan today: he leaves 0 at 08:34, is at a's five minutes later, and has lunch before him."""
    found = on_the_road(FIVE, OF_M1, "08:34", events=[ILL], manager_ids=[M1, M2])
    assert of_m2(found).startswith("a 08:39")
    assert found.plan.routes[0].lunch is not None
    assert told(found) == {"a": "m2 comes instead.", "c": "m2 comes instead."}


def test_two_plans_of_one_id_are_refused() -> None:
    """Which of them the new plan would follow could not be told."""
    twin = replace(OF_M2, number=1)
    with pytest.raises(InputError) as refused:
        replan(FIVE, POLICY, CHINA, STREET, OF_M1, now=at("08:34"), records=[twin])
    assert [one.code for one in refused.value.issues] == ["plan-id-repeated"]


def test_part_of_a_team_is_replanned_alone() -> None:
    """Asked for m1 alone, the plan of both goes on to speak for m2."""
    found = on_the_road(
        FIVE,
        TOGETHER,
        "08:40",
        manager_ids=[M1],
        done=made(),
        events=[RunsLate(manager_id=M1, minutes=10)],
    )
    assert [route.manager_id for route in found.plan.routes] == [M1]
    chain = [TOGETHER, publish(found.record, at("08:41"))]
    kept, _ = kept_visits(
        chain, found.territory, POLICY, CHINA, at("08:42"), at("08:42").date(), THURSDAY
    )
    assert {one.customer_id for one in kept} >= {"b", "c", "u", "v"}
