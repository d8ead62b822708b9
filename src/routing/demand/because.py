"""Why a visit is owed, in two languages: the rule and its dates, one function a rule.

A sentence about a deadline is left open, so that whoever knows how late it is can close it with `closed`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from routing.domain.events import ANOMALY_NAMES_ZH, AnomalyKind
from routing.domain.visit import Because

__all__ = [
    "agreed",
    "anomalous",
    "closed",
    "first_order",
    "kept",
    "last_visit",
    "new_since",
    "next_owed",
    "overdue",
    "pinned",
    "together",
    "unknown",
]


def agreed(at: datetime) -> Because:
    """Return why an appointment is kept (R16)."""
    return Because(
        standard="R16",
        text=f"Appointment agreed for {at:%Y-%m-%d %H:%M}.",
        text_zh=f"已预约 {at:%Y-%m-%d %H:%M} 拜访。",
    )


def pinned(day: date) -> Because:
    """Return why a pinned visit is made (R17)."""
    return Because(
        standard="R17",
        text=f"Fixed for {day} by the planner.",
        text_zh=f"计划人员指定于 {day} 拜访。",
    )


def kept(day: date) -> Because:
    """Return why a visit of a published plan stays on its day (R17)."""
    return Because(
        standard="R17",
        text=f"Promised for {day} by the published plan.",
        text_zh=f"已发布计划已告知客户于 {day} 拜访。",
    )


def anomalous(kind: AnomalyKind, reported_at: datetime, deadline: date) -> Because:
    """Return why an anomalous customer is visited (R13), open."""
    reported = f"{reported_at:%Y-%m-%d %H:%M}"
    return Because(
        standard="R13",
        text=f"Anomaly '{kind}' reported {reported}: visit in person by {deadline}",
        text_zh=f"异常客户（{ANOMALY_NAMES_ZH[kind]}），{reported} 上报，须于 {deadline} 前实地拜访",
    )


def first_order(ordered: date, deadline: date) -> Because:
    """Return why a new customer with a first order is visited (R14), open."""
    return Because(
        standard="R14",
        text=f"New customer with the first order on {ordered}: first visit by {deadline}",
        text_zh=f"新入网客户，首次订货 {ordered}，首次拜访不晚于 {deadline}",
    )


def new_since(joined_on: date, deadline: date) -> Because:
    """Return why a new customer without a date of the first order is visited (R14), open."""
    return Because(
        standard="R14",
        text=f"New customer since {joined_on}, without a date of the first order: first visit by {deadline}",
        text_zh=f"新入网客户（{joined_on} 入网），首次订货日未登记，首次拜访不晚于 {deadline}",
    )


def next_owed(last: tuple[str, str], rule: str, deadline: date) -> Because:
    """Return why the next ordinary visit is owed (R1-R4, R8, R10) after the last one, told in words, open."""
    return Because(
        standard=rule,
        text=f"{last[0]}; the next is owed by {deadline}",
        text_zh=f"{last[1]}，下次拜访不晚于 {deadline}",
    )


def unknown(rule: str, interval_days: int) -> Because:
    """Return why somebody is visited of whom no visit is known."""
    return Because(
        standard=rule,
        text=f"No visit on record; one is owed every {interval_days} days.",
        text_zh=f"无拜访记录；应每 {interval_days} 天拜访一次。",
    )


def last_visit(since: date, day: date, *, is_visit: bool) -> tuple[str, str]:
    """Return in words when somebody was last visited, or joined without a visit since, as told on a day."""
    elapsed = (day - since).days
    if is_visit:
        return f"Last visit {since}, {elapsed} days ago", f"上次拜访 {since}，已 {elapsed} 天"
    return (
        f"Never visited since {since}, {elapsed} days ago",
        f"{since} 以来从未拜访（{elapsed} 天）",
    )


def closed(because: Because, tail: str = "", tail_zh: str = "") -> Because:
    """Return a reason with the end of its sentence."""
    text, text_zh = because.text + tail + ".", because.text_zh + tail_zh + "。"
    return Because(standard=because.standard, text=text, text_zh=text_zh)


def overdue(because: Because, days_late: int) -> Because:
    """Return a reason with the end of its sentence for a deadline that has passed."""
    return closed(because, f", {days_late} day(s) ago", f"，已逾期 {days_late} 天")


def together(reasons: Iterable[Because]) -> Because:
    """Return several reasons as one, the first one first."""
    told = tuple(dict.fromkeys(reasons))
    return Because(
        standard=", ".join(dict.fromkeys(because.standard for because in told)),
        text=" ".join(because.text for because in told),
        text_zh="".join(because.text_zh for because in told),
    )
