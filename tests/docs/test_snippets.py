"""The examples of the documentation run as they stand, page by page, and print what the pages say."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = [
    page
    for page in sorted([DOCS / "start.md", *DOCS.glob("[chd]*/*.md")])
    if "```python\n" in page.read_text(encoding="utf-8")
]
BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", flags=re.DOTALL | re.MULTILINE)

LENIENT = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
"""A page may leave out lines (``...``) and breaks the long ones."""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(DOCS).as_posix())
def test_examples_of_a_page(
    page: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A page's Python runs from top to bottom, with the files that the page names, and prints the text below it."""
    monkeypatch.chdir(tmp_path)
    for folder in ("data", "docs"):
        (tmp_path / folder).symlink_to(ROOT / folder)
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
        elif language == "text" and printed is not None and follows:
            assert doctest.OutputChecker().check_output(body, printed, LENIENT), printed
            printed = None
