"""What all that plan have in common: make the request, plan it, write its files, show it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Self

import click

from routing.build_horizon import horizon_request
from routing.build_request import day_request, places
from routing.cli.exit_codes import ExitCode
from routing.cli.files import Files, PageOf
from routing.cli.given import Given, Sources, read_given
from routing.cli.progress import Activity, Search
from routing.cli.words import Language, Words
from routing.demand.deadlines import local_time
from routing.documents import to_json
from routing.domain.ids import CustomerId, ManagerId
from routing.plan_chain import (
    Change,
    PlanKind,
    PlanRecord,
    changes,
    draft,
    kept_visits,
    publish,
)
from routing.planner import (
    DEFAULT_HORIZON_LIMITS,
    DEFAULT_LIMITS,
    evening_before,
    plan_request,
)

if TYPE_CHECKING:
    from routing.cli.plan_options import ShowingOptions
    from routing.plan import Plan
    from routing.request import PlanRequest
    from routing.solve.backend import Limits
    from routing.travel.matrix import TravelMatrix

__all__ = ["PlanOrder", "Showing", "make_plan", "run_plan"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanOrder:
    """What to plan, as the user said it; see the options of ``routing plan``."""

    sources: Sources
    kind: PlanKind
    first: date
    last: date
    manager_ids: tuple[str, ...] = ()
    asked_at: datetime | None = None
    noticed: tuple[str, ...] = ()
    extra_days: tuple[date, ...] = ()
    time_s: float | None = None
    iterations: int | None = None
    seed: int = 0
    workers: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Showing:
    """How the plan is shown."""

    language: Language = Language.EN
    everything: bool = False
    names: bool = True
    as_json: bool = False
    is_quiet: bool = False
    details: bool = False
    coverage: bool = False

    @classmethod
    def of(cls, options: ShowingOptions) -> Self:
        """Return what the options say."""
        return cls(
            language=Language(options["lang"]),
            everything=options["show_all"],
            names=not options["no_names"],
            as_json=options["as_json"],
            is_quiet=options["quiet"],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """All that a plan is made from; of days that have begun, `first` is that of the question."""

    given: Given
    asked_at: datetime
    first: date
    request: PlanRequest
    matrix: TravelMatrix


def run_plan(order: PlanOrder, files: Files, showing: Showing) -> None:
    """Plan a day, a week or a month, write its files, show it, and end with the exit code that fits.

    Raises
    ------
    RoutingError
        As of `make_plan`.
    """
    plan = make_plan(order, files, showing)
    if plan.kpis.num_unassigned_mandatory:
        click.get_current_context().exit(ExitCode.MANDATORY_LEFT_OUT)


def make_plan(order: PlanOrder, files: Files, showing: Showing) -> Plan:
    """Return the plan of a day, a week or a month after writing its files and showing it.

    Raises
    ------
    RoutingError
        When there is no plan, or something to write it with is missing.
    """
    files.ensure_installed()
    limits = _limits(order)
    with Activity(is_shown=not showing.is_quiet) as activity:
        asked = _asked(order, showing, activity)
    shows_tables = not (showing.is_quiet or showing.as_json)
    if shows_tables and order.kind is not PlanKind.DAY:
        _show_certificate(asked, showing)
    with Activity(is_shown=not showing.is_quiet) as activity, Search(activity) as search:
        activity.say("preparing the search (compiled on the first run: half a minute)")
        plan = plan_request(asked.request, asked.matrix, limits=limits, progress=search)
    record = _record(asked, plan, order)
    _write(asked, record, files, showing)
    if shows_tables:
        _show(asked, record, order, showing)
    elif not showing.is_quiet:
        # Documents are UTF-8, whatever the terminal speaks.
        click.echo(to_json(plan).encode(), nl=False)
    return plan


def _limits(order: PlanOrder) -> Limits:
    usual = DEFAULT_LIMITS if order.kind is PlanKind.DAY else DEFAULT_HORIZON_LIMITS
    has_limit = order.time_s is not None or order.iterations is not None
    return replace(
        usual,
        time_s=order.time_s if has_limit else usual.time_s,
        iterations=order.iterations,
        seed=order.seed,
        workers=order.workers,
    )


def _asked(order: PlanOrder, showing: Showing, activity: Activity) -> _Asked:
    given = read_given(
        order.sources, activity, first=order.first, last=order.last, is_quiet=showing.is_quiet
    )
    asked_at = local_time(order.asked_at or evening_before(order.first, given.policy), given.policy)
    asked_on = asked_at.date()
    request = _request(order, given, asked_at)
    activity.say("computing travel times")
    return _Asked(
        given=given,
        asked_at=asked_at,
        first=max(order.first, asked_on) if asked_on <= order.last else order.first,
        request=request,
        matrix=given.travel.matrix(places(given.territory)),
    )


def _request(order: PlanOrder, given: Given, asked_at: datetime) -> PlanRequest:
    territory, policy, calendar = given.territory, given.policy, given.calendar
    manager_ids = [ManagerId(one) for one in order.manager_ids] or None
    noticed = [CustomerId(one) for one in order.noticed]
    # What a later day has been promised bears on the days to plan, too.
    kept, notes = kept_visits(
        given.earlier, territory, policy, calendar, asked_at, order.first, order.last
    )
    if order.kind is PlanKind.DAY:
        request = day_request(
            territory,
            policy,
            calendar,
            order.first,
            asked_at,
            manager_ids=manager_ids,
            noticed=noticed,
            kept=kept,
        )
    else:
        request = horizon_request(
            territory,
            policy,
            calendar,
            order.first,
            order.last,
            asked_at,
            manager_ids=manager_ids,
            noticed=noticed,
            kept=kept,
            extra_days=order.extra_days,
        )
    return replace(request, notes=(*request.notes, *notes))


def _record(asked: _Asked, plan: Plan, order: PlanOrder) -> PlanRecord:
    """Return the plan as a draft that follows the last of the plans before it."""
    scope = order.manager_ids or (manager.id for manager in asked.given.territory.managers)
    return draft(
        plan,
        plan_kind=order.kind,
        first=asked.first,
        last=order.last,
        made_at=asked.asked_at,
        manager_ids=map(ManagerId, scope),
        parent=asked.given.earlier[-1] if asked.given.earlier else None,
        among=asked.given.earlier,
    )


def _changes(asked: _Asked, record: PlanRecord) -> tuple[Change, ...] | None:
    """Return what the plan changes of the last of the plans before it; None where they share no day."""
    earlier = asked.given.earlier
    if not earlier or earlier[-1].last < record.first or record.last < earlier[-1].first:
        return None
    given = asked.given
    return changes(
        earlier[-1], record, given.territory, given.policy, given.calendar, records=earlier
    )


def _write(asked: _Asked, record: PlanRecord, files: Files, showing: Showing) -> None:
    given = asked.given
    files.write(record.plan, asked.request, asked.matrix)
    files.write_map(record.plan, places(given.territory), given.travel)
    published = publish(record, record.made_at)
    files.write_record(published)
    page = PageOf(
        territory=given.territory,
        request=asked.request,
        calendar=given.calendar,
        travel=given.travel,
        changes=_changes(asked, record),
        elsewhere={},
        names=showing.names,
        language=showing.language,
    )
    files.write_page(record if files.record is None else published, page)


def _show_certificate(asked: _Asked, showing: Showing) -> None:
    from routing.cli.certificate_view import show_certificate
    from routing.cli.view import output_console
    from routing.coverage import certificate

    told = certificate(asked.request, asked.matrix)
    show_certificate(output_console(), Words(showing.language), told)


def _show(asked: _Asked, record: PlanRecord, order: PlanOrder, showing: Showing) -> None:
    from routing.cli.shown import Shown
    from routing.cli.view import output_console

    console = output_console()
    shown = Shown(
        territory=asked.given.territory,
        request=asked.request,
        plan=record.plan,
        words=Words(showing.language),
        names=showing.names,
        everything=showing.everything,
    )
    if order.kind is PlanKind.DAY:
        from routing.cli.day_view import show_day

        show_day(console, shown, order.first)
    else:
        from routing.cli.horizon_view import HorizonView

        view = HorizonView(
            shown=shown,
            calendar=asked.given.calendar,
            first=asked.first,
            last=order.last,
            lists_customers=order.kind is PlanKind.WEEK,
            details=showing.details,
            coverage=showing.coverage,
        )
        view.show(console)
    differences = _changes(asked, record)
    if differences is not None:
        from routing.cli.chain_view import show_changes

        show_changes(console, shown, asked.given.earlier[-1].id, differences)
