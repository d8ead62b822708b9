"""The options of the commands that make plans."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, TypedDict, TypeVar

import click

from routing.cli.words import Language

__all__ = [
    "ChainOptions",
    "FileOptions",
    "HorizonOptions",
    "PlanOptions",
    "ShowingOptions",
    "SourceOptions",
    "all_of",
    "chain_options",
    "date_option",
    "file_options",
    "file_out",
    "horizon_options",
    "iterations_option",
    "language_option",
    "plan_options",
    "showing_options",
    "source_options",
    "standard_options",
    "time_option",
]

Command = TypeVar("Command", bound=Callable[..., Any])


class SourceOptions(TypedDict):
    """What the options of `source_options` say."""

    territory: Path
    policy: str
    settings: tuple[str, ...]
    managers: tuple[str, ...]
    calendar: str
    overrides: Path | None
    roads: Path | None


class ChainOptions(TypedDict):
    """What the options of `chain_options` say."""

    noticed: tuple[str, ...]
    earlier: tuple[Path, ...]


class FileOptions(TypedDict):
    """What the options of `file_options` say."""

    out: Path | None
    request_out: Path | None
    matrix_out: Path | None
    geojson: Path | None
    page: Path | None
    publish: Path | None


class ShowingOptions(TypedDict):
    """What the options of `showing_options` say."""

    lang: str
    show_all: bool
    no_names: bool
    as_json: bool
    quiet: bool


class PlanOptions(SourceOptions, ChainOptions, FileOptions, ShowingOptions):
    """What the options of `plan_options` say."""

    asked_at: datetime | None
    time_s: float | None
    iterations: int | None
    seed: int
    workers: int


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


def file_out(
    name: str, help_text: str, *, or_folder: bool = False, required: bool = False
) -> Callable[[Command], Command]:
    """Return an option for a file to write; that its folder is there is seen before the work begins.

    Parameters
    ----------
    name, help_text
        The option.
    or_folder
        Whether it may name a folder, too.
    required
        Whether it must be given.
    """

    def folder_exists(
        ctx: click.Context, param: click.Parameter, value: Path | None
    ) -> Path | None:
        if value is not None and not value.parent.is_dir():
            raise click.BadParameter(f"The folder {value.parent} is not there.", ctx, param)
        return value

    return click.option(
        name,
        type=click.Path(path_type=Path, dir_okay=or_folder, writable=True),
        metavar="PATH" if or_folder else None,
        callback=folder_exists,
        required=required,
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
    return all_of((*_policy_options(), *_calendar_options()))(command)


def language_option(*, otherwise: str = "") -> Callable[[Command], Command]:
    """Return the option for the language of tables: English by default, or as is told here, and then None is given."""
    return click.option(
        "--lang",
        type=click.Choice([language.value for language in Language]),
        default=None if otherwise else Language.EN.value,
        show_default=otherwise or True,
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
    return all_of(
        (
            source_options("all"),
            click.option(
                "--asked-at",
                type=click.DateTime(["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"]),
                metavar="'YYYY-MM-DD HH:MM'",
                help=f"When the plan is asked for; nothing later is known.  [default: {asked_default}]",
            ),
            chain_options(
                "Record of a published plan, whose promises are kept (R17, R18); repeat for several: the changes of "
                "the last one are listed."
            ),
            time_option(time_default),
            iterations_option(),
            click.option(
                "--seed", type=int, default=0, show_default=True, help="Seed of all chances."
            ),
            click.option(
                "--workers",
                type=int,
                default=workers_default,
                show_default=True,
                help="Threads to search in.",
            ),
            file_options,
            showing_options("List all visits left out, fillers too.", "the plan document"),
        )
    )


def source_options(managers_default: str) -> Callable[[Command], Command]:
    """Return what adds the territory and all that plans of it are made from.

    Parameters
    ----------
    managers_default
        What the help says of plans for no account manager in particular.
    """
    return all_of(
        (
            click.argument("territory", type=click.Path(path_type=Path)),
            *_policy_options(),
            click.option(
                "--manager",
                "managers",
                multiple=True,
                metavar="ID",
                help=f"Account manager to plan; repeat for several.  [default: {managers_default}]",
            ),
            *_calendar_options(),
            click.option(
                "--roads",
                type=click.Path(path_type=Path),
                metavar="FOLDER",
                help="Road graph: nodes.csv and edges.csv.  [default: straight distances]",
            ),
        )
    )


def chain_options(records_help: str) -> Callable[[Command], Command]:
    """Return what adds the options that tell of plans made before and of notice given."""
    return all_of(
        (
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
                help=records_help,
            ),
        )
    )


def file_options(command: Command) -> Command:
    """Add the options for files to write."""
    return all_of(
        (
            file_out("--out", "Write the plan document."),
            file_out("--request-out", "Write the request document: what was asked for."),
            file_out("--matrix-out", "Write the travel matrix document."),
            file_out("--geojson", "Write the plan as a map layer."),
            file_out(
                "--page", "Write the plan as a page for browsers, in the language of the tables."
            ),
            file_out(
                "--publish", "Write the plan's record, published: for --from-plan of later plans."
            ),
        )
    )(command)


def showing_options(all_help: str, document: str) -> Callable[[Command], Command]:
    """Return what adds the options that say how a plan is shown.

    Parameters
    ----------
    all_help
        What --all lists.
    document
        What --json prints.
    """
    return all_of(
        (
            language_option(),
            click.option("--all", "show_all", is_flag=True, help=all_help),
            click.option("--no-names", is_flag=True, help="Show customers by their ids alone."),
            click.option(
                "--json", "as_json", is_flag=True, help=f"Print {document}, nothing else."
            ),
            click.option(
                "--quiet", is_flag=True, help="Print no plan and no progress; errors still."
            ),
        )
    )


def horizon_options(command: Command) -> Command:
    """Add the territory and all options that plans of several days share."""
    return all_of(
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


def all_of(parts: Sequence[Callable[[Command], Command]]) -> Callable[[Command], Command]:
    """Return what adds arguments and options so that the help lists them in this order."""

    def add(command: Command) -> Command:
        for part in reversed(parts):
            command = part(command)
        return command

    return add
