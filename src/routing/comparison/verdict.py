"""Which of two plans is better, and on which level: as a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from routing.comparison.values import LevelPair, TermPair, Verdict
from routing.status import LEVEL_NAMES, Level

__all__ = ["verdict_sentence"]


def verdict_sentence(
    verdict: Verdict,
    levels: Sequence[LevelPair],
    terms: Sequence[TermPair],
    *,
    is_same_request: bool,
    since: datetime | None = None,
) -> tuple[str, str]:
    """Return a verdict in English and Chinese, with every level on which the plans differ."""
    if since is not None:
        at = f"{since:%Y-%m-%d %H:%M}"
        return (
            f"One plan was made at {at} for the rest of its day: only what starts later is compared, no verdict.",
            f"其中一份计划于 {at} 制定，仅含当日剩余时间：只比较此后的拜访，不评优劣。",
        )
    told, told_zh = _told_of(verdict, levels, terms)
    if not is_same_request and verdict is not Verdict.UNKNOWN:
        told = f"{told} They do not answer the same question: each is counted by its own."
        told_zh = f"{told_zh}两份计划所依据的需求不同，各按自身需求计算。"
    return told, told_zh


def _told_of(
    verdict: Verdict, levels: Sequence[LevelPair], terms: Sequence[TermPair]
) -> tuple[str, str]:
    if verdict is Verdict.UNKNOWN:
        return (
            "The plans are for different days: their objectives cannot be compared.",
            "两份计划的日期范围不同，目标无法直接比较。",
        )
    if verdict is Verdict.EQUAL:
        return "Both plans are equally good on every level.", "两份计划各级目标均相同。"
    is_second = verdict is Verdict.SECOND
    differing = [one for one in levels if one.before != one.after]
    won = [one for one in differing if (one.after < one.before) is is_second]
    lost = [one for one in differing if one not in won]
    name, name_zh = ("second", "后一份") if is_second else ("first", "前一份")
    text = f"The {name} plan is better: {'; '.join(_told(one, terms)[0] for one in won)}"
    text_zh = f"{name_zh}计划更优：{'；'.join(_told(one, terms)[1] for one in won)}"
    if lost:
        text += f". It is worse below that: {'; '.join(_told(one, terms)[0] for one in lost)}"
        text_zh += f"。次要方面较差：{'；'.join(_told(one, terms)[1] for one in lost)}"
    return f"{text}.", f"{text_zh}。"


def _told(pair: LevelPair, terms: Sequence[TermPair]) -> tuple[str, str]:
    """Return a level with its values, and how many things they stand for where that is another number."""
    name, name_zh = LEVEL_NAMES[pair.level]
    own = [one for one in terms if one.before.level is pair.level]
    counts = [sum(one.before.amount for one in own), sum(one.after.amount for one in own)]
    values = [pair.before, pair.after]
    text = f"{name} {values[0]:,} -> {values[1]:,}"
    text_zh = f"{name_zh} {values[0]:,} -> {values[1]:,}"
    if pair.level is not Level.COST and counts != values:
        text += f" ({counts[0]} -> {counts[1]} visits)"
        text_zh += f"（{counts[0]} -> {counts[1]} 户）"
    return text, text_zh
