"""Why no choice of its days could have kept a visit from lapsing: each rule is lifted, and the days chosen anew."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, timedelta

from routing.lapse_reasons.case import Case
from routing.lapse_reasons.days import Days
from routing.lapse_reasons.words import named, owed, reason_of
from routing.plan import Reason, ReasonKind
from routing.problem import Problem
from routing.reasons import Obstacle, facts, obstacles, remedies, shifts_without
from routing.request import PlanRequest
from routing.rules import Rule

__all__ = ["Impossible"]

_ONE_DAY = timedelta(days=1)


class Impossible:
    """Tells why no choice of days helps."""

    def __init__(self, request: PlanRequest, problem: Problem, days: Days) -> None:
        self._request = request
        self._problem = problem
        self._days = days

    def reasons(self, case: Case) -> tuple[Reason, ...]:
        """Return why no day in time could make the visit, each reason lifted and then tried; nothing if none holds."""
        if any(Rule.NO_REASON_FOUND in one.rules for one in self._obstacles(case)):
            # On the way to others a day in time could perhaps make it.
            return (self._unknown(case),)
        for tried in (self._gap, self._shut, self._no_day):
            if found := tuple(tried(case)):
                return found
        return ()

    def just_as_late(self, case: Case) -> Reason:
        """Return why the days in time help nothing: something else of the kind would lapse in their place."""
        told = "were it met, a later one would lapse as much"
        told_zh = "若按时拜访,其后一次将同样逾期"
        always = _every_day(case.terms.starts, self._last_day)
        if self._days.least_if(case, always) < case.total:
            return self._reason(case, (Rule.NO_VISIT_DAY,), told, told_zh)
        if self._days.least_if(case, without_gap=True) < case.total:
            return self._reason(case, (Rule.MIN_GAP,), told, told_zh)
        return self._unknown(case)

    @property
    def _last_day(self) -> date:
        return max((shift.day for shift in self._request.shifts), default=date.min)

    def _helps(self, case: Case, more: Collection[date] = (), *, without_gap: bool = False) -> bool:
        """Return whether less would lapse, could the visit be made on some more days, or without the gap."""
        least = self._days.least(case, self._days.choices(case))
        return self._days.least_if(case, more, without_gap=without_gap) < least

    def _gap(self, case: Case) -> Iterator[Reason]:
        """Yield that the only days that could make it come too soon after the visit before."""
        too_soon = self._days.alone(case, case.begins, min(case.first - _ONE_DAY, case.last))
        if too_soon and self._helps(case, without_gap=True):
            yield self._reason(
                case,
                (Rule.MIN_GAP,),
                f"the minimum gap after the visit on {case.since} leaves the days from {case.first} on",
                f"距上次拜访{case.since}的最短间隔至{case.first - _ONE_DAY}止",
            )

    def _shut(self, case: Case) -> Iterator[Reason]:
        """Yield the rules that keep the visit off the shifts in time."""
        in_time = self._in_time(case)
        days, days_zh = named(self._request.shifts[k].day for k in in_time)
        for one in self._obstacles(case):
            without = shifts_without(self._request, self._problem, case.index, one.rules, in_time)
            if self._helps(case, {self._request.shifts[k].day for k in without}):
                # The days are told before.
                shown, shown_zh = facts(
                    self._request, self._problem, case.index, one, with_day=False
                )
                yield self._reason(
                    case,
                    one.rules,
                    f"visit days in time: {days}{f' ({shown})' if shown else ''}",
                    f"期限内拜访日:{days_zh}{f'({shown_zh})' if shown_zh else ''}",
                )

    def _obstacles(self, case: Case) -> tuple[Obstacle, ...]:
        """Return what keeps the visit off the shifts in time; nothing where there are none."""
        in_time = self._in_time(case)
        return obstacles(self._request, self._problem, case.index, in_time) if in_time else ()

    def _in_time(self, case: Case) -> list[int]:
        """Return the shifts on days in time: of those who may make the visit, else of others if it is open."""
        own, others = [], []
        allowed, windows = case.visit.manager_ids, self._problem.visits[case.index].windows
        for k, shift in enumerate(self._request.shifts):
            if not case.first <= shift.day <= case.last:
                continue
            if allowed is None or shift.manager_id in allowed:
                if windows[k] or not shift.is_extra:
                    own.append(k)
            elif any(one.day == shift.day for one in case.visit.openings):
                others.append(k)
        return own or others

    def _no_day(self, case: Case) -> Iterator[Reason]:
        """Yield that there is no visit day in time, with what would keep the visit off one, too."""
        if self._in_time(case):
            return
        # What may wait until after the plan has its last day there.
        last = max(case.last, min(case.deadline, case.terms.until))
        every_day = _every_day(case.first, last)
        rules: tuple[Rule, ...] = (Rule.NO_VISIT_DAY,)
        shifts = self._request.shifts
        if not self._helps(case, every_day):
            every_day = _every_day(case.begins, last)
            if not self._helps(case, every_day, without_gap=True):
                return
            rules = (Rule.NO_VISIT_DAY, Rule.MIN_GAP)
        later = self._days.next_day(case)
        told, told_zh = "", ""
        if case.first > case.begins:
            told, told_zh = f"possible from {case.first} on", f"{case.first}起可访"
        if later:
            told = f"{told}{'; ' if told else ''}the next one is {later}"
            told_zh = f"{told_zh}{',' if told_zh else ''}下一拜访日为{later}"
        elif own := [k for k in range(len(shifts)) if self._is_own(case, k)]:
            for one in obstacles(self._request, self._problem, case.index, own)[:1]:
                more = [rule for rule in one.rules if rule is not Rule.NO_REASON_FOUND]
                rules = tuple(dict.fromkeys((*rules, *more)))
        yield self._reason(case, rules, told, told_zh)

    def _is_own(self, case: Case, k: int) -> bool:
        allowed, shift = case.visit.manager_ids, self._request.shifts[k]
        return allowed is None or shift.manager_id in allowed

    def _unknown(self, case: Case) -> Reason:
        return self._reason(case, (Rule.NO_REASON_FOUND,), "", "")

    def _reason(self, case: Case, rules: tuple[Rule, ...], told: str, told_zh: str) -> Reason:
        due, due_zh = owed(case)
        remedy, remedy_zh = remedies(rules)
        return reason_of(
            case,
            ReasonKind.IMPOSSIBLE,
            rules,
            (
                f"{due}{f'; {told}' if told else ''}. {remedy}",
                f"{due_zh}{f';{told_zh}' if told_zh else ''}。{remedy_zh}",
            ),
        )


def _every_day(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
