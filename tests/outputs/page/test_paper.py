"""The plan page as a printer gets it: few pages, each of use to whoever holds it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

from playwright.sync_api import Page

from routing.domain.customer import Mode
from routing.domain.ids import CustomerId, VisitId
from routing.outputs.page import plan_page
from routing.plan_chain import Change, ChangeKind, ChangeReason, Why, planned_visits
from routing.terms import Language
from tests.outputs.page.browsing import OpenPage, visible
from tests.worked_month import october, worked_month

MONTH = worked_month()
A4_POINTS = 703
"""Width of A4 less the page's margins of 12 mm, in points of the screen: (210 - 24) / 25.4 * 96."""
NUM_STOPS = 18


def busy_month() -> str:
    """Return the page of twelve days of eighteen visits each, by customers who all have a name and a reason."""
    first = next(route for route in MONTH.plan.routes if route.stops)
    stop, day = first.stops[0], first.day
    one = MONTH.territory.customers[0]
    customers = tuple(
        replace(one, id=CustomerId(f"K{number:03d}"), name="老街口许氏小卖部")
        for number in range(NUM_STOPS)
    )
    stops = tuple(
        replace(
            stop,
            customer_id=customer.id,
            visit_id=VisitId(f"{customer.id}@{day}"),
            start_s=first.start_s + 1500 * number,
        )
        for number, customer in enumerate(customers)
    )
    routes = tuple(
        replace(first, day=day + timedelta(days=number), stops=stops) for number in range(12)
    )
    return plan_page(
        replace(MONTH.plan, routes=routes), replace(MONTH.territory, customers=customers)
    )


@contextmanager
def on_paper(page: Page) -> Iterator[None]:
    """Show a page as it is laid out on A4."""
    page.set_viewport_size({"width": A4_POINTS, "height": 1000})
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    yield
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="null")


def num_pages(page: Page) -> int:
    """Return how many sheets of paper a page takes."""
    return len(re.findall(rb"/Type /Page\b", page.pdf(prefer_css_page_size=True)))


def test_month_takes_few_sheets(open_page: OpenPage) -> None:
    """Twelve days of 18 visits, 216 in all: every one is there with its time, on six sheets at most."""
    page = open_page(busy_month())
    with on_paper(page):
        assert len(visible(page.locator("#days tr.stop button.who"))) == 12 * NUM_STOPS
        assert len(visible(page.locator("#days tr.stop td.time b"))) == 12 * NUM_STOPS
        assert visible(page.locator("#days .labels")) == []
    assert num_pages(page) <= 6


def test_chosen_day_is_printed_alone(open_page: OpenPage) -> None:
    """Of a day that is chosen the sheet holds map, visits with their reasons, and times; nothing of the whole month."""
    page = open_page(busy_month())
    page.locator("#choose-day button").nth(1).click()
    with on_paper(page):
        assert [one.get_attribute("id") for one in visible(page.locator("main section"))] == [
            "map",
            "days",
            "chart",
        ]
        assert len(visible(page.locator("#days tr.stop .labels"))) == NUM_STOPS
    assert num_pages(page) <= 3


def test_calls_in_the_lists_of_a_month_are_told_apart(open_page: OpenPage) -> None:
    """Where only time and name are printed of each visit, a telephone stands before those who are called."""
    page = open_page(plan_page(MONTH.plan, MONTH.territory, request=MONTH.request))
    call = page.locator("#days tr.contact td.number").first
    with on_paper(page):
        assert "☎" in call.evaluate("one => getComputedStyle(one, '::before').content")


def test_reasons_of_changes_have_room(open_page: OpenPage) -> None:
    """On paper the column of reasons is the widest one, however long clock times and names are."""
    was = planned_visits(MONTH.plan)[0]
    why = Why(reason=ChangeReason.LEFT_OUT, text="Left out. " * 20, text_zh="未安排。" * 40)
    change = Change(
        kind=ChangeKind.MOVED,
        customer_id=was.customer_id,
        before=replace(was, mode=Mode.NETWORK),
        after=replace(was, mode=Mode.NETWORK, day=october(19)),
        why=why,
        is_promised=True,
    )
    page = open_page(plan_page(MONTH.plan, MONTH.territory, changes=[change], language=Language.EN))
    with on_paper(page):
        widths = [
            float(one.evaluate("one => one.getBoundingClientRect().width"))
            for one in page.locator("#changes th").all()
        ]
    assert widths[-1] == max(widths)
    assert widths[-1] > A4_POINTS / 3
