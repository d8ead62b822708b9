"""The words of the command line in English and Chinese: English stands in the code, Chinese in one list here."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

__all__ = ["Language", "Words"]

Told = TypeVar("Told")


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
    # Days of a week or month.
    "to": "至",
    "day": "日期",
    "visit day": "拜访日",
    "extra day": "加开日",
    "other work": "其他工作",
    "away": "缺勤",
    "holiday": "节假日",
    "make-up": "调休上班",
    "No visit day at all.": "期间内没有拜访日。",
    "! mandatory, + by phone or network": "! 必访，+ 电话或网络拜访",
    # Left out.
    "mandatory visits left out": "未安排的必访",
    "mandatory visits late or left out": "逾期或未安排的必访",
    "owed by": "最迟",
    "made on": "安排于",
    "due visits left out": "未安排的到期拜访",
    "fillers left out": "未安排的补充拜访",
    "not listed here (--all lists them)": "此处未列出（--all 列出全部）",
    "customer": "客户",
    "why it is left out": "未安排原因",
    # Explanations.
    "cause": "缘由",
    "nearest": "最接近方案",
    "for": "取代",
    "one of them in full": "查看某一户详情",
    "not listed here (--left-out explains all)": "此处未列出（--left-out 解释全部）",
    "Nothing mandatory or due is left out or late.": "必访与到期拜访均已按期安排。",
    "why it is left out or late": "未安排或逾期原因",
    "tried elsewhere": "改排其他日期或客户经理",
    "and more days": "其余日期",
    "what would let it in": "可行的调整",
    "no small change was found": "未找到小幅调整方案",
    "what would let them in": "可行的调整",
    "promises that contradict each other": "相互冲突的承诺",
    # Figures.
    "figures": "指标",
    "visits in person": "实地拜访",
    "by phone or network": "电话或网络拜访",
    "fewer than the floor": "低于每日最低户数",
    "on the road": "路途",
    "with customers": "拜访",
    "waiting": "等待",
    "working time": "工作时间",
    # Coverage.
    "coverage by class": "覆盖情况（按类别）",
    "coverage by customer": "覆盖情况（按客户）",
    "class": "类别",
    "all": "合计",
    "customers": "客户数",
    "calls": "电话网络",
    "on-time": "按期",
    "rests": "未到期",
    "impossible": "无法安排",
    "every customer has a visit": "全部客户均有拜访",
    "customers without a visit": "没有拜访的客户",
    "customers still without a visit": "尚无拜访的客户",
    "nothing late, %": "按期率 %",
    "visit days that reach the floor": "达到最低户数的拜访日",
    "last visit": "上次拜访",
    "planned": "计划",
    "due from": "到期日",
    "state": "状态",
    # Changes of an earlier plan.
    "changes of plan": "与原计划相比的变更",
    "change": "变更",
    "before": "原计划",
    "now": "现计划",
    "why": "原因",
    "has had notice: tell the customer": "已通知客户，需告知变更",
    "added": "新增",
    "dropped": "取消",
    "moved": "改期",
    "reassigned": "改派",
    "mode": "改方式",
    "retimed": "改时间",
    "other times of the same day (--all lists them)": "同日改时间（--all 列出全部）",
    "objective, most important first": "目标（按重要性排列）",
    "travel": "路途",
    "floor": "最低户数",
    "opened": "加开工作日",
    "notes": "说明",
    # Offers.
    "times for an appointment": "可约时间",
    "days for a visit": "可安排的拜访日",
    "No day takes the visit in with at most one stop giving way.": "至多让出一户时没有可安排的日期。",
    "agreed for": "约定时间",
    "manager": "客户经理",
    "between, and what else changes": "前后客户与其他变化",
    "the only visit of the day": "当日唯一拜访",
    "recommended": "推荐",
    "too late": "逾期",
    # The rest of a day.
    "whom to tell": "需告知的客户",
    "left to later days": "转到后续日期",
    "other changes of plan": "与原计划相比的其他变更",
    "late already": "此前已逾期",
    "not in time": "已无法按期",
    "Not in time: open a working day, or name a stand-in.": "无法按期的：可加开工作日，或指定代访人。",
    "Nobody goes on today.": "今日无人继续拜访。",
    "next chance": "最早可访",
    "why not today": "今日未安排原因",
    # Two plans side by side.
    "first plan": "前一份计划",
    "second plan": "后一份计划",
    "visits that differ": "有差异的拜访",
    "routes in another order": "顺序不同的路线",
    "left out by the second plan only": "仅后一份计划未安排",
    "left out by the first plan only": "仅前一份计划未安排",
    "category": "类型",
    "fillers (--all lists them)": "补充拜访（--all 列出全部）",
    "figures of the common days": "共同日期的指标",
    "kilometres": "公里",
    "on the road, per visit": "户均路途",
    "on the phone or network": "电话或网络联系",
    # What was done of plans.
    "as of": "截至",
    "plans": "计划",
    "days without a plan": "无计划的日期",
    "planned and done": "计划与完成情况",
    "done as planned": "按计划完成",
    "done otherwise": "变通完成",
    "not made": "未完成",
    "not over yet": "尚未结束",
    "made but not planned": "计划外拜访",
    "replaced or needed no more": "已被取代或无须再访",
    "with customers, as planned": "拜访时长（计划）",
    "with customers, on record": "拜访时长（记录）",
    "on the road, as planned": "路途（计划）",
    "kilometres, as planned": "公里（计划）",
    "made": "实际",
    "differs in": "差异",
    "does not count for it": "不能代替该次拜访",
    "more (--all lists them)": "其余（--all 列出全部）",
    "what asked for it": "拜访缘由",
    "nothing": "无",
    "makes up for": "补访原定",
    "anomalous customers": "异常客户",
    "new customers": "新入网客户",
    "appointments": "预约",
    "agreed": "约定",
    "off": "偏差",
    "visited on": "拜访于",
    "kept": "按时",
    "missed": "未履行",
    "open": "未到期限",
    "unknown": "时间未记录",
    "visit days": "拜访日",
    "weeks with enough visit days": "拜访日达标的周",
    "week of": "周",
    "customers by class": "客户情况（按类别）",
    "for the next plan": "转入下一计划",
    "nothing asks for it yet": "暂无须拜访",
    "not-recorded": "无记录",
    "tried-in-vain": "记录为未完成",
    "replaced": "已被取代",
    "visited": "已拜访",
    "contacted": "已电话或网络联系",
    "customer-gone": "已不属于本辖区",
    "forbidden": "指定不拜访",
    "closed": "歇业",
    "manager-away": "客户经理缺勤",
    "tasks": "临时任务",
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

    def either(self, english: Told, chinese: Told) -> Told:
        """Return one of two texts, or of two lists of texts, that come in both languages."""
        return english if self.language is Language.EN else chinese
