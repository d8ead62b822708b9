"""How account managers plan a day by hand: what came in first, then who is next in line.

On a visit day (R6) all that came in is put on top of the list, to be done at once: appointments and pins of the day
(R16), anomalies (R13), new customers (R14). Another working day is opened only for what no visit day meets in time.
While an account manager is away a colleague stands in for what cannot wait, where the policy lets him. All visits are
made in person and meant to last their class's target. The reserve (R20) is kept free.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from benchmarks.rivals.walk import Wanted, walked
from routing.build_request import end_place, places, start_place
from routing.demand.deadlines import first_visit, local_time
from routing.demand.outlook import Outlook, outlooks
from routing.demand.promises import Promises
from routing.demand.team import Presence, Roster, Team
from routing.domain.customer import Customer
from routing.domain.ids import CustomerId, ManagerId, customer_place
from routing.domain.manager import AccountManager
from routing.domain.policy import Policy
from routing.domain.policy_terms import StandIns
from routing.domain.visit import Cause
from routing.simulation.strategy import Known, Planned
from routing.simulation.tour import Errand, Tour
from routing.travel.matrix import TravelMatrix
from routing.units import MINUTE_S, seconds_after_midnight

__all__ = [
    "Desk",
    "NextInLine",
    "Ordinary",
    "errand_of",
    "evening_by_hand",
    "looks_after",
    "wanted_visit",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class NextInLine:
    """Whom a way of planning puts on the list of a visit day, the first of each the most wanted.

    Parameters
    ----------
    owed
        All of them are to be visited.
    fillers
        As many of them as the floor still asks for (R7).
    """

    owed: tuple[Outlook, ...] = ()
    fillers: tuple[Outlook, ...] = ()


class Ordinary(Protocol):
    """A way of planning: who is next in line on an account manager's visit day, apart from what came in."""

    def __call__(self, presence: Presence, own: tuple[Outlook, ...]) -> NextInLine:
        """Return who is next in line among the manager's own customers, those who cannot be met today left out."""


# ------------------------------------------------------------------ the evening before


def evening_by_hand(known: Known, day: date, ordinary: Ordinary) -> Planned:
    """Return the tours of a day as somebody plans them by hand on the evening before."""
    if not known.calendar.is_working_day(day):
        return Planned(tours=())
    desk = Desk(known, day)
    tours = [desk.tour(presence, ordinary) for presence in desk.team.present]
    return Planned(tours=tuple(tour for tour in tours if tour.errands))


def looks_after(customer: Customer, managers: Sequence[AccountManager]) -> ManagerId:
    """Return whose customer somebody is: who is nobody's own is that of the account manager who starts nearest."""
    if any(one.id == customer.manager_id for one in managers):
        return ManagerId(customer.manager_id or "")
    there = customer.point
    nearest = min(
        managers,
        key=lambda one: (
            (one.start.lat - there.lat) ** 2 + (one.start.lon - there.lon) ** 2,
            one.id,
        ),
    )
    return nearest.id


class Desk:
    """All that is known of a day by whoever plans it.

    Attributes
    ----------
    team
        Who works on the day.
    """

    def __init__(self, known: Known, day: date) -> None:
        territory, policy, calendar = known.territory, known.policy, known.calendar
        self._known = known
        self._day = day
        self.team = Team(Roster(territory, policy, calendar, None), day, known.now)
        views = outlooks(territory, policy, calendar, self.team, day, known.now)
        self._views = [one for one in views if _can_be_met(one)]
        self._present = [presence.manager.id for presence in self.team.present]
        self._matrix: TravelMatrix = known.travel.matrix(places(territory))

    def tour(self, presence: Presence, ordinary: Ordinary) -> Tour:
        """Return an account manager's tour, empty where nothing takes him out."""
        urgent, came_in = self._on_top(presence)
        line = NextInLine()
        if presence.is_visit_day:
            listed = {view.customer.id for view in (*urgent, *came_in)}
            line = self.next_in_line(presence, ordinary, listed)
        wanted = [self.wanted(view, cannot_wait=True) for view in urgent]
        wanted += [self.wanted(view, cannot_wait=False) for view in (*came_in, *line.owed)]
        fillers = [self.wanted(view, cannot_wait=False) for view in line.fillers]
        return self._tour(presence, wanted, fillers)

    def _on_top(self, presence: Presence) -> tuple[list[Outlook], list[Outlook]]:
        """Return of whom something came in that takes the account manager there: who cannot wait, and who could."""
        urgent, came_in = [], []
        for view in self._views:
            causes = dict(_came_in(view, self._known.policy))
            cannot_wait = any(causes.values())
            if not causes or self._visitor(view, cannot_wait=cannot_wait) != presence.manager.id:
                continue
            if cannot_wait and (presence.is_visit_day or self._opens_a_day(causes)):
                urgent.append(view)
            elif presence.is_visit_day:
                came_in.append(view)
        return urgent, came_in

    def next_in_line(
        self, presence: Presence, ordinary: Ordinary, listed: Collection[CustomerId]
    ) -> NextInLine:
        """Return who comes next among an account manager's customers that are on no list yet."""
        managers = self.team.roster.managers
        own = tuple(
            view
            for view in self._views
            if view.customer.id not in listed
            and looks_after(view.customer, managers) == presence.manager.id
        )
        return ordinary(presence, own)

    def cannot_wait(self) -> list[Outlook]:
        """Return of whom something came in that cannot wait for a later visit day."""
        return [
            view for view in self._views if any(dict(_came_in(view, self._known.policy)).values())
        ]

    def _visitor(self, view: Outlook, *, cannot_wait: bool) -> ManagerId | None:
        """Return who makes a visit that came in: whom it names, the own manager, or a colleague who stands in."""
        named = view.promises.manager_ids or {looks_after(view.customer, self.team.roster.managers)}
        at_work = [one for one in self._present if one in named]
        if not at_work and cannot_wait and self._known.policy.stand_ins is not StandIns.NEVER:
            at_work = self._present
        return next((one for one in at_work if one not in view.promises.not_by), None)

    def _opens_a_day(self, causes: dict[Cause, bool]) -> bool:
        """Return whether something that cannot wait may open a day that is no visit day."""
        opening = self._known.policy.visits.opens_a_day
        return any(cannot_wait and cause in opening for cause, cannot_wait in causes.items())

    def wanted(self, view: Outlook, *, cannot_wait: bool) -> Wanted:
        """Return a visit for the list."""
        return wanted_visit(
            view.customer, view.promises, self._known.policy, cannot_wait=cannot_wait
        )

    def _tour(
        self, presence: Presence, wanted: Sequence[Wanted], fillers: Sequence[Wanted]
    ) -> Tour:
        """Return the tour of a list, filled up to the floor, the least wanted given up where the day is too short."""
        policy, manager = self._known.policy, presence.manager
        most = policy.visits.max if manager.max_visits is None else manager.max_visits
        floor = min(policy.visits.floor, most) if presence.is_visit_day else 0
        ends_s = presence.end_s - policy.day.reserve_minutes * MINUTE_S
        kept, more = list(wanted[:most]), list(fillers)
        while True:
            missing = max(0, floor - len(kept))
            kept, more = kept + more[:missing], more[missing:]
            walk = walked(
                kept,
                self._matrix,
                policy,
                from_place=start_place(manager),
                home=end_place(manager),
                leaves_s=presence.start_s,
                owes_lunch=policy.day.lunch.minutes > 0,
            )
            if walk.back_s > ends_s:
                can_give_up = [one for one in kept if not one.cannot_wait]
                if can_give_up:
                    kept.remove(can_give_up[-1])
                    more = []
                    continue
            elif len(walk.order) < len(kept) and more:
                kept = [one for one in kept if one in walk.order]
                continue
            return Tour(
                manager_id=manager.id,
                leaves_s=walk.leaves_s,
                errands=tuple(map(errand_of, walk.order)),
            )


def _can_be_met(view: Outlook) -> bool:
    """Return whether somebody can be visited on the day, and has not been yet."""
    joined = view.customer.joined_on
    return bool(view.promises.windows) and not (
        any(visited == view.day for visited, _ in view.past.in_person)
        or (joined is not None and joined > view.day)
    )


def _came_in(view: Outlook, policy: Policy) -> Iterator[tuple[Cause, bool]]:
    """Yield what has come in about a customer, and whether it cannot wait for a later visit day.

    What a visit promised for a later day answers in time has not come in.
    """
    if view.promises.appointment is not None:
        yield Cause.APPOINTMENT, True
    if view.promises.pinned:
        yield Cause.PINNED, True
    for anomaly in view.anomalies[:1]:
        if not view.is_promised(anomaly.deadline):
            yield Cause.ANOMALY, not view.can_wait(anomaly.deadline)
    first = first_visit(view.customer, view.past, policy, view.day)
    if first is not None and not view.is_promised(first.deadline):
        yield Cause.NEW_CUSTOMER, not view.can_wait(first.deadline)


# ------------------------------------------------------------------ what is written down


def wanted_visit(
    customer: Customer, promises: Promises, policy: Policy, *, cannot_wait: bool
) -> Wanted:
    """Return a visit for the list, with all that is promised for the day."""
    aim_s = None
    if promises.appointment is not None:
        at_s = seconds_after_midnight(local_time(promises.appointment.at, policy).time())
        aim_s = max(0, at_s - policy.appointment.aim_early_minutes * MINUTE_S)
    return Wanted(
        customer_id=customer.id,
        place_id=customer_place(customer.id),
        length_s=policy.terms(customer).length.target_s,
        windows=promises.windows,
        aim_s=aim_s,
        cannot_wait=cannot_wait,
    )


def errand_of(one: Wanted) -> Errand:
    """Return a visit of the list as an errand: what may be late in the day is what cannot wait."""
    return Errand(
        customer_id=one.customer_id,
        length_s=one.length_s,
        start_s=one.aim_s,
        not_before_s=one.windows[0][0] if one.windows else 0,
        is_fixed=one.cannot_wait,
    )
