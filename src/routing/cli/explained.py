"""What ``routing explain`` is asked for: the visits, what there is to say about them, and what would let them in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from routing.conflict import Conflict, conflicts
from routing.domain.ids import VisitId
from routing.domain.visit import Category
from routing.explanation import Explainer, Explanation
from routing.plan import Plan
from routing.repair import Repair, RepairFinder
from routing.request import PlanRequest
from routing.status import Level
from routing.travel.matrix import TravelMatrix

__all__ = ["Explained", "explained"]

_DUE_LISTED = 12
"""How many due visits are listed unless all are asked for, the weightiest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """Visits of a plan, explained.

    Parameters
    ----------
    request, plan
        The question and its answer.
    explanations
        What there is to say: of the visits asked about, else of those left out or late, the gravest first.
    is_whole
        Whether each is to be told in full.
    num_unlisted
        How many due visits left out are not among them.
    repairs
        What would let each visit in that is left out or late, the best first; empty where it was not asked for.
    conflicts
        Promises that contradict each other; looked for where a promise is not kept.
    """

    request: PlanRequest
    plan: Plan
    explanations: tuple[Explanation, ...]
    is_whole: bool
    num_unlisted: int = 0
    repairs: Mapping[VisitId, tuple[Repair, ...]] = field(default_factory=dict)
    conflicts: tuple[Conflict, ...] = ()


def explained(
    request: PlanRequest,
    matrix: TravelMatrix,
    plan: Plan,
    *,
    visit_ids: Iterable[VisitId],
    left_out: bool,
    with_repairs: bool,
    next_request: PlanRequest | None = None,
) -> Explained:
    """Return what there is to say about visits, in short about those left out or late if none is named.

    Parameters
    ----------
    left_out
        Whether all that are left out or late are asked about, too.

    Raises
    ------
    InputError
        If the documents do not belong together.
    """
    explainer = Explainer(request, matrix, plan)
    asked, missed = tuple(visit_ids), explainer.missed
    found = [explainer.explanation(one) for one in asked]
    num_unlisted = 0
    if left_out or not asked:
        more = [explainer.explanation(one) for one in missed if one not in asked]
        found += sorted(more, key=_gravest_first(request))
    is_whole = left_out or bool(asked)
    if not is_whole:
        num_due = sum(one.category is not Category.MANDATORY for one in found)
        num_unlisted = max(0, num_due - _DUE_LISTED)
        found = found[: len(found) - num_unlisted]
    repairs: dict[VisitId, tuple[Repair, ...]] = {}
    if with_repairs:
        finder = RepairFinder(request, matrix, plan, next_request=next_request)
        repairs = {
            one.visit_id: finder.repairs(one.visit_id) for one in found if one.visit_id in missed
        }
    is_broken = any(one.reasons and one.cause.level(one.category) is Level.PROMISE for one in found)
    return Explained(
        request=request,
        plan=plan,
        explanations=tuple(found),
        is_whole=is_whole,
        num_unlisted=num_unlisted,
        repairs=repairs,
        conflicts=conflicts(request, matrix) if is_broken else (),
    )


def _gravest_first(request: PlanRequest) -> Callable[[Explanation], tuple[int, int, VisitId]]:
    """Return the rank of what is left out: by level, then by weight."""
    weights = {visit.id: visit.weight for visit in request.visits}

    def rank(one: Explanation) -> tuple[int, int, VisitId]:
        level = one.cause.level(one.category)
        return len(Level) if level is None else level, -weights[one.visit_id], one.visit_id

    return rank
