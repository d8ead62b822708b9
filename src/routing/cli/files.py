"""The files that commands write of a plan."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from routing.documents import write_document
from routing.outputs.geojson import LegGeometry, plan_geojson
from routing.travel.road_graph import RoadGraph
from routing.whole_file import write_whole

if TYPE_CHECKING:
    from routing.cli.plan_options import FileOptions
    from routing.domain.calendar import WorkCalendar
    from routing.domain.customer import Point
    from routing.domain.ids import CustomerId, PlaceId
    from routing.domain.territory import Territory
    from routing.plan import Plan
    from routing.plan_chain import Change, PlanRecord
    from routing.request import PlanRequest
    from routing.terms import Language
    from routing.travel.matrix import TravelMatrix, TravelSource

__all__ = ["Files", "PageOf", "map_layer"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageOf:
    """What a page tells of a plan besides its record; see `routing.outputs.page.plan_page`."""

    territory: Territory
    request: PlanRequest
    calendar: WorkCalendar
    travel: TravelSource
    changes: Sequence[Change] | None
    elsewhere: Mapping[PlaceId, Point]
    names: bool
    language: Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """Where to write what was made; None: nowhere."""

    plan: Path | None = None
    request: Path | None = None
    matrix: Path | None = None
    geojson: Path | None = None
    page: Path | None = None
    record: Path | None = None

    @classmethod
    def of(cls, options: FileOptions) -> Self:
        """Return what the options say."""
        return cls(
            plan=options["out"],
            request=options["request_out"],
            matrix=options["matrix_out"],
            geojson=options["geojson"],
            page=options["page"],
            record=options["publish"],
        )

    def ensure_installed(self) -> None:
        """Return if all that is to be written can be.

        Raises
        ------
        ExtraMissing
            If a library is missing.
        """
        if self.page is not None:
            from routing.outputs.page import ensure_installed

            ensure_installed()

    def write(self, plan: Plan, request: PlanRequest, matrix: TravelMatrix) -> None:
        """Write the documents of a plan and what it answers."""
        if self.plan is not None:
            write_document(plan, self.plan)
        if self.request is not None:
            write_document(request, self.request)
        if self.matrix is not None:
            write_document(matrix, self.matrix)

    def write_record(self, record: PlanRecord) -> None:
        """Write the record of a plan."""
        if self.record is not None:
            write_document(record, self.record)

    def write_map(self, plan: Plan, points: Mapping[PlaceId, Point], travel: TravelSource) -> None:
        """Write a plan as a map layer."""
        if self.geojson is not None:
            write_whole(self.geojson, map_layer(plan, points, travel))

    def write_page(self, record: PlanRecord, of: PageOf) -> None:
        """Write a plan as a page for browsers."""
        if self.page is None:
            return
        from routing.outputs.page import plan_page

        page = plan_page(
            record,
            of.territory,
            request=of.request,
            network=of.travel.network if isinstance(of.travel, RoadGraph) else None,
            changes=of.changes,
            calendar=of.calendar,
            elsewhere=of.elsewhere,
            names=of.names,
            language=of.language,
        )
        write_whole(self.page, page.encode())


def map_layer(
    plan: Plan,
    points: Mapping[PlaceId, Point],
    travel: TravelSource,
    names: Mapping[CustomerId, str] | None = None,
) -> bytes:
    """Return a plan as a map layer, its legs as the roads run where the travel source knows them."""
    layer = plan_geojson(plan, points, names=names, leg_geometry=_ways(travel, points))
    return f"{json.dumps(layer, ensure_ascii=False)}\n".encode()


def _ways(travel: TravelSource, points: Mapping[PlaceId, Point]) -> LegGeometry | None:
    """Return how legs run on the map, None for straight lines."""
    if not isinstance(travel, RoadGraph):
        return None

    def way(origin: PlaceId, target: PlaceId) -> Sequence[Point]:
        ends = points[origin], points[target]
        return travel.leg_geometry(*ends) or ends

    return way
