"""A count as the rows of a table, for terminals and documents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from routing.domain.customer import CustomerClass
from routing.simulation.count.values import Backlog, Cadence, Count, Owed, Share
from routing.units import HOUR_S

__all__ = ["CountRow", "count_rows"]

_CLASS_NAMES = {
    CustomerClass.CORE: ("core", "核心"),
    CustomerClass.POTENTIAL: ("potential", "潜力"),
    CustomerClass.REGULAR: ("regular", "常规"),
    CustomerClass.ASSISTED: ("assisted", "帮扶"),
}
_CAUSES = (
    ("absent", "nobody at work"),
    ("shut", "shut or locked"),
    ("clash", "two at a time"),
    ("too_few_customers", "too few customers"),
    ("too_little_time", "too little time"),
    ("in_vain", "in vain"),
    ("off_time", "off the time"),
    ("neglected", "neglected"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CountRow:
    """A line of the table.

    Parameters
    ----------
    name, name_zh
        What is counted.
    figure
        What it comes to.
    bound
        What of it could be kept at all, and why the rest was missed; empty where there is no bound.
    """

    name: str
    name_zh: str
    figure: str
    bound: str = ""


def count_rows(count: Count) -> tuple[CountRow, ...]:
    """Return a count as rows, what was owed first, then what it took."""
    return (*_owed_rows(count), *_cadence_rows(count), *_work_rows(count))


def _owed_rows(count: Count) -> Iterator[CountRow]:
    yield _owed("anomalous customers visited in time (R13)", "异常客户按期拜访", count.anomalies)
    yield _owed("new customers visited in time (R14)", "新入网客户按期首访", count.new_customers)
    yield _owed("appointments within the minutes (R16)", "预约准时", count.appointments)
    yield _owed("customers seen in months in a row (R8)", "连续月份全覆盖", count.months)
    yield _owed("visit days that reached the floor (R7)", "拜访日户数达标", count.floor.days)
    yield CountRow(
        name="visits missing from the floor",
        name_zh="达标所缺户数",
        figure=f"{count.floor.missing_visits:,}",
    )
    weeks = count.visit_weeks
    yield CountRow(
        name="weeks with enough visit days (R6)",
        name_zh="每周拜访日达标",
        figure=f"{_share(weeks.enough)}; {weeks.days_a_week:.2f} days a week",
    )


def _cadence_rows(count: Count) -> Iterator[CountRow]:
    for customer_class, (name, name_zh) in _CLASS_NAMES.items():
        cadence = count.cadence[customer_class]
        yield CountRow(
            name=f"intervals kept, {name} customers",
            name_zh=f"{name_zh}客户拜访周期达标",
            figure=f"{_share(cadence.intervals.share)}; {_times(cadence)}",
            bound=_bound(cadence.intervals),
        )
    total = count.cadence.total
    yield CountRow(
        name="customers late on the first day",
        name_zh="期初已逾期客户",
        figure=f"{total.late_at_start:,}; {total.late_at_start_days:,} customer-days until visited",
    )
    yield CountRow(
        name="customers late at the end of a week",
        name_zh="周末逾期客户",
        figure=_backlog(count.backlog),
    )


def _work_rows(count: Count) -> Iterator[CountRow]:
    visits, work = count.visits, count.work
    yield CountRow(
        name="visits in person",
        name_zh="上门拜访",
        figure=f"{visits.in_person:,}; {visits.failed:,} in vain, {visits.too_soon:,} too soon",
    )
    yield CountRow(
        name="of visits and contacts in person (R22)",
        name_zh="上门占比",
        figure=_share(visits.in_person_share),
    )
    yield CountRow(
        name="travel a visit",
        name_zh="每次拜访路程",
        figure=f"{count.travel_s_a_visit:,.0f} s, {count.travel_m_a_visit:,.0f} m",
    )
    yield CountRow(
        name="working time",
        name_zh="工作时间",
        figure=f"{_hours(work.working_s)} on {work.days:,} days, {work.days_out:,} of them out",
    )
    yield CountRow(
        name="overtime",
        name_zh="加班",
        figure=f"{_hours(work.overtime_s)} on {work.overtime_days:,} days",
    )
    yield CountRow(
        name="changes after notice (R17)",
        name_zh="通知后变更",
        figure=f"{work.retold:,}; {work.replans:,} times planned anew on the road",
    )


def _owed(name: str, name_zh: str, owed: Owed) -> CountRow:
    return CountRow(name=name, name_zh=name_zh, figure=_share(owed.share), bound=_bound(owed))


def _share(share: Share) -> str:
    if not share.of:
        return "none owed"
    return f"{share.percent:.1f} % ({share.kept:,} of {share.of:,})"


def _bound(owed: Owed) -> str:
    """Return the share of what could be kept, and each cause of what was missed."""
    if not owed.missed:
        return ""
    causes = [
        f"{getattr(owed, field):,} {words}" for field, words in _CAUSES if getattr(owed, field)
    ]
    return f"could be kept: {_share(owed.could)}; {', '.join(causes)}"


def _times(cadence: Cadence) -> str:
    return f"mean {cadence.mean_days:.1f} days, {cadence.late_days:,} customer-days late"


def _backlog(backlog: Backlog) -> str:
    late = [one.late for one in backlog.weeks]
    if not late:
        return "no whole week"
    return f"mean {sum(late) / len(late):.1f}, most {max(late):,}, in the end {late[-1]:,}"


def _hours(seconds: int) -> str:
    return f"{seconds / HOUR_S:,.1f} h"
