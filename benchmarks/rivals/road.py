"""How account managers follow a list made by hand: in order, but for doors, appointments and visits that fall out."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from benchmarks.rivals.by_hand import Desk, Ordinary, errand_of, looks_after, wanted_visit
from benchmarks.rivals.walk import PATIENCE_S, Walk, Wanted, walked
from routing.build_request import end_place, places, start_place
from routing.demand.deadlines import local_time
from routing.demand.promises import promises_on
from routing.demand.working_time import hours_on
from routing.domain.customer import Mode
from routing.domain.ids import CustomerId, ManagerId, customer_place
from routing.domain.policy_terms import Notice, StandIns
from routing.simulation.strategy import Known, OnTheRoad, Planned
from routing.simulation.tour import Errand, Tour
from routing.units import seconds_after_midnight

__all__ = ["road_by_hand"]


def road_by_hand(known: Known, found: OnTheRoad, ordinary: Ordinary) -> Planned | None:
    """Return the rest of somebody's day where he does not simply go on with his list, else None.

    Who is shut now is left for later, an appointment is gone to when it is time. One that was called off is struck out,
    one made since the evening added. Where a colleague has fallen ill, the first who is out stands in for what cannot
    wait, as on the evening before (`benchmarks.rivals.by_hand`): an appointment at its time, all else at once. Where a
    visit came to nothing the next in line makes up for it, as far as the floor asks for him (R7). Anything else that
    comes in is for tomorrow.
    """
    road = _Road(known, found)
    left = found.left.get(found.manager_id, ())
    wanted = [road.wanted(one.customer_id, one) for one in left]
    wanted += [road.wanted(one) for one in road.agreed_since()]
    on_list = [one for one in wanted if one is not None]
    on_list = [*road.taken_over({one.customer_id for one in on_list}), *on_list]
    walk = road.walk(on_list)
    if found.has_failed or len(walk.order) < len(on_list):
        on_list += road.in_place(ordinary, len(walk.order))
        walk = road.walk(on_list)
    # Who cannot be met by now stays on the list, in case time is made up for.
    in_vain = [one for one in on_list if one not in walk.order] if walk.order else []
    errands = tuple(map(errand_of, (*walk.order, *in_vain)))
    if errands == left and walk.leaves_s - road.free_s <= PATIENCE_S and not walk.eats_first:
        return None
    tour = Tour(
        manager_id=found.manager_id,
        leaves_s=walk.leaves_s,
        errands=errands,
        lunch_before=0 if walk.eats_first else None,
    )
    return Planned(tours=(tour,), records=known.records)


class _Road:
    """What somebody sees who looks at his list."""

    def __init__(self, known: Known, found: OnTheRoad) -> None:
        territory, policy = known.territory, known.policy
        self._known = known
        self._found = found
        self._day = known.now.date()
        self._managers = {one.id: one for one in territory.managers}
        self._customers = {one.id: one for one in territory.customers}
        self.manager = self._managers[found.manager_id]
        position = next((one for one in found.positions if one.manager_id == self.manager.id), None)
        self._place_id = start_place(self.manager)
        self.free_s = seconds_after_midnight(known.now.time())
        self._owes_lunch = policy.day.lunch.minutes > 0
        if position is None:
            begins_s = self._hours(self.manager.id)
            self.free_s = max(self.free_s, 0 if begins_s is None else begins_s[0])
        elif position.customer_id is not None:
            self._place_id = customer_place(position.customer_id)
            self._owes_lunch &= not position.had_lunch
        self._matrix = known.travel.matrix(places(territory))
        self._tried = {one.customer_id for one in territory.history if one.day == self._day}
        self._tried |= {one.customer_id for one in found.positions if one.customer_id is not None}
        self._at_work = [one for one in sorted(found.left) if self._is_at_work(one)]
        self._listed = {one.customer_id for who in self._at_work for one in found.left[who]}

    def walk(self, on_list: Sequence[Wanted]) -> Walk:
        """Return how the list is walked from here and now on."""
        return walked(
            on_list,
            self._matrix,
            self._known.policy,
            from_place=self._place_id,
            home=end_place(self.manager),
            leaves_s=self.free_s,
            owes_lunch=self._owes_lunch,
            keeps_order=True,
        )

    def wanted(self, customer_id: CustomerId, errand: Errand | None = None) -> Wanted | None:
        """Return a visit of the list as things stand now, None where its appointment was called off."""
        territory, policy = self._known.territory, self._known.policy
        customer = self._customers[customer_id]
        promises = promises_on(
            customer,
            self._day,
            policy,
            appointments=[one for one in territory.appointments if one.customer_id == customer_id],
            pins=[one for one in territory.pins if one.customer_id == customer_id],
        )
        is_agreed = promises.appointment is not None
        if errand is not None and errand.start_s is not None and not is_agreed:
            return None
        return wanted_visit(
            customer,
            promises,
            policy,
            cannot_wait=is_agreed or (errand is not None and errand.is_fixed),
        )

    def in_place(self, ordinary: Ordinary, num_left: int) -> list[Wanted]:
        """Return who makes up for visits that came to nothing; who must be told a day ahead (R17) cannot."""
        desk = Desk(self._known, self._day)
        me = [one for one in desk.team.present if one.manager.id == self.manager.id]
        made = sum(
            one.done
            and one.day == self._day
            and one.manager_id == self.manager.id
            and one.mode is Mode.IN_PERSON
            for one in self._known.territory.history
        )
        missing = self._known.policy.visits.floor - made - num_left
        if missing <= 0 or not any(one.is_visit_day for one in me):
            return []
        listed = {one.customer_id for errands in self._found.left.values() for one in errands}
        listed |= self._tried
        line = desk.next_in_line(me[0], ordinary, listed)
        terms = self._known.policy.terms
        can_come = [
            view
            for view in (*line.owed, *line.fillers)
            if terms(view.customer).notice is not Notice.DAY_AHEAD
        ]
        return [desk.wanted(view, cannot_wait=False) for view in can_come[:missing]]

    def agreed_since(self) -> list[CustomerId]:
        """Return who has an appointment later today and stands on the list of nobody who is at work."""
        found = []
        for one in self._known.territory.appointments:
            at = local_time(one.at, self._known.policy)
            if at.date() != self._day or at < self._known.now:
                continue
            if one.customer_id in self._listed | self._tried:
                continue
            customer = self._customers[one.customer_id]
            meets = one.manager_id or looks_after(customer, tuple(self._managers.values()))
            if self._stands_in([meets]) or meets == self.manager.id:
                found.append(one.customer_id)
        return sorted(found)

    def taken_over(self, on_list: Collection[CustomerId]) -> list[Wanted]:
        """Return what else cannot wait of colleagues who are away from now on, and is on nobody's list."""
        away = [one for one in self._managers if not self._is_at_work(one)]
        if not self._stands_in(away):
            return []
        desk = Desk(self._known, self._day)
        listed = self._listed | self._tried | set(on_list)
        return [
            desk.wanted(view, cannot_wait=True)
            for view in desk.cannot_wait()
            if view.customer.id not in listed
            and self.manager.id not in view.promises.not_by
            and looks_after(view.customer, desk.team.roster.managers) in away
        ]

    def _stands_in(self, managers: Sequence[ManagerId]) -> bool:
        """Return whether it falls to this account manager to stand in for others, who are not at work."""
        return (
            any(not self._is_at_work(one) for one in managers)
            and self._known.policy.stand_ins is not StandIns.NEVER
            and self._at_work[:1] == [self.manager.id]
        )

    def _is_at_work(self, manager_id: ManagerId) -> bool:
        """Return whether an account manager is at work now, or will be later today."""
        hours = self._hours(manager_id)
        return hours is not None and seconds_after_midnight(self._known.now.time()) < hours[1]

    def _hours(self, manager_id: ManagerId) -> tuple[int, int] | None:
        """Return when an account manager works today, None where he is away all day."""
        territory, policy = self._known.territory, self._known.policy
        return hours_on(self._managers[manager_id], self._day, policy, territory.absences)[0]
