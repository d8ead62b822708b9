"""What a season took: visits, contacts, ways, hours, changes (R17, R20-R22)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from routing.domain.customer import Mode
from routing.domain.events import UndoneReason
from routing.domain.territory import Territory
from routing.simulation.count import Share, Visits, Work
from routing.simulation.season import DayLog
from tests.simulation.count.hand_made import (
    M1,
    MANAGER,
    MONDAY,
    NEXT_SUNDAY,
    SEASON,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    B,
    agreed,
    complaint,
    count_of,
    customer,
    in_vain,
    visit,
)


def test_work_is_the_sum_of_the_days() -> None:
    """Two days of logs: 3000 s for three visits are 1000 s each, 9 km are 3 km each."""
    logs = (
        DayLog(
            day=MONDAY,
            manager_id=M1,
            left_s=30_600,
            back_s=60_000,
            travel_s=2000,
            travel_m=6000,
            waiting_s=100,
            visiting_s=900,
            contact_s=300,
            task_s=1800,
            overtime_s=60,
            replans=2,
            retold=1,
        ),
        DayLog(day=TUESDAY, manager_id=M1, travel_s=1000, travel_m=3000, retold=4),
    )
    territory = Territory(
        id="t",
        managers=(MANAGER,),
        customers=(customer(), customer(B)),
        history=(visit(MONDAY), visit(MONDAY, customer_id=B), visit(THURSDAY)),
    )
    count = count_of(replace(SEASON, territory=territory, days=logs))
    assert count.work == Work(
        days=2,
        days_out=1,
        travel_s=3000,
        travel_m=9000,
        waiting_s=100,
        visiting_s=900,
        contact_s=300,
        task_s=1800,
        overtime_s=60,
        overtime_days=1,
        replans=2,
        retold=5,
    )
    assert count.work.working_s == 6100
    assert (count.travel_s_a_visit, count.travel_m_a_visit) == (1000, 3000)


def test_visits_of_the_season_count() -> None:
    """Two visits and a call in the season; not those before and after, nor what nobody set out for."""
    territory = Territory(
        id="t",
        managers=(MANAGER,),
        customers=(customer(),),
        history=(
            visit(MONDAY - timedelta(days=20)),
            visit(MONDAY),
            visit(TUESDAY + timedelta(days=7)),
            visit(WEDNESDAY, mode=Mode.PHONE),
            visit(NEXT_SUNDAY + timedelta(days=1)),
            in_vain(TUESDAY),
            in_vain(WEDNESDAY, None, because=UndoneReason.CANCELLED),
            in_vain(THURSDAY, None, because=UndoneReason.NO_TIME),
        ),
    )
    visits = count_of(replace(SEASON, territory=territory)).visits
    assert visits == Visits(in_person=2, contacts=1, failed=2, too_soon=1)
    assert visits.in_person_share == Share(kept=2, of=3)


def test_visits_inside_the_gap_are_too_soon_unless_something_asks_for_them() -> None:
    """A core customer is visited too soon on the sixth day, on the seventh not; what asks for the visit excuses it."""
    six, seven = MONDAY + timedelta(days=6), MONDAY + timedelta(days=7)
    territory = Territory(
        id="t",
        managers=(MANAGER,),
        customers=(customer(),),
        history=(visit(MONDAY), visit(six)),
    )

    def too_soon(of: Territory) -> int:
        return count_of(replace(SEASON, territory=of)).visits.too_soon

    assert too_soon(territory) == 1
    assert too_soon(replace(territory, history=(visit(MONDAY), visit(seven)))) == 0
    assert too_soon(replace(territory, appointments=(agreed(f"{six} 10:00"),))) == 0
    assert too_soon(replace(territory, anomalies=(complaint(f"{TUESDAY} 10:00"),))) == 0
    # Answered on Monday already, it excuses nothing.
    assert too_soon(replace(territory, anomalies=(complaint(f"{MONDAY} 09:00"),))) == 1
