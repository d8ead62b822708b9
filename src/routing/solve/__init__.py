"""Solvers of the integer problem, all behind one protocol."""

from __future__ import annotations

from routing.solve.backend import Backend, Limits, Progress, ProgressCallback, refuse

__all__ = ["Backend", "Limits", "Progress", "ProgressCallback", "refuse"]
