"""How far a season has come, in a file: whoever breaks off goes on from there."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, is_dataclass
from datetime import date
from pathlib import Path

from routing.documents.from_plain import from_plain
from routing.documents.to_plain import to_plain
from routing.domain.territory import Territory
from routing.errors import InputError, Issue
from routing.plan_chain import PlanRecord
from routing.simulation.season import DayLog, Season
from routing.simulation.strategy import Strategy
from routing.whole_file import write_whole

__all__ = ["Journal", "State"]

FORMAT = "routing-season/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """How things stand between two days.

    Parameters
    ----------
    next_day
        The day to play next.
    num_news
        How many of the world's news are known.
    records
        What the strategy remembers.
    days
        Logs of all days so far.
    """

    next_day: date
    territory: Territory
    num_news: int
    records: tuple[PlanRecord, ...]
    days: tuple[DayLog, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    format: str
    season: str
    state: State


class Journal:
    """The file of a season.

    Parameters
    ----------
    path
        The file; it need not be there yet.
    season
        What is played, as it stands at the start. A later end is the same season.
    strategy
        Who plans. That calendar and travel are the same is up to whoever goes on with a season.
    """

    def __init__(self, path: Path, season: Season, strategy: Strategy) -> None:
        self._path = path
        question = (
            to_plain(season.territory),
            season.policy.digest,
            season.start.isoformat(),
            to_plain(season.world),
            season.seed,
            repr(strategy) if is_dataclass(type(strategy)) else strategy.name,
        )
        text = json.dumps(question, ensure_ascii=False, sort_keys=True)
        self._season = hashlib.sha256(text.encode()).hexdigest()[:16]

    def state(self) -> State | None:
        """Return how far the season has come, None where it has not begun.

        Raises
        ------
        InputError
            If the file is broken, or one of another season.
        """
        if not self._path.exists():
            return None
        faults: list[Issue] = []
        try:
            plain = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            plain = None
        page = from_plain(plain, _Page, "$", faults)
        if faults or page.format != FORMAT:
            raise InputError(
                [self._refused("journal-broken", "It is no whole journal of a season.")]
            )
        if page.season != self._season:
            raise InputError(
                [
                    self._refused(
                        "journal-of-another-season",
                        "It was kept of another territory, policy, world, seed, start or strategy.",
                    )
                ]
            )
        found: State = page.state
        return found

    def write(self, state: State) -> None:
        """Keep how things stand."""
        page = _Page(format=FORMAT, season=self._season, state=state)
        write_whole(self._path, json.dumps(to_plain(page), ensure_ascii=False).encode())

    def _refused(self, code: str, message: str) -> Issue:
        return Issue(
            code=code,
            place=self._path.name,
            message=message,
            remedy="Name another file, or remove it to begin anew.",
        )
