"""Random numbers whose state belongs to the caller, compiled with numba."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from routing.solve.clock_kernel import compiled

__all__ = ["below", "draw"]


@compiled
def draw(random: NDArray[np.uint64]) -> float:
    """Return a number in [0, 1) (xorshift64*, Vigna 2016, doi 10.1145/2845077)."""
    x = random[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    random[0] = x
    return float((x * np.uint64(2685821657736338717)) >> np.uint64(11)) / 9007199254740992.0


@compiled
def below(random: NDArray[np.uint64], bound: int) -> int:
    """Return a whole number in [0, bound)."""
    return int(draw(random) * bound)
