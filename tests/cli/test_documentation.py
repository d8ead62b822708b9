"""The page about the command line shows what the command line says."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from routing.cli.exit_codes import ExitCode
from tests.cli.small_tables import run

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
SHOWN = dict(re.findall(r"```console\n\$ routing (.+)\n((?:.*\n)*?)```", PAGE))
REPEATABLE = [command for command in SHOWN if command.endswith("--help") or "validate" in command]


@pytest.mark.parametrize("command", REPEATABLE)
def test_page_shows_what_the_command_prints(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Help texts and reports on the page are those that the command prints now, 100 characters wide."""
    monkeypatch.chdir(ROOT)
    printed = run(*shlex.split(command), COLUMNS="100").output
    assert [line.rstrip() for line in printed.splitlines()] == SHOWN[command].splitlines()


def test_page_has_every_command() -> None:
    """Each command's help stands on the page."""
    helps = {command for command in SHOWN if command.endswith("--help")}
    names = (
        "validate",
        "plan day",
        "plan week",
        "plan month",
        "replan",
        "check",
        "explain",
        "recommend",
        "compare",
        "report",
        "export",
        "history",
        "demo",
    )
    assert helps == {f"{name} --help" for name in names}


def test_page_lists_every_exit_code() -> None:
    """The table of exit codes is complete."""
    listed = {int(code) for code in re.findall(r"^\| (\d+) \|", PAGE, flags=re.MULTILINE)}
    assert listed == {int(code) for code in ExitCode}
