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
from routing.domain.calendar import month_of, week_of

if TYPE_CHECKING:
    from routing.cli.planning import PlanOrder
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
    from routing.cli.files import Files
    from routing.cli.planning import Showing, run_plan
    from routing.plan_chain.record import PlanKind

    order = _order(PlanKind.DAY, day.date(), day.date(), options)
    run_plan(order, Files.of(options), Showing.of(options))


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

    from routing.cli.files import Files
    from routing.cli.planning import Showing, run_plan

    run_plan(
        replace(
            _order(kind, first, last, options),
            extra_days=tuple(day.date() for day in options["extra_days"]),
        ),
        Files.of(options),
        replace(Showing.of(options), details=options["details"], coverage=options["coverage"]),
    )


def _order(kind: PlanKind, first: date, last: date, options: PlanOptions) -> PlanOrder:
    from routing.cli.given import Sources
    from routing.cli.planning import PlanOrder

    return PlanOrder(
        sources=Sources.of(options, options["earlier"]),
        kind=kind,
        first=first,
        last=last,
        manager_ids=options["managers"],
        asked_at=options["asked_at"],
        noticed=options["noticed"],
        time_s=options["time_s"],
        iterations=options["iterations"],
        seed=options["seed"],
        workers=options["workers"],
    )
