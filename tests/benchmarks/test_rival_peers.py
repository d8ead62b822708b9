"""Who plans the simulated year day by day with another solver: what it is asked, and that a day comes of its answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.months import sample
from benchmarks.peers import ortools_plain, pyvrp_peer
from benchmarks.rivals import PlainOrTools, PyVrp, day_by_day
from benchmarks.rivals.day_by_day import PeerBackend, reduced_problem
from routing.domain.events import Anomaly, AnomalyKind
from routing.domain.ids import CustomerId
from routing.errors import ExtraMissing, SolveError
from routing.feasibility import is_feasible
from routing.problem import Feature, Lunch, Problem, Shift, Visit, Window
from routing.simulation.strategy import Known, OnTheRoad, Strategy
from routing.solve.backend import Limits, refuse
from routing.status import Level
from tests.benchmarks.street import (
    CLASSIFIED,
    MONDAY,
    SATURDAY,
    WEDNESDAY,
    at,
    evening_before,
    floor_of,
    names,
    shop,
    territory,
)

LIMITS = Limits(iterations=50)
EIGHT_THIRTY, HALF_PAST_FIVE = 30_600, 63_000
LUNCH = Lunch(earliest_s=41_400, latest_s=46_800, length_s=3600)
"""Begins between half past eleven and one; its middle is a quarter past twelve, 44,100 s."""
DAY = Shift(
    start_place=0, end_place=0, start_s=EIGHT_THIRTY, end_s=HALF_PAST_FIVE, lunch=LUNCH, floor=0
)
ALWAYS: tuple[Window, ...] = ((0, 86_400),)
PEERS: dict[str, Callable[[], Strategy]] = {
    "ortools": lambda: PlainOrTools(iterations=50),
    "pyvrp": lambda: PyVrp(iterations=50),
}


@pytest.fixture(params=PEERS)
def rival(request: pytest.FixtureRequest) -> Strategy:
    """Each peer that is installed, as one who plans."""
    pytest.importorskip(request.param)
    return PEERS[request.param]()


@pytest.fixture(params=PEERS)
def backend(request: pytest.FixtureRequest) -> PeerBackend:
    """Each peer that is installed, as a backend."""
    pytest.importorskip(request.param)
    peer = {"ortools": ortools_plain, "pyvrp": pyvrp_peer}[request.param]
    return PeerBackend(name=request.param, solves=peer.solve, expresses=peer.EXPRESSES)


def visit(place: int, windows: tuple[Window, ...] = ALWAYS, **changes: object) -> Visit:
    """Return a due visit of ten minutes."""
    plain = Visit(
        place=place,
        min_s=600,
        target_s=600,
        max_s=600,
        windows=(windows,),
        skip_level=Level.DUE,
        skip_weight=1000,
        serve_cost_s=(0,),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def filler(place: int) -> Visit:
    """Return a visit that nobody misses."""
    return visit(place, skip_level=None, skip_weight=0)


def line(*visits: Visit, shift: Shift = DAY) -> Problem:
    """Return a problem on a line: places 0 to 9, 100 s apart."""
    positions = np.arange(10, dtype=np.int64) * 100
    return Problem(
        travel_s=np.abs(positions[:, None] - positions[None, :]), shifts=(shift,), visits=visits
    )


# ------------------------------------------------------------------ what a peer is asked


def test_lunch_is_cut_out_of_the_clock() -> None:
    """A quarter past twelve is the cut, an hour is missing after it: five is four, one o'clock nothing at all."""
    asked = reduced_problem(
        line(
            visit(1, ((30_600, 40_000),)),
            visit(2, ((50_000, 61_200),)),
            visit(3, ((43_000, 45_000),)),
            visit(4, ((45_000, 50_000),)),
            visit(5, ((44_200, 47_000),)),
        ),
        pyvrp_peer.EXPRESSES,
    )
    [shift] = asked.shifts
    assert shift.lunch is None
    assert (shift.start_s, shift.end_s) == (EIGHT_THIRTY, HALF_PAST_FIVE - 3600)
    assert [one.windows[0] for one in asked.visits] == [
        ((30_600, 40_000),),
        ((46_400, 57_600),),
        # Until the cut; who opens during lunch opens a second after it, and is not open at all if he closes then.
        ((43_000, 44_100),),
        ((44_101, 46_400),),
        (),
    ]


def test_of_several_windows_the_longest_stays_where_a_peer_knows_one() -> None:
    """The morning's three hours before the afternoon's two, for PyVRP; OR-Tools knows both."""
    problem = line(visit(1, ((30_600, 41_400), (54_000, 61_200))), shift=replace(DAY, lunch=None))
    for expresses, windows in (
        (pyvrp_peer.EXPRESSES, ((30_600, 41_400),)),
        (ortools_plain.EXPRESSES, ((30_600, 41_400), (54_000, 61_200))),
    ):
        assert reduced_problem(problem, expresses).visits[0].windows == (windows,)


def test_due_visits_are_priced_and_mandatory_ones_stay() -> None:
    """Weights of 500 and 1500 are worth 750 s and 2,250 s, 1,500 s in the mean."""
    problem = line(
        visit(1, skip_weight=500),
        visit(2, skip_weight=1500),
        visit(3, skip_level=Level.ANOMALY, skip_weight=1),
    )
    asked = reduced_problem(problem, pyvrp_peer.EXPRESSES)
    assert [(one.skip_level, one.skip_weight) for one in asked.visits] == [
        (Level.COST, 750),
        (Level.COST, 2250),
        (Level.ANOMALY, 1),
    ]


CLOCK = st.integers(EIGHT_THIRTY, HALF_PAST_FIVE)
WINDOWS = st.tuples(CLOCK, CLOCK).map(lambda pair: ((min(pair), max(pair)),))


@given(windows=st.lists(WINDOWS, min_size=1, max_size=3), minutes=st.integers(5, 15))
def test_what_is_kept_without_lunch_is_kept_with_it(
    windows: list[tuple[Window, ...]], minutes: int
) -> None:
    """Whatever order the shorter clock holds, the real one holds with lunch in it."""
    problem = line(
        *(visit(n, window, min_s=60 * minutes) for n, window in enumerate(windows, start=1))
    )
    asked = reduced_problem(problem, pyvrp_peer.EXPRESSES)
    for order in permutations(range(len(windows))):
        if is_feasible(asked, 0, order):
            assert is_feasible(problem, 0, order)


def test_a_day_with_room_is_kept_by_the_shorter_clock() -> None:
    """Before and after lunch, an hour apart from it: both hold the two visits."""
    problem = line(visit(1, ((36_000, 36_600),)), visit(2, ((57_600, 58_200),)))
    assert is_feasible(reduced_problem(problem, pyvrp_peer.EXPRESSES), 0, (0, 1))


# ------------------------------------------------------------------ what a peer answers


def test_mandatory_visits_are_made_and_far_due_ones_left(backend: PeerBackend) -> None:
    """A due visit on the way and a mandatory one; a due one 1,400 s there and back is worth 20 s here."""
    far, near = 9, 2
    problem = line(
        visit(far, skip_weight=20),
        visit(near, skip_level=Level.ANOMALY, skip_weight=1),
        visit(1, skip_weight=2980),
    )
    [sequence] = backend.solve(problem, LIMITS).sequences
    assert set(sequence) == {1, 2}


def test_the_floor_is_reached_with_the_nearest_fillers(backend: PeerBackend) -> None:
    """One due visit and four fillers, a floor of three: the two fillers that cost the least way."""
    problem = line(
        visit(5), filler(9), filler(4), filler(6), filler(3), shift=replace(DAY, floor=3)
    )
    outcome = backend.solve(problem, LIMITS)
    # Between the base and house 5 lie houses 3 and 4.
    assert set(outcome.sequences[0]) == {0, 2, 4}
    assert outcome.objective[Level.FLOOR] == 0


def test_a_day_of_fillers_alone_is_driven(backend: PeerBackend) -> None:
    """Nothing is due, and the floor of two is reached all the same."""
    problem = line(filler(1), filler(2), filler(8), shift=replace(DAY, floor=2))
    assert set(backend.solve(problem, LIMITS).sequences[0]) == {0, 1}


def test_more_than_the_floor_stays_more() -> None:
    """Four due visits of one shift, one of another: the second is filled up to three, the first keeps its four."""
    pytest.importorskip("pyvrp")
    peer = PeerBackend(name="pyvrp", solves=pyvrp_peer.solve, expresses=pyvrp_peer.EXPRESSES)
    shift = replace(DAY, floor=3)
    first, second, both = (ALWAYS, ()), ((), ALWAYS), (ALWAYS, ALWAYS)
    one = [visit(n, windows=first, serve_cost_s=(0, 0)) for n in (1, 2, 3, 4)]  # type: ignore[arg-type]
    problem = replace(
        line(
            *(replace(each, windows=first) for each in one),
            visit(5, serve_cost_s=(0, 0)),
            *(visit(n, serve_cost_s=(0, 0), skip_level=None, skip_weight=0) for n in (6, 7, 8)),
        ),
        shifts=(shift, shift),
    )
    problem = replace(
        problem,
        visits=(
            *problem.visits[:4],
            replace(problem.visits[4], windows=second),
            *(replace(each, windows=both) for each in problem.visits[5:]),
        ),
    )
    sequences = peer.solve(problem, LIMITS).sequences
    assert [len(made) for made in sequences] == [4, 3]
    assert {0, 1, 2, 3} == set(sequences[0])


def test_what_cannot_be_kept_of_an_answer_is_not_made() -> None:
    """A peer that makes house 2 before house 1, which has closed by then: house 2 alone is visited."""

    def stubborn(
        problem: Problem, *, time_s: float | None, seed: int, iterations: int | None
    ) -> tuple[tuple[int, ...], ...]:
        del problem, time_s, seed, iterations
        return ((1, 0),)

    peer = PeerBackend(name="stubborn", solves=stubborn, expresses=frozenset({Feature.FLOOR}))
    problem = line(visit(1, ((30_600, 30_900),)), visit(2))
    assert peer.solve(problem, LIMITS).sequences == ((1,),)


def test_horizons_are_refused(backend: PeerBackend) -> None:
    """A shift with a capacity is a question of several days."""
    with pytest.raises(SolveError, match="capacity"):
        refuse(backend, line(visit(1), shift=replace(DAY, capacity=3)))


def test_the_same_day_has_the_same_answer(backend: PeerBackend) -> None:
    """Iterations alone end the search, so a slow machine changes nothing."""
    problem = line(*(visit(n % 10, skip_weight=100 * n + 1) for n in range(1, 20)))
    limits = Limits(iterations=30, seed=4)
    assert backend.solve(problem, limits) == backend.solve(problem, limits)


def test_a_single_visit_takes_no_search(backend: PeerBackend) -> None:
    """OR-Tools' guided local search would look for a second plan for long."""
    limits = Limits(iterations=30)
    problem = line(visit(1, skip_level=Level.ANOMALY, skip_weight=1))
    assert backend.solve(problem, limits).sequences == ((0,),)


def test_a_search_without_a_clock_ends(backend: PeerBackend) -> None:
    """Two visits that nobody can make: OR-Tools' guided local search has no plan to accept but the first."""
    problem = line(visit(1, ((10, 20),)), visit(2, ((10, 20),)))
    assert backend.solve(problem, Limits(iterations=30)).sequences == ((),)


# ------------------------------------------------------------------ days and tours


def test_a_day_is_planned_and_followed(rival: Strategy) -> None:
    """Three late shops on a street are visited on the way out or back; on the road nothing changes."""
    of = territory(shop("a", 1), shop("b", 2), shop("c", 3), ago={"a": 61, "b": 61, "c": 61})
    known = evening_before(of, MONDAY, floor_of(2))
    [tour] = rival.evening(known, MONDAY).tours
    assert {one.customer_id for one in tour.errands} == {"a", "b", "c"}
    found = OnTheRoad(
        manager_id=tour.manager_id,
        positions=(),
        left={tour.manager_id: tour.errands},
        is_news=True,
        has_failed=True,
        behind_s=3600,
    )
    assert rival.on_the_road(replace(known, now=at("2026-11-23 08:15")), found) is None


def test_days_without_work_have_no_tours(rival: Strategy) -> None:
    """A Saturday, and a Monday on which everybody has just been visited."""
    late = territory(shop("a", 1), ago={"a": 100})
    assert names(rival.evening(evening_before(late, SATURDAY), SATURDAY)) == []
    fresh = territory(shop("a", 1), ago={"a": 2})
    assert names(rival.evening(evening_before(fresh, MONDAY), MONDAY)) == []


def test_what_cannot_wait_is_in_the_tour(rival: Strategy) -> None:
    """A complaint of Monday noon, on Wednesday the last visit day in time for it."""
    complaint = Anomaly(
        customer_id=CustomerId("a"), kind=AnomalyKind.COMPLAINT, reported_at=at("2026-11-23 12:00")
    )
    of = territory(shop("a", 1), ago={"a": 3}, anomalies=(complaint,))
    [tour] = rival.evening(evening_before(of, WEDNESDAY), WEDNESDAY).tours
    [errand] = tour.errands
    assert (errand.customer_id, errand.is_fixed) == ("a", True)


def test_days_of_a_sample_territory(rival: Strategy) -> None:
    """Two managers, all rules, a real history: nobody twice, agreed times where a peer keeps them."""
    horizon = sample("mixed-175")
    known = Known(
        now=datetime.combine(horizon.first - timedelta(days=1), CLASSIFIED.day.end),
        territory=horizon.territory,
        policy=CLASSIFIED,
        calendar=horizon.calendar,
        travel=horizon.travel,
    )
    tours = rival.evening(known, horizon.first).tours
    visits = [one.customer_id for tour in tours for one in tour.errands]
    assert len(visits) >= 30
    assert len(set(visits)) == len(visits)
    assert rival.evening(known, horizon.first).tours == tours


def test_pyvrp_is_an_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it is missing nothing begins, and the install line is named."""

    def not_found(name: str) -> None:
        del name

    monkeypatch.setattr(day_by_day, "find_spec", not_found)
    with pytest.raises(ExtraMissing, match=r"pip install 'routing\[pyvrp\]'"):
        PyVrp()
