"""The three documents that a question about a plan needs: the plan, its request, the travel matrix."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from routing.errors import Issue
    from routing.plan import Plan
    from routing.request import PlanRequest
    from routing.travel.matrix import TravelMatrix

__all__ = ["noted", "plan_documents", "read_plan_documents"]

Document = TypeVar("Document")
Command = TypeVar("Command", bound=Callable[..., Any])


def plan_documents(command: Command) -> Command:
    """Return a command that is given a plan, and asks for its request and its matrix."""
    for option in (
        click.option(
            "--matrix",
            required=True,
            type=click.Path(path_type=Path),
            metavar="FILE",
            help="Travel matrix document.",
        ),
        click.option(
            "--request",
            required=True,
            type=click.Path(path_type=Path),
            metavar="FILE",
            help="Request document: what was asked for.",
        ),
        click.argument("plan", type=click.Path(path_type=Path)),
    ):
        command = option(command)
    return command


def read_plan_documents(
    plan: Path, request: Path, matrix: Path
) -> tuple[Plan, PlanRequest, TravelMatrix]:
    """Return the documents; all three are read before any fault is told.

    Raises
    ------
    InputError
        With every fault of every document.
    """
    from routing.documents import read_document
    from routing.errors import InputError
    from routing.plan import Plan
    from routing.request import PlanRequest
    from routing.travel.matrix import TravelMatrix

    issues: list[Issue] = []
    asked = noted(partial(read_document, request, PlanRequest), issues)
    travel = noted(partial(read_document, matrix, TravelMatrix), issues)
    answer = noted(partial(read_document, plan, Plan), issues)
    if asked is None or travel is None or answer is None:
        raise InputError(issues)
    return answer, asked, travel


def noted(read: Callable[[], Document], issues: list[Issue]) -> Document | None:
    """Return what can be read, or None with its faults noted: so all is read before any fault is told."""
    from routing.errors import InputError

    try:
        return read()
    except InputError as error:
        issues += error.issues
        return None
