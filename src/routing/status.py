"""How an answer stands: its status, what stopped the search, and the levels on which plans are compared."""

from __future__ import annotations

from enum import IntEnum, StrEnum

__all__ = ["LEVEL_NAMES", "NUM_LEVELS", "Level", "Status", "StoppedBy"]


class Status(StrEnum):
    """What is known about an answer."""

    OPTIMAL = "optimal"
    """No plan is better on any level: a bound equals the recomputed objective."""
    FEASIBLE = "feasible"
    """The plan keeps every hard rule; a better one may exist."""


class StoppedBy(StrEnum):
    """Why the search ended."""

    PROOF = "proof"
    STAGNATION = "stagnation"
    ITERATIONS = "iterations"
    TIME = "time"
    CANCELLED = "cancelled"


class Level(IntEnum):
    """The levels of the objective; plans are compared level by level, highest (0) first.

    Levels 0 to 3 count mandatory visits left out or made late, by what makes them mandatory.
    """

    PROMISE = 0
    """Agreed appointments and pinned visits left out (R16, R17)."""
    ANOMALY = 1
    """Anomalous customers not visited by their deadline (R13)."""
    NEW_CUSTOMER = 2
    """New customers not visited before their first order (R14)."""
    LATE = 3
    """Visits that turn late or break the two-month coverage (R1-R4, R8)."""
    OPENED = 4
    """Working days driven that are no visit days: opened only for what is owed above (R6, R13)."""
    FLOOR = 5
    """Visits missing from the floor of each shift, summed (R7)."""
    DUE = 6
    """Due visits left out, weighted by urgency."""
    COST = 7
    """Seconds of travel, with the soft wishes priced in seconds (R12, R19)."""


NUM_LEVELS = len(Level)

LEVEL_NAMES: dict[Level, tuple[str, str]] = {
    Level.PROMISE: ("promises left out", "未履行的约定"),
    Level.ANOMALY: ("anomalous customers left out", "未拜访的异常客户"),
    Level.NEW_CUSTOMER: ("new customers left out", "未拜访的新入网客户"),
    Level.LATE: ("late visits left out", "未安排的逾期拜访"),
    Level.OPENED: ("extra days opened", "加开工作日"),
    Level.FLOOR: ("missing from the floor", "最低户数缺口"),
    Level.DUE: ("due visits left out, by weight", "未安排的到期拜访（按权重）"),
    Level.COST: ("travel and wishes, in seconds", "路途与偏好（秒）"),
}
"""What each level counts, in English and Chinese."""
