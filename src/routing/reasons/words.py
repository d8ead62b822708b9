"""Why a visit is left out, in words: rules with the numbers that show them, and prices."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from routing.domain.ids import VisitId
from routing.problem import Problem
from routing.reasons.lifting import Obstacle
from routing.request import PlanRequest, ShiftRequest, VisitRequest
from routing.rules import MEANINGS, Rule
from routing.status import Level
from routing.units import MINUTE_S, clock_text

__all__ = ["beside_travel", "facts", "listed", "names", "price", "remedies"]

_MOST_NAMED = 6
_MOST_WINDOWS = 3
_WEIGHED = {
    Level.PROMISE: ("promises", "承诺"),
    Level.ANOMALY: ("anomalous customers", "异常客户"),
    Level.NEW_CUSTOMER: ("new customers", "新入网客户"),
    Level.LATE: ("late and uncovered", "超期与覆盖"),
    Level.DUE: ("due visits", "到期拜访"),
}
_IN_TIME = (
    "it may start {windows}, the working day is {hours}",
    "可开始时间{windows},工作时间{hours}",
)
_OF_WINDOWS = (Rule.TIME_WINDOW, Rule.APPOINTMENT, Rule.PINNED)
_FACTS = {
    **dict.fromkeys(_OF_WINDOWS, _IN_TIME),
    Rule.MANAGER_NOT_ALLOWED: (
        "{allowed} may, {manager} could",
        "限{allowed_zh},{manager}有时间",
    ),
    Rule.MIN_GAP: ("not before {release}", "{release}起可访"),
    Rule.UNREACHABLE: ("{from} to {to} and back", "{from}至{to}往返"),
    **dict.fromkeys(
        (Rule.TRAVEL, Rule.SHIFT_HOURS),
        (
            "{tour} min with the way there and back, the working day is {hours}",
            "含往返路途{tour}分钟,工作时间{hours}",
        ),
    ),
    Rule.VISIT_LENGTH: (
        "{least} min at least, the working day is {hours}",
        "至少{least}分钟,工作时间{hours}",
    ),
    Rule.MAX_VISITS: ("{most} allowed", "上限{most}户"),
    Rule.LUNCH: ("{lunch} min, begun {begun}", "{lunch}分钟,{begun}开始"),
    Rule.RESERVED_TIME: ("{reserve} min kept free before {end}", "{end}前预留{reserve}分钟"),
    Rule.IN_PERSON: ("there is time for a call", "有时间电话联系"),
}
_TOO_NARROW = (
    "{tour} min with the way there and back, it may start {windows}, the working day is {hours}",
    "含往返路途{tour}分钟,可开始时间{windows},工作时间{hours}",
)


def price(cost: Sequence[int]) -> tuple[str, str]:
    """Return what a change costs, level by level, with weights where visits are lost or won."""
    cost_s = cost[Level.COST]
    paid, paid_zh = f"{round(cost_s / MINUTE_S):+d} min", f"{round(cost_s / MINUTE_S):+d}分钟"
    if 0 < abs(cost_s) < MINUTE_S:
        # Rounded to no minute at all it would not show which plan is the better one.
        paid, paid_zh = f"{cost_s:+d} s", f"{cost_s:+d}秒"
    parts = [*beside_travel(cost), (f"travel and wishes {paid}", f"路途与偏好{paid_zh}")]
    text = ", ".join(part for part, _ in parts)
    return f"{text[0].upper()}{text[1:]}.", f"{','.join(part for _, part in parts)}。"


def beside_travel(cost: Sequence[int]) -> list[tuple[str, str]]:
    """Return what a change costs on the levels above travel and wishes: a part for each that it touches."""
    parts = []
    for level, amount in zip(Level, cost, strict=True):
        if amount and level is Level.FLOOR:
            visits = f"{abs(amount)} visit{'s' if abs(amount) > 1 else ''}"
            turn, turn_zh = ("more", "增加") if amount > 0 else ("fewer", "减少")
            parts.append(
                (f"{visits} {turn} missing from floors", f"最低户数缺口{turn_zh}{abs(amount)}户")
            )
        elif amount and level is Level.OPENED:
            parts.append((f"extra days driven {amount:+d}", f"加开天数{amount:+d}"))
        elif amount and level in _WEIGHED:
            name, name_zh = _WEIGHED[level]
            parts.append((f"weight of {name} lost {amount:+d}", f"{name_zh}损失权重{amount:+d}"))
    return parts


def listed(visit_ids: Sequence[VisitId]) -> tuple[str, str]:
    """Return the names of visits, not too many, in English and in Chinese."""
    shown = visit_ids[:_MOST_NAMED]
    more = len(visit_ids) - len(shown)
    return (
        ", ".join(shown) + (f" and {more} more" if more else ""),
        "、".join(shown) + (f"等{len(visit_ids)}户" if more else ""),
    )


def names(rules: Iterable[Rule]) -> tuple[str, str]:
    """Return the names of rules that stand in the way together."""
    meanings = [MEANINGS[rule] for rule in rules]
    return (
        " and ".join(one.english for one in meanings),
        "且".join(one.chinese for one in meanings),
    )


def remedies(rules: Iterable[Rule]) -> tuple[str, str]:
    """Return what to do about rules that stand in the way together."""
    meanings = [MEANINGS[rule] for rule in rules]
    return " ".join(one.remedy for one in meanings), "".join(one.remedy_zh for one in meanings)


def facts(
    request: PlanRequest,
    problem: Problem,
    index: int,
    obstacle: Obstacle,
    *,
    with_day: bool = True,
) -> tuple[str, str]:
    """Return the numbers that show what an obstacle is, of the shift that could make the visit without it.

    A rule without numbers is shown by the shift's day, unless that is told already.
    """
    if obstacle.shift is None:
        return "", ""
    told = [_fact(request, problem, index, obstacle.shift, rule) for rule in obstacle.rules]
    day = str(request.shifts[obstacle.shift].day) if with_day else ""
    told = list(dict.fromkeys(one if one[0] else (day, day) for one in told))
    return (
        "; ".join(fact for fact, _ in told if fact),
        ";".join(fact_zh for _, fact_zh in told if fact_zh),
    )


def _fact(
    request: PlanRequest, problem: Problem, index: int, k: int, rule: Rule
) -> tuple[str, str]:
    """Return the numbers of one rule on one shift, in both languages; nothing where it has none."""
    visit, shift = request.visits[index], request.shifts[k]
    asked, asked_of = problem.visits[index], problem.shifts[k]
    there_s = int(problem.travel_s[asked_of.start_place, asked.place])
    home_s = int(problem.travel_s[asked.place, asked_of.end_place])
    lunch = shift.lunch
    allowed = sorted(_allowed(visit, shift))
    numbers = {
        "hours": _span(shift.start_s, shift.end_s),
        "end": clock_text(shift.end_s),
        "windows": _windows(visit, shift),
        "allowed": ", ".join(allowed) or "nobody",
        "allowed_zh": "、".join(allowed) or "无人",
        "manager": shift.manager_id,
        "from": shift.start_place_id,
        "to": visit.place_id,
        "tour": _minutes(there_s + home_s + asked.min_s),
        "least": _minutes(asked.min_s),
        "most": shift.max_visits,
        "lunch": _minutes(lunch.length_s) if lunch else 0,
        "begun": _span(lunch.earliest_s, lunch.latest_s) if lunch else "",
        "reserve": _minutes(shift.reserve_s),
        "release": visit.release,
    }
    if rule in _OF_WINDOWS and not numbers["windows"]:
        return "", ""
    if rule is Rule.MIN_GAP and visit.release is None:
        return "", ""
    fact, fact_zh = _FACTS.get(rule, ("", ""))
    is_long_enough = there_s + home_s + asked.min_s <= shift.end_s - shift.start_s
    if rule is Rule.SHIFT_HOURS and is_long_enough and _is_narrow(visit, shift):
        # Long enough for the visit, but not at the times at which the customer is open.
        fact, fact_zh = _TOO_NARROW
    return fact.format_map(numbers), fact_zh.format_map(numbers)


def _span(from_s: int, to_s: int) -> str:
    return f"{clock_text(from_s)}-{clock_text(to_s)}"


def _minutes(length_s: int) -> int:
    return -(-length_s // MINUTE_S)


def _windows(visit: VisitRequest, shift: ShiftRequest) -> str:
    of_day = [one for one in visit.openings if one.day == shift.day]
    return ", ".join(_span(one.start_s, one.end_s) for one in of_day[:_MOST_WINDOWS])


def _is_narrow(visit: VisitRequest, shift: ShiftRequest) -> bool:
    """Return whether a visit may not start at some time of a shift on which it may start at others."""
    of_day = [one for one in visit.openings if one.day == shift.day]
    return bool(of_day) and not any(
        one.start_s <= shift.start_s and shift.end_s <= one.end_s for one in of_day
    )


def _allowed(visit: VisitRequest, shift: ShiftRequest) -> frozenset[str]:
    """Return who may make a visit on the day of a shift."""
    of_day = [one.manager_ids for one in visit.openings if one.day == shift.day]
    narrowed = [frozenset[str](one) for one in of_day if one is not None]
    return frozenset[str]().union(*narrowed) if narrowed else frozenset(visit.manager_ids or ())
