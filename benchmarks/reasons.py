"""Are reasons true? Every reason of many plans tried again: the rule lifted, the visit forced in, the floors counted.

Days and horizons are planned in haste and with time, since a plan that is not good yet has other reasons than a good
one. The second opinion (`benchmarks.second_opinion`) shares nothing with search and reasons but their vocabulary.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from functools import partial
from multiprocessing import get_context

from benchmarks.generated_days import generated_day
from benchmarks.generated_horizons import KINDS, Horizon, generated_horizon
from benchmarks.months import SAMPLE_NAMES, sample
from benchmarks.pittsburgh import planning_days
from benchmarks.report import Report, Settings
from benchmarks.second_opinion import Judge, Judgement, Verdict
from routing.build_horizon import horizon_request
from routing.build_request import day_request, places
from routing.domain.policy_document import load_policy
from routing.encode import left_out
from routing.lapse_reasons import explain_lapses
from routing.plan import Plan
from routing.reasons import explain_left_out
from routing.request import PlanRequest
from routing.request_planner import plan_request
from routing.solve import Limits
from routing.timetable import timetables
from routing.travel.matrix import TravelMatrix
from routing.what_if import standing_plan

__all__ = ["Case", "Tried", "run", "tried"]

DAYS, QUICK_DAYS = 200, 6
SAMPLE_DAYS = 8
ITERATIONS = (200, 5_000)
QUICK_HORIZONS = 2
WEEK = timedelta(days=6)
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Something to plan: a generated day by its seed, or days of a territory from one on to another.

    Parameters
    ----------
    territory, seed
        Name of a sample territory, or of a kind of generated horizon and its seed; empty for a generated day.
    first, last
        The days; None for all that the territory has.
    iterations
        For how long the plan is searched for.
    """

    seed: int
    territory: str = ""
    first: date | None = None
    last: date | None = None
    iterations: int

    @property
    def is_horizon(self) -> bool:
        """Whether several days are planned at once."""
        return bool(self.territory) and (self.first is None or self.first != self.last)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What came of the reasons of one plan, and how many seconds it took to tell them."""

    case: Case
    counts: Counter[tuple[str, str, Verdict]]
    faults: tuple[str, ...]
    seconds: float

    @property
    def lapses(self) -> int:
        """How many reasons there are."""
        return self.counts.total()


def run(settings: Settings) -> Report:
    """Return how many reasons hold when they are tried again."""
    cases = list(_cases(settings))
    with get_context("spawn").Pool(settings.processes) as pool:
        results = []
        for one in pool.imap(partial(tried, seed=settings.seed), cases):
            results.append(one)
            for fault in one.faults:
                print(f"  wrong: {fault}", flush=True)
    counts: Counter[tuple[str, str, Verdict]] = Counter()
    for one in results:
        counts += one.counts
    of = {verdict: sum(n for (*_, v), n in counts.items() if v is verdict) for verdict in Verdict}
    days = [one for one in results if not one.case.is_horizon]
    horizons = [one for one in results if one.case.is_horizon]
    told = counts.total()
    return Report(
        header=("kind", "rule", "told", *Verdict),
        rows=tuple(_rows(counts)),
        figures=(
            ("told", told),
            ("verified", of[Verdict.VERIFIED]),
            ("unknown", of[Verdict.UNKNOWN]),
            ("wrong", of[Verdict.WRONG]),
            ("day_s", max(one.seconds for one in days)),
            ("horizon_s", max(one.seconds for one in horizons)),
        ),
        remarks=(
            f"{len(days)} days, {len(horizons)} weeks and months, seed {settings.seed}, "
            f"{' and '.join(map(str, ITERATIONS))} iterations; processor seconds to tell all reasons of the slowest "
            f"plan; {max(one.lapses for one in horizons)} reasons at most; "
            + "; ".join(
                f"{kind} {rule} {sum(counts[kind, rule, v] for v in Verdict)}"
                for kind, rule in sorted({(kind, rule) for kind, rule, _ in counts})
            )
        ),
    )


def _rows(counts: Counter[tuple[str, str, Verdict]]) -> Iterator[tuple[str, ...]]:
    for kind, rule in sorted({(kind, rule) for kind, rule, _ in counts}):
        found = [counts[kind, rule, verdict] for verdict in Verdict]
        yield (kind, rule, str(sum(found)), *map(str, found))


def _cases(settings: Settings) -> Iterator[Case]:
    """Yield the longest first, so that no core waits for one at the end."""
    quick = settings.quick
    horizons = [*_horizons(settings.seed * 1000)]
    yield from horizons[:QUICK_HORIZONS] if quick else horizons
    if not quick:
        yield from _sample_days()
    for number in range(QUICK_DAYS if quick else DAYS):
        yield Case(seed=number, iterations=ITERATIONS[number % 2])


def _horizons(seed: int) -> Iterator[Case]:
    hasty, patient = ITERATIONS
    for name in ("overloaded", *(kind for kind in KINDS if kind != "overloaded")):
        first = KINDS[name].first
        yield Case(territory=name, seed=seed, iterations=patient)
        yield Case(territory=name, seed=seed + 1, first=first, last=first + WEEK, iterations=hasty)
    yield Case(territory="overloaded", seed=seed + 2, iterations=hasty)
    yield Case(territory="country", seed=seed + 2, iterations=hasty)
    for name in SAMPLE_NAMES:
        first = sample(name).first
        yield Case(territory=name, seed=seed, iterations=patient)
        yield Case(territory=name, seed=seed, first=first, last=first + WEEK, iterations=hasty)


def _sample_days() -> Iterator[Case]:
    for name in SAMPLE_NAMES:
        horizon = sample(name)
        for number, day in enumerate(planning_days(horizon.calendar, horizon.first, SAMPLE_DAYS)):
            yield Case(
                territory=name, seed=0, first=day, last=day, iterations=ITERATIONS[number % 2]
            )


def tried(case: Case, *, seed: int) -> Tried:
    """Return what comes of the reasons of one plan when each is tried again."""
    request, matrix = _question(case)
    plan = plan_request(request, matrix, limits=Limits(iterations=case.iterations, seed=seed))
    seconds = _telling_s(request, matrix, plan, seed)
    found = list(Judge(request, matrix, plan).judgements())
    return Tried(
        case=case,
        counts=Counter((one.reason.kind, one.reason.rule, one.verdict) for one in found),
        faults=tuple(_fault(case, one) for one in found if one.verdict is Verdict.WRONG),
        seconds=seconds,
    )


def _fault(case: Case, one: Judgement) -> str:
    span = f" {case.first} - {case.last}" if case.first else ""
    return f"{case.territory or 'day'} {case.seed}{span}, {one.visit_id}: {one.why} ({one.reason.text})"


def _question(case: Case) -> tuple[PlanRequest, TravelMatrix]:
    if not case.territory:
        day = generated_day(case.seed)
        return day.request, day.matrix
    horizon: Horizon = (
        sample(case.territory)
        if case.territory in SAMPLE_NAMES
        else generated_horizon(case.territory, case.seed)
    )
    horizon = replace(horizon, first=case.first or horizon.first, last=case.last or horizon.last)
    policy = load_policy("classified")
    asked_at = datetime.combine(horizon.first - _ONE_DAY, clock_time(18))
    matrix = horizon.travel.matrix(places(horizon.territory))
    if horizon.first == horizon.last:
        request = day_request(horizon.territory, policy, horizon.calendar, horizon.first, asked_at)
    else:
        request = horizon_request(
            horizon.territory, policy, horizon.calendar, horizon.first, horizon.last, asked_at
        )
    return request, matrix


def _telling_s(request: PlanRequest, matrix: TravelMatrix, plan: Plan, seed: int) -> float:
    """Return how long it takes to tell all reasons of a plan, its timetable being known."""
    standing = standing_plan(request, matrix, plan)
    fixed = [(k, v) for k, v in standing.contacts if standing.problem.visits[v].days is not None]
    tables = timetables(standing.problem, standing.sequences, fixed)
    missing = left_out(request, tables)
    began_s = time.process_time()
    explain_left_out(request, standing.problem, standing.sequences, standing.contacts, seed=seed)
    lapses = [one for one in missing if request.visits[one.visit].cadence is not None]
    explain_lapses(request, standing.problem, tables, lapses)
    return time.process_time() - began_s
