"""Results typed into a plan's workbook: what people write is read, and what cannot be read is told by its cell."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.domain.customer import Mode
from routing.domain.events import UndoneReason, VisitRecord
from routing.domain.territory import Territory
from routing.errors import InputError, Issue
from routing.outputs.workbook import plan_workbook
from routing.plan_chain import PlanKind
from routing.tables import read_results, with_results
from tests.filled_workbook import CUSTOMER, DONE, MINUTES, MODE, REASON, START, FilledWorkbook
from tests.plan_chain.hand_made import (
    CORE,
    M1,
    M2,
    MONDAY,
    POTENTIAL,
    REGULAR,
    TUESDAY,
    Entry,
    done,
    shop,
    territory,
    week,
)

NAME = "张记烟酒店"


def home() -> Territory:
    """Return the territory of the plan, with names that no report may tell."""
    return territory(shop("core", name=NAME), shop("potential", name=NAME), shop("regular"))


@cache
def written() -> bytes:
    """Return the workbook of two days: on Monday core at 10:00 and, by phone, regular; on Tuesday potential of m2."""
    record = week(
        Entry(CORE, MONDAY),
        Entry(REGULAR, MONDAY, clock_s=15 * 3600, mode=Mode.PHONE),
        Entry(POTENTIAL, TUESDAY, manager_id=M2),
        managers=(M1, M2),
        plan_kind=PlanKind.HORIZON,
        last=TUESDAY,
    )
    return plan_workbook(record, home())


def monday(filled: FilledWorkbook) -> Any:  # noqa: ANN401 - a sheet
    """Return m1's Monday."""
    return filled.sheet(MONDAY, M1)


def read(filled: FilledWorkbook, of: Territory | None = None) -> tuple[VisitRecord, ...]:
    """Return the results of a workbook."""
    return read_results(filled.saved(), of or home())


def faults(filled: FilledWorkbook, of: Territory | None = None) -> list[tuple[str, str]]:
    """Return code and place of every fault of a workbook."""
    return [(issue.code, issue.place) for issue in issues(filled, of)]


def issues(filled: FilledWorkbook, of: Territory | None = None) -> tuple[Issue, ...]:
    """Return every fault of a workbook."""
    with pytest.raises(InputError) as caught:
        read(filled, of)
    return caught.value.issues


def result(**fields: object) -> VisitRecord:
    """Return a result of core's on Monday."""
    return done(CORE, MONDAY, **{"manager_id": M1, **fields})


def test_nothing_typed_in_is_no_result() -> None:
    """A workbook as it was written holds no results, and neither do rows whose results are blank or struck out."""
    filled = FilledWorkbook(written())
    assert read(filled) == ()
    filled.type_in(monday(filled), CORE, done=" ", start="-", minutes="/", reason="—")
    filled.type_in(monday(filled), REGULAR, mode="实地")
    assert read(filled) == ()


def test_results_of_all_sheets_come_back_in_their_order() -> None:
    """Day and account manager are those of the sheet, mode and customer those of the row."""
    filled = FilledWorkbook(written())
    filled.type_in(monday(filled), CORE, done="是", start=time(9, 5), minutes=15)
    filled.type_in(monday(filled), REGULAR, done="否", reason="店主不在")
    filled.type_in(filled.sheet(TUESDAY, M2), POTENTIAL, done="是", mode="电话")
    assert read(filled) == (
        VisitRecord(
            customer_id=CORE, day=MONDAY, start=time(9, 5), manager_id=M1, length_minutes=15
        ),
        VisitRecord(
            customer_id=REGULAR,
            day=MONDAY,
            mode=Mode.PHONE,
            done=False,
            manager_id=M1,
            because=UndoneReason.KEEPER_AWAY,
        ),
        VisitRecord(customer_id=POTENTIAL, day=TUESDAY, mode=Mode.PHONE, manager_id=M2),
    )


def test_the_words_that_are_asked_for_are_those_to_choose_from() -> None:
    """Whoever types another reason is told the words of the sheet's own list, and no others for the same."""
    filled = FilledWorkbook(written())
    sheet = monday(filled)
    filled.type_in(sheet, CORE, done="否", reason="心情不好")
    with pytest.raises(InputError) as caught:
        read(filled)
    (fault,) = caught.value.issues
    (choices,) = (
        one.formula1.strip('"').split(",")
        for one in sheet.data_validations.dataValidation
        if "关门" in one.formula1
    )
    assert [choice for choice in choices if f"({choice})" not in fault.remedy] == []


WAYS: list[tuple[dict[str, Any], VisitRecord]] = [
    *(
        ({"done": yes}, result())
        for yes in ("是", "√", "✔️", "V", "yes", " YES ", True, "=TRUE()", 1, "对")
    ),
    *(({"done": no}, result(done=False)) for no in ("否", "×", "x", "Ｘ", "no", False, 0)),
    *(
        ({"done": "是", "start": start}, result(start=time(9, 5)))
        for start in (
            *(time(9, 5), "9:05", "09：05", "9点5分", "上午9:05", timedelta(hours=9, minutes=5)),
            datetime(2026, 11, 2, 9, 5),  # noqa: DTZ001 - spreadsheets know no zones
            "2026-11-02 09:05",
            545 / 1440,  # the part of the day that 9 h 05 min = 545 min are
        )
    ),
    *(
        ({"done": "是", "minutes": length}, result(length_minutes=15))
        for length in (15, 15.0, "15", "15分", "15 分钟", "１５分", "15min", "15 minutes")
    ),
    *(
        (
            {"done": "否", "reason": reason},
            result(done=False, because=UndoneReason.CLOSED),
        )
        for reason in ("关门", "歇业", "closed", "Closed")
    ),
    *(({"done": "是", "mode": mode}, result(mode=Mode.NETWORK)) for mode in ("网络", "wechat")),
    ({"done": "是", "mode": None}, result()),
    (
        {"done": "否", "start": "9:05", "minutes": "5分"},
        result(done=False, start=time(9, 5), length_minutes=5),
    ),
]


@pytest.mark.parametrize(("typed", "meant"), WAYS, ids=str)
def test_what_people_type_is_understood(typed: dict[str, Any], meant: VisitRecord) -> None:
    """Ticks and words, spreadsheet times and texts, minutes with and without unit mean one thing each."""
    filled = FilledWorkbook(written())
    filled.type_in(monday(filled), CORE, **typed)
    assert read(filled) == (meant,)


FAULTS: list[tuple[str, Any, str]] = [
    (DONE, "maybe", "yes-no-unreadable"),
    (START, "9.5", "time-unreadable"),
    (START, "25:00", "time-impossible"),
    (START, 9.05, "start-on-other-day"),
    (START, datetime(2026, 11, 1, 23, 50), "start-on-other-day"),  # noqa: DTZ001 - as above
    (START, "2026-11-03 00:10", "start-on-other-day"),
    (START, timedelta(hours=-1), "start-on-other-day"),
    (START, timedelta(hours=30), "start-on-other-day"),
    (MINUTES, 0, "number-out-of-range"),
    (MINUTES, 1441, "number-out-of-range"),
    (MINUTES, 7.5, "number-not-whole"),
    (MINUTES, "a while", "number-unreadable"),
    (MINUTES, time(0, 15), "number-unreadable"),
    (REASON, "关门", "reason-of-visit-made"),
    (REASON, "心情不好", "word-unknown"),
    (MODE, "by pigeon", "word-unknown"),
    (CUSTOMER, "nobody", "customer-unknown"),
    (CUSTOMER, None, "cell-empty"),
    (CUSTOMER, 12, "customer-unknown"),
    (DONE, None, "result-missing"),
    *(
        (header, "=1+1", "formula-in-cell")
        for header in (CUSTOMER, DONE, START, MINUTES, REASON, MODE)
    ),
]


@pytest.mark.parametrize(("header", "typed", "code"), FAULTS, ids=str)
def test_what_cannot_be_read_is_told_by_its_cell(header: str, typed: object, code: str) -> None:
    """One cell at fault in a row otherwise sound is one fault, at that cell, with something to do about it."""
    filled = FilledWorkbook(written())
    filled.type_in(monday(filled), CORE, done="是", start=time(9, 5), minutes=15)
    row = filled.cell(monday(filled), CORE, CUSTOMER).row
    cell = filled.below(monday(filled), row, header)
    cell.value = typed  # type: ignore[assignment]
    (issue,) = issues(filled)
    place = f"workbook, sheet 11-02 m1, cell {cell.coordinate}"
    assert (issue.code, issue.place) == (code, place)
    assert issue.remedy
    assert "1+1" not in str(issue)


def test_all_faults_are_told_at_once() -> None:
    """Faults of several cells, rows and sheets come together, and names are not among what is told (R24)."""
    filled = FilledWorkbook(written())
    filled.type_in(monday(filled), CORE, done=NAME, start="noon", minutes="=A1")
    filled.type_in(monday(filled), REGULAR, done="否", reason=f"{NAME} is closed")
    filled.type_in(filled.sheet(TUESDAY, M2), NAME, done="是")
    told = issues(filled)
    assert [(issue.code, issue.place.split(", ")[1]) for issue in told] == [
        ("time-unreadable", "sheet 11-02 m1"),
        ("yes-no-unreadable", "sheet 11-02 m1"),
        ("formula-in-cell", "sheet 11-02 m1"),
        ("word-unknown", "sheet 11-02 m1"),
        ("customer-unknown", "sheet 11-03 m2"),
    ]
    assert NAME not in "".join(map(str, told))


def test_computed_value_of_a_formula_is_not_taken() -> None:
    """A formula whose last value is a sound result is refused all the same."""
    filled = FilledWorkbook(written())
    filled.type_in(monday(filled), CORE, done='=IF(TRUE,"是","否")')
    content = filled.saved()
    with_value = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as parts, zipfile.ZipFile(with_value, "w") as out:
        for part in parts.infolist():
            text = parts.read(part)
            out.writestr(
                part,
                text.replace(b"</f><v />", b"</f><v>1</v>").replace(
                    b"</f><v></v>", b"</f><v>1</v>"
                ),
            )
    values = openpyxl.load_workbook(io.BytesIO(with_value.getvalue()), data_only=True)
    assert values["11-02 m1"].cell(6, 9).value == 1  # what a spreadsheet program shows
    with pytest.raises(InputError, match="formula-in-cell"):
        read_results(with_value.getvalue(), home())


def test_columns_may_be_moved_and_hidden() -> None:
    """Columns are found by their headers, wherever they stand, in both languages."""
    filled = FilledWorkbook(written())
    sheet = monday(filled)
    filled.type_in(sheet, CORE, done="是", minutes=15)
    header_row = filled.header_row(sheet)
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=header_row)]
    for number, row in enumerate(rows, start=header_row):
        for column, value in enumerate(reversed(row), start=1):
            sheet.cell(number, column).value = value
    filled.below(sheet, header_row, DONE).value = "Done"
    sheet.column_dimensions["A"].hidden = True
    sheet.row_dimensions[header_row + 1].hidden = True
    assert read(filled) == (result(length_minutes=15),)


def test_rows_may_be_deleted_and_added() -> None:
    """A deleted row is a visit without a result; an unplanned visit in a free row is in person unless told."""
    filled = FilledWorkbook(written())
    sheet = monday(filled)
    sheet.delete_rows(filled.cell(sheet, CORE, CUSTOMER).row)
    filled.type_in(sheet, POTENTIAL, done="√", start="16：30")
    filled.type_in(sheet, REGULAR, done="√")
    assert read(filled) == (
        done(REGULAR, MONDAY, mode=Mode.PHONE, manager_id=M1),
        done(POTENTIAL, MONDAY, start=time(16, 30), manager_id=M1),
    )


def test_remarks_and_notes_are_no_results() -> None:
    """What is written beside and below the table is nobody's result."""
    filled = FilledWorkbook(written())
    sheet = monday(filled)
    sheet.cell(filled.free_row(sheet) + 9, 1).value = "下午下雨"
    sheet.cell(filled.header_row(sheet) + 1, 13).value = "下次带样品"
    sheet.cell(filled.header_row(sheet) + 1, 14).value = "自己的一栏"
    assert read(filled) == ()


@pytest.mark.parametrize("header", [CUSTOMER, DONE, START, MINUTES, REASON, MODE])
def test_missing_and_repeated_columns_are_told(header: str) -> None:
    """Without one of its columns, or with two of one, no row of a sheet is read, and the report says which."""
    filled = FilledWorkbook(written())
    sheet = monday(filled)
    filled.type_in(sheet, CORE, done="是")
    cell = filled.below(sheet, filled.header_row(sheet), header)
    sheet.cell(cell.row, 14).value = header
    assert [code for code, _ in faults(filled)] == ["column-repeated"]
    sheet.cell(cell.row, 14).value = None
    cell.value = "somebody's own"
    ((code, place),) = faults(filled)
    assert code == "column-missing"
    assert place.startswith(f"workbook, sheet 11-02 m1, row {cell.row}, column ")


def test_sheets_may_be_renamed_deleted_and_copied_for_other_days() -> None:
    """Day and account manager stand in the head of a sheet; its title says nothing."""
    filled = FilledWorkbook(written())
    sheet = monday(filled)
    filled.type_in(sheet, CORE, done="是")
    copy = filled.book.copy_worksheet(sheet)
    copy["C2"].value, copy["E2"].value = "2026年11月4日", "m2"
    sheet.title = "星期一"
    filled.book.remove(filled.sheet(TUESDAY, M2))
    assert read(filled) == (
        result(),
        done(CORE, date(2026, 11, 4), manager_id=M2),
    )


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        ("C2", None, "cell-empty"),
        ("C2", "tomorrow", "date-unreadable"),
        ("C2", "=TODAY()", "formula-in-cell"),
        ("E2", "m3", "manager-unknown"),
        ("E2", None, "cell-empty"),
    ],
)
def test_head_of_a_sheet_with_results_must_be_sound(cell: str, value: object, code: str) -> None:
    """A head at fault is told once, not for every row; on a sheet without results it harms nobody."""
    filled = FilledWorkbook(written())
    monday(filled)[cell].value = value
    assert read(filled) == ()
    for customer in (CORE, REGULAR):
        filled.type_in(monday(filled), customer, done="是", start="9:05")
    assert faults(filled) == [(code, f"workbook, sheet 11-02 m1, cell {cell}")]


def test_table_without_head_or_headers_is_told() -> None:
    """Results that nobody could place are not passed over."""
    filled = FilledWorkbook(written())
    sheet = monday(filled)
    sheet["D2"].value = None
    assert faults(filled) == [("sheet-without-day", "workbook, sheet 11-02 m1")]
    sheet["D2"].value = "manager:"
    sheet.delete_rows(filled.header_row(sheet))
    assert faults(filled) == [("column-missing", "workbook, sheet 11-02 m1")]


def test_merged_results_are_told() -> None:
    """One cell over several rows does not say which of them it means; merged blanks say nothing anyway."""
    filled = FilledWorkbook(written())
    sheet = monday(filled)
    cell = filled.cell(sheet, CORE, DONE)
    coordinates = f"{cell.coordinate}:{sheet.cell(cell.row + 1, cell.column).coordinate}"
    sheet.merge_cells(coordinates)
    assert read(filled) == ()
    cell.value = "是"
    assert faults(filled) == [("cells-merged", f"workbook, sheet 11-02 m1, cells {coordinates}")]


def test_cells_far_below_the_table_are_told() -> None:
    """A sheet in use down to its last row is refused rather than read for minutes."""
    filled = FilledWorkbook(written())
    monday(filled).cell(1_000_000, 1).value = "x"
    assert faults(filled) == [("sheet-too-large", "workbook, sheet 11-02 m1")]


CONTRADICTIONS: list[tuple[list[dict[str, Any]], bool]] = [
    ([{"done": "是"}, {"done": "否"}], True),
    ([{"done": "否", "reason": "关门"}, {"done": "否", "reason": "拒访"}], True),
    ([{"done": "是", "start": "9:05"}, {"done": "是", "start": "10:05"}], True),
    ([{"done": "否", "start": "9:05"}, {"done": "是"}], True),
    # A second try, and a call besides the visit.
    ([{"done": "否", "start": "9:05"}, {"done": "是", "start": "15:00"}], False),
    ([{"done": "是", "start": "9:05"}, {"done": "是", "start": "15:00", "mode": "电话"}], False),
]


@pytest.mark.parametrize(("rows", "contradict"), CONTRADICTIONS, ids=str)
def test_two_results_of_one_customers_day(rows: list[dict[str, Any]], *, contradict: bool) -> None:
    """Two different results stand beside each other only as two calls at two times, one visit among them at most."""
    filled = FilledWorkbook(written())
    sheet = monday(filled)
    filled.type_in(sheet, CORE, **rows[0])
    free = filled.free_row(sheet)
    filled.below(sheet, free, CUSTOMER).value = CORE
    headers = {"done": DONE, "start": START, "reason": REASON, "mode": MODE}
    for name, value in rows[1].items():
        filled.below(sheet, free, headers[name]).value = value
    if not contradict:
        assert len(read(filled)) == 2
        return
    (issue,) = issues(filled)
    first = filled.cell(sheet, CORE, DONE).coordinate
    second = filled.below(sheet, free, DONE).coordinate
    assert (issue.code, issue.place) == (
        "results-contradict",
        f"workbook, sheet 11-02 m1, cell {second}",
    )
    assert f"sheet 11-02 m1, cell {first}" in issue.message


def test_same_result_twice_is_one() -> None:
    """A sheet that was copied says nothing new; somebody else's vain try contradicts nobody."""
    filled = FilledWorkbook(written())
    filled.type_in(monday(filled), CORE, done="是", start="9:05")
    copy = filled.book.copy_worksheet(monday(filled))
    assert read(filled) == (result(start=time(9, 5)),)
    copy["E2"].value = "m2"
    filled.type_in(copy, CORE, done="否", start=None)
    assert len(read(filled)) == 2


def test_results_are_held_against_the_history() -> None:
    """What the territory knows already may be told again or with more; what it knows otherwise is a contradiction."""
    filled = FilledWorkbook(written())
    filled.type_in(monday(filled), CORE, done="是", start="9:05")
    for known in (result(), done(CORE, MONDAY), result(start=time(9, 5), length_minutes=20)):
        assert read(filled, replace(home(), history=(known,))) == (result(start=time(9, 5)),)
    for known in (result(done=False), result(start=time(9, 10))):
        told = issues(filled, replace(home(), history=(known,)))
        assert [issue.code for issue in told] == ["results-contradict"]
        assert "history" in told[0].message


def test_history_takes_results_over_once() -> None:
    """A result adds to the history what is not told there, and taken over again it changes nothing."""
    before = replace(home(), history=(done(REGULAR, MONDAY), done(CORE, MONDAY)))
    results = (
        result(start=time(9, 5)),
        done(POTENTIAL, TUESDAY, done=False, because=UndoneReason.ILL),
    )
    after = with_results(before, results)
    assert after.history == (done(REGULAR, MONDAY), *results)
    assert with_results(after, results) == after


def test_results_of_the_future_are_refused() -> None:
    """Nobody knows how a visit went that lies after the day of reading."""
    filled = FilledWorkbook(written())
    filled.type_in(filled.sheet(TUESDAY, M2), POTENTIAL, done="是")
    content = filled.saved()
    assert len(read_results(content, home(), today=TUESDAY)) == 1
    with pytest.raises(InputError) as caught:
        read_results(content, home(), today=MONDAY)
    assert [(one.code, one.place) for one in caught.value.issues] == [
        ("date-in-future", "workbook, sheet 11-03 m2, cell C2")
    ]


def test_workbook_of_another_territory_is_refused() -> None:
    """Whose workbook it is stands on its hidden sheet; of another one no row is read."""
    filled = FilledWorkbook(written())
    filled.type_in(monday(filled), "stranger", done="是")
    assert [code for code, _ in faults(filled, replace(home(), id="u"))] == ["territory-wrong"]
    filled.book["routing"]["B1"].value = "routing-workbook/9"
    assert [code for code, _ in faults(filled)] == ["format-unknown"]
    filled.book.remove(filled.book["routing"])
    assert [code for code, _ in faults(filled)] == ["workbook-unknown"]


def with_macros(content: bytes) -> bytes:
    """Return a workbook with a macro project in it, as .xlsm files have."""
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0")
    return out.getvalue()


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
FILES: list[tuple[Callable[[], bytes], str]] = [
    (lambda: b"", "file-blank"),
    (lambda: written()[:2000], "workbook-broken"),
    (lambda: b"customer,done\nA,yes\n", "workbook-broken"),
    (lambda: OLD, "workbook-old"),
    (lambda: OLD + "EncryptedPackage".encode("utf-16-le"), "workbook-encrypted"),
    (lambda: with_macros(written()), "workbook-macros"),
]


@pytest.mark.parametrize(("content", "code"), FILES, ids=[code for _, code in FILES])
def test_files_that_are_no_such_workbook_are_told_what_to_do(
    tmp_path: Path, content: Callable[[], bytes], code: str
) -> None:
    """Blank, half-written, foreign, old, protected files and those with macros are one fault each, with a remedy."""
    path = tmp_path / "plan.xlsx"
    path.write_bytes(content())
    with pytest.raises(InputError) as caught:
        read_results(path, home())
    ((issue),) = caught.value.issues
    assert (issue.code, issue.place) == (code, "plan.xlsx")
    assert issue.remedy


@pytest.mark.parametrize("mark", ["~$plan.xlsx", ".~lock.plan.xlsx#"])
def test_open_workbook_is_not_read(tmp_path: Path, mark: str) -> None:
    """While a spreadsheet program has a workbook open, what was not saved yet would be missed."""
    path = tmp_path / "plan.xlsx"
    path.write_bytes(written())
    assert read_results(path, home()) == ()
    (tmp_path / mark).write_bytes(b"somebody")
    for name in (path, tmp_path / mark):
        with pytest.raises(InputError, match="workbook-open"):
            read_results(name, home())


def test_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    """A path that leads nowhere, or to a folder, is a fault of the input."""
    for path in (tmp_path / "plan.xlsx", tmp_path):
        with pytest.raises(InputError, match="file-unreadable"):
            read_results(path, home())


@settings(max_examples=50)
@given(st.data())
def test_damaged_files_are_read_or_refused(data: st.DataObject) -> None:
    """Whatever a file has lost on its way, it is read as it was meant or refused: nothing else is raised."""
    content = bytearray(written())
    if data.draw(st.booleans()):
        del content[data.draw(st.integers(0, len(content))) :]
    for _ in range(data.draw(st.integers(0, 20))):
        if content:
            content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with suppress(InputError):
        assert read_results(bytes(content), home()) == ()
