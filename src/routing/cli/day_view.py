"""A day as a planner reads it: the way of each account manager, what was left out and why, figures."""

from __future__ import annotations

from datetime import date

from rich.console import Console

from routing.cli.answer_view import show_figures, show_head, show_left_out, show_notes
from routing.cli.route_view import show_routes
from routing.cli.shown import Shown
from routing.cli.view import print_title
from routing.rules import MEANINGS, Rule

__all__ = ["show_day"]


def show_day(console: Console, shown: Shown, day: date) -> None:
    """Print the plan of one day."""
    show_head(console, shown, shown.day(day))
    if not shown.request.shifts:
        nobody = MEANINGS[Rule.NO_SHIFT]
        told = shown.words.either(f"{nobody.english}. {nobody.remedy}", f"{nobody.chinese}。")
        print_title(console, told[0].upper() + told[1:], style="bold yellow")
    show_routes(console, shown)
    show_left_out(console, shown)
    show_figures(console, shown)
    show_notes(console, shown)
