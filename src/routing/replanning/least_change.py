"""The best plan for the rest of a day that changes as little as it can (R17, R21).

Only what the plan has and what cannot wait is asked for, unless the day would miss its floor. The reserve is there for
what a day brings (R20): it is used where visits would fall out otherwise. Visits whose customers have had notice keep
their time to a quarter of an hour as long as nothing that counts more than a due visit is lost by it; what cannot keep
its time then is let go, and only that. The old order is kept unless another one saves more than its changes cost.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from routing.domain.ids import CustomerId, ManagerId
from routing.encode import encode
from routing.feasibility import is_feasible
from routing.plan_chain import PlannedVisit
from routing.problem import Outcome, Problem
from routing.replanning.rest_of_day import RestOfDay
from routing.request import PlanRequest, VisitRequest
from routing.solve.backend import Limits, Sequences, verified_outcome
from routing.solve.ruin_recreate import RuinRecreate, Settings
from routing.status import Level, Status
from routing.timetable import timetables, with_room_for_contacts
from routing.travel.matrix import TravelMatrix
from routing.units import DAY_S, MINUTE_S

__all__ = ["KEPT_TO_S", "Answer", "least_change"]

KEPT_TO_S = 15 * MINUTE_S
"""By so much a visit may start earlier or later without its customer being told."""

_LET_GO_TO_S = (60 * MINUTE_S, DAY_S)
"""What cannot keep its time so is held to an hour, and only then to its day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A question narrowed to what is kept, its answer, and the objective with the calls that find time."""

    request: PlanRequest
    problem: Problem
    outcome: Outcome
    levels: tuple[int, ...]

    @property
    def lost(self) -> tuple[int, ...]:
        """What is lost on the levels above due visits."""
        return self.levels[: Level.DUE]


def least_change(
    rest: RestOfDay,
    matrix: TravelMatrix,
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
    before
        What the plan has ahead, of all account managers.
    held_s
        For each account manager the part of the reserve that ad-hoc tasks take (R20): it is not to be had.
    limits
        Of each of the searches.
    change_s
        What the move of a visit to another place of the order costs, in seconds of travel.
    """
    search = _Search(matrix, before, limits)
    starts = {visit.customer_id: visit.start_s for visit in before if visit.is_in_person}
    kept = {one: (start_s, KEPT_TO_S) for one, start_s in starts.items() if one in rest.told}
    answer = search.solve(_narrowed(rest.request, kept), with_calls=True)
    if any(answer.levels[: Level.COST]):
        answer = _with_reserve(search, answer, held_s)
    if any(answer.lost[: Level.FLOOR]):
        free = search.solve(_using_reserve(rest.request, held_s))
        for bound_s in _LET_GO_TO_S:
            left_out = _left_out(answer)
            if answer.lost <= free.lost or not left_out & kept.keys():
                break
            kept |= {one: (kept[one][0], bound_s) for one in left_out & kept.keys()}
            again = search.solve(_narrowed(free.request, kept))
            answer = min(again, answer, key=lambda one: one.lost)
        if free.lost < answer.lost:
            kept = {
                one: (start_s, max(bound_s, _LET_GO_TO_S[0]))
                for one, (start_s, bound_s) in kept.items()
            }
            answer = search.solve(_narrowed(free.request, kept))
        if free.lost < answer.lost:
            kept, answer = {}, free
    if answer.levels[Level.FLOOR]:
        shifts = answer.request.shifts
        fuller = search.solve(_narrowed(replace(rest.fuller, shifts=shifts), kept))
        answer = fuller if fuller.lost < answer.lost else answer
    return _in_old_order(search.settled(answer, rest), search.begin(answer.request), change_s)


class _Search:
    """Searches of one day that begin from the plan in hand."""

    def __init__(
        self, matrix: TravelMatrix, before: Sequence[PlannedVisit], limits: Limits
    ) -> None:
        self._matrix = matrix
        self._before = sorted(before, key=lambda one: one.start_s)
        self._callers = {
            visit.customer_id: visit.manager_id for visit in before if not visit.is_in_person
        }
        self._limits = limits
        # The first cycle is the only one: it begins cool, for the plan in hand is near the best.
        self._backend = RuinRecreate(Settings(strict_cycle=limits.iterations or 1))

    def begin(self, request: PlanRequest) -> tuple[tuple[int, ...], ...]:
        """Return the plan in hand, as far as a question asks for it."""
        index_of = {
            visit.customer_id: v
            for v, visit in reversed(list(enumerate(request.visits)))
            if visit.openings
        }
        return tuple(
            tuple(
                index_of[visit.customer_id]
                for visit in self._before
                if visit.manager_id == shift.manager_id
                and visit.is_in_person
                and visit.customer_id in index_of
            )
            for shift in request.shifts
        )

    def solve(self, request: PlanRequest, *, with_calls: bool = False) -> Answer:
        """Return the answer to a question; who was to be phoned is not visited instead.

        Parameters
        ----------
        with_calls
            Whether the time of these calls is kept free at the end of the day.
        """
        problem = encode(request, self._matrix)
        nowhere = ((),) * len(problem.shifts)
        calls_s = self._calls_s(request, problem) if with_calls else {}
        asked = replace(
            problem,
            shifts=tuple(
                replace(shift, end_s=shift.end_s - calls_s.get(asked_of.manager_id, 0))
                for asked_of, shift in zip(request.shifts, problem.shifts, strict=True)
            ),
            visits=tuple(
                replace(visit, windows=nowhere) if one.customer_id in self._callers else visit
                for one, visit in zip(request.visits, problem.visits, strict=True)
            ),
        )
        outcome = self._backend.solve(asked, self._limits, start=self.begin(request))
        sequences = with_room_for_contacts(problem, outcome.sequences)
        return _answer_of(request, problem, outcome, sequences)

    def _calls_s(self, request: PlanRequest, problem: Problem) -> dict[ManagerId, int]:
        """Return how long the calls of the plan in hand take, for each account manager."""
        total: dict[ManagerId, int] = {}
        for one, visit in zip(request.visits, problem.visits, strict=True):
            caller = self._callers.get(one.customer_id)
            if caller is not None:
                total[caller] = total.get(caller, 0) + (visit.contact_s or 0)
        return total

    def settled(self, answer: Answer, rest: RestOfDay) -> Answer:
        """Return an answer with whoever is left out asked for at any time: no kept time stood in the way."""
        made = {answer.request.visits[v].id for route in answer.outcome.sequences for v in route}
        at_any_time = {visit.id: visit for visit in rest.fuller.visits}
        request = replace(
            answer.request,
            visits=tuple(
                visit if visit.id in made else at_any_time[visit.id]
                for visit in answer.request.visits
            ),
        )
        problem = encode(request, self._matrix)
        return _answer_of(request, problem, answer.outcome, answer.outcome.sequences)


def _with_reserve(search: _Search, answer: Answer, held_s: Mapping[ManagerId, int]) -> Answer:
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


def _narrowed(request: PlanRequest, kept: Mapping[CustomerId, tuple[int, int]]) -> PlanRequest:
    """Return the question with some visits kept to a start, by so much, where they are open then."""

    def near(visit: VisitRequest) -> VisitRequest:
        if visit.customer_id not in kept or visit.appointment_s is not None:
            return visit
        start_s, bound_s = kept[visit.customer_id]
        cut = tuple(
            replace(
                one,
                start_s=max(one.start_s, start_s - bound_s),
                end_s=min(one.end_s, start_s + bound_s),
            )
            for one in visit.openings
            if one.start_s <= start_s + bound_s and start_s - bound_s <= one.end_s
        )
        return replace(visit, openings=cut) if cut else visit

    return replace(request, visits=tuple(map(near, request.visits)))


def _left_out(answer: Answer) -> set[CustomerId]:
    """Return the customers whom nobody visits."""
    made = {v for sequence in answer.outcome.sequences for v in sequence}
    return {visit.customer_id for v, visit in enumerate(answer.request.visits) if v not in made}


def _in_old_order(answer: Answer, before: Sequence[Sequence[int]], change_s: int) -> Answer:
    """Return the answer with the visits of each shift in the old order, new ones put in, unless that costs too much."""
    problem = answer.problem
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
    return _answer_of(answer.request, problem, answer.outcome, sequences)


def _answer_of(
    request: PlanRequest, problem: Problem, outcome: Outcome, sequences: Sequences
) -> Answer:
    """Return an answer that makes these visits, held against the problem."""
    tables = timetables(problem, sequences)
    calls = [(k, entry.visit) for k, table in enumerate(tables) for entry in table.contacts]
    return Answer(
        request=request,
        problem=problem,
        outcome=verified_outcome(
            problem,
            sequences,
            solver=outcome.solver,
            status=Status.FEASIBLE,
            stopped_by=outcome.stopped_by,
            seed=outcome.seed,
            iterations=outcome.iterations,
        ),
        levels=problem.objective(sequences, calls),
    )


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
