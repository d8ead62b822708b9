"""The inner loop of ruin and recreate, compiled with numba.

`routing.solve.ruin_recreate` explains the method and drives it. Everything here is deterministic: the random numbers
come from a generator whose state is part of the chain.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from routing.solve.clock_kernel import Arrays, Chain, Floats, Ints, compiled, update_times
from routing.solve.days_kernel import (
    ANY_SHIFT,
    BELOW_FLOOR,
    CHANGED_BELOW_FLOOR,
    Prices,
    remove,
    replan,
)
from routing.solve.random_kernel import below, draw
from routing.solve.scratch_kernel import Scratch, put_back, start_over
from routing.status import Level

__all__ = ["Tuning", "improve"]

FLOOR = int(Level.FLOOR)
COST = int(Level.COST)

PASSED_OVER = 0.25
"""Chance that a visit is not offered to a shift below its floor, though it is near."""

TIER = 1e12
"""Sets the levels apart when absent visits are sorted: above any worth, with room for fractions below."""


class Tuning(NamedTuple):
    """Settings of ruin and recreate (see `routing.solve.ruin_recreate.Settings`)."""

    average_removed: int
    longest_string: int
    blink: float
    near: float
    whole: float
    close: float


@compiled
def _position_of(chain: Chain, k: int, visit: int) -> int:
    """Return the position (1..size) of a visit in its route."""
    for p in range(chain.size[k]):
        if chain.route[k, p] == visit:
            return p + 1
    return 0


@compiled
def _some_shift_of(arrays: Arrays, chain: Chain, visit: int) -> int:
    """Return one of the shifts that make a visit in person, at random, or -1."""
    found = -1
    count = 0
    for day in range(chain.shift_on.shape[1]):
        k = chain.shift_on[visit, day]
        if k >= 0 and not arrays.node_contact[chain.node_on[visit, day]]:
            count += 1
            if count == 1 or draw(chain.random) * count < 1.0:
                found = k
    return found


@compiled
def _ruin_anywhere(
    arrays: Arrays, chain: Chain, scratch: Scratch, wanted: int, planned: int
) -> None:
    """Take out stops at random."""
    for count in range(wanted):
        chosen = below(chain.random, planned - count)
        for k in range(chain.size.shape[0]):
            if chosen < chain.size[k]:
                remove(arrays, chain, scratch, k, chosen + 1)
                break
            chosen -= chain.size[k]


@compiled
def _ruin_string(
    arrays: Arrays, chain: Chain, scratch: Scratch, k: int, position: int, most: int
) -> int:
    """Take a string of stops around a position out, at most so many; return how many."""
    size = chain.size[k]
    length = 1 + below(chain.random, min(most, size))
    # A string may spare a stretch in its middle, so that what lies there keeps its place.
    spared = 0
    if length > 1 and length < size and draw(chain.random) < 0.5:
        spared = 1
        while length + spared < size and draw(chain.random) < 0.5:
            spared += 1
    total = length + spared
    lowest = max(1, position - total + 1)
    highest = min(position, size - total + 1)
    p = lowest + below(chain.random, highest - lowest + 1)
    spare_at = p + 1 + below(chain.random, length - 1) if spared > 0 else -1
    gone = 0
    while gone < length:
        if p == spare_at:
            p += spared
            spare_at = -1
            continue
        remove(arrays, chain, scratch, k, p)
        if spare_at > p:
            spare_at -= 1
        gone += 1
    return length


@compiled
def _ruin(arrays: Arrays, chain: Chain, scratch: Scratch, tuning: Tuning) -> int:
    """Take stops out around a random visit; return that one, or -1 where they lie anywhere.

    Four ways by turns: adjacent strings (Christiaens and Vanden Berghe 2020, doi 10.1287/trsc.2019.0914), the nearest
    visits one by one, stops at random, and all of a shift, which then stays closed for the iteration. Now and then the
    visits concerned are taken off all their other days, too.
    """
    n = arrays.min_s.shape[0]
    num_shifts = arrays.floor.shape[0]
    planned = 0
    for k in range(num_shifts):
        planned += chain.size[k]
    if planned == 0:
        return -1
    wanted = 1 + below(chain.random, min(2 * tuning.average_removed, planned))
    way = draw(chain.random)
    seed = -1
    if num_shifts > 1 and draw(chain.random) < tuning.close:
        k = below(chain.random, num_shifts)
        while chain.size[k] == 0:
            k = (k + 1) % num_shifts
        scratch.blocked[k] = 1
        seed = chain.route[k, below(chain.random, chain.size[k])]
        while chain.size[k] > 0:
            remove(arrays, chain, scratch, k, chain.size[k])
    elif way < 0.15:
        _ruin_anywhere(arrays, chain, scratch, wanted, planned)
    else:
        seed = below(chain.random, n)
        count = 0
        for rank in range(n):
            visit = arrays.near[seed, rank]
            k = _some_shift_of(arrays, chain, visit)
            if k < 0:
                continue
            position = _position_of(chain, k, visit)
            if way < 0.40:
                remove(arrays, chain, scratch, k, position)
                count += 1
            else:
                most = min(tuning.longest_string, wanted - count)
                count += _ruin_string(arrays, chain, scratch, k, position, most)
            if count >= wanted:
                break
    if chain.shift_on.shape[1] > 1 and draw(chain.random) < tuning.whole:
        for i in range(scratch.counts[0]):
            visit = scratch.touched[i]
            for day in range(chain.shift_on.shape[1]):
                k = chain.shift_on[visit, day]
                if k >= 0:
                    remove(arrays, chain, scratch, k, _position_of(chain, k, visit))
    return seed


@compiled
def _order(arrays: Arrays, chain: Chain, scratch: Scratch, prices: Floats, num_absent: int) -> None:
    """Sort the visits to plan into the order in which they are tried, chosen at random among several."""
    n = arrays.min_s.shape[0]
    absent, keys = scratch.absent, scratch.keys
    way = draw(chain.random)
    by_worth = draw(chain.random) < 0.7
    noise = draw(chain.random)
    for i in range(num_absent):
        visit = absent[i]
        level = arrays.skip_level[visit]
        worth = prices[level] * arrays.skip_weight[visit] if level >= 0 else 0.0
        if way < 0.35:
            key = draw(chain.random)
        elif way < 0.70:
            key = -worth * (1.0 - noise * draw(chain.random))
        elif way < 0.80:
            key = -float(arrays.travel_s[n, visit])
        elif way < 0.90:
            key = float(arrays.travel_s[n, visit])
        else:
            key = float(arrays.slack_s[visit])
        if by_worth:
            # Mandatory visits first, then due ones, then those that only fill the floor.
            key += TIER * (level if level >= 0 else COST + 1)
        keys[i] = key
    # Shell sort (gaps of Ciura 2001): stable enough, in place, and quick for the few there are.
    for gap in (701, 301, 132, 57, 23, 10, 4, 1):
        for i in range(gap, num_absent):
            key, visit = keys[i], absent[i]
            j = i
            while j >= gap and keys[j - gap] > key:
                keys[j], absent[j] = keys[j - gap], absent[j - gap]
                j -= gap
            keys[j], absent[j] = key, visit


@compiled
def _is_wanted(arrays: Arrays, chain: Chain, visit: int) -> bool:
    """Return whether another day could pay for a visit: something lapses, or a day pays by itself."""
    for level in range(chain.levels.shape[0]):
        if chain.visit_levels[visit, level] > 0:
            return True
    return bool(arrays.pays[visit] and _some_shift_of(arrays, chain, visit) < 0)


@compiled
def _list_absent(arrays: Arrays, chain: Chain, scratch: Scratch, tuning: Tuning, seed: int) -> int:
    """List the visits to plan; return how many: those just taken out, and those that want for something.

    Mostly only the ones near the ruin: that is where there is room.
    """
    n = arrays.min_s.shape[0]
    num_absent = scratch.counts[0]
    for i in range(num_absent):
        scratch.absent[i] = scratch.touched[i]
    reach = n
    if seed >= 0 and draw(chain.random) < tuning.near:
        reach = min(n, 20 + below(chain.random, 40))
    for rank in range(reach):
        visit = arrays.near[seed, rank] if seed >= 0 else rank
        if not scratch.is_touched[visit] and _is_wanted(arrays, chain, visit):
            scratch.absent[num_absent] = visit
            num_absent += 1
    return num_absent


@compiled
def _recreate(
    arrays: Arrays,
    chain: Chain,
    scratch: Scratch,
    tuning: Tuning,
    prices: Prices,
    seed: int,
) -> bool:
    """Plan visits greedily, each on its best days; return whether all routes can be kept.

    While a floor is missed afterwards, near visits that want for nothing are offered to the shifts below it.
    """
    n = arrays.min_s.shape[0]
    num_absent = _list_absent(arrays, chain, scratch, tuning, seed)
    _order(arrays, chain, scratch, prices.level, num_absent)
    for i in range(num_absent):
        visit = scratch.absent[i]
        if not replan(arrays, chain, scratch, prices, tuning.blink, visit, ANY_SHIFT):
            return False
    if chain.levels[FLOOR] == 0:
        return True
    offered, start, reach = BELOW_FLOOR, below(chain.random, n), n
    if draw(chain.random) < tuning.near:
        if not _changed_below_floor(arrays, chain, scratch):
            return True
        offered, reach = CHANGED_BELOW_FLOOR, min(n, 10 + below(chain.random, 30))
        start = seed if seed >= 0 else start
    for rank in range(reach):
        visit = arrays.near[start, rank]
        # Who was planned just now had this choice already; of the others not always the same one comes first.
        if scratch.is_touched[visit] or draw(chain.random) < PASSED_OVER:
            continue
        if not replan(arrays, chain, scratch, prices, tuning.blink, visit, offered):
            return False
        if chain.levels[FLOOR] == 0:
            break
    return True


@compiled
def _changed_below_floor(arrays: Arrays, chain: Chain, scratch: Scratch) -> bool:
    """Return whether a shift changed just now has fewer visits than its floor."""
    for i in range(scratch.counts[1]):
        k = scratch.dirty[i]
        if chain.size[k] < arrays.floor[k]:
            return True
    return False


@compiled
def _scalar(prices: Floats, levels: Ints) -> float:
    """Return the priced sum of the levels."""
    total = 0.0
    for level in range(levels.shape[0]):
        total += prices[level] * levels[level]
    return total


@compiled
def _is_better(levels: Ints, other: Ints) -> bool:
    """Return whether the first compares lexicographically below the second."""
    for level in range(levels.shape[0]):
        if levels[level] != other[level]:
            return bool(levels[level] < other[level])
    return False


@compiled
def _keep_best(chain: Chain) -> None:
    """Note the present answer as the best."""
    best = chain.best
    for level in range(chain.levels.shape[0]):
        best.levels[level] = chain.levels[level]
    for visit in range(chain.node_on.shape[0]):
        for day in range(chain.node_on.shape[1]):
            best.node_on[visit, day] = chain.node_on[visit, day]
            best.shift_on[visit, day] = chain.shift_on[visit, day]
        for level in range(chain.levels.shape[0]):
            best.visit_levels[visit, level] = chain.visit_levels[visit, level]
    for k in range(chain.size.shape[0]):
        best.size[k] = chain.size[k]
        best.loaded[k] = chain.loaded[k]
        best.kept_s[k] = chain.kept_s[k]
        for p in range(chain.size[k]):
            best.route[k, p] = chain.route[k, p]


@compiled
def improve(
    arrays: Arrays,
    chain: Chain,
    scratch: Scratch,
    tuning: Tuning,
    prices: Prices,
    iterations: int,
    hot: float,
    cold: float,
    done: float,
    step: float,
) -> int:
    """Run annealing iterations on a chain; return the number of the last one that found a new best, or -1.

    Parameters
    ----------
    arrays, chain, scratch, tuning
        Problem, state, working memory, and settings.
    prices
        What things are worth while searching.
    iterations
        How many to run now.
    hot, cold
        Temperatures at the beginning and end of the cycle, in seconds.
    done, step
        Share of the cycle already run, and what an iteration adds to it.
    """
    found = -1
    for k in range(chain.size.shape[0]):
        update_times(arrays, chain, k)
    current = _scalar(prices.level, chain.levels)
    for iteration in range(iterations):
        temperature = hot * (cold / hot) ** min(1.0, done + iteration * step)
        start_over(chain, scratch)
        seed = _ruin(arrays, chain, scratch, tuning)
        feasible = True
        for i in range(scratch.counts[1]):
            # Where the triangle inequality is broken, taking a visit out can make the rest late.
            feasible = update_times(arrays, chain, scratch.dirty[i]) and feasible
        if feasible and _recreate(arrays, chain, scratch, tuning, prices, seed):
            cost = _scalar(prices.level, chain.levels)
            if cost < current - temperature * np.log(max(draw(chain.random), 1e-300)):
                current = cost
                if _is_better(chain.levels, chain.best.levels):
                    _keep_best(chain)
                    found = iteration
                continue
        put_back(arrays, chain, scratch)
    return found
