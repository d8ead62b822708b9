"""The words that a table may use for classes, formats, modes and kinds, in English and Chinese.

This is the documented list: a word not in it is a fault, never a guess.
"""

from __future__ import annotations

from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar

from routing.domain.customer import Area, CustomerClass, Mode, StoreFormat, Trait
from routing.domain.events import ANOMALY_NAMES_ZH, AnomalyKind, UndoneReason
from routing.tables.cells import Cell, CellFault, comparable, pieces, written

__all__ = ["WORDS", "chinese_word", "word", "words"]

Choice = TypeVar("Choice", bound=StrEnum)

WORDS: dict[StrEnum, str] = {
    CustomerClass.CORE: "核心 核心客户 核心户",
    CustomerClass.POTENTIAL: "潜力 潜力客户 潜力户",
    CustomerClass.REGULAR: "常规 常规客户 常规户",
    CustomerClass.ASSISTED: "帮扶 帮扶客户 帮扶户",
    Area.URBAN: "town city 城镇 城市 城区 市区 城网",
    Area.RURAL: "country village 农村 乡村 乡镇 农网",
    StoreFormat.MALL: "商场 购物中心",
    StoreFormat.SUPERMARKET: "超市",
    StoreFormat.TOBACCO_LIQUOR: "烟酒店 烟酒商店 烟酒专卖店 烟酒类",
    StoreFormat.CONVENIENCE: "convenience-store 便利店",
    StoreFormat.GROCERY: "食杂店 食杂 小卖部",
    StoreFormat.OTHER: "其他 其它 娱乐服务",
    Trait.MODERN_TERMINAL: "现代终端 现代终端已建",
    Trait.TERMINAL_IN_PROGRESS: "终端在建 现代终端在建",
    Trait.TERMINAL_POTENTIAL: "终端潜力 有建设潜力 有终端潜力",
    Trait.BIG_RETAILER: "零售大户 大户",
    Trait.RECENT_VIOLATION: "近期违规 违规",
    Trait.LIVING_ALLOWANCE: "低保 低保户 最低生活保障",
    Trait.DISABLED: "残疾 残疾人",
    Trait.REMOTE: "偏远",
    Trait.STEADY: "稳定 经营稳定",
    Mode.IN_PERSON: "field 实地 实地拜访 上门 上门拜访",
    Mode.PHONE: "telephone call 电话 电话拜访",
    Mode.NETWORK: "online wechat 网络 网络拜访 微信 线上",
    AnomalyKind.ORDERS_FAILED: f"{ANOMALY_NAMES_ZH[AnomalyKind.ORDERS_FAILED]} 订单失败 连续订货失败 连续两周期未订货",
    AnomalyKind.COMPLAINT: f"{ANOMALY_NAMES_ZH[AnomalyKind.COMPLAINT]} 客户投诉",
    AnomalyKind.UNUSUAL_ORDER: f"{ANOMALY_NAMES_ZH[AnomalyKind.UNUSUAL_ORDER]} 订货异常 异常订单",
    AnomalyKind.IRREGULAR_TRADING: f"{ANOMALY_NAMES_ZH[AnomalyKind.IRREGULAR_TRADING]} 违规经营 不规范经营 异常经营",
    AnomalyKind.VISIT_REQUESTED: f"客户要求 {ANOMALY_NAMES_ZH[AnomalyKind.VISIT_REQUESTED]} 要求拜访 申请拜访",
    UndoneReason.CLOSED: "关门 未营业 歇业",
    UndoneReason.KEEPER_AWAY: "absent 负责人不在 店主不在",
    UndoneReason.REFUSED: "拒访 客户拒绝 拒绝",
    UndoneReason.CANCELLED: "客户取消 已取消 取消",
    UndoneReason.NO_TIME: "来不及 时间不够 时间不足",
    UndoneReason.ILL: "病假 客户经理生病 生病",
    UndoneReason.WEATHER: "恶劣天气 天气原因 天气",
    UndoneReason.OTHER: "其它 其他原因 其他",
}
"""Words for every choice beside its own English value, which is always accepted."""


def chinese_word(choice: StrEnum) -> str:
    """Return the Chinese word by which a choice is shown; its English one is its value."""
    return next(text for text in WORDS[choice].split() if not text.isascii())


def _vocabulary(kind: type[Choice]) -> dict[str, Choice]:
    return {
        comparable(accepted): choice
        for choice in kind
        for accepted in (choice.value, *WORDS[choice].split())
    }


def word(kind: type[Choice], cell: Cell) -> Choice:
    """Return the choice that a cell names.

    Raises
    ------
    CellFault
        When the word is not in the list; names the nearest one that is.
    """
    vocabulary = _vocabulary(kind)
    found = vocabulary.get(comparable(written(cell)))
    if found is not None:
        return found
    near = get_close_matches(comparable(written(cell)), vocabulary, n=1)
    meant = f"Did you mean {near[0]!r}? " if near else ""
    accepted = ", ".join(f"{choice.value} ({chinese_word(choice)})" for choice in kind)
    raise CellFault("word-unknown", "This word is not known here.", f"{meant}Write {accepted}.")


def words(kind: type[Choice], cell: Cell) -> frozenset[Choice]:
    """Return the choices that a cell lists.

    Raises
    ------
    CellFault
        When one of the words is not in the list.
    """
    return frozenset(word(kind, part) for part in pieces(written(cell)))
