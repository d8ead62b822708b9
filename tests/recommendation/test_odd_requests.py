"""Offers on questions of every oddity at once: whoever is asked about, there is an answer, and it is kept."""

from __future__ import annotations

import pytest

from routing.encode import start_windows
from routing.recommendation import recommend_days, recommend_times, take, why_no_time
from routing.request_planner import plan_request
from routing.solve.backend import Limits
from routing.solve.ruin_recreate import RuinRecreate
from tests.odd_requests import odd_fortnight


@pytest.mark.parametrize("seed", range(3000, 3030))
def test_every_customer_of_a_fortnight_has_an_answer(seed: int) -> None:
    """Offers are on shifts that may make the visit, and lead to plans at their cost; where there is none, it says why.

    Among the questions are days on which nobody works who may make a visit that is open on them (3003, 3009, 3020).
    """
    request, matrix = odd_fortnight(seed)
    limits = Limits(iterations=3, seed=seed)
    plan = plan_request(request, matrix, limits=limits, backend=RuinRecreate())
    shifts = {shift.id: shift for shift in request.shifts}
    for visit in request.visits:
        times = recommend_times(request, matrix, plan, visit.customer_id, most=4)
        days = recommend_days(request, matrix, plan, visit.customer_id, most=4)
        if not times:
            text, text_zh = why_no_time(request, matrix, plan, visit.customer_id)
            assert f"--visit {visit.id} --repairs" in text
            assert f"--visit {visit.id} --repairs" in text_zh
        for offer in (*times, *days):
            assert start_windows(visit, shifts[offer.shift_id])
            made = take(matrix, plan, offer)
            new, old = made.objective.levels, plan.objective.levels
            assert tuple(a - b for a, b in zip(new, old, strict=True)) == offer.cost
