"""The sample territories: made again to the byte, read without a fault, and true to the standard they illustrate."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from routing.demand.needs import day_needs
from routing.demand.segmentation import classify
from routing.demand.territory_check import territory_warnings
from routing.domain.calendar import china_calendar
from routing.domain.customer import Area, Customer, CustomerClass, Mode, StoreFormat, Trait
from routing.domain.events import AnomalyKind
from routing.domain.ids import PlaceId
from routing.domain.policy_document import load_policy
from routing.domain.territory import Territory
from routing.domain.visit import Category, Cause
from routing.tables import read_territory
from routing.travel.gate import inspect_matrix
from routing.travel.road_graph import RoadGraph
from routing.travel.road_network import RoadNetwork

DATA = Path(__file__).resolve().parent.parent / "data"
SAMPLES = {"town-150": 150, "country-80": 80, "mixed-175": 175}
PLANNING_DAY = date(2026, 11, 2)
SHOPS = {
    StoreFormat.MALL,
    StoreFormat.SUPERMARKET,
    StoreFormat.TOBACCO_LIQUOR,
    StoreFormat.CONVENIENCE,
}


@pytest.fixture(scope="module", params=SAMPLES)
def territory(request: pytest.FixtureRequest) -> Territory:
    """Each sample territory in turn, read as a user would; any error or warning fails."""
    read, issues = read_territory(DATA / request.param, today=PLANNING_DAY)
    assert [str(issue) for issue in issues] == []
    return read


def _of_class(territory: Territory, customer_class: CustomerClass) -> list[Customer]:
    return [c for c in territory.customers if c.customer_class is customer_class]


def test_the_script_makes_the_same_bytes_again(tmp_path: Path) -> None:
    """Every file under data comes out of the seeded script as it is kept, and no other file does."""
    subprocess.run(
        [sys.executable, str(DATA / "make_samples.py"), str(tmp_path)],
        check=True,
        capture_output=True,
    )
    made = {path.relative_to(tmp_path): path for path in tmp_path.rglob("*.csv")}
    kept = {path.relative_to(DATA): path for path in DATA.rglob("*.csv")}
    assert sorted(made) == sorted(kept)
    differing = [str(name) for name in made if made[name].read_bytes() != kept[name].read_bytes()]
    assert differing == []


def test_territory_has_its_size(territory: Territory) -> None:
    """The number of customers is the one in the folder's name, the number of visits the one in the README."""
    assert len(territory.customers) == SAMPLES[territory.id]
    lines = (DATA / "README.md").read_text(encoding="utf-8").splitlines()
    (row,) = (line for line in lines if line.startswith(f"| `{territory.id}` |"))
    assert row.endswith(f"| {len(territory.history):,} |")


def test_shares_of_classes_keep_their_bands(territory: Territory) -> None:
    """Core about 5 %, potential 15-35 %, assisted 5-10 % of the territory (R1, R2, R4)."""
    total = len(territory.customers)
    share = {c: len(_of_class(territory, c)) / total for c in CustomerClass}
    assert 0.04 <= share[CustomerClass.CORE] <= 0.06
    assert 0.15 <= share[CustomerClass.POTENTIAL] <= 0.35
    assert 0.05 <= share[CustomerClass.ASSISTED] <= 0.10


def test_classes_keep_their_criteria(territory: Territory) -> None:
    """Area, tier, format, terminal and the compulsory reasons are those of R1, R2 and R4."""
    for customer in _of_class(territory, CustomerClass.CORE):
        assert customer.area is Area.URBAN
        assert customer.store_format in SHOPS
        assert customer.tier in range(25, 31)
        assert customer.traits & {Trait.MODERN_TERMINAL, Trait.TERMINAL_IN_PROGRESS}
    for customer in _of_class(territory, CustomerClass.POTENTIAL):
        assert customer.store_format in SHOPS | {StoreFormat.GROCERY}
        assert customer.tier in range(15, 31)
        assert customer.traits & {
            Trait.MODERN_TERMINAL,
            Trait.TERMINAL_IN_PROGRESS,
            Trait.TERMINAL_POTENTIAL,
        }
    compulsory = {Trait.RECENT_VIOLATION, Trait.LIVING_ALLOWANCE, Trait.DISABLED}
    with_reason = {c.id for c in territory.customers if c.traits & compulsory}
    assert with_reason <= {c.id for c in _of_class(territory, CustomerClass.ASSISTED)}


def test_everybody_has_an_order_day_and_a_manager(territory: Territory) -> None:
    """Each customer orders on one working weekday and belongs to a manager of the territory."""
    managers = {manager.id for manager in territory.managers}
    for customer in territory.customers:
        assert len(customer.order_weekdays) == 1
        assert all(weekday <= 5 for weekday in customer.order_weekdays)
        assert customer.manager_id in managers


def test_opening_hours_come_in_every_shape(territory: Territory) -> None:
    """Some customers are always open, some close for lunch, some have three windows, some differ by weekday."""
    windows = Counter(len(customer.opening_hours) for customer in territory.customers)
    assert {0, 1, 2, 3} <= set(windows)
    assert any(len({w.weekdays for w in c.opening_hours}) > 1 for c in territory.customers)


def test_history_is_a_year_of_working_days(territory: Territory) -> None:
    """Nobody was visited on an official day off, National Day's week included, nor after 2026-10-30."""
    calendar = china_calendar(2025, 2026)
    days = {record.day for record in territory.history}
    assert min(days) >= date(2025, 11, 3)
    assert max(days) <= date(2026, 10, 30)
    assert max(days) >= date(2026, 10, 26)
    assert [day for day in sorted(days) if not calendar.is_working_day(day)] == []
    assert not any(date(2026, 10, 1) <= day <= date(2026, 10, 7) for day in days)


def test_history_looks_like_practice(territory: Territory) -> None:
    """Old customers are all known; some visits failed, some were calls, and nobody was called twice in a row."""
    by_customer: dict[str, list[Mode]] = {}
    for record in sorted(territory.history, key=lambda r: (r.day, str(r.start))):
        if record.done:
            by_customer.setdefault(record.customer_id, []).append(record.mode)
    old = {c.id for c in territory.customers if c.first_order_on is None}
    assert set(by_customer) == old
    assert any(not record.done for record in territory.history)
    calls = {Mode.PHONE, Mode.NETWORK}
    assert any(mode in calls for modes in by_customer.values() for mode in modes)
    assert not any(
        first in calls and second in calls
        for modes in by_customer.values()
        for first, second in pairwise(modes)
    )


def test_one_open_anomaly_of_each_kind(territory: Territory) -> None:
    """Five anomalies have no visit in person after their report, one of each kind; all older ones have."""
    in_person = {
        (record.customer_id, record.day)
        for record in territory.history
        if record.done and record.mode is Mode.IN_PERSON
    }
    still_open = [
        anomaly
        for anomaly in territory.anomalies
        if not any(
            customer == anomaly.customer_id and day >= anomaly.reported_at.date()
            for customer, day in in_person
        )
    ]
    assert sorted(anomaly.kind for anomaly in still_open) == sorted(AnomalyKind)
    assert len(territory.anomalies) == 30
    assert max(a.reported_at for a in territory.anomalies) < datetime(2026, 11, 2, 7, 30)  # noqa: DTZ001 - local time


def test_new_customers_have_no_history(territory: Territory) -> None:
    """Two customers have joined, with a first order ahead of them."""
    new = [c for c in territory.customers if c.first_order_on is not None]
    assert sorted(c.first_order_on for c in new if c.first_order_on) == [
        date(2026, 11, 3),
        date(2026, 11, 12),
    ]


def test_something_bears_on_the_planning_day(territory: Territory) -> None:
    """Two appointments, a pin and a ban stand for the day; every manager's absence lies after it."""
    assert [a.at.hour for a in territory.appointments if a.at.date() == PLANNING_DAY] == [10, 15]
    pins = [pin for pin in territory.pins if pin.day == PLANNING_DAY]
    assert sorted(pin.forbidden for pin in pins) == [False, True]
    assert territory.absences
    assert all(absence.first > PLANNING_DAY for absence in territory.absences)


def test_planning_day_has_work_of_every_kind(territory: Territory) -> None:
    """The demand of 2026-11-02 holds every mandatory cause but coverage (R8 is owed at a month's end), and the rest."""
    calendar = china_calendar(2025, 2026)
    asked_at = datetime(2026, 11, 2, 7, 30)  # noqa: DTZ001 - local time
    found = day_needs(territory, load_policy("classified"), calendar, PLANNING_DAY, asked_at)
    mandatory = {need.cause for need in found.needs if need.category is Category.MANDATORY}
    assert mandatory >= {
        Cause.APPOINTMENT,
        Cause.PINNED,
        Cause.ANOMALY,
        Cause.NEW_CUSTOMER,
        Cause.LATE,
    }
    assert {need.category for need in found.needs} == set(Category)
    assert found.resting


def test_no_warning_of_the_standard(territory: Territory) -> None:
    """Shares, sizes and criteria give no warning, and segmentation would change nobody's class (R1-R5, R11)."""
    policy = load_policy("classified")
    assert [str(issue) for issue in territory_warnings(territory, policy)] == []
    assert classify(territory, policy).changes == ()


def test_every_customer_of_the_town_is_on_its_roads() -> None:
    """The road graph reaches all customers and the base, both ways, and looks like a town."""
    folder = DATA / "town-150"
    territory, _ = read_territory(folder)
    network = RoadNetwork.from_csv(folder / "roads" / "nodes.csv", folder / "roads" / "edges.csv")
    places = {PlaceId(f"c:{customer.id}"): customer.point for customer in territory.customers}
    places[PlaceId("s:M01")] = territory.managers[0].start
    matrix = RoadGraph(network=network, snap_limit_m=150).matrix(places)
    report = inspect_matrix(matrix)
    assert matrix.notes == ()
    assert report.issues == ()
    assert report.unreachable_legs == 0
    assert report.zero_legs >= 4  # two pairs in one building, both ways
    assert report.asymmetric_permille > 30  # one-ways; parking is the same both ways
    assert matrix.duration_s.max() < 40 * 60
