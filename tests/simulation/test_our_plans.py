"""The library's chain of plans as somebody who plans a simulated day, on the street of the replanning tests."""

from __future__ import annotations

from dataclasses import replace

from routing.domain.manager import Absence
from routing.plan_chain import publish
from routing.simulation.our_plans import OurPlans
from routing.simulation.strategy import Known, OnTheRoad
from routing.simulation.tour import Errand
from tests.replanning.worked_day import (
    CHINA,
    EVENING,
    M1,
    M2,
    POLICY,
    STREET,
    WEDNESDAY,
    at,
    clock,
    morning,
    shop,
    street,
)

TEAM = street(shop("a", 5), shop("b", 10), shop("u", -5, manager_id=M2), managers=(M1, M2))
PLANNED = publish(morning(TEAM, {M1: "a b", M2: "u"}, published_at=None), EVENING)


def test_who_has_no_time_left_goes_home() -> None:
    """At 08:32 m1 is called away for the rest of the day: he has no route any more, and m2 has all visits."""
    away = Absence(
        manager_id=M1, first=WEDNESDAY, last=WEDNESDAY, start=clock("08:32"), end=clock("17:30")
    )
    known = Known(
        now=at("08:32"),
        territory=replace(TEAM, absences=(away,)),
        policy=POLICY,
        calendar=CHINA,
        travel=STREET,
        records=(PLANNED,),
    )
    left = {
        route.manager_id: tuple(
            Errand(customer_id=stop.customer_id, length_s=stop.length_s) for stop in route.stops
        )
        for route in PLANNED.plan.routes
    }
    found = OnTheRoad(
        manager_id=M1, positions=(), left=left, is_news=True, has_failed=False, behind_s=0
    )
    answer = OurPlans().on_the_road(known, found)
    assert answer is not None
    tours = {tour.manager_id: [one.customer_id for one in tour.errands] for tour in answer.tours}
    assert tours.keys() == {M1, M2}
    assert tours[M1] == []
    assert sorted(tours[M2]) == ["a", "b", "u"]
