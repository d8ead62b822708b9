"""What a change of a plan as it stands would take: a visit put in, taken out, exchanged, or made on other days."""

from routing.what_if.answer import answer_of, standing_plan
from routing.what_if.choices import Choices
from routing.what_if.other_days import Around, OtherDays, Way, best_around
from routing.what_if.standing_plan import Event, Option, Route, StandingPlan, lapsing
from routing.what_if.start_spans import Span, start_spans

__all__ = [
    "Around",
    "Choices",
    "Event",
    "Option",
    "OtherDays",
    "Route",
    "Span",
    "StandingPlan",
    "Way",
    "answer_of",
    "best_around",
    "lapsing",
    "standing_plan",
    "start_spans",
]
