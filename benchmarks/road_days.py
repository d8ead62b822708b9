"""Days on the road: plans published on the evening before, and what happens at a random time of the day.

Sample territories, generated ones and the retailers of Pittsburgh on their roads. All that was to be over by then has
been made, a few minutes off its planned time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from random import Random

from benchmarks.generated_horizons import generated_horizon
from benchmarks.months import sample
from benchmarks.pittsburgh import (
    Retailer,
    pittsburgh_territory,
    planning_days,
    read_network,
    read_retailers,
)
from routing.domain.calendar import WorkCalendar, china_calendar
from routing.domain.customer import Point
from routing.domain.events import Anomaly, AnomalyKind, Appointment, Task, VisitRecord
from routing.domain.policy_document import load_policy
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
from routing.plan import Route, Stop
from routing.plan_chain import PlanKind, PlanRecord, draft, planned_visits, publish
from routing.planner import evening_before, plan_day
from routing.solve import Limits
from routing.solve.ruin_recreate import RuinRecreate
from routing.travel.geodesic import Geodesic
from routing.travel.matrix import TravelSource
from routing.travel.road_graph import RoadGraph
from routing.units import DAY_S, HOUR_S, MINUTE_S, seconds_after_midnight

__all__ = [
    "EVENTS",
    "NOISE_MINUTES",
    "POLICY",
    "Happening",
    "Morning",
    "generated_days",
    "happening",
    "pittsburgh_days",
    "published",
    "sample_days",
]

POLICY = load_policy("classified")
EVENTS = (
    "anomaly",
    "cancelled",
    "closed",
    "runs long",
    "late",
    "task",
    "ends early",
    "ill",
)
PITTSBURGH_FROM = date(2026, 3, 2)
LIMITS = Limits(iterations=20_000)
APPOINTMENTS = 2
NOISE_MINUTES = 5
WHEREABOUTS = 0.5
"""Share of the reports that say where somebody is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Morning:
    """A day's plan, published on the evening before."""

    territory: Territory
    calendar: WorkCalendar
    travel: TravelSource
    record: PlanRecord

    @property
    def day(self) -> date:
        """The day."""
        return self.record.first


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """What is known at a time of a day, and what happens then."""

    now: datetime
    positions: tuple[Position, ...]
    done: tuple[VisitRecord, ...]
    events: tuple[RoadEvent, ...]


# ------------------------------------------------------------------ days


def published(
    territory: Territory, calendar: WorkCalendar, travel: TravelSource, day: date
) -> Morning:
    """Return a day's plan; nothing that was reported after the evening before is known."""
    asked_at = evening_before(day, POLICY)
    known = replace(
        territory,
        anomalies=tuple(one for one in territory.anomalies if one.reported_at <= asked_at),
    )
    plan = plan_day(
        known,
        POLICY,
        calendar,
        travel,
        day,
        asked_at=asked_at,
        limits=LIMITS,
        backend=RuinRecreate(),
    )
    record = draft(
        plan,
        plan_kind=PlanKind.DAY,
        first=day,
        last=day,
        made_at=asked_at,
        manager_ids=[manager.id for manager in known.managers],
    )
    return Morning(
        territory=known, calendar=calendar, travel=travel, record=publish(record, asked_at)
    )


def sample_days(name: str, count: int) -> Iterator[Morning]:
    """Yield the first visit days of a sample territory, each with all visits of those before made as planned."""
    horizon = sample(name)
    territory = horizon.territory
    for day in planning_days(horizon.calendar, horizon.first, count):
        morning = published(territory, horizon.calendar, horizon.travel, day)
        if any(route.stops for route in morning.record.plan.routes):
            yield replace(morning, territory=replace(morning.territory, history=territory.history))
        territory = replace(
            territory,
            history=(
                *territory.history,
                *(
                    VisitRecord(
                        customer_id=one.customer_id,
                        day=one.day,
                        start=_clock(one.start_s),
                        mode=one.mode,
                        manager_id=one.manager_id,
                    )
                    for one in planned_visits(morning.record.plan)
                ),
            ),
        )


def generated_days(kind: str, count: int, *, seed: int) -> Iterator[Morning]:
    """Yield days of generated territories, each with two appointments; every other one has opening hours."""
    for number in range(count):
        horizon = generated_horizon(kind, seed * 1000 + number)
        [day] = planning_days(horizon.calendar, horizon.first, 1)
        chance = Random(f"appointments {kind} {seed} {number}")
        agreed = tuple(
            Appointment(
                customer_id=customer.id, at=datetime.combine(day, _clock(quarter * 15 * MINUTE_S))
            )
            for customer in chance.sample(horizon.territory.customers, APPOINTMENTS)
            for quarter in [chance.randint(36, 52)]
        )
        yield published(
            replace(horizon.territory, appointments=agreed), horizon.calendar, Geodesic(), day
        )


def pittsburgh_days(folder: Path, count: int, *, seed: int) -> Iterator[Morning]:
    """Yield visit days of the retailers of Pittsburgh on their roads, each with a history of its own."""
    graph, retailers = _pittsburgh(folder)
    calendar = china_calendar(PITTSBURGH_FROM.year - 1, PITTSBURGH_FROM.year + 1)
    for number, day in enumerate(planning_days(calendar, PITTSBURGH_FROM, count)):
        territory = pittsburgh_territory(
            retailers, graph.network, calendar, day=day, seed=seed * 1000 + number
        )
        yield published(territory, calendar, graph, day)


@cache
def _pittsburgh(folder: Path) -> tuple[RoadGraph, tuple[Retailer, ...]]:
    return RoadGraph(network=read_network(folder)), read_retailers(folder)


# ------------------------------------------------------------------ what happens


def happening(morning: Morning, kinds: Sequence[str], chance: Random) -> Happening:
    """Return events of these kinds at a random time, with all that was to be over by then made a few minutes off."""
    day = morning.day
    driven = [route for route in morning.record.plan.routes if route.stops]
    route = chance.choice(driven)
    now_s = chance.randint(9 * HOUR_S, seconds_after_midnight(POLICY.day.end) - HOUR_S)
    delays_s = {one.manager_id: 0 for one in driven}
    done, positions, ahead = [], [], []
    for one in driven:
        delay_s = 0
        for stop in one.stops:
            delay_s += chance.randint(-NOISE_MINUTES, NOISE_MINUTES) * MINUTE_S
            delay_s = max(0, min(NOISE_MINUTES * MINUTE_S, delay_s))
            if stop.departure_s + delay_s <= now_s:
                done.append(
                    VisitRecord(
                        customer_id=stop.customer_id,
                        day=day,
                        start=_clock(stop.start_s + delay_s),
                        manager_id=one.manager_id,
                        length_minutes=stop.length_s // MINUTE_S,
                    )
                )
                delays_s[one.manager_id] = delay_s
            elif one is route:
                ahead.append(stop)
        position = _position(morning, one, now_s, delays_s[one.manager_id], chance)
        positions += [position] if position is not None and chance.random() < WHEREABOUTS else []
    now = datetime.combine(day, _clock(now_s))
    events = tuple(_event(morning, kind, route, ahead, now, chance) for kind in kinds)
    if any(isinstance(event, VisitRunsLong | VisitFoundClosed) for event in events):
        positions = [one for one in positions if one.manager_id != route.manager_id]
    return Happening(now=now, positions=tuple(positions), done=tuple(done), events=events)


def _position(
    morning: Morning, route: Route, now_s: int, delay_s: int, chance: Random
) -> Position | None:
    """Return where an account manager is who follows his route so much later than planned, None before and after it."""
    before: Stop | None = None
    for stop in route.stops:
        start_s, end_s = stop.start_s + delay_s, stop.departure_s + delay_s
        if start_s <= now_s < end_s:
            return Position(
                manager_id=route.manager_id, customer_id=stop.customer_id, free_at=_clock(end_s)
            )
        if now_s < start_s and before is not None:
            share = chance.random()
            there = {one.id: one.point for one in morning.territory.customers}
            a, b = there[before.customer_id], there[stop.customer_id]
            if share < 0.5:
                return None
            return Position(
                manager_id=route.manager_id,
                point=Point(
                    lat=a.lat + share * (b.lat - a.lat), lon=a.lon + share * (b.lon - a.lon)
                ),
            )
        before = stop
    return None


def _event(  # noqa: PLR0911 - one return an event
    morning: Morning,
    kind: str,
    route: Route,
    ahead: Sequence[Stop],
    now: datetime,
    chance: Random,
) -> RoadEvent:
    """Return an event of a kind; where nothing lies ahead that it could befall, the account manager runs late."""
    manager_id, now_s = route.manager_id, seconds_after_midnight(now.time())
    match kind:
        case "anomaly":
            planned = {one.customer_id for one in planned_visits(morning.record.plan)}
            everybody = [one.id for one in morning.territory.customers]
            others = [one for one in everybody if one not in planned] or everybody
            return AnomalyReported(
                anomaly=Anomaly(
                    customer_id=chance.choice(others),
                    kind=chance.choice(list(AnomalyKind)),
                    reported_at=now,
                )
            )
        case "cancelled" if ahead:
            return VisitCancelled(customer_id=chance.choice(ahead).customer_id)
        case "closed" if ahead:
            return VisitFoundClosed(customer_id=ahead[0].customer_id)
        case "runs long" if ahead:
            until_s = max(now_s, ahead[0].departure_s) + chance.randint(10, 60) * MINUTE_S
            return VisitRunsLong(
                customer_id=ahead[0].customer_id, until=_clock(min(until_s, DAY_S - 1))
            )
        case "task":
            return TaskAssigned(
                task=Task(manager_id=manager_id, day=now.date(), minutes=chance.randint(15, 120))
            )
        case "ends early":
            end_s = seconds_after_midnight(POLICY.day.end)
            return DayEndsEarly(
                manager_id=manager_id, at=_clock(chance.randint(now_s, end_s - HOUR_S // 2))
            )
        case "ill":
            return ManagerIll(manager_id=manager_id)
        case _:
            return RunsLate(manager_id=manager_id, minutes=chance.randint(10, 60))


def _clock(seconds: int) -> time:
    minutes, second = divmod(seconds, MINUTE_S)
    return time(*divmod(minutes, 60), second)
