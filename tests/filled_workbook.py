"""A plan's workbook in the hands of somebody who fills it in with a spreadsheet program."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import openpyxl
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

CUSTOMER, DONE, START, MINUTES, REASON, MODE = (
    "客户编号",
    "是否完成",
    "开始时间",
    "停留时长\n（分）",
    "未完成原因",
    "拜访方式",
)
ENGLISH = {
    CUSTOMER: "customer id",
    DONE: "done",
    START: "start",
    MINUTES: "minutes",
    REASON: "reason",
    MODE: "mode",
}
"""Headers of the columns that are read, as they stand in workbooks."""


class FilledWorkbook:
    """A workbook that was opened, and is changed cell by cell."""

    def __init__(self, content: bytes) -> None:
        self.book = openpyxl.load_workbook(io.BytesIO(content))

    def sheet(self, day: date, manager_id: str) -> Worksheet:
        """Return the sheet of an account manager's day."""
        sheet = self.book[f"{day:%m-%d} {manager_id}"]
        assert isinstance(sheet, Worksheet)
        return sheet

    def cell(self, sheet: Worksheet, customer_id: str, header: str) -> Cell:
        """Return the cell of a customer's row below a header."""
        column = self._column(sheet, CUSTOMER)
        for (cell,) in sheet.iter_rows(min_col=column, max_col=column):
            if cell.value == customer_id:
                return self.below(sheet, cell.row, header)
        raise LookupError(customer_id)

    def below(self, sheet: Worksheet, row: int, header: str) -> Cell:
        """Return the cell of a row below a header."""
        cell = sheet.cell(row, self._column(sheet, header))
        assert isinstance(cell, Cell)
        return cell

    def type_in(self, sheet: Worksheet, customer_id: str, **values: Any) -> None:  # noqa: ANN401 - whatever is typed
        """Type values into a customer's row, by names of the columns; one who is not planned goes into a free row."""
        headers = {"done": DONE, "start": START, "minutes": MINUTES, "reason": REASON, "mode": MODE}
        try:
            row = self.cell(sheet, customer_id, CUSTOMER).row
        except LookupError:
            row = self.free_row(sheet)
            cell = self.below(sheet, row, CUSTOMER)
            assert cell.number_format == "@"
            cell.value, cell.data_type = customer_id, "s"  # as typed into a cell of the format text
        for name, value in values.items():
            self.below(sheet, row, headers[name]).value = value

    def free_row(self, sheet: Worksheet) -> int:
        """Return the first row below the plan that names nobody."""
        column = self._column(sheet, CUSTOMER)
        row = self.header_row(sheet) + 1
        while sheet.cell(row, column).value is not None:
            row += 1
        return row

    def header_row(self, sheet: Worksheet) -> int:
        """Return the row of the headers."""
        return self._header(sheet, CUSTOMER).row

    def _column(self, sheet: Worksheet, header: str) -> int:
        return self._header(sheet, header).column

    def _header(self, sheet: Worksheet, header: str) -> Cell:
        for row in sheet.iter_rows(max_row=10):
            for cell in row:
                if cell.value in (header, ENGLISH[header]):
                    assert isinstance(cell, Cell)
                    return cell
        raise LookupError(header)

    def saved(self) -> bytes:
        """Return the file."""
        content = io.BytesIO()
        self.book.save(content)
        return content.getvalue()
