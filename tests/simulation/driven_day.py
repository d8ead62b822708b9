"""Days driven by hand: tours as written, a world that does what it is told.

2 November 2026 is a Monday. Every way is believed to take ten minutes and to be six kilometres long, unless a test says
so, visits take as long as meant, no door is locked. Work is from 08:30 to 17:30, lunch is an hour, from 11:30 on and
begun by 13:00.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time

from routing.domain.calendar import weekday_calendar
from routing.domain.customer import Customer, CustomerClass, Mode, OpeningHours, Point, Weekday
from routing.domain.events import Anomaly, AnomalyKind, Appointment, Task, VisitRecord
from routing.domain.ids import CustomerId, ManagerId, PlaceId
from routing.domain.manager import Absence, AccountManager
from routing.domain.policy_document import load_policy
from routing.domain.territory import Territory
from routing.simulation.driving import Driven, drive
from routing.simulation.happenings import Happenings
from routing.simulation.news import News
from routing.simulation.season import DayLog
from routing.simulation.strategy import Known, OnTheRoad, Planned
from routing.simulation.tour import Errand, Tour
from routing.units import MINUTE_S, seconds_after_midnight
from tests.simulation.count.hand_made import AllAlike

__all__ = [
    "CENTRE",
    "DAY",
    "LEG_S",
    "M1",
    "M2",
    "POLICY",
    "Script",
    "Told",
    "agreed",
    "at",
    "away",
    "clock",
    "complaint",
    "customer",
    "driven",
    "errand",
    "log_of",
    "rows_of",
    "span",
    "task",
    "territory",
    "tour",
]

DAY = date(2026, 11, 2)
POLICY = load_policy("classified")
CALENDAR = weekday_calendar(2026, 2027)
CENTRE = Point(lat=41.8, lon=123.4)
M1, M2 = ManagerId("m1"), ManagerId("m2")
LEG_S = 600
EVERY_DAY = frozenset(Weekday)


def clock(text: str) -> int:
    """Return a clock time as seconds after midnight."""
    return seconds_after_midnight(time.fromisoformat(text))


def at(text: str) -> datetime:
    """Return a time of the day."""
    return datetime.combine(DAY, time.fromisoformat(text))


def span(start: str, end: str) -> OpeningHours:
    """Return opening hours of every day."""
    return OpeningHours(
        weekdays=EVERY_DAY, start=time.fromisoformat(start), end=time.fromisoformat(end)
    )


def customer(customer_id: str, *hours: OpeningHours, manager_id: ManagerId | None = M1) -> Customer:
    """Return a customer."""
    return Customer(
        id=CustomerId(customer_id),
        point=CENTRE,
        customer_class=CustomerClass.REGULAR,
        opening_hours=hours,
        manager_id=manager_id,
    )


def territory(*customers: Customer, num_managers: int = 1) -> Territory:
    """Return a territory of one account manager or two; without customers given, with a to f."""
    managers = tuple(AccountManager(id=one, start=CENTRE) for one in (M1, M2)[:num_managers])
    return Territory(
        id="t", managers=managers, customers=customers or tuple(map(customer, "abcdef"))
    )


def errand(
    customer_id: str,
    minutes: int = 15,
    *,
    start: str | None = None,
    not_before: str = "00:00",
    mode: Mode = Mode.IN_PERSON,
    is_fixed: bool = False,
) -> Errand:
    """Return a visit in person of a quarter of an hour; one that may not begin before a time is meant for it."""
    meant = not_before if start is None and not_before != "00:00" else start
    return Errand(
        customer_id=CustomerId(customer_id),
        length_s=minutes * MINUTE_S,
        mode=mode,
        start_s=None if meant is None else clock(meant),
        not_before_s=clock(not_before),
        is_fixed=is_fixed,
    )


def tour(
    *errands: Errand | str,
    leaves: str = "08:30",
    lunch_before: int | None = None,
    manager_id: ManagerId = M1,
) -> Tour:
    """Return a tour that leaves when work begins; a name stands for a visit of a quarter of an hour."""
    return Tour(
        manager_id=manager_id,
        leaves_s=clock(leaves),
        errands=tuple(errand(one) if isinstance(one, str) else one for one in errands),
        lunch_before=lunch_before,
    )


def agreed(customer_id: str, when: str) -> Appointment:
    """Return an appointment at a clock time of the day, or at a moment."""
    return Appointment(customer_id=CustomerId(customer_id), at=_moment(when))


def away(start: str | None = None, end: str | None = None, manager_id: ManagerId = M1) -> Absence:
    """Return an absence on the day, of all of it or of some hours."""
    hours = [None if one is None else time.fromisoformat(one) for one in (start, end)]
    return Absence(manager_id=manager_id, first=DAY, last=DAY, start=hours[0], end=hours[1])


def task(minutes: int, manager_id: ManagerId = M1) -> Task:
    """Return an ad-hoc task of the day."""
    return Task(manager_id=manager_id, day=DAY, minutes=minutes)


def complaint(customer_id: str, when: str) -> Anomaly:
    """Return a complaint reported at a clock time of the day, or at a moment."""
    return Anomaly(
        customer_id=CustomerId(customer_id), kind=AnomalyKind.COMPLAINT, reported_at=_moment(when)
    )


class Told(Happenings):
    """A world that does what it is told.

    Parameters
    ----------
    news
        What becomes known, by clock time of the day.
    locked
        From when to when doors are locked, the end excluded.
    called_off
        Who calls a visit off, and when.
    legs, lengths
        What ways to a customer, and visits, take in minutes, other than believed or meant.
    """

    def __init__(
        self,
        *,
        news: Iterable[tuple[str, object]] = (),
        locked: Mapping[str, tuple[str, str]] | None = None,
        called_off: Mapping[str, str] | None = None,
        legs: Mapping[str, int] | None = None,
        lengths: Mapping[str, int] | None = None,
    ) -> None:
        self.news = tuple(News(at=at(when), what=what) for when, what in news)  # type: ignore[arg-type]
        self._locked = locked or {}
        self._called_off = called_off or {}
        self._legs = legs or {}
        self._lengths = lengths or {}

    def is_locked(self, customer_id: CustomerId, at: datetime) -> bool:
        """Return whether the door is locked."""
        first, end = self._locked.get(customer_id, ("00:00", "00:00"))
        return clock(first) <= seconds_after_midnight(at.time()) < clock(end)

    def called_off(self, customer_id: CustomerId, day: date) -> time | None:
        """Return when the customer calls off."""
        assert day == DAY
        found = self._called_off.get(customer_id)
        return None if found is None else time.fromisoformat(found)

    def length_s(self, customer_id: CustomerId, day: date, meant_s: int) -> int:
        """Return how long a visit takes."""
        assert day == DAY
        return MINUTE_S * self._lengths[customer_id] if customer_id in self._lengths else meant_s

    def leg_s(
        self,
        manager_id: ManagerId,
        from_place: PlaceId,
        to_place: PlaceId,
        at: datetime,
        believed_s: int,
    ) -> int:
        """Return how long a way takes."""
        assert (manager_id in {M1, M2}, at.date()) == (True, DAY)
        assert from_place
        customer_id = to_place.removeprefix("c:")
        return MINUTE_S * self._legs[customer_id] if customer_id in self._legs else believed_s


@dataclass(kw_only=True)
class Script:
    """Somebody who does on the road what is written, and notes what he was asked.

    Parameters
    ----------
    answers
        Tours to give out, and who is told otherwise, at the first question at a clock time or later.
    """

    answers: Mapping[str, tuple[Tour, ...]] = field(default_factory=dict)
    retold: tuple[CustomerId, ...] = ()
    name: str = "script"
    asked: list[tuple[Known, OnTheRoad]] = field(default_factory=list)
    answered: set[str] = field(default_factory=set)

    def evening(self, known: Known, day: date) -> Planned:
        """Return nothing: days are driven with the tours that tests write."""
        raise NotImplementedError

    def on_the_road(self, known: Known, found: OnTheRoad) -> Planned | None:
        """Return the tours that are written for this time."""
        self.asked.append((known, found))
        for when, tours in self.answers.items():
            if when not in self.answered and known.now >= at(when):
                self.answered.add(when)
                return Planned(tours=tours, records=known.records, retold=self.retold)
        return None

    def times(self) -> list[str]:
        """Return when it was asked."""
        return [known.now.time().isoformat("minutes") for known, _ in self.asked]


def driven(
    where: Territory,
    *tours: Tour,
    world: Happenings | None = None,
    strategy: Callable[[Known, OnTheRoad], Planned | None] | Script | None = None,
    legs: Mapping[tuple[str, str], int] | None = None,
    retold: tuple[str, ...] = (),
) -> Driven:
    """Return what becomes of a day's tours."""
    known = Known(
        now=datetime.fromisoformat("2026-11-01T17:30"),
        territory=where,
        policy=POLICY,
        calendar=CALENDAR,
        travel=AllAlike(leg_s=LEG_S, legs=legs or {}),
    )
    planned = Planned(tours=tours, retold=tuple(map(CustomerId, retold)))
    follow = strategy if isinstance(strategy, Script) else Script()
    return drive(DAY, planned, known, 0, world or Told(), follow)


def log_of(day: Driven, manager_id: ManagerId = M1) -> DayLog:
    """Return somebody's log."""
    (found,) = (one for one in day.logs if one.manager_id == manager_id)
    return found


def rows_of(day: Driven) -> list[tuple[str, str | None, bool]]:
    """Return what was visited or called, when, and whether it took place, in the order in which it was noted."""
    return [(one.customer_id, _text(one), one.done) for one in day.territory.history]


def _text(one: VisitRecord) -> str | None:
    return None if one.start is None else one.start.isoformat("auto")[:8].removesuffix(":00")


def _moment(when: str) -> datetime:
    return datetime.fromisoformat(when) if "T" in when else at(when)
