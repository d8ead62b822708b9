"""Time on the road for each visit (R12)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from routing.outputs.plots.lettering import legible, letter
from routing.outputs.plots.paper import colours_of, empty_figure, tidy
from routing.outputs.plots.words import figure_words
from routing.plan import Plan
from routing.terms import Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["Travelled", "draw_bars", "travel_a_visit"]


class Travelled(Protocol):
    """What tells the time on the road for each visit in person, such as `routing.simulation.count.Count`."""

    @property
    def travel_s_a_visit(self) -> float:
        """Seconds on the road for each visit in person, 0 where there is none."""
        ...


def travel_a_visit(
    of: Mapping[str, Plan | Travelled], *, language: Language = Language.EN
) -> Figure:
    """Return the seconds on the road for each visit in person as bars, one for each plan or counted season.

    Parameters
    ----------
    of
        Plans and counts, by what they are to be called.
    language
        Of the texts; English where no font of this machine has Chinese.

    Raises
    ------
    ExtraMissing
        If matplotlib is not installed.
    """
    words = figure_words(language)
    names = [legible(name) for name in of]
    figure = empty_figure(8.6, 2.6)
    axes = figure.subplots()
    tidy(axes)
    heights = [_travel_s_a_visit(one) for one in of.values()]
    label = words("seconds on the road a visit")
    draw_bars(axes, names, {label: heights}, colours_of([label]))
    axes.set_ylabel(label)
    return letter(figure)


def draw_bars(
    axes: Axes,
    groups: Sequence[str],
    heights: Mapping[str, Sequence[float]],
    colours: Mapping[str, str],
) -> None:
    """Draw bars side by side in each group, a colour for each name, with the heights above them; 0 is none."""
    width = 0.8 / max(1, len(heights))
    for number, (name, found) in enumerate(heights.items()):
        at = [place - 0.4 + (number + 0.5) * width for place in range(len(found))]
        bars = axes.bar(at, found, width * 0.92, color=colours[name], label=name)
        axes.bar_label(bars, [f"{one:.0f}" if one else "-" for one in found], fontsize=7)
    axes.set_xticks(range(len(groups)), groups)
    axes.grid(visible=False, axis="x")


def _travel_s_a_visit(one: Plan | Travelled) -> float:
    if not isinstance(one, Plan):
        return one.travel_s_a_visit
    return one.kpis.travel_s / one.kpis.num_visits if one.kpis.num_visits else 0.0
