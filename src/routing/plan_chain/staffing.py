"""Who has time on which day, as a later plan found it: absences, ad-hoc tasks, whose customer it is (R6, R20)."""

from __future__ import annotations

from datetime import date, time

from routing.demand.team import Roster
from routing.domain.calendar import WorkCalendar
from routing.domain.ids import ManagerId
from routing.domain.policy import Policy
from routing.domain.territory import Territory
from routing.plan_chain.record import PlannedVisit, PlanRecord
from routing.plan_chain.why import ChangeReason, Why
from routing.units import MINUTE_S, seconds_after_midnight

__all__ = ["Staffing"]


class Staffing:
    """The account managers' time, and what of it bears on a change.

    Parameters
    ----------
    after
        The later plan.
    territory, policy, calendar
        As it knew them.
    """

    def __init__(
        self, after: PlanRecord, territory: Territory, policy: Policy, calendar: WorkCalendar
    ) -> None:
        self._after = after
        self._absences = territory.absences
        self._own = {customer.id: customer.manager_id for customer in territory.customers}
        self._managers = {manager.id: manager for manager in territory.managers}
        self._roster = Roster(territory, policy, calendar, None)
        self._shifts = {(route.manager_id, route.day) for route in after.plan.routes}

    def away(self, manager_id: ManagerId, day: date, start_s: int) -> Why | None:
        """Return that a manager is away on a day, wholly or at a time of it, or that nobody works then."""
        for absence in self._absences:
            if absence.manager_id != manager_id or not absence.first <= day <= absence.last:
                continue
            start, end = absence.start or time.min, absence.end or time.max
            if seconds_after_midnight(start) <= start_s <= seconds_after_midnight(end):
                hours = f" {start:%H:%M}-{end:%H:%M}" if absence.start or absence.end else ""
                return Why(
                    reason=ChangeReason.MANAGER_AWAY,
                    text=f"{manager_id} is away on {day}{hours}.",
                    text_zh=f"{manager_id} {day}{hours} 不在岗。",
                )
        manager = self._managers.get(manager_id)
        if not self._roster.is_working_day(day) or (
            manager is not None and self._roster.hours(manager, day)[0] is None
        ):
            return Why(
                reason=ChangeReason.MANAGER_AWAY,
                text=f"{manager_id} does not work on {day}.",
                text_zh=f"{manager_id} {day} 不上班。",
            )
        return None

    def not_opened(self, was: PlannedVisit) -> Why | None:
        """Return that the later plan has no need to open a day that is no visit day (R6)."""
        manager = self._managers.get(was.manager_id)
        if (
            manager is None
            or was.manager_id not in self._after.manager_ids
            or (was.manager_id, was.day) in self._shifts
            or self._roster.is_visit_day(manager, was.day)
        ):
            return None
        return Why(
            reason=ChangeReason.NOT_OPENED,
            text=f"{was.day} is no visit day, and nothing asks to open it any more (R6).",
            text_zh=f"{was.day} 非拜访日，且已无须加开。",
        )

    def tasks(self, was: PlannedVisit) -> Why | None:
        """Return that ad-hoc tasks take more than the reserve of a day (R20)."""
        manager = self._managers.get(was.manager_id)
        excess_s = 0 if manager is None else self._roster.excess_s(manager, was.day)
        if not excess_s:
            return None
        minutes = excess_s // MINUTE_S
        return Why(
            reason=ChangeReason.TASKS,
            text=f"Ad-hoc tasks of {was.manager_id} on {was.day} take {minutes} min beyond the reserve (R20).",
            text_zh=f"{was.manager_id} {was.day} 临时任务超出预留时间 {minutes} 分钟。",
        )

    def other_scope(self, was: PlannedVisit) -> Why | None:
        """Return that the customer belongs to an account manager for whom the later plan is not made."""
        own = self._own.get(was.customer_id)
        if own is None or own in self._after.manager_ids:
            return None
        return Why(
            reason=ChangeReason.OTHER_SCOPE,
            text=f"Now looked after by {own}, for whom this plan is not made.",
            text_zh=f"现由 {own} 负责，不在本计划范围内。",
        )

    def own_manager(self, was: PlannedVisit, now: PlannedVisit) -> Why | None:
        """Return that the customer's own account manager makes the visit now, in place of a stand-in."""
        if self._own.get(now.customer_id) != now.manager_id:
            return None
        return Why(
            reason=ChangeReason.OWN_MANAGER,
            text=f"{now.manager_id} looks after the customer; {was.manager_id} would stand in.",
            text_zh=f"{now.manager_id} 为该客户负责人，{was.manager_id} 为代访。",
        )
