"""Why a visit stands outside a plan, tried before it is told.

Three questions in turn. Can any plan hold it? A shift that makes this visit alone answers; if none can, rules are
lifted one by one (then two at a time) until it can, and those lifted are the reason. Is anybody missing it? A filler
with the floors reached is not. What would it cost? The day is solved again with the visit forced in, and the
difference is the answer; should that plan be the better one, the search had stopped too early and the reason says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np

from routing.domain.visit import Category, Cause
from routing.feasibility import is_feasible
from routing.plan import Reason, ReasonKind
from routing.problem import FAR_S, Problem, Shift, Visit
from routing.request import PlanRequest, VisitRequest
from routing.rules import MEANINGS, Rule
from routing.solve.backend import Limits
from routing.solve.ruin_recreate import RuinRecreate
from routing.status import Level
from routing.timetable import timetables
from routing.units import DAY_S, MINUTE_S

__all__ = ["explain_left_out"]

_FORCED_ITERATIONS = 400
_ALL_DAY = ((0, DAY_S),)


def explain_left_out(
    request: PlanRequest,
    problem: Problem,
    sequences: Sequence[Sequence[int]],
    contacted: Sequence[int] = (),
    *,
    seed: int = 0,
) -> dict[int, tuple[Reason, ...]]:
    """Return for each visit that the answer leaves out, by index, why.

    Parameters
    ----------
    request, problem
        The question in both forms.
    sequences, contacted
        The answer: visits of each shift in order, and visits made without going there.
    seed
        Seed of the re-solving.
    """
    served = {v for sequence in sequences for v in sequence} | set(contacted)
    objective = problem.objective(sequences, contacted)
    reasons = {}
    for index, visit in enumerate(request.visits):
        if index in served:
            continue
        found = _impossible(request, problem, index)
        if not found and visit.category is Category.FILLER and objective[Level.FLOOR] == 0:
            found = (_not_needed(visit),)
        if not found:
            found = (_forced(request, problem, sequences, contacted, index, seed),)
        reasons[index] = found
    return reasons


def _impossible(request: PlanRequest, problem: Problem, index: int) -> tuple[Reason, ...]:
    """Return the rules that keep a visit off every shift, or nothing where some shift could make it alone."""
    visit = request.visits[index]
    if not problem.shifts:
        return (_forbidden(visit, (Rule.NO_SHIFT,), is_verified=True),)
    if any(_makes_alone(problem, k, index) for k in range(len(problem.shifts))):
        return ()
    candidates = tuple(_candidates(request, index))
    for size in (1, 2, len(candidates)):
        found = [
            rules
            for rules in combinations(candidates, size)
            if any(
                _makes_alone(_lifted(request, problem, k, index, rules), k, index)
                for k in range(len(problem.shifts))
            )
        ]
        if found:
            return tuple(_forbidden(visit, rules, is_verified=True) for rules in found)
    return (_forbidden(visit, (Rule.NO_REASON_FOUND,), is_verified=False),)


def _makes_alone(problem: Problem, k: int, index: int) -> bool:
    return is_feasible(problem, k, (index,))


def _candidates(request: PlanRequest, index: int) -> Iterator[Rule]:
    """Yield the rules that may stand in the way, the most telling first."""
    visit = request.visits[index]
    if visit.closed_by is not None:
        yield visit.closed_by
    elif not any(
        opening.day == shift.day for opening in visit.openings for shift in request.shifts
    ):
        yield Rule.CLOSED_DAY
    else:
        yield Rule.APPOINTMENT if visit.cause is Cause.APPOINTMENT else Rule.TIME_WINDOW
    yield Rule.UNREACHABLE
    if visit.manager_ids is not None:
        yield Rule.MANAGER_NOT_ALLOWED
    yield Rule.MAX_VISITS
    if any(shift.lunch for shift in request.shifts):
        yield Rule.LUNCH
    if any(shift.reserve_s for shift in request.shifts):
        yield Rule.RESERVED_TIME
    yield Rule.SHIFT_HOURS


def _lifted(
    request: PlanRequest, problem: Problem, k: int, index: int, rules: Sequence[Rule]
) -> Problem:
    """Return the problem with some rules lifted for one visit on one shift."""
    for rule in rules:
        problem = _lift(request, problem, k, index, rule)
    return problem


def _lift(request: PlanRequest, problem: Problem, k: int, index: int, rule: Rule) -> Problem:
    asked, shift_asked = request.visits[index], request.shifts[k]
    shift, visit = problem.shifts[k], problem.visits[index]
    shifts_lifted = {
        Rule.MAX_VISITS: replace(shift, max_visits=max(1, shift.max_visits)),
        Rule.LUNCH: replace(shift, lunch=None),
        Rule.RESERVED_TIME: replace(shift, end_s=shift_asked.end_s),
        Rule.SHIFT_HOURS: replace(shift, start_s=0, end_s=DAY_S),
    }
    if rule in shifts_lifted:
        return _with_shift(problem, k, shifts_lifted[rule])
    if rule is Rule.UNREACHABLE:
        return replace(problem, travel_s=np.where(problem.travel_s >= FAR_S, 0, problem.travel_s))
    if rule is Rule.MANAGER_NOT_ALLOWED:
        openings = tuple(
            (opening.start_s, opening.end_s)
            for opening in asked.openings
            if opening.day == shift_asked.day
        )
        return _with_windows(problem, k, index, visit, openings)
    # Everything else speaks through the windows: closing, notice, pins, appointments.
    is_allowed = asked.manager_ids is None or shift_asked.manager_id in asked.manager_ids
    return _with_windows(problem, k, index, visit, _ALL_DAY if is_allowed else ())


def _with_shift(problem: Problem, k: int, shift: Shift) -> Problem:
    return replace(problem, shifts=(*problem.shifts[:k], shift, *problem.shifts[k + 1 :]))


def _with_windows(
    problem: Problem, k: int, index: int, visit: Visit, windows: tuple[tuple[int, int], ...]
) -> Problem:
    changed = replace(visit, windows=(*visit.windows[:k], windows, *visit.windows[k + 1 :]))
    return _with_visit(problem, index, changed)


def _with_visit(problem: Problem, index: int, visit: Visit) -> Problem:
    return replace(problem, visits=(*problem.visits[:index], visit, *problem.visits[index + 1 :]))


def _forbidden(visit: VisitRequest, rules: tuple[Rule, ...], *, is_verified: bool) -> Reason:
    """Return that no plan can hold the visit, because of these rules together."""
    english = " and ".join(MEANINGS[rule].english for rule in rules)
    chinese = "且".join(MEANINGS[rule].chinese for rule in rules)
    lifted = "Without " + " and ".join(rules) + " it would fit." if is_verified else ""
    lifted_zh = "解除" + "、".join(rules) + "后即可安排。" if is_verified else ""
    return Reason(
        kind=ReasonKind.IMPOSSIBLE,
        rule=rules[0],
        text=f"Visit {visit.id}: {english}. {lifted}".strip(),
        text_zh=f"拜访{visit.id}:{chinese}。{lifted_zh}",
        verified=is_verified,
    )


def _not_needed(visit: VisitRequest) -> Reason:
    meaning = MEANINGS[Rule.NOT_NEEDED]
    return Reason(
        kind=ReasonKind.NOT_NEEDED,
        rule=Rule.NOT_NEEDED,
        text=f"Visit {visit.id}: {meaning.english}.",
        text_zh=f"拜访{visit.id}:{meaning.chinese}。",
        verified=True,
    )


def _forced(
    request: PlanRequest,
    problem: Problem,
    sequences: Sequence[Sequence[int]],
    contacted: Sequence[int],
    index: int,
    seed: int,
) -> Reason:
    """Return what the best plan found with the visit forced in would cost."""
    visit = request.visits[index]
    forced = _forced_sequences(problem, sequences, contacted, index, seed)
    phoned = (
        [entry.visit for table in timetables(problem, forced) for entry in table.contacts]
        if contacted
        else []
    )
    before = problem.objective(sequences, contacted)
    after = problem.objective(forced, phoned)
    cost = tuple(new - old for new, old in zip(after, before, strict=True))
    served_before = {v for sequence in sequences for v in sequence} | set(contacted)
    served_after = {v for sequence in forced for v in sequence} | set(phoned)
    displaces = tuple(request.visits[v].id for v in sorted(served_before - served_after))
    minutes = round(cost[Level.COST] / MINUTE_S)
    if after < before:
        kind, rule = ReasonKind.NOT_FOUND, Rule.SEARCH_LIMIT
    else:
        kind, rule = ReasonKind.DISPLACED, Rule.DISPLACED if displaces else Rule.COST_TOO_HIGH
    meaning = MEANINGS[rule]
    pushed = f" Pushes out {', '.join(displaces)}." if displaces else ""
    pushed_zh = f"需放弃{'、'.join(displaces)}。" if displaces else ""
    return Reason(
        kind=kind,
        rule=rule,
        text=f"Visit {visit.id}: {meaning.english}.{pushed} Travel and wishes {minutes:+d} min.",
        text_zh=f"拜访{visit.id}:{meaning.chinese}。{pushed_zh}路途与偏好{minutes:+d}分钟。",
        verified=True,
        cost=cost,
        displaces=displaces,
    )


def _forced_sequences(
    problem: Problem,
    sequences: Sequence[Sequence[int]],
    contacted: Sequence[int],
    index: int,
    seed: int,
) -> tuple[tuple[int, ...], ...]:
    """Return the best sequences found that make the visit."""
    everything = 1 + sum(visit.skip_weight for visit in problem.visits)
    asked = problem
    for other in contacted:
        # Somebody who is phoned need not be visited as well.
        asked = _with_visit(asked, other, replace(asked.visits[other], skip_level=None))
    wanted = replace(asked.visits[index], skip_level=Level.PROMISE, skip_weight=everything)
    asked = _with_visit(asked, index, wanted)
    starts = [
        tuple(
            (index,) if other == k else tuple(sequence) for other, sequence in enumerate(sequences)
        )
        for k in range(len(problem.shifts))
        if _makes_alone(problem, k, index)
    ]
    for k, sequence in enumerate(sequences):
        for position in range(len(sequence) + 1):
            longer = (*sequence[:position], index, *sequence[position:])
            if is_feasible(problem, k, longer):
                starts.append((*map(tuple, sequences[:k]), longer, *map(tuple, sequences[k + 1 :])))
    start = min(starts, key=asked.objective)
    limits = Limits(iterations=_FORCED_ITERATIONS, seed=seed)
    return RuinRecreate().solve(asked, limits, start=start).sequences
