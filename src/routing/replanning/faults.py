"""What can be wrong with what is reported from the road."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time

from routing.demand.deadlines import local_time
from routing.domain.customer import Mode
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
    VisitCancelled,
    VisitFoundClosed,
    VisitRunsLong,
)
from routing.domain.territory import Territory
from routing.errors import Issue
from routing.replanning.second_tries import are_two_tries, may_be_tried_again

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
    yield from _contradictions(territory, now, done, events)


class _Known:
    """Who is known."""

    def __init__(self, territory: Territory, scope: frozenset[ManagerId]) -> None:
        self._customers = {customer.id for customer in territory.customers}
        self._managers = {manager.id for manager in territory.managers}
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

    def colleague(self, place: str, manager_id: ManagerId) -> Iterator[Issue]:
        if manager_id not in self._managers:
            yield _fault(
                place,
                "unknown-manager",
                manager_id,
                "The territory has no such account manager.",
                f"Use one of: {', '.join(sorted(self._managers))}.",
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
    if one.manager_id is not None:
        yield from known.colleague(f"{place}.manager_id", one.manager_id)
    if one.length_minutes is not None:
        yield from _at_least_one(f"{place}.length_minutes", one.length_minutes)
    if one.day != now.date():
        yield _fault(
            f"{place}.day",
            "other-day",
            one.day,
            f"The plan is changed on {now.date()}.",
            "Enter visits of other days in the history.",
        )
    elif one.start is not None and one.start > now.time():
        yield _in_the_future(f"{place}.start", f"{one.start:%H:%M}", f"{now:%H:%M}")


def _event(
    known: _Known, place: str, event: RoadEvent, policy: Policy, now: datetime
) -> Iterator[Issue]:
    match event:
        case AnomalyReported(anomaly=anomaly):
            yield from known.customer(f"{place}.anomaly.customer_id", anomaly.customer_id)
            reported_at = local_time(anomaly.reported_at, policy)
            if reported_at > now:
                yield _in_the_future(
                    f"{place}.anomaly.reported_at",
                    f"{reported_at:%Y-%m-%d %H:%M}",
                    f"{now:%Y-%m-%d %H:%M}",
                )
        case TaskAssigned(task=task):
            yield from known.manager(f"{place}.task.manager_id", task.manager_id)
            yield from _at_least_one(f"{place}.task.minutes", task.minutes)
            yield from _not_over(f"{place}.task.day", task.day, now)
        case RunsLate() | DayEndsEarly() | ManagerIll():
            yield from known.manager(f"{place}.manager_id", event.manager_id)
            if isinstance(event, RunsLate):
                yield from _at_least_one(f"{place}.minutes", event.minutes)
            elif isinstance(event, DayEndsEarly):
                yield from _not_before(f"{place}.at", event.at, now)
            else:
                yield from _not_over(f"{place}.until", event.until, now)
        case VisitCancelled() | VisitFoundClosed() | VisitRunsLong():
            yield from known.customer(f"{place}.customer_id", event.customer_id)
            if isinstance(event, VisitFoundClosed):
                yield from _not_over(f"{place}.until", event.until, now)
            elif isinstance(event, VisitRunsLong):
                yield from _not_before(f"{place}.until", event.until, now)


# ------------------------------------------------------------------ what cannot be true together


def _contradictions(
    territory: Territory,
    now: datetime,
    done: tuple[VisitRecord, ...],
    events: tuple[RoadEvent, ...],
) -> Iterator[Issue]:
    """Yield where events contradict each other, or what was made."""
    records = [one for one in (*territory.history, *done) if one.day == now.date()]
    made = {one.customer_id for one in records if one.done and one.mode is Mode.IN_PERSON}
    told: dict[tuple[CustomerId, Mode], VisitRecord] = {}
    for index, one in enumerate(done):
        other = told.setdefault((one.customer_id, one.mode), one)
        if other != one and not are_two_tries(one, other):
            yield _contradiction(
                f"done[{index}]", one.customer_id, "Another record of this visit says otherwise."
            )
    until: dict[CustomerId, time] = {}
    undone: set[CustomerId] = {
        one.customer_id for one in records if not one.done and not may_be_tried_again(one, now)
    } - made
    for index, event in enumerate(events):
        place = f"events[{index}]"
        match event:
            case (
                VisitCancelled(customer_id=customer_id) | VisitFoundClosed(customer_id=customer_id)
            ):
                undone.add(customer_id)
                if customer_id in made:
                    yield _contradiction(
                        f"{place}.customer_id", customer_id, "The visit is on record as made today."
                    )
            case VisitRunsLong(customer_id=customer_id, until=at):
                if until.setdefault(customer_id, at) != at:
                    yield _contradiction(
                        f"{place}.until",
                        f"{at:%H:%M}",
                        f"Another event says {until[customer_id]:%H:%M}.",
                    )
            case _:
                continue
    for customer_id in sorted(until.keys() & undone):
        yield _contradiction(
            "events", customer_id, "The visit runs long, and is cancelled or was tried in vain."
        )


def _contradiction(place: str, value: object, message: str) -> Issue:
    return _fault(place, "contradiction", value, message, "Report the one that is true.")


# ------------------------------------------------------------------ times


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


def _not_over(place: str, day: date | None, now: datetime) -> Iterator[Issue]:
    if day is not None and day < now.date():
        yield _fault(
            place, "in-the-past", day, f"It is {now.date()} already.", "Use today or a later day."
        )


def _in_the_future(place: str, value: str, now: str) -> Issue:
    return _fault(
        place, "in-the-future", value, f"It is {now}.", "Report what has happened already."
    )


def _fault(place: str, code: str, value: object, message: str, remedy: str) -> Issue:
    return Issue(code=code, place=place, value=str(value), message=message, remedy=remedy)
