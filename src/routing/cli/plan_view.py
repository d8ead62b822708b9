"""A plan as a planner reads it: the day of each account manager, what was left out and why, figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from rich.console import Console
from rich.text import Text

from routing.cli.view import add_columns, plain_table
from routing.cli.words import Words
from routing.domain.ids import CustomerId, VisitId
from routing.domain.territory import Territory
from routing.domain.visit import Category
from routing.plan import Contact, Lunch, Plan, Route, Stop, UnassignedVisit
from routing.request import PlanRequest
from routing.rules import MEANINGS, Rule
from routing.status import Level
from routing.units import HOUR_S, MINUTE_S, clock_text

__all__ = ["PlanView"]

_STYLES = {Category.MANDATORY: "bold yellow", Category.DUE: "", Category.FILLER: "dim"}

_SHOWN = {Category.MANDATORY: None, Category.DUE: 12, Category.FILLER: 0}
"""How many visits left out are listed unless all are asked for, the weightiest first."""

_LEVEL_NAMES = {
    Level.PROMISE: "promises left out",
    Level.ANOMALY: "anomalous customers left out",
    Level.NEW_CUSTOMER: "new customers left out",
    Level.LATE: "late visits left out",
    Level.OPENED: "extra days opened",
    Level.FLOOR: "missing from the floor",
    Level.DUE: "due visits left out, by weight",
    Level.COST: "travel and wishes, in seconds",
}

_Row = tuple[int, int, tuple[Text, ...]]
"""Clock time, rank at that time, cells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanView:
    """A plan beside what it answers, in one language.

    Parameters
    ----------
    day
        The day that is planned.
    territory, request, plan
        Who is there, what was asked for, the answer.
    words
        The language.
    names
        Whether customers and account managers are shown by name beside their ids.
    everything
        Whether all visits left out are listed: fillers, and due visits past the weightiest.
    """

    day: date
    territory: Territory
    request: PlanRequest
    plan: Plan
    words: Words
    names: bool = True
    everything: bool = False

    def show(self, console: Console) -> None:
        """Print the plan."""
        self._head(console)
        for route in self.plan.routes:
            self._route(console, route)
        for category, title in (
            (Category.MANDATORY, "mandatory visits left out"),
            (Category.DUE, "due visits left out"),
            (Category.FILLER, "fillers left out"),
        ):
            self._left_out(console, category, title)
        self._figures(console)
        self._objective(console)
        if self.plan.notes:
            self._title(console, self.words("notes"), style="bold yellow")
            for note in self.plan.notes:
                console.print(Text(f"  {note}"))

    # ------------------------------------------------------------------ parts

    def _head(self, console: Console) -> None:
        made = self.plan.provenance
        day = f"{self.day.isoformat()} {self.words(f'{self.day:%A}')}"
        console.print(Text(f"{self.plan.territory_id}  {day}", style="bold"))
        grid = plain_table(has_header=False)
        add_columns(grid, "")
        grid.add_column(overflow="fold")
        grid.add_row(self.words("policy"), made.policy)
        grid.add_row(self.words("travel times"), made.travel_source)
        grid.add_row(
            self.words("made by"),
            f"{made.solver}, {made.runtime_s:.1f} s, {self.words('stopped by')}: "
            f"{self.words(made.stopped_by)}, {self.words('seed')} {made.seed}",
        )
        console.print(grid)
        if not self.request.shifts:
            nobody = MEANINGS[Rule.NO_SHIFT]
            told = self.words.either(f"{nobody.english}. {nobody.remedy}", f"{nobody.chinese}。")
            self._title(console, told[0].upper() + told[1:], style="bold yellow")

    def _route(self, console: Console, route: Route) -> None:
        words = self.words
        shift = next(shift for shift in self.request.shifts if shift.id == route.shift_id)
        title = [self._manager(route)]
        facts = []
        if route.stops:
            title.append(f"{clock_text(route.start_s)}-{clock_text(route.end_s)}")
            facts.append(
                f"{words('on the road')} {self._duration(route.travel_s)}, {route.distance_m / 1000:.1f} km"
            )
        title.append(f"{words('visits')}: {len(route.stops)}")
        if shift.reserve_s:
            free = f"{clock_text(shift.end_s - shift.reserve_s)}-{clock_text(shift.end_s)}"
            facts.append(f"{words('kept free')} {free}")
        self._title(console, "  ".join(title))
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
            yield stop.start_s, 1, self._stop(number, stop)
        for contact in route.contacts:
            yield contact.start_s, 3, self._contact(contact)
        if route.lunch is not None:
            yield route.lunch.start_s, 0, self._lunch(route.lunch)
        if route.stops:
            yield route.end_s, 2, self._back(route)

    def _stop(self, number: int, stop: Stop) -> tuple[Text, ...]:
        return (
            Text(str(number)),
            Text(self._minutes(stop.travel_s)),
            Text(clock_text(stop.arrival_s)),
            Text(clock_text(stop.start_s), style="bold"),
            Text(self._minutes(stop.length_s)),
            self._visit(stop),
        )

    def _contact(self, contact: Contact) -> tuple[Text, ...]:
        return (
            Text(),
            Text(self.words(contact.mode)),
            Text(),
            Text(clock_text(contact.start_s), style="bold"),
            Text(self._minutes(contact.length_s)),
            self._visit(contact),
        )

    def _lunch(self, lunch: Lunch) -> tuple[Text, ...]:
        cells = ("", "", "", clock_text(lunch.start_s), self._minutes(lunch.end_s - lunch.start_s))
        return tuple(Text(cell, style="italic") for cell in (*cells, self.words("lunch")))

    def _back(self, route: Route) -> tuple[Text, ...]:
        cells = ("", self._minutes(route.return_travel_s), clock_text(route.end_s), "", "")
        return tuple(Text(cell, style="italic") for cell in (*cells, self.words("back")))

    def _visit(self, visit: Stop | Contact) -> Text:
        """Return who is visited and, on the next line, why."""
        because = next(asked.because for asked in self.request.visits if asked.id == visit.visit_id)
        labels = dict.fromkeys((visit.category.value, visit.cause.value))
        label = " ".join(self.words(label) for label in labels)
        text = self.words.either(because.text, because.text_zh)
        return Text.assemble(
            (self._customer(visit.customer_id), "bold"),
            f"  {self._class(visit.customer_id)}\n",
            (f"{label} ({because.standard})", _STYLES[visit.category]),
            (f"  {text}", "dim"),
        )

    def _left_out(self, console: Console, category: Category, title: str) -> None:
        weights = {visit.id: visit.weight for visit in self.request.visits}
        left_out = sorted(
            (visit for visit in self.plan.unassigned if visit.category is category),
            key=lambda visit: (-weights.get(visit.visit_id, 0), visit.visit_id),
        )
        if not left_out:
            return
        style = "bold red" if category is Category.MANDATORY else "bold"
        self._title(console, f"{self.words(title)}: {len(left_out)}", style=style)
        shown = left_out if self.everything else left_out[: _SHOWN[category]]
        if shown:
            table = plain_table()
            table.add_column(self.words("customer"), overflow="fold", min_width=6, max_width=32)
            table.add_column(self.words("why it is left out"), overflow="fold")
            for visit in shown:
                table.add_row(
                    Text.assemble(
                        (self._customer(visit.customer_id), "bold"),
                        f"\n{self._class(visit.customer_id)}, {self.words(visit.cause)}",
                    ),
                    self._reasons(visit),
                )
            console.print(table)
        if len(shown) < len(left_out):
            more = (
                f"{self.words('not listed here (--all lists them)')}: {len(left_out) - len(shown)}"
            )
            console.print(Text(more, style="dim"))

    def _figures(self, console: Console) -> None:
        kpis, words = self.plan.kpis, self.words
        self._title(console, words("figures"))
        grid = plain_table(has_header=False)
        add_columns(grid, "", justify="left")
        add_columns(grid, "", justify="right")
        grid.add_column()
        grid.add_row(
            f"  {words('visits in person')}",
            str(kpis.num_visits),
            f"{words('mandatory')} {kpis.num_mandatory}, {words('due')} {kpis.num_due}, "
            f"{words('filler')} {kpis.num_filler}",
        )
        for name, value in (
            ("by phone or network", str(kpis.num_contacts)),
            ("fewer than the floor", str(kpis.floor_missed)),
            ("mandatory visits left out", str(kpis.num_unassigned_mandatory)),
            ("due visits left out", str(kpis.num_unassigned_due)),
        ):
            grid.add_row(f"  {words(name)}", value, "")
        for name, seconds, more in (
            ("on the road", kpis.travel_s, f"{kpis.distance_m / 1000:.1f} km"),
            ("with customers", kpis.visiting_s, ""),
            ("waiting", kpis.waiting_s, ""),
            ("working time", kpis.working_s, ""),
        ):
            grid.add_row(f"  {words(name)}", self._duration(seconds), more)
        console.print(grid)

    def _objective(self, console: Console) -> None:
        self._title(console, self.words("objective, most important first"))
        grid = plain_table(has_header=False)
        add_columns(grid, "", justify="left")
        add_columns(grid, "", justify="right")
        grid.add_column(overflow="fold")
        objective = self.plan.objective
        for level in Level:
            terms = ", ".join(
                f"{self._term(term.name)} {term.amount:,}"
                + ("" if term.amount == term.value else f" ({term.value:,})")
                for term in objective.terms
                if term.level is level and term.value
            )
            grid.add_row(
                f"  {self.words(_LEVEL_NAMES[level])}", f"{objective.levels[level]:,}", terms
            )
        console.print(grid)

    # ------------------------------------------------------------------ cells

    @staticmethod
    def _title(console: Console, title: str, *, style: str = "bold") -> None:
        console.print()
        console.print(Text(title, style=style))

    def _minutes(self, seconds: int) -> str:
        return f"{round(seconds / MINUTE_S)} {self.words('min')}"

    def _duration(self, seconds: int) -> str:
        hours, rest = divmod(seconds, HOUR_S)
        return f"{hours} {self.words('h')} {rest // MINUTE_S:02d} {self.words('min')}"

    def _manager(self, route: Route) -> str:
        name = next((one.name for one in self.territory.managers if one.id == route.manager_id), "")
        return f"{route.manager_id} {name}".strip() if self.names else route.manager_id

    def _customer(self, customer_id: CustomerId) -> str:
        name = next((one.name for one in self.territory.customers if one.id == customer_id), "")
        return f"{customer_id} {name}".strip() if self.names else customer_id

    def _class(self, customer_id: CustomerId) -> str:
        found = (one for one in self.territory.customers if one.id == customer_id)
        return self.words(next(found).customer_class)

    def _reasons(self, visit: UnassignedVisit) -> str:
        texts = (self.words.either(reason.text, reason.text_zh) for reason in visit.reasons)
        return "\n".join(self._bare(text, visit.visit_id) for text in texts)

    @staticmethod
    def _bare(text: str, visit_id: VisitId) -> str:
        """Return a reason without what its row and the head say already: the visit and the day."""
        for opening in (f"Visit {visit_id}: ", f"拜访{visit_id}:"):
            text = text.removeprefix(opening)
        _, at, day = visit_id.partition("@")
        return text.replace(f"{at}{day}", "") if at else text

    def _term(self, name: str) -> str:
        if name in MEANINGS:
            meaning = MEANINGS[Rule(name)]
            return self.words.either(meaning.english, meaning.chinese)
        return self.words(name)
