"""Visits a day against the floor (R7)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from routing.demand.working_time import VisitDays
from routing.domain.calendar import WorkCalendar
from routing.domain.customer import Mode
from routing.domain.ids import ManagerId
from routing.domain.manager import AccountManager
from routing.domain.policy import Policy
from routing.domain.territory import Territory
from routing.outputs.plots.lettering import legible, letter
from routing.outputs.plots.paper import (
    COLOURS,
    INK,
    colours_of,
    date_ticks,
    empty_figure,
    legend,
    tidy,
    whole_numbers,
)
from routing.outputs.plots.waits import weeks_between
from routing.outputs.plots.words import figure_words
from routing.plan import Plan
from routing.plan_chain import planned_visits
from routing.terms import Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = [
    "FLOOR_LINE",
    "draw_at_least",
    "shares_with_at_least",
    "visits_at_least",
    "visits_by_day",
]

FLOOR_LINE: dict[str, Any] = {"color": INK, "linewidth": 0.9, "linestyle": (0, (4, 3))}


def visits_by_day(
    territory: Territory,
    policy: Policy,
    first: date,
    last: date,
    *,
    plan: Plan | None = None,
    calendar: WorkCalendar | None = None,
    language: Language = Language.EN,
) -> Figure:
    """Return the visits in person of each account manager's days as bars, with the floor as a line (R7).

    Filled bars are visits made, hollow ones are planned. The floor is asked on visit days (R6) alone: a day that was
    opened for a deadline need not reach it.

    Parameters
    ----------
    territory
        The account managers, and the visits made.
    policy
        Says what the floor is; the own maximum of an account manager lowers it.
    first, last
        The days shown.
    plan
        Visits to come.
    calendar
        Which days are worked: the floor is drawn on visit days. Without it the line runs through all days.
    language
        Of the texts; English where no font of this machine has Chinese.

    Raises
    ------
    ExtraMissing
        If matplotlib is not installed.
    InputError
        If a day shown is none that the calendar knows.
    """
    words = figure_words(language)
    known = None if calendar is None else VisitDays(territory.absences, policy, calendar)
    managers = sorted(territory.managers, key=lambda one: one.id)
    made = _made(territory)
    planned = Counter(
        (one.manager_id, one.day)
        for one in (planned_visits(plan) if plan is not None else ())
        if one.is_in_person
    )
    figure = empty_figure(8.6, 0.8 + 1.7 * len(managers))
    panels = figure.subplots(len(managers), sharex=True, sharey=True, squeeze=False).flat
    for axes, manager in zip(panels, managers, strict=True):
        tidy(axes)
        for counts, label, fill in ((made, "made", COLOURS[0]), (planned, "planned", "none")):
            days = sorted(day for who, day in counts if who == manager.id and first <= day <= last)
            if days:
                axes.bar(
                    [day.toordinal() for day in days],
                    [counts[manager.id, day] for day in days],
                    0.8,
                    facecolor=fill,
                    edgecolor=COLOURS[0],
                    label=words(label),
                )
        floor = _floor(policy, manager)
        if known is None:
            axes.axhline(floor, label=words("floor"), **FLOOR_LINE)
        else:
            asked = [day.toordinal() for day in _days(first, last) if known.includes(manager, day)]
            axes.hlines(
                [floor] * len(asked),
                [day - 0.5 for day in asked],
                [day + 0.5 for day in asked],
                color=INK,
                linewidth=1.2,
                label=words("floor"),
            )
        axes.set_title(legible(manager.id), loc="left", fontsize=9)
        axes.set_ylabel(words("visits in person"))
        axes.set_xlim(first.toordinal() - 0.6, last.toordinal() + 0.6)
        date_ticks(axes, [week.first for week in weeks_between(first, last)])
    handles = {
        label: handle
        for axes in figure.axes
        for handle, label in zip(*axes.get_legend_handles_labels(), strict=True)
    }
    figure.legend(
        handles.values(), handles.keys(), loc="outside upper right", ncols=3, frameon=False
    )
    return letter(figure)


def visits_at_least(
    days: Mapping[str, Iterable[int]], *, floor: int, language: Language = Language.EN
) -> Figure:
    """Return the share of visit days with at least so many visits in person, a line for each plan or season (R7).

    Parameters
    ----------
    days
        Visits of each visit day, by what they are to be called.
    floor
        The visits asked for.
    language
        Of the texts; English where no font of this machine has Chinese.

    Raises
    ------
    ExtraMissing
        If matplotlib is not installed.
    """
    words = figure_words(language)
    shares = {}
    for name, visits in days.items():
        counts = Counter(visits)
        shares[legible(name)] = shares_with_at_least(
            [counts[number] for number in range(max(counts, default=-1) + 1)]
        )
    figure = empty_figure(8.6, 3.0)
    axes = figure.subplots()
    tidy(axes)
    draw_at_least(axes, shares, colours_of(shares))
    axes.axvline(floor, label=words("floor"), **FLOOR_LINE)
    axes.set_xlabel(words("visits in person"))
    whole_numbers(axes.xaxis)
    axes.set_ylabel(words("% of visit days with at least so many"))
    legend(axes)
    return letter(figure)


def shares_with_at_least(days: Sequence[int]) -> list[float]:
    """Return the percentage of days with at least 0, 1, 2 ... visits, given how many have just so many."""
    at_least = list(accumulate(reversed(days)))[::-1]
    return [100 * one / at_least[0] for one in at_least] if at_least else []


def draw_at_least(
    axes: Axes, shares: Mapping[str, Sequence[float]], colours: Mapping[str, str], bold: str = ""
) -> None:
    """Draw a step for each number of visits, by name; the first name lies on top."""
    most = 0
    for name, heights in reversed(tuple(shares.items())):
        if not heights:
            continue
        most = max(most, len(heights) - 1)
        axes.step(
            range(len(heights)),
            heights,
            where="mid",
            color=colours[name],
            linewidth=2.0 if name == bold else 1.2,
            label=name,
        )
    axes.set_xlim(0, most + 1)
    axes.set_ylim(0, 101)


def _floor(policy: Policy, manager: AccountManager) -> int:
    most = policy.visits.max if manager.max_visits is None else manager.max_visits
    return min(policy.visits.floor, most)


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _made(territory: Territory) -> Counter[tuple[ManagerId | None, date]]:
    """Return the visits made in person by account manager and day.

    Where nobody noted who went, it was the customer's own manager, or the only one there is.
    """
    own = {one.id: one.manager_id for one in territory.customers}
    only = territory.managers[0].id if len(territory.managers) == 1 else None
    return Counter(
        (row.manager_id or own.get(row.customer_id) or only, row.day)
        for row in territory.history
        if row.done and row.mode is Mode.IN_PERSON
    )
