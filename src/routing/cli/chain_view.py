"""What a plan changes of the one that it follows, each change with its reason (R17, R18)."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from routing.cli.shown import Shown
from routing.cli.view import add_columns, plain_table, print_title
from routing.cli.words import Words
from routing.domain.customer import Mode
from routing.plan_chain import Change, ChangeKind, PlanId, PlannedVisit
from routing.units import clock_text

__all__ = ["planned_cell", "show_changes"]


def show_changes(
    console: Console,
    shown: Shown,
    before: PlanId,
    changes: Sequence[Change],
    *,
    title: str = "changes of plan",
) -> None:
    """Print a row for every change; other times of a day only where asked for, or where the customer has had notice."""
    words = shown.words
    print_title(console, f"{words(title)} {before}: {len(changes)}")
    listed = [
        one
        for one in changes
        if shown.everything or one.is_promised or one.kind is not ChangeKind.RETIMED
    ]
    if listed:
        console.print(_table(shown, listed))
    if len(listed) < len(changes):
        rest = words("other times of the same day (--all lists them)")
        console.print(Text(f"{rest}: {len(changes) - len(listed)}", style="dim"))


def _table(shown: Shown, changes: Sequence[Change]) -> Table:
    words = shown.words
    table = plain_table()
    table.add_column(words("customer"), overflow="fold", min_width=6, max_width=22)
    add_columns(table, words("change"))
    table.add_column(words("before"), overflow="fold", min_width=11)
    table.add_column(words("now"), overflow="fold", min_width=11)
    table.add_column(words("why"), overflow="fold")
    for one in changes:
        why = Text(words.either(one.why.text, one.why.text_zh))
        if one.is_promised:
            why.append(f"\n{words('has had notice: tell the customer')}", style="bold yellow")
        table.add_row(
            Text(shown.customer(one.customer_id), style="bold"),
            words(one.kind),
            planned_cell(words, one.before),
            planned_cell(words, one.after),
            why,
        )
    return table


def planned_cell(words: Words, visit: PlannedVisit | None) -> str:
    """Return day, time, mode and account manager of a planned visit; a dash where there is none."""
    if visit is None:
        return "-"
    mode = "" if visit.mode is Mode.IN_PERSON else f" {words(visit.mode)}"
    return f"{visit.day:%m-%d} {clock_text(visit.start_s)}{mode}\n{visit.manager_id}"
