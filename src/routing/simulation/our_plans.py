"""The library's own chain of plans as somebody who plans a simulated year: month, week, day, on the road (R18, R21)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from routing.demand.deadlines import local_time
from routing.domain.calendar import month_of, week_of
from routing.domain.customer import Customer, Mode
from routing.domain.ids import CustomerId, ManagerId
from routing.domain.policy import Policy
from routing.domain.policy_terms import Notice
from routing.domain.visit import Category, Cause
from routing.plan import Contact, Plan, Route, Stop
from routing.plan_chain import PlanKind, PlanRecord, changes, draft, kept_visits, publish
from routing.planner import plan_day, plan_month, plan_week
from routing.replanning import REPLAN_LIMITS, replan
from routing.simulation.strategy import Known, OnTheRoad, Planned
from routing.simulation.tour import Errand, Tour
from routing.solve.backend import Limits
from routing.status import Level
from routing.units import MINUTE_S, seconds_after_midnight

__all__ = ["Effort", "OurPlans", "tours_of"]

MONTH_LIMITS, SHORT_LIMITS = Limits(iterations=30_000), Limits(iterations=10_000)
BEHIND_S = 10 * MINUTE_S
"""Who is so much later than planned plans the rest of his day anew; so does who is late for an appointment."""
TO_SPARE_S = 4 * MINUTE_S
"""Who has no more than this to spare for an appointment is late already: the way there may take longer."""
MATTERS_FOR = timedelta(days=14)
"""So long a plan that is over may still say what was left undone."""
TOLD_WITHIN_S = 15 * MINUTE_S
"""Who has been told a time is not visited sooner than this before it."""
_DAYS_OF: Mapping[PlanKind, Callable[[date], tuple[date, date]]] = {
    PlanKind.MONTH: month_of,
    PlanKind.WEEK: week_of,
    PlanKind.DAY: lambda day: (day, day),
}
_CANNOT_WAIT = {Cause.APPOINTMENT, Cause.ANOMALY, Cause.NEW_CUSTOMER}
"""What somebody works overtime for; a day that a plan of ours has promised (a pinned visit) is no such cause."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How long each search lasts; without a time limit a season is the same on every machine."""

    month: Limits = MONTH_LIMITS
    week: Limits = SHORT_LIMITS
    day: Limits = SHORT_LIMITS
    road: Limits = REPLAN_LIMITS


@dataclass(frozen=True, slots=True, kw_only=True)
class OurPlans:
    """Plans of months, of weeks, of days in the evening before, and of the rest of a day on the road.

    Parameters
    ----------
    effort
        How long each search lasts.
    plans_months, plans_weeks, replans
        What may be left away, to see what it is worth.
    """

    name: str = "routing"
    effort: Effort = Effort()
    plans_months: bool = True
    plans_weeks: bool = True
    replans: bool = True

    def evening(self, known: Known, day: date) -> Planned:
        """Return tomorrow's tours, from a day plan that follows the week's and the month's."""
        chain = _Chain(known, self.effort)
        if self._is_at_work(known):
            ahead = _next_working_day(known)
            if self.plans_months and not chain.has(PlanKind.MONTH, ahead):
                chain.plan(PlanKind.MONTH, ahead)
            if self.plans_weeks and not chain.has(PlanKind.WEEK, ahead):
                chain.plan(PlanKind.WEEK, ahead)
        if not known.calendar.is_working_day(day):
            return Planned(tours=(), records=chain.records, retold=chain.retold)
        made = chain.plan(PlanKind.DAY, day)
        return Planned(
            tours=tours_of(made.plan, known.territory.customers, known.policy),
            records=chain.records,
            retold=chain.retold,
        )

    def on_the_road(self, known: Known, found: OnTheRoad) -> Planned | None:
        """Return the rest of everybody's day where news, a door or a delay make it differ from its plan."""
        if not self.replans:
            return None
        day = known.now.date()
        in_hand = max(
            (one for one in known.records if one.plan_kind is PlanKind.DAY and one.covers(day)),
            key=lambda one: one.number,
        )
        is_late = found.behind_s >= BEHIND_S or _is_late_for_a_promise(known, found)
        if not (found.is_news or found.has_failed or is_late or _breaks_a_promise(in_hand, day)):
            return None
        answer = replan(
            known.territory,
            known.policy,
            known.calendar,
            known.travel,
            in_hand,
            now=known.now,
            positions=found.positions,
            records=known.records,
            limits=self.effort.road,
        )
        tours = tours_of(answer.record.plan, known.territory.customers, known.policy)
        # Who has no time left in the new plan has no route in it: what he had is handed on, or somebody else's.
        done = found.left.keys() - {tour.manager_id for tour in tours}
        return Planned(
            tours=(*tours, *(Tour(manager_id=one, leaves_s=0) for one in sorted(done))),
            records=(*known.records, publish(answer.record, known.now)),
            retold=tuple(
                dict.fromkeys(
                    one.customer_id
                    for one in answer.changes
                    if one.is_promised and one.before is not None
                )
            ),
        )

    @staticmethod
    def _is_at_work(known: Known) -> bool:
        """Return whether anybody is there to plan ahead: on working days, and when there is no plan at all."""
        return known.calendar.is_working_day(known.now.date()) or not known.records


def _is_late_for_a_promise(known: Known, found: OnTheRoad) -> bool:
    """Return whether somebody who stays so far behind uses up what an appointment leaves him, or nearly so (R16)."""
    if found.behind_s <= 0:
        return False
    policy = known.policy
    last_s = {
        one.customer_id: seconds_after_midnight(at.time())
        + policy.appointment.late_minutes * MINUTE_S
        for one in known.territory.appointments
        for at in [local_time(one.at, policy)]
        if at.date() == known.now.date()
    }
    return any(
        errand.start_s + found.behind_s > last_s[errand.customer_id] - TO_SPARE_S
        for errand in found.left[found.manager_id]
        if errand.start_s is not None and errand.customer_id in last_s
    )


def _breaks_a_promise(in_hand: PlanRecord, day: date) -> bool:
    """Return whether the plan of the evening leaves out what cannot wait: on its day there is the reserve (R20)."""
    levels = in_hand.plan.objective.levels
    return in_hand.made_at.date() < day and any(levels[: Level.LATE])


def _next_working_day(known: Known) -> date:
    return known.calendar.add_working_days(known.now.date(), 1)


class _Chain:
    """The plans that there are, and those that are added."""

    def __init__(self, known: Known, effort: Effort) -> None:
        self._known = known
        self._effort = effort
        since = known.now.date() - MATTERS_FOR
        self.records = tuple(one for one in known.records if one.last >= since)
        self.retold: tuple[CustomerId, ...] = ()

    def has(self, kind: PlanKind, day: date) -> bool:
        """Return whether a plan of a kind covers a day."""
        return any(one.plan_kind is kind and one.covers(day) for one in self.records)

    def plan(self, kind: PlanKind, day: date) -> PlanRecord:
        """Return the plan of the month, the week or the day that holds a day, published and among the others."""
        known = self._known
        first, last = _DAYS_OF[kind](day)
        first = max(first, known.now.date() + timedelta(days=1))
        kept, _ = kept_visits(
            self.records,
            known.territory,
            known.policy,
            known.calendar,
            known.now,
            first,
            last,
        )
        question = (known.territory, known.policy, known.calendar, known.travel, first)
        if kind is PlanKind.MONTH:
            plan = plan_month(*question, asked_at=known.now, kept=kept, limits=self._effort.month)
        elif kind is PlanKind.WEEK:
            plan = plan_week(*question, asked_at=known.now, kept=kept, limits=self._effort.week)
        else:
            plan = plan_day(*question, asked_at=known.now, kept=kept, limits=self._effort.day)
        parent = self._parent(kind, first)
        made = publish(
            draft(
                plan,
                plan_kind=kind,
                first=first,
                last=last,
                made_at=known.now,
                manager_ids=[manager.id for manager in known.territory.managers],
                parent=parent,
                among=self.records,
            ),
            known.now,
        )
        if parent is not None:
            self.retold += _told_otherwise(parent, made, known, self.records)
        self.records = (*self.records, made)
        return made

    def _parent(self, kind: PlanKind, day: date) -> PlanRecord | None:
        """Return the plan that spoke of a day before."""
        wider = {PlanKind.DAY: (PlanKind.WEEK, PlanKind.MONTH), PlanKind.WEEK: (PlanKind.MONTH,)}
        for other in wider.get(kind, ()):
            for one in reversed(self.records):
                if one.plan_kind is other and one.covers(day):
                    return one
        return None


def _told_otherwise(
    before: PlanRecord, after: PlanRecord, known: Known, records: Iterable[PlanRecord]
) -> tuple[CustomerId, ...]:
    """Return who has had notice of a visit that a later plan changes (R17)."""
    return tuple(
        change.customer_id
        for change in changes(
            before, after, known.territory, known.policy, known.calendar, records=records
        )
        if change.is_promised
    )


def tours_of(plan: Plan, customers: Iterable[Customer], policy: Policy) -> tuple[Tour, ...]:
    """Return the routes of a day's plan as tours.

    Who is told a time by his class (R17) is not visited more than a quarter of an hour before it; who has an
    appointment is met at its time anyway.
    """
    known = {customer.id: customer for customer in customers}
    return tuple(_tour(route, known, policy) for route in plan.routes)


def _tour(route: Route, customers: dict[CustomerId, Customer], policy: Policy) -> Tour:
    entries = sorted(route.entries, key=lambda one: one.start_s)
    leaves_s, lunch_before = route.start_s, None
    if route.lunch is not None:
        leaves_s = min(leaves_s, route.lunch.start_s)
        lunch_before = sum(one.start_s < route.lunch.start_s for one in entries)
    return Tour(
        manager_id=ManagerId(route.manager_id),
        leaves_s=leaves_s,
        errands=tuple(_errand(one, customers[one.customer_id], policy) for one in entries),
        lunch_before=lunch_before,
    )


def _errand(entry: Stop | Contact, customer: Customer, policy: Policy) -> Errand:
    is_told = policy.terms(customer).notice is not Notice.NONE
    return Errand(
        customer_id=entry.customer_id,
        length_s=entry.length_s,
        mode=entry.mode if isinstance(entry, Contact) else Mode.IN_PERSON,
        start_s=entry.start_s,
        not_before_s=max(0, entry.start_s - TOLD_WITHIN_S) if is_told else 0,
        is_fixed=entry.category is Category.MANDATORY and entry.cause in _CANNOT_WAIT,
    )
