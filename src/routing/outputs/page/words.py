"""The words of the page: English stands in the code, the Chinese for it in one list here."""

from __future__ import annotations

from datetime import date

from routing.rules import MEANINGS, Rule
from routing.terms import Language, Words
from routing.units import HOUR_S, MINUTE_S

__all__ = ["PageWords"]

_CHINESE = {
    # Head.
    "visit plan": "拜访计划",
    "month plan": "月计划",
    "week plan": "周计划",
    "day plan": "日计划",
    "horizon plan": "区间计划",
    "draft": "草稿",
    "published": "已发布",
    "done": "已完成",
    "to": "至",
    "made at": "编制时间",
    "no days": "无日期",
    "No visit day at all.": "期间内没有拜访日。",
    "notes": "说明",
    # Figures.
    "figures": "指标",
    "visits in person": "实地拜访",
    "by phone or network": "电话或网络拜访",
    "mandatory visits late or left out": "逾期或未安排的必访",
    "due visits left out": "未安排的到期拜访",
    "fewer than the floor": "低于每日最低户数",
    "on the road": "路途",
    "with customers": "拜访",
    "on the phone or network": "电话或网络联系",
    "waiting": "等待",
    "working time": "工作时间",
    "h": "小时",
    "min": "分",
    "km": "公里",
    # Calendar and choice of a day.
    "calendar": "日历",
    "all days": "全部日期",
    "everybody": "全部客户经理",
    "choose a day": "选择日期",
    "choose an account manager": "选择客户经理",
    "extra day": "加开日",
    "calls": "电话",
    "day off": "休息日",
    "make-up working day": "调休上班",
    # Map.
    "map": "地图",
    "unknown class": "类别未知",
    "class": "类别",
    "state": "状态",
    "late or left out": "逾期或未安排",
    "due, left out": "到期未安排",
    "not planned, not owed": "本期无须拜访",
    "visited already": "已拜访",
    "start and end": "出发与返回",
    "zoom in": "放大",
    "zoom out": "缩小",
    "whole map": "全图",
    "No place of this plan is known: there is no map.": "没有已知坐标，无法绘制地图。",
    "Everything on the map stands in the tables, too.": "地图内容均见下表。",
    "to move the map: drag; to zoom: buttons, double click, Ctrl and wheel, two fingers": (
        "拖动可移动地图；按钮、双击、Ctrl+滚轮或双指可缩放"
    ),
    "places without coordinates": "无坐标的地点",
    # Time chart.
    "time chart": "时间图",
    "drive": "路程",
    "wait": "等待",
    "lunch": "午休",
    "reserve": "预留",
    "working hours": "工作时间段",
    # Tables of days.
    "days": "每日安排",
    "time": "时间",
    "stay": "停留",
    "customer": "客户",
    "arrive": "到达",
    "back": "返回",
    "no visits": "无拜访",
    # Left out.
    "not made, or late": "未安排或逾期",
    "fillers left out": "未安排的补充拜访",
    "owed by": "最迟",
    "made on": "安排于",
    "why": "原因",
    "nothing is left out": "没有未安排的拜访。",
    # Changes.
    "changes against the plan before": "与原计划相比的变更",
    "change": "变更",
    "before": "原计划",
    "now": "现计划",
    "has had notice: tell the customer": "已通知客户，需告知变更",
    "nothing changes": "没有变更。",
    "other times of the same day": "仅当日时间调整",
    "added": "新增",
    "dropped": "取消",
    "moved": "改期",
    "reassigned": "改派",
    "mode": "改方式",
    "retimed": "改时间",
    # Objective.
    "objective, most important first": "目标（按重要性排列）",
    "what is counted": "计量项",
    "value": "数值",
    "terms": "组成",
    "travel": "路途",
    "floor": "最低户数",
    "opened": "加开工作日",
    # How it was made.
    "how it was made": "编制方式",
    "policy": "标准",
    "travel times": "路途时间来源",
    "made by": "求解",
    "stopped by": "停止原因",
    "seed": "随机种子",
    "iterations run": "迭代次数",
    "status": "状态",
    "optimal": "最优",
    "feasible": "可行",
    "request": "需求指纹",
    "Customer data: keep this file inside the company.": "含客户信息，仅限内部使用。",
}


class PageWords(Words):
    """The words of the page in one language, and how days and durations read in it."""

    def __init__(self, language: Language) -> None:
        super().__init__(language, _CHINESE)

    def weekday(self, day: date) -> str:
        """Return the name of a day of the week, short."""
        name = f"{day:%A}"
        return self.either(name[:3], self(name))

    def day(self, day: date) -> str:
        """Return month, day and weekday."""
        return f"{day:%m-%d} {self.weekday(day)}"

    def duration(self, seconds: int) -> str:
        """Return a duration in hours and minutes, rounded down."""
        hours, rest = divmod(seconds, HOUR_S)
        return f"{hours} {self('h')} {rest // MINUTE_S:02d} {self('min')}"

    def minutes(self, seconds: int) -> str:
        """Return a short duration in minutes, rounded."""
        return f"{round(seconds / MINUTE_S)} {self('min')}"

    def kilometres(self, metres: int) -> str:
        """Return a distance in kilometres."""
        return f"{metres / 1000:.1f} {self('km')}"

    def term(self, name: str) -> str:
        """Return what a term of the objective counts; a wish is named by its rule, a strange one by itself."""
        if name in MEANINGS:
            meaning = MEANINGS[Rule(name)]
            return self.either(meaning.english, meaning.chinese)
        return self(name) if name in self._chinese else name
