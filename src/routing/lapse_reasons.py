"""Why a recurring visit is not made, or made too late, tried before it is told."""

from __future__ import annotations

from collections.abc import Sequence

from routing.domain.visit import Category
from routing.encode import LeftOut
from routing.plan import Reason, ReasonKind
from routing.problem import Problem
from routing.request import PlanRequest
from routing.rules import MEANINGS, Rule
from routing.timetable import ShiftTimetable

__all__ = ["explain_lapses"]


def explain_lapses(
    request: PlanRequest,
    problem: Problem,
    tables: Sequence[ShiftTimetable],
    lapses: Sequence[LeftOut],
) -> list[tuple[Reason, ...]]:
    """Return for each lapse of a recurring visit why it comes about."""
    reasons = []
    for lapse in lapses:
        visit = request.visits[lapse.visit]
        rule = Rule.NOT_NEEDED if lapse.category is Category.FILLER else Rule.NO_REASON_FOUND
        meaning = MEANINGS[rule]
        kind = ReasonKind.NOT_NEEDED if rule is Rule.NOT_NEEDED else ReasonKind.NOT_FOUND
        reasons.append(
            (
                Reason(
                    kind=kind,
                    rule=rule,
                    text=f"Visit {visit.id}: {meaning.english}.",
                    text_zh=f"拜访{visit.id}:{meaning.chinese}。",
                    verified=rule is Rule.NOT_NEEDED,
                ),
            )
        )
    return reasons
