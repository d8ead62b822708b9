"""Whether the standard can be met at all, told before anything is planned."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from routing.cli.words import Words
from routing.coverage import Certificate

__all__ = ["show_certificate"]


def show_certificate(console: Console, words: Words, told: Certificate) -> None:
    """Print the verdict in one line; under it what is short, on whom it falls, and the ways out."""
    verdict, *findings = words.either(told.text, told.text_zh)
    console.print(Text(verdict, style="bold green" if told.possible else "bold red"))
    for finding in findings:
        console.print(Padding(Text(finding), (0, 0, 0, 2)))
    console.print()
