"""Plays a season in a process of its own: ``python -m tests.simulation.season_of_a_process [JOURNAL]``.

Without a journal it prints a digest of the season; with one it is killed on the second Wednesday.
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from routing.documents.to_plain import to_plain
from routing.simulation import STRESS, DayLog, Season, simulate
from tests.simulation.brief import InTurn, brief
from tests.simulation.crowd import crowd, policy, weekdays

__all__ = ["END", "KILLED_ON", "START", "digest", "played"]

START = date(2026, 3, 2)
KILLED_ON, END = START + timedelta(days=9), START + timedelta(days=13)
BUSY = replace(STRESS, anomalies_per_1000=600, tasks_per_100=100, illness_days_a_year=60)


def played(journal: Path | None = None, *, is_killed: bool = False) -> Season:
    """Return two weeks of somebody who goes through his list, in a world in which much happens."""

    def told(day: date, _: tuple[DayLog, ...]) -> None:
        if is_killed and day == KILLED_ON:
            os.kill(os.getpid(), signal.SIGKILL)

    return simulate(
        crowd(100, 2),
        policy(),
        START,
        END,
        BUSY,
        7,
        calendar=weekdays(),
        strategy=InTurn(),
        journal=journal,
        progress=told,
    )


def digest() -> str:
    """Return a digest of three days of our own plans on a street of twenty, with all that they came to."""
    season = simulate(
        crowd(20),
        policy(),
        START,
        START + timedelta(days=2),
        BUSY,
        7,
        calendar=weekdays(),
        strategy=brief(),
    )
    text = json.dumps([to_plain(season.territory), to_plain(season.days)], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        played(Path(sys.argv[1]), is_killed=True)
    sys.stdout.write(digest())
