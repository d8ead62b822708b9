"""Which rules keep a visit off every shift: lifted alone, then two at a time and so on, until a shift can make it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import combinations

import numpy as np

from routing.demand.windows import WHOLE_DAY, merged_windows
from routing.domain.customer import Mode
from routing.domain.visit import Cause
from routing.feasibility import is_feasible
from routing.problem import FAR_S, Problem, Window
from routing.reasons.best_case import BestCase
from routing.request import Opening, PlanRequest, ShiftRequest, VisitRequest
from routing.rules import Rule
from routing.units import DAY_S

__all__ = [
    "Obstacle",
    "closing_rules",
    "obstacles",
    "rules_in_the_way",
    "shifts_without",
    "window_rule",
]

# The most telling first; what closes a day and what its windows stand for come before them.
_IN_ORDER = (
    Rule.MIN_GAP,
    Rule.MANAGER_NOT_ALLOWED,
    Rule.UNREACHABLE,
    Rule.TRAVEL,
    Rule.VISIT_LENGTH,
    Rule.MAX_VISITS,
    Rule.LUNCH,
    Rule.RESERVED_TIME,
    Rule.SHIFT_HOURS,
    Rule.IN_PERSON,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """Rules that together keep a visit off all shifts, and the shift that could make it without them.

    `shift` is None where there is no shift at all, and where nothing is certain (`Rule.NO_REASON_FOUND`): no shift can
    make the visit alone, but on the way to others one perhaps could.
    """

    rules: tuple[Rule, ...]
    shift: int | None


def rules_in_the_way(
    request: PlanRequest, problem: Problem, index: int
) -> tuple[tuple[Rule, ...], ...]:
    """Return the rules without which some shift could make a visit alone, those that must go together in one entry.

    Nothing is returned where some shift can as it is; `Rule.NO_REASON_FOUND` where that is not certain.
    """
    return tuple(one.rules for one in obstacles(request, problem, index))


def obstacles(
    request: PlanRequest,
    problem: Problem,
    index: int,
    shifts: Sequence[int] | None = None,
    *,
    best: BestCase | None = None,
) -> tuple[Obstacle, ...]:
    """Return what keeps a visit off all shifts, nothing where some shift can make it alone.

    Of several obstacles the removal of each one is enough.

    Parameters
    ----------
    request, problem
        The question in both forms.
    index
        The visit.
    shifts
        The shifts to look at, or None for all.
    best
        The quickest ways of the problem, where many visits are asked about.
    """
    shifts = range(len(problem.shifts)) if shifts is None else shifts
    if not shifts:
        return (Obstacle(rules=(Rule.NO_SHIFT,), shift=None),)
    best = best or BestCase(problem)
    alone = [_Alone(request, problem, k, index, best) for k in shifts]
    if any(one.fits() for one in alone):
        return ()
    if any(one.might_fit for one in alone):
        return (Obstacle(rules=(Rule.NO_REASON_FOUND,), shift=None),)
    candidates = [one.rules for one in alone]
    for size in range(1, max(map(len, candidates)) + 1):
        found: dict[tuple[Rule, ...], int] = {}
        for k, one, lifted in zip(shifts, alone, candidates, strict=True):
            for rules in combinations(lifted, size):
                if rules not in found and one.fits(rules):
                    found[rules] = k
        if found:
            order = list(dict.fromkeys(rule for rules in candidates for rule in rules))
            order.sort(key=lambda rule: _IN_ORDER.index(rule) if rule in _IN_ORDER else -1)
            told = sorted(found, key=lambda rules: [order.index(rule) for rule in rules])
            return tuple(Obstacle(rules=rules, shift=found[rules]) for rules in told)
    return (Obstacle(rules=(Rule.NO_REASON_FOUND,), shift=None),)


def shifts_without(
    request: PlanRequest,
    problem: Problem,
    index: int,
    rules: Collection[Rule],
    shifts: Sequence[int],
) -> tuple[int, ...]:
    """Return those of some shifts that could make a visit alone without these rules."""
    best = BestCase(problem)
    return tuple(k for k in shifts if _Alone(request, problem, k, index, best).fits(rules))


def closing_rules(visit: VisitRequest, day: date) -> tuple[Rule, ...]:
    """Return what leaves a visit no opening on a day, each rule by itself."""
    found = tuple(rule for closed, rule in visit.closed_on if closed == day)
    if not found and not visit.closed_on and visit.closed_by is not None and not visit.openings:
        return (visit.closed_by,)
    return found or (Rule.CLOSED_DAY,)


def window_rule(visit: VisitRequest, shift: ShiftRequest) -> Rule:
    """Return what the openings of a visit on a shift's day stand for."""
    promised = {one.cause for one in visit.obligations if one.first <= shift.day <= one.last}
    if visit.appointment_s is not None or Cause.APPOINTMENT in promised:
        return Rule.APPOINTMENT
    is_pinned = visit.cause is Cause.PINNED and visit.cadence is None
    return Rule.PINNED if is_pinned or Cause.PINNED in promised else Rule.TIME_WINDOW


class _Alone:
    """A visit and one shift that would make nothing else."""

    def __init__(
        self, request: PlanRequest, problem: Problem, k: int, index: int, best: BestCase
    ) -> None:
        self._asked, self._asked_of = request.visits[index], request.shifts[k]
        self._visit, self._shift = problem.visits[index], problem.shifts[k]
        self._k, self._best = k, best
        self._of_day = [one for one in self._asked.openings if one.day == self._asked_of.day]
        travel_s, place = problem.travel_s, self._visit.place
        self._legs_s = (
            int(travel_s[self._shift.start_place, place]),
            int(travel_s[place, self._shift.end_place]),
        )

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules that may stand in the way, the most telling first."""
        return tuple(dict.fromkeys(self._rules()))

    def _rules(self) -> Iterator[Rule]:
        visit, shift = self._asked, self._asked_of
        if not self._of_day:
            yield from closing_rules(visit, shift.day)
        if visit.release is not None and shift.day < visit.release:
            yield Rule.MIN_GAP
        if self._of_day:
            yield window_rule(visit, shift)
        if not self._is_allowed or (self._of_day and not any(map(self._admits, self._of_day))):
            yield Rule.MANAGER_NOT_ALLOWED
        if max(self._legs_s) >= FAR_S:
            yield Rule.UNREACHABLE
        elif sum(self._legs_s) + self._visit.min_s > DAY_S:
            yield Rule.TRAVEL
        if not self._is_short_enough:
            yield Rule.VISIT_LENGTH
        if self._shift.max_visits < 1:
            yield Rule.MAX_VISITS
        if self._shift.lunch is not None:
            yield Rule.LUNCH
        if shift.reserve_s:
            yield Rule.RESERVED_TIME
        yield Rule.SHIFT_HOURS
        if self._has_a_phone and not self._may_be_called:
            yield Rule.IN_PERSON

    @property
    def might_fit(self) -> bool:
        """Whether the shift could perhaps make the visit on the way to others."""
        return self._is_drivable((), self._best.legs_s(self._k, self._visit.place))

    def fits(self, lifted: Collection[Rule] = ()) -> bool:
        """Return whether the shift could make the visit, or call, if some rules were lifted."""
        legs_s = self._legs_s
        if Rule.UNREACHABLE in lifted:
            legs_s = (legs_s[0] if legs_s[0] < FAR_S else 0, legs_s[1] if legs_s[1] < FAR_S else 0)
        if Rule.TRAVEL in lifted:
            legs_s = (0, 0)
        if self._is_drivable(lifted, legs_s):
            return True
        return (self._may_be_called or Rule.IN_PERSON in lifted) and self._is_callable(lifted)

    @cached_property
    def _is_short_enough(self) -> bool:
        """Whether the visit were short enough next door and at any time."""
        lifted = {
            *closing_rules(self._asked, self._asked_of.day),
            window_rule(self._asked, self._asked_of),
        }
        return self._is_drivable(
            {*lifted, Rule.MIN_GAP, Rule.MANAGER_NOT_ALLOWED, Rule.MAX_VISITS}, (0, 0)
        )

    @property
    def _has_a_phone(self) -> bool:
        # Whom nobody misses nobody calls: a call fills no day.
        contact, is_missed = self._asked.contact, self._visit.skip_level is not None
        return (
            contact is not None
            and (is_missed or self._visit.days is not None)
            and any(mode is not Mode.IN_PERSON for mode in contact.modes)
        )

    @property
    def _may_be_called(self) -> bool:
        # Whether a recurring visit may, depends on the visit before it.
        return (
            self._asked.cadence is None and self._has_a_phone and self._visit.contact_s is not None
        )

    @property
    def _is_allowed(self) -> bool:
        allowed = self._asked.manager_ids
        return allowed is None or self._asked_of.manager_id in allowed

    def _admits(self, opening: Opening) -> bool:
        return opening.admits(self._asked_of)

    def _windows(self, lifted: Collection[Rule]) -> tuple[Window, ...]:
        visit, shift = self._asked, self._asked_of
        # If nobody works who may make the visit, somebody else would have to.
        is_anybody = Rule.MANAGER_NOT_ALLOWED in lifted or Rule.NO_SHIFT in lifted
        if not is_anybody and not self._is_allowed:
            return ()
        if visit.release is not None and shift.day < visit.release and Rule.MIN_GAP not in lifted:
            return ()
        if not self._of_day:
            return WHOLE_DAY if set(closing_rules(visit, shift.day)) <= set(lifted) else ()
        admitted = [one for one in self._of_day if is_anybody or self._admits(one)]
        if admitted and window_rule(visit, shift) in lifted:
            return WHOLE_DAY
        return merged_windows((one.start_s, one.end_s) for one in admitted)

    def _hours(self, lifted: Collection[Rule]) -> tuple[int, int]:
        asked_of = self._asked_of
        start_s, end_s = asked_of.start_s, asked_of.end_s
        if Rule.SHIFT_HOURS in lifted:
            start_s, end_s = min(0, start_s), max(DAY_S, end_s)
        return start_s, end_s - (0 if Rule.RESERVED_TIME in lifted else asked_of.reserve_s)

    def _is_drivable(self, lifted: Collection[Rule], legs_s: tuple[int, int]) -> bool:
        shift = self._shift
        start_s, end_s = self._hours(lifted)
        travel_s = np.zeros((3, 3), np.int64)
        travel_s[0, 1], travel_s[1, 2] = legs_s
        alone = Problem(
            travel_s=travel_s,
            shifts=(
                replace(
                    shift,
                    start_place=0,
                    end_place=2,
                    start_s=start_s,
                    end_s=end_s,
                    max_visits=1 if Rule.MAX_VISITS in lifted else shift.max_visits,
                    lunch=None if Rule.LUNCH in lifted else shift.lunch,
                ),
            ),
            visits=(
                replace(
                    self._visit,
                    place=1,
                    min_s=0 if Rule.VISIT_LENGTH in lifted else self._visit.min_s,
                    windows=(self._windows(lifted),),
                ),
            ),
        )
        return is_feasible(alone, 0, (0,))

    def _is_callable(self, lifted: Collection[Rule]) -> bool:
        contact = self._asked.contact
        if contact is None:
            return False
        from_s, to_s = self._hours(lifted)
        return any(
            max(opens_s, from_s) <= min(closes_s, to_s - contact.length_s)
            for opens_s, closes_s in self._windows(lifted)
        )
