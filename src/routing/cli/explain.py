"""``routing explain``: why a plan makes a visit where it does, why it leaves one out, and what would let it in."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

import click

from routing.cli.documents import plan_documents, read_plan_documents
from routing.cli.plan_options import language_option
from routing.cli.words import Language, Words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from routing.cli.explained import Explained
    from routing.domain.ids import CustomerId, VisitId
    from routing.errors import Issue
    from routing.repair import Repair
    from routing.request import PlanRequest

__all__ = ["explain_command"]


@click.command("explain", short_help="Tell why visits are made or left out (解释计划).")
@plan_documents
@click.option(
    "--visit", "visits", multiple=True, metavar="ID", help="Visit to explain; repeat for several."
)
@click.option(
    "--customer",
    "customers",
    multiple=True,
    metavar="ID",
    help="Customer whose visits to explain; repeat for several.",
)
@click.option(
    "--left-out",
    is_flag=True,
    help="Explain every mandatory and due visit that is left out or late.",
)
@click.option("--repairs", is_flag=True, help="Find the smallest changes that would let them in.")
@click.option(
    "--next-request",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Request document of the next visit day, for repairs that move a visit to it.",
)
@language_option()
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON, nothing else.")
def explain_command(  # noqa: PLR0913 - one parameter an option
    *,
    plan: Path,
    request: Path,
    matrix: Path,
    visits: tuple[VisitId, ...],
    customers: tuple[CustomerId, ...],
    left_out: bool,
    repairs: bool,
    next_request: Path | None,
    lang: str,
    as_json: bool,
) -> None:
    """Tell why a plan makes visits where it does, or leaves them out (解释计划).

    PLAN is a plan document; `routing plan` writes all three documents (--out, --request-out, --matrix-out).

    Without --visit, --customer and --left-out the visits that are left out or late are listed, a line each. With one
    of them each visit is tried on every other day and by every other account manager of the plan: what it would cost
    there, by how much it fails, or which rule forbids it.
    """
    from routing.cli.explained import explained
    from routing.documents import read_document
    from routing.request import PlanRequest

    answer, asked, travel = read_plan_documents(plan, request, matrix)
    following = None if next_request is None else read_document(next_request, PlanRequest)
    found = explained(
        asked,
        travel,
        answer,
        visit_ids=_asked_about(asked, visits, customers),
        left_out=left_out,
        with_repairs=repairs,
        next_request=following,
    )
    if as_json:
        text = json.dumps(_plain(found), ensure_ascii=False, indent=2) + "\n"
        click.echo(text.encode(), nl=False)
    else:
        from routing.cli.explain_view import ExplainView
        from routing.cli.view import output_console

        ExplainView(found=found, words=Words(Language(lang))).show(output_console())


def _asked_about(
    request: PlanRequest, visits: Iterable[VisitId], customers: Iterable[CustomerId]
) -> tuple[VisitId, ...]:
    """Return the visits that are asked about, each once.

    Raises
    ------
    InputError
        If the request knows no such visit or customer; names all of them.
    """
    from routing.errors import InputError

    known = {visit.id for visit in request.visits}
    of_customer: dict[CustomerId, list[VisitId]] = {}
    for visit in request.visits:
        of_customer.setdefault(visit.customer_id, []).append(visit.id)
    issues = [_unknown("visit", one) for one in visits if one not in known]
    issues += [_unknown("customer", one) for one in customers if one not in of_customer]
    if issues:
        raise InputError(issues)
    asked = [*visits, *(visit for one in customers for visit in of_customer[one])]
    return tuple(dict.fromkeys(asked))


def _unknown(kind: str, value: str) -> Issue:
    from routing.errors import Issue

    return Issue(
        code=f"unknown-{kind}",
        place=f"option --{kind}",
        value=value,
        message=f"The request asks for no visit of that {'id' if kind == 'visit' else kind}.",
        remedy="Without --visit the command lists those that are left out.",
    )


def _plain(found: Explained) -> dict[str, object]:
    from routing.documents.to_plain import to_plain

    return {
        "explanations": [to_plain(one) for one in found.explanations],
        "missed": [to_plain(one) for one in found.missed],
        "repairs": {
            visit_id: [_plain_repair(one) for one in repairs]
            for visit_id, repairs in found.repairs.items()
        },
        "conflicts": [to_plain(one) for one in found.conflicts],
        "not_listed": found.num_unlisted,
    }


def _plain_repair(repair: Repair) -> dict[str, object]:
    """Return a repair without the whole question that it changes."""
    from routing.documents.to_plain import to_plain

    plain: dict[str, object] = {
        one.name: to_plain(getattr(repair, one.name))
        for one in fields(repair)
        if one.name != "request"
    }
    return {**plain, "rule": repair.rule, "standard": repair.standard}
