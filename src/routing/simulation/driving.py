"""A working day as it is driven: tours meet traffic, doors, people and news (R20, R21)."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date, datetime
from heapq import heappop, heappush

from routing.build_request import end_place, places, start_place
from routing.domain.customer import Mode
from routing.domain.events import UndoneReason, VisitRecord
from routing.domain.ids import CustomerId, ManagerId, PlaceId, customer_place
from routing.domain.territory import Territory
from routing.plan_chain import PlanRecord
from routing.simulation.bearing import called_off, concerned
from routing.simulation.happenings import Happenings
from routing.simulation.hours import Hours
from routing.simulation.news import learned
from routing.simulation.on_duty import Ahead, OnDuty
from routing.simulation.season import DayLog
from routing.simulation.strategy import Known, OnTheRoad, Planned, Strategy
from routing.simulation.tour import Errand
from routing.units import DAY_S, MINUTE_S, clock_time, seconds_after_midnight

__all__ = ["Driven", "drive"]

EARLY_S = 5 * MINUTE_S
"""So much sooner than he need be there somebody sets out to a customer who is not to be met before a time (R16)."""
LOOKS_EVERY_S = 15 * MINUTE_S
"""So often an account manager who waits looks at what has come in, from the beginning of work on at the latest, or from
so long before he leaves."""
AT_A_LOCKED_DOOR_S = 3 * MINUTE_S
WAITS_AT_MOST_S = 45 * MINUTE_S
"""So long he waits for a shop to open; he passes by one that opens later, unless the plan means it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Driven:
    """What a working day leaves.

    Parameters
    ----------
    territory
        With all visits in its history, and all that became known.
    num_news
        How many of the world's news are known by now.
    records
        What the strategy remembers.
    logs
        Of each account manager.
    """

    territory: Territory
    num_news: int
    records: tuple[PlanRecord, ...]
    logs: tuple[DayLog, ...]


def drive(
    day: date,
    planned: Planned,
    known: Known,
    num_news: int,
    happenings: Happenings,
    strategy: Strategy,
) -> Driven:
    """Return what becomes of a day's tours.

    Parameters
    ----------
    planned
        The tours of the evening before.
    known
        What is known when the day begins.
    num_news
        How many of the world's news that is.
    """
    return _Day(day, planned, known, num_news, happenings, strategy).driven()


class _Day:
    """A day while it goes by: whoever can go on next is looked at next."""

    def __init__(
        self,
        day: date,
        planned: Planned,
        known: Known,
        num_news: int,
        happenings: Happenings,
        strategy: Strategy,
    ) -> None:
        self._day = day
        self._known = known
        self._records = planned.records
        self._num_news = num_news
        self._happenings = happenings
        self._strategy = strategy
        self._know(known.territory)
        self._travel = known.travel.matrix(places(known.territory))
        self._duties = {
            manager.id: OnDuty(
                manager=manager,
                place_id=start_place(manager),
                log=DayLog(day=day, manager_id=manager.id),
            )
            for manager in sorted(known.territory.managers, key=lambda one: one.id)
        }
        self._waiting: list[tuple[int, ManagerId]] = []
        self._take(planned, 0)
        for customer_id in planned.retold:
            duty = self._duty_of(customer_id)
            duty.log = replace(duty.log, retold=duty.log.retold + 1)

    def driven(self) -> Driven:
        """Return the day as it was once everybody is back."""
        while self._waiting:
            now_s, manager_id = heappop(self._waiting)
            duty = self._duties[manager_id]
            self._end_visit(duty)
            self._learn(now_s)
            self._hear_of_cancelled_visits(duty, now_s)
            self._ask(duty, now_s)
            duty.set_out()
            next_s = self._go_on(duty, now_s)
            duty.is_out = next_s is not None
            if next_s is not None:
                heappush(self._waiting, (next_s, manager_id))
        self._learn(seconds_after_midnight(self._known.policy.day.end))
        return Driven(
            territory=self._territory,
            num_news=self._num_news,
            records=self._records,
            logs=tuple(self._closed(duty) for duty in self._duties.values()),
        )

    def _closed(self, duty: OnDuty) -> DayLog:
        """Return the log of somebody who has come back, or called from his desk, and does his tasks (R20)."""
        over_s = duty.log.back_s
        if over_s is None:
            over_s = max(duty.done_s, self._hours.work_begins_s(duty.manager))
        return replace(
            duty.log,
            task_s=self._hours.tasks_s(duty.manager),
            overtime_s=self._hours.overtime_s(duty.manager, over_s),
        )

    def _duty_of(self, customer_id: CustomerId) -> OnDuty:
        """Return whose customer somebody is; who is nobody's own is the first account manager's."""
        own = self._customers[customer_id].manager_id
        return self._duties[next(iter(self._duties)) if own not in self._duties else own]

    # ------------------------------------------------------------------ what comes in

    def _know(self, territory: Territory) -> None:
        self._territory = territory
        self._customers = {one.id: one for one in territory.customers}
        self._hours = Hours(day=self._day, territory=territory, policy=self._known.policy)

    def _learn(self, now_s: int) -> None:
        """Take in the world's news up to now, or the end of work: what comes later is known to nobody's next plan."""
        news = self._happenings.news
        until = self._at(min(now_s, seconds_after_midnight(self._known.policy.day.end)))
        while self._num_news < len(news) and news[self._num_news].at <= until:
            one = news[self._num_news]
            self._num_news += 1
            self._know(learned(self._territory, one))
            manager_id, customer_id = concerned(one, self._day, self._known.policy)
            if customer_id is not None:
                manager_id = self._duty_of(customer_id).id
            if manager_id is not None:
                self._duties[manager_id].is_news = True

    def _hear_of_cancelled_visits(self, duty: OnDuty, now_s: int) -> None:
        """Strike out visits that customers have called off."""
        policy, now = self._known.policy, self._at(now_s)
        gone = called_off(tuple(duty.left), self._territory, policy, now, self._happenings)
        for errand in gone:
            duty.strike(errand)
            duty.has_failed = True
            self._add(
                VisitRecord(
                    customer_id=errand.customer_id,
                    day=self._day,
                    done=False,
                    manager_id=duty.id,
                    because=UndoneReason.CANCELLED,
                )
            )

    # ------------------------------------------------------------------ what the planner says to it

    def _ask(self, duty: OnDuty, now_s: int) -> None:
        """Let the strategy look at the rest of the day."""
        known = replace(
            self._known,
            now=self._at(now_s),
            territory=self._territory,
            records=self._records,
        )
        positions = [one.position(now_s) for one in self._duties.values()]
        found = OnTheRoad(
            manager_id=duty.id,
            positions=tuple(one for one in positions if one is not None),
            left={one.id: tuple(one.left) for one in self._duties.values() if one.is_out},
            is_news=duty.is_news,
            has_failed=duty.has_failed,
            behind_s=self._behind_s(duty, now_s),
        )
        duty.is_news = duty.has_failed = False
        planned = self._strategy.on_the_road(known, found)
        if planned is None:
            return
        self._records = planned.records
        self._take(planned, now_s)
        duty.log = replace(
            duty.log,
            replans=duty.log.replans + 1,
            retold=duty.log.retold + len(planned.retold),
        )

    def _take(self, planned: Planned, now_s: int) -> None:
        """Hand out tours; who is at home, or on the way there, thinks of it before he leaves."""
        for tour in planned.tours:
            duty = self._duties[tour.manager_id]
            duty.take(tour)
            if duty.left and not duty.is_out:
                duty.is_out = True
                begins_s = self._hours.work_begins_s(duty.manager)
                looks_s = min(begins_s, duty.leaves_s - LOOKS_EVERY_S)
                heappush(self._waiting, (max(now_s, duty.free_s, looks_s), duty.id))

    def _behind_s(self, duty: OnDuty, now_s: int) -> int:
        """Return by how much the next errand will begin later than meant."""
        errand = next(iter(duty.left), None)
        if errand is None or errand.start_s is None:
            return 0
        return self._outlook(duty, errand, now_s).begins_s - errand.start_s

    # ------------------------------------------------------------------ on the way

    def _go_on(self, duty: OnDuty, now_s: int) -> int | None:
        """Return when to think of the next thing: an errand or lunch over, time to look; None once on the way home."""
        if duty.at is None:
            duty.had_lunch |= self._hours.has_eaten(now_s)
        back_s = self._hours.work_again_s(duty.manager, now_s, now_s)
        while duty.left and back_s == now_s:
            errand = duty.left[0]
            ahead = self._outlook(duty, errand, now_s)
            is_shut = ahead.begins_s > max(ahead.there_s, errand.start_s or 0) + WAITS_AT_MOST_S
            over_s = ahead.begins_s + errand.length_s
            if is_shut or not self._hours.has_time(duty.manager, errand, over_s, ahead.home_s):
                duty.strike(errand)
                continue
            back_s = self._hours.work_again_s(duty.manager, now_s, over_s)
            if back_s == now_s:
                return self._set_about(duty, errand, ahead, now_s)
        if back_s > now_s:
            duty.had_lunch |= self._hours.has_eaten(back_s)
            duty.free_s = back_s
            return back_s
        self._go_home(duty, now_s)
        return None

    def _outlook(self, duty: OnDuty, errand: Errand, now_s: int) -> Ahead:
        """Return what lies ahead of somebody who goes about an errand next."""
        customer, place_id = self._customers[errand.customer_id], duty.place_id
        if errand.mode is Mode.IN_PERSON:
            place_id = customer_place(errand.customer_id)
        leg_s, _ = self._leg(duty.place_id, place_id)
        home_s, _ = self._leg(place_id, end_place(duty.manager))
        from_s, lunch_s = max(now_s, duty.leaves_s), None
        begins_s = self._hours.begins_s(customer, errand, from_s + leg_s)
        is_time = duty.lunch_before is not None and duty.lunch_before <= 0
        if not duty.had_lunch and (
            is_time or self._hours.lunch_cannot_wait(duty.manager, begins_s + errand.length_s)
        ):
            lunch_s, from_s = self._hours.lunch_s(from_s)
            begins_s = self._hours.begins_s(customer, errand, from_s + leg_s)
        early_s = leg_s + EARLY_S if errand.mode is Mode.IN_PERSON else 0
        return Ahead(
            lunch_s=lunch_s,
            free_s=from_s,
            leaves_s=max(from_s, begins_s - early_s),
            there_s=from_s + leg_s,
            begins_s=begins_s,
            home_s=home_s,
        )

    def _set_about(self, duty: OnDuty, errand: Errand, ahead: Ahead, now_s: int) -> int:
        """Return when to think of the next thing: lunch, if it comes first, or the errand is over, or has time."""
        is_time_s = ahead.leaves_s if ahead.lunch_s is None else ahead.lunch_s
        if is_time_s > now_s:
            # He hears until then what comes in.
            duty.free_s = now_s
            return min(is_time_s, now_s + LOOKS_EVERY_S)
        if ahead.lunch_s is not None:
            duty.had_lunch = True
            duty.free_s = ahead.free_s
            return ahead.free_s
        duty.strike(errand)
        duty.free_s = ahead.begins_s + errand.length_s
        duty.done_s = self._visit(duty, errand, now_s)
        return duty.done_s

    def _visit(self, duty: OnDuty, errand: Errand, leaves_s: int) -> int:
        """Return when a visit or call is over, or the door was found locked."""
        customer = self._customers[errand.customer_id]
        if errand.mode is not Mode.IN_PERSON:
            duty.outcome = self._row(duty, errand, leaves_s, errand.length_s)
            duty.log = replace(duty.log, contact_s=duty.log.contact_s + errand.length_s)
            return leaves_s + errand.length_s
        arrives_s = self._drive(duty, customer_place(customer.id), leaves_s)
        duty.at = customer.id
        begins_s = self._hours.begins_s(customer, errand, arrives_s)
        why = None
        if begins_s - arrives_s > WAITS_AT_MOST_S:
            begins_s, why = arrives_s, UndoneReason.CLOSED
        elif self._happenings.is_locked(customer.id, self._at(begins_s)):
            why = UndoneReason.KEEPER_AWAY
        length_s = AT_A_LOCKED_DOOR_S
        if why is None:
            length_s = self._happenings.length_s(customer.id, self._day, errand.length_s)
        row = self._row(duty, errand, begins_s, length_s)
        waiting_s, visiting_s = begins_s - arrives_s, length_s
        if why is not None:
            row = replace(row, done=False, because=why, length_minutes=None)
            waiting_s, visiting_s = waiting_s + length_s, 0
        duty.outcome = row
        duty.log = replace(
            duty.log,
            waiting_s=duty.log.waiting_s + waiting_s,
            visiting_s=duty.log.visiting_s + visiting_s,
            failed=duty.log.failed + (why is not None),
        )
        return begins_s + length_s

    def _end_visit(self, duty: OnDuty) -> None:
        """Put what was under way on record."""
        if duty.outcome is not None:
            self._add(duty.outcome)
            duty.has_failed |= not duty.outcome.done
            duty.outcome = None

    def _go_home(self, duty: OnDuty, now_s: int) -> None:
        duty.at = None
        if duty.log.left_s is not None:
            back_s = self._drive(duty, end_place(duty.manager), now_s)
            duty.log = replace(duty.log, back_s=back_s)
            lunch_s, over_s = self._hours.lunch_s(back_s)
            has_it_now = not duty.had_lunch and lunch_s == back_s
            duty.had_lunch |= has_it_now
            duty.free_s = over_s if has_it_now else back_s

    def _drive(self, duty: OnDuty, there: PlaceId, leaves_s: int) -> int:
        """Return when somebody arrives who leaves now."""
        believed_s, metres = self._leg(duty.place_id, there)
        at = self._at(leaves_s)
        leg_s = self._happenings.leg_s(duty.id, duty.place_id, there, at, believed_s)
        log = duty.log
        duty.log = replace(
            log,
            left_s=leaves_s if log.left_s is None else log.left_s,
            travel_s=log.travel_s + leg_s,
            travel_m=log.travel_m + metres,
        )
        duty.place_id = there
        return leaves_s + leg_s

    # ------------------------------------------------------------------ places, rows

    def _leg(self, from_place: PlaceId, to_place: PlaceId) -> tuple[int, int]:
        """Return seconds and metres as they are believed to be."""
        if any(place not in self._travel.index for place in (from_place, to_place)):
            self._travel = self._known.travel.matrix(places(self._territory))
        row, column = self._travel.index[from_place], self._travel.index[to_place]
        return int(self._travel.duration_s[row, column]), int(self._travel.distance_m[row, column])

    def _row(self, duty: OnDuty, errand: Errand, begins_s: int, length_s: int) -> VisitRecord:
        return VisitRecord(
            customer_id=errand.customer_id,
            day=self._day,
            start=clock_time(begins_s),
            mode=errand.mode,
            manager_id=duty.id,
            length_minutes=max(1, math.ceil(length_s / MINUTE_S)),
        )

    def _add(self, one: VisitRecord) -> None:
        self._know(replace(self._territory, history=(*self._territory.history, one)))

    def _at(self, seconds: int) -> datetime:
        return datetime.combine(self._day, clock_time(min(seconds, DAY_S - 1)))
