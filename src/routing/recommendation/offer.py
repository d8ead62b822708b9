"""What is offered: a time or a day for a visit, with the plan that it leads to and what that costs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from routing.domain.ids import ManagerId, ShiftId, VisitId
from routing.plan import Plan
from routing.request import PlanRequest
from routing.request_planner import changed_plan
from routing.status import Level
from routing.travel.matrix import TravelMatrix

__all__ = ["DayOffer", "Offer", "TimeOffer", "take"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A visit on a shift, in a plan that is changed for it.

    Parameters
    ----------
    visit_id
        Which visit.
    shift_id, manager_id, day
        Where and by whom it is made.
    position
        Which stop of the route it is, from 1.
    after, before
        Neighbours on the route; None for its ends.
    start_s
        When it begins, by the timetable of the changed plan.
    cost
        Change of the objective, level by level (see `routing.status.Level`).
    gives_up, adds
        Days on which the customer is visited no longer, and is visited besides, in person or not: an ordinary visit
        that the new one makes needless goes, one that falls due goes where it fits.
    nearby
        Days nearer to this one than the minimum gap on which the customer is visited in person all the same, for what
        is promised or cannot wait.
    displaces
        Other visits that give way to it.
    phones
        Visits of a day's plan that are made by phone now and were not before: of those that give way, or because there
        is more time.
    request
        The question with the visit asked for as offered.
    routes
        Shifts that change, each with its visits in person in their order.
    contacts
        All contacts of the changed plan.
    text, text_zh
        All of it in a sentence, in English and Chinese; ids only.
    """

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
    text: str = ""
    text_zh: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeOffer(Offer):
    """A time to agree with a customer (R16): `at_s`, seconds after midnight."""

    at_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOffer(Offer):
    """A day for a visit, in time or too late."""

    in_time: bool

    @property
    def opens_day(self) -> bool:
        """Whether a working day that is no visit day is opened for it (R6, R13)."""
        return self.cost[Level.OPENED] > 0


def take(matrix: TravelMatrix, plan: Plan, offer: Offer) -> Plan:
    """Return the checked plan that an offer leads to; it answers the offer's request.

    Parameters
    ----------
    plan
        The plan that the offer was made for.
    """
    return changed_plan(offer.request, matrix, plan, offer.routes, offer.contacts)
