"""The benchmark of replanning: what it lets happen, and how it counts."""

from __future__ import annotations

from random import Random

import pytest

from benchmarks.months import sample
from benchmarks.pittsburgh import planning_days
from benchmarks.replans import must_lose, replanned
from benchmarks.road_days import EVENTS, NOISE_MINUTES, Morning, happening, published
from routing.domain.road_events import RunsLate, VisitFoundClosed
from routing.units import MINUTE_S, seconds_after_midnight


@pytest.fixture(scope="module")
def morning() -> Morning:
    """Return the first day of the country territory."""
    horizon = sample("country-80")
    [day] = planning_days(horizon.calendar, horizon.first, 1)
    return published(horizon.territory, horizon.calendar, horizon.travel, day)


@pytest.mark.parametrize("kind", EVENTS)
def test_what_was_to_be_over_is_made_a_few_minutes_late_at_most(
    morning: Morning, kind: str
) -> None:
    """Visits are made in their order, none early, none more than the noise late, and none after the moment."""
    one = happening(morning, [kind], Random(kind))
    planned = {
        stop.customer_id: stop for route in morning.record.plan.routes for stop in route.stops
    }
    for record in one.done:
        assert record.start is not None
        late_s = seconds_after_midnight(record.start) - planned[record.customer_id].start_s
        assert 0 <= late_s <= NOISE_MINUTES * MINUTE_S
        assert record.start <= one.now.time()
    [event] = one.events
    if isinstance(event, VisitFoundClosed):
        assert event.customer_id not in {record.customer_id for record in one.done}


def test_a_late_account_manager_is_counted(morning: Morning) -> None:
    """What is lost is never less than what must be lost; the checker finds nothing."""
    one = happening(morning, ["late"], Random(3))
    assert isinstance(one.events[0], RunsLate)
    found = replanned("country-80", "late", morning, one)
    assert found.faults == 0
    assert found.must_lose == must_lose(morning, one)
    assert found.lost >= found.must_lose
    assert found.retimed_told <= found.changes
    assert found.seconds > 0
