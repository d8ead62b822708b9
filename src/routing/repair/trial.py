"""A request with a change, tried: whether the plan can then make the visit, at what cost, and who gives way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import islice

from routing.encode import encode
from routing.feasibility import is_feasible
from routing.problem import Problem
from routing.repair.reordering import ReorderingPlan, RouteKey
from routing.repair.target import Target
from routing.request import PlanRequest
from routing.status import NUM_LEVELS
from routing.timetable import timetables
from routing.travel.matrix import TravelMatrix
from routing.what_if import Event, OtherDays, Route, StandingPlan, Way, lapsing
from routing.what_if.choices import least_lapsing

__all__ = ["Answer", "Effort", "Found", "Trials", "gained"]

# So many exchanges are tried for a visit, those first that lose least.
_EXCHANGES = 12

Call = tuple[int, int]
"""Shift and visit of a contact."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Routes of all shifts, and all contacts."""

    sequences: tuple[Route, ...]
    contacts: tuple[Call, ...]

    def events(self, problem: Problem, v: int) -> list[Event]:
        """Return when a visit is made, ascending: day, whether in person, shift."""
        made = [(k, True) for k, sequence in enumerate(self.sequences) if v in sequence]
        made += [(k, False) for k, other in self.contacts if other == v]
        return sorted((problem.shifts[k].day, in_person, k) for k, in_person in made)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A changed request that lets the visit in, and the changed plan.

    Parameters
    ----------
    request, problem
        The changed request in both forms.
    answer
        The changed plan.
    in_time
        Whether nothing more lapses of what is repaired.
    made, left
        Where the visit is made now and was not before, and the other way round: day, whether in person, shift.
    gives_way
        Visits that lose a day.
    cost
        As of `routing.repair.Repair`, once it is settled.
    """

    request: PlanRequest
    problem: Problem
    answer: Answer
    in_time: bool
    made: tuple[Event, ...]
    left: tuple[Event, ...]
    gives_way: tuple[int, ...] = ()
    cost: tuple[int, ...] = ()


class Effort(IntEnum):
    """What may be done to a plan to let a visit in."""

    PUT_IN = 0
    """It is put between two stops."""
    REORDER = 1
    """The stops of its day are made in another order."""
    GIVE_WAY = 2
    """Stops that are worth less give way to it."""


class Trials:
    """Tries changes of one request against one plan.

    Parameters
    ----------
    request, matrix
        The question.
    standing
        The plan that answers it, with all contacts.
    answer
        The same plan.
    """

    def __init__(
        self, request: PlanRequest, matrix: TravelMatrix, standing: StandingPlan, answer: Answer
    ) -> None:
        self._request = request
        self._matrix = matrix
        self._standing = standing
        self._answer = answer
        self._objective = standing.problem.objective(answer.sequences, answer.contacts)
        self._known: dict[RouteKey, Route] = {}
        self._recurs = [visit.cadence is not None for visit in request.visits]

    def tried(
        self,
        request: PlanRequest,
        target: Target,
        goal: int,
        effort: Effort = Effort.PUT_IN,
    ) -> Found | None:
        """Return the best plan for a changed request that lets the visit in, or None.

        Parameters
        ----------
        goal
            How much may lapse, as the target's choices count it.
        effort
            What may be done to the plan for it.
        """
        standing = self._varied(request, target, effort)
        visit, problem = request.visits[target.index], standing.problem
        try:
            lapsing(problem, target.index, standing.events(target.index))
        except ValueError:
            # The visits made now are only allowed by the terms that change.
            return None
        for may_call in (True, False):
            choices = target.choices(visit, problem, may_call=may_call)
            if least_lapsing(choices, lambda _: True) > goal:
                return None
            search = OtherDays(standing, target.index, choices)
            if effort is Effort.GIVE_WAY:
                _offer_exchanges(standing, target.index, search)
            way = search.best(goal)
            if way is None:
                return None
            in_time = goal == target.goals[0]
            found = self._found(request, standing, target, way, in_time=in_time)
            if self._recurs[target.index] or all(in_person for _, in_person, _ in found.made):
                return found
            settled = self.settled(found, target)
            if settled is not None:
                return settled
            # The time for a call goes to somebody who needs it more.
        return None

    def kept(self, request: PlanRequest, target: Target, goal: int, found: Found) -> Found | None:
        """Return a plan found for one request as one for another of the same shifts, None if that does not allow it."""
        standing = self._varied(request, target, Effort.PUT_IN)
        problem, answer = standing.problem, found.answer
        routes = {
            k: sequence
            for k, sequence in enumerate(answer.sequences)
            if sequence != standing.sequences[k]
        }
        made = answer.events(problem, target.index)
        let_go = target.let_go(request.visits[target.index], [one[:2] for one in made])
        if let_go is None or let_go > goal:
            return None
        is_driven = all(is_feasible(problem, k, route) for k, route in routes.items())
        if not is_driven or not standing.keeps_contacts(routes, {target.index: made}):
            return None
        return replace(found, request=request, problem=problem, in_time=let_go <= target.goals[0])

    def _varied(self, request: PlanRequest, target: Target, effort: Effort) -> StandingPlan:
        """Return the plan as it stands for a request that differs in the shifts and in one visit."""
        if request is self._request and effort is Effort.PUT_IN:
            return self._standing
        problem = self._standing.problem
        asked = replace(request, visits=(request.visits[target.index],))
        changed = encode(asked, self._matrix)
        old = {shift.id: k for k, shift in enumerate(self._request.shifts)}
        rows = [old.get(shift.id) for shift in request.shifts]
        visits = list(problem.visits)
        sequences = self._answer.sequences
        contacts = self._answer.contacts
        if rows != list(range(len(self._request.shifts))):
            new = {k: row for row, k in enumerate(rows) if k is not None}
            visits = [
                replace(
                    one,
                    windows=tuple(() if k is None else one.windows[k] for k in rows),
                    serve_cost_s=tuple(0 if k is None else one.serve_cost_s[k] for k in rows),
                )
                for one in visits
            ]
            sequences = tuple(() if k is None else sequences[k] for k in rows)
            contacts = tuple((new[k], v) for k, v in contacts)
        visits[target.index] = changed.visits[0]
        varied = replace(changed, travel_s=problem.travel_s, visits=tuple(visits))
        if effort is Effort.PUT_IN:
            return StandingPlan(varied, sequences, contacts)
        may_drop = effort is Effort.GIVE_WAY
        return ReorderingPlan(
            varied,
            sequences,
            contacts,
            visit=target.index,
            may_drop=may_drop,
            known=self._known,
        )

    def _found(
        self,
        request: PlanRequest,
        standing: StandingPlan,
        target: Target,
        way: Way,
        *,
        in_time: bool,
    ) -> Found:
        sequences = tuple(
            way.routes.get(k, sequence) for k, sequence in enumerate(standing.sequences)
        )
        contacts = [
            (k, v)
            for v in range(len(standing.problem.visits))
            for _, in_person, k in way.events.get(v, standing.events(v))
            if not in_person
        ]
        before, after = standing.events(target.index), way.events[target.index]
        return Found(
            request=request,
            problem=standing.problem,
            answer=Answer(sequences=sequences, contacts=tuple(sorted(contacts))),
            in_time=in_time,
            made=tuple(one for one in after if one not in before),
            left=tuple(one for one in before if one not in after),
            gives_way=way.gives_way,
        )

    def settled(self, found: Found, target: Target) -> Found | None:
        """Return a plan found with its calls and its cost; None where it comes to a plan without the visit.

        Visits made once are phoned wherever there is time, the more important ones first, so that a changed route may
        cost or allow other calls.
        """
        problem, answer, gone = found.problem, found.answer, set(found.gives_way)
        if not all(self._recurs):
            lasting = [(k, v) for k, v in answer.contacts if self._recurs[v]]
            tables = timetables(problem, answer.sequences, lasting)
            contacts = [
                (k, entry.visit) for k, table in enumerate(tables) for entry in table.contacts
            ]
            answer = replace(answer, contacts=tuple(contacts))
            gone |= {v for v in _made(self._answer) - _made(answer) if not self._recurs[v]}
        made = found.made
        if not self._recurs[target.index]:
            made = tuple(answer.events(problem, target.index))
            if not made:
                return None
        new = problem.objective(answer.sequences, answer.contacts)
        change = [a - b for a, b in zip(new, self._objective, strict=True)]
        return replace(
            found,
            answer=answer,
            made=made,
            cost=gained(target, change),
            gives_way=tuple(sorted(gone)),
        )


def _made(answer: Answer) -> set[int]:
    return {v for sequence in answer.sequences for v in sequence} | {v for _, v in answer.contacts}


def _offer_exchanges(standing: StandingPlan, v: int, search: OtherDays) -> None:
    """Offer the exchanges for recurring visits that lose least, the first few that can be made."""
    stops = sorted(
        (standing.loss(other, k), other, k)
        for k in range(len(standing.problem.shifts))
        if standing.problem.visits[v].windows[k]
        for other in standing.sequences[k]
        if other != v and standing.problem.visits[other].days is not None
    )
    offered = (None for _, other, k in stops if search.offer_exchange(other, k))
    for _ in islice(offered, _EXCHANGES):
        pass


def gained(target: Target, change: Sequence[int]) -> tuple[int, ...]:
    """Return a change of the objective apart from what the visit wins by it."""
    return tuple(change[n] + (target.weight if n == target.level else 0) for n in range(NUM_LEVELS))
