"""Reasons in words: what was tried, with its dates and numbers, in English and Chinese."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from routing.cadence import step
from routing.domain.ids import VisitId
from routing.domain.visit import Category, Cause
from routing.lapse_reasons.case import Case
from routing.plan import Reason, ReasonKind
from routing.reasons import Instead, names, price
from routing.rules import MEANINGS, Rule
from routing.what_if.standing_plan import Event

__all__ = [
    "CAUSE_ZH",
    "after_plan",
    "dates",
    "late_before",
    "named",
    "not_needed",
    "owed",
    "price",
    "reason_of",
]

_DAYS_NAMED = 3

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
_ONE_DAY = timedelta(days=1)


def dates(events: Iterable[Event]) -> tuple[str, str]:
    """Return the days of visits, for people."""
    days = [str(date.fromordinal(day)) for day in sorted({day for day, _, _ in events})]
    return " and ".join(days), "、".join(days)


def named(days: Iterable[date]) -> tuple[str, str]:
    """Return days, in short."""
    found = sorted(set(days))
    if len(found) <= _DAYS_NAMED:
        return ", ".join(map(str, found)), "、".join(map(str, found))
    return (
        f"{len(found)} from {found[0]} to {found[-1]}",
        f"{found[0]}至{found[-1]}共{len(found)}天",
    )


def owed(case: Case) -> tuple[str, str]:
    """Return by when something was owed, and what."""
    if case.lapse.category is Category.FILLER:
        return "Not owed in this plan", "本计划期内无需拜访"
    cause = case.lapse.cause
    return (
        f"Owed by {case.deadline} ({cause})",
        f"应于{case.deadline}前完成({CAUSE_ZH[cause]})",
    )


def reason_of(
    case: Case,
    kind: ReasonKind,
    rules: tuple[Rule, ...],
    told: tuple[str, str],
    *,
    cost: tuple[int, ...] = (),
    displaces: tuple[VisitId, ...] = (),
    instead: Instead = ((), ()),
    head: tuple[str, str] | None = None,
) -> Reason:
    """Return a reason that names its rules, after `head`, and then tells of dates and numbers."""
    english, chinese = names(rules)
    if Rule.CLOSED_DAY in rules:
        meaning = MEANINGS[Rule.CLOSED_DAY]
        english = english.replace(meaning.english, "closed on these days")
        chinese = chinese.replace(meaning.chinese, "各拜访日均歇业")
    if head is not None:
        english, chinese = f"{head[0]}{english}", f"{head[1]}{chinese}"
    return Reason(
        kind=kind,
        rule=rules[0],
        also=rules[1:],
        text=f"Visit {case.visit.id}: {english}. {told[0]}",
        text_zh=f"拜访{case.visit.id}:{chinese}。{told[1]}",
        verified=Rule.NO_REASON_FOUND not in rules,
        cost=cost,
        displaces=displaces,
        instead=instead[0],
        instead_contacts=instead[1],
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
        (f"Due from {due}.", f"{due}起到期。"),
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
    at_once = case.since is None and case.lapse.cause is Cause.LATE
    due, due_zh = (
        ("Owed at once, no visit being known", "无拜访记录,应立即拜访")
        if at_once
        else (
            f"{owed(case)[0]}, before the plan begins on {starts}",
            f"{owed(case)[1]},早于计划首日{starts}",
        )
    )
    return reason_of(
        case,
        ReasonKind.IMPOSSIBLE,
        (Rule.NO_VISIT_DAY,),
        (f"{due}; {made}.", f"{due_zh};{made_zh}。"),
    )


def after_plan(case: Case, last_day: date) -> Reason:
    """Return that something can only be made after the last day of the plan."""
    (due, due_zh), meaning = owed(case), MEANINGS[Rule.NO_VISIT_DAY]
    return reason_of(
        case,
        ReasonKind.IMPOSSIBLE,
        (Rule.NO_VISIT_DAY,),
        (
            f"{due}; possible from {case.begins} on, the last day of this plan is {last_day}. {meaning.remedy}",
            f"{due_zh};{case.begins}起可访,本计划末日为{last_day}。{meaning.remedy_zh}",
        ),
    )
