"""Visits of which only the day is known that give way to what cannot wait (R13, R14, R17)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from routing.domain.ids import CustomerId
from routing.domain.visit import Cause
from routing.replanning.rest_of_day import RestOfDay
from routing.replanning.search import Answer, Search
from routing.request import PlanRequest
from routing.status import Level

__all__ = ["with_deadlines_first"]


def with_deadlines_first(
    search: Search, answer: Answer, rest: RestOfDay
) -> tuple[Answer, RestOfDay]:
    """Return the answer for which visits give way that customers had notice of, and what is asked for with it.

    An anomalous or a new customer whom no later day could reach in time comes before those who were told to expect
    somebody today: they are told otherwise, as few of them as can be, and count as late from now on. Who has agreed on
    a time, or is pinned to the day, stays (R16).
    """
    told = rest.told - rest.pinned
    asked = _counted_as_late(answer.request, told)
    before = search.asked_anew(answer, asked)
    found = search.solve(asked, after=before, with_calls=True)
    if found.levels[: Level.LATE] >= before.levels[: Level.LATE]:
        return answer, rest
    let_go = told - found.visited
    rest = replace(
        rest,
        request=_counted_as_late(rest.request, let_go),
        fuller=_counted_as_late(rest.fuller, let_go),
        told=rest.told - let_go,
    )
    return search.asked_anew(found, _counted_as_late(answer.request, let_go)), rest


def _counted_as_late(request: PlanRequest, customers: Collection[CustomerId]) -> PlanRequest:
    """Return a question in which the day of some customers' visits is no promise."""
    return replace(
        request,
        visits=tuple(
            replace(visit, cause=Cause.LATE)
            if visit.cause is Cause.PINNED and visit.customer_id in customers
            else visit
            for visit in request.visits
        ),
    )
