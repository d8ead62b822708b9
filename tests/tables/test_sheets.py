"""Files as sheets: encodings, separators, workbooks, and files that are neither."""

from __future__ import annotations

import builtins
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from routing.errors import ExtraMissing
from routing.tables import inspect_territory, read_territory
from routing.tables.sheets import Sheet, read_sheets

MANAGERS = "id,lat,lon\nM1,41.80,123.40\n"
CUSTOMERS = "客户编号,客户名称,纬度,经度\nC1,东门店,41.81,123.42\n"


def _sheet(tmp_path: Path, content: bytes) -> tuple[Sheet | None, list[str]]:
    path = tmp_path / "some.csv"
    path.write_bytes(content)
    sheets, issues = read_sheets({"customers": path})
    codes = [issue.code for issue in issues if issue.place != "table managers"]
    return sheets.get("customers"), codes


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_text_is_read_whatever_its_dress(
    tmp_path: Path, encoding: str, delimiter: str, newline: str
) -> None:
    """Encoding, byte order mark, separator and line ends change nothing of what is read."""
    text = CUSTOMERS.replace(",", delimiter).replace("\n", newline)
    sheet, codes = _sheet(tmp_path, text.encode(encoding))
    assert codes == []
    assert sheet is not None
    assert sheet.headers == ("客户编号", "客户名称", "纬度", "经度")
    assert sheet.rows == ((2, ("C1", "东门店", "41.81", "123.42")),)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file-blank"),
        (b"\xef\xbb\xbf", "table-blank"),
        (CUSTOMERS.encode("utf-16"), "encoding-unknown"),
        (CUSTOMERS.encode("utf-16-le"), "encoding-unknown"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "encoding-unknown"),
        (b"id,lat\n\xff\xff,1\n", "encoding-unknown"),
        (b'id,name\n1,"open\n', "csv-broken"),
        (b'id,name\n1,"a"b\n', "csv-broken"),
        (b"id\n1\n", "table-blank"),
        (b"id,name\n1,a,b\n", "row-too-long"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    """Blank, binary, differently encoded and broken files are each one clear fault."""
    sheet, codes = _sheet(tmp_path, content)
    assert sheet is None
    assert codes == [code]


def test_rows_are_counted_as_spreadsheets_count(tmp_path: Path) -> None:
    """Titles above, blank rows and line breaks within cells do not shift the row numbers."""
    content = '客户表,,\n\nid,name,lat\nC1,"two\nlines",41.8\n,,\nC2,,41.9\n'
    sheet, codes = _sheet(tmp_path, content.encode())
    assert codes == []
    assert sheet is not None
    assert (sheet.header_row, sheet.headers) == (3, ("id", "name", "lat"))
    assert [number for number, _ in sheet.rows] == [4, 6]


@pytest.mark.parametrize("title", ["sep=;", "客户表", ";;"])
def test_line_above_the_headers_is_a_title(tmp_path: Path, title: str) -> None:
    """A line that fills one cell is no row of headers, and does not decide the separator unless it holds one."""
    sheet, codes = _sheet(tmp_path, f"{title}\nid;lat\nC1;41.8\n".encode())
    assert codes == []
    assert sheet is not None
    assert sheet.headers == ("id", "lat")


def test_short_rows_end_with_empty_cells(tmp_path: Path) -> None:
    """Programs leave out separators at the end of a row; the cells are empty."""
    sheet, codes = _sheet(tmp_path, b"id,name,lat\nC1\n")
    assert codes == []
    assert sheet is not None
    assert sheet.rows == ((2, ("C1", None, None)),)


def _workbook(path: Path, sheets: dict[str, list[list[Any]]]) -> Path:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    for title, rows in sheets.items():
        worksheet = workbook.create_sheet(title)
        for row in rows:
            worksheet.append(row)
    workbook.save(path)
    return path


SHEETS: dict[str, list[list[Any]]] = {
    "客户经理": [["工号", "纬度", "经度", "上班时间"], [7, 41.80, 123.40, time(8, 30)]],
    "客户": [
        ["客户编号", "纬度", "经度", "档位", "订货日", "客户经理", "上次拜访"],
        [1001, 41.81, 123.42, 28.0, 1, 7, datetime(2026, 10, 9)],  # noqa: DTZ001 - local time
        [1002, 41.82, 123.43, None, "周二", "7", 46_300],
    ],
    "预约": [["客户编号", "预约时间"], [1001, datetime(2026, 10, 12, 9, 30)]],  # noqa: DTZ001 - local time
}


def test_workbook_is_read_with_its_native_values(tmp_path: Path) -> None:
    """Numbers as ids, native dates and times, and day numbers without a format are read as what they are."""
    path = _workbook(tmp_path / "north.xlsx", SHEETS)
    territory, issues = read_territory(path, today=date(2026, 10, 10))
    assert issues == ()
    assert territory.id == "north"
    (manager,) = territory.managers
    assert (manager.id, manager.day_start) == ("7", time(8, 30))
    assert [customer.id for customer in territory.customers] == ["1001", "1002"]
    assert {customer.manager_id for customer in territory.customers} == {"7"}
    assert [customer.tier for customer in territory.customers] == [28, None]
    # 46,300 days after 1899-12-30 is 2026-10-05.
    assert [record.day for record in territory.history] == [date(2026, 10, 9), date(2026, 10, 5)]
    assert territory.appointments[0].at == datetime(2026, 10, 12, 9, 30)  # noqa: DTZ001 - local time


def test_workbook_faults_name_the_sheet(tmp_path: Path) -> None:
    """A fault in a workbook is placed by file, sheet, row and column; a sheet of no table is mentioned."""
    sheets = SHEETS | {"说明": [["a", "b"]], "客户": [SHEETS["客户"][0], [1001, "#N/A", 123.4]]}
    reading = inspect_territory(_workbook(tmp_path / "north.xlsx", sheets))
    assert [(issue.code, issue.place) for issue in reading.issues] == [
        ("table-unused", "north.xlsx, sheet 说明"),
        ("number-unreadable", "north.xlsx, sheet 客户, row 2, column 纬度"),
    ]


def test_folder_may_mix_workbooks_and_text(tmp_path: Path) -> None:
    """A workbook of one sheet in a folder is the table of its file name, whatever its sheet is called."""
    _workbook(tmp_path / "customers.xlsx", {"Sheet1": SHEETS["客户"]})
    (tmp_path / "managers.csv").write_text("id,lat,lon\n7,41.8,123.4\n", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("not a table", encoding="utf-8")
    (tmp_path / ".hidden.csv").write_text("", encoding="utf-8")
    territory, issues = read_territory(tmp_path)
    assert issues == ()
    assert len(territory.customers) == 2


def test_nothing_of_a_folder_is_passed_over_in_silence(tmp_path: Path) -> None:
    """Sheets beside the one wanted, old workbooks and tables of unknown names are mentioned; other files are not."""
    _workbook(tmp_path / "customers.xlsx", {"客户": SHEETS["客户"], "拜访记录": [["a", "b"]]})
    (tmp_path / "managers.csv").write_text("id,lat,lon\n7,41.8,123.4\n", encoding="utf-8")
    for name in ("history.xls", "shops.csv", "README.md", "notes.txt"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    (tmp_path / "history").mkdir()
    _, issues = read_territory(tmp_path)
    assert [(issue.code, issue.place) for issue in issues] == [
        ("table-unused", "customers.xlsx, sheet 拜访记录"),
        ("table-unused", "history.xls"),
        ("table-unused", "shops.csv"),
    ]


def test_missing_table_is_told_beside_a_broken_one(tmp_path: Path) -> None:
    """A file at fault does not hide that another is missing, and is not called missing itself."""
    (tmp_path / "customers.csv").write_bytes(b"")
    reading = inspect_territory(tmp_path)
    assert [(issue.code, issue.place) for issue in reading.issues] == [
        ("file-blank", "customers.csv"),
        ("table-missing", "table managers"),
    ]


def test_file_for_each_table(tmp_path: Path) -> None:
    """Tables may be given one by one, under any file name; an unknown table is an error."""
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    first.write_text(MANAGERS, encoding="utf-8")
    second.write_text(CUSTOMERS, encoding="utf-8")
    territory, issues = read_territory({"managers": first, "customers": str(second)})
    assert issues == ()
    assert territory.customers[0].name == "东门店"
    reading = inspect_territory({"managers": first, "customers": second, "shops": second})
    assert [issue.code for issue in reading.issues] == ["table-unknown"]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("absent.xlsx", None, "file-unreadable"),
        ("absent", None, "source-unreadable"),
        ("broken.xlsx", b"no workbook", "workbook-broken"),
        ("blank.xlsx", b"", "file-blank"),
        ("customers.csv", CUSTOMERS.encode(), "source-unreadable"),
    ],
)
def test_source_that_is_no_source(
    tmp_path: Path, name: str, content: bytes | None, code: str
) -> None:
    """An absent file, a broken workbook and a single text file are each one clear fault."""
    if content is not None:
        (tmp_path / name).write_bytes(content)
    reading = inspect_territory(tmp_path / name)
    assert [issue.code for issue in reading.issues] == [code]


def test_missing_openpyxl_names_the_install_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the optional package a workbook cannot be read, and the error says how to get it."""
    path = _workbook(tmp_path / "north.xlsx", SHEETS)
    real_import = builtins.__import__

    def without_openpyxl(name: str, *args: Any, **options: Any) -> Any:  # noqa: ANN401
        if name.startswith("openpyxl"):
            raise ImportError(name)
        return real_import(name, *args, **options)

    monkeypatch.setattr(builtins, "__import__", without_openpyxl)
    with pytest.raises(ExtraMissing, match=r"pip install 'routing\[excel\]'"):
        read_territory(path)
