"""The check of a travel source's own numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping

from routing.errors import InputError, Issue

__all__ = ["require_at_least"]


def require_at_least(source: object, lowest: Mapping[str, float]) -> None:
    """Check that attributes of a source are finite numbers, each no lower than its bound.

    Raises
    ------
    InputError
        Names every attribute that is not.
    """
    issues = []
    for name, bound in lowest.items():
        value: float = getattr(source, name)
        if not (math.isfinite(value) and value >= bound):
            issues.append(
                Issue(
                    code="argument-out-of-range",
                    place=f"{type(source).__name__}, argument {name}",
                    value=str(value),
                    message="No travel can be computed with this value.",
                    remedy=f"Give a finite number, {bound:g} or more.",
                )
            )
    if issues:
        raise InputError(issues)
