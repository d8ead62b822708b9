"""How time and quality grow: four weeks of 50 to 1,000 customers and one to six account managers.

The territories are generated ones side by side, an account manager each. Every size is planned in a fresh process, so
that its memory is its own; what is compiled is loaded before the first clock starts.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context
from typing import TypeVar

from benchmarks.generated_horizons import Horizon, generated_horizon
from benchmarks.report import Report, Settings
from routing.build_request import places
from routing.domain.customer import Customer
from routing.domain.ids import CustomerId, ManagerId
from routing.domain.policy_document import load_policy
from routing.solve import Limits
from routing.status import Level

__all__ = ["SIZES", "Grown", "grow", "run", "side_by_side"]

SIZES = ((50, 1), (100, 1), (180, 1), (360, 2), (540, 3), (1000, 6))
"""Customers and account managers."""
MONTH = (180, 1)
QUICK_SIZES = ((50, 1), MONTH)
KIND = "mixed"
TIMES_S, QUICK_TIMES_S = (10.0, 30.0), (2.0,)
WORKERS = 2
APART_DEGREES = 0.5
WARM_UP_CUSTOMERS = 10
HOUR_S = 3600
MB = 1e6
_RSS_UNIT = 1 if sys.platform == "darwin" else 1024

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """The plan after so many seconds of search: its objective level by level, and its travel."""

    time_s: float
    levels: tuple[int, ...]
    travel_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Grown:
    """What one size takes.

    Parameters
    ----------
    customers, managers, shifts
        The size, and the account managers' days in the request.
    request_s, encode_s, certificate_s
        Building the request, turning it into numbers, certifying its coverage.
    first_plan_s
        From the territory to a checked plan, asked for at once.
    searched
        Plans of longer searches.
    peak_mb
        Most memory that the process held.
    """

    customers: int
    managers: int
    shifts: int
    request_s: float
    encode_s: float
    certificate_s: float
    first_plan_s: float
    searched: tuple[Searched, ...]
    peak_mb: float


def side_by_side(num_customers: int, num_managers: int, *, seed: int) -> Horizon:
    """Return generated horizons as one territory, half a degree of longitude apart, customers shared out evenly."""
    parts = [generated_horizon(KIND, seed + n) for n in range(num_managers)]
    managers, customers, history = [], [], []
    for number, part in enumerate(parts):
        manager = part.territory.managers[0]
        own_id = ManagerId(f"m{number + 1}")
        start = replace(manager.start, lon=manager.start.lon + number * APART_DEGREES)
        managers.append(replace(manager, id=own_id, start=start))
        count = num_customers // num_managers + (number < num_customers % num_managers)
        chosen = part.territory.customers[:count]
        customers += [_moved(customer, number, own_id) for customer in chosen]
        ids = {customer.id for customer in chosen}
        history += [
            replace(record, customer_id=_own(record.customer_id, own_id), manager_id=own_id)
            for record in part.territory.history
            if record.customer_id in ids
        ]
    return replace(
        parts[0],
        name=f"{num_customers} customers",
        territory=replace(
            parts[0].territory,
            id=f"scale-{num_customers}",
            managers=tuple(managers),
            customers=tuple(customers),
            history=tuple(history),
        ),
    )


def _moved(customer: Customer, number: int, manager_id: ManagerId) -> Customer:
    point = customer.point
    return replace(
        customer,
        id=_own(customer.id, manager_id),
        manager_id=manager_id,
        point=replace(point, lon=point.lon + number * APART_DEGREES),
    )


def _own(customer_id: CustomerId, manager_id: ManagerId) -> CustomerId:
    return CustomerId(f"{manager_id}-{customer_id}")


def grow(size: tuple[int, int], times_s: Sequence[float], *, seed: int) -> Grown:
    """Return what one size takes, measured in this process."""
    # Imported here: the process that only reports needs none of it.
    from routing.build_horizon import horizon_request
    from routing.coverage import certificate
    from routing.encode import encode
    from routing.planner import evening_before, plan_horizon

    policy = load_policy("classified")

    def planned(horizon: Horizon, limits: Limits) -> tuple[float, tuple[int, ...], int]:
        took_s, plan = _timed(
            partial(
                plan_horizon,
                horizon.territory,
                policy,
                horizon.calendar,
                horizon.travel,
                horizon.first,
                horizon.last,
                limits=limits,
            )
        )
        return took_s, plan.objective.levels, plan.kpis.travel_s

    planned(side_by_side(WARM_UP_CUSTOMERS, 1, seed=seed), Limits(iterations=1, workers=WORKERS))
    horizon = side_by_side(*size, seed=seed)
    asked_at = evening_before(horizon.first, policy)
    request_s, request = _timed(
        lambda: horizon_request(
            horizon.territory, policy, horizon.calendar, horizon.first, horizon.last, asked_at
        )
    )
    matrix = horizon.travel.matrix(places(horizon.territory))
    encode_s, _ = _timed(lambda: encode(request, matrix))
    certificate_s, _ = _timed(lambda: certificate(request, matrix))
    first_plan_s, _, _ = planned(horizon, Limits(time_s=0, seed=seed, workers=WORKERS))
    searched = []
    for time_s in times_s:
        _, levels, travel_s = planned(horizon, Limits(time_s=time_s, seed=seed, workers=WORKERS))
        searched.append(Searched(time_s=time_s, levels=levels, travel_s=travel_s))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return Grown(
        customers=len(horizon.territory.customers),
        managers=len(horizon.territory.managers),
        shifts=len(request.shifts),
        request_s=request_s,
        encode_s=encode_s,
        certificate_s=certificate_s,
        first_plan_s=first_plan_s,
        searched=tuple(searched),
        peak_mb=peak * _RSS_UNIT / MB,
    )


def _timed(work: Callable[[], _T]) -> tuple[float, _T]:
    began_s = time.perf_counter()
    made = work()
    return time.perf_counter() - began_s, made


def run(settings: Settings) -> Report:
    """Return seconds, objectives and megabytes by size; the figures are those of a month, and the most memory."""
    sizes = QUICK_SIZES if settings.quick else SIZES
    times_s = settings.times_s or (QUICK_TIMES_S if settings.quick else TIMES_S)
    grown = []
    for size in sizes:
        with get_context("spawn").Pool(1) as pool:
            grown.append(pool.apply(grow, (size, times_s), {"seed": settings.seed}))
    month = next(one for one in grown if (one.customers, one.managers) == MONTH)
    return Report(
        header=(
            *("customers", "managers", "shifts", "request s", "encode s", "certificate s"),
            *("first plan s", "MB"),
            *(f"{what} {time_s:g} s" for time_s in times_s for what in ("levels", "travel h")),
        ),
        rows=tuple(_row(one) for one in grown),
        figures=(
            ("first_plan_s", month.first_plan_s),
            ("rss_mb", max(one.peak_mb for one in grown)),
        ),
        remarks=(
            f"{WORKERS} workers, seed {settings.seed}; first plan of {month.customers} customers; customers, MB, "
            f"seconds to the first plan, travel h after {' and '.join(f'{s:g}' for s in times_s)} s: "
            + "; ".join(
                f"{one.customers} {one.peak_mb:.0f} {one.first_plan_s:.2f} "
                + " ".join(_hours(searched) for searched in one.searched)
                for one in grown
            )
        ),
    )


def _row(one: Grown) -> tuple[str, ...]:
    row = [str(one.customers), str(one.managers), str(one.shifts)]
    row += [f"{s:.2f}" for s in (one.request_s, one.encode_s, one.certificate_s, one.first_plan_s)]
    row.append(f"{one.peak_mb:.0f}")
    for searched in one.searched:
        # Travel and wishes differ by thousands and stand in the next column.
        row += [" ".join(map(str, searched.levels[: Level.COST])), _hours(searched)]
    return tuple(row)


def _hours(searched: Searched) -> str:
    return f"{searched.travel_s / HOUR_S:.1f}"
