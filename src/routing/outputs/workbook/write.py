"""A workbook put together, and its bytes: the same for the same plan, whenever it is written."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.packaging.core import DocumentProperties
from openpyxl.writer.excel import ExcelWriter

from routing.coverage_report import coverage_report
from routing.outputs.workbook.content import Content
from routing.outputs.workbook.coverage import write_coverage
from routing.outputs.workbook.day_sheets import write_day
from routing.outputs.workbook.figures import write_figures
from routing.outputs.workbook.left_out import write_left_out
from routing.outputs.workbook.overview import write_overview
from routing.tables.day_sheets import FORMAT, IDENTITY, IDENTITY_SHEET

if TYPE_CHECKING:
    from routing.coverage_report import CoverageReport

__all__ = ["workbook_bytes"]

_FIRST_MOMENT = (1980, 1, 1, 0, 0, 0)
"""The earliest that archives can tell."""


def workbook_bytes(content: Content) -> bytes:
    """Return the workbook of a plan: of one day its sheets first, of several days what sums them up."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    workbook.properties = DocumentProperties(
        creator="routing", title=content.plan_id, created=content.made_at, modified=content.made_at
    )
    has_one_day = len(content.days) <= 1
    if has_one_day:
        _write_days(workbook, content)
    else:
        write_overview(workbook, content)
    report = _coverage(content)
    if report is not None:
        write_coverage(workbook, content, report)
    write_left_out(workbook, content)
    write_figures(workbook, content, report)
    if not has_one_day:
        _write_days(workbook, content)
    _write_identity(workbook, content)
    return _archived(workbook)


def _write_days(workbook: Workbook, content: Content) -> None:
    for route in content.routes:
        write_day(workbook, content, route)


def _coverage(content: Content) -> CoverageReport | None:
    """Return how customers are covered, where the plan is one of visits that recur."""
    request, span = content.request, content.span
    if request is None or span is None or all(visit.cadence is None for visit in request.visits):
        return None
    return coverage_report(content.territory, request, content.plan, span[1])


def _write_identity(workbook: Workbook, content: Content) -> None:
    sheet = workbook.create_sheet(IDENTITY_SHEET)
    sheet.sheet_state = "hidden"
    values = (FORMAT, content.plan.territory_id, content.plan_id)
    for number, (name, value) in enumerate(zip(IDENTITY, values, strict=True), start=1):
        sheet.cell(number, 1).value = name
        cell = sheet.cell(number, 2)
        cell.value = value
        cell.data_type = "s"


def _archived(workbook: Workbook) -> bytes:
    """Return the file of a workbook; its parts bear no time."""
    written, fixed = io.BytesIO(), io.BytesIO()
    ExcelWriter(workbook, zipfile.ZipFile(written, "w")).save()
    with zipfile.ZipFile(written) as parts, zipfile.ZipFile(fixed, "w") as archive:
        for part in parts.infolist():
            info = zipfile.ZipInfo(part.filename, _FIRST_MOMENT)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, parts.read(part))
    return fixed.getvalue()
