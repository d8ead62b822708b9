"""Questions that cannot be answered: every fault of them is told at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from routing.domain.ids import CustomerId, ShiftId, VisitId
from routing.errors import InputError
from routing.plan import Plan
from routing.recommendation import recommend_days, recommend_times
from routing.request import PlanRequest
from routing.travel.matrix import TravelMatrix
from tests.recommendation.street import ask, on, planned, shift, street, visit

X = CustomerId("x")


def small() -> tuple[PlanRequest, TravelMatrix, Plan]:
    """Return two days and a customer."""
    request = ask([shift(0), shift(2)], [visit("x", [0, 2])])
    matrix = street({"x": 30})
    return request, matrix, planned(request, matrix, [(), ()])


def codes(refused: Callable[[], object]) -> list[tuple[str, str]]:
    """Return place and code of each fault."""
    with pytest.raises(InputError) as caught:
        refused()
    return [(issue.place, issue.code) for issue in caught.value.issues]


def test_every_fault_of_a_question_is_told() -> None:
    """A stranger, days and numbers that make no sense, nothing promised to give up: all in one error."""
    given = small()
    assert codes(
        lambda: recommend_times(
            *given,
            CustomerId("nobody"),
            first=on(2),
            last=on(0),
            not_before_s=90_000,
            step_s=0,
            most=-1,
            instead_of=on(1),
        )
    ) == [
        ("most", "number-out-of-range"),
        ("step_s", "number-out-of-range"),
        ("not_before_s", "time-out-of-range"),
        ("instead_of", "nothing-promised"),
        ("last", "end-before-start"),
        ("customer_id", "unknown-customer"),
    ]
    assert codes(lambda: recommend_days(*given, CustomerId("nobody"), first=on(2), by=on(0))) == [
        ("by", "end-before-start"),
        ("customer_id", "unknown-customer"),
    ]


def test_days_of_another_plan() -> None:
    """The plan has days 0 to 2: nothing can be said of days after it, nor of days before it."""
    given = small()
    assert codes(lambda: recommend_times(*given, X, first=on(3))) == [("first", "day-outside-plan")]
    assert codes(lambda: recommend_times(*given, X, last=on(-1))) == [("last", "day-outside-plan")]
    assert codes(lambda: recommend_days(*given, X, first=on(9))) == [("first", "day-outside-plan")]
    # Days that reach into the plan are meant as far as they do.
    assert {one.day for one in recommend_times(*given, X, first=on(-5), last=on(0))} == {on(0)}


def test_a_days_request_knows_only_who_is_asked_for_on_it() -> None:
    """The remedy says where to look."""
    request, matrix, _ = small()
    once = replace(
        request.visits[0],
        id=VisitId("x@2026-03-02"),
        openings=visit("x", [0]).openings,
        cadence=None,
    )
    day = replace(request, shifts=request.shifts[:1], visits=(once,))
    plan = planned(day, matrix, [()])
    with pytest.raises(InputError, match="ask the plan of the week"):
        recommend_times(day, matrix, plan, CustomerId("y"))


def test_a_plan_of_another_request_is_none() -> None:
    """Its shifts are not those of the request."""
    request, matrix, plan = small()
    other = replace(
        request, shifts=tuple(replace(one, id=ShiftId(f"?{one.id}")) for one in request.shifts)
    )
    assert codes(lambda: recommend_times(other, matrix, plan, X)) == [
        ("plan, routes", "unknown-shift"),
        ("plan, routes", "unknown-shift"),
    ]


def test_a_request_without_shifts() -> None:
    """There is no day to offer."""
    request, matrix, plan = small()
    empty = replace(request, shifts=())
    assert codes(lambda: recommend_times(empty, matrix, replace(plan, routes=()), X)) == [
        ("request, shifts", "no-shifts")
    ]
