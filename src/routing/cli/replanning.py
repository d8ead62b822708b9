"""The rest of a day planned again: read what is reported, replan, write the files, show the answer."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from pathlib import Path

import click

from routing.build_request import places
from routing.cli.documents import noted
from routing.cli.exit_codes import ExitCode
from routing.cli.files import Files, PageOf
from routing.cli.given import Given, Sources, read_given
from routing.cli.inputs import records_from
from routing.cli.plan_options import ChainOptions, FileOptions, ShowingOptions, SourceOptions
from routing.cli.planning import Showing
from routing.cli.progress import Activity
from routing.cli.reported import Reported, point_in_time, reported
from routing.cli.road_options import RoadOptions
from routing.cli.words import Words
from routing.documents import read_document, write_document
from routing.documents.to_plain import to_plain
from routing.domain.customer import Point
from routing.domain.ids import CustomerId, ManagerId, PlaceId
from routing.domain.road_events import RoadEvents
from routing.errors import InputError, Issue
from routing.plan_chain import PlanRecord, publish
from routing.replanning import Replan, replan
from routing.replanning.in_hand import in_hand
from routing.replanning.second_tries import is_got_over

__all__ = ["ReplanOptions", "run_replan"]


_ANY_TIME = datetime.combine(date.min, time.min)
"""Stands in for a time that cannot be read, so that the other options are read all the same."""


class ReplanOptions(RoadOptions, SourceOptions, ChainOptions, FileOptions, ShowingOptions):
    """What the options of ``routing replan`` say."""

    record: Path
    now: str
    territory_out: Path | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answered:
    """The plan in hand, what was reported, and the answer."""

    before: PlanRecord
    reported: RoadEvents
    given: Given
    answer: Replan


def run_replan(options: ReplanOptions) -> None:
    """Plan the rest of a day again, write the files, show it, and end with the exit code that fits.

    Raises
    ------
    InputError
        With every fault of plan, territory and options.
    RoutingError
        When there is no plan.
    """
    showing = Showing.of(options)
    files = Files.of(options)
    files.ensure_installed()
    with Activity(is_shown=not showing.is_quiet) as activity:
        found = _answered(options, activity)
    _write(options, found, files, showing)
    if showing.as_json and not showing.is_quiet:
        text = json.dumps(_plain(found.answer), ensure_ascii=False, indent=2) + "\n"
        click.echo(text.encode(), nl=False)
    elif not showing.is_quiet:
        _show(found, showing)
    kpis = found.answer.plan.kpis
    if kpis.num_unassigned_mandatory or not all(one.is_in_time for one in found.answer.handed_on):
        click.get_current_context().exit(ExitCode.MANDATORY_LEFT_OUT)


def _answered(options: ReplanOptions, activity: Activity) -> _Answered:
    """Return the answer; all that can be read is read before any fault is told."""
    issues: list[Issue] = []
    now = noted(partial(point_in_time, "--now", options["now"]), issues)
    records = noted(partial(records_from, (options["record"], *options["earlier"])), issues)
    in_document = None
    if options["events"] is not None:
        in_document = noted(partial(read_document, options["events"], RoadEvents), issues)
    day = None if records is None else records[0].first
    day = day if now is None else now.date()
    given = None if day is None else noted(partial(_given, options, activity, day), issues)
    said = _reported(options, in_document or RoadEvents(), now or _ANY_TIME, records, given)
    issues += said.faults
    if now is None or records is None or given is None:
        raise InputError(issues)
    activity.say("planning the rest of the day (compiled on the first run: half a minute)")
    faults: list[Issue] = []
    answer = noted(partial(_replan, options, given, records, now, said.events), faults)
    issues += map(said.located, faults)
    if answer is None or issues:
        raise InputError(issues)
    return _Answered(before=records[0], reported=said.events, given=given, answer=answer)


def _given(options: ReplanOptions, activity: Activity, day: date) -> Given:
    sources = Sources.of(options, earlier=())
    return read_given(sources, activity, first=day, last=day, is_quiet=options["quiet"])


def _reported(
    options: ReplanOptions,
    in_document: RoadEvents,
    now: datetime,
    records: tuple[PlanRecord, ...] | None,
    given: Given | None,
) -> Reported:
    """Return what is reported, whether plans and territory could be read or not."""
    managers: tuple[ManagerId, ...] = tuple(map(ManagerId, options["managers"]))
    in_force: tuple[PlanRecord, ...] = ()
    if records is not None:
        managers = managers or records[0].manager_ids
        in_force = in_hand(records[0], records[1:], managers, now).of_today
    history = () if given is None else given.territory.history
    return reported(
        options,
        in_document,
        now=now,
        managers=managers,
        routes=[
            route
            for record in in_force
            for route in record.plan.routes
            if route.day == now.date() and route.manager_id in managers
        ],
        known={
            one.customer_id
            for one in history
            if one.day == now.date()
            and not any(is_got_over(one, record.made_at) for record in in_force)
        },
    )


def _replan(
    options: ReplanOptions,
    given: Given,
    records: tuple[PlanRecord, ...],
    now: datetime,
    events: RoadEvents,
) -> Replan:
    return replan(
        given.territory,
        given.policy,
        given.calendar,
        given.travel,
        records[0],
        now=now,
        positions=events.positions,
        done=events.done,
        events=events.events,
        records=records[1:],
        manager_ids=[ManagerId(one) for one in options["managers"]] or None,
        noticed=[CustomerId(one) for one in options["noticed"]],
    )


def _write(options: ReplanOptions, found: _Answered, files: Files, showing: Showing) -> None:
    answer, points = found.answer, _points(found)
    published = publish(answer.record, answer.record.made_at)
    files.write(answer.plan, answer.request, answer.matrix)
    files.write_record(published)
    files.write_map(answer.plan, points, found.given.travel)
    page = PageOf(
        territory=answer.territory,
        request=answer.request,
        calendar=found.given.calendar,
        travel=found.given.travel,
        changes=answer.changes,
        elsewhere=points,
        names=showing.names,
        language=showing.language,
    )
    files.write_page(answer.record if files.record is None else published, page)
    if options["territory_out"] is not None:
        write_document(answer.territory, options["territory_out"])


def _points(found: _Answered) -> dict[PlaceId, Point]:
    """Return where everything is: the places of the territory, and where account managers are on the road."""
    points = places(found.answer.territory)
    here = {one.manager_id: one.point for one in found.reported.positions}
    for route in found.answer.plan.routes:
        point = here.get(route.manager_id)
        if route.start_place_id not in points and point is not None:
            points[route.start_place_id] = point
    return points


def _plain(answer: Replan) -> dict[str, object]:
    """Return what there is to tell of an answer as JSON data."""
    return {
        "record": to_plain(answer.record),
        "changes": to_plain(answer.changes),
        "messages": to_plain(answer.messages),
        "handed_on": to_plain(answer.handed_on),
    }


def _show(found: _Answered, showing: Showing) -> None:
    from routing.cli.replan_view import show_replan
    from routing.cli.shown import Shown
    from routing.cli.view import output_console

    answer = found.answer
    shown = Shown(
        territory=answer.territory,
        request=answer.request,
        plan=answer.plan,
        words=Words(showing.language),
        names=showing.names,
        everything=showing.everything,
    )
    show_replan(output_console(), shown, found.before, answer)
