"""The translation to each peer and back: small problems with one sensible answer, none of them a matter of search."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from types import ModuleType

import numpy as np
import pytest

from benchmarks.reduction import NotExpressible
from routing.problem import Feature, Lunch, Problem, Shift, Visit
from routing.status import Level

PEERS = {"ortools_plain": "ortools", "pyvrp_peer": "pyvrp", "vroom_peer": "vroom"}
TIME_S = 0.2


@pytest.fixture(params=PEERS)
def peer(request: pytest.FixtureRequest) -> ModuleType:
    """Each peer that is installed."""
    pytest.importorskip(PEERS[request.param])
    return import_module(f"benchmarks.peers.{request.param}")


def visit(place: int, **changes: object) -> Visit:
    """Return a due visit of 100 s, open all day, worth 1000 s."""
    plain = Visit(
        place=place,
        min_s=100,
        target_s=100,
        max_s=100,
        windows=(((0, 10_000),),),
        skip_level=Level.COST,
        skip_weight=1000,
        serve_cost_s=(0,),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def line(*visits: Visit, shift: Shift | None = None) -> Problem:
    """Return a problem on a line: places 0 to 5, 100 s apart."""
    positions = np.arange(6, dtype=np.int64) * 100
    return Problem(
        travel_s=np.abs(positions[:, None] - positions[None, :]),
        shifts=(shift or Shift(start_place=0, end_place=0, start_s=0, end_s=10_000),),
        visits=visits,
    )


def test_windows_set_the_order(peer: ModuleType) -> None:
    """The far visit closes first, so it is made first although the near one lies on the way."""
    problem = line(visit(1, windows=(((900, 1000),),)), visit(4, windows=(((0, 450),),)))
    assert peer.solve(problem, time_s=TIME_S, seed=1) == ((1, 0),)


def test_the_mandatory_visit_is_kept_when_only_one_fits(peer: ModuleType) -> None:
    """Two visits at opposite ends of time: the dear optional one gives way."""
    problem = line(
        visit(1, windows=(((0, 150),),)),
        visit(5, windows=(((500, 550),),), skip_level=Level.ANOMALY, skip_weight=1),
        shift=Shift(start_place=0, end_place=0, start_s=0, end_s=1150),
    )
    assert peer.solve(problem, time_s=TIME_S, seed=1) == ((1,),)


def test_the_most_mandatory_visits_are_kept_when_not_all_fit(peer: ModuleType) -> None:
    """Of three mandatory visits in one window of 100 s two can be made, each 100 s long at the same place."""
    together = visit(1, windows=(((100, 200),),), skip_level=Level.LATE, skip_weight=1)
    problem = line(together, together, together, visit(2))
    [route] = peer.solve(problem, time_s=TIME_S, seed=1)
    assert len(set(route) & {0, 1, 2}) == 2
    assert 3 in route


def test_start_and_end_may_differ(peer: ModuleType) -> None:
    """From 0 to 5 the visits lie on the way, in this order."""
    problem = line(
        visit(4), visit(2), visit(3), shift=Shift(start_place=0, end_place=5, start_s=0, end_s=900)
    )
    assert peer.solve(problem, time_s=TIME_S, seed=1) == ((1, 2, 0),)


def test_each_shift_makes_only_its_visits(peer: ModuleType) -> None:
    """Visit 0 may be made on the second shift only, visit 1 on the first only, and visit 2 on none."""
    open_s = ((0, 10_000),)
    two = Shift(start_place=0, end_place=0, start_s=0, end_s=10_000)
    problem = replace(
        line(
            visit(1, windows=((), open_s), serve_cost_s=(0, 0)),
            visit(2, windows=(open_s, ()), serve_cost_s=(0, 0)),
            visit(3, windows=((), ()), serve_cost_s=(0, 0)),
        ),
        shifts=(two, two),
    )
    assert peer.solve(problem, time_s=TIME_S, seed=1) == ((1,), (0,))


@pytest.mark.parametrize("window_s", [((0, 10_000),), ((0, 150),)])
def test_days_in_a_row_are_kept_with_and_without_clock_times(
    peer: ModuleType, window_s: tuple[tuple[int, int], ...]
) -> None:
    """Three days of one visit at most; who may come on one day only, or on two, leaves the others to the rest."""
    day = Shift(start_place=0, end_place=0, start_s=0, end_s=10_000, max_visits=1)
    free_s = (0, 0, 0)
    problem = replace(
        line(
            visit(1, windows=((), (), window_s), serve_cost_s=free_s, skip_level=Level.LATE),
            visit(1, windows=((), window_s, window_s), serve_cost_s=free_s, skip_level=Level.LATE),
            visit(1, windows=(window_s,) * 3, serve_cost_s=free_s, skip_level=Level.LATE),
        ),
        shifts=tuple(replace(day, day=number) for number in (4, 6, 7)),
    )
    assert peer.solve(problem, time_s=TIME_S, seed=1) == ((2,), (1,), (0,))


def test_most_visits_are_kept(peer: ModuleType) -> None:
    """A shift of at most two visits makes two."""
    problem = line(
        visit(1),
        visit(2),
        visit(3),
        shift=Shift(start_place=0, end_place=0, start_s=0, end_s=10_000, max_visits=2),
    )
    assert len(peer.solve(problem, time_s=TIME_S, seed=1)[0]) == 2


def test_nothing_to_do_is_an_empty_route(peer: ModuleType) -> None:
    """A day without visits that can be made is answered, not refused."""
    assert peer.solve(line(visit(1, windows=((),))), time_s=TIME_S, seed=1) == ((),)


def test_lunch_is_kept(peer: ModuleType) -> None:
    """With 300 s for lunch only one of the two visits, each 100 s long, fits into 800 s; without lunch both do.

    Both: 100 + 100 + 100 + 100 + 200 = 600, and 900 with lunch. The second alone: 200 + 100 + 200 + 300 = 800.
    """
    both, worth = (visit(1), visit(2, skip_weight=5000)), (1,)
    day = Shift(start_place=0, end_place=0, start_s=0, end_s=800)
    assert sorted(peer.solve(line(*both, shift=day), time_s=TIME_S, seed=1)[0]) == [0, 1]
    if Feature.LUNCH in peer.EXPRESSES:
        lunch = Lunch(earliest_s=100, latest_s=400, length_s=300)
        kept = peer.solve(line(*both, shift=replace(day, lunch=lunch)), time_s=TIME_S, seed=1)
        assert kept == (worth,)


def test_second_windows_are_used_or_refused(peer: ModuleType) -> None:
    """The first window cannot be reached; a peer that knows one window a visit says so."""
    problem = line(visit(5, windows=(((0, 100), (800, 900)),)))
    if Feature.SEVERAL_WINDOWS in peer.EXPRESSES:
        assert peer.solve(problem, time_s=TIME_S, seed=1) == ((0,),)
    else:
        with pytest.raises(NotExpressible):
            peer.solve(problem, time_s=TIME_S, seed=1)


def test_the_gap_between_two_windows_is_closed(peer: ModuleType) -> None:
    """Reaching the visit at 500 s, between its windows, a shift that ends at 1250 is too short for the second."""
    if Feature.SEVERAL_WINDOWS not in peer.EXPRESSES:
        pytest.skip("one window a visit")
    problem = line(
        visit(5, windows=(((0, 400), (800, 900)),)),
        shift=Shift(start_place=0, end_place=0, start_s=0, end_s=1250),
    )
    assert peer.solve(problem, time_s=TIME_S, seed=1) == ((),)


@pytest.mark.parametrize("name", ["ortools_plain", "pyvrp_peer"])
def test_serving_costs_are_weighed(name: str) -> None:
    """Two visits at one place worth 1000 each: one that costs 1001 to serve is left out, one that costs 900 is not.

    VROOM knows priorities only and serves whatever fits.
    """
    pytest.importorskip(PEERS[name])
    peer = import_module(f"benchmarks.peers.{name}")
    cheap = line(visit(1, serve_cost_s=(900,)), visit(1))
    dear = line(visit(1, serve_cost_s=(1001,)), visit(1))
    assert sorted(peer.solve(cheap, time_s=TIME_S, seed=1)[0]) == [0, 1]
    assert peer.solve(dear, time_s=TIME_S, seed=1) == ((1,),)
