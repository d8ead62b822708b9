"""The examples of the pages run: Python as it stands prints what its page says, and commands end well."""

from __future__ import annotations

import doctest
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from routing.cli import main
from routing.cli.exit_codes import ExitCode

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = [
    page
    for page in sorted([DOCS / "start.md", *DOCS.glob("[chd]*/*.md")])
    if re.search(r"^```(python|console)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
]
BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", flags=re.DOTALL | re.MULTILINE)

COMMAND = re.compile(r"^\$ routing ((?:.*\\\n)*.*)\n", flags=re.MULTILINE)

LENIENT = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
"""A page may leave out lines (``...``) and breaks the long ones."""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(DOCS).as_posix())
def test_examples_of_a_page(
    page: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A page runs from top to bottom, with the files that it names; its Python prints the text below it."""
    monkeypatch.chdir(tmp_path)
    for folder in ("data", "docs"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    (tmp_path / "my-territory").symlink_to(ROOT / "data" / "town-150")
    content = page.read_text(encoding="utf-8")
    scope: dict[str, object] = {"__name__": "__main__"}
    printed, end = None, 0
    for block in BLOCK.finditer(content):
        language, file_name, body = block.groups()
        follows = not content[end : block.start()].strip()
        end = block.end()
        if file_name:
            (tmp_path / file_name).write_text(body, encoding="utf-8")
        elif language == "python":
            above = "\n" * content.count("\n", 0, block.start(3))  # errors name the page's line
            exec(compile(above + body, str(page), "exec"), scope)  # noqa: S102 - our own page
            printed = capsys.readouterr().out
        elif language == "console":
            for line in COMMAND.findall(body):
                _run(line)
        elif language == "text" and printed is not None and follows:
            assert doctest.OutputChecker().check_output(body, printed, LENIENT), printed
            printed = None


def _run(line: str) -> None:
    """Run a command of a page; a search ends after few iterations."""
    asked = shlex.split(line.replace("\\\n", " "), comments=True)
    if asked[0] == "plan" and "--iterations" not in asked:
        asked += ["--iterations", "200"]
    found = CliRunner().invoke(main, asked)
    assert found.exit_code in {ExitCode.FINE, ExitCode.MANDATORY_LEFT_OUT}, (line, found.output)
