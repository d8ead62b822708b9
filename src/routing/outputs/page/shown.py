"""A plan beside all that the page tells of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain

from routing.domain.ids import CustomerId, ShiftId, VisitId
from routing.outputs.page.words import PageWords
from routing.outputs.people import People
from routing.plan import Contact, Plan, Route, Stop, UnassignedVisit
from routing.request import Because, PlanRequest, ShiftRequest
from routing.units import clock_text

__all__ = ["NUM_COLOURS", "UNKNOWN_CLASS", "Shown"]

NUM_COLOURS = 6
"""Colours of routes, used in turn."""
UNKNOWN_CLASS = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the page shows, and how it reads.

    Parameters
    ----------
    plan, people, words
        The plan, who is in it, the language.
    routes
        Its routes but for working days that are no visit days and were not opened: by their place here, from 0, the
        parts of the page know one.
    shifts
        The shifts that were asked for, by id; empty where that is unknown.
    because
        Why visits are made.
    done
        Visits on record: of whom, on which day.
    """

    plan: Plan
    people: People
    words: PageWords
    routes: tuple[Route, ...]
    shifts: Mapping[ShiftId, ShiftRequest]
    because: Mapping[tuple[VisitId, date], Because]
    done: frozenset[tuple[CustomerId, date]]

    @property
    def has_many_managers(self) -> bool:
        """Whether somebody besides the first account manager drives."""
        return len({route.manager_id for route in self.routes}) > 1

    def customer_class(self, customer_id: CustomerId) -> str:
        """Return the class of a customer, by which everything that stands for him is drawn."""
        customer = self.people.customers.get(customer_id)
        return UNKNOWN_CLASS if customer is None else customer.customer_class.value

    def class_name(self, customer_id: CustomerId) -> str:
        """Return how the class of a customer is called."""
        name = self.customer_class(customer_id)
        return self.words("unknown class" if name == UNKNOWN_CLASS else name)

    def is_done(self, visit: Stop | Contact, route: Route) -> bool:
        """Return whether a visit is on record already."""
        return (visit.customer_id, route.day) in self.done

    def labels(self, visit: Stop | Contact | UnassignedVisit) -> str:
        """Return class, category and cause."""
        named = dict.fromkeys((visit.category.value, visit.cause.value))
        return " · ".join([self.class_name(visit.customer_id), *map(self.words, named)])

    def why(self, visit: Stop | Contact, route: Route) -> str:
        """Return why a visit is made, empty where that is unknown."""
        because = self.because.get((visit.visit_id, route.day))
        if because is None:
            return ""
        text = self.words.either(because.text, because.text_zh)
        return f"{text} ({because.standard})" if because.standard else text

    def route_name(self, route: Route) -> str:
        """Return day and account manager of a route, the latter only where there are several."""
        day = self.words.day(route.day)
        return f"{day} {self.people.manager(route.manager_id)}" if self.has_many_managers else day

    def hours(self, start_s: int, end_s: int) -> str:
        """Return a span of clock time."""
        return f"{clock_text(start_s)}–{clock_text(end_s)}"

    def tip(self, number: int | None, visit: Stop | Contact, route: Route) -> str:
        """Return what is told of a visit where the pointer rests on it, a line each."""
        first = self.people.customer(visit.customer_id)
        lines = [
            first if number is None else f"{number}  {first}",
            f"{self.words.day(route.day)} {self.hours(visit.start_s, visit.start_s + visit.length_s)}",
            self.labels(visit),
        ]
        if isinstance(visit, Contact):
            lines[1] += f" {self.words(visit.mode)}"
        elif visit.arrival_s < visit.start_s:
            lines[1] += f" ({self.words('arrive')} {clock_text(visit.arrival_s)})"
        if self.is_done(visit, route):
            lines.append(f"✓ {self.words('visited already')}")
        lines.append(self.why(visit, route))
        return "\n".join(filter(None, lines))

    @classmethod
    def of(
        cls,
        plan: Plan,
        people: People,
        words: PageWords,
        request: PlanRequest | None,
        because: Mapping[tuple[VisitId, date], Because],
        done: frozenset[tuple[CustomerId, date]],
    ) -> Shown:
        """Return what the page shows."""
        asked = () if request is None else chain(request.shifts, request.spare_shifts)
        shifts = {shift.id: shift for shift in asked}
        unopened = {shift.id for shift in shifts.values() if shift.is_extra}
        return cls(
            plan=plan,
            people=people,
            words=words,
            routes=tuple(one for one in plan.routes if one.entries or one.shift_id not in unopened),
            shifts=shifts,
            because=because,
            done=done,
        )
