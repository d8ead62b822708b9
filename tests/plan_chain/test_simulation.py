"""Two weeks in the life of a small territory: month, weeks and days follow each other, and reality interferes.

The plans are made without a solver: day by day, each as if the days before it had gone well, the most urgent first.
They are not good plans, but they ask the chain the same questions: what was promised, left over, changed, and why.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from random import Random

import pytest

from routing.build_request import day_request
from routing.demand.deadlines import next_turn
from routing.demand.past_visits import PastVisits, past_visits
from routing.domain.customer import Customer, CustomerClass, Mode, Point
from routing.domain.events import Anomaly, AnomalyKind, Appointment, VisitRecord
from routing.domain.ids import CustomerId
from routing.domain.manager import Absence, AccountManager
from routing.domain.territory import Territory
from routing.domain.visit import Category
from routing.plan import Plan, Reason, ReasonKind, UnassignedVisit
from routing.plan_chain import (
    Change,
    ChangeKind,
    ChangeReason,
    PlanKind,
    PlannedVisit,
    PlanRecord,
    changes,
    close,
    draft,
    kept_visits,
    planned_visits,
    publish,
    unfinished_visits,
)
from routing.request import KeptVisit, PlanRequest, VisitRequest
from routing.rules import Rule
from routing.status import NUM_LEVELS
from tests.plan_chain.hand_made import CHINA, M1, MONDAY, POLICY, Entry, at, plan

SMALL = POLICY.derive({"visits.floor": 3, "visits.max": 5}, name="three a day")
WEEK = timedelta(days=6)
LAST = MONDAY + timedelta(days=13)
HARD = {
    ChangeReason.VISITED,
    ChangeReason.CONTACTED,
    ChangeReason.TRIED_IN_VAIN,
    ChangeReason.APPOINTMENT,
    ChangeReason.PINNED,
    ChangeReason.FORBIDDEN,
    ChangeReason.CLOSED,
    ChangeReason.MANAGER_AWAY,
    ChangeReason.LEFT_OUT,
}
"""What a promise may be broken for: facts, and the plan's own verified reason; never a better plan."""


def small_territory(random: Random) -> Territory:
    """Return fifteen customers of all classes round one account manager, each visited some time in October."""
    classes = (
        [CustomerClass.CORE] * 3 + [CustomerClass.POTENTIAL] * 5 + [CustomerClass.ASSISTED] * 2
    )
    classes += [CustomerClass.REGULAR] * 5
    customers = tuple(
        Customer(
            id=CustomerId(f"c{number:02}"),
            point=Point(
                lat=30 + random.uniform(-0.05, 0.05), lon=114 + random.uniform(-0.05, 0.05)
            ),
            customer_class=customer_class,
            manager_id=M1,
        )
        for number, customer_class in enumerate(classes)
    )
    history = tuple(
        VisitRecord(
            customer_id=one.id,
            day=MONDAY - timedelta(days=random.randint(4, SMALL.interval(one)[0])),
        )
        for one in customers
    )
    return Territory(
        id="small",
        managers=(AccountManager(id=M1, start=Point(lat=30.0, lon=114.0)),),
        customers=customers,
        history=history,
    )


def planned(
    of: Territory, first: date, last: date, asked_at: datetime, kept: tuple[KeptVisit, ...]
) -> Plan:
    """Return a plan of some days, each planned as if those before it had gone well."""
    entries: list[Entry] = []
    left: dict[CustomerId, UnassignedVisit] = {}
    worked = set[date]()
    for day in CHINA.working_days(first, last):
        # The hour of asking moves along with what is assumed to have happened by then; reports do not.
        eve = max(asked_at, datetime.combine(day - timedelta(days=1), time(17, 30)))
        events = replace(
            of,
            history=(
                *of.history,
                *(VisitRecord(customer_id=e.customer_id, day=e.day) for e in entries),
            ),
            anomalies=tuple(one for one in of.anomalies if one.reported_at <= asked_at),
        )
        request = day_request(events, SMALL, CHINA, day, eve, kept=kept)
        worked |= {shift.day for shift in request.shifts}
        made, missed = chosen(request, day)
        entries += made
        left |= {visit.customer_id: missing(visit) for visit in missed}
    visited = {one.customer_id for one in entries}
    days = CHINA.working_days(first, last)
    return plan(
        entries,
        first,
        last,
        territory_id=of.id,
        unassigned=tuple(one for key, one in sorted(left.items()) if key not in visited),
        absent=[(M1, day) for day in days if day not in worked],
    )


def chosen(request: PlanRequest, day: date) -> tuple[list[Entry], list[VisitRequest]]:
    """Return who is visited on a day, the most urgent first and fillers up to the floor, and who is left out."""
    made: list[Entry] = []
    missed: list[VisitRequest] = []
    if not request.shifts:
        return made, list(request.visits)
    (shift,) = request.shifts
    for visit in sorted(request.visits, key=lambda one: (rank(one), one.price_s(shift))):
        room = shift.floor if visit.category is Category.FILLER else shift.max_visits
        if not visit.openings:
            room = 0
        if len(made) < room:
            made.append(
                Entry(
                    visit.customer_id,
                    day,
                    clock_s=visit.appointment_s or shift.start_s + 1800 + len(made) * 2400,
                    category=visit.category,
                    cause=visit.cause,
                )
            )
        else:
            missed.append(visit)
    return made, missed


def rank(visit: VisitRequest) -> tuple[int, int]:
    """Return how urgent a visit is: by level, then by weight; fillers last."""
    level = visit.cause.level(visit.category)
    return (NUM_LEVELS if level is None else level, -visit.weight)


def missing(visit: VisitRequest) -> UnassignedVisit:
    """Return a visit left out, with the reason that this planner has."""
    reason = Reason(
        kind=ReasonKind.DISPLACED,
        rule=Rule.MAX_VISITS,
        text="Full.",
        text_zh="已满。",
        verified=True,
    )
    return UnassignedVisit(
        visit_id=visit.id,
        customer_id=visit.customer_id,
        category=visit.category,
        cause=visit.cause,
        reasons=(reason,),
    )


@dataclass
class Life:
    """A territory as time goes by, and the plans that were made."""

    random: Random
    territory: Territory
    records: list[PlanRecord] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    promises: int = 0
    carried: int = 0

    def plan(self, kind: PlanKind, first: date, last: date, asked_at: datetime) -> PlanRecord:
        """Make, judge and publish the next plan of the chain."""
        kept, notes = kept_visits(self.records, self.territory, SMALL, CHINA, asked_at, first, last)
        left = unfinished_visits(self.records, self.territory, SMALL, asked_at)
        for visit in left:
            assert any(
                visit.customer_id in note.text and "Carried over" in note.text for note in notes
            )
        record = draft(
            planned(self.territory, first, last, asked_at, kept),
            plan_kind=kind,
            first=first,
            last=last,
            made_at=asked_at,
            manager_ids=[M1],
            parent=self.records[-1] if self.records else None,
            among=self.records,
        )
        found = self._changes(record, asked_at)
        self._hold_promises(record, kept, found)
        self._forget_nothing(record, left)
        self.records.append(publish(record, asked_at))
        self.promises += sum(one.is_promised for one in kept)
        self.carried += len(left)
        return self.records[-1]

    def _before(self, day: date) -> PlanRecord | None:
        """Return the plan that spoke of a day so far."""
        return next((one for one in reversed(self.records) if one.covers(day)), None)

    def _changes(self, record: PlanRecord, asked_at: datetime) -> tuple[Change, ...]:
        before = self._before(record.first)
        if before is None:
            return ()
        found = changes(before, record, self.territory, SMALL, CHINA, records=self.records)
        for one in found:
            assert one.why.text
            assert one.why.text_zh
        days = [day for day in days_of(record) if before.covers(day)]
        assert retold(before, found, days, asked_at) == shown(record, days, asked_at)
        self.changes += found
        return found

    def _hold_promises(
        self, record: PlanRecord, kept: Iterable[KeptVisit], found: Iterable[Change]
    ) -> None:
        """What is promised is in the plan, or left out with the plan's reason."""
        made = {
            (one.customer_id, one.day) for one in planned_visits(record.plan) if one.is_in_person
        }
        left_out = {one.customer_id for one in record.plan.unassigned if one.reasons}
        for one in kept:
            if one.is_promised and (one.customer_id, one.day) not in made:
                assert one.customer_id in left_out
        for change in found:
            is_broken = change.kind in (ChangeKind.DROPPED, ChangeKind.MOVED)
            if is_broken and change.is_promised:
                assert change.why.reason in HARD, change

    def _forget_nothing(self, record: PlanRecord, left: Iterable[PlannedVisit]) -> None:
        """Who was left over stands in the plan, or may not be visited yet, or the day is nobody's visit day."""
        told = {one.customer_id for one in planned_visits(record.plan)}
        told |= {one.customer_id for one in record.plan.unassigned}
        past = past_visits(
            self.territory.history, SMALL.contact, known_through=record.made_at.date()
        )
        customers = {one.id: one for one in self.territory.customers}
        if record.plan_kind is PlanKind.DAY:
            return
        for visit in left:
            turn = next_turn(
                customers[visit.customer_id], past.get(visit.customer_id, PastVisits()), SMALL
            )
            assert visit.customer_id in told or (turn is not None and turn.earliest > record.last)

    def live(self, day: PlanRecord) -> None:
        """Let a day happen: three of four visits are made, one of ten is tried in vain, the rest never begun."""
        for visit in planned_visits(day.plan):
            chance = self.random.random()
            if chance < 0.85:
                self._happen(
                    VisitRecord(
                        customer_id=visit.customer_id,
                        day=visit.day,
                        start=time(visit.start_s // 3600, visit.start_s // 60 % 60),
                        mode=visit.mode,
                        done=chance < 0.75,
                        manager_id=M1,
                    )
                )

    def _happen(self, record: VisitRecord) -> None:
        self.territory = replace(self.territory, history=(*self.territory.history, record))

    def interfere(self, day: date) -> None:
        """Let somebody complain or choose a day, and once the account manager fall ill."""
        of = self.territory
        ids = [one.id for one in of.customers]
        complaint = Anomaly(
            customer_id=self.random.choice(ids),
            kind=AnomalyKind.COMPLAINT,
            reported_at=datetime.combine(day, time(11)),
        )
        agreed = Appointment(
            customer_id=self.random.choice(ids),
            at=datetime.combine(CHINA.add_working_days(day, 2), time(10)),
        )
        if self.random.random() < 0.5:
            of = replace(of, anomalies=(*of.anomalies, complaint))
        if self.random.random() < 0.3:
            of = replace(of, appointments=(*of.appointments, agreed))
        if day == MONDAY + timedelta(days=8):
            ill = day + timedelta(days=1)
            of = replace(of, absences=(Absence(manager_id=M1, first=ill, last=ill),))
        self.territory = of


def days_of(record: PlanRecord) -> list[date]:
    """Return the days of a plan."""
    return [record.first + timedelta(days=n) for n in range((record.last - record.first).days + 1)]


Shown = set[tuple[CustomerId, date, Mode]]


def shown(record: PlanRecord, days: Iterable[date], since: datetime) -> Shown:
    """Return who is visited how on some days, from a time on."""
    wanted = set(days)
    return {
        (one.customer_id, one.day, one.mode)
        for one in planned_visits(record.plan)
        if one.day in wanted
        and datetime.combine(one.day, time.min) + timedelta(seconds=one.start_s) >= since
    }


def retold(
    before: PlanRecord, found: Iterable[Change], days: Iterable[date], since: datetime
) -> Shown:
    """Return what a plan becomes when the changes told are made to it."""
    found = tuple(found)
    gone, come = [one.before for one in found], [one.after for one in found]
    told = shown(before, days, since) - {
        (one.customer_id, one.day, one.mode) for one in gone if one is not None
    }
    return told | {(one.customer_id, one.day, one.mode) for one in come if one is not None}


def lived(seed: int) -> Life:
    """Return two weeks: the month on the Friday before, a week plan each Friday, a day plan each evening."""
    random = Random(seed)
    life = Life(random=random, territory=small_territory(random))
    life.plan(PlanKind.MONTH, MONDAY, LAST, at("2026-10-29 16:00"))
    for monday in (MONDAY, MONDAY + timedelta(days=7)):
        friday = datetime.combine(monday - timedelta(days=3), time(16))
        life.plan(PlanKind.WEEK, monday, monday + WEEK, friday)
        for day in CHINA.working_days(monday, monday + WEEK):
            eve = datetime.combine(day - timedelta(days=1), time(17, 30))
            of_the_day = life.plan(PlanKind.DAY, day, day, eve)
            life.live(of_the_day)
            life.interfere(day)
    return life


@pytest.fixture(scope="module")
def lives() -> list[Life]:
    """Return some lives; what each plan owes is asserted while it is lived."""
    return [lived(seed) for seed in range(20)]


def test_chain_keeps_its_word_and_forgets_nothing(lives: list[Life]) -> None:
    """Every plan of every life passed; and there was something to keep, to carry over and to explain."""
    assert all(life.promises for life in lives)
    assert all(life.carried for life in lives)
    reasons = {change.why.reason for life in lives for change in life.changes}
    assert reasons >= {
        ChangeReason.ANOMALY,
        ChangeReason.APPOINTMENT,
        ChangeReason.CARRIED_OVER,
        ChangeReason.MANAGER_AWAY,
    }


def test_plan_can_be_made_in_mid_week(lives: list[Life]) -> None:
    """From Wednesday noon to Sunday: Monday and Tuesday are history, and what they left comes back."""
    for life in lives:
        noon = datetime.combine(MONDAY + timedelta(days=2), time(12))
        known = [one for one in life.records if one.made_at < noon]
        before = [one for one in life.territory.history if one.day < noon.date()]
        again = Life(
            random=life.random,
            territory=replace(life.territory, history=tuple(before), absences=()),
            records=[one for one in known if one.plan_kind is not PlanKind.DAY],
        )
        record = again.plan(PlanKind.HORIZON, noon.date(), MONDAY + WEEK, noon)
        assert record.first == noon.date()


def test_weeks_can_be_closed(lives: list[Life]) -> None:
    """Closed after its Sunday, a week names what of it nobody made: no visit that the history answers."""
    for life in lives:
        (week, _) = (one for one in life.records if one.plan_kind is PlanKind.WEEK)
        closed = close(week, life.territory, SMALL, datetime.combine(week.last, time(18)))
        done = {(one.customer_id, one.day) for one in life.territory.history if one.done}
        assert not {(one.customer_id, one.day) for one in closed.unfinished} & done


def test_same_seed_gives_the_same_life() -> None:
    """No clock, no chance and no order of sets gets into a chain."""
    one, other = lived(7), lived(7)
    assert one.records == other.records
    assert one.changes == other.changes
