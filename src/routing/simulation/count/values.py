"""What a season comes to, as values: what was kept of what was owed, and why the rest was not.

Counts of several territories, or of several seeds, add up: ``sum(counts, Count())``. So every share stands as what was
kept and of how many, every mean as its sum and its number.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from routing.domain.customer import CustomerClass
from routing.simulation.count.owed import Miss, MissedBecause, Owed, Share, Sum

__all__ = [
    "Backlog",
    "Cadence",
    "CadenceByClass",
    "Count",
    "Floor",
    "LateOn",
    "Miss",
    "MissedBecause",
    "Owed",
    "Share",
    "VisitWeeks",
    "Visits",
    "Work",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cadence(Sum):
    """Intervals between visits of one class against its interval (R1-R4, R10).

    Parameters
    ----------
    intervals
        Those that ended in time or turned late in the season.
    late_days
        Days by which visits came too late, or had not come at the end, summed over these intervals: customer-days.
    ended, ended_days
        Intervals that a visit ended in the season, and their days; the mean interval is the one by the other.
    late_at_start, late_at_start_days
        Customers who were late already when the season began, and how long they stayed so in it. They count nowhere
        else.
    """

    intervals: Owed = field(default_factory=Owed)
    late_days: int = 0
    ended: int = 0
    ended_days: int = 0
    late_at_start: int = 0
    late_at_start_days: int = 0

    @property
    def mean_days(self) -> float:
        """Mean days between two visits, 0 where no interval ended."""
        return self.ended_days / self.ended if self.ended else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CadenceByClass(Sum):
    """The cadence of each class."""

    core: Cadence = field(default_factory=Cadence)
    potential: Cadence = field(default_factory=Cadence)
    regular: Cadence = field(default_factory=Cadence)
    assisted: Cadence = field(default_factory=Cadence)

    def __getitem__(self, customer_class: CustomerClass) -> Cadence:
        """Return the cadence of one class."""
        found: Cadence = getattr(self, customer_class.value)
        return found

    @property
    def total(self) -> Cadence:
        """The cadence of all classes together."""
        return sum((self[one] for one in CustomerClass), Cadence())


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor(Sum):
    """Visit days of account managers with as many visits in person as the floor asks for (R7).

    Parameters
    ----------
    days
        Days that reached the floor, of all visit days (R6).
    missing_visits
        Visits missing from the floor on days on which no bound forbids it.
    """

    days: Owed = field(default_factory=Owed)
    missing_visits: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitWeeks(Sum):
    """Weeks of account managers with enough days on which somebody was visited in person (R6).

    Parameters
    ----------
    enough
        Weeks with as many such days as were owed, of all weeks that lie wholly in the season.
    days, owed_days
        Such days, and days owed, in these weeks.
    """

    enough: Share = field(default_factory=Share)
    days: int = 0
    owed_days: int = 0

    @property
    def days_a_week(self) -> float:
        """Mean days with visits in a week, 0 where there is no week."""
        return self.days / self.enough.of if self.enough.of else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Visits(Sum):
    """Visits and contacts of the season.

    Parameters
    ----------
    in_person
        Visits made in person.
    contacts
        By phone or network.
    failed
        Visits in person that were tried, or struck out because the customer had called off.
    too_soon
        Visits made in person inside the minimum gap, with no anomaly open and no appointment on that day.
    """

    in_person: int = 0
    contacts: int = 0
    failed: int = 0
    too_soon: int = 0

    @property
    def in_person_share(self) -> Share:
        """Made in person, of all visits and contacts that took place (R22)."""
        return Share(kept=self.in_person, of=self.in_person + self.contacts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Work(Sum):
    """What the season took.

    Parameters
    ----------
    days, days_out
        Days of account managers, and those on which they drove.
    travel_s, travel_m
        Time on the road and metres.
    waiting_s, visiting_s, contact_s, task_s
        Time before doors, with customers, on the phone, for ad-hoc tasks (R20).
    overtime_s, overtime_days
        Work after the end of the day, and days with some.
    replans, retold
        How often the rest of a day was planned anew; customers who heard something else than they had been told (R17).
    """

    days: int = 0
    days_out: int = 0
    travel_s: int = 0
    travel_m: int = 0
    waiting_s: int = 0
    visiting_s: int = 0
    contact_s: int = 0
    task_s: int = 0
    overtime_s: int = 0
    overtime_days: int = 0
    replans: int = 0
    retold: int = 0

    @property
    def working_s(self) -> int:
        """All work: on the road, before doors, with customers, on the phone, for tasks."""
        return self.travel_s + self.waiting_s + self.visiting_s + self.contact_s + self.task_s


@dataclass(frozen=True, slots=True, kw_only=True)
class LateOn:
    """How many customers were late on the evening of a day, of all customers then."""

    day: date
    late: int
    customers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """Customers who were late at the end of each week, by day."""

    weeks: tuple[LateOn, ...] = ()

    def __add__(self, other: Backlog) -> Backlog:
        """Return the backlog of two territories: weeks that end on the same day together."""
        found: dict[date, LateOn] = {}
        for one in (*self.weeks, *other.weeks):
            before = found.get(one.day, LateOn(day=one.day, late=0, customers=0))
            found[one.day] = LateOn(
                day=one.day,
                late=before.late + one.late,
                customers=before.customers + one.customers,
            )
        return Backlog(weeks=tuple(found[day] for day in sorted(found)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Count(Sum):
    """What a season comes to.

    Parameters
    ----------
    anomalies
        Visits to anomalous customers by their deadline (R13, R15): of the deadlines in the season.
    new_customers
        First visits before the first order (R14): of the first orders whose eve lies in the season.
    appointments
        Visits within ten minutes of the time agreed (R16): of the appointments in the season that nobody cancelled.
    months
        Customers seen in each row of calendar months that the policy names, two by default (R8): of the rows that lie
        wholly in the season, and the customers of each row's first day.
    backlog
        How many customers were late at the end of each week.
    misses
        All that was not kept, one by one: by rule, day and id.
    """

    anomalies: Owed = field(default_factory=Owed)
    new_customers: Owed = field(default_factory=Owed)
    appointments: Owed = field(default_factory=Owed)
    cadence: CadenceByClass = field(default_factory=CadenceByClass)
    months: Owed = field(default_factory=Owed)
    floor: Floor = field(default_factory=Floor)
    visit_weeks: VisitWeeks = field(default_factory=VisitWeeks)
    visits: Visits = field(default_factory=Visits)
    work: Work = field(default_factory=Work)
    backlog: Backlog = field(default_factory=Backlog)
    misses: tuple[Miss, ...] = ()

    @property
    def deadlines(self) -> Owed:
        """Deadlines of anomalous and of new customers together (R13, R14)."""
        return self.anomalies + self.new_customers

    @property
    def travel_s_a_visit(self) -> float:
        """Seconds on the road for each visit made in person, 0 where there is none."""
        return self.work.travel_s / self.visits.in_person if self.visits.in_person else 0.0

    @property
    def travel_m_a_visit(self) -> float:
        """Metres driven for each visit made in person, 0 where there is none."""
        return self.work.travel_m / self.visits.in_person if self.visits.in_person else 0.0
