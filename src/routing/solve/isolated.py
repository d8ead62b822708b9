"""Any backend in a process of its own: a crash or a hang of native code ends there, not here."""

from __future__ import annotations

import multiprocessing
import time
from contextlib import suppress
from dataclasses import replace
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from routing.errors import BackendFault, RoutingError
from routing.problem import Outcome, Problem
from routing.solve.backend import (
    Backend,
    Clock,
    Limits,
    Progress,
    ProgressCallback,
    Sequences,
    feasible_start,
    verified_outcome,
)
from routing.status import Status, StoppedBy

__all__ = ["Isolated"]

POLL_S = 0.05


class Isolated:
    """Runs another backend in a fresh child process, and kills the child when it overruns.

    The child is spawned, so a script that solves in this way must guard its entry point with
    ``if __name__ == "__main__":``. The clock handed to `solve` measures the deadline only; the child has its own.

    Parameters
    ----------
    backend
        Who solves; it and the problem must be picklable.
    grace_s
        Seconds beyond `Limits.time_s` after which the child is killed; they cover its start.
    """

    def __init__(self, backend: Backend, *, grace_s: float = 30.0) -> None:
        self._backend = backend
        self._grace_s = grace_s

    @property
    def name(self) -> str:
        """Name of the backend inside, marked."""
        return f"isolated-{self._backend.name}"

    @property
    def features(self) -> frozenset[str]:
        """What the backend inside can be asked."""
        return self._backend.features

    def solve(
        self,
        problem: Problem,
        limits: Limits,
        *,
        start: Sequences | None = None,
        progress: ProgressCallback | None = None,
        clock: Clock = time.monotonic,
    ) -> Outcome:
        """Return the child's answer; if it overruns, what can be kept of the start.

        Raises
        ------
        BackendFault
            If the child dies, or overruns without a start to fall back on.
        SolveError
            What the backend raised in the child.
        """
        kept = feasible_start(problem, start)
        deadline_s = None if limits.time_s is None else clock() + limits.time_s + self._grace_s
        context = multiprocessing.get_context("spawn")
        here, there = context.Pipe()
        child = context.Process(
            target=_work,
            args=(there, self._backend, problem, limits, start),
            kwargs={"tells_progress": progress is not None},
            daemon=True,
        )
        child.start()
        # Only the child may hold its end, or its death would not be noticed here.
        there.close()
        try:
            while deadline_s is None or clock() < deadline_s:
                message = self._next_message(here, child)
                if isinstance(message, Outcome):
                    return replace(message, solver=self.name)
                if isinstance(message, RoutingError):
                    raise message
                if message is not None and progress is not None and progress(message):
                    progress = None
                    # A child that is gone already is noticed when it is listened to.
                    with suppress(OSError):
                        here.send(StoppedBy.CANCELLED)
        finally:
            child.kill()
            child.join()
            child.close()
            here.close()
        if not any(kept):
            raise BackendFault(
                f"{self.name} was killed {self._grace_s} s after its time limit of {limits.time_s} s."
            )
        return verified_outcome(
            problem,
            kept,
            solver=self.name,
            status=Status.FEASIBLE,
            stopped_by=StoppedBy.TIME,
            seed=limits.seed,
            iterations=0,
        )

    def _next_message(
        self, connection: Connection, child: BaseProcess
    ) -> Progress | Outcome | RoutingError | None:
        """Return what the child says, or None if it says nothing for a moment."""
        try:
            if not connection.poll(POLL_S):
                return None
            message: Progress | Outcome | RoutingError = connection.recv()
        except (EOFError, OSError) as error:
            child.join()
            raise BackendFault(
                f"The child process of {self.name} died with exit code {child.exitcode}."
            ) from error
        return message


def _work(
    parent: Connection,
    backend: Backend,
    problem: Problem,
    limits: Limits,
    start: Sequences | None,
    *,
    tells_progress: bool,
) -> None:
    """Solve in the child, and send the outcome, or the error, to the parent."""

    def report(progress: Progress) -> bool:
        parent.send(progress)
        # The parent says one thing only: stop.
        return parent.poll()

    try:
        answer: Outcome | RoutingError = backend.solve(
            problem, limits, start=start, progress=report if tells_progress else None
        )
    except RoutingError as error:
        answer = error
    except Exception as error:  # noqa: BLE001 - whatever broke, the parent is told
        answer = BackendFault(f"{backend.name} broke in its child process: {error!r}")
    parent.send(answer)
