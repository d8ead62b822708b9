"""Placements and attempts in words: what was tried, with its dates and numbers, in English and Chinese."""

from __future__ import annotations

from datetime import date

from routing.cadence import steps
from routing.domain.ids import ManagerId, VisitId
from routing.domain.visit import Category, Cause
from routing.explanation.changes import Change
from routing.explanation.obstacles import Obstacles
from routing.explanation.values import Attempt
from routing.lapse_reasons.words import CAUSE_ZH
from routing.plan import Reason, ReasonKind
from routing.reasons import Obstacle, facts, names, price, remedies
from routing.request import PlanRequest
from routing.rules import MEANINGS, Rule
from routing.units import MINUTE_S, clock_text
from routing.what_if.standing_plan import Event, StandingPlan

__all__ = ["NO_CALL", "Told", "Words", "better_found", "minutes", "without_shift"]

Told = tuple[str, str]
"""The same in English and Chinese."""

NO_CALL: Told = ("no time is left for a call.", "已无通话时间。")

_Owed = tuple[Category, Cause, date | None]
_CATEGORY_ZH = {Category.MANDATORY: "必访", Category.DUE: "到期", Category.FILLER: "补充"}
_LOST = {Category.MANDATORY: ("missed", "错过"), Category.DUE: ("put off", "推后")}
_KEPT = {Category.MANDATORY: ("in time", "按期"), Category.DUE: ("made", "完成")}
_OWED = {
    Cause.APPOINTMENT: ("the appointment", "预约"),
    Cause.PINNED: ("the pinned visit", "固定安排"),
    Cause.ANOMALY: ("the visit for an anomaly", "异常客户拜访"),
    Cause.NEW_CUSTOMER: ("the new customer's visit", "新入网客户拜访"),
    Cause.LATE: ("the visit", "周期拜访"),
    Cause.COVERAGE: ("the two months' coverage", "两月覆盖"),
    Cause.CADENCE: ("the due visit", "到期拜访"),
}


def minutes(seconds: int) -> int:
    """Return a time in whole minutes, rounded up."""
    return -(-seconds // MINUTE_S)


def _call(category: Category, cause: Cause, deadline: date | None, on: date) -> Told:
    """Return what calls for a visit on a day, and by when."""
    if category is Category.FILLER:
        return "not due yet, fills the day", "未到期，用于补足户数"
    by, by_zh = "", ""
    if deadline is not None:
        past, past_zh = ("was ", "已过") if deadline < on else ("", "")
        by, by_zh = f", {past}owed by {deadline}", f"，期限{deadline}{past_zh}"
    if cause is Cause.CADENCE:
        return f"{category}{by}", f"{_CATEGORY_ZH[category]}{by_zh}"
    return f"{category} ({cause}){by}", f"{_CATEGORY_ZH[category]}（{CAUSE_ZH[cause]}）{by_zh}"


def without_shift(attempt: Attempt) -> Told:
    """Return what an attempt came to, for places that tell its shift themselves."""
    where, where_zh = _shift(attempt.day, attempt.manager_id)
    return attempt.text.removeprefix(f"{where}: "), attempt.text_zh.removeprefix(f"{where_zh}：")


def better_found(visit_id: VisitId, attempt: Attempt) -> Reason:
    """Return that an attempt came upon a better plan with a visit in it."""
    meaning = MEANINGS[Rule.SEARCH_LIMIT]
    return Reason(
        kind=ReasonKind.NOT_FOUND,
        rule=Rule.SEARCH_LIMIT,
        text=f"Visit {visit_id}: {meaning.english}. {attempt.text} {meaning.remedy}",
        text_zh=f"拜访{visit_id}：{meaning.chinese}。{attempt.text_zh}{meaning.remedy_zh}",
        verified=True,
        cost=attempt.cost,
        displaces=attempt.displaces,
    )


def _shift(day: date, manager_id: ManagerId) -> Told:
    # No blanks in Chinese: lines would break there and nowhere else.
    return f"{day} {manager_id}", f"{day}（{manager_id}）"


class Words:
    """Tells of the visits of one plan and of their changes."""

    def __init__(self, request: PlanRequest, standing: StandingPlan) -> None:
        self._request = request
        self._standing = standing
        self._lapsing: dict[tuple[int, tuple[Event, ...]], dict[_Owed, int]] = {}

    def of_shift(self, k: int, told: Told) -> Told:
        """Return what there is to say about a shift, its name before it."""
        where, where_zh = self._where(k)
        return f"{where}: {told[0]}", f"{where_zh}：{told[1]}"

    def _where(self, k: int) -> Told:
        shift = self._request.shifts[k]
        return _shift(shift.day, shift.manager_id)

    def tried(self, v: int, k: int, change: Change, missing_s: int | None) -> Told:
        """Return what it takes to have a visit on a shift, and what it costs."""
        told, told_zh = (
            (f"stop {change.position}", f"第{change.position}站")
            if change.position
            else ("by phone or network", "电话或网络拜访")
        )
        if change.gives_way is not None:
            full, full_zh = self.full(k, missing_s)
            other = self._request.visits[change.gives_way].id
            fate, fate_zh = self.fate(change.gives_way, change)
            told = f"{full}; {told} in place of {other} ({fate or 'nothing lapses'})"
            told_zh = f"{full_zh}；{told_zh}，取代{other}（{fate_zh or '不致逾期'}）"
        if change.given_up not in (None, k):
            instead, instead_zh = self._where(change.given_up)
            told, told_zh = f"{told} instead of {instead}", f"{told_zh}，代替{instead_zh}"
        fate, fate_zh = self.fate(v, change)
        if fate:
            told, told_zh = f"{told}; {fate}", f"{told_zh}；{fate_zh}"
        paid, paid_zh = self.paid(change)
        return f"{told}. {paid}", f"{told_zh}。{paid_zh}"

    def placed(
        self,
        k: int,
        asked: tuple[Category, Cause, date | None],
        position: int,
        start_s: int,
        detour_s: int,
    ) -> Told:
        """Return what calls for a planned visit, and where its route has it."""
        told, told_zh = _call(*asked, self._request.shifts[k].day)
        clock, stops = clock_text(start_s), len(self._standing.sequences[k])
        placed = f"by phone or network at {clock}", f"{clock}电话或网络拜访"
        if position:
            placed = (
                f"stop {position} of {stops} at {clock}, a detour of {minutes(detour_s)} min",
                f"{clock}第{position}站（共{stops}站），绕行{minutes(detour_s)}分钟",
            )
        return self.of_shift(k, (f"{told}; {placed[0]}.", f"{told_zh}；{placed[1]}。"))

    def left_out(self, v: int, out: Change | None) -> Told:
        """Return what the plan without a planned visit would come to."""
        if out is None:
            return (
                "The plan as it stands cannot do without it.",
                "其他拜访依赖于它，无法单独取消。",
            )
        (fate, fate_zh), (paid, paid_zh) = self.fate(v, out), self.paid(out)
        if not fate:
            return f"Without it: nothing lapses. {paid}", f"取消后：不致逾期。{paid_zh}"
        return f"Without it: {fate}. {paid}", f"取消后：{fate_zh}。{paid_zh}"

    def otherwise(self, next_best: Attempt | None) -> Told:
        """Return the next best shift for a planned visit."""
        if next_best is not None:
            return f"Next best: {next_best.text}", f"次优：{next_best.text_zh}"
        if len(self._request.shifts) == 1:
            return "This plan has no other day.", "本计划没有其他日期。"
        return "No other shift of this plan can have it.", "本计划其他班次均无法安排。"

    def on_the_way(self, next_place: Attempt | None, *, in_person: bool) -> Told:
        """Return the next best place on the route for a planned visit, for a call a visit in person."""
        if next_place is None:
            return (
                ("No other place on the route.", "同一路线无其他位置。")
                if in_person
                else ("No time to go there.", "当日无时间实地拜访。")
            )
        told, told_zh = without_shift(next_place)
        if in_person:
            return f"Next best on the route: {told}", f"同一路线次优：{told_zh}"
        return f"In person: {told}", f"实地拜访：{told_zh}"

    def paid(self, change: Change) -> Told:
        """Return what a changed plan costs, and whether it is the better one."""
        told, told_zh = price(change.cost)
        if change.cost < (0,) * len(change.cost):
            told += " Better than the plan: the search stopped first."
            told_zh += "优于现计划：搜索时间不足。"
        return told, told_zh

    def full(self, k: int, missing_s: int | None) -> Told:
        """Return why a route cannot take in a visit that its shift could make alone."""
        most = self._standing.problem.shifts[k].max_visits
        if len(self._standing.sequences[k]) >= most:
            return f"most visits reached ({most})", f"已达户数上限（{most}户）"
        if missing_s:
            return f"overruns by {minutes(missing_s)} min", f"超时{minutes(missing_s)}分钟"
        return "its visits and calls leave no gap in time", "当日其他拜访与电话未留可用时段"

    def crowded(self, k: int, missing_s: int | None) -> Told:
        """Return that a route cannot take a visit in, whichever stop gives way."""
        told, told_zh = self.full(k, missing_s)
        remedy, remedy_zh = remedies((Rule.PERIOD_FULL,))
        return (
            f"{told}; no single stop that gives way makes room. {remedy}",
            f"{told_zh}；让出任何单户均不可行。{remedy_zh}",
        )

    def forbidden(self, v: int, k: int, choices: Obstacles) -> Told:
        """Return which rules keep a visit off a shift, with their figures, and what to do."""
        told = [self._named(rules, v, k) for rules in choices]
        remedy, remedy_zh = remedies(choices[0])
        return (
            f"{'; or '.join(one for one, _ in told)}. {remedy}",
            f"{'；或'.join(one for _, one in told)}。{remedy_zh}",
        )

    def _named(self, rules: tuple[Rule, ...], v: int, k: int) -> Told:
        """Return the names of rules that go together, and the figures that they stand on."""
        told, told_zh = names(rules)
        figures = [one for rule in rules if (one := self._figures(rule, v, k))[0]]
        if not figures:
            return told, told_zh
        shown, shown_zh = "; ".join(one for one, _ in figures), "；".join(one for _, one in figures)
        return f"{told} ({shown})", f"{told_zh}（{shown_zh}）"

    def _figures(self, rule: Rule, v: int, k: int) -> Told:
        terms = self._request.visits[v].cadence
        if rule is Rule.NO_REASON_FOUND:
            return "", ""
        if rule is Rule.MIN_GAP and terms is not None:
            made = [date.fromordinal(day) for day, _, _ in self._standing.events(v)]
            days = list(map(str, [*([] if terms.since is None else [terms.since]), *made]))
            return (
                f"{terms.gap_days} days from {', '.join(days)}",
                f"与{'、'.join(days)}须隔{terms.gap_days}天",
            )
        obstacle = Obstacle(rules=(rule,), shift=k)
        # The day is no news beside the shift's name.
        return facts(self._request, self._standing.problem, v, obstacle, with_day=False)

    def fate(self, v: int, change: Change) -> Told:
        """Return what a change lets lapse of a visit, and what it brings in time; empty where nothing changes."""
        visit = self._request.visits[v]
        old, new = self._standing.events(v), change.events.get(v, self._standing.events(v))
        if visit.cadence is None:
            if new or not old:
                return "", ""
            # Shifts change only for a visit made on one of them.
            first = min(shift.day for shift in self._request.shifts)
            told, told_zh = _call(visit.category, visit.cause, visit.deadline, first)
            return f"left out: {told}", f"不再安排：{told_zh}"
        before, after = self._lapses(v, old), self._lapses(v, new)
        fates = [_owed(_LOST[one[0]], one) for one in after if one not in before]
        fates += [_owed(_KEPT[one[0]], one) for one in before if one not in after]
        for one in after:
            days = after[one] - before.get(one, after[one])
            if days and one[0] is Category.MANDATORY:
                turn, turn_zh = ("later", "推迟") if days > 0 else ("sooner", "提前")
                turned = f"{abs(days)} d {turn}", f"{turn_zh}{abs(days)}天"
                fates.append(_owed(turned, one))
        return "; ".join(one for one, _ in fates), "；".join(one for _, one in fates)

    def _lapses(self, v: int, events: tuple[Event, ...]) -> dict[_Owed, int]:
        """Return what a recurring visit made at these events lets lapse, with its weights."""
        if (v, events) not in self._lapsing:
            days = [(date.fromordinal(day), in_person) for day, in_person, _ in events]
            self._lapsing[v, events] = {
                (lapse.category, lapse.cause, lapse.deadline): lapse.weight
                for one in steps(self._request.visits[v], days)
                for lapse in one.lapses
            }
        return self._lapsing[v, events]


def _owed(fate: Told, owed: _Owed) -> Told:
    """Return what becomes of something that is owed."""
    category, cause, deadline = owed
    name, name_zh = _OWED[Cause.CADENCE if category is Category.DUE else cause]
    return f"{fate[0]}: {name}, owed by {deadline}", f"{fate[1]}：{name_zh}，应于{deadline}前"
