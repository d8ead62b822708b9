"""Solvers of the integer problem, all behind one protocol."""

from __future__ import annotations

from routing.solve.backend import Backend, Limits, Progress, ProgressCallback, refuse

__all__ = [
    "Backend",
    "Limits",
    "Progress",
    "ProgressCallback",
    "default_backend",
    "horizon_backend",
    "refuse",
]


def default_backend() -> Backend:
    """Return the backend that plans are made with: OR-Tools finds a first answer, ruin and recreate improves it."""
    # Imported when asked for: each brings a compiled library with it.
    from routing.solve.ortools_routing import OrToolsRouting
    from routing.solve.ruin_recreate import RuinRecreate
    from routing.solve.staged import Stage, Staged

    return Staged(
        (
            Stage(backend=OrToolsRouting(), share=0.1, iterations=1),
            Stage(backend=RuinRecreate()),
        )
    )


def horizon_backend() -> Backend:
    """Return the backend that plans of several days are made with, for visits that recur.

    A first calendar is built by insertion, OR-Tools routes its days, ruin and recreate improves both together.
    """
    from routing.solve.day_by_day import DayByDay
    from routing.solve.ortools_routing import OrToolsRouting
    from routing.solve.ruin_recreate import RuinRecreate
    from routing.solve.staged import Stage, Staged

    return Staged(
        (
            Stage(backend=RuinRecreate(), iterations=1),
            Stage(backend=DayByDay(OrToolsRouting()), share=0.1),
            Stage(backend=RuinRecreate()),
        )
    )
