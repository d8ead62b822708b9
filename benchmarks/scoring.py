"""One arithmetic for every competitor: what an answer is worth, and whether the independent checker accepts it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.reduction import priced
from routing.checker import check
from routing.domain.ids import VisitId
from routing.domain.visit import Category
from routing.encode import decode, encode, left_out
from routing.feasibility import is_feasible
from routing.plan import Plan, Provenance, Reason, ReasonKind
from routing.problem import Problem
from routing.request import PlanRequest
from routing.rules import Rule
from routing.status import Level, Status, StoppedBy
from routing.timetable import timetables
from routing.travel.matrix import TravelMatrix

__all__ = ["MEAN_PRICE_S", "Asked", "Scored", "ask", "score", "score_ids"]

MEAN_PRICE_S = 1500
"""Seconds of travel that an average due visit of a day is worth."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Asked:
    """A request, and in integers the problem that competitors get: due visits are priced in seconds of travel."""

    request: PlanRequest
    matrix: TravelMatrix
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
    weights = [visit.weight for visit in request.visits if visit.category is Category.DUE]
    price_s = MEAN_PRICE_S * len(weights) / sum(weights) if weights else 0.0
    return Asked(
        request=request, matrix=matrix, problem=priced(encode(request, matrix), price_s=price_s)
    )


def score(asked: Asked, sequences: Sequence[Sequence[int]]) -> Scored:
    """Return what an answer is worth; one that breaks a rule is worth no more than an empty one."""
    violations = _violations(asked, sequences)
    kept = ((),) * len(asked.problem.shifts) if violations else sequences
    return Scored(
        levels=asked.problem.objective(kept),
        visit_ids=tuple(
            tuple(asked.request.visits[visit].id for visit in sequence) for sequence in kept
        ),
        violations=violations,
    )


def score_ids(asked: Asked, visit_ids: Sequence[Sequence[VisitId]]) -> Scored:
    """Return what an answer in ids is worth, as `score` does."""
    index = {visit.id: i for i, visit in enumerate(asked.request.visits)}
    return score(asked, [[index[visit_id] for visit_id in made] for made in visit_ids])


def _violations(asked: Asked, sequences: Sequence[Sequence[int]]) -> tuple[str, ...]:
    """Return what the checker finds wrong with the plan that the sequences make, if they make one at all."""
    made = [visit for sequence in sequences for visit in sequence]
    if len(set(made)) < len(made):
        return ("a visit is made twice",)
    late = [k for k, made in enumerate(sequences) if not is_feasible(asked.problem, k, made)]
    if late:
        return tuple(f"shift {asked.request.shifts[k].id} cannot be driven" for k in late)
    report = check(asked.request, asked.matrix, _plan(asked, sequences))
    return tuple(str(violation) for violation in report.violations)


def _plan(asked: Asked, sequences: Sequence[Sequence[int]]) -> Plan:
    """Return the plan of an answer; why visits were left out nobody tried."""
    problem = encode(asked.request, asked.matrix)
    unexplained = Reason(
        kind=ReasonKind.NOT_FOUND,
        rule=Rule.NO_REASON_FOUND,
        text="Nobody asked why.",
        text_zh="未查原因。",
        verified=False,
    )
    provenance = Provenance(
        solver="benchmark",
        versions=(),
        seed=0,
        time_limit_s=None,
        iteration_limit=None,
        iterations=0,
        status=Status.FEASIBLE,
        stopped_by=StoppedBy.TIME,
        bound=None,
        request_digest=asked.request.digest,
        problem_digest=problem.digest,
        travel_source=asked.matrix.source,
        policy=asked.request.policy,
        runtime_s=0.0,
    )
    tables = timetables(problem, sequences)
    return decode(
        asked.request,
        asked.matrix,
        problem,
        tables,
        [(unexplained,) for _ in left_out(asked.request, tables)],
        provenance,
    )
