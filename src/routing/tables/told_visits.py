"""What is told of visits from two sides: whether it is one visit, two, or a contradiction; and history with both."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from routing.domain.events import VisitRecord
from routing.domain.territory import Territory

__all__ = ["can_both_be", "is_same_visit", "with_results"]

_TOLD = ("start", "manager_id", "length_minutes", "because")
"""What may be left open about a visit."""


def is_same_visit(one: VisitRecord, other: VisitRecord) -> bool:
    """Return whether two records agree in all that both of them tell."""
    if (one.customer_id, one.day, one.mode, one.done) != (
        other.customer_id,
        other.day,
        other.mode,
        other.done,
    ):
        return False
    pairs = [(getattr(one, name), getattr(other, name)) for name in _TOLD]
    return all(None in pair or pair[0] == pair[1] for pair in pairs)


def can_both_be(one: VisitRecord, other: VisitRecord) -> bool:
    """Return whether two different records of a customer's day can stand beside each other.

    A door found locked, by somebody else or at another time, takes nothing from a visit that was made; and who was
    visited may have been phoned besides, at another time.
    """
    at_other_times = None not in (one.start, other.start) and one.start != other.start
    if one.done and other.done:
        return at_other_times and one.mode is not other.mode
    managers = one.manager_id, other.manager_id
    return at_other_times or (None not in managers and managers[0] != managers[1])


def with_results(territory: Territory, results: Iterable[VisitRecord]) -> Territory:
    """Return a territory whose history holds results, too.

    A result of which the history tells already adds what is not told there yet; so the same results may be taken over
    twice.
    """
    history = list(territory.history)
    for result in results:
        known = next(
            (index for index, one in enumerate(history) if is_same_visit(one, result)), None
        )
        if known is None:
            history.append(result)
        else:
            untold = [name for name in _TOLD if getattr(history[known], name) is None]
            told = {name: getattr(result, name) for name in untold}
            history[known] = replace(history[known], **told)
    return replace(territory, history=tuple(history))
