"""What a comparison of two plans holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from routing.domain.ids import CustomerId, ManagerId
from routing.plan import ObjectiveTerm, UnassignedVisit
from routing.plan_chain.differences import Difference
from routing.status import Level

__all__ = [
    "Comparison",
    "FigurePair",
    "LevelPair",
    "ReorderedRoute",
    "TermPair",
    "Verdict",
]


class Verdict(StrEnum):
    """Which of two plans is better."""

    FIRST = "first"
    SECOND = "second"
    EQUAL = "equal"
    UNKNOWN = "unknown"
    """They are plans of different days, or one of a day's rest, so that their objectives count different things."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigurePair:
    """A key figure of both plans, by its name in `routing.plan.Kpis`; besides, ``"travel_per_visit_s"``."""

    name: str
    before: int
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelPair:
    """One level of both objectives."""

    level: Level
    before: int
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TermPair:
    """One term of both objectives; a plan that has no such term has one of no value."""

    before: ObjectiveTerm
    after: ObjectiveTerm


@dataclass(frozen=True, slots=True, kw_only=True)
class ReorderedRoute:
    """A route that makes visits in another order.

    Parameters
    ----------
    manager_id, day
        Whose route, and when.
    before, after
        The customers on both routes, in the order of each.
    moved
        The fewest of them that need move for the one order to become the other.
    """

    manager_id: ManagerId
    day: date
    before: tuple[CustomerId, ...]
    after: tuple[CustomerId, ...]
    moved: tuple[CustomerId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two plans side by side.

    Parameters
    ----------
    territory_id, first, last
        Whose plans, and the days that both plan: what differs is told of these.
    since
        Where one of the plans was made on the road: compared is what starts from then on; None: all of the days.
    is_same_days
        Whether neither plans any other day, or more of a day. If not, the figures are those of the common days, as far
        as they follow from the routes, and the objectives cannot be held against each other.
    is_same_request
        Whether both answer the same question.
    differences
        Visits that came, went, or are made on another day, by somebody else, otherwise, or at another time.
    reordered
        Routes on which common visits follow each other differently.
    newly_left_out, no_longer_left_out
        What only the second plan leaves out, or makes too late, and what only the first does.
    figures
        Key figures.
    levels, terms
        The objectives, most important first.
    verdict, decided_on
        Which plan is better, and on which level that is decided; None where nothing is.
    text, text_zh
        The verdict as a sentence.
    """

    territory_id: str
    first: date
    last: date
    since: datetime | None
    is_same_days: bool
    is_same_request: bool
    differences: tuple[Difference, ...]
    reordered: tuple[ReorderedRoute, ...]
    newly_left_out: tuple[UnassignedVisit, ...]
    no_longer_left_out: tuple[UnassignedVisit, ...]
    figures: tuple[FigurePair, ...]
    levels: tuple[LevelPair, ...]
    terms: tuple[TermPair, ...]
    verdict: Verdict
    decided_on: Level | None
    text: str
    text_zh: str
