"""The options with which people report what happens on the road: WHO=WHAT, each as often as needed."""

from __future__ import annotations

from pathlib import Path
from typing import TypedDict

import click

from routing.cli.plan_options import Command, all_of

__all__ = ["RoadOptions", "road_options"]


class RoadOptions(TypedDict):
    """What the options of `road_options` say."""

    as_planned: bool
    position: tuple[str, ...]
    free_at: tuple[str, ...]
    done: tuple[str, ...]
    failed: tuple[str, ...]
    anomaly: tuple[str, ...]
    cancelled: tuple[str, ...]
    closed: tuple[str, ...]
    runs_long: tuple[str, ...]
    late: tuple[str, ...]
    task: tuple[str, ...]
    day_ends: tuple[str, ...]
    ill: tuple[str, ...]
    events: Path | None


_OPTIONS = (
    (
        "--position",
        "[MANAGER=]PLACE",
        "Where an account manager is: LAT,LON or a customer; one not visited yet is being visited.",
    ),
    ("--free-at", "[MANAGER=]HH:MM", "When he can go on.  [default: now]"),
    ("--done", "CUSTOMER[=HH:MM]", "Visit or call that was made, and when it began."),
    ("--failed", "CUSTOMER[=REASON]", "Visit that was tried in vain: keeper-away, refused ..."),
    (
        "--anomaly",
        "CUSTOMER=KIND",
        "Customer who becomes an anomalous one (R13): orders-failed, complaint ...",
    ),
    ("--cancelled", "CUSTOMER", "Customer who asks not to be visited today."),
    (
        "--closed",
        "CUSTOMER[=YYYY-MM-DD]",
        "Shop found shut, and until when.  [default: today]",
    ),
    ("--runs-long", "CUSTOMER=HH:MM", "Visit under way that lasts until then."),
    ("--late", "[MANAGER=]MINUTES", "How much later than that he can go on."),
    ("--task", "[MANAGER=]MINUTES", "Ad-hoc work of today: it takes the reserve first (R20)."),
    ("--day-ends", "[MANAGER=]HH:MM", "When he has to stop visiting."),
    (
        "--ill",
        "MANAGER[=YYYY-MM-DD]",
        "Account manager who falls ill, and until when.  [default: today]",
    ),
)


def road_options(command: Command) -> Command:
    """Add the options that report what happens on the road."""
    parts = (
        click.option(name, multiple=True, metavar=form, help=told) for name, form, told in _OPTIONS
    )
    as_planned = click.option(
        "--as-planned",
        is_flag=True,
        help="What would be over by now was made as planned, but for what else is said of it.",
    )
    in_file = click.option(
        "--events",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Document (road-events) of all that, written by a program.",
    )
    return all_of((as_planned, *parts, in_file))(command)
