"""The formats of ``routing export``: each a line of `FORMATS`, and a function that makes a file's content."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import click

from routing.cli.words import Language

if TYPE_CHECKING:
    from routing.domain.calendar import WorkCalendar
    from routing.domain.ids import ManagerId
    from routing.domain.policy import Policy
    from routing.domain.territory import Territory
    from routing.plan import Plan
    from routing.plan_chain import Change, Difference, PlanRecord
    from routing.request import PlanRequest
    from routing.travel.matrix import TravelSource

__all__ = ["FORMATS", "Exported", "Format"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What there is to export, and how it is to be told.

    Parameters
    ----------
    plan, record
        The plan; its record, if that was given.
    territory, request
        What it is a plan of, and what was asked for; None where that was not given.
    before
        Records of plans before it.
    travel
        How legs run.
    policy, calendar
        The standard and the working days that the plan was made by; no calendar of a plan of no day, nor where
        the format does not ask for it.
    manager_ids
        Account managers to export, at least one unless the plan has none.
    is_part
        Whether the plan has others.
    names, language
        Whether customers and account managers are named; in which language.
    """

    plan: Plan
    record: PlanRecord | None
    territory: Territory | None
    request: PlanRequest | None
    before: tuple[PlanRecord, ...]
    travel: TravelSource
    policy: Policy
    calendar: WorkCalendar | None
    manager_ids: tuple[ManagerId, ...]
    is_part: bool
    names: bool
    language: Language

    @property
    def known_record(self) -> PlanRecord:
        """The record, which the format cannot do without."""
        if self.record is None:
            raise click.UsageError(
                "This format needs the plan's record, which says when the plan was made: `routing plan`, --publish."
            )
        return self.record

    @property
    def known_territory(self) -> Territory:
        """The territory, which the format cannot do without."""
        if self.territory is None:
            raise click.UsageError(
                "This format needs the TERRITORY, which says where everybody is: name it after the plan."
            )
        return self.territory

    @property
    def is_policy_known(self) -> bool:
        """Whether the policy is the one that the plan was made by."""
        return self.plan.provenance.policy == f"{self.policy.name}@{self.policy.digest}"

    @property
    def own_plan(self) -> Plan:
        """The plan with the routes of the chosen account managers, and what was left out but for others' customers."""
        if not self.is_part:
            return self.plan
        customers = () if self.territory is None else self.territory.customers
        of_others = {one.id for one in customers if one.manager_id not in (None, *self.manager_ids)}
        return replace(
            self.plan,
            routes=tuple(one for one in self.plan.routes if one.manager_id in self.manager_ids),
            unassigned=tuple(
                one for one in self.plan.unassigned if one.customer_id not in of_others
            ),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A format that a plan may be exported in.

    Parameters
    ----------
    make
        Makes the content of a file.
    takes
        Options that bear on it; others are refused rather than ignored.
    one_a_manager
        Whether it has a file for each account manager.
    language
        What it is written in unless said otherwise.
    """

    make: Callable[[Exported], bytes]
    takes: tuple[str, ...] = ()
    one_a_manager: bool = False
    language: Language = Language.EN


def _ics(asked: Exported) -> bytes:
    from routing.outputs.calendar_file import plan_ics

    (manager_id,) = asked.manager_ids
    return plan_ics(
        asked.known_record,
        manager_id,
        territory=asked.territory,
        before=asked.before,
        request=asked.request,
        time_zone=asked.policy.day.time_zone,
        names=asked.names,
        language=asked.language,
    ).encode()


def _gpx(asked: Exported) -> bytes:
    from routing.outputs.gpx import plan_gpx

    return plan_gpx(
        asked.own_plan, asked.known_territory, names=asked.names, language=asked.language
    ).encode()


def _csv(asked: Exported) -> bytes:
    from routing.outputs.csv_table import plan_csv

    return plan_csv(
        asked.own_plan,
        territory=asked.territory,
        request=asked.request,
        names=asked.names,
        language=asked.language,
    ).encode()


def _geojson(asked: Exported) -> bytes:
    from routing.build_request import places
    from routing.cli.files import map_layer
    from routing.outputs.people import People

    territory = asked.known_territory
    people = People.of(territory, names=asked.names)
    return map_layer(asked.own_plan, places(territory), asked.travel, people.customer_names)


def _xlsx(asked: Exported) -> bytes:
    from routing.outputs.workbook import plan_workbook

    return plan_workbook(
        asked.record or asked.plan,
        asked.known_territory,
        request=asked.request,
        manager_ids=asked.manager_ids if asked.is_part else None,
        names=asked.names,
        language=asked.language,
    )


def _html(asked: Exported) -> bytes:
    from routing.outputs.page import plan_page
    from routing.travel.road_graph import RoadGraph

    if asked.is_part:
        raise click.UsageError(
            "--manager says nothing about html: the page has everybody, and lets its reader choose whom to see. "
            "Leave it out."
        )
    return plan_page(
        asked.record or asked.plan,
        asked.territory,
        request=asked.request,
        network=asked.travel.network if isinstance(asked.travel, RoadGraph) else None,
        changes=_changes(asked),
        calendar=asked.calendar,
        names=asked.names,
        language=asked.language,
    ).encode()


def _changes(asked: Exported) -> Sequence[Change | Difference] | None:
    """Return what differs from the last plan before, of those whom the plan speaks of; None where there is none.

    Reasons are told where all is given that they are found in.
    """
    from routing.cli.compare import comparison_of
    from routing.plan_chain import changes

    if not asked.before:
        return None
    before = asked.before[-1]
    record, territory, calendar = asked.record, asked.territory, asked.calendar
    if record and territory and calendar and asked.is_policy_known:
        return changes(before, record, territory, asked.policy, calendar, records=asked.before)
    routes = tuple(one for one in before.plan.routes if one.manager_id in asked.manager_ids)
    of_them = replace(before, plan=replace(before.plan, routes=routes))
    return comparison_of(of_them, asked.record or asked.plan).differences


FORMATS = {
    "ics": Format(make=_ics, takes=("--request", "--before", "--policy"), one_a_manager=True),
    "gpx": Format(make=_gpx),
    "csv": Format(make=_csv, takes=("--request",)),
    "geojson": Format(make=_geojson, takes=("--roads",)),
    # What is carried, filled in and passed on speaks the language of those who do.
    "xlsx": Format(make=_xlsx, takes=("--request",), language=Language.ZH),
    "html": Format(
        make=_html,
        takes=("--request", "--before", "--policy", "--calendar", "--overrides", "--roads"),
        language=Language.ZH,
    ),
}
"""Every format, by the ending of its files."""
