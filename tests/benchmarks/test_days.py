"""What the duels with the peers add up to."""

from __future__ import annotations

from dataclasses import replace

import pytest

pytest.importorskip("routing.encode")

from benchmarks.days import Duel, WholeDay, floor_missed, mandatory_lost, ratio
from benchmarks.generated_days import generated_day
from benchmarks.scoring import Scored, ask, score
from routing.domain.visit import Category

DAY = generated_day(1)
MANDATORY = tuple(v.id for v in DAY.request.visits if v.category is Category.MANDATORY)


def scored(cost_s: int, *, late: int = 0, floor: int = 0, num_mandatory: int = 0) -> Scored:
    """Return an answer with these levels that makes so many mandatory visits."""
    return Scored(
        levels=(0, 0, 0, late, floor, 0, cost_s),
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
    """Against 3 of one peer and 5 of another our 4 lack one; another time limit counts for itself."""
    ours = scored(1, num_mandatory=4)
    duels = [
        duel(ours, scored(1, num_mandatory=3), peer="vroom"),
        duel(ours, scored(1, num_mandatory=5), peer="pyvrp"),
        duel(ours, scored(1, num_mandatory=4), peer="ortools"),
    ]
    assert mandatory_lost(duels) == 1
    assert mandatory_lost([*duels, *(replace(d, time_s=5.0) for d in duels)]) == 2
    assert mandatory_lost(duels[:1]) == 0


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
