"""What a plan changes of the one before it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from routing.domain.customer import Mode
from routing.outputs.page.shown import Shown
from routing.plan_chain import Change, ChangeKind, Difference, PlannedVisit
from routing.units import clock_text

__all__ = ["ChangeList", "ChangeRow", "change_list"]


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


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeList:
    """All changes, `counts` of each kind; those of `retimed` are only other times of the same day, unannounced."""

    counts: tuple[str, ...]
    rows: tuple[ChangeRow, ...]
    retimed: tuple[ChangeRow, ...]


def change_list(shown: Shown, changes: Iterable[Change | Difference]) -> ChangeList:
    """Return the changes as they read: those first of which customers have to be told."""
    told = sorted(changes, key=lambda one: not _is_promised(one))
    counts = Counter(one.kind for one in told)
    return ChangeList(
        counts=tuple(f"{shown.words(kind)} {counts[kind]}" for kind in ChangeKind if counts[kind]),
        rows=tuple(_row(shown, one) for one in told if not _is_minor(one)),
        retimed=tuple(_row(shown, one) for one in told if _is_minor(one)),
    )


def _is_promised(one: Change | Difference) -> bool:
    return isinstance(one, Change) and one.is_promised


def _is_minor(one: Change | Difference) -> bool:
    return one.kind is ChangeKind.RETIMED and not _is_promised(one)


def _row(shown: Shown, one: Change | Difference) -> ChangeRow:
    why = shown.words.either(one.why.text, one.why.text_zh) if isinstance(one, Change) else ""
    whom = shown.has_many_managers or one.kind is ChangeKind.REASSIGNED
    return ChangeRow(
        customer=one.customer_id,
        title=shown.people.customer(one.customer_id),
        customer_class=shown.customer_class(one.customer_id),
        kind=shown.words(one.kind),
        before=_planned(shown, one.before, whom=whom),
        now=_planned(shown, one.after, whom=whom),
        why=why,
        is_promised=_is_promised(one),
    )


def _planned(shown: Shown, visit: PlannedVisit | None, *, whom: bool) -> str:
    if visit is None:
        return "–"
    mode = "" if visit.mode is Mode.IN_PERSON else f" {shown.words(visit.mode)}"
    manager = f" {shown.people.manager(visit.manager_id)}" if whom else ""
    return f"{shown.words.day(visit.day)} {clock_text(visit.start_s)}{mode}{manager}"
