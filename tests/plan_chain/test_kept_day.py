"""The day plan takes over what the week has for the day (R17, R18)."""

from __future__ import annotations

from datetime import date

from routing.build_request import day_request
from routing.domain.events import Anomaly, AnomalyKind
from routing.domain.territory import Territory
from routing.domain.visit import Category, Cause
from routing.request import KeptVisit, VisitRequest
from routing.rules import Rule
from tests.plan_chain.hand_made import (
    CHINA,
    CORE,
    POLICY,
    POTENTIAL,
    REGULAR,
    THURSDAY,
    WEDNESDAY,
    at,
    done,
    territory,
)

# On Wednesday 4 November: core due (last visit 23 October, owed by 6 November), potential a filler (17 October,
# due from 7 November), regular due (15 September, from 27 October).
HISTORY = (
    done(CORE, date(2026, 10, 23)),
    done(POTENTIAL, date(2026, 10, 17)),
    done(REGULAR, date(2026, 9, 15)),
)


def visits(*kept: KeptVisit, of: Territory | None = None) -> dict[str, VisitRequest]:
    """Return what is asked for on Wednesday, by customer."""
    of = of or territory(history=HISTORY)
    request = day_request(of, POLICY, CHINA, WEDNESDAY, at("2026-11-03 17:30"), kept=kept)
    return {visit.customer_id: visit for visit in request.visits}


def changes_price_s(visit: VisitRequest) -> int:
    """Return what visiting costs as a change of the published plan."""
    return sum(wish.price_s for wish in visit.wishes if wish.rule is Rule.CHANGE)


def test_promise_is_kept_like_a_pin() -> None:
    """Who has had notice of the day must be visited on it, and the reason says that a plan promised it."""
    asked = visits(KeptVisit(customer_id=POTENTIAL, day=WEDNESDAY, is_promised=True))[POTENTIAL]
    assert (asked.category, asked.cause) == (Category.MANDATORY, Cause.PINNED)
    assert asked.because.text == "Promised for 2026-11-04 by the published plan."
    assert changes_price_s(asked) == 0


def test_promise_for_tomorrow_leaves_today_alone() -> None:
    """Core could still be visited today; it is promised for Thursday, which is in time."""
    assert CORE in visits()
    assert CORE not in visits(KeptVisit(customer_id=CORE, day=THURSDAY, is_promised=True))


def test_whoever_the_plan_has_not_today_costs_a_change() -> None:
    """Planned for today: free. Planned for tomorrow, or not at all: 300 s. Without a published plan: nothing."""
    kept = [
        KeptVisit(customer_id=CORE, day=WEDNESDAY),
        KeptVisit(customer_id=REGULAR, day=THURSDAY),
    ]
    prices_s = {one: changes_price_s(visit) for one, visit in visits(*kept).items()}
    assert prices_s == {CORE: 0, REGULAR: 300, POTENTIAL: 300}
    assert {changes_price_s(visit) for visit in visits().values()} == {0}


def test_the_day_is_due_that_the_plan_names() -> None:
    """Core is due anyway, but planned for Thursday, in time: a filler. Potential is none yet, but planned: due."""
    asked = visits(
        KeptVisit(customer_id=CORE, day=THURSDAY), KeptVisit(customer_id=POTENTIAL, day=WEDNESDAY)
    )
    assert {one: visit.category for one, visit in asked.items()} == {
        CORE: Category.FILLER,
        POTENTIAL: Category.DUE,
        REGULAR: Category.DUE,
    }


def test_a_plan_that_is_late_makes_nobody_wait() -> None:
    """Owed by 6 November: planned for Monday the 9th, core stays due; 300 s are the price of the change."""
    asked = visits(KeptVisit(customer_id=CORE, day=date(2026, 11, 9)))[CORE]
    assert asked.category is Category.DUE


def test_an_anomaly_planned_in_time_waits_for_its_day() -> None:
    """Reported on Tuesday, owed by Thursday, planned for Thursday: on Wednesday it is a filler, otherwise due."""
    of = territory(
        history=HISTORY,
        anomalies=(
            Anomaly(
                customer_id=CORE, kind=AnomalyKind.COMPLAINT, reported_at=at("2026-11-03 10:00")
            ),
        ),
    )
    assert visits(of=of)[CORE].category is Category.DUE
    asked = visits(KeptVisit(customer_id=CORE, day=THURSDAY), of=of)[CORE]
    assert asked.category is Category.FILLER
