"""The words in which plans are shown, in English and Chinese: the domain's here, others beside what shows them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

__all__ = ["Language", "Words"]

Told = TypeVar("Told")


class Language(StrEnum):
    """A language in which plans are shown."""

    EN = "en"
    ZH = "zh"


_CHINESE = {
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
}


class Words:
    """The words of one language: values of the domain and weekdays, and more words with their Chinese.

    Examples
    --------
    >>> words = Words(Language.ZH, {"lunch": "午休"})
    >>> words("mandatory"), words("lunch")
    ('必访', '午休')
    """

    def __init__(self, language: Language, chinese: Mapping[str, str] | None = None) -> None:
        self.language = language
        self._chinese = {**_CHINESE, **(chinese or {})}

    def __call__(self, english: str) -> str:
        """Return an English word in the language; every one that is shown has its Chinese."""
        return english if self.language is Language.EN else self._chinese[english]

    def either(self, english: Told, chinese: Told) -> Told:
        """Return one of two texts, or of two lists of texts, that come in both languages."""
        return english if self.language is Language.EN else chinese
