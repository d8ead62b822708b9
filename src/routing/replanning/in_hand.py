"""The plans in force on a day: the one in hand, and those of the other account managers (R18, R21)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from routing.domain.ids import ManagerId
from routing.domain.territory import Territory
from routing.errors import Issue
from routing.plan_chain import PlanRecord, PlanState, publish
from routing.plan_chain.in_force import rank

__all__ = ["InHand", "in_hand", "record_in_hand_faults"]


@dataclass(frozen=True, slots=True, kw_only=True)
class InHand:
    """The plans in force on a day.

    Parameters
    ----------
    scope
        Who is planned.
    record
        The plan in hand, published.
    joined
        The plans of those who are planned with it, apart from their own account managers: a stand-in's.
    chain
        All plans there are, that one included.
    of_today
        Of each account manager the plan in force today.
    """

    scope: tuple[ManagerId, ...]
    record: PlanRecord
    joined: tuple[PlanRecord, ...]
    chain: tuple[PlanRecord, ...]
    of_today: tuple[PlanRecord, ...]

    @property
    def together(self) -> PlanRecord:
        """The plan in hand with what those who joined have to do on its days, if anything."""
        one, plan = self.record, self.record.plan
        routes = tuple(
            route for other in self.joined for route in other.plan.routes if one.covers(route.day)
        )
        ids = {*one.manager_ids, *self.scope}
        ids |= {manager_id for other in self.joined for manager_id in other.manager_ids}
        return replace(
            one,
            manager_ids=tuple(sorted(ids)),
            plan=replace(plan, routes=(*plan.routes, *routes)),
        )

    @property
    def others(self) -> tuple[PlanRecord, ...]:
        """All plans apart from those that are in `together`."""
        taken = {self.record.id, *(one.id for one in self.joined)}
        return tuple(one for one in self.chain if one.id not in taken)


def in_hand(
    record: PlanRecord, known: Iterable[PlanRecord], scope: Iterable[ManagerId], now: datetime
) -> InHand:
    """Return the plans in force at a time.

    Parameters
    ----------
    record
        The plan in hand; a draft counts as published when it was made.
    known
        The other plans there are.
    scope
        Who is planned.
    """
    published, scope = _published(record), tuple(scope)
    chain = (*(one for one in known if one.id != record.id), published)
    spoken_for = set(published.manager_ids)
    of_today = [published]
    for one in _latest_first(chain, now):
        if not spoken_for & set(one.manager_ids):
            spoken_for |= set(one.manager_ids)
            of_today.append(one)
    return InHand(
        scope=tuple(scope),
        record=published,
        joined=tuple(one for one in of_today[1:] if set(one.manager_ids) & set(scope)),
        chain=chain,
        of_today=tuple(of_today),
    )


def record_in_hand_faults(
    territory: Territory, record: PlanRecord, known: Sequence[PlanRecord], now: datetime
) -> Iterator[Issue]:
    """Yield why a plan is not the one to change: of another territory or day, over, or replaced by another."""
    place = f"plan {record.id}"
    if record.plan.territory_id != territory.id:
        yield Issue(
            code="territory-wrong",
            place=place,
            value=record.plan.territory_id,
            message=f"The plan is not one of territory {territory.id}.",
            remedy="Give the territory that it was made for.",
        )
    if any(one.id == record.id and one.manager_ids != record.manager_ids for one in known):
        yield Issue(
            code="plan-id-repeated",
            place="records",
            value=record.id,
            message="Another plan, of other account managers, has the same id.",
            remedy="Number plans of one day apart: routing.plan_chain.draft does where it is given the others.",
        )
    if record.state is PlanState.DONE:
        yield Issue(
            code="plan-state-wrong",
            place=place,
            value=record.state,
            message="The plan is over.",
            remedy="Replan from the plan in force.",
        )
        return
    told_at = record.published_at or record.made_at
    if not record.covers(now.date()) or now < told_at:
        yield Issue(
            code="outside-plan",
            place="now",
            value=f"{now:%Y-%m-%d %H:%M}",
            message=(
                f"The plan is for {record.first} to {record.last}, "
                f"in force since {told_at:%Y-%m-%d %H:%M}."
            ),
            remedy="Use a time on one of its days, after it was made.",
        )
        return
    published = _published(record)
    chain = (*(one for one in known if one.id != record.id), published)
    for one in _latest_first(chain, now):
        if one.id == record.id:
            break
        if set(one.manager_ids) & set(record.manager_ids):
            yield Issue(
                code="plan-replaced",
                place=place,
                value=one.id,
                message="Another plan of this day has taken its place.",
                remedy=f"Replan from {one.id}.",
            )


def _published(record: PlanRecord) -> PlanRecord:
    return publish(record, record.made_at) if record.state is PlanState.DRAFT else record


def _latest_first(chain: Iterable[PlanRecord], now: datetime) -> list[PlanRecord]:
    """Return the plans in force that speak of a day, the last published first."""
    dated = [
        (one.published_at, rank(one), one)
        for one in chain
        if one.state is PlanState.PUBLISHED
        and one.published_at is not None
        and one.published_at <= now
        and one.covers(now.date())
    ]
    return [one for *_, one in sorted(dated, key=lambda entry: entry[:2], reverse=True)]
