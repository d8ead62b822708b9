"""The sections of a policy: for each subject the numbers of the standard (R1-R22), and what contradicts itself there.

No number of a rule stands in code. ``presets/classified.toml`` explains what each key means and where it is from.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from typing import Annotated

from routing.domain.customer import (
    Area,
    CustomerClass,
    Mode,
    StoreFormat,
    Trait,
    Weekday,
)
from routing.domain.toml_document import Between
from routing.domain.visit import Cause, VisitLength
from routing.units import MINUTE_S, seconds_after_midnight

__all__ = [
    "AnomalyTerms",
    "AppointmentTerms",
    "Cadence",
    "ClassTable",
    "ClassTerms",
    "ContactPolicy",
    "Coverage",
    "Criteria",
    "DayTerms",
    "Fault",
    "LunchPolicy",
    "NewCustomerTerms",
    "Notice",
    "Prices",
    "RequestTerms",
    "Segments",
    "SizeBands",
    "StandIns",
    "Tightening",
    "VisitDayTerms",
]

Percent = Annotated[int, Between(0, 100)]
Days = Annotated[int, Between(1, 366)]
Minutes = Annotated[int, Between(0, 720)]
Count = Annotated[int, Between(0, 1000)]
Seconds = Annotated[int, Between(0, 36_000)]
Weight = Annotated[int, Between(1, 10_000)]
Tier = Annotated[int, Between(1, 30)]

Fault = tuple[str, object, str, str]
"""A contradiction: field, value, what is wrong, what to do."""


class Notice(StrEnum):
    """How long before a visit its customer is told (R17)."""

    NONE = "none"
    SAME_DAY = "same-day"
    DAY_AHEAD = "day-ahead"


class StandIns(StrEnum):
    """When another account manager may visit somebody's customer."""

    NEVER = "never"
    ABSENT = "absent"
    ALWAYS = "always"


@dataclass(frozen=True, slots=True, kw_only=True)
class Criteria:
    """Who may belong to a class (R1, R2), and the share of the territory to fill with them, in per cent.

    An empty list asks nothing; of the traits one is enough.
    """

    areas: frozenset[Area]
    store_formats: frozenset[StoreFormat]
    traits: frozenset[Trait]
    tier_min: Tier
    tier_max: Tier
    share_target_percent: Percent

    def faults(self) -> Iterator[Fault]:
        """Yield the contradictions."""
        if self.tier_min > self.tier_max:
            yield ("tier_min", self.tier_min, "It lies above tier_max.", "Lower it.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Segments:
    """How customers are divided into classes (R5): who must be assisted (R4), who may be core or potential."""

    must_assist: frozenset[Trait]
    core: Criteria
    potential: Criteria


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassTerms:
    """What the customers of one class are owed (R1-R4)."""

    rule: str
    interval_days: Days
    min_minutes: Minutes
    target_minutes: Minutes
    max_minutes: Minutes
    notice: Notice
    modes: frozenset[Mode]
    weight_percent: Weight
    share_min_percent: Percent
    share_max_percent: Percent

    @property
    def length(self) -> VisitLength:
        """Length of a visit in seconds."""
        return VisitLength(
            min_s=self.min_minutes * MINUTE_S,
            target_s=self.target_minutes * MINUTE_S,
            max_s=self.max_minutes * MINUTE_S,
        )

    def faults(self) -> Iterator[Fault]:
        """Yield the contradictions."""
        if not self.min_minutes <= self.target_minutes <= self.max_minutes:
            yield (
                "target_minutes",
                self.target_minutes,
                "The target does not lie between min_minutes and max_minutes.",
                "Put the three in order.",
            )
        if self.share_min_percent > self.share_max_percent:
            yield (
                "share_min_percent",
                self.share_min_percent,
                "It lies above share_max_percent.",
                "Lower it.",
            )
        if Mode.IN_PERSON not in self.modes:
            yield (
                "modes",
                self.modes,
                "Visits in person are always owed from time to time (R22).",
                'Add "in-person".',
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassTable:
    """The terms of all classes."""

    core: ClassTerms
    potential: ClassTerms
    regular: ClassTerms
    assisted: ClassTerms

    def __getitem__(self, customer_class: CustomerClass) -> ClassTerms:
        """Return the terms of one class."""
        terms: ClassTerms = getattr(self, customer_class.value)
        return terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Tightening:
    """A shorter interval for customers with a trait (R10)."""

    rule: str
    trait: Trait
    interval_days: Days


@dataclass(frozen=True, slots=True, kw_only=True)
class Cadence:
    """When a visit is due, and when it is too early."""

    due_percent: Percent
    min_gap_percent: Percent
    late_cap_days: Count

    def faults(self) -> Iterator[Fault]:
        """Yield the contradictions."""
        if self.min_gap_percent > self.due_percent:
            yield (
                "min_gap_percent",
                self.min_gap_percent,
                "Visits would be due inside the minimum gap.",
                "Keep it at or below due_percent.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The months that together cover every customer (R8)."""

    rule: str
    months: Annotated[int, Between(1, 12)]


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitDayTerms:
    """On which days visits are made (R6) and how many a day (R7, R10)."""

    weekdays: frozenset[Weekday]
    min_days_a_week: Annotated[int, Between(1, 7)]
    floor: Count
    max: Annotated[int, Between(1, 1000)]
    opens_a_day: frozenset[Cause]

    def faults(self) -> Iterator[Fault]:
        """Yield the contradictions."""
        if self.floor > self.max:
            yield (
                "floor",
                self.floor,
                "The floor lies above visits.max.",
                "Lower it or raise max.",
            )
        if len(self.weekdays) < self.min_days_a_week:
            yield (
                "weekdays",
                self.weekdays,
                f"Fewer weekdays than the {self.min_days_a_week} of min_days_a_week are named.",
                "Name more weekdays or lower min_days_a_week.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class LunchPolicy:
    """The lunch break; 0 minutes: none."""

    earliest: time
    latest: time
    minutes: Minutes

    def faults(self) -> Iterator[Fault]:
        """Yield the contradictions."""
        if self.earliest > self.latest:
            yield ("earliest", self.earliest, "It lies after latest.", "Put the two in order.")


@dataclass(frozen=True, slots=True, kw_only=True)
class DayTerms:
    """The working day (R20) and its time zone."""

    start: time
    end: time
    reserve_minutes: Minutes
    time_zone: str
    lunch: LunchPolicy

    def faults(self) -> Iterator[Fault]:
        """Yield the contradictions."""
        from zoneinfo import ZoneInfo

        start_s, end_s = seconds_after_midnight(self.start), seconds_after_midnight(self.end)
        if start_s >= end_s:
            yield ("end", self.end, "The day ends before it starts.", "Put start and end in order.")
        elif start_s + self.reserve_minutes * MINUTE_S >= end_s:
            yield (
                "reserve_minutes",
                self.reserve_minutes,
                "The reserve takes the whole day.",
                "Lower it.",
            )
        lunch_s = seconds_after_midnight(self.lunch.latest) + self.lunch.minutes * MINUTE_S
        if self.lunch.minutes and (self.lunch.earliest < self.start or lunch_s > end_s):
            yield (
                "lunch",
                f"{self.lunch.earliest} to {self.lunch.latest}",
                "The lunch break does not lie inside the working day.",
                "Move it, or set its minutes to 0.",
            )
        try:
            ZoneInfo(self.time_zone)
        except (OSError, ValueError, LookupError):
            yield (
                "time_zone",
                self.time_zone,
                "There is no such time zone.",
                'Use a name such as "Asia/Shanghai".',
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class AnomalyTerms:
    """Deadline of the visit to an anomalous customer (R13)."""

    working_days: Annotated[int, Between(1, 30)]
    cut_off: time
    due_weight: Weight


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestTerms:
    """The stricter deadline for a customer who asks for a visit (R15), where enabled."""

    enabled: bool
    visit_within_hours: Annotated[int, Between(1, 720)]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCustomerTerms:
    """The first visit to a new customer (R14)."""

    due_weight: Weight
    overdue_days: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentTerms:
    """How near to the agreed time a visit starts (R16)."""

    early_minutes: Minutes
    late_minutes: Minutes
    aim_early_minutes: Minutes

    def faults(self) -> Iterator[Fault]:
        """Yield the contradictions."""
        if self.aim_early_minutes > self.early_minutes:
            yield (
                "aim_early_minutes",
                self.aim_early_minutes,
                "The aim lies before the earliest start.",
                "Keep it at or below early_minutes.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactPolicy:
    """Who may be kept in touch with by phone or network, and what such a contact counts for (R22)."""

    modes: frozenset[Mode]
    minutes: Annotated[int, Between(1, 720)]
    traits: frozenset[Trait]
    in_person_every: Annotated[int, Between(1, 100)]
    counts_for_cadence: bool
    counts_for_coverage: bool

    def faults(self) -> Iterator[Fault]:
        """Yield the contradictions."""
        if Mode.IN_PERSON in self.modes:
            yield (
                "modes",
                self.modes,
                "A contact is what is not made in person.",
                'Remove "in-person".',
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """What the soft wishes are worth, in seconds of travel."""

    order_day_s: Seconds
    stand_in_s: Seconds
    early_filler_s: Seconds
    change_s: Seconds
    balance_s: Seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeBands:
    """How many customers one account manager looks after (R11)."""

    urban_min: Count
    urban_max: Annotated[int, Between(1, 1000)]
    rural_min: Count
    rural_max: Annotated[int, Between(1, 1000)]

    def faults(self) -> Iterator[Fault]:
        """Yield the contradictions."""
        if self.urban_min > self.urban_max:
            yield ("urban_min", self.urban_min, "It lies above urban_max.", "Lower it.")
        if self.rural_min > self.rural_max:
            yield ("rural_min", self.rural_min, "It lies above rural_max.", "Lower it.")
