"""Day by day with our demand, answered by another solver: no month, no week, no replanning.

Each evening asks the question of the day as `routing.planner.plan_day` does, and a peer answers what it can express of
it (as in `benchmarks.reduction`): due visits are priced in seconds of travel, of several windows the longest stays.
Lunch and floor, which `benchmarks.days` drops for peers that do not know them, a day that is driven cannot do without:
lunch is cut out of the clock, and a day below the floor is asked for again with fillers. A visit that a peer leaves
out, or puts where it cannot be kept, is not made.

On the road nobody plans: whoever falls ill at mid-day leaves his visits to later days. A peer answers days that begin
at a base with everything still to be done; to ask it for the rest of a day, from where each account manager is, with
notice given and promises made, is what replanning (R21) adds, and that is ours.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from importlib.util import find_spec
from typing import Protocol

from benchmarks.peers import ortools_plain, pyvrp_peer
from benchmarks.reduction import priced
from benchmarks.scoring import MEAN_PRICE_S
from routing.build_request import day_request, places
from routing.errors import ExtraMissing
from routing.planner import plan_request
from routing.problem import OF_HORIZONS, Feature, Outcome, Problem, Window
from routing.simulation.our_plans import tours_of
from routing.simulation.strategy import Known, OnTheRoad, Planned
from routing.solve.backend import (
    Backend,
    Clock,
    Limits,
    ProgressCallback,
    Sequences,
    feasible_start,
    verified_outcome,
)
from routing.status import Level, Status, StoppedBy

__all__ = ["PeerBackend", "PlainOrTools", "PyVrp", "reduced_problem"]


class _Solve(Protocol):
    """A peer's search."""

    def __call__(
        self, problem: Problem, *, time_s: float | None, seed: int, iterations: int | None
    ) -> tuple[tuple[int, ...], ...]:
        """Return for each shift its visits in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainOrTools:
    """OR-Tools as it comes, day by day.

    Parameters
    ----------
    time_s, iterations
        What ends each search, whichever comes first; without a time a season can be repeated. Nothing in the search is
        random.
    """

    time_s: float | None = None
    iterations: int | None = 300
    name: str = "plain OR-Tools"

    def evening(self, known: Known, day: date) -> Planned:
        """Return tomorrow's tours."""
        peer = PeerBackend(
            name="ortools", solves=ortools_plain.solve, expresses=ortools_plain.EXPRESSES
        )
        return _evening(known, day, peer, Limits(time_s=self.time_s, iterations=self.iterations))

    def on_the_road(self, known: Known, found: OnTheRoad) -> None:
        """Return None: the day's plan is followed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PyVrp:
    """PyVRP day by day, on what it can express.

    Parameters
    ----------
    time_s, iterations
        What ends each search, whichever comes first; without a time a season can be repeated. A day takes up to four
        searches: mandatory visits that do not all fit and shifts below the floor are asked for again.
    seed
        Of all searches.

    Raises
    ------
    ExtraMissing
        If PyVRP is not installed.
    """

    time_s: float | None = None
    iterations: int | None = 1000
    seed: int = 0
    name: str = "PyVRP"

    def __post_init__(self) -> None:
        """Refuse to be made where PyVRP is missing, so that no season breaks off for it."""
        if find_spec("pyvrp") is None:
            raise ExtraMissing("pyvrp is not installed: pip install 'routing[pyvrp]'")

    def evening(self, known: Known, day: date) -> Planned:
        """Return tomorrow's tours."""
        peer = PeerBackend(name="pyvrp", solves=pyvrp_peer.solve, expresses=pyvrp_peer.EXPRESSES)
        limits = Limits(time_s=self.time_s, iterations=self.iterations, seed=self.seed)
        return _evening(known, day, peer, limits)

    def on_the_road(self, known: Known, found: OnTheRoad) -> None:
        """Return None: the day's plan is followed."""


def _evening(known: Known, day: date, backend: Backend, limits: Limits) -> Planned:
    request = day_request(known.territory, known.policy, known.calendar, day, known.now)
    if not request.shifts or not request.visits:
        return Planned(tours=())
    matrix = known.travel.matrix(places(known.territory))
    plan = plan_request(request, matrix, limits=limits, backend=backend)
    tours = tours_of(plan, known.territory.customers, known.policy)
    return Planned(tours=tuple(tour for tour in tours if tour.errands))


# ------------------------------------------------------------------ a peer as a backend


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerBackend:
    """A peer that is asked what it can express of a day, behind our protocol.

    Parameters
    ----------
    solves
        The peer's search.
    expresses
        What it can be asked.
    """

    name: str
    solves: _Solve
    expresses: frozenset[str]

    @property
    def features(self) -> frozenset[str]:
        """All that a day may ask for; what the peer lacks is made up for."""
        return frozenset(Feature) - OF_HORIZONS

    def solve(
        self,
        problem: Problem,
        limits: Limits,
        *,
        start: Sequences | None = None,
        progress: ProgressCallback | None = None,
        clock: Clock = time.monotonic,
    ) -> Outcome:
        """Return the peer's answer, less what cannot be kept of it; start, progress and clock are not used."""
        del start, progress, clock
        asked = reduced_problem(problem, self.expresses)
        if Feature.FLOOR in self.expresses:
            answer = self._answer(asked, limits)
        else:
            answer = self._answer(_without_fillers(asked), limits)
            made = [len(sequence) for sequence in answer]
            if any(a < shift.floor for a, shift in zip(made, problem.shifts, strict=True)):
                answer = self._answer(_with_fillers(asked, made), limits)
        return verified_outcome(
            problem,
            feasible_start(problem, answer),
            solver=self.name,
            status=Status.FEASIBLE,
            stopped_by=StoppedBy.TIME if limits.iterations is None else StoppedBy.ITERATIONS,
            seed=limits.seed,
            iterations=limits.iterations or 0,
        )

    def _answer(self, problem: Problem, limits: Limits) -> tuple[tuple[int, ...], ...]:
        return self.solves(
            problem,
            time_s=limits.time_s,
            seed=limits.seed,
            iterations=limits.iterations,
        )


def reduced_problem(problem: Problem, expresses: frozenset[str]) -> Problem:
    """Return the day as a peer gets it: due visits priced, one window a visit and no lunch where it knows no better."""
    weights = [one.skip_weight for one in problem.visits if one.skip_level is Level.DUE]
    price_s = MEAN_PRICE_S * len(weights) / sum(weights) if weights else 0.0
    asked = priced(problem, price_s=price_s)
    if Feature.SEVERAL_WINDOWS not in expresses:
        asked = _with_windows(asked, _longest)
    return asked if Feature.LUNCH in expresses else _without_lunch(asked)


def _with_windows(
    problem: Problem, change: Callable[[tuple[Window, ...]], tuple[Window, ...]]
) -> Problem:
    visits = (
        replace(visit, windows=tuple(change(windows) for windows in visit.windows))
        for visit in problem.visits
    )
    return replace(problem, visits=tuple(visits))


def _longest(windows: tuple[Window, ...]) -> tuple[Window, ...]:
    return tuple(sorted(windows, key=lambda one: one[0] - one[1])[:1])


def _without_lunch(problem: Problem) -> Problem:
    """Return the problem with the lunch hour cut out of everybody's clock.

    Lunch begins in the middle of the time in which it may, or when the visit of that moment is over. What can be kept
    by the shorter clock can then be kept by the real one: whatever is later is later by the whole of lunch.
    """
    lunch = next((shift.lunch for shift in problem.shifts if shift.lunch is not None), None)
    if lunch is None:
        return problem
    cut_s, length_s = (lunch.earliest_s + lunch.latest_s) // 2, lunch.length_s

    def shorter(clock_s: int) -> int:
        return max(min(clock_s, cut_s), clock_s - length_s)

    def windows_without(windows: tuple[Window, ...]) -> tuple[Window, ...]:
        # What opens in the course of lunch opens when it is over, a second after the cut.
        cut = (
            (shorter(opens_s) + (cut_s < opens_s <= cut_s + length_s), shorter(closes_s))
            for opens_s, closes_s in windows
        )
        return tuple((opens_s, closes_s) for opens_s, closes_s in cut if opens_s <= closes_s)

    shifts = (
        replace(shift, start_s=shorter(shift.start_s), end_s=shorter(shift.end_s), lunch=None)
        for shift in problem.shifts
    )
    return replace(_with_windows(problem, windows_without), shifts=tuple(shifts))


def _without_fillers(problem: Problem) -> Problem:
    """Return the problem without fillers, which nothing calls for where a floor cannot be expressed."""
    visits = (
        replace(visit, windows=((),) * len(problem.shifts)) if visit.skip_level is None else visit
        for visit in problem.visits
    )
    return replace(problem, visits=tuple(visits))


def _with_fillers(problem: Problem, made: Sequence[int]) -> Problem:
    """Return the problem with fillers that are worth their way, each shift closed once it has reached its floor.

    Every visit that may be left out is worth more by what is twice the dearest, so that shifts fill up, and due visits
    still come before fillers. A shift that makes more than its floor without fillers makes as many with them.
    """
    optional = [one.skip_weight for one in problem.visits if one.skip_level is Level.COST]
    more_s = 2 * max(optional, default=MEAN_PRICE_S)
    visits = (
        replace(visit, skip_level=Level.COST, skip_weight=visit.skip_weight + more_s)
        if visit.skip_level in (None, Level.COST)
        else visit
        for visit in problem.visits
    )
    shifts = (
        replace(shift, max_visits=min(shift.max_visits, max(shift.floor, count)))
        for shift, count in zip(problem.shifts, made, strict=True)
    )
    return replace(problem, visits=tuple(visits), shifts=tuple(shifts))
