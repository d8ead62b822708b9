"""What calls for a visit to one customer on one day: one function a rule."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from routing.demand import because
from routing.demand.deadlines import Turn, first_visit, local_time
from routing.demand.outlook import OpenAnomaly, Outlook
from routing.domain.policy import Policy
from routing.domain.visit import Because, Category, Cause
from routing.units import FULL_PERMILLE

__all__ = ["Call", "Silence", "calls", "reasons_of"]

_CATEGORIES = (Category.MANDATORY, Category.DUE, Category.FILLER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One reason to visit.

    Parameters
    ----------
    weight
        What leaving the visit out counts on its level.
    urgency_permille
        Share of the time gone between the last visit and the deadline; above 1000 when late.
    earliness_permille
        Of a filler: 1000 right after the minimum gap, falling to 0 on the day on which it is due.
    by_contact
        Whether a contact by phone or network would answer the call (R22).
    """

    category: Category
    cause: Cause
    because: Because
    weight: int = FULL_PERMILLE
    urgency_permille: int = FULL_PERMILLE
    earliness_permille: int = 0
    release: date | None = None
    deadline: date | None = None
    by_contact: bool = False

    @property
    def rank(self) -> tuple[int, int, int]:
        """Order of calls, the strongest first."""
        level = self.cause.level(self.category)
        return (_CATEGORIES.index(self.category), -1 if level is None else level, -self.weight)


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """Why a rule does not call for a visit, though the customer is under it."""

    because: Because


def calls(outlook: Outlook, policy: Policy) -> tuple[Call | Silence, ...]:
    """Return what each rule says about a customer; a new customer is under R14 in place of the interval."""
    first_visit = _first_visit_call(outlook, policy)
    return (
        *_promise_calls(outlook, policy),
        *(_anomaly_call(outlook, anomaly, policy) for anomaly in outlook.anomalies),
        _turn_call(outlook, policy) if first_visit is None else first_visit,
    )


def reasons_of(answers: Iterable[Call]) -> Because:
    """Return the reasons of all calls, the strongest first; a filler's only where it stands alone."""
    pressing = sorted(answers, key=lambda call: call.rank)
    told = [call for call in pressing if call.category is not Category.FILLER] or pressing
    return because.together(call.because for call in told)


# ------------------------------------------------------------------ R16, R17: promises


def _promise_calls(outlook: Outlook, policy: Policy) -> list[Call]:
    day, promises = outlook.day, outlook.promises
    found = []
    if promises.appointment is not None:
        at = local_time(promises.appointment.at, policy)
        found.append(_promise(Cause.APPOINTMENT, day, because.agreed(at)))
    if promises.pinned:
        found.append(_promise(Cause.PINNED, day, because.pinned(day)))
    return found


def _promise(cause: Cause, day: date, reason: Because) -> Call:
    return Call(category=Category.MANDATORY, cause=cause, because=reason, release=day, deadline=day)


# ------------------------------------------------------------------ R13, R15: anomalies


def _anomaly_call(outlook: Outlook, anomaly: OpenAnomaly, policy: Policy) -> Call | Silence:
    deadline = anomaly.deadline
    return _deadline_call(
        outlook,
        policy,
        Call(
            category=Category.DUE,
            cause=Cause.ANOMALY,
            because=because.anomalous(anomaly.kind, anomaly.reported_at, deadline),
            weight=policy.anomaly.due_weight,
            release=anomaly.reported_at.date(),
            deadline=deadline,
        ),
        deadline,
    )


# ------------------------------------------------------------------ R14: new customers


def _first_visit_call(outlook: Outlook, policy: Policy) -> Call | Silence | None:
    """Return what R14 says, None of somebody who is no new customer."""
    first = first_visit(outlook.customer, outlook.past, policy, outlook.day)
    if first is None:
        return None
    if first.opens is not None and outlook.day < first.opens:
        return Silence(because=because.closed(first.because))
    call = Call(
        category=Category.DUE,
        cause=first.cause,
        because=first.because,
        weight=policy.new_customer.due_weight,
        release=first.release,
        deadline=first.deadline,
    )
    return _deadline_call(outlook, policy, call, first.deadline)


# ------------------------------------------------------------------ R1-R4, R8, R10: interval and coverage


def _turn_call(outlook: Outlook, policy: Policy) -> Call | Silence:
    """Return what the interval (R1-R4, R10) or the months that cover everybody (R8) say.

    Mandatory when late, or when no later day is in time; due from the policy's share of the interval on; a filler
    between the minimum gap and then. Who was never visited and has no date on record is late.
    """
    customer, day, turn = outlook.customer, outlook.day, outlook.turn
    if turn is None:
        return _unknown_turn_call(outlook, policy)
    elapsed = (day - turn.since).days
    last, last_zh = _last_visit(outlook, turn)
    if day < turn.earliest and day <= turn.deadline:
        return Silence(
            because=Because(
                standard=turn.rule,
                text=f"{last}: inside the minimum gap, which ends on {turn.earliest}.",
                text_zh=f"{last_zh}，未满最小间隔（至 {turn.earliest}）。",
            )
        )
    urgency = elapsed * FULL_PERMILLE // (turn.deadline - turn.since).days
    call = Call(
        category=Category.DUE,
        cause=Cause.COVERAGE if turn.is_coverage else Cause.CADENCE,
        because=because.next_owed((last, last_zh), turn.rule, turn.deadline),
        weight=max(1, urgency * policy.terms(customer).weight_percent // 100),
        urgency_permille=urgency,
        release=turn.earliest,
        deadline=turn.deadline,
        by_contact=not turn.is_coverage or policy.contact.counts_for_coverage,
    )
    pressing = _deadline_call(outlook, policy, call, turn.deadline)
    if isinstance(pressing, Silence) or pressing.category is Category.MANDATORY:
        return pressing
    return pressing if day >= turn.due_from else _filler_call(outlook, turn, call)


def _filler_call(outlook: Outlook, turn: Turn, call: Call) -> Call | Silence:
    day = outlook.day
    if outlook.is_promised(day + turn.gap - timedelta(days=1)):
        return _promised(outlook, turn.rule)
    last, last_zh = _last_visit(outlook, turn)
    early_days, most_days = (turn.due_from - day).days, (turn.due_from - turn.earliest).days
    return replace(
        call,
        category=Category.FILLER,
        cause=Cause.FILLER,
        because=Because(
            standard="R7",
            text=f"{last}; due from {turn.due_from}, offered to fill the day.",
            text_zh=f"{last_zh}，{turn.due_from} 起到期；可提前拜访以满足每日户数。",
        ),
        earliness_permille=min(FULL_PERMILLE, early_days * FULL_PERMILLE // max(1, most_days)),
    )


def _unknown_turn_call(outlook: Outlook, policy: Policy) -> Call:
    interval_days, rule = policy.interval(outlook.customer)
    return Call(
        category=Category.MANDATORY,
        cause=Cause.LATE,
        because=because.unknown(rule, interval_days),
        by_contact=True,
    )


# ------------------------------------------------------------------ what they share


def _deadline_call(outlook: Outlook, policy: Policy, call: Call, deadline: date) -> Call | Silence:
    """Return a due call as mandatory where it can wait no longer, as silence where a promise will answer it in time.

    Where a published plan will answer it in time, it is a filler until then (R18).
    """
    if outlook.is_promised(deadline):
        return _promised(outlook, call.because.standard)
    if outlook.can_wait(deadline):
        waiting = replace(call, because=because.closed(call.because))
        if outlook.is_planned(deadline):
            return replace(waiting, category=Category.FILLER, cause=Cause.FILLER)
        return waiting
    days_late = (outlook.day - deadline).days
    if days_late > 0:
        reason = because.overdue(call.because, days_late)
    else:
        reason = because.closed(
            call.because, ", and no later visit day is in time", "，此后无可用拜访日"
        )
    # Months that are over cannot be covered any more: the visit is a late one then (R8).
    is_late = call.cause is Cause.CADENCE or (call.cause is Cause.COVERAGE and days_late > 0)
    return replace(
        call,
        category=Category.MANDATORY,
        cause=Cause.LATE if is_late else call.cause,
        because=reason,
        weight=FULL_PERMILLE + min(max(0, days_late), policy.cadence.late_cap_days),
    )


def _last_visit(outlook: Outlook, turn: Turn) -> tuple[str, str]:
    is_visit = outlook.past.last_for_cadence is not None
    return because.last_visit(turn.since, outlook.day, is_visit=is_visit)


def _promised(outlook: Outlook, rule: str) -> Silence:
    return Silence(
        because=Because(
            standard=rule,
            text=f"A visit is promised for {outlook.next_promise}.",
            text_zh=f"已约定于 {outlook.next_promise} 拜访。",
        )
    )
