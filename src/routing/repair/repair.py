"""A repair: a small change with which a plan can make a visit, what it asks of people, and what that is worth."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from routing.domain.ids import ShiftId, VisitId
from routing.request import PlanRequest
from routing.rules import MEANINGS, Rule
from routing.status import Level
from routing.units import HOUR_S, MINUTE_S

__all__ = ["FIXED_PRICES_S", "LETS_GO", "Repair", "RepairKind"]


class RepairKind(StrEnum):
    """What a repair changes; of equal repairs the kind that stands first is the better one."""

    TAKE_IN = "take-in"
    """Nothing but the plan: it can make the visit as it stands, and nobody else loses one."""
    SKIP_OTHER = "skip-other"
    """Others lose a visit to it."""
    OTHER_TIME = "other-time"
    """An appointment is agreed for another time of its day."""
    WIDER_WINDOW = "wider-window"
    """The customer can be visited earlier or later."""
    CONTACT = "contact"
    """The customer is phoned instead, or met on the network."""
    STAND_IN = "stand-in"
    """Another account manager makes the visit."""
    MORE_VISITS = "more-visits"
    """The account manager makes one visit more than the most allowed."""
    LESS_RESERVE = "less-reserve"
    """Less time is kept free for what comes up."""
    LONGER_DAY = "longer-day"
    """The account manager works longer."""
    OTHER_LUNCH = "other-lunch"
    """Lunch begins earlier or later, or is shorter."""
    OTHER_DAY = "other-day"
    """A promise is moved to another day, or the visit to the next visit day."""
    OPEN_DAY = "open-day"
    """A working day that is no visit day is opened for it."""


LETS_GO = {
    RepairKind.TAKE_IN: Rule.COST_TOO_HIGH,
    RepairKind.SKIP_OTHER: Rule.DISPLACED,
    RepairKind.OTHER_TIME: Rule.APPOINTMENT,
    RepairKind.WIDER_WINDOW: Rule.TIME_WINDOW,
    RepairKind.CONTACT: Rule.IN_PERSON,
    RepairKind.STAND_IN: Rule.MANAGER_NOT_ALLOWED,
    RepairKind.MORE_VISITS: Rule.MAX_VISITS,
    RepairKind.LESS_RESERVE: Rule.RESERVED_TIME,
    RepairKind.LONGER_DAY: Rule.SHIFT_HOURS,
    RepairKind.OTHER_LUNCH: Rule.LUNCH,
    RepairKind.OTHER_DAY: Rule.PINNED,
    RepairKind.OPEN_DAY: Rule.NO_VISIT_DAY,
}
"""The rule that each kind of repair lets go of."""

FIXED_PRICES_S = {
    # A call sees no shelf and no stock: worth a detour of a quarter of an hour.
    RepairKind.CONTACT: 15 * MINUTE_S,
    # A stranger at the door: the policies' own price of it.
    RepairKind.STAND_IN: 10 * MINUTE_S,
    # One more call on a day that is full by its rules.
    RepairKind.MORE_VISITS: 10 * MINUTE_S,
    # A customer is told and has to agree, or waits a day.
    RepairKind.OTHER_DAY: 30 * MINUTE_S,
    # Half a working day is lost to follow-up work (R6).
    RepairKind.OPEN_DAY: 4 * HOUR_S,
}
"""What a repair asks of people where that is not counted in minutes: the seconds that one would rather drive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """A change with which a visit that is left out or late can be made.

    Parameters
    ----------
    kind
        What is changed.
    visit_id
        The visit that is let in.
    request
        The question with the change made; of `RepairKind.OTHER_DAY` without cadence that of the next day.
    cost
        Change of the objective, level by level, apart from what the visit itself wins; what it still lets lapse counts.
    concession_s
        What is asked of customers and account managers: the minutes asked for, or a fixed price, in seconds.
    in_time
        Whether nothing lapses any more of what is repaired; else it is only sooner or fewer days late.
    routes
        Shifts that change, each with its visits in person in their order.
    contacts
        All contacts of the changed plan.
    displaces
        Visits that others lose to it.
    text, text_zh
        What to do, in English and Chinese, with its numbers; ids only.
    """

    kind: RepairKind
    visit_id: VisitId
    request: PlanRequest
    cost: tuple[int, ...]
    concession_s: int
    in_time: bool
    routes: tuple[tuple[ShiftId, tuple[VisitId, ...]], ...]
    contacts: tuple[tuple[ShiftId, VisitId], ...]
    displaces: tuple[VisitId, ...] = ()
    text: str = ""
    text_zh: str = ""

    @property
    def rule(self) -> Rule:
        """The rule that is let go of."""
        return LETS_GO[self.kind]

    @property
    def standard(self) -> str:
        """Numbers of the standard's rules behind it; empty where common sense rules."""
        return MEANINGS[self.rule].standard

    @property
    def rank(self) -> tuple[int, ...]:
        """What repairs are ranked by: levels of the objective first, then travel and what is asked of people."""
        return (
            *self.cost[: Level.COST],
            self.cost[Level.COST] + self.concession_s,
            list(RepairKind).index(self.kind),
        )
