"""What later days have to take over: visits that today no longer holds, each with its deadline (R13, R18, R20)."""

from __future__ import annotations

from datetime import date, timedelta

from routing.demand.deadlines import next_turn
from routing.demand.outlook import Chances, by_customer
from routing.demand.past_visits import PastVisits, past_visits
from routing.demand.team import Roster, Team
from routing.domain.calendar import WorkCalendar
from routing.domain.customer import Customer
from routing.domain.ids import CustomerId
from routing.domain.policy import Policy
from routing.domain.visit import Category, Cause
from routing.plan import Plan
from routing.plan_chain import planned_visits
from routing.replanning.answer import HandedOn
from routing.replanning.situation import Situation
from routing.request import PlanRequest

__all__ = ["handed_on"]


def handed_on(
    situation: Situation,
    request: PlanRequest,
    plan: Plan,
    policy: Policy,
    calendar: WorkCalendar,
) -> tuple[HandedOn, ...]:
    """Return what the plan in hand had ahead, or today calls for, and the new plan does not hold; by deadline.

    Anomalous customers always stand here, for their deadline is near (R13). What else is due and was not planned either
    is no news, and is left to the plans of later days as before.
    """
    territory = situation.territory
    customers = {customer.id: customer for customer in territory.customers}
    planned = {visit.customer_id for visit in planned_visits(plan)}
    causes = {visit.customer_id: visit.cause for visit in situation.ahead}
    asked = {visit.customer_id: visit for visit in reversed(request.visits)}
    causes |= {
        one.customer_id: one.cause
        for one in plan.unassigned
        if one.category is Category.MANDATORY
        or one.cause is Cause.ANOMALY
        or one.customer_id in causes
    }
    later = _Later(situation, policy, calendar)
    found = [
        later.one(
            customers[customer_id],
            cause,
            asked[customer_id].deadline if customer_id in asked else None,
        )
        for customer_id, cause in sorted(causes.items())
        if customer_id not in planned and customer_id in customers
    ]
    return tuple(sorted(found, key=lambda one: (one.deadline or date.max, one.customer_id)))


class _Later:
    """The chances of later days."""

    def __init__(self, situation: Situation, policy: Policy, calendar: WorkCalendar) -> None:
        territory = situation.territory
        self._day = situation.day
        self._policy = policy
        managers = [one.manager_id for one in situation.where]
        self._team = Team(
            Roster(territory, policy, calendar, managers), situation.day, situation.now
        )
        self._past = past_visits(territory.history, policy.contact, known_through=situation.day)
        self._agreed = by_customer(territory.appointments)
        self._pins = by_customer(territory.pins)

    def one(self, customer: Customer, cause: Cause, deadline: date | None) -> HandedOn:
        """Return a visit that is handed on, with its deadline and next chance."""
        if deadline is None:
            past = self._past.get(customer.id, PastVisits())
            turn = next_turn(customer, past, self._policy)
            deadline = None if turn is None else turn.deadline
        chances = Chances(
            customer,
            self._policy,
            self._team,
            self._agreed.get(customer.id, ()),
            self._pins.get(customer.id, ()),
        )
        interval = timedelta(days=self._policy.interval(customer)[0])
        next_day = chances.first(self._day, max(self._day, deadline or self._day) + interval)
        is_in_time = deadline is None or (next_day is not None and next_day <= deadline)
        text, text_zh = _words(customer.id, deadline, next_day, is_in_time=is_in_time)
        return HandedOn(
            customer_id=customer.id,
            cause=cause,
            deadline=deadline,
            next_day=next_day,
            is_in_time=is_in_time,
            text=text,
            text_zh=text_zh,
        )


def _words(
    customer_id: CustomerId, deadline: date | None, next_day: date | None, *, is_in_time: bool
) -> tuple[str, str]:
    owed, owed_zh = "no deadline", "无期限"
    if deadline is not None:
        owed, owed_zh = f"owed by {deadline}", f"应于 {deadline} 前完成"
    then, then_zh = "no visit day in sight", "近期无拜访日"
    if next_day is not None:
        then, then_zh = f"next possible on {next_day}", f"最早可于 {next_day} 拜访"
    remedy, remedy_zh = (
        ("", "")
        if is_in_time
        else (
            " Not in time: open a working day for it, or name a stand-in.",
            "已无法按期：可加开工作日或指定代访人。",
        )
    )
    return (
        f"{customer_id}: {owed}, {then}.{remedy}",
        f"{customer_id}：{owed_zh}，{then_zh}。{remedy_zh}",
    )
