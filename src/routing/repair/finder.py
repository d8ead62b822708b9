"""The search for repairs: every kind of change that could help, the least of each, tried and ranked."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from functools import partial

from routing.domain.ids import VisitId
from routing.domain.visit import Category
from routing.errors import InputError, Issue
from routing.plan import Plan
from routing.repair.changes import Change, changes
from routing.repair.next_day import NextDay, Words
from routing.repair.repair import FIXED_PRICES_S, Repair, RepairKind
from routing.repair.target import Target, targets
from routing.repair.trial import Answer, Effort, Found, Trials
from routing.repair.words import told
from routing.request import PlanRequest
from routing.status import Level
from routing.travel.matrix import TravelMatrix
from routing.what_if import answer_of, standing_plan

__all__ = ["RepairFinder", "repairs"]

_Draft = tuple[Repair, Words]
_Trial = Callable[[PlanRequest], Found | None]
# Earlier and later are asked of a customer in different words.
_BOTH_WAYS = (RepairKind.OTHER_TIME, RepairKind.WIDER_WINDOW)


def repairs(
    request: PlanRequest,
    matrix: TravelMatrix,
    plan: Plan,
    visit_id: VisitId,
    *,
    next_request: PlanRequest | None = None,
    most: int = 5,
) -> tuple[Repair, ...]:
    """Return the smallest changes that would let a visit into a plan, the best first, each tried.

    Parameters
    ----------
    request, matrix, plan
        A plan, the question that it answers, and the travel between the places.
    visit_id
        A mandatory or due visit that the plan leaves out or makes late. Nothing is returned for any other one: nobody
        misses it.
    next_request
        The question of the next visit day, to which a visit that is made once may be moved.
    most
        How many to return at most.

    Raises
    ------
    InputError
        If the request has no such visit, the plan is not one of the request, the next request is none of a later day,
        or none is asked for.

    References
    ----------
    R6, R7, R12, R16, R17, R20, R22: each repair names the rule that it lets go of (`Repair.rule`).

    Examples
    --------
    A customer is closed today; on the next visit day the visit can be made:

    >>> from datetime import date, datetime
    >>> from routing import Geodesic, Limits, china_calendar, load_policy, read_territory, repairs
    >>> from routing.build_request import day_request, places
    >>> from routing.planner import plan_request
    >>> territory, _ = read_territory("data/country-80")
    >>> policy, calendar = load_policy("classified"), china_calendar(2026, 2027)
    >>> request = day_request(territory, policy, calendar, date(2026, 11, 2), datetime(2026, 11, 1, 17, 30))
    >>> matrix = Geodesic().matrix(places(territory))
    >>> plan = plan_request(request, matrix, limits=Limits(iterations=100))
    >>> wednesday = day_request(territory, policy, calendar, date(2026, 11, 4), datetime(2026, 11, 1, 17, 30))
    >>> for repair in repairs(request, matrix, plan, "QS0038@2026-11-02", next_request=wednesday):
    ...     print(repair.kind, repair.in_time, repair.text.partition("; ")[0])
    other-day False Visit QS0038@2026-11-02: make it on 2026-11-04 instead
    """
    return RepairFinder(request, matrix, plan, next_request=next_request).repairs(
        visit_id, most=most
    )


class RepairFinder:
    """Looks for repairs of one plan: many visits of it cost less than each by itself.

    Parameters and errors are those of `repairs`.
    """

    def __init__(
        self,
        request: PlanRequest,
        matrix: TravelMatrix,
        plan: Plan,
        *,
        next_request: PlanRequest | None = None,
    ) -> None:
        self._request = request
        self._standing = standing_plan(request, matrix, plan)
        sequences, contacts = answer_of(request, plan)
        self._answer = Answer(sequences=sequences, contacts=contacts)
        self._trials = Trials(request, matrix, self._standing, self._answer)
        recurs = any(visit.cadence is not None for visit in request.visits)
        # The days of a horizon are many, and one of them mostly has room between two stops.
        self._effort = Effort.PUT_IN if recurs else Effort.REORDER
        self._num_stops = {
            shift.id: len(sequence)
            for shift, sequence in zip(request.shifts, sequences, strict=True)
        }
        self._index = {visit.id: v for v, visit in enumerate(request.visits)}
        self._next = None if next_request is None else NextDay(request, next_request, matrix)

    def repairs(self, visit_id: VisitId, *, most: int = 5) -> tuple[Repair, ...]:
        """Return the smallest changes that would let a visit in, as `routing.repair.repairs` does.

        Raises
        ------
        InputError
            If the request has no such visit, or none is asked for.
        """
        if issues := [*self._faults(visit_id, most)]:
            raise InputError(issues)
        index = self._index[visit_id]
        visit = self._request.visits[index]
        for target in targets(visit, index, self._standing.events(index)):
            for goal in target.goals:
                found = sorted(self._to(goal, target), key=lambda one: one[0].rank)[:most]
                if found:
                    return tuple(_in_words(repair, words()) for repair, words in found)
        return ()

    def _faults(self, visit_id: VisitId, most: int) -> Iterator[Issue]:
        if visit_id not in self._index:
            yield Issue(
                code="unknown-visit",
                place="visit_id",
                value=visit_id,
                message="The request has no such visit.",
                remedy="Use the id of a visit that stands in the plan, in a route or left out.",
            )
        if most < 1:
            yield Issue(
                code="number-out-of-range",
                place="most",
                value=str(most),
                message="No repair is asked for.",
                remedy="Ask for 1 or more.",
            )

    def _to(self, goal: int, target: Target) -> Iterator[_Draft]:
        """Yield the repairs with which no more than so much lapses of one thing, in no order."""
        as_it_is = self._as_it_is(goal, target, RepairKind.TAKE_IN, self._effort)
        if as_it_is is not None and _is_free(as_it_is[0]):
            # Nobody need be asked for anything.
            yield as_it_is
            return
        if as_it_is is None:
            as_it_is = self._as_it_is(goal, target, RepairKind.SKIP_OTHER, Effort.GIVE_WAY)
        drafts = [] if as_it_is is None else [as_it_is]
        later = None if self._next is None else self._next.repair(target)
        drafts += [] if later is None else [later]
        drafts += self._changed(goal, target, self._effort, as_it_is)
        is_mandatory = goal == target.goals[0] and target.category is Category.MANDATORY
        if not drafts or (is_mandatory and not any(_is_clean(one, target) for one, _ in drafts)):
            # It may take both, a change and others that give way.
            kinds = {one.kind for one, _ in drafts}
            drafts += self._changed(goal, target, Effort.GIVE_WAY, as_it_is, but_for=kinds)
        yield from drafts

    def _as_it_is(
        self, goal: int, target: Target, kind: RepairKind, effort: Effort
    ) -> _Draft | None:
        """Return what the plan alone can do, the request as it stands."""
        found = self._trials.tried(self._request, target, goal, effort)
        return self._draft(kind, "", 0, found, target)

    def _changed(
        self,
        goal: int,
        target: Target,
        effort: Effort,
        as_it_is: _Draft | None,
        but_for: Collection[RepairKind] = (),
    ) -> Iterator[_Draft]:
        """Yield the least of each change that lets the visit in, if the plan as it is cannot do as well."""
        kinds: set[RepairKind] = set()
        for change in changes(self._request, target, self._num_stops):
            if change.kind in but_for:
                continue
            if change.kind in kinds and change.kind not in _BOTH_WAYS:
                continue
            trial = partial(self._trials.tried, target=target, goal=goal, effort=effort)
            if change.loosest is None:
                least = self._least(change, target, trial)
            else:
                least = self._nearest(change, change.loosest, goal, target, trial)
            if least is not None and (as_it_is is None or least[0].cost < as_it_is[0].cost):
                kinds.add(change.kind)
                yield least

    def _least(self, change: Change, target: Target, trial: _Trial) -> _Draft | None:
        """Return the least amount of a change, asked of as few shifts as will do."""
        tried: dict[int, Found | None] = {}

        def found(amount: int) -> Found | None:
            if amount not in tried:
                tried[amount] = trial(change.made(amount, None))
            return tried[amount]

        if found(change.amounts[-1]) is None:
            return None
        start = bisect_left(change.amounts, x=True, key=lambda one: found(one) is not None)
        amount = next(one for one in change.amounts[start:] if found(one) is not None)
        wide = found(amount)
        if wide is None:
            return None
        shifts = [wide.request.shifts[k].id for _, _, k in wide.made]
        for wheres in ([{one} for one in shifts], [set(shifts)]):
            narrow = [trial(change.made(amount, where)) for where in wheres]
            drafts = [
                draft
                for one in narrow
                if (draft := self._draft(change.kind, change.name, amount, one, target))
            ]
            if drafts:
                return min(drafts, key=lambda draft: draft[0].rank)
        return None

    def _nearest(
        self, change: Change, loosest: PlanRequest, goal: int, target: Target, trial: _Trial
    ) -> _Draft | None:
        """Return the nearest of the times or days, one by one, on which the visit can be made."""
        any_of_them = trial(loosest)
        if any_of_them is None:
            return None
        for amount in change.amounts:
            request = change.made(amount, None)
            found = self._trials.tried(request, target, goal) or self._trials.kept(
                request, target, goal, any_of_them
            )
            draft = self._draft(change.kind, change.name, amount, found, target)
            if draft is not None:
                return draft
        return None

    def _draft(
        self, kind: RepairKind, name: str, amount: int, found: Found | None, target: Target
    ) -> _Draft | None:
        found = None if found is None else self._trials.settled(found, target)
        is_asked = kind not in (RepairKind.TAKE_IN, RepairKind.SKIP_OTHER)
        if found is None or (is_asked and not found.made):
            return None
        if found.gives_way and any(one > 0 for one in found.cost[: target.level]):
            # Nobody who is worth more gives way.
            return None
        if kind is RepairKind.SKIP_OTHER and not found.gives_way:
            # Another order does.
            kind = RepairKind.TAKE_IN
        request, answer = found.request, found.answer
        before = dict(
            zip((one.id for one in self._request.shifts), self._answer.sequences, strict=True)
        )
        visit_ids = [one.id for one in request.visits]
        repair = Repair(
            kind=kind,
            visit_id=visit_ids[target.index],
            request=request,
            cost=found.cost,
            # What is asked for on two days is asked for twice.
            concession_s=FIXED_PRICES_S.get(kind, amount) * len(found.made),
            in_time=found.in_time,
            routes=tuple(
                (shift.id, tuple(visit_ids[v] for v in sequence))
                for shift, sequence in zip(request.shifts, answer.sequences, strict=True)
                if sequence != before.get(shift.id, ())
            ),
            contacts=tuple((request.shifts[k].id, visit_ids[v]) for k, v in answer.contacts),
            displaces=tuple(visit_ids[v] for v in found.gives_way),
        )
        return repair, partial(told, repair, name, amount, found, target)


def _is_free(repair: Repair) -> bool:
    """Return whether a repair costs nothing but travel."""
    return not any(one > 0 for one in repair.cost[: Level.COST])


def _is_clean(repair: Repair, target: Target) -> bool:
    """Return whether nothing lapses for a repair that counts as much as what it repairs."""
    return not any(one > 0 for one in repair.cost[: target.level + 1])


def _in_words(repair: Repair, words: tuple[str, str]) -> Repair:
    text, text_zh = words
    return replace(repair, text=text, text_zh=text_zh)
