"""The conflicts of a request, and those that stand behind what a plan leaves out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from routing.conflict.findings import Conflict
from routing.conflict.promises import Promise, promises_of
from routing.conflict.smallest import Budget, Clash, Hunt
from routing.conflict.telling import told
from routing.conflict.trial import Trial
from routing.domain.visit import Category
from routing.encode import LeftOut, encode
from routing.errors import InputError
from routing.plan import Reason, ReasonKind
from routing.problem import Problem
from routing.request import PlanRequest
from routing.rules import Rule
from routing.travel.gate import inspect_matrix
from routing.travel.matrix import TravelMatrix

__all__ = ["clash_reasons", "conflicts"]

_MOST = 20


def conflicts(request: PlanRequest, matrix: TravelMatrix) -> tuple[Conflict, ...]:
    """Return the promises that contradict each other: appointments, pins, anomalies, first visits (R13, R14, R16, R17).

    After each conflict the promise of it that counts least is set aside, and the others are looked at again; so without
    one promise of each conflict the rest can be kept, unless there are more than twenty or finding out takes too long.

    Parameters
    ----------
    request
        A day, a week, a month.
    matrix
        Travel between all places of the request.

    Raises
    ------
    InputError
        If the request contradicts itself (every fault is named), or the travel matrix holds what no travel is.

    References
    ----------
    R13, R14, R16, R17. Smallest contradictions: Ignatiev, Previti, Liffiton and Marques-Silva 2015,
    doi 10.1007/978-3-319-23219-5_13; conditions behind them: Chinneck and Dravnieks 1991, doi 10.1287/ijoc.3.2.157.

    Examples
    --------
    Two appointments at ten o'clock, 17 minutes' drive from each other:

    >>> from dataclasses import replace
    >>> from datetime import date, datetime
    >>> from routing import Geodesic, china_calendar, load_policy, read_territory
    >>> from routing.build_request import day_request, places
    >>> from routing.conflict import conflicts
    >>> from routing.domain.events import Appointment
    >>> territory, _ = read_territory("data/country-80")
    >>> second = Appointment(customer_id="QS0067", at=datetime(2026, 11, 2, 10, 0))
    >>> territory = replace(territory, appointments=(*territory.appointments, second))
    >>> policy, calendar = load_policy("classified"), china_calendar(2026, 2027)
    >>> request = day_request(territory, policy, calendar, date(2026, 11, 2), datetime(2026, 11, 1, 17, 30))
    >>> (conflict,) = conflicts(request, Geodesic().matrix(places(territory)))
    >>> conflict.visit_ids, conflict.is_smallest, conflict.missing_s
    (('QS0009@2026-11-02', 'QS0067@2026-11-02'), True, 711)
    """
    travel = inspect_matrix(matrix)
    if not travel.usable:
        raise InputError(travel.issues)
    problem = encode(request, matrix)
    promises = promises_of(request, problem)
    if not promises:
        return ()
    trial = Trial(problem, promises)
    hunt = Hunt(trial, range(len(promises)), Budget())
    found: list[Clash] = []
    while len(found) < _MOST and (clash := hunt.next()) is not None:
        found.append(clash)
        hunt.drop(max(clash.members, key=lambda v: (*_dispensable(promises[v]), v)))
    found.sort(key=lambda clash: (promises[clash.members[0]].shifts, clash.members))
    return tuple(told(request, problem, promises, clash) for clash in found)


def _dispensable(promise: Promise) -> tuple[int, int]:
    return promise.level, -promise.weight


def clash_reasons(
    request: PlanRequest,
    problem: Problem,
    sequences: Sequence[Sequence[int]],
    missing: Sequence[LeftOut],
) -> Mapping[int, tuple[Reason]]:
    """Return the conflict behind each promise not kept that contradicts some that are: by position in what is missing.

    Parameters
    ----------
    request, problem
        The question in both forms.
    sequences
        The answer: visits of each shift in order.
    missing
        What it leaves out or lets lapse.
    """
    promises = promises_of(request, problem)
    shifts_of: dict[int, list[int]] = {}
    for k, sequence in enumerate(sequences):
        for v in sequence:
            shifts_of.setdefault(v, []).append(k)
    kept = [
        number
        for number, one in enumerate(promises)
        if set(one.shifts) & set(shifts_of.get(one.visit, ()))
    ]
    number_of = {
        (one.visit, *call): number
        for number, one in enumerate(promises)
        if number not in kept
        for call in one.calls
    }
    broken: dict[int, int] = {}
    for position, one in enumerate(missing):
        # A visit made once at most is one promise, whatever deadline it has.
        by = one.deadline if request.visits[one.visit].cadence is not None else None
        if one.category is Category.MANDATORY and (one.visit, one.cause, by) in number_of:
            broken[position] = number_of[one.visit, one.cause, by]
    if not broken:
        return {}
    trial, budget = Trial(problem, promises), Budget()
    held = sum(1 << number for number in kept)
    clashes = {
        number: Hunt(trial, [*kept, number], budget, [held]).next()
        for number in dict.fromkeys(broken.values())
    }
    reasons = {
        number: _reason(told(request, problem, promises, clash))
        for number, clash in clashes.items()
        if clash is not None
    }
    return {
        position: (reasons[number],) for position, number in broken.items() if number in reasons
    }


def _reason(conflict: Conflict) -> Reason:
    return Reason(
        kind=ReasonKind.DISPLACED,
        rule=Rule.PROMISES_CLASH,
        text=conflict.text,
        text_zh=conflict.text_zh,
        verified=True,
    )
