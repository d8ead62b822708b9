"""Draws what the pages on concepts show, from plans made here; without an argument, into `docs/drawings`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from svg import INK, LINE, PALE, WIDTH, arrow, box, drawing, line, text

from routing import (
    Geodesic,
    Limits,
    Plan,
    PlanRequest,
    Policy,
    Territory,
    china_calendar,
    load_policy,
    plan_day,
    read_territory,
)
from routing.build_horizon import horizon_request
from routing.build_request import day_request, places
from routing.coverage import certificate
from routing.demand.deadlines import gap_and_due_days
from routing.domain.customer import CustomerClass
from routing.encode import encode
from routing.plan import Route
from routing.planner import evening_before
from routing.status import LEVEL_NAMES, Level
from routing.units import clock_text

DOCS = Path(__file__).resolve().parents[1] / "docs"
DAY = date(2026, 11, 4)
ROAD, LUNCH, WAIT, CALL, KEPT, TASK = (
    "#b9c0c6",
    "#e6dcc3",
    "#f1f1ee",
    "#9ccfc4",
    "#dfe8ef",
    "#8fa9bf",
)
COLOURS = {"mandatory": "#d9694f", "due": "#e9b44c", "filler": "#8fb56a"}


# ------------------------------------------------------------------ the day of the lane


def lane() -> tuple[Territory, Policy]:
    """Return the territory of the pages on concepts, and its policy: a floor of eight, for there are twelve shops."""
    territory, _ = read_territory(DOCS / "concepts" / "lane")
    return territory, load_policy("classified").derive({"visits.floor": 8})


def lane_plan() -> Plan:
    """Return the plan of the lane's Wednesday."""
    territory, policy = lane()
    calendar = china_calendar(2026, 2027)
    return plan_day(
        territory,
        policy,
        calendar,
        Geodesic(),
        DAY,
        limits=Limits(iterations=2_000),
    )


def lane_request() -> PlanRequest:
    """Return what is asked of the lane's Wednesday."""
    territory, policy = lane()
    asked_at = evening_before(DAY, policy)
    return day_request(territory, policy, china_calendar(2026, 2027), DAY, asked_at)


def day(plan: Plan, request: PlanRequest) -> Iterator[str]:
    """Draw one day on the clock."""
    (route,), (shift,) = plan.routes, request.shifts
    top, tall = 118, 46

    def x_of(clock_s: int) -> float:
        return 24 + (clock_s - shift.start_s) / (shift.end_s - shift.start_s) * (WIDTH - 48)

    def block(from_s: int, to_s: int, fill: str, label: str = "") -> str:
        found = box(x_of(from_s), top, x_of(to_s) - x_of(from_s), tall, fill, round_by=1)
        middle = (x_of(from_s) + x_of(to_s)) / 2
        return found + (text(middle, top + 29, label, at="middle", bold=True) if label else "")

    def bracket(from_s: int, to_s: int, y: float, words: str) -> str:
        left, right = x_of(from_s), x_of(to_s)
        ends = "".join(line(x, y - 4, x, y + 4) for x in (left, right))
        return (
            line(left, y, right, y)
            + ends
            + text(min((left + right) / 2, WIDTH - 60), y - 6, words, size=12, at="middle")
        )

    lunch = shift.lunch
    assert lunch is not None  # noqa: S101 - the lane's policy has one
    yield bracket(shift.start_s, shift.end_s, 34, "shift 工作时间")
    yield bracket(10 * 3600 + 1200, 10 * 3600 + 2400, 84, "C expected 预约")
    yield bracket(lunch.earliest_s, lunch.latest_s, 84, "lunch begins 午休开始")
    for hour in range(9, 16):
        x = x_of(hour * 3600)
        yield line(x, top - 12, x, top + tall + 6, colour=LINE)
        yield text(x, top + tall + 22, f"{hour:02}:00", size=12, at="middle", colour=PALE)
    yield from _driven(route, block)
    last_s = shift.end_s - shift.reserve_s
    task_s = 20 * 60
    yield block(last_s, last_s + task_s, TASK)
    yield block(last_s + task_s, shift.end_s, KEPT)
    yield bracket(last_s, shift.end_s, 84, "预留 reserve")
    legend = [
        (COLOURS["mandatory"], "mandatory visit 必访"),
        (COLOURS["due"], "due visit 到期"),
        (COLOURS["filler"], "filler 补充"),
        (CALL, "contact 电话/网络"),
        (ROAD, "travel 路途"),
        (WAIT, "waiting 等候"),
        (LUNCH, "lunch 午休"),
        (TASK, "ad-hoc task 临时任务"),
    ]
    for number, (fill, words) in enumerate(legend):
        x, y = 24 + number % 4 * 172, 208 + number // 4 * 26
        yield box(x, y, 16, 16, fill)
        yield text(x + 23, y + 13, words, size=13)
    yield text(
        24,
        284,
        "not visited today 未安排:  H closed 歇业 · J gives way to others 让位 · I too soon 未满间隔",
        size=13,
    )


def _driven(route: Route, block: Callable[..., str]) -> Iterator[str]:
    lunch = route.lunch
    assert lunch is not None  # noqa: S101 - the lane's day has one
    left_s = route.start_s
    for stop in route.stops:
        yield block(left_s, stop.arrival_s, ROAD)
        yield block(stop.arrival_s, stop.start_s, WAIT)
        yield block(stop.start_s, stop.departure_s, COLOURS[stop.category], stop.customer_id)
        left_s = stop.departure_s
    yield block(left_s, route.end_s, ROAD)
    yield block(lunch.start_s, lunch.end_s, LUNCH)
    for contact in route.contacts:
        yield block(contact.start_s, contact.start_s + contact.length_s, CALL, contact.customer_id)


# ------------------------------------------------------------------ intervals, lengths, levels


def due(policy: Policy) -> Iterator[str]:
    """Draw what the share of an interval that has passed makes of a visit."""
    cadence = policy.cadence
    left, scale = 150, 4.2
    parts = [
        (0, cadence.min_gap_percent, "#e3e6e8", "too soon 未满最小间隔"),
        (cadence.min_gap_percent, cadence.due_percent, COLOURS["filler"], "filler 补充"),
        (cadence.due_percent, 100, COLOURS["due"], "due 到期"),
        (100, 130, COLOURS["mandatory"], "late 逾期"),
    ]
    for begin, end, fill, words in parts:
        yield box(left + begin * scale, 44, (end - begin) * scale, 44, fill, round_by=1)
        yield text(left + (begin + end) / 2 * scale, 71, words, size=13, at="middle")
    yield text(24, 71, "share of interval", size=13, colour=PALE)
    for share in (0, cadence.min_gap_percent, cadence.due_percent, 100):
        yield text(left + share * scale, 36, f"{share} %", size=12, at="middle", colour=PALE)
    names = {"core": "核心", "potential": "潜力", "regular": "常规", "assisted": "帮扶"}
    for row, (name, name_zh) in enumerate(names.items()):
        interval = policy.classes[CustomerClass(name)].interval_days
        gap, from_day = gap_and_due_days(interval, policy)
        y = 122 + row * 30
        yield text(24, y, f"{name} {name_zh}", bold=True)
        yield line(left, y - 5, left + 130 * scale, y - 5, colour=LINE)
        yield text(left, y, "visit", size=13, at="middle")
        shares = (cadence.min_gap_percent, cadence.due_percent, 100)
        for share, number in zip(shares, (gap, from_day, interval), strict=True):
            yield line(left + share * scale, y - 11, left + share * scale, y + 1)
            yield text(left + share * scale + 5, y - 8, f"day {number}", size=12)


def lengths(plan: Plan, request: PlanRequest) -> Iterator[str]:
    """Draw the window of each visit's length, and the length that the day had room for."""
    asked = {visit.id: visit.length for visit in request.visits}
    left, scale = 168, 16.5
    for minutes in range(5, 31, 5):
        x = left + (minutes - 5) * scale
        yield line(x, 36, x, 44 + 32 * len(plan.routes[0].stops), colour=LINE)
        yield text(x, 28, f"{minutes} min", size=12, at="middle", colour=PALE)
    for row, stop in enumerate(plan.routes[0].stops):
        y, length = 60 + row * 32, asked[stop.visit_id]
        x_min, x_target, x_max, x_planned = (
            left + (seconds / 60 - 5) * scale
            for seconds in (length.min_s, length.target_s, length.max_s, stop.length_s)
        )
        yield text(24, y + 5, f"{clock_text(stop.start_s)}  {stop.customer_id}", bold=True)
        yield box(x_min, y - 6, x_max - x_min, 12, "#e9edf0")
        yield line(x_target, y - 10, x_target, y + 10, colour=INK, more='stroke-width="2"')
        yield (
            f'<circle cx="{x_planned:.1f}" cy="{y}" r="7" fill="{COLOURS[stop.category]}" stroke="{INK}"/>'
        )
    y = 60 + len(plan.routes[0].stops) * 32 + 8
    yield text(
        24,
        y,
        "bar: least to longest 最短至最长 · stroke: target 目标 · dot: as planned 计划",
        size=13,
    )


def levels(request: PlanRequest) -> Iterator[str]:
    """Draw three answers to the lane's day beside each other; the first difference decides."""
    problem = encode(request, Geodesic().matrix(places(lane()[0])))
    ids = [visit.customer_id for visit in request.visits]
    answers = ["ABCDEKFG", "ABCDEKF", "ACDEKFG"]
    found = [
        problem.objective([[ids.index(one) for one in answer]], [(0, ids.index("L"))])
        for answer in answers
    ]
    columns = (488, 592, 696)
    for x, answer in zip(columns, answers, strict=True):
        yield text(x, 34, " ".join(answer), size=12, at="end", bold=True)
    for level in Level:
        y = 64 + level * 28
        name, name_zh = LEVEL_NAMES[level]
        for x, values in zip(columns[1:], found[1:], strict=True):
            first = next(one for one in Level if values[one] != found[0][one])
            if level is first:
                yield box(x - 74, y - 17, 84, 24, "#f3c9bd")
        yield line(24, y + 9, WIDTH - 24, y + 9, colour=LINE)
        yield text(24, y, f"{level + 1}  {name}", size=13)
        yield text(252, y, name_zh, size=12, colour=PALE)
        for x, values in zip(columns, found, strict=True):
            yield text(x, y, f"{values[level]:,}", size=13, at="end")
    yield text(columns[0], 300, "the best 最优", size=13, at="end", bold=True)
    yield text(columns[1], 300, "one too few", size=13, at="end", bold=True)
    yield text(columns[2], 300, "B left late", size=13, at="end", bold=True)


# ------------------------------------------------------------------ reasons, certificate, chain


def reasons() -> Iterator[str]:
    """Draw the questions that are tried in turn for a visit that is left out."""
    steps = [
        (
            "Can any plan hold it?",
            "能否安排",
            "no",
            "impossible 不可行",
            "a rule forbids it: which one is tried",
        ),
        (
            "Does anybody miss it?",
            "是否必要",
            "no",
            "not needed 无需",
            "a filler, and the floor is reached",
        ),
        (
            "Is a plan with it better?",
            "是否更优",
            "no",
            "displaced 被挤出",
            "what it would push out, at what cost",
        ),
    ]
    for row, (question, question_zh, answer, kind, told) in enumerate(steps):
        y = 24 + row * 84
        yield box(24, y, 236, 52, "#e9edf0", round_by=8)
        yield text(142, y + 23, question, at="middle", bold=True)
        yield text(142, y + 42, question_zh, size=13, at="middle", colour=PALE)
        yield arrow(260, y + 26, 332, y + 26)
        yield text(296, y + 19, answer, size=13, at="middle", colour=PALE)
        yield box(336, y, 360, 52, "#fdf1d8", round_by=8)
        yield text(352, y + 23, kind, bold=True)
        yield text(352, y + 42, told, size=13)
        yield arrow(142, y + 52, 142, y + 82)
        yield text(152, y + 72, "yes", size=13, colour=PALE)
    yield box(24, 276, 672, 52, "#fdf1d8", round_by=8)
    yield text(40, 299, "not found 未找到", bold=True)
    yield text(
        40,
        318,
        "the search stopped first: the planner takes the better plan and asks again; else it says so",
        size=13,
    )


def proof(policy: Policy) -> Iterator[str]:
    """Draw what is owed in stretches of the lane's November beside what one visit a day has room for."""
    territory, _ = lane()
    few = policy.derive({"visits.floor": 1, "visits.max": 1})
    calendar = china_calendar(2026, 2027)
    first, last = date(2026, 11, 1), date(2026, 11, 30)
    asked_at = evening_before(first, few)
    request = horizon_request(territory, few, calendar, first, last, asked_at)
    found = certificate(request, Geodesic().matrix(places(territory)))
    spans = sorted(
        (span for span in found.spans if span.kind != "day"),
        key=lambda span: (span.first, span.last),
    )
    left, scale = 236, 28
    for row, span in enumerate(spans):
        y = 40 + row * 44
        yield text(24, y + 14, f"{span.first:%d %b} to {span.last:%d %b}", bold=True)
        yield text(24, y + 30, f"{span.num_shifts} visit day(s)", size=12, colour=PALE)
        broken = span.owed_visits > span.room_visits
        fill = COLOURS["mandatory"] if broken else COLOURS["filler"]
        yield box(left, y, span.room_visits * scale, 30, "#e9edf0", round_by=1)
        yield box(left, y + 7, span.owed_visits * scale, 16, fill, round_by=1)
        end = left + max(span.room_visits, span.owed_visits) * scale + 8
        yield text(end, y + 20, f"{span.owed_visits} of {span.room_visits}", size=13)
    y = 40 + len(spans) * 44 + 12
    yield box(24, y, 16, 16, "#e9edf0")
    yield text(47, y + 13, "room 可容纳", size=13)
    yield box(150, y, 16, 16, COLOURS["filler"])
    yield text(173, y + 13, "owed 应访", size=13)
    yield box(270, y, 16, 16, COLOURS["mandatory"])
    yield text(293, y + 13, "owed, more than there is room for: a proof 超出即为证明", size=13)


def chain() -> Iterator[str]:
    """Draw how plans follow each other, and what goes back."""
    plans = [
        ("month", "月计划", "who, on which day", "when it begins"),
        ("week", "周计划", "new and unfinished", "each Friday"),
        ("day", "日计划", "order and times", "the evening before"),
        ("road", "途中重排", "the rest of the day", "when news comes"),
    ]
    for column, (name, name_zh, holds, when) in enumerate(plans):
        x = 24 + column * 178
        yield box(x, 40, 138, 96, "#e9edf0", round_by=8)
        yield text(x + 69, 66, f"{name} {name_zh}", at="middle", bold=True)
        yield text(x + 69, 94, holds, size=11, at="middle")
        yield text(x + 69, 118, when, size=12, at="middle", colour=PALE)
        if column:
            yield arrow(x - 40, 88, x - 3, 88)
    yield text(
        360,
        26,
        "published 发布: what customers have been told stays 承诺保持",
        size=13,
        at="middle",
    )
    yield box(24, 196, 672, 44, "#fdf1d8", round_by=8)
    yield text(
        360,
        223,
        "history 拜访记录: done, undone and why 完成、未完成及原因 (R23)",
        size=14,
        at="middle",
        bold=True,
    )
    for column in range(4):
        x = 93 + column * 178
        if column < 2:  # noqa: PLR2004 - months and weeks are not driven
            yield arrow(x, 194, x, 140)
        else:
            yield arrow(x - 16, 140, x - 16, 194)
            yield arrow(x + 16, 194, x + 16, 140)
    yield text(
        360,
        264,
        "a record 计划档案 goes from draft 草稿 to published 已发布 to done 已完成",
        size=13,
        at="middle",
    )


def drawings() -> dict[str, str]:
    """Return every drawing by the name of its file."""
    plan, request, (_, policy) = lane_plan(), lane_request(), lane()
    return {
        "day.svg": drawing("A day on the clock", 304, day(plan, request)),
        "due.svg": drawing("When a visit is due", 234, due(policy)),
        "lengths.svg": drawing("Lengths of visits as windows", 336, lengths(plan, request)),
        "levels.svg": drawing("Three plans, level by level", 318, levels(request)),
        "reasons.svg": drawing("How a reason is found", 346, reasons()),
        "certificate.svg": drawing("What is owed and what there is room for", 390, proof(policy)),
        "chain.svg": drawing("How plans follow each other", 284, chain()),
    }


def main(folder: Path) -> None:
    """Write the drawings into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in drawings().items():
        (folder / name).write_text(content, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else DOCS / "drawings")
