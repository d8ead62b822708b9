"""Who may visit whom on a day: own customers, stand-ins for the absent, and what promises ask for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from routing.demand.promises import Promises
from routing.demand.working_time import VisitDays, hours_on
from routing.domain.calendar import WorkCalendar
from routing.domain.customer import Customer
from routing.domain.ids import ManagerId
from routing.domain.manager import AccountManager
from routing.domain.policy import Policy
from routing.domain.policy_terms import StandIns
from routing.domain.territory import Territory
from routing.errors import InputError, Issue
from routing.units import clock_text, seconds_after_midnight

__all__ = ["Presence", "Team"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """An account manager who works on a day: from when to when, and whether it is one of his visit days (R6)."""

    manager: AccountManager
    start_s: int
    end_s: int
    is_visit_day: bool


class Team:
    """The account managers who are planned together on one day, from the time on when the plan is asked for.

    Attributes
    ----------
    managers
        Those in scope, in the order of ids.
    present
        Those of them who work on the day.
    notes
        Who is away, wholly or for some hours.

    Raises
    ------
    InputError
        If a manager asked for is not of the territory, or the calendar does not span the day.
    """

    def __init__(
        self,
        territory: Territory,
        policy: Policy,
        calendar: WorkCalendar,
        day: date,
        asked_at: datetime,
        manager_ids: Iterable[ManagerId] | None,
    ) -> None:
        everybody = {manager.id: manager for manager in territory.managers}
        scope = set(everybody) if manager_ids is None else set(manager_ids)
        if unknown := sorted(scope - set(everybody)):
            raise InputError([_unknown_manager(one, everybody) for one in unknown])
        self.managers = tuple(everybody[one] for one in sorted(scope))
        self._everybody = everybody
        self._policy = policy
        self._day = day
        self._absences = territory.absences
        self._calendar = calendar
        self._visit_days = VisitDays(territory.absences, policy, calendar)
        present: list[Presence] = []
        notes: list[str] = []
        for manager in self.managers if calendar.is_working_day(day) else ():
            found, note = self._presence(manager, asked_at)
            present += [found] if found else []
            notes += [f"Account manager {manager.id} {note}."] if note else []
        self.present = tuple(present)
        self.notes = tuple(notes)

    def _presence(self, manager: AccountManager, asked_at: datetime) -> tuple[Presence | None, str]:
        """Return when a manager works, and what is unusual about it."""
        day = self._day
        hours, is_cut = hours_on(manager, day, self._policy, self._absences)
        if hours is None:
            return None, f"is away on {day}"
        asked_s = seconds_after_midnight(asked_at.time()) if asked_at.date() == day else 0
        start_s, end_s = max(hours[0], asked_s), hours[1]
        if start_s >= end_s:
            return None, f"has no working hours left on {day}"
        note = ""
        if is_cut or start_s > hours[0]:
            note = f"is planned from {clock_text(start_s)} to {clock_text(end_s)} only on {day}"
        found = Presence(
            manager=manager,
            start_s=start_s,
            end_s=end_s,
            is_visit_day=self._visit_days.includes(manager, day),
        )
        return found, note

    def is_staffed(self, day: date) -> bool:
        """Return whether anybody in scope works on a day."""
        return self._calendar.is_working_day(day) and any(
            hours_on(manager, day, self._policy, self._absences)[0] for manager in self.managers
        )

    def plans(self, customer: Customer) -> bool:
        """Return whether a customer is in scope: of a manager in scope, or of nobody in particular."""
        own = self.own(customer)
        return own is None or own in self.managers

    def own(self, customer: Customer) -> AccountManager | None:
        """Return who looks after a customer; None where nobody is named whom the territory knows."""
        return None if customer.manager_id is None else self._everybody.get(customer.manager_id)

    def visits(self, customer: Customer, day: date | None = None) -> bool:
        """Return whether a day (by default the planned one) is a visit day of whoever visits the customer.

        That is the own manager, or anybody in scope while the own manager is away on the planned day.
        """
        own = self.own(customer)
        visitors = self.managers
        if own is not None and (self._is_present(own) or self._policy.stand_ins is StandIns.NEVER):
            visitors = (own,)
        return any(self._visit_days.includes(manager, day or self._day) for manager in visitors)

    def allowed(
        self, customer: Customer, promises: Promises
    ) -> tuple[frozenset[ManagerId], frozenset[ManagerId]]:
        """Return who may visit a customer on the day, and which of them would stand in for the own manager.

        An appointment with somebody who is not there falls to a stand-in, because the time is what is promised; to a
        manager whom a pin names the plan keeps.
        """
        own = self.own(customer)
        allowed = frozenset(manager.id for manager in self.managers)
        if own is not None and not self._may_stand_in(own):
            allowed = frozenset({own.id})
        named = promises.manager_ids or frozenset()
        is_reachable = any(presence.manager.id in named for presence in self.present)
        if named and (promises.is_firm or is_reachable):
            allowed = named
        allowed -= promises.not_by
        return allowed, frozenset() if own is None else allowed - {own.id}

    def _is_present(self, manager: AccountManager) -> bool:
        return any(presence.manager is manager for presence in self.present)

    def _may_stand_in(self, own: AccountManager) -> bool:
        match self._policy.stand_ins:
            case StandIns.ALWAYS:
                return True
            case StandIns.ABSENT:
                return not self._is_present(own)
            case StandIns.NEVER:
                return False

    def restriction(self, allowed: frozenset[ManagerId]) -> frozenset[ManagerId] | None:
        """Return who may visit as a request says it: None where that is everybody in scope."""
        return None if allowed >= {manager.id for manager in self.managers} else allowed


def _unknown_manager(manager_id: ManagerId, known: Iterable[ManagerId]) -> Issue:
    return Issue(
        code="unknown-manager",
        place="manager_ids",
        value=manager_id,
        message="The territory has no such account manager.",
        remedy=f"Use one of: {', '.join(sorted(known))}.",
    )
