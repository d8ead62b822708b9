"""A clash in words: whose promises clash, by how much at the nearest miss, and by which conditions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from routing.conflict.conditions import Condition, conditions_of
from routing.conflict.findings import Conflict, ConflictPart
from routing.conflict.nearest import Delay, Nearest, nearest_miss, worst_delay
from routing.conflict.promises import Promise
from routing.conflict.smallest import Clash
from routing.conflict.trial import restricted
from routing.domain.ids import CustomerId
from routing.problem import Problem, Window
from routing.request import PlanRequest, ShiftRequest
from routing.rules import MEANINGS, Rule
from routing.units import MINUTE_S, clock_text

__all__ = ["told"]

_REMEDY_ZH = "请与其中一户另约时间,或改由他人拜访。"
_WINDOWS = {
    Rule.APPOINTMENT: ("appointment", "预约"),
    Rule.PINNED: ("pinned", "固定安排"),
    Rule.TIME_WINDOW: ("opening times", "可拜访时段"),
}
_IN_PLAIN_SIGHT = (*_WINDOWS, Rule.VISIT_LENGTH, Rule.TRAVEL)
_FEW = 2

_Text = tuple[str, str]


def told(
    request: PlanRequest, problem: Problem, promises: Sequence[Promise], clash: Clash
) -> Conflict:
    """Return a clash of some of these promises in words, with the conditions by which they clash."""
    chosen = [promises[number] for number in clash.members]
    shifts = sorted({k for promise in chosen for k in promise.shifts})
    alone, _ = restricted(problem, chosen, shifts)
    teller = _Teller(request, chosen, shifts, alone, nearest_miss(alone))
    conditions = conditions_of(request, problem, chosen)
    days = sorted({request.shifts[k].day for k in shifts})
    text, text_zh = teller.text(conditions, is_smallest=clash.is_smallest)
    return Conflict(
        day=days[0] if len(days) == 1 else None,
        shift_ids=tuple(request.shifts[k].id for k in shifts),
        visit_ids=tuple(request.visits[promise.visit].id for promise in chosen),
        parts=tuple(map(teller.part, conditions)),
        is_smallest=clash.is_smallest,
        missing_s=teller.nearest.missing_s if teller.nearest else None,
        text=text,
        text_zh=text_zh,
    )


@dataclass(frozen=True, slots=True)
class _Teller:
    """Tells of promises that clash; `alone` is the problem of them and these shifts."""

    request: PlanRequest
    promises: Sequence[Promise]
    shifts: Sequence[int]
    alone: Problem
    nearest: Nearest | None

    def text(self, conditions: Sequence[Condition], *, is_smallest: bool) -> _Text:
        """Return the whole of it."""
        labels = [self._label(number) for number in range(len(self.promises))]
        head = f"{_and([label for label, _ in labels])} clash"
        head_zh = f"{'、'.join(label for _, label in labels)}相互冲突"
        days = {self.request.shifts[k].day for k in self.shifts}
        if len(days) == 1:
            (day,) = days
            head, head_zh = f"{day}: {head}", f"{day}:{head_zh}"
        near, near_zh = self._near()
        parts = [self.part(one) for one in conditions if one.rule not in _IN_PLAIN_SIGHT]
        also = f" In the way: {'; '.join(part.text for part in parts)}." if parts else ""
        also_zh = f"相关限制:{';'.join(part.text_zh for part in parts)}。" if parts else ""
        size, size_zh = "", ""
        if not is_smallest:
            size, size_zh = " Fewer of them may clash already.", "其中部分承诺可能已相互冲突。"
        elif len(self.promises) > _FEW:
            size, size_zh = (
                " Without any one of them the others can be kept.",
                "放弃其中任意一项,其余均可履行。",
            )
        return (
            f"{head}{near}.{also}{size} {MEANINGS[Rule.PROMISES_CLASH].remedy}",
            f"{head_zh}{near_zh}。{also_zh}{size_zh}{_REMEDY_ZH}",
        )

    def part(self, condition: Condition) -> ConflictPart:
        """Return a condition in words."""
        if condition.shift is not None:
            shift = self.request.shifts[condition.shift]
            text, text_zh = self._of_shift(condition, shift)
            return ConflictPart(rule=condition.rule, subject=shift.id, text=text, text_zh=text_zh)
        if condition.visit is not None:
            text, text_zh = self._of_visit(condition, condition.visit)
            subject = self.request.visits[condition.visit].id
            return ConflictPart(rule=condition.rule, subject=subject, text=text, text_zh=text_zh)
        legs = [*self._legs()]
        return ConflictPart(
            rule=condition.rule,
            subject="",
            text=f"travel: {', '.join(leg for leg, _ in legs)}" if legs else "travel",
            text_zh=f"路途:{'、'.join(leg for _, leg in legs)}" if legs else "路途",
        )

    def _of_shift(self, condition: Condition, shift: ShiftRequest) -> _Text:
        day = f" ({shift.day})" if self._has_several_days() else ""
        who = f"{shift.manager_id}{day}"
        if condition.rule is Rule.MAX_VISITS:
            return (
                f"{who} makes at most {shift.max_visits} visits",
                f"{who}最多拜访{shift.max_visits}户",
            )
        if condition.rule is Rule.RESERVED_TIME:
            minutes = _minutes(shift.reserve_s)
            return f"{who} keeps the last {minutes} min free", f"{who}预留末尾{minutes}分钟"
        if condition.rule is Rule.LUNCH and shift.lunch is not None:
            lunch = shift.lunch
            minutes = _minutes(lunch.length_s)
            begins = _span((lunch.earliest_s, lunch.latest_s))
            return (
                f"{who} has lunch for {minutes} min, beginning {begins}",
                f"{who}午休{minutes}分钟({begins}开始)",
            )
        if condition.is_start:
            return (
                f"{who} starts at {clock_text(shift.start_s)}",
                f"{who}{clock_text(shift.start_s)}上班",
            )
        return f"{who} works until {clock_text(shift.end_s)}", f"{who}{clock_text(shift.end_s)}下班"

    def _of_visit(self, condition: Condition, index: int) -> _Text:
        number = next(n for n, one in enumerate(self.promises) if one.visit == index)
        promise, name = self.promises[number], self._name(number)
        if condition.rule is Rule.VISIT_LENGTH:
            minutes = _minutes(self.alone.visits[number].min_s)
            return f"the visit to {name} takes {minutes} min", f"拜访{name}需{minutes}分钟"
        if condition.rule is Rule.MANAGER_NOT_ALLOWED:
            managers = sorted({self.request.shifts[k].manager_id for k in promise.shifts})
            return (
                f"{name} is visited by {_and(managers)} only",
                f"{name}仅由{'、'.join(managers)}拜访",
            )
        kind, kind_zh = _WINDOWS[condition.rule]
        begins = self._begins(number)
        return f"{name} is to begin {begins} ({kind})", f"{name}须{begins}开始({kind_zh})"

    def _label(self, number: int) -> _Text:
        """Return whose promise it is, and when it may be kept."""
        promise, name = self.promises[number], self._name(number)
        days = sorted({self.request.shifts[k].day for k in promise.shifts})
        if len(days) > 1:
            return f"{name} between {days[0]} and {days[-1]}", f"{name}({days[0]}至{days[-1]})"
        when = when_zh = self._begins(number)
        if self._is_open_all_day(number):
            when, when_zh = "any time", "任意时间"
        if self._has_several_days():
            when, when_zh = f"{days[0]} {when}", f"{days[0]} {when_zh}"
        return f"{when} with {name}", f"{name}({when_zh})"

    def _near(self) -> _Text:
        """Return how it fails where it fails by least."""
        if self.nearest is None:
            return "", ""
        order, order_zh = "", ""
        driven = [
            (self.request.shifts[k].manager_id, [self._name(v) for v in sequence])
            for k, sequence in zip(self.shifts, self.nearest.routes, strict=True)
            if sequence
        ]
        if len(self.promises) > _FEW or len(driven) > 1:
            ways = [f"{who} {' - '.join(names)}" for who, names in driven]
            order = f", nearest by {'; '.join(ways)}"
            order_zh = f",最接近的安排为{';'.join(ways)}"
        delay = worst_delay(self.alone, self.nearest)
        if delay is None:
            late = _minutes_up(self.nearest.missing_s)
            text, text_zh = f"lunch would begin {late} min too late", f"午休将迟{late}分钟"
        else:
            text, text_zh = self._of_delay(delay)
        return f"{order}: {text}", f"{order_zh}:{text_zh}"

    def _of_delay(self, delay: Delay) -> _Text:
        who = self.request.shifts[self.shifts[delay.shift]].manager_id
        late = _minutes_up(delay.late_s)
        lunch, lunch_zh = "", ""
        if delay.lunch_s:
            minutes = _minutes(delay.lunch_s)
            lunch, lunch_zh = f", {minutes} min of lunch", f"、午休{minutes}分钟"
        travel = _minutes(delay.leg_s)
        since = clock_text(delay.since_s)
        at = clock_text(delay.at_s)
        if delay.after is None:
            before, before_zh = f"start at {since}", f"{since}出发"
        else:
            length = _minutes(self.alone.visits[delay.after].min_s)
            name = self._name(delay.after)
            before = f"{since} at {name}, visit {length} min"
            before_zh = f"{since}在{name}、拜访{length}分钟"
        if delay.visit is None:
            end = clock_text(delay.at_s - delay.late_s)
            return (
                (
                    f"{before}, {travel} min of travel{lunch}; "
                    f"earliest possible return of {who} is {at}, {late} min after {end}"
                ),
                f"{before_zh}、路途{travel}分钟{lunch_zh},{who}最早{at}返回,超过{end}达{late}分钟",
            )
        name = self._name(delay.visit)
        return (
            (
                f"{before}, {travel} min of travel{lunch}; "
                f"earliest possible start at {name} is {at}, {late} min too late"
            ),
            f"{before_zh}、路途{travel}分钟{lunch_zh},{name}最早{at}开始,迟{late}分钟",
        )

    def _legs(self) -> list[_Text]:
        """Return the legs of the nearest miss."""
        legs: list[_Text] = []
        for number, sequence in enumerate(self.nearest.routes if self.nearest else ()):
            if not sequence:
                continue
            shift = self.alone.shifts[number]
            stops = [(self._name(v), self._name(v), self.alone.visits[v].place) for v in sequence]
            for a, b in pairwise(
                [
                    ("the start", "起点", shift.start_place),
                    *stops,
                    ("the end", "终点", shift.end_place),
                ]
            ):
                minutes = _minutes(int(self.alone.travel_s[a[2], b[2]]))
                legs.append(
                    (f"{minutes} min from {a[0]} to {b[0]}", f"{a[1]}至{b[1]}{minutes}分钟")
                )
        return legs

    def _name(self, number: int) -> CustomerId:
        return self.request.visits[self.promises[number].visit].customer_id

    def _begins(self, number: int) -> str:
        """Return the windows on the first shift."""
        windows = next(some for some in self.alone.visits[number].windows if some)
        return "/".join(map(_span, windows))

    def _is_open_all_day(self, number: int) -> bool:
        k, windows = next(
            (k, some) for k, some in enumerate(self.alone.visits[number].windows) if some
        )
        shift = self.alone.shifts[k]
        return windows[0][0] <= shift.start_s and shift.end_s <= windows[0][1]

    def _has_several_days(self) -> bool:
        return len({self.request.shifts[k].day for k in self.shifts}) > 1


def _span(window: Window) -> str:
    return f"{clock_text(window[0])}-{clock_text(window[1])}"


def _minutes(seconds: int) -> int:
    return round(seconds / MINUTE_S)


def _minutes_up(seconds: int) -> int:
    return -(-seconds // MINUTE_S)


def _and(names: Sequence[str]) -> str:
    return " and ".join([*([", ".join(names[:-1])] if len(names) > 1 else []), names[-1]])
