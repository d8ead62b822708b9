"""Most overdue first: each visit day those of whose interval the largest share is over, in nearest-neighbour order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import inf

from benchmarks.rivals.by_hand import NextInLine, evening_by_hand
from benchmarks.rivals.road import road_by_hand
from routing.demand.outlook import Outlook
from routing.demand.team import Presence
from routing.simulation.strategy import Known, OnTheRoad, Planned

__all__ = ["MostOverdueFirst"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MostOverdueFirst:
    """Plans by hand from the list of intervals: who turns late before the next visit day, then who has waited longest.

    All of the former go on the list, of the latter as many as the floor asks for (R7); who has waited longest is whose
    interval is over by the largest share.
    """

    name: str = "most overdue first"

    def evening(self, known: Known, day: date) -> Planned:
        """Return tomorrow's tours."""
        return evening_by_hand(known, day, _next_in_line)

    def on_the_road(self, known: Known, found: OnTheRoad) -> Planned | None:
        """Return another order where the next on the list cannot be next, None else."""
        return road_by_hand(known, found, _next_in_line)


def _next_in_line(presence: Presence, own: tuple[Outlook, ...]) -> NextInLine:
    del presence
    ranked = sorted(own, key=lambda view: (-_share_over(view), view.customer.id))
    # Who has agreed a time for a later day that is in time is met then.
    waiting = [
        view for view in ranked if view.turn is None or not view.is_promised(view.turn.deadline)
    ]
    owed = [view for view in waiting if view.turn is None or not view.can_wait(view.turn.deadline)]
    owed_ids = {view.customer.id for view in owed}
    return NextInLine(
        owed=tuple(owed),
        fillers=tuple(view for view in waiting if view.customer.id not in owed_ids),
    )


def _share_over(view: Outlook) -> float:
    """Return the share of the interval that is over, all of it and more where no visit is known."""
    turn = view.turn
    if turn is None:
        return inf
    return (view.day - turn.since).days / (turn.deadline - turn.since).days
