"""What was done of plans, undone and why, as tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from rich.console import Console
from rich.text import Text

from routing.cli.execution_visits import LISTED, DoneView, customer_cell, customer_column
from routing.cli.shown import People
from routing.cli.view import add_columns, plain_table, print_title
from routing.execution_report import (
    DeadlineRow,
    ExecutionReport,
    PromiseState,
)
from routing.units import MINUTE_S, clock_text

__all__ = ["ExecutionView"]

_STYLES = {PromiseState.LATE: "bold red", PromiseState.MISSED: "bold red"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutionView:
    """A report, and how it is shown.

    Parameters
    ----------
    people
        Who is there, in which language.
    report
        What is shown.
    everything
        Whether visits made as planned or at other times of their day, and those that a later plan replaced, are listed
        too, and lists are not cut.
    """

    people: People
    report: ExecutionReport
    everything: bool = False

    def show(self, console: Console) -> None:
        """Print the report."""
        self._head(console)
        self._managers(console)
        view = DoneView(people=self.people, report=self.report, everything=self.everything)
        view.show(console)
        self._promises(console)
        self._days(console)
        self._classes(console)
        self._backlog(console)

    # -------------------------------------------------------------- head and sums

    def _head(self, console: Console) -> None:
        report, words = self.report, self.people.words
        when = self.people.day(report.first)
        if report.first != report.last:
            when = f"{report.first} {words('to')} {report.last}"
        console.print(Text(f"{report.territory_id}  {when}", style="bold"))
        grid = plain_table(has_header=False)
        add_columns(grid, "")
        grid.add_column(overflow="fold")
        grid.add_row(words("as of"), f"{report.at:%Y-%m-%d %H:%M}")
        grid.add_row(words("plans"), ", ".join(report.plan_ids))
        if report.days_without_plan:
            grid.add_row(
                Text(words("days without a plan"), style="bold yellow"),
                ", ".join(f"{day:%m-%d}" for day in report.days_without_plan),
            )
        console.print(grid)

    def _managers(self, console: Console) -> None:
        """Print a column for each account manager."""
        words, sums = self.people.words, self.report.managers
        print_title(console, words("planned and done"))
        table = plain_table()
        add_columns(table, "")
        add_columns(table, *(self.people.manager(one.manager_id) for one in sums), justify="right")
        for name, figures in (
            ("planned", [one.num_planned for one in sums]),
            ("  done as planned", [one.num_done for one in sums]),
            ("  done otherwise", [one.num_otherwise for one in sums]),
            ("  not made", [one.num_undone for one in sums]),
            ("  not over yet", [one.num_open for one in sums]),
            ("made but not planned", [one.num_unplanned for one in sums]),
            ("replaced or needed no more", [one.num_replaced for one in sums]),
            ("visits in person", [one.num_visits for one in sums]),
            ("by phone or network", [one.num_contacts for one in sums]),
        ):
            indent = "  " if name.startswith(" ") else ""
            table.add_row(indent + words(name.strip()), *map(str, figures))
        duration = self.people.duration
        for name, durations in (
            ("with customers, as planned", [one.planned_s for one in sums]),
            ("with customers, on record", [one.spent_s for one in sums]),
            ("on the road, as planned", [one.travel_s for one in sums]),
        ):
            table.add_row(words(name), *map(duration, durations))
        kilometres = (f"{one.distance_m / 1000:.1f}" for one in sums)
        table.add_row(words("kilometres, as planned"), *kilometres)
        console.print(table)

    # -------------------------------------------------------------- promises

    def _promises(self, console: Console) -> None:
        report = self.report
        self._deadlines(console, "anomalous customers", "R13", report.anomalies)
        self._deadlines(console, "new customers", "R14", report.new_customers)
        self._appointments(console)

    def _deadlines(
        self, console: Console, title: str, rule: str, rows: Sequence[DeadlineRow]
    ) -> None:
        words = self.people.words
        if not rows:
            return
        self._states(console, title, rule, [row.state for row in rows])
        listed = [row for row in rows if self.everything or row.state is not PromiseState.KEPT]
        if not listed:
            return
        table = plain_table()
        customer_column(table, self.people)
        add_columns(table, words("owed by"), words("visited on"), words("state"))
        for row in listed:
            table.add_row(
                customer_cell(self.people, row.customer_id),
                str(row.deadline),
                _date(row.visited_on),
                Text(words(row.state), style=_STYLES.get(row.state, "")),
            )
        console.print(table)

    def _appointments(self, console: Console) -> None:
        words, rows = self.people.words, self.report.appointments
        if not rows:
            return
        self._states(console, "appointments", "R16", [row.state for row in rows])
        table = plain_table()
        customer_column(table, self.people)
        add_columns(table, *map(words, ("agreed", "planned", "made", "off", "state")))
        for row in rows:
            if self.everything or row.state is not PromiseState.KEPT:
                table.add_row(
                    customer_cell(self.people, row.customer_id),
                    f"{row.at:%m-%d %H:%M}",
                    "-" if row.planned_s is None else clock_text(row.planned_s),
                    "-" if row.start is None else f"{row.start:%H:%M}",
                    "-"
                    if row.off_s is None
                    else f"{round(row.off_s / MINUTE_S):+d} {words('min')}",
                    Text(words(row.state), style=_STYLES.get(row.state, "")),
                )
        if table.row_count:
            console.print(table)

    def _states(
        self, console: Console, title: str, rule: str, states: Sequence[PromiseState]
    ) -> None:
        """Print how many of something are kept, late, missed, open."""
        words, counts = self.people.words, Counter(states)
        told = ", ".join(f"{words(one)} {counts[one]}" for one in PromiseState if counts[one])
        print_title(console, f"{words(title)} ({rule}): {told}")

    # -------------------------------------------------------------- days, classes, coverage

    def _days(self, console: Console) -> None:
        """Print the days against their floors (R7), and the weeks against the visit days they ask for (R6)."""
        told = [*self._floors(), *self._weeks()]
        if told:
            print_title(console, self.people.words("visit days"))
        for line in told:
            console.print(line)

    def _floors(self) -> Iterator[Text]:
        days = [one for one in self.report.days if one.floor and one.is_over]
        short = [one for one in days if one.missing]
        if days:
            title = self.people.words("visit days that reach the floor")
            yield Text(f"  {title} (R7): {len(days) - len(short)}/{len(days)}")
        for one in short:
            who = f"{one.day} {self.people.manager(one.manager_id)}"
            yield Text(f"    {who}: {one.num_visits}/{one.floor}", style="bold red")

    def _weeks(self) -> Iterator[Text]:
        words = self.people.words
        weeks = [one for one in self.report.weeks if one.is_over]
        if weeks:
            enough = sum(not one.missing for one in weeks)
            yield Text(f"  {words('weeks with enough visit days')} (R6): {enough}/{len(weeks)}")
        for one in self.report.weeks:
            who = f"{words('week of')} {one.monday} {self.people.manager(one.manager_id)}"
            told = f"    {who}: {one.num_days}/{one.needed}"
            if one.missing:
                yield Text(told, style="bold red")
            elif not one.is_over and one.num_days:
                yield Text(f"{told} ({words('not over yet')})")

    def _classes(self, console: Console) -> None:
        words, report = self.people.words, self.report
        print_title(console, words("customers by class"))
        table = plain_table()
        add_columns(table, "")
        add_columns(table, *(words(one.customer_class) for one in report.classes), justify="right")
        for name, figures in (
            ("customers", [one.num_customers for one in report.classes]),
            ("visits", [one.num_visits for one in report.classes]),
            ("calls", [one.num_contacts for one in report.classes]),
            ("late", [one.num_late for one in report.classes]),
        ):
            table.add_row(words(name), *map(str, figures))
        console.print(table)
        if report.late:
            late = [f"{one.customer_id} ({_short(one.deadline)})" for one in report.late]
            console.print(Text(f"{words('late')}: {self._named(late)}", style="bold red"))
        months = report.coverage
        if months is not None:
            told = f"{months.first:%Y-%m} {words('to')} {months.last:%Y-%m} (R8): "
            if not months.uncovered:
                console.print(Text(told + words("every customer has a visit")))
                return
            title = "without a visit" if months.is_over else "still without a visit"
            told += f"{words(f'customers {title}')}: {len(months.uncovered)} ({self._named(months.uncovered)})"
            console.print(Text(told, style="bold red" if months.is_over else ""))

    # -------------------------------------------------------------- what is left

    def _backlog(self, console: Console) -> None:
        words, found = self.people.words, self.report.backlog
        title = f"{words('for the next plan')}: {len(found)}"
        print_title(console, title, style="bold yellow" if found else "bold")
        if not found:
            return
        table = plain_table()
        customer_column(table, self.people)
        add_columns(table, words("planned"), words("owed by"))
        table.add_column(words("why"), overflow="fold")
        for one in found:
            why = words.either(one.because.text, one.because.text_zh)
            if one.cause is None:
                why = f"{words('nothing asks for it yet')}\n{why}"
            table.add_row(
                customer_cell(self.people, one.planned.customer_id),
                f"{one.planned.day:%m-%d}",
                _date(one.deadline),
                why,
            )
        console.print(table)

    def _named(self, names: Sequence[str]) -> str:
        if self.everything or len(names) <= LISTED:
            return ", ".join(names)
        return f"{', '.join(names[:LISTED])}, ..."


def _date(day: date | None) -> str:
    return "-" if day is None else day.isoformat()


def _short(day: date | None) -> str:
    return "-" if day is None else f"{day:%m-%d}"
