"""What can be wrong with a territory as a whole, wherever it was read from or made.

A reader of tables or documents sees one value at a time; here the values are held against each other. Faults that make
planning senseless are errors; what may be true but looks wrong is a warning. Nothing is repaired.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date, time

from routing.domain.customer import Customer
from routing.domain.point_faults import Place, point_faults
from routing.domain.territory import Territory
from routing.errors import Issue, Severity, shown_value

__all__ = ["Locate", "attribute_path", "territory_faults"]

_DAY_MINUTES = 24 * 60

Locate = Callable[[str, int | None, str], str]
"""Tells people where something stands: collection of the territory, index in it, attribute of the element."""


def attribute_path(collection: str, index: int | None, attribute: str) -> str:
    """Return the place as an attribute of the territory.

    Examples
    --------
    >>> attribute_path("customers", 3, "point.lat")
    'territory.customers[3].point.lat'
    """
    element = "" if index is None else f"[{index}]"
    return f"territory.{collection}{element}" + (f".{attribute}" if attribute else "")


def territory_faults(
    territory: Territory, *, today: date | None = None, locate: Locate = attribute_path
) -> tuple[Issue, ...]:
    """Return every fault found by holding the territory's values against each other.

    Parameters
    ----------
    territory
        The territory to look at.
    today
        Day of reading: visits and anomalies after it are errors. None leaves the future unchecked.
    locate
        How places are named; the default names attributes.
    """
    return tuple(_Inspection(territory, today, locate).issues())


class _Inspection:
    """One pass over a territory."""

    def __init__(self, territory: Territory, today: date | None, locate: Locate) -> None:
        self.territory = territory
        self.today = today
        self.locate = locate

    def issues(self) -> Iterator[Issue]:
        territory = self.territory
        yield from self._managers()
        yield from self._repeated("customers", [customer.id for customer in territory.customers])
        for index, customer in enumerate(territory.customers):
            yield from self._customer(index, customer)
        yield from self._points()
        yield from self._references()
        yield from self._history()
        yield from self._events()
        yield from self._tasks()

    def _issue(
        self,
        collection: str,
        index: int | None,
        attribute: str,
        code: str,
        message: str,
        remedy: str,
        *,
        value: object = "",
        severity: Severity = Severity.ERROR,
    ) -> Issue:
        return Issue(
            code=code,
            place=self.locate(collection, index, attribute),
            value=shown_value(str(value)),
            message=message,
            remedy=remedy,
            severity=severity,
        )

    def _managers(self) -> Iterator[Issue]:
        managers = self.territory.managers
        if not managers:
            yield self._issue(
                "managers",
                None,
                "",
                "no-managers",
                "There is no account manager.",
                "Name at least one, with the place where the day starts.",
            )
        yield from self._repeated("managers", [manager.id for manager in managers])
        for index, manager in enumerate(managers):
            yield from self._order("managers", index, "day_end", manager.day_start, manager.day_end)
            if manager.max_visits is not None and manager.max_visits < 1:
                yield self._issue(
                    "managers",
                    index,
                    "max_visits",
                    "number-out-of-range",
                    "The maximum of visits a day must be 1 or more.",
                    "Correct it, or leave it empty for the policy's; enter leave as an absence.",
                    value=manager.max_visits,
                )

    def _repeated(self, collection: str, ids: Iterable[str]) -> Iterator[Issue]:
        first_seen: dict[str, int] = {}
        for index, identifier in enumerate(ids):
            first = first_seen.setdefault(identifier, index)
            if first != index:
                yield self._issue(
                    collection,
                    index,
                    "id",
                    "id-repeated",
                    f"The id of {self.locate(collection, first, 'id')} stands here again.",
                    "Give each its own id, or remove the one that is out of date.",
                    value=identifier,
                )

    def _customer(self, index: int, customer: Customer) -> Iterator[Issue]:
        if customer.tier is not None and not 1 <= customer.tier <= 30:  # noqa: PLR2004 - R3
            yield self._issue(
                "customers",
                index,
                "tier",
                "tier-out-of-range",
                "Tiers run from 1 to 30 (R3).",
                "Correct the tier, or leave it empty when unknown.",
                value=customer.tier,
            )
        for hours in customer.opening_hours:
            yield from self._order("customers", index, "opening_hours", hours.start, hours.end)
        for period in customer.closed:
            yield from self._order("customers", index, "closed", period.first, period.last)
        if not customer.modes:
            yield self._issue(
                "customers",
                index,
                "modes",
                "no-mode",
                "The customer may be visited in no way at all.",
                "Allow at least one mode, or remove the customer.",
            )
        joined, first_order = customer.joined_on, customer.first_order_on
        if joined is not None and first_order is not None and first_order < joined:
            yield self._issue(
                "customers",
                index,
                "first_order_on",
                "order-before-joining",
                "The first order lies before the day on which the customer joined.",
                "Correct one of the two dates.",
                value=first_order,
                severity=Severity.WARNING,
            )

    def _order(
        self,
        collection: str,
        index: int,
        attribute: str,
        start: date | time | None,
        end: date | time | None,
    ) -> Iterator[Issue]:
        if start is None or end is None or str(start) <= str(end):
            return
        yield self._issue(
            collection,
            index,
            attribute,
            "end-before-start",
            "The end lies before the start.",
            "Correct one of the two; split a window that runs past midnight.",
            value=f"{start} - {end}",
        )

    def _points(self) -> Iterator[Issue]:
        territory = self.territory
        yield from point_faults(
            customers=[
                Place(point=customer.point, collection="customers", index=index, attribute="point")
                for index, customer in enumerate(territory.customers)
            ],
            bases=[
                Place(point=point, collection="managers", index=index, attribute=attribute)
                for index, manager in enumerate(territory.managers)
                for attribute, point in (("start", manager.start), ("end", manager.end))
                if point is not None
            ],
            locate=self.locate,
        )

    def _references(self) -> Iterator[Issue]:
        territory = self.territory
        customers = {customer.id for customer in territory.customers}
        managers = {manager.id for manager in territory.managers}
        for index, customer in enumerate(territory.customers):
            yield from self._known("customers", index, "manager_id", customer.manager_id, managers)
        collections = {
            "history": territory.history,
            "anomalies": territory.anomalies,
            "appointments": territory.appointments,
            "pins": territory.pins,
            "absences": territory.absences,
            "tasks": territory.tasks,
        }
        for collection, elements in collections.items():
            for index, element in enumerate(elements):
                for attribute, known in (("customer_id", customers), ("manager_id", managers)):
                    identifier = getattr(element, attribute, None)
                    yield from self._known(collection, index, attribute, identifier, known)

    def _known(
        self,
        collection: str,
        index: int,
        attribute: str,
        identifier: str | None,
        known: Collection[str],
    ) -> Iterator[Issue]:
        if identifier is None or identifier in known:
            return
        kind = "customer" if attribute == "customer_id" else "account manager"
        yield self._issue(
            collection,
            index,
            attribute,
            attribute.replace("_id", "-unknown"),
            f"The territory has no {kind} of this id.",
            f"Correct the id, or add the {kind}.",
            value=identifier,
        )

    def _history(self) -> Iterator[Issue]:
        history = self.territory.history
        for index, record in enumerate(history):
            yield from self._not_future("history", index, "day", record.day)
            yield from self._minutes("history", index, "length_minutes", record.length_minutes)
            if record.done and record.because is not None:
                yield self._issue(
                    "history",
                    index,
                    "because",
                    "reason-of-visit-made",
                    "A visit that was made has no reason for not being made (R23).",
                    "Remove the reason, or mark the visit as not done.",
                    value=record.because,
                )
        made = Counter((record.customer_id, record.day) for record in history if record.done)
        seen: set[tuple[str, date]] = set()
        for index, record in enumerate(history):
            visit = (record.customer_id, record.day)
            if record.done and made[visit] > 1:
                if visit in seen:
                    yield self._issue(
                        "history",
                        index,
                        "day",
                        "visit-repeated",
                        "The same customer has another visit on this day.",
                        "Remove it if it is the same visit written twice; both are kept.",
                        value=record.day,
                        severity=Severity.WARNING,
                    )
                seen.add(visit)

    def _not_future(
        self, collection: str, index: int, attribute: str, day: date
    ) -> Iterator[Issue]:
        if self.today is not None and day > self.today:
            yield self._issue(
                collection,
                index,
                attribute,
                "date-in-future",
                f"This happened after {self.today}, the day of reading.",
                "Correct the date; what is planned belongs to appointments or pins.",
                value=day,
            )

    def _events(self) -> Iterator[Issue]:
        territory = self.territory
        for index, anomaly in enumerate(territory.anomalies):
            reported = anomaly.reported_at.date()
            yield from self._not_future("anomalies", index, "reported_at", reported)
        for index, pin in enumerate(territory.pins):
            yield from self._order("pins", index, "end", pin.start, pin.end)
        for index, absence in enumerate(territory.absences):
            yield from self._order("absences", index, "last", absence.first, absence.last)
            yield from self._order("absences", index, "end", absence.start, absence.end)
            if (absence.start is None) != (absence.end is None):
                missing = "start" if absence.start is None else "end"
                yield self._issue(
                    "absences",
                    index,
                    missing,
                    "half-a-window",
                    "An absence of some hours needs both its start and its end.",
                    "Add the other time, or remove both for whole days.",
                )

    def _tasks(self) -> Iterator[Issue]:
        for index, task in enumerate(self.territory.tasks):
            yield from self._minutes("tasks", index, "minutes", task.minutes)

    def _minutes(
        self, collection: str, index: int, attribute: str, minutes: int | None
    ) -> Iterator[Issue]:
        if minutes is not None and not 1 <= minutes <= _DAY_MINUTES:
            yield self._issue(
                collection,
                index,
                attribute,
                "number-out-of-range",
                f"This takes 1 to {_DAY_MINUTES} minutes of a day.",
                "Correct the number.",
                value=minutes,
            )
