"""Any day that is driven: its log adds up, nobody is in two places, and no promise is begun too soon."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from functools import cache
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from routing.build_request import places
from routing.domain.customer import Mode
from routing.domain.events import VisitRecord
from routing.domain.ids import CustomerId, ManagerId
from routing.domain.territory import Territory
from routing.simulation.driving import Driven, drive
from routing.simulation.happenings import Happenings
from routing.simulation.strategy import Known, OnTheRoad, Planned
from routing.simulation.tour import Errand, Tour
from routing.simulation.world import REALISTIC
from routing.travel.geodesic import Geodesic
from routing.travel.remembered import RememberedTravel
from routing.units import HOUR_S, MINUTE_S, seconds_after_midnight
from tests.simulation.crowd import MONDAY, crowd, happenings, policy, weekdays
from tests.simulation.driven_day import clock, span

WILD = replace(
    REALISTIC,
    anomalies_per_1000=3000,
    appointments_per_1000=1000,
    closures_per_1000=300,
    tasks_per_100=200,
    illness_days_a_year=80,
    midday_illness_percent=80,
    locked_permille=150,
    called_off_permille=80,
    travel_percent=130,
    leg_sigma_percent=30,
    visit_sigma_percent=40,
)
DAY = MONDAY + timedelta(days=2)
NUM_CUSTOMERS = 28
HOURS = ((), (span("09:00", "17:00"),), (span("08:00", "11:30"), span("14:00", "18:00")))


@cache
def played(seed: int) -> tuple[Territory, Happenings]:
    """Return a territory of two account managers as it stands on a Tuesday evening, and its world."""
    alike = crowd(NUM_CUSTOMERS, 2)
    customers = tuple(
        replace(one, manager_id=alike.managers[n % 2].id, opening_hours=HOURS[n % 3])
        for n, one in enumerate(alike.customers)
    )
    where = replace(alike, customers=customers)
    return where, happenings(where, WILD, seed=seed, start=MONDAY, end=DAY)


@cache
def travel() -> RememberedTravel:
    """Return travel between all places, asked for once."""
    return RememberedTravel(Geodesic(), places(played(0)[0]))


@dataclass(kw_only=True)
class Whims:
    """Somebody who sends people about as he likes, now and then."""

    random: Random
    name: str = "whims"
    num_answers: int = 0

    def evening(self, known: Known, day: object) -> Planned:
        """Return tours of half of the customers, in any order."""
        raise NotImplementedError

    def on_the_road(self, known: Known, found: OnTheRoad) -> Planned | None:
        """Return now and then the errands that are left, in another order and with other people."""
        if self.random.random() > 0.2:
            return None
        self.num_answers += 1
        left = [errand for errands in found.left.values() for errand in errands]
        now_s = seconds_after_midnight(known.now.time())
        return Planned(tours=any_tours(self.random, left, now_s), records=known.records)


def any_tours(random: Random, errands: list[Errand], from_s: int) -> tuple[Tour, ...]:
    """Return tours of both account managers, with the errands in any order."""
    errands = random.sample(errands, len(errands))
    cut = random.randint(0, len(errands))
    return tuple(
        Tour(
            manager_id=ManagerId(manager_id),
            leaves_s=from_s + random.choice((0, 0, 600, 2 * HOUR_S)),
            errands=tuple(part),
            lunch_before=random.choice((None, None, 0, len(part) // 2, len(part))),
        )
        for manager_id, part in (("m1", errands[:cut]), ("m2", errands[cut:]))
    )


def any_errand(random: Random, customer_id: CustomerId) -> Errand:
    """Return a visit, or now and then a call."""
    is_call = random.random() < 0.2
    start_s = random.choice((None, clock("08:30") + MINUTE_S * random.randrange(9 * 60)))
    return Errand(
        customer_id=customer_id,
        length_s=MINUTE_S * (5 if is_call else random.randint(10, 40)),
        mode=Mode.PHONE if is_call else Mode.IN_PERSON,
        start_s=start_s,
        not_before_s=random.choice((0, max(0, (start_s or 0) - 900))),
        is_fixed=random.random() < 0.2,
    )


@dataclass(frozen=True, kw_only=True)
class Drive:
    """A day that was driven, and what it was made from."""

    day: Driven
    errands: dict[CustomerId, Errand]
    world: Happenings
    num_answers: int

    def rows(self, manager_id: ManagerId) -> list[VisitRecord]:
        """Return what somebody did, by time."""
        found = [
            one
            for one in self.day.territory.history
            if one.manager_id == manager_id and one.start is not None
        ]
        return sorted(found, key=starts_s)

    def length_s(self, row: VisitRecord) -> int:
        """Return how long something took."""
        meant_s = self.errands[row.customer_id].length_s
        if not row.done:
            return 3 * MINUTE_S
        if row.mode is not Mode.IN_PERSON:
            return meant_s
        return self.world.length_s(row.customer_id, DAY, meant_s)


def starts_s(row: VisitRecord) -> int:
    """Return when something began."""
    assert row.start is not None
    return seconds_after_midnight(row.start)


def driven(seed: int) -> Drive:
    """Return a day with tours, whims and a world of a seed."""
    random = Random(seed)
    where, world = played(seed % 40)
    ids = random.sample([one.id for one in where.customers], random.randint(0, NUM_CUSTOMERS))
    errands = [any_errand(random, one) for one in ids]
    known = Known(
        now=datetime.combine(DAY - timedelta(days=1), time(17, 30)),
        territory=where,
        policy=policy(),
        calendar=weekdays(),
        travel=travel(),
    )
    planned = Planned(tours=any_tours(random, errands, clock("08:30")))
    whims = Whims(random=random)
    day = drive(DAY, planned, known, 0, world, whims)
    return Drive(
        day=day,
        errands={one.customer_id: one for one in errands},
        world=world,
        num_answers=whims.num_answers,
    )


@given(seed=st.integers(0, 100_000))
def test_logs_add_up(seed: int) -> None:
    """From leaving to coming back: ways, doors, customers, calls on the way, and for the rest lunch and idle time.

    What is with customers and on the phone is the sum over the history, overtime what exceeds half past five.
    """
    one = driven(seed)
    for log in one.day.logs:
        rows = one.rows(log.manager_id)
        visits = [row for row in rows if row.mode is Mode.IN_PERSON]
        calls = [row for row in rows if row.mode is not Mode.IN_PERSON]
        assert log.visiting_s == sum(one.length_s(row) for row in visits if row.done)
        assert log.contact_s == sum(one.length_s(row) for row in calls)
        assert log.failed == sum(not row.done for row in visits)
        assert (log.left_s is None) == (not visits)
        if log.left_s is None or log.back_s is None:
            assert (log.travel_s, log.travel_m) == (0, 0)
            over_s = max((starts_s(row) + one.length_s(row) for row in calls), default=0)
            assert log.overtime_s == max(0, over_s + log.task_s - clock("17:30"))
            continue
        on_the_way = [row for row in calls if log.left_s <= starts_s(row) < log.back_s]
        calls_s = sum(one.length_s(row) for row in on_the_way)
        rest_s = log.back_s - log.left_s
        rest_s -= log.travel_s + log.waiting_s + log.visiting_s + calls_s
        assert rest_s >= 0
        if log.left_s <= clock("11:30") and starts_s(visits[-1]) >= clock("14:00"):
            assert rest_s >= HOUR_S
        assert log.waiting_s >= 3 * MINUTE_S * log.failed
        assert log.overtime_s == max(0, log.back_s + log.task_s - clock("17:30"))
    assert sum(log.replans for log in one.day.logs) == one.num_answers


@given(seed=st.integers(0, 100_000))
def test_nobody_is_in_two_places(seed: int) -> None:
    """What somebody does begins when what was before is over, after he left and before he is back.

    And nobody is visited or called twice, whoever was sent there in the course of the day.
    """
    one = driven(seed)
    done = [row.customer_id for row in one.day.territory.history if row.done]
    assert len(done) == len(set(done))
    for log in one.day.logs:
        over_s = 0
        for row in one.rows(log.manager_id):
            assert starts_s(row) >= over_s
            over_s = starts_s(row) + one.length_s(row)
            if row.mode is Mode.IN_PERSON:
                assert log.left_s is not None
                assert log.back_s is not None
                assert log.left_s <= starts_s(row)
                assert over_s <= log.back_s


@given(seed=st.integers(0, 100_000))
def test_nothing_begins_before_its_time(seed: int) -> None:
    """Neither a visit ten minutes before what was agreed, nor where the shop is shut, nor while somebody is away.

    Who is away to the end of the day finishes what he has begun. Appointments are those known when the visit begins.
    """
    one = driven(seed)
    where = one.day.territory
    customers = {customer.id: customer for customer in where.customers}
    agreed = {
        row.customer_id: seconds_after_midnight(row.at.time())
        for row in where.appointments
        if row.at.date() == DAY
    }
    for row in where.history:
        if row.start is None or not row.done:
            continue
        begins_s, customer = starts_s(row), customers[row.customer_id]
        assert begins_s >= one.errands[row.customer_id].not_before_s
        if row.customer_id in agreed:
            assert begins_s >= agreed[row.customer_id] - 10 * MINUTE_S
        elif row.mode is Mode.IN_PERSON and customer.opening_hours:
            assert any(
                seconds_after_midnight(hours.start) <= begins_s <= seconds_after_midnight(hours.end)
                for hours in customer.opening_hours
            )
        assert not any(
            absence.manager_id == row.manager_id
            and absence.first <= DAY <= absence.last
            and absence.start is None
            for absence in where.absences
        )
