"""What a plan leaves out or makes late, with every reason and what can be done about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from routing.domain.visit import Category
from routing.outputs.reason_text import reason_texts
from routing.outputs.workbook.content import Content
from routing.outputs.workbook.customer_cells import customer_cells, customer_fields
from routing.outputs.workbook.paper import Field, Paper, Tone
from routing.plan import Reason, UnassignedVisit
from routing.rules import MEANINGS

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook

__all__ = ["write_left_out"]

_ORDER = tuple(Category)
_TONES = {
    Category.MANDATORY: Tone.WARNING,
    Category.DUE: Tone.PLAIN,
    Category.FILLER: Tone.QUIET,
}


def write_left_out(workbook: Workbook, content: Content) -> None:
    """Write the sheet of visits left out or late, a row for each reason, mandatory visits first."""
    words = content.words
    paper = Paper(workbook, words("left out"), _fields(content), is_landscape=True)
    paper.line(f"{content.plan_id}  {words('left out')}", tone=Tone.STRONG, size=14)
    paper.header(frozen_columns=2 if content.has_names else 1, footer=content.plan_id)
    weights = {}
    if content.request is not None:
        weights = {visit.id: visit.weight for visit in content.request.visits}

    def rank(visit: UnassignedVisit) -> tuple[int, int, str]:
        return _ORDER.index(visit.category), -weights.get(visit.visit_id, 0), visit.visit_id

    for visit in sorted(content.plan.unassigned, key=rank):
        texts = reason_texts(visit, words)
        for reason, text in zip(visit.reasons, texts, strict=True):
            rules = [MEANINGS[rule] for rule in (reason.rule, *reason.also)]
            paper.row(
                [
                    *customer_cells(content, visit.customer_id),
                    words(visit.category),
                    words(visit.cause),
                    visit.deadline,
                    "\n".join(words.either(rule.english, rule.chinese) for rule in rules),
                    text,
                    _remedies(content, reason),
                ],
                _TONES[visit.category],
            )


def _fields(content: Content) -> list[Field]:
    words = content.words
    return [
        *customer_fields(content),
        Field(header=words("category"), width=10, is_centred=True),
        Field(header=words("cause"), width=12, is_centred=True),
        Field(header=words("owed by"), width=11, is_centred=True, number_format="yyyy-mm-dd"),
        Field(header=words("rule"), width=20),
        Field(header=words("why"), width=56),
        Field(header=words("what to do"), width=34),
    ]


def _remedies(content: Content, reason: Reason) -> str:
    """Return what can be done about each of the rules that stand in the way."""
    meanings = (MEANINGS[rule] for rule in (reason.rule, *reason.also))
    told = (content.words.either(one.remedy, one.remedy_zh) for one in meanings)
    return "\n".join(dict.fromkeys(told))
