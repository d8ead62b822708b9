"""Invented shops: names, classes by the standard's shares (R1-R5), ordering days, opening hours, traits."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import date
from random import Random

from sample_geography import Spot

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五")
CORE, POTENTIAL, REGULAR, ASSISTED = "核心客户", "潜力客户", "常规客户", "帮扶客户"
URBAN, RURAL = "城镇", "农村"
INTERVAL_DAYS = {CORE: 14, POTENTIAL: 30, REGULAR: 60, ASSISTED: 14}

_LUCKY = "福顺祥和瑞盛泰隆鑫源丰惠民康安宁兴旺永恒广聚德诚信义友佳美金玉满堂"
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董程曹袁邓许傅沈曾彭吕苏"
_STREETS = (
    "老街口",
    "东门",
    "西门",
    "南关",
    "北桥",
    "书院路",
    "环城路",
    "滨河路",
    "文昌阁",
    "青石巷",
    "汽车站",
    "一中",
)
_ENDINGS = {
    "商场": ("购物广场", "百货商场"),
    "超市": ("超市", "生活超市", "平价超市"),
    "烟酒店": ("烟酒店", "烟酒行", "名烟名酒"),
    "便利店": ("便利店", "便民店"),
    "食杂店": ("食杂店", "小卖部", "副食店", "商店"),
    "其他": ("餐馆", "茶楼", "宾馆", "网吧"),
}
_FORMATS = {
    # Formats and how many shops of a class have each.
    CORE: {"商场": 1, "超市": 3, "烟酒店": 5, "便利店": 2},
    POTENTIAL: {"超市": 3, "烟酒店": 4, "便利店": 4, "食杂店": 4},
    REGULAR: {"超市": 1, "烟酒店": 2, "便利店": 3, "食杂店": 8, "其他": 2},
    ASSISTED: {"便利店": 1, "食杂店": 6},
}
_HOURS = {
    # Windows for the start of a visit and how common they are; empty: any time of the working day.
    "": 58,
    "08:00-11:30;14:00-18:30": 14,
    "09:00-12:00;14:30-17:30": 6,
    "08:00-10:30;13:30-15:00;16:00-18:30": 3,
    "07:00-11:00": 5,
    "14:00-20:00": 6,
    "周一至周五 09:00-17:00;周六 10:00-16:00": 4,
    "周一、周三、周五 08:30-16:30;周二、周四 13:00-17:30": 2,
    "周二至周日 09:30-18:00": 2,
}


@dataclass(slots=True, kw_only=True)
class Shop:
    """One row of the table of customers, with where it stands on the plane."""

    id: str
    name: str
    spot: Spot
    customer_class: str
    tier: int
    area: str
    store_format: str
    traits: list[str] = field(default_factory=list)
    order_day: str
    hours: str = ""
    closed: str = ""
    modes: str = ""
    manager_id: str
    joined_on: date | None = None
    first_order_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where a shop is to be: its spot, what the place is called, and whether town or far country."""

    spot: Spot
    locality: str
    area: str
    remote: bool = False


def _weighted(rng: Random, weights: dict[str, int]) -> str:
    return rng.choices(list(weights), list(weights.values()))[0]


def _name(rng: Random, site: Site, store_format: str, taken: set[str]) -> str:
    while True:
        owner = rng.choice(SURNAMES) + rng.choice(("记", "家", "氏"))
        lucky = "".join(rng.sample(_LUCKY, 2))
        place = site.locality or rng.choice(_STREETS)
        front = rng.choice((place + lucky, lucky, place, owner, place + owner))
        name = front + rng.choice(_ENDINGS[store_format])
        if name not in taken:
            taken.add(name)
            return name


def _class_of_each(rng: Random, sites: list[Site]) -> list[str]:
    """Return classes in the standard's shares; core shops only in town."""
    total = len(sites)
    order = rng.sample(range(total), total)
    classes = [REGULAR] * total
    town_first = [row for row in order if sites[row].area == URBAN]
    core = town_first[: round(0.05 * total)]
    rest = [row for row in order if row not in core]
    potential = rest[: round(0.24 * total)]
    assisted = rest[len(potential) : len(potential) + round(0.07 * total)]
    for rows, name in ((core, CORE), (potential, POTENTIAL), (assisted, ASSISTED)):
        for row in rows:
            classes[row] = name
    return classes


def _traits(rng: Random, customer_class: str, tier: int, *, remote: bool) -> list[str]:
    traits = []
    if customer_class == CORE:
        traits.append(rng.choice(("现代终端", "现代终端", "终端在建")))
    elif customer_class == POTENTIAL:
        traits.append(rng.choice(("现代终端", "终端在建", "有终端潜力", "有终端潜力")))
    elif customer_class == ASSISTED and rng.random() < 0.8:  # the others the manager chose
        traits.append(rng.choice(("近期违规", "低保户", "残疾")))
    if tier >= 27:  # the highest tiers
        traits.append("零售大户")
    if remote and rng.random() < 0.5:  # half of the far ones
        traits.append("偏远")
    if customer_class in (POTENTIAL, REGULAR) and rng.random() < 0.14:  # one in seven
        traits.append("经营稳定")
    return traits


def _order_day(rng: Random, spot: Spot) -> str:
    """Return the ordering day of the quarter of town that the shop is in; a few shops have another."""
    bearing = math.atan2(spot[1], spot[0]) / (2 * math.pi) + 0.5
    day = WEEKDAYS[min(int(bearing * 5), 4)]
    return rng.choice(WEEKDAYS) if rng.random() < 0.06 else day  # a few


_TIERS = {CORE: (25, 30), POTENTIAL: (15, 27), REGULAR: (1, 22), ASSISTED: (1, 15)}


def open_shops(rng: Random, sites: list[Site], prefix: str, managers: list[str]) -> list[Shop]:
    """Return a shop for each site; the manager of a site is in the same row."""
    taken: set[str] = set()
    shops = []
    classes = _class_of_each(rng, sites)
    for row, (site, customer_class, manager_id) in enumerate(
        zip(sites, classes, managers, strict=True), start=1
    ):
        lowest, highest = _TIERS[customer_class]
        tier = round(rng.triangular(lowest, highest, lowest + 0.4 * (highest - lowest)))
        store_format = _weighted(rng, _FORMATS[customer_class])
        shops.append(
            Shop(
                id=f"{prefix}{row:04d}",
                name=_name(rng, site, store_format, taken),
                spot=site.spot,
                customer_class=customer_class,
                tier=tier,
                area=site.area,
                store_format=store_format,
                traits=_traits(rng, customer_class, tier, remote=site.remote),
                order_day=_order_day(rng, site.spot),
                hours="10:00-17:30" if store_format == "商场" else _weighted(rng, _HOURS),
                modes="实地" if rng.random() < 0.05 else "",  # a few will have no calls
                manager_id=manager_id,
            )
        )
    return shops
