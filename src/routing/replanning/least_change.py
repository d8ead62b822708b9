"""The best plan for the rest of a day that changes as little as it can (R17, R21).

Only what the plan has and what cannot wait is asked for, unless the day would miss its floor. The reserve is there for
what a day brings (R20): it is used where visits would fall out or the floor be missed otherwise. Visits whose customers
have had notice keep their time to a quarter of an hour as long as nothing that counts more than a due visit is lost by
it; what cannot keep its time then is let go, and only that, no further than it must. The old order is kept unless
another one saves more than its changes cost.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from routing.domain.ids import CustomerId, ManagerId
from routing.feasibility import earliest_return, is_feasible
from routing.plan_chain import PlannedVisit
from routing.problem import Problem
from routing.punctuality import appointments, most_punctual, punctual
from routing.replanning.deadlines_first import with_deadlines_first
from routing.replanning.kept_times import BOUNDS_S, Times, let_go, narrowed, nearest, times_of
from routing.replanning.rest_of_day import RestOfDay
from routing.replanning.search import Answer, Search
from routing.replanning.tasks_put_off import told_of_tasks, with_tasks_put_off
from routing.request import PlanRequest
from routing.status import NUM_LEVELS, Level
from routing.units import DAY_S, HOUR_S

__all__ = ["least_change"]

_LET_GO = ((HOUR_S, False), (HOUR_S, True), (2 * HOUR_S, False), (DAY_S, False))
"""How far times are let go in turn: of visits that fall out otherwise, or of all for the sake of others."""

_TAKEN_UP_AGAIN = 4
"""How many times that were let go are tried again, one by one, the furthest first."""


def least_change(
    rest: RestOfDay,
    search: Search,
    before: Sequence[PlannedVisit],
    held_s: Mapping[ManagerId, int],
    change_s: int,
) -> Answer:
    """Return the answer to the rest of a day that changes a plan as little as it can.

    Parameters
    ----------
    rest
        What is asked.
    search
        Of the rest of this day.
    before
        What the plan has ahead, of all account managers.
    held_s
        For each account manager the part of the reserve that ad-hoc tasks take (R20): it is not to be had.
    change_s
        What the move of a visit to another place of the order costs, in seconds of travel.
    """
    times = times_of(before, rest.told)
    answer = search.solve(narrowed(rest.request, times), with_calls=True)
    certain = _certain_loss(answer.problem)
    if _loses(answer, certain, Level.COST):
        answer = _with_reserve(search, answer, held_s)
    if _loses(answer, certain, Level.FLOOR):
        answer, times = _with_times_let_go(search, rest, answer, times, held_s)
    if _loses(answer, certain, Level.LATE):
        answer = with_tasks_put_off(search, answer, rest, held_s)
    if _loses_a_deadline(answer, certain):
        answer, rest = with_deadlines_first(search, answer, rest)
    if answer.levels[Level.FLOOR]:
        fuller = replace(rest.fuller, shifts=answer.request.shifts)
        found = search.solve(narrowed(fuller, times), after=answer)
        if found.levels[Level.FLOOR]:
            found = _with_reserve(search, found, held_s)
        answer = found if found.lost < answer.lost else answer
    answer = search.asked_anew(answer, _at_any_time_left_out(answer, rest))
    answer = _punctual(search, answer)
    answer = _in_old_order(search, answer, change_s)
    answer = _held(search, rest, answer, times)
    return told_of_tasks(_time_given_back(search, answer, rest), rest)


def _punctual(search: Search, answer: Answer) -> Answer:
    """Return an answer that meets appointments at the moment aimed at, where that costs little (R16); it stays so."""
    asked = answer.request

    def kept(one: Answer) -> tuple[list[int], list[int]]:
        return appointments(one.problem, one.outcome.sequences)

    def holding(one: Answer, held: Collection[int]) -> Answer:
        return search.solve(punctual(asked, held), after=one, with_calls=True)

    found = most_punctual(answer, kept, levels=lambda one: one.levels, holding=holding)
    in_time, _ = kept(found)
    return search.asked_anew(found, punctual(asked, in_time))


# ------------------------------------------------------------------ what is lost


def _certain_loss(problem: Problem) -> tuple[int, ...]:
    """Return what every answer loses: visits that can neither begin nor be phoned on any shift."""
    levels = [0] * NUM_LEVELS
    for visit in problem.visits:
        if visit.skip_level is not None and not any(visit.windows):
            levels[visit.skip_level] += visit.skip_weight
    return tuple(levels)


def _loses(answer: Answer, certain: Sequence[int], above: Level) -> bool:
    """Return whether an answer loses anything above a level that is not lost for certain."""
    pairs = zip(answer.levels[:above], certain[:above], strict=True)
    return any(lost > sure for lost, sure in pairs)


# ------------------------------------------------------------------ the reserve


def _with_reserve(search: Search, answer: Answer, held_s: Mapping[ManagerId, int]) -> Answer:
    """Return the answer that takes time of the reserve, where that loses less, and only of those who need it."""
    kept = answer.request.shifts
    request = _using_reserve(answer.request, held_s)
    if request.shifts == kept:
        return answer
    found = search.solve(request, after=answer, with_calls=True)
    if found.levels[: Level.COST] >= answer.levels[: Level.COST]:
        return answer
    for k, shift in enumerate(kept if len(kept) > 1 else ()):
        shifts = (*found.request.shifts[:k], shift, *found.request.shifts[k + 1 :])
        sparing = replace(found.request, shifts=shifts)
        spared = search.solve(sparing, after=found, with_calls=True)
        if spared.levels[: Level.COST] <= found.levels[: Level.COST]:
            found = spared
    return found


def _using_reserve(request: PlanRequest, held_s: Mapping[ManagerId, int]) -> PlanRequest:
    """Return the question with no more reserve than tasks take of it."""
    return replace(
        request,
        shifts=tuple(
            replace(shift, reserve_s=min(shift.reserve_s, held_s.get(shift.manager_id, 0)))
            for shift in request.shifts
        ),
    )


def _time_given_back(search: Search, answer: Answer, rest: RestOfDay) -> Answer:
    """Return an answer with the whole reserve, and the time of tasks, of each shift whose route leaves them free."""
    for k, asked in enumerate(rest.request.shifts):
        request = answer.request
        whole = replace(request.shifts[k], reserve_s=asked.reserve_s, end_s=asked.end_s)
        if request.shifts[k] == whole:
            continue
        shifts = (*request.shifts[:k], whole, *request.shifts[k + 1 :])
        problem = search.encoded(replace(request, shifts=shifts))
        if is_feasible(problem, k, answer.outcome.sequences[k]):
            found = search.asked_anew(answer, replace(request, shifts=shifts))
            answer = found if found.levels <= answer.levels else answer
    return answer


# ------------------------------------------------------------------ times that are kept


def _loses_a_deadline(answer: Answer, certain: Sequence[int]) -> bool:
    """Return whether an answer loses an anomalous or a new customer who is not lost for certain (R13, R14)."""
    return any(answer.levels[one] > certain[one] for one in (Level.ANOMALY, Level.NEW_CUSTOMER))


def _with_times_let_go(
    search: Search,
    rest: RestOfDay,
    answer: Answer,
    times: Times,
    held_s: Mapping[ManagerId, int],
) -> tuple[Answer, Times]:
    """Return the answer for which only those times are let go without which more would be lost."""
    loose = _using_reserve(rest.request, held_s)
    # From the plan in hand no way may lead to the best one: two visits would have to go for one that counts more.
    free = min(
        search.solve(loose, after=answer),
        search.solve(loose, afresh=True),
        key=lambda one: one.lost,
    )
    for bound_s, is_for_others in _LET_GO:
        of = times.keys() if is_for_others else times.keys() - answer.visited
        if answer.lost <= free.lost or not of:
            continue
        answer, times = _again(search, free.request, answer, times, of, bound_s)
    if answer.lost[: Level.FLOOR] > free.lost[: Level.FLOOR]:
        answer, times = free, let_go(times, times.keys(), BOUNDS_S[-1])
    return _taken_up_again(search, rest, answer, times)


def _again(
    search: Search,
    request: PlanRequest,
    answer: Answer,
    times: Times,
    of: Collection[CustomerId],
    bound_s: int,
) -> tuple[Answer, Times]:
    """Return the better one of an answer and of another for which some times are held less tightly."""
    times = let_go(times, of, bound_s)
    again = search.solve(narrowed(request, times), after=answer)
    return min(again, answer, key=lambda one: one.lost), times


def _taken_up_again(
    search: Search, rest: RestOfDay, answer: Answer, times: Times
) -> tuple[Answer, Times]:
    """Return the answer for which no single time can be held again without a loss, as far as that is tried."""
    shifts = answer.request.shifts
    times = _nearest(search, rest, answer, times)
    loose = [one for one in times if times[one].bound_s > BOUNDS_S[0] and one in answer.visited]
    loose.sort(key=lambda one: (-times[one].bound_s, one))
    for one in loose[:_TAKEN_UP_AGAIN]:
        held = {**times, one: replace(times[one], bound_s=BOUNDS_S[0])}
        request = narrowed(replace(rest.request, shifts=shifts), held)
        again = search.solve(request, after=answer)
        if again.lost <= answer.lost:
            answer, times = again, _nearest(search, rest, again, held)
    return answer, times


def _nearest(search: Search, rest: RestOfDay, answer: Answer, times: Times) -> Times:
    return nearest(answer, search.matrix(answer.request), rest.fuller, times)


def _held(search: Search, rest: RestOfDay, answer: Answer, times: Times) -> Answer:
    """Return an answer with all times held as tightly as its routes allow."""
    asked = {visit.id: visit for visit in rest.fuller.visits}
    visited = answer.visited
    at_any_time = replace(
        answer.request, visits=tuple(asked[visit.id] for visit in answer.request.visits)
    )
    tightly, loosely = (
        narrowed(at_any_time, {one: kept for one, kept in held.items() if one in visited})
        for held in (_nearest(search, rest, answer, times), times)
    )
    held = search.asked_anew(answer, tightly)
    if held.levels[: Level.COST] <= answer.levels[: Level.COST]:
        return held
    return search.asked_anew(answer, loosely)


def _at_any_time_left_out(answer: Answer, rest: RestOfDay) -> PlanRequest:
    """Return the question with whoever is left out asked for at any time: no kept time stood in the way."""
    at_any_time = {visit.id: visit for visit in rest.fuller.visits}
    visited = answer.visited
    return replace(
        answer.request,
        visits=tuple(
            visit if visit.customer_id in visited else at_any_time[visit.id]
            for visit in answer.request.visits
        ),
    )


# ------------------------------------------------------------------ the order


def _in_old_order(search: Search, answer: Answer, change_s: int) -> Answer:
    """Return the answer with the visits of each shift in the old order, new ones put in, unless that costs too much."""
    problem, before = answer.problem, search.begin(answer.request)
    sequences = list(answer.outcome.sequences)
    for k, sequence in enumerate(sequences):
        rank = {v: position for position, v in enumerate(before[k])}
        old = [v for v in sequence if v in rank]
        moved = len(old) - _longest_rising([rank[v] for v in old])
        if not moved:
            continue
        kept: list[int] | None = sorted(old, key=rank.__getitem__)
        for v in sequence:
            if kept is not None and v not in rank:
                kept = _put_in(problem, k, kept, v)
        if (
            kept is not None
            and is_feasible(problem, k, kept)
            and problem.route_travel_s(k, kept)
            <= problem.route_travel_s(k, sequence) + moved * change_s
        ):
            sequences[k] = tuple(kept)
    ordered = search.answer(answer.request, problem, answer.outcome, sequences)
    return ordered if ordered.levels[: Level.COST] <= answer.levels[: Level.COST] else answer


def _longest_rising(ranks: Sequence[int]) -> int:
    """Return the length of the longest rising subsequence: all others have moved."""
    tails: list[int] = []
    for rank in ranks:
        position = bisect_left(tails, rank)
        tails[position : position + 1] = [rank]
    return len(tails)


def _put_in(problem: Problem, k: int, route: Sequence[int], v: int) -> list[int] | None:
    """Return a route with a visit at its cheapest feasible place, where it is over soonest, or None."""
    longer = [[*route[:position], v, *route[position:]] for position in range(len(route) + 1)]
    fitting = [one for one in longer if is_feasible(problem, k, one)]
    return min(
        fitting,
        key=lambda one: (problem.route_travel_s(k, one), earliest_return(problem, k, one)),
        default=None,
    )
