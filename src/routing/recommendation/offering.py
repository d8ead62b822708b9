"""From a place on a route to an offer: what all offers tell."""

from __future__ import annotations

from datetime import date
from typing import TypedDict

from routing.domain.ids import ManagerId, ShiftId, VisitId
from routing.recommendation.fitting import Place, Settled
from routing.recommendation.question import Question
from routing.request import PlanRequest

__all__ = ["Offered", "offered"]


class Offered(TypedDict):
    """What `routing.recommendation.offer.Offer` holds, but for its sentences."""

    visit_id: VisitId
    shift_id: ShiftId
    manager_id: ManagerId
    day: date
    position: int
    after: VisitId | None
    before: VisitId | None
    start_s: int
    cost: tuple[int, ...]
    gives_up: tuple[date, ...]
    adds: tuple[date, ...]
    nearby: tuple[date, ...]
    displaces: tuple[VisitId, ...]
    phones: tuple[VisitId, ...]
    request: PlanRequest
    routes: tuple[tuple[ShiftId, tuple[VisitId, ...]], ...]
    contacts: tuple[tuple[ShiftId, VisitId], ...]


def offered(asked: Question, request: PlanRequest, place: Place, settled: Settled) -> Offered:
    """Return what an offer tells of a changed plan.

    Parameters
    ----------
    request
        The question with the visit asked for as offered.
    """
    shifts = request.shifts
    shift, route = shifts[place.shift], settled.routes[place.shift]
    names = [visit.id for visit in request.visits]
    terms = asked.visit_request.cadence
    gap_days = 0 if terms is None else terms.gap_days
    here = shift.day.toordinal()
    before = {day for day, _, _ in asked.standing.events(asked.visit)}
    now = {day for day, _, _ in settled.events}
    in_person = {day for day, is_there, _ in settled.events if is_there}
    return Offered(
        visit_id=names[asked.visit],
        shift_id=shift.id,
        manager_id=shift.manager_id,
        day=shift.day,
        position=place.position + 1,
        after=names[route[place.position - 1]] if place.position else None,
        before=names[route[place.position + 1]] if place.position + 1 < len(route) else None,
        start_s=settled.start_s,
        cost=settled.cost,
        gives_up=_days(before - now),
        adds=_days(now - before - {here}),
        nearby=_days({day for day in in_person if 0 < abs(day - here) < gap_days}),
        displaces=tuple(names[stop] for stop in place.displaces),
        phones=tuple(names[stop] for stop in settled.called),
        request=request,
        routes=tuple(
            (shifts[k].id, tuple(names[stop] for stop in stops))
            for k, stops in settled.routes.items()
        ),
        contacts=tuple((shifts[k].id, names[v]) for k, v in settled.contacts),
    )


def _days(ordinals: set[int]) -> tuple[date, ...]:
    return tuple(date.fromordinal(day) for day in sorted(ordinals))
