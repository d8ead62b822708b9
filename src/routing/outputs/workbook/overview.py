"""The days of a plan side by side, a row for each customer: who is visited when, by classes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from routing.domain.customer import CustomerClass, Mode
from routing.domain.ids import CustomerId
from routing.domain.visit import Category
from routing.outputs.workbook.content import Content
from routing.outputs.workbook.customer_cells import customer_cells, customer_fields
from routing.outputs.workbook.paper import Field, Paper, Tone, Value
from routing.plan_chain import PlannedVisit, planned_visits

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook

__all__ = ["write_overview"]

_MOST_DAYS = 31
"""With more days than this, weeks stand side by side."""
_SIGNS = {
    Category.MANDATORY: ("M", "必"),
    Category.DUE: ("D", "到"),
    Category.FILLER: ("F", "补"),
    Mode.PHONE: ("P", "电"),
    Mode.NETWORK: ("N", "网"),
}


def write_overview(workbook: Workbook, content: Content) -> None:
    """Write the sheet of all customers and days, or weeks where there are too many days."""
    words, days = content.words, content.days
    is_by_weeks = len(days) > _MOST_DAYS
    spans = sorted({_monday(day) for day in days}) if is_by_weeks else days
    paper = Paper(workbook, words("overview"), _fields(content, spans), is_landscape=True)
    paper.line(f"{content.plan_id}  {days[0]} {words('to')} {days[-1]}", tone=Tone.STRONG, size=14)
    paper.line(
        "   ".join(f"{words.either(*signs)}: {words(of.value)}" for of, signs in _SIGNS.items()),
        tone=Tone.QUIET,
    )
    num_fixed = len(paper.fields) - len(spans)
    paper.header(frozen_columns=num_fixed, footer=content.plan_id)
    for manager_id in (None, *(content.manager_ids_of_plan if content.is_team else ())):
        counts: Counter[date] = Counter()
        for route in content.plan.routes:
            if manager_id in (None, route.manager_id):
                counts[_monday(route.day) if is_by_weeks else route.day] += len(route.stops)
        head: list[Value] = [None] * num_fixed
        head[0], head[-2] = words("visits"), manager_id
        paper.row([*head, *(counts[span] for span in spans)], Tone.QUIET)
    signs: defaultdict[tuple[CustomerId, date], str] = defaultdict(str)
    for visit in planned_visits(content.plan):
        span = _monday(visit.day) if is_by_weeks else visit.day
        signs[visit.customer_id, span] += words.either(*_SIGNS[_kind(visit)])
    last = _last_visits(content)
    for customer_id in _customers(content):
        row = [*customer_cells(content, customer_id), last.get(customer_id)]
        paper.row([*row, *(signs.get((customer_id, span)) for span in spans)])


def _fields(content: Content, spans: Sequence[date]) -> list[Field]:
    words = content.words
    is_by_weeks = len(content.days) > _MOST_DAYS
    return [
        *customer_fields(content),
        Field(header=words("last visit"), width=11, is_centred=True, number_format="yyyy-mm-dd"),
        *(
            Field(
                header=f"{words('week of')}\n{span:%m-%d}"
                if is_by_weeks
                else f"{span:%m-%d}\n{content.day(span).split()[1]}",
                width=7,
                is_centred=True,
            )
            for span in spans
        ),
    ]


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _kind(visit: PlannedVisit) -> Category | Mode:
    return visit.category if visit.is_in_person else visit.mode


def _customers(content: Content) -> list[CustomerId]:
    """Return everybody in the order of classes and ids, those who are in the territory no more last."""
    rank = {one: number for number, one in enumerate(CustomerClass)}
    known = content.people.customers
    ordered = sorted(known.values(), key=lambda one: (rank[one.customer_class], one.id))
    others = {visit.customer_id for visit in planned_visits(content.plan)} - set(known)
    return [*(one.id for one in ordered), *sorted(others)]


def _last_visits(content: Content) -> dict[CustomerId, date]:
    """Return the last visit or contact of each customer before the first day."""
    found: dict[CustomerId, date] = {}
    for record in content.territory.history:
        if record.done and record.day < content.days[0]:
            found[record.customer_id] = max(record.day, found.get(record.customer_id, date.min))
    return found
