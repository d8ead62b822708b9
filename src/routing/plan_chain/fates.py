"""What became of planned visits: which record of the history answers which of them (R18, R23)."""

from __future__ import annotations

from datetime import date, timedelta

from routing.demand.deadlines import Turn, next_turn
from routing.demand.past_visits import PastVisits
from routing.domain.customer import Customer, Mode
from routing.domain.events import VisitRecord
from routing.domain.ids import CustomerId
from routing.domain.policy import Policy
from routing.domain.territory import Territory
from routing.domain.visit import Cause
from routing.plan_chain.record import PlanId, PlannedVisit, PlanRecord, planned_visits

__all__ = ["Fates", "turn_after"]

_IN_PERSON_ONLY = frozenset({Cause.APPOINTMENT, Cause.PINNED, Cause.ANOMALY, Cause.NEW_CUSTOMER})
_TIED_TO_THEIR_DAY = frozenset({Cause.APPOINTMENT, Cause.PINNED})


def turn_after(customer: Customer, day: date, policy: Policy) -> Turn:
    """Return when the next ordinary visit to a customer is due after one on a day."""
    turn = next_turn(customer, PastVisits(last_for_cadence=day, last_for_coverage=day), policy)
    if turn is None:
        raise AssertionError("a known visit has a next turn")  # pragma: no cover
    return turn


def _order(record: VisitRecord) -> tuple[date, str, bool, bool, str]:
    """Return by which records follow each other: however a table is sorted, the same one answers a visit."""
    return record.day, record.mode, not record.done, record.because is None, repr(record)


class Fates:
    """What the history of a territory, up to a day, says about the visits of plans.

    Parameters
    ----------
    territory, policy
        Whose history, and what a contact counts for (R22).
    through
        Last day of which anything is known.
    """

    def __init__(self, territory: Territory, policy: Policy, through: date) -> None:
        self._policy = policy
        self._customers = {customer.id: customer for customer in territory.customers}
        self._records: dict[CustomerId, list[VisitRecord]] = {}
        for record in sorted(territory.history, key=_order):
            if record.day <= through:
                self._records.setdefault(record.customer_id, []).append(record)
        self._days: dict[PlanId, dict[CustomerId, set[date]]] = {}

    def planned_days(self, plan: PlanRecord, customer_id: CustomerId) -> set[date]:
        """Return the days on which a plan has a customer."""
        if plan.id not in self._days:
            days: dict[CustomerId, set[date]] = {}
            for visit in planned_visits(plan.plan):
                days.setdefault(visit.customer_id, set()).add(visit.day)
            self._days[plan.id] = days
        return self._days[plan.id].get(customer_id, set())

    def failure(self, plan: PlanRecord, visit: PlannedVisit) -> VisitRecord | None:
        """Return the record that a planned visit was tried on its day, in vain; None where there is none."""
        on_day = [one for one in self._since(plan, visit) if one.day == visit.day]
        return None if any(one.done for one in on_day) else next(iter(on_day), None)

    def answer(self, plan: PlanRecord, visit: PlannedVisit) -> VisitRecord | None:
        """Return the record that answers a planned visit, or None.

        That is the first visit made from its day on; or, unless it is tied to its day, an unplanned one so shortly
        before that the planned one falls into the minimum gap. Who was visited on a planned day still has the later
        ones to come.
        """
        customer = self._customers.get(visit.customer_id)
        for record in self._since(plan, visit):
            if not (record.done and self._counts(record, visit)):
                continue
            if visit.day <= record.day:
                return record
            is_unplanned = record.day not in self.planned_days(plan, visit.customer_id)
            if (
                is_unplanned
                and visit.cause not in _TIED_TO_THEIR_DAY
                and customer is not None
                and visit.day < turn_after(customer, record.day, self._policy).earliest
            ):
                return record
        return None

    def unanswered(self, plan: PlanRecord) -> tuple[PlannedVisit, ...]:
        """Return which visits of a plan no record answers, in the order of days and customers."""
        return tuple(
            visit for visit in planned_visits(plan.plan) if self.answer(plan, visit) is None
        )

    def _since(self, plan: PlanRecord, visit: PlannedVisit) -> list[VisitRecord]:
        """Return what happened to a visit's customer since a plan was made, in the order of days.

        A visit on the very day counts if the day is one of the plan's own, unless it started before the plan was made;
        of one under way then, unless it started before that one. A try in vain for which a plan is made at once is none
        of the visit that the plan has later.
        """
        made = plan.made_at
        first = made.date() + timedelta(days=not plan.covers(made.date()))
        known = min(made, visit.starts_at) if visit.day == made.date() else made
        return [
            record
            for record in self._records.get(visit.customer_id, ())
            if record.day >= first
            and not (
                record.day == made.date()
                and record.start is not None
                and (
                    record.start < known.time()
                    or (not record.done and made < visit.starts_at and record.start == made.time())
                )
            )
        ]

    def _counts(self, record: VisitRecord, visit: PlannedVisit) -> bool:
        """Return whether a record can answer a visit: a contact does not where somebody had to go there (R22)."""
        return (
            record.mode is Mode.IN_PERSON
            or not visit.is_in_person
            or (self._policy.contact.counts_for_cadence and visit.cause not in _IN_PERSON_ONLY)
        )
