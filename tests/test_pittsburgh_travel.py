"""Real roads and real retailers: drive times against the shipped ones, and the territory drawn on them."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import numpy as np
import pytest

from benchmarks.pittsburgh import (
    Retailer,
    compare_with_shipped,
    pittsburgh_territory,
    planning_days,
    read_network,
    read_retailers,
)
from routing.domain.calendar import china_calendar
from routing.domain.customer import CustomerClass, Point
from routing.domain.faults import territory_faults
from routing.domain.ids import PlaceId
from routing.domain.territory import Territory
from routing.errors import Severity
from routing.travel.gate import inspect_matrix
from routing.travel.matrix import TravelMatrix
from routing.travel.road_graph import RoadGraph
from routing.travel.road_network import RoadNetwork

DAY = date(2026, 3, 11)


@pytest.fixture(scope="module")
def folder(shared_data: Path) -> Path:
    """The folder of the real data."""
    return shared_data / "real" / "pittsburgh_joint"


@pytest.fixture(scope="module")
def network(folder: Path) -> RoadNetwork:
    """The road network, read once."""
    return read_network(folder)


@pytest.fixture(scope="module")
def retailers(folder: Path) -> tuple[Retailer, ...]:
    """The retailers, read once."""
    return read_retailers(folder)


@pytest.fixture(scope="module")
def places(retailers: tuple[Retailer, ...]) -> dict[PlaceId, Point]:
    """Where the retailers are."""
    return {PlaceId(f"c:{retailer.id}"): retailer.point for retailer in retailers}


@pytest.fixture(scope="module")
def matrix(network: RoadNetwork, places: dict[PlaceId, Point]) -> TravelMatrix:
    """Travel between the retailers with the usual parking and access."""
    return RoadGraph(network=network).matrix(places)


@pytest.fixture(scope="module")
def territory(retailers: tuple[Retailer, ...], network: RoadNetwork) -> Territory:
    """The territory on one morning."""
    return pittsburgh_territory(retailers, network, china_calendar(2024, 2026), day=DAY, seed=3)


def test_drive_times_are_the_shipped_ones_rounded_up(folder: Path) -> None:
    """The shipped times keep tenths of a second; ours are whole seconds, rounded up, so up to 1.1 s longer."""
    comparison = compare_with_shipped(folder)
    assert comparison.least_s >= -0.11
    assert comparison.most_s <= 1.11
    assert comparison.mean_absolute_s == pytest.approx(0.5, abs=0.05)


def test_places_stand_at_the_nodes_that_the_source_found(
    network: RoadNetwork, retailers: tuple[Retailer, ...]
) -> None:
    """Our way from each retailer to its node is as long as the source says, to the tenth of a metre it keeps."""
    graph = RoadGraph(network=network)
    lat = np.array([retailer.point.lat for retailer in retailers])
    lon = np.array([retailer.point.lon for retailer in retailers])
    _, snap_m = graph._snap(lat, lon)
    # The source took a plane of its own: a few parts in a thousand of at most 102 m.
    assert snap_m == pytest.approx([retailer.snap_m for retailer in retailers], abs=0.5)


def test_real_matrix_passes_the_gate(matrix: TravelMatrix) -> None:
    """Everybody is reached, licences in one building cost nothing, and one-ways show."""
    report = inspect_matrix(matrix)
    assert report.issues == ()
    assert report.unreachable_legs == 0
    assert report.zero_legs >= 18  # nine points with two licences or more, both directions
    assert 50 < report.asymmetric_permille < 300


def test_leg_lines_are_as_long_as_the_matrix_says(
    network: RoadNetwork, places: dict[PlaceId, Point], matrix: TravelMatrix
) -> None:
    """The straight pieces of a drawn leg add up to no more than its metres and to most of them."""
    graph = RoadGraph(network=network)
    ids = list(places)
    for start, end in ((0, 40), (7, 101), (171, 3)):
        line = graph.leg_geometry(places[ids[start]], places[ids[end]])
        pieces = _length_m(line)
        metres = matrix.distance_m[start, end]
        assert 0.9 * metres < pieces <= 1.003 * metres + 2


def _length_m(line: tuple[Point, ...]) -> float:
    """Return the metres along a line, on a plane at 40.44 degrees north."""
    lat = np.radians([point.lat for point in line])
    lon = np.radians([point.lon for point in line])
    east = np.diff(lon) * np.cos(np.radians(40.44))
    return float(np.hypot(np.diff(lat), east).sum() * 6_371_008.8)


def test_territory_is_sound_and_sized_by_the_standard(territory: Territory) -> None:
    """No error in the territory as a whole; shares of classes as drawn: 5 %, 25 %, 7 % of 172."""
    errors = [
        issue
        for issue in territory_faults(territory, today=DAY)
        if issue.severity is Severity.ERROR
    ]
    assert errors == []
    classes = [customer.customer_class for customer in territory.customers]
    # 172 x 0.05 = 8.6, 172 x 0.25 = 43, 172 x 0.07 = 12.04
    assert classes.count(CustomerClass.CORE) == 9
    assert classes.count(CustomerClass.POTENTIAL) == 43
    assert classes.count(CustomerClass.ASSISTED) == 12


def test_territory_knows_nothing_of_its_future(territory: Territory) -> None:
    """Visits lie before the day, reports before its morning, on visit days of the calendar."""
    calendar = china_calendar(2024, 2026)
    assert max(record.day for record in territory.history) < DAY
    assert all(calendar.is_working_day(record.day) for record in territory.history)
    assert {record.day.isoweekday() for record in territory.history} <= {1, 3, 4}
    assert max(a.reported_at for a in territory.anomalies) < datetime(2026, 3, 11, 7, 30)  # noqa: DTZ001 - local time


def test_same_seed_same_territory(
    retailers: tuple[Retailer, ...], network: RoadNetwork, territory: Territory
) -> None:
    """The seed decides everything."""
    calendar = china_calendar(2024, 2026)
    assert pittsburgh_territory(retailers, network, calendar, day=DAY, seed=3) == territory
    assert pittsburgh_territory(retailers, network, calendar, day=DAY, seed=4) != territory


def test_planning_days_skip_the_spring_festival() -> None:
    """From 2026-02-12 on: Thursday; then the festival until the 23rd; then Wednesday, Thursday, Monday."""
    days = planning_days(china_calendar(2026, 2026), date(2026, 2, 12), 4)
    assert [day.isoformat() for day in days] == [
        "2026-02-12",
        "2026-02-25",
        "2026-02-26",
        "2026-03-02",
    ]
