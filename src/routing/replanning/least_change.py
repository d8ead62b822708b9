"""The best plan for the rest of a day that changes as little as it can (R17, R21).

Only what the plan has and what cannot wait is asked for, unless the day would miss its floor. The reserve is there for
what a day brings (R20): it is used where visits would fall out otherwise. Visits whose customers have had notice keep
their time to a quarter of an hour as long as nothing that counts more than a due visit is lost by it; what cannot keep
its time then is let go, and only that, no further than it must. The old order is kept unless another one saves more
than its changes cost.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace

from routing.domain.ids import CustomerId, ManagerId
from routing.encode import encoded_visit
from routing.feasibility import is_feasible
from routing.plan_chain import PlannedVisit
from routing.problem import Problem
from routing.replanning.rest_of_day import RestOfDay
from routing.replanning.search import Answer, Search
from routing.replanning.ways import Ways
from routing.request import PlanRequest, VisitRequest
from routing.solve.backend import Limits
from routing.status import NUM_LEVELS, Level
from routing.units import DAY_S, MINUTE_S

__all__ = ["KEPT_TO_S", "least_change"]

KEPT_TO_S = 15 * MINUTE_S
"""By so much a visit may start earlier or later without its customer being told."""

_LET_GO_TO_S = (30 * MINUTE_S, 60 * MINUTE_S, 120 * MINUTE_S, DAY_S)
"""What cannot keep its time so is held to the first of these that will do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """A time that a visit is held to, and by how much it may be missed."""

    start_s: int
    bound_s: int


_Times = Mapping[CustomerId, _Kept]


def least_change(
    rest: RestOfDay,
    ways: Ways,
    before: Sequence[PlannedVisit],
    held_s: Mapping[ManagerId, int],
    limits: Limits,
    change_s: int,
) -> Answer:
    """Return the answer to the rest of a day that changes a plan as little as it can.

    Parameters
    ----------
    rest
        What is asked.
    ways
        Travel between the places of it.
    before
        What the plan has ahead, of all account managers.
    held_s
        For each account manager the part of the reserve that ad-hoc tasks take (R20): it is not to be had.
    limits
        Of each of the searches.
    change_s
        What the move of a visit to another place of the order costs, in seconds of travel.
    """
    search = Search(ways, before, limits)
    times: _Times = {
        visit.customer_id: _Kept(start_s=visit.start_s, bound_s=KEPT_TO_S)
        for visit in before
        if visit.is_in_person and visit.customer_id in rest.told
    }
    answer = search.solve(_narrowed(rest.request, times), with_calls=True)
    certain = _certain_loss(answer.problem)
    if _loses(answer, certain, Level.COST):
        answer = _with_reserve(search, answer, held_s)
    if _loses(answer, certain, Level.FLOOR):
        answer, times = _with_times_let_go(search, rest, answer, times, held_s)
    if answer.levels[Level.FLOOR]:
        shifts = answer.request.shifts
        fuller = search.solve(_narrowed(replace(rest.fuller, shifts=shifts), times))
        answer = fuller if fuller.lost < answer.lost else answer
    answer = search.asked_anew(answer, _at_any_time_left_out(answer, rest))
    answer = _in_old_order(search, answer, change_s)
    return _as_near_as_can_be(search, answer, rest, times)


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
    """Return the answer that takes time of the reserve, where that loses less."""
    request = _using_reserve(answer.request, held_s)
    if request.shifts == answer.request.shifts:
        return answer
    found = search.solve(request, with_calls=True)
    return found if found.levels[: Level.COST] < answer.levels[: Level.COST] else answer


def _using_reserve(request: PlanRequest, held_s: Mapping[ManagerId, int]) -> PlanRequest:
    """Return the question with no more reserve than tasks take of it."""
    return replace(
        request,
        shifts=tuple(
            replace(shift, reserve_s=min(shift.reserve_s, held_s.get(shift.manager_id, 0)))
            for shift in request.shifts
        ),
    )


# ------------------------------------------------------------------ times that are kept


def _with_times_let_go(
    search: Search,
    rest: RestOfDay,
    answer: Answer,
    times: _Times,
    held_s: Mapping[ManagerId, int],
) -> tuple[Answer, _Times]:
    """Return the answer for which only those times are let go without which more would be lost."""
    free = search.solve(_using_reserve(rest.request, held_s))
    for bound_s in _LET_GO_TO_S[1:]:
        stuck = times.keys() - answer.visited
        if answer.lost <= free.lost or not stuck:
            break
        times = _let_go(times, stuck, bound_s)
        again = search.solve(_narrowed(free.request, times), start=answer.outcome.sequences)
        answer = min(again, answer, key=lambda one: one.lost)
    if free.lost < answer.lost:
        return free, _let_go(times, times.keys(), DAY_S)
    return answer, times


def _let_go(times: _Times, of: Container[CustomerId], bound_s: int) -> _Times:
    """Return times of which some are held less tightly."""
    return {
        one: replace(kept, bound_s=max(kept.bound_s, bound_s)) if one in of else kept
        for one, kept in times.items()
    }


def _narrowed(request: PlanRequest, times: _Times) -> PlanRequest:
    """Return the question with some visits held to a time, where they are open then."""
    return replace(request, visits=tuple(_near(visit, times) for visit in request.visits))


def _near(visit: VisitRequest, times: _Times) -> VisitRequest:
    kept = times.get(visit.customer_id)
    if kept is None or visit.appointment_s is not None:
        return visit
    first_s, last_s = kept.start_s - kept.bound_s, kept.start_s + kept.bound_s
    cut = tuple(
        replace(one, start_s=max(one.start_s, first_s), end_s=min(one.end_s, last_s))
        for one in visit.openings
        if one.start_s <= last_s and first_s <= one.end_s
    )
    return replace(visit, openings=cut) if cut else visit


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


def _as_near_as_can_be(search: Search, answer: Answer, rest: RestOfDay, times: _Times) -> Answer:
    """Return an answer with times that were let go held as tightly as its routes allow, the first ones first."""
    at_any_time = {visit.id: visit for visit in rest.fuller.visits}
    request, problem = answer.request, answer.problem
    for k, sequence in enumerate(answer.outcome.sequences):
        for v in sequence:
            asked = request.visits[v]
            kept = times.get(asked.customer_id)
            if kept is None or kept.bound_s <= KEPT_TO_S:
                continue
            for bound_s in (KEPT_TO_S, *_LET_GO_TO_S):
                held = {asked.customer_id: replace(kept, bound_s=bound_s)}
                nearer = _near(at_any_time[asked.id], held)
                visit = encoded_visit(nearer, request.shifts, search.matrix(request))
                tried = replace(
                    problem, visits=(*problem.visits[:v], visit, *problem.visits[v + 1 :])
                )
                if is_feasible(tried, k, sequence):
                    problem = tried
                    request = replace(
                        request,
                        visits=(*request.visits[:v], nearer, *request.visits[v + 1 :]),
                    )
                    break
    nearest = search.answer(request, problem, answer.outcome, answer.outcome.sequences)
    return nearest if nearest.levels[: Level.COST] <= answer.levels[: Level.COST] else answer


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
    """Return a route with a visit at its cheapest feasible place, or None."""
    longer = [[*route[:position], v, *route[position:]] for position in range(len(route) + 1)]
    fitting = [one for one in longer if is_feasible(problem, k, one)]
    return min(fitting, key=lambda one: problem.route_travel_s(k, one), default=None)
