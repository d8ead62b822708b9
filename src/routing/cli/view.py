"""Where tables are printed, and what all of them look like."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from routing.cli.words import Words
from routing.rules import MEANINGS, Rule

if TYPE_CHECKING:
    from rich.console import JustifyMethod

__all__ = [
    "add_columns",
    "error_console",
    "output_console",
    "plain_table",
    "print_title",
    "term_name",
]


def output_console() -> Console:
    """Return the console of answers: standard output, as it stands now."""
    return _console(is_error=False)


def error_console() -> Console:
    """Return the console of everything that is no answer: standard error, as it stands now."""
    return _console(is_error=True)


def _console(*, is_error: bool) -> Console:
    # What users wrote is shown as it is: neither markup nor emoji codes in a name mean anything.
    return _Console(stderr=is_error, markup=False, emoji=False, highlight=False)


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Leave the error to the command, which knows its exit code."""
        raise  # noqa: PLE0704 - rich calls this while it handles the error


def plain_table(*, has_header: bool = True) -> Table:
    """Return an empty table with a line under its header and no other."""
    return Table(
        box=box.SIMPLE_HEAD if has_header else None,
        show_header=has_header,
        header_style="bold",
        show_edge=False,
        pad_edge=False,
        padding=(0, 1 if has_header else 2, 0, 0),
    )


def add_columns(table: Table, *headers: str, justify: JustifyMethod = "left") -> None:
    """Add columns of short cells that are never broken."""
    for header in headers:
        table.add_column(header, justify=justify, no_wrap=True)


def print_title(console: Console, title: str, *, style: str = "bold") -> None:
    """Print the title of a part, with an empty line before it."""
    console.print()
    console.print(Text(title, style=style))


def term_name(words: Words, name: str) -> str:
    """Return what a term of an objective counts; a wish is named by its rule."""
    if name in MEANINGS:
        meaning = MEANINGS[Rule(name)]
        return words.either(meaning.english, meaning.chinese)
    return words(name)
