"""What plans are made from, read from where the user said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Self

import click

from routing.cli.inputs import (
    calendar_for,
    inspect_source,
    policy_from,
    records_from,
    travel_from,
)
from routing.errors import InputError

if TYPE_CHECKING:
    from routing.cli.plan_options import SourceOptions
    from routing.cli.progress import Activity
    from routing.domain.calendar import WorkCalendar
    from routing.domain.policy import Policy
    from routing.domain.territory import Territory
    from routing.plan_chain import PlanRecord
    from routing.travel.matrix import TravelSource

__all__ = ["Given", "Sources", "read_given"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Where to read what plans are made from; see the options of ``routing plan``."""

    territory: Path
    policy: str = "classified"
    settings: tuple[str, ...] = ()
    calendar: str = "china"
    overrides: Path | None = None
    roads: Path | None = None
    earlier: tuple[Path, ...] = ()

    @classmethod
    def of(cls, options: SourceOptions, earlier: tuple[Path, ...]) -> Self:
        """Return what the options say."""
        return cls(
            territory=options["territory"],
            policy=options["policy"],
            settings=options["settings"],
            calendar=options["calendar"],
            overrides=options["overrides"],
            roads=options["roads"],
            earlier=earlier,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What plans are made from; `earlier` are the records of plans made before."""

    territory: Territory
    policy: Policy
    calendar: WorkCalendar
    travel: TravelSource
    earlier: tuple[PlanRecord, ...]


def read_given(
    sources: Sources, activity: Activity, *, first: date, last: date, is_quiet: bool
) -> Given:
    """Return what a plan of some days is made from; that there are warnings is said on standard error.

    Raises
    ------
    InputError
        With every fault of the first of the sources that is broken.
    """
    policy = policy_from(sources.policy, sources.settings)
    earlier = records_from(sources.earlier)
    activity.say("reading the tables")
    reading = inspect_source(sources.territory)
    if reading.territory is None:
        raise InputError(reading.issues)
    if reading.issues and not is_quiet:
        click.echo(
            f"{len(reading.issues)} warning(s) in {sources.territory.name}; `routing validate` shows them.",
            err=True,
        )
    return Given(
        territory=reading.territory,
        policy=policy,
        calendar=calendar_for(
            sources.calendar, sources.overrides, reading.territory, first=first, last=last
        ),
        travel=travel_from(sources.roads),
        earlier=earlier,
    )
