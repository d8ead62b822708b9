"""Why a plan differs from the one before it, or from what was done: the reasons there are."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["ChangeReason", "Why"]


class ChangeReason(StrEnum):
    """The one thing in territory, history or plan from which a change follows, or that kept a visit from being made."""

    VISITED = "visited"
    CONTACTED = "contacted"
    TRIED_IN_VAIN = "tried-in-vain"
    NOT_RECORDED = "not-recorded"
    REPLACED = "replaced"
    CUSTOMER_GONE = "customer-gone"
    APPOINTMENT = "appointment"
    PINNED = "pinned"
    PROMISED = "promised"
    FORBIDDEN = "forbidden"
    CLOSED = "closed"
    OTHER_SCOPE = "other-scope"
    MANAGER_AWAY = "manager-away"
    NOT_OPENED = "not-opened"
    TASKS = "tasks"
    ANOMALY = "anomaly"
    NEW_CUSTOMER = "new-customer"
    CARRIED_OVER = "carried-over"
    LATE = "late"
    DUE = "due"
    NOT_DUE = "not-due"
    FLOOR = "floor"
    OWN_MANAGER = "own-manager"
    IN_PERSON_TURN = "in-person-turn"
    LEFT_OUT = "left-out"
    ROUTE = "route"
    ON_THE_ROAD = "on-the-road"
    BETTER_PLAN = "better-plan"


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """A reason in two languages, with its numbers; ids only."""

    reason: ChangeReason
    text: str
    text_zh: str
