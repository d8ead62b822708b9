"""How a day stands at a time of it: what has happened, who is where, and what lies ahead (R21)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from routing.demand.deadlines import local_time
from routing.domain.customer import Mode
from routing.domain.events import UndoneReason, VisitRecord
from routing.domain.ids import CustomerId
from routing.domain.note import Note
from routing.domain.policy import Policy
from routing.domain.territory import Territory
from routing.plan_chain import PlannedVisit
from routing.replanning.whereabouts import Whereabouts

__all__ = ["Situation", "given_up_on"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """How a day stands.

    Parameters
    ----------
    territory, policy
        With all that has happened today, and by what it is planned.
    now
        The time of it, the policy's local time.
    where
        The account managers in scope, in the order of ids.
    ahead
        What the plan has for today and nobody has made: what was tried in vain or cancelled is among it.
    second_tries
        From when on, in seconds, those are tried again who were tried in vain and cannot wait for another day.
    lengths_s
        How long the plan means to stay with each of its customers.
    reported
        Customers with an anomaly that has come in.
    notes
        What there is to tell of it.
    """

    territory: Territory
    policy: Policy
    now: datetime
    where: tuple[Whereabouts, ...]
    ahead: tuple[PlannedVisit, ...]
    second_tries: Mapping[CustomerId, int]
    lengths_s: Mapping[CustomerId, int]
    reported: frozenset[CustomerId]
    notes: tuple[Note, ...]

    @property
    def day(self) -> date:
        """The day."""
        return self.now.date()

    @property
    def asked_no_more(self) -> frozenset[CustomerId]:
        """The customers who are not visited any more today: given up, no second try is owed, no later time agreed."""
        agreed = {
            one.customer_id
            for one in self.territory.appointments
            if local_time(one.at, self.policy).date() == self.day
        }
        return frozenset(self.given_up) - self.second_tries.keys() - agreed

    @property
    def still_ahead(self) -> tuple[PlannedVisit, ...]:
        """What lies ahead as the plan has it: whoever is to be tried again has no place in it yet."""
        return tuple(
            visit
            for visit in self.ahead
            if visit.start_s >= self.second_tries.get(visit.customer_id, 0)
        )

    @property
    def given_up(self) -> dict[CustomerId, UndoneReason | None]:
        """The customers who were to be visited today, and are not any more, with the reason on record."""
        return given_up_on(self.day, self.territory.history)


def given_up_on(day: date, history: Iterable[VisitRecord]) -> dict[CustomerId, UndoneReason | None]:
    """Return the customers whose visit of a day was tried in vain or called off, and not made, with the reason."""
    today = [one for one in history if one.day == day and one.mode is Mode.IN_PERSON]
    made = {one.customer_id for one in today if one.done}
    return {one.customer_id: one.because for one in today if one.customer_id not in made}
