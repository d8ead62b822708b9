"""Times that visits are held to (R17): each by so much, and no looser than a route makes necessary."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from routing.domain.ids import CustomerId
from routing.encode import encoded_visit
from routing.feasibility import is_feasible
from routing.plan_chain import PlannedVisit
from routing.plan_chain.differences import QUARTER_HOUR_S
from routing.replanning.search import Answer
from routing.request import PlanRequest, VisitRequest
from routing.travel.matrix import TravelMatrix
from routing.units import DAY_S, MINUTE_S

__all__ = ["BOUNDS_S", "KeptTime", "Times", "let_go", "narrowed", "nearest", "times_of"]

BOUNDS_S = (QUARTER_HOUR_S, 30 * MINUTE_S, 60 * MINUTE_S, 120 * MINUTE_S, DAY_S)
"""By so much a visit may start earlier or later: the first without its customer being told, then as far as it must."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptTime:
    """A time that a visit is held to, and by how much it may be missed."""

    start_s: int
    bound_s: int = QUARTER_HOUR_S


Times = Mapping[CustomerId, KeptTime]


def times_of(visits: Iterable[PlannedVisit], told: Collection[CustomerId]) -> Times:
    """Return the times of the visits in person whose customers have had notice."""
    return {
        visit.customer_id: KeptTime(start_s=visit.start_s)
        for visit in visits
        if visit.is_in_person and visit.customer_id in told
    }


def let_go(times: Times, of: Collection[CustomerId], bound_s: int) -> Times:
    """Return times of which some are held less tightly, unless they are already."""
    return {
        one: replace(kept, bound_s=max(kept.bound_s, bound_s)) if one in of else kept
        for one, kept in times.items()
    }


def narrowed(request: PlanRequest, times: Times) -> PlanRequest:
    """Return a question with some visits held to their times; an agreed time is a window of its own (R16)."""
    first_s = _first_s(request)
    return replace(request, visits=tuple(_near(visit, times, first_s) for visit in request.visits))


def nearest(answer: Answer, matrix: TravelMatrix, at_any_time: PlanRequest, times: Times) -> Times:
    """Return times held as tightly as the routes of an answer allow, the first ones first.

    Parameters
    ----------
    matrix
        Travel between the places of the answer.
    at_any_time
        The visits as they are when they are not held.
    """
    asked = {visit.id: visit for visit in at_any_time.visits}
    request, problem = answer.request, answer.problem
    found, first_s = dict(times), _first_s(request)
    for k, sequence in enumerate(answer.outcome.sequences):
        for v in sequence:
            customer_id = request.visits[v].customer_id
            for bound_s in BOUNDS_S if customer_id in times else ():
                held = {customer_id: replace(times[customer_id], bound_s=bound_s)}
                visit = encoded_visit(
                    _near(asked[request.visits[v].id], held, first_s), request.shifts, matrix
                )
                tried = replace(
                    problem, visits=(*problem.visits[:v], visit, *problem.visits[v + 1 :])
                )
                if is_feasible(tried, k, sequence):
                    problem, found[customer_id] = tried, held[customer_id]
                    break
    return found


def _first_s(request: PlanRequest) -> int:
    return min((shift.start_s for shift in request.shifts), default=0)


def _near(visit: VisitRequest, times: Times, first_s: int) -> VisitRequest:
    """Return a visit held to its time, or as near to it as it is open and anybody can be there: from `first_s` on."""
    kept = times.get(visit.customer_id)
    if kept is None or visit.appointment_s is not None:
        return visit
    for bound_s in BOUNDS_S:
        from_s, to_s = kept.start_s - bound_s, kept.start_s + bound_s
        cut = tuple(
            replace(one, start_s=max(one.start_s, from_s), end_s=min(one.end_s, to_s))
            for one in visit.openings
            if one.start_s <= to_s and max(from_s, first_s) <= one.end_s
        )
        if cut and bound_s >= kept.bound_s and to_s >= first_s:
            return replace(visit, openings=cut)
    return visit
