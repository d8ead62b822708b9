"""Where each account manager goes on from, and when: as he says, else as the plan in hand has it (R21)."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass

from routing.domain.customer import Mode, Point
from routing.domain.events import UndoneReason, VisitRecord
from routing.domain.ids import CustomerId, ManagerId, PlaceId, customer_place
from routing.domain.road_events import Position
from routing.plan import Route, Stop
from routing.plan_chain.differences import QUARTER_HOUR_S
from routing.units import MINUTE_S, clock_text, seconds_after_midnight

__all__ = ["Whereabouts", "whereabouts"]

_AT_THE_DOOR = (None, UndoneReason.CLOSED, UndoneReason.KEEPER_AWAY, UndoneReason.REFUSED)
"""Why a visit was not made though somebody went there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """Where an account manager goes on from.

    Parameters
    ----------
    place_id, point
        Where he is; the point is None at a place of the territory.
    free_s
        When he can go on. Who follows the plan has left in the past, and is on the way or with a customer.
    bound_for
        The customer with whom, or on the way to whom, the plan has him now; None where nobody knows.
    owes_lunch, planned_lunch_s
        Whether the lunch break lies ahead, and when the plan has it, 0 where it has none.
    num_done
        Visits in person that he has made today.
    note
        What is taken for true of it; "" where he says himself where he is.
    """

    manager_id: ManagerId
    place_id: PlaceId
    point: Point | None = None
    free_s: int
    bound_for: CustomerId | None = None
    owes_lunch: bool
    planned_lunch_s: int = 0
    num_done: int
    note: str = ""


def whereabouts(
    manager_id: ManagerId,
    route: Route | None,
    position: Position | None,
    today: Iterable[VisitRecord],
    now_s: int,
    *,
    is_visiting: bool,
    lunch_until_s: int,
    known_places: Container[PlaceId],
) -> Whereabouts:
    """Return where an account manager goes on from.

    Without a position he is taken to follow the plan as long as the visits made keep up with it: he left the last one
    when it was over, and is on the way to the next one or there. Where that one should have been over for more than a
    quarter of an hour and nobody says so, he is still where the last one was, free now.

    Parameters
    ----------
    route
        His route of the plan in hand, or None.
    position
        What is known of him, or None.
    today
        His records of today.
    is_visiting
        Whether the visit to the customer of his position is under way.
    lunch_until_s
        Until when somebody without a route has lunch before him.
    known_places
        The places of the territory.
    """
    trail = _Trail(manager_id, route, today, now_s, known_places)
    if position is None:
        place_id, free_s, bound_for, note = trail.by_plan()
    else:
        place_id, free_s, bound_for, note = trail.by_position(position, is_visiting=is_visiting)
    if position is None or position.had_lunch is None:
        owes_lunch, free_s = trail.after_lunch(
            free_s, bound_for, lunch_until_s, is_visiting=is_visiting
        )
    else:
        owes_lunch = not position.had_lunch
    return Whereabouts(
        manager_id=manager_id,
        place_id=place_id,
        point=None if position is None else position.point,
        free_s=free_s,
        bound_for=bound_for,
        owes_lunch=owes_lunch,
        planned_lunch_s=0 if route is None or route.lunch is None else route.lunch.start_s,
        num_done=trail.num_done,
        note=note,
    )


class _Trail:
    """What plan and records say of one account manager's day so far."""

    def __init__(
        self,
        manager_id: ManagerId,
        route: Route | None,
        today: Iterable[VisitRecord],
        now_s: int,
        known_places: Container[PlaceId],
    ) -> None:
        self._manager_id = manager_id
        self._route = route if route is not None and route.stops else None
        self._now_s = now_s
        self._stops = {one.customer_id: one for one in self._route.stops} if self._route else {}
        records = list(today)
        self._told = {one.customer_id for one in records}
        self._gone_to = sorted(
            (one for one in records if _went_there(one)),
            key=lambda one: (self._began_s(one), one.customer_id),
        )
        self.num_done = sum(one.done for one in self._gone_to)
        self._place_id, self._left_s, self._planned_left_s = self._last_place(known_places)
        self._next, self._overdue_s = self._next_stop()

    def _began_s(self, one: VisitRecord) -> int:
        if one.start is not None:
            return seconds_after_midnight(one.start)
        stop = self._stops.get(one.customer_id)
        return 0 if stop is None else stop.start_s

    def _over_s(self, one: VisitRecord, stop: Stop) -> int:
        length_s = stop.length_s if one.length_minutes is None else one.length_minutes * MINUTE_S
        return self._began_s(one) + (length_s if one.done else 0)

    def _last_place(self, known_places: Container[PlaceId]) -> tuple[PlaceId, int | None, int]:
        """Return where he was last, when he left there, None where nobody knows, and when he was to leave."""
        last = self._gone_to[-1] if self._gone_to else None
        place_id = (
            PlaceId(f"s:{self._manager_id}") if last is None else customer_place(last.customer_id)
        )
        if last is not None and last.customer_id in self._stops:
            stop = self._stops[last.customer_id]
            return place_id, min(self._over_s(last, stop), self._now_s), stop.departure_s
        route = self._route
        if route is None or route.start_place_id not in known_places:
            return place_id, None, 0
        if last is not None and route.start_place_id != place_id:
            return place_id, None, 0
        return route.start_place_id, min(route.start_s, self._now_s), route.start_s

    def _next_stop(self) -> tuple[Stop | None, int]:
        """Return the stop that is next where he keeps up with the plan, and by how much he does not quite."""
        if self._left_s is None:
            return None, 0
        ahead = [
            stop
            for stop in self._stops.values()
            if stop.start_s >= self._planned_left_s and stop.customer_id not in self._told
        ]
        if not ahead:
            return None, 0
        over_s = ahead[0].departure_s + max(0, self._left_s - self._planned_left_s)
        overdue_s = max(0, self._now_s - over_s)
        return (ahead[0], overdue_s) if overdue_s <= QUARTER_HOUR_S else (None, 0)

    def by_position(
        self, position: Position, *, is_visiting: bool
    ) -> tuple[PlaceId, int, CustomerId | None, str]:
        """Return place and time as he says them; a visit under way ends as planned unless he says when."""
        free_s = self._now_s
        if position.free_at is not None:
            free_s = max(free_s, seconds_after_midnight(position.free_at))
        if position.point is not None:
            return PlaceId(f"p:{self._manager_id}"), free_s, None, ""
        if position.customer_id is None:
            return self._place_id, free_s, None, self._taken_for_granted(free_s)
        stop = self._stops.get(position.customer_id)
        if is_visiting and position.free_at is None and stop is not None:
            free_s = max(free_s, min(stop.departure_s, free_s + stop.length_s))
        return customer_place(position.customer_id), free_s, None, ""

    def by_plan(self) -> tuple[PlaceId, int, CustomerId | None, str]:
        """Return place and time as the plan has them; a visit that should be over by now is over now."""
        if self._next is None or self._left_s is None:
            return self._place_id, self._now_s, None, self._taken_for_granted(self._now_s)
        free_s = self._left_s + self._overdue_s
        note = self._taken_for_granted(free_s)
        return self._place_id, free_s, self._next.customer_id, note

    def _taken_for_granted(self, free_s: int) -> str:
        if not self._gone_to and free_s == self._now_s:
            return ""
        return f"{self._manager_id} is taken to be at {self._place_id} until {clock_text(free_s)}."

    def after_lunch(
        self, free_s: int, bound_for: CustomerId | None, until_s: int, *, is_visiting: bool
    ) -> tuple[bool, int]:
        """Return whether lunch lies ahead, and when he can go on after one that does not."""
        route, left_s = self._route, self._left_s
        if route is None:
            return self._now_s < until_s, free_s
        lunch = route.lunch
        if lunch is None or (
            left_s is not None and lunch.start_s < min(left_s, self._planned_left_s)
        ):
            # None is planned, or the last visit is one of those after it.
            return False, free_s
        begins_s, length_s = lunch.start_s, lunch.end_s - lunch.start_s
        if left_s is not None and begins_s < left_s < lunch.end_s:
            # The visit before it lasted longer.
            begins_s = left_s
        upcoming = None if bound_for is None else self._stops[bound_for]
        is_next = upcoming is None or lunch.start_s < upcoming.start_s
        if not is_next or self._now_s < begins_s + (length_s if is_visiting else 0):
            return True, free_s
        if upcoming is None:
            return False, max(free_s, begins_s + length_s)
        # Part of the way lies behind him when lunch is over.
        return False, max(free_s + length_s, begins_s + length_s - upcoming.travel_s)


def _went_there(one: VisitRecord) -> bool:
    return one.mode is Mode.IN_PERSON and (one.done or one.because in _AT_THE_DOOR)
