"""What is owed to one customer over a horizon: promises, anomalies, a first visit, and the ordinary visits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from routing.demand import because
from routing.demand.deadlines import (
    FirstVisit,
    Turn,
    coverage_deadline,
    first_visit,
    local_time,
    next_turn,
    reckoned_from,
)
from routing.demand.outlook import Chances, OpenAnomaly
from routing.demand.past_visits import PastVisits
from routing.domain.customer import Customer
from routing.domain.policy import Policy
from routing.domain.visit import Because, Cause
from routing.units import FULL_PERMILLE

__all__ = ["Owed", "Standing", "in_person_calls", "ordinary_visits", "promised_visits", "why"]

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """A visit owed between two days; see `routing.request.Obligation`."""

    cause: Cause
    first: date
    last: date
    because: Because
    weight: int = FULL_PERMILLE
    due_weight: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One customer as a horizon begins.

    Parameters
    ----------
    first
        First day of the horizon.
    chances
        On which days the customer can be visited.
    new, turn
        The first visit of a new customer (R14), and when the next ordinary one is due; None where there is none.
    since, seen
        Days from which the interval and the months run, or None where nothing is known.
    """

    customer: Customer
    first: date
    past: PastVisits
    chances: Chances
    new: FirstVisit | None
    turn: Turn | None
    since: date | None
    seen: date | None

    @classmethod
    def of(
        cls, customer: Customer, first: date, past: PastVisits, chances: Chances, policy: Policy
    ) -> Standing:
        """Return how a customer stands by its past."""
        since, seen = reckoned_from(customer, past)
        return cls(
            customer=customer,
            first=first,
            past=past,
            chances=chances,
            new=first_visit(customer, past, policy, first),
            turn=next_turn(customer, past, policy),
            since=since,
            seen=seen,
        )

    @property
    def is_new(self) -> bool:
        """Whether the first visit counts as that of a new customer (R14)."""
        return self.new is not None and self.new.cause is Cause.NEW_CUSTOMER

    @property
    def deadline(self) -> date | None:
        """Last day in time for the next visit, or None where none is known."""
        if self.new is not None:
            return self.new.deadline
        return None if self.turn is None else self.turn.deadline

    @property
    def visited(self) -> frozenset[date]:
        """Days of visits in person."""
        return frozenset(day for day, _ in self.past.in_person)


def promised_visits(
    standing: Standing, days: Iterable[date], kept: Iterable[date], policy: Policy
) -> list[Owed]:
    """Return the visits promised for some days, one a day (R16, R17).

    Parameters
    ----------
    days
        The days looked at, ascending.
    kept
        Days for which an earlier plan has promised a visit.
    """
    chances = standing.chances
    agreed = {local_time(one.at, policy).date() for one in chances.appointments}
    asked = agreed | {pin.day for pin in chances.pins if not pin.forbidden} | set(kept)
    found = []
    for day in days:
        if day not in asked or day in standing.visited:
            continue
        promises = chances.promises(day)
        cause, reasons = Cause.PINNED, []
        if promises.appointment is not None:
            cause = Cause.APPOINTMENT
            reasons.append(because.agreed(local_time(promises.appointment.at, policy)))
        if promises.pinned:
            reasons.append(because.pinned(day))
        reason = because.together(reasons or [because.kept(day)])
        found.append(Owed(cause=cause, first=day, last=day, because=reason))
    return found


def in_person_calls(
    standing: Standing, anomalies: Iterable[OpenAnomaly], policy: Policy
) -> list[Owed]:
    """Return the visits to an anomalous (R13) and to a new customer (R14)."""
    found = [
        _owed(
            standing,
            Cause.ANOMALY,
            one.deadline,
            because.anomalous(one.kind, one.reported_at, one.deadline),
            policy,
            opens=one.reported_at.date(),
            due_weight=policy.anomaly.due_weight,
        )
        for one in anomalies
    ]
    new = standing.new
    if new is not None and standing.is_new:
        found.append(
            _owed(
                standing,
                Cause.NEW_CUSTOMER,
                new.deadline,
                new.because,
                policy,
                opens=new.opens,
                due_weight=policy.new_customer.due_weight,
            )
        )
    return found


def ordinary_visits(standing: Standing, policy: Policy) -> list[Owed]:
    """Return the next visits by the interval and by the months of R8, as something that may open a day."""
    if standing.is_new:
        return []
    reason = Because(standard="", text="", text_zh="")
    since, seen = standing.since, standing.seen
    if standing.new is not None or since is None or seen is None:
        return [_owed(standing, Cause.LATE, standing.first - _ONE_DAY, reason, policy)]
    late = since + timedelta(days=policy.interval(standing.customer)[0])
    covered_by = coverage_deadline(seen, policy.coverage.months)
    cause = Cause.COVERAGE if covered_by >= standing.first else Cause.LATE
    return [
        _owed(standing, Cause.LATE, late, reason, policy),
        _owed(standing, cause, covered_by, reason, policy),
    ]


def _owed(
    standing: Standing,
    cause: Cause,
    deadline: date,
    reason: Because,
    policy: Policy,
    *,
    opens: date | None = None,
    due_weight: int = 0,
) -> Owed:
    days_late = (standing.first - deadline).days
    return Owed(
        cause=cause,
        first=max(standing.first, opens or standing.first),
        last=deadline,
        because=_told(reason, days_late),
        weight=FULL_PERMILLE + min(max(0, days_late), policy.cadence.late_cap_days),
        due_weight=due_weight,
    )


def why(standing: Standing, owed: Iterable[Owed], policy: Policy) -> Because:
    """Return why the next visit is owed."""
    reasons = [one.because for one in owed]
    if reasons:
        return because.together(reasons)
    first, new, turn = standing.first, standing.new, standing.turn
    if new is not None:
        return _told(new.because, (first - new.deadline).days)
    if turn is None:
        interval_days, rule = policy.interval(standing.customer)
        return because.unknown(rule, interval_days)
    is_visit = standing.past.last_for_cadence is not None
    last = because.last_visit(turn.since, first, is_visit=is_visit)
    return _told(because.next_owed(last, turn.rule, turn.deadline), (first - turn.deadline).days)


def _told(reason: Because, days_late: int) -> Because:
    return because.overdue(reason, days_late) if days_late > 0 else because.closed(reason)
