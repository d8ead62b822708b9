"""An invented year of visits as account managers make them: nearly on time, in rounds, with gaps and failures."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from sample_customers import ASSISTED, CORE, INTERVAL_DAYS, WEEKDAYS, Shop
from sample_geography import Spot, distance_m

FIRST_DAY, LAST_DAY = date(2025, 11, 3), date(2026, 10, 30)

# Official notice of the State Council's General Office for 2026: days off, and weekend days worked instead.
_HOLIDAYS = (
    ((2026, 1, 1), (2026, 1, 3)),
    ((2026, 2, 15), (2026, 2, 23)),
    ((2026, 4, 4), (2026, 4, 6)),
    ((2026, 5, 1), (2026, 5, 5)),
    ((2026, 6, 19), (2026, 6, 21)),
    ((2026, 9, 25), (2026, 9, 27)),
    ((2026, 10, 1), (2026, 10, 7)),
)
_MAKE_UP_DAYS = {
    date(2026, 1, 4),
    date(2026, 2, 14),
    date(2026, 2, 28),
    date(2026, 5, 9),
    date(2026, 9, 20),
    date(2026, 10, 10),
}
VISIT_WEEKDAYS = (1, 3, 4)
# A sales campaign: a third fewer visits a day, so that some turn late.
BUSY_FROM = date(2026, 10, 19)
DAY_START, LUNCH_FROM, LUNCH_TO, DAY_END = 8 * 60 + 30, 11 * 60 + 50, 13 * 60, 17 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One row of the history."""

    customer_id: str
    day: date
    start: time
    mode: str
    done: bool
    manager_id: str


def is_working_day(day: date) -> bool:
    """Return whether people work on a day of the sample year."""
    if day in _MAKE_UP_DAYS:
        return True
    off = any(date(*first) <= day <= date(*last) for first, last in _HOLIDAYS)
    return day.isoweekday() <= 5 and not off


def visit_days() -> list[date]:
    """Return Monday, Wednesday and Thursday of every week, or other working days in place of holidays."""
    chosen = []
    monday = FIRST_DAY
    while monday <= LAST_DAY:
        week = [monday + timedelta(days=step) for step in range(7)]
        working = [day for day in week if is_working_day(day)]
        usual = [day for day in working if day.isoweekday() in VISIT_WEEKDAYS]
        instead = [day for day in working if day not in usual]
        chosen += sorted([*usual, *instead[: 3 - len(usual)]])
        monday += timedelta(days=7)
    return [day for day in chosen if day <= LAST_DAY]


def _waited_longest(
    rng: Random, shops: list[Shop], last: dict[str, date], joined: dict[str, date], day: date
) -> list[Shop]:
    """Return the shops that a manager thinks of on a day, most pressing first.

    The share of the interval that has gone counts, blurred as people's attention is; who orders today or tomorrow
    comes a little sooner; nobody is visited before half of the interval, or long before the visit is due.
    """
    today, tomorrow = WEEKDAYS[min(day.isoweekday(), 5) - 1], WEEKDAYS[day.isoweekday() % 5]
    waited = []
    for shop in shops:
        blur, first_time = rng.uniform(0.85, 1.15), rng.uniform(0.2, 1.1)
        before = last.get(shop.id)
        gone = (day - before).days / INTERVAL_DAYS[shop.customer_class] if before else None
        share = gone * blur if gone is not None else first_time
        rested = gone is None or gone >= 0.5
        if rested and share >= 0.6 and joined.get(shop.id, FIRST_DAY) <= day:
            waited.append((share + 0.12 * (shop.order_day in (today, tomorrow)), shop))
    waited.sort(key=lambda pair: (-pair[0], pair[1].id))
    return [shop for _, shop in waited]


def _in_walking_order(base: Spot, shops: list[Shop]) -> list[Shop]:
    here, left, ordered = base, list(shops), []
    while left:
        following = min(left, key=lambda shop: (distance_m(here, shop.spot), shop.id))
        left.remove(following)
        ordered.append(following)
        here = following.spot
    return ordered


def _clock(minutes: float) -> time:
    return time(int(minutes) // 60, int(minutes) % 60)


def year_of_visits(
    rng: Random,
    shops: list[Shop],
    base: Spot,
    *,
    a_day: tuple[int, int],
    metres_a_minute: float,
    joined: dict[str, date],
) -> list[Visit]:
    """Return a year of one manager's visits, by day and hour.

    Now and then a door is locked or a day goes to meetings. Remote and steady customers are kept in touch with by phone
    or network at every second turn.
    """
    last: dict[str, date] = {}
    last_in_person: dict[str, bool] = defaultdict(bool)
    visits = []
    for day in visit_days():
        if rng.random() < 0.05:
            continue
        most = rng.randint(*a_day)
        if day >= BUSY_FROM:
            most = most * 2 // 3
        taken = _waited_longest(rng, shops, last, joined, day)[:most]
        clock, here = DAY_START + rng.uniform(0, 12), base
        for shop in _in_walking_order(base, taken):
            easy = ("偏远" in shop.traits or "经营稳定" in shop.traits) and shop.modes == ""
            by_phone = easy and last_in_person[shop.id] and rng.random() < 0.7
            if not by_phone:
                clock += 2 + distance_m(here, shop.spot) / metres_a_minute
                here = shop.spot
            if LUNCH_FROM <= clock < LUNCH_TO:
                clock = LUNCH_TO + rng.uniform(0, 15)
            if clock > DAY_END:
                break
            done = by_phone or rng.random() >= 0.03
            visits.append(
                Visit(
                    customer_id=shop.id,
                    day=day,
                    start=_clock(clock),
                    mode=rng.choice(("电话", "网络")) if by_phone else "实地",
                    done=done,
                    manager_id=shop.manager_id,
                )
            )
            if done:
                last[shop.id], last_in_person[shop.id] = day, not by_phone
            slow = shop.customer_class in (CORE, ASSISTED)
            clock += (
                5 if by_phone or not done else rng.uniform(15, 21) if slow else rng.uniform(10, 17)
            )
    return visits


def answered_anomalies(
    rng: Random, visits: list[Visit], count: int
) -> list[tuple[str, str, datetime]]:
    """Return anomalies of the past year, each reported on the working day before a visit in person."""
    kinds = ("订货失败", "投诉", "订单异常", "经营异常", "客户要求拜访")
    found = []
    answers = rng.sample([visit for visit in visits if visit.mode == "实地" and visit.done], count)
    for row, visit in enumerate(answers):
        reported = visit.day - timedelta(days=1)
        while not is_working_day(reported):
            reported -= timedelta(days=1)
        at = datetime.combine(reported, time(rng.randint(9, 16), rng.choice((5, 20, 40, 55))))
        found.append((visit.customer_id, kinds[row % len(kinds)], at))
    return sorted(found, key=lambda anomaly: anomaly[2])
