"""Why each visit of a plan is made on its day: of a recurring one that follows from the visit before it."""

from __future__ import annotations

from datetime import date, timedelta

from routing.cadence import Past, Step, past_of, steps
from routing.coverage_report import visits_by_customer
from routing.domain.customer import Mode
from routing.domain.ids import VisitId
from routing.domain.visit import Cause
from routing.plan import Plan
from routing.request import Because, CadenceTerms, PlanRequest, VisitRequest

__all__ = ["becauses"]


def becauses(request: PlanRequest, plan: Plan) -> dict[tuple[VisitId, date], Because]:
    """Return for each visit and contact of a plan, by its id and day, why it is made."""
    planned = visits_by_customer(plan)
    found: dict[tuple[VisitId, date], Because] = {}
    for visit in request.visits:
        events = planned.get(visit.customer_id, ())
        if visit.cadence is None:
            found |= {(visit.id, event.day): visit.because for event in events}
            continue
        before = past_of(visit.cadence)
        made = steps(visit, [(event.day, event.mode is Mode.IN_PERSON) for event in events])
        for event, step in zip(events, made, strict=False):  # the step to the end is no visit
            found[visit.id, event.day] = _of(visit, visit.cadence, before, step, event.day)
            before = step.past
    return found


def _of(visit: VisitRequest, terms: CadenceTerms, before: Past, step: Step, day: date) -> Because:
    for owed in visit.obligations:
        if (owed.cause, owed.last) == (step.cause, step.deadline):
            return owed.because
    if before.since is None:
        return visit.because
    last = f"Last visit {before.since}, {(day - before.since).days} days before"
    last_zh = f"上次拜访 {before.since}，相隔 {(day - before.since).days} 天"
    if step.cause is Cause.FILLER:
        due_from = before.since + timedelta(days=terms.due_days)
        return Because(
            standard="R7",
            text=f"{last}; due from {due_from}, visited earlier to fill the day.",
            text_zh=f"{last_zh}，{due_from} 起到期；为满足每日户数提前拜访。",
        )
    return Because(
        standard=terms.coverage_rule if step.cause is Cause.COVERAGE else terms.rule,
        text=f"{last}; owed by {step.deadline}.",
        text_zh=f"{last_zh}，不晚于 {step.deadline}。",
    )
