"""The plan that a reason was computed with, as the reason carries it: what changes of the routes and contacts."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from routing.domain.ids import ShiftId, VisitId
from routing.request import PlanRequest

__all__ = ["Instead", "changed_shifts"]

Instead = tuple[
    tuple[tuple[ShiftId, tuple[VisitId, ...]], ...], tuple[tuple[ShiftId, VisitId], ...]
]
"""`Reason.instead` and `Reason.instead_contacts`."""

_Answer = tuple[Sequence[Sequence[int]], Collection[tuple[int, int]]]


def changed_shifts(request: PlanRequest, before: _Answer, after: _Answer) -> Instead:
    """Return what of an answer is not as in the one before: routes of each shift that changes, and its contacts."""
    called = [
        [sorted(v for shift, v in contacts if shift == k) for k in range(len(request.shifts))]
        for _, contacts in (before, after)
    ]
    changed = [
        k
        for k, (old, new) in enumerate(zip(before[0], after[0], strict=True))
        if tuple(old) != tuple(new) or called[0][k] != called[1][k]
    ]
    return (
        tuple(
            (request.shifts[k].id, tuple(request.visits[v].id for v in after[0][k]))
            for k in changed
        ),
        tuple((request.shifts[k].id, request.visits[v].id) for k in changed for v in called[1][k]),
    )
