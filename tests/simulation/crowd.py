"""Territories of many alike customers, for counting what happens to them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

from routing.domain.calendar import WorkCalendar
from routing.domain.customer import Customer, Point
from routing.domain.ids import CustomerId, ManagerId
from routing.domain.manager import AccountManager
from routing.domain.policy import Policy
from routing.domain.policy_document import load_policy
from routing.domain.territory import Territory
from routing.simulation.happenings import Happenings
from routing.simulation.world import REALISTIC, World

__all__ = ["LAST", "MONDAY", "NEW_YEAR", "QUIET", "crowd", "happenings", "policy", "weekdays"]

NEW_YEAR, LAST = date(2026, 1, 1), date(2026, 12, 31)
"""A Thursday and a Thursday, 261 days from Monday to Friday apart."""
MONDAY = date(2026, 3, 2)

QUIET = replace(
    REALISTIC,
    anomalies_per_1000=0,
    appointments_per_1000=0,
    closures_per_1000=0,
    new_customers_per_1000=0,
    tasks_per_100=0,
    leave_days_a_year=0,
    illness_days_a_year=0,
    locked_permille=0,
    called_off_permille=0,
    weather_percent=0,
    leg_sigma_percent=0,
    habit_sigma_percent=0,
    visit_sigma_percent=0,
)
"""A world in which nothing happens, and all is as it is believed to be outside rush hours."""


@cache
def policy() -> Policy:
    """Return the default policy."""
    return load_policy("classified")


@cache
def weekdays() -> WorkCalendar:
    """Return a calendar that works from Monday to Friday, without holidays."""
    return WorkCalendar(
        name="weekdays",
        first=date(2025, 12, 1),
        last=date(2027, 12, 31),
        covered_through=date(2027, 12, 31),
    )


@cache
def crowd(num_customers: int, num_managers: int = 1) -> Territory:
    """Return customers in rows of 50, some 100 m apart; each row has one of the account managers."""
    managers = tuple(
        AccountManager(id=ManagerId(f"m{n + 1}"), start=Point(lat=31.0, lon=121.0))
        for n in range(num_managers)
    )
    customers = tuple(
        Customer(
            id=CustomerId(f"c{n:04d}"),
            point=Point(lat=31 + n // 50 / 1000, lon=121 + n % 50 / 1000),
            manager_id=managers[n // 50 % num_managers].id,
        )
        for n in range(num_customers)
    )
    return Territory(id="T", managers=managers, customers=customers)


def happenings(
    territory: Territory,
    world: World,
    *,
    seed: int = 1,
    start: date = NEW_YEAR,
    end: date = LAST,
) -> Happenings:
    """Return what happens in the days, by the default policy and without holidays."""
    return Happenings(world, seed, territory, policy(), weekdays(), start, end)
