"""``routing replan``: the rest of a day planned again, from what happened on the road."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Unpack

import click

from routing.cli.plan_options import (
    chain_options,
    file_options,
    file_out,
    showing_options,
    source_options,
)
from routing.cli.road_options import road_options

if TYPE_CHECKING:
    from routing.cli.replanning import ReplanOptions

__all__ = ["replan_command"]


@click.command("replan", short_help="Plan the rest of a day again (途中重排).")
@click.argument("record", type=click.Path(path_type=Path))
@click.option(
    "--now",
    required=True,
    metavar="'YYYY-MM-DD HH:MM'",
    help="When it is; the rest of this day is planned.",
)
@road_options
@source_options("those of the plan")
@chain_options(
    "Record of another published plan: of a week or month, a later day, other account managers; repeat for several."
)
@file_options
@file_out(
    "--territory-out", "Write the territory with all that happened today: for later commands."
)
@showing_options("List small changes, too, and tell reasons in full.", "the answer as JSON")
def replan_command(**options: Unpack[ReplanOptions]) -> None:
    """Plan the rest of a day again, with as little change as can be (途中重排).

    RECORD is the plan in hand: the record of a day's, week's or month's plan (`routing plan`, --publish). TERRITORY is
    what it was made from; what happened today may stand in its tables or be said with the options. Account managers
    need not be named where the plan is for one.

    Appointments stay, and visits whose customers have had notice stay at their time wherever that can be. Told are the
    rest of the day, whom to tell what, what later days have to take over, and what changes and why.

    The exit code is 3 when something mandatory is late or left out.
    """
    from routing.cli.replanning import run_replan

    run_replan(options)
