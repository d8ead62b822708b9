"""How much time visits take on a set of shifts at the least, travel included.

The bound is that of a tour by node prices and growing sets, as in Held and Karp's 1-trees (1970,
doi 10.1287/opre.18.6.1138), made aware that a shift ends. A tour that calls at customer `c` leaves and enters it, and
so pays twice the price of `c`. Around the priced customers sets grow at equal speed until they meet each other (and
merge) or a depot (and stop); a tour that calls anywhere in a set crosses its border twice, and borders never overlap,
so what is paid at nodes and borders is never more than the legs. All this holds for any choice of prices; subgradient
steps find good ones.

One long tour would cross each border twice. Shifts are short: what must be done inside a border asks for so many shifts
to go there as its visits, travel and the way there fill, or as one customer needs visits, and each crosses it twice.
That keeps the ways to and from far places, which a bound on one long tour loses.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["TourBound", "tour_bound"]

_MARGIN = 1e-6
_LOOK_EVERY = 5

# How the ascent steps, by trial on towns and villages: with legs to neighbours and to the depot, less and less.
_NEAR_SHARE, _FAR_SHARE = 0.15, 0.03
_FEWEST_ROUNDS, _MOST_ROUNDS, _LEGS_PRICED = 20, 300, 12_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TourBound:
    """Prices and borders that bound the time of visits on shifts from below.

    Parameters
    ----------
    stay_s
        Shape (visits,): the length of each visit, and twice its price and the width of its own border.
    border_s
        Shape (sets,): twice the width of each set's border; 0 for the sets of one visit.
    price_s
        Shape (visits,): the prices.
    parts
        For each set of several visits the two sets that merged into it. The first ``len(stay_s)`` sets hold one visit
        each and have no parts; sets come after their parts.
    outside_s
        Shape (sets,): what a shift pays at the borders around a set, its own included.
    """

    stay_s: NDArray[np.float64]
    border_s: NDArray[np.float64]
    price_s: NDArray[np.float64]
    parts: tuple[tuple[int, int], ...]
    outside_s: NDArray[np.float64]

    def time_s(
        self, counts: NDArray[np.float64], longest_s: float, most_visits: float
    ) -> NDArray[np.float64]:
        """Return, shape (spans,), how long so many visits take at the least, with the travel.

        Parameters
        ----------
        counts
            Shape (visits, spans): how often each customer is visited, on different days.
        longest_s, most_visits
            What no shift exceeds.

        Notes
        -----
        A set that no shift can enter and leave in time counts as entered once for each visit.
        """
        size, sets = len(self.stay_s), len(self.border_s)
        visits = np.empty((sets, counts.shape[1]))
        entered, paid_s = np.empty_like(visits), np.empty_like(visits)
        visits[:size] = entered[:size] = counts
        paid_s[:size] = counts * self.stay_s[:, None]
        left_s = np.maximum(longest_s - self.outside_s, 1.0)
        is_part = np.zeros(sets, np.bool_)
        for number, pair in enumerate(self.parts, start=size):
            one, other = pair
            is_part[one] = is_part[other] = True
            visits[number] = number_of = visits[one] + visits[other]
            inside_s = paid_s[one] + paid_s[other]
            by_time = np.minimum(np.ceil(inside_s / left_s[number] - _MARGIN), number_of)
            needed = np.maximum(np.maximum(entered[one], entered[other]), by_time)
            needed = np.maximum(needed, np.ceil(number_of / most_visits - _MARGIN))
            entered[number] = needed
            paid_s[number] = inside_s + self.border_s[number] * needed
        return np.asarray(paid_s[~is_part].sum(axis=0))


def tour_bound(
    leg_s: NDArray[np.int64],
    depot_s: NDArray[np.int64],
    length_s: NDArray[np.int64],
    counts: NDArray[np.float64],
    longest_s: float,
    *,
    most_visits: float = 1e9,
    price_s: NDArray[np.float64] | None = None,
) -> TourBound:
    """Return prices and borders that bound these visits well; valid for any others of the same customers too.

    Parameters
    ----------
    leg_s
        Shape (visits, visits): quickest way, symmetric, keeping the triangle inequality (with lengths on the way).
    depot_s
        Shape (visits,): quickest way from or to the nearest depot.
    length_s
        Shape (visits,): the shortest visits.
    counts
        Shape (visits,): how often each is visited; what the prices are tuned for.
    longest_s, most_visits
        What no shift exceeds.
    price_s
        Shape (visits,): good prices to begin with; None if there are none.
    """
    size = len(length_s)
    leg = leg_s.astype(np.float64)
    depot = depot_s.astype(np.float64)
    length = length_s.astype(np.float64)
    price = np.zeros(size) if price_s is None else price_s
    best = _grown(leg, depot, length, price)
    if size <= 1:
        return best
    weights = counts[:, None]
    best_s = float(best.time_s(weights, longest_s, most_visits)[0])
    nearest = np.where(np.eye(size, dtype=np.bool_), np.inf, leg).min(axis=1)
    stride = _NEAR_SHARE * float(np.minimum(nearest, depot).mean())
    stride += _FAR_SHARE * float(depot.mean())
    rounds = max(_FEWEST_ROUNDS, min(_MOST_ROUNDS, _LEGS_PRICED // size))
    wanted = np.maximum(counts, 0)
    last = np.zeros(size)
    for turn in range(rounds):
        edges = _spanning_tree(leg, depot, price)
        pull = 2 * wanted - _multiplicity(edges, wanted, length, price, longest_s)
        pull = np.where(wanted > 0, pull / np.maximum(wanted, 1), 0)
        price = price + stride * (1 - turn / rounds) ** 2 * (0.7 * pull + 0.3 * last)
        price = np.maximum(price, -length / 2)
        last = pull
        if turn % _LOOK_EVERY == 0 or turn == rounds - 1:
            found = _grown(leg, depot, length, price)
            found_s = float(found.time_s(weights, longest_s, most_visits)[0])
            # Visits may be left out of a shift only if each adds to its time.
            if found_s > best_s and found.stay_s.min() >= 0:
                best, best_s = found, found_s
    return best


def _spanning_tree(
    leg: NDArray[np.float64], depot: NDArray[np.float64], price: NDArray[np.float64]
) -> list[tuple[float, int, int]]:
    """Return the edges (moment of meeting, tail or -1 for the depot, head) of a spanning tree, by moment.

    Sets grow by half the moment from each side; depots do not grow, so that they are met twice as late.
    """
    size = len(price)
    meets = leg - price - price[:, None]
    reach = 2 * (depot - price)
    source = np.full(size, -1)
    edges = []
    for _ in range(size):
        head = int(reach.argmin())
        edges.append((float(reach[head]), int(source[head]), head))
        meets[:, head] = np.inf
        way = meets[head]
        source[way < reach] = head
        reach = np.minimum(reach, way)
        reach[head] = np.inf
    edges.sort()
    return edges


def _multiplicity(
    edges: list[tuple[float, int, int]],
    counts: NDArray[np.float64],
    length: NDArray[np.float64],
    price: NDArray[np.float64],
    longest_s: float,
) -> NDArray[np.float64]:
    """Return how often the legs at each customer are paid for at these prices: twice its visits at the best prices."""
    size = len(counts)
    owner = list(range(size))
    work = (counts * (length + 2 * price)).tolist()
    entered = counts.tolist()
    stopped = [False] * size
    paid = np.zeros(size)

    def root(one: int) -> int:
        while owner[one] != one:
            owner[one] = owner[owner[one]]
            one = owner[one]
        return one

    for _, tail, head in edges:
        one = root(head)
        if tail < 0:
            paid[head] += 2 * (0 if stopped[one] else entered[one])
            stopped[one] = True
            continue
        other = root(tail)
        first = 0 if stopped[one] else entered[one]
        second = 0 if stopped[other] else entered[other]
        is_stopped = stopped[one] or stopped[other]
        owner[other] = one
        work[one] += work[other]
        together = max(entered[one], entered[other], -(-work[one] // longest_s))
        share = first + second - (0 if is_stopped else together)
        paid[head] += share
        paid[tail] += share
        entered[one] = together
        stopped[one] = is_stopped
    return paid


def _grown(
    leg: NDArray[np.float64],
    depot: NDArray[np.float64],
    length: NDArray[np.float64],
    price: NDArray[np.float64],
) -> TourBound:
    """Return the borders that grow around the customers at these prices.

    The border around a single customer is paid whenever its price is, so the two are kept as one; it may be negative.
    """
    size = len(price)
    edges = _spanning_tree(leg, depot, price)
    owner = list(range(size))
    name = list(range(size))
    stops = [False] * size
    since = [0.0] * size
    border = [0.0] * size
    parts: list[tuple[int, int]] = []

    def root(one: int) -> int:
        while owner[one] != one:
            owner[one] = owner[owner[one]]
            one = owner[one]
        return one

    def close(one: int, moment: float) -> None:
        if not stops[one]:
            border[name[one]] = moment - since[one]

    for moment, tail, head in edges:
        one = root(head)
        close(one, moment)
        if tail < 0:
            stops[one] = True
            continue
        other = root(tail)
        close(other, moment)
        owner[other] = one
        if stops[one] or stops[other]:
            stops[one] = True
            continue
        parts.append((name[one], name[other]))
        name[one] = size + len(parts) - 1
        since[one] = moment
        border.append(0.0)
    border_s = np.array(border)
    stay_s = length + 2 * price + border_s[:size]
    border_s[:size] = 0
    outside_s = border_s.copy()
    for number in range(len(parts) - 1, -1, -1):
        for part in parts[number]:
            outside_s[part] += outside_s[size + number]
    return TourBound(
        stay_s=stay_s,
        border_s=border_s,
        price_s=price,
        parts=tuple(parts),
        outside_s=outside_s,
    )
