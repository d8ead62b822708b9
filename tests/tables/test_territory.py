"""Territories read from tables, end to end."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.domain.customer import (
    Area,
    Customer,
    CustomerClass,
    DateRange,
    Mode,
    OpeningHours,
    Point,
    StoreFormat,
    Trait,
    Weekday,
)
from routing.domain.events import (
    Anomaly,
    AnomalyKind,
    Appointment,
    Pin,
    Task,
    UndoneReason,
    VisitRecord,
)
from routing.domain.ids import CustomerId, ManagerId
from routing.domain.manager import Absence, AccountManager
from routing.domain.territory import Territory
from routing.errors import InputError, Severity
from routing.tables import inspect_territory, read_territory
from routing.tables.cells import CellFault
from routing.tables.columns import TABLES

ENGLISH = {
    "managers": "id,name,lat,lon,end_lat,end_lon,day_start,day_end,max_visits\n"
    "M1,Li,41.80,123.40,41.81,123.41,08:00,17:00,20\n",
    "customers": "id,name,lat,lon,class,tier,area,format,traits,order_day,hours,closed,modes,manager,joined,"
    "first_order,remote,last_visit\n"
    "C1,East,41.81,123.42,core,28,urban,convenience,modern-terminal,Mon;Thu,"
    '"Mon-Fri 09:00-11:30,14:00-17:00",2026-10-01 to 2026-10-07,in-person/phone,M1,2025-01-02,2026-11-05,yes,'
    "2026-10-09\n"
    "C2,West,41.79,123.38,,,,,,,,,,,,,,\n",
    "history": (
        "customer_id,date,time,mode,done,manager,minutes,reason\n"
        "C2,2026-09-30,10:05,phone,no,M1,3,拒访\n"
    ),
    "anomalies": "customer_id,kind,reported_at\nC2,complaint,2026-10-09 16:20\n",
    "appointments": "customer_id,at,manager\nC1,2026-10-12 09:30,M1\n",
    "pins": "customer_id,day,forbidden,manager,start,end\nC2,2026-10-13,no,M1,09:00,10:00\n",
    "absences": "manager_id,first,last,start,end\nM1,2026-10-14,2026-10-15,13:00,15:00\n",
    "tasks": "manager_id,day,minutes,name\nM1,2026-10-16,90,Stocktaking\n",
}

CHINESE = {
    "客户经理": "工号,姓名,纬度,经度,终点纬度,终点经度,上班时间,下班时间,每日上限\n"
    "M1,Li,41.80,123.40,41.81,123.41,8点,下午5点,20\n",
    "客户": "客户编号,客户名称,纬度,经度,客户类别,档位,市场类型,业态,特征,订货日,营业时间,歇业,拜访方式,客户经理,"
    "入网日期,首次订货,偏远,上次拜访\n"
    "C1,East,41.81,123.42,核心客户,28,城镇,便利店,现代终端,周一、周四,"
    '"周一至周五 09:00-11:30,14:00-17:00",2026年10月1日至2026年10月7日,实地、电话,M1,2025/1/2,20261105,是,'
    "2026.10.9\n"
    "C2,West,41.79,123.38,,,,,,,,,,,,,,\n",
    "拜访记录": "客户编号,拜访日期,拜访时间,拜访方式,完成,客户经理,时长（分）,原因\n"
    "C2,2026年9月30日,10点5分,电话,否,M1,3,客户拒绝\n",
    "异常": "客户编号,异常类型,报告时间\nC2,投诉,2026年10月9日 16:20\n",
    "预约": "客户编号,预约时间,客户经理\nC1,2026/10/12 9点半,M1\n",
    "固定安排": "客户编号,日期,禁止,客户经理,最早时间,最晚时间\nC2,2026/10/13,否,M1,9点,10点\n",
    "请假": "客户经理,开始日期,结束日期,开始时间,结束时间\nM1,2026/10/14,2026/10/15,13:00,15:00\n",
    "临时任务": "客户经理,日期,时长,任务名称\nM1,2026/10/16,90,Stocktaking\n",
}

WORKWEEK = frozenset(list(Weekday)[:5])
EXPECTED = Territory(
    id="north",
    managers=(
        AccountManager(
            id=ManagerId("M1"),
            name="Li",
            start=Point(lat=41.80, lon=123.40),
            end=Point(lat=41.81, lon=123.41),
            day_start=time(8),
            day_end=time(17),
            max_visits=20,
        ),
    ),
    customers=(
        Customer(
            id=CustomerId("C1"),
            name="East",
            point=Point(lat=41.81, lon=123.42),
            customer_class=CustomerClass.CORE,
            tier=28,
            area=Area.URBAN,
            store_format=StoreFormat.CONVENIENCE,
            traits=frozenset({Trait.MODERN_TERMINAL, Trait.REMOTE}),
            order_weekdays=frozenset({Weekday.MONDAY, Weekday.THURSDAY}),
            opening_hours=(
                OpeningHours(weekdays=WORKWEEK, start=time(9), end=time(11, 30)),
                OpeningHours(weekdays=WORKWEEK, start=time(14), end=time(17)),
            ),
            closed=(DateRange(first=date(2026, 10, 1), last=date(2026, 10, 7)),),
            modes=frozenset({Mode.IN_PERSON, Mode.PHONE}),
            manager_id=ManagerId("M1"),
            joined_on=date(2025, 1, 2),
            first_order_on=date(2026, 11, 5),
        ),
        Customer(id=CustomerId("C2"), name="West", point=Point(lat=41.79, lon=123.38)),
    ),
    history=(
        VisitRecord(
            customer_id=CustomerId("C2"),
            day=date(2026, 9, 30),
            start=time(10, 5),
            mode=Mode.PHONE,
            done=False,
            manager_id=ManagerId("M1"),
            length_minutes=3,
            because=UndoneReason.REFUSED,
        ),
        VisitRecord(customer_id=CustomerId("C1"), day=date(2026, 10, 9)),
    ),
    anomalies=(
        Anomaly(
            customer_id=CustomerId("C2"),
            kind=AnomalyKind.COMPLAINT,
            reported_at=datetime(2026, 10, 9, 16, 20),  # noqa: DTZ001 - local time
        ),
    ),
    appointments=(
        Appointment(
            customer_id=CustomerId("C1"),
            at=datetime(2026, 10, 12, 9, 30),  # noqa: DTZ001 - local time
            manager_id=ManagerId("M1"),
        ),
    ),
    pins=(
        Pin(
            customer_id=CustomerId("C2"),
            day=date(2026, 10, 13),
            manager_id=ManagerId("M1"),
            start=time(9),
            end=time(10),
        ),
    ),
    absences=(
        Absence(
            manager_id=ManagerId("M1"),
            first=date(2026, 10, 14),
            last=date(2026, 10, 15),
            start=time(13),
            end=time(15),
        ),
    ),
    tasks=(
        Task(manager_id=ManagerId("M1"), day=date(2026, 10, 16), minutes=90, name="Stocktaking"),
    ),
)


def write_tables(folder: Path, tables: dict[str, str], encoding: str = "utf-8") -> Path:
    """Write each table as a CSV file of its name."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding=encoding)
    return folder


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("tables", [ENGLISH, CHINESE], ids=["english", "chinese"])
def test_every_column_of_every_table_is_read(
    tmp_path: Path, tables: dict[str, str], encoding: str
) -> None:
    """English and Chinese tables of the same facts give the same territory, in each encoding, without a murmur."""
    folder = write_tables(tmp_path / "north", tables, encoding)
    territory, issues = read_territory(folder, today=date(2026, 10, 10))
    assert issues == ()
    assert territory == EXPECTED


CUSTOMERS = [
    "客户编号,客户名称,纬度,经度,客户类别,档位,业态,订货日,营业时间,客户经理,拜访方式,歇业,上次拜访",
    "C1,东门店,41.81,123.42,核心客户,28,便利店,周一,09:00-17:00,M1,实地,,2026-10-09",
    "C2,西门店,41.79,123.38,,,,,,,,,",
    "C3,南门店,41.78,123.40,,,,,,,,,",
    "C4,北门店,41.83,123.41,,,,,,,,,",
    "C5,中门店,41.80,123.40,,,,,,,,,",
]
BASE = {
    "managers": "id,lat,lon,day_start,day_end,max_visits,end_lat,end_lon\n"
    "M1,41.80,123.40,08:00,17:00,20,,\nM0,41.80,123.40,,,,,\n",
    "customers": "\n".join(CUSTOMERS) + "\n",
    "history": (
        "customer_id,day,time,mode,done,minutes,reason\n"
        "C1,2026-09-01,10:00,phone,yes,10,\nC2,2026-09-01,,,,,\n"
        "C1,2026-09-02,,,no,,closed\n"
    ),
    "anomalies": "customer_id,kind,reported_at\nC2,complaint,2026-10-09 16:20\n",
    "appointments": "customer_id,at\nC1,2026-10-12 09:30\n",
    "pins": "customer_id,day,forbidden,start,end\nC2,2026-10-13,no,09:00,10:00\n",
    "absences": "manager_id,first,last,start,end\nM1,2026-10-14,2026-10-15,13:00,15:00\n",
    "tasks": "manager_id,day,minutes\nM1,2026-10-16,90\n",
}
TODAY = date(2026, 10, 10)

ERRORS = [
    # table, what stands there, what it becomes, code, place
    ("customers", "C3,南", ",南", "cell-empty", "row 4, column 客户编号"),
    ("customers", "C3,南", "1.2E+11,南", "id-damaged", "row 4, column 客户编号"),
    ("customers", "C5,中", "C4,中", "id-repeated", "row 6, column 客户编号"),
    ("customers", "41.79", "", "cell-empty", "row 3, column 纬度"),
    ("customers", "41.79", "NaN", "number-unreadable", "row 3, column 纬度"),
    ("customers", "123.38", "inf", "number-unreadable", "row 3, column 经度"),
    ("customers", "41.79", '"41,79"', "number-unreadable", "row 3, column 纬度"),
    ("customers", "41.79", "41°47'", "number-unreadable", "row 3, column 纬度"),
    ("customers", "123.38", "193.38", "coordinate-off-globe", "row 3, column 经度"),
    ("customers", "核心客户", "核心顾客", "word-unknown", "row 2, column 客户类别"),
    ("customers", "28", "31", "tier-out-of-range", "row 2, column 档位"),
    ("customers", "28", "27.5", "number-not-whole", "row 2, column 档位"),
    ("customers", "28", "高", "number-unreadable", "row 2, column 档位"),
    ("customers", "便利店", "便利", "word-unknown", "row 2, column 业态"),
    ("customers", "周一", "周八", "weekday-unknown", "row 2, column 订货日"),
    ("customers", "周一", "0", "weekday-unknown", "row 2, column 订货日"),
    ("customers", "09:00-17:00", "17:00-09:00", "end-before-start", "row 2, column 营业时间"),
    ("customers", "09:00-17:00", "all day", "hours-unreadable", "row 2, column 营业时间"),
    (
        "customers",
        "09:00-17:00",
        "周一 09:00-12:00;14:00-17:00",
        "hours-ambiguous",
        "row 2, column 营业时间",
    ),
    ("customers", "09:00-17:00", "09:00-25:00", "time-impossible", "row 2, column 营业时间"),
    ("customers", "M1,实地", "M9,实地", "manager-unknown", "row 2, column 客户经理"),
    ("customers", "实地", "拜访", "word-unknown", "row 2, column 拜访方式"),
    (
        "customers",
        ",,2026-10-09",
        ",2026-10-07至2026-10-01,",
        "end-before-start",
        "row 2, column 歇业",
    ),
    ("customers", "2026-10-09", "10/09/2026", "date-ambiguous", "row 2, column 上次拜访"),
    ("customers", "2026-10-09", "2026-10-11", "date-in-future", "row 2, column 上次拜访"),
    ("managers", "M0,", ",", "cell-empty", "row 3, column id"),
    ("managers", "41.80", "91", "coordinate-off-globe", "row 2, column lat"),
    ("managers", "08:00,17:00", "17:00,08:00", "end-before-start", "row 2, column day_end"),
    ("managers", "08:00", "8", "time-unreadable", "row 2, column day_start"),
    ("managers", "20", "0", "number-out-of-range", "row 2, column max_visits"),
    ("managers", "20,,", "20,41.9,", "coordinate-missing", "row 2, column end_lon"),
    ("history", "C2", "C7", "customer-unknown", "row 3, column customer_id"),
    ("history", "2026-09-01,10:00", "2026-10-11,10:00", "date-in-future", "row 2, column day"),
    ("history", "2026-09-01,10:00", "2026-09-31,10:00", "date-impossible", "row 2, column day"),
    (
        "history",
        "2026-09-01,10:00",
        "2026-09-01 10:00,10:00",
        "date-with-time",
        "row 2, column day",
    ),
    ("history", "phone", "pigeon", "word-unknown", "row 2, column mode"),
    ("history", "yes", "maybe", "yes-no-unreadable", "row 2, column done"),
    ("history", "10,\n", "0,\n", "number-out-of-range", "row 2, column minutes"),
    ("history", "10,\n", "ten,\n", "number-unreadable", "row 2, column minutes"),
    ("history", "closed", "shut", "word-unknown", "row 4, column reason"),
    ("history", "no,,closed", "yes,,closed", "reason-of-visit-made", "row 4, column reason"),
    ("history", "no,,closed", ",,closed", "reason-of-visit-made", "row 4, column reason"),
    ("anomalies", "C2", "C7", "customer-unknown", "row 2, column customer_id"),
    ("anomalies", "complaint", "grumble", "word-unknown", "row 2, column kind"),
    ("anomalies", "complaint", "", "cell-empty", "row 2, column kind"),
    ("anomalies", " 16:20", "", "time-missing", "row 2, column reported_at"),
    ("anomalies", "2026-10-09", "2026-10-11", "date-in-future", "row 2, column reported_at"),
    ("appointments", "09:30", "09:30+08:00", "time-zone", "row 2, column at"),
    ("appointments", "2026-10-12 09:30", "09:30", "date-unreadable", "row 2, column at"),
    ("pins", "09:00,10:00", "10:00,09:00", "end-before-start", "row 2, column end"),
    ("absences", "M1", "M2", "manager-unknown", "row 2, column manager_id"),
    ("absences", "2026-10-15", "2026-10-13", "end-before-start", "row 2, column last"),
    ("absences", "15:00", "", "half-a-window", "row 2, column end"),
    ("tasks", "M1", "M2", "manager-unknown", "row 2, column manager_id"),
    ("tasks", "90", "0", "number-out-of-range", "row 2, column minutes"),
    ("tasks", "90", "", "cell-empty", "row 2, column minutes"),
]

WARNINGS = [
    ("customers", "41.79,123.38", "0,0", "coordinate-zero", "row 3, column 纬度 / 经度"),
    (
        "customers",
        "41.79,123.38",
        "123.38,41.79",
        "coordinate-swapped",
        "row 3, column 纬度 / 经度",
    ),
    (
        "customers",
        "41.79,123.38",
        "26.57,106.70",
        "coordinate-outlying",
        "row 3, column 纬度 / 经度",
    ),
    ("managers", "41.80,123.40", "123.40,41.80", "coordinate-swapped", "row 2, column lat / lon"),
    ("customers", "C3,南", "C2,西门店,41.79,123.38,,,,,,,,,\nC3,南", "row-repeated", "row 4"),
    ("history", "C2,2026", "C1,2026", "visit-repeated", "row 3, column day"),
    ("customers", "客户名称", "店主姓名", "column-unused", "row 1"),
]


def _broken(tmp_path: Path, table: str, sound: str, broken: str) -> Path:
    assert sound in BASE[table]
    tables = BASE | {table: BASE[table].replace(sound, broken, 1)}
    return write_tables(tmp_path / "territory", tables)


@pytest.mark.parametrize(("table", "sound", "broken", "code", "place"), ERRORS)
def test_one_cell_broken_is_one_error(
    tmp_path: Path, table: str, sound: str, broken: str, code: str, place: str
) -> None:
    """A fault in one cell is one error at its file, row and column, and nothing is half-read."""
    folder = _broken(tmp_path, table, sound, broken)
    with pytest.raises(InputError) as refused:
        read_territory(folder, today=TODAY)
    (issue,) = refused.value.issues
    assert (issue.code, issue.place) == (code, f"{table}.csv, {place}")
    assert issue.severity is Severity.ERROR
    assert issue.remedy


@pytest.mark.parametrize(("table", "sound", "broken", "code", "place"), WARNINGS)
def test_one_oddity_is_one_warning(
    tmp_path: Path, table: str, sound: str, broken: str, code: str, place: str
) -> None:
    """What may be true but looks wrong is one warning at its place; the territory is read as it stands."""
    folder = _broken(tmp_path, table, sound, broken)
    territory, issues = read_territory(folder, today=TODAY)
    (issue,) = issues
    assert (issue.code, issue.place) == (code, f"{table}.csv, {place}")
    assert issue.severity is Severity.WARNING
    assert len(territory.customers) == 5


def test_swapped_coordinates_are_left_as_they_stand(tmp_path: Path) -> None:
    """A warning repairs nothing: the numbers of the table are the numbers of the territory."""
    folder = _broken(tmp_path, "customers", "41.79,123.38", "123.38,41.79")
    territory, _ = read_territory(folder)
    assert territory.customers[1].point == Point(lat=123.38, lon=41.79)


def test_base_is_sound(tmp_path: Path) -> None:
    """The tables that the tests above break one by one have no fault of their own."""
    _, issues = read_territory(write_tables(tmp_path / "base", BASE), today=TODAY)
    assert issues == ()


def test_future_is_not_judged_without_a_day_of_reading(tmp_path: Path) -> None:
    """Without `today` nothing lies in the future."""
    folder = _broken(tmp_path, "history", "2026-09-01,10:00", "2036-10-11,10:00")
    assert read_territory(folder)[1] == ()


def test_all_faults_of_all_tables_come_at_once_in_order(tmp_path: Path) -> None:
    """Errors and warnings of several rows and tables stand in one report, tables in order and rows top to bottom."""
    tables = dict(BASE)
    for table, sound, broken in (
        ("absences", "M1", "M2"),
        ("customers", "C4,北", ",北"),
        ("customers", "41.79,123.38", "0,0"),
        ("customers", "28", "99"),
        ("customers", "周一", "someday"),
        ("managers", "20", "many"),
    ):
        tables[table] = tables[table].replace(sound, broken, 1)
    reading = inspect_territory(write_tables(tmp_path / "territory", tables), today=TODAY)
    assert reading.territory is None
    assert [issue.place for issue in reading.issues] == [
        "managers.csv, row 2, column max_visits",
        "customers.csv, row 2, column 订货日",
        "customers.csv, row 2, column 档位",
        "customers.csv, row 3, column 纬度 / 经度",
        "customers.csv, row 5, column 客户编号",
        "absences.csv, row 2, column manager_id",
    ]
    with pytest.raises(InputError) as refused:
        read_territory(tmp_path / "territory", today=TODAY)
    assert refused.value.issues == reading.issues


@pytest.mark.parametrize(
    ("tables", "codes"),
    [
        ({}, ["table-missing", "table-missing"]),
        ({"customers": BASE["customers"]}, ["table-missing"]),
        (BASE | {"customers": ""}, ["file-blank"]),
        (BASE | {"customers": " \n\n"}, ["file-blank"]),
        (BASE | {"customers": "客户编号\nC1\n"}, ["table-blank"]),
        (BASE | {"customers": "客户编号,经度\nC1,123.4\n"}, ["column-missing"]),
        (BASE | {"customers": "C1,东门店,41.81,123.42\n"}, ["column-missing"] * 3),
        (BASE | {"customers": BASE["customers"].replace("客户名称", "lat")}, ["column-repeated"]),
        (BASE | {"客户": BASE["customers"]}, ["table-repeated"]),
        (BASE | {"history": BASE["history"] + "C1,2026-09-03,,,,,,lost\n"}, ["row-too-long"]),
        (BASE | {"history": BASE["history"] + '"C1,2026-09-02\n'}, ["csv-broken"]),
        (BASE | {"managers": "id,lat,lon\n"}, ["no-managers"]),
        (BASE | {"custmers": BASE["customers"]}, ["table-unused"]),
    ],
)
def test_fault_of_a_whole_file_is_told_once(
    tmp_path: Path, tables: dict[str, str], codes: list[str]
) -> None:
    """A file or column that is missing, blank, doubled or cut is told once, without the faults that follow from it."""
    reading = inspect_territory(write_tables(tmp_path / "territory", tables), today=TODAY)
    found = [issue.code for issue in reading.issues if issue.code != "manager-unknown"]
    assert found == codes
    assert (reading.territory is None) == (codes != ["table-unused"])


def test_missing_column_names_the_headers_accepted(tmp_path: Path) -> None:
    """The report says under which names a missing column would be found."""
    tables = BASE | {"customers": BASE["customers"].replace("经度", "东经")}
    reading = inspect_territory(write_tables(tmp_path / "territory", tables))
    (issue,) = reading.issues
    assert issue.place == "customers.csv, row 1, column lon"
    assert "经度" in issue.remedy
    assert "longitude" in issue.remedy


def test_faults_name_no_one(tmp_path: Path) -> None:
    """Names, phones and addresses that slipped into other columns are not repeated in the report (R24)."""
    private = ["东门店", "王小明", "13800001234", "12 Main Street", "和平区中山路5号"]
    rows = "".join(
        f"C{n},x,{text},123.4,{text},{text},{text},{text},{text},{text},{text},{text},{text}\n"
        for n, text in enumerate(private, start=6)
    )
    tables = BASE | {"customers": BASE["customers"] + rows}
    reading = inspect_territory(write_tables(tmp_path / "territory", tables))
    # Ten columns of five rows, each at fault: 纬度 to 上次拜访.
    assert len(reading.issues) == 10 * 5
    report = "\n".join(map(str, reading.issues))
    assert not [text for text in private if text in report]


def test_values_that_name_no_one_are_shown(tmp_path: Path) -> None:
    """Dates, numbers and ids stand in the report as they stand in the table."""
    tables = BASE | {
        "history": "customer_id,day\nC7,2026-09-01\nC1,2026-13-01\nC1,31.12.2026\n",
    }
    reading = inspect_territory(write_tables(tmp_path / "territory", tables))
    assert [issue.value for issue in reading.issues] == ["C7", "2026-13-01", "31.12.2026"]


def test_headers_can_be_given(tmp_path: Path) -> None:
    """A mapping names the header of a column; headers that would be accepted otherwise are then left alone."""
    tables = BASE | {"customers": "shop,id,north,lon\nS1,ignored,41.8,123.4\n"}
    tables = {name: tables[name] for name in ("customers", "managers")}
    folder = write_tables(tmp_path / "territory", tables)
    territory, issues = read_territory(
        folder, columns={"customers": {"id": "shop", "lat": "north"}}
    )
    assert territory.customers[0].id == "S1"
    assert [issue.code for issue in issues] == ["column-unused"]


def test_mapping_to_nothing_is_an_error(tmp_path: Path) -> None:
    """A header that is not there, and a column that does not exist, are each an error."""
    folder = write_tables(tmp_path / "territory", BASE)
    reading = inspect_territory(
        folder, columns={"customers": {"tier": "grade", "colour": "x"}, "shops": {"id": "x"}}
    )
    assert [issue.code for issue in reading.issues] == [
        "column-unknown",
        "column-unknown",
        "column-missing",
    ]


def test_last_visit_gives_way_to_the_record_of_the_same_day(tmp_path: Path) -> None:
    """A last visit that the history tells in full is one visit, not two; another day's is a visit of its own."""
    tables = BASE | {"history": "customer_id,day,time\nC1,2026-10-09,10:00\nC1,2026-10-01,\n"}
    territory, issues = read_territory(write_tables(tmp_path / "territory", tables))
    assert issues == ()
    assert [(record.day.day, record.start) for record in territory.history] == [
        (9, time(10)),
        (1, None),
    ]


def test_territory_is_named_for_its_folder_or_as_asked(tmp_path: Path) -> None:
    """The folder's name is the territory's id unless another is given."""
    folder = write_tables(tmp_path / "north", BASE)
    assert read_territory(folder)[0].id == "north"
    assert read_territory(str(folder), territory_id="T7")[0].id == "T7"


def test_five_hundred_customers_are_read(tmp_path: Path) -> None:
    """A territory far beyond R11 is read; whether it is too large is not the reader's business."""
    rows = "".join(f"D{n},,{41.7 + n / 5000:.4f},123.4,,,,,,,,,\n" for n in range(500))
    tables = BASE | {"customers": BASE["customers"] + rows}
    territory, issues = read_territory(write_tables(tmp_path / "territory", tables))
    assert issues == ()
    assert len(territory.customers) == 505


NASTY = st.sampled_from(
    [
        *(
            "",
            " ",
            "-",
            "0",
            "1",
            "-1",
            "1e999",
            "1e-999",
            "nan",
            "٣",
            "Ⅳ",
            "½",
            "９９９９－９９－９９",
        ),
        *(
            "2026-10-12",
            "0000-00-00",
            "99999",
            "46307.99999999",
            "24:00",
            "00:00-24:00",
            "周一至",
            "至",
        ),
        *(
            "M1",
            "C1",
            "core",
            "是",
            ";;;",
            "/",
            "=1+1",
            "#REF!",
            "\u202e",
            "\ufeff",
            "东门店",
            "1" * 400,
        ),
    ]
)


@given(rows=st.lists(st.lists(NASTY, min_size=13, max_size=13), max_size=4))
def test_nothing_in_a_cell_breaks_the_reader(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    """Whatever stands in the cells comes back as issues or as a territory, never as another error."""
    text = "\n".join([*CUSTOMERS, *(",".join(row) for row in rows)])
    folder = write_tables(tmp_path_factory.mktemp("nasty"), BASE | {"customers": text})
    reading = inspect_territory(folder, today=TODAY)
    has_errors = any(issue.severity is Severity.ERROR for issue in reading.issues)
    assert (reading.territory is None) == has_errors


@given(text=st.text(max_size=60))
def test_no_cell_breaks_a_column(text: str) -> None:
    """Each column reads any text or refuses it as a fault of the cell; nothing else comes out."""
    for table in TABLES:
        for column in table.columns:
            with suppress(CellFault):
                column.read(text)
