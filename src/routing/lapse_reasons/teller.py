"""What stands against a visit that lapses, tried one after another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice

from routing.cadence import Lapse, Step, steps
from routing.day_graph import Node
from routing.domain.visit import Category, Cause
from routing.encode import LeftOut, levels_of, steps_of_days
from routing.lapse_reasons.case import Case, above, case_of, of_cause
from routing.lapse_reasons.words import (
    CAUSE_ZH,
    dates,
    just_as_late,
    late_before,
    not_needed,
    price,
    reason_of,
)
from routing.plan import Reason, ReasonKind
from routing.problem import Problem
from routing.reasons import rules_in_the_way
from routing.request import PlanRequest
from routing.rules import MEANINGS, Rule
from routing.status import Level
from routing.units import MINUTE_S
from routing.what_if.choices import Choices, least_lapsing
from routing.what_if.other_days import OtherDays, Way
from routing.what_if.standing_plan import StandingPlan

__all__ = ["Teller"]

# So many exchanges are tried for a lapse, those first that lose least.
_EXCHANGES = 12
_DAYS_NAMED = 3
_FAR_MORE = 1 << 32
_SOONER = ("why no sooner: ", "未能更早:")
_ONE_DAY = timedelta(days=1)

_Arc = tuple[int, int, Step]


class Teller:
    """Tells why things lapse in one plan."""

    def __init__(self, request: PlanRequest, problem: Problem, standing: StandingPlan) -> None:
        self._request = request
        self._problem = problem
        self._standing = standing
        self._floors_missed = sum(
            problem.route_levels(k, sequence)[Level.FLOOR]
            for k, sequence in enumerate(standing.sequences)
        )
        self._last_day = max((shift.day for shift in request.shifts), default=date.min)
        self._steps: dict[int, tuple[list[Node], list[_Arc]]] = {}

    def reasons(self, lapse: LeftOut) -> tuple[Reason, ...]:
        """Return why one thing lapses."""
        case = case_of(self._request, self._standing.events(lapse.visit), lapse)
        is_filler = lapse.category is Category.FILLER
        if is_filler and not self._floors_missed:
            return (not_needed(case),)
        least = self._least(case, self._choices(case))
        avoided = case.total - case.lapse.weight
        in_time = self._alone(case, case.first, case.last)
        reasons: tuple[Reason, ...] = ()
        if not is_filler and case.deadline < case.terms.starts:
            reasons = (late_before(case),)
        elif least > avoided and not in_time:
            reasons = self._impossible(case)
        if reasons:
            # What cannot be in time can still be sooner.
            first = max(case.terms.starts, min(case.first, case.deadline + _ONE_DAY))
            until = self._last_day if case.made is None else case.made - _ONE_DAY
            most, days = case.total - 1, self._alone(case, first, until)
        else:
            most, days = avoided if least <= avoided else case.total - 1, in_time
        if least <= most:
            days = days or self._alone(case, case.terms.starts, self._last_day)
            return (*reasons, self._tried(case, most, days, is_sooner=bool(reasons)))
        return reasons or (just_as_late(case),)

    def _choices(self, case: Case, *, per_higher: int = 0) -> Choices:
        """Return the choices of days of a visit, and what of the case's cause each of them lets lapse.

        What lapses on higher levels counts `per_higher` times as much.
        """
        if case.index not in self._steps:
            windows = self._problem.visits[case.index].windows
            days = {shift.day for shift, w in zip(self._request.shifts, windows, strict=True) if w}
            self._steps[case.index] = steps_of_days(case.visit, sorted(days))
        nodes, arcs = self._steps[case.index]
        last = len(nodes) + 1
        is_filler = case.lapse.category is Category.FILLER
        return Choices.of(
            [(0, True), *nodes, (0, True)],
            [
                (
                    tail,
                    head,
                    int((tail, head) == (0, last))
                    if is_filler
                    else of_cause(case.lapse, one.lapses)
                    + per_higher * above(case.lapse, one.lapses),
                    levels_of(one),
                )
                for tail, head, one in arcs
            ],
        )

    def _least(self, case: Case, choices: Choices) -> int:
        """Return the least that the visit could let lapse, were its days free of everything else."""
        return least_lapsing(choices, lambda node: self._can_be(case.index, node))

    def _can_be(self, index: int, node: Node) -> bool:
        """Return whether a visit could be made on a day, were the day free of everything else."""
        day, in_person = node
        visit, shifts = self._problem.visits[index], self._standing.shifts_of(day)
        if in_person:
            return any(self._standing.makes_alone(index, k) for k in shifts)
        return visit.contact_s is not None and any(visit.windows[k] for k in shifts)

    def _alone(self, case: Case, first: date, last: date) -> list[int]:
        """Return the shifts between two days that could make the visit if they made nothing else."""
        made = {day for day, in_person, _ in self._standing.events(case.index) if in_person}
        return [
            k
            for k, shift in enumerate(self._request.shifts)
            if first <= shift.day <= last
            and shift.day.toordinal() not in made
            and self._standing.makes_alone(case.index, k)
        ]

    def _impossible(self, case: Case) -> tuple[Reason, ...]:
        """Return why no day in time could make the visit, each reason lifted and then tried."""
        owed, owed_zh = f"Owed by {case.deadline}", f"应于{case.deadline}前完成"
        if case.lapse.category is Category.FILLER:
            owed, owed_zh = "Owed after this plan", "本计划期内无需拜访"
        if self._alone(case, case.begins, min(case.first - _ONE_DAY, case.last)):
            return (
                reason_of(
                    case,
                    ReasonKind.IMPOSSIBLE,
                    (Rule.MIN_GAP,),
                    f"{owed}; the minimum gap after the visit on {case.since} is not over in time.",
                    f"{owed_zh};期限内距上次拜访{case.since}未满最短间隔。",
                ),
            )
        allowed = [
            k
            for k, shift in enumerate(self._request.shifts)
            if (case.visit.manager_ids is None or shift.manager_id in case.visit.manager_ids)
            and (not shift.is_extra or self._problem.visits[case.index].windows[k])
        ]
        in_time = [k for k in allowed if case.first <= self._request.shifts[k].day <= case.last]
        found = self._in_the_way(case, in_time or allowed) if allowed else ()
        if not in_time and not found:
            possible = f", possible from {case.first} on" if case.first > case.begins else ""
            possible_zh = f",{case.first}起可访" if case.first > case.begins else ""
            later = [
                shift.day
                for k, shift in enumerate(self._request.shifts)
                if shift.day > case.last and self._standing.makes_alone(case.index, k)
            ]
            then = f"; the next one is {min(later)}" if later else ""
            then_zh = f";下一拜访日为{min(later)}" if later else ""
            return (
                reason_of(
                    case,
                    ReasonKind.IMPOSSIBLE,
                    (Rule.NO_VISIT_DAY,),
                    f"{owed}{possible}{then}. {MEANINGS[Rule.NO_VISIT_DAY].remedy}",
                    f"{owed_zh}{possible_zh}{then_zh}。",
                ),
            )
        days, days_zh = self._named(in_time or allowed)
        return tuple(
            reason_of(
                case,
                ReasonKind.IMPOSSIBLE,
                rules,
                f"{owed}; visit days{' in time' if in_time else ''}: {days}.",
                f"{owed_zh};{'期限内' if in_time else ''}拜访日:{days_zh}。",
            )
            for rules in found
        )

    def _in_the_way(self, case: Case, shifts: Sequence[int]) -> tuple[tuple[Rule, ...], ...]:
        """Return the rules that keep the visit off these shifts, one of which would make it without them."""
        request, visit = self._request, self._problem.visits[case.index]
        asked_of = tuple(request.shifts[k] for k in shifts)
        days = {shift.day for shift in asked_of}
        asked = replace(
            case.visit,
            cause=case.lapse.cause,
            appointment_s=0 if case.lapse.cause is Cause.APPOINTMENT else None,
            openings=tuple(one for one in case.visit.openings if one.day in days),
        )
        alone = replace(
            visit,
            windows=tuple(visit.windows[k] for k in shifts),
            serve_cost_s=tuple(visit.serve_cost_s[k] for k in shifts),
        )
        return rules_in_the_way(
            replace(request, shifts=asked_of, visits=(asked,)),
            replace(
                self._problem,
                shifts=tuple(self._problem.shifts[k] for k in shifts),
                visits=(alone,),
            ),
            0,
        )

    def _tried(self, case: Case, most: int, shifts: Sequence[int], *, is_sooner: bool) -> Reason:
        """Return what stands against the visit on days on which it could be made."""
        # Nothing is won where the visit lets something worse lapse instead, unless there is no other way.
        choices, worse = self._choices(case, per_higher=_FAR_MORE), _FAR_MORE * case.above
        if self._least(case, choices) > most + worse:
            choices, worse = self._choices(case), 0
        search = OtherDays(self._standing, case.index, choices)
        # As much as could be won by any days, else anything at all.
        wished = (most + worse, case.total - 1 + worse)
        ways = (search.best(one) for one in wished)
        way = next((way for way in ways if way is not None), None)
        tried = 0
        if way is None:
            tried = self._offer_exchanges(case, search, shifts)
            ways = (search.best(one) for one in wished)
            way = next((way for way in ways if way is not None), None)
        room, room_zh = self._room(case, shifts)
        if way is None:
            vain = f"helps, {tried} tried" if tried else "could help"
            vain_zh = f"已试{tried}种单户替换,均不可行。" if tried else "替换任何单户均不可行。"
            return reason_of(
                case,
                ReasonKind.DISPLACED,
                (Rule.PERIOD_FULL,),
                f"{room} No exchange for a single stop {vain}. {MEANINGS[Rule.PERIOD_FULL].remedy}",
                f"{room_zh}{vain_zh}可增加拜访日、延长工时或改为电话拜访。",
                head=_SOONER if is_sooner else None,
            )
        fate, fate_zh = self._fate(case, way, tried)
        if _is_better(way):
            kind, rule, room, room_zh = ReasonKind.NOT_FOUND, Rule.SEARCH_LIMIT, "", ""
        elif way.gives_way:
            kind, rule = ReasonKind.DISPLACED, Rule.DISPLACED
        else:
            kind, rule, room, room_zh = ReasonKind.DISPLACED, Rule.COST_TOO_HIGH, "", ""
        paid, paid_zh = price(way.cost)
        return reason_of(
            case,
            kind,
            (rule,),
            f"{room} {fate} {paid}".strip(),
            f"{room_zh}{fate_zh}{paid_zh}",
            cost=way.cost,
            displaces=tuple(self._request.visits[v].id for v in way.gives_way),
            head=_SOONER if is_sooner else None,
        )

    def _offer_exchanges(self, case: Case, search: OtherDays, shifts: Sequence[int]) -> int:
        """Offer the exchanges that lose least, and return how many."""
        stops = sorted(
            (self._standing.loss(v, k), v, k)
            for k in shifts
            for v in self._standing.sequences[k]
            if v != case.index
        )
        made = (None for _, v, k in stops if search.offer_exchange(v, k))
        return sum(1 for _ in islice(made, _EXCHANGES))

    def _room(self, case: Case, shifts: Sequence[int]) -> tuple[str, str]:
        """Return how full days are: which have their most visits, by how little the nearest other one overruns."""
        days, days_zh = self._named(shifts)
        full = sum(
            len(self._standing.sequences[k]) >= self._problem.shifts[k].max_visits for k in shifts
        )
        misses = [
            (missing_s, self._request.shifts[k].day)
            for k in shifts
            if (missing_s := self._standing.missing_s(case.index, k)) is not None
        ]
        told, told_zh = f"Tried: {days}", f"已试:{days_zh}"
        if full == len(shifts):
            told += "; most visits reached"
            told_zh += ",均已达户数上限"
        elif full:
            told += f"; most visits reached on {full}"
            told_zh += f",其中{full}天已达户数上限"
        if misses:
            missing_s, day = min(misses)
            minutes = -(-missing_s // MINUTE_S)
            told += f"; least overrun {minutes} min, on {day}"
            told_zh += f";超时最少的是{day},{minutes}分钟"
        return f"{told}.", f"{told_zh}。"

    def _fate(self, case: Case, way: Way, tried: int) -> tuple[str, str]:
        """Return where the visit would be made, and what becomes of those that give way."""
        before, after = set(self._standing.events(case.index)), set(way.events[case.index])
        on, on_zh = dates(after - before)
        off, off_zh = dates(before - after)
        if not way.gives_way:
            told = f"on {on}" if on else ""
            told += (
                (f" instead of {off}" if on else f"only without the one on {off}") if off else ""
            )
            told_zh = f"可安排在{on_zh}" if on else "仅当"
            told_zh += (f",代替{off_zh}" if on else f"取消{off_zh}的拜访") if off else ""
            return f"Possible {told}.", f"{told_zh}。"
        fates, fates_zh = [], []
        for v in way.gives_way:
            visit = self._request.visits[v]
            old, new = set(self._standing.events(v)), set(way.events[v])
            lost_day, lost_day_zh = dates(old - new)
            moved, moved_zh = dates(new - old)
            lost = self._lost(v, way)
            ends = [f"then on {moved}"] if moved else []
            ends_zh = [f"改到{moved_zh}"] if moved else []
            ends += [f"{one.cause}, owed by {one.deadline}" for one in lost]
            ends_zh += [f"{CAUSE_ZH[one.cause]},应于{one.deadline}前" for one in lost]
            fates.append(f"{visit.id} on {lost_day} ({'; '.join(ends) or 'nothing lapses'})")
            fates_zh.append(f"{visit.id}在{lost_day_zh}的拜访({';'.join(ends_zh) or '不致逾期'})")
        return (
            f"Cheapest exchange of {tried} tried: on {on}, in place of {' and '.join(fates)}.",
            f"已试{tried}种替换,代价最小的是安排在{on_zh},让出{'、'.join(fates_zh)}。",
        )

    def _lost(self, v: int, way: Way) -> list[Lapse]:
        """Return what a visit that gives way lets lapse that it does not now."""
        visit = self._request.visits[v]
        if visit.cadence is None:
            return []
        new, old = (
            [
                lapse
                for one in steps(
                    visit, [(date.fromordinal(day), in_person) for day, in_person, _ in events]
                )
                for lapse in one.lapses
            ]
            for events in (way.events[v], self._standing.events(v))
        )
        return [one for one in new if one not in old]

    def _named(self, shifts: Sequence[int]) -> tuple[str, str]:
        """Return the days of shifts, in short."""
        days = sorted({self._request.shifts[k].day for k in shifts})
        if len(days) <= _DAYS_NAMED:
            return ", ".join(map(str, days)), "、".join(map(str, days))
        return (
            f"{len(days)} from {days[0]} to {days[-1]}",
            f"{days[0]}至{days[-1]}共{len(days)}天",
        )


def _is_better(way: Way) -> bool:
    return way.cost < (0,) * len(way.cost)
