"""Plans of field visits for a day, a week or a month: which customers to visit, when, in which order, and why.

The names below are all that most programs need; each is imported when it is first asked for, so that ``import routing``
costs next to nothing. Everything else is imported from the module that it stands in:

- the steps in between, request, travel times, search: `routing.build_request` (`day_request`, `places`),
  `routing.build_horizon` (`horizon_request`), `routing.planner` (`plan_request`, `plan_horizon`);
- travel times of your own: `routing.travel.matrix` (`TravelMatrix`), `routing.travel.road_network` (`RoadNetwork`);
- customers, visits, calendars: `routing.domain`, such as `routing.domain.customer` and `routing.domain.calendar`;
- questions: `routing.coverage` (`certificate`), `routing.conflict` (`conflicts`), `routing.explanation`
  (`explain_all`), `routing.recommendation` (`recommend_days`, `recommend_times`), `routing.repair` (`apply_repair`),
  `routing.comparison` (`compare`);
- how one plan follows another, and what came of it: `routing.plan_chain`, `routing.execution_report` (`report_day`,
  `report_month`), `routing.coverage_report`;
- a year played day by day, beside other ways to plan: `routing.simulation`;
- files: `routing.outputs`, such as `routing.outputs.geojson` (`plan_geojson`);
- what is raised: `routing.errors` (`RoutingError`, which `InputError` is one of).
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from routing.checker import check
    from routing.documents import read_document, write_document
    from routing.domain.calendar import china_calendar
    from routing.domain.policy import Policy
    from routing.domain.policy_document import load_policy
    from routing.domain.territory import Territory
    from routing.errors import InputError
    from routing.explanation import explain
    from routing.outputs.page import plan_page
    from routing.plan import Plan
    from routing.planner import plan_day, plan_month, plan_week
    from routing.repair import repairs
    from routing.replanning import replan
    from routing.request import PlanRequest
    from routing.simulation import simulate
    from routing.solve.backend import Limits
    from routing.tables import read_territory
    from routing.travel.geodesic import Geodesic
    from routing.travel.road_graph import RoadGraph

__all__ = [
    "Geodesic",
    "InputError",
    "Limits",
    "Plan",
    "PlanRequest",
    "Policy",
    "RoadGraph",
    "Territory",
    "check",
    "china_calendar",
    "explain",
    "load_policy",
    "plan_day",
    "plan_month",
    "plan_page",
    "plan_week",
    "read_document",
    "read_territory",
    "repairs",
    "replan",
    "simulate",
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
    "Territory": "domain.territory",
    "check": "checker",
    "china_calendar": "domain.calendar",
    "explain": "explanation",
    "load_policy": "domain.policy_document",
    "plan_day": "planner",
    "plan_month": "planner",
    "plan_page": "outputs.page",
    "plan_week": "planner",
    "read_document": "documents",
    "read_territory": "tables",
    "repairs": "repair",
    "replan": "replanning",
    "simulate": "simulation",
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
