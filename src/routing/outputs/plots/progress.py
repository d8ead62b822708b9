"""How a search came to its answer, level by level of the objective."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from routing.outputs.plots.lettering import legible, letter
from routing.outputs.plots.paper import colours_of, empty_figure, tidy
from routing.outputs.plots.words import figure_words
from routing.solve.backend import Progress
from routing.status import LEVEL_NAMES, Level
from routing.terms import Language

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["search_progress"]


def search_progress(
    told: Mapping[str, Sequence[Progress]],
    *,
    by_time: bool = False,
    language: Language = Language.EN,
) -> Figure:
    """Return the best objective so far against the search's iterations or seconds, a line for each search.

    There is a panel for each level that has something in it, the most important on top: a lower level may rise where
    a higher one falls. A search in stages begins to count anew with each stage: against iterations the last stage is
    drawn, from what it began with.

    Parameters
    ----------
    told
        What each search told, by what it is to be called. Planners tell it if asked to:
        ``plan_day(..., progress=found.append)`` fills the list ``found``.
    by_time
        Whether seconds are shown and not iterations; they differ from run to run.
    language
        Of the texts; English where no font of this machine has Chinese.

    Raises
    ------
    ExtraMissing
        If matplotlib is not installed.

    Examples
    --------
    >>> from datetime import date
    >>> from routing import Geodesic, Limits, china_calendar, load_policy, plan_day, read_territory
    >>> from routing.outputs.plots import search_progress
    >>> territory, _ = read_territory("data/country-80")
    >>> calendar, monday, told = china_calendar(2026, 2027), date(2026, 11, 2), []
    >>> plan = plan_day(
    ...     territory,
    ...     load_policy("classified"),
    ...     calendar,
    ...     Geodesic(),
    ...     monday,
    ...     limits=Limits(iterations=100),
    ...     progress=told.append,
    ... )
    >>> [axes.get_title(loc="left") for axes in search_progress({"Monday": told}).axes][-2:]
    ['due visits left out, by weight', 'travel and wishes, in seconds']
    """
    words = figure_words(language)
    found = {
        legible(name): tuple(ones) if by_time else _last_stage(ones) for name, ones in told.items()
    }
    levels = [
        level
        for level in Level
        if any(one.objective[level] for ones in found.values() for one in ones)
    ] or [Level.COST]
    figure = empty_figure(8.6, 0.8 + 1.5 * len(levels))
    panels = figure.subplots(len(levels), sharex=True, squeeze=False).flat
    colours = colours_of(found)
    for axes, level in zip(panels, levels, strict=True):
        tidy(axes)
        for name, ones in found.items():
            axes.step(
                [one.elapsed_s if by_time else one.iterations for one in ones],
                [one.objective[level] for one in ones],
                where="post",
                color=colours[name],
                label=name,
            )
        axes.set_title(words.either(*LEVEL_NAMES[level]), loc="left", fontsize=9)
        # Axes do not begin at 0: what a search gains is little beside what no plan can spare.
        axes.ticklabel_format(axis="y", style="plain", useOffset=False)
    figure.axes[-1].set_xlabel(words("seconds" if by_time else "iterations"))
    if found:
        handles, labels = figure.axes[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside upper right", ncols=4, frameon=False)
    return letter(figure)


def _last_stage(told: Sequence[Progress]) -> tuple[Progress, ...]:
    """Return what the last stage of a search told, and before it what it began with."""
    begins = max(
        (
            number
            for number in range(1, len(told))
            if told[number].iterations < told[number - 1].iterations
        ),
        default=0,
    )
    if begins == 0:
        return tuple(told)
    return (replace(told[begins - 1], iterations=0), *told[begins:])
