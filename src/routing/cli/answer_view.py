"""What every plan is shown with, of a day or of a month: head, visits left out and why, figures, objective, notes."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.table import Table
from rich.text import Text

from routing.cli.shown import Shown
from routing.cli.view import add_columns, plain_table, print_title, term_name
from routing.coverage_report import visits_by_customer
from routing.domain.visit import Category
from routing.plan import UnassignedVisit
from routing.plan_chain.record import PlannedVisit
from routing.status import LEVEL_NAMES, Level

__all__ = ["show_figures", "show_head", "show_left_out", "show_notes"]

_SHOWN = {Category.MANDATORY: None, Category.DUE: 12, Category.FILLER: 0}
"""How many visits left out are listed unless all are asked for, the weightiest first."""


def show_head(console: Console, shown: Shown, when: str) -> None:
    """Print whose plan this is, of when, and how it was made."""
    words, made = shown.words, shown.plan.provenance
    console.print(Text(f"{shown.plan.territory_id}  {when}", style="bold"))
    grid = plain_table(has_header=False)
    add_columns(grid, "")
    grid.add_column(overflow="fold")
    grid.add_row(words("policy"), made.policy)
    grid.add_row(words("travel times"), made.travel_source)
    grid.add_row(
        words("made by"),
        f"{made.solver}, {made.runtime_s:.1f} s, {words('stopped by')}: "
        f"{words(made.stopped_by)}, {words('seed')} {made.seed}",
    )
    console.print(grid)


def show_left_out(console: Console, shown: Shown) -> None:
    """Print what was left out or made late, with the reasons: mandatory visits first, the weightiest first."""
    words = shown.words
    weights = {visit.id: visit.weight for visit in shown.request.visits}
    planned = visits_by_customer(shown.plan) if _recurs(shown) else {}
    for category, title in (
        (Category.MANDATORY, _mandatory_title(shown)),
        (Category.DUE, "due visits left out"),
        (Category.FILLER, "fillers left out"),
    ):
        left_out = sorted(
            (visit for visit in shown.plan.unassigned if visit.category is category),
            key=lambda visit: (-weights.get(visit.visit_id, 0), visit.visit_id),
        )
        if not left_out:
            continue
        style = "bold red" if category is Category.MANDATORY else "bold"
        print_title(console, f"{words(title)}: {len(left_out)}", style=style)
        listed = left_out if shown.everything else left_out[: _SHOWN[category]]
        if listed:
            table = plain_table()
            table.add_column(words("customer"), overflow="fold", min_width=6, max_width=32)
            table.add_column(words("why it is left out"), overflow="fold")
            for visit in listed:
                made = planned.get(visit.customer_id, ())
                table.add_row(_who(shown, visit, made), shown.reasons(visit))
            console.print(table)
        if len(listed) < len(left_out):
            rest = words("not listed here (--all lists them)")
            console.print(Text(f"{rest}: {len(left_out) - len(listed)}", style="dim"))


def _recurs(shown: Shown) -> bool:
    return any(visit.cadence is not None for visit in shown.request.visits)


def _mandatory_title(shown: Shown) -> str:
    return "mandatory visits late or left out" if _recurs(shown) else "mandatory visits left out"


def _who(shown: Shown, visit: UnassignedVisit, made: Iterable[PlannedVisit]) -> Text:
    """Return whose visit lapsed, what called for it, by when it was owed, and when it is made all the same."""
    words = shown.words
    lines = [f"{shown.customer_class(visit.customer_id)}, {words(visit.cause)}"]
    if visit.deadline is not None and _recurs(shown):
        later = next((event.day for event in made if event.day > visit.deadline), None)
        lines.append(f"{words('owed by')} {visit.deadline}")
        lines += [] if later is None else [f"{words('made on')} {later}"]
    return Text.assemble((shown.customer(visit.customer_id), "bold"), "\n", "\n".join(lines))


def show_figures(console: Console, shown: Shown) -> None:
    """Print the key figures and every level of the objective."""
    kpis, words = shown.plan.kpis, shown.words
    print_title(console, words("figures"))
    grid = _grid()
    grid.add_row(
        f"  {words('visits in person')}",
        str(kpis.num_visits),
        f"{words('mandatory')} {kpis.num_mandatory}, {words('due')} {kpis.num_due}, "
        f"{words('filler')} {kpis.num_filler}",
    )
    for name, value in (
        ("by phone or network", str(kpis.num_contacts)),
        ("fewer than the floor", str(kpis.floor_missed)),
        (_mandatory_title(shown), str(kpis.num_unassigned_mandatory)),
        ("due visits left out", str(kpis.num_unassigned_due)),
    ):
        grid.add_row(f"  {words(name)}", value, "")
    for name, seconds, more in (
        ("on the road", kpis.travel_s, f"{kpis.distance_m / 1000:.1f} km"),
        ("with customers", kpis.visiting_s, ""),
        ("waiting", kpis.waiting_s, ""),
        ("working time", kpis.working_s, ""),
    ):
        grid.add_row(f"  {words(name)}", shown.duration(seconds), more)
    console.print(grid)
    print_title(console, words("objective, most important first"))
    grid = _grid()
    objective = shown.plan.objective
    for level in Level:
        terms = ", ".join(
            f"{term_name(words, term.name)} {term.amount:,}"
            + ("" if term.amount == term.value else f" ({term.value:,})")
            for term in objective.terms
            if term.level is level and term.value
        )
        grid.add_row(
            f"  {words.either(*LEVEL_NAMES[level])}", f"{objective.levels[level]:,}", terms
        )
    console.print(grid)


def _grid() -> Table:
    """Return an empty table of names, figures and what more there is to say."""
    grid = plain_table(has_header=False)
    add_columns(grid, "", justify="left")
    add_columns(grid, "", justify="right")
    grid.add_column(overflow="fold")
    return grid


def show_notes(console: Console, shown: Shown) -> None:
    """Print the warnings that go with the plan."""
    if shown.plan.notes:
        print_title(console, shown.words("notes"), style="bold yellow")
        for note in shown.plan.notes:
            console.print(Text(f"  {shown.words.either(note.text, note.text_zh)}"))
