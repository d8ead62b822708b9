"""From a territory and a policy to the question: the request of one day, complete in itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from routing.demand import because
from routing.demand.needs import Need, day_needs
from routing.demand.team import Presence
from routing.domain.calendar import WorkCalendar
from routing.domain.customer import Customer, Mode, Point, Weekday
from routing.domain.events import Pin
from routing.domain.ids import CustomerId, ManagerId, PlaceId, ShiftId, VisitId, customer_place
from routing.domain.manager import AccountManager
from routing.domain.policy import Policy
from routing.domain.territory import Territory
from routing.domain.time_faults import moment_faults
from routing.domain.visit import Cause
from routing.errors import InputError
from routing.request import (
    ContactTerms,
    KeptVisit,
    LunchTerms,
    Opening,
    PlanRequest,
    ShiftRequest,
    VisitRequest,
    Wish,
)
from routing.rules import Rule
from routing.units import MINUTE_S, seconds_after_midnight

__all__ = [
    "contact_terms",
    "day_request",
    "early_price_s",
    "end_place",
    "is_off_order",
    "lunch_terms",
    "ordering_weekdays",
    "places",
    "shift_request",
    "start_place",
]

_WARN_AHEAD = timedelta(days=7)
_FULL_PERCENT = 100


def places(territory: Territory) -> dict[PlaceId, Point]:
    """Return every place of a territory: starts and ends of the account managers, then customers, in order of ids.

    It is what travel sources are asked with: keys are rows of the travel matrix, points WGS-84 decimal degrees.

    Examples
    --------
    >>> from routing import Geodesic, read_territory
    >>> from routing.build_request import places
    >>> territory, _ = read_territory("data/country-80")
    >>> list(places(territory))[:3]
    ['s:M02', 'c:QS0001', 'c:QS0002']
    >>> Geodesic().matrix(places(territory)).duration_s.shape
    (81, 81)
    """
    points: dict[PlaceId, Point] = {}
    for manager in sorted(territory.managers, key=lambda one: one.id):
        points[start_place(manager)] = manager.start
        if manager.end is not None:
            points[end_place(manager)] = manager.end
    for customer in sorted(territory.customers, key=lambda one: one.id):
        points[customer_place(customer.id)] = customer.point
    return points


def day_request(
    territory: Territory,
    policy: Policy,
    calendar: WorkCalendar,
    day: date,
    asked_at: datetime,
    *,
    manager_ids: Iterable[ManagerId] | None = None,
    noticed: Iterable[CustomerId] = (),
    kept: Iterable[KeptVisit] = (),
) -> PlanRequest:
    """Return the question of one day: the shifts of those present, and every visit that the day needs or welcomes.

    Parameters
    ----------
    day
        The day to plan.
    asked_at
        When the plan is asked for: nothing later is known, and a shift of the same day does not start before.
    manager_ids
        The account managers to plan, or None for all of the territory. A customer of somebody else is left out; to
        stand in for an absent colleague, name both.
    noticed
        Customers who have had the notice of a day that their class asks for (R17).
    kept
        Visits of published plans, of this day and later ones: those promised stay on their day (R17), the others are
        due on it, and whoever is visited on a day on which no plan has him costs the price of a change.

    Raises
    ------
    InputError
        If a day or a moment is none, the calendar does not span the days that matter, or a manager or a customer
        noticed is not of the territory.

    References
    ----------
    R1-R4, R6-R8, R13-R17, R19, R20, R22.

    Examples
    --------
    What the day cannot do without, and why:

    >>> from collections import Counter
    >>> from datetime import date, datetime
    >>> from routing import china_calendar, load_policy, read_territory
    >>> from routing.build_request import day_request
    >>> territory, _ = read_territory("data/country-80")
    >>> policy, calendar = load_policy("classified"), china_calendar(2026, 2027)
    >>> request = day_request(territory, policy, calendar, date(2026, 11, 2), datetime(2026, 11, 1, 17, 30))
    >>> sorted(Counter(visit.cause.value for visit in request.visits if visit.category == "mandatory").items())
    [('anomaly', 2), ('appointment', 2), ('late', 6), ('new-customer', 1), ('pinned', 1)]
    >>> next(visit.because.text for visit in request.visits if visit.cause == "late")
    'Last visit 2026-10-19, 14 days ago; the next is owed by 2026-11-02, and no later visit day is in time.'
    """
    if faults := [*calendar.faults_of(day=day), *moment_faults(asked_at=asked_at)]:
        raise InputError(faults)
    kept = tuple(kept)
    promises = tuple(
        Pin(customer_id=one.customer_id, day=one.day) for one in kept if one.is_promised
    )
    found = day_needs(
        replace(territory, pins=(*territory.pins, *promises)),
        policy,
        calendar,
        day,
        asked_at,
        manager_ids=manager_ids,
        noticed=noticed,
        planned=[(one.customer_id, one.day) for one in kept],
    )
    return PlanRequest(
        territory_id=territory.id,
        shifts=tuple(shift_request(presence, policy) for presence in found.present),
        visits=tuple(
            _kept(_visit(need, policy, calendar, day), day, kept, policy) for need in found.needs
        ),
        policy=f"{policy.name}@{policy.digest}",
        notes=(*found.notes, *calendar.warnings(day + _WARN_AHEAD)),
    )


def shift_request(presence: Presence, policy: Policy) -> ShiftRequest:
    """Return the shift of an account manager who is present: with a floor on a visit day (R7), without on others."""
    manager, day = presence.manager, presence.day
    max_visits = policy.visits.max if manager.max_visits is None else manager.max_visits
    return ShiftRequest(
        id=ShiftId(f"{manager.id}@{day.isoformat()}"),
        manager_id=manager.id,
        day=day,
        start_place_id=start_place(manager),
        end_place_id=end_place(manager),
        start_s=presence.start_s,
        end_s=presence.end_s,
        lunch=lunch_terms(policy, presence.start_s, presence.end_s),
        reserve_s=policy.day.reserve_minutes * MINUTE_S,
        floor=min(policy.visits.floor, max_visits) if presence.is_visit_day else 0,
        max_visits=max_visits,
    )


def lunch_terms(policy: Policy, start_s: int, end_s: int) -> LunchTerms | None:
    """Return the lunch break, None where none is meant or the shift does not cover it."""
    lunch = policy.day.lunch
    terms = LunchTerms(
        earliest_s=seconds_after_midnight(lunch.earliest),
        latest_s=seconds_after_midnight(lunch.latest),
        length_s=lunch.minutes * MINUTE_S,
    )
    is_covered = start_s <= terms.earliest_s and terms.latest_s + terms.length_s <= end_s
    return terms if terms.length_s and is_covered else None


def _visit(need: Need, policy: Policy, calendar: WorkCalendar, day: date) -> VisitRequest:
    suffix = "" if need.number == 1 else f"#{need.number}"
    customer = need.customer
    return VisitRequest(
        id=VisitId(f"{customer.id}@{day.isoformat()}{suffix}"),
        customer_id=customer.id,
        place_id=customer_place(customer.id),
        category=need.category,
        cause=need.cause,
        weight=need.weight,
        length=policy.terms(customer).length,
        openings=tuple(Opening(day=day, start_s=start, end_s=end) for start, end in need.windows),
        because=need.because,
        appointment_s=need.appointment_s,
        manager_ids=need.manager_ids,
        contact=contact_terms(need.contact_modes, policy),
        wishes=_wishes(need, policy, calendar, day),
        # What is asked of this day may take place on it: a visit overdue inside its gap, a first one before joining.
        release=None if need.release is None else min(need.release, day),
        deadline=need.deadline,
        closed_by=need.closed_by,
        closed_on=tuple((day, rule) for rule in need.closings) if len(need.closings) > 1 else (),
    )


def _kept(
    visit: VisitRequest, day: date, kept: tuple[KeptVisit, ...], policy: Policy
) -> VisitRequest:
    """Return a visit with what published plans say of its customer: the reason of a promise, the price of a change."""
    planned = [one for one in kept if (one.customer_id, one.day) == (visit.customer_id, day)]
    price_s = policy.prices.change_s
    if visit.cause is Cause.PINNED and any(one.is_promised for one in planned):
        return replace(visit, because=because.kept(day))
    if planned or not kept or not price_s or not visit.openings:
        return visit
    return replace(visit, wishes=(*visit.wishes, Wish(rule=Rule.CHANGE, price_s=price_s)))


def _wishes(need: Need, policy: Policy, calendar: WorkCalendar, day: date) -> tuple[Wish, ...]:
    """Return what serving the visit on the day costs in soft wishes: order day (R19), stand-in, early filler (R7)."""
    customer, prices = need.customer, policy.prices
    if not need.windows:
        return ()
    wishes = []
    if is_off_order(customer, ordering_weekdays(day, calendar)):
        wishes.append(Wish(rule=Rule.ORDER_DAY, price_s=prices.order_day_s))
    early_s = early_price_s(customer, policy, need.earliness_permille)
    wishes.append(Wish(rule=Rule.EARLY, price_s=early_s))
    wishes.extend(
        Wish(rule=Rule.STAND_IN, price_s=prices.stand_in_s, manager_id=manager_id)
        for manager_id in sorted(need.stand_in_ids)
    )
    return tuple(wish for wish in wishes if wish.price_s)


def contact_terms(modes: tuple[Mode, ...], policy: Policy) -> ContactTerms | None:
    """Return on what terms a contact may replace a visit (R22), None where no mode is left."""
    return ContactTerms(modes=modes, length_s=policy.contact.minutes * MINUTE_S) if modes else None


def ordering_weekdays(day: date, calendar: WorkCalendar) -> frozenset[Weekday]:
    """Return the weekdays of a day and the next working day: who orders on them is well visited (R19)."""
    return frozenset(Weekday(one.isoweekday()) for one in (day, calendar.add_working_days(day, 1)))


def is_off_order(customer: Customer, ordering: frozenset[Weekday]) -> bool:
    """Return whether a customer orders, but on none of these weekdays (R19)."""
    return bool(customer.order_weekdays) and not customer.order_weekdays & ordering


def early_price_s(customer: Customer, policy: Policy, earliness_permille: int = 1000) -> int:
    """Return what a filler costs that comes early, by default right after the minimum gap (R7)."""
    price_s = policy.prices.early_filler_s * earliness_permille * _FULL_PERCENT
    return price_s // (1000 * policy.terms(customer).weight_percent)


def start_place(manager: AccountManager) -> PlaceId:
    """Return the place where an account manager's day starts."""
    return PlaceId(f"s:{manager.id}")


def end_place(manager: AccountManager) -> PlaceId:
    """Return the place where an account manager's day ends."""
    return start_place(manager) if manager.end is None else PlaceId(f"e:{manager.id}")
