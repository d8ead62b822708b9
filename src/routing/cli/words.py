"""The words of the command line in English and Chinese: English stands in the code, Chinese in one list here."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Language", "Words"]


class Language(StrEnum):
    """A language in which plans are shown."""

    EN = "en"
    ZH = "zh"


_CHINESE = {
    # Values of the domain.
    "mandatory": "必访",
    "due": "到期",
    "filler": "补充",
    "appointment": "预约",
    "pinned": "指定",
    "anomaly": "异常",
    "new-customer": "新入网",
    "late": "逾期",
    "coverage": "覆盖",
    "cadence": "周期",
    "core": "核心",
    "potential": "潜力",
    "regular": "常规",
    "assisted": "帮扶",
    "in-person": "实地",
    "phone": "电话",
    "network": "网络",
    "proof": "已证明最优",
    "stagnation": "不再改进",
    "iterations": "达到迭代次数",
    "time": "达到时间",
    "cancelled": "人工中止",
    "Monday": "周一",
    "Tuesday": "周二",
    "Wednesday": "周三",
    "Thursday": "周四",
    "Friday": "周五",
    "Saturday": "周六",
    "Sunday": "周日",
    # Head of a plan.
    "policy": "标准",
    "travel times": "路途",
    "made by": "求解",
    "stopped by": "停止原因",
    "seed": "随机种子",
    # Table of a route.
    "drive": "路程",
    "arrive": "到达",
    "start": "开始",
    "stay": "停留",
    "visit": "拜访",
    "lunch": "午休",
    "back": "返回",
    "min": "分",
    "h": "小时",
    "visits": "户数",
    "kept free": "预留",
    # Left out.
    "mandatory visits left out": "未安排的必访",
    "due visits left out": "未安排的到期拜访",
    "fillers left out": "未安排的补充拜访",
    "not listed here (--all lists them)": "此处未列出（--all 列出全部）",
    "customer": "客户",
    "why it is left out": "未安排原因",
    # Figures.
    "figures": "指标",
    "visits in person": "实地拜访",
    "by phone or network": "电话或网络拜访",
    "fewer than the floor": "低于每日最低户数",
    "on the road": "路途",
    "with customers": "拜访",
    "waiting": "等待",
    "working time": "工作时间",
    "objective, most important first": "目标（按重要性排列）",
    "promises left out": "未履行的约定",
    "anomalous customers left out": "未拜访的异常客户",
    "new customers left out": "未拜访的新入网客户",
    "late visits left out": "未安排的逾期拜访",
    "extra days opened": "加开工作日",
    "missing from the floor": "最低户数缺口",
    "due visits left out, by weight": "未安排的到期拜访（按权重）",
    "travel and wishes, in seconds": "路途与偏好（秒）",
    "travel": "路途",
    "floor": "最低户数",
    "notes": "说明",
}


class Words:
    """The words of one language.

    Examples
    --------
    >>> Words(Language.ZH)("lunch")
    '午休'
    """

    def __init__(self, language: Language) -> None:
        self.language = language

    def __call__(self, english: str) -> str:
        """Return an English word of the command line in the language; every one of them has its Chinese."""
        return english if self.language is Language.EN else _CHINESE[english]

    def either(self, english: str, chinese: str) -> str:
        """Return one of two texts that come in both languages."""
        return english if self.language is Language.EN else chinese
