"""The plan page without a browser: what stands on it, in which language, and that nothing on it runs or asks."""

from __future__ import annotations

import base64
import builtins
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.domain.calendar import CalendarOverrides, china_calendar
from routing.domain.customer import Point
from routing.domain.events import VisitRecord
from routing.domain.ids import CustomerId, PlaceId, customer_place
from routing.domain.territory import Territory
from routing.errors import ExtraMissing
from routing.outputs.page import plan_page
from routing.plan import Kpis, Plan
from routing.plan_chain import (
    Change,
    ChangeKind,
    ChangeReason,
    Difference,
    PlanKind,
    PlanRecord,
    Why,
    planned_visits,
)
from routing.status import LEVEL_NAMES
from routing.tables import read_territory
from routing.terms import Language
from routing.travel.road_network import RoadNetwork
from tests.outputs.page.reading import Element, read
from tests.strategies import plans, territories
from tests.worked_month import FIRST, LAST, MANAGER, october, team_of, without_days, worked_month

TOWN = Path(__file__).resolve().parents[3] / "data" / "town-150"
MONTH = worked_month()
PAGE = plan_page(MONTH.plan, MONTH.territory, request=MONTH.request)
READ = read(PAGE)

RECORD = PlanRecord(
    plan_kind=PlanKind.MONTH,
    first=FIRST,
    last=LAST,
    number=1,
    manager_ids=(MANAGER,),
    made_at=datetime(2026, 9, 30, 17, 30),  # noqa: DTZ001 - local time
    plan=MONTH.plan,
)
NASTY = (
    "<script>window.hacked = 1</script>",
    "\"><img src=x onerror='window.hacked=1'>",
    "</script><script>window.hacked=1</script>",
    "{{ 7 * 7 }}{% raw %}",
    "' onmouseover='window.hacked=1",
    "two\nlines\u2028and\u2029more",
    "=cmd|'/C calc'!A0",
    "&lt;b&gt; & <!-- no comment -->",
    "\u202eright to left",
    "🚬" * 100,
    "长" * 300,
    "\x00nul \ud800 half",
    "",
)


def named(territory: Territory, names: Sequence[str]) -> Territory:
    """Return the territory with other names of its customers, by turns, and of its account managers."""
    return replace(
        territory,
        customers=tuple(
            replace(one, name=names[number % len(names)])
            for number, one in enumerate(territory.customers)
        ),
        managers=tuple(replace(one, name=names[0]) for one in territory.managers),
    )


# ---------------------------------------------------------------- what stands on it


def test_key_figures_are_the_plans() -> None:
    """Each key figure on the page is that of the plan, as a whole number for programs."""
    shown = {one.attributes["data-kpi"]: one.attributes["value"] for one in kpis(READ)}
    assert shown == {name: str(getattr(MONTH.plan.kpis, name)) for name in shown}
    # The visits by category and the metres stand as text beside the visits and the time on the road.
    left = {one.name for one in fields(Kpis)} - shown.keys()
    assert left == {"num_mandatory", "num_due", "num_filler", "distance_m"}
    tiles = [one.text for one in READ.one("section", id="figures").all("div")]
    plan = MONTH.plan.kpis
    assert f"必访 {plan.num_mandatory} · 到期 {plan.num_due} · 补充 {plan.num_filler}" in tiles[0]
    assert any(f"{plan.distance_m / 1000:.1f} 公里" in tile for tile in tiles)


def kpis(root: Element) -> list[Element]:
    """Return the key figures."""
    return [one for one in root.all("data") if "data-kpi" in one.attributes]


def test_every_level_of_the_objective_is_there() -> None:
    """All levels stand in their order, with their values and all terms that have one."""
    rows = READ.one("section", id="objective").all("tr")[1:]
    assert [row.one("th").text for row in rows] == [chinese for _, chinese in LEVEL_NAMES.values()]
    values = tuple(int(row.one("data").attributes["value"]) for row in rows)
    assert values == MONTH.plan.objective.levels
    told = [row.all("td")[1].text for row in rows]
    for term in MONTH.plan.objective.terms:
        assert not term.value or f"{term.amount:,}" in told[term.level]


def test_days_hold_their_visits_in_order() -> None:
    """A table for each visit day and each day opened, with its stops by number, time and customer."""
    tables = READ.one("section", id="days").all("details")
    # Nine visit days; of six days that may be opened only the 20th is: it has a visit.
    days = [8, 10, 12, 14, 15, 19, 20, 21, 22, 29]
    assert [one.attributes["data-day"] for one in tables] == [f"{october(day)}" for day in days]
    (row,) = [row for row in tables[0].all("tr") if "stop" in row.classes]
    cells = [cell.text for cell in row.all("td")]
    # 10 minutes and 5 km on the road from 08:30 on, 15 minutes with A.
    assert cells[:3] == ["1", "08:40", "15 分"]
    assert "A 商店A" in cells[3]
    assert "核心 · 必访 · 周期" in cells[3]
    assert "2026-09-24" in cells[3]  # the last visit: why it is made
    assert cells[4] == "10 分 5.0 公里"
    called = [row.text for row in tables[3].all("tr") if "contact" in row.classes]
    assert len(called) == 1
    assert "10:00" in called[0]
    assert "电话" in called[0]


def test_calendar_counts_visits_by_class() -> None:
    """Thursday the 8th has one visit, to a core customer; the opened 20th says that it is; days off are empty."""
    calendar = READ.one("section", id="calendar")
    # The make-up Saturday of the 10th is a visit day, so Saturdays have a column, and Sundays have none.
    assert [one.text for one in calendar.all("th")] == [
        "周一",
        "周二",
        "周三",
        "周四",
        "周五",
        "周六",
    ]
    cells = {
        one.attributes["data-cell"]: one
        for one in calendar.all("td")
        if "data-cell" in one.attributes
    }
    eighth = cells["2026-10-08"]
    assert eighth.one("b").text == "1 户"
    assert [one.attributes["title"] for one in eighth.all("span") if "title" in one.attributes] == [
        "核心"
    ]
    assert "缺 1 户" in cells["2026-10-10"].text  # a floor of one visit, and none made
    assert "加开日" in cells["2026-10-20"].text
    assert cells["2026-10-09"].text == "10-9"


def test_calendar_names_holidays() -> None:
    """The 1st is National Day, the 9th an ordinary day; the make-up Saturday of the 10th says that it is one."""
    calendar = china_calendar(2026, 2026)
    told = {}
    for language in Language:
        page = plan_page(
            RECORD,
            MONTH.territory,
            request=MONTH.request,
            calendar=calendar,
            language=language,
        )
        cells = read(page).one("section", id="calendar").all("td")
        told[language] = {
            one.attributes["data-cell"]: (one.text, "off" in one.classes)
            for one in cells
            if "data-cell" in one.attributes
        }
    chinese, english = told[Language.ZH], told[Language.EN]
    assert chinese["2026-10-01"] == ("10-1 国庆节", True)
    assert english["2026-10-01"] == ("10-1 National Day", True)
    assert chinese["2026-10-06"] == ("10-6 休息日", True)
    assert chinese["2026-10-09"] == ("10-9", False)
    assert chinese["2026-10-10"][0].startswith("10-10 调休上班")
    assert not chinese["2026-10-10"][1]
    assert chinese["2026-10-17"] == ("10-17", True)  # an ordinary Saturday


def test_company_day_off_has_no_name_of_its_own() -> None:
    """A day on which the company alone rests is called a day off."""
    overrides = CalendarOverrides(company_days_off=frozenset({october(30)}))
    calendar = china_calendar(2026, 2026, overrides=overrides)
    root = read(plan_page(RECORD, MONTH.territory, request=MONTH.request, calendar=calendar))
    assert root.one("td", data_cell="2026-10-30").text == "10-30 休息日"


def test_what_was_left_out_stands_with_its_reasons() -> None:
    """Mandatory first, by deadline; what is made late says when; fillers stand apart."""
    section = READ.one("section", id="left-out")
    owed, fillers = section.all("table")
    rows = owed.all("tr")[1:]
    assert [row.attributes["data-customer"] for row in rows] == ["F", "D", "F", "B", "A"]
    assert "CLOSED_DAY也。" in rows[1].text
    assert "2026-10-19 安排于 10-22 周四" in rows[3].text  # B was owed on the 19th
    assert [row.attributes["data-customer"] for row in fillers.all("tr")[1:]] == ["G"]


def test_customers_on_the_map_have_class_and_state() -> None:
    """A is visited with something mandatory, C phoned, D and F left out, G rests."""
    marks = {
        one.attributes["data-customer"]: one
        for one in READ.one("g", id="customers").all("g")
        if "customer" in one.classes
    }
    states = {customer: next(iter(mark.classes - {"customer"})) for customer, mark in marks.items()}
    assert states == {
        "A": "mandatory",
        "B": "missed",  # made, but late
        "C": "due",
        "D": "missed",
        "E": "mandatory",
        "F": "missed",
        "G": "rest",
    }
    assert "CLOSED_DAY也。" in marks["D"].attributes["data-tip"]
    assert "10-08 周四 08:40 必访" in marks["A"].attributes["data-tip"]
    # All of them live at one spot: each is drawn beside the one before.
    shifts = [
        one.attributes["transform"]
        for mark in marks.values()
        for one in mark.all("g")
        if "transform" in one.attributes
    ]
    assert sorted(shifts) == sorted(f"translate({14 * number})" for number in range(1, 7))


def test_routes_have_arrows_from_stop_to_stop() -> None:
    """The way to A leads north, the way back south: one arrow each, turned accordingly."""
    (route,) = [one for one in READ.all("g", data_day="2026-10-08") if "route" in one.classes]
    turns = [one.attributes["transform"] for one in route.all("g")]
    assert [re.findall(r"rotate\((-?\d+)\)", turn) for turn in turns] == [["-90"], ["90"]]


def test_visits_on_record_are_marked() -> None:
    """A visit that the history holds on its day is marked as made, in the table and on the map; no other is."""
    made = VisitRecord(customer_id=CustomerId("A"), day=october(8))
    territory = replace(MONTH.territory, history=(*MONTH.territory.history, made))
    root = read(plan_page(MONTH.plan, territory))
    done = [one for one in root.inside if "done" in one.classes]
    assert [(one.tag, one.attributes["data-visit"]) for one in done] == [
        ("g", "r0s1"),
        ("tr", "r0s1"),
    ]
    # G has no visit in the plan, and one was made on its days; of A nothing is left to do but what was left out.
    made_too = VisitRecord(customer_id=CustomerId("G"), day=october(8))
    month = replace(MONTH.plan, routes=MONTH.plan.routes[:1], unassigned=())
    root = read(plan_page(month, replace(territory, history=(*territory.history, made_too))))
    marks = root.one("g", id="customers").all("g")
    visited = {one.attributes["data-customer"] for one in marks if "visited" in one.classes}
    assert visited == {"A", "G"}


def test_record_tells_what_plan_it_is() -> None:
    """The head of a record says kind, days, state and id; days without routes are in its calendar."""
    root = read(plan_page(RECORD, MONTH.territory, request=MONTH.request))
    assert root.one("h1").text == "月计划 worked 2026-10-01 至 2026-10-31"
    assert root.one("title").text == root.one("h1").text
    head = root.one("header").text
    assert "草稿 · worked-month-2026-10-01-1" in head
    assert "m1 李文博" in head
    dates = [
        one.text for one in root.one("section", id="calendar").all("span") if "date" in one.classes
    ]
    assert "10-30" in dates  # planned, with nothing on it


def test_changes_stand_with_their_reasons() -> None:
    """A change tells both visits and why; one that the customer must be told says so; a bare difference stands too."""
    was, now = planned_visits(MONTH.plan)[:2]
    page = plan_page(
        MONTH.plan,
        MONTH.territory,
        changes=[
            Change(
                kind=ChangeKind.MOVED,
                customer_id=CustomerId("A"),
                before=was,
                after=now,
                why=Why(reason=ChangeReason.CLOSED, text="Closed.", text_zh="歇业。"),
                is_promised=True,
            ),
            Difference(
                kind=ChangeKind.DROPPED, customer_id=CustomerId("B"), before=was, after=None
            ),
        ],
    )
    first, second = read(page).one("section", id="changes").all("tr")[1:]
    assert [cell.text for cell in first.all("td")] == [
        "A 商店A",
        "改期",
        "原计划 10-08 周四 08:40",
        "现计划 10-14 周三 10:00 电话",
        "歇业。 已通知客户，需告知变更",
    ]
    assert [cell.text for cell in second.all("td")][1:] == [
        "取消",
        "原计划 10-08 周四 08:40",
        "现计划 –",
        "",
    ]


def test_other_times_of_a_day_stand_apart() -> None:
    """A customer who must be told stands first, one whose day is the same is folded away; all are counted."""
    was = planned_visits(MONTH.plan)[0]
    later = replace(was, start_s=was.start_s + 3600)
    why = Why(reason=ChangeReason.BETTER_PLAN, text="Better.", text_zh="更优。")
    retimed, told = (
        Change(
            kind=ChangeKind.RETIMED,
            customer_id=CustomerId(one),
            before=was,
            after=later,
            why=why,
            is_promised=is_promised,
        )
        for one, is_promised in (("B", False), ("C", True))
    )
    added = Change(
        kind=ChangeKind.ADDED, customer_id=CustomerId("A"), before=None, after=was, why=why
    )
    root = read(plan_page(MONTH.plan, MONTH.territory, changes=[retimed, added, told]))
    section = root.one("section", id="changes")
    assert section.one("h2").text.endswith(": 3")
    assert [one.text for one in section.one("p").all("span")] == ["新增 1", "改时间 2"]
    listed, folded = section.all("tbody")
    customers = [
        [row.attributes["data-customer"] for row in one.all("tr")] for one in (listed, folded)
    ]
    assert customers == [["C", "A"], ["B"]]
    assert section.one("details").one("summary").text == "仅当日时间调整: 1"


def test_changes_are_told_only_where_there_is_a_plan_before() -> None:
    """Without a plan before there is no list; where nothing changes, the list says so."""
    assert not READ.all("section", id="changes")
    nothing = read(plan_page(MONTH.plan, MONTH.territory, changes=[]))
    assert "没有变更。" in nothing.one("section", id="changes").text


# ---------------------------------------------------------------- languages and names


def test_english_page_has_no_chinese_word() -> None:
    """In English, with ids alone, nothing is left in Chinese, reasons included."""
    page = plan_page(
        RECORD,
        MONTH.territory,
        request=MONTH.request,
        changes=[],
        names=False,
        language=Language.EN,
    )
    assert read(page).one("html").attributes["lang"] == "en"
    style = read(page).one("style").text
    assert re.findall("[\u4e00-\u9fff]+", page.replace(style, "")) == []
    assert "CLOSED_DAY it is." in page


def test_chinese_page_says_so() -> None:
    """The page's language stands in it, so that it is read out and broken into lines in Chinese."""
    assert READ.one("html").attributes["lang"] == "zh-CN"


def test_names_can_be_left_out() -> None:
    """Without names, no name of a customer or an account manager is anywhere in the file (R24)."""
    assert "商店" in PAGE
    assert "李文博" in PAGE
    bare = plan_page(MONTH.plan, MONTH.territory, request=MONTH.request, names=False)
    assert "商店" not in bare
    assert "李文博" not in bare


# ---------------------------------------------------------------- nothing runs, nothing asks


def test_nothing_is_asked_for() -> None:
    """No element has an address, nothing in style or script could ask for one, and the policy forbids it."""
    for element in READ.inside:
        assert not {"src", "href", "srcset", "action", "data", "style"} & element.attributes.keys()
        assert not [name for name in element.attributes if name.startswith("on")]
    assert "://" not in PAGE
    style, script = READ.one("style").text, READ.one("script").text
    assert "url(" not in style
    assert "@import" not in style
    assert not re.search(r"fetch|XMLHttp|WebSocket|import|eval|Function|innerHTML", script)
    assert policy(READ)["default-src"] == "'none'"


def policy(root: Element) -> Mapping[str, str]:
    """Return the content security policy by directive."""
    (meta,) = root.all("meta", http_equiv="Content-Security-Policy")
    return dict(one.strip().split(" ", 1) for one in meta.attributes["content"].split(";"))


@pytest.mark.parametrize("tag", ["script", "style"])
def test_policy_admits_the_pages_own_text_alone(tag: str) -> None:
    """Script and style run by the digest of what stands in the page, character by character."""
    (text,) = re.findall(f"<{tag}>(.*?)</{tag}>", PAGE, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    assert policy(READ)[f"{tag}-src"] == f"'sha256-{digest}'"


@pytest.mark.parametrize("name", NASTY)
def test_names_are_texts_and_nothing_else(name: str) -> None:
    """Whatever a name holds, the page has the same elements as with a plain name, and the name reads as it was."""
    page = plan_page(MONTH.plan, named(MONTH.territory, [name]), request=MONTH.request)
    page.encode()  # no half characters
    root = read(page)
    plain = read(plan_page(MONTH.plan, named(MONTH.territory, ["X"]), request=MONTH.request))
    assert [one.tag for one in root.inside] == [one.tag for one in plain.inside]
    assert [sorted(one.attributes) for one in root.inside] == [
        sorted(one.attributes) for one in plain.inside
    ]
    shown = re.sub("[\x00-\x1f\u2028\u2029\u202e\ud800-\udfff]+", " ", f"A {name}")
    (row,) = root.all("tr", id="r0s1")
    assert row.one("bdi").text == " ".join(shown.split())


@settings(max_examples=25)
@given(plan=plans(), territory=territories(), language=st.sampled_from(Language))
def test_any_plan_makes_a_sound_page(plan: Plan, territory: Territory, language: Language) -> None:
    """Plans that know nothing of their territory, empty ones and odd ones: the page is whole and holds every stop."""
    page = plan_page(plan, territory, language=language)
    page.encode()
    root = read(page)
    assert len(root.all("script")) == 1
    rows = [one for one in root.all("tr") if "stop" in one.classes]
    assert len(rows) == sum(len(route.stops) for route in plan.routes)
    ids = [one.attributes["id"] for one in root.inside if "id" in one.attributes]
    assert len(ids) == len(set(ids))


# ---------------------------------------------------------------- bad input


def test_plan_of_zero_days() -> None:
    """A month in which nobody works has figures, what was left out, and says that there is no visit day."""
    month = without_days(MONTH)
    root = read(plan_page(month.plan, month.territory, request=month.request))
    assert "期间内没有拜访日。" in root.one("main").text
    assert not root.all("section", id="days")
    assert not root.all("section", id="chart")
    assert kpis(root)


def test_plan_without_a_territory() -> None:
    """Without a territory nobody has a place, a class or a name: tables stand, and where the map was is said why."""
    root = read(plan_page(MONTH.plan))
    assert not root.all("svg", id="area")
    assert "没有已知坐标" in root.one("section", id="map").text
    assert "类别未知" in root.one("tr", id="r0s1").text


def test_customers_who_have_left_are_counted() -> None:
    """A stop of a customer whom the territory knows no more has no mark; the map says how many places it lacks."""
    gone = replace(
        MONTH.territory,
        customers=tuple(one for one in MONTH.territory.customers if one.id not in {"A", "D"}),
    )
    root = read(plan_page(MONTH.plan, gone))
    assert "无坐标的地点: 2" in root.one("section", id="map").text
    assert not [one for one in root.all("g", data_customer="A") if "visit" in one.classes]
    assert root.one("tr", id="r0s1").attributes["data-customer"] == "A"


def test_nothing_but_left_out() -> None:
    """A plan that visits nobody on its only day shows the day as empty and everything that was left out."""
    plan = replace(MONTH.plan, routes=(replace(MONTH.plan.routes[0], stops=(), end_s=30_600),))
    root = read(plan_page(plan, MONTH.territory))
    assert "无拜访" in root.one("section", id="days").text
    assert len(root.one("section", id="left-out").all("tbody")[0].all("tr")) == 5
    assert not root.all("section", id="calendar")  # one day needs none
    assert "one" in root.one("body").classes


def test_thousand_stops() -> None:
    """A day of a thousand stops has a row, a mark and a bar for each of them."""
    stop = MONTH.plan.routes[0].stops[0]
    route = replace(MONTH.plan.routes[0], stops=(stop,) * 1000)
    root = read(plan_page(replace(MONTH.plan, routes=(route,)), MONTH.territory))
    assert len(root.all("tr", data_customer="A")) == 1000 + 1  # and what was left out
    visits = root.all("g", data_visit="r0s1000")
    assert sorted(one.attributes["class"] for one in visits) == [
        "bar stop mandatory",
        "visit stop mandatory",
    ]


def test_start_on_the_road() -> None:
    """A route that starts where no place is known is drawn from its first stop on."""
    north = tuple(
        replace(one, point=Point(lat=30.02, lon=114.01)) if one.id == "B" else one
        for one in MONTH.territory.customers
    )
    (first,) = MONTH.plan.routes[0].stops
    (last,) = next(route.stops for route in MONTH.plan.routes if route.day == october(22))
    assert (first.customer_id, last.customer_id) == ("A", "B")
    route = replace(
        MONTH.plan.routes[0],
        stops=(first, last),
        start_place_id=PlaceId("p:m1"),
    )
    root = read(
        plan_page(replace(MONTH.plan, routes=(route,)), replace(MONTH.territory, customers=north))
    )
    (drawn,) = [one for one in root.all("g") if "route" in one.classes]
    assert len(drawn.all("g")) == 2  # from A to B, from B home
    assert "无坐标的地点: 1" in root.one("section", id="map").text
    known = {PlaceId("p:m1"): Point(lat=30.01, lon=114.02)}
    page = plan_page(
        replace(MONTH.plan, routes=(route,)),
        replace(MONTH.territory, customers=north),
        elsewhere=known,
    )
    (drawn,) = [one for one in read(page).all("g") if "route" in one.classes]
    assert len(drawn.all("g")) == 3  # from the road to A, from A to B, from B home
    assert "无坐标的地点" not in page


def test_team_has_a_choice_of_managers() -> None:
    """Where several drive, everybody has a button, and tables say whose they are."""
    month = team_of(MONTH, 2)
    root = read(plan_page(month.plan, month.territory, request=month.request))
    group = root.one("div", id="choose-manager")
    assert [one.attributes["data-choose-manager"] for one in group.all("button")] == [
        "",
        "m1",
        "m2",
    ]
    titles = [one.one("bdi").text for one in root.all("summary") if one.all("bdi")]
    assert titles[0] == "10-08 周四 m1 李文博"
    assert not READ.all("div", id="choose-manager")


def test_missing_extra_names_the_install_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without Jinja the error says what to install."""
    real_import = builtins.__import__

    def without_jinja(name: str, *args: Any, **options: Any) -> Any:  # noqa: ANN401
        if name == "jinja2":
            raise ImportError(name)
        return real_import(name, *args, **options)

    monkeypatch.setattr(builtins, "__import__", without_jinja)
    with pytest.raises(ExtraMissing, match=r"pip install 'routing\[page\]'"):
        plan_page(MONTH.plan)


# ---------------------------------------------------------------- roads


def detour() -> RoadNetwork:
    """Return roads from the base to the customers, 0.01 degrees north of it, by a corner in the east, and back."""
    return RoadNetwork(
        lat=np.array([30.0, 30.005, 30.01]),
        lon=np.array([114.0, 114.01, 114.0]),
        edge_from=np.array([0, 1, 2, 1]),
        edge_to=np.array([1, 2, 1, 0]),
        length_m=np.full(4, 1100.0),
        duration_s=np.full(4, 100.0),
    )


def test_routes_follow_the_roads() -> None:
    """There and back by the corner are four lines; without roads the way is straight: two."""
    (by_road, straight) = (
        next(one for one in read(page).all("path") if "line" in one.classes).attributes["d"]
        for page in (plan_page(MONTH.plan, MONTH.territory, network=detour()), PAGE)
    )
    assert len(steps(by_road)) == 4
    (east, _), (west, _), (east_again, _), (west_again, _) = steps(by_road)
    assert east == -west == east_again == -west_again > 0
    assert [across for across, _ in steps(straight)] == [0, 0]


def steps(path: str) -> list[tuple[int, int]]:
    """Return the steps of a line to the right and down."""
    numbers = [int(one) for one in path.split("l")[1].split()]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def test_roads_are_drawn_under_everything() -> None:
    """The first thing drawn is the roads; without them there are none."""
    area = read(plan_page(MONTH.plan, MONTH.territory, network=detour())).one("svg", id="area")
    assert area.inside[0].classes == {"road"}
    assert not [one for one in READ.all("path") if "road" in one.classes]


def test_month_of_a_town_is_small() -> None:
    """Thirteen days of seventeen visits on the sample's roads, everybody by name, are far less than 5 MB."""
    territory, _ = read_territory(TOWN)
    network = RoadNetwork.from_csv(TOWN / "roads" / "nodes.csv", TOWN / "roads" / "edges.csv")
    places = [customer_place(one.id) for one in territory.customers]
    route = MONTH.plan.routes[0]
    routes = tuple(
        replace(
            route,
            day=october(day),
            start_place_id=PlaceId("s:M01"),
            end_place_id=PlaceId("s:M01"),
            stops=tuple(
                replace(
                    route.stops[0],
                    customer_id=territory.customers[number].id,
                    place_id=places[number],
                )
                for number in ((17 * day + place) % len(places) for place in range(17))
            ),
        )
        for day in range(1, 14)
    )
    page = plan_page(replace(MONTH.plan, routes=routes), territory, network=network)
    # 5,622 edges, most of them there and back, at some 14 characters a line: 50 kB; the rest are marks, rows and bars.
    assert 100_000 < len(page.encode()) < 1_000_000
    marks = [one for one in read(page).all("g") if "customer" in one.classes]
    assert len(marks) == 150
