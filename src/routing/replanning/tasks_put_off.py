"""Tasks beyond the reserve that are left for after work, for the sake of promises and deadlines (R13, R14, R20)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from routing.domain.ids import ManagerId
from routing.feasibility import earliest_return
from routing.replanning.notes import tasks_wait
from routing.replanning.rest_of_day import RestOfDay
from routing.replanning.search import Answer, Search
from routing.request import PlanRequest, ShiftRequest, VisitRequest
from routing.status import Level
from routing.timetable import timetables
from routing.units import HOUR_S, MINUTE_S

__all__ = ["told_of_tasks", "with_tasks_put_off"]

_LONGEST_WAIT_S, _WAIT_STEP_S = HOUR_S, 15 * MINUTE_S
"""So long tasks wait at most, and by such steps it is looked how short they may."""


def with_tasks_put_off(
    search: Search, answer: Answer, rest: RestOfDay, held_s: Mapping[ManagerId, int]
) -> Answer:
    """Return the answer for which tasks beyond the reserve wait for promises and deadlines (R13, R14, R20).

    Only tasks of those wait who keep none otherwise, an hour at most, and no longer than it takes them to be back: for
    nobody else there is more time than before.
    """
    waits_s = [
        min(_LONGEST_WAIT_S, max(0, held_s.get(shift.manager_id, 0) - shift.reserve_s))
        for shift in rest.request.shifts
    ]
    if not any(waits_s):
        return answer
    asked = answer.request
    urgent = replace(asked, visits=tuple(filter(_cannot_wait, asked.visits)))
    found = search.solve(_ending_later(urgent, waits_s), after=answer, with_calls=True)
    if found.levels[: Level.LATE] >= answer.levels[: Level.LATE]:
        return answer
    for k, most_s in enumerate(waits_s):
        for wait_s in range(0, most_s, _WAIT_STEP_S):
            shorter = [*waits_s[:k], wait_s, *waits_s[k + 1 :]]
            sooner = search.solve(_ending_later(urgent, shorter), after=found, with_calls=True)
            if sooner.levels[: Level.LATE] <= found.levels[: Level.LATE]:
                found, waits_s = sooner, shorter
                break
    request = replace(asked, shifts=_until_back(found, asked.shifts))
    best = min(
        (search.solve(request, after=one) for one in (answer, found)), key=lambda one: one.levels
    )
    return best if best.levels < answer.levels else answer


def _cannot_wait(visit: VisitRequest) -> bool:
    """Return whether a visit is promised, or has a deadline of its own."""
    level = visit.cause.level(visit.category)
    return level is not None and level < Level.LATE


def _ending_later(request: PlanRequest, by_s: Sequence[int]) -> PlanRequest:
    """Return a question whose shifts end later."""
    pairs = zip(request.shifts, by_s, strict=True)
    return replace(
        request, shifts=tuple(replace(shift, end_s=shift.end_s + more_s) for shift, more_s in pairs)
    )


def _until_back(answer: Answer, shifts: Sequence[ShiftRequest]) -> tuple[ShiftRequest, ...]:
    """Return shifts that end as they did, or when whoever drives them is back from an answer, if that is later."""
    problem, sequences = answer.problem, answer.outcome.sequences
    found = []
    for k, (shift, table) in enumerate(zip(shifts, timetables(problem, sequences), strict=True)):
        busy_s = sum(one.length_s for one in table.contacts)
        if sequences[k]:
            busy_s += earliest_return(problem, k, sequences[k]) - shift.start_s
        minutes = -(-(shift.start_s + busy_s + shift.reserve_s) // MINUTE_S)
        end_s = max(shift.end_s, minutes * MINUTE_S) if busy_s else shift.end_s
        found.append(replace(shift, end_s=end_s))
    return tuple(found)


def told_of_tasks(answer: Answer, rest: RestOfDay) -> Answer:
    """Return an answer with a note of each account manager whose tasks wait."""
    asked_s = {shift.id: shift.end_s for shift in rest.request.shifts}
    waits_s = [(one.manager_id, one.end_s - asked_s[one.id]) for one in answer.request.shifts]
    notes = [tasks_wait(manager_id, wait_s // MINUTE_S) for manager_id, wait_s in waits_s if wait_s]
    request = replace(answer.request, notes=(*answer.request.notes, *notes))
    return replace(answer, request=request)
