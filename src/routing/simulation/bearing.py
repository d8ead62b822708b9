"""What news and customers' second thoughts mean for a day that has begun."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from routing.demand.deadlines import local_time
from routing.domain.customer import Mode
from routing.domain.events import Anomaly, Task
from routing.domain.ids import CustomerId, ManagerId
from routing.domain.manager import Absence
from routing.domain.policy import Policy
from routing.domain.territory import Territory
from routing.simulation.happenings import Happenings
from routing.simulation.news import AppointmentCancelled, ClosureAnnounced, News
from routing.simulation.tour import Errand
from routing.units import seconds_after_midnight

__all__ = ["called_off", "concerned"]

ANOMALY_IS_FRESH = timedelta(days=7)


def concerned(
    news: News, today: date, policy: Policy
) -> tuple[ManagerId | None, CustomerId | None]:
    """Return the account manager, or the customer, for whom news change a day."""
    what = news.what
    match what:
        case Absence(first=first, last=last) if first <= today <= last:
            return what.manager_id, None
        case Task(day=day) if day == today:
            return what.manager_id, None
        case AppointmentCancelled(appointment=gone) if local_time(gone.at, policy).date() == today:
            return None, gone.customer_id
        case ClosureAnnounced(closed=closed) if today in closed:
            return None, what.customer_id
        case Anomaly():
            return None, what.customer_id
        case _:
            return None, None


def called_off(
    errands: Iterable[Errand],
    territory: Territory,
    policy: Policy,
    now: datetime,
    happenings: Happenings,
) -> Iterator[Errand]:
    """Yield the visits that customers have called off by now; nobody does whom a promise or an anomaly concerns."""
    today = now.date()
    promised = {
        one.customer_id
        for one in territory.appointments
        if local_time(one.at, policy).date() == today
    }
    promised |= {
        one.customer_id
        for one in territory.anomalies
        if now - local_time(one.reported_at, policy) < ANOMALY_IS_FRESH
    }
    now_s = seconds_after_midnight(now.time())
    for errand in errands:
        if errand.mode is Mode.IN_PERSON and errand.customer_id not in promised:
            at = happenings.called_off(errand.customer_id, today)
            if at is not None and seconds_after_midnight(at) <= now_s:
                yield errand
