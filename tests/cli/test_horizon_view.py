"""Weeks and months as they are shown: a plan worked out by hand, in both languages, on wide and narrow terminals."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from io import StringIO

import pytest
from rich.cells import cell_len
from rich.console import Console

from routing.cli.horizon_days import DayKind, horizon_days
from routing.cli.horizon_view import HorizonView
from routing.cli.shown import Shown
from routing.cli.words import Language, Words
from routing.domain.ids import CustomerId, VisitId
from routing.domain.manager import Absence
from routing.outputs.why import why_visited
from tests.worked_month import (
    FIRST,
    LAST,
    MANAGER,
    WEEK,
    Month,
    october,
    team_of,
    without_days,
    worked_month,
)


def _shown(
    month: Month,
    language: Language = Language.EN,
    *,
    width: int = 100,
    is_week: bool = False,
    names: bool = True,
    details: bool = False,
    coverage: bool = False,
) -> list[str]:
    first, last = WEEK if is_week else (FIRST, LAST)
    view = HorizonView(
        shown=Shown(
            territory=month.territory,
            request=month.request,
            plan=month.plan,
            words=Words(language),
            names=names,
        ),
        calendar=month.calendar,
        first=first,
        last=last,
        lists_customers=is_week,
        details=details,
        coverage=coverage,
    )
    console = Console(file=StringIO(), width=width, markup=False, emoji=False, highlight=False)
    view.show(console)
    assert isinstance(console.file, StringIO)
    return [line.rstrip() for line in console.file.getvalue().splitlines()]


def _part(lines: list[str], title: str) -> list[str]:
    """Return the lines of one part, its title and the empty lines around it left out."""
    start = next(number for number, line in enumerate(lines) if line.startswith(title)) + 1
    start += lines[start] == ""
    rest = lines[start:]
    return rest[: rest.index("")] if "" in rest else rest


def _calendar(lines: list[str], last: str) -> list[str]:
    start = next(number for number, line in enumerate(lines) if line.startswith(("Mon ", "周一")))
    end = next(number for number, line in enumerate(lines) if line.startswith(last))
    return lines[start : end - 1]


# 1 October 2026 is a Thursday. The holidays last to the 7th, Saturday the 10th is worked instead; 26 to 28 is leave.
MONTH = """\
Mon         Tue         Wed        Thu         Fri         Sat        Sun
───────────────────────────────────────────────────────────────────────────
                                   10-01       10-02       10-03      10-04
                                   holiday     holiday

10-05       10-06       10-07      10-08       10-09       10-10      10-11
holiday     holiday     holiday    visit day   other work  make-up
                                   1 visit                 visit day
                                   0 h 30 min              0 visits
                                                           floor -1

10-12       10-13       10-14      10-15       10-16       10-17      10-18
visit day   other work  visit day  visit day   other work
0 visits                0 visits   0 visits
floor -1                1 call     floor -1
                        floor -1

10-19       10-20       10-21      10-22       10-23       10-24      10-25
visit day   extra day   visit day  visit day   other work
1 visit     1 visit     0 visits   1 visit
0 h 30 min  0 h 30 min  floor -1   0 h 30 min

10-26       10-27       10-28      10-29       10-30       10-31
away        away        away       visit day   other work
                                   0 visits
                                   floor -1
"""

MONTH_ZH = """\
周一       周二       周三     周四       周五      周六      周日
───────────────────────────────────────────────────────────────────
                               10-01      10-02     10-03     10-04
                               节假日     节假日

10-05      10-06      10-07    10-08      10-09     10-10     10-11
节假日     节假日     节假日   拜访日     其他工作  调休上班
                               1 户                 拜访日
                               0小时30分            0 户
                                                    缺 1 户

10-12      10-13      10-14    10-15      10-16     10-17     10-18
拜访日     其他工作   拜访日   拜访日     其他工作
0 户                  0 户     0 户
缺 1 户               电话 1   缺 1 户
                      缺 1 户

10-19      10-20      10-21    10-22      10-23     10-24     10-25
拜访日     加开日     拜访日   拜访日     其他工作
1 户       1 户       0 户     1 户
0小时30分  0小时30分  缺 1 户  0小时30分

10-26      10-27      10-28    10-29      10-30     10-31
缺勤       缺勤       缺勤     拜访日     其他工作
                               0 户
                               缺 1 户
"""


@pytest.mark.parametrize("width", [80, 100])
def test_month_is_a_calendar(width: int) -> None:
    """Weeks are rows: visits, drives and calls of each day, and what is unusual about it."""
    lines = _shown(worked_month(), width=width)
    # Four visits, each after 10 minutes; four ways home of 20: 120 minutes.
    assert "m1 李文博  visits: 4  on the road 2 h 00 min" in lines
    assert _calendar(lines, "mandatory") == MONTH.splitlines()


def test_chinese_calendar_is_aligned() -> None:
    """A Chinese character takes two columns: the columns stand under each other all the same."""
    lines = _shown(worked_month(), Language.ZH, width=80)
    assert "m1 李文博  户数: 4  路途 2 小时 00 分" in lines
    assert _calendar(lines, "逾期") == MONTH_ZH.splitlines()


def test_week_lists_customers_in_order() -> None:
    """A column a day, its customers with their times: mandatory visits marked; idle weekends left out."""
    lines = _shown(worked_month(), is_week=True)
    assert lines[0] == "worked  2026-10-19 to 2026-10-25"
    assert _calendar(lines, "mandatory") == [
        "Mon         Tue         Wed        Thu         Fri",
        "─────────────────────────────────────────────────────────",
        "10-19       10-20       10-21      10-22       10-23",
        "visit day   extra day   visit day  visit day   other work",
        "1 visit     1 visit     0 visits   1 visit",
        "0 h 30 min  0 h 30 min  floor -1   0 h 30 min",
        "",
        "08:40 A     08:40!E                08:40!B",
        "! mandatory, + by phone or network",
    ]


def test_worked_saturday_has_its_column() -> None:
    """In the week of a make-up day the table has six columns; a call stands among the visits with its mark."""
    month = worked_month()
    first, last = date(2026, 10, 5), date(2026, 10, 11)
    view = HorizonView(
        shown=Shown(
            territory=month.territory,
            request=month.request,
            plan=month.plan,
            words=Words(Language.EN),
        ),
        calendar=month.calendar,
        first=first,
        last=last,
        lists_customers=True,
    )
    console = Console(file=StringIO(), width=100)
    view.show(console)
    assert isinstance(console.file, StringIO)
    header = next(line for line in console.file.getvalue().splitlines() if line.startswith("Mon "))
    assert header.split() == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]


@pytest.mark.parametrize(
    ("is_week", "expected"),
    [
        (True, ["10-20 Tue  extra day, 1 visit, 0 h 30 min", "           08:40!E"]),
        (
            False,
            [
                "10-20 Tue  extra day, 1 visit, 0 h 30 min",
                "10-21 Wed  visit day, 0 visits, floor -1",
            ],
        ),
    ],
)
def test_narrow_terminal_has_a_line_a_day(is_week: bool, expected: list[str]) -> None:  # noqa: FBT001
    """Where columns have no room, days stand one below the other."""
    lines = _shown(worked_month(), width=50, is_week=is_week)
    start = lines.index(expected[0])
    assert lines[start : start + 2] == expected


def test_calendar_needs_room_for_every_drive() -> None:
    """Five columns of 0 h 30 min, a worked Saturday's visit day, a Sunday's date, 6 gaps: 50 + 9 + 5 + 12 = 76."""
    month = worked_month()
    (stop,) = next(one.stops for one in month.plan.routes if one.day == october(8))
    visits = {october(day): customer for day, customer in zip(range(19, 24), "AEFBC", strict=True)}
    routes = tuple(
        replace(
            route,
            stops=(replace(stop, customer_id=CustomerId(visits[route.day])),),
            return_travel_s=1200,
        )
        for route in month.plan.routes
        if route.day in visits
    )
    plan = replace(month.plan, routes=routes)
    for width, is_grid in ((76, True), (75, False)):
        lines = _shown(replace(month, plan=plan), width=width)
        assert any(line.startswith("Mon ") for line in lines) is is_grid
        assert any(line.count("0 h 30 min") == 5 for line in lines) is is_grid


def test_time_and_customer_stay_together() -> None:
    """In 36 columns, 11 for the day's name, two customers of 10 columns fit into a line; three take two lines."""
    month = worked_month()
    (stop,) = next(one.stops for one in month.plan.routes if one.day == october(19))
    stops = tuple(
        replace(stop, customer_id=CustomerId(name), visit_id=VisitId(name), start_s=31_200 + n)
        for n, name in enumerate(("E", "B", "A"))
    )
    routes = tuple(
        replace(one, stops=stops) if one.day == october(20) else replace(one, stops=())
        for one in month.plan.routes
    )
    lines = _shown(replace(month, plan=replace(month.plan, routes=routes)), width=36, is_week=True)
    start = lines.index("           08:40 E  08:40 B")
    assert lines[start + 1] == "           08:40 A"


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("width", [60, 80, 100])
@pytest.mark.parametrize("is_week", [True, False])
def test_no_line_is_wider_than_the_terminal(language: Language, width: int, is_week: bool) -> None:  # noqa: FBT001
    """With all details, in both languages, every line fits and no word is cut off."""
    month = worked_month()
    lines = _shown(month, language, width=width, is_week=is_week, details=True, coverage=True)
    assert max(map(cell_len, lines)) <= width
    assert not any("…" in line for line in lines)


def test_lapses_say_when_they_were_owed_and_made() -> None:
    """Every lapse has a row: B is late and made on the 22nd, F misses its interval and its months."""
    lines = _shown(worked_month())
    assert "mandatory visits late or left out: 4" in lines
    rows = _part(lines, "mandatory visits late or left out")[2:]
    assert rows[:4] == [
        "B 商店B             PERIOD_FULL it is.",
        "regular, late",
        "owed by 2026-10-19",
        "made on 2026-10-22",
    ]
    assert rows[-3:] == [
        "F 商店F             PERIOD_FULL it is.",
        "regular, coverage",
        "owed by 2026-09-30",
    ]
    assert "owed by 2026-11-02" in _part(lines, "due visits left out: 1")


def test_coverage_is_summed_by_class() -> None:
    """A column a class: counts of states and the share to whom nothing is late; then the months, then the floors."""
    assert _part(_shown(worked_month()), "coverage by class") == [
        "                  core  potential  regular  assisted   all",
        "──────────────────────────────────────────────────────────",
        "customers            1          1        4         1     7",
        "visits               2          0        2         0     4",
        "calls                0          1        0         0     1",
        "on-time              0          1        1         0     2",
        "rests                0          0        1         0     1",
        "due                  1          0        0         0     1",
        "late                 0          0        2         0     2",
        "impossible           0          0        0         1     1",
        "nothing late, %  100.0      100.0     50.0       0.0  57.1",
        "2026-09 to 2026-10 (R8): customers without a visit: 1 (F)",
        "visit days that reach the floor (R7): 3/9",
        *(f"  2026-10-{day} m1 李文博: 0/1" for day in (10, 12, 14, 15, 21, 29)),
    ]


def test_months_that_are_not_over_still_have_time() -> None:
    """On 25 October, F is still without a visit; on the 31st, without one."""
    assert "2026-09 to 2026-10 (R8): customers still without a visit: 1 (F)" in _shown(
        worked_month(), is_week=True
    )


def test_every_customer_has_a_row_when_asked_for() -> None:
    """Those who are worst off first: last visit, planned days, when the next is due and owed, state."""
    lines = _shown(worked_month(), coverage=True)
    rows = _part(lines, "coverage by customer")
    assert [row.split()[0] for row in rows[2::2]] == list("DFBACEG")
    assert rows[4:6] == [
        "F 商店F    2026-07-15  -             2026-08-26  2026-09-13  late 50 day(s)",
        "regular                                                      coverage",
    ]
    assert rows[8].split("  ")[-4:] == ["10-08, 10-19", "2026-10-29", "2026-11-02", "due"]
    assert "10-14 phone" in rows[10]
    assert "coverage by customer" not in _shown(worked_month())
    chinese = _part(_shown(worked_month(), Language.ZH, coverage=True), "覆盖情况（按客户）")
    assert "逾期 50 天" in chinese[4]


def test_details_show_the_days_on_which_something_is_planned() -> None:
    """Each such day has its date, its route, and why each visit is made on that day."""
    lines = _shown(worked_month(), details=True)
    titles = [line for line in lines if line.startswith("2026-10") and "visits" in line]
    assert [title.split()[0] for title in titles] == [
        f"2026-10-{day:02d}" for day in (8, 14, 19, 20, 22)
    ]
    # 08:30, ten minutes, a visit of 15, twenty minutes: 09:15.
    assert titles[0] == "2026-10-08 Thursday  m1 李文博  08:30-09:15  visits: 1"
    assert any("mandatory anomaly (R13)  A complaint." in line for line in lines)


def test_reason_of_a_visit_follows_from_the_one_before() -> None:
    """A's visits on the 8th and 19th name the visits before them; E's names the complaint; an early one says so."""
    month = worked_month()
    found = why_visited(month.territory, month.request, month.plan)
    a, e = VisitId("A"), VisitId("E")
    assert (
        found[a, october(8)].text
        == "Last visit 2026-09-24, 14 days ago; the next is owed by 2026-10-08."
    )
    second = found[a, october(19)]
    assert (second.standard, second.text_zh) == (
        "R1",
        "上次拜访 2026-10-08，已 11 天，下次拜访不晚于 2026-10-22。",
    )
    assert (found[e, october(20)].standard, found[e, october(20)].text) == ("R13", "A complaint.")
    # 29 October is a day after G's gap of 30 days is over, and well before G is due.
    (stop,) = next(one.stops for one in month.plan.routes if one.day == october(8))
    filler = replace(stop, visit_id=VisitId("G"), customer_id=CustomerId("G"))
    routes = tuple(
        replace(one, stops=(filler,)) if one.day == october(29) else one
        for one in month.plan.routes
    )
    early = why_visited(month.territory, month.request, replace(month.plan, routes=routes))[
        VisitId("G"), october(29)
    ]
    assert early.standard == "R7"
    assert early.text.endswith("due from 2026-11-09, visited earlier to fill the day.")


def test_reason_tells_what_is_late_and_who_was_never_visited() -> None:
    """B is owed by the 19th and made on the 22nd; without a record of its last visit, that day is one of joining."""
    month = worked_month()
    b = (VisitId("B"), october(22))
    late = why_visited(month.territory, month.request, month.plan)[b]
    owed = "the next is owed by 2026-10-19, 3 day(s) ago."
    assert late.text == f"Last visit 2026-08-20, 63 days ago; {owed}"
    unknown = replace(month.territory, history=())
    never = why_visited(unknown, month.request, month.plan)[b]
    assert never.text == f"Never visited since 2026-08-20, 63 days ago; {owed}"
    # A's second visit follows one of the plan.
    second = why_visited(unknown, month.request, month.plan)[VisitId("A"), october(19)]
    assert second.text.startswith("Last visit 2026-10-08")


def test_visit_of_somebody_never_seen_says_what_was_asked() -> None:
    """Without a visit on record there is none to name: the request's own words stand."""
    month = worked_month()
    visits = tuple(
        replace(visit, cadence=replace(visit.cadence, since=None, seen=None))
        if visit.cadence is not None
        else visit
        for visit in month.request.visits
    )
    found = why_visited(month.territory, replace(month.request, visits=visits), month.plan)
    assert found[VisitId("A"), october(8)].text == "by hand"


@pytest.mark.parametrize(
    ("language", "told"),
    [(Language.EN, "No visit day at all."), (Language.ZH, "期间内没有拜访日。")],
)
def test_plan_without_days_says_so(language: Language, told: str) -> None:
    """Where nobody works at all, the calendar stands with its holidays, and every part is printed."""
    lines = _shown(without_days(worked_month()), language, coverage=True)
    assert told in lines
    words = Words(language)
    for title in ("coverage by class", "coverage by customer", "figures"):
        assert words(title) in lines
    assert any(words("holiday") in line for line in lines)


def test_every_account_manager_has_a_calendar() -> None:
    """Six account managers have six, in the order of the shifts."""
    lines = _shown(team_of(worked_month(), 6))
    titles = [line.split()[0] for line in lines if "visits: " in line]
    assert titles == [f"m{n}" for n in range(1, 7)]
    assert sum(line.startswith("Mon ") for line in lines) == 6


def test_names_can_be_left_out() -> None:
    """Without names, ids stand alone in every part (R24)."""
    lines = _shown(worked_month(), names=False, details=True, coverage=True)
    assert not any("商店" in line or "李文博" in line for line in lines)


def test_kinds_of_days() -> None:
    """Each kind of day occurs in the month; a working day without a shift is left to other work, or is one of leave."""
    month = worked_month()
    hours = Absence(
        manager_id=MANAGER, first=october(13), last=october(13), start=time(8, 30), end=time(10)
    )
    territory = replace(month.territory, absences=(*month.territory.absences, hours))
    days = {
        one.day: one
        for one in horizon_days(
            MANAGER,
            territory=territory,
            request=month.request,
            plan=month.plan,
            calendar=month.calendar,
            first=FIRST,
            last=date(2026, 11, 2),
        )
    }
    kinds = {
        DayKind.HOLIDAY: october(1),
        DayKind.WEEKEND: october(3),
        DayKind.VISITS: october(8),
        DayKind.OTHER: october(9),
        DayKind.OPENED: october(20),
        DayKind.AWAY: october(26),
    }
    assert set(kinds) == set(DayKind)
    assert {kind: days[day].kind for kind, day in kinds.items()} == {kind: kind for kind in kinds}
    assert days[october(13)].kind is DayKind.OTHER
    assert days[october(10)].is_make_up
    assert days[october(10)].missing == 1
