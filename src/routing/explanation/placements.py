"""Why a plan makes a visit on this day and at this place: what else it could do with it, and what that would cost."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import pairwise

from routing.cadence import steps
from routing.domain.visit import Category, Cause
from routing.explanation.attempts import Attempts
from routing.explanation.changes import Changes
from routing.explanation.values import Placement
from routing.explanation.words import Words
from routing.problem import FAR_S
from routing.request import PlanRequest
from routing.what_if.standing_plan import Event, StandingPlan

__all__ = ["Placements"]


class Placements:
    """The visits of one plan where it makes them."""

    def __init__(
        self,
        request: PlanRequest,
        starts_s: Mapping[tuple[int, int], int],
        standing: StandingPlan,
        changes: Changes,
        attempts: Attempts,
        words: Words,
    ) -> None:
        self._request = request
        self._standing = standing
        self._changes = changes
        self._attempts = attempts
        self._words = words
        self._starts_s = starts_s

    def all_of(self, v: int) -> tuple[Placement, ...]:
        """Return where the plan makes a visit, in order of days."""
        visit, events = self._request.visits[v], self._standing.events(v)
        calls = [(visit.category, visit.cause, visit.deadline)]
        if visit.cadence is not None:
            days = [(date.fromordinal(day), in_person) for day, in_person, _ in events]
            calls = [(one.category, one.cause, one.deadline) for one in steps(visit, days)]
        # The step to the end of the horizon calls for nothing that is planned.
        return tuple(
            self._placement(v, event, asked) for event, asked in zip(events, calls, strict=False)
        )

    def _placement(
        self, v: int, event: Event, asked: tuple[Category, Cause, date | None]
    ) -> Placement:
        _, in_person, k = event
        shift, sequence = self._request.shifts[k], self._standing.sequences[k]
        position = sequence.index(v) + 1 if in_person else 0
        start_s = self._starts_s[k, v]
        detour_s = self._detour_s(v, k) if in_person else 0
        out = self._changes.without(v, event)
        next_best = self._attempts.next_best(v, event)
        next_place = self._attempts.next_place(v, event)
        told = [
            self._words.placed(k, asked, position, start_s, detour_s),
            self._words.left_out(v, out),
            self._words.otherwise(next_best),
            self._words.on_the_way(next_place, in_person=in_person),
        ]
        return Placement(
            shift_id=shift.id,
            manager_id=shift.manager_id,
            day=shift.day,
            is_in_person=in_person,
            category=asked[0],
            cause=asked[1],
            position=position,
            start_s=start_s,
            detour_s=detour_s,
            cost=() if out is None else out.cost,
            next_best=next_best,
            next_place=next_place,
            text=" ".join(one for one, _ in told),
            text_zh="".join(one for _, one in told),
        )

    def _detour_s(self, v: int, k: int) -> int:
        """Return the travel that a stop adds to its route; both its legs where there is no way past it."""
        problem, route = self._standing.problem, self._standing.sequences[k]
        rest = tuple(other for other in route if other != v)
        past_s = problem.route_travel_s(k, rest)
        if past_s < FAR_S:
            return problem.route_travel_s(k, route) - past_s
        shift, at = problem.shifts[k], route.index(v)
        places = [problem.visits[other].place for other in route]
        places = [shift.start_place, *places, shift.end_place][at : at + 3]
        return sum(int(problem.travel_s[leg]) for leg in pairwise(places))
