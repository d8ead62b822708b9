"""Four weeks by all rules: nobody late, missed or uncovered where the certificate says that nobody need be.

The sample territories, the generated ones, and the retailers of Pittsburgh on their roads. Each is planned in a fresh
process, so that its memory is its own; what is compiled is loaded before the first clock starts.
"""

from __future__ import annotations

import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

from benchmarks.generated_horizons import KINDS, LENGTH, Horizon, generated_horizon
from benchmarks.pittsburgh import pittsburgh_territory, read_network, read_retailers
from benchmarks.report import Report, Settings
from benchmarks.scale import side_by_side
from routing.build_request import places
from routing.domain.calendar import china_calendar
from routing.domain.policy_document import load_policy
from routing.domain.visit import Category, Cause
from routing.plan import Plan
from routing.solve import Limits
from routing.travel.geodesic import Geodesic
from routing.travel.road_graph import RoadGraph
from routing.travel.road_network import RoadNetwork

__all__ = ["Month", "lapses", "plan_month_of", "run", "sample"]

SAMPLES = Path(__file__).resolve().parent.parent / "data"
SAMPLE_NAMES = ("town-150", "country-80", "mixed-175")
SAMPLES_FROM = date(2026, 11, 2)
PITTSBURGH_FROM = date(2026, 3, 2)
QUICK = ("country-80", "town 1000")
TIME_S, QUICK_TIME_S = 30.0, 3.0
WORKERS = 2
WARM_UP_CUSTOMERS = 10
PROMISES = (Cause.APPOINTMENT, Cause.PINNED)
HOUR_S = 3600
MB = 1e6
_ONE_DAY = timedelta(days=1)
_RSS_UNIT = 1 if sys.platform == "darwin" else 1024

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """What came of four weeks.

    Parameters
    ----------
    name, customers
        Which territory.
    possible, floor_shortfall
        What the certificate says: whether the standard can be met, and what must be missing from the floors.
    late_already
        Customers whom something had lapsed for before the first day.
    lapsed
        Mandatory visits not made in time, by cause; what had lapsed before counts only if it is never made up for.
    floor_missed
        Visits missing from the floors.
    visits, contacts, extra_days
        Made in person, made by phone or network, working days driven that are no visit days.
    travel_s
        On the road.
    certificate_s, first_plan_s
        Seconds to the certificate, and from the territory to the first checked plan.
    peak_mb
        Most memory of the process.
    """

    name: str
    customers: int
    possible: bool
    floor_shortfall: int
    late_already: int
    lapsed: Counter[Cause]
    floor_missed: int
    visits: int
    contacts: int
    extra_days: int
    travel_s: int
    certificate_s: float
    first_plan_s: float
    peak_mb: float


def run(settings: Settings) -> Report:
    """Return what lapses in each month, and what its plan took; the figures are of months that can be kept."""
    [time_s] = settings.times_s or (QUICK_TIME_S if settings.quick else TIME_S,)
    months = []
    for horizon in _horizons(settings):
        with get_context("spawn").Pool(1) as pool:
            months.append(pool.apply(plan_month_of, (horizon, time_s), {"seed": settings.seed}))
    kept = [month for month in months if month.possible]

    def total(*causes: Cause) -> int:
        return sum(month.lapsed[cause] for month in kept for cause in causes)

    return Report(
        header=(
            *("territory", "customers", "can be met", "late before", "late", "uncovered"),
            *(
                "anomalies missed",
                "new missed",
                "promises missed",
                "below floor",
                "of these certain",
            ),
            *(
                "visits",
                "contacts",
                "extra days",
                "travel h",
                "certificate s",
                "first plan s",
                "MB",
            ),
        ),
        rows=tuple(_row(month) for month in months),
        figures=(
            ("late", total(Cause.LATE)),
            ("uncovered", total(Cause.COVERAGE)),
            ("missed", total(Cause.ANOMALY, Cause.NEW_CUSTOMER, *PROMISES)),
            ("floor_missed", sum(month.floor_missed - month.floor_shortfall for month in kept)),
            ("first_plan_s", max(month.first_plan_s for month in months)),
            ("rss_mb", max(month.peak_mb for month in months)),
        ),
        remarks=(
            f"{time_s:g} s, {WORKERS} workers, seed {settings.seed}; {len(kept)} of {len(months)} months can be met as "
            "far as the certificate sees, what lapses is counted there; territory, visits, travel h, below floor "
            "(certain): "
            + "; ".join(
                f"{month.name} {month.visits} {month.travel_s / HOUR_S:.1f} "
                f"{month.floor_missed} ({month.floor_shortfall})"
                for month in months
            )
        ),
    )


def _row(month: Month) -> tuple[str, ...]:
    return (
        *(month.name, str(month.customers), "yes" if month.possible else "no"),
        *(str(month.late_already), str(month.lapsed[Cause.LATE])),
        *(str(month.lapsed[c]) for c in (Cause.COVERAGE, Cause.ANOMALY, Cause.NEW_CUSTOMER)),
        str(sum(month.lapsed[cause] for cause in PROMISES)),
        *(str(month.floor_missed), str(month.floor_shortfall)),
        *(str(month.visits), str(month.contacts), str(month.extra_days)),
        f"{month.travel_s / HOUR_S:.1f}",
        *(f"{month.certificate_s:.2f}", f"{month.first_plan_s:.2f}", f"{month.peak_mb:.0f}"),
    )


def plan_month_of(horizon: Horizon, time_s: float, *, seed: int) -> Month:
    """Return what comes of four weeks, measured in this process."""
    # Imported here: the process that only reports needs none of it.
    from routing.build_horizon import horizon_request
    from routing.coverage import certificate
    from routing.planner import evening_before, plan_horizon

    policy = load_policy("classified")

    def planned(one: Horizon, limits: Limits) -> Plan:
        return plan_horizon(
            one.territory, policy, one.calendar, one.travel, one.first, one.last, limits=limits
        )

    warm_up = side_by_side(WARM_UP_CUSTOMERS, 1, seed=seed)
    planned(warm_up, Limits(iterations=1, workers=WORKERS))
    first = Limits(time_s=0, seed=seed, workers=WORKERS)
    first_plan_s, _ = _timed(partial(planned, horizon, first))
    plan = planned(horizon, Limits(time_s=time_s, seed=seed, workers=WORKERS))
    request = horizon_request(
        horizon.territory,
        policy,
        horizon.calendar,
        horizon.first,
        horizon.last,
        evening_before(horizon.first, policy),
    )
    matrix = horizon.travel.matrix(places(horizon.territory))
    certificate_s, certified = _timed(partial(certificate, request, matrix))
    extra = {shift.id for shift in request.shifts if shift.is_extra}
    return Month(
        name=horizon.name,
        customers=len(horizon.territory.customers),
        possible=certified.possible,
        floor_shortfall=certified.floor_shortfall,
        late_already=len(certified.late_already),
        lapsed=lapses(plan, horizon.first),
        floor_missed=plan.kpis.floor_missed,
        visits=plan.kpis.num_visits,
        contacts=plan.kpis.num_contacts,
        extra_days=sum(route.shift_id in extra and bool(route.stops) for route in plan.routes),
        travel_s=plan.kpis.travel_s,
        certificate_s=certificate_s,
        first_plan_s=first_plan_s,
        peak_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _RSS_UNIT / MB,
    )


def lapses(plan: Plan, first: date) -> Counter[Cause]:
    """Return how many mandatory visits are not made in time, by cause.

    What had lapsed before the first day is nobody's fault now: it counts only where the customer stands on no route.
    """
    made = {stop.visit_id for route in plan.routes for stop in route.stops}
    made |= {contact.visit_id for route in plan.routes for contact in route.contacts}
    return Counter(
        one.cause
        for one in plan.unassigned
        if one.category is Category.MANDATORY
        and (one.visit_id not in made or (one.deadline is not None and one.deadline >= first))
    )


def _horizons(settings: Settings) -> Iterator[Horizon]:
    wanted = QUICK if settings.quick else None
    for name in SAMPLE_NAMES:
        if wanted is None or name in wanted:
            yield sample(name)
    for kind in KINDS:
        horizon = generated_horizon(kind, settings.seed * 1000)
        if wanted is None or horizon.name in wanted:
            yield horizon
    if wanted is None:
        yield _pittsburgh(settings.folder("real", "pittsburgh_joint"), seed=settings.seed)


def sample(name: str) -> Horizon:
    """Return four weeks of a sample territory, from the day for which its events are made up."""
    from routing.tables import read_territory

    folder = SAMPLES / name
    roads = folder / "roads"
    territory, _ = read_territory(folder, today=SAMPLES_FROM)
    return Horizon(
        name=name,
        territory=territory,
        calendar=china_calendar(SAMPLES_FROM.year - 1, SAMPLES_FROM.year + 1),
        travel=RoadGraph(network=RoadNetwork.from_csv(roads / "nodes.csv", roads / "edges.csv"))
        if roads.exists()
        else Geodesic(),
        first=SAMPLES_FROM,
        last=SAMPLES_FROM + LENGTH - _ONE_DAY,
    )


def _pittsburgh(folder: Path, *, seed: int) -> Horizon:
    """Return four weeks of the licensed retailers of Pittsburgh, with the history that their first day is given."""
    calendar = china_calendar(PITTSBURGH_FROM.year - 1, PITTSBURGH_FROM.year + 1)
    network = read_network(folder)
    return Horizon(
        name="Pittsburgh",
        territory=pittsburgh_territory(
            read_retailers(folder), network, calendar, day=PITTSBURGH_FROM, seed=seed
        ),
        calendar=calendar,
        travel=RoadGraph(network=network),
        first=PITTSBURGH_FROM,
        last=PITTSBURGH_FROM + LENGTH - _ONE_DAY,
    )


def _timed(work: Callable[[], _T]) -> tuple[float, _T]:
    began_s = time.perf_counter()
    made = work()
    return time.perf_counter() - began_s, made
