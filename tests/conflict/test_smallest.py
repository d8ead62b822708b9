"""The hunt against every plan of small problems: what is named clashes in all of them, and nothing smaller does."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.conflict.promises import Promise
from routing.conflict.routes import Effort, TooDear, routes_with
from routing.conflict.smallest import Budget, Clash, Hunt
from routing.conflict.trial import Trial, Verdict
from routing.domain.visit import Cause
from routing.feasibility import is_feasible
from routing.problem import Lunch, Problem, Shift, Visit
from routing.status import Level
from tests.conflict.all_plans import is_held, plans_of, without_short_cuts
from tests.solve.problem_strategies import problems


@st.composite
def tight_days(draw: st.DrawFn) -> Problem:
    """Up to six visits on one or two shifts that have time for a few of them, with and without short cuts."""
    num_visits = draw(st.integers(2, 6))
    legs = st.lists(st.integers(0, 9), min_size=num_visits + 1, max_size=num_visits + 1)
    rows = draw(st.lists(legs, min_size=num_visits + 1, max_size=num_visits + 1))
    travel_s = np.array(rows, np.int64)
    np.fill_diagonal(travel_s, 0)
    shifts = []
    for _ in range(draw(st.integers(1, 2))):
        earliest_s = draw(st.integers(5, 15))
        lunch = Lunch(earliest_s=earliest_s, latest_s=earliest_s + 6, length_s=6)
        shifts.append(
            Shift(
                start_place=0,
                end_place=0,
                start_s=draw(st.integers(0, 5)),
                end_s=draw(st.integers(25, 50)),
                lunch=draw(st.sampled_from([None, lunch])),
                max_visits=draw(st.sampled_from([10_000, 10_000, 2])),
            )
        )
    visits = []
    for number in range(num_visits):
        opens_s = draw(st.integers(0, 25))
        window = (opens_s, opens_s + draw(st.sampled_from([0, 4, 12, 40])))
        is_on = draw(st.sampled_from([(True, True), (True, False), (False, True)]))
        min_s = draw(st.sampled_from([0, 4, 8]))
        visits.append(
            Visit(
                place=number + 1,
                min_s=min_s,
                target_s=min_s,
                max_s=min_s,
                windows=tuple(
                    (window,) if on else () for on, _ in zip(is_on, shifts, strict=False)
                ),
                skip_level=Level.PROMISE,
                skip_weight=1,
                serve_cost_s=(0,) * len(shifts),
            )
        )
    return Problem(travel_s=travel_s, shifts=tuple(shifts), visits=tuple(visits))


ODD_ONES = problems(min_visits=2, max_visits=5, min_shifts=1)


def promises_in(problem: Problem) -> list[Promise]:
    """Return a promise for each visit but the last one that some shift could make alone."""
    found = []
    for v in range(len(problem.visits) - 1):
        shifts = tuple(k for k, some in enumerate(problem.visits[v].windows) if some)
        able = tuple(k for k in shifts if is_feasible(problem, k, (v,)))
        if able:
            found.append(
                Promise(
                    visit=v,
                    shifts=shifts,
                    able=able,
                    calls=((Cause.PINNED, None),),
                    level=Level.PROMISE,
                    weight=1,
                )
            )
    return found


def visits_of(promises: list[Promise], members: tuple[int, ...]) -> set[int]:
    """Return the visits that some promises are about."""
    return {promises[number].visit for number in members}


@given(tight_days() | ODD_ONES)
def test_a_verdict_is_what_all_plans_say(problem: Problem) -> None:
    """Held: some plan makes them all; clash: none does, whatever else it makes; no third answer without short cuts."""
    for asked, is_plain in ((problem, False), (without_short_cuts(problem), True)):
        promises = promises_in(asked)
        if not promises:
            continue
        plans = plans_of(asked)
        trial = Trial(asked, promises)
        for size in range(1, len(promises) + 1):
            for members in combinations(range(len(promises)), size):
                verdict, routes = trial.verdict(members, Effort(10**6))
                held = is_held(plans, visits_of(promises, members))
                if verdict is Verdict.UNKNOWN:
                    assert not is_plain
                else:
                    assert held == (verdict is Verdict.HELD)
                if verdict is Verdict.HELD:
                    assert sorted(v for route in routes for v in route) == list(members)


@settings(max_examples=200)
@given(tight_days())
def test_a_clash_is_one_and_a_smallest_is_smallest(problem: Problem) -> None:
    """No plan holds those named; called smallest, every set of fewer is held by a plan, and so is each part of it."""
    promises = promises_in(problem)
    if not promises:
        return
    plans = plans_of(problem)
    clash = Hunt(Trial(problem, promises), range(len(promises)), Budget()).next()
    if clash is None:
        return
    assert not is_held(plans, visits_of(promises, clash.members))
    if clash.is_smallest:
        for size in range(len(clash.members)):
            for members in combinations(range(len(promises)), size):
                assert is_held(plans, visits_of(promises, members))


@settings(max_examples=200)
@given(tight_days())
def test_no_clash_is_missed_and_one_from_each_makes_room(problem: Problem) -> None:
    """Without short cuts: as long as no plan holds all promises left, a smallest clash is named; then none is."""
    asked = without_short_cuts(problem)
    promises = promises_in(asked)
    if not promises:
        return
    plans = plans_of(asked)
    hunt = Hunt(Trial(asked, promises), range(len(promises)), Budget())
    left = set(range(len(promises)))
    while not is_held(plans, visits_of(promises, tuple(left))):
        clash = hunt.next()
        assert clash is not None
        assert clash.is_smallest
        assert set(clash.members) <= left
        for members in combinations(sorted(left), len(clash.members) - 1):
            assert is_held(plans, visits_of(promises, members))
        left.remove(clash.members[-1])
        hunt.drop(clash.members[-1])
    assert hunt.next() is None


@given(tight_days() | ODD_ONES, st.integers(0, 60))
def test_with_little_effort_only_what_is_sure_is_named(problem: Problem, effort: int) -> None:
    """However soon the hunt stops, what it names clashes; what it calls smallest is."""
    promises = promises_in(problem)
    if not promises:
        return
    plans = plans_of(problem)
    budget = Budget(Effort(effort), Effort(effort))
    clash = Hunt(Trial(problem, promises), range(len(promises)), budget).next()
    if clash is not None:
        assert not is_held(plans, visits_of(promises, clash.members))
        for size in range(len(clash.members) if clash.is_smallest else 0):
            for members in combinations(range(len(promises)), size):
                assert is_held(plans, visits_of(promises, members))


def overfull(num_visits: int, end_s: int) -> Problem:
    """Return visits of 10 s at places 5 s apart, at any time of one shift."""
    visit = Visit(
        place=0,
        min_s=10,
        target_s=10,
        max_s=10,
        windows=(((0, end_s),),),
        skip_level=Level.PROMISE,
        skip_weight=1,
        serve_cost_s=(0,),
    )
    return Problem(
        travel_s=5 * (1 - np.eye(num_visits + 1, dtype=np.int64)),
        shifts=(Shift(start_place=0, end_place=0, start_s=0, end_s=end_s),),
        visits=tuple(replace(visit, place=place) for place in range(1, num_visits + 1)),
    )


def test_too_many_visits_to_try_all_sets_are_dropped_one_by_one() -> None:
    """Each visit takes 10 s and a leg of 5 s, 5 s more lead home: in 200 s fit 13 of the twenty, and any 14 clash."""
    problem = overfull(20, 200)
    promises = [
        Promise(
            visit=v,
            shifts=(0,),
            able=(0,),
            calls=((Cause.ANOMALY, None),),
            level=Level.ANOMALY,
            weight=1,
        )
        for v in range(20)
    ]
    clash = Hunt(Trial(problem, promises), range(20), Budget()).next()
    assert clash is not None
    assert len(clash.members) == 14


def test_effort_spent_is_no_answer() -> None:
    """A search that must stop says so; it takes nothing for impossible."""
    problem = overfull(8, 1000)
    with pytest.raises(TooDear):
        routes_with(problem, range(8), Effort(20))
    assert routes_with(problem, range(8), Effort(10**6)) is not None


def test_two_promises_of_one_customer_are_never_set_against_each_other() -> None:
    """Owed twice on a shift that has time for one visit: one visit keeps both."""
    problem = overfull(1, 25)
    twice = [
        Promise(
            visit=0, shifts=(0,), able=(0,), calls=((cause, None),), level=Level.PROMISE, weight=1
        )
        for cause in (Cause.PINNED, Cause.APPOINTMENT)
    ]
    assert Hunt(Trial(problem, twice), range(2), Budget()).next() is None


def test_a_held_set_is_believed() -> None:
    """What a plan is known to hold is not tried again."""
    problem = overfull(3, 50)
    promises = [
        Promise(
            visit=v,
            shifts=(0,),
            able=(0,),
            calls=((Cause.PINNED, None),),
            level=Level.PROMISE,
            weight=1,
        )
        for v in range(3)
    ]
    trial = Trial(problem, promises)
    assert Hunt(trial, range(3), Budget(), [0b111]).next() is None
    assert Hunt(trial, range(3), Budget()).next() is None
    assert Hunt(Trial(overfull(3, 49), promises), range(3), Budget()).next() == Clash(
        members=(0, 1, 2), is_smallest=True
    )
