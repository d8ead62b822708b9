"""The page about replanning: its example runs, its document is read, and its table names every option there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from routing.cli.road_options import RoadOptions
from routing.documents import from_json
from routing.domain.road_events import RoadEvents

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "on-the-road.md").read_text(encoding="utf-8")


def test_python_example_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A shop found shut is told in two languages and handed on, with its deadline and the next chance."""
    (example,) = re.findall(r"```python\n(.*?)```", PAGE, flags=re.DOTALL)
    monkeypatch.chdir(ROOT)
    exec(compile(example, "on-the-road.md", "exec"), {})  # noqa: S102 - our own page
    lines = capsys.readouterr().out.splitlines()
    # NX0141, a core customer (R1), was last seen on 21 October: two weeks later is 4 November.
    assert any(re.fullmatch(r"NX0141 2026-11-04 2026-11-\d\d False", line) for line in lines)
    assert any(line.startswith("NX0141: ") and "NX0141：" in line for line in lines)


def test_document_is_read() -> None:
    """The events that the page writes as JSON are events."""
    (document,) = re.findall(r"```json\n(.*?)```", PAGE, flags=re.DOTALL)
    events = from_json(document, RoadEvents)
    assert (len(events.positions), len(events.done), len(events.events)) == (1, 1, 3)


def test_page_names_every_option() -> None:
    """Whatever can be reported on the command line stands on the page."""
    named = set(re.findall(r"`--([a-z-]+)", PAGE))
    options = {name.replace("_", "-") for name in RoadOptions.__annotations__}
    assert options - named == set()
