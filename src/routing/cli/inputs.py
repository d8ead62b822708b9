"""What the user typed, turned into territory, policy, calendar and travel source."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from routing.domain.calendar import (
    WorkCalendar,
    china_calendar,
    load_overrides,
    weekday_calendar,
)
from routing.domain.policy import Policy
from routing.domain.policy_document import load_policy
from routing.domain.territory import Territory
from routing.errors import InputError, Issue
from routing.plan import Plan
from routing.plan_chain import PlanId, PlanRecord
from routing.tables import TerritoryReading, inspect_territory

if TYPE_CHECKING:
    from routing.travel.matrix import TravelSource

__all__ = [
    "calendar_between",
    "calendar_for",
    "inspect_source",
    "plans_from",
    "policy_from",
    "records_from",
    "travel_from",
]

Document = TypeVar("Document")

_CALENDARS = {"china": china_calendar, "weekdays": weekday_calendar}


def inspect_source(source: Path, *, today: date | None = None) -> TerritoryReading:
    """Return what came of reading a folder, a workbook or a territory document, broken or not."""
    if source.suffix.lower() != ".json":
        return inspect_territory(source, today=today)
    from routing.documents import read_document
    from routing.domain.faults import attribute_path, territory_faults
    from routing.errors import Severity

    def locate(collection: str, index: int | None, attribute: str) -> str:
        path = attribute_path(collection, index, attribute).removeprefix("territory.")
        return f"{source.name}, $.{path}"

    try:
        territory = read_document(source, Territory)
    except InputError as error:
        return TerritoryReading(territory=None, issues=error.issues)
    issues = territory_faults(territory, today=today, locate=locate)
    is_broken = any(issue.severity is Severity.ERROR for issue in issues)
    return TerritoryReading(territory=None if is_broken else territory, issues=issues)


def policy_from(source: str, settings: Iterable[str] = ()) -> Policy:
    """Return a policy by name or path, with some of its keys set: ``visits.floor=12``.

    Raises
    ------
    InputError
        With every fault of the document, or of the settings.
    """
    policy = load_policy(source)
    changes: dict[str, object] = {}
    issues = []
    for setting in settings:
        key, equals, value = setting.partition("=")
        if equals and key.strip():
            changes[key.strip()] = _toml_value(value.strip())
        else:
            issues.append(
                Issue(
                    code="setting-malformed",
                    place="option --set",
                    value=setting,
                    message="This is no setting of a policy.",
                    remedy="Write key=value, for example: --set visits.floor=12",
                )
            )
    if issues:
        raise InputError(issues)
    return policy.derive(changes) if changes else policy


def _toml_value(text: str) -> Any:  # noqa: ANN401 - whatever TOML can say
    """Return a value as TOML reads it; what TOML cannot read is text that needs no quotes here."""
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


def records_from(paths: Iterable[Path]) -> tuple[PlanRecord, ...]:
    """Return the records of plans in these files.

    Raises
    ------
    InputError
        With every fault of every file, and where two plans have one id.
    """
    from routing.documents import read_document

    paths = tuple(paths)
    records = _each_of(paths, lambda path: read_document(path, PlanRecord))
    first_of: dict[PlanId, PlanRecord] = {}
    issues = [
        Issue(
            code="plan-id-twice",
            place=path.name,
            value=record.id,
            message="Another plan has the same id.",
            remedy="Make the later one with --from-plan of the earlier: so it gets a number of its own.",
        )
        for path, record in zip(paths, records, strict=True)
        if first_of.setdefault(record.id, record) != record
    ]
    if issues:
        raise InputError(issues)
    return records


def plans_from(paths: Iterable[Path]) -> tuple[Plan | PlanRecord, ...]:
    """Return the plans in these files, be they plans alone or their records.

    Raises
    ------
    InputError
        With every fault of every file.
    """
    from routing.documents import read_document

    def plan(path: Path) -> Plan | PlanRecord:
        try:
            return read_document(path, PlanRecord)
        except InputError as error:
            if all(issue.code != "kind-unknown" for issue in error.issues):
                raise
        return read_document(path, Plan)

    return _each_of(paths, plan)


def _each_of(paths: Iterable[Path], read: Callable[[Path], Document]) -> tuple[Document, ...]:
    found: list[Document] = []
    issues: list[Issue] = []
    for path in paths:
        try:
            found.append(read(path))
        except InputError as error:
            issues += error.issues
    if issues:
        raise InputError(issues)
    return tuple(found)


def calendar_for(
    kind: str, overrides: Path | None, territory: Territory, *, first: date, last: date
) -> WorkCalendar:
    """Return the working days around the days to plan, back to the oldest anomaly that may still be open.

    Raises
    ------
    InputError
        With every fault of the overrides.
    """
    first_year = min(
        (first.year - 1, *(anomaly.reported_at.year for anomaly in territory.anomalies))
    )
    return calendar_between(kind, overrides, first_year, last.year + 1)


def calendar_between(
    kind: str, overrides: Path | None, first_year: int, last_year: int
) -> WorkCalendar:
    """Return the working days of some years.

    Raises
    ------
    InputError
        With every fault of the overrides.
    """
    return _CALENDARS[kind](
        first_year,
        last_year,
        overrides=None if overrides is None else load_overrides(overrides),
    )


def travel_from(roads: Path | None) -> TravelSource:
    """Return the roads of a folder as a travel source, or straight distances where there is none.

    Raises
    ------
    InputError
        With every fault of the roads.
    """
    if roads is None:
        from routing.travel.geodesic import Geodesic

        return Geodesic()
    from routing.travel.road_graph import RoadGraph
    from routing.travel.road_network import RoadNetwork

    network = RoadNetwork.from_csv(roads / "nodes.csv", roads / "edges.csv")
    return RoadGraph(network=network)
