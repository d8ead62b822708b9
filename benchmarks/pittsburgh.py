"""Real ground to plan on: licensed tobacco retailers of Pittsburgh and the road network around them.

Places, roads and kinds of shop are real. What the register does not know (classes, tiers, visit history, opening hours,
ordering days, anomalies, appointments) is drawn by the rules of `pittsburgh_territory`, the same for the same seed.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import chain
from pathlib import Path
from random import Random

import numpy as np

from routing.domain.calendar import WorkCalendar
from routing.domain.customer import (
    Customer,
    CustomerClass,
    Mode,
    OpeningHours,
    Point,
    StoreFormat,
    Trait,
    Weekday,
)
from routing.domain.events import Anomaly, AnomalyKind, Appointment, Pin, VisitRecord
from routing.domain.ids import CustomerId, ManagerId, PlaceId
from routing.domain.manager import AccountManager
from routing.domain.territory import Territory
from routing.travel.road_graph import RoadGraph
from routing.travel.road_network import RoadNetwork

__all__ = [
    "Comparison",
    "Retailer",
    "compare_with_shipped",
    "pittsburgh_territory",
    "planning_days",
    "read_network",
    "read_retailers",
]

MANAGER = ManagerId("pgh-1")
VISIT_WEEKDAYS = (Weekday.MONDAY, Weekday.WEDNESDAY, Weekday.THURSDAY)
INTERVAL_DAYS = {
    CustomerClass.CORE: 14,
    CustomerClass.POTENTIAL: 30,
    CustomerClass.REGULAR: 60,
    CustomerClass.ASSISTED: 14,
}
SHARES = {CustomerClass.CORE: 0.05, CustomerClass.POTENTIAL: 0.25, CustomerClass.ASSISTED: 0.07}
FORMATS = {
    "supermarket": StoreFormat.SUPERMARKET,
    "convenience_gas": StoreFormat.CONVENIENCE,
    "convenience_independent": StoreFormat.CONVENIENCE,
    "tobacco_shop": StoreFormat.TOBACCO_LIQUOR,
    "beer_distributor": StoreFormat.TOBACCO_LIQUOR,
    "dollar_store": StoreFormat.GROCERY,
}
CORE_FORMATS = {StoreFormat.SUPERMARKET, StoreFormat.CONVENIENCE, StoreFormat.TOBACCO_LIQUOR}
HARDSHIPS = (Trait.RECENT_VIOLATION, Trait.LIVING_ALLOWANCE, Trait.DISABLED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Retailer:
    """One licence as the register has it, with the road node that the source's author assigned to it."""

    id: CustomerId
    point: Point
    postcode: str
    outlet_type: str
    value: float
    road_node: str
    snap_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Seconds by which our drive times differ from the shipped ones, over all pairs of retailers."""

    least_s: float
    most_s: float
    mean_absolute_s: float


def read_network(folder: Path) -> RoadNetwork:
    """Return the road network: 20,930 nodes and 55,774 directed edges in the folder that is shared."""
    return RoadNetwork.from_csv(
        folder / "road_nodes.csv",
        folder / "road_edges_directed.csv",
        node_columns=("osmid", "lat", "lon"),
        edge_columns=("from_osmid", "to_osmid", "length_m", "seconds_freeflow"),
    )


def read_retailers(folder: Path) -> tuple[Retailer, ...]:
    """Return the retailers in the order of their file."""
    return tuple(
        Retailer(
            id=CustomerId(row["license_id"]),
            point=Point(lat=float(row["lat"]), lon=float(row["lon"])),
            postcode=row["zip5"],
            outlet_type=row["outlet_type"],
            value=float(row["prize_trunc4"]),
            road_node=row["road_node_osmid"],
            snap_m=float(row["snap_m"]),
        )
        for row in _rows(folder / "customers_tobacco_172.csv")
    )


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def compare_with_shipped(folder: Path) -> Comparison:
    """Return how our drive times differ from the matrix that came with the data.

    The shipped times lead from road node to road node and keep tenths of a second. So the retailers are put on these
    nodes and parking is left out; what remains is that we round up to whole seconds.
    """
    nodes = {
        row["osmid"]: Point(lat=float(row["lat"]), lon=float(row["lon"]))
        for row in _rows(folder / "road_nodes.csv")
    }
    places = {
        PlaceId(retailer.id): nodes[retailer.road_node] for retailer in read_retailers(folder)
    }
    graph = RoadGraph(network=read_network(folder), parking_s=0, same_place_m=0)
    shipped = np.loadtxt(folder / "drive_seconds_tobacco_172.csv", delimiter=",")
    difference = graph.matrix(places).duration_s - shipped
    return Comparison(
        least_s=float(difference.min()),
        most_s=float(difference.max()),
        mean_absolute_s=float(np.abs(difference).mean()),
    )


def planning_days(calendar: WorkCalendar, first: date, count: int) -> tuple[date, ...]:
    """Return so many visit days (R6: Monday, Wednesday, Thursday) that are working days, from a date on."""
    days: list[date] = []
    day = first
    while len(days) < count:
        if _is_visit_day(calendar, day):
            days.append(day)
        day += timedelta(days=1)
    return tuple(days)


def _is_visit_day(calendar: WorkCalendar, day: date) -> bool:
    return day.isoweekday() in VISIT_WEEKDAYS and calendar.is_working_day(day)


def pittsburgh_territory(
    retailers: tuple[Retailer, ...],
    network: RoadNetwork,
    calendar: WorkCalendar,
    *,
    day: date,
    seed: int,
) -> Territory:
    """Return the retailers as one account manager's territory on the morning of a day.

    ==================  ==============================================================================================
    what                rule
    ==================  ==============================================================================================
    tier                rank of the source's modelled visit value, in thirty equal parts
    class               core: the 5 % of highest tier among supermarkets, convenience stores, tobacco and beer shops;
                        potential: the next 25 % of these and of dollar stores, tier 15 and above; assisted: 7 % of the
                        others, drawn; regular: the rest
    terminal, steady    core modern, potential one of the three kinds; one in ten of potential and regular is steady
    ordering day        the weekday that the postcode's place in the sorted list of postcodes has
    opening hours       bars from 14:00, restaurants from 10:30, beer shops from 10:00; of the others a quarter close
                        for lunch, a tenth open in the morning only
    history             last visit 0 to 1.05 intervals ago, evenly drawn, put off to a visit day; before it a year of
                        visits 0.8 to 1.1 intervals apart; steady customers were phoned every second time
    anomalies           five, one of each kind, reported 1 to 48 hours before 07:30 of the day
    appointments        a core customer at 10:00, a potential one at 15:00
    new customer        one, joined 5 days ago, first order the day after tomorrow
    pin                 one customer on the day, any time
    base                the road node nearest to the median of all retailers
    ==================  ==============================================================================================
    """
    random = Random(seed)
    customers = _customers(retailers, random)
    deck = random.sample(customers, len(customers))

    def draw(customer_class: CustomerClass) -> Customer:
        drawn = next(c for c in deck if c.customer_class is customer_class)
        deck.remove(drawn)
        return drawn

    morning = datetime.combine(day, time(7, 30))
    new = draw(CustomerClass.REGULAR)
    appointments = (
        (draw(CustomerClass.CORE), time(10)),
        (draw(CustomerClass.POTENTIAL), time(15)),
    )
    pinned = draw(CustomerClass.REGULAR)
    anomalies = tuple(
        Anomaly(
            customer_id=deck.pop().id,
            kind=kind,
            reported_at=morning - timedelta(hours=random.randint(1, 48)),
        )
        for kind in AnomalyKind
    )
    anomalous = {anomaly.customer_id for anomaly in anomalies}
    history = tuple(
        record
        for customer in customers
        if customer is not new
        for record in _history(customer, calendar, day, random)
        # An anomaly of these days would be answered by a visit as late.
        if customer.id not in anomalous or record.day < day - timedelta(days=3)
    )
    welcomed = replace(
        new, joined_on=day - timedelta(days=5), first_order_on=day + timedelta(days=2)
    )
    return Territory(
        id="pittsburgh",
        managers=(AccountManager(id=MANAGER, start=_base(retailers, network)),),
        customers=tuple(welcomed if customer is new else customer for customer in customers),
        history=history,
        anomalies=anomalies,
        appointments=tuple(
            Appointment(customer_id=customer.id, at=datetime.combine(day, at))
            for customer, at in appointments
        ),
        pins=(Pin(customer_id=pinned.id, day=day),),
    )


def _base(retailers: tuple[Retailer, ...], network: RoadNetwork) -> Point:
    lat = float(np.median([retailer.point.lat for retailer in retailers]))
    lon = float(np.median([retailer.point.lon for retailer in retailers]))
    node = int(np.argmin(np.hypot(network.lat - lat, network.lon - lon)))
    return Point(lat=float(network.lat[node]), lon=float(network.lon[node]))


def _customers(retailers: tuple[Retailer, ...], random: Random) -> list[Customer]:
    total = len(retailers)
    by_value = sorted(retailers, key=lambda retailer: (retailer.value, retailer.id))
    tiers = {retailer.id: 1 + 30 * rank // total for rank, retailer in enumerate(by_value)}
    postcodes = sorted({retailer.postcode for retailer in retailers})
    classes = _classes(by_value, tiers, random)
    return [
        Customer(
            id=retailer.id,
            point=retailer.point,
            customer_class=classes[retailer.id],
            tier=tiers[retailer.id],
            store_format=FORMATS.get(retailer.outlet_type, StoreFormat.OTHER),
            traits=_traits(classes[retailer.id], random),
            order_weekdays=frozenset({Weekday(1 + postcodes.index(retailer.postcode) % 5)}),
            opening_hours=_opening_hours(retailer.outlet_type, random),
            manager_id=MANAGER,
        )
        for retailer in retailers
    ]


def _classes(
    by_value: list[Retailer], tiers: dict[CustomerId, int], random: Random
) -> dict[CustomerId, CustomerClass]:
    best_first = [
        (retailer.id, FORMATS.get(retailer.outlet_type)) for retailer in reversed(by_value)
    ]
    number = {name: round(share * len(by_value)) for name, share in SHARES.items()}
    core = [i for i, shop in best_first if shop in CORE_FORMATS and tiers[i] >= 25]
    core = core[: number[CustomerClass.CORE]]
    potential = [i for i, shop in best_first if shop and tiers[i] >= 15 and i not in core]
    potential = potential[: number[CustomerClass.POTENTIAL]]
    others = [i for i, _ in best_first if i not in core and i not in potential]
    assisted = random.sample(others, number[CustomerClass.ASSISTED])
    classes = dict.fromkeys((i for i, _ in best_first), CustomerClass.REGULAR)
    classes.update(dict.fromkeys(core, CustomerClass.CORE))
    classes.update(dict.fromkeys(potential, CustomerClass.POTENTIAL))
    classes.update(dict.fromkeys(assisted, CustomerClass.ASSISTED))
    return classes


def _traits(customer_class: CustomerClass, random: Random) -> frozenset[Trait]:
    terminals = (Trait.MODERN_TERMINAL, Trait.TERMINAL_IN_PROGRESS, Trait.TERMINAL_POTENTIAL)
    steady = {Trait.STEADY} if random.random() < 0.1 else set()
    match customer_class:
        case CustomerClass.CORE:
            return frozenset({Trait.MODERN_TERMINAL})
        case CustomerClass.POTENTIAL:
            return frozenset({random.choice(terminals)} | steady)
        case CustomerClass.ASSISTED:
            return frozenset({random.choice(HARDSHIPS)})
        case CustomerClass.REGULAR:
            return frozenset(steady)


def _opening_hours(outlet_type: str, random: Random) -> tuple[OpeningHours, ...]:
    opens = {
        "bar_tavern": [(time(14), time(20))],
        "restaurant_deli": [(time(10, 30), time(18))],
        "beer_distributor": [(time(10), time(18))],
    }
    habit = random.random()
    if outlet_type in opens:
        windows = opens[outlet_type]
    elif habit < 0.25:
        windows = [(time(8, 30), time(11, 45)), (time(13, 30), time(18))]
    elif habit < 0.35:
        windows = [(time(7), time(11, 30))]
    else:
        windows = []
    every_day = frozenset(Weekday)
    return tuple(OpeningHours(weekdays=every_day, start=start, end=end) for start, end in windows)


def _history(
    customer: Customer, calendar: WorkCalendar, today: date, random: Random
) -> Iterator[VisitRecord]:
    interval = INTERVAL_DAYS[customer.customer_class]
    by_phone = Trait.STEADY in customer.traits and random.random() < 0.5
    back = random.uniform(0, 1.05) * interval
    while back < 365:
        day = _visit_day_near(calendar, today, round(back))
        yield VisitRecord(
            customer_id=customer.id,
            day=day,
            mode=Mode.PHONE if by_phone else Mode.IN_PERSON,
            manager_id=MANAGER,
        )
        by_phone = Trait.STEADY in customer.traits and not by_phone
        back = (today - day).days + random.uniform(0.8, 1.1) * interval


def _visit_day_near(calendar: WorkCalendar, today: date, days_ago: int) -> date:
    """Return the first visit day from so many days ago on, or the last one before today."""
    later = (today - timedelta(days=ago) for ago in range(days_ago, 0, -1))
    earlier = (today - timedelta(days=ago) for ago in range(1, 60))
    return next(day for day in chain(later, earlier) if _is_visit_day(calendar, day))
