"""What all figures have in common: an empty figure, colours, axes without ornament, ticks at dates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from importlib.util import find_spec
from typing import TYPE_CHECKING

from routing.errors import ExtraMissing

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure

__all__ = [
    "COLOURS",
    "INK",
    "colours_of",
    "date_ticks",
    "empty_figure",
    "legend",
    "need_matplotlib",
    "tidy",
    "whole_numbers",
]

COLOURS = ("#0072b2", "#e69f00", "#d55e00", "#009e73", "#cc79a7", "#56b4e9")
"""Told apart by those who see colours otherwise, too (Okabe and Ito)."""
INK = "#444444"
_GRID = "#e4e4e4"
_MOST_TICKS = 14


def need_matplotlib() -> None:
    """Refuse to begin where nothing could be drawn.

    Raises
    ------
    ExtraMissing
        If matplotlib is not installed.
    """
    if find_spec("matplotlib") is None:
        raise ExtraMissing("Drawing plots needs matplotlib: pip install 'routing[plots]'")


def empty_figure(width: float, height: float) -> Figure:
    """Return a figure of so many inches; pyplot, and with it any window, knows nothing of it.

    Raises
    ------
    ExtraMissing
        If matplotlib is not installed.
    """
    need_matplotlib()
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), layout="constrained")


def tidy(axes: Axes) -> None:
    """Take the frame off axes, and lay a faint grid behind what they show."""
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_axisbelow(True)
    axes.grid(visible=True, color=_GRID, linewidth=0.6)


def legend(axes: Axes) -> None:
    """Say which name is which where there is room; what was drawn last lies on top and stands first."""
    handles, labels = axes.get_legend_handles_labels()
    if handles:
        axes.legend(handles[::-1], labels[::-1], loc="best", frameon=False)


def whole_numbers(axis: Axis) -> None:
    """Put no ticks between the whole numbers of an axis that counts."""
    from matplotlib.ticker import MaxNLocator

    axis.set_major_locator(MaxNLocator(integer=True))


def colours_of(names: Iterable[str]) -> dict[str, str]:
    """Return a colour for each name, from the first on again where there are more names than colours."""
    return {name: COLOURS[number % len(COLOURS)] for number, name in enumerate(names)}


def date_ticks(axes: Axes, days: Sequence[date], form: str = "%m-%d") -> None:
    """Put ticks at some of the days, all equally far apart, on an axis that counts days as `date.toordinal` does."""
    shown = days[:: -(-len(days) // _MOST_TICKS) or 1]
    axes.set_xticks([day.toordinal() for day in shown], [f"{day:{form}}" for day in shown])
