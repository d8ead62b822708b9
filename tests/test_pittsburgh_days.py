"""Whole days of real retailers on real roads, planned as a user would."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from pathlib import Path

import pytest

from benchmarks.pittsburgh import (
    pittsburgh_territory,
    planning_days,
    read_network,
    read_retailers,
)
from routing.build_request import day_request, places
from routing.checker import check
from routing.domain.calendar import china_calendar
from routing.domain.customer import Point
from routing.domain.ids import PlaceId
from routing.domain.policy_document import load_policy
from routing.domain.territory import Territory
from routing.domain.visit import Category, Cause
from routing.plan import Plan, ReasonKind
from routing.planner import plan_day
from routing.request import PlanRequest
from routing.solve.backend import Limits
from routing.travel.matrix import TravelMatrix
from routing.travel.road_graph import RoadGraph

CALENDAR = china_calendar(2024, 2027)
DAYS = planning_days(CALENDAR, date(2026, 3, 9), 3)
LIMITS = Limits(iterations=2000, seed=1)


class Ready:
    """A travel source whose matrix is made once, because all days have the same places."""

    def __init__(self, matrix: TravelMatrix) -> None:
        self._matrix = matrix

    def matrix(self, places: Mapping[PlaceId, Point]) -> TravelMatrix:
        """Return the matrix."""
        assert tuple(places) == self._matrix.place_ids
        return self._matrix


@pytest.fixture(scope="module")
def planned(shared_data: Path) -> list[tuple[Territory, PlanRequest, TravelMatrix, Plan]]:
    """Three days, each with the question, the travel and the plan."""
    folder = shared_data / "real" / "pittsburgh_joint"
    network, retailers = read_network(folder), read_retailers(folder)
    policy = load_policy("classified")
    found = []
    matrix: TravelMatrix | None = None
    for day in DAYS:
        of = pittsburgh_territory(retailers, network, CALENDAR, day=day, seed=day.toordinal())
        if matrix is None:
            matrix = RoadGraph(network=network).matrix(places(of))
        asked_at = datetime.combine(day, time(7, 30))
        plan = plan_day(of, policy, CALENDAR, Ready(matrix), day, asked_at=asked_at, limits=LIMITS)
        found.append((of, day_request(of, policy, CALENDAR, day, asked_at), matrix, plan))
    return found


def test_days_pass_the_checker_and_lose_nobody(
    planned: list[tuple[Territory, PlanRequest, TravelMatrix, Plan]],
) -> None:
    """Each of the three days: no rule broken, every visit asked for is a stop, a contact or left out with a reason."""
    assert len(planned) == 3
    for _, request, matrix, plan in planned:
        assert [str(one) for one in check(request, matrix, plan).violations] == []
        told = [stop.visit_id for route in plan.routes for stop in route.stops]
        told += [one.visit_id for route in plan.routes for one in route.contacts]
        told += [one.visit_id for one in plan.unassigned]
        assert sorted(told) == sorted(visit.id for visit in request.visits)
        assert all(one.reasons for one in plan.unassigned)


def test_the_floor_is_reached(
    planned: list[tuple[Territory, PlanRequest, TravelMatrix, Plan]],
) -> None:
    """Fifteen customers and more in person on each day (R7)."""
    for *_, plan in planned:
        assert plan.kpis.floor_missed == 0
        assert plan.kpis.num_visits >= 15


def test_promises_and_anomalies_are_kept(
    planned: list[tuple[Territory, PlanRequest, TravelMatrix, Plan]],
) -> None:
    """No mandatory visit is left out, but where a rule forbids it whatever else is dropped (R13, R14, R16)."""
    num_anomalies = 0
    for of, _, _, plan in planned:
        for one in plan.unassigned:
            if one.category is Category.MANDATORY:
                assert [reason.kind for reason in one.reasons] == [ReasonKind.IMPOSSIBLE]
        stops = [stop for route in plan.routes for stop in route.stops]
        num_anomalies += sum(stop.cause is Cause.ANOMALY for stop in stops)
        agreed = {appointment.customer_id: appointment.at for appointment in of.appointments}
        kept = {stop.customer_id: stop.start_s for stop in stops if stop.customer_id in agreed}
        assert set(kept) == set(agreed)
        for customer_id, start_s in kept.items():
            at = agreed[customer_id]
            assert abs(start_s - (at.hour * 3600 + at.minute * 60)) <= 600
    assert num_anomalies > 0


def test_every_reason_was_tried(
    planned: list[tuple[Territory, PlanRequest, TravelMatrix, Plan]],
) -> None:
    """No visit is left out for a reason that could not be verified."""
    for *_, plan in planned:
        assert all(reason.verified for one in plan.unassigned for reason in one.reasons)
