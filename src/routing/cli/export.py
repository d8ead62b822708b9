"""``routing export``: a plan in the formats of other programs."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from routing.cli.formats import FORMATS, Exported, Format
from routing.cli.plan_options import file_out, language_option
from routing.cli.words import Language

if TYPE_CHECKING:
    from collections.abc import Iterator

    from routing.domain.ids import ManagerId
    from routing.domain.territory import Territory
    from routing.errors import Issue
    from routing.plan import Plan
    from routing.plan_chain import PlanRecord
    from routing.request import PlanRequest

__all__ = ["export_command"]


class _Options(TypedDict):
    plan: Path
    territory: Path | None
    format: str
    out: Path
    managers: tuple[str, ...]
    request: Path | None
    before: tuple[Path, ...]
    policy: str | None
    calendar: str | None
    overrides: Path | None
    roads: Path | None
    lang: str | None
    no_names: bool


@click.command("export", short_help="Write a plan for other programs (导出).")
@click.argument("plan", type=click.Path(path_type=Path))
@click.argument("territory", type=click.Path(path_type=Path), required=False)
@click.option("--format", type=click.Choice(list(FORMATS)), required=True, help="What to write.")
@file_out(
    "--out",
    "File to write, or a folder that gets files named for the plan.",
    or_folder=True,
    required=True,
)
@click.option(
    "--manager",
    "managers",
    multiple=True,
    metavar="ID",
    help="Account manager to export; repeat for several.  [default: all]",
)
@click.option(
    "--request",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Request document (`routing plan`, --request-out): why visits are made, by when owed (ics, csv, xlsx, html).",
)
@click.option(
    "--before",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Record of an earlier plan: events imported of it are moved and cancelled (ics), or what is changed of it is "
    "listed (html); repeat for several: html takes the last.",
)
@click.option(
    "--policy",
    help="Policy that the plan was made by, a name or a TOML file: its time zone (ics), why it changes what it changes "
    "(html).  [default: classified]",
)
@click.option(
    "--calendar",
    type=click.Choice(["china", "weekdays"]),
    help="Which days are worked, and how holidays are called (html).  [default: china]",
)
@click.option(
    "--overrides",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="TOML file with days off and working days that correct the calendar (html).",
)
@click.option(
    "--roads",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Road graph, for the ways between stops (geojson, html).  [default: straight lines]",
)
@language_option(otherwise="en, of xlsx and html zh")
@click.option("--no-names", is_flag=True, help="Call customers and account managers by id alone.")
def export_command(**options: Unpack[_Options]) -> None:
    """Write a plan for other programs (导出计划).

    PLAN is a plan document or the record of a plan (`routing plan`, --out and --publish). TERRITORY, the one that it
    was made for, adds names and places: a folder of CSV files or workbooks, one workbook, or a territory document
    (.json).

    The paths of the files that were written are printed.
    """
    from routing.whole_file import write_whole

    chosen = FORMATS[options["format"]]
    _refuse_what_says_nothing(options, chosen)
    exported = _read(options)
    files = list(_files(options, chosen, exported))
    _hint(options, chosen, exported)
    for path, content in files:
        write_whole(path, content)
        click.echo(path)


def _refuse_what_says_nothing(options: _Options, chosen: Format) -> None:
    given = {
        "--request": options["request"],
        "--before": options["before"],
        "--policy": options["policy"],
        "--calendar": options["calendar"],
        "--overrides": options["overrides"],
        "--roads": options["roads"],
    }
    useless = [name for name, value in given.items() if value and name not in chosen.takes]
    if useless:
        raise click.UsageError(
            f"{', '.join(useless)} says nothing about {options['format']}: leave it out."
        )
    for name in ("--request", "--roads"):
        if given[name] and not options["territory"]:
            raise click.UsageError(f"{name} needs the TERRITORY: name it after the plan.")


def _read(options: _Options) -> Exported:
    """Return what there is to export; all of it is read before any fault is told.

    Raises
    ------
    InputError
        With every fault of every document.
    """
    from routing.cli.documents import noted
    from routing.cli.inputs import (
        calendar_between,
        plans_from,
        policy_from,
        records_from,
        travel_from,
    )
    from routing.documents import read_document
    from routing.domain.ids import ManagerId
    from routing.errors import InputError
    from routing.plan_chain import PlanRecord
    from routing.request import PlanRequest

    faults: list[Issue] = []
    plans = noted(partial(plans_from, (options["plan"],)), faults)
    before = noted(partial(records_from, options["before"]), faults)
    travel = noted(partial(travel_from, options["roads"]), faults)
    policy = noted(partial(policy_from, options["policy"] or "classified"), faults)
    territory, request = None, None
    if options["territory"] is not None:
        territory = noted(partial(_territory, options["territory"]), faults)
    if options["request"] is not None:
        request = noted(partial(read_document, options["request"], PlanRequest), faults)
    years = _years(plans or (), territory)
    kind, overrides = options["calendar"] or "china", options["overrides"]
    calendar = None
    if years and "--calendar" in FORMATS[options["format"]].takes:
        calendar = noted(partial(calendar_between, kind, overrides, *years), faults)
    if plans is None or before is None or travel is None or policy is None or faults:
        raise InputError(faults)
    (given,) = plans
    record = given if isinstance(given, PlanRecord) else None
    plan = given.plan if isinstance(given, PlanRecord) else given
    known = tuple(sorted({route.manager_id for route in plan.routes}))
    if record is not None:
        known = record.manager_ids
    wanted = tuple(map(ManagerId, dict.fromkeys(options["managers"])))
    faults += _mismatches(plan, territory, request)
    faults += _strangers(wanted, known)
    if faults:
        raise InputError(faults)
    return Exported(
        plan=plan,
        record=record,
        territory=territory,
        request=request,
        before=before,
        travel=travel,
        policy=policy,
        calendar=calendar,
        manager_ids=wanted or known,
        is_part=bool(wanted),
        names=not options["no_names"],
        language=Language(options["lang"] or FORMATS[options["format"]].language),
    )


def _years(
    plans: tuple[Plan | PlanRecord, ...], territory: Territory | None
) -> tuple[int, int] | None:
    """Return the years that a calendar has to span, from the oldest anomaly on; None for a plan of no day."""
    from routing.plan_chain import PlanRecord

    days = []
    for given in plans:
        if isinstance(given, PlanRecord):
            days += [given.first, given.last]
        else:
            days += [route.day for route in given.routes]
    if not days:
        return None
    anomalies = () if territory is None else territory.anomalies
    oldest = min([*days, *(one.reported_at.date() for one in anomalies)])
    return oldest.year - 1, max(days).year + 1


def _territory(source: Path) -> Territory:
    from routing.cli.inputs import inspect_source
    from routing.errors import InputError

    reading = inspect_source(source)
    if reading.territory is None:
        raise InputError(reading.issues)
    return reading.territory


def _mismatches(
    plan: Plan, territory: Territory | None, request: PlanRequest | None
) -> Iterator[Issue]:
    from routing.errors import Issue

    if territory is not None and territory.id != plan.territory_id:
        yield Issue(
            code="territory-wrong",
            place="command line, TERRITORY",
            value=territory.id,
            message=f"The plan is one of territory {plan.territory_id}.",
            remedy="Name the territory that it was made for.",
        )
    if request is not None and request.digest != plan.provenance.request_digest:
        yield Issue(
            code="request-wrong",
            place="command line, --request",
            value=request.digest,
            message=f"The plan answers another request, {plan.provenance.request_digest}.",
            remedy="Give the request document that was written with the plan.",
        )


def _strangers(wanted: tuple[ManagerId, ...], known: tuple[ManagerId, ...]) -> Iterator[Issue]:
    from routing.errors import Issue

    for manager_id in wanted:
        if manager_id not in known:
            yield Issue(
                code="unknown-manager",
                place="command line, --manager",
                value=manager_id,
                message="The plan is not one of this account manager.",
                remedy=f"Name one of {', '.join(known)}." if known else "The plan has none.",
            )


def _files(options: _Options, chosen: Format, exported: Exported) -> Iterator[tuple[Path, bytes]]:
    """Yield each file's path and content."""
    out, ending = options["out"], options["format"]
    named = out / options["plan"].stem if out.is_dir() else None
    if not chosen.one_a_manager:
        yield out if named is None else Path(f"{named}.{ending}"), chosen.make(exported)
        return
    managers = exported.manager_ids
    if named is None and len(managers) != 1:
        raise click.UsageError(
            f"{ending} has one file an account manager, and these are {len(managers)}"
            f"{''.join(f', {one}' for one in managers)}: name one with --manager, or a folder with --out."
        )
    for manager_id in managers:
        one = replace(exported, manager_ids=(manager_id,), is_part=True)
        path = out if named is None else Path(f"{named}-{_in_a_path(manager_id)}.{ending}")
        yield path, chosen.make(one)


def _in_a_path(identifier: str) -> str:
    """Return an id as a part of a file's name: what would mean something in a path is written in numbers."""
    return re.sub(r'[%/\\:*?"<>|\x00-\x1f]', lambda found: f"%{ord(found[0]):02X}", identifier)


def _hint(options: _Options, chosen: Format, exported: Exported) -> None:
    """Say on standard error that the plan before this one is not known, or why no reasons are told of changes."""
    record = exported.record
    has_changes = "--calendar" in chosen.takes and exported.before and exported.territory
    if has_changes and not exported.is_policy_known:
        click.echo(
            f"{options['plan'].name} was made by {exported.plan.provenance.policy}: name that policy with --policy, so "
            "that the reasons of changes are told, too.",
            err=True,
        )
    if record is None or record.parent_id is None or not chosen.one_a_manager:
        return
    if record.parent_id not in {one.id for one in exported.before}:
        click.echo(
            f"{options['plan'].name} follows plan {record.parent_id}. If that one was imported, name its record with "
            "--before, so that its events are moved and cancelled.",
            err=True,
        )
