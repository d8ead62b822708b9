"""What is told about a visit of a plan: where it is made and why, why it is not, and what other shifts would take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from routing.domain.ids import CustomerId, ManagerId, ShiftId, VisitId
from routing.domain.visit import Because, Category, Cause
from routing.plan import Reason
from routing.rules import Rule

__all__ = ["Attempt", "Explanation", "Missed", "Placement"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A visit tried on a shift, or at a position, that does not make it in the plan, all else as it stands.

    Parameters
    ----------
    shift_id, manager_id, day
        Where it was tried.
    is_in_person
        Whether by going there.
    rules
        What keeps it off the shift even if the shift made nothing else: without all of these it could be made. Empty
        where it could.
    missing_s
        By how much the route overruns with it at its best position: the nearest miss. None where it fits, and where
        hours, or the most visits of a day, say no whatever the time.
    position
        Which stop of the route it would be, from 1; 0 for a contact, and where it fits nowhere.
    instead_of
        Shift on which the visit is then no longer made as it is now; None where it is made once more.
    cost
        What the changed plan adds to each level of the objective (see `routing.status.Level`); empty where the plan
        cannot take it in.
    displaces
        Visits that lose their place on the shift for it.
    verified
        Whether it was tried: without the rules it fits, or the changed plan was computed.
    text, text_zh
        The same in one sentence or two.
    """

    shift_id: ShiftId
    manager_id: ManagerId
    day: date
    is_in_person: bool = True
    rules: tuple[Rule, ...] = ()
    missing_s: int | None = None
    position: int = 0
    instead_of: ShiftId | None = None
    cost: tuple[int, ...] = ()
    displaces: tuple[VisitId, ...] = ()
    verified: bool
    text: str
    text_zh: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """A visit where the plan makes it, and why there.

    Parameters
    ----------
    shift_id, manager_id, day
        Where it is made.
    is_in_person
        Whether by going there.
    category, cause
        What calls for it on this day.
    position
        Which stop of the route it is, from 1; 0 for a contact.
    start_s
        When it begins.
    detour_s
        Travel that it adds to the route.
    cost
        What taking it out would add to each level of the objective; empty where the plan cannot do without it.
    next_best
        The cheapest other shift for it; None where no other one can take it in.
    next_place
        The cheapest other position on its route, for a contact the visit in person on its shift; None where there is
        none.
    text, text_zh
        Why this day and this place, in a few sentences.
    """

    shift_id: ShiftId
    manager_id: ManagerId
    day: date
    is_in_person: bool
    category: Category
    cause: Cause
    position: int
    start_s: int
    detour_s: int
    cost: tuple[int, ...]
    next_best: Attempt | None
    next_place: Attempt | None
    text: str
    text_zh: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """A visit that is left out or late, in short: the gravest of what it lets lapse.

    Parameters
    ----------
    visit_id, customer_id
        Which visit, of whom.
    category, cause, deadline
        What was owed, and by when; no day where none was set.
    made
        The day on which it is made after all, too late; None where it is not.
    reason
        Why that is left out or late: of several the first.
    nearest
        The best of all attempts to make it; None where it is made all the same, and where there is no other shift.
    """

    visit_id: VisitId
    customer_id: CustomerId
    category: Category
    cause: Cause
    deadline: date | None
    made: date | None
    reason: Reason
    nearest: Attempt | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """All there is to say about one visit of a plan.

    Parameters
    ----------
    visit_id, customer_id
        Which visit, of whom.
    category, cause
        What of it weighs most: of what is left out or late, else of what the plan makes it for.
    because
        Why it is asked for.
    placements
        Where the plan has it, in order of days.
    reasons
        Why it is left out or late, with what is lost; empty where nothing is.
    attempts
        Every other shift, the best first: what it would cost there, by how much it misses, or what forbids it. Of a
        visit that recurs each is the cheaper of a further visit and of one in place of a planned one; of one that is
        only called, all are calls.
    """

    visit_id: VisitId
    customer_id: CustomerId
    category: Category
    cause: Cause
    because: Because
    placements: tuple[Placement, ...]
    reasons: tuple[Reason, ...]
    attempts: tuple[Attempt, ...]
