"""The second opinion finds what is wrong with a reason: one thing broken at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from benchmarks.reasons import Case, tried
from benchmarks.second_opinion import Judge, Verdict
from routing.plan import Plan, Reason, ReasonKind
from routing.request import PlanRequest
from routing.request_planner import plan_request
from routing.rules import Rule
from routing.solve import Limits
from routing.solve.ruin_recreate import RuinRecreate
from routing.travel.matrix import TravelMatrix
from tests.odd_requests import odd_day, odd_fortnight

Told = tuple[PlanRequest, TravelMatrix, Plan]
Asked = Callable[[int], tuple[PlanRequest, TravelMatrix]]


def plans(asked: Asked) -> Iterator[Told]:
    """Yield plans of odd questions."""
    for seed in range(40):
        request, matrix = asked(seed)
        limits = Limits(iterations=2, seed=seed)
        yield request, matrix, plan_request(request, matrix, limits=limits, backend=RuinRecreate())


def verdicts(told: Told, number: int, reason: Reason) -> list[Verdict]:
    """Return what comes of a plan's reasons with one of a visit's replaced, the only one of the visit then."""
    request, matrix, plan = told
    unassigned = list(plan.unassigned)
    unassigned[number] = replace(unassigned[number], reasons=(reason,))
    changed = replace(plan, unassigned=tuple(unassigned))
    judge = Judge(request, matrix, changed)
    found = list(judge.judgements())
    return [one.verdict for one in found if one.reason is reason]


@pytest.fixture(scope="module", params=[odd_day, odd_fortnight], ids=["day", "fortnight"])
def told(request: pytest.FixtureRequest) -> list[tuple[Told, int, Reason]]:
    """Plans with the position and first reason of each visit left out."""
    return [
        (one, number, left_out.reasons[0])
        for one in plans(request.param)
        for number, left_out in enumerate(one[2].unassigned)
    ]


def test_a_cost_that_is_off_by_one_is_wrong(told: list[tuple[Told, int, Reason]]) -> None:
    """Whatever was computed comes to what it comes to."""
    priced = [one for one in told if one[2].cost]
    assert priced
    for plan, number, reason in priced:
        cost = (*reason.cost[:-1], reason.cost[-1] + 1)
        assert verdicts(plan, number, replace(reason, cost=cost)) == [Verdict.WRONG]


def test_a_plan_that_was_not_computed_is_wrong(told: list[tuple[Told, int, Reason]]) -> None:
    """Without the changed routes nothing has the visit in it."""
    priced = [one for one in told if one[2].instead]
    assert priced
    for plan, number, reason in priced:
        changed = replace(reason, instead=(), instead_contacts=())
        assert verdicts(plan, number, changed) == [Verdict.WRONG]


def test_who_is_displaced_is_counted(told: list[tuple[Told, int, Reason]]) -> None:
    """One displaced visit too few is wrong."""
    displacing = [one for one in told if one[2].displaces]
    assert displacing
    for plan, number, reason in displacing:
        changed = replace(reason, displaces=reason.displaces[1:])
        assert verdicts(plan, number, changed) == [Verdict.WRONG]


def test_a_rule_that_is_not_in_the_way_is_wrong(told: list[tuple[Told, int, Reason]]) -> None:
    """Nobody is kept out by a rule that nobody is under: no visit here is too far for any day."""
    impossible = [one for one in told if one[2].kind is ReasonKind.IMPOSSIBLE]
    assert impossible
    found = Counter(
        verdict
        for plan, number, reason in impossible
        for verdict in verdicts(plan, number, replace(reason, rule=Rule.TRAVEL, also=()))
    )
    # Where visits take no time to reach, some day would do: legs of up to forty minutes may be all that is missing.
    assert found[Verdict.WRONG] > len(impossible) // 2


def test_what_can_be_made_is_not_impossible(told: list[tuple[Told, int, Reason]]) -> None:
    """What a plan was computed with is possible, whatever rule is named."""
    priced = [one for one in told if one[2].cost and not one[0][0].visits[0].cadence]
    for plan, number, reason in priced:
        changed = replace(
            reason,
            kind=ReasonKind.IMPOSSIBLE,
            rule=Rule.TIME_WINDOW,
            cost=(),
            displaces=(),
            instead=(),
        )
        assert verdicts(plan, number, changed) == [Verdict.WRONG]


def test_who_is_missed_is_needed(told: list[tuple[Told, int, Reason]]) -> None:
    """Mandatory and due visits are never not needed."""
    missed = [one for one in told if one[0][2].unassigned[one[1]].category != "filler"]
    assert missed
    for plan, number, reason in missed:
        changed = replace(
            reason, kind=ReasonKind.NOT_NEEDED, rule=Rule.NOT_NEEDED, also=(), cost=()
        )
        assert verdicts(plan, number, changed) == [Verdict.WRONG]


def test_what_was_not_tried_is_unknown(told: list[tuple[Told, int, Reason]]) -> None:
    """A reason that says so itself is neither verified nor wrong; one that only claims to be is wrong."""
    plan, number, reason = told[0]
    honest = replace(reason, rule=Rule.NO_REASON_FOUND, verified=False)
    assert verdicts(plan, number, honest) == [Verdict.UNKNOWN]
    boast = replace(reason, rule=Rule.NO_REASON_FOUND, verified=True)
    assert verdicts(plan, number, boast) == [Verdict.WRONG]


def test_a_case_of_the_benchmark_is_tried() -> None:
    """Every reason of a generated day comes out with a verdict, and it is told how long telling took."""
    found = tried(Case(seed=1, iterations=200), seed=1)
    assert found.lapses > 0
    assert not found.faults
    assert found.seconds > 0
