"""Who is late, and for how long (R1-R4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Protocol

from routing.coverage_report import CoverageReport
from routing.outputs.plots.lettering import legible, letter
from routing.outputs.plots.paper import (
    colours_of,
    date_ticks,
    empty_figure,
    legend,
    tidy,
    whole_numbers,
)
from routing.outputs.plots.words import figure_words
from routing.terms import Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["Late", "days_late", "draw_weeks", "late_by_week"]


class Late(Protocol):
    """How many customers were late in the evening of a day, such as `routing.simulation.count.LateOn`."""

    @property
    def day(self) -> date:
        """The day."""
        ...

    @property
    def late(self) -> int:
        """The customers who were late."""
        ...


def late_by_week(
    weeks: Mapping[str, Iterable[Late]], *, language: Language = Language.EN
) -> Figure:
    """Return how many customers were late at the end of each week, a line for each season.

    Parameters
    ----------
    weeks
        Weeks of a backlog, such as ``counted(season).backlog.weeks``, by what they are to be called.
    language
        Of the texts; English where no font of this machine has Chinese.

    Raises
    ------
    ExtraMissing
        If matplotlib is not installed.
    """
    words = figure_words(language)
    found = {legible(name): tuple(ones) for name, ones in weeks.items()}
    figure = empty_figure(8.6, 2.8)
    axes = figure.subplots()
    tidy(axes)
    draw_weeks(axes, found, colours_of(found))
    date_ticks(axes, sorted({one.day for ones in found.values() for one in ones}))
    axes.set_ylabel(words("customers late"))
    whole_numbers(axes.yaxis)
    legend(axes)
    return letter(figure)


def days_late(reports: Mapping[str, CoverageReport], *, language: Language = Language.EN) -> Figure:
    """Return how many customers a plan leaves late by so many days or more, a line for each plan.

    Parameters
    ----------
    reports
        Of each plan who is visited when, by what they are to be called.
    language
        Of the texts; English where no font of this machine has Chinese.

    Raises
    ------
    ExtraMissing
        If matplotlib is not installed.
    """
    words = figure_words(language)
    late = {
        legible(name): [one.late_days for one in report.customers if one.late_days]
        for name, report in reports.items()
    }
    most = max((days for found in late.values() for days in found), default=0)
    figure = empty_figure(8.6, 2.8)
    axes = figure.subplots()
    tidy(axes)
    colours = colours_of(late)
    for name, found in reversed(tuple(late.items())):
        at_least = [sum(days >= number for days in found) for number in range(1, most + 2)]
        axes.step(range(1, most + 2), at_least, where="mid", color=colours[name], label=name)
    axes.set_ylim(bottom=0)
    axes.set_xlabel(words("days late, or more"))
    axes.set_ylabel(words("customers"))
    whole_numbers(axes.xaxis)
    whole_numbers(axes.yaxis)
    legend(axes)
    return letter(figure)


def draw_weeks(
    axes: Axes, weeks: Mapping[str, Iterable[Late]], colours: Mapping[str, str], bold: str = ""
) -> None:
    """Draw a line for each name through the customers late at the end of each week; the first name lies on top."""
    for name, found in reversed(tuple(weeks.items())):
        ones = tuple(found)
        axes.plot(
            [one.day.toordinal() for one in ones],
            [one.late for one in ones],
            color=colours[name],
            linewidth=1.8 if name == bold else 1.1,
            label=name,
        )
    axes.set_ylim(bottom=0)
