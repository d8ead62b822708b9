"""Whether the plans of months in a row cover every customer (R8)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time

from routing.domain.calendar import month_of
from routing.simulation.count.deadlines import why_missed
from routing.simulation.count.reach import Reach
from routing.simulation.count.record import ONE_DAY, Record, Verdict

__all__ = ["covered_months"]


def covered_months(record: Record, reach: Reach) -> Iterator[Verdict]:
    """Yield for each row of months and each customer of its first day whether it was seen in these months.

    A row is as many calendar months as the policy says, two by default, that lie wholly in the season. Seen is who was
    visited in person; a contact counts only where the policy lets it cover. Who joined in the course of a row is owed
    the next one: its plan was made without him.
    """
    for first, last in _rows(record):
        for customer in record.customers.values():
            if not record.is_customer_on(customer, first):
                continue
            seen = any(first <= day <= last for day in record.coverage_days[customer.id])
            before = datetime.combine(first - ONE_DAY, time(23, 59, 59))
            yield Verdict(
                rule=record.policy.coverage.rule,
                who=customer.id,
                owed_by=last,
                because=None if seen else why_missed(record, reach, customer, before, last),
            )


def _rows(record: Record) -> list[tuple[date, date]]:
    """Return the first and the last day of each row of months in the season."""
    months = sorted({month_of(day) for day in record.days})
    size = record.policy.coverage.months
    rows = [(months[k][0], months[k + size - 1][1]) for k in range(len(months) - size + 1)]
    return [row for row in rows if record.start <= row[0] and row[1] <= record.end]
