"""Visits that a plan had and a later one holds no more, because the road undid them (R18, R21, R23)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from routing.domain.ids import CustomerId
from routing.domain.policy import Policy
from routing.plan_chain.fates import Fates
from routing.plan_chain.in_force import in_force_at_start, speaks_of
from routing.plan_chain.record import PlannedVisit, PlanRecord, planned_visits

__all__ = ["LetGo", "let_go"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LetGo:
    """A visit that was let go on its day, or that a later plan does not hold though it was tried in vain.

    Parameters
    ----------
    plan, visit
        The last plan that had it, and the visit as it had it.
    by
        The plan that took its place.
    again_by
        The plan that has the customer on a later day in its place; None where none does.
    """

    plan: PlanRecord
    visit: PlannedVisit
    by: PlanRecord
    again_by: PlanRecord | None


def let_go(
    records: Sequence[PlanRecord], policy: Policy, fates: Fates, first: date, last: date
) -> Iterator[LetGo]:
    """Yield the visits from one day to another that the road undid, the latest plan's first.

    What is planned anew before its day has begun is a plan's own business. Once it has, customers and the account
    manager go by what stood then: whatever falls out is a visit that was not made, as is one tried in vain.

    Parameters
    ----------
    records
        Published plans, in the order of their publishing.
    """
    stands: dict[CustomerId, dict[date, PlanRecord]] = {}
    start = min((record.first for record in records), default=first)
    for record, visit in in_force_at_start(records, start, date.max):
        stands.setdefault(visit.customer_id, {})[visit.day] = record
    seen: set[tuple[CustomerId, date]] = set()
    for index in range(len(records) - 2, -1, -1):
        plan = records[index]
        later = records[index + 1 :]
        for visit in planned_visits(plan.plan):
            own = stands.get(visit.customer_id, {})
            if not first <= visit.day <= last or visit.day in own:
                continue
            # Of plans that follow each other the first without the visit is the one that let it go.
            by = next((one for one in later if speaks_of(one, visit)), None)
            if by is None or (visit.customer_id, visit.day) in seen:
                continue
            seen.add((visit.customer_id, visit.day))
            if _is_on_its_day(plan, by, visit.day, policy) or fates.failure(plan, visit):
                again = (own[day] for day in sorted(own) if day > visit.day)
                yield LetGo(
                    plan=plan,
                    visit=visit,
                    by=by,
                    again_by=next((one for one in again if one is by or one in later), None),
                )


def _is_on_its_day(plan: PlanRecord, by: PlanRecord, day: date, policy: Policy) -> bool:
    """Return whether a plan changes a day that has begun: work has, or the day had its own plan that morning."""
    had_its_own = plan.first == plan.last and by.made_at.date() == day
    return had_its_own or by.made_at >= datetime.combine(day, policy.day.start)
