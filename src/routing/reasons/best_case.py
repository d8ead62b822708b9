"""How near a place is at best: a detour over other places may be quicker than the direct way.

Where travel times break the triangle inequality, a visit that a shift cannot make alone may still be made on the way to
or from another one. Only what fails with the quickest detours too, and the shortest stays on the way, is impossible for
certain.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from routing.problem import FAR_S, Problem

__all__ = ["BestCase"]


class BestCase:
    """The quickest ways of one problem, over whatever visits."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        # Nobody drives a detour but to make a visit there.
        self._stay_s = np.full(len(problem.travel_s), FAR_S, np.int64)
        for visit in problem.visits:
            self._stay_s[visit.place] = min(int(self._stay_s[visit.place]), visit.min_s)
        self._from: dict[int, NDArray[np.int64]] = {}
        self._to: dict[int, NDArray[np.int64]] = {}

    def legs_s(self, k: int, place: int) -> tuple[int, int]:
        """Return at least how long it takes from the start of a shift to a place, and from there to its end."""
        shift, travel_s = self._problem.shifts[k], self._problem.travel_s
        if shift.start_place not in self._from:
            self._from[shift.start_place] = self._quickest(travel_s, shift.start_place)
        if shift.end_place not in self._to:
            self._to[shift.end_place] = self._quickest(travel_s.T, shift.end_place)
        return int(self._from[shift.start_place][place]), int(self._to[shift.end_place][place])

    def between_s(self, places: Sequence[int]) -> NDArray[np.int64]:
        """Return at least how long it takes between some places.

        Returns
        -------
        NDArray[np.int64]
            Shape (places, places): seconds from leaving one to arriving at the other.
        """
        return np.array(
            [self._quickest(self._problem.travel_s, place)[list(places)] for place in places],
            np.int64,
        ).reshape(len(places), len(places))

    def _quickest(self, travel_s: NDArray[np.int64], start: int) -> NDArray[np.int64]:
        """Return the quickest way from a place to each other one."""
        known: NDArray[np.int64] = travel_s[start].copy()
        while True:
            quicker = ((known + self._stay_s)[:, None] + travel_s).min(axis=0)
            if (quicker >= known).all():
                return known
            np.minimum(known, quicker, out=known)
