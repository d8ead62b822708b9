"""What stands in the way of a planned visit: history, promises that came later, the customer's own doors."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from routing.demand.deadlines import local_time
from routing.demand.windows import opening_windows
from routing.domain.customer import Customer, Mode
from routing.domain.policy import Policy
from routing.domain.territory import Territory
from routing.plan_chain.fates import Fates, turn_after
from routing.plan_chain.record import PlannedVisit, PlanRecord
from routing.plan_chain.why import ChangeReason, Why

__all__ = ["Obstacles"]

_MODE_ZH = {Mode.IN_PERSON: "实地", Mode.PHONE: "电话", Mode.NETWORK: "网络"}


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
        customer = self._customers.get(visit.customer_id)
        if customer is None:
            return Why(
                reason=ChangeReason.CUSTOMER_GONE,
                text="No customer of the territory any more.",
                text_zh="已不属于本辖区。",
            )
        return next(self._all(customer, plan, visit), None)

    def _all(self, customer: Customer, plan: PlanRecord, visit: PlannedVisit) -> Iterator[Why]:
        day = visit.day
        answer = self._fates.answer(plan, visit)
        if answer is not None and answer.mode is Mode.IN_PERSON:
            yield Why(
                reason=ChangeReason.VISITED,
                text=f"Visited on {answer.day}.",
                text_zh=f"已于 {answer.day} 拜访。",
            )
        elif answer is not None:
            yield Why(
                reason=ChangeReason.CONTACTED,
                text=f"Contacted ({answer.mode}) on {answer.day}.",
                text_zh=f"已于 {answer.day} 以{_MODE_ZH[answer.mode]}方式联系。",
            )
        if self._fates.failure(plan, visit) is not None:
            yield Why(
                reason=ChangeReason.TRIED_IN_VAIN,
                text=f"Tried on {day}, in vain.",
                text_zh=f"{day} 拜访未遇。",
            )
        agreed = self._agreed(customer)
        if day in agreed:
            # A promise of both sides: neither opening hours nor another appointment stand in its way.
            return
        replacing = self._replacing(customer, plan, visit, agreed)
        if replacing is not None:
            yield Why(
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
            yield Why(
                reason=ChangeReason.FORBIDDEN,
                text=f"The planner forbids a visit on {day}.",
                text_zh=f"计划人员指定 {day} 不拜访。",
            )
        if not opening_windows(customer, day):
            yield Why(reason=ChangeReason.CLOSED, text=f"Closed on {day}.", text_zh=f"{day} 歇业。")

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
