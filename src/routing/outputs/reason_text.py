"""Reasons as they read beside the visit that they are about."""

from __future__ import annotations

from routing.plan import UnassignedVisit
from routing.terms import Words

__all__ = ["reason_texts"]


def reason_texts(visit: UnassignedVisit, words: Words) -> tuple[str, ...]:
    """Return why a visit was left out, without what stands beside it already: which visit, on which day."""
    return tuple(
        _bare(words.either(reason.text, reason.text_zh), visit.visit_id) for reason in visit.reasons
    )


def _bare(text: str, visit_id: str) -> str:
    for opening in (f"Visit {visit_id}: ", f"拜访{visit_id}:", f"拜访{visit_id}："):
        text = text.removeprefix(opening)
    _, at, day = visit_id.partition("@")
    return text.replace(f"{at}{day}", "") if at else text
