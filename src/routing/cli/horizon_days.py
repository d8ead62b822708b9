"""What each day of a horizon is for an account manager: worked or not, visited on or not, and how full."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from routing.domain.calendar import WorkCalendar
from routing.domain.customer import Weekday
from routing.domain.ids import ManagerId
from routing.domain.territory import Territory
from routing.plan import Plan, Route
from routing.request import PlanRequest

__all__ = ["DayKind", "HorizonDay", "horizon_days"]


class DayKind(StrEnum):
    """What a day is, in words that fit into a cell."""

    VISITS = "visit day"
    """A visit day (R6)."""
    OPENED = "extra day"
    """No visit day, opened for what could not wait."""
    OTHER = "other work"
    """Worked, and left to other tasks."""
    AWAY = "away"
    """Worked by others; the account manager is away."""
    HOLIDAY = "holiday"
    """A day from Monday to Friday that is not worked."""
    WEEKEND = ""
    """A Saturday or Sunday that is not worked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HorizonDay:
    """One day of one account manager.

    Parameters
    ----------
    day, kind
        Which day, and what it is.
    is_make_up
        Whether it is a Saturday or Sunday that is worked.
    route
        What is planned on it; None where nothing is asked for.
    missing
        Visits missing from the floor.
    """

    day: date
    kind: DayKind
    is_make_up: bool = False
    route: Route | None = None
    missing: int = 0


def horizon_days(
    manager_id: ManagerId,
    *,
    territory: Territory,
    request: PlanRequest,
    plan: Plan,
    calendar: WorkCalendar,
    first: date,
    last: date,
) -> Iterator[HorizonDay]:
    """Yield every day between two dates as it stands for an account manager."""
    shifts = {shift.day: shift for shift in request.shifts if shift.manager_id == manager_id}
    routes = {route.day: route for route in plan.routes if route.manager_id == manager_id}
    absences = [
        one
        for one in territory.absences
        if one.manager_id == manager_id and one.start is None and one.end is None
    ]
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        is_weekend = day.isoweekday() >= Weekday.SATURDAY
        is_worked = calendar.is_working_day(day)
        shift, route = shifts.get(day), routes.get(day)
        visits = len(route.stops) if route else 0
        if shift is not None and shift.is_extra:
            kind = DayKind.OPENED if visits else DayKind.OTHER
        elif shift is not None:
            kind = DayKind.VISITS
        elif not is_worked:
            kind = DayKind.WEEKEND if is_weekend else DayKind.HOLIDAY
        elif any(one.first <= day <= one.last for one in absences):
            kind = DayKind.AWAY
        else:
            kind = DayKind.OTHER
        yield HorizonDay(
            day=day,
            kind=kind,
            is_make_up=is_worked and is_weekend,
            route=route,
            missing=max(0, shift.floor - visits) if shift else 0,
        )
