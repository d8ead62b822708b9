"""Why visits stand outside a plan: one question after another, each answer tried before it is told."""

from __future__ import annotations

from collections.abc import Sequence

from routing.domain.ids import VisitId
from routing.domain.visit import Category
from routing.plan import Reason, ReasonKind
from routing.problem import Problem
from routing.reasons.best_case import BestCase
from routing.reasons.forced import Answer, Forcing
from routing.reasons.lifting import Obstacle, obstacles
from routing.reasons.other_times import with_times
from routing.reasons.witness import changed_shifts
from routing.reasons.words import facts, listed, names, price, remedies
from routing.request import PlanRequest
from routing.rules import MEANINGS, Rule
from routing.solve.backend import Limits
from routing.status import Level

__all__ = ["explain_left_out"]

# Searches to force visits in share these, so that a long list is told as soon as a short one.
_SHARED_ITERATIONS = 3_600
_MOST_ITERATIONS = 400
_MOST_SEARCHED = 24


def explain_left_out(
    request: PlanRequest,
    problem: Problem,
    sequences: Sequence[Sequence[int]],
    contacts: Sequence[tuple[int, int]] = (),
    *,
    seed: int = 0,
) -> dict[int, tuple[Reason, ...]]:
    """Return for each visit made once at most that the answer leaves out, by index, why.

    Parameters
    ----------
    request, problem
        The question in both forms.
    sequences, contacts
        The answer: visits of each shift in order, and shift and visit of those made without going there.
    seed
        Seed of the re-solving.
    """
    teller = _Teller(request, problem, Forcing(problem, sequences, contacts))
    served = teller.answer.served
    left_out = [
        index
        for index, visit in enumerate(request.visits)
        if index not in served and visit.cadence is None
    ]
    best = BestCase(problem)
    found = {index: obstacles(request, problem, index, best=best) for index in left_out}
    reasons = {}
    to_force = []
    for index in left_out:
        if found[index] and not _is_open(found[index]):
            reasons[index] = tuple(teller.impossible(index, one) for one in found[index])
        elif teller.is_idle(index):
            reasons[index] = (teller.not_needed(index),)
        else:
            to_force.append(index)
    # Those that count most first: for the others the best exchange of a stop is told, without a search.
    to_force.sort(key=teller.rank)
    iterations = min(_SHARED_ITERATIONS // max(1, len(to_force)), _MOST_ITERATIONS)
    limits = Limits(iterations=max(iterations, _SHARED_ITERATIONS // _MOST_SEARCHED), seed=seed)
    for place, index in enumerate(to_force):
        reasons[index] = (teller.forced(index, limits if place < _MOST_SEARCHED else None),)
    for index in left_out:
        if request.visits[index].appointment_s is not None and any(problem.visits[index].windows):
            reasons[index] = with_times(problem, sequences, index, reasons[index])
    return {index: reasons[index] for index in left_out}


def _is_open(found: tuple[Obstacle, ...]) -> bool:
    """Return whether it is not certain that nothing can hold the visit."""
    return found[0].rules == (Rule.NO_REASON_FOUND,)


class _Teller:
    """Tells why visits are left out of one answer."""

    def __init__(self, request: PlanRequest, problem: Problem, forcing: Forcing) -> None:
        self._request = request
        self._problem = problem
        self._forcing = forcing
        self.answer = forcing.answer

    def is_idle(self, index: int) -> bool:
        """Return whether nobody misses a visit."""
        is_filler = self._request.visits[index].category is Category.FILLER
        return is_filler and self.answer.objective[Level.FLOOR] == 0

    def impossible(self, index: int, obstacle: Obstacle) -> Reason:
        """Return that no plan can hold a visit, because of these rules together."""
        english, chinese = names(obstacle.rules)
        shown, shown_zh = facts(self._request, self._problem, index, obstacle)
        remedy, remedy_zh = remedies(obstacle.rules)
        lifted = "" if obstacle.shift is None else " But for that it would fit."
        lifted_zh = "" if obstacle.shift is None else "若无此限制即可安排。"
        return self._reason(
            index,
            ReasonKind.IMPOSSIBLE,
            obstacle.rules,
            f"{english}{f' ({shown})' if shown else ''}.{lifted} {remedy}",
            f"{chinese}{f'({shown_zh})' if shown_zh else ''}。{lifted_zh}{remedy_zh}",
        )

    def not_needed(self, index: int) -> Reason:
        """Return that nobody misses a visit."""
        meaning = MEANINGS[Rule.NOT_NEEDED]
        return self._reason(
            index,
            ReasonKind.NOT_NEEDED,
            (Rule.NOT_NEEDED,),
            f"{meaning.english}.",
            f"{meaning.chinese}。",
        )

    def rank(self, index: int) -> tuple[int, int, int]:
        """Return what orders visits by how much they are missed."""
        visit = self._problem.visits[index]
        return (
            len(Level) if visit.skip_level is None else visit.skip_level,
            -visit.skip_weight,
            index,
        )

    def forced(self, index: int, limits: Limits | None) -> Reason:
        """Return what the best answer found with a visit in it would cost."""
        forced = self._forcing.best_with(index, limits)
        if forced is None:
            return self._unknown(index)
        request, answer = self._request, self.answer
        cost = tuple(new - old for new, old in zip(forced.objective, answer.objective, strict=True))
        lost, won = (
            tuple(request.visits[v].id for v in sorted(one))
            for one in (self._lost(forced), forced.served - answer.served - {index})
        )
        if forced.objective < answer.objective:
            kind, rule = ReasonKind.NOT_FOUND, Rule.SEARCH_LIMIT
        else:
            kind, rule = ReasonKind.DISPLACED, Rule.DISPLACED if lost else Rule.COST_TOO_HIGH
        told, told_zh = MEANINGS[rule].english, MEANINGS[rule].chinese
        (out, out_zh), (in_, in_zh) = listed(lost), listed(won)
        fate = f" Pushes out {out}{f', lets in {in_}' if won else ''}." if lost else ""
        fate_zh = f"需放弃{out_zh}{f',可增加{in_zh}' if won else ''}。" if lost else ""
        paid, paid_zh = price(cost)
        return self._reason(
            index,
            kind,
            (rule,),
            f"{told}.{fate} {paid} {MEANINGS[rule].remedy}",
            f"{told_zh}。{fate_zh}{paid_zh}{MEANINGS[rule].remedy_zh}",
            cost=cost,
            displaces=lost,
            instead=forced,
        )

    def _lost(self, forced: Answer) -> frozenset[int]:
        """Return the visits that are no longer made, and those that recur and lose a day."""
        recurring = {
            v for k, v in self.answer.made - forced.made if self._problem.visits[v].days is not None
        }
        return (self.answer.served - forced.served) | recurring

    def _unknown(self, index: int) -> Reason:
        """Return that a visit fits nowhere alone, while nothing forbids it for certain."""
        meaning = MEANINGS[Rule.NO_REASON_FOUND]
        return self._reason(
            index,
            ReasonKind.NOT_FOUND,
            (Rule.NO_REASON_FOUND,),
            f"{meaning.english}; no shift can make it alone, on the way to others one perhaps could. {meaning.remedy}",
            f"{meaning.chinese};单独安排均不可行,顺路或可安排。{meaning.remedy_zh}",
        )

    def _reason(
        self,
        index: int,
        kind: ReasonKind,
        rules: tuple[Rule, ...],
        told: str,
        told_zh: str,
        *,
        cost: tuple[int, ...] = (),
        displaces: tuple[VisitId, ...] = (),
        instead: Answer | None = None,
    ) -> Reason:
        visit_id = self._request.visits[index].id
        before = self.answer.sequences, self.answer.contacts
        after = before if instead is None else (instead.sequences, instead.contacts)
        routes, contacts = changed_shifts(self._request, before, after)
        return Reason(
            kind=kind,
            rule=rules[0],
            also=rules[1:],
            text=f"Visit {visit_id}: {told}",
            text_zh=f"拜访{visit_id}:{told_zh}",
            verified=Rule.NO_REASON_FOUND not in rules,
            cost=cost,
            displaces=displaces,
            instead=routes,
            instead_contacts=contacts,
        )
