"""From a territory and a policy to the question of a week or a month: the request of a horizon, complete in itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from routing.build_request import (
    contact_terms,
    early_price_s,
    is_off_order,
    ordering_weekdays,
    shift_request,
)
from routing.cadence import as_if_never_made
from routing.demand.deadlines import gap_and_due_days, local_time
from routing.demand.horizon import HorizonNeeds, RecurringNeed, horizon_needs
from routing.demand.open_days import OpenDay
from routing.demand.team import Roster
from routing.domain.calendar import WorkCalendar
from routing.domain.customer import DateRange, Weekday
from routing.domain.ids import CustomerId, ManagerId, VisitId, customer_place
from routing.domain.note import Note
from routing.domain.policy import Policy
from routing.domain.territory import Territory
from routing.domain.time_faults import day_faults, is_day, moment_faults, no_day
from routing.domain.visit import Category, Cause
from routing.errors import InputError, Issue
from routing.request import (
    CadenceTerms,
    KeptVisit,
    Obligation,
    Opening,
    PlanRequest,
    ShiftRequest,
    VisitRequest,
    Wish,
)
from routing.rules import Rule

__all__ = ["MAX_DAYS", "horizon_request"]

MAX_DAYS = 63
"""Nine weeks: two months in a row (R8), and what is left of a week."""

_WARN_AHEAD = timedelta(days=7)


def horizon_request(  # noqa: PLR0913 - each of them changes the question
    territory: Territory,
    policy: Policy,
    calendar: WorkCalendar,
    first: date,
    last: date,
    asked_at: datetime,
    *,
    manager_ids: Iterable[ManagerId] | None = None,
    noticed: Iterable[CustomerId] = (),
    kept: Iterable[KeptVisit] = (),
    extra_days: Iterable[date] = (),
) -> PlanRequest:
    """Return the question of a week, a month or any other span of days: one recurring visit for each customer.

    Parameters
    ----------
    first, last
        The days to plan, at most `MAX_DAYS`. Of a span that has begun, the days from the question on are planned.
    asked_at
        When the plan is asked for: nothing later is known, and a shift of the same day does not start before.
    manager_ids
        The account managers to plan, or None for all of the territory. A customer of somebody else is left out; to
        stand in for an absent colleague, name both.
    noticed
        Customers who have had the notice of a day that their class asks for (R17).
    kept
        Visits of earlier plans, on these days and later ones: those promised stay on their day (R17), the others are
        due on it, and a visit on a day on which no plan has it costs a little.
    extra_days
        Working days to be visit days of everybody, whatever the weekday (R6).

    Raises
    ------
    InputError
        If a day or a moment is none, the days are none or too many, an extra day is not worked or lies outside, the
        calendar does not span the days that matter, or a manager or a customer noticed is not of the territory.

    References
    ----------
    R1-R4, R6-R10, R13-R20, R22.

    Examples
    --------
    A week has its visit days as shifts, working days that might be opened as spare ones (R6), and a recurring visit
    for each customer:

    >>> from datetime import date, datetime
    >>> from routing import china_calendar, load_policy, read_territory
    >>> from routing.build_horizon import horizon_request
    >>> territory, _ = read_territory("data/country-80")
    >>> policy, calendar = load_policy("classified"), china_calendar(2026, 2027)
    >>> first, last, asked_at = date(2026, 11, 2), date(2026, 11, 8), datetime(2026, 11, 1, 17, 30)
    >>> request = horizon_request(territory, policy, calendar, first, last, asked_at)
    >>> [f"{shift.day:%a}" for shift in request.shifts], [f"{shift.day:%a}" for shift in request.spare_shifts]
    (['Mon', 'Wed', 'Fri'], ['Tue'])
    >>> len(request.visits), request.visits[0].cadence.interval_days
    (80, 14)
    """
    extra = frozenset(extra_days)
    if issues := [
        *day_faults(first=first, last=last),
        *(no_day("extra_days", day) for day in extra if not is_day(day)),
        *moment_faults(asked_at=asked_at),
    ]:
        raise InputError(issues)
    asked_at = local_time(asked_at, policy)
    if issues := [*_span_issues(first, last), *_extra_issues(extra, first, last, calendar)]:
        raise InputError(issues)
    # A horizon in hindsight is planned whole, one that has begun from the day of the question on.
    starts = max(first, asked_at.date()) if asked_at.date() <= last else first
    horizon = DateRange(first=starts, last=last)
    kept = tuple(one for one in kept if one.day >= starts)
    found = horizon_needs(
        territory,
        policy,
        calendar,
        Roster(territory, policy, calendar, manager_ids, extra_days=extra),
        horizon,
        asked_at,
        noticed=noticed,
        planned=[(one.customer_id, one.day, one.is_promised) for one in kept],
    )
    builder = _Builder(policy, calendar, horizon, changes_cost=bool(kept))
    visits = tuple(builder.visit(need) for need in found.needs)
    return PlanRequest(
        territory_id=territory.id,
        shifts=_shifts(found, visits, policy),
        visits=visits,
        spare_shifts=tuple(
            replace(shift_request(presence, policy), is_extra=True) for presence in found.spare
        ),
        policy=f"{policy.name}@{policy.digest}",
        notes=(
            *([_only_from(starts)] if starts > first else []),
            *found.notes,
            *calendar.warnings(last + _WARN_AHEAD),
        ),
    )


def _only_from(day: date) -> Note:
    return Note(
        text=f"Planned from {day} on: the days before are over.",
        text_zh=f"自 {day} 起编制：此前各日已过。",
    )


def _span_issues(first: date, last: date) -> Iterator[Issue]:
    if last < first:
        yield Issue(
            code="end-before-start",
            place="last",
            value=f"{first} - {last}",
            message="The horizon ends before it starts.",
            remedy="Put the two days in order.",
        )
    if (last - first).days >= MAX_DAYS:
        yield Issue(
            code="horizon-too-long",
            place="last",
            value=f"{first} - {last}",
            message=f"A plan spans at most {MAX_DAYS} days.",
            remedy="Plan a month at a time.",
        )


def _extra_issues(
    extra: Iterable[date], first: date, last: date, calendar: WorkCalendar
) -> Iterator[Issue]:
    for day in sorted(extra):
        if not (first <= day <= last and calendar.is_working_day(day)):
            yield Issue(
                code="extra-day-not-worked",
                place="extra_days",
                value=day.isoformat(),
                message=f"This is no working day from {first} to {last}.",
                remedy="Name a working day of the horizon, or enter it in the calendar as worked.",
            )


def _shifts(
    found: HorizonNeeds, visits: Iterable[VisitRequest], policy: Policy
) -> tuple[ShiftRequest, ...]:
    """Return the shifts; those of visit days share the visits that the interval asks for fairly."""
    num_visit_days = sum(presence.is_visit_day for presence in found.present)
    needed = sum(map(_fewest_visits, visits))
    share = -(-needed // max(1, num_visit_days))
    shifts = (shift_request(presence, policy) for presence in found.present)
    return tuple(
        replace(shift, is_extra=True)
        if not presence.is_visit_day
        else replace(
            shift,
            fair_visits=max(shift.floor, share),
            over_price_s=policy.prices.balance_s,
        )
        for presence, shift in zip(found.present, shifts, strict=True)
    )


def _fewest_visits(visit: VisitRequest) -> int:
    """Return the fewest visits that keep a customer's interval over the horizon, and what is owed besides."""
    terms = visit.cadence
    if terms is None or not visit.openings:
        return 0
    interval = timedelta(days=terms.interval_days)
    latest = terms.starts if terms.since is None else max(terms.starts, terms.since + interval)
    in_turn = 0 if latest > terms.until else (terms.until - latest) // interval + 1
    return max(in_turn, len(visit.obligations))


class _Builder:
    """The terms of a horizon, turned into the request's numbers."""

    def __init__(
        self, policy: Policy, calendar: WorkCalendar, horizon: DateRange, *, changes_cost: bool
    ) -> None:
        self._policy = policy
        self._calendar = calendar
        self._horizon = horizon
        self._changes_cost = changes_cost
        self._ordering: dict[date, frozenset[Weekday]] = {}

    def visit(self, need: RecurringNeed) -> VisitRequest:
        """Return the recurring visit of one customer."""
        customer, policy = need.customer, self._policy
        allowed = frozenset[ManagerId]().union(*(one.manager_ids for one in need.open_days))
        asked = VisitRequest(
            id=VisitId(customer.id),
            customer_id=customer.id,
            place_id=customer_place(customer.id),
            category=Category.FILLER,
            cause=Cause.FILLER,
            weight=1,
            length=policy.terms(customer).length,
            openings=tuple(_openings(need.open_days, allowed)),
            spare_openings=tuple(_openings(need.spare_days, allowed)),
            because=need.because,
            manager_ids=allowed if need.open_days else None,
            contact=contact_terms(need.contact_modes, policy),
            wishes=tuple(self._wishes(need)),
            closed_by=need.closed_by,
            closed_on=need.closed_on,
            cadence=self._cadence(need),
            obligations=tuple(
                Obligation(
                    cause=one.cause,
                    first=one.first,
                    last=one.last,
                    because=one.because,
                    weight=one.weight,
                    due_weight=one.due_weight,
                )
                for one in need.owed
            ),
        )
        return as_if_never_made(asked)

    def _cadence(self, need: RecurringNeed) -> CadenceTerms:
        policy, customer = self._policy, need.customer
        interval_days, rule = policy.interval(customer)
        gap_days, due_days = gap_and_due_days(interval_days, policy)
        return CadenceTerms(
            since=need.since,
            seen=need.seen,
            contacts_since=need.contacts_since,
            starts=self._horizon.first,
            until=need.until,
            gap_days=gap_days,
            due_days=due_days,
            interval_days=interval_days,
            planned=need.planned,
            coverage_months=policy.coverage.months,
            in_person_every=policy.contact.in_person_every if need.contact_modes else 1,
            contacts_cover=policy.contact.counts_for_coverage,
            weight=10 * policy.terms(customer).weight_percent,
            early_price_s=early_price_s(customer, policy),
            rule=rule,
            coverage_rule=policy.coverage.rule,
        )

    def _wishes(self, need: RecurringNeed) -> Iterator[Wish]:
        """Yield what serving the visit costs in soft wishes: order days (R19), stand-ins, changes (R17)."""
        customer, prices = need.customer, self._policy.prices
        if prices.order_day_s:
            for one in need.open_days:
                if is_off_order(customer, self._ordering_on(one.day)):
                    yield Wish(rule=Rule.ORDER_DAY, price_s=prices.order_day_s, day=one.day)
        stand_in_ids = frozenset[ManagerId]().union(*(one.stand_in_ids for one in need.open_days))
        if prices.stand_in_s:
            for manager_id in sorted(stand_in_ids):
                yield Wish(rule=Rule.STAND_IN, price_s=prices.stand_in_s, manager_id=manager_id)
        if prices.change_s and self._changes_cost:
            planned = frozenset(day for day in need.planned if day in self._horizon)
            yield Wish(rule=Rule.CHANGE, price_s=prices.change_s, unless_days=planned)

    def _ordering_on(self, day: date) -> frozenset[Weekday]:
        if day not in self._ordering:
            self._ordering[day] = ordering_weekdays(day, self._calendar)
        return self._ordering[day]


def _openings(days: Iterable[OpenDay], allowed: frozenset[ManagerId]) -> Iterator[Opening]:
    """Yield the windows of days, for those account managers among the allowed who may visit on each."""
    for one in days:
        manager_ids = None if one.manager_ids == allowed else one.manager_ids
        for start_s, end_s in one.windows:
            yield Opening(day=one.day, start_s=start_s, end_s=end_s, manager_ids=manager_ids)
