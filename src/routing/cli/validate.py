"""``routing validate``: every fault of the tables in one report."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from routing.cli.exit_codes import ExitCode

if TYPE_CHECKING:
    from routing.domain.territory import Territory
    from routing.errors import Issue

__all__ = ["validate_command"]


@click.command("validate", short_help="Tell what is wrong with a territory (检查数据).")
@click.argument("source", metavar="TERRITORY", type=click.Path(path_type=Path))
@click.option(
    "--policy",
    default="classified",
    show_default=True,
    help="Policy whose bands the territory is held against: a name or a TOML file.",
)
@click.option(
    "--today",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="Day of reading: visits after it are errors.  [default: the future is not looked at]",
)
@click.option("--strict", is_flag=True, help="End with exit code 1 when there are warnings.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON, nothing else.")
def validate_command(
    *, source: Path, policy: str, today: datetime | None, strict: bool, as_json: bool
) -> None:
    """Read a territory and tell everything that is wrong with it (检查数据).

    TERRITORY is a folder of CSV files or workbooks, one workbook, or a territory document (.json).

    The exit code is 2 when there are errors, else 0; with --strict it is 1 when there are warnings.
    """
    from routing.cli.inputs import inspect_source, policy_from
    from routing.demand.territory_check import territory_warnings

    terms = policy_from(policy)
    reading = inspect_source(source, today=None if today is None else today.date())
    territory, issues = reading.territory, reading.issues
    if territory is not None:
        issues = (*issues, *territory_warnings(territory, terms))
    if as_json:
        _print_json(territory, issues)
    else:
        _print_tables(territory, issues)
    if territory is None:
        code = ExitCode.INPUT
    elif strict and issues:
        code = ExitCode.FOUND
    else:
        code = ExitCode.FINE
    click.get_current_context().exit(code)


def _print_json(territory: Territory | None, issues: tuple[Issue, ...]) -> None:
    from dataclasses import asdict

    report = {
        "territory": None if territory is None else territory.id,
        "usable": territory is not None,
        "issues": [asdict(issue) for issue in issues],
    }
    text = json.dumps(report, ensure_ascii=False, indent=2) + "\n"
    click.echo(text.encode(), nl=False)


def _print_tables(territory: Territory | None, issues: tuple[Issue, ...]) -> None:
    from routing.cli.issue_view import show_issues
    from routing.cli.view import output_console

    console = output_console()
    show_issues(console, issues)
    if territory is None:
        console.print("Nothing was read: correct the errors and run it again.", style="bold red")
        return
    visits = len(territory.history)
    console.print(
        f"{territory.id}: {len(territory.managers)} account manager(s), {len(territory.customers)} customers, "
        f"{visits:,} visits, {len(territory.anomalies)} anomalies, {len(territory.appointments)} appointments, "
        f"{len(territory.pins)} pins, {len(territory.absences)} absences, {len(territory.tasks)} tasks."
    )
    verdict = "No fault found." if not issues else f"Usable; {len(issues)} warning(s)."
    console.print(verdict, style="bold green")
