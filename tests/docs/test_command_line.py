"""The pages about the command line show what commands print, and every command, option and exit code there is."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from routing.cli.exit_codes import ExitCode
from scripts.run_examples import PAGES, commands, rewritten

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## ([^\n]+)\n(.*?)(?=^## |\Z)", PAGE, flags=re.MULTILINE | re.DOTALL))


def options_of(command: click.Command) -> set[str]:
    """Return the long names of a command's options."""
    options = [one for one in command.params if isinstance(one, click.Option)]
    return {name for one in options for name in one.opts if name.startswith("--")}


@pytest.mark.parametrize("name", PAGES)
def test_examples_print_what_the_page_shows(name: str) -> None:
    """Run from top to bottom, the commands of a page print what stands below them.

    Where they do not, `python -m scripts.run_examples` writes what they print now; look at the difference.
    """
    page = (ROOT / name).read_text(encoding="utf-8")
    assert rewritten(page).splitlines() == page.splitlines()


def test_every_command_has_its_section() -> None:
    """Nothing that can be run is missing, and nothing that is gone is described."""
    told = [
        title for title in SECTIONS if title not in ("Exit codes", "Options of several commands")
    ]
    assert told == list(re.findall(r"^\| \[`routing ([a-z ]+)`\]", PAGE, flags=re.MULTILINE))
    assert set(told) == set(commands())


@pytest.mark.parametrize("name", commands())
def test_every_option_is_told(name: str) -> None:
    """An option stands in a row of its command, or in a row for several that names the command."""
    own = set(re.findall(r"^\| `(--[a-z-]+)", SECTIONS[name], flags=re.MULTILINE))
    rows = re.findall(
        r"^\| `(--[a-z-]+).*\| ([a-z, ]+) \|$",
        SECTIONS["Options of several commands"],
        flags=re.MULTILINE,
    )
    shared = {
        option for option, of in rows if {name, name.split(maxsplit=1)[0]} & set(of.split(", "))
    }
    assert own | shared == options_of(commands()[name])


def test_options_of_the_program_itself_are_told() -> None:
    """What stands before the command is on the page."""
    from routing.cli import main

    assert options_of(main) == {"--version", "--debug"}
    assert all(f"routing {name}" in PAGE for name in ("--version", "--debug"))


def test_no_option_is_made_up() -> None:
    """Every option that the page names anywhere exists."""
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", re.sub(r"<!--|-->", "", PAGE)))
    known = {name for command in commands().values() for name in options_of(command)}
    assert named - known == {"--help", "--version", "--debug"}


def test_page_lists_every_exit_code() -> None:
    """The table of exit codes is complete."""
    listed = {int(code) for code in re.findall(r"^\| (\d+) \|", PAGE, flags=re.MULTILINE)}
    assert listed == {int(code) for code in ExitCode}
