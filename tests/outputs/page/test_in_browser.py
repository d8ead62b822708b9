"""The plan page in a browser: clicked, pointed at, printed, on a phone, and without a network."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from routing.domain.customer import Customer, Point
from routing.domain.ids import CustomerId, customer_place
from routing.outputs.page import plan_page
from routing.plan_chain import ChangeKind, Difference, planned_visits
from routing.terms import Language
from tests.outputs.page.browsing import PHONE, WIDE, OpenPage, visible
from tests.outputs.page.test_page import NASTY, named
from tests.worked_month import october, team_of, worked_month

MONTH = worked_month()


def _moved(customer: Customer) -> Customer:
    """Return a customer at a place of his own, east of the base: A in the west, G in the east."""
    number = ord(customer.id[0]) - ord("A") + 1
    return replace(
        customer, point=Point(lat=30.0 + 0.001 * (number % 3), lon=114.0 + 0.002 * number)
    )


TERRITORY = replace(MONTH.territory, customers=tuple(map(_moved, MONTH.territory.customers)))
PAGE = plan_page(MONTH.plan, TERRITORY, request=MONTH.request)


def choose(page: Page, day: int) -> None:
    """Click on the button of a day of October, above the map."""
    page.locator(f"#choose-day [data-choose-day='{october(day)}']").click()


def drawn_width(page: Page) -> float:
    """Return how many units of the map are in view from left to right."""
    return float(str(page.locator("#area").get_attribute("viewBox")).split()[2])


# ---------------------------------------------------------------- figures and days


def test_figures_on_the_page_are_the_plans(open_page: OpenPage) -> None:
    """What a reader sees as key figures are the plan's numbers."""
    page = open_page(PAGE)
    kpis = MONTH.plan.kpis
    for name in ("num_visits", "num_contacts", "num_unassigned_mandatory", "floor_missed"):
        assert page.locator(f"[data-kpi={name}]").inner_text() == f"{getattr(kpis, name):,}"
    hours, minutes = divmod(kpis.travel_s // 60, 60)
    assert page.locator("[data-kpi=travel_s]").inner_text() == f"{hours} 小时 {minutes:02d} 分"


def test_choosing_a_day_leaves_that_day_alone(open_page: OpenPage) -> None:
    """Map, chart and tables show the day that is chosen, its table open; all days come back with all of them."""
    page = open_page(PAGE)
    assert (
        visible(page.locator("#area .stops .visit")) == []
    )  # of all days only customers are drawn
    choose(page, 22)
    (table,) = visible(page.locator("details.day"))
    assert table.get_attribute("data-day") == "2026-10-22"
    assert table.locator("tr.stop").is_visible()
    (stop,) = visible(page.locator("#area .stops .visit"))
    assert stop.get_attribute("data-customer") == "B"
    (lane,) = visible(page.locator("#chart .lane[data-day]"))
    assert lane.get_attribute("data-day") == "2026-10-22"
    assert page.locator("#choose-day [aria-pressed=true]").inner_text() == "10-22 周四"
    page.locator("#choose-day [data-choose-day='']").click()
    assert len(visible(page.locator("details.day"))) == 10
    assert len(visible(page.locator("#chart .lane[data-day]"))) == 5


def test_calendar_chooses_days_too(open_page: OpenPage) -> None:
    """A click on a date chooses the day, a second one all days."""
    page = open_page(PAGE)
    date = page.locator("#calendar [data-choose-day='2026-10-08']")
    date.click()
    assert len(visible(page.locator("details.day"))) == 1
    date.click()
    assert len(visible(page.locator("details.day"))) == 10


def test_choosing_a_manager_hides_the_others(open_page: OpenPage) -> None:
    """With two account managers each has his days; a day and a manager can be chosen together."""
    month = team_of(MONTH, 2)
    page = open_page(plan_page(month.plan, month.territory, request=month.request))
    assert len(visible(page.locator("details.day"))) == 10 + 9  # the colleague opens no day
    page.get_by_role("button", name="m2").click()
    days = visible(page.locator("details.day"))
    assert {one.get_attribute("data-manager") for one in days} == {"m2"}
    choose(page, 8)
    (day,) = visible(page.locator("details.day"))
    assert (day.get_attribute("data-manager"), day.get_attribute("data-day")) == (
        "m2",
        "2026-10-08",
    )


def test_every_stop_is_where_the_plan_has_it(open_page: OpenPage) -> None:
    """Day by day, the rows to be seen are the plan's stops with their clock times, in their order."""
    page = open_page(PAGE)
    for route in MONTH.plan.routes:
        if not route.stops:
            continue
        choose(page, route.day.day)
        rows = visible(page.locator("#days tr.stop"))
        assert [row.get_attribute("data-customer") for row in rows] == [
            stop.customer_id for stop in route.stops
        ]
        for row, stop in zip(rows, route.stops, strict=True):
            clock = f"{stop.start_s // 3600:02d}:{stop.start_s // 60 % 60:02d}"
            assert row.locator("td.time b").inner_text() == clock


# ---------------------------------------------------------------- map


def test_pointing_at_a_customer_tells_why_he_is_left_out(open_page: OpenPage) -> None:
    """The hint holds name, class and the reason; it goes when the pointer does."""
    page = open_page(PAGE)
    tip = page.locator("#tip")
    assert not tip.is_visible()
    page.locator("#customers [data-customer=D]").hover()
    assert tip.inner_text().splitlines() == [
        "D 商店D",
        "帮扶",
        "✗ 必访 (最迟 2026-09-24)",
        "CLOSED_DAY也。",
    ]
    page.locator("h1").hover()
    assert not tip.is_visible()


def test_customers_lie_as_they_do_on_the_ground(open_page: OpenPage) -> None:
    """From A in the west to G in the east, each mark is to the right of the one before."""
    page = open_page(PAGE)
    boxes = [page.locator(f"#customers [data-customer={one}]").bounding_box() for one in "ABCDEFG"]
    middles = [box["x"] + box["width"] / 2 for box in boxes if box]
    assert len(middles) == 7
    assert middles == sorted(middles)
    assert len(set(middles)) == 7


def test_a_click_on_the_map_finds_the_row(open_page: OpenPage) -> None:
    """A customer who is clicked on is marked in all tables and on the map, and his day opens."""
    page = open_page(PAGE)
    page.locator("#customers [data-customer=B]").click()
    picked = page.locator(".picked")
    assert {one.get_attribute("data-customer") for one in picked.all()} == {"B"}
    assert page.locator("#days tr[data-customer=B]").is_visible()
    page.keyboard.press("Escape")
    assert page.locator(".picked").count() == 0


def test_a_row_finds_the_mark_by_keyboard_alone(open_page: OpenPage) -> None:
    """Customers in tables are buttons: Enter on one marks him on the map."""
    page = open_page(PAGE)
    choose(page, 8)
    page.locator("#days button.who >> visible=true").focus()
    page.keyboard.press("Enter")
    (mark,) = visible(page.locator("#area .visit.picked"))
    assert mark.get_attribute("data-customer") == "A"


def test_map_is_zoomed_and_moved(open_page: OpenPage) -> None:
    """Buttons, double clicks and Ctrl with the wheel zoom; a drag moves the ground with the pointer; all comes back."""
    page = open_page(PAGE)
    area = page.locator("#area")
    whole = drawn_width(page)
    page.get_by_role("button", name="放大").click()
    once = drawn_width(page)
    assert once == pytest.approx(whole / 1.6)
    area.scroll_into_view_if_needed()
    box = area.bounding_box()
    assert box
    middle = box["x"] + box["width"] / 2, box["y"] + 200
    page.mouse.dblclick(*middle)
    assert drawn_width(page) == pytest.approx(once / 2)
    page.keyboard.down("Control")
    page.mouse.move(*middle)
    page.mouse.wheel(0, 200)
    page.keyboard.up("Control")
    page.wait_for_function(
        "width => document.getElementById('area').viewBox.baseVal.width > width", arg=once * 0.9
    )
    before = page.locator("#customers [data-customer=D]").bounding_box()
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] + 60, middle[1], steps=4)
    page.mouse.up()
    after = page.locator("#customers [data-customer=D]").bounding_box()
    assert before
    assert after
    # Of the first step a few pixels may be taken for a click that trembles.
    assert after["x"] - before["x"] == pytest.approx(60, abs=2)
    assert page.locator(".picked").count() == 0  # a drag is no click
    page.get_by_role("button", name="全图").click()
    assert drawn_width(page) == whole


def test_map_is_moved_by_keyboard(open_page: OpenPage) -> None:
    """Whoever has no mouse reaches the map, moves it with the arrows, zooms with plus and minus; 0 shows all of it."""
    page = open_page(PAGE)
    whole = drawn_width(page)
    mark = page.locator("#customers [data-customer=D]")
    page.locator("#area").focus()
    page.keyboard.press("+")
    assert drawn_width(page) == pytest.approx(whole / 1.6)
    before = mark.bounding_box()
    page.keyboard.press("ArrowRight")
    after = mark.bounding_box()
    assert before
    assert after
    assert after["x"] < before["x"] - 20
    page.keyboard.press("-")
    assert drawn_width(page) == pytest.approx(whole)
    page.keyboard.press("0")
    assert page.locator("#area").get_attribute("viewBox").startswith("0 0 ")  # type: ignore[union-attr]


@pytest.mark.parametrize("size", [WIDE, PHONE])
def test_crowded_marks_are_pushed_apart(open_page: OpenPage, size: tuple[int, int]) -> None:
    """Stops ten metres from each other, and two in one building, can all be read; a line leads to where each is."""
    first = MONTH.plan.routes[0]
    customers = [
        replace(one, point=Point(lat=30.01, lon=114.01 + 0.0001 * min(number, 5)))
        for number, one in enumerate(MONTH.territory.customers)
    ]
    far = replace(customers[0], id=CustomerId("Z"), point=Point(lat=30.03, lon=114.04))
    stops = tuple(
        replace(
            first.stops[0],
            customer_id=one.id,
            place_id=customer_place(one.id),
            start_s=first.stops[0].start_s + 1200 * number,
        )
        for number, one in enumerate([*customers, far])
    )
    plan = replace(MONTH.plan, routes=(replace(first, stops=stops),))
    page = open_page(
        plan_page(plan, replace(MONTH.territory, customers=(*customers, far))), size=size
    )
    boxes = [one.bounding_box() for one in page.locator("#area .visit .pin").all()]
    middles = [(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2) for box in boxes if box]
    assert len(middles) == len(stops)
    least = min(math.dist(one, other) for one, other in combinations(middles, 2))
    assert least > (
        13 if size == PHONE else 16
    )  # marks are 16 to 18 points wide, on a phone 13 to 15
    assert page.locator("#area .leader[d]").count() >= 3


def test_chart_chooses_days_too(open_page: OpenPage) -> None:
    """A click on the day of a lane chooses it."""
    page = open_page(PAGE)
    page.locator("#chart [data-choose-day='2026-10-22']").click()
    (table,) = visible(page.locator("details.day"))
    assert table.get_attribute("data-day") == "2026-10-22"


def test_pointing_at_a_row_marks_map_and_chart(open_page: OpenPage) -> None:
    """While the pointer is on a row, the customer's mark and bar stand out, and no others."""
    page = open_page(PAGE)
    choose(page, 22)
    page.locator("#days tr.stop >> visible=true").hover()
    near = page.locator(".near")
    assert {one.get_attribute("data-customer") for one in near.all()} == {"B"}
    assert visible(page.locator("#area .visit.near"))
    assert visible(page.locator("#chart .bar.near"))


def test_a_change_finds_its_mark(open_page: OpenPage) -> None:
    """The customer of a change is marked on the map by a click on his name."""
    was = planned_visits(MONTH.plan)[0]
    dropped = Difference(
        kind=ChangeKind.DROPPED, customer_id=was.customer_id, before=was, after=None
    )
    page = open_page(plan_page(MONTH.plan, TERRITORY, changes=[dropped]))
    page.locator("#changes button.who").click()
    (mark,) = visible(page.locator("#customers .picked"))
    assert mark.get_attribute("data-customer") == was.customer_id


def test_wheel_alone_scrolls_the_page(open_page: OpenPage) -> None:
    """Whoever scrolls past the map does not zoom it."""
    page = open_page(PAGE)
    whole = drawn_width(page)
    page.locator("#area").hover()
    before = page.evaluate("scrollY")
    page.mouse.wheel(0, 300)
    page.wait_for_function("before => scrollY > before", arg=before)
    assert drawn_width(page) == whole


def test_a_day_is_shown_as_large_as_it_fits(open_page: OpenPage) -> None:
    """Choosing a day zooms to its route, and its marks keep their size on the screen."""
    page = open_page(PAGE)
    whole = drawn_width(page)
    mark = page.locator("#customers [data-customer=G]")
    before = mark.bounding_box()
    choose(page, 8)
    assert drawn_width(page) < whole
    page.get_by_role("button", name="全图").click()
    after = mark.bounding_box()
    assert before
    assert after
    assert after["width"] == pytest.approx(
        before["width"] * 0.75, rel=0.15
    )  # drawn smaller on purpose


# ---------------------------------------------------------------- paper, phone, strangers


def test_phone_needs_no_scrolling_sideways(open_page: OpenPage) -> None:
    """On a screen of 390 points nothing is wider than it, on a chosen day neither; a touch shows the hint."""
    page = open_page(PAGE, PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE[0]
    page.locator("#customers [data-customer=D]").tap()
    assert "CLOSED_DAY" in page.locator("#tip").inner_text()
    choose(page, 8)
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE[0]


def test_paper_has_the_tables_and_no_buttons(open_page: OpenPage) -> None:
    """Printed, choice and zoom are gone, and every day that is chosen is open; on the screen all is as before."""
    page = open_page(PAGE)
    page.emulate_media(media="print")
    assert not page.locator("nav").is_visible()
    assert not page.locator(".zoom").is_visible()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert len(visible(page.locator("#days tr.stop"))) == 4
    # The map on paper is 703 points wide: marks are as large there as on the screen.
    view = page.evaluate("document.getElementById('area').viewBox.baseVal.width")
    pin = page.evaluate("Number(document.getElementById('area').style.getPropertyValue('--pin'))")
    assert pin >= view / 703
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    assert visible(page.locator("#days tr.stop")) == []
    assert page.pdf().startswith(b"%PDF")


def test_names_do_not_run(open_page: OpenPage) -> None:
    """Names that are programs stand there as names, in tables, hints and titles."""
    territory = named(TERRITORY, [name.replace("\ud800", "") for name in NASTY])
    page = open_page(plan_page(MONTH.plan, territory, request=MONTH.request))
    for customer in "ABCDEFG":
        page.locator(f"#customers [data-customer={customer}]").hover()
    assert page.evaluate("window.hacked === undefined")
    page.locator("#customers [data-customer=A]").hover()
    assert page.locator("#tip").inner_text().startswith("A <script>window.hacked = 1</script>")
    assert page.locator("img").count() == 0


def test_policy_stops_what_should_not_be_there(browser: Browser, tmp_path: Path) -> None:
    """Even markup that got into the page could neither run nor ask for anything: the browser refuses both."""
    intruders = (
        "<script>window.hacked = 1</script><img src='http://127.0.0.1:9/a.png'>"
        "<link rel=stylesheet href='http://127.0.0.1:9/a.css'><p onclick='window.hacked = 1' id=p>p</p>"
    )
    file = tmp_path / "page.html"
    file.write_text(PAGE.replace("</footer>", f"</footer>{intruders}"), encoding="utf-8")
    page = browser.new_page()
    asked: list[str] = []
    refused: list[str] = []
    page.on("requestfinished", lambda request: asked.append(request.url))
    page.on("console", lambda message: refused.append(message.text))
    page.goto(file.as_uri())
    page.locator("#p").click()
    assert page.evaluate("window.hacked === undefined")
    assert asked == [file.as_uri()]
    assert sum("Content Security Policy" in text for text in refused) == 4
    page.close()


def test_english_page_is_english(open_page: OpenPage) -> None:
    """The English page chooses and hints in English."""
    page = open_page(
        plan_page(MONTH.plan, TERRITORY, request=MONTH.request, names=False, language=Language.EN)
    )
    page.locator("#choose-day").get_by_role("button", name="10-08 Thu").click()
    page.locator("#area .visit >> visible=true").hover()
    assert page.locator("#tip").inner_text().splitlines()[:3] == [
        "1 A",
        "10-08 Thu 08:40–08:55",
        "core · mandatory · cadence",
    ]


def test_plan_of_zero_days_opens(open_page: OpenPage) -> None:
    """A page without map, chart and tables has nothing that goes wrong."""
    page = open_page(plan_page(replace(MONTH.plan, routes=())))
    assert "期间内没有拜访日。" in page.locator("main").inner_text()
