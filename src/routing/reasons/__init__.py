"""Why a visit stands outside a plan, tried before it is told.

Three questions in turn. Can any plan hold it? A shift that makes this visit alone answers; if none can, rules are
lifted one by one, then two at a time and so on until it can, and those lifted are the reason. Is anybody missing it? A
filler with the floors reached is not. What would it cost? The day is solved again with the visit forced in, and the
difference is the answer; should that plan be the better one, the search had stopped too early and the reason says so.
For an appointment that is not kept come the nearest times that the plan could keep (R16).
"""

from routing.reasons.left_out import explain_left_out
from routing.reasons.lifting import Obstacle, obstacles, rules_in_the_way, shifts_without
from routing.reasons.witness import Instead, changed_shifts
from routing.reasons.words import beside_travel, facts, names, price, remedies

__all__ = [
    "Instead",
    "Obstacle",
    "beside_travel",
    "changed_shifts",
    "explain_left_out",
    "facts",
    "names",
    "obstacles",
    "price",
    "remedies",
    "rules_in_the_way",
    "shifts_without",
]
