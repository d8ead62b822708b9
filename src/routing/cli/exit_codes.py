"""What the number tells with which a command ends."""

from __future__ import annotations

from enum import IntEnum

__all__ = ["ExitCode"]


class ExitCode(IntEnum):
    """Exit codes of all commands; `docs/command-line.md` lists them for users."""

    FINE = 0
    """Done; nothing that the command was asked to look for was found."""
    FOUND = 1
    """Done: the plan breaks rules (`check`), or there are warnings (`validate --strict`)."""
    INPUT = 2
    """The input or the command's arguments are broken; nothing was done."""
    MANDATORY_LEFT_OUT = 3
    """A plan was made; it had to leave out visits that are mandatory."""
    MACHINERY = 4
    """Something that is not the input's fault failed: a solver, a missing package, this library."""
    INTERRUPTED = 130
    """Stopped by the user before there was an answer (128 + SIGINT)."""
    PIPE_CLOSED = 141
    """Whoever read the output has left (128 + SIGPIPE)."""
