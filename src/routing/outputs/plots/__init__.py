"""Figures of plans and of what became of them, drawn with matplotlib for whoever tunes a policy.

Each function returns a figure and neither shows nor saves it; in a notebook the figure as the last line of a cell is
shown. Words come in English or Chinese.
"""

from routing.outputs.plots.coverage import coverage_map
from routing.outputs.plots.lateness import days_late, late_by_week
from routing.outputs.plots.progress import search_progress
from routing.outputs.plots.travel import travel_a_visit
from routing.outputs.plots.visits import visits_at_least, visits_by_day

__all__ = [
    "coverage_map",
    "days_late",
    "late_by_week",
    "search_progress",
    "travel_a_visit",
    "visits_at_least",
    "visits_by_day",
]
