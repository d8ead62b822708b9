"""Who is visited when, who is due and who is late, as tables."""

from __future__ import annotations

from datetime import date

from rich.console import Console
from rich.text import Text

from routing.cli.shown import Shown
from routing.cli.view import add_columns, plain_table, print_title
from routing.coverage_report import (
    CoverageReport,
    CoverageState,
    CustomerCoverage,
)
from routing.domain.customer import Mode
from routing.domain.visit import Cause
from routing.plan_chain.record import PlannedVisit

__all__ = ["show_coverage"]

_ORDER = tuple(CoverageState)
_STYLES = {CoverageState.IMPOSSIBLE: "bold red", CoverageState.LATE: "bold red"}
_NAMED = 12
"""How many customers without a visit are named in the summary."""


def show_coverage(
    console: Console, shown: Shown, report: CoverageReport, *, everybody: bool = False
) -> None:
    """Print the coverage by classes, the months of R8, and the floors; every customer where asked for."""
    print_title(console, shown.words("coverage by class"))
    _classes(console, shown, report)
    _months(console, shown, report)
    _floors(console, shown, report)
    if everybody:
        _customers(console, shown, report)


def _classes(console: Console, shown: Shown, report: CoverageReport) -> None:
    """Print a column for each class: there are few of them, and more to say of each than a line holds."""
    words = shown.words
    columns = (*report.classes, report.total)
    table = plain_table()
    add_columns(table, "")
    add_columns(table, *(words(one.customer_class or "all") for one in columns), justify="right")
    for name, figures in (
        ("customers", [one.num_customers for one in columns]),
        ("visits", [one.num_visits for one in columns]),
        ("calls", [one.num_contacts for one in columns]),
        ("on-time", [one.num_on_time for one in columns]),
        ("rests", [one.num_resting for one in columns]),
        ("due", [one.num_due for one in columns]),
        ("late", [one.num_late for one in columns]),
        ("impossible", [one.num_impossible for one in columns]),
    ):
        table.add_row(words(name), *map(str, figures))
    shares = (f"{one.in_time_permille / 10:.1f}" for one in columns)
    table.add_row(words("nothing late, %"), *shares, style="bold")
    console.print(table)


def _months(console: Console, shown: Shown, report: CoverageReport) -> None:
    """Print who has no visit in the months of R8 that end with the horizon."""
    words = shown.words
    months = f"{report.months_from:%Y-%m} {words('to')} {report.months_to:%Y-%m} (R8)"
    missing = [row.customer_id for row in report.customers if not row.is_covered]
    if not missing:
        console.print(Text(f"{months}: {words('every customer has a visit')}"))
        return
    is_over = report.last == report.months_to
    title = words("customers without a visit" if is_over else "customers still without a visit")
    named = ", ".join(missing[:_NAMED]) + (", ..." if len(missing) > _NAMED else "")
    told = f"{months}: {title}: {len(missing)} ({named})"
    console.print(Text(told, style="bold red" if is_over else ""))


def _floors(console: Console, shown: Shown, report: CoverageReport) -> None:
    """Print how many days have as many visits as their floors ask for (R7)."""
    words = shown.words
    asked = [one for one in report.days if one.floor]
    short = [one for one in asked if one.missing]
    console.print(
        Text(
            f"{words('visit days that reach the floor')} (R7): {len(asked) - len(short)}/{len(asked)}"
        )
    )
    for one in short:
        told = f"  {one.day} {shown.manager(one.manager_id)}: {one.num_visits}/{one.floor}"
        console.print(Text(told, style="bold red"))


def _customers(console: Console, shown: Shown, report: CoverageReport) -> None:
    """Print a row for every customer, those first who are worst off."""
    words = shown.words
    print_title(console, words("coverage by customer"))
    table = plain_table()
    table.add_column(words("customer"), overflow="fold", min_width=6, max_width=22)
    table.add_column(words("last visit"), no_wrap=True)
    table.add_column(words("planned"), overflow="fold")
    add_columns(table, words("due from"), words("owed by"))
    table.add_column(words("state"), overflow="fold", max_width=18)
    for row in sorted(report.customers, key=lambda row: (_ORDER.index(row.state), -row.late_days)):
        table.add_row(
            Text.assemble(
                (shown.customer(row.customer_id), "bold"), f"\n{words(row.customer_class)}"
            ),
            _date(row.last_visit),
            ", ".join(_planned(shown, event) for event in row.planned) or "-",
            _date(row.due_from),
            _date(row.deadline),
            _state(shown, row),
        )
    console.print(table)


def _date(day: date | None) -> str:
    return "-" if day is None else day.isoformat()


def _planned(shown: Shown, event: PlannedVisit) -> str:
    day = f"{event.day:%m-%d}"
    return day if event.mode is Mode.IN_PERSON else f"{day} {shown.words(event.mode)}"


def _state(shown: Shown, row: CustomerCoverage) -> Text:
    words = shown.words
    told = words(row.state)
    if row.late_days:
        told += words.either(f" {row.late_days} day(s)", f" {row.late_days} 天")
    causes = ", ".join(words(cause) for cause in row.lapsed if cause is not Cause.LATE)
    return Text(f"{told}\n{causes}" if causes else told, style=_STYLES.get(row.state, ""))
