"""Why a recurring visit is not made, or made too late, tried before it is told.

Three questions in turn, for each thing that a visit lets lapse. Could any choice of its days have avoided it, were the
days free of everything else? If not, rules are lifted until one could. Does the plan as it stands take the visit in on
other days? Then the search stopped too early. Which stop would have to give way? The cheapest exchanges are made, the
stop that gives way put on other days where that can be, and the difference is the answer; where no single stop makes
room, how full the days are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice

from routing.cadence import Lapse, Past, Step, past_of, steps
from routing.day_graph import Node
from routing.domain.ids import VisitId
from routing.domain.visit import Category, Cause
from routing.encode import LeftOut, levels_of, steps_of_days
from routing.other_days import Choices, OtherDays, StandingPlan, Way, least_lapsing
from routing.plan import Reason, ReasonKind
from routing.problem import Problem
from routing.reasons import rules_in_the_way
from routing.request import CadenceTerms, PlanRequest, VisitRequest
from routing.rules import MEANINGS, Rule
from routing.status import Level
from routing.timetable import ShiftTimetable
from routing.units import MINUTE_S

__all__ = ["explain_lapses"]

# So many exchanges are tried for a lapse, those first that lose least.
_EXCHANGES = 12
_DAYS_NAMED = 3
_ONE_DAY = timedelta(days=1)


def explain_lapses(
    request: PlanRequest,
    problem: Problem,
    tables: Sequence[ShiftTimetable],
    lapses: Sequence[LeftOut],
) -> list[tuple[Reason, ...]]:
    """Return for each lapse of a recurring visit why it comes about.

    Parameters
    ----------
    request, problem
        The question in both forms.
    tables
        The answer.
    lapses
        What it leaves out of recurring visits.
    """
    sequences = [[stop.visit for stop in table.stops] for table in tables]
    contacts = [(k, entry.visit) for k, table in enumerate(tables) for entry in table.contacts]
    standing = StandingPlan(problem, sequences, contacts)
    teller = _Teller(request, problem, standing)
    return [teller.reasons(lapse) for lapse in lapses]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """A lapse as it came about.

    Parameters
    ----------
    past
        What the visit followed.
    made
        Day on which the visit was made too late, or None.
    total
        What all lapses of this cause sum up to.
    first, last
        The days on which it would have been in time.
    """

    index: int
    visit: VisitRequest
    terms: CadenceTerms
    lapse: LeftOut
    past: Past
    made: date | None
    total: int
    first: date
    last: date

    @property
    def deadline(self) -> date:
        """By when it was owed."""
        return self.lapse.deadline or self.last


class _Teller:
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
        case = self._case(lapse)
        is_filler = lapse.category is Category.FILLER
        if is_filler and not self._floors_missed:
            return (_not_needed(case),)
        choices = self._choices(case)
        least = least_lapsing(choices, lambda node: self._can_be(case.index, node))
        avoided = case.total - case.lapse.weight
        in_time = self._alone(case, case.first, case.last)
        reasons: tuple[Reason, ...] = ()
        if not is_filler and case.deadline < case.terms.starts:
            reasons = (_before(case),)
        elif least > avoided and not in_time:
            reasons = self._impossible(case)
        if reasons:
            # What cannot be in time can still be sooner.
            until = self._last_day if case.made is None else case.made - _ONE_DAY
            most, days = case.total - 1, self._alone(case, case.first, until)
        else:
            most, days = avoided if least <= avoided else case.total - 1, in_time
        if least <= most:
            return (*reasons, self._tried(case, choices, most, days, is_sooner=bool(reasons)))
        return reasons or (_just_as_late(case),)

    def _case(self, lapse: LeftOut) -> _Case:
        visit = self._request.visits[lapse.visit]
        terms = visit.cadence
        if terms is None:
            raise ValueError(f"visit {visit.id} does not recur")
        events = self._standing.events(lapse.visit)
        days = [date.fromordinal(day) for day, _, _ in events]
        walked = steps(visit, zip(days, (in_person for _, in_person, _ in events), strict=True))
        position = next(
            (
                n
                for n, one in enumerate(walked)
                if any(_is_of(lapse, other) for other in one.lapses)
            ),
            0,
        )
        past = past_of(terms) if position == 0 else walked[position - 1].past
        lapsing = sum(_of_cause(lapse, one.lapses) for one in walked)
        first = terms.starts
        owed = [o for o in visit.obligations if (o.cause, o.last) == (lapse.cause, lapse.deadline)]
        if owed:
            first = max(first, owed[0].first)
        elif past.since is not None:
            first = max(first, past.since + timedelta(days=max(1, terms.gap_days)))
        is_open = lapse.deadline is None or lapse.category is Category.DUE
        return _Case(
            index=lapse.visit,
            visit=visit,
            terms=terms,
            lapse=lapse if lapsing else replace(lapse, weight=1),
            past=past,
            made=days[position] if position < len(days) else None,
            # Of a visit that nobody misses: that it is not made.
            total=lapsing or 1,
            first=first,
            last=self._last_day if is_open or lapse.deadline is None else lapse.deadline,
        )

    def _choices(self, case: _Case) -> Choices:
        """Return the choices of days of a visit, and what of the case's cause each of them lets lapse."""
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
                    else _of_cause(case.lapse, one.lapses),
                    levels_of(one),
                )
                for tail, head, one in arcs
            ],
        )

    def _can_be(self, index: int, node: Node) -> bool:
        """Return whether a visit could be made on a day, were the day free of everything else."""
        day, in_person = node
        visit, shifts = self._problem.visits[index], self._standing.shifts_of(day)
        if in_person:
            return any(self._standing.makes_alone(index, k) for k in shifts)
        return visit.contact_s is not None and any(visit.windows[k] for k in shifts)

    def _alone(self, case: _Case, first: date, last: date) -> list[int]:
        """Return the shifts between two days that could make the visit if they made nothing else."""
        made = {day for day, in_person, _ in self._standing.events(case.index) if in_person}
        return [
            k
            for k, shift in enumerate(self._request.shifts)
            if first <= shift.day <= last
            and shift.day.toordinal() not in made
            and self._standing.makes_alone(case.index, k)
        ]

    def _impossible(self, case: _Case) -> tuple[Reason, ...]:
        """Return why no day in time could make the visit, each reason lifted and then tried."""
        owed = f"Owed by {case.deadline}"
        owed_zh = f"应于{case.deadline}前完成"
        if case.past.since is not None and self._alone(
            case,
            max(case.terms.starts, case.past.since + _ONE_DAY),
            min(case.first - _ONE_DAY, case.last),
        ):
            return (
                _reason(
                    case,
                    ReasonKind.IMPOSSIBLE,
                    (Rule.MIN_GAP,),
                    f"{owed}, but not before {case.first}, after the one on {case.past.since}.",
                    f"{owed_zh},但上次为{case.past.since},最早{case.first}才可再访。",
                ),
            )
        allowed = [
            k
            for k, shift in enumerate(self._request.shifts)
            if (case.visit.manager_ids is None or shift.manager_id in case.visit.manager_ids)
            and (not shift.is_extra or self._problem.visits[case.index].windows[k])
        ]
        in_time = [k for k in allowed if case.first <= self._request.shifts[k].day <= case.last]
        found = self._in_the_way(case, in_time or allowed)
        if not in_time and not found:
            following = [shift.day for shift in self._request.shifts if shift.day > case.last]
            then = f"the next one is {min(following)}" if following else "none follows"
            then_zh = f"下一拜访日为{min(following)}" if following else "其后无拜访日"
            return (
                _reason(
                    case,
                    ReasonKind.IMPOSSIBLE,
                    (Rule.NO_VISIT_DAY,),
                    f"{owed}, possible from {case.first} on; {then}. {MEANINGS[Rule.NO_VISIT_DAY].remedy}",
                    f"{owed_zh},自{case.first}起可访;{then_zh}。",
                ),
            )
        days, days_zh = self._named(in_time or allowed)
        return tuple(
            _reason(
                case,
                ReasonKind.IMPOSSIBLE,
                rules,
                f"{owed}; visit days{' in time' if in_time else ''}: {days}."
                + (" But for that it would fit." if rules != (Rule.NO_REASON_FOUND,) else ""),
                f"{owed_zh};{'期限内' if in_time else ''}拜访日:{days_zh}。"
                + ("若无此限制即可安排。" if rules != (Rule.NO_REASON_FOUND,) else ""),
                verified=rules != (Rule.NO_REASON_FOUND,),
            )
            for rules in found
        )

    def _in_the_way(self, case: _Case, shifts: Sequence[int]) -> tuple[tuple[Rule, ...], ...]:
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

    def _tried(
        self, case: _Case, choices: Choices, most: int, shifts: Sequence[int], *, is_sooner: bool
    ) -> Reason:
        """Return what stands against the visit on days on which it could be made."""
        standing = self._standing
        search = OtherDays(standing, case.index, choices)
        way = search.best(case.total - 1)
        if way is None or not _is_better(way):
            way = search.best(most)
        if way is None:
            self._offer_exchanges(case, search, shifts)
            way = search.best(most)
        days, days_zh = self._named(shifts)
        sooner, sooner_zh = (" sooner", "更早") if is_sooner else (" in time", "期限内")
        if way is None:
            room, room_zh = self._room(case, shifts)
            return _reason(
                case,
                ReasonKind.DISPLACED,
                (Rule.PERIOD_FULL,),
                f"Visit days{sooner}: {days}. {room} No single stop gives it room. {MEANINGS[Rule.PERIOD_FULL].remedy}",
                f"{sooner_zh}拜访日:{days_zh}。{room_zh}放弃任一拜访也无法腾出时间。",
            )
        fate, fate_zh = self._fate(case, way)
        minutes = round(way.cost[Level.COST] / MINUTE_S)
        if _is_better(way):
            kind, rule = ReasonKind.NOT_FOUND, Rule.SEARCH_LIMIT
        else:
            kind = ReasonKind.DISPLACED
            rule = Rule.DISPLACED if way.gives_way else Rule.COST_TOO_HIGH
        room, room_zh = self._room(case, shifts) if rule is Rule.DISPLACED else ("", "")
        return _reason(
            case,
            kind,
            (rule,),
            f"{room} {fate} Travel and wishes {minutes:+d} min.".strip(),
            f"{room_zh}{fate_zh}路途与偏好{minutes:+d}分钟。",
            cost=way.cost,
            displaces=tuple(self._request.visits[v].id for v in way.gives_way),
        )

    def _offer_exchanges(self, case: _Case, search: OtherDays, shifts: Sequence[int]) -> None:
        """Offer the exchanges that lose least."""
        stops = [
            (self._standing.loss(v, k), v, k)
            for k in shifts
            for v in self._standing.sequences[k]
            if v != case.index
        ]
        made = (None for _, v, k in sorted(stops) if search.offer_exchange(v, k))
        for _ in islice(made, _EXCHANGES):
            pass

    def _room(self, case: _Case, shifts: Sequence[int]) -> tuple[str, str]:
        """Return how full days are: which have their most visits, by how little the nearest other one overruns."""
        full = sum(
            len(self._standing.sequences[k]) >= self._problem.shifts[k].max_visits for k in shifts
        )
        misses = [
            (missing_s, self._request.shifts[k].day)
            for k in shifts
            if (missing_s := self._standing.missing_s(case.index, k)) is not None
        ]
        told, told_zh = f"{len(shifts)} days tried", f"已试{len(shifts)}天"
        if full:
            told += f", {full} of them with their most visits"
            told_zh += f",其中{full}天已达上限"
        if misses:
            missing_s, day = min(misses)
            told += f"; the nearest, {day}, would overrun by {-(-missing_s // MINUTE_S)} min"
            told_zh += f";最接近的{day}将超时{-(-missing_s // MINUTE_S)}分钟"
        return f"{told}.", f"{told_zh}。"

    def _fate(self, case: _Case, way: Way) -> tuple[str, str]:
        """Return where the visit would be made, and what becomes of those that give way."""
        before = set(self._standing.events(case.index))
        on = ", ".join(
            str(date.fromordinal(one[0])) for one in way.events[case.index] if one not in before
        )
        if not way.gives_way:
            return f"It would fit on {on}.", f"可安排在{on}。"
        told, told_zh = [], []
        for v in way.gives_way:
            visit = self._request.visits[v]
            old = {one[0] for one in self._standing.events(v)}
            new = {one[0] for one in way.events[v]}
            from_day = ", ".join(str(date.fromordinal(day)) for day in sorted(old - new))
            to_day = ", ".join(str(date.fromordinal(day)) for day in sorted(new - old))
            lost = self._lost(v, way)
            fates = [f"moved to {to_day}"] if to_day else []
            fates_zh = [f"改到{to_day}"] if to_day else []
            fates += [f"{one.cause}, owed by {one.deadline}" for one in lost]
            fates_zh += [f"{one.cause},应于{one.deadline}前" for one in lost]
            told.append(f"{visit.id} on {from_day} ({'; '.join(fates) or 'given up'})")
            told_zh.append(f"{visit.id}({from_day},{';'.join(fates_zh) or '放弃'})")
        return (
            f"On {on} it would take the place of {', '.join(told)}.",
            f"若安排在{on},需让出{'、'.join(told_zh)}。",
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


_Arc = tuple[int, int, Step]


def _is_of(lapse: LeftOut, other: Lapse) -> bool:
    return (other.category, other.cause, other.deadline, other.weight) == (
        lapse.category,
        lapse.cause,
        lapse.deadline,
        lapse.weight,
    )


def _of_cause(lapse: LeftOut, others: Iterable[Lapse]) -> int:
    """Return what the lapses of the same cause sum up to."""
    return sum(
        one.weight for one in others if (one.category, one.cause) == (lapse.category, lapse.cause)
    )


def _is_better(way: Way) -> bool:
    return way.cost < (0,) * len(way.cost)


def _reason(
    case: _Case,
    kind: ReasonKind,
    rules: tuple[Rule, ...],
    told: str,
    told_zh: str,
    *,
    verified: bool = True,
    cost: tuple[int, ...] = (),
    displaces: tuple[VisitId, ...] = (),
) -> Reason:
    english = " and ".join(MEANINGS[rule].english for rule in rules)
    chinese = "且".join(MEANINGS[rule].chinese for rule in rules)
    return Reason(
        kind=kind,
        rule=rules[0],
        text=f"Visit {case.visit.id}: {english}. {told}",
        text_zh=f"拜访{case.visit.id}:{chinese}。{told_zh}",
        verified=verified,
        cost=cost,
        displaces=displaces,
    )


def _not_needed(case: _Case) -> Reason:
    since, terms = case.past.since, case.terms
    due = None if since is None else since + timedelta(days=terms.due_days)
    return _reason(
        case,
        ReasonKind.NOT_NEEDED,
        (Rule.NOT_NEEDED,),
        f"Due from {due}." if due else "",
        f"{due}起到期。" if due else "",
    )


def _before(case: _Case) -> Reason:
    """Return that something was late before the plan begins."""
    starts = case.terms.starts
    made, made_zh = (
        ("not visited in it", "本计划未安排")
        if case.made is None
        else (f"visited on {case.made}", f"已排在{case.made}")
    )
    owed, owed_zh = (
        ("Owed at once, no visit being known", "无拜访记录,应立即拜访")
        if case.past.since is None and case.lapse.cause is Cause.LATE
        else (
            f"Owed by {case.deadline}, before the plan begins on {starts}",
            f"应于{case.deadline}前完成,早于计划首日{starts}",
        )
    )
    return _reason(
        case,
        ReasonKind.IMPOSSIBLE,
        (Rule.NO_VISIT_DAY,),
        f"{owed}; {made}.",
        f"{owed_zh};{made_zh}。",
    )


def _just_as_late(case: _Case) -> Reason:
    """Return that the days in time help nothing: something else of the kind would lapse in their place."""
    return _reason(
        case,
        ReasonKind.IMPOSSIBLE,
        (Rule.NO_VISIT_DAY,),
        f"Owed by {case.deadline}; were it met, a later one would lapse as much.",
        f"应于{case.deadline}前完成;若按时拜访,其后一次将同样逾期。",
    )
