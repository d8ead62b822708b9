"""The benchmark of repairs: what holds is counted, and what does not is told."""

from __future__ import annotations

from dataclasses import replace

from benchmarks.generated_days import generated_day
from benchmarks.repairs import Case, fault_of, tried
from routing.domain.visit import Category
from routing.repair import repairs
from routing.request_planner import plan_request
from routing.solve import Limits
from routing.solve.ruin_recreate import RuinRecreate


def test_every_repair_of_a_day_is_counted() -> None:
    """Each visit that is asked about has a first repair or none, and all that are told hold."""
    found = tried(Case(number=1), seed=1)
    assert found.asked == sum(found.first.values()) + found.without == len(found.seconds)
    assert found.held == found.told >= found.first_held == sum(found.first.values())
    assert found.faults == ()


def test_what_does_not_hold_is_told() -> None:
    """A repair without its change of the request, and one without its change of the plan."""
    day = generated_day(1)
    limits = Limits(iterations=500)
    plan = plan_request(day.request, day.matrix, limits=limits, backend=RuinRecreate())
    due = [one.visit_id for one in plan.unassigned if one.category is Category.DUE]
    repair = next(
        one
        for visit_id in due
        for one in repairs(day.request, day.matrix, plan, visit_id)
        if one.request != day.request
    )
    asked = (day.request, day.matrix, plan)
    assert fault_of(*asked, repair) == ""
    assert fault_of(*asked, replace(repair, request=day.request)) != ""
    assert fault_of(*asked, replace(repair, routes=())) == "the visit is not in the plan"
