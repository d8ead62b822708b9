"""The days of a plan as tables: drives, visits, lunch and calls in the order of time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from routing.outputs.page.shown import NUM_COLOURS, Shown
from routing.plan import Contact, Lunch, Route, Stop
from routing.units import clock_text

__all__ = ["DayTable", "Row", "day_tables", "row_key"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of a day's table: a visit, a call, the lunch break or the way back.

    Parameters
    ----------
    key
        By which map and time chart find it; empty where nobody is visited.
    kind
        ``"stop"``, ``"contact"``, ``"lunch"`` or ``"back"``.
    number
        Place of a visit in person in the order of the day.
    drive, distance, arrival, start, stay
        The way there, when it ends, when the visit begins and how long it lasts; `arrival` only where there is a wait.
        The mode of a call stands in place of a drive.
    customer, title
        Whose visit, by an id that programs use and as people read it; or what else the row is.
    labels, why
        Class, category, cause and mode; the sentence behind them.
    """

    key: str = ""
    kind: str
    number: str = ""
    drive: str = ""
    distance: str = ""
    arrival: str = ""
    start: str = ""
    stay: str = ""
    customer: str = ""
    title: str
    labels: str = ""
    why: str = ""
    customer_class: str = ""
    category: str = ""
    is_done: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DayTable:
    """The day of one account manager; `facts` are its hours, visits and travel."""

    key: str
    day: str
    manager: str
    title: str
    facts: tuple[str, ...]
    colour: int
    rows: tuple[Row, ...]


def row_key(route_number: int, kind: str, number: int) -> str:
    """Return the key by which table, map and time chart know a visit or contact of a route."""
    return f"r{route_number}{kind[0]}{number}"


def day_tables(shown: Shown) -> tuple[DayTable, ...]:
    """Return a table for each route of the plan, in its order."""
    return tuple(
        DayTable(
            key=f"r{number}",
            day=route.day.isoformat(),
            manager=route.manager_id,
            title=shown.route_name(route),
            facts=tuple(_facts(shown, route)),
            colour=number % NUM_COLOURS,
            rows=tuple(row for _, _, row in sorted(_rows(shown, number, route), key=_by_time)),
        )
        for number, route in enumerate(shown.routes)
    )


def _facts(shown: Shown, route: Route) -> Iterator[str]:
    words = shown.words
    if route.entries:
        yield words.either(_plural(len(route.stops), "visit"), f"{len(route.stops)} 户")
    else:
        yield words("no visits")
    if route.contacts:
        yield words.either(_plural(len(route.contacts), "call"), f"电话 {len(route.contacts)}")
    if route.stops:
        yield shown.hours(route.start_s, route.end_s)
        yield f"{words('on the road')} {words.duration(route.travel_s)}"
        yield words.kilometres(route.distance_m)
    shift = shown.shifts.get(route.shift_id)
    if shift is not None and shift.is_extra:
        yield words("extra day")
    if shift is not None and shift.reserve_s:
        free = shown.hours(shift.end_s - shift.reserve_s, shift.end_s)
        yield f"{words('reserve')} {free}"


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


_Timed = tuple[int, int, Row]
"""Clock time, rank at that time, row."""


def _by_time(timed: _Timed) -> tuple[int, int]:
    return timed[:2]


def _rows(shown: Shown, route_number: int, route: Route) -> Iterator[_Timed]:
    for number, stop in enumerate(route.stops, start=1):
        yield stop.start_s, 1, _stop(shown, route_number, number, stop, route)
    for number, contact in enumerate(route.contacts, start=1):
        yield (
            contact.start_s,
            3,
            _contact(shown, row_key(route_number, "contact", number), contact, route),
        )
    if route.lunch is not None:
        yield route.lunch.start_s, 0, _lunch(shown, route.lunch)
    if route.stops:
        yield route.end_s, 2, _back(shown, route)


def _stop(shown: Shown, route_number: int, number: int, stop: Stop, route: Route) -> Row:
    words = shown.words
    return Row(
        key=row_key(route_number, "stop", number),
        kind="stop",
        number=str(number),
        drive=words.minutes(stop.travel_s),
        distance=words.kilometres(stop.distance_m),
        arrival=clock_text(stop.arrival_s) if stop.arrival_s < stop.start_s else "",
        start=clock_text(stop.start_s),
        stay=words.minutes(stop.length_s),
        customer=stop.customer_id,
        title=shown.people.customer(stop.customer_id),
        labels=shown.labels(stop),
        why=shown.why(stop, route),
        customer_class=shown.customer_class(stop.customer_id),
        category=stop.category.value,
        is_done=shown.is_done(stop, route),
    )


def _contact(shown: Shown, key: str, contact: Contact, route: Route) -> Row:
    words = shown.words
    return Row(
        key=key,
        kind="contact",
        drive=words(contact.mode),
        start=clock_text(contact.start_s),
        stay=words.minutes(contact.length_s),
        customer=contact.customer_id,
        title=shown.people.customer(contact.customer_id),
        labels=f"{shown.labels(contact)} · {words(contact.mode)}",
        why=shown.why(contact, route),
        customer_class=shown.customer_class(contact.customer_id),
        category=contact.category.value,
        is_done=shown.is_done(contact, route),
    )


def _lunch(shown: Shown, lunch: Lunch) -> Row:
    return Row(
        kind="lunch",
        start=clock_text(lunch.start_s),
        stay=shown.words.minutes(lunch.end_s - lunch.start_s),
        title=shown.words("lunch"),
    )


def _back(shown: Shown, route: Route) -> Row:
    words = shown.words
    return Row(
        kind="back",
        drive=words.minutes(route.return_travel_s),
        distance=words.kilometres(route.return_distance_m),
        start=clock_text(route.end_s),
        title=words("back"),
    )
