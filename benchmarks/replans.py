"""Replanning on the road: what one event does to a published day, how long the answer takes, and what it changes.

Whether a promise could have been kept is judged by the same question without the times that visits are kept to, given
more search.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from itertools import cycle, islice
from multiprocessing import get_context
from pathlib import Path
from random import Random
from statistics import fmean, median
from time import perf_counter, process_time

from benchmarks.generated_horizons import KINDS
from benchmarks.months import SAMPLE_NAMES
from benchmarks.report import Report, Settings
from benchmarks.road_days import (
    EVENTS,
    NOISE_MINUTES,
    POLICY,
    Happening,
    Morning,
    generated_days,
    happening,
    pittsburgh_days,
    sample_days,
)
from routing.build_request import places
from routing.checker import check
from routing.domain.ids import ManagerId
from routing.domain.visit import Cause
from routing.encode import encode
from routing.plan_chain import ChangeKind
from routing.replanning import replan
from routing.replanning.day_so_far import situation_at
from routing.replanning.in_hand import in_hand
from routing.replanning.rest_of_day import rest_of_day
from routing.solve import Limits
from routing.solve.ruin_recreate import RuinRecreate
from routing.status import Level
from routing.units import MINUTE_S

__all__ = ["Replanned", "must_lose", "replanned", "run"]

SAMPLE_DAYS, GENERATED_DAYS, PITTSBURGH_DAYS = 6, 2, 10
PER_SAMPLE_DAY, PER_GENERATED_DAY, PER_PITTSBURGH_DAY = 15, 10, 13
QUICK = (("town-150", 1, 6), ("country", 1, 4), ("mixed-175", 1, 6))
PITTSBURGH = "Pittsburgh"
LIMITS = Limits(iterations=20_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Replanned:
    """What came of one event.

    Parameters
    ----------
    name, kind, happening
        Where, and what happened.
    seconds, cpu_s
        Of the wall clock, and of the processor.
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
    kind: str
    happening: Happening
    seconds: float
    cpu_s: float
    lost: int
    must_lose: int
    retimed_told: int
    retimed_most_s: int
    changes: int
    told: int
    handed_on: int
    faults: int


# ------------------------------------------------------------------ what comes of it


def replanned(name: str, kind: str, morning: Morning, one: Happening) -> Replanned:
    """Return what comes of an event."""
    began_s, began_cpu_s = perf_counter(), process_time()
    found = replan(
        morning.territory,
        POLICY,
        morning.calendar,
        morning.travel,
        morning.record,
        now=one.now,
        positions=one.positions,
        done=one.done,
        events=one.events,
    )
    seconds, cpu_s = perf_counter() - began_s, process_time() - began_cpu_s
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
        kind=kind,
        happening=one,
        seconds=seconds,
        cpu_s=cpu_s,
        lost=found.plan.objective.levels[Level.PROMISE],
        must_lose=must_lose(morning, one),
        retimed_told=len(retimed),
        retimed_most_s=max(retimed, default=0),
        changes=len(found.changes),
        told=len(found.messages),
        handed_on=len(found.handed_on),
        faults=len(check(found.request, found.matrix, found.plan).violations),
    )


def must_lose(morning: Morning, one: Happening) -> int:
    """Return what the best plan that is found for the rest of the day loses of promises, however much it changes."""
    scope = morning.record.manager_ids
    hand = in_hand(morning.record, (), scope, one.now)
    situation = situation_at(
        morning.territory,
        POLICY,
        morning.calendar,
        hand.of_today,
        one.now,
        manager_ids=scope,
        positions=one.positions,
        done=one.done,
        events=one.events,
    )
    asked = rest_of_day(situation, POLICY, morning.calendar, hand.chain, ()).request
    held_s: Counter[ManagerId] = Counter()
    for task in situation.territory.tasks:
        held_s[task.manager_id] += task.minutes * MINUTE_S * (task.day == morning.day)
    shifts = tuple(
        replace(shift, reserve_s=min(shift.reserve_s, held_s[shift.manager_id]))
        for shift in asked.shifts
    )
    points = places(situation.territory) | {
        where.place_id: where.point for where in situation.where if where.point is not None
    }
    problem = encode(replace(asked, shifts=shifts), morning.travel.matrix(points))
    return RuinRecreate().solve(problem, LIMITS).objective[Level.PROMISE]


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
        days = sample_days(part.name, part.days)
    elif part.name == PITTSBURGH:
        days = pittsburgh_days(part.folder, part.days, seed=part.seed)
    else:
        days = generated_days(part.name, part.days, seed=part.seed)
    found: list[Replanned] = []
    kinds = cycle(EVENTS)
    chance = Random(f"replans {part.name} {part.seed}")
    for morning in days:
        if not found:
            # What is compiled is loaded before the first clock starts.
            first = happening(morning, ["anomaly"], Random(0))
            replanned(part.name, "anomaly", morning, first)
        found += [
            replanned(part.name, kind, morning, happening(morning, [kind], chance))
            for kind in islice(kinds, part.events)
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
    groups = [(kind, [one for one in found if one.kind == kind]) for kind in EVENTS]
    places_ = [(part.name, [one for one in found if one.name == part.name]) for part in parts]
    return Report(
        header=(
            *("events", "number", "median s", "p95 s", "most s", "most cpu s", "promises lost"),
            *("re-timed told, median", "mean", "p95", "most", "most min"),
            *("changes", "told", "handed on"),
        ),
        rows=tuple(_row(name, part) for name, part in (*groups, *places_, ("all", found)) if part),
        figures=(
            ("median_s", median(one.seconds for one in found)),
            ("p95_s", _share(95, [one.seconds for one in found])),
            ("most_s", max(one.seconds for one in found)),
            ("most_cpu_s", max(one.cpu_s for one in found)),
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
        f"{max(one.cpu_s for one in part):.2f}",
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
        f"{one.name} {one.happening.now:%Y-%m-%d %H:%M} {one.happening.events}: {one.seconds:.2f} s, "
        f"lost {one.lost} of promises, {one.must_lose} without kept times, {one.faults} faults"
    )
