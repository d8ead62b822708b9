"""What counts as lapsed in a month, and which months are planned."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest

from benchmarks.months import SAMPLE_NAMES, lapses, sample
from routing.domain.visit import Cause
from tests.checker.worked_horizon import march, worked_horizon

PLAN = worked_horizon().plan


def test_what_had_lapsed_before_counts_only_where_it_is_not_made_up_for() -> None:
    """E is late on 2 March and N on 4 March as a new customer; H is never visited, late and uncovered in February.

    That N was owed by 1 March already is made up for on 9 March.
    """
    expected = {Cause.LATE: 2, Cause.COVERAGE: 1, Cause.NEW_CUSTOMER: 1}
    assert lapses(PLAN, march(2)) == Counter(expected)
    assert lapses(PLAN, march(1))[Cause.LATE] == 3


def test_due_visits_and_fillers_left_out_are_no_lapses() -> None:
    """Without its mandatory visits the worked plan leaves out two due ones and a filler."""
    rest = tuple(one for one in PLAN.unassigned if one.visit_id in {"B", "G"})
    assert rest
    assert lapses(replace(PLAN, unassigned=rest), march(2)) == Counter()


@pytest.mark.parametrize("name", SAMPLE_NAMES)
def test_samples_are_planned_from_the_day_of_their_events(name: str) -> None:
    """Four weeks from Monday 2 November; the last visit of the sample year was on the Thursday or Friday before."""
    horizon = sample(name)
    assert (horizon.first, horizon.last) == (date(2026, 11, 2), date(2026, 11, 29))
    youngest = max(record.day for record in horizon.territory.history)
    assert timedelta(0) < horizon.first - youngest <= timedelta(days=4)
    assert horizon.territory.anomalies
    source = horizon.travel
    assert ("RoadGraph" in type(source).__name__) == (name == "town-150")
