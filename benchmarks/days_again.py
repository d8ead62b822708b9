"""How little a recurring visit can let lapse on given days: choice after choice, as the checker reads a cadence."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from routing.checker.recurrence import recurrence
from routing.domain.visit import Category, Cause
from routing.request import VisitRequest

__all__ = ["Days", "Lapses", "TooMany"]

Days = dict[date, bool]
"""Days on which a visit is made, and whether in person."""

_MOST_TRIED = 60_000


class TooMany(Exception):
    """There are more choices than can be tried."""


class Lapses:
    """What one cause lets lapse of one visit."""

    def __init__(self, visit: VisitRequest, category: Category, cause: Cause) -> None:
        self._visit = visit
        self._of = (category, cause)

    def total(self, days: Days) -> int:
        """Return what lapses of the cause sum up to; of a filler: 1 if it is not made at all."""
        if self._of[0] is Category.FILLER:
            return int(not days)
        lapses = recurrence(self._visit, days).lapses
        return sum(one.weight for one in lapses if (one.category, one.cause) == self._of)

    def above(self, days: Days) -> int:
        """Return what lapses on higher levels sum up to."""
        level = self._of[1].level(self._of[0])
        lapses = recurrence(self._visit, days).lapses
        found = ((one.cause.level(one.category), one.weight) for one in lapses)
        return sum(
            weight
            for other, weight in found
            if level is not None and other is not None and other < level
        )

    def weight(self, days: Days, deadline: date | None) -> int:
        """Return what the lapse of one deadline counts, 0 where it does not lapse."""
        if self._of[0] is Category.FILLER:
            return int(not days)
        lapses = recurrence(self._visit, days).lapses
        found = (
            one.weight
            for one in lapses
            if (one.category, one.cause, one.deadline) == (*self._of, deadline)
        )
        return next(found, 0)

    def is_allowed(self, days: Days) -> bool:
        """Return whether a plan may have the visit on these days."""
        turns = recurrence(self._visit, days).turns
        return all(
            turn.too_soon_days == 0
            and (days[day] or (not turn.contact_fault and turn.owed_in_person is None))
            for day, turn in turns.items()
        )

    def least(self, possible: Collection[tuple[date, bool]], *, enough: int = -1) -> int:
        """Return the least that has to lapse on a choice of possible days, or something that is enough.

        Raises
        ------
        TooMany
            If there are more choices than can be tried.
        """
        ordered = sorted(possible)
        best = self.total({})
        waiting: list[tuple[tuple[date, bool], ...]] = [()]
        tried = 0
        while waiting and best > enough:
            begun = waiting.pop()
            last = begun[-1][0] if begun else date.min
            for one in ordered:
                if one[0] <= last:
                    continue
                tried += 1
                if tried > _MOST_TRIED:
                    raise TooMany(self._visit.id)
                days = dict((*begun, one))
                turn = recurrence(self._visit, days).turns[one[0]]
                is_allowed = turn.too_soon_days == 0 and (
                    one[1] or (not turn.contact_fault and turn.owed_in_person is None)
                )
                if is_allowed:
                    best = min(best, self.total(days))
                    waiting.append((*begun, one))
        return best
