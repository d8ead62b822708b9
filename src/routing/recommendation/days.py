"""The day and place that disturb a plan least for a visit that is to be added by a deadline (R13)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from routing.domain.ids import CustomerId
from routing.domain.time_faults import is_day, no_day
from routing.errors import Issue
from routing.plan import Plan
from routing.recommendation.asked import called_for
from routing.recommendation.fitting import Fitting
from routing.recommendation.offer import DayOffer
from routing.recommendation.offering import offered
from routing.recommendation.question import Question, count_faults, question
from routing.recommendation.words import told
from routing.request import PlanRequest, VisitRequest
from routing.travel.matrix import TravelMatrix

__all__ = ["recommend_days"]


def recommend_days(
    request: PlanRequest,
    matrix: TravelMatrix,
    plan: Plan,
    customer_id: CustomerId,
    *,
    first: date | None = None,
    by: date | None = None,
    most: int = 5,
) -> tuple[DayOffer, ...]:
    """Return the days and places for a visit in person that is owed by a day, the least disturbing first.

    Parameters
    ----------
    request, matrix, plan
        A plan of a day, a week or a month, and what it answers.
    first
        First day on which the visit may be made; by default the first of the plan.
    by
        Last day in time (see `routing.demand.deadlines.anomaly_deadline`); by default the last of the plan.
    most
        How many offers to make at most.

    Raises
    ------
    InputError
        If the customer is not in the request, the days are none of the plan's or out of order, or the plan is not of
        the request.

    Notes
    -----
    Every shift has one offer at most: at the place in its route that costs least or, where it has none, with one stop
    giving way that is not mandatory; where no shift in time makes room so, with two. An ordinary visit of the customer
    that the new one makes needless goes, and what that wins is in the cost. Where no visit day is in time, none after
    the plan either, working days that are no visit days are opened (R6, R13); visit days that are too late are offered
    only then, after them.

    Offers in time come first; then those with the fewest giving way, then the cost decides.

    References
    ----------
    R6, R13, R15.

    Examples
    --------
    A customer complains on Monday and has to be visited by Wednesday:

    >>> from datetime import date, datetime
    >>> from routing import Geodesic, Limits, china_calendar, load_policy, read_territory
    >>> from routing.build_horizon import horizon_request
    >>> from routing.build_request import places
    >>> from routing.planner import plan_request
    >>> from routing.recommendation import recommend_days
    >>> territory, _ = read_territory("data/country-80")
    >>> policy, calendar = load_policy("classified"), china_calendar(2026, 2027)
    >>> first, last, asked_at = date(2026, 11, 2), date(2026, 11, 8), datetime(2026, 11, 1, 17, 30)
    >>> request = horizon_request(territory, policy, calendar, first, last, asked_at)
    >>> matrix = Geodesic().matrix(places(territory))
    >>> plan = plan_request(request, matrix, limits=Limits(iterations=100))
    >>> offers = recommend_days(request, matrix, plan, "QS0003", by=date(2026, 11, 4))
    >>> offers[0].day.isoformat(), offers[0].in_time, offers[0].displaces
    ('2026-11-04', True, ())
    """
    asked = question(
        request,
        matrix,
        plan,
        customer_id,
        first=first,
        last=None,
        faults=[*count_faults(most=most), *_order_faults(first, by)],
    )
    call = _Call(first=asked.first, by=by or asked.last)
    visit = asked.visit_request
    days = asked.days(visit)
    in_time = [day for day in days if day <= call.by]
    offers = list(_offers(asked, visit, call, in_time, (0, 1)))
    if not offers:
        offers += _offers(asked, visit, call, in_time, (2,))
    if not offers:
        offers += _opening_days(asked, call)
        late = [day for day in days if day > call.by]
        offers += _offers(asked, visit, call, late, (0, 1))
    offers.sort(key=lambda one: (not one.in_time, len(one.displaces), one.cost, one.day))
    return tuple(told(offer) for offer in offers[:most])


def _order_faults(first: date | None, by: date | None) -> Iterator[Issue]:
    if by is not None and not is_day(by):
        yield no_day("by", by)
    elif first is not None and is_day(first) and by is not None and by < first:
        yield Issue(
            code="end-before-start",
            place="by",
            value=f"{first} - {by}",
            message="The deadline lies before the first day.",
            remedy="Put the two days in order; what is overdue needs no first day.",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Call:
    """Between which days a visit is owed."""

    first: date
    by: date

    def of(self, visit: VisitRequest) -> VisitRequest:
        """Return a visit that is owed so; overdue already, it is owed on the first day that can be had."""
        by = self.by
        if by < self.first:
            days = (one.day for one in visit.openings if one.day >= self.first)
            by = min(days, default=self.first)
        return called_for(visit, self.first, by)


def _offers(
    asked: Question,
    visit: VisitRequest,
    call: _Call,
    days: Iterable[date],
    displaced: Sequence[int],
) -> Iterator[DayOffer]:
    """Yield the best offer of each shift of some days, with the fewest stops giving way that there is one for."""
    standing, v, called = asked.standing, asked.visit, call.of(visit)
    problem, request = asked.problem_with(called), asked.request_with(called)
    for day in days:
        fitting = Fitting(standing, v, problem, day.toordinal(), none_from=call.first.toordinal())
        for k in standing.shifts_of(day.toordinal()):
            windows = problem.visits[v].windows[k]
            fits = (
                (place, settled)
                for number in displaced
                for place in sorted(fitting.places(k, number), key=lambda place: place.rank)
                if place.first_start(windows) is not None
                for settled in [fitting.settled(place, problem)]
                if settled is not None
            )
            for place, settled in islice(fits, 1):
                yield DayOffer(**offered(asked, request, place, settled), in_time=day <= call.by)


def _opening_days(asked: Question, call: _Call) -> Iterator[DayOffer]:
    """Yield the offers of working days in time that are opened for the visit (R6).

    Where the first visit day after the plan is in time, nothing is opened.
    """
    request, visit = asked.request, asked.visit_request
    if visit.cadence is None or call.by > visit.cadence.until:
        return
    usual = {opening.day for opening in visit.openings}
    extra = [one for one in request.shifts if one.is_extra and one.day not in usual]
    for shift in (*extra, *request.spare_shifts):
        more = tuple(one for one in visit.spare_openings if one.admits(shift))
        is_allowed = visit.manager_ids is None or shift.manager_id in visit.manager_ids
        if not (more and is_allowed and call.first <= shift.day <= call.by):
            continue
        could = replace(visit, openings=(*visit.openings, *more), closed_by=None)
        opened = asked.on_shift(shift, could)
        for offer in _offers(opened, could, call, [shift.day], (0, 1)):
            if offer.shift_id == shift.id:
                yield offer
