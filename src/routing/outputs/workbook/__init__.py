"""A plan as an Excel workbook: day sheets to carry and fill in, overview, coverage, what is left out, figures."""

from __future__ import annotations

from collections.abc import Iterable

from routing.domain.ids import ManagerId
from routing.domain.territory import Territory
from routing.errors import ExtraMissing
from routing.plan import Plan
from routing.plan_chain import PlanRecord
from routing.request import PlanRequest
from routing.terms import Language

__all__ = ["plan_workbook"]


def plan_workbook(
    plan: PlanRecord | Plan,
    territory: Territory,
    *,
    request: PlanRequest | None = None,
    language: Language = Language.ZH,
    names: bool = True,
    manager_ids: Iterable[ManagerId] | None = None,
) -> bytes:
    """Return a plan as an Excel workbook (.xlsx): the same bytes for the same plan.

    Each account manager's day has a sheet with whom to visit when and why, and empty columns for how it went, which
    `routing.tables.read_results` reads back. Several days come with an overview of customers and days. Further sheets
    tell what is left out and why, the key figures and, of a week or a month whose request is given, each customer's
    coverage. No cell holds a formula; texts that look like one are texts. A hidden sheet says whose plan it is.

    Parameters
    ----------
    plan
        The plan, or its record: then the workbook tells which plan of its territory it is.
    territory
        Whose plan it is: names, classes, last visits.
    request
        What the plan answers: it tells why each visit is made and the coverage.
    language
        Of headers, words and reasons.
    names
        Whether customers and account managers are called by name beside their ids (R24).
    manager_ids
        Account managers whose days have sheets; None: all. The other sheets are of the whole plan.

    Raises
    ------
    InputError
        If territory or request are not the plan's.
    ExtraMissing
        When openpyxl is not installed.
    """
    from routing.outputs.workbook.content import Content

    try:
        import openpyxl  # noqa: F401 - asked for here, so that its absence is told in one place
    except ImportError:
        raise ExtraMissing(
            "Writing workbooks needs openpyxl: pip install 'routing[excel]'"
        ) from None
    from routing.outputs.workbook.write import workbook_bytes

    return workbook_bytes(
        Content.of(plan, territory, request, language, names=names, manager_ids=manager_ids)
    )
