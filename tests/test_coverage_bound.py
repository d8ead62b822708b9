"""The bound of the time of visits: never above what any tours take."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from routing.coverage.tour_bound import tour_bound


@given(
    st.integers(0, 2**32 - 1),
    st.integers(1, 25),
    st.integers(1, 6),
    st.sampled_from([1.0, 10.0, 60.0]),
)
def test_no_tours_take_less_than_the_bound(seed: int, size: int, shifts: int, stay: float) -> None:
    """Tours through any visits take as long as the bound for them, or longer; also where prices were tuned for others.

    Places lie in the plane, in clusters or not, and the longest tour says how long a shift may be: the tightest
    limit under which the tours are allowed, so that the bound asks for as many shifts as it ever may.
    """
    random = np.random.default_rng(seed)
    middle = random.normal(0, 60, (1 + size // 6, 2))
    points = middle[random.integers(0, len(middle), size + 1)] + random.normal(0, 12, (size + 1, 2))
    leg_s = np.linalg.norm(points[:, None] - points[None], axis=2)
    leg_s = np.ceil(leg_s).astype(np.int64)  # rounding up keeps the triangle inequality
    length_s = random.integers(0, int(stay) + 1, size)
    tours = []
    for _ in range(shifts):
        stops = random.permutation(size)[: random.integers(1, size + 1)]
        # Some tours are neat, some are not.
        tours.append(np.sort(stops) if random.random() < 0.3 else stops)
    times_s = []
    counts = np.zeros((size, 1))
    for stops in tours:
        order = [0, *(stops + 1).tolist(), 0]
        times_s.append(sum(int(leg_s[one]) for one in pairwise(order)) + length_s[stops].sum())
        counts[stops, 0] += 1
    most_visits = max(len(stops) for stops in tours)
    for tuned_for in (counts[:, 0], np.ones(size), random.integers(0, 3, size).astype(float)):
        bound = tour_bound(
            leg_s[1:, 1:],
            leg_s[0, 1:],
            length_s,
            tuned_for,
            float(max(times_s)),
            most_visits=most_visits,
        )
        assert bound.time_s(counts, max(times_s), most_visits)[0] <= sum(times_s) + 1e-6


def test_a_lone_visit_costs_the_way_there_and_back() -> None:
    """One visit of 600 s at 300 s from the depot takes 1,200 s, made twice 2,400 s."""
    bound = tour_bound(
        np.zeros((1, 1), np.int64), np.array([300]), np.array([600]), np.ones(1), 7200.0
    )
    assert bound.time_s(np.array([[1.0, 2.0]]), 7200.0, 9.0).tolist() == [1200.0, 2400.0]


def test_a_far_village_is_entered_by_as_many_shifts_as_its_work_fills() -> None:
    """Six visits of 50 min, 60 min away and door to door, fill 300 min; a shift of 4 h has 120 there: three ways out.

    300 min of visits and 3 * 120 min on the road are 660 min.
    """
    bound = tour_bound(
        np.zeros((6, 6), np.int64), np.full(6, 3600), np.full(6, 3000), np.ones(6), 14_400.0
    )
    assert bound.time_s(np.ones((6, 1)), 14_400.0, 9.0).tolist() == [660 * 60.0]
