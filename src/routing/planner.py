"""Plans a day, a week, a month: the whole chain, composed.

territory, policy, calendar -> request -> problem -> sequences -> timetable -> reasons -> plan -> check.
"""

from __future__ import annotations

import importlib.metadata
import time
from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, TypedDict, Unpack

from routing.build_horizon import horizon_request
from routing.build_request import day_request, places
from routing.checker import check
from routing.demand.deadlines import local_time
from routing.domain.calendar import WorkCalendar
from routing.domain.faults import territory_faults
from routing.domain.ids import CustomerId, ManagerId
from routing.domain.policy import Policy
from routing.domain.territory import Territory
from routing.encode import decode, encode, left_out
from routing.errors import BackendFault, InputError, PlanRejected, RoutingError, Severity
from routing.lapse_reasons import explain_lapses
from routing.plan import Plan, Provenance, Reason
from routing.reasons import explain_left_out
from routing.request import KeptVisit, PlanRequest
from routing.solve import default_backend, horizon_backend
from routing.solve.backend import (
    Backend,
    Clock,
    Limits,
    Progress,
    ProgressCallback,
    refuse,
    verified_outcome,
)
from routing.timetable import ShiftTimetable, timetables, with_room_for_contacts
from routing.travel.gate import inspect_matrix
from routing.travel.matrix import TravelMatrix, TravelSource

if TYPE_CHECKING:
    from routing.problem import Outcome, Problem

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

DEFAULT_LIMITS = Limits(time_s=10.0, stagnation=100_000)
DEFAULT_HORIZON_LIMITS = Limits(time_s=30.0, workers=2)
_WEEK = timedelta(days=6)


class HorizonOptions(TypedDict, total=False):
    """Keywords of `plan_horizon` that `plan_week` and `plan_month` hand on."""

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
    """Return the checked plan of one day.

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
    PlanRejected
        If the checker finds a fault in the plan, which is a fault of this library.
    """
    _refuse_faults(territory)
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
    kept
        Visits of earlier plans that this one keeps to, see `routing.plan_chain`.
    extra_days
        Working days that are visit days this time, though R6 does not make them so.

    Notes
    -----
    The other parameters and the errors are those of `plan_day`; `asked_at` None means the evening before `first`.
    """
    _refuse_faults(territory)
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
    *,
    asked_at: datetime | None = None,
    **options: Unpack[HorizonOptions],
) -> Plan:
    """Return the checked plan of a week from Monday to Sunday, given by any of its days; see `plan_horizon`.

    Asked for in mid-week it plans what is left of the week, from the day on which it is asked for.
    """
    monday = week - timedelta(days=week.isoweekday() - 1)
    return _plan_span(
        territory, policy, calendar, travel, monday, monday + _WEEK, asked_at=asked_at, **options
    )


def plan_month(
    territory: Territory,
    policy: Policy,
    calendar: WorkCalendar,
    travel: TravelSource,
    month: date,
    *,
    asked_at: datetime | None = None,
    **options: Unpack[HorizonOptions],
) -> Plan:
    """Return the checked plan of a calendar month, given by any of its days (R9); see `plan_horizon`.

    Asked for in mid-month it plans what is left of the month, from the day on which it is asked for.
    """
    last = month.replace(day=monthrange(month.year, month.month)[1])
    return _plan_span(
        territory,
        policy,
        calendar,
        travel,
        month.replace(day=1),
        last,
        asked_at=asked_at,
        **options,
    )


def _plan_span(
    territory: Territory,
    policy: Policy,
    calendar: WorkCalendar,
    travel: TravelSource,
    first: date,
    last: date,
    *,
    asked_at: datetime | None,
    **options: Unpack[HorizonOptions],
) -> Plan:
    if asked_at is not None:
        first = max(first, local_time(asked_at, policy).date())
    return plan_horizon(
        territory, policy, calendar, travel, first, last, asked_at=asked_at, **options
    )


def _refuse_faults(territory: Territory) -> None:
    faults = territory_faults(territory)
    if any(fault.severity is Severity.ERROR for fault in faults):
        raise InputError(faults)


def evening_before(day: date, policy: Policy) -> datetime:
    """Return when a day is planned unless said otherwise: when work ends on the day before, a day off or not (R18)."""
    return datetime.combine(day - timedelta(days=1), policy.day.end)


def plan_request(
    request: PlanRequest,
    matrix: TravelMatrix,
    *,
    limits: Limits = DEFAULT_LIMITS,
    backend: Backend | None = None,
    progress: ProgressCallback | None = None,
    clock: Clock = time.monotonic,
) -> Plan:
    """Return the checked plan that answers a request; parameters and errors as of `plan_day`."""
    began_s = clock()
    chosen = _default_backend(request) if backend is None else backend
    travel = inspect_matrix(matrix)
    if not travel.usable:
        raise InputError(travel.issues)
    problem = encode(request, matrix)
    outcome = _solved(chosen, problem, limits, progress, clock)
    sequences = with_room_for_contacts(problem, outcome.sequences)
    tables = timetables(problem, sequences, outcome.contacts)
    reasons = _reasons(request, problem, tables, limits.seed)
    provenance = _provenance(request, matrix, problem, outcome, limits, clock() - began_s)
    notes = (
        *matrix.notes,
        *(f"{issue.place}: {issue.message} {issue.remedy}" for issue in travel.issues),
    )
    plan = decode(request, matrix, problem, tables, reasons, provenance, notes)
    report = check(request, matrix, plan)
    if not report.is_clean:
        raise PlanRejected(str(violation) for violation in report.violations)
    return plan


def _default_backend(request: PlanRequest) -> Backend:
    recurs = any(visit.cadence is not None for visit in request.visits)
    return horizon_backend() if recurs else default_backend()


def _reasons(
    request: PlanRequest, problem: Problem, tables: Sequence[ShiftTimetable], seed: int
) -> list[tuple[Reason, ...]]:
    """Return why, for each of what the timetables leave out."""
    missing = left_out(request, tables)
    sequences = [[stop.visit for stop in table.stops] for table in tables]
    contacts = [(k, entry.visit) for k, table in enumerate(tables) for entry in table.contacts]
    once = explain_left_out(request, problem, sequences, contacts, seed=seed)
    lapses = [one for one in missing if request.visits[one.visit].cadence is not None]
    recurring = iter(explain_lapses(request, problem, tables, lapses))
    return [once[one.visit] if one.visit in once else next(recurring) for one in missing]


def _solved(
    backend: Backend,
    problem: Problem,
    limits: Limits,
    progress: ProgressCallback | None,
    clock: Clock,
) -> Outcome:
    """Return a backend's answer, held against the problem: anybody may bring a backend."""
    refuse(backend, problem)
    from_callback: list[Exception] = []

    def relay(told: Progress) -> bool | None:
        try:
            return None if progress is None else progress(told)
        except Exception as error:
            from_callback.append(error)
            raise

    try:
        outcome = backend.solve(
            problem, limits, progress=None if progress is None else relay, clock=clock
        )
    except RoutingError:
        raise
    except Exception as error:
        if from_callback:
            # The caller's own error is the caller's to handle.
            raise
        raise BackendFault(f"The backend {backend.name} broke: {error!r}") from error
    return verified_outcome(
        problem,
        outcome.sequences,
        solver=outcome.solver,
        status=outcome.status,
        stopped_by=outcome.stopped_by,
        seed=outcome.seed,
        iterations=outcome.iterations,
        bound=outcome.bound,
        contacts=outcome.contacts,
    )


def _provenance(
    request: PlanRequest,
    matrix: TravelMatrix,
    problem: Problem,
    outcome: Outcome,
    limits: Limits,
    runtime_s: float,
) -> Provenance:
    return Provenance(
        solver=outcome.solver,
        versions=tuple(
            (name, importlib.metadata.version(name))
            for name in ("routing", "ortools", "numba", "numpy")
        ),
        seed=limits.seed,
        time_limit_s=limits.time_s,
        iteration_limit=limits.iterations,
        iterations=outcome.iterations,
        status=outcome.status,
        stopped_by=outcome.stopped_by,
        bound=outcome.bound,
        request_digest=request.digest,
        problem_digest=problem.digest,
        travel_source=f"{matrix.source} #{matrix.digest}",
        policy=request.policy,
        runtime_s=runtime_s,
    )
