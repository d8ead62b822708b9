"""Writes the sample territories into a folder, the same bytes for the same seed: python data/make_samples.py [FOLDER].

Everything in them is invented: shops, people, places, roads.
"""

from __future__ import annotations

import csv
import math
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from random import Random

import sample_geography as geography
from sample_customers import (
    CORE,
    POTENTIAL,
    REGULAR,
    RURAL,
    SURNAMES,
    URBAN,
    WEEKDAYS,
    Shop,
    Site,
    open_shops,
)
from sample_geography import Plane, Roads, Spot
from sample_history import Visit, answered_anomalies, year_of_visits

SEED = 20261102
REMOTE_M = 9_000
NEW_CUSTOMERS = (
    # joined on, first order on: before the planning day is over, and with time to spare.
    (date(2026, 10, 26), date(2026, 11, 3)),
    (date(2026, 10, 28), date(2026, 11, 12)),
)
OPEN_ANOMALIES = (
    # Deadlines by R13: Monday; Tuesday, which is no visit day; then three times Wednesday, because they came after
    # the cut-off time, on a Saturday and on a Sunday.
    ("订货失败", datetime(2026, 10, 29, 16, 40)),  # noqa: DTZ001 - local time
    ("投诉", datetime(2026, 10, 30, 9, 15)),  # noqa: DTZ001
    ("订单异常", datetime(2026, 10, 30, 18, 5)),  # noqa: DTZ001
    ("经营异常", datetime(2026, 10, 31, 10, 30)),  # noqa: DTZ001
    ("客户要求拜访", datetime(2026, 11, 1, 15, 20)),  # noqa: DTZ001
)
APPOINTMENTS = (
    (CORE, "2026-11-02 10:00"),
    (POTENTIAL, "2026-11-02 15:30"),
    (CORE, "2026-11-04 09:30"),
)
CLOSED = ("2026-10-26至2026-11-08", "2026-11-02", "2026-11-04至2026-11-06")


@dataclass(slots=True, kw_only=True)
class Manager:
    """An account manager and what a year of visits is like there."""

    id: str
    name: str
    base: Spot
    end: Spot | None = None
    visits_a_day: tuple[int, int]
    metres_a_minute: float
    sites: list[Site] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Sample:
    """One sample territory before it is written."""

    name: str
    prefix: str
    plane: Plane
    managers: list[Manager]
    absences: list[Sequence[object]]
    roads: Roads | None = None


def _village_names(rng: Random, count: int) -> list[str]:
    names: list[str] = []
    while len(names) < count:
        name = rng.choice(SURNAMES) + rng.choice("家家家大小") + rng.choice("湾冲岗坝垅塘桥畈圩村")
        if name not in names:
            names.append(name)
    return names


def _country_sites(rng: Random, middle: Spot, shops: int, furthest_m: float) -> list[Site]:
    """Return shops in market towns and villages around a middle, the far ones marked as remote."""
    places = geography.villages(rng, shops // 4, 3_500, furthest_m, furthest_m / 9)
    sites = []
    for name, place in zip(_village_names(rng, len(places)), places, strict=True):
        spot = (middle[0] + place[0], middle[1] + place[1])
        turn, remote = rng.uniform(0, math.pi), math.hypot(*place) > REMOTE_M
        sites += [
            Site(
                spot=geography.along_road(rng, spot, rng.uniform(300, 1300), turn),
                locality=name,
                area=RURAL,
                remote=remote,
            )
            for _ in range(rng.choice((2, 3, 4, 6, 7)))
        ]
    extra = [
        Site(
            spot=(site.spot[0] + rng.uniform(-400, 400), site.spot[1] + rng.uniform(-400, 400)),
            locality=site.locality,
            area=RURAL,
            remote=site.remote,
        )
        for site in rng.choices(sites, k=max(0, shops - len(sites)))
    ]
    return [*sites, *extra][:shops]


def _town_sites(
    rng: Random, middle: Spot, shops: int, reach_m: float, *, market_town: str = ""
) -> list[Site]:
    """Return shops in the streets of a town; a market town of the country has a name."""
    turn = rng.uniform(0, math.pi / 2)
    area = RURAL if market_town else URBAN
    return [
        Site(
            spot=geography.in_streets(rng, middle, reach_m, 140, turn),
            locality=market_town,
            area=area,
        )
        for _ in range(shops)
    ]


def town(rng: Random) -> Sample:
    """Return a county-level town with its road graph: one manager, 150 customers, two pairs in one building."""
    roads = geography.town_roads(rng)
    doors = [geography.in_town_roads(rng, roads, 2400) for _ in range(148)]
    doors += [doors[3], doors[20]]
    manager = Manager(
        id="M01",
        name="李文博",
        base=roads.crossings[len(roads.crossings) // 3],
        visits_a_day=(10, 14),
        metres_a_minute=200,
        sites=[Site(spot=door, locality="", area=URBAN) for door in doors],
    )
    return Sample(
        name="town-150",
        prefix="NX",
        plane=Plane(lat=30.9412, lon=118.7506),
        managers=[manager],
        absences=[("M01", "2026-11-03", "2026-11-03", "14:00", "17:30")],
        roads=roads,
    )


def country(rng: Random) -> Sample:
    """Return a county: a small seat, market towns and villages; one manager, 80 customers."""
    seat = _town_sites(rng, (0, 0), 16, 1200)
    manager = Manager(
        id="M02",
        name="周国平",
        base=(350.0, -420.0),
        visits_a_day=(5, 9),
        metres_a_minute=450,
        sites=seat + _country_sites(rng, (0, 0), 64, 19_000),
    )
    return Sample(
        name="country-80",
        prefix="QS",
        plane=Plane(lat=29.6128, lon=110.9034),
        managers=[manager],
        absences=[("M02", "2026-11-05", "2026-11-05", "", "")],
    )


def mixed(rng: Random) -> Sample:
    """Return a district with a city half and a country half: two managers, 175 customers."""
    city = Manager(
        id="M03",
        name="陈雅静",
        base=(-4200.0, -700.0),
        visits_a_day=(8, 11),
        metres_a_minute=200,
        sites=_town_sites(rng, (-4000, 0), 110, 2600) + _country_sites(rng, (-4000, 0), 5, 5_000),
    )
    outskirts = Manager(
        id="M04",
        name="吴建军",
        base=(6000.0, 1200.0),
        end=(7400.0, 2600.0),
        visits_a_day=(5, 8),
        metres_a_minute=350,
        sites=_town_sites(rng, (6500, 1500), 12, 700, market_town="石桥镇")
        + _country_sites(rng, (6500, 1500), 48, 13_000),
    )
    return Sample(
        name="mixed-175",
        prefix="HC",
        plane=Plane(lat=28.2067, lon=112.5481),
        managers=[city, outskirts],
        absences=[
            ("M04", "2026-11-04", "2026-11-05", "", ""),
            ("M03", "2026-11-03", "2026-11-03", "14:00", "17:30"),
        ],
    )


def _welcome_new_customers(rng: Random, shops: list[Shop]) -> dict[str, date]:
    """Make two regular shops new; return from when on the managers know them."""
    for shop, (joined_on, first_order_on) in zip(
        rng.sample([shop for shop in shops if shop.customer_class == REGULAR], 2),
        NEW_CUSTOMERS,
        strict=True,
    ):
        shop.joined_on, shop.first_order_on = joined_on, first_order_on
        shop.order_day = WEEKDAYS[first_order_on.weekday()]
        shop.traits = []
    return {shop.id: date.max for shop in shops if shop.joined_on}


def write(sample: Sample, rng: Random, folder: Path) -> None:
    """Write all tables of a sample territory."""
    sites = [site for manager in sample.managers for site in manager.sites]
    owners = [manager.id for manager in sample.managers for _ in manager.sites]
    shops = open_shops(rng, sites, sample.prefix, owners)
    joined = _welcome_new_customers(rng, shops)
    visits = [
        visit
        for manager in sample.managers
        for visit in year_of_visits(
            rng,
            [shop for shop in shops if shop.manager_id == manager.id],
            manager.base,
            a_day=manager.visits_a_day,
            metres_a_minute=manager.metres_a_minute,
            joined=joined,
        )
    ]
    visits.sort(key=lambda visit: (visit.day, visit.start, visit.customer_id))
    events = _events(rng, shops, visits)
    folder.mkdir(parents=True, exist_ok=True)
    degrees = sample.plane.degrees
    _table(
        folder / "managers.csv",
        "客户经理编号 姓名 纬度 经度 终点纬度 终点经度",
        (
            (m.id, m.name, *degrees(m.base), *(degrees(m.end) if m.end else ("", "")))
            for m in sample.managers
        ),
    )
    _table(
        folder / "customers.csv",
        "客户编号 客户名称 经度 纬度 客户类别 档位 市场类型 业态 客户特征 订货日 营业时间 歇业时间 拜访方式 "
        "客户经理 入网日期 首次订货日期",
        (_customer_row(shop, sample.plane) for shop in shops),
    )
    _table(
        folder / "history.csv",
        "客户编号 拜访日期 开始时间 拜访方式 是否完成 客户经理",
        (
            (
                v.customer_id,
                v.day,
                f"{v.start:%H:%M}",
                v.mode,
                "是" if v.done else "否",
                v.manager_id,
            )
            for v in visits
        ),
    )
    _table(folder / "anomalies.csv", "客户编号 异常类型 报告时间", events["anomalies"])
    _table(folder / "appointments.csv", "客户编号 预约时间", events["appointments"])
    _table(folder / "pins.csv", "客户编号 日期 是否禁止 开始时间 结束时间", events["pins"])
    _table(folder / "absences.csv", "客户经理 开始日期 结束日期 开始时间 结束时间", sample.absences)
    if sample.roads is not None:
        _write_roads(sample.roads, sample.plane, folder / "roads")


def _events(
    rng: Random, shops: list[Shop], visits: list[Visit]
) -> dict[str, list[Sequence[object]]]:
    """Return what bears on the first days of November; every shop has one such event at most."""
    lately = {visit.customer_id for visit in visits if visit.day >= date(2026, 10, 22)}
    old = [shop for shop in shops if shop.joined_on is None]
    rng.shuffle(old)
    free = sorted(old, key=lambda shop: shop.id in lately)

    def take(customer_class: str | None = None) -> Shop:
        shop = next(s for s in free if customer_class in (None, s.customer_class))
        free.remove(shop)
        return shop

    anomalies = [(take().id, kind, at) for kind, at in OPEN_ANOMALIES]
    appointments = [(take(customer_class).id, at) for customer_class, at in APPOINTMENTS]
    pins = [
        (take().id, "2026-11-02", "", "14:00", "16:00"),
        (take().id, "2026-11-04", "", "", ""),
        (take().id, "2026-11-02", "是", "", ""),
    ]
    for closed in CLOSED:
        take().closed = closed
    past = answered_anomalies(rng, visits, 25)
    return {
        "anomalies": [
            (customer, kind, f"{at:%Y-%m-%d %H:%M}") for customer, kind, at in [*past, *anomalies]
        ],
        "appointments": list(appointments),
        "pins": list(pins),
    }


def _customer_row(shop: Shop, plane: Plane) -> Sequence[object]:
    lat, lon = plane.degrees(shop.spot)
    return (
        *(
            shop.id,
            shop.name,
            lon,
            lat,
            shop.customer_class,
            shop.tier,
            shop.area,
            shop.store_format,
        ),
        *("、".join(shop.traits), shop.order_day, shop.hours, shop.closed, shop.modes),
        *(shop.manager_id, shop.joined_on or "", shop.first_order_on or ""),
    )


def _write_roads(roads: Roads, plane: Plane, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    _table(
        folder / "nodes.csv",
        "node_id lat lon",
        ((number, *plane.degrees(spot)) for number, spot in enumerate(roads.crossings)),
    )
    _table(folder / "edges.csv", "from_node to_node length_m duration_s", roads.streets)


def _table(path: Path, headers: str, rows: Iterable[Sequence[object]]) -> None:
    # The byte order mark makes spreadsheets show the Chinese text as it is.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(headers.split())
        writer.writerows(rows)


def main(folder: Path) -> None:
    """Write all sample territories."""
    for number, make in enumerate((town, country, mixed)):
        rng = Random(SEED + number)
        sample = make(rng)
        write(sample, rng, folder / sample.name)
        print(folder / sample.name)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
