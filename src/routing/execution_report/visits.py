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
from routing.plan import Reason
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
from routing.plan_chain.let_go import LetGo
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
    dropped = {(one.visit.customer_id, one.visit.day): one for one in work.let_go}
    planned_then = [*work.planned, *((one.plan, one.visit) for one in work.let_go)]
    planned_then.sort(key=lambda pair: (pair[1].day, pair[1].customer_id))
    on_day: dict[tuple[object, ...], list[VisitRecord]] = {}
    for one in work.made:
        on_day.setdefault((one.customer_id, one.day), []).append(one)
    own: dict[int, VisitRecord] = {}
    for index, (_, planned) in enumerate(planned_then):
        if found := on_day.get((planned.customer_id, planned.day)):
            own[index] = min(found, key=partial(_nearness, planned.mode))
    taken = set(own.values())
    reasons = _Reasons(work)
    rows = []
    for index, (record, planned) in enumerate(planned_then):
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
            fell_out = dropped.get((planned.customer_id, planned.day))
            rows.append(reasons.not_made(row, record, fell_out))
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

    def not_made(self, row: VisitRow, record: PlanRecord, fell_out: LetGo | None) -> VisitRow:
        """Return the row of a visit that was not made: with the reason, or still open.

        One that a plan made on the road let go is not open any more.
        """
        planned = row.planned
        failure = self._fates.failure(record, planned)
        answer = self._fates.answer(record, planned)
        if failure is None and answer is not None and answer.day < planned.day:
            why = self._obstacles.answered(record, planned)
            return replace(row, outcome=Outcome.REPLACED, why=why)
        if failure is None and fell_out is not None and fell_out.again_by is not None:
            why = _replaced_by(fell_out.again_by, planned)
            return replace(row, outcome=Outcome.REPLACED, is_settled=True, why=why)
        if failure is None and fell_out is None and not self._work.is_over(planned.day):
            return replace(row, outcome=Outcome.OPEN)
        why = (
            self._obstacles.gone(planned)
            or self.written_down(row, record)
            or self._staffing.away(planned.manager_id, planned.day, planned.start_s)
            or self._obstacles.shut(record, planned)
            or self._staffing.tasks(planned)
            or self._obstacles.answered(record, planned)
            or (None if fell_out is None else _let_go_by(fell_out.by, planned))
            or _NOT_RECORDED
        )
        return replace(row, made=failure, why=why)


# ------------------------------------------------------------------ visits that a later plan does not hold


def replaced_rows(work: Work) -> Iterator[VisitRow]:
    """Yield the visits of these days that a plan had, a later one took over, and holds no more.

    A visit that the later plan has on another of these days is none of them. Of a customer the last plan that had more
    visits than the later ones speaks.
    """
    known = [planned for _, planned in work.planned] + [one.visit for one in work.let_go]
    standing = [planned for planned in known if work.holds(planned.day)]
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
    told, told_zh = f"Plan {later.id} took its place", f"已由计划 {later.id} 取代"
    again = min(
        (
            one.day
            for one in planned_visits(later.plan)
            if one.customer_id == planned.customer_id and one.day > planned.day
        ),
        default=None,
    )
    if again is not None:
        text, text_zh = f"{told} and has it on {again}.", f"{told_zh}，改为 {again}。"
    elif (reason := _left_out(later, planned)) is not None:
        text = f"{told} and leaves it out: {reason.text}"
        text_zh = f"{told_zh}，未安排：{reason.text_zh}"
    else:
        text, text_zh = f"{told} and does not hold it.", f"{told_zh}，其中未安排。"
    return Why(reason=ChangeReason.REPLACED, text=text, text_zh=text_zh)


def _let_go_by(by: PlanRecord, planned: PlannedVisit) -> Why:
    """Return that a plan made on the day let a visit go, with the reason that it gives."""
    told = f"Let go at {by.made_at:%H:%M} by plan {by.id}"
    told_zh = f"{by.made_at:%H:%M} 调整计划（{by.id}）时取消安排"
    reason = _left_out(by, planned)
    return Why(
        reason=ChangeReason.LEFT_OUT,
        text=f"{told}." if reason is None else f"{told}: {reason.text}",
        text_zh=f"{told_zh}。" if reason is None else f"{told_zh}：{reason.text_zh}",
    )


def _left_out(plan: PlanRecord, planned: PlannedVisit) -> Reason | None:
    """Return the first reason for which a plan leaves a customer out, where it gives one."""
    found = (one for one in plan.plan.unassigned if one.customer_id == planned.customer_id)
    return next((reason for one in found for reason in one.reasons), None)
