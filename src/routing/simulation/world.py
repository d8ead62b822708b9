"""How often happens what no plan foresees, and how long things take: the rates of an invented world."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import time
from typing import Annotated

from routing.domain.toml_document import Between, plain, read_value

__all__ = ["REALISTIC", "STRESS", "WORLD_FORMAT", "AnomalyPercent", "Hours", "World", "check_world"]

WORLD_FORMAT = "routing-world/1"

Percent = Annotated[int, Between(0, 100)]
Permille = Annotated[int, Between(0, 1000)]
Rate = Annotated[int, Between(0, 10_000)]
DaysAYear = Annotated[int, Between(0, 100)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """A part of a day, both ends included."""

    start: time
    end: time

    def faults(self) -> Iterator[tuple[str, object, str, str]]:
        """Yield the contradictions."""
        if self.end < self.start:
            yield ("end", self.end, "It lies before the start.", "Put the two in order.")


@dataclass(frozen=True, slots=True, kw_only=True)
class AnomalyPercent:
    """The share of each kind among the anomalies (R13), in per cent; together 100."""

    orders_failed: Percent = 40
    complaint: Percent = 15
    unusual_order: Percent = 20
    irregular_trading: Percent = 10
    visit_requested: Percent = 15

    def faults(self) -> Iterator[tuple[str, object, str, str]]:
        """Yield the contradictions."""
        total = (
            self.orders_failed
            + self.complaint
            + self.unusual_order
            + self.irregular_trading
            + self.visit_requested
        )
        if total != 100:  # noqa: PLR2004 - per cent
            yield (
                "orders_failed",
                self.orders_failed,
                f"The five shares add up to {total}, not to 100.",
                "Change one of them.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """The rates of a world, whole numbers; those without a source are this project's own guesses.

    Parameters
    ----------
    anomalies_per_1000
        Anomalies (R13) a month and 1000 customers. Nobody has a second one within a week.
    anomaly_percent
        What they are.
    out_of_hours_percent
        Share of the anomalies reported in the evening or on a day off, where the rest waits for the next working hours.
    appointments_per_1000
        Appointments asked for (R16) a month and 1000 customers.
    appointment_hours
        When customers wish them.
    appointments_cancelled_percent
        Share of them that customers cancel, the day before or in the morning.
    closures_per_1000
        Closures of one to three weeks announced a month and 1000 customers.
    new_customers_per_1000
        New customers (R14) a month and 1000 customers with whom the season begins.
    tasks_per_100
        Ad-hoc tasks (R20) that come in on 100 working days of an account manager.
    tasks_ahead_percent
        Share of them that come in on the working day before.
    leave_days_a_year, illness_days_a_year
        Working days, of 250, on which an account manager is on leave or ill.
    midday_illness_percent
        Share of the illnesses that begin in the middle of a working day.
    locked_permille
        Share of the days of a customer on which the door is locked for a while, though it should be open.
    locked_all_day_percent
        Share of these days on which it is locked all day; else for one to three hours.
    called_off_permille
        Share of the days of a customer on which a visit would be called off, if one were planned.
    travel_percent
        Mean driving time outside rush hours, of what planners believe.
    rush_hours, rush_percent
        When traffic is slow, and by how much longer what is driven then takes.
    weather_percent
        By how much, at most, all driving times of a day are longer or shorter than those of another.
    leg_sigma_percent
        Spread of the driving times of a leg: standard deviation of the logarithm.
    habit_sigma_percent, visit_sigma_percent
        Spread of the length of visits, between customers and between the days of a customer: as above.
    """

    anomalies_per_1000: Rate = 40
    anomaly_percent: AnomalyPercent = AnomalyPercent()
    out_of_hours_percent: Percent = 12
    appointments_per_1000: Rate = 30
    appointment_hours: tuple[Hours, ...] = (
        Hours(start=time(9), end=time(11, 15)),
        Hours(start=time(13, 45), end=time(16, 30)),
    )
    appointments_cancelled_percent: Percent = 8
    closures_per_1000: Rate = 3
    new_customers_per_1000: Rate = 5
    tasks_per_100: Rate = 25
    tasks_ahead_percent: Percent = 30
    leave_days_a_year: DaysAYear = 10
    illness_days_a_year: DaysAYear = 5
    midday_illness_percent: Percent = 30
    locked_permille: Permille = 30
    locked_all_day_percent: Percent = 20
    called_off_permille: Permille = 10
    travel_percent: Annotated[int, Between(10, 1000)] = 100
    rush_hours: tuple[Hours, ...] = (
        Hours(start=time(7, 30), end=time(9)),
        Hours(start=time(17), end=time(18, 30)),
    )
    rush_percent: Annotated[int, Between(0, 1000)] = 20
    weather_percent: Annotated[int, Between(0, 90)] = 5
    leg_sigma_percent: Percent = 12
    habit_sigma_percent: Percent = 8
    visit_sigma_percent: Percent = 18


def check_world(world: World) -> None:
    """Refuse a world that cannot be.

    Raises
    ------
    InputError
        With every fault: numbers out of range, shares that do not add up, hours in the wrong order.
    """
    document = {"format": WORLD_FORMAT, **plain(world)}
    read_value(World, document, place="world", format_name=WORLD_FORMAT)


REALISTIC = World()
"""A world as an account manager may find it."""

STRESS = replace(REALISTIC, anomalies_per_1000=3 * REALISTIC.anomalies_per_1000, travel_percent=120)
"""A world with three times the anomalies, in which all driving takes a fifth longer than believed."""
