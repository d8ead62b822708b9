"""The question in ids and dates: which shifts there are, which visits are asked for, and on what terms.

A request is complete in itself: policy, calendar and history have been worked into its numbers, so that the checker
needs nothing but the request, the travel matrix and the plan.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from routing.domain.customer import Mode
from routing.domain.ids import CustomerId, ManagerId, PlaceId, ShiftId, VisitId
from routing.domain.visit import Because, Category, Cause, VisitLength
from routing.rules import Rule

__all__ = [
    "Because",
    "ContactTerms",
    "LunchTerms",
    "Opening",
    "PlanRequest",
    "ShiftRequest",
    "VisitRequest",
    "Wish",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class LunchTerms:
    """A break of `length_s` that starts between `earliest_s` and `latest_s`; it may interrupt a leg, not a visit."""

    earliest_s: int
    latest_s: int
    length_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftRequest:
    """One working day of one account manager.

    Parameters
    ----------
    id, manager_id, day
        Which shift this is.
    start_place_id, end_place_id
        Rows of the travel matrix.
    start_s, end_s
        Working hours, seconds after midnight.
    lunch
        The lunch break, or None where none is owed.
    reserve_s
        Time kept free at the end for ad-hoc tasks (R20): the manager is back by ``end_s - reserve_s``.
    floor, max_visits
        Fewest visits in person wished for (R7) and most allowed.
    """

    id: ShiftId
    manager_id: ManagerId
    day: date
    start_place_id: PlaceId
    end_place_id: PlaceId
    start_s: int
    end_s: int
    lunch: LunchTerms | None = None
    reserve_s: int = 0
    floor: int = 0
    max_visits: int = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A closed window for the start of a visit on one day, seconds after midnight."""

    day: date
    start_s: int
    end_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactTerms:
    """By which modes, and for how long, a visit may be made without going there (R22)."""

    modes: tuple[Mode, ...]
    length_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A soft wish: serving the visit on this day (None: any) by this manager (None: any) costs `price_s`.

    Prices are seconds of travel on the level `Level.COST`; prices of all matching wishes add up. A contact pays none.
    """

    rule: Rule
    price_s: int
    day: date | None = None
    manager_id: ManagerId | None = None

    def applies(self, shift: ShiftRequest) -> bool:
        """Return whether serving the visit on this shift pays the price."""
        return self.day in (None, shift.day) and self.manager_id in (None, shift.manager_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitRequest:
    """A visit asked for.

    Parameters
    ----------
    id, customer_id, place_id
        Which visit, of whom, at which row of the travel matrix.
    category, cause
        Whether it may wait, and what calls for it.
    weight
        What leaving it out counts on its level (see `Cause.level`), at least 1; unused for a filler.
    length
        Minimum, target and maximum.
    openings
        When it may start; empty means never (the reason is then in `closed_by`).
    appointment_s
        Clock time to aim at, for an agreed appointment (R16), or None.
    manager_ids
        Who may visit, or None for anybody.
    contact
        On what terms it may be made by phone or network, or None for in person only.
    wishes
        Soft wishes, priced.
    release, deadline
        First day on which it may take place and last day on which it is in time, or None.
    closed_by
        The rule that leaves no opening, when `openings` is empty.
    because
        Why it is asked for.
    """

    id: VisitId
    customer_id: CustomerId
    place_id: PlaceId
    category: Category
    cause: Cause
    weight: int
    length: VisitLength
    openings: tuple[Opening, ...]
    because: Because
    appointment_s: int | None = None
    manager_ids: frozenset[ManagerId] | None = None
    contact: ContactTerms | None = None
    wishes: tuple[Wish, ...] = ()
    release: date | None = None
    deadline: date | None = None
    closed_by: Rule | None = None

    def price_s(self, shift: ShiftRequest) -> int:
        """Return the soft price of serving this visit on a shift, in seconds of travel."""
        return sum(wish.price_s for wish in self.wishes if wish.applies(shift))


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRequest:
    """Shifts and visits to match, for one territory or team.

    Parameters
    ----------
    territory_id
        Whose plan this is.
    shifts
        Shifts to fill, ids unique.
    visits
        Visits asked for, ids unique.
    policy
        Name and digest of the policy that made the request.
    notes
        Warnings of the making that the plan repeats.
    """

    territory_id: str
    shifts: tuple[ShiftRequest, ...]
    visits: tuple[VisitRequest, ...]
    policy: str = ""
    notes: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """Short fingerprint of the whole request: equal requests have equal digests."""
        # Frozen sets have no order of their own, so they are spelled out sorted.
        parts = [repr((self.territory_id, self.shifts, self.policy, self.notes))]
        for visit in self.visits:
            managers = None if visit.manager_ids is None else sorted(visit.manager_ids)
            shown = [
                getattr(visit, name)
                for name in sorted(VisitRequest.__slots__)
                if name != "manager_ids"
            ]
            parts.append(repr((managers, shown)))
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
