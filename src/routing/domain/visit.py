"""What kind of visit is asked for, why, and how long it may take."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from routing.status import Level

__all__ = ["Because", "Category", "Cause", "VisitLength"]


class Category(StrEnum):
    """Whether a visit must take place today, may wait, or only fills the day."""

    MANDATORY = "mandatory"
    DUE = "due"
    FILLER = "filler"


class Cause(StrEnum):
    """What calls for a visit."""

    APPOINTMENT = "appointment"
    PINNED = "pinned"
    ANOMALY = "anomaly"
    NEW_CUSTOMER = "new-customer"
    LATE = "late"
    COVERAGE = "coverage"
    CADENCE = "cadence"
    FILLER = "filler"

    def level(self, category: Category) -> Level | None:
        """Return the objective's level on which leaving such a visit out counts, None for a filler.

        A visit of any cause that may still wait counts as a due visit.
        """
        if category is Category.FILLER:
            return None
        if category is Category.DUE:
            return Level.DUE
        return _MANDATORY_LEVEL[self]


_MANDATORY_LEVEL = {
    Cause.APPOINTMENT: Level.PROMISE,
    Cause.PINNED: Level.PROMISE,
    Cause.ANOMALY: Level.ANOMALY,
    Cause.NEW_CUSTOMER: Level.NEW_CUSTOMER,
    Cause.LATE: Level.LATE,
    Cause.COVERAGE: Level.LATE,
    Cause.CADENCE: Level.LATE,
    Cause.FILLER: None,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitLength:
    """How long a visit takes: routed with `min_s`, given back towards `target_s`, never over `max_s`."""

    min_s: int
    target_s: int
    max_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Because:
    """Why a visit is asked for: the standard's rule, a sentence in two languages with its dates."""

    standard: str
    text: str
    text_zh: str
