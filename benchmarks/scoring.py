"""One arithmetic for every competitor: what an answer is worth, and whether a manager can drive it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.reduction import priced
from routing.domain.ids import VisitId
from routing.domain.visit import Category
from routing.encode import Encoding, encode
from routing.feasibility import is_feasible
from routing.problem import Problem
from routing.request import PlanRequest
from routing.status import Level
from routing.travel.matrix import TravelMatrix

__all__ = ["MEAN_PRICE_S", "Asked", "Scored", "ask", "score", "score_ids"]

MEAN_PRICE_S = 1500
"""Seconds of travel that an average due visit of a day is worth."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Asked:
    """A request in integers, its due visits priced in seconds of travel."""

    request: PlanRequest
    matrix: TravelMatrix
    encoding: Encoding
    problem: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """An answer, measured.

    Parameters
    ----------
    levels
        The objective, level by level; what is left out of an infeasible answer is everything.
    visit_ids
        Visits made, for each shift in order.
    violations
        Rules broken; such an answer counts as no answer.
    """

    levels: tuple[int, ...]
    visit_ids: tuple[tuple[VisitId, ...], ...]
    violations: tuple[str, ...]

    @property
    def above_cost(self) -> tuple[int, ...]:
        """The levels that come before travel and prices."""
        return self.levels[: Level.COST]

    @property
    def cost_s(self) -> int:
        """Travel and prices, in seconds."""
        return self.levels[Level.COST]


def ask(request: PlanRequest, matrix: TravelMatrix) -> Asked:
    """Return what competitors are asked."""
    encoding = encode(request, matrix)
    weights = [visit.weight for visit in request.visits if visit.category is Category.DUE]
    price_s = MEAN_PRICE_S * len(weights) / sum(weights) if weights else 0.0
    return Asked(
        request=request,
        matrix=matrix,
        encoding=encoding,
        problem=priced(encoding.problem, price_s=price_s),
    )


def score(asked: Asked, sequences: Sequence[Sequence[int]]) -> Scored:
    """Return what an answer is worth; one that cannot be driven is worth no more than an empty one."""
    problem = asked.problem
    violations = [
        f"shift {k} cannot be driven"
        for k, sequence in enumerate(sequences)
        if not is_feasible(problem, k, sequence)
    ]
    made = [visit for sequence in sequences for visit in sequence]
    if len(set(made)) < len(made):
        violations.append("a visit is made twice")
    kept = ((),) * len(problem.shifts) if violations else sequences
    return Scored(
        levels=problem.objective(kept),
        visit_ids=tuple(
            tuple(asked.encoding.visit_ids[visit] for visit in sequence) for sequence in kept
        ),
        violations=tuple(violations),
    )


def score_ids(asked: Asked, visit_ids: Sequence[Sequence[VisitId]]) -> Scored:
    """Return what an answer in ids is worth, as `score` does."""
    index = {visit_id: i for i, visit_id in enumerate(asked.encoding.visit_ids)}
    return score(asked, [[index[visit_id] for visit_id in made] for made in visit_ids])
