"""Which seasons the study plays, and in which tables and figures they stand side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.year_runs import (
    AXES,
    HALF_A_YEAR,
    OURS,
    PARTS,
    RIVALS,
    STANDARD,
    TERRITORIES,
    YEAR,
    Played,
    Run,
)
from routing.simulation.count import Count

__all__ = ["FULL", "QUICK", "Results", "Scope"]

VARIED_ON = "town-150"
OTHER_POLICY = "route-standard"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Seasons to play: ours and the rivals in every world, and ours with something else.

    Parameters
    ----------
    territories, worlds, days
        Where ours and the rivals are played, and for how long.
    rivals
        Names of `RIVALS`.
    parts
        Names of `PARTS`, played in the realistic world.
    parts_on
        Territories on which these are played.
    varied_days
        How long each policy is played on `VARIED_ON`; 0: only the standard is.
    """

    territories: tuple[str, ...]
    worlds: tuple[str, ...]
    days: int
    rivals: tuple[str, ...]
    parts: tuple[str, ...] = ()
    parts_on: tuple[str, ...] = ()
    varied_days: int = 0
    seed: int = 1

    @property
    def planners(self) -> tuple[str, ...]:
        """Ours, and the rivals."""
        return (OURS, *self.rivals)

    def side_by_side(self, planner: str, world: str) -> list[Run]:
        """Return a planner's seasons on all territories."""
        return [
            Run(territory=name, planner=planner, world=world, days=self.days, seed=self.seed)
            for name in self.territories
        ]

    def without(self, part: str) -> list[Run]:
        """Return our seasons without a part of it, or with all of them."""
        return [
            Run(territory=name, planner=part, days=self.days, seed=self.seed)
            for name in self.parts_on
        ]

    def under(self, policy: str) -> Run:
        """Return our season under a policy."""
        return Run(territory=VARIED_ON, policy=policy, days=self.varied_days, seed=self.seed)

    def along(self, axis: str) -> list[tuple[int, Run]]:
        """Return our seasons with one number of the standard varied."""
        terms = AXES[axis]
        standard = self.under(STANDARD)
        return [
            (value, standard if value == terms.standard else self.under(f"{axis} {value}"))
            for value in terms.values
        ]

    @property
    def policies(self) -> list[Run]:
        """Our seasons under each shipped policy."""
        return [self.under(STANDARD), self.under(OTHER_POLICY)]

    @property
    def runs(self) -> list[Run]:
        """All of them, what matters most first."""
        found = [
            run
            for world in self.worlds
            for planner in self.planners
            for run in self.side_by_side(planner, world)
        ]
        found += [run for part in self.parts for run in self.without(part)]
        if self.varied_days:
            found += [run for axis in AXES for _, run in self.along(axis)]
            found += self.policies
        return list(dict.fromkeys(found))


FULL = Scope(
    territories=TERRITORIES,
    worlds=("realistic", "stress"),
    days=YEAR,
    rivals=tuple(RIVALS),
    parts=tuple(PARTS),
    parts_on=("town-150",),
    varied_days=HALF_A_YEAR,
)
QUICK = Scope(
    territories=("town-150",),
    worlds=("realistic",),
    days=28,
    rivals=("fixed journey", "most overdue first"),
)


class Results:
    """What came of the runs of a scope."""

    def __init__(self, scope: Scope, played: Sequence[Played]) -> None:
        self.scope = scope
        self._played = {one.run: one for one in played}

    @property
    def all(self) -> tuple[Played, ...]:
        """What came of each, in order."""
        return tuple(self._played[run] for run in self.scope.runs)

    def __getitem__(self, run: Run) -> Played:
        """Return what came of a run."""
        return self._played[run]

    def total(self, runs: Sequence[Run]) -> Count | None:
        """Return several seasons added up, None where one of them failed."""
        found = [self._played[run] for run in runs]
        if any(one.why_failed for one in found):
            return None
        return sum((one.count for one in found), Count())
