"""Reasons of any plan of any question, each tried again by a second opinion that shares nothing with them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from benchmarks.second_opinion import Judge, Verdict
from routing.request import PlanRequest
from routing.request_planner import plan_request
from routing.rules import Rule
from routing.solve import Limits
from routing.solve.ruin_recreate import RuinRecreate
from routing.travel.matrix import TravelMatrix
from tests.odd_requests import odd_day, odd_fortnight

SEEDS = range(60)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("asked", [odd_day, odd_fortnight], ids=["day", "fortnight"])
def test_no_reason_is_wrong(
    asked: Callable[[int], tuple[PlanRequest, TravelMatrix]], seed: int
) -> None:
    """Of a hasty plan: whatever is called verified holds when tried again, and what is not says so."""
    request, matrix = asked(seed)
    plan = plan_request(
        request, matrix, limits=Limits(iterations=2, seed=seed), backend=RuinRecreate()
    )
    found = list(Judge(request, matrix, plan).judgements())
    assert len(found) == sum(len(one.reasons) for one in plan.unassigned)
    assert [(one.visit_id, one.why) for one in found if one.verdict is Verdict.WRONG] == []
    unknown = {one.reason.rule for one in found if one.verdict is Verdict.UNKNOWN}
    assert unknown <= {Rule.NO_REASON_FOUND}
