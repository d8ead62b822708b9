"""What there is to tell of a day so far, and what is taken for true of it, in words (R20, R21, R23)."""

from __future__ import annotations

from datetime import date

from routing.domain.ids import CustomerId, ManagerId, PlaceId
from routing.domain.note import Note
from routing.domain.road_events import DayEndsEarly, RunsLate

__all__ = [
    "GIVEN_TWICE",
    "failed_unplanned",
    "goes_on_from",
    "nobody_is_with",
    "position_is_wrong",
    "stays_unplanned",
    "tasks_wait",
    "visited_unplanned",
    "without_time",
    "without_use",
    "works_with",
]

GIVEN_TWICE = Note(
    text="An event that is given twice counts once.", text_zh="重复上报的事件只计一次。"
)

_EVENTS = {RunsLate: ("RunsLate", "晚点"), DayEndsEarly: ("DayEndsEarly", "提前收工")}


def without_use(event: RunsLate | DayEndsEarly) -> Note:
    """Return that an event of somebody who is ill changes nothing."""
    name, name_zh = _EVENTS[type(event)]
    return Note(
        text=f"{event.manager_id} is ill: {name} changes nothing.",
        text_zh=f"{event.manager_id} 因病离岗：{name_zh}不再影响计划。",
    )


def visited_unplanned(customer_id: CustomerId) -> Note:
    """Return that somebody was visited whom no plan had."""
    return Note(
        text=f"{customer_id} was visited though no plan had it today (R23).",
        text_zh=f"{customer_id} 今日不在计划内，已拜访（R23）。",
    )


def failed_unplanned(customer_id: CustomerId) -> Note:
    """Return that somebody cannot be visited whom no plan has."""
    return Note(
        text=f"No plan has {customer_id} today: that it cannot be visited is noted.",
        text_zh=f"{customer_id} 今日不在计划内：无法拜访一事已记录。",
    )


def nobody_is_with(customer_id: CustomerId) -> Note:
    """Return that a visit runs long of which nobody knows who makes it."""
    return Note(
        text=f"Nobody is known to be with {customer_id}: its visit changes nothing.",
        text_zh=f"不知何人正在拜访 {customer_id}：该拜访延长不影响计划。",
    )


def position_is_wrong(manager_id: ManagerId, customer_id: CustomerId) -> Note:
    """Return that somebody is with a customer, though he said that he is elsewhere."""
    return Note(
        text=f"{manager_id} is with {customer_id}, who runs long, whatever his position says.",
        text_zh=f"{manager_id} 正在拜访 {customer_id}（延长中），与所报位置不符，以拜访为准。",
    )


def stays_unplanned(manager_id: ManagerId, customer_id: CustomerId, until: str) -> Note:
    """Return that somebody is taken to be with a customer whom no plan has."""
    return Note(
        text=f"No plan has {customer_id} today: {manager_id} is taken to be there until {until}.",
        text_zh=f"{customer_id} 今日不在计划内：视为 {manager_id} 在该处至 {until}。",
    )


def works_with(manager_id: ManagerId, customer_id: CustomerId, since: str) -> Note:
    """Return that a visit is taken to be under way, as the plan has it."""
    return Note(
        text=f"{manager_id} is taken to be with {customer_id} since {since}, as planned: the visit counts as made.",
        text_zh=f"按计划视为 {manager_id} 自 {since} 起正在拜访 {customer_id}：该拜访计为已完成。",
    )


def goes_on_from(manager_id: ManagerId, place_id: PlaceId, at: str) -> Note:
    """Return where somebody is taken to be who has not said it."""
    return Note(
        text=f"{manager_id} is taken to go on from {place_id} at {at}.",
        text_zh=f"视为 {manager_id} 于 {at} 从 {place_id} 继续。",
    )


def without_time(manager_id: ManagerId, day: date) -> Note:
    """Return that nothing is left of somebody's day."""
    return Note(
        text=f"Account manager {manager_id} has no working time left on {day}.",
        text_zh=f"客户经理 {manager_id}：{day} 无剩余工作时间。",
    )


def tasks_wait(manager_id: ManagerId, minutes: int) -> Note:
    """Return that some of somebody's tasks are left for after work."""
    return Note(
        text=f"Tasks of {manager_id} wait: {minutes} min of them are left for after work (R20).",
        text_zh=f"{manager_id} 的临时任务后延：其中 {minutes} 分钟留待下班后处理（R20）。",
    )
