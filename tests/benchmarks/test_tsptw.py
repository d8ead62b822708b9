"""Reading and judging TSPTW instances."""

from __future__ import annotations

from decimal import Decimal
from itertools import permutations
from pathlib import Path

import pytest

from benchmarks.tsptw import excess, parse, problem_of, read_all, tour_length
from routing.feasibility import is_feasible

# Depot 0 and customers 1 and 2; customer 2 may be visited until 4 only.
TEXT = """3
0 2.5 3
2.5 0 1
4 1 0
0 20
0 9
0 4
"""


def test_decimals_become_whole_numbers() -> None:
    """One decimal in the text makes everything ten times as large, windows included."""
    instance = parse("x", TEXT, "7")
    assert instance.scale == 10
    assert instance.travel[0] == (0, 25, 30)
    assert instance.windows == ((0, 200), (0, 90), (0, 40))


def test_tour_length_keeps_windows() -> None:
    """0-1-2-0 takes 2.5 + 1 + 4 = 7.5, 0-2-1-0 takes 3 + 1 + 2.5 = 6.5; a tour late at a window has no length."""
    instance = parse("x", TEXT, "6.5")
    assert tour_length(instance, [1, 2]) == 75
    assert tour_length(instance, [2, 1]) == 65
    tight = parse("x", TEXT.replace("0 4", "0 3.4"), "6.5")
    assert tour_length(tight, [1, 2]) is None  # at customer 2 at 3.5
    assert tour_length(instance, [1]) is None
    assert tour_length(instance, [1, 1]) is None


def test_waiting_counts_in_time_but_not_in_travel() -> None:
    """Opening at 5, customer 2 is left at 5: home at 5 + 4 = 9, travel still 2.5 + 1 + 4 = 7.5."""
    instance = parse("x", TEXT.replace("0 4", "5 6"), "7.5")
    assert tour_length(instance, [1, 2]) == 75
    closing = parse("x", TEXT.replace("0 4", "5 6").replace("0 20", "0 8.9"), "7.5")
    assert tour_length(closing, [1, 2]) is None


def test_excess_is_measured_in_the_known_decimals() -> None:
    """A best known of 6.5 says nothing about the second decimal."""
    instance = parse("x", TEXT.replace("2.5", "2.54"), "6.5")
    assert excess(instance, 654) == Decimal("0.0")
    assert excess(instance, 656) == Decimal("0.1")
    assert excess(instance, 640) == Decimal("-0.1")


def test_missing_numbers_are_refused() -> None:
    """A text that ends early is not read as a smaller instance."""
    with pytest.raises(ValueError, match="14 numbers for 3 nodes"):
        parse("x", TEXT.rsplit(maxsplit=1)[0], "7")


def test_every_visit_of_the_problem_is_mandatory_and_matters_as_read() -> None:
    """The problem's own clock accepts just the tours that have a length."""
    for text in (TEXT, TEXT.replace("0 4", "0 3.4"), TEXT.replace("0 4", "0 2")):
        instance = parse("x", text, "7")
        problem = problem_of(instance)
        for tour in permutations((1, 2)):
            length = tour_length(instance, tour)
            assert is_feasible(problem, 0, [node - 1 for node in tour]) == (length is not None)
            if length is not None:
                assert problem.objective([[node - 1 for node in tour]]) == (0,) * 7 + (length,)


def test_best_known_of_the_smallest_real_instance_is_its_optimum(shared_data: Path) -> None:
    """All orders of the three customers of rc_206.1 tried, the shortest is the published 117.85."""
    instances = {instance.name: instance for instance in read_all(shared_data / "bench" / "tsptw")}
    instance = instances["SolomonPotvinBengio/rc_206.1.txt"]
    lengths = [tour_length(instance, tour) for tour in permutations((1, 2, 3))]
    best = min(length for length in lengths if length is not None)
    assert excess(instance, best) == 0
    assert len(instances) == 165
