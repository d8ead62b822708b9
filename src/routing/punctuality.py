"""Appointments kept at the moment aimed at, with all of what R16 allows left to spare for what the road brings."""

from __future__ import annotations

from dataclasses import replace

from routing.problem import Problem
from routing.request import PlanRequest
from routing.solve.backend import Sequences
from routing.status import Level
from routing.timetable import timetables

__all__ = ["DETOUR_S", "is_punctual", "is_worth_it", "punctual"]

DETOUR_S = 900
"""So much travel it is worth to meet appointments at the moment aimed at (R16)."""


def punctual(request: PlanRequest) -> PlanRequest:
    """Return the question with appointments begun by the moment aimed at, not by the last allowed (R16)."""
    visits = []
    for visit in request.visits:
        aim_s = visit.appointment_s
        if aim_s is None:
            visits.append(visit)
            continue
        openings = tuple(
            replace(one, end_s=min(one.end_s, aim_s))
            for one in visit.openings
            if one.start_s <= aim_s
        )
        visits.append(replace(visit, openings=openings or visit.openings))
    return replace(request, visits=tuple(visits))


def is_punctual(problem: Problem, sequences: Sequences) -> bool:
    """Return whether all appointments that are kept begin by the moment aimed at."""
    return all(
        stop.start_s <= aim_s
        for table in timetables(problem, sequences)
        for stop in table.stops
        if (aim_s := problem.visits[stop.visit].aim_s) is not None
    )


def is_worth_it(found: tuple[int, ...], answer: tuple[int, ...]) -> bool:
    """Return whether a punctual answer is to be preferred: it loses nothing, and costs a small detour at most."""
    if found[: Level.COST] != answer[: Level.COST]:
        return found[: Level.COST] < answer[: Level.COST]
    return found[Level.COST] <= answer[Level.COST] + DETOUR_S
