"""Day patterns as paths of a graph."""

from __future__ import annotations

from itertools import chain, combinations

from hypothesis import given
from hypothesis import strategies as st

from routing.day_graph import pattern_graph
from routing.status import Level

PATTERN = st.frozensets(st.integers(0, 5), min_size=1).map(lambda days: tuple(sorted(days)))


@given(patterns=st.frozensets(PATTERN, max_size=8))
def test_the_paths_are_the_given_patterns(patterns: frozenset[tuple[int, ...]]) -> None:
    """Of all sets of six days just the given ones are free, none at all costs the weight, any other is no path."""
    graph = pattern_graph(patterns, Level.LATE, weight=7)
    for days in chain.from_iterable(combinations(range(6), size) for size in range(7)):
        cost = graph.cost_of([(day, True) for day in days])
        if not days:
            assert cost is not None
            assert cost.tolist() == [7 if level is Level.LATE else 0 for level in Level]
        else:
            assert (cost is not None) == (days in patterns)
            assert cost is None or not cost.any()


def test_days_name_one_path() -> None:
    """Both patterns start on day 0 and end on day 4; no node leads to one day twice."""
    graph = pattern_graph([(0, 2, 4), (0, 1, 4)], Level.LATE, weight=7)
    inner = graph.head != len(graph.day) - 1
    steps = list(
        zip(graph.tail[inner].tolist(), graph.day[graph.head[inner]].tolist(), strict=True)
    )
    assert len(set(steps)) == len(steps)
    assert graph.day.tolist() == [-1, 0, 1, 2, 4, 5]
