"""What is asked of a plan: whose visit, on which days; every fault of the question at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from routing.domain.ids import CustomerId
from routing.domain.time_faults import is_day, no_day
from routing.encode import encoded_visit, start_windows, with_shift
from routing.errors import InputError, Issue
from routing.plan import Plan
from routing.problem import Problem
from routing.request import PlanRequest, ShiftRequest, VisitRequest
from routing.travel.matrix import TravelMatrix
from routing.what_if import StandingPlan, standing_plan

__all__ = ["Question", "count_faults", "question"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A customer's visit in a plan, and the days that are asked about.

    Parameters
    ----------
    request, matrix
        What the plan answers.
    standing
        The plan.
    visit
        Index of the visit.
    first, last
        The days asked about.
    """

    request: PlanRequest
    matrix: TravelMatrix
    standing: StandingPlan
    visit: int
    first: date
    last: date

    @property
    def visit_request(self) -> VisitRequest:
        """The visit as the request asks for it."""
        return self.request.visits[self.visit]

    def days(self, asked: VisitRequest) -> list[date]:
        """Return the days asked about on which a visit may be made, ascending."""
        days = {shift.day for shift in self.request.shifts if start_windows(asked, shift)}
        return sorted(day for day in days if self.first <= day <= self.last)

    def request_with(self, asked: VisitRequest) -> PlanRequest:
        """Return the request with the visit asked for otherwise."""
        visits = self.request.visits
        return replace(
            self.request, visits=(*visits[: self.visit], asked, *visits[self.visit + 1 :])
        )

    def problem_with(self, asked: VisitRequest) -> Problem:
        """Return the request's problem with the visit asked for otherwise."""
        problem = self.standing.problem
        visit = encoded_visit(asked, self.request.shifts, self.matrix)
        visits = (*problem.visits[: self.visit], visit, *problem.visits[self.visit + 1 :])
        return replace(problem, visits=visits)

    def on_shift(self, shift: ShiftRequest, asked: VisitRequest) -> Question:
        """Return the question about the day of a shift, the visit asked for otherwise; the shift may be a new one."""
        request, problem = self.request_with(asked), self.problem_with(asked)
        sequences, contacts = self.standing.sequences, self.standing.contacts
        if all(one.id != shift.id for one in request.shifts):
            before = (shift.day, shift.manager_id)
            k = sum((one.day, one.manager_id) < before for one in request.shifts)
            shifts = (*request.shifts[:k], shift, *request.shifts[k:])
            request = replace(request, shifts=shifts)
            problem = with_shift(problem, request, self.matrix, k)
            sequences = (*sequences[:k], (), *sequences[k:])
            contacts = tuple((n + (n >= k), v) for n, v in contacts)
        return replace(
            self,
            request=request,
            standing=StandingPlan(problem, sequences, contacts),
            first=shift.day,
            last=shift.day,
        )


def question(
    request: PlanRequest,
    matrix: TravelMatrix,
    plan: Plan,
    customer_id: CustomerId,
    *,
    first: date | None,
    last: date | None,
    faults: Iterable[Issue] = (),
) -> Question:
    """Return the question about a customer's visit, by default on all days of the plan.

    Parameters
    ----------
    faults
        What is wrong with the rest of the question.

    Raises
    ------
    InputError
        If the customer is not in the request, the days are none of the plan's or out of order, or the plan is not of
        the request (see `routing.what_if.standing_plan`).
    """
    days = sorted(shift.day for shift in request.shifts)
    found = [v for v, visit in enumerate(request.visits) if visit.customer_id == customer_id]
    issues = [*faults, *_day_faults(days, first, last)]
    if not found:
        issues.append(_unknown(request, customer_id))
    if issues:
        raise InputError(issues)
    return Question(
        request=request,
        matrix=matrix,
        standing=standing_plan(request, matrix, plan),
        # Of several on a day the first is the one that can be made: the others are appointments beside it.
        visit=found[0],
        first=max(first or days[0], days[0]),
        last=last or days[-1],
    )


def _unknown(request: PlanRequest, customer_id: CustomerId) -> Issue:
    is_horizon = any(visit.cadence is not None for visit in request.visits)
    return Issue(
        code="unknown-customer",
        place="customer_id",
        value=customer_id,
        message="The request asks for no visit of this customer.",
        remedy="Name a customer of the account managers who are planned."
        if is_horizon
        else "A day's request holds those alone who are asked for on it: ask the plan of the week.",
    )


def _day_faults(days: list[date], first: date | None, last: date | None) -> Iterator[Issue]:
    if not days:
        yield Issue(
            code="no-shifts",
            place="request, shifts",
            message="The request has no shift on which anybody could be visited.",
            remedy="Give a plan with days to visit on.",
        )
        return
    given = {name: day for name, day in (("first", first), ("last", last)) if day is not None}
    if odd := [no_day(name, day) for name, day in given.items() if not is_day(day)]:
        yield from odd
        return
    if first is not None and last is not None and last < first:
        yield Issue(
            code="end-before-start",
            place="last",
            value=f"{first} - {last}",
            message="The days end before they start.",
            remedy="Put the two days in order.",
        )
    for name, day, is_outside in (
        ("first", first, first is not None and first > days[-1]),
        ("last", last, last is not None and last < days[0]),
    ):
        if is_outside:
            yield Issue(
                code="day-outside-plan",
                place=name,
                value=str(day),
                message=f"The plan goes from {days[0]} to {days[-1]}.",
                remedy="Ask about days of the plan, or give the plan of these days.",
            )


def count_faults(**counts: int) -> Iterator[Issue]:
    """Yield the counts, by name, that are not positive."""
    for name, count in counts.items():
        if count < 1:
            yield Issue(
                code="number-out-of-range",
                place=name,
                value=str(count),
                message="This is not a positive whole number.",
                remedy="Use 1 or more.",
            )
