"""The options of the commands that make plans."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, TypedDict, TypeVar

import click

from routing.cli.words import Language

__all__ = [
    "HorizonOptions",
    "PlanOptions",
    "date_option",
    "file_out",
    "horizon_options",
    "iterations_option",
    "language_option",
    "plan_options",
    "standard_options",
    "time_option",
]

Command = TypeVar("Command", bound=Callable[..., Any])


class PlanOptions(TypedDict):
    """What the options of `plan_options` say."""

    territory: Path
    policy: str
    settings: tuple[str, ...]
    managers: tuple[str, ...]
    calendar: str
    overrides: Path | None
    roads: Path | None
    asked_at: datetime | None
    noticed: tuple[str, ...]
    earlier: tuple[Path, ...]
    time_s: float | None
    iterations: int | None
    seed: int
    workers: int
    out: Path | None
    request_out: Path | None
    matrix_out: Path | None
    geojson: Path | None
    publish: Path | None
    lang: str
    show_all: bool
    no_names: bool
    as_json: bool
    quiet: bool


class HorizonOptions(PlanOptions):
    """What the options of `horizon_options` say."""

    extra_days: tuple[datetime, ...]
    details: bool
    coverage: bool


def date_option(
    name: str, target: str, help_text: str, *, required: bool = False, multiple: bool = False
) -> Callable[[Command], Command]:
    """Return an option for a day."""
    return click.option(
        name,
        target,
        type=click.DateTime(["%Y-%m-%d"]),
        required=required,
        multiple=multiple,
        metavar="YYYY-MM-DD",
        help=help_text,
    )


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


def time_option(default: str) -> Callable[[Command], Command]:
    """Return the option that limits the time of a search."""
    return click.option(
        "--time",
        "time_s",
        type=float,
        help=f"Seconds to search for at most.  [default: {default}, none with --iterations]",
    )


def iterations_option() -> Callable[[Command], Command]:
    """Return the option that limits the iterations of a search."""
    return click.option(
        "--iterations",
        type=int,
        help="Iterations to search for; without --time the same plan every time.",
    )


def _policy_options() -> Sequence[Callable[[Command], Command]]:
    return (
        click.option(
            "--policy",
            default="classified",
            show_default=True,
            help="classified, route-standard, or a TOML file of your own.",
        ),
        click.option(
            "--set",
            "settings",
            multiple=True,
            metavar="KEY=VALUE",
            help="Change a key of the policy: --set visits.floor=12",
        ),
    )


def _calendar_options() -> Sequence[Callable[[Command], Command]]:
    return (
        click.option(
            "--calendar",
            type=click.Choice(["china", "weekdays"]),
            default="china",
            show_default=True,
            help="Which days are worked: the official Chinese calendar, or Monday to Friday.",
        ),
        click.option(
            "--overrides",
            type=click.Path(path_type=Path),
            metavar="FILE",
            help="TOML file with days off and working days that correct the calendar.",
        ),
    )


def standard_options(command: Command) -> Command:
    """Add the options that say which standard and which calendar hold."""
    return _all_of((*_policy_options(), *_calendar_options()))(command)


def language_option() -> Callable[[Command], Command]:
    """Return the option for the language of tables."""
    return click.option(
        "--lang",
        type=click.Choice([language.value for language in Language]),
        default=Language.EN.value,
        show_default=True,
        envvar="ROUTING_LANG",
        show_envvar=True,
        help="Language of the tables.",
    )


def plan_options(
    *, time_default: str, workers_default: int, asked_default: str
) -> Callable[[Command], Command]:
    """Return what adds the territory and all options that plans of every length share.

    Parameters
    ----------
    time_default
        What the help says of searches without a limit.
    workers_default
        Threads to search in unless said otherwise.
    asked_default
        What the help says of plans asked for at no particular time.
    """
    parts: tuple[Callable[[Command], Command], ...] = (
        click.argument("territory", type=click.Path(path_type=Path)),
        *_policy_options(),
        click.option(
            "--manager",
            "managers",
            multiple=True,
            metavar="ID",
            help="Account manager to plan; repeat for several.  [default: all]",
        ),
        *_calendar_options(),
        click.option(
            "--roads",
            type=click.Path(path_type=Path),
            metavar="FOLDER",
            help="Road graph: nodes.csv and edges.csv.  [default: straight distances]",
        ),
        click.option(
            "--asked-at",
            type=click.DateTime(["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"]),
            metavar="'YYYY-MM-DD HH:MM'",
            help=f"When the plan is asked for; nothing later is known.  [default: {asked_default}]",
        ),
        click.option(
            "--noticed",
            multiple=True,
            metavar="ID",
            help="Customer who has had the notice that the class asks for (R17); repeat for several.",
        ),
        click.option(
            "--from-plan",
            "earlier",
            multiple=True,
            type=click.Path(path_type=Path),
            metavar="FILE",
            help="Record of a published plan, whose promises are kept (R17, R18); repeat for several: the changes "
            "of the last one are listed.",
        ),
        time_option(time_default),
        iterations_option(),
        click.option("--seed", type=int, default=0, show_default=True, help="Seed of all chances."),
        click.option(
            "--workers",
            type=int,
            default=workers_default,
            show_default=True,
            help="Threads to search in.",
        ),
        file_out("--out", "Write the plan document."),
        file_out("--request-out", "Write the request document: what was asked for."),
        file_out("--matrix-out", "Write the travel matrix document."),
        file_out("--geojson", "Write the plan as a map layer."),
        file_out(
            "--publish", "Write the plan's record, published: for --from-plan of later plans."
        ),
        language_option(),
        click.option(
            "--all", "show_all", is_flag=True, help="List all visits left out, fillers too."
        ),
        click.option("--no-names", is_flag=True, help="Show customers by their ids alone."),
        click.option(
            "--json", "as_json", is_flag=True, help="Print the plan document, nothing else."
        ),
        click.option("--quiet", is_flag=True, help="Print no plan and no progress; errors still."),
    )

    return _all_of(parts)


def horizon_options(command: Command) -> Command:
    """Add the territory and all options that plans of several days share."""
    return _all_of(
        (
            date_option(
                "--extra-day",
                "extra_days",
                "Working day to visit on besides the visit days; repeat for several.",
                multiple=True,
            ),
            plan_options(
                time_default="30",
                workers_default=2,
                asked_default="the evening before the first day",
            ),
            click.option("--details", is_flag=True, help="Show every day in full."),
            click.option("--coverage", is_flag=True, help="Show the coverage of every customer."),
        )
    )(command)


def _all_of(parts: Sequence[Callable[[Command], Command]]) -> Callable[[Command], Command]:
    """Return what adds arguments and options so that the help lists them in this order."""

    def add(command: Command) -> Command:
        for part in reversed(parts):
            command = part(command)
        return command

    return add
