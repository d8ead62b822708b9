"""Customers, where they are, when they are open, and what bears on how they are visited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from enum import IntEnum, StrEnum

from routing.domain.ids import CustomerId, ManagerId

__all__ = [
    "Area",
    "Customer",
    "CustomerClass",
    "DateRange",
    "Mode",
    "OpeningHours",
    "Point",
    "StoreFormat",
    "Trait",
    "Weekday",
]


class Weekday(IntEnum):
    """ISO weekdays, as `datetime.date.isoweekday` gives them."""

    MONDAY = 1
    TUESDAY = 2
    WEDNESDAY = 3
    THURSDAY = 4
    FRIDAY = 5
    SATURDAY = 6
    SUNDAY = 7


class CustomerClass(StrEnum):
    """The four classes of the standard (R1-R4); a policy says what each is owed."""

    CORE = "core"
    POTENTIAL = "potential"
    REGULAR = "regular"
    ASSISTED = "assisted"


class Area(StrEnum):
    """Market type of a customer: town or country (R11)."""

    URBAN = "urban"
    RURAL = "rural"


class StoreFormat(StrEnum):
    """Retail format (R1, R2)."""

    MALL = "mall"
    SUPERMARKET = "supermarket"
    TOBACCO_LIQUOR = "tobacco-liquor"
    CONVENIENCE = "convenience"
    GROCERY = "grocery"
    OTHER = "other"


class Trait(StrEnum):
    """Facts about a customer that the standard's rules ask for (R1, R2, R4, R10, R22)."""

    MODERN_TERMINAL = "modern-terminal"
    TERMINAL_IN_PROGRESS = "terminal-in-progress"
    TERMINAL_POTENTIAL = "terminal-potential"
    BIG_RETAILER = "big-retailer"
    RECENT_VIOLATION = "recent-violation"
    LIVING_ALLOWANCE = "living-allowance"
    DISABLED = "disabled"
    REMOTE = "remote"
    STEADY = "steady"


class Mode(StrEnum):
    """How a customer is visited (R22)."""

    IN_PERSON = "in-person"
    PHONE = "phone"
    NETWORK = "network"


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A place on the map, in decimal degrees (WGS-84 unless the travel source says otherwise)."""

    lat: float
    lon: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DateRange:
    """Days from `first` to `last`, both included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        """Return whether the day lies in the range."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningHours:
    """A time window for the *start* of a visit, on some weekdays; closed interval."""

    weekdays: frozenset[Weekday]
    start: time
    end: time


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """A licensed retailer.

    Parameters
    ----------
    id
        Identifier, unique in the territory.
    point
        Where the shop is.
    name
        For people's eyes only; never logged.
    customer_class
        Class set by the user; the policy says what it is owed.
    tier
        Tier 档位, 1 to 30, or None when unknown.
    area, store_format, traits
        What segmentation looks at (R1-R5).
    order_weekdays
        Weekdays on which the customer orders (R19); empty when unknown.
    opening_hours
        Any number of windows; empty means always open. Where some are given, a weekday without one is closed.
    closed
        Periods in which the shop is shut.
    modes
        Ways in which the customer may be visited; the policy may narrow them.
    manager_id
        The account manager who looks after the customer, or None for whoever plans the territory.
    joined_on
        Day on which the customer entered the network, or None for a customer of old standing.
    first_order_on
        Day of a new customer's first order (R14), or None when it has none planned or ordered long ago.
    """

    id: CustomerId
    point: Point
    name: str = ""
    customer_class: CustomerClass = CustomerClass.REGULAR
    tier: int | None = None
    area: Area = Area.URBAN
    store_format: StoreFormat | None = None
    traits: frozenset[Trait] = frozenset()
    order_weekdays: frozenset[Weekday] = frozenset()
    opening_hours: tuple[OpeningHours, ...] = ()
    closed: tuple[DateRange, ...] = ()
    modes: frozenset[Mode] = frozenset(Mode)
    manager_id: ManagerId | None = None
    joined_on: date | None = None
    first_order_on: date | None = None
