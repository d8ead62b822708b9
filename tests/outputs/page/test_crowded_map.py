"""The map in a browser where many marks lie close together, and its scale wherever one looks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

import pytest
from playwright.sync_api import Page

from routing.domain.customer import Point
from routing.domain.ids import CustomerId
from routing.outputs.page import plan_page
from tests.outputs.page.browsing import WIDE, OpenPage
from tests.worked_month import worked_month

MONTH = worked_month()
FARTHEST = 40
"""Points of the screen by which a mark may stand beside its place."""


def page_of(points: Sequence[Point]) -> str:
    """Return the page of a month for customers at these places, the base among them."""
    first = MONTH.territory.customers[0]
    customers = tuple(
        replace(first, id=CustomerId(f"K{number}"), point=point)
        for number, point in enumerate(points)
    )
    return plan_page(MONTH.plan, replace(MONTH.territory, customers=customers))


def middles(page: Page) -> list[tuple[float, float]]:
    """Return where the marks of customers are, in points of the screen."""
    found = page.evaluate(
        """() => [...document.querySelectorAll('#customers .customer .pin path')].map((one) => {
            const box = one.getBoundingClientRect();
            return [box.x + box.width / 2, box.y + box.height / 2];
        })"""
    )
    return [(float(x), float(y)) for x, y in found]


def spot(page: Page, customer: str) -> tuple[float, float]:
    """Return where a customer's place is, in points of the screen, wherever his mark stands."""
    x, y = page.evaluate(
        "id => (({ e, f }) => [e, f])(document.querySelector(`#customers [data-customer=${id}]`).getScreenCTM())",
        customer,
    )
    return float(x), float(y)


def test_hundreds_of_marks_are_pushed_apart(open_page: OpenPage) -> None:
    """Of 450 customers, two in each of 225 streets, every one can be pointed at: no mark hides another."""
    shops = [
        Point(lat=30.0 + 0.01 * row, lon=114.0 + 0.012 * column + 0.0001 * number)
        for row in range(15)
        for column in range(15)
        for number in range(2)
    ]
    marks = middles(open_page(page_of(shops)))
    assert len(marks) == 450
    assert min(math.dist(one, other) for one, other in combinations(marks, 2)) > 10


def test_a_mark_stays_near_its_place(open_page: OpenPage) -> None:
    """A hundred shops in one building make a heap on the map and no district of it; 40 points from it nobody is."""
    house = Point(lat=30.005, lon=114.006)
    corners = [Point(lat=29.99, lon=113.99), Point(lat=30.02, lon=114.03)]
    page = open_page(page_of([*corners, *[house] * 100]))
    place = spot(page, "K2")
    far = [math.dist(one, place) for one in middles(page)]
    near = [one for one in far if one < 200]
    assert len(near) == 100
    assert max(near) <= FARTHEST + 1
    assert max(near) > FARTHEST / 2


@pytest.mark.parametrize("factor", [1, 1.6**5])
def test_scale_is_in_view_and_right(open_page: OpenPage, factor: float) -> None:
    """However far the map is zoomed, the bar below it is in view and as long as it says: two shops are 1,000 m apart.

    A degree of latitude is 111.195 km on a sphere of 6,371.0088 km, so 1 km is 0.0089932 degrees.
    """
    south = Point(lat=30.0, lon=114.0)
    north = replace(south, lat=30.0 + 1 / 111.195)
    page = open_page(page_of([south, north]), WIDE)
    for _ in range(round(math.log(factor, 1.6))):
        page.get_by_role("button", name="放大").click()
    (_, a), (_, b) = spot(page, "K0"), spot(page, "K1")
    area = page.locator("#area").bounding_box()
    bar = page.locator("#area .scale path").bounding_box()
    width = page.evaluate(
        "() => (one => one.getBBox().width * one.getScreenCTM().a)(document.querySelector('.scale path'))"
    )
    assert area
    assert bar
    assert area["x"] <= bar["x"]
    assert bar["x"] + bar["width"] <= area["x"] + area["width"] / 2
    assert area["y"] <= bar["y"]
    assert bar["y"] + bar["height"] <= area["y"] + area["height"]
    length, unit = page.locator("#area .scale text").inner_html().split()
    metres = float(length) * {"km": 1000, "m": 1}[unit]
    assert width / abs(b - a) == pytest.approx(metres / 1000, rel=0.02)
    assert width >= 0.05 * area["width"]
