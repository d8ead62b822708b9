"""``routing check``: any plan, held against what was asked for."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from routing.cli.documents import plan_documents, read_plan_documents
from routing.cli.exit_codes import ExitCode

if TYPE_CHECKING:
    from rich.console import Console

    from routing.checker.report import Finding, Report

__all__ = ["check_command"]


@click.command("check", short_help="Check a plan against its request (核对计划).")
@plan_documents
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON, nothing else.")
def check_command(*, plan: Path, request: Path, matrix: Path, as_json: bool) -> None:
    """Check a plan, of whatever origin, against its request (核对计划).

    PLAN is a plan document. The checker trusts nothing in it: it computes every time and figure itself. `routing plan`
    writes all three documents (--out, --request-out, --matrix-out).

    The exit code is 1 when the plan breaks a rule, 2 when a document is broken.
    """
    from routing.checker import check

    answer, asked, travel = read_plan_documents(plan, request, matrix)
    report = check(asked, travel, answer)
    if as_json:
        _print_json(report)
    else:
        _print_tables(report)
    if not report.is_clean:
        click.get_current_context().exit(ExitCode.FOUND)


def _print_json(report: Report) -> None:
    def plain(finding: Finding) -> dict[str, object]:
        return {
            "rule": finding.rule,
            "standard": finding.meaning.standard,
            "subject": finding.subject,
            "message": finding.message,
            "amount": finding.amount,
            "remedy": finding.meaning.remedy,
        }

    shown = {
        "clean": report.is_clean,
        "violations": [plain(one) for one in report.violations],
        "remarks": [plain(one) for one in report.remarks],
    }
    text = json.dumps(shown, ensure_ascii=False, indent=2) + "\n"
    click.echo(text.encode(), nl=False)


def _print_tables(report: Report) -> None:
    from routing.cli.view import output_console

    console = output_console()
    _print_findings(console, "rules broken", report.violations, style="bold red")
    _print_findings(console, "remarks", report.remarks, style="bold yellow")
    if report.is_clean:
        console.print("The plan keeps every rule, and its figures are right.", style="bold green")


def _print_findings(
    console: Console, title: str, findings: Sequence[Finding], *, style: str
) -> None:
    from routing.cli.view import add_columns, plain_table

    if not findings:
        return
    console.print(f"{title}: {len(findings)}", style=style)
    table = plain_table()
    add_columns(table, "rule")
    table.add_column("subject", overflow="fold", max_width=24)
    table.add_column("what was found", overflow="fold")
    for finding in findings:
        meaning = finding.meaning
        standard = f"\n({meaning.standard})" if meaning.standard else ""
        table.add_row(
            f"{finding.rule}{standard}",
            finding.subject,
            f"{finding.message}\n{meaning.chinese}。 {meaning.remedy}",
        )
    console.print(table)
    console.print()
