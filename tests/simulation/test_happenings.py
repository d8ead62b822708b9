"""What happens on a day: doors, visits called off, lengths, legs, and that nothing depends on who asks when."""

from __future__ import annotations

import hashlib
import json
import math
import subprocess
import sys
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from statistics import fmean, stdev

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from routing.documents.to_plain import to_plain
from routing.domain.events import Appointment
from routing.domain.ids import CustomerId, ManagerId, PlaceId
from routing.errors import InputError
from routing.simulation.happenings import Happenings
from routing.simulation.world import REALISTIC, STRESS, Hours, World
from tests.simulation.crowd import MONDAY, NEW_YEAR, QUIET, crowd, happenings, policy, weekdays

ROOT = Path(__file__).resolve().parents[2]
LIVELY = replace(
    REALISTIC,
    anomalies_per_1000=500,
    appointments_per_1000=300,
    closures_per_1000=100,
    new_customers_per_1000=100,
    tasks_per_100=100,
    leave_days_a_year=40,
    illness_days_a_year=40,
)
ONE_DAY = timedelta(days=1)
WORKED_MINUTES = range(8 * 60 + 30, 17 * 60 + 30)


def on(day: date, clock: str) -> datetime:
    """Return a clock time of a day."""
    return datetime.combine(day, time.fromisoformat(clock))


@cache
def doors(world: World) -> Happenings:
    """Return a world of one customer, in which anybody may be asked about."""
    return happenings(crowd(1), world, start=MONDAY, end=MONDAY)


def leg(world: World, clock: str, believed_s: int, *, to: str = "c:b", day: date = MONDAY) -> int:
    """Return how long a leg takes."""
    return doors(world).leg_s(
        ManagerId("m1"), PlaceId("c:a"), PlaceId(to), on(day, clock), believed_s
    )


# ---------------------------------------------------------------- doors


def locked_minutes(world: World, customer_id: str) -> list[int]:
    """Return the minutes of a Monday, within working hours, at which a door is locked."""
    midnight = datetime.combine(MONDAY, time())
    return [
        minute
        for minute in WORKED_MINUTES
        if doors(world).is_locked(CustomerId(customer_id), midnight + minute * timedelta(minutes=1))
    ]


def test_the_share_of_locked_doors() -> None:
    """3 per cent of 10,000 doors are locked for a while: 300 +- 4 sqrt(10,000 x 0.03 x 0.97) = 68.

    Who looks every half hour finds all that are locked for an hour or more.
    """
    noticed = sum(
        any(
            doors(REALISTIC).is_locked(CustomerId(f"c{n}"), on(MONDAY, f"{hour:02}:{minute}"))
            for hour in range(8, 18)
            for minute in ("00", "30")
        )
        for n in range(10_000)
    )
    assert abs(noticed - 300) < 68


def test_how_long_doors_are_locked() -> None:
    """A fifth all day, of 600 doors 120 +- 4 sqrt(600 x 0.2 x 0.8) = 39; the others once, for one to three hours."""
    always = replace(REALISTIC, locked_permille=1000)
    all_day = 0
    for n in range(600):
        minutes = locked_minutes(always, f"c{n}")
        if len(minutes) == len(WORKED_MINUTES):
            all_day += 1
            continue
        assert minutes[-1] - minutes[0] + 1 == len(minutes)
        # An hour that begins within a minute holds 60 whole minutes or 59.
        assert 59 <= len(minutes) <= 180
    assert abs(all_day - 120) < 39


def test_a_door_locked_all_day_is_locked_at_any_hour() -> None:
    """Not in working hours alone."""
    shut = replace(QUIET, locked_permille=1000, locked_all_day_percent=100)
    assert doors(shut).is_locked(CustomerId("c"), on(MONDAY, "00:00"))
    assert doors(shut).is_locked(CustomerId("c"), on(MONDAY, "23:59"))


def test_the_share_of_visits_called_off() -> None:
    """1 per cent of 20,000: 200 +- 4 sqrt(20,000 x 0.01 x 0.99) = 56, all between 07:30 and noon."""
    world = doors(REALISTIC)
    times = [world.called_off(CustomerId(f"c{n}"), MONDAY) for n in range(20_000)]
    called_off = [one for one in times if one is not None]
    assert abs(len(called_off) - 200) < 56
    assert all(time(7, 30) <= one <= time(12) for one in called_off)
    # Spread over four hours and a half: an hour of them has 22 per cent.
    assert min(called_off) < time(8, 30)
    assert max(called_off) > time(11)


def test_who_has_an_appointment_is_there() -> None:
    """Where every door is locked and every visit called off, those of the day of an appointment are not."""
    shut = replace(
        QUIET, locked_permille=1000, locked_all_day_percent=100, called_off_permille=1000
    )
    agreed = Appointment(customer_id=CustomerId("c0000"), at=on(MONDAY, "10:00"))
    territory = replace(crowd(2), appointments=(agreed,))
    world = happenings(territory, shut, start=MONDAY, end=MONDAY)
    one, other = CustomerId("c0000"), CustomerId("c0001")
    assert not world.is_locked(one, on(MONDAY, "10:00"))
    assert world.called_off(one, MONDAY) is None
    assert world.is_locked(other, on(MONDAY, "10:00"))
    assert world.called_off(other, MONDAY) is not None
    assert world.is_locked(one, on(MONDAY + ONE_DAY, "10:00"))


def test_who_agrees_on_a_time_is_there_too() -> None:
    """Appointments that come as news count as those of the territory do."""
    shut = replace(QUIET, appointments_per_1000=500, locked_permille=1000)
    shut = replace(shut, locked_all_day_percent=100)
    world = happenings(crowd(50), shut, start=MONDAY, end=MONDAY + 30 * ONE_DAY)
    agreed = [one.what for one in world.news if isinstance(one.what, Appointment)]
    assert agreed
    assert not any(world.is_locked(one.customer_id, one.at) for one in agreed)


# ---------------------------------------------------------------- lengths


def test_visits_take_as_long_as_meant_on_average() -> None:
    """Habit and day spread by 8 and 18 per cent, together 19.8: of 10,000 the mean is 1 +- 4 x 0.199 / 100."""
    lengths = [
        doors(REALISTIC).length_s(CustomerId(f"c{n}"), MONDAY, 100_000) for n in range(10_000)
    ]
    assert abs(fmean(lengths) / 100_000 - 1) < 0.008


def test_customers_have_habits() -> None:
    """The means of 100 days of a customer spread by sqrt(0.08^2 + 0.18^2 / 100) = 0.082, +- 4 x 0.082 / sqrt(600)."""
    means = [
        fmean(
            math.log(doors(REALISTIC).length_s(CustomerId(f"c{n}"), MONDAY + day * ONE_DAY, 10**6))
            for day in range(100)
        )
        for n in range(300)
    ]
    assert abs(stdev(means) - 0.082) < 0.0134


@given(meant_s=st.integers(0, 7200), number=st.integers(0, 1000))
def test_no_visit_takes_less_than_five_minutes(meant_s: int, number: int) -> None:
    """However short it is meant to be; and where nothing spreads, what is longer takes what is meant."""
    customer_id = CustomerId(f"c{number}")
    assert doors(REALISTIC).length_s(customer_id, MONDAY, meant_s) >= 300
    assert doors(QUIET).length_s(customer_id, MONDAY, meant_s) == max(300, meant_s)


# ---------------------------------------------------------------- legs


@pytest.mark.parametrize(
    ("clock", "believed_s", "takes_s"),
    [
        ("12:00", 600, 600),
        ("08:00", 600, 720),  # all of it in the rush: 600 x 1.2
        ("08:55", 600, 650),  # 300 s of rush hour left, in which one drives 250; 350 more
        ("16:55", 600, 660),  # 300 s before the rush; the other 300 take 360
        ("09:00", 600, 600),
        ("07:30", 4500, 5400),  # the 90 minutes of the rush are 75 outside it
        ("07:00", 10_800, 11_700),  # 30 min, then 75 in 90, then 75: 195 min
        ("06:00", 45_000, 46_800),  # both rushes, 15 minutes each: 12 h 30 and 30 min
        ("12:00", 0, 0),
    ],
)
def test_rush_hours_slow_what_is_driven_in_them(clock: str, believed_s: int, takes_s: int) -> None:
    """From 07:30 to 09:00 and from 17:00 to 18:30 a minute of the way takes 72 seconds."""
    assert leg(QUIET, clock, believed_s) == takes_s


def test_roads_may_be_slower_than_believed() -> None:
    """120 per cent of 600 s are 720 s, and in the rush 720 x 1.2 = 864 s."""
    slow = replace(QUIET, travel_percent=STRESS.travel_percent)
    assert leg(slow, "12:00", 600) == 720
    assert leg(slow, "08:00", 600) == 864


def test_rush_hours_stand_in_any_order_and_number() -> None:
    """Evening before morning is as morning before evening; none leave all hours alike; two that overlap are one."""
    evening_first = replace(QUIET, rush_hours=QUIET.rush_hours[::-1])
    assert leg(evening_first, "07:00", 10_800) == leg(QUIET, "07:00", 10_800) == 11_700
    assert leg(replace(QUIET, rush_hours=()), "08:00", 600) == 600
    early, late = Hours(start=time(7), end=time(9)), Hours(start=time(8), end=time(10))
    # 100 min of the way in the 120 min of 08:00 to 10:00, then 20.
    assert leg(replace(QUIET, rush_hours=(late, early)), "08:00", 7200) == 8400


@given(
    first=st.integers(0, 86_399),
    later=st.integers(0, 7200),
    believed_s=st.integers(0, 10_800),
    number=st.integers(0, 1000),
)
def test_who_leaves_later_arrives_later(
    first: int, later: int, believed_s: int, number: int
) -> None:
    """On the same leg and day, whatever the rush hours do."""
    midnight = datetime.combine(MONDAY, time())
    arrivals = []
    for leaves_s in (first, min(first + later, 86_399)):
        at = midnight + timedelta(seconds=leaves_s)
        takes_s = doors(REALISTIC).leg_s(
            ManagerId("m1"), PlaceId("a"), PlaceId(f"c:{number}"), at, believed_s
        )
        assert takes_s >= 0
        arrivals.append(leaves_s + takes_s)
    assert arrivals == sorted(arrivals)


def test_legs_take_as_long_as_believed_on_average() -> None:
    """At noon on 100 days, 100 legs each: 1 +- 4 sqrt(0.0289^2 / 100 + 0.1204^2 / 10,000) = 0.0125.

    The weather is spread evenly over +-5 per cent: 0.05 / sqrt(3) = 0.0289.
    """
    takes = [
        leg(REALISTIC, "12:00", 100_00, to=f"c:{n}", day=MONDAY + day * ONE_DAY)
        for day in range(100)
        for n in range(100)
    ]
    assert abs(fmean(takes) / 100_00 - 1) < 0.0125


def test_weather_is_the_same_everywhere() -> None:
    """All legs of a day are slower or faster by the same share, at most 5 per cent; days differ."""
    weather = replace(QUIET, weather_percent=5)
    of_days = set()
    for day in range(100):
        (one,) = {
            leg(weather, "12:00", 10_000, to=f"c:{n}", day=MONDAY + day * ONE_DAY)
            for n in range(10)
        }
        of_days.add(one)
    assert 9_500 <= min(of_days) < 9_600
    assert 10_400 < max(of_days) <= 10_500


# ---------------------------------------------------------------- what a world depends on


def digest() -> str:
    """Return the fingerprint of a lively world, its news and its days."""
    world = happenings(crowd(60, 3), LIVELY, start=MONDAY, end=MONDAY + 90 * ONE_DAY)
    days = [MONDAY + n * ONE_DAY for n in range(30)]
    found = [
        *((one.at.isoformat(), to_plain(one.what)) for one in world.news),
        *(
            (
                world.length_s(CustomerId(f"c{n:04d}"), day, 900),
                world.is_locked(CustomerId(f"c{n:04d}"), on(day, "10:00")),
                str(world.called_off(CustomerId(f"c{n:04d}"), day)),
                world.leg_s(
                    ManagerId("m1"), PlaceId("b"), PlaceId(f"c:{n}"), on(day, "08:58"), 900
                ),
            )
            for day in days
            for n in range(60)
        ),
    ]
    return hashlib.sha256(json.dumps(found).encode()).hexdigest()


@pytest.mark.parametrize("hash_seed", ["1", "2"])
def test_every_process_sees_the_same_world(hash_seed: str) -> None:
    """Python's own hashes, which differ between processes, have no part in it."""
    program = "from tests.simulation.test_happenings import digest; print(digest())"
    told = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={"PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == digest()


def test_another_seed_is_another_world() -> None:
    """Neither news nor days are those of the first."""
    one, other = (happenings(crowd(60), LIVELY, seed=seed) for seed in (1, 2))
    assert one.news != other.news
    lengths = [
        [world.length_s(CustomerId(f"c{n}"), MONDAY, 900) for n in range(20)]
        for world in (one, other)
    ]
    assert lengths[0] != lengths[1]


def test_the_order_of_rows_does_not_matter() -> None:
    """Customers and account managers from the last to the first make the same news, those of one minute too."""
    territory = crowd(60, 3)
    reversed_rows = replace(
        territory, customers=territory.customers[::-1], managers=territory.managers[::-1]
    )
    world = replace(LIVELY, anomalies_per_1000=3000)
    news = happenings(territory, world).news
    assert any(one.at == other.at for one, other in pairwise(news))
    assert happenings(reversed_rows, world).news == news


@example(
    days=50, more=3, seed=44
)  # a closure is announced after an appointment that it would lie over
@given(days=st.integers(0, 120), more=st.integers(0, 60), seed=st.integers(0, 50))
def test_a_longer_season_begins_with_the_shorter_one(days: int, more: int, seed: int) -> None:
    """All news of the shorter come first in the longer; what follows comes after its last day."""
    end = NEW_YEAR + days * ONE_DAY
    short = happenings(crowd(12, 2), LIVELY, seed=seed, end=end).news
    long = happenings(crowd(12, 2), LIVELY, seed=seed, end=end + more * ONE_DAY).news
    assert long[: len(short)] == short
    assert all(one.at.date() > end for one in long[len(short) :])


def test_a_broken_world_is_refused() -> None:
    """A world that contradicts itself is not played."""
    with pytest.raises(InputError, match="rush_percent"):
        doors(replace(REALISTIC, rush_percent=-20))


def test_a_calendar_that_ends_with_the_season_is_refused() -> None:
    """Appointments and leave lie beyond the last day."""
    end = weekdays().last
    with pytest.raises(InputError, match="outside-calendar"):
        Happenings(LIVELY, 1, crowd(60), policy(), weekdays(), MONDAY, end)
