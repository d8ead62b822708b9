"""Reading and judging periodic routing instances."""

from __future__ import annotations

import math
from functools import partial
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import pvrp
from benchmarks.__main__ import main
from benchmarks.pvrp import (
    Instance,
    Scored,
    measure,
    parse,
    problem_of,
    read_all,
    routes_of,
    score,
)
from benchmarks.report import Settings
from routing.feasibility import is_feasible
from routing.problem import Feature, Outcome, Problem
from routing.solve import Limits, ruin_recreate
from routing.status import Level, Status, StoppedBy

# Two vehicles on each of three days; the second day has no longest time, the third no capacity.
# Legs: 0-1 is 5 (3, 4), 0-2 is 4, 1-2 is 3. Customer 3 stands on the depot; customer 4 wants no visit.
TEXT = """1 2 4 3
20 8
0 8
20 0
0 0 0 0 0 0 0
1 3 4 2 5 2 1 5
2 0 4 1 3 1 3 1 2 4
3 0 0 0 8 1 1 4
4 0 1 0 9 0 2 1 2

"""
INSTANCE = parse("x", TEXT, 22.0)
GOOD = [[[1], [3]], [], [[1, 2]]]


def test_the_first_day_is_the_most_significant_bit() -> None:
    """Of three days 5 = 101 is the first and the third, 1 = 001 the third, 2 = 010 the second, 4 = 100 the first."""
    assert INSTANCE.patterns[1] == ((0, 2),)
    assert INSTANCE.patterns[2] == ((2,), (1,), (0,))
    assert INSTANCE.patterns[3] == ((0,),)


def test_a_limit_of_zero_is_none() -> None:
    """Neither time nor load is limited by a 0."""
    assert INSTANCE.longest == (20.0, math.inf, 20.0)
    assert INSTANCE.capacities == (8.0, 8.0, math.inf)
    shifts = problem_of(INSTANCE).shifts
    assert [shift.capacity for shift in shifts] == [8, 8, 8, 8, None, None]
    # Leaving each node once by its longest way: 5, 5, 4, 5, 4 (customer 4 to 1 is the root of 18, 4.243), service 3.
    longest = 5 + 5 + 4 + 5 + math.sqrt(18) + 3
    assert [shift.end_s for shift in shifts[:4:2]] == [20_000, math.ceil(longest * 1000)]


def test_frequency_zero_wants_no_visit() -> None:
    """Customer 4 lists days but is none of the problem's visits."""
    assert INSTANCE.patterns[4] == ()
    assert INSTANCE.customers == (1, 2, 3)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("1 2 4 3", "2 2 4 3", "not periodic"),
        ("1 2 4 3", "1 2 5 3", "not numbered"),
        ("2 0 4 1 3 1 3 1 2 4", "2 0 4 1 3 1 3 1 2", "lists 2 of 3"),
        ("3 0 0 0 8 1 1 4", "3 0 0 0 8 1 1 8", "no 1 of the days"),
        ("1 3 4 2 5 2 1 5", "1 3 4 2 5 2 1 4", "no 2 of the days"),
    ],
)
def test_a_text_that_contradicts_itself_is_refused(old: str, new: str, said: str) -> None:
    """Nothing is read as another instance than it says it is."""
    assert old in TEXT
    with pytest.raises(ValueError, match=said):
        parse("x", TEXT.replace(old, new), 22.0)


def test_cost_of_a_good_answer() -> None:
    """There and back to 1 is 10, to 3 nothing, round 1 and 2 is 5 + 3 + 4 = 12: 22. Customer 2 on its own: 28."""
    assert score(INSTANCE, GOOD) == Scored(cost=22.0, faults=())
    assert score(INSTANCE, [[[1], [3]], [[2]], [[1]]]) == Scored(cost=28.0, faults=())


@pytest.mark.parametrize(
    ("routes", "fault"),
    [
        ([[[1], [3]], [], [[1]]], "2 visited on days []"),
        ([[[1], [3]], [[1]], [[2]]], "1 visited on days [0, 1]"),
        ([[[1], [3]], [[2]], [[1, 2]]], "2 visited on days [1, 2]"),
        ([[[1, 3]], [], [[1, 2]]], "day 0: too much load"),  # 5 + 8 above 8
        ([[[1], [3]], [], [[1, 2, 1]]], "day 2: 2 visits to 1"),
        ([[[1], [3]], [], [[1], [1, 2]]], "day 2: 2 visits to 1"),
        ([[[1], [2], [3]], [], [[1]]], "day 0: 3 vehicles"),
        ([[[1], [3]], [[4]], [[1, 2]]], "4 visited on days [1]"),
        ([[[1], [3]], [[0]], [[1, 2]]], "0 visited on days [1]"),
    ],
)
def test_each_broken_rule_is_found(routes: list[list[list[int]]], fault: str) -> None:
    """One thing is wrong with each answer, and that is what is said."""
    assert fault in score(INSTANCE, routes).faults


def test_service_counts_in_time() -> None:
    """Round 1 and 2 takes 12 of travel and 2 + 1 of service: 15 is long enough, 14.9 is not."""
    assert score(parse("x", TEXT.replace("20 0", "15 0"), 22.0), GOOD).faults == ()
    short = parse("x", TEXT.replace("20 0", "14.9 0"), 22.0)
    assert score(short, GOOD).faults == ("day 2: too long",)


def test_the_problem_is_the_instance() -> None:
    """The objective is the cost times 1,000, the clock keeps the longest day, a visit left out counts 1,000."""
    for limit, fits in (("15", True), ("14.9", False)):
        instance = parse("x", TEXT.replace("20 0", f"{limit} 0"), 22.0)
        problem = problem_of(instance)
        sequences = [(0,), (2,), (), (), (0, 1), ()]
        assert [shift.day for shift in problem.shifts] == [0, 0, 1, 1, 2, 2]
        assert problem.objective(sequences)[Level.COST] == 22_000
        assert sum(problem.objective(sequences)[: Level.COST]) == 0
        assert is_feasible(problem, 4, sequences[4]) == fits
        assert problem.objective([(0,), (), (), (), (0, 1), ()])[Level.LATE] == 1000
        routes = routes_of(instance, sequences)
        assert (score(instance, routes) == Scored(cost=22.0, faults=())) == fits
    assert {Feature.RECURRENCE, Feature.CAPACITY} <= problem_of(INSTANCE).features
    assert [visit.load for visit in problem_of(INSTANCE).visits] == [5, 3, 8]


_COORDINATES = st.tuples(st.integers(-99, 99), st.integers(-99, 99))


@given(points=st.lists(_COORDINATES, min_size=3, max_size=6))
def test_rounded_travel_is_travel(points: list[tuple[int, int]]) -> None:
    """Whole numbers are less than one unit above the way, and no way round is shorter than the way."""
    lines = "\n".join(f"{i} {x} {y} 0 1 1 1 1" for i, (x, y) in enumerate(points))
    instance = parse("x", f"1 1 {len(points) - 1} 1\n0 9\n{lines}", 1.0)
    travel = problem_of(instance).travel_s
    for a, b, c in permutations(range(len(points)), 3):
        assert 0 <= travel[a, b] / 1000 - math.dist(points[a], points[b]) < 0.001
        assert travel[a, c] <= travel[a, b] + travel[b, c]


class Stub:
    """A backend that answers 22, or less than it may."""

    def __init__(self, sequences: tuple[tuple[int, ...], ...]) -> None:
        self.sequences = sequences

    def solve(self, problem: Problem, limits: Limits) -> Outcome:
        """Return the answer, if asked for two seconds of two workers."""
        assert (limits.time_s, limits.workers) == (2.0, 2)
        return Outcome(
            sequences=self.sequences,
            objective=problem.objective(self.sequences),
            status=Status.FEASIBLE,
            stopped_by=StoppedBy.TIME,
            solver="stub",
            seed=limits.seed,
            iterations=1,
        )


def test_answers_are_scored_from_the_file_and_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An answer of 22 is told with its ratio to the best known, one that leaves a visit out with what it breaks."""
    for sequences, told in (
        (((0,), (2,), (), (), (0, 1), ()), "x: 22.00 on 22: 1.00000"),
        (((0,), (2,), (), (), (0,), ()), "x: 20.00 on 22: 2 visited on days []"),
    ):
        monkeypatch.setattr(ruin_recreate, "RuinRecreate", partial(Stub, sequences))
        [scored] = measure([INSTANCE], scale=1000, time_s=2.0, seed=1)
        assert scored == score(INSTANCE, routes_of(INSTANCE, sequences))
        assert capsys.readouterr().out.strip() == told


def test_gaps_are_fractions_and_an_infeasible_answer_is_a_gap_of_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """22.22 on 22 is 0.01 above; with an infeasible answer beside it the mean is (0.01 + 1) / 2."""
    answers = [Scored(cost=22.22, faults=()), Scored(cost=1.0, faults=("too good",))]

    def read(_: Path) -> list[Instance]:
        return [INSTANCE, INSTANCE]

    def measured(*_: object, **__: object) -> list[Scored]:
        return answers

    monkeypatch.setattr(pvrp, "read_all", read)
    monkeypatch.setattr(pvrp, "measure", measured)
    monkeypatch.setattr(Settings, "folder", lambda *_: Path())
    figures = dict(pvrp.run(Settings(data=Path())).figures)
    assert figures == pytest.approx({"mean_gap": 0.505, "worst_gap": 1.0, "infeasible": 1})


def test_absent_data_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without its data the benchmark names the folder and ends with 2."""
    assert main(["pvrp", "--data", str(tmp_path)]) == 2
    assert str(tmp_path / "bench" / "pvrp") in capsys.readouterr().err


def test_the_published_instances_are_read_with_their_traps(shared_data: Path) -> None:
    """Facts that are known of the eighteen files."""
    instances = {instance.name: instance for instance in read_all(shared_data / "bench" / "pvrp")}
    assert len(instances) == 18
    sizes = {name: (len(x.travel) - 1, x.num_vehicles, x.num_days) for name, x in instances.items()}
    assert sizes["p01"] == (51, 3, 2)
    assert sizes["p13"] == (417, 9, 7)
    assert sizes["pr05"] == (240, 10, 4)
    assert [name for name, size in sizes.items() if size[1] == 1] == ["p03", "p06", "p09"]
    p01, p11 = instances["p01"], instances["p11"]
    assert (p01.travel[0][51], p01.loads[51], p01.patterns[51]) == (0.0, 160, ((0,),))
    assert p11.patterns[131] == ()
    assert len(p11.customers) == 138
    for name, instance in instances.items():
        is_limited = name.startswith("pr")
        assert all((longest < math.inf) == is_limited for longest in instance.longest)
        assert any(instance.service) == is_limited
        # What the customers want fits in what the vehicles hold.
        wanted = sum(instance.loads[c] * len(instance.patterns[c][0]) for c in instance.customers)
        assert wanted <= sum(instance.capacities) * instance.num_vehicles
    assert instances["pr01"].longest == (500.0,) * 4
    # Three of five days, 01011, 10101 and 11010: the first day is the left one.
    assert {p for p in instances["p10"].patterns if p and len(p[0]) == 3} == {
        ((1, 3, 4), (0, 2, 4), (0, 1, 3))
    }
