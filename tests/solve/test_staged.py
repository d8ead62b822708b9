"""Backends in a row: who gets which limits, who goes on from what, and what a cancelled search leaves."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from routing.problem import Outcome, Problem
from routing.solve.backend import (
    Backend,
    Clock,
    Limits,
    Progress,
    ProgressCallback,
    Sequences,
    Watch,
    feasible_start,
    verified_outcome,
)
from routing.solve.reference import Reference
from routing.solve.ruin_recreate import RuinRecreate
from routing.solve.staged import Stage, Staged
from routing.status import Status, StoppedBy
from tests.solve.problem_strategies import days
from tests.solve.test_recurrence import call_or_visit


@dataclass
class Actor:
    """A backend that adds one visit to where it starts, takes its time, and writes down what it was asked."""

    name: str
    features: frozenset[str] = Reference.features
    takes_s: float = 0.0
    ticks: list[float] = field(default_factory=lambda: [0.0])
    asked: list[tuple[Limits, Sequences | None]] = field(default_factory=list)

    def solve(
        self,
        problem: Problem,
        limits: Limits,
        *,
        start: Sequences | None = None,
        progress: ProgressCallback | None = None,
        clock: Clock = time.monotonic,
    ) -> Outcome:
        """Return the start and one visit more, if progress lets it."""
        self.asked.append((limits, start))
        self.ticks[0] += self.takes_s
        watch = Watch(limits, progress, clock)
        (route,) = feasible_start(problem, start)
        stopped_by = watch.stop(0, problem.objective([route]))
        if stopped_by is None:
            free = (v for v in range(len(problem.visits)) if v not in route)
            route = next(
                longer
                for longer in ((*route, visit) for visit in free)
                if feasible_start(problem, [longer]) == (longer,)
            )
        return verified_outcome(
            problem,
            [route],
            solver=self.name,
            status=Status.FEASIBLE,
            stopped_by=stopped_by or StoppedBy.STAGNATION,
            seed=limits.seed,
            iterations=1,
        )


def row(*stages: tuple[Backend, float, int | None]) -> Staged:
    """Return backends in a row, each with its share of the time and its iterations."""
    return Staged([Stage(backend=b, share=share, iterations=i) for b, share, i in stages])


DAY = days(1, 12)


def test_each_stage_goes_on_from_the_answer_before() -> None:
    """The first starts from what is given, the second has one visit to begin with, the third two."""
    actors = [Actor(name) for name in "abc"]
    outcome = row(*((actor, 1.0, 5) for actor in actors)).solve(DAY, Limits(iterations=9))
    starts: list[Sequence[Sequence[int]] | None] = [actor.asked[0][1] for actor in actors]
    assert starts[0] is None
    assert [len(start[0]) for start in starts[1:] if start] == [1, 2]
    assert len(outcome.sequences[0]) == 3
    assert outcome.solver == "a+b+c"


def test_time_is_shared_and_the_last_stage_gets_what_is_left() -> None:
    """Of 10 s the first is asked for a fifth, 2 s, and takes 3; of the 7 left the second gets half; the last all."""
    ticks = [0.0]
    actors = [
        Actor(name, takes_s=takes, ticks=ticks) for name, takes in (("a", 3), ("b", 1), ("c", 0))
    ]
    stages = zip(actors, (0.2, 0.5, 1.0), (None, None, None), strict=True)
    row(*stages).solve(DAY, Limits(time_s=10), clock=lambda: ticks[0])
    assert [actor.asked[0][0].time_s for actor in actors] == [2.0, 3.5, 6.0]


def test_iterations_and_stagnation_are_the_last_stages() -> None:
    """Iterations of different searches cannot be added up."""
    first, last = Actor("a"), Actor("b")
    limits = Limits(iterations=100, stagnation=50, seed=7)
    row((first, 1.0, 3), (last, 1.0, None)).solve(DAY, limits)
    assert first.asked[0][0] == Limits(iterations=3, seed=7)
    assert last.asked[0][0] == limits


def test_a_stage_without_an_end_of_its_own_ends_by_the_limits_of_the_whole() -> None:
    """Without a time to share and without own iterations nothing else would end it."""
    first, last = Actor("a"), Actor("b")
    row((first, 0.5, None), (last, 1.0, None)).solve(DAY, Limits(stagnation=50))
    assert first.asked[0][0] == Limits(stagnation=50)


def test_no_time_at_all_still_asks_everybody() -> None:
    """0 s ask for what can be had at once."""
    first, last = Actor("a"), Actor("b")
    outcome = row((first, 0.5, None), (last, 1.0, None)).solve(DAY, Limits(time_s=0))
    assert (first.asked[0][0].time_s, last.asked[0][0].time_s) == (0, 0)
    assert outcome.stopped_by is StoppedBy.TIME


def test_cancelling_an_early_stage_keeps_its_answer_and_skips_the_others() -> None:
    """The second stage is cancelled: neither the third nor the last is asked."""
    actors = [Actor(name) for name in "abcd"]
    told: list[Progress] = []

    def cancel_second(progress: Progress) -> bool:
        told.append(progress)
        return len(told) == 2

    stages = ((actor, 1.0, 5) for actor in actors)
    outcome = row(*stages).solve(DAY, Limits(iterations=9), progress=cancel_second)
    assert [len(actor.asked) for actor in actors] == [1, 1, 0, 0]
    assert (outcome.stopped_by, len(outcome.sequences[0])) == (StoppedBy.CANCELLED, 1)
    assert outcome.solver == "a+b+c+d"


def test_a_contact_found_early_is_not_lost() -> None:
    """A call answers all (0); the last stage is handed no calls and, without iterations, leaves the visit out (7)."""
    problem = call_or_visit()
    calls = row((RuinRecreate(), 1.0, 200), (RuinRecreate(), 1.0, None))
    told: list[tuple[int, ...]] = []
    outcome = calls.solve(
        problem, Limits(iterations=0), progress=lambda progress: told.append(progress.objective)
    )
    assert outcome.contacts == ((0, 0),)
    assert told == sorted(told, reverse=True)


def test_progress_counts_the_time_of_all_stages() -> None:
    """The second stage begins 3 s after the first, and says so."""
    ticks = [0.0]
    first, last = Actor("a", takes_s=3, ticks=ticks), Actor("b", takes_s=4, ticks=ticks)
    told: list[float] = []
    row((first, 0.5, 5), (last, 1.0, None)).solve(
        DAY,
        Limits(time_s=60),
        progress=lambda progress: told.append(progress.elapsed_s),
        clock=lambda: ticks[0],
    )
    assert told == [3.0, 7.0]


def test_a_row_can_what_all_of_it_can() -> None:
    """A feature that one stage lacks is lacking."""
    able, less = Actor("a"), Actor("b", features=frozenset({"lunch", "floor"}))
    assert row((able, 1.0, 1), (less, 1.0, 1)).features == {"lunch", "floor"}


def test_the_last_answer_is_never_worse_than_the_first() -> None:
    """Insertion alone, and the search that goes on from it with almost no iterations."""
    alone = Reference().solve(DAY, Limits(iterations=200))
    both = row((Reference(), 1.0, 200), (RuinRecreate(), 1.0, None))
    assert both.solve(DAY, Limits(iterations=20)).objective <= alone.objective
