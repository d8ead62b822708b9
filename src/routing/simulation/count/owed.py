"""What is owed, one by one and summed: kept, or not and why."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Self

__all__ = ["Miss", "MissedBecause", "Owed", "Share", "Sum"]

_FULL_PERCENT = 100


class Sum:
    """Values that are added field by field."""

    __slots__ = ()

    def __add__(self, other: Self) -> Self:
        """Return both together."""
        names = [one.name for one in fields(self)]  # type: ignore[arg-type]
        return type(self)(**{name: getattr(self, name) + getattr(other, name) for name in names})


class MissedBecause(StrEnum):
    """Why something owed was not kept; of several reasons the first that holds."""

    ABSENT = "absent"
    """Bound: nobody who may go was at work."""
    SHUT = "shut"
    """Bound: shut or locked at all times that would have done."""
    CLASH = "clash"
    """Bound: another appointment of the same account manager was kept, and nobody can keep both."""
    TOO_FEW_CUSTOMERS = "too-few-customers"
    """Bound: fewer customers than the floor could be visited on the day (R7)."""
    TOO_LITTLE_TIME = "too-little-time"
    """Bound: fewer visits than the floor fit into the hours of the day (R7)."""
    IN_VAIN = "in-vain"
    """Somebody went in time, or was about to, and was not let in."""
    OFF_TIME = "off-time"
    """Made on the day of the appointment, and not within its ten minutes (R16)."""
    NEGLECTED = "neglected"
    """It could have been kept, and nobody went in time."""

    @property
    def is_bound(self) -> bool:
        """Whether nobody could have kept it."""
        return self in _BOUNDS


_BOUNDS = (
    MissedBecause.ABSENT,
    MissedBecause.SHUT,
    MissedBecause.CLASH,
    MissedBecause.TOO_FEW_CUSTOMERS,
    MissedBecause.TOO_LITTLE_TIME,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """Something owed that was not kept.

    Parameters
    ----------
    rule
        The rule that asks for it: ``"R13"``.
    who
        Id of the customer; of the account manager for R7.
    owed_by
        Last day in time.
    """

    rule: str
    who: str
    owed_by: date
    because: MissedBecause


@dataclass(frozen=True, slots=True, kw_only=True)
class Share(Sum):
    """How many of how many."""

    kept: int = 0
    of: int = 0

    @property
    def missed(self) -> int:
        """How many were not kept."""
        return self.of - self.kept

    @property
    def percent(self) -> float:
        """Kept of all, in per cent; 100 where nothing was owed."""
        return _FULL_PERCENT * self.kept / self.of if self.of else float(_FULL_PERCENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed(Sum):
    """What was owed, and what became of it: all that was not kept has one cause (`MissedBecause`).

    Parameters
    ----------
    kept, of
        How many were kept, of all.
    absent, shut, clash, too_few_customers, too_little_time
        Not kept, and nobody could have, though he had known everything beforehand.
    in_vain, off_time
        Not kept, though somebody tried.
    """

    kept: int = 0
    of: int = 0
    absent: int = 0
    shut: int = 0
    clash: int = 0
    too_few_customers: int = 0
    too_little_time: int = 0
    in_vain: int = 0
    off_time: int = 0

    @classmethod
    def one(cls, missed: MissedBecause | None) -> Self:
        """Return a single thing owed: kept, or missed for a cause."""
        if missed is None:
            return cls(kept=1, of=1)
        if missed is MissedBecause.NEGLECTED:
            return cls(of=1)
        return cls(of=1, **{missed.name.lower(): 1})

    @property
    def missed(self) -> int:
        """All that were not kept."""
        return self.of - self.kept

    @property
    def impossible(self) -> int:
        """Not kept, and nobody could have."""
        return sum(getattr(self, one.name.lower()) for one in _BOUNDS)

    @property
    def neglected(self) -> int:
        """Not kept, although no bound forbids it, and nobody even tried in time."""
        return self.missed - self.impossible - self.in_vain - self.off_time

    @property
    def share(self) -> Share:
        """Kept of all."""
        return Share(kept=self.kept, of=self.of)

    @property
    def could(self) -> Share:
        """Kept of those that could be kept."""
        return Share(kept=self.kept, of=self.of - self.impossible)
