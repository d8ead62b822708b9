"""The file that keeps how far a season has come: read back as it was, refused where it is of another season."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from routing.domain.policy import Policy
from routing.errors import InputError
from routing.simulation import REALISTIC, STRESS, Known, Planned, Season, Strategy, World, simulate
from routing.simulation.journal import Journal
from tests.simulation.brief import InTurn, brief, town
from tests.simulation.crowd import MONDAY, crowd, policy, weekdays

SUNDAY = MONDAY + timedelta(days=6)


def played(
    journal: Path | None,
    *,
    num_customers: int = 100,
    of_policy: Policy | None = None,
    first: int = 0,
    last: int = 6,
    world: World = REALISTIC,
    seed: int = 1,
    strategy: Strategy | None = None,
) -> Season:
    """Return a week, or the days from one to another."""
    return simulate(
        crowd(num_customers, 2),
        of_policy or policy(),
        MONDAY + timedelta(days=first),
        MONDAY + timedelta(days=last),
        world,
        seed,
        calendar=weekdays(),
        strategy=strategy or InTurn(),
        journal=journal,
    )


def codes(refusal: pytest.ExceptionInfo[InputError]) -> list[str]:
    """Return what was refused."""
    return [issue.code for issue in refusal.value.issues]


def test_a_finished_season_is_read_and_not_played(tmp_path: Path) -> None:
    """Nobody is asked for plans again."""

    class Unwilling(InTurn):
        def evening(self, known: Known, day: date) -> Planned:
            raise AssertionError(known, day)

        def __repr__(self) -> str:
            return repr(InTurn())

    journal = tmp_path / "season.json"
    season = played(journal)
    assert played(journal, strategy=Unwilling()) == season


def test_a_later_end_goes_on(tmp_path: Path) -> None:
    """Until Sunday, and then until Wednesday: the season that was played in one go."""
    journal = tmp_path / "season.json"
    played(journal)
    assert played(journal, last=9) == played(None, last=9)


def test_an_earlier_end_is_refused(tmp_path: Path) -> None:
    """What has been played cannot be taken back."""
    journal = tmp_path / "season.json"
    played(journal)
    with pytest.raises(InputError, match=f"{SUNDAY}") as refusal:
        played(journal, last=5)
    assert codes(refusal) == ["journal-goes-further"]


@pytest.mark.parametrize(
    "other",
    [
        {"num_customers": 99},
        {"of_policy": policy().derive({"visits.floor": 12})},
        {"first": 1},
        {"world": STRESS},
        {"seed": 2},
        {"strategy": brief()},
    ],
    ids=lambda one: next(iter(one)),
)
def test_another_season_is_refused(tmp_path: Path, other: dict[str, object]) -> None:
    """Each thing that makes a season makes it another one; the file stays as it was."""
    journal = tmp_path / "season.json"
    played(journal)
    before = journal.read_bytes()
    with pytest.raises(InputError) as refusal:
        played(journal, **other)  # type: ignore[arg-type]
    assert codes(refusal) == ["journal-of-another-season"]
    assert journal.read_bytes() == before


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"format": "routing-season/1"}'])
def test_a_broken_file_is_refused(tmp_path: Path, text: str) -> None:
    """Half a file, or something else: one sentence, without what stands in it."""
    journal = tmp_path / "season.json"
    journal.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as refusal:
        played(journal)
    assert codes(refusal) == ["journal-broken"]


def test_a_state_reads_back_as_it_was(tmp_path: Path) -> None:
    """With history, logs and records of our own plans."""
    path = tmp_path / "season.json"
    season = played(path, last=1, num_customers=10, strategy=brief())
    began = replace(season, territory=crowd(10, 2), end=SUNDAY, days=())
    journal = Journal(path, began, brief())
    state = journal.state()
    assert state is not None
    assert (state.territory, state.days) == (season.territory, season.days)
    assert state.records
    assert (state.next_day, state.num_news) == (MONDAY + timedelta(days=2), len(season.news))
    again = replace(state, next_day=SUNDAY)
    journal.write(again)
    assert journal.state() == again


def test_a_season_that_has_not_begun_has_no_state(tmp_path: Path) -> None:
    """No file is no state, and none is made by asking."""
    season = played(None)
    path = tmp_path / "season.json"
    assert Journal(path, replace(season, territory=town()), InTurn()).state() is None
    assert not path.exists()
