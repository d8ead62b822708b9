"""Our own search, behind the signature of the peers."""

from __future__ import annotations

from routing.problem import Feature, Problem

__all__ = ["EXPRESSES", "solve"]

EXPRESSES = frozenset(
    {
        Feature.SEVERAL_SHIFTS,
        Feature.SEVERAL_WINDOWS,
        Feature.LUNCH,
        Feature.FLOOR,
        Feature.SKIPPING,
    }
)


def solve(problem: Problem, *, time_s: float, seed: int) -> tuple[tuple[int, ...], ...]:
    """Return the routes of the default backend, which is what plans are made with."""
    from routing.solve import Limits, default_backend

    limits = Limits(time_s=time_s, seed=seed, workers=1)
    return default_backend().solve(problem, limits).sequences
