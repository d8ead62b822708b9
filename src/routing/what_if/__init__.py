"""What a change of a plan as it stands would take: a visit put in, taken out, exchanged, or made on other days."""

from routing.what_if.answer import answer_of, standing_plan
from routing.what_if.choices import Choices
from routing.what_if.other_days import OtherDays, Way
from routing.what_if.standing_plan import Event, Option, Route, StandingPlan, lapsing

__all__ = [
    "Choices",
    "Event",
    "Option",
    "OtherDays",
    "Route",
    "StandingPlan",
    "Way",
    "answer_of",
    "lapsing",
    "standing_plan",
]
