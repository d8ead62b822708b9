"""What later days have to take over: visits that today no longer holds, each with its deadline (R13, R18, R20)."""

from __future__ import annotations

from datetime import date, timedelta

from routing.demand.deadlines import first_visit, next_turn
from routing.demand.outlook import Chances, by_customer, open_anomalies
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

__all__ = ["handed_on"]


def handed_on(
    situation: Situation,
    plan: Plan,
    policy: Policy,
    calendar: WorkCalendar,
) -> tuple[HandedOn, ...]:
    """Return what the plan in hand had ahead, or today calls for, and the new plan does not hold; by deadline.

    Anomalous customers always stand here, for their deadline is near (R13). What else is due and was not planned either
    is no news, and is left to the plans of later days as before.
    """
    customers = {customer.id: customer for customer in situation.territory.customers}
    planned = {visit.customer_id for visit in planned_visits(plan)}
    causes = {
        one.customer_id: one.cause
        for one in plan.unassigned
        if one.category is Category.MANDATORY or one.cause is Cause.ANOMALY
    }
    causes |= dict.fromkeys(situation.reported, Cause.ANOMALY)
    causes |= dict.fromkeys(situation.given_up.keys() - causes.keys(), Cause.PINNED)
    # What a visit was planned for says more than that its day was promised.
    causes |= {
        visit.customer_id: visit.cause
        for visit in situation.ahead
        if causes.get(visit.customer_id, Cause.PINNED) is Cause.PINNED
    }
    later = _Later(situation, policy, calendar)
    found = [
        later.one(customers[customer_id], cause)
        for customer_id, cause in sorted(causes.items())
        if customer_id not in planned and later.plans(customer_id)
    ]
    return tuple(sorted(found, key=lambda one: (one.deadline or date.max, one.customer_id)))


class _Later:
    """The chances of later days."""

    def __init__(self, situation: Situation, policy: Policy, calendar: WorkCalendar) -> None:
        territory = situation.territory
        self._now = situation.now
        self._policy = policy
        self._calendar = calendar
        managers = [one.manager_id for one in situation.where]
        self._team = Team(
            Roster(territory, policy, calendar, managers), situation.day, situation.now
        )
        self._in_scope = {one.id for one in territory.customers if self._team.roster.plans(one)}
        self._past = past_visits(territory.history, policy.contact, known_through=situation.day)
        self._reported = by_customer(territory.anomalies)
        self._agreed = by_customer(territory.appointments)
        self._pins = by_customer(territory.pins)

    def plans(self, customer_id: CustomerId) -> bool:
        """Return whether it is for these account managers to visit a customer."""
        return customer_id in self._in_scope

    def one(self, customer: Customer, cause: Cause) -> HandedOn:
        """Return a visit that is handed on, with its deadline and next chance."""
        today = self._now.date()
        deadline = self._deadline(customer)
        chances = Chances(
            customer,
            self._policy,
            self._team,
            self._agreed.get(customer.id, ()),
            self._pins.get(customer.id, ()),
        )
        interval = timedelta(days=self._policy.interval(customer)[0])
        next_day = chances.first(today, max(today, deadline or today) + interval)
        is_in_time = deadline is None or (next_day is not None and next_day <= deadline)
        text, text_zh = _words(customer.id, today, deadline, next_day)
        return HandedOn(
            customer_id=customer.id,
            cause=cause,
            deadline=deadline,
            next_day=next_day,
            is_in_time=is_in_time,
            text=text,
            text_zh=text_zh,
        )

    def _deadline(self, customer: Customer) -> date | None:
        """Return the first of the days by which a visit is owed: of anomalies, of a first visit, of the interval."""
        past = self._past.get(customer.id, PastVisits())
        today, policy = self._now.date(), self._policy
        reported = self._reported.get(customer.id, ())
        deadlines = [
            one.deadline
            for one in open_anomalies(reported, past, policy, self._calendar, today, self._now)
        ]
        first = first_visit(customer, past, policy, today)
        turn = next_turn(customer, past, policy)
        if first is not None:
            deadlines.append(first.deadline)
        elif turn is not None:
            deadlines.append(turn.deadline)
        return min(deadlines, default=None)


def _words(
    customer_id: CustomerId, today: date, deadline: date | None, next_day: date | None
) -> tuple[str, str]:
    owed, owed_zh = "no deadline", "无期限"
    if deadline is not None:
        owed, owed_zh = f"owed by {deadline}", f"应于 {deadline} 前完成"
        if deadline < today:
            owed, owed_zh = f"late since {deadline}", f"已于 {deadline} 到期"
    then, then_zh = "no visit day in sight", "近期无拜访日"
    if next_day is not None:
        then, then_zh = f"next possible on {next_day}", f"最早可于 {next_day} 拜访"
    remedy, remedy_zh = "", ""
    if next_day is None or (deadline is not None and today <= deadline < next_day):
        remedy = " Not in time: open a working day for it, or name a stand-in."
        remedy_zh = "已无法按期：可加开工作日或指定代访人。"
    return (
        f"{customer_id}: {owed}, {then}.{remedy}",
        f"{customer_id}：{owed_zh}，{then_zh}。{remedy_zh}",
    )
