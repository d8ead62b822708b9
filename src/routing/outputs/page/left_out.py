"""What was left out or is late, with the reasons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from routing.domain.ids import CustomerId
from routing.domain.visit import Category
from routing.outputs.page.shown import Shown
from routing.outputs.reason_text import reason_texts
from routing.plan import UnassignedVisit

__all__ = ["LeftOut", "left_out"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A visit left out or late: by when it was owed, on which day it is made all the same, and why."""

    customer: str
    title: str
    customer_class: str
    category: str
    labels: str
    deadline: str
    made_on: str
    reasons: tuple[str, ...]


def left_out(shown: Shown) -> tuple[LeftOut, ...]:
    """Return what stands outside the plan: mandatory visits first, then due ones, then fillers."""
    made: dict[CustomerId, list[date]] = {}
    for route in shown.routes:
        for entry in route.entries:
            made.setdefault(entry.customer_id, []).append(route.day)
    order = tuple(Category)
    found = sorted(
        shown.plan.unassigned,
        key=lambda one: (order.index(one.category), one.deadline or date.max, one.customer_id),
    )
    return tuple(_left_out(shown, one, made.get(one.customer_id, [])) for one in found)


def _left_out(shown: Shown, one: UnassignedVisit, made: list[date]) -> LeftOut:
    later = (day for day in sorted(made) if one.deadline is not None and day > one.deadline)
    made_on = next(later, None)
    return LeftOut(
        customer=one.customer_id,
        title=shown.people.customer(one.customer_id),
        customer_class=shown.customer_class(one.customer_id),
        category=one.category.value,
        labels=shown.labels(one),
        deadline="" if one.deadline is None else one.deadline.isoformat(),
        made_on="" if made_on is None else shown.words.day(made_on),
        reasons=reason_texts(one, shown.words),
    )
