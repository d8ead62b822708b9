"""Periodic routing on real road minutes: Milan, Turin and Rome, four days, asymmetric.

Instances of Taverna and Tilk 2026 (doi 10.1016/j.ejor.2025.09.039). Theirs are of waste collection: a vehicle of small
capacity unloads at a facility now and then and before it comes home. Unloading trips, facilities and capacity are left
out here, what an account manager has of it is kept: vehicles of a day, the longest day, service, and days of visits
evenly apart. No way round is shorter than the way on these roads, so leaving trips out only makes a tour cheaper: the
published cost is no bound from below, and an answer above it is a failure.
"""

from __future__ import annotations

import json
import math
from pathlib import Path

from benchmarks.pvrp import QUICK_TIME_S, WORKERS, Instance, measure, read_listed
from benchmarks.report import Report, Settings

__all__ = ["parse", "read_all", "run"]

TIME_S = 5.0
QUICK_INSTANCES = ("Milano_020_4_0", "Torino_030_4_4", "Roma_040_4_8", "Roma_050_4_2")
SCALE = 60
FAILED_RATIO = 2.0


def parse(name: str, text: str, best_known: float) -> Instance:
    """Return an instance from its GeoJSON, without facilities, capacity and loads.

    A customer of frequency f wants a visit every (days / f)-th day, starting on any of the first ones.

    Raises
    ------
    ValueError
        If the depot is not the first node, customers do not follow it, or a frequency does not divide the days.
    """
    document = json.loads(text)
    info = document["info"]
    num_days, size = info["planningHorizon"], info["customer"] + 1
    nodes = [feature["properties"] for feature in document["features"][:size]]
    if [node["type"] for node in nodes] != ["depot", *["customer"] * (size - 1)]:
        raise ValueError(f"{name}: nodes are not the depot, then the {size - 1} customers.")
    frequencies = [int(node["frequency"]) for node in nodes[1:]]
    if any(frequency < 1 or num_days % frequency for frequency in frequencies):
        raise ValueError(f"{name}: a frequency does not divide {num_days} days.")
    gaps = [num_days // frequency for frequency in frequencies]
    return Instance(
        name=name,
        travel=tuple(
            tuple(float(leg) for leg in row[:size]) for row in document["duration"][:size]
        ),
        service=tuple(float(node["service"]) for node in nodes),
        loads=(0,) * size,
        patterns=(
            (),
            *(tuple(tuple(range(start, num_days, gap)) for start in range(gap)) for gap in gaps),
        ),
        num_vehicles=info["numVehicles"],
        longest=(float(info["maxDuration"]),) * num_days,
        capacities=(math.inf,) * num_days,
        best_known=best_known,
    )


def read_all(folder: Path) -> list[Instance]:
    """Return the instances of a folder that ``bks.csv`` names, in its order."""
    return read_listed(folder, "h4/{}.geojson", parse)


def run(settings: Settings) -> Report:
    """Return our cost over the published one with its unloading trips; an infeasible answer has a ratio of 2."""
    instances = read_all(settings.folder("bench", "pvrpif"))
    if settings.quick:
        instances = [instance for instance in instances if instance.name in QUICK_INSTANCES]
    own_time_s = QUICK_TIME_S if settings.quick else TIME_S
    time_s = settings.times_s[0] if settings.times_s else own_time_s
    answers = measure(instances, scale=SCALE, time_s=time_s, seed=settings.seed)
    ratios = [
        FAILED_RATIO if scored.faults else scored.cost / instance.best_known
        for instance, scored in zip(instances, answers, strict=True)
    ]
    rows = tuple(
        (
            instance.name,
            f"{instance.best_known:.0f}",
            f"{scored.cost:.0f}",
            f"{ratio:.4f}",
            str(len(scored.faults)),
        )
        for instance, scored, ratio in zip(instances, answers, ratios, strict=True)
    )
    return Report(
        header=("instance", "published", "ours", "ratio", "faults"),
        rows=rows,
        figures=(
            ("mean_ratio", sum(ratios) / len(ratios)),
            ("worst_ratio", max(ratios)),
            ("infeasible", sum(bool(scored.faults) for scored in answers)),
        ),
        remarks=(
            f"{time_s:g} s on {WORKERS} workers, seed {settings.seed}; {len(ratios)} instances; without unloading "
            "trips and capacity, so a ratio above 1 would be a failure"
        ),
    )
