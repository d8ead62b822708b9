"""What was planned for some days and what is on record of them: all that the parts of a report look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property

from routing.demand.past_visits import PastVisits, past_visits
from routing.demand.team import Roster
from routing.domain.calendar import WorkCalendar, week_of
from routing.domain.customer import Customer
from routing.domain.events import VisitRecord
from routing.domain.ids import CustomerId, ManagerId
from routing.domain.manager import AccountManager
from routing.domain.policy import Policy
from routing.domain.territory import Territory
from routing.plan_chain import PlannedVisit, PlanRecord, planned_visits
from routing.plan_chain.fates import Fates
from routing.plan_chain.in_force import in_force_at_start, taken_over_by
from routing.plan_chain.let_go import LetGo, let_go

__all__ = ["Work"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Work:
    """The work of some account managers on some days, as it is known at a time.

    Parameters
    ----------
    territory, policy, calendar
        Whose work, with the history known at that time, and what the standard asks of it.
    records
        Published plans, in the order of their publishing.
    roster
        The account managers whose work is looked at.
    first, last
        The days.
    at
        When it is looked at, local time.
    """

    territory: Territory
    policy: Policy
    calendar: WorkCalendar
    records: Sequence[PlanRecord]
    roster: Roster
    first: date
    last: date
    at: datetime

    def holds(self, day: date) -> bool:
        """Return whether a day is one of those looked at."""
        return self.first <= day <= self.last

    def is_over(self, day: date) -> bool:
        """Return whether work has ended on a day."""
        return datetime.combine(day, self.policy.day.end) <= self.at

    @cached_property
    def customers(self) -> dict[CustomerId, Customer]:
        """All customers of the territory."""
        return {customer.id: customer for customer in self.territory.customers}

    @cached_property
    def own(self) -> tuple[Customer, ...]:
        """The customers whom these account managers look after, in the order of ids."""
        known = sorted(self.territory.customers, key=lambda customer: customer.id)
        return tuple(customer for customer in known if self.roster.plans(customer))

    @cached_property
    def planned(self) -> tuple[tuple[PlanRecord, PlannedVisit], ...]:
        """The visits of all days up to the last one that stood when they were to begin, each with its plan.

        One that was made sooner than planned, so that a plan made on the road holds it no more, stands too.
        """
        start = min((record.first for record in self.records), default=self.first)
        found = in_force_at_start(self.records, start, max(self.last, self.at.date()))
        held = {(visit.customer_id, visit.day) for _, visit in found}
        made = {(one.customer_id, one.day): one for one in reversed(self.made)}
        for index in range(len(self.records) - 2, -1, -1):
            for visit in planned_visits(self.records[index].plan):
                key = (visit.customer_id, visit.day)
                later = taken_over_by(self.records[index + 1 :], visit)
                if later is None or key in held or key not in made:
                    continue
                made_at = datetime.combine(visit.day, made[key].start or time.min)
                if made_at < (later.published_at or later.made_at):
                    held.add(key)
                    found.append((self.records[index], visit))
        return tuple(sorted(found, key=lambda pair: (pair[1].day, pair[1].customer_id)))

    @cached_property
    def let_go(self) -> tuple[LetGo, ...]:
        """The visits of all days up to the last one that the road undid; made all the same, they are unplanned ones."""
        start = min((record.first for record in self.records), default=self.first)
        end = max(self.last, self.at.date())
        known = {(visit.customer_id, visit.day) for _, visit in self.planned}
        known |= {(one.customer_id, one.day) for one in self.made}
        return tuple(
            one
            for one in let_go(self.records, self.policy, self.fates, start, end)
            if (one.visit.customer_id, one.visit.day) not in known
        )

    @cached_property
    def made(self) -> tuple[VisitRecord, ...]:
        """Visits and contacts on record, each once, in the order of days, customers and times."""
        known = {one for one in self.territory.history if one.done}
        return tuple(
            sorted(known, key=lambda one: (one.day, one.customer_id, str(one.start), repr(one)))
        )

    @cached_property
    def fates(self) -> Fates:
        """What the history says about planned visits."""
        return Fates(self.territory, self.policy, self.at.date())

    @cached_property
    def standing_on(self) -> date:
        """First day that is not over when the report ends: who is late then is late in it."""
        today, after = self.at.date(), self.last + timedelta(days=1)
        return after if today > self.last else today + timedelta(days=self.is_over(today))

    @cached_property
    def past(self) -> dict[CustomerId, PastVisits]:
        """The past of every visited customer, as it is when the report ends."""
        return past_visits(
            self.territory.history,
            self.policy.contact,
            known_through=min(self.last, self.at.date()),
        )

    @cached_property
    def mondays(self) -> tuple[date, ...]:
        """The weeks that hold one of the days."""
        monday, end = week_of(self.first)[0], week_of(self.last)[0]
        return tuple(monday + timedelta(days=7 * n) for n in range((end - monday).days // 7 + 1))

    def maker(self, made: VisitRecord, planned: PlannedVisit | None) -> ManagerId | None:
        """Return who made a visit: who is on record, else whose plan had it, else whose customer it is."""
        if made.manager_id is not None:
            return made.manager_id
        if planned is not None:
            return planned.manager_id
        own: AccountManager | None = self.roster.own(self.customers[made.customer_id])
        if own is not None:
            return own.id
        everybody = self.territory.managers
        return everybody[0].id if len(everybody) == 1 else None
