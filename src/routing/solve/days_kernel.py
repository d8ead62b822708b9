"""Putting visits on days, compiled with numba: one stop in or out, and the best days of one visit as a shortest path.

A visit's days are a path through its graph of days (`routing.day_graph`). The price of a node is what the cheapest
insertion on its day costs, so the best days for a visit, all of them at once, are a shortest path; visits kept on
their days bind it to pass through them.
"""

from __future__ import annotations

from typing import NamedTuple

from routing.solve.clock_kernel import (
    Arrays,
    Chain,
    Floats,
    compiled,
    fits,
    has_room,
    update_times,
)
from routing.solve.random_kernel import draw
from routing.solve.scratch_kernel import Scratch, note_shift, note_visit
from routing.status import Level

__all__ = [
    "ANY_SHIFT",
    "BELOW_FLOOR",
    "CHANGED_BELOW_FLOOR",
    "Prices",
    "remove",
    "replan",
]

OPENED = int(Level.OPENED)
FLOOR = int(Level.FLOOR)
COST = int(Level.COST)

INFINITE = 1e300

ANY_SHIFT = 0
BELOW_FLOOR = 1
CHANGED_BELOW_FLOOR = 2
"""Which shifts a visit is offered to: all, those below their floor, or of these the ones changed just now."""


class Prices(NamedTuple):
    """What things are worth in seconds of travel while searching.

    Shapes: `level` (levels,) a unit of each level; `arc` (arcs,) each arc of the graphs of days; `most` (visits,) what
    an insertion of the visit may cost.
    """

    level: Floats
    arc: Floats
    most: Floats


@compiled
def _neighbour(arrays: Arrays, chain: Chain, k: int, position: int) -> int:
    """Return the node at a position of a route: start node 0, visits 1..size, end node size+1."""
    n = arrays.min_s.shape[0]
    if position == 0:
        return int(n + 2 * k)
    if position == chain.size[k] + 1:
        return int(n + 2 * k + 1)
    return int(chain.route[k, position - 1])


@compiled
def _count_stop(arrays: Arrays, chain: Chain, k: int, size: int, sign: int) -> None:
    """Add to the levels, or take off, what the stop that makes a route `size` long counts besides travel."""
    if size <= arrays.floor[k]:
        chain.levels[FLOOR] -= sign
    if size == 1 and arrays.is_extra[k]:
        chain.levels[OPENED] += sign
    if size > arrays.fair_visits[k]:
        chain.levels[COST] += sign * arrays.over_price_s[k]


@compiled
def _insert(
    arrays: Arrays, chain: Chain, scratch: Scratch, node: int, visit: int, k: int, position: int
) -> None:
    """Put a visit in front of a position and update times and levels."""
    note_shift(chain, scratch, k)
    size = chain.size[k]
    before = _neighbour(arrays, chain, k, position - 1)
    after = _neighbour(arrays, chain, k, position)
    empty_s = arrays.travel_s[before, after] if size > 0 else 0
    delta_s = arrays.travel_s[before, visit] + arrays.travel_s[visit, after] - empty_s
    for p in range(size, position - 1, -1):
        chain.route[k, p] = chain.route[k, p - 1]
    chain.route[k, position - 1] = visit
    chain.size[k] += 1
    chain.loaded[k] += arrays.load[visit]
    chain.node_on[visit, arrays.shift_day[k]] = node
    chain.shift_on[visit, arrays.shift_day[k]] = k
    chain.levels[COST] += delta_s + arrays.serve_cost_s[visit, k]
    _count_stop(arrays, chain, k, size + 1, 1)
    update_times(arrays, chain, k)


@compiled
def remove(arrays: Arrays, chain: Chain, scratch: Scratch, k: int, position: int) -> None:
    """Take the visit at a position out, updating levels but not times."""
    note_shift(chain, scratch, k)
    visit = chain.route[k, position - 1]
    note_visit(arrays, chain, scratch, visit)
    size = chain.size[k]
    before = _neighbour(arrays, chain, k, position - 1)
    after = _neighbour(arrays, chain, k, position + 1)
    empty_s = arrays.travel_s[before, after] if size > 1 else 0
    delta_s = arrays.travel_s[before, visit] + arrays.travel_s[visit, after] - empty_s
    for p in range(position - 1, size - 1):
        chain.route[k, p] = chain.route[k, p + 1]
    chain.size[k] -= 1
    chain.loaded[k] -= arrays.load[visit]
    chain.node_on[visit, arrays.shift_day[k]] = -1
    chain.shift_on[visit, arrays.shift_day[k]] = -1
    chain.levels[COST] -= delta_s + arrays.serve_cost_s[visit, k]
    _count_stop(arrays, chain, k, size, -1)


@compiled
def _find_place(
    arrays: Arrays,
    chain: Chain,
    scratch: Scratch,
    prices: Prices,
    blink: float,
    visit: int,
    day: int,
    offered: int,
) -> None:
    """Find the cheapest insertion of a visit on a day, passing over places now and then (blinks)."""
    n = arrays.min_s.shape[0]
    num_shifts = arrays.floor.shape[0]
    best = prices.most[visit]
    scratch.place_shift[day] = -1
    for index in range(arrays.day_first[day], arrays.day_first[day + 1]):
        k = arrays.day_shift[index]
        cell = visit * num_shifts + k
        size = chain.size[k]
        if (
            arrays.window_first[cell] == arrays.window_first[cell + 1]
            or size >= arrays.max_visits[k]
            or chain.loaded[k] + arrays.load[visit] > arrays.capacity[k]
            or scratch.blocked[k]
            or (offered != ANY_SHIFT and size >= arrays.floor[k])
            or (offered == CHANGED_BELOW_FLOOR and not scratch.is_dirty[k])
        ):
            continue
        if size == 0 and arrays.twin[k] >= 0 and chain.size[arrays.twin[k]] == 0:
            continue
        base = float(arrays.serve_cost_s[visit, k])
        if size < arrays.floor[k]:
            base -= prices.level[FLOOR]
        if size == 0 and arrays.is_extra[k]:
            base += prices.level[OPENED]
        if size >= arrays.fair_visits[k]:
            base += arrays.over_price_s[k]
        before = n + 2 * k
        for position in range(1, size + 2):
            after = chain.route[k, position - 1] if position <= size else n + 2 * k + 1
            to_s = arrays.travel_s[before, visit]
            from_s = arrays.travel_s[visit, after]
            delta = base + float(to_s + from_s)
            if size > 0:
                delta -= float(arrays.travel_s[before, after])
            before = after
            if delta >= best or (blink > 0.0 and draw(chain.random) < blink):
                continue
            if fits(arrays, chain, k, visit, position, to_s, from_s):
                best = delta
                scratch.place_shift[day] = k
                scratch.place_position[day] = position
    scratch.place_cost[day] = best if scratch.place_shift[day] >= 0 else INFINITE


@compiled
def _find_contact(arrays: Arrays, chain: Chain, scratch: Scratch, visit: int, day: int) -> None:
    """Find a shift with time for a contact at its end, within the visit's windows.

    The windows must hold until the very end: a contact moves there when others behind it are taken off.
    """
    num_shifts = arrays.floor.shape[0]
    contact_s = arrays.contact_s[visit]
    scratch.contact_shift[day] = -1
    for index in range(arrays.day_first[day], arrays.day_first[day + 1]):
        k = arrays.day_shift[index]
        cell = visit * num_shifts + k
        latest = arrays.shift_end_s[k] - contact_s
        clock = latest - chain.kept_s[k]
        for w in range(arrays.window_first[cell], arrays.window_first[cell + 1]):
            if (
                arrays.window_lo[w] <= clock
                and latest <= arrays.window_hi[w]
                and has_room(arrays, chain, k, contact_s)
            ):
                scratch.contact_shift[day] = k
                return


@compiled
def _shortest_path(
    arrays: Arrays,
    chain: Chain,
    scratch: Scratch,
    prices: Prices,
    blink: float,
    visit: int,
    offered: int,
) -> bool:
    """Find the cheapest days of a visit that include those it is kept on; return whether there are any."""
    first = arrays.node_first[visit]
    last = arrays.node_first[visit + 1] - 1
    num_days = chain.node_on.shape[1]
    scratch.length[0] = 0.0
    day = -1
    bound = -1
    is_kept = False
    for node in range(first + 1, last + 1):
        if arrays.node_day[node] != day:
            if is_kept:
                bound = day
            day = arrays.node_day[node]
            is_kept = day < num_days and chain.node_on[visit, day] >= 0
            if day < num_days and not is_kept:
                _find_place(arrays, chain, scratch, prices, blink, visit, day, offered)
        price = 0.0
        if node < last:
            if arrays.node_contact[node]:
                price = INFINITE
                if not is_kept:
                    _find_contact(arrays, chain, scratch, visit, day)
                    price = 0.0 if scratch.contact_shift[day] >= 0 else INFINITE
            elif not is_kept:
                price = scratch.place_cost[day]
        best = INFINITE
        if price < INFINITE:
            for arc in range(arrays.arc_first[node], arrays.arc_first[node + 1]):
                tail = arrays.arc_tail[arc]
                # No way leads past a day on which the visit is kept.
                if arrays.node_day[tail] < bound or scratch.length[tail - first] >= INFINITE:
                    continue
                length = scratch.length[tail - first] + prices.arc[arc]
                if length < best:
                    best = length
                    scratch.via[node - first] = arc
        scratch.length[node - first] = best + price if best < INFINITE else INFINITE
    return bool(scratch.length[last - first] < INFINITE)


@compiled
def _withdraw(arrays: Arrays, chain: Chain, scratch: Scratch, visit: int) -> bool:
    """Take a visit off all its days; return whether the routes can still be kept."""
    feasible = True
    for day in range(chain.node_on.shape[1]):
        k = chain.shift_on[visit, day]
        if k >= 0:
            for p in range(chain.size[k]):
                if chain.route[k, p] == visit:
                    remove(arrays, chain, scratch, k, p + 1)
                    break
            feasible = update_times(arrays, chain, k) and feasible
    return feasible


@compiled
def replan(
    arrays: Arrays,
    chain: Chain,
    scratch: Scratch,
    prices: Prices,
    blink: float,
    visit: int,
    offered: int,
) -> bool:
    """Give a visit its best days, those it is still on included; return whether all routes can be kept.

    Where no path leads through the days it is still on, it is taken off them first.
    """
    note_visit(arrays, chain, scratch, visit)
    if not _shortest_path(arrays, chain, scratch, prices, blink, visit, offered) and not (
        _withdraw(arrays, chain, scratch, visit)
        and _shortest_path(arrays, chain, scratch, prices, blink, visit, offered)
    ):
        return False
    first = arrays.node_first[visit]
    node = arrays.node_first[visit + 1] - 1
    for level in range(chain.levels.shape[0]):
        chain.visit_levels[visit, level] = 0
    while node > first:
        arc = scratch.via[node - first]
        for level in range(chain.levels.shape[0]):
            chain.visit_levels[visit, level] += arrays.arc_cost[arc, level]
        node = arrays.arc_tail[arc]
        if node == first:
            break
        day = arrays.node_day[node]
        if arrays.node_contact[node]:
            k = scratch.contact_shift[day]
            note_shift(chain, scratch, k)
            chain.kept_s[k] += arrays.contact_s[visit]
            chain.node_on[visit, day] = node
            chain.shift_on[visit, day] = k
            update_times(arrays, chain, k)
        elif chain.node_on[visit, day] < 0:
            k = scratch.place_shift[day]
            _insert(arrays, chain, scratch, node, visit, k, scratch.place_position[day])
    for level in range(chain.levels.shape[0]):
        chain.levels[level] += chain.visit_levels[visit, level]
    return True
