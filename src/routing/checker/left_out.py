"""Whether what the plan leaves out is told, and told without contradicting the request; and what remains to remark."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from routing.checker.facts import Facts, Loss
from routing.checker.figures import floor_shortfalls
from routing.checker.report import Remark, Violation
from routing.domain.visit import Category, Cause
from routing.plan import Reason, ReasonKind, UnassignedVisit
from routing.request import VisitRequest
from routing.rules import Rule
from routing.status import NUM_LEVELS

__all__ = ["floor_told", "reasons_given", "reasons_hold", "remarks"]


def reasons_given(facts: Facts) -> Iterator[Violation]:
    """Yield the visits left out without a reason (R23)."""
    for unassigned in facts.plan.unassigned:
        if not unassigned.reasons:
            yield Violation(
                rule=Rule.NO_REASON_FOUND,
                subject=unassigned.visit_id,
                message="is left out without a reason; say so where none could be verified.",
            )


def reasons_hold(facts: Facts) -> Iterator[Violation]:
    """Yield the reasons that the request alone disproves.

    Whether a reason was really tried is for whoever can search; here it is only held against what was asked for.
    """
    for unassigned in facts.plan.unassigned:
        visit = facts.visits.get(unassigned.visit_id)
        if visit is None:
            continue
        for reason in unassigned.reasons:
            faults = list(_faults(facts, visit, unassigned, reason))
            idle = sorted(set(reason.displaces) - facts.served_ids)
            if idle:
                faults.append(f"it would displace {', '.join(idle)}, which the plan does not hold")
            if faults:
                yield Violation(
                    rule=Rule.WRONG_FIGURE,
                    subject=visit.id,
                    message=f"the reason {reason.kind} {reason.rule} does not hold: {'; '.join(faults)}.",
                )


def _faults(
    facts: Facts, visit: VisitRequest, unassigned: UnassignedVisit, reason: Reason
) -> Iterator[str]:
    """Yield what is wrong with one reason."""
    # A recurring visit has one category for each thing that it lets lapse.
    category = visit.category if visit.cadence is None else unassigned.category
    if reason.kind is ReasonKind.NOT_NEEDED and category is not Category.FILLER:
        yield f"the visit is {category}"
    if reason.kind is ReasonKind.IMPOSSIBLE:
        for rule in (reason.rule, *reason.also):
            applies = _APPLIES.get(rule)
            if applies is not None and not applies(facts, visit):
                yield f"nothing in the request forbids it by {rule}"
        if reason.cost:
            yield "what no plan can hold has no cost"
    elif len(reason.cost) not in (0, NUM_LEVELS):
        yield f"its cost has {len(reason.cost)} levels, not {NUM_LEVELS}"


def _opens(visit: VisitRequest, facts: Facts) -> list[bool]:
    """Return for each shift whether the visit has an opening on its day."""
    open_days = {opening.day for opening in visit.openings}
    return [shift.day in open_days for shift in facts.request.shifts]


def _allowed(visit: VisitRequest, facts: Facts) -> list[bool]:
    """Return for each shift whether its manager may make the visit."""
    return [
        visit.manager_ids is None or shift.manager_id in visit.manager_ids
        for shift in facts.request.shifts
    ]


def _released(visit: VisitRequest, facts: Facts) -> list[bool]:
    """Return for each shift whether its day is not before the visit's release."""
    return [visit.release is None or visit.release <= shift.day for shift in facts.request.shifts]


def _is_closed_by(visit: VisitRequest, rule: Rule) -> bool:
    """Return whether the request itself says that this rule leaves the visit no opening, at all or on some day."""
    closed_on = {by for _, by in visit.closed_on}
    return (not visit.openings and visit.closed_by is rule) or rule in closed_on


def _is_owed(visit: VisitRequest, cause: Cause) -> bool:
    """Return whether such a visit is owed between two days."""
    return any(owed.cause is cause for owed in visit.obligations)


def _is_reachable_always(facts: Facts, visit: VisitRequest) -> bool:
    """Return whether every shift can drive to the visit and home."""
    return all(
        facts.has_way(shift.start_place_id, visit.place_id)
        and facts.has_way(visit.place_id, shift.end_place_id)
        for shift in facts.request.shifts
    )


_APPLIES: dict[Rule, Callable[[Facts, VisitRequest], bool]] = {
    Rule.CLOSED_DAY: lambda facts, visit: not visit.openings or not all(_opens(visit, facts)),
    Rule.NO_SHIFT: lambda facts, visit: (
        _is_closed_by(visit, Rule.NO_SHIFT)
        or not any(map(all, zip(_opens(visit, facts), _allowed(visit, facts), strict=True)))
    ),
    Rule.MANAGER_NOT_ALLOWED: lambda facts, visit: (
        not all(_allowed(visit, facts))
        or any(opening.manager_ids is not None for opening in visit.openings)
    ),
    Rule.UNREACHABLE: lambda facts, visit: not _is_reachable_always(facts, visit),
    Rule.LUNCH: lambda facts, _: any(shift.lunch for shift in facts.request.shifts),
    Rule.RESERVED_TIME: lambda facts, _: any(shift.reserve_s for shift in facts.request.shifts),
    Rule.APPOINTMENT: lambda _, visit: (
        visit.appointment_s is not None or _is_owed(visit, Cause.APPOINTMENT)
    ),
    Rule.PINNED: lambda _, visit: (
        visit.cause is Cause.PINNED
        or _is_owed(visit, Cause.PINNED)
        or _is_closed_by(visit, Rule.PINNED)
    ),
    Rule.MIN_GAP: lambda facts, visit: (
        _is_closed_by(visit, Rule.MIN_GAP)
        or not all(_released(visit, facts))
        or (visit.cadence is not None and visit.cadence.gap_days > 0)
    ),
    Rule.LEAD_TIME: lambda _, visit: _is_closed_by(visit, Rule.LEAD_TIME),
    Rule.VISIT_ONCE: lambda _, visit: _is_closed_by(visit, Rule.VISIT_ONCE),
    Rule.MAX_VISITS: lambda facts, _: any(shift.max_visits < 1 for shift in facts.request.shifts),
}
"""For a rule said to make a visit impossible: whether some shift is under that rule at all."""


def floor_told(facts: Facts) -> Iterator[Violation]:
    """Yield the shifts that miss their floor while no note of the plan names them (R7).

    The standard allows a shortfall, but wants it reported with its cause.
    """
    for shift, missing in floor_shortfalls(facts):
        if not any(shift.id in note.text for note in facts.plan.notes):
            yield Violation(
                rule=Rule.FLOOR,
                subject=shift.id,
                message=f"misses its floor of {shift.floor} by {missing}, and no note names this shift.",
                amount=missing,
            )


def remarks(facts: Facts) -> Iterator[Remark]:
    """Yield what a planner should know: floors missed (R7) and mandatory visits left out or made too late."""
    for shift, missing in floor_shortfalls(facts):
        yield Remark(
            rule=Rule.FLOOR,
            subject=shift.id,
            message=f"is {missing} short of its floor of {shift.floor} visits in person.",
            amount=missing,
        )
    told = {
        (
            entry.visit_id,
            entry.category,
            entry.cause,
            entry.deadline if entry.visit_id in facts.recurrences else None,
        ): entry.reasons
        for entry in facts.plan.unassigned
    }
    for loss in facts.losses:
        if loss.category is Category.MANDATORY:
            reasons = told.get((loss.visit.id, loss.category, loss.cause, loss.deadline), ())
            rules = [reason.rule for reason in reasons] or [Rule.NO_REASON_FOUND]
            yield Remark(
                rule=rules[0],
                subject=loss.visit.id,
                message=f"is mandatory ({_owed_by(loss)}) and {_fate(loss)}: {', '.join(rules)}.",
                amount=loss.weight,
            )


def _owed_by(loss: Loss) -> str:
    """Return what is owed, and by when, for people."""
    if loss.deadline is None:
        return f"{loss.cause}, {loss.visit.because.standard}"
    return f"{loss.cause}, by {loss.deadline}"


def _fate(loss: Loss) -> str:
    """Return what becomes of it instead."""
    return "left out" if loss.made is None else f"made on {loss.made}"
