"""The chain of plans: month, week and day, each with its life, what it leaves to the next, and what the next changes.

Nothing here plans: a later plan is asked for with what `kept_visits` returns, becomes a record by `draft`, and is held
against the one before it by `changes`.
"""

from routing.plan_chain.changes import Change, changes
from routing.plan_chain.differences import ChangeKind, Difference, differences
from routing.plan_chain.kept import kept_visits, told_at, unfinished_visits
from routing.plan_chain.life import close, draft, publish
from routing.plan_chain.record import (
    PlanId,
    PlanKind,
    PlannedVisit,
    PlanRecord,
    PlanState,
    planned_visits,
    record_faults,
)
from routing.plan_chain.why import ChangeReason, Why

__all__ = [
    "Change",
    "ChangeKind",
    "ChangeReason",
    "Difference",
    "PlanId",
    "PlanKind",
    "PlanRecord",
    "PlanState",
    "PlannedVisit",
    "Why",
    "changes",
    "close",
    "differences",
    "draft",
    "kept_visits",
    "planned_visits",
    "publish",
    "record_faults",
    "told_at",
    "unfinished_visits",
]
