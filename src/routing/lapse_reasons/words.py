"""Reasons in words: what was tried, with its dates and numbers, in English and Chinese."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from routing.cadence import step
from routing.domain.ids import VisitId
from routing.domain.visit import Category, Cause
from routing.lapse_reasons.case import Case
from routing.plan import Reason, ReasonKind
from routing.rules import MEANINGS, Rule
from routing.status import Level
from routing.units import MINUTE_S
from routing.what_if.standing_plan import Event

__all__ = ["CAUSE_ZH", "dates", "just_as_late", "late_before", "not_needed", "price", "reason_of"]

CAUSE_ZH = {
    Cause.APPOINTMENT: "预约",
    Cause.PINNED: "固定安排",
    Cause.ANOMALY: "异常客户",
    Cause.NEW_CUSTOMER: "新入网客户",
    Cause.LATE: "超过周期",
    Cause.COVERAGE: "两月覆盖",
    Cause.CADENCE: "到期未访",
    Cause.FILLER: "补充拜访",
}
_COUNTED = {
    Level.OPENED: ("extra days driven", "加开天数"),
    Level.FLOOR: ("visits missing from floors", "未达最低户数"),
}
_ONE_DAY = timedelta(days=1)


def price(cost: Sequence[int]) -> tuple[str, str]:
    """Return what a change costs, in what people count."""
    parts = [(name, name_zh, cost[level]) for level, (name, name_zh) in _COUNTED.items()]
    told = [f"{name} {amount:+d}, " for name, _, amount in parts if amount]
    told_zh = [f"{name}{amount:+d}," for _, name, amount in parts if amount]
    minutes = round(cost[Level.COST] / MINUTE_S)
    text = f"{''.join(told)}travel and wishes {minutes:+d} min."
    return f"{text[0].upper()}{text[1:]}", f"{''.join(told_zh)}路途与偏好{minutes:+d}分钟。"


def dates(events: Iterable[Event]) -> tuple[str, str]:
    """Return the days of visits, for people."""
    days = [str(date.fromordinal(day)) for day in sorted({day for day, _, _ in events})]
    return " and ".join(days), "、".join(days)


def reason_of(
    case: Case,
    kind: ReasonKind,
    rules: tuple[Rule, ...],
    told: str,
    told_zh: str,
    *,
    cost: tuple[int, ...] = (),
    displaces: tuple[VisitId, ...] = (),
    head: tuple[str, str] | None = None,
) -> Reason:
    """Return a reason that names its rules, after `head`, and then tells of dates and numbers."""
    names = [(MEANINGS[rule].english, MEANINGS[rule].chinese) for rule in rules]
    if Rule.CLOSED_DAY in rules:
        names[rules.index(Rule.CLOSED_DAY)] = ("closed on these days", "各拜访日均歇业")
    english = " and ".join(name for name, _ in names)
    chinese = "且".join(name for _, name in names)
    if head is not None:
        english, chinese = f"{head[0]}{english}", f"{head[1]}{chinese}"
    return Reason(
        kind=kind,
        rule=rules[0],
        text=f"Visit {case.visit.id}: {english}. {told}",
        text_zh=f"拜访{case.visit.id}:{chinese}。{told_zh}",
        verified=Rule.NO_REASON_FOUND not in rules,
        cost=cost,
        displaces=displaces,
    )


def not_needed(case: Case) -> Reason:
    """Return that a visit rests, and from when on it is due."""
    due = case.terms.until + _ONE_DAY
    end = due + timedelta(days=case.terms.interval_days)
    while due < end and _is_filler(case, due):
        due += _ONE_DAY
    return reason_of(
        case,
        ReasonKind.NOT_NEEDED,
        (Rule.NOT_NEEDED,),
        f"Due from {due}.",
        f"{due}起到期。",
    )


def _is_filler(case: Case, day: date) -> bool:
    one = step(case.visit, case.past, day)
    return one is None or one.category is Category.FILLER


def late_before(case: Case) -> Reason:
    """Return that something was late before the plan begins."""
    starts = case.terms.starts
    made, made_zh = (
        ("not visited in it", "本计划未安排")
        if case.made is None
        else (f"visited on {case.made}", f"已排在{case.made}")
    )
    owed, owed_zh = (
        ("owed at once, no visit being known", "无拜访记录,应立即拜访")
        if case.since is None and case.lapse.cause is Cause.LATE
        else (
            f"owed by {case.deadline}, before the plan begins on {starts}",
            f"应于{case.deadline}前完成,早于计划首日{starts}",
        )
    )
    return Reason(
        kind=ReasonKind.IMPOSSIBLE,
        rule=Rule.NO_VISIT_DAY,
        text=f"Visit {case.visit.id}: {owed}; {made}.",
        text_zh=f"拜访{case.visit.id}:{owed_zh};{made_zh}。",
        verified=True,
    )


def just_as_late(case: Case) -> Reason:
    """Return that the days in time help nothing: something else of the kind would lapse in their place."""
    return reason_of(
        case,
        ReasonKind.IMPOSSIBLE,
        (Rule.NO_VISIT_DAY,),
        f"Owed by {case.deadline}; were it met, a later one would lapse as much.",
        f"应于{case.deadline}前完成;若按时拜访,其后一次将同样逾期。",
    )
