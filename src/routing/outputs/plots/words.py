"""The words of figures beside those of the domain, with their Chinese."""

from __future__ import annotations

from routing.outputs.plots.lettering import readable
from routing.outputs.plots.paper import need_matplotlib
from routing.terms import Language, Words

__all__ = ["figure_words"]

_CHINESE = {
    "rests": "未到期",
    "due": "到期",
    "late": "逾期",
    "late by an interval or more": "逾期一个周期以上",
    "visit made": "已拜访",
    "visit planned": "计划拜访",
    "by phone or network": "电话或网络拜访",
    "at the end of each week": "每周末的状态",
    "visits in person": "实地拜访户数",
    "made": "已拜访",
    "planned": "计划",
    "floor": "每日最低户数",
    "% of visit days with at least so many": "达到该户数的拜访日比例（%）",
    "seconds on the road a visit": "每次拜访路途（秒）",
    "customers late": "逾期客户数",
    "days late, or more": "逾期天数（及以上）",
    "customers": "客户数",
    "iterations": "迭代次数",
    "seconds": "秒",
}


def figure_words(language: Language) -> Words:
    """Return the words of a language, or English ones where no font of this machine could show them.

    Raises
    ------
    ExtraMissing
        If matplotlib is not installed.
    """
    need_matplotlib()
    return Words(readable(language), _CHINESE)
