"""The README's examples run as they stand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from routing.plan import Plan
from routing.plan_chain import planned_visits
from routing.request import KeptVisit

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_python_examples_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A day of the sample town is planned, its month and a week that keeps to the month; another week is played."""
    of_day, of_month, of_season = re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL)
    monkeypatch.chdir(ROOT)
    scope: dict[str, object] = {}
    exec(compile(of_day, "README.md", "exec"), scope)  # noqa: S102 - our own page
    _is_a_day(capsys.readouterr().out.splitlines())
    exec(compile(of_month, "README.md", "exec"), scope)  # noqa: S102 - our own page
    _is_a_month(capsys.readouterr().out.splitlines())
    kept, week = scope["kept"], scope["week"]
    assert isinstance(kept, tuple)
    assert isinstance(week, Plan)
    _keeps_promises(week, kept)
    exec(compile(of_season, "README.md", "exec"), scope)  # noqa: S102 - our own page
    _is_a_count(capsys.readouterr().out)


def _is_a_day(lines: list[str]) -> None:
    """Hold that at least the floor of 12 visits is planned, and that every visit left out has a reason."""
    first, *others = lines
    assert re.fullmatch(r"M01 \d+ visits, \d+ m", first)
    num_visits = int(first.split()[1])
    assert num_visits >= 12
    stops, left_out = others[:num_visits], others[num_visits:]
    assert all(re.fullmatch(r"NX\d{4} \d+ [a-z]+ [a-z-]+", line) for line in stops)
    assert all(re.match(r"NX\d{4} \[.+\]", line) for line in left_out)


def _is_a_month(lines: list[str]) -> None:
    """Hold that the certificate says "can", and that each of the 150 customers has a row."""
    assert lines[0] == "No bound forbids that the standard is met with these shifts."
    rows = [line for line in lines if line.startswith("NX")]
    assert len(rows) == 150
    a_day = r"\d{4}-\d{2}-\d{2}"
    assert all(re.fullmatch(rf"NX\d{{4}} [a-z-]+( {a_day})+", row) for row in rows)


def _is_a_count(text: str) -> None:
    """Hold that a count is printed, in which visits were made and one week is held against R6."""
    assert re.search(r"^visits in person: \d\d", text, flags=re.MULTILINE)
    assert re.search(
        r"^weeks with enough visit days \(R6\): .* \(\d of 1\)", text, flags=re.MULTILINE
    )


def _keeps_promises(week: Plan, kept: tuple[KeptVisit, ...]) -> None:
    """Hold that whoever has been told of a day is visited on it."""
    promised = {(one.customer_id, one.day) for one in kept if one.is_promised}
    assert promised
    assert promised <= {(one.customer_id, one.day) for one in planned_visits(week)}
