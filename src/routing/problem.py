"""The question and answer in integers: shifts times visits, and the formula of the objective.

A day of one manager is one shift, a team's day several, a horizon one shift a day and manager: one type, one search.
A visit is made once at most, unless a graph of days says how it recurs; nobody is visited twice on one day.
Seconds count from midnight of the shift's day.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from routing.day_graph import DayGraph, Node
from routing.status import NUM_LEVELS, Level, Status, StoppedBy

__all__ = [
    "FAR_S",
    "OF_HORIZONS",
    "Feature",
    "Lunch",
    "Outcome",
    "Problem",
    "Shift",
    "Visit",
    "Window",
]

FAR_S = 1_000_000_000
"""Travel between places without a way: longer than any shift, short enough for sums of hundreds of thousands."""

Window = tuple[int, int]
"""Closed interval for the start of a visit, in seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lunch:
    """A break of `length_s` starting within ``[earliest_s, latest_s]``; it interrupts a leg at will, never a visit."""

    earliest_s: int
    latest_s: int
    length_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """A vehicle in the solver's words: leaves `start_place` from `start_s` on, is at `end_place` by `end_s`.

    The reserve is already taken off `end_s`. A shift without visits is not driven at all and owes no lunch.

    Parameters
    ----------
    day
        Number of its day; shifts of one number share a day.
    floor, max_visits
        Fewest visits wished for, most allowed.
    capacity
        Most that the loads of its visits may sum up to, or None for no limit.
    is_extra
        Whether driving it counts on `Level.OPENED`.
    fair_visits, over_price_s
        Each visit above the fair number adds the price to `Level.COST`, so that days are balanced.
    """

    start_place: int
    end_place: int
    start_s: int
    end_s: int
    lunch: Lunch | None = None
    day: int = 0
    floor: int = 0
    max_visits: int = 10_000
    capacity: int | None = None
    is_extra: bool = False
    fair_visits: int = 10_000
    over_price_s: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A visit that may be put on one shift, or on one shift of several days each.

    Parameters
    ----------
    place
        Row of the travel matrix.
    min_s, target_s, max_s
        Length of the visit; routing uses `min_s`, the timetable gives the rest back.
    windows
        For each shift the windows for the start, ascending and disjoint; empty means not on this shift.
    skip_level, skip_weight
        What leaving it out adds, and to which level; `skip_level` None means that leaving it out costs nothing. Unused
        where `days` says it.
    serve_cost_s
        For each shift what serving it there adds to `Level.COST`.
    aim_s
        Start to aim at within the window (an appointment), or None.
    urgency
        Whose length is given back first: higher before lower.
    contact_s
        How long it takes to make it without going there, within the same windows, or None where that is not allowed.
    load
        What it takes of the shift's capacity each time.
    days
        How it recurs: the choices of days, and what each costs; None for a visit made once at most.
    """

    place: int
    min_s: int
    target_s: int
    max_s: int
    windows: tuple[tuple[Window, ...], ...]
    skip_level: Level | None
    skip_weight: int
    serve_cost_s: tuple[int, ...]
    aim_s: int | None = None
    urgency: int = 0
    contact_s: int | None = None
    load: int = 0
    days: DayGraph | None = None


class Feature(StrEnum):
    """Names of what a problem may ask of a backend beyond one window a visit on one shift."""

    SEVERAL_SHIFTS = "several-shifts"
    SEVERAL_WINDOWS = "several-windows"
    LUNCH = "lunch"
    FLOOR = "floor"
    SKIPPING = "skipping"
    RECURRENCE = "recurrence"
    CAPACITY = "capacity"
    BALANCE = "balance"


OF_HORIZONS = frozenset({Feature.RECURRENCE, Feature.CAPACITY, Feature.BALANCE})
"""What only problems of several days ask for."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Problem:
    """Shifts and visits in integers.

    Parameters
    ----------
    travel_s
        Shape (places, places), int64: seconds; `FAR_S` where there is no way.
    shifts, visits
        What to match.
    """

    travel_s: NDArray[np.int64]
    shifts: tuple[Shift, ...]
    visits: tuple[Visit, ...]

    def __post_init__(self) -> None:
        """Freeze the matrix."""
        self.travel_s.setflags(write=False)

    @property
    def digest(self) -> str:
        """Short fingerprint of all numbers."""
        state = hashlib.sha256(np.ascontiguousarray(self.travel_s).tobytes())
        state.update(repr((self.shifts, [replace(v, days=None) for v in self.visits])).encode())
        for visit in self.visits:
            if visit.days is not None:
                graph = visit.days
                for array in (graph.day, graph.in_person, graph.tail, graph.head, graph.cost):
                    state.update(array.tobytes())
        return state.hexdigest()[:16]

    @property
    def features(self) -> frozenset[str]:
        """What this problem asks of a backend."""
        asked = {
            Feature.SEVERAL_SHIFTS: len(self.shifts) != 1,
            Feature.SEVERAL_WINDOWS: any(len(w) > 1 for v in self.visits for w in v.windows),
            Feature.LUNCH: any(shift.lunch for shift in self.shifts),
            Feature.FLOOR: any(shift.floor for shift in self.shifts),
            Feature.SKIPPING: bool(self.visits),
            Feature.RECURRENCE: any(visit.days is not None for visit in self.visits),
            Feature.CAPACITY: any(shift.capacity is not None for shift in self.shifts),
            Feature.BALANCE: any(
                shift.over_price_s and shift.fair_visits < shift.max_visits for shift in self.shifts
            ),
        }
        return frozenset(name for name, is_asked in asked.items() if is_asked)

    def route_travel_s(self, shift_index: int, sequence: Sequence[int]) -> int:
        """Return the travel of one shift that makes these visits in this order, in seconds; 0 for no visits."""
        if not sequence:
            return 0
        shift = self.shifts[shift_index]
        places = [shift.start_place, *(self.visits[v].place for v in sequence), shift.end_place]
        return sum(int(self.travel_s[a, b]) for a, b in pairwise(places))

    def route_levels(self, shift_index: int, sequence: Sequence[int]) -> tuple[int, ...]:
        """Return what one shift that makes these visits in this order adds to each level of the objective."""
        shift = self.shifts[shift_index]
        levels = [0] * NUM_LEVELS
        levels[Level.OPENED] = int(shift.is_extra and bool(sequence))
        levels[Level.FLOOR] = max(0, shift.floor - len(sequence))
        levels[Level.COST] = (
            self.route_travel_s(shift_index, sequence)
            + sum(self.visits[v].serve_cost_s[shift_index] for v in sequence)
            + shift.over_price_s * max(0, len(sequence) - shift.fair_visits)
        )
        return tuple(levels)

    def events(
        self, sequences: Sequence[Sequence[int]], contacts: Iterable[tuple[int, int]] = ()
    ) -> dict[int, list[Node]]:
        """Return for each visit made its days, ascending, and whether it is made in person; as of `objective`."""
        events: dict[int, list[Node]] = {}
        for k, v in contacts:
            events.setdefault(v, []).append((self.shifts[k].day, False))
        for k, sequence in enumerate(sequences):
            for v in sequence:
                events.setdefault(v, []).append((self.shifts[k].day, True))
        return {v: sorted(made) for v, made in events.items()}

    def objective(
        self, sequences: Sequence[Sequence[int]], contacts: Iterable[tuple[int, int]] = ()
    ) -> tuple[int, ...]:
        """Return the objective of an answer, one number a level, smaller is better, highest level first.

        Parameters
        ----------
        sequences
            For each shift the visits in order.
        contacts
            Shift and visit of each visit made without going there: not left out, but no part of any floor.

        Raises
        ------
        ValueError
            If a visit recurs on days that its graph does not allow.

        Notes
        -----
        ``levels[l] = sum of skip_weight of visits left out with skip_level l``, for a recurring visit the arcs of its
        days, plus on `Level.OPENED` one for each extra shift driven, on `Level.FLOOR` ``sum over shifts of max(0, floor
        - visits)``, and on `Level.COST` ``travel + sum of serve_cost_s + over_price_s * max(0, visits - fair_visits)``.
        """
        levels = [0] * NUM_LEVELS
        events = self.events(sequences, contacts)
        for k, sequence in enumerate(sequences):
            levels = [a + b for a, b in zip(levels, self.route_levels(k, sequence), strict=True)]
        for index, visit in enumerate(self.visits):
            if visit.days is not None:
                cost = visit.days.cost_of(events.get(index, []))
                if cost is None:
                    raise ValueError(f"visit {index} recurs on days that its graph does not allow")
                levels = [a + b for a, b in zip(levels, cost.tolist(), strict=True)]
            elif index not in events and visit.skip_level is not None:
                levels[visit.skip_level] += visit.skip_weight
        return tuple(levels)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A backend's answer.

    Parameters
    ----------
    sequences
        For each shift the indices of its visits in order; a visit in none is left out.
    contacts
        Shift and visit of each recurring visit made without going there.
    objective
        `Problem.objective` of both.
    status, stopped_by
        What is known about it, and why the search ended.
    bound
        Levels that no answer can go below, or None.
    solver, seed, iterations
        Who found it, from which seed, after how many iterations.
    """

    sequences: tuple[tuple[int, ...], ...]
    objective: tuple[int, ...]
    status: Status
    stopped_by: StoppedBy
    solver: str
    seed: int
    iterations: int
    bound: tuple[int, ...] | None = None
    contacts: tuple[tuple[int, int], ...] = ()
