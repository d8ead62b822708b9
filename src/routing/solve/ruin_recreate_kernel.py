"""The inner loop of ruin and recreate, compiled with numba.

`routing.solve.ruin_recreate` explains the method and drives it. Everything here is deterministic: the random numbers
come from a generator whose state is part of the chain.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from routing.solve.clock_kernel import Arrays, Chain, Floats, Ints, compiled, fits, update_times
from routing.status import Level

__all__ = ["improve"]

FLOOR = int(Level.FLOOR)
COST = int(Level.COST)

TIER = 1e12
"""Sets the levels apart when absent visits are sorted: above any worth, with room for fractions below."""


@compiled
def _draw(random: NDArray[np.uint64]) -> float:
    """Return a number in [0, 1) (xorshift64*, Vigna 2016, doi 10.1145/2845077)."""
    x = random[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    random[0] = x
    return float((x * np.uint64(2685821657736338717)) >> np.uint64(11)) / 9007199254740992.0


@compiled
def _below(random: NDArray[np.uint64], bound: int) -> int:
    """Return a whole number in [0, bound)."""
    return int(_draw(random) * bound)


@compiled
def _node(arrays: Arrays, chain: Chain, k: int, position: int) -> int:
    """Return the node at a position of a route: start node 0, visits 1..size, end node size+1."""
    n = arrays.min_s.shape[0]
    if position == 0:
        return n + 2 * k
    if position == chain.size[k] + 1:
        return n + 2 * k + 1
    return chain.route[k, position - 1]


@compiled
def _insert(arrays: Arrays, chain: Chain, visit: int, k: int, position: int) -> None:
    """Put a visit in front of a position and update times and levels."""
    before = _node(arrays, chain, k, position - 1)
    after = _node(arrays, chain, k, position)
    empty_s = arrays.travel_s[before, after] if chain.size[k] > 0 else 0
    delta_s = arrays.travel_s[before, visit] + arrays.travel_s[visit, after] - empty_s
    for p in range(chain.size[k], position - 1, -1):
        chain.route[k, p] = chain.route[k, p - 1]
    chain.route[k, position - 1] = visit
    if chain.size[k] < arrays.floor[k]:
        chain.levels[FLOOR] -= 1
    chain.size[k] += 1
    chain.shift_of[visit] = k
    chain.levels[COST] += delta_s + arrays.serve_cost_s[visit, k]
    if arrays.skip_level[visit] >= 0:
        chain.levels[arrays.skip_level[visit]] -= arrays.skip_weight[visit]
    update_times(arrays, chain, k)


@compiled
def _remove(arrays: Arrays, chain: Chain, k: int, position: int) -> None:
    """Take the visit at a position out, updating levels but not times."""
    visit = chain.route[k, position - 1]
    before = _node(arrays, chain, k, position - 1)
    after = _node(arrays, chain, k, position + 1)
    empty_s = arrays.travel_s[before, after] if chain.size[k] > 1 else 0
    delta_s = arrays.travel_s[before, visit] + arrays.travel_s[visit, after] - empty_s
    for p in range(position - 1, chain.size[k] - 1):
        chain.route[k, p] = chain.route[k, p + 1]
    chain.size[k] -= 1
    if chain.size[k] < arrays.floor[k]:
        chain.levels[FLOOR] += 1
    chain.shift_of[visit] = -1
    chain.levels[COST] -= delta_s + arrays.serve_cost_s[visit, k]
    if arrays.skip_level[visit] >= 0:
        chain.levels[arrays.skip_level[visit]] += arrays.skip_weight[visit]


@compiled
def _position_of(chain: Chain, k: int, visit: int) -> int:
    """Return the position (1..size) of a visit in its route."""
    for p in range(chain.size[k]):
        if chain.route[k, p] == visit:
            return p + 1
    return 0


@compiled
def _ruin(
    arrays: Arrays, chain: Chain, average_removed: int, longest_string: int, removed: Ints
) -> tuple[int, int]:
    """Take visits out around a random one; return that one, or -1 where they lie anywhere, and how many they are.

    Three ways by turns: adjacent strings (Christiaens and Vanden Berghe 2020, doi 10.1287/trsc.2019.0914), the
    nearest visits one by one, and visits at random.
    """
    n = arrays.min_s.shape[0]
    num_shifts = arrays.floor.shape[0]
    planned = 0
    for k in range(num_shifts):
        planned += chain.size[k]
    if planned == 0:
        return -1, 0
    wanted = 1 + _below(chain.random, min(2 * average_removed, planned))
    count = 0
    way = _draw(chain.random)
    if way < 0.15:
        while count < wanted:
            chosen = _below(chain.random, planned - count)
            for k in range(num_shifts):
                if chosen < chain.size[k]:
                    removed[count] = chain.route[k, chosen]
                    _remove(arrays, chain, k, chosen + 1)
                    count += 1
                    break
                chosen -= chain.size[k]
        return -1, count
    seed = _below(chain.random, n)
    for rank in range(n):
        visit = arrays.near[seed, rank]
        k = chain.shift_of[visit]
        if k < 0:
            continue
        position = _position_of(chain, k, visit)
        if way < 0.40:
            removed[count] = visit
            _remove(arrays, chain, k, position)
            count += 1
        else:
            size = chain.size[k]
            length = 1 + _below(chain.random, min(longest_string, size, wanted - count))
            # A string may spare a stretch in its middle, so that what lies there keeps its place.
            spared = 0
            if length > 1 and length < size and _draw(chain.random) < 0.5:
                spared = 1
                while length + spared < size and _draw(chain.random) < 0.5:
                    spared += 1
            total = length + spared
            lowest = max(1, position - total + 1)
            highest = min(position, size - total + 1)
            first = lowest + _below(chain.random, highest - lowest + 1)
            spare_at = first + 1 + _below(chain.random, length - 1) if spared > 0 else -1
            p = first
            gone = 0
            while gone < length:
                if p == spare_at:
                    p += spared
                    spare_at = -1
                    continue
                removed[count] = chain.route[k, p - 1]
                _remove(arrays, chain, k, p)
                if spare_at > p:
                    spare_at -= 1
                count += 1
                gone += 1
        if count >= wanted:
            break
    return seed, count


@compiled
def _order(
    arrays: Arrays, chain: Chain, prices: Floats, absent: Ints, num_absent: int, keys: Floats
) -> None:
    """Sort the absent visits into the order in which they are tried, chosen at random among several."""
    n = arrays.min_s.shape[0]
    way = _draw(chain.random)
    by_worth = _draw(chain.random) < 0.7
    noise = _draw(chain.random)
    for i in range(num_absent):
        visit = absent[i]
        level = arrays.skip_level[visit]
        worth = prices[level] * arrays.skip_weight[visit] if level >= 0 else 0.0
        if way < 0.35:
            key = _draw(chain.random)
        elif way < 0.70:
            key = -worth * (1.0 - noise * _draw(chain.random))
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
    order = np.argsort(keys[:num_absent])
    for i in range(num_absent):
        keys[i] = absent[order[i]]
    for i in range(num_absent):
        absent[i] = int(keys[i])


@compiled
def _list_absent(
    arrays: Arrays,
    chain: Chain,
    near: float,
    seed: int,
    removed: Ints,
    num_removed: int,
    absent: Ints,
) -> int:
    """List the visits to try; return how many. Mostly those just taken out and others near to them: most room is there.

    A visit that leaving out costs nothing is tried only while a floor is missed.
    """
    n = arrays.min_s.shape[0]
    below_floor = chain.levels[FLOOR] > 0
    num_absent = 0
    reach = n
    if seed >= 0 and _draw(chain.random) < near:
        reach = min(n, 20 + _below(chain.random, 40))
        for i in range(num_removed):
            absent[i] = removed[i]
            # Marked, so that it is not listed twice.
            chain.shift_of[removed[i]] = -2
        num_absent = num_removed
    for rank in range(reach):
        visit = arrays.near[seed, rank] if seed >= 0 else rank
        if chain.shift_of[visit] == -1 and (arrays.skip_level[visit] >= 0 or below_floor):
            absent[num_absent] = visit
            num_absent += 1
    for i in range(num_removed):
        chain.shift_of[removed[i]] = -1
    return num_absent


@compiled
def _recreate(
    arrays: Arrays,
    chain: Chain,
    prices: Floats,
    blink: float,
    near: float,
    seed: int,
    removed: Ints,
    num_removed: int,
    absent: Ints,
    keys: Floats,
) -> None:
    """Insert absent visits greedily, each at its best place, skipping places now and then (blinks)."""
    n = arrays.min_s.shape[0]
    num_shifts = arrays.floor.shape[0]
    num_absent = _list_absent(arrays, chain, near, seed, removed, num_removed, absent)
    _order(arrays, chain, prices, absent, num_absent, keys)
    for i in range(num_absent):
        visit = absent[i]
        level = arrays.skip_level[visit]
        worth = prices[level] * arrays.skip_weight[visit] if level >= 0 else 0.0
        best = 0.0
        best_shift = -1
        best_position = 0
        for k in range(num_shifts):
            cell = visit * num_shifts + k
            if arrays.window_first[cell] == arrays.window_first[cell + 1]:
                continue
            size = chain.size[k]
            if size >= arrays.max_visits[k]:
                continue
            gain = worth - arrays.serve_cost_s[visit, k]
            if size < arrays.floor[k]:
                gain += prices[FLOOR]
            before = n + 2 * k
            for position in range(1, size + 2):
                after = chain.route[k, position - 1] if position <= size else n + 2 * k + 1
                to_s = arrays.travel_s[before, visit]
                from_s = arrays.travel_s[visit, after]
                delta = float(to_s + from_s) - gain
                if size > 0:
                    delta -= float(arrays.travel_s[before, after])
                before = after
                if delta >= best or (blink > 0.0 and _draw(chain.random) < blink):
                    continue
                if fits(arrays, chain, k, visit, position, to_s, from_s):
                    best = delta
                    best_shift = k
                    best_position = position
        if best_shift >= 0:
            _insert(arrays, chain, visit, best_shift, best_position)


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
            return levels[level] < other[level]
    return False


@compiled
def _copy(route: Ints, size: Ints, to_route: Ints, to_size: Ints) -> None:
    """Copy the routes."""
    for k in range(size.shape[0]):
        to_size[k] = size[k]
        for p in range(size[k]):
            to_route[k, p] = route[k, p]


@compiled
def improve(
    arrays: Arrays,
    chain: Chain,
    prices: Floats,
    iterations: int,
    hot: float,
    cold: float,
    done: int,
    total: int,
    average_removed: int,
    longest_string: int,
    blink: float,
    near: float,
) -> int:
    """Run annealing iterations on a chain; return the number of the last one that found a new best, or -1.

    Parameters
    ----------
    arrays, chain
        Problem and state.
    prices
        Shape (7,): what a unit of each level is worth in seconds of travel while searching.
    iterations
        How many to run now.
    hot, cold
        Temperatures at the beginning and end of the cycle, in seconds.
    done, total
        Iterations of the cycle already run, and its length.
    average_removed, longest_string, blink, near
        Settings of ruin and recreate (see `routing.solve.ruin_recreate.Settings`).
    """
    n = arrays.min_s.shape[0]
    num_shifts = arrays.floor.shape[0]
    absent = np.empty(n, np.int64)
    removed = np.empty(n, np.int64)
    keys = np.empty(n, np.float64)
    old_route = np.empty_like(chain.route)
    old_size = np.empty_like(chain.size)
    old_levels = np.empty_like(chain.levels)
    found = -1
    for k in range(num_shifts):
        update_times(arrays, chain, k)
    current = _scalar(prices, chain.levels)
    for iteration in range(iterations):
        temperature = hot * (cold / hot) ** ((done + iteration) / total)
        _copy(chain.route, chain.size, old_route, old_size)
        old_levels[:] = chain.levels
        seed, num_removed = _ruin(arrays, chain, average_removed, longest_string, removed)
        feasible = True
        for k in range(num_shifts):
            # Where the triangle inequality is broken, taking a visit out can make the rest late.
            feasible = update_times(arrays, chain, k) and feasible
        if feasible:
            _recreate(arrays, chain, prices, blink, near, seed, removed, num_removed, absent, keys)
            cost = _scalar(prices, chain.levels)
            if cost < current - temperature * np.log(max(_draw(chain.random), 1e-300)):
                current = cost
                if _is_better(chain.levels, chain.best_levels):
                    _copy(chain.route, chain.size, chain.best_route, chain.best_size)
                    chain.best_levels[:] = chain.levels
                    found = done + iteration
                continue
        _copy(old_route, old_size, chain.route, chain.size)
        chain.levels[:] = old_levels
        chain.shift_of[:] = -1
        for k in range(num_shifts):
            for p in range(chain.size[k]):
                chain.shift_of[chain.route[k, p]] = k
            update_times(arrays, chain, k)
    return found
