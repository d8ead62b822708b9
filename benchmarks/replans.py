"""Replanning on the road: what one event does to a published day, how long the answer takes, and what it changes.

Days are planned and published on the evening before. At a random time of the day all that was to be over has been made,
a few minutes off its planned time, and one thing happens. Whether a promise could have been kept is judged by the same
question without the times that visits are kept to, given more search.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from random import Random
from statistics import fmean, median
from time import perf_counter as timer

from benchmarks.generated_horizons import KINDS, generated_horizon
from benchmarks.months import SAMPLE_NAMES, sample
from benchmarks.pittsburgh import (
    Retailer,
    pittsburgh_territory,
    planning_days,
    read_network,
    read_retailers,
)
from benchmarks.report import Report, Settings
from routing.build_request import places
from routing.checker import check
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
from routing.domain.visit import Cause
from routing.encode import encode
from routing.plan import Route, Stop
from routing.plan_chain import ChangeKind, PlanKind, PlanRecord, draft, planned_visits, publish
from routing.planner import evening_before, plan_day
from routing.replanning import replan
from routing.replanning.in_hand import in_hand
from routing.replanning.rest_of_day import rest_of_day
from routing.replanning.situation import situation_at
from routing.solve import Limits
from routing.solve.ruin_recreate import RuinRecreate
from routing.travel.geodesic import Geodesic
from routing.travel.matrix import TravelSource
from routing.travel.road_graph import RoadGraph
from routing.units import DAY_S, HOUR_S, MINUTE_S, seconds_after_midnight

__all__ = ["EVENTS", "Morning", "Replanned", "happening", "published", "replanned", "run"]

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
SAMPLE_DAYS, GENERATED_DAYS, PITTSBURGH_DAYS = 6, 2, 10
PER_SAMPLE_DAY, PER_GENERATED_DAY, PER_PITTSBURGH_DAY = 14, 10, 13
QUICK = (("town-150", 1, 6), ("country", 1, 4), ("mixed-175", 1, 6))
PITTSBURGH = "Pittsburgh"
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
    """What is known at a time of a day, and the one thing that happens."""

    kind: str
    now: datetime
    positions: tuple[Position, ...]
    done: tuple[VisitRecord, ...]
    event: RoadEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class Replanned:
    """What came of one event.

    Parameters
    ----------
    name, happening
        Where, and what happened.
    seconds
        Of the wall clock.
    lost, must_lose
        What is lost on the level of promises, by the new plan and by one without kept times.
    retimed_told
        Customers with notice who are visited more than a quarter of an hour off their time.
    retimed_most_s
        By how much at most.
    changes, told, handed_on
        Changes, messages, visits for later days.
    faults
        What the checker finds.
    """

    name: str
    happening: Happening
    seconds: float
    lost: int
    must_lose: int
    retimed_told: int
    retimed_most_s: int
    changes: int
    told: int
    handed_on: int
    faults: int


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


def _days_of_sample(name: str, count: int) -> Iterator[Morning]:
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


def _generated_days(kind: str, count: int, *, seed: int) -> Iterator[Morning]:
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


def _pittsburgh_days(folder: Path, count: int, *, seed: int) -> Iterator[Morning]:
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


def happening(morning: Morning, kind: str, chance: Random) -> Happening:
    """Return one event of a kind at a random time, with all that was to be over by then made a few minutes off."""
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
    event = _event(morning, kind, route, ahead, now, chance)
    if isinstance(event, VisitRunsLong | VisitFoundClosed):
        positions = [one for one in positions if one.manager_id != route.manager_id]
    return Happening(kind=kind, now=now, positions=tuple(positions), done=tuple(done), event=event)


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
            others = [one.id for one in morning.territory.customers if one.id not in planned]
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


# ------------------------------------------------------------------ what comes of it


def replanned(name: str, morning: Morning, one: Happening) -> Replanned:
    """Return what comes of an event."""
    began_s = timer()
    found = replan(
        morning.territory,
        POLICY,
        morning.calendar,
        morning.travel,
        morning.record,
        now=one.now,
        positions=one.positions,
        done=one.done,
        events=(one.event,),
    )
    seconds = timer() - began_s
    retimed = [
        abs(change.before.start_s - change.after.start_s)
        for change in found.changes
        if change.kind is ChangeKind.RETIMED
        and change.before is not None
        and change.after is not None
        and change.is_promised
        and change.before.cause is not Cause.APPOINTMENT
    ]
    return Replanned(
        name=name,
        happening=one,
        seconds=seconds,
        lost=found.plan.objective.levels[0],
        must_lose=_must_lose(morning, one),
        retimed_told=len(retimed),
        retimed_most_s=max(retimed, default=0),
        changes=len(found.changes),
        told=len(found.messages),
        handed_on=len(found.handed_on),
        faults=len(check(found.request, found.matrix, found.plan).violations),
    )


def _must_lose(morning: Morning, one: Happening) -> int:
    """Return what the best plan that is found for the rest of the day loses of promises, however much it changes."""
    scope = morning.record.manager_ids
    hand = in_hand(morning.record, (), scope, one.now)
    situation = situation_at(
        morning.territory,
        POLICY,
        hand.of_today,
        one.now,
        manager_ids=scope,
        positions=one.positions,
        done=one.done,
        events=(one.event,),
    )
    asked = rest_of_day(situation, POLICY, morning.calendar, hand.chain, ()).request
    tasks_s = sum(task.minutes for task in situation.territory.tasks if task.day == morning.day)
    shifts = tuple(
        replace(shift, reserve_s=min(shift.reserve_s, tasks_s * MINUTE_S)) for shift in asked.shifts
    )
    points = places(situation.territory) | {
        where.place_id: where.point for where in situation.where if where.point is not None
    }
    problem = encode(replace(asked, shifts=shifts), morning.travel.matrix(points))
    return RuinRecreate().solve(problem, LIMITS).objective[0]


# ------------------------------------------------------------------ all of it


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """Days of one kind, and so many events on each."""

    name: str
    days: int
    events: int
    seed: int
    folder: Path


def _parts(settings: Settings) -> list[_Part]:
    listed: tuple[tuple[str, int, int], ...] = QUICK
    if not settings.quick:
        listed = (
            *((name, SAMPLE_DAYS, PER_SAMPLE_DAY) for name in SAMPLE_NAMES),
            *((kind, GENERATED_DAYS, PER_GENERATED_DAY) for kind in KINDS),
            (PITTSBURGH, PITTSBURGH_DAYS, PER_PITTSBURGH_DAY),
        )
    folder = settings.data / "real" / "pittsburgh_joint"
    if any(name == PITTSBURGH for name, _, _ in listed):
        folder = settings.folder("real", "pittsburgh_joint")
    return [
        _Part(name=name, days=days, events=events, seed=settings.seed, folder=folder)
        for name, days, events in listed
    ]


def _replanned_part(part: _Part) -> list[Replanned]:
    if part.name in SAMPLE_NAMES:
        days = _days_of_sample(part.name, part.days)
    elif part.name == PITTSBURGH:
        days = _pittsburgh_days(part.folder, part.days, seed=part.seed)
    else:
        days = _generated_days(part.name, part.days, seed=part.seed)
    found: list[Replanned] = []
    kinds = iter([kind for _ in range(part.days * part.events) for kind in EVENTS])
    chance = Random(f"replans {part.name} {part.seed}")
    for morning in days:
        if not found:
            # What is compiled is loaded before the first clock starts.
            replanned(part.name, morning, happening(morning, "anomaly", Random(0)))
        found += [
            replanned(part.name, morning, happening(morning, next(kinds), chance))
            for _ in range(part.events)
        ]
    return found


def run(settings: Settings) -> Report:
    """Return seconds, promises, re-timed customers and changes, by kind of event."""
    parts = _parts(settings)
    with ProcessPoolExecutor(settings.processes, mp_context=get_context("spawn")) as pool:
        found = [one for part in pool.map(_replanned_part, parts) for one in part]
    for one in found:
        if one.seconds > 1 or one.lost > one.must_lose or one.faults:
            print(_told(one))
    groups = [(kind, [one for one in found if one.happening.kind == kind]) for kind in EVENTS]
    places_ = [(part.name, [one for one in found if one.name == part.name]) for part in parts]
    return Report(
        header=(
            *("events", "number", "median s", "p95 s", "most s", "promises lost"),
            *("re-timed told, median", "mean", "p95", "most", "most min"),
            *("changes", "told", "handed on"),
        ),
        rows=tuple(_row(name, part) for name, part in (*groups, *places_, ("all", found)) if part),
        figures=(
            ("median_s", median(one.seconds for one in found)),
            ("p95_s", _share(95, [one.seconds for one in found])),
            ("most_s", max(one.seconds for one in found)),
            ("promises_lost", sum(one.lost > one.must_lose for one in found)),
            ("retimed_told_median", median(one.retimed_told for one in found)),
            ("retimed_told_mean", fmean(one.retimed_told for one in found)),
            ("faults", sum(one.faults for one in found)),
        ),
        remarks=(
            f"{len(found)} events, seed {settings.seed}, {settings.processes} at a time; {NOISE_MINUTES} min of noise; "
            "mean re-timed customers with notice: "
            + "; ".join(
                f"{name} {fmean(one.retimed_told for one in part):.2f}"
                for name, part in groups
                if part
            )
        ),
    )


def _row(name: str, part: Sequence[Replanned]) -> tuple[str, ...]:
    seconds, retimed = [one.seconds for one in part], [one.retimed_told for one in part]
    return (
        name,
        str(len(part)),
        *(f"{one:.2f}" for one in (median(seconds), _share(95, seconds), max(seconds))),
        str(sum(one.lost > one.must_lose for one in part)),
        f"{median(retimed):g}",
        f"{fmean(retimed):.2f}",
        *(f"{_share(95, retimed):g}", str(max(retimed))),
        str(max(one.retimed_most_s for one in part) // MINUTE_S),
        f"{fmean(one.changes for one in part):.1f}",
        f"{fmean(one.told for one in part):.1f}",
        f"{fmean(one.handed_on for one in part):.1f}",
    )


def _share(percent: int, values: Sequence[float]) -> float:
    """Return the value that so many per cent of the values do not exceed."""
    return sorted(values)[max(0, -(-len(values) * percent // 100) - 1)]


def _told(one: Replanned) -> str:
    return (
        f"{one.name} {one.happening.now:%Y-%m-%d %H:%M} {one.happening.event}: {one.seconds:.2f} s, lost {one.lost} of "
        f"promises, {one.must_lose} without kept times, {one.faults} faults"
    )
