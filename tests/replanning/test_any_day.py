"""Any day, any time of it, anything that happens: what holds of every replanning."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from functools import cache
from itertools import product
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.months import SAMPLE_NAMES, sample
from benchmarks.pittsburgh import pittsburgh_territory, planning_days, read_network, read_retailers
from benchmarks.replans import must_lose
from benchmarks.road_days import EVENTS, Happening, Morning, happening, published
from routing.checker import check
from routing.domain.calendar import china_calendar
from routing.domain.policy_document import load_policy
from routing.domain.territory import Territory
from routing.errors import InputError
from routing.plan_chain import ChangeKind, planned_visits
from routing.planner import evening_before
from routing.replanning import Replan, replan
from routing.solve.backend import Limits
from routing.status import Level
from routing.travel.geodesic import Geodesic
from routing.travel.road_graph import RoadGraph
from routing.units import MINUTE_S, seconds_after_midnight
from tests.strategies import territories

POLICY = load_policy("classified")
CHINA = china_calendar(2025, 2027)
MONDAY, FRIDAY = date(2026, 11, 2), date(2026, 11, 6)
FEW = Limits(iterations=300)
NO_WAY_FROM_THE_PLAN_IN_HAND = (("town-150", 58), ("mixed-175", 68), ("mixed-175", 88))
"""Days on which searches that begin from the plan in hand lose a promise too many."""


def answer(morning: Morning, one: Happening) -> Replan:
    """Return the replanning of a morning, with less search than usual."""
    return replan(
        morning.territory,
        POLICY,
        morning.calendar,
        morning.travel,
        morning.record,
        now=one.now,
        positions=one.positions,
        done=one.done,
        events=one.events,
        limits=FEW,
    )


def faults(morning: Morning, one: Happening) -> set[str]:
    """Return why a replanning is refused, nothing where it is not."""
    try:
        answer(morning, one)
    except InputError as refused:
        return {issue.code for issue in refused.issues}
    return set()


def hold(morning: Morning, one: Happening, found: Replan) -> None:
    """Assert what holds of every replanning: it is sound, nobody is lost, and every change is told of."""
    assert check(found.request, found.matrix, found.plan).violations == ()
    day = one.now.date()
    over = {r.customer_id for r in found.territory.history if r.day == day and r.done}
    before = {v.customer_id: v for v in planned_visits(morning.record.plan) if v.day == day}
    planned = {v.customer_id: v for v in planned_visits(found.plan)}
    later = {v.customer_id for v in found.handed_on}
    changed = {c.customer_id for c in found.changes}
    assert before.keys() <= over | planned.keys() | later
    assert not planned.keys() & (over | later)
    assert {m.customer_id for m in found.messages} <= changed
    assert {c.customer_id for c in found.changes if c.kind is ChangeKind.DROPPED} <= later
    for customer_id, visit in planned.items():
        was = before.get(customer_id)
        is_where_it_was = (
            was is not None
            and was.manager_id == visit.manager_id
            and abs(was.start_s - visit.start_s) <= 15 * MINUTE_S
        )
        assert is_where_it_was or customer_id in changed
        assert visit.start_s >= seconds_after_midnight(one.now.time())
    assert found.record.parent_id == morning.record.id


def keep_promises(morning: Morning, one: Happening, found: Replan) -> None:
    """Assert that no more of the promises is lost than a plan loses that may change everything."""
    assert found.plan.objective.levels[Level.PROMISE] <= must_lose(morning, one)


@cache
def _morning_of(name: str, number: int) -> Morning:
    """Return a visit day of a sample territory."""
    horizon = sample(name)
    *_, day = planning_days(horizon.calendar, horizon.first, number + 1)
    return published(horizon.territory, horizon.calendar, horizon.travel, day)


@pytest.mark.parametrize(
    ("name", "seed"), [*product(SAMPLE_NAMES, range(6)), *NO_WAY_FROM_THE_PLAN_IN_HAND]
)
def test_any_day_of_a_sample_territory(name: str, seed: int) -> None:
    """One to three events at any time: the answer holds, keeps what can be kept, and comes twice the same."""
    chance = Random(f"any day {name} {seed}")
    morning = _morning_of(name, seed % 2)
    if not any(route.stops for route in morning.record.plan.routes):
        pytest.skip("nobody is visited on this day")
    one = happening(morning, chance.choices(EVENTS, k=chance.randint(1, 3)), chance)
    given_before = repr((morning.territory, morning.record))
    if refused := faults(morning, one):
        # Drawn apart, two events may contradict each other.
        assert refused == {"contradiction"}
        return
    found = answer(morning, one)
    hold(morning, one, found)
    keep_promises(morning, one, found)
    assert repr((morning.territory, morning.record)) == given_before
    again = answer(morning, one)
    assert (again.record, again.changes, again.messages, again.handed_on, again.territory) == (
        found.record,
        found.changes,
        found.messages,
        found.handed_on,
        found.territory,
    )


@pytest.mark.parametrize("seed", range(4))
def test_days_on_real_roads(shared_data: Path, seed: int) -> None:
    """The retailers of Pittsburgh, travel asked for only where it is needed, or known from the morning."""
    folder = shared_data / "real" / "pittsburgh_joint"
    network = read_network(folder)
    day = date(2026, 3, 2)
    calendar = china_calendar(2025, 2027)
    territory = pittsburgh_territory(read_retailers(folder), network, calendar, day=day, seed=seed)
    morning = published(territory, calendar, RoadGraph(network=network), day)
    chance = Random(f"roads {seed}")
    one = happening(morning, [EVENTS[seed]], chance)
    found = answer(morning, one)
    hold(morning, one, found)
    keep_promises(morning, one, found)


@given(
    territory=territories(max_customers=8),
    day=st.dates(MONDAY, FRIDAY),
    minute=st.integers(0, 24 * 60 - 1),
    kinds=st.lists(st.sampled_from(EVENTS), max_size=3),
    seed=st.integers(0, 1_000),
)
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
def test_any_small_territory(
    territory: Territory, day: date, minute: int, kinds: list[str], seed: int
) -> None:
    """Whatever is on record: two or three account managers, hours of their own, absences, tasks, pins, appointments."""
    try:
        morning = published(territory, CHINA, Geodesic(), day)
    except InputError:
        return
    now = max(evening_before(day, POLICY), datetime.combine(day, time(*divmod(minute, 60))))
    one = Happening(now=now, positions=(), done=(), events=())
    if any(route.stops for route in morning.record.plan.routes):
        one = replace(happening(morning, kinds, Random(seed)), positions=())
        now = one.now
    if refused := faults(morning, one):
        assert refused <= {"contradiction", "in-the-past", "outside-calendar"}
        return
    hold(morning, one, answer(morning, one))
