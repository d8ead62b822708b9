"""A visit that a day cannot hold, made on the next visit day: its request solved again with the visit forced in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property, partial

from routing.domain.visit import Category
from routing.encode import encode
from routing.errors import InputError, Issue
from routing.problem import Problem
from routing.repair.repair import FIXED_PRICES_S, Repair, RepairKind
from routing.repair.target import Target
from routing.repair.trial import gained
from routing.repair.words import told_next_day
from routing.request import PlanRequest
from routing.solve.backend import Limits
from routing.solve.ruin_recreate import RuinRecreate, Settings
from routing.status import NUM_LEVELS, Level
from routing.timetable import timetables
from routing.travel.matrix import TravelMatrix
from routing.what_if import Route

__all__ = ["NextDay"]

# Enough to order a day of 60 candidates well; two such searches are heard for each visit.
_ITERATIONS = 800

Words = Callable[[], tuple[str, str]]
_Answer = tuple[tuple[Route, ...], tuple[tuple[int, int], ...]]
_MANDATORY = (Level.PROMISE, Level.ANOMALY, Level.NEW_CUSTOMER, Level.LATE)


class NextDay:
    """The next visit day of a day's plan.

    Parameters
    ----------
    request
        The question of the day planned.
    next_request, matrix
        The question of the next one; the travel matrix has its places too.

    Raises
    ------
    InputError
        If the next request is not one of a single later day, or contradicts itself.
    """

    def __init__(
        self, request: PlanRequest, next_request: PlanRequest, matrix: TravelMatrix
    ) -> None:
        if faults := [*_faults(request, next_request)]:
            raise InputError(faults)
        self._today = request
        self._request = next_request
        self._matrix = matrix
        self._problem = encode(next_request, matrix)

    @cached_property
    def _without(self) -> _Answer:
        """The next day's plan as nobody asks for more."""
        return _with_calls(
            self._problem, _searched(self._problem, [()] * len(self._problem.shifts))
        )

    def repair(self, target: Target) -> tuple[Repair, Words] | None:
        """Return the visit put into the next day, None where that day cannot hold it beside what must be."""
        asked = self._today.visits[target.index]
        index = next(
            (
                v
                for v, visit in enumerate(self._request.visits)
                if visit.customer_id == asked.customer_id
                and visit.place_id == asked.place_id
                and any(self._problem.visits[v].windows)
            ),
            None,
        )
        if index is None or asked.cadence is not None:
            return None
        request = self._with(index, target)
        problem = replace(
            self._problem,
            visits=(
                *self._problem.visits[:index],
                encode(replace(request, visits=(request.visits[index],)), self._matrix).visits[0],
                *self._problem.visits[index + 1 :],
            ),
        )
        answer = sequences, contacts = self._forced(problem, index, target)
        if index not in _made(answer):
            return None
        cost, displaced = self._compared(index, answer)
        if any(one > 0 for one in cost[: Level.OPENED]):
            return None
        day = self._request.shifts[0].day
        in_time = (
            target.is_promise
            or target.category is not Category.MANDATORY
            or (target.deadline is not None and day <= target.deadline)
        )
        if not in_time:
            cost = gained(target, cost)
        visit_ids = [visit.id for visit in request.visits]
        repair = Repair(
            kind=RepairKind.OTHER_DAY,
            visit_id=asked.id,
            request=request,
            cost=cost,
            concession_s=FIXED_PRICES_S[RepairKind.OTHER_DAY],
            in_time=in_time,
            routes=tuple(
                (shift.id, tuple(visit_ids[v] for v in sequence))
                for shift, sequence in zip(request.shifts, sequences, strict=True)
            ),
            contacts=tuple((request.shifts[k].id, visit_ids[v]) for k, v in contacts),
            displaces=tuple(visit_ids[v] for v in sorted(displaced)),
        )
        return repair, partial(told_next_day, repair, day, target)

    def _with(self, index: int, target: Target) -> PlanRequest:
        """Return the next day's request with the visit owed on it as it was on the day before."""
        visits = list(self._request.visits)
        now = visits[index]
        level = now.cause.level(now.category)
        if level is None or (target.level, -target.weight) < (level, -now.weight):
            visits[index] = replace(
                now,
                category=target.category,
                cause=target.cause,
                weight=target.weight,
                because=self._today.visits[target.index].because,
            )
        return replace(self._request, visits=tuple(visits))

    def _forced(self, problem: Problem, index: int, target: Target) -> _Answer:
        """Return the day with the visit made in person before all others of its level."""
        made = {v for sequence in self._without[0] for v in sequence}
        if index in made:
            return self._without
        # Of those that are not made anyway only who must be matters here.
        kept = [
            v
            for v, visit in enumerate(problem.visits)
            if v in made or v == index or visit.skip_level in _MANDATORY
        ]
        visits = {v: problem.visits[v] for v in kept}
        everything = 1 + sum(visit.skip_weight for visit in visits.values())
        visits[index] = replace(
            visits[index], skip_level=target.level, skip_weight=everything, contact_s=None
        )
        number = {v: position for position, v in enumerate(kept)}
        start = [[number[v] for v in sequence] for sequence in self._without[0]]
        found = _searched(replace(problem, visits=tuple(visits.values())), start)
        return _with_calls(problem, tuple(tuple(kept[v] for v in one) for one in found))

    def _compared(self, index: int, answer: _Answer) -> tuple[tuple[int, ...], set[int]]:
        """Return what an answer costs more than the day without the visit, and who loses a visit to it."""
        if answer is self._without:
            return (0,) * NUM_LEVELS, set()
        visits = list(self._problem.visits)
        visits[index] = replace(visits[index], skip_level=None)
        others = replace(self._problem, visits=tuple(visits))
        sequences, contacts = answer
        # What the second search found better for the others, they could have without the visit too.
        taken_out = tuple(tuple(v for v in one if v != index) for one in sequences), contacts
        old = min(self._without, taken_out, key=lambda one: others.objective(*one))
        change = zip(others.objective(*answer), others.objective(*old), strict=True)
        return tuple(a - b for a, b in change), _made(old) - _made(answer)


def _made(answer: _Answer) -> set[int]:
    sequences, contacts = answer
    return {v for sequence in sequences for v in sequence} | {v for _, v in contacts}


def _searched(problem: Problem, start: Sequence[Sequence[int]]) -> tuple[Route, ...]:
    # One strict cycle from a cool start: all of the few iterations make one annealing.
    search = RuinRecreate(Settings(strict_cycle=_ITERATIONS))
    return search.solve(problem, Limits(iterations=_ITERATIONS, seed=0), start=start).sequences


def _with_calls(problem: Problem, sequences: tuple[Route, ...]) -> _Answer:
    """Return routes with the calls for which their timetables find time."""
    tables = timetables(problem, sequences)
    return sequences, tuple(
        (k, one.visit) for k, table in enumerate(tables) for one in table.contacts
    )


def _faults(request: PlanRequest, next_request: PlanRequest) -> Iterator[Issue]:
    last = max((shift.day for shift in request.shifts), default=None)
    days = sorted({shift.day for shift in next_request.shifts})
    if len(days) > 1 or any(visit.cadence for visit in next_request.visits):
        yield Issue(
            code="not-a-day",
            place="next_request",
            value=f"{len(days)} days",
            message="The next request is not one of a single day.",
            remedy="Give the request of the next visit day.",
        )
    elif days and last is not None and days[0] <= last:
        yield Issue(
            code="not-a-later-day",
            place="next_request",
            value=str(days[0]),
            message=f"The next request is one of a day not after {last}.",
            remedy="Give the request of the next visit day.",
        )
