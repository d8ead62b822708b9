"""Plans of field visits for a day, a week or a month: which customers to visit, when, in which order, and why.

The names below are all that most programs need; each is imported when it is first asked for, so that ``import routing``
costs next to nothing. What they are made of stands in the modules they come from, such as `routing.domain.customer`;
how one plan follows another stands in `routing.plan_chain`.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from routing.build_horizon import horizon_request
    from routing.build_request import day_request, places
    from routing.checker import check
    from routing.comparison import compare
    from routing.conflict import conflicts
    from routing.coverage import certificate
    from routing.documents import read_document, write_document
    from routing.domain.calendar import WorkCalendar, china_calendar
    from routing.domain.policy import Policy
    from routing.domain.policy_document import load_policy
    from routing.domain.territory import Territory
    from routing.errors import InputError, RoutingError
    from routing.execution_report import report_day, report_month
    from routing.explanation import explain, explain_all
    from routing.outputs.geojson import plan_geojson
    from routing.plan import Plan
    from routing.planner import plan_day, plan_horizon, plan_month, plan_request, plan_week
    from routing.recommendation import recommend_days, recommend_times
    from routing.repair import apply_repair, repairs
    from routing.replanning import replan
    from routing.request import PlanRequest
    from routing.solve.backend import Limits
    from routing.tables import read_territory
    from routing.travel.geodesic import Geodesic
    from routing.travel.matrix import TravelMatrix
    from routing.travel.road_graph import RoadGraph
    from routing.travel.road_network import RoadNetwork

__all__ = [
    "Geodesic",
    "InputError",
    "Limits",
    "Plan",
    "PlanRequest",
    "Policy",
    "RoadGraph",
    "RoadNetwork",
    "RoutingError",
    "Territory",
    "TravelMatrix",
    "WorkCalendar",
    "apply_repair",
    "certificate",
    "check",
    "china_calendar",
    "compare",
    "conflicts",
    "day_request",
    "explain",
    "explain_all",
    "horizon_request",
    "load_policy",
    "places",
    "plan_day",
    "plan_geojson",
    "plan_horizon",
    "plan_month",
    "plan_request",
    "plan_week",
    "read_document",
    "read_territory",
    "recommend_days",
    "recommend_times",
    "repairs",
    "replan",
    "report_day",
    "report_month",
    "write_document",
]

__version__ = "0.1.0"

_HOMES = {
    "Geodesic": "travel.geodesic",
    "InputError": "errors",
    "Limits": "solve.backend",
    "Plan": "plan",
    "PlanRequest": "request",
    "Policy": "domain.policy",
    "RoadGraph": "travel.road_graph",
    "RoadNetwork": "travel.road_network",
    "RoutingError": "errors",
    "Territory": "domain.territory",
    "TravelMatrix": "travel.matrix",
    "WorkCalendar": "domain.calendar",
    "apply_repair": "repair",
    "certificate": "coverage",
    "check": "checker",
    "china_calendar": "domain.calendar",
    "compare": "comparison",
    "conflicts": "conflict",
    "day_request": "build_request",
    "explain": "explanation",
    "explain_all": "explanation",
    "horizon_request": "build_horizon",
    "load_policy": "domain.policy_document",
    "places": "build_request",
    "plan_day": "planner",
    "plan_geojson": "outputs.geojson",
    "plan_horizon": "planner",
    "plan_month": "planner",
    "plan_request": "planner",
    "plan_week": "planner",
    "read_document": "documents",
    "read_territory": "tables",
    "recommend_days": "recommendation",
    "recommend_times": "recommendation",
    "repairs": "repair",
    "replan": "replanning",
    "report_day": "execution_report",
    "report_month": "execution_report",
    "write_document": "documents",
}

if not TYPE_CHECKING:
    # Hidden from type checkers, for which a module with __getattr__ has every name there is.

    def __getattr__(name: str) -> object:
        """Return a public name, imported now (PEP 562)."""
        if name not in _HOMES:
            raise AttributeError(f"module 'routing' has no attribute {name!r}")
        value = getattr(import_module(f"routing.{_HOMES[name]}"), name)
        globals()[name] = value
        return value

    def __dir__() -> list[str]:
        """Return the public names beside those that are loaded."""
        return sorted({*globals(), *__all__})
