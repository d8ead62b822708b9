"""Runs of the study, each in a process of its own and kept in a file, so that a study that is broken off goes on.

A process that breaks takes nothing along, and its memory is that of one season.
"""

from __future__ import annotations

import hashlib
import json
import traceback
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from functools import cache
from multiprocessing import get_context
from pathlib import Path

from benchmarks.months import SAMPLES
from benchmarks.report import versions_text
from benchmarks.year_runs import PITTSBURGH, WORLDS, Played, Run, failed, play, policy_of
from routing.documents.from_plain import from_plain
from routing.documents.to_plain import to_plain
from routing.errors import Issue
from routing.whole_file import write_whole

__all__ = ["VERSION", "Store", "play_into", "played_all"]

VERSION = 1
"""To be raised when the study plays otherwise, so that nothing is taken over from before."""
ROOT = Path(__file__).resolve().parent.parent
NOT_PLANNING = ("cli", "outputs")
"""Parts of the library that no season runs through."""
PLAYING = ("months", "reduction", "scoring", "year_runs")
"""Modules of the benchmarks that one does: territories, what peers are asked, who plans, what is kept of a season."""

RunCallback = Callable[[Played, int, int], None]
"""Told of each run that is over: how manieth it is, and of how many."""


class Store:
    """A folder of runs that are over.

    A run is known by all that its outcome depends on: the study's version, the code that plans, drives and counts, the
    packages, the territory's files, policy, world, planner, days and seed.

    Parameters
    ----------
    folder
        It need not be there yet.
    data
        Folder of the data that is shared.
    """

    def __init__(self, folder: Path, data: Path) -> None:
        self.folder, self.data = folder, data

    def path(self, run: Run) -> Path:
        """Return the file of a run."""
        known_by = (
            VERSION,
            _code_digest(),
            versions_text(),
            _digest_of_files(self._ground(run)),
            policy_of(run.policy).digest,
            to_plain(WORLDS[run.world]),
            to_plain(run),
        )
        digest = hashlib.sha256(json.dumps(known_by, sort_keys=True).encode()).hexdigest()
        return self.folder / f"{digest[:20]}.json"

    def read(self, run: Run) -> Played | None:
        """Return what came of a run, None where it is still to be played."""
        try:
            plain = json.loads(self.path(run).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        faults: list[Issue] = []
        found: Played = from_plain(plain, Played, "$", faults)
        return None if faults else found

    def write(self, played: Played) -> None:
        """Keep what came of a run."""
        self.folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(to_plain(played), ensure_ascii=False)
        write_whole(self.path(played.run), text.encode())

    def _ground(self, run: Run) -> tuple[Path, ...]:
        if run.territory == PITTSBURGH:
            folder = self.data / "real" / "pittsburgh_joint"
            return (*sorted(folder.glob("*.csv")), ROOT / "benchmarks" / "pittsburgh.py")
        return tuple(sorted((SAMPLES / run.territory).rglob("*.csv")))


@cache
def _digest_of_files(paths: Sequence[Path]) -> str:
    found = hashlib.sha256()
    for path in paths:
        found.update(path.name.encode())
        found.update(path.read_bytes())
    return found.hexdigest()


@cache
def _code_digest() -> str:
    """Return a digest of the code that a season runs through."""
    source = ROOT / "src" / "routing"
    planning = [
        path
        for path in source.rglob("*")
        if path.suffix in {".py", ".toml"} and path.relative_to(source).parts[0] not in NOT_PLANNING
    ]
    study = ROOT / "benchmarks"
    others = [path for folder in ("rivals", "peers") for path in (study / folder).glob("*.py")]
    others += [study / f"{name}.py" for name in PLAYING]
    return _digest_of_files(tuple(sorted([*planning, *others])))


# ------------------------------------------------------------------ playing


def played_all(
    runs: Iterable[Run], store: Store, *, processes: int, told: RunCallback
) -> dict[Run, Played]:
    """Return what came of each run, in their order; what is in the store already is not played again.

    A run that breaks is among them with its reason, and is tried again by the next study.
    """
    asked = list(dict.fromkeys(runs))
    kept = ((run, store.read(run)) for run in asked)
    found = {run: played for run, played in kept if played is not None and not played.why_failed}
    with ThreadPoolExecutor(processes) as pool:
        waiting = [pool.submit(_in_a_process, run, store) for run in asked if run not in found]
        for number, future in enumerate(as_completed(waiting), start=1):
            played = future.result()
            found[played.run] = played
            told(played, number, len(waiting))
    return {run: found[run] for run in asked}


def _in_a_process(run: Run, store: Store) -> Played:
    store.path(run).unlink(missing_ok=True)
    # It ends with the study, should that be broken off.
    process = get_context("spawn").Process(target=play_into, args=(run, store), daemon=True)
    process.start()
    process.join()
    return store.read(run) or failed(
        run,
        f"left nothing behind: its process ended with {process.exitcode}, or the code changed meanwhile",
    )


def play_into(run: Run, store: Store) -> None:
    """Play a run and keep what came of it, or why it failed."""
    try:
        played = play(run, store.data)
    except Exception as fault:  # noqa: BLE001 - whatever breaks a planner must not end the study
        traceback.print_exc()
        played = failed(run, f"{type(fault).__name__}: {fault}")
    store.write(played)
