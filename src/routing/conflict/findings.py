"""What a contradiction between promises says, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from routing.domain.ids import ShiftId, VisitId
from routing.rules import Rule

__all__ = ["Conflict", "ConflictPart"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictPart:
    """A condition that takes part in a contradiction.

    Parameters
    ----------
    rule
        What kind of condition.
    subject
        Id of the visit or the shift that has it; empty for travel.
    text, text_zh
        The condition with its numbers, in English and Chinese; ids only.
    """

    rule: Rule
    subject: str
    text: str
    text_zh: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Promises of which no plan can keep all, whatever else it leaves out.

    Parameters
    ----------
    day
        The day on which they clash; None where they may be kept on several days.
    shift_ids
        The shifts on which they may be kept.
    visit_ids
        Whose visits are promised, in the order of the request.
    parts
        The conditions by which they clash: with all others lifted they still do; each of these was lifted too, and then
        all could be kept (or, with many promises, it could not be found out).
    is_smallest
        Whether it was proved that no set of fewer promises clashes, those of conflicts named before aside. Then all but
        any one of these can be kept.
    missing_s
        By how much, at the nearest miss, a visit would begin or the shift end too late, in seconds; None where no delay
        would help, or it was not found.
    text, text_zh
        All of it with clock times and minutes, in English and Chinese; ids only.
    """

    day: date | None
    shift_ids: tuple[ShiftId, ...]
    visit_ids: tuple[VisitId, ...]
    parts: tuple[ConflictPart, ...]
    is_smallest: bool
    missing_s: int | None
    text: str
    text_zh: str
