"""Why no time can be offered for an appointment: the rule in the way, or by how much the nearest route overruns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from routing.domain.ids import CustomerId
from routing.domain.policy_document import load_policy
from routing.domain.policy_terms import AppointmentTerms
from routing.plan import Plan
from routing.problem import Problem
from routing.reasons import Obstacle, facts, names, obstacles, remedies
from routing.recommendation.asked import without_promise
from routing.recommendation.question import Question, question
from routing.recommendation.times import days_that_can_be
from routing.request import PlanRequest
from routing.travel.matrix import TravelMatrix
from routing.units import MINUTE_S
from routing.what_if import StandingPlan

__all__ = ["why_no_time"]

Told = tuple[str, str]

_NONE = (
    "No time can be kept on these days with at most one stop giving way.",
    "所选日期内，至多让出一户时没有可约时间。",
)


def why_no_time(  # noqa: PLR0913 - the terms of the question that had no answer
    request: PlanRequest,
    matrix: TravelMatrix,
    plan: Plan,
    customer_id: CustomerId,
    *,
    first: date | None = None,
    last: date | None = None,
    not_before_s: int | None = None,
    instead_of: date | None = None,
    terms: AppointmentTerms | None = None,
) -> tuple[str, str]:
    """Return why `recommend_times` offers nothing on the same terms, in English and Chinese.

    Where no shift could make the visit even if it made nothing else, the rules in the way are named; else what the
    nearest route lacks.

    Raises
    ------
    InputError
        If the customer is not in the request, the days are none of the plan's or out of order, or the plan is not of
        the request.
    """
    asked = question(request, matrix, plan, customer_id, first=first, last=last)
    visit = asked.visit_request
    base = visit if instead_of is None else without_promise(visit, instead_of)
    can_be = dict(
        days_that_can_be(
            asked, base, load_policy("classified").appointment if terms is None else terms
        )
    )
    # An appointment is kept in person.
    base = replace(
        base,
        contact=None,
        openings=tuple(
            replace(one, start_s=max(one.start_s, not_before_s or 0))
            for one in base.openings
            if one.end_s >= (not_before_s or 0)
        ),
    )
    narrowed, problem = asked.request_with(base), asked.problem_with(base)
    shifts = [k for k, one in enumerate(request.shifts) if asked.first <= one.day <= asked.last]
    if in_the_way := obstacles(narrowed, problem, asked.visit, shifts):
        told = _forbidden(narrowed, problem, asked.visit, in_the_way)
    elif not can_be:
        told = (
            "A visit on any of these days would break what is promised or owed to the customer (R16).",
            "在这些日期拜访均会违背对该客户的承诺或应访安排（R16）。",
        )
    else:
        open_to = [
            k
            for k in shifts
            if problem.visits[asked.visit].windows[k] and request.shifts[k].day in can_be
        ]
        told = _crowded(asked, problem, open_to)
    none, none_zh = _NONE
    look = f"`routing explain --visit {visit.id} --repairs`"
    return (
        f"{none} {told[0]} {look} tries larger changes.",
        f"{none_zh}{told[1]}可用{look}尝试更大的调整。",
    )


def _forbidden(
    request: PlanRequest, problem: Problem, v: int, in_the_way: Sequence[Obstacle]
) -> Told:
    """Return the rules that keep the visit off every shift, with their figures, and what to do."""
    told, told_zh = [], []
    for one in in_the_way:
        (english, chinese), (shown, shown_zh) = names(one.rules), facts(request, problem, v, one)
        told.append(f"{english} ({shown})" if shown else english)
        told_zh.append(f"{chinese}（{shown_zh}）" if shown_zh else chinese)
    remedy, remedy_zh = remedies(in_the_way[0].rules)
    rules = "; or ".join(told)
    return f"{rules[0].upper()}{rules[1:]}. {remedy}", f"{'；或'.join(told_zh)}。{remedy_zh}"


def _crowded(asked: Question, problem: Problem, shifts: Sequence[int]) -> Told:
    """Return what the nearest of some routes lacks to take the visit in."""
    v, standing = asked.visit, asked.standing
    without = StandingPlan(
        problem,
        [[stop for stop in route if stop != v] for route in standing.sequences],
        [one for one in standing.contacts if one[1] != v],
    )
    missing = [(without.missing_s(v, k) or 0, k) for k in shifts]
    over_s, nearest = min((one for one in missing if one[0]), default=(0, None))
    if nearest is not None:
        shift, minutes = asked.request.shifts[nearest], -(-over_s // MINUTE_S)
        return (
            f"The nearest route, on {shift.day} by {shift.manager_id}, overruns by {minutes} min with it.",
            f"最接近的路线为{shift.day}（{shift.manager_id}），加入后超时{minutes}分钟。",
        )
    if all(len(without.sequences[k]) >= problem.shifts[k].max_visits for k in shifts):
        return "Every route has its most visits.", "各路线均已达户数上限。"
    return (
        "Other visits and calls leave no gap within its hours.",
        "其他拜访与电话未在其可访时段内留出空档。",
    )
