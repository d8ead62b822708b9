"""Plans a day, a week, a month: from territory, policy and calendar to a checked plan."""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TypedDict, Unpack

from routing.build_horizon import horizon_request
from routing.build_request import day_request, places
from routing.domain.calendar import WorkCalendar, month_of, week_of
from routing.domain.faults import territory_faults
from routing.domain.ids import CustomerId, ManagerId
from routing.domain.policy import Policy
from routing.domain.territory import Territory
from routing.domain.time_faults import day_faults, moment_faults
from routing.errors import InputError, Issue, Severity
from routing.plan import Plan
from routing.request import KeptVisit
from routing.request_planner import DEFAULT_LIMITS, plan_request
from routing.solve.backend import Backend, Clock, Limits, ProgressCallback
from routing.travel.matrix import TravelSource

__all__ = [
    "DEFAULT_HORIZON_LIMITS",
    "DEFAULT_LIMITS",
    "HorizonOptions",
    "evening_before",
    "plan_day",
    "plan_horizon",
    "plan_month",
    "plan_request",
    "plan_week",
]

DEFAULT_HORIZON_LIMITS = Limits(time_s=30.0, workers=2)


class HorizonOptions(TypedDict, total=False):
    """Keywords of `plan_horizon` that `plan_week` and `plan_month` hand on."""

    asked_at: datetime | None
    manager_ids: Iterable[ManagerId] | None
    noticed: Iterable[CustomerId]
    kept: Iterable[KeptVisit]
    extra_days: Iterable[date]
    limits: Limits
    backend: Backend | None
    progress: ProgressCallback | None
    clock: Clock


def plan_day(  # noqa: PLR0913 - five things make a day, the rest are keywords with defaults
    territory: Territory,
    policy: Policy,
    calendar: WorkCalendar,
    travel: TravelSource,
    day: date,
    *,
    asked_at: datetime | None = None,
    manager_ids: Iterable[ManagerId] | None = None,
    noticed: Iterable[CustomerId] = (),
    kept: Iterable[KeptVisit] = (),
    limits: Limits = DEFAULT_LIMITS,
    backend: Backend | None = None,
    progress: ProgressCallback | None = None,
    clock: Clock = time.monotonic,
) -> Plan:
    """Return the checked plan of one day (R7, R12-R17, R20, R22).

    Parameters
    ----------
    territory, policy, calendar
        Who is there, what the standard asks, and which days are worked.
    travel
        Where travel times come from.
    day
        The day to plan.
    asked_at
        When the plan is asked for: only what was known then counts, and notice can only be given from then on (R17).
        None means the evening before.
    manager_ids
        The account managers to plan together, or None for all of the territory.
    noticed
        Customers who have had the notice that their class asks for (R17).
    kept
        Visits of earlier plans that this one keeps to, see `routing.plan_chain`.
    limits
        When the search ends. Without a time limit the same input, seed and iterations give the same plan.
    backend
        The solver, or None for the default: OR-Tools first, then ruin and recreate.
    progress
        Told of the search's progress; returning True cancels it, and the best plan so far is returned.
    clock
        Measures the time limit.

    Raises
    ------
    InputError
        If the territory or the request contradicts itself (every fault is named), or the travel matrix holds what no
        travel is (see `routing.travel.gate`).
    SolveError
        If the solver's machinery breaks, or it answers what does not answer the problem.
    TravelError
        If the travel source cannot answer at all.
    PlanRejected
        If the checker finds a fault in the plan, which is a fault of this library.

    Notes
    -----
    What cannot be planned is no error: it stands in `Plan.unassigned` with its reasons. Times are seconds after
    midnight, distances metres.

    References
    ----------
    R7, R12-R17, R20, R22. The search: ruin and recreate, Christiaens and Vanden Berghe 2020,
    doi 10.1287/trsc.2019.0914.

    Examples
    --------
    >>> from datetime import date
    >>> from routing import Geodesic, Limits, china_calendar, load_policy, plan_day, read_territory
    >>> territory, _ = read_territory("data/country-80")
    >>> policy, calendar = load_policy("classified"), china_calendar(2026, 2027)
    >>> monday, limits = date(2026, 11, 2), Limits(iterations=100)
    >>> plan = plan_day(territory, policy, calendar, Geodesic(), monday, limits=limits)
    >>> plan.kpis.num_visits >= policy.visits.floor
    True

    Appointments were agreed with two customers, for 10:00 and 15:30; each begins within ten minutes of it (R16):

    >>> agreed = [stop for stop in plan.routes[0].stops if stop.cause == "appointment"]
    >>> [(stop.customer_id, round(stop.start_s / 1800) / 2) for stop in agreed]
    [('QS0009', 10.0), ('QS0055', 15.5)]
    """
    _refuse_faults(territory, calendar.faults_of(day=day), asked_at)
    if asked_at is None:
        asked_at = evening_before(day, policy)
    request = day_request(
        territory,
        policy,
        calendar,
        day,
        asked_at,
        manager_ids=manager_ids,
        noticed=noticed,
        kept=kept,
    )
    return plan_request(
        request,
        travel.matrix(places(territory)),
        limits=limits,
        backend=backend,
        progress=progress,
        clock=clock,
    )


def plan_horizon(  # noqa: PLR0913 - six things make a horizon, the rest are keywords with defaults
    territory: Territory,
    policy: Policy,
    calendar: WorkCalendar,
    travel: TravelSource,
    first: date,
    last: date,
    *,
    asked_at: datetime | None = None,
    manager_ids: Iterable[ManagerId] | None = None,
    noticed: Iterable[CustomerId] = (),
    kept: Iterable[KeptVisit] = (),
    extra_days: Iterable[date] = (),
    limits: Limits = DEFAULT_HORIZON_LIMITS,
    backend: Backend | None = None,
    progress: ProgressCallback | None = None,
    clock: Clock = time.monotonic,
) -> Plan:
    """Return the checked plan of the days from `first` to `last`, both included (R6-R12, R18-R20, R22).

    Parameters
    ----------
    first, last
        The days to plan: up to nine weeks.
    asked_at
        When the plan is asked for; None means the evening before `first`.
    kept
        Visits of earlier plans that this one keeps to, see `routing.plan_chain`.
    extra_days
        Working days that are visit days this time, though R6 does not make them so.

    Raises
    ------
    InputError
        As of `plan_day`; besides, if the days are none or too many, or an extra day is not worked or lies outside.
    SolveError, TravelError, PlanRejected
        As of `plan_day`.

    Notes
    -----
    The other parameters are those of `plan_day`. `plan_week` and `plan_month` call it.

    Examples
    --------
    Ten days that are neither a week nor a month:

    >>> from datetime import date
    >>> from routing import Geodesic, Limits, china_calendar, load_policy, read_territory
    >>> from routing.planner import plan_horizon
    >>> territory, _ = read_territory("data/country-80")
    >>> policy, calendar = load_policy("classified"), china_calendar(2026, 2027)
    >>> first, last, limits = date(2026, 11, 2), date(2026, 11, 11), Limits(iterations=100)
    >>> plan = plan_horizon(territory, policy, calendar, Geodesic(), first, last, limits=limits)
    >>> [f"{route.day:%a %d}" for route in plan.routes]
    ['Mon 02', 'Wed 04', 'Fri 06', 'Mon 09', 'Wed 11']
    """
    _refuse_faults(territory, day_faults(first=first, last=last), asked_at)
    request = horizon_request(
        territory,
        policy,
        calendar,
        first,
        last,
        evening_before(first, policy) if asked_at is None else asked_at,
        manager_ids=manager_ids,
        noticed=noticed,
        kept=kept,
        extra_days=extra_days,
    )
    return plan_request(
        request,
        travel.matrix(places(territory)),
        limits=limits,
        backend=backend,
        progress=progress,
        clock=clock,
    )


def plan_week(
    territory: Territory,
    policy: Policy,
    calendar: WorkCalendar,
    travel: TravelSource,
    week: date,
    **options: Unpack[HorizonOptions],
) -> Plan:
    """Return the checked plan of a week from Monday to Sunday, given by any of its days; see `plan_horizon`.

    Asked for in mid-week it plans what is left of the week, from the day on which it is asked for.

    Parameters
    ----------
    week
        Any day of it.
    **options
        Keywords of `plan_horizon`: `asked_at`, `manager_ids`, `noticed`, `kept`, `extra_days`, `limits`, `backend`,
        `progress`, `clock`.

    Raises
    ------
    InputError
        If territory, request or options contradict themselves (every fault is named), the calendar does not span the
        days that matter, or the travel matrix holds what no travel is.
    SolveError, TravelError, PlanRejected
        As of `plan_day`.

    References
    ----------
    R6, R7, R12, R18, R19.

    Examples
    --------
    The account manager is away on Thursday, so that Friday takes its place (R6):

    >>> from datetime import date
    >>> from routing import Geodesic, Limits, china_calendar, load_policy, plan_week, read_territory
    >>> territory, _ = read_territory("data/country-80")
    >>> policy, calendar = load_policy("classified"), china_calendar(2026, 2027)
    >>> day, limits = date(2026, 11, 2), Limits(iterations=100)
    >>> plan = plan_week(territory, policy, calendar, Geodesic(), day, limits=limits)
    >>> [f"{route.day:%a}" for route in plan.routes], plan.kpis.floor_missed
    (['Mon', 'Wed', 'Fri'], 0)
    >>> [note.text for note in plan.notes]
    ['Account manager M02 is away on 2026-11-05.']
    """
    return plan_horizon(territory, policy, calendar, travel, *week_of(week), **options)


def plan_month(
    territory: Territory,
    policy: Policy,
    calendar: WorkCalendar,
    travel: TravelSource,
    month: date,
    **options: Unpack[HorizonOptions],
) -> Plan:
    """Return the checked plan of a calendar month, given by any of its days (R9); see `plan_horizon`.

    Asked for in mid-month it plans what is left of the month, from the day on which it is asked for.

    Parameters
    ----------
    month
        Any day of it.
    **options
        Keywords of `plan_horizon`: `asked_at`, `manager_ids`, `noticed`, `kept`, `extra_days`, `limits`, `backend`,
        `progress`, `clock`.

    Raises
    ------
    InputError
        If territory, request or options contradict themselves (every fault is named), the calendar does not span the
        days that matter, or the travel matrix holds what no travel is.
    SolveError, TravelError, PlanRejected
        As of `plan_day`.

    References
    ----------
    R1-R4, R6-R9, R12, R18, R22.

    Examples
    --------
    >>> from datetime import date
    >>> from routing import Geodesic, Limits, china_calendar, load_policy, plan_month, read_territory
    >>> territory, _ = read_territory("data/town-150")
    >>> policy, calendar = load_policy("classified"), china_calendar(2026, 2027)
    >>> day, limits = date(2026, 11, 1), Limits(iterations=100)
    >>> plan = plan_month(territory, policy, calendar, Geodesic(), day, limits=limits)
    >>> len(plan.routes), sum(len(route.stops) for route in plan.routes) >= 13 * policy.visits.floor
    (13, True)

    Core customers are visited once in two weeks (R1), so each of them at least twice:

    >>> from collections import Counter
    >>> visits = Counter(stop.customer_id for route in plan.routes for stop in route.stops)
    >>> core = [one.id for one in territory.customers if one.customer_class == "core"]
    >>> min(visits[customer_id] for customer_id in core) >= 2
    True
    """
    return plan_horizon(territory, policy, calendar, travel, *month_of(month), **options)


def _refuse_faults(
    territory: Territory, of_days: Iterable[Issue], asked_at: datetime | None
) -> None:
    of_moments = () if asked_at is None else moment_faults(asked_at=asked_at)
    faults = (*territory_faults(territory), *of_days, *of_moments)
    if any(fault.severity is Severity.ERROR for fault in faults):
        raise InputError(faults)


def evening_before(day: date, policy: Policy) -> datetime:
    """Return when a day is planned unless said otherwise: when work ends on the day before, a day off or not (R18).

    Raises
    ------
    InputError
        If it is no day, or lies ages away.
    """
    if faults := tuple(day_faults(day=day)):
        raise InputError(faults)
    return datetime.combine(day - timedelta(days=1), policy.day.end)
