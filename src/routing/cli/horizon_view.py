"""A week or a month as a planner reads it: days side by side, what lapses and why, coverage, figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from rich.cells import cell_len
from rich.console import Console, Group
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from routing.cli.answer_view import show_figures, show_head, show_left_out, show_notes
from routing.cli.coverage_view import show_coverage
from routing.cli.horizon_days import DayKind, HorizonDay, horizon_days
from routing.cli.route_view import CATEGORY_STYLES, show_routes
from routing.cli.shown import Shown
from routing.cli.view import add_columns, plain_table, print_title
from routing.coverage_report import coverage_report
from routing.domain.calendar import WorkCalendar
from routing.domain.customer import Weekday
from routing.domain.ids import ManagerId
from routing.domain.visit import Category
from routing.plan import Contact, Stop
from routing.units import HOUR_S, MINUTE_S, clock_text

__all__ = ["HorizonView"]

_KIND_STYLES = {
    DayKind.VISITS: "green",
    DayKind.OPENED: "bold yellow",
    DayKind.HOLIDAY: "red",
    DayKind.AWAY: "red",
}
_WEEK = 7
_ANY_WIDTH = 10_000
"""More columns than any table needs."""
_NAME_WIDTH = 11
"""Columns of a day's name where days stand one below the other."""
_GAP = 2
"""Columns between customers there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HorizonView:
    """A plan of a week or a month, and the days that it spans.

    Parameters
    ----------
    shown
        What is shown.
    calendar
        Which days are worked.
    first, last
        The horizon; a month is shown in whole weeks, the days outside of it empty.
    lists_customers
        Whether the days list their customers, as those of a week do.
    details, coverage
        Whether each day is shown in full, and each customer.
    """

    shown: Shown
    calendar: WorkCalendar
    first: date
    last: date
    lists_customers: bool
    details: bool = False
    coverage: bool = False

    def show(self, console: Console) -> None:
        """Print the plan."""
        shown, words = self.shown, self.shown.words
        show_head(console, shown, f"{self.first} {words('to')} {self.last}")
        if not shown.request.shifts:
            print_title(console, words("No visit day at all."), style="bold yellow")
        for manager_id in self._manager_ids():
            self._days(console, manager_id)
        if self.details:
            show_routes(console, shown, with_day=True)
        show_left_out(console, shown)
        report = coverage_report(shown.territory, shown.request, shown.plan, self.last)
        show_coverage(console, shown, report, everybody=self.coverage)
        show_figures(console, shown)
        show_notes(console, shown)

    def _manager_ids(self) -> list[ManagerId]:
        """Return who is planned; where nobody works, everybody's days say so."""
        planned = dict.fromkeys(shift.manager_id for shift in self.shown.request.shifts)
        return list(planned) or [manager.id for manager in self.shown.territory.managers]

    # ------------------------------------------------------------------ days

    def _days(self, console: Console, manager_id: ManagerId) -> None:
        shown, words = self.shown, self.shown.words
        days = list(
            horizon_days(
                manager_id,
                territory=shown.territory,
                request=shown.request,
                plan=shown.plan,
                calendar=self.calendar,
                first=self.first,
                last=self.last,
            )
        )
        visits = sum(len(one.route.stops) for one in days if one.route)
        driven_s = sum(one.route.travel_s for one in days if one.route)
        title = f"{shown.manager(manager_id)}  {words('visits')}: {visits}"
        print_title(console, f"{title}  {words('on the road')} {shown.duration(driven_s)}")
        console.print()
        grid = self._grid(days)
        needed = Measurement.get(console, console.options.update_width(_ANY_WIDTH), grid).maximum
        console.print(grid if needed <= console.width else self._list(days, console.width))
        if self.lists_customers:
            console.print(Text(words("! mandatory, + by phone or network"), style="dim"))

    def _weeks(self, days: list[HorizonDay]) -> list[dict[int, HorizonDay]]:
        """Return the days by weeks and weekdays."""
        weeks: dict[date, dict[int, HorizonDay]] = {}
        for one in days:
            weekday = one.day.isoweekday()
            weeks.setdefault(one.day - timedelta(days=weekday), {})[weekday] = one
        return list(weeks.values())

    def _columns(self, days: list[HorizonDay]) -> list[int]:
        """Return the weekdays shown: all in a month, in a week those of the weekend only where they are worked."""
        return [
            weekday
            for weekday in range(1, _WEEK + 1)
            if not self.lists_customers
            or weekday < Weekday.SATURDAY
            or any(
                one.day.isoweekday() == weekday and one.kind is not DayKind.WEEKEND for one in days
            )
        ]

    def _grid(self, days: list[HorizonDay]) -> Table:
        """Return the weeks as rows and the weekdays as columns."""
        words, columns = self.shown.words, self._columns(days)
        table = plain_table()
        table.show_lines = True
        monday = date(2001, 1, 1)
        for weekday in columns:
            name = f"{monday + timedelta(days=weekday - 1):%A}"
            table.add_column(words.either(name[:3], words(name)), no_wrap=True, ratio=1)
        for week in self._weeks(days):
            table.add_row(
                *(self._cell(week[weekday]) if weekday in week else "" for weekday in columns)
            )
        return table

    def _cell(self, one: HorizonDay) -> Group:
        lines = [Text(f"{one.day:%m-%d}", style="bold"), *self._facts(one)]
        if self.lists_customers and (customers := _customers(one)):
            lines += [Text(), *customers]
        return Group(*lines)

    def _list(self, days: list[HorizonDay], width: int) -> Table:
        """Return the days one below the other, for terminals too narrow to hold them side by side."""
        words = self.shown.words
        table = plain_table()
        add_columns(table, words("day"))
        table.add_column(words("visits"), overflow="fold")
        longest = max((cell_len(text.plain) for one in days for text in _customers(one)), default=0)
        a_line = max(1, (width - _NAME_WIDTH) // (longest + _GAP))
        for one in days:
            if one.kind is DayKind.WEEKEND:
                continue
            name = f"{one.day:%A}"
            told = Text(", ").join(self._facts(one))
            customers = _customers(one)
            if self.lists_customers and customers:
                lines = (
                    Text(" " * _GAP).join(customers[n : n + a_line])
                    for n in range(0, len(customers), a_line)
                )
                told = Text("\n").join([told, *lines])
            table.add_row(f"{one.day:%m-%d} {words.either(name[:3], words(name))}", told)
        return table

    def _facts(self, one: HorizonDay) -> Iterator[Text]:
        """Yield what a day is, its visits, its drive and what is missing."""
        words = self.shown.words
        if one.is_make_up:
            yield Text(words("make-up"), style="bold yellow")
        if one.kind is not DayKind.WEEKEND:
            yield Text(words(one.kind), style=_KIND_STYLES.get(one.kind, "dim"))
        if one.route is not None and one.kind is not DayKind.OTHER:
            count = len(one.route.stops)
            yield Text(words.either(f"{count} visit{'' if count == 1 else 's'}", f"{count} 户"))
        if one.route is not None and one.route.contacts:
            calls = len(one.route.contacts)
            yield Text(words.either(f"{calls} call{'' if calls == 1 else 's'}", f"电话 {calls}"))
        if one.route is not None and one.route.stops:
            hours, rest = divmod(one.route.travel_s, HOUR_S)
            minutes = rest // MINUTE_S
            yield Text(words.either(f"{hours} h {minutes:02d} min", f"{hours}小时{minutes:02d}分"))
        if one.missing:
            yield Text(
                words.either(f"floor -{one.missing}", f"缺 {one.missing} 户"), style="bold red"
            )


def _customers(one: HorizonDay) -> list[Text]:
    """Return the customers of a day in the order of time."""
    if one.route is None:
        return []
    rows: list[tuple[int, str, Stop | Contact]] = [
        (stop.start_s, "!" if stop.category is Category.MANDATORY else " ", stop)
        for stop in one.route.stops
    ]
    rows += [(contact.start_s, "+", contact) for contact in one.route.contacts]
    return [
        Text(
            f"{clock_text(start_s)}{mark}{visit.customer_id}",
            style=CATEGORY_STYLES[visit.category],
        )
        for start_s, mark, visit in sorted(rows, key=lambda row: row[0])
    ]
