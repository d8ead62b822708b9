"""Who may visit whom: the account managers planned together, and on each day own customers, stand-ins, promises."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from routing.demand.promises import Promises
from routing.demand.windows import Window
from routing.demand.working_time import VisitDays, hours_on
from routing.domain.calendar import WorkCalendar
from routing.domain.customer import Customer
from routing.domain.ids import ManagerId
from routing.domain.manager import AccountManager
from routing.domain.note import Note
from routing.domain.policy import Policy
from routing.domain.policy_terms import StandIns
from routing.domain.territory import Territory
from routing.errors import InputError, Issue
from routing.rules import Rule
from routing.units import MINUTE_S, clock_text, seconds_after_midnight

__all__ = ["Presence", "Roster", "Team"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """An account manager who works on a day: from when to when, and whether it is one of his visit days (R6)."""

    manager: AccountManager
    day: date
    start_s: int
    end_s: int
    is_visit_day: bool


class Roster:
    """The account managers who are planned together, whatever the day.

    Parameters
    ----------
    manager_ids
        The account managers in scope, or None for all of the territory.
    extra_days
        Working days that are visit days of everybody, whatever the weekday.

    Attributes
    ----------
    managers
        Those in scope, in the order of ids.

    Raises
    ------
    InputError
        If a manager asked for is not of the territory.
    """

    def __init__(
        self,
        territory: Territory,
        policy: Policy,
        calendar: WorkCalendar,
        manager_ids: Iterable[ManagerId] | None,
        *,
        extra_days: frozenset[date] = frozenset(),
    ) -> None:
        everybody = {manager.id: manager for manager in territory.managers}
        scope = set(everybody) if manager_ids is None else set(manager_ids)
        if unknown := sorted(scope - set(everybody)):
            raise InputError([_unknown_manager(one, everybody) for one in unknown])
        self.managers = tuple(everybody[one] for one in sorted(scope))
        self.policy = policy
        self._everybody = everybody
        self._absences = territory.absences
        self._calendar = calendar
        self._visit_days = VisitDays(territory.absences, policy, calendar)
        self._extra_days = extra_days
        self._task_s: dict[tuple[ManagerId, date], int] = {}
        for task in territory.tasks:
            key = (task.manager_id, task.day)
            self._task_s[key] = self._task_s.get(key, 0) + task.minutes * MINUTE_S

    def hours(self, manager: AccountManager, day: date) -> tuple[Window | None, bool]:
        """Return when a manager works on a working day, and whether absences cut it; see `hours_on`."""
        return hours_on(manager, day, self.policy, self._absences)

    def excess_s(self, manager: AccountManager, day: date) -> int:
        """Return what the ad-hoc tasks of a day take beyond the reserve, in seconds (R20)."""
        reserve_s = self.policy.day.reserve_minutes * MINUTE_S
        return max(0, self._task_s.get((manager.id, day), 0) - reserve_s)

    def is_working_day(self, day: date) -> bool:
        """Return whether the calendar has work on a day."""
        return self._calendar.is_working_day(day)

    def is_visit_day(self, manager: AccountManager, day: date) -> bool:
        """Return whether a day is one of a manager's visit days (R6), or an extra one."""
        return day in self._extra_days or self._visit_days.includes(manager, day)

    def is_staffed(self, day: date) -> bool:
        """Return whether anybody in scope works on a day."""
        return self.is_working_day(day) and any(
            self.hours(manager, day)[0] for manager in self.managers
        )

    def plans(self, customer: Customer) -> bool:
        """Return whether a customer is in scope: of a manager in scope, or of nobody in particular."""
        own = self.own(customer)
        return own is None or own in self.managers

    def own(self, customer: Customer) -> AccountManager | None:
        """Return who looks after a customer; None where nobody is named whom the territory knows."""
        return None if customer.manager_id is None else self._everybody.get(customer.manager_id)

    def restriction(self, allowed: frozenset[ManagerId]) -> frozenset[ManagerId] | None:
        """Return who may visit as a request says it: None where that is everybody in scope."""
        return None if allowed >= {manager.id for manager in self.managers} else allowed


Remark = tuple[str, str]
"""What is unusual about an account manager's day, in English and Chinese."""


def presence_note(manager_id: ManagerId, remark: Remark, days: str, days_zh: str) -> Note:
    """Return the note that something is unusual about an account manager on some days."""
    return Note(
        text=f"Account manager {manager_id} {remark[0]} on {days}.",
        text_zh=f"客户经理 {manager_id}：{days_zh} {remark[1]}。",
    )


class Team:
    """The account managers of a roster on one day, from the time on when the plan is asked for.

    Attributes
    ----------
    present
        Those in scope who work on the day.
    remarks
        Who is away, wholly or for some hours: the manager, and what there is to tell of the day, in both languages.

    Raises
    ------
    InputError
        If the calendar does not span the day.
    """

    def __init__(self, roster: Roster, day: date, asked_at: datetime) -> None:
        self.roster = roster
        self.day = day
        present: list[Presence] = []
        remarks: list[tuple[ManagerId, Remark]] = []
        for manager in roster.managers if roster.is_working_day(day) else ():
            found, remark = self._presence(manager, asked_at)
            present += [found] if found else []
            remarks += [(manager.id, remark)] if remark else []
        self.present = tuple(present)
        self.remarks = tuple(remarks)
        self._present_ids = frozenset(presence.manager.id for presence in present)
        self._working: dict[tuple[ManagerId, date], bool] = {}

    def _presence(
        self, manager: AccountManager, asked_at: datetime
    ) -> tuple[Presence | None, Remark | None]:
        """Return when a manager works, and what is unusual about it."""
        day = self.day
        hours, is_cut = self.roster.hours(manager, day)
        if hours is None:
            return None, ("is away", "不在岗")
        asked_s = seconds_after_midnight(asked_at.time()) if asked_at.date() == day else 0
        excess_s = self.roster.excess_s(manager, day)
        start_s, end_s = max(hours[0], asked_s), hours[1] - excess_s
        minutes, remark = excess_s // MINUTE_S, None
        tasks = f", with tasks {minutes} min beyond the reserve" if excess_s else ""
        tasks_zh = f"（临时任务超出预留时间 {minutes} 分钟）" if excess_s else ""
        if start_s >= end_s:
            return None, (f"has no working hours left{tasks}", f"无剩余工作时间{tasks_zh}")
        if is_cut or start_s > hours[0] or excess_s:
            start, end = clock_text(start_s), clock_text(end_s)
            remark = (
                f"is planned from {start} to {end} only{tasks}",
                f"仅 {start} 至 {end} 可安排{tasks_zh}",
            )
        found = Presence(
            manager=manager,
            day=day,
            start_s=start_s,
            end_s=end_s,
            is_visit_day=self.roster.is_visit_day(manager, day),
        )
        return found, remark

    def visits(self, customer: Customer, day: date | None = None) -> bool:
        """Return whether a day (by default the planned one) is a visit day of whoever visits the customer.

        That is the own manager, or anybody in scope while the own manager is away on that day.
        """
        own = self.roster.own(customer)
        on = day or self.day
        is_never = self.roster.policy.stand_ins is StandIns.NEVER
        visitors = self.roster.managers
        if own is not None and (self._works(own, on) or is_never):
            visitors = (own,)
        return any(self.roster.is_visit_day(manager, on) for manager in visitors)

    def allowed(
        self, customer: Customer, promises: Promises
    ) -> tuple[frozenset[ManagerId], frozenset[ManagerId]]:
        """Return who may visit a customer on the day, and which of them would stand in for the own manager.

        An appointment with somebody who is not there falls to a stand-in, because the time is what is promised; to a
        manager whom a pin names the plan keeps.
        """
        own = self.roster.own(customer)
        allowed = frozenset(manager.id for manager in self.roster.managers)
        if own is not None and not self._may_stand_in(own):
            allowed = frozenset({own.id})
        named = promises.manager_ids or frozenset()
        if named and (promises.is_firm or named & self._present_ids):
            allowed = named
        allowed -= promises.not_by
        return allowed, frozenset() if own is None else allowed - {own.id}

    def closings(self, allowed: frozenset[ManagerId], promises: Promises) -> tuple[Rule, ...]:
        """Return the rules each of which leaves no time for a visit by those allowed, none where it may take place."""
        found = [] if promises.closed_by is None else [promises.closed_by]
        if not allowed and promises.not_by:
            found.insert(0, Rule.PINNED)
        elif not allowed & self._present_ids:
            found.insert(0, Rule.NO_SHIFT)
        return tuple(dict.fromkeys(found))

    def _works(self, manager: AccountManager, day: date) -> bool:
        """Return whether a manager in scope works on a day; on the planned one, from the question on."""
        if day == self.day or manager not in self.roster.managers:
            return self._is_present(manager)
        if (manager.id, day) not in self._working:
            hours, _ = self.roster.hours(manager, day)
            self._working[manager.id, day] = hours is not None
        return self._working[manager.id, day]

    def _is_present(self, manager: AccountManager) -> bool:
        return manager.id in self._present_ids

    def _may_stand_in(self, own: AccountManager) -> bool:
        match self.roster.policy.stand_ins:
            case StandIns.ALWAYS:
                return True
            case StandIns.ABSENT:
                return not self._is_present(own)
            case StandIns.NEVER:
                return False


def _unknown_manager(manager_id: ManagerId, known: Iterable[ManagerId]) -> Issue:
    return Issue(
        code="unknown-manager",
        place="manager_ids",
        value=manager_id,
        message="The territory has no such account manager.",
        remedy=f"Use one of: {', '.join(sorted(known))}.",
    )
