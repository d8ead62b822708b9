"""What can be wrong with what is reported from the road."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time

from routing.demand.deadlines import local_time
from routing.domain.events import VisitRecord
from routing.domain.ids import CustomerId, ManagerId
from routing.domain.point_faults import Place, point_faults
from routing.domain.policy import Policy
from routing.domain.road_events import (
    AnomalyReported,
    DayEndsEarly,
    ManagerIll,
    Position,
    RoadEvent,
    RunsLate,
    TaskAssigned,
    VisitFoundClosed,
    VisitRunsLong,
)
from routing.domain.territory import Territory
from routing.errors import Issue

__all__ = ["situation_faults"]


def situation_faults(
    territory: Territory,
    policy: Policy,
    now: datetime,
    scope: frozenset[ManagerId],
    positions: tuple[Position, ...],
    done: tuple[VisitRecord, ...],
    events: tuple[RoadEvent, ...],
) -> Iterator[Issue]:
    """Yield every fault of positions, visits done and events at a time of a day."""
    known = _Known(territory, scope)
    for index, position in enumerate(positions):
        yield from _position(known, index, position)
    yield from _places(territory, positions)
    for manager_id, times in sorted(Counter(one.manager_id for one in positions).items()):
        if times > 1:
            yield _fault(
                "positions",
                "position-twice",
                manager_id,
                "The account manager has more than one position.",
                "Give one position of each.",
            )
    for index, one in enumerate(done):
        yield from _visit_done(known, index, one, now)
    for index, event in enumerate(events):
        yield from _event(known, f"events[{index}]", event, policy, now)


class _Known:
    """Who is known."""

    def __init__(self, territory: Territory, scope: frozenset[ManagerId]) -> None:
        self._customers = {customer.id for customer in territory.customers}
        self._scope = scope

    def customer(self, place: str, customer_id: CustomerId) -> Iterator[Issue]:
        if customer_id not in self._customers:
            yield _fault(
                place,
                "unknown-customer",
                customer_id,
                "The territory has no such customer.",
                "Use the id of the customers table.",
            )

    def manager(self, place: str, manager_id: ManagerId) -> Iterator[Issue]:
        if manager_id not in self._scope:
            yield _fault(
                place,
                "unknown-manager",
                manager_id,
                "The plan is not for this account manager.",
                f"Use one of: {', '.join(sorted(self._scope))}.",
            )


def _position(known: _Known, index: int, position: Position) -> Iterator[Issue]:
    place = f"positions[{index}]"
    yield from known.manager(f"{place}.manager_id", position.manager_id)
    if position.point is not None and position.customer_id is not None:
        yield _fault(
            place,
            "position-twice",
            position.customer_id,
            "A point and a customer are given.",
            "Give one of them.",
        )
    if position.customer_id is not None:
        yield from known.customer(f"{place}.customer_id", position.customer_id)


def _places(territory: Territory, positions: tuple[Position, ...]) -> Iterator[Issue]:
    """Yield the positions that cannot be: off the globe, swapped, far from all customers."""
    customers = [
        Place(point=customer.point, collection="customers", index=index, attribute="point")
        for index, customer in enumerate(territory.customers)
    ]
    reported = [
        Place(point=one.point, collection="positions", index=index, attribute="point")
        for index, one in enumerate(positions)
        if one.point is not None
    ]
    for fault in point_faults(
        customers=customers,
        bases=reported,
        locate=lambda collection, index, attribute: f"{collection}[{index}].{attribute}",
    ):
        if fault.place.startswith("positions["):
            # What may be true of a shop is no place to go on from.
            yield _fault(fault.place, fault.code, fault.value, fault.message, fault.remedy)


def _visit_done(known: _Known, index: int, one: VisitRecord, now: datetime) -> Iterator[Issue]:
    place = f"done[{index}]"
    yield from known.customer(f"{place}.customer_id", one.customer_id)
    if one.day != now.date():
        yield _fault(
            f"{place}.day",
            "other-day",
            one.day,
            f"The plan is changed on {now.date()}.",
            "Enter visits of other days in the history.",
        )
    elif one.start is not None and one.start > now.time():
        yield _fault(
            f"{place}.start",
            "in-the-future",
            f"{one.start:%H:%M}",
            f"It is {now:%H:%M}.",
            "Report what has happened already.",
        )


def _event(
    known: _Known, place: str, event: RoadEvent, policy: Policy, now: datetime
) -> Iterator[Issue]:
    match event:
        case AnomalyReported(anomaly=anomaly):
            yield from known.customer(f"{place}.anomaly.customer_id", anomaly.customer_id)
            reported_at = local_time(anomaly.reported_at, policy)
            if reported_at > now:
                yield _fault(
                    f"{place}.anomaly.reported_at",
                    "in-the-future",
                    f"{reported_at:%Y-%m-%d %H:%M}",
                    f"It is {now:%Y-%m-%d %H:%M}.",
                    "Report what has happened already.",
                )
        case TaskAssigned(task=task):
            yield from known.manager(f"{place}.task.manager_id", task.manager_id)
            yield from _at_least_one(f"{place}.task.minutes", task.minutes)
            if task.day < now.date():
                yield _over(f"{place}.task.day", task.day, now)
        case RunsLate(manager_id=manager_id, minutes=minutes):
            yield from known.manager(f"{place}.manager_id", manager_id)
            yield from _at_least_one(f"{place}.minutes", minutes)
        case DayEndsEarly(manager_id=manager_id, at=at):
            yield from known.manager(f"{place}.manager_id", manager_id)
            yield from _not_before(f"{place}.at", at, now)
        case ManagerIll(manager_id=manager_id, until=until):
            yield from known.manager(f"{place}.manager_id", manager_id)
            if until is not None and until < now.date():
                yield _over(f"{place}.until", until, now)
        case VisitFoundClosed(customer_id=customer_id, until=day):
            yield from known.customer(f"{place}.customer_id", customer_id)
            if day is not None and day < now.date():
                yield _over(f"{place}.until", day, now)
        case VisitRunsLong(customer_id=customer_id, until=at):
            yield from known.customer(f"{place}.customer_id", customer_id)
            yield from _not_before(f"{place}.until", at, now)
        case _:
            yield from known.customer(f"{place}.customer_id", event.customer_id)


def _at_least_one(place: str, minutes: int) -> Iterator[Issue]:
    if minutes < 1:
        yield _fault(
            place, "number-out-of-range", minutes, "That is no time.", "Use 1 minute or more."
        )


def _not_before(place: str, at: time, now: datetime) -> Iterator[Issue]:
    if at < now.time():
        yield _fault(
            place,
            "in-the-past",
            f"{at:%H:%M}",
            f"It is {now:%H:%M} already.",
            "Use a time that lies ahead.",
        )


def _over(place: str, day: date, now: datetime) -> Issue:
    return _fault(
        place, "in-the-past", day, f"It is {now.date()} already.", "Use today or a later day."
    )


def _fault(place: str, code: str, value: object, message: str, remedy: str) -> Issue:
    return Issue(code=code, place=place, value=str(value), message=message, remedy=remedy)
