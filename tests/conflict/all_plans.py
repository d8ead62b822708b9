"""Every plan of a small problem, by trying every order and every split over the shifts."""

from __future__ import annotations

from itertools import permutations

import numpy as np

from routing.feasibility import is_feasible
from routing.problem import Problem

__all__ = ["is_held", "plans_of", "without_short_cuts"]


def plans_of(problem: Problem) -> set[frozenset[int]]:
    """Return for each plan the visits that it makes."""
    found = {frozenset[int]()}
    numbers = range(len(problem.visits))
    for k in range(len(problem.shifts)):
        made = {
            frozenset(sequence)
            for size in range(len(problem.visits) + 1)
            for sequence in permutations(numbers, size)
            if is_feasible(problem, k, sequence)
            and all(problem.visits[v].windows[k] for v in sequence)
        }
        found = {before | more for before in found for more in made if not before & more}
    return found


def is_held(plans: set[frozenset[int]], promised: set[int]) -> bool:
    """Return whether one of the plans makes all these visits, whatever else it makes."""
    return any(promised <= made for made in plans)


def without_short_cuts(problem: Problem) -> Problem:
    """Return the problem with the quickest way from place to place: no detour is shorter than a leg."""
    travel_s = problem.travel_s.copy()
    for via in range(len(travel_s)):
        travel_s = np.minimum(travel_s, travel_s[:, via, None] + travel_s[None, via])
    return Problem(travel_s=travel_s, shifts=problem.shifts, visits=problem.visits)
