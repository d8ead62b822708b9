"""How a day stands at a time of it: what has happened is worked into the territory, and who is where (R21, R23)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from routing.demand.deadlines import local_time
from routing.domain.customer import Customer, DateRange, Mode, Point
from routing.domain.events import Appointment, Pin, VisitRecord
from routing.domain.ids import CustomerId, ManagerId, PlaceId, customer_place
from routing.domain.manager import Absence, AccountManager
from routing.domain.policy import Policy
from routing.domain.road_events import (
    AnomalyReported,
    DayEndsEarly,
    ManagerIll,
    Position,
    RoadEvent,
    RunsLate,
    TaskAssigned,
    VisitCancelled,
    VisitFoundClosed,
    VisitRunsLong,
)
from routing.domain.territory import Territory
from routing.errors import InputError
from routing.plan import Route
from routing.plan_chain import PlannedVisit, PlanRecord, planned_visits
from routing.replanning.faults import situation_faults
from routing.units import MINUTE_S, seconds_after_midnight

__all__ = ["Situation", "Whereabouts", "situation_at"]

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """Where an account manager goes on from.

    Parameters
    ----------
    place_id, point
        Where he is; the point is None at a place of the territory.
    free_s
        When he can go on.
    owes_lunch
        Whether the lunch break lies ahead.
    num_done
        Visits in person that he has made today.
    """

    manager_id: ManagerId
    place_id: PlaceId
    point: Point | None
    free_s: int
    owes_lunch: bool
    num_done: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """How a day stands.

    Parameters
    ----------
    territory
        With all that has happened today.
    now
        The time of it, the policy's local time.
    where
        The account managers in scope, in the order of ids.
    ahead
        What the plan has for today and nobody has done yet.
    notes
        What there is to tell of it.
    """

    territory: Territory
    now: datetime
    where: tuple[Whereabouts, ...]
    ahead: tuple[PlannedVisit, ...]
    notes: tuple[str, ...]

    @property
    def day(self) -> date:
        """The day."""
        return self.now.date()


def situation_at(
    territory: Territory,
    policy: Policy,
    records: Iterable[PlanRecord],
    now: datetime,
    *,
    manager_ids: Iterable[ManagerId],
    positions: Iterable[Position],
    done: Iterable[VisitRecord],
    events: Iterable[RoadEvent],
) -> Situation:
    """Return how a day stands at a time of it.

    Parameters
    ----------
    records
        The plans in force today, of each account manager one.
    manager_ids
        Who is planned.
    positions, done, events
        See `routing.replanning.replan`.

    Raises
    ------
    InputError
        With every fault of positions, visits done and events: somebody unknown, a time that cannot be, a place off the
        map, two positions of one account manager.
    """
    positions, done, events = tuple(positions), tuple(done), tuple(events)
    scope = frozenset(manager_ids)
    if faults := [*situation_faults(territory, policy, now, scope, positions, done, events)]:
        raise InputError(faults)
    day = _Day(territory, policy, tuple(records), now)
    for position in positions:
        day.place(position)
    for one in dict.fromkeys(done):
        day.record(one)
    for event in dict.fromkeys(events):
        day.apply(event)
    if len(set(events)) < len(events):
        day.notes.append("An event that is given twice counts once.")
    return day.situation(scope)


class _Day:
    """A day while what happened in it is worked in."""

    def __init__(
        self, territory: Territory, policy: Policy, records: tuple[PlanRecord, ...], now: datetime
    ) -> None:
        self._policy = policy
        self._now = now
        self._day = now.date()
        self._managers = {manager.id: manager for manager in territory.managers}
        self._customers = {customer.id: customer for customer in territory.customers}
        self._territory = territory
        self._routes = {
            route.manager_id: route
            for record in records
            for route in record.plan.routes
            if route.day == self._day
        }
        self._planned = [
            visit
            for record in records
            for visit in planned_visits(record.plan)
            if visit.day == self._day
        ]
        self._positions: dict[ManagerId, Position] = {}
        self._late_s: dict[ManagerId, int] = {}
        self.notes: list[str] = []

    # ------------------------------------------------------------------ what happened

    def place(self, position: Position) -> None:
        """Take in where somebody is; a visit that is under way there counts as made."""
        self._positions[position.manager_id] = position
        if position.customer_id is not None:
            self._under_way(position.customer_id, position.manager_id)

    def record(self, one: VisitRecord) -> None:
        """Take in a visit that was made, or tried in vain."""
        manager_id = one.manager_id or self._visitor(one.customer_id)
        known = (one.customer_id, one.day) in {
            (other.customer_id, other.day) for other in self._territory.history if other.done
        }
        if known:
            return
        if one.done and one.customer_id not in {visit.customer_id for visit in self._planned}:
            self.notes.append(f"{one.customer_id} was visited though no plan had it today (R23).")
        self._add("history", replace(one, manager_id=manager_id))

    def apply(self, event: RoadEvent) -> None:
        """Take in an event."""
        match event:
            case AnomalyReported(anomaly=anomaly):
                self._add("anomalies", anomaly)
            case VisitCancelled(customer_id=customer_id):
                self._release(customer_id)
                self._add("pins", Pin(customer_id=customer_id, day=self._day, forbidden=True))
            case VisitFoundClosed(customer_id=customer_id, until=until):
                self._close(customer_id, until or self._day)
            case VisitRunsLong(customer_id=customer_id, until=until):
                self._stay(customer_id, until)
            case RunsLate(manager_id=manager_id, minutes=minutes):
                late_s = self._late_s.get(manager_id, 0)
                self._late_s[manager_id] = late_s + minutes * MINUTE_S
            case TaskAssigned(task=task):
                self._add("tasks", task)
            case DayEndsEarly(manager_id=manager_id, at=at):
                self._away(manager_id, at)
            case ManagerIll(manager_id=manager_id, until=until):
                self._away(manager_id, self._now.time())
                if until is not None and until > self._day:
                    absence = Absence(manager_id=manager_id, first=self._day + _ONE_DAY, last=until)
                    self._add("absences", absence)

    def _add(self, collection: str, one: object) -> None:
        """Add an element to a collection of the territory."""
        grown = (*getattr(self._territory, collection), one)
        # Names of collections and types of elements go together where this is called.
        self._territory = replace(self._territory, **{collection: grown})  # type: ignore[arg-type]

    def _away(self, manager_id: ManagerId, start: time) -> None:
        absence = Absence(
            manager_id=manager_id,
            first=self._day,
            last=self._day,
            start=start,
            end=time(23, 59, 59),
        )
        self._add("absences", absence)

    def _release(self, customer_id: CustomerId) -> None:
        """Let go of what is promised to a customer for today: he will not be there."""
        policy, day = self._policy, self._day

        def is_of_today(one: Appointment | Pin) -> bool:
            on = local_time(one.at, policy).date() if isinstance(one, Appointment) else one.day
            return one.customer_id == customer_id and on == day

        planned = {visit.customer_id for visit in self._planned}
        if customer_id not in planned:
            self.notes.append(
                f"No plan has {customer_id} today: that it cannot be visited is noted."
            )
        self._territory = replace(
            self._territory,
            appointments=tuple(one for one in self._territory.appointments if not is_of_today(one)),
            pins=tuple(pin for pin in self._territory.pins if not is_of_today(pin)),
        )

    def _close(self, customer_id: CustomerId, until: date) -> None:
        """Shut a shop from today on; whoever was to go there has tried in vain."""
        self._release(customer_id)
        closed = DateRange(first=self._day, last=until)

        def shut(customer: Customer) -> Customer:
            if customer.id != customer_id:
                return customer
            return replace(customer, closed=(*customer.closed, closed))

        self._territory = replace(
            self._territory,
            customers=tuple(map(shut, self._territory.customers)),
            history=(
                *(
                    one
                    for one in self._territory.history
                    if not self._is_of_today(one, customer_id)
                ),
                VisitRecord(
                    customer_id=customer_id,
                    day=self._day,
                    done=False,
                    manager_id=self._visitor(customer_id),
                ),
            ),
        )

    def _is_of_today(self, one: VisitRecord, customer_id: CustomerId) -> bool:
        return (one.customer_id, one.day) == (customer_id, self._day)

    def _stay(self, customer_id: CustomerId, until: time) -> None:
        """Keep whoever is with a customer there until a time."""
        at = [one.manager_id for one in self._positions.values() if one.customer_id == customer_id]
        manager_id = at[0] if at else self._visitor(customer_id)
        if manager_id is None:
            self.notes.append(
                f"Nobody is known to be with {customer_id}: its visit changes nothing."
            )
            return
        position = self._positions.get(manager_id, Position(manager_id=manager_id))
        self._positions[manager_id] = replace(
            position, point=None, customer_id=customer_id, free_at=until
        )
        self._under_way(customer_id, manager_id)

    def _under_way(self, customer_id: CustomerId, manager_id: ManagerId) -> None:
        """Count a visit as made that is under way; its start is the planned one where that is over."""
        if any(self._is_of_today(one, customer_id) for one in self._territory.history):
            return
        starts = [one.start_s for one in self._planned if one.customer_id == customer_id]
        now_s = seconds_after_midnight(self._now.time())
        start_s = min([now_s, *starts])
        start = (self._now - timedelta(seconds=now_s - start_s)).time().replace(microsecond=0)
        self._add(
            "history",
            VisitRecord(customer_id=customer_id, day=self._day, start=start, manager_id=manager_id),
        )

    def _visitor(self, customer_id: CustomerId) -> ManagerId | None:
        """Return who was to visit a customer today, or looks after him."""
        planned = (one.manager_id for one in self._planned if one.customer_id == customer_id)
        return next(planned, self._customers[customer_id].manager_id)

    # ------------------------------------------------------------------ how it stands

    def situation(self, scope: frozenset[ManagerId]) -> Situation:
        """Return how the day stands."""
        today = [one for one in self._territory.history if one.day == self._day]
        over = {one.customer_id for one in today}
        return Situation(
            territory=self._territory,
            now=self._now,
            where=tuple(self._whereabouts(one, today) for one in sorted(scope)),
            ahead=tuple(
                visit
                for visit in self._planned
                if visit.customer_id not in over and visit.manager_id in scope
            ),
            notes=tuple(self.notes),
        )

    def _whereabouts(self, manager_id: ManagerId, today: list[VisitRecord]) -> Whereabouts:
        manager, route = self._managers[manager_id], self._routes.get(manager_id)
        position = self._positions.get(manager_id)
        made = [one for one in today if one.manager_id == manager_id and self._goes(one)]
        now_s = seconds_after_midnight(self._now.time())
        free_s = now_s
        if position is not None and position.free_at is not None:
            free_s = max(free_s, seconds_after_midnight(position.free_at))
        owes_lunch = route is not None and route.lunch is not None
        if route is not None and route.lunch is not None and route.lunch.start_s <= now_s:
            owes_lunch = False
            if position is None or position.had_lunch is None:
                free_s = max(free_s, route.lunch.end_s)
        if position is not None and position.had_lunch is not None:
            owes_lunch = not position.had_lunch
        place_id, point = self._where(manager, route, position, made)
        return Whereabouts(
            manager_id=manager_id,
            place_id=place_id,
            point=point,
            free_s=free_s + self._late_s.get(manager_id, 0),
            owes_lunch=owes_lunch,
            num_done=sum(one.done for one in made),
        )

    @staticmethod
    def _goes(one: VisitRecord) -> bool:
        return one.mode is Mode.IN_PERSON

    def _where(
        self,
        manager: AccountManager,
        route: Route | None,
        position: Position | None,
        made: list[VisitRecord],
    ) -> tuple[PlaceId, Point | None]:
        """Return where an account manager is; by default where the last of his visits was, else where he starts."""
        if position is not None and position.point is not None:
            return PlaceId(f"p:{manager.id}"), position.point
        if position is not None and position.customer_id is not None:
            return customer_place(position.customer_id), None
        if not made:
            return PlaceId(f"s:{manager.id}"), None
        planned_s = {stop.customer_id: stop.start_s for stop in route.stops} if route else {}
        last = max(
            made,
            key=lambda one: (
                seconds_after_midnight(one.start)
                if one.start is not None
                else planned_s.get(one.customer_id, 0),
                one.customer_id,
            ),
        )
        self.notes.append(f"{manager.id} is taken to be at {last.customer_id}, the last visit.")
        return customer_place(last.customer_id), None
