"""Territories read from tables, end to end."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path

import pytest

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
from routing.domain.events import Anomaly, AnomalyKind, Appointment, Pin, VisitRecord
from routing.domain.ids import CustomerId, ManagerId
from routing.domain.manager import Absence, AccountManager
from routing.domain.territory import Territory
from routing.errors import InputError, Severity
from routing.tables import inspect_territory, read_territory

ENGLISH = {
    "managers": "id,name,lat,lon,end_lat,end_lon,day_start,day_end,max_visits\n"
    "M1,Li,41.80,123.40,41.81,123.41,08:00,17:00,20\n",
    "customers": "id,name,lat,lon,class,tier,area,format,traits,order_day,hours,closed,modes,manager,joined,"
    "first_order,remote,last_visit\n"
    "C1,East,41.81,123.42,core,28,urban,convenience,modern-terminal,Mon;Thu,"
    '"Mon-Fri 09:00-11:30,14:00-17:00",2026-10-01 to 2026-10-07,in-person/phone,M1,2025-01-02,2026-11-05,yes,'
    "2026-10-09\n"
    "C2,West,41.79,123.38,,,,,,,,,,,,,,\n",
    "history": "customer_id,date,time,mode,done,manager\nC2,2026-09-30,10:05,phone,no,M1\n",
    "anomalies": "customer_id,kind,reported_at\nC2,complaint,2026-10-09 16:20\n",
    "appointments": "customer_id,at,manager\nC1,2026-10-12 09:30,M1\n",
    "pins": "customer_id,day,forbidden,manager,start,end\nC2,2026-10-13,no,M1,09:00,10:00\n",
    "absences": "manager_id,first,last,start,end\nM1,2026-10-14,2026-10-15,13:00,15:00\n",
}

CHINESE = {
    "客户经理": "工号,姓名,纬度,经度,终点纬度,终点经度,上班时间,下班时间,每日上限\n"
    "M1,Li,41.80,123.40,41.81,123.41,8点,下午5点,20\n",
    "客户": "客户编号,客户名称,纬度,经度,客户类别,档位,市场类型,业态,特征,订货日,营业时间,歇业,拜访方式,客户经理,入网日期,"
    "首次订货,偏远,上次拜访\n"
    "C1,East,41.81,123.42,核心客户,28,城镇,便利店,现代终端,周一、周四,"
    '"周一至周五 09:00-11:30,14:00-17:00",2026年10月1日至2026年10月7日,实地、电话,M1,2025/1/2,20261105,是,'
    "2026.10.9\n"
    "C2,West,41.79,123.38,,,,,,,,,,,,,,\n",
    "拜访记录": "客户编号,拜访日期,拜访时间,拜访方式,完成,客户经理\nC2,2026年9月30日,10点5分,电话,否,M1\n",
    "异常": "客户编号,异常类型,报告时间\nC2,投诉,2026年10月9日 16:20\n",
    "预约": "客户编号,预约时间,客户经理\nC1,2026/10/12 9点半,M1\n",
    "固定安排": "客户编号,日期,禁止,客户经理,最早时间,最晚时间\nC2,2026/10/13,否,M1,9点,10点\n",
    "请假": "客户经理,开始日期,结束日期,开始时间,结束时间\nM1,2026/10/14,2026/10/15,13:00,15:00\n",
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
