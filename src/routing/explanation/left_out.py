"""What a plan leaves out or makes too late, and why: as the plan tells it, else told anew."""

from __future__ import annotations

from datetime import date

from routing.cadence import steps
from routing.domain.ids import VisitId
from routing.domain.visit import Category, Cause
from routing.encode import LeftOut
from routing.lapse_reasons.teller import Teller
from routing.plan import Plan, Reason
from routing.reasons import explain_left_out
from routing.request import PlanRequest
from routing.what_if.standing_plan import StandingPlan

__all__ = ["LeftOutReasons"]


class LeftOutReasons:
    """Why visits stand outside one plan."""

    def __init__(self, request: PlanRequest, plan: Plan, standing: StandingPlan) -> None:
        self._request = request
        self._standing = standing
        self._seed = plan.provenance.seed
        self._told: dict[VisitId, tuple[Reason, ...]] = {}
        for one in plan.unassigned:
            self._told[one.visit_id] = self._told.get(one.visit_id, ()) + one.reasons
        self._lapses = Teller(request, standing.problem, standing)
        self._once: dict[int, tuple[Reason, ...]] | None = None

    def missing(self, v: int) -> tuple[LeftOut, ...]:
        """Return what of a visit is left out or late."""
        visit, events = self._request.visits[v], self._standing.events(v)
        if visit.cadence is None:
            if events:
                return ()
            weight = 0 if visit.category is Category.FILLER else visit.weight
            return (LeftOut(visit=v, category=visit.category, cause=visit.cause, weight=weight),)
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

    def reasons(self, v: int) -> tuple[Reason, ...]:
        """Return why a visit is left out or late; nothing where it is not."""
        missing = self.missing(v)
        told = self._told.get(self._request.visits[v].id, ())
        if told or not missing:
            return told
        if self._request.visits[v].cadence is None:
            return self._told_once()[v]
        return tuple(reason for one in missing for reason in self._lapses.reasons(one))

    def _told_once(self) -> dict[int, tuple[Reason, ...]]:
        """Return why visits that are made once at most are left out, told together: they share the time to search."""
        if self._once is None:
            standing = self._standing
            called = [
                (k, v)
                for v in range(len(self._request.visits))
                for _, in_person, k in standing.events(v)
                if not in_person
            ]
            self._once = explain_left_out(
                self._request, standing.problem, standing.sequences, called, seed=self._seed
            )
        return self._once
