"""The tables and columns that are read, with every header accepted, in English and Chinese.

A header is compared without case, blanks, underscores, hyphens and bracketed units, so ``Customer ID``, ``customer_id``
and ``CUSTOMER-ID`` are one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Generic, TypeVar

from routing.domain.customer import Area, CustomerClass, Mode, StoreFormat, Trait
from routing.domain.events import AnomalyKind, UndoneReason
from routing.tables.cells import (
    Cell,
    comparable,
    identifier,
    minutes,
    number,
    plain_text,
    whole_number,
    yes_or_no,
)
from routing.tables.dates import clock_time, date_ranges, day, moment, opening_hours, weekdays
from routing.tables.words import WORDS, word, words

__all__ = [
    "ABSENCES",
    "ANOMALIES",
    "APPOINTMENTS",
    "CUSTOMERS",
    "HISTORY",
    "MANAGERS",
    "PINS",
    "REQUIRED",
    "TABLES",
    "TASKS",
    "TRAITS",
    "AbsenceColumns",
    "AnomalyColumns",
    "AppointmentColumns",
    "Column",
    "CustomerColumns",
    "HistoryColumns",
    "ManagerColumns",
    "PinColumns",
    "Table",
    "TaskColumns",
]

Value_co = TypeVar("Value_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Column(Generic[Value_co]):
    """One column of a table.

    Parameters
    ----------
    name
        English name, also a header.
    headers
        Other headers accepted, blank-separated.
    read
        Turns a cell into its value or raises `CellFault`.
    attribute
        Where the value stands in the territory's element, when not under the column's own name.
    required
        Whether the table cannot be read without it, nor a row with this cell empty.
    """

    name: str
    headers: str
    read: Callable[[Cell], Value_co]
    attribute: str = ""
    required: bool = False

    @property
    def path(self) -> str:
        """Attribute of the territory's element that holds the value."""
        return self.attribute or self.name

    @property
    def accepted(self) -> tuple[str, ...]:
        """All headers accepted."""
        return (self.name, *self.headers.split())


@dataclass(frozen=True, slots=True)
class Table:
    """One table.

    Parameters
    ----------
    name
        The territory's attribute that it fills, also a file or sheet name.
    titles
        Other file and sheet names accepted, blank-separated.
    columns
        All columns that it may have.
    """

    name: str
    titles: str
    columns: tuple[Column[object], ...]

    @property
    def accepted(self) -> tuple[str, ...]:
        """All file and sheet names accepted, comparable."""
        return tuple(comparable(title) for title in (self.name, *self.titles.split()))


_CUSTOMER = "客户编号 客户编码 客户代码 客户号 许可证号 customer"
_MANAGER = "客户经理 客户经理编号 客户经理工号 经理编号 manager account_manager"


class CustomerColumns:
    """Columns of the customers, one row each."""

    id = Column("id", f"customer_id {_CUSTOMER} 编号", identifier, required=True)
    lat = Column("lat", "latitude 纬度", number, "point.lat", required=True)
    lon = Column("lon", "lng long longitude 经度", number, "point.lon", required=True)
    name = Column("name", "customer_name 客户名称 名称 店名 店铺名称", plain_text)
    customer_class = Column(
        "customer_class", "class 客户类别 客户分类 类别 客户类型", partial(word, CustomerClass)
    )
    tier = Column("tier", "档位 客户档位", whole_number)
    area = Column("area", "market 市场类型 城乡 区域类型", partial(word, Area))
    store_format = Column("store_format", "format 业态 经营业态", partial(word, StoreFormat))
    traits = Column("traits", "特征 标签 客户特征", partial(words, Trait))
    order_weekdays = Column(
        "order_weekdays", "order_day order_days order_weekday 订货日 订货周期日", weekdays
    )
    opening_hours = Column("opening_hours", "hours 营业时间 可拜访时间 拜访时段", opening_hours)
    closed = Column("closed", "歇业 歇业时间 歇业日期 停业时间", date_ranges)
    modes = Column("modes", "mode 拜访方式", partial(words, Mode))
    manager_id = Column("manager_id", _MANAGER, identifier)
    joined_on = Column("joined_on", "入网日期 入网时间 joined", day)
    first_order_on = Column("first_order_on", "首次订货 首次订货日 首次订货日期 first_order", day)
    last_visit = Column("last_visit", "上次拜访 上次拜访日期 最近拜访 最近拜访日期", day)


TRAITS: dict[Trait, Column[bool]] = {
    trait: Column(trait.value, WORDS[trait], yes_or_no, "traits") for trait in Trait
}
"""A yes-or-no column for each trait, beside the one that lists them."""


class ManagerColumns:
    """Columns of the account managers."""

    id = Column("id", f"manager_id {_MANAGER} 工号 编号", identifier, required=True)
    name = Column("name", "manager_name 姓名 客户经理姓名 名称", plain_text)
    lat = Column("lat", "latitude start_lat 纬度 出发纬度", number, "start.lat", required=True)
    lon = Column(
        "lon", "lng long longitude start_lon 经度 出发经度", number, "start.lon", required=True
    )
    end_lat = Column("end_lat", "终点纬度 结束纬度", number, "end.lat")
    end_lon = Column("end_lon", "终点经度 结束经度", number, "end.lon")
    day_start = Column("day_start", "上班时间 开始时间", clock_time)
    day_end = Column("day_end", "下班时间 结束时间", clock_time)
    max_visits = Column("max_visits", "每日上限 每日最多拜访", whole_number)


class HistoryColumns:
    """Columns of the visits made."""

    customer_id = Column("customer_id", _CUSTOMER, identifier, required=True)
    day = Column("day", "date visited_on 拜访日期 日期", day, required=True)
    start = Column("start", "time 拜访时间 开始时间 时间", clock_time)
    mode = Column("mode", "拜访方式 方式", partial(word, Mode))
    done = Column("done", "完成 是否完成 拜访结果", yes_or_no)
    manager_id = Column("manager_id", _MANAGER, identifier)
    length_minutes = Column("length_minutes", "minutes duration 时长 停留时长 拜访时长", minutes)
    because = Column("because", "reason 原因 未完成原因 未拜访原因", partial(word, UndoneReason))


class AnomalyColumns:
    """Columns of the anomalies reported (R13)."""

    customer_id = Column("customer_id", _CUSTOMER, identifier, required=True)
    kind = Column("kind", "type 异常类型 类型", partial(word, AnomalyKind), required=True)
    reported_at = Column("reported_at", "reported 报告时间 上报时间", moment, required=True)


class AppointmentColumns:
    """Columns of the appointments agreed (R16)."""

    customer_id = Column("customer_id", _CUSTOMER, identifier, required=True)
    at = Column("at", "appointment 预约时间", moment, required=True)
    manager_id = Column("manager_id", _MANAGER, identifier)


class PinColumns:
    """Columns of the planner's fixed wishes."""

    customer_id = Column("customer_id", _CUSTOMER, identifier, required=True)
    day = Column("day", "date 日期 拜访日期", day, required=True)
    forbidden = Column("forbidden", "禁止 是否禁止 不拜访", yes_or_no)
    manager_id = Column("manager_id", _MANAGER, identifier)
    start = Column("start", "开始时间 最早时间", clock_time)
    end = Column("end", "结束时间 最晚时间", clock_time)


class AbsenceColumns:
    """Columns of the account managers' absences."""

    manager_id = Column("manager_id", f"{_MANAGER} 工号", identifier, required=True)
    first = Column("first", "from 开始日期 起始日期 请假开始", day, required=True)
    last = Column("last", "to 结束日期 请假结束", day)
    start = Column("start", "开始时间", clock_time)
    end = Column("end", "结束时间", clock_time)


class TaskColumns:
    """Columns of the account managers' ad-hoc tasks (R20)."""

    manager_id = Column("manager_id", f"{_MANAGER} 工号", identifier, required=True)
    day = Column("day", "date 日期 任务日期", day, required=True)
    minutes = Column("minutes", "duration 时长 分钟 用时", minutes, required=True)
    name = Column("name", "task 任务 任务名称 名称", plain_text)


def _columns(holder: type) -> tuple[Column[object], ...]:
    return tuple(value for value in vars(holder).values() if isinstance(value, Column))


CUSTOMERS = Table(
    "customers",
    "customer 客户 客户表 客户清单 客户信息 客户档案",
    (*_columns(CustomerColumns), *TRAITS.values()),
)
MANAGERS = Table(
    "managers", "manager account_managers 客户经理 客户经理表 经理", _columns(ManagerColumns)
)
HISTORY = Table("history", "visits visit_history 拜访记录 拜访历史 历史", _columns(HistoryColumns))
ANOMALIES = Table("anomalies", "anomaly 异常 异常客户 异常记录", _columns(AnomalyColumns))
APPOINTMENTS = Table(
    "appointments", "appointment 预约 预约表 预约记录", _columns(AppointmentColumns)
)
PINS = Table("pins", "pin 固定安排 指定拜访", _columns(PinColumns))
ABSENCES = Table("absences", "absence 请假 缺勤 请假记录", _columns(AbsenceColumns))
TASKS = Table("tasks", "task 任务 临时任务 任务表", _columns(TaskColumns))

TABLES = (MANAGERS, CUSTOMERS, HISTORY, ANOMALIES, APPOINTMENTS, PINS, ABSENCES, TASKS)
"""All tables, in the order in which they are reported."""

REQUIRED = (MANAGERS, CUSTOMERS)
"""The tables without which there is no territory."""
