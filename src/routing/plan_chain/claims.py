"""What asks for a visit on a day, as a later plan knew it: promises, what cannot wait, whose turn it is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from routing.demand.deadlines import Turn, anomaly_deadline, local_time, next_turn
from routing.demand.past_visits import PastVisits, past_visits
from routing.demand.working_time import VisitDays
from routing.domain.calendar import WorkCalendar
from routing.domain.events import ANOMALY_NAMES_ZH
from routing.domain.ids import CustomerId, ManagerId
from routing.domain.policy import Policy
from routing.domain.territory import Territory
from routing.domain.visit import Category, Cause
from routing.plan_chain.record import PlannedVisit, PlanRecord, planned_visits
from routing.plan_chain.why import ChangeReason, Why

__all__ = ["Claims"]


class Claims:
    """The claims of customers to a visit, each with what it follows from.

    Parameters
    ----------
    after
        The later plan.
    territory, policy, calendar
        As it knew them.
    carried_over
        Visits that published plans had and nobody made (see `unfinished_visits`).
    """

    def __init__(
        self,
        after: PlanRecord,
        territory: Territory,
        policy: Policy,
        calendar: WorkCalendar,
        carried_over: Iterable[PlannedVisit],
    ) -> None:
        self._made_at = after.made_at
        self._visits = planned_visits(after.plan)
        self._territory, self._policy, self._calendar = territory, policy, calendar
        self._past = past_visits(
            territory.history, policy.contact, known_through=after.made_at.date()
        )
        self._customers = {customer.id: customer for customer in territory.customers}
        self._managers = {manager.id: manager for manager in territory.managers}
        self._visit_days = VisitDays(territory.absences, policy, calendar)
        self._carried_over = {visit.customer_id: visit for visit in carried_over}

    # -------------------------------------------------------------- R16, R17: what is agreed

    def appointment(self, now: PlannedVisit, *, to: ManagerId | None = None) -> Why | None:
        """Return the appointment of a visit's day; with `to`, one with this account manager."""
        for one in sorted(self._territory.appointments, key=repr):
            at = local_time(one.at, self._policy)
            if (one.customer_id, at.date()) == (now.customer_id, now.day) and (
                to in (None, one.manager_id)
            ):
                return Why(
                    reason=ChangeReason.APPOINTMENT,
                    text=f"An appointment is agreed for {at:%Y-%m-%d %H:%M}.",
                    text_zh=f"已预约 {at:%Y-%m-%d %H:%M}。",
                )
        return None

    def pin(
        self, now: PlannedVisit, *, to: ManagerId | None = None, is_timed: bool = False
    ) -> Why | None:
        """Return the pin of a visit's day; with `to`, one to this account manager; one of some hours if asked for."""
        if any(
            (pin.customer_id, pin.day) == (now.customer_id, now.day)
            and not pin.forbidden
            and to in (None, pin.manager_id)
            and (not is_timed or pin.start is not None or pin.end is not None)
            for pin in self._territory.pins
        ):
            return Why(
                reason=ChangeReason.PINNED,
                text=f"Fixed for {now.day} by the planner.",
                text_zh=f"计划人员指定于 {now.day} 拜访。",
            )
        return None

    def notice(self, now: PlannedVisit) -> Why | None:
        """Return that a published plan promised the day: the plan treats a visit as pinned that no pin asks for."""
        if now.cause is not Cause.PINNED:
            return None
        return Why(
            reason=ChangeReason.PROMISED,
            text=f"The customer has had notice of {now.day} (R17).",
            text_zh=f"客户已接到 {now.day} 的拜访通知。",
        )

    # -------------------------------------------------------------- R13, R14: what cannot wait

    def anomaly(self, now: PlannedVisit, *, too_late_on: date | None = None) -> Why | None:
        """Return the open anomaly that calls for a visit; with `too_late_on`, one whose deadline is before that day."""
        if now.cause is not Cause.ANOMALY:
            return None
        past = self._past.get(now.customer_id, PastVisits())
        known = sorted(
            (anomaly_deadline(one, self._policy, self._calendar), reported_at, one.kind)
            for one in self._territory.anomalies
            if one.customer_id == now.customer_id
            for reported_at in [local_time(one.reported_at, self._policy)]
            if reported_at <= self._made_at and not past.answers(reported_at)
        )
        for deadline, reported_at, kind in known:
            if too_late_on is None or too_late_on > deadline:
                shown = f"{reported_at:%Y-%m-%d %H:%M}"
                return Why(
                    reason=ChangeReason.ANOMALY,
                    text=f"Anomaly '{kind}' reported {shown}: visit in person by {deadline} (R13).",
                    text_zh=f"异常（{ANOMALY_NAMES_ZH[kind]}）于 {shown} 上报，{deadline} 前须实地拜访。",
                )
        return None

    def new_customer(self, now: PlannedVisit, *, too_late_on: date | None = None) -> Why | None:
        """Return the deadline of a first visit; with `too_late_on`, one before that day."""
        if now.cause is not Cause.NEW_CUSTOMER:
            return None
        customer = self._customers[now.customer_id]
        if customer.first_order_on is not None:
            deadline = customer.first_order_on - timedelta(days=1)
        elif customer.joined_on is not None:
            deadline = customer.joined_on + timedelta(days=self._policy.interval(customer)[0])
        else:
            return None
        if too_late_on is not None and too_late_on <= deadline:
            return None
        return Why(
            reason=ChangeReason.NEW_CUSTOMER,
            text=f"New customer: first visit by {deadline} (R14).",
            text_zh=f"新入网客户：{deadline} 前须首次拜访。",
        )

    # -------------------------------------------------------------- R1-R4, R7, R8, R10, R18, R22: whose turn it is

    def carried(self, now: PlannedVisit) -> Why | None:
        """Return the earlier visit that a published plan had and nobody made."""
        left = self._carried_over.get(now.customer_id)
        if left is None or left.day >= now.day:
            return None
        return Why(
            reason=ChangeReason.CARRIED_OVER,
            text=f"Carried over: planned for {left.day}, not made (R18).",
            text_zh=f"上期未完成：原定 {left.day}。",
        )

    def turn(self, now: PlannedVisit) -> Why | None:
        """Return that a visit is late or due on its day."""
        turn, last, last_zh = self._turn_on(now.customer_id, now.day)
        if turn is None:
            return Why(
                reason=ChangeReason.LATE, text="No visit is on record.", text_zh="无拜访记录。"
            )
        if now.day > turn.deadline:
            return Why(
                reason=ChangeReason.LATE,
                text=f"Late since {turn.deadline}: {last} ({turn.rule}).",
                text_zh=f"已于 {turn.deadline} 到期：{last_zh}。",
            )
        if now.day >= turn.due_from:
            return Why(
                reason=ChangeReason.DUE,
                text=f"Due since {turn.due_from}: {last}, the next is owed by {turn.deadline} ({turn.rule}).",
                text_zh=f"{turn.due_from} 起应访：{last_zh}，须于 {turn.deadline} 前拜访。",
            )
        return None

    def too_late(self, was: PlannedVisit, now: PlannedVisit) -> Why | None:
        """Return that an earlier day is in time where the one before is not."""
        turn, last, last_zh = self._turn_on(now.customer_id, now.day)
        if turn is None or now.day > was.day or was.day <= turn.deadline:
            return None
        return Why(
            reason=ChangeReason.DUE,
            text=f"{was.day} is too late: {last}, the next is owed by {turn.deadline} ({turn.rule}).",
            text_zh=f"{was.day} 将逾期：{last_zh}，须于 {turn.deadline} 前拜访。",
        )

    def not_due(self, was: PlannedVisit) -> Why | None:
        """Return that a visit that nothing but its turn asked for is not due on its day."""
        if was.cause in (Cause.APPOINTMENT, Cause.PINNED, Cause.ANOMALY, Cause.NEW_CUSTOMER):
            return None
        turn, last, last_zh = self._turn_on(was.customer_id, was.day)
        if turn is None or was.day >= turn.due_from:
            return None
        return Why(
            reason=ChangeReason.NOT_DUE,
            text=f"Not due on {was.day}: {last}, the next is due from {turn.due_from} ({turn.rule}).",
            text_zh=f"{was.day} 尚未到期：{last_zh}，{turn.due_from} 起应访。",
        )

    def in_person_turn(self, was: PlannedVisit) -> Why | None:
        """Return that no further contact may stand for a visit in person."""
        every = self._policy.contact.in_person_every
        contacts = self._past.get(was.customer_id, PastVisits()).contacts_since
        if contacts < every - 1:
            return None
        return Why(
            reason=ChangeReason.IN_PERSON_TURN,
            text=f"{contacts} contact(s) since the last visit in person; one in {every} is in person (R22).",
            text_zh=f"自上次实地拜访已联系 {contacts} 次，每 {every} 次须实地拜访一次。",
        )

    def floor(self, now: PlannedVisit) -> Why | None:
        """Return that a visit fills its day (R7): the day has no more visits than its floor."""
        manager = self._managers.get(now.manager_id)
        if now.category is not Category.FILLER or not now.is_in_person or manager is None:
            return None
        made = sum(
            (one.manager_id, one.day, one.is_in_person) == (now.manager_id, now.day, True)
            for one in self._visits
        )
        floor = self._policy.visits.floor
        if manager.max_visits is not None:
            floor = min(floor, manager.max_visits)
        if made > floor or not self._visit_days.includes(manager, now.day):
            return None
        return Why(
            reason=ChangeReason.FLOOR,
            text=f"Fills {now.day}: {made} visits with it, {floor} are wanted (R7).",
            text_zh=f"补足 {now.day} 户数：含此户共 {made} 户，要求 {floor} 户。",
        )

    def _turn_on(self, customer_id: CustomerId, day: date) -> tuple[Turn | None, str, str]:
        """Return a customer's turn on a day, and the visit, of the history or the later plan, that it follows."""
        customer = self._customers[customer_id]
        past = self._past.get(customer_id, PastVisits())
        counts = self._policy.contact
        cadence, coverage = past.last_for_cadence, past.last_for_coverage
        for visit in self._visits:
            if visit.customer_id == customer_id and visit.day < day:
                if visit.is_in_person or counts.counts_for_cadence:
                    cadence = visit.day
                if visit.is_in_person or counts.counts_for_coverage:
                    coverage = visit.day
        known = PastVisits(last_for_cadence=cadence, last_for_coverage=coverage)
        turn = next_turn(customer, known, self._policy)
        if cadence is None and turn is not None:
            return turn, f"never visited since {turn.since}", f"{turn.since} 以来从未拜访"
        return turn, f"last visit {cadence}", f"上次拜访 {cadence}"
