"""The workbook of a plan: what stands on its sheets, that nothing in it computes, and that results come back."""

from __future__ import annotations

import builtins
import io
import re
import zipfile
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from routing.build_request import day_request
from routing.coverage_report import coverage_report
from routing.domain.calendar import china_calendar
from routing.domain.customer import Mode
from routing.domain.events import UndoneReason, VisitRecord
from routing.domain.ids import CustomerId, ManagerId, VisitId
from routing.domain.manager import AccountManager
from routing.domain.note import Note
from routing.domain.policy_document import load_policy
from routing.domain.visit import Category, Cause
from routing.errors import ExtraMissing, InputError
from routing.outputs.why import why_visited
from routing.outputs.workbook import plan_workbook
from routing.plan import (
    Lunch,
    ObjectiveTerm,
    Plan,
    Reason,
    ReasonKind,
    UnassignedVisit,
)
from routing.plan_chain import PlanKind, PlanRecord, draft, planned_visits
from routing.planner import plan_day
from routing.rules import MEANINGS, Rule
from routing.solve.backend import Limits
from routing.status import Level
from routing.tables import read_results, read_territory
from routing.tables.cells import comparable
from routing.tables.day_sheets import RESULTS, display_word
from routing.tables.words import WORDS, word
from routing.terms import Language
from routing.travel.geodesic import Geodesic
from tests.filled_workbook import FilledWorkbook
from tests.plan_chain.hand_made import (
    CORE,
    M1,
    M2,
    MONDAY,
    POINT,
    POTENTIAL,
    REGULAR,
    TUESDAY,
    Entry,
    at,
    shop,
    territory,
    week,
)
from tests.strategies import plans
from tests.worked_month import FIRST, LAST, october, worked_month

DATA = Path(__file__).resolve().parents[2] / "data"
ODD_NAMES = {
    "core": "=cmd|' /C calc'!A0",
    "potential": "+1-2@" + "长" * 300,
    "regular": '<script>alert("1")</script>\n\x00\x0b😀 & "张"',
}


def opened(content: bytes) -> Workbook:
    """Return a workbook with its formulas, if it had any."""
    return load_workbook(io.BytesIO(content))


def texts(sheet: Worksheet) -> list[list[Any]]:
    """Return the values of a sheet, row by row, without blanks at the ends of rows and rows that are blank."""
    rows = []
    for cells in sheet.iter_rows(values_only=True):
        row = list(cells)
        while row and row[-1] is None:
            row.pop()
        if row:
            rows.append(row)
    return rows


def sheet_of(content: bytes, title: str) -> Worksheet:
    """Return a sheet by its title."""
    sheet = opened(content)[title]
    assert isinstance(sheet, Worksheet)
    return sheet


def small() -> PlanRecord:
    """Return a day of m1: core at 10:00, by phone potential at 10:30, regular at 11:00; lunch, 12.3 km."""
    record = week(
        Entry(CORE, MONDAY, category=Category.MANDATORY, cause=Cause.APPOINTMENT),
        Entry(REGULAR, MONDAY, clock_s=39_600, category=Category.FILLER, cause=Cause.FILLER),
        Entry(POTENTIAL, MONDAY, clock_s=37_800, mode=Mode.NETWORK),
        plan_kind=PlanKind.DAY,
        last=MONDAY,
    )
    (route,) = record.plan.routes
    route = replace(
        route,
        start_s=30_600,
        end_s=50_400,
        lunch=Lunch(start_s=43_200, end_s=46_800),
        return_travel_s=3900,
        return_distance_m=12_345,
    )
    return replace(record, plan=replace(record.plan, routes=(route,)))


def test_day_sheet_is_what_an_account_manager_carries() -> None:
    """Visits and contacts in the order of time, visits in person numbered, columns for results empty."""
    people = territory(
        shop("core", name="东门店"), shop("potential"), shop("regular", name="西门店")
    )
    people = replace(people, managers=(AccountManager(id=M1, start=POINT, name="李文博"),))
    sheet = sheet_of(plan_workbook(small(), people), "11-02 m1")
    rows = texts(sheet)
    assert rows[0] == ["2026-11-02 周一  m1 李文博"]
    assert rows[1] == [None, "日期：", datetime(2026, 11, 2), "客户经理：", "m1"]  # noqa: DTZ001 - as spreadsheets have it
    # 3900 s are 1 h 05 min, 12345 m are 12.3 km.
    assert rows[2] == [
        "实地户数 2   出发 08:30   返回 14:00   午休 12:00-13:00   路途 1 小时 05 分, 12.3 km"
    ]
    assert rows[4] == [
        *("序号", "计划时间", "客户编号", "客户名称", "类别", "计划时长\n（分）", "拜访方式"),
        *("今日缘由", "是否完成", "开始时间", "停留时长\n（分）", "未完成原因", "备注"),
    ]
    assert rows[5:] == [
        [1, "10:00", "core", "东门店", "核心", 10, "实地", "必访 预约"],
        [None, "10:30", "potential", None, "潜力", 5, "网络", "到期 周期"],
        [2, "11:00", "regular", "西门店", "常规", 10, "实地", "补充"],
    ]


def test_day_sheet_is_laid_out_for_paper_and_screen() -> None:
    """Landscape, as wide as the page, head and headers on each page and in sight, choices for mode and results."""
    sheet = sheet_of(plan_workbook(small(), territory()), "11-02 m1")
    assert sheet.page_setup.orientation == "landscape"
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$1:$5"
    assert sheet.freeze_panes == "E6"
    assert all(sheet.column_dimensions[letter].width >= 5 for letter in "ABCDEFGHIJKLM")
    # Three visits and five empty rows: 6 to 13.
    assert {str(one.sqref): one.formula1 for one in sheet.data_validations.dataValidation} == {
        "G6:G13": '"实地,电话,网络"',
        "I6:I13": '"是,否"',
        "L6:L13": '"关门,负责人不在,拒访,客户取消,来不及,病假,恶劣天气,其它"',
    }
    assert not any(one.showErrorMessage for one in sheet.data_validations.dataValidation)


def test_reasons_for_visits_come_from_the_request() -> None:
    """With the request each visit tells why it is made, with the rule and its dates."""
    month = worked_month()
    plan = replace(
        month.plan,
        provenance=replace(month.plan.provenance, request_digest=month.request.digest),
    )
    because = why_visited(month.territory, month.request, plan)
    content = plan_workbook(plan, month.territory, request=month.request)
    (row,) = texts(sheet_of(content, "10-22 m1"))[5:]
    told = because[VisitId("B"), october(22)]
    assert row[7] == f"必访 逾期（{told.standard}）：{told.text_zh}"
    content = plan_workbook(
        plan, month.territory, request=month.request, language=Language.EN, names=False
    )
    (row,) = texts(sheet_of(content, "10-22 m1"))[5:]
    assert row[6] == f"mandatory late ({told.standard}): {told.text}"


def test_overview_shows_customers_and_days() -> None:
    """Everybody has a row, by class; each visit its sign on its day; days without a shift have no column."""
    record = week(
        Entry(CORE, MONDAY, category=Category.MANDATORY),
        Entry(CORE, TUESDAY, mode=Mode.PHONE),
        Entry(REGULAR, MONDAY, category=Category.FILLER),
        plan_kind=PlanKind.HORIZON,
        last=TUESDAY,
    )
    before = (
        VisitRecord(customer_id=CORE, day=date(2026, 10, 20)),
        VisitRecord(customer_id=CORE, day=date(2026, 10, 26), done=False),
        VisitRecord(customer_id=REGULAR, day=MONDAY),
    )
    people = territory(shop("regular"), shop("assisted"), shop("core"), history=before)
    rows = texts(sheet_of(plan_workbook(record, people), "总览"))
    assert rows[2:] == [
        ["客户编号", "客户名称", "类别", "上次拜访", "11-02\n周一", "11-03\n周二"],
        ["实地户数", None, None, None, 2, 0],
        ["core", None, "核心", datetime(2026, 10, 20), "必", "电"],  # noqa: DTZ001 - as spreadsheets have it
        ["regular", None, "常规", None, "补"],
        ["assisted", None, "帮扶"],
    ]


def test_overview_of_a_team_says_who_visits_whom() -> None:
    """Two account managers: visits of each a day, and beside every customer who comes, else whose customer it is."""
    record = week(
        Entry(CORE, MONDAY),
        Entry(REGULAR, MONDAY, manager_id=M2),
        Entry(REGULAR, TUESDAY, manager_id=M1),
        managers=(M1, M2),
        plan_kind=PlanKind.HORIZON,
        last=TUESDAY,
    )
    rows = texts(sheet_of(plan_workbook(record, territory(), names=False), "总览"))
    assert rows[2:] == [
        ["客户编号", "类别", "客户经理", "上次拜访", "11-02\n周一", "11-03\n周二"],
        ["实地户数", None, None, None, 2, 1],
        ["实地户数", None, "m1", None, 1, 1],
        ["实地户数", None, "m2", None, 1, 0],
        ["core", "核心", "m1", None, "到"],
        ["potential", "潜力", "m1"],
        ["regular", "常规", "m2, m1", None, "到", "到"],
    ]
    left = texts(sheet_of(plan_workbook(record, territory(), names=False), "未安排"))
    assert left[1][:4] == ["客户编号", "类别", "客户经理", "类型"]


def test_overview_of_many_days_shows_weeks() -> None:
    """More days than a page is wide stand together by weeks: 2 November to 18 December are 35 working days, 7 weeks."""
    last = date(2026, 12, 18)
    entries = (
        Entry(CORE, MONDAY),
        Entry(CORE, TUESDAY, category=Category.FILLER),
        Entry(CORE, last),
    )
    record = week(*entries, plan_kind=PlanKind.HORIZON, last=last)
    sheet = sheet_of(plan_workbook(record, territory(shop("core")), names=False), "总览")
    rows = texts(sheet)
    mondays = [MONDAY + timedelta(weeks=number) for number in range(7)]
    assert rows[2] == ["客户编号", "类别", "上次拜访", *(f"周\n{day:%m-%d}" for day in mondays)]
    assert rows[3] == ["实地户数", None, None, 2, 0, 0, 0, 0, 0, 1]
    assert rows[4] == ["core", "核心", None, "到补", None, None, None, None, None, "到"]


def test_coverage_says_what_the_report_says() -> None:
    """Each customer's last visit, planned days, next due day and state are those of the coverage report."""
    month = worked_month()
    plan = replace(
        month.plan,
        provenance=replace(month.plan.provenance, request_digest=month.request.digest),
    )
    record = draft(
        plan,
        plan_kind=PlanKind.MONTH,
        first=FIRST,
        last=LAST,
        made_at=at("2026-09-30 16:00"),
        manager_ids=(M1,),
    )
    content = plan_workbook(record, month.territory, request=month.request, names=False)
    report = coverage_report(month.territory, month.request, plan, LAST)
    rows = texts(sheet_of(content, "覆盖情况"))[2:]
    assert len(rows) == len(report.customers) == 7
    found = {row[0]: row for row in rows}
    for one in report.customers:
        row = found[one.customer_id]
        days = [None if value is None else value.date() for value in (row[2], row[4], row[5])]
        assert days == [one.last_visit, one.due_from, one.deadline]
        assert row[7] == (one.late_days or None)
    # B is late by three days, D is closed all month, C was phoned on the 14th.
    assert found["B"][3:] == ["10-22", found["B"][4], found["B"][5], "逾期", 3, None, "是"]
    assert found["C"][3] == "10-14 电话"
    assert found["D"][6] == "无法安排"
    assert rows[0][0] == "D"
    by_class = [row for row in texts(sheet_of(content, "指标")) if "客户数" in str(row[0])]
    assert [row[1] for row in by_class] == [1, 1, 4, 1, 7]


def test_what_is_left_out_comes_with_reasons_and_remedies() -> None:
    """A row for each reason, mandatory visits first, with the rule's name and what can be done about it."""

    def left_out(customer_id: CustomerId, category: Category, *rules: Rule) -> UnassignedVisit:
        return UnassignedVisit(
            visit_id=VisitId(f"{customer_id}@2026-11-02"),
            customer_id=customer_id,
            category=category,
            cause=Cause.CADENCE,
            deadline=TUESDAY,
            reasons=tuple(
                Reason(
                    kind=ReasonKind.IMPOSSIBLE,
                    rule=rule,
                    also=(Rule.LUNCH,),
                    text=f"Visit {customer_id}@2026-11-02: no.",
                    text_zh=f"拜访{customer_id}@2026-11-02:=不行。",
                    verified=True,
                )
                for rule in rules
            ),
        )

    record = small()
    visits = (
        left_out(REGULAR, Category.FILLER, Rule.NOT_NEEDED),
        left_out(CORE, Category.MANDATORY, Rule.CLOSED_DAY, Rule.PINNED),
    )
    record = replace(record, plan=replace(record.plan, unassigned=visits))
    content = plan_workbook(record, territory(), names=False)
    lunch = MEANINGS[Rule.LUNCH]
    day = datetime(2026, 11, 3)  # noqa: DTZ001 - as spreadsheets have it
    assert texts(sheet_of(content, "未安排"))[2:] == [
        [
            *(who, kind, category, "周期", day),
            f"{MEANINGS[rule].chinese}\n{lunch.chinese}",
            "=不行。",
            f"{MEANINGS[rule].remedy_zh}\n{lunch.remedy_zh}",
        ]
        for who, kind, category, rule in (
            ("core", "核心", "必访", Rule.CLOSED_DAY),
            ("core", "核心", "必访", Rule.PINNED),
            ("regular", "常规", "补充", Rule.NOT_NEEDED),
        )
    ]


def test_figures_are_those_of_the_plan() -> None:
    """Key figures, levels and terms stand there as the plan states them, added up nowhere."""
    record = small()
    kpis = replace(
        record.plan.kpis, num_visits=26, num_mandatory=14, distance_m=33_600, working_s=27_000
    )
    terms = (
        ObjectiveTerm(level=Level.LATE, name="cadence", amount=2, value=2003),
        ObjectiveTerm(level=Level.COST, name="travel", amount=7200, value=7200),
        ObjectiveTerm(level=Level.COST, name=Rule.ORDER_DAY, amount=3, value=900),
    )
    objective = replace(record.plan.objective, levels=(0, 0, 0, 2003, 0, 0, 0, 8100), terms=terms)
    notes = (Note(text="A day was opened.", text_zh="已加开一日。"),)
    plan = replace(record.plan, kpis=kpis, objective=objective, notes=notes)
    rows = texts(sheet_of(plan_workbook(replace(record, plan=plan), territory()), "指标"))
    for row in (
        ["实地拜访", 26, "必访 14, 到期 0, 补充 0"],
        ["路程（公里）", 33.6],
        ["工作时间", "7 小时 30 分"],
        ["未安排的逾期拜访", 2003],
        ["· 周期", 2003, "数量 2"],
        ["路途与偏好（秒）", 8100],
        ["· 路途", 7200, "数量 7,200"],
        ["· 非当日或次日订货", 900, "数量 3"],
        ["已加开一日。"],
        ["计划: t-day-2026-11-02-1 (已发布)"],
    ):
        assert row in rows


def test_hidden_sheet_says_whose_workbook_it_is() -> None:
    """Format, territory and plan stand on a sheet that nobody sees."""
    book = opened(plan_workbook(small(), territory()))
    sheet = book["routing"]
    assert sheet.sheet_state == "hidden"
    assert texts(sheet) == [
        ["format", "routing-workbook/1"],
        ["territory", "t"],
        ["plan", "t-day-2026-11-02-1"],
    ]
    assert book.sheetnames == ["11-02 m1", "未安排", "指标", "routing"]


def test_same_plan_gives_the_same_bytes() -> None:
    """No clock is in the file but the plan's own."""
    content = plan_workbook(small(), territory())
    assert plan_workbook(small(), territory()) == content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert opened(content).properties.created == at("2026-10-30 16:00")


def test_names_are_texts_whatever_they_look_like() -> None:
    """Names that look like formulas or markup, of 300 signs, with controls and emoji, stand in one cell as text."""
    people = territory(*(shop(customer, name=name) for customer, name in ODD_NAMES.items()))
    content = plan_workbook(small(), people)
    assert no_formulas(content)
    sheet = sheet_of(content, "11-02 m1")
    shown = {sheet.cell(row, 3).value: sheet.cell(row, 4) for row in (6, 7, 8)}
    assert shown["core"].value == ODD_NAMES["core"]
    assert shown["core"].data_type == "s"
    assert shown["core"].quotePrefix
    assert shown["potential"].value == ODD_NAMES["potential"]
    assert shown["regular"].value == '<script>alert("1")</script> 😀 & "张"'


def no_formulas(content: bytes) -> bool:
    """Return whether no cell of a workbook computes, nor does anything else in it lead out of it."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        assert not [name for name in archive.namelist() if "external" in name.lower()]
        return not any(re.search(rb"<f[ >/]", archive.read(name)) for name in sheets)


def test_names_can_be_left_out() -> None:
    """Without names no part of the file holds one (R24)."""
    people = territory(shop("core", name="东门店"), shop("potential"), shop("regular"))
    people = replace(people, managers=(AccountManager(id=M1, start=POINT, name="李文博"),))
    for names, holds in ((True, True), (False, False)):
        content = plan_workbook(small(), people, names=names)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = b"".join(archive.read(name) for name in archive.namelist()).decode()
        assert [name in parts for name in ("东门店", "李文博")] == [holds, holds]


def test_english_workbook_holds_no_chinese() -> None:
    """Every word of it has its English."""
    month = worked_month()
    plan = replace(
        month.plan,
        provenance=replace(month.plan.provenance, request_digest=month.request.digest),
    )
    content = plan_workbook(
        plan, month.territory, request=month.request, language=Language.EN, names=False
    )
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        # The theme names fonts for Chinese.
        parts = b"".join(
            archive.read(name) for name in archive.namelist() if "theme" not in name
        ).decode()
    assert re.findall(r"[\u4e00-\u9fff]+", parts) == []


@pytest.mark.parametrize("language", Language)
def test_headers_and_choices_are_those_that_are_read(language: Language) -> None:
    """Each column that is read has one header on the day sheet, and no other column has one of its headers."""
    sheet = sheet_of(plan_workbook(small(), territory(), language=language), "11-02 m1")
    headers = [comparable(str(cell.value)) for cell in sheet[5]]
    for column in RESULTS.columns:
        accepted = set(map(comparable, column.accepted))
        assert len([header for header in headers if header in accepted]) == 1, column.name
    for kind in (Mode, UndoneReason):
        for choice in kind:
            shown = display_word(choice, is_chinese=language is Language.ZH)
            assert word(kind, shown) is choice


def test_sheets_of_some_account_managers() -> None:
    """Day sheets can be those of one account manager; what sums the plan up stays whole."""
    record = week(
        Entry(CORE, MONDAY),
        Entry(REGULAR, MONDAY, manager_id=M2),
        managers=(M1, M2),
        plan_kind=PlanKind.HORIZON,
        last=TUESDAY,
    )
    book = opened(plan_workbook(record, territory(), manager_ids=[M2]))
    assert book.sheetnames == ["总览", "未安排", "指标", "11-02 m2", "11-03 m2", "routing"]
    assert [row[0] for row in texts(book["总览"])[6:]] == ["core", "potential", "regular"]


def test_account_managers_with_odd_ids_have_sheets_of_their_own() -> None:
    """Ids that no sheet may be called, and long ones that begin alike, give titles that spreadsheets accept."""
    ids = [
        ManagerId(one) for one in ("a/b:[c]*?", "'", "长" * 40 + "1", "长" * 40 + "2", "M1", "m1")
    ]
    people = replace(
        territory(), managers=tuple(AccountManager(id=one, start=POINT) for one in ids)
    )
    record = week(managers=tuple(ids), plan_kind=PlanKind.DAY, last=MONDAY)
    content = plan_workbook(record, people)
    titles = opened(content).sheetnames
    assert len({title.casefold() for title in titles}) == len(ids) + 3
    assert all(len(title) <= 31 and not re.search(r"[\[\]:*?/\\]", title) for title in titles)
    filled = FilledWorkbook(content)
    for sheet in filled.book.worksheets[: len(ids)]:
        filled.type_in(sheet, "core", done="否", reason="来不及")
    assert {one.manager_id for one in read_results(filled.saved(), people)} == set(ids)


def test_plan_without_days_has_its_figures() -> None:
    """A plan of zero days, of nobody, is a workbook all the same."""
    record = week(managers=(), plan_kind=PlanKind.DAY, last=MONDAY)
    for plan in (record, record.plan):
        content = plan_workbook(plan, territory())
        assert opened(content).sheetnames == ["未安排", "指标", "routing"]
        assert read_results(content, territory()) == ()


def test_day_of_a_thousand_stops() -> None:
    """A thousand visits are a thousand rows."""
    shops = [shop(f"c{number}") for number in range(1000)]
    entries = [Entry(one.id, MONDAY, clock_s=30_600 + n) for n, one in enumerate(shops)]
    record = week(*entries, plan_kind=PlanKind.DAY, last=MONDAY)
    rows = texts(sheet_of(plan_workbook(record, territory(*shops)), "11-02 m1"))
    assert [row[0] for row in rows[5:]] == list(range(1, 1001))


def test_customers_of_the_past_keep_their_ids() -> None:
    """Who is in the territory no more has neither name nor class, and a row in the overview."""
    record = week(Entry(CORE, MONDAY), plan_kind=PlanKind.HORIZON, last=TUESDAY)
    content = plan_workbook(record, territory(shop("regular", name="东门店")))
    assert texts(sheet_of(content, "11-02 m1"))[5][2:6] == ["core", None, None, 10]
    assert [row[0] for row in texts(sheet_of(content, "总览"))[4:]] == ["regular", "core"]


def test_what_is_not_the_plans_is_refused() -> None:
    """A plan of another territory, an answer to another request, a customer whom the territory has not."""
    month = worked_month()
    with pytest.raises(InputError, match="territory-wrong"):
        plan_workbook(month.plan, territory())
    with pytest.raises(InputError, match="request-wrong"):
        plan_workbook(month.plan, month.territory, request=month.request)
    plan = replace(
        month.plan,
        provenance=replace(month.plan.provenance, request_digest=month.request.digest),
    )
    fewer = replace(month.territory, customers=month.territory.customers[1:])
    with pytest.raises(InputError, match="customer-unknown"):
        plan_workbook(plan, fewer, request=month.request)


def test_missing_openpyxl_names_the_install_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra both ways say how to get it."""
    content = plan_workbook(small(), territory())
    real_import = builtins.__import__

    def without(name: str, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - whatever __import__ takes and gives
        if name.partition(".")[0] == "openpyxl":
            raise ImportError(name)
        return real_import(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ExtraMissing, match=r"pip install 'routing\[excel\]'"):
        plan_workbook(small(), territory())
    with pytest.raises(ExtraMissing, match=r"pip install 'routing\[excel\]'"):
        read_results(content, territory())


@settings(max_examples=30)
@given(plan=plans(), language=st.sampled_from(Language), names=st.booleans(), data=st.data())
def test_any_plan_has_a_workbook(
    plan: Plan, language: Language, *, names: bool, data: st.DataObject
) -> None:
    """Whatever ids and texts a well-typed plan holds: the file opens, computes nothing, and is the same again."""
    term = st.sampled_from(["travel", "floor", "opened", *Cause, Rule.EARLY])
    terms = tuple(replace(one, name=data.draw(term)) for one in plan.objective.terms)
    plan = replace(plan, objective=replace(plan.objective, terms=terms))
    name = data.draw(st.text(max_size=30))
    people = territory(shop("core", name=name), shop("客", name=name), id=plan.territory_id)
    content = plan_workbook(plan, people, language=language, names=names)
    assert content == plan_workbook(plan, people, language=language, names=names)
    assert no_formulas(content)
    assert len(opened(content).sheetnames) >= len(plan.routes) + 3


# ---------------------------------------------------------------- there and back

DAYS = [MONDAY, TUESDAY]
SHOPS = [f"{number:03d}" for number in range(6)] + ["=1+1", "+7", "-A", "@x", "1E5", "客-1"]
MINUTES = st.integers(1, 1440)


@st.composite
def results(
    draw: st.DrawFn, customer_id: CustomerId, day: date, manager_id: ManagerId
) -> VisitRecord:
    """How one visit went, as far as somebody noted it."""
    is_done = draw(st.booleans())
    return VisitRecord(
        customer_id=customer_id,
        day=day,
        start=draw(
            st.none()
            | st.times(max_value=time(23, 59)).map(lambda one: one.replace(second=0, microsecond=0))
        ),
        mode=draw(st.sampled_from(Mode)),
        done=is_done,
        manager_id=manager_id,
        length_minutes=draw(st.none() | MINUTES),
        because=None if is_done else draw(st.none() | st.sampled_from(UndoneReason)),
    )


@st.composite
def typed(draw: st.DrawFn, result: VisitRecord) -> dict[str, Any]:
    """A result as one of all people types it in."""
    start, length = result.start, result.length_minutes
    of_mode = [result.mode.value, *WORDS[result.mode].split()]
    values: dict[str, Any] = {
        "done": draw(
            st.sampled_from(["是", "√", "yes", True] if result.done else ["否", "x", "No", False])
        ),
        "mode": draw(st.sampled_from(of_mode)),
    }
    if start is not None:
        minute = start.hour * 60 + start.minute
        values["start"] = draw(
            st.sampled_from(
                [
                    start,
                    f"{start.hour}:{start.minute:02d}",
                    f"{start.hour}：{start.minute:02d}",
                    f"{start.hour}点{start.minute}分",
                    datetime.combine(result.day, start),
                    minute / 1440,
                ]
            )
        )
    if length is not None:
        values["minutes"] = draw(
            st.sampled_from([length, float(length), f"{length}分", f"{length} min"])
        )
    if result.because is not None:
        of_reason = [result.because.value, *WORDS[result.because].split()]
        values["reason"] = draw(st.sampled_from(of_reason))
    return values


@settings(max_examples=30)
@given(st.data())
def test_every_result_typed_in_comes_back(data: st.DataObject) -> None:
    """Results of planned and unplanned visits of any plan, typed in any way and order, are read back equal."""
    shops = [CustomerId(one) for one in SHOPS]
    managers = st.sampled_from([M1, M2])
    visits = data.draw(
        st.lists(
            st.tuples(
                st.sampled_from(shops),
                st.sampled_from(DAYS),
                managers,
                st.booleans(),
                st.booleans(),
            ),
            unique_by=lambda one: one[:2],
        )
    )
    entries = [
        Entry(customer, day, clock_s=30_600 + 600 * n, manager_id=manager)
        for n, (customer, day, manager, is_planned, _) in enumerate(visits)
        if is_planned
    ]
    record = week(*entries, managers=(M1, M2), plan_kind=PlanKind.HORIZON, last=TUESDAY)
    people = territory(*(shop(one, name=f"={one}") for one in shops))
    language = data.draw(st.sampled_from(Language))
    filled = FilledWorkbook(
        plan_workbook(record, people, language=language, names=data.draw(st.booleans()))
    )
    told = []
    for customer, day, manager, _, has_result in data.draw(st.permutations(visits)):
        if has_result:
            result = data.draw(results(customer, day, manager))
            filled.type_in(filled.sheet(day, manager), customer, **data.draw(typed(result)))
            told.append(result)
    found = read_results(filled.saved(), people)
    assert len(found) == len(told)
    assert set(found) == set(told)


def test_day_of_a_real_plan_comes_back() -> None:
    """Every visit of a planned day of the sample town, told with its planned time and length, is history."""
    people, _ = read_territory(DATA / "town-150")
    policy, calendar = load_policy("classified"), china_calendar(2025, 2027)
    asked_at = at("2026-11-01 17:00")
    plan = plan_day(
        people,
        policy,
        calendar,
        Geodesic(),
        MONDAY,
        asked_at=asked_at,
        limits=Limits(iterations=50),
    )
    request = day_request(people, policy, calendar, MONDAY, asked_at)
    filled = FilledWorkbook(plan_workbook(plan, people, request=request))
    visits = planned_visits(plan)
    assert visits
    for visit in visits:
        sheet = filled.sheet(MONDAY, visit.manager_id)
        filled.type_in(sheet, visit.customer_id, done="√", start=visit.starts_at.time())
    found = read_results(filled.saved(), people)
    assert {(one.customer_id, one.mode, one.start) for one in found} == {
        (one.customer_id, one.mode, one.starts_at.time()) for one in visits
    }
    assert len(found) == len(visits)
