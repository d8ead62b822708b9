"""What becomes known, as a document: whoever keeps the news of a season reads the same news again."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import pytest

from routing.documents.from_plain import from_plain
from routing.documents.to_plain import to_plain
from routing.domain.customer import Customer, DateRange, Point
from routing.domain.events import Anomaly, AnomalyKind, Appointment, Task
from routing.domain.ids import CustomerId, ManagerId
from routing.domain.manager import Absence
from routing.errors import Issue
from routing.simulation.news import AppointmentCancelled, ClosureAnnounced, News

C, M = CustomerId("C"), ManagerId("M")
DAY = date(2026, 11, 4)
AT = datetime.combine(DAY, time(9))
AGREED = Appointment(customer_id=C, at=datetime.combine(DAY, time(14)))


@pytest.mark.parametrize(
    ("what", "name"),
    [
        (Anomaly(customer_id=C, kind=AnomalyKind.COMPLAINT, reported_at=AT), "anomaly"),
        (AGREED, "appointment"),
        (AppointmentCancelled(appointment=AGREED), "appointment-cancelled"),
        (Customer(id=C, point=Point(lat=30.9, lon=118.7)), "customer"),
        (Task(manager_id=M, day=DAY, minutes=45), "task"),
        (Absence(manager_id=M, first=DAY, last=DAY), "absence"),
        (
            ClosureAnnounced(customer_id=C, closed=DateRange(first=DAY, last=DAY)),
            "closure-announced",
        ),
    ],
)
def test_news_of_every_kind_come_back_the_same(what: Any, name: str) -> None:  # noqa: ANN401 - any of seven
    """An anomaly has a kind of its own, so the news name theirs under another key, and both are kept."""
    faults: list[Issue] = []
    plain: Any = to_plain(News(at=AT, what=what))
    assert plain["what"]["variant"] == name
    assert from_plain(plain, News, "$", faults) == News(at=AT, what=what)
    assert faults == []
