"""Customers by weeks: who was visited, who is to be, and who waits too long (R1-R4, R8)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from routing.demand.past_visits import PastVisits, past_visits
from routing.domain.customer import Customer, CustomerClass, Mode
from routing.domain.events import VisitRecord
from routing.domain.policy import Policy
from routing.domain.territory import Territory
from routing.outputs.plots.lettering import legible, letter
from routing.outputs.plots.paper import INK, date_ticks, empty_figure
from routing.outputs.plots.waits import Standing, planned_rows, standings, weeks_between
from routing.outputs.plots.words import figure_words
from routing.plan import Plan
from routing.terms import Language, Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["coverage_map"]

_SHADES = ("#f1f4f6", "#a6cbe3", "#f6b26b", "#c8501e")
"""Of each standing, from light to dark, so that it can be read without colours, too."""
_LABELS = ("rests", "due", "late", "late by an interval or more")
_MOST_WITH_IDS = 60
_ROW_WITH_ID, _ROW = 0.13, 0.05  # inches


def coverage_map(
    territory: Territory,
    policy: Policy,
    first: date,
    last: date,
    *,
    plan: Plan | None = None,
    classes: Iterable[CustomerClass] = tuple(CustomerClass),
    language: Language = Language.EN,
) -> Figure:
    """Return a row for each customer, coloured by how long he has waited for a visit at the end of each week.

    A panel for each class, those on top who wait longest in the end. Dots are visits: filled ones were made, hollow
    ones are planned and count as made in the colours; crosses are contacts by phone or network (R22). Nothing is drawn
    before the day on which a customer joined.

    Parameters
    ----------
    territory
        The customers, and the visits made.
    policy
        What cadence asks for: due, late and the months of R8 are its.
    first, last
        The days shown.
    plan
        Visits to come.
    classes
        The classes shown; up to 60 customers are named by their ids.
    language
        Of the texts; English where no font of this machine has Chinese.

    Raises
    ------
    ExtraMissing
        If matplotlib is not installed.

    Examples
    --------
    >>> from datetime import date
    >>> from routing import load_policy, read_territory
    >>> from routing.outputs.plots import coverage_map
    >>> territory, _ = read_territory("data/country-80")
    >>> figure = coverage_map(
    ...     territory, load_policy("classified"), date(2026, 10, 5), date(2026, 11, 1)
    ... )
    >>> [axes.get_ylabel() for axes in figure.axes]
    ['core (4)', 'potential (19)', 'regular (51)', 'assisted (6)']
    """
    words = figure_words(language)
    weeks = weeks_between(first, last)
    made = tuple(row for row in territory.history if row.done)
    planned = planned_rows(plan)
    rows = (*made, *planned)
    found = standings(territory, policy, rows, [week.last for week in weeks])
    shown = _by_class(territory, policy, rows, last, classes)
    num_rows = sum(map(len, shown.values()))
    has_ids = num_rows <= _MOST_WITH_IDS
    height = 1.2 + max(1, num_rows) * (_ROW_WITH_ID if has_ids else _ROW)
    figure = empty_figure(8.6, height)
    panels = figure.subplots(
        max(1, len(shown)),
        sharex=True,
        squeeze=False,
        height_ratios=[len(customers) for customers in shown.values()] or [1],
    ).flat
    edges = [*(week.first.toordinal() for week in weeks), last.toordinal() + 1]
    for axes, (customer_class, customers) in zip(panels, shown.items(), strict=False):
        cells = [
            [np.nan if state is None else float(state) for state in found[customer.id]]
            for customer in customers
        ]
        _shade(axes, edges, np.array(cells))
        for visits, is_made in ((made, True), (planned, False)):
            inside = [one for one in visits if first <= one.day <= last]
            _mark(axes, customers, inside, words, is_made=is_made)
        axes.set_ylabel(f"{words(customer_class)} ({len(customers)})")
        ids = [legible(customer.id) for customer in customers] if has_ids else []
        axes.set_yticks(range(len(ids)), ids, fontsize=6)
        axes.tick_params(length=0)
    if shown:
        date_ticks(axes, [week.first for week in weeks])
        axes.set_xlabel(words("at the end of each week"))
        _legend(figure, words)
    return letter(figure)


def _by_class(
    territory: Territory,
    policy: Policy,
    rows: Iterable[VisitRecord],
    last: date,
    classes: Iterable[CustomerClass],
) -> dict[CustomerClass, list[Customer]]:
    """Return the customers of each class that has some, the longest without a visit first."""
    pasts = past_visits(rows, policy.contact, known_through=last)

    def seen(customer: Customer) -> tuple[date, str]:
        past = pasts.get(customer.id, PastVisits())
        return past.last_for_cadence or date.min, customer.id

    ordered = sorted(territory.customers, key=seen)
    found = {
        CustomerClass(one): [who for who in ordered if who.customer_class == one] for one in classes
    }
    return {one: customers for one, customers in found.items() if customers}


def _shade(axes: Axes, edges: Sequence[int], cells: np.ndarray) -> None:
    from matplotlib.colors import BoundaryNorm, ListedColormap

    rows = np.arange(len(cells) + 1) - 0.5
    levels = np.arange(len(Standing) + 1) - 0.5
    axes.pcolormesh(
        edges,
        rows,
        np.ma.masked_invalid(cells),
        cmap=ListedColormap(_SHADES),
        norm=BoundaryNorm(levels, len(Standing)),
        edgecolors="white",
        linewidth=0.3,
    )
    axes.set_ylim(len(cells) - 0.5, -0.5)
    axes.spines[:].set_visible(False)


def _mark(
    axes: Axes,
    customers: Sequence[Customer],
    rows: Iterable[VisitRecord],
    words: Words,
    *,
    is_made: bool,
) -> None:
    """Draw a mark at noon of each visit and contact."""
    row_of = {customer.id: number for number, customer in enumerate(customers)}
    places: dict[bool, list[tuple[float, int]]] = {True: [], False: []}
    for row in rows:
        if row.customer_id in row_of:
            place = (row.day.toordinal() + 0.5, row_of[row.customer_id])
            places[row.mode is Mode.IN_PERSON].append(place)
    for in_person, found in places.items():
        if not found:
            continue
        label = (
            ("visit made" if is_made else "visit planned") if in_person else "by phone or network"
        )
        axes.plot(
            [x for x, _ in found],
            [y for _, y in found],
            "o" if in_person else "x",
            markersize=2.6 if in_person else 3.0,
            markeredgewidth=0.7,
            markeredgecolor=INK,
            markerfacecolor=INK if is_made else "white",
            label=words(label),
        )


def _legend(figure: Figure, words: Words) -> None:
    from matplotlib.patches import Patch

    patches = [
        Patch(color=shade, label=words(label))
        for shade, label in zip(_SHADES, _LABELS, strict=True)
    ]
    lines = {line.get_label(): line for axes in figure.axes for line in axes.get_lines()}
    handles = [*patches, *lines.values()]
    figure.legend(handles=handles, loc="outside upper center", ncols=4, frameon=False)
