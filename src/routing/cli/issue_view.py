"""Faults and warnings of the input as tables, file by file."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from rich.console import Console
from rich.text import Text

from routing.cli.view import plain_table
from routing.errors import Issue, Severity

__all__ = ["show_issues"]


def show_issues(console: Console, issues: Iterable[Issue]) -> None:
    """Print all issues: errors first, then warnings, each grouped by file or document."""
    ordered = sorted(issues, key=lambda issue: issue.severity is not Severity.ERROR)
    for severity, of_severity in groupby(ordered, key=lambda issue: issue.severity):
        found = list(of_severity)
        style = "bold red" if severity is Severity.ERROR else "bold yellow"
        console.print(Text(_count(len(found), severity), style=style))
        by_file: dict[str, list[Issue]] = {}
        for issue in found:
            by_file.setdefault(issue.place.partition(", ")[0], []).append(issue)
        for file, of_file in by_file.items():
            _show_file(console, file, of_file)


def _show_file(console: Console, file: str, issues: list[Issue]) -> None:
    console.print(Text(file, style="bold"))
    table = plain_table(has_header=False)
    table.add_column(max_width=34)
    table.add_column(overflow="fold")
    for issue in issues:
        told = Text(issue.message)
        if issue.value:
            told.append(f" Found: {issue.value}", style="bold")
        told.append(f"\n{issue.remedy}", style="green")
        told.append(f" [{issue.code}]", style="dim")
        table.add_row(Text(f"  {issue.place.partition(', ')[2]}"), told)
    console.print(table)
    console.print()


def _count(number: int, severity: Severity) -> str:
    return f"{number} {severity}{'' if number == 1 else 's'}"
