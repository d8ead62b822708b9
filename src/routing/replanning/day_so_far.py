"""A day so far: what has happened is worked into the territory, and everybody is found (R21, R23)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from routing.build_request import places
from routing.demand.deadlines import local_time
from routing.domain.calendar import WorkCalendar
from routing.domain.customer import Customer, DateRange, Mode
from routing.domain.events import Anomaly, Appointment, UndoneReason, VisitRecord
from routing.domain.ids import CustomerId, ManagerId
from routing.domain.manager import Absence
from routing.domain.note import Note
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
from routing.plan import Route
from routing.plan_chain import PlanRecord, planned_visits
from routing.replanning import notes
from routing.replanning.second_tries import is_at_the_door, is_the_same, second_tries
from routing.replanning.situation import Situation, given_up_on
from routing.replanning.whereabouts import Whereabouts, whereabouts
from routing.units import DAY_S, MINUTE_S, clock_text, seconds_after_midnight

__all__ = ["situation_at"]

_ONE_DAY = timedelta(days=1)


def situation_at(  # noqa: PLR0913 - three things make a day, the rest is what happened in it
    territory: Territory,
    policy: Policy,
    calendar: WorkCalendar,
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
    territory, policy, calendar
        As it was in the morning, what the standard asks, and which days are worked.
    records
        The plans in force today, of each account manager one.
    manager_ids
        Who is planned.
    positions, done, events
        See `routing.replanning.replan`; sound, as of `routing.replanning.faults`.
    """
    day = _Day(territory, policy, calendar, tuple(records), now, positions)
    events = tuple(events)
    for one in done:
        day.record(one)
    for event in dict.fromkeys(events):
        day.apply(event)
    if len(set(events)) < len(events):
        day.notes.append(notes.GIVEN_TWICE)
    ill = {event.manager_id for event in events if isinstance(event, ManagerIll)}
    day.notes += [
        notes.without_use(event)
        for event in dict.fromkeys(events)
        if isinstance(event, RunsLate | DayEndsEarly) and event.manager_id in ill
    ]
    return day.situation(frozenset(manager_ids))


class _Day:
    """A day while what happened in it is worked in."""

    def __init__(
        self,
        territory: Territory,
        policy: Policy,
        calendar: WorkCalendar,
        records: Sequence[PlanRecord],
        now: datetime,
        positions: Iterable[Position],
    ) -> None:
        self._policy, self._calendar = policy, calendar
        self._now = now
        self._day, self._clock = now.date(), now.time().replace(microsecond=0)
        self._territory = territory
        self._routes: dict[ManagerId, Route] = {
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
        self._positions = {one.manager_id: one for one in positions}
        self._late_s: dict[ManagerId, int] = {}
        self._reported: list[Anomaly] = []
        self._stayed_with: set[CustomerId] = set()
        self.notes: list[Note] = []

    # ------------------------------------------------------------------ what happened

    def record(self, one: VisitRecord) -> None:
        """Take in a visit that was made, or tried in vain."""
        planned = {visit.customer_id for visit in self._planned}
        if is_at_the_door(one) and one.start is None:
            one = replace(one, start=self._tried_at(one.customer_id))
        if any(is_the_same(one, other) for other in self._today()):
            return
        if one.done and one.customer_id not in planned:
            self.notes.append(notes.visited_unplanned(one.customer_id))
        self._add("history", replace(one, manager_id=one.manager_id or self._visitor(one)))

    def _tried_at(self, customer_id: CustomerId) -> time:
        """Return when a customer was tried in vain: as planned; what no plan has by now was told before, or is now."""
        now_s = seconds_after_midnight(self._clock)
        planned_s = [
            stop.arrival_s
            for route in self._routes.values()
            for stop in route.stops
            if stop.customer_id == customer_id and stop.arrival_s <= now_s
        ]
        if planned_s:
            return self._time(planned_s[0])
        return max(self._tries(customer_id), default=self._clock)

    def apply(self, event: RoadEvent) -> None:
        """Take in an event."""
        match event:
            case AnomalyReported(anomaly=anomaly):
                self._add("anomalies", anomaly)
                self._reported.append(anomaly)
            case VisitCancelled(customer_id=customer_id):
                self._fail(customer_id, UndoneReason.CANCELLED)
            case VisitFoundClosed(customer_id=customer_id, until=until):
                self._fail(customer_id, UndoneReason.CLOSED)
                self._shut(customer_id, until or self._day)
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
                self._away(manager_id, self._clock)
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

    def _fail(self, customer_id: CustomerId, because: UndoneReason) -> None:
        """Note that a customer is not visited today, and let go of what was promised for today."""
        self._let_go(customer_id, through=time.max)
        if customer_id not in {visit.customer_id for visit in self._planned}:
            self.notes.append(notes.failed_unplanned(customer_id))
        record = VisitRecord(
            customer_id=customer_id,
            day=self._day,
            start=self._clock if because is UndoneReason.CLOSED else None,
            done=False,
            because=because,
        )
        self._add("history", replace(record, manager_id=self._visitor(record)))

    def _let_go(self, customer_id: CustomerId, *, through: time) -> None:
        """Take today's pins of a customer away, and the appointments up to a time."""

        def is_over(one: Appointment) -> bool:
            at = local_time(one.at, self._policy)
            return one.customer_id == customer_id and (
                at.date() == self._day and at.time() <= through
            )

        of = self._territory
        self._territory = replace(
            of,
            appointments=tuple(one for one in of.appointments if not is_over(one)),
            pins=tuple(
                pin for pin in of.pins if (pin.customer_id, pin.day) != (customer_id, self._day)
            ),
        )

    def _shut(self, customer_id: CustomerId, until: date) -> None:
        """Close a shop from today on."""
        closed = DateRange(first=self._day, last=until)

        def shut(customer: Customer) -> Customer:
            if customer.id != customer_id:
                return customer
            return replace(customer, closed=(*customer.closed, closed))

        customers = tuple(map(shut, self._territory.customers))
        self._territory = replace(self._territory, customers=customers)

    def _stay(self, customer_id: CustomerId, until: time) -> None:
        """Keep whoever is with a customer there until a time."""
        self._stayed_with.add(customer_id)
        at = [one.manager_id for one in self._positions.values() if one.customer_id == customer_id]
        manager_id = (
            at[0] if at else self._visitor(VisitRecord(customer_id=customer_id, day=self._day))
        )
        if manager_id is None:
            self.notes.append(notes.nobody_is_with(customer_id))
            return
        position = self._positions.get(manager_id, Position(manager_id=manager_id))
        if position.customer_id not in (None, customer_id) or position.point is not None:
            self.notes.append(notes.position_is_wrong(manager_id, customer_id))
        elif customer_id not in {visit.customer_id for visit in self._planned}:
            self.notes.append(notes.stays_unplanned(manager_id, customer_id, f"{until:%H:%M}"))
        self._positions[manager_id] = replace(
            position, point=None, customer_id=customer_id, free_at=until
        )

    def _visitor(self, one: VisitRecord) -> ManagerId | None:
        """Return who visited, or was to visit, or looks after a customer."""
        planned = (v.manager_id for v in self._planned if v.customer_id == one.customer_id)
        own = (c.manager_id for c in self._territory.customers if c.id == one.customer_id)
        return one.manager_id or next(planned, None) or next(own, None)

    def _today(self, *, but_tries_of: Collection[CustomerId] = ()) -> list[VisitRecord]:
        """Return the records of today, without the tries in vain of some customers."""
        return [
            one
            for one in self._territory.history
            if one.day == self._day and (one.done or one.customer_id not in but_tries_of)
        ]

    def _tries(self, customer_id: CustomerId) -> list[time]:
        """Return when a customer was tried in vain today."""
        return [
            one.start
            for one in self._today()
            if one.customer_id == customer_id and is_at_the_door(one) and one.start is not None
        ]

    # ------------------------------------------------------------------ how it stands

    def situation(self, scope: frozenset[ManagerId]) -> Situation:
        """Return how the day stands."""
        again = second_tries(self._territory, self._policy, self._calendar, self._now)
        # A try in vain says no more of where somebody is once the plan has the customer again, or he is there.
        tried_again = self._stayed_with | {
            visit.customer_id
            for visit in self._planned
            if visit.is_in_person and visit.start_s >= again.get(visit.customer_id, DAY_S)
        }
        visiting = self._take_in_visits_under_way(tried_again)
        self._let_go_of_the_past()
        today = self._today(but_tries_of=tried_again)
        known_places = places(self._territory)
        lunch_until_s = seconds_after_midnight(self._policy.day.lunch.latest)
        where = tuple(
            self._late(
                whereabouts(
                    manager_id,
                    self._routes.get(manager_id),
                    self._positions.get(manager_id),
                    [one for one in today if one.manager_id == manager_id],
                    seconds_after_midnight(self._clock),
                    is_visiting=manager_id in visiting,
                    lunch_until_s=lunch_until_s,
                    known_places=known_places,
                )
            )
            for manager_id in sorted(scope)
        )
        for here in where:
            if here.visiting is not None:
                self._begin(here.visiting, here.manager_id, here.since_s)
                since = clock_text(here.since_s)
                self.notes.append(notes.works_with(here.manager_id, here.visiting, since))
        today = self._today()
        made = {(one.customer_id, one.mode is Mode.IN_PERSON) for one in today if one.done}
        return Situation(
            territory=self._territory,
            policy=self._policy,
            now=self._now,
            where=where,
            ahead=tuple(
                visit
                for visit in self._planned
                if visit.manager_id in scope
                and (visit.customer_id, True) not in made
                and (visit.is_in_person or (visit.customer_id, False) not in made)
            ),
            second_tries=again,
            lengths_s={
                stop.customer_id: stop.length_s
                for route in self._routes.values()
                for stop in route.stops
            },
            reported=frozenset(one.customer_id for one in self._reported),
            notes=tuple(self.notes),
        )

    def _late(self, here: Whereabouts) -> Whereabouts:
        late_s = self._late_s.get(here.manager_id, 0)
        return replace(here, free_s=min(DAY_S, here.free_s + late_s), late_s=here.late_s + late_s)

    def _take_in_visits_under_way(self, tried_again: Collection[CustomerId]) -> set[ManagerId]:
        """Count visits under way as made, begun when planned where that is over; return who makes them."""
        told = {one.customer_id for one in self._today(but_tries_of=tried_again)}
        now_s = seconds_after_midnight(self._clock)
        visiting = set()
        for manager_id, position in sorted(self._positions.items()):
            customer_id = position.customer_id
            if customer_id is None or customer_id in told:
                continue
            tried_s = max(map(seconds_after_midnight, self._tries(customer_id)), default=-1)
            starts = [
                one.start_s
                for one in self._planned
                if one.customer_id == customer_id and one.start_s > tried_s
            ]
            self._begin(customer_id, manager_id, min(now_s, *starts) if starts else now_s)
            told.add(customer_id)
            visiting.add(manager_id)
        return visiting

    def _begin(self, customer_id: CustomerId, manager_id: ManagerId, since_s: int) -> None:
        """Count a visit under way as made."""
        record = VisitRecord(
            customer_id=customer_id,
            day=self._day,
            start=self._time(since_s),
            manager_id=manager_id,
        )
        self._add("history", record)

    def _time(self, at_s: int) -> time:
        """Return a moment of the day as a clock time."""
        return (datetime.combine(self._day, time.min) + timedelta(seconds=at_s)).time()

    def _let_go_of_the_past(self) -> None:
        """Let go of what was promised for today to whoever was tried in vain, or cancelled; a later time holds.

        A time that has come holds as long as it may be kept (R16), unless somebody was at the door for it.
        """
        terms, now_s = self._policy.appointment, seconds_after_midnight(self._clock)
        for customer_id in sorted(given_up_on(self._day, self._territory.history)):
            tried_s = [
                seconds_after_midnight(one.start or self._clock)
                for one in self._today()
                if one.customer_id == customer_id and is_at_the_door(one)
            ]
            tried_for_s = max(tried_s, default=0) + terms.early_minutes * MINUTE_S
            too_late_s = now_s - terms.late_minutes * MINUTE_S
            through_s = max(0, too_late_s, min(now_s, tried_for_s))
            self._let_go(customer_id, through=self._time(through_s))
