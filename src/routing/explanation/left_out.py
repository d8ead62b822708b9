"""What a plan leaves out or makes too late, and why: as the plan tells it, else told anew."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property

from routing.cadence import steps
from routing.conflict import clash_reasons
from routing.domain.ids import VisitId
from routing.domain.visit import Category, Cause
from routing.encode import LeftOut
from routing.lapse_reasons.teller import Teller
from routing.plan import Plan, Reason
from routing.reasons import explain_left_out
from routing.request import PlanRequest
from routing.what_if.standing_plan import Event, StandingPlan

__all__ = ["LeftOutReasons"]

_Key = tuple[VisitId, Category, Cause, date | None]


class LeftOutReasons:
    """Why visits stand outside one plan.

    Parameters
    ----------
    request, plan, standing
        The question, and the plan in both forms.
    is_own
        Whether the plan's own reasons hold; all are told anew where they may not.
    """

    def __init__(
        self, request: PlanRequest, plan: Plan, standing: StandingPlan, *, is_own: bool
    ) -> None:
        self._request = request
        self._standing = standing
        self._seed = plan.provenance.seed
        self._own: dict[_Key, tuple[Reason, ...]] = {}
        for one in plan.unassigned if is_own else ():
            key = one.visit_id, one.category, one.cause, one.deadline
            self._own[key] = self._own.get(key, ()) + one.reasons
        self._lapses = Teller(request, standing.problem, standing)

    def missing(self, v: int, events: Sequence[Event] | None = None) -> tuple[LeftOut, ...]:
        """Return what of a visit is left out or late as the plan makes it, or were it made at other events."""
        visit = self._request.visits[v]
        events = self._standing.events(v) if events is None else events
        if visit.cadence is None:
            if events:
                return ()
            weight = 0 if visit.category is Category.FILLER else visit.weight
            return (
                LeftOut(
                    visit=v,
                    category=visit.category,
                    cause=visit.cause,
                    weight=weight,
                    deadline=visit.deadline,
                ),
            )
        days = [(date.fromordinal(day), in_person) for day, in_person, _ in events]
        lapses = tuple(
            LeftOut(
                visit=v,
                category=lapse.category,
                cause=lapse.cause,
                weight=lapse.weight,
                deadline=lapse.deadline,
            )
            for one in steps(visit, days)
            for lapse in one.lapses
        )
        if events or lapses:
            return lapses
        return (LeftOut(visit=v, category=Category.FILLER, cause=Cause.FILLER, weight=0),)

    def reasons(self, one: LeftOut) -> tuple[Reason, ...]:
        """Return why something is left out or late."""
        visit = self._request.visits[one.visit]
        own = self._own.get((visit.id, one.category, one.cause, one.deadline), ())
        if own:
            return own
        told = self._told_once[one.visit] if visit.cadence is None else self._lapses.reasons(one)
        return (*self._clashes.get(one, ()), *told)

    @cached_property
    def _told_once(self) -> dict[int, tuple[Reason, ...]]:
        """Why visits that are made once at most are left out, told together: they share the time to search."""
        standing = self._standing
        called = [
            (k, v)
            for v in range(len(self._request.visits))
            for _, in_person, k in standing.events(v)
            if not in_person
        ]
        return explain_left_out(
            self._request, standing.problem, standing.sequences, called, seed=self._seed
        )

    @cached_property
    def _clashes(self) -> dict[LeftOut, tuple[Reason]]:
        """The promises behind each one not kept that contradict it."""
        missing = [one for v in range(len(self._request.visits)) for one in self.missing(v)]
        standing = self._standing
        found = clash_reasons(self._request, standing.problem, standing.sequences, missing)
        return {missing[position]: reasons for position, reasons in found.items()}
