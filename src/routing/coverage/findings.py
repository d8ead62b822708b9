"""What a coverage certificate says, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from routing.domain.ids import CustomerId, ManagerId

__all__ = ["Certificate", "FloorRoom", "Span", "SpanKind", "Stuck", "WayOut", "WayOutKind"]


class SpanKind(StrEnum):
    """What a stretch of days is."""

    DAY = "day"
    WEEK = "week"
    MONTHS = "months"
    """From the first day to the end of a calendar month (R8)."""
    WHOLE = "whole"
    STRETCH = "stretch"
    """Any other stretch of days; told only if more is owed in it than it has room for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """What is owed in a stretch of days, and what room its shifts have.

    Parameters
    ----------
    kind, first, last
        Which stretch: the first and the last of its days with a shift.
    weekdays
        Which weekdays count, Monday 1 to Sunday 7; empty for all.
    manager_ids
        Whose shifts: account managers who share customers.
    with_extra
        Whether extra shifts count, too; where they do not, neither do visits that may be made on one.
    num_shifts
        How many shifts count.
    owed_visits, room_visits
        Visits in person: the fewest that let nothing lapse, and the most that the shifts may hold.
    owed_s, room_s
        Time for travel and visits: the least that these visits take, and what the shifts have.
    short_shifts
        How many shifts of average room are missing; 0 where no bound is broken.
    """

    kind: SpanKind
    first: date
    last: date
    manager_ids: tuple[ManagerId, ...]
    with_extra: bool
    num_shifts: int
    owed_visits: int
    room_visits: int
    owed_s: int
    room_s: int
    short_shifts: float = 0.0
    weekdays: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stuck:
    """A customer whom something lapses for even if everybody else is left out.

    Parameters
    ----------
    customer_id
        Who.
    deadline
        The first day by which a visit is owed, or None where no single day is to blame.
    first_day
        The first day on which a visit could be made, or None if there is none.
    """

    customer_id: CustomerId
    deadline: date | None
    first_day: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorRoom:
    """How many of the visits that the floors of a week ask for can be made at the most (R7).

    Parameters
    ----------
    first, last
        The first and the last visit day of the week.
    manager_ids
        Whose shifts.
    asked
        Sum of the floors.
    shortfall
        Visits that will be missing in any plan, looking at this week alone.
    """

    first: date
    last: date
    manager_ids: tuple[ManagerId, ...]
    asked: int
    shortfall: int


class WayOutKind(StrEnum):
    """What to change so that the standard can be met."""

    VISIT_DAYS = "visit-days"
    CONTACTS = "contacts"
    MINUTES = "minutes"


@dataclass(frozen=True, slots=True, kw_only=True)
class WayOut:
    """A change with which no bound is broken any more; tried before it is told.

    Parameters
    ----------
    kind
        What to change.
    shifts
        Visit days to add: who, when.
    customer_ids
        Customers to be kept in touch with by phone or network in between (R22).
    minutes_a_day
        Minutes to add to each working day.
    text, text_zh
        One sentence, in English and Chinese; ids only.
    """

    kind: WayOutKind
    shifts: tuple[tuple[ManagerId, date], ...] = ()
    customer_ids: tuple[CustomerId, ...] = ()
    minutes_a_day: int = 0
    text: str
    text_zh: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """Whether the standard can be met with the given shifts, as far as bounds that hold can tell.

    Parameters
    ----------
    possible
        False if no plan lets nothing lapse. True does not promise that there is one: no bound forbids it.
    spans
        What is owed and what room there is: by day, week and months, for the whole, and wherever a bound is broken.
    stuck
        Customers whom something lapses for whatever is done.
    late_already
        Customers with something that had lapsed before the first visit day, and before they could be visited on
        another. That lapse is no part of `possible`; that they are visited (or have a contact that counts) by the last
        day is.
    short_days
        How many visit days of average room are missing at the least.
    falls_on
        Customers to leave out until no bound is broken, in the order of the policy's priorities.
    ways_out
        Changes that help, each tried.
    floors, floor_shortfall
        By week, and all in all: visits missing from the floors in any plan (R7). The total sees more than the weeks.
    text, text_zh
        The main findings, one sentence each, in English and Chinese; ids only.
    """

    possible: bool
    spans: tuple[Span, ...]
    stuck: tuple[Stuck, ...]
    late_already: tuple[CustomerId, ...]
    short_days: int
    falls_on: tuple[CustomerId, ...]
    ways_out: tuple[WayOut, ...]
    floors: tuple[FloorRoom, ...]
    floor_shortfall: int
    text: tuple[str, ...]
    text_zh: tuple[str, ...]
