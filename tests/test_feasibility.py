"""The exact clock of a route: hand-worked days, and agreement with a walk through time second by second."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.feasibility import earliest_starts, first_start, is_feasible
from routing.problem import FAR_S, Lunch, Problem, Shift, Visit, Window
from tests.solve.problem_strategies import problems


def _problem(
    *,
    windows: tuple[tuple[Window, ...], ...],
    leg_s: int = 10,
    min_s: int = 20,
    shift: Shift | None = None,
) -> Problem:
    """Visits at places 1, 2, ... with every leg equally long, on a shift from 100 to 300 that starts at place 0."""
    num_places = len(windows) + 1
    travel_s = np.full((num_places, num_places), leg_s, dtype=np.int64)
    np.fill_diagonal(travel_s, 0)
    return Problem(
        travel_s=travel_s,
        shifts=(shift or Shift(start_place=0, end_place=0, start_s=100, end_s=300),),
        visits=tuple(
            Visit(
                place=number,
                min_s=min_s,
                target_s=min_s,
                max_s=min_s,
                windows=(these,),
                skip_level=None,
                skip_weight=0,
                serve_cost_s=(0,),
            )
            for number, these in enumerate(windows, start=1)
        ),
    )


def test_starts_follow_travel_and_length() -> None:
    """Without windows each start is the departure before it plus the leg."""
    problem = _problem(windows=(((0, 999),), ((0, 999),)))
    # 100 + 10 = 110; 110 + 20 + 10 = 140
    assert earliest_starts(problem, 0, (0, 1)) == (110, 140)


def test_a_window_makes_wait_and_the_second_window_is_used_when_the_first_is_over() -> None:
    """The start is the first moment of any window from the arrival on."""
    problem = _problem(windows=(((150, 160),), ((0, 165), (250, 260))))
    # Arrival 110, waits to 150, leaves 170, arrives 180: after 165, so it waits for 250.
    assert earliest_starts(problem, 0, (0, 1)) == (150, 250)


def test_windows_are_closed_intervals() -> None:
    """A start on the last moment of a window keeps it, one second later does not."""
    assert first_start(((5, 9), (12, 12)), 9) == 9
    assert first_start(((5, 9), (12, 12)), 10) == 12
    assert first_start(((5, 9), (12, 12)), 13) > 10**9


@pytest.mark.parametrize(("end_s", "kept"), [(140, True), (139, False)])
def test_the_way_home_counts(end_s: int, kept: bool) -> None:  # noqa: FBT001
    """The shift must be long enough to be back: 100 + 10 + 20 + 10 = 140."""
    shift = Shift(start_place=0, end_place=0, start_s=100, end_s=end_s)
    problem = _problem(windows=(((0, 999),),), shift=shift)
    assert is_feasible(problem, 0, (0,)) is kept


@pytest.mark.parametrize(
    ("earliest_s", "latest_s", "end_s", "kept"),
    [
        (100, 100, 170, True),  # before leaving: 100 + 30 + 10 + 20 + 10 = 170
        (100, 100, 169, False),
        (105, 105, 170, True),  # during the way out, which pauses: the same 170
        (120, 120, 999, False),  # from 110 to 130 the visit goes on, which has to start at 110 here
        (130, 130, 170, True),  # after it, on the way home: 110 + 20 + 10 + 30 = 170
        (
            160,
            160,
            190,
            True,
        ),  # after the return at 140, as long as it ends in time: 160 + 30 = 190
        (160, 160, 189, False),
        (50, 90, 999, False),  # over before the shift begins
    ],
)
def test_lunch(earliest_s: int, latest_s: int, end_s: int, kept: bool) -> None:  # noqa: FBT001
    """Lunch lies before leaving, on the way, or after the return; never in a visit, never past the end."""
    lunch = Lunch(earliest_s=earliest_s, latest_s=latest_s, length_s=30)
    shift = Shift(start_place=0, end_place=0, start_s=100, end_s=end_s, lunch=lunch)
    windows = ((110, 110),) if earliest_s == 120 else ((110, 145),)
    problem = _problem(windows=(windows,), shift=shift)
    assert is_feasible(problem, 0, (0,)) is kept


def test_lunch_while_waiting_costs_nothing() -> None:
    """Who waits from 110 to 200 anyway has had lunch by then, if it starts in the gap."""
    lunch = Lunch(earliest_s=120, latest_s=130, length_s=60)
    shift = Shift(start_place=0, end_place=0, start_s=100, end_s=230, lunch=lunch)
    problem = _problem(windows=(((200, 210),),), shift=shift)
    # Lunch 120 to 180, start 200, leaves 220, home 230.
    assert earliest_starts(problem, 0, (0,)) == (200,)


def test_what_no_shift_can_make() -> None:
    """Too many visits, a visit twice, a place without a way, and no window are all refused; nothing to do is not."""
    problem = _problem(windows=(((0, 999),), ((0, 999),), ()))
    limited = replace(problem, shifts=(replace(problem.shifts[0], max_visits=1),))
    travel_s = problem.travel_s.copy()
    travel_s[0, 1] = FAR_S
    cut_off = replace(problem, travel_s=travel_s)
    assert is_feasible(problem, 0, (0, 1))
    assert not is_feasible(limited, 0, (0, 1))
    assert not is_feasible(problem, 0, (0, 0))
    assert not is_feasible(cut_off, 0, (0,))
    assert not is_feasible(problem, 0, (2,))
    assert is_feasible(problem, 0, ())
    assert earliest_starts(problem, 0, ()) == ()
    assert earliest_starts(problem, 0, (2,)) is None


def _walk(problem: Problem, shift_index: int, sequence: tuple[int, ...]) -> bool:
    """Walk through time second by second, trying at each whether to go on, wait or lunch."""
    shift = problem.shifts[shift_index]
    lunch = shift.lunch
    stops = [problem.visits[v] for v in sequence]
    places = [shift.start_place, *(stop.place for stop in stops), shift.end_place]
    legs = [int(problem.travel_s[a, b]) for a, b in pairwise(places)]
    # A state: time, number of stops made, seconds of the leg still to go, lunch had.
    frontier = {(shift.start_s, 0, legs[0], lunch is None)}
    seen = set(frontier)
    while frontier:
        following = set()
        for now, made, to_go, fed in frontier:
            if now > shift.end_s:
                continue
            if made == len(stops) and to_go == 0 and fed:
                return True
            if not fed and lunch is not None and lunch.earliest_s <= now <= lunch.latest_s:
                following.add((now + lunch.length_s, made, to_go, True))
            if to_go > 0:
                following.add((now + 1, made, to_go - 1, fed))
                if made == 0:  # not left yet, or dawdling on the first leg, which is the same
                    following.add((now + 1, made, to_go, fed))
                continue
            following.add((now + 1, made, 0, fed))
            if made < len(stops):
                opened = stops[made].windows[shift_index]
                if any(opens <= now <= closes for opens, closes in opened):
                    leaves = now + stops[made].min_s
                    following.add((leaves, made + 1, legs[made + 1], fed))
        frontier = following - seen
        seen |= following
    return False


@settings(deadline=None)
@given(problem=problems(max_visits=4, horizon=40), data=st.data())
def test_agrees_with_a_walk_through_time(problem: Problem, data: st.DataObject) -> None:
    """The clock with two states accepts exactly the sequences that a walk second by second can make."""
    for shift_index, shift in enumerate(problem.shifts):
        sequence = tuple(data.draw(st.permutations(range(len(problem.visits)))))
        sequence = sequence[: data.draw(st.integers(0, len(sequence)))]
        if len(sequence) > shift.max_visits:
            assert not is_feasible(problem, shift_index, sequence)
        elif sequence:
            assert is_feasible(problem, shift_index, sequence) is _walk(
                problem, shift_index, sequence
            )


@settings(deadline=None)
@given(problem=problems(max_visits=4), data=st.data())
def test_earliest_starts_are_kept(problem: Problem, data: st.DataObject) -> None:
    """There are starts exactly for what is feasible; pinned to them, the route is still feasible; earlier it is not."""
    for shift_index in range(len(problem.shifts)):
        sequence = tuple(data.draw(st.permutations(range(len(problem.visits)))))
        sequence = sequence[: data.draw(st.integers(0, len(sequence)))]
        starts = earliest_starts(problem, shift_index, sequence)
        assert (starts is not None) is is_feasible(problem, shift_index, sequence)
        if not starts:
            continue
        pinned = _pinned(problem, shift_index, sequence, starts)
        assert is_feasible(pinned, shift_index, sequence)
        for position, start_s in enumerate(starts):
            earlier = list(problem.visits)
            for before, at in zip(sequence[:position], starts[:position], strict=True):
                earlier[before] = _with_windows(earlier[before], shift_index, ((at, at),))
            visit = earlier[sequence[position]]
            cut = tuple(
                (opens, min(closes, start_s - 1))
                for opens, closes in visit.windows[shift_index]
                if opens < start_s
            )
            earlier[sequence[position]] = _with_windows(visit, shift_index, cut)
            assert not is_feasible(replace(problem, visits=tuple(earlier)), shift_index, sequence)


def _pinned(
    problem: Problem, shift_index: int, sequence: tuple[int, ...], starts: tuple[int, ...]
) -> Problem:
    visits = list(problem.visits)
    for index, start_s in zip(sequence, starts, strict=True):
        visits[index] = _with_windows(visits[index], shift_index, ((start_s, start_s),))
    return replace(problem, visits=tuple(visits))


def _with_windows(visit: Visit, shift_index: int, windows: tuple[Window, ...]) -> Visit:
    changed = list(visit.windows)
    changed[shift_index] = windows
    return replace(visit, windows=tuple(changed))
