"""Runs the commands that the documentation shows, and writes what they print below them.

A page is one terminal: its blocks ``console`` are run from top to bottom in a folder of their own that has the samples
as ``data``. What is written by hand and what is not:

===========================================  ==========================================================================
``$ routing ...``                            a command; what stands below it, to the next one, is what it prints
``<!-- shown: 6; 4 from "a"; "b" -->``       before a block: of its last command the first six lines, four from the next
                                             that begins with "a" on, and from one with "b" on all to an empty line;
                                             else everything
``<!-- exit code 2 -->``                     before a block: how its last command ends, where the input is broken
``<!-- not run -->``                         before a block: it is for other people's files
``<!-- typed in: monday.xlsx -->``           an account manager types the results of his day into a workbook
``<!-- options of plan day -->``             before a table: the options of a command
``<!-- options of several commands -->``     before a table: those that mean the same in three commands or more
===========================================  ==========================================================================

Run it after every change that the pages show: ``python -m scripts.run_examples``.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import re
import shlex
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from click.testing import CliRunner

from routing.cli import main

__all__ = ["PAGES", "ROOT", "commands", "rewritten"]

ROOT = Path(__file__).resolve().parent.parent
PAGES = ("README.md", "docs/command-line.md", "docs/on-the-road.md")
"""Pages whose examples are run."""

WIDTH = 100
"""Of the terminal, in characters."""

_STEP = re.compile(
    r"(?P<options><!-- options of (?P<command>[a-z ]+) -->\n)(\n(\|[^\n]*\n)+)?"
    r"|<!-- typed in: (?P<workbook>[^ ]+) -->\n"
    r"|(?P<marks>(<!-- [^\n]* -->\n)*)```console\n(?P<block>.*?)```\n",
    flags=re.DOTALL,
)
_VARIES = (
    # How long a search took is another figure on every machine.
    (re.compile(r"\d+\.\d s(?=, stopped by)"), "... s"),
    (re.compile(r"\d+\.\d 秒(?=, 停止原因)"), "... 秒"),
)
_MANY = 3
_FOUND = 1
_LEFT_OUT = 3


def rewritten(page: str) -> str:
    """Return a page with what its commands print now.

    Raises
    ------
    RuntimeError
        When a command ends otherwise than the page says, or prints nothing of what is to be shown.
    """
    with _terminal():
        return _STEP.sub(_written, page)


def commands() -> dict[str, click.Command]:
    """Return every command by its name, groups left out: ``"plan day"``."""
    return dict(_commands(main, ()))


def _commands(group: click.Group, names: tuple[str, ...]) -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from _commands(command, (*names, name))
        else:
            yield " ".join((*names, name)), command


@contextlib.contextmanager
def _terminal() -> Iterator[None]:
    """Stand in a new folder with the samples."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            Path("data").symlink_to(ROOT / "data", target_is_directory=True)
            yield
        finally:
            os.chdir(before)


def _written(step: re.Match[str]) -> str:
    if step["options"]:
        return f"{step['options']}\n{_options(step['command'])}"
    if step["workbook"]:
        _type_in(Path(step["workbook"]))
        return step[0]
    if "<!-- not run -->" in step["marks"]:
        return step[0]
    return f"{step['marks']}```console\n{_run_all(step['block'], step['marks'])}```\n"


def _run_all(block: str, marks: str) -> str:
    """Return a block with every command of it run; marks say what is shown of the last one, and how it ends."""
    typed = re.findall(r"^\$ (?:.*\\\n)*.*\n", block, flags=re.MULTILINE)
    expected = re.search(r"exit code (\d)", marks)
    shown = re.search(r"shown: (.*) -->", marks)
    written = ""
    for line in typed:
        is_last = line is typed[-1]
        printed = _run(line[2:], int(expected[1]) if expected and is_last else None)
        written += line + (_chosen(printed, shown[1]) if shown and is_last else printed)
    return written


def _run(line: str, expected: int | None) -> str:
    """Return what a command prints, without what differs from run to run."""
    program, *arguments = shlex.split(line.replace("\\\n", " "))
    if program != "routing":
        raise RuntimeError(f"{program}: only `routing` is run")
    environment = {"COLUMNS": str(WIDTH), "ROUTING_LANG": None}
    result = CliRunner(env=environment).invoke(main, arguments, prog_name="routing")
    allowed = (0, _FOUND, _LEFT_OUT) if expected is None else (expected,)
    if result.exit_code not in allowed:
        raise RuntimeError(f"exit code {result.exit_code}: {line}{result.output}")
    printed = result.output
    for varies, told in _VARIES:
        printed = varies.sub(told, printed)
    return "".join(f"{one.rstrip()}\n" for one in printed.splitlines())


def _chosen(printed: str, wanted: str) -> str:
    """Return the lines of an output that a page shows; dots stand for the others."""
    lines = printed.splitlines()
    kept: list[str] = []
    at = 0
    for part in wanted.split("; "):
        stretch = re.fullmatch(r'(\d+)?(?: from )?(?:"(.*)")?', part)
        if stretch is None:
            raise RuntimeError(f"shown: {part}: not understood")
        first = _first(lines, at, stretch[2] or "", part)
        paragraph = next((i for i in range(first, len(lines)) if not lines[i]), len(lines))
        end = first + int(stretch[1]) if stretch[1] else paragraph
        kept += ["..."] if any(lines[at:first]) else lines[at:first]
        kept += lines[first:end]
        at = end
    kept += ["..."] if any(lines[at:]) else []
    return "".join(f"{line}\n" for line in kept)


def _first(lines: list[str], at: int, beginning: str, part: str) -> int:
    """Return the first line from one on that begins with a text."""
    for index in range(at, len(lines)):
        if lines[index].lstrip().startswith(beginning):
            return index
    raise RuntimeError("\n".join((f"shown: {part}: no such line in", *lines)))


def _options(name: str) -> str:
    """Return the table of a command's options, or of those that several commands share."""
    told: dict[tuple[str, str], list[str]] = {}
    for one, command in commands().items():
        for record in _records(one, command):
            told.setdefault(record, []).append(one)
    shared = {record: names for record, names in told.items() if len(names) >= _MANY}
    if name == "several commands":
        rows = [(*record, _listed(names)) for record, names in shared.items()]
        return _table(("option", "says", "of"), rows)
    command = commands()[name]
    context = click.Context(command, info_name=name)
    usage = f"`routing {name} {' '.join(command.collect_usage_pieces(context))}`"
    own = [one for one in _records(name, command) if one not in shared]
    return _table((usage, "says"), own or [("none of its own", "")])


def _records(name: str, command: click.Command) -> list[tuple[str, str]]:
    """Return the options of a command as its help has them: how each is written, and what it says."""
    context = click.Context(command, info_name=name)
    options = [one for one in command.params if isinstance(one, click.Option)]
    found = [one.get_help_record(context) for one in options]
    return [(f"`{record[0]}`", record[1]) for record in found if record is not None]


def _listed(names: list[str]) -> str:
    """Return the names of commands in a row, the three that plan as one."""
    plans = [name for name in names if name.startswith("plan ")]
    every = [name for name in commands() if name.startswith("plan ")]
    if plans == every:
        return ", ".join(["plan", *(name for name in names if name not in plans)])
    return ", ".join(names)


def _table(headers: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [headers, ("---",) * len(headers), *rows]
    return "".join(f"| {' | '.join(_cell(one) for one in line)} |\n" for line in lines)


def _cell(text: str) -> str:
    return re.sub(r" +", " ", text).replace("|", "\\|")


def _type_in(workbook: Path) -> None:
    """Type results into a workbook's first day: every visit was made but for the last two, which found nobody."""
    import openpyxl

    book = openpyxl.load_workbook(workbook)
    rows = book.worksheets[0].iter_rows()
    headers = next(row for row in rows if any(cell.value == "是否完成" for cell in row))
    done, reason, customer = (
        next(index for index, cell in enumerate(headers) if cell.value == header)
        for header in ("是否完成", "未完成原因", "客户编号")
    )
    planned = list(itertools.takewhile(lambda row: row[customer].value is not None, rows))
    for row in planned[:-2]:
        row[done].value = "是"
    for row in planned[-2:]:
        row[done].value, row[reason].value = "否", "负责人不在"
    book.save(workbook)


if __name__ == "__main__":
    for name in PAGES:
        path = ROOT / name
        path.write_text(rewritten(path.read_text(encoding="utf-8")), encoding="utf-8")
        print(f"wrote {name}")
