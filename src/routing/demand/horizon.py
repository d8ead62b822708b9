"""Which visits a horizon needs: of each customer in scope the open days, what is owed, and where its cadence stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import compress

from routing.demand.deadlines import gap_and_due_days, local_time
from routing.demand.horizon_notes import horizon_notes
from routing.demand.needs import contact_modes
from routing.demand.notice import EXEMPT_FROM_NOTICE, known_customers
from routing.demand.open_days import OpenDay, OpenDays
from routing.demand.outlook import Chances, by_customer, open_anomalies
from routing.demand.owed import (
    Owed,
    Standing,
    in_person_calls,
    ordinary_visits,
    promised_visits,
    why,
)
from routing.demand.past_visits import PastVisits, past_visits
from routing.demand.team import Presence, Roster, Team
from routing.domain.calendar import WorkCalendar
from routing.domain.customer import Customer, DateRange, Mode
from routing.domain.ids import CustomerId, ManagerId
from routing.domain.note import Note
from routing.domain.policy import Policy
from routing.domain.policy_terms import Notice
from routing.domain.territory import Territory
from routing.domain.visit import Because
from routing.rules import Rule

__all__ = ["HorizonNeeds", "RecurringNeed", "horizon_needs"]

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecurringNeed:
    """The visits to ask for of one customer over a horizon.

    Parameters
    ----------
    open_days, closed_by, closed_on
        When visits may take place; where never, the rule that leaves no day; and the days on which another rule than
        the customer's own hours leaves no time.
    spare_days
        Working days that are no visit days, on which visits could take place were they opened (R6).
    owed
        What is owed besides the ordinary visits.
    because
        Why the next visit is owed.
    since, seen, contacts_since, until, planned
        Where the cadence stands; see `routing.request.CadenceTerms`.
    contact_modes
        Ways in which a contact may replace a visit (R22); empty for in person only.
    """

    customer: Customer
    open_days: tuple[OpenDay, ...]
    closed_by: Rule | None
    owed: tuple[Owed, ...]
    because: Because
    since: date | None
    seen: date | None
    contacts_since: int
    until: date
    planned: tuple[date, ...]
    contact_modes: tuple[Mode, ...]
    closed_on: tuple[tuple[date, Rule], ...] = ()
    spare_days: tuple[OpenDay, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HorizonNeeds:
    """The needs of a horizon.

    Parameters
    ----------
    needs
        Every customer in scope, in the order of ids.
    present
        The visit days of the account managers in scope, and the other working days on which somebody may have to be
        visited; by day, then manager.
    spare
        The working days left: nobody has to be visited on them.
    notes
        What the plan has to tell besides.
    """

    needs: tuple[RecurringNeed, ...]
    present: tuple[Presence, ...]
    spare: tuple[Presence, ...]
    notes: tuple[Note, ...]


def horizon_needs(
    territory: Territory,
    policy: Policy,
    calendar: WorkCalendar,
    roster: Roster,
    horizon: DateRange,
    asked_at: datetime,
    *,
    noticed: Iterable[CustomerId] = (),
    planned: Iterable[tuple[CustomerId, date, bool]] = (),
) -> HorizonNeeds:
    """Return which visits the days of a horizon need, by R1-R4, R6-R8, R10, R13-R17 and R22.

    Parameters
    ----------
    roster
        The account managers whose customers are planned.
    horizon
        The days to plan.
    asked_at
        When the plan is asked for: what is reported later is not known. Without a zone it is the policy's local time.
    noticed
        Customers who have had the notice of a day that their class asks for (R17).
    planned
        Customers and days of visits that an earlier plan has, after the horizon too (R18), and whether each is
        promised (R17).

    Raises
    ------
    InputError
        If the calendar does not span the days that matter, or a customer noticed is not of the territory.

    Notes
    -----
    On a working day that is no visit day only those are open who are owed something that may open a day (R13) and that
    no visit day of theirs can meet in time.
    """
    asked_at = local_time(asked_at, policy)
    told = known_customers(noticed, territory)
    kept: dict[CustomerId, dict[date, bool]] = {}
    for customer_id, day, is_promised in planned:
        days = kept.setdefault(customer_id, {})
        days[day] = is_promised or days.get(day, False)
    survey = _Survey(territory, policy, calendar, roster, horizon, asked_at)
    customers = sorted(filter(roster.plans, territory.customers), key=lambda one: one.id)
    needs = tuple(
        survey.need(one, is_noticed=one.id in told, planned=kept.get(one.id, {}))
        for one in customers
    )
    opened = _opened(needs, survey.teams, roster)
    worked = [presence for team in survey.teams.values() for presence in team.present]
    planned_on = [one.is_visit_day or (one.day, one.manager.id) in opened for one in worked]
    return HorizonNeeds(
        needs=needs,
        present=tuple(compress(worked, planned_on)),
        spare=tuple(
            one for one, is_planned in zip(worked, planned_on, strict=True) if not is_planned
        ),
        notes=(
            *horizon_notes(territory, policy, horizon, asked_at, customers, survey.teams, opened),
            *survey.notes,
        ),
    )


def _opened(
    needs: Iterable[RecurringNeed], teams: Mapping[date, Team], roster: Roster
) -> dict[tuple[date, ManagerId], list[CustomerId]]:
    """Return for whom a day that is no visit day of a manager may have to be opened (R6, R13)."""
    visiting = {
        (day, presence.manager.id): presence.is_visit_day
        for day, team in teams.items()
        for presence in team.present
    }
    opened: dict[tuple[date, ManagerId], list[CustomerId]] = {}
    for need in needs:
        own = roster.own(need.customer)
        for one in need.open_days:
            there = [m for m in sorted(one.manager_ids) if (one.day, m) in visiting]
            if any(visiting[one.day, manager_id] for manager_id in there):
                continue
            if own is not None and own.id in there:
                there = [own.id]
            for manager_id in there:
                opened.setdefault((one.day, manager_id), []).append(need.customer.id)
    return opened


class _Survey:
    """The terms of a horizon, applied to each customer."""

    def __init__(
        self,
        territory: Territory,
        policy: Policy,
        calendar: WorkCalendar,
        roster: Roster,
        horizon: DateRange,
        asked_at: datetime,
    ) -> None:
        self._policy = policy
        self._calendar = calendar
        self._horizon = horizon
        self._asked_at = asked_at
        worked = calendar.working_days(horizon.first, horizon.last)
        self.teams = {day: Team(roster, day, asked_at) for day in worked}
        # Who visits after the horizon is judged by who is there at its end.
        self._team_at_end = Team(roster, worked[-1] if worked else horizon.last, asked_at)
        known_through = min(horizon.first, asked_at.date())
        self._past = past_visits(territory.history, policy.contact, known_through=known_through)
        self._anomalies = by_customer(territory.anomalies)
        self._appointments = by_customer(territory.appointments)
        self._pins = by_customer(territory.pins)
        self.notes: list[Note] = []

    def need(
        self, customer: Customer, *, is_noticed: bool, planned: Mapping[date, bool]
    ) -> RecurringNeed:
        """Return what one customer needs, given the days on which an earlier plan visits it, promised or not."""
        policy, horizon = self._policy, self._horizon
        past = self._past.get(customer.id, PastVisits())
        agreed, pins = self._appointments.get(customer.id, ()), self._pins.get(customer.id, ())
        chances = Chances(customer, policy, self._team_at_end, agreed, pins)
        standing = Standing.of(customer, horizon.first, past, chances, policy)
        interval_days, _ = policy.interval(customer)
        end = horizon.last + timedelta(days=interval_days)
        next_chance = chances.first(horizon.last, end)
        until = end if next_chance is None else next_chance - _ONE_DAY
        kept = sorted(day for day, is_promised in planned.items() if is_promised)
        owed = self._owed(standing, kept)
        visits = {*chances.promised_days(horizon.last, end), *planned}

        def is_told(day: date) -> bool:
            needs_a_day = policy.terms(customer).notice is Notice.DAY_AHEAD and not is_noticed
            is_exempt = any(o.cause in EXEMPT_FROM_NOTICE and o.first <= day for o in owed)
            return day > self._asked_at.date() or not needs_a_day or is_exempt

        days = OpenDays(standing, self.teams, is_told)
        for one in (*owed, *ordinary_visits(standing, policy)):
            if one.cause in policy.visits.opens_a_day and one.last <= until:
                days.open_for(one)
        owed = [self._at_hand(one, days, visits) for one in owed]
        if standing.deadline is not None:
            in_time = chances.promised_days(horizon.first, standing.deadline)
            in_time |= {day for day in kept if horizon.first < day <= standing.deadline}
            gap_days, _ = gap_and_due_days(interval_days, policy)
            days.leave_to(in_time, timedelta(days=gap_days), owed)
        return self._recurring(standing, days, owed, until, tuple(sorted(visits)))

    def _at_hand(self, one: Owed, days: OpenDays, planned: Iterable[date]) -> Owed:
        """Return something owed with what the days make of it."""
        if one.last < self._horizon.first:
            # Overdue already: the first day that can be had is the last one, and where there is none no day would do.
            return replace(one, last=days.first_from(one.first) or self._horizon.last)
        if any(self._horizon.last < day <= one.last for day in planned):
            # It is visited in time after the horizon: nobody misses it before.
            return replace(one, due_weight=0)
        return one

    def _owed(self, standing: Standing, kept: Iterable[date]) -> list[Owed]:
        horizon, customer = self._horizon, standing.customer
        span = (horizon.last - horizon.first).days + 1
        every_day = [horizon.first + timedelta(days=n) for n in range(span)]
        promised = promised_visits(standing, every_day, kept, self._policy)
        for one in promised:
            self.notes += standing.chances.promises(one.first).notes
        anomalies = open_anomalies(
            self._anomalies.get(customer.id, ()),
            standing.past,
            self._policy,
            self._calendar,
            horizon.last,
            self._asked_at,
        )
        calls = in_person_calls(standing, anomalies, self._policy)
        return [*promised, *(one for one in calls if one.first <= horizon.last)]

    def _recurring(
        self,
        standing: Standing,
        days: OpenDays,
        owed: list[Owed],
        until: date,
        planned: tuple[date, ...],
    ) -> RecurringNeed:
        since, seen, contacts_since = standing.since, standing.seen, standing.past.contacts_since
        if standing.new is not None:
            # R14 stands in place of the interval: late at once when long overdue, else not before the first visit,
            # which is one in person.
            since, seen = (until if standing.is_new else None), None
            contacts_since = max(contacts_since, self._policy.contact.in_person_every - 1)
        return RecurringNeed(
            customer=standing.customer,
            open_days=days.days,
            spare_days=days.spare_days,
            closed_by=days.closed_by,
            closed_on=days.closed_on,
            owed=tuple(owed),
            because=why(standing, owed, self._policy),
            since=since,
            seen=seen,
            contacts_since=contacts_since,
            until=until,
            planned=planned,
            contact_modes=contact_modes(standing.customer, self._policy),
        )
