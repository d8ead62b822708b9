"""Questions about repairs that make no sense: told in full, with what to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from routing.domain.ids import CustomerId, PlaceId, ShiftId, VisitId
from routing.errors import InputError
from routing.plan import Plan
from routing.repair import apply_repair, repairs
from routing.request import CadenceTerms, PlanRequest
from tests.repair.small_days import MONDAY, asked, late, of_day, planned, shift, travel, visit

REQUEST = asked([shift()], late("a"), late("b"), visit("c"))
NEXT = of_day(asked([shift()], visit("c")), MONDAY + timedelta(days=1))


def codes(
    request: PlanRequest, plan: Plan, name: str = "c", **more: object
) -> list[tuple[str, str]]:
    """Return code and place of each fault that the question is refused for."""
    with pytest.raises(InputError) as caught:
        repairs(request, travel(request), plan, VisitId(name), **more)  # type: ignore[arg-type]
    return [(issue.code, issue.place) for issue in caught.value.issues]


def test_a_visit_that_nobody_asks_for_and_none_asked_for() -> None:
    """Both faults are told at once."""
    found = codes(REQUEST, planned(REQUEST, "ab"), "nobody", most=0)
    assert found == [("unknown-visit", "visit_id"), ("number-out-of-range", "most")]


def test_a_plan_of_another_request() -> None:
    """Its shifts and visits are unknown, each is named."""
    other = asked([shift(manager="n")], late("x"))
    assert [code for code, _ in codes(REQUEST, planned(other, "x"))] == [
        "unknown-shift",
        "unknown-visit",
    ]


def test_a_plan_that_cannot_be_driven() -> None:
    """Three visits where two have time."""
    longer = replace(REQUEST, shifts=(replace(shift(), end_s=40_000),))
    plan = planned(longer, "abc")
    assert [code for code, _ in codes(REQUEST, plan)] == ["plan-breaks-rules"]


@pytest.mark.parametrize(
    ("following", "code"),
    [
        (REQUEST, "not-a-later-day"),
        (of_day(REQUEST, MONDAY - timedelta(days=3)), "not-a-later-day"),
        (
            replace(NEXT, shifts=(*NEXT.shifts, shift(MONDAY + timedelta(days=2)))),
            "not-a-day",
        ),
        (
            replace(
                NEXT,
                visits=tuple(
                    replace(
                        one,
                        cadence=CadenceTerms(
                            since=None,
                            seen=None,
                            starts=MONDAY,
                            until=MONDAY,
                            gap_days=7,
                            due_days=10,
                            interval_days=14,
                            coverage_months=2,
                        ),
                    )
                    for one in NEXT.visits
                ),
            ),
            "not-a-day",
        ),
    ],
)
def test_a_next_request_that_is_none(following: PlanRequest, code: str) -> None:
    """Of the same day, of an earlier one, of two days, of visits that recur."""
    found = codes(REQUEST, planned(REQUEST, "ab"), next_request=following)
    assert found == [(code, "next_request")]


def test_a_next_request_elsewhere() -> None:
    """Places that the travel does not know."""
    following = replace(
        NEXT,
        visits=(
            replace(
                NEXT.visits[0],
                id=VisitId("x"),
                customer_id=CustomerId("x"),
                place_id=PlaceId("c:x"),
            ),
        ),
    )
    found = codes(REQUEST, planned(REQUEST, "ab"), next_request=following)
    assert found == [("unknown-place", "visit x")]


def test_a_repair_of_another_plan() -> None:
    """A plan with a shift that the repaired request does not have."""
    plan = planned(REQUEST, "ab")
    (repair,) = repairs(REQUEST, travel(REQUEST), plan, VisitId("c"))
    stray = replace(plan.routes[0], shift_id=ShiftId("n@2026-03-02"), stops=())
    with pytest.raises(InputError) as caught:
        apply_repair(travel(REQUEST), replace(plan, routes=(*plan.routes, stray)), repair)
    assert [issue.code for issue in caught.value.issues] == ["repair-of-another-plan"]


def test_a_repair_that_would_visit_somebody_twice() -> None:
    """Found while the second shift was empty, carried out when it makes one of the visits of the first."""
    request = asked([shift(), shift(manager="n", end_s=30_000)], late("a"), late("b"), visit("c"))
    (repair, *_) = repairs(request, travel(request), planned(request, "ab"), VisitId("c"))
    longer = replace(request, shifts=(request.shifts[0], shift(manager="n")))
    other = planned(longer, "a", "b")
    with pytest.raises(InputError) as caught:
        apply_repair(travel(request), other, repair)
    assert [issue.code for issue in caught.value.issues] == ["repair-of-another-plan"]
