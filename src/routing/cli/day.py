"""What `plan day` and `demo` have in common: plan a day, write its files, show it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from routing.build_request import day_request, places
from routing.cli.exit_codes import ExitCode
from routing.cli.inputs import calendar_for, inspect_source, policy_from, travel_from
from routing.cli.progress import Activity, Search
from routing.cli.words import Language, Words
from routing.documents import to_json, write_document
from routing.domain.customer import Point
from routing.domain.ids import CustomerId, ManagerId, PlaceId
from routing.errors import InputError
from routing.outputs.geojson import LegGeometry, plan_geojson
from routing.planner import DEFAULT_LIMITS, evening_before, plan_request
from routing.travel.road_graph import RoadGraph

if TYPE_CHECKING:
    from routing.domain.territory import Territory
    from routing.plan import Plan
    from routing.request import PlanRequest
    from routing.travel.matrix import TravelMatrix, TravelSource

__all__ = ["DayOrder", "Files", "Showing", "run_day"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOrder:
    """What to plan, as the user said it; see the options of ``routing plan day``."""

    source: Path
    day: date
    policy: str = "classified"
    settings: tuple[str, ...] = ()
    manager_ids: tuple[str, ...] = ()
    calendar: str = "china"
    overrides: Path | None = None
    roads: Path | None = None
    asked_at: datetime | None = None
    noticed: tuple[str, ...] = ()
    time_s: float | None = None
    iterations: int | None = None
    seed: int = 0
    workers: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """Where to write what was made; None: nowhere."""

    plan: Path | None = None
    request: Path | None = None
    matrix: Path | None = None
    geojson: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Showing:
    """How the plan is shown."""

    language: Language = Language.EN
    everything: bool = False
    names: bool = True
    as_json: bool = False
    is_quiet: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    territory: Territory
    travel: TravelSource
    request: PlanRequest
    matrix: TravelMatrix
    plan: Plan


def run_day(order: DayOrder, files: Files, showing: Showing) -> None:
    """Plan a day, write its files, show it, and end with the exit code that fits.

    Raises
    ------
    RoutingError
        When there is no plan.
    """
    with Activity(is_shown=not showing.is_quiet) as activity:
        made = _make(order, showing, activity)
    _write(made, files)
    if not showing.is_quiet:
        _show(made, order.day, showing)
    if made.plan.kpis.num_unassigned_mandatory:
        click.get_current_context().exit(ExitCode.MANDATORY_LEFT_OUT)


def _make(order: DayOrder, showing: Showing, activity: Activity) -> _Made:
    limits = replace(
        DEFAULT_LIMITS,
        time_s=order.time_s
        if order.time_s is not None or order.iterations is not None
        else DEFAULT_LIMITS.time_s,
        iterations=order.iterations,
        seed=order.seed,
        workers=order.workers,
    )
    policy = policy_from(order.policy, order.settings)
    activity.say("reading the tables")
    reading = inspect_source(order.source)
    if reading.territory is None:
        raise InputError(reading.issues)
    if reading.issues and not showing.is_quiet:
        click.echo(
            f"{len(reading.issues)} warning(s) in {order.source.name}; `routing validate` shows them.",
            err=True,
        )
    territory = reading.territory
    request = day_request(
        territory,
        policy,
        calendar_for(order.calendar, order.overrides, territory, order.day),
        order.day,
        order.asked_at or evening_before(order.day, policy),
        manager_ids=[ManagerId(one) for one in order.manager_ids] or None,
        noticed=[CustomerId(one) for one in order.noticed],
    )
    activity.say("computing travel times")
    travel = travel_from(order.roads)
    matrix = travel.matrix(places(territory))
    activity.say("preparing the search (compiled on the first run: half a minute)")
    with Search(activity) as search:
        plan = plan_request(request, matrix, limits=limits, progress=search)
    return _Made(territory=territory, travel=travel, request=request, matrix=matrix, plan=plan)


def _write(made: _Made, files: Files) -> None:
    if files.plan is not None:
        write_document(made.plan, files.plan)
    if files.request is not None:
        write_document(made.request, files.request)
    if files.matrix is not None:
        write_document(made.matrix, files.matrix)
    if files.geojson is not None:
        points = places(made.territory)
        layer = plan_geojson(made.plan, points, leg_geometry=_ways(made.travel, points))
        files.geojson.write_text(json.dumps(layer, ensure_ascii=False) + "\n", encoding="utf-8")


def _ways(travel: TravelSource, points: dict[PlaceId, Point]) -> LegGeometry | None:
    """Return how legs run on the map, None for straight lines."""
    if not isinstance(travel, RoadGraph):
        return None

    def way(origin: PlaceId, target: PlaceId) -> Sequence[Point]:
        ends = points[origin], points[target]
        return travel.leg_geometry(*ends) or ends

    return way


def _show(made: _Made, day: date, showing: Showing) -> None:
    if showing.as_json:
        # Documents are UTF-8, whatever the terminal speaks.
        click.echo(to_json(made.plan).encode(), nl=False)
        return
    from routing.cli.plan_view import PlanView
    from routing.cli.view import output_console

    view = PlanView(
        day=day,
        territory=made.territory,
        request=made.request,
        plan=made.plan,
        words=Words(showing.language),
        names=showing.names,
        everything=showing.everything,
    )
    view.show(output_console())
