"""Reasons beside the visit that they are about."""

from __future__ import annotations

import pytest

from routing.domain.ids import CustomerId, VisitId
from routing.domain.visit import Category, Cause
from routing.outputs.reason_text import reason_texts
from routing.plan import Reason, ReasonKind, UnassignedVisit
from routing.rules import Rule
from routing.terms import Language, Words


@pytest.mark.parametrize("colon", [":", "："])
def test_whose_visit_it_is_stands_beside_it(colon: str) -> None:
    """Neither visit nor day are named again, whichever colon the sentence has; others lose the day alone."""
    reason = Reason(
        kind=ReasonKind.DISPLACED,
        rule=Rule.DISPLACED,
        text="Visit A@2026-11-02: pushes out B@2026-11-02.",
        text_zh=f"拜访A@2026-11-02{colon}需放弃B@2026-11-02。",
        verified=True,
    )
    visit = UnassignedVisit(
        visit_id=VisitId("A@2026-11-02"),
        customer_id=CustomerId("A"),
        category=Category.DUE,
        cause=Cause.CADENCE,
        reasons=(reason,),
    )
    assert reason_texts(visit, Words(Language.EN)) == ("pushes out B.",)
    assert reason_texts(visit, Words(Language.ZH)) == ("需放弃B。",)
