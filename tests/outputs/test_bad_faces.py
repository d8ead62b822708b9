"""Every face of a plan with whatever a territory may bring: odd names, empty and huge plans, disks that refuse.

What a single format makes of odd input stands in its own tests; here all of them are held to the same.
"""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from icalendar import Calendar
from openpyxl import load_workbook

from routing.cli.exit_codes import ExitCode
from routing.cli.formats import FORMATS
from routing.documents import read_document, write_document
from routing.domain.ids import CustomerId
from routing.domain.manager import AccountManager
from routing.domain.territory import Territory
from routing.errors import InputError
from routing.outputs.calendar_file import plan_ics
from routing.outputs.csv_table import plan_csv
from routing.outputs.geojson import plan_geojson
from routing.outputs.gpx import plan_gpx
from routing.outputs.page import plan_page
from routing.outputs.text import one_line
from routing.outputs.workbook import plan_workbook
from routing.plan_chain import PlanKind, PlanRecord
from routing.tables import read_results, read_territory
from tests.cli.small_tables import plan_small, run, write_tables
from tests.outputs.page.reading import read
from tests.plan_chain.hand_made import CORE, M1, MONDAY, POINT, Entry, shop, territory, week

ODD_NAMES = {
    "none": "",
    "blank": " \t ",
    "script": "<script>alert(1)</script>",
    "image": '"><img src=x onerror=alert(1)>',
    "entity": "&lt;b&gt; &amp; &#x27;",
    "end of a comment": "--></style></script>]]>",
    "template": "{{ 7 * 7 }} {% raw %} ${1}",
    "formula": "=cmd|'/C calc'!A0",
    "plus": "+1+1",
    "minus": "-1+1",
    "at": "@SUM(A1:A9)",
    "tab before a formula": "\t=1+1",
    "line end before a formula": "\r\n=1+1",
    "formula in full width": "＝1+1",
    "quotation marks": 'a"b""c\'d`e',
    "separators": "a,b;c:d\\n\\,e|f",
    "line ends": "first\r\nEND:VEVENT\nthird\u2028fourth",
    "controls": "a\x00b\x07c\x1bd\x7fe",
    "half a character": "a\ud83db",
    "right to left": "متجر الشرق",
    "turned round": "a\u202egpj.exe\u202cb",
    "marks without a width": "\u200ba\u200d\u200eb\ufeff",
    "family": "👨‍👩‍👧‍👦 烟酒店",
    "very long": "长" * 5_000,
    "apostrophe": "'=1+1",
    "escapes of workbooks": "_x0041_ _x000D_",
}


@dataclass(frozen=True)
class Face:
    """One format: how a plan gets it, and how a reader of the format finds the customers' names in it."""

    made: Callable[[PlanRecord, Territory], str | bytes]
    names: Callable[[str | bytes], list[str]]


def _text(content: str | bytes) -> str:
    assert isinstance(content, str)
    content.encode()  # no half characters
    return content


def _without_id(shown: str) -> str:
    """Return the name behind the customer's id."""
    return shown.removeprefix("core").removeprefix(" ")


def _workbook_names(content: str | bytes) -> list[str]:
    assert isinstance(content, bytes)
    book = load_workbook(io.BytesIO(content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    sheet = book.worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    headers = next((row for row in rows if "是否完成" in row), None)
    if headers is None:
        return []  # no day, and no sheet of one
    names = headers.index("客户名称")
    ids = headers.index("客户编号")
    return [str(row[names] or "") for row in rows if row[ids] == "core"]


def _page_names(content: str | bytes) -> list[str]:
    root = read(_text(content))
    assert {one.tag for one in root.inside} & {
        "img",
        "iframe",
        "object",
        "a",
        "link",
        "form",
    } == set()
    assert [name for one in root.inside for name in one.attributes if name.startswith("on")] == []
    return [_without_id(row.one("bdi").text) for row in root.all("tr") if row.all("bdi")][:1]


def _gpx_names(content: str | bytes) -> list[str]:
    root = ET.fromstring(_text(content))  # noqa: S314 - our own
    points = root.iter("{http://www.topografix.com/GPX/1/1}rtept")
    names = [point.findtext("{http://www.topografix.com/GPX/1/1}name") or "" for point in points]
    return [re.sub(r"^\d+ core ?", "", name) for name in names if re.match(r"\d+ core", name)]


FACES = {
    "html": Face(
        made=plan_page,
        names=_page_names,
    ),
    "xlsx": Face(
        made=plan_workbook,
        names=_workbook_names,
    ),
    "ics": Face(
        made=lambda record, place: plan_ics(record, M1, territory=place),
        names=lambda content: [
            _without_id(str(event["summary"]))
            for event in Calendar.from_ical(_text(content)).walk("VEVENT")
        ],
    ),
    "gpx": Face(
        made=lambda record, place: plan_gpx(record.plan, place),
        names=_gpx_names,
    ),
    "csv": Face(
        made=lambda record, place: plan_csv(record.plan, territory=place),
        names=lambda content: [
            row["客户名称"]
            for row in csv.DictReader(io.StringIO(_text(content).lstrip("\ufeff"), newline=""))
        ],
    ),
    "geojson": Face(
        made=lambda record, place: json.dumps(
            plan_geojson(
                record.plan,
                {},
                names={one.id: one_line(one.name) for one in place.customers},
            ),
            ensure_ascii=False,
        ),
        names=lambda content: [
            feature["properties"]["name"]
            for feature in json.loads(_text(content))["features"]
            if feature["properties"]["kind"] == "stop"
        ],
    ),
}


def called(name: str) -> tuple[PlanRecord, Territory]:
    """Return a day with one visit, to a customer of that name."""
    record = week(Entry(CORE, MONDAY), plan_kind=PlanKind.DAY, last=MONDAY)
    people = territory(shop("core", name=name))
    return record, replace(people, managers=(AccountManager(id=M1, start=POINT, name=name),))


def test_every_format_is_here() -> None:
    """A format that is added is held to all of this."""
    assert set(FACES) == set(FORMATS)


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("name", ODD_NAMES.values(), ids=ODD_NAMES)
def test_a_name_is_a_text_and_nothing_else(name: str, face: str) -> None:
    """One visit is one visit, whatever its customer is called, and whoever reads the format reads the name."""
    content = FACES[face].made(*called(name))
    told = one_line(name)
    if face == "html":
        told = " ".join(told.split())  # as browsers show blanks
    if face == "csv" and told.startswith(tuple("=+-@＝＋－＠")):
        told = f"'{told}"
    assert FACES[face].names(content) == [told]


@pytest.mark.parametrize("face", FACES)
def test_a_plan_of_no_day(face: str) -> None:
    """A month in which nobody works has every face, without a visit."""
    record, place = called("A")
    record = replace(record, plan=replace(record.plan, routes=()))
    content = FACES[face].made(record, place)
    assert content
    assert FACES[face].names(content) == []


@pytest.mark.parametrize("face", FACES)
def test_a_plan_of_no_visit(face: str) -> None:
    """A day on which nobody is visited has every face, without a visit."""
    place = called("A")[1]
    empty = week(plan_kind=PlanKind.DAY, last=MONDAY)
    content = FACES[face].made(empty, place)
    assert content
    assert FACES[face].names(content) == []


@pytest.mark.parametrize("face", FACES)
def test_a_thousand_stops(face: str) -> None:
    """A day of a thousand stops has a thousand in every face."""
    ids = [CustomerId(f"C{number:04}") for number in range(1000)]
    record = week(
        *(Entry(one, MONDAY, clock_s=30_000 + 30 * at) for at, one in enumerate(ids)),
        plan_kind=PlanKind.DAY,
        last=MONDAY,
    )
    place = territory(*(shop(one, name=f"name-{one}") for one in ids))
    content = FACES[face].made(record, place)
    if isinstance(content, bytes):
        sheet = load_workbook(io.BytesIO(content)).worksheets[0]
        content = "\n".join(str(value) for row in sheet.values for value in row)
    assert [one for one in ids if f"name-{one}" not in content] == []


def tables(folder: Path, names: list[str]) -> Path:
    """Write the small territory's tables with names of customers of one's own; return their folder."""
    place = write_tables(folder)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["客户编号", "客户名称", "纬度", "经度", "客户类别"])
    writer.writerows([f"C{n}", name, 30.01, 114.0, "核心"] for n, name in enumerate(names, start=1))
    (place / "customers.csv").write_text(text.getvalue(), encoding="utf-8", newline="")
    return place


def test_from_tables_to_faces(tmp_path: Path) -> None:
    """Markup and formulas in a table of customers go through planning and come out of every format as they were."""
    names = [
        "<script>alert(1)</script>",
        "=cmd|'/C calc'!A0",
        "@SUM(A1)",
        "",
        '"><img src=x>',
        "+1",
    ]
    place = tables(tmp_path / "t", names)
    found, _ = read_territory(place)
    assert [one.name for one in found.customers] == names
    assert plan_small(place, "--publish", tmp_path / "plan.json", "--quiet").exit_code in (0, 3)
    for what in FORMATS:
        out = tmp_path / f"plan.{what}"
        shown = run("export", tmp_path / "plan.json", place, "--format", what, "--out", out)
        assert shown.exit_code == ExitCode.FINE, shown.output
        if what == "html":
            _page_names(out.read_text(encoding="utf-8"))
        if what == "xlsx":
            _workbook_names(out.read_bytes())
        if what == "csv":
            with out.open(encoding="utf-8-sig", newline="") as file:
                cells = [cell for row in csv.reader(file) for cell in row]
            assert [cell for cell in cells if cell.startswith(tuple("=+-@\t\r"))] == []


def test_names_give_the_terminal_no_orders(tmp_path: Path) -> None:
    """What a terminal would obey, such as clearing the screen or a title of its window, is not printed."""
    place = tables(
        tmp_path / "t", ["a\x1b[2Jb", "c\x1b]0;title\x07d", "e\x9b31mf", "[red]g[/red]", "h", "i"]
    )
    printed = plan_small(place).output
    assert "[red]g[/red]" in printed
    assert re.findall("[\x00-\x09\x0b-\x1f\x7f-\x9f]", printed) == []


def test_results_of_odd_names_come_back(tmp_path: Path) -> None:
    """A workbook whose customer is called like a formula is read back, its name untouched and unread."""
    record, place = called("=1+1")
    path = tmp_path / "day.xlsx"
    path.write_bytes(plan_workbook(record, place))
    book = load_workbook(path)
    sheet = book.worksheets[0]
    header = next(row for row in sheet.iter_rows() if any(cell.value == "是否完成" for cell in row))
    column = next(cell.column for cell in header if cell.value == "是否完成")
    assert isinstance(column, int)
    row = header[0].row
    assert isinstance(row, int)
    sheet.cell(row + 1, column, "是")
    book.save(path)
    (result,) = read_results(path, place)
    assert (result.customer_id, result.day, result.done) == (CORE, MONDAY, True)


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """A folder with a record and its territory."""
    record, place = called("东门店")
    write_document(record, tmp_path / "plan.json")
    write_document(place, tmp_path / "territory.json")
    return tmp_path


def export(folder: Path, what: str, out: Path) -> str:
    """Export where that cannot work; return what is said."""
    arguments = ("export", folder / "plan.json", folder / "territory.json", "--format", what)
    shown = run(*arguments, "--out", out)
    assert (shown.exit_code, shown.stdout) == (ExitCode.INPUT, "")
    assert "Traceback" not in shown.stderr
    return shown.stderr


@pytest.mark.parametrize("what", FORMATS)
def test_a_disk_that_fills_up_leaves_the_old_file(
    what: str, written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Writing fails midway: the good file stays, no half of the new one lies about, and what to do is said."""
    out = written / "out" / f"plan.{what}"
    out.parent.mkdir()
    out.write_bytes(b"the good one")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    assert "Make room" in export(written, what, out)
    assert out.read_bytes() == b"the good one"
    assert list(out.parent.iterdir()) == [out]


@pytest.mark.parametrize("what", FORMATS)
def test_a_file_that_is_open_elsewhere_stays(
    what: str, written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the system refuses to replace a file that another program has open, the old one stays, alone."""
    out = written / "out" / f"plan.{what}"
    out.parent.mkdir()
    out.write_bytes(b"the good one")

    def held(*_: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(Path, "replace", held)
    assert "close the programs" in export(written, what, out)
    assert out.read_bytes() == b"the good one"
    assert list(out.parent.iterdir()) == [out]


@pytest.mark.parametrize("what", FORMATS)
def test_a_folder_that_may_not_be_written_to(
    what: str, written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing can be made in the folder: an error with the path and what to do."""
    folder = written / "out"
    folder.mkdir()
    real = Path.open

    def refused(self: Path, *arguments: str, **more: str) -> object:
        if self.parent == folder:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return real(self, *arguments, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", refused)
    told = export(written, what, folder / f"plan.{what}")
    assert f"plan.{what}" in told
    assert "Allow writing" in told
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("what", FORMATS)
def test_a_folder_in_the_files_place(what: str, written: Path) -> None:
    """A folder named as the file is used as a folder, and stays one."""
    out = written / f"plan.{what}"
    out.mkdir()
    arguments = ("export", written / "plan.json", written / "territory.json", "--format", what)
    shown = run(*arguments, "--out", out)
    assert shown.exit_code == ExitCode.FINE, shown.output
    (file,) = out.iterdir()
    assert file.is_file()
    assert f"{file}\n" == shown.stdout


@pytest.mark.parametrize("cut", [0, 1, 100, -1])
@pytest.mark.parametrize("what", ["plan.json", "territory.json"])
def test_half_a_document_is_refused(what: str, cut: int, written: Path) -> None:
    """A document that ends in the middle is told as broken, and nothing is exported from it."""
    path = written / what
    whole = path.read_bytes().rstrip()
    path.write_bytes(whole[:cut])
    kind: type[PlanRecord | Territory] = PlanRecord if what == "plan.json" else Territory
    with pytest.raises(InputError, match="document-broken"):
        read_document(path, kind)  # type: ignore[type-var]
    export(written, "csv", written / "out.csv")
    assert not (written / "out.csv").exists()


def test_a_workbook_that_is_half_written_is_refused(written: Path) -> None:
    """A workbook cut off anywhere is told with what to do, and the territory stays as it is."""
    record, place = called("东门店")
    whole = plan_workbook(record, place)
    path, out = written / "day.xlsx", written / "territory.json"
    before = out.read_bytes()
    for cut in (0, 10, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:cut])
        shown = run("history", path, out, "--out", out, "--today", MONDAY)
        assert (shown.exit_code, shown.stdout) == (ExitCode.INPUT, "")
        assert "day.xlsx" in shown.stderr
        assert out.read_bytes() == before


def test_a_history_that_cannot_be_written_leaves_the_territory(
    written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Results are read, the disk is full: the territory document that was to be replaced is whole."""
    record, place = called("东门店")
    path, out = written / "day.xlsx", written / "territory.json"
    path.write_bytes(plan_workbook(record, place))
    before = out.read_bytes()

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    shown = run("history", path, out, "--out", out, "--today", MONDAY)
    assert shown.exit_code == ExitCode.INPUT
    assert out.read_bytes() == before
    assert sorted(one.name for one in written.iterdir()) == [
        "day.xlsx",
        "plan.json",
        "territory.json",
    ]
