"""What a season comes to, counted from its history alone: arithmetic of its own, beside bounds on what anybody could.

Nothing here looks at plans, nor at the code that plans or checks them: rules are read anew, from their text and from
the numbers of the policy.
"""

from routing.simulation.count.counting import counted
from routing.simulation.count.table import CountRow, count_rows
from routing.simulation.count.values import (
    Backlog,
    Cadence,
    CadenceByClass,
    Count,
    Floor,
    LateOn,
    Miss,
    MissedBecause,
    Owed,
    Share,
    Visits,
    VisitWeeks,
    Work,
)

__all__ = [
    "Backlog",
    "Cadence",
    "CadenceByClass",
    "Count",
    "CountRow",
    "Floor",
    "LateOn",
    "Miss",
    "MissedBecause",
    "Owed",
    "Share",
    "VisitWeeks",
    "Visits",
    "Work",
    "count_rows",
    "counted",
]
