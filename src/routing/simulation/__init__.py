"""A year played day by day: plans made as they are in life, driven through a world that does not keep to them.

`simulate` plays, `routing.simulation.count.counted` says what it comes to. Who plans is a `Strategy`: the library's own
chain of plans (`OurPlans`), or one of yours.
"""

from routing.simulation.closed_loop import DayCallback, simulate
from routing.simulation.news import News
from routing.simulation.our_plans import Effort, OurPlans
from routing.simulation.season import DayLog, Season
from routing.simulation.strategy import Known, OnTheRoad, Planned, Strategy
from routing.simulation.tour import Errand, Tour
from routing.simulation.world import REALISTIC, STRESS, World

__all__ = [
    "REALISTIC",
    "STRESS",
    "DayCallback",
    "DayLog",
    "Effort",
    "Errand",
    "Known",
    "News",
    "OnTheRoad",
    "OurPlans",
    "Planned",
    "Season",
    "Strategy",
    "Tour",
    "World",
    "simulate",
]
