"""What an iteration of the search changes, noted so that it can be undone, compiled with numba.

Before anything of a visit or a shift changes, the scratch notes how it was.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from routing.solve.clock_kernel import (
    NO_CONTACT,
    Arrays,
    Chain,
    Floats,
    Ints,
    compiled,
    update_times,
)

__all__ = ["Scratch", "note_shift", "note_visit", "put_back", "scratch_of", "start_over"]


class Scratch(NamedTuple):
    """Working memory of one chain, valid within one iteration.

    `counts` holds how many visits are `touched` and how many shifts are `dirty`; `is_*` mark them; `old_*` tell how
    they were. `blocked` shifts take nothing in. `place_cost`, `place_shift`, `place_position` (D,) are the cheapest
    insertion a day, `contact_shift` (D,) who can make a contact; `length` and `via` shortest paths and the arcs they
    end with.
    """

    counts: Ints
    touched: Ints
    is_touched: Ints
    old_node_on: Ints
    old_shift_on: Ints
    old_visit_levels: Ints
    dirty: Ints
    is_dirty: Ints
    old_route: Ints
    old_size: Ints
    old_loaded: Ints
    old_kept_s: Ints
    old_levels: Ints
    blocked: Ints
    place_cost: Floats
    place_shift: Ints
    place_position: Ints
    contact_shift: Ints
    length: Floats
    via: Ints
    absent: Ints
    keys: Floats


def scratch_of(arrays: Arrays, chain: Chain) -> Scratch:
    """Return working memory for a chain."""
    n, num_days = chain.node_on.shape
    num_shifts = len(chain.size)
    most_nodes = int(np.diff(arrays.node_first).max(initial=2))

    def ints(*shape: int) -> Ints:
        return np.zeros(shape, np.int64)

    return Scratch(
        counts=ints(2),
        touched=ints(n),
        is_touched=ints(n),
        old_node_on=ints(n, num_days),
        old_shift_on=ints(n, num_days),
        old_visit_levels=np.zeros_like(chain.visit_levels),
        dirty=ints(num_shifts),
        is_dirty=ints(num_shifts),
        old_route=np.zeros_like(chain.route),
        old_size=ints(num_shifts),
        old_loaded=ints(num_shifts),
        old_kept_s=ints(num_shifts),
        old_levels=np.zeros_like(chain.levels),
        blocked=ints(num_shifts),
        place_cost=np.zeros(num_days, np.float64),
        place_shift=ints(num_days),
        place_position=ints(num_days),
        contact_shift=ints(num_days),
        length=np.zeros(most_nodes, np.float64),
        via=ints(most_nodes),
        absent=ints(n),
        keys=np.zeros(n, np.float64),
    )


@compiled
def start_over(chain: Chain, scratch: Scratch) -> None:
    """Begin an iteration: nothing is touched."""
    for i in range(scratch.counts[0]):
        scratch.is_touched[scratch.touched[i]] = 0
    for i in range(scratch.counts[1]):
        scratch.is_dirty[scratch.dirty[i]] = 0
        scratch.blocked[scratch.dirty[i]] = 0
    scratch.counts[0] = 0
    scratch.counts[1] = 0
    for level in range(chain.levels.shape[0]):
        scratch.old_levels[level] = chain.levels[level]


@compiled
def put_back(arrays: Arrays, chain: Chain, scratch: Scratch) -> None:
    """Undo all changes of the iteration."""
    for level in range(chain.levels.shape[0]):
        chain.levels[level] = scratch.old_levels[level]
    for i in range(scratch.counts[0]):
        visit = scratch.touched[i]
        for day in range(chain.node_on.shape[1]):
            chain.node_on[visit, day] = scratch.old_node_on[visit, day]
            chain.shift_on[visit, day] = scratch.old_shift_on[visit, day]
        for level in range(chain.levels.shape[0]):
            chain.visit_levels[visit, level] = scratch.old_visit_levels[visit, level]
    for i in range(scratch.counts[1]):
        k = scratch.dirty[i]
        chain.size[k] = scratch.old_size[k]
        for p in range(chain.size[k]):
            chain.route[k, p] = scratch.old_route[k, p]
        chain.loaded[k] = scratch.old_loaded[k]
        chain.kept_s[k] = scratch.old_kept_s[k]
        update_times(arrays, chain, k)


@compiled
def note_shift(chain: Chain, scratch: Scratch, k: int) -> None:
    """Note how a shift was before its first change."""
    if scratch.is_dirty[k]:
        return
    scratch.is_dirty[k] = 1
    scratch.dirty[scratch.counts[1]] = k
    scratch.counts[1] += 1
    scratch.old_size[k] = chain.size[k]
    for p in range(chain.size[k]):
        scratch.old_route[k, p] = chain.route[k, p]
    scratch.old_loaded[k] = chain.loaded[k]
    scratch.old_kept_s[k] = chain.kept_s[k]


@compiled
def note_visit(arrays: Arrays, chain: Chain, scratch: Scratch, visit: int) -> None:
    """Note the days of a visit before their first change, and take off what they count, and its contacts."""
    if scratch.is_touched[visit]:
        return
    scratch.is_touched[visit] = 1
    scratch.touched[scratch.counts[0]] = visit
    scratch.counts[0] += 1
    for day in range(chain.node_on.shape[1]):
        scratch.old_node_on[visit, day] = chain.node_on[visit, day]
        scratch.old_shift_on[visit, day] = chain.shift_on[visit, day]
    for level in range(chain.levels.shape[0]):
        scratch.old_visit_levels[visit, level] = chain.visit_levels[visit, level]
        chain.levels[level] -= chain.visit_levels[visit, level]
    if arrays.contact_s[visit] == NO_CONTACT:
        return
    for day in range(chain.node_on.shape[1]):
        node = chain.node_on[visit, day]
        if node >= 0 and arrays.node_contact[node]:
            k = chain.shift_on[visit, day]
            note_shift(chain, scratch, k)
            chain.kept_s[k] -= arrays.contact_s[visit]
            chain.node_on[visit, day] = -1
            chain.shift_on[visit, day] = -1
            update_times(arrays, chain, k)
