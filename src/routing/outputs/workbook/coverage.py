"""How every customer stands at the end of a plan: last visit, days planned, when the next is due, what is late."""

from __future__ import annotations

from typing import TYPE_CHECKING

from routing.coverage_report import CoverageReport, CoverageState, CustomerCoverage
from routing.domain.customer import Mode
from routing.domain.visit import Cause
from routing.outputs.workbook.content import Content
from routing.outputs.workbook.customer_cells import customer_cells, customer_fields
from routing.outputs.workbook.paper import Field, Paper, Tone, Value
from routing.plan_chain import PlannedVisit

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook

__all__ = ["write_coverage"]

_ORDER = tuple(CoverageState)
_DATE = "yyyy-mm-dd"


def write_coverage(workbook: Workbook, content: Content, report: CoverageReport) -> None:
    """Write the sheet of the customers' coverage, those first who are worst off."""
    words = content.words
    paper = Paper(workbook, words("coverage by customer"), _fields(content), is_landscape=True)
    title = f"{content.plan_id}  {words('coverage by customer')}  {report.last}"
    paper.line(title, tone=Tone.STRONG, size=14)
    paper.header(frozen_columns=2 if content.has_names else 1, footer=content.plan_id)
    for row in sorted(report.customers, key=lambda row: (_ORDER.index(row.state), -row.late_days)):
        is_late = row.state in (CoverageState.IMPOSSIBLE, CoverageState.LATE)
        paper.row(_row(content, row), Tone.WARNING if is_late else Tone.PLAIN)


def _fields(content: Content) -> list[Field]:
    words = content.words
    return [
        *customer_fields(content),
        Field(header=words("last visit"), width=11, is_centred=True, number_format=_DATE),
        Field(header=words("planned days"), width=30),
        Field(header=words("due from"), width=11, is_centred=True, number_format=_DATE),
        Field(header=words("owed by"), width=11, is_centred=True, number_format=_DATE),
        Field(header=words("state"), width=11, is_centred=True),
        Field(header=words("days late"), width=9, is_centred=True),
        Field(header=words("what is late"), width=16),
        Field(header=words("visited in the months of R8"), width=13, is_centred=True),
    ]


def _row(content: Content, row: CustomerCoverage) -> list[Value]:
    words = content.words
    return [
        *customer_cells(content, row.customer_id),
        row.last_visit,
        ", ".join(_planned(content, visit) for visit in row.planned),
        row.due_from,
        row.deadline,
        words(row.state),
        row.late_days or None,
        ", ".join(words(cause) for cause in row.lapsed if cause is not Cause.LATE),
        words("yes" if row.is_covered else "no"),
    ]


def _planned(content: Content, visit: PlannedVisit) -> str:
    day = f"{visit.day:%m-%d}"
    return day if visit.mode is Mode.IN_PERSON else f"{day} {content.words(visit.mode)}"
