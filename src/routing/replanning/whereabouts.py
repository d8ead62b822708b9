"""Where each account manager goes on from, and when: as he says, else as the plan in hand has it (R21)."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass, replace

from routing.domain.customer import Mode, Point
from routing.domain.events import VisitRecord
from routing.domain.ids import CustomerId, ManagerId, PlaceId, customer_place
from routing.domain.note import Note
from routing.domain.road_events import Position
from routing.plan import Route, Stop
from routing.plan_chain.differences import QUARTER_HOUR_S
from routing.replanning.notes import goes_on_from
from routing.replanning.second_tries import is_at_the_door
from routing.units import MINUTE_S, clock_text, seconds_after_midnight

__all__ = ["Whereabouts", "whereabouts"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """Where an account manager goes on from.

    Parameters
    ----------
    place_id, point
        Where he is, or will be when he can go on; the point is None at a place of the territory.
    free_s
        When he can go on, now at the earliest.
    visiting, since_s
        The customer with whom the plan has him now and from when on, or None: a visit under way is finished.
    late_s
        By how much he is behind the plan, as far as anybody knows.
    owes_lunch, planned_lunch_s
        Whether the lunch break lies ahead, and when the plan has it, 0 where it has none.
    num_done
        Visits in person that he has made today, the one under way included.
    note
        What is taken for true of it; None where he says himself where he is.
    """

    manager_id: ManagerId
    place_id: PlaceId
    point: Point | None = None
    free_s: int
    visiting: CustomerId | None = None
    since_s: int = 0
    late_s: int = 0
    owes_lunch: bool
    planned_lunch_s: int = 0
    num_done: int
    note: Note | None = None


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
    when it was over, and is with the next customer or on the way there. A visit under way is finished; who is on the
    way arrives, unless there is nothing to arrive for any more: then he goes on from the nearer end of the way. Where
    the next visit should have been over for more than a quarter of an hour and nobody says so, he is still where the
    last one was, free now.

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
        here = trail.by_plan(lunch_until_s)
    else:
        here = trail.by_position(position, lunch_until_s, is_visiting=is_visiting)
    lunch_s = 0 if route is None or route.lunch is None else route.lunch.start_s
    return replace(here, planned_lunch_s=lunch_s)


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
        records = [one for one in today if one.mode is Mode.IN_PERSON]
        made = [one for one in records if one.done]
        self._num_done = len(made)
        self._given_up = {one.customer_id for one in records} - {one.customer_id for one in made}
        last = max(made, key=lambda one: (self._began_s(one), one.customer_id), default=None)
        self._gone_anywhere = last is not None
        self._place_id, self._left_s, self._planned_left_s = self._last_place(last, known_places)
        self._pass_closed_doors(records)
        self._next, self._delay_s = self._next_stop(made)

    def _began_s(self, one: VisitRecord) -> int:
        if one.start is not None:
            return seconds_after_midnight(one.start)
        stop = self._stops.get(one.customer_id)
        return 0 if stop is None else stop.start_s

    def _last_place(
        self, last: VisitRecord | None, known_places: Container[PlaceId]
    ) -> tuple[PlaceId, int | None, int]:
        """Return where he was last, when he left there, None where nobody knows, and when he was to leave."""
        place_id = (
            PlaceId(f"s:{self._manager_id}") if last is None else customer_place(last.customer_id)
        )
        if last is not None and last.customer_id in self._stops:
            stop = self._stops[last.customer_id]
            minutes = last.length_minutes
            length_s = stop.length_s if minutes is None else minutes * MINUTE_S
            over_s = min(self._began_s(last) + length_s, self._now_s)
            return place_id, over_s, stop.departure_s
        route = self._route
        if route is None or route.start_place_id not in known_places:
            return place_id, None, 0
        if last is not None and route.start_place_id != place_id:
            return place_id, None, 0
        return route.start_place_id, min(route.start_s, self._now_s), route.start_s

    def _ahead(self) -> list[Stop]:
        if self._left_s is None:
            return []
        return [one for one in self._stops.values() if one.start_s >= self._planned_left_s]

    def _pass_closed_doors(self, records: Iterable[VisitRecord]) -> None:
        """Go on to the doors at which he was next by the plan, and in vain."""
        tried = sorted((one for one in records if is_at_the_door(one)), key=self._began_s)
        in_vain = {one.customer_id: one for one in tried}
        for stop in self._ahead():
            if stop.customer_id not in in_vain or self._left_s is None:
                break
            one = in_vain[stop.customer_id]
            at_s = stop.arrival_s if one.start is None else self._began_s(one)
            self._place_id = customer_place(stop.customer_id)
            self._left_s = min(max(self._left_s, at_s), self._now_s)
            self._planned_left_s = stop.departure_s
            self._gone_anywhere = True

    def _next_stop(self, made: Iterable[VisitRecord]) -> tuple[Stop | None, int]:
        """Return the stop that is next where he keeps up with the plan, and by how much he is later or earlier."""
        over = {one.customer_id for one in made}
        ahead = [stop for stop in self._ahead() if stop.customer_id not in over]
        if not ahead or self._left_s is None:
            return None, 0
        stop, lunch = ahead[0], self._route.lunch if self._route else None
        late_s = self._left_s - self._planned_left_s
        if lunch is not None and self._planned_left_s <= lunch.start_s < stop.start_s:
            # Who is early waits for lunch.
            late_s = max(0, late_s)
        overdue_s = max(0, self._now_s - stop.departure_s - max(0, late_s))
        return (stop, late_s + overdue_s) if overdue_s <= QUARTER_HOUR_S else (None, 0)

    # ------------------------------------------------------------------ as he says

    def by_position(
        self, position: Position, lunch_until_s: int, *, is_visiting: bool
    ) -> Whereabouts:
        """Return place and time as he says them; a visit under way ends as planned unless he says when."""
        free_s, place_id, note = self._now_s, self._place_id, None
        stop = None if position.customer_id is None else self._stops.get(position.customer_id)
        if position.free_at is not None:
            free_s = max(free_s, seconds_after_midnight(position.free_at))
        if position.point is not None:
            place_id = PlaceId(f"p:{self._manager_id}")
        elif position.customer_id is None:
            note = self._taken_for_granted(place_id, free_s)
        else:
            place_id = customer_place(position.customer_id)
            if is_visiting and position.free_at is None and stop is not None:
                free_s = max(free_s, min(stop.departure_s, free_s + stop.length_s))
        if position.had_lunch is None:
            owes_lunch, free_s = self._after_lunch(free_s, lunch_until_s, is_visiting=is_visiting)
        else:
            owes_lunch = not position.had_lunch
        late_s = QUARTER_HOUR_S if stop is None else max(0, free_s - stop.departure_s)
        here = self._here(place_id, free_s, owes_lunch, note, point=position.point)
        return replace(here, late_s=late_s)

    def _after_lunch(
        self, free_s: int, until_s: int, *, is_visiting: bool = False
    ) -> tuple[bool, int]:
        """Return whether lunch lies ahead, and when he can go on after one that does not."""
        if self._route is None:
            return self._now_s < until_s, free_s
        lunch, left_s = self._route.lunch, self._left_s
        if lunch is None or (
            left_s is not None and lunch.start_s < min(left_s, self._planned_left_s)
        ):
            # None is planned, or the last visit is one of those after it.
            return False, free_s
        # Where the visit before it lasted longer it begins later.
        begins_s = lunch.start_s
        if left_s is not None and begins_s < left_s < lunch.end_s:
            begins_s = left_s
        length_s = lunch.end_s - lunch.start_s
        if self._now_s < begins_s + (length_s if is_visiting else 0):
            return True, free_s
        return False, max(free_s, begins_s + length_s)

    # ------------------------------------------------------------------ as planned

    def by_plan(self, lunch_until_s: int) -> Whereabouts:
        """Return place and time as the plan has them."""
        stop, left_s, now_s = self._next, self._left_s, self._now_s
        owes_lunch, free_s = self._after_lunch(now_s, lunch_until_s)
        if stop is None or left_s is None or left_s >= now_s:
            note = self._taken_for_granted(self._place_id, free_s)
            return self._here(self._place_id, free_s, owes_lunch, note)
        arrival_s, begun_s = stop.arrival_s + self._delay_s, stop.start_s + self._delay_s
        if self._delay_s < 0 and stop.arrival_s < stop.start_s:
            # Who is early waits for the door to open.
            begun_s = max(arrival_s, stop.start_s)
        there = customer_place(stop.customer_id)
        lunch = self._route.lunch if self._route else None
        if lunch is not None and lunch.start_s >= stop.start_s:
            owes_lunch, free_s = True, now_s
        elif lunch is not None and owes_lunch:
            # Lunch on this way lies ahead: the plan's times there are those after it.
            arrival_s = min(arrival_s, left_s + stop.travel_s)
        if stop.customer_id in self._given_up:
            driven_s, left_to_drive_s = now_s - left_s, arrival_s - now_s
            if left_to_drive_s <= driven_s:
                return self._on_from(there, max(free_s, arrival_s), owes_lunch)
            return self._on_from(self._place_id, max(free_s, now_s + driven_s), owes_lunch)
        if begun_s > now_s:
            return self._on_from(there, max(free_s, arrival_s), owes_lunch)
        return replace(
            self._on_from(there, max(now_s, begun_s + stop.length_s), owes_lunch),
            visiting=stop.customer_id,
            since_s=begun_s,
            num_done=self._num_done + 1,
        )

    def _on_from(self, place_id: PlaceId, free_s: int, owes_lunch: bool) -> Whereabouts:  # noqa: FBT001
        return self._here(place_id, free_s, owes_lunch, self._taken_for_granted(place_id, free_s))

    def _here(
        self,
        place_id: PlaceId,
        free_s: int,
        owes_lunch: bool,  # noqa: FBT001
        note: Note | None,
        *,
        point: Point | None = None,
    ) -> Whereabouts:
        return Whereabouts(
            manager_id=self._manager_id,
            place_id=place_id,
            point=point,
            free_s=free_s,
            late_s=max(0, self._delay_s),
            owes_lunch=owes_lunch,
            num_done=self._num_done,
            note=note,
        )

    def _taken_for_granted(self, place_id: PlaceId, free_s: int) -> Note | None:
        if not self._gone_anywhere and place_id.startswith("s:"):
            return None
        return goes_on_from(self._manager_id, place_id, clock_text(free_s))
