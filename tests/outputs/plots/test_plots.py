"""Figures say what plans, histories and counts say: numbers are read back from what is drawn."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, QuadMesh
from matplotlib.figure import Figure
from matplotlib.text import Text

from routing.coverage_report import coverage_report
from routing.domain.customer import CustomerClass
from routing.domain.ids import CustomerId
from routing.domain.policy_document import load_policy
from routing.domain.territory import Territory
from routing.errors import ExtraMissing
from routing.outputs.plots import (
    coverage_map,
    days_late,
    late_by_week,
    lettering,
    paper,
    search_progress,
    travel_a_visit,
    visits_at_least,
    visits_by_day,
)
from routing.simulation.count import Count, LateOn, Visits, Work
from routing.solve.backend import Progress
from routing.terms import Language
from tests.worked_month import FIRST, LAST, MANAGER, Month, october, team_of, worked_month

POLICY = load_policy("classified")


def drawn(figure: Figure) -> Figure:
    """Return a figure that was drawn once; whatever matplotlib warns of is an error."""
    figure.savefig(io.BytesIO(), format="png", dpi=40)
    return figure


def points(axes: Axes) -> dict[str, list[tuple[float, float]]]:
    """Return what the lines of axes go through, by label."""
    return {
        str(line.get_label()): list(
            zip(np.asarray(line.get_xdata()), np.asarray(line.get_ydata()), strict=True)
        )
        for line in axes.get_lines()
    }


def mesh(axes: Axes) -> QuadMesh:
    """Return the coloured cells of axes."""
    (found,) = (one for one in axes.collections if isinstance(one, QuadMesh))
    return found


def cells(axes: Axes) -> list[list[float | None]]:
    """Return the numbers of the coloured cells, row by row, None where nothing is drawn."""
    edges = np.asarray(mesh(axes).get_coordinates())
    flat: np.ma.MaskedArray[Any, Any] = np.ma.asarray(mesh(axes).get_array())
    rows: list[list[float | None]] = flat.reshape(len(edges) - 1, -1).tolist()
    return rows


def labels(axes: Axes) -> list[str]:
    """Return the labels of the rows."""
    return [one.get_text() for one in axes.get_yticklabels()]


def month_map(month: Month, **options: object) -> Figure:
    """Return the coverage of the worked month, drawn."""
    given = {"plan": month.plan, **options}
    return drawn(coverage_map(month.territory, POLICY, FIRST, LAST, **given))  # type: ignore[arg-type]


# ------------------------------------------------------------------ coverage


def test_a_row_shows_how_its_customer_stands_at_the_end_of_each_week() -> None:
    """0 rests, 1 due, 2 late, 3 late by an interval or more; weeks end on 4, 11, 18, 25 and 31 October.

    A (14 days, due after 10), seen on 24 September, the 8th and the 19th: due on the 4th, 18th and 29th.
    C (30, due after 21), seen on 21 September: due from the 12th, phoned on the 14th, which counts (R22).
    B (60, due after 42), seen on 20 August: due from 1 October until the visit on the 22nd; E and G were seen on
    28 September. F, seen on 15 July, is late since 13 September and by another 60 days on 12 November.
    D (14), seen on 10 September, is late since the 24th, by another 14 days on 8 October.
    """
    core, potential, regular, assisted = month_map(worked_month()).axes
    assert cells(core) == [[1, 0, 1, 0, 1]]
    assert cells(potential) == [[0, 0, 0, 0, 0]]
    # The longest without a visit first: F since July, G, E visited on the 20th, B on the 22nd.
    assert labels(regular) == ["F", "G", "E", "B"]
    assert cells(regular) == [[2] * 5, [0] * 5, [0] * 5, [1, 1, 1, 0, 0]]
    assert cells(assisted) == [[2, 3, 3, 3, 3]]
    assert [axes.get_ylabel() for axes in (core, regular)] == ["core (1)", "regular (4)"]


def test_columns_are_weeks_as_far_as_they_are_shown() -> None:
    """Thursday the 1st to Sunday the 4th, three whole weeks, Monday the 26th to Saturday the 31st."""
    axes = month_map(worked_month()).axes[0]
    edges = [
        date.fromordinal(round(one)) for one in np.asarray(mesh(axes).get_coordinates())[0, :, 0]
    ]
    assert edges == [*map(october, (1, 5, 12, 19, 26)), date(2026, 11, 1)]


def test_marks_stand_on_the_days_of_visits() -> None:
    """A is planned for the 8th and 19th, C is to be phoned on the 14th; nothing was made in October."""
    core, potential, *_ = month_map(worked_month()).axes
    noons = [october(day).toordinal() + 0.5 for day in (8, 19)]
    assert points(core) == {"visit planned": [(noon, 0) for noon in noons]}
    assert points(potential) == {"by phone or network": [(october(14).toordinal() + 0.5, 0)]}


def test_visits_made_are_filled_and_planned_ones_hollow() -> None:
    """A was visited on 24 September."""
    month = worked_month()
    figure = drawn(coverage_map(month.territory, POLICY, date(2026, 9, 21), LAST, plan=month.plan))
    made, planned = figure.axes[0].get_lines()
    assert (made.get_label(), planned.get_label()) == ("visit made", "visit planned")
    assert points(figure.axes[0])["visit made"] == [(date(2026, 9, 24).toordinal() + 0.5, 0)]
    assert made.get_markerfacecolor() == paper.INK
    assert planned.get_markerfacecolor() == "white"


def test_without_a_plan_everybody_waits() -> None:
    """A is due on 4 October, late from the 9th on and late by 14 days more from the 22nd on."""
    axes = month_map(worked_month(), plan=None).axes[0]
    assert cells(axes) == [[1, 2, 2, 3, 3]]
    assert points(axes) == {}


def test_nothing_is_shown_before_somebody_joined() -> None:
    """A joins on 12 October, first order on the 20th: first visit owed by the 19th, due at once (R14), and late then.

    With nobody knowing of a visit or of a day of joining, G is as late as can be.
    """
    month = worked_month()
    joined = {"joined_on": october(12), "first_order_on": october(20)}
    customers = tuple(
        replace(one, **joined) if one.id == "A" else one  # type: ignore[arg-type]
        for one in month.territory.customers
        if one.id in "AG"
    )
    territory = replace(month.territory, customers=customers, history=())
    figure = drawn(coverage_map(territory, POLICY, FIRST, LAST))
    core, regular = figure.axes
    assert cells(core) == [[None, None, 1, 2, 2]]
    assert cells(regular) == [[3, 3, 3, 3, 3]]


def test_some_classes_may_be_shown_alone() -> None:
    """Each in the order asked for; a class without customers has no panel."""
    month = worked_month()
    classes = (CustomerClass.ASSISTED, CustomerClass.CORE)
    shown = month_map(month, classes=classes).axes
    assert [axes.get_ylabel() for axes in shown] == ["assisted (1)", "core (1)"]
    nobody = replace(month.territory, customers=(), history=())
    assert drawn(coverage_map(nobody, POLICY, FIRST, LAST)).axes[0].get_ylabel() == ""


def test_many_customers_have_no_labels() -> None:
    """60 rows can be named, 61 cannot."""
    month = worked_month()
    (core, *_) = month.territory.customers

    def named(number: int) -> int:
        crowd = tuple(replace(core, id=CustomerId(f"X{n}")) for n in range(number))
        territory = replace(month.territory, customers=crowd, history=())
        return len(labels(coverage_map(territory, POLICY, FIRST, LAST).axes[0]))

    assert (named(60), named(61)) == (60, 0)


# ------------------------------------------------------------------ visits a day


def bars(axes: Axes, label: str) -> dict[date, float]:
    """Return the heights of bars by day."""
    (found,) = (one for one in axes.containers if one.get_label() == label)
    return {
        date.fromordinal(round(one.get_x() + one.get_width() / 2)): one.get_height()
        for one in found
    }


def test_bars_are_visits_in_person_of_a_day() -> None:
    """Made on 21, 24 and twice on 28 September, planned on 8, 19, 20 and 22 October; the phone call is none."""
    month = worked_month()
    figure = visits_by_day(month.territory, POLICY, date(2026, 9, 20), LAST, plan=month.plan)
    (axes,) = drawn(figure).axes
    assert bars(axes, "made") == {date(2026, 9, day): n for day, n in ((21, 1), (24, 1), (28, 2))}
    assert bars(axes, "planned") == dict.fromkeys(map(october, (8, 19, 20, 22)), 1)


def test_the_floor_is_the_policys_or_what_a_manager_can() -> None:
    """15 by R7; who visits no more than 9 customers a day has a floor of 9."""
    month = team_of(worked_month(), 2)
    first, second = month.territory.managers
    managers = (first, replace(second, max_visits=9))
    territory = replace(month.territory, managers=managers)
    figure = drawn(visits_by_day(territory, POLICY, FIRST, LAST, plan=month.plan))
    floors = [set(points(axes)["floor"]) for axes in figure.axes]
    assert floors == [{(0, 15), (1, 15)}, {(0, 9), (1, 9)}]
    assert [axes.get_title(loc="left") for axes in figure.axes] == ["m1", "m2"]


def test_the_floor_is_asked_on_visit_days_alone() -> None:
    """Where the calendar is known: not on Tuesday the 20th, which is opened for a deadline, nor on days off.

    R6: Monday, Wednesday, Thursday; after the holiday the week has three working days, all of them visit days; in the
    last week the manager is on leave until Wednesday, so Friday joins Thursday.
    """
    month = worked_month()
    figure = visits_by_day(
        month.territory, POLICY, FIRST, LAST, plan=month.plan, calendar=month.calendar
    )
    (axes,) = drawn(figure).axes
    (floor,) = (one for one in axes.collections if one.get_label() == "floor")
    assert isinstance(floor, LineCollection)
    lines = [np.asarray(one) for one in floor.get_segments()]
    assert {float(height) for line in lines for height in line[:, 1]} == {15}
    days = [date.fromordinal(round(line[:, 0].mean())) for line in lines]
    assert days == [october(day) for day in (8, 9, 10, 12, 14, 15, 19, 21, 22, 29, 30)]
    assert october(20) in bars(axes, "planned")


def test_a_visit_of_a_colleague_is_the_colleagues() -> None:
    """Of two account managers the one on record made it; else the customer's own; else nobody is known to have."""
    month = team_of(worked_month(), 2)
    _, second = month.territory.managers
    own = tuple(
        replace(one, manager_id=MANAGER if one.id == "G" else None)
        for one in month.territory.customers
    )
    history = tuple(
        replace(row, manager_id=second.id) if row.customer_id == "E" else row
        for row in month.territory.history
    )
    territory = replace(month.territory, customers=own, history=history)
    figure = drawn(visits_by_day(territory, POLICY, date(2026, 9, 20), date(2026, 9, 30)))
    of_first, of_second = figure.axes
    assert bars(of_first, "made") == {date(2026, 9, 28): 1}  # G
    assert bars(of_second, "made") == {date(2026, 9, 28): 1}  # E


def test_shares_fall_with_the_visits_asked_for() -> None:
    """Of days with 1, 3 and 3 visits all have at least 0 and 1, two thirds at least 2 and 3."""
    figure = visits_at_least({"plan": [3, 1, 3], "nobody": []}, floor=2)
    (axes,) = drawn(figure).axes
    found = points(axes)
    assert found["plan"] == [
        (0, 100),
        (1, 100),
        (2, pytest.approx(200 / 3)),
        (3, pytest.approx(200 / 3)),
    ]
    assert {x for x, _ in found["floor"]} == {2}
    assert "nobody" not in found


# ------------------------------------------------------------------ travel, lateness, search


def test_travel_is_shared_among_the_visits() -> None:
    """A plan of 2,000 s for 8 visits: 250 s each; a season of 900 s for 10: 90 s; none for nobody."""
    month = worked_month()
    plan = replace(month.plan, kpis=replace(month.plan.kpis, travel_s=2000, num_visits=8))
    idle = replace(plan, kpis=replace(plan.kpis, num_visits=0))
    season = Count(work=Work(travel_s=900), visits=Visits(in_person=10))
    (axes,) = drawn(travel_a_visit({"plan": plan, "season": season, "idle": idle})).axes
    (found,) = axes.containers
    assert [one.get_height() for one in found] == [250, 90, 0]
    assert [one.get_text() for one in axes.get_xticklabels()] == ["plan", "season", "idle"]
    assert [one.get_text() for one in axes.texts] == ["250", "90", "-"]


def test_lines_go_through_the_late_of_each_week() -> None:
    """As they were counted, each by its own days."""
    sundays = (october(4), october(11))
    weeks = [
        LateOn(day=day, late=late, customers=9) for day, late in zip(sundays, (3, 1), strict=True)
    ]
    (axes,) = drawn(late_by_week({"ours": weeks, "by hand": weeks[:1]})).axes
    first, second = (day.toordinal() for day in sundays)
    assert points(axes) == {"ours": [(first, 3), (second, 1)], "by hand": [(first, 3)]}
    assert [one.get_text() for one in axes.get_xticklabels()] == ["10-04", "10-11"]
    # Who is named first lies on top.
    assert [one.get_label() for one in axes.get_lines()] == ["by hand", "ours"]


def test_steps_count_the_customers_who_are_so_late_or_later() -> None:
    """B by 3 days, D by 39 (24 September to 2 November), F by 50 (13 September to then)."""
    month = worked_month()
    report = coverage_report(month.territory, month.request, month.plan, LAST)
    (axes,) = drawn(days_late({"month": report})).axes
    steps = dict(points(axes)["month"])
    assert [steps[days] for days in (1, 3, 4, 39, 40, 50, 51)] == [3, 3, 2, 2, 1, 1, 0]


def progress(iterations: int, elapsed_s: float, late: int, cost: int) -> Progress:
    """Return what a search tells."""
    objective = (0, 0, 0, late, 0, 0, 0, cost)
    return Progress(iterations=iterations, elapsed_s=elapsed_s, objective=objective)


TOLD = [progress(5, 0.1, 9, 700), progress(0, 0.2, 2, 800), progress(100, 0.5, 2, 650)]
"""Two stages; in the second two late visits are left, and travel is first longer."""


def test_each_level_with_something_in_it_has_a_panel() -> None:
    """Late visits and travel; against iterations the last stage, from what the first had left to it."""
    late, cost = drawn(search_progress({"search": TOLD})).axes
    assert [one.get_title(loc="left") for one in (late, cost)] == [
        "late visits left out",
        "travel and wishes, in seconds",
    ]
    assert points(late) == {"search": [(0, 9), (0, 2), (100, 2)]}
    assert points(cost) == {"search": [(0, 700), (0, 800), (100, 650)]}


def test_against_time_all_stages_are_shown() -> None:
    """Seconds only go on."""
    late, _ = drawn(search_progress({"search": TOLD}, by_time=True)).axes
    assert points(late) == {"search": [(0.1, 9), (0.2, 2), (0.5, 2)]}


# ------------------------------------------------------------------ letters, extras, state


def every(language: Language, territory: Territory) -> list[Figure]:
    """Return all figures that there are."""
    month = worked_month()
    report = coverage_report(month.territory, month.request, month.plan, LAST)
    weeks = [LateOn(day=october(4), late=3, customers=9)]
    return [
        coverage_map(territory, POLICY, FIRST, LAST, plan=month.plan, language=language),
        visits_by_day(territory, POLICY, FIRST, LAST, plan=month.plan, language=language),
        visits_at_least({"宁溪": [3]}, floor=2, language=language),
        travel_a_visit({"宁溪": month.plan}, language=language),
        late_by_week({"宁溪": weeks}, language=language),
        days_late({"宁溪": report}, language=language),
        search_progress({"宁溪": TOLD}, language=language),
    ]


def texts(figure: Figure) -> set[str]:
    """Return all texts of a figure."""
    return {one.get_text() for one in figure.findobj(Text)}


def test_words_are_chinese_where_that_is_asked_for() -> None:
    """Every figure has Chinese words, and no English ones."""
    if lettering.readable(Language.ZH) is Language.EN:
        pytest.skip("no font with Chinese on this machine")
    found = [texts(drawn(one)) for one in every(Language.ZH, worked_month().territory)]
    says = (
        "核心 (1)",
        "每日最低户数",
        "实地拜访户数",
        "每次拜访路途（秒）",
        "逾期客户数",
        "客户数",
        "迭代次数",
    )
    assert all(one in shown for one, shown in zip(says, found, strict=True))
    english = {"core (1)", "floor", "visits in person", "customers late", "customers", "iterations"}
    assert not any(english & shown for shown in found)


def test_without_chinese_letters_figures_are_english(monkeypatch: pytest.MonkeyPatch) -> None:
    """No crash, no warning; a name that no font can show is shown as question marks."""
    monkeypatch.setattr(lettering, "_chinese_font", lambda: None)
    month = worked_month()
    customers = tuple(
        replace(one, id=CustomerId("店A")) if one.id == "A" else one
        for one in month.territory.customers
    )
    figures = every(Language.ZH, replace(month.territory, customers=customers))
    of_map, of_days, *others = (texts(drawn(one)) for one in figures)
    assert {"core (1)", "?A", "visit planned"} <= of_map
    assert "floor" in of_days
    assert all("??" in shown for shown in others)


@pytest.mark.parametrize("name", ["$x^2$", "a_b $", "\\frac{", "line\nbreak", "🙂 shop"])
def test_any_name_can_be_drawn(name: str) -> None:
    """A dollar begins no formula, and what no font has is no warning."""
    (axes,) = drawn(visits_at_least({name: [3]}, floor=2)).axes
    shown = {str(line.get_label()) for line in axes.get_lines()}
    assert name.replace("🙂", "?") in shown


@pytest.mark.parametrize(
    "draw",
    [
        lambda: visits_at_least({}, floor=15),
        lambda: travel_a_visit({}),
        lambda: late_by_week({}),
        lambda: days_late({}),
        lambda: search_progress({}),
        lambda: search_progress({"cancelled at once": []}),
    ],
)
def test_nothing_to_show_is_an_empty_figure(draw: Callable[[], Figure]) -> None:
    """No line but the floor, no bar, and no error."""
    axes = drawn(draw()).axes[0]
    assert {label for label, found in points(axes).items() if found} <= {"floor"}
    assert sum(map(len, axes.containers)) == 0


def test_who_lacks_matplotlib_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of the seven names the line to type, before it asks for anything of matplotlib's."""
    for name in [one for one in sys.modules if one.partition(".")[0] == "matplotlib"]:
        monkeypatch.setitem(sys.modules, name, None)
    month = worked_month()
    report = coverage_report(month.territory, month.request, month.plan, LAST)
    zh = Language.ZH
    draws: list[Callable[[], Figure]] = [
        lambda: coverage_map(month.territory, POLICY, FIRST, LAST, language=zh),
        lambda: visits_by_day(month.territory, POLICY, FIRST, LAST, language=zh),
        lambda: visits_at_least({"plan": [3]}, floor=2),
        lambda: travel_a_visit({"plan": month.plan}),
        lambda: late_by_week({"season": []}),
        lambda: days_late({"month": report}),
        lambda: search_progress({"search": TOLD}),
    ]
    for draw in draws:
        with pytest.raises(ExtraMissing, match=r"pip install 'routing\[plots\]'"):
            draw()


def test_figures_know_nothing_of_pyplot_and_change_no_settings() -> None:
    """Nothing is opened, nothing is kept: neither a window system nor a setting."""
    code = """
import sys
import matplotlib
before = matplotlib.rcParams.copy()
from routing.outputs.plots import visits_at_least
from routing.terms import Language
visits_at_least({"plan": [3]}, floor=2, language=Language.ZH)
print("matplotlib.pyplot" in sys.modules, matplotlib.rcParams.copy() == before)
"""
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.split() == ["False", "True"]
