"""The one vocabulary of rules and reasons: checker, reasons, plan and documentation all use these codes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["MEANINGS", "Meaning", "Rule"]


class Rule(StrEnum):
    """What a plan must keep or wishes to keep, and why a visit may stand outside it."""

    # Rules that no plan may break.
    TIME_WINDOW = "TIME_WINDOW"
    CLOSED_DAY = "CLOSED_DAY"
    SHIFT_HOURS = "SHIFT_HOURS"
    LUNCH = "LUNCH"
    RESERVED_TIME = "RESERVED_TIME"
    VISIT_LENGTH = "VISIT_LENGTH"
    TRAVEL = "TRAVEL"
    UNREACHABLE = "UNREACHABLE"
    MAX_VISITS = "MAX_VISITS"
    VISIT_ONCE = "VISIT_ONCE"
    APPOINTMENT = "APPOINTMENT"
    PINNED = "PINNED"
    MANAGER_NOT_ALLOWED = "MANAGER_NOT_ALLOWED"
    IN_PERSON = "IN_PERSON"
    CONTACT = "CONTACT"
    LEAD_TIME = "LEAD_TIME"
    MIN_GAP = "MIN_GAP"
    NO_SHIFT = "NO_SHIFT"
    # Faults of a plan as a document.
    LOST_VISIT = "LOST_VISIT"
    UNKNOWN_VISIT = "UNKNOWN_VISIT"
    WRONG_PLACE = "WRONG_PLACE"
    WRONG_FIGURE = "WRONG_FIGURE"
    # Wishes, priced or counted.
    FLOOR = "FLOOR"
    ORDER_DAY = "ORDER_DAY"
    EARLY = "EARLY"
    STAND_IN = "STAND_IN"
    CHANGE = "CHANGE"
    BALANCE = "BALANCE"
    # Why a feasible visit stands outside the plan.
    NO_VISIT_DAY = "NO_VISIT_DAY"
    PROMISES_CLASH = "PROMISES_CLASH"
    PERIOD_FULL = "PERIOD_FULL"
    DISPLACED = "DISPLACED"
    COST_TOO_HIGH = "COST_TOO_HIGH"
    NOT_NEEDED = "NOT_NEEDED"
    SEARCH_LIMIT = "SEARCH_LIMIT"
    NO_REASON_FOUND = "NO_REASON_FOUND"


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What a code says: the standard's rules behind it, its name in two languages, and what to do.

    Parameters
    ----------
    standard
        Numbers of the standard's rules, such as ``"R16, R17"``; empty where common sense rules.
    english, chinese
        Short name, lower case, that fits into a table cell.
    remedy, remedy_zh
        What a planner can do about it, in English and in Chinese.
    """

    standard: str
    english: str
    chinese: str
    remedy: str
    remedy_zh: str


def _meaning(standard: str, english: str, chinese: str, remedy: str, remedy_zh: str) -> Meaning:
    return Meaning(
        standard=standard, english=english, chinese=chinese, remedy=remedy, remedy_zh=remedy_zh
    )


MEANINGS: dict[Rule, Meaning] = {
    Rule.TIME_WINDOW: _meaning(
        "",
        "outside opening times",
        "不在可拜访时段内",
        "Widen the customer's windows or choose another day.",
        "放宽客户可拜访时段,或改日拜访。",
    ),
    Rule.CLOSED_DAY: _meaning(
        "",
        "closed on this day",
        "当日歇业",
        "Choose a day on which the customer is open.",
        "改在客户营业的日子。",
    ),
    Rule.SHIFT_HOURS: _meaning(
        "R20",
        "does not fit the working day",
        "超出工作时间",
        "Lengthen the working day or start nearer.",
        "延长工作时间,或从更近处出发。",
    ),
    Rule.LUNCH: _meaning(
        "",
        "lunch break not kept",
        "午休无法保证",
        "Move or shorten the lunch break.",
        "调整或缩短午休。",
    ),
    Rule.RESERVED_TIME: _meaning(
        "R20",
        "reserve time not kept",
        "预留时间不足",
        "Lower the reserve of that day.",
        "减少当日预留时间。",
    ),
    Rule.VISIT_LENGTH: _meaning(
        "R1-R4",
        "visit length outside its limits",
        "拜访时长不符",
        "Keep the length of the customer's class.",
        "按客户类别的时长安排。",
    ),
    Rule.TRAVEL: _meaning(
        "R12",
        "travel time not allowed for",
        "路途时间不足",
        "Leave the travel time.",
        "留足路途时间。",
    ),
    Rule.UNREACHABLE: _meaning(
        "",
        "no way to get there",
        "道路不可达",
        "Check the coordinates and the road graph.",
        "检查坐标与路网。",
    ),
    Rule.MAX_VISITS: _meaning(
        "R7, R10",
        "too many visits on a day",
        "超过每日拜访上限",
        "Raise the day's maximum or use another day.",
        "提高当日拜访上限,或改日拜访。",
    ),
    Rule.VISIT_ONCE: _meaning(
        "",
        "visited more than once",
        "重复拜访",
        "Keep one visit a customer a day.",
        "同一客户每日只保留一次拜访。",
    ),
    Rule.APPOINTMENT: _meaning(
        "R16",
        "appointment not kept",
        "未按预约时间拜访",
        "Agree another time with the customer.",
        "与客户另约时间。",
    ),
    Rule.PINNED: _meaning(
        "R17",
        "pin not kept",
        "未遵守固定安排",
        "Move the pin, or give it more time.",
        "调整固定安排的时间,或放宽其时段。",
    ),
    Rule.MANAGER_NOT_ALLOWED: _meaning(
        "",
        "not this account manager's customer",
        "非本客户经理客户",
        "Allow a stand-in for this customer.",
        "允许他人代访。",
    ),
    Rule.IN_PERSON: _meaning(
        "R13, R14, R22",
        "must be visited in person",
        "必须实地拜访",
        "Plan a visit in person.",
        "安排实地拜访。",
    ),
    Rule.CONTACT: _meaning(
        "R22",
        "contact not as the policy allows",
        "电话或网络拜访不符合规定",
        "Use a mode the customer allows.",
        "采用客户允许的方式。",
    ),
    Rule.LEAD_TIME: _meaning(
        "R17",
        "needs notice that can no longer be given",
        "来不及提前预约",
        "Plan it for the next day.",
        "安排到次日。",
    ),
    Rule.MIN_GAP: _meaning(
        "R1-R4",
        "too soon after the last visit",
        "距上次拜访间隔过短",
        "Wait until the minimum gap is over.",
        "待最短间隔期满。",
    ),
    Rule.NO_SHIFT: _meaning(
        "R6",
        "nobody has working time on this day",
        "当日无人可出访",
        "Choose another day or name a stand-in.",
        "改在其他工作日,或指定代访人。",
    ),
    Rule.LOST_VISIT: _meaning(
        "",
        "asked for but neither planned nor left out",
        "拜访丢失",
        "List it as planned or as left out.",
        "列为已安排或未安排。",
    ),
    Rule.UNKNOWN_VISIT: _meaning(
        "",
        "planned but never asked for",
        "计划外拜访",
        "Add it to the request or remove it.",
        "加入需求,或予以删除。",
    ),
    Rule.WRONG_PLACE: _meaning(
        "",
        "at the wrong place",
        "地点不符",
        "Start, visit and end where asked.",
        "按要求的地点出发、拜访和返回。",
    ),
    Rule.WRONG_FIGURE: _meaning(
        "",
        "a reported figure is wrong",
        "报告数字不符",
        "Recompute the figure from the routes.",
        "按路线重新计算。",
    ),
    Rule.FLOOR: _meaning(
        "R7",
        "fewer visits than the floor",
        "低于每日最低拜访户数",
        "Allow earlier visits or a longer day.",
        "允许提前拜访,或延长工作时间。",
    ),
    Rule.ORDER_DAY: _meaning(
        "R19",
        "neither orders today nor on the next working day",
        "非当日或次日订货",
        "Visit near the order day.",
        "在订货日前后拜访。",
    ),
    Rule.EARLY: _meaning(
        "R7",
        "visited before it is due",
        "提前拜访",
        "None needed: it fills the day.",
        "无需处理:用于充实当日。",
    ),
    Rule.STAND_IN: _meaning(
        "",
        "visited by a stand-in",
        "由他人代访",
        "Plan it when its own manager is back.",
        "待本人返岗后安排。",
    ),
    Rule.CHANGE: _meaning(
        "R17, R21",
        "differs from the published plan",
        "与已发布计划不同",
        "Tell the customer of the change.",
        "将变更告知客户。",
    ),
    Rule.BALANCE: _meaning(
        "R7",
        "a fuller day than the others",
        "当日拜访户数偏多",
        "None needed: it evens out the days.",
        "无需处理:用于均衡各日。",
    ),
    Rule.NO_VISIT_DAY: _meaning(
        "R6",
        "no visit day in time",
        "期限内无拜访日",
        "Open a working day for it, or name a stand-in.",
        "为其加开拜访日,或指定代访人。",
    ),
    Rule.PROMISES_CLASH: _meaning(
        "R16, R17",
        "promises contradict each other",
        "承诺相互冲突",
        "Agree another time with one of them, or give one to somebody else.",
        "与其中一方另约时间,或交由他人拜访。",
    ),
    Rule.PERIOD_FULL: _meaning(
        "R7, R8",
        "all days in time are full",
        "期限内各拜访日已满",
        "Add a visit day in these weeks, lengthen days, or use phone contacts.",
        "可增加拜访日、延长工时或改为电话拜访。",
    ),
    Rule.DISPLACED: _meaning(
        "",
        "would push out what is worth at least as much",
        "会挤掉同等或更重要的拜访",
        "Give the day more time or drop the other.",
        "给当日更多时间,或放弃其中一户。",
    ),
    Rule.COST_TOO_HIGH: _meaning(
        "R12",
        "costs at least what it is worth",
        "代价不低于其价值",
        "Raise its price of being left out.",
        "提高其未访的代价。",
    ),
    Rule.NOT_NEEDED: _meaning(
        "R7",
        "not due yet and the floor is reached",
        "未到期且已达最低户数",
        "None needed: it waits for its turn.",
        "无需处理:待轮到时再访。",
    ),
    Rule.SEARCH_LIMIT: _meaning(
        "",
        "a better plan holds it; the search stopped first",
        "搜索时间不足",
        "Give the search more time.",
        "给搜索更多时间。",
    ),
    Rule.NO_REASON_FOUND: _meaning(
        "",
        "no reason could be verified",
        "原因未能核实",
        "Ask with more search time.",
        "延长搜索时间后再问。",
    ),
}
"""Meaning of every rule, in two languages; complete by test."""
