"""On which days of a horizon one customer may be visited: visit days, days opened, and days left to a promise."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from routing.demand.owed import Owed, Standing
from routing.demand.team import Team
from routing.demand.windows import Window
from routing.domain.ids import ManagerId
from routing.rules import Rule

__all__ = ["OpenDay", "OpenDays"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDay:
    """A day on which a customer may be visited.

    Parameters
    ----------
    windows
        When the visit may start.
    manager_ids, stand_in_ids
        Who may visit, and which of them would stand in for the customer's own manager.
    """

    day: date
    windows: tuple[Window, ...]
    manager_ids: frozenset[ManagerId]
    stand_in_ids: frozenset[ManagerId]


class OpenDays:
    """The days on which one customer may be visited; at first all visit days that leave time for it.

    Parameters
    ----------
    teams
        The team of each working day, in the order of days.
    is_told
        Whether the customer has had the notice that a visit on a day needs (R17).
    """

    def __init__(
        self, standing: Standing, teams: Mapping[date, Team], is_told: Callable[[date], bool]
    ) -> None:
        self._standing = standing
        self._is_told = is_told
        self._others: list[Team] = []
        self._open: dict[date, OpenDay] = {}
        self._closed: dict[date, tuple[Rule, ...]] = {}
        self._left: list[tuple[date, date]] = []
        for day, team in teams.items():
            if day in standing.visited:
                self._closed[day] = (Rule.VISIT_ONCE,)
            elif team.visits(standing.customer):
                self._open_day(team)
            else:
                self._others.append(team)

    def _open_day(self, team: Team) -> None:
        found = self._chance(team)
        if isinstance(found, OpenDay):
            self._open[team.day] = found
        else:
            self._closed[team.day] = found

    def _chance(self, team: Team) -> OpenDay | tuple[Rule, ...]:
        """Return when a team could visit the customer, or the rules each of which leaves no time."""
        customer = self._standing.customer
        promises = self._standing.chances.promises(team.day)
        allowed, stand_in_ids = team.allowed(customer, promises)
        closings = team.closings(allowed, promises)
        if not self._is_told(team.day):
            closings = (*closings, Rule.LEAD_TIME)
        if closings:
            return closings
        return OpenDay(
            day=team.day,
            windows=promises.windows,
            manager_ids=allowed,
            stand_in_ids=stand_in_ids,
        )

    def open_for(self, one: Owed) -> None:
        """Open working days that are no visit days for something owed that no visit day can meet in time (R13).

        Where no working day is in time either, the first one after the deadline is, unless a visit day comes before it.
        """
        if any(one.first <= day <= one.last for day in self._open):
            return
        for team in self._others:
            is_late = team.day > one.last
            if is_late and any(one.first <= day < team.day for day in self._open):
                return
            if team.day >= one.first:
                self._open_day(team)

    def leave_to(self, promised: Iterable[date], gap: timedelta, owed: Iterable[Owed]) -> None:
        """Close the days inside the gap before a promised visit, but for what cannot await it.

        Parameters
        ----------
        promised
            Days of promised visits that are in time for the next ordinary one.
        gap
            The minimum gap between two ordinary visits.
        """
        for promise in sorted(promised):
            pressing = [one for one in owed if one.last < promise]
            self._left.append((promise - gap, promise))
            close = [day for day in self._open if promise - gap < day < promise]
            for day in close:
                if not any(one.first <= day <= one.last for one in pressing):
                    del self._open[day]
                    self._closed[day] = (Rule.MIN_GAP,)

    def first_from(self, day: date) -> date | None:
        """Return the first open day from a day on, or None."""
        return min((one for one in self._open if one >= day), default=None)

    @property
    def days(self) -> tuple[OpenDay, ...]:
        """Days on which the customer may be visited, ascending."""
        return tuple(self._open[day] for day in sorted(self._open))

    @property
    def spare_days(self) -> tuple[OpenDay, ...]:
        """Working days that are no visit days, on which the customer could be visited were they opened, ascending."""
        spare = [
            team
            for team in self._others
            if team.day not in self._open
            and not any(after < team.day < promise for after, promise in self._left)
        ]
        found = [self._chance(team) for team in spare]
        return tuple(one for one in found if isinstance(one, OpenDay))

    @property
    def closed_by(self) -> Rule | None:
        """The rule that leaves no day, None where one is left."""
        if self._open:
            return None
        return next((rule for rules in self._closed.values() for rule in rules), Rule.NO_SHIFT)

    @property
    def closed_on(self) -> tuple[tuple[date, Rule], ...]:
        """Days, ascending, on which something else than the customer's own hours leaves no time, with each rule."""
        return tuple(
            (day, rule)
            for day, rules in sorted(self._closed.items())
            if rules != (Rule.CLOSED_DAY,)
            for rule in rules
        )
