"""Why each visit of a plan is made on its day: of a recurring one that follows from the visit before it."""

from __future__ import annotations

from datetime import date

from routing.cadence import Past, Step, due_from, past_of, steps
from routing.coverage_report import visits_by_customer
from routing.demand.because import closed, last_visit, next_owed, overdue
from routing.domain.customer import Mode
from routing.domain.ids import VisitId
from routing.domain.territory import Territory
from routing.domain.visit import Cause
from routing.plan import Plan
from routing.request import Because, PlanRequest, VisitRequest

__all__ = ["why_visited"]


def why_visited(
    territory: Territory, request: PlanRequest, plan: Plan
) -> dict[tuple[VisitId, date], Because]:
    """Return for each visit and contact of a plan, by its id and day, why it is made."""
    planned = visits_by_customer(plan)
    made_on = {(record.customer_id, record.day) for record in territory.history if record.done}
    found: dict[tuple[VisitId, date], Because] = {}
    for visit in request.visits:
        events = planned.get(visit.customer_id, ())
        if visit.cadence is None:
            found |= {(visit.id, event.day): visit.because for event in events}
            continue
        before = past_of(visit.cadence)
        # The time may run from the day of joining, too.
        is_visit = (visit.customer_id, before.since) in made_on
        made = steps(visit, [(event.day, event.mode is Mode.IN_PERSON) for event in events])
        for event, step in zip(events, made, strict=False):  # the step to the end is no visit
            found[visit.id, event.day] = _of(visit, before, step, event.day, is_visit=is_visit)
            before, is_visit = step.past, True
    return found


def _of(visit: VisitRequest, before: Past, step: Step, day: date, *, is_visit: bool) -> Because:
    for owed in visit.obligations:
        if (owed.cause, owed.last) == (step.cause, step.deadline):
            return owed.because
    terms = visit.cadence
    if terms is None or before.since is None or step.deadline is None:
        return visit.because
    last = last_visit(before.since, day, is_visit=is_visit)
    if step.cause is Cause.FILLER:
        due = due_from(terms, before)
        return Because(
            standard="R7",
            text=f"{last[0]}; due from {due}, visited earlier to fill the day.",
            text_zh=f"{last[1]}，{due} 起到期；为满足每日户数提前拜访。",
        )
    rule = terms.coverage_rule if step.cause is Cause.COVERAGE else terms.rule
    owed_by = next_owed(last, rule, step.deadline)
    days_late = (day - step.deadline).days
    return overdue(owed_by, days_late) if days_late > 0 else closed(owed_by)
