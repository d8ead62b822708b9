"""Why a visit differs between a plan and its successor: for each kind of change the reasons to look for, in order.

Each reason looks whether territory, history and plans bear it out, and stays silent otherwise. Where all of them are
silent only the plan's objective is left as a reason, and that is what is said.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from routing.demand.windows import opening_windows
from routing.domain.calendar import WorkCalendar
from routing.domain.ids import CustomerId
from routing.domain.policy import Policy
from routing.domain.territory import Territory
from routing.plan_chain.claims import Claims
from routing.plan_chain.fates import Fates
from routing.plan_chain.obstacles import Obstacles
from routing.plan_chain.record import PlannedVisit, PlanRecord, planned_visits
from routing.plan_chain.staffing import Staffing
from routing.plan_chain.why import ChangeReason, Why
from routing.units import MINUTE_S, clock_text

__all__ = ["Grounds"]


class Grounds:
    """The reasons for what differs between a plan and its successor.

    Parameters
    ----------
    before, after
        The two plans.
    territory, policy, calendar
        As the later plan knew them.
    carried_over
        Visits that published plans had and nobody made (see `unfinished_visits`).
    """

    def __init__(
        self,
        before: PlanRecord,
        after: PlanRecord,
        *,
        territory: Territory,
        policy: Policy,
        calendar: WorkCalendar,
        carried_over: Iterable[PlannedVisit],
    ) -> None:
        self._before, self._after = before, after
        self._policy = policy
        self._customers = {customer.id: customer for customer in territory.customers}
        fates = Fates(territory, policy, after.made_at.date())
        self._obstacles = Obstacles(territory, policy, fates)
        self._claims = Claims(after, territory, policy, calendar, carried_over)
        self._staffing = Staffing(after, territory, policy, calendar)

    def added(self, now: PlannedVisit) -> Why:
        """Return why a visit came in."""
        return self._first(
            self._claims.appointment(now),
            self._claims.pin(now),
            self._claims.notice(now),
            self._claims.anomaly(now),
            self._claims.new_customer(now),
            self._claims.carried(now),
            self._claims.turn(now),
            self._claims.floor(now),
        )

    def dropped(self, was: PlannedVisit) -> Why:
        """Return why a visit fell out."""
        # Of somebody who is no customer any more nothing else can be asked.
        return self._obstacles.first(self._before, was) or self._first(
            self._staffing.other_scope(was),
            self._staffing.away(was.manager_id, was.day, was.start_s),
            self._left_out(was),
            self._staffing.not_opened(was),
            self._staffing.tasks(was),
            self._claims.not_due(was),
        )

    def moved(self, was: PlannedVisit, now: PlannedVisit) -> Why:
        """Return why a visit is on another day."""
        return self._first(
            self._claims.appointment(now),
            self._claims.pin(now),
            self._claims.notice(now),
            self._obstacles.first(self._before, was),
            self._staffing.away(was.manager_id, was.day, was.start_s),
            self._claims.anomaly(now, too_late_on=was.day),
            self._claims.new_customer(now, too_late_on=was.day),
            self._staffing.not_opened(was),
            self._staffing.tasks(was),
            self._claims.too_late(was, now),
            self._worth_moving(was),
        )

    def reassigned(self, was: PlannedVisit, now: PlannedVisit) -> Why:
        """Return why somebody else makes a visit."""
        return self._first(
            self._claims.appointment(now, to=now.manager_id),
            self._claims.pin(now, to=now.manager_id),
            self._staffing.away(was.manager_id, now.day, now.start_s),
            self._staffing.tasks(replace(was, day=now.day)),
            self._staffing.own_manager(was, now),
        )

    def mode(self, was: PlannedVisit, now: PlannedVisit) -> Why:
        """Return why a contact is a visit in person now, or the other way round."""
        if not now.is_in_person:
            return self._better()
        return self._first(
            self._claims.appointment(now),
            self._claims.pin(now),
            self._claims.notice(now),
            self._claims.anomaly(now),
            self._claims.new_customer(now),
            self._claims.in_person_turn(was),
        )

    def retimed(self, was: PlannedVisit, now: PlannedVisit) -> Why:
        """Return why a visit is at another time of its day."""
        return self._first(
            self._claims.appointment(now),
            self._claims.pin(now, is_timed=True),
            self._obstacles.tried_again(self._before, was),
            self._closed_then(was),
            self._staffing.away(now.manager_id, was.day, was.start_s),
            self._staffing.tasks(was),
            self._route(now),
        )

    def _first(self, *found: Why | None) -> Why:
        return next((why for why in found if why is not None), None) or self._better()

    def _better(self) -> Why:
        levels = self._levels
        return Why(
            reason=ChangeReason.BETTER_PLAN,
            text=f"No event asks for it: the new plan as a whole is better with it (objective {levels}).",
            text_zh=f"无事件要求；调整后整体方案更优（目标值 {levels}）。",
        )

    def _worth_moving(self, was: PlannedVisit) -> Why | None:
        """Return that moving a visit of a published plan is worth its price."""
        if self._before.published_at is None or not was.is_in_person:
            return None
        levels, price = self._levels, self._policy.prices.change_s // MINUTE_S
        return Why(
            reason=ChangeReason.BETTER_PLAN,
            text=(
                "No event asks for it: the new plan as a whole is better with it "
                f"(objective {levels}), the price of {price} min for moving a visit included."
            ),
            text_zh=f"无事件要求；计入每处变动 {price} 分钟的代价后整体方案仍更优（目标值 {levels}）。",
        )

    @property
    def _levels(self) -> str:
        return "/".join(map(str, self._after.plan.objective.levels))

    def _closed_then(self, was: PlannedVisit) -> Why | None:
        customer = self._customers[was.customer_id]
        if any(start <= was.start_s <= end for start, end in opening_windows(customer, was.day)):
            return None
        return Why(
            reason=ChangeReason.CLOSED,
            text=f"Closed at {clock_text(was.start_s)} on {was.day}.",
            text_zh=f"{was.day} {clock_text(was.start_s)} 不营业。",
        )

    def _left_out(self, was: PlannedVisit) -> Why | None:
        """Return the reason for which the new plan itself leaves the customer out."""
        for entry in self._after.plan.unassigned:
            if entry.customer_id == was.customer_id:
                found = entry.reasons[0]
                # Whose visit it is stands with the change.
                text = found.text.removeprefix(f"Visit {entry.visit_id}: ")
                text_zh = found.text_zh.removeprefix(f"拜访{entry.visit_id}").lstrip(":：")
                return Why(
                    reason=ChangeReason.LEFT_OUT,
                    text=f"Left out: {text}",
                    text_zh=f"未安排：{text_zh}",
                )
        return None

    def _route(self, now: PlannedVisit) -> Why | None:
        """Return that the other visits of the day differ."""

        def others(visits: Iterable[PlannedVisit]) -> set[CustomerId]:
            shift = (now.manager_id, now.day, True)
            return {v.customer_id for v in visits if (v.manager_id, v.day, v.is_in_person) == shift}

        was, new = (
            others(planned_visits(self._before.plan)),
            others(planned_visits(self._after.plan)),
        )
        if was == new:
            return None
        return Why(
            reason=ChangeReason.ROUTE,
            text=f"{len(new - was)} visit(s) of {now.day} come and {len(was - new)} go.",
            text_zh=f"{now.day} 路线增加 {len(new - was)} 户，减少 {len(was - new)} 户。",
        )
