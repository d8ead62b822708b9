"""Days for a visit that is owed by a deadline, worked by hand in a street."""

from __future__ import annotations

from dataclasses import replace

from routing.domain.ids import CustomerId, VisitId
from routing.domain.visit import Category, Cause
from routing.recommendation import recommend_days, take
from routing.request import Obligation, Opening, PlanRequest
from routing.rules import Rule
from routing.status import Level
from routing.travel.matrix import TravelMatrix
from tests.recommendation.street import BECAUSE, ask, at, on, planned, shift, street, visit

X = CustomerId("x")


def test_the_day_with_the_least_detour_comes_first() -> None:
    """House 30 is an hour of driving on day 0, which stays at the base, 20 minutes on day 2, which goes to 20."""
    request = ask([shift(0), shift(2), shift(4)], [visit("b", [0, 2, 4]), visit("x", [0, 2, 4])])
    matrix = street({"b": 20, "x": 30})
    plan = planned(request, matrix, [(), (0,), ()])
    offers = recommend_days(request, matrix, plan, X, by=on(2))
    assert [(one.day, one.cost[Level.COST]) for one in offers] == [(on(2), 1200), (on(0), 3600)]
    assert all(one.in_time and not one.opens_day for one in offers)
    best = offers[0]
    (owed,) = best.request.visits[1].obligations
    assert (owed.cause, owed.first, owed.last) == (Cause.ANOMALY, on(0), on(2))
    assert best.text == ("2026-03-04 08:30 by m, first, before b. Travel and wishes +20 min.")


def test_nothing_before_the_first_day() -> None:
    """From day 1 on, only day 2 is left."""
    request = ask([shift(0), shift(2)], [visit("x", [0, 2])])
    matrix = street({"x": 30})
    plan = planned(request, matrix, [(), ()])
    assert [one.day for one in recommend_days(request, matrix, plan, X, first=on(1))] == [on(2)]


def test_his_ordinary_visit_answers_it_in_time() -> None:
    """Planned on day 2 anyhow: that costs nothing, and the same visit on day 0 in its place nothing either."""
    request = ask([shift(0), shift(2)], [visit("x", [0, 2])])
    matrix = street({"x": 30})
    plan = planned(request, matrix, [(), (0,)])
    offers = recommend_days(request, matrix, plan, X, by=on(2))
    assert [(one.day, one.cost, one.gives_up) for one in offers] == [
        (on(0), (0,) * 8, (on(2),)),
        (on(2), (0,) * 8, ()),
    ]


def full(minutes: int) -> tuple[PlanRequest, TravelMatrix]:
    """Return two days of two hours, three customers with half an hour each, and x, all of them at the base."""
    request = ask(
        [shift(0, end_s=at("10:00")), shift(4, end_s=at("10:00"))],
        [*(visit(name, [0, 4]) for name in "abc"), visit("x", [0, 4], minutes=minutes)],
    )
    return request, street({"a": 0, "b": 0, "c": 0, "x": 0})


def test_one_or_two_stops_give_way() -> None:
    """30 minutes are free: an hour needs one stop less, an hour and a half two."""
    for minutes, displaced in ((30, 0), (60, 1), (90, 2), (120, 3)):
        request, matrix = full(minutes)
        plan = planned(request, matrix, [(0, 1, 2), ()])
        offers = recommend_days(request, matrix, plan, X, by=on(0))
        found = [len(one.displaces) for one in offers if one.in_time]
        assert found == ([displaced] if displaced < 3 else [])
        assert [one.day for one in offers if not one.in_time] == ([] if displaced < 3 else [on(4)])


def test_a_visit_day_too_late_is_offered_only_where_none_is_in_time() -> None:
    """Owed by day 0, which is full of promises: day 4 is four days late, and said to be."""
    promise = Obligation(cause=Cause.PINNED, first=on(0), last=on(0), because=BECAUSE)
    request, matrix = full(60)
    kept = [replace(one, obligations=(promise,)) for one in request.visits[:3]]
    request = replace(request, visits=(*kept, request.visits[3]))
    plan = planned(request, matrix, [(0, 1, 2), ()])
    (late,) = recommend_days(request, matrix, plan, X, by=on(0))
    assert (late.day, late.in_time, late.cost[Level.ANOMALY]) == (on(4), False, 1004)
    assert "too late" in late.text
    assert "逾期" in late.text_zh
    assert recommend_days(request, matrix, plan, X, by=on(4))[0].in_time


def spare() -> tuple[PlanRequest, TravelMatrix]:
    """Return visit days 0 and 4, and day 2, which could be opened; x can be visited on 4, or on 2 were it opened."""
    could = visit(
        "x",
        [4],
        spare_openings=(Opening(day=on(2), start_s=at("09:00"), end_s=at("10:00")),),
    )
    request = ask([shift(0), shift(4)], [visit("b", [0, 4]), could])
    return replace(request, spare_shifts=(shift(2, is_extra=True),)), street({"b": 20, "x": 30})


def test_a_working_day_is_opened_where_no_visit_day_is_in_time() -> None:
    """Owed by day 3: day 2 is opened, which counts above everything but what is mandatory; then comes the late day."""
    request, matrix = spare()
    plan = planned(request, matrix, [(0,), ()])
    opened, late = recommend_days(request, matrix, plan, X, by=on(3))
    assert (opened.day, opened.in_time, opened.opens_day) == (on(2), True, True)
    assert opened.cost == (0, 0, 0, 0, 1, 0, 0, 3600)
    assert opened.start_s == at("09:00")
    assert (late.day, late.in_time, late.opens_day) == (on(4), False, False)
    assert "The day is opened for it." in opened.text
    made = take(matrix, plan, opened)
    assert [route.day for route in made.routes] == [on(0), on(2), on(4)]
    assert [len(route.stops) for route in made.routes] == [1, 1, 0]


def test_no_day_is_opened_where_a_visit_day_is_in_time() -> None:
    """By day 4 there is one; and by day 12 the first visit day after the plan, on day 11, is another."""
    request, matrix = spare()
    plan = planned(request, matrix, [(0,), ()])
    assert [one.day for one in recommend_days(request, matrix, plan, X, by=on(4))] == [on(4)]
    closed = replace(request.visits[1], openings=(), closed_by=Rule.CLOSED_DAY)
    nowhere = replace(request, visits=(request.visits[0], closed))
    assert recommend_days(nowhere, matrix, plan, X, by=on(12)) == ()
    assert [one.day for one in recommend_days(nowhere, matrix, plan, X, by=on(9))] == [on(2)]


def test_an_opened_day_that_is_driven_anyway_is_used_too() -> None:
    """Day 2 is opened for b already: x costs the way from house 20 to 30 and back, and no day more."""
    request, matrix = spare()
    b = replace(request.visits[0], openings=visit("b", [0, 2, 4]).openings)
    extra = shift(2, is_extra=True)
    request = replace(
        request,
        shifts=(request.shifts[0], extra, request.shifts[1]),
        visits=(b, request.visits[1]),
        spare_shifts=(),
    )
    plan = planned(request, matrix, [(), (0,), ()])
    offer, *_ = recommend_days(request, matrix, plan, X, by=on(3))
    assert (offer.day, offer.opens_day, offer.cost[Level.COST]) == (on(2), False, 1200)


def test_what_is_overdue_is_owed_on_the_first_day_that_can_be_had() -> None:
    """Owed before the plan begins: both days are too late, and the first of them is better by the days between."""
    request = ask([shift(1), shift(4)], [visit("x", [1, 4])])
    matrix = street({"x": 30})
    plan = planned(request, matrix, [(), ()])
    offers = recommend_days(request, matrix, plan, X, by=on(-2))
    assert [(one.day, one.in_time, one.cost[Level.ANOMALY]) for one in offers] == [
        (on(1), False, 0),
        (on(4), False, 1003),
    ]


def test_a_visit_of_a_days_plan_is_made_in_person() -> None:
    """Asked for once, as a due visit that the plan leaves out: it becomes mandatory, and is no longer left out."""
    once = replace(
        visit("x", [0]),
        id=VisitId("x@2026-03-02"),
        category=Category.DUE,
        cause=Cause.CADENCE,
        weight=700,
        cadence=None,
    )
    request = ask([shift(0)], [once])
    matrix = street({"x": 30})
    plan = planned(request, matrix, [()])
    (offer,) = recommend_days(request, matrix, plan, X, by=on(0))
    assert offer.cost == (0, 0, 0, 0, 0, 0, -700, 3600)
    (asked,) = offer.request.visits
    assert (asked.category, asked.cause, asked.deadline) == (
        Category.MANDATORY,
        Cause.ANOMALY,
        on(0),
    )
    assert take(matrix, plan, offer).kpis.num_mandatory == 1
