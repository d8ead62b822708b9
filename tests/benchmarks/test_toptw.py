"""Reading and judging orienteering instances."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.toptw import Score, mandatory_part, parse, parse_log, problem_of, read_all, score
from routing.status import Level

# From (0, 0): customer 1 at (3, 4), distance 5; customer 2 at (1, 1), distance 1.414...
TEXT = """4 1 2 1
0 200
0 0.00 0.00 0.00 0.00 0 0 0 30
1 3.00 4.00 10.00 20.00 1 1 1 5 12
2 1.00 1.00 2.00 7.00 1 1 2 0 30 1 0 25
"""

LOG = """
Iteration: 1
Best Feasible Path
Prize:7  Customers:1
Usr :  2
Time :  1.40


Best Feasible Path
Prize:27  Customers:2
Usr :  1  2
Time :  5.00  18.60
"""


def test_distances_are_cut_off_after_the_decimals_of_the_family() -> None:
    """The root of 2 is 1.4 for Solomon's customers, 1.41 for Cordeau's; 3.6 between the two, root of 13."""
    solomon, cordeau = parse("r101", TEXT, 27), parse("pr01", TEXT, 27)
    assert solomon.travel == ((0, 50, 14), (50, 0, 36), (14, 36, 0))
    assert cordeau.travel[0] == (0, 500, 141)
    assert solomon.service == (0, 100, 20)


def test_the_last_two_numbers_are_the_window() -> None:
    """Lists of varying length stand before the window."""
    assert parse("r101", TEXT, 27).windows == ((0, 300), (50, 120), (0, 250))


def test_score_of_a_route() -> None:
    """1, 2: start 5, leave 15, at 2 at 18.6, leave 20.6, home at 22. 2, 1: leave 2 at 3.4, at 1 at 7. 20 + 7 = 27."""
    instance = parse("r101", TEXT, 27)
    assert score(instance, [1, 2]) == Score(score=27, num_lost=0)
    assert score(instance, [2, 1]) == Score(score=27, num_lost=0)
    assert score(instance, [2], mandatory=[1]) == Score(score=7, num_lost=1)
    late = parse("r101", TEXT.replace("5 12", "5 6.9"), 27)
    assert score(late, [2, 1], mandatory=[1, 2]) == Score(score=None, num_lost=2)
    short = parse("r101", TEXT.replace("0 30\n1", "0 21.9\n1"), 27)
    assert score(short, [1, 2]).score is None
    assert score(instance, [1, 1]).score is None


def test_the_last_path_of_a_log_counts() -> None:
    """Earlier paths of a log are those of a relaxation on its way."""
    assert parse_log(LOG) == (27, (1, 2))
    assert parse_log(LOG.replace("Best", "Worst")) is None


def test_unnumbered_nodes_are_refused() -> None:
    """A file whose nodes do not run from 0 is not what it seems."""
    with pytest.raises(ValueError, match="not numbered"):
        parse("r101", TEXT.replace("2 1.00", "3 1.00"), 27)


def test_mandatory_visits_outrank_all_scores() -> None:
    """Leaving the mandatory visit out is worse on a level above the scores."""
    problem = problem_of(parse("r101", TEXT, 27), mandatory=[2])
    assert problem.objective([[0]])[: Level.COST] == (0, 0, 0, 1000, 0, 0, 0)
    assert problem.objective([[1]])[: Level.COST] == (0, 0, 0, 0, 0, 0, 20)


def test_logged_optimal_routes_are_optimal_in_our_arithmetic(shared_data: Path) -> None:
    """All 27 rows on Solomon's customers have a logged route that reaches the published optimum by our reading."""
    instances = read_all(shared_data / "bench" / "toptw")
    assert len(instances) == 35
    routed = [instance for instance in instances if instance.optimal_route]
    assert len(routed) == 27
    for instance in routed:
        mandatory = mandatory_part(instance, seed=1)
        assert score(instance, instance.optimal_route, mandatory) == Score(
            score=instance.optimum, num_lost=0
        )
        assert 0.3 <= len(mandatory) / len(instance.optimal_route) < 0.3 + 1 / 3
