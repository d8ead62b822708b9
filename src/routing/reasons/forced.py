"""The best answer that can be found with one visit in it, beside the answer that leaves it out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from routing.feasibility import is_feasible
from routing.problem import Problem
from routing.solve.backend import Limits
from routing.solve.ruin_recreate import RuinRecreate, Settings
from routing.status import Level
from routing.timetable import timetables

__all__ = ["Answer", "Forcing"]

# Others left out that may come in when one is forced in: the nearest.
_NEIGHBOURS = 40

_LEAST_SEARCH = Limits(iterations=50)

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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Start:
    """One route with the visit in it; the others stay as they are. `is_whole`: all other stops of it give way."""

    shift: int
    route: tuple[int, ...]
    is_whole: bool = False


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
        self._calls_s = [0] * len(problem.shifts)
        for k, v in contacts:
            self._calls_s[k] += problem.visits[v].contact_s or 0
        self._spare_s = [self._spare(k, route) for k, route in enumerate(self.answer.sequences)]
        self._everything = 1 + sum(visit.skip_weight for visit in problem.visits)

    def best_with(self, index: int, limits: Limits | None) -> Answer | None:
        """Return the best answer found that makes the visit, or calls; None where none was found.

        Without limits nothing is searched for, unless a whole route would have to give way.
        """
        answers = [*self._calling(index), *self._visiting(index, limits)]
        return min(answers, key=lambda answer: answer.objective, default=None)

    def _visiting(self, index: int, limits: Limits | None) -> Iterator[Answer]:
        """Yield answers with the visit in person."""
        starts = list(self._starts(index))
        if self._recurs:
            for start in starts:
                yield from self._answer(self._with_route(start))
            return
        put_in = [one for one in starts if len(one.route) > len(self.answer.sequences[one.shift])]
        yield from self._keeping_calls(sorted(put_in, key=self._price))
        if starts:
            start = min(starts, key=self._price)
            sequences = self._with_route(start)
            if limits is None and start.is_whole:
                limits = _LEAST_SEARCH
            yield from self._answer(
                sequences if limits is None else self._searched(sequences, index, limits)
            )

    def _keeping_calls(self, put_in: Sequence[_Start]) -> Iterator[Answer]:
        """Yield the first answer that keeps all calls: what costs least may leave no time for one that another does."""
        if not self.answer.contacts:
            return
        for start in put_in:
            if self._spare(start.shift, start.route) < self._calls_s[start.shift]:
                continue
            for answer in self._answer(self._with_route(start)):
                yield answer
                if answer.served >= self.answer.served:
                    return

    def _starts(self, index: int) -> Iterator[_Start]:
        """Yield the routes with a visit put in where it fits, in for a stop, or in for all of them."""
        problem, visit = self.problem, self.problem.visits[index]
        from_s, to_s = problem.travel_s[:, visit.place], problem.travel_s[visit.place]
        for k, sequence in enumerate(self.answer.sequences):
            shift = problem.shifts[k]
            spare_s = self._spare_s[k] - visit.min_s
            places = [
                shift.start_place,
                *(problem.visits[v].place for v in sequence),
                shift.end_place,
            ]
            legs_s = [int(problem.travel_s[a, b]) for a, b in pairwise(places)]
            for position in range(len(sequence) + 1):
                head, tail = sequence[:position], sequence[position:]
                there_s = int(from_s[places[position]])
                added_s = there_s + int(to_s[places[position + 1]])
                added_s -= legs_s[position] if sequence else 0
                if added_s <= spare_s and is_feasible(problem, k, (*head, index, *tail)):
                    yield _Start(shift=k, route=(*head, index, *tail))
                if not tail:
                    continue
                added_s = there_s + int(to_s[places[position + 2]])
                added_s -= legs_s[position] + legs_s[position + 1] + problem.visits[tail[0]].min_s
                if added_s <= spare_s and is_feasible(problem, k, (*head, index, *tail[1:])):
                    yield _Start(shift=k, route=(*head, index, *tail[1:]))
            if len(sequence) > 1 and is_feasible(problem, k, (index,)):
                yield _Start(shift=k, route=(index,), is_whole=True)

    def _spare(self, k: int, route: Sequence[int]) -> int:
        """Return at most how much longer a route could take."""
        problem, shift = self.problem, self.problem.shifts[k]
        return (
            shift.end_s
            - shift.start_s
            - (shift.lunch.length_s if shift.lunch else 0)
            - problem.route_travel_s(k, route)
            - sum(problem.visits[v].min_s for v in route)
        )

    def _price(self, start: _Start) -> tuple[int, ...]:
        """Return what a start adds to each level, calls aside."""
        old = self.answer.sequences[start.shift]
        levels = [
            new - now
            for new, now in zip(
                self.problem.route_levels(start.shift, start.route),
                self.problem.route_levels(start.shift, old),
                strict=True,
            )
        ]
        for v in set(old).difference(start.route):
            visit = self.problem.visits[v]
            if visit.skip_level is not None:
                levels[visit.skip_level] += visit.skip_weight
        return tuple(levels)

    def _with_route(self, start: _Start) -> _Sequences:
        sequences = self.answer.sequences
        return (*sequences[: start.shift], start.route, *sequences[start.shift + 1 :])

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

    def _searched(self, sequences: _Sequences, index: int, limits: Limits) -> _Sequences:
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
        start = tuple(tuple(number[v] for v in route) for route in sequences)
        # The first cycle is a strict one, from a cool start: all of the few iterations make one annealing.
        search = RuinRecreate(Settings(strict_cycle=limits.iterations or 1))
        found = search.solve(asked, limits, start=start).sequences
        return tuple(tuple(kept[v] for v in sequence) for sequence in found)


def _with_less(problem: Problem, sequences: _Sequences) -> Iterator[_Sequences]:
    """Yield the answers with one stop, or one route, given up."""
    for k, sequence in enumerate(sequences):
        shorter = [sequence[:n] + sequence[n + 1 :] for n in range(len(sequence))]
        for route in [*shorter, *([()] if len(sequence) > 1 else [])]:
            # Where the triangle inequality is broken, the way past a stop may be longer than the way through it.
            if is_feasible(problem, k, route):
                yield (*sequences[:k], route, *sequences[k + 1 :])
