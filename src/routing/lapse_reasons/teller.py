"""What stands against a visit that lapses, tried one after another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import islice

from routing.cadence import Lapse, steps
from routing.domain.visit import Category
from routing.encode import LeftOut
from routing.lapse_reasons.case import Case, case_of
from routing.lapse_reasons.days import Days
from routing.lapse_reasons.impossible import Impossible
from routing.lapse_reasons.words import (
    CAUSE_ZH,
    after_plan,
    dates,
    late_before,
    named,
    not_needed,
    owed,
    price,
    reason_of,
)
from routing.plan import Reason, ReasonKind
from routing.problem import Problem
from routing.reasons import Instead, changed_shifts
from routing.request import PlanRequest
from routing.rules import MEANINGS, Rule
from routing.status import Level
from routing.units import MINUTE_S
from routing.what_if.other_days import OtherDays, Way
from routing.what_if.standing_plan import StandingPlan

__all__ = ["Teller"]

# So many exchanges are tried for a lapse, those first that lose least.
_EXCHANGES = 12
_FAR_MORE = 1 << 32
_SOONER = ("why no sooner: ", "未能更早:")
_ONE_DAY = timedelta(days=1)


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
        self._days = Days(request, problem, standing)
        self._told: dict[tuple[int, Rule, str], tuple[str, str]] = {}
        self._impossible = Impossible(request, problem, self._days)

    def reasons(self, lapse: LeftOut) -> tuple[Reason, ...]:
        """Return why one thing lapses."""
        case = case_of(self._request, self._standing.events(lapse.visit), lapse)
        is_filler = lapse.category is Category.FILLER
        if is_filler and not self._floors_missed:
            return (not_needed(case),)
        least = self._days.least(case, self._days.choices(case))
        avoided = case.total - case.lapse.weight
        in_time = self._days.alone(case, case.first, case.last)
        reasons: tuple[Reason, ...] = ()
        if not is_filler and case.deadline < case.terms.starts:
            reasons = (late_before(case),)
        elif case.obligation is not None and case.begins > self._last_day:
            return (after_plan(case, self._last_day),)
        elif least > avoided and not in_time:
            reasons = self._impossible.reasons(case)
        if reasons:
            # What cannot be in time can still be sooner.
            first = max(case.terms.starts, min(case.first, case.deadline + _ONE_DAY))
            until = self._last_day if case.made is None else case.made - _ONE_DAY
            most, shifts = case.total - 1, self._days.alone(case, first, until)
        else:
            most, shifts = avoided if least <= avoided else case.total - 1, in_time
        if least <= most:
            shifts = shifts or self._days.alone(case, case.terms.starts, self._last_day)
            shifts = shifts or self._days.called(case)
            return (*reasons, self._tried(case, most, shifts, is_sooner=bool(reasons)))
        return reasons or (self._impossible.just_as_late(case),)

    def _tried(self, case: Case, most: int, shifts: Sequence[int], *, is_sooner: bool) -> Reason:
        """Return what stands against the visit on days on which it could be made."""
        # Nothing is won where the visit lets something worse lapse instead, unless there is no other way.
        choices, worse = self._days.choices(case, per_higher=_FAR_MORE), _FAR_MORE * case.above
        if self._days.least(case, choices) > most + worse:
            choices, worse = self._days.choices(case), 0
        search = OtherDays(self._standing, case.index, choices)
        # As much as could be won by any days, else anything at all.
        wished = (most + worse, case.total - 1 + worse)
        tried, way = 0, _best_of(search, wished)
        if way is None:
            tried = self._offer_exchanges(case, search, shifts)
            way = _best_of(search, wished)
        room, room_zh = self._room(case, shifts)
        if way is None:
            vain = f"helps, {tried} tried" if tried else "could help"
            vain_zh = f"已试{tried}种单户替换,均不可行。" if tried else "替换任何单户均不可行。"
            return self._reason(
                case,
                ReasonKind.DISPLACED,
                Rule.PERIOD_FULL,
                f"{room} No exchange for a single stop {vain}.",
                f"{room_zh}{vain_zh}",
                is_sooner=is_sooner,
            )
        fate, fate_zh = self._fate(case, way, tried)
        if _is_better(way):
            kind, rule, room, room_zh = ReasonKind.NOT_FOUND, Rule.SEARCH_LIMIT, "", ""
        elif way.gives_way:
            kind, rule = ReasonKind.DISPLACED, Rule.DISPLACED
        else:
            kind, rule, room, room_zh = ReasonKind.DISPLACED, Rule.COST_TOO_HIGH, "", ""
        paid, paid_zh = price(way.cost)
        return self._reason(
            case,
            kind,
            rule,
            f"{room} {fate} {paid}".strip(),
            f"{room_zh}{fate_zh}{paid_zh}",
            is_sooner=is_sooner,
            way=way,
        )

    def _reason(
        self,
        case: Case,
        kind: ReasonKind,
        rule: Rule,
        told: str,
        told_zh: str,
        *,
        is_sooner: bool,
        way: Way | None = None,
    ) -> Reason:
        """Return a reason with what was owed, what was tried, and what to do; in short if told of the visit before."""
        owed_by, owed_by_zh = owed(case)
        due, due_zh = ("", "") if is_sooner else (f"{owed_by}. ", f"{owed_by_zh}。")
        before = self._told.setdefault((case.index, rule, told), owed(case))
        if before != owed(case):
            told, told_zh = f"The same as for what was {_lower(before[0])}.", f"情况同{before[1]}。"
        return reason_of(
            case,
            kind,
            (rule,),
            (
                f"{due}{told} {MEANINGS[rule].remedy}",
                f"{due_zh}{told_zh}{MEANINGS[rule].remedy_zh}",
            ),
            cost=way.cost if way else (),
            displaces=tuple(self._request.visits[v].id for v in way.gives_way) if way else (),
            instead=self._instead(way) if way else ((), ()),
            head=_SOONER if is_sooner else None,
        )

    def _instead(self, way: Way) -> Instead:
        """Return the changed plan of a way."""
        standing = self._standing
        routes = [way.routes.get(k, route) for k, route in enumerate(standing.sequences)]
        contacts = [(k, v) for k, v in standing.contacts if v not in way.events]
        contacts += [
            (k, v)
            for v, events in sorted(way.events.items())
            for _, in_person, k in events
            if not in_person
        ]
        before = standing.sequences, standing.contacts
        return changed_shifts(self._request, before, (routes, contacts))

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
        days, days_zh = named(self._request.shifts[k].day for k in shifts)
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


def _best_of(search: OtherDays, wished: Sequence[int]) -> Way | None:
    """Return a way that makes the plan better, else the first that there is."""
    ways = [way for way in map(search.best, wished) if way is not None]
    return next(filter(_is_better, ways), ways[0] if ways else None)


def _is_better(way: Way) -> bool:
    return way.cost < (0,) * len(way.cost)


def _lower(text: str) -> str:
    return f"{text[:1].lower()}{text[1:]}"
