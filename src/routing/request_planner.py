"""From a request to a checked plan: request -> problem -> sequences -> timetable -> reasons -> plan -> check."""

from __future__ import annotations

import importlib.metadata
import time
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from routing.checker import check
from routing.conflict import clash_reasons
from routing.domain.ids import ShiftId, VisitId
from routing.domain.note import Note
from routing.encode import decode, encode, left_out
from routing.errors import BackendFault, InputError, PlanRejected, RoutingError
from routing.lapse_reasons import explain_lapses
from routing.plan import Plan, Provenance, Reason, ReasonKind
from routing.problem import OF_HORIZONS
from routing.punctuality import appointments, most_punctual, punctual
from routing.reasons import explain_left_out
from routing.request import PlanRequest
from routing.solve import default_backend, horizon_backend
from routing.solve.backend import (
    Backend,
    Clock,
    Limits,
    Progress,
    ProgressCallback,
    Sequences,
    refuse,
    verified_outcome,
)
from routing.solve.ruin_recreate import RuinRecreate
from routing.status import Status
from routing.timetable import ShiftTimetable, timetables, with_room_for_contacts
from routing.travel.gate import inspect_matrix
from routing.travel.matrix import TravelMatrix
from routing.what_if import answer_of

if TYPE_CHECKING:
    from routing.problem import Outcome, Problem

__all__ = ["DEFAULT_LIMITS", "changed_plan", "finished_plan", "plan_request", "provenance_of"]

DEFAULT_LIMITS = Limits(time_s=10.0, stagnation=100_000)

_PUNCTUAL_ITERATIONS = 5_000

_BETTER_PLANS = 3
"""So often a better plan takes the place of one, when it is found while reasons are tried."""


def plan_request(
    request: PlanRequest,
    matrix: TravelMatrix,
    *,
    start: Plan | None = None,
    limits: Limits = DEFAULT_LIMITS,
    backend: Backend | None = None,
    progress: ProgressCallback | None = None,
    clock: Clock = time.monotonic,
) -> Plan:
    """Return the checked plan that answers a request.

    Parameters
    ----------
    request
        What is asked for.
    matrix
        Travel between all places of the request.
    start
        A plan of the same shifts and visits to begin from, its contacts aside; what of it cannot be kept is dropped.
    limits, backend, progress, clock
        As of `routing.planner.plan_day`; the default backend depends on whether it is a horizon that is asked for.

    Raises
    ------
    InputError
        If the request contradicts itself (every fault is named), or the travel matrix holds what no travel is.
    SolveError
        If the solver's machinery breaks, or it answers what does not answer the problem.
    PlanRejected
        If the checker finds a fault in the plan, which is a fault of this library.

    Examples
    --------
    The question of a day changed by hand before it is answered: nobody lunches, and ten visits are the most.

    >>> from dataclasses import replace
    >>> from datetime import date, datetime
    >>> from routing import Geodesic, Limits, china_calendar, load_policy, read_territory
    >>> from routing.build_request import day_request, places
    >>> from routing.planner import plan_request
    >>> territory, _ = read_territory("data/country-80")
    >>> policy, calendar = load_policy("classified"), china_calendar(2026, 2027)
    >>> request = day_request(territory, policy, calendar, date(2026, 11, 2), datetime(2026, 11, 1, 17, 30))
    >>> shift = replace(request.shifts[0], lunch=None, floor=0, max_visits=10)
    >>> matrix = Geodesic().matrix(places(territory))
    >>> plan = plan_request(replace(request, shifts=(shift,)), matrix, limits=Limits(iterations=100))
    >>> len(plan.routes[0].stops), plan.routes[0].lunch
    (10, None)
    """
    began_s = clock()
    travel = inspect_matrix(matrix)
    if not travel.usable:
        raise InputError(travel.issues)
    problem = encode(request, matrix)
    chosen = _default_backend(problem) if backend is None else backend
    begin = None if start is None else answer_of(request, start)[0]
    outcome = _solved(chosen, problem, limits, begin, progress, clock)
    if backend is None:
        outcome = _punctual(request, matrix, problem, outcome, limits)
    outcome = replace(outcome, sequences=with_room_for_contacts(problem, outcome.sequences))
    # Of a backend that the caller chose, its own answer is wanted.
    rounds = _BETTER_PLANS if backend is None else 0
    outcome, reasons = _bettered(request, problem, outcome, limits.seed, rounds)
    provenance = provenance_of(request, matrix, problem, outcome, limits, clock() - began_s)
    return finished_plan(
        request, matrix, problem, outcome, provenance, reasons=reasons, notes=travel.notes
    )


def finished_plan(
    request: PlanRequest,
    matrix: TravelMatrix,
    problem: Problem,
    outcome: Outcome,
    provenance: Provenance,
    *,
    reasons: Sequence[tuple[Reason, ...]] | None = None,
    notes: Iterable[Note] = (),
) -> Plan:
    """Return the checked plan that an answer comes to: timetable, reasons, figures.

    Parameters
    ----------
    reasons
        Why, for each of what the answer leaves out; None: they are looked for here.

    Raises
    ------
    PlanRejected
        If the checker finds a fault in the plan, which is a fault of this library.
    """
    tables = timetables(problem, outcome.sequences, outcome.contacts)
    if reasons is None:
        reasons = _reasons(request, problem, tables, provenance.seed)
    reasons = _with_clashes(request, problem, tables, reasons)
    told = (*matrix.notes, *notes)
    plan = decode(request, matrix, problem, tables, reasons, provenance, told)
    report = check(request, matrix, plan)
    if not report.is_clean:
        raise PlanRejected(str(violation) for violation in report.violations)
    return plan


def changed_plan(
    request: PlanRequest,
    matrix: TravelMatrix,
    plan: Plan,
    routes: Iterable[tuple[ShiftId, tuple[VisitId, ...]]],
    contacts: Iterable[tuple[ShiftId, VisitId]],
) -> Plan:
    """Return the checked plan that a plan comes to with some of its routes changed, and with these contacts.

    Parameters
    ----------
    request
        What the changed plan answers; it may differ from the question of the plan.
    routes
        Shifts that change, each with its visits in person in their order; the others stay as the plan has them.
    contacts
        All of them.

    Raises
    ------
    BackendFault
        If a changed route cannot be kept, or a visit is made on days that do not go together.
    PlanRejected
        If the checker finds a fault in the plan, which is a fault of this library.
    """
    problem = encode(request, matrix)
    shift_of = {shift.id: k for k, shift in enumerate(request.shifts)}
    index_of = {visit.id: v for v, visit in enumerate(request.visits)}
    made = {route.shift_id: tuple(stop.visit_id for stop in route.stops) for route in plan.routes}
    made.update(routes)
    outcome = verified_outcome(
        problem,
        [tuple(index_of[one] for one in made.get(shift.id, ())) for shift in request.shifts],
        solver=plan.provenance.solver,
        status=Status.FEASIBLE,
        stopped_by=plan.provenance.stopped_by,
        seed=plan.provenance.seed,
        iterations=plan.provenance.iterations,
        contacts=[(shift_of[shift_id], index_of[visit_id]) for shift_id, visit_id in contacts],
    )
    provenance = replace(
        plan.provenance,
        status=outcome.status,
        bound=None,
        request_digest=request.digest,
        problem_digest=problem.digest,
        policy=request.policy,
    )
    return finished_plan(request, matrix, problem, outcome, provenance)


def _punctual(
    request: PlanRequest, matrix: TravelMatrix, problem: Problem, outcome: Outcome, limits: Limits
) -> Outcome:
    """Return an answer that meets appointments at the moment aimed at, where that costs little (R16)."""

    def holding(answer: Outcome, held: Collection[int]) -> Outcome:
        others = [tuple(v for v in sequence if v not in held) for sequence in answer.sequences]
        found = RuinRecreate().solve(encode(punctual(request, held), matrix), short, start=others)
        return verified_outcome(
            problem,
            found.sequences,
            solver=outcome.solver,
            status=Status.FEASIBLE,
            stopped_by=outcome.stopped_by,
            seed=outcome.seed,
            iterations=answer.iterations + found.iterations,
            contacts=found.contacts,
        )

    short = Limits(iterations=_PUNCTUAL_ITERATIONS, seed=limits.seed)
    return most_punctual(
        outcome,
        kept=lambda one: appointments(problem, one.sequences),
        levels=lambda one: one.objective,
        holding=holding,
    )


def _default_backend(problem: Problem) -> Backend:
    return horizon_backend() if problem.features & OF_HORIZONS else default_backend()


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


def _with_clashes(
    request: PlanRequest,
    problem: Problem,
    tables: Sequence[ShiftTimetable],
    reasons: Sequence[tuple[Reason, ...]],
) -> list[tuple[Reason, ...]]:
    """Return the reasons, before them of each promise that is not kept the promises that it contradicts."""
    sequences = [[stop.visit for stop in table.stops] for table in tables]
    clashes = clash_reasons(request, problem, sequences, left_out(request, tables))
    return [(*clashes.get(position, ()), *told) for position, told in enumerate(reasons)]


def _bettered(
    request: PlanRequest, problem: Problem, outcome: Outcome, seed: int, rounds: int
) -> tuple[Outcome, list[tuple[Reason, ...]]]:
    """Return an answer and its reasons, after the better answers that looking for reasons came upon.

    Each reason is tried by forcing its visit in; where that is the better plan, the search had stopped too early.
    """
    while True:
        tables = timetables(problem, outcome.sequences, outcome.contacts)
        reasons = _reasons(request, problem, tables, seed)
        better = [
            one
            for of_visit in reasons
            for one in of_visit
            if one.kind is ReasonKind.NOT_FOUND and one.instead
        ]
        if not better or not rounds:
            return outcome, reasons
        found = _instead(request, problem, outcome, min(better, key=lambda one: one.cost))
        # Calls find their time anew in it, so it is held against the answer as a whole.
        if _levels(problem, found) >= _levels(problem, outcome):
            return outcome, reasons
        outcome = found
        rounds -= 1


def _levels(problem: Problem, outcome: Outcome) -> tuple[int, ...]:
    """Return the objective of an answer with the calls that find time."""
    tables = timetables(problem, outcome.sequences, outcome.contacts)
    calls = [(k, entry.visit) for k, table in enumerate(tables) for entry in table.contacts]
    return problem.objective(outcome.sequences, calls)


def _instead(request: PlanRequest, problem: Problem, outcome: Outcome, reason: Reason) -> Outcome:
    """Return the answer that a reason was computed with; calls to who is visited once find their time by themselves."""
    shift_of = {shift.id: k for k, shift in enumerate(request.shifts)}
    index_of = {visit.id: v for v, visit in enumerate(request.visits)}
    sequences = list(outcome.sequences)
    for shift_id, visits in reason.instead:
        sequences[shift_of[shift_id]] = tuple(index_of[one] for one in visits)
    changed = {shift_of[shift_id] for shift_id, _ in reason.instead}
    contacts = [(k, v) for k, v in outcome.contacts if k not in changed]
    contacts += [
        (shift_of[shift_id], index_of[visit_id])
        for shift_id, visit_id in reason.instead_contacts
        if problem.visits[index_of[visit_id]].days is not None
    ]
    return verified_outcome(
        problem,
        sequences,
        solver=outcome.solver,
        status=Status.FEASIBLE,
        stopped_by=outcome.stopped_by,
        seed=outcome.seed,
        iterations=outcome.iterations,
        contacts=contacts,
    )


def _solved(
    backend: Backend,
    problem: Problem,
    limits: Limits,
    start: Sequences | None,
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
            problem,
            limits,
            start=start,
            progress=None if progress is None else relay,
            clock=clock,
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


def provenance_of(
    request: PlanRequest,
    matrix: TravelMatrix,
    problem: Problem,
    outcome: Outcome,
    limits: Limits,
    runtime_s: float,
) -> Provenance:
    """Return how an answer was made."""
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
