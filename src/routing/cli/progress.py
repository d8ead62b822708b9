"""How far a command has come, on standard error, and Ctrl-C as a wish to stop searching."""

from __future__ import annotations

import signal
import sys
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Self

import click

from routing.status import Level

if TYPE_CHECKING:
    from rich.status import Status

    from routing.solve.backend import Progress

__all__ = ["Activity", "Search"]


class Activity:
    """One line on the terminal that says what is going on; nothing where standard error is no terminal.

    Parameters
    ----------
    is_shown
        Whether the user wants to know.
    """

    def __init__(self, *, is_shown: bool) -> None:
        self._status: Status | None = None
        if is_shown and sys.stderr.isatty():
            from routing.cli.view import error_console

            self._status = error_console().status("")

    def __enter__(self) -> Self:
        """Begin to show the line."""
        if self._status is not None:
            self._status.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Take the line away."""
        if self._status is not None:
            self._status.stop()

    def say(self, text: str) -> None:
        """Show another line."""
        if self._status is not None:
            self._status.update(text)


class Search:
    """Tells of a search as its progress callback; the first Ctrl-C ends the search, the second the command.

    Parameters
    ----------
    activity
        The line to tell it on.
    """

    def __init__(self, activity: Activity) -> None:
        self._activity = activity
        self._is_cancelled = False
        self._before = signal.getsignal(signal.SIGINT)

    def __enter__(self) -> Self:
        """Take over Ctrl-C."""
        signal.signal(signal.SIGINT, self._cancel)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Give Ctrl-C back."""
        signal.signal(signal.SIGINT, self._before)

    def __call__(self, progress: Progress) -> bool:
        """Tell how good the best plan so far is; return whether to stop."""
        levels = progress.objective
        mandatory = "missing" if any(levels[: Level.OPENED]) else "all in"
        opened = f"{levels[Level.OPENED]} extra day(s), " if levels[Level.OPENED] else ""
        floor = f"{levels[Level.FLOOR]} below the floor, " if levels[Level.FLOOR] else ""
        self._activity.say(
            f"searching {progress.elapsed_s:.0f} s: mandatory {mandatory}, {opened}{floor}"
            f"due left out {levels[Level.DUE]:,}, cost {levels[Level.COST]:,}"
        )
        return self._is_cancelled

    def _cancel(self, _signal: int, _frame: FrameType | None) -> None:
        if self._is_cancelled:
            raise KeyboardInterrupt
        self._is_cancelled = True
        click.echo("\nStopping with the best plan so far; Ctrl-C again gives it up.", err=True)
