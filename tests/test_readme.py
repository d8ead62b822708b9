"""The README's examples run as they stand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_python_example_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The example plans the sample town with at least its floor of 12 visits, and every visit left out has a reason."""
    (example,) = re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL)
    monkeypatch.chdir(ROOT)
    scope: dict[str, object] = {}
    exec(compile(example, "README.md", "exec"), scope)  # noqa: S102 - our own page
    first, *others = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r"M01 \d+ visits, \d+ m", first)
    num_visits = int(first.split()[1])
    assert num_visits >= 12
    stops, left_out = others[:num_visits], others[num_visits:]
    assert all(re.fullmatch(r"NX\d{4} \d+ [a-z]+ [a-z-]+", line) for line in stops)
    assert all(re.match(r"NX\d{4} \[.+\]", line) for line in left_out)
