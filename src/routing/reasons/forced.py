"""The best answer that can be found with one visit in it, beside the answer that leaves it out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from routing.feasibility import is_feasible
from routing.problem import Problem
from routing.solve.backend import Limits
from routing.solve.ruin_recreate import RuinRecreate, Settings
from routing.status import Level
from routing.timetable import timetables

__all__ = ["Answer", "Forcing"]

# Others left out that may come in when one is forced in: the nearest.
_NEIGHBOURS = 40

_Sequences = tuple[tuple[int, ...], ...]
_Contacts = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """For each shift the visits in order, the contacts, and the objective of both."""

    sequences: _Sequences
    contacts: _Contacts
    objective: tuple[int, ...]

    @property
    def made(self) -> frozenset[tuple[int, int]]:
        """Shift and visit of all visits made, and of those made without going there."""
        return frozenset(
            (k, v) for k, sequence in enumerate(self.sequences) for v in sequence
        ).union(self.contacts)

    @property
    def served(self) -> frozenset[int]:
        """Visits made, and visits made without going there."""
        return frozenset(v for _, v in self.made)


class Forcing:
    """One answer, into which visits are forced that it leaves out.

    Parameters
    ----------
    problem
        What was asked.
    sequences, contacts
        The answer; visits that recur stay as they are.
    """

    def __init__(
        self,
        problem: Problem,
        sequences: Sequence[Sequence[int]],
        contacts: Sequence[tuple[int, int]],
    ) -> None:
        self.problem = problem
        self.answer = Answer(
            sequences=tuple(map(tuple, sequences)),
            contacts=tuple(contacts),
            objective=problem.objective(sequences, contacts),
        )
        # Calls to whom is visited once at most find their time after the visits, the others are part of the answer.
        self._fixed = tuple(one for one in contacts if problem.visits[one[1]].days is not None)
        self._recurs = any(visit.days is not None for visit in problem.visits)
        self._calls = any(
            visit.contact_s is not None and visit.days is None for visit in problem.visits
        )
        self._everything = 1 + sum(visit.skip_weight for visit in problem.visits)

    def best_with(self, index: int, limits: Limits) -> Answer | None:
        """Return the best answer found that makes the visit, or calls; None where none was found."""
        answers = [*self._calling(index), *self._visiting(index, limits)]
        return min(answers, key=lambda answer: answer.objective, default=None)

    def _visiting(self, index: int, limits: Limits) -> Iterator[Answer]:
        """Yield answers with the visit in person."""
        put_in = list(_put_in(self.problem, self.answer.sequences, index))
        if self._calls or self._recurs:
            # What costs least may leave no time for a call that another place leaves.
            for sequences in put_in:
                yield from self._answer(sequences)
        starts = [*put_in, *_put_in_for_others(self.problem, self.answer.sequences, index)]
        if not starts:
            return
        if self._recurs:
            for sequences in starts[len(put_in) :]:
                yield from self._answer(sequences)
        else:
            yield from self._answer(self._searched(starts, index, limits))

    def _calling(self, index: int) -> Iterator[Answer]:
        """Yield answers with a call, at the cost of a stop or a day where there is no time otherwise."""
        visit = self.problem.visits[index]
        if visit.contact_s is None or visit.days is not None or visit.skip_level is None:
            return
        first = self._with(index, skip_level=Level.PROMISE, skip_weight=self._everything)
        found = [*self._answer(self.answer.sequences, first, index)]
        if not found and not any(
            is_feasible(self.problem, k, (index,)) for k in range(len(self.problem.shifts))
        ):
            for sequences in _with_less(self.problem, self.answer.sequences):
                found += self._answer(sequences, first, index)
        yield from found

    def _answer(
        self, sequences: _Sequences, problem: Problem | None = None, called: int | None = None
    ) -> Iterator[Answer]:
        """Yield the answer that routes come to, nothing where it is none.

        Parameters
        ----------
        problem
            Who is called first follows from this one.
        called
            Who has to be called.
        """
        contacts: _Contacts = ()
        if self._calls or self._fixed:
            tables = timetables(problem or self.problem, sequences, self._fixed)
            contacts = tuple((k, one.visit) for k, t in enumerate(tables) for one in t.contacts)
        if called is not None and all(called != v for _, v in contacts):
            return
        try:
            objective = self.problem.objective(sequences, contacts)
        except ValueError:
            # A visit that recurs has lost a day that the others need.
            return
        yield Answer(sequences=sequences, contacts=contacts, objective=objective)

    def _with(self, index: int, *, skip_level: Level, skip_weight: int) -> Problem:
        visits = list(self.problem.visits)
        visits[index] = replace(visits[index], skip_level=skip_level, skip_weight=skip_weight)
        return replace(self.problem, visits=tuple(visits))

    def _searched(self, starts: Sequence[_Sequences], index: int, limits: Limits) -> _Sequences:
        """Return the best sequences found that make the visit, with its neighbours to fill up the day."""
        visits = list(self.problem.visits)
        for _, other in self.answer.contacts:
            # Somebody who is phoned need not be visited as well.
            visits[other] = replace(visits[other], skip_level=None)
        visits[index] = replace(
            visits[index], skip_level=Level.PROMISE, skip_weight=self._everything
        )
        made = {v for sequence in self.answer.sequences for v in sequence}
        from_here_s = self.problem.travel_s[visits[index].place]
        others = sorted(
            (v for v in range(len(visits)) if v not in made),
            key=lambda v: int(from_here_s[visits[v].place]),
        )
        kept = sorted(made.union(others[:_NEIGHBOURS], {index}))
        number = {v: position for position, v in enumerate(kept)}
        asked = replace(self.problem, visits=tuple(visits[v] for v in kept))
        start = min(
            (tuple(tuple(number[v] for v in route) for route in one) for one in starts),
            key=asked.objective,
        )
        # The first cycle is a strict one, from a cool start: all of the few iterations make one annealing.
        search = RuinRecreate(Settings(strict_cycle=limits.iterations or 1))
        found = search.solve(asked, limits, start=start).sequences
        return tuple(tuple(kept[v] for v in sequence) for sequence in found)


def _put_in(problem: Problem, sequences: _Sequences, index: int) -> Iterator[_Sequences]:
    """Yield the answers with a visit put in where it fits."""
    for k, sequence in enumerate(sequences):
        for position in range(len(sequence) + 1):
            route = (*sequence[:position], index, *sequence[position:])
            if is_feasible(problem, k, route):
                yield (*sequences[:k], route, *sequences[k + 1 :])


def _put_in_for_others(problem: Problem, sequences: _Sequences, index: int) -> Iterator[_Sequences]:
    """Yield the answers with a visit in for a stop, or for a whole route."""
    for k, sequence in enumerate(sequences):
        for position in range(len(sequence)):
            route = (*sequence[:position], index, *sequence[position + 1 :])
            if is_feasible(problem, k, route):
                yield (*sequences[:k], route, *sequences[k + 1 :])
        if len(sequence) > 1 and is_feasible(problem, k, (index,)):
            yield (*sequences[:k], (index,), *sequences[k + 1 :])


def _with_less(problem: Problem, sequences: _Sequences) -> Iterator[_Sequences]:
    """Yield the answers with one stop, or one route, given up."""
    for k, sequence in enumerate(sequences):
        shorter = [sequence[:n] + sequence[n + 1 :] for n in range(len(sequence))]
        for route in [*shorter, *([()] if len(sequence) > 1 else [])]:
            # Where the triangle inequality is broken, the way past a stop may be longer than the way through it.
            if is_feasible(problem, k, route):
                yield (*sequences[:k], route, *sequences[k + 1 :])
