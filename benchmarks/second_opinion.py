"""Every reason of a plan held against a second opinion: without the rule it fits, with it nothing does, and so on.

What was computed is computed again through the checker, what is impossible walked again on a walk of its own
(`benchmarks.own_walk`), choices of days tried one after another with the checker's reading of a cadence.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from benchmarks.composed import Calls, Composer, Routes
from benchmarks.days_again import Days, Lapses
from benchmarks.own_walk import Ways, call_fits, lifted, may_phone, route_fits, sets_made
from routing.domain.ids import ShiftId, VisitId
from routing.domain.visit import Category
from routing.plan import Plan, Reason, ReasonKind, UnassignedVisit
from routing.request import PlanRequest, ShiftRequest, VisitRequest
from routing.rules import Rule
from routing.travel.matrix import TravelMatrix

__all__ = ["Judge", "Judgement", "Verdict"]

_ONE_DAY = timedelta(days=1)


class Verdict(StrEnum):
    """What comes of a reason when it is tried again."""

    VERIFIED = "verified"
    UNKNOWN = "unknown"
    """The reason itself says that it could not be verified."""
    WRONG = "wrong"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A reason and what came of it; `why` says what was found instead."""

    visit_id: VisitId
    reason: Reason
    verdict: Verdict
    why: str = ""


class Judge:
    """Tries the reasons of one plan again."""

    def __init__(self, request: PlanRequest, matrix: TravelMatrix, plan: Plan) -> None:
        self._request = request
        self._matrix = matrix
        self._plan = plan
        self._composer = Composer(request, matrix, plan)
        self._ways = Ways.of(request, matrix)
        self._visits = {visit.id: visit for visit in request.visits}
        self._shifts = {shift.id: shift for shift in request.shifts}
        self._routes: Routes = {shift.id: () for shift in request.shifts}
        for route in plan.routes:
            self._routes[route.shift_id] = tuple(stop.visit_id for stop in route.stops)
        self._calls: Calls = frozenset(
            (route.shift_id, one.visit_id) for route in plan.routes for one in route.contacts
        )

    def judgements(self, visit_id: VisitId | None = None) -> Iterator[Judgement]:
        """Yield what comes of every reason of the plan, or of those for one visit."""
        for one in self._plan.unassigned:
            for reason in one.reasons if visit_id in (None, one.visit_id) else ():
                faults = list(self._faults(one, reason))
                verdict = Verdict.VERIFIED if reason.verified else Verdict.UNKNOWN
                yield Judgement(
                    visit_id=one.visit_id,
                    reason=reason,
                    verdict=Verdict.WRONG if faults else verdict,
                    why="; ".join(faults),
                )

    def _faults(self, one: UnassignedVisit, reason: Reason) -> Iterator[str]:
        if not reason.verified:
            if reason.rule is not Rule.NO_REASON_FOUND:
                yield "it names a rule that it did not try"
            return
        if reason.rule is Rule.NO_REASON_FOUND:
            yield "nothing was found, yet it is called verified"
        visit = self._visits[one.visit_id]
        if reason.rule is Rule.PROMISES_CLASH:
            yield from self._clash(visit, reason)
        elif reason.kind is ReasonKind.NOT_NEEDED:
            yield from self._not_needed(one)
        elif reason.kind is ReasonKind.IMPOSSIBLE and visit.cadence is None:
            yield from self._impossible(visit, reason)
        elif reason.kind is ReasonKind.IMPOSSIBLE:
            yield from self._unavoidable(visit, one, reason)
        elif reason.rule is Rule.PERIOD_FULL:
            yield from self._full(visit, one, reason)
        else:
            yield from self._computed(visit, reason)

    # ------------------------------------------------------------ not needed

    def _not_needed(self, one: UnassignedVisit) -> Iterator[str]:
        if one.category is not Category.FILLER:
            yield f"the visit is {one.category}"
        short = [s.id for s in self._request.shifts if len(self._routes[s.id]) < s.floor]
        if short:
            yield f"floors are missed on {', '.join(short)}"

    # ------------------------------------------------------------ promises that clash

    def _clash(self, visit: VisitRequest, reason: Reason) -> Iterator[str]:
        """Yield that all visits named in a clash can be made."""
        customers = set(re.findall(r"with (\S+?)[, ]", reason.text))
        named = [one for one in self._request.visits if one.customer_id in customers]
        if visit not in named or len(named) == 1:
            yield "it does not name the visit and another one"
        everything = (1 << len(named)) - 1
        together = {0}
        for shift in self._request.shifts:
            there = [one for one in named if self._is_promised(one, shift.day)]
            others = [one for one in self._request.visits if one not in there]
            bits = [1 << named.index(one) for one in there]
            made = {
                sum(bit for n, bit in enumerate(bits) if one & 1 << n)
                for one in sets_made(shift, there, others, self._ways)
            }
            together = {old | new for old in together for new in made}
        if everything in together:
            yield "all that it names can perhaps be kept"

    def _is_promised(self, visit: VisitRequest, day: date) -> bool:
        spans = [(one.first, one.last) for one in visit.obligations] or [(date.min, date.max)]
        return any(first <= day <= last for first, last in spans)

    # ------------------------------------------------------------ impossible on a day

    def _impossible(self, visit: VisitRequest, reason: Reason) -> Iterator[str]:
        rules = (reason.rule, *reason.also)
        shifts = self._request.shifts
        if any(self._fits(visit, shift, (), by_detours=True) for shift in shifts):
            yield "a shift can, or perhaps could"
        if shifts and not any(self._fits(visit, shift, rules) for shift in shifts):
            yield f"without {' and '.join(rules)} it does not fit"
        if not shifts and rules != (Rule.NO_SHIFT,):
            yield "there is no shift at all"
        for rule in rules if len(rules) > 1 else ():
            less = [other for other in rules if other is not rule]
            if any(self._fits(visit, shift, less) for shift in shifts):
                yield f"{rule} need not be lifted"

    def _fits(
        self,
        visit: VisitRequest,
        shift: ShiftRequest,
        rules: Collection[Rule],
        *,
        by_detours: bool = False,
    ) -> bool:
        """Return whether a shift could make a visit, or call, if it did nothing else and some rules were lifted."""
        asked, asked_of, ways = lifted(visit, shift, self._ways, rules)
        if (
            may_phone(asked)
            and call_fits(asked_of, asked)
            and (asked.cadence is None or Rule.IN_PERSON in rules)
        ):
            return True
        return route_fits(asked_of, [asked], ways, by_detours=by_detours)

    # ------------------------------------------------------------ what was computed

    def _computed(self, visit: VisitRequest, reason: Reason) -> Iterator[str]:
        """Yield what is wrong with a plan that was computed, or with the claim that no better one was at hand."""
        is_better = reason.cost < (0,) * len(reason.cost)
        if is_better is not (reason.kind is ReasonKind.NOT_FOUND):
            yield f"a cost of {reason.cost} is told as {reason.kind}"
        routes = {**self._routes, **dict(reason.instead)}
        changed = {shift_id for shift_id, _ in reason.instead}
        kept = {one for one in self._calls if one[0] not in changed}
        calls = frozenset(kept | set(reason.instead_contacts))
        levels = self._composer.levels(routes, calls, first=visit.id)
        if levels is None:
            yield "the plan that it was computed with breaks a rule"
            return
        cost = tuple(a - b for a, b in zip(levels, self._plan.objective.levels, strict=True))
        if cost != reason.cost:
            yield f"it costs {cost}, not {reason.cost}"
        before, after = _made(self._routes, self._calls), _made(routes, calls)
        if before.get(visit.id) == after.get(visit.id):
            yield "the visit is made when it was before"
        lost = {
            v
            for v, made in before.items()
            # Who recurs loses a day, who is visited once is lost.
            if v != visit.id
            and (made - after.get(v, set()) if self._visits[v].cadence else v not in after)
        }
        if lost != set(reason.displaces):
            yield f"it takes days from {sorted(lost)}, not from {sorted(reason.displaces)}"
        if reason.kind is ReasonKind.DISPLACED and visit.cadence is None:
            for routes in self._insertions(visit):
                # Who is called follows from the routes.
                found = self._composer.levels(routes, None)
                if found is not None and found < self._plan.objective.levels:
                    yield "it can be put in at no loss"
                    return

    def _insertions(self, visit: VisitRequest) -> Iterator[Routes]:
        """Yield the routes with a visit put in wherever it fits."""
        for shift in self._request.shifts:
            yield from self._insertions_into(visit, shift, self._routes[shift.id])

    def _insertions_into(
        self, visit: VisitRequest, shift: ShiftRequest, route: Sequence[VisitId]
    ) -> Iterator[Routes]:
        if not any(one.day == shift.day for one in visit.openings):
            return
        stops = [self._visits[one] for one in route]
        for position in range(len(stops) + 1):
            longer = [*stops[:position], visit, *stops[position:]]
            if route_fits(shift, longer, self._ways):
                yield {**self._routes, shift.id: tuple(one.id for one in longer)}

    # ------------------------------------------------------------ lapses

    def _unavoidable(
        self, visit: VisitRequest, one: UnassignedVisit, reason: Reason
    ) -> Iterator[str]:
        terms = visit.cadence
        if terms is None:
            raise AssertionError(f"visit {visit.id} does not recur")
        rules = (reason.rule, *reason.also)
        if (
            one.category is not Category.FILLER
            and one.deadline is not None
            and one.deadline < terms.starts
            and rules == (Rule.NO_VISIT_DAY,)
        ):
            # Owed before the first day: no plan could.
            return
        last_day = max((shift.day for shift in self._request.shifts), default=date.min)
        owed = [o for o in visit.obligations if (o.cause, o.last) == (one.cause, one.deadline)]
        if owed and owed[0].first > last_day and rules == (Rule.NO_VISIT_DAY,):
            # Not before the last day: no plan could either.
            return
        lapses = Lapses(visit, one.category, one.cause)
        total = lapses.total(self._events(visit))
        weight = lapses.weight(self._events(visit), one.deadline)
        with_it = lapses.least(self._possible(visit, ()))
        gapless = replace(visit, cadence=replace(terms, gap_days=0))
        asked = gapless if Rule.MIN_GAP in rules else visit
        more = set(self._possible(asked, rules))
        if Rule.NO_VISIT_DAY in rules:
            last = max([terms.until, *(shift.day for shift in self._request.shifts)])
            span = (last - terms.starts).days + 1
            more |= {(terms.starts + n * _ONE_DAY, True) for n in range(span)}
        without = Lapses(asked, one.category, one.cause).least(more, enough=with_it - 1)
        if not (with_it > total - weight and with_it > without):
            yield f"of {total} ({weight} this) with {'/'.join(rules)} {with_it} has to lapse, without {without}"

    def _events(self, visit: VisitRequest) -> Days:
        made = _made(self._routes, self._calls).get(visit.id, set())
        return {self._shifts[shift_id].day: in_person for shift_id, in_person in made}

    def _possible(self, visit: VisitRequest, rules: Collection[Rule]) -> list[tuple[date, bool]]:
        """Return the days on which a visit could be made or called if days were free of everything else."""
        found = set()
        for shift in self._request.shifts:
            asked, asked_of, ways = lifted(visit, shift, self._ways, rules)
            if route_fits(asked_of, [asked], ways, by_detours=not rules):
                found.add((shift.day, True))
            if may_phone(asked) and call_fits(asked_of, asked):
                # Lifted, a call counts for a visit.
                found.add((shift.day, Rule.IN_PERSON in rules))
        return sorted(found)

    def _full(self, visit: VisitRequest, one: UnassignedVisit, reason: Reason) -> Iterator[str]:
        """Yield the days on which the plan as it stands would take the visit in, to some use."""
        lapses = Lapses(visit, one.category, one.cause)
        now = self._events(visit)
        least = lapses.total(now)
        for shift in self._request.shifts:
            if shift.day in now:
                continue
            for events in _with_day(now, shift.day):
                if not lapses.is_allowed(events) or lapses.total(events) >= least:
                    continue
                if lapses.above(events) > lapses.above(now):
                    continue
                gone = set(now) - set(events)
                for routes in self._insertions_into(visit, shift, self._routes[shift.id]):
                    kept = {
                        k: tuple(v for v in r if v != visit.id or self._shifts[k].day not in gone)
                        for k, r in routes.items()
                    }
                    calls = frozenset(
                        (k, v)
                        for k, v in self._calls
                        if v != visit.id or self._shifts[k].day not in gone
                    )
                    if self._composer.levels(kept, calls) is not None:
                        yield f"{shift.id} takes it in"
                        return
        if "No exchange for a single stop could help" in reason.text:
            yield from self._exchanged(visit, one, reason)

    def _exchanged(
        self, visit: VisitRequest, one: UnassignedVisit, reason: Reason
    ) -> Iterator[str]:
        """Yield the stops for which a visit could be made on the days said to have been tried."""
        lapses = Lapses(visit, one.category, one.cause)
        now = self._events(visit)
        tried = [
            date.fromisoformat(one)
            for part in re.findall(r"Tried: ([^.;]*)", reason.text)
            for one in re.findall(r"\d{4}-\d\d-\d\d", part)
        ]
        for shift in self._request.shifts:
            events = {**now, shift.day: True}
            if not tried or not min(tried) <= shift.day <= max(tried):
                continue
            if shift.day in now or not lapses.is_allowed(events):
                continue
            if lapses.total(events) >= lapses.total(now):
                continue
            for gone in self._routes[shift.id]:
                route = [v for v in self._routes[shift.id] if v != gone]
                for routes in self._insertions_into(visit, shift, route):
                    if self._composer.levels(routes, self._calls) is not None:
                        yield f"on {shift.id} it could have the place of {gone}"
                        return


def _made(routes: Routes, calls: Calls) -> dict[VisitId, set[tuple[ShiftId, bool]]]:
    """Return for each visit made its shifts, and whether it is made in person."""
    found: dict[VisitId, set[tuple[ShiftId, bool]]] = {}
    for shift_id, visits in routes.items():
        for visit_id in visits:
            found.setdefault(visit_id, set()).add((shift_id, True))
    for shift_id, visit_id in calls:
        found.setdefault(visit_id, set()).add((shift_id, False))
    return found


def _with_day(now: Days, day: date) -> Iterator[Days]:
    """Yield days with one more, and with one more in place of another."""
    yield {**now, day: True}
    for gone in now:
        yield {**{other: at for other, at in now.items() if other != gone}, day: True}
