"""What the study shows in figures: SVG files, the same bytes for the same results."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import zip_longest
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Any

from benchmarks.year_runs import AXES, OURS, START, policy_of
from benchmarks.year_scope import VARIED_ON, Results
from routing.outputs.plots.lateness import draw_weeks
from routing.outputs.plots.paper import INK, empty_figure
from routing.outputs.plots.travel import draw_bars
from routing.outputs.plots.visits import FLOOR_LINE, draw_at_least, shares_with_at_least
from routing.simulation.count import Count
from routing.units import HOUR_S

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["draw"]

COLOURS = {
    OURS: "#0072b2",
    "fixed journey": "#e69f00",
    "fixed journey, gap kept": "#56b4e9",
    "most overdue first": "#d55e00",
    "plain OR-Tools": "#009e73",
    "PyVRP": "#cc79a7",
}
"""Told apart by those who see colours otherwise, too (Okabe and Ito)."""
GREY = "#9a9a9a"
STYLE: dict[Any, object] = {
    "svg.hashsalt": "year",
    "svg.fonttype": "none",
    "font.size": 9,
    "axes.titlesize": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#e4e4e4",
    "grid.linewidth": 0.6,
    "legend.frameon": False,
}
WIDTH = 8.6
MEASURES: tuple[tuple[str, Callable[[Count], float]], ...] = (
    ("R13, R14 deadlines", lambda one: one.deadlines.could.percent),
    ("R8 two months", lambda one: one.months.could.percent),
    ("R16 appointments", lambda one: one.appointments.could.percent),
    ("R7 visit days at the floor", lambda one: one.floor.days.could.percent),
    ("R6 weeks", lambda one: one.visit_weeks.enough.percent),
    ("R1-R4 intervals", lambda one: one.cadence.total.intervals.could.percent),
)
COSTS: tuple[tuple[str, Callable[[Count], float]], ...] = (
    ("travel a visit, s", lambda one: one.travel_s_a_visit),
    ("customer-days late", lambda one: float(one.cadence.total.late_days)),
    ("days at the floor, %", lambda one: one.floor.days.could.percent),
    ("overtime, h", lambda one: one.work.overtime_s / HOUR_S),
)


def draw(results: Results, folder: Path) -> tuple[Path, ...]:
    """Return the files of all figures that the results have something for, written into a folder."""
    import matplotlib as mpl

    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    with mpl.rc_context(STYLE):
        for name, figure in _figures(results):
            path = folder / f"year-{name}.svg"
            figure.savefig(path, format="svg", metadata={"Date": None, "Creator": None})
            # Lines that end in blanks would not outlive an editor.
            lines = path.read_text(encoding="utf-8").splitlines()
            path.write_text("".join(f"{line.rstrip()}\n" for line in lines), encoding="utf-8")
            paths.append(path)
    return tuple(paths)


def _figures(results: Results) -> Iterator[tuple[str, Figure]]:
    scope = results.scope
    yield "travel", _travel(results)
    yield "kept", _kept(results)
    yield "backlog", _backlog(results)
    yield "visits-a-day", _visits_a_day(results)
    if scope.varied_days:
        yield "sensitivity", _sensitivity(results)
    if scope.parts:
        yield "parts", _parts(results)


def _figure(height: float) -> Figure:
    return empty_figure(WIDTH, height)


def _legend(figure: Figure, axes: Axes, number: int) -> None:
    handles, labels = axes.get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=number)


# ------------------------------------------------------------------ side by side


def _travel(results: Results) -> Figure:
    """Return seconds on the road for each visit, by territory and planner."""
    scope = results.scope
    figure = _figure(3.0)
    axes = figure.subplots()
    heights = {}
    for planner in scope.planners:
        totals = [results.total([run]) for run in scope.side_by_side(planner, "realistic")]
        heights[planner] = [0.0 if one is None else one.travel_s_a_visit for one in totals]
    draw_bars(axes, scope.territories, heights, COLOURS)
    axes.set_ylabel("seconds on the road a visit")
    _legend(figure, axes, len(scope.planners))
    return figure


def _kept(results: Results) -> Figure:
    """Return the shares kept of what could be kept, by rule and planner, in each world."""
    scope = results.scope
    figure = _figure(4.0)
    panels = figure.subplots(1, len(scope.worlds), sharex=True, sharey=True, squeeze=False)[0]
    step = 0.7 / len(scope.planners)
    for axes, world in zip(panels, scope.worlds, strict=True):
        for number, planner in enumerate(scope.planners):
            count = results.total(scope.side_by_side(planner, world))
            if count is None:
                continue
            shares = [share(count) for _, share in MEASURES]
            rows = [row - 0.35 + (number + 0.5) * step for row in range(len(MEASURES))]
            axes.plot(
                shares,
                rows,
                "o",
                markersize=7 if planner == OURS else 5,
                color=COLOURS[planner],
                label=planner,
                clip_on=False,
            )
        axes.set_title(f"{world} world")
        axes.set_xlabel("kept, % of what could be kept")
        axes.set_ylim(len(MEASURES) - 0.5, -0.5)
        axes.set_yticks(range(len(MEASURES)), [name for name, _ in MEASURES])
        axes.tick_params(axis="y", length=0)
        axes.grid(visible=False, axis="y")
        for border in range(1, len(MEASURES)):
            axes.axhline(border - 0.5, color="#e4e4e4", linewidth=0.6)
    # Once all is drawn: a limit set before would cut off what later panels hold.
    panels[0].set_xlim(right=100)
    _legend(figure, panels[0], len(scope.planners))
    return figure


def _backlog(results: Results) -> Figure:
    """Return the customers who were late at the end of each week, by territory and planner."""
    scope = results.scope
    months = _quarters(scope.days)
    columns = min(2, len(scope.territories))
    rows = -(-len(scope.territories) // columns)
    figure = _figure(0.6 + 1.8 * rows)
    panels = figure.subplots(rows, columns, sharex=True, squeeze=False).flat
    for number, (axes, name) in enumerate(zip(panels, scope.territories, strict=True)):
        weeks = {
            planner: results[scope.side_by_side(planner, "realistic")[number]].count.backlog.weeks
            for planner in scope.planners
        }
        draw_weeks(axes, weeks, COLOURS, bold=OURS)
        axes.set_title(name)
        axes.set_xticks([one.toordinal() for one in months], [f"{one:%Y-%m}" for one in months])
        if number % columns == 0:
            axes.set_ylabel("customers late")
    handles, labels = axes.get_legend_handles_labels()
    figure.legend(
        handles[::-1], labels[::-1], loc="outside upper center", ncols=len(scope.planners)
    )
    return figure


def _quarters(days: int) -> list[date]:
    """Return the first days of every third month of a season."""
    every = (START + timedelta(days=number) for number in range(days))
    return [day for day in every if day.day == 1 and day.month % 3 == 0]


def _visits_a_day(results: Results) -> Figure:
    """Return the share of visit days with at least so many visits, by planner."""
    scope = results.scope
    figure = _figure(3.0)
    axes = figure.subplots()
    shares = {}
    for planner in scope.planners:
        played = [results[run] for run in scope.side_by_side(planner, "realistic")]
        columns = zip_longest(*(one.visits_a_day for one in played), fillvalue=0)
        shares[planner] = shares_with_at_least([sum(column) for column in columns])
    draw_at_least(axes, shares, COLOURS, bold=OURS)
    asked = policy_of(scope.side_by_side(OURS, "realistic")[0].policy).visits.floor
    axes.axvline(asked, **FLOOR_LINE)
    axes.annotate(
        f"floor {asked}",
        (asked, 3),
        xytext=(-4, 0),
        textcoords="offset points",
        horizontalalignment="right",
        color=INK,
    )
    axes.set_xlabel("visits in person")
    axes.set_ylabel("% of visit days with at least so many")
    handles, labels = axes.get_legend_handles_labels()
    axes.legend(handles[::-1], labels[::-1], loc="upper right")
    return figure


# ------------------------------------------------------------------ with something else


def _sensitivity(results: Results) -> Figure:
    """Return what a number of the standard does to travel, lateness, floor and overtime."""
    figure = _figure(6.4)
    grid = figure.subplots(len(COSTS), len(AXES), sharex="col", sharey="row", squeeze=False)
    for column, (axis, terms) in enumerate(AXES.items()):
        found = [(value, results.total([run])) for value, run in results.scope.along(axis)]
        known = [(value, count) for value, count in found if count is not None]
        for row, (name, figure_of) in enumerate(COSTS):
            axes = grid[row][column]
            heights = [figure_of(count) for _, count in known]
            axes.plot([value for value, _ in known], heights, "-o", color=COLOURS[OURS], ms=4)
            for (value, _), height in zip(known, heights, strict=True):
                if value == terms.standard:
                    axes.plot(value, height, "o", color="white", ms=2)
            if column == 0:
                axes.set_ylabel(name)
            if row == len(COSTS) - 1:
                axes.set_xlabel(fill(terms.label, 24))
                axes.set_xticks(terms.values)
    figure.suptitle(f"{VARIED_ON}; hollow: as the standard has it", fontsize=9)
    return figure


def _parts(results: Results) -> Figure:
    """Return what our plans come to without one of their parts."""
    scope = results.scope
    names = (OURS, *scope.parts)
    measures = (
        *COSTS[:3],
        (
            "deadlines and\nappointments missed",
            lambda one: float(one.deadlines.could.missed + one.appointments.could.missed),
        ),
        ("told otherwise", lambda one: float(one.work.retold)),
    )
    figure = _figure(2.3)
    panels = figure.subplots(1, len(measures), sharey=True)
    for axes, (label, figure_of) in zip(panels, measures, strict=True):
        totals = [results.total(scope.without(name)) for name in names]
        lengths = [0.0 if one is None else figure_of(one) for one in totals]
        colours = [COLOURS[OURS], *((GREY,) * len(scope.parts))]
        bars = axes.barh(range(len(names)), lengths, 0.7, color=colours)
        axes.bar_label(bars, [f"{one:,.0f}" for one in lengths], padding=2, fontsize=8)
        axes.set_title(label)
        axes.margins(x=0.25)
        axes.set_xticks([])
        axes.set_yticks(range(len(names)), names)
        axes.set_ylim(len(names) - 0.5, -0.5)
        axes.tick_params(axis="y", length=0)
        axes.grid(visible=False)
        axes.spines["bottom"].set_visible(False)
    return figure
