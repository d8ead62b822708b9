"""Tells all there is to say about the visits of one plan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from routing.checker import check
from routing.domain.ids import VisitId
from routing.domain.visit import Category, Cause
from routing.encode import LeftOut
from routing.errors import InputError, Issue
from routing.explanation.attempts import Attempts
from routing.explanation.changes import Changes
from routing.explanation.left_out import LeftOutReasons
from routing.explanation.placements import Placements
from routing.explanation.values import Attempt, Explanation, Missed
from routing.explanation.words import Words, better_found
from routing.plan import Plan, Reason
from routing.request import PlanRequest
from routing.rules import Rule
from routing.status import NUM_LEVELS
from routing.timetable import timetables
from routing.travel.matrix import TravelMatrix
from routing.what_if import standing_plan
from routing.what_if.standing_plan import StandingPlan

__all__ = ["Explainer"]

# Reasons that say: nothing found with the visit in it was better.
_WORTH_MORE = (Rule.DISPLACED, Rule.COST_TOO_HIGH, Rule.PERIOD_FULL)


class Explainer:
    """Explains the visits of one plan: many of them cost less than each by itself.

    Parameters
    ----------
    request, matrix
        The question that the plan answers.
    plan
        The plan, of whatever origin; it must keep the rules.

    Raises
    ------
    InputError
        If the plan is not one of the request, or a route of it breaks the rules. Reasons and times that are untrue,
        or answer another question, are told anew.
    """

    def __init__(self, request: PlanRequest, matrix: TravelMatrix, plan: Plan) -> None:
        standing = standing_plan(request, matrix, plan)
        # Reasons and times of a plan that was changed by hand, or that answers another question, may be untrue.
        is_own = (
            plan.provenance.request_digest == request.digest
            and plan.provenance.problem_digest == standing.problem.digest
            and check(request, matrix, plan).is_clean
        )
        starts_s = _starts_s(request, plan, standing, is_own=is_own)
        changes, words = Changes(standing), Words(request, standing)
        self._request = request
        self._standing = standing
        self._shift_of = {shift.id: k for k, shift in enumerate(request.shifts)}
        self._index = {visit.id: v for v, visit in enumerate(request.visits)}
        self._attempts = Attempts(request, standing, changes, words)
        self._placements = Placements(request, starts_s, standing, changes, self._attempts, words)
        self._left_out = LeftOutReasons(request, plan, standing, is_own=is_own)

    @property
    def missed(self) -> tuple[VisitId, ...]:
        """Mandatory and due visits that are left out or late, the gravest first, of these the weightiest."""
        found = [
            (_rank(one.category, one.cause), -one.weight, self._request.visits[v].id)
            for v in range(len(self._request.visits))
            if (one := self._gravest(v)) is not None and one.category is not Category.FILLER
        ]
        return tuple(visit_id for _, _, visit_id in sorted(found))

    def category_of(self, visit_id: VisitId) -> Category | None:
        """Return the category of the gravest of what a visit lets lapse; None where it lets nothing lapse."""
        gravest = self._gravest(self._index_of(visit_id))
        return None if gravest is None else gravest.category

    def in_short(self, visit_id: VisitId) -> Missed | None:
        """Return why a visit is left out or late, in short; None where it is not."""
        v = self._index_of(visit_id)
        visit, one = self._request.visits[v], self._gravest(v)
        if one is None:
            return None
        events, (reason, *_) = self._standing.events(v), self._left_out.reasons(one)
        # Attempts take most of the time: of what is late all the same only where they could overrule the reason.
        is_open = not events or reason.rule in _WORTH_MORE
        attempts = self._attempts.everywhere(v) if is_open else ()
        days = [date.fromordinal(day) for day, _, _ in events]
        late = [day for day in days if one.deadline is None or day > one.deadline]
        return Missed(
            visit_id=visit.id,
            customer_id=visit.customer_id,
            category=one.category,
            cause=one.cause,
            deadline=one.deadline,
            made=min(late, default=None),
            reason=self._reasons(one, attempts)[0],
            nearest=None if events else next(iter(attempts), None),
        )

    def explanation(self, visit_id: VisitId) -> Explanation:
        """Return all there is to say about a visit, whether the plan makes it or not.

        Raises
        ------
        InputError
            If the request has no such visit.
        """
        v = self._index_of(visit_id)
        visit, placements = self._request.visits[v], self._placements.all_of(v)
        attempts = self._attempts.everywhere(v)
        missing = self._left_out.missing(v)
        calls = [(one.category, one.cause) for one in missing or placements]
        category, cause = min(
            calls, key=lambda call: _rank(*call), default=(visit.category, visit.cause)
        )
        return Explanation(
            visit_id=visit.id,
            customer_id=visit.customer_id,
            category=category,
            cause=cause,
            because=visit.because,
            placements=placements,
            reasons=tuple(reason for one in missing for reason in self._reasons(one, attempts)),
            attempts=attempts,
        )

    def _index_of(self, visit_id: VisitId) -> int:
        if visit_id not in self._index:
            raise InputError([_unknown(visit_id)])
        return self._index[visit_id]

    def _gravest(self, v: int) -> LeftOut | None:
        """Return what weighs most of what a visit lets lapse."""
        return min(
            self._left_out.missing(v),
            key=lambda one: (_rank(one.category, one.cause), -one.weight),
            default=None,
        )

    def _reasons(self, one: LeftOut, attempts: Sequence[Attempt]) -> tuple[Reason, ...]:
        """Return why something is left out or late; where an attempt shows a better plan with it, that."""
        reasons = self._left_out.reasons(one)
        better = next((each for each in attempts if self._betters(each, one)), None)
        if better is None:
            return reasons
        told = tuple(
            better_found(self._request.visits[one.visit].id, better)
            if reason.rule in _WORTH_MORE
            else reason
            for reason in reasons
        )
        return tuple(dict.fromkeys(told))

    def _betters(self, attempt: Attempt, one: LeftOut) -> bool:
        """Return whether the changed plan of an attempt is better, and makes in time what is left out or late."""
        if not attempt.cost or attempt.cost >= (0,) * len(attempt.cost):
            return False
        k = self._shift_of[attempt.shift_id]
        given_up = None if attempt.instead_of is None else self._shift_of[attempt.instead_of]
        events = [each for each in self._standing.events(one.visit) if each[2] != given_up]
        events.append((self._request.shifts[k].day.toordinal(), attempt.is_in_person, k))
        return one not in self._left_out.missing(one.visit, sorted(events))


def _rank(category: Category, cause: Cause) -> int:
    """Return the level on which something counts, after all levels where nobody misses it."""
    level = cause.level(category)
    return NUM_LEVELS if level is None else level


def _starts_s(
    request: PlanRequest, plan: Plan, standing: StandingPlan, *, is_own: bool
) -> dict[tuple[int, int], int]:
    """Return when the visits begin, by shift and visit: as the plan says, else by its routes.

    Raises
    ------
    InputError
        If its routes leave no time for one of its calls.
    """
    shift_of = {shift.id: k for k, shift in enumerate(request.shifts)}
    index_of = {visit.id: v for v, visit in enumerate(request.visits)}
    if is_own:
        return {
            (shift_of[route.shift_id], index_of[entry.visit_id]): entry.start_s
            for route in plan.routes
            for entry in route.entries
        }
    tables = timetables(standing.problem, standing.sequences, standing.contacts)
    found = {
        (k, stop.visit): stop.start_s for k, table in enumerate(tables) for stop in table.stops
    }
    found |= {
        (k, one.visit): one.start_s for k, table in enumerate(tables) for one in table.contacts
    }
    if vain := [request.visits[v].id for k, v in standing.contacts if (k, v) not in found]:
        raise InputError([_no_time(visit_id) for visit_id in vain])
    return found


def _no_time(visit_id: VisitId) -> Issue:
    return Issue(
        code="plan-breaks-rules",
        place=f"plan, visit {visit_id}",
        message="Its route leaves no time for this call.",
        remedy="`routing check` names every rule that it breaks; plan anew or mend it first.",
    )


def _unknown(visit_id: VisitId) -> Issue:
    return Issue(
        code="unknown-visit",
        place="visit",
        value=visit_id,
        message="The request has no such visit.",
        remedy="Give the id of a visit as the request has it.",
    )
