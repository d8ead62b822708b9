"""What the plan of a horizon has to tell besides its visits: who is away, which days are opened, what is not known."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime

from routing.demand.needs import late_report_notes
from routing.demand.team import Remark, Team, presence_note
from routing.domain.customer import Customer, DateRange
from routing.domain.ids import CustomerId, ManagerId
from routing.domain.note import Note
from routing.domain.policy import Policy
from routing.domain.territory import Territory

__all__ = ["horizon_notes"]


def horizon_notes(
    territory: Territory,
    policy: Policy,
    horizon: DateRange,
    asked_at: datetime,
    customers: Collection[Customer],
    teams: Mapping[date, Team],
    opened: Mapping[tuple[date, ManagerId], list[CustomerId]],
) -> tuple[Note, ...]:
    """Return the notes of a horizon: a line for each account manager and each matter, not for each day.

    Parameters
    ----------
    customers
        Those in scope.
    teams
        The team of each working day.
    opened
        For whom a day that is no visit day of a manager may be opened.
    """
    return (
        *_presence_notes(teams),
        *_visit_day_notes(horizon, teams),
        *_opened_notes(opened),
        *_history_notes(territory, customers, asked_at),
        *late_report_notes(territory, customers, policy, horizon.last, asked_at),
    )


def _presence_notes(teams: Mapping[date, Team]) -> list[Note]:
    days: dict[tuple[ManagerId, Remark], list[date]] = {}
    for day, team in teams.items():
        for manager_id, remark in team.remarks:
            days.setdefault((manager_id, remark), []).append(day)
    worked = list(teams)
    return [
        presence_note(manager_id, remark, *_spans(found, worked))
        for (manager_id, remark), found in sorted(days.items())
    ]


def _spans(days: list[date], worked: list[date]) -> tuple[str, str]:
    """Return days as text, working days in a row as one span."""
    spans: list[tuple[date, date]] = []
    for day in days:
        before = worked.index(day) - 1
        if spans and before >= 0 and spans[-1][1] == worked[before]:
            spans[-1] = (spans[-1][0], day)
        else:
            spans.append((day, day))
    return (
        ", ".join(f"{first}" if first == last else f"{first} to {last}" for first, last in spans),
        "、".join(f"{first}" if first == last else f"{first} 至 {last}" for first, last in spans),
    )


def _visit_day_notes(horizon: DateRange, teams: Mapping[date, Team]) -> list[Note]:
    if any(presence.is_visit_day for team in teams.values() for presence in team.present):
        return []
    return [
        Note(
            text=f"There is no visit day from {horizon.first} to {horizon.last} (R6).",
            text_zh=f"{horizon.first} 至 {horizon.last} 没有拜访日（R6）。",
        )
    ]


def _opened_notes(opened: Mapping[tuple[date, ManagerId], list[CustomerId]]) -> list[Note]:
    by_day: dict[date, dict[CustomerId, None]] = {}
    for (day, _), ids in sorted(opened.items()):
        by_day.setdefault(day, {}).update(dict.fromkeys(ids))
    return [
        Note(
            text=f"{day} may be opened for what no visit day can meet in time (R6, R13): {', '.join(ids)}.",
            text_zh=f"{day} 可加开：下列客户无拜访日可按期（R6、R13）：{'、'.join(ids)}。",
        )
        for day, ids in by_day.items()
    ]


def _history_notes(
    territory: Territory, customers: Collection[Customer], asked_at: datetime
) -> list[Note]:
    on_record = {
        record.customer_id
        for record in territory.history
        if record.done and record.day <= asked_at.date()
    }
    unknown = [
        one
        for one in customers
        if one.id not in on_record and one.joined_on is None and one.first_order_on is None
    ]
    if not unknown:
        return []
    return [
        Note(
            text=(
                f"{len(unknown)} of {len(customers)} customers have no visit on record and no date of joining: "
                "they count late."
            ),
            text_zh=f"{len(customers)} 户中 {len(unknown)} 户既无拜访记录，也未登记入网日期：按逾期计。",
        )
    ]
