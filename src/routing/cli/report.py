"""``routing report``: what was done of plans, undone and why, and what the next plan takes over."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from routing.cli.plan_options import (
    date_option,
    file_out,
    language_option,
    standard_options,
)
from routing.cli.words import Language, Words

if TYPE_CHECKING:
    from routing.domain.policy import Policy
    from routing.domain.territory import Territory
    from routing.plan_chain import PlanRecord

__all__ = ["report_command"]


@click.command("report", short_help="Tell what was done, undone and why (执行总结).")
@click.argument("territory", type=click.Path(path_type=Path))
@click.option(
    "--plan",
    "plans",
    multiple=True,
    required=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Record of a published plan (`routing plan`, --publish); repeat for several.",
)
@date_option("--date", "day", "Day to report.")
@click.option(
    "--month",
    type=click.DateTime(["%Y-%m"]),
    metavar="YYYY-MM",
    help="Month to report, instead of --date.",
)
@click.option(
    "--at",
    type=click.DateTime(["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"]),
    metavar="'YYYY-MM-DD HH:MM'",
    help="When the report is made; nothing later is known.  [default: now]",
)
@standard_options
@file_out(
    "--close",
    "Write the record of the last plan named as done, with what of it nobody made: for --from-plan of later plans.",
)
@language_option()
@click.option(
    "--all", "show_all", is_flag=True, help="List every visit, those made as planned too."
)
@click.option("--no-names", is_flag=True, help="Show customers by their ids alone.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON, nothing else.")
def report_command(  # noqa: PLR0913 - one parameter an option
    *,
    territory: Path,
    plans: tuple[Path, ...],
    day: datetime | None,
    month: datetime | None,
    at: datetime | None,
    policy: str,
    settings: tuple[str, ...],
    calendar: str,
    overrides: Path | None,
    close: Path | None,
    lang: str,
    show_all: bool,
    no_names: bool,
    as_json: bool,
) -> None:
    """Tell what was done of a day's or a month's plans, undone and why (执行总结).

    TERRITORY is a folder of CSV files or workbooks, one workbook, or a territory document (.json); its history tells
    what was done, and of visits that were not made the reason.
    """
    from routing.cli.inputs import calendar_for, inspect_source, policy_from, records_from
    from routing.errors import InputError
    from routing.execution_report import report_day, report_month

    chosen = day or month
    if chosen is None or (day and month):
        raise click.UsageError("Use --date or --month, one of them.")
    terms = policy_from(policy, settings)
    records = records_from(plans)
    reading = inspect_source(territory)
    if reading.territory is None:
        raise InputError(reading.issues)
    found = reading.territory
    now = at or datetime.now(tz=UTC)
    days = calendar_for(
        calendar,
        overrides,
        found,
        first=min(one.first for one in records),
        last=max(chosen.date(), now.date()),
    )
    make = report_month if month else report_day
    report = make(records, found, terms, days, chosen.date(), now)
    if close is not None:
        _close(records[-1], found, terms, report.at, close)
    if as_json:
        from routing.documents.to_plain import to_plain

        text = json.dumps(to_plain(report), ensure_ascii=False, indent=2) + "\n"
        click.echo(text.encode(), nl=False)
        return
    from routing.cli.execution_view import ExecutionView
    from routing.cli.shown import People
    from routing.cli.view import output_console

    people = People(territory=found, words=Words(Language(lang)), names=not no_names)
    ExecutionView(people=people, report=report, everything=show_all).show(output_console())


def _close(
    record: PlanRecord, territory: Territory, policy: Policy, at: datetime, path: Path
) -> None:
    """Write a plan that is over as done.

    Raises
    ------
    InputError
        If it is not over yet, or as of `routing.plan_chain.close`.
    """
    from routing.documents import write_document
    from routing.errors import InputError, Issue
    from routing.plan_chain import close

    ends = datetime.combine(record.last, policy.day.end)
    if at < ends:
        raise InputError(
            [
                Issue(
                    code="plan-not-over",
                    place=f"plan {record.id}",
                    value=f"{at:%Y-%m-%d %H:%M}",
                    message=f"Its last day ends at {ends:%Y-%m-%d %H:%M}: until then visits of it may be made.",
                    remedy="Close it then; to plan before that, give the plan as it is to --from-plan.",
                )
            ]
        )
    write_document(close(record, territory, policy, at), path)
