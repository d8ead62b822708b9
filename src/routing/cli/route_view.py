"""The day of one account manager in order: drives, visits and why they are made, lunch, calls."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from rich.console import Console
from rich.text import Text

from routing.cli.shown import Shown
from routing.cli.view import add_columns, plain_table, print_title
from routing.domain.ids import VisitId
from routing.domain.visit import Category
from routing.outputs.why import why_visited
from routing.plan import Contact, Lunch, Route, Stop
from routing.request import Because
from routing.units import clock_text

__all__ = ["CATEGORY_STYLES", "show_routes"]

CATEGORY_STYLES = {Category.MANDATORY: "bold yellow", Category.DUE: "", Category.FILLER: "dim"}

_Row = tuple[int, int, tuple[Text, ...]]
"""Clock time, rank at that time, cells."""


def show_routes(console: Console, shown: Shown, *, with_day: bool = False) -> None:
    """Print the days of a plan one after another; with their dates those alone on which something is planned."""
    because = why_visited(shown.territory, shown.request, shown.plan)
    view = _RouteView(shown=shown, because=because, with_day=with_day)
    for route in shown.plan.routes:
        if route.stops or route.contacts or not with_day:
            view.show(console, route)


@dataclass(frozen=True, slots=True, kw_only=True)
class _RouteView:
    shown: Shown
    because: dict[tuple[VisitId, date], Because]
    with_day: bool

    def show(self, console: Console, route: Route) -> None:
        shown, words = self.shown, self.shown.words
        shift = next(shift for shift in shown.request.shifts if shift.id == route.shift_id)
        title = [shown.manager(route.manager_id)]
        if self.with_day:
            title.insert(0, shown.day(route.day))
        facts = []
        if route.stops:
            title.append(f"{clock_text(route.start_s)}-{clock_text(route.end_s)}")
            facts.append(
                f"{words('on the road')} {shown.duration(route.travel_s)}, {route.distance_m / 1000:.1f} km"
            )
        title.append(f"{words('visits')}: {len(route.stops)}")
        if shift.reserve_s:
            free = f"{clock_text(shift.end_s - shift.reserve_s)}-{clock_text(shift.end_s)}"
            facts.append(f"{words('kept free')} {free}")
        print_title(console, "  ".join(title))
        console.print(Text("; ".join(facts)))
        rows = sorted(self._rows(route), key=lambda row: row[:2])
        if not rows:
            return
        console.print()
        table = plain_table()
        add_columns(
            table,
            *("#", *map(words, ("drive", "arrive", "start", "stay"))),
            justify="right",
        )
        table.add_column(words("visit"), overflow="fold")
        for _, _, cells in rows:
            table.add_row(*cells)
        console.print(table)

    def _rows(self, route: Route) -> Iterator[_Row]:
        for number, stop in enumerate(route.stops, start=1):
            yield stop.start_s, 1, self._stop(number, stop, route.day)
        for contact in route.contacts:
            yield contact.start_s, 3, self._contact(contact, route.day)
        if route.lunch is not None:
            yield route.lunch.start_s, 0, self._lunch(route.lunch)
        if route.stops:
            yield route.end_s, 2, self._back(route)

    def _stop(self, number: int, stop: Stop, day: date) -> tuple[Text, ...]:
        return (
            Text(str(number)),
            Text(self.shown.minutes(stop.travel_s)),
            Text(clock_text(stop.arrival_s)),
            Text(clock_text(stop.start_s), style="bold"),
            Text(self.shown.minutes(stop.length_s)),
            self._visit(stop, day),
        )

    def _contact(self, contact: Contact, day: date) -> tuple[Text, ...]:
        return (
            Text(),
            Text(self.shown.words(contact.mode)),
            Text(),
            Text(clock_text(contact.start_s), style="bold"),
            Text(self.shown.minutes(contact.length_s)),
            self._visit(contact, day),
        )

    def _lunch(self, lunch: Lunch) -> tuple[Text, ...]:
        length = self.shown.minutes(lunch.end_s - lunch.start_s)
        cells = ("", "", "", clock_text(lunch.start_s), length, self.shown.words("lunch"))
        return tuple(Text(cell, style="italic") for cell in cells)

    def _back(self, route: Route) -> tuple[Text, ...]:
        drive = self.shown.minutes(route.return_travel_s)
        cells = ("", drive, clock_text(route.end_s), "", "", self.shown.words("back"))
        return tuple(Text(cell, style="italic") for cell in cells)

    def _visit(self, visit: Stop | Contact, day: date) -> Text:
        """Return who is visited and, on the next line, why."""
        words = self.shown.words
        because = self.because[visit.visit_id, day]
        labels = dict.fromkeys((visit.category.value, visit.cause.value))
        label = " ".join(words(label) for label in labels)
        return Text.assemble(
            (self.shown.customer(visit.customer_id), "bold"),
            f"  {self.shown.customer_class(visit.customer_id)}\n",
            (f"{label} ({because.standard})", CATEGORY_STYLES[visit.category]),
            (f"  {words.either(because.text, because.text_zh)}", "dim"),
        )
