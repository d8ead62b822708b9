"""Why a visit stands outside a plan, tried before it is told.

Three questions in turn. Can any plan hold it? A shift that makes this visit alone answers; if none can, rules are
lifted one by one, then two at a time and so on until it can, and those lifted are the reason. Is anybody missing it? A
filler with the floors reached is not. What would it cost? The day is solved again with the visit forced in, and the
difference is the answer; should that plan be the better one, the search had stopped too early and the reason says so.
For an appointment that is not kept come the nearest times that the plan could keep (R16).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np

from routing.domain.visit import Category, Cause
from routing.encode import start_windows
from routing.feasibility import is_feasible
from routing.plan import Reason, ReasonKind
from routing.problem import FAR_S, Problem
from routing.request import Opening, PlanRequest, ShiftRequest, VisitRequest
from routing.rules import MEANINGS, Rule
from routing.solve.backend import Limits
from routing.solve.ruin_recreate import RuinRecreate, Settings
from routing.status import Level
from routing.timetable import timetables
from routing.units import DAY_S, MINUTE_S

__all__ = ["explain_left_out", "rules_in_the_way"]

# All visits to be forced in share these, within bounds for each, so that a long list is told as soon as a short one.
_SHARED_ITERATIONS = 6_000
_ITERATIONS_EACH = (50, 400)
# Others left out that may come in when one is forced in: the nearest.
_NEIGHBOURS = 40
# Times are agreed to the quarter of an hour.
_AGREED_TO_S = 900


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
    served = {v for sequence in sequences for v in sequence} | {v for _, v in contacts}
    objective = problem.objective(sequences, contacts)
    left_out = [
        index
        for index, visit in enumerate(request.visits)
        if index not in served and visit.cadence is None
    ]
    reasons = {index: _impossible(request, problem, index) for index in left_out}
    for index in left_out:
        visit = request.visits[index]
        is_filler = visit.category is Category.FILLER
        if not reasons[index] and is_filler and objective[Level.FLOOR] == 0:
            reasons[index] = (_not_needed(visit),)
    feasible = [index for index in left_out if not reasons[index]]
    low, high = _ITERATIONS_EACH
    iterations = min(max(low, _SHARED_ITERATIONS // max(1, len(feasible))), high)
    limits = Limits(iterations=iterations, seed=seed)
    for index in feasible:
        reasons[index] = (_forced(request, problem, sequences, contacts, index, limits),)
    for index in left_out:
        if request.visits[index].appointment_s is not None and any(problem.visits[index].windows):
            reasons[index] = _with_times(problem, sequences, index, reasons[index])
    return reasons


def _impossible(request: PlanRequest, problem: Problem, index: int) -> tuple[Reason, ...]:
    """Return the rules that keep a visit off every shift, or nothing where some shift could make it alone."""
    return tuple(
        _forbidden(request.visits[index], rules, is_verified=rules != (Rule.NO_REASON_FOUND,))
        for rules in rules_in_the_way(request, problem, index)
    )


def rules_in_the_way(
    request: PlanRequest, problem: Problem, index: int
) -> tuple[tuple[Rule, ...], ...]:
    """Return the rules without which some shift could make a visit alone, those that must go together in one entry.

    Nothing is returned where some shift can as it is; `Rule.NO_REASON_FOUND` where none can without all rules.
    """
    if not problem.shifts:
        return ((Rule.NO_SHIFT,),)
    candidates = tuple(_candidates(request, index))
    for size in range(len(candidates) + 1):
        found = [
            rules
            for rules in combinations(candidates, size)
            if any(_fits(request, problem, k, index, rules) for k in range(len(problem.shifts)))
        ]
        if found:
            return tuple(rules for rules in found if rules)
    return ((Rule.NO_REASON_FOUND,),)


def _candidates(request: PlanRequest, index: int) -> Iterator[Rule]:
    """Yield the rules that may stand in the way, the most telling first."""
    visit = request.visits[index]
    yield _closing_rule(visit, request.shifts)
    yield Rule.UNREACHABLE
    if visit.manager_ids is not None:
        yield Rule.MANAGER_NOT_ALLOWED
    yield Rule.MAX_VISITS
    if any(shift.lunch for shift in request.shifts):
        yield Rule.LUNCH
    if any(shift.reserve_s for shift in request.shifts):
        yield Rule.RESERVED_TIME
    yield Rule.SHIFT_HOURS


def _closing_rule(visit: VisitRequest, shifts: Sequence[ShiftRequest]) -> Rule:
    """Return what a visit's openings stand for, or what leaves it none."""
    if visit.closed_by is not None and not visit.openings:
        return visit.closed_by
    if visit.release is not None and all(shift.day < visit.release for shift in shifts):
        return Rule.MIN_GAP
    if not any(opening.day == shift.day for opening in visit.openings for shift in shifts):
        return Rule.CLOSED_DAY
    if visit.appointment_s is not None:
        return Rule.APPOINTMENT
    return Rule.PINNED if visit.cause is Cause.PINNED else Rule.TIME_WINDOW


def _fits(
    request: PlanRequest, problem: Problem, k: int, index: int, lifted: Collection[Rule]
) -> bool:
    """Return whether a shift could make a visit alone if some rules were lifted."""
    asked, asked_of = request.visits[index], request.shifts[k]
    shift, visit = problem.shifts[k], problem.visits[index]
    if Rule.MANAGER_NOT_ALLOWED in lifted or Rule.NO_SHIFT in lifted:
        asked = replace(asked, manager_ids=None)
    if _closing_rule(asked, request.shifts) in lifted:
        whole_day = Opening(day=asked_of.day, start_s=0, end_s=DAY_S)
        asked = replace(asked, openings=(whole_day,), release=None)
    if Rule.MAX_VISITS in lifted:
        shift = replace(shift, max_visits=1)
    if Rule.LUNCH in lifted:
        shift = replace(shift, lunch=None)
    if Rule.RESERVED_TIME in lifted:
        shift = replace(shift, end_s=asked_of.end_s)
    if Rule.SHIFT_HOURS in lifted:
        shift = replace(shift, start_s=0, end_s=DAY_S)
    places = (shift.start_place, visit.place, shift.end_place)
    travel_s = problem.travel_s[np.ix_(places, places)]
    if Rule.UNREACHABLE in lifted:
        travel_s = np.where(travel_s >= FAR_S, 0, travel_s)
    alone = Problem(
        travel_s=travel_s,
        shifts=(replace(shift, start_place=0, end_place=2),),
        visits=(replace(visit, place=1, windows=(start_windows(asked, asked_of),)),),
    )
    return is_feasible(alone, 0, (0,))


def _forbidden(visit: VisitRequest, rules: tuple[Rule, ...], *, is_verified: bool) -> Reason:
    """Return that no plan can hold the visit, because of these rules together."""
    english = " and ".join(MEANINGS[rule].english for rule in rules)
    chinese = "且".join(MEANINGS[rule].chinese for rule in rules)
    lifted = "But for that it would fit." if is_verified else ""
    lifted_zh = "若无此限制即可安排。" if is_verified else ""
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
    contacts: Sequence[tuple[int, int]],
    index: int,
    limits: Limits,
) -> Reason:
    """Return what the best plan found with the visit forced in would cost."""
    visit = request.visits[index]
    forced = _forced_sequences(problem, sequences, contacts, index, limits)
    phoned = (
        [
            (k, entry.visit)
            for k, table in enumerate(timetables(problem, forced))
            for entry in table.contacts
        ]
        if contacts
        else []
    )
    before = problem.objective(sequences, contacts)
    after = problem.objective(forced, phoned)
    cost = tuple(new - old for new, old in zip(after, before, strict=True))
    served_before = {v for sequence in sequences for v in sequence} | {v for _, v in contacts}
    served_after = {v for sequence in forced for v in sequence} | {v for _, v in phoned}
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
    contacts: Sequence[tuple[int, int]],
    index: int,
    limits: Limits,
) -> tuple[tuple[int, ...], ...]:
    """Return the best sequences found that make the visit, with its neighbours to fill up the day."""
    visits = list(problem.visits)
    for _, other in contacts:
        # Somebody who is phoned need not be visited as well.
        visits[other] = replace(visits[other], skip_level=None)
    everything = 1 + sum(visit.skip_weight for visit in visits)
    visits[index] = replace(visits[index], skip_level=Level.PROMISE, skip_weight=everything)

    served = {v for sequence in sequences for v in sequence}
    from_here_s = problem.travel_s[visits[index].place]
    others = [v for v in range(len(visits)) if v not in served]
    kept = sorted(
        served.union(
            sorted(others, key=lambda v: from_here_s[visits[v].place])[:_NEIGHBOURS], {index}
        )
    )
    number = {v: position for position, v in enumerate(kept)}
    asked = replace(problem, visits=tuple(visits[v] for v in kept))
    routes = [tuple(number[v] for v in sequence) for sequence in sequences]
    start = min(_starts_with(asked, routes, number[index]), key=asked.objective)
    # The first cycle is a strict one, from a cool start: all of the few iterations make one annealing.
    search = RuinRecreate(Settings(strict_cycle=limits.iterations or 1))
    found = search.solve(asked, limits, start=start).sequences
    return tuple(tuple(kept[v] for v in sequence) for sequence in found)


def _starts_with(
    problem: Problem, sequences: Sequence[Sequence[int]], index: int
) -> Iterator[tuple[tuple[int, ...], ...]]:
    """Yield answers that make the visit: put in where it fits, or in for a stop, or in for a whole route."""
    for k, sequence in enumerate(sequences):
        before, after = tuple(map(tuple, sequences[:k])), tuple(map(tuple, sequences[k + 1 :]))
        for position in range(len(sequence) + 1):
            head, tail = tuple(sequence[:position]), tuple(sequence[position:])
            for route in ((*head, index, *tail), (*head, index, *tail[1:])):
                if is_feasible(problem, k, route):
                    yield (*before, route, *after)
        if is_feasible(problem, k, (index,)):
            yield (*before, (index,), *after)


def _with_times(
    problem: Problem, sequences: Sequence[Sequence[int]], index: int, reasons: tuple[Reason, ...]
) -> tuple[Reason, ...]:
    """Return the reasons with the nearest earlier and later times at which the plan could keep an appointment (R16)."""
    steps = range(_AGREED_TO_S, DAY_S, _AGREED_TO_S)
    earlier_s = next((s for s in steps if _takes_in(problem, sequences, index, -s)), None)
    later_s = next((s for s in steps if _takes_in(problem, sequences, index, s)), None)
    times, times_zh = [], []
    if earlier_s is not None:
        times.append(f"{earlier_s // MINUTE_S} min earlier")
        times_zh.append(f"提前{earlier_s // MINUTE_S}分钟")
    if later_s is not None:
        times.append(f"{later_s // MINUTE_S} min later")
        times_zh.append(f"推迟{later_s // MINUTE_S}分钟")
    told = (
        f"The plan could keep it {' or '.join(times)}." if times else "No other time could be kept."
    )
    told_zh = f"可改为{'或'.join(times_zh)}。" if times else "当日无其他可行时间。"
    return tuple(
        replace(one, text=f"{one.text} {told}", text_zh=f"{one.text_zh}{told_zh}")
        for one in reasons
    )


def _takes_in(problem: Problem, sequences: Sequence[Sequence[int]], index: int, by_s: int) -> bool:
    """Return whether a route could take a visit in, its windows moved by so much, and keep all that it holds."""
    visit = problem.visits[index]
    moved = tuple(tuple((a + by_s, b + by_s) for a, b in windows) for windows in visit.windows)
    visits = (
        *problem.visits[:index],
        replace(visit, windows=moved),
        *problem.visits[index + 1 :],
    )
    changed = replace(problem, visits=visits)
    return any(
        is_feasible(changed, k, (*sequence[:position], index, *sequence[position:]))
        for k, sequence in enumerate(sequences)
        if moved[k]
        for position in range(len(sequence) + 1)
    )
