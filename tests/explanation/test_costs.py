"""Every cost that an explanation tells is that of the changed plan, and no cheaper change of its kind exists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from hypothesis import given, settings

from routing.encode import encode
from routing.explanation import Attempt, Explanation, explain_all
from routing.feasibility import earliest_return, is_feasible
from routing.timetable import timetables
from routing.what_if import answer_of
from tests.explanation.small_plans import Case, cases

Levels = tuple[int, ...]
Answer = tuple[tuple[tuple[int, ...], ...], tuple[tuple[int, int], ...]]


class Oracle:
    """A plan as integers, and the changes of it that an explanation speaks of."""

    def __init__(self, case: Case) -> None:
        self.request, matrix, plan = case
        self.problem = encode(self.request, matrix)
        self.answer = answer_of(self.request, plan)
        self.shift = {one.id: k for k, one in enumerate(self.request.shifts)}
        self.visit = {one.id: v for v, one in enumerate(self.request.visits)}

    def cost(self, answer: Answer) -> Levels | None:
        """Return what an answer adds to the levels, None if it breaks a rule."""
        sequences, contacts = answer
        if not all(is_feasible(self.problem, k, route) for k, route in enumerate(sequences)):
            return None
        tables = timetables(self.problem, sequences, contacts)
        held = {(k, one.visit) for k, table in enumerate(tables) for one in table.contacts}
        if not held.issuperset(contacts):
            return None
        try:
            new = self.problem.objective(sequences, contacts)
        except ValueError:
            return None
        old = self.problem.objective(*self.answer)
        return tuple(a - b for a, b in zip(new, old, strict=True))

    def without(self, answer: Answer, v: int, k: int) -> Answer:
        """Return an answer that no longer makes a visit on a shift."""
        sequences, contacts = answer
        return (
            tuple(
                tuple(one for one in route if (one, at) != (v, k))
                for at, route in enumerate(sequences)
            ),
            tuple(one for one in contacts if one != (k, v)),
        )

    def having(self, answer: Answer, v: int, k: int, position: int) -> Answer:
        """Return an answer that makes a visit on a shift, at a position from 1, or calls it: 0."""
        sequences, contacts = answer
        if not position:
            return sequences, (*contacts, (k, v))
        route = sequences[k]
        longer = (*route[: position - 1], v, *route[position - 1 :])
        return (*sequences[:k], longer, *sequences[k + 1 :]), contacts

    def changed(self, v: int, attempt: Attempt) -> Answer:
        """Return the answer that an attempt describes."""
        k, answer = self.shift[attempt.shift_id], self.answer
        if attempt.instead_of is not None:
            answer = self.without(answer, v, self.shift[attempt.instead_of])
        for other in attempt.displaces:
            answer = self.without(answer, self.visit[other], k)
        return self.having(answer, v, k, attempt.position)

    def shifts_of(self, v: int) -> list[int]:
        """Return the shifts that make a visit, in person or not."""
        sequences, contacts = self.answer
        made = [k for k, route in enumerate(sequences) if v in route]
        return sorted(made + [k for k, other in contacts if other == v])

    def missing_s(self, v: int, k: int) -> int:
        """Return by how much a route overruns with a visit more, at the position where it is least."""
        route = self.answer[0][k]
        longer = [(*route[:at], v, *route[at:]) for at in range(len(route) + 1)]
        back_s = min(earliest_return(self.problem, k, one) for one in longer)
        return back_s - self.problem.shifts[k].end_s

    def has_days(self, v: int, k: int) -> bool:
        """Return whether a visit may be made on a shift's day besides its own days, or for one of them."""
        graph, day = self.problem.visits[v].days, self.problem.shifts[k].day
        if graph is None:
            return True
        events = self.problem.events(*self.answer).get(v, [])
        choices = [events, *([one for one in events if one != old] for old in events)]
        return any(graph.cost_of(sorted([*left, (day, True)])) is not None for left in choices)

    def cheapest(self, v: int, k: int, given_up: Sequence[int | None]) -> Levels | None:
        """Return what the cheapest change costs that has a visit in person on a shift, by trying all of them."""
        for displaced in ([None], self.answer[0][k]):
            found = list(self._costs(v, k, given_up, displaced))
            if found or any(self._routes(v, k, displaced)):
                return min(found, default=None)
        return None

    def _routes(self, v: int, k: int, displaced: Sequence[int | None]) -> Iterator[tuple[int, ...]]:
        for other in displaced:
            rest = tuple(one for one in self.answer[0][k] if one not in (other, v))
            for position in range(len(rest) + 1):
                route = (*rest[:position], v, *rest[position:])
                if is_feasible(self.problem, k, route):
                    yield route

    def _costs(
        self, v: int, k: int, given_up: Sequence[int | None], displaced: Sequence[int | None]
    ) -> Iterator[Levels]:
        for old, other in product(given_up, displaced):
            answer = self.answer if old is None else self.without(self.answer, v, old)
            answer = answer if other is None else self.without(answer, other, k)
            for position in range(1, len(answer[0][k]) + 2):
                cost = self.cost(self.having(answer, v, k, position))
                if cost is not None:
                    yield cost


def _explained(case: Case) -> Iterator[tuple[Oracle, int, Explanation]]:
    oracle = Oracle(case)
    for v, one in enumerate(explain_all(*case)):
        yield oracle, v, one


@given(cases(has_calls=True))
def test_every_other_shift_is_tried_the_best_first(case: Case) -> None:
    """Each shift that does not make a visit is told of once: by cost, by minutes missing, last what is forbidden."""
    for oracle, v, one in _explained(case):
        tried = sorted(oracle.shift[attempt.shift_id] for attempt in one.attempts)
        assert tried == sorted(set(range(len(oracle.request.shifts))) - {*oracle.shifts_of(v)})
        ranks = [
            (not attempt.cost, attempt.cost, bool(attempt.rules), attempt.missing_s is None)
            for attempt in one.attempts
        ]
        assert ranks == sorted(ranks)
        misses = [attempt.missing_s for attempt in one.attempts if not attempt.cost]
        known = [missing_s for missing_s in misses if missing_s is not None]
        assert known == sorted(known)


@given(cases(has_calls=True))
def test_rules_are_told_where_a_shift_could_not_even_alone(case: Case) -> None:
    """Of what cannot be, rules are told where the empty shift cannot make the visit, or its other days forbid it.

    What cannot be alone may be on the way to somebody else, where the direct way is longer: then it has no rules.
    """
    for oracle, v, one in _explained(case):
        for attempt in one.attempts:
            assert not (attempt.cost and attempt.rules)
            if attempt.is_in_person and attempt.verified and not attempt.cost:
                k = oracle.shift[attempt.shift_id]
                could_be = is_feasible(oracle.problem, k, (v,)) and oracle.has_days(v, k)
                assert could_be == (not attempt.rules)


@given(cases(has_calls=True))
@settings(max_examples=150)
def test_every_cost_is_that_of_the_changed_plan(case: Case) -> None:
    """Made over by what an attempt says, the plan keeps the rules and the calls, and its levels change as told."""
    for oracle, v, one in _explained(case):
        others = [attempt for attempt in one.attempts if attempt.cost]
        for placement in one.placements:
            others += [at for at in (placement.next_best, placement.next_place) if at is not None]
            k = oracle.shift[placement.shift_id]
            if placement.cost:
                assert oracle.cost(oracle.without(oracle.answer, v, k)) == placement.cost
        for attempt in others:
            assert attempt.verified
            assert oracle.cost(oracle.changed(v, attempt)) == attempt.cost


@given(cases())
@settings(max_examples=150)
def test_no_cheaper_change_exists(case: Case) -> None:
    """All positions, all exchanges and all events given up, tried one after another, find the same cost or none."""
    for oracle, v, one in _explained(case):
        made = oracle.shifts_of(v)
        recurs = oracle.request.visits[v].cadence is not None
        given_up: list[int | None] = [*([None] if recurs or not made else []), *made]
        for attempt in one.attempts:
            k = oracle.shift[attempt.shift_id]
            assert (attempt.cost or None) == oracle.cheapest(v, k, given_up)
            if attempt.missing_s is not None:
                assert attempt.missing_s == oracle.missing_s(v, k)
        others = [k for k in range(len(oracle.request.shifts)) if k not in made]
        for placement in one.placements:
            k = oracle.shift[placement.shift_id]
            costs = [cost for at in others if (cost := oracle.cheapest(v, at, [k])) is not None]
            assert (placement.next_best and placement.next_best.cost) == min(costs, default=None)
            without = oracle.without(oracle.answer, v, k)
            places = [
                cost
                for position in range(1, len(oracle.answer[0][k]) + 1)
                if position != placement.position
                and (cost := oracle.cost(oracle.having(without, v, k, position))) is not None
            ]
            assert (placement.next_place and placement.next_place.cost) == min(places, default=None)
