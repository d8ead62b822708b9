"""What the season took: visits, contacts, ways, hours, changes."""

from __future__ import annotations

from routing.simulation.count.record import Record
from routing.simulation.count.values import Visits, Work

__all__ = ["visits", "work"]


def visits(record: Record) -> Visits:
    """Return how many visits and contacts there were in the season."""
    made = {
        (customer_id, row.day)
        for customer_id, rows in record.visits.items()
        for row in rows
        if row.day >= record.start
    }
    return Visits(
        in_person=len(made),
        contacts=record.contacts(),
        failed=sum(map(len, record.tried.values())),
        too_soon=sum(
            not (
                record.gap_is_over(customer_id, day)
                or record.is_promised(customer_id, day)
                or record.is_anomalous(customer_id, day)
            )
            for customer_id, day in made
        ),
    )


def work(record: Record) -> Work:
    """Return the sums of the logs of all days."""
    logs = record.season.days
    return Work(
        days=len(logs),
        days_out=sum(one.left_s is not None for one in logs),
        travel_s=sum(one.travel_s for one in logs),
        travel_m=sum(one.travel_m for one in logs),
        waiting_s=sum(one.waiting_s for one in logs),
        visiting_s=sum(one.visiting_s for one in logs),
        contact_s=sum(one.contact_s for one in logs),
        task_s=sum(one.task_s for one in logs),
        overtime_s=sum(one.overtime_s for one in logs),
        overtime_days=sum(one.overtime_s > 0 for one in logs),
        replans=sum(one.replans for one in logs),
        retold=sum(one.retold for one in logs),
    )
