"""What asks for a visit to a customer on a day: of what was made unplanned, and of what the next plan takes over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time

from routing.demand.because import together
from routing.demand.calls import Call, calls, reasons_of
from routing.demand.outlook import outlooks
from routing.demand.team import Roster, Team
from routing.domain.events import VisitRecord
from routing.domain.ids import CustomerId
from routing.domain.visit import Because
from routing.execution_report.report import BacklogVisit, UnplannedVisit, VisitRow
from routing.execution_report.work import Work
from routing.plan_chain import PlannedVisit, unfinished_visits

__all__ = ["backlog", "unplanned_visits"]


def unplanned_visits(work: Work, rows: Iterable[VisitRow]) -> Iterator[UnplannedVisit]:
    """Yield what was made on these days and was no planned visit of them, with what asked for it."""
    answered = {row.made: row.planned for row in rows if row.made is not None}
    scope = {manager.id for manager in work.roster.managers}
    for made in work.made:
        planned = answered.get(made)
        if not work.holds(made.day) or (planned is not None and work.holds(planned.day)):
            continue
        maker = work.maker(made, None)
        if maker not in scope and not (maker is None and _is_own(work, made.customer_id)):
            continue
        asked_at = datetime.combine(made.day, made.start or time.max)
        before = [one for one in work.territory.history if one.day < made.day]
        call, because = _asked_for(work, made.customer_id, made.day, asked_at, before)
        yield UnplannedVisit(
            made=made,
            manager_id=maker,
            makes_up_for=planned,
            category=None if call is None else call.category,
            cause=None if call is None else call.cause,
            because=because,
        )


def backlog(work: Work) -> tuple[BacklogVisit, ...]:
    """Return what the next plan takes over, by deadline; what has none comes last (R18)."""
    today = work.at.date()
    is_running = work.calendar.is_working_day(today) and not work.is_over(today)
    day = today if is_running else work.calendar.add_working_days(today, 1)
    left = unfinished_visits(work.records, work.territory, work.policy, work.at)
    found = [_taken_over(work, planned, day) for planned in left]
    return tuple(sorted(found, key=lambda one: (one.deadline or date.max, one.planned.customer_id)))


def _taken_over(work: Work, planned: PlannedVisit, day: date) -> BacklogVisit:
    call, because = _asked_for(work, planned.customer_id, day, work.at, work.territory.history)
    return BacklogVisit(
        planned=planned,
        cause=None if call is None else call.cause,
        deadline=None if call is None else call.deadline,
        because=because,
    )


def _is_own(work: Work, customer_id: CustomerId) -> bool:
    return work.roster.plans(work.customers[customer_id])


def _asked_for(
    work: Work,
    customer_id: CustomerId,
    day: date,
    asked_at: datetime,
    history: Sequence[VisitRecord],
) -> tuple[Call | None, Because]:
    """Return the strongest call for a visit on a day, by a history, and all calls as one sentence."""
    alone = replace(
        work.territory,
        customers=(work.customers[customer_id],),
        history=tuple(one for one in history if one.customer_id == customer_id),
    )
    morning = datetime.combine(day, time.min)
    team = Team(Roster(alone, work.policy, work.calendar, None), day, morning)
    (outlook,) = outlooks(alone, work.policy, work.calendar, team, day, asked_at)
    answers = calls(outlook, work.policy)
    found = sorted((one for one in answers if isinstance(one, Call)), key=lambda call: call.rank)
    if not found:
        return None, together(one.because for one in answers)
    return found[0], reasons_of(found)
