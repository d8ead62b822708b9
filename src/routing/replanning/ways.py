"""The travel that a replanning needs: of the places that are asked for, not of the whole territory."""

from __future__ import annotations

from collections.abc import Mapping

from routing.build_request import places
from routing.domain.customer import Point
from routing.domain.ids import PlaceId
from routing.errors import InputError, Issue
from routing.replanning.situation import Situation
from routing.request import PlanRequest
from routing.travel.gate import inspect_matrix
from routing.travel.matrix import TravelMatrix, TravelSource

__all__ = ["Ways"]


class Ways:
    """Travel between the places of questions, found when first asked for.

    Parameters
    ----------
    travel
        Where travel comes from.
    situation
        Whose places, and where on the road somebody is.
    known
        Travel that is known already, or None.
    """

    def __init__(
        self, travel: TravelSource, situation: Situation, known: TravelMatrix | None
    ) -> None:
        self._travel = travel
        self._points: Mapping[PlaceId, Point] = places(situation.territory) | {
            one.place_id: one.point for one in situation.where if one.point is not None
        }
        self._on_the_road = {
            one.place_id: one.manager_id for one in situation.where if one.point is not None
        }
        self._known = known

    def of(self, request: PlanRequest) -> TravelMatrix:
        """Return the travel between all places of a question, maybe of more.

        Raises
        ------
        InputError
            If the travel source answers what no travel is, or no way leads on from where somebody is.
        """
        needed = {shift.start_place_id for shift in request.shifts}
        needed |= {shift.end_place_id for shift in request.shifts}
        needed |= {visit.place_id for visit in request.visits}
        if self._known is None or not needed <= self._known.index.keys():
            self._known = self._asked(needed)
        return self._known

    def _asked(self, needed: set[PlaceId]) -> TravelMatrix:
        matrix = self._travel.matrix(
            {place_id: point for place_id, point in self._points.items() if place_id in needed}
        )
        report = inspect_matrix(matrix)
        if not report.usable:
            raise InputError(report.issues)
        stranded = [
            (place_id, manager_id)
            for place_id, manager_id in self._on_the_road.items()
            if place_id in needed and matrix.reachable[matrix.index[place_id]].sum() <= 1
        ]
        if stranded:
            raise InputError(
                Issue(
                    code="position-off-map",
                    place="positions",
                    value=manager_id,
                    message="No way leads on from where this account manager is.",
                    remedy="Check the position; give the nearest customer instead.",
                )
                for _, manager_id in stranded
            )
        return matrix
