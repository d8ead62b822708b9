"""Appointments kept at the moment aimed at, with all of what R16 allows left to spare for what the road brings."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import TypeVar

from routing.problem import Problem
from routing.request import PlanRequest
from routing.solve.backend import Sequences
from routing.status import Level
from routing.timetable import timetables

__all__ = ["DETOUR_S", "appointments", "most_punctual", "punctual"]

DETOUR_S = 900
"""So much travel it is worth to meet an appointment at the moment aimed at (R16)."""

Answer = TypeVar("Answer")


def appointments(problem: Problem, sequences: Sequences) -> tuple[list[int], list[int]]:
    """Return the appointments that are kept, by index: those begun by the moment aimed at, and those begun later."""
    begun_s = {
        stop.visit: stop.start_s for table in timetables(problem, sequences) for stop in table.stops
    }
    aims_s = {v: problem.visits[v].aim_s for v in sorted(begun_s)}
    agreed = [(v, aim_s) for v, aim_s in aims_s.items() if aim_s is not None]
    in_time = [v for v, aim_s in agreed if begun_s[v] <= aim_s]
    return in_time, [v for v, aim_s in agreed if begun_s[v] > aim_s]


def punctual(request: PlanRequest, held: Collection[int]) -> PlanRequest:
    """Return the question with some appointments, by index, begun by the moment aimed at and no later (R16)."""
    visits = list(request.visits)
    for v in held:
        visit = visits[v]
        aim_s = visit.appointment_s
        if aim_s is None:
            continue
        openings = tuple(
            replace(one, end_s=min(one.end_s, aim_s))
            for one in visit.openings
            if one.start_s <= aim_s
        )
        visits[v] = replace(visit, openings=openings or visit.openings)
    return replace(request, visits=tuple(visits))


def most_punctual(
    answer: Answer,
    kept: Callable[[Answer], tuple[list[int], list[int]]],
    levels: Callable[[Answer], tuple[int, ...]],
    holding: Callable[[Answer, Collection[int]], Answer],
) -> Answer:
    """Return an answer that begins all appointments by the moment aimed at for which that is a small detour (R16).

    All at once where that is no more than one of them is worth, else each for itself, the cheapest first: that one
    cannot be met in time is no reason to be late for another.

    Parameters
    ----------
    answer
        The answer to begin from; what is in time in it stays so.
    kept
        Returns `appointments` of an answer.
    levels
        Returns the objective of an answer.
    holding
        Returns what is found from an answer where some appointments are in time or left out.
    """
    in_time, late = kept(answer)
    if not late:
        return answer
    found = holding(answer, [*in_time, *late])
    if _is_worth_it(levels(found), levels(answer)):
        return found
    alone = {v: holding(answer, [*in_time, v]) for v in late} if len(late) > 1 else {}
    best = answer
    for _, v in sorted((levels(one), v) for v, one in alone.items()):
        in_time, late = kept(best)
        if v not in late:
            continue
        found = alone[v] if best is answer else holding(best, [*in_time, v])
        if _is_worth_it(levels(found), levels(best)):
            best = found
    return best


def _is_worth_it(found: tuple[int, ...], answer: tuple[int, ...]) -> bool:
    """Return whether a punctual answer is to be preferred: it loses nothing, and costs a small detour at most."""
    if found[: Level.COST] != answer[: Level.COST]:
        return found[: Level.COST] < answer[: Level.COST]
    return found[Level.COST] <= answer[Level.COST] + DETOUR_S
