"""Customers who join (R14)."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import datetime
from itertools import count

from routing.domain.customer import Customer, CustomerClass, Point
from routing.domain.ids import CustomerId
from routing.simulation.drawn_season import ONE_DAY, DrawnSeason

__all__ = ["newcomers"]

_FIRST_ORDER_DAYS = (8, 15)
"""Days from joining to the first order."""
_NEIGHBOUR_M = (100, 800)
"""How far from a customer a new one opens shop."""
_METRES_A_DEGREE = 111_200
_NEW_CLASSES = (
    (85, CustomerClass.REGULAR, (1, 15)),
    (12, CustomerClass.POTENTIAL, (15, 24)),
    (3, CustomerClass.CORE, (25, 30)),
)
"""Per cent of the new customers, their class, and lowest and highest tier."""


def newcomers(season: DrawnSeason) -> tuple[tuple[datetime, Customer], ...]:
    """Return who joins and when, each near a customer with whom the season begins, by time (R14)."""
    standing = season.customers
    opened = sorted(
        (at, place)
        for place, neighbour in enumerate(standing)
        for at in season.moments("new-customer", season.world.new_customers_per_1000, neighbour)
    )
    taken = {one.id for one in standing}
    numbered = (CustomerId(f"{season.territory.id}-N{number:04d}") for number in count(1))
    free_ids = (one for one in numbered if one not in taken)
    found: list[tuple[datetime, Customer]] = []
    for (at, place), customer_id in zip(opened, free_ids, strict=False):
        newcomer = _newcomer(season, standing[place], at)
        nearest = min(
            (*standing, *(one for _, one in found)),
            key=lambda one: (_distance_m(one.point, newcomer.point), one.id),
        )
        found.append((at, replace(newcomer, id=customer_id, manager_id=nearest.manager_id)))
    return tuple(found)


def _newcomer(season: DrawnSeason, neighbour: Customer, at: datetime) -> Customer:
    """Return a new customer, who keeps the hours and order days of a neighbour."""
    chance, about = season.chance, ("new-customer", neighbour.id, at)
    customer_class, tiers = chance.one_of(
        [
            (customer_class, tiers)
            for percent, customer_class, tiers in _NEW_CLASSES
            for _ in range(percent)
        ],
        *about,
        "class",
    )
    distance = chance.whole(*_NEIGHBOUR_M, *about, "distance") / _METRES_A_DEGREE
    angle = 2 * math.pi * chance.uniform(*about, "angle")
    north, east = distance * math.sin(angle), distance * math.cos(angle)
    point = Point(
        lat=round(neighbour.point.lat + north, 6),
        lon=round(neighbour.point.lon + east / math.cos(math.radians(neighbour.point.lat)), 6),
    )
    first_order = at.date() + chance.whole(*_FIRST_ORDER_DAYS, *about, "first-order") * ONE_DAY
    return replace(
        neighbour,
        point=point,
        name="",
        customer_class=customer_class,
        tier=chance.whole(*tiers, *about, "tier"),
        traits=frozenset(),
        closed=(),
        joined_on=at.date(),
        first_order_on=first_order,
    )


def _distance_m(one: Point, other: Point) -> float:
    east = (one.lon - other.lon) * math.cos(math.radians(other.lat))
    return _METRES_A_DEGREE * math.hypot(one.lat - other.lat, east)
