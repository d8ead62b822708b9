"""What the study says in tables, written from its counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from benchmarks.year_runs import AXES, OURS, RIVALS, WORLDS, Run
from benchmarks.year_scope import Results
from routing.domain.customer import CustomerClass
from routing.simulation.count import Count, Owed, Share
from routing.simulation.world import World
from routing.units import HOUR_S

__all__ = [
    "KEPT",
    "SHORT",
    "TOOK",
    "Column",
    "causes_table",
    "failures",
    "markdown",
    "parts_table",
    "planners_table",
    "policies_table",
    "seconds_a_visit_in_time",
    "sensitivity_table",
    "worlds_table",
]

Table = tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]
"""Header and rows."""
_FAILED, _NONE = "failed", "–"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A figure of a count, as text.

    Parameters
    ----------
    is_of_notice
        Whether it is one of those who tell customers when to expect them: no rival does.
    """

    name: str
    text: Callable[[Count], str]
    is_of_notice: bool = False


def _owed(owed: Owed) -> str:
    return f"{owed.could.missed:,} / {owed.impossible:,} / {owed.of:,}"


def _percent(share: Share) -> str:
    return f"{share.percent:.1f}" if share.of else "-"


def _late(count: Count) -> str:
    days = [count.cadence[one].late_days for one in CustomerClass]
    return f"{sum(days):,} ({', '.join(f'{one:,}' for one in days)})"


_CLASSES = ", ".join(one.value for one in CustomerClass)

KEPT = (
    Column(name="R13, R14", text=lambda one: _owed(one.deadlines)),
    Column(name="R8", text=lambda one: _owed(one.months)),
    Column(name="R16 kept, %", text=lambda one: _percent(one.appointments.share)),
    Column(name="R7 reached, %", text=lambda one: _percent(one.floor.days.could)),
    Column(name="R6 kept, %", text=lambda one: _percent(one.visit_weeks.enough)),
    Column(name="intervals kept, %", text=lambda one: _percent(one.cadence.total.intervals.could)),
    Column(name=f"customer-days late ({_CLASSES})", text=_late),
)
"""What was kept of what was owed. Three figures: missed though it could be kept, could not be kept, owed."""

TOOK = (
    Column(name="visits", text=lambda one: f"{one.visits.in_person:,}"),
    Column(name="travel a visit, s", text=lambda one: f"{one.travel_s_a_visit:.0f}"),
    Column(name="a visit not too soon, s", text=lambda one: f"{seconds_a_visit_in_time(one):.0f}"),
    Column(name="travel a visit, m", text=lambda one: f"{one.travel_m_a_visit:,.0f}"),
    Column(name="travel, h", text=lambda one: _hours(one.work.travel_s)),
    Column(name="work, h", text=lambda one: _hours(one.work.working_s)),
    Column(name="overtime, h", text=lambda one: f"{one.work.overtime_s / HOUR_S:.1f}"),
    Column(name="days out", text=lambda one: f"{one.work.days_out:,}"),
    Column(name="in vain", text=lambda one: f"{one.visits.failed:,}"),
    Column(name="too soon", text=lambda one: f"{one.visits.too_soon:,}"),
    Column(name="told otherwise", text=lambda one: f"{one.work.retold:,}", is_of_notice=True),
    Column(name="in person, %", text=lambda one: _percent(one.visits.in_person_share)),
)
"""What it took. Too soon are visits inside the minimum gap."""

_NAMED = {
    one.name: one
    for one in (
        *KEPT,
        *TOOK,
        Column(name="customer-days late", text=lambda one: f"{one.cadence.total.late_days:,}"),
    )
}
SHORT = tuple(
    _NAMED[name]
    for name in (
        *("R13, R14", "R8", "R16 kept, %", "R7 reached, %", "customer-days late"),
        *("visits", "travel a visit, s", "travel, h", "work, h", "overtime, h"),
    )
)
"""The most important of both."""


def seconds_a_visit_in_time(count: Count) -> float:
    """Return seconds on the road for each visit that was not too soon."""
    in_time = count.visits.in_person - count.visits.too_soon
    return count.work.travel_s / in_time if in_time else 0.0


def _hours(seconds: int) -> str:
    return f"{seconds / HOUR_S:,.0f}"


def markdown(table: Table) -> str:
    """Return a table as Markdown."""
    header, rows = table
    lines = [header, ("---",) * len(header), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


# ------------------------------------------------------------------ tables


def planners_table(results: Results, world: str, columns: Sequence[Column]) -> Table:
    """Return a row for each territory and planner, and for each planner on all territories together."""
    scope = results.scope
    rows = []
    for number, name in enumerate(scope.territories):
        for planner in scope.planners:
            run = scope.side_by_side(planner, world)[number]
            rows.append((name, planner, *_cells(results.total([run]), columns, planner)))
    if len(scope.territories) > 1:
        for planner in scope.planners:
            total = results.total(scope.side_by_side(planner, world))
            rows.append(("**all**", planner, *_cells(total, columns, planner)))
    return ("territory", "planner", *(one.name for one in columns)), tuple(rows)


def causes_table(results: Results, world: str) -> Table:
    """Return why our plans missed what they missed, on all territories together."""
    count = results.total(results.scope.side_by_side(OURS, world))
    header = (
        *("rule", "owed", "kept", "nobody at work", "shut or locked", "two at a time"),
        *("too few customers", "too little time", "in vain", "off the time", "neglected"),
    )
    if count is None:
        return header, ()
    return header, tuple(
        (
            rule,
            *(f"{one:,}" for one in (owed.of, owed.kept, owed.absent, owed.shut, owed.clash)),
            *(f"{one:,}" for one in (owed.too_few_customers, owed.too_little_time)),
            *(f"{one:,}" for one in (owed.in_vain, owed.off_time, owed.neglected)),
        )
        for rule, owed in (
            ("R13 anomalous customers", count.anomalies),
            ("R14 new customers", count.new_customers),
            ("R16 appointments", count.appointments),
            ("R8 customers in two months", count.months),
            ("R7 visit days", count.floor.days),
            ("R1-R4 intervals", count.cadence.total.intervals),
        )
    )


def parts_table(results: Results) -> Table:
    """Return a row for each territory and part that is left away, ours with all parts first."""
    scope = results.scope
    columns = (*SHORT, _NAMED["told otherwise"])
    rows = []
    for number, name in enumerate(scope.parts_on):
        for part in (OURS, *scope.parts):
            run = scope.without(part)[number]
            rows.append((name, part, *_cells(results.total([run]), columns)))
    return ("territory", "planner", *(one.name for one in columns)), tuple(rows)


def sensitivity_table(results: Results) -> Table:
    """Return a row for each value of each number that is varied."""
    rows = [
        (terms.label, f"**{value}**" if value == terms.standard else f"{value}", *cells)
        for axis, terms in AXES.items()
        for value, run in results.scope.along(axis)
        for cells in [_cells(results.total([run]), SHORT)]
    ]
    return ("number", "value", *(one.name for one in SHORT)), tuple(rows)


def policies_table(results: Results) -> Table:
    """Return a row for each shipped policy."""
    rows = tuple(
        (run.policy, *_cells(results.total([run]), SHORT)) for run in results.scope.policies
    )
    return ("policy", *(one.name for one in SHORT)), rows


def worlds_table(names: Sequence[str]) -> Table:
    """Return what happens in each world, and how often."""
    rates: tuple[tuple[str, Callable[[World], object]], ...] = (
        ("anomalies (R13) a month and 1000 customers", lambda one: one.anomalies_per_1000),
        ("of these in the evening or on days off, %", lambda one: one.out_of_hours_percent),
        ("appointments asked for (R16), the same", lambda one: one.appointments_per_1000),
        ("of these cancelled, %", lambda one: one.appointments_cancelled_percent),
        ("new customers (R14), the same", lambda one: one.new_customers_per_1000),
        ("closures of one to three weeks, the same", lambda one: one.closures_per_1000),
        ("ad-hoc tasks (R20) on 100 days of an account manager", lambda one: one.tasks_per_100),
        (
            "leave and illness, days a year",
            lambda one: _pair(one.leave_days_a_year, one.illness_days_a_year),
        ),
        ("locked doors, of 1000 customer-days", lambda one: one.locked_permille),
        ("visits called off, of 1000 customer-days", lambda one: one.called_off_permille),
        ("driving times, % of those believed", lambda one: one.travel_percent),
        ("longer in rush hours by, %", lambda one: one.rush_percent),
        ("weather of a day, up to +- %", lambda one: one.weather_percent),
        ("spread of a leg, %", lambda one: one.leg_sigma_percent),
        (
            "spread of the length of visits, by customer and by day, %",
            lambda one: _pair(one.habit_sigma_percent, one.visit_sigma_percent),
        ),
    )
    rows = tuple((name, *(f"{rate(WORLDS[world])}" for world in names)) for name, rate in rates)
    return ("what", *names), rows


def _pair(one: int, other: int) -> str:
    return f"{one} and {other}"


def failures(results: Results) -> Iterator[tuple[Run, str]]:
    """Yield each run that failed, with the first line of its reason."""
    for one in results.all:
        if one.why_failed:
            yield one.run, one.why_failed.splitlines()[0].replace("|", "/")


def _cells(count: Count | None, columns: Sequence[Column], planner: str = OURS) -> tuple[str, ...]:
    if count is None:
        return (_FAILED,) * len(columns)
    return tuple(
        _NONE if column.is_of_notice and planner in RIVALS else column.text(count)
        for column in columns
    )
