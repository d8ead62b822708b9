"""``routing compare``: two plans side by side."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from routing.cli.plan_options import language_option
from routing.cli.words import Language, Words

if TYPE_CHECKING:
    from datetime import date, datetime

    from routing.comparison import Comparison
    from routing.plan import Plan
    from routing.plan_chain import PlanRecord

__all__ = ["compare_command", "comparison_of"]


@click.command("compare", short_help="Hold two plans side by side (比较计划).")
@click.argument("before", type=click.Path(path_type=Path))
@click.argument("after", type=click.Path(path_type=Path))
@language_option()
@click.option(
    "--all",
    "show_all",
    is_flag=True,
    help="List every row: other times of a day and fillers left out, too.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the comparison as JSON, nothing else.")
def compare_command(*, before: Path, after: Path, lang: str, show_all: bool, as_json: bool) -> None:
    """Hold two plans of a territory side by side (比较计划).

    BEFORE and AFTER are plan documents or records of plans (`routing plan`, --out and --publish), of a day, a week or
    a month, of the same days or of days that overlap. Told are the visits that differ, the figures, and which plan is
    better on which level.
    """
    from routing.cli.inputs import plans_from
    from routing.documents.to_plain import to_plain

    comparison = comparison_of(*plans_from((before, after)))
    if as_json:
        text = json.dumps(to_plain(comparison), ensure_ascii=False, indent=2) + "\n"
        click.echo(text.encode(), nl=False)
        return
    from routing.cli.comparison_view import show_comparison
    from routing.cli.view import output_console

    show_comparison(
        output_console(),
        Words(Language(lang)),
        comparison,
        titles=(before.name, after.name),
        everything=show_all,
    )


def comparison_of(before: Plan | PlanRecord, after: Plan | PlanRecord) -> Comparison:
    """Return two plans side by side; where both are given with their records, of what both plan.

    Raises
    ------
    InputError
        As of `routing.comparison.compare`.
    """
    from routing.comparison import compare

    given = before, after
    return compare(_plan(before), _plan(after), days=_days(given), since=_since(given))


def _plan(given: Plan | PlanRecord) -> Plan:
    from routing.plan import Plan

    return given if isinstance(given, Plan) else given.plan


def _days(given: tuple[Plan | PlanRecord, ...]) -> tuple[date, date] | None:
    """Return the days that two records have in common; None where one of them is a plan without its record."""
    from routing.plan_chain import PlanRecord

    records = [one for one in given if isinstance(one, PlanRecord)]
    if len(records) < len(given):
        return None
    return max(one.first for one in records), min(one.last for one in records)


def _since(given: tuple[Plan | PlanRecord, ...]) -> datetime | None:
    """Return when the later of two records was made, if the other one's visits of that day had begun; else None."""
    from routing.plan_chain import PlanRecord, planned_visits

    records = [one for one in given if isinstance(one, PlanRecord)]
    if len(records) < len(given):
        return None
    earlier, later = sorted(records, key=lambda one: one.made_at)
    now = later.made_at
    has_begun = later.covers(now.date()) and any(
        one.day == now.date() and one.starts_at < now for one in planned_visits(earlier.plan)
    )
    return now if has_begun and earlier.made_at < now else None
