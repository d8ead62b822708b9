"""Visits tried on the shifts that do not make them: what it would cost, by how much it misses, or what forbids it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from routing.explanation.changes import Change, Changes
from routing.explanation.obstacles import Obstacles, ShiftObstacles, cadence_rules
from routing.explanation.values import Attempt
from routing.explanation.words import NO_CALL, Words
from routing.request import PlanRequest
from routing.rules import Rule
from routing.what_if.standing_plan import Event, StandingPlan

__all__ = ["Attempts"]


class Attempts:
    """The attempts to have a visit of one plan on another shift, or at another position."""

    def __init__(
        self, request: PlanRequest, standing: StandingPlan, changes: Changes, words: Words
    ) -> None:
        self._request = request
        self._standing = standing
        self._changes = changes
        self._words = words
        self._alone = ShiftObstacles(request, standing.problem)

    def everywhere(self, v: int) -> tuple[Attempt, ...]:
        """Return a visit tried on every shift that does not make it, the best first."""
        visit, events = self._request.visits[v], self._standing.events(v)
        # What recurs may be made once more; what does not is made in place of what is planned.
        given_up = (*([None] if visit.cadence or not events else []), *events)
        in_person = not events or any(in_person for _, in_person, _ in events)
        tried = [(self._attempt(v, k, given_up, in_person=in_person), k) for k in self._others(v)]
        return tuple(one for one, _ in sorted(tried, key=_best_first))

    def next_best(self, v: int, event: Event) -> Attempt | None:
        """Return the cheapest other shift for one event of a visit, or None where no other can have it."""
        found = [
            (change.cost, k, change)
            for k in self._others(v)
            if (change := self._changes.had_on(v, k, [event], in_person=event[1])) is not None
        ]
        if not found:
            return None
        _, k, change = min(found, key=lambda one: one[:2])
        return self._made(v, k, change, in_person=event[1])

    def next_place(self, v: int, event: Event) -> Attempt | None:
        """Return the cheapest other position for an event on its route, for a contact one in person, or None."""
        _, in_person, k = event
        change = (
            self._changes.elsewhere(v, k)
            if in_person
            else self._changes.had_on(v, k, [event], in_person=True)
        )
        return None if change is None else self._made(v, k, change, in_person=True)

    def _others(self, v: int) -> Sequence[int]:
        made = {k for _, _, k in self._standing.events(v)}
        return [k for k in range(len(self._request.shifts)) if k not in made]

    def _attempt(
        self, v: int, k: int, given_up: Sequence[Event | None], *, in_person: bool
    ) -> Attempt:
        change = self._changes.had_on(v, k, given_up, in_person=in_person)
        if change is not None:
            return self._made(v, k, change, in_person=in_person)
        choices = self._obstacles(v, k, given_up, in_person=in_person)
        missing_s = None
        if choices:
            told = self._words.forbidden(v, k, choices)
        elif self._changes.has_room(v, k, in_person=in_person):
            # Other visits or calls of it, or of those that give way, hang on what would be given up.
            choices = ((Rule.NO_REASON_FOUND,),)
            told = self._words.forbidden(v, k, choices)
        elif in_person:
            missing_s = self._standing.missing_s(v, k)
            told = self._words.crowded(k, missing_s)
        else:
            told = NO_CALL
        rules = tuple(dict.fromkeys(rule for choice in choices for rule in choice))
        shift, (text, text_zh) = self._request.shifts[k], self._words.of_shift(k, told)
        return Attempt(
            shift_id=shift.id,
            manager_id=shift.manager_id,
            day=shift.day,
            is_in_person=in_person,
            rules=rules,
            missing_s=missing_s,
            verified=Rule.NO_REASON_FOUND not in rules,
            text=text,
            text_zh=text_zh,
        )

    def _made(self, v: int, k: int, change: Change, *, in_person: bool) -> Attempt:
        """Return an attempt that a changed plan answers."""
        shift = self._request.shifts[k]
        missing_s = None if change.gives_way is None else self._standing.missing_s(v, k)
        old, other = change.given_up, change.gives_way
        tried = self._words.tried(v, k, change, missing_s)
        text, text_zh = self._words.of_shift(k, tried)
        return Attempt(
            shift_id=shift.id,
            manager_id=shift.manager_id,
            day=shift.day,
            is_in_person=in_person,
            missing_s=missing_s,
            position=change.position,
            instead_of=None if old is None else self._request.shifts[old].id,
            cost=change.cost,
            displaces=() if other is None else (self._request.visits[other].id,),
            verified=True,
            text=text,
            text_zh=text_zh,
        )

    def _obstacles(
        self, v: int, k: int, given_up: Sequence[Event | None], *, in_person: bool
    ) -> Obstacles:
        """Return the rules that keep a visit off a shift by itself, or for the visit's other days."""
        request, standing = self._request, self._standing
        visit, shift, problem = request.visits[v], request.shifts[k], standing.problem
        could_be = standing.makes_alone(v, k) if in_person else bool(problem.visits[v].windows[k])
        alone = () if could_be else self._alone.of(v, k)
        if visit.cadence is None:
            return alone
        made = [
            [
                (date.fromordinal(day), mode)
                for day, mode, _ in sorted(
                    [one for one in standing.events(v) if one != old]
                    + [(shift.day.toordinal(), in_person, k)]
                )
            ]
            for old in given_up
        ]
        too_close = cadence_rules(visit, made)
        if not too_close:
            return alone
        return tuple((*rules, *too_close) for rules in alone) or (too_close,)


def _best_first(tried: tuple[Attempt, int]) -> tuple[int, tuple[int, ...], int]:
    """Return the rank of an attempt: by cost, then by how little it misses, last what rules forbid."""
    attempt, k = tried
    if attempt.cost:
        return 0, attempt.cost, k
    if attempt.rules:
        return 3, (len(attempt.rules),), k
    return (2, (), k) if attempt.missing_s is None else (1, (attempt.missing_s,), k)
