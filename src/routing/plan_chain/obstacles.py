"""What stands in the way of a planned visit: history, promises that came later, the customer's own doors."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from routing.demand.deadlines import local_time
from routing.demand.windows import opening_windows
from routing.domain.customer import Customer, Mode
from routing.domain.events import UndoneReason, VisitRecord
from routing.domain.policy import Policy
from routing.domain.territory import Territory
from routing.plan_chain.fates import Fates, turn_after
from routing.plan_chain.record import PlannedVisit, PlanRecord
from routing.plan_chain.why import ChangeReason, Why

__all__ = ["Obstacles", "why_not_made"]

_MODE_ZH = {Mode.IN_PERSON: "实地", Mode.PHONE: "电话", Mode.NETWORK: "网络"}
_UNDONE = {
    UndoneReason.CLOSED: ("the shop was closed", "店铺关门"),
    UndoneReason.KEEPER_AWAY: ("the keeper was not there", "负责人不在"),
    UndoneReason.REFUSED: ("the customer refused", "客户拒访"),
    UndoneReason.CANCELLED: ("it was cancelled", "已取消"),
    UndoneReason.NO_TIME: ("there was no time", "时间不足"),
    UndoneReason.ILL: ("the account manager was ill", "客户经理生病"),
    UndoneReason.WEATHER: ("the weather", "天气原因"),
    UndoneReason.OTHER: ("another reason", "其他原因"),
}


def why_not_made(record: VisitRecord) -> Why:
    """Return what the history tells of a visit that was tried or called off, with the reason written down (R23)."""
    if record.because is None:
        return Why(
            reason=ChangeReason.TRIED_IN_VAIN,
            text=f"Tried on {record.day}, in vain.",
            text_zh=f"{record.day} 拜访未遇。",
        )
    told, told_zh = _UNDONE[record.because]
    return Why(
        reason=ChangeReason.TRIED_IN_VAIN,
        text=f"Not made on {record.day}: {told}.",
        text_zh=f"{record.day} 未完成：{told_zh}。",
    )


class Obstacles:
    """What stands in the way of planned visits.

    Parameters
    ----------
    territory, policy
        As they are now.
    fates
        What the history says.
    """

    def __init__(self, territory: Territory, policy: Policy, fates: Fates) -> None:
        self._territory = territory
        self._policy = policy
        self._fates = fates
        self._customers = {customer.id: customer for customer in territory.customers}

    def first(self, plan: PlanRecord, visit: PlannedVisit) -> Why | None:
        """Return the first thing in the way of a visit as a plan has it, or None."""
        return (
            self.gone(visit)
            or self.answered(plan, visit)
            or self.failed(plan, visit)
            or self.shut(plan, visit)
        )

    def gone(self, visit: PlannedVisit) -> Why | None:
        """Return that there is no such customer any more."""
        if visit.customer_id in self._customers:
            return None
        return Why(
            reason=ChangeReason.CUSTOMER_GONE,
            text="No customer of the territory any more.",
            text_zh="已不属于本辖区。",
        )

    def answered(self, plan: PlanRecord, visit: PlannedVisit) -> Why | None:
        """Return that a visit or contact on record stands for it."""
        answer = self._fates.answer(plan, visit)
        if answer is None:
            return None
        if answer.mode is Mode.IN_PERSON:
            return Why(
                reason=ChangeReason.VISITED,
                text=f"Visited on {answer.day}.",
                text_zh=f"已于 {answer.day} 拜访。",
            )
        return Why(
            reason=ChangeReason.CONTACTED,
            text=f"Contacted ({answer.mode}) on {answer.day}.",
            text_zh=f"已于 {answer.day} 以{_MODE_ZH[answer.mode]}方式联系。",
        )

    def failed(self, plan: PlanRecord, visit: PlannedVisit) -> Why | None:
        """Return that it is on record as not made, with the reason that was written down (R23)."""
        failure = self._fates.failure(plan, visit)
        return None if failure is None else why_not_made(failure)

    def tried_again(self, plan: PlanRecord, visit: PlannedVisit) -> Why | None:
        """Return that it was tried in vain before, and is to be tried once more on its day."""
        why = self.failed(plan, visit)
        if why is None:
            return None
        return replace(why, text=f"{why.text} Tried again.", text_zh=f"{why.text_zh}再次拜访。")

    def shut(self, plan: PlanRecord, visit: PlannedVisit) -> Why | None:
        """Return that another appointment, the planner or the customer's doors forbid the day."""
        customer, day = self._customers[visit.customer_id], visit.day
        agreed = self._agreed(customer)
        if day in agreed:
            # A promise of both sides: neither opening hours nor another appointment stand in its way.
            return None
        replacing = self._replacing(customer, plan, visit, agreed)
        if replacing is not None:
            return Why(
                reason=ChangeReason.APPOINTMENT,
                text=f"An appointment is agreed for {replacing} instead.",
                text_zh=f"已改约 {replacing}。",
            )
        if any(
            pin.forbidden
            and (pin.customer_id, pin.day) == (customer.id, day)
            and pin.manager_id in (None, visit.manager_id)
            and pin.start is None
            and pin.end is None
            for pin in self._territory.pins
        ):
            return Why(
                reason=ChangeReason.FORBIDDEN,
                text=f"The planner forbids a visit on {day}.",
                text_zh=f"计划人员指定 {day} 不拜访。",
            )
        if not opening_windows(customer, day):
            return Why(
                reason=ChangeReason.CLOSED, text=f"Closed on {day}.", text_zh=f"{day} 歇业。"
            )
        return None

    def _agreed(self, customer: Customer) -> set[date]:
        return {
            local_time(one.at, self._policy).date()
            for one in self._territory.appointments
            if one.customer_id == customer.id
        }

    def _replacing(
        self, customer: Customer, plan: PlanRecord, visit: PlannedVisit, agreed: set[date]
    ) -> date | None:
        """Return the day of an appointment that the plan did not know, within the minimum gap of a visit."""
        gap = turn_after(customer, visit.day, self._policy).gap
        unknown = agreed - self._fates.planned_days(plan, customer.id)
        return min(
            (day for day in unknown if plan.covers(day) and abs(day - visit.day) < gap),
            default=None,
        )
