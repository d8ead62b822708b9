"""Searches for the rest of a day that begin from the plan in hand."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from routing.domain.ids import CustomerId, ManagerId
from routing.encode import encode
from routing.plan_chain import PlannedVisit
from routing.problem import Outcome, Problem
from routing.replanning.ways import Ways
from routing.request import PlanRequest
from routing.solve.backend import (
    Clock,
    Limits,
    Progress,
    ProgressCallback,
    Sequences,
    verified_outcome,
)
from routing.solve.ruin_recreate import RuinRecreate, Settings
from routing.status import Level, Status
from routing.timetable import timetables, with_room_for_contacts
from routing.travel.matrix import TravelMatrix

__all__ = ["Answer", "Search"]

_HOT = 1.0
_CYCLE = 2_000
"""Iterations of a cycle where time or stagnation ends the search."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A question, its answer, and the objective with the calls that find time."""

    request: PlanRequest
    problem: Problem
    outcome: Outcome
    levels: tuple[int, ...]

    @property
    def lost(self) -> tuple[int, ...]:
        """What is lost on the levels above due visits."""
        return self.levels[: Level.DUE]

    @property
    def visited(self) -> frozenset[CustomerId]:
        """To whom somebody goes."""
        return frozenset(
            self.request.visits[v].customer_id for route in self.outcome.sequences for v in route
        )


class Search:
    """Searches of one day.

    Parameters
    ----------
    ways
        Travel between the places of what is asked.
    before
        What the plan in hand has ahead, of all account managers.
    limits
        Of each search.
    progress
        Told of all searches as of one. Once it cancels it is told of none, and each that is still asked for returns
        what it begins from.
    clock
        Measures the time of the searches.

    Attributes
    ----------
    is_cancelled
        Whether the searches have been cancelled.
    """

    def __init__(
        self,
        ways: Ways,
        before: Sequence[PlannedVisit],
        limits: Limits,
        progress: ProgressCallback | None = None,
        clock: Clock = time.monotonic,
    ) -> None:
        self.is_cancelled = False
        self._progress = progress
        self._clock = clock
        self._began_s = clock()
        self._iterations = 0
        self._ways = ways
        self._before = sorted(before, key=lambda one: one.start_s)
        self._callers = {
            visit.customer_id: visit.manager_id for visit in before if not visit.is_in_person
        }
        self._limits = limits
        # One cycle that begins cool, for the plan in hand is near the best. It trades visits at prices by the visit: at
        # strict ones a promise is worth little more than a day of lateness.
        self._backend = RuinRecreate(
            Settings(strict_cycle=1, cycle=limits.iterations or _CYCLE, hot=_HOT)
        )

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

    def matrix(self, request: PlanRequest) -> TravelMatrix:
        """Return the travel between the places of a question."""
        return self._ways.of(request)

    def encoded(self, request: PlanRequest) -> Problem:
        """Return a question in integers."""
        return encode(request, self.matrix(request))

    def solve(
        self,
        request: PlanRequest,
        *,
        after: Answer | None = None,
        afresh: bool = False,
        with_calls: bool = False,
    ) -> Answer:
        """Return the answer to a question; whom the plan in hand phones is phoned or left out.

        Parameters
        ----------
        after
            The answer to another question of the same shifts to begin from; None: the plan in hand.
        afresh
            Whether to begin from nothing instead.
        with_calls
            Whether the time of these calls is kept free at the end of the day.
        """
        problem = self.encoded(request)
        nowhere = ((),) * len(problem.shifts)
        calls_s = self._calls_s(request, problem) if with_calls else {}
        asked = replace(
            problem,
            shifts=tuple(
                replace(shift, end_s=shift.end_s - calls_s.get(asked_of.manager_id, 0))
                for asked_of, shift in zip(request.shifts, problem.shifts, strict=True)
            ),
            visits=tuple(
                replace(visit, windows=nowhere)
                if one.customer_id in self._callers and visit.contact_s is not None
                else visit
                for one, visit in zip(request.visits, problem.visits, strict=True)
            ),
        )
        start = self.begin(request) if after is None else _carried_over(after, request)
        outcome = self._backend.solve(
            asked,
            self._limits,
            start=None if afresh else start,
            progress=None if self._progress is None else self._told,
            clock=self._clock,
        )
        self._iterations += outcome.iterations
        return self.answer(
            request, problem, outcome, with_room_for_contacts(problem, outcome.sequences)
        )

    def _told(self, progress: Progress) -> bool:
        """Tell of one search as of a part of all; return whether it is cancelled."""
        if not self.is_cancelled and self._progress is not None:
            told = replace(
                progress,
                iterations=self._iterations + progress.iterations,
                elapsed_s=self._clock() - self._began_s,
            )
            self.is_cancelled = bool(self._progress(told))
        return self.is_cancelled

    def _calls_s(self, request: PlanRequest, problem: Problem) -> dict[ManagerId, int]:
        """Return how long the calls of the plan in hand take, for each account manager."""
        total: dict[ManagerId, int] = {}
        for one, visit in zip(request.visits, problem.visits, strict=True):
            caller = self._callers.get(one.customer_id)
            if caller is not None:
                total[caller] = total.get(caller, 0) + (visit.contact_s or 0)
        return total

    def asked_anew(self, answer: Answer, request: PlanRequest) -> Answer:
        """Return an answer as that to another question of the same shifts and visits."""
        return self.answer(request, self.encoded(request), answer.outcome, answer.outcome.sequences)

    @staticmethod
    def answer(
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


def _carried_over(answer: Answer, request: PlanRequest) -> list[list[int]]:
    """Return what an answer makes of another question, as far as that asks for it."""
    index_of = {visit.id: v for v, visit in enumerate(request.visits)}
    made = [[answer.request.visits[v].id for v in route] for route in answer.outcome.sequences]
    return [[index_of[one] for one in route if one in index_of] for route in made]
