"""What the duels with the peers add up to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.days import Duel, WholeDay, floor_missed, mandatory_lost, ratio
from benchmarks.generated_days import generated_day
from benchmarks.scoring import Scored, ask, score, score_ids
from routing.domain.visit import Category

DAY = generated_day(1)
MANDATORY = tuple(v.id for v in DAY.request.visits if v.category is Category.MANDATORY)


def scored(cost_s: int, *, late: int = 0, floor: int = 0, num_mandatory: int = 0) -> Scored:
    """Return an answer with these levels that makes so many mandatory visits."""
    return Scored(
        levels=(0, 0, 0, late, 0, floor, 0, cost_s),
        visit_ids=(MANDATORY[:num_mandatory],),
        violations=(),
    )


def duel(ours: Scored, theirs: Scored, *, peer: str = "pyvrp", time_s: float = 1.0) -> Duel:
    """Return a duel on one day."""
    return Duel(
        day=DAY,
        peer=peer,
        time_s=time_s,
        theirs=theirs,
        ours=ours,
        their_elapsed_s=time_s,
        our_elapsed_s=time_s,
    )


def test_ratio_is_the_mean_over_days_that_compare() -> None:
    """90/100 and 110/100 make 1.0; a day decided above the cost does not count, whoever wins it."""
    duels = [
        duel(scored(90), scored(100)),
        duel(scored(110), scored(100)),
        duel(scored(500, late=0), scored(100, late=1)),
        duel(scored(1, late=1), scored(100)),
    ]
    assert ratio(duels) == pytest.approx(1.0)


def test_mandatory_lost_counts_against_the_best_peer() -> None:
    """Six late of us against four of one peer and five of another are two lost; each time limit counts for itself."""
    ours = scored(1, late=6, num_mandatory=4)
    duels = [
        duel(ours, scored(1, late=7, num_mandatory=3), peer="vroom"),
        duel(ours, scored(1, late=4, num_mandatory=6), peer="pyvrp"),
        duel(ours, scored(1, late=5, num_mandatory=5), peer="ortools"),
    ]
    assert mandatory_lost(duels) == 2
    assert mandatory_lost([*duels, *(replace(d, time_s=5.0) for d in duels)]) == 4
    assert mandatory_lost(duels[:1]) == 0


def test_a_promise_kept_for_a_late_visit_is_no_loss() -> None:
    """Their broken promise buys two visits more; the other way round one visit is lost, though the numbers agree."""
    promise = Scored(levels=(1, 0, 0, 0, 0, 0, 0, 9), visit_ids=(MANDATORY[:9],), violations=())
    late = scored(9, late=3, num_mandatory=7)
    assert mandatory_lost([duel(late, promise)]) == 0
    assert mandatory_lost([duel(promise, late)]) == 1


def test_a_floor_is_missed_only_where_somebody_reaches_it_fairly() -> None:
    """Reaching the floor by leaving out a mandatory visit, or by breaking a rule, proves nothing."""
    ours = scored(1, floor=2)
    reaches = scored(1, floor=0)
    assert floor_missed([WholeDay(ours=ours, others=(reaches,))]) == 1
    assert floor_missed([WholeDay(ours=reaches, others=(reaches,))]) == 0
    assert floor_missed([WholeDay(ours=ours, others=(scored(1, floor=1),))]) == 0
    assert floor_missed([WholeDay(ours=ours, others=(scored(1, late=1),))]) == 0
    broken = replace(reaches, violations=("late",))
    assert floor_missed([WholeDay(ours=ours, others=(broken,))]) == 0


def test_an_answer_that_cannot_be_driven_is_worth_an_empty_one() -> None:
    """All sixty visits in a row break the working day."""
    asked = ask(DAY.request, DAY.matrix)
    everything = score(asked, [range(len(asked.problem.visits))])
    assert everything.violations
    assert everything.levels == score(asked, [()]).levels
    assert everything.visit_ids == ((),)


def test_an_answer_read_in_ids_is_the_same_answer() -> None:
    """One due visit made: the checker accepts it, and its index and its id score the same."""
    asked = ask(DAY.request, DAY.matrix)
    [first, *_] = (i for i, v in enumerate(DAY.request.visits) if v.category is Category.DUE)
    by_index = score(asked, [(first,)])
    assert by_index.violations == ()
    assert by_index.visit_ids == ((DAY.request.visits[first].id,),)
    assert score_ids(asked, by_index.visit_ids) == by_index


def test_an_average_due_visit_is_worth_25_minutes() -> None:
    """Weights are scaled so that leaving out all forty costs 40 * 1500 s, but for rounding."""
    asked = ask(DAY.request, DAY.matrix)
    assert asked.problem.objective([()])[-1] == pytest.approx(40 * 1500, abs=20)
