"""``routing plan``: plans, made from tables."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from routing.cli.words import Language

__all__ = ["file_out", "plan_group", "search_options", "view_options"]

Command = TypeVar("Command", bound=Callable[..., Any])


def file_out(name: str, help_text: str) -> Callable[[Command], Command]:
    """Return an option for a file to write; that its folder is there is seen before the work begins."""

    def folder_exists(
        ctx: click.Context, param: click.Parameter, value: Path | None
    ) -> Path | None:
        if value is not None and not value.parent.is_dir():
            raise click.BadParameter(f"The folder {value.parent} is not there.", ctx, param)
        return value

    return click.option(
        name,
        type=click.Path(path_type=Path, dir_okay=False, writable=True),
        callback=folder_exists,
        help=help_text,
    )


def search_options(command: Command) -> Command:
    """Add the options that limit a search."""
    for option in (
        click.option(
            "--workers", type=int, default=1, show_default=True, help="Threads to search in."
        ),
        click.option("--seed", type=int, default=0, show_default=True, help="Seed of all chances."),
        click.option(
            "--iterations",
            type=int,
            help="Iterations to search for; without --time the same plan every time.",
        ),
        click.option(
            "--time",
            "time_s",
            type=float,
            help="Seconds to search for at most.  [default: 10, none with --iterations]",
        ),
    ):
        command = option(command)
    return command


def view_options(command: Command) -> Command:
    """Add the options that say how a plan is shown."""
    for option in (
        click.option("--quiet", is_flag=True, help="Print no plan and no progress; errors still."),
        click.option(
            "--json", "as_json", is_flag=True, help="Print the plan document, nothing else."
        ),
        click.option("--no-names", is_flag=True, help="Show customers by their ids alone."),
        click.option(
            "--all", "show_all", is_flag=True, help="List all visits left out, fillers too."
        ),
        click.option(
            "--lang",
            type=click.Choice([language.value for language in Language]),
            default=Language.EN.value,
            show_default=True,
            envvar="ROUTING_LANG",
            show_envvar=True,
            help="Language of the tables.",
        ),
    ):
        command = option(command)
    return command


@click.group("plan")
def plan_group() -> None:
    """Make plans (制定计划)."""


@plan_group.command("day")
@click.argument("territory", type=click.Path(path_type=Path))
@click.option(
    "--date",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    required=True,
    metavar="YYYY-MM-DD",
    help="Day to plan.",
)
@click.option(
    "--policy",
    default="classified",
    show_default=True,
    help="classified, route-standard, or a TOML file of your own.",
)
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="KEY=VALUE",
    help="Change a key of the policy: --set visits.floor=12",
)
@click.option(
    "--manager",
    "managers",
    multiple=True,
    metavar="ID",
    help="Account manager to plan; repeat for several.  [default: all]",
)
@click.option(
    "--calendar",
    type=click.Choice(["china", "weekdays"]),
    default="china",
    show_default=True,
    help="Which days are worked: the official Chinese calendar, or Monday to Friday.",
)
@click.option(
    "--overrides",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="TOML file with days off and working days that correct the calendar.",
)
@click.option(
    "--roads",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Road graph: nodes.csv and edges.csv.  [default: straight distances]",
)
@click.option(
    "--asked-at",
    type=click.DateTime(["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"]),
    metavar="'YYYY-MM-DD HH:MM'",
    help="When the plan is asked for; nothing later is known.  [default: the evening before]",
)
@click.option(
    "--noticed",
    multiple=True,
    metavar="ID",
    help="Customer who has had the notice that the class asks for (R17); repeat for several.",
)
@search_options
@file_out("--out", "Write the plan document.")
@file_out("--request-out", "Write the request document: what was asked for.")
@file_out("--matrix-out", "Write the travel matrix document.")
@file_out("--geojson", "Write the plan as a map layer.")
@view_options
def plan_day(  # noqa: PLR0913 - one parameter an option
    *,
    territory: Path,
    day: datetime,
    policy: str,
    settings: tuple[str, ...],
    managers: tuple[str, ...],
    calendar: str,
    overrides: Path | None,
    roads: Path | None,
    asked_at: datetime | None,
    noticed: tuple[str, ...],
    time_s: float | None,
    iterations: int | None,
    seed: int,
    workers: int,
    out: Path | None,
    request_out: Path | None,
    matrix_out: Path | None,
    geojson: Path | None,
    lang: str,
    show_all: bool,
    no_names: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Plan the visits of one day (日计划).

    TERRITORY is a folder of CSV files or workbooks, one workbook, or a territory document (.json).

    Ctrl-C ends the search and keeps the best plan so far. The exit code is 3 when mandatory visits had to be left out.
    """
    from routing.cli.day import DayOrder, Files, Showing, run_day

    run_day(
        DayOrder(
            source=territory,
            day=day.date(),
            policy=policy,
            settings=settings,
            manager_ids=managers,
            calendar=calendar,
            overrides=overrides,
            roads=roads,
            asked_at=asked_at,
            noticed=noticed,
            time_s=time_s,
            iterations=iterations,
            seed=seed,
            workers=workers,
        ),
        Files(plan=out, request=request_out, matrix=matrix_out, geojson=geojson),
        Showing(
            language=Language(lang),
            everything=show_all,
            names=not no_names,
            as_json=as_json,
            is_quiet=quiet,
        ),
    )
