"""Which record of the history answers which planned visit, and why a visit was not made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import time
from functools import partial

from routing.domain.customer import Mode
from routing.domain.events import VisitRecord
from routing.domain.ids import CustomerId
from routing.execution_report.report import Outcome, VisitRow
from routing.execution_report.work import Work
from routing.plan_chain import (
    ChangeKind,
    ChangeReason,
    PlannedVisit,
    PlanRecord,
    Why,
    differences,
    planned_visits,
)
from routing.plan_chain.in_force import taken_over_by
from routing.plan_chain.obstacles import Obstacles
from routing.plan_chain.staffing import Staffing
from routing.units import seconds_after_midnight

__all__ = ["replaced_rows", "visit_rows"]

_NOT_RECORDED = Why(
    reason=ChangeReason.NOT_RECORDED, text="Nothing is on record.", text_zh="无记录。"
)


def visit_rows(work: Work) -> tuple[VisitRow, ...]:
    """Return what became of each planned visit of all days known, in the order of days and customers.

    A record of the visit's own day comes first; who was not visited on it is looked for on other days (see
    `routing.plan_chain.fates`), among the records that are no planned visit's own.
    """
    on_day: dict[tuple[object, ...], list[VisitRecord]] = {}
    for one in work.made:
        on_day.setdefault((one.customer_id, one.day), []).append(one)
    own: dict[int, VisitRecord] = {}
    for index, (_, planned) in enumerate(work.planned):
        if found := on_day.get((planned.customer_id, planned.day)):
            own[index] = min(found, key=partial(_nearness, planned.mode))
    taken = set(own.values())
    reasons = _Reasons(work)
    rows = []
    for index, (record, planned) in enumerate(work.planned):
        answer = work.fates.answer(record, planned)
        made = own.get(index)
        if made is None and answer is not None and answer not in taken:
            taken.add(answer)
            made = answer
        row = VisitRow(
            plan_id=record.id,
            planned=planned,
            outcome=Outcome.UNDONE,
            made=made,
            is_settled=answer is not None,
        )
        if made is None:
            rows.append(reasons.not_made(row, record))
        else:
            rows.append(replace(_made(row, made), why=reasons.written_down(row, record)))
    return tuple(rows)


def _nearness(mode: Mode, made: VisitRecord) -> tuple[bool, time]:
    return made.mode is not mode, made.start or time.max


def _made(row: VisitRow, made: VisitRecord) -> VisitRow:
    """Return the row of a visit that was made, with all in which it differs from the plan."""
    planned = row.planned
    start_s = planned.start_s if made.start is None else seconds_after_midnight(made.start)
    really = replace(
        planned,
        day=made.day,
        manager_id=made.manager_id or planned.manager_id,
        start_s=start_s,
        mode=made.mode,
    )
    differs = tuple(one.kind for one in differences([planned], [really]))
    return replace(row, outcome=Outcome.OTHERWISE if differs else Outcome.DONE, differs=differs)


class _Reasons:
    """Why visits were not made, from what the data know."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._fates = work.fates
        self._obstacles = Obstacles(work.territory, work.policy, work.fates)
        self._staffing = Staffing(work.records[-1], work.territory, work.policy, work.calendar)

    def written_down(self, row: VisitRow, record: PlanRecord) -> Why | None:
        """Return the reason on record for which a visit was not made on its day."""
        return self._obstacles.failed(record, row.planned)

    def not_made(self, row: VisitRow, record: PlanRecord) -> VisitRow:
        """Return the row of a visit that was not made: with the reason, or still open."""
        planned = row.planned
        failure = self._fates.failure(record, planned)
        answer = self._fates.answer(record, planned)
        if failure is None and answer is not None and answer.day < planned.day:
            why = self._obstacles.answered(record, planned)
            return replace(row, outcome=Outcome.REPLACED, why=why)
        if failure is None and not self._work.is_over(planned.day):
            return replace(row, outcome=Outcome.OPEN)
        why = (
            self._obstacles.gone(planned)
            or self.written_down(row, record)
            or self._staffing.away(planned.manager_id, planned.day, planned.start_s)
            or self._obstacles.shut(record, planned)
            or self._staffing.tasks(planned)
            or self._obstacles.answered(record, planned)
            or _NOT_RECORDED
        )
        return replace(row, made=failure, why=why)


# ------------------------------------------------------------------ visits that a later plan does not hold


def replaced_rows(work: Work) -> Iterator[VisitRow]:
    """Yield the visits of these days that a plan had, a later one took over, and holds no more.

    A visit that the later plan has on another of these days is none of them. Of a customer the last plan that had more
    visits than the later ones speaks.
    """
    standing = [planned for _, planned in work.planned if work.holds(planned.day)]
    made = {(one.customer_id, one.day) for one in work.made}
    obstacles = Obstacles(work.territory, work.policy, work.fates)
    told: set[CustomerId] = set()
    for index in range(len(work.records) - 2, -1, -1):
        record = work.records[index]
        had = [one for one in planned_visits(record.plan) if work.holds(one.day)]
        gone = [
            one.before
            for one in differences(had, standing)
            if one.kind is ChangeKind.DROPPED and one.before is not None
        ]
        for planned in gone:
            later = taken_over_by(work.records[index + 1 :], planned)
            if (
                later is None
                or planned.customer_id in told
                or (planned.customer_id, planned.day) in made
            ):
                continue
            yield VisitRow(
                plan_id=record.id,
                planned=planned,
                outcome=Outcome.REPLACED,
                is_settled=True,
                why=obstacles.answered(record, planned) or _replaced_by(later, planned),
            )
        told |= {planned.customer_id for planned in gone}


def _replaced_by(later: PlanRecord, planned: PlannedVisit) -> Why:
    left_out = next(
        (one for one in later.plan.unassigned if one.customer_id == planned.customer_id), None
    )
    told, told_zh = f"Plan {later.id} took its place", f"已由计划 {later.id} 取代"
    if left_out is None or not left_out.reasons:
        return Why(
            reason=ChangeReason.REPLACED,
            text=f"{told} and does not hold it.",
            text_zh=f"{told_zh}，其中未安排。",
        )
    reason = left_out.reasons[0]
    return Why(
        reason=ChangeReason.REPLACED,
        text=f"{told} and leaves it out: {reason.text}",
        text_zh=f"{told_zh}，未安排：{reason.text_zh}",
    )
