"""``routing plan``: plans, made from tables."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Unpack

import click

from routing.cli.plan_options import (
    HorizonOptions,
    PlanOptions,
    date_option,
    horizon_options,
    plan_options,
)
from routing.cli.words import Language
from routing.domain.calendar import month_of, week_of

if TYPE_CHECKING:
    from routing.cli.planning import Files, PlanOrder, Showing
    from routing.plan_chain.record import PlanKind

__all__ = ["plan_group"]

_WEEK = timedelta(days=7)


@click.group("plan")
def plan_group() -> None:
    """Make plans (制定计划)."""


@plan_group.command("day")
@date_option("--date", "day", "Day to plan.", required=True)
@plan_options(time_default="10", workers_default=1, asked_default="the evening before")
def plan_day(*, day: datetime, **options: Unpack[PlanOptions]) -> None:
    """Plan the visits of one day (日计划).

    TERRITORY is a folder of CSV files or workbooks, one workbook, or a territory document (.json).

    Ctrl-C ends the search and keeps the best plan so far. The exit code is 3 when mandatory visits had to be left out.
    """
    from routing.cli.planning import run_plan
    from routing.plan_chain.record import PlanKind

    run_plan(
        _order(PlanKind.DAY, day.date(), day.date(), options), _files(options), _showing(options)
    )


@plan_group.command("week")
@date_option("--date", "day", "Any day of the week to plan.  [default: next week]")
@horizon_options
def plan_week(*, day: datetime | None, **options: Unpack[HorizonOptions]) -> None:
    """Plan the visits of a week, Monday to Sunday (周计划).

    TERRITORY is a folder of CSV files or workbooks, one workbook, or a territory document (.json).

    Ctrl-C ends the search and keeps the best plan so far. The exit code is 3 when something mandatory is late or left
    out.
    """
    from routing.plan_chain.record import PlanKind

    chosen = _today() + _WEEK if day is None else day.date()
    _run_horizon(PlanKind.WEEK, *week_of(chosen), options)


@plan_group.command("month")
@click.option(
    "--month",
    type=click.DateTime(["%Y-%m"]),
    metavar="YYYY-MM",
    help="Month to plan.  [default: next month]",
)
@date_option("--date", "day", "Any day of the month to plan, instead of --month.")
@horizon_options
def plan_month(
    *, month: datetime | None, day: datetime | None, **options: Unpack[HorizonOptions]
) -> None:
    """Plan the visits of a month (月计划).

    TERRITORY is a folder of CSV files or workbooks, one workbook, or a territory document (.json).

    Ctrl-C ends the search and keeps the best plan so far. The exit code is 3 when something mandatory is late or left
    out.
    """
    from routing.plan_chain.record import PlanKind

    if month is not None and day is not None:
        raise click.UsageError("Use --month or --date, not both.")
    chosen = month or day
    inside = month_of(_today())[1] + timedelta(days=1) if chosen is None else chosen.date()
    _run_horizon(PlanKind.MONTH, *month_of(inside), options)


def _today() -> date:
    return datetime.now(tz=UTC).astimezone().date()


def _run_horizon(kind: PlanKind, first: date, last: date, options: HorizonOptions) -> None:
    from dataclasses import replace

    from routing.cli.planning import run_plan

    run_plan(
        replace(
            _order(kind, first, last, options),
            extra_days=tuple(day.date() for day in options["extra_days"]),
        ),
        _files(options),
        replace(_showing(options), details=options["details"], coverage=options["coverage"]),
    )


def _order(kind: PlanKind, first: date, last: date, options: PlanOptions) -> PlanOrder:
    from routing.cli.planning import PlanOrder

    return PlanOrder(
        source=options["territory"],
        kind=kind,
        first=first,
        last=last,
        policy=options["policy"],
        settings=options["settings"],
        manager_ids=options["managers"],
        calendar=options["calendar"],
        overrides=options["overrides"],
        roads=options["roads"],
        asked_at=options["asked_at"],
        noticed=options["noticed"],
        earlier=options["earlier"],
        time_s=options["time_s"],
        iterations=options["iterations"],
        seed=options["seed"],
        workers=options["workers"],
    )


def _files(options: PlanOptions) -> Files:
    from routing.cli.planning import Files

    return Files(
        plan=options["out"],
        request=options["request_out"],
        matrix=options["matrix_out"],
        geojson=options["geojson"],
        record=options["publish"],
    )


def _showing(options: PlanOptions) -> Showing:
    from routing.cli.planning import Showing

    return Showing(
        language=Language(options["lang"]),
        everything=options["show_all"],
        names=not options["no_names"],
        as_json=options["as_json"],
        is_quiet=options["quiet"],
    )
