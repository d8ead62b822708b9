"""An account manager's plan as an iCalendar file (RFC 5545), for the calendars of phones and offices."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from routing.domain.ids import ManagerId, VisitId
from routing.domain.territory import Territory
from routing.domain.visit import Because
from routing.errors import ExtraMissing
from routing.outputs.occurrences import Occurrence, occurrences
from routing.outputs.people import People
from routing.outputs.text import one_line
from routing.outputs.why import why_visited
from routing.plan import Contact
from routing.plan_chain import PlanRecord, PlanState
from routing.request import PlanRequest
from routing.terms import Language, Words

if TYPE_CHECKING:
    from icalendar import Event, Timezone

__all__ = ["plan_ics"]

_EVENTS = uuid.UUID("6f0a5c0e-6d0b-5b43-9d0f-2f6a0e8b7c11")
"""Where the identifiers of events are numbered (RFC 9562, section 5.5)."""
_DECIMALS = 6
_WORDS = {
    "visits": "拜访计划",
    "plan": "计划",
    "This plan has the visit no more.": "该计划不再包含此次拜访。",
}


def plan_ics(
    record: PlanRecord,
    manager_id: ManagerId,
    *,
    territory: Territory | None = None,
    before: Iterable[PlanRecord] = (),
    request: PlanRequest | None = None,
    time_zone: str = "Asia/Shanghai",
    names: bool = True,
    language: Language = Language.ZH,
) -> str:
    """Return the visits and contacts of one account manager's plan as a calendar, an event each.

    An event keeps its identifier in later plans, also where its visit has moved; visits that earlier plans had and
    none has any more are there as cancelled events. So whoever imports the file of a later plan has that plan, and
    not both. Lunch and drives are no events.

    Parameters
    ----------
    record
        The plan; of a draft the events are tentative.
    manager_id
        Whose calendar it is.
    territory
        Where the shops are and what they are called; by default nobody knows.
    before
        The plans that were imported before, in any order; see `routing.outputs.occurrences`.
    request
        What was asked for; without it, or without the territory, events tell category and cause and no more.
    time_zone
        Of the policy: that of the plan's clock times.
    names
        Whether customers and account managers are called by name beside their ids (R24).
    language
        Of the texts.

    Raises
    ------
    ExtraMissing
        If icalendar is not installed.
    InputError
        As of `routing.outputs.occurrences.occurrences`.
    """
    try:
        from icalendar import Calendar
    except ImportError:
        raise ExtraMissing(
            "Writing calendars needs icalendar: pip install 'routing[calendar]'"
        ) from None
    told = _Telling(
        manager_id=manager_id,
        people=People.of(territory, names=names),
        words=Words(language, _WORDS),
        because=_because(record, manager_id, territory, request),
        zone=ZoneInfo(time_zone),
    )
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//routing//visit plans//EN")
    calendar.add("x-wr-calname", f"{told.words('visits')} {told.people.manager(manager_id)}")
    found = occurrences(record, manager_id, before)
    days = {record.first, record.last, *(one.visit.day for one in found)}
    calendar.add_component(_time_zone(time_zone, min(days), max(days)))
    for one in found:
        calendar.add_component(told.event(one))
    text: str = calendar.to_ical().decode()
    return text


def _because(
    record: PlanRecord,
    manager_id: ManagerId,
    territory: Territory | None,
    request: PlanRequest | None,
) -> dict[tuple[VisitId, date], Because]:
    """Return why an account manager's visits are made; nothing where that is not known."""
    if territory is None or request is None:
        return {}
    routes = [route for route in record.plan.routes if route.manager_id == manager_id]
    called = {entry.customer_id for route in routes for entry in route.entries}
    asked = tuple(visit for visit in request.visits if visit.customer_id in called)
    return why_visited(territory, replace(request, visits=asked), record.plan)


def _time_zone(name: str, first: date, last: date) -> Timezone:
    """Return what a calendar must know of a time zone from one day to another."""
    from icalendar import Timezone

    zone = Timezone.from_tzid(
        name, first_date=date(first.year, 1, 1), last_date=date(last.year + 1, 1, 1)
    )
    zone.pop("comment", None)  # it says which years these are
    return zone


@dataclass(frozen=True, slots=True, kw_only=True)
class _Telling:
    """Tells an account manager's visits as events."""

    manager_id: ManagerId
    people: People
    words: Words
    because: Mapping[tuple[VisitId, date], Because]
    zone: ZoneInfo

    def event(self, one: Occurrence) -> Event:
        """Return the event of a visit."""
        from icalendar import Event

        starts_at = one.visit.starts_at
        event = Event()
        event.add("uid", self._identifier(one))
        event.add("sequence", one.revision)
        event.add("dtstamp", one.record.made_at.replace(tzinfo=self.zone).astimezone(UTC))
        event.add("dtstart", self._local(starts_at))
        event.add("dtend", self._local(starts_at + timedelta(seconds=one.entry.length_s)))
        event.add("summary", self._summary(one))
        event.add("description", "\n".join(self._description(one)))
        event.add("categories", [self.words(one.entry.category)])
        event.add("status", _status(one))
        event.add("transp", "TRANSPARENT" if one.is_cancelled else "OPAQUE")
        customer = self.people.customers.get(one.customer_id)
        if customer is not None and not isinstance(one.entry, Contact):
            lat, lon = (
                round(degrees, _DECIMALS) for degrees in (customer.point.lat, customer.point.lon)
            )
            event.add("geo", (lat, lon))
            # Phones lead to a place in the text of LOCATION; hardly one reads GEO.
            event.add("location", f"{lat},{lon}")
        return event

    def _identifier(self, one: Occurrence) -> str:
        """Return what stays the same in all plans; nobody can read ids out of it."""
        parts = (
            one.record.plan.territory_id,
            self.manager_id,
            one.customer_id,
            one.origin.isoformat(),
            one.number,
        )
        return str(uuid.uuid5(_EVENTS, json.dumps(parts)))

    def _local(self, at: datetime) -> datetime:
        return at.replace(tzinfo=self.zone)

    def _summary(self, one: Occurrence) -> str:
        who = self.people.customer(one.customer_id)
        if isinstance(one.entry, Contact):
            mode = self.words(one.entry.mode)
            who = self.words.either(f"{who} ({mode})", f"{who}（{mode}）")
        if one.is_cancelled:
            return self.words.either(f"Cancelled: {who}", f"已取消：{who}")
        return who

    def _description(self, one: Occurrence) -> Iterator[str]:
        if one.is_cancelled:
            yield self.words("This plan has the visit no more.")
        else:
            entry = one.entry
            labels = dict.fromkeys((entry.category.value, entry.cause.value))
            told = " ".join(map(self.words, labels))
            why = self.because.get((entry.visit_id, one.visit.day))
            yield told if why is None else f"{told} ({why.standard})"
            if why is not None:
                yield one_line(self.words.either(why.text, why.text_zh))
            customer = self.people.customers.get(one.customer_id)
            if customer is not None:
                yield self.words(customer.customer_class)
        yield one_line(f"{self.words('plan')} {one.record.id}")


def _status(one: Occurrence) -> str:
    if one.is_cancelled:
        return "CANCELLED"
    return "TENTATIVE" if one.record.state is PlanState.DRAFT else "CONFIRMED"
