"""What a plan costs besides the search: the matrix, the import, the first run, and memory over a thousand plans.

Everything but the matrix is measured in fresh processes.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from multiprocessing import get_context
from pathlib import Path
from statistics import median

from benchmarks.pittsburgh import read_network, read_retailers
from benchmarks.report import Report, Settings
from routing.domain.calendar import china_calendar
from routing.domain.ids import PlaceId
from routing.domain.policy_document import load_policy
from routing.planner import plan_day
from routing.solve import Limits
from routing.status import StoppedBy
from routing.tables import read_territory
from routing.travel.road_graph import RoadGraph
from routing.travel.road_network import RoadNetwork

__all__ = ["run"]

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "data" / "town-150"
DAY = date(2026, 11, 2)
ASKED_AT = datetime(2026, 11, 2, 7, 30)  # noqa: DTZ001 (local time)
REPETITIONS = 5
SEARCH_S = 1
NUM_PLANS, NUM_SETTLED = 1000, 100
QUICK_NUM_PLANS, QUICK_NUM_SETTLED = 20, 5
ITERATIONS = 200
MB = 1e6


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandRun:
    """One run of the command line: its wall clock without the search, and the most memory that it held."""

    overhead_s: float
    peak_mb: float


def run(settings: Settings) -> Report:
    """Return seconds and megabytes."""
    folder = settings.folder("real", "pittsburgh_joint")
    figures = [("matrix_s", matrix_s(folder)), ("import_s", import_s())]
    # The first run after installation: nothing is compiled yet. Its second run finds the compiled code.
    with tempfile.TemporaryDirectory() as cache:
        first = plan_in_process(cache)
        warm = [plan_in_process(cache) for _ in range(1 if settings.quick else REPETITIONS)]
    num_plans = QUICK_NUM_PLANS if settings.quick else NUM_PLANS
    num_settled = QUICK_NUM_SETTLED if settings.quick else NUM_SETTLED
    figures += [
        ("overhead_s", median(one.overhead_s for one in warm)),
        ("first_run_s", first.overhead_s),
        ("rss_mb", max(one.peak_mb for one in warm)),
        ("growth_mb", growth_mb(num_plans, num_settled)),
    ]
    meanings = {
        "matrix_s": "travel matrix of 172 places on 20,930 road nodes, the network being read",
        "import_s": "import routing, in a fresh process",
        "overhead_s": "routing plan day on 150 customers, beyond the search, everything compiled",
        "first_run_s": "the same for the first time after installation",
        "rss_mb": "most memory of such a run",
        "growth_mb": f"growth of memory from plan {num_settled} to plan {num_plans} in one process",
    }
    return Report(
        header=("figure", "value", "what"),
        rows=tuple((name, f"{value:.3f}", meanings[name]) for name, value in figures),
        figures=tuple(figures),
        remarks=f"medians; {num_plans} plans of {ITERATIONS} iterations each for the growth",
    )


def matrix_s(folder: Path) -> float:
    """Return how long the travel matrix of the Pittsburgh retailers takes on their roads, the network being read."""
    network = read_network(folder)
    points = {PlaceId(retailer.id): retailer.point for retailer in read_retailers(folder)}
    return median(
        _seconds(lambda: RoadGraph(network=network).matrix(points)) for _ in range(REPETITIONS)
    )


def _seconds(work: Callable[[], object]) -> float:
    began_s = time.perf_counter()
    work()
    return time.perf_counter() - began_s


def import_s() -> float:
    """Return how long ``import routing`` takes in a fresh process, the interpreter's own start left out."""
    code = "import time; b = time.perf_counter(); import routing; print(time.perf_counter() - b)"
    return median(
        float(
            subprocess.run(
                [sys.executable, "-c", code], check=True, capture_output=True, text=True
            ).stdout
        )
        for _ in range(REPETITIONS)
    )


def plan_in_process(cache: str) -> CommandRun:
    """Return what one ``routing plan day`` costs in a fresh process that keeps compiled code in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        document = Path(folder) / "plan.json"
        began_s = time.perf_counter()
        process = subprocess.Popen(
            [*_COMMAND, "--out", str(document)],
            stdout=subprocess.DEVNULL,
            cwd=ROOT,
            env={**os.environ, "NUMBA_CACHE_DIR": cache},
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall_s = time.perf_counter() - began_s
        process.returncode = os.waitstatus_to_exitcode(status)
        assert process.returncode in _PLANNED, f"routing plan day ended with {process.returncode}"
        plan = json.loads(document.read_text(encoding="utf-8"))
    # A search that stopped by itself is not known to the second, so nothing is taken off for it.
    search_s = SEARCH_S if plan["provenance"]["stopped_by"] == StoppedBy.TIME else 0
    return CommandRun(overhead_s=wall_s - search_s, peak_mb=usage.ru_maxrss * _RSS_UNIT / MB)


_RSS_UNIT = 1 if sys.platform == "darwin" else 1024
_PLANNED = (0, 3)  # 3: a plan was made that leaves mandatory visits out
_COMMAND = [
    *(sys.executable, "-m", "routing", "plan", "day", str(SAMPLE)),
    *("--date", DAY.isoformat(), "--asked-at", ASKED_AT.isoformat(" ", "minutes")),
    *("--roads", str(SAMPLE / "roads"), "--time", str(SEARCH_S)),
]


def growth_mb(num_plans: int, num_settled: int) -> float:
    """Return by how much memory grows from one plan to a later one, all made in one process."""
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(_growth_mb, (num_plans, num_settled))


def _growth_mb(num_plans: int, num_settled: int) -> float:
    territory, _ = read_territory(SAMPLE)
    network = RoadNetwork.from_csv(SAMPLE / "roads" / "nodes.csv", SAMPLE / "roads" / "edges.csv")
    policy, calendar = load_policy("classified"), china_calendar(DAY.year - 1, DAY.year + 1)
    graph = RoadGraph(network=network)
    settled_mb = 0.0
    for number in range(num_plans):
        if number == num_settled:
            settled_mb = _resident_mb()
        limits = Limits(iterations=ITERATIONS, seed=number)
        plan_day(territory, policy, calendar, graph, DAY, asked_at=ASKED_AT, limits=limits)
    return _resident_mb() - settled_mb


def _resident_mb() -> float:
    """Return the memory held now; where the system does not tell, the most that was held."""
    status = Path("/proc/self/statm")
    if status.exists():
        return int(status.read_text(encoding="ascii").split()[1]) * resource.getpagesize() / MB
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _RSS_UNIT / MB
