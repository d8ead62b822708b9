"""What ``routing explain`` is asked for: the visits, what there is to say about them, and what would let them in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from routing.conflict import Conflict, conflicts
from routing.domain.ids import VisitId
from routing.domain.visit import Category
from routing.explanation import Explainer, Explanation, Missed
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
        All there is to say of the visits asked about.
    missed
        In short those left out or late, the gravest first, where no visit is asked about.
    is_whole
        Whether visits are asked about.
    num_unlisted
        How many due visits left out are not among those told in short.
    repairs
        What would let each visit in that is left out or late, the best first; empty where it was not asked for.
    conflicts
        Promises that contradict each other; looked for where a promise is not kept.
    """

    request: PlanRequest
    plan: Plan
    explanations: tuple[Explanation, ...]
    missed: tuple[Missed, ...] = ()
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
    is_whole = left_out or bool(asked)
    num_unlisted = 0
    told: tuple[VisitId, ...] = (*asked, *(one for one in missed if left_out and one not in asked))
    if not is_whole:
        due = [one for one in missed if explainer.category_of(one) is not Category.MANDATORY]
        num_unlisted = len(due[_DUE_LISTED:])
        told = tuple(one for one in missed if one not in set(due[_DUE_LISTED:]))
    found = tuple(explainer.explanation(one) for one in told) if is_whole else ()
    listed = () if is_whole else told
    short = tuple(one for visit_id in listed if (one := explainer.in_short(visit_id)) is not None)
    repairs: dict[VisitId, tuple[Repair, ...]] = {}
    if with_repairs:
        finder = RepairFinder(request, matrix, plan, next_request=next_request)
        repairs = {one: finder.repairs(one) for one in told if one in missed}
    calls = [(one.category, one.cause) for one in found if one.reasons]
    calls += [(one.category, one.cause) for one in short]
    is_broken = any(cause.level(category) is Level.PROMISE for category, cause in calls)
    return Explained(
        request=request,
        plan=plan,
        explanations=found,
        missed=short,
        is_whole=is_whole,
        num_unlisted=num_unlisted,
        repairs=repairs,
        conflicts=conflicts(request, matrix) if is_broken else (),
    )
