"""Reading periodic instances on real roads."""

from __future__ import annotations

import json
import math
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks import pvrpif
from benchmarks.__main__ import main
from benchmarks.pvrp import Instance, Scored, problem_of, score
from benchmarks.pvrpif import parse, read_all
from benchmarks.report import Settings


def document(frequencies: tuple[float, ...] = (2.0, 4.0)) -> dict[str, Any]:
    """Return a depot, two customers and a facility on four days; the way back is a minute longer each."""
    kinds = ["depot", "customer", "customer", "intermediateFacility"]
    numbers = zip(kinds, (0.0, *frequencies, 0.0), (0.0, 6.0, 4.0, 0.0), strict=True)
    return {
        "info": {"customer": 2, "numVehicles": 1, "maxDuration": 40, "planningHorizon": 4},
        "features": [
            {"properties": {"id": i, "type": t, "frequency": f, "demand": 9.0, "service": s}}
            for i, (t, f, s) in enumerate(numbers)
        ],
        "duration": [[0, 5, 9, 2], [6, 0, 7, 2], [10, 8, 0, 2], [3, 3, 3, 0]],
    }


INSTANCE = parse("x", json.dumps(document()), 100.0)


def test_facilities_and_capacity_are_left_out() -> None:
    """Three nodes are left of four, the ways among them as they were, and any load fits."""
    assert INSTANCE.travel == ((0.0, 5.0, 9.0), (6.0, 0.0, 7.0), (10.0, 8.0, 0.0))
    assert INSTANCE.capacities == (math.inf,) * 4
    assert INSTANCE.service == (0.0, 6.0, 4.0)
    assert all(shift.capacity is None for shift in problem_of(INSTANCE, scale=60).shifts)


def test_visits_are_evenly_apart() -> None:
    """Twice in four days is every other day, four times is every day, once is any day."""
    assert INSTANCE.patterns == ((), ((0, 2), (1, 3)), ((0, 1, 2, 3),))
    once = parse("x", json.dumps(document((1.0, 4.0))), 100.0)
    assert once.patterns[1] == ((0,), (1,), (2,), (3,))


def test_direction_matters() -> None:
    """Round 1 and 2 is 5 + 7 + 10 = 22, round 2 and 1 is 9 + 8 + 6 = 23; to 2 and back is 19 on two days."""
    alone = [[2]]
    assert score(INSTANCE, [[[1, 2]], alone, [[1, 2]], alone]) == Scored(cost=82.0, faults=())
    assert score(INSTANCE, [[[2, 1]], alone, [[1, 2]], alone]).cost == 83.0
    problem = problem_of(INSTANCE, scale=60)
    assert problem.objective([(0, 1), (1,), (0, 1), (1,)])[-1] == 82 * 60


def test_each_broken_rule_is_found() -> None:
    """Days next to each other, a day left out, and a day longer than its 22 + 10 minutes allow."""
    alone = [[2]]
    assert score(INSTANCE, [[[1, 2]], [[1, 2]], alone, alone]).faults == (
        "1 visited on days [0, 1]",
    )
    assert score(INSTANCE, [[[1, 2]], alone, [[1, 2]], []]).faults == (
        "2 visited on days [0, 1, 2]",
    )
    short = document()
    short["info"]["maxDuration"] = 31
    tight = parse("x", json.dumps(short), 100.0)
    assert score(tight, [[[1, 2]], alone, [[1, 2]], alone]).faults == (
        "day 0: too long",
        "day 2: too long",
    )


@pytest.mark.parametrize(
    ("frequencies", "said"), [((3.0, 4.0), "does not divide"), ((0.0, 4.0), "does not divide")]
)
def test_other_frequencies_are_refused(frequencies: tuple[float, float], said: str) -> None:
    """Three visits in four days have no even gaps."""
    with pytest.raises(ValueError, match=said):
        parse("x", json.dumps(document(frequencies)), 100.0)


def test_nodes_in_another_order_are_refused() -> None:
    """What is cut off behind the customers must be the facilities."""
    swapped = document()
    swapped["features"] = swapped["features"][::-1]
    with pytest.raises(ValueError, match="not the depot"):
        parse("x", json.dumps(swapped), 100.0)


def test_a_ratio_is_ours_over_the_published_cost(monkeypatch: pytest.MonkeyPatch) -> None:
    """82 over 100 is 0.82; an infeasible answer is a ratio of 2: mean 1.41."""
    answers = [Scored(cost=82.0, faults=()), Scored(cost=1.0, faults=("too good",))]

    def read(_: Path) -> list[Instance]:
        return [INSTANCE, INSTANCE]

    def measured(*_: object, **__: object) -> list[Scored]:
        return answers

    monkeypatch.setattr(pvrpif, "read_all", read)
    monkeypatch.setattr(pvrpif, "measure", measured)
    monkeypatch.setattr(Settings, "folder", lambda *_: Path())
    figures = dict(pvrpif.run(Settings(data=Path())).figures)
    assert figures == pytest.approx({"mean_ratio": 1.41, "worst_ratio": 2.0, "infeasible": 1})


def test_absent_data_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without its data the benchmark names the folder and ends with 2."""
    assert main(["pvrpif", "--data", str(tmp_path)]) == 2
    assert str(tmp_path / "bench" / "pvrpif") in capsys.readouterr().err


def test_without_its_unloading_trips_a_published_answer_is_feasible_and_cheaper(
    shared_data: Path,
) -> None:
    """The routes published for the first instance, facilities 21 and 22 cut out: 562 with them, 445 without."""
    instances = {x.name: x for x in read_all(shared_data / "bench" / "pvrpif")}
    assert len(instances) == 40
    published = [
        [[18, 12, 20, 8, 21], [16, 14, 19, 3, 5, 22, 11, 9, 17, 6, 21]],
        [[5, 7, 2, 13, 21], [15, 4, 1, 10, 21]],
        [[16, 14, 19, 3, 5, 22, 11, 9, 17, 21], [12, 18, 20, 6, 21]],
        [[15, 4, 1, 10, 21], [5, 7, 2, 13, 21]],
    ]
    path = shared_data / "bench" / "pvrpif" / "h4" / "Milano_020_4_0.geojson"
    minutes = json.loads(path.read_text(encoding="utf-8"))["duration"]
    whole = [[0, *route, 0] for day in published for route in day]
    with_trips = sum(minutes[a][b] for r in whole for a, b in pairwise(r))
    assert with_trips == instances["Milano_020_4_0"].best_known == 562
    without = [[[node for node in route if node < 21] for route in day] for day in published]
    assert score(instances["Milano_020_4_0"], without) == Scored(cost=445.0, faults=())


def test_no_way_round_is_shorter(shared_data: Path) -> None:
    """Leaving the trips to facilities out never makes a tour longer, so the published cost can be reached."""
    for path in sorted((shared_data / "bench" / "pvrpif" / "h4").glob("*.geojson")):
        minutes = np.array(json.loads(path.read_text(encoding="utf-8"))["duration"])
        round_ways = (minutes[:, :, None] + minutes[None, :, :]).min(axis=1)
        assert (round_ways >= minutes).all(), path.name
        assert (minutes != minutes.T).any()
