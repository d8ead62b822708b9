"""The clock of routes under change, compiled with numba: when stops are ready, whether one more fits.

Arrays only; `routing.solve.ruin_recreate` fills them and explains the method. Everything here is deterministic: the
random numbers come from a generator whose state is an argument.

Times along a route are kept in two states, *lunch pending* (0) and *lunch taken* (1), so that lunch needs no node of
its own and an insertion is still tested in constant time. With departure `d` from one stop and travel `t`:

- the next visit is ready at ``d + t`` in the same state;
- taking lunch in between makes it ready at ``max(d + t, earliest) + length``, possible while ``d <= latest``.

`ready_*` hold the latest moments of readiness from which the rest of the route still works, by the same rules
backwards. A shift that owes no lunch starts in state 1.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar, cast

import numpy as np
from numba import njit
from numpy.typing import NDArray

__all__ = [
    "NO_CONTACT",
    "Answer",
    "Arrays",
    "Chain",
    "Floats",
    "Ints",
    "compiled",
    "fits",
    "has_room",
    "update_times",
]

NEVER = 1 << 40
"""Later than any clock time that sums of travel can reach."""

NO_CONTACT = -1
"""Length of a contact where none is allowed."""

Function = TypeVar("Function", bound=Callable[..., object])


_OPTIONS: dict[str, Any] = {"nogil": True, "_nrt": False}


def compiled(function: Function) -> Function:
    """Return a function compiled on its first call, kept on disk for later processes where a folder can be written.

    It must not make arrays, nor slice them: compiled without reference counts it is several times as fast, since counts
    are kept for every array of every call.
    """
    try:
        fast = njit(cache=True, **_OPTIONS)(function)
    except RuntimeError:
        # Installed read-only, and no home to write to: every process compiles for itself.
        fast = njit(**_OPTIONS)(function)
    return cast("Function", fast)


Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class Arrays(NamedTuple):
    """The problem, flattened. Nodes are the `n` visits, then a start and an end node for each of `K` shifts.

    Shapes: `travel_s` (n+2K, n+2K); `min_s`, `load` (n,); `skip_level`, `skip_weight` (n,) what making a visit never
    counts first, level -1 for nothing; windows of visit v on shift k stand in
    ``window_first[v*K+k] : window_first[v*K+k+1]`` of `window_lo`, `window_hi`; `serve_cost_s` (n, K); `near` (n, n)
    visits by closeness; `slack_s` (n,) total width of windows; `contact_s` (n,) length of a contact or
    `NO_CONTACT`, `pays` (n,) whether some day pays by itself.

    Days are numbered from 0 to D-1: `shift_day` (K,); the shifts of day d stand in
    ``day_first[d] : day_first[d+1]`` of `day_shift`. `twin` (K,) is a shift just like it earlier on the same day, or
    -1.

    Graphs of days, one after the other: those of visit v are nodes ``node_first[v] : node_first[v+1]``, with `node_day`
    (-1 before, D after the horizon) and `node_contact`; the arcs into node g are ``arc_first[g] : arc_first[g+1]`` of
    `arc_tail` and `arc_cost` (arcs, levels).

    The rest is of shape (K,).
    """

    travel_s: Ints
    min_s: Ints
    load: Ints
    skip_level: Ints
    skip_weight: Ints
    window_first: Ints
    window_lo: Ints
    window_hi: Ints
    serve_cost_s: Ints
    near: Ints
    slack_s: Ints
    contact_s: Ints
    pays: Ints
    shift_day: Ints
    day_first: Ints
    day_shift: Ints
    twin: Ints
    node_first: Ints
    node_day: Ints
    node_contact: Ints
    arc_first: Ints
    arc_tail: Ints
    arc_cost: Ints
    shift_start_s: Ints
    shift_end_s: Ints
    lunch_earliest_s: Ints
    lunch_latest_s: Ints
    lunch_length_s: Ints
    owes_lunch: Ints
    floor: Ints
    max_visits: Ints
    capacity: Ints
    is_extra: Ints
    fair_visits: Ints
    over_price_s: Ints


class Answer(NamedTuple):
    """An answer with all that follows from it.

    Shapes: `route` (K, n+1) visits in order, `size`, `loaded` (K,), `kept_s` (K,) seconds kept for contacts;
    `node_on` and `shift_on` (n, D) node and shift of a visit on a day, or -1; `visit_levels` (n, levels) what its days
    count; `levels` (levels,) exact objective.
    """

    route: Ints
    size: Ints
    loaded: Ints
    kept_s: Ints
    node_on: Ints
    shift_on: Ints
    visit_levels: Ints
    levels: Ints


class Chain(NamedTuple):
    """The state of one annealing chain, changed in place: the fields of its present `Answer`, and the best one.

    Further shapes: `departure` and `ready` (2, K, n+2) times by lunch state, positions from the start node on; `random`
    (1,) uint64 generator state.
    """

    route: Ints
    size: Ints
    loaded: Ints
    kept_s: Ints
    node_on: Ints
    shift_on: Ints
    visit_levels: Ints
    levels: Ints
    best: Answer
    departure: Ints
    ready: Ints
    random: NDArray[np.uint64]


@compiled
def _first_start(arrays: Arrays, cell: int, clock: int) -> int:
    """Return the first moment from `clock` on at which the visit may start, or NEVER."""
    for w in range(arrays.window_first[cell], arrays.window_first[cell + 1]):
        if clock <= arrays.window_hi[w]:
            return max(clock, arrays.window_lo[w])
    return NEVER


@compiled
def _last_start(arrays: Arrays, cell: int, clock: int) -> int:
    """Return the last moment up to `clock` at which the visit may start, or -NEVER."""
    for w in range(arrays.window_first[cell + 1] - 1, arrays.window_first[cell] - 1, -1):
        if clock >= arrays.window_lo[w]:
            return min(clock, arrays.window_hi[w])
    return -NEVER


@compiled
def _after_lunch(arrays: Arrays, k: int, departure: int, travel_s: int) -> int:
    """Return when the next stop is ready if lunch is taken on the way, or NEVER."""
    if departure > arrays.lunch_latest_s[k]:
        return NEVER
    return max(departure + travel_s, arrays.lunch_earliest_s[k]) + arrays.lunch_length_s[k]


@compiled
def update_times(arrays: Arrays, chain: Chain, k: int) -> bool:
    """Recompute the times of a route; return whether it is feasible."""
    n = arrays.min_s.shape[0]
    num_shifts = arrays.floor.shape[0]
    size = chain.size[k]
    pending = chain.departure[0, k]
    taken = chain.departure[1, k]
    start = arrays.shift_start_s[k]
    pending[0] = start if arrays.owes_lunch[k] else NEVER
    taken[0] = NEVER if arrays.owes_lunch[k] else start
    previous = n + 2 * k
    for position in range(1, size + 1):
        visit = chain.route[k, position - 1]
        cell = visit * num_shifts + k
        travel_s = arrays.travel_s[previous, visit]
        ready = taken[position - 1] + travel_s
        if pending[position - 1] < NEVER:
            ready = min(ready, _after_lunch(arrays, k, pending[position - 1], travel_s))
            first = _first_start(arrays, cell, pending[position - 1] + travel_s)
            pending[position] = first + arrays.min_s[visit] if first < NEVER else NEVER
        else:
            pending[position] = NEVER
        first = _first_start(arrays, cell, ready) if ready < NEVER else NEVER
        taken[position] = first + arrays.min_s[visit] if first < NEVER else NEVER
        previous = visit
    latest_pending = chain.ready[0, k]
    latest_taken = chain.ready[1, k]
    latest_taken[size + 1] = arrays.shift_end_s[k] - chain.kept_s[k]
    latest_pending[size + 1] = -NEVER
    following = n + 2 * k + 1
    for position in range(size, 0, -1):
        visit = chain.route[k, position - 1]
        cell = visit * num_shifts + k
        travel_s = arrays.travel_s[visit, following]
        leave = latest_taken[position + 1] - travel_s
        latest_taken[position] = _last_start(arrays, cell, leave - arrays.min_s[visit])
        if arrays.owes_lunch[k]:
            leave = _latest_leave(arrays, chain, k, position + 1, travel_s)
            latest_pending[position] = _last_start(arrays, cell, leave - arrays.min_s[visit])
        else:
            latest_pending[position] = -NEVER
        following = visit
    if size == 0:
        return True
    return _joins(
        arrays,
        chain,
        k,
        size + 1,
        pending[size],
        taken[size],
        arrays.travel_s[previous, n + 2 * k + 1],
    )


@compiled
def _latest_leave(arrays: Arrays, chain: Chain, k: int, position: int, travel_s: int) -> int:
    """Return the latest departure with lunch pending towards a position from which the rest still works."""
    leave = chain.ready[0, k, position] - travel_s
    by = chain.ready[1, k, position] - arrays.lunch_length_s[k]
    if by >= arrays.lunch_earliest_s[k]:
        leave = max(leave, min(arrays.lunch_latest_s[k], by - travel_s))
    return leave


@compiled
def _joins(
    arrays: Arrays, chain: Chain, k: int, position: int, pending: int, taken: int, travel_s: int
) -> bool:
    """Return whether departures in both states reach a position in time for the rest of the route."""
    if taken + travel_s <= chain.ready[1, k, position]:
        return True
    if pending >= NEVER:
        return False
    if pending + travel_s <= chain.ready[0, k, position]:
        return True
    return _after_lunch(arrays, k, pending, travel_s) <= chain.ready[1, k, position]


@compiled
def fits(
    arrays: Arrays, chain: Chain, k: int, visit: int, position: int, to_s: int, from_s: int
) -> bool:
    """Return whether a visit fits in front of a position, with these legs to and from it."""
    num_shifts = arrays.floor.shape[0]
    cell = visit * num_shifts + k
    pending = chain.departure[0, k, position - 1]
    taken = chain.departure[1, k, position - 1]
    ready = taken + to_s
    new_pending = NEVER
    if pending < NEVER:
        ready = min(ready, _after_lunch(arrays, k, pending, to_s))
        first = _first_start(arrays, cell, pending + to_s)
        if first < NEVER:
            new_pending = first + arrays.min_s[visit]
    new_taken = NEVER
    if ready < NEVER:
        first = _first_start(arrays, cell, ready)
        if first < NEVER:
            new_taken = first + arrays.min_s[visit]
    if new_taken >= NEVER and new_pending >= NEVER:
        return False
    return _joins(arrays, chain, k, position, new_pending, new_taken, from_s)


@compiled
def has_room(arrays: Arrays, chain: Chain, k: int, contact_s: int) -> bool:
    """Return whether a shift can be over that much earlier, so that there is time for a contact."""
    size = chain.size[k]
    if size == 0:
        free_s = arrays.shift_end_s[k] - arrays.shift_start_s[k] - chain.kept_s[k]
        return bool(contact_s <= free_s)
    n = arrays.min_s.shape[0]
    home_s = arrays.travel_s[chain.route[k, size - 1], n + 2 * k + 1]
    latest = arrays.shift_end_s[k] - chain.kept_s[k] - contact_s
    if chain.departure[1, k, size] + home_s <= latest:
        return True
    pending = chain.departure[0, k, size]
    return bool(pending < NEVER and _after_lunch(arrays, k, pending, home_s) <= latest)
