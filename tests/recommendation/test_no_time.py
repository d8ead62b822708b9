"""Why nothing is offered: the rule that no shift gets round, or what the nearest route lacks."""

from __future__ import annotations

from dataclasses import replace

from routing.domain.ids import CustomerId, ManagerId
from routing.domain.visit import Cause
from routing.recommendation import recommend_times, why_no_time
from routing.request import Obligation
from tests.recommendation.street import BECAUSE, ask, at, on, planned, shift, street, visit

X = CustomerId("x")


def test_who_is_closed_is_told_so() -> None:
    """Open on day 2 only: on day 0 the customer is closed, and no figure of a route is told."""
    request, matrix = ask([shift(0), shift(2)], [visit("x", [2])]), street({"x": 30})
    plan = planned(request, matrix, [(), ()])
    assert recommend_times(request, matrix, plan, X, last=on(0)) == ()
    text, text_zh = why_no_time(request, matrix, plan, X, last=on(0))
    assert "with at most one stop giving way" in text
    assert "Closed on this day" in text
    assert "overruns" not in text
    assert "至多让出一户" in text_zh
    assert "`routing explain --visit x --repairs`" in text
    assert "`routing explain --visit x --repairs`" in text_zh


def test_who_else_might_go_is_told() -> None:
    """Only n may visit x, and only m works."""
    of_n = visit("x", [0], manager_ids=frozenset({ManagerId("n")}))
    request, matrix = ask([shift(0)], [of_n]), street({"x": 30})
    plan = planned(request, matrix, [()])
    assert recommend_times(request, matrix, plan, X) == ()
    assert "n may, m could" in why_no_time(request, matrix, plan, X)[0]


def test_the_nearest_route_is_told_with_its_overrun() -> None:
    """Four hours: a and b, mandatory, take 90 minutes each, the street to 30 and back 60; x takes half an hour more."""
    owed = Obligation(cause=Cause.PINNED, first=on(0), last=on(0), because=BECAUSE)
    fixed = [visit(one, [0], minutes=90, obligations=(owed,)) for one in "ab"]
    request = ask([shift(0)], [*fixed, visit("x", [0])])
    matrix = street({"a": 30, "b": 30, "x": 30})
    plan = planned(request, matrix, [(0, 1)])
    assert recommend_times(request, matrix, plan, X) == ()
    text, text_zh = why_no_time(request, matrix, plan, X)
    assert f"The nearest route, on {on(0)} by m, overruns by 30 min with it." in text
    assert "超时30分钟" in text_zh
    full = replace(request, shifts=(shift(0, max_visits=2),))
    text, _ = why_no_time(full, matrix, planned(full, matrix, [(0, 1)]), X)
    assert "Every route has its most visits." in text


def test_hours_that_the_customer_asks_for_count() -> None:
    """The day ends at 12:00: who has time from 13:00 only is told of the hours."""
    request, matrix = ask([shift(0)], [visit("x", [0])]), street({"x": 30})
    plan = planned(request, matrix, [()])
    assert recommend_times(request, matrix, plan, X, not_before_s=at("13:00")) == ()
    text, _ = why_no_time(request, matrix, plan, X, not_before_s=at("13:00"))
    assert "13:00-24:00" in text
    assert "08:00-12:00" in text
