"""What a plan changes of the one before it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from routing.domain.customer import Mode
from routing.outputs.page.shown import Shown
from routing.plan_chain import Change, Difference, PlannedVisit
from routing.units import clock_text

__all__ = ["ChangeRow", "change_rows"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRow:
    """A change; `why` is empty where only the difference is known."""

    customer: str
    title: str
    customer_class: str
    kind: str
    before: str
    now: str
    why: str
    is_promised: bool


def change_rows(shown: Shown, changes: Iterable[Change | Difference]) -> Iterator[ChangeRow]:
    """Yield the changes as they read."""
    for one in changes:
        yield ChangeRow(
            customer=one.customer_id,
            title=shown.people.customer(one.customer_id),
            customer_class=shown.customer_class(one.customer_id),
            kind=shown.words(one.kind),
            before=_planned(shown, one.before),
            now=_planned(shown, one.after),
            why=shown.words.either(one.why.text, one.why.text_zh)
            if isinstance(one, Change)
            else "",
            is_promised=isinstance(one, Change) and one.is_promised,
        )


def _planned(shown: Shown, visit: PlannedVisit | None) -> str:
    if visit is None:
        return "–"
    mode = "" if visit.mode is Mode.IN_PERSON else f" {shown.words(visit.mode)}"
    whom = f" {shown.people.manager(visit.manager_id)}"
    return f"{shown.words.day(visit.day)} {clock_text(visit.start_s)}{mode}{whom}"
