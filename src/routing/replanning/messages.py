"""Whom to tell what (R16, R17): those who know of the visit as it was, and those who get notice only now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from routing.domain.customer import Customer
from routing.domain.events import UndoneReason
from routing.domain.ids import CustomerId
from routing.domain.policy import Policy
from routing.domain.policy_terms import Notice
from routing.domain.visit import Cause
from routing.plan_chain import Change, ChangeKind, PlannedVisit
from routing.replanning.answer import HandedOn, Message
from routing.replanning.situation import Situation
from routing.units import clock_text

__all__ = ["messages"]


def messages(
    changes: Iterable[Change],
    handed_on: Iterable[HandedOn],
    situation: Situation,
    policy: Policy,
) -> tuple[Message, ...]:
    """Return whom to tell what of the changes of a plan, in their order; one message a customer.

    Who has cancelled the visit knows that it is not made; who has left the territory is no customer any more.
    """
    customers = {customer.id: customer for customer in situation.territory.customers}
    knows = {
        customer_id
        for customer_id, because in situation.given_up.items()
        if because is UndoneReason.CANCELLED
    }
    later = {one.customer_id: one.next_day for one in handed_on}
    told: dict[CustomerId, list[tuple[str, str]]] = {}
    for change in changes:
        customer = customers.get(change.customer_id)
        if customer is None or change.customer_id in knows:
            continue
        if _is_to_be_told(change, customer, policy):
            told.setdefault(change.customer_id, []).extend(_words(change, later))
    return tuple(
        Message(
            customer_id=customer_id,
            text=f"{customer_id}: {'; '.join(text for text, _ in parts)}.",
            text_zh=f"{customer_id}：{'；'.join(text for _, text in parts)}。",
        )
        for customer_id, parts in told.items()
    )


def _is_to_be_told(change: Change, customer: Customer, policy: Policy) -> bool:
    """Return whether a customer knows of the visit as it was, or has to know of it as it is now."""
    if change.before is None:
        return policy.terms(customer).notice is not Notice.NONE
    if change.before.cause is Cause.APPOINTMENT:
        # What was agreed is a time with ten minutes on both sides, and within them it is kept (R16).
        return change.kind is not ChangeKind.RETIMED
    return change.is_promised


def _words(change: Change, later: Mapping[CustomerId, date | None]) -> Iterator[tuple[str, str]]:
    was, now = change.before, change.after
    match change.kind:
        case ChangeKind.ADDED if now is not None:
            yield f"visit today at {_at(now)}", f"今日 {_at(now)} 拜访"
        case ChangeKind.DROPPED if was is not None:
            day = later.get(change.customer_id)
            then, then_zh = (
                (f"possible again on {day}", f"最早可于 {day} 拜访")
                if day is not None
                else ("agree on another day", "另约日期")
            )
            if was.cause is Cause.APPOINTMENT:
                then, then_zh = f"agree on a new time, {then}", f"请另约时间，{then_zh}"
            yield f"no visit today at {_at(was)}, {then}", f"今日 {_at(was)} 的拜访取消，{then_zh}"
        case ChangeKind.REASSIGNED if now is not None:
            yield f"{now.manager_id} comes instead", f"改由 {now.manager_id} 拜访"
        case ChangeKind.MODE if now is not None:
            how, how_zh = ("in person", "实地") if now.is_in_person else ("by phone", "电话")
            yield f"visit {how} at {_at(now)}", f"{_at(now)} {how_zh}拜访"
        case ChangeKind.RETIMED if was is not None and now is not None:
            yield f"{_at(now)} instead of {_at(was)}", f"由 {_at(was)} 改为 {_at(now)}"
        case _:
            return


def _at(visit: PlannedVisit) -> str:
    return clock_text(visit.start_s)
