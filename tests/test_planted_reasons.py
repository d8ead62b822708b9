"""Planted impossibilities: of each kind twenty, told by exactly the rules that were planted."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from benchmarks.second_opinion import Judge, Verdict
from routing.plan import ReasonKind
from routing.request_planner import plan_request
from routing.solve import Limits
from routing.solve.ruin_recreate import RuinRecreate
from tests.planted_day import ON_A_DAY, Planted
from tests.planted_territory import OF_A_FORTNIGHT, OF_A_TERRITORY

SEEDS = range(20)
Kinds = Mapping[str, Callable[[int], Planted]]


def of_kinds(kinds: Kinds) -> pytest.MarkDecorator:
    """Return a test's parameters: each kind by name."""
    return pytest.mark.parametrize("plant", kinds.values(), ids=kinds.keys())


def told(planted: Planted) -> list[tuple[str, ...]]:
    """Return the rules that a plan names for the visit, each reason tried again."""
    plan = plan_request(
        planted.request, planted.matrix, limits=Limits(iterations=20), backend=RuinRecreate()
    )
    judge = Judge(planted.request, planted.matrix, plan)
    found = list(judge.judgements(planted.visit_id))
    assert [one.why for one in found if one.verdict is not Verdict.VERIFIED] == []
    return [
        (one.reason.rule, *one.reason.also)
        for one in found
        if one.reason.kind is ReasonKind.IMPOSSIBLE
    ]


@pytest.mark.parametrize("seed", SEEDS)
@of_kinds(ON_A_DAY)
def test_what_stops_a_visit_of_a_day_is_named(plant: Callable[[int], Planted], seed: int) -> None:
    """Planted into the question of a day: the planted rules, no others, and they hold when tried again."""
    planted = plant(seed)
    assert told(planted) == list(planted.rules)


@pytest.mark.parametrize("seed", SEEDS)
@of_kinds(OF_A_TERRITORY)
def test_what_stops_a_customer_today_is_named(plant: Callable[[int], Planted], seed: int) -> None:
    """Planted into the tables of a territory: the planted rules come through the day's question."""
    planted = plant(seed)
    assert told(planted) == list(planted.rules)


@pytest.mark.parametrize("seed", SEEDS)
@of_kinds(OF_A_FORTNIGHT)
def test_what_stops_a_customer_for_two_weeks_is_named(
    plant: Callable[[int], Planted], seed: int
) -> None:
    """Planted into tables of which two weeks are asked: the planted rules keep the visit from being in time."""
    planted = plant(seed)
    assert told(planted) == list(planted.rules)
