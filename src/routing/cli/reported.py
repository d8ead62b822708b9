"""What people report from the road on the command line, as the events that it means, each fault at its option."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import TypeVar

from routing.cli.road_options import RoadOptions
from routing.domain.customer import Mode, Point
from routing.domain.events import Anomaly, AnomalyKind, Task, UndoneReason, VisitRecord
from routing.domain.ids import CustomerId, ManagerId
from routing.domain.road_events import (
    AnomalyReported,
    DayEndsEarly,
    ManagerIll,
    Position,
    RoadEvent,
    RoadEvents,
    RunsLate,
    TaskAssigned,
    VisitCancelled,
    VisitFoundClosed,
    VisitRunsLong,
)
from routing.errors import InputError, Issue, shown_value
from routing.plan import Contact, Route
from routing.tables.cells import CellFault, identifier, number, whole_number
from routing.tables.dates import clock_time, day, moment
from routing.tables.words import word

__all__ = ["Reported", "point_in_time", "reported"]

Said = TypeVar("Said")

_OF_ARGUMENTS = {
    "now": "--now",
    "manager_ids": "--manager",
    "noticed": "--noticed",
    "positions": "--position",
}
"""Options of what `replan` tells faults of under the name of its argument."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """What was reported, and where each part of it was said.

    Parameters
    ----------
    events
        What of it can be read: first those of the document, then those of the options.
    faults
        What cannot be read.
    said
        The option that each part comes from, by its place in `events`.
    document
        Name of the document; empty where there is none.
    """

    events: RoadEvents
    faults: tuple[Issue, ...]
    said: Mapping[str, str]
    document: str

    def located(self, issue: Issue) -> Issue:
        """Return a fault of the events at the option or in the document where they were said."""
        part = re.match(r"(?:positions|done|events)\[\d+\]", issue.place)
        if part is not None and part[0] in self.said:
            return replace(issue, place=self.said[part[0]])
        if part is not None:
            return replace(issue, place=f"{self.document}, $.{issue.place}")
        if issue.place in _OF_ARGUMENTS:
            return replace(issue, place=_place(_OF_ARGUMENTS[issue.place]))
        return issue


def point_in_time(option: str, text: str) -> datetime:
    """Return the date and time that an option names.

    Raises
    ------
    InputError
        If it names none.
    """
    faults: list[Issue] = []
    found = _read(option, text, moment, faults)
    if found is None:
        raise InputError(faults)
    return found


def reported(
    options: RoadOptions,
    in_document: RoadEvents,
    *,
    now: datetime,
    managers: Sequence[ManagerId],
    routes: Sequence[Route],
    known: Container[CustomerId],
) -> Reported:
    """Return what is reported from the road.

    Parameters
    ----------
    options
        What was said on the command line.
    in_document
        What a program has written.
    now
        The time of it.
    managers
        The account managers of the plan: the only one need not be named. Empty where they are not known.
    routes
        Those of the plan for today: what is done is done as it was planned.
    known
        Customers of whose visit today the territory knows already.
    """
    calls = {call.customer_id: call.mode for route in routes for call in route.contacts}
    reader = _Reader(now, managers, calls)
    positions = reader.positions(options["position"], options["free_at"])
    done = [
        *reader.each("--done", options["done"], reader.done),
        *reader.each("--failed", options["failed"], reader.failed),
    ]
    events: list[tuple[str, RoadEvent]] = [
        *reader.each("--anomaly", options["anomaly"], reader.anomaly),
        *reader.each("--cancelled", options["cancelled"], reader.cancelled),
        *reader.each("--closed", options["closed"], reader.closed),
        *reader.each("--runs-long", options["runs_long"], reader.runs_long),
        *reader.each("--late", options["late"], reader.late),
        *reader.each("--task", options["task"], reader.task),
        *reader.each("--day-ends", options["day_ends"], reader.day_ends),
        *reader.each("--ill", options["ill"], reader.ill),
    ]
    if options["as_planned"]:
        told = (*in_document.positions, *in_document.done, *in_document.events)
        said = (*told, *(one for _, one in (*positions, *done, *events)))
        spoken_of = {getattr(one, "customer_id", None) for one in said}
        done += [
            (_place("--as-planned"), one)
            for one in _as_planned(routes, now)
            if one.customer_id not in spoken_of and one.customer_id not in known
        ]
    parts = (
        ("positions", len(in_document.positions), positions),
        ("done", len(in_document.done), done),
        ("events", len(in_document.events), events),
    )
    return Reported(
        events=RoadEvents(
            positions=(*in_document.positions, *(one for _, one in positions)),
            done=(*in_document.done, *(one for _, one in done)),
            events=(*in_document.events, *(one for _, one in events)),
        ),
        faults=tuple(reader.faults),
        said={
            f"{name}[{index}]": place
            for name, first, found in parts
            for index, (place, _) in enumerate(found, start=first)
        },
        document="" if options["events"] is None else options["events"].name,
    )


class _Reader:
    """Reads what each option says; cells of tables are read alike."""

    def __init__(
        self, now: datetime, managers: Sequence[ManagerId], calls: Mapping[CustomerId, Mode]
    ) -> None:
        self.faults: list[Issue] = []
        self._now = now
        self._managers = managers
        self._calls = calls

    def each(
        self, option: str, texts: Sequence[str], read: Callable[[str], Said]
    ) -> list[tuple[str, Said]]:
        """Return what an option says each time that it is given, each with its place."""
        found = [(_place(option, text), _read(option, text, read, self.faults)) for text in texts]
        return [(place, said) for place, said in found if said is not None]

    def positions(self, where: Sequence[str], free_at: Sequence[str]) -> list[tuple[str, Position]]:
        """Return where account managers are and when they can go on: one position of each who is spoken of once."""
        found = self.each("--position", where, self._position)
        for place, free in self.each("--free-at", free_at, self._free):
            same = [
                index
                for index, (_, one) in enumerate(found)
                if one.manager_id == free.manager_id and one.free_at is None
            ]
            if same:
                at, one = found[same[0]]
                found[same[0]] = (at, replace(one, free_at=free.free_at))
            else:
                found.append((place, free))
        return found

    def _position(self, text: str) -> Position:
        manager_id, where = self._of_manager(text)
        lat, comma, lon = where.replace("，", ",").partition(",")
        if comma:
            point = Point(lat=number(lat), lon=number(lon))
            return Position(manager_id=manager_id, point=point)
        return Position(manager_id=manager_id, customer_id=CustomerId(identifier(where)))

    def _free(self, text: str) -> Position:
        manager_id, at = self._of_manager(text)
        return Position(manager_id=manager_id, free_at=clock_time(at))

    def done(self, text: str) -> VisitRecord:
        """Return a visit that was made, as it was planned: in person, or by phone."""
        customer_id, start = _of_customer(text)
        return VisitRecord(
            customer_id=customer_id,
            day=self._now.date(),
            start=clock_time(start) if start else None,
            mode=self._calls.get(customer_id, Mode.IN_PERSON),
        )

    def failed(self, text: str) -> VisitRecord:
        """Return a visit that was tried in vain."""
        customer_id, reason = _of_customer(text)
        return VisitRecord(
            customer_id=customer_id,
            day=self._now.date(),
            done=False,
            because=word(UndoneReason, reason) if reason else None,
        )

    def anomaly(self, text: str) -> AnomalyReported:
        """Return an anomaly, reported now."""
        customer_id, kind = _of_customer(text)
        return AnomalyReported(
            anomaly=Anomaly(
                customer_id=customer_id, kind=word(AnomalyKind, kind), reported_at=self._now
            )
        )

    @staticmethod
    def cancelled(text: str) -> VisitCancelled:
        """Return a visit that is called off."""
        return VisitCancelled(customer_id=CustomerId(identifier(text)))

    @staticmethod
    def closed(text: str) -> VisitFoundClosed:
        """Return a shop that is found shut."""
        customer_id, until = _of_customer(text)
        return VisitFoundClosed(customer_id=customer_id, until=day(until) if until else None)

    @staticmethod
    def runs_long(text: str) -> VisitRunsLong:
        """Return a visit that lasts longer."""
        customer_id, until = _of_customer(text)
        return VisitRunsLong(customer_id=customer_id, until=clock_time(until))

    def late(self, text: str) -> RunsLate:
        """Return who is late, and by how much."""
        manager_id, minutes = self._of_manager(text)
        return RunsLate(manager_id=manager_id, minutes=whole_number(minutes))

    def task(self, text: str) -> TaskAssigned:
        """Return a task of today."""
        manager_id, minutes = self._of_manager(text)
        task = Task(manager_id=manager_id, day=self._now.date(), minutes=whole_number(minutes))
        return TaskAssigned(task=task)

    def day_ends(self, text: str) -> DayEndsEarly:
        """Return whose day ends early, and when."""
        manager_id, at = self._of_manager(text)
        return DayEndsEarly(manager_id=manager_id, at=clock_time(at))

    @staticmethod
    def ill(text: str) -> ManagerIll:
        """Return who falls ill, and until when."""
        who, _, until = _parts(text)
        return ManagerIll(
            manager_id=ManagerId(identifier(who)), until=day(until) if until else None
        )

    def _of_manager(self, text: str) -> tuple[ManagerId, str]:
        """Return an account manager and what is said of him; who it is need not be said where there is but one."""
        who, equals, what = _parts(text)
        if equals:
            return ManagerId(identifier(who)), what
        if len(self._managers) > 1:
            known = ", ".join(self._managers)
            raise CellFault(
                "manager-missing",
                "Of whom this is said is not clear.",
                f"Write ID=..., with one of: {known}.",
            )
        return ManagerId("".join(self._managers)), who


def _as_planned(routes: Iterable[Route], now: datetime) -> Iterator[VisitRecord]:
    """Yield the visits and calls that are over by now if all went as planned."""
    for route in routes:
        for one in route.entries:
            starts_at = datetime.combine(route.day, time.min) + timedelta(seconds=one.start_s)
            if starts_at + timedelta(seconds=one.length_s) <= now:
                yield VisitRecord(
                    customer_id=one.customer_id,
                    day=route.day,
                    start=starts_at.time(),
                    mode=one.mode if isinstance(one, Contact) else Mode.IN_PERSON,
                    manager_id=route.manager_id,
                )


def _of_customer(text: str) -> tuple[CustomerId, str]:
    """Return a customer, and what is said of him."""
    who, _, what = _parts(text)
    return CustomerId(identifier(who)), what


def _parts(text: str) -> tuple[str, str, str]:
    """Return who is spoken of, the sign between, and what is said; all that stands there where there is no sign."""
    who, equals, what = text.replace("＝", "=").partition("=")
    return who.strip(), equals, what.strip()


def _read(option: str, text: str, read: Callable[[str], Said], faults: list[Issue]) -> Said | None:
    """Return what a text says, or None with its fault noted."""
    try:
        return read(text)
    except CellFault as fault:
        faults.append(
            Issue(
                code=fault.code,
                place=_place(option, text),
                message=fault.message,
                remedy=fault.remedy,
            )
        )
        return None


def _place(option: str, text: str = "") -> str:
    """Return where something was said; a text that might be a name stays out of it (R24)."""
    return f"command line, {option} {shown_value(text)}".rstrip()
