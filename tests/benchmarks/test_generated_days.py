"""Days made up for the benchmark."""

from __future__ import annotations

from collections import Counter

from benchmarks.generated_days import generated_day
from routing.domain.visit import Category


def test_equal_seeds_give_equal_days_and_others_give_others() -> None:
    """A day is named by its seed."""
    first, again, other = generated_day(1), generated_day(1), generated_day(2)
    assert (first.request, first.matrix.digest) == (again.request, again.matrix.digest)
    assert first.matrix.digest != other.matrix.digest
    assert first.request.visits != other.request.visits


def test_a_day_has_what_it_says() -> None:
    """Ten mandatory, forty due, ten fillers; travel differs between the two directions; some windows, some lunches."""
    days = [generated_day(seed) for seed in range(12)]
    for day in days:
        counts = Counter(visit.category for visit in day.request.visits)
        assert counts == {Category.MANDATORY: 10, Category.DUE: 40, Category.FILLER: 10}
        assert (day.matrix.duration_s != day.matrix.duration_s.T).mean() > 0.5
        assert {visit.place_id for visit in day.request.visits} < set(day.matrix.place_ids)
    assert {day.request.shifts[0].lunch is None for day in days} == {True, False}
    assert {len(visit.openings) for day in days for visit in day.request.visits} == {1, 2}
