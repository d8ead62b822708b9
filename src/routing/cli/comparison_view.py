"""Two plans side by side, as tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from routing.cli.chain_view import planned_cell
from routing.cli.execution_visits import LISTED
from routing.cli.shown import duration
from routing.cli.view import add_columns, plain_table, print_title, term_name
from routing.cli.words import Words
from routing.comparison import Comparison, FigurePair, TermPair, Verdict
from routing.domain.visit import Category
from routing.plan import UnassignedVisit
from routing.plan_chain import ChangeKind
from routing.status import LEVEL_NAMES, Level
from routing.units import MINUTE_S

__all__ = ["FIGURE_NAMES", "show_comparison"]

FIGURE_NAMES = {
    "num_visits": "visits in person",
    "num_contacts": "by phone or network",
    "num_mandatory": "mandatory",
    "num_due": "due",
    "num_filler": "filler",
    "num_unassigned_mandatory": "mandatory visits late or left out",
    "num_unassigned_due": "due visits left out",
    "floor_missed": "fewer than the floor",
    "travel_s": "on the road",
    "distance_m": "kilometres",
    "travel_per_visit_s": "on the road, per visit",
    "visiting_s": "with customers",
    "waiting_s": "waiting",
    "contact_s": "on the phone or network",
    "working_s": "working time",
}
"""What each key figure is called, in the English of the command line."""
_PER_VISIT = "travel_per_visit_s"


def show_comparison(
    console: Console,
    words: Words,
    comparison: Comparison,
    *,
    titles: tuple[str, str],
    everything: bool = False,
) -> None:
    """Print which plan is better and why, then all that differs.

    Parameters
    ----------
    titles
        What the two plans are called.
    everything
        Whether other times of the same day, fillers left out, and more than a dozen of the others, are listed rather
        than counted.
    """
    days = f"{comparison.first} {words('to')} {comparison.last}"
    if comparison.first == comparison.last:
        days = str(comparison.first)
    console.print(Text(f"{comparison.territory_id}  {days}", style="bold"))
    grid = plain_table(has_header=False)
    add_columns(grid, "")
    grid.add_column(overflow="fold")
    for name, title in zip(("first plan", "second plan"), titles, strict=True):
        grid.add_row(words(name), title)
    console.print(grid)
    style = "bold yellow" if comparison.verdict is Verdict.UNKNOWN else "bold green"
    console.print(Text(words.either(comparison.text, comparison.text_zh), style=style))
    _visits(console, words, comparison, everything=everything)
    _orders(console, words, comparison)
    for title, entries in (
        ("left out by the second plan only", comparison.newly_left_out),
        ("left out by the first plan only", comparison.no_longer_left_out),
    ):
        _left_out(console, words, title, entries, everything=everything)
    _figures(console, words, comparison)
    _levels(console, words, comparison)


def _visits(console: Console, words: Words, comparison: Comparison, *, everything: bool) -> None:
    found = comparison.differences
    kinds = Counter(one.kind for one in found)
    told = ", ".join(f"{words(kind)} {kinds[kind]}" for kind in ChangeKind if kinds[kind])
    print_title(console, f"{words('visits that differ')}: {told or 0}")
    listed = [one for one in found if everything or one.kind is not ChangeKind.RETIMED]
    if listed:
        table = plain_table()
        table.add_column(words("customer"), overflow="fold", min_width=6, max_width=22)
        add_columns(table, words("change"))
        for title in ("first plan", "second plan"):
            table.add_column(words(title), overflow="fold", min_width=11)
        for one in listed:
            table.add_row(
                Text(one.customer_id, style="bold"),
                words(one.kind),
                planned_cell(words, one.before),
                planned_cell(words, one.after),
            )
        console.print(table)
    if len(listed) < len(found):
        rest = words("other times of the same day (--all lists them)")
        console.print(Text(f"{rest}: {len(found) - len(listed)}", style="dim"))


def _orders(console: Console, words: Words, comparison: Comparison) -> None:
    if not comparison.reordered:
        return
    print_title(console, f"{words('routes in another order')}: {len(comparison.reordered)}")
    for one in comparison.reordered:
        told = f"{one.day} {one.manager_id}: {', '.join(one.moved)}"
        console.print(Text(f"  {told}"))


def _left_out(
    console: Console,
    words: Words,
    title: str,
    entries: Sequence[UnassignedVisit],
    *,
    everything: bool,
) -> None:
    if not entries:
        return
    print_title(console, f"{words(title)}: {len(entries)}")
    weighty = [one for one in entries if everything or one.category is not Category.FILLER]
    listed = weighty if everything else weighty[:LISTED]
    if listed:
        table = plain_table()
        table.add_column(words("customer"), overflow="fold", min_width=6, max_width=22)
        add_columns(table, words("category"), words("cause"), words("owed by"))
        for one in listed:
            table.add_row(
                Text(one.customer_id, style="bold"),
                words(one.category),
                words(one.cause),
                "-" if one.deadline is None else str(one.deadline),
            )
        console.print(table)
    for rest, number in (
        ("more (--all lists them)", len(weighty) - len(listed)),
        ("fillers (--all lists them)", len(entries) - len(weighty)),
    ):
        if number:
            console.print(Text(f"{words(rest)}: {number}", style="dim"))


def _figures(console: Console, words: Words, comparison: Comparison) -> None:
    title = "figures" if comparison.is_same_days else "figures of the common days"
    print_title(console, words(title))
    table = _pairs(words)
    table.add_column("", justify="right", no_wrap=True)
    for one in comparison.figures:
        table.add_row(
            f"  {words(FIGURE_NAMES[one.name])}",
            _figure(words, one, one.before),
            _figure(words, one, one.after),
            _change(words, one),
        )
    console.print(table)


def _pairs(words: Words) -> Table:
    table = plain_table()
    add_columns(table, "")
    add_columns(table, words("first plan"), words("second plan"), justify="right")
    return table


def _figure(words: Words, pair: FigurePair, value: int) -> str:
    if pair.name == "distance_m":
        return f"{value / 1000:.1f}"
    if pair.name == _PER_VISIT:
        return f"{value / MINUTE_S:.1f} {words('min')}"
    return duration(words, value) if pair.name.endswith("_s") else f"{value:,}"


def _change(words: Words, pair: FigurePair) -> str:
    change = pair.after - pair.before
    if pair.name.endswith("_s") and pair.name != _PER_VISIT:
        minutes = round(change / MINUTE_S)
        return f"{minutes:+d} {words('min')}" if minutes else ""
    return f"{'+' if change > 0 else '-'}{_figure(words, pair, abs(change))}" if change else ""


def _levels(console: Console, words: Words, comparison: Comparison) -> None:
    """Print every level, with the terms in which the plans differ."""
    print_title(console, words("objective, most important first"))
    table = _pairs(words)
    table.add_column("", overflow="fold")
    for pair in comparison.levels:
        decides = pair.level is comparison.decided_on
        table.add_row(
            Text(f"  {words.either(*LEVEL_NAMES[pair.level])}", style="bold" if decides else ""),
            f"{pair.before:,}",
            f"{pair.after:,}",
            ", ".join(_terms(words, comparison.terms, pair.level)),
        )
    console.print(table)


def _terms(words: Words, terms: Sequence[TermPair], level: Level) -> list[str]:
    return [
        f"{term_name(words, one.before.name)} {one.before.amount:,} -> {one.after.amount:,}"
        for one in terms
        if one.before.level is level and one.before.value != one.after.value
    ]
