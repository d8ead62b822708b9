"""What calls for a visit to one customer on one day: one function a rule, each with its reason in two languages."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from routing.demand.deadlines import Turn, local_time
from routing.demand.outlook import OpenAnomaly, Outlook
from routing.domain.policy import Policy
from routing.domain.visit import Because, Category, Cause
from routing.units import FULL_PERMILLE

__all__ = ["Call", "Silence", "calls"]

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


# ------------------------------------------------------------------ R16, R17: promises


def _promise_calls(outlook: Outlook, policy: Policy) -> list[Call]:
    day, promises = outlook.day, outlook.promises
    found = []
    if promises.appointment is not None:
        at = local_time(promises.appointment.at, policy)
        found.append(
            _promise(
                Cause.APPOINTMENT,
                day,
                standard="R16",
                text=f"Appointment agreed for {at:%Y-%m-%d %H:%M}.",
                text_zh=f"已预约 {at:%Y-%m-%d %H:%M} 拜访。",
            )
        )
    if promises.pinned:
        found.append(
            _promise(
                Cause.PINNED,
                day,
                standard="R17",
                text=f"Fixed for {day} by the planner.",
                text_zh=f"计划人员指定于 {day} 拜访。",
            )
        )
    return found


def _promise(cause: Cause, day: date, *, standard: str, text: str, text_zh: str) -> Call:
    return Call(
        category=Category.MANDATORY,
        cause=cause,
        because=Because(standard=standard, text=text, text_zh=text_zh),
        release=day,
        deadline=day,
    )


# ------------------------------------------------------------------ R13, R15: anomalies


def _anomaly_call(outlook: Outlook, anomaly: OpenAnomaly, policy: Policy) -> Call | Silence:
    reported, deadline = f"{anomaly.reported_at:%Y-%m-%d %H:%M}", anomaly.deadline
    return _deadline_call(
        outlook,
        policy,
        Call(
            category=Category.DUE,
            cause=Cause.ANOMALY,
            because=Because(
                standard="R13",
                text=f"Anomaly '{anomaly.kind}' reported {reported}: visit in person by {deadline}",
                text_zh=f"异常客户（{anomaly.kind}），{reported} 上报，须于 {deadline} 前实地拜访",
            ),
            weight=policy.anomaly.due_weight,
            release=anomaly.reported_at.date(),
            deadline=deadline,
        ),
        deadline,
    )


# ------------------------------------------------------------------ R14: new customers


def _first_visit_call(outlook: Outlook, policy: Policy) -> Call | Silence | None:
    """Return what R14 says, None of somebody who is no new customer.

    New is who was never visited in person and has a first order on record, or, without one, joined within the last
    interval: of those the first visit is due at once. Long after a first order the visit counts as a late one.
    """
    customer, day = outlook.customer, outlook.day
    ordered, joined = customer.first_order_on, customer.joined_on
    cause = Cause.NEW_CUSTOMER
    if outlook.past.in_person:
        return None
    if ordered is not None:
        deadline = ordered - timedelta(days=1)
        text = f"New customer with the first order on {ordered}: first visit by {deadline}"
        text_zh = f"新入网客户，首次订货 {ordered}，首次拜访不晚于 {deadline}"
        if day > ordered + timedelta(days=policy.new_customer.overdue_days):
            cause = Cause.LATE
    elif joined is not None:
        deadline = joined + timedelta(days=policy.interval(customer)[0])
        text = f"New customer since {joined}, without a date of the first order: first visit by {deadline}"
        text_zh = f"新入网客户（{joined} 入网），首次订货日未登记，首次拜访不晚于 {deadline}"
        if day > deadline:
            return None
    else:
        return None
    because = Because(standard="R14", text=text, text_zh=text_zh)
    if ordered is None and joined is not None and day < joined:
        return Silence(because=_closed(because))
    call = Call(
        category=Category.DUE,
        cause=cause,
        because=because,
        weight=policy.new_customer.due_weight,
        release=joined,
        deadline=deadline,
    )
    return _deadline_call(outlook, policy, call, deadline)


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
        because=Because(
            standard=turn.rule,
            text=f"{last}; the next is owed by {turn.deadline}",
            text_zh=f"{last_zh}，下次拜访不晚于 {turn.deadline}",
        ),
        weight=max(1, urgency * policy.terms(customer).weight_percent // 100),
        urgency_permille=urgency,
        release=turn.earliest,
        deadline=turn.deadline,
        by_contact=not turn.is_coverage or policy.contact.counts_for_coverage,
    )
    pressing = _deadline_call(outlook, policy, call, turn.deadline)
    if isinstance(pressing, Silence) or pressing.category is Category.MANDATORY:
        return pressing
    if day >= turn.due_from:
        return pressing
    return _filler_call(outlook, turn, call)


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
        because=Because(
            standard=rule,
            text=f"No visit on record; one is owed every {interval_days} days.",
            text_zh=f"无拜访记录；应每 {interval_days} 天拜访一次。",
        ),
        by_contact=True,
    )


# ------------------------------------------------------------------ what they share


def _deadline_call(outlook: Outlook, policy: Policy, call: Call, deadline: date) -> Call | Silence:
    """Return a due call as mandatory where it can wait no longer, as silence where a promise will answer it in time."""
    if outlook.is_promised(deadline):
        return _promised(outlook, call.because.standard)
    if outlook.can_wait(deadline):
        return replace(call, because=_closed(call.because))
    days_late = (outlook.day - deadline).days
    if days_late > 0:
        tail, tail_zh = f", {days_late} day(s) ago", f"，已逾期 {days_late} 天"
    else:
        tail, tail_zh = ", and no later visit day is in time", "，此后无可用拜访日"
    # Months that are over cannot be covered any more: the visit is a late one then (R8).
    is_late = call.cause is Cause.CADENCE or (call.cause is Cause.COVERAGE and days_late > 0)
    return replace(
        call,
        category=Category.MANDATORY,
        cause=Cause.LATE if is_late else call.cause,
        because=_closed(call.because, tail, tail_zh),
        weight=FULL_PERMILLE + min(max(0, days_late), policy.cadence.late_cap_days),
    )


def _closed(because: Because, tail: str = "", tail_zh: str = "") -> Because:
    """Return a reason with the end of its sentence."""
    text, text_zh = because.text + tail + ".", because.text_zh + tail_zh + "。"
    return Because(standard=because.standard, text=text, text_zh=text_zh)


def _last_visit(outlook: Outlook, turn: Turn) -> tuple[str, str]:
    elapsed = (outlook.day - turn.since).days
    if outlook.past.last_for_cadence is None:
        return (
            f"Never visited since {turn.since}, {elapsed} days ago",
            f"{turn.since} 以来从未拜访（{elapsed} 天）",
        )
    return f"Last visit {turn.since}, {elapsed} days ago", f"上次拜访 {turn.since}，已 {elapsed} 天"


def _promised(outlook: Outlook, rule: str) -> Silence:
    return Silence(
        because=Because(
            standard=rule,
            text=f"A visit is promised for {outlook.next_promise}.",
            text_zh=f"已约定于 {outlook.next_promise} 拜访。",
        )
    )
