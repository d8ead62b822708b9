"""What became of planned visits, and what was made besides, as tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table
from rich.text import Text

from routing.cli.chain_view import planned_cell
from routing.cli.shown import People
from routing.cli.view import plain_table, print_title
from routing.domain.customer import Mode
from routing.domain.events import VisitRecord
from routing.domain.ids import CustomerId
from routing.execution_report import ExecutionReport, Outcome, VisitRow
from routing.plan_chain import ChangeKind, PlannedVisit

__all__ = ["LISTED", "DoneView", "customer_cell", "customer_column"]

LISTED = 12
"""How many customers a list names unless all are asked for."""


def customer_column(table: Table, people: People) -> None:
    """Add the column of customers."""
    table.add_column(people.words("customer"), overflow="fold", min_width=6, max_width=22)


def customer_cell(people: People, customer_id: CustomerId) -> Text:
    """Return who a customer is."""
    return Text(people.customer(customer_id), style="bold")


@dataclass(frozen=True, slots=True, kw_only=True)
class DoneView:
    """The visits of a report; `everything` as of `routing.cli.execution_view.ExecutionView`."""

    people: People
    report: ExecutionReport
    everything: bool

    def show(self, console: Console) -> None:
        """Print what was not made and why, what was made otherwise, what fell away, is open, or was not planned."""
        self._rows(console, "not made", self._of(Outcome.UNDONE), style="bold red")
        self._otherwise(console)
        replaced = self._of(Outcome.REPLACED)
        self._rows(console, "replaced or needed no more", replaced, is_listed=self.everything)
        if self.everything:
            self._rows(console, "done as planned", self._of(Outcome.DONE))
        self._rows(console, "not over yet", self._of(Outcome.OPEN), is_listed=self.everything)
        self._unplanned(console)

    def _of(self, outcome: Outcome) -> list[VisitRow]:
        return [row for row in self.report.visits if row.outcome is outcome]

    def _otherwise(self, console: Console) -> None:
        rows = self._of(Outcome.OTHERWISE)
        retimed = [row for row in rows if row.differs == (ChangeKind.RETIMED,)]
        listed = [row for row in rows if self.everything or row not in retimed]
        words = self.people.words
        if not rows:
            return
        print_title(console, f"{words('done otherwise')}: {len(rows)}")
        if listed:
            table = plain_table()
            customer_column(table, self.people)
            for title in ("planned", "made"):
                table.add_column(words(title), overflow="fold", min_width=11)
            table.add_column(words("differs in"), overflow="fold")
            for row in listed:
                table.add_row(
                    customer_cell(self.people, row.planned.customer_id),
                    planned_cell(words, row.planned),
                    self._made(row.made, row.planned),
                    self._differs(row),
                )
            console.print(table)
        self._rest(console, "other times of the same day (--all lists them)", rows, listed)

    def _differs(self, row: VisitRow) -> Text:
        words = self.people.words
        told = Text(", ".join(words(kind) for kind in row.differs))
        if row.why is not None:
            told.append(f"\n{words.either(row.why.text, row.why.text_zh)}")
        if not row.is_settled:
            told.append(f"\n{words('does not count for it')}", style="bold yellow")
        return told

    def _rows(
        self,
        console: Console,
        title: str,
        rows: Sequence[VisitRow],
        *,
        style: str = "bold",
        is_listed: bool = True,
    ) -> None:
        """Print planned visits with the reasons there are, and how many have which reason."""
        words = self.people.words
        if not rows:
            return
        print_title(console, f"{words(title)}: {len(rows)}", style=style)
        reasons = Counter(row.why.reason for row in rows if row.why is not None)
        if len(reasons) > 1:
            told = ", ".join(f"{words(reason)} {count}" for reason, count in reasons.most_common())
            console.print(Text(f"  {told}"))
        listed = [] if not is_listed else list(rows) if self.everything else list(rows[:LISTED])
        if listed:
            table = plain_table()
            customer_column(table, self.people)
            table.add_column(words("planned"), overflow="fold", min_width=11)
            table.add_column(words("why"), overflow="fold")
            for row in listed:
                table.add_row(
                    customer_cell(self.people, row.planned.customer_id),
                    planned_cell(words, row.planned),
                    "" if row.why is None else words.either(row.why.text, row.why.text_zh),
                )
            console.print(table)
        self._rest(console, "more (--all lists them)", rows, listed)

    def _unplanned(self, console: Console) -> None:
        words, found = self.people.words, self.report.unplanned
        if not found:
            return
        print_title(console, f"{words('made but not planned')}: {len(found)}")
        listed = found if self.everything else found[:LISTED]
        table = plain_table()
        customer_column(table, self.people)
        table.add_column(words("made"), overflow="fold", min_width=11)
        table.add_column(words("what asked for it"), overflow="fold")
        for one in listed:
            asked = words("nothing") if one.cause is None else words(one.cause)
            told = Text(asked, style="" if one.cause is None else "bold")
            if one.makes_up_for is not None:
                told.append(f"\n{words('makes up for')} {one.makes_up_for.day}")
            told.append(f"\n{words.either(one.because.text, one.because.text_zh)}")
            table.add_row(
                customer_cell(self.people, one.made.customer_id), self._made(one.made, None), told
            )
        console.print(table)
        self._rest(console, "more (--all lists them)", found, listed)

    def _made(self, made: VisitRecord | None, planned: PlannedVisit | None) -> str:
        if made is None:
            return "-"
        clock = "" if made.start is None else f" {made.start:%H:%M}"
        mode = "" if made.mode is Mode.IN_PERSON else f" {self.people.words(made.mode)}"
        who = made.manager_id or (planned.manager_id if planned else "")
        return f"{made.day:%m-%d}{clock}{mode}\n{who}".rstrip()

    def _rest(
        self, console: Console, title: str, rows: Sequence[object], listed: Sequence[object]
    ) -> None:
        if len(listed) < len(rows):
            told = f"{self.people.words(title)}: {len(rows) - len(listed)}"
            console.print(Text(told, style="dim"))
